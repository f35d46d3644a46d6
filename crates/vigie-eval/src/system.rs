//! What can be measured: something that reads a conversation and raises alarms.

use vigie::{Assessment, Concern, Conversation, Detector, Message, Threat};

/// Something that reads conversations.
pub trait System {
    /// Begins a conversation.
    fn reader(&self) -> Box<dyn Reader + '_>;
}

/// One conversation that is being read.
pub trait Reader {
    /// Reads the next message.
    fn read(&mut self, message: &Message<'_>) -> Reading;

    /// The alarm was seen: from now on another one may follow.
    fn acknowledge(&mut self);
}

/// What was made of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// How dangerous the conversation looks now: a probability of the detector; of a baseline, whatever ranks.
    pub score: f64,
    /// An alarm.
    pub alert: bool,
    /// What the system says of it, if it names anything.
    pub named: Option<(Threat, Concern)>,
}

impl System for Detector {
    fn reader(&self) -> Box<dyn Reader + '_> {
        Box::new(Detecting { detector: self, conversation: Conversation::new() })
    }
}

struct Detecting<'a> {
    detector: &'a Detector,
    conversation: Conversation,
}

impl Reader for Detecting<'_> {
    fn read(&mut self, message: &Message<'_>) -> Reading {
        let assessment: Assessment = self.detector.assess(&mut self.conversation, message);
        Reading {
            score: f64::from(assessment.score()),
            alert: assessment.alert,
            named: Some((assessment.leading_threat(), assessment.concern)),
        }
    }

    fn acknowledge(&mut self) {
        self.conversation.acknowledge();
    }
}

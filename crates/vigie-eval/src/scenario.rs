//! Written conversations, each with the message by which the user should have been warned.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use vigie::{Assessment, Concern, Conversation, Detector, Message, Role, Threat};

use crate::error::Error;

/// One conversation.
#[derive(Debug, Clone, Deserialize)]
pub struct Scenario {
    /// Its identifier.
    pub id: String,
    /// Its language, a BCP 47 primary subtag.
    pub lang: String,
    /// What it is.
    pub label: Label,
    /// What kind of story it tells.
    #[serde(default)]
    pub family: String,
    /// How it is written.
    #[serde(default)]
    pub style: String,
    /// Who takes part.
    pub participants: BTreeMap<String, Participant>,
    /// The message by which the user should have been warned.
    pub alert_at: Option<usize>,
    /// Before this message an alert would be unjustified.
    pub quiet_until: Option<usize>,
    /// The concern that the alert should name; none: a contact.
    pub concern: Option<String>,
    /// The messages, in order.
    pub messages: Vec<Line>,
}

/// What a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Nothing to warn of.
    Benign,
    /// See [`Threat::Grooming`].
    Grooming,
    /// See [`Threat::SextortionContent`].
    SextortionContent,
    /// See [`Threat::SextortionMoney`].
    SextortionMoney,
    /// See [`Threat::Exposure`].
    #[serde(alias = "exposure")]
    Ficha,
}

/// One of those who write.
#[derive(Debug, Clone, Deserialize)]
pub struct Participant {
    /// `protected`, `contact` or `unknown`.
    pub role: String,
}

/// One message.
#[derive(Clone, Deserialize)]
pub struct Line {
    /// Who wrote it.
    pub from: String,
    /// What.
    pub text: String,
    /// Minutes since the conversation began.
    pub t: f64,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("t", &self.t).finish_non_exhaustive()
    }
}

/// Whether the detector is told who is who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// As the conversation says.
    Given,
    /// Everybody unknown.
    Withheld,
}

/// What became of a conversation: its first alert decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The message of the first alert.
    pub alerted: Option<usize>,
    /// How it is judged.
    pub outcome: Outcome,
    /// The threat that the first alert named.
    pub threat: Option<Threat>,
    /// Whether that is the label's threat.
    pub threat_right: bool,
    /// Whether the concern is the one expected.
    pub concern_right: bool,
}

/// How a first alert, or none, is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Dangerous, and the alert came in its window.
    InTime,
    /// Dangerous, and the alert came before it was justified.
    Early,
    /// Dangerous, and the alert came too late.
    Late,
    /// Dangerous, without alert.
    Missed,
    /// Ordinary, without alert.
    Quiet,
    /// Ordinary, with alert.
    FalseAlarm,
}

/// The time of the first message: some day in 2024.
const START: i64 = 1_710_000_000_000;

impl Label {
    /// The label's name in a figure: that of its threat, or `benign`.
    pub fn as_str(self) -> &'static str {
        self.threat().map_or("benign", Threat::as_str)
    }

    /// The threat that an alert should name.
    pub fn threat(self) -> Option<Threat> {
        match self {
            Self::Benign => None,
            Self::Grooming => Some(Threat::Grooming),
            Self::SextortionContent => Some(Threat::SextortionContent),
            Self::SextortionMoney => Some(Threat::SextortionMoney),
            Self::Ficha => Some(Threat::Exposure),
        }
    }
}

impl Scenario {
    /// The messages as the detector gets them: role, text and time, nothing else.
    pub fn messages(&self, roles: Roles) -> impl Iterator<Item = Message<'_>> {
        self.messages.iter().map(move |line| {
            let role = match self.participants.get(&line.from).map(|participant| participant.role.as_str()) {
                Some("protected") if roles == Roles::Given => Role::Protected,
                Some("contact") if roles == Roles::Given => Role::Contact,
                _ => Role::Unknown,
            };
            Message::new(&line.from, &line.text).role(role).sent_at(START + (line.t * 60_000.0) as i64)
        })
    }

    /// Every assessment, in order.
    pub fn assess(&self, detector: &Detector, roles: Roles) -> Vec<Assessment> {
        let mut conversation = Conversation::new();
        self.messages(roles).map(|message| detector.assess(&mut conversation, &message)).collect()
    }

    /// Judges the first alert.
    pub fn judge(&self, assessments: &[Assessment]) -> Verdict {
        let alerted = assessments.iter().position(|assessment| assessment.alert);
        let first = alerted.map(|at| &assessments[at]);
        self.verdict(alerted, first.map(|first| (first.leading_threat(), first.concern)))
    }

    /// Judges a first alert by its message and what it named.
    pub fn verdict(&self, alerted: Option<usize>, named: Option<(Threat, Concern)>) -> Verdict {
        let outcome = match (self.label, alerted) {
            (Label::Benign, None) => Outcome::Quiet,
            (Label::Benign, Some(_)) => Outcome::FalseAlarm,
            (_, None) => Outcome::Missed,
            (_, Some(at)) if at < self.quiet_until.unwrap_or(0) => Outcome::Early,
            (_, Some(at)) if at > self.alert_at.unwrap_or(usize::MAX) => Outcome::Late,
            (_, Some(_)) => Outcome::InTime,
        };
        let threat = named.map(|(threat, _)| threat);
        let expected = self.concern.as_deref().unwrap_or(Concern::Contact.as_str());
        Verdict {
            alerted,
            outcome,
            threat,
            threat_right: threat.is_some() && threat == self.label.threat(),
            concern_right: named.is_some_and(|(_, concern)| concern.as_str() == expected),
        }
    }
}

/// Reads a file of conversations, one a line.
///
/// # Errors
/// Names the file and the line that is no conversation.
pub fn read(path: &Path) -> Result<Vec<Scenario>, Error> {
    let text = std::fs::read_to_string(path).map_err(|fault| Error::new(path, None, fault))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|fault| Error::new(path, Some(number + 1), fault))
        })
        .collect()
}

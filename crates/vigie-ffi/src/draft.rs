//! Before it is sent: what a draft of the protected person's would give away.

use crate::assessment::{Coverage, RiskLevel, Signal};
use crate::conversation::Conversation;
use crate::detector::Detector;
use crate::message::Message;
use crate::offsets::OffsetUnit;

/// What a draft would give away or do.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DraftAssessment {
    /// Ask the protected person before the draft is sent. The choice stays theirs.
    pub hold: bool,
    /// What it would give away or do, each kind once.
    pub contents: Vec<DraftContent>,
    /// What was found, with its place in the draft.
    pub signals: Vec<Signal>,
    /// Why, in plain words, in the language of the pack.
    pub reasons: Vec<String>,
    /// Keys of the advice to show; empty unless the draft is to be held.
    pub advice: Vec<String>,
    /// How the conversation stands without the draft.
    pub level: RiskLevel,
    /// How much of conversation and draft could be assessed.
    pub coverage: Coverage,
    /// What did not work: the rest stood in for it.
    pub degraded: Vec<String>,
}

/// One thing that a draft would give away or do.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DraftContent {
    /// What: `personal_info`, `picture`, `money`, `meeting` or `threat`. The list grows.
    pub kind: String,
    /// Where it begins in the draft, in the detector's unit of offsets; none for what is attached.
    pub start: Option<i32>,
    /// Where it ends, exclusive.
    pub end: Option<i32>,
}

#[uniffi::export]
impl Detector {
    /// Looks at a message of the protected person's before it is sent: what it would give away or do, and whether to ask
    /// first. The conversation does not change. Takes any text; the role of the message is not looked at.
    pub fn assess_draft(&self, conversation: &Conversation, draft: &Message) -> DraftAssessment {
        let found = self.engine.assess_draft(&conversation.lock(), &draft.borrow());
        DraftAssessment::of(&found, &draft.text, self.unit)
    }
}

impl DraftAssessment {
    fn of(found: &vigie::DraftAssessment, text: &str, unit: OffsetUnit) -> Self {
        let content = |content: &vigie::DraftContent| DraftContent {
            kind: content.kind.as_str().to_owned(),
            start: content.span.map(|span| unit.place(text, span.start)),
            end: content.span.map(|span| unit.place(text, span.end)),
        };
        Self {
            hold: found.hold,
            contents: found.contents.iter().map(content).collect(),
            signals: found.signals.iter().map(|signal| Signal::of(signal, text, unit)).collect(),
            reasons: found.reasons.clone(),
            advice: found.advice.iter().map(|key| (*key).to_owned()).collect(),
            level: found.level.into(),
            coverage: found.coverage.into(),
            degraded: found.degraded.iter().map(|part| (*part).to_owned()).collect(),
        }
    }
}

//! Before it is sent: what a draft of the protected person's would give away.

use crate::assessment::{Coverage, CoverageGap, RiskLevel, Signal};
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
    /// Which moment this is, as a stable name; none unless the draft is to be held. `Help.card` has the title and the text
    /// for it, `Help.steps` the words of the advice.
    pub moment: Option<String>,
    /// Keys of the advice to show; empty unless the draft is to be held.
    pub advice: Vec<String>,
    /// How the conversation stands without the draft.
    pub level: RiskLevel,
    /// How much of conversation and draft could be assessed.
    pub coverage: Coverage,
    /// Why coverage is not full.
    pub coverage_gap: Option<CoverageGap>,
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
        let places = unit.places(text);
        let content = |content: &vigie::DraftContent| DraftContent {
            kind: content.kind.as_str().to_owned(),
            start: content.span.map(|span| places.of(span.start)),
            end: content.span.map(|span| places.of(span.end)),
        };
        Self {
            hold: found.hold,
            contents: found.contents.iter().map(content).collect(),
            signals: found.signals.iter().map(|signal| Signal::of(signal, &places)).collect(),
            reasons: found.reasons.clone(),
            moment: found.moment.map(|moment| moment.as_str().to_owned()),
            advice: found.advice.iter().map(|key| (*key).to_owned()).collect(),
            level: found.level.into(),
            coverage: found.coverage.into(),
            coverage_gap: found.coverage.gap().map(Into::into),
            degraded: found.degraded.iter().map(|part| (*part).to_owned()).collect(),
        }
    }
}

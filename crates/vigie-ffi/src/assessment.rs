//! What the host gets back for each message.

use crate::offsets::{OffsetUnit, Places};
use crate::same::same;

/// How urgent the conversation is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, uniffi::Enum)]
pub enum RiskLevel {
    /// Nothing seen. Not a promise of safety: see [`Coverage`].
    Minimal,
    /// Traces that ordinary chats have too.
    Low,
    /// Worth keeping an eye on; nothing is shown.
    Medium,
    /// Help should be shown.
    High,
    /// Help should be shown now.
    Critical,
}

/// The four threats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Threat {
    /// An adult (or one who poses as a peer) works on a child's trust towards sexual ends.
    Grooming,
    /// Blackmail for more pictures or acts.
    SextortionContent,
    /// Blackmail for money.
    SextortionMoney,
    /// Publishing somebody's pictures, name, school to shame them.
    Exposure,
}

/// Whom the worry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Concern {
    /// Somebody in this chat acts against the protected person.
    Contact,
    /// Somebody else is the target, or the culprit: a friend tells of blackmail, and nobody here is accused; or a member of
    /// a group threatens another one, and `about` names who threatens.
    ThirdParty,
    /// The protected person is the one who threatens.
    ProtectedPerson,
}

/// How much of the conversation could be assessed. What could not be assessed is never reported as safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Coverage {
    /// Text in a language that a pack covers.
    Full,
    /// Part of it.
    Partial,
    /// None of it: the level means nothing.
    None,
}

/// Why coverage is not full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum CoverageGap {
    /// No pack knows the language, or not enough of it.
    LanguageNotCovered,
    /// Pictures, videos or voice notes only.
    NoText,
    /// Too few words so far to recognise anything.
    TooLittle,
    /// The message was so long that its middle was skipped.
    Truncated,
    /// The model failed, and rules stood alone.
    NoModel,
}

/// The tactic group that weighs most. No order: conversations jump between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Stage {
    /// Who is this child, and where else can we talk?
    Contact,
    /// Flattery, gifts, intimacy.
    Trust,
    /// Secrecy, distance from others, traces removed.
    Isolation,
    /// Is the child alone, obedient, reachable?
    Probing,
    /// Pictures, camera, sexual talk.
    ContentSeeking,
    /// Threats and demands.
    Coercion,
    /// Meeting and travel.
    Approach,
    /// What the person concerned says themself.
    Victim,
    /// Scams without intimate blackmail.
    Scam,
    /// Signs that lower a score.
    Calming,
}

/// What saw a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Source {
    /// A rule of a pack.
    Rule,
    /// The message model.
    Model,
}

/// Calibrated probability per threat, each in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Threats {
    /// Of grooming.
    pub grooming: f32,
    /// Of blackmail for more pictures or acts.
    pub sextortion_content: f32,
    /// Of blackmail for money.
    pub sextortion_money: f32,
    /// Of publishing to shame.
    pub exposure: f32,
}

/// One piece of evidence in one message.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Signal {
    /// What it shows: one of the stable names that `signal_kinds` lists.
    pub kind: String,
    /// Where it begins in the text, in the detector's unit of offsets.
    pub start: i32,
    /// Where it ends, exclusive.
    pub end: i32,
    /// How sure the source is, in (0, 1].
    pub score: f32,
    /// What saw it.
    pub source: Source,
    /// The rule's identifier, where a rule saw it.
    pub rule: Option<String>,
    /// The rule's reason in plain words, in the language of the pack.
    pub reason: Option<String>,
    /// The words are somebody else's, told: no evidence against the one who tells.
    pub reported: bool,
}

/// The state of a conversation after a message.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Assessment {
    /// How urgent it is.
    pub level: RiskLevel,
    /// How much could be assessed.
    pub coverage: Coverage,
    /// Why coverage is not full.
    pub coverage_gap: Option<CoverageGap>,
    /// This message is the moment to show help to the protected person.
    pub alert: bool,
    /// An alert was raised and not acknowledged yet. Until then the level is at least High.
    pub alerting: bool,
    /// Whom the worry is about.
    pub concern: Concern,
    /// The number of the sender who acts against somebody, where there is one: compare with `Conversation.participant(sender)`.
    pub about: Option<u64>,
    /// The largest of the threat probabilities.
    pub score: f32,
    /// The likeliest threat.
    pub leading_threat: Threat,
    /// Calibrated probability per threat.
    pub threats: Threats,
    /// The tactic group that weighs most.
    pub stage: Stage,
    /// What this message shows.
    pub signals: Vec<Signal>,
    /// In plain words, in the language of the pack: first what this message shows. For helpers, not for a child.
    pub reasons: Vec<String>,
    /// Which moment this is for the person whom help is shown to, as a stable name; `Help.card` has the words for it, and
    /// `docs/guidance.md` lists them. It may be set without an alert: then advice may be offered quietly.
    pub moment: Option<String>,
    /// Keys of the advice to show, in order; empty while nothing is to be shown.
    pub advice: Vec<String>,
    /// What did not work: the rest stood in for it.
    pub degraded: Vec<String>,
}

impl Assessment {
    pub(crate) fn of(assessment: &vigie::Assessment, text: &str, unit: OffsetUnit) -> Self {
        let places = unit.places(text);
        Self {
            level: assessment.level.into(),
            coverage: assessment.coverage.into(),
            coverage_gap: assessment.coverage.gap().map(Into::into),
            alert: assessment.alert,
            alerting: assessment.alerting,
            concern: assessment.concern.into(),
            about: assessment.about,
            score: assessment.score(),
            leading_threat: assessment.leading_threat().into(),
            threats: assessment.threats.into(),
            stage: assessment.stage.into(),
            signals: assessment.signals.iter().map(|signal| Signal::of(signal, &places)).collect(),
            reasons: assessment.reasons.clone(),
            moment: assessment.moment.map(|moment| moment.as_str().to_owned()),
            advice: assessment.advice.iter().map(|key| (*key).to_owned()).collect(),
            degraded: assessment.degraded.iter().map(|part| (*part).to_owned()).collect(),
        }
    }
}

impl Signal {
    pub(crate) fn of(signal: &vigie::Signal, places: &Places) -> Self {
        let (source, rule) = match &signal.source {
            vigie::Source::Rule(rule) => (Source::Rule, Some(rule)),
            vigie::Source::Model => (Source::Model, None),
        };
        Self {
            kind: signal.kind.as_str().to_owned(),
            start: places.of(signal.span.start),
            end: places.of(signal.span.end),
            score: signal.score,
            source,
            rule: rule.map(|rule| rule.id.clone()),
            reason: rule.map(|rule| rule.reason.clone()).filter(|reason| !reason.is_empty()),
            reported: signal.reported,
        }
    }
}

impl From<[f32; 4]> for Threats {
    fn from(threats: [f32; 4]) -> Self {
        let of = |threat: vigie::Threat| threats[threat as usize];
        Self {
            grooming: of(vigie::Threat::Grooming),
            sextortion_content: of(vigie::Threat::SextortionContent),
            sextortion_money: of(vigie::Threat::SextortionMoney),
            exposure: of(vigie::Threat::Exposure),
        }
    }
}

same!(RiskLevel: Minimal Low Medium High Critical);
same!(both Threat: Grooming SextortionContent SextortionMoney Exposure);
same!(Concern: Contact ThirdParty ProtectedPerson);
same!(Stage: Contact Trust Isolation Probing ContentSeeking Coercion Approach Victim Scam Calming);

impl From<vigie::Coverage> for Coverage {
    fn from(coverage: vigie::Coverage) -> Self {
        match coverage {
            vigie::Coverage::Full => Self::Full,
            vigie::Coverage::Partial(_) => Self::Partial,
            vigie::Coverage::None(_) => Self::None,
        }
    }
}

impl From<vigie::CoverageGap> for CoverageGap {
    fn from(gap: vigie::CoverageGap) -> Self {
        match gap {
            vigie::CoverageGap::Language => Self::LanguageNotCovered,
            vigie::CoverageGap::NoText => Self::NoText,
            vigie::CoverageGap::TooLittle => Self::TooLittle,
            vigie::CoverageGap::Truncated => Self::Truncated,
            vigie::CoverageGap::NoModel => Self::NoModel,
        }
    }
}

//! What the host gets back for each message.

use crate::guidance::{self, Audience, Moment};
use crate::signal::{Group, Signal};

/// How urgent the conversation is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum RiskLevel {
    /// Nothing seen. Not a promise of safety: see [`Coverage`].
    #[default]
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

impl RiskLevel {
    /// The level's stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// The four threats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

impl Threat {
    /// All four, in the order of [`Assessment::threats`].
    pub const ALL: [Threat; 4] =
        [Self::Grooming, Self::SextortionContent, Self::SextortionMoney, Self::Exposure];

    /// The threat's stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grooming => "grooming",
            Self::SextortionContent => "sextortion_content",
            Self::SextortionMoney => "sextortion_money",
            Self::Exposure => "exposure",
        }
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// Whom the worry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Concern {
    /// Somebody in this chat acts against the protected person.
    #[default]
    Contact,
    /// Somebody else is the target, or the culprit: a friend tells of blackmail, or passes on a threat, and nobody here
    /// is accused; or a member of a group threatens another one, and [`Assessment::about`] names who threatens.
    ThirdParty,
    /// The protected person is the one who threatens.
    ProtectedPerson,
}

impl Concern {
    /// The concern's stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::ThirdParty => "third_party",
            Self::ProtectedPerson => "protected_person",
        }
    }
}

/// How much of the conversation could be assessed. What could not be assessed is never reported as safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// Text in a language that a pack covers.
    Full,
    /// Part of it.
    Partial(CoverageGap),
    /// None of it: the level means nothing.
    None(CoverageGap),
}

/// Why coverage is not full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoverageGap {
    /// No pack knows the language, or not enough of it.
    Language,
    /// Pictures, videos or voice notes only.
    NoText,
    /// Too few words so far to recognise anything.
    TooLittle,
    /// The message was so long that its middle was skipped.
    Truncated,
    /// The model failed, and rules stood alone.
    NoModel,
}

impl Coverage {
    /// `full`, `partial` or `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial(_) => "partial",
            Self::None(_) => "none",
        }
    }

    /// Why it is not full.
    pub const fn gap(self) -> Option<CoverageGap> {
        match self {
            Self::Full => None,
            Self::Partial(gap) | Self::None(gap) => Some(gap),
        }
    }
}

impl CoverageGap {
    /// The reason's stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Language => "language_not_covered",
            Self::NoText => "no_text",
            Self::TooLittle => "too_little",
            Self::Truncated => "truncated",
            Self::NoModel => "no_model",
        }
    }
}

/// The tactic group that weighs most in the leading threat.
pub type Stage = Group;

impl Group {
    /// The stage's stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Trust => "trust",
            Self::Isolation => "isolation",
            Self::Probing => "probing",
            Self::ContentSeeking => "content_seeking",
            Self::Coercion => "coercion",
            Self::Approach => "approach",
            Self::Victim => "victim",
            Self::Scam => "scam",
            Self::Calming => "calming",
        }
    }
}

/// The state of a conversation after a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Assessment {
    /// How urgent it is.
    pub level: RiskLevel,
    /// How much could be assessed.
    pub coverage: Coverage,
    /// This message is the moment to show help to the protected person.
    pub alert: bool,
    /// An alert was raised and not acknowledged yet. Until then the level is at least High, whatever
    /// [`Assessment::threats`] say.
    pub alerting: bool,
    /// Whom the worry is about.
    pub concern: Concern,
    /// The sender who acts against somebody, where there is one and it is the sender of this message or of an
    /// earlier one that the host can find by this number: see [`Conversation::participant`](crate::Conversation::participant).
    pub about: Option<u64>,
    /// Calibrated probability per threat, in the order of [`Threat::ALL`].
    pub threats: [f32; 4],
    /// The tactic group that weighs most.
    pub stage: Stage,
    /// What this message shows.
    pub signals: Vec<Signal>,
    /// In plain words, in the language of the pack: first what this message shows.
    pub reasons: Vec<String>,
    /// Which moment this is for the person whom help is shown to. Set while help is due ([`Self::alerting`] or a level
    /// of High), and besides, without an alert, when somebody speaks of wanting to die, and at a scam: then advice may
    /// be offered quietly.
    pub moment: Option<Moment>,
    /// Keys of the advice to show, in order, one at a time; empty while nothing is to be shown. They are for the young:
    /// [`Guidance::card`](crate::Guidance::card) has the words, and the steps for parents.
    pub advice: Vec<&'static str>,
    /// What did not work: the rest stood in for it.
    pub degraded: Vec<&'static str>,
}

impl Assessment {
    /// Makes this the moment, with its advice.
    pub(crate) fn show(&mut self, moment: Moment, threat: Threat, audience: Audience) {
        self.moment = Some(moment);
        if moment == Moment::FriendInDespair {
            (self.concern, self.about) = (Concern::ThirdParty, None);
        }
        self.advice = guidance::advice(moment, threat, audience);
    }

    /// The largest threat probability.
    pub fn score(&self) -> f32 {
        self.threats.iter().copied().fold(0.0, f32::max)
    }

    /// The likeliest threat.
    pub fn leading_threat(&self) -> Threat {
        let mut leading = Threat::Grooming;
        for threat in Threat::ALL {
            if self.threats[threat.index()] > self.threats[leading.index()] {
                leading = threat;
            }
        }
        leading
    }
}

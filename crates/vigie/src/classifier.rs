//! Where learned models plug in: one that looks at a message, one that follows a conversation.

use crate::signal::{Signal, SignalKind};
use crate::text::NormalText;

/// Learned models. Implementations are shared between threads and hold no state of a chat: what is remembered of one
/// is in its [`LearnedState`]s.
pub trait Classifier: Send + Sync {
    /// What a message shows, given what the rules saw in it, and the message before it in the conversation, seen from the
    /// sender of this one.
    ///
    /// # Errors
    /// When the model could not run: the assessment is then marked as degraded, and rules stand alone.
    fn read(
        &self,
        text: &NormalText,
        signals: &[Signal],
        before: Option<Before>,
    ) -> Result<Reading, ClassifierError>;

    /// Which model this is: its numbers mean nothing to a model with another tag, so a conversation that another one followed
    /// starts anew. The same for the same model on every device. Implementations that are one model only may leave it at 0.
    fn tag(&self) -> u16 {
        0
    }

    /// Follows one participant as the one to worry about (the candidate) over one message, their own or another's.
    fn follow(&self, state: &mut LearnedState, reading: &Reading, turn: &Turn) -> Outlook;
}

/// What a model makes of one message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The kinds that it sees; at most one entry per kind.
    pub kinds: Vec<Prediction>,
    /// The message as numbers, for [`Classifier::follow`].
    pub view: Vec<f32>,
    /// What is kept of it until the next message: a question and its answer mean something together.
    pub code: MessageCode,
}

/// One kind that the model sees in a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The kind.
    pub kind: SignalKind,
    /// Probability, in [0, 1].
    pub probability: f32,
}

/// Whose message it is, seen from one candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The candidate wrote it.
    pub by_candidate: bool,
    /// The protected person wrote it.
    pub by_protected: bool,
    /// The candidate is known to be a contact. Of the protected person, followed like anybody else, neither this nor
    /// `by_protected` is told.
    pub candidate_is_contact: bool,
    /// Nobody but one sender has written in the conversation yet.
    pub alone: bool,
    /// Minutes since the message before it in the conversation; none where a time is not known.
    pub pause_minutes: Option<u32>,
    /// The message before it in the conversation.
    pub before: Option<Before>,
}

/// The message before, seen from one candidate, or from who writes the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// They wrote it.
    pub by_candidate: bool,
    /// What is kept of it.
    pub code: MessageCode,
}

/// What a model keeps of a message until the next one: numbers in [-1, 1], kept in 1/127 as in [`LearnedState`]. It is
/// no text, but says something about one: `docs/privacy.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageCode(pub(crate) [i8; Self::LEN]);

/// What a conversation model remembers of one candidate: numbers in [-1, 1], kept in 1/127 so that a restored
/// conversation is the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LearnedState(pub(crate) [i8; Self::LEN]);

/// Where a conversation model sees a candidate going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Log-odds that now is the moment to warn of the candidate, in [-[`Outlook::BOUND`], [`Outlook::BOUND`]].
    pub alarm: f32,
    /// Log-probability of each threat, were there one, in the order of [`Threat::ALL`](crate::Threat::ALL).
    pub threats: [f32; 4],
    /// What it sees is told here and done elsewhere: a friend confides. Whoever is followed is not the one to worry about.
    pub told: bool,
}

/// The model could not run on this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model could not run")]
pub struct ClassifierError;

impl MessageCode {
    /// How many numbers there are.
    pub const LEN: usize = 72;

    /// The code nearest to these numbers.
    pub fn new(values: &[f32; Self::LEN]) -> Self {
        Self(values.map(stepped))
    }

    /// The numbers.
    pub fn values(&self) -> [f32; Self::LEN] {
        self.0.map(unstepped)
    }
}

impl Default for MessageCode {
    fn default() -> Self {
        Self([0; Self::LEN])
    }
}

fn stepped(value: f32) -> i8 {
    (value.clamp(-1.0, 1.0) * 127.0).round() as i8
}

fn unstepped(value: i8) -> f32 {
    f32::from(value) / 127.0
}

impl LearnedState {
    /// How many numbers there are.
    pub const LEN: usize = 96;
    /// So many of them, the first, are kept as long as the conversation. The others are forgotten when somebody answers: there
    /// is room for them where one sender is all there is.
    pub const LASTING: usize = 48;

    /// The state nearest to these numbers.
    pub fn new(values: &[f32; Self::LEN]) -> Self {
        Self(values.map(stepped))
    }

    /// The numbers.
    pub fn values(&self) -> [f32; Self::LEN] {
        self.0.map(unstepped)
    }

    pub(crate) fn keep_lasting(&mut self) {
        self.0[Self::LASTING..].fill(0);
    }
}

impl Default for LearnedState {
    fn default() -> Self {
        Self([0; Self::LEN])
    }
}

impl Outlook {
    /// No log-odds go beyond this.
    pub const BOUND: f32 = 8.0;
    /// Before the first message, and without a model: most chats are harmless, and no threat is likelier than another.
    pub const START: Self = Self { alarm: -4.0, threats: [-1.386; 4], told: false };
    /// Kept in fractions of one, so that a restored conversation is the same to the bit.
    const FRACTION: f32 = 1000.0;

    /// From a model's raw scores: log-odds, and what is proportional to the logarithm of each threat's probability.
    pub fn new(alarm: f32, threats: [f32; 4], told: f32) -> Self {
        let most = threats.iter().copied().fold(f32::MIN, f32::max);
        let all: f32 = threats.iter().map(|threat| (threat - most).exp()).sum();
        let threats = threats.map(|threat| threat - most - all.ln());
        let fractions = std::array::from_fn(|place| {
            let value = if place == 0 { alarm } else { threats[place - 1] };
            (value.clamp(-Self::BOUND, Self::BOUND) * Self::FRACTION).round() as i16
        });
        Self::from_fractions(fractions, told > 0.0)
    }

    pub(crate) fn from_fractions(fractions: [i16; 5], told: bool) -> Self {
        let [alarm, threats @ ..] = fractions.map(|fraction| f32::from(fraction) / Self::FRACTION);
        Self { alarm, threats, told }
    }

    pub(crate) fn fractions(&self) -> [i16; 5] {
        let [one, two, three, four] = self.threats;
        [self.alarm, one, two, three, four].map(|value| (value * Self::FRACTION).round() as i16)
    }
}

impl Default for Outlook {
    fn default() -> Self {
        Self::START
    }
}

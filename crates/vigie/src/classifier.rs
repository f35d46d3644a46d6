//! Where a message model plugs in.

use crate::signal::SignalKind;
use crate::text::NormalText;

/// A model that looks at one message. Implementations are shared between threads and hold no state of a chat.
pub trait Classifier: Send + Sync {
    /// What the message shows.
    ///
    /// # Errors
    /// When the model could not run: the assessment is then marked as degraded, and rules stand alone.
    fn classify(&self, text: &NormalText) -> Result<Reading, ClassifierError>;
}

/// What a model makes of one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The kinds that it sees; at most one entry per kind.
    pub kinds: Vec<Prediction>,
    /// Log-odds that the message is part of a dangerous conversation if its sender is the one to worry about. NaN when
    /// there is nothing to read.
    pub as_contact: f32,
    /// The same if its sender is the one to protect.
    pub as_protected: f32,
}

/// One kind that the model sees in a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The kind.
    pub kind: SignalKind,
    /// Calibrated probability, in [0, 1].
    pub probability: f32,
}

/// The model could not run on this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model could not run")]
pub struct ClassifierError;

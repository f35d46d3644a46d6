//! Where a message model plugs in.

use crate::signal::SignalKind;
use crate::text::NormalText;

/// A model that looks at one message. Implementations are shared between threads and hold no state of a chat.
pub trait Classifier: Send + Sync {
    /// What the message shows, most certain first; at most one entry per kind.
    ///
    /// # Errors
    /// When the model could not run: the assessment is then marked as degraded, and rules stand alone.
    fn classify(&self, text: &NormalText) -> Result<Vec<Prediction>, ClassifierError>;
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

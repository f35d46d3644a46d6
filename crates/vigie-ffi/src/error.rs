//! The errors that a host can act on.

/// Why something was refused. Never carries message text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum VigieError {
    /// A rule pack does not parse or compile: a fault of the app's own packs. The message names pack, rule and field.
    #[error("{0}")]
    Pack(String),
    /// A model, or the weights that belong to it, cannot be read, or this build has no models.
    #[error("{0}")]
    Model(String),
    /// The bytes are no conversation, or are damaged. Begin a new conversation.
    #[error("{0}")]
    Snapshot(String),
    /// A newer version of the library wrote the bytes. Keep them, and update the app.
    #[error("{0}")]
    NewerSnapshot(String),
    /// The columns of a table differ in length.
    #[error("{0}")]
    Table(String),
}

impl From<vigie::Error> for VigieError {
    fn from(error: vigie::Error) -> Self {
        let what = error.to_string();
        if error.is_newer_snapshot() {
            Self::NewerSnapshot(what)
        } else if error.is_snapshot() {
            Self::Snapshot(what)
        } else if error.is_pack() {
            Self::Pack(what)
        } else {
            // What is left is the policy: the weights of a model.
            Self::Model(what)
        }
    }
}

impl From<vigie_embedded::Error> for VigieError {
    /// Cannot happen in a release, whose tests build what is embedded.
    fn from(error: vigie_embedded::Error) -> Self {
        Self::Pack(error.to_string())
    }
}

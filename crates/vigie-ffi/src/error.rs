//! The errors that a host can act on.

/// Why something was refused. Never carries message text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum VigieError {
    /// A rule pack does not parse or compile. The message names pack, rule and field.
    #[error("{0}")]
    Pack(String),
    /// A pack names a signal kind that this version does not know: it was written for a newer one. Update the app.
    #[error("{0}")]
    UnknownKind(String),
    /// Two packs claim the same thing: a rule's identifier, a class, the name of a signed file.
    #[error("{0}")]
    Conflict(String),
    /// A pack or an allow-list does what would weaken the detection of open threats.
    #[error("{0}")]
    Forbidden(String),
    /// A rule of an added pack would fire on ordinary talk.
    #[error("{0}")]
    TooWide(String),
    /// Something is larger than its bound: the bytes of a file, the rules of a pack. What is too large is not looked at.
    #[error("{0}")]
    TooLarge(String),
    /// A model, or the weights that belong to it, cannot be read, or this build has no models.
    #[error("{0}")]
    Model(String),
    /// Words or help lines do not parse, or a moment has no such name. The message names the entry.
    #[error("{0}")]
    Guidance(String),
    /// A key to pin is no public key of minisign.
    #[error("{0}")]
    Key(String),
    /// The bytes are no signed file at all, or one of a form that this version does not read.
    #[error("{0}")]
    NotSigned(String),
    /// A signed file was cut short: fetch it again.
    #[error("{0}")]
    Truncated(String),
    /// A signed file was changed after it was signed.
    #[error("{0}")]
    Tampered(String),
    /// A signed file was signed by a key that is not pinned.
    #[error("{0}")]
    UnknownKey(String),
    /// A signed file holds something else: a model where a pack was wanted.
    #[error("{0}")]
    OtherContent(String),
    /// A signed file is older than one that was in use.
    #[error("{0}")]
    Older(String),
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

impl VigieError {
    /// The error of a code of the library's.
    pub(crate) fn named(code: &str, what: String) -> Self {
        match code {
            "unknown_kind" => Self::UnknownKind(what),
            "pack_conflict" => Self::Conflict(what),
            "pack_forbidden" => Self::Forbidden(what),
            "pack_too_wide" => Self::TooWide(what),
            "too_large" => Self::TooLarge(what),
            "invalid_model" | "invalid_policy" => Self::Model(what),
            "invalid_guidance" => Self::Guidance(what),
            "invalid_key" => Self::Key(what),
            "not_signed" => Self::NotSigned(what),
            "truncated" => Self::Truncated(what),
            "tampered" => Self::Tampered(what),
            "unknown_key" => Self::UnknownKey(what),
            "other_content" => Self::OtherContent(what),
            "older" => Self::Older(what),
            "invalid_snapshot" => Self::Snapshot(what),
            "newer_snapshot" => Self::NewerSnapshot(what),
            _ => Self::Pack(what),
        }
    }
}

impl From<vigie::Error> for VigieError {
    fn from(error: vigie::Error) -> Self {
        Self::named(error.code(), error.to_string())
    }
}

#[cfg(feature = "model")]
impl From<vigie_model::Error> for VigieError {
    fn from(error: vigie_model::Error) -> Self {
        Self::named(error.code(), error.to_string())
    }
}

impl From<vigie_embedded::Error> for VigieError {
    /// Cannot happen in a release, whose tests build what is embedded.
    fn from(error: vigie_embedded::Error) -> Self {
        Self::Pack(error.to_string())
    }
}

//! The one error of the crate.

use std::fmt;

/// Why a pack, a policy or a snapshot was refused. Never carries message text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] ErrorKind);

impl Error {
    /// A pack or one of its rules is at fault.
    pub fn is_pack(&self) -> bool {
        matches!(self.0, ErrorKind::Pack { .. } | ErrorKind::Rule { .. } | ErrorKind::TooLarge { .. })
    }

    /// The words or the help lines of the guidance are at fault.
    pub fn is_guidance(&self) -> bool {
        matches!(self.0, ErrorKind::Guidance(_))
    }

    /// Snapshot bytes are at fault.
    pub fn is_snapshot(&self) -> bool {
        matches!(self.0, ErrorKind::Snapshot(_))
    }

    /// The snapshot was written by a newer version: keep the bytes and update.
    pub fn is_newer_snapshot(&self) -> bool {
        matches!(self.0, ErrorKind::Snapshot(SnapshotFault::Newer { .. }))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ErrorKind {
    #[error("pack {pack}: {what}")]
    Pack { pack: String, what: String },
    #[error("pack {pack}, rule {rule}, {field}: {what}")]
    Rule { pack: String, rule: String, field: String, what: String },
    #[error("pack {pack}: {what} ({found}, at most {limit})")]
    TooLarge { pack: String, what: &'static str, found: usize, limit: usize },
    #[error("policy: {0}")]
    Policy(String),
    #[error("snapshot: {0}")]
    Snapshot(SnapshotFault),
    #[error("guidance: {0}")]
    Guidance(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SnapshotFault {
    NotASnapshot,
    Truncated,
    Corrupt(&'static str),
    Newer { version: u8 },
    TooLong,
}

impl fmt::Display for SnapshotFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASnapshot => f.write_str("these bytes are no conversation"),
            Self::Truncated => f.write_str("the bytes end too early"),
            Self::Corrupt(what) => write!(f, "damaged: {what}"),
            Self::Newer { version } => write!(f, "written by a newer version (schema {version})"),
            Self::TooLong => f.write_str("longer than any conversation can be"),
        }
    }
}

impl Error {
    pub(crate) fn pack(pack: &str, what: impl fmt::Display) -> Self {
        Self(ErrorKind::Pack { pack: pack.to_owned(), what: what.to_string() })
    }

    pub(crate) fn rule(pack: &str, rule: &str, field: &str, what: impl fmt::Display) -> Self {
        Self(ErrorKind::Rule {
            pack: pack.to_owned(),
            rule: rule.to_owned(),
            field: field.to_owned(),
            what: what.to_string(),
        })
    }

    pub(crate) fn too_large(pack: &str, what: &'static str, found: usize, limit: usize) -> Self {
        Self(ErrorKind::TooLarge { pack: pack.to_owned(), what, found, limit })
    }

    pub(crate) fn policy(what: impl fmt::Display) -> Self {
        Self(ErrorKind::Policy(what.to_string()))
    }

    pub(crate) fn guidance(what: impl fmt::Display) -> Self {
        Self(ErrorKind::Guidance(what.to_string()))
    }

    pub(crate) fn snapshot(fault: SnapshotFault) -> Self {
        Self(ErrorKind::Snapshot(fault))
    }
}

//! The one error of the crate.

use std::fmt;

/// Why a pack, a policy, a signed file or a snapshot was refused. Never carries message text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] ErrorKind);

impl Error {
    /// A stable name for what went wrong, for code that acts on it: `tampered`, `invalid_pack`. Bindings name their errors
    /// by it.
    pub const fn code(&self) -> &'static str {
        match &self.0 {
            ErrorKind::Pack { .. } | ErrorKind::Rule { .. } => "invalid_pack",
            ErrorKind::TooLarge { .. } => "too_large",
            ErrorKind::UnknownKind { .. } => "unknown_kind",
            ErrorKind::Conflict { .. } => "pack_conflict",
            ErrorKind::Forbidden { .. } => "pack_forbidden",
            ErrorKind::TooWide { .. } => "pack_too_wide",
            ErrorKind::Signed { fault, .. } => fault.code(),
            ErrorKind::Key => "invalid_key",
            ErrorKind::Policy(_) => "invalid_policy",
            ErrorKind::Snapshot(SnapshotFault::Newer { .. }) => "newer_snapshot",
            ErrorKind::Snapshot(_) => "invalid_snapshot",
            ErrorKind::Guidance(_) => "invalid_guidance",
        }
    }

    /// A pack or one of its rules is at fault.
    pub fn is_pack(&self) -> bool {
        matches!(
            self.0,
            ErrorKind::Pack { .. }
                | ErrorKind::Rule { .. }
                | ErrorKind::TooLarge { .. }
                | ErrorKind::UnknownKind { .. }
                | ErrorKind::Conflict { .. }
                | ErrorKind::Forbidden { .. }
                | ErrorKind::TooWide { .. }
        )
    }

    /// Something is larger than its bound: bytes, rules, phrases, members.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0, ErrorKind::TooLarge { .. })
    }

    /// A pack names a signal kind that this version does not know.
    pub fn is_unknown_kind(&self) -> bool {
        matches!(self.0, ErrorKind::UnknownKind { .. })
    }

    /// Two packs claim the same thing: a rule's identifier, a class, the name of a signed file.
    pub fn is_conflict(&self) -> bool {
        matches!(self.0, ErrorKind::Conflict { .. })
    }

    /// A pack or an allow-list does what would weaken the detection of open threats.
    pub fn is_forbidden(&self) -> bool {
        matches!(self.0, ErrorKind::Forbidden { .. })
    }

    /// A rule would fire on ordinary talk.
    pub fn is_too_wide(&self) -> bool {
        matches!(self.0, ErrorKind::TooWide { .. })
    }

    /// A signed file, or the keyring to check it with, is at fault.
    pub fn is_signature(&self) -> bool {
        matches!(self.0, ErrorKind::Signed { .. } | ErrorKind::Key)
    }

    /// The bytes are no signed file at all.
    pub fn is_not_signed(&self) -> bool {
        self.has_fault(|fault| matches!(fault, SignedFault::NotSigned))
    }

    /// A signed file was cut short.
    pub fn is_truncated(&self) -> bool {
        self.has_fault(|fault| matches!(fault, SignedFault::Truncated))
    }

    /// A signed file was changed after it was signed.
    pub fn is_tampered(&self) -> bool {
        self.has_fault(|fault| matches!(fault, SignedFault::Tampered))
    }

    /// A signed file was signed by a key that is not pinned.
    pub fn is_unknown_key(&self) -> bool {
        self.has_fault(|fault| matches!(fault, SignedFault::UnknownKey))
    }

    /// A signed file holds something else: a model where a pack was wanted.
    pub fn is_other_content(&self) -> bool {
        self.has_fault(|fault| matches!(fault, SignedFault::OtherContent { .. }))
    }

    /// A signed file is older than one that was in use.
    pub fn is_older(&self) -> bool {
        self.has_fault(|fault| matches!(fault, SignedFault::Older { .. }))
    }

    fn has_fault(&self, is: impl Fn(&SignedFault) -> bool) -> bool {
        matches!(&self.0, ErrorKind::Signed { fault, .. } if is(fault))
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
    #[error("pack {pack}, {place}: no such signal kind: {kind:?}")]
    UnknownKind { pack: String, place: String, kind: String },
    #[error("pack {pack}: {what} stands in {other} already")]
    Conflict { pack: String, what: String, other: String },
    #[error("pack {pack}, {place}: {what}")]
    Forbidden { pack: String, place: String, what: String },
    #[error("pack {pack}, rule {rule}: too wide: {what}")]
    TooWide { pack: String, rule: String, what: String },
    #[error("signed file {name}: {fault}")]
    Signed { name: String, fault: SignedFault },
    #[error("this is no public key of minisign")]
    Key,
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

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignedFault {
    #[error("it is not signed, or not in a form that this version reads")]
    NotSigned,
    #[error("the bytes end too early")]
    Truncated,
    #[error("it was changed after it was signed")]
    Tampered,
    #[error("the key that signed it is not pinned")]
    UnknownKey,
    #[error("it holds {found}, where {wanted} is wanted")]
    OtherContent { found: &'static str, wanted: &'static str },
    #[error("serial {serial} is older than {floor}, which was in use")]
    Older { serial: u64, floor: u64 },
    #[error("a name has 1 to 64 of a-z, 0-9, '.', '_' and '-'")]
    Name,
}

impl SignedFault {
    const fn code(&self) -> &'static str {
        match self {
            Self::NotSigned => "not_signed",
            Self::Truncated => "truncated",
            Self::Tampered => "tampered",
            Self::UnknownKey => "unknown_key",
            Self::OtherContent { .. } => "other_content",
            Self::Older { .. } => "older",
            Self::Name => "invalid_name",
        }
    }
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

    pub(crate) fn unknown_kind(pack: &str, place: impl fmt::Display, kind: &str) -> Self {
        let (pack, place, kind) = (pack.to_owned(), place.to_string(), kind.to_owned());
        Self(ErrorKind::UnknownKind { pack, place, kind })
    }

    pub(crate) fn conflict(pack: &str, what: impl fmt::Display, other: &str) -> Self {
        Self(ErrorKind::Conflict { pack: pack.to_owned(), what: what.to_string(), other: other.to_owned() })
    }

    pub(crate) fn forbidden(pack: &str, place: impl fmt::Display, what: impl fmt::Display) -> Self {
        let (place, what) = (place.to_string(), what.to_string());
        Self(ErrorKind::Forbidden { pack: pack.to_owned(), place, what })
    }

    pub(crate) fn too_wide(pack: &str, rule: &str, what: impl fmt::Display) -> Self {
        let (pack, rule, what) = (pack.to_owned(), rule.to_owned(), what.to_string());
        Self(ErrorKind::TooWide { pack, rule, what })
    }

    pub(crate) fn signed(name: &str, fault: SignedFault) -> Self {
        Self(ErrorKind::Signed { name: name.to_owned(), fault })
    }

    pub(crate) fn key() -> Self {
        Self(ErrorKind::Key)
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

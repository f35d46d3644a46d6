//! What the host hands in.

/// Who a sender is to the person whom the library protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// The person on whose device the library runs, usually a child.
    Protected,
    /// Anyone else.
    Contact,
    /// Not known.
    #[default]
    Unknown,
}

/// The age band of the protected person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum AgeBand {
    /// Twelve and younger.
    Under13,
    /// Thirteen to fifteen: the default, and the age most often hit.
    #[default]
    Teen13To15,
    /// Sixteen and seventeen.
    Teen16To17,
    /// Eighteen and older.
    Adult,
}

impl AgeBand {
    /// The band of an age in years.
    pub const fn of_age(years: u8) -> Self {
        match years {
            0..=12 => Self::Under13,
            13..=15 => Self::Teen13To15,
            16..=17 => Self::Teen16To17,
            _ => Self::Adult,
        }
    }
}

/// What a message carries besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaKind {
    /// A still picture.
    Photo,
    /// A video.
    Video,
    /// A voice note or other sound.
    Audio,
    /// Any other file.
    File,
}

/// One message of a chat. Borrowed: the library keeps none of it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Message<'a> {
    /// The host's identifier; a message seen before (and not edited) changes nothing.
    pub id: Option<&'a str>,
    /// Who wrote it; any stable string.
    pub sender: &'a str,
    /// Whom it is for, where the host knows: the sender string of another participant. Only its hash is looked at.
    pub to: Option<&'a str>,
    /// The identifier of the message it answers. In a group it tells whom a message addresses, while the answered one
    /// is among the last 64.
    pub reply_to: Option<&'a str>,
    /// Who the sender is.
    pub role: Role,
    /// The text, as typed. For media, its caption or a transcript.
    pub text: &'a str,
    /// Milliseconds since 1970-01-01 UTC. Going backwards counts as no time passed.
    pub sent_at: Option<i64>,
    /// The sender's age in years, where the host knows it.
    pub age: Option<u8>,
    /// The text replaces an earlier one of the same id. It is new evidence, counted once with the old, and what the old
    /// text showed stays.
    pub edited: bool,
    /// Written by somebody else and passed on: told words, no evidence against the sender. A forwarded threat to expose
    /// someone alerts as a third-party concern.
    pub forwarded: bool,
    /// Withdrawn by its sender. What it showed stays evidence; for an id seen before it is a notice and adds nothing, save
    /// that a contact who withdraws three messages after threats removes evidence.
    pub deleted: bool,
    /// What it carries besides text.
    pub media: Option<MediaKind>,
}

impl<'a> Message<'a> {
    /// A message of an unknown role, without time or identifier.
    pub const fn new(sender: &'a str, text: &'a str) -> Self {
        Self {
            id: None,
            sender,
            to: None,
            reply_to: None,
            role: Role::Unknown,
            text,
            sent_at: None,
            age: None,
            edited: false,
            forwarded: false,
            deleted: false,
            media: None,
        }
    }

    /// Sets the sender's role.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Sets the time, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn sent_at(mut self, milliseconds: i64) -> Self {
        self.sent_at = Some(milliseconds);
        self
    }

    /// Sets the identifier.
    #[must_use]
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }
}

/// Shows neither text nor names.
impl std::fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("role", &self.role)
            .field("text_bytes", &self.text.len())
            .field("sent_at", &self.sent_at)
            .field("media", &self.media)
            .finish_non_exhaustive()
    }
}

//! What the host hands in.

use std::fmt;

use crate::same::same;

/// Who a sender is to the person whom the library protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Role {
    /// The person on whose device the library runs, usually a child.
    Protected,
    /// Anyone else.
    Contact,
    /// Not known.
    Unknown,
}

/// The age band of the protected person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum AgeBand {
    /// Twelve and younger.
    Under13,
    /// Thirteen to fifteen: the default.
    Teen13To15,
    /// Sixteen and seventeen.
    Teen16To17,
    /// Eighteen and older.
    Adult,
}

/// How early help is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Sensitivity {
    /// Fewer alerts: for chats among adults.
    Low,
    /// The default.
    Standard,
    /// Earlier alerts, and more of them in vain.
    High,
}

/// What a message carries besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
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

/// One message of a chat. The library keeps none of it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Message {
    /// Who wrote it: any stable string of the host's. An identifier says less than a name or a number.
    pub sender: String,
    /// The text, as typed. For media, its caption or a transcript; may be empty.
    pub text: String,
    /// Who the sender is. `Unknown` makes the library more careful.
    pub role: Role,
    /// Milliseconds since 1970-01-01 UTC. Going backwards counts as no time passed.
    #[uniffi(default = None)]
    pub sent_at: Option<i64>,
    /// The host's identifier; a message seen before (and not edited) changes nothing.
    #[uniffi(default = None)]
    pub id: Option<String>,
    /// Whom it is for, where the host knows: the sender string of another participant.
    #[uniffi(default = None)]
    pub to: Option<String>,
    /// The id of the message that it answers; in a group it tells whom a message addresses.
    #[uniffi(default = None)]
    pub reply_to: Option<String>,
    /// The sender's age in years, where the host knows it.
    #[uniffi(default = None)]
    pub age: Option<u8>,
    /// The text replaces an earlier one of the same id: new evidence.
    #[uniffi(default = false)]
    pub edited: bool,
    /// Written by somebody else and passed on: no evidence against the sender.
    #[uniffi(default = false)]
    pub forwarded: bool,
    /// Withdrawn by its sender. What it showed stays evidence.
    #[uniffi(default = false)]
    pub deleted: bool,
    /// What it carries besides text.
    #[uniffi(default = None)]
    pub media: Option<MediaKind>,
}

impl Message {
    /// A message without time or identifier.
    pub fn new(sender: impl Into<String>, text: impl Into<String>, role: Role) -> Self {
        Self {
            sender: sender.into(),
            text: text.into(),
            role,
            sent_at: None,
            id: None,
            to: None,
            reply_to: None,
            age: None,
            edited: false,
            forwarded: false,
            deleted: false,
            media: None,
        }
    }

    pub(crate) fn borrow(&self) -> vigie::Message<'_> {
        let mut message = vigie::Message::new(&self.sender, &self.text).role(self.role.into());
        message.sent_at = self.sent_at;
        message.id = self.id.as_deref();
        message.to = self.to.as_deref();
        message.reply_to = self.reply_to.as_deref();
        message.age = self.age;
        message.edited = self.edited;
        message.forwarded = self.forwarded;
        message.deleted = self.deleted;
        message.media = self.media.map(Into::into);
        message
    }
}

/// Shows neither text nor names: this is what `toString`, `str` and `print` give on the other side.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?}, {} bytes of text)", self.role, self.text.len())
    }
}

/// See [`fmt::Display`].
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

same!(in Role: Protected Contact Unknown);
same!(in AgeBand: Under13 Teen13To15 Teen16To17 Adult);
same!(in Sensitivity: Low Standard High);
same!(in MediaKind: Photo Video Audio File);

//! What a reader yields.

use std::fmt;

/// One message of an export, in the terms of the export.
///
/// Its `Debug` form shows no name and no text, so a record may appear in a log or a failed assertion.
#[derive(Clone, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of the export, independent of the others")]
pub struct Record {
    /// The chat it belongs to: the export's own name or number for it, or [`Options::conversation`](crate::Options).
    pub conversation: String,
    /// The export's identifier of the message.
    pub id: Option<String>,
    /// Who wrote it, as the export names them. [`OWNER`](crate::OWNER) for the owner of the phone where the
    /// export does not name them.
    pub sender: String,
    /// Whom it is for, where the export says so.
    pub to: Option<String>,
    /// Who the sender is to the protected person; `None` where neither the export nor the options tell.
    pub role: Option<Role>,
    /// The sender's age in years, where the export says so.
    pub age: Option<u8>,
    /// What was written; the caption, for media. Empty for media without one.
    pub text: String,
    /// Milliseconds since 1970-01-01 UTC. Local times are read with
    /// [`Options::utc_offset_minutes`](crate::Options).
    pub sent_at_ms: Option<i64>,
    /// The message it answers.
    pub reply_to: Option<String>,
    /// The text replaces an earlier one.
    pub edited: bool,
    /// Written by somebody else and passed on.
    pub forwarded: bool,
    /// Withdrawn by its sender. Exports seldom keep the text then.
    pub deleted: bool,
    /// The text held bytes that are not UTF-8; each is now U+FFFD.
    pub lossy: bool,
    /// What it carries besides text.
    pub media: Option<MediaKind>,
    /// The line of the input it starts on, from 1.
    pub line: u64,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("line", &self.line)
            .field("role", &self.role)
            .field("age", &self.age)
            .field("sent_at_ms", &self.sent_at_ms)
            .field("text_chars", &self.text.chars().count())
            .field("edited", &self.edited)
            .field("forwarded", &self.forwarded)
            .field("deleted", &self.deleted)
            .field("lossy", &self.lossy)
            .field("media", &self.media)
            .finish_non_exhaustive()
    }
}

/// Who a sender is to the person whom the library protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The person on whose behalf the chat is read, usually a child.
    Protected,
    /// Anyone else.
    Contact,
    /// Stated to be unknown.
    Unknown,
}

/// What a message carries besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// A still picture.
    Photo,
    /// A video or a moving picture.
    Video,
    /// A voice note or other sound.
    Audio,
    /// Any other file: a sticker, a document, a contact card, a place.
    File,
}

impl MediaKind {
    /// The kind that a file name's ending stands for; `File` for one that is not known.
    pub(crate) fn of_file_name(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "jpg" | "jpeg" | "png" | "heic" | "heif" | "bmp" | "tif" | "tiff" | "avif" => Self::Photo,
            "mp4" | "mov" | "3gp" | "mkv" | "webm" | "avi" | "m4v" | "gif" => Self::Video,
            "opus" | "ogg" | "oga" | "mp3" | "m4a" | "aac" | "wav" | "amr" | "flac" => Self::Audio,
            _ => Self::File,
        }
    }

    /// The kind that a MIME type stands for.
    pub(crate) fn of_mime(mime: &str) -> Self {
        let family = mime.split('/').next().unwrap_or_default().trim();
        match family.to_ascii_lowercase().as_str() {
            "image" if mime.ends_with("gif") => Self::Video,
            "image" => Self::Photo,
            "video" => Self::Video,
            "audio" => Self::Audio,
            _ => Self::File,
        }
    }
}

//! Turns chat exports into a stream of messages.
//!
//! Nine formats, one [`Record`] per message, in the order of the export, in bounded memory whatever the size of
//! the file. What cannot be read is told as a [`BadInput`] in its place (a line and a reason, never the text),
//! and the rest is read.
//!
//! # Example
//!
//! ```
//! use vigie_import::{Options, Role, detect, read};
//!
//! let export = "15/01/2024, 18:30 - Zoé: t'as fini les maths ?\n15/01/2024, 18:31 - Léo: presque\n";
//! let format = detect(export.as_bytes(), Some("chat.txt"))?;
//! let options = Options::new().protected("zoe").conversation("Léo");
//! let records: Vec<_> = read(format, export.as_bytes(), &options).collect::<Result<_, _>>()?;
//! assert_eq!(records[0].text, "t'as fini les maths ?");
//! assert_eq!(records[0].role, Some(Role::Protected));
//! assert_eq!(records[1].role, Some(Role::Contact));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Overview
//!
//! - [`detect`] tells the [`Format`] from the first [`HEAD_LEN`] bytes, or says why it cannot.
//! - [`read`] gives [`Records`]: an iterator, plus [`Records::notices`] (what the reader had to assume) and
//!   [`Records::check_protected`] (whether anybody had the name given as the protected person's).
//! - [`Senders`] lists who writes in a file, for a person who has to name one.
//!
//! # Untrusted input
//!
//! Exports are read as hostile: no reader panics, no XML entity is expanded, nesting is counted and not
//! recursed into, and one line, element or message is at most 16 MB.

mod detect;
mod discord;
mod error;
mod fields;
mod instagram;
mod jsonl;
mod lines;
mod options;
mod order;
mod pan12;
mod record;
mod senders;
mod signal;
mod sms;
mod source;
mod telegram;
mod time;
mod walk;
mod whatsapp;
mod xml;

use std::fmt;
use std::io::{self, BufRead, Read};
use std::str::FromStr;

pub use detect::{HEAD_LEN, detect};
pub use error::{BadInput, DetectError, Notice};
pub use options::{DateOrder, Options};
pub use record::{MediaKind, Record, Role};
pub use senders::{NoSuchSender, Senders};

use order::InOrder;
use senders::Roles;
use source::Source;

/// The name under which the owner of the phone writes, in exports that mark their messages without naming them.
pub const OWNER: &str = "me";

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object a line: `{"conversation","id"?,"sender","to"?,"role"?,"age"?,"text","sent_at"?}`, and
    /// optionally `reply_to`, `edited`, `forwarded`, `deleted`, `media`. Other fields are ignored.
    Jsonl,
    /// WhatsApp, «Export chat»: Android and iOS, `_chat.txt` or `WhatsApp Chat with ….txt`.
    WhatsApp,
    /// Telegram Desktop, `result.json`: one chat or the whole account.
    Telegram,
    /// DiscordChatExporter, JSON.
    DiscordJson,
    /// DiscordChatExporter, CSV.
    DiscordCsv,
    /// Instagram (and Messenger) account download in JSON, `message_1.json`.
    Instagram,
    /// Signal: Signal's own JSON lines export, signal-cli's JSON lines, signal-export's `data.json`.
    Signal,
    /// SMS Backup & Restore XML, and what writes the same (signalbackup-tools, old Signal plain text backups).
    SmsBackup,
    /// The conversations of the PAN-2012 competition, XML.
    Pan12,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Jsonl,
        Self::WhatsApp,
        Self::Telegram,
        Self::DiscordJson,
        Self::DiscordCsv,
        Self::Instagram,
        Self::Signal,
        Self::SmsBackup,
        Self::Pan12,
    ];

    /// Its stable name, as given on a command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::WhatsApp => "whatsapp",
            Self::Telegram => "telegram",
            Self::DiscordJson => "discord-json",
            Self::DiscordCsv => "discord-csv",
            Self::Instagram => "instagram",
            Self::Signal => "signal",
            Self::SmsBackup => "sms-backup",
            Self::Pan12 => "pan12",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat)
    }
}

/// A name that is no format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        write!(f, "no such format; there are {}", names.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

/// Reads `input` as `format`. Reads on demand, and a line-based format (JSONL, Signal) no further than the line
/// that is asked for, so a pipe can be followed.
pub fn read<'a>(format: Format, mut input: impl BufRead + 'a, options: &Options) -> Records<'a> {
    let roles = Roles::new(options.protected.as_deref());
    let options = options.clone();
    let source: Box<dyn Source + 'a> = match start(&mut input) {
        Err(bad) => Box::new(Refused(Some(bad))),
        Ok(start) => {
            let input = io::Cursor::new(start).chain(input);
            match format {
                Format::Jsonl => Box::new(jsonl::Reader::new(input, options)),
                Format::WhatsApp => Box::new(whatsapp::Reader::new(input, options)),
                Format::Telegram => Box::new(telegram::Reader::new(input, options)),
                Format::DiscordJson => Box::new(discord::JsonReader::new(input, options)),
                Format::DiscordCsv => Box::new(discord::CsvReader::new(input, options)),
                Format::Instagram => Box::new(InOrder::new(instagram::Reader::new(input, options))),
                Format::Signal => Box::new(signal::Reader::new(input, options)),
                Format::SmsBackup => Box::new(InOrder::new(sms::Reader::new(input, options))),
                Format::Pan12 => Box::new(pan12::Reader::new(input, options)),
            }
        }
    };
    Records { source, roles }
}

/// The first bytes, without a UTF-8 byte order mark; an error for other encodings.
fn start(input: &mut impl Read) -> Result<Vec<u8>, BadInput> {
    let mut start = Vec::with_capacity(4);
    input.by_ref().take(3).read_to_end(&mut start).map_err(|error| BadInput::io(1, &error))?;
    if let Some(encoding) = detect::foreign_encoding(&start) {
        return Err(BadInput::fatal(1, format!("the text is in {encoding}; save it as UTF-8")));
    }
    if start == b"\xef\xbb\xbf" {
        start.clear();
    }
    Ok(start)
}

/// The messages of an input, in its order.
pub struct Records<'a> {
    source: Box<dyn Source + 'a>,
    roles: Roles,
}

impl Records<'_> {
    /// What the reader had to decide for itself since the last call. Ask after the last record, or at any time.
    pub fn notices(&mut self) -> Vec<Notice> {
        let mut notices = self.source.notices();
        notices.extend(self.roles.notice());
        notices
    }

    /// Whether anybody so far had the name given as the protected person's. Ask after the last record.
    pub fn check_protected(&self) -> Result<(), NoSuchSender> {
        self.roles.check()
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut item = self.source.next()?;
        if let Ok(record) = &mut item {
            self.roles.assign(record);
        }
        Some(item)
    }
}

impl fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").finish_non_exhaustive()
    }
}

/// An input of which nothing can be read.
struct Refused(Option<BadInput>);

impl Iterator for Refused {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.take().map(Err)
    }
}

impl Source for Refused {}

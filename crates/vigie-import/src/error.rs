//! What can be wrong with an input. No error holds text or names of the input.

use std::fmt;

use crate::Format;

/// A piece of the input that is no message. Reading goes on after it, unless [`is_fatal`](Self::is_fatal).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadInput {
    line: u64,
    reason: String,
    fatal: bool,
}

impl BadInput {
    /// The line where the piece starts, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Why, in words for the person who runs the program.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// True when nothing after it could be read: the file ends too early, the device failed, the file is of
    /// another format.
    pub fn is_fatal(&self) -> bool {
        self.fatal
    }

    pub(crate) fn new(line: u64, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into(), fatal: false }
    }

    pub(crate) fn fatal(line: u64, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into(), fatal: true }
    }

    pub(crate) fn io(line: u64, error: &std::io::Error) -> Self {
        Self::fatal(line, format!("the input cannot be read any further ({})", error.kind()))
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for BadInput {}

/// Why the format of an input could not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectError {
    message: String,
    candidates: Vec<Format>,
}

impl DetectError {
    /// The formats it might be, the likeliest first; empty when it looks like none.
    pub fn candidates(&self) -> &[Format] {
        &self.candidates
    }

    pub(crate) fn new(message: impl Into<String>, candidates: Vec<Format>) -> Self {
        Self { message: message.into(), candidates }
    }
}

impl fmt::Display for DetectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DetectError {}

/// Something the reader had to decide for itself, and that the person who runs the program should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Day and month of the dates cannot be told apart: the first number was taken for the day.
    DateOrderAssumed,
    /// Day and month were told apart by the habits of the export's language only.
    DateOrderGuessed,
    /// A later date contradicts the order of day and month used so far, which was changed from this line on.
    DateOrderChanged {
        /// The line.
        line: u64,
    },
    /// A time is written in a way that cannot be read; such messages have none.
    TimesNotRead {
        /// The first such line.
        line: u64,
    },
    /// More messages than can be held back to put them into order: they are in order only in blocks.
    OrderedInBlocks,
    /// More than one sender differs from the wanted name only in capitals and accents; only the first was
    /// taken for the protected person.
    SeveralSendersMatch,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DateOrderAssumed => f.write_str(
                "the dates can be read day first or month first; day first was assumed (the choice can be given)",
            ),
            Self::DateOrderGuessed => {
                f.write_str("month-first dates were assumed from the style of the export (the choice can be given)")
            }
            Self::DateOrderChanged { line } => {
                write!(f, "line {line}: a date contradicts the order of day and month used above it")
            }
            Self::TimesNotRead { line } => {
                write!(f, "line {line}: the time cannot be read; messages like it are read without one")
            }
            Self::OrderedInBlocks => {
                f.write_str("the file is too long to be put into time order as a whole; it was ordered in blocks")
            }
            Self::SeveralSendersMatch => f.write_str(
                "several senders differ from the protected name only in capitals and accents; give the exact name",
            ),
        }
    }
}

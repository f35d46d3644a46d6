//! What every reader is.

use crate::{BadInput, Notice, Record};

/// A stream of messages that may have something to say about how it was read.
pub(crate) trait Source: Iterator<Item = Result<Record, BadInput>> {
    /// What was decided since the last call.
    fn notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }

    /// The name of the one conversation of the input, where it is known only at the end.
    fn conversation(&self) -> Option<String> {
        None
    }
}

//! Corpora as streams: the messages of one sender, in order, one stream a line, plain or gzipped.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize;
use vigie::{Conversation, Detector, Message, Role};

use crate::error::Error;

/// One sender's messages. Real people's words: no program here prints them.
#[derive(Deserialize)]
pub struct Stream {
    /// The chat it is from.
    pub stream: String,
    /// The corpus.
    #[serde(default)]
    pub source: String,
    /// `grooming`, `benign` or `decoy`.
    pub label: String,
    /// The texts.
    pub messages: Vec<String>,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream")
            .field("label", &self.label)
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}

/// What a detector made of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamResult {
    /// How many messages were assessed.
    pub messages: usize,
    /// The message of the first alert.
    pub alerted: Option<usize>,
    /// How many alerts there were, each acknowledged at once.
    pub alerts: usize,
    /// The highest score.
    pub score: f32,
}

/// Assesses a stream as one sender of a role; stops after `most` messages.
pub fn assess(detector: &Detector, stream: &Stream, role: Role, most: usize) -> StreamResult {
    let mut conversation = Conversation::new();
    let mut result = StreamResult { messages: 0, alerted: None, alerts: 0, score: 0.0 };
    for text in stream.messages.iter().take(most) {
        let assessment = detector.assess(&mut conversation, &Message::new("sender", text).role(role));
        result.score = result.score.max(assessment.score());
        if assessment.alert {
            result.alerted = result.alerted.or(Some(result.messages));
            result.alerts += 1;
            conversation.acknowledge();
        }
        result.messages += 1;
    }
    result
}

/// Reads the streams of a file, one after the other.
///
/// # Errors
/// When the file cannot be opened; a line that is no stream is an error in its place.
pub fn read(path: &Path) -> Result<impl Iterator<Item = Result<Stream, Error>>, Error> {
    let file = File::open(path).map_err(|fault| Error::new(path, None, fault))?;
    let gzipped = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> = if gzipped { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let path = path.to_owned();
    Ok(BufReader::new(reader).lines().enumerate().map(move |(number, line)| {
        let line = line.map_err(|fault| Error::new(&path, Some(number + 1), fault))?;
        // The parser's own message could quote the line.
        serde_json::from_str(&line).map_err(|_| Error::new(&path, Some(number + 1), "no stream"))
    }))
}

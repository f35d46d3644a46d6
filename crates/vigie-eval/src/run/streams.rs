//! Corpora of streams.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vigie::{Message, Role};

use super::name_of;
use crate::baseline::share_addressing;
use crate::error::Error;
use crate::metrics::early::{Early, WINDOW};
use crate::metrics::ranking::{Scored, roc_auc};
use crate::stream::{self, Stream};
use crate::system::System;

/// The figures of one system, every sender given the same role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamFigures {
    /// `unknown` or `contact`.
    pub role: String,
    /// The benign streams of each file that has any.
    pub corpora: Vec<Corpus>,
    /// Offenders, where the files have any.
    pub offenders: Option<Offenders>,
}

/// The benign streams of one file, read to their end; an alarm is acknowledged at once, and the next one counts again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    /// The file's name.
    pub name: String,
    /// Streams.
    pub streams: usize,
    /// Their messages.
    pub messages: usize,
    /// Streams with an alarm.
    pub alerted: usize,
    /// Alarms.
    pub alerts: usize,
}

impl Corpus {
    /// Alarms in 10,000 messages.
    pub fn rate(&self) -> f64 {
        self.alerts as f64 * 10_000.0 / self.messages.max(1) as f64
    }
}

/// Streams labelled `grooming`, up to message [`WINDOW`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offenders {
    /// Against the benign streams of all files, up to the same message.
    pub early: Early,
    /// Against the streams labelled `decoy`: the same chats, the same style, the other side.
    pub against_decoys: Early,
    /// The area under the ROC curve of offenders against decoys, by the highest score.
    pub decoy_auc: Option<f64>,
    /// The message of each first alarm, counted from 1.
    pub alarms: Vec<usize>,
}

/// Areas under the ROC curve of offenders against decoys for what sees no behaviour. A detector that does no better has
/// shown nothing. Under 0.5 the reverse of the shortcut tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shortcuts {
    /// The share of the first [`WINDOW`] messages with «you», «your», «u» or «ur».
    pub addressing: f64,
    /// How many messages the whole stream has.
    pub length: f64,
}

/// A stream, read.
struct Reads {
    messages: usize,
    /// Counted from 1.
    first: Option<usize>,
    alerts: usize,
    highest: f64,
}

pub(super) fn measure(system: &dyn System, files: &[PathBuf], role: Role) -> Result<StreamFigures, Error> {
    let mut corpora = Vec::new();
    let (mut offenders, mut decoys, mut benign, mut scored) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let mut corpus = Corpus { name: name_of(file), streams: 0, messages: 0, alerted: 0, alerts: 0 };
        for stream in stream::read(file)? {
            let stream = stream?;
            match stream.label.as_str() {
                "benign" => {
                    let reads = read(system, &stream, role, usize::MAX);
                    corpus.streams += 1;
                    corpus.messages += reads.messages;
                    corpus.alerted += usize::from(reads.first.is_some());
                    corpus.alerts += reads.alerts;
                    benign.push(reads.first.filter(|&message| message <= WINDOW));
                }
                "grooming" | "decoy" => {
                    let reads = read(system, &stream, role, WINDOW);
                    let positive = stream.label == "grooming";
                    if positive { &mut offenders } else { &mut decoys }.push(reads.first);
                    scored.push(Scored { score: reads.highest, positive });
                }
                _ => return Err(Error::new(file, None, "a label is not benign, grooming or decoy")),
            }
        }
        if corpus.streams > 0 {
            corpora.push(corpus);
        }
    }
    let offenders = (!offenders.is_empty()).then(|| Offenders {
        early: Early::new(&offenders, &benign),
        against_decoys: Early::new(&offenders, &decoys),
        decoy_auc: roc_auc(&scored),
        alarms: offenders.iter().flatten().copied().collect(),
    });
    let role = if role == Role::Contact { "contact" } else { "unknown" };
    Ok(StreamFigures { role: role.to_owned(), corpora, offenders })
}

/// The highest score of a stream that is read to its end, and whether it alerted.
pub(super) fn whole(system: &dyn System, stream: &Stream) -> (f64, bool) {
    let reads = read(system, stream, Role::Unknown, usize::MAX);
    (reads.highest, reads.first.is_some())
}

fn read(system: &dyn System, stream: &Stream, role: Role, most: usize) -> Reads {
    let mut reader = system.reader();
    let mut reads = Reads { messages: 0, first: None, alerts: 0, highest: 0.0 };
    for text in stream.messages.iter().take(most) {
        let reading = reader.read(&Message::new("sender", text).role(role));
        reads.messages += 1;
        reads.highest = reads.highest.max(reading.score);
        if reading.alert {
            reads.first = reads.first.or(Some(reads.messages));
            reads.alerts += 1;
            reader.acknowledge();
        }
    }
    reads
}

/// What sees no behaviour; none without offenders and decoys.
pub(super) fn shortcuts(files: &[PathBuf]) -> Result<Option<Shortcuts>, Error> {
    let (mut addressing, mut length) = (Vec::new(), Vec::new());
    for file in files {
        for stream in stream::read(file)? {
            let stream = stream?;
            if stream.label == "benign" {
                continue;
            }
            let positive = stream.label == "grooming";
            let share = share_addressing(stream.messages.iter().take(WINDOW).map(String::as_str));
            addressing.push(Scored { score: share, positive });
            length.push(Scored { score: stream.messages.len() as f64, positive });
        }
    }
    Ok(roc_auc(&addressing)
        .zip(roc_auc(&length))
        .map(|(addressing, length)| Shortcuts { addressing, length }))
}

/// How many streams a file has.
pub(super) fn count(file: &Path) -> Result<usize, Error> {
    stream::read(file)?.try_fold(0, |count, stream| stream.map(|_| count + 1))
}

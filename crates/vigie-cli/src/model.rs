//! `vigie model`.

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, Write};

use serde::Serialize;
use vigie::Conversation;

use crate::args::{ModelArguments, ModelCommand};
use crate::{Outcome, embedded, input};

/// What the models get of one message.
#[derive(Serialize)]
struct Features {
    /// Buckets of its n-grams.
    buckets: Vec<u32>,
    /// What the rules saw: kind, score, and whether it was told of others.
    signals: Vec<(&'static str, f32, bool)>,
}

pub(crate) fn run(arguments: &ModelArguments) -> Result<Outcome, Box<dyn Error>> {
    let ModelCommand::Features { file, input, buckets } = &arguments.command;
    let detector = embedded::lexical()?;
    let mut conversations: HashMap<String, Conversation> = HashMap::new();
    let mut opened = input::open(file, input)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for record in opened.records.by_ref() {
        let record = record?;
        let conversation = conversations.entry(record.conversation.clone()).or_default();
        let assessment = detector.assess(conversation, &input::message(&record));
        let signals = assessment.signals.iter();
        let features = Features {
            buckets: vigie_model::features(&detector.normalise(&record.text), *buckets),
            signals: signals.map(|signal| (signal.kind.as_str(), signal.score, signal.reported)).collect(),
        };
        serde_json::to_writer(&mut out, &features)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

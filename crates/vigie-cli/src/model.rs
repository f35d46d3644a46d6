//! `vigie model`.

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, Write};

use serde::Serialize;
use vigie::Conversation;
use vigie_model::Persons;

use crate::args::{ModelArguments, ModelCommand};
use crate::{Outcome, embedded, input};

/// What the models get of one message.
#[derive(Serialize)]
struct Features {
    /// Buckets of its n-grams.
    buckets: Vec<u32>,
    /// What the rules saw: kind, score, and whether it was told of others.
    signals: Vec<(&'static str, f32, bool)>,
    /// How many of its words are in the second person, how many in the first, and how many there are.
    persons: [u32; 3],
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
        let text = detector.normalise(&record.text);
        let Persons { second, first, words } = vigie_model::persons(&text);
        let features = Features {
            buckets: vigie_model::features(&text, *buckets),
            signals: signals.map(|signal| (signal.kind.as_str(), signal.score, signal.reported)).collect(),
            persons: [second, first, words],
        };
        serde_json::to_writer(&mut out, &features)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

//! `vigie model`.

use std::error::Error;
use std::io::{self, Write};

use crate::args::{ModelArguments, ModelCommand};
use crate::{Outcome, embedded, input};

pub(crate) fn run(arguments: &ModelArguments) -> Result<Outcome, Box<dyn Error>> {
    let ModelCommand::Features { file, input, buckets } = &arguments.command;
    let detector = embedded::lexical()?;
    let mut opened = input::open(file, input)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for record in opened.records.by_ref() {
        let features = vigie_model::features(&detector.normalise(&record?.text), *buckets);
        serde_json::to_writer(&mut out, &features)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

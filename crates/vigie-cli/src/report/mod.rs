//! `vigie report`: one file about an export, for the person who asked for it.
//!
//! `chats.rs` reads the export and keeps what a report needs; `source.rs` says which file and which versions; `html.rs`
//! and `json.rs` write. Sizes are bounded whatever the export holds.

mod chats;
mod html;
mod json;
mod markup;
mod source;
mod timeline;
mod words;

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use clap::ValueEnum;
use vigie::{Audience, Moment, Threat};

use crate::Outcome;
use crate::advice::Adviser;
use crate::args::{PolicyArguments, ReportArguments};
use chats::Chat;
use source::Source;
use words::Words;

/// The most conversations that are shown in detail; in order of urgency.
const DETAILED: usize = 20;
/// The most rows in the table of the others.
const ROWS: usize = 200;
/// The most cards of advice: more is not read.
const CARDS: usize = 3;

/// Everything that is written, in whichever form.
struct Report<'a> {
    words: Words,
    adviser: Adviser<'a>,
    source: Source,
    /// Those where help was due first, the most urgent first.
    chats: Vec<Chat>,
    /// Pieces of the input that could not be read.
    bad: usize,
    arguments: &'a ReportArguments,
}

pub(crate) fn run(arguments: &ReportArguments) -> Result<Outcome, Box<dyn Error>> {
    for out in [Some(&arguments.output), arguments.json.as_ref()].into_iter().flatten() {
        refuse_the_export_itself(&arguments.file, out)?;
    }
    let words = Words::of(&arguments.help.lang)?;
    let adviser = Adviser::new(&arguments.help, arguments.policy.band())?;
    let source = Source::new(arguments)?;
    let (chats, bad) = chats::read(arguments)?;
    if source::sha256_of(&arguments.file)?.0 != source.sha256 {
        return Err(format!("{}: it changed while it was read", arguments.file.display()).into());
    }
    let report = Report { words, adviser, source, chats, bad, arguments };
    let json = || json::write(&report);
    if arguments.output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        save(&arguments.output, &json()?)?;
    } else {
        save(&arguments.output, &html::write(&report))?;
    }
    if let Some(out) = &arguments.json {
        save(out, &json()?)?;
    }
    Ok(if report.bad == 0 { Outcome::Done } else { Outcome::BadInput })
}

impl Report<'_> {
    fn helped(&self) -> usize {
        self.chats.iter().filter(|chat| chat.helped()).count()
    }

    /// Those shown in detail.
    fn detailed(&self) -> &[Chat] {
        &self.chats[..self.helped().min(DETAILED)]
    }

    /// The moments to advise on, despair first, then as the conversations stand.
    fn moments(&self) -> Vec<(Moment, Threat)> {
        let mut moments: Vec<(Moment, Threat)> = Vec::new();
        let despair = self.chats.iter().filter_map(|chat| chat.despair);
        for found in despair.chain(self.chats.iter().filter_map(|chat| chat.moment)) {
            if !moments.iter().any(|(moment, _)| *moment == found.0) {
                moments.push(found);
            }
        }
        moments.truncate(CARDS);
        moments
    }

    /// A child is shown no level, no picture of the risk and no tactic.
    fn plain(&self) -> bool {
        self.adviser.audience() == Audience::Child
    }
}

fn refuse_the_export_itself(file: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    match (fs::canonicalize(file), fs::canonicalize(out)) {
        (Ok(file), Ok(same)) if file == same => {
            Err(format!("{}: the export itself would be overwritten", out.display()).into())
        }
        _ => Ok(()),
    }
}

/// Writes a file that, where the system knows owners, a new one only its owner can read.
fn save(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    Ok(written.map_err(|fault| format!("{}: {fault}", path.display()))?)
}

/// The age band and the sensitivity, as the command line spells them.
fn preset(policy: &PolicyArguments) -> Vec<String> {
    let names = [policy.policy.to_possible_value(), policy.sensitivity.to_possible_value()];
    names.into_iter().flatten().map(|value| value.get_name().to_owned()).collect()
}

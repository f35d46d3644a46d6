//! `vigie eval run`.

use std::error::Error;
use std::fs;

use vigie::Detector;
use vigie_eval::baseline::{Keywords, Words};
use vigie_eval::page::{html, markdown};
use vigie_eval::run::{self, Candidate, Data, Run, compare};

use super::args::EvalRunArguments;
use crate::Outcome;

pub(super) fn run(detector: &Detector, arguments: &EvalRunArguments) -> Result<Outcome, Box<dyn Error>> {
    // Before the work, so that a wrong file does not cost minutes.
    let stored: Option<Run> = match &arguments.baseline {
        None => None,
        Some(file) => {
            let stored = serde_json::from_slice(&fs::read(file).map_err(|fault| named(file, &fault))?);
            Some(stored.map_err(|fault| named(file, &fault))?)
        }
    };
    let words = arguments.words.as_deref().map(Words::read).transpose()?;
    let segments = match &arguments.segments[..] {
        [grooming, benign] => Some([grooming.clone(), benign.clone()]),
        _ => None,
    };
    let data = Data { scenarios: arguments.scenarios.clone(), streams: arguments.streams.clone(), segments };
    let keywords = Keywords::built_in();
    let mut candidates = vec![
        Candidate { name: "vigie", system: detector, detector: true },
        Candidate { name: "keywords", system: &keywords, detector: false },
    ];
    candidates.extend(words.iter().map(|words| Candidate { name: "words", system: words, detector: false }));
    let run = run::measure(&candidates, &data)?;

    let json = serde_json::to_string_pretty(&run)? + "\n";
    let markdown = markdown::render(&run);
    if let Some(file) = &arguments.json {
        fs::write(file, json).map_err(|fault| named(file, &fault))?;
    }
    if let Some(file) = &arguments.html {
        fs::write(file, html::render(&run)).map_err(|fault| named(file, &fault))?;
    }
    match &arguments.markdown {
        Some(file) => fs::write(file, markdown).map_err(|fault| named(file, &fault))?,
        None if arguments.json.is_none() && arguments.html.is_none() => anstream::print!("{markdown}"),
        None => {}
    }

    let Some(stored) = stored else { return Ok(Outcome::Done) };
    let comparison = compare::compare(&stored, &run, arguments.tolerance)?;
    anstream::print!("{}", comparison.table(arguments.tolerance));
    Ok(if comparison.worse.is_empty() { Outcome::Done } else { Outcome::Failed })
}

fn named(file: &std::path::Path, fault: &dyn std::fmt::Display) -> String {
    format!("{}: {fault}", file.display())
}

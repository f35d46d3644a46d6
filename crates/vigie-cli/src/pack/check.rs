//! `vigie pack check`.

use std::error::Error;
use std::io::Write;

use vigie::CheckReport;

use super::args::CheckArguments;
use super::read::read;
use crate::Outcome;

pub(super) fn run(arguments: &CheckArguments) -> Result<Outcome, Box<dyn Error>> {
    let packs = if arguments.paths.is_empty() { vigie_embedded::packs()? } else { read(&arguments.paths)? };
    let report = if arguments.added {
        vigie::check_added(&vigie_embedded::packs()?, &packs)?
    } else {
        vigie::check(&packs)?
    };
    write(&report)
}

/// Tells what a check found.
pub(super) fn write(report: &CheckReport) -> Result<Outcome, Box<dyn Error>> {
    let mut out = anstream::stdout().lock();
    for failure in &report.failures {
        writeln!(out, "{failure}")?;
    }
    let (rules, examples, failures) = (report.rules, report.examples, report.failures.len());
    writeln!(out, "{rules} rules, {examples} examples, {failures} failures")?;
    Ok(if failures == 0 { Outcome::Done } else { Outcome::Failed })
}

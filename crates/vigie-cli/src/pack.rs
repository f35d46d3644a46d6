//! `vigie pack`.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};

use vigie::Pack;

use crate::Outcome;
use crate::args::{PackArguments, PackCommand};

pub(crate) fn run(arguments: &PackArguments) -> Result<Outcome, Box<dyn Error>> {
    match &arguments.command {
        PackCommand::Check { paths } => check(paths),
    }
}

fn check(paths: &[PathBuf]) -> Result<Outcome, Box<dyn Error>> {
    let packs = if paths.is_empty() { vigie_embedded::packs()? } else { read(paths)? };
    let report = vigie::check(&packs)?;
    let mut out = anstream::stdout().lock();
    for failure in &report.failures {
        writeln!(out, "{failure}")?;
    }
    let (rules, examples, failures) = (report.rules, report.examples, report.failures.len());
    writeln!(out, "{rules} rules, {examples} examples, {failures} failures")?;
    Ok(if failures == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Reads all documents; every fault is told, not only the first.
fn read(paths: &[PathBuf]) -> Result<Vec<Pack>, Box<dyn Error>> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files).map_err(|fault| format!("{}: {fault}", path.display()))?;
    }
    let mut packs = Vec::new();
    let mut faults = Vec::new();
    for file in &files {
        let bytes = std::fs::read(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        match Pack::from_trusted(&file.display().to_string(), &bytes) {
            Ok(pack) => packs.push(pack),
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    if faults.is_empty() { Ok(packs) } else { Err(faults.join("\n").into()) }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<_> =
        std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        // The words to show and the help lines: no rules, and checked by tests of their own.
        if entry.is_dir() && entry.ends_with("guidance") {
            continue;
        }
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "toml") {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

//! `vigie pack test` and `vigie pack coverage`.

use std::error::Error;
use std::io::Write;

use anstyle::Style;
use vigie::{Pack, Role, Tally};

use super::args::{CoverageArguments, TestArguments};
use super::read::read;
use crate::{Outcome, explain, input};

const DIM: Style = Style::new().dimmed();

pub(super) fn test(arguments: &TestArguments) -> Result<Outcome, Box<dyn Error>> {
    let mut tally = Tally::new(&base(arguments.added)?, &read(&arguments.paths)?)?;
    let mut opened = input::open(&arguments.chat, &arguments.input)?;
    let mut out = anstream::stdout().lock();
    let (mut messages, mut hit, mut outcome) = (0usize, 0usize, Outcome::Done);
    for item in opened.records.by_ref() {
        let record = match item {
            Ok(record) => record,
            Err(bad) => {
                anstream::eprintln!("vigie: {bad}");
                outcome = Outcome::BadInput;
                continue;
            }
        };
        messages += 1;
        let firings = tally.read(&record.text, input::message(&record).role);
        if firings.is_empty() {
            continue;
        }
        hit += 1;
        let shown = explain::one_line(&record.text);
        writeln!(out, "{DIM}{} {messages} {}{DIM:#}", record.conversation, record.sender)?;
        writeln!(out, "  {}", shown.iter().collect::<String>())?;
        for firing in firings {
            let told = if firing.reported { ", told of somebody else" } else { "" };
            let silent = if firing.counts { "" } else { ", not counted for this sender's role" };
            let carets = explain::carets(&shown, firing.span);
            writeln!(out, "  {carets} {} {:?}{told}{silent}", firing.rule, firing.phrase)?;
        }
    }
    opened.finish();
    opened.records.check_protected()?;
    writeln!(out, "{messages} messages, {hit} on which a rule fires")?;
    Ok(outcome)
}

pub(super) fn coverage(arguments: &CoverageArguments) -> Result<Outcome, Box<dyn Error>> {
    let packs = if arguments.paths.is_empty() { vigie_embedded::packs()? } else { read(&arguments.paths)? };
    let mut tally = Tally::new(&base(arguments.added)?, &packs)?;
    let (mut messages, mut outcome) = (0usize, Outcome::Done);
    for chat in &arguments.chat {
        let mut opened = input::open(chat, &arguments.input)?;
        for item in opened.records.by_ref() {
            match item {
                Ok(record) => {
                    messages += 1;
                    tally.read(&record.text, Role::Unknown);
                }
                Err(bad) => {
                    anstream::eprintln!("vigie: {bad}");
                    outcome = Outcome::BadInput;
                }
            }
        }
        opened.finish();
    }
    write(&tally, messages)?;
    Ok(outcome)
}

fn write(tally: &Tally, messages: usize) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    let (mut phrases, mut by_examples, mut by_texts, mut never) = (0usize, 0usize, 0usize, 0usize);
    for rule in tally.rules() {
        let missed: Vec<&str> = rule
            .phrases
            .iter()
            .filter(|phrase| phrase.examples + phrase.texts == 0)
            .map(|phrase| phrase.phrase.as_str())
            .collect();
        phrases += rule.phrases.len();
        never += missed.len();
        by_examples += rule.phrases.iter().filter(|phrase| phrase.examples > 0).count();
        by_texts += rule.phrases.iter().filter(|phrase| phrase.texts > 0).count();
        if missed.is_empty() {
            continue;
        }
        let all = if missed.len() == rule.phrases.len() { " (the whole rule)" } else { "" };
        writeln!(out, "{}, {}: never reached{all}", rule.pack, rule.rule)?;
        for phrase in missed {
            writeln!(out, "    {phrase}")?;
        }
    }
    let kinds: Vec<&str> = tally.kinds_without_rules().map(vigie::SignalKind::as_str).collect();
    if !kinds.is_empty() {
        writeln!(out, "kinds without a rule: {}", kinds.join(", "))?;
    }
    write!(out, "{} rules, {phrases} phrases: {by_examples} reached by their examples", tally.rules().len())?;
    if messages > 0 {
        write!(out, ", {by_texts} by {messages} messages")?;
    }
    writeln!(out, ", {never} by nothing")
}

/// What the packs may stand on.
fn base(added: bool) -> Result<Vec<Pack>, Box<dyn Error>> {
    Ok(if added { vigie_embedded::packs()? } else { Vec::new() })
}

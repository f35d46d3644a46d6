//! The examples that rules carry, run as tests.

use std::fmt;

use super::Pack;
use super::language::Language;
use crate::error::Error;
use crate::signal::SignalKind;
use crate::text::{Lexicon, normalise};

/// The fewest examples that a rule must match, and the fewest that it must ignore.
const MATCHES: usize = 3;
const IGNORES: usize = 2;

/// What [`check`] found.
#[derive(Debug, Clone, Default)]
pub struct CheckReport {
    /// How many rules were checked.
    pub rules: usize,
    /// How many examples were run.
    pub examples: usize,
    /// What is wrong; empty when all is well.
    pub failures: Vec<Failure>,
}

/// One example that a rule does not keep, or one that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The document's name.
    pub pack: String,
    /// The rule's identifier.
    pub rule: String,
    /// What is wrong, with the example.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.pack, self.rule, self.what)
    }
}

/// Compiles the packs (of one language or several) and runs every example of every rule.
///
/// # Errors
/// When a pack does not compile.
pub fn check(packs: &[Pack]) -> Result<CheckReport, Error> {
    let mut report = CheckReport::default();
    let mut codes: Vec<&str> = packs.iter().map(Pack::language).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let packs: Vec<&Pack> = packs.iter().filter(|pack| pack.language() == code).collect();
        check_language(&Language::compile(code, &packs)?, &packs, &mut report);
    }
    Ok(report)
}

fn check_language(language: &Language, packs: &[&Pack], report: &mut CheckReport) {
    let lexicon = Lexicon::new(language.forms());
    let fires = |id: &str, example: &str| {
        let text = normalise(example, &lexicon);
        let hits = language.hits(&text, &language.look_up(&text), u64::MAX, true);
        hits.iter().any(|hit| hit.rule.info.id == id && !hit.reported)
    };
    for pack in packs {
        for rule in &pack.schema.rules {
            report.rules += 1;
            let mut fail = |what: String| {
                report.failures.push(Failure { pack: pack.name.clone(), rule: rule.id.clone(), what });
            };
            let exempt = pack.schema.pack.kind.as_deref() == Some(SignalKind::SexualTopic.as_str());
            if !exempt && (rule.matches.len() < MATCHES || rule.ignores.len() < IGNORES) {
                fail(format!("needs at least {MATCHES} matches and {IGNORES} ignores"));
            }
            for example in &rule.matches {
                if !fires(&rule.id, example) {
                    fail(format!("does not match {example:?}"));
                }
            }
            for example in &rule.ignores {
                if fires(&rule.id, example) {
                    fail(format!("should ignore {example:?}"));
                }
            }
            report.examples += rule.matches.len() + rule.ignores.len();
        }
    }
}

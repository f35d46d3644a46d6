//! The examples that rules carry, run as tests.

use std::collections::BTreeSet;
use std::fmt;

use super::added::Additions;
use super::allow::Silence;
use super::language::Language;
use super::rule::Asked;
use super::{Pack, conflict};
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
/// When a pack does not compile, or two conflict.
pub fn check(packs: &[Pack]) -> Result<CheckReport, Error> {
    conflict::check(packs)?;
    let mut report = CheckReport::default();
    for (language, packs) in compile(packs)? {
        let lexicon = Lexicon::new(language.forms());
        check_language(&language, &lexicon, &packs, &mut report);
    }
    Ok(report)
}

/// The same for packs that are added to others: `added` may use the words and classes of `base`, is held to the bounds
/// of additions, and its examples alone are run.
///
/// # Errors
/// When a pack does not compile, conflicts with another, or is refused as an addition.
pub fn check_added(base: &[Pack], added: &[Pack]) -> Result<CheckReport, Error> {
    let added = added.iter().cloned().map(Pack::into_added).collect::<Result<Vec<_>, _>>()?;
    conflict::check(&base.iter().chain(&added).cloned().collect::<Vec<_>>())?;
    let own: Vec<Language> = compile(base)?.into_iter().map(|(language, _)| language).collect();
    let (base, mine): (Vec<&Pack>, Vec<&Pack>) = (base.iter().collect(), added.iter().collect());
    let mut report = CheckReport::default();
    let Some(additions) = Additions::compile(&base, &mine, &own)? else { return Ok(report) };
    for language in &additions.languages {
        let packs: Vec<&Pack> =
            mine.iter().copied().filter(|pack| pack.language() == language.code).collect();
        check_language(language, &additions.lexicon, &packs, &mut report);
    }
    Ok(report)
}

/// The languages of some packs, each with its packs.
fn compile(packs: &[Pack]) -> Result<Vec<(Language, Vec<&Pack>)>, Error> {
    let codes: BTreeSet<&str> = packs.iter().map(Pack::language).collect();
    let of = |code: &str| packs.iter().filter(|pack| pack.language() == code).collect::<Vec<_>>();
    codes.into_iter().map(|code| Ok((Language::compile(code, &of(code))?, of(code)))).collect()
}

fn check_language(language: &Language, lexicon: &Lexicon, packs: &[&Pack], report: &mut CheckReport) {
    let fires = |id: &str, example: &str| {
        let text = normalise(example, lexicon);
        let hits = language.hits(&text, &language.look_up(&text), Asked::ALL, &Silence::default());
        hits.iter().any(|hit| hit.rule.info.id == id && !hit.reported)
    };
    for pack in packs {
        for rule in &pack.schema.rules {
            report.rules += 1;
            let mut fail = |what: String| {
                report.failures.push(Failure { pack: pack.name.clone(), rule: rule.id.clone(), what });
            };
            let exempt = pack.kind_of(rule) == Ok(SignalKind::SexualTopic);
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

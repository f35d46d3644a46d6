//! Which phrases of a pack fire, and which never do: for those who write packs.

use std::collections::BTreeMap;

use super::added::{named_classes, without_rules};
use super::allow::Silence;
use super::language::Language;
use super::rule::Asked;
use super::schema::RuleSchema;
use super::{Pack, conflict};
use crate::error::Error;
use crate::message::Role;
use crate::signal::SignalKind;
use crate::text::{Lexicon, Span, normalise};

/// Counts how often each phrase of some packs fires.
///
/// Every phrase is looked at by itself, so that a phrase which another of its rule hides is counted too.
pub struct Tally {
    languages: Vec<Language>,
    lexicon: Lexicon,
    rules: Vec<RuleTally>,
}

/// One rule and how often its phrases fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTally {
    /// The document's name.
    pub pack: String,
    /// The rule's identifier.
    pub rule: String,
    /// What it flags.
    pub kind: SignalKind,
    /// Its phrases, in order.
    pub phrases: Vec<PhraseTally>,
}

/// One phrase and how often it fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseTally {
    /// The phrase as it is written.
    pub phrase: String,
    /// How many of the rule's own `matches` it fires on.
    pub examples: usize,
    /// How many of the texts that were read it fires on.
    pub texts: usize,
}

/// A phrase that fires on a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Firing {
    /// The rule's identifier.
    pub rule: String,
    /// The phrase as it is written.
    pub phrase: String,
    /// What the rule flags.
    pub kind: SignalKind,
    /// Where, in Unicode scalar values of the text.
    pub span: Span,
    /// Whether the words are told as somebody else's.
    pub reported: bool,
    /// Whether the rule counts for a sender of the role that was given.
    pub counts: bool,
}

/// Between a rule's identifier and the number of its phrase; no identifier of a pack that parses holds it.
const PHRASE_MARK: char = '\u{1}';

impl Tally {
    /// Prepares to count. `packs` may use the words and classes of `base`, whose own rules are left out.
    ///
    /// # Errors
    /// When the packs do not compile, or conflict with each other.
    pub fn new(base: &[Pack], packs: &[Pack]) -> Result<Self, Error> {
        conflict::check(packs)?;
        let named = named_classes(&packs.iter().collect::<Vec<_>>());
        let mut by_language: BTreeMap<&str, Vec<Pack>> = BTreeMap::new();
        let mut rules = Vec::new();
        for pack in packs {
            for rule in &pack.schema.rules {
                let tally = |phrase: &String| PhraseTally { phrase: phrase.clone(), examples: 0, texts: 0 };
                rules.push(RuleTally {
                    pack: pack.name.clone(),
                    rule: rule.id.clone(),
                    kind: pack.kind_of(rule)?,
                    phrases: rule.phrases.iter().map(tally).collect(),
                });
            }
            by_language.entry(pack.language()).or_default().push(one_rule_a_phrase(pack));
        }
        for (code, all) in &mut by_language {
            all.extend(
                base.iter()
                    .filter(|pack| pack.language() == *code)
                    .filter_map(|pack| without_rules(pack, &named)),
            );
        }
        let languages = by_language
            .iter()
            .map(|(code, packs)| Language::compile(code, &packs.iter().collect::<Vec<_>>()))
            .collect::<Result<Vec<_>, _>>()?;
        let words = base.iter().chain(packs).flat_map(Pack::words);
        let lexicon = Lexicon::new(languages.iter().flat_map(Language::forms).chain(words));
        let mut tally = Self { languages, lexicon, rules };
        for rule in packs.iter().flat_map(|pack| &pack.schema.rules) {
            tally.count_examples(rule);
        }
        Ok(tally)
    }

    /// Reads a text that a sender of this role wrote: what fires on it, in the order of the text. Rules that answer to
    /// the other side (`after`) fire without it.
    pub fn read(&mut self, text: &str, role: Role) -> Vec<Firing> {
        let firings = self.fire(text, role);
        for firing in &firings {
            if let Some(phrase) = self.phrase(&firing.rule, &firing.phrase) {
                phrase.texts += 1;
            }
        }
        firings
    }

    /// The counts.
    pub fn rules(&self) -> &[RuleTally] {
        &self.rules
    }

    /// The kinds for which no rule was counted.
    pub fn kinds_without_rules(&self) -> impl Iterator<Item = SignalKind> {
        SignalKind::ALL.iter().copied().filter(|kind| self.rules.iter().all(|rule| rule.kind != *kind))
    }

    fn count_examples(&mut self, rule: &RuleSchema) {
        for example in &rule.matches {
            for firing in self.fire(example, Role::Unknown) {
                if firing.rule == rule.id
                    && let Some(phrase) = self.phrase(&firing.rule, &firing.phrase)
                {
                    phrase.examples += 1;
                }
            }
        }
    }

    fn phrase(&mut self, rule: &str, phrase: &str) -> Option<&mut PhraseTally> {
        let rule = self.rules.iter_mut().find(|known| known.rule == rule)?;
        rule.phrases.iter_mut().find(|known| known.phrase == phrase)
    }

    fn fire(&self, text: &str, role: Role) -> Vec<Firing> {
        let normal = normalise(text, &self.lexicon);
        let mut firings = Vec::new();
        for language in &self.languages {
            for hit in language.hits(&normal, &language.look_up(&normal), Asked::ALL, &Silence::default()) {
                let Some((id, number)) = hit.rule.info.id.split_once(PHRASE_MARK) else { continue };
                let tally = self.rules.iter().find(|known| known.rule == id);
                let phrase = number.parse::<usize>().ok().and_then(|number| tally?.phrases.get(number));
                firings.push(Firing {
                    rule: id.to_owned(),
                    phrase: phrase.map(|phrase| phrase.phrase.clone()).unwrap_or_default(),
                    kind: hit.rule.kind,
                    span: hit.span(&normal),
                    reported: hit.reported,
                    counts: hit.rule.counts_for(role),
                });
            }
        }
        firings.sort_by(|one, other| (one.span, &one.rule).cmp(&(other.span, &other.rule)));
        firings
    }
}

impl std::fmt::Debug for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tally").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

/// The pack with a rule for every phrase.
fn one_rule_a_phrase(pack: &Pack) -> Pack {
    let mut pack = pack.clone();
    pack.schema.rules = pack
        .schema
        .rules
        .iter()
        .flat_map(|rule| {
            rule.phrases.iter().enumerate().map(|(number, phrase)| RuleSchema {
                id: format!("{}{PHRASE_MARK}{number}", rule.id),
                phrases: vec![phrase.clone()],
                matches: Vec::new(),
                ignores: Vec::new(),
                ..rule.clone()
            })
        })
        .collect();
    pack
}

//! All packs of one language, compiled together: one vocabulary, one index of anchors.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lattice::Lattice;
use super::matcher::{Found, Scratch, find};
use super::phrase::{self, Element};
use super::program::{self, Program};
use super::schema::{BySchema, DocumentSchema, GuardSchema, MoodSchema, RuleSchema};
use super::vocabulary::{Member, Symbol, Vocabulary};
use super::{Pack, limits};
use crate::error::Error;
use crate::signal::{RuleInfo, SignalKind};
use crate::text::NormalText;

/// The class whose words announce somebody else's words.
const REPORTING: &str = "reporting";
/// How many tokens before a phrase a negator still reaches it: «i would never just post».
const NEGATION_REACH: u16 = 3;

/// The rules of one language, ready to match.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) code: String,
    vocabulary: Vocabulary,
    rules: Vec<Rule>,
    programs: Vec<(Program, u16)>,
    /// By symbol: the programs of which it is an anchor.
    index: Vec<Vec<u16>>,
    reporting: Option<Symbol>,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) kind: SignalKind,
    pub(crate) by: BySchema,
    pub(crate) weight: f32,
    pub(crate) info: Arc<RuleInfo>,
    /// Kinds of which the other side must have shown one a moment ago, as bits.
    pub(crate) after: u64,
    mood: MoodSchema,
    negation: GuardSchema,
    quoted: GuardSchema,
    reported: GuardSchema,
    unless: Vec<Program>,
}

/// A rule that fired.
#[derive(Debug)]
pub(crate) struct Hit<'l> {
    pub(crate) rule: &'l Rule,
    /// Tokens, both ends included.
    pub(crate) found: Found,
    pub(crate) reported: bool,
}

impl Language {
    /// Compiles the documents of one language.
    pub(crate) fn compile(code: &str, packs: &[&Pack]) -> Result<Self, Error> {
        let mut vocabulary = Vocabulary::new();
        for pack in packs {
            if let Some(language) = &pack.schema.language {
                vocabulary.add_language(language);
            }
        }
        for pack in packs {
            add_classes(pack, &mut vocabulary)?;
        }
        let reporting = vocabulary.class_symbol(REPORTING);
        let mut compiler = Self {
            code: code.to_owned(),
            vocabulary,
            rules: Vec::new(),
            programs: Vec::new(),
            index: Vec::new(),
            reporting,
        };
        let mut seen = BTreeMap::new();
        for pack in packs {
            for rule in &pack.schema.rules {
                if let Some(other) = seen.insert(rule.id.as_str(), pack.name.as_str()) {
                    return Err(pack.rule_error(rule, "id", format!("stands in {other} already")));
                }
                compiler.add_rule(pack, rule)?;
            }
        }
        compiler.vocabulary.finish();
        compiler.index = vec![Vec::new(); compiler.vocabulary.symbol_count()];
        for (number, (program, _)) in compiler.programs.iter().enumerate() {
            for &anchor in program.required.get(program.anchor).into_iter().flatten() {
                compiler.index[anchor as usize].push(number as u16);
            }
        }
        Ok(compiler)
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Every word form, for the lexicon of the normaliser.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        self.vocabulary.forms()
    }

    pub(crate) fn lattice(&self, text: &NormalText) -> Lattice {
        Lattice::new(text, &self.vocabulary)
    }

    /// The rules that fire on a message, in no particular order, each once. `recent` has a bit for every kind that
    /// the other side showed a moment ago.
    pub(crate) fn hits<'l>(
        &'l self,
        text: &NormalText,
        lattice: &Lattice,
        recent: u64,
        scratch: &mut Scratch,
    ) -> Vec<Hit<'l>> {
        let mut hits: Vec<Hit<'l>> = Vec::new();
        let mut tried = vec![0u64; self.programs.len().div_ceil(64)];
        let mut fired = vec![0u64; self.rules.len().div_ceil(64)];
        for edge in lattice.edges() {
            for &symbol in &edge.symbols {
                for &number in &self.index[symbol as usize] {
                    let (word, bit) = (usize::from(number) / 64, 1u64 << (number % 64));
                    if tried[word] & bit != 0 {
                        continue;
                    }
                    tried[word] |= bit;
                    let (program, rule) = &self.programs[usize::from(number)];
                    if fired[usize::from(*rule) / 64] & (1 << (rule % 64)) != 0 {
                        continue;
                    }
                    if let Some(hit) = self.try_rule(program, *rule, text, lattice, recent, scratch) {
                        fired[usize::from(*rule) / 64] |= 1 << (rule % 64);
                        hits.push(hit);
                    }
                }
            }
        }
        hits
    }

    fn try_rule<'l>(
        &'l self,
        program: &Program,
        rule: u16,
        text: &NormalText,
        lattice: &Lattice,
        recent: u64,
        scratch: &mut Scratch,
    ) -> Option<Hit<'l>> {
        let rule = &self.rules[usize::from(rule)];
        if rule.after != 0 && rule.after & recent == 0 {
            return None;
        }
        let found = find(program, lattice, scratch, |found| rule.accepts(found, text, lattice))?;
        if rule.unless.iter().any(|unless| find(unless, lattice, scratch, |_| true).is_some()) {
            return None;
        }
        let reported = rule.reported == GuardSchema::Guard && self.is_reported(found, lattice);
        Some(Hit { rule, found, reported })
    }

    /// Whether the sentence announces somebody else's words before the phrase.
    fn is_reported(&self, found: Found, lattice: &Lattice) -> bool {
        let Some(reporting) = self.reporting else { return false };
        let sentence = lattice.marks[usize::from(found.first)].sentence;
        (0..found.first).filter(|&token| lattice.marks[usize::from(token)].sentence == sentence).any(
            |token| {
                lattice.out(token).any(|edge| edge.last < found.first && edge.symbols.contains(&reporting))
            },
        )
    }

    fn add_rule(&mut self, pack: &Pack, schema: &RuleSchema) -> Result<(), Error> {
        let kind = pack.kind_of(schema)?;
        let mut after = 0u64;
        for name in &schema.after {
            let kind: SignalKind = name
                .parse()
                .map_err(|unknown| pack.rule_error(schema, "after", format!("{name:?}: {unknown}")))?;
            after |= 1 << kind.index();
        }
        let number = self.rules.len() as u16;
        let unless = schema
            .unless
            .iter()
            .map(|phrase| self.compile_phrase(pack, schema, "unless", phrase))
            .collect::<Result<_, _>>()?;
        self.rules.push(Rule {
            kind,
            by: schema.by,
            weight: schema.weight,
            info: Arc::new(RuleInfo { id: schema.id.clone(), reason: schema.reason.clone() }),
            after,
            mood: schema.mood,
            negation: schema.negation,
            quoted: schema.quoted,
            reported: schema.reported,
            unless,
        });
        for phrase in &schema.phrases {
            let program = self.compile_phrase(pack, schema, "phrases", phrase)?;
            if self.programs.len() >= limits::PROGRAMS {
                return Err(pack.too_large(
                    "phrases of one language",
                    self.programs.len() + 1,
                    limits::PROGRAMS,
                ));
            }
            self.programs.push((program, number));
        }
        Ok(())
    }

    fn compile_phrase(
        &mut self,
        pack: &Pack,
        rule: &RuleSchema,
        field: &str,
        phrase: &str,
    ) -> Result<Program, Error> {
        let mut elements = phrase::parse(phrase)
            .map_err(|what| pack.rule_error(rule, field, format!("{phrase:?}: {what}")))?;
        self.vocabulary.canonicalise(&mut elements);
        program::compile(&elements, &mut self.vocabulary)
            .map_err(|what| pack.rule_error(rule, field, format!("{phrase:?}: {what}")))
    }
}

impl Rule {
    fn accepts(&self, found: Found, text: &NormalText, lattice: &Lattice) -> bool {
        let sentence = lattice.marks[usize::from(found.first)].sentence;
        let mark =
            |token: u16| lattice.marks.get(usize::from(token)).filter(|mark| mark.sentence == sentence);
        if self.negation == GuardSchema::Guard {
            let before = found.first.saturating_sub(NEGATION_REACH)..found.first;
            if before.clone().any(|token| mark(token).is_some_and(|mark| mark.negator))
                || mark(found.last + 1).is_some_and(|mark| mark.negator)
            {
                return false;
            }
        }
        if self.quoted == GuardSchema::Guard
            && (found.first..=found.last).any(|token| mark(token).is_some_and(|mark| mark.quoted))
        {
            return false;
        }
        self.mood == MoodSchema::Any || {
            let asked = text.sentences().get(usize::from(sentence)).is_some_and(|sentence| sentence.question);
            asked || (0..=found.first).any(|token| mark(token).is_some_and(|mark| mark.interrogative))
        }
    }
}

fn add_classes(pack: &Pack, vocabulary: &mut Vocabulary) -> Result<(), Error> {
    for (name, members) in &pack.schema.classes {
        let fault = |what: String| Error::pack(&pack.name, format!("class {name}: {what}"));
        if members.len() > limits::CLASS_MEMBERS {
            return Err(pack.too_large("members of a class", members.len(), limits::CLASS_MEMBERS));
        }
        let class = vocabulary.add_class(name).ok_or_else(|| fault("is defined twice".to_owned()))?;
        for member in members {
            let mut elements = phrase::parse(member).map_err(|what| fault(format!("{member:?}: {what}")))?;
            for element in &mut elements {
                if let Element::Number { least, most } = element
                    && least == most
                {
                    *element = Element::Word(least.to_string());
                }
            }
            let mut symbols = Vec::new();
            for element in &elements {
                symbols.push(match element {
                    Element::Word(form) => vocabulary.word_symbol(form),
                    Element::Stem(stem) => vocabulary.stem_symbol(stem),
                    _ => return Err(fault(format!("{member:?}: only words and stems may stand in a class"))),
                });
            }
            let member = match (&elements[..], symbols.split_first()) {
                ([Element::Word(form)], _) => Member::Word(vocabulary.word(form)),
                ([Element::Stem(stem)], _) => Member::Stem(stem.clone()),
                (_, Some((&first, rest))) => Member::Phrase(first, rest.to_vec()),
                (_, None) => continue,
            };
            vocabulary.add_member(class, member);
        }
    }
    Ok(())
}

/// Checks a document beyond its syntax; see [`Pack::from_trusted`].
pub(crate) fn validate(pack: &Pack, schema: &DocumentSchema) -> Result<(), Error> {
    for rule in &schema.rules {
        let fault = |field: &str, what: &str| Err(pack.rule_error(rule, field, what));
        let kind = pack.kind_of(rule)?;
        let prefix = format!("{}.{kind}.", schema.pack.language);
        if !rule.id.starts_with(&prefix) || rule.id.len() == prefix.len() {
            return fault("id", &format!("must start with {prefix:?} and say what it flags"));
        }
        if !(rule.weight > 0.0 && rule.weight <= 1.0) {
            return fault("weight", "must be above 0 and at most 1");
        }
        if rule.phrases.is_empty() || rule.phrases.len() > limits::PHRASES_PER_RULE {
            return fault("phrases", &format!("1 to {} are needed", limits::PHRASES_PER_RULE));
        }
        if rule.reason.trim().is_empty() {
            return fault("reason", "must not be empty");
        }
    }
    Ok(())
}

//! All packs of one language, compiled together: one vocabulary, one index of anchors.

use std::collections::BTreeMap;

use super::allow::{AllowList, Silence};
use super::index::{Index, how_often};
use super::lattice::{Lattice, Lookup};
use super::matcher::{Found, Matcher};
use super::phrase::{self, Element};
use super::program::{Code, Compiler, Program};
use super::rule::{Asked, Hit, Rule, compile_phrase, span_of};
use super::schema::{DocumentSchema, GuardSchema};
use super::sets::Sets;
use super::vocabulary::{Member, Symbol, Vocabulary};
use super::words::Words;
use super::{Pack, limits};
use crate::error::Error;
use crate::message::Role;
use crate::text::{NormalText, Rank};

/// The class whose words announce somebody else's words.
pub(super) const REPORTING: &str = "reporting";

/// The rules of one language, ready to match.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) code: String,
    words: Words,
    sets: Sets,
    phrases: Code,
    rules: Vec<Rule>,
    /// Every phrase, with its rule.
    programs: Vec<(Program, u16)>,
    index: Index,
    /// For each role of a sender, the phrases whose rules may be asked, as bits.
    asked_by: [Box<[u64]>; 3],
    reporting: Option<Symbol>,
    allows: AllowList,
    /// What matching the phrases of one message may cost, see [`Matcher`]: bounded for what the app did not write.
    pub(super) most_work: u64,
}

impl Language {
    /// Compiles the documents of one language.
    pub(crate) fn compile(code: &str, packs: &[&Pack]) -> Result<Self, Error> {
        let mut compiler = Compiler { vocabulary: Vocabulary::new(), ..Compiler::default() };
        for pack in packs {
            if let Some(language) = &pack.schema.language {
                compiler.vocabulary.add_language(language);
            }
        }
        for pack in packs {
            add_classes(pack, &mut compiler.vocabulary)?;
        }
        let mut rules = Vec::new();
        let mut programs = Vec::new();
        let mut seen = BTreeMap::new();
        for pack in packs {
            for schema in &pack.schema.rules {
                if let Some(other) = seen.insert(schema.id.as_str(), pack.name.as_str()) {
                    return Err(pack.rule_error(schema, "id", format!("stands in {other} already")));
                }
                let rule = Rule::compile(pack, schema, &mut compiler)?;
                for phrase in &schema.phrases {
                    let program = compile_phrase(pack, schema, "phrases", phrase, &mut compiler)?;
                    programs.push((program, rules.len() as u16));
                }
                rules.push(rule);
                if programs.len() > limits::PROGRAMS {
                    return Err(pack.too_large("phrases of one language", programs.len(), limits::PROGRAMS));
                }
            }
        }
        let mut allows = AllowList::default();
        for pack in packs {
            allows.compile(pack, &mut compiler)?;
        }
        let reporting = compiler.vocabulary.class_symbol(REPORTING);
        let Compiler { vocabulary, mut sets, code: mut phrases, .. } = compiler;
        let words = vocabulary.finish();
        // What a rule ignores was written as an ordinary message.
        let ordinary = packs.iter().flat_map(|pack| &pack.schema.rules).flat_map(|rule| &rule.ignores);
        let often = how_often(&words, ordinary.map(String::as_str));
        let index = Index::new(programs.iter().map(|(program, _)| program), &phrases, &sets, &often);
        let asked_by = [Role::Protected, Role::Contact, Role::Unknown].map(|role| {
            let mut bits = vec![0u64; programs.len().div_ceil(64)];
            for (number, (_, rule)) in programs.iter().enumerate() {
                let rule: &Rule = &rules[usize::from(*rule)];
                bits[number / 64] |=
                    u64::from(rule.is_for_drafts() || rule.counts_for(role)) << (number % 64);
            }
            bits.into_boxed_slice()
        });
        sets.finish();
        phrases.shrink_to_fit();
        programs.shrink_to_fit();
        rules.shrink_to_fit();
        let code = code.to_owned();
        Ok(Self {
            code,
            words,
            sets,
            phrases,
            rules,
            programs,
            index,
            asked_by,
            reporting,
            allows,
            most_work: u64::MAX,
        })
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Every word form, for the lexicon of the normaliser.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        self.words.forms()
    }

    /// The same, with how common each is.
    pub(crate) fn ranked(&self) -> impl Iterator<Item = (&str, Rank)> {
        self.words.ranked()
    }

    /// What the language knows of a message, before any reading.
    pub(crate) fn look_up(&self, text: &NormalText) -> Lookup<'_> {
        Lookup::new(text, &self.words)
    }

    /// The rules that fire on a message, of those that are asked, in no particular order, each once. What is silenced
    /// does not fire.
    pub(crate) fn hits<'l>(
        &'l self,
        text: &NormalText,
        lookup: &Lookup<'l>,
        asked: Asked,
        silence: &Silence,
    ) -> Vec<Hit<'l>> {
        let lattice = Lattice::new(text, &self.words, lookup);
        let mut matcher = Matcher::new(&self.phrases, &self.sets, &lattice, self.most_work);
        let mut hits: Vec<Hit<'l>> = Vec::new();
        let mut fired = vec![0u64; self.rules.len().div_ceil(64)];
        for number in self.candidates(&lattice, &mut matcher, asked) {
            let (program, rule) = &self.programs[usize::from(number)];
            let (word, bit) = (usize::from(*rule) / 64, 1u64 << (rule % 64));
            if fired[word] & bit != 0 {
                continue;
            }
            let rule = &self.rules[usize::from(*rule)];
            if let Some(hit) = self.try_rule(program, rule, text, silence, &mut matcher) {
                fired[word] |= bit;
                hits.push(hit);
            }
        }
        hits
    }

    /// Notes what the allow-lists silence in a message; `original` is the text that was normalised.
    pub(crate) fn silence<'l>(
        &'l self,
        original: &str,
        text: &NormalText,
        lookup: &Lookup<'l>,
        silence: &mut Silence,
    ) {
        self.allows.note_links(original, text, silence);
        if self.allows.phrases.is_empty() {
            return;
        }
        let lattice = Lattice::new(text, &self.words, lookup);
        let mut matcher = Matcher::new(&self.phrases, &self.sets, &lattice, self.most_work);
        for (program, kinds) in &self.allows.phrases {
            if matcher.may_match(program) {
                // Accepting none finds them all.
                matcher.find(program, |found| {
                    silence.add_phrase(span_of(found, text), *kinds);
                    false
                });
            }
        }
    }

    /// The phrases that may match, by where their rarest words stand: of signals equally sure, the first one is reported.
    fn candidates(&self, lattice: &Lattice<'_>, matcher: &mut Matcher<'_>, asked: Asked) -> Vec<u16> {
        let places = &lattice.places;
        let mut candidates: Vec<(usize, u16)> = Vec::new();
        let found = self.index.find(&mut places.readings(), lattice.slack());
        let asked_by = &self.asked_by[asked.role as usize];
        for (word, (found, asked_by)) in (0..).zip(found.into_iter().zip(asked_by)) {
            let mut bits = found & asked_by;
            while bits != 0 {
                let number = word * 64 + bits.trailing_zeros() as u16;
                bits &= bits - 1;
                let (program, rule) = &self.programs[usize::from(number)];
                let rule = &self.rules[usize::from(*rule)];
                if asked.includes(rule) && matcher.may_match(program) {
                    let rarest = self.sets.members(program.rarest);
                    let order = rarest.filter_map(|symbol| places.order_of(symbol)).min();
                    candidates.push((order.unwrap_or(0), number));
                }
            }
        }
        candidates.sort_unstable();
        candidates.into_iter().map(|(_, program)| program).collect()
    }

    fn try_rule<'l>(
        &'l self,
        program: &Program,
        rule: &'l Rule,
        text: &NormalText,
        silence: &Silence,
        matcher: &mut Matcher<'_>,
    ) -> Option<Hit<'l>> {
        let lattice = matcher.lattice();
        let silenced = |found| !silence.is_empty() && silence.covers(rule.kind, span_of(found, text));
        let found = matcher.find(program, |found| rule.accepts(found, text, lattice) && !silenced(found))?;
        if rule
            .unless
            .iter()
            .any(|unless| matcher.may_match(unless) && matcher.find(unless, |_| true).is_some())
            || matcher.is_spent()
        {
            return None;
        }
        let reported = rule.reported == GuardSchema::Guard && self.is_reported(found, lattice);
        Some(Hit { rule, found, reported })
    }

    /// Whether the sentence announces somebody else's words before the phrase.
    fn is_reported(&self, found: Found, lattice: &Lattice<'_>) -> bool {
        let Some(reporting) = self.reporting else { return false };
        if lattice.places.of(reporting).begin() == 0 {
            return false;
        }
        let sentence = lattice.marks[usize::from(found.first)].sentence;
        (0..found.first).filter(|&token| lattice.marks[usize::from(token)].sentence == sentence).any(
            |token| {
                lattice.out(token).any(|edge| edge.last < found.first && edge.symbols.contains(&reporting))
            },
        )
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
            // Most members are one plain word.
            if !member.is_empty() && member.bytes().all(|byte| byte.is_ascii_lowercase()) {
                let word = vocabulary.word(member);
                vocabulary.add_member(class, Member::Word(word));
                continue;
            }
            let mut elements = phrase::parse(member).map_err(|what| fault(format!("{member:?}: {what}")))?;
            for element in &mut elements {
                if let Element::Number { least, most } = element
                    && least == most
                {
                    *element = Element::Word(least.to_string());
                }
            }
            let member = match &elements[..] {
                [Element::Word(form)] => Member::Word(vocabulary.word(form)),
                [Element::Stem(stem)] => Member::Stem(stem.clone()),
                several => {
                    let mut symbols = Vec::with_capacity(several.len());
                    for element in several {
                        symbols.push(match element {
                            Element::Word(form) => {
                                let word = vocabulary.word(form);
                                vocabulary.word_symbol(word)
                            }
                            Element::Stem(stem) => vocabulary.stem_symbol(stem),
                            _ => {
                                let what = "only words and stems may stand in a class";
                                return Err(fault(format!("{member:?}: {what}")));
                            }
                        });
                    }
                    let Some((&first, rest)) = symbols.split_first() else { continue };
                    Member::Phrase(first, rest.to_vec())
                }
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

//! Whether a rule of an added pack would fire on ordinary talk: by its words, and by trying it.

use std::collections::{BTreeMap, BTreeSet};

use super::Pack;
use super::allow::Silence;
use super::language::Language;
use super::phrase::{self, Element};
use super::rule::Asked;
use super::schema::RuleSchema;
use crate::error::Error;
use crate::text::{Lexicon, fold_word, normalise};

/// What a phrase must at least ask for: a common word counts once, any other twice.
const LEAST: u32 = 2;
/// How many ordinary messages a rule is tried on, and of how many it may fire on one.
const PROBES: usize = 400;
const ONE_OF: usize = 20;
/// With fewer, nothing is said.
const FEWEST_PROBES: usize = 40;

/// Refuses the rules of added packs that would fire on ordinary talk in their language. `language` is compiled from
/// `added` and from what `base` knows of the language.
pub(crate) fn check(
    language: &Language,
    lexicon: &Lexicon,
    base: &[&Pack],
    added: &[&Pack],
) -> Result<(), Error> {
    let words = Words::new(base.iter().chain(added).copied());
    for pack in added {
        for rule in &pack.schema.rules {
            for text in &rule.phrases {
                let elements = phrase::parse(text).unwrap_or_default();
                if words.asked_by(&elements) < LEAST {
                    let what = format!("{text:?} asks for one common word only");
                    return Err(Error::too_wide(&pack.name, &rule.id, what));
                }
            }
        }
    }
    try_out(language, lexicon, base, added)
}

/// Tries the rules on what other rules ignore: written as ordinary messages, by the authors of those rules.
fn try_out(language: &Language, lexicon: &Lexicon, base: &[&Pack], added: &[&Pack]) -> Result<(), Error> {
    let rules: Vec<(&Pack, &RuleSchema)> =
        added.iter().flat_map(|pack| pack.schema.rules.iter().map(move |rule| (*pack, rule))).collect();
    let base_rules = base.iter().flat_map(|pack| &pack.schema.rules);
    let all: Vec<(&str, &str)> = base_rules
        .chain(rules.iter().map(|(_, rule)| *rule))
        .flat_map(|rule| rule.ignores.iter().map(|text| (rule.id.as_str(), text.as_str())))
        .collect();
    let step = all.len().div_ceil(PROBES).max(1);
    let mut fired: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tried = 0;
    for (of, text) in all.iter().step_by(step) {
        tried += 1;
        let text = normalise(text, lexicon);
        for hit in language.hits(&text, &language.look_up(&text), Asked::ALL, &Silence::default()) {
            if let Some((_, rule)) =
                rules.iter().find(|(_, rule)| rule.id == hit.rule.info.id && rule.id != *of)
            {
                *fired.entry(&rule.id).or_default() += 1;
            }
        }
    }
    if tried < FEWEST_PROBES {
        return Ok(());
    }
    for (pack, rule) in rules {
        let fired = fired.get(rule.id.as_str()).copied().unwrap_or_default();
        if fired * ONE_OF > tried {
            let what = format!("fires on {fired} of {tried} ordinary messages");
            return Err(Error::too_wide(&pack.name, &rule.id, what));
        }
    }
    Ok(())
}

/// What packs say about the words of a language.
struct Words<'p> {
    common: BTreeSet<String>,
    /// The least that each class asks for.
    classes: BTreeMap<&'p str, u32>,
}

impl<'p> Words<'p> {
    fn new(packs: impl Iterator<Item = &'p Pack> + Clone) -> Self {
        let languages = || packs.clone().filter_map(|pack| pack.schema.language.as_ref());
        let mut common: BTreeSet<String> = languages()
            .flat_map(|language| {
                let lists =
                    [&language.common, &language.negators, &language.interrogatives, &language.fillers];
                lists.into_iter().flatten().chain(language.numbers.keys())
            })
            .map(|word| fold_word(word))
            .collect();
        let stand_for_common: Vec<String> = languages()
            .flat_map(|language| &language.aliases)
            .filter(|(_, alias)| alias.split('|').any(|reading| common.contains(reading.trim())))
            .map(|(key, _)| fold_word(key))
            .collect();
        common.extend(stand_for_common);
        let mut words = Self { common, classes: BTreeMap::new() };
        for (name, members) in packs.flat_map(|pack| &pack.schema.classes) {
            let least = members.iter().filter_map(|member| phrase::parse(member).ok());
            let least = least.map(|member| words.asked_by(&member)).min();
            words.classes.insert(name, least.unwrap_or(LEAST));
        }
        words
    }

    /// What the least that satisfies a phrase amounts to.
    fn asked_by(&self, elements: &[Element]) -> u32 {
        elements.iter().map(|element| self.asked_by_one(element)).sum()
    }

    fn asked_by_one(&self, element: &Element) -> u32 {
        match element {
            Element::Word(form) => 1 + u32::from(!self.common.contains(form) && !form.starts_with(':')),
            Element::Accented(form) => 1 + u32::from(!self.common.contains(&fold_word(form))),
            Element::Stem(stem) => 1 + u32::from(!self.begins_a_common_word(stem)),
            Element::Class(name) => self.classes.get(name.as_str()).copied().unwrap_or(LEAST),
            Element::Number { .. } => 1,
            Element::Group { alternatives, optional: false } => {
                alternatives.iter().map(|alternative| self.asked_by(alternative)).min().unwrap_or(0)
            }
            Element::Group { .. } | Element::Gap(_) | Element::Any | Element::Start | Element::End => 0,
        }
    }

    fn begins_a_common_word(&self, stem: &str) -> bool {
        self.common.range(stem.to_owned()..).next().is_some_and(|word| word.starts_with(stem))
    }
}

//! The rules of added packs, compiled apart from those of the app.
//!
//! Apart, so that an added pack can add and calm but take nothing away: the words, negators, aliases and classes that it
//! brings are seen by its own rules only, and the app's rules read every message as if no pack had been added.
//! Why not one vocabulary for all: `docs/adr/0003-signed-files.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::language::{Language, REPORTING};
use super::schema::{DocumentSchema, HeaderSchema};
use super::{Origin, Pack, bounds, width};
use crate::error::Error;
use crate::text::{Lexicon, NormalText, normalise};

/// The languages that added packs speak.
pub(crate) struct Additions {
    pub(super) lexicon: Lexicon,
    pub(crate) languages: Vec<Language>,
}

impl Additions {
    /// Compiles the added packs, each language on top of what `base` knows of it; `own` are the languages of `base`.
    pub(crate) fn compile(base: &[&Pack], added: &[&Pack], own: &[Language]) -> Result<Option<Self>, Error> {
        if added.is_empty() {
            return Ok(None);
        }
        bounds::check_all(added)?;
        let codes: BTreeSet<&str> = added.iter().map(|pack| pack.language()).collect();
        let mut languages = Vec::new();
        for code in codes {
            let mine = of(code, added);
            let named = named_classes(&mine);
            let known: Vec<Pack> =
                of(code, base).into_iter().filter_map(|pack| without_rules(pack, &named)).collect();
            let all: Vec<&Pack> = known.iter().chain(mine).collect();
            let mut language = Language::compile(code, &all)?;
            language.most_work = bounds::most::WORK;
            languages.push(language);
        }
        let forms = own.iter().chain(&languages).flat_map(Language::forms);
        let words = base.iter().chain(added).flat_map(|pack| pack.words());
        let lexicon = Lexicon::new(forms.chain(words));
        for language in &languages {
            width::check(language, &lexicon, &of(&language.code, base), &of(&language.code, added))?;
        }
        Ok(Some(Self { lexicon, languages }))
    }

    /// A text as the added packs see it: with their words.
    pub(crate) fn normalise(&self, text: &str) -> NormalText {
        normalise(text, &self.lexicon)
    }
}

fn of<'p>(code: &str, packs: &[&'p Pack]) -> Vec<&'p Pack> {
    packs.iter().copied().filter(|pack| pack.language() == code).collect()
}

/// What a document says about its language, for phrases that are written elsewhere: of its classes, those that they
/// name.
pub(super) fn without_rules(pack: &Pack, named: &BTreeSet<&str>) -> Option<Pack> {
    let language = pack.schema.language.clone();
    let classes = pack.schema.classes.iter().filter(|(name, _)| named.contains(name.as_str()));
    let classes: BTreeMap<_, _> = classes.map(|(name, members)| (name.clone(), members.clone())).collect();
    if language.is_none() && classes.is_empty() {
        return None;
    }
    let header = HeaderSchema { language: pack.language().to_owned(), kind: None };
    let schema = DocumentSchema { pack: header, language, classes, rules: Vec::new(), allows: Vec::new() };
    Some(Pack { name: pack.name.clone(), schema, origin: Origin::App, bytes: 0 })
}

/// The classes that these packs need: those that their phrases name, and the one that announces others' words.
pub(super) fn named_classes<'p>(packs: &[&'p Pack]) -> BTreeSet<&'p str> {
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let phrases = packs.iter().flat_map(|pack| pack.phrases());
    let rests = phrases.flat_map(|phrase| phrase.split('@').skip(1));
    let names = rests.map(|rest| &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())]);
    names.chain([REPORTING]).collect()
}

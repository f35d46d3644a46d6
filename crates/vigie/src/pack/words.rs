//! The finished vocabulary of a language: what is looked up for every token.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::forms::Forms;
use super::vocabulary::{COMMON_COST, NUMBER, Symbol, WordId, stem_key};
use crate::text::Rank;

/// A word and everything known about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    pub(super) symbols: Range<u32>,
    pub(super) readings: Range<u32>,
    pub(crate) number: Option<u32>,
    pub(crate) common: bool,
    pub(crate) negator: bool,
    pub(crate) interrogative: bool,
    pub(crate) filler: bool,
    /// Whether a phrase asks for a word that is this one but for its accents.
    pub(super) accented: bool,
}

/// A class member of several words.
#[derive(Debug, Clone)]
pub(crate) struct ClassPhrase {
    /// What follows its first word: two words at most, nearly always.
    pub(crate) rest: SmallVec<[Symbol; 2]>,
    pub(crate) class: Symbol,
}

/// A stem, and its symbol followed by those of its classes.
pub(super) type Stem = (Box<str>, Box<[Symbol]>);

#[derive(Debug, Default)]
pub(crate) struct Words {
    /// What the words are, by their numbers.
    pub(super) forms: Forms,
    pub(super) words: Vec<Word>,
    /// Of every word: itself, the stems it starts with, its classes, and that it is a number; only those that some
    /// phrase asks for.
    pub(super) symbols: Vec<Symbol>,
    /// Other readings: each a sequence of words.
    pub(super) readings: Vec<Box<[WordId]>>,
    pub(super) accented: FxHashMap<Box<str>, Symbol>,
    /// By their first three bytes, the length of the shortest stem.
    pub(super) stems: FxHashMap<[u8; 3], Box<[Stem]>>,
    pub(super) phrases: FxHashMap<Symbol, Box<[ClassPhrase]>>,
    /// One bit a symbol: whether a class phrase begins with it.
    pub(super) begins: Vec<u64>,
    pub(super) symbol_count: usize,
}

impl Words {
    pub(crate) fn look_up(&self, form: &str) -> Option<&Word> {
        self.forms.find(form).map(|id| self.by_id(id))
    }

    pub(crate) fn by_id(&self, id: WordId) -> &Word {
        &self.words[id as usize]
    }

    pub(crate) fn symbols(&self, word: &Word) -> &[Symbol] {
        &self.symbols[word.symbols.start as usize..word.symbols.end as usize]
    }

    pub(crate) fn readings(&self, word: &Word) -> &[Box<[WordId]>] {
        &self.readings[word.readings.start as usize..word.readings.end as usize]
    }

    /// The symbols of every stem with which a word begins.
    pub(crate) fn stems_of(&self, form: &str) -> impl Iterator<Item = &[Symbol]> {
        let stems = stem_key(form).and_then(|key| self.stems.get(&key));
        stems
            .into_iter()
            .flat_map(|stems| stems.iter())
            .filter(move |(stem, _)| form.starts_with(&**stem))
            .map(|(_, symbols)| &**symbols)
    }

    /// The symbol of a word with its accents; `word` is the same without.
    pub(crate) fn look_up_accented(&self, word: Option<&Word>, accented: &str) -> Option<&Symbol> {
        if word.is_some_and(|word| !word.accented) || self.accented.is_empty() {
            return None;
        }
        self.accented.get(accented)
    }

    pub(crate) fn phrases_from(&self, symbol: Symbol) -> &[ClassPhrase] {
        if self.begins[symbol as usize / 64] & (1 << (symbol % 64)) == 0 {
            return &[];
        }
        self.phrases.get(&symbol).map_or(&[], |phrases| phrases)
    }

    /// The symbols that a word of a message may carry, in all its readings.
    pub(crate) fn each_symbol(&self, form: &str, mut met: impl FnMut(Symbol)) {
        if form.bytes().all(|byte| byte.is_ascii_digit()) {
            met(NUMBER);
        }
        let Some(word) = self.look_up(form) else {
            return self.stems_of(form).flatten().copied().for_each(met);
        };
        let readings = self.readings(word).iter().flatten().map(|&id| self.by_id(id));
        for read in [word].into_iter().chain(readings) {
            self.symbols(read).iter().copied().for_each(&mut met);
        }
    }

    /// What each word adds to the cost of its symbols.
    pub(crate) fn costs(&self) -> impl Iterator<Item = (Symbol, u32)> {
        self.words.iter().flat_map(|word| {
            let cost = if word.common { COMMON_COST } else { 1 };
            self.symbols(word).iter().map(move |&symbol| (symbol, cost))
        })
    }

    /// Every form, for the lexicon of the normaliser.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter()
    }

    /// Every form and how common it is.
    pub(crate) fn ranked(&self) -> impl Iterator<Item = (&str, Rank)> {
        self.forms.iter().zip(&self.words).zip(0..).map(|((form, word), id)| {
            let readings = self.readings(word);
            let rank = match () {
                () if word.common => Rank::Common,
                () if !readings.is_empty() && readings.iter().all(|reading| **reading != [id]) => {
                    Rank::Spelling
                }
                () if word.symbols.is_empty() => Rank::Word,
                () => Rank::Asked,
            };
            (form, rank)
        })
    }

    pub(crate) fn symbol_count(&self) -> usize {
        self.symbol_count
    }
}

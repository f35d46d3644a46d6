//! The words that a language's packs know, and what each stands for.

use rustc_hash::FxHashMap;

use super::phrase::{Element, split_word};
use super::schema::LanguageSchema;
use crate::text::fold_word;

/// What an element of a phrase can ask of a token: a word, a stem or a class has one symbol each.
pub(crate) type Symbol = u32;

/// Carried by every number, beside its value.
pub(crate) const NUMBER: Symbol = 0;

/// A word and everything known about it. `symbols` lists the word itself, the stems it starts with, its classes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) number: Option<u32>,
    pub(crate) common: bool,
    pub(crate) negator: bool,
    pub(crate) interrogative: bool,
    pub(crate) filler: bool,
    /// Other readings: each a sequence of words.
    pub(crate) readings: Vec<Vec<WordId>>,
}

pub(crate) type WordId = u32;

/// A class member of several words.
#[derive(Debug, Clone)]
pub(crate) struct ClassPhrase {
    pub(crate) rest: Vec<Symbol>,
    pub(crate) class: Symbol,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
    words: Vec<Word>,
    forms: Vec<Box<str>>,
    accented: FxHashMap<Box<str>, Symbol>,
    /// By their first three bytes, the length of the shortest stem.
    stems: FxHashMap<[u8; 3], Vec<(Box<str>, Symbol, Vec<Symbol>)>>,
    class_symbols: FxHashMap<Box<str>, Symbol>,
    class_costs: FxHashMap<Symbol, u32>,
    phrases: FxHashMap<Symbol, Vec<ClassPhrase>>,
    /// One bit a symbol: whether a class phrase begins with it.
    begins: Vec<u64>,
    symbols: Symbol,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        Self { symbols: NUMBER + 1, ..Self::default() }
    }

    pub(crate) fn add_language(&mut self, schema: &LanguageSchema) {
        for (key, readings) in &schema.aliases {
            let readings: Vec<Vec<WordId>> = readings
                .split('|')
                .map(|reading| {
                    reading.split_whitespace().flat_map(split_word).map(|form| self.word(&form)).collect()
                })
                .filter(|reading: &Vec<WordId>| !reading.is_empty())
                .collect();
            let id = self.word(&fold_word(key)) as usize;
            self.words[id].readings.extend(readings);
        }
        for (form, &value) in &schema.numbers {
            let id = self.word(&fold_word(form)) as usize;
            self.words[id].number = Some(value);
        }
        for (list, mark) in [
            (&schema.common, (|word| word.common = true) as fn(&mut Word)),
            (&schema.negators, |word| word.negator = true),
            (&schema.interrogatives, |word| word.interrogative = true),
            (&schema.fillers, |word| word.filler = true),
        ] {
            for form in list {
                let id = self.word(&fold_word(form)) as usize;
                mark(&mut self.words[id]);
            }
        }
    }

    /// The number of a word, known from now on.
    pub(crate) fn word(&mut self, form: &str) -> WordId {
        if let Some(&id) = self.ids.get(form) {
            return id;
        }
        let id = self.words.len() as WordId;
        let symbol = self.fresh();
        self.words.push(Word { symbols: vec![symbol], ..Word::default() });
        self.ids.insert(form.into(), id);
        self.forms.push(form.into());
        id
    }

    /// The symbol of exactly this word.
    pub(crate) fn word_symbol(&mut self, form: &str) -> Symbol {
        let id = self.word(form) as usize;
        self.words[id].symbols[0]
    }

    pub(crate) fn accented_symbol(&mut self, form: &str) -> Symbol {
        if let Some(&symbol) = self.accented.get(form) {
            return symbol;
        }
        let symbol = self.fresh();
        self.accented.insert(form.into(), symbol);
        symbol
    }

    pub(crate) fn stem_symbol(&mut self, stem: &str) -> Symbol {
        let fresh = self.symbols;
        let list = self.stems.entry(stem_key(stem).unwrap_or_default()).or_default();
        if let Some((_, symbol, _)) = list.iter().find(|(known, _, _)| **known == *stem) {
            return *symbol;
        }
        list.push((stem.into(), fresh, Vec::new()));
        self.symbols += 1;
        fresh
    }

    /// The symbol of a class; members follow with [`Vocabulary::add_member`].
    pub(crate) fn add_class(&mut self, name: &str) -> Option<Symbol> {
        if self.class_symbols.contains_key(name) {
            return None;
        }
        let symbol = self.fresh();
        self.class_symbols.insert(name.into(), symbol);
        Some(symbol)
    }

    pub(crate) fn class_symbol(&self, name: &str) -> Option<Symbol> {
        self.class_symbols.get(name).copied()
    }

    pub(crate) fn add_member(&mut self, class: Symbol, member: Member) {
        *self.class_costs.entry(class).or_default() += match &member {
            Member::Word(id) if self.words[*id as usize].common => COMMON_COST,
            _ => 1,
        };
        match member {
            Member::Word(id) => self.words[id as usize].symbols.push(class),
            Member::Stem(stem) => {
                self.stem_symbol(&stem);
                let list = self.stems.entry(stem_key(&stem).unwrap_or_default()).or_default();
                if let Some((_, _, classes)) = list.iter_mut().find(|(known, _, _)| **known == *stem) {
                    classes.push(class);
                }
            }
            Member::Phrase(first, rest) => {
                self.phrases.entry(first).or_default().push(ClassPhrase { rest, class });
            }
        }
    }

    /// Writes an alias that stands in a phrase in full, where it has one reading only: the text always offers that
    /// reading too.
    pub(crate) fn canonicalise(&self, elements: &mut Vec<Element>) {
        let mut full = Vec::with_capacity(elements.len());
        for mut element in elements.drain(..) {
            match &mut element {
                Element::Group { alternatives, .. } => {
                    for alternative in alternatives {
                        self.canonicalise(alternative);
                    }
                }
                Element::Word(form) => {
                    if let Some([reading]) = self.look_up(form).map(|word| &word.readings[..]) {
                        full.extend(reading.iter().map(|&id| Element::Word(self.form(id).to_owned())));
                        continue;
                    }
                }
                _ => {}
            }
            full.push(element);
        }
        *elements = full;
    }

    fn form(&self, id: WordId) -> &str {
        self.forms.get(id as usize).map_or("", |form| form)
    }

    /// Writes into every known word the stems that it starts with, and what its single reading would have been.
    pub(crate) fn finish(&mut self) {
        for id in 0..self.words.len() {
            let mut symbols = std::mem::take(&mut self.words[id].symbols);
            self.push_stems(&self.forms[id], &mut symbols);
            symbols.dedup();
            self.words[id].symbols = symbols;
        }
        self.begins = vec![0; self.symbol_count().div_ceil(64)];
        for symbol in self.phrases.keys() {
            self.begins[*symbol as usize / 64] |= 1 << (symbol % 64);
        }
    }

    pub(crate) fn push_stems(&self, form: &str, into: &mut impl Extend<Symbol>) {
        let Some(list) = stem_key(form).and_then(|key| self.stems.get(&key)) else { return };
        for (stem, symbol, classes) in list {
            if form.starts_with(&**stem) {
                into.extend(std::iter::once(*symbol).chain(classes.iter().copied()));
            }
        }
    }

    pub(crate) fn look_up(&self, form: &str) -> Option<&Word> {
        self.ids.get(form).map(|&id| &self.words[id as usize])
    }

    pub(crate) fn by_id(&self, id: WordId) -> &Word {
        &self.words[id as usize]
    }

    pub(crate) fn look_up_accented(&self, form: &str) -> Option<Symbol> {
        if self.accented.is_empty() { None } else { self.accented.get(form).copied() }
    }

    pub(crate) fn phrases_from(&self, symbol: Symbol) -> &[ClassPhrase] {
        if self.begins[symbol as usize / 64] & (1 << (symbol % 64)) == 0 {
            return &[];
        }
        self.phrases.get(&symbol).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn has_phrases(&self) -> bool {
        !self.phrases.is_empty()
    }

    /// How often a symbol is to be expected, roughly: what a prefilter should avoid.
    pub(crate) fn cost_of_class(&self, class: Symbol) -> u32 {
        self.class_costs.get(&class).copied().unwrap_or(0) + 2
    }

    pub(crate) fn cost_of_word(&self, form: &str) -> u32 {
        if self.look_up(form).is_some_and(|word| word.common) { COMMON_COST } else { 1 }
    }

    /// Every form, for the lexicon of the normaliser.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(|form| &**form)
    }

    pub(crate) fn symbol_count(&self) -> usize {
        self.symbols as usize
    }

    fn fresh(&mut self) -> Symbol {
        self.symbols += 1;
        self.symbols - 1
    }
}

/// How much dearer a common word is as an anchor than a rare one.
const COMMON_COST: u32 = 40;

/// A member of a class, compiled.
pub(crate) enum Member {
    Word(WordId),
    Stem(String),
    Phrase(Symbol, Vec<Symbol>),
}

fn stem_key(form: &str) -> Option<[u8; 3]> {
    form.as_bytes().first_chunk::<3>().copied()
}

//! The words that a language's packs know, and what each stands for.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::forms::Forms;
use super::phrase::{Element, Names, Sequence, atom, split_word};
use super::schema::LanguageSchema;
use super::words::{ClassPhrase, Word, Words};
use crate::text::fold_word;

/// What an element of a phrase can ask of a token: a word, a stem or a class has one symbol each.
pub(crate) type Symbol = u32;

/// Carried by every number, beside its value.
pub(crate) const NUMBER: Symbol = 0;

pub(crate) type WordId = u32;

/// The words of a language while its packs are compiled.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// What the words are, by their numbers.
    forms: Forms,
    words: Vec<Draft>,
    accented: FxHashMap<Box<str>, Symbol>,
    stems: FxHashMap<[u8; 3], Vec<DraftStem>>,
    class_symbols: FxHashMap<Box<str>, Symbol>,
    class_costs: FxHashMap<Symbol, u32>,
    phrases: FxHashMap<Symbol, Vec<ClassPhrase>>,
    symbols: Symbol,
    /// The lexemes of phrases that have been met, and what each stands for.
    lexemes: Forms,
    meanings: Vec<Sequence<WordId, Symbol>>,
}

/// A word of which not all is known yet.
#[derive(Debug, Default)]
struct Draft {
    /// Its own symbol, once a phrase asks for it: most words are keys of aliases or members of classes only.
    own: Option<Symbol>,
    classes: SmallVec<[Symbol; 4]>,
    readings: Vec<Box<[WordId]>>,
    word: Word,
}

#[derive(Debug)]
struct DraftStem {
    stem: Box<str>,
    own: Option<Symbol>,
    classes: Vec<Symbol>,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        Self { symbols: NUMBER + 1, ..Self::default() }
    }

    pub(crate) fn add_language(&mut self, schema: &LanguageSchema) {
        for (key, readings) in &schema.aliases {
            let readings: Vec<Box<[WordId]>> = readings
                .split('|')
                .map(|reading| {
                    reading.split_whitespace().flat_map(split_word).map(|form| self.word(&form)).collect()
                })
                .filter(|reading: &Box<[WordId]>| !reading.is_empty())
                .collect();
            let id = self.word(&fold_word(key)) as usize;
            self.words[id].readings.extend(readings);
        }
        for (form, &value) in &schema.numbers {
            let id = self.word(&fold_word(form)) as usize;
            self.words[id].word.number = Some(value);
        }
        for (list, mark) in [
            (&schema.common, (|word| word.common = true) as fn(&mut Word)),
            (&schema.negators, |word| word.negator = true),
            (&schema.interrogatives, |word| word.interrogative = true),
            (&schema.fillers, |word| word.filler = true),
        ] {
            for form in list {
                let id = self.word(&fold_word(form)) as usize;
                mark(&mut self.words[id].word);
            }
        }
    }

    /// The number of a word, known from now on.
    pub(crate) fn word(&mut self, form: &str) -> WordId {
        let id = self.forms.insert(form);
        if id as usize == self.words.len() {
            self.words.push(Draft::default());
        }
        id
    }

    /// The symbol of exactly this word.
    pub(crate) fn word_symbol(&mut self, word: WordId) -> Symbol {
        *self.words[word as usize].own.get_or_insert_with(|| fresh(&mut self.symbols))
    }

    pub(crate) fn accented_symbol(&mut self, form: &str) -> Symbol {
        if let Some(&symbol) = self.accented.get(form) {
            return symbol;
        }
        let symbol = fresh(&mut self.symbols);
        self.accented.insert(form.into(), symbol);
        symbol
    }

    pub(crate) fn stem_symbol(&mut self, stem: &str) -> Symbol {
        if let Some(own) = self.stem(stem).own {
            return own;
        }
        let symbol = fresh(&mut self.symbols);
        self.stem(stem).own = Some(symbol);
        symbol
    }

    fn stem(&mut self, stem: &str) -> &mut DraftStem {
        let list = self.stems.entry(stem_key(stem).unwrap_or_default()).or_default();
        let place = list.iter().position(|known| *known.stem == *stem).unwrap_or_else(|| {
            list.push(DraftStem { stem: stem.into(), own: None, classes: Vec::new() });
            list.len() - 1
        });
        &mut list[place]
    }

    /// The symbol of a class; members follow with [`Vocabulary::add_member`].
    pub(crate) fn add_class(&mut self, name: &str) -> Option<Symbol> {
        if self.class_symbols.contains_key(name) {
            return None;
        }
        let symbol = fresh(&mut self.symbols);
        self.class_symbols.insert(name.into(), symbol);
        Some(symbol)
    }

    pub(crate) fn class_symbol(&self, name: &str) -> Option<Symbol> {
        self.class_symbols.get(name).copied()
    }

    pub(crate) fn add_member(&mut self, class: Symbol, member: Member) {
        *self.class_costs.entry(class).or_default() += match &member {
            Member::Word(id) if self.words[*id as usize].word.common => COMMON_COST,
            _ => 1,
        };
        match member {
            Member::Word(id) => self.words[id as usize].classes.push(class),
            Member::Stem(stem) => self.stem(&stem).classes.push(class),
            Member::Phrase(first, rest) => {
                self.phrases.entry(first).or_default().push(ClassPhrase { rest: rest.into(), class });
            }
        }
    }

    /// The vocabulary as it is looked up: every word with its classes and the stems that it starts with.
    pub(crate) fn finish(self) -> Words {
        // Nobody asks for them any more, and what follows needs the room.
        drop((self.lexemes, self.meanings));
        let symbol_count = self.symbols as usize;
        let mut begins = vec![0u64; symbol_count.div_ceil(64)];
        for symbol in self.phrases.keys() {
            begins[*symbol as usize / 64] |= 1 << (symbol % 64);
        }
        let mut words = Words { accented: self.accented, begins, symbol_count, ..Words::default() };
        for (key, list) in self.stems {
            let finished = list
                .into_iter()
                .map(|DraftStem { stem, own, classes }| (stem, own.into_iter().chain(classes).collect()));
            words.stems.insert(key, finished.collect());
        }
        words.phrases = self.phrases.into_iter().map(|(first, list)| (first, list.into())).collect();
        words.words.reserve_exact(self.words.len());
        for (draft, form) in self.words.into_iter().zip(self.forms.iter()) {
            let mut symbols: Vec<Symbol> = draft.own.into_iter().chain(draft.classes).collect();
            for stem in words.stems_of(form) {
                symbols.extend(stem);
            }
            symbols.dedup();
            symbols.extend(draft.word.number.map(|_| NUMBER));
            let mut word = draft.word;
            word.symbols = append(&mut words.symbols, symbols);
            word.readings = append(&mut words.readings, draft.readings);
            words.words.push(word);
        }
        words.forms = self.forms;
        words.forms.shrink_to_fit();
        for accented in words.accented.keys() {
            if let Some(id) = words.forms.find(&fold_word(accented)) {
                words.words[id as usize].accented = true;
            }
        }
        words.symbols.shrink_to_fit();
        words.readings.shrink_to_fit();
        words
    }

    /// How often a symbol is to be expected, roughly: what a prefilter should avoid.
    pub(crate) fn cost_of_class(&self, class: Symbol) -> u32 {
        self.class_costs.get(&class).copied().unwrap_or(0) + 2
    }

    pub(crate) fn cost_of_word(&self, word: WordId) -> u32 {
        if self.words[word as usize].word.common { COMMON_COST } else { 1 }
    }
}

/// Phrases in numbers. An alias that has one reading only is written in full: the text always offers that reading too.
impl Names for Vocabulary {
    type Word = WordId;
    type Symbol = Symbol;

    fn lexeme(&mut self, lexeme: &str, into: &mut Sequence<WordId, Symbol>) -> Result<(), String> {
        if let Some(number) = self.lexemes.find(lexeme) {
            match &self.meanings[number as usize][..] {
                [element] => into.push(element.clone()),
                elements => into.extend(elements.iter().cloned()),
            }
            return Ok(());
        }
        let start = into.len();
        atom(lexeme, self, into)?;
        self.lexemes.insert(lexeme);
        self.meanings.push(into[start..].into());
        Ok(())
    }

    fn word(&mut self, form: String, into: &mut Sequence<WordId, Symbol>) {
        let id = self.word(&form);
        match &self.words[id as usize].readings[..] {
            [reading] => into.extend(reading.iter().map(|&id| Element::Word(id))),
            _ => into.push(Element::Word(id)),
        }
    }

    fn accented(&mut self, form: String) -> Symbol {
        self.accented_symbol(&form)
    }

    fn stem(&mut self, stem: String) -> Symbol {
        self.stem_symbol(&stem)
    }

    fn class(&mut self, name: String) -> Result<Symbol, String> {
        self.class_symbol(&name).ok_or_else(|| format!("class @{name} is defined nowhere"))
    }
}

fn fresh(symbols: &mut Symbol) -> Symbol {
    *symbols += 1;
    *symbols - 1
}

/// How much dearer a common word is as an anchor than a rare one.
pub(super) const COMMON_COST: u32 = 40;

/// A member of a class, compiled.
pub(crate) enum Member {
    Word(WordId),
    Stem(String),
    Phrase(Symbol, Vec<Symbol>),
}

/// What stems are looked up by.
pub(super) fn stem_key(form: &str) -> Option<[u8; 3]> {
    form.as_bytes().first_chunk::<3>().copied()
}

/// Appends to a shared list and says where.
fn append<T>(all: &mut Vec<T>, more: Vec<T>) -> Range<u32> {
    let start = all.len() as u32;
    all.extend(more);
    start..all.len() as u32
}

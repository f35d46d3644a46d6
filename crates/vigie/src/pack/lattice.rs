//! The readings of one message in one language.
//!
//! A chat word can be read in several ways («ill»: *ill*, *I will*; «ta»: *ta*, *tu as*). Instead of deciding, a lattice
//! keeps them all: nodes are the places between tokens, edges are words. Class members of several words
//! («gift card») are edges too. Phrases are matched against paths.

use smallvec::SmallVec;

use super::places::Places;
use super::vocabulary::{NUMBER, Symbol};
use super::words::{Word, Words};
use crate::text::{NormalText, TokenKind};

/// One reading of one or more tokens. A token whose symbols stand in several places has several edges alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge<'v> {
    pub(crate) symbols: &'v [Symbol],
    pub(crate) number: Option<u32>,
    pub(crate) to: u16,
    /// The last token that the edge covers.
    pub(crate) last: u16,
    pub(crate) negator: bool,
    next: u16,
}

const NONE: u16 = u16::MAX;

/// What a language knows of the words of a message.
#[derive(Debug)]
pub(crate) struct Lookup<'v> {
    known: SmallVec<[Option<&'v Word>; 32]>,
    /// Tokens that are words, and those of them that are common in the language.
    pub(crate) words: u32,
    pub(crate) common: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Lattice<'v> {
    edges: Vec<Edge<'v>>,
    /// The first edge out of each node.
    heads: Vec<u16>,
    /// Of each node between the words of an alias, the token; they follow the nodes between tokens.
    inner: Vec<u16>,
    /// The same readings, by symbol.
    pub(crate) places: Places,
    /// Per token.
    pub(crate) marks: Vec<Mark>,
    /// How many tokens at the start and at the end are mere filling.
    pub(crate) leading: u16,
    pub(crate) trailing: u16,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mark {
    pub(crate) sentence: u16,
    /// Sentences that only line breaks keep apart, taken together: a phrase may go on in the next line. Guards look at
    /// the sentence, so that «no» on a line of its own denies nothing.
    pub(crate) passage: u16,
    pub(crate) negator: bool,
    pub(crate) interrogative: bool,
    pub(crate) quoted: bool,
    /// May stand between the words of a phrase: an emoji, «lol», «frr».
    pub(crate) filler: bool,
}

impl<'v> Lookup<'v> {
    pub(crate) fn new(text: &NormalText, words: &'v Words) -> Self {
        let mut lookup = Self { known: SmallVec::new(), words: 0, common: 0 };
        for token in text.tokens() {
            let word = words.look_up(text.form(token));
            if token.kind == TokenKind::Word {
                lookup.words += 1;
                lookup.common += u32::from(word.is_some_and(|word| word.common));
            }
            lookup.known.push(word);
        }
        lookup
    }
}

impl<'v> Lattice<'v> {
    pub(crate) fn new(text: &NormalText, words: &'v Words, lookup: &Lookup<'v>) -> Self {
        let count = text.tokens().len();
        let mut lattice = Self {
            edges: Vec::with_capacity(count * 2),
            heads: Vec::with_capacity(count * 2),
            places: Places::new(words.symbol_count(), count),
            marks: Vec::with_capacity(count),
            ..Self::default()
        };
        lattice.heads.resize(count + 1, NONE);
        let passages = passages(text);
        for (index, (token, &word)) in text.tokens().iter().zip(&lookup.known).enumerate() {
            let index = index as u16;
            let mut mark = Mark { sentence: token.sentence, quoted: token.quoted, ..Mark::default() };
            mark.passage = passages.get(usize::from(token.sentence)).copied().unwrap_or(token.sentence);
            mark.filler = token.kind == TokenKind::Emoji || word.is_some_and(|word| word.filler);
            let mut edge =
                Edge { symbols: &[], number: None, to: index + 1, last: index, negator: false, next: NONE };
            if let Some(word) = word {
                edge.symbols = words.symbols(word);
                edge.number = word.number;
                edge.negator = word.negator;
                mark.negator = word.negator;
                mark.interrogative = word.interrogative;
            }
            let counted = edge.number.is_some();
            if let TokenKind::Number(value) = token.kind {
                edge.number = Some(value);
            }
            match word {
                Some(_) => lattice.add(index, edge),
                None => {
                    let mut stems = words.stems_of(text.form(token));
                    let symbols = stems.next().unwrap_or_default();
                    lattice.add(index, Edge { symbols, ..edge });
                    for symbols in stems {
                        lattice.add(index, Edge { symbols, ..edge });
                    }
                }
            }
            if edge.number.is_some() && !counted {
                lattice.add(index, Edge { symbols: &[NUMBER], ..edge });
            }
            if let Some(symbol) = words.look_up_accented(word, text.accented(token)) {
                lattice.add(index, Edge { symbols: std::slice::from_ref(symbol), ..edge });
            }
            if let Some(word) = word {
                mark.negator |= lattice.add_readings(word, index, words);
            }
            lattice.marks.push(mark);
        }
        lattice.mark_places();
        lattice.add_class_phrases(words);
        lattice
    }

    /// Notes what stands at the ends of the message, and its fillers.
    fn mark_places(&mut self) {
        self.leading = self.marks.iter().take_while(|mark| mark.filler).count() as u16;
        self.trailing = self.marks.iter().rev().take_while(|mark| mark.filler).count() as u16;
        for (token, mark) in self.marks.iter().enumerate() {
            if mark.filler {
                self.places.filler |= 1 << self.bit_of(token as u16);
            }
        }
        self.places.leading = u64::MAX >> (63 - self.bit_of(self.leading));
        self.places.trailing = u64::MAX << self.bit_of(self.tokens() - self.trailing);
    }

    /// The bit that stands for the place before a token: later tokens never have earlier bits.
    fn bit_of(&self, token: u16) -> u32 {
        let count = self.heads.len() - 1 - self.inner.len();
        let bit = if count <= 64 { usize::from(token) } else { usize::from(token) * 64 / count };
        bit.min(63) as u32
    }

    /// The last bit that stands for a token.
    pub(crate) fn last_bit(&self) -> u32 {
        self.bit_of(self.tokens().saturating_sub(1))
    }

    /// See [`Places::slack`]; beyond all bounds where several tokens share a bit.
    pub(crate) fn slack(&self) -> u32 {
        if usize::from(self.tokens()) <= 64 { self.places.slack() } else { u64::BITS }
    }

    /// The token at which a node stands.
    fn token_of(&self, node: u16) -> u16 {
        let base = self.heads.len() - 1 - self.inner.len();
        usize::from(node).checked_sub(base + 1).map_or(node, |inner| self.inner[inner])
    }

    /// The edges out of a node.
    pub(crate) fn out(&self, node: u16) -> impl Iterator<Item = &Edge<'v>> {
        let mut next = self.heads[usize::from(node)];
        std::iter::from_fn(move || {
            let edge = self.edges.get(usize::from(next))?;
            next = edge.next;
            Some(edge)
        })
    }

    pub(crate) fn tokens(&self) -> u16 {
        self.marks.len() as u16
    }

    pub(crate) fn nodes(&self) -> usize {
        self.heads.len()
    }

    /// The places where a phrase may begin at a bit of a mask, each with the token that stands there.
    pub(crate) fn starts(&self, bit: u32) -> impl Iterator<Item = (u16, u16)> {
        let tokens = self.tokens();
        let begin = (0..tokens).map(|token| (token, token));
        let inner = self.inner.iter().zip(tokens + 1..).map(|(&token, node)| (node, token));
        // The tokens of a bit are neighbours: skip to them.
        let first =
            if tokens <= 64 { bit as usize } else { (bit as usize * usize::from(tokens)).div_ceil(64) };
        let inner_first = self.inner.partition_point(|&token| usize::from(token) < first);
        begin
            .skip(first)
            .take_while(move |(_, token)| self.bit_of(*token) == bit)
            .chain(inner.skip(inner_first).take_while(move |(_, token)| self.bit_of(*token) == bit))
    }

    /// Adds the alias readings of a token; says whether one of them negates.
    fn add_readings(&mut self, word: &Word, token: u16, words: &'v Words) -> bool {
        let mut negates = false;
        for reading in words.readings(word) {
            let mut node = token;
            for (place, &id) in reading.iter().enumerate() {
                let read = words.by_id(id);
                let to = if place + 1 == reading.len() {
                    token + 1
                } else {
                    if self.heads.len() >= usize::from(NONE) - 1 {
                        return negates;
                    }
                    self.heads.push(NONE);
                    self.inner.push(token);
                    self.heads.len() as u16 - 1
                };
                negates |= read.negator;
                let symbols = words.symbols(read);
                self.add(
                    node,
                    Edge { to, last: token, number: read.number, negator: read.negator, symbols, next: NONE },
                );
                node = to;
            }
        }
        negates
    }

    fn add_class_phrases(&mut self, words: &'v Words) {
        let mut found: SmallVec<[(u16, u16, u16, &'v Symbol); 8]> = SmallVec::new();
        for node in 0..self.heads.len() as u16 {
            for edge in self.out(node) {
                for &symbol in edge.symbols {
                    for phrase in words.phrases_from(symbol) {
                        if !self.may_follow(edge, &phrase.rest) {
                            continue;
                        }
                        let passage = self.marks[usize::from(edge.last)].passage;
                        if let Some((to, last)) = self.walk(edge.to, edge.last, passage, &phrase.rest) {
                            found.push((node, to, last, &phrase.class));
                        }
                    }
                }
            }
        }
        for (from, to, last, class) in found {
            let symbols = std::slice::from_ref(class);
            self.add(from, Edge { to, last, number: None, negator: false, symbols, next: NONE });
        }
    }

    /// Whether the rest of a class phrase may stand behind an edge.
    #[inline]
    fn may_follow(&self, edge: &Edge<'_>, rest: &[Symbol]) -> bool {
        // Of dozens of phrases that begin alike, hardly one goes on as the message does.
        if rest.first().is_some_and(|symbol| !self.places.has(*symbol)) {
            return false;
        }
        let mut here = 1 << self.bit_of(self.token_of(edge.to));
        rest.iter().all(|&symbol| {
            here = self.places.after(here, self.places.of(symbol));
            here != 0
        })
    }

    fn walk(&self, node: u16, last: u16, passage: u16, rest: &[Symbol]) -> Option<(u16, u16)> {
        let Some((symbol, rest)) = rest.split_first() else { return Some((node, last)) };
        self.out(node)
            .filter(|edge| {
                edge.symbols.contains(symbol) && self.marks[usize::from(edge.last)].passage == passage
            })
            .find_map(|edge| self.walk(edge.to, edge.last, passage, rest))
    }

    fn add(&mut self, from: u16, mut edge: Edge<'v>) {
        if self.edges.len() >= usize::from(NONE) {
            return;
        }
        let (begin, end) = (self.bit_of(self.token_of(from)), self.bit_of(self.token_of(edge.to)));
        self.places.add(edge.symbols, edge.negator, begin, end);
        let head = &mut self.heads[usize::from(from)];
        edge.next = *head;
        *head = self.edges.len() as u16;
        self.edges.push(edge);
    }
}

/// By sentence, the number of its passage.
fn passages(text: &NormalText) -> SmallVec<[u16; 8]> {
    let mut passage = 0;
    text.sentences()
        .iter()
        .map(|sentence| {
            let number = passage;
            passage += u16::from(!sentence.open);
            number
        })
        .collect()
}

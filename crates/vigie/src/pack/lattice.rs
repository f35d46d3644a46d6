//! The readings of one message in one language.
//!
//! A chat word can be read in several ways («ill»: *ill*, *I will*; «ta»: *ta*, *tu as*). Instead of deciding, a lattice
//! keeps them all: nodes are the places between tokens, edges are words. Class members of several words
//! («gift card») are edges too. Phrases are matched against paths.

use smallvec::SmallVec;

use super::vocabulary::{NUMBER, Symbol, Vocabulary, Word};
use crate::text::{NormalText, TokenKind};

/// One reading of one or more tokens.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) to: u16,
    /// The last token that the edge covers.
    pub(crate) last: u16,
    pub(crate) number: Option<u32>,
    pub(crate) negator: bool,
    pub(crate) symbols: SmallVec<[Symbol; 6]>,
    next: u16,
}

const NONE: u16 = u16::MAX;
/// Stands for «too many symbols to keep a mask of this one»: it may be anywhere.
const CROWDED: u8 = u8::MAX;

#[derive(Debug, Default)]
pub(crate) struct Lattice {
    edges: Vec<Edge>,
    /// The first edge out of each node.
    heads: Vec<u16>,
    /// Of each node between the words of an alias, the token; they follow the nodes between tokens.
    inner: Vec<u16>,
    /// By symbol: one more than the place of its mask; 0 where no edge carries it.
    slots: Vec<u8>,
    /// Where the edges with a symbol begin: one bit a token, or a run of tokens in a message of more than 64.
    masks: Vec<u64>,
    /// Per token.
    pub(crate) marks: Vec<Mark>,
    /// How many tokens at the start and at the end are mere filling.
    pub(crate) leading: u16,
    pub(crate) trailing: u16,
    /// Tokens that are words, and those of them that are common in the language.
    pub(crate) words: u32,
    pub(crate) common: u32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mark {
    pub(crate) sentence: u16,
    pub(crate) negator: bool,
    pub(crate) interrogative: bool,
    pub(crate) quoted: bool,
    /// May stand between the words of a phrase: an emoji, «lol», «frr».
    pub(crate) filler: bool,
}

impl Lattice {
    pub(crate) fn new(text: &NormalText, vocabulary: &Vocabulary) -> Self {
        let count = text.tokens().len();
        let mut lattice = Self {
            edges: Vec::with_capacity(count * 2),
            heads: vec![NONE; count + 1],
            slots: vec![0; vocabulary.symbol_count()],
            masks: Vec::with_capacity(count * 4),
            marks: Vec::with_capacity(count),
            ..Self::default()
        };
        for (index, token) in text.tokens().iter().enumerate() {
            let form = text.form(token);
            let word = vocabulary.look_up(form);
            let mut mark = Mark { sentence: token.sentence, quoted: token.quoted, ..Mark::default() };
            if token.kind == TokenKind::Word {
                lattice.words += 1;
                lattice.common += u32::from(word.is_some_and(|word| word.common));
            }
            mark.filler = token.kind == TokenKind::Emoji || word.is_some_and(|word| word.filler);
            let mut symbols = SmallVec::new();
            let mut number = None;
            match word {
                Some(word) => {
                    symbols.extend_from_slice(&word.symbols);
                    number = word.number;
                    mark.negator = word.negator;
                    mark.interrogative = word.interrogative;
                }
                None => vocabulary.push_stems(form, &mut symbols),
            }
            if let TokenKind::Number(value) = token.kind {
                number = Some(value);
            }
            if number.is_some() {
                symbols.push(NUMBER);
            }
            if let Some(symbol) = vocabulary.look_up_accented(text.accented(token)) {
                symbols.push(symbol);
            }
            let (from, to) = (index as u16, index as u16 + 1);
            let negator = mark.negator;
            lattice.add(from, Edge { to, last: from, number, negator, symbols, next: NONE });
            if let Some(word) = word {
                mark.negator |= lattice.add_readings(word, from, vocabulary);
            }
            lattice.marks.push(mark);
        }
        lattice.leading = lattice.marks.iter().take_while(|mark| mark.filler).count() as u16;
        lattice.trailing = lattice.marks.iter().rev().take_while(|mark| mark.filler).count() as u16;
        if vocabulary.has_phrases() {
            lattice.add_class_phrases(vocabulary);
        }
        lattice
    }

    /// Where edges with this symbol begin; see [`Lattice::bit_of`].
    pub(crate) fn mask(&self, symbol: Symbol) -> u64 {
        match self.slots[symbol as usize] {
            0 => 0,
            CROWDED => u64::MAX,
            slot => self.masks[usize::from(slot) - 1],
        }
    }

    /// The bit that stands for a token in masks: later tokens never have earlier bits.
    fn bit_of(&self, token: u16) -> u32 {
        let count = self.heads.len() - 1 - self.inner.len();
        if count <= 64 { u32::from(token) } else { (usize::from(token) * 64 / count) as u32 }
    }

    /// The last bit that stands for a token.
    pub(crate) fn last_bit(&self) -> u32 {
        self.bit_of(self.tokens().saturating_sub(1))
    }

    fn mark(&mut self, symbol: Symbol, bit: u64) {
        match self.slots[symbol as usize] {
            0 if self.masks.len() + 1 < usize::from(CROWDED) => {
                self.masks.push(bit);
                self.slots[symbol as usize] = self.masks.len() as u8;
            }
            0 => self.slots[symbol as usize] = CROWDED,
            CROWDED => {}
            slot => self.masks[usize::from(slot) - 1] |= bit,
        }
    }

    /// The token at which a node stands.
    fn token_of(&self, node: u16) -> u16 {
        let base = self.heads.len() - 1 - self.inner.len();
        usize::from(node).checked_sub(base + 1).map_or(node, |inner| self.inner[inner])
    }

    /// The edges out of a node.
    pub(crate) fn out(&self, node: u16) -> impl Iterator<Item = &Edge> {
        let mut next = self.heads[usize::from(node)];
        std::iter::from_fn(move || {
            let edge = self.edges.get(usize::from(next))?;
            next = edge.next;
            Some(edge)
        })
    }

    pub(crate) fn edges(&self) -> &[Edge] {
        &self.edges
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
        let first = if tokens <= 64 { bit as usize } else { (bit as usize * usize::from(tokens)).div_ceil(64) };
        let inner_first = self.inner.partition_point(|&token| usize::from(token) < first);
        begin
            .skip(first)
            .take_while(move |(_, token)| self.bit_of(*token) == bit)
            .chain(inner.skip(inner_first).take_while(move |(_, token)| self.bit_of(*token) == bit))
    }

    /// Adds the alias readings of a token; says whether one of them negates.
    fn add_readings(&mut self, word: &Word, token: u16, vocabulary: &Vocabulary) -> bool {
        let mut negates = false;
        for reading in &word.readings {
            let mut node = token;
            for (place, &id) in reading.iter().enumerate() {
                let read = vocabulary.by_id(id);
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
                let mut symbols = SmallVec::from_slice(&read.symbols);
                if read.number.is_some() {
                    symbols.push(NUMBER);
                }
                self.add(
                    node,
                    Edge { to, last: token, number: read.number, negator: read.negator, symbols, next: NONE },
                );
                node = to;
            }
        }
        negates
    }

    fn add_class_phrases(&mut self, vocabulary: &Vocabulary) {
        let mut found: Vec<(u16, u16, u16, Symbol)> = Vec::new();
        for node in 0..self.heads.len() as u16 {
            for edge in self.out(node) {
                for &symbol in &edge.symbols {
                    for phrase in vocabulary.phrases_from(symbol) {
                        let sentence = self.marks[usize::from(edge.last)].sentence;
                        if let Some((to, last)) = self.walk(edge.to, edge.last, sentence, &phrase.rest) {
                            found.push((node, to, last, phrase.class));
                        }
                    }
                }
            }
        }
        for (from, to, last, class) in found {
            let symbols = SmallVec::from_slice(&[class]);
            self.add(from, Edge { to, last, number: None, negator: false, symbols, next: NONE });
        }
    }

    fn walk(&self, node: u16, last: u16, sentence: u16, rest: &[Symbol]) -> Option<(u16, u16)> {
        let Some((symbol, rest)) = rest.split_first() else { return Some((node, last)) };
        self.out(node)
            .filter(|edge| {
                edge.symbols.contains(symbol) && self.marks[usize::from(edge.last)].sentence == sentence
            })
            .find_map(|edge| self.walk(edge.to, edge.last, sentence, rest))
    }

    fn add(&mut self, from: u16, mut edge: Edge) {
        if self.edges.len() >= usize::from(NONE) {
            return;
        }
        let bit = 1 << self.bit_of(self.token_of(from));
        for &symbol in &edge.symbols {
            self.mark(symbol, bit);
        }
        let head = &mut self.heads[usize::from(from)];
        edge.next = *head;
        *head = self.edges.len() as u16;
        self.edges.push(edge);
    }
}

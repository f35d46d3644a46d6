//! What the consuming elements of phrases ask for, each thing kept once: sets of symbols, ranges of numbers.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::vocabulary::Symbol;

/// A set of symbols. A set of one symbol is written as the symbol itself, so that it needs no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SetId(u32);

/// Marks a set of several symbols; the rest is its place in the table. All packs of a language together have room for
/// fewer elements than this.
const MANY: u32 = 1 << (SetId::BITS - 1);

/// What a [`SetId`] stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    One(Symbol),
    /// The place of a larger set among the larger sets.
    Many(usize),
}

impl SetId {
    /// How many bits it takes.
    pub(crate) const BITS: u32 = 24;

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(crate) fn kind(self) -> Kind {
        if self.0 & MANY == 0 { Kind::One(self.0) } else { Kind::Many((self.0 ^ MANY) as usize) }
    }
}

/// The larger sets and the ranges of one language.
#[derive(Debug, Default)]
pub(crate) struct Sets {
    symbols: Vec<Symbol>,
    /// Where each set ends in `symbols`.
    ends: Vec<u32>,
    ranges: Vec<(u32, u32)>,
    /// The larger sets by the hash of their symbols; needed while compiling only.
    known: FxHashMap<u64, SetId>,
}

impl Sets {
    /// The number of a set; its order is kept, because earlier alternatives are tried first.
    pub(crate) fn intern(&mut self, symbols: &[Symbol]) -> SetId {
        if let [symbol] = symbols {
            return SetId(*symbol);
        }
        let hash = FxBuildHasher.hash_one(symbols);
        // A set whose hash is another's is kept each time it is met: no harm, and next to impossible.
        if let Some(&set) = self.known.get(&hash)
            && let Kind::Many(place) = set.kind()
            && self.symbols(place) == symbols
        {
            return set;
        }
        let set = SetId(MANY | self.ends.len() as u32);
        self.symbols.extend_from_slice(symbols);
        self.ends.push(self.symbols.len() as u32);
        self.known.insert(hash, set);
        set
    }

    /// The number of a range of numbers.
    pub(crate) fn intern_range(&mut self, range: (u32, u32)) -> u32 {
        let place = self.ranges.iter().position(|known| *known == range).unwrap_or_else(|| {
            self.ranges.push(range);
            self.ranges.len() - 1
        });
        place as u32
    }

    /// Gives back what only compiling needed.
    pub(crate) fn finish(&mut self) {
        self.known = FxHashMap::default();
        self.symbols.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// How many larger sets there are.
    pub(crate) fn many(&self) -> usize {
        self.ends.len()
    }

    /// The symbols of a larger set.
    pub(crate) fn symbols(&self, place: usize) -> &[Symbol] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.symbols[start as usize..self.ends[place] as usize]
    }

    /// The symbols of any set.
    pub(crate) fn members(&self, set: SetId) -> impl Iterator<Item = Symbol> {
        let (one, many) = match set.kind() {
            Kind::One(symbol) => (Some(symbol), &[][..]),
            Kind::Many(place) => (None, self.symbols(place)),
        };
        one.into_iter().chain(many.iter().copied())
    }

    pub(crate) fn holds(&self, range: u32, number: u32) -> bool {
        let (least, most) = self.ranges[range as usize];
        (least..=most).contains(&number)
    }
}

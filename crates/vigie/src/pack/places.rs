//! Where the readings of a message begin and end, as bits.
//!
//! One bit stands for a token, or for a run of tokens in a message of more than 64. Whether a phrase may match at all is
//! then a matter of an «and» and a shift for each of its elements, for all places of the message at once. The answer
//! errs on one side only: it forgets sentence ends and what stands inside an alias, so it may say yes too often.

use super::few::Few;
use super::vocabulary::{NUMBER, Symbol};

/// The readings that carry one symbol, by how far they go. The bits are those at which they begin.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Steps {
    /// To the next bit.
    forth: u64,
    /// To the same bit: within an alias of several words, or within a run of tokens.
    stay: u64,
    /// Further: class members of several words.
    long: u64,
}

impl Steps {
    pub(crate) fn begin(self) -> u64 {
        self.forth | self.stay | self.long
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.forth |= other.forth;
        self.stay |= other.stay;
        self.long |= other.long;
    }
}

#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The symbols of the message, in the order of their first reading, and the steps of each.
    present: Few<Steps>,
    /// Every bit at which each of them begins.
    readings: Vec<(u32, Symbol)>,
    /// From where to where the long steps go.
    long: Vec<(u64, u64)>,
    /// By how many places long steps go further than others, taken together.
    stretch: u32,
    /// The steps of any reading, and of those that a gap may swallow.
    pub(crate) any: Steps,
    pub(crate) gap: Steps,
    /// Where tokens stand that may be passed over.
    pub(crate) filler: u64,
    /// Where a phrase may stand that must begin, or end, the message.
    pub(crate) leading: u64,
    pub(crate) trailing: u64,
}

impl Places {
    pub(crate) fn new(symbols: usize, tokens: usize) -> Self {
        let most = tokens * 4;
        Self { present: Few::new(symbols, most), readings: Vec::with_capacity(most), ..Self::default() }
    }

    /// Every symbol of the message with each bit at which it begins, in no order.
    pub(crate) fn readings(&self) -> Vec<(u32, Symbol)> {
        self.readings.clone()
    }

    #[inline]
    pub(crate) fn of(&self, symbol: Symbol) -> Steps {
        self.present.get(symbol).copied().unwrap_or_default()
    }

    /// Whether the message has a symbol.
    #[inline]
    pub(crate) fn has(&self, symbol: Symbol) -> bool {
        self.present.has(symbol)
    }

    /// The place of a symbol among those present.
    pub(crate) fn order_of(&self, symbol: Symbol) -> Option<usize> {
        self.present.find(symbol)
    }

    /// The steps of all of these symbols.
    pub(crate) fn of_any(&self, symbols: &[Symbol]) -> Steps {
        let mut steps = Steps::default();
        for &symbol in symbols {
            if let Some(more) = self.present.get(symbol) {
                steps.add(*more);
            }
        }
        steps
    }

    pub(crate) fn of_numbers(&self) -> Steps {
        self.of(NUMBER)
    }

    /// Adds a reading that goes from one bit to another.
    pub(crate) fn add(&mut self, symbols: &[Symbol], negator: bool, from: u32, to: u32) {
        let bit = 1 << from;
        let mut step = Steps::default();
        match to - from {
            0 => step.stay = bit,
            1 => step.forth = bit,
            further => {
                step.long = bit;
                self.long.push((bit, 1 << to));
                self.stretch += further - 1;
            }
        }
        self.any.add(step);
        if !negator {
            self.gap.add(step);
        }
        for &symbol in symbols {
            let steps = self.present.insert(symbol);
            if steps.begin() & bit == 0 {
                self.readings.push((from, symbol));
            }
            steps.add(step);
        }
    }

    /// By how many bits a phrase may spread further than its elements say, in a message of at most 64 tokens: fillers
    /// that are passed over, and class members of several words.
    pub(crate) fn slack(&self) -> u32 {
        self.filler.count_ones() + self.stretch
    }

    /// Where one can be after a step from any of these places.
    #[inline]
    pub(crate) fn after(&self, here: u64, steps: Steps) -> u64 {
        let next = (here & steps.forth) << 1 | here & steps.stay;
        if here & steps.long == 0 { next } else { next | self.after_long(here & steps.long) }
    }

    fn after_long(&self, here: u64) -> u64 {
        self.long.iter().filter(|(from, _)| here & from != 0).fold(0, |next, (_, to)| next | to)
    }

    /// These places, and those that passing over fillers leads to.
    #[inline]
    pub(crate) fn past_fillers(&self, mut here: u64) -> u64 {
        loop {
            let next = here | (here & self.filler) << 1;
            if next == here {
                return here;
            }
            here = next;
        }
    }
}

//! Which phrases are looked at: those of which a rare word stands in the message.

use smallvec::SmallVec;

use super::program::{Code, Program};
use super::sets::{SetId, Sets};
use super::vocabulary::Symbol;
use super::words::Words;
use crate::text::fold_word;

/// The programs of a language by the two things that their phrases need and that ordinary messages have least often.
#[derive(Debug)]
pub(crate) struct Index {
    programs: usize,
    /// By the need that comes first in the phrase.
    first: Lists<u16>,
    /// By the other one.
    second: Lists<Second>,
    /// By the only need of a phrase that has no other.
    only: Lists<u16>,
}

/// A program, and how many tokens its second need may stand behind the first.
#[derive(Debug, Clone, Copy, Default)]
struct Second {
    program: u16,
    reach: u8,
}

/// A list for every symbol.
#[derive(Debug)]
struct Lists<T> {
    /// Where each of them ends.
    ends: Vec<u32>,
    entries: Vec<T>,
}

impl Index {
    /// `often` says how often each symbol is met.
    pub(crate) fn new<'p>(
        programs: impl Iterator<Item = &'p Program>,
        code: &Code,
        sets: &Sets,
        often: &[u32],
    ) -> Self {
        let cost = |set: SetId| sets.members(set).map(|symbol| often[symbol as usize]).sum::<u32>();
        let (mut first, mut second, mut only) = (Vec::new(), Vec::new(), Vec::new());
        let mut count = 0;
        for (program, compiled) in (0..).zip(programs) {
            count += 1;
            let needs = code.needs(compiled);
            let mut ranked: SmallVec<[(u32, usize); 8]> =
                needs.iter().zip(0..).map(|(need, at)| (cost(need.set()), at)).collect();
            ranked.sort_unstable();
            match ranked[..] {
                [] => {}
                [(_, at)] => only.extend(sets.members(needs[at].set()).map(|symbol| (symbol, program))),
                [(_, one), (_, other), ..] => {
                    let (before, after) = (one.min(other), one.max(other));
                    let reach = needs[before + 1..=after].iter().map(|need| need.reach());
                    let reach = reach.fold(0, u8::saturating_add);
                    first.extend(sets.members(needs[before].set()).map(|symbol| (symbol, program)));
                    let entry = Second { program, reach };
                    second.extend(sets.members(needs[after].set()).map(|symbol| (symbol, entry)));
                }
            }
        }
        let symbols = often.len();
        Self {
            programs: count,
            first: Lists::new(first, symbols),
            second: Lists::new(second, symbols),
            only: Lists::new(only, symbols),
        }
    }

    /// The programs whose two needs stand among these readings, in order and near enough, as bits. A second need may stand
    /// `slack` further away than its reach says.
    pub(crate) fn find(&self, readings: &mut [(u32, Symbol)], slack: u32) -> Vec<u64> {
        let mut found = vec![0u64; self.programs.div_ceil(64)];
        // By program, one more than the place of its first need, when it has been met.
        let mut met = vec![0u8; self.programs];
        readings.sort_by_key(|(place, _)| *place);
        // Two words may share a token («ur»): all that stand in one place come before what they are needed for.
        for here in readings.chunk_by(|one, other| one.0 == other.0) {
            for &(place, symbol) in here {
                for &program in self.first.of(symbol) {
                    met[usize::from(program)] = place as u8 + 1;
                }
                for &program in self.only.of(symbol) {
                    found[usize::from(program) / 64] |= 1 << (program % 64);
                }
            }
            for &(place, symbol) in here {
                for &Second { program, reach } in self.second.of(symbol) {
                    let met = u32::from(met[usize::from(program)]);
                    if met != 0 && place + 1 - met <= u32::from(reach) + slack {
                        found[usize::from(program) / 64] |= 1 << (program % 64);
                    }
                }
            }
        }
        found
    }
}

impl<T: Copy + Default> Lists<T> {
    fn new(pairs: Vec<(Symbol, T)>, symbols: usize) -> Self {
        let mut ends = vec![0u32; symbols];
        for (symbol, _) in &pairs {
            ends[*symbol as usize] += 1;
        }
        // First each holds where its list begins, and then, as the list fills, where the next entry goes.
        let mut all = 0;
        for count in &mut ends {
            all += std::mem::replace(count, all);
        }
        let mut entries = vec![T::default(); pairs.len()];
        for (symbol, entry) in pairs {
            let place = &mut ends[symbol as usize];
            entries[*place as usize] = entry;
            *place += 1;
        }
        Self { ends, entries }
    }

    #[inline]
    fn of(&self, symbol: Symbol) -> &[T] {
        let symbol = symbol as usize;
        let start = symbol.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.entries[start as usize..self.ends[symbol] as usize]
    }
}

/// By symbol, how often it is met, roughly: in these messages, and by what the words that carry it are.
pub(crate) fn how_often<'t>(words: &Words, messages: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut often = vec![0; words.symbol_count()];
    for (symbol, cost) in words.costs() {
        often[symbol as usize] += cost;
    }
    for message in messages {
        for typed in message.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            words.each_symbol(&fold_word(typed), |symbol| often[symbol as usize] += 1);
        }
    }
    often
}

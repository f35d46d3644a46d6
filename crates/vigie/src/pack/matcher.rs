//! Runs programs over a lattice: first all places at once, roughly, then one place at a time, exactly.

use std::ops::RangeInclusive;

use super::few::Few;
use super::instruction::Instruction;
use super::lattice::{Edge, Lattice};
use super::places::{Places, Steps};
use super::program::{Code, Program};
use super::sets::{Kind, SetId, Sets};

/// What matching one message needs; its memory is reused from phrase to phrase.
#[derive(Debug)]
pub(crate) struct Matcher<'m> {
    code: &'m Code,
    lattice: &'m Lattice<'m>,
    steps: StepsOfSets<'m>,
    /// By how many bits a match may spread further than its elements say.
    slack: u32,
    /// By instruction: where it can be reached. All zero between two phrases.
    reach: Vec<u64>,
    visited: Visited,
    stack: Vec<State>,
    /// What attempts have cost, about a nanosecond each, and the most that they may.
    work: u64,
    most_work: u64,
}

/// The pairs of instruction and node that one attempt has tried.
#[derive(Debug, Default)]
struct Visited {
    bits: Vec<u64>,
    width: usize,
}

/// The steps of the sets that have been asked for.
#[derive(Debug)]
struct StepsOfSets<'m> {
    sets: &'m Sets,
    places: &'m Places,
    /// The larger sets that have been asked for, and the steps of each.
    known: Few<Steps>,
}

/// Most phrases have no more instructions.
const LONGEST_COMMON: usize = 64;
/// Most messages ask for no more sets.
const COMMON_SETS: usize = 128;

#[derive(Debug, Clone, Copy)]
struct State {
    at: u16,
    node: u16,
    last: u16,
}

/// The tokens that a match covers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) first: u16,
    pub(crate) last: u16,
}

impl<'m> Matcher<'m> {
    pub(crate) fn new(code: &'m Code, sets: &'m Sets, lattice: &'m Lattice<'m>, most_work: u64) -> Self {
        let steps = StepsOfSets { sets, places: &lattice.places, known: Few::new(sets.many(), COMMON_SETS) };
        let slack = lattice.slack();
        let reach = vec![0; LONGEST_COMMON];
        let (visited, stack) = (Visited::default(), Vec::new());
        Self { code, lattice, steps, slack, reach, visited, stack, work: 0, most_work }
    }

    pub(crate) fn lattice(&self) -> &'m Lattice<'m> {
        self.lattice
    }

    /// The first match, by start; `accept` may refuse one (a guard), and the search goes on. None when all work is spent.
    pub(crate) fn find(&mut self, program: &Program, mut accept: impl FnMut(Found) -> bool) -> Option<Found> {
        let lattice = self.lattice;
        let mut starts = match program.first {
            Some(set) => self.steps.of(set).begin(),
            None => u64::MAX >> 63u32.saturating_sub(lattice.last_bit()),
        };
        while starts != 0 {
            let bit = starts.trailing_zeros();
            starts &= starts - 1;
            for (node, first) in lattice.starts(bit) {
                if program.from_start && (node != first || first > lattice.leading) {
                    continue;
                }
                if self.is_spent() {
                    return None;
                }
                if let Some(last) = self.attempt(program, node, first) {
                    let found = Found { first, last };
                    if accept(found) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// Whether matching has cost all that it may: what was not found by now is not known.
    pub(crate) fn is_spent(&self) -> bool {
        self.work > self.most_work
    }

    /// Whether the phrase may match anywhere, as far as this is seen without trying it.
    pub(crate) fn may_match(&mut self, program: &Program) -> bool {
        self.has_needs(program) && self.has_way(program)
    }

    /// Whether what every match needs stands in the message, in order and not too far apart.
    fn has_needs(&mut self, program: &Program) -> bool {
        let mut here = u64::MAX;
        for need in self.code.needs(program) {
            let reach = u32::from(need.reach()).saturating_add(self.slack);
            here = self.steps.of(need.set()).begin() & spread(here, reach);
            if here == 0 {
                return false;
            }
        }
        true
    }

    /// Whether there is a way through the code: one pass, for every place of the message at once. Jumps only lead forward,
    /// so a pass in order meets every instruction after all that lead to it.
    fn has_way(&mut self, program: &Program) -> bool {
        let code = self.code.of(program);
        if self.reach.len() < code.len() {
            self.reach.resize(code.len(), 0);
        }
        let places = &self.lattice.places;
        let reach = &mut self.reach[..code.len()];
        let mut here = u64::MAX;
        let mut furthest = 0;
        let mut at = 0;
        while let Some(instruction) = code.get(at) {
            here |= std::mem::take(&mut reach[at]);
            if here == 0 {
                // On to where something else leads, if anything does.
                let rest = reach.get(at..=furthest).unwrap_or_default();
                match rest.iter().position(|bits| *bits != 0) {
                    Some(further) => at += further,
                    None => return false,
                }
                continue;
            }
            at += 1;
            let steps = match instruction.unpack() {
                Instruction::OneOf(set) => self.steps.of(set),
                Instruction::Maybe(set) => {
                    here |= places.after(places.past_fillers(here), self.steps.of(set));
                    continue;
                }
                Instruction::Gap(longest) => {
                    for _ in 0..longest {
                        here |= places.after(places.past_fillers(here), places.gap);
                    }
                    at += usize::from(longest) - 1;
                    continue;
                }
                Instruction::Number(_) => places.of_numbers(),
                Instruction::Any => places.any,
                Instruction::Split(other) => {
                    let away = usize::from(other);
                    reach[away] |= here;
                    furthest = furthest.max(away);
                    continue;
                }
                Instruction::Jump(to) => {
                    let away = usize::from(to);
                    reach[away] |= here;
                    furthest = furthest.max(away);
                    here = 0;
                    continue;
                }
                Instruction::Start => {
                    here &= places.leading;
                    continue;
                }
                Instruction::End => {
                    here &= places.trailing;
                    continue;
                }
                Instruction::Match => return true,
            };
            here = places.after(places.past_fillers(here), steps);
        }
        false
    }

    /// Tries to match from one node on; the last token of the match. Every (instruction, node) is tried once, so the cost
    /// is bounded by their product whatever the text.
    fn attempt(&mut self, program: &Program, start: u16, first: u16) -> Option<u16> {
        let lattice = self.lattice;
        let code = self.code.of(program);
        self.visited.reset(code.len(), lattice.nodes());
        self.work += self.visited.bits.len() as u64;
        self.stack.clear();
        self.stack.push(State { at: 0, node: start, last: first });
        let passage = lattice.marks[usize::from(first)].passage;
        let tokens = lattice.tokens();
        while let Some(State { at, node, last }) = self.stack.pop() {
            self.work += 1;
            if !self.visited.insert(at, node) {
                continue;
            }
            let consuming = match code[usize::from(at)].unpack() {
                Instruction::Match => return Some(last),
                Instruction::Jump(to) => {
                    self.stack.push(State { at: to, node, last });
                    continue;
                }
                Instruction::Split(other) => {
                    self.stack.push(State { at: other, node, last });
                    self.stack.push(State { at: at + 1, node, last });
                    continue;
                }
                // To do without is tried last.
                Instruction::Maybe(set) => {
                    self.stack.push(State { at: at + 1, node, last });
                    Instruction::OneOf(set)
                }
                Instruction::Start => {
                    if node <= lattice.leading {
                        self.stack.push(State { at: at + 1, node, last });
                    }
                    continue;
                }
                Instruction::End => {
                    if node <= tokens && node + lattice.trailing >= tokens {
                        self.stack.push(State { at: at + 1, node, last });
                    }
                    continue;
                }
                consuming => consuming,
            };
            // Fillers inside a phrase may be passed over; the edges of the fillers themselves are tried before. What
            // has been passed over once need not be again.
            let mut end = node;
            while end > start && end < tokens {
                let mark = lattice.marks[usize::from(end)];
                if !mark.filler || mark.passage != passage || !self.visited.insert(at, end + 1) {
                    break;
                }
                end += 1;
            }
            self.consume(consuming, at + 1, node..=end, passage);
            // The shortest gap is tried first.
            if let Instruction::Gap(longest) = consuming {
                self.stack.push(State { at: at + u16::from(longest), node, last });
            }
        }
        None
    }

    /// Goes on behind every edge out of these nodes that a consuming instruction takes. What is pushed last is tried
    /// first: the first alternative, at the first node.
    fn consume(&mut self, instruction: Instruction, next: u16, nodes: RangeInclusive<u16>, passage: u16) {
        let Self { lattice, steps, stack, .. } = self;
        let mut take = |taken: &dyn Fn(&Edge<'_>) -> bool| {
            for node in nodes.clone().rev() {
                for edge in lattice.out(node) {
                    if lattice.marks[usize::from(edge.last)].passage == passage && taken(edge) {
                        stack.push(State { at: next, node: edge.to, last: edge.last });
                    }
                }
            }
        };
        match instruction {
            Instruction::OneOf(set) => match set.kind() {
                Kind::One(symbol) => take(&|edge| edge.symbols.contains(&symbol)),
                Kind::Many(place) => {
                    for symbol in steps.sets.symbols(place).iter().rev() {
                        if steps.places.of(*symbol).begin() != 0 {
                            take(&|edge| edge.symbols.contains(symbol));
                        }
                    }
                }
            },
            Instruction::Number(range) => {
                take(&|edge| edge.number.is_some_and(|number| steps.sets.holds(range, number)));
            }
            Instruction::Any => take(&|_| true),
            _ => take(&|edge| !edge.negator),
        }
    }
}

/// These bits and as many after each of them.
#[inline]
fn spread(mut bits: u64, reach: u32) -> u64 {
    if reach >= u64::BITS {
        return if bits == 0 { 0 } else { u64::MAX << bits.trailing_zeros() };
    }
    let mut wide = 0;
    while wide < reach {
        let step = (wide + 1).min(reach - wide);
        bits |= bits << step;
        wide += step;
    }
    bits
}

impl StepsOfSets<'_> {
    #[inline(always)]
    fn of(&mut self, set: SetId) -> Steps {
        match set.kind() {
            Kind::One(symbol) => self.places.of(symbol),
            Kind::Many(place) => match self.known.get(place as u32) {
                Some(steps) => *steps,
                None => self.work_out(place),
            },
        }
    }

    #[inline(never)]
    fn work_out(&mut self, place: usize) -> Steps {
        let steps = self.places.of_any(self.sets.symbols(place));
        self.known.add(place as u32, steps);
        steps
    }
}

impl Visited {
    fn reset(&mut self, instructions: usize, nodes: usize) {
        self.width = nodes;
        self.bits.clear();
        self.bits.resize((instructions * nodes).div_ceil(64), 0);
    }

    /// False when the pair has been tried.
    fn insert(&mut self, at: u16, node: u16) -> bool {
        let place = usize::from(at) * self.width + usize::from(node);
        let bit = 1u64 << (place % 64);
        let word = &mut self.bits[place / 64];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

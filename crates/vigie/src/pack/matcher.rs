//! Runs programs over a lattice.

use super::lattice::Lattice;
use super::program::{Instruction, Program};
use super::vocabulary::Symbol;

/// Working memory of the machine, reused from phrase to phrase.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    visited: Vec<u64>,
    stack: Vec<State>,
}

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

/// The first match, by start; `accept` may refuse one (a guard), and the search goes on.
pub(crate) fn find(
    program: &Program,
    lattice: &Lattice,
    scratch: &mut Scratch,
    mut accept: impl FnMut(Found) -> bool,
) -> Option<Found> {
    let mut starts = may_start(program, lattice);
    while starts != 0 {
        let bit = starts.trailing_zeros();
        // Later starts have still less before them.
        if !may_follow(program, lattice, bit) {
            return None;
        }
        starts &= starts - 1;
        for (node, first) in lattice.starts(bit) {
            if program.from_start && (node != first || first > lattice.leading) {
                continue;
            }
            if let Some(last) = attempt(program, lattice, node, first, scratch) {
                let found = Found { first, last };
                if accept(found) {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// Where a match can begin.
fn may_start(program: &Program, lattice: &Lattice) -> u64 {
    if program.first.is_empty() { u64::MAX >> 63u32.saturating_sub(lattice.last_bit()) } else { union(&program.first, lattice) }
}

/// Whether what a match needs stands in its order from a bit on. Two words may share a token («ur»), so a bit may be
/// used again.
fn may_follow(program: &Program, lattice: &Lattice, bit: u32) -> bool {
    let mut rest = u64::MAX << bit;
    program.required.iter().all(|set| {
        rest &= union(set, lattice);
        let found = rest != 0;
        rest = u64::MAX << (rest.trailing_zeros() % 64);
        found
    })
}

fn union(set: &[Symbol], lattice: &Lattice) -> u64 {
    set.iter().fold(0, |mask, symbol| mask | lattice.mask(*symbol))
}

/// Tries to match from one node on; the last token of the match.
fn attempt(
    program: &Program,
    lattice: &Lattice,
    start: u16,
    first: u16,
    scratch: &mut Scratch,
) -> Option<u16> {
    let width = lattice.nodes();
    scratch.visited.clear();
    scratch.visited.resize((program.code.len() * width).div_ceil(64), 0);
    scratch.stack.clear();
    scratch.stack.push(State { at: 0, node: start, last: first });
    let sentence = lattice.marks[usize::from(first)].sentence;
    let tokens = lattice.tokens();
    while let Some(State { at, node, last }) = scratch.stack.pop() {
        let place = usize::from(at) * width + usize::from(node);
        let bit = 1u64 << (place % 64);
        if scratch.visited[place / 64] & bit != 0 {
            continue;
        }
        scratch.visited[place / 64] |= bit;
        let consuming = match program.code[usize::from(at)] {
            Instruction::Match => return Some(last),
            Instruction::Jump(to) => {
                scratch.stack.push(State { at: to, node, last });
                continue;
            }
            Instruction::Split(one, other) => {
                scratch.stack.push(State { at: other, node, last });
                scratch.stack.push(State { at: one, node, last });
                continue;
            }
            Instruction::Start => {
                if node <= lattice.leading {
                    scratch.stack.push(State { at: at + 1, node, last });
                }
                continue;
            }
            Instruction::End => {
                if node <= tokens && node + lattice.trailing >= tokens {
                    scratch.stack.push(State { at: at + 1, node, last });
                }
                continue;
            }
            consuming => consuming,
        };
        // A filler inside a phrase may be passed over; the edge of the filler itself is still tried, below.
        if node > start && node < tokens {
            let mark = lattice.marks[usize::from(node)];
            if mark.filler && mark.sentence == sentence {
                scratch.stack.push(State { at, node: node + 1, last });
            }
        }
        for edge in lattice.out(node) {
            if lattice.marks[usize::from(edge.last)].sentence != sentence {
                continue;
            }
            let taken = match consuming {
                Instruction::Symbol(symbol) => edge.symbols.contains(&symbol),
                Instruction::Number { least, most } => {
                    edge.number.is_some_and(|number| (least..=most).contains(&number))
                }
                Instruction::Any => true,
                _ => !edge.negator,
            };
            if taken {
                scratch.stack.push(State { at: at + 1, node: edge.to, last: edge.last });
            }
        }
    }
    None
}

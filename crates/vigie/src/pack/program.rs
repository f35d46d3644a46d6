//! A phrase as a small program for a backtracking machine with memory: every (instruction, place) is tried once, so
//! the cost of one attempt is bounded by their product whatever the text.

use std::ops::Range;

use smallvec::SmallVec;

use super::instruction::{Instruction, Packed};
use super::phrase;
use super::sets::{SetId, Sets};
use super::vocabulary::{NUMBER, Symbol, Vocabulary, WordId};

/// An element of a phrase, its words known to the vocabulary.
type Element = phrase::Element<WordId, Symbol>;
type Sequence = phrase::Sequence<WordId, Symbol>;

/// A compiled phrase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    start: u32,
    length: u16,
    /// How many needs there are, and where they begin.
    needed: u16,
    needs: u32,
    /// Only a match at the start of the message counts.
    pub(crate) from_start: bool,
    /// The rarest need, as the vocabulary tells. Phrases are tried in the order of where these stand.
    pub(crate) rarest: SetId,
    /// Every match begins with one of these symbols; none when it may begin with anything.
    pub(crate) first: Option<SetId>,
}

/// Every match holds a symbol of a set, at most so many tokens behind the need before it: both in four bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need(u32);

impl Need {
    fn new(set: SetId, reach: u8) -> Self {
        Self(u32::from(reach) << SetId::BITS | set.bits())
    }

    #[inline]
    pub(crate) fn set(self) -> SetId {
        SetId::from_bits(self.0 & ((1 << SetId::BITS) - 1))
    }

    #[inline]
    pub(crate) fn reach(self) -> u8 {
        (self.0 >> SetId::BITS) as u8
    }
}

/// The reach of a first need: anywhere.
const ANYWHERE: u8 = u8::MAX;

/// The code of all phrases of a language, in one list, and their needs. Every jump leads forward.
#[derive(Debug, Default)]
pub(crate) struct Code {
    instructions: Vec<Packed>,
    needs: Vec<Need>,
}

impl Code {
    pub(crate) fn of(&self, program: &Program) -> &[Packed] {
        &self.instructions[program.start as usize..][..usize::from(program.length)]
    }

    /// What every match of a program needs, in order.
    pub(crate) fn needs(&self, program: &Program) -> &[Need] {
        &self.needs[program.needs as usize..][..usize::from(program.needed)]
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.instructions.shrink_to_fit();
        self.needs.shrink_to_fit();
    }
}

/// What compiling phrases adds to.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) sets: Sets,
    pub(crate) code: Code,
    /// The instructions of one phrase; kept for their room.
    pub(super) scratch: Vec<Instruction>,
}

impl Compiler {
    /// Compiles a parsed phrase.
    pub(crate) fn compile(&mut self, elements: &[Element]) -> Result<Program, String> {
        let mut code = std::mem::take(&mut self.scratch);
        code.clear();
        self.emit(elements, &mut code)?;
        code.push(Instruction::Match);
        if code.len() > MAX_CODE {
            return Err(format!("the phrase is too large ({} instructions, at most {MAX_CODE})", code.len()));
        }
        let required = required(elements, &mut self.vocabulary);
        let rarest = required.iter().min_by_key(|required| required.cost);
        let rarest = rarest.ok_or("a phrase needs a word, stem, class or number that is not optional")?;
        let rarest = self.sets.intern(&rarest.symbols);
        let mut first = Symbols::new();
        let open = !first_symbols(&code, &self.sets, 0, &mut first);
        first.sort_unstable();
        first.dedup();
        let program = Program {
            start: self.code.instructions.len() as u32,
            length: code.len() as u16,
            needed: required.len() as u16,
            needs: self.code.needs.len() as u32,
            from_start: code.first() == Some(&Instruction::Start),
            rarest,
            first: (!open).then(|| self.sets.intern(&first)),
        };
        self.code.instructions.extend(code.iter().copied().map(Packed::new));
        self.scratch = code;
        self.add_needs(required);
        Ok(program)
    }

    fn add_needs(&mut self, required: Needed) {
        // From where the last need may begin to the end of its element, and where that is.
        let mut last: Option<(u32, u32)> = None;
        for Required { symbols, element, lead, tail, .. } in required {
            let reach = last.map(|(tail, end)| tail + (element.start - end) + lead);
            let reach = reach.and_then(|reach| u8::try_from(reach).ok()).unwrap_or(ANYWHERE);
            self.code.needs.push(Need::new(self.sets.intern(&symbols), reach));
            last = Some((tail, element.end));
        }
    }
}

/// Collects the symbols with which a match can begin from an instruction on; false when it can begin with any token.
fn first_symbols(code: &[Instruction], sets: &Sets, at: usize, into: &mut Symbols) -> bool {
    match code[at] {
        Instruction::OneOf(set) => {
            into.extend(sets.members(set));
            true
        }
        Instruction::Maybe(set) => {
            into.extend(sets.members(set));
            first_symbols(code, sets, at + 1, into)
        }
        Instruction::Number(_) => {
            into.push(NUMBER);
            true
        }
        Instruction::Start => first_symbols(code, sets, at + 1, into),
        Instruction::Jump(to) => first_symbols(code, sets, usize::from(to), into),
        Instruction::Split(other) => {
            first_symbols(code, sets, at + 1, into) && first_symbols(code, sets, usize::from(other), into)
        }
        Instruction::Any | Instruction::Gap(_) | Instruction::End | Instruction::Match => false,
    }
}

/// Bounds the memory and the time of one attempt.
const MAX_CODE: usize = 512;

/// The words of one instruction.
type Symbols = SmallVec<[Symbol; 16]>;

/// One alternative of a group, or several that are one word each.
enum Branch<'e> {
    OneOf(Symbols),
    Sequence(&'e [Element]),
}

impl Compiler {
    fn emit(&mut self, elements: &[Element], code: &mut Vec<Instruction>) -> Result<(), String> {
        for element in elements {
            match element {
                Element::Number { least, most } => {
                    code.push(Instruction::Number(self.sets.intern_range((*least, *most))));
                }
                Element::Any => code.push(Instruction::Any),
                Element::Start => code.push(Instruction::Start),
                Element::End => code.push(Instruction::End),
                Element::Gap(longest) => {
                    code.extend((1..=*longest).rev().map(Instruction::Gap));
                }
                Element::Group { alternatives, optional } => {
                    let branches = self.branches(alternatives);
                    self.emit_group(&branches, *optional, code)?;
                }
                Element::Word(_) | Element::Accented(_) | Element::Stem(_) | Element::Class(_) => {
                    let symbol = symbol(element, &mut self.vocabulary);
                    code.push(Instruction::OneOf(self.sets.intern(&[symbol])));
                }
            }
            if code.len() > MAX_CODE {
                return Err(format!("the phrase is too large (at most {MAX_CODE} instructions)"));
            }
        }
        Ok(())
    }

    /// Neighbouring alternatives of one word each become one set: one instruction instead of two for each.
    fn branches<'e>(&mut self, alternatives: &'e [Sequence]) -> SmallVec<[Branch<'e>; 2]> {
        let mut branches = SmallVec::new();
        for alternative in alternatives {
            if !matches!(branches.last(), Some(Branch::OneOf(_))) {
                branches.push(Branch::OneOf(Symbols::new()));
            }
            if let Some(Branch::OneOf(symbols)) = branches.last_mut() {
                let before = symbols.len();
                if self.single(alternative, symbols) {
                    continue;
                }
                symbols.truncate(before);
                if before == 0 {
                    branches.pop();
                }
            }
            branches.push(Branch::Sequence(alternative));
        }
        branches
    }

    /// Collects the symbols of a sequence that always takes one word; false when it is another.
    fn single(&mut self, sequence: &[Element], into: &mut Symbols) -> bool {
        let [element] = sequence else { return false };
        match element {
            Element::Group { alternatives, optional: false } => {
                return alternatives.iter().all(|alternative| self.single(alternative, into));
            }
            Element::Word(_) | Element::Accented(_) | Element::Stem(_) | Element::Class(_) => {
                into.push(symbol(element, &mut self.vocabulary));
            }
            _ => return false,
        }
        true
    }

    fn emit_group(
        &mut self,
        branches: &[Branch<'_>],
        optional: bool,
        code: &mut Vec<Instruction>,
    ) -> Result<(), String> {
        if let ([Branch::OneOf(symbols)], true) = (branches, optional) {
            code.push(Instruction::Maybe(self.sets.intern(symbols)));
            return Ok(());
        }
        let mut jumps: SmallVec<[usize; 8]> = SmallVec::new();
        let last = branches.len() - 1;
        for (index, branch) in branches.iter().enumerate() {
            let split = (index < last || optional).then_some(code.len());
            if split.is_some() {
                code.push(Instruction::Split(0));
            }
            match branch {
                Branch::OneOf(symbols) => {
                    code.push(Instruction::OneOf(self.sets.intern(symbols)));
                }
                Branch::Sequence(elements) => self.emit(elements, code)?,
            }
            if index < last {
                jumps.push(code.len());
                code.push(Instruction::Jump(0));
            }
            let next = code.len() as u16;
            if let Some(Instruction::Split(other)) = split.map(|split| &mut code[split]) {
                *other = next;
            }
        }
        let end = code.len() as u16;
        for jump in jumps {
            code[jump] = Instruction::Jump(end);
        }
        Ok(())
    }
}

fn symbol(element: &Element, vocabulary: &mut Vocabulary) -> Symbol {
    match element {
        Element::Word(word) => vocabulary.word_symbol(*word),
        Element::Accented(symbol) | Element::Stem(symbol) | Element::Class(symbol) => *symbol,
        _ => NUMBER,
    }
}

/// A set of symbols of which every match holds one.
struct Required {
    symbols: SmallVec<[Symbol; 4]>,
    /// How often it is to be expected, roughly.
    cost: u32,
    /// What its element may cover, in tokens from the start of the phrase, at most.
    element: Range<u32>,
    /// How far behind the start of its element it may stand, at most, and how far from its own start the element may end.
    lead: u32,
    tail: u32,
}

type Needed = SmallVec<[Required; 4]>;

/// The sets of symbols of which every match holds one each, in order.
fn required(elements: &[Element], vocabulary: &mut Vocabulary) -> Needed {
    let mut all = Needed::new();
    let mut start = 0;
    for element in elements {
        let end = start + most_tokens(element);
        all.extend(required_by(element, start..end, vocabulary));
        start = end;
    }
    all
}

fn required_by(element: &Element, place: Range<u32>, vocabulary: &mut Vocabulary) -> Option<Required> {
    let Element::Group { alternatives, optional } = element else {
        let cost = cost(element, vocabulary)?;
        let symbols = SmallVec::from_elem(symbol(element, vocabulary), 1);
        return Some(Required { symbols, cost, element: place, lead: 0, tail: 1 });
    };
    if *optional {
        return None;
    }
    let mut all = Required { symbols: SmallVec::new(), cost: 0, element: place, lead: 0, tail: 0 };
    for alternative in alternatives {
        if let [element] = &alternative[..]
            && let Some(cost) = cost(element, vocabulary)
        {
            all.cost += cost;
            all.symbols.push(symbol(element, vocabulary));
            all.tail = all.tail.max(1);
            continue;
        }
        let length: u32 = alternative.iter().map(most_tokens).sum();
        let rarest = required(alternative, vocabulary).into_iter().min_by_key(|required| required.cost)?;
        all.cost += rarest.cost;
        all.symbols.extend(rarest.symbols);
        all.lead = all.lead.max(rarest.element.start + rarest.lead);
        all.tail = all.tail.max(rarest.tail + length - rarest.element.end);
    }
    Some(all)
}

/// How often an element that is no group is to be expected, roughly; none for one that has no symbol.
fn cost(element: &Element, vocabulary: &Vocabulary) -> Option<u32> {
    match element {
        Element::Word(word) => Some(vocabulary.cost_of_word(*word)),
        Element::Accented(_) | Element::Stem(_) => Some(1),
        Element::Class(class) => Some(vocabulary.cost_of_class(*class)),
        Element::Number { .. } => Some(20),
        _ => None,
    }
}

/// How many tokens an element takes at most; class members of several words count as one.
fn most_tokens(element: &Element) -> u32 {
    match element {
        Element::Group { alternatives, .. } => {
            let lengths = alternatives.iter().map(|alternative| alternative.iter().map(most_tokens).sum());
            lengths.max().unwrap_or(0)
        }
        Element::Gap(longest) => u32::from(*longest),
        Element::Start | Element::End => 0,
        _ => 1,
    }
}

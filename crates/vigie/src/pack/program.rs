//! A phrase as a small program for a backtracking machine with memory: every (instruction, place) is tried once, so
//! the cost of one attempt is bounded by their product whatever the text.

use super::phrase::Element;
use super::sets::{SetId, Sets};
use super::vocabulary::{NUMBER, Symbol, Vocabulary};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instruction {
    /// A word with one of these symbols.
    OneOf(SetId),
    /// A number in a range.
    Number(u32),
    /// Any token.
    Any,
    /// The same, or nothing.
    Maybe(SetId),
    /// So many tokens at most, none of them a negator; the rest of the gap follows, one shorter each time.
    Gap(u8),
    /// Goes on at both places, the first one first.
    Split(u16, u16),
    Jump(u16),
    Start,
    End,
    Match,
}

/// A compiled phrase. The code of all phrases of a language stands in one list; every jump leads forward.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    start: u32,
    length: u16,
    /// Only a match at the start of the message counts.
    pub(crate) from_start: bool,
    /// Every text that matches holds a symbol of this set: the rarest such set.
    pub(crate) anchor: SetId,
    pub(crate) other: Option<Other>,
    /// Every match begins with one of these symbols; none when it may begin with anything.
    pub(crate) first: Option<SetId>,
}

/// The next rarest set that a phrase needs, and on which side of its anchor. Two words may share a token («ur»).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Other {
    Before(SetId),
    After(SetId),
}

impl Program {
    pub(crate) fn code<'c>(&self, all: &'c [Instruction]) -> &'c [Instruction] {
        &all[self.start as usize..][..usize::from(self.length)]
    }
}

/// What compiling phrases adds to.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) sets: Sets,
    pub(crate) code: Vec<Instruction>,
}

impl Compiler {
    /// Compiles a parsed phrase.
    pub(crate) fn compile(&mut self, elements: &[Element]) -> Result<Program, String> {
        let mut code = Vec::new();
        self.emit(elements, &mut code)?;
        code.push(Instruction::Match);
        if code.len() > MAX_CODE {
            return Err(format!("the phrase is too large ({} instructions, at most {MAX_CODE})", code.len()));
        }
        let mut required = required(elements, &mut self.vocabulary);
        let place =
            rarest(&required).ok_or("a phrase needs a word, stem, class or number that is not optional")?;
        let (_, anchor) = required.remove(place);
        let other = rarest(&required).map(|other| {
            let set = self.sets.intern(required.swap_remove(other).1);
            if other < place { Other::Before(set) } else { Other::After(set) }
        });
        let mut first = Vec::new();
        let open = !first_symbols(&code, &self.sets, 0, &mut first);
        first.sort_unstable();
        first.dedup();
        let program = Program {
            start: self.code.len() as u32,
            length: code.len() as u16,
            from_start: code.first() == Some(&Instruction::Start),
            anchor: self.sets.intern(anchor),
            other,
            first: (!open).then(|| self.sets.intern(first)),
        };
        self.code.extend(code);
        Ok(program)
    }
}

fn rarest(required: &[(u32, Vec<Symbol>)]) -> Option<usize> {
    (0..required.len()).min_by_key(|&set| required[set].0)
}

/// Collects the symbols with which a match can begin from an instruction on; false when it can begin with any token.
fn first_symbols(code: &[Instruction], sets: &Sets, at: usize, into: &mut Vec<Symbol>) -> bool {
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
        Instruction::Split(one, other) => {
            first_symbols(code, sets, usize::from(one), into)
                && first_symbols(code, sets, usize::from(other), into)
        }
        Instruction::Any | Instruction::Gap(_) | Instruction::End | Instruction::Match => false,
    }
}

/// Bounds the memory and the time of one attempt.
const MAX_CODE: usize = 512;

/// One alternative of a group, or several that are one word each.
enum Branch<'e> {
    OneOf(Vec<Symbol>),
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
                    let branches = self.branches(alternatives)?;
                    self.emit_group(&branches, *optional, code)?;
                }
                Element::Word(_) | Element::Accented(_) | Element::Stem(_) | Element::Class(_) => {
                    let symbol = symbol(element, &mut self.vocabulary)?;
                    code.push(Instruction::OneOf(self.sets.intern(vec![symbol])));
                }
            }
            if code.len() > MAX_CODE {
                return Err(format!("the phrase is too large (at most {MAX_CODE} instructions)"));
            }
        }
        Ok(())
    }

    /// Neighbouring alternatives of one word each become one set: one instruction instead of two for each.
    fn branches<'e>(&mut self, alternatives: &'e [Vec<Element>]) -> Result<Vec<Branch<'e>>, String> {
        let mut branches = Vec::new();
        for alternative in alternatives {
            let mut words = Vec::new();
            if !self.single(alternative, &mut words)? {
                branches.push(Branch::Sequence(alternative));
            } else if let Some(Branch::OneOf(symbols)) = branches.last_mut() {
                symbols.extend(words);
            } else {
                branches.push(Branch::OneOf(words));
            }
        }
        Ok(branches)
    }

    /// Collects the symbols of a sequence that always takes one word; false when it is another.
    fn single(&mut self, sequence: &[Element], into: &mut Vec<Symbol>) -> Result<bool, String> {
        let [element] = sequence else { return Ok(false) };
        match element {
            Element::Group { alternatives, optional: false } => {
                for alternative in alternatives {
                    if !self.single(alternative, into)? {
                        return Ok(false);
                    }
                }
            }
            Element::Word(_) | Element::Accented(_) | Element::Stem(_) | Element::Class(_) => {
                into.push(symbol(element, &mut self.vocabulary)?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn emit_group(
        &mut self,
        branches: &[Branch<'_>],
        optional: bool,
        code: &mut Vec<Instruction>,
    ) -> Result<(), String> {
        if let ([Branch::OneOf(symbols)], true) = (branches, optional) {
            code.push(Instruction::Maybe(self.sets.intern(symbols.clone())));
            return Ok(());
        }
        let mut jumps = Vec::new();
        let last = branches.len() - 1;
        for (index, branch) in branches.iter().enumerate() {
            let split = (index < last || optional).then_some(code.len());
            if split.is_some() {
                code.push(Instruction::Split(code.len() as u16 + 1, 0));
            }
            match branch {
                Branch::OneOf(symbols) => {
                    code.push(Instruction::OneOf(self.sets.intern(symbols.clone())));
                }
                Branch::Sequence(elements) => self.emit(elements, code)?,
            }
            if index < last {
                jumps.push(code.len());
                code.push(Instruction::Jump(0));
            }
            let next = code.len() as u16;
            if let Some(Instruction::Split(_, second)) = split.map(|split| &mut code[split]) {
                *second = next;
            }
        }
        let end = code.len() as u16;
        for jump in jumps {
            code[jump] = Instruction::Jump(end);
        }
        Ok(())
    }
}

fn symbol(element: &Element, vocabulary: &mut Vocabulary) -> Result<Symbol, String> {
    Ok(match element {
        Element::Word(form) => vocabulary.word_symbol(form),
        Element::Accented(form) => vocabulary.accented_symbol(form),
        Element::Stem(stem) => vocabulary.stem_symbol(stem),
        Element::Class(name) => {
            vocabulary.class_symbol(name).ok_or_else(|| format!("class @{name} is defined nowhere"))?
        }
        _ => NUMBER,
    })
}

/// The sets of symbols of which every match contains one each, with what each costs as an anchor.
fn required(elements: &[Element], vocabulary: &mut Vocabulary) -> Vec<(u32, Vec<Symbol>)> {
    elements.iter().filter_map(|element| required_by(element, vocabulary)).collect()
}

fn required_by(element: &Element, vocabulary: &mut Vocabulary) -> Option<(u32, Vec<Symbol>)> {
    let cost = match element {
        Element::Group { alternatives, optional: false } => {
            let mut total = 0;
            let mut all = Vec::new();
            for alternative in alternatives {
                let sets = required(alternative, vocabulary);
                let (cost, symbols) = sets.into_iter().min_by_key(|(cost, _)| *cost)?;
                total += cost;
                all.extend(symbols);
            }
            return Some((total, all));
        }
        Element::Word(form) => vocabulary.cost_of_word(form),
        Element::Accented(_) | Element::Stem(_) => 1,
        Element::Class(name) => vocabulary.class_symbol(name).map(|class| vocabulary.cost_of_class(class))?,
        Element::Number { .. } => 20,
        _ => return None,
    };
    symbol(element, vocabulary).ok().map(|symbol| (cost, vec![symbol]))
}

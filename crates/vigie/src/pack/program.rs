//! A phrase as a small program for a backtracking machine with memory: every (instruction, place) is tried once, so
//! the cost of one attempt is bounded by their product whatever the text.

use super::phrase::Element;
use super::vocabulary::{NUMBER, Symbol, Vocabulary};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instruction {
    Symbol(Symbol),
    Number {
        least: u32,
        most: u32,
    },
    /// Any token.
    Any,
    /// A token of a gap: any but a negator.
    Gap,
    /// Goes on at both places, the first one first.
    Split(u16, u16),
    Jump(u16),
    Start,
    End,
    Match,
}

#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) code: Box<[Instruction]>,
    /// Every text that matches holds a symbol of each of these sets, in this order.
    pub(crate) required: Box<[Box<[Symbol]>]>,
    /// Which of them is the rarest: the anchor.
    pub(crate) anchor: usize,
    /// Every match begins with one of these symbols; empty when it may begin with anything.
    pub(crate) first: Box<[Symbol]>,
    /// Only a match at the start of the message counts.
    pub(crate) from_start: bool,
}

/// Compiles a parsed phrase.
pub(crate) fn compile(elements: &[Element], vocabulary: &mut Vocabulary) -> Result<Program, String> {
    let mut code = Vec::new();
    emit(elements, vocabulary, &mut code)?;
    code.push(Instruction::Match);
    if code.len() > MAX_CODE {
        return Err(format!("the phrase is too large ({} instructions, at most {MAX_CODE})", code.len()));
    }
    let required = required(elements, vocabulary);
    if required.is_empty() {
        return Err("a phrase needs a word, stem, class or number that is not optional".to_owned());
    }
    let anchor = (0..required.len()).min_by_key(|&set| required[set].0).unwrap_or(0);
    let mut first = Vec::new();
    let open = !first_symbols(&code, 0, &mut first);
    first.sort_unstable();
    first.dedup();
    Ok(Program {
        from_start: code.first() == Some(&Instruction::Start),
        anchor,
        required: required.into_iter().map(|(_, symbols)| symbols.into()).collect(),
        first: if open { Box::default() } else { first.into() },
        code: code.into(),
    })
}

/// Collects the symbols with which a match can begin from an instruction on; false when it can begin with any token.
fn first_symbols(code: &[Instruction], at: usize, into: &mut Vec<Symbol>) -> bool {
    match code[at] {
        Instruction::Symbol(symbol) => {
            into.push(symbol);
            true
        }
        Instruction::Number { .. } => {
            into.push(NUMBER);
            true
        }
        Instruction::Start => first_symbols(code, at + 1, into),
        Instruction::Jump(to) => first_symbols(code, usize::from(to), into),
        Instruction::Split(one, other) => {
            first_symbols(code, usize::from(one), into) && first_symbols(code, usize::from(other), into)
        }
        Instruction::Any | Instruction::Gap | Instruction::End | Instruction::Match => false,
    }
}

/// Bounds the memory and the time of one attempt.
const MAX_CODE: usize = 512;

fn emit(
    elements: &[Element],
    vocabulary: &mut Vocabulary,
    code: &mut Vec<Instruction>,
) -> Result<(), String> {
    for element in elements {
        match element {
            Element::Number { least, most } => code.push(Instruction::Number { least: *least, most: *most }),
            Element::Any => code.push(Instruction::Any),
            Element::Start => code.push(Instruction::Start),
            Element::End => code.push(Instruction::End),
            Element::Gap(longest) => {
                let end = code.len() as u16 + 2 * u16::from(*longest);
                for _ in 0..*longest {
                    let here = code.len() as u16;
                    code.push(Instruction::Split(end, here + 1));
                    code.push(Instruction::Gap);
                }
            }
            Element::Group { alternatives, optional } => {
                emit_group(alternatives, *optional, vocabulary, code)?
            }
            Element::Word(_) | Element::Accented(_) | Element::Stem(_) | Element::Class(_) => {
                code.push(Instruction::Symbol(symbol(element, vocabulary)?));
            }
        }
        if code.len() > MAX_CODE {
            return Err(format!("the phrase is too large (at most {MAX_CODE} instructions)"));
        }
    }
    Ok(())
}

fn emit_group(
    alternatives: &[Vec<Element>],
    optional: bool,
    vocabulary: &mut Vocabulary,
    code: &mut Vec<Instruction>,
) -> Result<(), String> {
    let mut jumps = Vec::new();
    let mut splits = Vec::new();
    let last = alternatives.len() - 1;
    for (index, alternative) in alternatives.iter().enumerate() {
        if index < last || optional {
            splits.push(code.len());
            code.push(Instruction::Split(code.len() as u16 + 1, 0));
        }
        emit(alternative, vocabulary, code)?;
        if index < last {
            jumps.push(code.len());
            code.push(Instruction::Jump(0));
        }
        let next = code.len() as u16;
        if let Some(Instruction::Split(_, second)) = splits.pop().map(|split| &mut code[split]) {
            *second = next;
        }
    }
    let end = code.len() as u16;
    for jump in jumps {
        code[jump] = Instruction::Jump(end);
    }
    Ok(())
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

//! What a program consists of.

use super::sets::SetId;

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
    /// Goes on, and then at another place.
    Split(u16),
    Jump(u16),
    Start,
    End,
    Match,
}

/// An instruction in four bytes: a language has a hundred thousand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed(u32);

/// The bits below say what the instruction is about.
const TAG: u32 = 28;

impl Packed {
    pub(crate) fn new(instruction: Instruction) -> Self {
        let (tag, about) = match instruction {
            Instruction::OneOf(set) => (0, set.bits()),
            Instruction::Number(range) => (1, range),
            Instruction::Any => (2, 0),
            Instruction::Maybe(set) => (3, set.bits()),
            Instruction::Gap(longest) => (4, u32::from(longest)),
            Instruction::Split(other) => (5, u32::from(other)),
            Instruction::Jump(to) => (6, u32::from(to)),
            Instruction::Start => (7, 0),
            Instruction::End => (8, 0),
            Instruction::Match => (9, 0),
        };
        Self(tag << TAG | about)
    }

    #[inline]
    pub(crate) fn unpack(self) -> Instruction {
        let about = self.0 & ((1 << TAG) - 1);
        match self.0 >> TAG {
            0 => Instruction::OneOf(SetId::from_bits(about)),
            1 => Instruction::Number(about),
            2 => Instruction::Any,
            3 => Instruction::Maybe(SetId::from_bits(about)),
            4 => Instruction::Gap(about as u8),
            5 => Instruction::Split(about as u16),
            6 => Instruction::Jump(about as u16),
            7 => Instruction::Start,
            8 => Instruction::End,
            _ => Instruction::Match,
        }
    }
}

//! Characters → units: one unit a character that means something, with its place in the text.

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::emoji::{self, Name};
use super::fold;
use super::look_alike::look_alike;
use super::symbol::{self, Mark};

/// What is read of a text, in bytes from either end. 512 tokens of ordinary chat are about 3,000 characters.
const WINDOW: usize = 64 * 1024;

/// The parts of a text that are read.
#[derive(Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) head: &'a str,
    /// The end of a very long text, and how many characters come before it.
    pub(super) tail: Option<(&'a str, u32)>,
}

impl<'a> Window<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        if text.len() <= 2 * WINDOW {
            return Self { head: text, tail: None };
        }
        let (head, rest) = text.split_at(boundary(text, WINDOW));
        let (middle, tail) = rest.split_at(boundary(rest, rest.len() - WINDOW));
        let before = head.chars().count() + middle.chars().count();
        Self { head, tail: Some((tail, u32::try_from(before).unwrap_or(u32::MAX - WINDOW as u32))) }
    }

    pub(super) fn len(&self) -> usize {
        self.head.len() + self.tail.map_or(0, |(tail, _)| tail.len())
    }
}

/// Whether `c` belongs to the character before it.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && !symbol::is_plain_letter(c) && is_combining_mark(c)
}

/// The character boundary at `at` or just before.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A character that means something.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    /// Lower case, accents off.
    pub(super) ch: char,
    /// For a Latin letter, lower case, accents kept, or `\0` for the second letter of a ligature. For a
    /// letter of another script, the capital if a capital was typed: it may look like another letter than the
    /// small one.
    pub(super) typed: char,
    pub(super) class: Class,
    pub(super) flags: u8,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Unit {
    pub(super) const UPPER: u8 = 1;
    /// A letter of a decorated alphabet (𝐚, ⓐ, ᴀ).
    pub(super) const STYLED: u8 = 1 << 1;
    /// Taken from a reversed run.
    pub(super) const TURNED: u8 = 1 << 2;

    /// A letter or digit, in any script.
    pub(super) fn is_alphanumeric(&self) -> bool {
        matches!(self.class, Class::Letter | Class::Other | Class::Digit)
    }

    /// What a letter of another script is read as: the capital as typed (0), or the small letter (1).
    pub(super) fn look(&self, reading: usize) -> Look {
        if is_mark(self.ch) {
            return Look::Silent;
        }
        let typed = if reading == 0 { look_alike(self.typed) } else { None };
        typed.or_else(|| look_alike(self.ch)).map_or(Look::Foreign, Look::Letter)
    }

    pub(super) fn is_letter(&self) -> bool {
        matches!(self.class, Class::Letter | Class::Other)
    }
}

/// What a letter of another script is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A Latin letter.
    Letter(u8),
    /// Nothing: it is a mark on a letter.
    Silent,
    /// Only itself.
    Foreign,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// a to z.
    Letter,
    /// A letter of another script, or a mark that belongs to one.
    Other,
    Digit,
    Apostrophe,
    Space,
    Newline,
    Stop,
    Question,
    Bang,
    Quote,
    Symbol,
    Emoji(Name),
    /// A letter of a flag.
    Regional,
    /// A character that changes the reading order.
    Bidi,
}

/// What a text holds that needs more than the plain way.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) bidi: bool,
}

/// Appends the units of `text`, whose first character has index `offset`.
pub(super) fn read(text: &str, offset: u32, units: &mut Vec<Unit>) -> Found {
    let mut reader = Reader { units, found: Found::default() };
    let bytes = text.as_bytes();
    let (mut at, mut index) = (0, offset);
    while at < bytes.len() {
        let byte = bytes[at];
        // A character beyond ASCII may be a mark on this one.
        if byte.is_ascii() && bytes.get(at + 1).is_none_or(u8::is_ascii) {
            reader.ascii(byte, index, index + 1);
            at += 1;
            index += 1;
        } else {
            let (used, count) = reader.cluster(&text[at..], index);
            at += used;
            index += count;
        }
    }
    reader.found
}

struct Reader<'a> {
    units: &'a mut Vec<Unit>,
    found: Found,
}

impl Reader<'_> {
    fn ascii(&mut self, byte: u8, start: u32, end: u32) {
        let (class, flags) = match byte {
            b'a'..=b'z' => (Class::Letter, 0),
            b' ' | b'\t' => (Class::Space, 0),
            b'A'..=b'Z' => (Class::Letter, Unit::UPPER),
            b'0'..=b'9' => (Class::Digit, 0),
            b'\'' | b'`' => (Class::Apostrophe, 0),
            b'\n' | b'\r' | 0x0B | 0x0C => (Class::Newline, 0),
            b'.' => (Class::Stop, 0),
            b'?' => (Class::Question, 0),
            b'!' => (Class::Bang, 0),
            b'"' => (Class::Quote, 0),
            0..0x20 | 0x7F => return,
            _ => (Class::Symbol, 0),
        };
        let ch = char::from(byte.to_ascii_lowercase());
        self.units.push(Unit { ch, typed: ch, class, flags, start, end });
    }

    /// Reads one character with everything that belongs to it; returns bytes and characters used.
    fn cluster(&mut self, text: &str, start: u32) -> (usize, u32) {
        let mut chars = text.char_indices();
        let Some((_, base)) = chars.next() else { return (text.len(), 0) };
        let mut used = (base.len_utf8(), 1);
        if emoji::name(base).is_some() {
            return self.emoji(text, base, start);
        }
        let mut marks: SmallVec<[char; 4]> = SmallVec::new();
        let mut count = 1;
        if !symbol::is_ignorable(base) {
            for (at, c) in chars {
                count += 1;
                if is_mark(c) && !symbol::is_ignorable(c) {
                    marks.push(c);
                } else if !symbol::is_ignorable(c) {
                    break;
                }
                // An invisible character belongs to the cluster only if a mark follows.
                if marks.last() == Some(&c) {
                    used = (at + c.len_utf8(), count);
                }
            }
        }
        self.place(base, &marks, start, start + used.1);
        used
    }

    /// An emoji with its skin colour, its flag tags, and the emoji it is joined with.
    fn emoji(&mut self, text: &str, base: char, start: u32) -> (usize, u32) {
        let mut used = (base.len_utf8(), 1);
        let mut chars = text.char_indices().zip(1..).skip(1).peekable();
        while let Some(((at, c), count)) = chars.next() {
            let joins =
                c == '\u{200D}' && chars.peek().is_some_and(|((_, next), _)| emoji::name(*next).is_some());
            if joins && let Some(((at, next), count)) = chars.next() {
                used = (at + next.len_utf8(), count);
            } else if emoji::is_modifier(c) || is_mark(c) {
                used = (at + c.len_utf8(), count);
            } else {
                break;
            }
        }
        let class = emoji::name(base).map_or(Class::Symbol, Class::Emoji);
        self.push(base, base, class, 0, start, start + used.1);
        used
    }

    fn place(&mut self, base: char, marks: &[char], start: u32, end: u32) {
        if base.is_ascii() {
            let before = self.units.len();
            self.ascii(base as u8, start, end);
            if let [_, ..] = marks
                && self.units.len() > before
                && base.is_ascii_alphabetic()
            {
                let unit = &mut self.units[before];
                let mut composed = [unit.ch].into_iter().chain(marks.iter().copied()).nfc();
                unit.typed = composed.next().unwrap_or(unit.ch);
                if composed.next().is_some() {
                    unit.flags |= Unit::STYLED;
                }
            }
            return;
        }
        if let Some(letter) = emoji::regional_letter(base) {
            return self.push(letter, letter, Class::Regional, 0, start, end);
        }
        if symbol::is_bidi(base) {
            self.found.bidi = true;
            return self.push(base, base, Class::Bidi, 0, start, end);
        }
        match symbol::mark(base) {
            Some(Mark::Ignorable) => {}
            Some(Mark::Class(class)) => self.push(base, base, class, 0, start, end),
            None if is_mark(base) => self.stray_mark(base, start, end),
            None => self.letter(base, marks, start, end),
        }
    }

    /// A mark without a letter of its own: part of a word of another script, nothing otherwise.
    fn stray_mark(&mut self, mark: char, start: u32, end: u32) {
        if self.units.last().is_some_and(|unit| unit.class == Class::Other) {
            self.push(mark, mark, Class::Other, 0, start, end);
        }
    }

    fn letter(&mut self, base: char, marks: &[char], start: u32, end: u32) {
        let upper = if base.is_uppercase() { Unit::UPPER } else { 0 };
        if marks.is_empty() && symbol::is_plain_letter(base) {
            let lower = base.to_lowercase().next().unwrap_or(base);
            if base > '\u{370}' {
                return self.push(lower, base, Class::Other, upper, start, end);
            }
            return self.lower(lower, base, upper, start, end);
        }
        let plain = symbol::enclosed_letter(base).unwrap_or(base);
        // Lower case can undo NFKC and the other way round; twice is enough.
        let composed: SmallVec<[char; 8]> = [plain].into_iter().chain(marks.iter().copied()).nfkc().collect();
        let lower: SmallVec<[char; 8]> =
            composed.iter().flat_map(|c| c.to_lowercase()).nfkc().flat_map(char::to_lowercase).collect();
        for (nth, c) in lower.into_iter().enumerate() {
            self.lower(c, if nth == 0 { base } else { c }, upper, start, end);
        }
    }

    /// One character of a letter's lower case, the letter itself being `base`.
    fn lower(&mut self, c: char, base: char, upper: u8, start: u32, end: u32) {
        if c.is_ascii() {
            let before = self.units.len();
            self.ascii(c as u8, start, end);
            let styled = base > '\u{24F}'
                && !matches!(base, '\u{1E00}'..='\u{1EFF}' | '\u{212A}' | '\u{212B}' | '\u{FB00}'..='\u{FB06}');
            for unit in &mut self.units[before..] {
                unit.flags |=
                    if unit.class == Class::Letter && styled { upper | Unit::STYLED } else { upper };
            }
        } else if let Some(letters) = fold::latin(c) {
            let styled =
                if c > '\u{24F}' && !matches!(c, '\u{1E00}'..='\u{1EFF}') { Unit::STYLED } else { 0 };
            for (nth, letter) in letters.into_iter().enumerate() {
                // A decorated letter is no accented one.
                let typed = match nth {
                    _ if styled != 0 => letter,
                    0 => c,
                    _ => '\0',
                };
                self.push(letter, typed, Class::Letter, upper | styled, start, end);
            }
        } else if let Some(mark) = symbol::mark(c) {
            if let Mark::Class(class) = mark {
                self.push(c, c, class, 0, start, end);
            }
        } else if c.is_alphabetic() && !is_mark(c) {
            self.push(c, base, Class::Other, upper, start, end);
        } else if let Some(digit) = symbol::digit(c) {
            self.push(digit, digit, Class::Digit, 0, start, end);
        } else if is_mark(c) {
            self.stray_mark(c, start, end);
        } else {
            self.push(c, c, Class::Symbol, 0, start, end);
        }
    }

    fn push(&mut self, ch: char, typed: char, class: Class, flags: u8, start: u32, end: u32) {
        self.units.push(Unit { ch, typed, class, flags, start, end });
    }
}

//! Words spelt with digits and symbols, in the place where they stand.

use smallvec::SmallVec;

use super::leet;
use super::lexicon::Lexicon;
use super::piece::{Piece, push};
use super::read::{Class, Look, Unit};
use super::split::Splitter;
use super::token::TokenKind;
use super::word;

/// Tries the run, symbols included, as one word in digits and symbols.
pub(super) fn spelt(splitter: &mut Splitter<'_>, units: &[Unit], at: usize) -> Option<usize> {
    let stands_in = |unit: &Unit| {
        matches!(unit.class, Class::Symbol | Class::Bang) && leet::is_symbol(unit.ch)
            || unit.class == Class::Apostrophe
    };
    // In the middle of «l|i|v|e»: the whole of it was no word, and a part of it is none.
    if at > 1
        && stands_in(&units[at - 1])
        && units[at - 1].class != Class::Apostrophe
        && units[at - 2].is_alphanumeric()
    {
        return None;
    }
    let longest = units[at..]
        .iter()
        .take(leet::LONGEST + 1)
        .take_while(|unit| unit.is_alphanumeric() || stands_in(unit))
        .count();
    if units[at..at + longest].iter().all(|unit| unit.is_letter() || unit.class == Class::Apostrophe) {
        return None;
    }
    let apostrophe = units[at..at + longest].iter().position(|unit| unit.class == Class::Apostrophe);
    if let Some(length) = apostrophe
        && units.get(at + length + 1).is_some_and(|next| word::is_elision(&units[at..at + length], next))
    {
        word::word(splitter, &units[at..at + length], false);
        return Some(at + length + 1);
    }
    // A sign at the end is punctuation, or a sum of money; «$» may still be a last s.
    let trimmed = |open: fn(&Unit) -> bool| {
        at + longest - units[at..at + longest].iter().rev().take_while(|unit| open(unit)).count()
    };
    let with_dollar = trimmed(|unit| !unit.is_alphanumeric() && !matches!(unit.ch, '$' | '@'));
    let without = trimmed(|unit| !unit.is_alphanumeric());
    for to in [with_dollar, without] {
        let run = &units[at..to];
        if run.iter().all(Unit::is_letter) {
            return None;
        }
        if spell(splitter, run) {
            return Some(to);
        }
        if with_dollar == without {
            break;
        }
    }
    None
}

/// Adds `run` as one word if the lexicon has it, as typed or with digits and symbols read as letters.
pub(super) fn spell(splitter: &mut Splitter<'_>, run: &[Unit]) -> bool {
    let Some(raw) = raw(run, 0) else { return false };
    let Ok(typed) = std::str::from_utf8(&raw) else { return false };
    let foreign = run.iter().any(|unit| unit.class == Class::Other);
    let letters = raw.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if letters > 0
        && !foreign
        && run.iter().all(Unit::is_alphanumeric)
        && raw.len() > 1
        && splitter.lexicon.contains(typed)
    {
        word::word(splitter, run, false);
        return true;
    }
    if raw.len() < 3 || letters == 0 || letters == raw.len() {
        return false;
    }
    if leet::is_number_with_unit(&raw) || has_age(typed, splitter.lexicon) {
        return false;
    }
    let mut out = std::mem::take(&mut splitter.scratch);
    let mut known = leet::decode(&raw, splitter.lexicon, &mut splitter.search, &mut out);
    if !known
        && foreign
        && let Some(raw) = self::raw(run, 1)
    {
        known = leet::decode(&raw, splitter.lexicon, &mut splitter.search, &mut out);
    }
    if known {
        splitter.draft.seen.leet += 1;
        let form = push(&mut splitter.draft.forms, &out);
        let mut piece = Piece::new(word::span(run), TokenKind::Word, form);
        piece.flags |= Piece::REPAIRED | word::flags_of(run) & !Piece::FOREIGN;
        piece.flags |= if out.len() == 1 { Piece::SINGLE } else { 0 };
        splitter.piece(piece);
    }
    splitter.scratch = out;
    known
}

/// «im14», «a17»: a known word and an age. «te11» is none: 11 stands for two letters more often.
fn has_age(typed: &str, lexicon: &Lexicon) -> bool {
    let stem = typed.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &typed[stem.len()..];
    number.len() == 2 && number.starts_with('1') && number != "11" && lexicon.knows(stem)
}

/// The letters, digits and symbols of a run in ASCII; `None` if one of them has no such reading.
pub(super) fn raw(run: &[Unit], reading: usize) -> Option<SmallVec<[u8; 32]>> {
    let mut raw = SmallVec::new();
    for unit in run {
        match unit.class {
            Class::Apostrophe => {}
            Class::Other => match unit.look(reading) {
                Look::Foreign => return None,
                Look::Silent => {}
                Look::Letter(letter) => raw.push(letter),
            },
            _ if unit.ch == '€' => raw.push(b'e'),
            _ => raw.push(u8::try_from(unit.ch).ok()?),
        }
    }
    Some(raw)
}

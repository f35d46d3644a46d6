//! One run of letters and digits → words and numbers.

use smallvec::SmallVec;

use super::emoji::Name;
use super::leet;
use super::named;
use super::piece::{Piece, push};
use super::read::{Class, Look, Unit};
use super::split::Splitter;
use super::stretch::{self, Stretch};
use super::token::{Span, TokenKind};

/// Words before an apostrophe that French elides before a vowel; all other apostrophes are dropped.
const ELIDED: &[&str] =
    &["l", "j", "t", "d", "c", "s", "n", "m", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Handles the run that starts at `at`; returns where to go on.
pub(super) fn run(splitter: &mut Splitter<'_>, units: &[Unit], at: usize) -> usize {
    let letters = units[at..].iter().take_while(|unit| unit.class == Class::Letter).count();
    let to = at + letters;
    match units.get(to).map(|unit| unit.class) {
        None | Some(Class::Space | Class::Newline | Class::Question | Class::Quote | Class::Emoji(_))
            if letters > 0 =>
        {
            word(splitter, &units[at..to], false);
            return to;
        }
        _ => {}
    }
    if let Some(to) = named::link(splitter, units, at) {
        return to;
    }
    if let Some(to) = spelt(splitter, units, at) {
        return to;
    }
    let to = core_end(units, at);
    parts(splitter, units, at, to)
}

/// Flag letters: a flag in pairs, a word if the lexicon knows it or if they cannot be flags.
pub(super) fn flags(splitter: &mut Splitter<'_>, units: &[Unit], at: usize) -> usize {
    let count = units[at..].iter().take_while(|unit| unit.class == Class::Regional).count();
    let run = &units[at..at + count];
    let text: String = run.iter().map(|unit| unit.ch).collect();
    if count % 2 == 1 || (count > 2 && splitter.lexicon.knows(&text)) {
        word(splitter, run, true);
    } else {
        for pair in run.chunks(2) {
            let span = span(pair);
            splitter.name(Name::Emoji, span);
        }
    }
    at + count
}

/// The end of the letters, digits and inner apostrophes from `at`.
fn core_end(units: &[Unit], at: usize) -> usize {
    let mut to = at;
    while let Some(unit) = units.get(to) {
        let inner = unit.class == Class::Apostrophe
            && to > at
            && units[to - 1].is_alphanumeric()
            && units.get(to + 1).is_some_and(Unit::is_alphanumeric);
        if !unit.is_alphanumeric() && !inner {
            break;
        }
        to += 1;
    }
    to
}

/// Tries the run, symbols included, as one word in digits and symbols.
pub(super) fn spelt(splitter: &mut Splitter<'_>, units: &[Unit], at: usize) -> Option<usize> {
    let stands_in = |unit: &Unit| {
        matches!(unit.class, Class::Symbol | Class::Bang) && leet::is_symbol(unit.ch)
            || unit.class == Class::Apostrophe
    };
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
        && units.get(at + length + 1).is_some_and(|next| is_elision(&units[at..at + length], next))
    {
        return None;
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
fn spell(splitter: &mut Splitter<'_>, run: &[Unit]) -> bool {
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
        word(splitter, run, false);
        return true;
    }
    if raw.len() < 3 || letters == 0 || letters == raw.len() {
        return false;
    }
    if leet::is_number_with_unit(&raw) {
        return false;
    }
    let mut out = std::mem::take(&mut splitter.scratch);
    let mut known = leet::decode(&raw, splitter.lexicon, &mut splitter.probes, &mut out);
    if !known
        && foreign
        && let Some(raw) = self::raw(run, 1)
    {
        known = leet::decode(&raw, splitter.lexicon, &mut splitter.probes, &mut out);
    }
    if known {
        splitter.draft.seen.leet += 1;
        let form = push(&mut splitter.draft.forms, &out);
        let mut piece = Piece::new(span(run), TokenKind::Word, form);
        piece.flags |= Piece::REPAIRED | flags_of(run) & !Piece::FOREIGN;
        splitter.piece(piece);
    }
    splitter.scratch = out;
    known
}

/// The letters, digits and symbols of a run in ASCII; `None` if one of them has no such reading.
fn raw(run: &[Unit], reading: usize) -> Option<SmallVec<[u8; 32]>> {
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

/// Splits `at..to` at elisions and between numbers and letters; returns where to go on, a decimal part included.
fn parts(splitter: &mut Splitter<'_>, units: &[Unit], at: usize, to: usize) -> usize {
    let mut start = at;
    let mut before = at;
    for middle in at..to {
        if units[middle].class != Class::Apostrophe {
            continue;
        }
        if is_elision(&units[before..middle], &units[middle + 1]) {
            part(splitter, units, start, middle);
            start = middle + 1;
        }
        before = middle + 1;
    }
    part(splitter, units, start, to)
}

fn is_elision(article: &[Unit], next: &Unit) -> bool {
    let letter = |unit: &Unit| match unit.class {
        Class::Other => {
            if let Look::Letter(letter) = unit.look(1) {
                char::from(letter)
            } else {
                unit.ch
            }
        }
        _ => unit.ch,
    };
    article.len() <= 6
        && matches!(letter(next), 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | '0'..='9')
        && ELIDED.iter().any(|elided| article.iter().map(letter).eq(elided.chars()))
}

/// A part without elision: a word, or numbers and words in turn.
fn part(splitter: &mut Splitter<'_>, units: &[Unit], at: usize, to: usize) -> usize {
    let run = &units[at..to];
    let digits = run.iter().filter(|unit| unit.class == Class::Digit).count();
    if digits == 0 {
        word(splitter, run, false);
        return to;
    }
    if digits < run.len() && spell(splitter, run) {
        return to;
    }
    let lead = run.iter().take_while(|unit| unit.class != Class::Digit).count();
    let mut from = at;
    if lead > 0 {
        let stem: String = run[..lead].iter().filter(|unit| unit.is_letter()).map(|unit| unit.ch).collect();
        if lead < 2 || !splitter.lexicon.knows(&stem) {
            // «ps5», «user123»: a name.
            word(splitter, run, false);
            return to;
        }
        word(splitter, &run[..lead], false);
        from += lead;
    }
    while from < to {
        if units[from].class == Class::Digit {
            from = number(splitter, units, from, to);
        } else if units[from].class == Class::Apostrophe {
            from += 1;
        } else {
            let end = from + units[from..to].iter().take_while(|unit| unit.class != Class::Digit).count();
            word(splitter, &units[from..end], false);
            from = end;
        }
    }
    from
}

/// A number: «14», «1,000» (one thousand), «20.50».
fn number(splitter: &mut Splitter<'_>, units: &[Unit], at: usize, limit: usize) -> usize {
    let digits = |from: usize| units[from..].iter().take_while(|unit| unit.class == Class::Digit).count();
    let mut to = at + digits(at);
    let mut form: String = units[at..to].iter().map(|unit| unit.ch).collect();
    let sign = |to: usize| units.get(to).map_or('\0', |unit| unit.ch);
    if to == limit {
        while sign(to) == ','
            && digits(to + 1) == 3
            && form.len() <= 9
            && to - at <= 11
            && !form.starts_with('0')
        {
            form.extend(units[to + 1..to + 4].iter().map(|unit| unit.ch));
            to += 4;
        }
    }
    let value = form
        .bytes()
        .fold(0_u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
    if to >= limit && matches!(sign(to), '.' | ',') && digits(to + 1) > 0 {
        let end = to + 1 + digits(to + 1);
        form.push('.');
        form.extend(units[to + 1..end].iter().map(|unit| unit.ch));
        to = end;
    }
    let single = form.len() == 1;
    let form = push(&mut splitter.draft.forms, &form);
    let mut piece = Piece::new(span(&units[at..to]), TokenKind::Number(value), form);
    piece.flags |= if single { Piece::SINGLE } else { 0 };
    splitter.piece(piece);
    to
}

/// Adds one word; its letters may be stretched or look-alikes. Apostrophes are dropped.
pub(super) fn word(splitter: &mut Splitter<'_>, run: &[Unit], repaired: bool) {
    let forms = &mut splitter.draft.forms;
    let start = forms.len();
    let (mut last, mut doubled, mut accents, mut count, mut digits) = ('\0', false, false, 0, 0);
    for unit in run.iter().filter(|unit| unit.class != Class::Apostrophe) {
        forms.push(unit.ch);
        doubled |= unit.ch == last;
        accents |= unit.ch != unit.typed && unit.class == Class::Letter;
        digits += usize::from(unit.class == Class::Digit);
        last = unit.ch;
        count += 1;
    }
    let mut piece = Piece::new(span(run), TokenKind::Word, (start as u32, forms.len() as u32));
    piece.flags |= flags_of(run) | if repaired { Piece::REPAIRED } else { 0 };
    piece.flags |= if count == 1 { Piece::SINGLE } else { 0 };
    if accents {
        let start = forms.len() as u32;
        for unit in run.iter().filter(|unit| unit.class != Class::Apostrophe && unit.typed != '\0') {
            forms.push(if unit.class == Class::Letter { unit.typed } else { unit.ch });
        }
        piece.accented = (start, forms.len() as u32);
    }
    if piece.has(Piece::FOREIGN) {
        read_foreign(splitter, run, &mut piece);
    } else if doubled && digits == 0 {
        shorten(splitter, &mut piece);
    }
    splitter.draft.seen.left_out |= count > 3 && named::is_left_out(splitter.draft.form(&piece));
    splitter.piece(piece);
}

/// Notes what a word of another script looks like.
fn read_foreign(splitter: &mut Splitter<'_>, run: &[Unit], piece: &mut Piece) {
    if run.iter().any(|unit| unit.class == Class::Letter) {
        piece.flags |= Piece::MIXED;
    }
    // With a digit in it, it is a name or no word.
    let is_word = run.iter().all(|unit| unit.class != Class::Digit);
    if is_word
        && let (Some(typed), Some(lower)) = (raw(run, 0), raw(run, 1))
        && !typed.is_empty()
    {
        piece.flags |= Piece::READABLE;
        for (reading, letters) in piece.reading.iter_mut().zip([typed, lower]) {
            let start = splitter.draft.forms.len() as u32;
            splitter.draft.forms.extend(letters.iter().map(|letter| char::from(*letter)));
            *reading = (start, splitter.draft.forms.len() as u32);
        }
    }
}

/// Shortens stretched letters of the piece.
pub(super) fn shorten(splitter: &mut Splitter<'_>, piece: &mut Piece) {
    let mut out = std::mem::take(&mut splitter.scratch);
    let word = splitter.draft.form(piece);
    let stretch = stretch::settle(word, splitter.lexicon, &mut splitter.probes, &mut out);
    if stretch != Stretch::Same {
        let accented = &splitter.draft.forms[piece.accented.0 as usize..piece.accented.1 as usize];
        let accented = stretch::follow(word, accented, &out);
        piece.form = push(&mut splitter.draft.forms, &out);
        piece.accented = accented.map_or(piece.form, |accented| push(&mut splitter.draft.forms, &accented));
        piece.flags &= !Piece::SINGLE;
        if out.len() == 1 {
            piece.flags |= Piece::SINGLE;
        }
        if stretch == Stretch::Undoubled {
            piece.flags |= Piece::REPAIRED;
        }
    }
    splitter.scratch = out;
}

fn flags_of(run: &[Unit]) -> u8 {
    let mut flags = 0;
    let (mut letters, mut upper) = (0, 0);
    let mut end = None;
    for unit in run {
        letters += usize::from(unit.is_letter());
        upper += usize::from(unit.flags & Unit::UPPER != 0);
        if unit.class == Class::Other {
            flags |= Piece::FOREIGN;
        }
        if matches!(unit.ch, 'a' | 'e' | 'i' | 'o') {
            flags |= Piece::VOWEL;
        }
        // Something invisible stood between two letters, or the letter is not what it seems.
        let apart = end.is_some_and(|end| unit.start > end);
        if apart || unit.flags & (Unit::STYLED | Unit::TURNED) != 0 {
            flags |= Piece::REPAIRED;
        }
        end = Some(unit.end);
    }
    if letters > 1 && upper == letters {
        flags |= Piece::SHOUTED;
    }
    flags
}

/// From the first to the last character of a run, in whatever order they came.
pub(super) fn span(run: &[Unit]) -> Span {
    let start = run.iter().map(|unit| unit.start).min().unwrap_or(0);
    let end = run.iter().map(|unit| unit.end).max().unwrap_or(start + 1);
    Span { start, end }
}

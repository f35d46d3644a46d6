//! One run of letters and digits → words and numbers.

use super::emoji::Name;
use super::named;
use super::piece::{Glue, Piece, push};
use super::read::{Class, Look, Unit};
use super::spell;
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
    if let Some(to) = spell::spelt(splitter, units, at) {
        return to;
    }
    let to = core_end(units, at);
    if is_apart(splitter, units, at, to) {
        // «q u'o n»: the words part at the apostrophe.
        let parts = units[at].ch == 'u' && splitter.draft.last_is("q");
        word(splitter, &units[at..=at], false);
        splitter.join(if parts { Glue::None } else { Glue::Apostrophe });
        word(splitter, &units[to - 1..to], false);
        return to;
    }
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
            && units.get(to + 1).is_some_and(Unit::is_alphanumeric)
            && (units[to - 1].is_letter() || units[to + 1].is_letter());
        if !unit.is_alphanumeric() && !inner {
            break;
        }
        to += 1;
    }
    to
}

/// Whether two letters with an apostrophe between them stand among letters typed apart: «d o n't», «t h e y'r e».
fn is_apart(splitter: &Splitter<'_>, units: &[Unit], at: usize, to: usize) -> bool {
    // Gaps of up to three signs or spaces.
    const FAR: usize = 8;
    let classes = units[at..to].iter().map(|unit| unit.class);
    if !classes.eq([Class::Letter, Class::Apostrophe, Class::Letter])
        || is_elision(&units[at..=at], &units[at + 2])
    {
        return false;
    }
    let singles =
        |pieces: &mut dyn Iterator<Item = bool>| pieces.take(2).take_while(|single| *single).count();
    let before = singles(&mut splitter.draft.pieces.iter().rev().map(|piece| piece.has(Piece::SINGLE)));
    let mut runs = units[to..].split(|unit| !unit.is_alphanumeric()).take(FAR).filter(|run| !run.is_empty());
    let after =
        singles(&mut std::iter::from_fn(|| runs.next().map(|run| run.len() == 1 && run[0].is_letter())));
    // «i'm a kid» has one on one side only. What turns out to be no letters apart becomes one word again.
    before + after > 1 && (before > 0 || splitter.draft.pieces.is_empty())
}

/// Splits `at..to` at elisions and between numbers and letters; returns where to go on, a decimal part
/// included.
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

pub(super) fn is_elision(article: &[Unit], next: &Unit) -> bool {
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
        && matches!(letter(next), 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | '0'..='9' | '@')
        && ELIDED.iter().any(|elided| {
            article.iter().map(letter).eq(elided.chars())
                // «cc'eesstt»
                || article.iter().map(letter).eq(elided.chars().flat_map(|letter| [letter; 2]))
        })
}

/// A part without elision: a word, or numbers and words in turn.
fn part(splitter: &mut Splitter<'_>, units: &[Unit], at: usize, to: usize) -> usize {
    let run = &units[at..to];
    let digits = run.iter().filter(|unit| unit.class == Class::Digit).count();
    if digits == 0 {
        word(splitter, run, false);
        return to;
    }
    if digits < run.len() && spell::spell(splitter, run) {
        return to;
    }
    let lead = run.iter().take_while(|unit| unit.class != Class::Digit).count();
    let mut from = at;
    if lead > 0 {
        let stem: String = run[..lead].iter().filter(|unit| unit.is_letter()).map(|unit| unit.ch).collect();
        let number = run[lead..].iter().take_while(|unit| unit.class == Class::Digit).count();
        if (lead < 2 && number != 2) || !splitter.lexicon.knows(&stem) {
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
        && let (Some(typed), Some(lower)) = (spell::raw(run, 0), spell::raw(run, 1))
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
    let half = stretch::half(word).filter(|half| stretch::is_plain(half, splitter.lexicon));
    let stretch = stretch::settle(word, splitter.lexicon, &mut splitter.search, &mut out);
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
            piece.flags |= Piece::REPAIRED | Piece::UNDOUBLED;
            splitter.draft.seen.undoubled += 1;
        }
    }
    if let Some(half) = half {
        piece.flags |= if stretch == Stretch::Undoubled { 0 } else { Piece::EVEN };
        piece.reading[0] = push(&mut splitter.draft.forms, &half);
    }
    splitter.scratch = out;
}

pub(super) fn flags_of(run: &[Unit]) -> u16 {
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
        let apart = unit.class == Class::Letter && end.is_some_and(|end| unit.start > end);
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

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, TokenKind, normalise};

    fn canonical(text: &str) -> String {
        normalise(text, &Lexicon::new(["send", "pic", "b4", "not", "jai", "im", "will"])).canonical()
    }

    #[test]
    fn english_contractions_join_and_french_elisions_split() {
        for (typed, words) in [
            ("don't he's I'll y'all", "dont hes ill yall"),
            ("t'as j’ai l'hôtel", "t as j ai l hotel"),
            ("qu'est-ce jusqu'à lorsqu'on", "qu est ce jusqu a lorsqu on"),
            ("aujourd'hui quelqu'un", "aujourdhui quelquun"),
            ("t'es-tu j'suis", "t es tu jsuis"),
        ] {
            assert_eq!(canonical(typed), words);
        }
    }

    #[test]
    fn numbers_and_their_units_part() {
        for (typed, words) in [
            ("14ans 18h 20h30 50k 1v1 4eC", "14 ans 18 h 20 h 30 50 k 1 v 1 4 ec"),
            ("20€ $20 £5", "20 euro dollar 20 pound 5"),
            ("im14 i14", "im 14 i14"),
            ("ps5 q1 user123 b4", "ps5 q1 user123 b4"),
            ("53nd p!c w1ll", "send pic will"),
        ] {
            assert_eq!(canonical(typed), words);
        }
    }

    #[test]
    fn a_number_has_its_value() {
        let text = normalise("14 1,000 20.50 007 99999999999", &Lexicon::default());
        let values: Vec<_> = text.tokens().iter().map(|token| token.kind).collect();
        assert_eq!(values, [14, 1000, 20, 7, u32::MAX].map(TokenKind::Number));
    }

    #[test]
    fn accents_are_kept_beside_the_form() {
        let text = normalise("Pénééééélope œuvre ok", &Lexicon::default());
        let accented: Vec<_> =
            text.tokens().iter().map(|token| (text.form(token), text.accented(token))).collect();
        assert_eq!(accented, [("penelope", "pénélope"), ("oeuvre", "œuvre"), ("ok", "ok")]);
    }

    #[test]
    fn flags_are_flags_or_letters() {
        assert_eq!(canonical("🇫🇷 🇫🇷🇬🇧"), ":emoji: :emoji: :emoji:");
        assert_eq!(canonical("🇸🇪🇳🇩 🇵🇮🇨"), "send pic");
    }

    #[test]
    fn capitals_shout_and_evasions_are_noted() {
        let text = normalise("SEND Send s\u{200B}end 𝓼𝓮𝓷𝓭 I", &Lexicon::default());
        let noted: Vec<_> = text.tokens().iter().map(|token| (token.shouted, token.repaired)).collect();
        assert_eq!(noted, [(true, false), (false, false), (false, true), (false, true), (false, false)]);
        assert!(text.is_obfuscated());
        assert!(!normalise("PLEEEASE", &Lexicon::default()).is_obfuscated());
    }
}

//! Letters typed apart: «s e n d  m e», «p.i.c», «s🔥e🔥n🔥d».

use super::leet;
use super::lexicon::Lexicon;
use super::piece::{Draft, End, Glue, Piece, push};
use super::repair::merged;
use super::segment::{Is, Part, segment};
use super::stretch;
use super::token::TokenKind;

/// Longer groups are no word that one could not know.
const LONGEST_UNKNOWN: usize = 14;
/// Groups that are longer on average are sentences, not words.
const MEAN_LENGTH: usize = 7;
/// So many letters of an unknown word, all held apart by signs, are one word all the same.
const PLAINLY_ONE: usize = 5;

/// Joins runs of single letters into words, whatever stands between the letters.
pub(super) fn join(draft: &mut Draft, lexicon: &Lexicon) {
    let pieces = ligatures_parted(draft);
    let signs = holds_signs(&pieces);
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let run = single_run(draft, &pieces[at..]).max(1);
        if run < 2 || !join_run(draft, &pieces[at..at + run], signs, lexicon, &mut kept) {
            keep(draft, &pieces[at..at + run], &mut kept);
        }
        at += run;
    }
    draft.pieces = kept;
}

/// The pieces, each «œ» that stands alone as two letters: «s œ u r».
fn ligatures_parted(draft: &mut Draft) -> Vec<Piece> {
    let pieces = std::mem::take(&mut draft.pieces);
    let is_ligature =
        |piece: &Piece| piece.span.end == piece.span.start + 1 && matches!(draft.form(piece), "oe" | "ae");
    if !pieces.iter().any(is_ligature) {
        return pieces;
    }
    let mut parted = Vec::with_capacity(pieces.len() + 1);
    for piece in pieces {
        if !is_ligature(&piece) {
            parted.push(piece);
            continue;
        }
        let (start, end) = piece.form;
        let one = |form| Piece { form, accented: form, flags: piece.flags | Piece::SINGLE, ..piece };
        parted.push(Piece { end: End::default(), ..one((start, start + 1)) });
        parted.push(Piece { glue: Glue::Apostrophe, ..one((start + 1, end)) });
    }
    parted
}

/// Keeps pieces as they are, but for letters with an apostrophe between them, or of one ligature: those are one word
/// again.
fn keep(draft: &mut Draft, pieces: &[Piece], kept: &mut Vec<Piece>) {
    for piece in pieces {
        match kept.last_mut() {
            Some(last) if piece.glue == Glue::Apostrophe => {
                let repaired = last.flags & piece.flags & Piece::REPAIRED;
                let word = [draft.form(last), draft.form(piece)].concat();
                let mut whole = merged(draft, &[*last, *piece], &word);
                whole.flags = (whole.flags & !Piece::REPAIRED) | repaired;
                *last = whole;
            }
            _ => kept.push(*piece),
        }
    }
}

/// Whether three letters somewhere are held apart by signs.
fn holds_signs(pieces: &[Piece]) -> bool {
    pieces.windows(3).any(|three| {
        three.iter().all(|piece| piece.has(Piece::SINGLE) && piece.kind == TokenKind::Word)
            && three[1..].iter().all(|piece| matches!(piece.glue, Glue::Dot | Glue::Symbol))
    })
}

/// How many pieces, from the first to the last single letter, make a run. Emoji may stand between; a question
/// ends it.
fn single_run(draft: &Draft, pieces: &[Piece]) -> usize {
    let mut length = 0;
    for (at, piece) in pieces.iter().enumerate() {
        match piece.kind {
            TokenKind::Emoji if length > 0 => {}
            _ if letter(draft, piece, 0).is_some() => length = at + 1,
            _ => break,
        }
        if piece.end.has(End::QUESTION) || piece.end.has(End::EXCLAMATION) {
            break;
        }
    }
    length
}

/// Joins the letters of a run into words, if they make words.
fn join_run(draft: &mut Draft, run: &[Piece], signs: bool, lexicon: &Lexicon, kept: &mut Vec<Piece>) -> bool {
    let singles: Vec<usize> = (0..run.len()).filter(|at| run[*at].has(Piece::SINGLE)).collect();
    let foreign = singles.iter().any(|at| run[*at].has(Piece::READABLE));
    let groups = groups(run, &singles, signs);
    let found = (0..if foreign { 2 } else { 1 }).find_map(|reading| {
        let typed: Vec<u8> = singles.iter().filter_map(|at| letter(draft, &run[*at], reading)).collect();
        let parts = by_groups(&typed, &groups, lexicon, true)
            .or_else(|| segment(&typed, lexicon).map(|parts| parts.to_vec()))
            .or_else(|| by_groups(&typed, &groups, lexicon, false))?;
        Some((typed, parts))
    });
    let Some((typed, parts)) = found else { return false };
    // «10 a.m.» is no evasion.
    let evasive = parts.iter().any(|part| part.is != Is::Number && part.length > 2);
    let mut nth = 0;
    for Part { length, is } in parts {
        let (first, last) = (singles[nth], singles[nth + length - 1]);
        let typed = &typed[nth..nth + length];
        kept.push(match is {
            _ if length == 1 => run[first],
            Is::Number => number(draft, &run[first..=last], typed),
            _ => merged(draft, &run[first..=last], &spelt(typed)),
        });
        if !evasive && let Some(word) = kept.last_mut() {
            word.flags &= !Piece::REPAIRED;
        }
        nth += length;
        // Emoji between two words stay.
        let next = singles.get(nth).copied().unwrap_or(last + 1);
        kept.extend_from_slice(&run[last + 1..next]);
    }
    true
}

/// The letter or digit that a piece is, if it is one.
fn letter(draft: &Draft, piece: &Piece, reading: usize) -> Option<u8> {
    let text = match piece.flags & (Piece::SINGLE | Piece::READABLE) {
        Piece::SINGLE => draft.form(piece),
        0 | Piece::READABLE => return None,
        _ => draft.reading(piece, reading),
    };
    match text.as_bytes() {
        [byte] => Some(*byte),
        _ => None,
    }
}

fn spelt(typed: &[u8]) -> String {
    typed.iter().map(|byte| char::from(leet::letter(*byte))).collect()
}

/// A number whose digits were typed apart.
fn number(draft: &mut Draft, parts: &[Piece], digits: &[u8]) -> Piece {
    let mut piece = merged(draft, parts, "");
    let form: String = digits.iter().map(|digit| char::from(*digit)).collect();
    piece.kind = TokenKind::Number(form.parse().unwrap_or(u32::MAX));
    piece.form = push(&mut draft.forms, &form);
    piece.accented = piece.form;
    piece
}

/// Letters that stand closer to each other than to the rest.
struct Group {
    length: usize,
    /// Held apart by dots only, or by signs in a message that holds more letters apart so: then even two letters may
    /// be a word.
    short: bool,
    /// Held apart by signs, not by spaces.
    signs: bool,
}

impl Group {
    fn new() -> Self {
        Self { length: 1, short: true, signs: true }
    }
}

/// A gap wider than the narrowest one ends a group, and so does an elision («c'e s t»).
fn groups(run: &[Piece], singles: &[usize], more_signs: bool) -> Vec<Group> {
    let gaps: Vec<(bool, Glue)> = singles
        .windows(2)
        .map(|pair| {
            let ends = run[pair[0]..pair[1]].iter().any(|piece| piece.end.any());
            let glue = run[pair[0] + 1..=pair[1]].iter().map(|piece| piece.glue).max().unwrap_or(Glue::None);
            // An emoji without a space on either side ties as a dot does.
            (ends, if pair[1] > pair[0] + 1 { glue.max(Glue::Dot) } else { glue })
        })
        .collect();
    // All signs are equally narrow.
    let width =
        |(ends, glue): (bool, Glue)| if ends { (ends, Glue::Wide) } else { (ends, glue.max(Glue::Symbol)) };
    // Beside dots or spaces, a few other signs are hyphens between words: «d.i.s-m.o.i», «s o u s-s o l».
    let count = |wanted| gaps.iter().filter(|gap| **gap == (false, wanted)).count();
    let hyphens = count(Glue::Symbol) * 3 < count(Glue::Dot).max(count(Glue::Space));
    let is_hyphen = |gap: (bool, Glue)| hyphens && gap.1 == Glue::Symbol;
    let narrowest =
        gaps.iter().copied().filter(|gap| gap.1 >= Glue::Dot && !is_hyphen(*gap)).map(width).min();
    let mut groups = vec![Group::new()];
    for gap in gaps {
        match groups.last_mut() {
            Some(group) if gap == (false, Glue::Apostrophe) => group.length += 1,
            Some(group) if Some(width(gap)) == narrowest && gap.1 != Glue::None && !is_hyphen(gap) => {
                let signs = width(gap) == (false, Glue::Symbol);
                group.length += 1;
                group.short &= gap == (false, Glue::Dot) || (signs && more_signs);
                group.signs &= signs;
            }
            _ => groups.push(Group::new()),
        }
    }
    groups
}

/// The words of the groups. If `whole`, the groups are taken to be the words, known or not, as long as half of the
/// letters are of known ones; otherwise what is no word is left as it is.
fn by_groups(typed: &[u8], groups: &[Group], lexicon: &Lexicon, whole: bool) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let (mut at, mut known, mut unknown, mut found, mut words) = (0, 0, 0, false, 0);
    let trusted = whole && are_words(typed, groups, lexicon);
    for group in groups {
        let length = group.length;
        let letters = &typed[at..at + length];
        at += length;
        let digits = letters.iter().filter(|byte| byte.is_ascii_digit()).count();
        let enough = if group.short { 2 } else { 3 };
        let is_word = length > 1 && digits < length && lexicon.knows(&spelt(letters));
        if is_word && (length >= enough || whole) {
            parts.push(Part { length, is: Is::Word });
            words += 1;
            found |= length >= enough || words > 1;
            known += length;
        } else if trusted && length > 1 && may_be_word(letters, lexicon) {
            parts.push(Part { length, is: Is::Unknown });
            unknown += length;
        } else if let Some(words) = segment(letters, lexicon) {
            parts.extend(words);
            found = true;
            known += length;
        } else if whole && length > 1 && digits == length {
            parts.push(Part { length, is: Is::Number });
        } else if length > 1 && (whole || plainly_one(group)) && may_be_word(letters, lexicon) {
            parts.push(Part { length, is: Is::Unknown });
            unknown += length;
        } else if whole && length > 1 {
            return None;
        } else {
            parts.extend(std::iter::repeat_n(Part { length: 1, is: Is::Unknown }, length));
        }
    }
    let plain = groups.iter().any(plainly_one);
    ((found && (!whole || known >= unknown)) || (!whole && plain)).then_some(parts)
}

/// Whether letters that are no known word may be an unknown one.
fn may_be_word(typed: &[u8], lexicon: &Lexicon) -> bool {
    typed.len() <= LONGEST_UNKNOWN
        && std::str::from_utf8(typed).is_ok_and(|word| stretch::is_plain(word, lexicon))
}

/// Whether the groups are as long as words, and two in three are known ones.
fn are_words(typed: &[u8], groups: &[Group], lexicon: &Lexicon) -> bool {
    let (mut at, mut long, mut known, mut letters) = (0, 0, 0, 0);
    for group in groups {
        let word = &typed[at..at + group.length];
        at += group.length;
        if group.length > 1 {
            long += 1;
            letters += group.length;
            known += usize::from(lexicon.knows(&spelt(word)));
        }
    }
    known > 1 && known * 3 >= long * 2 && letters <= long * MEAN_LENGTH
}

fn plainly_one(group: &Group) -> bool {
    group.signs && group.length >= PLAINLY_ONE
}

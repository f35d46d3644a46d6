//! What only the whole message can decide.

use smallvec::SmallVec;

use super::leet;
use super::lexicon::Lexicon;
use super::named;
use super::piece::{Draft, End, Glue, Piece, push};
use super::spaced;
use super::stretch;
use super::token::TokenKind;

/// Lexicon look-ups for these repairs.
const PROBES: u32 = 20_000;

/// Undoes the evasions that the splitter could not decide word by word.
pub(super) fn repair(draft: &mut Draft, lexicon: &Lexicon) {
    let mut probes = PROBES;
    if draft.seen.foreign {
        look_alikes(draft, lexicon, &mut probes);
    }
    if draft.seen.leet > 1 {
        short_leet(draft, lexicon, &mut probes);
    }
    if draft.seen.glued {
        glued(draft, lexicon);
    }
    if draft.seen.singles > 1 {
        letters_apart(draft, lexicon);
    }
    let seen = draft.seen;
    if seen.left_out || seen.foreign || seen.leet > 0 || seen.glued || seen.singles > 1 {
        named::merge_left_out(draft);
    }
}

/// Words in letters of other alphabets that look Latin.
///
/// A word of both alphabets that reads as a known word is Latin. In a message that is mostly Latin all such words are, and the unknown
/// ones too unless some word can only be foreign. A message without Latin is Latin in disguise if every word of it is readable
/// and half of them are known; a Russian message stays Russian.
fn look_alikes(draft: &mut Draft, lexicon: &Lexicon, probes: &mut u32) {
    for index in 0..draft.pieces.len() {
        if draft.pieces[index].has(Piece::MIXED) {
            latinise(draft, index, lexicon, probes, true);
        }
    }
    let (mut latin, mut other, mut foreign, mut readable, mut known, mut telling) = (0, 0, 0, 0, 0, false);
    for piece in draft.pieces.iter().filter(|piece| piece.kind == TokenKind::Word) {
        let form = draft.form(piece);
        latin += form.bytes().filter(u8::is_ascii_alphabetic).count();
        other += form.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
        if piece.has(Piece::FOREIGN) {
            foreign += 1;
            readable += usize::from(piece.has(Piece::READABLE));
            if let Some(word) = reading(draft, piece, lexicon, probes) {
                known += 1;
                telling |= word.len() > 2;
            }
        }
    }
    let all = readable == foreign;
    if latin > other || (all && telling && known * 2 >= foreign) {
        for index in 0..draft.pieces.len() {
            latinise(draft, index, lexicon, probes, !all);
        }
    }
}

/// The known word that a readable foreign piece looks like.
fn reading(draft: &Draft, piece: &Piece, lexicon: &Lexicon, probes: &mut u32) -> Option<String> {
    if !piece.has(Piece::READABLE) {
        return None;
    }
    let mut out = String::new();
    piece.reading.iter().find_map(|(start, end)| {
        let letters = &draft.forms[*start as usize..*end as usize];
        stretch::known(letters, lexicon, probes, &mut out).then(|| out.clone())
    })
}

/// Turns a readable piece into Latin letters.
fn latinise(draft: &mut Draft, index: usize, lexicon: &Lexicon, probes: &mut u32, only_known: bool) {
    let piece = draft.pieces[index];
    if !piece.has(Piece::READABLE) {
        return;
    }
    let word = match reading(draft, &piece, lexicon, probes) {
        Some(word) => word,
        None if only_known => return,
        None => {
            let word = &draft.forms[piece.reading[0].0 as usize..piece.reading[0].1 as usize];
            let mut out = String::new();
            let word = word.to_owned();
            match stretch::settle(&word, lexicon, probes, &mut out) {
                stretch::Stretch::Same => word,
                _ => out,
            }
        }
    };
    draft.rewrite(index, &word);
    let piece = &mut draft.pieces[index];
    piece.flags &= !(Piece::FOREIGN | Piece::READABLE | Piece::MIXED | Piece::SINGLE);
    piece.flags |= Piece::REPAIRED | if word.len() == 1 { Piece::SINGLE } else { 0 };
}

/// «m3», «y0», «1f» beside longer words in digits; bare numbers only if there is no vowel left to type.
fn short_leet(draft: &mut Draft, lexicon: &Lexicon, probes: &mut u32) {
    let vowels = draft.pieces.iter().any(|piece| piece.has(Piece::VOWEL));
    let mut out = String::new();
    let mut kept: Vec<Piece> = Vec::with_capacity(draft.pieces.len());
    let pieces = std::mem::take(&mut draft.pieces);
    let mut at = 0;
    while let Some(mut piece) = pieces.get(at).copied() {
        at += 1;
        let mut raw: SmallVec<[u8; 8]> = draft.form(&piece).bytes().take(8).collect();
        let mut whole = piece;
        let mut used = 0;
        let alone = |piece: Option<&Piece>| piece.is_none_or(|piece| piece.glue != Glue::None);
        if let TokenKind::Number(_) = piece.kind
            && let Some(next) = pieces.get(at)
            && !alone(Some(next))
            && next.kind == TokenKind::Word
            && alone(pieces.get(at + 1))
            && !piece.end.any()
        {
            raw.extend(draft.form(next).bytes().take(4));
            whole.absorb(next);
            used = 1;
        }
        let digits = raw.iter().filter(|byte| byte.is_ascii_digit()).count();
        let short = raw.len() == 2 && digits == 1 && alone(pieces.get(at + used));
        // Two digits may be an age.
        let bare = !vowels
            && used == 0
            && digits == raw.len()
            && alone(pieces.get(at))
            && piece.glue != Glue::None
            && (raw.len() != 2 || raw[0] > b'2');
        if (short || bare)
            && raw.is_ascii()
            && !matches!(piece.kind, TokenKind::Emoji | TokenKind::Media)
            && (!vowels || !leet::is_number_with_unit(&raw))
            && leet::decode(&raw, lexicon, probes, &mut out)
        {
            piece = whole;
            piece.kind = TokenKind::Word;
            piece.form = push(&mut draft.forms, &out);
            piece.accented = piece.form;
            piece.flags = (piece.flags | Piece::REPAIRED) & !Piece::SINGLE;
            piece.flags |= if out.len() == 1 { Piece::SINGLE } else { 0 };
            at += used;
        }
        kept.push(piece);
    }
    draft.pieces = kept;
}

/// Words cut by a symbol or an emoji without a space: «se.nd», «se🙂nd».
fn glued(draft: &mut Draft, lexicon: &Lexicon) {
    let pieces = std::mem::take(&mut draft.pieces);
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let run = cut_word(&pieces[at..]);
        let words = || pieces[at..at + run].iter().filter(|piece| piece.kind != TokenKind::Emoji);
        let all_single = words().all(|piece| piece.has(Piece::SINGLE));
        if run > 1 && !all_single {
            let word: String = words().map(|piece| draft.form(piece)).collect();
            let emoji = words().count() < run;
            let unknown = words().any(|piece| !lexicon.knows(draft.form(piece)));
            if word.len() > 2 && (emoji || unknown) && lexicon.knows(&word) {
                kept.push(merged(draft, &pieces[at..at + run], &word));
                at += run;
                continue;
            }
        }
        kept.push(pieces[at]);
        at += 1;
    }
    draft.pieces = kept;
}

/// How many pieces, from the first, may be one word that was cut.
fn cut_word(pieces: &[Piece]) -> usize {
    const MOST: usize = 16;
    let mut length = 0;
    let mut emoji = false;
    for (at, piece) in pieces.iter().enumerate().take(MOST) {
        let tied = match piece.glue {
            _ if at == 0 => true,
            Glue::None => emoji || piece.kind == TokenKind::Emoji,
            Glue::Dot | Glue::Symbol => true,
            Glue::Space | Glue::Wide => false,
        };
        match piece.kind {
            TokenKind::Word if tied => length = at + 1,
            TokenKind::Emoji if tied && at > 0 => {}
            _ => break,
        }
        emoji = piece.kind == TokenKind::Emoji;
    }
    length
}

/// Runs of single letters, whatever stands between them; again until nothing changes, as new words make new neighbours.
fn letters_apart(draft: &mut Draft, lexicon: &Lexicon) {
    const MOST: usize = 8;
    for round in 0..MOST {
        let pieces = std::mem::take(&mut draft.pieces);
        let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
        let mut at = 0;
        while at < pieces.len() {
            let run = single_run(&pieces[at..]).max(1);
            if run < 2 || !join_letters(draft, &pieces[at..at + run], lexicon, &mut kept) {
                kept.extend_from_slice(&pieces[at..at + run]);
            }
            at += run;
        }
        let changed = kept.len() != pieces.len();
        draft.pieces = kept;
        if !changed && round > 0 {
            break;
        }
        // From the second round on, only sentence ends are wider than the rest: what the canonical form keeps.
        for piece in &mut draft.pieces {
            piece.glue = Glue::Space;
        }
    }
}

/// How many pieces, from the first to the last single letter, make a run. Emoji may stand between; a question ends it.
fn single_run(pieces: &[Piece]) -> usize {
    let mut length = 0;
    for (at, piece) in pieces.iter().enumerate() {
        match piece.kind {
            TokenKind::Emoji if length > 0 => {}
            _ if piece.has(Piece::SINGLE) => length = at + 1,
            _ => break,
        }
        if piece.end.has(End::QUESTION) || piece.end.has(End::EXCLAMATION) {
            break;
        }
    }
    length
}

/// Joins the letters of a run into words, if they make words.
fn join_letters(draft: &mut Draft, run: &[Piece], lexicon: &Lexicon, kept: &mut Vec<Piece>) -> bool {
    let singles: Vec<usize> = (0..run.len()).filter(|at| run[*at].has(Piece::SINGLE)).collect();
    let mut letters = Vec::with_capacity(singles.len());
    for at in &singles {
        match draft.form(&run[*at]).as_bytes() {
            [letter] => letters.push(if letter.is_ascii_digit() { digit_letter(*letter) } else { *letter }),
            _ => return false,
        }
    }
    let digits = singles.iter().any(|at| run[*at].kind != TokenKind::Word);
    let groups = groups(run, &singles);
    let lengths = by_groups(&letters, &groups, lexicon, true)
        .or_else(|| spaced::segment(&letters, lexicon).map(|lengths| lengths.to_vec()))
        .or_else(|| by_groups(&letters, &groups, lexicon, false));
    let Some(lengths) = lengths else { return false };
    if digits && letters.len() < 3 * lengths.len() {
        return false;
    }
    let mut nth = 0;
    for length in lengths {
        let (first, last) = (singles[nth], singles[nth + length - 1]);
        let word = String::from_utf8(letters[nth..nth + length].to_vec()).unwrap_or_default();
        kept.push(if length == 1 { run[first] } else { merged(draft, &run[first..=last], &word) });
        nth += length;
        // Emoji between two words stay.
        let next = singles.get(nth).copied().unwrap_or(last + 1);
        kept.extend_from_slice(&run[last + 1..next]);
    }
    true
}

/// Letters that stand closer to each other than to the rest.
struct Group {
    length: usize,
    /// Held apart by dots only: then even two letters may be a word.
    dotted: bool,
}

/// A gap wider than the narrowest one ends a group.
fn groups(run: &[Piece], singles: &[usize]) -> Vec<Group> {
    let gaps: Vec<(bool, Glue)> = singles
        .windows(2)
        .map(|pair| {
            let ends = run[pair[0]..pair[1]].iter().any(|piece| piece.end.any());
            let glue = run[pair[0] + 1..=pair[1]].iter().map(|piece| piece.glue).max();
            (ends, glue.unwrap_or(Glue::None))
        })
        .collect();
    // All signs are equally narrow.
    let width =
        |(ends, glue): (bool, Glue)| if ends { (ends, Glue::Wide) } else { (ends, glue.max(Glue::Symbol)) };
    let narrowest = gaps.iter().copied().map(width).min();
    let mut groups = vec![Group { length: 1, dotted: true }];
    for gap in gaps {
        match groups.last_mut() {
            Some(group) if Some(width(gap)) == narrowest => {
                group.length += 1;
                group.dotted &= gap == (false, Glue::Dot);
            }
            _ => groups.push(Group { length: 1, dotted: true }),
        }
    }
    groups
}

/// The words of the groups. If `whole`, every group must be one or split into some; otherwise the rest is left as it is.
fn by_groups(letters: &[u8], groups: &[Group], lexicon: &Lexicon, whole: bool) -> Option<Vec<usize>> {
    let mut lengths = Vec::new();
    let mut at = 0;
    let mut found = false;
    for group in groups {
        let word = &letters[at..at + group.length];
        let text = std::str::from_utf8(word).unwrap_or_default();
        at += group.length;
        let enough = if group.dotted { 2 } else { 3 };
        if group.length >= enough && lexicon.knows(text) {
            lengths.push(group.length);
            found = true;
        } else if let Some(words) = spaced::segment(word, lexicon) {
            lengths.extend(words);
            found = true;
        } else if whole && group.length > 1 && lexicon.knows(text) {
            // Two letters beside longer words.
            lengths.push(group.length);
        } else if !whole || group.length == 1 {
            lengths.extend(std::iter::repeat_n(1, group.length));
        } else {
            return None;
        }
    }
    found.then_some(lengths)
}

fn digit_letter(digit: u8) -> u8 {
    match digit {
        b'0' => b'o',
        b'1' => b'i',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        b'7' => b't',
        b'8' => b'b',
        b'9' => b'g',
        other => other,
    }
}

/// One piece instead of several.
fn merged(draft: &mut Draft, parts: &[Piece], word: &str) -> Piece {
    let mut piece = parts[0];
    for next in &parts[1..] {
        piece.absorb(next);
    }
    // «S. E. N. D. me»: the last full stop is one of the others.
    if parts.iter().all(|part| part.end == End::PERIOD) {
        piece.end = End::default();
    }
    piece.kind = TokenKind::Word;
    piece.form = push(&mut draft.forms, word);
    piece.accented = piece.form;
    piece.flags =
        (piece.flags | Piece::REPAIRED) & !(Piece::SINGLE | Piece::FOREIGN | Piece::READABLE | Piece::MIXED);
    piece
}

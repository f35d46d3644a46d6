//! Letters typed apart: «s e n d  m e», «p.i.c», «s🔥e🔥n🔥d».

use smallvec::SmallVec;

use super::leet;
use super::lexicon::Lexicon;
use super::piece::{Draft, End, Glue, Piece};
use super::repair::merged;
use super::token::TokenKind;

/// Joins runs of single letters into words, whatever stands between the letters.
pub(super) fn join(draft: &mut Draft, lexicon: &Lexicon) {
    let pieces = std::mem::take(&mut draft.pieces);
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let run = single_run(draft, &pieces[at..]).max(1);
        if run < 2 || !join_run(draft, &pieces[at..at + run], lexicon, &mut kept) {
            kept.extend_from_slice(&pieces[at..at + run]);
        }
        at += run;
    }
    draft.pieces = kept;
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
fn join_run(draft: &mut Draft, run: &[Piece], lexicon: &Lexicon, kept: &mut Vec<Piece>) -> bool {
    let singles: Vec<usize> = (0..run.len()).filter(|at| run[*at].has(Piece::SINGLE)).collect();
    let foreign = singles.iter().any(|at| run[*at].has(Piece::READABLE));
    let digits = singles.iter().any(|at| run[*at].kind != TokenKind::Word);
    let groups = groups(run, &singles);
    let words = (0..if foreign { 2 } else { 1 }).find_map(|reading| {
        let letters: Vec<u8> = singles.iter().filter_map(|at| letter(draft, &run[*at], reading)).collect();
        let lengths = by_groups(&letters, &groups, lexicon, true)
            .or_else(|| segment(&letters, lexicon).map(|lengths| lengths.to_vec()))
            .or_else(|| by_groups(&letters, &groups, lexicon, false))?;
        // Single digits are numbers more often than letters.
        (!digits || letters.len() >= 3 * lengths.len()).then_some((letters, lengths))
    });
    let Some((letters, lengths)) = words else { return false };
    // «10 a.m.» is no evasion.
    let evasive = lengths.iter().any(|length| *length > 2);
    let mut nth = 0;
    for length in lengths {
        let (first, last) = (singles[nth], singles[nth + length - 1]);
        let word = String::from_utf8(letters[nth..nth + length].to_vec()).unwrap_or_default();
        kept.push(match length {
            1 => run[first],
            _ => merged(draft, &run[first..=last], &word),
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

/// The letter that a piece stands for, if it is one letter or digit.
fn letter(draft: &Draft, piece: &Piece, reading: usize) -> Option<u8> {
    let text = match piece.flags & (Piece::SINGLE | Piece::READABLE) {
        Piece::SINGLE => draft.form(piece),
        0 | Piece::READABLE => return None,
        _ => draft.reading(piece, reading),
    };
    match text.as_bytes() {
        [byte] => Some(leet::letter(*byte)),
        _ => None,
    }
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

/// The words of the groups. If `whole`, every group must be one or split into some; otherwise the rest is
/// left as it is.
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
        } else if let Some(words) = segment(word, lexicon) {
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

/// Splits `letters` into words of the lexicon.
///
/// Returns the lengths of the pieces, or `None` if that is no good reading: long words must make up nearly
/// all of it. Words count by the square of their length, so that «send» beats «s», «end».
fn segment(letters: &[u8], lexicon: &Lexicon) -> Option<SmallVec<[usize; 16]>> {
    let longest = lexicon.longest().min(24);
    let mut best: Vec<(u32, usize)> = Vec::with_capacity(letters.len() + 1);
    best.push((0, 0));
    for end in 1..=letters.len() {
        // A single letter stands alone, known or not.
        let mut choice = (best[end - 1].0, 1);
        for length in 2..=longest.min(end) {
            let word = std::str::from_utf8(&letters[end - length..end]).unwrap_or_default();
            let score = best[end - length].0 + (length * length) as u32;
            if score > choice.0 && lexicon.knows(word) {
                choice = (score, length);
            }
        }
        best.push(choice);
    }
    let mut lengths = SmallVec::new();
    let mut end = letters.len();
    while end > 0 {
        let length = best[end].1;
        lengths.push(length);
        end -= length;
    }
    lengths.reverse();
    is_convincing(&lengths).then_some(lengths)
}

/// Three letters in four belong to words of two or more, one of them of three or more; two letters a piece on
/// average.
fn is_convincing(lengths: &[usize]) -> bool {
    let total: usize = lengths.iter().sum();
    let inside: usize = lengths.iter().filter(|length| **length > 1).sum();
    lengths.iter().any(|length| *length > 2) && inside * 4 >= total * 3 && total >= 2 * lengths.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segmented(letters: &str) -> Option<Vec<&str>> {
        let lexicon = Lexicon::new(["send", "end", "me", "a", "pic", "i", "ya", "ta", "photo", "ton"]);
        let lengths = segment(letters.as_bytes(), &lexicon)?;
        let mut rest = letters;
        let mut words = Vec::new();
        for length in lengths {
            let (word, after) = rest.split_at(length);
            words.push(word);
            rest = after;
        }
        Some(words)
    }

    #[test]
    fn long_words_win() {
        assert_eq!(segmented("sendmeapic"), Some(vec!["send", "me", "a", "pic"]));
        assert_eq!(segmented("taphoto"), Some(vec!["ta", "photo"]));
    }

    #[test]
    fn short_words_and_unknown_letters_are_left_apart() {
        assert_eq!(segmented("yata"), None, "two short words are no evidence");
        assert_eq!(segmented("xyz"), None);
        assert_eq!(segmented("xqrtpic"), None, "too much of it is unknown");
    }
}

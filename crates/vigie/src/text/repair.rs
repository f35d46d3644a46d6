//! What only the whole message can decide.

use smallvec::SmallVec;

use super::alphabet;
use super::leet;
use super::lexicon::{Lexicon, Rank, Search};
use super::named;
use super::piece::{Draft, End, Glue, Piece, push};
use super::spaced;
use super::stretch;
use super::token::TokenKind;

/// Undoes the evasions that the splitter could not decide word by word.
///
/// New words make new neighbours and another majority, so the repairs are repeated until nothing changes;
/// from the second round on they see only what the canonical form keeps.
pub(super) fn repair(draft: &mut Draft, lexicon: &Lexicon, text: &str) {
    const ROUNDS: usize = 8;
    let seen = draft.seen;
    if seen.undoubled > 0 {
        undouble(draft);
    }
    let seen = draft.seen;
    if !(seen.foreign || seen.leet > 0 || seen.glued || seen.singles > 1 || seen.left_out) {
        return;
    }
    let mut search = Search::new(text);
    for round in 0..ROUNDS {
        let pieces = draft.pieces.len();
        let mut changed = seen.foreign && alphabet::latinise(draft, lexicon, &mut search);
        if round == 0 && seen.leet > 1 {
            short_leet(draft, lexicon, &mut search);
        }
        if round == 0 && seen.leet > 1 {
            split_leet(draft, lexicon, &mut search);
        }
        if round == 0 && seen.glued {
            glued(draft, lexicon);
        }
        spaced::join(draft, lexicon);
        changed |= draft.pieces.len() != pieces;
        if round > 0 && !changed {
            break;
        }
        for piece in &mut draft.pieces {
            piece.glue = Glue::Space;
        }
    }
    named::merge_left_out(draft);
}

/// «uu», «nnoobbooddyy»: where most words were typed with every letter twice, the others were too.
fn undouble(draft: &mut Draft) {
    let words = || draft.pieces.iter().filter(|piece| piece.kind == TokenKind::Word);
    let doubled = words().filter(|piece| piece.has(Piece::UNDOUBLED | Piece::EVEN)).count();
    if doubled * 3 < words().count() * 2 {
        return;
    }
    for index in 0..draft.pieces.len() {
        let piece = &mut draft.pieces[index];
        if !piece.has(Piece::EVEN) {
            continue;
        }
        piece.form = piece.reading[0];
        piece.accented = piece.form;
        piece.flags |= Piece::REPAIRED;
        if piece.form.1 - piece.form.0 == 1 {
            piece.flags |= Piece::SINGLE;
            draft.seen.singles += 1;
        }
        let piece = *piece;
        draft.seen.left_out |= named::is_left_out(draft.form(&piece));
    }
}

/// «m3», «y0», «1f» beside longer words in digits; bare numbers only if there is no vowel left to type.
fn short_leet(draft: &mut Draft, lexicon: &Lexicon, search: &mut Search<'_>) {
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
            && leet::decode(&raw, lexicon, search, &mut out)
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

/// «7h15», «d17», «5ay» beside two words in digits or more: the most common words are words, not times and sums.
fn split_leet(draft: &mut Draft, lexicon: &Lexicon, search: &mut Search<'_>) {
    const LONGEST: usize = 8;
    let pieces = std::mem::take(&mut draft.pieces);
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut out = String::new();
    let mut at = 0;
    while at < pieces.len() {
        // Not across an apostrophe.
        let tied = |pair: &&[Piece]| {
            pair[1].glue == Glue::None
                && pair[1].span.start == pair[0].span.end
                && matches!(pair[1].kind, TokenKind::Number(_) | TokenKind::Word)
        };
        let run = &pieces[at..=at + pieces[at..].windows(2).take_while(tied).count()];
        at += run.len();
        let raw: String = run.iter().map(|piece| draft.form(piece)).collect();
        let raw = raw.as_bytes();
        let starts = raw.first().copied().unwrap_or_default();
        let digits = raw.iter().filter(|byte| byte.is_ascii_digit()).count();
        // «f17», «m15»: who one is.
        let age = matches!(starts, b'a' | b'b' | b'f' | b'g' | b'h' | b'i' | b'm') && digits + 1 == raw.len();
        let whole = run[..run.len() - 1].iter().all(|piece| !piece.end.any());
        let is_word = whole
            && run.len() > 1
            && (3..=LONGEST).contains(&raw.len())
            && digits > 0
            && !age
            && leet::decode(raw, lexicon, search, &mut out)
            && lexicon
                .rank(&out, search.language(lexicon))
                .is_some_and(|fit| !fit.foreign && fit.rank <= Rank::Asked);
        if is_word || (whole && leet::has_inner_digits(raw) && unknown(raw, lexicon, &mut out)) {
            let mut whole = merged(draft, run, &out);
            whole.flags &= !Piece::SINGLE;
            kept.push(whole);
        } else {
            kept.extend_from_slice(run);
        }
    }
    draft.pieces = kept;
}

/// Spells a word that the lexicon does not know: «j4l0us3e».
fn unknown(raw: &[u8], lexicon: &Lexicon, out: &mut String) -> bool {
    out.clear();
    out.extend(raw.iter().map(|byte| char::from(leet::letter(*byte))));
    stretch::is_plain(out, lexicon)
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
            // «jal😂ousee»: nothing of it is a word by itself.
            let debris = emoji
                && unknown
                && word.len() > 3
                && words().all(|piece| draft.form(piece).len() < 3 || !lexicon.knows(draft.form(piece)))
                && stretch::is_plain(&word, lexicon);
            if word.len() > 2 && (((emoji || unknown) && lexicon.knows(&word)) || debris) {
                let mut whole = merged(draft, &pieces[at..at + run], &word);
                if run == 2 && pieces[at + 1].glue == Glue::Symbol {
                    // «week-end», «don;t»: no evasion.
                    whole.flags &= !Piece::REPAIRED;
                    whole.flags |= (pieces[at].flags | pieces[at + 1].flags) & Piece::REPAIRED;
                }
                kept.push(whole);
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
            Glue::None | Glue::Apostrophe => emoji || piece.kind == TokenKind::Emoji,
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

/// One piece instead of several.
pub(super) fn merged(draft: &mut Draft, parts: &[Piece], word: &str) -> Piece {
    let mut piece = parts[0];
    for next in &parts[1..] {
        piece.absorb(next);
    }
    // «S. E. N. D. me»: the last full stop is one of the others.
    if parts.iter().all(|part| matches!(part.end, End::PERIOD | End::LINE)) {
        piece.end = End::default();
    }
    piece.kind = TokenKind::Word;
    piece.form = push(&mut draft.forms, word);
    piece.accented = piece.form;
    piece.flags =
        (piece.flags | Piece::REPAIRED) & !(Piece::SINGLE | Piece::FOREIGN | Piece::READABLE | Piece::MIXED);
    piece
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, normalise};

    fn canonical(text: &str) -> String {
        let words =
            ["send", "me", "to", "if", "you", "a", "pic", "photo", "email", "weekend", "week", "end", "now"];
        normalise(text, &Lexicon::new(words)).canonical()
    }

    #[test]
    fn short_words_in_digits_need_longer_ones_beside_them() {
        assert_eq!(canonical("53nd m3 p1c n0w"), "send me pic now");
        assert_eq!(canonical("1f y0u 53nd m3"), "if you send me");
        assert_eq!(canonical("m3 t0"), "m3 t0");
        assert_eq!(canonical("send 4 photos"), "send 4 photos", "a number beside plain words");
        assert_eq!(canonical("53nd m3 4 p1c"), "send me a pic", "no vowel typed as one");
        assert_eq!(canonical("53nd m3 14 p1c"), "send me 14 pic", "an age stays an age");
    }

    #[test]
    fn everyday_words_beside_single_letters_stay() {
        let canonical =
            |text| normalise(text, &Lexicon::new(["ima", "im", "a", "kid", "dont", "send"])).canonical();
        assert_eq!(canonical("i'm a kid too"), "im a kid too");
        assert_eq!(canonical("d o n't s e n d"), "dont send");
    }

    #[test]
    fn words_doubled_throughout_are_halved_with_the_rest() {
        assert_eq!(canonical("iiff yyoouu sseenndd KKyyllee"), "if you send kyle");
        assert_eq!(canonical("aa photo mm"), "aa photo mm");
    }

    #[test]
    fn cut_words_are_joined() {
        assert_eq!(canonical("se🙂nd me a p.ic"), "send me a pic");
        assert_eq!(canonical("send🙂me week-end e-mail"), "send :smile: me week end email");
        assert!(!normalise("e-mail", &Lexicon::new(["email"])).is_obfuscated());
    }

    #[test]
    fn the_span_of_a_joined_word_covers_all_of_it() {
        let text = normalise("ok s e n d now", &Lexicon::new(["send"]));
        let token = text.tokens()[1];
        assert_eq!((text.form(&token), token.span.start, token.span.end), ("send", 3, 10));
        assert!(token.repaired);
    }
}

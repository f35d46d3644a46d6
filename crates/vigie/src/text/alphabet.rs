//! Letters of other alphabets that look Latin: «ѕеnd».

use super::lexicon::{Lexicon, Search};
use super::piece::{Draft, Piece};
use super::stretch::{self, Stretch};
use super::token::TokenKind;

/// Words in letters of other alphabets that look Latin.
///
/// A word of both alphabets that reads as a known word is Latin. In a message that is mostly Latin all known
/// words are. A message without Latin is Latin in disguise if every word of it is readable and half of them
/// are known. Unknown words follow if there was a disguise and no word can only be foreign; a Russian message
/// stays Russian.
pub(super) fn latinise(draft: &mut Draft, lexicon: &Lexicon, search: &mut Search<'_>) -> bool {
    let mut changed = false;
    let mut mixed = false;
    for index in 0..draft.pieces.len() {
        if draft.pieces[index].has(Piece::MIXED) {
            mixed = true;
            changed |= rewrite(draft, index, lexicon, search, true);
        }
    }
    let (mut latin, mut other, mut foreign, mut readable) = (0, 0, 0, 0);
    for piece in draft.pieces.iter().filter(|piece| piece.kind == TokenKind::Word) {
        let form = draft.form(piece);
        latin += form.bytes().filter(u8::is_ascii_alphabetic).count();
        other += form.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
        foreign += usize::from(piece.has(Piece::FOREIGN));
        readable += usize::from(piece.has(Piece::READABLE));
    }
    let all = readable == foreign;
    if readable == 0 || (latin <= other && !all) {
        return changed;
    }
    let (mut known, mut telling) = (0, false);
    for piece in &draft.pieces {
        if let Some(word) = reading(draft, piece, lexicon, search) {
            known += 1;
            telling |= word.len() > 2;
        }
    }
    if latin > other || (all && telling && known * 2 >= foreign) {
        let only_known = !(all && (mixed || known > 0));
        for index in 0..draft.pieces.len() {
            changed |= rewrite(draft, index, lexicon, search, only_known);
        }
    }
    changed
}

/// The known word that a readable foreign piece looks like.
fn reading(draft: &Draft, piece: &Piece, lexicon: &Lexicon, search: &mut Search<'_>) -> Option<String> {
    if !piece.has(Piece::READABLE) {
        return None;
    }
    let mut out = String::new();
    (0..2).find_map(|nth| {
        stretch::known(draft.reading(piece, nth), lexicon, search, &mut out).then(|| out.clone())
    })
}

/// Turns a readable piece into Latin letters.
fn rewrite(
    draft: &mut Draft,
    index: usize,
    lexicon: &Lexicon,
    search: &mut Search<'_>,
    only_known: bool,
) -> bool {
    let piece = draft.pieces[index];
    if !piece.has(Piece::READABLE) {
        return false;
    }
    let word = match reading(draft, &piece, lexicon, search) {
        Some(word) => word,
        None if only_known => return false,
        None => {
            let word = draft.reading(&piece, 0).to_owned();
            let mut out = String::new();
            match stretch::settle(&word, lexicon, search, &mut out) {
                Stretch::Same => word,
                _ => out,
            }
        }
    };
    draft.rewrite(index, &word);
    let piece = &mut draft.pieces[index];
    piece.flags &= !(Piece::FOREIGN | Piece::READABLE | Piece::MIXED | Piece::SINGLE);
    piece.flags |= Piece::REPAIRED | if word.len() == 1 { Piece::SINGLE } else { 0 };
    true
}

#[cfg(test)]
mod tests {
    use super::super::{Letters, Lexicon, NormalText, normalise};

    fn read(text: &str) -> NormalText {
        normalise(text, &Lexicon::new(["send", "me", "a", "pic", "photo", "he"]))
    }

    #[test]
    fn disguised_words_are_latin() {
        for (typed, canonical) in [
            ("ѕеnd mе а рiс", "send me a pic"),
            ("send а photo", "send a photo"),
            ("рһото", "photo"),
            ("ѕеηԁ mε", "send me"),
            ("ꓢꓰꓠꓓ me", "send me"),
            ("ѕ е n d", "send"),
        ] {
            assert_eq!(read(typed).canonical(), canonical);
        }
    }

    #[test]
    fn other_languages_stay_what_they_are() {
        for text in
            ["не", "привет как дела", "γεια σου τι κανεις", "مرحبا كيف حالك", "שלום", "你好", "он не сказал"]
        {
            let normal = read(text);
            assert_eq!(normal.canonical(), text);
            assert!(!normal.is_obfuscated() && normal.letters().latin == 0, "{text}");
        }
    }

    #[test]
    fn both_languages_in_one_message() {
        let text = read("Привет! send me a pic");
        assert_eq!(text.canonical(), "привет ! send me a pic");
        assert_eq!(text.letters(), Letters { latin: 10, other: 6 });
    }
}

//! What a letter looks like in plain ASCII.

use smallvec::SmallVec;
use unicode_normalization::char::decompose_compatible;

use super::read::{Class, Look, Unit, Window, read};

/// Folds one word of a pattern or the key of an alias the way messages are folded: NFKC, lower case, accents
/// off, apostrophes and invisible characters dropped.
///
/// Look-alikes become Latin only in a word that has Latin letters too: a Russian pack keeps its words.
pub fn fold_word(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut units: Vec<Unit> = Vec::with_capacity(word.len());
    read(Window::of(word).head, 0, &mut units);
    let latin = units.iter().any(|unit| unit.class == Class::Letter);
    units
        .iter()
        .filter(|unit| !matches!(unit.class, Class::Apostrophe | Class::Bidi))
        .map(|unit| match unit.look(0) {
            Look::Letter(letter) if latin && unit.class == Class::Other => char::from(letter),
            _ => unit.ch,
        })
        .collect()
}

/// The ASCII letters that a Latin letter stands for: `é` → `e`, `œ` → `oe`, `ᴀ` → `a`. Expects lower case.
pub(super) fn latin(c: char) -> Option<SmallVec<[char; 2]>> {
    let pair = |a, b| Some(SmallVec::from_buf([a, b]));
    let one = |a| Some(SmallVec::from_elem(a, 1));
    match c {
        'a'..='z' => return one(c),
        'æ' | 'ᴁ' => return pair('a', 'e'),
        'œ' | 'ɶ' => return pair('o', 'e'),
        'ß' => return pair('s', 's'),
        'þ' => return pair('t', 'h'),
        'ĳ' => return pair('i', 'j'),
        _ => {}
    }
    // The letters of French and its neighbours are here, not because NFKD lacks them, but because they are
    // common.
    let plain = match c {
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'ø' | 'ɵ' | 'ɔ' | 'ᴏ' | 'ⱺ' => 'o',
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ƌ' | 'ᴅ' => 'd',
        'ħ' | 'ʜ' | 'ɦ' | 'ɥ' | 'ⱨ' => 'h',
        'î' | 'ï' | 'í' | 'ì' | 'ı' | 'ɪ' | 'ɨ' | 'ɩ' => 'i',
        'ȷ' | 'ɉ' | 'ᴊ' | 'ʝ' => 'j',
        'ĸ' | 'ƙ' | 'ᴋ' | 'ʞ' => 'k',
        'ł' | 'ƚ' | 'ɫ' | 'ʟ' | 'ɭ' | 'ⱡ' => 'l',
        'ñ' | 'ŋ' | 'ƞ' | 'ɲ' | 'ɴ' | 'ɳ' => 'n',
        'ŧ' | 'ƭ' | 'ʈ' | 'ᴛ' | 'ʇ' | 'ⱦ' => 't',
        'ƀ' | 'ɓ' | 'ʙ' | 'ƃ' => 'b',
        'ç' | 'ƈ' | 'ᴄ' | 'ȼ' | 'ɕ' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ɛ' | 'ə' | 'ǝ' | 'ᴇ' | 'ɘ' | 'ɇ' => 'e',
        'ƒ' | 'ꜰ' => 'f',
        'ɠ' | 'ɡ' | 'ɢ' | 'ǥ' => 'g',
        'ᴍ' | 'ɯ' | 'ɱ' => 'm',
        'ƥ' | 'ᴘ' => 'p',
        'ɋ' | 'ꞯ' | 'ʠ' => 'q',
        'ɍ' | 'ʀ' | 'ɹ' | 'ɾ' | 'ɼ' | 'ʁ' => 'r',
        'ʂ' | 'ꜱ' | 'ȿ' | 'ſ' => 's',
        'û' | 'ù' | 'ü' | 'ú' | 'ʉ' | 'ᴜ' | 'ʊ' => 'u',
        'ʋ' | 'ᴠ' | 'ʌ' => 'v',
        'ᴡ' | 'ʍ' | 'ⱳ' => 'w',
        'ÿ' | 'ý' | 'ɏ' | 'ƴ' | 'ʏ' | 'ʎ' => 'y',
        'ƶ' | 'ȥ' | 'ᴢ' | 'ʐ' | 'ʑ' => 'z',
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' | 'ɑ' | 'ɐ' | 'ᴀ' | 'ⱥ' => 'a',
        _ => {
            let mut base = None;
            decompose_compatible(c, |part| base = base.or(Some(part)));
            base.filter(char::is_ascii_lowercase)?
        }
    };
    one(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_patterns_fold() {
        assert_eq!(fold_word("Émile"), "emile");
        assert_eq!(fold_word("cœur"), "coeur");
        assert_eq!(fold_word("Straße"), "strasse");
        assert_eq!(fold_word("don't"), "dont");
        assert_eq!(fold_word("aujourd\u{2019}hui"), "aujourdhui");
        assert_eq!(fold_word("2day"), "2day");
        assert_eq!(fold_word("ｐｉｃ"), "pic");
        assert_eq!(fold_word("s\u{435}nd"), "send");
        assert_eq!(fold_word("привет"), "привет", "a Russian pattern stays Russian");
    }
}

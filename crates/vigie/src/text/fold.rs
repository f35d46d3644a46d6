//! What a letter looks like in plain ASCII.

use smallvec::SmallVec;
use unicode_normalization::char::{decompose_canonical, decompose_compatible};
use unicode_security::confusable_detection::skeleton;

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

/// The ASCII letter that a letter of another script is taken for, in lower case. Capital and small letters
/// look different (Greek Η and η).
pub(super) fn look_alike(c: char) -> Option<u8> {
    if let Some(letter) = familiar(c) {
        return Some(letter);
    }
    // Our own table says all there is to say of Russian, and nothing in these alphabets, syllables and
    // ideographs looks like a Latin letter to those who read them. The general table is ten times as slow.
    let alphabet = matches!(c, 'А'..='я' | 'א'..='ת' | 'ء'..='ي');
    if alphabet || matches!(c, '\u{3040}'..='\u{A48F}' | '\u{AC00}'..='\u{D7FF}' | '\u{20000}'..='\u{3FFFF}')
    {
        return None;
    }
    let mut base = None;
    decompose_canonical(c, |part| base = base.or(Some(part)));
    let c = base.unwrap_or(c);
    if let Some(letter) = familiar(c) {
        return Some(letter);
    }
    let mut encoded = [0; 4];
    let mut prototype = skeleton(c.encode_utf8(&mut encoded)).filter(|part| part.is_alphabetic());
    let (Some(first), None) = (prototype.next(), prototype.next()) else { return None };
    let mut lower = first.to_lowercase();
    let (Some(first), None) = (lower.next(), lower.next()) else { return None };
    let letters = latin(first)?;
    if letters.len() == 1 { u8::try_from(letters[0]).ok() } else { None }
}

/// The look-alikes people use most, where the Unicode table of confusables is silent or means another letter:
/// it asks whether two letters can be mistaken for each other, people ask whether a word can still be read.
fn familiar(c: char) -> Option<u8> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' | 'Λ' | 'Δ' | 'Ѧ' | 'ѧ' => b'a',
        'в' | 'В' | 'ь' | 'Ь' | 'β' | 'Β' | 'ъ' => b'b',
        'с' | 'С' | 'ϲ' | 'ς' | 'Ϲ' => b'c',
        'ԁ' | 'Ԁ' | 'δ' => b'd',
        'е' | 'Е' | 'є' | 'Є' | 'э' | 'Э' | 'ε' | 'Ε' | 'Σ' | 'Ξ' | 'ξ' => b'e',
        'ғ' | 'Ғ' => b'f',
        'н' | 'Н' | 'һ' | 'Һ' | 'Η' | 'հ' => b'h',
        'і' | 'І' | 'ι' | 'Ι' | 'Ӏ' | 'ӏ' => b'i',
        'ј' | 'Ј' | 'ϳ' => b'j',
        'к' | 'К' | 'κ' | 'Κ' | 'қ' | 'Қ' => b'k',
        'λ' => b'l',
        'м' | 'М' | 'Μ' => b'm',
        'п' | 'П' | 'и' | 'И' | 'η' | 'Ν' | 'π' | 'Π' | 'ո' => b'n',
        'о' | 'О' | 'ο' | 'Ο' | 'σ' | 'θ' | 'Θ' | 'ө' | 'Ө' | 'φ' | 'Φ' | 'Ω' | 'օ' | 'Օ' => {
            b'o'
        }
        'р' | 'Р' | 'ρ' | 'Ρ' => b'p',
        'ԛ' | 'Ԛ' => b'q',
        'г' | 'Г' | 'Γ' | 'я' | 'Я' => b'r',
        'ѕ' | 'Ѕ' => b's',
        'т' | 'Т' | 'τ' | 'Τ' => b't',
        'υ' | 'μ' | 'ս' => b'u',
        'ν' | 'ѵ' | 'Ѵ' => b'v',
        'ԝ' | 'Ԝ' | 'ш' | 'Ш' | 'ω' => b'w',
        'х' | 'Х' | 'χ' | 'Χ' => b'x',
        'у' | 'У' | 'ү' | 'Ү' | 'γ' | 'Υ' => b'y',
        'ζ' | 'Ζ' => b'z',
        _ => return None,
    })
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

    #[test]
    fn letters_of_other_scripts_look_latin() {
        for (typed, letter) in [('а', b'a'), ('Η', b'h'), ('η', b'n'), ('ꓢ', b's'), ('Ꭰ', b'd'), ('Տ', b's')]
        {
            assert_eq!(look_alike(typed).map(char::from), Some(char::from(letter)), "{typed}");
        }
        for typed in ['ж', '中', 'ю', '한', 'ψ'] {
            assert_eq!(look_alike(typed), None, "{typed}");
        }
    }
}

//! Letters of other scripts that are taken for Latin ones.

use unicode_normalization::char::decompose_canonical;

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
    general(c)
}

/// What Unicode's table of confusables says of a letter. The test below makes the file from that table, which would be
/// half a megabyte in every program.
fn general(c: char) -> Option<u8> {
    let place = GENERAL.partition_point(|entry| entry >> 8 < u32::from(c));
    GENERAL.get(place).filter(|entry| *entry >> 8 == u32::from(c)).map(|entry| *entry as u8)
}

/// Letters in order, each followed by the one it is taken for.
const PAIRS: &[u8] = include_bytes!("look_alikes.txt");
/// By letter, the one it is taken for in the lowest byte.
static GENERAL: [u32; count()] = entries();

const fn count() -> usize {
    let (mut at, mut count) = (0, 0);
    while at < PAIRS.len() {
        count += matches!(PAIRS[at], b' ' | b'\n') as usize;
        at += 1;
    }
    count
}

const fn entries() -> [u32; count()] {
    let mut entries = [0; count()];
    let (mut at, mut number) = (0, 0);
    while number < entries.len() {
        // A letter in UTF-8: how many bytes follow the first tells how many of its bits count.
        let first = PAIRS[at] as u32;
        let more = (first >= 0xC0) as usize + (first >= 0xE0) as usize + (first >= 0xF0) as usize;
        let mut letter = if more == 0 { first } else { first & (0x3F >> more) };
        let mut byte = 0;
        while byte < more {
            at += 1;
            letter = letter << 6 | (PAIRS[at] & 0x3F) as u32;
            byte += 1;
        }
        entries[number] = letter << 8 | PAIRS[at + 1] as u32;
        at += 3;
        number += 1;
    }
    entries
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
    use unicode_security::confusable_detection::skeleton;

    use super::super::fold::latin;
    use super::*;

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

    /// What the general table makes of a letter.
    fn of_unicode(c: char) -> Option<u8> {
        let mut encoded = [0; 4];
        let mut prototype = skeleton(c.encode_utf8(&mut encoded)).filter(|part| part.is_alphabetic());
        let (Some(first), None) = (prototype.next(), prototype.next()) else { return None };
        let mut lower = first.to_lowercase();
        let (Some(first), None) = (lower.next(), lower.next()) else { return None };
        let letters = latin(first)?;
        if letters.len() == 1 { u8::try_from(letters[0]).ok() } else { None }
    }

    /// `cargo xtask golden` writes the file anew.
    #[test]
    fn the_file_says_what_the_general_table_says() {
        const PER_LINE: usize = 24;
        let asked = |c: &char| {
            let mut base = None;
            decompose_canonical(*c, |part| base = base.or(Some(part)));
            base == Some(*c) && familiar(*c).is_none()
        };
        let pairs: Vec<String> = ('\0'..=char::MAX)
            .filter(asked)
            .filter_map(|c| of_unicode(c).map(|letter| format!("{c}{}", char::from(letter))))
            .collect();
        let lines: Vec<String> = pairs.chunks(PER_LINE).map(|pairs| pairs.join(" ") + "\n").collect();
        if std::env::var_os("VIGIE_BLESS").is_some_and(|value| value == "1") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/look_alikes.txt");
            std::fs::write(path, lines.concat()).expect("the file can be written");
        } else {
            assert!(lines.concat().as_bytes() == PAIRS, "look_alikes.txt is out of date: cargo xtask golden");
        }
        for c in '\0'..=char::MAX {
            assert_eq!(general(c), of_unicode(c).filter(|_| asked(&c)), "{c}");
        }
    }
}

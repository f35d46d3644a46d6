//! Digits and symbols that stand in for letters: «p1c», «53nd», «$end».

use smallvec::SmallVec;

use super::lexicon::{Fit, Lexicon, Search};
use super::stretch;

/// Longer runs are no word.
pub(super) const LONGEST: usize = 48;

/// What may follow a number without making a word of it.
const UNITS: &[&str] = &[
    "h", "hr", "hrs", "min", "mins", "mn", "s", "sec", "secs", "j", "m", "km", "cm", "mm", "kg", "g", "l",
    "k", "yo", "y", "yr", "yrs", "an", "ans", "mois", "am", "pm", "th", "e", "er", "ere", "eme", "ieme",
    "de", "x", "d", "p", "go", "gb", "mo", "mb", "eur", "euro", "euros", "ft", "lb", "lbs",
];

/// The word that `raw` spells: folded letters with digits and symbols between them.
///
/// It must be a word of the lexicon, stretched at most.
pub(super) fn decode(raw: &[u8], lexicon: &Lexicon, search: &mut Search<'_>, out: &mut String) -> bool {
    if raw.len() > LONGEST || search.left == 0 {
        return false;
    }
    let forks = raw.iter().filter(|byte| letters(**byte).1.is_some()).count().min(3);
    let mut spelt = String::with_capacity(raw.len());
    let mut found = String::new();
    let language = search.language(lexicon);
    let mut best: Option<Fit> = None;
    // First all alike («fi11e»), then mixed; spelt in full before stretched («fi11e» is «fille», not «fiiie»).
    let all = (1_u32 << forks) - 1;
    let masks: SmallVec<[u32; 8]> = [0, all].into_iter().chain(1..all).take(1 << forks).collect();
    for stretched in [false, true] {
        for mask in &masks {
            spelt.clear();
            let mut fork = 0;
            for byte in raw {
                let (usual, other) = letters(*byte);
                let chosen = match other {
                    Some(other) => {
                        fork += 1;
                        if mask & (1 << (fork - 1).min(31)) != 0 { other } else { usual }
                    }
                    None => usual,
                };
                spelt.push(char::from(chosen));
            }
            if stretched {
                if !stretch::known(&spelt, lexicon, search, &mut found) {
                    continue;
                }
            } else if search.spend() {
                found.clone_from(&spelt);
            }
            let fit = lexicon.rank(&found, language);
            if fit.is_some() && (best.is_none() || fit < best) {
                best = fit;
                out.clone_from(&found);
            }
        }
        if best.is_some() {
            break;
        }
    }
    best.is_some()
}

/// The letter a character stands for in the first place; itself if for none.
pub(super) fn letter(byte: u8) -> u8 {
    letters(byte).0
}

/// The letter a character stands for, and the other one it may stand for; itself if for none.
fn letters(byte: u8) -> (u8, Option<u8>) {
    match byte {
        b'0' => (b'o', None),
        b'1' | b'!' => (b'i', Some(b'l')),
        b'2' => (b'z', None),
        b'3' => (b'e', None),
        b'4' | b'@' => (b'a', None),
        b'5' | b'$' => (b's', None),
        b'6' => (b'g', Some(b'b')),
        b'7' | b'+' => (b't', None),
        b'8' => (b'b', None),
        b'9' => (b'g', None),
        b'|' => (b'l', Some(b'i')),
        other => (other, None),
    }
}

/// Whether a character stands in for a letter inside a word. The euro sign is passed on as `e`.
pub(super) fn is_symbol(c: char) -> bool {
    matches!(c, '@' | '$' | '!' | '|' | '+' | '€')
}

/// Whether a run begins with a letter, has a digit between two letters and no more digits than letters: no number, no
/// name with a number behind it.
pub(super) fn has_inner_digits(raw: &[u8]) -> bool {
    const SHORTEST: usize = 4;
    const LONGEST: usize = 16;
    let letters = raw.iter().filter(|byte| byte.is_ascii_lowercase()).count();
    let digits = raw.iter().filter(|byte| byte.is_ascii_digit()).count();
    let first = raw.iter().position(u8::is_ascii_digit);
    let last = raw.iter().rposition(u8::is_ascii_lowercase);
    (SHORTEST..=LONGEST).contains(&raw.len())
        && letters + digits == raw.len()
        && digits <= letters
        && raw[0].is_ascii_lowercase()
        && first < last
        && first.is_some()
}

/// «14ans», «18h», «20h30», «1v1», «4ec», «3rd», «50k»: a number, whatever else its letters could spell.
pub(super) fn is_number_with_unit(raw: &[u8]) -> bool {
    let parts: SmallVec<[&[u8]; 4]> = raw.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()).collect();
    let [number, unit, rest @ ..] = parts.as_slice() else { return false };
    if !number[0].is_ascii_digit() || !unit[0].is_ascii_alphabetic() {
        return false;
    }
    // «01d» is no number of days, «08h» is a time.
    if number.len() > 1 && number[0] == b'0' && *unit != b"h" {
        return false;
    }
    let last = number[number.len() - 1];
    match (*unit, rest) {
        (b"h", [minutes]) => minutes.len() == 2 && minutes[0] < b'6',
        (b"v" | b"x", [other]) => other.len() == number.len(),
        (_, [_, ..]) => false,
        (b"st", _) => last == b'1',
        (b"nd" | b"nde", _) => last == b'2',
        (b"rd", _) => last == b'3',
        // A school class: «4eC», «5eB».
        ([b'e', b'a'..=b'h'], _) if number.len() == 1 && (b'3'..=b'6').contains(&last) => true,
        _ => UNITS.iter().any(|known| known.as_bytes() == *unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &str) -> Option<String> {
        let lexicon =
            Lexicon::new(["send", "pic", "how", "photo", "sos", "sec", "will", "list", "please", "live"]);
        let mut out = String::new();
        decode(raw.as_bytes(), &lexicon, &mut Search::new(""), &mut out).then_some(out)
    }

    #[test]
    fn words_in_digits() {
        for (typed, word) in [
            ("53nd", "send"),
            ("p1c", "pic"),
            ("p!c", "pic"),
            ("h0w", "how"),
            ("ph0+0", "photo"),
            ("w1ll", "will"),
            ("wi11", "will"),
            ("1i5t", "list"),
            ("pl3333ase", "please"),
            ("p1c5", "pics"),
            ("11v3", "live"),
        ] {
            assert_eq!(decoded(typed).as_deref(), Some(word), "{typed}");
        }
    }

    #[test]
    fn numbers_with_units_are_numbers() {
        for typed in
            ["14ans", "18h", "14yo", "5eme", "3pm", "1v1", "50k", "20h30", "50s", "5ec", "3rd", "1st"]
        {
            assert!(is_number_with_unit(typed.as_bytes()), "{typed}");
        }
        assert!(!is_number_with_unit(b"53nd"), "53 has no second");
        assert!(!is_number_with_unit(b"ps5"));
        assert!(!is_number_with_unit(b"7h3"));
    }
}

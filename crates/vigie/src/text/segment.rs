//! Letters without gaps → words: «sendmeapic», «onyourown».

use smallvec::SmallVec;

use super::leet;
use super::lexicon::{Hash, Lexicon, Rank, rank_in};
use super::stretch;

/// Longer words are not looked for.
const LONGEST: usize = 24;

// The costs of a word, by hand: a word costs about as much as it is rare, so that few and common words win; «on your
// own» over «ony our own», «today» over «to day», «and i» over «andi».
const COMMON: u32 = 4;
const COMMON_PAIR: u32 = 5;
const VOWEL: u32 = 4;
const CONSONANT: u32 = 6;
const RARE_LETTER: u32 = 10;
const SHORT: u32 = 8;
const LONG: u32 = 7;
const SPELLING: u32 = 14;
/// A word of another language than the rest.
const STRANGER: u32 = 8;
/// An s that makes a word one that the lexicon does not list; more for short words («tu es» over «tues»).
const PLURAL: u32 = 1;
const SHORT_PLURAL: u32 = 4;
/// A digit that is read as a letter.
const DIGIT: u32 = 3;
const NUMBER: u32 = 8;
/// What no word covers: once, and for each letter.
const UNKNOWN: u32 = 10;
const UNKNOWN_LETTER: u32 = 4;

/// A part of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) length: usize,
    pub(super) is: Is,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Word,
    Number,
    Unknown,
}

pub(super) type Parts = SmallVec<[Part; 16]>;

/// Splits letters and digits into words of the lexicon, numbers, and what is left between them; `None` if that is no
/// good reading: long words must make up nearly all of it.
pub(super) fn segment(typed: &[u8], lexicon: &Lexicon) -> Option<Parts> {
    let (_, parts) = (0..lexicon.languages())
        .map(|language| cheapest(typed, lexicon, language))
        .min_by_key(|(cost, _)| *cost)?;
    is_convincing(&parts).then_some(parts)
}

/// The cheapest way to one place: its cost, and the length and nature of its last part.
#[derive(Clone, Copy)]
struct Way {
    cost: u32,
    last: Part,
}

fn cheapest(typed: &[u8], lexicon: &Lexicon, language: u32) -> (u32, Parts) {
    let nowhere = Way { cost: u32::MAX, last: Part { length: 0, is: Is::Word } };
    // To each place: the best way that ends in a word or a number, and the best that ends in unknown letters.
    let mut ways = vec![[nowhere; 2]; typed.len() + 1];
    ways[0][0].cost = 0;
    for start in 0..typed.len() {
        let [known, unknown] = ways[start];
        let here = known.cost.min(unknown.cost);
        let opened = Way {
            cost: known.cost.saturating_add(UNKNOWN + UNKNOWN_LETTER),
            last: Part { length: 1, is: Is::Unknown },
        };
        let prolonged = Way {
            cost: unknown.cost.saturating_add(UNKNOWN_LETTER),
            last: Part { length: unknown.last.length + 1, is: Is::Unknown },
        };
        ways[start + 1][1] = if opened.cost <= prolonged.cost { opened } else { prolonged };
        let mut reach = |length: usize, cost: u32, is: Is| {
            let way = Way { cost: here.saturating_add(cost), last: Part { length, is } };
            let best = &mut ways[start + length][0];
            if way.cost < best.cost || (way.cost == best.cost && length > best.last.length) {
                *best = way;
            }
        };
        let digits = typed[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && (start == 0 || !typed[start - 1].is_ascii_digit()) {
            reach(digits, NUMBER, Is::Number);
        }
        let (mut hash, mut stem, mut spelt, mut before) = (Hash::new(), 0, 0, 0);
        for (byte, length) in typed[start..].iter().zip(1..=LONGEST.min(lexicon.longest())) {
            let letter = leet::letter(*byte);
            spelt += if byte.is_ascii_digit() { DIGIT } else { 0 };
            hash = hash.then(letter);
            let ranks = lexicon.ranks(hash);
            let vowel = matches!(letter, b'a' | b'i' | b'o' | b'u' | b'y');
            if spelt < DIGIT * length as u32 || length == 1 {
                let plural = length > 3 && letter == b's' && before != b's';
                let cost = price(ranks, language, length, vowel);
                let more = if length < 5 { SHORT_PLURAL } else { PLURAL };
                let many =
                    price(if plural { stem } else { 0 }, language, length, vowel).map(|cost| cost + more);
                let cost = cost.into_iter().chain(many).min();
                if let Some(cost) = cost {
                    reach(length, cost + spelt, Is::Word);
                }
            }
            (stem, before) = (ranks, letter);
        }
    }
    let mut parts = Parts::new();
    let mut place = typed.len();
    let mut cost = 0;
    while place > 0 {
        let [known, unknown] = ways[place];
        let way = if known.cost <= unknown.cost { known } else { unknown };
        cost = cost.max(way.cost);
        parts.push(way.last);
        place -= way.last.length;
    }
    parts.reverse();
    (cost, whole(parts, typed, lexicon))
}

/// Takes unknown letters apart that would not be read as one word.
fn whole(parts: Parts, typed: &[u8], lexicon: &Lexicon) -> Parts {
    let mut at = 0;
    let mut out = Parts::new();
    for part in parts {
        let letters = &typed[at..at + part.length];
        at += part.length;
        let plain = || std::str::from_utf8(letters).is_ok_and(|word| stretch::is_plain(word, lexicon));
        if part.is == Is::Unknown && part.length > 1 && !plain() {
            out.extend(std::iter::repeat_n(Part { length: 1, is: Is::Unknown }, part.length));
        } else {
            out.push(part);
        }
    }
    out
}

/// What a word of these ranks costs; `None` if there is none.
fn price(ranks: u64, language: u32, length: usize, vowel: bool) -> Option<u32> {
    if ranks == 0 {
        return None;
    }
    let own = rank_in(ranks, language);
    let rank = own.or_else(|| (0..4).filter_map(|language| rank_in(ranks, language)).min())?;
    let cost = match rank {
        Rank::Common if length > 2 => COMMON,
        Rank::Common if length == 2 => COMMON_PAIR,
        Rank::Common if vowel => VOWEL,
        Rank::Common => CONSONANT,
        Rank::Spelling => SPELLING,
        _ if length == 1 => RARE_LETTER,
        _ if length < 6 => SHORT,
        _ => LONG,
    };
    Some(if own.is_some() { cost } else { cost + STRANGER })
}

/// Three letters in four belong to words of two or more, one of them of three or more; two letters a part on average.
fn is_convincing(parts: &[Part]) -> bool {
    let lettered = || parts.iter().filter(|part| part.is != Is::Number);
    let total: usize = lettered().map(|part| part.length).sum();
    let words = || parts.iter().filter(|part| part.is == Is::Word && part.length > 1);
    let inside: usize = words().map(|part| part.length).sum();
    words().any(|part| part.length > 2) && inside * 4 >= total * 3 && total >= 2 * lettered().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let mut lexicon = Lexicon::default();
        for word in ["on", "your", "own", "me", "a", "i", "and", "to", "my", "old", "years"] {
            lexicon.insert(word, 0, Rank::Common);
        }
        for word in ["send", "end", "pic", "our", "today", "day", "photo", "ton", "sister"] {
            lexicon.insert(word, 0, Rank::Word);
        }
        lexicon.insert("andi", 1, Rank::Word);
        lexicon.insert("ya", 1, Rank::Word);
        lexicon.insert("ta", 1, Rank::Common);
        lexicon.insert("ur", 0, Rank::Spelling);
        lexicon
    }

    fn segmented(letters: &str) -> Option<Vec<&str>> {
        let parts = segment(letters.as_bytes(), &lexicon())?;
        let mut rest = letters;
        let mut words = Vec::new();
        for part in parts {
            let (word, after) = rest.split_at(part.length);
            words.push(word);
            rest = after;
        }
        Some(words)
    }

    #[test]
    fn few_and_common_words_win() {
        assert_eq!(segmented("sendmeapic"), Some(vec!["send", "me", "a", "pic"]));
        assert_eq!(segmented("onyourown"), Some(vec!["on", "your", "own"]));
        assert_eq!(segmented("todayandiend"), Some(vec!["today", "and", "i", "end"]));
        assert_eq!(segmented("taphoto"), Some(vec!["ta", "photo"]));
    }

    #[test]
    fn unknown_words_between_known_ones_stay_whole() {
        assert_eq!(segmented("sendmyphotokylie"), None, "a third of it is unknown");
        assert_eq!(segmented("sendmysisterkylephotos"), Some(vec!["send", "my", "sister", "kyle", "photos"]));
    }

    #[test]
    fn digits_are_numbers_or_letters() {
        assert_eq!(segmented("i13yearsold"), Some(vec!["i", "13", "years", "old"]));
        assert_eq!(segmented("s3ndmeaph0to"), Some(vec!["s3nd", "me", "a", "ph0to"]));
    }

    #[test]
    fn short_words_and_unknown_letters_are_left_apart() {
        assert_eq!(segmented("yata"), None, "two short words are no evidence");
        assert_eq!(segmented("xyz"), None);
        assert_eq!(segmented("xqrtpic"), None, "too much of it is unknown");
    }
}

//! Stretched words: «seeend», «plsssss», «sseenndd».

use smallvec::SmallVec;

use super::lexicon::{Fit, Lexicon, Search};

/// Beyond this many stretched letters, only all single, all double, and all single but one are tried.
const FREE_RUNS: usize = 5;

/// Final letters that are doubled for emphasis more often than by spelling.
const EMPHATIC: &[u8] = b"aiouykcdhv";

/// What became of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Nothing to do.
    Same,
    /// Some letters were typed too often.
    Shortened,
    /// All were: nobody types that in passing.
    Undoubled,
}

/// Shortens the letters of an ASCII `word` that were typed too often, into `out`.
///
/// Runs of three or more become two or one, whichever the lexicon knows, two first («good» before «god»).
/// Doubled letters become one only if the lexicon knows the result and not the word, and half of the letters
/// are doubled, or an emphatic last one. A word the lexicon does not know either way keeps one letter of each
/// long run.
pub(super) fn settle(word: &str, lexicon: &Lexicon, search: &mut Search<'_>, out: &mut String) -> Stretch {
    let runs = runs(word);
    if runs.iter().all(|(_, length)| *length < 2) {
        return Stretch::Same;
    }
    let long = runs.iter().any(|(byte, length)| *length > 2 && byte.is_ascii_alphabetic());
    if lexicon.knows(word) {
        return Stretch::Same;
    }
    if find(&runs, lexicon, search, out) {
        return if out.as_str() == word {
            Stretch::Same
        } else if runs.len() > 1 && runs.iter().all(|(_, length)| *length > 1) {
            Stretch::Undoubled
        } else {
            Stretch::Shortened
        };
    }
    if !long {
        return Stretch::Same;
    }
    let keep = if runs.len() == 1 { 2 } else { 1 };
    write(&runs, out, |_, length| if length > 2 { keep } else { length });
    // With fewer letters in question, more spellings of it are tried.
    let short = out.clone();
    if settle(&short, lexicon, search, out) == Stretch::Same {
        out.clear();
        out.push_str(&short);
    }
    Stretch::Shortened
}

/// Whether a word would be read as it stands: letters only, none of them typed too often.
pub(super) fn is_plain(word: &str, lexicon: &Lexicon) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
        && settle(word, lexicon, &mut Search::new(""), &mut String::new()) == Stretch::Same
}

/// Half of a word of which every letter was typed twice.
pub(super) fn half(word: &str) -> Option<String> {
    let runs = runs(word);
    let doubled = runs.iter().all(|(byte, length)| byte.is_ascii_alphabetic() && length % 2 == 0);
    doubled.then(|| {
        let mut out = String::with_capacity(word.len() / 2);
        write(&runs, &mut out, |_, length| length / 2);
        out
    })
}

/// Finds a word of the lexicon that `word` is a stretched spelling of; `word` itself first.
pub(super) fn known(word: &str, lexicon: &Lexicon, search: &mut Search<'_>, out: &mut String) -> bool {
    if search.spend() && lexicon.knows(word) {
        out.clear();
        out.push_str(word);
        return true;
    }
    let runs = runs(word);
    runs.iter().any(|(_, length)| *length > 1) && find(&runs, lexicon, search, out)
}

/// Shortens `accented` the way `word` became `short`; `None` if they have not the same letters.
pub(super) fn follow(word: &str, accented: &str, short: &str) -> Option<String> {
    if word == accented || accented.chars().count() != word.len() {
        return None;
    }
    let letters: SmallVec<[char; 32]> = accented.chars().collect();
    let mut at = 0;
    let mut out = String::with_capacity(accented.len());
    for ((_, typed), (_, kept)) in runs(word).iter().zip(&runs(short)) {
        out.extend(letters[at..at + typed].iter().take(*kept));
        at += typed;
    }
    Some(out)
}

type Runs = SmallVec<[(u8, usize); 32]>;

fn runs(word: &str) -> Runs {
    let mut runs = Runs::new();
    for byte in word.bytes() {
        match runs.last_mut() {
            Some((last, length)) if *last == byte => *length += 1,
            _ => runs.push((byte, 1)),
        }
    }
    runs
}

fn find(runs: &Runs, lexicon: &Lexicon, search: &mut Search<'_>, out: &mut String) -> bool {
    if runs.len() > lexicon.longest() || search.left == 0 {
        return false;
    }
    // «mmeeeett»: every letter twice.
    if runs.len() > 1 && runs.iter().all(|(byte, length)| byte.is_ascii_alphabetic() && length % 2 == 0) {
        write(runs, out, |_, length| length / 2);
        if search.spend() && lexicon.knows(out) {
            return true;
        }
    }
    let stretched = runs.iter().filter(|(byte, length)| *length > 1 && byte.is_ascii_alphabetic()).count();
    // «appelee» and «address» have two doubled letters by spelling.
    let throughout = stretched > 1 && stretched * 2 >= runs.len();
    let is_free = |at: usize| {
        let (byte, length) = runs[at];
        let last = at + 1 == runs.len() && runs.len() > 1 && EMPHATIC.contains(&byte);
        byte.is_ascii_alphabetic() && (length > 2 || (length == 2 && (throughout || last)))
    };
    let free: SmallVec<[usize; 32]> = (0..runs.len()).filter(|at| is_free(*at)).collect();
    if free.is_empty() {
        return false;
    }
    let mut masks: SmallVec<[u32; 32]> = if free.len() > FREE_RUNS {
        // All double, all single, or all single but one.
        (0..free.len().min(31)).map(|bit| !(1 << bit)).chain([0, u32::MAX]).collect()
    } else {
        (0..1 << free.len()).collect()
    };
    // A word of the message's language and a common one first; of those alike, the one with fewest changes, but for the
    // last vowel: that is the one that emphasis adds to («placeee» is «place», not «placee»).
    let is_last = |at: &usize| at + 1 == runs.len() && runs[*at].1 > 2 && b"aeiou".contains(&runs[*at].0);
    let last = free.iter().position(is_last).map_or(0, |bit| 1 << bit.min(31));
    masks.sort_by_key(|mask| ((mask & !last).count_ones(), mask & last == 0));
    let choose = |mask: u32, out: &mut String| {
        write(runs, out, |at, length| match free.iter().position(|run| *run == at) {
            Some(bit) if mask & (1 << bit.min(31)) != 0 => 1,
            Some(_) => 2,
            None => length,
        });
    };
    let language = search.language(lexicon);
    let mut best: Option<(Fit, u32)> = None;
    for mask in masks {
        choose(mask, out);
        if !search.spend() {
            break;
        }
        let Some(fit) = lexicon.rank(out, language) else { continue };
        if best.is_none_or(|(known, _)| fit < known) {
            best = Some((fit, mask));
        }
    }
    best.is_some_and(|(_, mask)| {
        choose(mask, out);
        true
    })
}

fn write(runs: &Runs, out: &mut String, length_of: impl Fn(usize, usize) -> usize) {
    out.clear();
    for (at, (byte, length)) in runs.iter().enumerate() {
        let kept = if byte.is_ascii_alphabetic() { length_of(at, *length) } else { *length };
        for _ in 0..kept {
            out.push(char::from(*byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(word: &str) -> (String, Stretch) {
        let lexicon = Lexicon::new(["send", "good", "pls", "oui", "happy", "me", "off", "u"]);
        let mut out = String::new();
        let stretch = settle(word, &lexicon, &mut Search::new(""), &mut out);
        (if stretch == Stretch::Same { word.to_owned() } else { out }, stretch)
    }

    #[test]
    fn the_lexicon_chooses_one_or_two() {
        for (typed, word) in [
            ("seeend", "send"),
            ("gooood", "good"),
            ("plsssss", "pls"),
            ("ouiiiii", "oui"),
            ("happyyy", "happy"),
            ("offff", "off"),
            ("uuuu", "u"),
        ] {
            assert_eq!(settled(typed), (word.to_owned(), Stretch::Shortened));
        }
    }

    #[test]
    fn doubled_throughout() {
        assert_eq!(settled("sseenndd"), ("send".to_owned(), Stretch::Undoubled));
        assert_eq!(settled("mmee"), ("me".to_owned(), Stretch::Undoubled));
    }

    #[test]
    fn ordinary_doubles_stay() {
        for word in ["happy", "off", "bees", "lee", "seend", "senndme", "222", "a1111"] {
            assert_eq!(settled(word), (word.to_owned(), Stretch::Same));
        }
    }

    #[test]
    fn unknown_words_keep_one_letter() {
        assert_eq!(settled("kylieeeee").0, "kylie");
        assert_eq!(settled("hmmmm").0, "hm");
        assert_eq!(settled("mmmm").0, "mm", "one letter would be another word");
    }
}

//! The words the packs know.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Words the packs know; helps to undo ambiguous evasions.
///
/// «p1c» could be *pic* or *plc*: the lexicon decides. It holds folded words (see
/// [`fold_word`](super::fold_word)), the keys of aliases included («b4», «2day», «u»), and never changes what
/// a plainly typed word means.
#[derive(Clone, Default)]
pub struct Lexicon {
    words: HashSet<Box<str>, BuildHasherDefault<Fnv>>,
    longest: usize,
}

impl Lexicon {
    /// A lexicon of these folded words.
    pub fn new<I, S>(words: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let words: HashSet<Box<str>, _> = words
            .into_iter()
            .filter(|word| !word.as_ref().is_empty())
            .map(|word| word.as_ref().into())
            .collect();
        let longest = words.iter().map(|word| word.len()).max().unwrap_or(0);
        Self { words, longest }
    }

    /// Whether `word`, folded, is one of the words.
    pub fn contains(&self, word: &str) -> bool {
        word.len() <= self.longest && self.words.contains(word)
    }

    /// Whether there are no words at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether `word` is one of the words or the plural of one: what an evasion may turn into.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.contains(word)
            || (word.len() >= 4
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                && word.strip_suffix('s').is_some_and(|stem| !stem.ends_with('s') && self.contains(stem)))
    }

    /// The length of the longest word that [`knows`](Self::knows) accepts, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest + 1
    }
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

/// FNV-1a. The keys come from packs, not from messages, so nobody can aim collisions at the table; the
/// default hasher costs four times as much on words of this length.
#[derive(Clone)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        // The table takes its control bits from the top and its index from the bottom: mix once.
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_words_and_regular_plurals() {
        let lexicon = Lexicon::new(["pic", "pas", "u", "gr8"]);
        assert!(lexicon.contains("pic") && !lexicon.contains("pics"));
        assert!(lexicon.knows("pics"));
        assert!(!lexicon.knows("pass"), "a double s is no plural");
        assert!(!lexicon.knows("us"), "too short to be a plural");
        assert!(!lexicon.knows("gr8s"), "only words have plurals");
    }

    #[test]
    fn the_empty_word_is_never_known() {
        let lexicon = Lexicon::new([""]);
        assert!(lexicon.is_empty() && !lexicon.contains(""));
    }
}

//! The words the packs know.

/// Words the packs know; helps to undo ambiguous evasions.
///
/// «p1c» could be *pic* or *plc*: the lexicon decides. It holds folded words (see
/// [`fold_word`](super::fold_word)), the keys of aliases included («b4», «2day», «u»), and never changes what
/// a plainly typed word means.
#[derive(Clone, Default)]
pub struct Lexicon {
    /// By hash: its upper 48 bits, and in the rest how common the word is in each language; 0 for an empty slot. That
    /// two words share those bits is next to impossible, and would do no more than have a disguise undone or not.
    slots: Vec<u64>,
    words: usize,
    longest: usize,
    languages: u32,
}

/// How common a word is, commonest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Half of what is said.
    Common,
    /// A rule asks for it.
    Asked,
    Word,
    /// A chat spelling of other words («tn», «ur»), or a regular plural of a word.
    Spelling,
}

/// How well a word fits a message, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    /// Known in another language only.
    pub(super) foreign: bool,
    pub(super) rank: Rank,
}

/// Looking for the words of one message.
pub(super) struct Search<'t> {
    /// Lexicon look-ups left: the cost of a message is bounded whatever its text.
    pub(super) left: u32,
    text: &'t str,
    /// Once it has been asked for.
    #[allow(clippy::option_option, reason = "asked for or not, found or not")]
    language: Option<Option<u32>>,
}

impl<'t> Search<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { left: PROBES, text, language: None }
    }

    /// One look-up, unless the message has used up its share.
    pub(super) fn spend(&mut self) -> bool {
        let left = self.left > 0;
        self.left = self.left.saturating_sub(1);
        left
    }

    /// The language of which the message holds most common words as they are, if of one more than of all others: it
    /// decides what the disguised ones are.
    pub(super) fn language(&mut self, lexicon: &Lexicon) -> Option<u32> {
        *self.language.get_or_insert_with(|| {
            let mut counts = [0; LANGUAGES as usize];
            let words = self.text.as_bytes().split(|byte| !byte.is_ascii_alphabetic());
            for word in words.take(SAMPLE).filter(|word| (2..=12).contains(&word.len())) {
                let hash = word.iter().fold(Hash::new(), |hash, byte| hash.then(byte.to_ascii_lowercase()));
                let ranks = lexicon.ranks(hash);
                for (count, language) in counts.iter_mut().zip(0..) {
                    *count += u32::from(rank_in(ranks, language) == Some(Rank::Common));
                }
            }
            let (most, language) = counts.iter().zip(0..).max_by_key(|(count, _)| **count)?;
            (counts.iter().filter(|count| *count == most).count() == 1).then_some(language)
        })
    }
}

/// Lexicon look-ups for the repairs of one message. An ordinary message needs fewer than a hundred.
const PROBES: u32 = 10_000;
/// Words that tell the language.
const SAMPLE: usize = 64;

/// Languages that are told apart; further ones count as the last.
const LANGUAGES: u32 = 4;
/// What is kept of a hash beside the ranks.
const HASH: u64 = !0xFFFF;
const BITS: u32 = 16 / LANGUAGES;

impl Lexicon {
    /// A lexicon of these folded words.
    pub fn new<I, S>(words: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let mut lexicon = Self::default();
        for word in words {
            lexicon.insert(word.as_ref(), 0, Rank::Word);
        }
        lexicon
    }

    /// Adds a word of a language, which is known by a number. A word that is there keeps its rank.
    pub(crate) fn insert(&mut self, word: &str, language: u32, rank: Rank) {
        if word.is_empty() {
            return;
        }
        if self.words * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let language = language.min(LANGUAGES - 1);
        self.languages = self.languages.max(language + 1);
        self.longest = self.longest.max(word.len());
        let hash = Hash::of(word);
        let (slot, before) = self.find(hash);
        self.words += usize::from(before == 0);
        if rank_in(before, language).is_none() {
            let rank = rank as u64 + 1;
            self.slots[slot] = (hash.finish() & HASH) | (before & !HASH) | rank << (BITS * language);
        }
    }

    fn grow(&mut self) {
        let larger = vec![0; (self.slots.len() * 2).max(64)];
        for entry in std::mem::replace(&mut self.slots, larger) {
            if entry != 0 {
                let slot = self.slot_of(entry & HASH);
                self.slots[slot] = entry;
            }
        }
    }

    /// The slot of a hash, or the empty one where it belongs; and what stands there.
    fn find(&self, hash: Hash) -> (usize, u64) {
        let slot = self.slot_of(hash.finish() & HASH);
        (slot, self.slots[slot])
    }

    fn slot_of(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> 20) as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] & HASH != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Whether `word`, folded, is one of the words.
    pub fn contains(&self, word: &str) -> bool {
        word.len() <= self.longest && self.ranks(Hash::of(word)) != 0
    }

    /// Whether there are no words at all.
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// Whether `word` is one of the words or the plural of one: what an evasion may turn into.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.contains(word)
            || (word.len() >= 4
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                && word.strip_suffix('s').is_some_and(|stem| !stem.ends_with('s') && self.contains(stem)))
    }

    /// How common a word is, in the language given or where it is most common; `None` for one that it does not know.
    pub(super) fn rank(&self, word: &str, language: Option<u32>) -> Option<Fit> {
        let ranks = if word.len() <= self.longest { self.ranks(Hash::of(word)) } else { 0 };
        if let Some(rank) = language.and_then(|language| rank_in(ranks, language)) {
            return Some(Fit { foreign: false, rank });
        }
        let known = (0..self.languages).filter_map(|language| rank_in(ranks, language)).min();
        let rank = known.or_else(|| self.knows(word).then_some(Rank::Spelling))?;
        Some(Fit { foreign: language.is_some() && known.is_some(), rank })
    }

    /// The ranks of the word of a hash, for [`rank_in`]; 0 if there is none.
    pub(super) fn ranks(&self, hash: Hash) -> u64 {
        if self.slots.is_empty() { 0 } else { self.find(hash).1 & !HASH }
    }

    /// The length of the longest word that [`knows`](Self::knows) accepts, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest + 1
    }

    /// How many languages the words are of.
    pub(super) fn languages(&self) -> u32 {
        self.languages
    }
}

/// How common a word with these ranks is in a language.
pub(super) fn rank_in(ranks: u64, language: u32) -> Option<Rank> {
    match ranks >> (BITS * language) & ((1 << BITS) - 1) {
        0 => None,
        1 => Some(Rank::Common),
        2 => Some(Rank::Asked),
        3 => Some(Rank::Word),
        _ => Some(Rank::Spelling),
    }
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("words", &self.words).finish_non_exhaustive()
    }
}

/// FNV-1a, letter by letter. The keys come from packs, not from messages, so nobody can aim collisions at the table.
#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Hash {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn of(word: &str) -> Self {
        word.bytes().fold(Self::new(), Self::then)
    }

    /// The hash of the word with one more letter.
    pub(super) fn then(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// Never 0 in its upper bits: those are what marks a slot as used.
    fn finish(self) -> u64 {
        let mixed = self.0 ^ (self.0 >> 29);
        mixed | u64::from(mixed & HASH == 0) << 63
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

    #[test]
    fn every_word_is_found_again() {
        let words: Vec<String> = (0..5_000).map(|number| format!("word{number}")).collect();
        let lexicon = Lexicon::new(&words);
        assert!(words.iter().all(|word| lexicon.contains(word)));
        assert!((5_000..9_000).all(|number| !lexicon.contains(&format!("word{number}"))));
    }

    #[test]
    fn the_first_rank_stays_language_by_language() {
        let mut lexicon = Lexicon::new(["pas"]);
        lexicon.insert("pas", 1, Rank::Common);
        lexicon.insert("pas", 1, Rank::Word);
        let ranks = lexicon.ranks(Hash::of("pas"));
        assert_eq!((rank_in(ranks, 0), rank_in(ranks, 1)), (Some(Rank::Word), Some(Rank::Common)));
        assert_eq!(rank_in(ranks, 2), None);
        assert_eq!(lexicon.rank("pas", None).map(|fit| fit.rank), Some(Rank::Common));
        assert_eq!(lexicon.rank("words", None), None);
    }
}

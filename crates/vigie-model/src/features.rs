//! What the model sees of a message: n-grams of words and letters, as numbers of buckets.
//!
//! The pipeline that trains the model gets the same numbers from `vigie model features`, so that there is one definition.

use vigie::text::{NormalText, Token, TokenKind};

/// The most features of one message; of a longer one the first half and the last half are kept.
pub const MOST_FEATURES: usize = 2048;

/// The buckets of a message's n-grams, in [0, `buckets`). None for a text without a word: numbers and signs alone are
/// nothing to learn from.
pub fn features(text: &NormalText, buckets: u32) -> Vec<u32> {
    if !text.tokens().iter().any(|token| token.kind == TokenKind::Word) {
        return Vec::new();
    }
    let mut features = Features { buckets, found: Vec::with_capacity(text.tokens().len() * 8) };
    let tokens = text.tokens();
    let mut before = START;
    for token in tokens {
        let word = word_of(text, token);
        features.add(WORD, [word.as_bytes(), b""]);
        features.add(PAIR, [before.as_bytes(), word.as_bytes()]);
        if token.kind == TokenKind::Word {
            features.add_letters(word);
        }
        before = word;
    }
    features.add(PAIR, [before.as_bytes(), END.as_bytes()]);
    for sentence in text.sentences() {
        if sentence.question {
            features.add(WORD, [b"?", b""]);
        }
    }
    features.bounded()
}

/// Of whom a message speaks: who asks and orders says «you», who answers says «I».
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Persons {
    /// Words in the second person.
    pub second: u32,
    /// Words in the first person.
    pub first: u32,
    /// All words.
    pub words: u32,
}

/// Counts the persons of a message.
pub fn persons(text: &NormalText) -> Persons {
    let mut persons = Persons::default();
    for token in text.tokens().iter().filter(|token| token.kind == TokenKind::Word) {
        let word = text.form(token);
        persons.words += 1;
        persons.second += u32::from(SECOND_PERSON.contains(&word));
        persons.first += u32::from(FIRST_PERSON.contains(&word));
    }
    persons
}

impl Persons {
    /// How many numbers [`shares`](Self::shares) gives.
    pub(crate) const SHARES: usize = 2;

    /// The second and the first person's share of the words: a quarter and more is 1.
    pub(crate) fn shares(self) -> [f32; Self::SHARES] {
        let words = self.words.max(1) as f32;
        [self.second, self.first].map(|count| (4.0 * count as f32 / words).min(1.0))
    }
}

const SECOND_PERSON: [&str; 23] = [
    "you", "u", "ya", "ur", "your", "yours", "youre", "youve", "youll", "yourself", "yr", "tu", "te", "toi",
    "ton", "ta", "tes", "tas", "tien", "vous", "votre", "vos", "t",
];
const FIRST_PERSON: [&str; 23] = [
    "i", "me", "my", "mine", "im", "ive", "ill", "id", "myself", "je", "j", "jai", "moi", "mon", "ma", "mes",
    "m", "jsuis", "chui", "mien", "jvais", "jveux", "jpeux",
];
const START: &str = "^";
const END: &str = "$";
/// What kind of n-gram: the same letters mean different things as a word and inside one.
const WORD: u8 = b'w';
const PAIR: u8 = b'p';
const LETTERS: u8 = b'l';
/// Lengths of n-grams of letters, counted with the marks of a word's start and end.
const LETTER_GRAMS: std::ops::RangeInclusive<usize> = 3..=5;

/// Longer words are no words: their letters would drown the rest of the message.
const LONGEST_WORD: usize = 24;

/// Numbers say their size only: an age of a minor, an age of an adult, a sum.
fn word_of<'t>(text: &'t NormalText, token: &'t Token) -> &'t str {
    match token.kind {
        TokenKind::Number(0..=7) => "#0",
        TokenKind::Number(8..=17) => "#8",
        TokenKind::Number(18..=59) => "#18",
        TokenKind::Number(60..=999) => "#60",
        TokenKind::Number(_) => "#1000",
        _ => text.form(token),
    }
}

struct Features {
    buckets: u32,
    found: Vec<u32>,
}

impl Features {
    fn add(&mut self, kind: u8, parts: [&[u8]; 2]) {
        let mut hash = step(0x811c_9dc5, kind);
        for part in parts {
            for &byte in part {
                hash = step(hash, byte);
            }
            hash = step(hash, 0xff);
        }
        // A last mixing step: FNV alone leaves the low bits weak.
        let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
        self.found.push((mixed ^ (mixed >> 13)) % self.buckets.max(1));
    }

    fn add_letters(&mut self, word: &str) {
        if word.len() > LONGEST_WORD {
            return;
        }
        let marked: Vec<u8> = [b"<", word.as_bytes(), b">"].concat();
        for length in LETTER_GRAMS {
            if marked.len() <= length {
                break;
            }
            for gram in marked.windows(length) {
                self.add(LETTERS, [gram, b""]);
            }
        }
    }

    fn bounded(mut self) -> Vec<u32> {
        if self.found.len() > MOST_FEATURES {
            let half = MOST_FEATURES / 2;
            self.found.drain(half..self.found.len() - half);
        }
        self.found
    }
}

fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie::text::{Lexicon, normalise};

    #[test]
    fn buckets_are_bounded_and_stable() {
        let lexicon = Lexicon::default();
        let found = features(&normalise("Send me 15 pics!", &lexicon), 1 << 15);
        assert_eq!(found, features(&normalise("send  me 16 pics !", &lexicon), 1 << 15));
        assert!(found.iter().all(|bucket| *bucket < 1 << 15));
        assert!(features(&normalise("", &lexicon), 64).is_empty());
        assert!(features(&normalise(&"word ".repeat(9000), &lexicon), 64).len() <= MOST_FEATURES);
    }
}

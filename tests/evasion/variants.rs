//! The same evasions as a second author would write them: applied here and there or throughout, with other signs, to
//! texts as they are typed. Kept apart from `evasions.rs`, so that what undoes one generator is not made for it alone.

use crate::evasions::Random;

/// An evasion: the text and a seed in, the disguised text out. What is no letter stays.
pub(crate) type Variant = fn(&str, u64) -> String;

/// Every variant with its name.
pub(crate) const ALL: &[(&str, Variant)] = &[
    ("leet_some", |text, seed| leet(text, seed, 3)),
    ("leet_most", |text, seed| leet(text, seed, 8)),
    ("look_alikes_some", look_alikes),
    ("invisible", invisible),
    ("apart_same_gaps", |text, seed| apart(text, seed, 1)),
    ("apart_wide_gaps", |text, seed| apart(text, seed, 2)),
    ("apart_some_words", apart_some),
    ("signs_all_words", |text, seed| signs(text, seed, 10)),
    ("signs_some_words", |text, seed| signs(text, seed, 5)),
    ("stretched_some", stretched),
    ("doubled_throughout", |text, _| doubled(text, |_| true)),
    ("doubled_some_words", doubled_some),
    ("styled", styled),
    ("override", overridden),
    ("emoji_in_long_words", emoji),
    ("shouted", |text, _| text.to_uppercase()),
    ("mixed_case", mixed_case),
];

/// Digits and signs for letters; `tenths` of the letters that have one, in words of three letters or more.
fn leet(text: &str, seed: u64, tenths: usize) -> String {
    let mut random = Random::new(seed ^ 0x1EE7);
    words(text, |word| {
        if word.chars().count() < 3 {
            return word.to_owned();
        }
        let last = word.chars().count() - 1;
        let letters = word.chars().enumerate().map(|(at, letter)| {
            let inner = at > 0 && at < last;
            let swapped = match letter.to_ascii_lowercase() {
                'a' | 'à' | 'â' if inner && random.below(3) == 0 => '@',
                'a' | 'à' | 'â' => '4',
                'e' | 'é' | 'è' | 'ê' => '3',
                'i' if inner && random.below(4) == 0 => '!',
                'i' | 'l' => '1',
                'o' => '0',
                's' if inner && random.below(3) == 0 => '$',
                's' => '5',
                't' => '7',
                other => other,
            };
            if random.below(10) < tenths { swapped } else { letter }
        });
        let changed: String = letters.collect();
        if changed.chars().any(char::is_alphabetic) { changed } else { word.to_owned() }
    })
}

/// Two letters in five from Cyrillic.
fn look_alikes(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0xC1);
    let other = |letter: char| match letter {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        's' => 'ѕ',
        'x' => 'х',
        'y' => 'у',
        'A' => 'А',
        'E' => 'Е',
        'O' => 'О',
        'T' => 'Т',
        other => other,
    };
    text.chars().map(|letter| if random.below(5) < 2 { other(letter) } else { letter }).collect()
}

/// A zero-width character after every letter, the same throughout.
fn invisible(text: &str, seed: u64) -> String {
    let sign = ['\u{200B}', '\u{200C}', '\u{2060}', '\u{FEFF}'][Random::new(seed).below(4)];
    words(text, |word| word.chars().flat_map(|letter| [letter, sign]).collect())
}

/// Every letter typed apart, the words as far from each other as the letters, or `gap` to three spaces.
fn apart(text: &str, seed: u64, gap: usize) -> String {
    let gap = if gap == 1 { 1 } else { gap + Random::new(seed).below(2) };
    let parts = text.split_whitespace().map(|word| words(word, |letters| between(letters, " ")));
    parts.collect::<Vec<_>>().join(&" ".repeat(gap))
}

/// Some words of four letters or more typed apart.
fn apart_some(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0xA9A27);
    words(text, |word| match word.chars().count() {
        0..4 => word.to_owned(),
        _ if random.below(2) == 0 => word.to_owned(),
        _ => between(word, " "),
    })
}

/// A sign between the letters of words of two letters or more; `tenths` of the words.
fn signs(text: &str, seed: u64, tenths: usize) -> String {
    let mut random = Random::new(seed ^ 0x519);
    let sign = [".", "-", "_", "*", "·"][random.below(5)];
    words(text, |word| match word.chars().count() {
        0..2 => word.to_owned(),
        _ if random.below(10) < tenths => between(word, sign),
        _ => word.to_owned(),
    })
}

/// A vowel or the last letter of some words, two to five times more.
fn stretched(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0x57);
    words(text, |word| {
        let count = word.chars().count();
        if count < 3 || random.below(2) == 0 {
            return word.to_owned();
        }
        let vowels: Vec<usize> = (0..count)
            .filter(|at| word.chars().nth(*at).is_some_and(|letter| "aeiouyéèêà".contains(letter)))
            .collect();
        let chosen = if vowels.is_empty() { count - 1 } else { vowels[random.below(vowels.len())] };
        let times = 3 + random.below(4);
        let letters = word.chars().enumerate();
        letters.map(|(at, letter)| letter.to_string().repeat(if at == chosen { times } else { 1 })).collect()
    })
}

fn doubled(text: &str, mut chosen: impl FnMut(&str) -> bool) -> String {
    words(text, |word| {
        let times = if chosen(word) { 2 } else { 1 };
        word.chars().flat_map(|letter| std::iter::repeat_n(letter, times)).collect()
    })
}

/// Longer words doubled, about half of them.
fn doubled_some(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0xDB);
    doubled(text, |word| word.chars().count() > 3 && random.below(2) == 0)
}

/// Mathematical letters, capitals as capitals; accents are lost.
fn styled(text: &str, seed: u64) -> String {
    // Bold, sans bold, monospace: the capitals, and twenty-six on the small letters.
    let first = [0x1D400, 0x1D5D4, 0x1D670][Random::new(seed).below(3)];
    let style = |letter: char| match letter {
        'A'..='Z' => char::from_u32(first + letter as u32 - 'A' as u32).unwrap_or(letter),
        'a'..='z' => char::from_u32(first + 26 + letter as u32 - 'a' as u32).unwrap_or(letter),
        other => other,
    };
    text.chars().map(style).collect()
}

/// Backwards, under an override or inside an overriding isolate.
fn overridden(text: &str, seed: u64) -> String {
    let backwards: String = text.chars().rev().collect();
    match seed % 2 {
        0 => format!("\u{202E}{backwards}"),
        _ => format!("\u{2066}\u{202E}{backwards}\u{202C}\u{2069}"),
    }
}

/// One or two emoji inside words of four letters or more.
fn emoji(text: &str, seed: u64) -> String {
    const SIGNS: [&str; 6] = ["😂", "✨", "💀", "❤️", "🙈", "👀"];
    let mut random = Random::new(seed ^ 0xE0);
    words(text, |word| {
        let mut letters: Vec<String> = word.chars().map(String::from).collect();
        if letters.len() > 3 {
            for _ in 0..=random.below(2) {
                let at = 1 + random.below(letters.len() - 1);
                letters.insert(at, SIGNS[random.below(SIGNS.len())].to_owned());
            }
        }
        letters.concat()
    })
}

fn mixed_case(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let turn = |letter: char| match random.below(2) {
        0 => letter.to_uppercase().to_string(),
        _ => letter.to_lowercase().to_string(),
    };
    text.chars().map(turn).collect()
}

/// Changes every run of letters that no digit touches.
fn words(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let letters: Vec<char> = text.chars().collect();
    let runs = letters.chunk_by(|one, other| one.is_alphanumeric() == other.is_alphanumeric());
    let written = runs.map(|run| {
        let word: String = run.iter().collect();
        if run.iter().all(|letter| letter.is_alphabetic()) { change(&word) } else { word }
    });
    written.collect()
}

fn between(word: &str, sign: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(sign)
}

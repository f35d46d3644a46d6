//! Ways to write a sentence so that a filter does not see it, as pure functions of text and seed.
//!
//! Each takes plain lower-case ASCII words separated by single spaces, and keeps every word readable for a
//! person.
#![allow(unreachable_pub, reason = "several tests include this file as a module")]

/// An evasion: the text and a seed in, the disguised text out.
pub type Evasion = fn(&str, u64) -> String;

/// Every evasion with its name.
pub const ALL: &[(&str, Evasion)] = &[
    ("leet", leet),
    ("look_alikes", look_alikes),
    ("foreign_alphabet", foreign_alphabet),
    ("zero_width", zero_width),
    ("spaced", spaced),
    ("spaced_without_gaps", spaced_without_gaps),
    ("dotted", dotted),
    ("symbols_between", symbols_between),
    ("stretched", stretched),
    ("doubled", doubled),
    ("math_letters", math_letters),
    ("enclosed_letters", enclosed_letters),
    ("fullwidth", fullwidth),
    ("small_capitals", small_capitals),
    ("reversed", reversed),
    ("emoji_inside", emoji_inside),
    ("emoji_between", emoji_between),
    ("capitals", capitals),
    ("alternating", alternating),
    ("accents", accents),
];

/// Digits and symbols for letters, at least one in each word of three letters or more that has one to offer.
pub fn leet(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    each_word(text, |word| {
        if word.len() < 3 {
            return word.to_owned();
        }
        let swap = |letter: char, nth: usize| match letter {
            'o' => '0',
            'i' => ['1', '!'][nth % 2],
            'l' => '1',
            'e' => '3',
            'a' => ['4', '@'][nth % 2],
            's' => ['5', '$'][nth % 2],
            't' => '7',
            'b' => '8',
            'g' => '9',
            other => other,
        };
        let last = word.chars().count() - 1;
        let wanted = random.below(last + 1);
        let mut out: Vec<char> = word.chars().collect();
        for (at, letter) in word.chars().enumerate() {
            // A sign at either end of a word is a mention, a price or punctuation.
            let form = if at == 0 || at == last { 0 } else { random.below(2) };
            if at == wanted || random.below(3) == 0 {
                out[at] = swap(letter, form);
            }
        }
        let letters = out.iter().filter(|c| c.is_ascii_alphabetic()).count();
        if letters == 0 { word.to_owned() } else { out.into_iter().collect() }
    })
}

/// Some letters from other alphabets.
pub fn look_alikes(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    each_char(text, |c| if random.below(2) == 0 { look_alike(c, random.below(2)) } else { c.to_string() })
}

/// Every letter that has a look-alike in Cyrillic or Greek.
pub fn foreign_alphabet(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    each_char(text, |c| look_alike(c, random.below(2)))
}

/// Invisible characters inside words.
pub fn zero_width(text: &str, seed: u64) -> String {
    const INVISIBLE: [char; 6] = ['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}'];
    let mut random = Random::new(seed);
    each_char(text, |c| match random.below(2) {
        0 => format!("{c}{}", INVISIBLE[random.below(INVISIBLE.len())]),
        _ => c.to_string(),
    })
}

/// `s e n d   m e`.
pub fn spaced(text: &str, _seed: u64) -> String {
    text.split(' ').map(|word| apart(word, " ")).collect::<Vec<_>>().join("   ")
}

/// `s e n d m e`.
pub fn spaced_without_gaps(text: &str, _seed: u64) -> String {
    apart(&text.replace(' ', ""), " ")
}

/// `s.e.n.d m.e`.
pub fn dotted(text: &str, _seed: u64) -> String {
    each_word(text, |word| apart(word, "."))
}

/// `s-e-n-d m_e`: another sign for each sentence.
pub fn symbols_between(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let sign = ["-", "_", "*", "/", "~", "|", "·"][random.below(7)];
    each_word(text, |word| if word.len() > 2 { apart(word, sign) } else { word.to_owned() })
}

/// `sennnd meee`: one letter of some words, three to six times.
pub fn stretched(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    each_word(text, |word| {
        let (chosen, times) = (random.below(word.chars().count().max(1)), 3 + random.below(4));
        if word.len() < 3 {
            return word.to_owned();
        }
        word.chars()
            .enumerate()
            .map(|(at, letter)| String::from(letter).repeat(if at == chosen { times } else { 1 }))
            .collect()
    })
}

/// `sseenndd mmee`.
pub fn doubled(text: &str, _seed: u64) -> String {
    each_char(text, |c| if c == ' ' { " ".to_owned() } else { format!("{c}{c}") })
}

/// 𝓼𝓮𝓷𝓭: one of Unicode's mathematical alphabets.
pub fn math_letters(text: &str, seed: u64) -> String {
    // Bold, bold italic, bold script, bold Fraktur, sans, sans bold, monospace: all without holes.
    const ALPHABETS: [u32; 7] = [0x1D41A, 0x1D482, 0x1D4EA, 0x1D586, 0x1D5BA, 0x1D5EE, 0x1D68A];
    let mut random = Random::new(seed);
    let first = ALPHABETS[random.below(ALPHABETS.len())];
    each_char(text, |c| shifted(c, first))
}

/// ⓢⓔⓝⓓ or 🆂🅴🅽🅳.
pub fn enclosed_letters(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let first = [0x24D0, 0x1F150, 0x1F170][random.below(3)];
    each_char(text, |c| shifted(c, first))
}

/// ｓｅｎｄ.
pub fn fullwidth(text: &str, _seed: u64) -> String {
    each_char(text, |c| shifted(c, 0xFF41))
}

/// ꜱᴇɴᴅ.
pub fn small_capitals(text: &str, _seed: u64) -> String {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
    each_char(text, |c| match c {
        'a'..='z' => SMALL.chars().nth(c as usize - 'a' as usize).unwrap_or(c).to_string(),
        _ => c.to_string(),
    })
}

/// Backwards, under an override that shows it forwards.
pub fn reversed(text: &str, seed: u64) -> String {
    let backwards: String = text.chars().rev().collect();
    if seed.is_multiple_of(2) {
        format!("\u{202E}{backwards}\u{202C}")
    } else {
        format!("\u{202E}{backwards}")
    }
}

/// `se🔥nd`: one emoji inside each longer word.
pub fn emoji_inside(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    each_word(text, |word| {
        let mut out = word.to_owned();
        if word.len() > 2 {
            let inside: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(1).collect();
            if !inside.is_empty() {
                out.insert_str(inside[random.below(inside.len())], EMOJI[random.below(EMOJI.len())]);
            }
        }
        out
    })
}

/// `s🔥e🔥n🔥d`.
pub fn emoji_between(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let emoji = EMOJI[random.below(EMOJI.len())];
    each_word(text, |word| if word.len() > 2 { apart(word, emoji) } else { word.to_owned() })
}

/// `SEND ME`.
pub fn capitals(text: &str, _seed: u64) -> String {
    text.to_ascii_uppercase()
}

/// `sEnD Me`.
pub fn alternating(text: &str, seed: u64) -> String {
    let mut upper = seed.is_multiple_of(2);
    each_char(text, |c| {
        upper = !upper;
        if upper { c.to_ascii_uppercase().to_string() } else { c.to_string() }
    })
}

/// `şẽñd`: marks and accents that mean nothing.
pub fn accents(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    each_char(text, |c| match c {
        'a'..='z' => {
            format!("{c}{}", ['\u{301}', '\u{327}', '\u{336}', '\u{20DD}', '\u{303}'][random.below(5)])
        }
        _ => c.to_string(),
    })
}

const EMOJI: [&str; 5] = ["🔥", "🙂", "❤️", "👍🏽", "👩‍❤️‍👩"];

fn each_word(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    text.split(' ').map(&mut change).collect::<Vec<_>>().join(" ")
}

fn each_char(text: &str, change: impl FnMut(char) -> String) -> String {
    text.chars().map(change).collect()
}

fn apart(word: &str, sign: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(sign)
}

fn shifted(c: char, first: u32) -> String {
    match c {
        'a'..='z' => char::from_u32(first + c as u32 - 'a' as u32).unwrap_or(c).to_string(),
        _ => c.to_string(),
    }
}

fn look_alike(c: char, form: usize) -> String {
    let [cyrillic, greek] = match c {
        'a' => ['а', 'α'],
        'b' => ['Ь', 'β'],
        'c' => ['с', 'ϲ'],
        'd' => ['ԁ', 'ԁ'],
        'e' => ['е', 'ε'],
        'h' => ['һ', 'Η'],
        'i' => ['і', 'ι'],
        'j' => ['ј', 'ϳ'],
        'k' => ['к', 'κ'],
        'm' => ['м', 'Μ'],
        'n' => ['п', 'η'],
        'o' => ['о', 'ο'],
        'p' => ['р', 'ρ'],
        'r' => ['г', 'г'],
        's' => ['ѕ', 'ѕ'],
        't' => ['т', 'τ'],
        'u' => ['ս', 'υ'],
        'v' => ['ѵ', 'ν'],
        'w' => ['ԝ', 'ω'],
        'x' => ['х', 'χ'],
        'y' => ['у', 'γ'],
        'z' => ['ᴢ', 'ζ'],
        other => [other, other],
    };
    if form == 0 { cyrillic.to_string() } else { greek.to_string() }
}

/// A small generator (SplitMix64), so that a seed gives the same text everywhere.
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

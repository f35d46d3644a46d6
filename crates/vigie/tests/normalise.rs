//! The normaliser against golden data, against every evasion, and against anything at all.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Value, json};
use vigie::text::{Lexicon, NormalText, TokenKind, normalise};

#[path = "../../../tests/evasion/evasions.rs"]
mod evasions;

/// Set to write the golden file instead of comparing with it.
const BLESS: &str = "VIGIE_BLESS";

#[test]
fn golden() {
    let path = golden_path();
    let mut golden = golden_file();
    let lexicon = lexicon(&golden);
    let bless = std::env::var_os(BLESS).is_some();
    let mut wrong = Vec::new();
    for case in golden["cases"].as_array_mut().expect("cases is an array") {
        let text = case["text"].as_str().expect("text is a string").to_owned();
        let found = describe(&normalise(&text, &lexicon), &text);
        if *case != found {
            wrong.push(format!("{text:?}\n  golden: {case}\n  found:  {found}"));
            *case = found;
        }
    }
    if bless {
        fs::write(path, written(&golden)).expect("the golden file can be written");
    } else {
        assert!(
            wrong.is_empty(),
            "{} cases differ; {BLESS}=1 rewrites them\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}

#[test]
fn every_canonical_form_in_the_golden_file_is_a_fixed_point() {
    let golden = golden_file();
    let lexicon = lexicon(&golden);
    for case in golden["cases"].as_array().expect("cases is an array") {
        let canonical = case["canonical"].as_str().unwrap_or_default();
        assert_eq!(normalise(canonical, &lexicon).canonical(), canonical);
    }
}

/// Texts whose canonical form once was no fixed point.
#[test]
fn what_once_went_wrong() {
    for text in [
        "ŉ",
        "0'0",
        "À²'٣a",
        "m4'0u",
        "sooo53nd ",
        "d@Àa🇩aa",
        "Η.ø🇳..",
        "p1c.hot \u{202E}а\u{94D}0",
        "р1с.Ηоτ ",
        "a a b п.р.и.в.е.т...e.t.e a ",
        "s-e-n-d s_e_n_d s*e*n*d p/i/c p|i|c",
        "imаge οmitted 2ԁay",
        "ааааааа.d'é-5ǆаaa€aааааy",
        "s🔥h🔥4🔥r🔥3🔥.🔥п🔥р🔥и🔥в🔥е🔥т ? 3🔥u🔥r🔥o ",
    ] {
        check(text).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn evasions_are_undone() {
    const SENTENCES: u64 = 400;
    let lexicon = lexicon(&golden_file());
    let mut report = Vec::new();
    for (name, evade) in evasions::ALL {
        let mut missed = Vec::new();
        for seed in 0..SENTENCES {
            let plain = sentence(seed);
            let expected = normalise(&plain, &lexicon).canonical();
            let disguised = evade(&plain, seed);
            let found = normalise(&disguised, &lexicon).canonical();
            if found != expected {
                missed.push(format!("{disguised:?} gives {found:?}"));
            }
        }
        let undone = SENTENCES - missed.len() as u64;
        if undone * 100 < SENTENCES * 95 {
            report.push(format!("{name}: {undone} of {SENTENCES}\n    {}", missed[..4].join("\n    ")));
        } else if std::env::var_os("VIGIE_VERBOSE").is_some() {
            println!("{name}: {undone} of {SENTENCES} {:?}", missed.first());
        }
    }
    assert!(report.is_empty(), "less than 95 in 100 undone:\n{}", report.join("\n"));
}

#[test]
fn a_long_message_keeps_both_ends() {
    let lexicon = Lexicon::new(["send", "me"]);
    let filler = "la la. ".repeat(300_000);
    let text = format!("hello there {filler} s.e.n.d me");
    let normal = normalise(&text, &lexicon);
    assert!(normal.is_truncated());
    assert_eq!(
        normal.tokens().len(),
        1024 - 3,
        "the four letters of the last word but one were kept and joined"
    );
    let forms: Vec<&str> = normal.tokens().iter().map(|token| normal.form(token)).collect();
    assert_eq!((forms[0], forms[1]), ("hello", "there"));
    assert_eq!(&forms[forms.len() - 2..], ["send", "me"]);
    let last = normal.tokens().last().expect("there are tokens").span;
    let length = text.chars().count() as u32;
    assert_eq!((last.start, last.end), (length - 2, length));
    assert_eq!(normalise(&normal.canonical(), &lexicon).canonical(), normal.canonical());
}

#[test]
fn cost_is_linear() {
    let lexicon = lexicon(&golden_file());
    for piece in [
        "a.",
        "a ",
        "1",
        "[",
        "4a3",
        "\u{202E}",
        "a🔥",
        ":",
        "'",
        "а",
        "aab",
        "x@",
        "<",
        "a\u{301}",
        "(a.b",
        "\u{2067}a",
    ] {
        let started = std::time::Instant::now();
        normalise(&piece.repeat(2_000_000 / piece.len()), &lexicon);
        let elapsed = started.elapsed();
        // About 20 ms in release. Anything quadratic would take minutes.
        assert!(elapsed.as_secs() < 10, "{piece:?} takes {elapsed:?}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn anything_is_read(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn awkward_characters_are_read(text in awkward()) {
        check(&text)?;
    }

    #[test]
    fn chat_is_read(text in chat()) {
        check(&text)?;
    }

    #[test]
    fn disguised_chat_is_read(text in chat(), evasion in evasion(), other in evasion(), seed in any::<u64>()) {
        let once = evasion(&text, seed);
        check(&once)?;
        check(&other(&once, seed))?;
    }
}

/// The properties that hold for every text.
fn check(text: &str) -> Result<(), TestCaseError> {
    thread_local!(static LEXICON: Lexicon = lexicon(&golden_file()));
    LEXICON.with(|lexicon| {
        let normal = normalise(text, lexicon);
        let canonical = normal.canonical();
        prop_assert_eq!(&normalise(text, lexicon).canonical(), &canonical, "deterministic");
        prop_assert_eq!(
            &normalise(&canonical, lexicon).canonical(),
            &canonical,
            "idempotent, from {:?}",
            text
        );
        let characters = text.chars().count() as u32;
        let in_order = !text.contains(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'));
        let (mut start, mut sentence) = (0, 0);
        for token in normal.tokens() {
            prop_assert!(token.span.start < token.span.end && token.span.end <= characters);
            prop_assert!(!in_order || token.span.start >= start, "spans in order");
            prop_assert!(
                token.sentence >= sentence && usize::from(token.sentence) < normal.sentences().len()
            );
            prop_assert!(!normal.form(token).is_empty() && !normal.form(token).contains(' '));
            prop_assert!(!normal.accented(token).is_empty());
            (start, sentence) = (token.span.start, token.sentence);
        }
        Ok(())
    })
}

/// `PROPTEST_CASES` raises the number of cases. Failures are kept as tests of their own, not as seeds.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Text made of the characters that mean something to the normaliser.
fn awkward() -> impl Strategy<Value = String> {
    const CHARACTERS: &str = "aeiouysndmpctlxAEZ0134578926.,!?'’‘`-_*/|@#$€+:;()[]<>\"«»“”… \n\t\
        éèœßøÀİſǆﬁ½²™ªаеосріѕнтяжйαηΗΣςժսꓢꭰᎪ中한가\u{1161}क\u{94D}ا\u{647}ہا٣\u{301}\u{336}\u{345}\
        \u{200B}\u{200D}\u{202E}\u{202C}\u{202D}\u{2067}\u{2069}\u{FE0F}\u{20E3}\u{AD}\u{0}\u{FFFD}\u{E000}\
        🔥😘🤫📷❤👍🏽🇸🇪🇳🇩𝓼𝐀ⓔ🅝ꜱ";
    prop::collection::vec(prop::sample::select(CHARACTERS.chars().collect::<Vec<_>>()), 0..40)
        .prop_map(|characters| characters.into_iter().collect())
}

fn evasion() -> impl Strategy<Value = evasions::Evasion> {
    (0..evasions::ALL.len()).prop_map(|index| evasions::ALL[index].1)
}

/// Words of the lexicon, numbers, emoji and punctuation, in the ways people put them together.
fn chat() -> impl Strategy<Value = String> {
    let words = golden_file()["lexicon"].as_array().expect("lexicon is an array").clone();
    let word = prop::sample::select(words).prop_map(|word| word.as_str().unwrap_or_default().to_owned());
    let other = prop::sample::select(vec![
        "14",
        "14ans",
        "18h",
        "20€",
        "$20",
        "t'as",
        "don't",
        "j'ai",
        "😘",
        "🔥🔥🔥🔥",
        ":)",
        "[photo]",
        "53nd",
        "m3",
        "p1c",
        "s e n d",
        "s.e.n.d",
        "a b",
        "x",
        "y",
        "K y l",
        "zzz",
        "ѕеnd",
        "привет",
        "https://example.com",
        "1,000",
        "?",
        "!",
        "...",
        "\n",
        "\"",
        "«",
        "»",
        "b4",
        "user123",
        "image omitted",
        "sooo",
    ])
    .prop_map(str::to_owned);
    let gap = prop::sample::select(vec![" ", " ", " ", " ", "  ", "", ".", "-", "\n", ", ", "? "]);
    prop::collection::vec((prop_oneof![3 => word, 2 => other], gap), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}

/// A sentence of words that are far enough from each other to be told apart when disguised.
fn sentence(seed: u64) -> String {
    const WORDS: &str = "how old are you send me photo when home alone where live your mother \
        dont tell friend this secret meet \
        tomorrow phone number delete after want money share with everyone classe habites envoie garde pour maman ecole demain \
        numero rendez";
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let mut random = evasions::Random::new(seed ^ 0x00C0_FFEE);
    let length = 4 + random.below(6);
    (0..length).map(|_| words[random.below(words.len())]).collect::<Vec<_>>().join(" ")
}

fn describe(normal: &NormalText, text: &str) -> Value {
    let tokens: Vec<Value> = normal
        .tokens()
        .iter()
        .map(|token| {
            let mut flags = String::new();
            for (flag, set) in [
                ("number ", matches!(token.kind, TokenKind::Number(_))),
                ("quoted ", token.quoted),
                ("repaired ", token.repaired),
                ("shouted ", token.shouted),
            ] {
                flags.push_str(if set { flag } else { "" });
            }
            let mut entry = vec![json!(normal.form(token)), json!(token.span.start), json!(token.span.end)];
            if !flags.is_empty() {
                entry.push(json!(flags.trim_end()));
            }
            Value::Array(entry)
        })
        .collect();
    json!({ "text": text, "canonical": normal.canonical(), "tokens": tokens })
}

/// One case a line, so that a change can be reviewed. A token is its form, where it starts and ends, and what
/// is special about it.
fn written(golden: &Value) -> String {
    let line = |case: &Value| {
        let [text, canonical, tokens] = ["text", "canonical", "tokens"].map(|key| &case[key]);
        format!("    {{ \"text\": {text}, \"canonical\": {canonical}, \"tokens\": {tokens} }}")
    };
    let lines: Vec<String> = golden["cases"].as_array().into_iter().flatten().map(line).collect();
    format!("{{\n  \"lexicon\": {},\n  \"cases\": [\n{}\n  ]\n}}\n", golden["lexicon"], lines.join(",\n"))
}

fn lexicon(golden: &Value) -> Lexicon {
    Lexicon::new(golden["lexicon"].as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn golden_file() -> Value {
    let text = fs::read_to_string(golden_path()).expect("the golden file can be read");
    serde_json::from_str(&text).expect("the golden file is JSON")
}

fn golden_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/normalise.json")
}

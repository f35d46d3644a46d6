//! What the test drivers share.

use std::path::PathBuf;
use std::sync::LazyLock;

use vigie::{AgeBand, Detector, Pack, Sensitivity};
use vigie_eval::scenario::{self, Scenario};

/// The languages that come first, and weigh the same.
pub const LANGUAGES: [&str; 2] = ["en", "fr"];

/// The embedded packs.
///
/// # Panics
/// When one of them does not parse.
pub fn packs() -> Vec<Pack> {
    vigie_embedded::packs().expect("the embedded packs parse")
}

/// A detector of everything embedded, as the program runs it, built once.
///
/// # Panics
/// When a pack does not compile, or the model does not load.
pub fn detector() -> &'static Detector {
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
        vigie_embedded::detector(AgeBand::default(), Sensitivity::default()).expect("what is embedded builds")
    });
    &DETECTOR
}

/// A detector of the embedded packs alone, built once.
///
/// # Panics
/// When a pack does not compile.
pub fn rules_only() -> &'static Detector {
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
        vigie_embedded::rules_only(AgeBand::default(), Sensitivity::default()).expect("the packs compile")
    });
    &DETECTOR
}

/// A file of this folder.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The scenario conversations of a language.
///
/// # Panics
/// When the file is damaged.
pub fn scenarios(language: &str) -> Vec<Scenario> {
    scenario::read(&file(&format!("scenarios/{language}.jsonl"))).expect("scenarios parse")
}

/// Whether golden files are to be written anew instead of compared: `VIGIE_BLESS=1`.
pub fn blessing() -> bool {
    std::env::var_os("VIGIE_BLESS").is_some_and(|value| value == "1")
}

/// Compares with a golden file, or writes it under [`blessing`].
///
/// # Panics
/// When they differ; the message names the first line that does.
pub fn compare_golden(name: &str, found: &str) {
    let path = file(name);
    if blessing() {
        std::fs::write(&path, found).expect("the golden file can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some(line) = (1..).zip(expected.lines().zip(found.lines())).find(|(_, (one, other))| one != other)
    {
        panic!("{name}, line {}: expected\n{}\nfound\n{}", line.0, line.1.0, line.1.1);
    }
    assert_eq!(expected.lines().count(), found.lines().count(), "{name}: number of lines");
}

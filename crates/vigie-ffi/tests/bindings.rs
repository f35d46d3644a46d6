//! What the hand-written parts of the bindings repeat must not drift from the library.

use std::fmt::Write as _;
use std::path::PathBuf;

use vigie::SignalKind;

const HEAD: &str =
    "The names of the signal kinds. Written by a test of crates/vigie-ffi from the library's own list.";

#[test]
fn python_has_every_signal_kind() {
    let mut text = format!("\"\"\"{HEAD}\"\"\"\n\n");
    for name in names() {
        writeln!(text, "{} = \"{name}\"", name.to_uppercase()).expect("a string takes text");
    }
    compare("bindings/python/src/vigie/kinds.py", &text);
}

#[test]
fn kotlin_has_every_signal_kind() {
    let mut text = format!("package vigie\n\n/** {HEAD} */\nobject SignalKinds {{\n");
    for name in names() {
        writeln!(text, "    const val {} = \"{name}\"", name.to_uppercase()).expect("a string takes text");
    }
    compare("bindings/kotlin/src/main/kotlin/vigie/SignalKinds.kt", &(text + "}\n"));
}

#[test]
fn swift_has_every_signal_kind() {
    let mut text = format!("/// {HEAD}\npublic enum SignalKinds {{\n");
    for name in names() {
        writeln!(text, "    public static let {} = \"{name}\"", camel(name)).expect("a string takes text");
    }
    compare("bindings/swift/Sources/Vigie/SignalKinds.swift", &(text + "}\n"));
}

#[test]
fn the_web_s_types_have_every_name_of_the_guidance() {
    let text = std::fs::read_to_string(root().join("bindings/web/src/help.ts")).expect("the file is there");
    for (name, expected) in [
        ("Moment", vigie::Moment::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        ("Audience", vigie::Audience::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        ("Style", vigie::Style::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        ("Action", vigie::Action::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        ("Need", vigie::Need::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        ("HelpKind", vigie::HelpKind::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        ("Topic", vigie::Topic::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
    ] {
        let (_, rest) = text.split_once(&format!("export type {name} =")).expect("the type is there");
        let (body, _) = rest.split_once(';').expect("it ends");
        let found: Vec<_> = body.split('\'').skip(1).step_by(2).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_generator_has_the_version_of_the_library() {
    let version = |manifest: &str| {
        let text = std::fs::read_to_string(root().join(manifest)).expect("the manifest is there");
        let line = text.lines().find(|line| line.starts_with("uniffi = ")).expect("it needs uniffi");
        line.split('"').nth(1).map(str::to_owned)
    };
    let library = version("crates/vigie-ffi/Cargo.toml");
    assert!(library.as_ref().is_some_and(|version| version.starts_with('=')), "{library:?}");
    assert_eq!(library, version("bindings/uniffi-bindgen/Cargo.toml"));
}

#[test]
fn every_manifest_has_the_version_of_the_workspace() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("bindings/python/pyproject.toml", format!("version = \"{version}\"")),
        ("bindings/kotlin/pom.xml", format!("  <version>{version}</version>")),
    ] {
        let text = std::fs::read_to_string(root().join(file)).expect("the manifest is there");
        assert!(text.lines().any(|other| other == line), "{file} should say {line}");
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    SignalKind::ALL.iter().map(|kind| kind.as_str())
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| text + &word[..1].to_uppercase() + &word[1..])
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares with a committed file, or writes it under `VIGIE_BLESS=1`.
fn compare(file: &str, text: &str) {
    let path = root().join(file);
    if std::env::var_os("VIGIE_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, text).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, text, "{file} is out of date: run `cargo xtask golden`");
}

//! `vigie pack` end to end, in folders of their own; and the tutorial, command by command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fresh folder, in which commands run.
struct Folder(PathBuf);

struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), text).expect("it can be written");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
    }

    /// Runs `vigie` with these words; the password of every key is the same.
    fn run(&self, words: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(words)
            .current_dir(&self.0)
            .env("VIGIE_KEY_PASSWORD", "of a test")
            .output()
            .expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran {
            status: output.status.code().expect("it ends"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The same, for what must succeed.
    fn done(&self, words: &[&str]) -> String {
        let ran = self.run(words);
        assert_eq!(ran.status, 0, "{words:?}: {}{}", ran.out, ran.err);
        ran.out
    }
}

const SLANG: &str = "[pack]\nlanguage = \"en\"\n\n[[rule]]\nid = \"en.secrecy.zorg\"\nby = \"contact\"\nweight = 0.5\n\
                     phrases = [\"zorg the chat\", \"zorg ~2 @parent\"]\nreason = \"Asks to zorg\"\n\
                     matches = [\"zorg the chat\", \"now zorg the chat\", \"pls zorg the chat\"]\n\
                     ignores = [\"zorg\", \"the chat\"]\n";

// --- writing a pack ---------------------------------------------------------------------------------------------

#[test]
fn every_command_of_the_tutorial_does_what_it_says() {
    let folder = Folder::new("tutorial");
    let tutorial =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tutorial-own-pack.md"))
            .expect("the tutorial");
    let (mut commands, mut said) = (0, String::new());
    for (info, text) in blocks(&tutorial) {
        match info.split_once('=') {
            Some((format, name)) if format.ends_with(" file") => folder.write(name, &text),
            Some((format, name)) if format.ends_with(" replace") => {
                let (old, new) = text.trim_end().split_once('\n').expect("a line, and another in its place");
                let before = String::from_utf8(folder.read(name)).expect("text");
                assert_eq!(before.matches(old).count(), 1, "{old} stands in {name} once");
                folder.write(name, before.replace(old, new));
            }
            _ if info.starts_with("sh") => {
                said.clear();
                for line in text.lines() {
                    let words: Vec<&str> = line.split_whitespace().collect();
                    assert_eq!(words[0], "vigie", "{line}");
                    let ran = folder.run(&words[1..]);
                    assert_eq!(ran.status == 0, info == "sh", "{line}: {}{}", ran.out, ran.err);
                    said.push_str(&ran.out);
                    said.push_str(&ran.err);
                    commands += 1;
                }
            }
            _ => {
                assert_eq!(info, "text");
                assert!(said.contains(&text), "the tutorial says\n{text}\nand the program\n{said}");
            }
        }
    }
    assert!(commands > 8, "only {commands} commands were run");
}

/// The fenced blocks of a document, each with what stands behind the fence.
fn blocks(document: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in document.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(info), None) => open = Some((info, String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn a_new_pack_passes_its_check_in_every_language() {
    let folder = Folder::new("new");
    for language in ["en", "fr", "eo"] {
        let file = format!("My game-{language}.toml");
        folder.done(&["pack", "new", &file, "--language", language]);
        let said = folder.done(&["pack", "check", "--added", &file]);
        assert!(said.starts_with("1 rules, ") && said.ends_with(" 0 failures\n"), "{said}");
        let text = String::from_utf8(folder.read(&file)).expect("text");
        assert!(
            text.contains(&format!("id = \"{language}.gift_or_money_offer.my_game_{language}\"")),
            "{text}"
        );
    }
    let again = folder.run(&["pack", "new", "My game-en.toml"]);
    assert!(
        again.status == 2 && again.err.contains("My game-en.toml"),
        "a file is never overwritten: {}",
        again.err
    );
    assert_eq!(folder.run(&["pack", "new", "x.toml", "--language", "English"]).status, 2);
}

#[test]
fn coverage_names_what_nothing_reaches() {
    let folder = Folder::new("coverage");
    folder.write("slang.toml", SLANG);
    let said = folder.done(&["pack", "coverage", "--added", "slang.toml"]);
    assert!(said.contains("slang.toml, en.secrecy.zorg: never reached\n    zorg ~2 @parent\n"), "{said}");
    assert!(said.contains("kinds without a rule: age_question, ") && !said.contains(", secrecy"), "{said}");
    assert!(said.ends_with("1 rules, 2 phrases: 1 reached by their examples, 1 by nothing\n"), "{said}");
    folder.write("chat.jsonl", "{\"conversation\":\"c\",\"sender\":\"x\",\"text\":\"zorg ur mum\"}\n");
    let said = folder.done(&["pack", "coverage", "--added", "slang.toml", "--chat", "chat.jsonl"]);
    assert!(said.ends_with("1 reached by their examples, 1 by 1 messages, 0 by nothing\n"), "{said}");
    // Alone, without the classes of the embedded packs, it does not compile, and says so.
    let alone = folder.run(&["pack", "coverage", "slang.toml"]);
    assert!(alone.status == 2 && alone.err.contains("@parent"), "{}", alone.err);
}

#[test]
fn the_embedded_packs_have_their_coverage_told() {
    let said = Folder::new("embedded").done(&["pack", "coverage"]);
    assert!(!said.contains("kinds without a rule"), "{}", said.lines().last().unwrap_or_default());
    assert!(said.lines().last().is_some_and(|line| line.contains(" phrases: ")));
}

#[test]
fn what_an_added_pack_may_not_do_is_refused_by_the_check() {
    let folder = Folder::new("refused");
    folder.write("play.toml", SLANG.replace("secrecy", "play"));
    folder.write("taken.toml", SLANG.replace("en.secrecy.zorg", "en.secrecy.our_secret"));
    for (file, said) in
        [("play.toml", "excuse a threat as play"), ("taken.toml", "stands in en/secrecy.toml already")]
    {
        let ran = folder.run(&["pack", "check", "--added", file]);
        assert!(ran.status == 2 && ran.err.contains(said), "{}", ran.err);
    }
}

// --- signing it -------------------------------------------------------------------------------------------------

#[test]
fn a_pack_is_signed_with_a_protected_key_and_verified() {
    let folder = Folder::new("signed");
    folder.write("slang.toml", SLANG);
    folder.done(&["pack", "keygen", "release"]);
    folder.done(&["pack", "keygen", "other", "--no-password"]);
    assert_eq!(folder.run(&["pack", "keygen", "release"]).status, 2, "a key is never overwritten");
    folder.done(&["pack", "sign", "slang.toml", "--key", "release.key", "--serial", "12"]);
    let said =
        folder.done(&["pack", "verify", "slang.toml.signed", "--key", "release.pub", "-o", "back.toml"]);
    assert_eq!(said, "good: pack slang, serial 12, 1 rules, language en\n");
    assert_eq!(folder.read("back.toml"), SLANG.as_bytes());
    let public = String::from_utf8(folder.read("release.pub")).expect("text");
    let key = public.lines().nth(1).expect("the key");
    folder.done(&["pack", "verify", "slang.toml.signed", "--key", key, "--floor", "12"]);
    let mut changed = folder.read("slang.toml.signed");
    *changed.last_mut().expect("bytes") = b' ';
    folder.write("changed.signed", &changed);
    folder.write("cut.signed", &changed[..changed.len() - 1]);
    for (arguments, said) in [
        (&["slang.toml.signed", "--key", "release.pub", "--floor", "13"][..], "older than 13"),
        (&["slang.toml.signed", "--key", "other.pub"], "not pinned"),
        (
            &["slang.toml.signed", "--key", "release.pub", "--content", "model"],
            "holds pack, where model is wanted",
        ),
        (&["slang.toml", "--key", "release.pub"], "not signed"),
        (&["changed.signed", "--key", "release.pub"], "changed after it was signed"),
        (&["cut.signed", "--key", "release.pub"], "end too early"),
        (&["slang.toml.signed", "--key", "nonsense"], "no public key"),
    ] {
        let ran = folder.run(&[&["pack", "verify"], arguments].concat());
        assert!(ran.status == 2 && ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_a_secret_key() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("secret");
    folder.done(&["pack", "keygen", "--no-password", "release"]);
    let mode = fs::metadata(folder.0.join("release.key")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_pack_that_fails_its_check_is_not_signed() {
    let folder = Folder::new("unsigned");
    folder.done(&["pack", "keygen", "--no-password", "release"]);
    folder.write("slang.toml", SLANG.replace("\"zorg\", ", "\"zorg the chat\", "));
    let ran = folder.run(&["pack", "sign", "slang.toml", "--key", "release.key", "--serial", "1"]);
    assert!(ran.status == 1 && ran.out.contains("should ignore"), "{}{}", ran.out, ran.err);
    assert!(!folder.0.join("slang.toml.signed").exists());
    // Other content is signed as it is.
    folder.write("texts.bin", b"advice");
    let words =
        ["pack", "sign", "texts.bin", "--key", "release.key", "--serial", "1", "--content", "guidance"];
    folder.done(&words);
    let said =
        folder.done(&["pack", "verify", "texts.bin.signed", "--key", "release.pub", "--content", "guidance"]);
    assert_eq!(said, "good: guidance texts, serial 1, 6 bytes\n");
}

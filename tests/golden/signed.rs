//! Signed files, damaged in every way, and the name that every language is to refuse them by.
//!
//! `golden/signed/` was signed once, with keys that were thrown away. To write it anew, for instance because the format
//! changed: delete the folder, and `cargo xtask golden`.

use std::collections::BTreeMap;
use std::fs;

use minisign::KeyPair;
use serde::{Deserialize, Serialize};
use vigie::{Content, Keyring, Signed};
use vigie_tests::{blessing, file};

const FOLDER: &str = "golden/signed";
const PACK: &str = "[pack]\nlanguage = \"en\"\n\n[[rule]]\nid = \"en.secrecy.zorg\"\nby = \"contact\"\nweight = 0.5\n\
                    phrases = [\"zorg the chat\"]\nreason = \"Asks to zorg\"\n";
const WEIGHTS: &str = "[grooming]\nbias = -4.0\n[sextortion_content]\nbias = -4.0\n[sextortion_money]\nbias = -4.0\n\
                       [exposure]\nbias = -4.0\n";
const LINES: &str = "[help_lines]\n\n[[line]]\nid = \"zz.school\"\nregion = \"ZZ\"\nname = \"The school's own page\"\n\
                     kinds = [\"talk\"]\ntopics = [\"child\"]\nurl = \"https://school.example/help\"\n\
                     source = \"https://school.example\"\nverified_on = 2026-11-22\nverified = true\n";

/// What the folder's `cases.json` says.
#[derive(Serialize, Deserialize)]
struct Cases {
    /// The key to pin, and the floors to set.
    key: String,
    floors: BTreeMap<String, u64>,
    cases: Vec<Case>,
}

/// One file, what is done to it, and what becomes of it.
#[derive(Serialize, Deserialize)]
struct Case {
    file: String,
    /// As what it is opened.
    content: String,
    /// So many bytes are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep: Option<usize>,
    /// The lowest bit of the byte at this place is flipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flip: Option<usize>,
    /// So many zero bytes are added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pad: Option<usize>,
    /// `taken`, or the code of the error.
    expected: String,
}

#[test]
fn signed_files_are_taken_or_refused_as_recorded() {
    if blessing() && !file(FOLDER).exists() {
        write();
    }
    let read = |name: &str| fs::read(file(&format!("{FOLDER}/{name}"))).expect("the file is there");
    let cases: Cases = serde_json::from_slice(&read("cases.json")).expect("cases");
    let mut keyring = Keyring::new().key(&cases.key).expect("a key");
    for (name, serial) in &cases.floors {
        keyring = keyring.floor(name, *serial);
    }
    for case in &cases.cases {
        let mut bytes = read(&case.file);
        bytes.truncate(case.keep.unwrap_or(bytes.len()));
        if let Some(at) = case.flip {
            bytes[at] ^= 1;
        }
        bytes.resize(bytes.len() + case.pad.unwrap_or(0), 0);
        let content = Content::ALL.into_iter().find(|content| content.as_str() == case.content);
        let opened = Signed::open(&bytes, content.expect("a content"), &keyring);
        let found = opened.as_ref().map_or_else(vigie::Error::code, |_| "taken");
        assert_eq!(found, case.expected, "{} as {}", case.file, case.content);
    }
    let every = [
        "taken",
        "not_signed",
        "truncated",
        "tampered",
        "unknown_key",
        "other_content",
        "older",
        "too_large",
    ];
    for code in every {
        assert!(cases.cases.iter().any(|case| case.expected == code), "{code}");
    }
    assert!(vigie::Pack::from_signed(&read("pack.signed"), &keyring).is_ok());
    let model = vigie_model::Model::from_signed(&read("model.signed"), &keyring);
    assert_eq!(model.expect_err("what is signed may be none").code(), "invalid_model");
}

fn write() {
    fs::create_dir_all(file(FOLDER)).expect("the folder can be written");
    let [own, other] = [(); 2].map(|()| KeyPair::generate_unencrypted_keypair().expect("a key pair"));
    let (pack, slang, older) = (PACK.as_bytes(), "slang", "old-slang");
    for (name, key, content, label, serial, payload) in [
        ("pack.signed", &own, Content::Pack, slang, 7, pack),
        ("older.signed", &own, Content::Pack, older, 6, pack),
        ("other_key.signed", &other, Content::Pack, slang, 7, pack),
        ("model.signed", &own, Content::Model, "nothing", 3, b"no model"),
        ("weights.signed", &own, Content::Weights, "quiet", 3, WEIGHTS.as_bytes()),
        ("lines.signed", &own, Content::Guidance, "school", 2, LINES.as_bytes()),
    ] {
        let label = Signed::label(content, label, serial, payload).expect("a label");
        let signature = minisign::sign(None, &key.sk, payload, Some(&label), None).expect("a signature");
        let bytes = [signature.into_string().as_bytes(), payload].concat();
        fs::write(file(&format!("{FOLDER}/{name}")), bytes).expect("the file can be written");
    }
    let case = |file: &str, content: &str, expected: &str| Case {
        file: file.to_owned(),
        content: content.to_owned(),
        keep: None,
        flip: None,
        pad: None,
        expected: expected.to_owned(),
    };
    let header = fs::read(file(&format!("{FOLDER}/pack.signed"))).expect("written").len() - pack.len();
    let cases = vec![
        case("pack.signed", "pack", "taken"),
        case("model.signed", "model", "taken"),
        case("weights.signed", "weights", "taken"),
        case("lines.signed", "guidance", "taken"),
        case("pack.signed", "guidance", "other_content"),
        case("model.signed", "pack", "other_content"),
        case("other_key.signed", "pack", "unknown_key"),
        case("older.signed", "pack", "older"),
        Case { keep: Some(0), ..case("pack.signed", "pack", "truncated") },
        Case { keep: Some(header / 2), ..case("pack.signed", "pack", "truncated") },
        Case { keep: Some(header + 9), ..case("pack.signed", "pack", "truncated") },
        Case { flip: Some(0), ..case("pack.signed", "pack", "not_signed") },
        Case { flip: Some(header + 9), ..case("pack.signed", "pack", "tampered") },
        Case { pad: Some(1), ..case("pack.signed", "pack", "tampered") },
        Case { pad: Some(2 << 20), ..case("pack.signed", "pack", "too_large") },
        Case { pad: Some(2 << 20), ..case("lines.signed", "guidance", "too_large") },
    ];
    let floors = BTreeMap::from([(slang.to_owned(), 7), (older.to_owned(), 7)]);
    let cases = Cases { key: own.pk.to_base64(), floors, cases };
    let text = serde_json::to_string_pretty(&cases).expect("it serialises") + "\n";
    fs::write(file(&format!("{FOLDER}/cases.json")), text).expect("the file can be written");
}

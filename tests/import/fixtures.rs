//! Each export in `fixtures/<format>/` is read and compared with the file of the same name plus `.expected`.
//!
//! `VIGIE_UPDATE_EXPECTED=1 cargo test -p vigie-import --test import_fixtures` rewrites the expectations; read the
//! difference before committing it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::json;
use vigie_import::{Format, Options, Record, Role, detect, read};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/import/fixtures")
}

#[test]
fn every_fixture_reads_as_expected() {
    let update = std::env::var_os("VIGIE_UPDATE_EXPECTED").is_some();
    let mut different = Vec::new();
    for format in Format::ALL {
        let mut exports: Vec<PathBuf> = std::fs::read_dir(root().join(format.name()))
            .expect("a folder for each format")
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension != "expected"))
            .collect();
        exports.sort();
        assert!(!exports.is_empty(), "{format} has no fixture");
        for export in exports {
            let bytes = std::fs::read(&export).unwrap();
            let name = export.file_name().unwrap().to_str().unwrap();
            assert_eq!(detect(&bytes, Some(name)).as_ref().ok(), Some(&format), "{name}");
            let read = transcript(format, &bytes);
            let expected_path = export.with_file_name(format!("{name}.expected"));
            if update {
                std::fs::write(&expected_path, &read).unwrap();
            } else if std::fs::read_to_string(&expected_path).ok().as_deref() != Some(&read) {
                different.push(format!("{format}/{name}, now read as:\n{read}"));
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// What is read, a line for each record, fault and notice. Fixtures are invented: their texts may be shown.
fn transcript(format: Format, bytes: &[u8]) -> String {
    let mut records = read(format, bytes, &Options::new());
    let mut transcript = String::new();
    for item in &mut records {
        let line = match item {
            Ok(record) => shown(&record),
            Err(bad) => json!({ "bad": bad.reason(), "line": bad.line(), "fatal": bad.is_fatal() }),
        };
        writeln!(transcript, "{line}").unwrap();
    }
    for notice in records.notices() {
        writeln!(transcript, "{}", json!({ "notice": notice.to_string() })).unwrap();
    }
    transcript
}

fn shown(record: &Record) -> serde_json::Value {
    let mut shown = json!({
        "conversation": record.conversation,
        "id": record.id,
        "sender": record.sender,
        "to": record.to,
        "role": record.role.map(|role| match role {
            Role::Protected => "protected",
            Role::Contact => "contact",
            Role::Unknown => "unknown",
        }),
        "age": record.age,
        "text": record.text,
        "sent_at_ms": record.sent_at_ms,
        "reply_to": record.reply_to,
        "edited": record.edited,
        "forwarded": record.forwarded,
        "deleted": record.deleted,
        "lossy": record.lossy,
        "media": record.media.map(|media| format!("{media:?}")),
        "line": record.line,
    });
    // What is not there is left out, so that a reader sees what is.
    shown.as_object_mut().unwrap().retain(|_, value| !value.is_null() && *value != json!(false));
    shown
}

#[test]
fn the_examples_for_newcomers_read_without_a_fault() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for (name, format, messages) in [
        ("sextortion_fr.jsonl", Format::Jsonl, 21),
        ("grooming_en.jsonl", Format::Jsonl, 24),
        ("ordinary_en.jsonl", Format::Jsonl, 16),
        ("whatsapp_fr.txt", Format::WhatsApp, 16),
    ] {
        let bytes = std::fs::read(examples.join(name)).unwrap();
        assert_eq!(detect(&bytes, Some(name)), Ok(format), "{name}");
        let records: Vec<Record> =
            read(format, bytes.as_slice(), &Options::new()).collect::<Result<_, _>>().unwrap();
        assert_eq!(records.len(), messages, "{name}");
        let times: Vec<i64> = records.iter().map(|record| record.sent_at_ms.unwrap()).collect();
        assert!(times.is_sorted(), "{name}");
    }
}

#[test]
fn the_protected_person_is_found_by_name() {
    let export = std::fs::read(root().join("whatsapp/android_fr_2018.txt")).unwrap();
    let roles = |name: &str| {
        let mut records = read(Format::WhatsApp, export.as_slice(), &Options::new().protected(name));
        let protected: Vec<String> = records
            .by_ref()
            .flatten()
            .filter(|record| record.role == Some(Role::Protected))
            .map(|record| record.sender)
            .collect();
        (protected.len(), records.check_protected().map_err(|error| error.senders()))
    };
    assert_eq!(roles("Élodie"), (3, Ok(())));
    assert_eq!(roles("elodie"), (3, Ok(())));
    assert_eq!(roles("Nobody"), (0, Err(2)));
}

#[test]
fn the_owner_of_the_phone_is_protected_unless_somebody_else_is_named() {
    let export = std::fs::read(root().join("sms-backup/sms.xml")).unwrap();
    let role_of = |sender: &str, options: &Options| {
        let mut records = read(Format::SmsBackup, export.as_slice(), options).flatten();
        records.find(|record| record.sender == sender).unwrap().role
    };
    assert_eq!(role_of("me", &Options::new()), Some(Role::Protected));
    assert_eq!(role_of("Papa", &Options::new()), Some(Role::Contact));
    assert_eq!(role_of("me", &Options::new().protected("papa")), Some(Role::Contact));
    assert_eq!(role_of("Papa", &Options::new().protected("papa")), Some(Role::Protected));
    assert_eq!(role_of("me", &Options::new().protected("me")), Some(Role::Protected));
}

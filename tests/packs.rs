//! The embedded packs keep the promises of `docs/packs.md`.

use std::collections::BTreeMap;

use vigie::{Conversation, Detector, Message, Pack, Role, SignalKind, check};
use vigie_tests::{LANGUAGES, packs};

#[test]
fn every_example_of_every_rule_holds() {
    let report = check(&packs()).expect("the packs compile");
    let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(report.examples >= report.rules * 4, "{report:?}");
}

#[test]
fn every_kind_has_rules_in_both_languages() {
    let documents: BTreeMap<&str, usize> = vigie_packs::documents()
        .map(|document| {
            let pack = Pack::from_trusted(document.name, document.bytes).expect("it parses");
            (document.name, pack.rules())
        })
        .collect();
    for language in LANGUAGES {
        for kind in SignalKind::ALL {
            let name = format!("{language}/{kind}.toml");
            assert!(documents.get(name.as_str()).is_some_and(|rules| *rules > 0), "{name}");
        }
    }
}

#[test]
fn prepared_packs_answer_as_the_documents_they_were_made_from() {
    let (prepared, written) = (vigie_embedded::prepared().expect("they are read"), packs());
    let heads = |packs: &[Pack]| -> Vec<(String, String, usize)> {
        packs.iter().map(|pack| (pack.name().into(), pack.language().into(), pack.rules())).collect()
    };
    assert_eq!(heads(&prepared), heads(&written));
    let build = |packs: Vec<Pack>| Detector::builder().packs(packs).build().expect("it builds");
    let (prepared, written) = (build(prepared), build(written));
    let (mut texts, mut signals) = (0, 0);
    for document in vigie_packs::documents() {
        let table: toml::Table = str::from_utf8(document.bytes).expect("UTF-8").parse().expect("TOML");
        let rules = table.get("rule").and_then(toml::Value::as_array).into_iter().flatten();
        let lists = rules.flat_map(|rule| [rule.get("matches"), rule.get("ignores")]).flatten();
        for text in lists.filter_map(toml::Value::as_array).flatten().filter_map(toml::Value::as_str) {
            let message = Message::new("x", text).role(Role::Contact);
            let assess = |detector: &Detector| detector.assess(&mut Conversation::new(), &message);
            let (one, other) = (assess(&prepared), assess(&written));
            assert_eq!(format!("{one:?}"), format!("{other:?}"), "{text:?}");
            texts += 1;
            signals += one.signals.len();
        }
    }
    assert!(texts > 5_000 && signals > 3_000, "{texts} texts, {signals} signals");
}

#[test]
fn a_prepared_document_is_checked_like_any_other() {
    let rule = r#"{"id":"en.secrecy.x","by":"contact","weight":0.9,"phrases":["keep it"],"reason":"r"}"#;
    let read = |json: &str| Pack::from_prepared("mine", json.as_bytes());
    let good = format!(r#"{{"pack":{{"language":"en"}},"rule":[{rule}]}}"#);
    assert_eq!(read(&good).expect("it is read").rules(), 1);
    for (from, to, named) in
        [("0.9", "9", "weight"), ("by", "bye", "bye"), ("secrecy", "secrets", "secrets"), ("}]", "]", "mine")]
    {
        let error = read(&good.replacen(from, to, 1)).expect_err("it is refused").to_string();
        assert!(error.contains("mine") && error.contains(named), "{error}");
    }
}

#[test]
fn a_misspelt_field_names_the_line() {
    let text =
        "[pack]\nlanguage = \"en\"\nkind = \"secrecy\"\n[[rule]]\nid = \"en.secrecy.x\"\nwieght = 1.0\n";
    let error = Pack::from_trusted("mine", text.as_bytes()).expect_err("it is refused");
    assert!(error.is_pack());
    let message = error.to_string();
    assert!(
        message.contains("mine") && message.contains("line 6") && message.contains("wieght"),
        "{message}"
    );
}

#[test]
fn hostile_packs_are_refused_by_name() {
    let rule = |fields: &str| {
        format!(
            "[pack]\nlanguage = \"en\"\nkind = \"secrecy\"\n[[rule]]\nid = \"en.secrecy.x\"\nby = \"contact\"\n\
             reason = \"r\"\nmatches = [\"a\", \"b\", \"c\"]\nignores = [\"d\", \"e\"]\n{fields}"
        )
    };
    let huge = format!("phrases = [{}]\nweight = 0.5", "\"our secret\", ".repeat(65));
    let wide = format!("phrases = [\"{}\"]\nweight = 0.5", "word ".repeat(200));
    for (fields, fault) in [
        ("phrases = [\"~3\"]\nweight = 0.5", "phrases"),
        ("phrases = [\"@nowhere\"]\nweight = 0.5", "@nowhere"),
        ("phrases = [\"secret\"]\nweight = 7.0", "weight"),
        ("phrases = [\"secret\"]\nweight = nan", "weight"),
        ("phrases = []\nweight = 0.5", "phrases"),
        ("phrases = [\"secret\"]\nweight = 0.5\nafter = [\"gossip\"]", "gossip"),
        (huge.as_str(), "64"),
        (wide.as_str(), "elements"),
    ] {
        let outcome = Pack::from_trusted("mine", rule(fields).as_bytes())
            .and_then(|pack| vigie::Detector::builder().pack(pack).build());
        let message = outcome.expect_err("it is refused").to_string();
        assert!(message.contains(fault) && message.contains("en.secrecy.x"), "{message}");
    }
    let too_large = vec![b'#'; 2 << 20];
    assert!(Pack::from_trusted("mine", &too_large).expect_err("it is refused").to_string().contains("bytes"));
    assert!(Pack::from_trusted("mine", b"\xff\xfe").is_err());
}

#[test]
fn a_pack_from_bytes_works_like_an_embedded_one() {
    let mine = Pack::from_trusted(
        "mine",
        b"[pack]\nlanguage = \"en\"\nkind = \"exposure_threat\"\n[[rule]]\nid = \"en.exposure_threat.zorg\"\n\
          by = \"contact\"\nweight = 0.9\nphrases = [\"zorg the lot\"]\nreason = \"Zorgs\"\n\
          matches = [\"i zorg the lot\", \"zorg the lot\", \"now zorg the lot\"]\nignores = [\"zorg\", \"the lot\"]\n",
    )
    .expect("it parses");
    let detector = vigie::Detector::builder().packs(packs()).pack(mine).build().expect("it builds");
    let message = vigie::Message::new("someone", "then i zorg the lot").role(vigie::Role::Contact);
    let assessment = detector.assess(&mut vigie::Conversation::new(), &message);
    assert!(assessment.alert);
    assert_eq!(assessment.reasons, ["Zorgs"]);
}

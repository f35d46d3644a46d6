//! The embedded packs keep the promises of `docs/packs.md`.

use std::collections::BTreeMap;

use vigie::{Pack, SignalKind, check};
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

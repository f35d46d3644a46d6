//! The library computes what the pipeline's reference computed from the same bytes: `parity.json` beside the model,
//! written by `python -m vigie_training.parity` (models/training).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use vigie::text::Span;
use vigie::{
    AgeBand, Before, Classifier, Detector, LearnedState, Message, MessageCode, Outlook, Policy, Sensitivity,
    Signal, SignalKind, Source, Turn,
};
use vigie_eval::baseline::Words;
use vigie_eval::report::Tally;
use vigie_eval::scenario::Roles;
use vigie_eval::system::System;
use vigie_model::Model;
use vigie_tests::detector;

/// How far single precision and rounding to thousandths may lead away from the reference.
const TOLERANCE: f32 = 1e-3;

#[derive(Deserialize)]
struct Fixture {
    checksum: String,
    messages: Vec<MessageCase>,
    conversation: ConversationCase,
}

#[derive(Deserialize)]
struct MessageCase {
    text: String,
    signals: Vec<(String, f32, bool)>,
    features: usize,
    persons: [u32; 3],
    kinds: BTreeMap<String, f32>,
    #[serde(flatten)]
    outlook: Expected,
}

#[derive(Deserialize)]
struct ConversationCase {
    turns: Vec<TurnCase>,
    /// `b`, known to be a contact, `a` known to be the protected person.
    known_contact: Vec<Expected>,
    /// `a`, with nothing known of anybody.
    roles_withheld: Vec<Expected>,
}

#[derive(Deserialize)]
struct TurnCase {
    from: String,
    text: String,
    pause: u32,
    signals: Vec<(String, f32, bool)>,
    /// What is kept of it, in 1/127.
    code: Vec<i8>,
}

/// As the reference computes it, without the library's bounds.
#[derive(Deserialize)]
struct Expected {
    alarm: f32,
    threats: [f32; 4],
    told: f32,
}

/// The fixture beside the embedded model, and the model.
fn shipped() -> (Fixture, Model) {
    let path = vigie_tests::file(&format!("../models/{}/parity.json", vigie_models::VERSION));
    let fixture: Fixture = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let sum = vigie_models::MODEL.last_chunk().map(|sum| format!("{:016x}", u64::from_le_bytes(*sum)));
    assert_eq!(Some(&fixture.checksum), sum.as_ref(), "parity.json is of another model: write it anew");
    (fixture, Model::from_bytes(vigie_models::MODEL).unwrap())
}

fn signals(of: &[(String, f32, bool)]) -> Vec<Signal> {
    let signals = of.iter().map(|(kind, score, reported)| Signal {
        kind: kind.parse().unwrap(),
        span: Span { start: 0, end: 1 },
        score: *score,
        source: Source::Model,
        reported: *reported,
    });
    signals.collect()
}

fn assert_near(found: &Outlook, expected: &Expected, what: &str) {
    let near = |found: f32, expected: f32| {
        let bounded = expected.clamp(-Outlook::BOUND, Outlook::BOUND);
        assert!((found - bounded).abs() <= TOLERANCE, "{what}: {found}, and not {bounded}");
    };
    near(found.alarm, expected.alarm);
    for (found, expected) in found.threats.iter().zip(expected.threats) {
        near(*found, expected);
    }
    let told = expected.told;
    assert!(told.abs() <= TOLERANCE || found.told == (told > 0.0), "{what}: {}, and not {told}", found.told);
}

#[test]
fn messages_show_what_the_reference_says() {
    let (fixture, model) = shipped();
    let cases = &fixture.messages;
    let lengths: Vec<usize> = cases.iter().map(|case| case.text.split_whitespace().count()).collect();
    assert!(lengths.contains(&1) && lengths.contains(&400), "{lengths:?}");
    for case in cases {
        let text = detector().normalise(&case.text);
        let what = &case.text;
        let buckets = vigie_model::features(&text, 1 << 15);
        assert_eq!(buckets.len(), case.features, "other n-grams than those that were trained on: {what}");
        let persons = vigie_model::persons(&text);
        assert_eq!([persons.second, persons.first, persons.words], case.persons, "{what}");
        let reading = model.read(&text, &signals(&case.signals), None).unwrap();
        assert_eq!(reading.kinds.is_empty(), case.kinds.is_empty(), "{what}");
        for (kind, expected) in &case.kinds {
            let kind: SignalKind = kind.parse().unwrap();
            let found = reading.kinds.iter().find(|found| found.kind == kind).unwrap().probability;
            assert!((found - expected).abs() <= TOLERANCE, "{kind} of {what}: {found}, and not {expected}");
        }
        let first = Turn {
            by_candidate: true,
            by_protected: false,
            candidate_is_contact: true,
            alone: true,
            pause_minutes: None,
            before: None,
        };
        let outlook = model.follow(&mut LearnedState::default(), &reading, &first);
        assert_near(&outlook, &case.outlook, what);
    }
    assert!(cases.iter().any(|case| case.kinds.is_empty()), "nothing without words");
    assert!(cases.iter().any(|case| case.signals.iter().any(|(_, _, reported)| *reported)), "nothing told");
}

#[test]
fn a_conversation_goes_where_the_reference_says() {
    let (fixture, model) = shipped();
    let case = &fixture.conversation;
    assert_eq!(case.turns.len(), 40);
    for (candidate, roles_known, expected) in
        [("b", true, &case.known_contact), ("a", false, &case.roles_withheld)]
    {
        assert_eq!(expected.len(), case.turns.len());
        let bounded = expected.iter().filter(|outlook| outlook.alarm.abs() >= Outlook::BOUND).count();
        assert!(bounded < expected.len() / 2, "alarms at the bound tell nothing: {bounded}");
        let mut state = LearnedState::default();
        let mut before: Option<Before> = None;
        let mut author = "";
        for (index, (turn, expected)) in case.turns.iter().zip(expected).enumerate() {
            let from_author = before.map(|before| Before { by_candidate: turn.from == author, ..before });
            author = &turn.from;
            let text = detector().normalise(&turn.text);
            let reading = model.read(&text, &signals(&turn.signals), from_author).unwrap();
            let seen = Turn {
                by_candidate: turn.from == candidate,
                by_protected: roles_known && turn.from == "a",
                candidate_is_contact: roles_known && candidate == "b",
                alone: case.turns[..=index].iter().all(|turn| turn.from == case.turns[0].from),
                pause_minutes: Some(turn.pause),
                before,
            };
            let code = MessageCode::new(&std::array::from_fn(|at| {
                turn.code.get(at).map_or(0.0, |steps| *steps as f32 / 127.0)
            }));
            for (found, expected) in reading.code.values().iter().zip(code.values()) {
                assert!(
                    (found - expected).abs() < 1.5 / 127.0,
                    "{candidate}, message {index}: {found}, and not {expected}"
                );
            }
            before = Some(Before { by_candidate: seen.by_candidate, code });
            let outlook = model.follow(&mut state, &reading, &seen);
            assert_near(&outlook, expected, &format!("{candidate}, message {index}"));
        }
    }
}

/// The baseline beside the models.
#[test]
fn the_words_score_as_they_did_when_they_were_trained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models").join(vigie_models::VERSION);
    let words = Words::read(&folder.join("words.json")).unwrap();
    assert!(words.examples().len() >= 4);
    for (texts, expected) in words.examples() {
        let mut reader = words.reader();
        let scores: Vec<_> =
            texts.iter().map(|text| reader.read(&Message::new("sender", text)).score).collect();
        assert!((scores.last().unwrap() - expected).abs() < 0.001, "{texts:?}: {scores:?} {expected}");
    }
}

/// The set of freely licensed data alone, which adopters load from its files.
#[test]
fn the_open_set_loads_and_warns() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models").join(vigie_models::VERSION);
    let model = Model::from_bytes(&fs::read(folder.join("open.vgm")).unwrap()).unwrap();
    let weights = fs::read_to_string(folder.join("open.toml")).unwrap();
    let policy = Policy::from_toml(&weights, AgeBand::default(), Sensitivity::default()).unwrap();
    let detector = Detector::builder()
        .packs(vigie_tests::packs())
        .policy(policy)
        .classifier(Arc::new(model))
        .build()
        .unwrap();
    for language in vigie_tests::LANGUAGES {
        let mut tally = Tally::default();
        for scenario in vigie_tests::scenarios(language) {
            tally.add(&scenario.judge(&scenario.assess(&detector, Roles::Given)));
        }
        // Measured: 89 % in both, 9 % and 2 %.
        assert!(tally.in_time_share() >= 0.75, "{language}: {tally:?}");
        assert!(tally.false_alarm_share() <= 0.11, "{language}: {tally:?}");
    }
}

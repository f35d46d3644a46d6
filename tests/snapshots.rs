//! A conversation as bytes: the same before and after, bounded, and hostile bytes are an error.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use vigie::text::NormalText;
use vigie::{
    Before, Classifier, ClassifierError, Conversation, Detector, LearnedState, Message, MessageCode, Outlook,
    Reading, Role, Signal, Turn,
};
use vigie_eval::scenario::Roles;
use vigie_tests::{LANGUAGES, detector, file, packs, scenarios};

#[test]
fn a_restored_conversation_goes_on_as_if_never_stored() {
    for language in LANGUAGES {
        for scenario in scenarios(language) {
            let whole = scenario.assess(detector(), Roles::Given);
            let mut conversation = Conversation::new();
            for (index, message) in scenario.messages(Roles::Given).enumerate() {
                let bytes = conversation.snapshot();
                assert!(bytes.len() <= 4096, "{}: {}", scenario.id, bytes.len());
                conversation = Conversation::restore(&bytes).expect("its own bytes");
                assert_eq!(conversation.snapshot(), bytes, "{} at {index}", scenario.id);
                let assessment = detector().assess(&mut conversation, &message);
                assert_eq!(assessment, whole[index], "{} at {index}", scenario.id);
            }
        }
    }
}

/// A group of forty who say everything that any rule knows.
fn busiest() -> Conversation {
    let texts: Vec<String> = LANGUAGES
        .iter()
        .flat_map(|language| scenarios(language))
        .flat_map(|scenario| scenario.messages.into_iter().map(|line| line.text))
        .collect();
    let mut conversation = Conversation::new();
    for (index, text) in texts.iter().enumerate() {
        let (sender, id) = (format!("sender {}", index % 40), format!("id {index}"));
        let message =
            Message::new(&sender, text).id(&id).sent_at(1_700_000_000_000 + index as i64 * 3_600_000);
        detector().assess(&mut conversation, &message);
    }
    conversation
}

#[test]
fn the_busiest_group_stays_within_four_kilobytes() {
    let conversation = busiest();
    let bytes = conversation.snapshot();
    assert!(bytes.len() <= 4096, "{}", bytes.len());
    assert!(bytes.len() > 1500, "the test must fill the state: {}", bytes.len());
    assert_eq!(Conversation::restore(&bytes).expect("its own bytes").snapshot(), bytes);
}

#[test]
fn every_cut_and_every_flipped_bit_is_an_error() {
    let mut conversation = Conversation::new();
    for scenario in &scenarios("fr")[..4] {
        for message in scenario.messages(Roles::Given) {
            detector().assess(&mut conversation, &message);
        }
    }
    let bytes = conversation.snapshot();
    for end in 0..bytes.len() {
        assert!(Conversation::restore(&bytes[..end]).expect_err("cut").is_snapshot());
    }
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(Conversation::restore(&damaged).is_err(), "bit {bit}");
    }
}

#[test]
fn a_newer_schema_says_so() {
    let mut bytes = Conversation::new().snapshot();
    bytes[3] = 200;
    assert!(Conversation::restore(&bytes).expect_err("newer").is_newer_snapshot());
}

/// Bytes that an older version wrote, with what is in them, read by other means.
#[test]
fn what_schema_one_wrote_is_read_and_written_anew() {
    older_schema_is_read_and_written_anew(1);
}

#[test]
fn what_schema_two_wrote_is_read_and_written_anew() {
    older_schema_is_read_and_written_anew(2);
}

#[test]
fn what_schema_three_wrote_is_read_and_written_anew() {
    older_schema_is_read_and_written_anew(3);
}

#[test]
fn what_schema_four_wrote_is_read_and_written_anew() {
    older_schema_is_read_and_written_anew(4);
}

#[test]
fn what_schema_five_wrote_is_read_and_written_anew() {
    older_schema_is_read_and_written_anew(5);
}

/// A model that counts the messages it has followed, and notes what it remembered of each and what it was told of the message
/// before: whether the same sender wrote it, and its code.
struct Counts {
    tag: u16,
    remembered: Mutex<Vec<(f32, bool)>>,
    read_after: Mutex<Vec<Option<(bool, f32)>>>,
}

impl Counts {
    fn new(tag: u16) -> Self {
        Self { tag, remembered: Mutex::default(), read_after: Mutex::default() }
    }
}

impl Classifier for Counts {
    fn tag(&self) -> u16 {
        self.tag
    }

    fn read(&self, _: &NormalText, _: &[Signal], before: Option<Before>) -> Result<Reading, ClassifierError> {
        let before = before.map(|before| (before.by_candidate, before.code.values()[0] * 127.0));
        let mut read_after = self.read_after.lock().expect("no panic");
        read_after.push(before);
        let code = before.map_or(0.0, |(_, number)| number) + 1.0;
        Ok(Reading { code: MessageCode::new(&[code / 127.0; MessageCode::LEN]), ..Reading::default() })
    }

    fn follow(&self, state: &mut LearnedState, _: &Reading, turn: &Turn) -> Outlook {
        let mut values = state.values();
        self.remembered.lock().expect("no panic").push((values[0], turn.before.is_some()));
        values[0] += 1.0 / 127.0;
        *state = LearnedState::new(&values);
        Outlook::default()
    }
}

#[test]
fn another_model_starts_anew_and_the_same_one_goes_on() {
    let mut bytes = Conversation::new().snapshot();
    for (tag, expected) in [(7, 0.0), (7, 1.0), (9, 0.0), (9, 1.0), (7, 0.0)] {
        let model = Arc::new(Counts::new(tag));
        let counting =
            Detector::builder().packs(packs()).classifier(model.clone()).build().expect("it builds");
        let mut restored = Conversation::restore(&bytes).expect("its own bytes");
        counting.assess(&mut restored, &Message::new("x", "see you at noon"));
        bytes = restored.snapshot();
        let [(state, before)] = model.remembered.lock().expect("no panic")[..] else { panic!("one sender") };
        assert!((state * 127.0 - expected).abs() < 0.01 && before == (expected > 0.0), "{tag}: {state}");
    }
}

#[test]
fn a_model_reads_each_message_after_the_one_before_it() {
    let model = Arc::new(Counts::new(7));
    let detector = Detector::builder().packs(packs()).classifier(model.clone()).build().expect("it builds");
    let mut conversation = Conversation::new();
    for (sender, forwarded) in [("x", false), ("x", false), ("y", false), ("y", true), ("x", false)] {
        let mut message = Message::new(sender, "see you at noon");
        message.forwarded = forwarded;
        detector.assess(&mut conversation, &message);
        conversation = Conversation::restore(&conversation.snapshot()).expect("its own bytes");
    }
    // A draft is read after what was sent, and leaves no trace.
    detector.assess_draft(&conversation, &Message::new("x", "at noon then"));
    let read_after = model.read_after.lock().expect("no panic");
    let rounded: Vec<_> =
        read_after.iter().map(|before| before.map(|(same, code)| (same, code.round()))).collect();
    // What is passed on is nobody's own words: it is no message before.
    let expected = [
        None,
        Some((true, 1.0)),
        Some((false, 2.0)),
        Some((true, 3.0)),
        Some((false, 3.0)),
        Some((true, 4.0)),
    ];
    assert_eq!(rounded, expected);
}

fn older_schema_is_read_and_written_anew(schema: u8) {
    let lines = std::fs::read_to_string(file(&format!("regressions/snapshots/schema_{schema}.jsonl")))
        .expect("it is there");
    for (number, line) in lines.lines().enumerate() {
        let old: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        let hex = old["bytes"].as_str().expect("a string");
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
            .collect();
        assert_eq!(bytes[3], schema, "line {number}: the schema");
        let restored = Conversation::restore(&bytes).expect("an older schema migrates");
        assert_eq!(u64::from(restored.messages()), old["messages"], "line {number}");
        assert_eq!(restored.is_alerting(), old["alerting"], "line {number}");
        assert!(!restored.is_trusted("anyone"), "line {number}");
        let participants = old["participants"].as_array().expect("a list");
        let evidence = restored.evidence();
        assert_eq!(evidence.len(), participants.len(), "line {number}");
        for (one, expected) in evidence.iter().zip(participants) {
            assert_eq!(format!("{:016x}", one.participant), expected["participant"], "line {number}");
            assert_eq!(format!("{:?}", one.role).to_lowercase(), expected["role"], "line {number}");
            for (found, expected) in [(&one.said, &expected["said"]), (&one.told, &expected["told"])] {
                let expected = expected.as_object().expect("a table");
                assert_eq!(found.len(), expected.len(), "line {number}");
                for (kind, level) in found {
                    let expected = expected[kind.as_str()].as_f64().expect("a level");
                    assert!((f64::from(*level) - expected).abs() < 1e-3, "line {number}, {kind}: {level}");
                }
            }
        }
        for id in old["ids"].as_array().into_iter().flatten() {
            let mut again = restored.clone();
            let message = Message::new("stranger", "how old are u").id(id.as_str().expect("a string"));
            assert!(
                detector().assess(&mut again, &message).signals.is_empty(),
                "line {number}: a repetition"
            );
            assert!(again == restored, "line {number}: a repetition");
        }
        let anew = restored.snapshot();
        assert_eq!(anew[3], 6, "line {number}: the schema");
        assert!(Conversation::restore(&anew).expect("its own bytes") == restored, "line {number}");
    }
    assert!(lines.lines().count() >= 4, "bytes to read");
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
        let _ = Conversation::restore(&bytes);
    }

    /// Behind a right checksum everything is checked all the same, and what is accepted works.
    #[test]
    fn hostile_bytes_with_a_right_checksum_never_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        text in ".{0,60}",
    ) {
        let mut conversation = Conversation::new();
        for line in ["how old are you", "13", "our secret ok", "send it or everyone sees your pics"] {
            detector().assess(&mut conversation, &Message::new("x", line).role(Role::Contact).id(line));
        }
        let mut bytes = conversation.snapshot();
        let body = bytes.len() - 4;
        for (place, value) in changes {
            bytes[4 + place.index(body - 4)] = value;
        }
        let sum = bytes[..body].iter().fold(0x811c_9dc5_u32, |sum, byte| {
            (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        bytes[body..].copy_from_slice(&sum.to_le_bytes());
        if let Ok(mut restored) = Conversation::restore(&bytes) {
            let assessment = detector().assess(&mut restored, &Message::new("y", &text));
            prop_assert!(assessment.score().is_finite());
            prop_assert!(restored.snapshot().len() <= 4096);
        }
    }

    #[test]
    fn any_text_is_assessed_the_same_twice(texts in proptest::collection::vec("\\PC{0,80}", 1..12)) {
        let run = || {
            let mut conversation = Conversation::new();
            let all: Vec<_> = texts
                .iter()
                .map(|text| detector().assess(&mut conversation, &Message::new("x", text)))
                .collect();
            (all, conversation.snapshot())
        };
        let (one, other) = (run(), run());
        for (assessment, text) in one.0.iter().zip(&texts) {
            let length = text.chars().count() as u32;
            for signal in &assessment.signals {
                prop_assert!(signal.span.start < signal.span.end && signal.span.end <= length);
            }
        }
        prop_assert_eq!(one, other);
    }
}

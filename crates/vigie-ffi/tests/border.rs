//! The border answers as the library does, and fails only where it says so.

use std::sync::LazyLock;

use vigie_ffi::{
    Conversation, Detector, DetectorOptions, MediaKind, Message, MessageTable, OffsetUnit, Role,
    TomlDocument, VigieError,
};

const PACK: &[u8] = br#"
[pack]
language = "en"
kind = "exposure_threat"
[[rule]]
id = "en.exposure_threat.demo"
by = "contact"
weight = 0.9
phrases = ["pay ~3 or everyone sees"]
reason = "Threatens to show it to others"
matches = ["pay me or everyone sees it", "pay now or everyone sees", "pay or everyone sees it"]
ignores = ["i will pay you back", "everyone sees it"]
"#;

/// A chat that turns bad.
const CHAT: [(&str, Role, &str); 6] = [
    ("child", Role::Protected, "hey whats up"),
    ("lou", Role::Contact, "how old are you btw and which school do you go to"),
    ("lou", Role::Contact, "dont tell your mum about this ok"),
    ("child", Role::Protected, "im 13 why"),
    ("lou", Role::Contact, "🙂 pay me 200 by tonight or everyone at your school sees it"),
    ("child", Role::Protected, "please dont"),
];

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(&DetectorOptions::default(), None).expect("what is embedded builds"));

fn chat() -> Vec<Message> {
    CHAT.map(|(sender, role, text)| Message::new(sender, text, role)).into()
}

fn demo(offsets: Option<OffsetUnit>) -> Detector {
    let packs = vec![TomlDocument { name: "demo".to_owned(), bytes: PACK.to_vec() }];
    let options =
        DetectorOptions { embedded_packs: false, rules_only: true, packs, offsets, ..Default::default() };
    Detector::new(&options, None).expect("the pack compiles")
}

#[test]
fn the_border_answers_as_the_library() {
    let engine = vigie_embedded::detector(vigie::AgeBand::default(), vigie::Sensitivity::default())
        .expect("what is embedded builds");
    let mut inner = vigie::Conversation::with_salt(9);
    let outer = Conversation::new(9);
    for (sender, role, text) in CHAT {
        let message = Message::new(sender, text, role);
        let role = match role {
            Role::Protected => vigie::Role::Protected,
            Role::Contact => vigie::Role::Contact,
            Role::Unknown => vigie::Role::Unknown,
        };
        let expected = engine.assess(&mut inner, &vigie::Message::new(sender, text).role(role));
        let found = DETECTOR.assess(&outer, &message);
        assert_eq!(format!("{:?}", found.level), format!("{:?}", expected.level));
        assert_eq!(format!("{:?}", found.stage), format!("{:?}", expected.stage));
        assert_eq!(
            (found.alert, found.alerting, found.about),
            (expected.alert, expected.alerting, expected.about)
        );
        assert_eq!(found.score, expected.score());
        assert_eq!(found.reasons, expected.reasons);
        let kinds: Vec<_> = expected.signals.iter().map(|signal| signal.kind.as_str()).collect();
        assert_eq!(found.signals.iter().map(|signal| signal.kind.as_str()).collect::<Vec<_>>(), kinds);
    }
    assert!(outer.is_alerting());
    assert_eq!(outer.snapshot(), inner.snapshot());
}

#[test]
fn batch_state_and_table_give_what_single_messages_give() {
    let single = Conversation::new(0);
    let expected: Vec<_> = chat().iter().map(|message| DETECTOR.assess(&single, message)).collect();
    let batch = Conversation::new(0);
    assert_eq!(DETECTOR.assess_batch(&batch, &chat()), expected);
    let (first, rest) = (&chat()[..2], &chat()[2..]);
    let state = DETECTOR.assess_state(Vec::new(), first).expect("no bytes are a new conversation").state;
    let found = DETECTOR.assess_state(state, rest).expect("the bytes are whole");
    assert_eq!(found.assessments, expected[2..]);
    assert_eq!([batch.snapshot(), found.state], [single.snapshot(), single.snapshot()]);
    // Two conversations in one table, interleaved: neither sees the other.
    let twice =
        |column: [&str; 6]| column.iter().flat_map(|text| [text, text]).map(ToString::to_string).collect();
    let table = MessageTable {
        conversation: (0..12).map(|at| (at % 2).to_string()).collect(),
        sender: twice(CHAT.map(|line| line.0)),
        text: twice(CHAT.map(|line| line.2)),
        role: Some(CHAT.iter().flat_map(|line| [line.1, line.1]).collect()),
        ..MessageTable::default()
    };
    let found = DETECTOR.assess_table(&table).expect("the columns are as long as each other");
    for (at, one) in expected.iter().enumerate() {
        for row in [at * 2, at * 2 + 1] {
            assert_eq!(
                (found.level[row], found.score[row], found.alert[row]),
                (one.level, one.score, one.alert)
            );
            assert_eq!(found.about[row].as_deref(), one.about.map(|_| "lou"), "{at}");
            assert_eq!(
                (&found.moment[row], found.coverage_gap[row], found.sextortion_money[row]),
                (&one.moment, one.coverage_gap, one.threats.sextortion_money)
            );
        }
    }
}

#[test]
fn offsets_count_what_the_host_asked_for() {
    let text = "🙂🙂 pay me or everyone sees it";
    let place = |unit| {
        let message = Message::new("x", text, Role::Contact);
        let found = demo(unit).assess(&Conversation::new(0), &message);
        found.signals.first().map(|signal| (signal.start, signal.end))
    };
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let scalars: Vec<char> = text.chars().collect();
    let (start, end) = place(None).expect("the rule fires");
    assert!(
        String::from_utf16_lossy(&utf16[start as usize..end as usize]).starts_with("pay me or everyone sees")
    );
    let (start, end) = place(Some(OffsetUnit::Scalars)).expect("the rule fires");
    assert!(
        scalars[start as usize..end as usize]
            .iter()
            .collect::<String>()
            .starts_with("pay me or everyone sees")
    );
}

#[test]
fn hostile_bytes_and_newer_ones_are_errors() {
    let conversation = Conversation::new(3);
    DETECTOR.assess_batch(&conversation, &chat());
    let mut bytes = conversation.snapshot();
    for cut in 1..bytes.len() {
        assert!(
            matches!(Conversation::restore(bytes[..cut].to_vec()), Err(VigieError::Snapshot(_))),
            "{cut}"
        );
        assert!(DETECTOR.assess_state(bytes[..cut].to_vec(), &[]).is_err(), "{cut}");
    }
    bytes[3] = 99;
    assert!(matches!(Conversation::restore(bytes), Err(VigieError::NewerSnapshot(_))));
}

#[test]
fn columns_of_different_length_are_an_error() {
    let table = MessageTable { text: vec![String::new()], ..MessageTable::default() };
    let Err(VigieError::Table(what)) = DETECTOR.assess_table(&table) else { panic!("it cannot be assessed") };
    assert_eq!(what, "column conversation has 0 rows, text has 1");
    assert_eq!(DETECTOR.assess_table(&MessageTable::default()).map(|found| found.level.len()), Ok(0));
}

#[test]
fn a_table_carries_what_a_message_carries() {
    let (text, role) = ("pay 50 or i send it to everyone you know", Role::Contact);
    let (name, column) = (|text: &str| Some(text.to_owned()), |text: &str| vec![text.to_owned(); 2]);
    let whole = Message {
        id: name("1"),
        to: name("me"),
        reply_to: name("0"),
        edited: true,
        forwarded: true,
        deleted: true,
        media: Some(MediaKind::Photo),
        ..Message::new("lou", text, role)
    };
    let plain = MessageTable {
        conversation: vec!["a".to_owned(), "b".to_owned()],
        sender: column("lou"),
        text: column(text),
        role: Some(vec![role; 2]),
        ..MessageTable::default()
    };
    let told = MessageTable {
        id: Some(vec![None, whole.id.clone()]),
        to: Some(vec![None, whole.to.clone()]),
        reply_to: Some(vec![None, whole.reply_to.clone()]),
        edited: Some(vec![false, true]),
        forwarded: Some(vec![false, true]),
        deleted: Some(vec![false, true]),
        media: Some(vec![None, whole.media]),
        ..plain.clone()
    };
    let found = DETECTOR.assess_table(&told).expect("the columns are as long as each other");
    for (row, message) in [Message::new("lou", text, role), whole].iter().enumerate() {
        let one = DETECTOR.assess(&Conversation::new(0), message);
        assert_eq!((found.concern[row], found.score[row]), (one.concern, one.score));
    }
    assert_ne!(
        found.concern[0], found.concern[1],
        "somebody else's words are no evidence against the sender"
    );
    for short in [
        MessageTable { to: Some(Vec::new()), ..plain.clone() },
        MessageTable { media: Some(Vec::new()), ..plain.clone() },
        MessageTable { edited: Some(vec![true]), ..plain },
    ] {
        assert!(matches!(DETECTOR.assess_table(&short), Err(VigieError::Table(_))));
    }
}

#[test]
fn a_draft_is_held_where_somebody_threatens_and_changes_nothing() {
    let draft = Message::new("child", "🙂 call me 555 0100 4477", Role::Protected);
    let calm = DETECTOR.assess_draft(&Conversation::new(0), &draft);
    assert!(!calm.hold && calm.advice.is_empty());
    let conversation = Conversation::new(0);
    DETECTOR.assess_batch(&conversation, &chat());
    let before = conversation.snapshot();
    let held = DETECTOR.assess_draft(&conversation, &draft);
    assert!(held.hold && !held.advice.is_empty());
    assert_eq!((calm.moment, held.moment.as_deref()), (None, Some("about_to_send")));
    assert_eq!(held.contents[0].kind, "personal_info");
    let utf16: Vec<u16> = draft.text.encode_utf16().collect();
    let (start, end) = (held.contents[0].start, held.contents[0].end);
    let (start, end) = start.zip(end).expect("it stands in the text");
    assert_eq!(String::from_utf16_lossy(&utf16[start as usize..end as usize]), "555 0100 4477");
    assert_eq!(conversation.snapshot(), before);
}

#[test]
fn feedback_reaches_the_conversation() {
    let (dismissed, expected) = (Conversation::new(4), Conversation::new(4));
    for conversation in [&dismissed, &expected] {
        DETECTOR.assess_batch(conversation, &chat());
    }
    dismissed.dismiss();
    expected.acknowledge();
    assert!(!dismissed.is_alerting() && !expected.is_alerting());
    assert_ne!(dismissed.snapshot(), expected.snapshot(), "a dismissal is remembered");
    dismissed.trust("lou");
    assert!(dismissed.is_trusted("lou"));
    dismissed.distrust("lou");
    assert!(!dismissed.is_trusted("lou"));
}

#[test]
fn messages_show_neither_text_nor_names() {
    let message = Message::new("zanzibar", "the word is xylophone", Role::Contact);
    for shown in [message.to_string(), format!("{message:?}")] {
        assert_eq!(shown, "Message(Contact, 21 bytes of text)");
    }
}

#[test]
fn rules_alone_need_no_model() {
    let options = DetectorOptions { rules_only: true, ..DetectorOptions::default() };
    let detector = Detector::new(&options, None).expect("the packs compile");
    assert!(!detector.info().model);
    assert_eq!(DETECTOR.info().model, cfg!(feature = "model"));
    assert_eq!(detector.info().languages, ["en", "fr"]);
    assert_eq!(detector.info().rules, DETECTOR.info().rules);
    assert_eq!(vigie_ffi::model_version().is_some(), cfg!(feature = "model"));
}

#[test]
fn the_list_of_signal_kinds_is_the_library_s() {
    let names: Vec<_> = vigie::SignalKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(vigie_ffi::signal_kinds(), names);
    assert_eq!(vigie_ffi::version(), env!("CARGO_PKG_VERSION"));
}

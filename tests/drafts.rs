//! What the protected person is about to send.

use proptest::prelude::*;
use vigie::{Conversation, DraftAssessment, DraftKind, MediaKind, Message, RiskLevel, Role};
use vigie_eval::scenario::Roles;
use vigie_tests::{LANGUAGES, detector, scenarios};

/// What is given away, in either language, and what kind it is.
const DRAFTS: [(&str, DraftKind); 16] = [
    ("i live at 14 maple road", DraftKind::PersonalInfo),
    ("i go to oakfield academy", DraftKind::PersonalInfo),
    ("my number is 555 0100", DraftKind::PersonalInfo),
    ("06 00 00 00 00", DraftKind::PersonalInfo),
    ("ok heres a pic", DraftKind::Picture),
    ("ok i will pay just wait", DraftKind::Money),
    ("here is the code", DraftKind::Money),
    ("ok i will come", DraftKind::Meeting),
    ("j'habite au 14 rue des lilas", DraftKind::PersonalInfo),
    ("je suis au collège du parc", DraftKind::PersonalInfo),
    ("tiens mon numéro", DraftKind::PersonalInfo),
    ("tiens une photo", DraftKind::Picture),
    ("je t'envoie 50 euros demain", DraftKind::Money),
    ("tiens le code", DraftKind::Money),
    ("passe me prendre à 17h", DraftKind::Meeting),
    ("pay me or everyone sees it", DraftKind::Threat),
];
const ORDINARY: [&str; 6] = [
    "did u do the maths homework",
    "the bus was late again",
    "see u at practice",
    "le contrôle est lundi",
    "mdr trop bien",
    "my phone is dead",
];

fn draft(conversation: &Conversation, text: &str) -> DraftAssessment {
    detector().assess_draft(conversation, &Message::new("me", text))
}

/// A picture without words.
fn picture() -> Message<'static> {
    let mut picture = Message::new("me", "");
    picture.media = Some(MediaKind::Photo);
    picture
}

fn chat(lines: &[(&str, &str)]) -> Conversation {
    let mut conversation = Conversation::new();
    for (sender, text) in lines {
        let role = if *sender == "me" { Role::Protected } else { Role::Contact };
        detector().assess(&mut conversation, &Message::new(sender, text).role(role));
    }
    conversation
}

fn friends() -> Conversation {
    chat(&[
        ("friend", "did u do the maths homework for tomorrow"),
        ("me", "not yet, the second page is so hard"),
        ("friend", "send a pic of the exercise pls"),
        ("me", "ok wait"),
        ("friend", "my mum says u can come on saturday"),
        ("me", "yes!! ill ask my dad"),
    ])
}

fn groomer() -> Conversation {
    chat(&[
        ("stranger", "hey how old are u"),
        ("me", "13"),
        ("stranger", "ur so mature for ur age, not like the others"),
        ("stranger", "are ur parents home? are u alone"),
        ("me", "yes why"),
        ("stranger", "dont tell ur mum about us ok, our secret"),
        ("stranger", "send me a pic of u"),
    ])
}

#[test]
fn what_a_draft_gives_away_is_named_with_its_place() {
    for (text, kind) in DRAFTS {
        let assessment = draft(&Conversation::new(), text);
        let content = assessment.contents.iter().find(|content| content.kind == kind);
        let content = content.unwrap_or_else(|| panic!("{text:?}: {:?}", assessment.contents));
        let span = content.span.expect("words have a place");
        assert!(span.start < span.end && span.end as usize <= text.chars().count(), "{text:?}: {span:?}");
        assert_eq!(assessment.hold, kind == DraftKind::Threat, "{text:?}: nobody worries in an empty chat");
        assert_eq!(assessment.level, RiskLevel::Minimal);
    }
    for text in ORDINARY {
        let assessment = draft(&Conversation::new(), text);
        assert!(assessment.contents.is_empty() && !assessment.hold, "{text:?}: {assessment:?}");
        assert!(assessment.advice.is_empty(), "{text:?}");
    }
}

#[test]
fn the_same_draft_is_fine_for_a_friend_and_held_for_a_worrying_contact() {
    let (friends, groomer) = (friends(), groomer());
    for (text, kind) in DRAFTS.iter().filter(|(_, kind)| *kind != DraftKind::Threat) {
        let fine = draft(&friends, text);
        assert!(!fine.hold && fine.advice.is_empty(), "{text:?}: {fine:?}");
        assert!(fine.contents.iter().any(|content| content.kind == *kind), "{text:?}");
        let held = draft(&groomer, text);
        assert!(held.hold, "{text:?}: {held:?}");
        let key = match kind {
            DraftKind::PersonalInfo => "share_no_details",
            DraftKind::Picture => "send_no_picture",
            DraftKind::Money => "do_not_pay",
            _ => "do_not_meet_alone",
        };
        assert_eq!(held.advice.first(), Some(&"stop_and_think"), "{text:?}");
        assert_eq!(held.moment, Some(vigie::Moment::AboutToSend), "{text:?}");
        assert!(held.advice.contains(&key) && held.advice.contains(&"tell_an_adult"), "{:?}", held.advice);
    }
    assert!(!detector().assess_draft(&friends, &picture()).hold);
    let held = detector().assess_draft(&groomer, &picture());
    assert!(held.hold && held.contents[0].span.is_none(), "{held:?}");
    for text in ORDINARY {
        assert!(!draft(&groomer, text).hold, "{text:?} gives nothing away");
    }
}

#[test]
fn after_a_threat_nothing_is_handed_over_without_a_question() {
    let mut conversation = friends();
    let threat = Message::new("friend", "pay me or everyone sees it").role(Role::Contact);
    assert!(detector().assess(&mut conversation, &threat).alert);
    conversation.acknowledge();
    for text in ["ok i will pay just wait", "here is the code", "tiens une photo"] {
        let held = draft(&conversation, text);
        assert!(held.hold, "{text:?}: {held:?}");
    }
}

#[test]
fn in_a_group_it_matters_whom_a_draft_is_for() {
    let mut conversation = groomer();
    for text in ["see u at practice", "mum says hi", "did u do the maths homework"] {
        let message = Message::new("friend", text).role(Role::Contact);
        detector().assess(&mut conversation, &message);
    }
    let to = |name| {
        let mut message = picture();
        message.to = name;
        detector().assess_draft(&conversation, &message).hold
    };
    assert!(to(Some("stranger")) && to(None));
    assert!(!to(Some("friend")));
}

#[test]
fn a_threat_of_ones_own_is_held_everywhere_unless_it_is_play() {
    for conversation in [Conversation::new(), friends(), groomer()] {
        let held = draft(&conversation, "paye ou j'envoie tout à ta classe");
        assert!(held.hold, "{held:?}");
        assert_eq!(held.advice[..2], ["stop_and_think", "this_is_a_crime"]);
        assert_eq!(held.moment, Some(vigie::Moment::AboutToThreaten));
        assert!(held.advice.contains(&"tell_an_adult"), "{:?}", held.advice);
        assert!(!held.reasons.is_empty());
    }
}

/// Ordinary chats with roles: the child's own messages, looked at before they are sent, are seldom held.
#[test]
fn drafts_of_ordinary_chats_are_seldom_held() {
    for language in LANGUAGES {
        let (mut drafts, mut held) = (0, 0);
        for scenario in scenarios(language).iter().filter(|scenario| scenario.label.threat().is_none()) {
            let mut conversation = Conversation::new();
            for message in scenario.messages(Roles::Given) {
                if message.role == Role::Protected {
                    drafts += 1;
                    held += usize::from(detector().assess_draft(&conversation, &message).hold);
                }
                detector().assess(&mut conversation, &message);
            }
        }
        assert!(drafts > 200, "{language}: {drafts}");
        assert!(held * 100 <= drafts, "{language}: {held} of {drafts}");
    }
}

fn line() -> impl Strategy<Value = (usize, String)> {
    let known = || {
        let all: Vec<String> = LANGUAGES
            .iter()
            .flat_map(|language| scenarios(language))
            .flat_map(|scenario| scenario.messages.into_iter().map(|line| line.text))
            .collect();
        prop::sample::select(all)
    };
    (0..4usize, prop_oneof![3 => known(), 1 => "\\PC{0,80}"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_draft_leaves_the_conversation_as_it_was(
        lines in prop::collection::vec(line(), 0..20),
        text in prop_oneof![
            prop::sample::select(DRAFTS.iter().map(|(text, _)| (*text).to_owned()).collect::<Vec<_>>()),
            "\\PC{0,200}",
            "[0-9 .+-]{0,60}",
            prop::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter),
        ],
        names in (prop::option::of("[a-d]"), prop::option::of("[a-z]"), prop::option::of("[a-z]")),
        flags in any::<[bool; 3]>(),
        media in prop::option::of(prop::sample::select(vec![MediaKind::Photo, MediaKind::Audio])),
    ) {
        let mut conversation = Conversation::new();
        for (index, (sender, text)) in lines.iter().enumerate() {
            let id = ((b'a' + index as u8 % 26) as char).to_string();
            let role = if *sender == 0 { Role::Protected } else { Role::Contact };
            let message = Message::new(["a", "b", "c", "d"][*sender], text).role(role).id(&id);
            detector().assess(&mut conversation, &message);
        }
        let before = (conversation.clone(), conversation.snapshot());
        let mut message = Message::new("a", &text);
        (message.to, message.reply_to, message.id) = (names.0.as_deref(), names.1.as_deref(), names.2.as_deref());
        [message.edited, message.forwarded, message.deleted] = flags;
        message.media = media;
        let assessment = detector().assess_draft(&conversation, &message);
        prop_assert!(conversation == before.0);
        prop_assert_eq!(conversation.snapshot(), before.1);
        prop_assert_eq!(&detector().assess_draft(&conversation, &message), &assessment);
        prop_assert_eq!(assessment.hold, !assessment.advice.is_empty());
        prop_assert!(!assessment.hold || !assessment.contents.is_empty());
        prop_assert!(assessment.contents.len() <= DraftKind::ALL.len());
        prop_assert!(assessment.contents.windows(2).all(|pair| pair[0].kind < pair[1].kind));
        let length = (text.chars().count() as u32).max(7);
        for span in assessment.contents.iter().filter_map(|content| content.span) {
            prop_assert!(span.start < span.end && span.end <= length, "{span:?}");
        }
        for signal in &assessment.signals {
            prop_assert!(signal.span.start < signal.span.end && signal.span.end <= length);
        }
    }
}

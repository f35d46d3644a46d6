//! Groups of any size: who threatens whom, and who is named for it.

use vigie::{Assessment, Concern, Conversation, Message, Role};
use vigie_tests::detector;

const THREAT: &str = "pay me or everyone sees it";
const SMALL_TALK: [&str; 6] = [
    "did u do the maths homework for tomorrow",
    "the bus was late again this morning",
    "we had pizza at school today it was ok",
    "tu viens au foot mercredi avec nous",
    "le prof a dit que le contrôle est lundi",
    "ok merci j'avais pas noté",
];

/// A group of contacts and one protected person, «child», who have talked about nothing for a while.
fn group(size: usize) -> (Vec<String>, Conversation) {
    let names: Vec<String> = (0..size - 1).map(|number| format!("member {number}")).collect();
    let mut conversation = Conversation::new();
    for index in 0..(2 * size).max(24) {
        let (sender, role) = match index % size {
            0 => ("child", Role::Protected),
            place => (names[place - 1].as_str(), Role::Contact),
        };
        let text = SMALL_TALK[index % SMALL_TALK.len()];
        let assessment = detector().assess(&mut conversation, &Message::new(sender, text).role(role));
        assert!(!assessment.alert, "{text:?} in a group of {size}");
    }
    (names, conversation)
}

fn say(conversation: &mut Conversation, sender: &str, text: &str, to: Option<&str>) -> Assessment {
    let role = if sender.starts_with("child") { Role::Protected } else { Role::Contact };
    let mut message = Message::new(sender, text).role(role);
    message.to = to;
    let assessment = detector().assess(conversation, &message);
    assert!(conversation.snapshot().len() <= 4096);
    assessment
}

#[test]
fn in_a_group_of_any_size_the_one_who_threatens_is_named() {
    for size in [2, 3, 8, 9, 10, 50, 200, 500] {
        for (to, when) in [(None, "to nobody in particular"), (Some("child"), "to the child")] {
            let (names, mut conversation) = group(size);
            let sender = &names[(size - 1) / 2];
            let assessment = say(&mut conversation, sender, THREAT, to);
            assert!(assessment.alert, "{size}, {when}");
            assert_eq!(assessment.concern, Concern::Contact, "{size}, {when}");
            assert_eq!(assessment.about, Some(conversation.participant(sender)), "{size}, {when}");
        }
    }
}

#[test]
fn others_between_the_threat_and_the_plea_are_not_accused() {
    let (names, mut conversation) = group(12);
    assert!(say(&mut conversation, &names[3], THREAT, Some("child")).alert);
    for index in 0..30 {
        let sender = &names[4 + index % 6];
        let assessment = say(&mut conversation, sender, SMALL_TALK[index % SMALL_TALK.len()], None);
        assert_eq!(assessment.about, Some(conversation.participant(&names[3])), "message {index}");
        assert!(!assessment.alert, "message {index}");
    }
    let assessment = say(&mut conversation, "child", "please dont send it im begging u", Some(&names[3]));
    assert_eq!(assessment.about, Some(conversation.participant(&names[3])));
    assert_eq!(assessment.concern, Concern::Contact);
}

#[test]
fn a_threat_at_another_member_is_a_third_party_concern_about_the_one_who_threatens() {
    for size in [4, 8, 30] {
        let (names, mut conversation) = group(size);
        // The threatened one wrote last, and so holds one of the eight places: of the rest of a large group nothing is
        // known, and a threat at them counts as one at everybody.
        let (threatener, threatened) = (&names[size - 3], &names[size - 2]);
        let assessment = say(&mut conversation, threatener, THREAT, Some(threatened));
        assert!(assessment.alert, "{size}: {assessment:?}");
        assert_eq!(assessment.concern, Concern::ThirdParty, "{size}");
        assert_eq!(assessment.about, Some(conversation.participant(threatener)), "{size}");
        assert!(assessment.advice.contains(&"tell_an_adult"), "{size}: {:?}", assessment.advice);
        // It stands while the group talks on.
        let later = say(&mut conversation, "child", SMALL_TALK[0], None);
        assert!(later.alerting && !later.alert, "{size}");
        assert_eq!((later.concern, later.about), (Concern::ThirdParty, assessment.about), "{size}");
        // Towards the protected person it becomes a worry about the contact.
        conversation.acknowledge();
        let turned =
            say(&mut conversation, threatener, "send more or i send it to everyone at ur school", None);
        assert!(turned.alert, "{size}");
        assert_eq!((turned.concern, turned.about), (Concern::Contact, assessment.about), "{size}");
    }
}

#[test]
fn an_answer_tells_whom_a_threat_is_for() {
    let answered = |author: &str| {
        let mut conversation = Conversation::new();
        for (sender, role, id) in
            [("child", Role::Protected, "1"), ("friend", Role::Contact, "2"), ("bully", Role::Contact, "3")]
        {
            let message = Message::new(sender, "ok see u at practice tomorrow").role(role).id(id);
            detector().assess(&mut conversation, &message);
        }
        let mut message = Message::new("bully", THREAT).role(Role::Contact);
        message.reply_to = Some(match author {
            "child" => "1",
            "friend" => "2",
            "bully" => "3",
            _ => "never seen",
        });
        let restored = Conversation::restore(&conversation.snapshot()).expect("its own bytes");
        let assessment = detector().assess(&mut conversation, &message);
        assert_eq!(detector().assess(&mut restored.clone(), &message), assessment, "after a restart");
        assert!(assessment.alert, "{author}");
        assert_eq!(assessment.about, Some(conversation.participant("bully")), "{author}");
        assessment.concern
    };
    assert_eq!(answered("friend"), Concern::ThirdParty);
    for unclear in ["child", "bully", "nobody"] {
        assert_eq!(answered(unclear), Concern::Contact, "{unclear}");
    }
}

#[test]
fn several_protected_members_are_each_protected() {
    for target in ["child", "child two", "child three"] {
        let mut conversation = Conversation::new();
        for (index, text) in SMALL_TALK.iter().cycle().take(24).enumerate() {
            let sender = ["child", "friend", "child two", "bully", "child three", "coach"][index % 6];
            say(&mut conversation, sender, text, None);
        }
        let assessment = say(&mut conversation, "bully", THREAT, Some(target));
        assert!(assessment.alert, "{target}");
        assert_eq!(assessment.concern, Concern::Contact, "{target}");
        assert_eq!(assessment.about, Some(conversation.participant("bully")), "{target}");
    }
}

/// Eight telling members fill the places; a protected person who joins late is known as such all the same.
#[test]
fn a_protected_person_who_joins_late_is_never_one_of_the_rest() {
    let mut conversation = Conversation::new();
    for number in 0..30 {
        let text = ["how old are u", "dont tell ur mum", "send me a pic of u"][number % 3];
        say(&mut conversation, &format!("member {number}"), text, None);
        conversation.dismiss();
    }
    say(&mut conversation, "child", "hey im new here", None);
    let child = conversation.participant("child");
    let known = conversation.evidence().into_iter().any(|one| one.participant == child);
    let all_alerted = conversation.evidence().iter().all(|one| one.role == Role::Contact);
    assert!(known || all_alerted, "{:?}", conversation.evidence());
    let rest = conversation.evidence().into_iter().find(|one| one.participant == 0).expect("a full group");
    assert_ne!(rest.role, Role::Protected);
}

/// A question asked by one member and answered, by reference, after much else.
#[test]
fn an_answer_is_read_with_the_message_it_answers() {
    let answer = |reply_to: Option<&str>| {
        let mut conversation = Conversation::new();
        let question = Message::new("stranger", "how old are u").role(Role::Contact).id("q");
        detector().assess(&mut conversation, &question);
        let mut message = Message::new("child", "13").role(Role::Protected);
        message.reply_to = reply_to;
        detector()
            .assess(&mut conversation, &message)
            .signals
            .iter()
            .map(|signal| signal.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(answer(Some("q")), answer(None));
    assert!(answer(Some("q")).contains(&vigie::SignalKind::AgeDisclosureMinor));
}

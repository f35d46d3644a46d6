//! Trust, «this was fine», and what is known of a message beside its words: edits, withdrawals, forwards, captions.

use vigie::{Assessment, Concern, Conversation, Coverage, MediaKind, Message, RiskLevel, Role, SignalKind};
use vigie_eval::scenario::Roles;
use vigie_tests::{LANGUAGES, detector, scenarios};

const THREATS: [&str; 3] = [
    "pay me or everyone sees it",
    "send more or i send it to everyone at ur school",
    "paye ou j'envoie tout à ta classe",
];

fn contact(text: &str) -> Message<'_> {
    Message::new("stranger", text).role(Role::Contact)
}

fn level(conversation: &Conversation, kind: SignalKind) -> f32 {
    let stranger = conversation.participant("stranger");
    let evidence = conversation.evidence();
    let one = evidence.iter().find(|one| one.participant == stranger).expect("the stranger wrote");
    let among =
        |list: &[(SignalKind, f32)]| list.iter().find(|(known, _)| *known == kind).map(|found| found.1);
    among(&one.said).unwrap_or(0.0)
}

// --- trust and «this was fine» ----------------------------------------------------------------------------------

#[test]
fn an_explicit_threat_alerts_whatever_was_said_of_its_sender() {
    for threat in THREATS {
        let mut conversation = Conversation::new();
        conversation.trust("stranger");
        for round in 0..6 {
            let assessment = detector().assess(&mut conversation, &contact(threat));
            assert!(assessment.alert, "{threat:?}, round {round}");
            assert!(assessment.level >= RiskLevel::High, "{threat:?}, round {round}");
            assert_eq!(assessment.about, Some(conversation.participant("stranger")));
            conversation.dismiss();
            conversation = Conversation::restore(&conversation.snapshot()).expect("its own bytes");
            assert!(!conversation.is_alerting() && conversation.is_trusted("stranger"));
        }
    }
}

/// Every scenario, with everybody trusted or not.
#[test]
fn trust_lowers_and_does_not_blind() {
    let (mut lowered, mut alerts, mut trusted_alerts) = (0, 0, 0);
    for scenario in LANGUAGES.iter().flat_map(|language| scenarios(language)) {
        let mut trusted = Conversation::new();
        for name in scenario.participants.keys() {
            trusted.trust(name);
        }
        let mut plain = Conversation::new();
        let (mut alerted, mut alerted_trusted) = (false, false);
        for (index, message) in scenario.messages(Roles::Given).enumerate() {
            let one = detector().assess(&mut plain, &message);
            let other = detector().assess(&mut trusted, &message);
            assert!(other.level <= one.level, "{}, message {index}", scenario.id);
            assert_eq!(one.signals, other.signals, "{}, message {index}: evidence is evidence", scenario.id);
            lowered += usize::from(other.score() < one.score());
            alerted |= one.alert;
            alerted_trusted |= other.alert;
        }
        assert!(alerted || !alerted_trusted, "{}", scenario.id);
        alerts += usize::from(alerted);
        trusted_alerts += usize::from(alerted_trusted);
    }
    assert!(lowered > 1000, "{lowered}");
    assert!(trusted_alerts < alerts, "{trusted_alerts} of {alerts}");
    assert!(trusted_alerts * 2 >= alerts, "most of what alerts is open enough: {trusted_alerts} of {alerts}");
}

#[test]
fn a_dismissed_alert_ends_and_it_takes_more_for_another() {
    let lines = [
        "hey beautiful how old are u",
        "ur so mature for ur age",
        "dont tell ur mum about us ok",
        "are u alone",
        "send me a pic of u",
        "our little secret",
        "u can trust me, ur not like the others",
        "come meet me, dont tell anyone",
    ];
    let mut conversation = Conversation::new();
    let mut first = None;
    for (index, line) in lines.iter().cycle().take(24).enumerate() {
        let assessment = detector().assess(&mut conversation, &contact(line));
        if assessment.alert {
            first = Some((index, assessment));
            break;
        }
    }
    let (_, assessment) = first.expect("a groomer alerts");
    let mut fine = conversation.clone();
    fine.dismiss();
    let mut seen = conversation.clone();
    seen.acknowledge();
    assert!(!fine.is_alerting() && !seen.is_alerting());
    let next = contact("did u like the game yesterday");
    let after_fine = detector().assess(&mut fine.clone(), &next);
    let after_seen = detector().assess(&mut seen.clone(), &next);
    assert!(after_fine.score() < after_seen.score(), "{} {}", after_fine.score(), after_seen.score());
    assert!(after_fine.score() < assessment.score());
    // Dismissing when nothing waits changes nothing.
    let before = fine.clone();
    fine.dismiss();
    assert!(fine == before);
}

// --- the level while an alert waits -----------------------------------------------------------------------------

#[test]
fn the_level_stays_high_until_help_was_seen() {
    for threat in THREATS {
        let mut conversation = Conversation::new();
        let first = detector().assess(&mut conversation, &contact(threat));
        for index in 0..200 {
            let line = ["did u do the maths homework", "ok merci j'avais pas noté"][index % 2];
            let assessment = detector().assess(&mut conversation, &contact(line));
            assert!(
                assessment.alerting && assessment.level >= RiskLevel::High,
                "{threat:?}, message {index}"
            );
            assert_eq!((assessment.concern, assessment.about), (Concern::Contact, first.about));
            assert_eq!(assessment.advice, first.advice, "{threat:?}, message {index}");
        }
        conversation.acknowledge();
        let assessment = detector().assess(&mut conversation, &contact("did u do the maths homework"));
        assert!(
            assessment.level < RiskLevel::High,
            "200 ordinary messages later it has faded: {assessment:?}"
        );
    }
}

// --- edits ------------------------------------------------------------------------------------------------------

fn edited(text: &str) -> Message<'_> {
    let mut message = contact(text).id("m1");
    message.edited = true;
    message
}

#[test]
fn an_edit_erases_nothing_and_counts_once() {
    let mut conversation = Conversation::new();
    detector().assess(&mut conversation, &contact("dont tell ur mum about us").id("m1"));
    let before = level(&conversation, SignalKind::Secrecy);
    assert!(before > 0.3, "{before}");
    // The words are gone; what they showed is not.
    detector().assess(&mut conversation, &edited("see u at practice"));
    let after = level(&conversation, SignalKind::Secrecy);
    assert!(after > before * 0.97, "{before} {after}");
    // A spelling put right is no second request.
    for _ in 0..5 {
        detector().assess(&mut conversation, &edited("don't tell your mum about us"));
    }
    let again = level(&conversation, SignalKind::Secrecy);
    assert!(again <= before.max(after) + 0.01 || again < 0.9, "{before} {again}");
    let mut repeated = Conversation::new();
    for id in ["a", "b", "c", "d", "e", "f"] {
        detector().assess(&mut repeated, &contact("don't tell your mum about us").id(id));
    }
    assert!(level(&repeated, SignalKind::Secrecy) > again, "said six times is more than said once");
    assert!(detector().assess(&mut conversation, &edited(THREATS[0])).alert, "new words are new evidence");
}

// --- withdrawals ------------------------------------------------------------------------------------------------

fn withdraw(conversation: &mut Conversation, id: &str) -> Assessment {
    let mut message = contact("").id(id);
    message.deleted = true;
    detector().assess(conversation, &message)
}

#[test]
fn a_withdrawn_threat_stays_evidence_and_a_burst_of_withdrawals_adds_to_it() {
    let mut conversation = Conversation::new();
    let ids = ["1", "2", "3", "4"];
    for (id, text) in ids.iter().zip([THREATS[0], "u have 10 minutes", "i have all ur pics", "answer me"]) {
        detector().assess(&mut conversation, &contact(text).id(id));
    }
    let threat = level(&conversation, SignalKind::ExposureThreat);
    for (count, id) in (1..).zip(&ids[..3]) {
        let assessment = withdraw(&mut conversation, id);
        assert!(assessment.alerting && assessment.signals.is_empty(), "a notice has no words of its own");
        // The same notice again is a repetition.
        let bytes = conversation.snapshot();
        withdraw(&mut conversation, id);
        assert_eq!(conversation.snapshot(), bytes);
        conversation = Conversation::restore(&bytes).expect("its own bytes");
        let removed = level(&conversation, SignalKind::EvidenceRemoval);
        assert_eq!(removed > 0.4, count == 3, "{count} taken back: {removed}");
    }
    assert!(level(&conversation, SignalKind::ExposureThreat) >= threat * 0.99);
}

#[test]
fn second_thoughts_are_no_evidence() {
    let mut conversation = Conversation::new();
    let ids: Vec<String> = (0..12).map(|number| number.to_string()).collect();
    for id in &ids {
        detector().assess(&mut conversation, &contact("did u do the maths homework").id(id));
    }
    let mut threatened = conversation.clone();
    detector().assess(&mut threatened, &contact(THREATS[0]).id("t"));
    for id in &ids {
        withdraw(&mut conversation, id);
    }
    assert!(level(&conversation, SignalKind::EvidenceRemoval) == 0.0, "nothing threatened");
    for id in &ids[..2] {
        withdraw(&mut threatened, id);
    }
    assert!(level(&threatened, SignalKind::EvidenceRemoval) == 0.0, "two are not a burst");
}

#[test]
fn the_protected_person_may_withdraw_what_they_like() {
    let mut conversation = Conversation::new();
    detector().assess(&mut conversation, &contact(THREATS[0]).id("t"));
    for id in ["a", "b", "c", "d"] {
        let message = Message::new("me", "pay me or everyone sees it lol").role(Role::Protected).id(id);
        detector().assess(&mut conversation, &message);
        let mut notice = Message::new("me", "").role(Role::Protected).id(id);
        notice.deleted = true;
        detector().assess(&mut conversation, &notice);
    }
    let removed = conversation
        .evidence()
        .iter()
        .any(|one| one.said.iter().any(|(kind, _)| *kind == SignalKind::EvidenceRemoval));
    assert!(!removed);
}

// --- forwards ---------------------------------------------------------------------------------------------------

#[test]
fn a_forwarded_threat_accuses_nobody_and_help_is_due() {
    for threat in THREATS {
        let mut conversation = Conversation::new();
        let mut message = contact(threat);
        message.forwarded = true;
        let assessment = detector().assess(&mut conversation, &message);
        assert!(assessment.signals.iter().all(|signal| signal.reported), "{threat:?}");
        assert!(assessment.alert, "{threat:?}: {assessment:?}");
        assert_eq!((assessment.concern, assessment.about), (Concern::ThirdParty, None), "{threat:?}");
        // It stays so while nobody has seen the help.
        let later = detector().assess(&mut conversation, &contact("ok see u tomorrow at school"));
        assert_eq!((later.concern, later.about), (Concern::ThirdParty, None), "{threat:?}");
        // Passed on by the protected person it is no threat of theirs.
        let mut mine = Message::new("me", threat).role(Role::Protected);
        mine.forwarded = true;
        let assessment = detector().assess(&mut Conversation::new(), &mine);
        assert!(!assessment.alert && assessment.level < RiskLevel::High, "{threat:?}: {assessment:?}");
    }
}

// --- captions, transcripts, languages ---------------------------------------------------------------------------

#[test]
fn captions_and_transcripts_are_read_like_text() {
    for threat in THREATS {
        for media in [MediaKind::Photo, MediaKind::Video, MediaKind::Audio, MediaKind::File] {
            let mut message = contact(threat);
            message.media = Some(media);
            let with = detector().assess(&mut Conversation::new(), &message);
            let without = detector().assess(&mut Conversation::new(), &contact(threat));
            assert!(with.alert, "{threat:?}, {media:?}");
            assert_eq!((with.signals, with.threats), (without.signals, without.threats), "{media:?}");
        }
    }
}

#[test]
fn a_chat_that_mixes_languages_is_read_in_both() {
    let lines = [
        ("hey t'as quel age", SignalKind::AgeQuestion),
        ("dont tell ur mum about us ok", SignalKind::Secrecy),
        ("t'es seule chez toi là", SignalKind::SupervisionCheck),
        ("send me a pic of u", SignalKind::ImageRequest),
    ];
    let mut conversation = Conversation::new();
    for (line, kind) in lines {
        let assessment = detector().assess(&mut conversation, &contact(line));
        assert!(
            assessment.signals.iter().any(|signal| signal.kind == kind),
            "{line:?}: {:?}",
            assessment.signals
        );
    }
    let assessment = detector().assess(&mut conversation, &contact("paye ou j'envoie tout à ta classe"));
    assert!(assessment.alert);
    assert_eq!(assessment.coverage, Coverage::Full);
}

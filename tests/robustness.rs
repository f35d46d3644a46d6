//! Whatever a host hands in: no panic, no number out of range, no growth, no accusation of the wrong person.

use std::sync::{Arc, LazyLock};
use std::thread;

use proptest::prelude::*;
use vigie::text::NormalText;
use vigie::{
    Assessment, Before, Classifier, ClassifierError, Concern, Conversation, Coverage, CoverageGap, Detector,
    LearnedState, MediaKind, Message, Moment, Outlook, Prediction, Reading, RiskLevel, Role, Signal,
    SignalKind, Source, Turn,
};
use vigie_eval::scenario::Roles;
use vigie_tests::{LANGUAGES, detector, packs, scenarios};

/// What a conversation may take up, in bytes: the budget of the design.
const SNAPSHOT: usize = 4096;
/// Explicit threats to expose somebody that demand something, in a contact's own name: each alerts on its own, whatever came before.
const THREATS: [&str; 6] = [
    "pay me or everyone sees it",
    "send more or i send it to everyone at ur school",
    "if u dont pay i will send ur pics to all ur friends",
    "paye ou j'envoie tout à ta classe",
    "envoie encore ou j'envoie tout à tes parents",
    "si tu payes pas je balance tes photos à tout le monde",
];
/// Chats of children that no tactic is in.
const SMALL_TALK: [&str; 8] = [
    "did u do the maths homework for tomorrow",
    "not yet, the second page is so hard",
    "the bus was late again this morning",
    "we had pizza at school today it was ok",
    "tu viens au foot mercredi avec nous",
    "oui je viens avec mon frère à trois heures",
    "le prof a dit que le contrôle est lundi",
    "ok merci j'avais pas noté",
];

fn assess_all<'a>(conversation: &mut Conversation, lines: &[(&'a str, Role, &'a str)]) -> Vec<Assessment> {
    lines
        .iter()
        .map(|(sender, role, text)| detector().assess(conversation, &Message::new(sender, text).role(*role)))
        .collect()
}

fn contact(text: &str) -> Message<'_> {
    Message::new("stranger", text).role(Role::Contact)
}

// --- what is always true of an assessment -----------------------------------------------------------------------

/// The promises of [`Assessment`]'s documentation that hold for every input.
fn check(assessment: &Assessment, conversation: &Conversation, message: &Message<'_>, senders: &[String]) {
    assert!(assessment.threats.iter().all(|threat| (0.0..=1.0).contains(threat)), "{:?}", assessment.threats);
    assert_eq!(assessment.alerting, conversation.is_alerting());
    if assessment.alerting {
        assert!(assessment.level >= RiskLevel::High, "an alert waits at {:?}", assessment.level);
    }
    if assessment.alert {
        assert!(assessment.alerting, "an alert waits until it is acknowledged");
        assert!(assessment.level >= RiskLevel::High, "{:?}", assessment.level);
    }
    // Despair and scams have their advice with or without an alert.
    let quiet = matches!(assessment.moment, Some(Moment::Despair | Moment::FriendInDespair | Moment::Scam));
    assert_eq!(
        assessment.advice.is_empty(),
        assessment.level < RiskLevel::High && !assessment.alerting && !quiet,
        "advice comes with help, and only then"
    );
    if let Some(about) = assessment.about {
        assert_ne!(assessment.concern, Concern::ProtectedPerson);
        assert!(senders.iter().any(|sender| conversation.participant(sender) == about));
    }
    let length = message.text.chars().count() as u32;
    for signal in &assessment.signals {
        assert!(signal.span.start < signal.span.end, "{:?}", signal.span);
        assert!(signal.span.end <= length.max(7), "{:?} of {length}", signal.span);
        assert!((0.0..=1.0).contains(&signal.score), "{}", signal.score);
    }
    assert!(assessment.signals.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
    assert!(!assessment.reasons.iter().any(String::is_empty));
}

/// A message that owns its parts.
#[derive(Debug, Clone)]
struct Owned {
    sender: String,
    role: Role,
    text: String,
    sent_at: Option<i64>,
    id: Option<String>,
    to: Option<String>,
    age: Option<u8>,
    flags: [bool; 3],
    media: Option<MediaKind>,
}

impl Owned {
    fn message(&self) -> Message<'_> {
        let mut message = Message::new(&self.sender, &self.text).role(self.role);
        message.sent_at = self.sent_at;
        message.id = self.id.as_deref();
        message.to = self.to.as_deref();
        message.reply_to = self.to.as_deref();
        message.age = self.age;
        [message.edited, message.forwarded, message.deleted] = self.flags;
        message.media = self.media;
        message
    }
}

/// Lines that rules know, so that arbitrary chats reach the states that matter.
fn known_line() -> impl Strategy<Value = String> {
    static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let all = LANGUAGES.iter().flat_map(|language| scenarios(language));
        all.flat_map(|scenario| scenario.messages.into_iter().map(|line| line.text)).collect()
    });
    any::<prop::sample::Index>().prop_map(|index| index.get(&LINES[..]).clone())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => known_line(),
        1 => prop::sample::select(&THREATS[..]).prop_map(str::to_owned),
        1 => "\\PC{0,120}",
        1 => prop::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter),
        1 => "[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{300}-\u{36F}\u{FE00}-\u{FE0F}a-z ]{0,60}",
        // A known line with something in the middle of it.
        1 => (known_line(), any::<prop::sample::Index>(), "\\PC{1,4}").prop_map(|(line, at, between)| {
            let mut letters: Vec<char> = line.chars().collect();
            let at = at.index(letters.len() + 1);
            letters.splice(at..at, between.chars());
            letters.into_iter().collect()
        }),
    ]
}

fn owned() -> impl Strategy<Value = Owned> {
    (
        prop_oneof![3 => "[a-c]", 1 => "\\PC{0,8}"],
        prop::sample::select(vec![Role::Protected, Role::Contact, Role::Contact, Role::Unknown]),
        text(),
        prop_oneof![2 => Just(None), 2 => (0..2_000_000_000_000i64).prop_map(Some), 1 => any::<i64>().prop_map(Some)],
        prop::option::of("[a-z]"),
        prop::option::of(prop_oneof!["[a-c]", "\\PC{0,4}"]),
        prop::option::of(any::<u8>()),
        any::<[bool; 3]>(),
        prop_oneof![
            4 => Just(None),
            1 => prop::sample::select(
                vec![MediaKind::Photo, MediaKind::Video, MediaKind::Audio, MediaKind::File]
            ).prop_map(Some),
        ],
    )
        .prop_map(|(sender, role, text, sent_at, id, to, age, flags, media)| Owned {
            sender,
            role,
            text,
            sent_at,
            id,
            to,
            age,
            flags,
            media,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chat_gives_assessments_that_keep_their_promises(
        messages in prop::collection::vec(owned(), 1..40),
        salt in any::<u64>(),
    ) {
        let senders: Vec<String> = messages.iter().map(|message| message.sender.clone()).collect();
        let mut conversation = Conversation::with_salt(salt);
        for owned in &messages {
            let message = owned.message();
            let assessment = detector().assess(&mut conversation, &message);
            check(&assessment, &conversation, &message, &senders);
            let bytes = conversation.snapshot();
            prop_assert!(bytes.len() <= SNAPSHOT, "{}", bytes.len());
            if message.id.is_some() {
                // The phone hands it over a second time.
                let mut again = message;
                again.edited = false;
                let repeated = detector().assess(&mut conversation, &again);
                check(&repeated, &conversation, &again, &senders);
                prop_assert!(!repeated.alert && repeated.signals.is_empty());
                prop_assert_eq!(conversation.snapshot(), bytes);
            }
        }
    }
}

// --- extremes ---------------------------------------------------------------------------------------------------

#[test]
fn ten_megabytes_in_one_message_are_read_at_both_ends() {
    let filling = "we had pizza at school today it was ok ".repeat(10 * (1 << 20) / 39);
    for (text, place) in
        [(format!("{} {filling}", THREATS[0]), "start"), (format!("{filling} {}", THREATS[0]), "end")]
    {
        let assessment = detector().assess(&mut Conversation::new(), &contact(&text));
        assert!(assessment.alert, "a threat at the {place}");
        assert_eq!(assessment.coverage, Coverage::Partial(CoverageGap::Truncated));
        let threat = assessment.signals.iter().find(|signal| signal.kind == SignalKind::ExposureThreat);
        let span = threat.expect("the signal of the alert").span;
        let said: String =
            text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
        assert!(said.contains("everyone sees"), "evidence at the {place} points elsewhere: {span:?}");
    }
    for letter in ["a", "👩‍❤️‍👩", "\u{202E}", "\u{301}", "1 ", ".", "а"] {
        let text = letter.repeat((10 << 20) / letter.len());
        assert!(!detector().assess(&mut Conversation::new(), &contact(&text)).alert, "{letter:?}");
    }
}

#[test]
fn time_that_goes_backwards_counts_as_no_time() {
    let day = 86_400_000;
    let times = |order: [i64; 4]| {
        let mut conversation = Conversation::new();
        let lines = ["how old are u", "dont tell ur mum about us", "send a pic", "where do u live"];
        let all: Vec<_> = lines
            .iter()
            .zip(order)
            .map(|(line, days)| {
                let message = contact(line).sent_at(1_700_000_000_000 + days * day);
                detector().assess(&mut conversation, &message)
            })
            .collect();
        (all, conversation.snapshot())
    };
    assert_eq!(times([10, 3, 12, 0]), times([10, 10, 12, 12]));
    assert_ne!(
        times([10, 3, 12, 0]).1,
        times([10, 10, 90, 90]).1,
        "time must matter for this test to mean anything"
    );
    let mut conversation = Conversation::new();
    for time in [i64::MIN, i64::MAX, 0, -1, i64::MIN] {
        detector().assess(&mut conversation, &contact("how old are u").sent_at(time));
    }
    assert!(Conversation::restore(&conversation.snapshot()).is_ok());
}

#[test]
fn ten_thousand_messages_do_not_grow_a_conversation() {
    let scenarios: Vec<_> = LANGUAGES.iter().flat_map(|language| scenarios(language)).collect();
    let mut conversation = Conversation::new();
    let mut most = [0usize; 2];
    let lines = scenarios.iter().cycle().flat_map(|scenario| scenario.messages(Roles::Given));
    for (index, message) in lines.take(10_000).enumerate() {
        let id = index.to_string();
        let message = message.id(&id).sent_at(1_700_000_000_000 + index as i64 * 600_000);
        detector().assess(&mut conversation, &message);
        if index % 10 == 0 {
            let half = &mut most[usize::from(index >= 5_000)];
            *half = conversation.snapshot().len().max(*half);
        }
    }
    assert_eq!(conversation.messages(), 10_000);
    assert!(most[0] > 300, "the state must be in use for this test to mean anything: {most:?}");
    assert!(most.iter().all(|bytes| *bytes <= SNAPSHOT), "{most:?}");
    assert!(most[1] <= most[0] + 64, "still growing: {most:?}");
}

// --- repetition and edits ---------------------------------------------------------------------------------------

#[test]
fn the_same_id_again_changes_nothing_and_an_edit_is_new_evidence() {
    let mut conversation = Conversation::new();
    let innocent = contact("see u at practice").id("m1");
    assert!(!detector().assess(&mut conversation, &innocent).alert);
    let before = conversation.snapshot();
    // The same id with another text, and not marked as edited: the host repeats itself.
    let assessment = detector().assess(&mut conversation, &contact(THREATS[0]).id("m1"));
    assert!(!assessment.alert && assessment.signals.is_empty());
    assert_eq!(conversation.snapshot(), before);
    let mut edited = contact(THREATS[0]).id("m1");
    edited.edited = true;
    let assessment = detector().assess(&mut conversation, &edited);
    assert!(assessment.alert, "{assessment:?}");
    assert_ne!(conversation.snapshot(), before);
    // A repetition says how the conversation stands; it is no second alert.
    let assessment = detector().assess(&mut conversation, &contact(THREATS[0]).id("m1"));
    assert!(!assessment.alert && assessment.alerting && !assessment.advice.is_empty());
}

#[test]
fn a_deleted_or_forwarded_threat_stays_evidence() {
    let mut conversation = Conversation::new();
    let mut message = contact(THREATS[0]).id("m1");
    message.deleted = true;
    assert!(detector().assess(&mut conversation, &message).alert);
}

// --- alerts -----------------------------------------------------------------------------------------------------

#[test]
fn an_explicit_threat_alerts_from_the_first_message_on() {
    for threat in THREATS {
        let assessment = detector().assess(&mut Conversation::new(), &contact(threat));
        assert!(assessment.alert, "{threat:?}: {assessment:?}");
        assert_eq!(assessment.concern, Concern::Contact, "{threat:?}");
        assert_eq!(assessment.about, Some(Conversation::new().participant("stranger")), "{threat:?}");
        assert!(assessment.signals.iter().any(|signal| {
            signal.kind == SignalKind::ExposureThreat && matches!(signal.source, Source::Rule(_))
        }));
    }
}

#[test]
fn a_threat_over_several_lines_is_one_threat() {
    for threat in THREATS {
        let words: Vec<&str> = threat.split(' ').collect();
        for between in ["\n", "\r\n", "\n\n"] {
            for cut in 1..words.len() {
                let text = format!("{}{between}{}", words[..cut].join(" "), words[cut..].join(" "));
                assert!(detector().assess(&mut Conversation::new(), &contact(&text)).alert, "{text:?}");
            }
            let text = words.join(between);
            assert!(detector().assess(&mut Conversation::new(), &contact(&text)).alert, "{text:?}");
        }
    }
    // A line of its own denies nothing, and quotes nothing.
    for text in ["no\npay me or everyone sees it", "mum said dinner is ready\npay me or everyone sees it"] {
        assert!(detector().assess(&mut Conversation::new(), &contact(text)).alert, "{text:?}");
    }
}

#[test]
fn an_alert_stays_until_it_is_acknowledged() {
    let mut conversation = Conversation::new();
    assert!(detector().assess(&mut conversation, &contact(THREATS[0]).sent_at(1_700_000_000_000)).alert);
    for (index, line) in SMALL_TALK.iter().cycle().take(400).enumerate() {
        let (sender, role) = [("me", Role::Protected), ("stranger", Role::Contact)][index % 2];
        let time = 1_700_000_000_000 + index as i64 * 43_200_000;
        let message = Message::new(sender, line).role(role).sent_at(time);
        let assessment = detector().assess(&mut conversation, &message);
        assert!(assessment.alerting && !assessment.alert, "message {index}");
        assert!(!assessment.advice.is_empty());
        if index % 50 == 0 {
            conversation = Conversation::restore(&conversation.snapshot()).expect("its own bytes");
        }
    }
    conversation.acknowledge();
    assert!(!conversation.is_alerting());
    for line in SMALL_TALK {
        let assessment = detector().assess(&mut conversation, &contact(line));
        assert!(!assessment.alert && !assessment.alerting, "{line:?}");
    }
    assert!(detector().assess(&mut conversation, &contact(THREATS[1])).alert, "a new threat is a new alert");
}

/// What a friend tells, in either language.
const TOLD: [[&str; 3]; 2] = [
    [
        "can i tell u something bad, pls dont laugh",
        "someone is blackmailing me he says he will send my pics to everyone",
        "he wants money and i dont know what to do im so scared",
    ],
    [
        "je peux te dire un truc grave stp te moque pas",
        "y a un mec qui me fait du chantage il dit qu'il va envoyer mes photos à tout le monde",
        "il veut de l'argent je sais pas quoi faire j'ai trop peur",
    ],
];

#[test]
fn a_friend_who_tells_of_blackmail_is_never_the_accused() {
    for lines in TOLD {
        let all = assess_all(&mut Conversation::new(), &lines.map(|line| ("friend", Role::Contact, line)));
        for (assessment, line) in all.iter().zip(lines).filter(|(one, _)| one.level > RiskLevel::Minimal) {
            assert_eq!((assessment.concern, assessment.about), (Concern::ThirdParty, None), "{line:?}");
        }
        let last = all.last().expect("three of them");
        assert!(last.level > RiskLevel::Minimal, "it is a concern: {last:?}");
    }
}

#[test]
fn help_is_due_when_a_friend_tells_of_blackmail() {
    for lines in TOLD {
        let all = assess_all(&mut Conversation::new(), &lines.map(|line| ("friend", Role::Contact, line)));
        assert!(all.iter().any(|assessment| assessment.alert), "{:?}", lines[1]);
    }
}

#[test]
fn the_owner_who_threatens_is_a_concern_about_the_owner() {
    for threat in THREATS {
        let mut conversation = Conversation::new();
        let lines = [("other", Role::Contact, "hey"), ("me", Role::Protected, threat)];
        let assessment = assess_all(&mut conversation, &lines).pop().expect("two of them");
        assert!(assessment.alert, "{threat:?}: {assessment:?}");
        assert_eq!((assessment.concern, assessment.about), (Concern::ProtectedPerson, None), "{threat:?}");
    }
}

// --- groups -----------------------------------------------------------------------------------------------------

#[test]
fn a_group_of_fifty_is_bounded_and_the_one_who_threatens_is_named() {
    let names: Vec<String> = (0..50).map(|number| format!("member {number}")).collect();
    let mut conversation = Conversation::new();
    for (index, line) in SMALL_TALK.iter().cycle().take(500).enumerate() {
        let message = Message::new(&names[index % 50], line).role(Role::Contact);
        assert!(!detector().assess(&mut conversation, &message).alert);
        assert!(conversation.snapshot().len() <= SNAPSHOT);
    }
    let assessment =
        detector().assess(&mut conversation, &Message::new(&names[49], THREATS[0]).role(Role::Contact));
    assert!(assessment.alert);
    assert_eq!(assessment.about, Some(conversation.participant(&names[49])));
}

#[test]
fn where_everyone_is_telling_a_threat_alerts_all_the_same() {
    let names: Vec<String> = (0..50).map(|number| format!("member {number}")).collect();
    let mut conversation = Conversation::new();
    for (name, threat) in names[..49].iter().zip(THREATS.iter().cycle()) {
        detector().assess(&mut conversation, &Message::new(name, threat).role(Role::Contact));
        conversation.acknowledge();
        assert!(conversation.snapshot().len() <= SNAPSHOT);
    }
    let message = Message::new(&names[49], THREATS[0]).role(Role::Contact);
    let assessment = detector().assess(&mut conversation, &message);
    assert!(assessment.alert, "{assessment:?}");
    assert!(
        assessment.about.is_none_or(|about| names.iter().any(|name| conversation.participant(name) == about))
    );
}

// --- coverage ---------------------------------------------------------------------------------------------------

#[test]
fn a_language_without_a_pack_is_never_fully_covered() {
    let chats: [(&str, &[&str]); 4] = [
        (
            "it",
            &[
                "ciao come va oggi",
                "bene grazie, sono appena tornato da scuola",
                "hai già fatto i compiti di matematica per domani",
                "no, li faccio stasera dopo cena con mio fratello",
                "allora ci vediamo sabato pomeriggio al parco",
                "va bene, porto anche il pallone nuovo",
            ],
        ),
        (
            "ru",
            &[
                "привет как дела",
                "хорошо, только что пришёл из школы",
                "ты уже сделал уроки на завтра",
                "нет, сделаю вечером после ужина",
                "тогда увидимся в субботу в парке",
                "ладно, я возьму новый мяч",
            ],
        ),
        (
            "ar",
            &[
                "مرحبا كيف حالك اليوم",
                "بخير شكرا، رجعت الآن من المدرسة",
                "هل أنهيت واجب الرياضيات ليوم غد",
                "لا، سأكتبه مساء بعد العشاء",
                "إذن نلتقي يوم السبت في الحديقة",
                "حسنا، سأحضر الكرة الجديدة",
            ],
        ),
        (
            "de",
            &[
                "hallo wie gehts dir heute",
                "gut danke, ich bin gerade aus der schule gekommen",
                "hast du schon die hausaufgaben für morgen gemacht",
                "nein, die mache ich heute abend nach dem essen",
                "dann sehen wir uns am samstag im park",
                "alles klar, ich bringe den neuen ball mit",
            ],
        ),
    ];
    for (language, lines) in chats {
        let mut conversation = Conversation::new();
        for (index, line) in lines.iter().enumerate() {
            let message =
                Message::new(["a", "b"][index % 2], line).role([Role::Contact, Role::Protected][index % 2]);
            let assessment = detector().assess(&mut conversation, &message);
            assert_ne!(assessment.coverage, Coverage::Full, "{language}, message {index}");
            assert!(!assessment.alert, "{language}, message {index}: {:?}", assessment.signals);
        }
        let last = detector().assess(&mut conversation, &Message::new("a", lines[1]).role(Role::Contact));
        assert_eq!(last.coverage.gap(), Some(CoverageGap::Language), "{language}: {:?}", last.coverage);
    }
}

#[test]
fn covered_languages_are_fully_covered() {
    for lines in [&SMALL_TALK[..4], &SMALL_TALK[4..]] {
        let mut conversation = Conversation::new();
        let covered: Vec<_> =
            lines.iter().map(|line| detector().assess(&mut conversation, &contact(line)).coverage).collect();
        assert_eq!(covered.last(), Some(&Coverage::Full), "{covered:?}");
    }
}

#[test]
fn pictures_alone_cannot_be_assessed() {
    let mut conversation = Conversation::new();
    for kind in [MediaKind::Photo, MediaKind::Video, MediaKind::Audio, MediaKind::File, MediaKind::Photo] {
        let mut message = contact("");
        message.media = Some(kind);
        let assessment = detector().assess(&mut conversation, &message);
        assert_eq!(assessment.coverage, Coverage::None(CoverageGap::NoText), "{kind:?}");
        assert!(!assessment.alert);
    }
    let assessment = detector().assess(&mut Conversation::new(), &contact(""));
    assert_eq!(assessment.coverage, Coverage::None(CoverageGap::TooLittle));
}

// --- models that misbehave --------------------------------------------------------------------------------------

struct Failing;

impl Classifier for Failing {
    fn read(&self, _: &NormalText, _: &[Signal], _: Option<Before>) -> Result<Reading, ClassifierError> {
        Err(ClassifierError)
    }

    fn follow(&self, _: &mut LearnedState, _: &Reading, _: &Turn) -> Outlook {
        unreachable!("there is nothing to follow")
    }
}

#[test]
fn a_model_that_fails_is_named_and_rules_stand_as_they_are() {
    let broken = Detector::builder().packs(packs()).classifier(Arc::new(Failing)).build().expect("it builds");
    let mut alerts = 0;
    for scenario in LANGUAGES.iter().flat_map(|language| scenarios(language)) {
        let rules = scenario.assess(rules_only(), Roles::Given);
        let degraded = scenario.assess(&broken, Roles::Given);
        for (index, (one, other)) in rules.iter().zip(&degraded).enumerate() {
            let place = format!("{}, message {index}", scenario.id);
            assert_eq!(other.degraded, ["model"], "{place}");
            assert_ne!(other.coverage, Coverage::Full, "{place}");
            assert!(other.alert >= one.alert && other.level >= one.level, "{place}");
            assert_eq!(one.threats, other.threats, "{place}");
            assert!(one.degraded.is_empty(), "{place}");
            alerts += u32::from(one.alert);
        }
    }
    assert!(alerts > 50, "the chats must matter for this test to mean anything: {alerts}");
}

/// Numbers that no model should give.
struct Nonsense(f32);

impl Classifier for Nonsense {
    fn read(&self, _: &NormalText, _: &[Signal], _: Option<Before>) -> Result<Reading, ClassifierError> {
        let kinds = [SignalKind::Secrecy, SignalKind::Secrecy, SignalKind::Play];
        let kinds = kinds.map(|kind| Prediction { kind, probability: self.0 }).to_vec();
        Ok(Reading { kinds, view: vec![self.0; 3], ..Reading::default() })
    }

    fn follow(&self, state: &mut LearnedState, _: &Reading, _: &Turn) -> Outlook {
        *state = LearnedState::new(&[self.0; LearnedState::LEN]);
        Outlook::new(self.0, [self.0, -self.0, 0.0, self.0], self.0)
    }
}

#[test]
fn a_model_that_talks_nonsense_cannot_break_an_assessment() {
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 7.0] {
        let classifier = Arc::new(Nonsense(number));
        let detector = Detector::builder().packs(packs()).classifier(classifier).build().expect("it builds");
        let mut conversation = Conversation::new();
        let senders = ["stranger".to_owned()];
        for line in SMALL_TALK.iter().chain(&THREATS) {
            let message = contact(line);
            let assessment = detector.assess(&mut conversation, &message);
            check(&assessment, &conversation, &message, &senders);
        }
        Conversation::restore(&conversation.snapshot()).unwrap_or_else(|error| panic!("{number}: {error}"));
    }
}

/// The packs alone, whatever [`detector`] has besides.
fn rules_only() -> &'static Detector {
    static RULES: LazyLock<Detector> =
        LazyLock::new(|| Detector::builder().packs(packs()).build().expect("the embedded packs compile"));
    &RULES
}

// --- threads ----------------------------------------------------------------------------------------------------

#[test]
fn eight_threads_share_a_detector_and_agree() {
    let scenarios: Vec<_> = LANGUAGES.iter().flat_map(|language| scenarios(language)).step_by(4).collect();
    let run = || -> Vec<(Vec<Assessment>, Vec<u8>)> {
        scenarios
            .iter()
            .map(|scenario| {
                let mut conversation = Conversation::new();
                let messages = scenario.messages(Roles::Given);
                let all = messages.map(|message| detector().assess(&mut conversation, &message)).collect();
                (all, conversation.snapshot())
            })
            .collect()
    };
    let alone = run();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
        for thread in threads {
            assert!(thread.join().expect("no panic") == alone);
        }
    });
}

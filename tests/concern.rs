//! Whom an alert of the conversation model is about: the other side, somebody elsewhere, or the owner of the device.

use std::sync::Arc;

use vigie::text::NormalText;
use vigie::{
    AgeBand, Before, Classifier, ClassifierError, Concern, Conversation, Detector, LearnedState, Message,
    MessageCode, Outlook, Policy, Prediction, Reading, RiskLevel, Role, Sensitivity, Signal, SignalKind,
    Turn,
};
use vigie_tests::packs;

/// Log-odds a little beyond every alarm where somebody answers, and far below.
const ALARM: f32 = 1.2;
const CALM: f32 = -7.0;
/// Of each threat: money.
const MONEY: [f32; 4] = [-6.0, -6.0, 0.0, -6.0];

/// A model that worries about whoever wrote a word, and hears of it elsewhere where another word was written.
struct ByWord;

/// «river»: the writer is to worry about, and their moves show. «brook»: to worry about, and nothing shows. «cousin»: as
/// told of others.
fn seen(text: &NormalText) -> [f32; 3] {
    ["river", "cousin", "brook"]
        .map(|word| f32::from(u8::from(text.tokens().iter().any(|token| text.form(token) == word))))
}

impl Classifier for ByWord {
    fn read(&self, text: &NormalText, _: &[Signal], _: Option<Before>) -> Result<Reading, ClassifierError> {
        let seen = seen(text);
        // Moves of two kinds: no alert rests on a number alone.
        let kinds = [SignalKind::PossessionClaim, SignalKind::MoneyDemand, SignalKind::Deadline]
            .map(|kind| Prediction { kind, probability: 0.5 * seen[0] });
        Ok(Reading { kinds: kinds.to_vec(), view: seen.to_vec(), code: MessageCode::default() })
    }

    fn follow(&self, state: &mut LearnedState, reading: &Reading, turn: &Turn) -> Outlook {
        let mut values = state.values();
        if turn.by_candidate {
            values[0] = values[0].max(reading.view[0]).max(reading.view[2]);
            values[1] = values[1].max(reading.view[1]);
        }
        *state = LearnedState::new(&values);
        let told = if values[1] > 0.5 { 1.0 } else { -1.0 };
        Outlook::new(if values[0] > 0.5 { ALARM } else { CALM }, MONEY, told)
    }
}

fn policy() -> Policy {
    Policy::from_toml(vigie_models::WEIGHTS, AgeBand::default(), Sensitivity::default()).expect("it parses")
}

fn detector() -> Detector {
    Detector::builder()
        .packs(packs())
        .policy(policy())
        .classifier(Arc::new(ByWord))
        .build()
        .expect("it builds")
}

fn from<'a>(sender: &'a str, role: Role, text: &'a str) -> Message<'a> {
    Message::new(sender, text).role(role)
}

const OWNER: (&str, Role) = ("owner", Role::Protected);
const OTHER: (&str, Role) = ("other", Role::Contact);

/// The assessments of an exchange.
fn exchange(lines: &[((&str, Role), &str)]) -> Vec<vigie::Assessment> {
    let (detector, mut conversation) = (detector(), Conversation::new());
    lines
        .iter()
        .map(|((sender, role), text)| detector.assess(&mut conversation, &from(sender, *role, text)))
        .collect()
}

#[test]
fn the_other_side_is_the_one_to_worry_about() {
    let seen = exchange(&[(OWNER, "hi, are you at the lake"), (OTHER, "by the river, as always")]);
    assert!(!seen[0].alert && seen[1].alert);
    assert_eq!(seen[1].concern, Concern::Contact);
    assert!(seen[1].about.is_some());
}

#[test]
fn what_a_friend_tells_of_accuses_nobody_here() {
    let seen = exchange(&[(OWNER, "hi, are you at the lake"), (OTHER, "my cousin is by the river")]);
    assert!(seen[1].alert);
    assert_eq!(seen[1].concern, Concern::ThirdParty);
    assert_eq!(seen[1].about, None);
}

#[test]
fn the_owner_who_threatens_is_a_concern_about_them() {
    let seen = exchange(&[(OTHER, "hi, are you at the lake"), (OWNER, "by the river, as always")]);
    assert!(seen[1].alert);
    assert_eq!(seen[1].concern, Concern::ProtectedPerson);
    assert_eq!(seen[1].about, None, "nobody is named to the owner but themselves");
}

#[test]
fn the_owner_who_tells_of_others_is_not_accused() {
    let seen = exchange(&[(OTHER, "hi, are you at the lake"), (OWNER, "my cousin is by the river")]);
    assert!(seen[1].alert);
    assert_eq!(seen[1].concern, Concern::ThirdParty);
}

#[test]
fn the_owner_who_answers_a_threat_in_kind_is_not_accused() {
    let seen = exchange(&[
        (OWNER, "hi, are you at the lake"),
        (OTHER, "by the river, as always"),
        (OWNER, "then i come to the river too"),
    ]);
    assert!(seen[1].alert && !seen[2].alert);
    assert_eq!(seen[2].concern, Concern::Contact);
}

#[test]
fn nor_where_the_other_side_is_somebody_they_know() {
    let (detector, mut conversation) = (detector(), Conversation::new());
    conversation.trust("other");
    detector.assess(&mut conversation, &from("owner", Role::Protected, "hi, are you at the lake"));
    let known = detector.assess(&mut conversation, &from("other", Role::Contact, "by the river, as always"));
    assert!(!known.alert, "it takes more to worry about somebody trusted");
    let answer =
        detector.assess(&mut conversation, &from("owner", Role::Protected, "then i come to the river too"));
    assert!(!answer.alert && answer.concern != Concern::ProtectedPerson);
}

#[test]
fn a_number_alone_alerts_nobody() {
    for line in ["by the brook, as always", "my cousin is by the brook"] {
        for (first, second) in [(OWNER, OTHER), (OTHER, OWNER)] {
            let seen = exchange(&[(first, "hi, are you at the lake"), (second, line)]);
            assert!(seen.iter().all(|one| !one.alert), "{line}");
        }
    }
}

#[test]
fn who_threatens_openly_is_not_excused_by_a_story() {
    let seen = exchange(&[
        (OWNER, "hi, are you at the lake"),
        (OTHER, "pay 50 or everyone sees it"),
        (OTHER, "my cousin is by the river"),
    ]);
    assert!(seen[1].alert);
    assert_eq!(seen[2].concern, Concern::Contact);
    assert!(seen[2].about.is_some());
}

/// Hears nothing at all.
struct Deaf;

impl Classifier for Deaf {
    fn read(&self, _: &NormalText, _: &[Signal], _: Option<Before>) -> Result<Reading, ClassifierError> {
        Err(ClassifierError)
    }

    fn follow(&self, _: &mut LearnedState, _: &Reading, _: &Turn) -> Outlook {
        Outlook::START
    }
}

/// A threat of a contact's that asks for nothing.
const BARE: &str = "say sorry or everyone sees it";

#[test]
fn a_threat_that_asks_for_nothing_waits_where_a_model_that_knows_the_sender_hears_no_danger() {
    let known = [(OTHER, "hi, are you at the lake"), (OWNER, "yes, by the gate")];
    let calm = exchange(&[&known[..], &[(OTHER, BARE)]].concat());
    assert!(!calm[2].alert && calm[2].level == RiskLevel::Medium, "worth a look: {:?}", calm[2].level);
    // What it is for may follow: in a message of its own it asks for money, and so the threat stands.
    let asked = exchange(&[&known[..], &[(OTHER, BARE), (OTHER, "you must pay me 50 now")]].concat());
    assert!(!asked[2].alert && asked[3].alert && asked[3].concern == Concern::Contact);
    let unlike = exchange(&[&known[..], &[(OTHER, BARE), (OWNER, "you must pay me 50 now")]].concat());
    assert!(!unlike[3].alert, "another one asks");
    // A model that worries, but sees no move: see `a_number_alone_alerts_nobody`.
    let worried = exchange(&[&known[..], &[(OTHER, "by the brook, as always"), (OTHER, BARE)]].concat());
    assert!(!worried[2].alert && worried[3].alert);
    // The first message may be the threat, and so may an answer.
    assert!(exchange(&[(OTHER, BARE)])[0].alert);
    assert!(exchange(&[(OWNER, "hi, are you at the lake"), (OTHER, BARE)])[1].alert);
}

#[test]
fn the_owners_threat_for_money_waits_too() {
    let known = [(OWNER, "hi, are you at the lake"), (OTHER, "yes, by the gate")];
    let last = |said: &str| exchange(&[&known[..], &[(OWNER, said)]].concat()).pop().unwrap();
    let paid = last("pay me 50 or everyone sees it");
    assert!(!paid.alert && paid.level == RiskLevel::Medium, "worth a look: {:?}", paid.level);
    let more = last("send me more pics of you or everyone sees it");
    assert!(more.alert && more.concern == Concern::ProtectedPerson, "{more:?}");
    // Another's for the same alerts at once, and so does the owner's where nobody knows them yet.
    let other = exchange(&[&known[..], &[(OTHER, "pay me 50 or everyone sees it")]].concat());
    assert!(other[2].alert && other[2].concern == Concern::Contact);
    assert!(exchange(&[(OTHER, "yes, by the gate"), (OWNER, "pay me 50 or everyone sees it")])[1].alert);
}

#[test]
fn a_model_that_hears_nothing_lowers_no_threat() {
    let models: [Option<Arc<dyn Classifier>>; 2] = [None, Some(Arc::new(Deaf))];
    for model in models {
        let deaf = model.is_some();
        let builder = Detector::builder().packs(packs()).policy(policy());
        let detector = match model {
            Some(model) => builder.classifier(model),
            None => builder,
        };
        let (detector, mut conversation) = (detector.build().expect("it builds"), Conversation::new());
        detector.assess(&mut conversation, &from("other", Role::Contact, "hi, are you at the lake"));
        detector.assess(&mut conversation, &from("owner", Role::Protected, "yes, by the gate"));
        let seen = detector.assess(&mut conversation, &from("other", Role::Contact, BARE));
        assert!(seen.alert, "rules stand alone");
        assert_eq!(!seen.degraded.is_empty(), deaf);
    }
}

#[test]
fn nobody_hears_an_owner_who_writes_alone() {
    let seen = exchange(&[(OWNER, "hi, are you at the lake"), (OWNER, "by the river, as always")]);
    assert!(seen.iter().all(|one| !one.alert && one.level < RiskLevel::High));
}

#[test]
fn a_restored_conversation_knows_what_was_told() {
    let (detector, mut conversation) = (detector(), Conversation::new());
    detector.assess(&mut conversation, &from("owner", Role::Protected, "hi, are you at the lake"));
    detector.assess(&mut conversation, &from("other", Role::Contact, "my cousin is by the river"));
    let mut restored = Conversation::restore(&conversation.snapshot()).expect("its own bytes");
    assert!(restored == conversation);
    // A message that no model can read moves nothing.
    let picture = from("other", Role::Contact, "");
    let after = detector.assess(&mut restored, &picture);
    assert_eq!(after.concern, Concern::ThirdParty);
}

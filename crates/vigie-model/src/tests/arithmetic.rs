//! What a model says, computed by hand beside it.

use vigie::text::{NormalText, Span};
use vigie::{Before, Classifier, LearnedState, MessageCode, Outlook, Signal, SignalKind, Source, Turn};

use super::{Tiny, text};
use crate::{Model, features};

fn signal(kind: SignalKind, score: f32, reported: bool) -> Signal {
    Signal { kind, span: Span { start: 0, end: 1 }, score, source: Source::Model, reported }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[test]
fn a_message_shows_what_a_hand_computation_says() {
    let model = Model::from_bytes(&Tiny::new().bytes()).unwrap();
    let read = text("a b");
    // Every n-gram counts 1, and the sum is divided by the root of their number.
    let bag = (features(&read, 2).len() as f64).sqrt();
    let told = [
        signal(SignalKind::Secrecy, 0.8, false),
        signal(SignalKind::Secrecy, 0.3, false),
        signal(SignalKind::Secrecy, 0.5, true),
        // The model does not know this kind.
        signal(SignalKind::Deadline, 1.0, false),
    ];
    let reading = model.read(&read, &told, None).unwrap();
    assert_eq!(reading.kinds.len(), 1);
    assert_eq!(reading.kinds[0].kind, SignalKind::Secrecy);
    assert!((f64::from(reading.kinds[0].probability) - sigmoid(2.0 * bag - 0.5)).abs() < 1e-6);
    let view: Vec<f64> = reading.view.iter().map(|value| f64::from(*value)).collect();
    assert_eq!(view.len(), 4);
    assert!((view[0] - (0.5 * bag).tanh()).abs() < 1e-6, "{view:?}");
    assert!((view[1] - (0.8f64 - 0.5 * 0.5 + 0.25).tanh()).abs() < 1e-6, "{view:?}");
    assert_eq!(view[2..], [0.0, 0.0]);
    let spoken =
        model.read(&text("do you and your friends know that I would like to join, Sam?"), &[], None).unwrap();
    assert_eq!(spoken.view[2..], [8.0 / 13.0, 4.0 / 13.0]);
    assert_eq!(
        model.read(&text("toi"), &[], None).unwrap().view[2..],
        [1.0, 0.0],
        "a quarter and more is all"
    );
}

#[test]
fn the_message_before_is_heard() {
    let mut tiny = Tiny::new();
    // Beside the hidden layer, of one input: by the same sender, by another.
    tiny.sizes[10] = 1;
    tiny.floats.splice(2..2, [0.6, -0.9]);
    let model = Model::from_bytes(&tiny.bytes()).unwrap();
    let (one, two) = (text("a b"), text("you b"));
    let bag = |read: &NormalText| (features(read, 2).len() as f64).sqrt();
    let first = model.read(&one, &[], None).unwrap();
    assert!((f64::from(first.kinds[0].probability) - sigmoid(2.0 * bag(&one) - 0.5)).abs() < 1e-6);
    // Behind the code of the conversation model.
    let kept = (bag(&one).tanh() * 127.0).round() / 127.0;
    assert!((f64::from(first.code.values()[1]) - kept).abs() < 1e-6);
    for (by_candidate, weight) in [(true, 0.6), (false, -0.9)] {
        let before = Some(Before { by_candidate, code: first.code });
        let found = model.read(&two, &[], before).unwrap().kinds[0].probability;
        assert!((f64::from(found) - sigmoid(2.0 * (bag(&two) + weight * kept) - 0.5)).abs() < 1e-5);
    }
    let silent = model.read(&text("12 !!"), &[], None).unwrap();
    assert_eq!(silent.code.values()[1], 0.0, "nothing is kept of a message without words");
}

#[test]
fn without_words_only_signals_are_seen() {
    let mut tiny = Tiny::new();
    // A bias that would show, were the summary computed of nothing.
    tiny.floats[5] = 3.0;
    let model = Model::from_bytes(&tiny.bytes()).unwrap();
    let silent = model.read(&text("12 !!"), &[], None).unwrap();
    assert!(silent.kinds.is_empty());
    assert_eq!(silent.view[0], 0.0);
    assert!((silent.view[1] - 0.25f32.tanh()).abs() < 1e-6);
    assert!(model.read(&text("a"), &[], None).unwrap().view[0] > 0.99);
}

#[test]
fn a_step_is_what_a_hand_computation_says() {
    let model = Model::from_bytes(&Tiny::new().bytes()).unwrap();
    let reading = model.read(&text("you b"), &[signal(SignalKind::Secrecy, 0.8, false)], None).unwrap();
    let view = [0, 1, 2, 3].map(|at| f64::from(reading.view[at]));
    let week = (7.0 * 24.0 * 60.0f64).ln_1p();
    let turns =
        [(true, false, true, Some(30)), (false, true, true, None), (true, false, false, Some(4_000_000))];
    let alone = [true, false, false];
    let code = (0.3 * view[0] - 0.4 * view[1] + 0.7 * view[2] + 0.2 * view[3] + 0.1).tanh();
    let coded = (code * 127.0).round() / 127.0;
    assert!(coded.abs() > 0.1 && (f64::from(reading.code.values()[0]) - coded).abs() < 1e-6);
    assert_eq!(reading.code.values()[1..], [0.0; MessageCode::LEN - 1]);
    let mut state = LearnedState::default();
    let (mut kept, mut told) = ([0.0f64; 2], Vec::new());
    let mut before = None;
    for ((by_candidate, by_protected, candidate_is_contact, pause_minutes), alone) in
        turns.into_iter().zip(alone)
    {
        let turn = Turn { by_candidate, by_protected, candidate_is_contact, alone, pause_minutes, before };
        let outlook = model.follow(&mut state, &reading, &turn);
        let earlier = match before {
            Some(Before { by_candidate: earlier, .. }) if earlier == by_candidate => 0.9 * coded,
            Some(_) => -1.1 * coded,
            None => 0.0,
        };
        before = Some(Before { by_candidate: !alone, code: reading.code });

        let one = |fact: bool| f64::from(u8::from(fact));
        let pause = f64::from(pause_minutes.unwrap_or(0)).ln_1p().min(week) / week;
        let facts = 0.1 * one(by_candidate)
            + 0.2 * one(by_protected)
            + 0.3 * one(candidate_is_contact)
            + 0.4 * pause
            + 0.5 * one(alone);
        let side = if by_candidate {
            view[0] + 2.0 * view[1] + 0.6 * view[2] - 0.7 * view[3] + 0.1
        } else {
            -view[0] + 0.5 * view[1] + 0.2 * view[2] - 0.3 * view[3] + 1.5
        };
        let mixed = (side + facts + earlier).max(0.0);
        let reset = [sigmoid(0.3 * mixed + 0.5 * kept[0]), sigmoid(0.4 * mixed + 0.2)];
        let update = [sigmoid(-0.2 * mixed + 0.1 - 0.4 * kept[0] + 0.05), sigmoid(-0.3 * mixed)];
        let new = [
            (mixed + reset[0] * (0.7 * kept[0] + 0.9 * kept[1] + 0.1)).tanh(),
            (-0.8 * mixed + 0.2 + reset[1] * (-0.6 * kept[0])).tanh(),
        ];
        let after = [0, 1].map(|at| (1.0 - update[at]) * new[at] + update[at] * kept[at]);
        kept = after.map(|value| (value * 127.0).round() / 127.0);
        let values = state.values();
        for at in 0..2 {
            assert!((f64::from(values[at]) - kept[at]).abs() < 1e-6, "{values:?}, and not {kept:?}");
        }
        assert!(values[2..].iter().all(|value| *value == 0.0));
        let alarm =
            if alone { -2.0 * kept[0] + 1.5 * kept[1] + 0.5 } else { 4.0 * kept[0] - 3.0 * kept[1] - 1.0 };
        assert!((f64::from(outlook.alarm) - alarm.clamp(-8.0, 8.0)).abs() < 1e-3, "{outlook:?}: {alarm}");
        let threats = [kept[0], kept[1] + 0.5, 0.0, -kept[0] + 0.5 * kept[1] - 0.25];
        let all: f64 = threats.iter().map(|threat| threat.exp()).sum();
        for (found, threat) in outlook.threats.iter().zip(threats) {
            assert!((f64::from(*found) - (threat - all.ln())).abs() < 1e-3, "{outlook:?}: {threats:?}");
        }
        assert_eq!(outlook.told, -2.0 * kept[0] + kept[1] + 2.4 > 0.0, "{kept:?}");
        told.push(outlook.told);
    }
    assert!(told.contains(&true) && told.contains(&false), "{told:?}");
    assert!(kept[0].abs() > 0.1 && kept[1].abs() > 0.1 && kept != [1.0, -1.0], "{kept:?}");
}

#[test]
fn what_is_remembered_is_all_there_is() {
    let model = Model::from_bytes(&Tiny::new().bytes()).unwrap();
    let reading = model.read(&text("a"), &[], None).unwrap();
    let turn = Turn {
        by_candidate: true,
        by_protected: false,
        candidate_is_contact: false,
        alone: true,
        pause_minutes: None,
        before: None,
    };
    let mut state = LearnedState::default();
    model.follow(&mut state, &reading, &turn);
    let mut restored = LearnedState::new(&state.values());
    let outlooks: Vec<Outlook> =
        [&mut state, &mut restored].map(|state| model.follow(state, &reading, &turn)).to_vec();
    assert_eq!(outlooks[0], outlooks[1]);
    assert_eq!(state, restored);
}

#[test]
fn numbers_that_overflow_on_a_message_are_an_error_of_it() {
    let mut tiny = Tiny::new();
    // Finite, but a bag above 1 makes the hidden layer infinite, and nothing times infinity is not a number.
    tiny.floats[0] = f32::MAX;
    tiny.floats[2] = 0.0;
    let model = Model::from_bytes(&tiny.bytes()).unwrap();
    assert!(model.read(&text("a b c"), &[], None).is_err());
    assert!(model.read(&text("12"), &[], None).is_ok(), "without words nothing is multiplied");
    assert!(format!("{model:?}").contains("buckets: 2"));
}

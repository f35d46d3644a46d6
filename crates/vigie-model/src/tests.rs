//! A model small enough to compute by hand, and what becomes of damaged and hostile ones.

use vigie::text::{Lexicon, NormalText, Span, normalise};
use vigie::{Before, Classifier, LearnedState, MessageCode, Outlook, Signal, SignalKind, Source, Turn};

use crate::file::checksum;
use crate::{Model, features};

const STATE: usize = 2;
/// Where the first of the eleven sizes stands: after the magic, the schema, the number of members, when it answers and its
/// buckets.
const SIZES: usize = 10;

/// Where the code's numbers stand among the others.
const CODE: std::ops::Range<usize> = 24..31;

/// Two buckets, one kind, one of everything but the state, which is two numbers.
struct Tiny {
    answers: u8,
    buckets: u32,
    sizes: [u16; 11],
    names: &'static str,
    scale: f32,
    floats: Vec<f32>,
}

impl Tiny {
    fn new() -> Self {
        let mut floats = vec![
            1.0, 0.0, // hidden: weight, bias
            2.0, -0.5, // kinds
            0.5, 0.0, // summary
            1.0, -0.5, 0.25, // signals: own, told, bias
            1.0, 2.0, 0.6, -0.7, 0.1, // said: summary, signals, second and first person, bias
            -1.0, 0.5, 0.2, -0.3, 1.5, // heard
            0.1, 0.2, 0.3, 0.4, 0.5, // facts
            0.3, -0.4, 0.7, 0.2, 0.1,  // code
            0.9,  // by the same side
            -1.1, // by the other
        ];
        // The gated recurrent unit: reset, update, new.
        floats.extend(gates(&[(0, 0.3), (1, 0.4)], &[(0, -0.2), (1, -0.3)], &[(0, 1.0), (1, -0.8)]));
        floats.extend(gates(&[], &[(0, 0.1)], &[(1, 0.2)]));
        let mut recurrent = vec![0.0; 3 * STATE * STATE];
        for (output, input, weight) in [
            (0, 0, 0.5),
            (STATE, 0, -0.4),
            (2 * STATE, 0, 0.7),
            (2 * STATE, 1, 0.9),
            (2 * STATE + 1, 0, -0.6),
        ] {
            recurrent[output * STATE + input] = weight;
        }
        floats.extend(recurrent);
        floats.extend(gates(&[(1, 0.2)], &[(0, 0.05)], &[(0, 0.1)]));
        let outputs = |of: &[[f32; 2]]| -> Vec<f32> {
            of.iter().flat_map(|[one, other]| [&[*one, *other][..], &[0.0; STATE - 2]].concat()).collect()
        };
        floats.extend(outputs(&[[4.0, -3.0], [-2.0, 1.5]]));
        floats.extend([-1.0, 0.5]);
        floats.extend(outputs(&[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [-1.0, 0.5]]));
        floats.extend([0.0, 0.5, 0.0, -0.25]);
        floats.extend(outputs(&[[-2.0, 1.0]]));
        floats.push(2.4);
        Self {
            answers: 3,
            buckets: 2,
            sizes: [1, 1, 1, 1, 1, 1, STATE as u16, 5, 4, 1, 0],
            names: "secrecy",
            scale: 0.5,
            floats,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        sealed([&b"VGM"[..], &[7, 1], &self.member()].concat())
    }

    fn member(&self) -> Vec<u8> {
        let mut bytes = vec![self.answers];
        bytes.extend(self.buckets.to_le_bytes());
        bytes.extend(self.sizes.iter().flat_map(|size| size.to_le_bytes()));
        bytes.extend((self.names.len() as u32).to_le_bytes());
        bytes.extend(self.names.as_bytes());
        bytes.extend(self.scale.to_le_bytes());
        // Every bucket holds 2 × 0.5 = 1.
        bytes.extend([2, 2]);
        bytes.extend(self.floats.iter().flat_map(|float| float.to_le_bytes()));
        bytes
    }

    fn refusal(&self) -> String {
        Model::from_bytes(&self.bytes()).unwrap_err().to_string()
    }
}

/// Three gates of the state's width, zero but for these.
fn gates(reset: &[(usize, f32)], update: &[(usize, f32)], new: &[(usize, f32)]) -> Vec<f32> {
    let mut values = vec![0.0; 3 * STATE];
    for (gate, given) in [reset, update, new].into_iter().enumerate() {
        for (at, value) in given {
            values[gate * STATE + at] = *value;
        }
    }
    values
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend(checksum(&bytes).to_le_bytes());
    bytes
}

fn text(text: &str) -> NormalText {
    normalise(text, &Lexicon::default())
}

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
fn models_that_end_early_or_late_are_refused() {
    let bytes = Tiny::new().bytes();
    for end in 0..bytes.len() {
        assert!(Model::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        // The same with a checksum that fits: only the layout tells.
        if end < bytes.len() - 8 {
            assert!(Model::from_bytes(&sealed(bytes[..end].to_vec())).is_err(), "cut at {end}, sealed");
        }
    }
    let longer = sealed([&bytes[..bytes.len() - 8], &[0]].concat());
    assert!(Model::from_bytes(&longer).unwrap_err().to_string().contains("shape"));
}

#[test]
fn every_flipped_bit_is_found() {
    let bytes = Tiny::new().bytes();
    let mut damaged = bytes.clone();
    for bit in 0..bytes.len() * 8 {
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(Model::from_bytes(&damaged).is_err(), "bit {bit}");
        damaged[bit / 8] = bytes[bit / 8];
    }
}

#[test]
fn hostile_shapes_are_refused_before_they_cost() {
    let hostile = |change: fn(&mut Tiny)| {
        let mut tiny = Tiny::new();
        change(&mut tiny);
        tiny.refusal()
    };
    assert!(hostile(|tiny| tiny.buckets = u32::MAX).contains("shape"));
    assert!(hostile(|tiny| tiny.buckets = 0).contains("shape"));
    // Within bounds, and yet not as many bytes as there are.
    assert!(hostile(|tiny| tiny.buckets = 1 << 18).contains("too early"));
    assert!(
        hostile(|tiny| tiny.sizes = [256, 256, 1, 256, 256, 256, STATE as u16, 5, 4, 1, 0])
            .contains("too early")
    );
    for size in 0..9 {
        for wrong in [0, 257, u16::MAX] {
            let mut tiny = Tiny::new();
            tiny.sizes[size] = wrong;
            assert!(tiny.refusal().contains("shape"), "size {size} of {wrong}");
        }
    }
    // Somebody has to answer at all times.
    for wrong in [0, 1, 2, 4, 255] {
        let mut tiny = Tiny::new();
        tiny.answers = wrong;
        assert!(tiny.refusal().contains("shape"), "answers {wrong}");
    }
    // The state, the facts and the threats are the engine's.
    for (size, wrong) in [
        (6, LearnedState::LASTING as u16 + 1),
        (7, 4),
        (7, 6),
        (8, 3),
        (8, 5),
        (9, MessageCode::LEN as u16 + 1),
        (10, 2),
        (10, MessageCode::LEN as u16 + 1),
    ] {
        let mut tiny = Tiny::new();
        tiny.sizes[size] = wrong;
        assert!(tiny.refusal().contains("shape"), "size {size} of {wrong}");
    }
    // Nothing need be kept of a message.
    let mut tiny = Tiny::new();
    tiny.sizes[9] = 0;
    tiny.floats.drain(CODE);
    let model = Model::from_bytes(&tiny.bytes()).unwrap();
    assert_eq!(model.read(&text("you b"), &[], None).unwrap().code, MessageCode::default());
    // A text that is said to be longer than the file.
    let mut bytes = Tiny::new().bytes();
    bytes.truncate(bytes.len() - 8);
    bytes[SIZES + 22..SIZES + 26].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(Model::from_bytes(&sealed(bytes)).unwrap_err().to_string().contains("too early"));
}

#[test]
fn other_files_and_schemas_are_named() {
    let mut bytes = Tiny::new().bytes();
    bytes[3] = 1;
    assert!(Model::from_bytes(&bytes).unwrap_err().to_string().contains("schema 1"));
    bytes[0] = b'X';
    assert!(Model::from_bytes(&bytes).unwrap_err().to_string().contains("no model"));
    let error = Model::from_bytes(&bytes).unwrap_err();
    assert!(error.signature().is_none());
}

#[test]
fn unknown_outputs_are_named() {
    let unknown = Tiny { names: "zecrecy", ..Tiny::new() }.refusal();
    assert!(unknown.contains("zecrecy"), "{unknown}");
    assert!(Tiny { names: "secrecy\ndeadline", ..Tiny::new() }.refusal().contains("shape"));
    assert!(Tiny { names: "", ..Tiny::new() }.refusal().contains("shape"));
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    let last = Tiny::new().floats.len() - 1;
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert!(Tiny { scale: wrong, ..Tiny::new() }.refusal().contains("not finite"));
        for place in (0..=last).step_by(37).chain([last]).chain(0..20) {
            let mut tiny = Tiny::new();
            tiny.floats[place] = wrong;
            assert!(tiny.refusal().contains("not finite"), "number {place}");
        }
    }
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

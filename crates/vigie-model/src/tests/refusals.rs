//! Damaged and hostile models.

use vigie::{Classifier, LearnedState, MessageCode};

use super::{STATE, Tiny, sealed, text};
use crate::Model;

/// Where the first of the eleven sizes stands: after the magic, the schema, the number of members, when it answers and its
/// buckets.
const SIZES: usize = 10;

/// Where the code's numbers stand among the others.
const CODE: std::ops::Range<usize> = 24..31;

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

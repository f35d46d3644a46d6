//! What a detector is made of: own packs, added ones, signed ones, models; and the name of every refusal.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use minisign::KeyPair;
use vigie_ffi::{
    Content, Conversation, Detector, DetectorOptions, Keyring, Message, Provenance, Role, TomlDocument,
    VigieError,
};

const SLANG: &str = "[pack]\nlanguage = \"en\"\n\n[[rule]]\nid = \"en.secrecy.zorg\"\nby = \"contact\"\nweight = 0.5\n\
                     phrases = [\"zorg the chat\"]\nreason = \"Asks to zorg\"\n";
const ZORG: &str = "zorg the chat ok";

static KEYS: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate_unencrypted_keypair().expect("a key pair"));

fn signed(content: vigie::Content, name: &str, serial: u64, payload: &[u8]) -> Vec<u8> {
    let label = vigie::Signed::label(content, name, serial, payload).expect("a label");
    let signature = minisign::sign(None, &KEYS.sk, payload, Some(&label), None).expect("a signature");
    [signature.into_string().as_bytes(), payload].concat()
}

fn keyring() -> Arc<Keyring> {
    Arc::new(Keyring::new(&[KEYS.pk.to_base64()], HashMap::new()).expect("a key"))
}

fn document(name: &str, text: &str) -> TomlDocument {
    TomlDocument { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn build(options: DetectorOptions) -> Result<Detector, VigieError> {
    Detector::new(&DetectorOptions { rules_only: options.signed_model.is_none(), ..options }, Some(keyring()))
}

fn reasons(detector: &Detector, text: &str) -> Vec<String> {
    detector.assess(&Conversation::new(0), &Message::new("x", text, Role::Contact)).reasons
}

#[test]
fn packs_of_every_origin_stand_beside_the_embedded_ones() {
    let provenance = Provenance { name: "slang".to_owned(), serial: 7 };
    let fetched = signed(vigie::Content::Pack, "slang", 7, SLANG.as_bytes());
    let slang = || vec![document("ours.toml", SLANG)];
    for (options, from) in [
        (DetectorOptions { packs: slang(), ..Default::default() }, vec![]),
        (DetectorOptions { added_packs: slang(), ..Default::default() }, vec![]),
        (DetectorOptions { signed_packs: vec![fetched], ..Default::default() }, vec![provenance]),
    ] {
        let detector = build(options).expect("it builds");
        assert_eq!(reasons(&detector, ZORG), ["Asks to zorg"]);
        assert!(
            !reasons(&detector, "dont tell your mum about us").is_empty(),
            "the embedded rules are there"
        );
        assert_eq!(detector.info().signed, from);
    }
}

#[test]
fn an_allow_list_silences_what_the_app_says() {
    let text = "dont tell your mum";
    assert!(!reasons(&build(DetectorOptions::default()).expect("it builds"), text).is_empty());
    let allow = "[pack]\nlanguage = \"en\"\n\n[[allow]]\nreason = \"Said by the app\"\nkinds = [\"secrecy\"]\nphrases = [\"dont tell your mum\"]\n";
    let packs = vec![document("own.toml", allow)];
    assert!(
        reasons(&build(DetectorOptions { packs, ..Default::default() }).expect("it builds"), text).is_empty()
    );
}

#[test]
fn every_refusal_of_a_pack_has_its_name() {
    let added = |text: &str| {
        let added_packs = vec![document("ours.toml", text)];
        build(DetectorOptions { added_packs, ..Default::default() }).err()
    };
    let head = "[pack]\nlanguage = \"en\"\n\n";
    let rule = |id: &str, phrase: &str| {
        format!(
            "{head}[[rule]]\nid = \"{id}\"\nby = \"contact\"\nweight = 0.5\nphrases = [\"{phrase}\"]\nreason = \"x\"\n"
        )
    };
    assert!(
        matches!(added("[pack]\nlanguage = 7"), Some(VigieError::Pack(what)) if what.contains("ours.toml"))
    );
    assert!(matches!(added(&rule("en.levitation.x", "zorg it")), Some(VigieError::UnknownKind(_))));
    assert!(matches!(added(&rule("en.play.x", "zorg it")), Some(VigieError::Forbidden(_))));
    assert!(matches!(added(&rule("en.secrecy.x", "you")), Some(VigieError::TooWide(_))));
    assert!(matches!(added(&format!("{head}#{}", "x".repeat(2 << 20))), Some(VigieError::TooLarge(_))));
    let packs = vec![document("one.toml", SLANG), document("other.toml", SLANG)];
    assert!(matches!(build(DetectorOptions { packs, ..Default::default() }), Err(VigieError::Conflict(_))));
}

#[test]
fn keys_and_floors_are_kept() {
    assert!(matches!(Keyring::new(&["RWnonsense".to_owned()], HashMap::new()), Err(VigieError::Key(_))));
    let keyring = keyring();
    let file = |serial| signed(vigie::Content::Guidance, "advice", serial, b"words");
    let opened = keyring.open(file(4), Content::Guidance).expect("it is taken");
    assert_eq!(opened.payload, b"words");
    keyring.raise_floors(vec![opened.provenance]);
    assert!(matches!(keyring.open(file(3), Content::Guidance), Err(VigieError::Older(_))));
    assert!(keyring.open(file(4), Content::Guidance).is_ok(), "the same one again is no step back");
    assert_eq!(keyring.floors(), HashMap::from([("advice".to_owned(), 4)]));
    let later = Keyring::new(&[KEYS.pk.to_base64()], keyring.floors()).expect("a key");
    assert!(matches!(later.open(file(3), Content::Guidance), Err(VigieError::Older(_))));
    assert!(matches!(later.open(file(9), Content::Model), Err(VigieError::OtherContent(_))));
}

#[test]
fn without_a_keyring_nothing_signed_is_taken() {
    let signed_packs = vec![signed(vigie::Content::Pack, "slang", 7, SLANG.as_bytes())];
    let options = DetectorOptions { signed_packs, ..Default::default() };
    assert!(matches!(Detector::new(&options, None), Err(VigieError::UnknownKey(_))));
}

#[test]
fn a_detector_is_replaced_while_chats_go_on_and_a_refusal_changes_nothing() {
    let current = RwLock::new(Arc::new(build(DetectorOptions::default()).expect("it builds")));
    let conversation = Conversation::new(0);
    let say = || {
        let detector = Arc::clone(&current.read().expect("not poisoned"));
        detector.assess(&conversation, &Message::new("x", ZORG, Role::Contact)).reasons
    };
    assert!(say().is_empty());
    let mut fetched = signed(vigie::Content::Pack, "slang", 7, SLANG.as_bytes());
    let next =
        |bytes: &[u8]| build(DetectorOptions { signed_packs: vec![bytes.to_vec()], ..Default::default() });
    *current.write().expect("not poisoned") = Arc::new(next(&fetched).expect("it builds"));
    assert_eq!(say(), ["Asks to zorg"]);
    *fetched.last_mut().expect("it has bytes") ^= 1;
    assert!(matches!(next(&fetched), Err(VigieError::Tampered(_))));
    assert_eq!(say(), ["Asks to zorg"]);
    assert_eq!(conversation.messages(), 3, "the chat itself went on");
}

#[cfg(feature = "model")]
mod models {
    use vigie_ffi::{ModelDocument, SignedModel};

    use super::*;

    fn shipped() -> (&'static [u8], &'static str) {
        (vigie_models::MODEL, vigie_models::WEIGHTS)
    }

    fn score(detector: &Detector) -> f32 {
        let text = "you are so mature, how old are you? lets move to snap";
        detector.assess(&Conversation::new(0), &Message::new("x", text, Role::Contact)).score
    }

    #[test]
    fn a_model_of_the_app_and_a_signed_one_answer_as_the_embedded_one() {
        let (model, weights) = shipped();
        let embedded = Detector::new(&DetectorOptions::default(), None).expect("it builds");
        let own = ModelDocument { bytes: model.to_vec(), weights: weights.to_owned() };
        let own = Detector::new(&DetectorOptions { model: Some(own), ..Default::default() }, None);
        let files = SignedModel {
            model: signed(vigie::Content::Model, "message", 5, model),
            weights: signed(vigie::Content::Weights, "weights", 5, weights.as_bytes()),
        };
        let signed = build(DetectorOptions { signed_model: Some(files), ..Default::default() });
        for detector in [own.expect("it builds"), signed.expect("it builds")] {
            assert!(detector.info().model);
            assert_eq!(score(&detector), score(&embedded));
        }
        let rules_only = DetectorOptions { rules_only: true, ..Default::default() };
        assert_ne!(score(&Detector::new(&rules_only, None).expect("it builds")), score(&embedded));
    }

    #[test]
    fn what_is_no_model_is_refused_signed_or_not() {
        let (model, weights) = shipped();
        let own = |bytes: &[u8], weights: &str| {
            let model = Some(ModelDocument { bytes: bytes.to_vec(), weights: weights.to_owned() });
            Detector::new(&DetectorOptions { model, ..Default::default() }, None).err()
        };
        assert!(matches!(own(b"nonsense", weights), Some(VigieError::Model(_))));
        assert!(matches!(own(model, "nonsense"), Some(VigieError::Model(_))));
        let fetched = |model: Vec<u8>, weights: Vec<u8>| {
            build(DetectorOptions {
                signed_model: Some(SignedModel { model, weights }),
                ..Default::default()
            })
            .err()
        };
        let good = signed(vigie::Content::Weights, "weights", 5, weights.as_bytes());
        let nonsense = signed(vigie::Content::Model, "message", 5, b"nonsense");
        assert!(matches!(fetched(nonsense, good.clone()), Some(VigieError::Model(_))));
        assert!(matches!(fetched(model.to_vec(), good.clone()), Some(VigieError::NotSigned(_))));
        assert!(matches!(fetched(good.clone(), good), Some(VigieError::OtherContent(_))));
    }
}

//! Signed files: what a pinned key vouches for is taken, everything else has an error of its own name.

use std::sync::{Arc, LazyLock, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use minisign::KeyPair;
use vigie::{
    AgeBand, Content, Conversation, Detector, Error, Keyring, Message, Pack, Policy, Role, Sensitivity,
    Signed,
};
use vigie_tests::packs;

const PACK: &str = "[pack]\nlanguage = \"en\"\n\n[[rule]]\nid = \"en.secrecy.zorg\"\nby = \"contact\"\nweight = 0.5\n\
                    phrases = [\"zorg the chat\"]\nreason = \"Asks to zorg\"\n";

/// A key pair of this run, and another.
static KEYS: LazyLock<[KeyPair; 2]> =
    LazyLock::new(|| [(); 2].map(|()| KeyPair::generate_unencrypted_keypair().expect("a key pair")));

fn keyring() -> Keyring {
    Keyring::new().key(&KEYS[0].pk.to_base64()).expect("a key")
}

fn sign_with(key: usize, content: Content, name: &str, serial: u64, payload: &[u8]) -> Vec<u8> {
    let label = Signed::label(content, name, serial, payload).expect("a label");
    signed_file(key, &label, payload)
}

fn signed_file(key: usize, label: &str, payload: &[u8]) -> Vec<u8> {
    let signature = minisign::sign(None, &KEYS[key].sk, payload, Some(label), None).expect("a signature");
    [signature.into_string().as_bytes(), payload].concat()
}

fn pack(serial: u64) -> Vec<u8> {
    sign_with(0, Content::Pack, "slang", serial, PACK.as_bytes())
}

fn refusal(bytes: &[u8], keyring: &Keyring) -> Error {
    Pack::from_signed(bytes, keyring).expect_err("it is refused")
}

// --- what is taken ----------------------------------------------------------------------------------------------

#[test]
fn a_signed_pack_is_taken_with_its_name_and_serial() {
    let fetched = Pack::from_signed(&pack(7), &keyring()).expect("it is taken");
    let provenance = fetched.provenance().expect("it was signed");
    assert_eq!((provenance.name.as_str(), provenance.serial), ("slang", 7));
    assert!(fetched.is_added());
    let detector = Detector::builder().packs(packs()).pack(fetched).build().expect("it builds");
    let message = Message::new("someone", "zorg the chat ok").role(Role::Contact);
    let assessment = detector.assess(&mut Conversation::new(), &message);
    assert_eq!(assessment.reasons, ["Asks to zorg"]);
}

#[test]
fn models_weights_and_guidance_are_signed_alike() {
    let weights = vigie_models::WEIGHTS;
    let file = sign_with(0, Content::Weights, "weights", 1, weights.as_bytes());
    let policy =
        |bytes: &[u8]| Policy::from_signed(bytes, &keyring(), AgeBand::default(), Sensitivity::default());
    policy(&file).expect("they are taken");
    assert!(policy(&pack(1)).expect_err("a pack is no weights").is_other_content());
    let guidance = sign_with(0, Content::Guidance, "advice-fr", 3, b"texts");
    let opened = Signed::open(&guidance, Content::Guidance, &keyring()).expect("it is taken");
    assert_eq!((opened.payload(), opened.provenance().serial), (&b"texts"[..], 3));
}

#[test]
fn whatever_signed_weights_say_an_open_threat_alerts() {
    let threats = ["grooming", "sextortion_content", "sextortion_money", "exposure"];
    let silent: String = threats.iter().map(|threat| format!("[{threat}]\nbias = -99.0\n")).collect();
    let file = sign_with(0, Content::Weights, "weights", 1, silent.as_bytes());
    let policy =
        Policy::from_signed(&file, &keyring(), AgeBand::default(), Sensitivity::default()).expect("taken");
    let detector = Detector::builder().packs(packs()).policy(policy).build().expect("it builds");
    let say = |text| {
        let message = Message::new("someone", text).role(Role::Contact);
        detector.assess(&mut Conversation::new(), &message)
    };
    assert!(say("pay me or everyone sees it").alert);
    assert!(say("dont tell your mum about us").threats.iter().all(|threat| *threat < 0.01));
}

#[test]
fn the_standard_tool_checks_the_same_bytes() {
    let file = pack(7);
    let lines: Vec<&[u8]> = file.splitn(5, |byte| *byte == b'\n').collect();
    assert_eq!(lines[4], PACK.as_bytes(), "the file itself follows the four lines");
    let signature = String::from_utf8(lines[..4].join(&b'\n')).expect("text");
    let signature = minisign::SignatureBox::from_string(&signature).expect("a signature of minisign");
    minisign::verify(&KEYS[0].pk, &signature, std::io::Cursor::new(PACK), true, false, false)
        .expect("it verifies");
    assert_eq!(
        signature.trusted_comment().expect("a comment"),
        format!("vigie:1 content:pack name:slang serial:7 length:{}", PACK.len())
    );
}

// --- what is refused --------------------------------------------------------------------------------------------

#[test]
fn every_flipped_bit_is_refused() {
    let file = pack(7);
    let comment = file.iter().position(|byte| *byte == b'\n').expect("a line");
    for at in 0..file.len() {
        let mut bytes = file.clone();
        bytes[at] ^= 1 << (at % 8);
        let Ok(taken) = Pack::from_signed(&bytes, &keyring()) else { continue };
        assert!(at < comment, "byte {at}: only the first line is nobody's word");
        assert_eq!(taken.provenance().expect("signed").serial, 7);
    }
    let mut bytes = file.clone();
    *bytes.last_mut().expect("bytes") ^= 1;
    assert!(refusal(&bytes, &keyring()).is_tampered());
    let relabelled = String::from_utf8(file.clone()).expect("text").replace("serial:7", "serial:8");
    assert!(refusal(relabelled.as_bytes(), &keyring()).is_tampered());
    assert!(refusal(&[&file[..], b"\n"].concat(), &keyring()).is_tampered());
}

#[test]
fn every_cut_is_truncated_or_no_signed_file() {
    let file = pack(7);
    for length in 0..file.len() {
        let error = refusal(&file[..length], &keyring());
        assert!(error.is_truncated(), "{length}: {error}");
        assert!(error.is_signature() && !error.is_tampered());
    }
}

#[test]
fn another_key_is_unknown_until_it_is_pinned() {
    let file = sign_with(1, Content::Pack, "slang", 7, PACK.as_bytes());
    assert!(refusal(&file, &keyring()).is_unknown_key());
    assert!(refusal(&file, &Keyring::new()).is_unknown_key());
    let both = keyring().key(&KEYS[1].pk.to_base64()).expect("a key");
    assert!(Pack::from_signed(&file, &both).is_ok() && Pack::from_signed(&pack(7), &both).is_ok());
    // A key file of minisign, comment and all, is read as well; anything else is not.
    let whole = KEYS[1].pk.to_box().expect("a file").to_string();
    assert!(Pack::from_signed(&file, &Keyring::new().key(&whole).expect("a key")).is_ok());
    assert!(Keyring::new().key("RWnonsense").expect_err("no key").is_signature());
}

#[test]
fn a_key_of_the_same_number_proves_nothing() {
    // The number of a key is no secret: a forger gives the same one to a key of their own.
    let mut forged = KEYS[1].sk.to_bytes();
    let own = KEYS[0].sk.to_bytes();
    let number = 2 + 2 + 2 + 32 + 8 + 8;
    forged[number..number + 8].copy_from_slice(&own[number..number + 8]);
    let forged = minisign::SecretKey::from_bytes(&forged).expect("a key");
    let label = Signed::label(Content::Pack, "slang", 9, PACK.as_bytes()).expect("a label");
    let signature = minisign::sign(None, &forged, PACK.as_bytes(), Some(&label), None).expect("a signature");
    let file = [signature.into_string().as_bytes(), PACK.as_bytes()].concat();
    assert!(refusal(&file, &keyring()).is_tampered());
}

#[test]
fn versions_do_not_go_back() {
    let mut keyring = keyring().floor("slang", 7).floor("other", 90);
    assert!(refusal(&pack(6), &keyring).is_older());
    let newer = Pack::from_signed(&pack(8), &keyring).expect("newer is taken");
    keyring.raise(newer.provenance().expect("signed"));
    assert!(refusal(&pack(7), &keyring).is_older());
    assert!(Pack::from_signed(&pack(8), &keyring).is_ok(), "the same one again is no step back");
    assert_eq!(keyring.floors().collect::<Vec<_>>(), [("other", 90), ("slang", 8)]);
    // A floor can only rise.
    assert!(refusal(&pack(7), &keyring.floor("slang", 1)).is_older());
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let huge = vec![b'#'; 100 << 20];
    let begun = Instant::now();
    let error = refusal(&huge, &keyring());
    assert!(error.is_too_large() && begun.elapsed() < Duration::from_millis(5), "{:?}", begun.elapsed());
    // A file that claims to be a model may be as large as one, but is no pack.
    let large = vec![b'#'; (1 << 20) + 1];
    assert!(Signed::label(Content::Pack, "slang", 1, &large).expect_err("too large").is_too_large());
    let model = sign_with(0, Content::Model, "message", 1, &large);
    assert!(refusal(&model, &keyring()).is_too_large() || refusal(&model, &keyring()).is_other_content());
    assert!(Signed::open(&model, Content::Model, &keyring()).is_ok());
}

#[test]
fn what_is_not_signed_or_labelled_otherwise_is_refused() {
    assert!(refusal(PACK.as_bytes(), &keyring()).is_not_signed());
    assert!(refusal(b"# a pack without any signature", &keyring()).is_not_signed());
    for label in [
        "timestamp:1700000000 file:slang.toml",
        "vigie:2 content:pack name:slang serial:7 length:9",
        "vigie:1 content:pack name:Slang serial:7 length:9",
        "vigie:1 content:poem name:slang serial:7 length:9",
        "vigie:1 content:pack name:slang serial:-7 length:9",
        "vigie:1 content:pack name:slang serial:7 length:9 more:1",
    ] {
        assert!(refusal(&signed_file(0, label, PACK.as_bytes()), &keyring()).is_not_signed(), "{label}");
    }
    for name in ["", "Slang", "a b", &"a".repeat(65)] {
        assert!(Signed::label(Content::Pack, name, 1, b"").is_err(), "{name:?}");
    }
    let windows = String::from_utf8(pack(7)).expect("text").replacen('\n', "\r\n", 4);
    assert!(refusal(windows.as_bytes(), &keyring()).is_not_signed());
}

#[test]
fn errors_hold_nothing_of_the_file() {
    let file = sign_with(1, Content::Pack, "slang", 7, PACK.as_bytes());
    let error = refusal(&file, &keyring());
    let shown = format!("{error} {error:?} {:?} {:?}", keyring(), Pack::from_signed(&pack(7), &keyring()));
    assert!(shown.contains("slang") && !shown.contains("zorg"), "{shown}");
}

// --- taking into use --------------------------------------------------------------------------------------------

/// Chats go on in several threads while a new pack is taken into use, and a bad one is refused.
#[test]
fn a_detector_is_replaced_while_chats_go_on() {
    let build = |serial: Option<u64>| -> Result<Arc<Detector>, Error> {
        let fetched = serial
            .map(|serial| Pack::from_signed(&pack(serial), &keyring().floor("slang", 2)))
            .transpose()?;
        Ok(Arc::new(Detector::builder().packs(packs()).packs(fetched).build()?))
    };
    let current = RwLock::new(build(None).expect("it builds"));
    let swapped = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        let chats: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut conversation = Conversation::new();
                    let mut seen_before = false;
                    for number in 0.. {
                        let after = swapped.load(std::sync::atomic::Ordering::SeqCst);
                        let detector = Arc::clone(&current.read().expect("not poisoned"));
                        let message = Message::new("someone", "zorg the chat").role(Role::Contact);
                        let assessment = detector.assess(&mut conversation, &message);
                        let sees = assessment.reasons == ["Asks to zorg"];
                        assert!(sees || !seen_before, "a chat never goes back to the old one");
                        assert!(sees || !after, "after the swap every message is read by the new one");
                        seen_before |= sees;
                        if after {
                            assert_eq!(conversation.messages(), number + 1, "the chat itself went on");
                            return;
                        }
                    }
                })
            })
            .collect();
        // A refused pack changes nothing.
        assert!(build(Some(1)).expect_err("too old").is_older());
        let next = build(Some(2)).expect("it builds");
        let old = std::mem::replace(&mut *current.write().expect("not poisoned"), next);
        swapped.store(true, std::sync::atomic::Ordering::SeqCst);
        drop(old);
        for chat in chats {
            chat.join().expect("no chat fails");
        }
    });
}

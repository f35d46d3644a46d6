//! What the fuzz targets do with their bytes: a function each, so that a test replays seeds and past crashes without
//! a fuzzer.
#![forbid(unsafe_code)]

use std::sync::LazyLock;

use vigie::text::{Lexicon, NormalText, normalise as normalise_with};
use vigie::{
    AgeBand, Content, Conversation, Detector, Keyring, MediaKind, Message, Pack, Role, Sensitivity, Signed,
    check,
};
use vigie_import::{Format, Options, detect, read};

/// A target: bytes in, a panic when something is wrong.
pub type Target = fn(&[u8]);

/// Every target with its name, which is also the name of its folders.
pub const TARGETS: [(&str, Target); 14] = [
    ("normalise", normalise),
    ("assess", assess),
    ("restore", restore),
    ("pack", pack),
    ("signed", signed),
    ("import_jsonl", import_jsonl),
    ("import_whatsapp", import_whatsapp),
    ("import_telegram", import_telegram),
    ("import_discord_json", import_discord_json),
    ("import_discord_csv", import_discord_csv),
    ("import_instagram", import_instagram),
    ("import_signal", import_signal),
    ("import_sms_backup", import_sms_backup),
    ("import_pan12", import_pan12),
];

/// What a conversation may take up, in bytes.
const SNAPSHOT: usize = 4096;

/// A text: its tokens stand where they should, and reading what was read changes nothing.
pub fn normalise(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for normal in [detector().normalise(&text), normalise_with(&text, &Lexicon::default())] {
        check_tokens(&text, &normal);
    }
    let canonical = detector().normalise(&text).canonical();
    assert_eq!(detector().normalise(&canonical).canonical(), canonical, "not a fixed point");
}

fn check_tokens(text: &str, normal: &NormalText) {
    let length = text.chars().count() as u32;
    for token in normal.tokens() {
        assert!(
            token.span.start < token.span.end && token.span.end <= length,
            "{:?} of {length}",
            token.span
        );
        assert!(!normal.form(token).is_empty());
    }
}

/// A chat, a message a line: the first byte says who speaks and what is known of the message, the rest is text.
pub fn assess(data: &[u8]) {
    let mut conversation = Conversation::new();
    for line in data.split(|byte| *byte == b'\n').take(64) {
        let Some((&head, text)) = line.split_first() else { continue };
        let text = String::from_utf8_lossy(text);
        let sender = ["a", "b", "c", ""][usize::from(head & 3)];
        let role = [Role::Contact, Role::Protected, Role::Unknown, Role::Contact][usize::from(head >> 2 & 3)];
        let mut message = Message::new(sender, &text).role(role);
        if head & 16 != 0 {
            message = message.id(&text[..text.char_indices().nth(1).map_or(text.len(), |(at, _)| at)]);
            message.edited = head & 32 != 0;
        }
        if head & 64 != 0 {
            message = message.sent_at(i64::from(head) << (text.len() % 56));
            message.age = Some(head);
        }
        if head & 128 != 0 {
            message.media = Some(MediaKind::Photo);
        }
        assess_one(&mut conversation, &message);
    }
}

fn assess_one(conversation: &mut Conversation, message: &Message<'_>) {
    let assessment = detector().assess(conversation, message);
    assert!(assessment.threats.iter().all(|threat| (0.0..=1.0).contains(threat)), "{:?}", assessment.threats);
    assert!(assessment.alerting == conversation.is_alerting() && (assessment.alerting || !assessment.alert));
    // «[photo]» stands for a picture without caption.
    let length = message.text.chars().count().max(7) as u32;
    for signal in &assessment.signals {
        assert!(signal.span.start < signal.span.end && signal.span.end <= length, "{:?}", signal.span);
    }
    let bytes = conversation.snapshot();
    assert!(bytes.len() <= SNAPSHOT, "{}", bytes.len());
    // As bytes: a gap of more than seven years is kept as seven years, which no trace outlives.
    assert!(Conversation::restore(&bytes).is_ok_and(|restored| restored.snapshot() == bytes));
}

/// A snapshot, as it is and behind a right checksum: what is accepted works and gives itself back.
pub fn restore(data: &[u8]) {
    let _ = Conversation::restore(data);
    let mut bytes = data.to_vec();
    bytes.extend(checksum(data).to_le_bytes());
    let Ok(mut conversation) = Conversation::restore(&bytes) else { return };
    for text in ["pay me or everyone sees it", "paye ou j'envoie tout à ta classe", "ok"] {
        assess_one(&mut conversation, &Message::new("a", text).role(Role::Contact).id(text).sent_at(1 << 40));
    }
    conversation.acknowledge();
    let _ = (conversation.evidence(), format!("{conversation:?}"));
}

/// FNV-1a, as at the end of every snapshot: without it nothing behind the check would ever be reached.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// A pack: it is refused, or it compiles, or the fault has a name; what compiles reads messages.
pub fn pack(data: &[u8]) {
    let Ok(pack) = Pack::from_trusted("fuzzed", data) else { return };
    let _ = check(std::slice::from_ref(&pack));
    let Ok(detector) = Detector::builder().pack(pack).build() else { return };
    for text in ["pay me or everyone sees it", "our secret ok", "", "a a a a a a a a a a a a a a a a"] {
        detector.assess(&mut Conversation::new(), &Message::new("a", text).role(Role::Contact));
    }
}

/// The key of the seed; its secret half was thrown away.
const KEY: &str = "RWT/xIl6sp7KLmrpebp8A8CFNFIfJSz35rNu5ekVmxD73hSx9k+jZ5/N";
const SEED: &[u8] = include_bytes!("../seeds/signed/slang.toml.signed");

/// A signed file: nothing is taken but what the seed's key signed. Behind the signature: whatever an added pack says, a
/// detector is built with it or it is refused, and an open threat alerts.
pub fn signed(data: &[u8]) {
    let keyring = Keyring::new().key(KEY).expect("a key");
    for content in Content::ALL {
        let Ok(signed) = Signed::open(data, content, &keyring) else { continue };
        let seed = Signed::open(SEED, Content::Pack, &keyring).expect("the seed");
        assert!(signed == seed, "nobody signed this");
    }
    let _ = Pack::from_signed(data, &keyring);
    let threat = br#"
        [pack]
        language = "en"
        [[rule]]
        id = "en.exposure_threat.fuzzed"
        by = "contact"
        weight = 0.9
        phrases = ["pay ~3 or everyone sees"]
        reason = "Threatens"
    "#;
    let own = Pack::from_trusted("own", threat).expect("it parses");
    let Ok(pack) = Pack::from_trusted("fuzzed", data).and_then(Pack::into_added) else { return };
    let Ok(detector) = Detector::builder().pack(own).pack(pack).build() else { return };
    let message = Message::new("a", "pay me or everyone sees it").role(Role::Contact);
    assert!(detector.assess(&mut Conversation::new(), &message).alert, "an open threat was switched off");
}

/// An export as JSONL.
pub fn import_jsonl(data: &[u8]) {
    import(Format::Jsonl, data);
}

/// An export as WhatsApp writes it.
pub fn import_whatsapp(data: &[u8]) {
    import(Format::WhatsApp, data);
}

/// An export as Telegram writes it.
pub fn import_telegram(data: &[u8]) {
    import(Format::Telegram, data);
}

/// An export as DiscordChatExporter writes it, in JSON.
pub fn import_discord_json(data: &[u8]) {
    import(Format::DiscordJson, data);
}

/// An export as DiscordChatExporter writes it, in CSV.
pub fn import_discord_csv(data: &[u8]) {
    import(Format::DiscordCsv, data);
}

/// An export as Instagram writes it.
pub fn import_instagram(data: &[u8]) {
    import(Format::Instagram, data);
}

/// An export as Signal writes it.
pub fn import_signal(data: &[u8]) {
    import(Format::Signal, data);
}

/// An export as SMS Backup & Restore writes it.
pub fn import_sms_backup(data: &[u8]) {
    import(Format::SmsBackup, data);
}

/// An export as the PAN-2012 corpus has it.
pub fn import_pan12(data: &[u8]) {
    import(Format::Pan12, data);
}

/// Reads to the end, named or not. A reader that yields more pieces than there are bytes does not end.
fn import(format: Format, data: &[u8]) {
    let _ = detect(data, None);
    for options in [Options::new().conversation("chat"), Options::new().protected("me")] {
        let mut records = read(format, data, &options);
        let pieces = records.by_ref().take(data.len() + 2).count();
        assert!(pieces <= data.len() + 1, "{pieces} pieces of {} bytes", data.len());
        let _ = (records.notices(), records.check_protected());
    }
}

fn detector() -> &'static Detector {
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
        vigie_embedded::rules_only(AgeBand::default(), Sensitivity::default()).expect("the packs compile")
    });
    &DETECTOR
}

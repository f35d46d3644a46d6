//! No message text, and no name, in Debug output, errors or snapshots.

use vigie::{Conversation, Message, Pack, Role};
use vigie_tests::detector;

const NAME: &str = "Quetzalcoatlus";
const WORDS: [&str; 3] = ["photosynthesis", "kaleidoscope", "everyone"];

fn leaks(shown: &str) -> bool {
    let shown = shown.to_lowercase();
    WORDS.iter().any(|word| shown.contains(word)) || shown.contains(&NAME.to_lowercase())
}

#[test]
fn debug_and_snapshots_hold_no_text() {
    let text = "photosynthesis kaleidoscope pay me or i send it to everyone";
    let message = Message::new(NAME, text).role(Role::Contact).id("kaleidoscope-1");
    let mut conversation = Conversation::new();
    let assessment = detector().assess(&mut conversation, &message);
    assert!(assessment.alert, "the message must matter for this test to mean anything");
    let snapshot = conversation.snapshot();
    assert!(!leaks(&String::from_utf8_lossy(&snapshot)));
    assert!(!leaks(&format!("{message:?} {conversation:?} {:?}", detector())));
    assert!(!leaks(&format!("{:?}", conversation.evidence())));
    // Reasons are the packs' own words: only evidence spans point back to the text.
    let mut assessment = assessment;
    assessment.reasons.clear();
    for signal in &mut assessment.signals {
        signal.source = vigie::Source::Model;
    }
    assert!(!leaks(&format!("{assessment:?}")));
}

#[test]
fn errors_hold_no_text() {
    let mut bytes = Conversation::new().snapshot();
    bytes.extend(WORDS[0].as_bytes());
    let error = Conversation::restore(&bytes).expect_err("it is refused");
    assert!(!leaks(&format!("{error} {error:?}")));
    let error = Pack::from_trusted("mine", WORDS[1].as_bytes()).expect_err("it is refused");
    assert!(!leaks(&format!("{error}")), "{error}");
}

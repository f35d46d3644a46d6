//! What benches and budgets share: detectors of what is embedded, and chat lines to feed them.

use vigie::{AgeBand, Conversation, Detector, Message, Role, Sensitivity};

/// Twelve words each: English and French, harmless and not.
pub const LINES: [&str; 12] = [
    "hey are you still coming to practice tomorrow or is it off",
    "lol no idea what he meant but the teacher was so mad",
    "how old are you btw and which school do you go to",
    "dont tell your mum about this ok it is just between us",
    "can u send me a pic of the homework before 8 pls",
    "pay me 200 by tonight or everyone at your school sees it",
    "t as fait le dm de maths ou pas moi je galere",
    "tu habites ou exactement et tes parents rentrent a quelle heure ce",
    "envoie encore une photo sinon je montre tout a tes abonnes ce",
    "mdr trop bien on se voit demain devant le college a huit",
    "jsp encore je demande a ma mere et je te redis apres",
    "allez on fait une derniere game et apres je vais dormir promis",
];

/// A detector of the embedded packs alone.
///
/// # Panics
/// When a pack does not compile.
pub fn rules_only() -> Detector {
    vigie_embedded::rules_only(AgeBand::default(), Sensitivity::default())
        .expect("the embedded packs compile")
}

/// A detector of the embedded packs and the embedded model.
///
/// # Panics
/// When a pack does not compile, or the model does not load.
pub fn with_model() -> Detector {
    vigie_embedded::detector(AgeBand::default(), Sensitivity::default()).expect("what is embedded builds")
}

/// A conversation of so many messages, two people in turn.
pub fn conversation(detector: &Detector, messages: usize) -> Conversation {
    let mut conversation = Conversation::new();
    for index in 0..messages {
        detector.assess(&mut conversation, &message(index));
    }
    conversation
}

/// The message that stands at a place.
pub fn message(index: usize) -> Message<'static> {
    let (sender, role) = [("contact", Role::Contact), ("child", Role::Protected)][index % 2];
    // Seven and twelve have no common factor: every line comes from both sides.
    Message::new(sender, LINES[index * 7 % LINES.len()])
        .role(role)
        .sent_at(1_700_000_000_000 + index as i64 * 60_000)
}

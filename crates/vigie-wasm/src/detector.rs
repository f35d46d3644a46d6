//! The two objects: what reads, and what remembers.

use vigie::{MediaKind, Message, Provenance, Role};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error;
use crate::json;

/// Reads messages. Immutable once built.
#[wasm_bindgen]
pub struct Detector {
    pub(crate) engine: vigie::Detector,
    pub(crate) signed: Vec<Provenance>,
}

/// The memory of one chat.
#[wasm_bindgen]
pub struct Conversation(vigie::Conversation);

/// Bits of the argument `flags` of [`Detector::assess`].
const EDITED: u8 = 1;
const FORWARDED: u8 = 2;
const DELETED: u8 = 4;

#[wasm_bindgen]
impl Detector {
    /// Takes in one message; gives the assessment as JSON. `role`: 0 protected, 1 contact, anything else unknown.
    /// `media`: 0 none, 1 photo, 2 video, 3 audio, 4 file. `sent_at`: milliseconds since 1970, NaN for none.
    #[allow(
        clippy::too_many_arguments,
        reason = "one call a message, and nothing to build or parse on the way in"
    )]
    pub fn assess(
        &self,
        conversation: &mut Conversation,
        sender: &str,
        text: &str,
        role: u8,
        sent_at: f64,
        age: Option<u8>,
        media: u8,
        flags: u8,
        id: Option<String>,
        to: Option<String>,
        reply_to: Option<String>,
    ) -> String {
        let mut message = message(sender, text, sent_at, media);
        message.role = match role {
            0 => Role::Protected,
            1 => Role::Contact,
            _ => Role::Unknown,
        };
        message.age = age;
        message.edited = flags & EDITED != 0;
        message.forwarded = flags & FORWARDED != 0;
        message.deleted = flags & DELETED != 0;
        message.id = id.as_deref();
        message.to = to.as_deref();
        message.reply_to = reply_to.as_deref();
        json::assessment(&self.engine.assess(&mut conversation.0, &message), text)
    }

    /// Looks at a message of the protected person's before it is sent; gives the answer as JSON. Arguments as in
    /// [`Detector::assess`].
    #[allow(clippy::too_many_arguments, reason = "as above")]
    pub fn assess_draft(
        &self,
        conversation: &Conversation,
        sender: &str,
        text: &str,
        sent_at: f64,
        media: u8,
        to: Option<String>,
        reply_to: Option<String>,
    ) -> String {
        let mut draft = message(sender, text, sent_at, media);
        draft.to = to.as_deref();
        draft.reply_to = reply_to.as_deref();
        json::draft(&self.engine.assess_draft(&conversation.0, &draft), text)
    }

    /// The languages that packs cover, as a JSON array.
    pub fn languages(&self) -> String {
        json::list(&self.engine.languages().collect::<Vec<_>>())
    }

    /// The names of the signed files that it was made of, as a JSON array.
    pub fn signed_names(&self) -> String {
        json::list(&self.signed.iter().map(|file| file.name.as_str()).collect::<Vec<_>>())
    }

    /// Their serial numbers.
    pub fn signed_serials(&self) -> Vec<u64> {
        self.signed.iter().map(|file| file.serial).collect()
    }

    /// How many rules there are.
    #[wasm_bindgen(getter)]
    pub fn rules(&self) -> usize {
        self.engine.rules()
    }
}

#[wasm_bindgen]
impl Conversation {
    /// A new conversation under a salt.
    #[wasm_bindgen(constructor)]
    pub fn new(salt: u64) -> Self {
        Self(vigie::Conversation::with_salt(salt))
    }

    /// A stored conversation.
    ///
    /// # Errors
    /// When the bytes are damaged, were written by a newer version or are no conversation.
    pub fn restore(bytes: &[u8]) -> Result<Self, JsError> {
        vigie::Conversation::restore(bytes).map(Self).map_err(error::js)
    }

    /// At most 4,096 bytes without text.
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// The protected person has seen the help.
    pub fn acknowledge(&mut self) {
        self.0.acknowledge();
    }

    /// The protected person says that it was fine.
    pub fn dismiss(&mut self) {
        self.0.dismiss();
    }

    /// The protected person says that a sender is someone they know well.
    pub fn trust(&mut self, sender: &str) {
        self.0.trust(sender);
    }

    /// Takes that back.
    pub fn distrust(&mut self, sender: &str) {
        self.0.distrust(sender);
    }

    /// Whether a sender is marked so.
    pub fn trusted(&self, sender: &str) -> bool {
        self.0.is_trusted(sender)
    }

    /// Whether an alert waits to be acknowledged.
    #[wasm_bindgen(getter)]
    pub fn alerting(&self) -> bool {
        self.0.is_alerting()
    }

    /// How many messages were taken in.
    #[wasm_bindgen(getter)]
    pub fn messages(&self) -> u32 {
        self.0.messages()
    }

    /// The identifier under which a sender appears in `about`.
    pub fn participant(&self, sender: &str) -> String {
        json::participant(self.0.participant(sender))
    }
}

fn message<'a>(sender: &'a str, text: &'a str, sent_at: f64, media: u8) -> Message<'a> {
    let mut message = Message::new(sender, text);
    message.sent_at = sent_at.is_finite().then_some(sent_at as i64);
    message.media = match media {
        1 => Some(MediaKind::Photo),
        2 => Some(MediaKind::Video),
        3 => Some(MediaKind::Audio),
        4 => Some(MediaKind::File),
        _ => None,
    };
    message
}

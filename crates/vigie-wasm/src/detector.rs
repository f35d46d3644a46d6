//! The two objects: what reads, and what remembers.

use std::sync::Arc;

use vigie::{AgeBand, MediaKind, Message, Pack, Policy, Role, Sensitivity};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{self, Code};
use crate::json;

/// Reads messages. Immutable once built.
#[wasm_bindgen]
pub struct Detector(vigie::Detector);

/// The memory of one chat.
#[wasm_bindgen]
pub struct Conversation(vigie::Conversation);

/// Collects what a [`Detector`] is built from.
#[wasm_bindgen]
pub struct Builder {
    band: AgeBand,
    sensitivity: Sensitivity,
    packs: Vec<Pack>,
    model: Model,
}

/// Which message model a detector gets.
enum Model {
    None,
    #[cfg(feature = "model")]
    Embedded,
    Given(Arc<vigie_model::MessageModel>, Box<Policy>),
}

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
        let mut message = Message::new(sender, text);
        message.role = match role {
            0 => Role::Protected,
            1 => Role::Contact,
            _ => Role::Unknown,
        };
        message.sent_at = sent_at.is_finite().then_some(sent_at as i64);
        message.age = age;
        message.media = match media {
            1 => Some(MediaKind::Photo),
            2 => Some(MediaKind::Video),
            3 => Some(MediaKind::Audio),
            4 => Some(MediaKind::File),
            _ => None,
        };
        message.edited = flags & EDITED != 0;
        message.forwarded = flags & FORWARDED != 0;
        message.deleted = flags & DELETED != 0;
        message.id = id.as_deref();
        message.to = to.as_deref();
        message.reply_to = reply_to.as_deref();
        json::assessment(&self.0.assess(&mut conversation.0, &message), text)
    }

    /// The languages that packs cover, as a JSON array.
    pub fn languages(&self) -> String {
        json::list(&self.0.languages().collect::<Vec<_>>())
    }

    /// How many rules there are.
    #[wasm_bindgen(getter)]
    pub fn rules(&self) -> usize {
        self.0.rules()
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
        vigie::Conversation::restore(bytes).map(Self).map_err(|fault| {
            let code = if fault.is_newer_snapshot() { Code::NewerSnapshot } else { Code::InvalidSnapshot };
            error::js(code, &fault)
        })
    }

    /// At most 4,096 bytes without text.
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// The protected person has seen the help.
    pub fn acknowledge(&mut self) {
        self.0.acknowledge();
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

#[wasm_bindgen]
impl Builder {
    /// Begins without packs and without a model.
    ///
    /// # Errors
    /// When a name is not one of a preset's.
    #[wasm_bindgen(constructor)]
    pub fn new(age_band: &str, sensitivity: &str) -> Result<Self, JsError> {
        let band = match age_band {
            "under13" => AgeBand::Under13,
            "teen13to15" => AgeBand::Teen13To15,
            "teen16to17" => AgeBand::Teen16To17,
            "adult" => AgeBand::Adult,
            _ => return Err(error::js(Code::InvalidPolicy, &"no such age band")),
        };
        let sensitivity = match sensitivity {
            "low" => Sensitivity::Low,
            "standard" => Sensitivity::Standard,
            "high" => Sensitivity::High,
            _ => return Err(error::js(Code::InvalidPolicy, &"no such sensitivity")),
        };
        Ok(Self { band, sensitivity, packs: Vec::new(), model: Model::None })
    }

    /// Adds the embedded packs.
    ///
    /// # Errors
    /// When one does not parse, which no release does.
    pub fn embedded_packs(&mut self) -> Result<(), JsError> {
        let packs = vigie_embedded::packs().map_err(|fault| error::js(Code::InvalidPack, &fault))?;
        self.packs.extend(packs);
        Ok(())
    }

    /// Uses the embedded model; says whether there is one.
    pub fn embedded_model(&mut self) -> bool {
        #[cfg(feature = "model")]
        {
            self.model = Model::Embedded;
        }
        cfg!(feature = "model")
    }

    /// Adds a pack document that the app brought along.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn pack(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        self.packs
            .push(Pack::from_trusted(name, bytes).map_err(|fault| error::js(Code::InvalidPack, &fault))?);
        Ok(())
    }

    /// Uses a model that the app brought along, with the weights that were fitted with it.
    ///
    /// # Errors
    /// When the bytes are no model, or the weights do not parse.
    pub fn model(&mut self, bytes: &[u8], weights: &str) -> Result<(), JsError> {
        let model = vigie_model::MessageModel::from_bytes(bytes)
            .map_err(|fault| error::js(Code::InvalidModel, &fault))?;
        let policy = Policy::from_toml(weights, self.band, self.sensitivity)
            .map_err(|fault| error::js(Code::InvalidPolicy, &fault))?;
        self.model = Model::Given(Arc::new(model), Box::new(policy));
        Ok(())
    }

    /// Compiles the packs. The builder is used up.
    ///
    /// # Errors
    /// When a pack does not compile; the error names pack, rule and field.
    pub fn build(self) -> Result<Detector, JsError> {
        let builder = vigie::Detector::builder();
        let builder = match self.model {
            Model::None => builder.policy(Policy::preset(self.band, self.sensitivity)),
            Model::Given(model, policy) => builder.classifier(model).policy(*policy),
            #[cfg(feature = "model")]
            Model::Embedded => {
                let model = vigie_model::MessageModel::from_bytes(vigie_models::MESSAGE)
                    .map_err(|fault| error::js(Code::InvalidModel, &fault))?;
                let policy = Policy::from_toml(vigie_models::WEIGHTS, self.band, self.sensitivity)
                    .map_err(|fault| error::js(Code::InvalidPolicy, &fault))?;
                builder.classifier(Arc::new(model)).policy(policy)
            }
        };
        let detector = builder.packs(self.packs).build();
        detector.map(Detector).map_err(|fault| error::js(Code::InvalidPack, &fault))
    }
}

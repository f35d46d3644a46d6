//! What a host builds once: packs, model and policy, put together.

use std::sync::Arc;

use crate::assessment::Assessment;
use crate::conversation::Conversation;
use crate::error::VigieError;
use crate::message::{AgeBand, Message, Sensitivity};
use crate::offsets::OffsetUnit;
use crate::parts::{ModelDocument, SignedModel, TomlDocument};
use crate::signed::{Keyring, Provenance};

/// Reads messages. Immutable and without locks: build one, and share it between threads.
///
/// To take new packs into use while chats go on, build a second one and put it in the place of the first. What is known of
/// a chat stands in its `Conversation`, which goes on with the new one. When building fails, nothing has changed.
#[derive(uniffi::Object)]
pub struct Detector {
    pub(crate) engine: vigie::Detector,
    pub(crate) unit: OffsetUnit,
    model: bool,
    signed: Vec<Provenance>,
}

/// How a detector decides and counts, and what it is made of. Everything may be left out.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DetectorOptions {
    /// The age band of the protected person until a message tells it; none: 13 to 15.
    #[uniffi(default = None)]
    pub age_band: Option<AgeBand>,
    /// How early help is shown; none: standard.
    #[uniffi(default = None)]
    pub sensitivity: Option<Sensitivity>,
    /// Leave the models out: faster, and it recognises less.
    #[uniffi(default = false)]
    pub rules_only: bool,
    /// What offsets count; none: UTF-16 code units.
    #[uniffi(default = None)]
    pub offsets: Option<OffsetUnit>,
    /// Use the packs that the library brings along.
    #[uniffi(default = true)]
    pub embedded_packs: bool,
    /// Packs and allow-lists that the app brings along and vouches for. They count as much as the embedded ones.
    #[uniffi(default)]
    pub packs: Vec<TomlDocument>,
    /// Packs of somebody else's that nobody signed, such as a user's own. They are bounded in size and cost; they can add
    /// signals and calm, and can neither change how the app's own rules read a message nor keep an open threat from
    /// alerting.
    #[uniffi(default)]
    pub added_packs: Vec<TomlDocument>,
    /// Signed packs, as fetched from anywhere. Bounded in the same way.
    #[uniffi(default)]
    pub signed_packs: Vec<Vec<u8>>,
    /// A model that the app brings along, in place of the embedded one.
    #[uniffi(default = None)]
    pub model: Option<ModelDocument>,
    /// A signed model, as fetched from anywhere, in place of both.
    #[uniffi(default = None)]
    pub signed_model: Option<SignedModel>,
}

/// What a detector is made of.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DetectorInfo {
    /// The languages that its packs cover, as BCP 47 primary subtags.
    pub languages: Vec<String>,
    /// How many rules there are.
    pub rules: u32,
    /// Whether a message model helps the rules.
    pub model: bool,
    /// The signed files that it was made of: for `Keyring.raise_floors`, once the detector is in use.
    pub signed: Vec<Provenance>,
}

/// What the pure form of an assessment gives.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct StateAssessed {
    /// One for each message, in order.
    pub assessments: Vec<Assessment>,
    /// The conversation afterwards, to be stored in place of the bytes that were handed in.
    pub state: Vec<u8>,
}

#[uniffi::export]
impl Detector {
    /// A detector of what the library brings along and of what the options add. The keyring checks what is signed; without
    /// one, nothing signed is taken.
    ///
    /// Fails when a pack, a model or a signature is at fault; the error names which.
    #[uniffi::constructor(default(keyring = None, options))]
    pub fn new(options: &DetectorOptions, keyring: Option<Arc<Keyring>>) -> Result<Self, VigieError> {
        let unit = options.offsets.unwrap_or_default();
        let keyring = keyring.map(|keyring| keyring.lock().clone()).unwrap_or_default();
        let (builder, model, signed) = options.builder(&keyring)?;
        Ok(Self { engine: builder.build()?, unit, model, signed })
    }

    /// What the detector is made of.
    pub fn info(&self) -> DetectorInfo {
        DetectorInfo {
            languages: self.engine.languages().map(str::to_owned).collect(),
            rules: self.engine.rules() as u32,
            model: self.model,
            signed: self.signed.clone(),
        }
    }

    /// Takes one message into a conversation and says how it stands. Takes any text.
    pub fn assess(&self, conversation: &Conversation, message: &Message) -> Assessment {
        self.assess_one(&mut conversation.lock(), message)
    }

    /// Takes many messages into a conversation, in order, in one crossing: a whole thread at the first start.
    pub fn assess_batch(&self, conversation: &Conversation, messages: &[Message]) -> Vec<Assessment> {
        let mut conversation = conversation.lock();
        messages.iter().map(|message| self.assess_one(&mut conversation, message)).collect()
    }

    /// The pure form: state bytes and messages in, assessments and new state bytes out. No bytes: a new conversation
    /// with salt 0.
    ///
    /// Fails when the bytes are no conversation, are damaged, or were written by a newer version.
    #[expect(clippy::needless_pass_by_value, reason = "a slice would be a direct ByteBuffer in Kotlin")]
    pub fn assess_state(&self, state: Vec<u8>, messages: &[Message]) -> Result<StateAssessed, VigieError> {
        let mut conversation =
            if state.is_empty() { vigie::Conversation::new() } else { vigie::Conversation::restore(&state)? };
        let assessments =
            messages.iter().map(|message| self.assess_one(&mut conversation, message)).collect();
        Ok(StateAssessed { assessments, state: conversation.snapshot() })
    }
}

impl Detector {
    fn assess_one(&self, conversation: &mut vigie::Conversation, message: &Message) -> Assessment {
        let assessment = self.engine.assess(conversation, &message.borrow());
        Assessment::of(&assessment, &message.text, self.unit)
    }
}

impl Default for DetectorOptions {
    fn default() -> Self {
        Self {
            age_band: None,
            sensitivity: None,
            rules_only: false,
            offsets: None,
            embedded_packs: true,
            packs: Vec::new(),
            added_packs: Vec::new(),
            signed_packs: Vec::new(),
            model: None,
            signed_model: None,
        }
    }
}

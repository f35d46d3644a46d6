//! What a host builds once: packs, model and policy, put together.

use crate::assessment::Assessment;
use crate::conversation::Conversation;
use crate::error::VigieError;
use crate::message::{AgeBand, Message, Sensitivity};
use crate::offsets::OffsetUnit;

/// Reads messages. Immutable and without locks: build one, and share it between threads.
#[derive(uniffi::Object)]
pub struct Detector {
    pub(crate) engine: vigie::Detector,
    pub(crate) unit: OffsetUnit,
    model: bool,
}

/// How a detector decides and counts. Everything may be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record)]
pub struct DetectorOptions {
    /// The age band of the protected person until a message tells it; none: 13 to 15.
    #[uniffi(default = None)]
    pub age_band: Option<AgeBand>,
    /// How early help is shown; none: standard.
    #[uniffi(default = None)]
    pub sensitivity: Option<Sensitivity>,
    /// Leave the message model out: faster, and it recognises less.
    #[uniffi(default = false)]
    pub rules_only: bool,
    /// What offsets count; none: UTF-16 code units.
    #[uniffi(default = None)]
    pub offsets: Option<OffsetUnit>,
}

/// One rule pack of the host's own, trusted because the host brings it along.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PackDocument {
    /// What error messages call it, `en/secrecy.toml` for instance.
    pub name: String,
    /// Its TOML text in UTF-8.
    pub bytes: Vec<u8>,
}

/// A message model of the host's own, and the policy weights that were fitted together with it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ModelDocument {
    /// The model.
    pub bytes: Vec<u8>,
    /// The weights, as TOML text.
    pub weights: String,
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
    /// A detector of everything that the library brings along.
    #[uniffi::constructor(default(options))]
    pub fn new(options: DetectorOptions) -> Result<Self, VigieError> {
        let (band, sensitivity) = options.policy();
        let model = cfg!(feature = "model") && !options.rules_only;
        let engine = if model {
            vigie_embedded::detector(band, sensitivity)?
        } else {
            vigie_embedded::rules_only(band, sensitivity)?
        };
        Ok(Self { engine, unit: options.offsets.unwrap_or_default(), model })
    }

    /// A detector of the host's own packs and, where there is one, its own model; nothing embedded is added.
    #[uniffi::constructor(default(model = None, options))]
    pub fn from_packs(
        packs: &[PackDocument],
        model: Option<ModelDocument>,
        options: DetectorOptions,
    ) -> Result<Self, VigieError> {
        let (band, sensitivity) = options.policy();
        let packs = packs
            .iter()
            .map(|pack| vigie::Pack::from_trusted(&pack.name, &pack.bytes))
            .collect::<Result<Vec<_>, _>>()?;
        let mut builder =
            vigie::Detector::builder().packs(packs).policy(vigie::Policy::preset(band, sensitivity));
        let model = model.filter(|_| !options.rules_only);
        if let Some(model) = &model {
            builder = add_model(builder, model)?.policy(vigie::Policy::from_toml(
                &model.weights,
                band,
                sensitivity,
            )?);
        }
        Ok(Self {
            engine: builder.build()?,
            unit: options.offsets.unwrap_or_default(),
            model: model.is_some(),
        })
    }

    /// What the detector is made of.
    pub fn info(&self) -> DetectorInfo {
        DetectorInfo {
            languages: self.engine.languages().map(str::to_owned).collect(),
            rules: self.engine.rules() as u32,
            model: self.model,
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

impl DetectorOptions {
    fn policy(self) -> (vigie::AgeBand, vigie::Sensitivity) {
        (
            self.age_band.map(Into::into).unwrap_or_default(),
            self.sensitivity.map(Into::into).unwrap_or_default(),
        )
    }
}

#[cfg(feature = "model")]
fn add_model(
    builder: vigie::DetectorBuilder,
    model: &ModelDocument,
) -> Result<vigie::DetectorBuilder, VigieError> {
    let classifier =
        vigie_model::Model::from_bytes(&model.bytes).map_err(|fault| VigieError::Model(fault.to_string()))?;
    Ok(builder.classifier(std::sync::Arc::new(classifier)))
}

#[cfg(not(feature = "model"))]
fn add_model(_: vigie::DetectorBuilder, _: &ModelDocument) -> Result<vigie::DetectorBuilder, VigieError> {
    Err(VigieError::Model("this build has no models".to_owned()))
}

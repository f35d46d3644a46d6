//! Puts a detector together: packs, model and policy.

use std::sync::Arc;

use vigie::{AgeBand, Content, Pack, Policy, Provenance, Sensitivity, Signed};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::detector::Detector;
use crate::error;
use crate::keyring::Keyring;

/// Collects what a [`Detector`] is built from.
#[wasm_bindgen]
pub struct Builder {
    band: AgeBand,
    sensitivity: Sensitivity,
    packs: Vec<Pack>,
    model: Chosen,
    /// The signed files of the model; those of packs are known to the packs.
    signed: Vec<Provenance>,
}

/// Which model a detector gets.
enum Chosen {
    None,
    Embedded,
    Given(Arc<vigie_model::Model>, Box<Policy>),
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
            _ => return Err(error::coded("invalid_policy", &"no such age band")),
        };
        let sensitivity = match sensitivity {
            "low" => Sensitivity::Low,
            "standard" => Sensitivity::Standard,
            "high" => Sensitivity::High,
            _ => return Err(error::coded("invalid_policy", &"no such sensitivity")),
        };
        Ok(Self { band, sensitivity, packs: Vec::new(), model: Chosen::None, signed: Vec::new() })
    }

    /// Adds the embedded packs.
    ///
    /// # Errors
    /// When one does not parse, which no release does.
    pub fn embedded_packs(&mut self) -> Result<(), JsError> {
        let packs = vigie_embedded::prepared().map_err(|fault| error::coded("invalid_pack", &fault))?;
        self.packs.extend(packs);
        Ok(())
    }

    /// Uses the embedded model, where there is one.
    pub fn embedded_model(&mut self) {
        self.model = Chosen::Embedded;
    }

    /// Adds a pack document that the app brought along.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn pack(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        self.packs.push(Pack::from_trusted(name, bytes).map_err(error::js)?);
        Ok(())
    }

    /// Adds a pack document of somebody else's: bounded, and no danger to the alert about an open threat.
    ///
    /// # Errors
    /// When it does not parse or exceeds its bounds.
    pub fn added_pack(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        self.packs.push(Pack::from_trusted(name, bytes).and_then(Pack::into_added).map_err(error::js)?);
        Ok(())
    }

    /// Adds a signed pack.
    ///
    /// # Errors
    /// When the signature or the floor refuses it, and as [`Builder::added_pack`].
    pub fn signed_pack(&mut self, bytes: &[u8], keyring: &Keyring) -> Result<(), JsError> {
        self.packs.push(Pack::from_signed(bytes, &keyring.0).map_err(error::js)?);
        Ok(())
    }

    /// Uses a model that the app brought along, with the weights that were fitted with it.
    ///
    /// # Errors
    /// When the bytes are no model, or the weights do not parse.
    pub fn model(&mut self, bytes: &[u8], weights: &str) -> Result<(), JsError> {
        let policy = Policy::from_toml(weights, self.band, self.sensitivity).map_err(error::js);
        self.give(bytes, policy)
    }

    /// Uses a signed model, with its signed weights.
    ///
    /// # Errors
    /// When a signature or a floor refuses one of them, and as [`Builder::model`].
    pub fn signed_model(&mut self, model: &[u8], weights: &[u8], keyring: &Keyring) -> Result<(), JsError> {
        let keyring = &keyring.0;
        let policy = Policy::from_signed(weights, keyring, self.band, self.sensitivity).map_err(error::js);
        let model = Signed::open(model, Content::Model, keyring).map_err(error::js)?;
        let weights = Signed::open(weights, Content::Weights, keyring).map_err(error::js)?;
        self.signed = vec![model.provenance(), weights.provenance()];
        self.give(model.payload(), policy)
    }

    /// Compiles the packs. The builder is used up.
    ///
    /// # Errors
    /// When a pack does not compile; the error names pack, rule and field.
    pub fn build(self) -> Result<Detector, JsError> {
        let of_packs = self.packs.iter().filter_map(Pack::provenance).cloned();
        let signed = of_packs.chain(self.signed).collect();
        let builder = vigie::Detector::builder().packs(self.packs);
        let builder = match self.model {
            Chosen::None => builder.policy(Policy::preset(self.band, self.sensitivity)),
            Chosen::Given(model, policy) => builder.classifier(model).policy(*policy),
            Chosen::Embedded => vigie_embedded::with_model(builder, self.band, self.sensitivity)
                .map_err(|fault| error::coded("invalid_model", &fault))?,
        };
        builder.build().map(|engine| Detector { engine, signed }).map_err(error::js)
    }
}

impl Builder {
    fn give(&mut self, bytes: &[u8], policy: Result<Policy, JsError>) -> Result<(), JsError> {
        let model =
            vigie_model::Model::from_bytes(bytes).map_err(|fault| error::coded(fault.code(), &fault))?;
        self.model = Chosen::Given(Arc::new(model), Box::new(policy?));
        Ok(())
    }
}

//! Puts a detector together: packs, model and policy.

use std::sync::Arc;

use vigie::{AgeBand, Pack, Policy, Sensitivity};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::detector::Detector;
use crate::error::{self, Code};

/// Collects what a [`Detector`] is built from.
#[wasm_bindgen]
pub struct Builder {
    band: AgeBand,
    sensitivity: Sensitivity,
    packs: Vec<Pack>,
    model: Chosen,
}

/// Which model a detector gets.
enum Chosen {
    None,
    #[cfg(feature = "model")]
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
            _ => return Err(error::js(Code::InvalidPolicy, &"no such age band")),
        };
        let sensitivity = match sensitivity {
            "low" => Sensitivity::Low,
            "standard" => Sensitivity::Standard,
            "high" => Sensitivity::High,
            _ => return Err(error::js(Code::InvalidPolicy, &"no such sensitivity")),
        };
        Ok(Self { band, sensitivity, packs: Vec::new(), model: Chosen::None })
    }

    /// Adds the embedded packs.
    ///
    /// # Errors
    /// When one does not parse, which no release does.
    pub fn embedded_packs(&mut self) -> Result<(), JsError> {
        let packs = vigie_embedded::prepared().map_err(|fault| error::js(Code::InvalidPack, &fault))?;
        self.packs.extend(packs);
        Ok(())
    }

    /// Uses the embedded model; says whether there is one.
    pub fn embedded_model(&mut self) -> bool {
        #[cfg(feature = "model")]
        {
            self.model = Chosen::Embedded;
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
        let model =
            vigie_model::Model::from_bytes(bytes).map_err(|fault| error::js(Code::InvalidModel, &fault))?;
        let policy = Policy::from_toml(weights, self.band, self.sensitivity)
            .map_err(|fault| error::js(Code::InvalidPolicy, &fault))?;
        self.model = Chosen::Given(Arc::new(model), Box::new(policy));
        Ok(())
    }

    /// Compiles the packs. The builder is used up.
    ///
    /// # Errors
    /// When a pack does not compile; the error names pack, rule and field.
    pub fn build(self) -> Result<Detector, JsError> {
        let builder = vigie::Detector::builder();
        let builder = match self.model {
            Chosen::None => builder.policy(Policy::preset(self.band, self.sensitivity)),
            Chosen::Given(model, policy) => builder.classifier(model).policy(*policy),
            #[cfg(feature = "model")]
            Chosen::Embedded => {
                let model = vigie_model::Model::from_bytes(vigie_models::MODEL)
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

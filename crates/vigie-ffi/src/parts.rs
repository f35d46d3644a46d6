//! What a detector is put together from.

use vigie::{Content, DetectorBuilder, Keyring, Pack, Policy, Signed};

use crate::detector::DetectorOptions;
use crate::error::VigieError;
use crate::signed::Provenance;

/// A document of the host's own: a pack, words to show, help lines.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TomlDocument {
    /// What error messages call it, `en/secrecy.toml` for instance.
    pub name: String,
    /// Its TOML text in UTF-8.
    pub bytes: Vec<u8>,
}

/// A model of the host's own, and the policy weights that were fitted together with it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ModelDocument {
    /// The model.
    pub bytes: Vec<u8>,
    /// The weights, as TOML text.
    pub weights: String,
}

/// A model and its weights as fetched from anywhere: two signed files.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignedModel {
    /// The signed model.
    pub model: Vec<u8>,
    /// The signed weights.
    pub weights: Vec<u8>,
}

impl DetectorOptions {
    /// The builder, whether it has a model, and the signed files in it.
    pub(crate) fn builder(
        &self,
        keyring: &Keyring,
    ) -> Result<(DetectorBuilder, bool, Vec<Provenance>), VigieError> {
        let band = self.age_band.map(Into::into).unwrap_or_default();
        let sensitivity = self.sensitivity.map(Into::into).unwrap_or_default();
        let packs = self.own_packs(keyring)?;
        let mut signed: Vec<_> =
            packs.iter().filter_map(Pack::provenance).cloned().map(Provenance::from).collect();
        let builder = vigie::Detector::builder().packs(packs);
        if self.rules_only {
            return Ok((builder.policy(Policy::preset(band, sensitivity)), false, signed));
        }
        let builder = match (&self.signed_model, &self.model) {
            (Some(files), _) => {
                let model = Signed::open(&files.model, Content::Model, keyring)?;
                let weights = Signed::open(&files.weights, Content::Weights, keyring)?;
                signed.extend([&model, &weights].map(|file| file.provenance().into()));
                let policy = Policy::from_signed(&files.weights, keyring, band, sensitivity)?;
                with_model(builder, model.payload())?.policy(policy)
            }
            (None, Some(ModelDocument { bytes, weights })) => {
                with_model(builder, bytes)?.policy(Policy::from_toml(weights, band, sensitivity)?)
            }
            (None, None) => vigie_embedded::with_model(builder, band, sensitivity)?,
        };
        let has_model = self.signed_model.is_some() || self.model.is_some() || cfg!(feature = "model");
        Ok((builder, has_model, signed))
    }

    fn own_packs(&self, keyring: &Keyring) -> Result<Vec<Pack>, VigieError> {
        let mut packs = if self.embedded_packs { vigie_embedded::prepared()? } else { Vec::new() };
        for TomlDocument { name, bytes } in &self.packs {
            packs.push(Pack::from_trusted(name, bytes)?);
        }
        for TomlDocument { name, bytes } in &self.added_packs {
            packs.push(Pack::from_trusted(name, bytes)?.into_added()?);
        }
        for bytes in &self.signed_packs {
            packs.push(Pack::from_signed(bytes, keyring)?);
        }
        Ok(packs)
    }
}

#[cfg(feature = "model")]
fn with_model(builder: DetectorBuilder, bytes: &[u8]) -> Result<DetectorBuilder, VigieError> {
    Ok(builder.classifier(std::sync::Arc::new(vigie_model::Model::from_bytes(bytes)?)))
}

#[cfg(not(feature = "model"))]
fn with_model(_: DetectorBuilder, _: &[u8]) -> Result<DetectorBuilder, VigieError> {
    Err(VigieError::Model("this build has no models".to_owned()))
}

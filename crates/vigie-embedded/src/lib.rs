//! The engine together with the packs and models that Vigie ships.
//!
//! Programs and bindings start here; a host that brings its own packs or models starts from [`builder`] and adds them.
#![forbid(unsafe_code)]

use vigie::{AgeBand, Detector, DetectorBuilder, Guidance, HelpLines, Pack, Policy, Sensitivity};

/// Why what is embedded could not be put together. Cannot happen in a release: the tests build it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Fault);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Engine(#[from] vigie::Error),
    #[cfg(feature = "model")]
    #[error(transparent)]
    Model(#[from] vigie_model::Error),
}

impl From<vigie::Error> for Error {
    fn from(error: vigie::Error) -> Self {
        Self(Fault::Engine(error))
    }
}

/// The version of the embedded models; none without the feature `model`.
#[cfg(feature = "model")]
pub const MODEL_VERSION: Option<&str> = Some(vigie_models::VERSION);
/// The version of the embedded models; none without the feature `model`.
#[cfg(not(feature = "model"))]
pub const MODEL_VERSION: Option<&str> = None;

/// The embedded packs, language by language.
///
/// # Errors
/// When one does not parse; the error names it.
pub fn packs() -> Result<Vec<Pack>, Error> {
    let documents = vigie_packs::documents();
    Ok(documents
        .map(|document| Pack::from_trusted(document.name, document.bytes))
        .collect::<Result<_, _>>()?)
}

/// A builder that holds the embedded packs and, with the feature `model`, the embedded model and its weights.
///
/// # Errors
/// When a pack, the model or its weights do not load.
pub fn builder(band: AgeBand, sensitivity: Sensitivity) -> Result<DetectorBuilder, Error> {
    with_model(Detector::builder().packs(packs()?), band, sensitivity)
}

/// Gives a builder, whatever packs it holds, the embedded model and the weights that belong to it; without the feature
/// `model` the weights of rules alone.
///
/// # Errors
/// When the model or its weights do not load.
pub fn with_model(
    builder: DetectorBuilder,
    band: AgeBand,
    sensitivity: Sensitivity,
) -> Result<DetectorBuilder, Error> {
    let builder = builder.policy(Policy::preset(band, sensitivity));
    #[cfg(feature = "model")]
    let builder = builder
        .classifier(std::sync::Arc::new(
            vigie_model::Model::from_bytes(vigie_models::MODEL).map_err(Fault::Model)?,
        ))
        .policy(Policy::from_toml(vigie_models::WEIGHTS, band, sensitivity)?);
    Ok(builder)
}

/// A detector of everything that is embedded.
///
/// # Errors
/// See [`builder`]; or when the packs do not compile.
pub fn detector(band: AgeBand, sensitivity: Sensitivity) -> Result<Detector, Error> {
    Ok(builder(band, sensitivity)?.build()?)
}

/// A detector of the embedded packs alone: the same answers with and without the feature `model`.
///
/// # Errors
/// When a pack does not parse or compile.
pub fn rules_only(band: AgeBand, sensitivity: Sensitivity) -> Result<Detector, Error> {
    Ok(Detector::builder().packs(packs()?).policy(Policy::preset(band, sensitivity)).build()?)
}

/// The embedded words to show when help is due, in every language there is.
///
/// # Errors
/// When a document does not parse; the error names it.
pub fn guidance() -> Result<Guidance, Error> {
    let mut guidance = Guidance::default();
    for document in vigie_packs::guidance() {
        guidance = guidance.with(Guidance::from_toml(document.name, document.bytes)?);
    }
    Ok(guidance)
}

/// The embedded lines that one can call, write to or report to.
///
/// # Errors
/// When the document does not parse; the error names the entry.
pub fn help_lines() -> Result<HelpLines, Error> {
    let document = vigie_packs::help_lines();
    Ok(HelpLines::from_toml(document.name, document.bytes)?)
}

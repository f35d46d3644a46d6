//! The engine together with the packs and models that Vigie ships.
//!
//! Programs and bindings start here; a host that brings its own packs or models starts from [`builder`] and adds them.
#![forbid(unsafe_code)]

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use vigie::{AgeBand, Detector, DetectorBuilder, Guidance, HelpLines, Pack, Policy, Sensitivity};

/// Why what is embedded could not be put together. Cannot happen in a release: the tests build it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Fault);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Engine(#[from] vigie::Error),
    #[error("the prepared packs are damaged")]
    Prepared,
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

/// What the build has made of the packs, compressed: a line for each, its name and its tables.
static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs"));
/// How far back the compression looks.
const WINDOW: usize = 32 * 1024;

/// The embedded packs, language by language, as a detector needs them: without the examples that their rules must match.
///
/// # Errors
/// When one does not parse; the error names it.
pub fn prepared() -> Result<Vec<Pack>, Error> {
    // Line by line, so that not all text stands in memory at once.
    let (mut packs, mut line) = (Vec::new(), Vec::new());
    let (mut state, mut window) = (Box::<DecompressorOxide>::default(), vec![0; WINDOW]);
    let (mut read, mut place) = (0, 0);
    loop {
        let (status, used, written) = decompress(&mut state, &PREPARED[read..], &mut window, place, 0);
        let mut fresh = &window[place..place + written];
        while let Some(end) = fresh.iter().position(|byte| *byte == b'\n') {
            line.extend_from_slice(&fresh[..end]);
            packs.push(prepared_pack(&line)?);
            line.clear();
            fresh = &fresh[end + 1..];
        }
        line.extend_from_slice(fresh);
        read += used;
        place = (place + written) % WINDOW;
        match status {
            TINFLStatus::Done => return Ok(packs),
            TINFLStatus::HasMoreOutput => {}
            _ => return Err(Fault::Prepared.into()),
        }
    }
}

fn prepared_pack(line: &[u8]) -> Result<Pack, vigie::Error> {
    let tab = line.iter().position(|byte| *byte == b'\t').unwrap_or(0);
    Pack::from_prepared(str::from_utf8(&line[..tab]).unwrap_or_default(), &line[tab..])
}

/// The embedded packs, language by language, with everything that stands in them: for tools.
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
    with_model(Detector::builder().packs(prepared()?), band, sensitivity)
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
    Ok(Detector::builder().packs(prepared()?).policy(Policy::preset(band, sensitivity)).build()?)
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

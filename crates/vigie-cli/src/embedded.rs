//! What the program carries with it: packs, model, weights; or what the command line puts in their place.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use vigie::{Detector, Pack, Policy};
use vigie_model::MessageModel;

use crate::args::PolicyArguments;

/// The embedded packs.
pub(crate) fn packs() -> Result<Vec<Pack>, vigie::Error> {
    vigie_packs::documents().map(|document| Pack::from_trusted(document.name, document.bytes)).collect()
}

/// A detector as the command line wants it.
pub(crate) fn detector(arguments: &PolicyArguments) -> Result<Detector, Box<dyn Error>> {
    let (band, sensitivity) = (arguments.band(), arguments.sensitivity());
    let mut builder = Detector::builder().packs(packs()?);
    let mut policy = Policy::preset(band, sensitivity);
    if let Some(path) = &arguments.model {
        let model = MessageModel::from_bytes(&read(path)?).map_err(|fault| named(path, &fault))?;
        builder = builder.classifier(Arc::new(model));
    } else if !arguments.rules_only {
        builder = builder.classifier(Arc::new(MessageModel::from_bytes(vigie_models::MESSAGE)?));
        policy = Policy::from_toml(vigie_models::WEIGHTS, band, sensitivity)?;
    }
    if let Some(path) = &arguments.weights {
        let text = String::from_utf8(read(path)?)?;
        policy = Policy::from_toml(&text, band, sensitivity).map_err(|fault| named(path, &fault))?;
    }
    Ok(builder.policy(policy).build()?)
}

/// A detector of the packs alone, for what needs their words only.
pub(crate) fn lexical() -> Result<Detector, vigie::Error> {
    Detector::builder().packs(packs()?).build()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|fault| named(path, &fault))
}

fn named(path: &Path, fault: &dyn Error) -> String {
    format!("{}: {fault}", path.display())
}

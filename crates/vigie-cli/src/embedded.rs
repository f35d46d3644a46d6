//! The detector that the command line asks for: what is embedded, or what stands in its place.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use vigie::{Detector, Policy};
use vigie_model::Model;

use crate::args::PolicyArguments;
use crate::pack;

/// A detector as the command line wants it.
pub(crate) fn detector(arguments: &PolicyArguments) -> Result<Detector, Box<dyn Error>> {
    let (band, sensitivity) = (arguments.band(), arguments.sensitivity());
    let mut builder = if arguments.rules_only || arguments.model.is_some() {
        Detector::builder().packs(vigie_embedded::prepared()?).policy(Policy::preset(band, sensitivity))
    } else {
        vigie_embedded::builder(band, sensitivity)?
    };
    for pack in pack::read(&arguments.packs)? {
        builder = builder.pack(pack.into_added()?);
    }
    if let Some(path) = &arguments.model {
        let model = Model::from_bytes(&read(path)?).map_err(|fault| named(path, &fault))?;
        builder = builder.classifier(Arc::new(model));
    }
    if let Some(path) = &arguments.weights {
        let text = String::from_utf8(read(path)?)?;
        let policy = Policy::from_toml(&text, band, sensitivity).map_err(|fault| named(path, &fault))?;
        builder = builder.policy(policy);
    }
    Ok(builder.build()?)
}

/// A detector of the packs alone, for what needs their words only.
pub(crate) fn lexical() -> Result<Detector, vigie_embedded::Error> {
    vigie_embedded::rules_only(vigie::AgeBand::default(), vigie::Sensitivity::default())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|fault| named(path, &fault))
}

fn named(path: &Path, fault: &dyn Error) -> String {
    format!("{}: {fault}", path.display())
}

//! What the program carries with it.

use vigie::{Detector, Error, Pack, Policy};

/// The embedded packs.
pub(crate) fn packs() -> Result<Vec<Pack>, Error> {
    vigie_packs::documents().map(|document| Pack::from_trusted(document.name, document.bytes)).collect()
}

/// A detector of the embedded packs.
pub(crate) fn detector(policy: Policy) -> Result<Detector, Error> {
    Detector::builder().packs(packs()?).policy(policy).build()
}

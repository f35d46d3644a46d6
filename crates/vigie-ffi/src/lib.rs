//! The border of Vigie towards Kotlin, Swift and Python: types and conversions, no logic.
//!
//! What crosses: [`Message`]s in, [`Assessment`]s out, state as bytes. Everything here has a counterpart in the crate
//! `vigie`, whose documentation says more. Only building, restoring and tables can fail; see [`VigieError`].

mod assessment;
mod conversation;
mod detector;
mod draft;
mod error;
mod message;
mod offsets;
mod table;

pub use assessment::{
    Assessment, Concern, Coverage, CoverageGap, RiskLevel, Signal, Source, Stage, Threat, Threats,
};
pub use conversation::Conversation;
pub use detector::{Detector, DetectorInfo, DetectorOptions, ModelDocument, PackDocument, StateAssessed};
pub use draft::{DraftAssessment, DraftContent};
pub use error::VigieError;
pub use message::{AgeBand, MediaKind, Message, Role, Sensitivity};
pub use offsets::OffsetUnit;
pub use table::{AssessmentTable, MessageTable};

uniffi::setup_scaffolding!("vigie");

/// The version of the engine, for bug reports.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The names of all signal kinds that this version knows, in the order of their numbers. The list grows.
#[uniffi::export]
pub fn signal_kinds() -> Vec<String> {
    vigie::SignalKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect()
}

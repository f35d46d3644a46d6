//! The border of Vigie towards Kotlin, Swift and Python: types and conversions, no logic.
//!
//! What crosses: [`Message`]s in, [`Assessment`]s out, state as bytes, and what to show when help is due ([`Help`]). What
//! was fetched comes in signed and through a [`Keyring`]. Everything here has a counterpart in the crate `vigie`, whose
//! documentation says more. What can fail says so: see [`VigieError`].

mod assessment;
mod conversation;
mod detector;
mod draft;
mod error;
mod guidance;
mod help;
mod help_lines;
mod message;
mod offsets;
mod parts;
mod same;
mod signed;
mod table;

pub use assessment::{
    Assessment, Concern, Coverage, CoverageGap, RiskLevel, Signal, Source, Stage, Threat, Threats,
};
pub use conversation::Conversation;
pub use detector::{Detector, DetectorInfo, DetectorOptions, StateAssessed};
pub use draft::{DraftAssessment, DraftContent};
pub use error::VigieError;
pub use guidance::{Action, Audience, Card, HelpSubject, Need, Step, Style};
pub use help::Help;
pub use help_lines::{AgeRange, FoundLine, HelpKind, HelpLine, LineSearch, TimeInRegion, Topic};
pub use message::{AgeBand, MediaKind, Message, Role, Sensitivity};
pub use offsets::OffsetUnit;
pub use parts::{ModelDocument, SignedModel, TomlDocument};
pub use signed::{Content, Keyring, Provenance, SignedFile};
pub use table::{AssessmentTable, MessageTable};

uniffi::setup_scaffolding!("vigie");

/// The version of the engine, for bug reports.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The version of the embedded models; none in a build without them.
#[uniffi::export]
pub fn model_version() -> Option<String> {
    vigie_embedded::MODEL_VERSION.map(str::to_owned)
}

/// The names of all signal kinds that this version knows, in the order of their numbers. The list grows.
#[uniffi::export]
pub fn signal_kinds() -> Vec<String> {
    vigie::SignalKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect()
}

//! Vigie reads a chat as it happens, on the device, and warns when it turns into child grooming or sextortion.
//!
//! ```
//! use vigie::{Conversation, Detector, Message, Pack, Role};
//!
//! # fn main() -> Result<(), vigie::Error> {
//! let pack = Pack::from_trusted("demo", br#"
//! [pack]
//! language = "en"
//! kind = "exposure_threat"
//! [[rule]]
//! id = "en.exposure_threat.demo"
//! by = "contact"
//! weight = 0.9
//! phrases = ["pay ~3 or everyone sees"]
//! reason = "Threatens to show it to others"
//! matches = ["pay me or everyone sees it", "pay now or everyone sees", "pay or everyone sees it"]
//! ignores = ["i will pay you back", "everyone sees it"]
//! "#)?;
//! let detector = Detector::builder().pack(pack).build()?;
//! let mut conversation = Conversation::new();
//! let message = Message::new("stranger", "pay or everyone sees it").role(Role::Contact);
//! let assessment = detector.assess(&mut conversation, &message);
//! assert!(assessment.alert);
//! assert_eq!(assessment.reasons, ["Threatens to show it to others"]);
//! # Ok(())
//! # }
//! ```
//!
//! The data flow, one module a step: [`text`] normalises and keeps every span; `pack` finds the phrases of rules and a
//! [`Classifier`] may add what a model sees; `conversation` remembers, bounded and without text; [`Policy`] turns the
//! memory into probabilities; `decision` makes the [`Assessment`].
//!
//! # Untrusted input
//! [`Detector::assess`] takes any string and cannot fail or panic; its cost is bounded. Packs and snapshots are checked
//! when they are read, and refused with an [`Error`] that names the place. What was fetched comes in through [`Signed`]
//! files and a [`Keyring`] of pinned keys only.
#![forbid(unsafe_code)]

mod assessment;
mod builder;
mod classifier;
mod conversation;
mod decision;
mod detector;
mod draft;
mod error;
mod guidance;
mod hypothesis;
mod message;
mod pack;
mod policy;
mod signal;
mod signed;
pub mod text;
mod threatening;

pub use assessment::{Assessment, Concern, Coverage, CoverageGap, RiskLevel, Stage, Threat};
pub use builder::DetectorBuilder;
pub use classifier::{
    Before, Classifier, ClassifierError, LearnedState, MessageCode, Outlook, Prediction, Reading, Turn,
};
pub use conversation::{Conversation, ParticipantEvidence};
pub use detector::Detector;
pub use draft::{DraftAssessment, DraftContent, DraftKind};
pub use error::Error;
pub use guidance::{
    Action, Ages, Audience, Card, Date, Found, Guidance, HelpKind, HelpLine, HelpLines, Hours, LocalTime,
    Moment, Need, Search, Step, Style, Topic, Weekday,
};
pub use message::{AgeBand, MediaKind, Message, Role};
pub use pack::{CheckReport, Failure, Firing, Pack, PhraseTally, RuleTally, Tally, check, check_added};
pub use policy::{Policy, Sensitivity};
pub use signal::{Group, RuleInfo, Signal, SignalKind, Source, UnknownSignalKind};
pub use signed::{Content, Keyring, Provenance, Signed};

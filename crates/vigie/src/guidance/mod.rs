//! What to show when help is due: the moment, the words, the steps, and who can be called.
//!
//! Nothing here assesses. `moment.rs` says which moment an assessment is; `plan.rs` which advice fits it, in which
//! order; [`Guidance`] has the words for it, and [`HelpLines`] the numbers. Words and numbers are data that the host
//! hands in as bytes, and may override; time comes in as a parameter.

mod draft;
mod help_lines;
mod hours;
mod moment;
mod plan;
mod search;
mod words;

pub use help_lines::{Ages, Date, HelpKind, HelpLine, HelpLines, Topic};
pub use hours::{Hours, LocalTime, Weekday};
pub use moment::{Audience, Moment};
pub use plan::{Action, Need};
pub use search::{Found, Search};
pub use words::{Card, Guidance, Step, Style};

pub(crate) use draft::of_draft;
pub(crate) use moment::{Situation, Worst, asks_for_pictures, of_situation};
pub(crate) use plan::advice;

//! The message model: what a message shows beyond the phrases of rules.
#![forbid(unsafe_code)]

mod features;

pub use features::{MOST_FEATURES, features};

//! The message model: what a message shows beyond the phrases of rules.
//!
//! Loaded from bytes, checked, and run without an inference runtime: a bag of hashed n-grams needs a table look-up per
//! n-gram and two small matrices (`docs/adr/0002-a-message-model-without-a-runtime.md`).
#![forbid(unsafe_code)]

mod bag;
mod error;
mod features;

pub use bag::MessageModel;
pub use error::Error;
pub use features::{MOST_FEATURES, features};

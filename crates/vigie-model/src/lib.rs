//! The learned models: what a message shows beyond the phrases of rules, and where a conversation is going.
//!
//! Loaded from bytes, checked, and run without an inference runtime: a bag of hashed n-grams needs a table look-up per
//! n-gram, one step of a conversation a few small matrices (`docs/adr/0002-a-message-model-without-a-runtime.md`).
//! The arithmetic uses nothing that differs between machines: the same bytes give the same answers everywhere.
#![forbid(unsafe_code)]

mod conversation;
mod error;
mod features;
mod file;
mod layer;
mod math;
mod message;
mod model;
#[cfg(test)]
mod tests;

pub use error::Error;
pub use features::{MOST_FEATURES, Persons, features, persons};
pub use model::Model;

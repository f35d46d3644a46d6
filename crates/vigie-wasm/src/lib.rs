//! The border to JavaScript: conversions and nothing else.
//!
//! The classes here are the raw ones. `bindings/web` wraps them with types, checks of arguments and loading; that is
//! what an app imports. Structures cross as JSON text, which costs less than building objects from this side. Text
//! positions leave as UTF-16 code units, as JavaScript counts.

// The glue hands over strings that it allocated for this call: borrowing them would copy once more.
#![allow(clippy::needless_pass_by_value)]

mod builder;
mod detector;
mod error;
mod help;
mod json;
mod keyring;
mod lines;
#[cfg(feature = "import")]
mod records;

pub use builder::Builder;
pub use detector::{Conversation, Detector};
pub use help::Help;
pub use keyring::{Keyring, SignedFile};
#[cfg(feature = "import")]
pub use records::read_export;

use wasm_bindgen::prelude::wasm_bindgen;

/// The versions of what is built in, as JSON: `{"engine":…,"model":…}`; without a model `null`.
#[wasm_bindgen]
pub fn versions() -> String {
    let model = vigie_embedded::MODEL_VERSION;
    serde_json::json!({"engine": env!("CARGO_PKG_VERSION"), "model": model}).to_string()
}

//! Errors as JavaScript exceptions: a code to act on, a colon, and a message to read.

use std::fmt::Display;

use wasm_bindgen::JsError;

/// What a host can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    InvalidPack,
    InvalidModel,
    InvalidPolicy,
    InvalidGuidance,
    InvalidSnapshot,
    NewerSnapshot,
    #[cfg(feature = "import")]
    UnknownFormat,
}

impl Code {
    const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidPack => "invalid_pack",
            Self::InvalidModel => "invalid_model",
            Self::InvalidPolicy => "invalid_policy",
            Self::InvalidGuidance => "invalid_guidance",
            Self::InvalidSnapshot => "invalid_snapshot",
            Self::NewerSnapshot => "newer_snapshot",
            #[cfg(feature = "import")]
            Self::UnknownFormat => "unknown_format",
        }
    }
}

/// An `Error` object; `bindings/web` makes the code a property of it.
pub(crate) fn js(code: Code, fault: &impl Display) -> JsError {
    JsError::new(&format!("{}: {fault}", code.as_str()))
}

//! Errors as JavaScript exceptions: a code to act on, a colon, and a message to read.

use std::fmt::Display;

use wasm_bindgen::JsError;

/// Under the library's own code.
pub(crate) fn js(fault: vigie::Error) -> JsError {
    coded(fault.code(), &fault)
}

/// An `Error` object; `bindings/web` makes the code a property of it.
pub(crate) fn coded(code: &str, fault: &impl Display) -> JsError {
    JsError::new(&format!("{code}: {fault}"))
}

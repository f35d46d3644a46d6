//! Measures a detector.
//!
//! [`scenario`]: written conversations with the message by which an alert is due. [`stream`]: corpora, one sender's
//! messages a line. [`report`]: the figures of many of them.
#![forbid(unsafe_code)]

mod error;
pub mod report;
pub mod scenario;
pub mod stream;

pub use error::Error;

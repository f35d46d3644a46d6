//! Measures a detector.
//!
//! [`scenario`]: written conversations with the message by which an alert is due. [`stream`]: corpora, one sender's
//! messages a line. [`report`]: the figures of many of them.
#![forbid(unsafe_code)]

pub mod baseline;
mod error;
pub mod metrics;
pub mod page;
pub mod report;
pub mod run;
pub mod scenario;
pub mod stream;
pub mod system;

pub use error::Error;

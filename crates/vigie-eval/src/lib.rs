//! Measures a detector.
//!
//! [`scenario`]: written conversations with the message by which an alert is due. [`stream`]: corpora, one sender's
//! messages a line. [`report`]: the counts of many of them. [`run`]: every figure of several systems at once, from [`metrics`],
//! stored and compared; [`page`] writes it down. `docs/evaluation.md` defines each figure.
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

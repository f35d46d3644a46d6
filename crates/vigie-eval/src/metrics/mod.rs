//! Figures from scores, labels and moments: pure functions.

pub mod calibration;
pub mod early;
pub mod ranking;

//! How early alarms come, after Sadeque et al. 2018 and Vogt et al. 2021 (windows of PANC).

use serde::{Deserialize, Serialize};

use super::ranking::f1;

/// Offenders' streams are assessed up to this message, as the windows of Vogt et al. are.
pub const WINDOW: usize = 150;

/// An alarm at this message, counted from 1, has half its worth: the middle of a window.
pub const HALF_WORTH: usize = 75;

/// The penalty of an alarm raised by message `k` of a chat, counted from 1: -1 + 2 / (1 + e^(-p(k-1))), in [0, 1).
/// 0 at the first message; p makes it 0.5 at message [`HALF_WORTH`].
pub fn penalty(k: usize) -> f64 {
    // 2 / (1 + e^(-p (75 - 1))) = 1.5, hence e^(-74 p) = 1/3.
    let p = 3_f64.ln() / (HALF_WORTH - 1) as f64;
    2.0 / (1.0 + (-p * (k.max(1) - 1) as f64).exp()) - 1.0
}

/// 1 minus the median penalty of the detected dangerous chats, in (0, 1]; `alarms` are their messages of the alarm,
/// counted from 1. None without any.
pub fn speed(alarms: &[usize]) -> Option<f64> {
    let penalties: Vec<_> = alarms.iter().map(|&k| penalty(k)).collect();
    median(penalties).map(|median| 1.0 - median)
}

/// The middle value; the mean of the two middle ones of an even number. None of nothing.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// Alarms on dangerous and on ordinary chats, and how early the former came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Early {
    /// Dangerous chats.
    pub positives: usize,
    /// Dangerous chats with an alarm.
    pub detected: usize,
    /// Ordinary chats.
    pub negatives: usize,
    /// Ordinary chats with an alarm.
    pub false_alarms: usize,
    /// Share of the alarms that were right; none without alarms.
    pub precision: Option<f64>,
    /// Share of the dangerous chats with an alarm; none without such chats.
    pub recall: Option<f64>,
    /// Their harmonic mean; none where one is missing.
    pub f1: Option<f64>,
    /// See [`speed`].
    pub speed: Option<f64>,
    /// F1 times speed; 0 where nothing was detected.
    pub latency_weighted_f1: Option<f64>,
    /// The median message of the alarm in dangerous chats, counted from 1.
    pub median_message: Option<f64>,
}

impl Early {
    /// From the messages of the first alarm, counted from 1: none, no alarm.
    pub fn new(positives: &[Option<usize>], negatives: &[Option<usize>]) -> Self {
        let alarms: Vec<usize> = positives.iter().flatten().copied().collect();
        let false_alarms = negatives.iter().flatten().count();
        let called = alarms.len() + false_alarms;
        let precision = (called > 0).then(|| alarms.len() as f64 / called as f64);
        let recall = (!positives.is_empty()).then(|| alarms.len() as f64 / positives.len() as f64);
        let f1 = recall.map(|recall| f1(precision.unwrap_or(0.0), recall));
        let speed = speed(&alarms);
        Self {
            positives: positives.len(),
            detected: alarms.len(),
            negatives: negatives.len(),
            false_alarms,
            precision,
            recall,
            f1,
            speed,
            latency_weighted_f1: f1.map(|f1| f1 * speed.unwrap_or(0.0)),
            median_message: median(alarms.iter().map(|&k| k as f64).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-12, "{left} is not {right}");
    }

    #[test]
    fn the_penalty_starts_at_nothing_and_is_half_in_the_middle_of_a_window() {
        near(penalty(1), 0.0);
        near(penalty(HALF_WORTH), 0.5);
        // Twice as far from the first message: e^(-148 p) = 1/9, so 2 / (10/9) - 1.
        near(penalty(149), 0.8);
        assert_eq!(penalty(0), 0.0, "no message comes before the first");
        assert!((1..1000).all(|k| penalty(k) < penalty(k + 1) && penalty(k) < 1.0));
    }

    #[test]
    fn speed_takes_the_median_penalty_not_the_mean() {
        assert_eq!(speed(&[]), None);
        near(speed(&[1]).expect("one"), 1.0);
        near(speed(&[1, 75, 100_000]).expect("three"), 0.5);
        // Penalties 0, 0.5, 0.5 and 0.8.
        near(speed(&[149, 75, 75, 1]).expect("four"), 0.5);
        // Of two: the mean of 0 and 0.5.
        near(speed(&[75, 1]).expect("two"), 0.75);
    }

    #[test]
    fn alarms_by_hand() {
        let early = Early::new(&[Some(75), Some(75), None, Some(75)], &[Some(3), None, None]);
        assert_eq!((early.positives, early.detected, early.negatives, early.false_alarms), (4, 3, 3, 1));
        near(early.precision.expect("alarms"), 0.75);
        near(early.recall.expect("chats"), 0.75);
        near(early.f1.expect("both"), 0.75);
        near(early.latency_weighted_f1.expect("both"), 0.375);
        assert_eq!(early.median_message, Some(75.0));
    }

    #[test]
    fn silence_is_worth_nothing_and_no_chat_is_no_figure() {
        let silent = Early::new(&[None, None], &[None]);
        assert_eq!((silent.precision, silent.recall, silent.speed), (None, Some(0.0), None));
        assert_eq!((silent.f1, silent.latency_weighted_f1), (Some(0.0), Some(0.0)));
        assert_eq!(Early::new(&[], &[Some(1)]).latency_weighted_f1, None);
    }

    #[test]
    fn earlier_alarms_never_lower_the_figure() {
        for first in 1..WINDOW {
            let late = Early::new(&[Some(first + 1), Some(20), Some(90)], &[None]);
            let soon = Early::new(&[Some(first), Some(20), Some(90)], &[None]);
            assert!(soon.latency_weighted_f1 >= late.latency_weighted_f1, "{first}");
        }
    }
}

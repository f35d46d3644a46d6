//! Whether a score of 0.7 means seven in ten.

use serde::{Deserialize, Serialize};

use super::ranking::Scored;

/// How many bins of equal width the reliability table has.
pub const BINS: usize = 10;

/// Scores that lie close together, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Where it begins; it ends [`BINS`]⁻¹ above.
    pub from: f64,
    /// How many scores it holds.
    pub count: usize,
    /// Their mean.
    pub mean_score: f64,
    /// The share of them that was positive.
    pub positive_share: f64,
}

/// The bins that hold scores, lowest first. A score on a border counts in the upper bin, 1 in the last.
pub fn reliability(scored: &[Scored]) -> Vec<Bin> {
    let bins = (0..BINS).map(|index| {
        let inside: Vec<_> = scored.iter().filter(|one| bin_of(one.score) == index).collect();
        let count = inside.len();
        let of_all = count.max(1) as f64;
        Bin {
            from: index as f64 / BINS as f64,
            count,
            mean_score: inside.iter().map(|one| one.score).sum::<f64>() / of_all,
            positive_share: inside.iter().filter(|one| one.positive).count() as f64 / of_all,
        }
    });
    bins.filter(|bin| bin.count > 0).collect()
}

fn bin_of(score: f64) -> usize {
    ((score * BINS as f64) as usize).min(BINS - 1)
}

/// Expected calibration error: the distance of mean score and positive share, averaged over the bins by how much they
/// hold; in [0, 1]. None of nothing.
pub fn expected_calibration_error(scored: &[Scored]) -> Option<f64> {
    let sum = reliability(scored)
        .iter()
        .map(|bin| (bin.mean_score - bin.positive_share).abs() * bin.count as f64)
        .sum::<f64>();
    (!scored.is_empty()).then(|| sum / scored.len() as f64)
}

/// Brier score: the mean squared distance of score and truth, in [0, 1]; 0.25 for always saying a half. None of nothing.
pub fn brier(scored: &[Scored]) -> Option<f64> {
    let sum = scored.iter().map(|one| (one.score - f64::from(u8::from(one.positive))).powi(2)).sum::<f64>();
    (!scored.is_empty()).then(|| sum / scored.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(pairs: &[(f64, u8)]) -> Vec<Scored> {
        pairs.iter().map(|&(score, label)| Scored { score, positive: label == 1 }).collect()
    }

    fn near(left: Option<f64>, right: f64) {
        assert!(left.is_some_and(|left| (left - right).abs() < 1e-12), "{left:?} is not {right}");
    }

    #[test]
    fn calibration_by_hand() {
        // Bin 0.2: mean 0.25, none positive. Bin 0.7: mean 0.75, half positive. Both hold two.
        let four = scored(&[(0.25, 0), (0.25, 0), (0.75, 1), (0.75, 0)]);
        near(expected_calibration_error(&four), 0.25);
        // 0.0625 three times over the three near ones, 0.5625 for the last.
        near(brier(&four), (3.0 * 0.0625 + 0.5625) / 4.0);
        let bins = reliability(&four);
        assert_eq!(bins.len(), 2, "empty bins are left out");
        assert_eq!((bins[1].from, bins[1].count, bins[1].positive_share), (0.7, 2, 0.5));
    }

    #[test]
    fn the_borders_belong_to_the_upper_bin() {
        let bins = reliability(&scored(&[(0.0, 0), (0.5, 0), (1.0, 1)]));
        assert_eq!(bins.iter().map(|bin| bin.from).collect::<Vec<_>>(), [0.0, 0.5, 0.9]);
    }

    #[test]
    fn a_true_score_has_no_error_and_a_sure_wrong_one_all() {
        let true_score: Vec<_> = (0..10).map(|n| Scored { score: 0.3, positive: n < 3 }).collect();
        near(expected_calibration_error(&true_score), 0.0);
        near(brier(&scored(&[(1.0, 1), (0.0, 0)])), 0.0);
        near(brier(&scored(&[(1.0, 0), (0.0, 1)])), 1.0);
        near(expected_calibration_error(&scored(&[(1.0, 0), (0.0, 1)])), 1.0);
        near(brier(&scored(&[(0.5, 0), (0.5, 1)])), 0.25);
        assert_eq!((brier(&[]), expected_calibration_error(&[])), (None, None));
    }

    #[test]
    fn every_score_lies_in_one_bin() {
        let many: Vec<_> =
            (0..=1000).map(|n| Scored { score: f64::from(n) / 1000.0, positive: n % 3 == 0 }).collect();
        assert_eq!(reliability(&many).iter().map(|bin| bin.count).sum::<usize>(), many.len());
        for bin in reliability(&many) {
            assert!(bin.from <= bin.mean_score && bin.mean_score <= bin.from + 0.1 + 1e-9, "{bin:?}");
        }
    }
}

//! How well a score ranks the dangerous above the ordinary, whatever the threshold.

use serde::{Deserialize, Serialize};

/// A score, and whether it belongs to something dangerous.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The higher, the more dangerous. Any finite number.
    pub score: f64,
    /// What it was.
    pub positive: bool,
}

/// What a threshold gives: all that score at least that much are called positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The threshold.
    pub threshold: f64,
    /// Share of what is called positive that is, in [0, 1].
    pub precision: f64,
    /// Share of the positive that is called so, in [0, 1].
    pub recall: f64,
}

impl Point {
    /// The harmonic mean of precision and recall, in [0, 1].
    pub fn f1(&self) -> f64 {
        f1(self.precision, self.recall)
    }
}

/// The harmonic mean of precision and recall; 0 where both are.
pub fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Area under the ROC curve: the chance that a positive one scores higher than a negative one, ties counting half
/// (Mann-Whitney). None without one of each.
pub fn roc_auc(scored: &[Scored]) -> Option<f64> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.score.total_cmp(&b.score));
    let (mut below, mut wins, mut positives) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.score == b.score) {
        let positive = tied.iter().filter(|one| one.positive).count() as f64;
        let negative = tied.len() as f64 - positive;
        wins += positive * (below + negative / 2.0);
        below += negative;
        positives += positive;
    }
    (positives > 0.0 && below > 0.0).then(|| wins / (positives * below))
}

/// Precision and recall at every score that occurs, from the highest threshold to the lowest. Empty without a positive.
pub fn precision_recall(scored: &[Scored]) -> Vec<Point> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.score.total_cmp(&a.score));
    let positives = sorted.iter().filter(|one| one.positive).count();
    if positives == 0 {
        return Vec::new();
    }
    let (mut called, mut right) = (0, 0);
    let points = sorted.chunk_by(|a, b| a.score == b.score).map(|tied| {
        called += tied.len();
        right += tied.iter().filter(|one| one.positive).count();
        Point {
            threshold: tied[0].score,
            precision: right as f64 / called as f64,
            recall: right as f64 / positives as f64,
        }
    });
    points.collect()
}

/// Average precision: precision at each threshold, weighted by the recall it adds; ties enter together. None without
/// a positive.
pub fn average_precision(scored: &[Scored]) -> Option<f64> {
    let points = precision_recall(scored);
    let mut before = 0.0;
    let sum = points.iter().map(|point| {
        let gained = point.recall - before;
        before = point.recall;
        gained * point.precision
    });
    (!points.is_empty()).then(|| sum.sum())
}

/// The threshold with the highest F1; the highest of those that tie. Chosen on the scores that it is judged on, so it
/// flatters. None without a positive.
pub fn best_f1(scored: &[Scored]) -> Option<Point> {
    precision_recall(scored).into_iter().rev().max_by(|a, b| a.f1().total_cmp(&b.f1()))
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
    fn a_ranking_by_hand() {
        // From the top: + - + -. Three of the four pairs are in order; precision 1 at recall 1/2, 2/3 at recall 1.
        let four = scored(&[(0.9, 1), (0.8, 0), (0.4, 1), (0.1, 0)]);
        near(roc_auc(&four), 0.75);
        near(average_precision(&four), 0.5 + 0.5 * 2.0 / 3.0);
        let best = best_f1(&four).expect("a threshold");
        assert_eq!((best.threshold, best.recall), (0.4, 1.0));
        near(Some(best.f1()), 0.8);
    }

    #[test]
    fn ties_count_half_and_enter_together() {
        let tied = scored(&[(0.5, 1), (0.5, 0), (0.5, 0), (0.5, 1)]);
        near(roc_auc(&tied), 0.5);
        near(average_precision(&tied), 0.5);
        assert_eq!(precision_recall(&tied).len(), 1);
        // + above a tie of + and -: of the two pairs one is won, one half won.
        near(roc_auc(&scored(&[(0.9, 1), (0.5, 1), (0.5, 0)])), 0.75);
    }

    #[test]
    fn without_one_of_each_there_is_no_figure() {
        assert_eq!(roc_auc(&scored(&[(0.1, 1), (0.2, 1)])), None);
        assert_eq!(roc_auc(&[]), None);
        assert_eq!(average_precision(&scored(&[(0.1, 0)])), None);
        assert_eq!(best_f1(&scored(&[(0.1, 0)])), None);
        near(average_precision(&scored(&[(0.1, 1)])), 1.0);
    }

    #[test]
    fn the_best_threshold_of_several_is_the_highest() {
        // F1 is 2/3 at 0.9 and at 0.1.
        let best = best_f1(&scored(&[(0.9, 1), (0.8, 0), (0.7, 0), (0.1, 1)])).expect("a threshold");
        near(Some(best.f1()), 2.0 / 3.0);
        assert_eq!(best.threshold, 0.9);
    }

    /// Scores and labels that look random, the same at every run.
    fn mixed(seed: u64, many: usize) -> Vec<Scored> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % 20
        };
        (0..many).map(|_| Scored { score: next() as f64, positive: next() < 6 }).collect()
    }

    #[test]
    fn the_area_is_the_share_of_pairs_won() {
        for seed in 0..50 {
            let scored = mixed(seed, 40);
            let (mut won, mut pairs) = (0.0, 0.0);
            for up in scored.iter().filter(|one| one.positive) {
                for down in scored.iter().filter(|one| !one.positive) {
                    pairs += 1.0;
                    won += if up.score > down.score {
                        1.0
                    } else {
                        f64::from(u8::from(up.score == down.score)) / 2.0
                    };
                }
            }
            near(roc_auc(&scored), won / pairs);
        }
    }

    #[test]
    fn only_the_order_counts() {
        for seed in 0..50 {
            let scored = mixed(seed, 40);
            let stretched: Vec<_> =
                scored.iter().map(|one| Scored { score: one.score.exp() + 3.0, ..*one }).collect();
            let reversed: Vec<_> = scored.iter().map(|one| Scored { score: -one.score, ..*one }).collect();
            near(roc_auc(&stretched), roc_auc(&scored).expect("both classes"));
            near(average_precision(&stretched), average_precision(&scored).expect("a positive"));
            near(roc_auc(&reversed), 1.0 - roc_auc(&scored).expect("both classes"));
        }
    }
}

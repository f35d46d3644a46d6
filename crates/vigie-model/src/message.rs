//! What a message shows: a bag of embeddings in eight bits, what is kept of the one before, one hidden layer, a probability per
//! signal kind.

use std::ops::Range;

use vigie::{Before, MessageCode, Prediction, SignalKind};

use crate::layer::Layer;
use crate::math::{sigmoid, tanh};

pub(crate) struct MessageModel {
    pub(crate) buckets: u32,
    pub(crate) width: usize,
    pub(crate) scale: f32,
    pub(crate) table: Vec<i8>,
    pub(crate) hidden: Layer,
    /// What the message before means here: of the same sender, of another. Without inputs where it is not heard.
    pub(crate) same: Layer,
    pub(crate) other: Layer,
    /// Which numbers of a message's code are for this.
    pub(crate) kept: Range<usize>,
    pub(crate) kinds: Layer,
    /// The kinds, in the order of the outputs.
    pub(crate) names: Vec<SignalKind>,
}

impl MessageModel {
    /// The bag of a message's n-grams, folded into as many buckets as there are here; none for a text without a word.
    pub(crate) fn bag(&self, features: &[u32]) -> Option<Vec<f32>> {
        if features.is_empty() {
            return None;
        }
        let mut sum = vec![0i32; self.width];
        for &bucket in features {
            let row = &self.table[(bucket % self.buckets) as usize * self.width..][..self.width];
            for (sum, value) in sum.iter_mut().zip(row) {
                *sum += i32::from(*value);
            }
        }
        let norm = self.scale / (features.len() as f32).sqrt();
        Some(sum.into_iter().map(|sum| sum as f32 * norm).collect())
    }

    /// The hidden layer for a bag and for the message before.
    pub(crate) fn hidden(&self, bag: &[f32], before: Option<Before>) -> Vec<f32> {
        let mut hidden = self.hidden.apply(bag);
        if let Some(before) = before.filter(|_| !self.kept.is_empty()) {
            let means = if before.by_candidate { &self.same } else { &self.other };
            means.add(&mut hidden, &before.code.values()[self.kept.clone()]);
        }
        for value in &mut hidden {
            *value = value.max(0.0);
        }
        hidden
    }

    /// Writes what is kept of a message until the next one into its place in the code; of one without a word nothing.
    pub(crate) fn keep(&self, bag: Option<&[f32]>, code: &mut [f32; MessageCode::LEN]) {
        for (kept, value) in code[self.kept.clone()].iter_mut().zip(bag.unwrap_or_default()) {
            *kept = tanh(*value);
        }
    }

    /// The probability of every kind.
    pub(crate) fn kinds(&self, hidden: &[f32]) -> Vec<Prediction> {
        let log_odds = self.kinds.apply(hidden);
        let named = self.names.iter().zip(log_odds);
        named.map(|(kind, value)| Prediction { kind: *kind, probability: sigmoid(value) }).collect()
    }

    pub(crate) fn is_finite(&self) -> bool {
        let layers = [&self.hidden, &self.same, &self.other, &self.kinds];
        self.scale.is_finite() && layers.into_iter().all(Layer::is_finite)
    }
}

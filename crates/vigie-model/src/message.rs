//! What a message shows: a bag of embeddings in eight bits, one hidden layer, a probability per signal kind.

use vigie::{Prediction, SignalKind};

use crate::layer::Layer;
use crate::math::sigmoid;

pub(crate) struct MessageModel {
    pub(crate) buckets: u32,
    pub(crate) width: usize,
    pub(crate) scale: f32,
    pub(crate) table: Vec<i8>,
    pub(crate) hidden: Layer,
    pub(crate) kinds: Layer,
    /// The kinds, in the order of the outputs.
    pub(crate) names: Vec<SignalKind>,
}

impl MessageModel {
    /// The hidden layer for the buckets of a message's n-grams, folded into as many as there are here; none for a text without a
    /// word.
    pub(crate) fn hidden(&self, features: &[u32]) -> Option<Vec<f32>> {
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
        let bag: Vec<f32> = sum.into_iter().map(|sum| sum as f32 * norm).collect();
        let mut hidden = self.hidden.apply(&bag);
        for value in &mut hidden {
            *value = value.max(0.0);
        }
        Some(hidden)
    }

    /// The probability of every kind.
    pub(crate) fn kinds(&self, hidden: &[f32]) -> Vec<Prediction> {
        let log_odds = self.kinds.apply(hidden);
        let named = self.names.iter().zip(log_odds);
        named.map(|(kind, value)| Prediction { kind: *kind, probability: sigmoid(value) }).collect()
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.scale.is_finite() && self.hidden.is_finite() && self.kinds.is_finite()
    }
}

//! A matrix and its biases.

/// A linear layer. Weights are kept input by input, so that the sums of one input are independent of each other and
/// the compiler can do several at once.
pub(crate) struct Layer {
    outputs: usize,
    by_input: Vec<f32>,
    biases: Vec<f32>,
}

impl Layer {
    /// From weights output by output, as files have them.
    pub(crate) fn new(outputs: usize, inputs: usize, weights: &[f32], biases: Vec<f32>) -> Self {
        let by_input =
            (0..inputs).flat_map(|input| (0..outputs).map(move |output| weights[output * inputs + input]));
        Self { outputs, by_input: by_input.collect(), biases }
    }

    /// Weights × inputs + biases. Inputs beyond the layer's own are ignored.
    pub(crate) fn apply(&self, inputs: &[f32]) -> Vec<f32> {
        let mut sums = self.biases.clone();
        self.add(&mut sums, inputs);
        sums
    }

    /// Adds weights × inputs to sums that have begun.
    pub(crate) fn add(&self, sums: &mut [f32], inputs: &[f32]) {
        // A layer may have no outputs: then there are no weights either.
        for (weights, input) in self.by_input.chunks_exact(self.outputs.max(1)).zip(inputs) {
            // Most signals are absent, and a rectified layer is half empty.
            if *input != 0.0 {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += weight * input;
                }
            }
        }
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.by_input.iter().chain(&self.biases).all(|value| value.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_without_outputs_adds_nothing() {
        let mut sums = [1.0];
        Layer::new(0, 3, &[], Vec::new()).add(&mut sums, &[1.0, 2.0, 3.0]);
        assert_eq!(sums, [1.0]);
    }

    #[test]
    fn a_layer_is_a_matrix_and_biases() {
        let layer = Layer::new(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], vec![10.0, 20.0]);
        assert_eq!(layer.apply(&[1.0, 0.0, -1.0]), [10.0 + 1.0 - 3.0, 20.0 + 4.0 - 6.0]);
    }
}

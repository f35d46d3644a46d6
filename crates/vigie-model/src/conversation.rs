//! Where a conversation is going: one step of a gated recurrent unit per message and candidate.

use vigie::{LearnedState, Outlook, Signal, SignalKind, Turn};

use crate::layer::Layer;
use crate::math::{sigmoid, tanh};

/// Facts beside the message: see [`facts`].
pub(crate) const FACTS: usize = 4;
/// The longest pause that counts, in minutes: a week.
const LONGEST_PAUSE: f32 = 7.0 * 24.0 * 60.0;

pub(crate) struct ConversationModel {
    pub(crate) summary: Layer,
    pub(crate) signals: Layer,
    pub(crate) said: Layer,
    pub(crate) heard: Layer,
    pub(crate) facts: Layer,
    pub(crate) input: Layer,
    pub(crate) state: Layer,
    pub(crate) alarm: Layer,
    pub(crate) threats: Layer,
    /// The kinds, in the order of the signals' inputs.
    pub(crate) names: Vec<SignalKind>,
    pub(crate) summary_width: usize,
}

impl ConversationModel {
    /// What every candidate's step gets of a message: its summary (zeros without words) and its rule signals.
    pub(crate) fn view(&self, hidden: Option<&[f32]>, signals: &[Signal]) -> Vec<f32> {
        let mut view =
            hidden.map_or_else(|| vec![0.0; self.summary_width], |hidden| self.summary.apply(hidden));
        if hidden.is_some() {
            for value in &mut view {
                *value = tanh(*value);
            }
        }
        let mut seen = vec![0.0f32; 2 * self.names.len()];
        for signal in signals {
            if let Some(place) = self.names.iter().position(|name| *name == signal.kind) {
                let seen = &mut seen[place + usize::from(signal.reported) * self.names.len()];
                *seen = seen.max(signal.score);
            }
        }
        view.extend(self.signals.apply(&seen).into_iter().map(tanh));
        view
    }

    /// One step of one candidate.
    pub(crate) fn step(&self, state: &mut LearnedState, view: &[f32], turn: &Turn) -> Outlook {
        let mut mixed = if turn.by_candidate { self.said.apply(view) } else { self.heard.apply(view) };
        self.facts.add(&mut mixed, &facts(turn));
        for value in &mut mixed {
            *value = value.max(0.0);
        }
        let before = state.values();
        let input = self.input.apply(&mixed);
        let recurrent = self.state.apply(&before);
        let gate = |gate: usize, at: usize| gate * LearnedState::LEN + at;
        let mut after = [0.0; LearnedState::LEN];
        for (at, value) in after.iter_mut().enumerate() {
            let reset = sigmoid(input[gate(0, at)] + recurrent[gate(0, at)]);
            let update = sigmoid(input[gate(1, at)] + recurrent[gate(1, at)]);
            let new = tanh(input[gate(2, at)] + reset * recurrent[gate(2, at)]);
            *value = (1.0 - update) * new + update * before[at];
        }
        *state = LearnedState::new(&after);
        // What is seen is what is kept: a restored conversation goes on the same.
        let kept = state.values();
        let threats = self.threats.apply(&kept);
        Outlook::new(self.alarm.apply(&kept)[0], std::array::from_fn(|threat| threats[threat]))
    }

    pub(crate) fn is_finite(&self) -> bool {
        let layers =
            [&self.summary, &self.signals, &self.said, &self.heard, &self.facts, &self.input, &self.state];
        layers.into_iter().chain([&self.alarm, &self.threats]).all(Layer::is_finite)
    }
}

/// By the candidate; by the protected person; the candidate is known to be a contact; the pause before, in [0, 1].
fn facts(turn: &Turn) -> [f32; FACTS] {
    let number = |fact: bool| f32::from(u8::from(fact));
    let pause = turn.pause_minutes.unwrap_or(0) as f32;
    let pause = log_plus_one(pause.min(LONGEST_PAUSE)) / log_plus_one(LONGEST_PAUSE);
    [number(turn.by_candidate), number(turn.by_protected), number(turn.candidate_is_contact), pause]
}

/// ln(1 + x), from the exponent and a series: std's differs between machines.
fn log_plus_one(x: f32) -> f32 {
    let bits = (1.0 + x).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let series =
        2.0 * ratio * (1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0))));
    exponent as f32 * std::f32::consts::LN_2 + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_agree_with_std() {
        for minutes in [0.0f32, 0.5, 1.0, 2.0, 7.0, 60.0, 1440.0, 10_080.0] {
            assert!((log_plus_one(minutes) - minutes.ln_1p()).abs() < 1e-5, "{minutes}");
        }
    }
}

//! Where a conversation is going: one step of a gated recurrent unit per message and candidate.

use std::ops::Range;

use vigie::{MessageCode, Signal, SignalKind, Turn};

use crate::features::Persons;
use crate::layer::Layer;
use crate::math::{sigmoid, tanh};

/// Facts beside the message: see [`facts`].
pub(crate) const FACTS: usize = 5;
/// Alarms read off one state: where somebody answers, and where one sender is all there is.
pub(crate) const ALARMS: usize = 2;
/// The longest pause that counts, in minutes: a week.
const LONGEST_PAUSE: f32 = 7.0 * 24.0 * 60.0;

pub(crate) struct ConversationModel {
    pub(crate) summary: Layer,
    pub(crate) signals: Layer,
    pub(crate) said: Layer,
    pub(crate) heard: Layer,
    pub(crate) facts: Layer,
    /// What is kept of a message until the next one, and what it means there: by the same side, by the other. Without
    /// outputs where nothing is kept.
    pub(crate) code: Layer,
    pub(crate) same: Layer,
    pub(crate) other: Layer,
    /// Which numbers of a message's code are its own.
    pub(crate) coded: Range<usize>,
    pub(crate) input: Layer,
    pub(crate) state: Layer,
    pub(crate) alarm: Layer,
    pub(crate) threats: Layer,
    /// Whether what it sees is only told of.
    pub(crate) told: Layer,
    /// The kinds, in the order of the signals' inputs.
    pub(crate) names: Vec<SignalKind>,
    pub(crate) summary_width: usize,
    /// How many numbers it remembers of a candidate.
    pub(crate) width: usize,
}

impl ConversationModel {
    /// What every candidate's step gets of a message: its summary (zeros without words), its rule signals, and of whom it
    /// speaks.
    pub(crate) fn view(&self, hidden: Option<&[f32]>, signals: &[Signal], persons: Persons) -> Vec<f32> {
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
        view.extend(persons.shares());
        view
    }

    /// Writes what is kept of a message into its place in the code.
    pub(crate) fn keep(&self, view: &[f32], code: &mut [f32; MessageCode::LEN]) {
        if self.coded.is_empty() {
            return;
        }
        for (kept, value) in code[self.coded.clone()].iter_mut().zip(self.code.apply(view)) {
            *kept = tanh(value);
        }
    }

    /// One step of one candidate: the state after it, before it is rounded.
    pub(crate) fn step(&self, before: &[f32], view: &[f32], turn: &Turn) -> Vec<f32> {
        let mut mixed = if turn.by_candidate { self.said.apply(view) } else { self.heard.apply(view) };
        self.facts.add(&mut mixed, &facts(turn));
        if let Some(before) = turn.before.filter(|_| !self.coded.is_empty()) {
            let means = if before.by_candidate == turn.by_candidate { &self.same } else { &self.other };
            means.add(&mut mixed, &before.code.values()[self.coded.clone()]);
        }
        for value in &mut mixed {
            *value = value.max(0.0);
        }
        let input = self.input.apply(&mixed);
        let recurrent = self.state.apply(before);
        let gate = |gate: usize, at: usize| gate * self.width + at;
        let after = before.iter().enumerate().map(|(at, before)| {
            let reset = sigmoid(input[gate(0, at)] + recurrent[gate(0, at)]);
            let update = sigmoid(input[gate(1, at)] + recurrent[gate(1, at)]);
            let new = tanh(input[gate(2, at)] + reset * recurrent[gate(2, at)]);
            (1.0 - update) * new + update * before
        });
        after.collect()
    }

    /// In a state: the alarm, the log-odds of each threat, and those of all this being only told of.
    pub(crate) fn outlook(&self, state: &[f32], alone: bool) -> (f32, Vec<f32>, f32) {
        let [alarm, told] =
            [(&self.alarm, usize::from(alone)), (&self.told, 0)].map(|(layer, at)| layer.apply(state)[at]);
        (alarm, self.threats.apply(state), told)
    }

    /// How many numbers [`view`](Self::view) gives.
    pub(crate) fn view_width(&self) -> usize {
        self.summary_width + self.signals.outputs() + Persons::SHARES
    }

    pub(crate) fn is_finite(&self) -> bool {
        let layers =
            [&self.summary, &self.signals, &self.said, &self.heard, &self.facts, &self.input, &self.state];
        let coding = [&self.code, &self.same, &self.other];
        layers.into_iter().chain(coding).chain([&self.alarm, &self.threats, &self.told]).all(Layer::is_finite)
    }
}

/// By the candidate; by the protected person; the candidate is known to be a contact; the pause before, in [0, 1];
/// nobody else has written yet.
fn facts(turn: &Turn) -> [f32; FACTS] {
    let number = |fact: bool| f32::from(u8::from(fact));
    let pause = turn.pause_minutes.unwrap_or(0) as f32;
    let pause = log_plus_one(pause.min(LONGEST_PAUSE)) / log_plus_one(LONGEST_PAUSE);
    [
        number(turn.by_candidate),
        number(turn.by_protected),
        number(turn.candidate_is_contact),
        pause,
        number(turn.alone),
    ]
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

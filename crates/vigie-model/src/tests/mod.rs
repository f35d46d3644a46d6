//! A model small enough to compute by hand.

mod arithmetic;
mod refusals;

use vigie::text::{Lexicon, NormalText, normalise};

use crate::Model;
use crate::file::checksum;

const STATE: usize = 2;

/// Two buckets, one kind, one of everything but the state, which is two numbers.
struct Tiny {
    answers: u8,
    buckets: u32,
    sizes: [u16; 11],
    names: &'static str,
    scale: f32,
    floats: Vec<f32>,
}

impl Tiny {
    fn new() -> Self {
        let mut floats = vec![
            1.0, 0.0, // hidden: weight, bias
            2.0, -0.5, // kinds
            0.5, 0.0, // summary
            1.0, -0.5, 0.25, // signals: own, told, bias
            1.0, 2.0, 0.6, -0.7, 0.1, // said: summary, signals, second and first person, bias
            -1.0, 0.5, 0.2, -0.3, 1.5, // heard
            0.1, 0.2, 0.3, 0.4, 0.5, // facts
            0.3, -0.4, 0.7, 0.2, 0.1,  // code
            0.9,  // by the same side
            -1.1, // by the other
        ];
        // The gated recurrent unit: reset, update, new.
        floats.extend(gates(&[(0, 0.3), (1, 0.4)], &[(0, -0.2), (1, -0.3)], &[(0, 1.0), (1, -0.8)]));
        floats.extend(gates(&[], &[(0, 0.1)], &[(1, 0.2)]));
        let mut recurrent = vec![0.0; 3 * STATE * STATE];
        for (output, input, weight) in [
            (0, 0, 0.5),
            (STATE, 0, -0.4),
            (2 * STATE, 0, 0.7),
            (2 * STATE, 1, 0.9),
            (2 * STATE + 1, 0, -0.6),
        ] {
            recurrent[output * STATE + input] = weight;
        }
        floats.extend(recurrent);
        floats.extend(gates(&[(1, 0.2)], &[(0, 0.05)], &[(0, 0.1)]));
        let outputs = |of: &[[f32; 2]]| -> Vec<f32> {
            of.iter().flat_map(|[one, other]| [&[*one, *other][..], &[0.0; STATE - 2]].concat()).collect()
        };
        floats.extend(outputs(&[[4.0, -3.0], [-2.0, 1.5]]));
        floats.extend([-1.0, 0.5]);
        floats.extend(outputs(&[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [-1.0, 0.5]]));
        floats.extend([0.0, 0.5, 0.0, -0.25]);
        floats.extend(outputs(&[[-2.0, 1.0]]));
        floats.push(2.4);
        Self {
            answers: 3,
            buckets: 2,
            sizes: [1, 1, 1, 1, 1, 1, STATE as u16, 5, 4, 1, 0],
            names: "secrecy",
            scale: 0.5,
            floats,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        sealed([&b"VGM"[..], &[7, 1], &self.member()].concat())
    }

    fn member(&self) -> Vec<u8> {
        let mut bytes = vec![self.answers];
        bytes.extend(self.buckets.to_le_bytes());
        bytes.extend(self.sizes.iter().flat_map(|size| size.to_le_bytes()));
        bytes.extend((self.names.len() as u32).to_le_bytes());
        bytes.extend(self.names.as_bytes());
        bytes.extend(self.scale.to_le_bytes());
        // Every bucket holds 2 × 0.5 = 1.
        bytes.extend([2, 2]);
        bytes.extend(self.floats.iter().flat_map(|float| float.to_le_bytes()));
        bytes
    }

    fn refusal(&self) -> String {
        Model::from_bytes(&self.bytes()).unwrap_err().to_string()
    }
}

/// Three gates of the state's width, zero but for these.
fn gates(reset: &[(usize, f32)], update: &[(usize, f32)], new: &[(usize, f32)]) -> Vec<f32> {
    let mut values = vec![0.0; 3 * STATE];
    for (gate, given) in [reset, update, new].into_iter().enumerate() {
        for (at, value) in given {
            values[gate * STATE + at] = *value;
        }
    }
    values
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend(checksum(&bytes).to_le_bytes());
    bytes
}

fn text(text: &str) -> NormalText {
    normalise(text, &Lexicon::default())
}

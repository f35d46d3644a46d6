//! The model itself: a bag of embeddings in eight bits, one hidden layer, a probability per signal kind.
//!
//! The bytes (little endian): magic `VGM`, schema number; buckets (u32), width, hidden, outputs (u16 each); the length
//! (u32) and text of the outputs' names, one a line; the scale (f32) and the table (i8, buckets × width); the layers
//! (f32): hidden × width, hidden, outputs × hidden, outputs; an FNV-1a checksum (u64) of all before it.

use vigie::text::{NormalText, TokenKind};
use vigie::{Classifier, ClassifierError, Content, Keyring, Prediction, Reading, SignalKind, Signed};

use crate::error::{Error, Fault};
use crate::features::features;

const MAGIC: &[u8; 3] = b"VGM";
const SCHEMA: u8 = 1;
/// Bounds on what a model may cost, whoever made it.
const MOST_BUCKETS: u32 = 1 << 18;
const MOST_WIDTH: usize = 256;
const MOST_OUTPUTS: usize = 256;
/// The outputs that are no signal kinds.
const AS_CONTACT: &str = "as_contact";
const AS_PROTECTED: &str = "as_protected";

/// The message model. Immutable and shared between threads.
pub struct MessageModel {
    buckets: u32,
    width: usize,
    scale: f32,
    table: Vec<i8>,
    hidden: Layer,
    output: Layer,
    kinds: Vec<(usize, SignalKind)>,
    as_contact: usize,
    as_protected: usize,
}

struct Layer {
    inputs: usize,
    weights: Vec<f32>,
    biases: Vec<f32>,
}

impl MessageModel {
    /// Reads a signed model, as fetched from anywhere: see [`Signed`].
    ///
    /// # Errors
    /// When the signature or the floor refuses it: [`Error::signature`] says why. And as
    /// [`from_bytes`](Self::from_bytes).
    pub fn from_signed(bytes: &[u8], keyring: &Keyring) -> Result<Self, Error> {
        let signed = Signed::open(bytes, Content::Model, keyring).map_err(Fault::Signed)?;
        Self::from_bytes(signed.payload())
    }

    /// Reads a model.
    ///
    /// # Errors
    /// When the bytes are no model, are damaged, were made for a newer version, or name an output that this version
    /// does not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(Fault::NotAModel)?;
        let mut reader = Reader { bytes: body };
        if reader.array::<3>()? != *MAGIC {
            return Err(Fault::NotAModel.into());
        }
        match reader.array::<1>()?[0] {
            SCHEMA => {}
            version => return Err(Fault::Version(version).into()),
        }
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(Fault::Checksum.into());
        }
        let buckets = u32::from_le_bytes(reader.array()?);
        let width = reader.size()?;
        let hidden = reader.size()?;
        let outputs = reader.size()?;
        let sane = (1..=MOST_BUCKETS).contains(&buckets)
            && (1..=MOST_WIDTH).contains(&width)
            && (1..=MOST_WIDTH).contains(&hidden)
            && (1..=MOST_OUTPUTS).contains(&outputs);
        if !sane {
            return Err(Fault::Shape.into());
        }
        let length = u32::from_le_bytes(reader.array()?) as usize;
        let names = std::str::from_utf8(reader.take(length)?).map_err(|_| Fault::Shape)?;
        let names: Vec<&str> = names.lines().collect();
        if names.len() != outputs {
            return Err(Fault::Shape.into());
        }
        let scale = f32::from_le_bytes(reader.array()?);
        let table = reader.take(buckets as usize * width)?.iter().map(|byte| byte.cast_signed()).collect();
        let model = Self {
            buckets,
            width,
            scale,
            table,
            hidden: reader.layer(hidden, width)?,
            output: reader.layer(outputs, hidden)?,
            kinds: kinds(&names)?,
            as_contact: place(&names, AS_CONTACT)?,
            as_protected: place(&names, AS_PROTECTED)?,
        };
        if !reader.bytes.is_empty() || !scale.is_finite() {
            return Err(Fault::Shape.into());
        }
        Ok(model)
    }

    /// Log-odds of every output; none for a text without anything to read.
    fn log_odds(&self, text: &NormalText) -> Option<Vec<f32>> {
        // Numbers and signs alone are nothing that it was trained to read.
        if !text.tokens().iter().any(|token| token.kind == TokenKind::Word) {
            return None;
        }
        let features = features(text, self.buckets);
        let mut sum = vec![0i32; self.width];
        for &bucket in &features {
            let row = &self.table[bucket as usize * self.width..][..self.width];
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
        Some(self.output.apply(&hidden))
    }
}

impl Classifier for MessageModel {
    fn classify(&self, text: &NormalText) -> Result<Reading, ClassifierError> {
        let Some(log_odds) = self.log_odds(text) else {
            return Ok(Reading { kinds: Vec::new(), as_contact: f32::NAN, as_protected: f32::NAN });
        };
        if log_odds.iter().any(|value| !value.is_finite()) {
            return Err(ClassifierError);
        }
        let kinds = self
            .kinds
            .iter()
            .map(|&(place, kind)| Prediction { kind, probability: 1.0 / (1.0 + (-log_odds[place]).exp()) })
            .collect();
        Ok(Reading {
            kinds,
            as_contact: log_odds[self.as_contact],
            as_protected: log_odds[self.as_protected],
        })
    }
}

impl std::fmt::Debug for MessageModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessageModel")
            .field("buckets", &self.buckets)
            .field("width", &self.width)
            .field("kinds", &self.kinds.len())
            .finish_non_exhaustive()
    }
}

impl Layer {
    fn apply(&self, input: &[f32]) -> Vec<f32> {
        self.weights
            .chunks_exact(self.inputs)
            .zip(&self.biases)
            .map(|(row, bias)| {
                row.iter().zip(input).map(|(weight, value)| weight * value).sum::<f32>() + bias
            })
            .collect()
    }
}

fn kinds(names: &[&str]) -> Result<Vec<(usize, SignalKind)>, Error> {
    names
        .iter()
        .enumerate()
        .filter(|(_, name)| **name != AS_CONTACT && **name != AS_PROTECTED)
        .map(|(place, name)| {
            name.parse().map(|kind| (place, kind)).map_err(|_| Fault::Output((*name).to_owned()).into())
        })
        .collect()
}

fn place(names: &[&str], wanted: &str) -> Result<usize, Error> {
    let place = names.iter().position(|name| *name == wanted);
    Ok(place.ok_or_else(|| Fault::Output(wanted.to_owned()))?)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let (head, rest) = self.bytes.split_at_checked(length).ok_or(Fault::Truncated)?;
        self.bytes = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or(Fault::Truncated)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn size(&mut self) -> Result<usize, Fault> {
        Ok(usize::from(u16::from_le_bytes(self.array()?)))
    }

    fn layer(&mut self, outputs: usize, inputs: usize) -> Result<Layer, Fault> {
        let mut floats = |count: usize| -> Result<Vec<f32>, Fault> {
            (0..count).map(|_| self.array().map(f32::from_le_bytes)).collect()
        };
        Ok(Layer { inputs, weights: floats(outputs * inputs)?, biases: floats(outputs)? })
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie::text::{Lexicon, normalise};

    /// Two buckets, one wide: the smallest model there is.
    fn tiny() -> Vec<u8> {
        let names = b"as_contact\nas_protected\nsecrecy";
        let mut bytes = [&MAGIC[..], &[SCHEMA], &2u32.to_le_bytes()].concat();
        for size in [1u16, 1, 3] {
            bytes.extend(size.to_le_bytes());
        }
        bytes.extend((names.len() as u32).to_le_bytes());
        bytes.extend(names);
        bytes.extend(0.5f32.to_le_bytes());
        bytes.extend([2u8, 2]);
        for value in [1.0f32, 0.0, 1.0, -1.0, 2.0, 0.0, 0.0, 0.0] {
            bytes.extend(value.to_le_bytes());
        }
        sealed(bytes)
    }

    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    #[test]
    fn computes_what_its_bytes_say() {
        let model = MessageModel::from_bytes(&tiny()).unwrap();
        let text = normalise("a", &Lexicon::default());
        let count = features(&text, 2).len() as f32;
        let reading = model.classify(&text).unwrap();
        // Every bucket holds 2 × 0.5 = 1: the bag is n/√n.
        let bag = count.sqrt();
        assert!((reading.as_contact - bag).abs() < 1e-5);
        assert!((reading.as_protected + bag).abs() < 1e-5);
        assert_eq!(reading.kinds[0].kind, SignalKind::Secrecy);
        assert!((reading.kinds[0].probability - 1.0 / (1.0 + (-2.0 * bag).exp())).abs() < 1e-6);
    }

    #[test]
    fn nothing_to_read_is_said() {
        let model = MessageModel::from_bytes(&tiny()).unwrap();
        assert!(model.classify(&normalise("", &Lexicon::default())).unwrap().as_contact.is_nan());
    }

    #[test]
    fn damaged_models_are_refused() {
        let bytes = tiny();
        for end in 0..bytes.len() {
            assert!(MessageModel::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(MessageModel::from_bytes(&damaged).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn hostile_shapes_are_refused_before_they_cost() {
        let mut bytes = tiny();
        bytes.truncate(bytes.len() - 8);
        bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(MessageModel::from_bytes(&sealed(bytes)).unwrap_err().to_string().contains("shape"));
    }

    #[test]
    fn unknown_outputs_are_named() {
        let mut bytes = tiny();
        bytes.truncate(bytes.len() - 8);
        let place = bytes.windows(7).position(|part| part == b"secrecy").unwrap();
        bytes[place] = b'z';
        let error = MessageModel::from_bytes(&sealed(bytes)).unwrap_err();
        assert!(error.to_string().contains("zecrecy"), "{error}");
    }
}

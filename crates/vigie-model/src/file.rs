//! Models as bytes.
//!
//! Little endian: magic `VGM`, schema number, the number of members (u8), the members, and an FNV-1a checksum (u64) of all
//! before it. A member is: when it answers (u8: 1 where somebody answers, 2 where one sender is all there is, 3 always);
//! buckets (u32); eleven sizes (u16): width, hidden, kinds, summary, signals, step, state, facts, threats, code (may be 0),
//! what the message model keeps of a message until the next one (nothing, or the width); the length (u32) and text of the
//! kinds' names, one a line; the scale (f32) and the table (i8, buckets × width); then f32, weights output by output and then
//! biases: hidden, what it hears of the message before, by the same sender and by another (no biases), kinds, summary, signals
//! (of twice as many inputs as there are kinds: own words, then told ones), said and heard (of the summary, the signals and the persons), facts (no biases),
//! code (of the same inputs as said), what it means by the same side and by the other (no biases), the gated recurrent unit (input
//! weights, input biases, state weights, state biases; gates in the order reset, update, new), alarm (two: somebody
//! answers, nobody does), threats, told (one).

use vigie::{LearnedState, MessageCode, SignalKind, Threat};

use crate::conversation::{ALARMS, ConversationModel, FACTS};
use crate::error::{Error, Fault};
use crate::features::Persons;
use crate::layer::Layer;
use crate::message::MessageModel;
use crate::model::{Answers, Member};

const MAGIC: &[u8; 3] = b"VGM";
const SCHEMA: u8 = 7;
/// Bounds on what a model may cost, whoever made it.
const MOST_BUCKETS: u32 = 1 << 18;
const MOST_WIDTH: usize = 256;

/// Reads all members. Their numbers of buckets divide the largest.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Member>, Error> {
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
    let count = usize::from(reader.array::<1>()?[0]);
    let mut members = (0..count).map(|_| member(&mut reader)).collect::<Result<Vec<_>, _>>()?;
    let (mut lasting, mut passing, mut coded) = (0, LearnedState::LASTING, 0);
    for member in &mut members {
        for own in [&mut member.conversation.coded, &mut member.message.kept] {
            *own = coded..coded + own.len();
            coded = own.end;
        }
        let place = if member.answers.only_alone() { &mut passing } else { &mut lasting };
        member.remembered = *place..*place + member.conversation.width;
        *place = member.remembered.end;
    }
    let most = members.iter().map(|member| member.message.buckets).max().unwrap_or(0);
    let sane = lasting <= LearnedState::LASTING
        && passing <= LearnedState::LEN
        && coded <= MessageCode::LEN
        && members.iter().all(|member| most.is_multiple_of(member.message.buckets))
        && [false, true]
            .iter()
            .all(|alone| members.iter().any(|member| member.answers.where_alone_is(*alone)));
    if !reader.bytes.is_empty() || !sane {
        return Err(Fault::Shape.into());
    }
    Ok(members)
}

fn member(reader: &mut Reader<'_>) -> Result<Member, Error> {
    let answers = Answers::from_byte(reader.array::<1>()?[0]).ok_or(Fault::Shape)?;
    let buckets = u32::from_le_bytes(reader.array()?);
    let mut sizes = [0; 11];
    for size in &mut sizes {
        *size = usize::from(u16::from_le_bytes(reader.array()?));
    }
    let [needed @ .., code, kept] = sizes;
    let [width, hidden, kinds, summary, signals, step, state, facts, threats] = needed;
    let sane = (1..=MOST_BUCKETS).contains(&buckets)
        && needed.iter().all(|size| (1..=MOST_WIDTH).contains(size))
        && code <= MessageCode::LEN
        && (kept == 0 || kept == width)
        && state <= LearnedState::LASTING
        && (facts, threats) == (FACTS, Threat::ALL.len());
    if !sane {
        return Err(Fault::Shape.into());
    }
    let length = u32::from_le_bytes(reader.array()?) as usize;
    let names = std::str::from_utf8(reader.take(length)?).map_err(|_| Fault::Shape)?;
    let names: Vec<SignalKind> = names
        .lines()
        .map(|name| name.parse().map_err(|_| Fault::Output(name.to_owned())))
        .collect::<Result<_, _>>()?;
    if names.len() != kinds {
        return Err(Fault::Shape.into());
    }
    let scale = f32::from_le_bytes(reader.array()?);
    let table = reader.take(buckets as usize * width)?.iter().map(|byte| byte.cast_signed()).collect();
    let message = MessageModel {
        buckets,
        scale,
        table,
        hidden: reader.layer(hidden, width)?,
        same: reader.matrix(hidden, kept)?,
        other: reader.matrix(hidden, kept)?,
        kept: 0..kept,
        kinds: reader.layer(kinds, hidden)?,
        names: names.clone(),
        width,
    };
    let view = summary + signals + Persons::SHARES;
    let conversation = ConversationModel {
        summary: reader.layer(summary, hidden)?,
        signals: reader.layer(signals, 2 * kinds)?,
        said: reader.layer(step, view)?,
        heard: reader.layer(step, view)?,
        facts: reader.matrix(step, facts)?,
        code: reader.layer(code, view)?,
        same: reader.matrix(step, code)?,
        other: reader.matrix(step, code)?,
        coded: 0..code,
        input: reader.layer(3 * state, step)?,
        state: reader.layer(3 * state, state)?,
        alarm: reader.layer(ALARMS, state)?,
        threats: reader.layer(threats, state)?,
        told: reader.layer(1, state)?,
        names,
        summary_width: summary,
        width: state,
    };
    if !message.is_finite() || !conversation.is_finite() {
        return Err(Fault::NotFinite.into());
    }
    Ok(Member { message, conversation, answers, remembered: 0..0 })
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

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, Fault> {
        let bytes = self.take(count * size_of::<f32>())?;
        Ok(bytes.as_chunks().0.iter().map(|float| f32::from_le_bytes(*float)).collect())
    }

    fn layer(&mut self, outputs: usize, inputs: usize) -> Result<Layer, Fault> {
        let weights = self.floats(outputs * inputs)?;
        Ok(Layer::new(outputs, inputs, &weights, self.floats(outputs)?))
    }

    fn matrix(&mut self, outputs: usize, inputs: usize) -> Result<Layer, Fault> {
        Ok(Layer::new(outputs, inputs, &self.floats(outputs * inputs)?, vec![0.0; outputs]))
    }
}

/// Two bytes of the checksum that a model that was read ends with.
pub(crate) fn tag(bytes: &[u8]) -> u16 {
    bytes.last_chunk().map_or(0, |last| u16::from_le_bytes(*last))
}

pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

//! A conversation as bytes: versioned, bounded, checked, without text.
//!
//! Layout (little endian): magic `VGC`, schema number, salt, counters, ids, trusted senders, the model, the latest message, participants; last an FNV-1a
//! checksum of all before it. The checksum finds damage, not malice: every field is checked on its own as well.
//!
//! Schema 1 had no trusted senders, no authors of ids, no facts, no learned state (but ten bytes of running means), eight bytes for each set of recent kinds, and the number
//! of a kind before each trace instead of one set of kinds before all. Schema 2 had 32 bytes of learned state, whoever wrote. Schema 3 had nothing of the latest message. What models of before schema 5 remembered is dropped. Schema 5 did not say which model
//! had remembered. All are read, and never written.

use std::collections::VecDeque;

use super::evidence::{Evidence, Moment, Trace};
use super::feedback::{Facts, TRUSTED};
use super::ids::{Remembered, UNKNOWN_AUTHOR, WITHDRAWN};
use super::participant::{Alerted, Participant, SHARED};
use super::{Conversation, LanguageCount, Latest, OWN_STATES, REMEMBERED_IDS};
use crate::classifier::{LearnedState, MessageCode, Outlook};
use crate::error::{Error, SnapshotFault};
use crate::message::{AgeBand, Role};
use crate::signal::SignalKind;

const MAGIC: [u8; 3] = *b"VGC";
const SCHEMA: u8 = 6;
/// How much schema 2 kept of a model.
const LEARNED_BEFORE: usize = 32;
/// A set of kinds takes six bytes.
const MOST_KINDS: usize = 48;
const _: () = assert!(SignalKind::COUNT <= MOST_KINDS, "a set of kinds has no room for more");
/// No snapshot is longer.
const MOST_BYTES: usize = 4096;
/// Stands for the author of the latest message where no model read one.
const NO_AUTHOR: u8 = u8::MAX;

impl Conversation {
    /// The conversation as bytes, at most 4,096 of them, for the host to store, encrypted, beside its thread.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        bytes.extend(MAGIC);
        bytes.push(SCHEMA);
        bytes.extend(self.salt.to_le_bytes());
        bytes.extend(self.messages.to_le_bytes());
        bytes.extend(self.minute.to_le_bytes());
        for count in [self.language.words, self.language.common, self.language.media] {
            bytes.extend(count.to_le_bytes());
        }
        bytes.push(self.age_band.map_or(0, |band| band as u8 + 1));
        bytes.push(self.ids.len() as u8);
        for id in &self.ids {
            bytes.extend(id.hash.to_le_bytes());
        }
        let authors: Vec<u8> = self.ids.iter().map(|id| id.author).collect();
        bytes.extend(authors.chunks(2).map(|two| two[0] | two.get(1).map_or(0, |author| author << 4)));
        bytes.push(self.trusted.len() as u8);
        for key in &self.trusted {
            bytes.extend(key.to_le_bytes());
        }
        bytes.extend(self.model.to_le_bytes());
        bytes.push(self.latest.map_or(NO_AUTHOR, |latest| latest.author));
        if let Some(latest) = self.latest {
            bytes.extend(latest.code.0.map(i8::cast_unsigned));
        }
        bytes.push(self.participants.len() as u8);
        for participant in &self.participants {
            self.write_participant(participant, &mut bytes);
        }
        let sum = checksum(&bytes);
        bytes.extend(sum.to_le_bytes());
        debug_assert!(bytes.len() <= MOST_BYTES);
        bytes
    }

    /// A conversation as it was when [`Conversation::snapshot`] was taken.
    ///
    /// # Errors
    /// When the bytes are no snapshot, are cut short or damaged, or were written by a newer version
    /// ([`Error::is_newer_snapshot`]).
    pub fn restore(bytes: &[u8]) -> Result<Self, Error> {
        read(bytes).map_err(Error::snapshot)
    }

    fn write_participant(&self, participant: &Participant, bytes: &mut Vec<u8>) {
        bytes.extend(participant.key.to_le_bytes());
        bytes.push(participant.role as u8);
        bytes.extend(participant.messages.to_le_bytes());
        // The state that the rest of a group shares is nobody's: no model follows it.
        if !participant.is_shared() {
            let kept = if self.participants.len() == 1 { LearnedState::LEN } else { LearnedState::LASTING };
            bytes.extend(participant.learned.0[..kept].iter().map(|value| value.cast_unsigned()));
        }
        for fraction in participant.outlook.fractions() {
            bytes.extend(fraction.to_le_bytes());
        }
        let now = self.now();
        let alerted = participant.alerted;
        bytes.extend([alerted.raised, alerted.waiting, alerted.peak, alerted.settled]);
        bytes.push(participant.facts.to_byte() | if participant.outlook.told { Facts::FREE_BIT } else { 0 });
        for kinds in participant.recent {
            bytes.extend(&kinds.to_le_bytes()[..MOST_KINDS / 8]);
        }
        for evidence in [&participant.said, &participant.told] {
            let kinds = evidence.traces().iter().fold(0u64, |kinds, trace| kinds | 1 << trace.kind.index());
            bytes.extend(&kinds.to_le_bytes()[..MOST_KINDS / 8]);
            for trace in evidence.traces() {
                bytes.extend(trace.level.to_le_bytes());
                // How long ago instead of when: two bytes each, and beyond their range nothing is left of a trace.
                bytes.extend(ago(self.messages, trace.at.message).to_le_bytes());
                let hours =
                    if trace.at.hour == 0 { UNTIMED } else { ago(now.hour, trace.at.hour).min(UNTIMED - 1) };
                bytes.extend(hours.to_le_bytes());
            }
        }
    }
}

/// Stands for «no time known».
const UNTIMED: u16 = u16::MAX;

fn ago(now: u32, then: u32) -> u16 {
    now.saturating_sub(then).min(u32::from(u16::MAX)) as u16
}

fn read(bytes: &[u8]) -> Result<Conversation, SnapshotFault> {
    if bytes.len() > MOST_BYTES {
        return Err(SnapshotFault::TooLong);
    }
    let mut reader = Reader { bytes };
    if reader.array::<3>().map_err(|_| SnapshotFault::NotASnapshot)? != MAGIC {
        return Err(SnapshotFault::NotASnapshot);
    }
    let schema = match reader.byte()? {
        0 => return Err(SnapshotFault::Corrupt("schema")),
        schema @ ..=SCHEMA => schema,
        version => return Err(SnapshotFault::Newer { version }),
    };
    let Some((body, sum)) = bytes.split_last_chunk::<4>() else { return Err(SnapshotFault::Truncated) };
    if reader.bytes.len() < sum.len() {
        return Err(SnapshotFault::Truncated);
    }
    reader.bytes = &reader.bytes[..reader.bytes.len() - sum.len()];
    let conversation = read_body(&mut reader, schema)?;
    if !reader.bytes.is_empty() {
        return Err(SnapshotFault::Corrupt("length"));
    }
    if checksum(body) != u32::from_le_bytes(*sum) {
        return Err(SnapshotFault::Corrupt("checksum"));
    }
    Ok(conversation)
}

fn read_body(reader: &mut Reader<'_>, schema: u8) -> Result<Conversation, SnapshotFault> {
    let mut conversation = Conversation::with_salt(u64::from_le_bytes(reader.array()?));
    conversation.messages = u32::from_le_bytes(reader.array()?);
    conversation.minute = u32::from_le_bytes(reader.array()?);
    let mut count = || reader.array().map(u16::from_le_bytes);
    conversation.language = LanguageCount { words: count()?, common: count()?, media: count()? };
    if conversation.language.common > conversation.language.words {
        return Err(SnapshotFault::Corrupt("language"));
    }
    conversation.age_band = match reader.byte()? {
        0 => None,
        1 => Some(AgeBand::Under13),
        2 => Some(AgeBand::Teen13To15),
        3 => Some(AgeBand::Teen16To17),
        4 => Some(AgeBand::Adult),
        _ => return Err(SnapshotFault::Corrupt("age band")),
    };
    let ids = usize::from(reader.byte()?);
    if ids > REMEMBERED_IDS {
        return Err(SnapshotFault::Corrupt("ids"));
    }
    conversation.ids = (0..ids)
        .map(|_| {
            let hash = u32::from_le_bytes(reader.array()?);
            Ok(Remembered { hash, author: UNKNOWN_AUTHOR })
        })
        .collect::<Result<VecDeque<_>, _>>()?;
    if schema > 1 {
        for two in conversation.ids.make_contiguous().chunks_mut(2) {
            let byte = reader.byte()?;
            for (remembered, author) in two.iter_mut().zip([byte & 0b1111, byte >> 4]) {
                remembered.author = author;
            }
        }
        let trusted = usize::from(reader.byte()?);
        if trusted > TRUSTED {
            return Err(SnapshotFault::Corrupt("trusted senders"));
        }
        conversation.trusted =
            (0..trusted).map(|_| reader.array().map(u32::from_le_bytes)).collect::<Result<_, _>>()?;
    }
    // Whoever had remembered under an older schema, it was another model.
    if schema > 5 {
        conversation.model = u16::from_le_bytes(reader.array()?);
    }
    if schema > 3 {
        conversation.latest = match reader.byte()? {
            NO_AUTHOR => None,
            author => {
                let code = reader.array()?.map(u8::cast_signed);
                // As with all that a model of before remembered.
                (schema > 4).then_some(Latest { author, code: MessageCode(code) })
            }
        };
    }
    let participants = usize::from(reader.byte()?);
    if participants > OWN_STATES + 1 {
        return Err(SnapshotFault::Corrupt("participants"));
    }
    for place in 0..participants {
        let participant = read_participant(reader, conversation.now(), participants == 1, schema)?;
        let known = conversation.participants.iter().any(|other| other.key == participant.key);
        if known || (participant.key == SHARED) != (place == OWN_STATES) {
            return Err(SnapshotFault::Corrupt("participant"));
        }
        conversation.participants.push(participant);
    }
    let known =
        |author: u8| matches!(author, UNKNOWN_AUTHOR | WITHDRAWN) || usize::from(author) < participants;
    if conversation.ids.iter().any(|id| !known(id.author)) {
        return Err(SnapshotFault::Corrupt("authors"));
    }
    if conversation.latest.is_some_and(|latest| usize::from(latest.author) >= participants) {
        return Err(SnapshotFault::Corrupt("latest message"));
    }
    Ok(conversation)
}

fn read_participant(
    reader: &mut Reader<'_>,
    now: Moment,
    alone: bool,
    schema: u8,
) -> Result<Participant, SnapshotFault> {
    let key = u64::from_le_bytes(reader.array()?);
    let role = match reader.byte()? {
        0 => Role::Protected,
        1 => Role::Contact,
        2 => Role::Unknown,
        _ => return Err(SnapshotFault::Corrupt("role")),
    };
    let mut participant = Participant::new(key, role);
    participant.messages = u32::from_le_bytes(reader.array()?);
    let mut fractions = [0; 5];
    if schema > 1 {
        if !participant.is_shared() {
            participant.learned = read_learned(reader, alone, schema)?;
        }
        for fraction in &mut fractions {
            *fraction = i16::from_le_bytes(reader.array()?);
        }
    } else {
        // Running means of a model that is no more.
        reader.array::<10>()?;
    }
    let [raised, waiting, peak, settled] = reader.array()?;
    if raised > 0b1111 || waiting & !raised != 0 {
        return Err(SnapshotFault::Corrupt("alerts"));
    }
    participant.alerted = Alerted { raised, waiting, peak, settled };
    if schema > 1 {
        let facts = reader.byte()?;
        // Older models saw other things in other numbers.
        let current = schema > 4;
        let told = current && facts & Facts::FREE_BIT != 0;
        if current {
            participant.outlook = Outlook::from_fractions(fractions, told);
        }
        let facts = if told { facts & !Facts::FREE_BIT } else { facts };
        participant.facts = Facts::from_byte(facts).ok_or(SnapshotFault::Corrupt("facts"))?;
    }
    for kinds in &mut participant.recent {
        *kinds = if schema > 1 { reader.kinds()? } else { u64::from_le_bytes(reader.array()?) };
        if *kinds >> SignalKind::COUNT != 0 {
            return Err(SnapshotFault::Corrupt("recent kinds"));
        }
    }
    participant.said = read_evidence(reader, now, schema)?;
    participant.told = read_evidence(reader, now, schema)?;
    Ok(participant)
}

/// What a model of schema 2 had learned says nothing to a later one, which starts anew.
fn read_learned(reader: &mut Reader<'_>, alone: bool, schema: u8) -> Result<LearnedState, SnapshotFault> {
    let mut learned = LearnedState::default();
    let kept = match schema {
        ..=2 => LEARNED_BEFORE,
        _ if alone => LearnedState::LEN,
        _ => LearnedState::LASTING,
    };
    for value in &mut learned.0[..kept] {
        *value = reader.byte()?.cast_signed();
    }
    // Older schemas were written with models that are no more: what those remembered means nothing to others.
    Ok(if schema > 4 { learned } else { LearnedState::default() })
}

fn read_evidence(reader: &mut Reader<'_>, now: Moment, schema: u8) -> Result<Evidence, SnapshotFault> {
    let mut kinds = if schema > 1 { reader.kinds()? } else { 0 };
    let count = if schema > 1 { kinds.count_ones() as u8 } else { reader.byte()? };
    let mut traces = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let number = if schema > 1 { kinds.trailing_zeros() } else { u32::from(reader.byte()?) };
        kinds &= kinds.wrapping_sub(1);
        let kind = SignalKind::ALL.get(number as usize).ok_or(SnapshotFault::Corrupt("kind"))?;
        let level = u16::from_le_bytes(reader.array()?);
        let message = now.message.saturating_sub(u32::from(u16::from_le_bytes(reader.array()?)));
        let hour = match u16::from_le_bytes(reader.array()?) {
            UNTIMED => 0,
            hours => now.hour.saturating_sub(u32::from(hours)),
        };
        traces.push(Trace { kind: *kind, level, at: Moment { message, hour } });
    }
    Evidence::from_traces(traces).ok_or(SnapshotFault::Corrupt("order of kinds"))
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotFault> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or(SnapshotFault::Truncated)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn byte(&mut self) -> Result<u8, SnapshotFault> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// A set of kinds.
    fn kinds(&mut self) -> Result<u64, SnapshotFault> {
        let bytes = self.array::<{ MOST_KINDS / 8 }>()?;
        Ok(bytes.iter().rev().fold(0, |kinds, byte| kinds << 8 | u64::from(*byte)))
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that a conversation can remember of as many senders as have a state.
    fn fullest() -> Conversation {
        let mut conversation = Conversation::with_salt(7);
        conversation.tick(Some(1_700_000_000_000));
        for number in 0..TRUSTED {
            conversation.trust(&format!("friend {number}"));
        }
        for number in 0..=OWN_STATES {
            let key = if number == OWN_STATES { SHARED } else { number as u64 + 1 };
            let mut participant = Participant::new(key, Role::Contact);
            participant.recent = [(1 << SignalKind::COUNT) - 1; 4];
            for kind in SignalKind::ALL {
                participant.said.add(*kind, 0.9, conversation.now());
                participant.told.add(*kind, 0.9, conversation.now());
            }
            participant.told.bound_told(conversation.now());
            conversation.participants.push(participant);
        }
        conversation.ids = (0..REMEMBERED_IDS)
            .map(|id| Remembered { hash: id as u32, author: (id % OWN_STATES) as u8 })
            .collect();
        conversation.latest = Some(Latest { author: 1, code: MessageCode::new(&[0.5; MessageCode::LEN]) });
        conversation
    }

    /// The guard of the number of kinds: each takes six bytes of each state.
    #[test]
    fn every_kind_of_every_sender_fits_into_a_snapshot() {
        let conversation = fullest();
        let bytes = conversation.snapshot();
        assert!(Conversation::restore(&bytes).unwrap() == conversation);
        // docs/defaults.md says so.
        let with = |kinds: usize| {
            357 + MessageCode::LEN + (OWN_STATES + 1) * (112 + 6 * kinds) + OWN_STATES * LearnedState::LASTING
        };
        assert_eq!(bytes.len(), with(SignalKind::COUNT));
        assert!(with(42) <= MOST_BYTES && with(43) > MOST_BYTES);
    }

    #[test]
    fn an_author_who_is_not_there_is_refused() {
        let mut conversation = fullest();
        conversation.participants.truncate(2);
        let bytes = conversation.snapshot();
        assert!(Conversation::restore(&bytes).unwrap_err().is_snapshot());
        conversation.ids.clear();
        assert!(Conversation::restore(&conversation.snapshot()).is_ok());
        conversation.latest = Some(Latest { author: 2, code: MessageCode::default() });
        assert!(Conversation::restore(&conversation.snapshot()).unwrap_err().is_snapshot());
    }
}

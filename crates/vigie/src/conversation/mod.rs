//! The bounded memory of one chat: who did what, as numbers, without a word or a name.

mod advance;
mod evidence;
mod feedback;
mod ids;
mod participant;
mod snapshot;

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

pub(crate) use evidence::{Levels, Moment};
pub(crate) use feedback::lowered;
pub(crate) use ids::{Arrival, Remembered};
pub(crate) use participant::Participant;

use crate::classifier::{Before, MessageCode, Outlook};
use crate::message::{AgeBand, Role};
use crate::signal::SignalKind;

/// Senders with a state of their own; the rest of a large group share one more.
pub(crate) const OWN_STATES: usize = 8;
/// How many message ids are remembered.
pub(crate) const REMEMBERED_IDS: usize = 64;
/// Language counters are halved when they reach this, so that they follow a change of language.
const COUNTED_WORDS: u16 = 400;

/// One chat thread, as the library remembers it.
///
/// Bounded (see [`Conversation::snapshot`]), and free of text and names: senders and message ids are kept as hashes
/// under the conversation's own salt.
#[derive(Clone, PartialEq)]
pub struct Conversation {
    pub(crate) salt: u64,
    pub(crate) messages: u32,
    /// Minutes since 1970 of the latest message with a time; 0 when there was none.
    pub(crate) minute: u32,
    pub(crate) ids: VecDeque<Remembered>,
    /// Senders marked as trusted: the low half of their keys.
    pub(crate) trusted: Vec<u32>,
    pub(crate) participants: Vec<Participant>,
    pub(crate) language: LanguageCount,
    /// The protected person's age band, once a message told it.
    pub(crate) age_band: Option<AgeBand>,
    /// Which model the learned states and the latest message's code are of: [`Classifier::tag`](crate::Classifier::tag).
    pub(crate) model: u16,
    /// The latest message that a model read.
    pub(crate) latest: Option<Latest>,
}

/// What is remembered of the latest message that a model read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Latest {
    /// The place of its author among the participants; the rest's when the author left.
    pub(crate) author: u8,
    pub(crate) code: MessageCode,
}

impl Latest {
    /// As the participant at `place` sees it.
    pub(crate) fn seen_from(&self, place: usize) -> Before {
        Before { by_candidate: usize::from(self.author) == place, code: self.code }
    }
}

/// What is remembered of one sender: levels in (0, 1] per kind.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParticipantEvidence {
    /// The sender's number; see [`Conversation::participant`]. 0: the rest of a large group.
    pub participant: u64,
    /// Their role.
    pub role: Role,
    /// What they said.
    pub said: Vec<(SignalKind, f32)>,
    /// What the other side said to them.
    pub heard: Vec<(SignalKind, f32)>,
    /// What they told of others' words.
    pub told: Vec<(SignalKind, f32)>,
    /// Where the conversation model sees them going; [`Outlook::START`] without a model.
    pub outlook: Outlook,
}

/// What coverage is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LanguageCount {
    pub(crate) words: u16,
    pub(crate) common: u16,
    pub(crate) media: u16,
}

impl Default for Conversation {
    fn default() -> Self {
        Self::new()
    }
}

impl Conversation {
    /// A new conversation under a fixed salt: the same messages give the same bytes.
    pub fn new() -> Self {
        Self::with_salt(0)
    }

    /// A new conversation under a salt of the host's, so that hashes of two devices cannot be compared.
    pub fn with_salt(salt: u64) -> Self {
        Self {
            salt,
            messages: 0,
            minute: 0,
            ids: VecDeque::new(),
            trusted: Vec::new(),
            participants: Vec::new(),
            language: LanguageCount::default(),
            age_band: None,
            model: 0,
            latest: None,
        }
    }

    /// How many messages were taken in.
    pub fn messages(&self) -> u32 {
        self.messages
    }

    /// The number under which a sender appears in [`Assessment::about`](crate::Assessment::about).
    pub fn participant(&self, sender: &str) -> u64 {
        self.hash(sender)
    }

    /// Whether an alert waits to be acknowledged.
    pub fn is_alerting(&self) -> bool {
        self.participants.iter().any(|participant| participant.alerted.is_alerting())
    }

    /// The protected person has seen the help: the alert ends. New evidence raises a new one.
    pub fn acknowledge(&mut self) {
        for participant in &mut self.participants {
            participant.alerted.acknowledge();
        }
    }

    /// What is remembered of each sender, faded to now: for explanations and for fitting weights.
    pub fn evidence(&self) -> Vec<ParticipantEvidence> {
        let list = |levels: &Levels| -> Vec<(SignalKind, f32)> {
            SignalKind::ALL
                .iter()
                .map(|kind| (*kind, levels[kind.index()]))
                .filter(|(_, level)| *level > 0.0)
                .collect()
        };
        (0..self.participants.len())
            .map(|place| {
                let pair = self.pair_evidence(place);
                ParticipantEvidence {
                    participant: self.participants[place].key,
                    role: self.participants[place].role,
                    said: list(&pair.said),
                    heard: list(&pair.heard),
                    told: list(&pair.told),
                    outlook: pair.outlook,
                }
            })
            .collect()
    }

    pub(crate) fn now(&self) -> Moment {
        Moment { message: self.messages, hour: self.minute / 60 }
    }

    /// Moves the clocks on. A time that goes backwards counts as no time passed. Returns the minutes since the message
    /// before, where both times are known.
    pub(crate) fn tick(&mut self, sent_at: Option<i64>) -> Option<u32> {
        self.messages = self.messages.saturating_add(1);
        let minute = sent_at.map_or(0, |milliseconds| (milliseconds / 60_000).clamp(0, i64::from(u32::MAX)));
        let before = self.minute;
        self.minute = before.max(minute as u32);
        (before > 0 && minute > 0).then_some(self.minute - before)
    }

    pub(crate) fn count_language(&mut self, words: u32, common: u32, media: bool) {
        let count = &mut self.language;
        count.words = count.words.saturating_add(words.min(200) as u16);
        count.common = count.common.saturating_add(common.min(200) as u16);
        count.media = count.media.saturating_add(u16::from(media));
        if count.words > COUNTED_WORDS {
            count.words /= 2;
            count.common /= 2;
        }
    }

    /// The place of a sender among the participants. In a group that is full, the quietest one makes room when it
    /// has shown nothing; otherwise the newcomer joins the shared state. A protected person gets a place of their own
    /// as long as anyone else holds one about whom no alert was raised. The one addressed is never the one to leave.
    pub(crate) fn place_of(&mut self, sender: &str, role: Role, addressee: Option<usize>) -> usize {
        let key = self.hash(sender);
        if let Some(place) = self.place_by_key(key) {
            if role != Role::Unknown {
                self.participants[place].role = role;
            }
            return place;
        }
        let newcomer = Participant::new(key, role);
        if self.participants.len() < OWN_STATES {
            self.participants.push(newcomer);
            return self.participants.len() - 1;
        }
        let now = self.now();
        let quietest = (0..OWN_STATES)
            .filter(|&place| self.participants[place].role != Role::Protected && addressee != Some(place))
            .min_by(|&one, &other| {
                let telling = |place: usize| self.participants[place].telling(now);
                telling(one).total_cmp(&telling(other))
            });
        if self.participants.len() == OWN_STATES {
            self.participants.push(Participant::new(participant::SHARED, Role::Unknown));
        }
        let least = if role == Role::Protected { f32::MAX } else { participant::TELLING };
        match quietest {
            Some(place) if self.participants[place].telling(now) < least => {
                let leaver = std::mem::replace(&mut self.participants[place], newcomer);
                let rest = &mut self.participants[OWN_STATES];
                rest.said.absorb(&leaver.said, now);
                rest.told.absorb(&leaver.told, now);
                rest.told.bound_told(now);
                self.disown(place);
                place
            }
            _ => {
                // What the rest of a group says is nobody's in particular, least of all the protected person's.
                if role != Role::Protected {
                    self.participants[OWN_STATES].role = role;
                }
                OWN_STATES
            }
        }
    }

    /// The place of a sender who has one of their own.
    pub(crate) fn place_of_known(&self, sender: &str) -> Option<usize> {
        self.place_by_key(self.hash(sender))
    }

    fn place_by_key(&self, key: u64) -> Option<usize> {
        self.participants.iter().position(|known| known.key == key)
    }

    fn hash(&self, name: &str) -> u64 {
        // FNV-1a under the salt: stable across versions and machines, which std's hasher does not promise.
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325 ^ self.salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        name.hash(&mut hasher);
        hasher.finish() | 1
    }
}

/// Counts only.
impl std::fmt::Debug for Conversation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conversation")
            .field("messages", &self.messages)
            .field("participants", &self.participants.len())
            .field("alerting", &self.is_alerting())
            .finish_non_exhaustive()
    }
}

struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        // A last mixing step: FNV alone leaves the low bits weak.
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

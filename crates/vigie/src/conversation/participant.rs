//! What is remembered of one sender.

use super::evidence::{Evidence, Moment};
use super::feedback::Facts;
use crate::classifier::{LearnedState, Outlook};
use crate::message::Role;
use crate::signal::{Group, SignalKind};

/// The key of the state that the rest of a large group shares; no hash is 0.
pub(crate) const SHARED: u64 = 0;
/// Below this much evidence a participant may make room for another.
pub(crate) const TELLING: f32 = 0.5;
/// How many of a sender's messages an answer can refer to.
const RECENT: usize = 4;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Participant {
    pub(crate) key: u64,
    pub(crate) role: Role,
    /// What they said themselves.
    pub(crate) said: Evidence,
    /// What they told of others' words.
    pub(crate) told: Evidence,
    /// The kinds of their latest messages, as bits, newest first.
    pub(crate) recent: [u64; RECENT],
    pub(crate) messages: u32,
    /// What the conversation model remembers of them as the one to worry about.
    pub(crate) learned: LearnedState,
    /// Where it sees them going.
    pub(crate) outlook: Outlook,
    pub(crate) alerted: Alerted,
    pub(crate) facts: Facts,
}

/// Alerts about one participant, one bit a threat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Alerted {
    /// Raised at some time.
    pub(crate) raised: u8,
    /// Raised and not acknowledged.
    pub(crate) waiting: u8,
    /// The highest probability since the alert, in 1/255.
    pub(crate) peak: u8,
    /// The peak when the last alert was acknowledged: only more than that alerts again.
    pub(crate) settled: u8,
}

impl Participant {
    pub(crate) fn new(key: u64, role: Role) -> Self {
        Self {
            key,
            role,
            said: Evidence::default(),
            told: Evidence::default(),
            recent: [0; RECENT],
            messages: 0,
            learned: LearnedState::default(),
            outlook: Outlook::START,
            alerted: Alerted::default(),
            facts: Facts::default(),
        }
    }

    /// Whether this is the state that the rest of a large group shares: nobody can be named for it.
    pub(crate) fn is_shared(&self) -> bool {
        self.key == SHARED
    }

    pub(crate) fn push_recent(&mut self, kinds: u64) {
        self.recent.rotate_right(1);
        self.recent[0] = kinds;
    }

    pub(crate) fn recent_kinds(&self) -> u64 {
        self.recent.iter().fold(0, |all, kinds| all | kinds)
    }

    /// How much would be lost with this participant.
    pub(crate) fn telling(&self, now: Moment) -> f32 {
        if self.alerted.raised != 0 {
            return f32::MAX;
        }
        let levels = self.said.levels(now);
        SignalKind::ALL
            .iter()
            .filter(|kind| kind.group() != Group::Calming)
            .map(|kind| levels[kind.index()])
            .sum()
    }
}

impl Alerted {
    pub(crate) fn is_alerting(self) -> bool {
        self.waiting != 0
    }

    pub(crate) fn acknowledge(&mut self) {
        if self.is_alerting() {
            self.waiting = 0;
            self.settled = self.peak;
        }
    }
}

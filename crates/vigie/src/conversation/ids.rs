//! Which messages were seen, and who wrote them: for repetitions, edits, withdrawals and answers.

use super::evidence::{Evidence, Moment};
use super::{Conversation, OWN_STATES, REMEMBERED_IDS};
use crate::message::{Message, Role};
use crate::policy;
use crate::signal::{Group, SignalKind};

/// Nobody knows any more who wrote it: it was remembered by an older version.
pub(crate) const UNKNOWN_AUTHOR: u8 = 14;
/// Its sender took it back.
pub(crate) const WITHDRAWN: u8 = 15;
/// So many messages taken back after threats are an attempt to remove evidence; one or two are second thoughts.
const WITHDRAWALS: u8 = 3;
/// What that is worth: like a rule that hints at it.
const WITHDRAWAL_EVIDENCE: f32 = 0.5;

/// A message seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Remembered {
    pub(crate) hash: u32,
    /// The place of its author among the participants, [`UNKNOWN_AUTHOR`] or [`WITHDRAWN`]: four bits.
    pub(crate) author: u8,
}

/// What a message is to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    New,
    /// Another text for a message already seen.
    Edited,
    /// Seen before: nothing changes.
    Repeated,
    /// A notice that a message already seen was taken back.
    Withdrawn,
}

impl Conversation {
    pub(crate) fn arrival(&self, message: &Message<'_>) -> Arrival {
        let Some(known) = message.id.and_then(|id| self.remembered(id)) else { return Arrival::New };
        match (message.edited, message.deleted) {
            (true, _) => Arrival::Edited,
            (false, true) if known.author != WITHDRAWN => Arrival::Withdrawn,
            _ => Arrival::Repeated,
        }
    }

    /// Remembers that the participant at `place` wrote the message.
    pub(crate) fn remember(&mut self, message: &Message<'_>, place: usize) {
        let Some(id) = message.id else { return };
        let hash = self.hash(id) as u32;
        if self.ids.iter().any(|known| known.hash == hash) {
            return;
        }
        if self.ids.len() == REMEMBERED_IDS {
            self.ids.pop_front();
        }
        self.ids.push_back(Remembered { hash, author: place as u8 });
    }

    /// A message is taken back. What it showed stays. To take back a message is ordinary; to take back several after
    /// threats removes evidence.
    pub(crate) fn withdraw(&mut self, id: Option<&str>, sender: usize) {
        let hash = id.map(|id| self.hash(id) as u32);
        let known = self.ids.iter_mut().find(|known| Some(known.hash) == hash);
        let author = match known {
            Some(known) if known.author == WITHDRAWN => return,
            Some(known) => usize::from(std::mem::replace(&mut known.author, WITHDRAWN)),
            None => sender,
        };
        let now = self.now();
        let Some(participant) = self.participants.get_mut(author) else { return };
        if participant.role == Role::Protected || participant.is_shared() {
            return;
        }
        if !coerces(&participant.said, now) && !coerces(&participant.told, now) {
            return;
        }
        participant.facts.withdrawn += 1;
        if participant.facts.withdrawn == WITHDRAWALS {
            participant.facts.withdrawn = 0;
            participant.said.add(SignalKind::EvidenceRemoval, WITHDRAWAL_EVIDENCE, now);
        }
    }

    /// The place of the one whom a message addresses, as far as the host says and they have one of their own.
    pub(crate) fn addressee(&self, message: &Message<'_>) -> Option<usize> {
        let named = message.to.map(|to| self.hash(to)).and_then(|key| self.place_by_key(key));
        let answered = || {
            let author = usize::from(self.remembered(message.reply_to?)?.author);
            (author < self.participants.len().min(OWN_STATES)).then_some(author)
        };
        let sender = self.place_of_known(message.sender);
        named.or_else(answered).filter(|place| Some(*place) != sender)
    }

    /// Whether what this participant writes to that one is no business of a protected person's: both are known to be
    /// somebody else. Where the host does not say, everything may be meant for the protected person.
    pub(crate) fn is_aside(&self, sender: usize, addressee: Option<usize>) -> bool {
        let speaks = self.participants[sender].role != Role::Protected;
        speaks && addressee.is_some_and(|place| self.participants[place].role == Role::Contact)
    }

    /// Messages of a participant who left their place to another count as the rest's.
    pub(crate) fn disown(&mut self, place: usize) {
        for known in self.ids.iter_mut().filter(|known| usize::from(known.author) == place) {
            known.author = OWN_STATES as u8;
        }
        if let Some(latest) = self.latest.as_mut().filter(|latest| usize::from(latest.author) == place) {
            latest.author = OWN_STATES as u8;
        }
    }

    fn remembered(&self, id: &str) -> Option<Remembered> {
        let hash = self.hash(id) as u32;
        self.ids.iter().copied().find(|known| known.hash == hash)
    }
}

fn coerces(evidence: &Evidence, now: Moment) -> bool {
    policy::group_levels(&evidence.levels(now))[Group::Coercion as usize] >= policy::ACTIVE
}

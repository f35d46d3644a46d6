//! What the host and the protected person say about a sender: «I know them», «that was fine».
//!
//! Either lowers what it takes to worry, and neither blinds: together they take no more than [`CALM_MOST`] off the
//! log-odds, and an explicit threat to expose someone that demands something alerts whatever was said.

use super::Conversation;

/// How many senders can be marked as trusted.
pub(super) const TRUSTED: usize = 8;
/// What trust takes off the log-odds of every threat.
const TRUST_SHIFT: f32 = 1.5;
/// What each «that was fine» takes off: the step between two sensitivities.
pub(crate) const DISMISSED_SHIFT: f32 = 0.8;
/// After so many, another changes nothing.
const DISMISSALS: u8 = 3;
/// The most that trust and dismissals take off together: a probability of 0.94 still alerts.
const CALM_MOST: f32 = 2.3;

/// Small facts about a participant: one byte in a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Facts {
    /// How often an alert about them was dismissed, up to three times.
    pub(crate) dismissed: u8,
    /// How many messages they took back after threats, up to two.
    pub(crate) withdrawn: u8,
    /// The alert about them is one about a third party.
    pub(crate) third_party: bool,
    /// They threatened another member than the protected person.
    pub(crate) threatens_member: bool,
}

impl Facts {
    /// A bit of the byte that is none of theirs: a snapshot keeps there whether what a model sees is only told of.
    pub(crate) const FREE_BIT: u8 = 1 << 6;

    pub(crate) fn to_byte(self) -> u8 {
        self.dismissed
            | self.withdrawn << 2
            | u8::from(self.third_party) << 4
            | u8::from(self.threatens_member) << 5
    }

    /// None for a byte that no facts give.
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        let facts = Self {
            dismissed: byte & 0b11,
            withdrawn: byte >> 2 & 0b11,
            third_party: byte >> 4 & 1 == 1,
            threatens_member: byte >> 5 & 1 == 1,
        };
        (facts.to_byte() == byte && facts.withdrawn < 3).then_some(facts)
    }
}

impl Conversation {
    /// Marks a sender as one whom the protected person's family knows: a parent, a sibling, a friend from school. It takes
    /// more to worry about them, and an explicit threat that demands something alerts all the same: many children are
    /// harmed by people whom they know.
    ///
    /// Kept in the snapshot as a hash. Eight senders at most: a ninth replaces the one marked first.
    ///
    /// ```
    /// let mut conversation = vigie::Conversation::new();
    /// conversation.trust("aunt");
    /// assert!(conversation.is_trusted("aunt"));
    /// conversation.distrust("aunt");
    /// assert!(!conversation.is_trusted("aunt"));
    /// ```
    pub fn trust(&mut self, sender: &str) {
        self.distrust(sender);
        if self.trusted.len() == TRUSTED {
            self.trusted.remove(0);
        }
        let key = self.hash(sender) as u32;
        self.trusted.push(key);
    }

    /// Takes [`Conversation::trust`] back.
    pub fn distrust(&mut self, sender: &str) {
        let key = self.hash(sender) as u32;
        self.trusted.retain(|known| *known != key);
    }

    /// Whether a sender is marked as trusted.
    pub fn is_trusted(&self, sender: &str) -> bool {
        self.trusted.contains(&(self.hash(sender) as u32))
    }

    /// The protected person says that what raised the waiting alert was fine: the alert ends, as with
    /// [`Conversation::acknowledge`], and it takes more to raise another about the same sender, up to three times.
    /// Without a waiting alert it does nothing. An explicit threat that demands something alerts all the same, and
    /// makes the library forget that earlier alerts were dismissed.
    pub fn dismiss(&mut self) {
        for participant in &mut self.participants {
            if participant.alerted.is_alerting() {
                participant.alerted.acknowledge();
                let settled = f32::from(participant.alerted.settled) / 255.0;
                participant.alerted.settled = (lowered(settled, DISMISSED_SHIFT) * 255.0) as u8;
                participant.facts.dismissed = (participant.facts.dismissed + 1).min(DISMISSALS);
            }
        }
    }

    /// What trust and dismissals take off the log-odds of threats by the participant at `place`.
    pub(crate) fn calm(&self, place: usize) -> f32 {
        let participant = &self.participants[place];
        let trusted = !participant.is_shared() && self.trusted.contains(&(participant.key as u32));
        let trust = if trusted { TRUST_SHIFT } else { 0.0 };
        (trust + DISMISSED_SHIFT * f32::from(participant.facts.dismissed)).min(CALM_MOST)
    }
}

/// A probability with so much taken off its log-odds.
pub(crate) fn lowered(probability: f32, log_odds: f32) -> f32 {
    probability / (probability + (1.0 - probability) * log_odds.exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_fit_into_a_byte_and_others_are_refused() {
        let mut accepted = 0;
        for byte in 0..=u8::MAX {
            if let Some(facts) = Facts::from_byte(byte) {
                assert_eq!(facts.to_byte(), byte);
                accepted += 1;
            }
        }
        assert_eq!(accepted, 4 * 3 * 2 * 2);
    }

    #[test]
    fn lowering_keeps_the_ends_and_takes_log_odds_off() {
        assert_eq!([lowered(0.0, 2.3), lowered(1.0, 2.3)], [0.0, 1.0]);
        assert!((lowered(0.94, CALM_MOST) - 0.61).abs() < 0.01, "{}", lowered(0.94, CALM_MOST));
        assert!((lowered(0.6, 0.0) - 0.6).abs() < 1e-6);
    }

    #[test]
    fn a_ninth_trusted_sender_replaces_the_first() {
        let mut conversation = Conversation::new();
        for number in 0..9 {
            conversation.trust(&format!("sender {number}"));
            conversation.trust("sender 8");
        }
        assert!(!conversation.is_trusted("sender 0"));
        assert!(conversation.is_trusted("sender 7") && conversation.is_trusted("sender 8"));
        let restored = Conversation::restore(&conversation.snapshot()).unwrap();
        assert!(restored == conversation);
    }
}

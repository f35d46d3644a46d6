//! One more message: its signals join the memory of its sender, and what is known of a sender and those they write to.

use super::{Conversation, Latest, OWN_STATES, Participant};
use crate::classifier::{Before, Classifier, LearnedState, Outlook, Reading, Turn};
use crate::message::Role;
use crate::policy::PairEvidence;
use crate::signal::SignalKind;
use crate::threatening::New;

impl Conversation {
    /// Adds a message's signals to the memory of its sender. An edit counts once with what it replaces, and what
    /// is addressed to another member counts like something told.
    pub(crate) fn take_in(&mut self, new: &New<'_>, role: Role, edited: bool) {
        let now = self.now();
        let participant = &mut self.participants[new.place];
        if role != Role::Unknown {
            participant.role = role;
        }
        participant.messages = participant.messages.saturating_add(1);
        let mut kinds = 0u64;
        for signal in new.signals {
            let told = signal.reported || new.aside;
            let memory = if told { &mut participant.told } else { &mut participant.said };
            if edited {
                memory.raise(signal.kind, signal.score, now);
            } else {
                memory.add(signal.kind, signal.score, now);
            }
            kinds |= 1 << signal.kind.index();
        }
        participant.told.bound_told(now);
        participant.push_recent(kinds);
    }

    /// Lets the conversation model follow everybody over a message of the participant at `place`: the protected person too,
    /// who may threaten, but as if nobody's role were known. The state that the rest of a large group shares is nobody's.
    pub(crate) fn follow(
        &mut self,
        place: usize,
        classifier: &dyn Classifier,
        reading: &Reading,
        pause: Option<u32>,
    ) {
        self.belong_to(classifier.tag());
        let by_protected = self.participants[place].role == Role::Protected;
        let (alone, latest) = (self.participants.len() == 1, self.latest);
        for (candidate, participant) in self.participants.iter_mut().enumerate() {
            if participant.is_shared() {
                continue;
            }
            let turn = Turn {
                by_candidate: candidate == place,
                by_protected: by_protected && participant.role != Role::Protected,
                candidate_is_contact: participant.role == Role::Contact,
                alone,
                pause_minutes: pause,
                before: latest.map(|latest| latest.seen_from(candidate)),
            };
            if !alone {
                participant.learned.keep_lasting();
            }
            participant.outlook = classifier.follow(&mut participant.learned, reading, &turn);
        }
        self.latest = Some(Latest { author: place as u8, code: reading.code });
    }

    /// The message before, seen from the participant at `place`, where this model has read it. Those who share a state in a large
    /// group are not told apart: to them it is nobody's.
    pub(crate) fn before(&self, place: usize, model: u16) -> Option<Before> {
        let known = self.model == model && place != OWN_STATES;
        self.latest.filter(|_| known).map(|latest| latest.seen_from(place))
    }

    /// What another model remembered means nothing to this one, which starts anew.
    fn belong_to(&mut self, model: u16) {
        if self.model != model {
            self.model = model;
            self.latest = None;
            for participant in &mut self.participants {
                participant.learned = LearnedState::default();
                participant.outlook = Outlook::default();
            }
        }
    }

    /// The kinds that the one addressed, or anyone but this participant, showed a moment ago, as bits.
    pub(crate) fn recent_of_others(&self, place: usize, addressee: Option<usize>) -> u64 {
        if let Some(addressee) = addressee {
            return self.participants[addressee].recent_kinds();
        }
        let others = self.participants.iter().enumerate().filter(|(other, _)| *other != place);
        others.fold(0, |kinds, (_, participant)| kinds | participant.recent_kinds())
    }

    /// What is known about a sender and those they write to.
    pub(crate) fn pair_evidence(&self, place: usize) -> PairEvidence {
        let now = self.now();
        let participant = &self.participants[place];
        let protected = |other: &Participant| other.role == Role::Protected;
        let one_is_protected = self.participants.iter().any(protected) && !protected(participant);
        let mut heard = [0.0f32; SignalKind::COUNT];
        for (other, listener) in self.participants.iter().enumerate() {
            if other == place || (one_is_protected && !protected(listener)) {
                continue;
            }
            for (most, level) in heard.iter_mut().zip(listener.said.levels(now)) {
                *most = most.max(level);
            }
        }
        PairEvidence {
            said: participant.said.levels(now),
            heard,
            told: participant.told.levels(now),
            outlook: participant.outlook,
            alone: self.participants.len() == 1,
            protected: participant.role == Role::Protected,
            contact: participant.role == Role::Contact,
        }
    }
}

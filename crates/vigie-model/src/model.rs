//! Both models behind the library's trait.

use vigie::text::NormalText;
use vigie::{
    Classifier, ClassifierError, Content, Keyring, LearnedState, Outlook, Prediction, Reading, Signal,
    Signed, Turn,
};

use crate::conversation::ConversationModel;
use crate::error::{Error, Fault};
use crate::features::{features, persons};
use crate::file;
use crate::message::MessageModel;

/// Message models and conversation models, trained in pairs. What these members say is averaged: what one has learned by
/// chance, another has not. Immutable and shared between threads.
pub struct Model {
    members: Vec<Member>,
}

/// A message model and the conversation model that was trained with it.
pub(crate) struct Member {
    pub(crate) message: MessageModel,
    pub(crate) conversation: ConversationModel,
}

impl Model {
    /// Reads signed models, as fetched from anywhere: see [`Signed`].
    ///
    /// # Errors
    /// When the signature or the floor refuses them: [`Error::signature`] says why. And as
    /// [`from_bytes`](Self::from_bytes).
    pub fn from_signed(bytes: &[u8], keyring: &Keyring) -> Result<Self, Error> {
        let signed = Signed::open(bytes, Content::Model, keyring).map_err(Fault::Signed)?;
        Self::from_bytes(signed.payload())
    }

    /// Reads the models.
    ///
    /// # Errors
    /// When the bytes are no model, are damaged, were made for another version, or name an output that this version
    /// does not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self { members: file::read(bytes)? })
    }
}

impl Classifier for Model {
    fn read(&self, text: &NormalText, signals: &[Signal]) -> Result<Reading, ClassifierError> {
        let (buckets, persons) = (features(text, self.members[0].message.buckets), persons(text));
        let (mut view, mut kinds) = (Vec::new(), Vec::<Prediction>::new());
        for Member { message, conversation } in &self.members {
            let hidden = message.hidden(&buckets);
            view.extend(conversation.view(hidden.as_deref(), signals, persons));
            for seen in hidden.map_or_else(Vec::new, |hidden| message.kinds(&hidden)) {
                let probability = seen.probability / self.members.len() as f32;
                match kinds.iter_mut().find(|kind| kind.kind == seen.kind) {
                    Some(kind) => kind.probability += probability,
                    None => kinds.push(Prediction { probability, ..seen }),
                }
            }
        }
        let sound =
            view.iter().chain(kinds.iter().map(|kind| &kind.probability)).all(|value| value.is_finite());
        if sound { Ok(Reading { kinds, view }) } else { Err(ClassifierError) }
    }

    fn follow(&self, state: &mut LearnedState, reading: &Reading, turn: &Turn) -> Outlook {
        let (before, mut after) = (state.values(), Vec::with_capacity(LearnedState::LEN));
        let mut view = &reading.view[..];
        for Member { conversation, .. } in &self.members {
            let (own, rest) = view.split_at(conversation.view_width().min(view.len()));
            let remembered = &before[after.len()..][..conversation.width];
            after.extend(conversation.step(remembered, own, turn));
            view = rest;
        }
        *state = LearnedState::new(&std::array::from_fn(|at| after[at]));
        // What is seen is what is kept: a restored conversation goes on the same.
        let kept = state.values();
        let (mut alarm, mut threats, mut place) = (0.0, [0.0; 4], 0);
        for Member { conversation, .. } in &self.members {
            let (own, named) = conversation.outlook(&kept[place..][..conversation.width], turn.alone);
            alarm += own / self.members.len() as f32;
            let named = Outlook::new(0.0, std::array::from_fn(|threat| named[threat])).threats;
            for (mean, named) in threats.iter_mut().zip(named) {
                *mean += named / self.members.len() as f32;
            }
            place += conversation.width;
        }
        Outlook::new(alarm, threats)
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("members", &self.members.len())
            .field("buckets", &self.members[0].message.buckets)
            .field("width", &self.members[0].message.width)
            .field("kinds", &self.members[0].message.names.len())
            .finish_non_exhaustive()
    }
}

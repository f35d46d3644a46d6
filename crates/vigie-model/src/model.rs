//! Both models behind the library's trait.

use std::ops::Range;

use vigie::text::NormalText;
use vigie::{
    Before, Classifier, ClassifierError, Content, Keyring, LearnedState, MessageCode, Outlook, Prediction,
    Reading, Signal, Signed, Turn,
};

use crate::conversation::ConversationModel;
use crate::error::{Error, Fault};
use crate::features::{features, persons};
use crate::file;
use crate::message::MessageModel;

/// Message models and conversation models, trained in pairs. What these members say is averaged: what one has learned by
/// chance, another has not. Some answer only where both sides write, or only where one sender is all there is. Immutable and
/// shared between threads.
pub struct Model {
    members: Vec<Member>,
    /// As many as any member has.
    buckets: u32,
    /// Tells this model's numbers from another's.
    tag: u16,
}

/// A message model and the conversation model that was trained with it.
pub(crate) struct Member {
    pub(crate) message: MessageModel,
    pub(crate) conversation: ConversationModel,
    pub(crate) answers: Answers,
    /// Which numbers of the learned state are its own.
    pub(crate) remembered: Range<usize>,
}

/// When a member is asked.
#[derive(Clone, Copy)]
pub(crate) struct Answers(u8);

impl Answers {
    const TURNS: u8 = 1;
    const ALONE: u8 = 2;

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        (Self::TURNS..=Self::TURNS | Self::ALONE).contains(&byte).then_some(Self(byte))
    }

    /// Where one sender is all there is, or where somebody answers.
    pub(crate) fn where_alone_is(self, alone: bool) -> bool {
        self.0 & if alone { Self::ALONE } else { Self::TURNS } != 0
    }

    /// Whether it answers only where one sender is all there is: then it may forget once somebody answers.
    pub(crate) fn only_alone(self) -> bool {
        self.0 == Self::ALONE
    }

    /// Whether a step is of any use: once somebody has answered, nobody is alone again.
    fn follows(self, alone: bool) -> bool {
        alone || !self.only_alone()
    }
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
        let members = file::read(bytes)?;
        let buckets = members.iter().map(|member| member.message.buckets).max().unwrap_or(1);
        Ok(Self { members, buckets, tag: file::tag(bytes) })
    }
}

impl Classifier for Model {
    fn tag(&self) -> u16 {
        self.tag
    }

    fn read(
        &self,
        text: &NormalText,
        signals: &[Signal],
        before: Option<Before>,
    ) -> Result<Reading, ClassifierError> {
        let (buckets, persons) = (features(text, self.buckets), persons(text));
        let (mut view, mut kinds) = (Vec::new(), Vec::<Prediction>::new());
        let mut code = [0.0; MessageCode::LEN];
        for Member { message, conversation, .. } in &self.members {
            let bag = message.bag(&buckets);
            message.keep(bag.as_deref(), &mut code);
            let hidden = bag.map(|bag| message.hidden(&bag, before));
            let own = conversation.view(hidden.as_deref(), signals, persons);
            conversation.keep(&own, &mut code);
            view.extend(own);
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
        if sound { Ok(Reading { kinds, view, code: MessageCode::new(&code) }) } else { Err(ClassifierError) }
    }

    fn follow(&self, state: &mut LearnedState, reading: &Reading, turn: &Turn) -> Outlook {
        let mut values = state.values();
        let mut view = &reading.view[..];
        for Member { conversation, answers, remembered, .. } in &self.members {
            let (own, rest) = view.split_at(conversation.view_width().min(view.len()));
            if answers.follows(turn.alone) {
                let remembered = &mut values[remembered.clone()];
                let after = conversation.step(remembered, own, turn);
                remembered.copy_from_slice(&after);
            }
            view = rest;
        }
        *state = LearnedState::new(&values);
        // What is seen is what is kept: a restored conversation goes on the same.
        let kept = state.values();
        let (mut alarm, mut threats, mut told, mut asked) = (0.0, [0.0; 4], 0.0, 0.0);
        for member in self.members.iter().filter(|member| member.answers.where_alone_is(turn.alone)) {
            let (warns, named, tells) =
                member.conversation.outlook(&kept[member.remembered.clone()], turn.alone);
            let most = named.iter().copied().fold(f32::MIN, f32::max);
            let all: f32 = named.iter().map(|named| (named - most).exp()).sum();
            alarm += warns;
            told += tells;
            for (sum, named) in threats.iter_mut().zip(named) {
                *sum += named - most - all.ln();
            }
            asked += 1.0;
        }
        Outlook::new(alarm / asked, threats.map(|sum| sum / asked), told / asked)
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("members", &self.members.len())
            .field("buckets", &self.buckets)
            .field("width", &self.members[0].message.width)
            .field("kinds", &self.members[0].message.names.len())
            .finish_non_exhaustive()
    }
}

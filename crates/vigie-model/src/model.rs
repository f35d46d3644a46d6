//! Both models behind the library's trait.

use vigie::text::NormalText;
use vigie::{
    Classifier, ClassifierError, Content, Keyring, LearnedState, Outlook, Reading, Signal, Signed, Turn,
};

use crate::conversation::ConversationModel;
use crate::error::{Error, Fault};
use crate::file;
use crate::message::MessageModel;

/// The message model and the conversation model, trained together. Immutable and shared between threads.
pub struct Model {
    message: MessageModel,
    conversation: ConversationModel,
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
        let (message, conversation) = file::read(bytes)?;
        Ok(Self { message, conversation })
    }
}

impl Classifier for Model {
    fn read(&self, text: &NormalText, signals: &[Signal]) -> Result<Reading, ClassifierError> {
        let hidden = self.message.hidden(text);
        let view = self.conversation.view(hidden.as_deref(), signals);
        let kinds = hidden.map_or_else(Vec::new, |hidden| self.message.kinds(&hidden));
        let sound =
            view.iter().chain(kinds.iter().map(|kind| &kind.probability)).all(|value| value.is_finite());
        if sound { Ok(Reading { kinds, view }) } else { Err(ClassifierError) }
    }

    fn follow(&self, state: &mut LearnedState, reading: &Reading, turn: &Turn) -> Outlook {
        self.conversation.step(state, &reading.view, turn)
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("buckets", &self.message.buckets)
            .field("width", &self.message.width)
            .field("kinds", &self.message.names.len())
            .finish_non_exhaustive()
    }
}

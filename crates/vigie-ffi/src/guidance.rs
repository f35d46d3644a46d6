//! What to show: the words of a moment, and the steps with their buttons.

use crate::assessment::Threat;
use crate::error::VigieError;
use crate::same::same;

/// Whom the words are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Audience {
    /// Twelve and younger.
    Child,
    /// Thirteen and older: who is protected, and no child.
    Teen,
    /// A parent, or another adult whom the child asked for help.
    Parent,
}

/// How the words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Style {
    /// Plain words.
    Standard,
    /// Easy to read: shorter sentences, more common words.
    Easy,
}

/// What a step does when it is tapped. A step without an action is something to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Action {
    /// Call a line.
    Call,
    /// Write to one.
    Chat,
    /// Block the contact.
    Block,
    /// Keep the messages and the profile, never the intimate picture.
    KeepEvidence,
    /// Have a picture or an account taken down.
    TakeDown,
    /// Report to the platform, the national channel, the police.
    Report,
    /// Tell an adult.
    TellAnAdult,
}

/// What a step needs a line for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Need {
    /// Somebody to talk to about this.
    Talk,
    /// Somebody to talk to now, about not wanting to live.
    Crisis,
    /// Where to report it.
    Report,
    /// Where to have pictures taken down.
    Remove,
    /// Where to report a scam.
    Scam,
    /// Somebody is in danger now.
    Emergency,
}

/// What help is about, and who reads it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HelpSubject {
    /// `Assessment.moment` or `DraftAssessment.moment`.
    pub moment: String,
    /// `Assessment.leading_threat`.
    pub threat: Threat,
    /// Who reads the words.
    pub audience: Audience,
}

/// What to show: one screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Card {
    /// The moment it is for, as a stable name.
    pub moment: String,
    /// The language it is in.
    pub language: String,
    /// A few words.
    pub title: String,
    /// One or two sentences.
    pub text: String,
    /// What to do, in order: show one at a time.
    pub steps: Vec<Step>,
}

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Step {
    /// The key of `Assessment.advice`.
    pub key: String,
    /// A few words: the button, where there is an action.
    pub label: String,
    /// One or two short sentences: how.
    pub text: String,
    /// What tapping it does; none: something to know.
    pub action: Option<Action>,
    /// What kind of line it needs, for `Help.find_lines`.
    pub need: Option<Need>,
}

same!(both Audience: Child Teen Parent);
same!(in Style: Standard Easy);
same!(both Action: Call Chat Block KeepEvidence TakeDown Report TellAnAdult);
same!(both Need: Talk Crisis Report Remove Scam Emergency);

impl HelpSubject {
    pub(crate) fn read(&self) -> Result<(vigie::Moment, vigie::Threat, vigie::Audience), VigieError> {
        Ok((self.moment.parse::<vigie::Moment>()?, self.threat.into(), self.audience.into()))
    }
}

impl From<vigie::Card<'_>> for Card {
    fn from(card: vigie::Card<'_>) -> Self {
        Self {
            moment: card.moment.as_str().to_owned(),
            language: card.language.to_owned(),
            title: card.title.to_owned(),
            text: card.text.to_owned(),
            steps: card.steps.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<vigie::Step<'_>> for Step {
    fn from(step: vigie::Step<'_>) -> Self {
        Self {
            key: step.key.to_owned(),
            label: step.label.to_owned(),
            text: step.text.to_owned(),
            action: step.action.map(Into::into),
            need: step.need.map(Into::into),
        }
    }
}

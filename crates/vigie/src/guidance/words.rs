//! The words: for each moment and reader a title, one or two sentences, and steps. Read from documents, one a language.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::moment::{Audience, Moment, names};
use super::plan::{self, Action, Advice, Need};
use crate::assessment::Threat;
use crate::error::Error;
use std::fmt;
use std::str::FromStr;

names! {
    /// How the words are written.
    #[derive(Default)]
    Style, "style":
    /// Plain words.
    #[default]
    Standard "standard";
    /// Easy to read: shorter sentences, more common words (in French, FALC).
    Easy "easy";
}

/// The words of one or more languages.
#[derive(Debug, Clone, Default)]
pub struct Guidance {
    languages: BTreeMap<String, Words>,
}

/// What to show: one screen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Card<'a> {
    /// The moment it is for.
    pub moment: Moment,
    /// The language it is in.
    pub language: &'a str,
    /// A few words.
    pub title: &'a str,
    /// One or two sentences.
    pub text: &'a str,
    /// What to do, in order: show one at a time.
    pub steps: Vec<Step<'a>>,
}

/// One piece of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step<'a> {
    /// The key of [`Assessment::advice`](crate::Assessment::advice).
    pub key: &'static str,
    /// A few words: the button, where there is an action.
    pub label: &'a str,
    /// One or two short sentences: how.
    pub text: &'a str,
    /// What tapping it does; none: something to know.
    pub action: Option<Action>,
    /// What kind of line it needs; see [`HelpLines::find`](crate::HelpLines::find).
    pub need: Option<Need>,
}

impl Guidance {
    /// Reads a document of words; `name` is for error messages.
    ///
    /// # Errors
    /// When it is no such document, a moment, a reader or a piece of advice has no words, or a key is unknown; the
    /// error names it.
    pub fn from_toml(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let fault = |what: &dyn fmt::Display| Error::guidance(format!("{name}: {what}"));
        let text = std::str::from_utf8(bytes).map_err(|what| fault(&what))?;
        let document: Document = toml::from_str(text).map_err(|what| fault(&what.message()))?;
        let language = document.guidance.language.clone();
        let words = Words::read(document).map_err(|what| fault(&what))?;
        Ok(Self { languages: BTreeMap::from([(language, words)]) })
    }

    /// Adds the host's own: a document replaces the words of its language.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.languages.extend(other.languages);
        self
    }

    /// The languages there are words in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// What to show at a moment. None: there are no words in this language (a BCP 47 tag; the primary subtag counts).
    pub fn card(
        &self,
        moment: Moment,
        threat: Threat,
        audience: Audience,
        style: Style,
        language: &str,
    ) -> Option<Card<'_>> {
        let (language, words) = self.words(language)?;
        let text = words.text(moment, threat, audience, style)?;
        let steps = plan::steps(moment, threat, audience);
        let steps = steps.into_iter().filter_map(|advice| words.step(advice, audience)).collect();
        Some(Card { moment, language, title: &text.title, text: &text.text, steps })
    }

    /// The words of pieces of advice, by their keys, in the order given: for the advice of a draft, or of an assessment
    /// that was stored. A key that is unknown, or has no words for the reader, is left out.
    pub fn steps(&self, keys: &[&str], audience: Audience, language: &str) -> Vec<Step<'_>> {
        let Some((_, words)) = self.words(language) else { return Vec::new() };
        let known = keys.iter().filter_map(|key| plan::piece(key));
        known.filter_map(|advice| words.step(advice, audience)).collect()
    }

    fn words(&self, language: &str) -> Option<(&String, &Words)> {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        self.languages.get_key_value(&primary)
    }
}

#[derive(Debug, Clone)]
struct Words {
    cards: Vec<CardWords>,
    steps: BTreeMap<String, StepWords>,
}

#[derive(Debug, Clone)]
struct CardWords {
    moment: Moment,
    threat: Option<Threat>,
    /// In the order of [`Audience::ALL`], each in the order of [`Style::ALL`].
    texts: [[TitleAndText; 2]; 3],
}

impl Words {
    fn text(
        &self,
        moment: Moment,
        threat: Threat,
        audience: Audience,
        style: Style,
    ) -> Option<&TitleAndText> {
        let cards = || self.cards.iter().filter(|card| card.moment == moment);
        cards()
            .find(|card| card.threat == Some(threat))
            .or_else(|| cards().find(|card| card.threat.is_none()))
            .map(|card| &card.texts[audience as usize][style as usize])
    }

    fn step(&self, advice: &'static Advice, audience: Audience) -> Option<Step<'_>> {
        let words = self.steps.get(&advice.key)?;
        let (young, parent) = (words.young.as_ref(), words.parent.as_ref());
        let words = if audience == Audience::Parent { parent.or(young) } else { young }?;
        Some(Step {
            key: &advice.key,
            label: &words.label,
            text: &words.text,
            action: advice.action,
            need: advice.need,
        })
    }

    fn read(document: Document) -> Result<Self, String> {
        let mut cards = Vec::with_capacity(document.card.len());
        for card in document.card {
            let what = |fault: Error| format!("{}: {fault}", card.moment);
            let moment: Moment = card.moment.parse().map_err(what)?;
            let threat = card.threat.as_deref().map(plan::threat_named).transpose().map_err(what)?;
            let texts =
                [[card.child, card.child_easy], [card.teen, card.teen_easy], [card.parent, card.parent_easy]];
            cards.push(CardWords { moment, threat, texts });
        }
        if let Some(moment) = Moment::ALL
            .iter()
            .find(|&&moment| !cards.iter().any(|card| card.moment == moment && card.threat.is_none()))
        {
            return Err(format!("no words for {moment}, whatever the threat"));
        }
        for key in plan::keys() {
            let (young, parent) = plan::readers(key);
            let words = document.step.get(key).ok_or_else(|| format!("no words for the step {key}"))?;
            if young && words.young.is_none() {
                return Err(format!("no words of the step {key} for the young"));
            }
            if parent && words.parent.is_none() {
                return Err(format!("no words of the step {key} for parents"));
            }
        }
        if let Some(key) = document.step.keys().find(|step| !plan::keys().any(|key| key == step.as_str())) {
            return Err(format!("{key} is no step"));
        }
        Ok(Self { cards, steps: document.step })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    guidance: Header,
    card: Vec<CardDocument>,
    step: BTreeMap<String, StepWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CardDocument {
    moment: String,
    threat: Option<String>,
    child: TitleAndText,
    child_easy: TitleAndText,
    teen: TitleAndText,
    teen_easy: TitleAndText,
    parent: TitleAndText,
    parent_easy: TitleAndText,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleAndText {
    title: String,
    text: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepWords {
    young: Option<LabelAndText>,
    parent: Option<LabelAndText>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelAndText {
    label: String,
    text: String,
}

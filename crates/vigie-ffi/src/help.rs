//! What to show when help is due: the words and the lines, embedded and the host's own.

use crate::error::VigieError;
use crate::guidance::{Audience, Card, HelpSubject, Step, Style};
use crate::help_lines::{FoundLine, HelpLine, LineSearch};
use crate::parts::TomlDocument;

/// The words to show when help is due, and whom one can call, write to or report to. Immutable: build one and share it.
#[derive(uniffi::Object)]
pub struct Help {
    guidance: vigie::Guidance,
    lines: vigie::HelpLines,
}

#[uniffi::export]
impl Help {
    /// The embedded words and lines, and the host's own: a document of `words` replaces the words of its language, a line
    /// one of the same identifier. `without`: the identifiers of lines to take out. Such documents change whom a child
    /// calls: bring them along, or open them with a `Keyring`.
    ///
    /// Fails when a document does not parse; the error names the entry.
    #[uniffi::constructor(default(words = [], lines = [], without = []))]
    pub fn new(
        words: &[TomlDocument],
        lines: &[TomlDocument],
        without: &[String],
    ) -> Result<Self, VigieError> {
        let (mut guidance, mut all) = (vigie_embedded::guidance()?, vigie_embedded::help_lines()?);
        for TomlDocument { name, bytes } in words {
            guidance = guidance.with(vigie::Guidance::from_toml(name, bytes)?);
        }
        for TomlDocument { name, bytes } in lines {
            all = all.with(vigie::HelpLines::from_toml(name, bytes)?);
        }
        let without: Vec<_> = without.iter().map(String::as_str).collect();
        Ok(Self { guidance, lines: all.without(&without) })
    }

    /// The languages there are words in.
    pub fn languages(&self) -> Vec<String> {
        self.guidance.languages().map(str::to_owned).collect()
    }

    /// What to show at a moment. None: there are no words in this language (a BCP 47 tag; the primary subtag counts). No
    /// style: plain words.
    ///
    /// Fails when there is no such moment.
    #[uniffi::method(default(style = None))]
    pub fn card(
        &self,
        about: &HelpSubject,
        language: &str,
        style: Option<Style>,
    ) -> Result<Option<Card>, VigieError> {
        let (moment, threat, audience) = about.read()?;
        let style = style.map(Into::into).unwrap_or_default();
        Ok(self.guidance.card(moment, threat, audience, style, language).map(Into::into))
    }

    /// The words of pieces of advice, by their keys, in the order given: for the advice of a draft, or of an assessment
    /// that was stored. A key that is unknown, or has no words for the reader, is left out.
    pub fn steps(&self, advice: &[String], audience: Audience, language: &str) -> Vec<Step> {
        let keys: Vec<_> = advice.iter().map(String::as_str).collect();
        self.guidance.steps(&keys, audience.into(), language).into_iter().map(Into::into).collect()
    }

    /// The lines that fit, the best first: open before closed, verified before unverified, then the nearer topic, then the
    /// reader's language. A number of another country is never among them, unless it serves everywhere and says so.
    ///
    /// Fails when the search is about a moment that does not exist.
    pub fn find_lines(&self, search: &LineSearch) -> Result<Vec<FoundLine>, VigieError> {
        Ok(self.lines.find(&search.read()?).into_iter().map(Into::into).collect())
    }

    /// The line of an identifier.
    pub fn line(&self, id: &str) -> Option<HelpLine> {
        self.lines.line(id).map(Into::into)
    }

    /// Every line, in the order of the data.
    pub fn lines(&self) -> Vec<HelpLine> {
        self.lines.iter().map(Into::into).collect()
    }

    /// The verified lines that were not read again in time, at a moment in milliseconds since 1970-01-01 UTC. Ask before a
    /// release: it should be empty.
    pub fn stale_lines(&self, now: i64) -> Vec<HelpLine> {
        self.lines.stale(now).into_iter().map(Into::into).collect()
    }
}

//! Rule packs: data that says which phrases show which signal.
//!
//! Flow: `schema` (TOML) → `phrase` (syntax) → `vocabulary` + `sets` + `program` (compiled) → `words` + `index` +
//! `language` (all packs of one language) → `lattice` + `places` + `matcher` + `rule` (one message). `check` runs the examples that
//! every rule carries, `tally` counts which phrases they and other texts reach.
//!
//! Packs that the app did not bring along are compiled apart (`added`), within `bounds`, and refused when they are too
//! wide (`width`) or in each other's way (`conflict`). `allow` is what an app or a platform says itself.

mod added;
mod allow;
mod bounds;
mod check;
mod conflict;
mod few;
mod forms;
mod index;
mod instruction;
mod language;
mod lattice;
mod matcher;
mod phrase;
mod places;
mod program;
mod rule;
mod schema;
mod sets;
mod tally;
mod vocabulary;
mod width;
mod words;

use std::fmt;

pub(crate) use added::Additions;
pub(crate) use allow::Silence;
pub use check::{CheckReport, Failure, check, check_added};
pub(crate) use conflict::check as check_conflicts;
pub(crate) use language::Language;
pub(crate) use rule::Asked;
use schema::{DocumentSchema, RuleSchema};
pub use tally::{Firing, PhraseTally, RuleTally, Tally};

use crate::error::Error;
use crate::signal::SignalKind;
use crate::signed::{Content, Keyring, Provenance, Signed};

/// Bounds on what a pack may cost, whoever wrote it.
pub(crate) mod limits {
    /// A document's size in bytes.
    pub(crate) const DOCUMENT: usize = 1 << 20;
    pub(crate) const PHRASES_PER_RULE: usize = 64;
    pub(crate) const CLASS_MEMBERS: usize = 400;
    /// Compiled phrases of one language.
    pub(crate) const PROGRAMS: usize = 16_384;
}

/// One pack document, parsed and checked.
#[derive(Clone)]
pub struct Pack {
    pub(crate) name: String,
    pub(crate) schema: DocumentSchema,
    origin: Origin,
    bytes: usize,
}

/// Who vouches for a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// The app itself.
    App,
    /// Somebody else: the pack is held to bounds and compiled apart.
    Added(Option<Provenance>),
}

impl Pack {
    /// Reads a document that the app itself brought along. `name` is used in error messages.
    ///
    /// # Errors
    /// When the bytes are no pack: the error names the pack, and the rule and field or the line at fault.
    pub fn from_trusted(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > limits::DOCUMENT {
            return Err(Error::too_large(name, "bytes", bytes.len(), limits::DOCUMENT));
        }
        let text = std::str::from_utf8(bytes).map_err(|fault| Error::pack(name, fault))?;
        let schema = toml::from_str(text).map_err(|fault| {
            let line =
                fault.span().map_or(0, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            Error::pack(name, format!("line {line}: {}", fault.message()))
        })?;
        Self::checked(name, schema, bytes.len())
    }

    /// Reads a document that a build has prepared: the same tables in JSON, which is read several times as fast. The
    /// `matches` of rules may be left out, which only tools ask for.
    ///
    /// # Errors
    /// As [`from_trusted`](Self::from_trusted).
    pub fn from_prepared(name: &str, json: &[u8]) -> Result<Self, Error> {
        if json.len() > limits::DOCUMENT {
            return Err(Error::too_large(name, "bytes", json.len(), limits::DOCUMENT));
        }
        let schema = serde_json::from_slice(json).map_err(|fault| Error::pack(name, fault))?;
        Self::checked(name, schema, json.len())
    }

    fn checked(name: &str, schema: DocumentSchema, bytes: usize) -> Result<Self, Error> {
        let pack = Self { name: name.to_owned(), schema, origin: Origin::App, bytes };
        language::validate(&pack, &pack.schema)?;
        allow::validate(&pack)?;
        Ok(pack)
    }

    /// Reads a signed pack, as fetched from anywhere: see [`Signed`]. It is an addition, see
    /// [`into_added`](Self::into_added).
    ///
    /// # Errors
    /// When the signature or the floor refuses it ([`Signed::open`]), or the pack itself does.
    pub fn from_signed(bytes: &[u8], keyring: &Keyring) -> Result<Self, Error> {
        let signed = Signed::open(bytes, Content::Pack, keyring)?;
        let provenance = signed.provenance();
        let mut pack = Self::from_trusted(&provenance.name, signed.payload())?.into_added()?;
        pack.origin = Origin::Added(Some(provenance));
        Ok(pack)
    }

    /// The same pack as an addition: what the app did not write itself.
    ///
    /// An addition is bounded in size and cost, alone and together with all others. It can add signals and calm, but it
    /// changes nothing about how the app's own rules read a message, and cannot keep an open threat from alerting. A
    /// rule that would fire on ordinary talk is refused when the detector is built.
    ///
    /// # Errors
    /// When the pack exceeds a bound, or holds what an addition may not: rules of `play` or `third_party_talk`, or an
    /// allow-list for threats and demands.
    pub fn into_added(mut self) -> Result<Self, Error> {
        bounds::check(&self)?;
        self.origin = Origin::Added(None);
        Ok(self)
    }

    /// The name that errors call it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Under which name and serial number it was signed; none for a pack that was not fetched.
    pub fn provenance(&self) -> Option<&Provenance> {
        match &self.origin {
            Origin::Added(provenance) => provenance.as_ref(),
            Origin::App => None,
        }
    }

    /// Whether it is an addition to what the app brought along.
    pub fn is_added(&self) -> bool {
        self.origin != Origin::App
    }

    /// The pack's language, a BCP 47 primary subtag.
    pub fn language(&self) -> &str {
        &self.schema.pack.language
    }

    /// How many rules it holds.
    pub fn rules(&self) -> usize {
        self.schema.rules.len()
    }

    /// Everyday words that no rule asks for, to recognise them when they are disguised.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.schema.language.iter().flat_map(|language| language.words.iter())
    }

    /// Every phrase that is written in it.
    fn phrases(&self) -> impl Iterator<Item = &String> {
        let rules = self.schema.rules.iter().flat_map(|rule| rule.phrases.iter().chain(&rule.unless));
        rules.chain(self.schema.allows.iter().flat_map(|entry| &entry.phrases))
    }

    /// The kind that the head names for all rules, or the middle of the rule's identifier.
    fn kind_of(&self, rule: &RuleSchema) -> Result<SignalKind, Error> {
        let named = self.schema.pack.kind.as_deref().or_else(|| rule.id.split('.').nth(1));
        let name = named.unwrap_or_default();
        name.parse().map_err(|_| Error::unknown_kind(&self.name, format_args!("rule {}", rule.id), name))
    }

    fn rule_error(&self, rule: &RuleSchema, field: &str, what: impl fmt::Display) -> Error {
        Error::rule(&self.name, &rule.id, field, what)
    }

    fn too_large(&self, what: &'static str, found: usize, limit: usize) -> Error {
        Error::too_large(&self.name, what, found, limit)
    }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pack").field("name", &self.name).field("rules", &self.rules()).finish_non_exhaustive()
    }
}

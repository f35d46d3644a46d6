//! Rule packs: data that says which phrases show which signal.
//!
//! Flow: `schema` (TOML) → `phrase` (syntax) → `vocabulary` + `sets` + `program` (compiled) → `words` + `language` (all
//! packs of one language) → `lattice` + `places` + `matcher` (one message). `check` runs the examples that every rule
//! carries.

mod check;
mod language;
mod lattice;
mod matcher;
mod phrase;
mod places;
mod program;
mod schema;
mod sets;
mod vocabulary;
mod words;

use std::fmt;

pub use check::{CheckReport, Failure, check};
pub(crate) use language::{Hit, Language};
pub(crate) use schema::BySchema as By;
use schema::{DocumentSchema, RuleSchema};

use crate::error::Error;
use crate::signal::SignalKind;

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
        let schema: DocumentSchema = toml::from_str(text).map_err(|fault| {
            let line =
                fault.span().map_or(0, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            Error::pack(name, format!("line {line}: {}", fault.message()))
        })?;
        let pack = Self { name: name.to_owned(), schema };
        language::validate(&pack, &pack.schema)?;
        Ok(pack)
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
    pub(crate) fn words(&self) -> &[String] {
        self.schema.language.as_ref().map_or(&[], |language| &language.words)
    }

    fn kind_of(&self, rule: &RuleSchema) -> Result<SignalKind, Error> {
        let name = self
            .schema
            .pack
            .kind
            .as_deref()
            .ok_or_else(|| Error::pack(&self.name, "has rules, so [pack] must name their kind"))?;
        name.parse().map_err(|unknown| self.rule_error(rule, "kind", format!("{name:?}: {unknown}")))
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

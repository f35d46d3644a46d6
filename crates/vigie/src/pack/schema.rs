//! The TOML of a pack document, as written.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A whole document. Unknown fields are refused everywhere: a misspelt field would silently change what a rule does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentSchema {
    pub(crate) pack: HeaderSchema,
    pub(crate) language: Option<LanguageSchema>,
    #[serde(default)]
    pub(crate) classes: BTreeMap<String, Vec<String>>,
    #[serde(default, rename = "rule")]
    pub(crate) rules: Vec<RuleSchema>,
    #[serde(default, rename = "allow")]
    pub(crate) allows: Vec<AllowSchema>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderSchema {
    pub(crate) language: String,
    pub(crate) kind: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageSchema {
    #[serde(default)]
    pub(crate) common: Vec<String>,
    #[serde(default)]
    pub(crate) negators: Vec<String>,
    #[serde(default)]
    pub(crate) interrogatives: Vec<String>,
    #[serde(default)]
    pub(crate) fillers: Vec<String>,
    #[serde(default)]
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) aliases: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) numbers: BTreeMap<String, u32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleSchema {
    pub(crate) id: String,
    pub(crate) by: BySchema,
    pub(crate) weight: f32,
    pub(crate) phrases: Vec<String>,
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    #[serde(default)]
    pub(crate) after: Vec<String>,
    #[serde(default)]
    pub(crate) mood: MoodSchema,
    #[serde(default)]
    pub(crate) negation: GuardSchema,
    #[serde(default)]
    pub(crate) quoted: GuardSchema,
    #[serde(default)]
    pub(crate) reported: GuardSchema,
    pub(crate) reason: String,
    #[serde(default)]
    pub(crate) matches: Vec<String>,
    #[serde(default)]
    pub(crate) ignores: Vec<String>,
}

/// What an app or a platform says itself, and wants no signals for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllowSchema {
    pub(crate) kinds: Vec<String>,
    #[serde(default)]
    pub(crate) phrases: Vec<String>,
    #[serde(default)]
    pub(crate) domains: Vec<String>,
    pub(crate) reason: String,
}

/// Who may say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BySchema {
    Contact,
    Protected,
    Either,
    /// The protected person, and only before it is sent: the words give what the kind asks for.
    Draft,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MoodSchema {
    #[default]
    Any,
    Question,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum GuardSchema {
    #[default]
    Guard,
    Ignore,
}

//! The TOML of a pack document, as written.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

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
    pub(crate) words: WordList,
    #[serde(default)]
    pub(crate) aliases: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) numbers: BTreeMap<String, u32>,
}

/// A long list of words, all in one piece: a language has ten thousand of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordList {
    text: String,
    ends: Vec<u32>,
}

impl WordList {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends
            .iter()
            .map(move |&end| &self.text[std::mem::replace(&mut start, end as usize)..end as usize])
    }
}

impl<'de> Deserialize<'de> for WordList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = WordList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of words")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<WordList, A::Error> {
                let mut list = WordList::default();
                while let Some(word) = words.next_element::<String>()? {
                    list.text.push_str(&word);
                    list.ends.push(list.text.len() as u32);
                }
                Ok(list)
            }
        }

        deserializer.deserialize_seq(Words)
    }
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

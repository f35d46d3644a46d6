//! The words of a report, as data: one document a language.

use std::collections::BTreeMap;

use serde::Deserialize;

const ENGLISH: &str = include_str!("words/en.toml");
const FRENCH: &str = include_str!("words/fr.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) general: General,
    pub(super) conversation: ConversationWords,
    pub(super) channels: ChannelWords,
    pub(super) file: FileWords,
    #[serde(rename = "form")]
    pub(super) forms: Vec<Form>,
    levels: BTreeMap<String, String>,
    threats: BTreeMap<String, String>,
    gaps: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct General {
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) is_heading: String,
    pub(super) is: Vec<String>,
    pub(super) is_not_heading: String,
    pub(super) is_not: Vec<String>,
    pub(super) care: String,
    pub(super) no_pictures: String,
    pub(super) overview_heading: String,
    pub(super) overview: String,
    pub(super) nothing: String,
    pub(super) nothing_seen: String,
    pub(super) bad: String,
    pub(super) helps_heading: String,
    pub(super) no_region: String,
    pub(super) other_heading: String,
    pub(super) other_more: String,
    pub(super) detail_more: String,
    pub(super) column_conversation: String,
    pub(super) column_messages: String,
    pub(super) column_period: String,
    pub(super) column_level: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConversationWords {
    pub(super) heading: String,
    pub(super) facts: String,
    pub(super) undated: String,
    pub(super) period: String,
    pub(super) alert: String,
    pub(super) offer: String,
    pub(super) picture_heading: String,
    pub(super) picture: String,
    pub(super) picture_none: String,
    pub(super) legend: String,
    pub(super) seen_heading: String,
    pub(super) seen_none: String,
    pub(super) seen_more: String,
    pub(super) message: String,
    pub(super) from: String,
    pub(super) quoted: String,
    pub(super) about: String,
    pub(super) third_party: String,
    pub(super) protected_person: String,
    pub(super) threats_heading: String,
    pub(super) times: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelWords {
    pub(super) heading: String,
    pub(super) talk: String,
    pub(super) crisis: String,
    pub(super) report: String,
    pub(super) remove: String,
    pub(super) emergency: String,
    pub(super) none: String,
    pub(super) unverified: String,
    pub(super) verified: String,
    pub(super) form_heading: String,
    pub(super) form_note: String,
    hours: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileWords {
    pub(super) heading: String,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) bytes: String,
    pub(super) sha256: String,
    pub(super) sha256_note: String,
    pub(super) engine: String,
    pub(super) packs: String,
    pub(super) added: String,
    pub(super) model: String,
    pub(super) no_model: String,
    pub(super) weights: String,
    pub(super) protected: String,
    pub(super) policy: String,
}

/// What an official form asks for, as far as its public pages tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) region: String,
    /// The help line whose form it is.
    pub(super) line: String,
    pub(super) name: String,
    pub(super) note: String,
    pub(super) fields: Vec<String>,
}

impl Words {
    /// The words in a language such as `fr` or `fr-CA`.
    pub(super) fn of(language: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let document = match primary.as_str() {
            "en" => ENGLISH,
            "fr" => FRENCH,
            _ => return Err("--lang: reports are written in en, fr".into()),
        };
        Ok(toml::from_str(document)?)
    }

    pub(super) fn level<'a>(&'a self, level: &'a str) -> &'a str {
        named(&self.levels, level)
    }

    pub(super) fn threat<'a>(&'a self, threat: &'a str) -> &'a str {
        named(&self.threats, threat)
    }

    pub(super) fn gap<'a>(&'a self, gap: &'a str) -> &'a str {
        named(&self.gaps, gap)
    }

    pub(super) fn kind<'a>(&'a self, kind: &'a str) -> &'a str {
        named(&self.kinds, kind)
    }

    pub(super) fn hours(&self, hours: &str) -> String {
        self.channels.hours.iter().fold(hours.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

/// A name without words stands for itself; a test sees to it that there is none.
fn named<'a>(table: &'a BTreeMap<String, String>, name: &'a str) -> &'a str {
    table.get(name).map_or(name, String::as_str)
}

/// Puts values into the `{…}` of a sentence. Values are not looked at again, so a name in braces stays as it is.
pub(super) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use vigie::CoverageGap::{Language, NoModel, NoText, TooLittle, Truncated};
    use vigie::RiskLevel::{Critical, High, Low, Medium, Minimal};
    use vigie::{Group, SignalKind, Threat};

    use super::*;

    #[test]
    fn every_name_has_words_in_both_languages() {
        for language in ["en", "fr-CA"] {
            let words = Words::of(language).expect("it parses");
            for kind in SignalKind::ALL.iter().filter(|kind| kind.group() != Group::Calming) {
                assert!(words.kinds.contains_key(kind.as_str()), "{language}: {kind}");
            }
            for level in [Minimal, Low, Medium, High, Critical] {
                assert!(words.levels.contains_key(level.as_str()), "{language}: {}", level.as_str());
            }
            for threat in Threat::ALL {
                assert!(words.threats.contains_key(threat.as_str()), "{language}: {}", threat.as_str());
            }
            for gap in [Language, NoModel, NoText, TooLittle, Truncated] {
                assert!(words.gaps.contains_key(gap.as_str()), "{language}: {}", gap.as_str());
            }
        }
        assert!(Words::of("de").is_err());
    }

    #[test]
    fn every_form_is_one_of_a_known_line_of_its_region() {
        let lines = vigie_embedded::help_lines().expect("it parses");
        for language in ["en", "fr"] {
            for form in Words::of(language).expect("it parses").forms {
                let line = lines.line(&form.line).unwrap_or_else(|| panic!("{}", form.line));
                assert_eq!(line.region, form.region);
            }
        }
    }

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill("{a} and {b}, {c}.", &[("a", "{b}"), ("b", "2")]), "{b} and 2, .");
    }
}

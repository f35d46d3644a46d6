//! Help lines as JSON.

use serde::Serialize;
use vigie::{Found, HelpLine};

/// An entry, with every field that is known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line<'a> {
    id: &'a str,
    region: &'a str,
    name: &'a str,
    kinds: Vec<&'static str>,
    topics: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    chat: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ages: Option<Ages>,
    languages: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymous: Option<bool>,
    fallback: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    source: &'a str,
    verified_on: String,
    verified: bool,
}

#[derive(Serialize)]
struct Ages {
    youngest: u8,
    oldest: u8,
}

/// An entry that fits a search.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoundLine<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<bool>,
    stands_in: bool,
}

impl<'a> From<&'a HelpLine> for Line<'a> {
    fn from(line: &'a HelpLine) -> Self {
        Self {
            id: &line.id,
            region: &line.region,
            name: &line.name,
            kinds: line.kinds.iter().map(|kind| kind.as_str()).collect(),
            topics: line.topics.iter().map(|topic| topic.as_str()).collect(),
            phone: line.phone.as_deref(),
            sms: line.sms.as_deref(),
            url: line.url.as_deref(),
            chat: line.chat,
            ages: line.ages.map(|ages| Ages { youngest: ages.from, oldest: ages.to }),
            languages: &line.languages,
            hours: line.hours.as_ref().map(ToString::to_string),
            time_zone: line.time_zone.as_deref(),
            free: line.free,
            anonymous: line.anonymous,
            fallback: line.fallback,
            note: line.note.as_deref(),
            source: &line.source,
            verified_on: line.verified_on.to_string(),
            verified: line.verified,
        }
    }
}

impl<'a> From<&Found<'a>> for FoundLine<'a> {
    fn from(found: &Found<'a>) -> Self {
        Self { line: found.line.into(), open: found.open, stands_in: found.stands_in }
    }
}

//! What to show when help is due: the words and the lines.

use std::str::FromStr;

use serde::Serialize;
use vigie::{Action, Audience, Guidance, HelpLines, LocalTime, Moment, Need, Search, Threat};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{self, Code};

/// The words to show and the lines that one can call, write to or report to.
#[wasm_bindgen]
pub struct Help {
    guidance: Guidance,
    lines: HelpLines,
}

#[derive(Serialize)]
struct CardLine<'a> {
    title: &'a str,
    text: &'a str,
    language: &'a str,
    steps: Vec<StepLine<'a>>,
}

#[derive(Serialize)]
struct StepLine<'a> {
    key: &'a str,
    label: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    need: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HelpLineLine<'a> {
    id: &'a str,
    region: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    chat: bool,
    languages: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymous: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    verified_on: String,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<bool>,
    stands_in: bool,
}

#[wasm_bindgen]
impl Help {
    /// The embedded words and lines.
    ///
    /// # Errors
    /// When a document does not parse, which no release does.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Self, JsError> {
        let fault = |fault| error::js(Code::InvalidGuidance, &fault);
        let guidance = vigie_embedded::guidance().map_err(fault)?;
        let lines = vigie_embedded::help_lines().map_err(fault)?;
        Ok(Self { guidance, lines })
    }

    /// Adds words of the app's own: they replace those of their language.
    ///
    /// # Errors
    /// When the document is none.
    pub fn with_words(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        let own =
            Guidance::from_toml(name, bytes).map_err(|fault| error::js(Code::InvalidGuidance, &fault))?;
        self.guidance = std::mem::take(&mut self.guidance).with(own);
        Ok(())
    }

    /// Adds lines of the app's own: one with a known identifier replaces it.
    ///
    /// # Errors
    /// When the document is none.
    pub fn with_lines(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        let own =
            HelpLines::from_toml(name, bytes).map_err(|fault| error::js(Code::InvalidGuidance, &fault))?;
        self.lines = std::mem::take(&mut self.lines).with(own);
        Ok(())
    }

    /// What to show at a moment, as JSON; `null` where there are no words in the language.
    ///
    /// # Errors
    /// When a name is not known.
    pub fn card(
        &self,
        moment: &str,
        threat: &str,
        audience: &str,
        style: &str,
        language: &str,
    ) -> Result<String, JsError> {
        let (moment, threat): (Moment, Threat) = (named(moment)?, threat_named(threat)?);
        let card = self.guidance.card(moment, threat, named(audience)?, named(style)?, language);
        let card = card.map(|card| CardLine {
            title: card.title,
            text: card.text,
            language: card.language,
            steps: card
                .steps
                .iter()
                .map(|step| StepLine {
                    key: step.key,
                    label: step.label,
                    text: step.text,
                    action: step.action.map(Action::as_str),
                    need: step.need.map(Need::as_str),
                })
                .collect(),
        });
        Ok(serde_json::to_string(&card).unwrap_or_default())
    }

    /// The lines that fit, the best first, as a JSON array. `now`: milliseconds since 1970, NaN where it does not
    /// matter; `ahead`: the minutes by which the region is ahead of UTC.
    ///
    /// # Errors
    /// When a name is not known.
    #[allow(clippy::too_many_arguments, reason = "each is one choice of a search")]
    pub fn lines(
        &self,
        region: &str,
        language: &str,
        need: &str,
        moment: &str,
        threat: &str,
        audience: &str,
        age: Option<u8>,
        action: Option<String>,
        now: f64,
        ahead: i32,
    ) -> Result<String, JsError> {
        let (moment, audience): (Moment, Audience) = (named(moment)?, named(audience)?);
        let mut search =
            Search::new(region, language, named(need)?).about(moment, threat_named(threat)?, audience);
        if let Some(years) = age {
            search = search.age(years);
        }
        if let Some(action) = action {
            search = search.by(named(&action)?);
        }
        if now.is_finite() {
            search = search.at(LocalTime::from_unix_ms(now as i64, ahead));
        }
        let found = self.lines.find(&search);
        let lines: Vec<_> = found
            .iter()
            .map(|found| HelpLineLine {
                id: &found.line.id,
                region: &found.line.region,
                name: &found.line.name,
                phone: found.line.phone.as_deref(),
                sms: found.line.sms.as_deref(),
                url: found.line.url.as_deref(),
                chat: found.line.chat,
                languages: &found.line.languages,
                hours: found.line.hours.as_ref().map(ToString::to_string),
                free: found.line.free,
                anonymous: found.line.anonymous,
                note: found.line.note.as_deref(),
                verified_on: found.line.verified_on.to_string(),
                verified: found.line.verified,
                open: found.open,
                stands_in: found.stands_in,
            })
            .collect();
        Ok(serde_json::to_string(&lines).unwrap_or_default())
    }
}

fn named<T: FromStr<Err = vigie::Error>>(name: &str) -> Result<T, JsError> {
    name.parse().map_err(|fault| error::js(Code::InvalidGuidance, &fault))
}

fn threat_named(name: &str) -> Result<Threat, JsError> {
    let threat = Threat::ALL.into_iter().find(|threat| threat.as_str() == name);
    threat.ok_or_else(|| error::js(Code::InvalidGuidance, &"no such threat"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threatened_child_has_words_and_a_number_in_both_languages() {
        let help = Help::new().ok().unwrap();
        for (language, region) in [("en", "GB"), ("fr", "FR")] {
            let card = help.card("threat", "sextortion_money", "teen", "standard", language).ok().unwrap();
            let card: serde_json::Value = serde_json::from_str(&card).unwrap();
            assert_eq!(card["language"], language);
            assert_eq!(card["steps"][0]["key"].as_str().map(str::is_empty), Some(false));
            let lines = help
                .lines(
                    region,
                    language,
                    "talk",
                    "threat",
                    "sextortion_money",
                    "teen",
                    Some(14),
                    None,
                    f64::NAN,
                    0,
                )
                .ok()
                .unwrap();
            let lines: serde_json::Value = serde_json::from_str(&lines).unwrap();
            assert_eq!(lines[0]["region"], region);
            assert!(lines[0]["phone"].is_string(), "{lines}");
        }
    }
}

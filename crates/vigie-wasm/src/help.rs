//! What to show when help is due: the words and the lines.

use std::str::FromStr;

use serde::Serialize;
use vigie::{Action, Audience, Guidance, HelpLines, LocalTime, Moment, Need, Search, Step, Threat};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error;
use crate::json;
use crate::lines::{FoundLine, Line};

/// The words to show and the lines that one can call, write to or report to.
#[wasm_bindgen]
pub struct Help {
    guidance: Guidance,
    lines: HelpLines,
}

#[derive(Serialize)]
struct CardLine<'a> {
    moment: &'static str,
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

#[wasm_bindgen]
impl Help {
    /// The embedded words and lines.
    ///
    /// # Errors
    /// When a document does not parse, which no release does.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Self, JsError> {
        let fault = |fault| error::coded("invalid_guidance", &fault);
        let guidance = vigie_embedded::guidance().map_err(fault)?;
        let lines = vigie_embedded::help_lines().map_err(fault)?;
        Ok(Self { guidance, lines })
    }

    /// Adds words of the app's own: they replace those of their language.
    ///
    /// # Errors
    /// When the document is none.
    pub fn with_words(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        let own = Guidance::from_toml(name, bytes).map_err(error::js)?;
        self.guidance = std::mem::take(&mut self.guidance).with(own);
        Ok(())
    }

    /// Adds lines of the app's own: one with a known identifier replaces it.
    ///
    /// # Errors
    /// When the document is none.
    pub fn with_lines(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        let own = HelpLines::from_toml(name, bytes).map_err(error::js)?;
        self.lines = std::mem::take(&mut self.lines).with(own);
        Ok(())
    }

    /// Takes a line out.
    pub fn without(&mut self, id: &str) {
        self.lines = std::mem::take(&mut self.lines).without(&[id]);
    }

    /// The languages there are words in, as a JSON array.
    pub fn languages(&self) -> String {
        json::list(&self.guidance.languages().collect::<Vec<_>>())
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
            moment: card.moment.as_str(),
            title: card.title,
            text: card.text,
            language: card.language,
            steps: card.steps.iter().map(StepLine::from).collect(),
        });
        Ok(json::text(&card))
    }

    /// The words of pieces of advice, as a JSON array.
    ///
    /// # Errors
    /// When there is no such audience.
    pub fn steps(&self, advice: Vec<String>, audience: &str, language: &str) -> Result<String, JsError> {
        let keys: Vec<_> = advice.iter().map(String::as_str).collect();
        let steps = self.guidance.steps(&keys, named(audience)?, language);
        Ok(json::text(&steps.iter().map(StepLine::from).collect::<Vec<_>>()))
    }

    /// The lines that fit, the best first, as a JSON array. `moment`, `threat` and `audience` belong together. `now`:
    /// milliseconds since 1970, NaN where it does not matter; `ahead`: the minutes by which the region is ahead of UTC.
    ///
    /// # Errors
    /// When a name is not known.
    #[allow(clippy::too_many_arguments, reason = "each is one choice of a search")]
    pub fn find_lines(
        &self,
        region: &str,
        language: &str,
        need: &str,
        moment: Option<String>,
        threat: Option<String>,
        audience: Option<String>,
        age: Option<u8>,
        action: Option<String>,
        now: f64,
        ahead: i32,
    ) -> Result<String, JsError> {
        let mut search = Search::new(region, language, named(need)?);
        if let (Some(moment), Some(threat), Some(audience)) = (moment, threat, audience) {
            let audience: Audience = named(&audience)?;
            search = search.about(named(&moment)?, threat_named(&threat)?, audience);
        }
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
        Ok(json::text(&found.iter().map(FoundLine::from).collect::<Vec<_>>()))
    }

    /// The line of an identifier, as JSON; `null` where there is none.
    pub fn line(&self, id: &str) -> String {
        json::text(&self.lines.line(id).map(Line::from))
    }

    /// Every line, as a JSON array.
    pub fn lines(&self) -> String {
        json::text(&self.lines.iter().map(Line::from).collect::<Vec<_>>())
    }

    /// The verified lines that were not read again in time, as a JSON array. `now`: milliseconds since 1970.
    pub fn stale_lines(&self, now: f64) -> String {
        json::text(&self.lines.stale(now as i64).into_iter().map(Line::from).collect::<Vec<_>>())
    }
}

impl<'a> From<&Step<'a>> for StepLine<'a> {
    fn from(step: &Step<'a>) -> Self {
        Self {
            key: step.key,
            label: step.label,
            text: step.text,
            action: step.action.map(Action::as_str),
            need: step.need.map(Need::as_str),
        }
    }
}

fn named<T: FromStr<Err = vigie::Error>>(name: &str) -> Result<T, JsError> {
    name.parse().map_err(error::js)
}

fn threat_named(name: &str) -> Result<Threat, JsError> {
    let threat = Threat::ALL.into_iter().find(|threat| threat.as_str() == name);
    threat.ok_or_else(|| error::coded("invalid_guidance", &"no such threat"))
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
            let name = |name: &str| Some(name.to_owned());
            let about = (name("threat"), name("sextortion_money"), name("teen"));
            let lines = help
                .find_lines(region, language, "talk", about.0, about.1, about.2, Some(14), None, f64::NAN, 0)
                .ok()
                .unwrap();
            let lines: serde_json::Value = serde_json::from_str(&lines).unwrap();
            assert_eq!(lines[0]["region"], region);
            assert!(lines[0]["phone"].is_string(), "{lines}");
        }
    }
}

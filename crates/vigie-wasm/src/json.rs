//! What leaves: assessments as JSON, with positions in UTF-16 code units.

use serde::Serialize;
use vigie::text::Utf16;
use vigie::{Assessment, CoverageGap, DraftAssessment, Signal, Source, Threat};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AssessmentLine<'a> {
    level: &'static str,
    coverage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage_gap: Option<&'static str>,
    score: f32,
    alert: bool,
    alerting: bool,
    concern: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    threats: Threats,
    leading_threat: &'static str,
    stage: &'static str,
    signals: Vec<SignalLine<'a>>,
    reasons: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    moment: Option<&'static str>,
    advice: &'a [&'static str],
    degraded: &'a [&'static str],
}

/// Under the threats' stable names.
#[derive(Serialize)]
struct Threats {
    grooming: f32,
    sextortion_content: f32,
    sextortion_money: f32,
    exposure: f32,
}

#[derive(Serialize)]
struct SignalLine<'a> {
    kind: &'static str,
    start: u32,
    end: u32,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    score: f32,
    reported: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DraftLine<'a> {
    hold: bool,
    contents: Vec<ContentLine>,
    signals: Vec<SignalLine<'a>>,
    reasons: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    moment: Option<&'static str>,
    advice: &'a [&'static str],
    level: &'static str,
    coverage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage_gap: Option<&'static str>,
    degraded: &'a [&'static str],
}

/// One thing that a draft would give away; without a place for what is attached.
#[derive(Serialize)]
struct ContentLine {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
}

/// An assessment of a message.
pub(crate) fn assessment(assessment: &Assessment, message: &str) -> String {
    let threat = |threat: Threat| assessment.threats[threat as usize];
    let units = Utf16::of(message);
    let line = AssessmentLine {
        level: assessment.level.as_str(),
        coverage: assessment.coverage.as_str(),
        coverage_gap: assessment.coverage.gap().map(CoverageGap::as_str),
        score: assessment.score(),
        alert: assessment.alert,
        alerting: assessment.alerting,
        concern: assessment.concern.as_str(),
        about: assessment.about.map(participant),
        threats: Threats {
            grooming: threat(Threat::Grooming),
            sextortion_content: threat(Threat::SextortionContent),
            sextortion_money: threat(Threat::SextortionMoney),
            exposure: threat(Threat::Exposure),
        },
        leading_threat: assessment.leading_threat().as_str(),
        stage: assessment.stage.as_str(),
        signals: assessment.signals.iter().map(|signal| SignalLine::new(signal, &units)).collect(),
        reasons: &assessment.reasons,
        moment: assessment.moment.map(vigie::Moment::as_str),
        advice: &assessment.advice,
        degraded: &assessment.degraded,
    };
    text(&line)
}

/// What a draft would give away or do.
pub(crate) fn draft(draft: &DraftAssessment, written: &str) -> String {
    let units = Utf16::of(written);
    let contents = draft.contents.iter().map(|content| ContentLine {
        kind: content.kind.as_str(),
        start: content.span.map(|span| units.place(span.start)),
        end: content.span.map(|span| units.place(span.end)),
    });
    let line = DraftLine {
        hold: draft.hold,
        contents: contents.collect(),
        signals: draft.signals.iter().map(|signal| SignalLine::new(signal, &units)).collect(),
        reasons: &draft.reasons,
        moment: draft.moment.map(vigie::Moment::as_str),
        advice: &draft.advice,
        level: draft.level.as_str(),
        coverage: draft.coverage.as_str(),
        coverage_gap: draft.coverage.gap().map(CoverageGap::as_str),
        degraded: &draft.degraded,
    };
    text(&line)
}

/// A JSON array of strings.
pub(crate) fn list(items: &[&str]) -> String {
    text(&items)
}

/// What is made of strings, booleans and finite numbers under string keys: nothing that could fail to serialise.
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Sixteen hexadecimal digits: JavaScript's numbers cannot hold 64 bits.
pub(crate) fn participant(number: u64) -> String {
    format!("{number:016x}")
}

impl<'a> SignalLine<'a> {
    fn new(signal: &'a Signal, units: &Utf16) -> Self {
        let rule = match &signal.source {
            Source::Rule(rule) => Some(rule),
            Source::Model => None,
        };
        Self {
            kind: signal.kind.as_str(),
            start: units.place(signal.span.start),
            end: units.place(signal.span.end),
            source: if rule.is_some() { "rule" } else { "model" },
            rule: rule.map(|rule| rule.id.as_str()),
            reason: rule.map(|rule| rule.reason.as_str()).filter(|reason| !reason.is_empty()),
            score: signal.score,
            reported: signal.reported,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_found_again_behind_emoji() {
        use vigie::{AgeBand, Conversation, Message, Role, Sensitivity};
        let detector = vigie_embedded::rules_only(AgeBand::default(), Sensitivity::default()).unwrap();
        let text = "😀👍🏽 ok. pay me or everyone sees it 😀";
        let message = Message::new("x", text).role(Role::Contact);
        let found = assessment(&detector.assess(&mut Conversation::new(), &message), text);
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let signals = found["signals"].as_array().unwrap();
        let threat = signals.iter().find(|signal| signal["kind"] == "exposure_threat").unwrap();
        let place = |name: &str| threat[name].as_u64().unwrap() as usize;
        let units: Vec<u16> = text.encode_utf16().collect();
        let words = String::from_utf16(&units[place("start")..place("end")]).unwrap();
        assert_eq!(words, "or everyone sees it");
        assert_eq!(found["alert"], true);
        assert_eq!(found["threats"].as_object().unwrap().len(), 4);
    }
}

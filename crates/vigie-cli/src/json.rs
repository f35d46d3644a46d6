//! The JSON that the program prints: one line a message, or a summary.

use serde::Serialize;
use vigie::{Assessment, Signal, Source, Threat};

/// The version of everything here.
pub(crate) const SCHEMA: u8 = 1;

/// One assessed message.
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    schema: u8,
    conversation: &'a str,
    index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    sender: &'a str,
    level: &'static str,
    coverage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage_gap: Option<&'static str>,
    score: f32,
    alert: bool,
    alerting: bool,
    concern: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
    threats: Threats,
    stage: &'static str,
    signals: Vec<SignalLine<'a>>,
    reasons: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    moment: Option<&'static str>,
    advice: &'a [&'static str],
    degraded: &'a [&'static str],
}

/// Probability per threat.
#[derive(Serialize, Clone, Copy)]
pub(crate) struct Threats {
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
    score: f32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reported: bool,
}

/// Something that could not be read, in its place.
#[derive(Serialize)]
pub(crate) struct ErrorLine<'a> {
    pub(crate) schema: u8,
    pub(crate) error: &'a str,
    pub(crate) line: u64,
}

/// Where a message stands.
pub(crate) struct Place<'a> {
    pub(crate) conversation: &'a str,
    pub(crate) index: u64,
    pub(crate) id: Option<&'a str>,
    pub(crate) sender: &'a str,
    pub(crate) about: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(place: &Place<'a>, assessment: &'a Assessment) -> Self {
        Self {
            schema: SCHEMA,
            conversation: place.conversation,
            index: place.index,
            id: place.id,
            sender: place.sender,
            level: assessment.level.as_str(),
            coverage: assessment.coverage.as_str(),
            coverage_gap: assessment.coverage.gap().map(vigie::CoverageGap::as_str),
            score: rounded(assessment.score()),
            alert: assessment.alert,
            alerting: assessment.alerting,
            concern: assessment.concern.as_str(),
            about: place.about,
            threats: assessment.threats.into(),
            stage: assessment.stage.as_str(),
            signals: assessment.signals.iter().map(SignalLine::new).collect(),
            reasons: &assessment.reasons,
            moment: assessment.moment.map(vigie::Moment::as_str),
            advice: &assessment.advice,
            degraded: &assessment.degraded,
        }
    }
}

impl From<[f32; 4]> for Threats {
    fn from(threats: [f32; 4]) -> Self {
        let of = |threat: Threat| rounded(threats[threat as usize]);
        Self {
            grooming: of(Threat::Grooming),
            sextortion_content: of(Threat::SextortionContent),
            sextortion_money: of(Threat::SextortionMoney),
            exposure: of(Threat::Exposure),
        }
    }
}

impl<'a> SignalLine<'a> {
    fn new(signal: &'a Signal) -> Self {
        let (source, rule) = match &signal.source {
            Source::Rule(rule) => ("rule", Some(rule.id.as_str())),
            Source::Model => ("model", None),
        };
        Self {
            kind: signal.kind.as_str(),
            start: signal.span.start,
            end: signal.span.end,
            source,
            rule,
            score: rounded(signal.score),
            reported: signal.reported,
        }
    }
}

/// Four digits: more would promise what a probability cannot keep.
pub(crate) fn rounded(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

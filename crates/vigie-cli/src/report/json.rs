//! The report as JSON: what the HTML says, by stable names, with the figures.

use serde::Serialize;

use super::chats::{Chat, Seen};
use super::source::Source;
use super::{ROWS, Report, timeline};
use crate::json::{SCHEMA, rounded};
use crate::text::moment;

#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    kind: &'static str,
    language: &'a str,
    region: Option<String>,
    protected: Option<&'a str>,
    /// The age band and the sensitivity.
    preset: Vec<String>,
    source: &'a Source,
    /// Pieces that could not be read.
    unreadable: usize,
    conversations: Vec<Conversation<'a>>,
    conversations_left_out: usize,
    moments: Vec<&'static str>,
}

#[derive(Serialize)]
struct Conversation<'a> {
    conversation: &'a str,
    messages: u64,
    level: &'static str,
    coverage: &'static str,
    coverage_gap: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    /// The messages at which help became due, from 0; the first hundred.
    alerts: &'a [u64],
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Detail<'a>>,
}

#[derive(Serialize)]
struct Detail<'a> {
    concern: &'static str,
    about: Option<&'a str>,
    threats: Vec<&'static str>,
    timeline: Vec<Bar>,
    seen: Vec<Message<'a>>,
    seen_left_out: u64,
}

#[derive(Serialize)]
struct Bar {
    from: u64,
    to: u64,
    level: &'static str,
    score: f32,
}

#[derive(Serialize)]
struct Message<'a> {
    index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<String>,
    sender: &'a str,
    signals: Vec<&'static str>,
    alert: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

pub(super) fn write(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let detailed = report.detailed().len();
    let most = detailed + ROWS;
    let conversations = report.chats.iter().take(most).enumerate();
    let document = Document {
        schema: SCHEMA,
        kind: "report",
        language: &report.arguments.help.lang,
        region: report.adviser.region(),
        protected: report.arguments.input.protected.as_deref(),
        preset: super::preset(&report.arguments.policy),
        source: &report.source,
        unreadable: report.bad,
        conversations: conversations.map(|(place, chat)| conversation(chat, place < detailed)).collect(),
        conversations_left_out: report.chats.len().saturating_sub(most),
        moments: report.moments().iter().map(|(moment, _)| moment.as_str()).collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn conversation(chat: &Chat, detailed: bool) -> Conversation<'_> {
    Conversation {
        conversation: &chat.name,
        messages: chat.messages,
        level: chat.worst().as_str(),
        coverage: chat.coverage.as_str(),
        coverage_gap: chat.coverage.gap().map(vigie::CoverageGap::as_str),
        first: chat.first_at.map(moment),
        last: chat.last_at.map(moment),
        alerts: &chat.alerts[..chat.alerts.len().min(100)],
        detail: detailed.then(|| Detail {
            concern: chat.concern.as_str(),
            about: chat.about.as_deref(),
            threats: chat.threats.iter().map(|threat| threat.as_str()).collect(),
            timeline: timeline::bars(chat).1.iter().map(Bar::of).collect(),
            seen: chat.seen.iter().map(Message::of).collect(),
            seen_left_out: chat.more,
        }),
    }
}

impl Bar {
    fn of(bar: &timeline::Bar) -> Self {
        Self { from: bar.from, to: bar.to, level: bar.level.as_str(), score: rounded(bar.score) }
    }
}

impl<'a> Message<'a> {
    fn of(seen: &'a Seen) -> Self {
        Self {
            index: seen.index,
            sent_at: seen.sent_at.map(moment),
            sender: &seen.sender,
            signals: seen.kinds.iter().map(|kind| kind.as_str()).collect(),
            alert: seen.alert,
            text: seen.text.as_deref(),
        }
    }
}

//! How the risk went: at most a hundred bars, however long the conversation, as a picture that needs no script.

use vigie::RiskLevel;

use super::chats::{Chat, Point};
use super::markup::Markup;
use super::words::{Words, fill};

/// The most bars.
pub(super) const BARS: usize = 100;
/// The most moments that the text alternative lists.
const LISTED: usize = 12;

const LEVELS: [RiskLevel; 5] =
    [RiskLevel::Minimal, RiskLevel::Low, RiskLevel::Medium, RiskLevel::High, RiskLevel::Critical];
/// The plot, in units of the picture's view box.
const LEFT: f64 = 185.0;
const WIDTH: f64 = 505.0;
const TOP: f64 = 34.0;
const STEP: f64 = 36.0;
const BOTTOM: f64 = TOP + STEP * 5.0;

/// Messages in a row, by the most urgent of them.
pub(super) struct Bar {
    /// From 0.
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) level: RiskLevel,
    pub(super) score: f32,
    pub(super) alert: bool,
}

/// How many messages a bar stands for, and the bars.
pub(super) fn bars(chat: &Chat) -> (usize, Vec<Bar>) {
    let share = chat.points.len().div_ceil(BARS).max(1);
    let bar = |(number, points): (usize, &[Point])| {
        let from = (number * share) as u64;
        let to = from + points.len() as u64 - 1;
        let level = points.iter().map(|point| point.level).max().unwrap_or_default();
        let score = points.iter().map(|point| point.score).fold(0.0, f32::max);
        let alert = chat.alerts.iter().any(|alert| (from..=to).contains(alert));
        Bar { from, to, level, score, alert }
    };
    (share, chat.points.chunks(share).enumerate().map(bar).collect())
}

/// The picture in words.
pub(super) fn in_words(chat: &Chat, words: &Words) -> String {
    let worst = chat.worst();
    let index = chat.points.iter().position(|point| point.level == worst).map_or(0, |index| index + 1);
    let mut alerts: Vec<_> = chat.alerts.iter().take(LISTED).map(|alert| (alert + 1).to_string()).collect();
    if chat.alerts.len() > LISTED {
        alerts.push("…".to_owned());
    }
    let sentence =
        if alerts.is_empty() { &words.conversation.picture_none } else { &words.conversation.picture };
    let values = [
        ("messages", &*chat.messages.to_string()),
        ("level", words.level(worst.as_str())),
        ("index", &index.to_string()),
        ("alerts", &alerts.join(", ")),
    ];
    fill(sentence, &values)
}

/// Draws it. `number` tells the pictures of a report apart.
pub(super) fn draw(out: &mut Markup, chat: &Chat, words: &Words, number: usize) {
    let (share, bars) = bars(chat);
    let width = WIDTH / bars.len().max(1) as f64;
    let id = number.to_string();
    out.raw("<figure><svg viewBox=\"0 0 700 244\" role=\"img\" aria-labelledby=\"t").text(&id);
    out.raw(" d").text(&id).raw("\"><title id=\"t").text(&id);
    out.element("\">", &words.conversation.picture_heading, "</title>");
    out.raw("<desc id=\"d").text(&id).element("\">", &in_words(chat, words), "</desc>");
    for (rank, level) in LEVELS.iter().enumerate() {
        let line = BOTTOM - STEP * (rank + 1) as f64;
        out.raw("<line class=\"grid\" x1=\"").number(LEFT).raw("\" x2=\"").number(LEFT + WIDTH);
        out.raw("\" y1=\"").number(line).raw("\" y2=\"").number(line).raw("\"/>");
        out.raw("<text class=\"label\" x=\"").number(LEFT - 10.0).raw("\" y=\"").number(line + 5.0);
        out.element("\">", words.level(level.as_str()), "</text>");
    }
    for (place, bar) in bars.iter().enumerate() {
        let left = LEFT + width * place as f64;
        // A part of a step for nothing, so that every message is there to be seen.
        let height =
            STEP * if bar.level == RiskLevel::Minimal { 0.3 } else { f64::from(bar.level as u8) + 1.0 };
        out.raw("<rect class=\"").raw(class(bar.level)).raw("\" x=\"").number(left + width * 0.06);
        out.raw("\" y=\"").number(BOTTOM - height).raw("\" width=\"").number(width * 0.88);
        out.raw("\" height=\"").number(height).raw("\"/>");
        if bar.alert {
            out.raw("<text class=\"mark\" x=\"").number(left + width / 2.0).raw("\" y=\"");
            out.number(BOTTOM - height - 7.0).raw("\">▲</text>");
        }
    }
    out.raw("<line class=\"axis\" x1=\"").number(LEFT).raw("\" x2=\"").number(LEFT + WIDTH);
    out.raw("\" y1=\"").number(BOTTOM).raw("\" y2=\"").number(BOTTOM).raw("\"/>");
    for (class, x, index) in [("start", LEFT, 1), ("end", LEFT + WIDTH, chat.messages)] {
        out.raw("<text class=\"").raw(class).raw("\" x=\"").number(x).raw("\" y=\"").number(BOTTOM + 22.0);
        let label = fill(&words.conversation.message, &[("number", &index.to_string())]);
        out.element("\">", &label, "</text>");
    }
    let legend = fill(&words.conversation.legend, &[("share", &share.to_string())]);
    out.element("</svg><figcaption>", &legend, "</figcaption></figure>");
}

fn class(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Minimal => "l0",
        RiskLevel::Low => "l1",
        RiskLevel::Medium => "l2",
        RiskLevel::High => "l3",
        RiskLevel::Critical => "l4",
    }
}

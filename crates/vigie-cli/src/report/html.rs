//! The report as one HTML file: no script, nothing loaded, readable on paper and on a phone.

use vigie::{Concern, HelpLine, Need};

use super::chats::{Chat, Seen};
use super::markup::Markup;
use super::source::Named;
use super::words::fill;
use super::{ROWS, Report, timeline};
use crate::text::moment;

const HEAD: &str = "<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<meta name=\"referrer\" content=\"no-referrer\">
<meta name=\"robots\" content=\"noindex\">
<style>
";
const STYLE: &str = include_str!("style.css");
/// The needs in the order in which they are listed.
const NEEDS: [Need; 5] = [Need::Emergency, Need::Crisis, Need::Talk, Need::Report, Need::Remove];

pub(super) fn write(report: &Report<'_>) -> String {
    let general = &report.words.general;
    let mut markup = Markup::default();
    let out = &mut markup;
    let primary = report.arguments.help.lang.split(['-', '_']).next().unwrap_or_default();
    out.raw("<!DOCTYPE html>\n<html lang=\"").text(&primary.to_ascii_lowercase()).raw("\">\n<head>\n");
    out.raw(HEAD).raw(STYLE).element(
        "</style>\n<title>",
        &general.title,
        "</title>\n</head>\n<body>\n<main>\n",
    );
    out.element("<header>\n<h1>", &general.title, "</h1>\n");
    out.element("<p class=\"lead\">", &general.lead, "</p>\n</header>\n");
    overview(out, report);
    help(out, report);
    out.raw("<div class=\"pair\">\n");
    list(out, &general.is_heading, &general.is);
    list(out, &general.is_not_heading, &general.is_not);
    out.raw("</div>\n");
    for (number, chat) in (1..).zip(report.detailed()) {
        conversation(out, report, chat, number);
    }
    others(out, report);
    channels(out, report);
    source(out, report);
    out.raw("</main>\n</body>\n</html>\n");
    markup.into_string()
}

fn list(out: &mut Markup, heading: &str, points: &[String]) {
    out.element("<section>\n<h2>", heading, "</h2>\n<ul>\n");
    for point in points {
        out.element("<li>", point, "</li>\n");
    }
    out.raw("</ul>\n</section>\n");
}

fn overview(out: &mut Markup, report: &Report<'_>) {
    let general = &report.words.general;
    out.element("<section class=\"overview\">\n<h2>", &general.overview_heading, "</h2>\n");
    let messages: u64 = report.chats.iter().map(|chat| chat.messages).sum();
    if messages == 0 {
        out.element("<p>", &general.nothing, "</p>\n");
    } else {
        let values = [
            ("messages", &*messages.to_string()),
            ("conversations", &report.chats.len().to_string()),
            ("alerts", &report.helped().to_string()),
        ];
        out.element("<p>", &fill(&general.overview, &values), "</p>\n");
        if report.helped() == 0 {
            out.element("<p>", &general.nothing_seen, "</p>\n");
        }
    }
    if report.bad > 0 {
        let values = [("count", &*report.bad.to_string())];
        out.element("<p>", &fill(&general.bad, &values), "</p>\n");
    }
    out.raw("<p class=\"care\">").text(&general.care).raw(" <strong>").text(&general.no_pictures);
    out.raw("</strong></p>\n</section>\n");
}

fn help(out: &mut Markup, report: &Report<'_>) {
    let moments = report.moments();
    if moments.is_empty() {
        return;
    }
    out.element("<section>\n<h2>", &report.words.general.helps_heading, "</h2>\n");
    for (moment, threat) in moments {
        let Some(card) = report.adviser.card(moment, threat) else { continue };
        out.element("<article class=\"card\">\n<h3>", card.title, "</h3>\n");
        out.element("<p>", card.text, "</p>\n<ol>\n");
        for step in &card.steps {
            let label = step.label.trim_end_matches('.');
            let stop = if label.ends_with(['?', '!']) { "" } else { "." };
            out.element("<li><strong>", label, stop).raw("</strong> ").text(step.text);
            for found in report.adviser.lines(step, moment, threat) {
                out.raw("<div class=\"line\">");
                line(out, report, found.line);
                out.raw("</div>");
            }
            out.raw("</li>\n");
        }
        out.raw("</ol>\n</article>\n");
    }
    out.raw("</section>\n");
}

fn conversation(out: &mut Markup, report: &Report<'_>, chat: &Chat, number: usize) {
    let words = &report.words.conversation;
    out.element("<section class=\"chat\">\n<h2>", &words.heading, "").name(&chat.name).raw("</h2>\n");
    let values = [("messages", &*chat.messages.to_string()), ("period", &period(report, chat))];
    out.element("<p>", &fill(&words.facts, &values), "</p>\n");
    match (chat.concern, &chat.about) {
        (Concern::Contact, Some(about)) if !report.plain() => {
            out.element("<p>", &words.about, " ").name(about).raw(".</p>\n");
        }
        (Concern::Contact, _) => {}
        (Concern::ThirdParty, _) => {
            out.element("<p>", &words.third_party, "</p>\n");
        }
        (Concern::ProtectedPerson, _) => {
            out.element("<p>", &words.protected_person, "</p>\n");
        }
    }
    if let Some(gap) = chat.coverage.gap() {
        out.element("<p>", report.words.gap(gap.as_str()), "</p>\n");
    }
    if !report.plain() {
        if !chat.threats.is_empty() {
            let names: Vec<_> =
                chat.threats.iter().map(|threat| report.words.threat(threat.as_str())).collect();
            out.element("<p>", &words.threats_heading, "").text(&names.join(", ")).raw(".</p>\n");
        }
        out.element("<h3>", &words.picture_heading, "</h3>\n");
        timeline::draw(out, chat, &report.words, number);
    }
    out.element("<h3>", &words.seen_heading, "</h3>\n");
    let seen: Vec<_> = shown(report, chat).collect();
    if seen.is_empty() {
        out.element("<p>", &words.seen_none, "</p>\n");
    } else {
        out.element("<p class=\"small\">", &words.times, "</p>\n<ul class=\"seen\">\n");
        for seen in &seen {
            message(out, report, seen);
        }
        out.raw("</ul>\n");
    }
    if chat.more > 0 && !report.plain() {
        let values = [("count", &*chat.more.to_string())];
        out.element("<p class=\"small\">", &fill(&words.seen_more, &values), "</p>\n");
    }
    out.raw("</section>\n");
}

/// A child gets the moments of help only.
fn shown<'a>(report: &Report<'_>, chat: &'a Chat) -> impl Iterator<Item = &'a Seen> {
    let plain = report.plain();
    chat.seen.iter().filter(move |seen| !plain || seen.alert || seen.offer)
}

fn message(out: &mut Markup, report: &Report<'_>, seen: &Seen) {
    let words = &report.words.conversation;
    out.raw(if seen.alert || seen.offer { "<li class=\"due\"><p>" } else { "<li><p>" });
    let number = fill(&words.message, &[("number", &(seen.index + 1).to_string())]);
    out.element("<strong>", &number, "</strong>");
    if let Some(at) = seen.sent_at {
        out.element(" · <time>", &moment(at), "</time>");
    }
    out.raw(" · ").text(&words.from).raw(" ").name(&seen.sender).raw("</p>");
    if seen.alert {
        out.element("<p class=\"badge\">▲ ", &words.alert, "</p>");
    } else if seen.offer {
        out.element("<p class=\"badge\">○ ", &words.offer, "</p>");
    }
    if !report.plain() && !seen.kinds.is_empty() {
        out.raw("<ul>");
        for kind in &seen.kinds {
            out.element("<li>", report.words.kind(kind.as_str()), "</li>");
        }
        out.raw("</ul>");
    }
    if let Some(text) = seen.text.as_deref().filter(|text| !text.trim().is_empty()) {
        out.element("<p class=\"small\">", &words.quoted, "</p>").quote(text);
    }
    out.raw("</li>\n");
}

fn others(out: &mut Markup, report: &Report<'_>) {
    let general = &report.words.general;
    let rest = &report.chats[report.detailed().len()..];
    if rest.is_empty() {
        return;
    }
    out.element("<section>\n<h2>", &general.other_heading, "</h2>\n");
    let beyond = report.helped() - report.detailed().len();
    if beyond > 0 {
        let values = [("count", &*beyond.to_string())];
        out.element("<p>", &fill(&general.detail_more, &values), "</p>\n");
    }
    out.element("<table>\n<thead><tr><th scope=\"col\">", &general.column_conversation, "</th>");
    out.element("<th scope=\"col\">", &general.column_messages, "</th>");
    out.element("<th scope=\"col\">", &general.column_period, "</th>");
    if !report.plain() {
        out.element("<th scope=\"col\">", &general.column_level, "</th>");
    }
    out.raw("</tr></thead>\n<tbody>\n");
    for chat in rest.iter().take(ROWS) {
        out.raw("<tr><th scope=\"row\">").name(&chat.name).raw("</th>");
        out.element("<td>", &chat.messages.to_string(), "</td>");
        out.element("<td>", &period(report, chat), "</td>");
        if !report.plain() {
            out.element("<td>", report.words.level(chat.worst().as_str()), "");
            if let Some(gap) = chat.coverage.gap() {
                out.element("<div class=\"small\">", report.words.gap(gap.as_str()), "</div>");
            }
            out.raw("</td>");
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody>\n</table>\n");
    if rest.len() > ROWS {
        let values = [("count", &*(rest.len() - ROWS).to_string())];
        out.element("<p>", &fill(&general.other_more, &values), "</p>\n");
    }
    out.raw("</section>\n");
}

fn channels(out: &mut Markup, report: &Report<'_>) {
    let words = &report.words.channels;
    out.element("<section>\n<h2>", &words.heading, "</h2>\n");
    let Some(region) = report.adviser.region() else {
        out.element("<p>", &report.words.general.no_region, "</p>\n</section>\n");
        return;
    };
    let at = report.moments().first().copied();
    let mut any = false;
    out.raw("<dl>\n");
    for need in NEEDS {
        let found = report.adviser.channels(need, at);
        let heading = match need {
            Need::Emergency => &words.emergency,
            Need::Crisis => &words.crisis,
            Need::Report | Need::Scam => &words.report,
            Need::Remove => &words.remove,
            Need::Talk => &words.talk,
        };
        if !found.is_empty() {
            any = true;
            out.element("<dt>", heading, "</dt>\n");
        }
        for found in found {
            out.raw("<dd>");
            line(out, report, found.line);
            out.raw("</dd>\n");
        }
    }
    out.raw("</dl>\n");
    if !any {
        out.element("<p>", &words.none, "</p>\n");
    }
    let forms: Vec<_> = report.words.forms.iter().filter(|form| form.region == region).collect();
    for form in &forms {
        out.element("<article class=\"form\">\n<h3>", &words.form_heading, " · ");
        out.text(&form.name).raw("</h3>\n");
        if let Some(known) = report.adviser.line(&form.line) {
            out.raw("<p>");
            line(out, report, known);
            out.raw("</p>\n");
        }
        out.element("<p>", &form.note, "</p>\n<ul class=\"check\">\n");
        for field in &form.fields {
            out.element("<li>", field, "</li>\n");
        }
        out.raw("</ul>\n</article>\n");
    }
    if !forms.is_empty() {
        out.element("<p class=\"small\">", &words.form_note, "</p>\n");
    }
    out.raw("</section>\n");
}

/// A line, how to reach it, and how fresh that is.
fn line(out: &mut Markup, report: &Report<'_>, line: &HelpLine) {
    out.element("<strong>", &line.name, "</strong>");
    if let Some(phone) = line.phone.as_deref().filter(|phone| !line.name.starts_with(phone)) {
        out.raw(" · <span class=\"number\">").text(phone).raw("</span>");
    }
    if let Some(sms) = &line.sms {
        out.element(" · SMS <span class=\"number\">", sms, "</span>");
    }
    if let Some(url) = &line.url {
        if url.starts_with("https://") {
            out.raw(" · <a rel=\"noopener noreferrer\" href=\"").text(url).raw("\">");
            out.text(url.trim_start_matches("https://")).raw("</a>");
        } else {
            out.raw(" · ").text(url);
        }
    }
    if let Some(hours) = &line.hours {
        out.raw(" · ").text(&report.words.hours(&hours.to_string()));
    }
    let checked =
        if line.verified { &report.words.channels.verified } else { &report.words.channels.unverified };
    let date = line.verified_on.to_string();
    out.element(" <span class=\"small\">(", &fill(checked, &[("date", &date)]), ")</span>");
}

fn source(out: &mut Markup, report: &Report<'_>) {
    let (words, source) = (&report.words.file, &report.source);
    out.element("<section>\n<h2>", &words.heading, "</h2>\n<dl class=\"facts\">\n");
    out.element("<dt>", &words.name, "</dt><dd>").name(&source.name).raw("</dd>\n");
    let size = fill(&words.bytes, &[("count", &source.bytes.to_string())]);
    out.element("<dt>", &words.size, "</dt>").element("<dd>", &size, "</dd>\n");
    out.element("<dt>", &words.sha256, "</dt>").element("<dd><code>", &source.sha256, "</code>");
    out.element("<div class=\"small\">", &words.sha256_note, "</div></dd>\n");
    if let Some(name) = &report.arguments.input.protected {
        out.element("<dt>", &words.protected, "</dt><dd>").name(name).raw("</dd>\n");
    }
    let policy = &report.arguments.policy;
    let preset = super::preset(policy);
    out.element("<dt>", &words.policy, "</dt>").element("<dd>", &preset.join(", "), "</dd>\n");
    out.element("<dt>", &words.engine, "</dt>").element("<dd>vigie ", source.engine, "</dd>\n");
    out.element("<dt>", &words.packs, "</dt>").element("<dd><code>", &source.packs_sha256, "</code></dd>\n");
    if !source.added_packs.is_empty() {
        out.element("<dt>", &words.added, "</dt>");
        for pack in &source.added_packs {
            named(out, pack);
        }
    }
    out.element("<dt>", &words.model, "</dt>");
    match &source.model {
        Some(model) => named(out, model),
        None => {
            out.element("<dd>", &words.no_model, "</dd>\n");
        }
    }
    if let Some(weights) = &source.weights {
        out.element("<dt>", &words.weights, "</dt>");
        named(out, weights);
    }
    out.raw("</dl>\n</section>\n");
}

fn named(out: &mut Markup, named: &Named) {
    out.raw("<dd>").name(&named.name);
    if let Some(version) = named.version {
        out.raw(" ").text(version);
    }
    if let Some(sha256) = &named.sha256 {
        out.element(" <code>", sha256, "</code>");
    }
    out.raw("</dd>\n");
}

fn period(report: &Report<'_>, chat: &Chat) -> String {
    let words = &report.words.conversation;
    match (chat.first_at.map(moment), chat.last_at.map(moment)) {
        (Some(from), Some(to)) if from[..10] == to[..10] => from[..10].to_owned(),
        (Some(from), Some(to)) => fill(&words.period, &[("from", &from[..10]), ("to", &to[..10])]),
        _ => words.undated.clone(),
    }
}

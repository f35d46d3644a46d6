//! What a person reads: colour only on a terminal (anstream takes it out elsewhere).

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use vigie::{Assessment, Concern, CoverageGap, RiskLevel, Threat};

use crate::advice::Adviser;
use crate::scan::{Alert, Thread};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Prints every conversation: the alerts with their reasons, or how quiet it was.
pub(crate) fn summary(threads: &[(String, Thread)], errors: usize, advice: &Adviser<'_>) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for (name, thread) in threads {
        let level = thread.worst.as_ref().map_or(RiskLevel::Minimal, |worst| worst.level);
        let style = style(level);
        let count = thread.messages;
        let plural = if count == 1 { "" } else { "s" };
        write!(out, "{BOLD}{name}{BOLD:#}  {DIM}{count} message{plural}{}{DIM:#}", period(thread))?;
        writeln!(out, "  {style}{}{style:#}", level.as_str())?;
        for alert in &thread.alerts {
            write_alert(&mut out, alert, advice)?;
        }
        for (index, moment, threat) in &thread.offers {
            writeln!(out, "  ○ message {}: advice, no alert", index + 1)?;
            advice.write(&mut out, *moment, *threat)?;
        }
        if let Some(gap) = thread.coverage.gap() {
            let share = if thread.coverage.as_str() == "none" { "Not assessed" } else { "Assessed in part" };
            writeln!(out, "  {share}: {}. This is no sign that the chat is safe.", gap_in_words(gap))?;
        } else if thread.alerts.is_empty() {
            writeln!(out, "  No alert.")?;
        }
    }
    if threads.is_empty() {
        writeln!(out, "No message was read.")?;
    }
    if errors > 0 {
        let plural = if errors == 1 { "" } else { "s" };
        writeln!(out, "{errors} piece{plural} of the input could not be read; see above.")?;
    }
    Ok(())
}

fn write_alert(out: &mut impl Write, alert: &Alert, advice: &Adviser<'_>) -> io::Result<()> {
    let assessment = &alert.assessment;
    let style = style(assessment.level);
    let when = alert.sent_at.map_or(String::new(), |at| format!(", {}", moment(at)));
    let number = alert.index + 1;
    writeln!(out, "  {style}▲ message {number}{when}, from {}{style:#}: {}", alert.sender, headline(alert))?;
    if let Some(text) = &alert.text {
        writeln!(out, "      {DIM}«{}»{DIM:#}", text.replace('\n', " "))?;
    }
    for reason in &assessment.reasons {
        writeln!(out, "      • {reason}")?;
    }
    let threat = assessment.leading_threat();
    let percent = assessment.threats[threat as usize] * 100.0;
    writeln!(
        out,
        "      {DIM}{} {percent:.0} %, stage {}{DIM:#}",
        threat_in_words(threat),
        assessment.stage.as_str()
    )?;
    if let Some(moment) = assessment.moment {
        advice.write(out, moment, threat)?;
    }
    Ok(())
}

fn headline(alert: &Alert) -> String {
    let threat = threat_in_words(alert.assessment.leading_threat());
    match (alert.assessment.concern, &alert.about) {
        (Concern::Contact, Some(about)) => format!("{threat}, by {about}"),
        (Concern::Contact, None) => threat.to_owned(),
        (Concern::ThirdParty, _) => format!("somebody tells of {threat}; nobody here is accused"),
        (Concern::ProtectedPerson, _) => format!("{threat}, by the protected person"),
    }
}

pub(crate) fn threat_in_words(threat: Threat) -> &'static str {
    match threat {
        Threat::Grooming => "grooming",
        Threat::SextortionContent => "sextortion for pictures",
        Threat::SextortionMoney => "sextortion for money",
        Threat::Exposure => "exposure to shame someone",
    }
}

fn gap_in_words(gap: CoverageGap) -> &'static str {
    match gap {
        CoverageGap::Language => "the language has no pack",
        CoverageGap::NoText => "there are pictures or voice notes, but no text",
        CoverageGap::TooLittle => "there are too few words",
        CoverageGap::Truncated => "a message was too long and its middle was skipped",
        CoverageGap::NoModel => "the model failed, and rules stood alone",
    }
}

pub(crate) fn style(level: RiskLevel) -> Style {
    let colour = match level {
        RiskLevel::Minimal => AnsiColor::Green,
        RiskLevel::Low => AnsiColor::Cyan,
        RiskLevel::Medium => AnsiColor::Yellow,
        RiskLevel::High | RiskLevel::Critical => AnsiColor::Red,
    };
    let style = colour.on_default();
    if level == RiskLevel::Critical { style.bold() } else { style }
}

fn period(thread: &Thread) -> String {
    match (thread.first_at, thread.last_at) {
        (Some(first), Some(last)) if moment(first)[..10] == moment(last)[..10] => {
            format!(", {}", &moment(first)[..10])
        }
        (Some(first), Some(last)) => format!(", {} to {}", &moment(first)[..10], &moment(last)[..10]),
        _ => String::new(),
    }
}

/// UTC, to the minute.
pub(crate) fn moment(milliseconds: i64) -> String {
    match jiff::Timestamp::from_millisecond(milliseconds) {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => "????-??-?? ??:??".to_owned(),
    }
}

/// How the numbers of an assessment read in one line.
pub(crate) fn numbers(assessment: &Assessment) -> String {
    Threat::ALL
        .iter()
        .map(|threat| format!("{} {:.2}", threat.as_str(), assessment.threats[*threat as usize]))
        .collect::<Vec<_>>()
        .join("  ")
}

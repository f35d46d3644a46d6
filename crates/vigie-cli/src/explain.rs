//! `vigie explain`: carets under the evidence, the reason, and how the state moves.

use std::collections::HashMap;
use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr;
use vigie::text::Span;
use vigie::{Assessment, Conversation, Message, Signal, Source};

use crate::args::ExplainArguments;
use crate::{Outcome, embedded, input, text};

const DIM: Style = Style::new().dimmed();

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Outcome, Box<dyn std::error::Error>> {
    let detector = embedded::detector(&arguments.policy)?;
    let mut out = anstream::stdout().lock();
    if let Some(line) = &arguments.text {
        let message = Message::new("sender", line).role(arguments.role.into());
        let assessment = detector.assess(&mut Conversation::new(), &message);
        write_message(&mut out, None, line, &assessment, [0.0; 4])?;
        return Ok(Outcome::Done);
    }
    let Some(file) = &arguments.file else { return Ok(Outcome::Usage) };
    let mut opened = input::open(file, &arguments.input)?;
    let mut conversations: HashMap<String, (Conversation, [f32; 4], u64)> = HashMap::new();
    let mut outcome = Outcome::Done;
    for item in opened.records.by_ref() {
        let record = match item {
            Ok(record) => record,
            Err(bad) => {
                anstream::eprintln!("vigie: {bad}");
                outcome = Outcome::BadInput;
                continue;
            }
        };
        let (conversation, before, count) = conversations.entry(record.conversation.clone()).or_default();
        *count += 1;
        let assessment = detector.assess(conversation, &input::message(&record));
        let label = format!("{} {} {}", record.conversation, count, record.sender);
        write_message(&mut out, Some(&label), &record.text, &assessment, *before)?;
        *before = assessment.threats;
    }
    opened.records.check_protected()?;
    Ok(outcome)
}

fn write_message(
    out: &mut impl Write,
    label: Option<&str>,
    line: &str,
    assessment: &Assessment,
    before: [f32; 4],
) -> io::Result<()> {
    if let Some(label) = label {
        writeln!(out, "{DIM}{label}{DIM:#}")?;
    }
    let shown = one_line(line);
    writeln!(out, "  {}", shown.iter().collect::<String>())?;
    let style = text::style(assessment.level);
    for signal in &assessment.signals {
        writeln!(out, "  {style}{}{style:#} {}", carets(&shown, signal.span), name(signal))?;
    }
    for reason in &assessment.reasons {
        writeln!(out, "    • {reason}")?;
    }
    if assessment.threats.iter().zip(before).any(|(now, before)| (now - before).abs() >= 0.005) {
        writeln!(out, "    {DIM}{}{DIM:#}", text::numbers(assessment))?;
    }
    let mark = if assessment.alert { "  ▲ alert" } else { "" };
    let coverage =
        assessment.coverage.gap().map_or(String::new(), |gap| format!("  coverage: {}", gap.as_str()));
    writeln!(out, "    {style}{}{style:#}{mark}{DIM}{coverage}{DIM:#}", assessment.level.as_str())
}

/// A message on one line. One character stays one character: spans are counted in characters.
pub(crate) fn one_line(text: &str) -> Vec<char> {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Marks under a part of a line.
pub(crate) fn carets(shown: &[char], span: Span) -> String {
    let place = |at: u32| (at as usize).min(shown.len());
    let (start, end) = (place(span.start), place(span.end));
    let width = |letters: &[char]| letters.iter().collect::<String>().width();
    format!("{}{}", " ".repeat(width(&shown[..start])), "^".repeat(width(&shown[start..end]).max(1)))
}

fn name(signal: &Signal) -> String {
    let source = match &signal.source {
        Source::Rule(rule) => rule.id.as_str(),
        Source::Model => "model",
    };
    let told = if signal.reported { ", told of somebody else" } else { "" };
    format!("{} {:.2} ({source}{told})", signal.kind, signal.score)
}

//! What helps at an alert, in words: the card of the moment, its steps, and the first lines that fit.

use std::io::{self, Write};

use anstyle::Style;
use vigie::{
    AgeBand, Audience, Card, Found, Guidance, HelpLine, HelpLines, Moment, Need, Search, Step, Threat,
};

use crate::args::HelpArguments;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// How many lines a step names.
const NAMED: usize = 2;

/// Knows the words, the lines, and whom they are for.
pub(crate) struct Adviser<'a> {
    arguments: &'a HelpArguments,
    guidance: Guidance,
    lines: HelpLines,
    audience: Audience,
    age: u8,
}

impl<'a> Adviser<'a> {
    pub(crate) fn new(
        arguments: &'a HelpArguments,
        band: AgeBand,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let (guidance, lines) = (vigie_embedded::guidance()?, vigie_embedded::help_lines()?);
        let languages: Vec<_> = guidance.languages().collect();
        let primary = arguments.lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if !languages.contains(&primary.as_str()) {
            return Err(format!("--lang: there are words in {}", languages.join(", ")).into());
        }
        Ok(Self { arguments, guidance, lines, audience: arguments.audience(band), age: age_of(band) })
    }

    /// Writes the card of a moment.
    pub(crate) fn write(&self, out: &mut impl Write, moment: Moment, threat: Threat) -> io::Result<()> {
        let Some(card) = self.card(moment, threat) else { return Ok(()) };
        let Card { title, text, steps, .. } = &card;
        writeln!(out, "      What helps: {BOLD}{title}{BOLD:#}")?;
        writeln!(out, "        {text}")?;
        for (number, step) in (1..).zip(steps) {
            writeln!(
                out,
                "        {number}. {}. {DIM}{}{DIM:#}",
                step.label.trim_end_matches(['.', '?']),
                step.text
            )?;
            for found in self.lines(step, moment, threat) {
                writeln!(out, "           → {}", contact(found.line))?;
            }
        }
        if self.arguments.region.is_none() {
            writeln!(
                out,
                "        {DIM}--region names the help lines of a country, such as --region FR.{DIM:#}"
            )?;
        }
        Ok(())
    }

    /// The words for a moment.
    pub(crate) fn card(&self, moment: Moment, threat: Threat) -> Option<Card<'_>> {
        let style = self.arguments.style();
        self.guidance.card(moment, threat, self.audience, style, &self.arguments.lang)
    }

    pub(crate) fn audience(&self) -> Audience {
        self.audience
    }

    /// The country as the help lines spell it.
    pub(crate) fn region(&self) -> Option<String> {
        let region = self.arguments.region.as_ref()?.to_ascii_uppercase();
        Some(if region == "UK" { "GB".to_owned() } else { region })
    }

    /// Every line for a need, the best first.
    pub(crate) fn channels(&self, need: Need, at: Option<(Moment, Threat)>) -> Vec<Found<'_>> {
        let Some(region) = &self.arguments.region else { return Vec::new() };
        let mut search = Search::new(region, &self.arguments.lang, need);
        if let Some((moment, threat)) = at {
            search = search.about(moment, threat, self.audience);
        }
        self.lines.find(&search.age(self.age))
    }

    /// A line by its id.
    pub(crate) fn line(&self, id: &str) -> Option<&HelpLine> {
        self.lines.line(id)
    }

    /// The lines to name at a step.
    pub(crate) fn lines(&self, step: &Step<'_>, moment: Moment, threat: Threat) -> Vec<Found<'_>> {
        let (Some(region), Some(need)) = (&self.arguments.region, step.need) else { return Vec::new() };
        let mut search = Search::new(region, &self.arguments.lang, need)
            .about(moment, threat, self.audience)
            .age(self.age);
        if let Some(action) = step.action {
            search = search.by(action);
        }
        self.lines.find(&search).into_iter().take(NAMED).collect()
    }
}

/// An age within the band: lines for children or for adults only are told apart by it.
fn age_of(band: AgeBand) -> u8 {
    match band {
        AgeBand::Under13 => 11,
        AgeBand::Teen13To15 => 14,
        AgeBand::Teen16To17 => 16,
        AgeBand::Adult => 30,
    }
}

/// A line, and how to reach it.
pub(crate) fn contact(line: &HelpLine) -> String {
    let mut ways = Vec::new();
    if let Some(phone) = &line.phone
        && !line.name.starts_with(phone.as_str())
    {
        ways.push(phone.clone());
    }
    ways.extend(line.sms.as_ref().map(|sms| format!("SMS {sms}")));
    ways.extend(line.url.clone());
    ways.extend(line.hours.as_ref().map(ToString::to_string));
    if !line.verified {
        ways.push(format!("not verified, {}", line.verified_on));
    }
    if ways.is_empty() { line.name.clone() } else { format!("{}: {}", line.name, ways.join(", ")) }
}

/// How a need reads in a heading.
pub(crate) fn in_words(need: Need) -> &'static str {
    match need {
        Need::Talk => "to talk to somebody",
        Need::Crisis => "to talk to somebody now",
        Need::Report => "to report it",
        Need::Remove => "to have pictures taken down",
        Need::Scam => "to report a scam",
        Need::Emergency => "in danger now",
    }
}

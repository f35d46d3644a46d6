//! `vigie help-lines`: whom one can call, write to or report to; and whether the data is still fresh.

use std::error::Error;
use std::io::Write;

use jiff::civil::{Date, Weekday as Day};
use jiff::tz::TimeZone;
use serde::Serialize;
use vigie::{Found, HelpLine, HelpLines, LocalTime, Search, Weekday};

use crate::Outcome;
use crate::advice::{contact, in_words};
use crate::args::HelpLinesArguments;

pub(crate) fn run(arguments: &HelpLinesArguments) -> Result<Outcome, Box<dyn Error>> {
    let lines = vigie_embedded::help_lines()?;
    if arguments.check {
        return check(&lines, arguments.on);
    }
    let mut out = anstream::stdout().lock();
    let Some(region) = &arguments.region else {
        if arguments.json {
            serde_json::to_writer_pretty(
                &mut out,
                &lines.iter().map(|line| Shown::new(line, None)).collect::<Vec<_>>(),
            )?;
            writeln!(out)?;
            return Ok(Outcome::Done);
        }
        for line in lines.iter() {
            writeln!(out, "{}  {}", line.region, contact(line))?;
        }
        return Ok(Outcome::Done);
    };
    let mut search = Search::new(region, &arguments.lang, arguments.need);
    if let Some(age) = arguments.age {
        search = search.age(age);
    }
    if let Some(at) = arguments.at {
        search = search.at(LocalTime::new(weekday(at.date()), at.hour() as u8, at.minute() as u8));
    }
    let found = lines.find(&search);
    if arguments.json {
        let shown: Vec<_> = found.iter().map(|found| Shown::new(found.line, Some(found))).collect();
        serde_json::to_writer_pretty(&mut out, &shown)?;
        writeln!(out)?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{}, {}:", region.to_uppercase(), in_words(arguments.need))?;
    for Found { line, open, stands_in, .. } in &found {
        let state = match open {
            Some(true) => ", open",
            Some(false) => ", closed then",
            None => "",
        };
        let stands_in = if *stands_in { ", serves many countries" } else { "" };
        writeln!(out, "  {}{state}{stands_in}", contact(line))?;
    }
    if found.is_empty() {
        writeln!(out, "  No line is known. Tell an adult you trust; in danger, call the emergency number.")?;
    }
    Ok(Outcome::Done)
}

fn check(lines: &HelpLines, on: Option<Date>) -> Result<Outcome, Box<dyn Error>> {
    let now = match on {
        Some(day) => day.to_zoned(TimeZone::UTC)?.timestamp(),
        None => jiff::Timestamp::now(),
    };
    let stale = lines.stale(now.as_millisecond());
    let mut out = anstream::stdout().lock();
    for line in &stale {
        writeln!(
            out,
            "{}: verified on {}, more than {} days ago",
            line.id,
            line.verified_on,
            lines.recheck_days()
        )?;
    }
    let unverified = lines.iter().filter(|line| !line.verified).count();
    writeln!(out, "{} lines, {unverified} unverified, {} stale", lines.iter().count(), stale.len())?;
    Ok(if stale.is_empty() { Outcome::Done } else { Outcome::Failed })
}

fn weekday(date: Date) -> Weekday {
    match date.weekday() {
        Day::Monday => Weekday::Monday,
        Day::Tuesday => Weekday::Tuesday,
        Day::Wednesday => Weekday::Wednesday,
        Day::Thursday => Weekday::Thursday,
        Day::Friday => Weekday::Friday,
        Day::Saturday => Weekday::Saturday,
        Day::Sunday => Weekday::Sunday,
    }
}

/// An entry as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    region: &'a str,
    name: &'a str,
    kinds: Vec<&'static str>,
    topics: Vec<&'static str>,
    phone: Option<&'a str>,
    sms: Option<&'a str>,
    url: Option<&'a str>,
    chat: bool,
    languages: &'a [String],
    hours: Option<String>,
    time_zone: Option<&'a str>,
    free: Option<bool>,
    anonymous: Option<bool>,
    note: Option<&'a str>,
    source: &'a str,
    verified_on: String,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stands_in: bool,
}

impl<'a> Shown<'a> {
    fn new(line: &'a HelpLine, found: Option<&Found<'_>>) -> Self {
        Self {
            id: &line.id,
            region: &line.region,
            name: &line.name,
            kinds: line.kinds.iter().map(|kind| kind.as_str()).collect(),
            topics: line.topics.iter().map(|topic| topic.as_str()).collect(),
            phone: line.phone.as_deref(),
            sms: line.sms.as_deref(),
            url: line.url.as_deref(),
            chat: line.chat,
            languages: &line.languages,
            hours: line.hours.as_ref().map(ToString::to_string),
            time_zone: line.time_zone.as_deref(),
            free: line.free,
            anonymous: line.anonymous,
            note: line.note.as_deref(),
            source: &line.source,
            verified_on: line.verified_on.to_string(),
            verified: line.verified,
            open: found.and_then(|found| found.open),
            stands_in: found.is_some_and(|found| found.stands_in),
        }
    }
}

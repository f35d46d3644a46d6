//! Whom one can call, write to or report to: dated data.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::hours::Hours;
use super::moment::names;
use crate::error::Error;

names! {
    /// What a line is for.
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    HelpKind, "kind of help":
    /// Somebody to talk to.
    Talk "talk";
    /// Where to report.
    Report "report";
    /// Where to have pictures or accounts taken down.
    Remove "remove";
    /// Somebody is in danger now.
    Emergency "emergency";
}

names! {
    /// What a line knows about.
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    Topic, "topic":
    /// Children and teenagers, whatever it is.
    Child "child";
    /// Violence online: blackmail, exposure, harassment.
    DigitalViolence "digital_violence";
    /// Sexual abuse of children, and proposals to them.
    ChildAbuse "child_abuse";
    /// Not wanting to live.
    Suicide "suicide";
    /// Violence against women, and by partners and former partners.
    ViolenceAgainstWomen "violence_against_women";
    /// Abuse of older people and of adults with a disability.
    DependentAdults "dependent_adults";
    /// Victims of any offence.
    Victims "victims";
    /// Intimate pictures published or about to be.
    Images "images";
    /// Scams about accounts and payments.
    Scam "scam";
    /// Advice for parents.
    Parents "parents";
    /// Danger to somebody's life or body now.
    Danger "danger";
}

/// A day, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// Days since 1970-01-01. After H. Hinnant, *chrono-compatible low-level date algorithms*: years begin in March.
    fn days(self) -> i64 {
        let (month, year) = (i64::from(self.month), i64::from(self.year) - i64::from(self.month <= 2));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// For whom a line is, in years, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    /// The youngest.
    pub from: u8,
    /// The oldest.
    pub to: u8,
}

/// One line, site or service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HelpLine {
    /// Its identifier: `fr.3018`. A host overrides an entry by its identifier.
    pub id: String,
    /// ISO 3166 country code; `EU` for the Union, `*` for anywhere.
    pub region: String,
    /// What it calls itself.
    pub name: String,
    /// What it is for; one line may serve for several.
    pub kinds: Vec<HelpKind>,
    /// What it knows about, the nearest first.
    pub topics: Vec<Topic>,
    /// The number to call, as one dials it in its region.
    pub phone: Option<String>,
    /// The number to text, as one dials it in its region; with what to write where that matters.
    pub sms: Option<String>,
    /// Its site.
    pub url: Option<String>,
    /// It answers in writing: on its site, or in an app.
    pub chat: bool,
    /// For whom it is; none: everybody.
    pub ages: Option<Ages>,
    /// The languages it speaks for sure, BCP 47 primary subtags.
    pub languages: Vec<String>,
    /// When it is open, in its own time; none: not known.
    pub hours: Option<Hours>,
    /// Its time zone, a name of the IANA data base.
    pub time_zone: Option<String>,
    /// Costs nothing; none: not known.
    pub free: Option<bool>,
    /// Asks no name; none: not known.
    pub anonymous: Option<bool>,
    /// May be offered to people of other regions that have nothing of this kind.
    pub fallback: bool,
    /// What else one must know.
    pub note: Option<String>,
    /// Where this was read.
    pub source: String,
    /// When it was read there; for an old copy, the date of the copy.
    pub verified_on: Date,
    /// Read in a source that was current on that day. Otherwise it is recalled, or from an old copy: mark it.
    pub verified: bool,
}

/// The lines that a host can offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HelpLines {
    pub(super) lines: Vec<HelpLine>,
    recheck_days: u16,
}

/// How long an entry may go without being read again, unless the data says otherwise.
const RECHECK_DAYS: u16 = 365;
const MILLISECONDS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

impl HelpLines {
    /// Reads a document of help lines; `name` is for error messages.
    ///
    /// # Errors
    /// When it is no such document, or an entry has nothing to call, write to or open; the error names the entry.
    pub fn from_toml(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let fault = |what: &dyn fmt::Display| Error::guidance(format!("{name}: {what}"));
        let text = std::str::from_utf8(bytes).map_err(|fault_| fault(&fault_))?;
        let document: Document = toml::from_str(text).map_err(|fault_| fault(&fault_.message()))?;
        let mut lines: Vec<HelpLine> = Vec::with_capacity(document.line.len());
        for entry in document.line {
            let id = entry.id.clone();
            let line = entry.read().map_err(|what| fault(&format!("{id}: {what}")))?;
            if lines.iter().any(|known| known.id == line.id) {
                return Err(fault(&format!("{id}: twice")));
            }
            lines.push(line);
        }
        Ok(Self { lines, recheck_days: document.help_lines.recheck_days.unwrap_or(RECHECK_DAYS) })
    }

    /// Adds the host's own: an entry replaces one of the same identifier.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for line in other.lines {
            match self.lines.iter_mut().find(|known| known.id == line.id) {
                Some(known) => *known = line,
                None => self.lines.push(line),
            }
        }
        self
    }

    /// Takes entries out, by identifier.
    #[must_use]
    pub fn without(mut self, ids: &[&str]) -> Self {
        self.lines.retain(|line| !ids.contains(&line.id.as_str()));
        self
    }

    /// Every entry, in the order of the data.
    pub fn iter(&self) -> impl Iterator<Item = &HelpLine> {
        self.lines.iter()
    }

    /// The entry of an identifier.
    pub fn line(&self, id: &str) -> Option<&HelpLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The verified entries that were not read again in time, at a moment in milliseconds since 1970-01-01 UTC. Run
    /// this before a release: it should be empty. Unverified entries are never in it; they are marked wherever they
    /// are shown.
    pub fn stale(&self, now: i64) -> Vec<&HelpLine> {
        let today = now.div_euclid(MILLISECONDS_PER_DAY);
        let limit = i64::from(self.recheck_days);
        self.lines.iter().filter(|line| line.verified && today - line.verified_on.days() > limit).collect()
    }

    /// How many days an entry may go without being read again.
    pub fn recheck_days(&self) -> u16 {
        self.recheck_days
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    help_lines: Header,
    #[serde(default)]
    line: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    recheck_days: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    region: String,
    name: String,
    kinds: Vec<HelpKind>,
    topics: Vec<Topic>,
    phone: Option<String>,
    sms: Option<String>,
    url: Option<String>,
    #[serde(default)]
    chat: bool,
    ages: Option<(u8, u8)>,
    #[serde(default)]
    languages: Vec<String>,
    hours: Option<String>,
    time_zone: Option<String>,
    free: Option<bool>,
    anonymous: Option<bool>,
    #[serde(default)]
    fallback: bool,
    note: Option<String>,
    source: String,
    verified_on: toml::value::Datetime,
    verified: bool,
}

impl Entry {
    fn read(self) -> Result<HelpLine, String> {
        if self.phone.is_none() && self.sms.is_none() && self.url.is_none() {
            return Err("nothing to call, write to or open".to_owned());
        }
        if self.kinds.is_empty() || self.topics.is_empty() {
            return Err("no kind or no topic".to_owned());
        }
        if self.url.as_deref().is_some_and(|url| !url.starts_with("https://")) {
            return Err("an address must begin with https://".to_owned());
        }
        let hours =
            self.hours.as_deref().map(Hours::from_str).transpose().map_err(|fault| fault.to_string())?;
        if hours.as_ref().is_some_and(|hours| !hours.is_always()) && self.time_zone.is_none() {
            return Err("hours without a time zone".to_owned());
        }
        let ages = match self.ages {
            Some((from, to)) if from > to => return Err("ages the wrong way round".to_owned()),
            ages => ages.map(|(from, to)| Ages { from, to }),
        };
        let date = self.verified_on.date.ok_or("verified_on is no date")?;
        Ok(HelpLine {
            id: self.id,
            region: self.region,
            name: self.name,
            kinds: self.kinds,
            topics: self.topics,
            phone: self.phone,
            sms: self.sms,
            url: self.url,
            chat: self.chat,
            ages,
            languages: self.languages,
            hours,
            time_zone: self.time_zone,
            free: self.free,
            anonymous: self.anonymous,
            fallback: self.fallback,
            note: self.note,
            source: self.source,
            verified_on: Date { year: date.year, month: date.month, day: date.day },
            verified: self.verified,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (year, month, day, days) in
            [(1970, 1, 1, 0), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (2026, 11, 22, 20_779)]
        {
            assert_eq!(Date { year, month, day }.days(), days, "{year}-{month}-{day}");
        }
    }
}

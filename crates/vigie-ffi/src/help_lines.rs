//! Whom one can call, write to or report to.

use crate::error::VigieError;
use crate::guidance::{Action, HelpSubject, Need};
use crate::same::same;

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum HelpKind {
    /// Somebody to talk to.
    Talk,
    /// Where to report.
    Report,
    /// Where to have pictures or accounts taken down.
    Remove,
    /// Somebody is in danger now.
    Emergency,
}

/// What a line knows about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Topic {
    /// Children and teenagers, whatever it is.
    Child,
    /// Violence online: blackmail, exposure, harassment.
    DigitalViolence,
    /// Sexual abuse of children, and proposals to them.
    ChildAbuse,
    /// Not wanting to live.
    Suicide,
    /// Violence against women, and by partners and former partners.
    ViolenceAgainstWomen,
    /// Abuse of older people and of adults with a disability.
    DependentAdults,
    /// Victims of any offence.
    Victims,
    /// Intimate pictures published or about to be.
    Images,
    /// Scams about accounts and payments.
    Scam,
    /// Advice for parents.
    Parents,
    /// Danger to somebody's life or body now.
    Danger,
}

/// For whom a line is, in years, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AgeRange {
    /// The youngest.
    pub youngest: u8,
    /// The oldest.
    pub oldest: u8,
}

/// One line, site or service.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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
    pub ages: Option<AgeRange>,
    /// The languages it speaks for sure, BCP 47 primary subtags.
    pub languages: Vec<String>,
    /// When it is open, in its own time: `24/7`, `daily 09:00-23:00`, `mon-fri 08:00-22:00; sat 10:00-14:00`; none: not
    /// known.
    pub hours: Option<String>,
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
    /// When it was read there, as `2026-11-21`; for an old copy, the date of the copy.
    pub verified_on: String,
    /// Read in a source that was current on that day. Otherwise it is recalled, or from an old copy: mark it.
    pub verified: bool,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LineSearch {
    /// What for: `Step.need`.
    pub need: Need,
    /// ISO 3166 country code; empty where it is not known.
    pub region: String,
    /// BCP 47 tag of the reader's language.
    pub language: String,
    /// What it is about: lines for it come first.
    #[uniffi(default = None)]
    pub about: Option<HelpSubject>,
    /// The age of the person concerned, in years; lines for others are left out.
    #[uniffi(default = None)]
    pub age: Option<u8>,
    /// How the reader wants to reach it: `Call` needs a number to call, `Chat` somebody who answers in writing. Anything
    /// else leaves no line out.
    #[uniffi(default = None)]
    pub by: Option<Action>,
    /// Now. Lines that are closed come after those that are open. None: it does not matter.
    #[uniffi(default = None)]
    pub at: Option<TimeInRegion>,
}

/// A moment, and how far the clocks of a region are ahead: the library has neither a clock nor time zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct TimeInRegion {
    /// Milliseconds since 1970-01-01 UTC.
    pub milliseconds: i64,
    /// The minutes by which the clocks of the region are ahead of UTC at that moment.
    pub minutes_ahead: i32,
}

/// A line that fits.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FoundLine {
    /// The line.
    pub line: HelpLine,
    /// Whether it is open then; none: its hours or the time are not known.
    pub open: Option<bool>,
    /// It serves everywhere, and stands in because the region has nothing of the kind.
    pub stands_in: bool,
}

same!(HelpKind: Talk Report Remove Emergency);
same!(Topic: Child DigitalViolence ChildAbuse Suicide ViolenceAgainstWomen DependentAdults Victims Images Scam Parents Danger);

impl LineSearch {
    pub(crate) fn read(&self) -> Result<vigie::Search<'_>, VigieError> {
        let mut search = vigie::Search::new(&self.region, &self.language, self.need.into());
        if let Some(about) = &self.about {
            let (moment, threat, audience) = about.read()?;
            search = search.about(moment, threat, audience);
        }
        if let Some(years) = self.age {
            search = search.age(years);
        }
        search.by = self.by.map(Into::into);
        search.at = self.at.map(|at| vigie::LocalTime::from_unix_ms(at.milliseconds, at.minutes_ahead));
        Ok(search)
    }
}

impl From<&vigie::HelpLine> for HelpLine {
    fn from(line: &vigie::HelpLine) -> Self {
        Self {
            id: line.id.clone(),
            region: line.region.clone(),
            name: line.name.clone(),
            kinds: line.kinds.iter().map(|kind| (*kind).into()).collect(),
            topics: line.topics.iter().map(|topic| (*topic).into()).collect(),
            phone: line.phone.clone(),
            sms: line.sms.clone(),
            url: line.url.clone(),
            chat: line.chat,
            ages: line.ages.map(|ages| AgeRange { youngest: ages.from, oldest: ages.to }),
            languages: line.languages.clone(),
            hours: line.hours.as_ref().map(ToString::to_string),
            time_zone: line.time_zone.clone(),
            free: line.free,
            anonymous: line.anonymous,
            fallback: line.fallback,
            note: line.note.clone(),
            source: line.source.clone(),
            verified_on: line.verified_on.to_string(),
            verified: line.verified,
        }
    }
}

impl From<vigie::Found<'_>> for FoundLine {
    fn from(found: vigie::Found<'_>) -> Self {
        Self { line: found.line.into(), open: found.open, stands_in: found.stands_in }
    }
}

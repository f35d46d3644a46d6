//! Which line fits: region, need, topic, age, language, time; and what to fall back on.

use super::help_lines::{HelpKind, HelpLine, HelpLines, Topic};
use super::hours::LocalTime;
use super::moment::{Audience, Moment};
use super::plan::{Action, Need};
use crate::assessment::Threat;

/// What is looked for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Search<'a> {
    /// ISO 3166 country code; empty where it is not known.
    pub region: &'a str,
    /// BCP 47 tag of the reader's language.
    pub language: &'a str,
    /// What for.
    pub need: Need,
    /// The topics that fit, the best first. A line with none of them is left out. [`Search::new`] sets those of the
    /// need, [`Search::about`] those of a moment.
    pub topics: Vec<Topic>,
    /// The age of the person concerned, in years; lines for others are left out.
    pub age: Option<u8>,
    /// How the reader wants to reach it: [`Action::Call`] needs a number to call, [`Action::Chat`] somebody who answers
    /// in writing. Anything else leaves no line out.
    pub by: Option<Action>,
    /// Now, in the region's local time. Lines that are closed come after those that are open.
    pub at: Option<LocalTime>,
}

/// A line that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found<'a> {
    /// The line.
    pub line: &'a HelpLine,
    /// Whether it is open then; none: its hours or the time are not known.
    pub open: Option<bool>,
    /// It serves everywhere, and stands in because the region has nothing of the kind.
    pub stands_in: bool,
}

impl<'a> Search<'a> {
    /// Looks for lines for a need, whatever the subject.
    pub fn new(region: &'a str, language: &'a str, need: Need) -> Self {
        let topics = match need {
            Need::Talk => &[Topic::DigitalViolence, Topic::Child][..],
            Need::Crisis => &[Topic::Suicide, Topic::Child, Topic::DigitalViolence],
            Need::Report => &[Topic::ChildAbuse, Topic::DigitalViolence, Topic::Child],
            Need::Remove => &[Topic::Images, Topic::DigitalViolence],
            Need::Scam => &[Topic::Scam],
            Need::Emergency => &[Topic::Danger],
        };
        Self { region, language, need, topics: topics.to_vec(), age: None, by: None, at: None }
    }

    /// Sets the topics that fit a moment, a threat and a reader.
    #[must_use]
    pub fn about(mut self, moment: Moment, threat: Threat, audience: Audience) -> Self {
        match self.need {
            Need::Talk if moment == Moment::FirstDoubt && threat == Threat::Grooming => {
                self.topics = vec![Topic::Child, Topic::DigitalViolence];
            }
            Need::Talk if moment == Moment::Despair || moment == Moment::FriendInDespair => {
                self.topics = vec![Topic::Child, Topic::DigitalViolence];
            }
            _ => {}
        }
        if audience == Audience::Parent && self.need == Need::Talk {
            self.topics.push(Topic::Parents);
        }
        self
    }

    /// Sets the age of the person concerned. From 18 on, lines about violence against women, for dependent adults and
    /// for victims of any offence fit as well.
    #[must_use]
    pub fn age(mut self, years: u8) -> Self {
        self.age = Some(years);
        if years >= 18 && matches!(self.need, Need::Talk | Need::Report) {
            for topic in [Topic::ViolenceAgainstWomen, Topic::Victims, Topic::DependentAdults] {
                if !self.topics.contains(&topic) {
                    self.topics.push(topic);
                }
            }
        }
        self
    }

    /// Sets how the reader wants to reach it.
    #[must_use]
    pub fn by(mut self, action: Action) -> Self {
        self.by = Some(action);
        self
    }

    /// Sets the time, in the region's local time.
    #[must_use]
    pub fn at(mut self, time: LocalTime) -> Self {
        self.at = Some(time);
        self
    }

    fn kind(&self) -> HelpKind {
        match self.need {
            Need::Talk | Need::Crisis => HelpKind::Talk,
            Need::Report | Need::Scam => HelpKind::Report,
            Need::Remove => HelpKind::Remove,
            Need::Emergency => HelpKind::Emergency,
        }
    }

    /// The place of the first topic that the line knows about.
    fn topic_place(&self, line: &HelpLine) -> Option<usize> {
        self.topics.iter().position(|topic| line.topics.contains(topic))
    }

    fn fits(&self, line: &HelpLine) -> bool {
        line.kinds.contains(&self.kind())
            && self.topic_place(line).is_some()
            && match self.by {
                Some(Action::Call) => line.phone.is_some(),
                Some(Action::Chat) => line.chat || line.sms.is_some(),
                _ => true,
            }
            && match (line.ages, self.age) {
                (Some(ages), Some(age)) => (ages.from..=ages.to).contains(&age),
                _ => true,
            }
    }
}

impl HelpLines {
    /// The lines that fit, the best first: open before closed, verified before unverified, then the nearer topic, then
    /// the reader's language, then the order of the data. Empty when there is none; a number of another country is
    /// never offered, except those that serve everywhere, or in the whole Union, and say so.
    pub fn find(&self, search: &Search<'_>) -> Vec<Found<'_>> {
        let of = |region: &str| -> Vec<&HelpLine> {
            self.lines.iter().filter(|line| line.region == region && search.fits(line)).collect()
        };
        let region = match search.region.to_ascii_uppercase().as_str() {
            "UK" => "GB".to_owned(),
            region => region.to_owned(),
        };
        let mut found: Vec<Found<'_>> =
            of(&region).into_iter().map(|line| search.found(line, false)).collect();
        if found.is_empty() && is_in_the_union(&region) {
            let union = of("EU").into_iter().filter(|line| line.fallback);
            found = union.map(|line| search.found(line, true)).collect();
        }
        if found.is_empty() || search.need == Need::Remove {
            let anywhere = of("*").into_iter().filter(|line| line.fallback);
            found.extend(anywhere.map(|line| search.found(line, true)));
        }
        found.sort_by_key(|found| search.rank(found));
        found
    }
}

impl Search<'_> {
    fn found<'l>(&self, line: &'l HelpLine, stands_in: bool) -> Found<'l> {
        let open = match (&line.hours, self.at) {
            (Some(hours), _) if hours.is_always() => Some(true),
            (Some(hours), Some(time)) => Some(hours.open_at(time)),
            _ => None,
        };
        Found { line, open, stands_in }
    }

    fn rank(&self, found: &Found<'_>) -> impl Ord + use<> {
        let language = self.language.split(['-', '_']).next().unwrap_or_default();
        let speaks = found.line.languages.iter().any(|spoken| spoken == language);
        let topic = self.topic_place(found.line).unwrap_or(usize::MAX);
        (found.open == Some(false), found.stands_in, !found.line.verified, topic, !speaks)
    }
}

/// The member states of the European Union, as of 2020-02-01.
fn is_in_the_union(region: &str) -> bool {
    const MEMBERS: [&str; 27] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
        "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];
    MEMBERS.contains(&region)
}

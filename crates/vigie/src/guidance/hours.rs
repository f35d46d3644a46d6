//! When a line is open, in its own local time.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    const ALL: [(Weekday, &'static str); 7] = [
        (Self::Monday, "mon"),
        (Self::Tuesday, "tue"),
        (Self::Wednesday, "wed"),
        (Self::Thursday, "thu"),
        (Self::Friday, "fri"),
        (Self::Saturday, "sat"),
        (Self::Sunday, "sun"),
    ];

    fn named(name: &str) -> Option<usize> {
        Self::ALL.iter().position(|(_, known)| *known == name)
    }
}

/// A moment in the local time of a line: the host knows the time zone, the library has no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    weekday: Weekday,
    minute: u16,
}

const MINUTES_PER_DAY: i64 = 24 * 60;

impl LocalTime {
    /// The day and the time of day; an hour beyond 23 or a minute beyond 59 counts as the last one.
    pub fn new(weekday: Weekday, hour: u8, minute: u8) -> Self {
        Self { weekday, minute: u16::from(hour.min(23)) * 60 + u16::from(minute.min(59)) }
    }

    /// From milliseconds since 1970-01-01 UTC, and the minutes by which the local time is ahead of UTC.
    pub fn from_unix_ms(milliseconds: i64, minutes_ahead: i32) -> Self {
        let minutes = milliseconds.div_euclid(60_000).saturating_add(i64::from(minutes_ahead));
        // 1970-01-01 was a Thursday.
        let weekday = (minutes.div_euclid(MINUTES_PER_DAY) + 3).rem_euclid(7) as usize;
        Self { weekday: Weekday::ALL[weekday].0, minute: minutes.rem_euclid(MINUTES_PER_DAY) as u16 }
    }
}

/// Opening hours: `24/7`, or spans such as `daily 09:00-23:00` and `mon-fri 08:00-22:00; sat 10:00-14:00`. Several
/// spans are separated by `;`. A span that ends at or before its start goes on after midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    written: String,
    /// Per span: the days, one bit each from Monday, and the minutes of the day.
    spans: Vec<(u8, u16, u16)>,
}

impl Hours {
    /// Whether the line is open then.
    pub fn open_at(&self, time: LocalTime) -> bool {
        let today = time.weekday as u8;
        let yesterday = (today + 6) % 7;
        let on = |days: u8, day: u8| days & (1 << day) != 0;
        self.spans.iter().any(|&(days, from, to)| {
            if from < to {
                on(days, today) && (from..to).contains(&time.minute)
            } else {
                (on(days, today) && time.minute >= from) || (on(days, yesterday) && time.minute < to)
            }
        })
    }

    /// Whether it is always open.
    pub fn is_always(&self) -> bool {
        self.written == "24/7"
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl FromStr for Hours {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let spans = if written == "24/7" {
            vec![(0b111_1111, 0, MINUTES_PER_DAY as u16)]
        } else {
            written
                .split(';')
                .map(|span| span_of(span.trim()))
                .collect::<Option<_>>()
                .ok_or_else(|| Error::guidance(format!("no opening hours: {written:?}")))?
        };
        Ok(Self { written: written.to_owned(), spans })
    }
}

fn span_of(span: &str) -> Option<(u8, u16, u16)> {
    let (days, times) = span.split_once(' ')?;
    let (from, to) = times.split_once('-')?;
    Some((days_of(days)?, minute_of(from)?, minute_of(to)?))
}

fn days_of(days: &str) -> Option<u8> {
    if days == "daily" {
        return Some(0b111_1111);
    }
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (first, last) = (Weekday::named(first)?, Weekday::named(last)?);
    (first <= last).then(|| (first..=last).fold(0, |days, day| days | 1 << day))
}

fn minute_of(time: &str) -> Option<u16> {
    let (hour, minute) = time.split_once(':')?;
    let number = |text: &str| (text.len() == 2).then(|| text.parse::<u16>().ok()).flatten();
    let (hour, minute) = (number(hour)?, number(minute)?);
    (minute < 60 && hour * 60 + minute <= MINUTES_PER_DAY as u16).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(written: &str) -> Hours {
        written.parse().unwrap()
    }

    #[test]
    fn spans_are_read() {
        let line = hours("mon-fri 09:00-18:00; sat 10:00-14:00");
        for (day, hour, minute, open) in [
            (Weekday::Monday, 9, 0, true),
            (Weekday::Monday, 8, 59, false),
            (Weekday::Friday, 17, 59, true),
            (Weekday::Friday, 18, 0, false),
            (Weekday::Saturday, 13, 0, true),
            (Weekday::Sunday, 13, 0, false),
        ] {
            assert_eq!(line.open_at(LocalTime::new(day, hour, minute)), open, "{day:?} {hour}:{minute}");
        }
    }

    #[test]
    fn a_night_goes_on_into_the_next_day() {
        let line = hours("sat 20:00-02:00");
        assert!(line.open_at(LocalTime::new(Weekday::Saturday, 23, 0)));
        assert!(line.open_at(LocalTime::new(Weekday::Sunday, 1, 59)));
        assert!(!line.open_at(LocalTime::new(Weekday::Sunday, 2, 0)));
        assert!(!line.open_at(LocalTime::new(Weekday::Saturday, 1, 0)));
    }

    #[test]
    fn always_is_always() {
        let line = hours("24/7");
        assert!(line.is_always() && line.open_at(LocalTime::new(Weekday::Sunday, 3, 0)));
    }

    #[test]
    fn nonsense_is_refused() {
        for written in
            ["", "daily", "daily 9-23", "daily 09:00-25:00", "fri-mon 09:00-10:00", "noon 09:00-10:00"]
        {
            assert!(written.parse::<Hours>().is_err(), "{written:?}");
        }
    }

    #[test]
    fn times_come_from_a_clock_and_an_offset() {
        // 2026-11-22 22:30 UTC was a Sunday; in Paris it was 23:30.
        let at = 1_795_386_600_000;
        assert_eq!(LocalTime::from_unix_ms(at, 0), LocalTime::new(Weekday::Sunday, 22, 30));
        assert_eq!(LocalTime::from_unix_ms(at, 60), LocalTime::new(Weekday::Sunday, 23, 30));
        assert_eq!(LocalTime::from_unix_ms(at, 120), LocalTime::new(Weekday::Monday, 0, 30));
    }
}

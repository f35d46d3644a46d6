//! The start of a message line: date, time, and what follows.

use jiff::civil;

use crate::DateOrder;

/// A line that starts a message, or a notice of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    pub(crate) stamp: Stamp,
    /// `[date, time] …` (iOS) rather than `date, time - …` (Android).
    pub(crate) bracketed: bool,
    /// What follows: `Name: text`, or a notice.
    pub(crate) body: &'a str,
}

/// Date and time as written: the order of day and month is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) fields: [Number; 3],
    pub(crate) separator: char,
    hour: i8,
    minute: i8,
    second: i8,
    pub(crate) half: Option<Half>,
}

/// A number and how many digits it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) value: i16,
    pub(crate) digits: usize,
}

/// The half of the day, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Half {
    afternoon: bool,
    /// Written `AM` or `PM`, the American way.
    pub(crate) capitals: bool,
}

impl Stamp {
    /// The moment, if the numbers make one in this order.
    pub(crate) fn at(&self, order: DateOrder) -> Option<civil::DateTime> {
        let [a, b, c] = self.fields;
        let (year, month, day) = match order {
            DateOrder::DayFirst => (c, b, a),
            DateOrder::MonthFirst => (c, a, b),
            DateOrder::YearFirst => (a, b, c),
        };
        let year = match year.digits {
            4 => year.value,
            1 | 2 => 2000 + year.value,
            _ => return None,
        };
        let hour = match self.half {
            None => self.hour,
            Some(_) if !(0..=12).contains(&self.hour) => return None,
            Some(half) => self.hour % 12 + if half.afternoon { 12 } else { 0 },
        };
        let date =
            civil::Date::new(year, i8::try_from(month.value).ok()?, i8::try_from(day.value).ok()?).ok()?;
        let time = civil::Time::new(hour, self.minute, self.second, 0).ok()?;
        Some(date.to_datetime(time))
    }

    pub(crate) fn is_year_first(&self) -> bool {
        self.fields[0].digits == 4
    }
}

/// The header that a line starts with, if it starts with one.
pub(crate) fn parse(line: &str) -> Option<Header<'_>> {
    let mut rest = Rest(line.trim_start_matches(is_mark));
    let bracketed = rest.eat('[');
    let first = rest.number(4)?;
    let separator = ['/', '.', '-'].into_iter().find(|&separator| rest.eat(separator))?;
    rest.spaces();
    let second = rest.number(2)?;
    if !rest.eat(separator) {
        return None;
    }
    rest.spaces();
    let third = rest.number(4)?;
    let year_first = first.digits == 4 && third.digits <= 2;
    if !year_first && (first.digits > 2 || !matches!(third.digits, 2 | 4)) {
        return None;
    }
    let gap = [rest.eat('.'), rest.eat(','), rest.spaces()];
    if gap == [false; 3] {
        return None;
    }
    // «15/01/2024 à 10:30», «um», «kl.» and the like.
    if BEFORE_TIME.iter().any(|word| rest.eat_word(word)) {
        rest.spaces();
    }
    let (hour, minute, second_of_minute) = time(&mut rest)?;
    let half = half(&mut rest);
    if bracketed {
        if !rest.eat(']') {
            return None;
        }
        rest.spaces();
    } else if !(rest.spaces() && (rest.eat('-') || rest.eat('–')) && (rest.spaces() || rest.0.is_empty())) {
        return None;
    }
    let stamp =
        Stamp { fields: [first, second, third], separator, hour, minute, second: second_of_minute, half };
    Some(Header { stamp, bracketed, body: rest.0 })
}

const BEFORE_TIME: [&str; 8] = ["à", "às", "at", "um", "om", "alle", "a las", "kl."];

fn time(rest: &mut Rest<'_>) -> Option<(i8, i8, i8)> {
    let hour = rest.number(2)?;
    // 10:30, 10.30, or the Canadian French 10 h 30.
    let separator = if rest.eat(':') {
        ':'
    } else if rest.eat('.') {
        '.'
    } else {
        rest.spaces();
        if !rest.eat('h') {
            return None;
        }
        rest.spaces();
        'h'
    };
    let minute = rest.number(2).filter(|minute| minute.digits == 2)?;
    let before_seconds = rest.0;
    let second = if rest.eat(separator) { rest.number(2).filter(|second| second.digits == 2) } else { None };
    if second.is_none() {
        rest.0 = before_seconds;
    }
    Some((hour.value as i8, minute.value as i8, second.map_or(0, |second| second.value as i8)))
}

fn half(rest: &mut Rest<'_>) -> Option<Half> {
    let start = rest.0;
    rest.spaces();
    let mut letters = rest.0.chars();
    let first = letters.next();
    let afternoon = match first {
        Some('a' | 'A') => false,
        Some('p' | 'P') => true,
        _ => {
            rest.0 = start;
            return None;
        }
    };
    rest.0 = letters.as_str();
    let dotted = rest.eat('.');
    if dotted {
        rest.spaces();
    }
    if rest.eat('m') || rest.eat('M') {
        rest.eat('.');
        return Some(Half { afternoon, capitals: !dotted && first.is_some_and(char::is_uppercase) });
    }
    rest.0 = start;
    None
}

/// Marks of writing direction, which WhatsApp strews over its exports.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        match self.0.strip_prefix(word) {
            Some(rest) if rest.starts_with(is_space) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// Passes over spaces and marks; true if there were any.
    fn spaces(&mut self) -> bool {
        let rest = self.0.trim_start_matches(|c| is_space(c) || is_mark(c));
        let any = rest.len() < self.0.len();
        self.0 = rest;
        any
    }

    /// A number of at most `most` ASCII digits.
    fn number(&mut self, most: usize) -> Option<Number> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most {
            return None;
        }
        let value = self.0[..digits].parse().ok()?;
        self.0 = &self.0[digits..];
        Some(Number { value, digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, order: DateOrder, moment: &str, body: &str) {
        let header = parse(line).unwrap_or_else(|| panic!("no header: {line}"));
        assert_eq!(header.stamp.at(order).unwrap(), moment.parse::<civil::DateTime>().unwrap(), "{line}");
        assert_eq!(header.body, body, "{line}");
    }

    #[test]
    fn reads_the_layouts_of_each_locale() {
        use DateOrder::{DayFirst, MonthFirst, YearFirst};
        let moment = "2024-01-15T22:30";
        for line in [
            "15/01/2024, 22:30 - Zoé: oui",         // en-GB, fr, es, it (Android)
            "15/01/2024 à 22:30 - Zoé: oui",        // fr, older
            "15.01.24, 22:30 - Zoé: oui",           // de
            "15/1/24, 22:30 - Zoé: oui",            // es
            "15/1/24, 10:30 p.\u{a0}m. - Zoé: oui", // es-MX
            "15/01/2024 22:30 - Zoé: oui",          // pt-BR
            "15-01-2024 22:30 - Zoé: oui",          // nl
            "15/01/2024, 10:30 pm - Zoé: oui",      // en-AU
            "15/01/24, 22.30 - Zoé: oui",           // it, older
            "[15/01/2024 22:30:00] Zoé: oui",       // fr (iOS)
            "\u{200e}[15/01/2024, 22:30:00] Zoé: oui",
            "[15.01.24, 22:30:00] Zoé: oui",
            "\u{feff}[15-01-2024 22:30:00] Zoé: oui",
            "15/01/2024, 22 h 30 - Zoé: oui", // fr-CA
        ] {
            check(line, DayFirst, moment, "Zoé: oui");
        }
        check("1/15/24, 10:30\u{202f}PM - Zoé: oui", MonthFirst, moment, "Zoé: oui");
        check(
            "[1/15/24, 10:30:00\u{202f}PM] Zoé: \u{200e}image omitted",
            MonthFirst,
            moment,
            "Zoé: \u{200e}image omitted",
        );
        check("2024-01-15, 10:30 p.m. - Zoé: oui", YearFirst, moment, "Zoé: oui");
        check("2024/01/15, 22:30 - Zoé: oui", YearFirst, moment, "Zoé: oui");
        check("[2024. 01. 15. 22:30:00] Zoé: oui", YearFirst, moment, "Zoé: oui");
    }

    #[test]
    fn noon_and_midnight() {
        check("1/15/24, 12:05 AM - A: b", DateOrder::MonthFirst, "2024-01-15T00:05", "A: b");
        check("1/15/24, 12:05 PM - A: b", DateOrder::MonthFirst, "2024-01-15T12:05", "A: b");
    }

    #[test]
    fn other_lines_are_no_headers() {
        for line in [
            "",
            "see you at 10:30 - ok",
            "15/01 10:30 - no year",
            "15/01/2024",
            "15/01/2024, dinner - yes",
            "[15/01/2024, 10:30 Zoé: no bracket",
            "15/01/2024, 10:30 Zoé: no dash",
            "192.168.1.10 - the router",
            "1234567/01/2024, 10:30 - long",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}

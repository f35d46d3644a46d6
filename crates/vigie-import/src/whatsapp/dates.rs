//! Which of day and month comes first in this export.

use super::header::Stamp;
use crate::{DateOrder, Notice};

/// Decides from all the dates at the head of the file. In this order: a year written first; a number over 12;
/// the order in which messages are never more than a day out of sequence; the style of the locale; day first.
pub(crate) fn decide(stamps: &[Stamp]) -> (DateOrder, Option<Notice>) {
    let Some(first) = stamps.first() else { return (DateOrder::DayFirst, None) };
    if stamps.iter().filter(|stamp| stamp.is_year_first()).count() * 2 > stamps.len() {
        return (DateOrder::YearFirst, None);
    }
    let day_first = Reading::of(stamps, DateOrder::DayFirst);
    let month_first = Reading::of(stamps, DateOrder::MonthFirst);
    match (day_first.impossible, day_first.steps_back).cmp(&(month_first.impossible, month_first.steps_back))
    {
        std::cmp::Ordering::Less => return (DateOrder::DayFirst, None),
        std::cmp::Ordering::Greater => return (DateOrder::MonthFirst, None),
        std::cmp::Ordering::Equal => {}
    }
    let [a, b, year] = first.fields;
    // American exports write 1/5/24, 3:04 PM: capitals, no leading zero, two digits for the year.
    let unpadded = stamps.iter().any(|stamp| stamp.fields[0].digits == 1 || stamp.fields[1].digits == 1);
    let capitals = first.half.is_some_and(|half| half.capitals);
    if first.separator == '/' && unpadded && capitals && year.digits == 2 {
        return (DateOrder::MonthFirst, Some(Notice::DateOrderGuessed));
    }
    // Dots and dashes, small letters, or full width with a full year are never American.
    let full_width = !unpadded && a.digits == 2 && b.digits == 2 && year.digits == 4 && first.half.is_none();
    let small_letters = first.half.is_some_and(|half| !half.capitals);
    if first.separator != '/' || small_letters || full_width {
        return (DateOrder::DayFirst, None);
    }
    (DateOrder::DayFirst, Some(Notice::DateOrderAssumed))
}

/// How well an order fits.
struct Reading {
    /// Dates that do not exist in this order.
    impossible: usize,
    /// Times that a message is dated more than a day before the one above it. Less than a day back happens:
    /// messages arrive late, and clocks are set.
    steps_back: usize,
}

impl Reading {
    fn of(stamps: &[Stamp], order: DateOrder) -> Self {
        let mut reading = Self { impossible: 0, steps_back: 0 };
        let mut latest = None;
        for stamp in stamps {
            let Some(date) = stamp.at(order).map(jiff::civil::DateTime::date) else {
                reading.impossible += 1;
                continue;
            };
            if latest.is_some_and(|latest: jiff::civil::Date| {
                date < latest.saturating_sub(jiff::Span::new().days(1))
            }) {
                reading.steps_back += 1;
            }
            latest = Some(date);
        }
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whatsapp::header::parse;

    fn order_of(dates: &[&str]) -> (DateOrder, Option<Notice>) {
        let lines: Vec<String> = dates.iter().map(|date| format!("{date} - A: b")).collect();
        let stamps: Vec<Stamp> = lines.iter().map(|line| parse(line).unwrap().stamp).collect();
        decide(&stamps)
    }

    #[test]
    fn a_number_over_twelve_decides() {
        assert_eq!(order_of(&["1/5/24, 3:04 PM", "1/15/24, 3:04 PM"]), (DateOrder::MonthFirst, None));
        assert_eq!(order_of(&["5/1/24, 15:04", "15/1/24, 15:04"]), (DateOrder::DayFirst, None));
    }

    #[test]
    fn time_runs_forward() {
        // 30 January would be followed by 2 January.
        assert_eq!(
            order_of(&["5/1/24, 15:04", "6/1/24, 15:04", "1/2/24, 15:04"]),
            (DateOrder::DayFirst, None)
        );
        assert_eq!(
            order_of(&["1/5/24, 15:04", "1/6/24, 15:04", "2/1/24, 15:04"]),
            (DateOrder::MonthFirst, None)
        );
    }

    #[test]
    fn style_decides_next_and_day_first_last() {
        assert_eq!(
            order_of(&["1/5/24, 3:04\u{202f}PM"]),
            (DateOrder::MonthFirst, Some(Notice::DateOrderGuessed))
        );
        assert_eq!(order_of(&["05/01/2024, 15:04"]), (DateOrder::DayFirst, None));
        assert_eq!(order_of(&["05.01.24, 15:04"]), (DateOrder::DayFirst, None));
        assert_eq!(order_of(&["5/1/24, 3:04 p. m."]), (DateOrder::DayFirst, None));
        assert_eq!(order_of(&["5/1/24, 15:04"]), (DateOrder::DayFirst, Some(Notice::DateOrderAssumed)));
        assert_eq!(order_of(&["2024/01/05, 15:04"]), (DateOrder::YearFirst, None));
    }
}

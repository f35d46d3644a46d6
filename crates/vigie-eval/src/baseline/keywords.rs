//! A list of keywords.

use std::collections::BTreeSet;

use vigie::Message;

use super::split;
use crate::system::{Reader, Reading, System};

/// So many different keywords in a conversation raise an alarm: one alone is everyday talk.
pub const KEYWORDS_FOR_AN_ALARM: usize = 2;

/// Counts the different keywords of a list.
#[derive(Debug)]
pub struct Keywords {
    terms: Vec<Vec<String>>,
}

impl Keywords {
    /// The list that is built in: words of leaflets, in English and French.
    pub fn built_in() -> Self {
        Self::new(include_str!("keywords.txt"))
    }

    /// A list, one term a line; lines that begin with `#` are left out.
    pub fn new(list: &str) -> Self {
        let lines = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { terms: lines.map(split).collect() }
    }
}

impl System for Keywords {
    fn reader(&self) -> Box<dyn Reader + '_> {
        Box::new(Found { keywords: self, since_alarm: BTreeSet::new(), ever: BTreeSet::new() })
    }
}

/// The keywords of one conversation.
struct Found<'a> {
    keywords: &'a Keywords,
    since_alarm: BTreeSet<usize>,
    ever: BTreeSet<usize>,
}

impl Reader for Found<'_> {
    fn read(&mut self, message: &Message<'_>) -> Reading {
        let words = split(message.text);
        for (index, term) in self.keywords.terms.iter().enumerate() {
            if words.windows(term.len()).any(|window| window == term) {
                self.since_alarm.insert(index);
                self.ever.insert(index);
            }
        }
        let alert = self.since_alarm.len() >= KEYWORDS_FOR_AN_ALARM;
        if alert {
            self.since_alarm.clear();
        }
        // Not a probability: it only ranks.
        Reading { score: self.ever.len() as f64, alert, named: None }
    }

    fn acknowledge(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarms(list: &str, messages: &[&str]) -> (Vec<usize>, f64) {
        let keywords = Keywords::new(list);
        let mut reader = keywords.reader();
        let mut alarms = Vec::new();
        let mut score = 0.0;
        for (index, text) in messages.iter().enumerate() {
            let reading = reader.read(&Message::new("sender", text));
            score = reading.score;
            if reading.alert {
                alarms.push(index);
            }
        }
        (alarms, score)
    }

    #[test]
    fn two_different_keywords_alarm_and_one_repeated_does_not() {
        let list = "# a comment\nour secret\nwebcam\n";
        assert_eq!(alarms(list, &["Our SECRET ok", "our secret!", "our secret"]), (vec![], 1.0));
        assert_eq!(alarms(list, &["our secret", "no", "a webcam?", "webcam"]), (vec![2], 2.0));
        assert_eq!(alarms(list, &["our secret webcam", "webcam, our secret"]), (vec![0, 1], 2.0));
        assert_eq!(alarms(list, &["our little secret", "webcams"]), (vec![], 0.0), "whole words, in order");
    }

    #[test]
    fn the_built_in_list_reads_both_languages() {
        let keywords = Keywords::built_in();
        let mut reader = keywords.reader();
        let text = "t’as quel âge ? c'est notre secret";
        assert!(reader.read(&Message::new("sender", text)).alert);
        let mut reader = keywords.reader();
        assert!(reader.read(&Message::new("sender", "how old are u, our secret")).alert);
        let mut reader = keywords.reader();
        assert!(!reader.read(&Message::new("sender", "see you at the match")).alert);
    }
}

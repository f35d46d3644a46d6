//! What a detector is measured against: a list of keywords, and two shortcuts that see no behaviour.

use std::collections::BTreeSet;

use vigie::Message;

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
        Self { terms: lines.map(words).collect() }
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
        let words = words(message.text);
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

/// The share of messages with «you», «your», «u» or «ur»: in the corpus of chats with decoys it tells offenders from
/// decoys, because the one asks and the other answers. In [0, 1].
pub fn share_addressing<'a>(messages: impl Iterator<Item = &'a str>) -> f64 {
    let (mut all, mut addressing) = (0, 0);
    for text in messages {
        all += 1;
        let addresses = |word: &String| matches!(word.as_str(), "you" | "your" | "u" | "ur");
        addressing += usize::from(words(text).iter().any(addresses));
    }
    addressing as f64 / all.max(1) as f64
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'");
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
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

    #[test]
    fn messages_that_address_somebody_are_counted_once() {
        let messages = ["how are u and ur dog", "fine", "YOU?", "youth club"];
        assert_eq!(share_addressing(messages.into_iter()), 0.5);
        assert_eq!(share_addressing([].into_iter()), 0.0);
    }
}

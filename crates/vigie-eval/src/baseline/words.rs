//! Words alone: tf-idf and logistic regression over the last messages.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use vigie::Message;

use super::split;
use crate::error::Error;
use crate::system::{Reader, Reading, System};

/// The form of the file.
const SCHEMA: u32 = 1;
/// So many messages may be read together: each is read anew with every one that follows.
const WIDEST: usize = 1000;
/// No figure of a model is larger, so that sums stay finite.
const LARGEST: f64 = 1e6;

/// A linear model of words and of two words in a row. `models/training` trains one and writes its file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// See [`SCHEMA`].
    schema: u32,
    /// So many messages are read together, whoever wrote them.
    window: usize,
    /// A score from which an alarm is raised, in [0, 1].
    alarm: f64,
    /// Log-odds without any term.
    bias: f64,
    /// Of each term, its inverse document frequency, and the log-odds that it adds in a vector of length one.
    terms: HashMap<String, [f64; 2]>,
    examples: Vec<(Vec<String>, f64)>,
}

impl Words {
    /// Reads a model's file.
    ///
    /// # Errors
    /// When the file cannot be read, is no such model, is one of another schema, or holds a figure out of its range.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let fault = |what: &dyn std::fmt::Display| Error::new(file, None, what);
        let words: Self = serde_json::from_slice(&fs::read(file).map_err(|error| fault(&error))?)
            .map_err(|error| Error::new(file, Some(error.line()), "not a model of words"))?;
        if words.schema != SCHEMA {
            return Err(fault(&format!("schema {} instead of {SCHEMA}", words.schema)));
        }
        if !(1..=WIDEST).contains(&words.window) {
            return Err(fault(&format!("the window is not 1 to {WIDEST} messages")));
        }
        if !(0.0..=1.0).contains(&words.alarm) {
            return Err(fault(&"the alarm is not in [0, 1]"));
        }
        let figures = words.terms.values().flatten().chain([&words.bias]);
        if figures.into_iter().any(|figure| figure.abs() > LARGEST) {
            return Err(fault(&format!("a figure is beyond {LARGEST}")));
        }
        Ok(words)
    }

    /// Some chats, and the score after the last message of each as the training computed it.
    pub fn examples(&self) -> &[(Vec<String>, f64)] {
        &self.examples
    }

    /// From 0 to 1 for these words in a row. It ranks, and is no probability: its classes were made equally frequent.
    fn score(&self, words: &[&str]) -> f64 {
        // In order, so that the sums are the same in every run.
        let mut counts: BTreeMap<&str, (f64, [f64; 2])> = BTreeMap::new();
        let pairs = words.windows(2).map(|pair| pair.join(" "));
        for term in words.iter().map(|&word| word.to_owned()).chain(pairs) {
            if let Some((term, &figures)) = self.terms.get_key_value(&term) {
                counts.entry(term).or_insert((0.0, figures)).0 += 1.0;
            }
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for (count, [rarity, weight]) in counts.into_values() {
            let value = (1.0 + count.ln()) * rarity;
            sum += value * weight;
            squares += value * value;
        }
        let odds = self.bias + if squares > 0.0 { sum / squares.sqrt() } else { 0.0 };
        1.0 / (1.0 + (-odds).exp())
    }
}

impl System for Words {
    fn reader(&self) -> Box<dyn Reader + '_> {
        Box::new(Heard { model: self, messages: VecDeque::new(), since_alarm: 0 })
    }
}

/// The last messages of one conversation.
struct Heard<'a> {
    model: &'a Words,
    messages: VecDeque<Vec<String>>,
    /// How many of them came after the latest alarm.
    since_alarm: usize,
}

impl Heard<'_> {
    /// The score of the last messages.
    fn score(&self, messages: usize) -> f64 {
        let last = self.messages.iter().skip(self.messages.len() - messages);
        self.model.score(&last.flatten().map(String::as_str).collect::<Vec<_>>())
    }
}

impl Reader for Heard<'_> {
    fn read(&mut self, message: &Message<'_>) -> Reading {
        if self.messages.len() == self.model.window {
            self.messages.pop_front();
        }
        self.messages.push_back(split(message.text));
        self.since_alarm = (self.since_alarm + 1).min(self.messages.len());
        let score = self.score(self.messages.len());
        // What has alarmed once does not alarm again.
        let fresh =
            if self.since_alarm == self.messages.len() { score } else { self.score(self.since_alarm) };
        let alert = fresh >= self.model.alarm;
        if alert {
            self.since_alarm = 0;
        }
        Reading { score, alert, named: None }
    }

    fn acknowledge(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"{"schema": 1, "window": 2, "alarm": 0.8, "bias": -1.0,
        "terms": {"secret": [2.0, 3.0], "our secret": [3.0, 2.0], "match": [1.0, -1.0]}, "examples": []}"#;

    fn model() -> Words {
        serde_json::from_str(MODEL).unwrap()
    }

    #[test]
    fn terms_are_weighed_by_how_often_they_occur_and_brought_to_length_one() {
        let model = model();
        let sigmoid = |odds: f64| 1.0 / (1.0 + (-odds).exp());
        let near = |words: &[&str], odds: f64| {
            assert!((model.score(words) - sigmoid(odds)).abs() < 1e-12, "{words:?}");
        };
        near(&[], -1.0);
        near(&["unheard", "of"], -1.0);
        near(&["secret"], 2.0);
        near(&["match", "match"], -2.0);
        // Twice «secret», once «our secret».
        let secret = 2.0 * (1.0 + 2.0_f64.ln());
        near(&["our", "secret", "secret"], (secret * 3.0 + 3.0 * 2.0) / secret.hypot(3.0) - 1.0);
    }

    #[test]
    fn only_the_last_messages_count_and_what_alarmed_once_alarms_once() {
        let model = model();
        let mut reader = model.reader();
        let mut read = |text: &str| reader.read(&Message::new("sender", text));
        assert!(!read("the match").alert);
        let alarm = read("Our SECRET!");
        assert!(alarm.alert && alarm.score > 0.8);
        let after = read("a match");
        assert!(!after.alert && after.score > 0.8, "it is still in the window");
        assert!(read("match").score < 0.2, "now it is not");
        assert!(read("secret. secret").alert);
    }

    #[test]
    fn a_wrong_file_is_named() {
        let file = std::env::temp_dir().join(format!("vigie-words-{}.json", std::process::id()));
        let said = |text: &str| {
            fs::write(&file, text).expect("it can be written");
            let error = Words::read(&file).expect_err(text).to_string();
            assert!(error.contains("vigie-words-"), "{error}");
            error
        };
        assert!(said("{\n]").ends_with("line 2: not a model of words"));
        let wrong = |from: &str, to: &str| said(&MODEL.replacen(from, to, 1));
        assert!(wrong("bias", "slope").ends_with("line 1: not a model of words"));
        assert!(wrong("\"schema\": 1", "\"schema\": 7").ends_with("schema 7 instead of 1"));
        for window in ["0", "1001"] {
            let said = wrong("\"window\": 2", &format!("\"window\": {window}"));
            assert!(said.ends_with("the window is not 1 to 1000 messages"), "{said}");
        }
        for alarm in ["-0.1", "1.1"] {
            assert!(wrong("0.8", alarm).ends_with("the alarm is not in [0, 1]"));
        }
        assert!(wrong("-1.0", "-1e7").ends_with("a figure is beyond 1000000"));
        assert!(wrong("[2.0,", "[2e9,").ends_with("a figure is beyond 1000000"));
        fs::remove_file(&file).expect("it was written");
        assert!(Words::read(&file).is_err());
    }
}

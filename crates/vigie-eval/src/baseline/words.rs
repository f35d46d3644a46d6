//! Words alone: tf-idf and logistic regression over the last messages, as published systems read a chat.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use vigie::Message;

use super::split;
use crate::error::Error;
use crate::system::{Reader, Reading, System};

const SCHEMA: u32 = 1;

/// A linear model of words and of two words in a row. `models/training` trains one and writes its file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    schema: u32,
    /// So many messages are read together, whoever wrote them.
    window: usize,
    /// A score from which an alarm is raised, in [0, 1].
    alarm: f64,
    bias: f64,
    /// Of each term, its inverse document frequency and its weight.
    terms: HashMap<String, [f64; 2]>,
}

impl Words {
    /// Reads a model's file.
    ///
    /// # Errors
    /// When the file cannot be read, is no such model, or one of another schema.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let fault = |what: &dyn std::fmt::Display| Error::new(file, None, what);
        let words: Self = serde_json::from_slice(&fs::read(file).map_err(|error| fault(&error))?)
            .map_err(|error| Error::new(file, Some(error.line()), "not a model of words"))?;
        match words {
            Self { schema, .. } if schema != SCHEMA => {
                Err(fault(&format!("schema {schema} instead of {SCHEMA}")))
            }
            Self { window: 0, .. } => Err(fault(&"a window of no messages")),
            words => Ok(words),
        }
    }

    /// How likely an alarm is due, in [0, 1], by these words in a row.
    fn score(&self, words: &[&str]) -> f64 {
        let mut counts: BTreeMap<&str, (f64, [f64; 2])> = BTreeMap::new();
        let pairs = words.windows(2).map(|pair| pair.join(" "));
        for term in words.iter().map(|&word| word.to_owned()).chain(pairs) {
            if let Some((term, &figures)) = self.terms.get_key_value(&term) {
                counts.entry(term).or_insert((0.0, figures)).0 += 1.0;
            }
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for (count, [frequency, weight]) in counts.into_values() {
            let value = (1.0 + count.ln()) * frequency;
            sum += value * weight;
            squares += value * value;
        }
        let odds = self.bias + if squares > 0.0 { sum / squares.sqrt() } else { 0.0 };
        1.0 / (1.0 + (-odds).exp())
    }
}

impl System for Words {
    fn reader(&self) -> Box<dyn Reader + '_> {
        Box::new(Heard { model: self, messages: VecDeque::new() })
    }
}

/// The last messages of one conversation.
struct Heard<'a> {
    model: &'a Words,
    messages: VecDeque<Vec<String>>,
}

impl Reader for Heard<'_> {
    fn read(&mut self, message: &Message<'_>) -> Reading {
        if self.messages.len() == self.model.window {
            self.messages.pop_front();
        }
        self.messages.push_back(split(message.text));
        let words: Vec<_> = self.messages.iter().flatten().map(String::as_str).collect();
        let score = self.model.score(&words);
        let alert = score >= self.model.alarm;
        if alert {
            self.messages.clear();
        }
        Reading { score, alert, named: None }
    }

    fn acknowledge(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Words {
        serde_json::from_str(
            r#"{"schema": 1, "window": 2, "alarm": 0.8, "bias": -1.0,
                "terms": {"secret": [2.0, 3.0], "our secret": [3.0, 2.0], "match": [1.0, -1.0]}}"#,
        )
        .unwrap()
    }

    #[test]
    fn terms_are_weighed_by_how_often_they_occur_and_brought_to_length_one() {
        let model = model();
        let sigmoid = |odds: f64| 1.0 / (1.0 + (-odds).exp());
        let near = |words: &[&str], odds: f64| {
            assert!((model.score(words) - sigmoid(odds)).abs() < 1e-12, "{words:?}")
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
    fn only_the_last_messages_count_and_an_alarm_begins_anew() {
        let model = model();
        let mut reader = model.reader();
        let mut read = |text: &str| reader.read(&Message::new("sender", text));
        assert!(!read("the match").alert);
        let alarm = read("Our SECRET!");
        assert!(alarm.alert && alarm.score > 0.8);
        assert!(!read("the match").alert, "the alarm was raised");
        assert!(!read("match").alert);
        assert!(read("secret. secret").alert);
    }

    #[test]
    fn a_wrong_file_is_named() {
        let file = std::env::temp_dir().join(format!("vigie-words-{}.json", std::process::id()));
        let mut said = |text: &str| {
            fs::write(&file, text).expect("it can be written");
            let error = Words::read(&file).expect_err(text).to_string();
            assert!(error.contains("vigie-words-"), "{error}");
            error
        };
        assert!(said("{\n]").ends_with("line 2: not a model of words"));
        let valid = r#"{"schema": 1, "window": 2, "alarm": 0.8, "bias": 0, "terms": {}}"#;
        assert!(said(&valid.replace("1,", "7,")).ends_with("schema 7 instead of 1"));
        assert!(said(&valid.replace("2,", "0,")).ends_with("a window of no messages"));
        assert!(said(&valid.replace("bias", "slope")).ends_with("line 1: not a model of words"));
        fs::remove_file(&file).expect("it was written");
        assert!(Words::read(&file).is_err());
    }
}

//! What a detector is measured against: keywords, a linear model of words, and a shortcut that sees no behaviour.

mod keywords;
mod words;

pub use keywords::{KEYWORDS_FOR_AN_ALARM, Keywords};
pub use words::Words;

/// The share of messages with «you», «your», «u» or «ur»: in the corpus of chats with decoys it tells offenders from
/// decoys, because the one asks and the other answers. In [0, 1].
pub fn share_addressing<'a>(messages: impl Iterator<Item = &'a str>) -> f64 {
    let (mut all, mut addressing) = (0, 0);
    for text in messages {
        all += 1;
        let addresses = |word: &String| matches!(word.as_str(), "you" | "your" | "u" | "ur");
        addressing += usize::from(split(text).iter().any(addresses));
    }
    addressing as f64 / all.max(1) as f64
}

/// The words of a text, in lower case; an apostrophe belongs to its word.
fn split(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'");
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_address_somebody_are_counted_once() {
        let messages = ["how are u and ur dog", "fine", "YOU?", "youth club"];
        assert_eq!(share_addressing(messages.into_iter()), 0.5);
        assert_eq!(share_addressing([].into_iter()), 0.0);
    }
}

//! The conversations of the PAN-2012 competition: `<conversation id>`, `<message line>`, `<author>`, `<time>`,
//! `<text>`.
//!
//! Times are hours and minutes without a date. They are placed on days from 1970-01-01 on, a day later whenever
//! the clock goes back: only the gaps inside a conversation mean anything.

use std::io::BufRead;

use crate::source::Source;
use crate::xml::{MAX_TEXT, Node, Xml, unescape};
use crate::{BadInput, Options, Record};

pub(crate) struct Reader<R> {
    xml: Xml<R>,
    options: Options,
    conversation: Option<String>,
    clock: Clock,
    message: Option<Message>,
    field: Option<Field>,
}

#[derive(Default)]
struct Message {
    number: Option<String>,
    line: u64,
    author: String,
    time: String,
    text: String,
    lossy: bool,
    too_long: bool,
}

#[derive(Clone, Copy)]
enum Field {
    Author,
    Time,
    Text,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self {
            xml: Xml::new(input),
            options,
            conversation: None,
            clock: Clock::default(),
            message: None,
            field: None,
        }
    }

    fn finish(&mut self) -> Option<Result<Record, BadInput>> {
        let message = self.message.take()?;
        self.field = None;
        if message.too_long {
            return Some(Err(BadInput::new(message.line, "the message is over 16 MB")));
        }
        let sender = unescape(message.author.trim());
        if sender.is_empty() {
            return Some(Err(BadInput::new(message.line, "a message names no author")));
        }
        Some(Ok(Record {
            conversation: self.conversation.clone().unwrap_or_else(|| self.options.conversation_or("pan12")),
            id: message.number,
            sender,
            text: unescape(&message.text),
            sent_at_ms: self.clock.moment(message.time.trim()),
            lossy: message.lossy,
            line: message.line,
            ..Record::default()
        }))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (node, line) = match self.xml.next() {
                Err(bad) => return Some(Err(bad)),
                Ok(None) => return None,
                Ok(Some(node)) => node,
            };
            match node {
                Node::Start(element, empty) => match element.name() {
                    "conversation" => {
                        self.conversation = element.get("id");
                        self.clock = Clock::default();
                    }
                    "message" => {
                        let number = element.get("line");
                        let unfinished = self.finish();
                        self.message = Some(Message { number, line, ..Message::default() });
                        if unfinished.is_some() {
                            return unfinished;
                        }
                    }
                    "author" if !empty => self.field = Some(Field::Author),
                    "time" if !empty => self.field = Some(Field::Time),
                    "text" if !empty => self.field = Some(Field::Text),
                    _ => {}
                },
                Node::End(tag) if matches!(tag.name(), "message" | "conversation") => {
                    if let Some(finished) = self.finish() {
                        return Some(finished);
                    }
                }
                Node::End(_) => self.field = None,
                Node::Text(text) => {
                    if let (Some(message), Some(field)) = (&mut self.message, self.field) {
                        message.add(field, &text);
                    }
                }
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {}

impl Message {
    fn add(&mut self, field: Field, text: &str) {
        let target = match field {
            Field::Author => &mut self.author,
            Field::Time => &mut self.time,
            Field::Text => &mut self.text,
        };
        if target.len() + text.len() > MAX_TEXT {
            self.too_long = true;
            *target = String::new();
        }
        if !self.too_long {
            self.lossy |= text.contains(char::REPLACEMENT_CHARACTER);
            target.push_str(text);
        }
    }
}

/// Days counted by a clock that goes back.
#[derive(Default)]
struct Clock {
    day: i64,
    minute: i64,
}

impl Clock {
    fn moment(&mut self, time: &str) -> Option<i64> {
        let (hour, minute) = time.split_once(':')?;
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        let minute = hour * 60 + minute;
        self.day += i64::from(minute < self.minute);
        self.minute = minute;
        Some((self.day * 24 * 60 + minute) * 60_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_passes() {
        let mut clock = Clock::default();
        let minutes: Vec<_> = ["23:58", "23:59", "00:01", "9:05", "25:00", "noon"]
            .iter()
            .map(|time| clock.moment(time).map(|moment| moment / 60_000))
            .collect();
        assert_eq!(minutes, [Some(1438), Some(1439), Some(1441), Some(1985), None, None]);
    }
}

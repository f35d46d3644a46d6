//! SMS Backup & Restore XML: `<smses>` with `<sms>` and `<mms>`.
//!
//! `type` (or `msg_box`) says who wrote a message: 1 is received, 2 sent, 3 a draft, 4 to 6 on their way out. The
//! owner of the phone has no name in the file. Texts come before picture messages, so [`crate::order`] follows.

use std::io::BufRead;

use crate::source::Source;
use crate::xml::{Element, MAX_TEXT, Node, Xml};
use crate::{BadInput, MediaKind, OWNER, Options, Record, Role};

pub(crate) struct Reader<R> {
    xml: Xml<R>,
    options: Options,
    /// The picture message being read: its parts and addresses follow its tag.
    mms: Option<Mms>,
}

struct Mms {
    record: Record,
    direction: Direction,
    group: bool,
    from: Option<String>,
    /// A part of the text was over the limit.
    too_long: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Received,
    Sent,
    Draft,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self { xml: Xml::new(input), options, mms: None }
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
                Node::Start(element, _) if element.name() == "sms" => {
                    match sms(&element, line, &self.options) {
                        Ok(None) => {}
                        Ok(Some(record)) => return Some(Ok(record)),
                        Err(bad) => return Some(Err(bad)),
                    }
                }
                Node::Start(element, empty) if element.name() == "mms" => match mms(&element, line) {
                    Ok(started) => {
                        self.mms = started;
                        if empty && let Some(mms) = self.mms.take() {
                            return Some(mms.finish(&self.options));
                        }
                    }
                    Err(bad) => return Some(Err(bad)),
                },
                Node::Start(element, _) => {
                    if let Some(mms) = &mut self.mms {
                        mms.add(&element);
                    }
                }
                Node::End(tag) if tag.name() == "mms" => {
                    if let Some(mms) = self.mms.take() {
                        return Some(mms.finish(&self.options));
                    }
                }
                Node::End(_) | Node::Text(_) => {}
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {}

fn sms(element: &Element<'_>, line: u64, options: &Options) -> Result<Option<Record>, BadInput> {
    let direction = direction(element.get("type").as_deref(), line)?;
    if direction == Direction::Draft {
        return Ok(None);
    }
    let text = element.text("body", line)?;
    let contact = contact(element).ok_or_else(|| BadInput::new(line, "a message has no address"))?;
    let record = Record {
        conversation: contact.clone(),
        sent_at_ms: date(element),
        lossy: text.contains(char::REPLACEMENT_CHARACTER),
        text,
        line,
        ..Record::default()
    };
    Ok(Some(addressed(record, direction, contact, options)))
}

fn mms(element: &Element<'_>, line: u64) -> Result<Option<Mms>, BadInput> {
    let direction = direction(element.get("msg_box").as_deref(), line)?;
    if direction == Direction::Draft {
        return Ok(None);
    }
    let contact = contact(element).ok_or_else(|| BadInput::new(line, "a message has no address"))?;
    let record = Record {
        conversation: contact,
        id: element.get("m_id"),
        sent_at_ms: date(element),
        line,
        ..Record::default()
    };
    let group = element.get("address").is_some_and(|address| address.contains('~'));
    Ok(Some(Mms { record, direction, group, from: None, too_long: false }))
}

impl Mms {
    /// Takes in a `<part>` or an `<addr>`.
    fn add(&mut self, element: &Element<'_>) {
        match element.name() {
            "part" => {
                let kind = element.get("ct").unwrap_or_default();
                if kind == "text/plain" {
                    let text = element.text("text", self.record.line).ok();
                    let text =
                        text.filter(|text| self.record.text.len() + text.len() < MAX_TEXT && !self.too_long);
                    let Some(text) = text else {
                        self.too_long = true;
                        self.record.text = String::new();
                        return;
                    };
                    if !self.record.text.is_empty() && !text.is_empty() {
                        self.record.text.push('\n');
                    }
                    self.record.text.push_str(&text);
                    self.record.lossy |= text.contains(char::REPLACEMENT_CHARACTER);
                } else if kind != "application/smil" {
                    // The layout of a picture message is no medium.
                    self.record.media.get_or_insert(MediaKind::of_mime(&kind));
                }
            }
            // 137 is the sender, of which the phone's owner is a placeholder.
            "addr" if element.get("type").as_deref() == Some("137") => {
                self.from = element.get("address").filter(|address| address != "insert-address-token");
            }
            _ => {}
        }
    }

    fn finish(self, options: &Options) -> Result<Record, BadInput> {
        if self.too_long {
            return Err(BadInput::new(self.record.line, "the message is over 16 MB"));
        }
        let contact = match self.from {
            Some(from) if self.group => from,
            _ => self.record.conversation.clone(),
        };
        Ok(addressed(self.record, self.direction, contact, options))
    }
}

fn addressed(record: Record, direction: Direction, contact: String, options: &Options) -> Record {
    let owner = options.protected.is_none();
    let sent = direction == Direction::Sent;
    Record {
        role: owner.then_some(if sent { Role::Protected } else { Role::Contact }),
        to: Some(if sent { contact.clone() } else { OWNER.to_owned() }),
        sender: if sent { OWNER.to_owned() } else { contact },
        ..record
    }
}

fn direction(kind: Option<&str>, line: u64) -> Result<Direction, BadInput> {
    match kind {
        Some("1") => Ok(Direction::Received),
        Some("2" | "4" | "5" | "6") => Ok(Direction::Sent),
        Some("3") => Ok(Direction::Draft),
        _ => Err(BadInput::new(line, "a message does not say whether it was sent or received")),
    }
}

/// The name in the address book, else the number.
fn contact(element: &Element<'_>) -> Option<String> {
    element.get("contact_name").filter(|name| name != "(Unknown)").or_else(|| element.get("address"))
}

/// Milliseconds; some writers give seconds.
fn date(element: &Element<'_>) -> Option<i64> {
    let date: i64 = element.get("date")?.parse().ok()?;
    match date {
        ..=0 => None,
        // The year 5138 in seconds, and March 1973 in milliseconds.
        1..100_000_000_000 => Some(date * 1000),
        _ => Some(date),
    }
}

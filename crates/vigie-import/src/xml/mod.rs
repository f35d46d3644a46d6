//! XML events one at a time, past mistakes, with the line each starts on. Nothing is ever expanded: an entity
//! that XML itself does not define stays as it is written.

mod guard;

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use crate::BadInput;
use crate::lines::MAX_ELEMENT;
use guard::{Guard, MAX_TAG};

/// A text longer than this may have been shortened on the way in: by up to one character more than is over.
pub(crate) const MAX_TEXT: usize = MAX_ELEMENT - 4;

/// Far deeper than any export nests.
const MAX_DEPTH: u32 = 64;

pub(crate) struct Xml<R> {
    reader: Reader<Guard<R>>,
    buffer: Vec<u8>,
    depth: u32,
    /// Where the last error was: two at one place would be an endless loop.
    stuck_at: Option<u64>,
    done: bool,
}

/// What a document is made of, as far as an export needs.
pub(crate) enum Node<'a> {
    /// A start tag, and whether its end tag is the same tag.
    Start(Element<'a>, bool),
    End(EndTag<'a>),
    /// Text as written: see [`unescape`].
    Text(Cow<'a, str>),
}

/// An end tag.
pub(crate) struct EndTag<'a>(BytesEnd<'a>);

impl EndTag<'_> {
    pub(crate) fn name(&self) -> &str {
        self.0.name().0.trim_ascii_end()
    }
}

/// A tag and its attributes.
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(crate) fn name(&self) -> &str {
        self.0.name().0
    }

    /// The value of an attribute, unless it is empty or the word `null` (which exporters write for nothing).
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.raw(name).map(|value| unescape(&value)).filter(|value| !value.is_empty() && value != "null")
    }

    /// The text in an attribute; an error when it, or the tag, was too long to be read as a whole.
    pub(crate) fn text(&self, name: &str, line: u64) -> Result<String, BadInput> {
        let raw = self.raw(name);
        if self.0.len() > MAX_TAG - 8 || raw.as_ref().is_some_and(|raw| raw.len() > MAX_TEXT) {
            return Err(BadInput::new(line, "the message is over 16 MB"));
        }
        Ok(raw.map(|raw| unescape(&raw)).filter(|value| value != "null").unwrap_or_default())
    }

    fn raw(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.0 == name)
            .map(|found| found.value)
    }
}

impl<R: BufRead> Xml<R> {
    pub(crate) fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(Guard::new(input));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), depth: 0, stuck_at: None, done: false }
    }

    /// The next node and the line it starts on; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(Node<'_>, u64)>, BadInput> {
        if self.done {
            return Ok(None);
        }
        self.buffer.clear();
        self.buffer.shrink_to(64 * 1024);
        let line = self.reader.get_mut().line();
        let before = self.reader.buffer_position();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let stuck = self.stuck_at.replace(before) == Some(before);
                if stuck || !matches!(error, Error::IllFormed(_)) {
                    self.done = true;
                    return Err(BadInput::fatal(line, reason(&error)));
                }
                return Err(BadInput::new(line, "this is not well-formed XML"));
            }
        };
        self.stuck_at = None;
        Ok(Some((
            match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        self.done = true;
                        return Err(BadInput::fatal(
                            line,
                            "the elements are nested deeper than in any export",
                        ));
                    }
                    Node::Start(Element(tag), false)
                }
                Event::Empty(tag) => Node::Start(Element(tag), true),
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::End(EndTag(tag))
                }
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(Cow::Owned(text.into_inner().replace('&', "&amp;"))),
                Event::GeneralRef(name) => Node::Text(Cow::Owned(format!("&{};", name.into_inner()))),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                    Node::Text(Cow::Borrowed(""))
                }
                Event::Eof => {
                    self.done = true;
                    if self.depth > 0 {
                        return Err(BadInput::fatal(
                            line,
                            "the file ends in the middle of the document: it was cut, or copied in part",
                        ));
                    }
                    return Ok(None);
                }
            },
            line,
        )))
    }
}

fn reason(error: &Error) -> String {
    match error {
        Error::Io(error) => format!("the input cannot be read any further ({})", error.kind()),
        Error::Syntax(_) => "the XML ends in the middle of a tag, or is broken beyond repair".to_owned(),
        _ => "this is not well-formed XML".to_owned(),
    }
}

/// Text without character references. SMS Backup & Restore writes an emoji as two references, one for each half
/// of its UTF-16 form, which XML does not allow; they are put together.
pub(crate) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut high: Option<u32> = None;
    while let Some(at) = rest.find('&') {
        if at > 0 && high.take().is_some() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..].bytes().take(12).position(|byte| byte == b';').map(|end| &rest[1..=end]);
        let Some((reference, code)) = reference.and_then(|name| Some((name, code_point(name)?))) else {
            if high.take().is_some() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
            text.push('&');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[reference.len() + 2..];
        match (high.take(), code) {
            (Some(high), 0xdc00..=0xdfff) => {
                let code = 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00);
                text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                continue;
            }
            (Some(_), _) => text.push(char::REPLACEMENT_CHARACTER),
            (None, _) => {}
        }
        if (0xd800..=0xdbff).contains(&code) {
            high = Some(code);
        } else {
            text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
    if high.is_some() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text.push_str(rest);
    text
}

/// The character that a reference stands for; `None` for a name that XML does not define.
fn code_point(reference: &str) -> Option<u32> {
    Some(match reference {
        "lt" => '<'.into(),
        "gt" => '>'.into(),
        "amp" => '&'.into(),
        "quot" => '"'.into(),
        "apos" => '\''.into(),
        _ => {
            let number = reference.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(unescape("a &lt;3 &amp;amp; &quot;b&apos; &#233;&#xe9;&#10;"), "a <3 &amp; \"b' éé\n");
        assert_eq!(unescape("&#55357;&#56842; ok"), "😊 ok");
        assert_eq!(unescape("&#55357; &#56842;&#55357;"), "\u{fffd} \u{fffd}\u{fffd}");
        assert_eq!(unescape("&lol9; & &; &#x110000; &#99999999999;"), "&lol9; & &; \u{fffd} &#99999999999;");
    }

    #[test]
    fn nodes_and_lines() {
        let mut xml = Xml::new(&b"<?xml version='1.0'?>\n<a>\n <b c='1\n2' d='null'/>x</a>\n"[..]);
        let mut seen = Vec::new();
        while let Some((node, line)) = xml.next().unwrap() {
            match node {
                Node::Start(element, _) => {
                    seen.push(format!(
                        "{line} {} {:?} {:?}",
                        element.name(),
                        element.get("c"),
                        element.get("d")
                    ));
                }
                Node::End(tag) => seen.push(format!("{line} /{}", tag.name())),
                Node::Text(_) => {}
            }
        }
        assert_eq!(seen, ["2 a None None", "3 b Some(\"1\\n2\") None", "4 /a"]);
    }
}

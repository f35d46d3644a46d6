//! Makes any bytes fit for an XML reader that holds one tag or text at a time: bounded, and UTF-8.

use std::io::{self, BufRead, Read};

use crate::lines::MAX_ELEMENT;

/// The longest tag, with all its attributes: the longest attribute and some more.
pub(super) const MAX_TAG: usize = MAX_ELEMENT + MAX_ELEMENT / 4;

/// Shortens what is over the limits, replaces what is not UTF-8, and counts lines.
///
/// Only the size of what passes changes, never its structure: quotes and brackets stay.
pub(crate) struct Guard<R> {
    input: R,
    clean: Vec<u8>,
    taken: usize,
    /// The start of a character whose end is not read yet.
    partial: Vec<u8>,
    place: Place,
    /// Bytes since the last bracket or quote, and since the tag began.
    run: usize,
    tag: usize,
    line: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    /// Right after `<`.
    Open,
    Tag,
    Quoted(char),
    /// A comment, declaration or the like.
    Other,
    /// The rest of a tag that is too long; in quotes or not.
    Rest(Option<char>),
}

impl<R: BufRead> Guard<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            clean: Vec::new(),
            taken: 0,
            partial: Vec::new(),
            place: Place::Text,
            run: 0,
            tag: 0,
            line: 1,
        }
    }

    /// The line of the next byte to be read.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    fn refill(&mut self) -> io::Result<()> {
        self.clean.clear();
        self.taken = 0;
        while self.clean.is_empty() {
            let available = self.input.fill_buf()?;
            let at_end = available.is_empty();
            let length = available.len().min(16 * 1024);
            let mut bytes = std::mem::take(&mut self.partial);
            bytes.extend_from_slice(&available[..length]);
            self.input.consume(length);
            if at_end && bytes.is_empty() {
                return Ok(());
            }
            let mut chunks = bytes.utf8_chunks().peekable();
            while let Some(chunk) = chunks.next() {
                chunk.valid().chars().for_each(|c| self.pass(c));
                let invalid = chunk.invalid();
                if invalid.is_empty() {
                    continue;
                }
                let is_partial = chunks.peek().is_none() && !at_end && could_go_on(invalid);
                if is_partial {
                    self.partial = invalid.to_vec();
                } else {
                    self.pass(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        Ok(())
    }

    fn pass(&mut self, c: char) {
        self.run += c.len_utf8();
        self.tag += c.len_utf8();
        let mut keep = self.run <= MAX_ELEMENT;
        match (self.place, c) {
            (Place::Text, '<') => {
                self.go(Place::Open);
                self.tag = 0;
                keep = true;
            }
            (Place::Open, '!' | '?') => self.go(Place::Other),
            (Place::Open | Place::Tag | Place::Other | Place::Rest(None), '>') => {
                self.go(Place::Text);
                keep = true;
            }
            (Place::Open, _) => self.go(Place::Tag),
            (Place::Tag, '"' | '\'') => self.go(Place::Quoted(c)),
            (Place::Quoted(quote), _) if c == quote => {
                self.go(Place::Tag);
                keep = true;
            }
            (Place::Rest(None), '"' | '\'') => {
                self.place = Place::Rest(Some(c));
                keep = false;
            }
            (Place::Rest(Some(quote)), _) => {
                if c == quote {
                    self.place = Place::Rest(None);
                }
                keep = false;
            }
            (Place::Rest(None), _) => keep = false,
            _ => {}
        }
        if self.tag > MAX_TAG && self.place == Place::Tag {
            self.place = Place::Rest(None);
        }
        if keep {
            self.clean.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            // Nobody will read it, so it counts now.
            self.line += u64::from(c == '\n');
        }
    }

    fn go(&mut self, place: Place) {
        self.place = place;
        self.run = 0;
    }
}

/// Whether bytes that are not UTF-8 are the start of a character, rather than wrong.
fn could_go_on(bytes: &[u8]) -> bool {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return false,
    };
    bytes.len() < length
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken >= self.clean.len() {
            self.refill()?;
        }
        Ok(&self.clean[self.taken..])
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.taken + amount).min(self.clean.len());
        self.line += memchr::memchr_iter(b'\n', &self.clean[self.taken..end]).count() as u64;
        self.taken = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(input: &[u8], capacity: usize) -> String {
        let mut guard = Guard::new(io::BufReader::with_capacity(capacity, input));
        let mut text = String::new();
        guard.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn ordinary_input_is_unchanged() {
        let text = "<!-- don't -->\n<a b=\"é > 'x'\" c='\"'>😊 &amp; l'été</a>";
        for capacity in [1, 2, 3, 4096] {
            assert_eq!(pass(text.as_bytes(), capacity), text, "capacity {capacity}");
        }
    }

    #[test]
    fn broken_characters_are_replaced() {
        for capacity in [1, 2, 4096] {
            assert_eq!(
                pass(b"<a>\xff\xc3(\xf0\x9f\x98</a>\xe2\x82", capacity),
                "<a>\u{fffd}\u{fffd}(\u{fffd}</a>\u{fffd}"
            );
        }
    }

    #[test]
    fn long_runs_are_shortened_and_structure_stays() {
        let long = "x".repeat(MAX_ELEMENT + 10);
        let whole = format!("<a b=\"{long}\" c=\"1\"/><d>{long}</d>");
        let text = pass(whole.as_bytes(), 4096);
        assert!(text.len() < whole.len());
        assert!(text.contains("\" c=\"1\"/><d>x") && text.ends_with("</d>"));
        let many = " a=\"1\"".repeat(MAX_TAG / 6 + 1000);
        let text = pass(format!("<a{many}/><d/>").as_bytes(), 4096);
        assert!(text.len() < MAX_TAG + 100 && text.ends_with("><d/>"));
    }
}

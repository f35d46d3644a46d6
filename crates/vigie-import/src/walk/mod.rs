//! A walk through one JSON document of any size that keeps only the element at hand.
//!
//! serde_json reads a document as a whole or hands elements to a visitor, and stops for good at the first
//! mistake. An export must be read on demand, and past a broken element. So this finds where elements start and
//! end (strings and brackets, nothing else), and serde_json reads each one.

mod bytes;

use std::io::BufRead;

use crate::BadInput;
use bytes::{Bytes, Span};

/// What to do with a value, by its path: `/messages/*` is any element of the array `messages` of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Walk through its members.
    Enter,
    /// Hand it over.
    Take,
    /// Pass over it.
    Skip,
}

/// A stop on the walk.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop<'a> {
    /// A value that the plan takes: its path, its bytes (perhaps not valid JSON), the line it starts on.
    Value { path: &'a str, bytes: &'a [u8], line: u64 },
    /// The end of a value that was entered.
    End { path: &'a str },
}

pub(crate) struct Walk<R> {
    input: Bytes<R>,
    plan: fn(&str) -> Step,
    path: String,
    /// The containers entered: how long the path to each is, and whether it is an object.
    entered: Vec<Entered>,
    buffer: Vec<u8>,
    /// Cut the path back to this length on the next call: the last stop still borrowed the rest.
    cut: usize,
    started: bool,
    done: bool,
}

#[derive(Clone, Copy)]
struct Entered {
    path_len: usize,
    is_object: bool,
}

impl<R: BufRead> Walk<R> {
    pub(crate) fn new(input: R, plan: fn(&str) -> Step) -> Self {
        Self {
            input: Bytes::new(input),
            plan,
            path: String::new(),
            entered: Vec::new(),
            buffer: Vec::new(),
            cut: 0,
            started: false,
            done: false,
        }
    }

    /// Goes to the next stop; `None` at the end of the document.
    pub(crate) fn next(&mut self) -> Result<Option<Stop<'_>>, BadInput> {
        let found = self.advance();
        if found.as_ref().is_err_and(BadInput::is_fatal) {
            self.done = true;
        }
        Ok(match found? {
            None => None,
            Some(Found::Value { line }) => Some(Stop::Value { path: &self.path, bytes: &self.buffer, line }),
            Some(Found::End) => Some(Stop::End { path: &self.path }),
        })
    }

    fn advance(&mut self) -> Result<Option<Found>, BadInput> {
        if self.done {
            return Ok(None);
        }
        if !self.started {
            self.started = true;
            match self.input.skip_to(|byte| !byte.is_ascii_whitespace())? {
                Some(byte @ (b'{' | b'[')) => self.enter(byte == b'{'),
                Some(_) => return Err(BadInput::fatal(self.input.line(), "this is no JSON object or array")),
                None => return Err(BadInput::fatal(self.input.line(), "the input is empty")),
            }
        }
        loop {
            self.path.truncate(self.cut);
            let Some(&Entered { path_len, is_object }) = self.entered.last() else {
                self.done = true;
                return match self.input.skip_to(|byte| !byte.is_ascii_whitespace())? {
                    None => Ok(None),
                    Some(_) => {
                        Err(BadInput::fatal(self.input.line(), "there is text after the end of the document"))
                    }
                };
            };
            self.path.truncate(path_len);
            self.cut = path_len;
            let Some(byte) = self.input.skip_to(|byte| !byte.is_ascii_whitespace() && byte != b',')? else {
                return Err(self.ends_early());
            };
            if byte == if is_object { b'}' } else { b']' } {
                self.input.consume_one();
                self.entered.pop();
                self.cut = self.entered.last().map_or(0, |entered| entered.path_len);
                return Ok(Some(Found::End));
            }
            let starts_member = if is_object { byte == b'"' } else { is_value_start(byte) };
            if !starts_member {
                let line = self.input.line();
                let close = if is_object { b'}' } else { b']' };
                let wanted =
                    |byte: u8| byte == close || if is_object { byte == b'"' } else { is_value_start(byte) };
                return match self.input.skip_to(wanted)? {
                    Some(_) => Err(BadInput::new(line, "something here is not JSON and was passed over")),
                    None => Err(self.ends_early()),
                };
            }
            if is_object {
                if !self.read_key()? {
                    continue;
                }
            } else {
                self.path.push_str("/*");
            }
            let Some(byte) = self.input.skip_to(|byte| !byte.is_ascii_whitespace())? else {
                return Err(self.ends_early());
            };
            if !is_value_start(byte) {
                // A name without a value: look at what is here as the next member.
                self.cut = path_len;
                continue;
            }
            let line = self.input.line();
            match (self.plan)(&self.path) {
                Step::Enter if matches!(byte, b'{' | b'[') => self.enter(byte == b'{'),
                Step::Take => {
                    self.cut = path_len;
                    return match self.input.value(Some(&mut self.buffer))? {
                        Span::Whole => Ok(Some(Found::Value { line })),
                        Span::TooLong => Err(BadInput::new(line, "a message is over 16 MB")),
                        Span::Cut => Err(self.ends_early()),
                    };
                }
                Step::Enter | Step::Skip => {
                    self.cut = path_len;
                    if self.input.value(None)? == Span::Cut {
                        return Err(self.ends_early());
                    }
                }
            }
        }
    }

    fn enter(&mut self, is_object: bool) {
        self.input.consume_one();
        self.entered.push(Entered { path_len: self.path.len(), is_object });
        self.cut = self.path.len();
    }

    /// Reads a name and its colon onto the path; false if the colon is missing.
    fn read_key(&mut self) -> Result<bool, BadInput> {
        if self.input.value(Some(&mut self.buffer))? == Span::Cut {
            return Err(self.ends_early());
        }
        // No plan has a long name, an escaped one or one with a slash: such a name only has to match nothing.
        let name = self.buffer.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\""));
        let name = name
            .and_then(|name| std::str::from_utf8(name).ok())
            .filter(|name| name.len() <= 64 && !name.contains(['/', '*', '\\']));
        self.path.push('/');
        self.path.push_str(name.unwrap_or("?"));
        let colon = self.input.skip_to(|byte| !byte.is_ascii_whitespace())? == Some(b':');
        if colon {
            self.input.consume_one();
        }
        Ok(colon)
    }

    fn ends_early(&self) -> BadInput {
        BadInput::fatal(
            self.input.line(),
            "the file ends in the middle of the document: it was cut, or copied in part",
        )
    }
}

enum Found {
    Value { line: u64 },
    End,
}

fn is_value_start(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn plan(path: &str) -> Step {
        match path {
            "/messages" | "/deep" => Step::Enter,
            "/messages/*" | "/name" => Step::Take,
            _ => Step::Skip,
        }
    }

    /// Each stop as text: `path=bytes`, `path.` for an end, `!line reason` for a fault.
    fn stops(document: &str) -> Vec<String> {
        for capacity in [1, 7] {
            let small = all(document, capacity);
            assert_eq!(small, all(document, 4096), "capacity {capacity}");
        }
        all(document, 4096)
    }

    fn all(document: &str, capacity: usize) -> Vec<String> {
        let mut walk = Walk::new(io::BufReader::with_capacity(capacity, document.as_bytes()), plan);
        let mut stops = Vec::new();
        loop {
            stops.push(match walk.next() {
                Ok(None) => return stops,
                Ok(Some(Stop::Value { path, bytes, line })) => {
                    format!("{path}={} @{line}", String::from_utf8_lossy(bytes))
                }
                Ok(Some(Stop::End { path })) => format!("{path}."),
                Err(bad) => format!("!{} {}", bad.line(), bad.is_fatal()),
            });
        }
    }

    #[test]
    fn takes_what_the_plan_wants() {
        assert_eq!(
            stops(
                "{\"a\": [1, {\"b\": \"}]\"}],\n \"name\": \"x\\\"y\", \"messages\": [ {\"id\": 1}, 2,\ntrue ]}\n"
            ),
            [
                "/name=\"x\\\"y\" @2",
                "/messages/*={\"id\": 1} @2",
                "/messages/*=2 @2",
                "/messages/*=true @3",
                "/messages.",
                "."
            ]
        );
        assert_eq!(stops("[]"), ["."]);
    }

    #[test]
    fn a_missing_quote_costs_one_element() {
        let document =
            "{\"messages\": [\n {\n  \"text\": \"never closed,\n  \"id\": 1\n },\n {\n  \"id\": 2\n }\n]}";
        let stops = stops(document);
        assert!(stops[0].starts_with("/messages/*=") && stops[0].ends_with("@2"), "{stops:?}");
        assert_eq!(stops[1..], ["/messages/*={\n  \"id\": 2\n } @6", "/messages.", "."]);
    }

    #[test]
    fn a_missing_brace_costs_one_element() {
        let document = "{\"messages\": [\n {\n  \"id\": 1,\n {\n  \"id\": 2\n },\n {\n  \"id\": 3\n }\n]}";
        let stops = stops(document);
        assert!(stops[0].ends_with("@2"), "{stops:?}");
        assert_eq!(
            stops[1..],
            ["/messages/*={\n  \"id\": 2\n } @4", "/messages/*={\n  \"id\": 3\n } @7", "/messages.", "."]
        );
    }

    #[test]
    fn a_cut_file_says_so_once() {
        assert_eq!(stops("{\"messages\": [ {\"id\": 1}, {\"id\""), ["/messages/*={\"id\": 1} @1", "!1 true"]);
        assert_eq!(stops("{\"messages\""), ["!1 true"]);
        assert_eq!(stops(""), ["!1 true"]);
        assert_eq!(stops("hello"), ["!1 true"]);
    }

    #[test]
    fn what_is_no_json_is_passed_over() {
        assert_eq!(
            stops("{\"messages\": [ }}}, {\"id\": 1} ]}"),
            ["!1 false", "/messages/*={\"id\": 1} @1", "/messages.", "."]
        );
        assert_eq!(stops("{} {}"), [".", "!1 true"]);
        assert_eq!(stops("{\"name\" \"x\"}").last().unwrap(), ".");
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"x\": {}{}, \"name\": 1}}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(all(&deep, 4096), ["/name=1 @1", "."]);
    }
}

//! A walk through one JSON document of any size that keeps only the element at hand.
//!
//! serde_json reads a document as a whole or hands elements to a visitor, and stops for good at the first
//! mistake. An export must be read on demand, and past a broken element. So this finds where elements start and
//! end (strings and brackets, nothing else), and serde_json reads each one.

use std::io::{self, BufRead};

use crate::BadInput;
use crate::lines::MAX_ELEMENT;

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
            input: Bytes { input, line: 1, indent: Some(0) },
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
                Some(_) => return Err(BadInput::fatal(self.input.line, "this is no JSON object or array")),
                None => return Err(BadInput::fatal(self.input.line, "the input is empty")),
            }
        }
        loop {
            self.path.truncate(self.cut);
            let Some(&Entered { path_len, is_object }) = self.entered.last() else {
                self.done = true;
                return match self.input.skip_to(|byte| !byte.is_ascii_whitespace())? {
                    None => Ok(None),
                    Some(_) => {
                        Err(BadInput::fatal(self.input.line, "there is text after the end of the document"))
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
                let line = self.input.line;
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
            let line = self.input.line;
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
            self.input.line,
            "the file ends in the middle of the document: it was cut, or copied in part",
        )
    }
}

enum Found {
    Value { line: u64 },
    End,
}

#[derive(Debug, PartialEq, Eq)]
enum Span {
    Whole,
    TooLong,
    /// The input ended in it.
    Cut,
}

fn is_value_start(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

/// The input, with the line and the place in it.
struct Bytes<R> {
    input: R,
    line: u64,
    /// How far the next byte is indented, as long as only spaces came before it on its line.
    indent: Option<usize>,
}

impl<R: BufRead> Bytes<R> {
    fn available(&mut self) -> Result<&[u8], BadInput> {
        loop {
            match self.input.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(BadInput::io(self.line, &error)),
            }
        }
        // Asked for again because of a limit of the borrow checker; nothing is read twice.
        self.input.fill_buf().map_err(|error| BadInput::io(self.line, &error))
    }

    /// Goes to the first byte that is wanted, and looks at it.
    fn skip_to(&mut self, wanted: impl Fn(u8) -> bool) -> Result<Option<u8>, BadInput> {
        loop {
            let (mut line, mut indent) = (self.line, self.indent);
            let available = self.available()?;
            if available.is_empty() {
                return Ok(None);
            }
            let mut found = None;
            let mut passed = 0;
            for &byte in available {
                if wanted(byte) {
                    found = Some(byte);
                    break;
                }
                passed += 1;
                track(byte, &mut line, &mut indent);
            }
            self.input.consume(passed);
            (self.line, self.indent) = (line, indent);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Passes over the byte that [`skip_to`](Self::skip_to) found.
    fn consume_one(&mut self) {
        self.indent = None;
        self.input.consume(1);
    }

    /// Passes over the value that starts here, keeping its bytes if wanted.
    ///
    /// A line end closes a string: inside one it is not JSON, and so a missing quote costs one element and not
    /// the rest of the file. A brace at the indentation at which the value itself started means that its end is
    /// missing: it is taken to end there.
    fn value(&mut self, mut kept: Option<&mut Vec<u8>>) -> Result<Span, BadInput> {
        if let Some(kept) = &mut kept {
            kept.clear();
            kept.shrink_to(64 * 1024);
        }
        let own_indent = self.indent.filter(|indent| *indent > 0);
        let mut state = Scan { depth: 0, in_string: false, escaped: false, begun: false };
        let mut too_long = false;
        loop {
            let (mut line, mut indent) = (self.line, self.indent);
            let available = self.available()?;
            if available.is_empty() {
                // A number may end with the input.
                return Ok(if state.depth == 0 && !state.in_string && state.begun {
                    Span::Whole
                } else {
                    Span::Cut
                });
            }
            let mut end = None;
            let mut passed = 0;
            for &byte in available {
                let at_own_indent = state.begun && own_indent.is_some() && own_indent == indent;
                if at_own_indent && byte == b'{' && !state.in_string {
                    end = Some(passed);
                    break;
                }
                match state.take(byte) {
                    Taken::Inside => {}
                    Taken::Last => {
                        end = Some(passed + 1);
                        track(byte, &mut line, &mut indent);
                        break;
                    }
                    Taken::After => {
                        end = Some(passed);
                        break;
                    }
                }
                track(byte, &mut line, &mut indent);
                passed += 1;
            }
            let length = end.unwrap_or(passed);
            if let Some(kept) = &mut kept {
                if too_long || kept.len() + length > MAX_ELEMENT {
                    too_long = true;
                    **kept = Vec::new();
                } else {
                    kept.extend_from_slice(&available[..length]);
                }
            }
            self.input.consume(length);
            (self.line, self.indent) = (line, indent);
            if end.is_some() {
                return Ok(if too_long { Span::TooLong } else { Span::Whole });
            }
        }
    }
}

fn track(byte: u8, line: &mut u64, indent: &mut Option<usize>) {
    match byte {
        b'\n' => {
            *line += 1;
            *indent = Some(0);
        }
        b' ' | b'\t' => *indent = indent.map(|indent| indent + 1),
        _ => *indent = None,
    }
}

/// How deep in brackets and strings a scan is.
struct Scan {
    depth: u64,
    in_string: bool,
    escaped: bool,
    begun: bool,
}

enum Taken {
    Inside,
    /// The value ends with this byte.
    Last,
    /// The value ended before this byte.
    After,
}

impl Scan {
    fn take(&mut self, byte: u8) -> Taken {
        let first = !self.begun;
        self.begun = true;
        if self.in_string {
            match byte {
                b'\n' => self.in_string = false,
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            if !self.in_string {
                self.escaped = false;
            }
            return if !self.in_string && self.depth == 0 { Taken::Last } else { Taken::Inside };
        }
        match byte {
            b'"' if first || self.depth > 0 => self.in_string = true,
            b'{' | b'[' if first || self.depth > 0 => self.depth += 1,
            b'}' | b']' if self.depth > 1 => self.depth -= 1,
            b'}' | b']' if self.depth == 1 => return Taken::Last,
            // A number or a word ends where it cannot go on.
            _ if self.depth == 0 && !first && !(byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) => {
                return Taken::After;
            }
            _ => {}
        }
        Taken::Inside
    }
}

#[cfg(test)]
mod tests {
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

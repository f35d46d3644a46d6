//! Where JSON values start and end, byte by byte.

use std::io::{self, BufRead};

use crate::BadInput;
use crate::lines::MAX_ELEMENT;

/// The input, with the line and the place in it.
pub(super) struct Bytes<R> {
    input: R,
    line: u64,
    /// How far the next byte is indented, as long as only spaces came before it on its line.
    indent: Option<usize>,
}

impl<R: BufRead> Bytes<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, line: 1, indent: Some(0) }
    }

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

    /// The line of the next byte.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Goes to the first byte that is wanted, and looks at it.
    pub(super) fn skip_to(&mut self, wanted: impl Fn(u8) -> bool) -> Result<Option<u8>, BadInput> {
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
    pub(super) fn consume_one(&mut self) {
        self.indent = None;
        self.input.consume(1);
    }

    /// Passes over the value that starts here, keeping its bytes if wanted.
    ///
    /// A line end closes a string: inside one it is not JSON, and so a missing quote costs one element and not
    /// the rest of the file. A brace at the indentation at which the value itself started means that its end is
    /// missing: it is taken to end there.
    pub(super) fn value(&mut self, mut kept: Option<&mut Vec<u8>>) -> Result<Span, BadInput> {
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

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Span {
    Whole,
    TooLong,
    /// The input ended in it.
    Cut,
}

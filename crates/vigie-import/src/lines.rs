//! Lines of unknown length and encoding, read in bounded memory.

use std::io::{self, BufRead};

/// The longest line or element that is read, in bytes. Longer ones are passed over, never held in memory.
/// No chat program sends messages near this size; a file that holds one is broken or hostile.
pub(crate) const MAX_ELEMENT: usize = 16 * 1024 * 1024;

/// Reads lines that end in LF, CRLF or a lone CR, in any mix.
pub(crate) struct Lines<R> {
    input: R,
    /// The number of the line last read, from 1.
    number: u64,
    /// The last line ended in CR: an LF right after belongs to it. Looking at it only now keeps a pipe from
    /// being waited on.
    after_cr: bool,
}

/// How a line was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// It is in the buffer, without its end.
    Whole,
    /// It was longer than [`MAX_ELEMENT`]; the buffer is empty.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, number: 0, after_cr: false }
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next line into `line`; `None` at the end of the input.
    pub(crate) fn read(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Line>> {
        line.clear();
        // A line of megabytes must not stay allocated for the rest of the file.
        line.shrink_to(64 * 1024);
        let mut started = false;
        let mut too_long = false;
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                if !started {
                    return Ok(None);
                }
                break;
            }
            if self.after_cr {
                self.after_cr = false;
                if available[0] == b'\n' {
                    self.input.consume(1);
                    continue;
                }
            }
            if !started {
                started = true;
                self.number += 1;
            }
            let end = memchr::memchr2(b'\n', b'\r', available);
            let piece = &available[..end.unwrap_or(available.len())];
            if line.len() + piece.len() > MAX_ELEMENT {
                too_long = true;
                *line = Vec::new();
            } else if !too_long {
                line.extend_from_slice(piece);
            }
            if let Some(end) = end {
                self.after_cr = available[end] == b'\r';
                self.input.consume(end + 1);
                break;
            }
            let length = available.len();
            self.input.consume(length);
        }
        Ok(Some(if too_long { Line::TooLong } else { Line::Whole }))
    }
}

/// The text of bytes that should be UTF-8, and whether some were not.
pub(crate) fn lossy(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (String::from_utf8_lossy(bytes).into_owned(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8], capacity: usize) -> Vec<(u64, Vec<u8>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(capacity, input));
        let mut line = Vec::new();
        let mut read = Vec::new();
        while lines.read(&mut line).unwrap().is_some() {
            read.push((lines.number(), line.clone()));
        }
        read
    }

    #[test]
    fn every_line_end_counts_once() {
        for capacity in [1, 2, 3, 64] {
            let lines = all(b"a\nb\r\nc\rd\n\ne", capacity);
            let texts: Vec<&[u8]> = lines.iter().map(|(_, line)| line.as_slice()).collect();
            assert_eq!(texts, [&b"a"[..], b"b", b"c", b"d", b"", b"e"], "capacity {capacity}");
            assert_eq!(lines.last().unwrap().0, 6);
        }
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over() {
        let mut input = vec![b'x'; MAX_ELEMENT + 1];
        input.extend_from_slice(b"\nnext");
        let mut lines = Lines::new(io::BufReader::new(input.as_slice()));
        let mut line = Vec::new();
        assert_eq!(lines.read(&mut line).unwrap(), Some(Line::TooLong));
        assert!(line.capacity() < MAX_ELEMENT);
        assert_eq!(lines.read(&mut line).unwrap(), Some(Line::Whole));
        assert_eq!(line, b"next");
    }
}

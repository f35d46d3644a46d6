//! The CSV form: `AuthorID,Author,Date,Content,Attachments,Reactions`.
//!
//! csv_core rather than csv: that one reads a record of any length into memory, and a missing quote makes the
//! rest of the file one record.

use std::io::{self, BufRead};

use csv_core::ReadFieldResult;
use jiff::civil;

use crate::lines::{MAX_ELEMENT, lossy};
use crate::source::Source;
use crate::{BadInput, MediaKind, Notice, Options, Record, time};

/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The input without the marks it begins with. csv_core skips one as well, but only where the first read holds it whole.
struct Unmarked<R> {
    input: R,
    /// How much of a mark has been read.
    found: usize,
    begun: bool,
    /// What was taken for the beginning of a mark and is none, to be read first.
    held: &'static [u8],
}

impl<R: BufRead> Unmarked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while !self.begun {
            let next = self.input.fill_buf()?.first().copied();
            if next == Some(MARK[self.found]) {
                self.input.consume(1);
                self.found = (self.found + 1) % MARK.len();
            } else {
                self.begun = true;
                self.held = &MARK[..self.found];
            }
        }
        if self.held.is_empty() { self.input.fill_buf() } else { Ok(self.held) }
    }

    fn consume(&mut self, count: usize) {
        if self.held.is_empty() {
            self.input.consume(count);
        } else {
            self.held = &self.held[count..];
        }
    }
}

pub(crate) struct Reader<R> {
    input: Unmarked<R>,
    csv: csv_core::Reader,
    line: u64,
    options: Options,
    columns: Option<Columns>,
    /// A time could not be read: told once.
    times_unread: Option<Notice>,
    told: bool,
    done: bool,
}

/// The fields of a row, and the line it starts on.
type Row = (Vec<Vec<u8>>, u64);

/// Where the fields that are read are.
#[derive(Clone, Copy)]
struct Columns {
    author: usize,
    date: Option<usize>,
    content: usize,
    attachments: Option<usize>,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self {
            input: Unmarked { input, found: 0, begun: false, held: &[] },
            csv: csv_core::Reader::new(),
            line: 1,
            options,
            columns: None,
            times_unread: None,
            told: false,
            done: false,
        }
    }

    /// The next row; `None` at the end.
    fn row(&mut self) -> Option<Result<Row, BadInput>> {
        let mut fields = vec![Vec::new()];
        let mut size = 0;
        let mut chunk = [0; 4096];
        let mut start = None;
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.done = true;
                    return Some(Err(BadInput::io(self.line, &error)));
                }
            };
            // A row starts behind the ends of the line above it and of empty ones.
            let ends =
                available.iter().take_while(|byte| start.is_none() && matches!(byte, b'\r' | b'\n')).count();
            let newlines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.line += newlines(&available[..ends]);
            if ends == available.len() && ends > 0 {
                self.input.consume(ends);
                continue;
            }
            let line = *start.get_or_insert(self.line);
            let (result, read, written) = self.csv.read_field(&available[ends..], &mut chunk);
            self.line += newlines(&available[ends..ends + read]);
            self.input.consume(ends + read);
            size += written;
            if size > MAX_ELEMENT {
                fields = vec![Vec::new()];
            } else if let Some(field) = fields.last_mut() {
                field.extend_from_slice(&chunk[..written]);
            }
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::End => return None,
                ReadFieldResult::Field { record_end: false } if size > MAX_ELEMENT => {}
                ReadFieldResult::Field { record_end: false } => {
                    // An empty field adds nothing to the size: count it.
                    size += size_of::<Vec<u8>>();
                    fields.push(Vec::new());
                }
                ReadFieldResult::Field { record_end: true } if size > MAX_ELEMENT => {
                    return Some(Err(BadInput::new(line, "the row is over 16 MB: a quote may be missing")));
                }
                ReadFieldResult::Field { record_end: true } => return Some(Ok((fields, line))),
            }
        }
    }

    fn record(&mut self, fields: &[Vec<u8>], line: u64, columns: Columns) -> Result<Record, BadInput> {
        let field = |index: usize| fields.get(index).map(Vec::as_slice);
        let short = || BadInput::new(line, "the row has too few fields");
        let (sender, _) = lossy(field(columns.author).ok_or_else(short)?);
        let (text, lossy_text) = lossy(field(columns.content).ok_or_else(short)?);
        if sender.is_empty() {
            return Err(BadInput::new(line, "the row names no author"));
        }
        let date = columns.date.and_then(field).map(|date| lossy(date).0).unwrap_or_default();
        let sent_at_ms = moment(&date, &self.options);
        if sent_at_ms.is_none() && !self.told {
            self.told = true;
            self.times_unread = Some(Notice::TimesNotRead { line });
        }
        let files = columns.attachments.and_then(field).map(|files| lossy(files).0).unwrap_or_default();
        // Addresses of files, with a comma between them and perhaps a query behind each.
        let first =
            files.split(',').next().and_then(|file| file.split('?').next()).filter(|file| !file.is_empty());
        Ok(Record {
            conversation: self.options.conversation_or("discord"),
            sender,
            text,
            sent_at_ms,
            lossy: lossy_text,
            media: first.map(MediaKind::of_file_name),
            line,
            ..Record::default()
        })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            let (fields, line) = match self.row()? {
                Ok(row) => row,
                Err(bad) => return Some(Err(bad)),
            };
            if let Some(columns) = self.columns {
                return Some(self.record(&fields, line, columns));
            }
            self.columns = columns(&fields);
            if self.columns.is_none() {
                self.done = true;
                return Some(Err(BadInput::fatal(line, "the first row has no columns Author and Content")));
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {
    fn notices(&mut self) -> Vec<Notice> {
        self.times_unread.take().into_iter().collect()
    }
}

fn columns(header: &[Vec<u8>]) -> Option<Columns> {
    let find = |name: &str| header.iter().position(|field| field.eq_ignore_ascii_case(name.as_bytes()));
    Some(Columns {
        author: find("Author")?,
        date: find("Date"),
        content: find("Content")?,
        attachments: find("Attachments"),
    })
}

/// The exporter's own form is ISO 8601; older versions wrote `15-Jan-24 10:30 AM`, or as the locale does.
fn moment(date: &str, options: &Options) -> Option<i64> {
    if let Some(moment) = time::parse(date, options.utc_offset_minutes) {
        return Some(moment);
    }
    let local = ["%d-%b-%y %I:%M %p", "%d-%b-%Y %I:%M %p", "%d-%b-%y %H:%M", "%d-%b-%Y %H:%M"]
        .iter()
        .find_map(|format| civil::DateTime::strptime(format, date).ok())
        .or_else(|| crate::whatsapp::local_moment(date, options.date_order?))?;
    time::from_civil(local, options.utc_offset_minutes)
}

//! WhatsApp «export chat» texts: Android (`date, time - name: text`) and iOS (`[date, time] name: text`).

mod dates;
mod header;
mod phrases;

use std::collections::VecDeque;
use std::io::BufRead;

use header::{Header, Stamp, is_mark};

use crate::lines::{self, Line, Lines, MAX_ELEMENT};
use crate::source::Source;
use crate::{BadInput, DateOrder, Notice, Options, Record, time};

/// How much of the file is read before the order of day and month is decided: some 3,000 messages.
const HEAD: usize = 256 * 1024;

pub(crate) struct Reader<R> {
    lines: Lines<R>,
    buffer: Vec<u8>,
    options: Options,
    /// Lines read ahead to learn the layout.
    head: VecDeque<Numbered>,
    layout: Option<Layout>,
    pending: Option<Pending>,
    notices: Vec<Notice>,
    warned_of_start: bool,
    /// What ended the input early; told after the message before it.
    failure: Option<BadInput>,
    done: bool,
}

/// True for a line that starts a message with a sender, in either layout.
pub(crate) fn is_message_start(line: &str) -> bool {
    header::parse(line).is_some_and(|header| split_sender(header.body).is_some())
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self {
            lines: Lines::new(input),
            buffer: Vec::new(),
            options,
            head: VecDeque::new(),
            layout: None,
            pending: None,
            notices: Vec::new(),
            warned_of_start: false,
            failure: None,
            done: false,
        }
    }

    /// Reads the head and learns the layout from it.
    fn learn(&mut self) -> Result<Layout, BadInput> {
        let mut size = 0;
        while size < HEAD {
            let Some(line) = self.read_line()? else { break };
            size += line.text.as_ref().map_or(HEAD, String::len) + 1;
            self.head.push_back(line);
        }
        let mut stamps = [Vec::new(), Vec::new()];
        for line in &self.head {
            if let Some(header) = line.text.as_deref().and_then(header::parse) {
                stamps[usize::from(header.bracketed)].push(header.stamp);
            }
        }
        let bracketed = stamps[1].len() > stamps[0].len();
        let stamps = &stamps[usize::from(bracketed)];
        if stamps.is_empty() {
            return Err(BadInput::fatal(1, "no line here starts as a line of a WhatsApp export does"));
        }
        let order = self.options.date_order.unwrap_or_else(|| {
            let (order, notice) = dates::decide(stamps);
            self.notices.extend(notice);
            order
        });
        Ok(Layout { bracketed, order })
    }

    fn next_line(&mut self) -> Result<Option<Numbered>, BadInput> {
        match self.head.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read_line(),
        }
    }

    fn read_line(&mut self) -> Result<Option<Numbered>, BadInput> {
        let read = self
            .lines
            .read(&mut self.buffer)
            .map_err(|error| BadInput::io(self.lines.number() + 1, &error))?;
        let number = self.lines.number();
        Ok(match read {
            None => None,
            Some(Line::TooLong) => Some(Numbered { number, text: None, lossy: false }),
            Some(Line::Whole) => {
                let (text, lossy) = lines::lossy(&self.buffer);
                Some(Numbered { number, text: Some(text), lossy })
            }
        })
    }

    /// Takes one line in; gives the message that it ends, if any.
    fn take(&mut self, line: Numbered, layout: Layout) -> Option<Result<Record, BadInput>> {
        let Some(text) = line.text else {
            // It may be a message of its own, so the one above it is not its.
            let ended = self.end_pending();
            self.pending = Some(Pending {
                sender: None,
                text: String::new(),
                sent_at_ms: None,
                line: line.number,
                lossy: false,
                too_long: true,
            });
            return ended;
        };
        match header::parse(&text).filter(|header| header.bracketed == layout.bracketed) {
            Some(header) => {
                let ended = self.end_pending();
                self.start(&header, line.number, line.lossy);
                ended
            }
            None => match &mut self.pending {
                Some(pending) => {
                    pending.go_on(&text, line.lossy);
                    None
                }
                None if text.trim_matches(|c: char| c.is_whitespace() || is_mark(c)).is_empty() => None,
                None if self.warned_of_start => None,
                None => {
                    self.warned_of_start = true;
                    Some(Err(BadInput::new(line.number, "text before the first message")))
                }
            },
        }
    }

    fn start(&mut self, header: &Header<'_>, line: u64, lossy: bool) {
        let sent_at_ms = self.moment(&header.stamp, line);
        let sender = split_sender(header.body);
        self.pending = Some(match sender {
            Some((sender, text)) if !phrases::is_split_notice(sender, text) => Pending {
                sender: Some(sender.to_owned()),
                text: text.to_owned(),
                sent_at_ms,
                line,
                lossy,
                too_long: false,
            },
            // A notice: its further lines go with it.
            _ => Pending { sender: None, text: String::new(), sent_at_ms, line, lossy, too_long: false },
        });
    }

    /// A date that exists in no order leaves the message without a time: it must be read all the same.
    fn moment(&mut self, stamp: &Stamp, line: u64) -> Option<i64> {
        let layout = self.layout.as_mut()?;
        let moment = stamp.at(layout.order).or_else(|| {
            let other = match layout.order {
                DateOrder::DayFirst => DateOrder::MonthFirst,
                DateOrder::MonthFirst => DateOrder::DayFirst,
                DateOrder::YearFirst => return None,
            };
            let moment = stamp.at(other)?;
            if self.options.date_order.is_none() {
                layout.order = other;
                self.notices.push(Notice::DateOrderChanged { line });
            }
            Some(moment)
        })?;
        time::from_civil(moment, self.options.utc_offset_minutes)
    }

    fn end_pending(&mut self) -> Option<Result<Record, BadInput>> {
        let pending = self.pending.take()?;
        if pending.too_long {
            return Some(Err(BadInput::new(pending.line, "the message is over 16 MB")));
        }
        let sender = pending.sender?;
        if phrases::is_notice(&pending.text) {
            return None;
        }
        let body = phrases::body(&pending.text);
        Some(Ok(Record {
            conversation: self.options.conversation_or("whatsapp"),
            sender,
            text: body.text,
            sent_at_ms: pending.sent_at_ms,
            edited: body.edited,
            deleted: body.deleted,
            media: body.media,
            lossy: pending.lossy,
            line: pending.line,
            ..Record::default()
        }))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return self.failure.take().map(Err);
        }
        let layout = match self.layout {
            Some(layout) => layout,
            None => match self.learn() {
                Ok(layout) => *self.layout.insert(layout),
                Err(bad) => {
                    self.done = true;
                    return Some(Err(bad));
                }
            },
        };
        loop {
            match self.next_line() {
                Ok(Some(line)) => {
                    if let Some(ended) = self.take(line, layout) {
                        return Some(ended);
                    }
                }
                Ok(None) => {
                    self.done = true;
                    return self.end_pending();
                }
                Err(bad) => {
                    self.done = true;
                    self.failure = Some(bad);
                    return self.end_pending().or_else(|| self.failure.take().map(Err));
                }
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {
    fn notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }
}

#[derive(Debug, Clone, Copy)]
struct Layout {
    bracketed: bool,
    order: DateOrder,
}

/// A line and its number; no text when it was too long.
struct Numbered {
    number: u64,
    text: Option<String>,
    lossy: bool,
}

/// A message whose further lines may follow; without a sender, a notice.
struct Pending {
    sender: Option<String>,
    text: String,
    sent_at_ms: Option<i64>,
    line: u64,
    lossy: bool,
    too_long: bool,
}

impl Pending {
    fn go_on(&mut self, line: &str, lossy: bool) {
        if self.sender.is_none() || self.too_long {
            return;
        }
        if self.text.len() + line.len() >= MAX_ELEMENT {
            self.too_long = true;
            self.text = String::new();
            return;
        }
        self.lossy |= lossy;
        self.text.push('\n');
        self.text.push_str(line);
    }
}

/// Sender and text of what follows a header; `None` for a notice.
fn split_sender(body: &str) -> Option<(&str, &str)> {
    let (sender, text) = body.split_once(": ").or_else(|| {
        // Nothing, or only a mark, on the first line.
        let (sender, text) = body.split_once(':')?;
        text.chars().all(|c| is_mark(c) || c.is_whitespace()).then_some((sender, text))
    })?;
    // Marks surround numbers; a tilde marks a name that is not in the address book.
    let sender = sender.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    let sender = sender.strip_prefix('~').unwrap_or(sender).trim_start_matches(|c: char| c.is_whitespace());
    (!sender.is_empty()).then_some((sender, text))
}

/// A date and time in numbers, in the order given: other programs write them as WhatsApp does.
pub(crate) fn local_moment(text: &str, order: DateOrder) -> Option<jiff::civil::DateTime> {
    header::parse(&format!("[{text}]"))?.stamp.at(order)
}

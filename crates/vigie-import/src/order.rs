//! Time order for exports that are not in it: newest first (Instagram), texts and then pictures (SMS backups).

use std::collections::VecDeque;

use crate::source::Source;
use crate::{BadInput, Notice, Record};

/// How much is held back to be put in order, in bytes: some 150,000 messages. Account downloads are split into
/// files of 10,000.
const MAX_HELD: usize = 64 * 1024 * 1024;

/// Holds messages back until the source ends, or [`MAX_HELD`] is reached, and gives them in time order.
pub(crate) struct InOrder<S> {
    source: S,
    /// Each with the time it is sorted by, which is set when all are there.
    held: Vec<(i64, Record)>,
    held_bytes: usize,
    ready: VecDeque<(i64, Record)>,
    notice: Option<Notice>,
    blocks: bool,
    done: bool,
}

impl<S: Source> InOrder<S> {
    pub(crate) fn new(source: S) -> Self {
        Self {
            source,
            held: Vec::new(),
            held_bytes: 0,
            ready: VecDeque::new(),
            notice: None,
            blocks: false,
            done: false,
        }
    }

    fn release(&mut self) {
        let mut records = std::mem::take(&mut self.held);
        self.held_bytes = 0;
        let newest_first = match (first_time(records.iter()), first_time(records.iter().rev())) {
            (Some(first), Some(last)) => first > last,
            _ => false,
        };
        if newest_first {
            records.reverse();
        }
        // A message without a time stays behind the one above it.
        let mut latest = i64::MIN;
        for (time, record) in &mut records {
            latest = record.sent_at_ms.unwrap_or(latest);
            *time = latest;
        }
        records.sort_by_key(|(time, _)| *time);
        self.ready = VecDeque::from(records);
    }
}

fn first_time<'a>(mut records: impl Iterator<Item = &'a (i64, Record)>) -> Option<i64> {
    records.find_map(|(_, record)| record.sent_at_ms)
}

impl<S: Source> Iterator for InOrder<S> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((_, mut record)) = self.ready.pop_front() {
                if let Some(conversation) = self.source.conversation() {
                    record.conversation = conversation;
                }
                return Some(Ok(record));
            }
            if self.done {
                return None;
            }
            // The emptied block must not stay allocated while the next one grows.
            self.ready = VecDeque::new();
            match self.source.next() {
                Some(Ok(record)) => {
                    self.held_bytes += size_of::<(i64, Record)>()
                        + record.text.len()
                        + record.sender.len()
                        + record.conversation.len()
                        + record.id.as_ref().map_or(0, String::len);
                    self.held.push((0, record));
                    if self.held_bytes > MAX_HELD {
                        if !self.blocks {
                            self.blocks = true;
                            self.notice = Some(Notice::OrderedInBlocks);
                        }
                        self.release();
                    }
                }
                Some(Err(bad)) => return Some(Err(bad)),
                None => {
                    self.done = true;
                    self.release();
                }
            }
        }
    }
}

impl<S: Source> Source for InOrder<S> {
    fn notices(&mut self) -> Vec<Notice> {
        let mut notices = self.source.notices();
        notices.extend(self.notice.take());
        notices
    }
}

//! Streams made on the fly, far larger than what a reader may hold, under an allocator that counts.
//!
//! 12 MB a format by default; `cargo test -p vigie-import --test import_memory -- --ignored` streams 200 MB.

use std::io::{BufReader, Read};
use std::sync::Mutex;

use peak_alloc::PeakAlloc;
use vigie_import::{Format, Options, read};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The allocator counts for the whole process: one measurement at a time.
static ALONE: Mutex<()> = Mutex::new(());

const MB: usize = 1024 * 1024;

/// What a streaming reader may hold, whatever the size of the input: WhatsApp reads 256 KB ahead.
const STREAMING: usize = 2 * MB;

/// What a reader that puts messages in order may hold: 64 MB of messages, and as much again while they are sorted.
const ORDERING: usize = 160 * MB;

/// What one element of 16 MB may take, in a buffer that doubles when it is full.
const LARGE_ELEMENT: usize = 52 * MB;

#[test]
fn a_stream_in_constant_memory() {
    for format in Format::ALL {
        stream(format, 12 * MB);
    }
}

#[test]
#[ignore = "takes a minute without optimisation"]
fn two_hundred_megabytes_in_constant_memory() {
    for format in Format::ALL {
        stream(format, 200 * MB);
    }
}

fn stream(format: Format, size: usize) {
    let _alone = ALONE.lock();
    let (head, message, tail) = parts(format);
    let start = std::time::Instant::now();
    let (records, faults, peak) = measure(format, head, message, tail, size);
    println!("{format}: {peak} bytes at the peak, {} ms for {} MB", start.elapsed().as_millis(), size / MB);
    assert!(records > size / 400, "{format}: {records} records");
    assert_eq!(faults, 0, "{format}");
    let limit = if matches!(format, Format::Instagram | Format::SmsBackup) { ORDERING } else { STREAMING };
    assert!(peak < limit, "{format}: {peak} bytes at the peak, {limit} allowed");
}

/// One element that never ends must not be held either.
#[test]
fn endless_elements_are_not_held() {
    let _alone = ALONE.lock();
    for (format, head) in [
        (Format::Jsonl, "{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\""),
        (Format::WhatsApp, "15/01/2024, 10:30 - A: hello\n15/01/2024, 10:31 - A: "),
        (Format::Telegram, "{\"messages\":[{\"from\":\"a\",\"text\":\""),
        (Format::Telegram, "{\"messages\":[{\"from\":\"a\",\"text\":\"b\"},{\"x\":[[["),
        (Format::Telegram, "{\"x"),
        (Format::DiscordJson, "{\"guild\":{\"name\":\""),
        (Format::DiscordCsv, "AuthorID,Author,Date,Content\n\"1\",\"a\",\"b\",\""),
        (Format::Instagram, "{\"messages\":[{\"content\":\""),
        (Format::Signal, "{\"envelope\":\""),
        (Format::SmsBackup, "<smses><sms type=\"1\" address=\"1\" body=\""),
        (Format::SmsBackup, "<smses><sms type=\"1\" address=\"1\" "),
        (Format::SmsBackup, "<smses><!-- "),
        (Format::Pan12, "<conversations><conversation id=\"c\"><message><author>a</author><text>"),
        (Format::Pan12, "<!DOCTYPE a [ "),
    ] {
        let start = std::time::Instant::now();
        let (_, faults, peak) = measure(format, head, "all work and no play ", "", 36 * MB);
        println!("{format}, {head}: {peak} bytes at the peak, {:?}", start.elapsed());
        assert_eq!(faults, 1, "{format}, {head}");
        assert!(peak < LARGE_ELEMENT, "{format}, {head}: {peak} bytes at the peak");
    }
    for (format, head, repeated) in [
        (Format::Pan12, "", "<a>"),
        (Format::Pan12, "<conversations><conversation id=\"c\"><message><author>a</author><text>", "&amp;"),
        (Format::SmsBackup, "<smses><sms type=\"1\" ", "a=\"b\" "),
        (
            Format::SmsBackup,
            "<smses><mms msg_box=\"1\" address=\"1\">",
            "<part ct=\"text/plain\" text=\"hello\"/>",
        ),
        (Format::DiscordCsv, "AuthorID,Author,Date,Content\n", ","),
        (Format::Telegram, "{\"messages\":", "["),
        (Format::Telegram, "{\"messages\":[{", "{"),
        (Format::WhatsApp, "15/01/2024, 10:30 - A: hello\n", "\n"),
    ] {
        let start = std::time::Instant::now();
        let (_, faults, peak) = measure(format, head, repeated, "", 18 * MB);
        println!("{format}, {repeated}: {peak} bytes at the peak, {:?}", start.elapsed());
        assert!(faults <= 2, "{format}, {repeated}: {faults} faults");
        assert!(peak < LARGE_ELEMENT, "{format}, {repeated}: {peak} bytes at the peak");
    }
}

/// Records, faults and the most memory held, for an input of about `size` bytes.
fn measure(
    format: Format,
    head: &'static str,
    message: &'static str,
    tail: &'static str,
    size: usize,
) -> (usize, usize, usize) {
    let input = Repeat { head, message, tail, left: size / message.len(), at: 0, stage: 0 };
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let (mut records, mut faults) = (0, 0);
    for item in read(format, BufReader::new(input), &Options::new()) {
        match item {
            Ok(_) => records += 1,
            Err(_) => faults += 1,
        }
    }
    (records, faults, ALLOCATOR.peak_usage() - before)
}

fn parts(format: Format) -> (&'static str, &'static str, &'static str) {
    match format {
        Format::Jsonl => (
            "",
            "{\"conversation\":\"a\",\"sender\":\"b\",\"text\":\"see you at the pool tomorrow, bring a towel\"}\n",
            "",
        ),
        Format::WhatsApp => {
            ("", "15/01/2024, 10:30 - Alice: see you at the pool tomorrow\nbring a towel\n", "")
        }
        Format::Telegram => (
            "{\"name\":\"A\",\"messages\":[",
            "{\"id\":1,\"type\":\"message\",\"date_unixtime\":\"1738404060\",\"from\":\"A\",\"text\":\"see you\"},\n",
            "{\"id\":2,\"type\":\"service\"}]}",
        ),
        Format::DiscordJson => (
            "{\"guild\":{\"name\":\"g\"},\"channel\":{\"name\":\"c\"},\"messages\":[",
            "{\"id\":\"1\",\"type\":\"Default\",\"content\":\"see you\",\"author\":{\"name\":\"a\"}},\n",
            "{\"type\":\"Call\"}]}",
        ),
        Format::DiscordCsv => (
            "AuthorID,Author,Date,Content,Attachments,Reactions\n",
            "\"1\",\"a\",\"2025-02-28T19:00:00+01:00\",\"see you at the pool\ntomorrow\",\"\",\"\"\n",
            "",
        ),
        Format::Instagram => (
            "{\"participants\":[{\"name\":\"a\"}],\"messages\":[",
            "{\"sender_name\":\"a\",\"timestamp_ms\":1741200300000,\"content\":\"see you\"},\n",
            "{\"sender_name\":\"a\",\"content\":\"bye\"}],\"title\":\"t\"}",
        ),
        Format::Signal => (
            "",
            "{\"envelope\":{\"sourceName\":\"a\",\"dataMessage\":{\"timestamp\":1,\"message\":\"see you\"}}}\n",
            "",
        ),
        Format::SmsBackup => (
            "<smses>",
            "<sms address=\"1\" date=\"1741200300000\" type=\"1\" body=\"see you\" contact_name=\"A\" />\n",
            "</smses>",
        ),
        Format::Pan12 => (
            "<conversations><conversation id=\"c\">",
            "<message line=\"1\"><author>a</author><time>10:00</time><text>see you at the pool</text></message>\n",
            "</conversation></conversations>",
        ),
        _ => unreachable!("a format without a sample"),
    }
}

/// An input that is never in memory as a whole.
struct Repeat {
    head: &'static str,
    message: &'static str,
    tail: &'static str,
    left: usize,
    at: usize,
    stage: u8,
}

impl Read for Repeat {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut written = 0;
        while written < buffer.len() {
            let text = match self.stage {
                0 => self.head,
                1 if self.left > 0 => self.message,
                1 | 2 => self.tail,
                _ => break,
            };
            if self.stage == 1 && self.left == 0 {
                self.stage = 2;
            }
            let rest = &text.as_bytes()[self.at..];
            let length = rest.len().min(buffer.len() - written);
            buffer[written..written + length].copy_from_slice(&rest[..length]);
            written += length;
            self.at += length;
            if self.at == text.len() {
                self.at = 0;
                match self.stage {
                    1 => self.left -= 1,
                    _ => self.stage += 1,
                }
            }
        }
        Ok(written)
    }
}

//! A file or standard input as records, with the format found out and progress shown.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use vigie::{MediaKind, Message, Role};
use vigie_import::{HEAD_LEN, Options, Record, Records};

use crate::args::{Input, InputArguments};

/// Progress is shown from this size on: a smaller file is read before a bar can be drawn.
const SHOW_PROGRESS: u64 = 4 << 20;

/// An opened input.
pub(crate) struct Opened {
    pub(crate) records: Records<'static>,
    /// Somebody may wait for every line: output is to be flushed at once.
    pub(crate) live: bool,
    bar: Option<ProgressBar>,
}

impl Opened {
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Opens `-` or a file.
pub(crate) fn open(path: &Path, arguments: &InputArguments) -> Result<Opened, Box<dyn std::error::Error>> {
    let standard = path == Path::new("-");
    let (reader, live, bar): (Box<dyn BufRead>, bool, Option<ProgressBar>) = if standard {
        (Box::new(BufReader::new(io::stdin())), true, None)
    } else {
        let file = File::open(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(format!("{} is a folder; name a file", path.display()).into());
        }
        let bar =
            (metadata.len() >= SHOW_PROGRESS && io::stderr().is_terminal()).then(|| bar(metadata.len()));
        let reader: Box<dyn BufRead> = match &bar {
            Some(bar) => Box::new(BufReader::new(bar.wrap_read(file))),
            None => Box::new(BufReader::new(file)),
        };
        (reader, !metadata.is_file(), bar)
    };
    let mut options = Options::new();
    if let Some(name) = &arguments.protected {
        options = options.protected(name);
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    if let Some(name) = stem.filter(|_| !standard) {
        options = options.conversation(name);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let (format, reader): (_, Box<dyn BufRead>) = match arguments.format {
        Input::Format(format) => (format, reader),
        Input::Auto => {
            let (head, reader) = peek(reader)?;
            let format = vigie_import::detect(&head, name.as_deref().filter(|_| !standard))?;
            (format, Box::new(io::Cursor::new(head).chain(reader)))
        }
    };
    Ok(Opened { records: vigie_import::read(format, reader, &options), live, bar })
}

/// Reads what the format is told from. A pipe gives what it has: the first line is enough for a stream.
fn peek(mut reader: Box<dyn BufRead>) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut head = Vec::new();
    while head.len() < HEAD_LEN {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        let taken = chunk.len().min(HEAD_LEN - head.len());
        head.extend_from_slice(&chunk[..taken]);
        reader.consume(taken);
        if (head.starts_with(b"{\"") && head.contains(&b'\n')) || starts_with_an_object(&head) {
            break;
        }
    }
    Ok((head, reader))
}

/// Whether the first line is a JSON object of its own, however it is spaced: a stream of lines begins so.
fn starts_with_an_object(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.is_some_and(|end| {
        let line = head[..end].trim_ascii();
        line.starts_with(b"{") && line.ends_with(b"}")
    })
}

fn bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes_per_sec}  {eta} left");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A record as the library wants it.
pub(crate) fn message(record: &Record) -> Message<'_> {
    let mut message = Message::new(&record.sender, &record.text);
    message.id = record.id.as_deref();
    message.to = record.to.as_deref();
    message.reply_to = record.reply_to.as_deref();
    message.role = match record.role {
        Some(vigie_import::Role::Protected) => Role::Protected,
        Some(vigie_import::Role::Contact) => Role::Contact,
        Some(vigie_import::Role::Unknown) | None => Role::Unknown,
    };
    message.sent_at = record.sent_at_ms;
    message.age = record.age;
    message.edited = record.edited;
    message.forwarded = record.forwarded;
    message.deleted = record.deleted;
    message.media = record.media.map(|media| match media {
        vigie_import::MediaKind::Photo => MediaKind::Photo,
        vigie_import::MediaKind::Video => MediaKind::Video,
        vigie_import::MediaKind::Audio => MediaKind::Audio,
        vigie_import::MediaKind::File => MediaKind::File,
    });
    message
}

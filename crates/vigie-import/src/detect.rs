//! Which format an input is in, from its first bytes.

use crate::{DetectError, Format, whatsapp};

/// How many bytes [`detect`] looks at. Fewer do when the file is shorter.
pub const HEAD_LEN: usize = 64 * 1024;

/// Tells the format of an input from its first bytes ([`HEAD_LEN`] of them, or all) and its file name.
pub fn detect(head: &[u8], file_name: Option<&str>) -> Result<Format, DetectError> {
    let head = &head[..head.len().min(HEAD_LEN)];
    if let Some(what) = not_text(head) {
        return Err(DetectError::new(what, Vec::new()));
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    if text.is_empty() {
        return Err(DetectError::new("the input is empty", Vec::new()));
    }
    match text.chars().next() {
        Some('<') => xml(text),
        Some('{' | '[') if !whatsapp_lines(text) => json(text, file_name),
        _ if discord_csv(text) => Ok(Format::DiscordCsv),
        _ if whatsapp_lines(text) => Ok(Format::WhatsApp),
        _ => Err(unknown(file_name)),
    }
}

/// The name of an encoding other than UTF-8 that the byte order mark, or the zeros between letters, tell.
pub(crate) fn foreign_encoding(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [0, b'<' | b'{' | b'[' | b'0'..=b'9', 0, ..] | [b'<' | b'{' | b'[' | b'0'..=b'9', 0, _, ..] => {
            Some("UTF-16")
        }
        _ => None,
    }
}

fn not_text(head: &[u8]) -> Option<String> {
    if let Some(encoding) = foreign_encoding(head) {
        return Some(format!("the text is in {encoding}; save it as UTF-8"));
    }
    let archive = "unpack it and give the chat file inside";
    Some(match head {
        [b'P', b'K', 3, 4, ..] => format!("this is a ZIP archive: {archive}"),
        [0x1f, 0x8b, ..] => format!("this is a gzip archive: {archive}"),
        [b'S', b'Q', b'L', b'i', b't', b'e', b' ', b'f', ..] => {
            "this is a database: export the chat as text, JSON or XML and give that file".to_owned()
        }
        [b'%', b'P', b'D', b'F', ..] => {
            "this is a PDF: export the chat as text, JSON or XML and give that file".to_owned()
        }
        _ => return None,
    })
}

fn xml(text: &str) -> Result<Format, DetectError> {
    let sms = has_tag(text, "smses") || has_tag(text, "sms");
    let pan = has_tag(text, "conversations") || has_tag(text, "conversation");
    match (sms, pan) {
        (true, false) => Ok(Format::SmsBackup),
        (false, true) => Ok(Format::Pan12),
        _ if has_tag(text, "html") || has_tag(text, "HTML") || text.starts_with("<!DOCTYPE html") => {
            Err(DetectError::new(
                "this is a web page: choose JSON (Telegram, Instagram, Discord) or text (WhatsApp) when exporting",
                Vec::new(),
            ))
        }
        _ => Err(DetectError::new(
            "XML, but neither <smses> (SMS Backup & Restore) nor <conversations> (PAN-2012) is near its start; say \
             which format it is",
            vec![Format::SmsBackup, Format::Pan12],
        )),
    }
}

fn has_tag(text: &str, name: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        text[at + 1..]
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([' ', '>', '/', '\t', '\n', '\r']))
    })
}

/// Field names that tell a JSON format, each with how much it tells.
const FIELDS: [(Format, &[(&str, u32)]); 5] = [
    (Format::Jsonl, &[("conversation", 3), ("sender", 2), ("text", 1), ("sent_at", 2)]),
    (
        Format::Telegram,
        &[
            ("date_unixtime", 4),
            ("text_entities", 4),
            ("from_id", 3),
            ("personal_information", 4),
            ("chats", 2),
            ("messages", 1),
            ("from", 1),
        ],
    ),
    (
        Format::DiscordJson,
        &[("guild", 4), ("channel", 3), ("dateRange", 3), ("exportedAt", 2), ("isBot", 2), ("messages", 1)],
    ),
    (
        Format::Instagram,
        &[
            ("sender_name", 4),
            ("timestamp_ms", 4),
            ("senderName", 4),
            ("threadName", 3),
            ("participants", 3),
            ("thread_path", 2),
            ("messages", 1),
        ],
    ),
    (
        Format::Signal,
        &[
            ("envelope", 4),
            ("dataMessage", 3),
            ("chatItem", 4),
            ("recipient", 2),
            ("account", 2),
            ("backupTimeMs", 4),
            ("reactions", 1),
            ("quote", 2),
            ("sticker", 2),
            ("body", 2),
        ],
    ),
];

/// Evidence below this is no more than a coincidence of words.
const ENOUGH: u32 = 5;

fn json(text: &str, file_name: Option<&str>) -> Result<Format, DetectError> {
    let names = field_names(text);
    let mut scores: Vec<(u32, Format, Vec<&str>)> = FIELDS
        .iter()
        .map(|(format, fields)| {
            let found: Vec<_> = fields.iter().filter(|(name, _)| names.contains(name)).collect();
            let score = found.iter().map(|(_, weight)| weight).sum();
            (score, *format, found.iter().map(|(name, _)| *name).collect())
        })
        .filter(|(score, ..)| *score > 0)
        .collect();
    scores.sort_by_key(|(score, format, _)| (std::cmp::Reverse(*score), *format));
    match scores.as_slice() {
        [(best, format, _)] if *best >= ENOUGH => Ok(*format),
        [(best, format, _), (next, ..), ..] if *best >= ENOUGH && *best >= next + 3 => Ok(*format),
        [] => Err(unknown(file_name)),
        _ => {
            let candidates: Vec<Format> = scores.iter().map(|(_, format, _)| *format).collect();
            let why: Vec<String> =
                scores.iter().map(|(_, format, found)| format!("{format} ({})", found.join(", "))).collect();
            Err(DetectError::new(
                format!("JSON that could be {}; say which format it is", why.join(" or ")),
                candidates,
            ))
        }
    }
}

/// The names of fields: strings followed by a colon. Text inside strings cannot pass for one.
fn field_names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('"') {
        let string = &rest[open + 1..];
        let mut escaped = false;
        let Some(close) = string.bytes().position(|byte| {
            let is_end = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            is_end
        }) else {
            break;
        };
        rest = &string[close + 1..];
        if rest.trim_start().starts_with(':') && !names.contains(&&string[..close]) && names.len() < 256 {
            names.push(&string[..close]);
        }
    }
    names
}

fn discord_csv(text: &str) -> bool {
    let header: String = text.lines().next().unwrap_or_default().chars().filter(|c| *c != '"').collect();
    header.starts_with("AuthorID,Author,Date,Content")
}

/// Early lines may be a notice, or the tail of a cut message.
fn whatsapp_lines(text: &str) -> bool {
    text.split(['\n', '\r']).take(50).any(whatsapp::is_message_start)
}

fn unknown(file_name: Option<&str>) -> DetectError {
    let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
    let ending =
        file_name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    let candidates = match ending.as_deref() {
        Some("txt") => vec![Format::WhatsApp],
        Some("jsonl" | "ndjson") => vec![Format::Jsonl, Format::Signal],
        Some("json") => vec![Format::Telegram, Format::Instagram, Format::DiscordJson, Format::Signal],
        Some("csv") => vec![Format::DiscordCsv],
        Some("xml") => vec![Format::SmsBackup, Format::Pan12],
        _ => Vec::new(),
    };
    let hint = match candidates.as_slice() {
        [] => String::new(),
        some => {
            let names: Vec<&str> = some.iter().map(|format| format.name()).collect();
            format!("; its ending suggests {}", names.join(" or "))
        }
    };
    DetectError::new(
        format!(
            "the start of the input looks like none of {}{hint}; say which format it is",
            names.join(", ")
        ),
        candidates,
    )
}

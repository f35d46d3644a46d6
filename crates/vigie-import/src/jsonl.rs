//! JSONL: one message a line, the program's own contract.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use crate::lines::{Line, Lines};
use crate::source::Source;
use crate::{BadInput, MediaKind, Options, Record, Role, time};

pub(crate) struct Reader<R> {
    lines: Lines<R>,
    line: Vec<u8>,
    options: Options,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self { lines: Lines::new(input), line: Vec::new(), options, done: false }
    }
}

impl<R: BufRead> Source for Reader<R> {}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            let read = self.lines.read(&mut self.line);
            let number = self.lines.number();
            match read {
                Ok(None) => self.done = true,
                Ok(Some(Line::TooLong)) => return Some(Err(BadInput::new(number, "the line is over 16 MB"))),
                Ok(Some(Line::Whole)) if self.line.trim_ascii().is_empty() => {}
                Ok(Some(Line::Whole)) => return Some(record(&self.line, number, &self.options)),
                Err(error) => {
                    self.done = true;
                    return Some(Err(BadInput::io(number + 1, &error)));
                }
            }
        }
    }
}

/// Every field as any value, so that an error names its field, and never quotes what is in it.
#[derive(Deserialize)]
struct Fields {
    conversation: Option<Value>,
    id: Option<Value>,
    sender: Option<Value>,
    to: Option<Value>,
    role: Option<Value>,
    age: Option<Value>,
    text: Option<Value>,
    sent_at: Option<Value>,
    reply_to: Option<Value>,
    edited: Option<Value>,
    forwarded: Option<Value>,
    deleted: Option<Value>,
    media: Option<Value>,
}

fn record(line: &[u8], number: u64, options: &Options) -> Result<Record, BadInput> {
    let bad = |reason: String| BadInput::new(number, reason);
    let line = std::str::from_utf8(line)
        .map_err(|error| bad(format!("not valid UTF-8 at byte {} of the line", error.valid_up_to() + 1)))?;
    if !line.trim_start().starts_with('{') {
        return Err(bad("not a JSON object".to_owned()));
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| bad(json_reason(&error)))?;
    let deleted = flag("deleted", fields.deleted.as_ref()).map_err(bad)?;
    let media = media(fields.media).map_err(bad)?;
    let conversation = match name("conversation", fields.conversation).map_err(bad)? {
        Some(conversation) => conversation,
        None => options.conversation.clone().ok_or_else(|| bad(missing("conversation")))?,
    };
    let text = match fields.text {
        Some(Value::String(text)) => text,
        None if deleted || media.is_some() => String::new(),
        None => return Err(bad(missing("text"))),
        Some(_) => return Err(bad(wrong("text", "a string"))),
    };
    Ok(Record {
        conversation,
        id: name("id", fields.id).map_err(bad)?,
        sender: name("sender", fields.sender).map_err(bad)?.ok_or_else(|| bad(missing("sender")))?,
        to: name("to", fields.to).map_err(bad)?,
        role: role(fields.role).map_err(bad)?,
        age: age(fields.age).map_err(bad)?,
        text,
        sent_at_ms: sent_at(fields.sent_at, options).map_err(bad)?,
        reply_to: name("reply_to", fields.reply_to).map_err(bad)?,
        edited: flag("edited", fields.edited.as_ref()).map_err(bad)?,
        forwarded: flag("forwarded", fields.forwarded.as_ref()).map_err(bad)?,
        deleted,
        lossy: false,
        media,
        line: number,
    })
}

/// Why a text is no JSON of the expected shape. serde_json's own words can quote the input.
pub(crate) fn json_reason(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Eof => "not valid JSON (it ends too early)".to_owned(),
        Category::Syntax => format!("not valid JSON (at character {} of its line)", error.column()),
        Category::Data => "not the fields of a message (one is given twice, or has another shape)".to_owned(),
        Category::Io => "cannot be read".to_owned(),
    }
}

fn missing(field: &str) -> String {
    format!("the field `{field}` is missing")
}

fn wrong(field: &str, wanted: &str) -> String {
    format!("the field `{field}` is not {wanted}")
}

/// A name or an identifier: a string, or a whole number taken as its digits.
fn name(field: &str, value: Option<Value>) -> Result<Option<String>, String> {
    match value {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(name)),
        Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
        Some(_) => Err(wrong(field, "a string or a whole number")),
    }
}

fn role(value: Option<Value>) -> Result<Option<Role>, String> {
    let wanted = "`protected`, `contact` or `unknown`";
    match value {
        None => Ok(None),
        Some(Value::String(role)) => match role.as_str() {
            "protected" => Ok(Some(Role::Protected)),
            "contact" => Ok(Some(Role::Contact)),
            "unknown" => Ok(Some(Role::Unknown)),
            _ => Err(wrong("role", wanted)),
        },
        Some(_) => Err(wrong("role", wanted)),
    }
}

fn age(value: Option<Value>) -> Result<Option<u8>, String> {
    match value {
        None => Ok(None),
        Some(value) => match value.as_u64() {
            Some(age @ 0..=130) => Ok(Some(age as u8)),
            _ => Err(wrong("age", "a whole number of years from 0 to 130")),
        },
    }
}

fn sent_at(value: Option<Value>, options: &Options) -> Result<Option<i64>, String> {
    let read = match value {
        None => return Ok(None),
        Some(Value::String(text)) => time::parse(&text, options.utc_offset_minutes),
        Some(Value::Number(number)) => number.as_i64(),
        Some(_) => None,
    };
    read.map(Some).ok_or_else(|| wrong("sent_at", "an RFC 3339 time or whole milliseconds since 1970"))
}

fn flag(field: &str, value: Option<&Value>) -> Result<bool, String> {
    match value {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(wrong(field, "true or false")),
    }
}

fn media(value: Option<Value>) -> Result<Option<MediaKind>, String> {
    match value {
        None | Some(Value::Bool(false)) => Ok(None),
        Some(Value::String(kind)) => Ok(Some(match kind.as_str() {
            "photo" | "image" | "picture" => MediaKind::Photo,
            "video" | "gif" => MediaKind::Video,
            "audio" | "voice" => MediaKind::Audio,
            _ => MediaKind::File,
        })),
        Some(Value::Bool(true)) => Ok(Some(MediaKind::File)),
        Some(_) => Err(wrong("media", "`photo`, `video`, `audio` or `file`")),
    }
}

//! Telegram Desktop, `result.json`: one chat, or all chats of an account.

use std::io::BufRead;

use serde_json::Value;

use crate::fields::{self, Fields};
use crate::source::Source;
use crate::walk::{Step, Stop, Walk};
use crate::{BadInput, MediaKind, Options, Record};

pub(crate) struct Reader<R> {
    walk: Walk<R>,
    options: Options,
    chat: Chat,
}

/// What is known of the chat being read: it comes before its messages.
#[derive(Default)]
struct Chat {
    name: Option<String>,
    kind: Option<String>,
    id: Option<String>,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self { walk: Walk::new(input, plan), options, chat: Chat::default() }
    }
}

fn plan(path: &str) -> Step {
    match path {
        "/name" | "/type" | "/id" | "/messages/*" => return Step::Take,
        "/messages" => return Step::Enter,
        _ => {}
    }
    let Some(rest) = path.strip_prefix("/chats").or_else(|| path.strip_prefix("/left_chats")) else {
        return Step::Skip;
    };
    match rest {
        "" | "/list" | "/list/*" | "/list/*/messages" => Step::Enter,
        "/list/*/name" | "/list/*/type" | "/list/*/id" | "/list/*/messages/*" => Step::Take,
        _ => Step::Skip,
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, bytes, line) = match self.walk.next() {
                Err(bad) => return Some(Err(bad)),
                Ok(None) => return None,
                Ok(Some(Stop::End { path })) => {
                    if path.ends_with("/list/*") {
                        self.chat = Chat::default();
                    }
                    continue;
                }
                Ok(Some(Stop::Value { path, bytes, line })) => (path, bytes, line),
            };
            let about =
                |bytes: &[u8]| serde_json::from_slice(bytes).ok().and_then(|value| fields::id(&value));
            if path.ends_with("/name") {
                self.chat.name = about(bytes);
            } else if path.ends_with("/type") {
                self.chat.kind = about(bytes);
            } else if path.ends_with("/id") {
                self.chat.id = about(bytes);
            } else {
                let conversation = self.chat.conversation(path.starts_with("/messages"), &self.options);
                match Fields::read(bytes, line)
                    .and_then(|fields| record(&fields, line, conversation, &self.options))
                {
                    Ok(None) => {}
                    Ok(Some(record)) => return Some(Ok(record)),
                    Err(bad) => return Some(Err(bad)),
                }
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {}

impl Chat {
    /// In an export of all chats two can have one name, so the number goes with it.
    fn conversation(&self, alone: bool, options: &Options) -> String {
        let name = self.name.as_deref().or(self.kind.as_deref());
        match (name, &self.id) {
            (Some(name), Some(id)) if !alone => format!("{name} #{id}"),
            (Some(name), _) => name.to_owned(),
            (None, Some(id)) => id.clone(),
            (None, None) => options.conversation_or("telegram"),
        }
    }
}

fn record(
    fields: &Fields,
    line: u64,
    conversation: String,
    options: &Options,
) -> Result<Option<Record>, BadInput> {
    if matches!(fields.text("type"), Some("service" | "unsupported")) {
        return Ok(None);
    }
    let text = match fields.get("text").map(plain).filter(|text| !text.is_empty()) {
        Some(text) => text,
        None => fields.get("text_entities").map(plain).unwrap_or_default(),
    };
    let sender = fields.text("from").or_else(|| fields.text("from_id"));
    Ok(Some(Record {
        conversation,
        id: fields.id("id"),
        sender: sender.ok_or_else(|| BadInput::new(line, "a message names no sender"))?.to_owned(),
        text: if text.is_empty() { poll(fields).unwrap_or_default() } else { text },
        sent_at_ms: fields
            .integer("date_unixtime")
            .and_then(|seconds| seconds.checked_mul(1000))
            .or_else(|| fields.time("date", options.utc_offset_minutes)),
        reply_to: fields.id("reply_to_message_id"),
        edited: fields.get("edited").is_some() || fields.get("edited_unixtime").is_some(),
        forwarded: fields.get("forwarded_from").is_some() || fields.get("forwarded_from_id").is_some(),
        lossy: fields.lossy,
        media: media(fields),
        line,
        ..Record::default()
    }))
}

/// The text of a string, or of a list of strings and of objects with a `text`: bold parts, links, mentions.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| match part {
                Value::String(text) => Some(text.as_str()),
                Value::Object(part) => part.get("text")?.as_str(),
                _ => None,
            })
            .collect(),
        _ => String::new(),
    }
}

fn poll(fields: &Fields) -> Option<String> {
    fields::text(fields.object("poll")?, "question").map(str::to_owned)
}

fn media(fields: &Fields) -> Option<MediaKind> {
    if fields.get("photo").is_some() {
        return Some(MediaKind::Photo);
    }
    match fields.text("media_type") {
        Some("voice_message" | "audio_file") => return Some(MediaKind::Audio),
        Some("video_message" | "video_file" | "animation") => return Some(MediaKind::Video),
        Some(_) => return Some(MediaKind::File),
        None => {}
    }
    if fields.get("file").is_some() {
        return Some(fields.text("mime_type").map_or(MediaKind::File, MediaKind::of_mime));
    }
    let other = ["location_information", "contact_information"];
    other.iter().any(|name| fields.get(name).is_some()).then_some(MediaKind::File)
}

//! Instagram and Messenger account downloads, `message_1.json`.
//!
//! The newest message comes first, and the name of the chat after the messages: see [`crate::order`]. Texts are
//! UTF-8 written as if each byte were a character, which is undone.

use std::io::BufRead;

use serde_json::Value;

use crate::fields::{self, Fields};
use crate::source::Source;
use crate::walk::{Step, Stop, Walk};
use crate::{BadInput, MediaKind, Options, Record};

pub(crate) struct Reader<R> {
    walk: Walk<R>,
    options: Options,
    /// Names joined, until the title is known.
    participants: Option<String>,
    title: Option<String>,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self { walk: Walk::new(input, plan), options, participants: None, title: None }
    }
}

fn plan(path: &str) -> Step {
    match path {
        "/messages" => Step::Enter,
        "/messages/*" | "/participants" | "/title" | "/threadName" => Step::Take,
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
                Ok(Some(Stop::End { .. })) => continue,
                Ok(Some(Stop::Value { path, bytes, line })) => (path, bytes, line),
            };
            match path {
                "/participants" => self.participants = names(bytes),
                "/title" | "/threadName" => {
                    let title = serde_json::from_slice(bytes).ok().and_then(|title| fields::id(&title));
                    self.title = title.map(|title| unmangle(&title));
                }
                _ => match Fields::read(bytes, line).and_then(|fields| record(&fields, line)) {
                    Ok(None) => {}
                    Ok(Some(record)) => return Some(Ok(record)),
                    Err(bad) => return Some(Err(bad)),
                },
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {
    fn conversation(&self) -> Option<String> {
        let known = self.options.conversation.clone().or_else(|| self.title.clone());
        known.or_else(|| self.participants.clone()).or_else(|| Some("instagram".to_owned()))
    }
}

fn names(bytes: &[u8]) -> Option<String> {
    let list: Value = serde_json::from_slice(bytes).ok()?;
    let names: Vec<String> = list
        .as_array()?
        .iter()
        .filter_map(|one| one.as_str().or_else(|| one.get("name")?.as_str()))
        .take(8)
        .map(unmangle)
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A message, but for the name of the chat, which [`Source::conversation`] gives.
fn record(fields: &Fields, line: u64) -> Result<Option<Record>, BadInput> {
    let sender = fields.text("sender_name").or_else(|| fields.text("senderName"));
    let text = fields
        .text("content")
        .or_else(|| fields.text("text"))
        .or_else(|| fields::text(fields.object("share")?, "share_text"))
        .or_else(|| fields::text(fields.object("share")?, "link"));
    let deleted = fields.flag("is_unsent") || fields.flag("isUnsent");
    let media = media(fields);
    if text.is_none() && media.is_none() && !deleted && fields.get("call_duration").is_some() {
        return Ok(None);
    }
    Ok(Some(Record {
        sender: unmangle(sender.ok_or_else(|| BadInput::new(line, "a message names no sender"))?),
        text: text.map(unmangle).unwrap_or_default(),
        sent_at_ms: fields.integer("timestamp_ms").or_else(|| fields.integer("timestamp")),
        deleted,
        lossy: fields.lossy,
        media,
        line,
        ..Record::default()
    }))
}

fn media(fields: &Fields) -> Option<MediaKind> {
    let kinds = [
        ("photos", MediaKind::Photo),
        ("videos", MediaKind::Video),
        ("audio_files", MediaKind::Audio),
        ("gifs", MediaKind::Video),
        ("files", MediaKind::File),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(name, _)| !fields.list(name).is_empty()) {
        return Some(*kind);
    }
    if let Some(first) = fields.list("media").first() {
        let name = first.get("uri").and_then(Value::as_str);
        return Some(name.map_or(MediaKind::File, MediaKind::of_file_name));
    }
    fields.get("sticker").map(|_| MediaKind::File)
}

/// Undoes the exporter's mistake: where every character is below U+0100 and as bytes they are UTF-8, they were.
fn unmangle(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangled_text_is_repaired_and_whole_text_kept() {
        assert_eq!(unmangle("\u{c3}\u{a9}t\u{c3}\u{a9} \u{f0}\u{9f}\u{98}\u{8a}"), "été 😊");
        assert_eq!(unmangle("été 😊"), "été 😊");
        assert_eq!(unmangle("déjà"), "déjà");
        assert_eq!(unmangle("hello"), "hello");
    }
}

//! Chat exports as JSON.

use serde::Serialize;
use vigie_import::{Format, HEAD_LEN, MediaKind, Options, Record, Role};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error;

/// What an export gave.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Export {
    format: &'static str,
    messages: Vec<Line>,
    problems: Vec<Problem>,
    notices: Vec<String>,
}

#[derive(Serialize)]
struct Problem {
    line: u64,
    reason: String,
}

/// One message, with the fields of a message to assess and the chat it belongs to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    conversation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    sender: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<u8>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<&'static str>,
}

/// Reads a chat export; gives its messages, in order, and what could not be read, as JSON. `format` is one of the names
/// of `vigie scan --input`; without it, the first bytes tell.
///
/// # Errors
/// When the format has no such name or cannot be told.
#[wasm_bindgen]
pub fn read_export(
    bytes: &[u8],
    file_name: Option<String>,
    format: Option<String>,
    protected: Option<String>,
) -> Result<String, JsError> {
    let unknown = |fault: &dyn std::fmt::Display| error::coded("unknown_format", &fault.to_string());
    let format: Format = match format {
        Some(name) => name.parse().map_err(|fault| unknown(&fault))?,
        None => vigie_import::detect(&bytes[..bytes.len().min(HEAD_LEN)], file_name.as_deref())
            .map_err(|fault| unknown(&fault))?,
    };
    Ok(serde_json::to_string(&collect(bytes, format, file_name, protected)).unwrap_or_default())
}

fn collect(bytes: &[u8], format: Format, file_name: Option<String>, protected: Option<String>) -> Export {
    let mut options = Options::new();
    if let Some(name) = protected {
        options = options.protected(name);
    }
    if let Some(name) = file_name {
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        options = options.conversation(stem);
    }
    let mut export = Export { format: format.name(), ..Export::default() };
    let mut records = vigie_import::read(format, bytes, &options);
    for record in &mut records {
        match record {
            Ok(record) => export.messages.push(record.into()),
            Err(bad) => {
                export.problems.push(Problem { line: bad.line(), reason: bad.reason().to_owned() });
            }
        }
    }
    export.notices = records.notices().iter().map(ToString::to_string).collect();
    export
}

impl From<Record> for Line {
    fn from(record: Record) -> Self {
        Self {
            conversation: record.conversation,
            id: record.id,
            sender: record.sender,
            to: record.to,
            role: record.role.map(|role| match role {
                Role::Protected => "protected",
                Role::Contact => "contact",
                Role::Unknown => "unknown",
            }),
            age: record.age,
            text: record.text,
            sent_at: record.sent_at_ms,
            reply_to: record.reply_to,
            edited: record.edited,
            forwarded: record.forwarded,
            deleted: record.deleted,
            media: record.media.map(|media| match media {
                MediaKind::Photo => "photo",
                MediaKind::Video => "video",
                MediaKind::Audio => "audio",
                MediaKind::File => "file",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whatsapp_chat_becomes_messages() {
        let chat = "15/01/2024, 18:30 - Zoé: t'as fini les maths ?\n15/01/2024, 18:31 - Léo: presque\n";
        let export =
            collect(chat.as_bytes(), Format::WhatsApp, Some("Léo.txt".to_owned()), Some("zoe".to_owned()));
        let json = serde_json::to_value(&export).unwrap();
        assert_eq!(json["messages"][0]["text"], "t'as fini les maths ?");
        assert_eq!(json["messages"][0]["role"], "protected");
        assert_eq!(json["messages"][1]["role"], "contact");
        assert_eq!(json["messages"][1]["conversation"], "Léo");
        assert_eq!(json["problems"].as_array().unwrap().len(), 0);
    }
}

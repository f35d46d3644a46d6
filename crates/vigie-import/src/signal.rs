//! Signal, in three kinds of JSON lines:
//!
//! - Signal's own export (the frames of a backup: `recipient`, `chat`, then `chatItem`), one frame a line;
//! - signal-cli, `--output=json receive` or its JSON-RPC notifications: one `envelope` a line;
//! - signal-export (sigexport), `data.json`: one `{date, sender, body, …}` a line.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;

use serde_json::{Map, Value};

use crate::fields::{self, Fields};
use crate::lines::{Line, Lines};
use crate::source::Source;
use crate::{BadInput, MediaKind, OWNER, Options, Record, Role, time};

/// How many recipients and chats are kept.
const MAX_KNOWN: usize = 100_000;

pub(crate) struct Reader<R> {
    lines: Lines<R>,
    line: Vec<u8>,
    known: Known,
    options: Options,
    /// Earlier versions of an edited message come with it.
    ready: VecDeque<Record>,
    done: bool,
}

/// What earlier frames said.
#[derive(Default)]
struct Known {
    recipients: HashMap<String, String>,
    /// Chat to recipient; for signal-cli, an identifier to the name first seen with it.
    chats: HashMap<String, String>,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self {
            lines: Lines::new(input),
            line: Vec::new(),
            known: Known::default(),
            options,
            ready: VecDeque::new(),
            done: false,
        }
    }

    /// Takes one line in.
    fn take(&mut self, number: u64) -> Result<(), BadInput> {
        let fields = Fields::read(&self.line, number)?;
        if let Some(envelope) = envelope(&fields) {
            let received = self.known.received(envelope, &self.options);
            self.ready.extend(received);
        } else if let Some(item) = fields.object("chatItem") {
            self.known.item(item, &mut self.ready, &self.options);
        } else if let Some(recipient) = fields.object("recipient") {
            Known::keep(&mut self.known.recipients, recipient.get("id"), recipient_name(recipient));
        } else if let Some(chat) = fields.object("chat") {
            Known::keep(&mut self.known.chats, chat.get("id"), chat.get("recipientId").and_then(fields::id));
        } else if fields.get("body").is_some() || fields.get("sender").is_some() {
            self.ready.push_back(exported(&fields, number, &self.options)?);
        }
        for record in &mut self.ready {
            record.line = number;
            record.lossy = fields.lossy;
        }
        Ok(())
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(Ok(record));
            }
            if self.done {
                return None;
            }
            let read = self.lines.read(&mut self.line);
            let number = self.lines.number();
            match read {
                Ok(None) => self.done = true,
                Ok(Some(Line::TooLong)) => return Some(Err(BadInput::new(number, "the line is over 16 MB"))),
                Ok(Some(Line::Whole)) if self.line.trim_ascii().is_empty() => {}
                Ok(Some(Line::Whole)) => {
                    if let Err(bad) = self.take(number) {
                        return Some(Err(bad));
                    }
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(BadInput::io(number + 1, &error)));
                }
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {}

/// Gives a message its sender: the owner, whose role is then known, or somebody else.
fn sent_by(name: Option<String>, options: &Options) -> (String, Option<Role>) {
    let role = if name.is_none() { Role::Protected } else { Role::Contact };
    (name.unwrap_or_else(|| OWNER.to_owned()), options.protected.is_none().then_some(role))
}

fn object<'a>(parent: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    parent.get(name)?.as_object()
}

// Signal's own export.

impl Known {
    fn keep(map: &mut HashMap<String, String>, id: Option<&Value>, value: Option<String>) {
        if let (Some(id), Some(value)) = (id.and_then(fields::id), value)
            && map.len() < MAX_KNOWN
        {
            map.insert(id, value);
        }
    }

    fn item(&self, item: &Map<String, Value>, ready: &mut VecDeque<Record>, options: &Options) {
        let revisions = item.get("revisions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        // All versions have one identifier: when the first was sent.
        let sent = |item: &Map<String, Value>| item.get("dateSent").and_then(fields::id);
        let first = revisions.first().and_then(Value::as_object).unwrap_or(item);
        let id = sent(first);
        let versions = revisions.iter().filter_map(Value::as_object).chain([item]);
        for (index, version) in versions.enumerate() {
            if let Some(mut record) = self.version(version, item, options) {
                record.id.clone_from(&id);
                record.edited = index > 0;
                ready.push_back(record);
            }
        }
    }

    fn version(
        &self,
        version: &Map<String, Value>,
        item: &Map<String, Value>,
        options: &Options,
    ) -> Option<Record> {
        // A message without direction is a notice of the program.
        let outgoing = version.contains_key("outgoing");
        if !outgoing && !version.contains_key("incoming") {
            return None;
        }
        let content = Content::of(version)?;
        let name = |id: &str| self.recipients.get(id).cloned();
        let author = item.get("authorId").and_then(fields::id);
        let author = author.map(|id| name(&id).unwrap_or_else(|| format!("recipient {id}")));
        let (sender, role) = sent_by(if outgoing { None } else { author }, options);
        let chat = item.get("chatId").and_then(fields::id);
        let conversation = chat.map(|id| {
            self.chats.get(&id).and_then(|recipient| name(recipient)).unwrap_or_else(|| format!("chat {id}"))
        });
        Some(Record {
            conversation: conversation.unwrap_or_else(|| options.conversation_or("signal")),
            sender: if role.is_none() && outgoing { OWNER.to_owned() } else { sender },
            role,
            text: content.text,
            sent_at_ms: version.get("dateSent").and_then(fields::integer),
            deleted: content.deleted,
            media: content.media,
            ..Record::default()
        })
    }
}

#[derive(Default)]
struct Content {
    text: String,
    media: Option<MediaKind>,
    deleted: bool,
}

impl Content {
    fn of(version: &Map<String, Value>) -> Option<Self> {
        if let Some(message) = object(version, "standardMessage") {
            let text = object(message, "text").and_then(|text| fields::text(text, "body"));
            let file = message.get("attachments").and_then(Value::as_array).and_then(|files| files.first());
            let pointer = file.and_then(|file| file.get("pointer"));
            let kind = pointer.and_then(|pointer| pointer.get("contentType")).and_then(Value::as_str);
            return Some(Self {
                text: text.unwrap_or_default().to_owned(),
                media: file.map(|_| kind.map_or(MediaKind::File, MediaKind::of_mime)),
                ..Self::default()
            });
        }
        if let Some(reply) = object(version, "directStoryReplyMessage") {
            let text = object(reply, "textReply").and_then(|reply| object(reply, "text"));
            let text =
                text.and_then(|text| fields::text(text, "body")).or_else(|| fields::text(reply, "emoji"));
            return Some(Self { text: text.unwrap_or_default().to_owned(), ..Self::default() });
        }
        if version.contains_key("viewOnceMessage") {
            return Some(Self { media: Some(MediaKind::Photo), ..Self::default() });
        }
        if version.contains_key("remoteDeletedMessage") {
            return Some(Self { deleted: true, ..Self::default() });
        }
        ["stickerMessage", "contactMessage"]
            .iter()
            .any(|kind| version.contains_key(*kind))
            .then(|| Self { media: Some(MediaKind::File), ..Self::default() })
    }
}

fn recipient_name(recipient: &Map<String, Value>) -> Option<String> {
    if recipient.contains_key("self") {
        return Some(OWNER.to_owned());
    }
    if let Some(group) = object(recipient, "group") {
        let title = object(group, "snapshot").and_then(|snapshot| object(snapshot, "title"));
        return title.and_then(|title| fields::text(title, "title")).map(str::to_owned);
    }
    let contact = object(recipient, "contact")?;
    let joined = |given: &str, family: &str| {
        let parts: Vec<&str> =
            [given, family].iter().filter_map(|name| fields::text(contact, name)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    joined("systemGivenName", "systemFamilyName")
        .or_else(|| joined("profileGivenName", "profileFamilyName"))
        .or_else(|| fields::text(contact, "username").map(str::to_owned))
        .or_else(|| contact.get("e164").and_then(fields::id))
}

// signal-cli.

fn envelope(fields: &Fields) -> Option<&Map<String, Value>> {
    fields.object("envelope").or_else(|| object(fields.object("params")?, "envelope"))
}

impl Known {
    fn received(&mut self, envelope: &Map<String, Value>, options: &Options) -> Option<Record> {
        let own = object(envelope, "syncMessage").and_then(|sync| object(sync, "sentMessage"));
        let edited =
            own.and_then(|own| object(own, "editMessage")).or_else(|| object(envelope, "editMessage"));
        let message = match (edited, own) {
            (Some(edited), _) => object(edited, "dataMessage")?,
            (None, Some(own)) => own,
            (None, None) => object(envelope, "dataMessage")?,
        };
        let deleted = object(message, "remoteDelete");
        let text = fields::text(message, "message");
        let media = attached(message);
        if text.is_none() && media.is_none() && deleted.is_none() {
            // A reaction, a receipt, a call, a change of the group.
            return None;
        }
        let source = first(envelope, &["sourceNumber", "source", "sourceUuid"]);
        let destination =
            own.and_then(|own| first(own, &["destinationNumber", "destination", "destinationUuid"]));
        let other = match own {
            Some(own) => self.one_name(destination, fields::text(own, "destinationUuid")),
            None => self.one_name(source, fields::text(envelope, "sourceUuid")),
        };
        let group = object(message, "groupInfo").and_then(|group| {
            self.one_name(first(group, &["groupName", "groupId"]), fields::text(group, "groupId"))
        });
        let author = fields::text(envelope, "sourceName").or(source).unwrap_or("unknown");
        let (sender, role) = sent_by(own.is_none().then(|| author.to_owned()), options);
        Some(Record {
            conversation: group.or(other).unwrap_or_else(|| options.conversation_or("signal")),
            id: edited
                .and_then(|edit| edit.get("targetSentTimestamp"))
                .or_else(|| deleted.and_then(|deleted| deleted.get("timestamp")))
                .or_else(|| message.get("timestamp"))
                .and_then(fields::id),
            sender,
            to: destination.map(str::to_owned),
            role,
            text: text.unwrap_or_default().to_owned(),
            sent_at_ms: message
                .get("timestamp")
                .or_else(|| envelope.get("timestamp"))
                .and_then(fields::integer),
            reply_to: object(message, "quote").and_then(|quote| quote.get("id")).and_then(fields::id),
            edited: edited.is_some(),
            deleted: deleted.is_some(),
            media,
            ..Record::default()
        })
    }

    /// One name for a chat, whatever else a later line calls it: the first one seen with its identifier.
    fn one_name(&mut self, name: Option<&str>, id: Option<&str>) -> Option<String> {
        let name = name.or(id)?;
        let Some(id) = id else { return Some(name.to_owned()) };
        if let Some(known) = self.chats.get(id) {
            return Some(known.clone());
        }
        if self.chats.len() < MAX_KNOWN {
            self.chats.insert(id.to_owned(), name.to_owned());
        }
        Some(name.to_owned())
    }
}

fn first<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| fields::text(object, name))
}

fn attached(message: &Map<String, Value>) -> Option<MediaKind> {
    let file = message.get("attachments").and_then(Value::as_array).and_then(|files| files.first());
    let kind = |file: &Value| file.get("contentType").and_then(Value::as_str).map(MediaKind::of_mime);
    file.map(|file| kind(file).unwrap_or(MediaKind::File))
        .or_else(|| message.get("sticker").filter(|sticker| sticker.is_object()).map(|_| MediaKind::File))
}

// signal-export.

fn exported(fields: &Fields, line: u64, options: &Options) -> Result<Record, BadInput> {
    let sender = fields.text("sender").ok_or_else(|| BadInput::new(line, "a message names no sender"))?;
    let (sender, role) = sent_by((sender != "Me").then(|| sender.to_owned()), options);
    let file = fields.list("attachments").first();
    let name = file.and_then(|file| file.get("name").or_else(|| file.get("path"))).and_then(Value::as_str);
    Ok(Record {
        conversation: options.conversation_or("signal"),
        sender,
        role,
        // Written with two spaces at the end, for Markdown.
        text: fields.text("body").unwrap_or_default().trim_end().to_owned(),
        sent_at_ms: fields.text("date").and_then(|date| time::parse(date, options.utc_offset_minutes)),
        deleted: fields.flag("deleted"),
        media: file
            .map(|_| name.map_or(MediaKind::File, MediaKind::of_file_name))
            .or_else(|| fields.object("sticker").map(|_| MediaKind::File)),
        ..Record::default()
    })
}

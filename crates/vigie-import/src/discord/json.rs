//! The JSON form: guild, channel, then the messages.

use std::io::BufRead;

use serde_json::{Map, Value};

use crate::fields::{self, Fields};
use crate::source::Source;
use crate::walk::{Step, Stop, Walk};
use crate::{BadInput, MediaKind, Options, Record};

pub(crate) struct Reader<R> {
    walk: Walk<R>,
    options: Options,
    guild: Option<String>,
    channel: Option<String>,
}

impl<R: BufRead> Reader<R> {
    pub(crate) fn new(input: R, options: Options) -> Self {
        Self { walk: Walk::new(input, plan), options, guild: None, channel: None }
    }

    fn conversation(&self) -> String {
        match (&self.guild, &self.channel) {
            // The exporter's own name for what is no server.
            (Some(guild), Some(channel)) if guild != "Direct Messages" => format!("{guild} / {channel}"),
            (_, Some(channel)) => channel.clone(),
            (Some(guild), None) => guild.clone(),
            (None, None) => self.options.conversation_or("discord"),
        }
    }
}

fn plan(path: &str) -> Step {
    match path {
        "/guild" | "/channel" | "/messages/*" => Step::Take,
        "/messages" => Step::Enter,
        _ => Step::Skip,
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, read, line) = match self.walk.next() {
                Err(bad) => return Some(Err(bad)),
                Ok(None) => return None,
                Ok(Some(Stop::End { .. })) => continue,
                Ok(Some(Stop::Value { path, bytes, line })) => (path, Fields::read(bytes, line), line),
            };
            match path {
                "/guild" => self.guild = read.ok().and_then(|guild| guild.text("name").map(str::to_owned)),
                "/channel" => {
                    self.channel = read.ok().and_then(|channel| channel.text("name").map(str::to_owned));
                }
                _ => {
                    match read.and_then(|fields| record(&fields, line, self.conversation(), &self.options)) {
                        Ok(None) => {}
                        Ok(Some(record)) => return Some(Ok(record)),
                        Err(bad) => return Some(Err(bad)),
                    }
                }
            }
        }
    }
}

impl<R: BufRead> Source for Reader<R> {}

/// What Discord itself writes into a channel.
const NOTICES: [&str; 8] = [
    "RecipientAdd",
    "RecipientRemove",
    "Call",
    "ChannelNameChange",
    "ChannelIconChange",
    "ChannelPinnedMessage",
    "GuildMemberJoin",
    "ThreadCreated",
];

fn record(
    fields: &Fields,
    line: u64,
    conversation: String,
    options: &Options,
) -> Result<Option<Record>, BadInput> {
    if fields.text("type").is_some_and(|kind| NOTICES.contains(&kind)) {
        return Ok(None);
    }
    let sender = fields.object("author").and_then(name);
    // A forwarded message has its text and files in an object of its own.
    let forwarded = fields.object("forwardedMessage");
    let text = fields.text("content").or_else(|| fields::text(forwarded?, "content"));
    let files = |list: Option<&Value>| list.and_then(Value::as_array).and_then(|list| list.first().map(file));
    Ok(Some(Record {
        conversation,
        id: fields.id("id"),
        sender: sender.ok_or_else(|| BadInput::new(line, "a message names no sender"))?,
        text: text.unwrap_or_default().to_owned(),
        sent_at_ms: fields.time("timestamp", options.utc_offset_minutes),
        reply_to: fields.object("reference").and_then(|to| to.get("messageId")).and_then(fields::id),
        edited: fields.get("timestampEdited").is_some(),
        forwarded: forwarded.is_some(),
        lossy: fields.lossy,
        media: files(fields.get("attachments"))
            .or_else(|| files(forwarded?.get("attachments")))
            .or_else(|| (!fields.list("stickers").is_empty()).then_some(MediaKind::File)),
        line,
        ..Record::default()
    }))
}

/// The account name, which nobody else has: with its number where it still has one.
fn name(author: &Map<String, Value>) -> Option<String> {
    let name = fields::text(author, "name").or_else(|| fields::text(author, "nickname"));
    let number = fields::text(author, "discriminator").filter(|number| !number.trim_matches('0').is_empty());
    match (name, number) {
        (Some(name), Some(number)) => Some(format!("{name}#{number}")),
        (Some(name), None) => Some(name.to_owned()),
        (None, _) => author.get("id").and_then(fields::id),
    }
}

fn file(attachment: &Value) -> MediaKind {
    attachment.get("fileName").and_then(Value::as_str).map_or(MediaKind::File, MediaKind::of_file_name)
}

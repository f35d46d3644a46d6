//! DiscordChatExporter, JSON and CSV.

mod csv;
mod json;

pub(crate) use csv::Reader as CsvReader;
pub(crate) use json::Reader as JsonReader;

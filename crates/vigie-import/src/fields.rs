//! The fields of one JSON object of an export, read with patience: exporters change types between versions.

use serde_json::{Map, Value};

use crate::jsonl::json_reason;
use crate::lines::lossy;
use crate::{BadInput, time};

pub(crate) struct Fields {
    map: Map<String, Value>,
    /// The bytes were not all UTF-8.
    pub(crate) lossy: bool,
}

impl Fields {
    pub(crate) fn read(bytes: &[u8], line: u64) -> Result<Self, BadInput> {
        let (text, lossy) = lossy(bytes);
        match serde_json::from_str(&text) {
            Ok(Value::Object(map)) => Ok(Self { map, lossy }),
            Ok(_) => Err(BadInput::new(line, "a message is no JSON object")),
            Err(error) => Err(BadInput::new(line, json_reason(&error))),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn object(&self, name: &str) -> Option<&Map<String, Value>> {
        self.get(name)?.as_object()
    }

    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A string, unless it is empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        text(&self.map, name)
    }

    /// A string, or a number as its digits.
    pub(crate) fn id(&self, name: &str) -> Option<String> {
        self.get(name).and_then(id)
    }

    /// A whole number, or a string of digits.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(integer)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(crate) fn time(&self, name: &str, utc_offset_minutes: i16) -> Option<i64> {
        time::parse(self.text(name)?, utc_offset_minutes)
    }
}

/// A string member of an object, unless it is empty.
pub(crate) fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

pub(crate) fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(digits) => digits.parse().ok(),
        number => number.as_i64(),
    }
}

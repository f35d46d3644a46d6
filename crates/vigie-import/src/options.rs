//! What the caller knows and the export does not say.

/// What the caller knows and the export does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The sender who is the protected person, by name: an exact match, else one that differs only in capitals
    /// and accents. Everybody else then becomes a contact. [`OWNER`](crate::OWNER) (`me`) means the owner of the
    /// phone, in the formats that mark them.
    ///
    /// Without it, the roles that the input states are kept, and in formats that mark the phone's owner (SMS
    /// backups, Signal) the owner is the protected person.
    pub protected: Option<String>,
    /// The name of the conversation where the export has none: WhatsApp, PAN-2012 excepted, and JSONL lines
    /// without one.
    pub conversation: Option<String>,
    /// What the local times of the export are ahead of UTC, in minutes. Only WhatsApp, and exports that write
    /// times without an offset, use it. 0 by default: gaps between messages are right all the same.
    pub utc_offset_minutes: i16,
    /// The order of day and month in WhatsApp exports; `None` to tell it from the file.
    pub date_order: Option<DateOrder>,
}

impl Options {
    /// Nothing known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the protected person.
    #[must_use]
    pub fn protected(mut self, name: impl Into<String>) -> Self {
        self.protected = Some(name.into());
        self
    }

    /// Names the conversation.
    #[must_use]
    pub fn conversation(mut self, name: impl Into<String>) -> Self {
        self.conversation = Some(name.into());
        self
    }

    /// Sets what local times are ahead of UTC, in minutes.
    #[must_use]
    pub fn utc_offset_minutes(mut self, minutes: i16) -> Self {
        self.utc_offset_minutes = minutes;
        self
    }

    /// Sets the order of day and month.
    #[must_use]
    pub fn date_order(mut self, order: DateOrder) -> Self {
        self.date_order = Some(order);
        self
    }

    /// The name for a conversation that has none in the export.
    pub(crate) fn conversation_or(&self, fallback: &str) -> String {
        self.conversation.clone().unwrap_or_else(|| fallback.to_owned())
    }
}

/// The order of day, month and year in dates written with numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// 31/12/2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
    /// 2024/12/31.
    YearFirst,
}

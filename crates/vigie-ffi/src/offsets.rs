//! Offsets in the unit of the host's strings.

/// What a signal's `start` and `end` count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, uniffi::Enum)]
pub enum OffsetUnit {
    /// UTF-16 code units: the strings of Kotlin, Java and JavaScript, `NSString`, and `String.utf16` in Swift.
    #[default]
    Utf16,
    /// Unicode scalar values, also called code points: the strings of Python, and `vigie`'s JSON.
    Scalars,
}

impl OffsetUnit {
    /// A place that counts scalar values of the text, in this unit.
    pub(crate) fn place(self, text: &str, scalars: u32) -> i32 {
        let units = match self {
            Self::Scalars => scalars as usize,
            Self::Utf16 => text.chars().take(scalars as usize).map(char::len_utf16).sum(),
        };
        i32::try_from(units).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::OffsetUnit;

    #[test]
    fn a_place_behind_an_emoji_counts_twice_in_utf16() {
        let text = "a🙂é";
        assert_eq!([0, 1, 2, 3].map(|at| OffsetUnit::Utf16.place(text, at)), [0, 1, 3, 4]);
        assert_eq!([0, 1, 2, 3].map(|at| OffsetUnit::Scalars.place(text, at)), [0, 1, 2, 3]);
    }

    #[test]
    fn a_place_beyond_the_end_is_the_end() {
        assert_eq!(OffsetUnit::Utf16.place("🙂", 9), 2);
    }
}

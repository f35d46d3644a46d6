//! Offsets in the unit of the host's strings.

use vigie::text::Utf16;

/// What a signal's `start` and `end` count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, uniffi::Enum)]
pub enum OffsetUnit {
    /// UTF-16 code units: the strings of Kotlin, Java and JavaScript, `NSString`, and `String.utf16` in Swift.
    #[default]
    Utf16,
    /// Unicode scalar values, also called code points: the strings of Python, and `vigie`'s JSON.
    Scalars,
}

/// The places of one text, in the unit that was asked for.
pub(crate) struct Places(Option<Utf16>);

impl OffsetUnit {
    pub(crate) fn places(self, text: &str) -> Places {
        Places((self == Self::Utf16).then(|| Utf16::of(text)))
    }
}

impl Places {
    /// A place that counts scalar values, in this unit.
    pub(crate) fn of(&self, scalars: u32) -> i32 {
        let units = self.0.as_ref().map_or(scalars, |places| places.place(scalars));
        i32::try_from(units).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::OffsetUnit;

    #[test]
    fn a_place_behind_an_emoji_counts_twice_in_utf16() {
        let [utf16, scalars] = [OffsetUnit::Utf16, OffsetUnit::Scalars].map(|unit| unit.places("a🙂é"));
        assert_eq!([0, 1, 2, 3].map(|at| utf16.of(at)), [0, 1, 3, 4]);
        assert_eq!([0, 1, 2, 3].map(|at| scalars.of(at)), [0, 1, 2, 3]);
    }
}

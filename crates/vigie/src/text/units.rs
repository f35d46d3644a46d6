//! Places in the unit of another language's strings.

/// Where the characters of a text stand when counted in UTF-16 code units, as Kotlin, Java, JavaScript and `NSString`
/// count. Spans count Unicode scalar values: a border towards those languages translates them.
///
/// ```
/// let places = vigie::text::Utf16::of("😀 hi");
/// assert_eq!([0, 1, 2, 9].map(|character| places.place(character)), [0, 2, 3, 5]);
/// ```
#[derive(Debug, Clone)]
pub struct Utf16 {
    /// The character after each one that takes two units.
    after_pairs: Vec<u32>,
    length: u32,
}

impl Utf16 {
    /// Looks through a text once.
    pub fn of(text: &str) -> Self {
        let (mut after_pairs, mut characters) = (Vec::new(), 0);
        for character in text.chars() {
            characters += 1;
            if character.len_utf16() == 2 {
                after_pairs.push(characters);
            }
        }
        Self { length: characters + after_pairs.len() as u32, after_pairs }
    }

    /// The unit where the character of this number begins; the end of the text for what lies beyond it, as for the
    /// words that stand in for a picture.
    pub fn place(&self, character: u32) -> u32 {
        let pairs = self.after_pairs.partition_point(|after| *after <= character) as u32;
        character.saturating_add(pairs).min(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::Utf16;

    #[test]
    fn places_count_as_utf16_does() {
        let text = "a😀é👍🏽z";
        let places = Utf16::of(text);
        for (number, (byte, _)) in (0..).zip(text.char_indices()) {
            assert_eq!(places.place(number) as usize, text[..byte].encode_utf16().count(), "{number}");
        }
        let end = text.encode_utf16().count();
        assert_eq!([6, 60, u32::MAX].map(|beyond| places.place(beyond) as usize), [end; 3]);
        assert_eq!(Utf16::of("").place(7), 0);
    }
}

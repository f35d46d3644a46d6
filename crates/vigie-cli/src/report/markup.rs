//! HTML, written so that nothing from a chat can become markup: tags are literals of this program, all else is escaped.

use std::fmt::{Display, Write};

/// The most characters of a name.
const NAME: usize = 80;
/// The most characters of a quoted message.
const QUOTE: usize = 600;

#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    /// Writes markup. Only what stands in the source of this program fits the type.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Writes text, for an element or for an attribute in double quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.escape(text.chars());
        self
    }

    /// Writes a number.
    pub(super) fn number(&mut self, number: impl Into<f64>) -> &mut Self {
        let tenths = (number.into() * 10.0).round() / 10.0;
        write!(self.0, "{tenths}").expect("a String takes everything");
        self
    }

    /// Writes a name of the export: apart from the text around it, and cut when it is very long.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        self.raw("<bdi>").cut(name, NAME).raw("</bdi>")
    }

    /// Writes a message.
    pub(super) fn quote(&mut self, text: &str) -> &mut Self {
        self.raw("<blockquote dir=\"auto\">").cut(text, QUOTE).raw("</blockquote>")
    }

    pub(super) fn element(&mut self, open: &'static str, text: &str, close: &'static str) -> &mut Self {
        self.raw(open).text(text).raw(close)
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn cut(&mut self, text: &str, most: usize) -> &mut Self {
        self.escape(text.chars().take(most));
        if text.chars().nth(most).is_some() {
            self.0.push('…');
        }
        self
    }

    fn escape(&mut self, characters: impl Iterator<Item = char>) {
        for character in characters {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\r' | '\t' => self.0.push(' '),
                _ if hidden(character) => self.visible(u32::from(character)),
                _ => self.0.push(character),
            }
        }
    }

    /// What would turn the line around or not be seen is shown by its number.
    fn visible(&mut self, number: impl Display + std::fmt::UpperHex) {
        write!(self.0, "[U+{number:04X}]").expect("a String takes everything");
    }
}

/// Control characters, what changes the direction of writing, and what is not seen at all.
/// The zero-width joiners U+200C and U+200D stay: scripts and emoji need them.
fn hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut markup = Markup::default();
        markup.text(text);
        markup.into_string()
    }

    #[test]
    fn nothing_can_become_markup() {
        assert_eq!(
            escaped("\"><img src=x onerror='a()'>&amp;"),
            "&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;amp;"
        );
    }

    #[test]
    fn what_is_hidden_is_shown_and_scripts_stay_whole() {
        assert_eq!(escaped("a\0b\u{202e}c\nd"), "a[U+0000]b[U+202E]c d");
        assert_eq!(escaped("Zoé 👩‍🚒 مريم"), "Zoé 👩‍🚒 مريم");
    }

    #[test]
    fn long_names_are_cut() {
        let mut markup = Markup::default();
        markup.name(&"<".repeat(500));
        assert_eq!(markup.into_string(), format!("<bdi>{}…</bdi>", "&lt;".repeat(NAME)));
    }

    #[test]
    fn numbers_have_one_decimal_at_most() {
        let mut markup = Markup::default();
        markup.number(3).raw(" ").number(2.0 / 3.0);
        assert_eq!(markup.into_string(), "3 0.7");
    }
}

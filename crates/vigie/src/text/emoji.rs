//! Emoji by meaning.

use super::token::TokenKind;

/// A named token. The packs' phrases use these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Photo,
    Video,
    Voice,
    File,
    Link,
    Camera,
    Money,
    Kiss,
    Heart,
    Laugh,
    Cry,
    Wink,
    Shush,
    Lock,
    Eyes,
    Angry,
    Smile,
    Emoji,
}

impl Name {
    const ALL: [Self; 18] = [
        Self::Photo,
        Self::Video,
        Self::Voice,
        Self::File,
        Self::Link,
        Self::Camera,
        Self::Money,
        Self::Kiss,
        Self::Heart,
        Self::Laugh,
        Self::Cry,
        Self::Wink,
        Self::Shush,
        Self::Lock,
        Self::Eyes,
        Self::Angry,
        Self::Smile,
        Self::Emoji,
    ];

    /// The form of the token.
    pub(super) fn form(self) -> &'static str {
        match self {
            Self::Photo => ":photo:",
            Self::Video => ":video:",
            Self::Voice => ":voice:",
            Self::File => ":file:",
            Self::Link => ":link:",
            Self::Camera => ":camera:",
            Self::Money => ":money:",
            Self::Kiss => ":kiss:",
            Self::Heart => ":heart:",
            Self::Laugh => ":laugh:",
            Self::Cry => ":cry:",
            Self::Wink => ":wink:",
            Self::Shush => ":shush:",
            Self::Lock => ":lock:",
            Self::Eyes => ":eyes:",
            Self::Angry => ":angry:",
            Self::Smile => ":smile:",
            Self::Emoji => ":emoji:",
        }
    }

    /// Something sent, or something felt.
    pub(super) fn kind(self) -> TokenKind {
        match self {
            Self::Photo | Self::Video | Self::Voice | Self::File | Self::Link => TokenKind::Media,
            _ => TokenKind::Emoji,
        }
    }

    /// The name between colons: our own, or one of the short codes that chat programs write (`:joy:`).
    pub(super) fn from_code(code: &str) -> Option<Self> {
        let own = Self::ALL.into_iter().find(|name| name.form().trim_matches(':') == code);
        own.or(match code {
            "joy" | "rofl" => Some(Self::Laugh),
            "sob" | "disappointed" => Some(Self::Cry),
            "kissing_heart" | "kissing" => Some(Self::Kiss),
            "heart_eyes" => Some(Self::Heart),
            "smirk" => Some(Self::Wink),
            "shushing_face" | "zipper_mouth" => Some(Self::Shush),
            "see_no_evil" => Some(Self::Eyes),
            "rage" => Some(Self::Angry),
            "moneybag" | "dollar" | "euro" => Some(Self::Money),
            "slight_smile" | "blush" => Some(Self::Smile),
            _ => None,
        })
    }
}

/// The meaning of an emoji character; `None` for anything that is no emoji.
pub(super) fn name(c: char) -> Option<Name> {
    if c < '\u{231A}' {
        return None;
    }
    Some(match c {
        '📷' | '📸' | '📹' | '🎥' | '🤳' => Name::Camera,
        '🖼' => Name::Photo,
        '🎞' => Name::Video,
        '📎' | '📄' => Name::File,
        '🔗' => Name::Link,
        '💰' | '💵' | '💸' | '🤑' | '💶' | '💷' | '💴' | '🪙' | '💳' | '💲' => {
            Name::Money
        }
        '😘' | '😗' | '😙' | '😚' | '💋' | '💏' => Name::Kiss,
        // Before the hearts: a broken heart is none of them.
        '😢' | '😭' | '😿' | '😥' | '😞' | '😔' | '☹' | '🙁' | '💔' => Name::Cry,
        '❤'
        | '♥'
        | '❣'
        | '💓'..='💟'
        | '💌'
        | '💑'
        | '🧡'
        | '🖤'
        | '🤍'
        | '🤎'
        | '🩷'
        | '🩵'
        | '🩶'
        | '😍'
        | '🥰'
        | '😻'
        | '🫶' => Name::Heart,
        '😂' | '🤣' | '😆' | '😹' => Name::Laugh,
        '😉' | '😜' | '😏' => Name::Wink,
        '🤫' | '🤐' | '🙊' => Name::Shush,
        '🔒' | '🔐' | '🔏' => Name::Lock,
        '👀' | '👁' | '🙈' => Name::Eyes,
        '😠' | '😡' | '🤬' | '👿' | '😤' => Name::Angry,
        '😀' | '😁' | '😃' | '😄' | '☺' | '😊' | '🙂' | '🙃' | '😇' | '😌' | '😺' | '🤗' => {
            Name::Smile
        }
        _ if is_emoji(c) => Name::Emoji,
        _ => return None,
    })
}

/// Whether `c` only changes the emoji before it: a skin colour, a variation selector, a key, a flag's tag.
pub(super) fn is_modifier(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
}

/// Letters of flags; a word of them may be a word.
pub(super) fn regional_letter(c: char) -> Option<char> {
    let index = (c as u32).checked_sub(0x1F1E6).filter(|index| *index < 26)?;
    Some(char::from(b'a' + index as u8))
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{231A}' | '\u{231B}' | '\u{2328}' | '\u{23CF}' | '\u{23E9}'..='\u{23FA}' | '\u{25AA}'..='\u{25FE}'
        | '\u{2600}'..='\u{275A}' | '\u{275F}'..='\u{2767}' | '\u{2795}'..='\u{27BF}'
        | '\u{2B05}'..='\u{2B55}'
        | '\u{3030}' | '\u{303D}' | '\u{1F000}'..='\u{1F0FF}' | '\u{1F18E}' | '\u{1F191}'..='\u{1F19A}'
        | '\u{1F300}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_have_their_meaning() {
        assert_eq!(name('🤫'), Some(Name::Shush));
        assert_eq!(name('💜'), Some(Name::Heart));
        assert_eq!(name('💔'), Some(Name::Cry), "a broken heart is no heart");
        assert_eq!(name('🦊'), Some(Name::Emoji));
        assert_eq!(name('é'), None);
        assert_eq!(name('1'), None);
    }

    #[test]
    fn every_form_is_its_own_code() {
        for name in Name::ALL {
            assert_eq!(Name::from_code(name.form().trim_matches(':')), Some(name));
        }
        assert_eq!(Name::from_code("send"), None);
    }
}

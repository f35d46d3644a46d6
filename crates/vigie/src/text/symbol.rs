//! Characters that are no letters: what each of them does.

use super::read::Class;

/// What a character outside ASCII does.
pub(super) enum Mark {
    /// Shows nothing: it is dropped.
    Ignorable,
    Class(Class),
}

/// The part of a character that needs no normalisation to be known; `None` for letters and all else.
pub(super) fn mark(c: char) -> Option<Mark> {
    Some(Mark::Class(match c {
        _ if is_ignorable(c) => return Some(Mark::Ignorable),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Newline,
        '\u{2800}' => Class::Space,
        _ if c.is_whitespace() => Class::Space,
        '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | 'ˈ' | '′' | '´' | '＇' | '\u{55A}' => {
            Class::Apostrophe
        }
        '«' | '»' | '‹' | '›' | '“' | '”' | '„' | '‟' | '❝' | '❞' | '「' | '」' | '『' | '』' | '＂' => {
            Class::Quote
        }
        '…' | '。' | '｡' => Class::Stop,
        '؟' | '‽' | '\u{37E}' | '⸮' => Class::Question,
        '™' | '©' | '®' | 'ª' | 'º' | '¨' | '¯' | '¸' | '˚' | '˜' => Class::Symbol,
        _ => return None,
    }))
}

/// Letters of the scripts chats are written in whose lower case is one letter and which NFKC leaves alone.
pub(super) fn is_plain_letter(c: char) -> bool {
    matches!(c,
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='į' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ά' | 'Έ'..='ώ'
        | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ' | 'א'..='ת' | 'ء'..='ي' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether `c` shows nothing: Unicode's default-ignorable characters, but for those that change the reading
/// order.
pub(super) fn is_ignorable(c: char) -> bool {
    // Nearly all text lies below the first of them.
    c >= '\u{80}'
        && matches!(c,
            '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether `c` opens or closes a run of another reading order.
pub(super) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White letters on black circles and squares, which NFKC leaves alone.
pub(super) fn enclosed_letter(c: char) -> Option<char> {
    let index = match c as u32 {
        code @ 0x1F150..=0x1F169 => code - 0x1F150,
        code @ 0x1F170..=0x1F189 => code - 0x1F170,
        _ => return None,
    };
    Some(char::from(b'A' + index as u8))
}

/// A digit of the scripts whose readers also type Latin digits.
pub(super) fn digit(c: char) -> Option<char> {
    let zero = match c {
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '0'..='9' => '0',
        _ => return None,
    };
    Some(char::from(b'0' + (c as u32 - zero as u32) as u8))
}

//! Symbols that mean something: emoticons, attachments, links, currencies.

use super::emoji::Name;
use super::piece::{Draft, Glue, Piece, push};
use super::read::{Class, Unit};
use super::spell;
use super::split::Splitter;
use super::token::TokenKind;
use super::word;

/// Emoticons, in lower case; longer ones first.
const EMOTICONS: &[(&str, Name)] = &[
    (">:(", Name::Angry),
    (":'(", Name::Cry),
    (":'-(", Name::Cry),
    (":')", Name::Laugh),
    (":-)", Name::Smile),
    (":-(", Name::Cry),
    (":-*", Name::Kiss),
    (":-d", Name::Laugh),
    (":-p", Name::Emoji),
    (":-/", Name::Emoji),
    (":-x", Name::Shush),
    (";-)", Name::Wink),
    ("^_^", Name::Smile),
    ("-_-", Name::Emoji),
    ("</3", Name::Cry),
    ("<3", Name::Heart),
    ("^^", Name::Smile),
    (":)", Name::Smile),
    (":]", Name::Smile),
    ("=)", Name::Smile),
    (":(", Name::Cry),
    (":[", Name::Cry),
    ("=(", Name::Cry),
    (":*", Name::Kiss),
    (":d", Name::Laugh),
    ("=d", Name::Laugh),
    (":p", Name::Emoji),
    (":o", Name::Emoji),
    (":/", Name::Emoji),
    (":x", Name::Shush),
    (";)", Name::Wink),
    (";p", Name::Wink),
];

/// Ends of host names that are seldom words, and those that are and need a path to make a link.
const DOMAINS: &[&str] =
    &["com", "fr", "net", "org", "gg", "uk", "io", "app", "tv", "eu", "info", "link", "be", "ca"];
const WORDY_DOMAINS: &[&str] =
    &["me", "ly", "co", "ru", "to", "it", "is", "us", "in", "ai", "gl", "cc", "ch", "de", "es"];

/// Handles the symbol at `at`; returns where to go on.
pub(super) fn symbol(splitter: &mut Splitter<'_>, units: &[Unit], at: usize) -> usize {
    let ch = units[at].ch;
    let found = match ch {
        ':' => code(units, at).or_else(|| emoticon(units, at)),
        ';' | '=' | '^' | '-' | '>' => emoticon(units, at),
        '<' => emoticon(units, at).or_else(|| tag(units, at, '>')),
        '[' => tag(units, at, ']'),
        _ => None,
    };
    if let Some((name, to)) = found {
        let span = word::span(&units[at..to]);
        splitter.name(name, span);
        return to;
    }
    if matches!(ch, '$' | '€' | '@')
        && units.get(at + 1).is_some_and(|next| next.is_letter() || (ch != '@' && next.class == Class::Digit))
        && (ch != '@' || !is_mention(splitter, units, at))
        && let Some(to) = spell::spelt(splitter, units, at)
    {
        return to;
    }
    let currency = match ch {
        '$' => "dollar",
        '€' => "euro",
        '£' => "pound",
        '¥' => "yen",
        _ => "",
    };
    if currency.is_empty() {
        splitter.join(match ch {
            '_' | '*' | '·' | '•' => Glue::Dot,
            _ => Glue::Symbol,
        });
        return at + 1;
    }
    let to = at + units[at..].iter().take_while(|unit| unit.ch == ch).count();
    let form = push(&mut splitter.draft.forms, currency);
    splitter.piece(Piece::new(word::span(&units[at..to]), TokenKind::Word, form));
    to
}

/// «@anna» is a name if the rest of it is a word, or if «a» before the rest makes none.
fn is_mention(splitter: &Splitter<'_>, units: &[Unit], at: usize) -> bool {
    let name: String =
        units[at + 1..].iter().take(32).take_while(|unit| unit.is_letter()).map(|unit| unit.ch).collect();
    splitter.lexicon.knows(&name)
}

/// `:name:`.
fn code(units: &[Unit], at: usize) -> Option<(Name, usize)> {
    let inside = |unit: &&Unit| unit.class == Class::Letter || unit.ch == '_';
    let code: String = units[at + 1..].iter().take(20).take_while(inside).map(|unit| unit.ch).collect();
    let close = at + 1 + code.len();
    if units.get(close)?.ch != ':' {
        return None;
    }
    Name::from_code(&code).map(|name| (name, close + 1))
}

fn emoticon(units: &[Unit], at: usize) -> Option<(Name, usize)> {
    let rest = &units[at..];
    let (text, name) = EMOTICONS.iter().find(|(text, _)| {
        let mut typed = rest.iter().map(|unit| unit.ch);
        text.chars().all(|c| typed.next() == Some(c))
    })?;
    let mut to = at + text.chars().count();
    if text.ends_with(|last: char| last.is_ascii_alphanumeric()) {
        // «note:please» is no face.
        let touches = at.checked_sub(1).is_some_and(|before| units[before].is_alphanumeric());
        while text.ends_with('3') && units.get(to).is_some_and(|unit| unit.ch == '3') {
            to += 1;
        }
        if (touches && !text.ends_with('3')) || units.get(to).is_some_and(Unit::is_alphanumeric) {
            return None;
        }
    } else {
        // «:)))»
        to += units[to..]
            .iter()
            .take_while(|unit| matches!(unit.ch, ')' | '(' | '*') && text.ends_with(unit.ch))
            .count();
    }
    Some((*name, to))
}

/// `[photo]`, `<Media omitted>`: what chat programs write for an attachment.
fn tag(units: &[Unit], at: usize, close: char) -> Option<(Name, usize)> {
    let content: String =
        units[at + 1..].iter().take(40).map(|unit| unit.ch).take_while(|c| *c != close).collect();
    let length = content.chars().count();
    let to = at + 1 + length;
    if units.get(to)?.ch != close {
        return None;
    }
    let mut words = content.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next()?;
    let second = words.next().unwrap_or_default();
    let third = words.next();
    let attached = matches!(first, "attached" | "joint" | "jointe");
    let name = match (first, second, third) {
        ("voice" | "message", "message" | "vocal" | "note", None) => Name::Voice,
        ("piece", "jointe", None) => Name::File,
        (_, second, None) if second.is_empty() || is_left_out(second) => attachment(first)?,
        _ if attached && content.contains("photo") => Name::Photo,
        _ if attached && content.contains("video") => Name::Video,
        _ if attached && (content.contains("audio") || content.contains("ptt")) => Name::Voice,
        _ if attached => Name::File,
        _ => return None,
    };
    Some((name, to + 1))
}

/// What one word says was attached.
fn attachment(word: &str) -> Option<Name> {
    Some(match word {
        "photo" | "photos" | "image" | "images" | "picture" | "pic" | "selfie" | "media" | "medias" => {
            Name::Photo
        }
        "video" | "videos" | "clip" => Name::Video,
        "voice" | "audio" | "vocal" | "vocals" => Name::Voice,
        "file" | "fichier" | "document" | "pdf" => Name::File,
        "link" | "lien" | "url" => Name::Link,
        "camera" => Name::Camera,
        _ => return None,
    })
}

/// Whether `word` is what WhatsApp writes after the kind of an attachment it left out.
pub(super) fn is_left_out(word: &str) -> bool {
    matches!(word, "omitted" | "omis" | "omise" | "omises" | "absent" | "absente" | "absents" | "absentes")
}

/// «image omitted», «vidéo absente»: the two words become one attachment.
pub(super) fn merge_left_out(draft: &mut Draft) {
    let pieces = std::mem::take(&mut draft.pieces);
    for piece in pieces {
        let before = draft.pieces.last().filter(|before| before.kind == TokenKind::Word && !before.end.any());
        let name = before
            .filter(|_| piece.kind == TokenKind::Word && is_left_out(draft.form(&piece)))
            .and_then(|before| attachment(draft.form(before)));
        let (Some(name), Some(mut whole)) = (name, draft.pieces.last().copied()) else {
            draft.pieces.push(piece);
            continue;
        };
        whole.absorb(&piece);
        whole.kind = name.kind();
        whole.form = push(&mut draft.forms, name.form());
        whole.accented = whole.form;
        draft.pieces.pop();
        draft.pieces.push(whole);
    }
}

/// A link or an address of mail that starts at `at`: its end.
pub(super) fn link(splitter: &mut Splitter<'_>, units: &[Unit], at: usize) -> Option<usize> {
    let inside = |unit: &Unit| unit.is_alphanumeric() || matches!(unit.ch, '-' | '.' | '@' | '_' | '+');
    if at.checked_sub(1).is_some_and(|before| inside(&units[before])) {
        return None;
    }
    let count = units[at..].iter().take(128).take_while(|unit| inside(unit)).count();
    let mut to = at + count;
    let is_scheme = matches!(units.get(to), Some(unit) if unit.ch == ':');
    if !is_scheme && units[at..to].iter().all(|unit| unit.class != Class::Stop) {
        return None;
    }
    let mut host: String = units[at..to].iter().map(|unit| unit.ch).collect();
    let next = |to: usize, nth: usize| units.get(to + nth).map_or('\0', |unit| unit.ch);
    let is_link = if next(to, 0) == ':' && next(to, 1) == '/' && next(to, 2) == '/' {
        matches!(host.as_str(), "http" | "https" | "hxxp" | "hxxps" | "tg" | "discord" | "snapchat")
    } else if host.contains('.') {
        while host.ends_with(['.', '-', '_', '+', '@']) {
            host.pop();
            to -= 1;
        }
        is_host(&host, next(to, 0) == '/')
    } else {
        false
    };
    if !is_link {
        return None;
    }
    if matches!(next(to, 0), ':' | '/' | '?' | '#') {
        let path = |unit: &&Unit| {
            !matches!(unit.class, Class::Space | Class::Newline | Class::Quote | Class::Emoji(_))
                && !matches!(unit.ch, '<' | '>')
        };
        let mut end = to + units[to..].iter().take_while(path).count();
        while end > to
            && !units[end - 1].is_alphanumeric()
            && !matches!(units[end - 1].ch, '/' | '=' | '_' | '-')
        {
            end -= 1;
        }
        to = end;
    }
    let span = word::span(&units[at..to]);
    splitter.name(Name::Link, span);
    Some(to)
}

/// `example.com`, `t.me/…`, `name@example.com`.
fn is_host(host: &str, has_path: bool) -> bool {
    let (mailbox, host) = host.split_once('@').unwrap_or(("", host));
    let Some((name, end)) = host.rsplit_once('.') else { return false };
    if name.is_empty() || host.contains(['@', '+']) || host.contains("..") {
        return false;
    }
    let several = name.contains('.') || name.len() > 1;
    (several && DOMAINS.contains(&end))
        || name.starts_with("www.")
        || name == "www"
        || (!mailbox.is_empty() && end.len() > 1)
        || (has_path && (DOMAINS.contains(&end) || WORDY_DOMAINS.contains(&end)))
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, normalise};

    fn canonical(text: &str) -> String {
        normalise(text, &Lexicon::new(["send", "me"])).canonical()
    }

    #[test]
    fn attachments_have_names() {
        for (typed, name) in [
            ("[photo]", ":photo:"),
            ("<Media omitted>", ":photo:"),
            ("<Médias omis>", ":photo:"),
            ("image omitted", ":photo:"),
            ("\u{200E}image absente", ":photo:"),
            ("<attached: 0001-PHOTO.jpg>", ":photo:"),
            ("[vidéo]", ":video:"),
            ("[voice message]", ":voice:"),
            ("[fichier]", ":file:"),
            ("[something else]", "something else"),
        ] {
            assert_eq!(canonical(typed), name);
        }
    }

    #[test]
    fn links_are_one_token() {
        for typed in [
            "https://example.com/a?b=c",
            "www.example.org",
            "example.com",
            "t.me/example",
            "someone@example.net",
            "discord.gg/example",
        ] {
            assert_eq!(canonical(&format!("see {typed}.")), "see :link:", "{typed}");
        }
        assert_eq!(canonical("send.me"), "send . me", "two words, no host");
    }

    #[test]
    fn faces_are_not_punctuation() {
        assert_eq!(canonical("ok :) <3 ;-) :* :'("), "ok :smile: :heart: :wink: :kiss: :cry:");
        assert_eq!(canonical("note:please 1:30"), "note please 1 30");
        assert_eq!(canonical(":joy: :send:"), ":laugh: send");
    }
}

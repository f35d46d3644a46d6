//! Allow-lists: what an app or a platform says itself, and wants no signals for.
//!
//! An entry names the kinds that it silences. A listed phrase silences what was found inside its own words; a listed
//! domain silences rules whose words hold a link to it, and no other link. No entry can name `exposure_threat`.

use super::Pack;
use super::phrase::{self, Element};
use super::program::{Compiler, Program};
use super::schema::AllowSchema;
use crate::error::Error;
use crate::signal::SignalKind;
use crate::text::{NormalText, Span, TokenKind};

/// The most phrases and domains of one entry, each.
const MOST_LISTED: usize = 64;
/// The form of a link among the tokens.
const LINK: &str = ":link:";

/// The entries of one language, ready to match.
#[derive(Debug, Default)]
pub(crate) struct AllowList {
    /// Every phrase, with its kinds as bits.
    pub(super) phrases: Vec<(Program, u64)>,
    domains: Vec<(Box<str>, u64)>,
}

/// What allow-lists silence in one message, by place.
#[derive(Debug, Default)]
pub(crate) struct Silence {
    phrases: Vec<(Span, u64)>,
    /// Every link of the message; those to other places with no bit at all.
    links: Vec<(Span, u64)>,
}

impl AllowList {
    /// Adds the entries of a document.
    pub(crate) fn compile(&mut self, pack: &Pack, compiler: &mut Compiler) -> Result<(), Error> {
        for (number, entry) in pack.schema.allows.iter().enumerate() {
            let kinds = kinds(pack, entry, number)?;
            for text in &entry.phrases {
                let fault =
                    |what: String| Error::pack(&pack.name, format!("{}: {text:?}: {what}", place(number)));
                let elements = phrase::parse_as(text, &mut compiler.vocabulary).map_err(fault)?;
                self.phrases.push((compiler.compile(&elements).map_err(fault)?, kinds));
            }
            self.domains.extend(entry.domains.iter().map(|domain| (domain.as_str().into(), kinds)));
        }
        Ok(())
    }

    /// Notes the links of a message, when any domain is listed.
    pub(crate) fn note_links(&self, original: &str, text: &NormalText, silence: &mut Silence) {
        if self.domains.is_empty() {
            return;
        }
        let links =
            text.tokens().iter().filter(|token| token.kind == TokenKind::Media && text.form(token) == LINK);
        let mut letters: Vec<char> = Vec::new();
        for token in links {
            if letters.is_empty() {
                letters.extend(original.chars());
            }
            let host = host(&letters, token.span);
            let listed = |domain: &str| host.as_deref().is_some_and(|host| is_within(host, domain));
            let kinds = self
                .domains
                .iter()
                .filter(|(domain, _)| listed(domain))
                .fold(0, |bits, (_, more)| bits | more);
            match silence.links.iter_mut().find(|(span, _)| *span == token.span) {
                Some((_, known)) => *known |= kinds,
                None => silence.links.push((token.span, kinds)),
            }
        }
    }
}

impl Silence {
    pub(crate) fn add_phrase(&mut self, span: Span, kinds: u64) {
        self.phrases.push((span, kinds));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.links.is_empty()
    }

    /// Whether what a rule found here is silenced.
    pub(crate) fn covers(&self, kind: SignalKind, found: Span) -> bool {
        if kind == SignalKind::ExposureThreat {
            return false;
        }
        let mut links = self.links.iter().filter(|(span, _)| is_inside(*span, found)).peekable();
        self.covers_words(kind, found)
            || (links.peek().is_some() && links.all(|(_, kinds)| kinds & (1 << kind.index()) != 0))
    }

    /// Whether a listed phrase covers all of it: what a model sees stands for the whole message, links or not.
    pub(crate) fn covers_words(&self, kind: SignalKind, found: Span) -> bool {
        kind != SignalKind::ExposureThreat
            && self
                .phrases
                .iter()
                .any(|(span, kinds)| kinds & (1 << kind.index()) != 0 && is_inside(found, *span))
    }
}

/// Checks the entries of a document beyond their syntax.
pub(super) fn validate(pack: &Pack) -> Result<(), Error> {
    for (number, entry) in pack.schema.allows.iter().enumerate() {
        let fault = |what: String| Err(Error::pack(&pack.name, format!("{}: {what}", place(number))));
        kinds(pack, entry, number)?;
        if entry.kinds.is_empty() || entry.phrases.is_empty() && entry.domains.is_empty() {
            return fault("names kinds, and phrases or domains".to_owned());
        }
        for (what, found) in [
            ("phrases of an allow-list entry", entry.phrases.len()),
            ("domains of an allow-list entry", entry.domains.len()),
        ] {
            if found > MOST_LISTED {
                return Err(pack.too_large(what, found, MOST_LISTED));
            }
        }
        if entry.reason.trim().is_empty() {
            return fault("reason must not be empty".to_owned());
        }
        for text in &entry.phrases {
            let elements = phrase::parse(text)
                .or_else(|what| fault(format!("{text:?}: {what}")).map(|()| phrase::Sequence::new()))?;
            if !elements.iter().all(is_plain) {
                return fault(format!(
                    "{text:?}: only words, alternatives and optional words may be allowed"
                ));
            }
        }
        for domain in &entry.domains {
            if !is_domain(domain) {
                return fault(format!("{domain:?} is no domain such as help.example.com"));
            }
        }
    }
    Ok(())
}

/// The kinds of an entry, as bits.
fn kinds(pack: &Pack, entry: &AllowSchema, number: usize) -> Result<u64, Error> {
    let mut bits = 0;
    for name in &entry.kinds {
        let kind: SignalKind =
            name.parse().map_err(|_| Error::unknown_kind(&pack.name, place(number), name))?;
        if kind == SignalKind::ExposureThreat {
            let what = "an allow-list cannot silence exposure_threat";
            return Err(Error::forbidden(&pack.name, place(number), what));
        }
        bits |= 1 << kind.index();
    }
    Ok(bits)
}

pub(super) fn place(number: usize) -> String {
    format!("allow {}", number + 1)
}

/// Exactly these words, with no gap to hide others in.
fn is_plain(element: &Element) -> bool {
    match element {
        Element::Word(_) | Element::Accented(_) => true,
        Element::Number { least, most } => least == most,
        Element::Group { alternatives, .. } => alternatives.iter().flatten().all(is_plain),
        _ => false,
    }
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label)
}

/// The host that a link leads to; nothing when there is any doubt, as with look-alike or hidden characters.
fn host(original: &[char], span: Span) -> Option<String> {
    let link: String = original.get(span.start as usize..span.end as usize)?.iter().collect();
    let link = link.to_ascii_lowercase();
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    if rest.is_none() && link.contains("://") {
        return None;
    }
    let authority = rest.unwrap_or(&link).split(['/', '?', '#', '\\']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let host = host.strip_suffix('.').unwrap_or(host);
    (is_domain(host) && port.bytes().all(|byte| byte.is_ascii_digit())).then(|| host.to_owned())
}

/// Whether a host is a domain or below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

fn is_inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_real_host_counts() {
        let host = |link: &str| {
            let letters: Vec<char> = link.chars().collect();
            host(&letters, Span { start: 0, end: letters.len() as u32 })
        };
        for (link, real) in [
            ("https://help.example.com/a?b", Some("help.example.com")),
            ("HTTP://Example.com:8080", Some("example.com")),
            ("example.com.", Some("example.com")),
            ("https://example.com@evil.net/", None),
            ("https://evil.net\\@example.com", Some("evil.net")),
            ("https://evil.net/?https://example.com", Some("evil.net")),
            ("me@example.com", None),
            ("tg://example.com", None),
            ("https://exаmple.com", None),
            ("https://example\u{200B}.com", None),
        ] {
            assert_eq!(host(link).as_deref(), real, "{link}");
        }
        assert!(is_within("help.example.com", "example.com") && is_within("example.com", "example.com"));
        assert!(
            !is_within("badexample.com", "example.com") && !is_within("example.com.evil.net", "example.com")
        );
    }
}

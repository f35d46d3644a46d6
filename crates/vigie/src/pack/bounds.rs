//! What an added pack may be: bounds on its size and cost, and on what it may do.
//!
//! An added pack is one that the app did not bring along: fetched and signed, or written by someone else. The bounds
//! hold for each pack and for all together, so that no pack and no number of packs can raise a budget.

use std::collections::BTreeMap;

use super::phrase::{self, Element};
use super::{Pack, allow};
use crate::error::Error;
use crate::signal::{Group, SignalKind};

/// Bounds on all added packs of a detector together. One pack may use them up; a whole language fits.
pub(crate) mod most {
    pub(crate) const PACKS: usize = 16;
    pub(crate) const BYTES: usize = 4 << 20;
    pub(crate) const RULES: usize = 1_024;
    pub(crate) const PHRASES: usize = 8_192;
    /// Elements of all phrases, every alternative counted: what matching one message costs grows with them.
    pub(crate) const ELEMENTS: usize = 65_536;
    pub(crate) const MEMBERS: usize = 8_192;
    /// Members of several words that begin with the same word.
    pub(crate) const MEMBERS_FROM_ONE_WORD: usize = 64;
    /// Words of a member, and of a reading: the paths through a message grow with their power.
    pub(crate) const WORDS: usize = 4;
    /// Readings of an alias.
    pub(crate) const READINGS: usize = 4;
    /// Domains of allow-lists: each link of a message is compared with each.
    pub(crate) const DOMAINS: usize = 1_024;
    /// Steps of matching in one message, in each language; what is not tried by then is left out. An ordinary message
    /// takes a few thousand.
    pub(crate) const WORK: u64 = 1 << 22;
}

/// Checks one added pack.
pub(crate) fn check(pack: &Pack) -> Result<(), Error> {
    for rule in &pack.schema.rules {
        let kind = pack.kind_of(rule)?;
        // What `decision.rs` takes as an excuse for an open threat, or for one that is passed on.
        if matches!(kind, SignalKind::Play | SignalKind::ThirdPartyTalk) {
            let what = format!("an added pack cannot excuse a threat as {kind}");
            return Err(Error::forbidden(&pack.name, format!("rule {}", rule.id), what));
        }
    }
    for (number, entry) in pack.schema.allows.iter().enumerate() {
        for name in &entry.kinds {
            let kind: SignalKind =
                name.parse().map_err(|_| Error::unknown_kind(&pack.name, allow::place(number), name))?;
            if kind.group() == Group::Coercion {
                let what = format!("an allow-list of an added pack cannot silence {kind}");
                return Err(Error::forbidden(&pack.name, allow::place(number), what));
            }
        }
    }
    check_all(&[pack])
}

/// Checks all added packs of a detector together.
pub(crate) fn check_all(packs: &[&Pack]) -> Result<(), Error> {
    let Some(last) = packs.last() else { return Ok(()) };
    let mut sum = Sum::default();
    let mut readings: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut from_one_word: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for pack in packs {
        sum.bytes += pack.bytes;
        sum.rules += pack.schema.rules.len();
        for phrase in pack.phrases() {
            sum.phrases += 1;
            // A phrase that does not parse is named when it is compiled.
            sum.elements += phrase::parse(phrase).map_or(0, |elements| count(&elements));
        }
        sum.domains += pack.schema.allows.iter().map(|entry| entry.domains.len()).sum::<usize>();
        for member in pack.schema.classes.values().flatten() {
            sum.members += 1;
            let words = member.split_whitespace().count();
            if words > most::WORDS {
                return Err(pack.too_large("words of a class member", words, most::WORDS));
            }
            let first = member.split_whitespace().next().filter(|_| words > 1);
            if let Some(first) = first {
                let same = from_one_word.entry((pack.language(), first)).or_default();
                *same += 1;
                if *same > most::MEMBERS_FROM_ONE_WORD {
                    let what = "class members that begin with the same word";
                    return Err(pack.too_large(what, *same, most::MEMBERS_FROM_ONE_WORD));
                }
            }
        }
        for (key, alias) in pack.schema.language.iter().flat_map(|language| &language.aliases) {
            for reading in alias.split('|') {
                let words = reading.split_whitespace().count();
                if words > most::WORDS {
                    return Err(pack.too_large("words of a reading", words, most::WORDS));
                }
            }
            let all = readings.entry((pack.language(), key)).or_default();
            *all += alias.split('|').count();
            if *all > most::READINGS {
                return Err(pack.too_large("readings of an alias", *all, most::READINGS));
            }
        }
    }
    for (what, found, limit) in [
        ("added packs", packs.len(), most::PACKS),
        ("bytes of added packs", sum.bytes, most::BYTES),
        ("rules of added packs", sum.rules, most::RULES),
        ("phrases of added packs", sum.phrases, most::PHRASES),
        ("elements of the phrases of added packs", sum.elements, most::ELEMENTS),
        ("class members of added packs", sum.members, most::MEMBERS),
        ("allowed domains of added packs", sum.domains, most::DOMAINS),
    ] {
        if found > limit {
            return Err(last.too_large(what, found, limit));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Sum {
    bytes: usize,
    rules: usize,
    phrases: usize,
    elements: usize,
    members: usize,
    domains: usize,
}

fn count(elements: &[Element]) -> usize {
    elements
        .iter()
        .map(|element| match element {
            Element::Group { alternatives, .. } => {
                1 + alternatives.iter().map(|one| count(one)).sum::<usize>()
            }
            _ => 1,
        })
        .sum()
}

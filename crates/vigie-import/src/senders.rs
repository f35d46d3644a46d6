//! Who writes in an export, and which of them is the protected person.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::{BadInput, Notice, Record, Role};

/// How many senders are told apart. A larger chat is counted as having this many.
const MAX_SENDERS: usize = 10_000;

/// The senders of an export: a first pass over a file, so that the protected person can be named exactly.
///
/// The names are for the person who asked for the list, and nobody else: `Debug` shows only how many there are.
#[derive(Clone, Default)]
pub struct Senders {
    counts: BTreeMap<String, u64>,
}

impl Senders {
    /// Reads all of `records` and keeps the senders' names.
    pub fn collect(records: impl Iterator<Item = Result<Record, BadInput>>) -> Self {
        let mut senders = Self::default();
        for record in records.flatten() {
            if let Some(count) = senders.counts.get_mut(&record.sender) {
                *count += 1;
            } else if senders.counts.len() < MAX_SENDERS {
                senders.counts.insert(record.sender, 1);
            }
        }
        senders
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// True when nobody wrote anything.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Each sender and how many messages they wrote, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// The sender called `wanted`: exactly so, else the only one who differs in capitals and accents.
    pub fn resolve(&self, wanted: &str) -> Result<&str, NoSuchSender> {
        if let Some((name, _)) = self.counts.get_key_value(wanted) {
            return Ok(name);
        }
        let folded = fold(wanted);
        let mut alike = self.counts.keys().filter(|name| fold(name) == folded);
        match (alike.next(), alike.count()) {
            (Some(name), 0) => Ok(name),
            (found, more) => {
                Err(NoSuchSender { senders: self.len(), alike: more + usize::from(found.is_some()) })
            }
        }
    }
}

impl fmt::Debug for Senders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Senders").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// Nobody, or more than one sender, answers to the name of the protected person. Holds no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchSender {
    senders: usize,
    alike: usize,
}

impl NoSuchSender {
    /// How many senders the input has.
    pub fn senders(&self) -> usize {
        self.senders
    }

    /// How many of them differ from the name in capitals and accents only.
    pub fn alike(&self) -> usize {
        self.alike
    }
}

impl fmt::Display for NoSuchSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.alike, self.senders) {
            (0, 0) => f.write_str("the input has no message, so nobody in it can be the protected person"),
            (0, 1) => {
                f.write_str("the only sender of the input does not have the name of the protected person")
            }
            (0, senders) => {
                write!(f, "none of the {senders} senders of the input has the name of the protected person")
            }
            (alike, _) => write!(
                f,
                "{alike} senders differ from the name of the protected person only in capitals and accents; give \
                 the exact name"
            ),
        }
    }
}

impl std::error::Error for NoSuchSender {}

/// Gives each record its role, in one pass.
pub(crate) struct Roles {
    wanted: Option<Wanted>,
    /// Hashes, so that no name is kept; of at most [`MAX_SENDERS`].
    seen: HashSet<u64>,
    hasher: RandomState,
    matched: bool,
    /// Told once.
    several: Option<Notice>,
    told: bool,
}

struct Wanted {
    exact: String,
    folded: String,
    /// The first sender who differs only in capitals and accents.
    alike: Option<String>,
}

impl Roles {
    pub(crate) fn new(protected: Option<&str>) -> Self {
        Self {
            wanted: protected.map(|name| Wanted { exact: name.to_owned(), folded: fold(name), alike: None }),
            seen: HashSet::new(),
            hasher: RandomState::new(),
            matched: false,
            several: None,
            told: false,
        }
    }

    /// A role that the input itself states stands.
    pub(crate) fn assign(&mut self, record: &mut Record) {
        if self.seen.len() < MAX_SENDERS {
            self.seen.insert(self.hasher.hash_one(&record.sender));
        }
        let Some(wanted) = &mut self.wanted else { return };
        let is_protected = if record.sender == wanted.exact {
            true
        } else if let Some(alike) = &wanted.alike {
            *alike == record.sender || {
                if !self.told && fold(&record.sender) == wanted.folded {
                    self.told = true;
                    self.several = Some(Notice::SeveralSendersMatch);
                }
                false
            }
        } else if fold(&record.sender) == wanted.folded {
            wanted.alike = Some(record.sender.clone());
            true
        } else {
            false
        };
        self.matched |= is_protected;
        if record.role.is_none() {
            record.role = Some(if is_protected { Role::Protected } else { Role::Contact });
        }
    }

    pub(crate) fn notice(&mut self) -> Option<Notice> {
        self.several.take()
    }

    pub(crate) fn check(&self) -> Result<(), NoSuchSender> {
        if self.wanted.is_none() || self.matched {
            return Ok(());
        }
        Err(NoSuchSender { senders: self.seen.len(), alike: 0 })
    }
}

/// A name without capitals, accents and outer spaces.
fn fold(name: &str) -> String {
    name.trim().nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Senders {
        Senders::collect(
            names.iter().map(|name| Ok(Record { sender: (*name).to_owned(), ..Record::default() })),
        )
    }

    #[test]
    fn exact_first_then_the_only_one_alike() {
        let senders = of(&["Zoé", "ZOE", "Léo"]);
        assert_eq!(senders.resolve("Zoé"), Ok("Zoé"));
        assert_eq!(senders.resolve("leo"), Ok("Léo"));
        assert_eq!(senders.resolve("zoe").unwrap_err().alike(), 2);
        assert_eq!(senders.resolve("Max").unwrap_err().senders(), 3);
        assert!(!format!("{senders:?} {}", senders.resolve("Max").unwrap_err()).contains("Léo"));
    }

    #[test]
    fn one_pass_binds_the_first_alike() {
        let mut roles = Roles::new(Some("zoe"));
        let mut role = |name: &str| {
            let mut record = Record { sender: name.to_owned(), ..Record::default() };
            roles.assign(&mut record);
            (record.role, roles.notice().is_some())
        };
        assert_eq!(role("Léo"), (Some(Role::Contact), false));
        assert_eq!(role("Zoé"), (Some(Role::Protected), false));
        assert_eq!(role("ZOE"), (Some(Role::Contact), true));
        assert_eq!(role("Zoé"), (Some(Role::Protected), false));
        assert!(roles.check().is_ok());
        assert_eq!(Roles::new(Some("x")).check().unwrap_err().senders(), 0);
    }
}

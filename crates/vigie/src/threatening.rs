//! A message that was taken in, and how openly it threatens.

use crate::hypothesis::EXPLICIT;
use crate::signal::{Signal, SignalKind};

/// A demand this sure is plain.
const PLAIN_DEMAND: f32 = 0.6;

/// A message that has been taken in.
pub(crate) struct New<'a> {
    /// The place of its sender.
    pub(crate) place: usize,
    /// The sender's own number, also where their place is shared.
    pub(crate) sender: u64,
    /// It is addressed to another member than a protected person.
    pub(crate) aside: bool,
    /// Written by somebody else and passed on.
    pub(crate) forwarded: bool,
    /// The conversation model has followed it, and the message before.
    pub(crate) heard: bool,
    pub(crate) signals: &'a [Signal],
}

/// How openly the new message threatens to expose someone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threatening {
    No,
    /// In so many words, and in the sender's own name.
    Openly,
    /// The same, towards another member than the protected person.
    Aside,
    /// It passes on somebody else's threat.
    PassedOn,
}

impl New<'_> {
    /// Whether it plainly demands money or pictures, in the sender's own name.
    pub(crate) fn demands(&self) -> bool {
        !self.forwarded
            && !self.aside
            && self.signals.iter().any(|signal| {
                matches!(signal.kind, SignalKind::MoneyDemand | SignalKind::ContentDemand)
                    && !signal.reported
                    && signal.score >= PLAIN_DEMAND
            })
    }

    pub(crate) fn threatening(&self) -> Threatening {
        let explicit = |reported: bool| {
            self.signals.iter().any(|signal| {
                signal.kind == SignalKind::ExposureThreat
                    && signal.reported == reported
                    && signal.score >= EXPLICIT
            })
        };
        match self.forwarded {
            true if explicit(true) => Threatening::PassedOn,
            false if explicit(false) && self.aside => Threatening::Aside,
            false if explicit(false) => Threatening::Openly,
            _ => Threatening::No,
        }
    }
}

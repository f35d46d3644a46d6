//! What has been seen of one sender, kind by kind, fading with messages and with time.

use crate::signal::SignalKind;

/// Messages after which evidence weighs half. Slow groomers spread their moves over hundreds of messages, and
/// ordinary friends say every single one of these things now and then: `docs/defaults.md` has the figures.
const HALF_LIFE_MESSAGES: f32 = 40.0;
/// Days after which evidence weighs half.
const HALF_LIFE_DAYS: f32 = 30.0;
const HOURS_PER_DAY: f32 = 24.0;
/// How many kinds of told evidence are kept: a snapshot has room for no more.
const TOLD_KINDS: usize = 8;

/// When something was said: the number of the message, and hours since 1970 (0: not known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moment {
    pub(crate) message: u32,
    pub(crate) hour: u32,
}

/// One kind's evidence. The level is kept in 1/65535 so that a restored conversation is the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trace {
    pub(crate) kind: SignalKind,
    pub(crate) level: u16,
    pub(crate) at: Moment,
}

/// At most one trace per kind, in the order of the kinds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Evidence {
    traces: Vec<Trace>,
}

/// Decayed levels of all kinds, in [0, 1].
pub(crate) type Levels = [f32; SignalKind::COUNT];

impl Evidence {
    /// Adds a piece of evidence: independent pieces of one kind join as in a noisy or.
    pub(crate) fn add(&mut self, kind: SignalKind, score: f32, at: Moment) {
        self.set(kind, at, |before| 1.0 - (1.0 - before) * (1.0 - score.clamp(0.0, 1.0)));
    }

    /// Raises a kind to at least this level: for evidence that is not independent of what came before.
    pub(crate) fn raise(&mut self, kind: SignalKind, score: f32, at: Moment) {
        self.set(kind, at, |before| before.max(score.clamp(0.0, 1.0)));
    }

    fn set(&mut self, kind: SignalKind, at: Moment, level: impl Fn(f32) -> f32) {
        let place = self.traces.binary_search_by_key(&kind, |trace| trace.kind);
        let level = level(place.map_or(0.0, |place| self.traces[place].level_at(at)));
        let trace = Trace { kind, level: (level * f32::from(u16::MAX)).round() as u16, at };
        match place {
            Ok(place) => self.traces[place] = trace,
            Err(place) => self.traces.insert(place, trace),
        }
    }

    pub(crate) fn levels(&self, now: Moment) -> Levels {
        let mut levels = [0.0; SignalKind::COUNT];
        for trace in &self.traces {
            levels[trace.kind.index()] = trace.level_at(now);
        }
        levels
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.traces.is_empty()
    }

    pub(crate) fn traces(&self) -> &[Trace] {
        &self.traces
    }

    pub(crate) fn from_traces(traces: Vec<Trace>) -> Option<Self> {
        traces.windows(2).all(|pair| pair[0].kind < pair[1].kind).then_some(Self { traces })
    }

    /// Keeps the strongest traces only, as many as told evidence may have.
    pub(crate) fn bound_told(&mut self, now: Moment) {
        while self.traces.len() > TOLD_KINDS {
            let weakest = (0..self.traces.len()).min_by(|&one, &other| {
                self.traces[one].level_at(now).total_cmp(&self.traces[other].level_at(now))
            });
            if let Some(weakest) = weakest {
                self.traces.remove(weakest);
            }
        }
    }

    /// Takes over what is stronger elsewhere.
    pub(crate) fn absorb(&mut self, other: &Evidence, now: Moment) {
        let mine = self.levels(now);
        for trace in &other.traces {
            let level = trace.level_at(now);
            if level > mine[trace.kind.index()] {
                self.traces.retain(|mine| mine.kind != trace.kind);
                self.add(trace.kind, level, now);
            }
        }
    }
}

impl Trace {
    fn level_at(&self, now: Moment) -> f32 {
        let messages = now.message.saturating_sub(self.at.message) as f32 / HALF_LIFE_MESSAGES;
        let known = self.at.hour > 0 && now.hour > self.at.hour;
        let days = if known { (now.hour - self.at.hour) as f32 / HOURS_PER_DAY } else { 0.0 };
        f32::from(self.level) / f32::from(u16::MAX) * (-(messages + days / HALF_LIFE_DAYS)).exp2()
    }
}

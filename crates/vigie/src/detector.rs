//! The one thing that a host builds: packs, model and policy, put together once.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::assessment::{Assessment, Coverage, CoverageGap, RiskLevel};
use crate::builder::DetectorBuilder;
use crate::classifier::{Before, Classifier, Reading};
use crate::conversation::{Arrival, Conversation};
use crate::decision;
use crate::guidance::{self, Audience, Moment};
use crate::message::{AgeBand, MediaKind, Message, Role};
use crate::pack::{Additions, Asked, Language, Silence};
use crate::policy::Policy;
use crate::signal::{Group, Signal, SignalKind, Source};
use crate::text::{Lexicon, NormalText, Span, TokenKind, normalise};
use crate::threatening::New;

/// Reads messages. Immutable, `Send + Sync`, without locks: build one and share it.
///
/// To take new packs into use while chats go on, build a second detector and swap the [`Arc`]. What is known of a chat
/// stands in its [`Conversation`], which goes on with the new one; a message in progress ends with the old one.
///
/// ```
/// use std::sync::{Arc, RwLock};
/// use vigie::{Conversation, Detector, Message};
///
/// # fn main() -> Result<(), vigie::Error> {
/// let current = RwLock::new(Arc::new(Detector::builder().build()?));
///
/// // Where messages come in: take the Arc, let go of the lock, assess.
/// let detector = Arc::clone(&current.read().unwrap());
/// detector.assess(&mut Conversation::new(), &Message::new("a", "hello"));
///
/// // Where packs come in: build first. When that fails, nothing has changed.
/// let next = Arc::new(Detector::builder().build()?);
/// *current.write().unwrap() = next;
/// # Ok(())
/// # }
/// ```
pub struct Detector {
    pub(crate) languages: Vec<Language>,
    pub(crate) lexicon: Lexicon,
    pub(crate) additions: Option<Additions>,
    pub(crate) classifier: Option<Arc<dyn Classifier>>,
    pub(crate) policy: Policy,
}

/// A message, read, and what came before it.
#[derive(Clone, Copy)]
pub(crate) struct Looked<'a> {
    pub(crate) message: &'a Message<'a>,
    pub(crate) text: &'a NormalText,
    /// The kinds that the other side showed a moment ago, as bits.
    pub(crate) recent: u64,
    /// It is not sent yet: what it would give away counts.
    pub(crate) draft: bool,
    /// The message before, seen from its sender.
    pub(crate) before: Option<Before>,
}

/// What is found in one message.
pub(crate) struct Found {
    pub(crate) signals: Vec<Signal>,
    /// What a draft would give away, by the kind that asks for it.
    pub(crate) given: Vec<Signal>,
    /// What the model makes of it.
    reading: Option<Reading>,
    /// Words, words of a known language, and whether there is more than text: what coverage is decided on.
    words: u32,
    common: u32,
    media: bool,
}

impl Found {
    pub(crate) fn count(&self, conversation: &mut Conversation) {
        conversation.count_language(self.words, self.common, self.media);
    }
}

/// A message known to a pack's language by this share of common words is in that language. Measured on French, English
/// and Italian small talk; see `docs/defaults.md`.
const COMMON_SHARE: f32 = 0.30;
/// Under this share, part of the chat is in another language.
const MIXED_SHARE: f32 = 0.40;
/// Below this many words nothing can be said about the language.
const ENOUGH_WORDS: u16 = 6;
/// A message is not read in a language that knows this many times fewer of its words than another: rules of one
/// language seldom mean anything in another, and a chat that mixes languages has common words of both.
const OTHER_LANGUAGE: u32 = 3;
/// A message model's prediction counts as a signal from this probability.
const MODEL_SIGNAL: f32 = 0.5;

impl Detector {
    /// Starts a detector without packs.
    pub fn builder() -> DetectorBuilder {
        DetectorBuilder::default()
    }

    /// The languages that packs cover.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let own = self.languages.iter().map(|language| language.code.as_str());
        let added = self.added().map(|language| language.code.as_str());
        own.chain(added.filter(|code| self.languages.iter().all(|language| language.code != *code)))
    }

    /// How many rules there are.
    pub fn rules(&self) -> usize {
        self.languages.iter().chain(self.added()).map(|language| language.rules().len()).sum()
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    fn added(&self) -> impl Iterator<Item = &Language> {
        self.additions.iter().flat_map(|additions| &additions.languages)
    }

    /// A text as the rules and the model see it.
    pub fn normalise(&self, text: &str) -> NormalText {
        normalise(text, &self.lexicon)
    }

    /// Takes in one message and says how the conversation stands. Cannot fail.
    pub fn assess(&self, conversation: &mut Conversation, message: &Message<'_>) -> Assessment {
        let arrival = conversation.arrival(message);
        if matches!(arrival, Arrival::Repeated | Arrival::Withdrawn) {
            if arrival == Arrival::Withdrawn {
                conversation.withdraw(message.id, usize::MAX);
            }
            return self.standing(conversation);
        }
        let pause = conversation.tick(message.sent_at);
        if let (Role::Protected, Some(age)) = (message.role, message.age) {
            conversation.age_band = Some(AgeBand::of_age(age));
        }
        let addressee = conversation.addressee(message);
        let place = conversation.place_of(message.sender, message.role, addressee);
        conversation.remember(message, place);
        let text = normalise(readable(message), &self.lexicon);
        let mut degraded = Vec::new();
        let recent = conversation.recent_of_others(place, addressee);
        // An edit is not read after itself.
        let before = self.before(conversation, place).filter(|_| arrival != Arrival::Edited);
        let found = self.look(&Looked { message, text: &text, recent, draft: false, before }, &mut degraded);
        found.count(conversation);
        let aside = conversation.is_aside(place, addressee);
        let reading = found.reading.as_ref().filter(|_| !aside && !message.forwarded);
        let heard = self.classifier.as_deref().zip(reading);
        if let Some((classifier, reading)) = heard {
            conversation.follow(place, classifier, reading, pause);
        }
        let new = New {
            place,
            sender: conversation.participant(message.sender),
            aside,
            forwarded: message.forwarded,
            heard: heard.is_some() && before.is_some(),
            signals: &found.signals,
        };
        conversation.take_in(&new, message.role, arrival == Arrival::Edited);
        if message.deleted {
            conversation.withdraw(message.id, place);
        }
        let coverage = Self::coverage(conversation, text.is_truncated());
        let mut assessment = decision::decide(conversation, &self.policy, &new, coverage);
        assessment.signals = found.signals;
        if !degraded.is_empty() && assessment.coverage == Coverage::Full {
            assessment.coverage = Coverage::Partial(CoverageGap::NoModel);
        }
        assessment.degraded = degraded;
        let doubtful = matches!(assessment.moment, Some(Moment::FirstDoubt | Moment::Pressure));
        if doubtful && pictures(message, &text) && asked(conversation) {
            assessment.show(Moment::AfterSending, assessment.leading_threat(), self.audience(conversation));
        }
        assessment
    }

    /// Whom the words are for when the protected person reads them.
    pub(crate) fn audience(&self, conversation: &Conversation) -> Audience {
        Audience::of_band(conversation.age_band.unwrap_or(self.policy.age_band()))
    }

    /// What the models read before, seen from the participant at `place`.
    pub(crate) fn before(&self, conversation: &Conversation, place: usize) -> Option<Before> {
        conversation.before(place, self.classifier.as_deref()?.tag())
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// How a conversation stands when nothing new came.
    pub(crate) fn standing(&self, conversation: &Conversation) -> Assessment {
        decision::standing(conversation, &self.policy, Self::coverage(conversation, false))
    }

    /// What one message shows, from rules and model, the surest of each kind.
    pub(crate) fn look(&self, looked: &Looked<'_>, degraded: &mut Vec<&'static str>) -> Found {
        let Looked { message, text, recent, draft, before } = *looked;
        let asked = Asked { role: message.role, recent, draft };
        let mut given: Vec<Signal> = Vec::new();
        let mut signals: Vec<Signal> = Vec::new();
        let lookups: SmallVec<[_; 2]> =
            self.languages.iter().map(|language| language.look_up(text)).collect();
        let words = lookups.first().map_or(0, |lookup| lookup.words);
        let common = lookups.iter().map(|lookup| lookup.common).max().unwrap_or(0);
        let mut silence = Silence::default();
        for (language, lookup) in self.languages.iter().zip(&lookups) {
            language.silence(readable(message), text, lookup, &mut silence);
        }
        let added =
            self.additions.as_ref().map(|additions| Added::read(additions, looked, common, &mut silence));
        for (language, lookup) in self.languages.iter().zip(&lookups) {
            if lookup.common * OTHER_LANGUAGE < common {
                continue;
            }
            for hit in language.hits(text, lookup, asked, &silence) {
                if hit.rule.is_for_drafts() {
                    join(&mut given, hit.signal(text));
                } else {
                    join(&mut signals, hit.signal(text));
                }
            }
        }
        let words = words.max(added.as_ref().map_or(0, |added| added.words));
        let common = common.max(added.as_ref().map_or(0, |added| added.common));
        let media =
            message.media.is_some() || text.tokens().iter().any(|token| token.kind == TokenKind::Media);
        let mut reading = None;
        if let Some(classifier) = &self.classifier {
            match classifier.read(text, &signals, before) {
                Ok(read) => {
                    join_model(&mut signals, &read, text, &silence);
                    reading = Some(read);
                }
                Err(_) => degraded.push("model"),
            }
        }
        // Last, so that they stand in nobody's way: neither of the rules nor of the model.
        if let Some(added) = added {
            added.signals.into_iter().for_each(|signal| join(&mut signals, signal));
            added.given.into_iter().for_each(|signal| join(&mut given, signal));
        }
        signals.retain(|signal| signal.span.start < signal.span.end);
        signals.sort_by_key(|signal| (signal.span.start, signal.kind));
        for signal in &mut signals {
            signal.reported |= message.forwarded;
        }
        Found { signals, given, reading, words: words + text.letters().other / 4, common, media }
    }

    pub(crate) fn coverage(conversation: &Conversation, truncated: bool) -> Coverage {
        let count = conversation.language;
        let share = f32::from(count.common) / f32::from(count.words.max(1));
        if count.words == 0 {
            let gap = if count.media > 0 { CoverageGap::NoText } else { CoverageGap::TooLittle };
            return Coverage::None(gap);
        }
        if count.words < ENOUGH_WORDS {
            return Coverage::Partial(CoverageGap::TooLittle);
        }
        if share < COMMON_SHARE {
            return Coverage::None(CoverageGap::Language);
        }
        if share < MIXED_SHARE {
            return Coverage::Partial(CoverageGap::Language);
        }
        if truncated { Coverage::Partial(CoverageGap::Truncated) } else { Coverage::Full }
    }
}

impl std::fmt::Debug for Detector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detector")
            .field("languages", &self.languages().collect::<Vec<_>>())
            .field("rules", &self.rules())
            .field("model", &self.classifier.is_some())
            .finish_non_exhaustive()
    }
}

/// What stands for a message without text.
fn readable<'a>(message: &Message<'a>) -> &'a str {
    match message.media {
        _ if !message.text.trim().is_empty() => message.text,
        Some(MediaKind::Photo) => "[photo]",
        Some(MediaKind::Video) => "[video]",
        Some(MediaKind::Audio) => "[voice]",
        Some(MediaKind::File) => "[file]",
        None => message.text,
    }
}

/// Whether this is a picture or a video of the protected person's.
fn pictures(message: &Message<'_>, text: &NormalText) -> bool {
    let shown = match message.media {
        Some(kind) => matches!(kind, MediaKind::Photo | MediaKind::Video),
        None => text.tokens().iter().any(|token| token.kind == TokenKind::Media),
    };
    shown && message.role == Role::Protected
}

/// Whether anyone but the protected person asked for one.
fn asked(conversation: &Conversation) -> bool {
    let now = conversation.now();
    let others = conversation.participants.iter().filter(|other| other.role != Role::Protected);
    guidance::asks_for_pictures(others.map(|other| other.said.levels(now)))
}

/// What added packs make of a message.
struct Added {
    signals: Vec<Signal>,
    given: Vec<Signal>,
    words: u32,
    common: u32,
}

impl Added {
    /// Reads a message with the packs' own words. `common` is how many of its words are common in one of the app's
    /// languages.
    fn read(additions: &Additions, looked: &Looked<'_>, common: u32, silence: &mut Silence) -> Self {
        let Looked { message, recent, draft, .. } = *looked;
        let asked = Asked { role: message.role, recent, draft };
        let original = if draft { message.text } else { readable(message) };
        let text = additions.normalise(original);
        let lookups: SmallVec<[_; 2]> =
            additions.languages.iter().map(|language| language.look_up(&text)).collect();
        let words = lookups.first().map_or(0, |lookup| lookup.words);
        let common = lookups.iter().map(|lookup| lookup.common).max().unwrap_or(0).max(common);
        for (language, lookup) in additions.languages.iter().zip(&lookups) {
            language.silence(original, &text, lookup, silence);
        }
        let (mut signals, mut given) = (Vec::new(), Vec::new());
        for (language, lookup) in additions.languages.iter().zip(&lookups) {
            if lookup.common * OTHER_LANGUAGE < common {
                continue;
            }
            for hit in language.hits(&text, lookup, asked, silence) {
                if hit.rule.is_for_drafts() {
                    join(&mut given, hit.signal(&text));
                } else {
                    join(&mut signals, hit.signal(&text));
                }
            }
        }
        Self { signals, given, words, common }
    }
}

/// Adds what the message model sees and no rule saw. What calms in the model's eyes is in its outlook; a signal of it could
/// hide a threat.
fn join_model(signals: &mut Vec<Signal>, reading: &Reading, text: &NormalText, silence: &Silence) {
    for prediction in &reading.kinds {
        let sure = (MODEL_SIGNAL..=1.0).contains(&prediction.probability);
        let known = signals.iter().any(|signal| signal.kind == prediction.kind);
        if sure && !known && prediction.kind.group() != Group::Calming {
            let signal = model_signal(prediction.kind, prediction.probability, text);
            if !silence.covers_words(signal.kind, signal.span) {
                join(signals, signal);
            }
        }
    }
}

fn model_signal(kind: SignalKind, probability: f32, text: &NormalText) -> Signal {
    let tokens = text.tokens();
    let end = tokens.iter().map(|token| token.span.end).max().unwrap_or(0);
    let start = tokens.iter().map(|token| token.span.start).min().unwrap_or(0);
    Signal { kind, span: Span { start, end }, score: probability, source: Source::Model, reported: false }
}

/// Keeps the surest signal of each kind; one's own words outweigh told ones.
fn join(signals: &mut Vec<Signal>, new: Signal) {
    match signals.iter_mut().find(|known| known.kind == new.kind && known.reported == new.reported) {
        Some(known) if known.score < new.score => *known = new,
        Some(_) => {}
        None => signals.push(new),
    }
}

/// Whether a level is one at which help is shown.
pub(crate) fn shows_help(level: RiskLevel) -> bool {
    level >= RiskLevel::High
}

//! Before it is sent: what a draft of the protected person's would give away or do, and whether to ask first.

use crate::assessment::{Concern, Coverage, RiskLevel, Threat};
use crate::conversation::{Conversation, Levels};
use crate::decision;
use crate::detector::{Detector, Looked};
use crate::guidance::{self, Moment};
use crate::hypothesis;
use crate::message::{MediaKind, Message, Role};
use crate::policy::Policy;
use crate::signal::{Signal, SignalKind};
use crate::text::{NormalText, Span, TokenKind, normalise};

/// From this probability of a threat, anything that a draft would give away is held: where the level is Medium.
const WORRYING: f32 = 0.30;
/// The same where the contact asked for it, or where an alert about them was raised before: level Low.
const ASKED_AND_WORRYING: f32 = 0.10;
/// How clearly a contact must have asked for something.
const ASKED: f32 = 0.35;
/// From this level of a threat or of a claim to hold something, whatever is handed over feeds blackmail.
const BLACKMAIL: f32 = 0.5;
/// So many digits in a row are a number to reach somebody, or that of a card.
const DIGITS: std::ops::RangeInclusive<u32> = 8..=19;
/// Between two groups of such a number stands no more than this: «06 12», «06 - 12».
const BETWEEN_DIGITS: u32 = 3;

/// What a draft would give away or do; see [`Detector::assess_draft`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DraftAssessment {
    /// Ask the protected person before the draft is sent. The choice stays theirs.
    pub hold: bool,
    /// What it would give away or do, each kind once.
    pub contents: Vec<DraftContent>,
    /// What was found, with its place in the draft. A rule for drafts has the kind that asks for what the words give:
    /// an address has `personal_info_request`, money `money_demand`.
    pub signals: Vec<Signal>,
    /// Why, in plain words, in the language of the pack.
    pub reasons: Vec<String>,
    /// Which moment this is; none unless the draft is to be held. [`Guidance::card`](crate::Guidance::card) has the title
    /// and the text for it, [`Guidance::steps`](crate::Guidance::steps) the words of the advice.
    pub moment: Option<Moment>,
    /// Keys of the advice to show; empty unless the draft is to be held.
    pub advice: Vec<&'static str>,
    /// How the conversation stands without the draft.
    pub level: RiskLevel,
    /// How much of conversation and draft could be assessed.
    pub coverage: Coverage,
    /// What did not work: the rest stood in for it.
    pub degraded: Vec<&'static str>,
}

/// One thing that a draft would give away or do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DraftContent {
    /// What.
    pub kind: DraftKind,
    /// Where, in Unicode scalar values of the draft; none for what is attached.
    pub span: Option<Span>,
}

/// What a draft can give away or do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DraftKind {
    /// An address, a school, a number, where somebody is.
    PersonalInfo,
    /// A picture or a video.
    Picture,
    /// Money, or the code of a voucher.
    Money,
    /// A promise to meet.
    Meeting,
    /// A threat to expose someone.
    Threat,
}

impl DraftKind {
    /// Every kind, in the order of [`DraftAssessment::contents`].
    pub const ALL: [DraftKind; 5] =
        [Self::PersonalInfo, Self::Picture, Self::Money, Self::Meeting, Self::Threat];

    /// The kind's stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PersonalInfo => "personal_info",
            Self::Picture => "picture",
            Self::Money => "money",
            Self::Meeting => "meeting",
            Self::Threat => "threat",
        }
    }

    /// The kinds of messages that ask for it.
    const fn asked_by(self) -> &'static [SignalKind] {
        match self {
            Self::PersonalInfo => &[SignalKind::PersonalInfoRequest, SignalKind::MeetingRequest],
            Self::Picture => &[
                SignalKind::ImageRequest,
                SignalKind::CameraRequest,
                SignalKind::LiveVideoDemand,
                SignalKind::ContentDemand,
                SignalKind::ComplianceTest,
            ],
            Self::Money => &[SignalKind::MoneyDemand, SignalKind::RepeatDemand],
            Self::Meeting => &[SignalKind::MeetingRequest, SignalKind::TravelLogistics],
            Self::Threat => &[],
        }
    }

    /// What a rule for drafts of a kind shows.
    const fn of_rule(kind: SignalKind) -> Option<Self> {
        match kind {
            SignalKind::PersonalInfoRequest => Some(Self::PersonalInfo),
            SignalKind::ImageRequest => Some(Self::Picture),
            SignalKind::MoneyDemand => Some(Self::Money),
            SignalKind::MeetingRequest => Some(Self::Meeting),
            _ => None,
        }
    }
}

impl Detector {
    /// Looks at a message of the protected person's before it is sent: what it would give away or do, and whether to ask
    /// first. The conversation does not change. Cannot fail.
    ///
    /// The same picture is fine for a friend and held for a contact who worries: see `docs/defaults.md`. In an empty
    /// conversation only a threat is held. [`Message::to`] or [`Message::reply_to`] tell in a group whom it is for;
    /// without them the most worrying member counts. The sender is taken for the protected person, whatever the
    /// role of the message.
    ///
    /// ```
    /// use vigie::{Conversation, Detector, DraftKind, Message};
    ///
    /// # fn main() -> Result<(), vigie::Error> {
    /// let detector = Detector::builder().build()?;
    /// let draft = Message::new("me", "call me 555 0100 4477");
    /// let assessment = detector.assess_draft(&Conversation::new(), &draft);
    /// assert_eq!(assessment.contents[0].kind, DraftKind::PersonalInfo);
    /// assert!(!assessment.hold, "nobody worries yet");
    /// # Ok(())
    /// # }
    /// ```
    pub fn assess_draft(&self, conversation: &Conversation, draft: &Message<'_>) -> DraftAssessment {
        let draft = draft.role(Role::Protected);
        let sender = conversation.place_of_known(draft.sender);
        let addressee = conversation.addressee(&draft);
        let text = normalise(draft.text, self.lexicon());
        let mut degraded = Vec::new();
        let place = sender.unwrap_or(usize::MAX);
        let recent = conversation.recent_of_others(place, addressee);
        let before = self.before(conversation, place);
        let looked = Looked { message: &draft, text: &text, recent, draft: true, before };
        let found = self.look(&looked, &mut degraded);
        let mut counted = conversation.clone();
        found.count(&mut counted);
        let worries = worries(conversation, self.policy(), addressee);
        let contents = contents(&draft, &text, &found.signals, &found.given, &worries);
        let held: Vec<DraftKind> =
            contents.iter().map(|content| content.kind).filter(|kind| is_held(*kind, &worries)).collect();
        let mut signals = found.signals;
        signals.extend(found.given.into_iter().filter(|signal| signal.span.start < signal.span.end));
        signals.sort_by_key(|signal| (signal.span.start, signal.kind));
        let (moment, advice) = if held.is_empty() {
            (None, Vec::new())
        } else {
            let helped = worries.iter().filter(|worry| worry.alerting || worry.score >= WORRYING);
            let worst = helped.max_by(|one, other| one.score.total_cmp(&other.score));
            let (moment, advice) =
                guidance::of_draft(&held, worst.map(|worry| worry.threat), self.audience(conversation));
            (Some(moment), advice)
        };
        DraftAssessment {
            hold: !held.is_empty(),
            contents,
            reasons: decision::reasons(&signals),
            signals,
            moment,
            advice,
            level: self.standing(conversation).level,
            coverage: Self::coverage(&counted, text.is_truncated()),
            degraded,
        }
    }
}

/// How worrying the one addressed is, or everyone but the protected persons, and what they said.
fn worries(conversation: &Conversation, policy: &Policy, addressee: Option<usize>) -> Vec<Worry> {
    hypothesis::hypotheses(conversation, policy, None)
        .into_iter()
        .filter(|hypothesis| addressee.is_none_or(|place| place == hypothesis.place))
        .filter(|hypothesis| hypothesis.concern != Concern::ProtectedPerson)
        .map(|hypothesis| {
            let participant = &conversation.participants[hypothesis.place];
            let acts = hypothesis.acts(participant);
            let alerted = acts && participant.alerted.raised != 0 && participant.facts.dismissed == 0;
            let (score, threat) = hypothesis.leading();
            let score = if acts { score } else { 0.0 };
            Worry {
                score,
                threat,
                alerting: acts && hypothesis.alerting,
                alerted,
                said: hypothesis.evidence.said,
            }
        })
        .collect()
}

/// See [`worries`].
struct Worry {
    score: f32,
    threat: Threat,
    /// An alert about them waits.
    alerting: bool,
    /// One was raised at some time, and not dismissed.
    alerted: bool,
    said: Levels,
}

fn contents(
    draft: &Message<'_>,
    text: &NormalText,
    signals: &[Signal],
    given: &[Signal],
    worries: &[Worry],
) -> Vec<DraftContent> {
    let mut found: Vec<DraftContent> = Vec::new();
    if matches!(draft.media, Some(MediaKind::Photo | MediaKind::Video)) {
        found.push(DraftContent { kind: DraftKind::Picture, span: None });
    }
    let said = |kind, span| DraftContent { kind, span: Some(span) };
    found.extend(given.iter().filter_map(|signal| Some(said(DraftKind::of_rule(signal.kind)?, signal.span))));
    found.extend(number(text).map(|span| said(DraftKind::PersonalInfo, span)));
    found.extend(
        text.tokens()
            .iter()
            .filter(|token| {
                token.kind == TokenKind::Media && matches!(text.form(token), ":photo:" | ":video:")
            })
            .map(|token| said(DraftKind::Picture, token.span)),
    );
    let plays = |level: f32| level >= hypothesis::PLAYED;
    let played = signals.iter().any(|signal| signal.kind == SignalKind::Play && plays(signal.score))
        || worries.iter().any(|worry| plays(worry.said[SignalKind::Play.index()]));
    found.extend(
        signals
            .iter()
            .filter(|signal| {
                let threat = signal.kind == SignalKind::ExposureThreat && !signal.reported;
                threat && signal.score >= hypothesis::EXPLICIT && !played
            })
            .map(|signal| said(DraftKind::Threat, signal.span)),
    );
    found.retain(|content| content.span.is_none_or(|span| span.start < span.end));
    found.sort_by_key(|content| content.kind);
    found.dedup_by_key(|content| content.kind);
    found
}

/// The first run of numbers long enough to reach somebody.
fn number(text: &NormalText) -> Option<Span> {
    let mut runs: Vec<(Span, u32)> = Vec::new();
    for token in text.tokens().iter().filter(|token| matches!(token.kind, TokenKind::Number(_))) {
        let digits = text.form(token).chars().filter(char::is_ascii_digit).count() as u32;
        match runs.last_mut() {
            Some((span, before)) if token.span.start.saturating_sub(span.end) <= BETWEEN_DIGITS => {
                span.end = token.span.end;
                *before += digits;
            }
            _ => runs.push((token.span, digits)),
        }
    }
    runs.into_iter().find(|(_, digits)| DIGITS.contains(digits)).map(|(span, _)| span)
}

fn is_held(kind: DraftKind, worries: &[Worry]) -> bool {
    let asked = |said: &Levels| kind.asked_by().iter().any(|kind| said[kind.index()] >= ASKED);
    let blackmails = |said: &Levels| {
        let played = said[SignalKind::Play.index()] >= hypothesis::PLAYED;
        [SignalKind::ExposureThreat, SignalKind::PossessionClaim]
            .iter()
            .any(|kind| said[kind.index()] >= BLACKMAIL && !played)
    };
    kind == DraftKind::Threat
        || worries.iter().any(|worry| {
            worry.alerting
                || worry.score >= WORRYING
                || (worry.score >= ASKED_AND_WORRYING && (worry.alerted || asked(&worry.said)))
                || blackmails(&worry.said)
        })
}

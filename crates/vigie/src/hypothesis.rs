//! One sender as the one to worry about: of which threats, how likely, and on what grounds.

use crate::assessment::{Concern, Threat};
use crate::conversation::{Conversation, Participant, lowered};
use crate::message::{AgeBand, Role};
use crate::policy::{ACTIVE, ALERT_AT, PairEvidence, Policy, active_groups};
use crate::signal::{Group, SignalKind};
use crate::threatening::{New, Threatening};

/// An explicit threat to expose someone, this sure, alerts at once. A little below the weight that packs give such a
/// rule (0.75), because levels are kept in 1/65535.
pub(crate) const EXPLICIT: f32 = 0.749;
/// Unless it is this clearly a game.
pub(crate) const PLAYED: f32 = 0.6;
/// Evidence of a demand that goes with a threat.
const DEMANDED: f32 = 0.3;
/// What a friend's disclosure is worth at least, at full level: a plain one (0.8) alerts, and one (0.75) that says what was
/// done as well.
const DISCLOSURE_WORTH: f32 = 0.76;
const DETAILED_DISCLOSURE_WORTH: f32 = 0.81;
/// From this level of talk about the subject (a lesson, advice), a disclosure is not taken at its word.
const LESSON: f32 = 0.5;
/// Unwanted sexual content and a request for pictures, each this plain, are worth an alert.
const SOLICITED: f32 = 0.5;
const SOLICITATION_PROBABILITY: f32 = 0.65;
/// What an explicit threat is worth at least.
const EXPLICIT_PROBABILITY: f32 = 0.75;
/// The same of one that asks for nothing, where the conversation model has heard it and sees no danger: children threaten each
/// other in fun and in anger. Worth a look, and no alert.
const DOUBTED_PROBABILITY: f32 = 0.5;
/// An explicit threat is remembered at this level for four messages or more.
const REMEMBERED: f32 = 0.7;
/// How many different things must have been seen before anything but an open threat alerts, and how clearly: no single
/// phrase, and no model by itself, accuses anyone.
const TRACES: usize = 2;
const TRACE: f32 = 0.15;
/// How many tactic groups wording alone must show before it alerts.
const GROUPS_BY_WORDING: usize = 3;
/// One sender as the one to worry about.
pub(crate) struct Hypothesis {
    pub(crate) place: usize,
    /// An alert about them waits.
    pub(crate) alerting: bool,
    pub(crate) threats: [f32; 4],
    pub(crate) concern: Concern,
    /// An alert would be justified by more than a number.
    pub(crate) corroborated: bool,
    pub(crate) evidence: PairEvidence,
}

pub(crate) fn hypotheses(
    conversation: &Conversation,
    policy: &Policy,
    new: Option<&New<'_>>,
) -> Vec<Hypothesis> {
    let band = conversation.age_band.unwrap_or(policy.age_band());
    (0..conversation.participants.len())
        .filter(|&place| {
            let participant = &conversation.participants[place];
            new.is_some_and(|new| new.place == place)
                || participant.alerted.is_alerting()
                || !participant.said.is_empty()
                || !participant.told.is_empty()
        })
        .map(|place| hypothesis(conversation, policy, place, band, new.filter(|new| new.place == place)))
        .collect()
}

/// Whether anybody but the owner does something here that would be worth an alert, however well the family knows them.
fn others_worry(conversation: &Conversation, policy: &Policy, band: AgeBand) -> bool {
    conversation.participants.iter().enumerate().any(|(place, participant)| {
        let acts = || {
            let evidence = conversation.pair_evidence(place);
            let (likeliest, _) = leading(&policy.probabilities(&evidence, band), 0);
            !evidence.outlook.told && (policy.warns(&evidence) || likeliest >= ALERT_AT)
        };
        participant.role != Role::Protected
            && (participant.alerted.is_alerting() && !participant.facts.third_party || acts())
    })
}

fn hypothesis(
    conversation: &Conversation,
    policy: &Policy,
    place: usize,
    band: AgeBand,
    new: Option<&New<'_>>,
) -> Hypothesis {
    let participant = &conversation.participants[place];
    let evidence = conversation.pair_evidence(place);
    let mut threats = policy.probabilities(&evidence, band);
    let played =
        evidence.said[SignalKind::Play.index()].max(evidence.heard[SignalKind::Play.index()]) >= PLAYED;
    let threatening = match (participant.role, new.map_or(Threatening::No, New::threatening)) {
        // Who passes on a threat asks for help with it.
        (Role::Protected, Threatening::PassedOn) => Threatening::No,
        (_, threatening) => threatening,
    };
    let calm = conversation.calm(place);
    if calm > 0.0 {
        threats = threats.map(|threat| lowered(threat, calm));
    }
    let lesson = evidence.said[SignalKind::ThirdPartyTalk.index()]
        .max(evidence.heard[SignalKind::ThirdPartyTalk.index()]);
    // The owner grooms nobody here; to rules, their threats are serious when they are explicit and want something: children
    // quote, joke and quarrel.
    let protected = participant.role == Role::Protected;
    let menacing = protected
        && evidence.said[SignalKind::ExposureThreat.index()] >= EXPLICIT
        && demands(&evidence)
        && !played;
    let warned = policy.warns(&evidence);
    // Who is threatened may threaten back: a model accuses the owner only where nobody else is to worry about.
    let accused =
        protected && warned && !played && lesson < LESSON && !others_worry(conversation, policy, band);
    if protected {
        threats[Threat::Grooming.index()] = 0.0;
        if !menacing && !accused {
            threats = threats.map(|threat| threat.min(ALERT_AT / 2.0));
        }
    }
    // A lesson quotes threats, and passes them on.
    let taught = lesson >= LESSON && threatening == Threatening::PassedOn;
    let open = threatening != Threatening::No && !played && !taught;
    // The model knows the sender, and somebody else has written.
    let heard = !evidence.alone && participant.messages > 1 && new.is_some_and(|new| new.heard);
    let doubted = open && heard && !coerces(&evidence) && policy.doubts(&evidence);
    // What a doubted threat is for may follow it.
    let completed = heard
        && !protected
        && !played
        && lesson < LESSON
        && evidence.said[SignalKind::ExposureThreat.index()] >= REMEMBERED
        && new.is_some_and(New::demands);
    if open || completed {
        let (_, coerced) = leading(&threats, 1);
        let threat = &mut threats[coerced.index()];
        *threat = threat.max(if doubted { DOUBTED_PROBABILITY } else { EXPLICIT_PROBABILITY });
    }
    // A disclosure, a friend's or the owner's, is believed as far as it is plain, unless this is a talk about the subject.
    let worth = if details(&evidence) { DETAILED_DISCLOSURE_WORTH } else { DISCLOSURE_WORTH };
    let disclosed = worth * evidence.said[SignalKind::ThirdPartyDisclosure.index()];
    let believed = lesson < LESSON && !played;
    if believed {
        let (_, coerced) = leading(&threats, 1);
        let threat = &mut threats[coerced.index()];
        *threat = threat.max(disclosed);
    }
    if !protected && !evidence.alone && lesson < LESSON && !played && solicits(&evidence) {
        let [content, grooming] = [Threat::SextortionContent, Threat::Grooming].map(Threat::index);
        threats[grooming] = threats[grooming].max(threats[content]).max(SOLICITATION_PROBABILITY);
        threats[content] = threats[content].min(ALERT_AT / 2.0);
    }
    // What somebody threatens in so many words is not only told.
    let only_told =
        warned && evidence.outlook.told && evidence.said[SignalKind::ExposureThreat.index()] < EXPLICIT;
    let owner_tells =
        (believed && disclosed >= ALERT_AT || only_told) && !menacing && threatening == Threatening::No;
    let (score, threat) = leading(&threats, 0);
    let alerting = participant.alerted.is_alerting();
    let shares = policy.shares(&evidence, threat);
    let third_party = match threatening {
        Threatening::Openly => false,
        Threatening::Aside | Threatening::PassedOn => true,
        // While an alert waits that nothing else justifies any more, its concern stands.
        Threatening::No if alerting && score < ALERT_AT => participant.facts.third_party,
        Threatening::No if warned => only_told,
        Threatening::No => shares.told > shares.own,
    };
    let stands = alerting && score < ALERT_AT && participant.facts.third_party;
    let concern = match participant.role {
        Role::Protected if owner_tells || stands => Concern::ThirdParty,
        Role::Protected => Concern::ProtectedPerson,
        _ if third_party => Concern::ThirdParty,
        _ => Concern::Contact,
    };
    // Direction comes by roles and turns, or by a conversation model that has learned who moves whom.
    let directed = warned || participant.role != Role::Unknown && !evidence.alone;
    let by_moves = directed && traces(&evidence) + usize::from(warned) >= TRACES;
    // Where nobody answers, wording must be clear to the rules.
    let by_wording = active_groups(&evidence.said) + usize::from(reacts(&evidence)) >= GROUPS_BY_WORDING
        && (!evidence.alone || policy.rules_alert(&evidence, band));
    let corroborated = evidence.said[SignalKind::ExposureThreat.index()] >= EXPLICIT
        || completed
        || concern == Concern::ThirdParty && !only_told
        || by_moves
        || by_wording;
    Hypothesis { place, alerting, threats, concern, corroborated, evidence }
}

/// How many different things were seen: moves of the sender, reactions of the other side. The model's outlook is none.
fn traces(evidence: &PairEvidence) -> usize {
    SignalKind::ALL
        .iter()
        .filter(|kind| {
            let at = kind.index();
            match kind.group() {
                Group::Calming | Group::Scam => false,
                // What the owner pleads for is no move of theirs.
                Group::Victim if evidence.protected => evidence.heard[at] >= TRACE,
                Group::Victim => evidence.said[at].max(evidence.heard[at]) >= TRACE,
                _ => evidence.said[at].max(evidence.told[at]) >= TRACE,
            }
        })
        .count()
}

/// Whether a threat comes with what it is for: money, pictures, shame.
fn demands(evidence: &PairEvidence) -> bool {
    [
        SignalKind::MoneyDemand,
        SignalKind::ContentDemand,
        SignalKind::PossessionClaim,
        SignalKind::ShameAccount,
        SignalKind::Doxxing,
    ]
    .iter()
    .any(|kind| evidence.said[kind.index()] >= DEMANDED)
}

/// Whether the sender has shown more coercion than a threat and a deadline; of the protected person, who tells a brother to pay up,
/// more than a demand of money as well.
fn coerces(evidence: &PairEvidence) -> bool {
    let more = |kind: &&SignalKind| match kind {
        SignalKind::ExposureThreat | SignalKind::Deadline => false,
        SignalKind::MoneyDemand => !evidence.protected,
        kind => kind.group() == Group::Coercion,
    };
    SignalKind::ALL.iter().filter(more).any(|kind| evidence.said[kind.index()] >= DEMANDED)
}

/// Whether unwanted sexual content and a request for pictures come together, with nothing yet to force the other by: an approach, and
/// no blackmail.
fn solicits(evidence: &PairEvidence) -> bool {
    let level = |kind: SignalKind| evidence.said[kind.index()];
    let sent = level(SignalKind::UnsolicitedSexualContent)
        .max(evidence.heard[SignalKind::UnsolicitedSexualContent.index()]);
    let asked = level(SignalKind::ImageRequest).max(level(SignalKind::LiveVideoDemand));
    let forced = [
        SignalKind::PossessionClaim,
        SignalKind::ExposureThreat,
        SignalKind::ContactListProof,
        SignalKind::FabricatedImageThreat,
        SignalKind::MoneyDemand,
        SignalKind::RepeatDemand,
        SignalKind::Deadline,
    ];
    sent >= SOLICITED && asked >= SOLICITED && forced.iter().all(|kind| level(*kind) < TRACE)
}

/// Whether two sorts of coercion are spoken of.
fn details(evidence: &PairEvidence) -> bool {
    let spoken = |kind: &&SignalKind| {
        let at = kind.index();
        kind.group() == Group::Coercion && evidence.said[at].max(evidence.told[at]) >= ACTIVE
    };
    SignalKind::ALL.iter().filter(spoken).count() >= 2
}

/// Whether the other side pleads or despairs.
fn reacts(evidence: &PairEvidence) -> bool {
    [SignalKind::VictimPlea, SignalKind::Distress].iter().any(|kind| evidence.heard[kind.index()] >= 0.4)
}

impl Hypothesis {
    pub(crate) fn leading(&self) -> (f32, Threat) {
        leading(&self.threats, 0)
    }

    /// Whether the sender is the one who acts against somebody: the protected person, or, as long as anything is left
    /// of it, another member of the group.
    pub(crate) fn acts(&self, participant: &Participant) -> bool {
        let threat = self.evidence.told[SignalKind::ExposureThreat.index()] >= TRACE;
        match self.concern {
            Concern::Contact => true,
            Concern::ThirdParty => participant.facts.threatens_member && (self.alerting || threat),
            Concern::ProtectedPerson => false,
        }
    }

    /// The likeliest among some threats, one bit a threat.
    pub(crate) fn leading_of(&self, bits: u8) -> Threat {
        let among = Threat::ALL.into_iter().filter(|threat| bits & 1 << threat.index() != 0);
        let likelier =
            |one: &Threat, other: &Threat| self.threats[one.index()].total_cmp(&self.threats[other.index()]);
        among.max_by(likelier).unwrap_or(self.leading().1)
    }

    /// For the choice of the worst: an uncorroborated suspicion never hides a corroborated one, nor an alert that waits.
    pub(crate) fn weight(&self) -> f32 {
        let (score, _) = self.leading();
        let weight = if self.corroborated { score } else { score.min(ALERT_AT - f32::EPSILON) };
        if self.alerting { weight.max(ALERT_AT) } else { weight }
    }
}

fn leading(threats: &[f32; 4], from: usize) -> (f32, Threat) {
    let mut best = (threats[from], Threat::ALL[from]);
    for threat in &Threat::ALL[from..] {
        if threats[threat.index()] > best.0 {
            best = (threats[threat.index()], *threat);
        }
    }
    best
}

//! One conversation and a policy → an assessment: who worries us, how much, and is this the moment?

use crate::assessment::{Assessment, Concern, Coverage, RiskLevel, Threat};
use crate::classifier::Reading;
use crate::conversation::{Conversation, Participant, Trends};
use crate::guidance;
use crate::message::{AgeBand, Role};
use crate::policy::{ALERT_AT, PairEvidence, Policy, active_groups};
use crate::signal::{Group, Signal, SignalKind, Source};

/// An explicit threat to expose someone, this sure, alerts at once. A little below the weight that packs give such a
/// rule (0.75), because levels are kept in 1/65535.
const EXPLICIT: f32 = 0.749;
/// Unless it is this clearly a game.
const PLAYED: f32 = 0.6;
/// Evidence of a demand that goes with a threat of the owner's.
const DEMANDED: f32 = 0.3;
/// What a friend's disclosure is worth at least, at full level: a plain one (0.8) alerts.
const DISCLOSURE_WORTH: f32 = 0.76;
/// From this level of talk about the subject (a lesson, advice), a disclosure is not taken at its word.
const LESSON: f32 = 0.5;
/// What an explicit threat is worth at least.
const EXPLICIT_PROBABILITY: f32 = 0.75;
/// How many different things must have been seen before anything but an open threat alerts, and how clearly: no single
/// phrase, and no model by itself, accuses anyone.
const TRACES: usize = 2;
const TRACE: f32 = 0.15;
/// How many tactic groups wording alone must show before it alerts.
const GROUPS_BY_WORDING: usize = 3;
/// After an acknowledgement, the probability must grow by this much (in 1/255) to alert again.
const NEW_ALERT_MARGIN: u8 = 13;

/// One sender as the one to worry about.
struct Hypothesis {
    place: usize,
    threats: [f32; 4],
    concern: Concern,
    /// An alert would be justified by more than a number.
    corroborated: bool,
    evidence: PairEvidence,
}

/// Decides after a new message of the participant at `place`.
pub(crate) fn decide(
    conversation: &mut Conversation,
    policy: &Policy,
    place: usize,
    signals: Vec<Signal>,
    coverage: Coverage,
) -> Assessment {
    let hypotheses = hypotheses(conversation, policy, Some((place, &signals)));
    let mut assessment = summary(conversation, policy, &hypotheses, coverage);
    for hypothesis in &hypotheses {
        let (score, threat) = hypothesis.leading();
        if score < ALERT_AT || !hypothesis.corroborated {
            continue;
        }
        let explicit = hypothesis.place == place && explicit(&signals);
        let alerted = &mut conversation.participants[hypothesis.place].alerted;
        let peak = (score * 255.0) as u8;
        let bit = 1 << threat.index();
        let first = alerted.raised == 0;
        let grown =
            !alerted.is_alerting() && (explicit || peak > alerted.settled.saturating_add(NEW_ALERT_MARGIN));
        // While one alert waits, an open threat of another kind is news all the same.
        let other = explicit && alerted.raised & bit == 0;
        if first || grown || other {
            alerted.waiting |= bit;
            assessment.alert = true;
        }
        alerted.raised |= bit;
        if alerted.is_alerting() {
            alerted.peak = alerted.peak.max(peak);
        }
    }
    assessment.alerting = conversation.is_alerting();
    assessment.reasons = reasons(&signals);
    assessment.signals = signals;
    assessment
}

/// How the conversation stands when nothing new came.
pub(crate) fn standing(conversation: &Conversation, policy: &Policy, coverage: Coverage) -> Assessment {
    let hypotheses = hypotheses(conversation, policy, None);
    summary(conversation, policy, &hypotheses, coverage)
}

fn summary(
    conversation: &Conversation,
    policy: &Policy,
    hypotheses: &[Hypothesis],
    coverage: Coverage,
) -> Assessment {
    let mut assessment = Assessment {
        level: RiskLevel::Minimal,
        coverage,
        alert: false,
        alerting: conversation.is_alerting(),
        concern: Concern::Contact,
        about: None,
        threats: [0.0; 4],
        stage: Group::Contact,
        signals: Vec::new(),
        reasons: Vec::new(),
        advice: Vec::new(),
        degraded: Vec::new(),
    };
    let Some(worst) = hypotheses.iter().max_by(|one, other| one.weight().total_cmp(&other.weight())) else {
        return assessment;
    };
    for hypothesis in hypotheses {
        for (most, threat) in assessment.threats.iter_mut().zip(hypothesis.threats) {
            *most = most.max(threat);
        }
    }
    let (score, threat) = worst.leading();
    assessment.threats = worst.threats;
    assessment.level = Policy::level(score);
    if !worst.corroborated {
        assessment.level = assessment.level.min(RiskLevel::Medium);
    }
    assessment.concern = worst.concern;
    let participant = &conversation.participants[worst.place];
    if assessment.level > RiskLevel::Minimal && worst.concern == Concern::Contact && !participant.is_shared()
    {
        assessment.about = Some(participant.key);
    }
    assessment.stage = policy.stage(&worst.evidence, threat);
    if crate::detector::shows_help(assessment.level) || assessment.alerting {
        assessment.advice = guidance::advice(threat, worst.concern);
    }
    assessment
}

fn hypotheses(
    conversation: &Conversation,
    policy: &Policy,
    new: Option<(usize, &[Signal])>,
) -> Vec<Hypothesis> {
    let band = conversation.age_band.unwrap_or(policy.age_band());
    (0..conversation.participants.len())
        .filter(|&place| {
            let participant = &conversation.participants[place];
            new.is_some_and(|(speaker, _)| speaker == place)
                || !participant.said.is_empty()
                || !participant.told.is_empty()
        })
        .map(|place| {
            let explicit = new.is_some_and(|(speaker, signals)| speaker == place && explicit(signals));
            hypothesis(conversation, policy, place, band, explicit)
        })
        .collect()
}

fn hypothesis(
    conversation: &Conversation,
    policy: &Policy,
    place: usize,
    band: AgeBand,
    explicit: bool,
) -> Hypothesis {
    let participant = &conversation.participants[place];
    let evidence = conversation.pair_evidence(place);
    let mut threats = policy.probabilities(&evidence, band);
    let played =
        evidence.said[SignalKind::Play.index()].max(evidence.heard[SignalKind::Play.index()]) >= PLAYED;
    let threatened = explicit && !played;
    if participant.role == Role::Protected {
        // The owner grooms nobody here; their threats are taken seriously when they are explicit and want something:
        // children quote, joke and quarrel.
        threats[Threat::Grooming.index()] = 0.0;
        let threatens = evidence.said[SignalKind::ExposureThreat.index()] >= EXPLICIT;
        if !(threatens && demands(&evidence) && !played) {
            threats = threats.map(|threat| threat.min(ALERT_AT / 2.0));
        }
    }
    if threatened {
        let (_, coerced) = leading(&threats, 1);
        let threat = &mut threats[coerced.index()];
        *threat = threat.max(EXPLICIT_PROBABILITY);
    }
    // A friend's disclosure is believed as far as it is plain, unless this is a talk about the subject.
    let told = evidence.said[SignalKind::ThirdPartyDisclosure.index()];
    let lesson = evidence.said[SignalKind::ThirdPartyTalk.index()]
        .max(evidence.heard[SignalKind::ThirdPartyTalk.index()]);
    if participant.role != Role::Protected && lesson < LESSON && !played {
        let (_, coerced) = leading(&threats, 1);
        let threat = &mut threats[coerced.index()];
        *threat = threat.max(DISCLOSURE_WORTH * told);
    }
    let (_, threat) = leading(&threats, 0);
    let shares = policy.shares(&evidence, threat);
    let concern = match participant.role {
        Role::Protected => Concern::ProtectedPerson,
        _ if shares.told > shares.own => Concern::ThirdParty,
        _ => Concern::Contact,
    };
    let corroborated = (participant.role != Role::Unknown && traces(&evidence) >= TRACES)
        || evidence.said[SignalKind::ExposureThreat.index()] >= EXPLICIT
        || concern == Concern::ThirdParty
        || active_groups(&evidence.said) + usize::from(reacts(&evidence)) >= GROUPS_BY_WORDING;
    Hypothesis { place, threats, concern, corroborated, evidence }
}

/// How many different things were seen: moves of the sender, reactions of the other side. The model's trend is none.
fn traces(evidence: &PairEvidence) -> usize {
    SignalKind::ALL
        .iter()
        .filter(|kind| {
            let at = kind.index();
            match kind.group() {
                Group::Calming | Group::Scam => false,
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

/// Whether the other side pleads or despairs.
fn reacts(evidence: &PairEvidence) -> bool {
    [SignalKind::VictimPlea, SignalKind::Distress].iter().any(|kind| evidence.heard[kind.index()] >= 0.4)
}

impl Hypothesis {
    fn leading(&self) -> (f32, Threat) {
        leading(&self.threats, 0)
    }

    /// For the choice of the worst: an uncorroborated suspicion never hides a corroborated one.
    fn weight(&self) -> f32 {
        let (score, _) = self.leading();
        if self.corroborated { score } else { score.min(ALERT_AT - f32::EPSILON) }
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

/// Whether a message threatens, in so many words and in the sender's own name, to expose someone.
fn explicit(signals: &[Signal]) -> bool {
    signals.iter().any(|signal| {
        signal.kind == SignalKind::ExposureThreat && !signal.reported && signal.score >= EXPLICIT
    })
}

fn reasons(signals: &[Signal]) -> Vec<String> {
    let mut by_score: Vec<&Signal> =
        signals.iter().filter(|signal| signal.kind.group() != Group::Calming).collect();
    by_score.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut reasons: Vec<String> = Vec::new();
    for signal in by_score {
        if let Source::Rule(rule) = &signal.source
            && !reasons.contains(&rule.reason)
        {
            reasons.push(rule.reason.clone());
        }
    }
    reasons
}

impl Conversation {
    /// Adds a message's signals to the memory of its sender.
    pub(crate) fn take_in(&mut self, place: usize, role: Role, signals: &[Signal]) {
        let now = self.now();
        let participant = &mut self.participants[place];
        if role != Role::Unknown {
            participant.role = role;
        }
        participant.messages = participant.messages.saturating_add(1);
        let mut kinds = 0u64;
        for signal in signals {
            let memory = if signal.reported { &mut participant.told } else { &mut participant.said };
            memory.add(signal.kind, signal.score, now);
            kinds |= 1 << signal.kind.index();
        }
        participant.told.bound_told(now);
        participant.push_recent(kinds);
    }

    /// Follows the model's view of a participant.
    pub(crate) fn follow(&mut self, place: usize, reading: &Reading) {
        let participant = &mut self.participants[place];
        if reading.as_contact.is_finite() && reading.as_protected.is_finite() {
            participant.as_contact.add(reading.as_contact);
            participant.as_protected.add(reading.as_protected);
        }
    }

    /// The kinds that anyone but this participant showed a moment ago, as bits.
    pub(crate) fn recent_of_others(&self, place: usize) -> u64 {
        let others = self.participants.iter().enumerate().filter(|(other, _)| *other != place);
        others.fold(0, |kinds, (_, participant)| kinds | participant.recent_kinds())
    }

    /// What is known about a sender and those they write to.
    pub(crate) fn pair_evidence(&self, place: usize) -> PairEvidence {
        let now = self.now();
        let participant = &self.participants[place];
        let protected = |other: &Participant| other.role == Role::Protected;
        let one_is_protected = self.participants.iter().any(protected) && !protected(participant);
        let mut heard = [0.0f32; SignalKind::COUNT];
        let start = Trends::START;
        let mut trends = Trends {
            said: participant.as_contact.long().unwrap_or(start),
            said_lately: participant.as_contact.short().unwrap_or(start),
            heard: start,
            heard_lately: start,
        };
        for (other, listener) in self.participants.iter().enumerate() {
            if other == place || (one_is_protected && !protected(listener)) {
                continue;
            }
            // Without roles anyone may be the one to protect: the most worrying counts.
            if let (Some(long), Some(short)) = (listener.as_protected.long(), listener.as_protected.short()) {
                let first = trends.heard == start && trends.heard_lately == start;
                trends.heard = if first { long } else { trends.heard.max(long) };
                trends.heard_lately = if first { short } else { trends.heard_lately.max(short) };
            }
            for (most, level) in heard.iter_mut().zip(listener.said.levels(now)) {
                *most = most.max(level);
            }
        }
        PairEvidence { said: participant.said.levels(now), heard, told: participant.told.levels(now), trends }
    }
}

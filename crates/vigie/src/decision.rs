//! One conversation and a policy → an assessment: who worries us, how much, and is this the moment?

use crate::assessment::{Assessment, Concern, Coverage, RiskLevel};
use crate::conversation::Conversation;
use crate::guidance::{self, Audience, Situation, Worst};
use crate::hypothesis::{Hypothesis, hypotheses};
use crate::message::Role;
use crate::policy::{ALERT_AT, Policy};
use crate::signal::{Group, Signal, Source};
use crate::threatening::{New, Threatening};

/// After an acknowledgement, the probability must grow by this much (in 1/255) to alert again.
const NEW_ALERT_MARGIN: u8 = 13;

/// Decides after a new message.
pub(crate) fn decide(
    conversation: &mut Conversation,
    policy: &Policy,
    new: &New<'_>,
    coverage: Coverage,
) -> Assessment {
    let threatening = new.threatening();
    let facts = &mut conversation.participants[new.place].facts;
    if matches!(threatening, Threatening::Openly | Threatening::Aside) {
        facts.dismissed = 0;
        facts.threatens_member |= threatening == Threatening::Aside;
    }
    let hypotheses = hypotheses(conversation, policy, Some(new));
    let mut assessment = summary(conversation, policy, &hypotheses, Some(new), coverage);
    for hypothesis in &hypotheses {
        let (score, threat) = hypothesis.leading();
        if score < ALERT_AT || !hypothesis.corroborated {
            continue;
        }
        let explicit = hypothesis.place == new.place && threatening != Threatening::No;
        let participant = &mut conversation.participants[hypothesis.place];
        let alerted = &mut participant.alerted;
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
            participant.facts.third_party = hypothesis.concern == Concern::ThirdParty;
        }
    }
    assessment.alerting = conversation.is_alerting();
    debug_assert!(!assessment.alert || assessment.moment.is_some(), "an alert without a moment");
    assessment.reasons = reasons(new.signals);
    assessment
}

/// How the conversation stands when nothing new came.
pub(crate) fn standing(conversation: &Conversation, policy: &Policy, coverage: Coverage) -> Assessment {
    let hypotheses = hypotheses(conversation, policy, None);
    summary(conversation, policy, &hypotheses, None, coverage)
}

fn summary(
    conversation: &Conversation,
    policy: &Policy,
    hypotheses: &[Hypothesis],
    new: Option<&New<'_>>,
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
        moment: None,
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
    let participant = &conversation.participants[worst.place];
    // Help that nobody has seen yet is still due, whatever was said since.
    let threat = if worst.alerting && assessment.level < RiskLevel::High {
        assessment.level = RiskLevel::High;
        worst.leading_of(participant.alerted.waiting)
    } else {
        threat
    };
    assessment.concern = worst.concern;
    if assessment.level > RiskLevel::Minimal && worst.acts(participant) {
        let speaks = new.filter(|new| new.place == worst.place && new.threatening() != Threatening::No);
        assessment.about = match (participant.is_shared(), speaks) {
            (false, _) => Some(participant.key),
            (true, speaks) => speaks.map(|new| new.sender),
        };
    }
    assessment.stage = policy.stage(&worst.evidence, threat);
    let due = crate::detector::shows_help(assessment.level) || assessment.alerting;
    let situation = Situation {
        role: new.map_or(Role::Unknown, |new| conversation.participants[new.place].role),
        signals: new.map_or(&[], |new| new.signals),
        worst: due.then_some(Worst {
            role: participant.role,
            threat,
            concern: worst.concern,
            evidence: &worst.evidence,
        }),
    };
    if let Some(moment) = guidance::of_situation(&situation) {
        assessment.show(
            moment,
            threat,
            Audience::of_band(conversation.age_band.unwrap_or(policy.age_band())),
        );
    }
    assessment
}

pub(crate) fn reasons(signals: &[Signal]) -> Vec<String> {
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

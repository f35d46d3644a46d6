//! From evidence to probabilities, and from probabilities to a decision.
//!
//! The two stay apart: the weights (`policy/weights.toml`, fitted; see `docs/defaults.md`) give a calibrated
//! probability per threat; the preset says at which probability help is shown.

mod weights;

use serde::Deserialize;

use crate::assessment::{RiskLevel, Threat};
use crate::classifier::Outlook;
use crate::conversation::Levels;
use crate::error::Error;
use crate::message::AgeBand;
use crate::signal::{Group, SignalKind};
use crate::signed::{Content, Keyring, Signed};
use weights::WeightsSchema;

/// How early help is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sensitivity {
    /// Fewer alerts: for chats among adults and moderators' queues.
    Low,
    /// The default.
    #[default]
    Standard,
    /// Earlier alerts, and more of them in vain.
    High,
}

/// Everything that turns evidence into a decision.
#[derive(Debug, Clone)]
pub struct Policy {
    weights: [ThreatWeights; 4],
    outlook: Option<OutlookWeights>,
    /// The age band assumed until a message tells it.
    age_band: AgeBand,
    sensitivity: Sensitivity,
}

#[derive(Debug, Clone)]
struct ThreatWeights {
    bias: f32,
    said: Levels,
    heard: Levels,
    told: Levels,
    pairs: [f32; PAIRS],
}

/// Pairs of the seven tactic groups.
const PAIRS: usize = 21;
/// What moves the log-odds of grooming by age band. A child under 13 has no business with most of these moves;
/// an adult is no victim of grooming in the sense of the word. Argued in `docs/defaults.md`.
const BAND_SHIFT: [f32; 4] = [0.4, 0.0, -0.4, -3.0];
/// What moves the log-odds of every threat by sensitivity.
const SENSITIVITY_SHIFT: [f32; 3] = [-0.8, 0.0, 0.8];
/// The probabilities at which a level starts. `High` is where help is shown.
const LEVELS: [(f32, RiskLevel); 4] = [
    (0.90, RiskLevel::Critical),
    (ALERT_AT, RiskLevel::High),
    (0.30, RiskLevel::Medium),
    (0.10, RiskLevel::Low),
];
/// The probability from which an alert is raised.
pub(crate) const ALERT_AT: f32 = 0.6;
/// The same as log-odds.
const ALERT_LOGIT: f32 = 0.405_465;
/// The conversation model sees no danger where its alarm lies this far below where help is shown, in log-odds.
const DOUBT: f32 = 1.5;
/// A group counts as active, as one that corroborates, from this level.
pub(crate) const ACTIVE: f32 = 0.35;

/// What is known about one sender and the person they write to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PairEvidence {
    /// What the sender said.
    pub(crate) said: Levels,
    /// What the other side said to them.
    pub(crate) heard: Levels,
    /// What the sender told of others' words.
    pub(crate) told: Levels,
    /// Where the conversation model sees the sender going.
    pub(crate) outlook: Outlook,
    /// Nobody but them has written.
    pub(crate) alone: bool,
    /// The sender is the protected person, who may threaten others.
    pub(crate) protected: bool,
    /// The host says that the sender is somebody else.
    pub(crate) contact: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self::preset(AgeBand::default(), Sensitivity::default())
    }
}

impl Policy {
    /// The shipped weights under a preset.
    ///
    /// # Panics
    /// Never: the shipped weights are parsed by a test.
    pub fn preset(age_band: AgeBand, sensitivity: Sensitivity) -> Self {
        Self::from_toml(include_str!("policy/weights.toml"), age_band, sensitivity).unwrap_or_else(|_| Self {
            weights: std::array::from_fn(|_| ThreatWeights::zero()),
            outlook: None,
            age_band,
            sensitivity,
        })
    }

    /// Weights that were fetched: see [`Signed`](crate::Signed). Whatever they say, an explicit threat to expose someone
    /// that demands something alerts: that is decided apart from them.
    ///
    /// # Errors
    /// When the signature or the floor refuses them, and as [`from_toml`](Self::from_toml).
    pub fn from_signed(
        bytes: &[u8],
        keyring: &Keyring,
        age_band: AgeBand,
        sensitivity: Sensitivity,
    ) -> Result<Self, Error> {
        let signed = Signed::open(bytes, Content::Weights, keyring)?;
        let text = std::str::from_utf8(signed.payload()).map_err(Error::policy)?;
        Self::from_toml(text, age_band, sensitivity)
    }

    /// Weights of the host's own.
    ///
    /// # Errors
    /// When the text names an unknown kind, group or field, or a number is not finite.
    pub fn from_toml(text: &str, age_band: AgeBand, sensitivity: Sensitivity) -> Result<Self, Error> {
        let schema: WeightsSchema = toml::from_str(text).map_err(|fault| Error::policy(fault.message()))?;
        let weights = [
            ThreatWeights::read(&schema.grooming)?,
            ThreatWeights::read(&schema.sextortion_content)?,
            ThreatWeights::read(&schema.sextortion_money)?,
            ThreatWeights::read(&schema.exposure)?,
        ];
        let outlook = schema.outlook;
        if outlook.is_some_and(|outlook| outlook.numbers().iter().any(|number| !number.is_finite())) {
            return Err(Error::policy("outlook: a weight is not a finite number"));
        }
        Ok(Self { weights, outlook, age_band, sensitivity })
    }

    /// The age band assumed until a message tells it.
    pub fn age_band(&self) -> AgeBand {
        self.age_band
    }

    /// Probability per threat, in the order of [`Threat::ALL`].
    pub(crate) fn probabilities(&self, evidence: &PairEvidence, band: AgeBand) -> [f32; 4] {
        let logits = self.rule_logits(evidence, band);
        let shift = SENSITIVITY_SHIFT[self.sensitivity as usize];
        // Of the protected person it speaks only to warn: most of what they say is somebody else's doing.
        let speaks = |outlook: &OutlookWeights| {
            evidence.outlook != Outlook::START && (!evidence.protected || outlook.margin(evidence) >= 0.0)
        };
        let Some(outlook) = self.outlook.filter(speaks) else {
            return logits.map(probability);
        };
        // The model says how likely it is that now is the moment; both say of what.
        let names: [f32; 4] =
            std::array::from_fn(|index| evidence.outlook.threats[index] + outlook.naming * logits[index]);
        let likeliest = names.iter().copied().fold(f32::MIN, f32::max);
        let alarm = outlook.slope * outlook.margin(evidence) + ALERT_LOGIT + shift;
        std::array::from_fn(|index| {
            let band = if index == Threat::Grooming.index() { BAND_SHIFT[band as usize] } else { 0.0 };
            let seen = probability(alarm + band) * (names[index] - likeliest).exp();
            seen.max(probability(logits[index] - outlook.rules))
        })
    }

    /// Whether an alert would be raised on what rules and the message model saw, without the conversation model.
    pub(crate) fn rules_alert(&self, evidence: &PairEvidence, band: AgeBand) -> bool {
        self.rule_logits(evidence, band).iter().any(|logit| *logit >= ALERT_LOGIT)
    }

    fn rule_logits(&self, evidence: &PairEvidence, band: AgeBand) -> [f32; 4] {
        let groups = group_levels(&evidence.said);
        let shift = SENSITIVITY_SHIFT[self.sensitivity as usize];
        let mut logits = self.weights.each_ref().map(|weights| weights.logit(evidence, &groups) + shift);
        logits[Threat::Grooming.index()] += BAND_SHIFT[band as usize];
        logits
    }

    /// Whether the conversation model alone would warn of the sender.
    pub(crate) fn warns(&self, evidence: &PairEvidence) -> bool {
        self.outlook.is_some_and(|outlook| outlook.margin(evidence) >= 0.0)
    }

    /// Whether the conversation model sees no danger in the sender.
    pub(crate) fn doubts(&self, evidence: &PairEvidence) -> bool {
        let shift = SENSITIVITY_SHIFT[self.sensitivity as usize];
        evidence.outlook != Outlook::START
            && self
                .outlook
                .is_some_and(|outlook| outlook.slope * (outlook.margin(evidence) + DOUBT) + shift < 0.0)
    }

    /// How much of a threat's log-odds comes from what was told of others, and how much from the sender's own moves.
    pub(crate) fn shares(&self, evidence: &PairEvidence, threat: Threat) -> Shares {
        let weights = &self.weights[threat.index()];
        let mut shares = Shares { own: 0.0, told: 0.0 };
        for kind in SignalKind::ALL {
            let at = kind.index();
            let said = weights.said[at].max(0.0) * evidence.said[at];
            if kind.group() == Group::Victim || *kind == SignalKind::ShameAccount {
                shares.told += said;
            } else {
                shares.own += said;
            }
            shares.told += weights.told[at].max(0.0) * evidence.told[at];
            if matches!(
                kind,
                SignalKind::ThirdPartyDisclosure | SignalKind::HelpSeeking | SignalKind::ShameAccount
            ) {
                shares.told += weights.heard[at].max(0.0) * evidence.heard[at];
            }
        }
        shares
    }

    /// The level of a probability.
    pub(crate) fn level(probability: f32) -> RiskLevel {
        LEVELS.iter().find(|(least, _)| probability >= *least).map_or(RiskLevel::Minimal, |(_, level)| *level)
    }

    /// The tactic group that adds most to a threat.
    pub(crate) fn stage(&self, evidence: &PairEvidence, threat: Threat) -> Group {
        let weights = &self.weights[threat.index()];
        let mut shares = [0.0f32; Group::TACTICS.len()];
        for kind in SignalKind::ALL {
            if let Some(share) = shares.get_mut(kind.group() as usize) {
                *share += weights.said[kind.index()].max(0.1) * evidence.said[kind.index()];
            }
        }
        let shares = Group::TACTICS.into_iter().zip(shares);
        let most = shares.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        most.map_or(Group::Contact, |(group, _)| group)
    }
}

/// See [`Policy::shares`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares {
    pub(crate) own: f32,
    pub(crate) told: f32,
}

fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// How many independent tactic groups are active.
pub(crate) fn active_groups(said: &Levels) -> usize {
    group_levels(said).iter().filter(|level| **level >= ACTIVE).count()
}

/// The noisy or of a group's kinds.
pub(crate) fn group_levels(said: &Levels) -> [f32; 7] {
    let mut absent = [1.0f32; 7];
    for kind in SignalKind::ALL {
        let group = kind.group() as usize;
        if group < absent.len() {
            absent[group] *= 1.0 - said[kind.index()];
        }
    }
    absent.map(|absent| 1.0 - absent)
}

impl ThreatWeights {
    fn zero() -> Self {
        Self {
            bias: -20.0,
            said: [0.0; SignalKind::COUNT],
            heard: [0.0; SignalKind::COUNT],
            told: [0.0; SignalKind::COUNT],
            pairs: [0.0; PAIRS],
        }
    }

    fn logit(&self, evidence: &PairEvidence, groups: &[f32; 7]) -> f32 {
        let dot = |weights: &Levels, levels: &Levels| -> f32 {
            weights.iter().zip(levels).map(|(weight, level)| weight * level).sum()
        };
        let mut logit = self.bias
            + dot(&self.said, &evidence.said)
            + dot(&self.heard, &evidence.heard)
            + dot(&self.told, &evidence.told);
        let mut pair = 0;
        for one in 0..groups.len() {
            for other in one + 1..groups.len() {
                logit += self.pairs[pair] * groups[one] * groups[other];
                pair += 1;
            }
        }
        logit
    }
}

/// What a conversation model's outlook is worth. Without one, or without this table, rules stand alone.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutlookWeights {
    /// The alarm at which help is shown.
    alarm_at: f32,
    /// The same where one sender is all there is.
    alone_at: f32,
    /// The same where the host says that this one is a contact: nobody to protect is accused. Without it, `alone_at`.
    contact_at: Option<f32>,
    /// The same about the protected person, who may threaten others.
    owner_at: f32,
    /// Log-odds for each unit of the alarm.
    slope: f32,
    /// How much the rules' log-odds of a threat count, against the model's log-probability, when the threat is named.
    naming: f32,
    /// What the rules' own log-odds are lowered by: the model has seen their signals too.
    rules: f32,
}

impl OutlookWeights {
    fn numbers(&self) -> [f32; 7] {
        let contact_at = self.contact_at.unwrap_or(self.alone_at);
        [self.alarm_at, self.alone_at, contact_at, self.owner_at, self.slope, self.naming, self.rules]
    }

    /// How far the alarm is beyond where help is shown.
    fn margin(&self, evidence: &PairEvidence) -> f32 {
        let least = match evidence {
            // Nobody is there whom they could threaten.
            PairEvidence { alone: true, protected: true, .. } => f32::INFINITY,
            PairEvidence { alone: true, contact: true, .. } => self.contact_at.unwrap_or(self.alone_at),
            PairEvidence { alone: true, .. } => self.alone_at,
            PairEvidence { protected: true, .. } => self.owner_at,
            _ => self.alarm_at,
        };
        evidence.outlook.alarm - least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_weights_parse() {
        let text = include_str!("policy/weights.toml");
        Policy::from_toml(text, AgeBand::default(), Sensitivity::default()).unwrap();
    }

    #[test]
    fn who_is_known_as_a_contact_has_an_alarm_of_their_own() {
        let read = |more: &str| -> OutlookWeights {
            let rest = "alarm_at = 1\nowner_at = 2\nslope = 1\nnaming = 1\nrules = 0";
            toml::from_str(&format!("alone_at = 3\n{more}\n{rest}")).unwrap()
        };
        let evidence = |alone, contact| PairEvidence {
            said: [0.0; SignalKind::COUNT],
            heard: [0.0; SignalKind::COUNT],
            told: [0.0; SignalKind::COUNT],
            outlook: Outlook::new(2.5, [0.0; 4], 0.0),
            alone,
            protected: false,
            contact,
        };
        let (with, without) = (read("contact_at = 2"), read(""));
        for (weights, alone, contact, margin) in [
            (&with, true, true, 0.5),
            (&with, true, false, -0.5),
            (&with, false, true, 1.5),
            (&without, true, true, -0.5),
        ] {
            assert_eq!(weights.margin(&evidence(alone, contact)), margin, "{alone} {contact}");
        }
        let text = include_str!("policy/weights.toml");
        let broken = format!(
            "[outlook]\ncontact_at = nan\nalone_at = 3\nalarm_at = 1\nowner_at = 2\nslope = 1\nnaming = 1\nrules = 0\n{text}"
        );
        let error = Policy::from_toml(&broken, AgeBand::default(), Sensitivity::default()).unwrap_err();
        assert!(error.to_string().contains("finite"), "{error}");
    }

    #[test]
    fn unknown_names_are_refused() {
        let text = include_str!("policy/weights.toml").replacen("secrecy", "secrets", 1);
        let error = Policy::from_toml(&text, AgeBand::default(), Sensitivity::default()).unwrap_err();
        assert!(error.to_string().contains("secrets"), "{error}");
    }
}

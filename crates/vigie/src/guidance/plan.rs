//! Which advice fits a moment, in which order, and what each piece of it lets the person do. Data: `plan.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use super::moment::{Audience, Moment, names};
use crate::assessment::Threat;
use crate::error::Error;

names! {
    /// What a step does when it is tapped. A step without an action is something to know.
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    Action, "action":
    /// Call a line.
    Call "call";
    /// Write to one.
    Chat "chat";
    /// Block the contact.
    Block "block";
    /// Keep the messages and the profile, never the intimate picture.
    KeepEvidence "keep_evidence";
    /// Have a picture or an account taken down.
    TakeDown "take_down";
    /// Report to the platform, the national channel, the police.
    Report "report";
    /// Tell an adult.
    TellAnAdult "tell_an_adult";
}

names! {
    /// What a step needs a line for.
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    Need, "need":
    /// Somebody to talk to about this.
    Talk "talk";
    /// Somebody to talk to now, about not wanting to live.
    Crisis "crisis";
    /// Where to report it.
    Report "report";
    /// Where to have pictures taken down.
    Remove "remove";
    /// Where to report a scam.
    Scam "scam";
    /// Somebody is in danger now.
    Emergency "emergency";
}

/// One piece of advice.
pub(super) struct Advice {
    pub(super) key: String,
    pub(super) action: Option<Action>,
    pub(super) need: Option<Need>,
}

/// The keys for a moment, in the order in which to show them, one at a time.
pub(crate) fn advice(moment: Moment, threat: Threat, audience: Audience) -> Vec<&'static str> {
    steps(moment, threat, audience).iter().map(|step| step.key.as_str()).collect()
}

/// The same with what each does.
pub(super) fn steps(moment: Moment, threat: Threat, audience: Audience) -> Vec<&'static Advice> {
    let plans = || PLAN.moments.iter().filter(|plan| plan.moment == moment);
    let Some(plan) = plans()
        .find(|plan| plan.threat == Some(threat))
        .or_else(|| plans().find(|plan| plan.threat.is_none()))
    else {
        return Vec::new();
    };
    let keys = if audience == Audience::Parent { &plan.parent } else { &plan.young };
    keys.iter().filter_map(|key| PLAN.advice.iter().find(|advice| &advice.key == key)).collect()
}

/// The piece of advice of a key.
pub(super) fn piece(key: &str) -> Option<&'static Advice> {
    PLAN.advice.iter().find(|advice| advice.key == key)
}

/// Every key, for the checks of the words.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    PLAN.advice.iter().map(|advice| advice.key.as_str())
}

/// For whom a key is used: the young, parents.
pub(super) fn readers(key: &str) -> (bool, bool) {
    let uses = |keys: &[String]| keys.iter().any(|other| other == key);
    let moments = || PLAN.moments.iter();
    (moments().any(|plan| uses(&plan.young)), moments().any(|plan| uses(&plan.parent)))
}

struct Plan {
    advice: Vec<Advice>,
    moments: Vec<MomentPlan>,
}

struct MomentPlan {
    moment: Moment,
    threat: Option<Threat>,
    young: Vec<String>,
    parent: Vec<String>,
}

/// Parsed once. A test reads it; were it damaged all the same, no advice is better than no assessment.
static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    read(include_str!("plan.toml")).unwrap_or(Plan { advice: Vec::new(), moments: Vec::new() })
});

fn read(text: &str) -> Result<Plan, Error> {
    let document: Document = toml::from_str(text).map_err(|fault| Error::guidance(fault.message()))?;
    let advice = document
        .advice
        .into_iter()
        .map(|(key, does)| Advice { key, action: does.action, need: does.need })
        .collect();
    let moments = document
        .moment
        .into_iter()
        .map(|plan| {
            let threat = plan.threat.as_deref().map(threat_named).transpose()?;
            Ok(MomentPlan { moment: plan.name.parse()?, threat, young: plan.young, parent: plan.parent })
        })
        .collect::<Result<_, Error>>()?;
    let plan = Plan { advice, moments };
    for key in plan.moments.iter().flat_map(|plan| plan.young.iter().chain(&plan.parent)) {
        if !plan.advice.iter().any(|advice| &advice.key == key) {
            return Err(Error::guidance(format!("plan: {key:?} is no advice")));
        }
    }
    Ok(plan)
}

pub(super) fn threat_named(name: &str) -> Result<Threat, Error> {
    Threat::ALL
        .into_iter()
        .find(|threat| threat.as_str() == name)
        .ok_or_else(|| Error::guidance("no such threat"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    advice: BTreeMap<String, Does>,
    moment: Vec<MomentDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Does {
    action: Option<Action>,
    need: Option<Need>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MomentDocument {
    name: String,
    threat: Option<String>,
    young: Vec<String>,
    parent: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_has_a_plan_for_every_reader() {
        let plan = read(include_str!("plan.toml")).unwrap();
        for &moment in Moment::ALL {
            assert!(
                plan.moments.iter().any(|plan| plan.moment == moment && plan.threat.is_none()),
                "{moment} has no plan for any threat"
            );
            for threat in Threat::ALL {
                for &audience in Audience::ALL {
                    assert!(!advice(moment, threat, audience).is_empty(), "{moment}, {audience}");
                }
            }
        }
    }

    #[test]
    fn every_piece_of_advice_is_used() {
        for key in keys() {
            let (young, parent) = readers(key);
            assert!(young || parent, "{key} is never shown");
        }
    }

    #[test]
    fn despair_puts_the_crisis_line_first() {
        for threat in Threat::ALL {
            for &audience in Audience::ALL {
                for moment in [Moment::Despair, Moment::FriendInDespair] {
                    assert_eq!(advice(moment, threat, audience)[0], "crisis_line");
                }
            }
        }
    }
}

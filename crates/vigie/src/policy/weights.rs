//! Weights as a document has them, by the names of kinds and groups.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{OutlookWeights, ThreatWeights};
use crate::error::Error;
use crate::signal::{Group, SignalKind};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeightsSchema {
    pub(super) outlook: Option<OutlookWeights>,
    pub(super) grooming: ThreatSchema,
    pub(super) sextortion_content: ThreatSchema,
    pub(super) sextortion_money: ThreatSchema,
    pub(super) exposure: ThreatSchema,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThreatSchema {
    bias: f32,
    #[serde(default)]
    said: BTreeMap<String, f32>,
    #[serde(default)]
    heard: BTreeMap<String, f32>,
    #[serde(default)]
    told: BTreeMap<String, f32>,
    #[serde(default)]
    pairs: BTreeMap<String, f32>,
}

impl ThreatWeights {
    pub(super) fn read(schema: &ThreatSchema) -> Result<Self, Error> {
        let mut weights = Self { bias: schema.bias, ..Self::zero() };
        for (table, levels) in [
            (&schema.said, &mut weights.said),
            (&schema.heard, &mut weights.heard),
            (&schema.told, &mut weights.told),
        ] {
            for (name, &weight) in table {
                let kind: SignalKind =
                    name.parse().map_err(|unknown| Error::policy(format!("{name:?}: {unknown}")))?;
                levels[kind.index()] = weight;
            }
        }
        for (name, &weight) in &schema.pairs {
            let pair =
                pair_index(name).ok_or_else(|| Error::policy(format!("{name:?}: no such pair of groups")))?;
            weights.pairs[pair] = weight;
        }
        let all = weights
            .said
            .iter()
            .chain(&weights.heard)
            .chain(&weights.told)
            .chain(&weights.pairs)
            .chain([&weights.bias]);
        if all.into_iter().any(|weight| !weight.is_finite()) {
            return Err(Error::policy("a weight is not a finite number"));
        }
        Ok(weights)
    }
}

/// The place of `isolation+approach` among the pairs, in either order.
fn pair_index(name: &str) -> Option<usize> {
    let (one, other) = name.split_once('+')?;
    let place = |name: &str| Group::TACTICS.iter().position(|group| group.as_str() == name);
    let (one, other) = (place(one)?, place(other)?);
    let (one, other) = (one.min(other), one.max(other));
    (one != other).then(|| (0..one).map(|row| 6 - row).sum::<usize>() + other - one - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PAIRS;

    #[test]
    fn pairs_have_places_of_their_own() {
        let mut seen = std::collections::BTreeSet::new();
        for (index, one) in Group::TACTICS.iter().enumerate() {
            for other in &Group::TACTICS[index + 1..] {
                let name = format!("{}+{}", other.as_str(), one.as_str());
                assert!(seen.insert(pair_index(&name).unwrap()));
            }
        }
        assert_eq!(seen.len(), PAIRS);
        assert_eq!(seen.last(), Some(&(PAIRS - 1)));
        assert_eq!(pair_index("trust+trust"), None);
    }
}

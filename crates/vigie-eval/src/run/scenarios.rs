//! Written conversations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Candidate, Ranking};
use crate::metrics::calibration::{self, Bin};
use crate::metrics::ranking::Scored;
use crate::report::Tally;
use crate::scenario::{Label, Roles, Scenario};

/// The figures of one system on all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioFigures {
    /// `given` or `withheld`.
    pub roles: String,
    /// All, then each language, threat label and style.
    pub groups: Vec<Group>,
    /// How the highest score of each conversation tells dangerous from ordinary ones.
    pub ranking: Ranking,
    /// Whether that score is a probability; none for a baseline, whose score is no such thing.
    pub calibration: Option<Calibration>,
    /// For each alert in a dangerous conversation, how many messages after the due one it came; negative: before.
    pub after_due: Vec<i64>,
}

/// The counts of some of the conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// `all`, `language`, `label` or `style`.
    pub by: String,
    /// Which language, label or style; `all` of all.
    pub name: String,
    /// The counts.
    pub tally: Tally,
}

/// How true the scores are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// See [`calibration::expected_calibration_error`].
    pub error: f64,
    /// See [`calibration::brier`].
    pub brier: f64,
    /// See [`calibration::reliability`].
    pub bins: Vec<Bin>,
}

pub(super) fn measure(candidate: &Candidate<'_>, scenarios: &[Scenario], roles: Roles) -> ScenarioFigures {
    let mut groups: BTreeMap<(u8, &str, &str), Tally> = BTreeMap::new();
    let mut scored = Vec::new();
    let mut after_due = Vec::new();
    for scenario in scenarios {
        let mut reader = candidate.system.reader();
        let (mut highest, mut alerted, mut named) = (0_f64, None, None);
        for (index, message) in scenario.messages(roles).enumerate() {
            let reading = reader.read(&message);
            highest = highest.max(reading.score);
            if reading.alert && alerted.is_none() {
                alerted = Some(index);
                named = reading.named;
            }
        }
        let verdict = scenario.verdict(alerted, named);
        let style = if scenario.style.is_empty() { "unnamed" } else { &scenario.style };
        for key in [
            (0, "all", "all"),
            (1, "language", scenario.lang.as_str()),
            (2, "label", scenario.label.as_str()),
            (3, "style", style),
        ] {
            groups.entry(key).or_default().add(&verdict);
        }
        scored.push(Scored { score: highest, positive: scenario.label != Label::Benign });
        if let (true, Some(at), Some(due)) = (scenario.label != Label::Benign, alerted, scenario.alert_at) {
            after_due.push(at as i64 - due as i64);
        }
    }
    let error = calibration::expected_calibration_error(&scored).filter(|_| candidate.detector);
    let calibration = error.zip(calibration::brier(&scored)).map(|(error, brier)| Calibration {
        error,
        brier,
        bins: calibration::reliability(&scored),
    });
    ScenarioFigures {
        roles: if roles == Roles::Given { "given" } else { "withheld" }.to_owned(),
        groups: groups
            .into_iter()
            .map(|((_, by, name), tally)| Group { by: by.to_owned(), name: name.to_owned(), tally })
            .collect(),
        ranking: Ranking::new(&scored),
        calibration,
        after_due,
    }
}

//! A run beside a stored one: what got worse.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Measured, Run, SCHEMA};
use crate::metrics::early::Early;
use crate::report::Tally;

/// Groups with fewer conversations are not compared: one of five is no change of 0.2.
pub const LEAST_COMPARED: usize = 10;

/// Which way a figure should move, and in what it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// In [0, 1], the higher the better. The tolerance is taken as it is.
    Higher,
    /// In [0, 1], the lower the better.
    Lower,
    /// A number in 10,000 messages, the lower the better. The tolerance is a share of the stored rate.
    LowerRate,
}

/// A figure that got worse by more than the tolerance.
#[derive(Debug, Clone, PartialEq)]
pub struct Worse {
    /// Which.
    pub figure: String,
    /// Before.
    pub stored: f64,
    /// Now; none: it was not measured, which is no success.
    pub now: Option<f64>,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// How many figures were compared.
    pub compared: usize,
    /// What got worse.
    pub worse: Vec<Worse>,
    /// Files that only one of the runs has, or that held another number of conversations.
    pub other_data: Vec<String>,
}

/// Compares the first system of each. Whatever the stored run has is looked at; what only the new one has is not.
///
/// # Errors
/// When the stored run has another schema.
pub fn compare(stored: &Run, now: &Run, tolerance: f64) -> Result<Comparison, String> {
    if stored.schema != SCHEMA {
        return Err(format!("the stored run has schema {}, not {SCHEMA}", stored.schema));
    }
    let figures = |run: &Run| run.systems.first().map(figures).unwrap_or_default();
    let (before, after) = (figures(stored), figures(now));
    let mut comparison = Comparison { compared: before.len(), ..Comparison::default() };
    for (figure, (old, better)) in before {
        let new = after.get(&figure).map(|(value, _)| *value);
        // A hair's breadth for sums of floating point numbers.
        let worse = new.is_none_or(|new| match better {
            Better::Higher => old - new > tolerance + 1e-9,
            Better::Lower => new - old > tolerance + 1e-9,
            Better::LowerRate => new - old > tolerance * old + 1e-9,
        });
        if worse {
            comparison.worse.push(Worse { figure, stored: old, now: new });
        }
    }
    let names = stored.data.keys().chain(now.data.keys().filter(|name| !stored.data.contains_key(*name)));
    comparison.other_data =
        names.filter(|name| stored.data.get(*name) != now.data.get(*name)).cloned().collect();
    Ok(comparison)
}

impl Comparison {
    /// As text: a table of what got worse, and a line.
    pub fn table(&self, tolerance: f64) -> String {
        let mut text = String::new();
        if !self.worse.is_empty() {
            let width = self.worse.iter().map(|one| one.figure.chars().count()).max().unwrap_or(0);
            let _ = writeln!(text, "{:width$}  stored     now", "worse");
            for one in &self.worse {
                let now = one.now.map_or("  none".to_owned(), |now| format!("{now:.4}"));
                let _ = writeln!(text, "{:width$}  {:.4}  {now}", one.figure, one.stored);
            }
        }
        for name in &self.other_data {
            let _ = writeln!(text, "not the same data: {name}");
        }
        let worse = self.worse.len();
        let _ = writeln!(text, "{worse} of {} figures worse by more than {tolerance}", self.compared);
        text
    }
}

type Figures = BTreeMap<String, (f64, Better)>;

/// Every figure that is compared, by its name.
fn figures(measured: &Measured) -> Figures {
    let mut figures = Figures::new();
    for set in &measured.scenarios {
        let here = format!("scenarios, roles {}", set.roles);
        for group in &set.groups {
            let name =
                if group.by == "all" { "all".to_owned() } else { format!("{} {}", group.by, group.name) };
            add_tally(&mut figures, &format!("{here}, {name}"), &group.tally);
        }
        add(&mut figures, &here, "AUC", set.ranking.auc, Better::Higher);
        add(&mut figures, &here, "average precision", set.ranking.average_precision, Better::Higher);
        let calibration = set.calibration.as_ref();
        let error = calibration.map(|calibration| calibration.error);
        add(&mut figures, &here, "calibration error", error, Better::Lower);
        add(&mut figures, &here, "Brier", calibration.map(|calibration| calibration.brier), Better::Lower);
    }
    for set in &measured.streams {
        let here = format!("streams, role {}", set.role);
        for corpus in &set.corpora {
            let name = format!("{here}, {}", corpus.name);
            add(&mut figures, &name, "alerts in 10,000", Some(corpus.rate()), Better::LowerRate);
        }
        if let Some(offenders) = &set.offenders {
            add_early(&mut figures, &format!("{here}, offenders against benign"), &offenders.early);
            add_early(&mut figures, &format!("{here}, offenders against decoys"), &offenders.against_decoys);
            let name = format!("{here}, offenders against decoys");
            add(&mut figures, &name, "AUC", offenders.decoy_auc, Better::Higher);
        }
    }
    if let Some(segments) = &measured.segments {
        add(&mut figures, "segments", "AUC", segments.ranking.auc, Better::Higher);
        add(
            &mut figures,
            "segments",
            "average precision",
            segments.ranking.average_precision,
            Better::Higher,
        );
    }
    figures
}

fn add_tally(figures: &mut Figures, name: &str, tally: &Tally) {
    if tally.dangerous >= LEAST_COMPARED {
        add(figures, name, "in time", Some(tally.in_time_share()), Better::Higher);
        add(figures, name, "missed", Some(tally.missed as f64 / tally.dangerous as f64), Better::Lower);
        let alerted = tally.dangerous > tally.missed;
        add(figures, name, "threat right", alerted.then(|| tally.threat_share()), Better::Higher);
        add(figures, name, "concern right", alerted.then(|| tally.concern_share()), Better::Higher);
    }
    if tally.benign >= LEAST_COMPARED {
        add(figures, name, "false alarms", Some(tally.false_alarm_share()), Better::Lower);
    }
}

fn add_early(figures: &mut Figures, name: &str, early: &Early) {
    add(figures, name, "alerted", early.recall, Better::Higher);
    add(figures, name, "precision", early.precision, Better::Higher);
    add(figures, name, "speed", early.speed, Better::Higher);
    add(figures, name, "latency-weighted F1", early.latency_weighted_f1, Better::Higher);
}

fn add(figures: &mut Figures, here: &str, what: &str, value: Option<f64>, better: Better) {
    if let Some(value) = value {
        figures.insert(format!("{here}: {what}"), (value, better));
    }
}

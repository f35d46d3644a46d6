//! The tables of a run, whatever they are written in.

use crate::metrics::early::{Early, WINDOW};
use crate::run::{Group, Measured, Run};

/// A table with a heading.
pub(super) struct Table {
    pub(super) title: String,
    /// One line on how to read it.
    pub(super) note: String,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

pub(super) fn tables(run: &Run) -> Vec<Table> {
    let mut tables = vec![data(run)];
    for measured in &run.systems {
        tables.extend(scenarios(measured));
    }
    tables.extend(scores(run));
    tables.extend(corpora(run));
    tables.extend(offenders(run));
    tables.extend(decoys(run));
    tables.extend(segments(run));
    tables.extend(calibration(run));
    tables
}

fn data(run: &Run) -> Table {
    Table {
        title: "Data".to_owned(),
        note: "Conversations or streams in each file.".to_owned(),
        head: vec!["file", "number"],
        rows: run.data.iter().map(|(name, count)| vec![name.clone(), count.to_string()]).collect(),
    }
}

fn scenarios(measured: &Measured) -> Vec<Table> {
    let tables = measured.scenarios.iter().map(|set| Table {
        title: format!("{} on written conversations, roles {}", measured.name, set.roles),
        note: "What became of dangerous conversations by their first alert, and how many ordinary ones had one. Threat \
               and concern: share of the alerts in dangerous conversations that named the right one."
            .to_owned(),
        head: vec![
            "group",
            "dangerous",
            "in time",
            "early",
            "late",
            "missed",
            "threat right",
            "concern right",
            "ordinary",
            "false alarms",
        ],
        rows: set.groups.iter().map(|group| row(group, measured.detector)).collect(),
    });
    tables.collect()
}

fn row(group: &Group, detector: bool) -> Vec<String> {
    let tally = &group.tally;
    let name = if group.by == "all" { "all".to_owned() } else { format!("{} {}", group.by, group.name) };
    let mut row = vec![name];
    if tally.dangerous == 0 {
        row.extend(vec!["0".to_owned()]);
        row.extend(vec!["–".to_owned(); 6]);
    } else {
        let named = |share: f64| {
            if detector && tally.dangerous > tally.missed { percent(share) } else { "–".to_owned() }
        };
        row.extend([
            tally.dangerous.to_string(),
            of(tally.in_time, tally.dangerous),
            tally.early.to_string(),
            tally.late.to_string(),
            tally.missed.to_string(),
            named(tally.threat_share()),
            named(tally.concern_share()),
        ]);
    }
    row.extend([tally.benign.to_string(), of(tally.false_alarms, tally.benign)]);
    row
}

fn scores(run: &Run) -> Option<Table> {
    let mut rows = Vec::new();
    for measured in &run.systems {
        for set in &measured.scenarios {
            let ranking = &set.ranking;
            rows.push(vec![
                measured.name.clone(),
                set.roles.clone(),
                three(ranking.auc),
                three(ranking.average_precision),
                three(ranking.best_f1),
            ]);
        }
    }
    table(
        "Scores on written conversations",
        "The highest score of each, dangerous against ordinary.",
        vec!["system", "roles", "AUC", "average precision", "best F1"],
        rows,
    )
}

fn corpora(run: &Run) -> Option<Table> {
    let mut rows = Vec::new();
    for measured in &run.systems {
        for set in &measured.streams {
            for corpus in &set.corpora {
                rows.push(vec![
                    measured.name.clone(),
                    set.role.clone(),
                    corpus.name.clone(),
                    corpus.messages.to_string(),
                    of(corpus.alerted, corpus.streams),
                    corpus.alerts.to_string(),
                    format!("{:.1}", corpus.rate()),
                ]);
            }
        }
    }
    table(
        "Alerts on benign streams",
        "Whole streams; after each alert, which is acknowledged at once, another may follow.",
        vec!["system", "role", "corpus", "messages", "streams alerted", "alerts", "in 10,000 messages"],
        rows,
    )
}

fn offenders(run: &Run) -> Option<Table> {
    let mut rows = Vec::new();
    for measured in &run.systems {
        for set in &measured.streams {
            let Some(offenders) = &set.offenders else { continue };
            for (against, early) in [("benign", &offenders.early), ("decoys", &offenders.against_decoys)] {
                let mut row = vec![measured.name.clone(), set.role.clone(), against.to_owned()];
                row.extend(early_row(early));
                rows.push(row);
            }
        }
    }
    table(
        &format!("Offenders within {WINDOW} messages"),
        "Speed: 1 minus the median penalty of the alerted ones, 0.5 at message 75; latency-weighted F1: F1 times speed.",
        vec![
            "system",
            "role",
            "against",
            "offenders alerted",
            "others alerted",
            "precision",
            "F1",
            "median message",
            "speed",
            "latency-weighted F1",
        ],
        rows,
    )
}

fn early_row(early: &Early) -> Vec<String> {
    vec![
        of(early.detected, early.positives),
        of(early.false_alarms, early.negatives),
        three(early.precision),
        three(early.f1),
        early.median_message.map_or("–".to_owned(), |message| format!("{message:.0}")),
        three(early.speed),
        three(early.latency_weighted_f1),
    ]
}

fn decoys(run: &Run) -> Option<Table> {
    let mut rows = Vec::new();
    for measured in &run.systems {
        for set in measured.streams.iter().filter(|set| set.role == "unknown") {
            if let Some(offenders) = &set.offenders {
                rows.push(vec![measured.name.clone(), three(offenders.decoy_auc)]);
            }
        }
    }
    if let Some(shortcuts) = run.shortcuts {
        rows.push(vec![
            "shortcut: share of messages with you, your, u, ur".into(),
            three(Some(shortcuts.addressing)),
        ]);
        rows.push(vec!["shortcut: length of the stream".into(), three(Some(shortcuts.length))]);
    }
    table(
        "Offenders against decoys, roles withheld",
        "Area under the ROC curve. The shortcuts see no behaviour; under 0.5, their reverse tells the two apart.",
        vec!["by", "AUC"],
        rows,
    )
}

fn segments(run: &Run) -> Option<Table> {
    let rows = run.systems.iter().filter_map(|measured| {
        let segments = measured.segments.as_ref()?;
        Some(vec![
            measured.name.clone(),
            of(segments.grooming_alerted, segments.grooming),
            of(segments.benign_alerted, segments.benign),
            three(segments.ranking.auc),
            three(segments.ranking.average_precision),
            three(segments.ranking.best_f1),
        ])
    });
    table(
        "Segments",
        "Both sides joined, role unknown; the highest score of each.",
        vec!["system", "grooming alerted", "benign alerted", "AUC", "average precision", "best F1"],
        rows.collect(),
    )
}

fn calibration(run: &Run) -> Option<Table> {
    let mut rows = Vec::new();
    for set in run.systems.iter().flat_map(|measured| &measured.scenarios) {
        let Some(calibration) = &set.calibration else { continue };
        for bin in &calibration.bins {
            rows.push(vec![
                set.roles.clone(),
                format!("{:.1}–{:.1}", bin.from, bin.from + 0.1),
                bin.count.to_string(),
                three(Some(bin.mean_score)),
                three(Some(bin.positive_share)),
            ]);
        }
        let whole = format!("error {:.3}, Brier {:.3}", calibration.error, calibration.brier);
        let count: usize = calibration.bins.iter().map(|bin| bin.count).sum();
        rows.push(vec![set.roles.clone(), whole, count.to_string(), String::new(), String::new()]);
    }
    table(
        "Calibration of the score on written conversations",
        "The highest score of each conversation, in bins, and the share that was dangerous.",
        vec!["roles", "score", "conversations", "mean score", "dangerous"],
        rows,
    )
}

fn table(title: &str, note: &str, head: Vec<&'static str>, rows: Vec<Vec<String>>) -> Option<Table> {
    (!rows.is_empty()).then(|| Table { title: title.to_owned(), note: note.to_owned(), head, rows })
}

fn of(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{part}/{whole} ({})", percent(part as f64 / whole as f64))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn three(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.3}"))
}

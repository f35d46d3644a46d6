//! `vigie eval`.

mod args;
mod run;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

pub(crate) use args::EvalArguments;
use args::EvalCommand;
use serde_json::json;
use vigie::{Conversation, Detector, Message, Outlook, ParticipantEvidence, Role, SignalKind, Threat};
use vigie_eval::report::Tally;
use vigie_eval::scenario::{self, Outcome as Judged, Roles};
use vigie_eval::stream;

use crate::{Outcome, embedded};

/// Evidence of streams is written this often: it fades slowly, and files of every message are large.
const FEATURE_STEP: usize = 4;

pub(crate) fn run(arguments: &EvalArguments) -> Result<Outcome, Box<dyn Error>> {
    let detector = embedded::detector(&arguments.policy)?;
    match &arguments.command {
        EvalCommand::Scenarios { files, withhold_roles, failures, features } => {
            let roles = if *withhold_roles { Roles::Withheld } else { Roles::Given };
            let mut features = writer(features.as_deref())?;
            for file in files {
                scenarios(&detector, file, roles, *failures, features.as_mut())?;
            }
        }
        EvalCommand::Streams { files, role, most, features } => {
            let mut features = writer(features.as_deref())?;
            for file in files {
                streams(&detector, file, (*role).into(), *most, features.as_mut())?;
            }
        }
        EvalCommand::Run(arguments) => return run::run(&detector, arguments),
    }
    Ok(Outcome::Done)
}

fn writer(path: Option<&Path>) -> Result<Option<BufWriter<File>>, Box<dyn Error>> {
    Ok(path.map(File::create).transpose()?.map(BufWriter::new))
}

fn scenarios(
    detector: &Detector,
    file: &Path,
    roles: Roles,
    failures: bool,
    mut features: Option<&mut BufWriter<File>>,
) -> Result<(), Box<dyn Error>> {
    let mut all = Tally::default();
    let mut by_label: BTreeMap<String, Tally> = BTreeMap::new();
    for scenario in scenario::read(file)? {
        let assessments = scenario.assess(detector, roles);
        let verdict = scenario.judge(&assessments);
        all.add(&verdict);
        let label = serde_json::to_string(&format!("{:?}", scenario.label))?;
        by_label.entry(label).or_default().add(&verdict);
        let wrong =
            matches!(verdict.outcome, Judged::Early | Judged::Late | Judged::Missed | Judged::FalseAlarm);
        let misnamed = verdict.alerted.is_some() && !(verdict.threat_right && verdict.concern_right);
        if failures && (wrong || (misnamed && verdict.outcome != Judged::FalseAlarm)) {
            let at = verdict.alerted.map_or("-".to_owned(), |at| at.to_string());
            let window = scenario.quiet_until.zip(scenario.alert_at);
            let concern = verdict.alerted.map_or("-", |at| assessments[at].concern.as_str());
            anstream::println!(
                "{:?}\t{}\t{}\t{:?}\talert {at} due {window:?}\t{:?} {concern}",
                verdict.outcome,
                scenario.id,
                scenario.family,
                scenario.label,
                verdict.threat
            );
        }
        if let Some(out) = features.as_deref_mut() {
            let mut conversation = Conversation::new();
            for (index, message) in scenario.messages(roles).enumerate() {
                detector.assess(&mut conversation, &message);
                let line = json!({
                    "id": scenario.id, "label": format!("{:?}", scenario.label), "index": index,
                    "quiet_until": scenario.quiet_until, "alert_at": scenario.alert_at,
                    "pairs": pairs(&conversation.evidence()),
                });
                writeln!(out, "{line}")?;
            }
        }
    }
    anstream::println!("{}", row(&file.display().to_string(), &all));
    for (label, tally) in by_label {
        anstream::println!("{}", row(&format!("  {}", label.trim_matches('"')), &tally));
    }
    Ok(())
}

fn row(name: &str, tally: &Tally) -> String {
    format!(
        "{name}: in time {}/{} ({:.0} %), early {}, late {}, missed {}; false alarms {}/{} ({:.0} %); threat right {:.0} %, concern right {}",
        tally.in_time,
        tally.dangerous,
        tally.in_time_share() * 100.0,
        tally.early,
        tally.late,
        tally.missed,
        tally.false_alarms,
        tally.benign,
        tally.false_alarm_share() * 100.0,
        tally.threat_share() * 100.0,
        tally.concern_right,
    )
}

fn streams(
    detector: &Detector,
    file: &Path,
    role: Role,
    most: usize,
    mut features: Option<&mut BufWriter<File>>,
) -> Result<(), Box<dyn Error>> {
    let mut by_label: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for stream in stream::read(file)? {
        let stream = stream?;
        let result = stream::assess(detector, &stream, role, most);
        let [streams, messages, alerted, alerts] = by_label.entry(stream.label.clone()).or_default();
        *streams += 1;
        *messages += result.messages;
        *alerted += usize::from(result.alerted.is_some());
        *alerts += result.alerts;
        if let Some(out) = features.as_deref_mut() {
            let mut conversation = Conversation::new();
            for (index, text) in stream.messages.iter().take(most).enumerate() {
                detector.assess(&mut conversation, &Message::new("sender", text).role(role));
                if index % FEATURE_STEP == FEATURE_STEP - 1 || index + 1 == stream.messages.len() {
                    let line = json!({"label": stream.label, "stream": streams, "index": index, "pairs": pairs(&conversation.evidence())});
                    writeln!(out, "{line}")?;
                }
            }
        }
    }
    for (label, [streams, messages, alerted, alerts]) in by_label {
        anstream::println!(
            "{} {label}: {alerted} of {streams} streams alerted; {alerts} alerts in {messages} messages, {:.2} in 10,000",
            file.display(),
            alerts as f64 * 10_000.0 / messages.max(1) as f64,
        );
    }
    Ok(())
}

fn pairs(evidence: &[ParticipantEvidence]) -> serde_json::Value {
    let table = |levels: &[(SignalKind, f32)]| -> BTreeMap<&str, f32> {
        levels.iter().map(|(kind, level)| (kind.as_str(), *level)).collect()
    };
    evidence
        .iter()
        .map(|one| {
            let role = match one.role {
                Role::Protected => "protected",
                Role::Contact => "contact",
                Role::Unknown => "unknown",
            };
            json!({"role": role, "said": table(&one.said), "heard": table(&one.heard), "told": table(&one.told),
                "outlook": outlook(&one.outlook)})
        })
        .collect()
}

/// The outlook as what it moves: nothing, at the start.
fn outlook(outlook: &Outlook) -> BTreeMap<&'static str, f32> {
    let threats = Threat::ALL.iter().zip(outlook.threats).zip(Outlook::START.threats);
    let mut moves: BTreeMap<_, _> =
        threats.map(|((threat, value), start)| (threat.as_str(), value - start)).collect();
    moves.insert("alarm", outlook.alarm - Outlook::START.alarm);
    moves.insert("told", f32::from(u8::from(outlook.told)));
    moves
}

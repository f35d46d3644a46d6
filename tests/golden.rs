//! Golden files: what the example chats give, message by message. The same files are replayed in every language.

#[path = "golden/help.rs"]
mod help;
#[path = "golden/signed.rs"]
mod signed;

use serde_json::json;
use vigie::{Assessment, Conversation, Source, Threat};
use vigie_eval::scenario::Roles;
use vigie_tests::{LANGUAGES, compare_golden, detector, scenarios};

/// How many conversations of a language are golden.
const GOLDEN: usize = 12;

#[test]
fn assessments_and_snapshots_are_as_recorded() {
    let mut lines = String::new();
    for language in LANGUAGES {
        let all = scenarios(language);
        for scenario in all.iter().step_by((all.len() / GOLDEN).max(1)).take(GOLDEN) {
            let mut conversation = Conversation::new();
            for (index, message) in scenario.messages(Roles::Given).enumerate() {
                let assessment = detector().assess(&mut conversation, &message);
                let line =
                    json!({"scenario": scenario.id, "index": index, "assessment": record(&assessment)});
                lines.push_str(&line.to_string());
                lines.push('\n');
            }
            let line = json!({"scenario": scenario.id, "snapshot": hex(&conversation.snapshot())});
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
    }
    compare_golden("golden/assessments.jsonl", &lines);
}

fn record(assessment: &Assessment) -> serde_json::Value {
    let signals: Vec<_> = assessment
        .signals
        .iter()
        .map(|signal| {
            let rule = match &signal.source {
                Source::Rule(rule) => Some(rule.id.as_str()),
                Source::Model => None,
            };
            json!([signal.kind.as_str(), signal.span.start, signal.span.end, rule])
        })
        .collect();
    // Three digits: the last bits of exp() differ from one platform to the next.
    let threats: Vec<f64> = Threat::ALL
        .iter()
        .map(|threat| (f64::from(assessment.threats[*threat as usize]) * 1000.0).round() / 1000.0)
        .collect();
    json!({
        "level": assessment.level.as_str(),
        "coverage": assessment.coverage.as_str(),
        "alert": assessment.alert,
        "alerting": assessment.alerting,
        "concern": assessment.concern.as_str(),
        "stage": assessment.stage.as_str(),
        "threats": threats,
        "signals": signals,
        "reasons": assessment.reasons,
        "advice": assessment.advice,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Measures what `benches/budget.toml` bounds, and compares: exit status 1 when a budget is exceeded.

use std::process::ExitCode;
use std::time::Instant;

use serde::Deserialize;
use vigie::{Conversation, Detector, Message, Role};
use vigie_benches::{LINES, conversation, message};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Budgets {
    rules_only: Bounds,
    with_model: Bounds,
}

/// What fails, and what is aimed at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    limit: Budget,
    target: Budget,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    assess_microseconds: f64,
    late_over_early: f64,
    build_milliseconds: f64,
    resident_megabytes: f64,
    snapshot_bytes: f64,
    hostile_over_plain: f64,
    models_megabytes: Option<f64>,
}

fn main() -> ExitCode {
    let budgets: Budgets = toml::from_str(include_str!("../../budget.toml")).expect("budget.toml parses");
    // Each in a process of its own: what one frees would make room for the other.
    let kept = match std::env::args().nth(1).as_deref() {
        Some("rules_only") => check(&budgets.rules_only, vigie_benches::rules_only),
        Some("with_model") => check(&budgets.with_model, vigie_benches::with_model),
        _ => ["rules_only", "with_model"].map(again).iter().all(|kept| *kept),
    };
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs this program again for one of the two.
fn again(which: &str) -> bool {
    println!("{which}");
    let program = std::env::current_exe().expect("a program knows its path");
    std::process::Command::new(program).arg(which).status().is_ok_and(|status| status.success())
}

fn check(bounds: &Bounds, build: fn() -> Detector) -> bool {
    let Bounds { limit, target } = bounds;
    let before = resident_megabytes();
    let begun = Instant::now();
    let detector = build();
    let mut builds = vec![begun.elapsed().as_secs_f64() * 1000.0];
    let resident = before.zip(resident_megabytes()).map(|(before, after)| after - before);
    for _ in 0..4 {
        let begun = Instant::now();
        std::hint::black_box(build());
        builds.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let early = assess_microseconds(&detector, 10);
    let late = assess_microseconds(&detector, 10_000);
    let again = assess_microseconds(&detector, 10);
    let mut rows = vec![
        ("assess, median µs", early.min(again), limit.assess_microseconds, target.assess_microseconds),
        (
            "assess at message 10,000 / at 10",
            late / early.max(again),
            limit.late_over_early,
            target.late_over_early,
        ),
        ("build, median ms", median(&mut builds), limit.build_milliseconds, target.build_milliseconds),
        ("snapshot, bytes", snapshot_bytes(&detector), limit.snapshot_bytes, target.snapshot_bytes),
        (
            "hostile / plain, per character",
            hostile_over_plain(&detector),
            limit.hostile_over_plain,
            target.hostile_over_plain,
        ),
    ];
    if let Some(resident) = resident {
        rows.push((
            "resident memory added, MB",
            resident,
            limit.resident_megabytes,
            target.resident_megabytes,
        ));
    }
    if let Some((limit, target)) = limit.models_megabytes.zip(target.models_megabytes) {
        let bytes = vigie_models::MODEL.len() + vigie_models::WEIGHTS.len();
        rows.push(("models on disk, MB", bytes as f64 / 1e6, limit, target));
    }
    println!("  {} rules in {:?}", detector.rules(), detector.languages().collect::<Vec<_>>());
    let mut kept = true;
    for (what, found, limit, target) in rows {
        let word = match found {
            _ if found > limit => "EXCEEDED",
            _ if found > target => "over the target",
            _ => "ok",
        };
        kept &= found <= limit;
        println!("  {what:<36} {found:>10.2}   target {target:>8.2}   limit {limit:>8.2}   {word}");
    }
    if resident.is_none() {
        println!("  resident memory: not measured on this system");
    }
    kept
}

/// The median of many single messages, each timed on its own.
fn assess_microseconds(detector: &Detector, at: usize) -> f64 {
    let mut conversation = conversation(detector, at);
    let mut seen = 0;
    let mut times: Vec<f64> = (at..at + 4_000)
        .map(|index| {
            let message = message(index);
            let begun = Instant::now();
            let assessment = detector.assess(&mut conversation, &message);
            let time = begun.elapsed();
            seen += assessment.signals.len();
            time.as_secs_f64() * 1e6
        })
        .collect();
    assert!(seen > 1_000, "the work must be done: {seen} signals");
    median(&mut times)
}

/// How large the state of a large and busy group becomes.
fn snapshot_bytes(detector: &Detector) -> f64 {
    let mut conversation = Conversation::new();
    for index in 0..2_000 {
        let sender = format!("sender {}", index % 40);
        let id = format!("id {index}");
        detector.assess(&mut conversation, &Message::new(&sender, LINES[index % LINES.len()]).id(&id));
    }
    conversation.snapshot().len() as f64
}

/// The dearest of some texts made to be slow, per character, against ordinary chat.
fn hostile_over_plain(detector: &Detector) -> f64 {
    let plain = LINES.join(" ").repeat(4);
    let hostile = [
        "send ".repeat(1_000),
        "send me send your pic or ".repeat(200),
        "s.e.n.d ".repeat(600),
        "a".repeat(5_000),
        "s e n d m e a p i c ".repeat(250),
        "\u{202e}cip a em dnes\u{202c} ".repeat(250),
        "53nd m3 4 p1c ".repeat(350),
        "🙂".repeat(4_000),
        "if you dont ".repeat(400),
        "tu ta t c g jte ".repeat(300),
    ];
    let cost = |text: &str| {
        let mut times: Vec<f64> = (0..7)
            .map(|_| {
                let begun = Instant::now();
                let message = Message::new("x", text).role(Role::Contact);
                std::hint::black_box(detector.assess(&mut Conversation::new(), &message));
                begun.elapsed().as_secs_f64()
            })
            .collect();
        median(&mut times) / text.chars().count() as f64
    };
    let plain = cost(&plain);
    hostile.iter().map(|text| cost(text) / plain).fold(0.0, f64::max)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What this process holds in memory, where the system tells.
fn resident_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

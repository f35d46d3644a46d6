//! Prints the median time of one assessment in Rust in microseconds, without a border: what JavaScript is compared
//! with. Every written conversation of `tests/scenarios`, five times.

use std::path::PathBuf;
use std::time::Instant;

use vigie::{AgeBand, Conversation, Sensitivity};
use vigie_eval::scenario::{self, Roles};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let mut scenarios = scenario::read(&folder.join("en.jsonl"))?;
    scenarios.extend(scenario::read(&folder.join("fr.jsonl"))?);
    let detector = vigie_embedded::detector(AgeBand::default(), Sensitivity::default())?;
    let (mut times, mut alerts) = (Vec::new(), 0);
    for _ in 0..5 {
        for scenario in &scenarios {
            let mut conversation = Conversation::new();
            for message in scenario.messages(Roles::Given) {
                let begun = Instant::now();
                let assessment = detector.assess(&mut conversation, &message);
                times.push(begun.elapsed());
                alerts += usize::from(assessment.alert);
            }
        }
    }
    assert!(alerts > 100, "the work must be done");
    times.sort();
    println!("{{\"assess\": {:.1}}}", times[times.len() / 2].as_secs_f64() * 1e6);
    Ok(())
}

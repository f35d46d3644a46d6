//! The tasks of the workspace: `cargo xtask help`.

mod stage;

use std::process::ExitCode;

use stage::{Options, STAGES};

const HELP: &str = "\
cargo xtask test [--install] [STAGE…]   run the tests of every language whose tools are present
                                        --install: first install what is missing; a skip is then a failure. Swift's
                                        tools take 3 GB and root: a machine that cannot install them
                                        leaves that stage out, unless it is named
cargo xtask budget                      measure the budgets of benches/budget.toml and compare
cargo xtask golden                      write the golden files and the list of known failures anew
cargo xtask help                        this";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let passed = match words.split_first() {
        Some((&"test", rest)) => test(rest),
        Some((&"budget", [])) => stage::run("budget", &[]),
        Some((&"golden", [])) => stage::run("rust", &[("VIGIE_BLESS", "1")]),
        Some((&("help" | "--help"), [])) => {
            println!("{HELP}");
            true
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn test(arguments: &[&str]) -> bool {
    let wanted: Vec<&str> = arguments.iter().copied().filter(|word| *word != "--install").collect();
    let options = Options { install: arguments.contains(&"--install"), named: !wanted.is_empty() };
    if let Some(unknown) = wanted.iter().find(|name| STAGES.iter().all(|stage| stage.name != **name)) {
        let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        eprintln!("xtask: no stage {unknown:?}; there are {}", names.join(", "));
        return false;
    }
    let (mut passed, mut failed, mut skipped, mut left_out) = (0, 0, 0, 0);
    for stage in STAGES.iter().filter(|stage| wanted.is_empty() || wanted.contains(&stage.name)) {
        match stage.test(&options) {
            stage::Outcome::Passed => passed += 1,
            stage::Outcome::Failed => failed += 1,
            stage::Outcome::Skipped => skipped += 1,
            stage::Outcome::LeftOut => left_out += 1,
        }
    }
    println!("stages: {passed} passed, {failed} failed, {skipped} skipped, {left_out} left out");
    failed == 0 && !(options.install && skipped > 0)
}

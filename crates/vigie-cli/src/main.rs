//! The program `vigie`: see `vigie help`.

mod advice;
mod args;
mod embedded;
mod eval;
mod explain;
mod help_lines;
mod input;
mod json;
mod model;
mod pack;
mod report;
mod scan;
mod text;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Arguments, Command};

/// How a command ended; the numbers are the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done = 0,
    /// `--fail-on` was reached, or a check failed.
    Failed = 1,
    Usage = 2,
    /// Some input was bad; the rest was assessed.
    BadInput = 3,
}

fn main() -> ExitCode {
    let outcome = match run(&Arguments::parse().command) {
        Ok(outcome) => outcome,
        Err(fault) if fault.downcast_ref::<io::Error>().is_some_and(closed) => Outcome::Done,
        Err(fault) => {
            anstream::eprintln!("vigie: {fault}");
            Outcome::Usage
        }
    };
    ExitCode::from(outcome as u8)
}

/// The reader of our output went away, as `head` does.
fn closed(fault: &io::Error) -> bool {
    fault.kind() == io::ErrorKind::BrokenPipe
}

fn run(command: &Command) -> Result<Outcome, Box<dyn std::error::Error>> {
    match command {
        Command::Scan(arguments) => scan::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Eval(arguments) => eval::run(arguments),
        Command::HelpLines(arguments) => help_lines::run(arguments),
        Command::Pack(arguments) => pack::run(arguments),
        Command::Model(arguments) => model::run(arguments),
        Command::Completions { shell } => {
            // It panics when it cannot write: not to standard output, whose reader may go away.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "vigie", &mut script);
            io::stdout().write_all(&script)?;
            Ok(Outcome::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(&mut io::stdout())?;
            Ok(Outcome::Done)
        }
    }
}

//! `vigie pack`.

mod args;
mod check;
mod new;
mod read;
mod sign;
mod tally;

use std::error::Error;

pub(crate) use args::PackArguments;
use args::PackCommand;
pub(crate) use read::read;

use crate::Outcome;

pub(crate) fn run(arguments: &PackArguments) -> Result<Outcome, Box<dyn Error>> {
    match &arguments.command {
        PackCommand::New(arguments) => new::run(arguments),
        PackCommand::Check(arguments) => check::run(arguments),
        PackCommand::Test(arguments) => tally::test(arguments),
        PackCommand::Coverage(arguments) => tally::coverage(arguments),
        PackCommand::Keygen(arguments) => sign::keygen(arguments),
        PackCommand::Sign(arguments) => sign::sign(arguments),
        PackCommand::Verify(arguments) => sign::verify(arguments),
    }
}

//! The command line of `vigie eval`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::{PolicyArguments, Speaker};

#[derive(Debug, Args)]
pub(crate) struct EvalArguments {
    #[command(subcommand)]
    pub(super) command: EvalCommand,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum EvalCommand {
    /// Conversations with the message by which an alert is due, one JSON object a line.
    Scenarios {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Tell the detector nobody's role.
        #[arg(long)]
        withhold_roles: bool,
        /// Name the conversations that went wrong.
        #[arg(long)]
        failures: bool,
        /// Write the evidence after each message here, one JSON object a line, to fit weights on.
        #[arg(long, value_name = "FILE")]
        features: Option<PathBuf>,
    },
    /// Corpora: one sender's messages a line. Prints counts only.
    Streams {
        /// The files, plain or gzipped.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The role that every sender is given.
        #[arg(long, value_enum, default_value_t = Speaker::Unknown)]
        role: Speaker,
        /// Assess at most this many messages of a stream.
        #[arg(long, default_value_t = usize::MAX)]
        most: usize,
        /// Write the evidence here, every fourth message, one JSON object a line.
        #[arg(long, value_name = "FILE")]
        features: Option<PathBuf>,
    },
    /// Every figure at once, beside baselines; to be stored and compared. Prints no message.
    Run(EvalRunArguments),
}

#[derive(Debug, Args)]
pub(super) struct EvalRunArguments {
    /// Written conversations.
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present_any = ["streams", "segments"])]
    pub(super) scenarios: Vec<PathBuf>,
    /// Corpora of streams, plain or gzipped.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) streams: Vec<PathBuf>,
    /// Two corpora of whole chats: grooming, then benign.
    #[arg(long, num_args = 2, value_names = ["GROOMING", "BENIGN"])]
    pub(super) segments: Vec<PathBuf>,
    /// Measure this linear model of words as well: `words.json` beside each version of the models.
    #[arg(long, value_name = "FILE")]
    pub(super) words: Option<PathBuf>,
    /// Write every figure here, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Write the tables here; without any of the three files they are printed.
    #[arg(long, value_name = "FILE")]
    pub(super) markdown: Option<PathBuf>,
    /// Write a page with tables and plots here.
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// Compare with an earlier run's JSON; exit with status 1 when a figure got worse.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// By how much a figure in [0, 1] may be worse; of a rate, the share of it.
    #[arg(long, default_value_t = 0.02, requires = "baseline", value_parser = tolerance_of)]
    pub(super) tolerance: f64,
}

fn tolerance_of(text: &str) -> Result<f64, String> {
    let tolerance = text.parse::<f64>().ok().filter(|tolerance| (0.0..=1.0).contains(tolerance));
    tolerance.ok_or_else(|| "a number from 0 to 1".to_owned())
}

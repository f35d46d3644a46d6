//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use vigie::{AgeBand, Audience, Need, RiskLevel, Role, Sensitivity, Style};
use vigie_import::Format;

use crate::eval::EvalArguments;
use crate::pack::PackArguments;

/// Reads chats and warns when one turns into grooming or sextortion. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Reads a chat export or a stream of messages, and says when help is due.
    Scan(ScanArguments),
    /// Makes one HTML or JSON file about an export: what was seen, when, and whom to turn to. Nothing is sent.
    Report(ReportArguments),
    /// Shows, message by message, what is seen and how the state moves. Prints the messages.
    Explain(ExplainArguments),
    /// Measures the detector on written conversations or on corpora.
    Eval(EvalArguments),
    /// Lists whom one can call, write to or report to.
    HelpLines(HelpLinesArguments),
    /// Writes, checks and signs rule packs.
    Pack(PackArguments),
    /// Works on models.
    Model(ModelArguments),
    /// Prints a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Prints the manual page, in roff.
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArguments {
    /// The export or stream; `-` reads standard input.
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) output: Output,
    /// In text output, also quote the messages that alerted.
    #[arg(long)]
    pub(crate) quote: bool,
    #[command(flatten)]
    pub(crate) help: HelpArguments,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// Exit with status 1 when a conversation reaches this level.
    #[arg(long, value_enum)]
    pub(crate) fail_on: Option<Level>,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// The export; it is read twice, so standard input will not do.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// The file to write: JSON when its name ends in .json, else HTML.
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Also write the report as JSON here.
    #[arg(long, value_name = "OUT")]
    pub(crate) json: Option<PathBuf>,
    /// Quote the messages that are listed. Without it, no message text is in the report.
    #[arg(long)]
    pub(crate) quote: bool,
    #[command(flatten)]
    pub(crate) help: HelpArguments,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// A message, or with --file a chat is read.
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub(crate) text: Option<String>,
    /// Who says the message.
    #[arg(long, value_enum, default_value_t = Speaker::Contact)]
    pub(crate) role: Speaker,
    /// A chat export or stream to go through.
    #[arg(long)]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
}

#[derive(Debug, Args)]
pub(crate) struct InputArguments {
    /// The input's format.
    #[arg(long = "input", value_name = "FORMAT", default_value = "auto", value_parser = format_of)]
    pub(crate) format: Input,
    /// The sender who is the protected person; all others are then contacts.
    #[arg(long, value_name = "NAME")]
    pub(crate) protected: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyArguments {
    /// The age band of the protected person, unless the input tells it.
    #[arg(long, value_enum, default_value_t = Band::Teen13To15)]
    pub(crate) policy: Band,
    /// How early help is shown.
    #[arg(long, value_enum, default_value_t = Sense::Standard)]
    pub(crate) sensitivity: Sense,
    /// Leave the models out.
    #[arg(long)]
    pub(crate) rules_only: bool,
    /// Add these packs to the embedded ones: documents, or folders of them.
    #[arg(long = "pack", value_name = "PATH")]
    pub(crate) packs: Vec<PathBuf>,
    /// Use this message model instead of the embedded one.
    #[arg(long, value_name = "FILE", hide_short_help = true, conflicts_with = "rules_only")]
    pub(crate) model: Option<PathBuf>,
    /// Use these weights instead of the embedded ones.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) weights: Option<PathBuf>,
}

/// For whom the words are, and where the person is.
#[derive(Debug, Args)]
pub(crate) struct HelpArguments {
    /// In text output and reports, whom the advice is for; without it, the age band decides.
    #[arg(long, value_enum)]
    audience: Option<Reader>,
    /// In text output and reports, the language of the advice: en or fr.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: String,
    /// In text output and reports, the country whose help lines are named, such as FR.
    #[arg(long, value_name = "COUNTRY")]
    pub(crate) region: Option<String>,
    /// In text output and reports, advice in easy-to-read words.
    #[arg(long)]
    easy: bool,
}

impl HelpArguments {
    pub(crate) fn audience(&self, band: AgeBand) -> Audience {
        match self.audience {
            Some(Reader::Child) => Audience::Child,
            Some(Reader::Teen) => Audience::Teen,
            Some(Reader::Parent) => Audience::Parent,
            None => Audience::of_band(band),
        }
    }

    pub(crate) fn style(&self) -> Style {
        if self.easy { Style::Easy } else { Style::Standard }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    Child,
    Teen,
    Parent,
}

#[derive(Debug, Args)]
pub(crate) struct HelpLinesArguments {
    /// The country, such as FR; without one, every entry of the data is listed.
    #[arg(long, value_name = "COUNTRY")]
    pub(crate) region: Option<String>,
    /// What is needed.
    #[arg(long, value_name = "NEED", default_value = "talk", value_parser = need_of)]
    pub(crate) need: Need,
    /// The reader's language.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: String,
    /// The age of the person concerned, in years.
    #[arg(long)]
    pub(crate) age: Option<u8>,
    /// The date and time in that country, such as 2026-11-22T23:30: open lines then come first.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<jiff::civil::DateTime>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Instead of a list: exit with status 1 when a verified entry was not read again in time.
    #[arg(long)]
    pub(crate) check: bool,
    /// The day to check for; without it, today.
    #[arg(long, value_name = "DATE", requires = "check")]
    pub(crate) on: Option<jiff::civil::Date>,
}

fn need_of(name: &str) -> Result<Need, String> {
    name.parse().map_err(|_| {
        let names: Vec<_> = Need::ALL.iter().map(|need| need.as_str()).collect();
        format!("one of {}", names.join(", "))
    })
}

#[derive(Debug, Args)]
pub(crate) struct ModelArguments {
    #[command(subcommand)]
    pub(crate) command: ModelCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Writes what the models get of each message of an input, one JSON object a message: numbers of buckets, rule signals.
    Features {
        /// The input; `-` reads standard input.
        #[arg(default_value = "-")]
        file: PathBuf,
        #[command(flatten)]
        input: InputArguments,
        /// How many buckets there are.
        #[arg(long, default_value_t = 1 << 16)]
        buckets: u32,
    },
}

/// A format, or the task of finding it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Auto,
    Format(Format),
}

fn format_of(name: &str) -> Result<Input, String> {
    if name == "auto" {
        return Ok(Input::Auto);
    }
    name.parse().map(Input::Format).map_err(|unknown: vigie_import::UnknownFormat| unknown.to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For a person.
    Text,
    /// One JSON object a message, in input order.
    Jsonl,
    /// One JSON object: a summary of every conversation.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Low,
    Medium,
    High,
    Critical,
}

impl From<Level> for RiskLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::Low,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
            Level::Critical => Self::Critical,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Speaker {
    Protected,
    Contact,
    Unknown,
}

impl From<Speaker> for Role {
    fn from(speaker: Speaker) -> Self {
        match speaker {
            Speaker::Protected => Self::Protected,
            Speaker::Contact => Self::Contact,
            Speaker::Unknown => Self::Unknown,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Band {
    Under13,
    #[value(name = "teen13to15")]
    Teen13To15,
    #[value(name = "teen16to17")]
    Teen16To17,
    Adult,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sense {
    Low,
    Standard,
    High,
}

impl PolicyArguments {
    pub(crate) fn band(&self) -> AgeBand {
        match self.policy {
            Band::Under13 => AgeBand::Under13,
            Band::Teen13To15 => AgeBand::Teen13To15,
            Band::Teen16To17 => AgeBand::Teen16To17,
            Band::Adult => AgeBand::Adult,
        }
    }

    pub(crate) fn sensitivity(&self) -> Sensitivity {
        match self.sensitivity {
            Sense::Low => Sensitivity::Low,
            Sense::Standard => Sensitivity::Standard,
            Sense::High => Sensitivity::High,
        }
    }
}

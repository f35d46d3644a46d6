//! The command line of `vigie pack`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use vigie::Content;

use crate::args::InputArguments;

#[derive(Debug, Args)]
pub(crate) struct PackArguments {
    #[command(subcommand)]
    pub(super) command: PackCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum PackCommand {
    /// Writes a pack to start from, with a rule, its examples and a class.
    New(NewArguments),
    /// Compiles packs and runs every example that their rules carry.
    Check(CheckArguments),
    /// Shows which rules of a pack fire on a chat. Prints the messages.
    Test(TestArguments),
    /// Shows which phrases of a pack are never reached, by its own examples and by chats.
    Coverage(CoverageArguments),
    /// Makes a pair of keys to sign with, in the format of minisign.
    Keygen(KeygenArguments),
    /// Signs a pack, or another file that devices fetch.
    Sign(SignArguments),
    /// Checks a signed file under a public key, and says what it holds.
    Verify(VerifyArguments),
}

#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// The file to write; its name becomes the name of the rule. An existing file is left alone.
    pub(super) file: PathBuf,
    /// The language, as a code such as `en`.
    #[arg(long, default_value = "en")]
    pub(super) language: String,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Pack documents, or folders of them; without any, the embedded packs are checked.
    pub(super) paths: Vec<PathBuf>,
    /// Check them as additions to the embedded packs: they may use the words and classes of those, and are held to the
    /// bounds of a fetched pack.
    #[arg(long, requires = "paths")]
    pub(super) added: bool,
}

#[derive(Debug, Args)]
pub(super) struct TestArguments {
    /// Pack documents, or folders of them.
    #[arg(required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// The chat: an export or a stream; `-` reads standard input.
    #[arg(long)]
    pub(super) chat: PathBuf,
    /// Let them use the words and classes of the embedded packs.
    #[arg(long)]
    pub(super) added: bool,
    #[command(flatten)]
    pub(super) input: InputArguments,
}

#[derive(Debug, Args)]
pub(super) struct CoverageArguments {
    /// Pack documents, or folders of them; without any, the embedded packs are looked at.
    pub(super) paths: Vec<PathBuf>,
    /// A chat to read beside the examples; may be given several times.
    #[arg(long)]
    pub(super) chat: Vec<PathBuf>,
    /// Let them use the words and classes of the embedded packs.
    #[arg(long, requires = "paths")]
    pub(super) added: bool,
    #[command(flatten)]
    pub(super) input: InputArguments,
}

#[derive(Debug, Args)]
pub(super) struct KeygenArguments {
    /// Where to write: NAME.key, which stays secret, and NAME.pub.
    pub(super) name: PathBuf,
    /// Leave the secret key unprotected. Otherwise a password is asked for, or taken from VIGIE_KEY_PASSWORD.
    #[arg(long)]
    pub(super) no_password: bool,
}

#[derive(Debug, Args)]
pub(super) struct SignArguments {
    /// The file to sign.
    pub(super) file: PathBuf,
    /// The secret key.
    #[arg(long, value_name = "FILE")]
    pub(super) key: PathBuf,
    /// The version, larger with every release: devices refuse to go back.
    #[arg(long)]
    pub(super) serial: u64,
    /// The name, the same for every version; taken from the file otherwise.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// What the file is: pack, model, weights or guidance.
    #[arg(long, default_value = "pack", value_parser = content)]
    pub(super) content: Content,
    /// Where to write the signed file; FILE.signed otherwise.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Sign a pack that stands on other packs than the embedded ones, without checking it.
    #[arg(long)]
    pub(super) no_check: bool,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The signed file.
    pub(super) file: PathBuf,
    /// The public key, or the file that holds it.
    #[arg(long)]
    pub(super) key: String,
    /// What the file must be: pack, model, weights or guidance.
    #[arg(long, default_value = "pack", value_parser = content)]
    pub(super) content: Content,
    /// Refuse serials below this one.
    #[arg(long, default_value_t = 0)]
    pub(super) floor: u64,
    /// Write the file itself here, without its signature.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

fn content(name: &str) -> Result<Content, String> {
    let known = Content::ALL.into_iter().find(|content| content.as_str() == name);
    known.ok_or_else(|| format!("one of {}", Content::ALL.map(Content::as_str).join(", ")))
}

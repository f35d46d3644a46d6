//! The rule packs that Vigie ships, and what it shows when help is due, as bytes.
//!
//! Every `<language>/*.toml` file of this folder is a pack document; see `docs/packs.md` for the format. Documents are
//! discovered, not listed: adding a file adds its rules. The folder `guidance/` holds no rules: `docs/guidance.md`.

use std::path::Path;

use include_dir::{Dir, include_dir};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");
/// Apart, so that a program which shows guidance need not hold the rules as well.
static GUIDANCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/guidance");

/// One embedded pack document.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Where it stands below `packs/`, for error messages: `en/secrecy.toml`; for guidance, below `packs/guidance/`.
    pub name: &'static str,
    /// Its TOML text.
    pub bytes: &'static [u8],
}

/// The folder that holds no rules: what to show, and whom one can call.
const NO_RULES: &str = "guidance";
/// The document of help lines in it; the others are words, one a language.
const HELP_LINES: &str = "help_lines.toml";

/// Every embedded rule document, language by language, in the order of their names.
pub fn documents() -> impl Iterator<Item = Document> {
    let mut languages: Vec<_> = FOLDER.dirs().filter(|folder| folder.path() != Path::new(NO_RULES)).collect();
    languages.sort_by_key(|language| language.path());
    languages.into_iter().flat_map(documents_of)
}

/// The words to show when help is due: one document a language, for `vigie::Guidance::from_toml`.
pub fn guidance() -> impl Iterator<Item = Document> {
    documents_of(&GUIDANCE).filter(|document| document.name != HELP_LINES)
}

/// Whom one can call, write to or report to, for `vigie::HelpLines::from_toml`.
pub fn help_lines() -> Document {
    let bytes = include_bytes!("../guidance/help_lines.toml");
    Document { name: HELP_LINES, bytes }
}

fn documents_of(folder: &Dir<'static>) -> impl Iterator<Item = Document> + use<> {
    let mut files: Vec<_> = folder.files().collect();
    files.sort_by_key(|file| file.path());
    files.into_iter().filter_map(|file| {
        let name = file.path().to_str()?;
        file.path()
            .extension()
            .is_some_and(|extension| extension == "toml")
            .then(|| Document { name, bytes: file.contents() })
    })
}

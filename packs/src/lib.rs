//! The rule packs that Vigie ships, as bytes.
//!
//! Every `<language>/*.toml` file of this folder is a pack document; see `docs/packs.md` for the format. Documents are
//! discovered, not listed: adding a file adds its rules.

use include_dir::{Dir, include_dir};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// One embedded pack document.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Where it stands below `packs/`, for error messages: `en/secrecy.toml`.
    pub name: &'static str,
    /// Its TOML text.
    pub bytes: &'static [u8],
}

/// Every embedded document, language by language, in the order of their names.
pub fn documents() -> impl Iterator<Item = Document> {
    let mut languages: Vec<_> = FOLDER.dirs().collect();
    languages.sort_by_key(|language| language.path());
    languages.into_iter().flat_map(|language| {
        let mut files: Vec<_> = language.files().collect();
        files.sort_by_key(|file| file.path());
        files.into_iter().filter_map(|file| {
            let name = file.path().to_str()?;
            file.path()
                .extension()
                .is_some_and(|extension| extension == "toml")
                .then(|| Document { name, bytes: file.contents() })
        })
    })
}

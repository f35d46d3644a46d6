//! `vigie pack new`: a pack to start from.

use std::error::Error;
use std::fs::File;
use std::io::Write;

use super::args::NewArguments;
use crate::Outcome;

const ENGLISH: &str = include_str!("skeleton/en.toml");
const FRENCH: &str = include_str!("skeleton/fr.toml");
/// For a language of which nothing is known: it brings its common words itself.
const OTHER: &str = include_str!("skeleton/other.toml");

pub(super) fn run(arguments: &NewArguments) -> Result<Outcome, Box<dyn Error>> {
    let language = arguments.language.as_str();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(format!("{language:?} is no code of a language, such as en").into());
    }
    let skeleton = match language {
        "en" => ENGLISH,
        "fr" => FRENCH,
        _ => OTHER,
    };
    let path = &arguments.file;
    let name = name(&path.file_stem().unwrap_or_default().to_string_lossy());
    if name.is_empty() {
        return Err(format!("{}: the file's name must hold a letter or a digit", path.display()).into());
    }
    let text = skeleton.replace("{name}", &name).replace("{language}", language);
    let mut file = File::create_new(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    file.write_all(text.as_bytes())?;
    let shown = path.display();
    writeln!(anstream::stdout(), "wrote {shown}; next: vigie pack check --added {shown}")?;
    Ok(Outcome::Done)
}

/// A file's name as the name of a rule or a class.
fn name(stem: &str) -> String {
    let letters = stem.to_ascii_lowercase();
    let parts = letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

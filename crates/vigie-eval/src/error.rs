//! The one error of the crate.

/// A file that could not be read as data for an evaluation. Names the file and the line, never the text.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}: {what}", line.map_or(String::new(), |line| format!(", line {line}")))]
pub struct Error {
    file: String,
    line: Option<usize>,
    what: String,
}

impl Error {
    pub(crate) fn new(file: &std::path::Path, line: Option<usize>, what: impl std::fmt::Display) -> Self {
        Self { file: file.display().to_string(), line, what: what.to_string() }
    }
}

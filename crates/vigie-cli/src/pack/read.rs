//! Pack documents from files and folders.

use std::error::Error;
use std::path::{Path, PathBuf};

use vigie::Pack;

/// Reads all documents; every fault is told, not only the first.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Pack>, Box<dyn Error>> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files).map_err(|fault| format!("{}: {fault}", path.display()))?;
    }
    let mut packs = Vec::new();
    let mut faults = Vec::new();
    for file in &files {
        let bytes = std::fs::read(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        match Pack::from_trusted(&file.display().to_string(), &bytes) {
            Ok(pack) => packs.push(pack),
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    if faults.is_empty() { Ok(packs) } else { Err(faults.join("\n").into()) }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<_> =
        std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        // The words to show and the help lines: no rules, and checked by tests of their own.
        if entry.is_dir() && entry.ends_with("guidance") {
            continue;
        }
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "toml") {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

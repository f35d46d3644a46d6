//! Replays what fuzzing starts from and what it once found, without a fuzzer. See `fuzz/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use vigie_tests::file;

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are its users elsewhere")]
mod targets;

#[test]
fn seeds_and_past_crashes_pass() {
    for (name, target) in targets::TARGETS {
        let fixtures = name.strip_prefix("import_").map(|format| format.replace('_', "-"));
        let seeds = match &fixtures {
            Some(format) => file("import/fixtures").join(format),
            None => file("../fuzz/seeds").join(name),
        };
        let seeds = files(&seeds);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for path in seeds.iter().chain(&files(&file("../fuzz/regressions").join(name))) {
            println!("{name} {}", path.display());
            target(&fs::read(path).expect("it can be read"));
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    files
}

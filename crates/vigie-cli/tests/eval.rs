//! `vigie eval run` end to end, on some of the written conversations.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("eval");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vigie")).args(words).current_dir(folder()).output().expect("it runs")
}

#[test]
fn a_run_is_written_stored_and_compared() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scenarios/en.jsonl");
    let text = fs::read_to_string(source).expect("the conversations");
    let some: Vec<&str> = text.lines().step_by(2).collect();
    fs::write(folder().join("some.jsonl"), some.join("\n")).expect("it can be written");
    fs::write(
        folder().join("talk.jsonl"),
        "{\"stream\": \"1\", \"label\": \"benign\", \"messages\": [\"see you at the match\", \"bring the ball\"]}\n",
    )
    .expect("it can be written");
    fs::write(
        folder().join("words.json"),
        r#"{"schema": 1, "window": 25, "alarm": 0.9, "bias": -3.0, "terms": {"the ball": [2.0, 6.0]}, "examples": []}"#,
    )
    .expect("it can be written");
    let common =
        ["eval", "run", "--scenarios", "some.jsonl", "--streams", "talk.jsonl", "--words", "words.json"];
    let ran =
        run(&[&common[..], &["--json", "run.json", "--markdown", "run.md", "--html", "run.html"]].concat());
    assert!(ran.status.success() && ran.stdout.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));

    let stored: Value =
        serde_json::from_slice(&fs::read(folder().join("run.json")).expect("written")).expect("JSON");
    assert_eq!(stored["data"], serde_json::json!({"some.jsonl": some.len(), "talk.jsonl": 1}));
    let dangerous = some.iter().filter(|line| !line.contains("\"label\": \"benign\"")).count();
    let all = &stored["systems"][0]["scenarios"][0]["groups"][0]["tally"];
    assert!(dangerous > 10, "enough to compare: {dangerous}");
    assert_eq!(all["dangerous"], dangerous);
    let outcomes =
        ["in_time", "early", "late", "missed"].map(|outcome| all[outcome].as_u64().expect("a count"));
    assert_eq!(outcomes.iter().sum::<u64>(), dangerous as u64);
    assert_eq!(stored["systems"][1]["name"], "keywords");
    assert_eq!(stored["systems"][2]["name"], "words");
    assert_eq!(stored["systems"][2]["streams"][0]["corpora"][0]["alerts"], 1, "«the ball» is all it knows");
    assert_eq!(stored["systems"][0]["streams"][0]["corpora"][0]["messages"], 2);

    // The same figures as the shorter command prints.
    let short = String::from_utf8(run(&["eval", "scenarios", "some.jsonl"]).stdout).expect("text");
    let in_time = format!("some.jsonl: in time {}/{dangerous} ", outcomes[0]);
    assert!(short.starts_with(&in_time), "{short} has no {in_time}");
    let page = fs::read_to_string(folder().join("run.html")).expect("written");
    let markdown = fs::read_to_string(folder().join("run.md")).expect("written");
    let cell = format!("{}/{dangerous} (", outcomes[0]);
    assert!(page.contains(&cell) && markdown.contains(&cell), "{markdown}");

    let again =
        run(&[&common[..], &["--baseline", "run.json", "--json", "again.json", "--tolerance", "0"]].concat());
    let said = String::from_utf8_lossy(&again.stdout);
    assert_eq!(again.status.code(), Some(0), "{said}");
    assert!(said.starts_with("0 of "), "{said}");

    // A stored run that found more.
    let mut better = stored;
    let tally = &mut better["systems"][0]["scenarios"][0]["groups"][0]["tally"];
    tally["in_time"] = dangerous.into();
    fs::write(folder().join("better.json"), better.to_string()).expect("it can be written");
    let worse = run(&[&common[..], &["--baseline", "better.json", "--markdown", "again.md"]].concat());
    let said = String::from_utf8_lossy(&worse.stdout);
    assert_eq!(worse.status.code(), Some(1), "{said}");
    assert!(said.contains("scenarios, roles given, all: in time  1.0000  0."), "{said}");
}

#[test]
fn wrong_usage_is_status_two() {
    fs::write(folder().join("no-run.json"), "{}").expect("it can be written");
    for words in [
        &["eval", "run"][..],
        &["eval", "run", "--segments", "one.jsonl"],
        &["eval", "run", "--scenarios", "nowhere.jsonl"],
        &["eval", "run", "--scenarios", "nowhere.jsonl", "--baseline", "no-run.json"],
        &["eval", "run", "--scenarios", "nowhere.jsonl", "--words", "no-run.json"],
        &["eval", "run", "--scenarios", "nowhere.jsonl", "--baseline", "no-run.json", "--tolerance", "2"],
    ] {
        assert_eq!(run(words).status.code(), Some(2), "{words:?}");
    }
}

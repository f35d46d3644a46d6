//! `vigie report`, end to end: what is in the file, what can never be in it, and how it ends.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const DONE: i32 = 0;
const USAGE: i32 = 2;
const BAD_INPUT: i32 = 3;

/// An explicit threat: it alerts on its own.
const THREAT: &str = "pay me or everyone sees it";

// --- what is in it ----------------------------------------------------------------------------------------------

#[test]
fn a_report_says_what_was_seen_and_whom_to_turn_to_in_both_languages() {
    let french = report(
        "fr",
        &example("sextortion_fr.jsonl"),
        &["--lang", "fr", "--region", "FR", "--audience", "parent"],
    );
    for words in [
        "<html lang=\"fr\">",
        "Rapport Vigie sur une discussion",
        "Ce que ce n&#39;est pas",
        "Ni une preuve",
        "Discussion : <bdi>lou</bdi>",
        "Menace de les montrer à d&#39;autres",
        "On a payé, et on redemande",
        "3018",
        "https://www.internet-signalement.gouv.fr",
        "À préparer · Pharos",
        "chantage pour de l&#39;argent",
    ] {
        assert!(french.contains(words), "{words}");
    }
    let english = report("en", &example("grooming_en.jsonl"), &["--lang", "en", "--region", "UK"]);
    for words in [
        "<html lang=\"en\">",
        "Vigie report on a chat",
        "What this is not",
        "Asks for silence towards others",
        "You can say no",
        "https://www.ceop.police.uk",
        "To have ready · CEOP",
        "<title id=\"t1\">",
        "Highest: help is due now",
    ] {
        assert!(english.contains(words), "{words}");
    }
    let american = report("us", &example("grooming_en.jsonl"), &["--region", "US"]);
    assert!(american.contains("https://report.cybertip.org") && american.contains("NCMEC CyberTipline"));
    assert!(!american.contains("ceop.police.uk") && !american.contains("Pharos"));
}

#[test]
fn without_help_due_nobody_is_listed_and_nothing_is_called_safe() {
    let html = report("quiet", &example("ordinary_en.jsonl"), &["--region", "GB"]);
    assert!(html.contains("That is no sign that the chat is safe."));
    assert!(!html.contains("<svg") && !html.contains("Maya") && !html.contains("Message 4"));
}

#[test]
fn no_message_text_without_quote_and_with_it_those_that_are_listed() {
    let file = example("grooming_en.jsonl");
    let messages: Vec<String> = fs::read_to_string(&file)
        .expect("the example")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["text"].as_str().unwrap().to_owned())
        .filter(|text| text.len() > 12)
        .collect();
    assert!(messages.len() > 10);
    let json = output("unquoted.json");
    let plain = report("unquoted", &file, &["--json", &json]);
    let json = fs::read_to_string(json).expect("written");
    for text in &messages {
        assert!(!plain.contains(&escaped(text)) && !plain.contains(text.as_str()), "{text}");
        assert!(!json.contains(text.as_str()), "{text}");
    }
    let quoted = report("quoted", &file, &["--quote"]);
    let threat = "better delete our chat then, and dont tell ur mum about me. people wouldnt understand";
    assert!(messages.iter().any(|text| text == threat) && quoted.contains(threat));
}

#[test]
fn a_child_is_shown_no_level_no_tactic_and_no_picture_of_the_risk() {
    let file = example("sextortion_fr.jsonl");
    let html = report("child", &file, &["--lang", "fr", "--region", "FR", "--audience", "child"]);
    for hidden in ["<svg", "aide urgente", "chantage pour", "Menace de les montrer", "L&#39;inquiétude porte"]
    {
        assert!(!html.contains(hidden), "{hidden}");
    }
    assert!(html.contains("De l&#39;aide s&#39;imposait ici") && html.contains("3018"));
}

#[test]
fn figures_are_for_machines_only() {
    let html = report("figures", &example("grooming_en.jsonl"), &["--audience", "parent"]);
    // The version of the models is no figure.
    let body = html.split_once("</style>").expect("a style").1.replace(vigie_models::VERSION, "");
    assert!(!body.contains('%') && !body.contains("0.9") && !body.contains("score"));
}

#[test]
fn json_has_every_field() {
    let file = example("sextortion_fr.jsonl");
    let out = output("fields.json");
    let ran = run(&["report", &file, "-o", &out, "--region", "fr", "--protected", "Nathan", "--quote"]);
    assert_eq!(ran, (DONE, String::new()));
    let report: Value = serde_json::from_str(&fs::read_to_string(&out).expect("written")).expect("JSON");
    assert_eq!(
        (&report["schema"], &report["kind"], &report["language"], &report["region"]),
        (&json!(1), &json!("report"), &json!("en"), &json!("FR"))
    );
    assert_eq!((&report["protected"], &report["unreadable"]), (&json!("Nathan"), &json!(0)));
    assert_eq!(report["preset"], json!(["teen13to15", "standard"]));
    let bytes = fs::read(&file).expect("the example");
    assert_eq!(report["source"]["bytes"], bytes.len());
    assert_eq!(report["source"]["sha256"], sha256(&bytes));
    assert_eq!(report["source"]["engine"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["source"]["model"]["version"], vigie_models::VERSION);
    assert_eq!(report["source"]["model"]["sha256"], sha256(vigie_models::MODEL));
    assert_eq!(report["source"]["packs_sha256"].as_str().map(str::len), Some(64));
    let conversation = &report["conversations"][0];
    assert_eq!((&conversation["conversation"], &conversation["messages"]), (&json!("lou"), &json!(21)));
    assert_eq!((&conversation["level"], &conversation["coverage"]), (&json!("critical"), &json!("full")));
    assert_eq!(conversation["first"], "2025-03-14 20:04");
    let (detail, alerts) = (&conversation["detail"], conversation["alerts"].as_array().expect("a list"));
    assert_eq!((&detail["concern"], &detail["about"]), (&json!("contact"), &json!("lou")));
    let bars = detail["timeline"].as_array().expect("a list");
    assert_eq!(bars.len(), 21);
    assert!(
        bars.iter().all(|bar| bar["from"] == bar["to"] && bar["score"].is_f64() && bar["level"].is_string())
    );
    let seen = detail["seen"].as_array().expect("a list");
    let threat = seen.iter().find(|seen| seen["index"] == 13).expect("the threat is listed");
    assert!(threat["signals"].as_array().expect("a list").contains(&json!("exposure_threat")), "{threat}");
    assert_eq!(threat["sender"], "lou");
    assert!(threat["text"].as_str().is_some_and(|text| text.starts_with("tu paies 200 euros")));
    for alert in alerts {
        assert!(seen.iter().any(|seen| seen["index"] == *alert && seen["alert"] == true), "{alert}");
    }
    assert!(!alerts.is_empty());
}

#[test]
fn the_hash_is_that_of_the_file_and_the_versions_are_named() {
    let file = example("grooming_en.jsonl");
    let html = report("hash", &file, &["--protected", "Ellie"]);
    assert!(html.contains(&format!("<code>{}</code>", sha256(&fs::read(&file).expect("the example")))));
    assert!(
        html.contains(&format!("vigie {}", env!("CARGO_PKG_VERSION")))
            && html.contains(vigie_models::VERSION)
    );
    let rules = report("rules", &file, &["--rules-only"]);
    assert!(rules.contains("none (rules only)") && !rules.contains(&sha256(vigie_models::MODEL)));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let file = example("sextortion_fr.jsonl");
    let arguments = ["--lang", "fr", "--region", "FR", "--quote"];
    assert_eq!(report("once", &file, &arguments), report("twice", &file, &arguments));
}

#[test]
fn conversations_in_which_help_was_due_come_first() {
    let mut lines = Vec::new();
    for minute in 0..6 {
        lines.push(message("quiet", "sam", "contact", "did u do the maths homework for tomorrow", minute));
    }
    lines.push(message("urgent", "max_x", "contact", THREAT, 7));
    let html = report("order", &temporary("order.jsonl", &lines), &[]);
    let place = |words: &str| html.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(place("Conversation: <bdi>urgent</bdi>") < place("<th scope=\"row\"><bdi>quiet</bdi>"));
}

// --- what can never be in it ------------------------------------------------------------------------------------

const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=\"alert(1)\">",
    "' onmouseover='alert(1)",
    "</style></title><svg onload=alert(1)>",
    "\u{202e}gro.live\u{2066}\u{200f} a\0b\u{1b}[31m",
    "&lt;script&gt; {messages} {{level}}",
    "]]><!-- --><iframe src=https://example.org>",
];

#[test]
fn hostile_names_and_texts_stay_text() {
    let mut lines = Vec::new();
    for (minute, hostile) in (0..).zip(HOSTILE) {
        lines.push(message(hostile, hostile, "contact", &format!("{hostile} {THREAT} {hostile}"), minute));
        lines.push(message(&format!("q{hostile}"), hostile, "contact", "see you at school tomorrow", minute));
    }
    let long = "<b>&\"'".repeat(20_000);
    lines.push(message(&long, &long, "contact", &format!("{THREAT} {long}"), 30));
    let file = temporary("hostile<b>&'.jsonl", &lines);
    let json = output("hostile.json");
    let html = report(
        "hostile",
        &file,
        &["--quote", "--region", "FR", "--audience", "parent", "--protected", HOSTILE[0], "--json", &json],
    );
    check_markup(&html);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("[U+202E]gro.live[U+2066][U+200F] a[U+0000]b[U+001B][31m"));
    assert!(html.contains("&amp;lt;script&amp;gt; {messages} {{level}}"), "values are not filled in twice");
    assert!(
        !html
            .chars()
            .any(|c| matches!(c, '\0' | '\u{1b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    );
    assert!(html.len() < 300_000, "{}", html.len());
    let parsed: Value = serde_json::from_str(&fs::read_to_string(json).expect("written")).expect("JSON");
    assert_eq!(parsed["protected"], HOSTILE[0]);
}

#[test]
fn nothing_is_loaded_and_headings_are_in_order() {
    let html =
        report("plain", &example("sextortion_fr.jsonl"), &["--lang", "fr", "--region", "FR", "--quote"]);
    check_markup(&html);
    let policy =
        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'";
    assert!(
        html.contains(policy) && html.contains("@media print") && html.contains("prefers-color-scheme: dark")
    );
    let levels: Vec<u32> =
        tags(&html).iter().filter_map(|tag| tag.strip_prefix('h')?.chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn ten_thousand_messages_and_many_conversations_stay_small() {
    let mut lines = Vec::new();
    for number in 0..10_000 {
        let (sender, role) = if number % 2 == 0 { ("max_x", "contact") } else { ("mia", "protected") };
        let text = if number % 40 == 0 { THREAT } else { "did u do the maths homework" };
        lines.push(message("long", sender, role, text, number));
    }
    for number in 0..400 {
        lines.push(message(&format!("many {number}"), "max_x", "contact", THREAT, number));
    }
    let json = output("long.json");
    let html = report("long", &temporary("long.jsonl", &lines), &["--quote", "--json", &json]);
    assert!(html.len() < 400_000, "{}", html.len());
    check_markup(&html);
    let text = fs::read_to_string(json).expect("written");
    assert!(text.len() < 400_000, "{}", text.len());
    let parsed: Value = serde_json::from_str(&text).expect("JSON");
    let conversations = parsed["conversations"].as_array().expect("a list");
    let long = conversations.iter().find(|one| one["conversation"] == "long").expect("the longest is there");
    let bars = long["detail"]["timeline"].as_array().expect("it is shown in detail");
    assert_eq!((bars.len(), &bars[99]["from"], &bars[99]["to"]), (100, &json!(9_900), &json!(9_999)));
    assert!(long["detail"]["seen"].as_array().is_some_and(|seen| seen.len() == 40));
    assert_eq!(parsed["conversations_left_out"], 401 - 220);
    assert!(html.contains("Messages per bar: 100."));
}

/// Every tag is one that the report writes, no attribute is a handler, nothing is loaded.
fn check_markup(html: &str) {
    const KNOWN: [&str; 49] = [
        "!DOCTYPE",
        "html",
        "head",
        "meta",
        "style",
        "title",
        "body",
        "main",
        "header",
        "section",
        "article",
        "div",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "strong",
        "span",
        "a",
        "bdi",
        "blockquote",
        "code",
        "time",
        "figure",
        "figcaption",
        "svg",
        "desc",
        "rect",
        "line",
        "text",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "b",
        "i",
        "em",
        "small",
        "br",
        "caption",
        "path",
    ];
    let mut open = Vec::new();
    for tag in tags(html) {
        let name: String =
            tag.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric() || *c == '!').collect();
        assert!(KNOWN.contains(&&*name), "<{tag}>");
        for attribute in attributes(tag) {
            assert!(!attribute.to_ascii_lowercase().starts_with("on"), "<{tag}>");
            assert!(!["src", "srcset", "style", "xlink:href", "action"].contains(&&*attribute), "<{tag}>");
        }
        if tag.contains("href=") {
            assert!(name == "a" && tag.contains("href=\"https://"), "<{tag}>");
        }
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed), "</{closed}>");
        } else if !tag.ends_with('/') && !["!DOCTYPE", "meta"].contains(&&*name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    let style =
        html.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    assert!(!style.contains("url(") && !style.contains("@import"));
}

/// What stands between `<` and `>`. No `<` stands anywhere else, so this is all there is.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|rest| rest.split_once('>').expect("every tag ends").0).collect()
}

/// The names of a tag's attributes. Values stand in double quotes, and hold none.
fn attributes(tag: &str) -> Vec<String> {
    let outside: String = tag.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    outside.split_whitespace().skip(1).map(|part| part.trim_end_matches('=').to_owned()).collect()
}

// --- how it ends ------------------------------------------------------------------------------------------------

#[test]
fn the_exit_status_tells_how_it_went() {
    let good = example("ordinary_en.jsonl");
    let out = output("status.html");
    assert_eq!(run(&["report", &good, "-o", &out]).0, DONE);
    let bad = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report_bad.jsonl");
    let line = message("one", "max_x", "contact", THREAT, 1);
    fs::write(&bad, format!("{line}\n{{\"sender\": 3}}\n")).expect("written");
    let bad = bad.to_str().expect("UTF-8");
    let ran = run(&["report", bad, "-o", &out]);
    assert_eq!(ran.0, BAD_INPUT, "{}", ran.1);
    let html = fs::read_to_string(&out).expect("written all the same");
    assert!(html.contains("could not be read, and are not covered here: 1.") && html.contains("Message 1"));
    for wrong in [
        &["report", "nowhere.jsonl", "-o", &*out][..],
        &["report", "-", "-o", &out],
        &["report", &good],
        &["report", &good, "-o", &out, "--lang", "de"],
        &["report", &good, "-o", &out, "--protected", "Nobody"],
        &["report", &good, "-o", "/nowhere/at/all.html"],
    ] {
        let ran = run(wrong);
        assert_eq!(ran.0, USAGE, "{wrong:?}");
        assert!(!ran.1.is_empty() && !ran.1.contains("homework"), "{wrong:?}: {}", ran.1);
    }
}

#[test]
fn the_export_is_never_overwritten() {
    let file = temporary("keep.jsonl", &[message("one", "max_x", "contact", THREAT, 1)]);
    let before = fs::read(&file).expect("written");
    for arguments in
        [&["report", &*file, "-o", &file][..], &["report", &file, "-o", &output("k.html"), "--json", &file]]
    {
        let ran = run(arguments);
        assert_eq!(ran.0, USAGE);
        assert!(ran.1.contains("the export itself would be overwritten"), "{}", ran.1);
    }
    assert_eq!(fs::read(&file).expect("still there"), before);
}

#[cfg(unix)]
#[test]
fn a_new_report_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let out = output("owner.html");
    let _ = fs::remove_file(&out);
    assert_eq!(run(&["report", &example("ordinary_en.jsonl"), "-o", &out]).0, DONE);
    assert_eq!(fs::metadata(&out).expect("written").permissions().mode() & 0o777, 0o600);
}

// --- helpers ----------------------------------------------------------------------------------------------------

/// The HTML of a report that ends well, if not of everything.
fn report(name: &str, file: &str, more: &[&str]) -> String {
    let out = output(&format!("{name}.html"));
    let ran = run(&[&["report", file, "-o", &out], more].concat());
    assert_eq!(ran.0, DONE, "{}", ran.1);
    fs::read_to_string(out).expect("written")
}

fn run(arguments: &[&str]) -> (i32, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_vigie")).args(arguments).output().expect("it starts");
    assert!(ran.stdout.is_empty());
    (ran.status.code().expect("no signal"), String::from_utf8(ran.stderr).expect("UTF-8"))
}

fn message(conversation: &str, sender: &str, role: &str, text: &str, minute: u32) -> Value {
    let (day, hour, minute) = (1 + minute / 1440, minute / 60 % 24, minute % 60);
    json!({"conversation": conversation, "sender": sender, "role": role, "text": text,
        "sent_at": format!("2024-03-{day:02}T{hour:02}:{minute:02}:00Z")})
}

fn temporary(name: &str, lines: &[Value]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("report_{name}"));
    let mut text = String::new();
    for line in lines {
        writeln!(text, "{line}").expect("a String takes everything");
    }
    fs::write(&path, text).expect("the folder for temporary files can be written");
    path.into_os_string().into_string().expect("UTF-8")
}

fn output(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("report_{name}"));
    path.into_os_string().into_string().expect("UTF-8")
}

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    path.into_os_string().into_string().expect("UTF-8")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('\'', "&#39;").replace('"', "&quot;")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

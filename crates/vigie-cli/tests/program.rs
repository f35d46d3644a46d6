//! The program's contract, end to end: what goes in, what comes out, and how it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

const DONE: i32 = 0;
const FAILED: i32 = 1;
const USAGE: i32 = 2;
const BAD_INPUT: i32 = 3;

/// An explicit threat: it alerts on its own.
const THREAT: &str = "pay me or everyone sees it";
/// How long a line may take before a stream counts as stuck: building the detector is most of it.
const PATIENCE: Duration = Duration::from_secs(60);

// --- scan: the lines --------------------------------------------------------------------------------------------

/// Two conversations, interleaved.
fn chat() -> Vec<Value> {
    let line = |conversation: &str, sender: &str, role: &str, text: &str, minute: u32| {
        json!({"conversation": conversation, "id": format!("{conversation}{minute}"), "sender": sender,
            "role": role, "text": text, "sent_at": format!("2024-03-09T18:{minute:02}:00Z")})
    };
    vec![
        line("one", "mia", "protected", "did u do the maths homework for tomorrow", 1),
        line("two", "léo", "contact", "tu viens au foot mercredi avec nous", 2),
        line("one", "max_x", "contact", "🙂🙂 ok listen. pay me or everyone sees it", 3),
        line("two", "mia", "protected", "oui je viens avec mon frère à trois heures", 4),
        line("one", "mia", "protected", "pls dont", 5),
    ]
}

#[test]
fn every_line_in_is_a_line_out_in_order() {
    let file = temporary("lines.jsonl", &jsonl(&chat()));
    let ran = run(&["scan", &file, "--output", "jsonl"], b"");
    assert_eq!(ran.status, DONE, "{}", ran.err);
    let out = ran.lines();
    let expected = [("one", 0), ("two", 0), ("one", 1), ("two", 1), ("one", 2)];
    assert_eq!(out.len(), expected.len());
    for ((line, sent), (conversation, index)) in out.iter().zip(chat()).zip(expected) {
        check_line(line);
        assert_eq!(
            (line["conversation"].as_str(), line["index"].as_u64()),
            (Some(conversation), Some(index))
        );
        assert_eq!((&line["id"], &line["sender"]), (&sent["id"], &sent["sender"]));
    }
    let [_, quiet, threat, _, after] = &out[..] else { unreachable!() };
    assert_eq!(
        (&quiet["alert"], &quiet["alerting"], &quiet["level"]),
        (&json!(false), &json!(false), &json!("minimal"))
    );
    assert_eq!((&threat["alert"], &threat["alerting"]), (&json!(true), &json!(true)));
    assert_eq!((&threat["concern"], &threat["about"]), (&json!("contact"), &json!("max_x")));
    assert_eq!((&after["alert"], &after["alerting"]), (&json!(false), &json!(true)));
}

#[test]
fn a_pipe_gives_what_a_file_gives() {
    let input = jsonl(&chat());
    let file = temporary("pipe.jsonl", &input);
    let from_file = run(&["scan", &file, "--output", "jsonl"], b"");
    for arguments in
        [&["scan", "-", "--output", "jsonl"][..], &["scan", "--output", "jsonl", "--input", "jsonl"]]
    {
        let piped = run(arguments, input.as_bytes());
        assert_eq!((piped.status, piped.out), (DONE, from_file.out.clone()), "{arguments:?}");
    }
}

#[test]
fn offsets_count_unicode_scalar_values() {
    for before in ["", "é ", "👩‍❤️‍👩 ", "🙂🙂🙂 ok. ", "\u{200B}e\u{301} "] {
        let text = format!("{before}{THREAT}");
        let ran = scan(&[json!({"conversation": "c", "sender": "x", "role": "contact", "text": text})]);
        let line = ran.lines().remove(0);
        let signal = signal(&line, "exposure_threat");
        let [start, end] = ["start", "end"].map(|field| signal[field].as_u64().expect("a number") as usize);
        let said: String = text.chars().skip(start).take(end - start).collect();
        assert!(THREAT.contains(&said) && said.contains("everyone sees"), "{before:?}: {said:?}");
    }
}

#[test]
fn optional_fields_are_taken_in() {
    let line = |more: Value| {
        let mut line = json!({"conversation": "c", "sender": "x", "text": "hello there"});
        line.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        line
    };
    let lines = [
        json!({}),
        json!({"id": "1", "to": "y", "role": "protected", "age": 12, "sent_at": 1_710_000_000_000_i64}),
        json!({"role": "unknown", "sent_at": "2024-03-09T18:00:00+02:00"}),
        json!({"reply_to": "1", "edited": true, "id": "1", "forwarded": true, "deleted": false, "media": "photo"}),
        json!({"id": null, "to": null, "role": null, "age": null, "sent_at": null}),
        json!({"something": {"of": ["no", "concern"]}}),
    ];
    let ran = scan(&lines.map(line));
    assert_eq!(ran.status, DONE, "{}", ran.err);
    let out = ran.lines();
    assert_eq!(out.len(), 6);
    out.iter().for_each(check_line);
    assert_eq!((&out[0].get("id"), &out[1]["id"]), (&None, &json!("1")));
}

#[test]
fn a_conversation_without_roles_or_with_one_sender_is_assessed() {
    let ran = scan(&[json!({"conversation": "c", "sender": "x", "text": THREAT})]);
    assert_eq!(ran.lines()[0]["alert"], true, "wording alone suffices for an explicit threat");
}

#[test]
fn advice_is_in_the_reader_s_words_and_names_the_lines_of_the_region() {
    let chat = jsonl(&chat());
    let ran = run(&["scan", "--lang", "fr", "--region", "FR"], chat.as_bytes());
    assert_eq!(ran.status, DONE, "{}", ran.err);
    for said in ["What helps: Ce n'est pas ta faute", "Garde les messages", "→ 3018", "→ Pharos"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    assert!(!ran.out.contains("--region names"), "{}", ran.out);
    let parent = run(&["scan", "--audience", "parent", "--easy"], chat.as_bytes());
    for said in ["Someone", "Do not punish", "--region names"] {
        assert!(parent.out.contains(said), "{said}: {}", parent.out);
    }
    let foreign = run(&["scan", "--lang", "sw"], chat.as_bytes());
    assert_eq!((foreign.status, foreign.err.contains("en, fr")), (USAGE, true), "{}", foreign.err);
}

#[test]
fn a_scam_gets_advice_and_no_alert() {
    let text = "your account will be suspended, verify your identity here, click the link";
    let message = json!({"conversation": "c", "sender": "bank", "role": "contact", "text": text});
    let line = scan(std::slice::from_ref(&message)).lines().remove(0);
    assert_eq!((&line["alert"], &line["moment"]), (&json!(false), &json!("scam")));
    assert_eq!(line["advice"][0], "do_not_click");
    let ran = run(&["scan"], jsonl(&[message]).as_bytes());
    assert!(ran.out.contains("advice, no alert") && ran.out.contains("No alert."), "{}", ran.out);
}

// --- help-lines -------------------------------------------------------------------------------------------------

#[test]
fn help_lines_fit_the_region_the_need_and_the_hour() {
    let first = |arguments: &[&str]| {
        let ran = run(&[&["help-lines", "--json"], arguments].concat(), b"");
        assert_eq!(ran.status, DONE, "{}", ran.err);
        let found: Value = serde_json::from_str(&ran.out).expect("JSON");
        found[0].clone()
    };
    assert_eq!(first(&["--region", "fr", "--at", "2026-11-22T18:00"])["id"], "fr.3018");
    assert_eq!(first(&["--region", "FR", "--at", "2026-11-22T23:30"])["id"], "fr.119");
    assert_eq!(first(&["--region", "FR", "--need", "crisis"])["id"], "fr.3114");
    assert_eq!(first(&["--region", "PL", "--age", "12"])["verified"], true);
    let none = run(&["help-lines", "--region", "JP"], b"");
    assert!(none.out.contains("No line is known"), "{}", none.out);
    assert_eq!(run(&["help-lines", "--region", "FR", "--need", "gossip"], b"").status, USAGE);
}

#[test]
fn help_lines_that_nobody_read_again_fail_the_check() {
    let fresh = run(&["help-lines", "--check", "--on", "2026-11-22"], b"");
    assert_eq!((fresh.status, fresh.out.contains(" 0 stale")), (DONE, true), "{}", fresh.out);
    let old = run(&["help-lines", "--check", "--on", "2028-01-01"], b"");
    assert_eq!((old.status, old.out.contains("fr.3018: verified on")), (FAILED, true), "{}", old.out);
}

// --- scan: streams ----------------------------------------------------------------------------------------------

#[test]
fn a_stream_answers_line_by_line() {
    // With a space after the brace, as some writers do, and a byte order mark, as some others.
    for (arguments, first) in [
        (
            &["scan", "-", "--output", "jsonl"][..],
            "{\"conversation\": \"c\", \"sender\": \"x\", \"text\": \"hi\"}\n",
        ),
        (
            &["scan", "--input", "jsonl", "--output", "jsonl"],
            "{\"text\":\"hi\",\"sender\":\"x\",\"conversation\":\"c\"}\n",
        ),
        (
            &["scan", "--output", "jsonl"],
            "{ \"conversation\": \"c\", \"sender\": \"x\", \"text\": \"hi\" }\n",
        ),
        (
            &["scan", "--output", "jsonl"],
            "\u{FEFF}{\"conversation\": \"c\", \"sender\": \"x\", \"text\": \"hi\"}\r\n",
        ),
    ] {
        let mut stream = Stream::start(arguments);
        stream.send(first);
        check_line(&stream.answer());
        stream.send("{\"conversation\":\"c\",\"sender\":\"x\"}\n");
        let error = stream.answer();
        assert_eq!((&error["line"], error.get("level")), (&json!(2), None), "{error}");
        stream.send(&format!("{{\"conversation\":\"c\",\"sender\":\"x\",\"text\":\"{THREAT}\"}}\n"));
        let threat = stream.answer();
        assert_eq!((&threat["index"], &threat["alert"]), (&json!(1), &json!(true)), "{threat}");
        assert_eq!(stream.end(), BAD_INPUT);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn thirty_megabytes_stream_in_constant_memory() {
    let grown = growth(&mut megabytes(30, 60_000));
    assert!(grown <= 12 << 10, "{grown} KB");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes: 200 MB of short messages"]
fn two_hundred_megabytes_stream_in_constant_memory() {
    let grown = growth(&mut megabytes(200, 300));
    assert!(grown <= 12 << 10, "{grown} KB");
}

#[cfg(target_os = "linux")]
#[test]
fn bad_lines_are_not_hoarded() {
    let grown = growth(&mut std::iter::repeat_n("{\"conversation\":\"c\"}\n".to_owned(), 200_000));
    assert!(grown <= 6 << 10, "{grown} KB");
}

/// Lines of up to `longest` letters in five conversations, about so many megabytes of them.
#[cfg(target_os = "linux")]
fn megabytes(megabytes: usize, longest: usize) -> impl Iterator<Item = String> {
    let words = "we had pizza at school today and it was ok ".repeat(longest / 43 + 1);
    let mut left = megabytes << 20;
    (0usize..).map_while(move |number| {
        // Most are short, as in a chat; a few are as long as can be.
        let length = if number % 4 == 0 { longest } else { 40 };
        let text = &words[..length];
        let line = format!(
            "{{\"conversation\":\"c{}\",\"id\":\"{number}\",\"sender\":\"s{}\",\"text\":\"{text}\"}}\n",
            number % 5,
            number % 7
        );
        left = left.checked_sub(line.len())?;
        Some(line)
    })
}

/// How much the program's memory peaks above what it is after the first two lines, in KB.
#[cfg(target_os = "linux")]
fn growth(lines: &mut dyn Iterator<Item = String>) -> u64 {
    let mut stream = Stream::start(&["scan", "--input", "jsonl", "--output", "jsonl", "--rules-only"]);
    for _ in 0..2 {
        stream.send(&lines.next().expect("two lines"));
        stream.answer();
    }
    let before = stream.peak_memory();
    for line in lines {
        stream.send(&line);
        stream.answer();
    }
    let grown = stream.peak_memory() - before;
    stream.end();
    grown
}

// --- scan: other outputs ----------------------------------------------------------------------------------------

#[test]
fn the_summary_in_json_has_every_conversation_and_error() {
    let input = format!("{}broken\n", jsonl(&chat()));
    let ran = run(&["scan", "--input", "jsonl", "--output", "json"], input.as_bytes());
    assert_eq!(ran.status, BAD_INPUT);
    let summary: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!(summary["schema"], 1);
    let [one, two] = &summary["conversations"].as_array().expect("a list")[..] else { panic!("{summary}") };
    assert_eq!(
        (&one["conversation"], &one["messages"], &one["alerting"]),
        (&json!("one"), &json!(3), &json!(true))
    );
    let [alert] = &one["alerts"].as_array().expect("a list")[..] else { panic!("{one}") };
    assert_eq!(
        (&alert["index"], &alert["sender"], &alert["about"]),
        (&json!(1), &json!("max_x"), &json!("max_x"))
    );
    assert!(alert["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
    assert!(alert["advice"].as_array().is_some_and(|advice| !advice.is_empty()));
    assert_eq!((&two["conversation"], &two["alerts"]), (&json!("two"), &json!([])));
    assert_eq!(summary["errors"][0]["line"], 6);
    assert!(!ran.out.contains(THREAT), "no message text in a summary");
}

#[test]
fn text_has_no_colour_codes_in_a_pipe_and_quotes_only_when_asked() {
    let input = jsonl(&chat());
    let ran = run(&["scan"], input.as_bytes());
    assert_eq!(ran.status, DONE, "{}", ran.err);
    assert!(ran.out.contains("▲ message 2, 2024-03-09 18:03, from max_x"), "{}", ran.out);
    assert!(ran.out.contains("What helps:"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1B}') && !ran.err.contains('\u{1B}'), "{:?}", ran.out);
    assert!(!ran.out.contains(THREAT));
    let quoted = run(&["scan", "--quote"], input.as_bytes());
    assert!(quoted.out.contains(THREAT), "{}", quoted.out);
}

#[test]
fn what_could_not_be_assessed_is_not_called_safe() {
    let line = |text: &str| json!({"conversation": "c", "sender": "x", "text": text});
    let lines = jsonl(&[line("привет как дела сегодня"), line("хорошо, только что пришёл из школы домой")]);
    let ran = run(&["scan"], lines.as_bytes());
    assert!(ran.out.contains("Not assessed") && !ran.out.contains("No alert"), "{}", ran.out);
}

// --- scan: exports ----------------------------------------------------------------------------------------------

const WHATSAPP: &str = "\
15/01/2024, 18:30 - Messages and calls are end-to-end encrypted.
15/01/2024, 18:30 - Zoé: did u do the maths homework
15/01/2024, 18:31 - Max: ok listen
pay me or everyone sees it
15/01/2024, 18:32 - Zoé: pls dont
";

#[test]
fn a_whatsapp_export_is_read_with_the_protected_person_named() {
    let file = temporary("WhatsApp Chat with Max.txt", WHATSAPP);
    for name in ["Zoé", "zoe"] {
        let ran = run(&["scan", &file, "--protected", name, "--output", "jsonl"], b"");
        assert_eq!(ran.status, DONE, "{}", ran.err);
        let out = ran.lines();
        assert_eq!(out.len(), 3, "{}", ran.out);
        out.iter().for_each(check_line);
        assert_eq!(
            (&out[1]["sender"], &out[1]["alert"], &out[1]["about"]),
            (&json!("Max"), &json!(true), &json!("Max"))
        );
    }
    // The other way round it is the owner who threatens.
    let ran = run(&["scan", &file, "--protected", "Max", "--output", "jsonl"], b"");
    assert_eq!(ran.lines()[1]["concern"], "protected_person");
    let text = run(&["scan", &file, "--protected", "Zoé"], b"");
    assert!(text.out.contains("from Max"), "{}", text.out);
}

#[test]
fn an_unknown_protected_name_is_an_error_that_says_so() {
    let file = temporary("whatsapp.txt", WHATSAPP);
    for command in
        [&["scan", &file, "--protected", "Ana"][..], &["explain", "--file", &file, "--protected", "Ana"]]
    {
        let ran = run(command, b"");
        assert_eq!(ran.status, USAGE);
        assert!(ran.err.contains("protected person") && ran.err.starts_with("vigie: "), "{}", ran.err);
    }
}

// --- exit status ------------------------------------------------------------------------------------------------

#[test]
fn fail_on_ends_with_one_when_the_level_is_reached() {
    let status = |text: &str, level: &str| {
        let line = jsonl(&[json!({"conversation": "c", "sender": "x", "role": "contact", "text": text})]);
        run(&["scan", "--fail-on", level, "--output", "jsonl"], line.as_bytes()).status
    };
    assert_eq!(status(THREAT, "low"), FAILED);
    assert_eq!(status(THREAT, "high"), FAILED);
    assert_eq!(status("see u at practice tomorrow", "low"), DONE);
    // Bad input besides does not hide it.
    let input = format!("broken\n{}", jsonl(&chat()));
    assert_eq!(run(&["scan", "--input", "jsonl", "--fail-on", "high"], input.as_bytes()).status, FAILED);
    assert_eq!(run(&["scan", "--input", "jsonl"], input.as_bytes()).status, BAD_INPUT);
}

#[test]
fn wrong_usage_ends_with_two_and_says_why() {
    for (arguments, said) in [
        (&["scan", "--no-such-flag"][..], "--no-such-flag"),
        (&["scan", "--input", "carrier-pigeon"], "whatsapp"),
        (&["scan", "--fail-on", "never"], "critical"),
        (&["scan", "--policy", "seven"], "under13"),
        (&["scan", "no/such/file.jsonl"], "no/such/file.jsonl"),
        (&["scan", env!("CARGO_TARGET_TMPDIR")], "folder"),
        (&["pack", "check", "no/such/pack.toml"], "no/such/pack.toml"),
        (&["explain"], "TEXT"),
        (&[], "scan"),
    ] {
        let ran = run(arguments, b"");
        assert_eq!(ran.status, USAGE, "{arguments:?}");
        assert!(ran.err.contains(said) && ran.out.is_empty(), "{arguments:?}: {}{}", ran.err, ran.out);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let file = temporary("closed.toml", &pack("our secret", "secret santa"));
    for arguments in
        [&["completions", "bash"][..], &["man"], &["pack", "check", &file], &["explain", THREAT], &["scan"]]
    {
        let mut child = command(arguments).spawn().expect("it starts");
        drop(child.stdout.take());
        let mut input = child.stdin.take().expect("a pipe");
        let _ = input.write_all(jsonl(&chat()).as_bytes());
        drop(input);
        let ended = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        assert_eq!(ended.status.code(), Some(DONE), "{arguments:?}: {said}");
    }
}

// --- bad input --------------------------------------------------------------------------------------------------

#[test]
fn a_bad_line_is_an_error_in_its_place_and_the_rest_is_assessed() {
    let good =
        |text: &str| json!({"conversation": "c", "sender": "x", "text": text}).to_string().into_bytes();
    let secret = "my secret words";
    let bad: [(&[u8], &str); 10] = [
        (b"my secret words", "JSON"),
        (b"{\"conversation\":\"c\",\"sender\":\"x\",\"text\":\"my secret wo", "JSON"),
        (b"{\"conversation\":\"c\",\"sender\":\"x\",\"text\":\"\xff\xfe\"}", "UTF-8"),
        (b"{\"conversation\":\"c\",\"sender\":\"x\"}", "text"),
        (b"{\"conversation\":\"c\",\"text\":\"my secret words\"}", "sender"),
        (b"{\"sender\":\"x\",\"text\":\"my secret words\"}", "conversation"),
        (b"{\"conversation\":\"c\",\"sender\":\"x\",\"text\":7}", "text"),
        (b"{\"conversation\":\"c\",\"sender\":\"x\",\"text\":\"\",\"role\":\"boss\"}", "role"),
        (b"{\"conversation\":\"c\",\"sender\":\"x\",\"text\":\"\",\"sent_at\":\"yesterday\"}", "sent_at"),
        (b"[1, 2, 3]", "object"),
    ];
    let mut input = Vec::new();
    for (number, (line, _)) in bad.iter().enumerate() {
        input.extend(good(&format!("hello {number}")));
        input.push(b'\n');
        input.extend(*line);
        input.push(b'\n');
    }
    input.extend(good("and goodbye"));
    let ran = run(&["scan", "--input", "jsonl", "--output", "jsonl"], &input);
    assert_eq!(ran.status, BAD_INPUT);
    let out = ran.lines();
    assert_eq!(out.len(), 21, "{}", ran.out);
    for (number, (_, said)) in bad.iter().enumerate() {
        let (line, error) = (&out[number * 2], &out[number * 2 + 1]);
        check_line(line);
        assert_eq!(line["index"], number, "only accepted messages count");
        let fields: BTreeSet<&str> =
            error.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(fields, BTreeSet::from(["schema", "error", "line"]));
        assert_eq!((&error["schema"], &error["line"]), (&json!(1), &json!(number * 2 + 2)));
        assert!(error["error"].as_str().is_some_and(|error| error.contains(said)), "{said}: {error}");
        assert!(ran.err.contains(error["error"].as_str().expect("a string")), "told on standard error too");
    }
    assert_eq!(out[20]["index"], 10);
    assert!(!ran.err.contains(secret) && !ran.out.contains(secret), "an error never quotes the input");
}

#[test]
fn line_endings_may_be_mixed() {
    let line = |text: &str| json!({"conversation": "c", "sender": "x", "text": text}).to_string();
    let input = format!("{}\r\n{}\n\n{}\r\r\n{}", line("one"), line("two"), line("three"), line("four"));
    let ran = run(&["scan", "--output", "jsonl"], input.as_bytes());
    assert_eq!(ran.status, DONE, "{}", ran.err);
    let indices: Vec<_> = ran.lines().iter().map(|line| line["index"].as_u64()).collect();
    assert_eq!(indices, [Some(0), Some(1), Some(2), Some(3)]);
}

#[test]
fn no_input_is_no_message() {
    let ran = run(&["scan", "--input", "jsonl", "--output", "jsonl"], b"");
    assert_eq!((ran.status, ran.out.as_str()), (DONE, ""));
    let ran = run(&["scan", "--input", "jsonl"], b"\n\n");
    assert_eq!((ran.status, ran.out.as_str()), (DONE, "No message was read.\n"));
}

#[test]
fn huge_and_flooded_messages_are_assessed_in_part() {
    let line = |text: &str| json!({"conversation": "c", "sender": "x", "role": "contact", "text": text});
    let filling = "we had pizza at school today it was ok ".repeat(10 * (1 << 20) / 39);
    let ran = scan(&[
        line(&format!("{filling}{THREAT}")),
        line(&"👩‍❤️‍👩🔥".repeat(50_000)),
        line(&"💀".repeat(100)),
        line("see u tomorrow at practice"),
    ]);
    assert_eq!(ran.status, DONE, "{}", ran.err);
    let out = ran.lines();
    out.iter().for_each(check_line);
    assert_eq!(out.len(), 4);
    assert_eq!(
        (&out[0]["alert"], &out[0]["coverage_gap"]),
        (&json!(true), &json!("truncated")),
        "{}",
        out[0]
    );
    assert_eq!(out[1]["signals"], json!([]));
    // Beyond what is taken for a line, the line is refused and the next one read.
    let input = format!("{}{}", jsonl(&[line(&"a".repeat(17 << 20))]), jsonl(&[line("hello")]));
    let ran = run(&["scan", "--input", "jsonl", "--output", "jsonl"], input.as_bytes());
    let out = ran.lines();
    assert_eq!((ran.status, &out[0]["line"], &out[1]["index"]), (BAD_INPUT, &json!(1), &json!(0)));
}

// --- explain ----------------------------------------------------------------------------------------------------

#[test]
fn carets_stand_under_the_words_whatever_their_width() {
    // What stands before the threat, and how many columns a terminal gives it.
    for (before, columns) in [
        ("", 0),
        ("ok ", 3),
        ("é ", 2),
        ("e\u{301} ", 2),
        ("漢字 ", 5),
        ("🙂 ", 3),
        ("\u{200B}\u{200D} ", 1),
        ("ａｂ ", 5),
        ("a\tb ", 4),
    ] {
        let text = format!("{before}{THREAT}");
        let ran = run(&["explain", &text], b"");
        assert_eq!(ran.status, DONE, "{}", ran.err);
        assert!(!ran.out.contains('\u{1B}'));
        let line = scan(&[json!({"conversation": "c", "sender": "x", "role": "contact", "text": text})])
            .lines()
            .remove(0);
        let signal = signal(&line, "exposure_threat");
        let [start, end] = ["start", "end"].map(|field| signal[field].as_u64().expect("a number") as usize);
        let within = start - before.chars().count();
        let carets = ran.out.lines().find(|line| line.contains("^ exposure_threat ")).expect("its carets");
        let indent = carets.len() - carets.trim_start_matches(' ').len();
        assert_eq!(indent, 2 + columns + within, "{before:?}\n{}", ran.out);
        assert_eq!(carets.matches('^').count(), end - start, "{before:?}\n{}", ran.out);
    }
}

#[test]
fn explain_goes_through_a_file() {
    let file = temporary("explain.jsonl", &jsonl(&chat()));
    let ran = run(&["explain", "--file", &file], b"");
    assert_eq!(ran.status, DONE, "{}", ran.err);
    assert!(ran.out.contains("one 2 max_x") && ran.out.contains("▲ alert"), "{}", ran.out);
    let file = temporary("explain-broken.jsonl", &format!("{}broken\n", jsonl(&chat())));
    let ran = run(&["explain", "--file", &file, "--input", "jsonl"], b"");
    assert_eq!(ran.status, BAD_INPUT);
    assert!(ran.out.contains("▲ alert") && ran.err.contains("line 6"), "{}", ran.err);
}

// --- packs, completions, manual ---------------------------------------------------------------------------------

/// A pack of one rule; `{phrase}` and `{ignored}` to be filled in.
fn pack(phrase: &str, ignored: &str) -> String {
    format!(
        "[pack]\nlanguage = \"en\"\nkind = \"secrecy\"\n\n[[rule]]\nid = \"en.secrecy.mine\"\nby = \"contact\"\n\
         weight = 0.5\nphrases = [\"{phrase}\"]\nreason = \"Asks to keep a secret\"\n\
         matches = [\"our secret\", \"its our secret\", \"our secret ok\"]\nignores = [\"{ignored}\", \"a secret\"]\n"
    )
}

#[test]
fn a_good_pack_passes_and_the_embedded_ones_do() {
    let file = temporary("good.toml", &pack("our secret", "secret santa"));
    let ran = run(&["pack", "check", &file], b"");
    assert_eq!((ran.status, ran.out.as_str()), (DONE, "1 rules, 5 examples, 0 failures\n"), "{}", ran.err);
    assert_eq!(run(&["pack", "check"], b"").status, DONE);
}

#[test]
fn a_broken_pack_is_named_with_rule_and_field() {
    let file = temporary("broken.toml", &pack("our ~99 secret", "secret santa"));
    let ran = run(&["pack", "check", &file], b"");
    assert_ne!(ran.status, DONE);
    let said = ran.out + &ran.err;
    for part in [file.as_str(), "en.secrecy.mine", "phrases"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let file = temporary("misspelt.toml", &pack("our secret", "secret santa").replace("weight", "wieght"));
    let ran = run(&["pack", "check", &file], b"");
    assert_ne!(ran.status, DONE);
    assert!(ran.err.contains(&file) && ran.err.contains("wieght") && ran.err.contains("line"), "{}", ran.err);
}

#[test]
fn an_example_that_fails_is_named_with_its_rule() {
    let file = temporary("failing.toml", &pack("our secret", "tell me our secret"));
    let ran = run(&["pack", "check", &file], b"");
    assert_eq!(ran.status, FAILED);
    for part in [file.as_str(), "en.secrecy.mine", "tell me our secret"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
}

#[test]
fn there_are_completions_and_a_manual() {
    for (shell, sign) in [("bash", "complete -F"), ("zsh", "#compdef vigie"), ("fish", "complete -c vigie")] {
        let ran = run(&["completions", shell], b"");
        assert_eq!(ran.status, DONE);
        assert!(ran.out.contains(sign) && ran.out.contains("scan") && ran.out.contains("fail-on"), "{shell}");
    }
    let ran = run(&["man"], b"");
    assert_eq!(ran.status, DONE);
    assert!(ran.out.contains(".TH vigie") && ran.out.contains("scan"), "{}", ran.out);
    assert_eq!(run(&["--version"], b"").out.trim(), concat!("vigie ", env!("CARGO_PKG_VERSION")));
}

// --- what the tests share ---------------------------------------------------------------------------------------

/// What a run of the program left.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for variable in ["CLICOLOR_FORCE", "FORCE_COLOR", "CLICOLOR", "NO_COLOR"] {
        command.env_remove(variable);
    }
    command
}

fn run(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = command(arguments).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let ended = thread::scope(|scope| {
        // A program that does not read its input closes the pipe: no fault of the input.
        scope.spawn(move || pipe.write_all(input));
        child.wait_with_output().expect("it ends")
    });
    Ran {
        status: ended.status.code().expect("no signal"),
        out: String::from_utf8(ended.stdout).expect("UTF-8"),
        err: String::from_utf8(ended.stderr).expect("UTF-8"),
    }
}

fn scan(lines: &[Value]) -> Ran {
    run(&["scan", "--output", "jsonl"], jsonl(lines).as_bytes())
}

fn jsonl(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn temporary(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("the folder for temporary files can be written");
    path.into_os_string().into_string().expect("UTF-8")
}

/// A running scan of standard input.
struct Stream {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Stream {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).stderr(Stdio::null()).spawn().expect("it starts");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in output.lines() {
                if sender.send(line.expect("UTF-8")).is_err() {
                    break;
                }
            }
        });
        Self { input: child.stdin.take(), child, lines }
    }

    fn send(&mut self, line: &str) {
        let input = self.input.as_mut().expect("still open");
        input.write_all(line.as_bytes()).and_then(|()| input.flush()).expect("it reads");
    }

    /// The next line out, while the input is still open.
    fn answer(&self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("an answer to every line, at once");
        serde_json::from_str(&line).expect("a JSON object")
    }

    fn end(mut self) -> i32 {
        drop(self.input.take());
        self.child.wait().expect("it ends").code().expect("no signal")
    }

    /// The most memory that it ever had, in KB.
    #[cfg(target_os = "linux")]
    fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

fn signal<'a>(line: &'a Value, kind: &str) -> &'a Value {
    let signals = line["signals"].as_array().expect("a list");
    signals.iter().find(|signal| signal["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {line}"))
}

/// Every field that the contract promises, of the right type and in its range.
fn check_line(line: &Value) {
    let text = |field: &str| line[field].as_str().unwrap_or_else(|| panic!("{field}: {line}"));
    let flag = |field: &str| line[field].as_bool().unwrap_or_else(|| panic!("{field}: {line}"));
    let list = |field: &str| line[field].as_array().unwrap_or_else(|| panic!("{field}: {line}"));
    let share = |value: &Value| {
        let share = value.as_f64().unwrap_or_else(|| panic!("{value}: {line}"));
        assert!((0.0..=1.0).contains(&share), "{share}: {line}");
        share
    };
    assert_eq!(line["schema"], 1);
    assert!(line["index"].is_u64() && !text("conversation").is_empty() && !text("sender").is_empty());
    for field in ["id", "about"] {
        assert!(line.get(field).is_none_or(Value::is_string), "{field}: {line}");
    }
    assert!(["minimal", "low", "medium", "high", "critical"].contains(&text("level")), "{line}");
    assert!(["full", "partial", "none"].contains(&text("coverage")), "{line}");
    assert_eq!(line.get("coverage_gap").is_some_and(Value::is_string), text("coverage") != "full", "{line}");
    assert!(["contact", "third_party", "protected_person"].contains(&text("concern")), "{line}");
    assert!(!text("stage").is_empty() && (flag("alerting") || !flag("alert")), "{line}");
    let threats: BTreeMap<&str, f64> = line["threats"]
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| (name.as_str(), share(value)))
        .collect();
    let names: Vec<&str> = threats.keys().copied().collect();
    assert_eq!(names, ["exposure", "grooming", "sextortion_content", "sextortion_money"]);
    let most = threats.values().copied().fold(0.0, f64::max);
    assert!((share(&line["score"]) - most).abs() < 1e-9, "{line}");
    for signal in list("signals") {
        assert!(signal["kind"].as_str().is_some_and(|kind| !kind.is_empty()), "{signal}");
        assert!(signal["start"].as_u64() < signal["end"].as_u64(), "{signal}");
        assert!(signal["source"] == "rule" || signal["source"] == "model", "{signal}");
        assert_eq!(signal["rule"].is_string(), signal["source"] == "rule", "{signal}");
        share(&signal["score"]);
    }
    assert!(list("reasons").iter().chain(list("degraded")).all(Value::is_string), "{line}");
}

//! A whole run on a small invented world, with a system whose every answer is known.

use std::fs;
use std::path::PathBuf;

use vigie::{Concern, Message, Role, Threat};
use vigie_eval::page::{html, markdown};
use vigie_eval::run::compare::compare;
use vigie_eval::run::{Candidate, Data, Run, measure};
use vigie_eval::system::{Reader, Reading, System};

/// Alarms at «bad», if it may: a contact's word, or anybody's whose role is not known.
struct Word;

struct WordReader {
    score: f64,
}

impl System for Word {
    fn reader(&self) -> Box<dyn Reader + '_> {
        Box::new(WordReader { score: 0.1 })
    }
}

impl Reader for WordReader {
    fn read(&mut self, message: &Message<'_>) -> Reading {
        let alert = message.text == "bad" && message.role != Role::Protected;
        if alert {
            self.score = 0.9;
        }
        Reading { score: self.score, alert, named: Some((Threat::Grooming, Concern::Contact)) }
    }

    fn acknowledge(&mut self) {}
}

/// A conversation in which the contact writes the words and the protected person ends with the last one.
fn scenario(
    id: &str,
    lang: &str,
    label: &str,
    style: &str,
    words: &[&str],
    window: Option<(usize, usize)>,
) -> String {
    let messages: Vec<_> = words
        .iter()
        .enumerate()
        .map(|(index, word)| {
            let from = if index + 1 == words.len() { "kid" } else { "other" };
            serde_json::json!({"from": from, "text": word, "t": index})
        })
        .collect();
    serde_json::json!({
        "id": id, "lang": lang, "label": label, "family": "f", "style": style,
        "participants": {"kid": {"role": "protected"}, "other": {"role": "contact"}},
        "quiet_until": window.map(|window| window.0), "alert_at": window.map(|window| window.1),
        "messages": messages,
    })
    .to_string()
}

fn stream(label: &str, messages: &[&str]) -> String {
    serde_json::json!({"stream": "s", "label": label, "messages": messages}).to_string()
}

/// Writes lines into a file of the test.
fn file(test: &str, name: &str, lines: &[String]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, lines.join("\n")).expect("it can be written");
    path
}

fn world(test: &str) -> Data {
    let scenarios = [
        scenario("1", "en", "grooming", "plain", &["hi", "bad", "ok"], Some((1, 2))),
        scenario("2", "en", "grooming", "sms", &["bad", "hi", "ok"], Some((1, 2))),
        scenario("3", "fr", "exposure", "sms", &["hi", "hi", "bad", "ok"], Some((0, 1))),
        scenario("4", "fr", "sextortion_money", "plain", &["hi", "hi"], Some((0, 1))),
        scenario("5", "fr", "benign", "plain", &["hi", "hi"], None),
        // Only who does not know the roles takes the child's own word for a danger.
        scenario("6", "en", "benign", "plain", &["hi", "bad"], None),
    ];
    let mut slow = vec!["hi"; 74];
    slow.push("bad");
    let mut late = vec!["hi"; 150];
    late.push("bad");
    let chats = [
        stream("grooming", &slow),
        stream("grooming", &["do you", "bad"]),
        stream("grooming", &late),
        stream("decoy", &["bad"]),
        stream("decoy", &["hi", "hi"]),
    ];
    let benign = [
        stream("benign", &["hi", "bad", "hi", "bad", "hi"]),
        stream("benign", &["hi"; 5]),
        stream("benign", &late),
    ];
    let segments = [stream("anything", &["bad"]), stream("anything", &["hi"])];
    Data {
        scenarios: vec![file(test, "chats.jsonl", &scenarios)],
        streams: vec![file(test, "pairs.jsonl", &chats), file(test, "calm.jsonl", &benign)],
        segments: Some([file(test, "hot.jsonl", &segments), file(test, "calm.jsonl", &benign)]),
    }
}

fn run(test: &str) -> Run {
    measure(&[Candidate { name: "word", system: &Word, detector: true }], &world(test)).expect("a run")
}

fn near(left: Option<f64>, right: f64) {
    assert!(left.is_some_and(|left| (left - right).abs() < 1e-9), "{left:?} is not {right}");
}

#[test]
fn conversations_are_counted_by_language_threat_and_style_with_roles_and_without() {
    let run = run("conversations");
    let [given, withheld] = &run.systems[0].scenarios[..] else { panic!("two sets") };
    let tally = |name: &str| given.groups.iter().find(|group| group.name == name).expect(name).tally;
    let all = tally("all");
    assert_eq!((all.dangerous, all.in_time, all.early, all.late, all.missed), (4, 1, 1, 1, 1));
    assert_eq!((all.benign, all.false_alarms, all.threat_right, all.concern_right), (2, 0, 2, 3));
    assert_eq!((tally("en").in_time, tally("fr").in_time, tally("fr").missed), (1, 0, 1));
    assert_eq!((tally("exposure").late, tally("exposure").benign, tally("benign").benign), (1, 0, 2));
    assert_eq!((tally("sms").dangerous, tally("sms").early), (2, 1));
    assert_eq!(withheld.groups[0].tally.false_alarms, 1, "{:?}", withheld.groups[0]);
    // Two of three alerts: one message before the due one, the other one after.
    assert_eq!(given.after_due, [-1, -2, 1]);
    // Scores 0.9 0.9 0.9 0.1 of four dangerous ones, 0.1 0.1 of two ordinary ones: 6 + 1 of 8 pairs.
    near(given.ranking.auc, 7.0 / 8.0);
    let calibration = given.calibration.as_ref().expect("a detector's score");
    near(Some(calibration.brier), (5.0 * 0.01 + 0.81) / 6.0);
    // Three at 0.9, all dangerous; three at 0.1, one dangerous.
    near(Some(calibration.error), (3.0 * 0.1 + 3.0 * (1.0 / 3.0 - 0.1)) / 6.0);
}

#[test]
fn offenders_are_read_up_to_the_window_and_benign_streams_to_their_end() {
    let run = run("streams");
    let unknown = &run.systems[0].streams[0];
    assert_eq!(unknown.role, "unknown");
    let [corpus] = &unknown.corpora[..] else { panic!("one corpus has benign streams") };
    assert_eq!((corpus.name.as_str(), corpus.streams, corpus.messages), ("calm.jsonl", 3, 161));
    assert_eq!((corpus.alerted, corpus.alerts), (2, 3), "an alarm at message 151 counts here");
    near(Some(corpus.rate()), 3.0 * 10_000.0 / 161.0);
    let offenders = unknown.offenders.as_ref().expect("offenders");
    assert_eq!(offenders.alarms, [75, 2], "the third one alarms after the window");
    let early = &offenders.early;
    assert_eq!((early.positives, early.detected, early.negatives, early.false_alarms), (3, 2, 3, 1));
    // Penalties 0.5 at message 75, and at 2 what the formula gives.
    let p = 3_f64.ln() / 74.0;
    let second = 2.0 / (1.0 + (-p).exp()) - 1.0;
    let speed = 1.0 - f64::midpoint(0.5, second);
    near(early.speed, speed);
    near(early.latency_weighted_f1, speed * 2.0 / 3.0);
    assert_eq!(offenders.against_decoys.false_alarms, 1);
    // Offenders 0.9 0.9 0.1, decoys 0.9 0.1: 0.5 + 1 + 0.5 + 1 + 0 + 0.5 of 6 pairs.
    near(offenders.decoy_auc, 3.5 / 6.0);
    let shortcuts = run.shortcuts.expect("offenders and decoys");
    // One offender of three writes «you»: it wins two pairs, four are ties.
    near(Some(shortcuts.addressing), 4.0 / 6.0);
    // Lengths 75, 2, 151 against 1, 2.
    near(Some(shortcuts.length), 5.5 / 6.0);
    let segments = run.systems[0].segments.as_ref().expect("segments");
    assert_eq!(
        (segments.grooming, segments.grooming_alerted, segments.benign, segments.benign_alerted),
        (2, 1, 3, 2)
    );
}

#[test]
fn a_stored_run_is_read_as_it_was_and_is_not_worse_than_itself() {
    let run = run("stored");
    let stored: Run = serde_json::from_str(&serde_json::to_string(&run).expect("JSON")).expect("a run");
    let comparison = compare(&stored, &run, 0.0).expect("the same schema");
    assert!(comparison.compared > 10, "{comparison:?}");
    assert!(comparison.worse.is_empty() && comparison.other_data.is_empty(), "{comparison:?}");
}

#[test]
fn what_got_worse_beyond_the_tolerance_is_named_and_what_got_better_is_not() {
    let stored = run("worse");
    let mut now = stored.clone();
    now.systems[0].scenarios[0].ranking.auc = Some(7.0 / 8.0 - 0.03);
    now.systems[0].scenarios[1].ranking.auc = Some(1.0);
    now.systems[0].streams[0].corpora[0].alerts = 4;
    now.systems[0].segments = None;
    now.data.insert("calm.jsonl".to_owned(), 2);
    let named = |tolerance| {
        let comparison = compare(&stored, &now, tolerance).expect("the same schema");
        assert_eq!(comparison.other_data, ["calm.jsonl"]);
        let table = comparison.table(tolerance);
        for one in &comparison.worse {
            assert!(table.contains(&one.figure), "{table}");
        }
        comparison.worse.into_iter().map(|one| one.figure).collect::<Vec<_>>()
    };
    let gone = ["segments: AUC", "segments: average precision"];
    assert_eq!(
        named(0.02),
        [
            "scenarios, roles given: AUC",
            gone[0],
            gone[1],
            "streams, role unknown, calm.jsonl: alerts in 10,000"
        ]
    );
    // A third more alerts is more than 0.04 of the rate, and less than 0.34 of it.
    assert_eq!(named(0.04), [gone[0], gone[1], "streams, role unknown, calm.jsonl: alerts in 10,000"]);
    assert_eq!(named(0.34), gone);
    now.schema += 1;
    assert!(compare(&now, &stored, 0.02).is_err());
}

#[test]
fn the_page_needs_nothing_else_and_shows_what_the_tables_show() {
    let run = run("page");
    let (page, text) = (html::render(&run), markdown::render(&run));
    for forbidden in ["<script", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("prefers-color-scheme: dark"));
    // Two precision-recall plots, alerts and reliability with roles and without, time to alarm for two roles.
    assert_eq!(page.matches("<svg").count(), 8);
    assert!(text.contains("| all | 4 | 1/4 (25 %) | 1 | 1 | 1 | 67 % | 100 % | 2 | 0/2 (0 %) |"), "{text}");
    assert!(page.contains("<td>1/4 (25 %)</td>"));
    // No message of the data.
    assert!(!text.contains("bad") && !page.contains("do you"));
}

#[test]
fn two_files_of_one_name_are_refused() {
    let mut data = world("names");
    data.streams.push(data.streams[0].clone());
    let fault = measure(&[], &data).expect_err("the figures of one would hide the other");
    assert!(fault.to_string().contains("pairs.jsonl: another file has the same name"), "{fault}");
}

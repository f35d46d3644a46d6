//! Help as every language is to give it: cards, the words of advice, lines.

use serde_json::{Value, json};
use vigie::{
    Action, Audience, Guidance, HelpLine, HelpLines, LocalTime, Moment, Need, Search, Step, Style, Threat,
};
use vigie_tests::compare_golden;

/// Sunday 2026-11-22, 22:30 UTC; in Paris it was half past eleven.
const AT: i64 = 1_795_386_600_000;
/// Which entries are written out: every so many.
const WRITTEN_OUT: usize = 8;

#[test]
fn help_is_as_recorded() {
    let guidance = vigie_embedded::guidance().expect("the words parse");
    let lines = vigie_embedded::help_lines().expect("the lines parse");
    let records = cards(&guidance).chain(advice(&guidance)).chain(searches(&lines)).chain(entries(&lines));
    let text: String = records.map(|record| format!("{record}\n")).collect();
    compare_golden("golden/help.jsonl", &text);
}

/// Every moment for every reader, in both languages; threats and styles in turn.
fn cards(guidance: &Guidance) -> impl Iterator<Item = Value> {
    let mut number = 0;
    let readers = ["en", "fr-CA", "de"].into_iter().flat_map(|language| {
        Audience::ALL
            .iter()
            .flat_map(move |audience| Moment::ALL.iter().map(move |moment| (language, *audience, *moment)))
    });
    readers.filter(|(language, _, moment)| *language != "de" || *moment == Moment::Threat).map(
        move |(language, audience, moment)| {
            let threat = Threat::ALL[number % Threat::ALL.len()];
            let style = Style::ALL[number / Threat::ALL.len() % Style::ALL.len()];
            number += 1;
            let card = guidance.card(moment, threat, audience, style, language);
            let expected = card.map(|card| {
                let steps: Vec<_> = card.steps.iter().map(step).collect();
                json!({"language": card.language, "title": card.title, "text": card.text, "steps": steps})
            });
            let asked = json!({"moment": moment.as_str(), "threat": threat.as_str(), "audience": audience.as_str(),
                "style": style.as_str(), "language": language});
            json!({"card": asked, "expected": expected})
        },
    )
}

fn advice(guidance: &Guidance) -> impl Iterator<Item = Value> {
    let keys = ["stop_and_think", "send_no_picture", "unheard_of", "tell_an_adult", "do_not_pay"];
    Audience::ALL.iter().flat_map(|audience| ["en", "fr", "de"].map(|language| (*audience, language))).map(
        move |(audience, language)| {
            let steps: Vec<_> = guidance.steps(&keys, audience, language).iter().map(step).collect();
            let asked = json!({"advice": keys, "audience": audience.as_str(), "language": language});
            json!({"advice": asked, "expected": steps})
        },
    )
}

fn step(step: &Step<'_>) -> Value {
    let (action, need) = (step.action.map(Action::as_str), step.need.map(Need::as_str));
    json!([step.key, step.label, step.text, action, need])
}

fn searches(lines: &HelpLines) -> impl Iterator<Item = Value> {
    let about = (Moment::FirstDoubt, Threat::Grooming, Audience::Parent);
    let region = ["FR", "gb", "US", "DE", "ZZ", ""].into_iter();
    region.flat_map(|region| Need::ALL.iter().map(move |need| (region, *need))).enumerate().map(
        move |(number, (region, need))| {
            let language = ["fr", "en"][number % 2];
            let about = (number % 3 == 0).then_some(about);
            let age = [None, Some(14), Some(30)][number % 3];
            let by = [None, Some(Action::Call), Some(Action::Chat), Some(Action::Report)][number % 4];
            let at = (number % 2 == 0).then_some((AT, 60));
            let mut search = Search::new(region, language, need);
            if let Some((moment, threat, audience)) = about {
                search = search.about(moment, threat, audience);
            }
            if let Some(age) = age {
                search = search.age(age);
            }
            search.by = by;
            search.at = at.map(|(at, ahead)| LocalTime::from_unix_ms(at, ahead));
            let found: Vec<_> = lines
                .find(&search)
                .iter()
                .map(|found| json!([found.line.id, found.open, found.stands_in]))
                .collect();
            let about = about.map(|(moment, threat, audience)| {
                json!({"moment": moment.as_str(), "threat": threat.as_str(), "audience": audience.as_str()})
            });
            let asked = json!({"need": need.as_str(), "region": region, "language": language, "about": about,
                "age": age, "by": by.map(Action::as_str), "at": at.map(|(at, ahead)| json!([at, ahead]))});
            json!({"search": asked, "expected": found})
        },
    )
}

fn entries(lines: &HelpLines) -> impl Iterator<Item = Value> {
    lines.iter().step_by(WRITTEN_OUT).map(entry)
}

fn entry(line: &HelpLine) -> Value {
    let kinds: Vec<_> = line.kinds.iter().map(|kind| kind.as_str()).collect();
    let topics: Vec<_> = line.topics.iter().map(|topic| topic.as_str()).collect();
    let expected = json!({
        "region": line.region, "name": line.name, "kinds": kinds, "topics": topics,
        "phone": line.phone, "sms": line.sms, "url": line.url, "chat": line.chat,
        "ages": line.ages.map(|ages| [ages.from, ages.to]), "languages": line.languages,
        "hours": line.hours.as_ref().map(ToString::to_string), "time_zone": line.time_zone,
        "free": line.free, "anonymous": line.anonymous, "fallback": line.fallback, "note": line.note,
        "source": line.source, "verified_on": line.verified_on.to_string(), "verified": line.verified,
    });
    json!({"line": line.id, "expected": expected})
}

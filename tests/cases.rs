//! The cases to be served, end to end: who is worried about, how urgent it is, what is shown, and who can be called.
//! What is still wrong stands in the open.

use std::fmt::Write;

use serde::Deserialize;
use vigie::{AgeBand, Assessment, Audience, Detector, Moment, Need, Search, Sensitivity, Style, Threat};
use vigie_eval::scenario::{Roles, Scenario};
use vigie_tests::{LANGUAGES, compare_golden, file};

/// A conversation, and what is to come of it.
#[derive(Deserialize)]
struct Case {
    id: String,
    lang: String,
    case: String,
    expect: Expected,
    participants: serde_json::Value,
    messages: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The threat that the alert names; none: no alert is due.
    threat: Option<String>,
    /// The alert's window, in messages from 0, both ends included.
    alert: Option<(usize, usize)>,
    concern: String,
    /// The moment at the alert or later; without an alert, of any message.
    moment: String,
    /// The first steps of the card, and for whom.
    advice: Vec<String>,
    audience: String,
    /// The first line for a need in a region.
    region: String,
    need: String,
    channel: String,
}

fn cases(language: &str) -> Vec<Case> {
    let text =
        std::fs::read_to_string(file(&format!("cases/{language}.jsonl"))).expect("the cases are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a case parses")).collect()
}

impl Case {
    fn conversation(&self) -> Scenario {
        let scenario = serde_json::json!({"id": self.id, "lang": self.lang, "label": "benign",
            "participants": self.participants, "messages": self.messages});
        serde_json::from_value(scenario).expect("a case is a conversation")
    }

    fn age(&self) -> u8 {
        let protected = self.participants.as_object().expect("participants").values();
        let ages = protected.filter(|one| one["role"] == "protected").filter_map(|one| one["age"].as_u64());
        ages.min().and_then(|age| u8::try_from(age).ok()).expect("the protected person has an age")
    }

    /// What is wrong; empty when all is right.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut differs = |what: &str, expected: &str, found: &str| {
            if expected != found {
                faults.push(format!("{what}: {found} instead of {expected}"));
            }
        };
        let expect = &self.expect;
        let assessments = self.conversation().assess(&detector(AgeBand::of_age(self.age())), Roles::Given);
        let alerted = assessments.iter().position(|assessment| assessment.alert);
        let timing = match (expect.alert, alerted) {
            (None, None) => "right",
            (None, Some(_)) => "a false alarm",
            (Some(_), None) => "missed",
            (Some((first, _)), Some(at)) if at < first => "early",
            (Some((_, last)), Some(at)) if at > last => "late",
            (Some(_), Some(_)) => "right",
        };
        differs("alert", "right", timing);
        let right = |assessment: &&Assessment| {
            assessment.moment.is_some_and(|moment| moment.as_str() == expect.moment)
        };
        let Some(shown) = assessments.iter().skip(alerted.unwrap_or(0)).find(right) else {
            let others: Vec<_> =
                assessments.iter().filter_map(|one| one.moment).map(Moment::as_str).collect();
            differs("moment", &expect.moment, others.last().unwrap_or(&"none"));
            return faults;
        };
        if let Some(threat) = &expect.threat {
            differs("threat", threat, shown.leading_threat().as_str());
        }
        differs("concern", &expect.concern, shown.concern.as_str());
        let (steps, channel) = self.served(shown);
        differs(
            "advice",
            &expect.advice.join(", "),
            &steps[..expect.advice.len().min(steps.len())].join(", "),
        );
        differs("channel", &expect.channel, &channel);
        faults
    }

    /// The steps of the card, and the first line for the need.
    fn served(&self, shown: &Assessment) -> (Vec<&'static str>, String) {
        let expect = &self.expect;
        let audience: Audience = expect.audience.parse().expect("an audience");
        let need: Need = expect.need.parse().expect("a need");
        let (moment, threat): (_, Threat) =
            (shown.moment.expect("there is a moment"), shown.leading_threat());
        let guidance = vigie_embedded::guidance().expect("the words parse");
        let card =
            guidance.card(moment, threat, audience, Style::Standard, &self.lang).expect("there are words");
        // Who needs a line about a child is not looking for one for adults.
        let age = if audience == Audience::Parent { 14 } else { self.age() };
        let search = Search::new(&expect.region, &self.lang, need).about(moment, threat, audience).age(age);
        let lines = vigie_embedded::help_lines().expect("the lines parse");
        let channel = lines.find(&search).first().map_or_else(String::new, |found| found.line.id.clone());
        (card.steps.iter().map(|step| step.key).collect(), channel)
    }
}

fn detector(band: AgeBand) -> Detector {
    vigie_embedded::detector(band, Sensitivity::default()).expect("what is embedded builds")
}

#[test]
fn every_case_is_told_in_both_languages() {
    let names = |language| cases(language).into_iter().map(|case| case.case).collect::<Vec<_>>();
    let (en, fr) = (names("en"), names("fr"));
    assert_eq!(en, fr);
    for needed in [
        "more_pictures_or_parents_see",
        "webcam_false_profile_money",
        "shame_page_seen_by_the_one_shown",
        "shame_page_told_by_a_friend",
        "shame_page_by_the_owner_of_the_phone",
        "adult_posing_as_child_in_a_game",
        "teen_on_an_adult_site_asked_to_meet",
        "live_video_demanded",
        "phishing_of_an_account",
        "bank_and_parcel_scam",
        "unwanted_content_sent_to_a_minor",
        "victim_in_despair",
        "parent_asks_what_to_do",
        "witness_of_a_friend_s_blackmail",
    ] {
        assert!(en.iter().any(|name| name == needed), "{needed}");
    }
}

/// A scam is never taken for sextortion, whatever else goes wrong; any other alert is in the list of known failures.
#[test]
fn scams_are_never_taken_for_sextortion() {
    for case in LANGUAGES.into_iter().flat_map(cases).filter(|case| case.expect.moment == "scam") {
        let assessments = case.conversation().assess(&detector(AgeBand::default()), Roles::Given);
        for alert in assessments.iter().filter(|assessment| assessment.alert) {
            let threat = alert.leading_threat();
            assert!(!matches!(threat, Threat::SextortionContent | Threat::SextortionMoney), "{}", case.id);
        }
        assert!(assessments.iter().any(|assessment| !assessment.advice.is_empty()), "{}", case.id);
    }
}

/// Despair is answered with the crisis line at that very message.
#[test]
fn despair_puts_the_crisis_line_first() {
    let mut seen = 0;
    for case in LANGUAGES.into_iter().flat_map(cases).filter(|case| case.expect.moment.ends_with("despair")) {
        let assessments = case.conversation().assess(&detector(AgeBand::default()), Roles::Given);
        let shown = assessments.iter().find(|one| one.advice.first() == Some(&"crisis_line"));
        assert!(shown.is_some(), "{}", case.id);
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn the_list_of_known_failures_is_up_to_date() {
    let mut list = String::new();
    for case in LANGUAGES.into_iter().flat_map(cases) {
        for fault in case.faults() {
            writeln!(list, "{}\t{}\t{fault}", case.id, case.case).expect("a string takes all");
        }
    }
    compare_golden("regressions/known/cases.tsv", &list);
}

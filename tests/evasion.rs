//! Messages written to slip past a filter: what is seen in the plain form is seen in the disguised one, and ordinary
//! chats written that way raise no more alarms.
//!
//! `cargo test -p vigie-tests --test evasion -- --nocapture` prints the table.

use std::fmt::Write;

use vigie_eval::scenario::{Outcome, Roles, Scenario};
use vigie_tests::{detector, scenarios};

#[path = "evasion/evasions.rs"]
mod evasions;
#[path = "evasion/variants.rs"]
mod variants;

/// The share of the conversations alerted in time that must still be. Measured: 95 % and more; what is lost, and why, stands in
/// `regressions/known/evasions.md`.
const KEPT: f64 = 0.90;
/// How many more ordinary conversations may alert than in plain form: two do, in English with signs between the letters.
const MORE_FALSE_ALARMS: usize = 2;

#[test]
fn english_evasions_are_undone() {
    evasions_are_undone("en");
}

#[test]
fn french_evasions_are_undone() {
    evasions_are_undone("fr");
}

fn evasions_are_undone(language: &str) {
    let all = scenarios(language);
    let plain: Vec<Outcome> = all.iter().map(outcome).collect();
    let in_time = count(&plain, Outcome::InTime);
    let alarms = count(&plain, Outcome::FalseAlarm);
    assert!(in_time >= 10, "{language}: too few alerts in plain form for shares to mean anything: {in_time}");
    let mut table =
        format!("{language:22} kept        early late missed  false alarms ({alarms} in plain form)\n");
    let mut faults = String::new();
    for (name, evasion) in evasions::ALL.iter().chain(variants::ALL) {
        let found: Vec<Outcome> =
            all.iter().map(|scenario| outcome(&disguised(scenario, name, *evasion))).collect();
        let lost: Vec<(&str, Outcome)> = all
            .iter()
            .zip(plain.iter().zip(&found))
            .filter(|(_, (before, after))| **before == Outcome::InTime && **after != Outcome::InTime)
            .map(|(scenario, (_, after))| (scenario.id.as_str(), *after))
            .collect();
        let became = |wanted| lost.iter().filter(|(_, outcome)| *outcome == wanted).count();
        let (kept, false_alarms) = (in_time - lost.len(), count(&found, Outcome::FalseAlarm));
        let share = kept as f64 / in_time as f64;
        writeln!(
            table,
            "{name:22} {kept:3}/{in_time:3} {:3.0} % {:5} {:4} {:6}  {false_alarms:5}",
            share * 100.0,
            became(Outcome::Early),
            became(Outcome::Late),
            became(Outcome::Missed),
        )
        .expect("a string takes all");
        if share < KEPT {
            writeln!(faults, "{language}, {name}: {kept} of {in_time} kept; lost {lost:?}")
                .expect("as above");
        }
        if false_alarms > alarms + MORE_FALSE_ALARMS {
            let new = all
                .iter()
                .zip(plain.iter().zip(&found))
                .filter(|(_, (before, after))| before != after && **after == Outcome::FalseAlarm);
            let new: Vec<&str> = new.map(|(scenario, _)| scenario.id.as_str()).collect();
            writeln!(faults, "{language}, {name}: {false_alarms} false alarms, not {alarms}; {new:?}")
                .expect("as above");
        }
    }
    println!("{table}");
    assert!(faults.is_empty(), "\n{faults}");
}

fn outcome(scenario: &Scenario) -> Outcome {
    scenario.judge(&scenario.assess(detector(), Roles::Given)).outcome
}

fn count(outcomes: &[Outcome], wanted: Outcome) -> usize {
    outcomes.iter().filter(|outcome| **outcome == wanted).count()
}

/// The same conversation with every message, of either side, written that way.
fn disguised(scenario: &Scenario, name: &str, evasion: evasions::Evasion) -> Scenario {
    let mut scenario = scenario.clone();
    for (seed, line) in (0..).zip(&mut scenario.messages) {
        // An override turns the whole message round, the other evasions work word by word; a variant knows itself what
        // is a word.
        let whole = name == "reversed" || variants::ALL.iter().any(|(variant, _)| *variant == name);
        line.text = if whole {
            evasion(&line.text, seed)
        } else {
            words_disguised(&line.text, |words| evasion(words, seed))
        };
    }
    scenario
}

/// Disguises words that are letters only. «500» with signs between the digits is another number, and a comma or an
/// apostrophe is no letter to be doubled: whoever wants to be understood leaves them alone.
fn words_disguised(text: &str, disguise: impl Fn(&str) -> String) -> String {
    // A word that stays: one with a digit in it, or what stands between words, but for a single space.
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let letters: Vec<char> = text.chars().collect();
    for word in letters.chunk_by(|one, other| one.is_alphanumeric() == other.is_alphanumeric()) {
        let plain = word == [' '] || word.iter().all(|letter| letter.is_alphabetic());
        match pieces.last_mut() {
            Some((was_plain, piece)) if *was_plain == plain => piece.extend(word),
            _ => pieces.push((plain, word.iter().collect())),
        }
    }
    let write = |(plain, piece): &(bool, String)| {
        let words = piece.trim_matches(' ');
        if !plain || words.is_empty() { piece.clone() } else { piece.replacen(words, &disguise(words), 1) }
    };
    pieces.iter().map(write).collect()
}

#[test]
fn numbers_and_punctuation_stay() {
    let dotted = |text| words_disguised(text, |words| evasions::dotted(words, 0));
    assert_eq!(dotted("ok, send 500 by 8pm or i'll tell"), "o.k, s.e.n.d 500 b.y 8pm o.r i'l.l t.e.l.l");
    assert_eq!(dotted("t'as 13 ans? 🙂 école"), "t'a.s 13 a.n.s? 🙂 é.c.o.l.e");
}

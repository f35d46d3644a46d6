//! The scenario conversations: alarms in time, false alarms, the threat named; and the list of what is still wrong.

use std::fmt::Write;

use vigie_eval::report::Tally;
use vigie_eval::scenario::{Outcome, Roles, Scenario};
use vigie_tests::{LANGUAGES, compare_golden, detector, rules_only, scenarios};

fn tally(scenarios: &[Scenario], roles: Roles) -> Tally {
    let mut tally = Tally::default();
    for scenario in scenarios {
        tally.add(&scenario.judge(&scenario.assess(detector(), roles)));
    }
    tally
}

#[test]
fn there_are_a_hundred_and_ten_a_language_half_of_them_ordinary() {
    for language in LANGUAGES {
        let all = scenarios(language);
        let benign = all.iter().filter(|scenario| scenario.label.threat().is_none()).count();
        assert!(all.len() >= 110, "{language}: {}", all.len());
        assert!(benign * 2 >= all.len(), "{language}: {benign} ordinary of {}", all.len());
    }
}

#[test]
fn dangerous_chats_alert_in_time_and_ordinary_ones_do_not() {
    for language in LANGUAGES {
        let found = tally(&scenarios(language), Roles::Given);
        // Floors a little below what was measured; `models/0.9.0/EVALUATION.md`.
        assert!(found.in_time_share() >= 0.82, "{language}: {found:?}");
        assert!(found.false_alarm_share() <= 0.10, "{language}: {found:?}");
        assert!(found.threat_share() >= 0.85, "{language}: {found:?}");
    }
}

#[test]
fn rules_alone_warn_too() {
    for language in LANGUAGES {
        let mut found = Tally::default();
        for scenario in scenarios(language) {
            found.add(&scenario.judge(&scenario.assess(rules_only(), Roles::Given)));
        }
        // Measured: 47 % and 45 %.
        assert!(found.in_time_share() >= 0.40, "{language}: {found:?}");
        assert!(found.false_alarm_share() <= 0.06, "{language}: {found:?}");
    }
}

#[test]
fn without_roles_at_most_a_third_is_lost() {
    for language in LANGUAGES {
        let given = tally(&scenarios(language), Roles::Given);
        let withheld = tally(&scenarios(language), Roles::Withheld);
        assert!(withheld.in_time * 3 >= given.in_time * 2, "{language}: {given:?} {withheld:?}");
        assert!(withheld.false_alarm_share() <= 0.10, "{language}: {withheld:?}");
    }
}

/// What is still wrong stands in the open: a fix and a regression both show up as a change of this file.
#[test]
fn the_list_of_known_failures_is_up_to_date() {
    let mut list = String::new();
    for language in LANGUAGES {
        for scenario in scenarios(language) {
            let verdict = scenario.judge(&scenario.assess(detector(), Roles::Given));
            if !matches!(verdict.outcome, Outcome::InTime | Outcome::Quiet) {
                let (id, family) = (&scenario.id, &scenario.family);
                writeln!(list, "{id}\t{:?}\t{family}", verdict.outcome).expect("a string takes all");
            }
        }
    }
    compare_golden("regressions/known/scenarios.tsv", &list);
}

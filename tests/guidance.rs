//! The words to show and the help lines: complete, easy enough to read, without blame or scores, and up to date.

use vigie::{
    Action, Audience, Guidance, HelpLines, LocalTime, Moment, Need, Search, Step, Style, Threat, Topic,
    Weekday,
};

/// 2026-11-22, in milliseconds since 1970: the day on which the help lines were last read.
const READ_ON: i64 = 1_795_305_600_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

fn guidance() -> Guidance {
    vigie_embedded::guidance().expect("the words parse")
}

fn lines() -> HelpLines {
    vigie_embedded::help_lines().expect("the help lines parse")
}

/// Every title and text of a reader.
fn texts(language: &str, audience: Audience, style: Style) -> Vec<(String, String)> {
    let guidance = guidance();
    let mut texts = Vec::new();
    for &moment in Moment::ALL {
        for threat in Threat::ALL {
            let card = guidance.card(moment, threat, audience, style, language).expect("there are words");
            let entry = (card.title.to_owned(), card.text.to_owned());
            if !texts.contains(&entry) {
                texts.push(entry);
            }
        }
    }
    texts
}

/// Every step that a reader may see.
fn steps(guidance: &Guidance, language: &'static str, audience: Audience) -> Vec<(String, String, String)> {
    let mut steps = Vec::new();
    for &moment in Moment::ALL {
        for threat in Threat::ALL {
            let card =
                guidance.card(moment, threat, audience, Style::Standard, language).expect("there are words");
            for Step { key, label, text, .. } in card.steps {
                let entry = (key.to_owned(), label.to_owned(), text.to_owned());
                if !steps.contains(&entry) {
                    steps.push(entry);
                }
            }
        }
    }
    steps
}

fn sentences(text: &str) -> Vec<&str> {
    text.split(['.', '!', '?', ':', ';']).map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

// --- Words ------------------------------------------------------------------------------------------------------

#[test]
fn there_are_words_in_both_languages_for_every_moment_reader_and_threat() {
    let guidance = guidance();
    assert_eq!(guidance.languages().collect::<Vec<_>>(), ["en", "fr"]);
    for language in ["en", "fr-CA", "FR"] {
        for &moment in Moment::ALL {
            for threat in Threat::ALL {
                for &audience in Audience::ALL {
                    for &style in Style::ALL {
                        let card = guidance.card(moment, threat, audience, style, language).expect("words");
                        assert!(!card.title.is_empty() && !card.text.is_empty() && card.steps.len() >= 4);
                    }
                }
            }
        }
    }
    assert!(guidance.card(Moment::Threat, Threat::Grooming, Audience::Teen, Style::Easy, "sw").is_none());
}

#[test]
fn texts_are_short() {
    for language in ["en", "fr"] {
        for &audience in Audience::ALL {
            for (&style, most) in Style::ALL.iter().zip([3, 4]) {
                for (title, text) in texts(language, audience, style) {
                    let count = text.matches(['.', '?', '!']).count();
                    assert!((1..=most).contains(&count), "{count} sentences: {text}");
                    assert!(words(&title).len() <= 11, "too long: {title}");
                }
            }
            for (key, label, text) in steps(&guidance(), language, audience) {
                assert!(words(&label).len() <= 7, "{key}: {label}");
                assert!(text.matches(['.', '?', '!']).count() <= 3, "{key}: {text}");
            }
        }
    }
}

/// The longest sentence, in words, per reader. A colon ends a sentence.
#[test]
fn sentences_are_short() {
    for language in ["en", "fr"] {
        for (&audience, longest) in Audience::ALL.iter().zip([17, 20, 25]) {
            for (title, text) in texts(language, audience, Style::Standard) {
                for sentence in sentences(&title).into_iter().chain(sentences(&text)) {
                    assert!(words(sentence).len() <= longest, "{audience}, {language}: {sentence}");
                }
            }
            for (title, text) in texts(language, audience, Style::Easy) {
                for sentence in sentences(&title).into_iter().chain(sentences(&text)) {
                    assert!(words(sentence).len() <= 12, "easy {audience}, {language}: {sentence}");
                }
            }
            for (key, label, text) in steps(&guidance(), language, audience) {
                for sentence in sentences(&label).into_iter().chain(sentences(&text)) {
                    assert!(words(sentence).len() <= 17, "{key}, {language}: {sentence}");
                }
            }
        }
    }
}

/// Groups of vowels, without a silent e at the end of a word.
fn syllables(word: &str, language: &str) -> usize {
    let vowel = |letter: char| "aeiouyàâäéèêëîïôöùûüœæ".contains(letter);
    let letters: Vec<char> = word.chars().collect();
    let mut count = 0;
    for (at, &letter) in letters.iter().enumerate() {
        if vowel(letter) && (at == 0 || !vowel(letters[at - 1])) {
            count += 1;
        }
    }
    let silent = match language {
        "fr" => ["e", "es", "ent"].iter().any(|end| word.ends_with(end)) && !word.ends_with("ment"),
        _ => word.ends_with('e') && !word.ends_with("le") || word.ends_with("ed"),
    };
    count -= usize::from(silent && count > 1);
    count.max(1)
}

/// Words a sentence, and syllables a word, over all texts of a reader.
fn density(language: &str, audience: Audience, style: Style) -> (f64, f64) {
    let mut counts = (0, 0, 0);
    for (title, text) in texts(language, audience, style) {
        for sentence in sentences(&title).into_iter().chain(sentences(&text)) {
            let words = words(sentence);
            counts.0 += 1;
            counts.1 += words.len();
            counts.2 += words.iter().map(|word| syllables(word, language)).sum::<usize>();
        }
    }
    (counts.1 as f64 / counts.0 as f64, counts.2 as f64 / counts.1 as f64)
}

/// Flesch-Kincaid: the school grade that can read a text. The limits are in `docs/guidance.md`.
#[test]
fn english_is_easy_enough() {
    for (audience, style, highest) in [
        (Audience::Child, Style::Standard, 2.0),
        (Audience::Child, Style::Easy, 1.0),
        (Audience::Teen, Style::Standard, 3.5),
        (Audience::Teen, Style::Easy, 1.5),
        (Audience::Parent, Style::Standard, 5.0),
        (Audience::Parent, Style::Easy, 2.0),
    ] {
        let (words, syllables) = density("en", audience, style);
        let grade = 0.39 * words + 11.8 * syllables - 15.59;
        println!("en {audience} {style}: grade {grade:.1} ({words:.1} words, {syllables:.2} syllables)");
        assert!(grade <= highest, "{audience} {style}: grade {grade:.1}");
    }
}

/// Kandel and Moles: Flesch's ease for French; 100 is very easy, 60 is ordinary.
#[test]
fn french_is_easy_enough() {
    for (audience, style, lowest) in [
        (Audience::Child, Style::Standard, 100.0),
        (Audience::Child, Style::Easy, 100.0),
        (Audience::Teen, Style::Standard, 95.0),
        (Audience::Teen, Style::Easy, 100.0),
        (Audience::Parent, Style::Standard, 85.0),
        (Audience::Parent, Style::Easy, 90.0),
    ] {
        let (words, syllables) = density("fr", audience, style);
        let ease = 207.0 - 1.015 * words - 73.6 * syllables;
        println!("fr {audience} {style}: ease {ease:.1} ({words:.1} words, {syllables:.2} syllables)");
        assert!(ease >= lowest, "{audience} {style}: ease {ease:.1}");
    }
}

#[test]
fn nobody_is_scored_blamed_or_accused() {
    const NEVER: [&str; 24] = [
        "score",
        "risk",
        "risque",
        "percent",
        "probability",
        "probabilité",
        "predator",
        "prédateur",
        "pedophile",
        "pédophile",
        "paedophile",
        "criminal",
        "criminel",
        "stupid",
        "stupide",
        "naive",
        "naïf",
        "should",
        "careless",
        "imprudent",
        "victim",
        "nude",
        "alert",
        "alerte",
    ];
    for language in ["en", "fr"] {
        for &audience in Audience::ALL {
            for &style in Style::ALL {
                for (title, text) in texts(language, audience, style) {
                    for word in words(&title).iter().chain(&words(&text)) {
                        assert!(!NEVER.contains(&word.as_str()), "{word}: {title} {text}");
                    }
                    assert!(!text.contains('%') && !title.contains(|letter: char| letter.is_ascii_digit()));
                }
            }
        }
    }
}

/// Before a colon: after it, parents are told what to say to their child.
#[test]
fn french_says_tu_to_the_young_and_vous_to_parents() {
    const TU: [&str; 6] = ["tu", "te", "toi", "ton", "ta", "tes"];
    const VOUS: [&str; 3] = ["vous", "votre", "vos"];
    let said = |text: &str| -> Vec<String> {
        let text = text.replace("rendez-vous", "");
        words(text.split(':').next().unwrap_or_default())
    };
    for &audience in Audience::ALL {
        let wrong: &[&str] = if audience == Audience::Parent { &TU } else { &VOUS };
        let mut all: Vec<String> = Vec::new();
        for &style in Style::ALL {
            all.extend(texts("fr", audience, style).into_iter().flat_map(|(title, text)| [title, text]));
        }
        all.extend(steps(&guidance(), "fr", audience).into_iter().flat_map(|(_, label, text)| [label, text]));
        for text in all {
            assert!(!said(&text).iter().any(|word| wrong.contains(&word.as_str())), "{audience}: {text}");
        }
    }
}

#[test]
fn the_steps_follow_the_advice_on_which_authorities_agree() {
    let guidance = guidance();
    for language in ["en", "fr"] {
        for threat in [Threat::SextortionMoney, Threat::SextortionContent, Threat::Exposure] {
            let card = guidance
                .card(Moment::Threat, threat, Audience::Teen, Style::Standard, language)
                .expect("words");
            let keys: Vec<_> = card.steps.iter().map(|step| step.key).collect();
            let place = |key: &str| keys.iter().position(|known| *known == key).expect("the step is there");
            assert_eq!(keys[0], "not_your_fault");
            assert!(place("keep_evidence") < place("block") && place("block") < place("report"), "{keys:?}");
            assert!(place("tell_an_adult") < place("report"), "{keys:?}");
        }
    }
    let of = |audience| {
        let card = guidance
            .card(Moment::Threat, Threat::SextortionMoney, audience, Style::Standard, "en")
            .expect("words");
        card.steps.iter().map(|step| step.key).collect::<Vec<_>>()
    };
    assert!(of(Audience::Teen).contains(&"do_not_pay"));
    for key in ["stay_calm", "do_not_punish", "do_not_write_to_them"] {
        assert!(of(Audience::Parent).contains(&key), "{key}");
    }
}

#[test]
fn buttons_do_something_and_say_what_line_they_need() {
    let guidance = guidance();
    let card = guidance
        .card(Moment::Despair, Threat::SextortionMoney, Audience::Child, Style::Easy, "fr")
        .expect("words");
    let first = card.steps[0];
    assert_eq!(
        (first.key, first.action, first.need),
        ("crisis_line", Some(Action::Call), Some(Need::Crisis))
    );
    let block = guidance.card(Moment::Pressure, Threat::Grooming, Audience::Teen, Style::Standard, "en");
    let block =
        block.expect("words").steps.into_iter().find(|step| step.key == "block").expect("there is one");
    assert_eq!((block.action, block.need), (Some(Action::Block), None));
}

#[test]
fn the_host_brings_words_of_its_own() {
    let own = String::from_utf8_lossy(vigie_packs::guidance().next().expect("a document").bytes)
        .replace("language = \"en\"", "language = \"de\"");
    let guidance = guidance().with(Guidance::from_toml("own.toml", own.as_bytes()).expect("it parses"));
    assert_eq!(guidance.languages().collect::<Vec<_>>(), ["de", "en", "fr"]);
    for (damage, named) in [
        (own.replace("moment = \"despair\"", "moment = \"joy\""), "joy"),
        (own.replace("[step.block]", "[step.blocked]"), "block"),
        (own.replace("child_easy", "kid_easy"), "child_easy"),
    ] {
        let fault = Guidance::from_toml("own.toml", damage.as_bytes()).expect_err("it is damaged");
        assert!(fault.is_guidance() && fault.to_string().contains("own.toml"), "{fault}");
        assert!(fault.to_string().contains(named), "{fault}");
    }
}

// --- Help lines -------------------------------------------------------------------------------------------------

fn found(search: &Search<'_>) -> Vec<String> {
    lines().find(search).iter().map(|found| found.line.id.clone()).collect()
}

fn talk(region: &str) -> Search<'_> {
    Search::new(region, "fr", Need::Talk).age(14)
}

#[test]
fn every_region_of_the_table_has_someone_to_talk_to() {
    for region in
        ["FR", "GB", "US", "CA", "AU", "DE", "AT", "CH", "ES", "IT", "BE", "LU", "NL", "IE", "PT", "PL"]
    {
        let found = found(&talk(region));
        assert!(!found.is_empty(), "{region}");
        assert!(found.iter().all(|id| id.starts_with(&region.to_lowercase())), "{region}: {found:?}");
    }
    assert_eq!(found(&talk("uk")), found(&talk("GB")));
}

#[test]
fn nothing_verified_is_stale_and_in_time_everything_is() {
    let lines = lines();
    let stale: Vec<_> = lines.stale(READ_ON).iter().map(|line| &line.id).collect();
    assert!(stale.is_empty(), "read these again, and date them: {stale:?}");
    let limit = i64::from(lines.recheck_days());
    let verified = lines.iter().filter(|line| line.verified).count();
    assert!(verified > 30, "{verified}");
    assert_eq!(lines.stale(READ_ON + (limit + 1) * DAY).len(), verified);
    assert!(
        lines
            .iter()
            .all(|line| line.verified || line.verified_on <= vigie::Date { year: 2026, month: 11, day: 22 })
    );
}

#[test]
fn unverified_lines_come_last_and_are_marked() {
    let lines = lines();
    let found = lines.find(&Search::new("BE", "nl", Need::Talk));
    let (verified, others): (Vec<vigie::Found<'_>>, Vec<vigie::Found<'_>>) =
        found.iter().partition(|found| found.line.verified);
    assert!(verified.len() >= 2 && others.iter().any(|found| found.line.id == "be.awel"), "{found:?}");
    assert!(found[..verified.len()].iter().all(|found| found.line.verified));
    for id in ["ch.clickandstop", "nl.kindertelefoon", "fr.3919", "at.147"] {
        assert!(!lines.line(id).expect("it is there").verified, "{id}");
    }
}

#[test]
fn france_by_day_and_by_night() {
    let evening = LocalTime::new(Weekday::Sunday, 18, 0);
    let night = LocalTime::new(Weekday::Sunday, 23, 30);
    assert_eq!(found(&talk("FR").at(evening))[..2], ["fr.3018", "fr.119"]);
    assert_eq!(found(&talk("FR").at(night))[0], "fr.119");
    let lines = lines();
    let by_night = lines.find(&talk("FR").at(night));
    let closed = by_night.iter().find(|found| found.line.id == "fr.3018").expect("still listed");
    assert_eq!(closed.open, Some(false));
    assert_eq!(found(&Search::new("FR", "fr", Need::Crisis).at(night))[0], "fr.3114");
    assert_eq!(found(&Search::new("FR", "fr", Need::Emergency)), ["fr.17", "fr.112", "fr.114"]);
    assert_eq!(found(&Search::new("FR", "fr", Need::Emergency).by(Action::Chat)), ["fr.114"]);
    assert_eq!(found(&Search::new("FR", "fr", Need::Report).age(14))[0], "fr.pharos");
    assert_eq!(found(&Search::new("FR", "fr", Need::Remove).age(14)), ["fr.3018", "any.take_it_down"]);
    assert_eq!(found(&Search::new("FR", "fr", Need::Remove).age(19)), ["fr.3018", "any.stop_ncii"]);
    assert_eq!(found(&talk("FR").by(Action::Chat))[0], "fr.3018");
}

#[test]
fn adults_find_lines_of_their_own() {
    let grown = found(&Search::new("FR", "fr", Need::Talk).age(30));
    for id in ["fr.3919", "fr.3977", "fr.116006", "fr.arretonslesviolences"] {
        assert!(grown.iter().any(|known| known == id), "{id}: {grown:?}");
        assert!(
            id == "fr.arretonslesviolences" || !found(&talk("FR")).iter().any(|known| known == id),
            "{id}"
        );
    }
    let mut partner = Search::new("FR", "fr", Need::Talk).age(30);
    partner.topics = vec![Topic::ViolenceAgainstWomen];
    assert!(found(&partner).iter().any(|id| id == "fr.3919"));
}

#[test]
fn no_number_is_offered_where_it_may_reach_nobody() {
    // Neither the Union's child helpline, which four states lack, nor another country's.
    assert!(found(&talk("SE")).is_empty());
    assert!(found(&talk("JP")).is_empty());
    assert!(found(&talk("")).is_empty());
    assert_eq!(found(&Search::new("SE", "sv", Need::Emergency)), ["eu.112"]);
    assert!(found(&Search::new("JP", "ja", Need::Emergency)).is_empty());
    let lines = lines();
    let removal = lines.find(&Search::new("JP", "ja", Need::Remove).age(15));
    assert_eq!((removal[0].line.id.as_str(), removal[0].stands_in), ("any.take_it_down", true));
}

#[test]
fn scams_have_channels_of_their_own() {
    let scam = found(&Search::new("FR", "fr", Need::Scam));
    assert_eq!(scam[0], "fr.pharos");
    assert!(scam.iter().any(|id| id == "fr.17cyber") && scam.iter().any(|id| id == "fr.33700"), "{scam:?}");
}

#[test]
fn the_host_overrides_adds_and_takes_out() {
    const OWN: &str = r#"
[help_lines]
[[line]]
id = "fr.3018"
region = "FR"
name = "The school's nurse"
kinds = ["talk"]
topics = ["child"]
phone = "0000"
languages = ["fr"]
hours = "mon-fri 08:00-17:00"
time_zone = "Europe/Paris"
source = "the school"
verified_on = 2026-11-20
verified = true
"#;
    let own = HelpLines::from_toml("own.toml", OWN.as_bytes()).expect("it parses");
    let lines = lines().with(own).without(&["fr.119"]);
    assert_eq!(lines.line("fr.3018").expect("it is there").name, "The school's nurse");
    assert!(lines.line("fr.119").is_none());
    for (damage, named) in [
        (OWN.replace("phone = \"0000\"", ""), "nothing to call"),
        (OWN.replace("time_zone = \"Europe/Paris\"", ""), "without a time zone"),
        (OWN.replace("08:00-17:00", "from eight"), "no opening hours"),
        (OWN.replace("[\"talk\"]", "[\"chat\"]"), "chat"),
        (OWN.replace("phone = \"0000\"", "url = \"http://x.example\""), "https://"),
        (format!("{OWN}{}", &OWN[OWN.find("[[line]]").expect("a line")..]), "twice"),
    ] {
        let fault = HelpLines::from_toml("own.toml", damage.as_bytes()).expect_err("it is damaged");
        assert!(fault.to_string().contains(named), "{named}: {fault}");
    }
}

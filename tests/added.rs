//! Added packs: they add and calm, within bounds, and take nothing away. Allow-lists silence what they name, and no
//! open threat.

use std::time::{Duration, Instant};

use vigie::{Assessment, Conversation, Detector, Error, Message, Pack, Role, SignalKind, check_added};
use vigie_tests::packs;

fn read(name: &str, text: &str) -> Result<Pack, Error> {
    Pack::from_trusted(name, text.as_bytes())
}

fn added(name: &str, text: &str) -> Result<Pack, Error> {
    read(name, text)?.into_added()
}

fn with(more: impl IntoIterator<Item = Pack>) -> Result<Detector, Error> {
    Detector::builder().packs(packs()).packs(more).build()
}

fn forward(detector: &Detector, text: &str) -> Assessment {
    let mut message = Message::new("someone", text).role(Role::Contact);
    message.forwarded = true;
    detector.assess(&mut Conversation::new(), &message)
}

fn say(detector: &Detector, text: &str) -> Assessment {
    detector.assess(&mut Conversation::new(), &Message::new("someone", text).role(Role::Contact))
}

fn sees(assessment: &Assessment, kind: SignalKind) -> bool {
    assessment.signals.iter().any(|signal| signal.kind == kind)
}

fn rule(id: &str, fields: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nby = \"contact\"\nreason = \"r\"\n{}{fields}\n",
        if fields.contains("weight") { "" } else { "weight = 0.5\n" }
    )
}

fn english(rules: &str) -> String {
    format!("[pack]\nlanguage = \"en\"\n{rules}")
}

// --- what an added pack gives -----------------------------------------------------------------------------------

#[test]
fn an_added_pack_brings_slang_of_its_own() {
    let text = format!(
        "{}{}",
        "[pack]\nlanguage = \"en\"\n[language.aliases]\nzb = \"zorbux\"\n[classes]\nzoins = [\"zorbux\", \"zoin*\"]\n",
        rule("en.gift_or_money_offer.zoins", "phrases = [\"(give|send) [you] ~2 @zoins\"]")
    );
    let detector = with([added("game", &text).expect("it is taken")]).expect("it builds");
    for typed in
        ["ill give you 500 zorbux", "i send u 20 zb rn", "i'll give u some z0rbux", "give you zoins ok"]
    {
        let assessment = say(&detector, typed);
        let offer = assessment.signals.iter().find(|signal| signal.kind == SignalKind::GiftOrMoneyOffer);
        assert!(offer.is_some(), "{typed}: {:?}", assessment.signals);
    }
    assert!(!sees(&say(&detector, "i like zorbux"), SignalKind::GiftOrMoneyOffer));
}

#[test]
fn an_added_pack_brings_another_language() {
    let text = "[pack]\nlanguage = \"eo\"\n[language]\ncommon = [\"mi\", \"vi\", \"la\", \"kaj\", \"ne\", \"al\", \"estas\", \
                \"diru\", \"tion\"]\nnegators = [\"ne\"]\n[[rule]]\nid = \"eo.secrecy.tell_nobody\"\nby = \"contact\"\n\
                weight = 0.7\nphrases = [\"diru [tion] al neniu\"]\nreason = \"Petas silenton\"\n";
    let detector = with([added("eo", text).expect("it is taken")]).expect("it builds");
    assert!(detector.languages().any(|code| code == "eo"));
    let assessment = say(&detector, "diru tion al neniu, la parolo estas nia kaj vi estas bona");
    assert_eq!(assessment.reasons, ["Petas silenton"]);
    assert_eq!(assessment.coverage.gap(), None, "{:?}", assessment.coverage);
    let english = "dont tell your mum about this";
    let before = say(&with([]).expect("it builds"), english).signals;
    assert!(!before.is_empty());
    assert_eq!(say(&detector, english).signals, before, "English is read as before");
}

// --- what it cannot take away -----------------------------------------------------------------------------------

/// Everything that an added pack may hold, turned against the open threats.
fn hostile() -> String {
    let calming = |kind: &str, number: usize| {
        rule(
            &format!("en.{kind}.calm{number}"),
            "weight = 1.0\nphrases = [\"everyone sees\", \"(send|show|post) [it] to (everyone|your)\", \"pay [me] or\"]\n\
             negation = \"ignore\"",
        )
    };
    format!(
        "[pack]\nlanguage = \"en\"\n[language]\nnegators = [{negators}]\n\
         fillers = [\"pay\", \"everyone\"]\nwords = [\"p4y\", \"ev3ryone\", \"s3nd\"]\n\
         [language.aliases]\npay = \"not\"\neveryone = \"nobody | never\"\nsend = \"not\"\n\
         [language.numbers]\neveryone = 4\n\
         [[allow]]\nkinds = [{kinds}]\nphrases = [\"pay me or everyone sees it\", \"or i send it to everyone\"]\n\
         domains = [\"example.com\"]\nreason = \"says the pack\"\n\
         {}{}{}",
        calming("known_context", 1),
        calming("same_age_peer", 2),
        rule("en.exposure_threat.faint", "weight = 0.01\nphrases = [\"everyone sees\"]"),
        negators = "pay or if everyone all i you u ill will send post share show leak tell me it them this these your ur"
            .split(' ')
            .map(|word| format!("\"{word}\""))
            .collect::<Vec<_>>()
            .join(", "),
        kinds = SignalKind::ALL
            .iter()
            .filter(|kind| kind.group() != vigie::Group::Coercion)
            .map(|kind| format!("\"{kind}\""))
            .collect::<Vec<_>>()
            .join(", "),
    )
}

#[test]
fn no_added_pack_switches_off_an_open_threat() {
    let fetched = added("hostile", &hostile()).expect("each part by itself is allowed");
    let (plain, hostile) = (with([]).expect("it builds"), with([fetched]).expect("it builds"));
    // The same words from the app itself would do it: what follows is no matter of course.
    let trusted = with([read("hostile", &self::hostile()).expect("it parses")]).expect("it builds");
    let lost = threats().iter().filter(|text| say(&plain, text).alert && !say(&trusted, text).alert).count();
    assert!(lost > 5, "only {lost} would be lost");
    let mut alerts = 0;
    for text in threats() {
        let (before, after) = (say(&plain, &text), say(&hostile, &text));
        for signal in before.signals.iter().filter(|signal| signal.kind == SignalKind::ExposureThreat) {
            let kept =
                after.signals.iter().any(|other| other.kind == signal.kind && other.score >= signal.score);
            assert!(kept, "{text}: {signal:?} is gone: {:?}", after.signals);
        }
        assert!(after.alert || !before.alert, "{text}");
        assert!(forward(&hostile, &text).alert || !forward(&plain, &text).alert, "passed on: {text}");
        alerts += usize::from(before.alert);
    }
    assert!(alerts > 100, "only {alerts} of the examples alert by themselves");
}

/// The examples of the app's own rules for open threats, as written and disguised.
fn threats() -> Vec<String> {
    let mut threats: Vec<String> =
        vec!["p4y me or ev3ryone sees it".into(), "pay me or everyone sees it".into()];
    for document in vigie_packs::documents().filter(|document| document.name == "en/exposure_threat.toml") {
        let text = std::str::from_utf8(document.bytes).expect("text");
        let table: toml::Table = text.parse().expect("TOML");
        for rule in table["rule"].as_array().expect("rules") {
            let matches = rule.get("matches").and_then(toml::Value::as_array).into_iter().flatten();
            threats.extend(matches.filter_map(toml::Value::as_str).map(str::to_owned));
        }
    }
    threats
}

#[test]
fn what_would_weaken_open_threats_is_forbidden() {
    for kind in ["play", "third_party_talk"] {
        let excuse = english(&rule(&format!("en.{kind}.mine"), "phrases = [\"only a joke\"]"));
        assert!(added("mine", &excuse).expect_err("no excuse").is_forbidden(), "{kind}");
        assert!(read("mine", &excuse).is_ok(), "the app itself may");
    }
    let allow = |kind: &str| {
        english(&format!(
            "[[allow]]\nkinds = [\"{kind}\"]\nphrases = [\"join our club\"]\nreason = \"ours\"\n"
        ))
    };
    assert!(read("mine", &allow("exposure_threat")).expect_err("never").is_forbidden());
    assert!(added("mine", &allow("money_demand")).expect_err("no demand").is_forbidden());
    assert!(read("mine", &allow("money_demand")).is_ok(), "the app itself may");
    assert!(added("mine", &allow("platform_move")).is_ok());
}

// --- conflicts --------------------------------------------------------------------------------------------------

#[test]
fn conflicts_and_unknown_names_are_errors_with_names() {
    let mine = || english(&rule("en.secrecy.mine", "phrases = [\"zorg the chat\"]"));
    let twice = [read("one", &mine()).expect("it parses"), added("two", &mine()).expect("it parses")];
    let error = with(twice).expect_err("the same rule twice");
    assert!(error.is_conflict());
    let shown = error.to_string();
    assert!(["one", "two", "en.secrecy.mine"].iter().all(|name| shown.contains(name)), "{shown}");
    // An identifier or a class that the app itself uses.
    let shipped = added("mine", &english(&rule("en.secrecy.our_secret", "phrases = [\"zorg the chat\"]")));
    assert!(with([shipped.expect("it parses")]).expect_err("a rule of the app").is_conflict());
    let class =
        added("mine", "[pack]\nlanguage = \"en\"\n[classes]\nparent = [\"zorg\"]\n").expect("it parses");
    let error = with([class]).expect_err("a class of the app");
    assert!(error.is_conflict() && error.to_string().contains("parent"), "{error}");
    for unknown in [
        "[pack]\nlanguage = \"en\"\nkind = \"gossip\"\n[[rule]]\nid = \"en.gossip.x\"\nby = \"contact\"\nweight = 0.5\n\
         phrases = [\"zorg\"]\nreason = \"r\"\n",
        &english(&rule("en.gossip.x", "phrases = [\"zorg the chat\"]")),
        &english("[[allow]]\nkinds = [\"gossip\"]\nphrases = [\"zorg\"]\nreason = \"r\"\n"),
    ] {
        let error = read("mine", unknown).expect_err("an unknown kind");
        assert!(error.is_unknown_kind() && error.to_string().contains("gossip"), "{error}");
    }
}

// --- bounds -----------------------------------------------------------------------------------------------------

#[test]
fn a_rule_that_fires_on_ordinary_talk_is_refused_by_name() {
    let wide = [
        "the",
        "(i|you|u)",
        "#",
        "[please] you",
        "~3 and ~3",
        "tha*",
        ":heart:",
        "@everything",
        "(you|zorg the chat)",
    ];
    for phrase in wide {
        let text = format!(
            "[pack]\nlanguage = \"en\"\n[classes]\neverything = [\"zorg\", \"you\"]\n{}",
            rule("en.secrecy.wide", &format!("phrases = [\"{phrase}\"]"))
        );
        let error = with([added("wide", &text).expect("it parses")]).expect_err(phrase);
        assert!(error.is_too_wide() && error.to_string().contains("en.secrecy.wide"), "{phrase}: {error}");
    }
    // Word by word it asks for enough, but it is tried on what other rules ignore.
    let common = "(i|you|he|she|it|we|they|my|your|the|a|to|is|are)";
    let text = english(&rule("en.secrecy.pairs", &format!("phrases = [\"{common} ~8 {common}\"]")));
    let error = with([added("wide", &text).expect("it parses")]).expect_err("it fires on everything");
    assert!(error.is_too_wide() && error.to_string().contains("ordinary messages"), "{error}");
}

#[test]
fn bounds_hold_for_each_pack_and_for_all_together() {
    let rules = |name: &str, count: usize, phrases: usize| {
        let text: String = (0..count)
            .map(|number| {
                let phrases: Vec<String> =
                    (0..phrases).map(|at| format!("\"zorg the{number} x{at}\"")).collect();
                rule(&format!("en.secrecy.{name}{number}"), &format!("phrases = [{}]", phrases.join(", ")))
            })
            .collect();
        added(name, &english(&text))
    };
    assert!(rules("many", 1_025, 1).expect_err("too many rules").is_too_large());
    assert!(rules("many", 150, 60).expect_err("too many phrases").is_too_large());
    let half = |name: &str| rules(name, 600, 1).expect("one alone is small enough");
    assert!(with([half("a")]).is_ok());
    assert!(with([half("a"), half("b")]).expect_err("too many together").is_too_large());
    let small = (0..17).map(|number| rules(&format!("p{number}"), 1, 1).expect("small"));
    assert!(with(small).expect_err("too many packs").is_too_large());
    for (text, what) in [
        ("[language.aliases]\nz = \"a | b | c | d | e\"\n", "readings"),
        ("[language.aliases]\nz = \"a b c d e\"\n", "words of a reading"),
        ("[classes]\nz = [\"a b c d e\"]\n", "words of a class member"),
    ] {
        let error = added("mine", &format!("[pack]\nlanguage = \"en\"\n{text}")).expect_err(what);
        assert!(error.is_too_large() && error.to_string().contains(what), "{error}");
    }
}

/// As dear as an added pack can be made: every bound used up, every phrase tried on the message and none found in it;
/// every word with as many readings as it may have, and the start of as many class members.
#[test]
fn the_dearest_added_pack_costs_a_bounded_time() {
    let words: Vec<String> =
        (0..40).map(|number| format!("zorg{}{number}", char::from(b'a' + number % 26))).collect();
    let rules: String = (0..128)
        .map(|number| {
            let phrases: Vec<String> = (0..64)
                .map(|at| {
                    let word = |step: usize| &words[(number * 7 + at * 3 + step) % words.len()];
                    // Twenty words apart in the message, where nine are the most.
                    format!("\"{} ~8 {} ~8 {} [{}]\"", word(0), word(20), word(1), word(2))
                })
                .collect();
            rule(&format!("en.secrecy.dear{number}"), &format!("phrases = [{}]", phrases.join(", ")))
        })
        .collect();
    let around = |at: usize, many: usize| {
        (1..=many).map(|step| words[(at + step) % words.len()].as_str()).collect::<Vec<_>>()
    };
    let aliases: String = (0..words.len())
        .map(|at| {
            let readings: Vec<String> = (0..4).map(|turn| around(at + turn, 4).join(" ")).collect();
            format!("{} = \"{}\"\n", words[at], readings.join(" | "))
        })
        .collect();
    let classes: String = (0..words.len())
        .map(|at| {
            let members: Vec<String> = (0..64)
                .map(|turn| format!("\"{} {} unsaid\"", words[at], around(at + turn, 2).join(" ")))
                .collect();
            format!("dear{at} = [{}]\n", members.join(", "))
        })
        .collect();
    let text = format!("[pack]\nlanguage = \"en\"\n[language.aliases]\n{aliases}[classes]\n{classes}{rules}");
    let (plain, dear) = (
        with([]).expect("it builds"),
        with([added("dear", &text).expect("within bounds")]).expect("it builds"),
    );
    for length in [12, 1_024] {
        let message = words.iter().cycle().take(length).cloned().collect::<Vec<_>>().join(" ");
        let time = |detector: &Detector| {
            let begun = Instant::now();
            say(detector, &message);
            begun.elapsed()
        };
        let (plain, dear) = (time(&plain), time(&dear));
        println!("{length} words: {plain:?} without, {dear:?} with the dearest pack");
        assert!(dear < Duration::from_secs(1), "{dear:?}");
    }
}

// --- allow-lists ------------------------------------------------------------------------------------------------

const OURS: &str = "[pack]\nlanguage = \"en\"\n[[allow]]\nkinds = [\"platform_move\", \"personal_info_request\"]\n\
                    phrases = [\"(join|add) us on [our] discord\"]\ndomains = [\"help.example.com\"]\nreason = \"our invitation\"\n";

#[test]
fn an_allow_list_silences_what_the_platform_says() {
    let ordinary = with([]).expect("it builds");
    for pack in [read("ours", OURS), added("ours", OURS)] {
        let allowing = with([pack.expect("it parses")]).expect("it builds");
        for (text, listed) in [
            ("add us on discord", true),
            ("add me on discord", false),
            // A listed phrase is no cover for one that is not listed.
            ("add us on discord. add me on discord", false),
            ("add us on our discord and tell me your address", false),
        ] {
            let before = say(&ordinary, text).signals;
            let after = say(&allowing, text).signals;
            assert!(!before.is_empty(), "{text} shows something");
            assert_eq!(after.is_empty(), listed, "{text}: {after:?}");
        }
    }
}

#[test]
fn an_allowed_domain_is_no_cover_for_others() {
    let text = english(&rule("en.platform_move.link", "phrases = [\"zorg here :link:\"]"));
    let links = || added("links", &text).expect("it parses");
    let detector = with([links(), added("ours", OURS).expect("it parses")]).expect("it builds");
    for (link, listed) in [
        ("https://help.example.com/faq", true),
        ("https://www.help.example.com", true),
        ("https://example.com", false),
        ("https://help.example.com@evil.net/", false),
        ("https://help.example.com.evil.net/", false),
        ("https://nothelp.example.com", false),
    ] {
        let seen = sees(&say(&detector, &format!("zorg here {link}")), SignalKind::PlatformMove);
        assert_eq!(seen, !listed, "{link}");
    }
}

#[test]
fn allow_lists_are_checked() {
    for (entry, what) in [
        ("kinds = [\"secrecy\"]\nreason = \"r\"", "phrases or domains"),
        ("kinds = []\nphrases = [\"zorg\"]\nreason = \"r\"", "names kinds"),
        ("kinds = [\"secrecy\"]\nphrases = [\"zorg ~8 chat\"]\nreason = \"r\"", "only words"),
        ("kinds = [\"secrecy\"]\nphrases = [\"zorg _\"]\nreason = \"r\"", "only words"),
        ("kinds = [\"secrecy\"]\nphrases = [\"@parent\"]\nreason = \"r\"", "only words"),
        ("kinds = [\"secrecy\"]\ndomains = [\"com\"]\nreason = \"r\"", "no domain"),
        ("kinds = [\"secrecy\"]\ndomains = [\"https://example.com\"]\nreason = \"r\"", "no domain"),
        ("kinds = [\"secrecy\"]\nphrases = [\"zorg\"]\nreason = \" \"", "reason"),
    ] {
        let error = read("mine", &english(&format!("[[allow]]\n{entry}\n"))).expect_err(what);
        assert!(error.is_pack() && error.to_string().contains(what), "{error}");
    }
}

// --- for authors ------------------------------------------------------------------------------------------------

#[test]
fn an_added_pack_is_checked_on_top_of_the_apps_words() {
    let examples = "matches = [\"zorg it to ur mum\", \"zorg this to my dad\", \"zorg that to parents\"]\n\
                    ignores = [\"zorg is a game\", \"my mum\"]";
    let text = english(&rule(
        "en.secrecy.mine",
        &format!("phrases = [\"zorg ~2 to [my|your] @parent\"]\n{examples}"),
    ));
    let report = check_added(&packs(), &[read("mine", &text).expect("it parses")]).expect("it compiles");
    assert_eq!((report.rules, report.examples, report.failures.len()), (1, 5, 0), "{:?}", report.failures);
    let broken = text.replace("zorg is a game", "zorg it to my mum");
    let report = check_added(&packs(), &[read("mine", &broken).expect("it parses")]).expect("it compiles");
    assert!(report.failures[0].to_string().contains("should ignore"), "{:?}", report.failures);
}

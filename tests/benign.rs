//! No single ordinary message alerts, whoever says it.

use vigie::{Conversation, Message, Role};
use vigie_tests::{LANGUAGES, detector, file};

#[test]
fn no_single_ordinary_message_alerts() {
    for language in LANGUAGES {
        let text =
            std::fs::read_to_string(file(&format!("benign/{language}.txt"))).expect("the file is there");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert!(lines.len() >= 300, "{language}: {}", lines.len());
        for line in lines {
            for role in [Role::Contact, Role::Unknown, Role::Protected] {
                let message = Message::new("someone", line).role(role);
                let assessment = detector().assess(&mut Conversation::new(), &message);
                assert!(!assessment.alert, "{language}, {role:?}: {line:?} {:?}", assessment.signals);
            }
        }
    }
}

/// The same lines as one endless chat between two people: nobody says them all, so a few alerts are tolerable.
#[test]
fn ordinary_messages_in_a_row_alert_seldom() {
    for language in LANGUAGES {
        let text =
            std::fs::read_to_string(file(&format!("benign/{language}.txt"))).expect("the file is there");
        let mut conversation = Conversation::new();
        let mut alerts = 0;
        for (index, line) in text.lines().filter(|line| !line.is_empty()).enumerate() {
            let (sender, role) = [("child", Role::Protected), ("friend", Role::Contact)][index % 2];
            let assessment = detector().assess(&mut conversation, &Message::new(sender, line).role(role));
            alerts += u32::from(assessment.alert);
            conversation.acknowledge();
        }
        assert!(alerts <= 4, "{language}: {alerts}");
    }
}

/// Two lines of one message are read as one where a phrase fits. Measured on 400 pairs a language: one alert in each (a
/// list of names in French; none and one before lines were joined).
#[test]
fn two_ordinary_lines_of_one_message_hardly_ever_alert() {
    for language in LANGUAGES {
        let text =
            std::fs::read_to_string(file(&format!("benign/{language}.txt"))).expect("the file is there");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let mut alerts = 0;
        for (one, other) in lines.iter().zip(lines.iter().cycle().skip(1)) {
            let both = format!("{one}\n{other}");
            let message = Message::new("someone", &both).role(Role::Contact);
            alerts += u32::from(detector().assess(&mut Conversation::new(), &message).alert);
        }
        assert!(alerts <= 1, "{language}: {alerts}");
    }
}

//! Which advice fits an assessment. Keys only: the texts are data of the guidance packs.

use crate::assessment::{Concern, Threat};
use crate::draft::DraftKind;

/// The keys of the advice to show, in the order in which to show it. The points are those on which Europol, NCA, IWF,
/// NCMEC/FBI, C3P and ACCCE agree.
pub(crate) fn advice(threat: Threat, concern: Concern) -> Vec<&'static str> {
    match (concern, threat) {
        (Concern::ThirdParty, Threat::Exposure) => {
            vec!["not_your_fault", "keep_evidence", "tell_an_adult", "take_down", "report"]
        }
        (Concern::ThirdParty, _) => {
            vec!["support_your_friend", "do_not_pay", "tell_an_adult", "keep_evidence", "report"]
        }
        (Concern::ProtectedPerson, _) => vec!["stop_and_think", "this_is_a_crime", "tell_an_adult"],
        (Concern::Contact, Threat::Grooming) => {
            vec![
                "you_can_stop_answering",
                "do_not_meet_alone",
                "send_no_picture",
                "tell_an_adult",
                "block_and_report",
            ]
        }
        (Concern::Contact, Threat::SextortionContent) => {
            vec![
                "not_your_fault",
                "send_no_more",
                "stop_answering",
                "keep_evidence",
                "tell_an_adult",
                "report",
                "take_down",
            ]
        }
        (Concern::Contact, Threat::SextortionMoney) => {
            vec![
                "not_your_fault",
                "do_not_pay",
                "stop_answering",
                "keep_evidence",
                "tell_an_adult",
                "report",
                "take_down",
            ]
        }
        (Concern::Contact, Threat::Exposure) => {
            vec!["not_your_fault", "keep_evidence", "tell_an_adult", "take_down", "report"]
        }
    }
}

/// The keys of the advice to show before a draft is sent.
pub(crate) fn draft_advice(kinds: &[DraftKind], worst: Option<Threat>) -> Vec<&'static str> {
    if kinds.contains(&DraftKind::Threat) {
        return advice(Threat::Exposure, Concern::ProtectedPerson);
    }
    let mut keys = vec!["stop_and_think"];
    keys.extend(kinds.iter().map(|kind| match kind {
        DraftKind::PersonalInfo => "share_no_details",
        DraftKind::Picture => "send_no_picture",
        DraftKind::Money => "do_not_pay",
        DraftKind::Meeting => "do_not_meet_alone",
        DraftKind::Threat => "this_is_a_crime",
    }));
    keys.push("tell_an_adult");
    let further = worst.map(|threat| advice(threat, Concern::Contact)).unwrap_or_default();
    keys.extend(further);
    let mut seen = Vec::with_capacity(keys.len());
    keys.retain(|key| {
        !seen.contains(key) && {
            seen.push(*key);
            true
        }
    });
    keys
}

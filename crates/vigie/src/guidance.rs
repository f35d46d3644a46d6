//! Which advice fits an assessment. Keys only: the texts are data of the guidance packs.

use crate::assessment::{Concern, Threat};

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

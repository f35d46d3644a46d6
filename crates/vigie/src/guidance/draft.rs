//! What to show before a draft is sent.

use super::moment::{Audience, Moment};
use super::plan::advice;
use crate::assessment::Threat;
use crate::draft::DraftKind;

/// The moment, and the keys of the advice to show: what this draft calls for, then what helps against the contact.
pub(crate) fn of_draft(
    kinds: &[DraftKind],
    worst: Option<Threat>,
    audience: Audience,
) -> (Moment, Vec<&'static str>) {
    if kinds.contains(&DraftKind::Threat) {
        let moment = Moment::AboutToThreaten;
        return (moment, advice(moment, Threat::Exposure, audience));
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
    keys.extend(match worst {
        None => advice(Moment::AboutToSend, Threat::Grooming, audience),
        Some(Threat::Grooming) => advice(Moment::Pressure, Threat::Grooming, audience),
        Some(threat) => advice(Moment::Threat, threat, audience),
    });
    let mut seen = Vec::with_capacity(keys.len());
    keys.retain(|key| {
        let new = !seen.contains(key);
        seen.push(*key);
        new
    });
    (Moment::AboutToSend, keys)
}

//! Segments of chats, both sides joined, as one sender of unknown role.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Ranking, streams};
use crate::error::Error;
use crate::metrics::ranking::Scored;
use crate::stream;
use crate::system::System;

/// The figures of one system. The files decide what is grooming; labels inside them are not looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentFigures {
    /// Grooming segments.
    pub grooming: usize,
    /// Those with an alarm.
    pub grooming_alerted: usize,
    /// Benign segments.
    pub benign: usize,
    /// Those with an alarm.
    pub benign_alerted: usize,
    /// How the highest score of each segment tells them apart.
    pub ranking: Ranking,
}

pub(super) fn measure(system: &dyn System, grooming: &Path, benign: &Path) -> Result<SegmentFigures, Error> {
    let mut scored = Vec::new();
    let mut alerted = [0, 0];
    for (file, positive) in [(benign, false), (grooming, true)] {
        for stream in stream::read(file)? {
            let (score, alarm) = streams::whole(system, &stream?);
            scored.push(Scored { score, positive });
            alerted[usize::from(positive)] += usize::from(alarm);
        }
    }
    let positives = scored.iter().filter(|one| one.positive).count();
    Ok(SegmentFigures {
        grooming: positives,
        grooming_alerted: alerted[1],
        benign: scored.len() - positives,
        benign_alerted: alerted[0],
        ranking: Ranking::new(&scored),
    })
}

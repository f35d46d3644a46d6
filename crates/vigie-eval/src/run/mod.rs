//! A whole evaluation: every figure of one or more systems on the same data, to be stored and compared.

pub mod compare;
mod scenarios;
mod segments;
mod streams;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vigie::Role;

pub use scenarios::{Calibration, Group, ScenarioFigures};
pub use segments::SegmentFigures;
pub use streams::{Corpus, Offenders, Shortcuts, StreamFigures};

use crate::error::Error;
use crate::metrics::ranking::{self, Point, Scored};
use crate::scenario::{self, Roles, Scenario};
use crate::system::System;

/// The form of a stored run.
pub const SCHEMA: u32 = 1;

/// What is measured on.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// Files of written conversations.
    pub scenarios: Vec<PathBuf>,
    /// Corpora, one sender's messages a line.
    pub streams: Vec<PathBuf>,
    /// Two corpora of whole chats, both sides joined: grooming and benign.
    pub segments: Option<[PathBuf; 2]>,
}

/// A system that is measured.
pub struct Candidate<'a> {
    /// Its name in the figures.
    pub name: &'a str,
    /// What reads.
    pub system: &'a dyn System,
    /// It names threats and concerns, its score is a probability, and it makes use of roles. A baseline does nothing
    /// of the kind, and is measured once, without roles.
    pub detector: bool,
}

/// Every figure of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// See [`SCHEMA`].
    pub schema: u32,
    /// How many conversations or streams each file held, by file name. Two runs on other data are no comparison.
    pub data: BTreeMap<String, usize>,
    /// One entry a system: the detector first.
    pub systems: Vec<Measured>,
    /// What sees no behaviour at all, on the offenders and decoys of the streams.
    pub shortcuts: Option<Shortcuts>,
}

/// The figures of one system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// See [`Candidate::detector`].
    pub detector: bool,
    /// On written conversations: roles given, then withheld. Empty without such data.
    pub scenarios: Vec<ScenarioFigures>,
    /// On streams: role unknown, then contact. Empty without such data.
    pub streams: Vec<StreamFigures>,
    /// On segments.
    pub segments: Option<SegmentFigures>,
}

/// How the scores rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// See [`ranking::roc_auc`].
    pub auc: Option<f64>,
    /// See [`ranking::average_precision`].
    pub average_precision: Option<f64>,
    /// See [`ranking::best_f1`].
    pub best_f1: Option<f64>,
    /// Precision and recall at each threshold.
    pub curve: Vec<Point>,
}

impl Ranking {
    pub(crate) fn new(scored: &[Scored]) -> Self {
        Self {
            auc: ranking::roc_auc(scored),
            average_precision: ranking::average_precision(scored),
            best_f1: ranking::best_f1(scored).map(|point| point.f1()),
            curve: ranking::precision_recall(scored),
        }
    }
}

/// Measures every system on the data.
///
/// # Errors
/// When a file cannot be read, or two files of one kind have the same name.
pub fn measure(candidates: &[Candidate<'_>], data: &Data) -> Result<Run, Error> {
    let mut counts = BTreeMap::new();
    let mut written: Vec<Scenario> = Vec::new();
    for file in &data.scenarios {
        let read = scenario::read(file)?;
        count(&mut counts, file, read.len())?;
        written.extend(read);
    }
    for file in &data.streams {
        count(&mut counts, file, streams::count(file)?)?;
    }
    for file in data.segments.iter().flatten() {
        // The benign segments usually are one of the streams as well.
        counts.insert(name_of(file), streams::count(file)?);
    }
    let mut systems = Vec::new();
    for candidate in candidates {
        let (knowledge, roles) = if candidate.detector {
            (vec![Roles::Given, Roles::Withheld], vec![Role::Unknown, Role::Contact])
        } else {
            (vec![Roles::Withheld], vec![Role::Unknown])
        };
        let mut measured = Measured {
            name: candidate.name.to_owned(),
            detector: candidate.detector,
            scenarios: Vec::new(),
            streams: Vec::new(),
            segments: None,
        };
        if !written.is_empty() {
            measured.scenarios =
                knowledge.into_iter().map(|roles| scenarios::measure(candidate, &written, roles)).collect();
        }
        if !data.streams.is_empty() {
            for role in roles {
                measured.streams.push(streams::measure(candidate.system, &data.streams, role)?);
            }
        }
        if let Some([grooming, benign]) = &data.segments {
            measured.segments = Some(segments::measure(candidate.system, grooming, benign)?);
        }
        systems.push(measured);
    }
    let shortcuts = streams::shortcuts(&data.streams)?;
    Ok(Run { schema: SCHEMA, data: counts, systems, shortcuts })
}

fn count(counts: &mut BTreeMap<String, usize>, file: &Path, many: usize) -> Result<(), Error> {
    match counts.insert(name_of(file), many) {
        None => Ok(()),
        Some(_) => Err(Error::new(file, None, "another file has the same name")),
    }
}

/// A file by its name alone: figures do not say where somebody keeps the data.
fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.strip_suffix(".gz").unwrap_or(&name).to_owned()
}

//! Reads the export, and keeps of each conversation what a report needs.

use std::collections::{HashMap, HashSet};
use std::error::Error;

use vigie::{Assessment, Concern, Conversation, Coverage, Group, Moment, RiskLevel, SignalKind, Threat};
use vigie_import::Record;

use crate::args::ReportArguments;
use crate::{embedded, input};

/// The most messages with signs that a conversation lists.
const SHOWN: usize = 40;
/// The most senders whose names are kept per conversation.
const NAMES: usize = 64;

pub(super) struct Chat {
    pub(super) name: String,
    pub(super) messages: u64,
    /// One per message.
    pub(super) points: Vec<Point>,
    /// The messages at which help became due, from 0.
    pub(super) alerts: Vec<u64>,
    /// The clearest messages with signs, in their order.
    pub(super) seen: Vec<Seen>,
    /// How many more there were.
    pub(super) more: u64,
    pub(super) coverage: Coverage,
    pub(super) first_at: Option<i64>,
    pub(super) last_at: Option<i64>,
    /// What help was last due for.
    pub(super) moment: Option<(Moment, Threat)>,
    /// Somebody spoke of not wanting to live.
    pub(super) despair: Option<(Moment, Threat)>,
    /// At the last alert.
    pub(super) concern: Concern,
    pub(super) about: Option<String>,
    /// What led at the alerts, without repeats.
    pub(super) threats: Vec<Threat>,
    conversation: Conversation,
    names: Vec<(u64, String)>,
    /// Which kinds each kept sender has shown already.
    known: HashSet<(u64, SignalKind)>,
}

#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) level: RiskLevel,
    pub(super) score: f32,
}

/// A message with signs.
pub(super) struct Seen {
    pub(super) index: u64,
    pub(super) sent_at: Option<i64>,
    pub(super) sender: String,
    pub(super) kinds: Vec<SignalKind>,
    pub(super) alert: bool,
    /// Advice is offered without an alert.
    pub(super) offer: bool,
    /// Only on request.
    pub(super) text: Option<String>,
    first_of_kind: bool,
    score: f32,
}

/// Every conversation, those where help was due first; and how much could not be read.
pub(super) fn read(arguments: &ReportArguments) -> Result<(Vec<Chat>, usize), Box<dyn Error>> {
    let detector = embedded::detector(&arguments.policy)?;
    let mut opened = input::open(&arguments.file, &arguments.input)?;
    let (mut chats, mut by_name, mut bad) = (Vec::<Chat>::new(), HashMap::<String, usize>::new(), 0);
    for item in opened.records.by_ref() {
        match item {
            Ok(record) => {
                let place = *by_name.entry(record.conversation.clone()).or_insert_with(|| {
                    chats.push(Chat::new(&record.conversation));
                    chats.len() - 1
                });
                let chat = &mut chats[place];
                let assessment = detector.assess(&mut chat.conversation, &input::message(&record));
                chat.note(&record, &assessment, arguments.quote);
            }
            Err(fault) => {
                anstream::eprintln!("vigie: {fault}");
                bad += 1;
            }
        }
    }
    opened.finish();
    for notice in opened.records.notices() {
        anstream::eprintln!("vigie: {notice}");
    }
    opened.records.check_protected()?;
    for chat in &mut chats {
        chat.prune();
    }
    // Stable: equals stay in the order of the export.
    chats.sort_by_key(|chat| (std::cmp::Reverse(chat.helped()), std::cmp::Reverse(chat.worst())));
    Ok((chats, bad))
}

impl Chat {
    /// Help was due, or advice fitted, at some moment.
    pub(super) fn helped(&self) -> bool {
        !self.alerts.is_empty() || self.moment.is_some()
    }

    pub(super) fn worst(&self) -> RiskLevel {
        self.points.iter().map(|point| point.level).max().unwrap_or_default()
    }

    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            messages: 0,
            points: Vec::new(),
            alerts: Vec::new(),
            seen: Vec::new(),
            more: 0,
            coverage: Coverage::None(vigie::CoverageGap::TooLittle),
            first_at: None,
            last_at: None,
            moment: None,
            despair: None,
            concern: Concern::Contact,
            about: None,
            threats: Vec::new(),
            conversation: Conversation::new(),
            names: Vec::new(),
            known: HashSet::new(),
        }
    }

    fn note(&mut self, record: &Record, assessment: &Assessment, quote: bool) {
        let index = self.messages;
        self.messages += 1;
        self.first_at = self.first_at.or(record.sent_at_ms);
        self.last_at = record.sent_at_ms.or(self.last_at);
        self.coverage = assessment.coverage;
        self.points.push(Point { level: assessment.level, score: assessment.score() });
        let sender = self.conversation.participant(&record.sender);
        if self.names.len() < NAMES && !self.names.iter().any(|(known, _)| *known == sender) {
            self.names.push((sender, record.sender.clone()));
        }
        let threat = assessment.leading_threat();
        let mut offer = false;
        if let Some(moment) = assessment.moment {
            offer = !assessment.alerting && self.moment.is_none_or(|(known, _)| known != moment);
            self.moment = Some((moment, threat));
            if matches!(moment, Moment::Despair | Moment::FriendInDespair) {
                self.despair = Some((moment, threat));
            }
        }
        if assessment.alert {
            self.alerts.push(index);
            self.concern = assessment.concern;
            self.about = assessment.about.and_then(|about| self.name_of(about).map(str::to_owned));
            if !self.threats.contains(&threat) {
                self.threats.push(threat);
            }
        }
        self.keep(index, sender, record, assessment, (offer, quote));
    }

    fn keep(
        &mut self,
        index: u64,
        sender: u64,
        record: &Record,
        assessment: &Assessment,
        (offer, quote): (bool, bool),
    ) {
        let (mut kinds, mut score, mut first_of_kind) = (Vec::new(), 0.0_f32, false);
        let protected = record.role == Some(vigie_import::Role::Protected);
        let signs = assessment.signals.iter().filter(|signal| tells(signal.kind.group(), protected));
        for signal in signs {
            if !kinds.contains(&signal.kind) {
                kinds.push(signal.kind);
            }
            score = score.max(signal.score);
            let kept = self.names.iter().any(|(known, _)| *known == sender);
            first_of_kind |= kept && self.known.insert((sender, signal.kind));
        }
        if kinds.is_empty() && !assessment.alert && !offer {
            return;
        }
        self.seen.push(Seen {
            index,
            sent_at: record.sent_at_ms,
            sender: record.sender.clone(),
            kinds,
            alert: assessment.alert,
            offer,
            text: quote.then(|| record.text.clone()),
            first_of_kind,
            score,
        });
        if self.seen.len() >= 4 * SHOWN {
            self.prune();
        }
    }

    /// Keeps alerts, then offers, then what was new, then what was clear; of equals the earlier.
    fn prune(&mut self) {
        if self.seen.len() <= SHOWN {
            return;
        }
        self.seen.sort_by(|one, other| {
            let rank = |seen: &Seen| (seen.alert, seen.offer, seen.first_of_kind);
            let rest = other.score.total_cmp(&one.score).then(one.index.cmp(&other.index));
            rank(other).cmp(&rank(one)).then(rest)
        });
        self.more += (self.seen.len() - SHOWN) as u64;
        self.seen.truncate(SHOWN);
        self.seen.sort_by_key(|seen| seen.index);
    }

    fn name_of(&self, participant: u64) -> Option<&str> {
        self.names.iter().find(|(number, _)| *number == participant).map(|(_, name)| name.as_str())
    }
}

/// Whether a sign belongs into a report. What calms does not; and of the protected person only what they suffer, and
/// threats: a child who says that they do not like to send pictures must not be listed as speaking of pictures.
fn tells(group: Group, protected: bool) -> bool {
    match group {
        Group::Calming => false,
        Group::Victim | Group::Coercion => true,
        _ => !protected,
    }
}

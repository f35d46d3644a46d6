//! Many conversations at once, as columns, on all cores: for data frames and tests over whole corpora.

use std::collections::HashMap;
use std::fmt;

use crate::assessment::{Concern, Coverage, CoverageGap, RiskLevel, Stage, Threat, Threats};
use crate::detector::Detector;
use crate::error::VigieError;
use crate::message::{MediaKind, Role};

/// Messages as columns of the same length. Conversations may be interleaved; each keeps its order.
#[derive(Clone, Default, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct MessageTable {
    /// Which conversation each message belongs to.
    pub conversation: Vec<String>,
    /// Who wrote it.
    pub sender: Vec<String>,
    /// Its text.
    pub text: Vec<String>,
    /// Who the sender is; none: all unknown.
    #[uniffi(default = None)]
    pub role: Option<Vec<Role>>,
    /// Milliseconds since 1970-01-01 UTC.
    #[uniffi(default = None)]
    pub sent_at: Option<Vec<Option<i64>>>,
    /// The host's identifiers.
    #[uniffi(default = None)]
    pub id: Option<Vec<Option<String>>>,
    /// The sender's age in years.
    #[uniffi(default = None)]
    pub age: Option<Vec<Option<u8>>>,
    /// Whom it is for: the sender string of another participant.
    #[uniffi(default = None)]
    pub to: Option<Vec<Option<String>>>,
    /// The id of the message that it answers.
    #[uniffi(default = None)]
    pub reply_to: Option<Vec<Option<String>>>,
    /// The text replaces an earlier one of the same id.
    #[uniffi(default = None)]
    pub edited: Option<Vec<bool>>,
    /// Written by somebody else and passed on.
    #[uniffi(default = None)]
    pub forwarded: Option<Vec<bool>>,
    /// Withdrawn by its sender.
    #[uniffi(default = None)]
    pub deleted: Option<Vec<bool>>,
    /// What it carries besides text.
    #[uniffi(default = None)]
    pub media: Option<Vec<Option<MediaKind>>>,
}

/// Assessments as columns, one entry for each message, in the order in which they were handed in.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct AssessmentTable {
    /// How urgent the conversation was after the message.
    pub level: Vec<RiskLevel>,
    /// How much could be assessed.
    pub coverage: Vec<Coverage>,
    /// Why coverage is not full.
    pub coverage_gap: Vec<Option<CoverageGap>>,
    /// The largest of the threat probabilities.
    pub score: Vec<f32>,
    /// The moment to show help.
    pub alert: Vec<bool>,
    /// An alert was raised in this conversation.
    pub alerting: Vec<bool>,
    /// Whom the worry is about.
    pub concern: Vec<Concern>,
    /// The sender whom the worry is about.
    pub about: Vec<Option<String>>,
    /// The likeliest threat.
    pub leading_threat: Vec<Threat>,
    /// Probability of grooming.
    pub grooming: Vec<f32>,
    /// Of blackmail for more pictures or acts.
    pub sextortion_content: Vec<f32>,
    /// Of blackmail for money.
    pub sextortion_money: Vec<f32>,
    /// Of publishing to shame.
    pub exposure: Vec<f32>,
    /// The tactic group that weighs most.
    pub stage: Vec<Stage>,
    /// Which moment this is, while anything is to be shown.
    pub moment: Vec<Option<String>>,
    /// The kinds of the signals of the message.
    pub kinds: Vec<Vec<String>>,
}

#[uniffi::export]
impl Detector {
    /// Assesses a table of messages, every conversation from its beginning, on all cores.
    ///
    /// Fails when the columns differ in length.
    pub fn assess_table(&self, messages: &MessageTable) -> Result<AssessmentTable, VigieError> {
        messages.check()?;
        let threads = messages.threads();
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(threads.len());
        let mut rows: Vec<Option<Row>> = Vec::new();
        rows.resize_with(messages.text.len(), || None);
        std::thread::scope(|scope| {
            let threads = &threads;
            let hands: Vec<_> = (0..workers)
                .map(|worker| {
                    scope.spawn(move || {
                        let own = threads.iter().skip(worker).step_by(workers);
                        own.flat_map(|thread| self.assess_thread(messages, thread)).collect::<Vec<_>>()
                    })
                })
                .collect();
            // A worker cannot panic; if one did, its rows would be missing, and that is said below.
            for (at, row) in hands.into_iter().filter_map(|hand| hand.join().ok()).flatten() {
                rows[at] = Some(row);
            }
        });
        let mut table = AssessmentTable::default();
        for row in rows {
            table.push(row.ok_or_else(|| VigieError::Table("a worker stopped".to_owned()))?);
        }
        Ok(table)
    }
}

/// One assessed message, as far as the table tells.
struct Row {
    assessment: vigie::Assessment,
    about: Option<String>,
}

impl Detector {
    /// Every message of one conversation, with its place in the table.
    fn assess_thread(&self, messages: &MessageTable, thread: &[usize]) -> Vec<(usize, Row)> {
        let mut conversation = vigie::Conversation::new();
        let mut names: HashMap<u64, usize> = HashMap::new();
        let mut row = |&at: &usize| {
            let assessment = self.engine.assess(&mut conversation, &messages.message(at));
            names.entry(conversation.participant(&messages.sender[at])).or_insert(at);
            let about = assessment.about.and_then(|number| names.get(&number));
            (at, Row { about: about.map(|&at| messages.sender[at].clone()), assessment })
        };
        thread.iter().map(&mut row).collect()
    }
}

impl MessageTable {
    fn check(&self) -> Result<(), VigieError> {
        let rows = self.text.len();
        let columns = [
            ("conversation", Some(self.conversation.len())),
            ("sender", Some(self.sender.len())),
            ("role", self.role.as_ref().map(Vec::len)),
            ("sent_at", self.sent_at.as_ref().map(Vec::len)),
            ("id", self.id.as_ref().map(Vec::len)),
            ("age", self.age.as_ref().map(Vec::len)),
            ("to", self.to.as_ref().map(Vec::len)),
            ("reply_to", self.reply_to.as_ref().map(Vec::len)),
            ("edited", self.edited.as_ref().map(Vec::len)),
            ("forwarded", self.forwarded.as_ref().map(Vec::len)),
            ("deleted", self.deleted.as_ref().map(Vec::len)),
            ("media", self.media.as_ref().map(Vec::len)),
        ];
        match columns.iter().find(|(_, length)| length.is_some_and(|length| length != rows)) {
            None => Ok(()),
            Some((name, length)) => Err(VigieError::Table(format!(
                "column {name} has {} rows, text has {rows}",
                length.unwrap_or(0)
            ))),
        }
    }

    /// The rows of each conversation, in order of first appearance.
    fn threads(&self) -> Vec<Vec<usize>> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut threads: Vec<Vec<usize>> = Vec::new();
        for (at, conversation) in self.conversation.iter().enumerate() {
            let place = *places.entry(conversation).or_insert(threads.len());
            if place == threads.len() {
                threads.push(Vec::new());
            }
            threads[place].push(at);
        }
        threads
    }

    fn message(&self, at: usize) -> vigie::Message<'_> {
        let mut message = vigie::Message::new(&self.sender[at], &self.text[at]);
        if let Some(role) = &self.role {
            message.role = role[at].into();
        }
        message.sent_at = self.sent_at.as_ref().and_then(|column| column[at]);
        message.id = self.id.as_ref().and_then(|column| column[at].as_deref());
        message.age = self.age.as_ref().and_then(|column| column[at]);
        message.to = self.to.as_ref().and_then(|column| column[at].as_deref());
        message.reply_to = self.reply_to.as_ref().and_then(|column| column[at].as_deref());
        message.edited = self.edited.as_ref().is_some_and(|column| column[at]);
        message.forwarded = self.forwarded.as_ref().is_some_and(|column| column[at]);
        message.deleted = self.deleted.as_ref().is_some_and(|column| column[at]);
        message.media = self.media.as_ref().and_then(|column| column[at].map(Into::into));
        message
    }
}

/// Shows neither text nor names.
impl fmt::Display for MessageTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageTable({} messages)", self.text.len())
    }
}

impl AssessmentTable {
    fn push(&mut self, row: Row) {
        let Row { assessment, about } = row;
        self.level.push(assessment.level.into());
        self.coverage.push(assessment.coverage.into());
        self.coverage_gap.push(assessment.coverage.gap().map(Into::into));
        self.score.push(assessment.score());
        self.alert.push(assessment.alert);
        self.alerting.push(assessment.alerting);
        self.concern.push(assessment.concern.into());
        self.about.push(about);
        self.leading_threat.push(assessment.leading_threat().into());
        let threats = Threats::from(assessment.threats);
        self.grooming.push(threats.grooming);
        self.sextortion_content.push(threats.sextortion_content);
        self.sextortion_money.push(threats.sextortion_money);
        self.exposure.push(threats.exposure);
        self.stage.push(assessment.stage.into());
        self.moment.push(assessment.moment.map(|moment| moment.as_str().to_owned()));
        self.kinds.push(assessment.signals.iter().map(|signal| signal.kind.as_str().to_owned()).collect());
    }
}

//! `vigie scan`: a stream of messages in, assessments out.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use vigie::{Assessment, Conversation, Detector, Moment, RiskLevel, Threat};
use vigie_import::{BadInput, Record};

use crate::advice::Adviser;
use crate::args::{Output, ScanArguments};
use crate::input::{self, Opened};
use crate::json::{ErrorLine, Line, Place, SCHEMA, Threats, rounded};
use crate::{Outcome, embedded, text};

/// The most senders whose names are kept per conversation, to name the one whom an alert is about.
const NAMES: usize = 64;

/// A conversation and what the summary needs of it.
pub(crate) struct Thread {
    conversation: Conversation,
    pub(crate) messages: u64,
    names: Vec<(u64, String)>,
    pub(crate) worst: Option<Worst>,
    pub(crate) alerts: Vec<Alert>,
    /// The first message of each moment for which advice is offered without an alert.
    pub(crate) offers: Vec<(u64, Moment, Threat)>,
    pub(crate) coverage: vigie::Coverage,
    pub(crate) first_at: Option<i64>,
    pub(crate) last_at: Option<i64>,
}

/// The most urgent state that a conversation reached.
pub(crate) struct Worst {
    pub(crate) level: RiskLevel,
    pub(crate) score: f32,
}

/// One moment at which help was due.
pub(crate) struct Alert {
    pub(crate) index: u64,
    pub(crate) sender: String,
    pub(crate) sent_at: Option<i64>,
    pub(crate) text: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) assessment: Assessment,
}

pub(crate) fn run(arguments: &ScanArguments) -> Result<Outcome, Box<dyn std::error::Error>> {
    let detector = embedded::detector(&arguments.policy)?;
    let mut opened = input::open(&arguments.file, &arguments.input)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut scan = Scan {
        arguments,
        detector,
        threads: Vec::new(),
        by_name: HashMap::new(),
        bad: 0,
        errors: Vec::new(),
    };
    scan.read(&mut opened, &mut out)?;
    opened.finish();
    for notice in opened.records.notices() {
        anstream::eprintln!("vigie: {notice}");
    }
    opened.records.check_protected()?;
    match arguments.output {
        Output::Jsonl => {}
        Output::Json => scan.summary(&mut out)?,
        Output::Text => {
            let advice = Adviser::new(&arguments.help, arguments.policy.band())?;
            text::summary(&scan.threads, scan.bad, &advice)?;
        }
    }
    out.flush()?;
    Ok(scan.outcome())
}

struct Scan<'a> {
    arguments: &'a ScanArguments,
    detector: Detector,
    threads: Vec<(String, Thread)>,
    by_name: HashMap<String, usize>,
    bad: usize,
    /// What was bad, where the output needs it at the end; a stream may have any number of bad lines.
    errors: Vec<(u64, String)>,
}

impl Scan<'_> {
    fn read(&mut self, opened: &mut Opened, out: &mut impl Write) -> io::Result<()> {
        for item in opened.records.by_ref() {
            match item {
                Ok(record) => self.message(&record, out)?,
                Err(bad) => self.bad(&bad, out)?,
            }
            if opened.live && self.arguments.output == Output::Jsonl {
                out.flush()?;
            }
        }
        Ok(())
    }

    fn message(&mut self, record: &Record, out: &mut impl Write) -> io::Result<()> {
        let place = match self.by_name.get(&record.conversation) {
            Some(&place) => place,
            None => {
                self.threads.push((record.conversation.clone(), Thread::new()));
                self.by_name.insert(record.conversation.clone(), self.threads.len() - 1);
                self.threads.len() - 1
            }
        };
        let (name, thread) = &mut self.threads[place];
        let index = thread.messages;
        let assessment = self.detector.assess(&mut thread.conversation, &input::message(record));
        thread.remember(record);
        let about = assessment.about.and_then(|about| thread.name_of(about).map(str::to_owned));
        if self.arguments.output == Output::Jsonl {
            let place = Place {
                conversation: name,
                index,
                id: record.id.as_deref(),
                sender: &record.sender,
                about: about.as_deref(),
            };
            serde_json::to_writer(&mut *out, &Line::new(&place, &assessment))?;
            out.write_all(b"\n")?;
        }
        thread.note(index, record, about, assessment, self.arguments.quote);
        Ok(())
    }

    fn bad(&mut self, bad: &BadInput, out: &mut impl Write) -> io::Result<()> {
        let reason = bad.to_string();
        anstream::eprintln!("vigie: {reason}");
        if self.arguments.output == Output::Jsonl {
            serde_json::to_writer(
                &mut *out,
                &ErrorLine { schema: SCHEMA, error: &reason, line: bad.line() },
            )?;
            out.write_all(b"\n")?;
        }
        self.bad += 1;
        if self.arguments.output == Output::Json {
            self.errors.push((bad.line(), reason));
        }
        Ok(())
    }

    fn outcome(&self) -> Outcome {
        let worst = self
            .threads
            .iter()
            .filter_map(|(_, thread)| thread.worst.as_ref())
            .map(|worst| worst.level)
            .max();
        let limit = self.arguments.fail_on.map(RiskLevel::from);
        if limit.is_some_and(|limit| worst.is_some_and(|worst| worst >= limit)) {
            Outcome::Failed
        } else if self.bad == 0 {
            Outcome::Done
        } else {
            Outcome::BadInput
        }
    }

    fn summary(&self, out: &mut impl Write) -> io::Result<()> {
        let conversations = self
            .threads
            .iter()
            .map(|(name, thread)| ConversationSummary {
                conversation: name,
                messages: thread.messages,
                level: thread.worst.as_ref().map_or(RiskLevel::Minimal, |worst| worst.level).as_str(),
                score: rounded(thread.worst.as_ref().map_or(0.0, |worst| worst.score)),
                coverage: thread.coverage.as_str(),
                alerting: thread.conversation.is_alerting(),
                alerts: thread.alerts.iter().map(AlertSummary::new).collect(),
            })
            .collect();
        let errors = self.errors.iter().map(|(line, error)| ErrorSummary { line: *line, error }).collect();
        serde_json::to_writer_pretty(&mut *out, &Summary { schema: SCHEMA, conversations, errors })?;
        out.write_all(b"\n")
    }
}

impl Thread {
    fn new() -> Self {
        Self {
            conversation: Conversation::new(),
            messages: 0,
            names: Vec::new(),
            worst: None,
            alerts: Vec::new(),
            offers: Vec::new(),
            coverage: vigie::Coverage::None(vigie::CoverageGap::TooLittle),
            first_at: None,
            last_at: None,
        }
    }

    fn remember(&mut self, record: &Record) {
        self.messages += 1;
        self.first_at = self.first_at.or(record.sent_at_ms);
        self.last_at = record.sent_at_ms.or(self.last_at);
        if self.names.len() < NAMES && !self.names.iter().any(|(_, name)| *name == record.sender) {
            self.names.push((self.conversation.participant(&record.sender), record.sender.clone()));
        }
    }

    fn name_of(&self, participant: u64) -> Option<&str> {
        self.names.iter().find(|(number, _)| *number == participant).map(|(_, name)| name.as_str())
    }

    fn note(
        &mut self,
        index: u64,
        record: &Record,
        about: Option<String>,
        assessment: Assessment,
        quote: bool,
    ) {
        self.coverage = assessment.coverage;
        let score = assessment.score();
        if self.worst.as_ref().is_none_or(|worst| (assessment.level, score) > (worst.level, worst.score)) {
            self.worst = Some(Worst { level: assessment.level, score });
        }
        if let Some(moment) = assessment.moment
            && !assessment.alert
            && !assessment.alerting
            && assessment.level < RiskLevel::High
            && !self.offers.iter().any(|(_, known, _)| *known == moment)
        {
            self.offers.push((index, moment, assessment.leading_threat()));
        }
        if assessment.alert {
            self.alerts.push(Alert {
                index,
                sender: record.sender.clone(),
                sent_at: record.sent_at_ms,
                text: quote.then(|| record.text.clone()),
                about,
                assessment,
            });
        }
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    schema: u8,
    conversations: Vec<ConversationSummary<'a>>,
    errors: Vec<ErrorSummary<'a>>,
}

#[derive(Serialize)]
struct ConversationSummary<'a> {
    conversation: &'a str,
    messages: u64,
    level: &'static str,
    score: f32,
    coverage: &'static str,
    alerting: bool,
    alerts: Vec<AlertSummary<'a>>,
}

#[derive(Serialize)]
struct AlertSummary<'a> {
    index: u64,
    sender: &'a str,
    level: &'static str,
    concern: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
    threat: &'static str,
    threats: Threats,
    stage: &'static str,
    reasons: &'a [String],
    moment: Option<&'static str>,
    advice: &'a [&'static str],
}

#[derive(Serialize)]
struct ErrorSummary<'a> {
    line: u64,
    error: &'a str,
}

impl<'a> AlertSummary<'a> {
    fn new(alert: &'a Alert) -> Self {
        let assessment = &alert.assessment;
        Self {
            index: alert.index,
            sender: &alert.sender,
            level: assessment.level.as_str(),
            concern: assessment.concern.as_str(),
            about: alert.about.as_deref(),
            threat: assessment.leading_threat().as_str(),
            threats: assessment.threats.into(),
            stage: assessment.stage.as_str(),
            reasons: &assessment.reasons,
            moment: assessment.moment.map(Moment::as_str),
            advice: &assessment.advice,
        }
    }
}

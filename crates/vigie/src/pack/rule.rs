//! A rule: what it flags, for whom it counts, and what around a match speaks against it.

use std::sync::Arc;

use super::Pack;
use super::lattice::Lattice;
use super::matcher::Found;
use super::phrase;
use super::program::{Compiler, Program};
use super::schema::{BySchema, GuardSchema, MoodSchema, RuleSchema};
use crate::error::Error;
use crate::message::Role;
use crate::signal::{Group, RuleInfo, Signal, SignalKind, Source};
use crate::text::{NormalText, Span};

/// How many tokens before a phrase a negator still reaches it: «i would never just post».
const NEGATION_REACH: u16 = 3;

/// A rule of a pack.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) kind: SignalKind,
    by: BySchema,
    weight: f32,
    pub(crate) info: Arc<RuleInfo>,
    /// Kinds of which the other side must have shown one a moment ago, as bits.
    pub(crate) after: u64,
    mood: MoodSchema,
    negation: GuardSchema,
    quoted: GuardSchema,
    pub(super) reported: GuardSchema,
    pub(super) unless: Box<[Program]>,
}

/// Which rules are asked about a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// Those that count for a sender of this role.
    pub(crate) role: Role,
    /// Those that answer to one of these kinds, which the other side showed a moment ago, as bits.
    pub(crate) recent: u64,
    /// Those for drafts too.
    pub(crate) draft: bool,
}

impl Asked {
    pub(crate) const ALL: Self = Self { role: Role::Unknown, recent: u64::MAX, draft: true };

    pub(super) fn includes(self, rule: &Rule) -> bool {
        (rule.after == 0 || rule.after & self.recent != 0)
            && if rule.is_for_drafts() { self.draft } else { rule.counts_for(self.role) }
    }
}

/// A rule that fired.
#[derive(Debug)]
pub(crate) struct Hit<'l> {
    pub(crate) rule: &'l Rule,
    /// Tokens, both ends included.
    pub(crate) found: Found,
    pub(crate) reported: bool,
}

impl Hit<'_> {
    /// What the hit shows, in the text that was matched.
    pub(crate) fn signal(&self, text: &NormalText) -> Signal {
        Signal {
            kind: self.rule.kind,
            span: self.span(text),
            score: self.rule.weight,
            source: Source::Rule(Arc::clone(&self.rule.info)),
            reported: self.reported,
        }
    }

    pub(crate) fn span(&self, text: &NormalText) -> Span {
        span_of(self.found, text)
    }
}

/// Tokens are in reading order, which a disguised text may have turned round.
pub(super) fn span_of(found: Found, text: &NormalText) -> Span {
    let tokens = &text.tokens()[usize::from(found.first)..=usize::from(found.last)];
    Span {
        start: tokens.iter().map(|token| token.span.start).min().unwrap_or(0),
        end: tokens.iter().map(|token| token.span.end).max().unwrap_or(0),
    }
}

impl Rule {
    pub(super) fn compile(pack: &Pack, schema: &RuleSchema, compiler: &mut Compiler) -> Result<Self, Error> {
        let mut after = 0u64;
        for name in &schema.after {
            let place = || format!("rule {}, after", schema.id);
            let kind: SignalKind =
                name.parse().map_err(|_| Error::unknown_kind(&pack.name, place(), name))?;
            after |= 1 << kind.index();
        }
        Ok(Self {
            kind: pack.kind_of(schema)?,
            by: schema.by,
            weight: schema.weight,
            info: Arc::new(RuleInfo { id: schema.id.clone(), reason: schema.reason.clone() }),
            after,
            mood: schema.mood,
            negation: schema.negation,
            quoted: schema.quoted,
            reported: schema.reported,
            unless: schema
                .unless
                .iter()
                .map(|phrase| compile_phrase(pack, schema, "unless", phrase, compiler))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether the rule is about what a draft gives away, and nothing else.
    pub(crate) fn is_for_drafts(&self) -> bool {
        self.by == BySchema::Draft
    }

    /// Whether the rule counts for a sender of this role. The owner's own threats count too: they are a concern about
    /// the protected person.
    pub(crate) fn counts_for(&self, role: Role) -> bool {
        match (self.by, role) {
            (BySchema::Either, _)
            | (BySchema::Contact | BySchema::Protected, Role::Unknown)
            | (BySchema::Contact, Role::Contact)
            | (BySchema::Protected, Role::Protected) => true,
            (BySchema::Contact, Role::Protected) => self.kind.group() == Group::Coercion,
            (BySchema::Protected, Role::Contact) | (BySchema::Draft, _) => false,
        }
    }

    /// Whether nothing around a match speaks against it: negation, quotation marks, a mood.
    pub(super) fn accepts(&self, found: Found, text: &NormalText, lattice: &Lattice<'_>) -> bool {
        let sentence = lattice.marks[usize::from(found.first)].sentence;
        let mark =
            |token: u16| lattice.marks.get(usize::from(token)).filter(|mark| mark.sentence == sentence);
        if self.negation == GuardSchema::Guard {
            let before = found.first.saturating_sub(NEGATION_REACH)..found.first;
            if before.clone().any(|token| mark(token).is_some_and(|mark| mark.negator))
                || mark(found.last + 1).is_some_and(|mark| mark.negator)
            {
                return false;
            }
        }
        if self.quoted == GuardSchema::Guard
            && (found.first..=found.last).any(|token| mark(token).is_some_and(|mark| mark.quoted))
        {
            return false;
        }
        self.mood == MoodSchema::Any || {
            let last = lattice.marks.get(usize::from(found.last)).map_or(sentence, |mark| mark.sentence);
            let asked = text
                .sentences()
                .get(usize::from(sentence)..=usize::from(last))
                .is_some_and(|all| all.iter().any(|sentence| sentence.question));
            asked || (0..=found.first).any(|token| mark(token).is_some_and(|mark| mark.interrogative))
        }
    }
}

pub(super) fn compile_phrase(
    pack: &Pack,
    rule: &RuleSchema,
    field: &str,
    phrase: &str,
    compiler: &mut Compiler,
) -> Result<Program, Error> {
    let fault = |what| pack.rule_error(rule, field, format!("{phrase:?}: {what}"));
    let elements = phrase::parse_as(phrase, &mut compiler.vocabulary).map_err(fault)?;
    compiler.compile(&elements).map_err(fault)
}

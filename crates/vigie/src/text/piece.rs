//! A message half-way: words that may still be joined.

use super::token::{Span, TokenKind};

/// The pieces of a message and the buffer that holds their forms.
pub(super) struct Draft {
    pub(super) forms: String,
    pub(super) pieces: Vec<Piece>,
    /// Sentence ends before the first piece; they count only if there is no piece.
    pub(super) lead: End,
    pub(super) truncated: bool,
    /// What was met on the way; without it the repairs of the whole message have nothing to do.
    pub(super) seen: Seen,
}

impl Draft {
    pub(super) fn form(&self, piece: &Piece) -> &str {
        &self.forms[piece.form.0 as usize..piece.form.1 as usize]
    }

    /// What a readable piece looks like: as typed (0), in lower case (1).
    pub(super) fn reading(&self, piece: &Piece, nth: usize) -> &str {
        let (start, end) = piece.reading[nth];
        &self.forms[start as usize..end as usize]
    }

    /// Whether the last piece says this.
    pub(super) fn last_is(&self, form: &str) -> bool {
        self.pieces.last().is_some_and(|piece| self.form(piece) == form)
    }

    /// Gives a piece a new form, accents lost.
    pub(super) fn rewrite(&mut self, index: usize, form: &str) {
        let range = push(&mut self.forms, form);
        let piece = &mut self.pieces[index];
        piece.form = range;
        piece.accented = range;
    }
}

/// What the splitter met.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    /// Words with letters of another script.
    pub(super) foreign: bool,
    /// Words that digits or symbols stood in for.
    pub(super) leet: u32,
    /// Words of which every letter was typed twice.
    pub(super) undoubled: u32,
    /// Single letters or digits.
    pub(super) singles: u32,
    /// Words joined by a symbol or an emoji without a space.
    pub(super) glued: bool,
    /// «omitted» and the like.
    pub(super) left_out: bool,
}

/// A token to be. A sentence end belongs to the piece before it, so that joining pieces joins sentences.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) kind: TokenKind,
    pub(super) form: (u32, u32),
    pub(super) accented: (u32, u32),
    /// For a foreign word, its two readings in Latin letters: as typed, and as if typed in lower case.
    pub(super) reading: [(u32, u32); 2],
    pub(super) glue: Glue,
    pub(super) end: End,
    pub(super) flags: u16,
}

impl Piece {
    pub(super) const QUOTED: u16 = 1;
    pub(super) const REPAIRED: u16 = 1 << 1;
    pub(super) const SHOUTED: u16 = 1 << 2;
    /// Has letters of another script.
    pub(super) const FOREIGN: u16 = 1 << 3;
    /// Foreign, and every letter looks like a Latin one: `reading` is set.
    pub(super) const READABLE: u16 = 1 << 4;
    /// Foreign and Latin at once.
    pub(super) const MIXED: u16 = 1 << 5;
    /// One letter.
    pub(super) const SINGLE: u16 = 1 << 6;
    /// Has one of a, e, i, o typed as a letter.
    pub(super) const VOWEL: u16 = 1 << 7;

    /// Every letter was typed twice, and what is left has been found.
    pub(super) const UNDOUBLED: u16 = 1 << 8;
    /// Every letter was typed twice, but the rest is no known word: `reading[0]` is it.
    pub(super) const EVEN: u16 = 1 << 9;

    pub(super) fn new(span: Span, kind: TokenKind, form: (u32, u32)) -> Self {
        Self {
            span,
            kind,
            form,
            accented: form,
            reading: [form; 2],
            glue: Glue::None,
            end: End::default(),
            flags: 0,
        }
    }

    pub(super) fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// Takes in the piece that follows.
    pub(super) fn absorb(&mut self, next: &Piece) {
        self.span.start = self.span.start.min(next.span.start);
        self.span.end = self.span.end.max(next.span.end);
        self.end = next.end;
        let shouted = self.flags & next.flags & Self::SHOUTED;
        self.flags = (self.flags | next.flags) & !Self::SHOUTED | shouted;
    }
}

/// What stands between a piece and the one before it, weakest tie last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Glue {
    /// Nothing: `14` and `ans` of «14ans».
    None,
    /// An apostrophe between two letters that were typed apart from the rest: «d o n't».
    Apostrophe,
    /// `.`, `_` or `*`, the signs that two letters of one word may be held apart by.
    Dot,
    /// Any other sign.
    Symbol,
    /// One space.
    Space,
    /// More than one space, a space and a sign, or a new line.
    Wide,
}

/// How a sentence ends; nothing at all, or several at once.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct End(u8);

impl End {
    pub(super) const PERIOD: Self = Self(1);
    pub(super) const QUESTION: Self = Self(2);
    pub(super) const EXCLAMATION: Self = Self(4);
    /// A line break: where people who type with their thumbs take a breath, also in the middle of a sentence.
    pub(super) const LINE: Self = Self(8);

    pub(super) fn any(self) -> bool {
        self.0 != 0
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Appends to the buffer of forms.
pub(super) fn push(forms: &mut String, form: &str) -> (u32, u32) {
    let start = forms.len() as u32;
    forms.push_str(form);
    (start, forms.len() as u32)
}

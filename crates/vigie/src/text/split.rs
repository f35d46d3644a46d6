//! Units → pieces: what is a word, a number, a named token, a sentence end, a quotation.

use super::bidi;
use super::emoji::Name;
use super::lexicon::{Lexicon, Search};
use super::piece::{Draft, End, Glue, Piece, Seen, push};
use super::read::{Class, Unit, read};
use super::token::{Span, TokenKind};
use super::{named, word};

/// Tokens kept of a message.
const MOST: usize = 1024;

/// Abbreviations whose full stop ends nothing.
const ABBREVIATIONS: &[&str] = &["mr", "mrs", "ms", "dr", "mme", "mlle", "prof", "vs", "ex"];

/// Turns units into pieces, piece by piece.
pub(super) struct Splitter<'l> {
    pub(super) lexicon: &'l Lexicon,
    pub(super) draft: Draft,
    pub(super) search: Search<'l>,
    /// A buffer for candidates.
    pub(super) scratch: String,
    units: Vec<Unit>,
    glue: Glue,
    quotes: Quotes,
}

impl<'l> Splitter<'l> {
    pub(super) fn new(lexicon: &'l Lexicon, text: &'l str, length: usize) -> Self {
        let search = Search::new(text);
        let draft = Draft {
            forms: String::with_capacity(length + length / 4),
            pieces: Vec::with_capacity((length / 4 + 2).min(2 * MOST)),
            lead: End::default(),
            truncated: false,
            seen: Seen::default(),
        };
        let units = Vec::with_capacity(length);
        let quotes = Quotes::default();
        Self { lexicon, draft, search, scratch: String::new(), units, glue: Glue::Wide, quotes }
    }

    /// Splits one more part of the text, whose first character has index `offset`.
    pub(super) fn read(&mut self, text: &str, offset: u32) {
        let mut units = std::mem::take(&mut self.units);
        units.clear();
        let found = read(text, offset, &mut units);
        if found.bidi {
            bidi::reorder(&mut units, self.lexicon);
        }
        let mut at = 0;
        while at < units.len() {
            at = self.step(&units, at).max(at + 1);
        }
        self.units = units;
    }

    /// Something was left out here.
    pub(super) fn seam(&mut self) {
        self.end(End::PERIOD);
        self.glue = Glue::Wide;
        self.quotes = Quotes::default();
    }

    /// The pieces; of a long message the first and the last.
    pub(super) fn finish(mut self) -> Draft {
        let pieces = &mut self.draft.pieces;
        if pieces.len() > MOST {
            pieces.drain(MOST / 2..pieces.len() - MOST / 2);
            pieces[MOST / 2 - 1].end.add(End::PERIOD);
            pieces[MOST / 2].glue = Glue::Wide;
            self.draft.truncated = true;
        }
        self.draft
    }

    /// Handles the unit at `at`; returns where to go on.
    fn step(&mut self, units: &[Unit], at: usize) -> usize {
        match units[at].class {
            Class::Letter | Class::Other | Class::Digit => return word::run(self, units, at),
            Class::Space => self.glue = if self.glue >= Glue::Dot { Glue::Wide } else { Glue::Space },
            Class::Newline => {
                self.end(End::LINE);
                self.glue = Glue::Wide;
            }
            Class::Stop => self.stop(units, at),
            Class::Question => self.end(End::QUESTION),
            Class::Bang => self.end(End::EXCLAMATION),
            Class::Quote => self.quotes.meet(units[at].ch, &mut self.draft.pieces),
            Class::Apostrophe => {
                let opens = units.get(at + 1).is_some_and(Unit::is_alphanumeric);
                if units[at].ch == '’' || (units[at].ch == '‘' && opens) {
                    self.quotes.meet(units[at].ch, &mut self.draft.pieces);
                }
            }
            Class::Emoji(name) => self.name(name, Span { start: units[at].start, end: units[at].end }),
            Class::Regional => return word::flags(self, units, at),
            Class::Symbol => return named::symbol(self, units, at),
            Class::Bidi => {}
        }
        at + 1
    }

    /// A full stop ends a sentence unless it stands in a number, in «s.e.n.d», in «send.me.a.pic», or after
    /// «Mr».
    fn stop(&mut self, units: &[Unit], at: usize) {
        let before = at.checked_sub(1).and_then(|at| units.get(at)).is_some_and(Unit::is_alphanumeric);
        let after = units.get(at + 1).is_some_and(Unit::is_alphanumeric);
        let last = self.draft.pieces.last();
        let inside = if before && after {
            let digits = units[at - 1].class == Class::Digit && units[at + 1].class == Class::Digit;
            let single = last.is_some_and(|piece| piece.has(Piece::SINGLE))
                && !units.get(at + 2).is_some_and(Unit::is_alphanumeric);
            digits || single || is_dotted(units, at)
        } else {
            let abbreviated = |piece: &Piece| {
                (piece.has(Piece::SINGLE) && piece.glue == Glue::Dot)
                    || ABBREVIATIONS.contains(&self.draft.form(piece))
            };
            before
                && units.get(at + 1).is_some_and(|unit| unit.class == Class::Space)
                && last.is_some_and(abbreviated)
        };
        if !inside {
            self.end(End::PERIOD);
        }
        self.join(Glue::Dot);
    }

    /// Ends the sentence, if there is one.
    pub(super) fn end(&mut self, end: End) {
        match self.draft.pieces.last_mut() {
            Some(piece) => piece.end.add(end),
            None => self.draft.lead.add(end),
        }
    }

    /// Something stands between the last piece and the next.
    pub(super) fn join(&mut self, glue: Glue) {
        self.glue = if self.glue == Glue::Space { Glue::Wide } else { self.glue.max(glue) };
    }

    pub(super) fn name(&mut self, name: Name, span: Span) {
        let form = push(&mut self.draft.forms, name.form());
        self.piece(Piece::new(span, name.kind(), form));
    }

    /// Whether the last three pieces are this emoji already: a wall of it says no more than three.
    fn is_wall(&self, emoji: &Piece) -> bool {
        let form = self.draft.form(emoji);
        matches!(self.draft.pieces.as_slice(), [.., a, b, c]
            if [a, b, c].iter().all(|piece| self.draft.form(piece) == form && !piece.end.any()))
    }

    /// Stretches the last piece over `span`.
    fn widen(&mut self, span: Span) {
        if let Some(piece) = self.draft.pieces.last_mut() {
            piece.span.start = piece.span.start.min(span.start);
            piece.span.end = piece.span.end.max(span.end);
        }
    }

    /// Adds a piece.
    pub(super) fn piece(&mut self, mut piece: Piece) {
        piece.glue = std::mem::replace(&mut self.glue, Glue::None);
        if piece.has(Piece::SINGLE) {
            self.draft.seen.singles += 1;
        }
        if matches!(piece.glue, Glue::Dot | Glue::Symbol) {
            self.draft.seen.glued = true;
        }
        if piece.has(Piece::FOREIGN) {
            self.draft.seen.foreign = true;
        }
        if piece.kind == TokenKind::Emoji && self.is_wall(&piece) {
            return self.widen(piece.span);
        }
        if piece.glue == Glue::None
            && self.draft.pieces.last().is_some_and(|last| last.kind == TokenKind::Emoji)
        {
            self.draft.seen.glued |= piece.kind == TokenKind::Word;
        }
        self.draft.pieces.push(piece);
    }
}

/// Whether the full stop at `at` is one of several between the words of a run without spaces.
fn is_dotted(units: &[Unit], at: usize) -> bool {
    const FAR: usize = 32;
    let is_inner = |middle: usize| {
        units[middle].class == Class::Stop
            && middle > 0
            && units[middle - 1].is_letter()
            && units.get(middle + 1).is_some_and(Unit::is_letter)
    };
    let in_run =
        |unit: &Unit| unit.is_alphanumeric() || matches!(unit.class, Class::Stop | Class::Apostrophe);
    let after = units[at + 1..].iter().take(FAR).take_while(|unit| in_run(unit)).count();
    let before = units[..at].iter().rev().take(FAR).take_while(|unit| in_run(unit)).count();
    (at - before..at).chain(at + 1..at + 1 + after).any(is_inner)
}

/// Quotation marks that are open, by family: the index of the first piece inside.
#[derive(Default)]
struct Quotes {
    open: [Option<usize>; 4],
}

impl Quotes {
    /// Opens or closes a quotation. Only a closed one quotes.
    fn meet(&mut self, mark: char, pieces: &mut [Piece]) {
        let (family, opens, closes) = match mark {
            '«' | '‹' => (0, true, false),
            '»' | '›' => (0, false, true),
            '„' | '‟' | '❝' => (1, true, false),
            // Closes a German quotation, opens an English one.
            '“' => (1, self.open[1].is_none(), self.open[1].is_some()),
            '”' | '❞' | '"' | '＂' => (1, self.open[1].is_none(), true),
            '‘' => (2, true, false),
            '’' => (2, false, true),
            '「' | '『' => (3, true, false),
            _ => (3, false, true),
        };
        match self.open[family] {
            Some(first) if closes => {
                for piece in pieces.iter_mut().skip(first) {
                    piece.flags |= Piece::QUOTED;
                }
                self.open[family] = None;
            }
            _ if opens => self.open[family] = Some(pieces.len()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, NormalText, Sentence, normalise};

    fn read(text: &str) -> NormalText {
        normalise(text, &Lexicon::new(["send", "me", "a", "pic", "are", "you"]))
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        for (typed, canonical) in [
            ("ok. you?", "ok . you ?"),
            ("ok… you?!", "ok . you ? !"),
            ("ok\nyou", "ok . you"),
            ("ok.you", "ok . you"),
            ("3.14 and 1,000", "3.14 and 1000"),
            ("dr. who", "dr who"),
            ("send.me.a.pic", "send me a pic"),
            ("ok.", "ok"),
            ("??", "?"),
            ("", ""),
        ] {
            assert_eq!(read(typed).canonical(), canonical, "{typed}");
        }
    }

    #[test]
    fn a_question_mark_marks_its_sentence_only() {
        let text = read("you? ok! me");
        let [question, exclamation, plain] = text.sentences() else { panic!("three sentences") };
        assert_eq!(*question, Sentence { question: true, ..Sentence::default() });
        assert_eq!(*exclamation, Sentence { exclamation: true, ..Sentence::default() });
        assert_eq!(*plain, Sentence::default());
        assert_eq!(text.tokens().iter().map(|token| token.sentence).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_line_break_alone_leaves_a_sentence_open() {
        for (typed, open) in
            [("ok\nyou", true), ("ok\r\n\r\nyou", true), ("ok.\nyou", false), ("ok?\nyou", false)]
        {
            assert_eq!(read(typed).sentences()[0].open, open, "{typed:?}");
        }
    }

    #[test]
    fn only_closed_quotations_quote() {
        let quoted = |typed: &str| {
            let text = read(typed);
            text.tokens()
                .iter()
                .filter(|token| token.quoted)
                .map(|token| text.form(token).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(quoted("he said \"send me\" ok"), ["send", "me"]);
        assert_eq!(quoted("il dit «send» et “me” ou „a“ ‘pic’"), ["send", "me", "a", "pic"]);
        assert!(quoted("he said \"send me").is_empty());
        assert!(quoted("don’t, it’s the parents’ pic").is_empty());
    }

    #[test]
    fn a_wall_of_emoji_is_three() {
        assert_eq!(read("😘😘😘😘😘 🔥").canonical(), ":kiss: :kiss: :kiss: :emoji:");
        let text = read("😘😘😘😘😘");
        assert_eq!(text.tokens().last().map(|token| token.span.end), Some(5), "the last stands for the rest");
    }
}

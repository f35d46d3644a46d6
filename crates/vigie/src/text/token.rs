//! What a message becomes.

use super::piece::{Draft, End, Piece};

/// A message as words, with a way back to the text.
///
/// It holds words of the message, so it is not `Debug`: nothing of a message may end up in a log.
#[derive(Clone)]
pub struct NormalText {
    forms: String,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    truncated: bool,
    obfuscated: bool,
}

impl NormalText {
    /// The tokens, in reading order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// What `token` says: lower case, accents off, evasions undone; `:name:` for emoji and media.
    ///
    /// The token must come from this text; one from another text gives some other word, or "".
    pub fn form(&self, token: &Token) -> &str {
        self.slice(token.form)
    }

    /// The same as [`form`](Self::form), accents kept.
    pub fn accented(&self, token: &Token) -> &str {
        self.slice(token.accented)
    }

    /// The sentences; [`Token::sentence`] is an index into them. A message of nothing but «?» has one,
    /// without tokens.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The forms joined by spaces, with ` ? `, ` ! ` and ` . ` where sentences end (no ` . ` at the very
    /// end).
    ///
    /// Normalising it again gives the same string.
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(self.forms.len() + 2 * self.tokens.len());
        let mut tokens = self.tokens.iter().peekable();
        for (index, sentence) in self.sentences.iter().enumerate() {
            while let Some(token) = tokens.next_if(|token| usize::from(token.sentence) == index) {
                push_spaced(&mut out, self.form(token));
            }
            if sentence.question {
                push_spaced(&mut out, "?");
            }
            if sentence.exclamation {
                push_spaced(&mut out, "!");
            }
            if !sentence.question && !sentence.exclamation && index + 1 < self.sentences.len() {
                push_spaced(&mut out, ".");
            }
        }
        out
    }

    /// Whether the middle of a very long message was left out.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// How many letters are Latin and how many are not, look-alikes undone.
    pub fn letters(&self) -> Letters {
        let mut letters = Letters { latin: 0, other: 0 };
        for token in self.tokens.iter().filter(|token| token.kind == TokenKind::Word) {
            let form = self.form(token);
            if form.is_ascii() {
                letters.latin += form.bytes().filter(u8::is_ascii_alphabetic).count() as u32;
                continue;
            }
            for c in form.chars() {
                letters.latin += u32::from(c.is_ascii_alphabetic());
                letters.other += u32::from(!c.is_ascii() && c.is_alphabetic());
            }
        }
        letters
    }

    /// Whether any evasion was undone. Capitals and stretched words are no evasion: everyone types them.
    pub fn is_obfuscated(&self) -> bool {
        self.obfuscated
    }

    fn slice(&self, (start, end): (u32, u32)) -> &str {
        self.forms.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// One word, number, emoji or attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the original text.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// The index of its sentence.
    pub sentence: u16,
    /// Whether it stands inside quotation marks.
    pub quoted: bool,
    /// Whether an evasion was undone in it.
    pub repaired: bool,
    /// Whether it was typed in capitals, two letters or more.
    pub shouted: bool,
    form: (u32, u32),
    accented: (u32, u32),
}

/// A stretch of the original text, in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first character.
    pub start: u32,
    /// The character after the last; always greater than `start`.
    pub end: u32,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word, in any script.
    Word,
    /// A number in digits; its whole part, `u32::MAX` when larger.
    Number(u32),
    /// An emoji or emoticon: `:heart:`.
    Emoji,
    /// An attachment or a link: `:photo:`.
    Media,
}

/// How a sentence ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// With a question mark.
    pub question: bool,
    /// With an exclamation mark.
    pub exclamation: bool,
    /// With nothing but a line break: what follows may belong to it.
    pub open: bool,
}

/// Letters of a message by script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// Latin letters, look-alikes included.
    pub latin: u32,
    /// Letters of every other script.
    pub other: u32,
}

/// Numbers the sentences and gives the pieces their public face.
pub(super) fn assemble(draft: Draft) -> NormalText {
    let mut tokens = Vec::with_capacity(draft.pieces.len());
    let mut sentences = Vec::with_capacity(2);
    let mut obfuscated = false;
    let mut open = false;
    for piece in &draft.pieces {
        if !open {
            sentences.push(Sentence::default());
            open = true;
        }
        obfuscated |= piece.has(Piece::REPAIRED);
        tokens.push(Token {
            span: piece.span,
            kind: piece.kind,
            sentence: u16::try_from(sentences.len() - 1).unwrap_or(u16::MAX),
            quoted: piece.has(Piece::QUOTED),
            repaired: piece.has(Piece::REPAIRED),
            shouted: piece.has(Piece::SHOUTED),
            form: piece.form,
            accented: piece.accented,
        });
        if piece.end.any() {
            open = false;
            if let Some(sentence) = sentences.last_mut() {
                *sentence = ending(piece.end);
            }
        }
    }
    if tokens.is_empty() && draft.lead.any() {
        sentences.push(ending(draft.lead));
    }
    NormalText { forms: draft.forms, tokens, sentences, truncated: draft.truncated, obfuscated }
}

fn ending(end: End) -> Sentence {
    Sentence {
        question: end.has(End::QUESTION),
        exclamation: end.has(End::EXCLAMATION),
        open: end == End::LINE,
    }
}

fn push_spaced(out: &mut String, form: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(form);
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, normalise};

    #[test]
    fn spans_count_characters_of_the_original() {
        let text = normalise("Émilie 😘 a\u{301}ge", &Lexicon::default());
        let spans: Vec<_> = text.tokens().iter().map(|token| (token.span.start, token.span.end)).collect();
        assert_eq!(spans, [(0, 6), (7, 8), (9, 13)]);
    }

    #[test]
    fn a_question_mark_alone_is_a_sentence() {
        let text = normalise("?", &Lexicon::default());
        assert!(text.tokens().is_empty() && text.sentences()[0].question);
        assert!(normalise("…", &Lexicon::default()).canonical().is_empty());
    }

    #[test]
    fn a_token_of_another_text_does_no_harm() {
        let long = normalise("a longer text than the other", &Lexicon::default());
        let short = normalise("é", &Lexicon::default());
        for token in long.tokens() {
            let _ = (short.form(token), short.accented(token));
        }
    }
}

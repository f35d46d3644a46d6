//! The phrase language: text to syntax tree. See `docs/packs.md`.

use smallvec::{SmallVec, smallvec};

use crate::text::fold_word;

/// The most elements a phrase may have, classes counted as one.
pub(crate) const MAX_ELEMENTS: usize = 96;
/// How deep groups may nest.
const MAX_DEPTH: usize = 4;
/// The longest gap.
const MAX_GAP: u8 = 8;
/// The shortest stem: shorter ones match half the language.
const MIN_STEM: usize = 3;

/// What a phrase consists of. `W` and `S` are what words and everything else with a name become: see [`Names`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element<W = String, S = String> {
    /// A folded word, or a named token.
    Word(W),
    /// A word with its accents, where they decide the meaning.
    Accented(S),
    Stem(S),
    Class(S),
    Number {
        least: u32,
        most: u32,
    },
    Gap(u8),
    Any,
    Start,
    End,
    Group {
        alternatives: Vec<Sequence<W, S>>,
        optional: bool,
    },
}

/// What a sequence of more than one element has room for at first.
const LONGER: usize = 7;

/// Most alternatives are one word.
pub(crate) type Sequence<W = String, S = String> = SmallVec<[Element<W, S>; 1]>;

/// What the words of phrases become: text, or numbers of a vocabulary.
pub(crate) trait Names {
    type Word: Clone;
    type Symbol: Clone;

    /// Appends what one lexeme of a phrase stands for: a sign, or words.
    fn lexeme(&mut self, lexeme: &str, into: &mut Sequence<Self::Word, Self::Symbol>) -> Result<(), String> {
        atom(lexeme, self, into)
    }

    /// Appends the words that one word stands for.
    fn word(&mut self, form: String, into: &mut Sequence<Self::Word, Self::Symbol>);
    fn accented(&mut self, form: String) -> Self::Symbol;
    fn stem(&mut self, stem: String) -> Self::Symbol;
    fn class(&mut self, name: String) -> Result<Self::Symbol, String>;
}

/// Everything as it is spelt.
struct Spelt;

impl Names for Spelt {
    type Word = String;
    type Symbol = String;

    fn word(&mut self, form: String, into: &mut Sequence) {
        into.push(Element::Word(form));
    }

    fn accented(&mut self, form: String) -> String {
        form
    }

    fn stem(&mut self, stem: String) -> String {
        stem
    }

    fn class(&mut self, name: String) -> Result<String, String> {
        Ok(name)
    }
}

/// Parses a phrase. The error is a plain sentence for the author of the rule.
pub(crate) fn parse(phrase: &str) -> Result<Sequence, String> {
    parse_as(phrase, &mut Spelt)
}

/// Parses a phrase into what `names` makes of its words.
pub(crate) fn parse_as<N: Names>(
    phrase: &str,
    names: &mut N,
) -> Result<Sequence<N::Word, N::Symbol>, String> {
    let mut parser = Parser { lexemes: lex(phrase)?, names, count: 0 };
    parser.lexemes.reverse();
    let elements = parser.sequence(0)?;
    if let Some(stray) = parser.lexemes.pop() {
        return Err(format!("stray {stray:?}"));
    }
    if elements.is_empty() {
        return Err("a phrase needs at least one element".to_owned());
    }
    Ok(elements)
}

struct Parser<'p, 'n, N> {
    /// The last one is read first.
    lexemes: SmallVec<[&'p str; 64]>,
    names: &'n mut N,
    count: usize,
}

impl<N: Names> Parser<'_, '_, N> {
    fn sequence(&mut self, depth: usize) -> Result<Sequence<N::Word, N::Symbol>, String> {
        let mut elements = Sequence::new();
        while let Some(&lexeme) = self.lexemes.last() {
            if matches!(lexeme, "|" | ")" | "]") {
                break;
            }
            self.lexemes.pop();
            if elements.len() == elements.inline_size() {
                elements.reserve(LONGER);
            }
            self.count += 1;
            if self.count > MAX_ELEMENTS {
                return Err(format!("more than {MAX_ELEMENTS} elements"));
            }
            match lexeme {
                "(" | "[" => elements.push(self.group(lexeme == "[", depth + 1)?),
                _ => self.names.lexeme(lexeme, &mut elements)?,
            }
        }
        Ok(elements)
    }

    /// How many alternatives there are up to where the group ends.
    fn alternatives(&self) -> usize {
        let mut open = 0;
        let mut count = 1;
        for &lexeme in self.lexemes.iter().rev() {
            match lexeme {
                "(" | "[" => open += 1,
                ")" | "]" if open == 0 => break,
                ")" | "]" => open -= 1,
                "|" if open == 0 => count += 1,
                _ => {}
            }
        }
        count
    }

    fn group(&mut self, optional: bool, depth: usize) -> Result<Element<N::Word, N::Symbol>, String> {
        if depth > MAX_DEPTH {
            return Err(format!("groups nest deeper than {MAX_DEPTH}"));
        }
        let close = if optional { "]" } else { ")" };
        let mut alternatives = Vec::with_capacity(self.alternatives());
        loop {
            let alternative = self.sequence(depth)?;
            if alternative.is_empty() {
                return Err("an empty alternative".to_owned());
            }
            alternatives.push(alternative);
            match self.lexemes.pop() {
                Some("|") => {}
                Some(found) if found == close => return Ok(Element::Group { alternatives, optional }),
                Some(found) => return Err(format!("expected {close:?}, found {found:?}")),
                None => return Err(format!("{close:?} is missing")),
            }
        }
    }
}

/// Appends what a lexeme stands for.
pub(crate) fn atom<N: Names + ?Sized>(
    lexeme: &str,
    names: &mut N,
    into: &mut Sequence<N::Word, N::Symbol>,
) -> Result<(), String> {
    let element = match lexeme {
        "^" => Element::Start,
        "$" => Element::End,
        "_" => Element::Any,
        "#" => Element::Number { least: 0, most: u32::MAX },
        _ => match lexeme.as_bytes()[0] {
            b'@' => Element::Class(names.class(name_after(lexeme, 1)?)?),
            b'#' => {
                let (least, most) = number(lexeme)?;
                Element::Number { least, most }
            }
            b'~' => Element::Gap(gap(lexeme)?),
            b'=' => Element::Accented(names.accented(lexeme[1..].to_lowercase())),
            b':' if lexeme.len() > 2 && lexeme.ends_with(':') => {
                names.word(lexeme.to_owned(), into);
                return Ok(());
            }
            _ => return words(lexeme, names, into),
        },
    };
    into.push(element);
    Ok(())
}

/// A word, folded; one with an apostrophe or hyphen is split as chat text is.
fn words<N: Names + ?Sized>(
    lexeme: &str,
    names: &mut N,
    into: &mut Sequence<N::Word, N::Symbol>,
) -> Result<(), String> {
    if let Some(stem) = lexeme.strip_suffix('*') {
        let stem = fold_word(stem);
        if stem.len() < MIN_STEM || !stem.chars().all(char::is_alphanumeric) {
            return Err(format!("stem {lexeme:?} needs at least {MIN_STEM} letters and nothing else"));
        }
        into.push(Element::Stem(names.stem(stem)));
        return Ok(());
    }
    for form in split_word(lexeme) {
        match form.parse::<u32>() {
            Ok(value) => into.push(Element::Number { least: value, most: value }),
            Err(_) => names.word(form, into),
        }
    }
    Ok(())
}

/// A word of a pack in the forms that the normaliser gives to the same word in a chat.
pub(crate) fn split_word(word: &str) -> SmallVec<[String; 1]> {
    if word.len() > 2 && word.starts_with(':') && word.ends_with(':') {
        return smallvec![word.to_owned()];
    }
    // Most words of a pack; the normaliser would leave them as they are.
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return smallvec![word.to_owned()];
    }
    let normal = crate::text::normalise(word, &crate::text::Lexicon::default());
    if normal.tokens().len() == 1 {
        // One word stays as its author wrote it: no evasion to undo in a pack («b4», «m8» are keys of aliases).
        return smallvec![fold_word(word)];
    }
    normal.tokens().iter().map(|token| normal.form(token).to_owned()).collect()
}

fn name_after(lexeme: &str, at: usize) -> Result<String, String> {
    let name = &lexeme[at..];
    if name.is_empty()
        || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
    {
        return Err(format!("{lexeme:?} names no class (lower-case letters, digits and _)"));
    }
    Ok(name.to_owned())
}

fn number(lexeme: &str) -> Result<(u32, u32), String> {
    let range = &lexeme[1..];
    let (least, most) = range.split_once('-').unwrap_or((range, range));
    match (least.parse(), most.parse()) {
        (Ok(least), Ok(most)) if least <= most => Ok((least, most)),
        _ => Err(format!("{lexeme:?} is no number or range such as #8-17")),
    }
}

fn gap(lexeme: &str) -> Result<u8, String> {
    match lexeme[1..].parse() {
        Ok(longest) if (1..=MAX_GAP).contains(&longest) => Ok(longest),
        _ => Err(format!("{lexeme:?}: a gap goes from ~1 to ~{MAX_GAP}")),
    }
}

fn lex(phrase: &str) -> Result<SmallVec<[&str; 64]>, String> {
    let mut lexemes = SmallVec::new();
    let mut start = 0;
    for (at, byte) in phrase.bytes().enumerate() {
        // Nearly all of it.
        if byte.is_ascii_lowercase() {
            continue;
        }
        let Some(letter) = letter_at(phrase, at, byte) else { continue };
        let is_sign = matches!(letter, '(' | ')' | '[' | ']' | '|');
        if is_sign || letter.is_whitespace() {
            if start < at {
                lexemes.push(&phrase[start..at]);
            }
            start = at + letter.len_utf8();
            if is_sign {
                lexemes.push(&phrase[at..start]);
            }
        } else if matches!(letter, '?' | '!' | ',' | ';' | '"' | '«' | '»' | '.') {
            return Err(format!("{letter:?} has no meaning in a phrase (use mood, or leave it out)"));
        }
    }
    if start < phrase.len() {
        lexemes.push(&phrase[start..]);
    }
    Ok(lexemes)
}

/// The letter that begins with a byte, if one does.
fn letter_at(phrase: &str, at: usize, byte: u8) -> Option<char> {
    if byte.is_ascii() { Some(char::from(byte)) } else { phrase.get(at..)?.chars().next() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_element() {
        let parsed = parse("^ send* [me|us] ~2 @picture of (you|your self) #8-17 _ $").unwrap();
        assert_eq!(parsed[0], Element::Start);
        assert_eq!(parsed[1], Element::Stem("send".into()));
        assert!(
            matches!(&parsed[2], Element::Group { optional: true, alternatives } if alternatives.len() == 2)
        );
        assert_eq!(parsed[3], Element::Gap(2));
        assert_eq!(parsed[4], Element::Class("picture".into()));
        assert!(parsed.contains(&Element::Number { least: 8, most: 17 }));
        assert_eq!(parsed.last(), Some(&Element::End));
    }

    #[test]
    fn folds_words_as_chat_text_is_folded() {
        assert_eq!(parse("t'as quel âge").unwrap(), parse("t as quel age").unwrap());
    }

    #[test]
    fn names_the_fault() {
        for (phrase, fault) in [
            ("", "at least one"),
            ("(a|b", "is missing"),
            ("a)", "stray"),
            ("ab*", "at least 3"),
            ("~9", "~8"),
            ("#17-8", "no number"),
            ("@Bad", "no class"),
            ("how?", "no meaning"),
            ("((((((a))))))", "deeper"),
        ] {
            let error = parse(phrase).unwrap_err();
            assert!(error.contains(fault), "{phrase}: {error}");
        }
    }
}

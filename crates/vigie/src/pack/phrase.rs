//! The phrase language: text to syntax tree. See `docs/packs.md`.

use crate::text::fold_word;

/// The most elements a phrase may have, classes counted as one.
pub(crate) const MAX_ELEMENTS: usize = 96;
/// How deep groups may nest.
const MAX_DEPTH: usize = 4;
/// The longest gap.
const MAX_GAP: u8 = 8;
/// The shortest stem: shorter ones match half the language.
const MIN_STEM: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A folded word, or a named token.
    Word(String),
    /// A word with its accents, where they decide the meaning.
    Accented(String),
    Stem(String),
    Class(String),
    Number {
        least: u32,
        most: u32,
    },
    Gap(u8),
    Any,
    Start,
    End,
    Group {
        alternatives: Vec<Vec<Element>>,
        optional: bool,
    },
}

/// Parses a phrase. The error is a plain sentence for the author of the rule.
pub(crate) fn parse(phrase: &str) -> Result<Vec<Element>, String> {
    let mut lexemes = lex(phrase)?;
    lexemes.reverse();
    let mut count = 0;
    let elements = sequence(&mut lexemes, 0, &mut count)?;
    if let Some(stray) = lexemes.pop() {
        return Err(format!("stray {stray:?}"));
    }
    if elements.is_empty() {
        return Err("a phrase needs at least one element".to_owned());
    }
    Ok(elements)
}

fn sequence(lexemes: &mut Vec<&str>, depth: usize, count: &mut usize) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    while let Some(next) = lexemes.last() {
        if matches!(*next, "|" | ")" | "]") {
            break;
        }
        let lexeme = lexemes.pop().unwrap_or_default();
        *count += 1;
        if *count > MAX_ELEMENTS {
            return Err(format!("more than {MAX_ELEMENTS} elements"));
        }
        match lexeme {
            "(" | "[" => {
                let optional = lexeme == "[";
                elements.push(group(lexemes, optional, depth + 1, count)?);
            }
            _ => atom(lexeme, &mut elements)?,
        }
    }
    Ok(elements)
}

fn group(
    lexemes: &mut Vec<&str>,
    optional: bool,
    depth: usize,
    count: &mut usize,
) -> Result<Element, String> {
    if depth > MAX_DEPTH {
        return Err(format!("groups nest deeper than {MAX_DEPTH}"));
    }
    let close = if optional { "]" } else { ")" };
    let mut alternatives = Vec::new();
    loop {
        let alternative = sequence(lexemes, depth, count)?;
        if alternative.is_empty() {
            return Err("an empty alternative".to_owned());
        }
        alternatives.push(alternative);
        match lexemes.pop() {
            Some("|") => {}
            Some(found) if found == close => return Ok(Element::Group { alternatives, optional }),
            Some(found) => return Err(format!("expected {close:?}, found {found:?}")),
            None => return Err(format!("{close:?} is missing")),
        }
    }
}

fn atom(lexeme: &str, elements: &mut Vec<Element>) -> Result<(), String> {
    let element = match lexeme {
        "^" => Element::Start,
        "$" => Element::End,
        "_" => Element::Any,
        "#" => Element::Number { least: 0, most: u32::MAX },
        _ => match lexeme.as_bytes()[0] {
            b'@' => Element::Class(name_after(lexeme, 1)?),
            b'#' => number(lexeme)?,
            b'~' => gap(lexeme)?,
            b'=' => Element::Accented(lexeme[1..].to_lowercase()),
            b':' if lexeme.len() > 2 && lexeme.ends_with(':') => Element::Word(lexeme.to_owned()),
            _ => return words(lexeme, elements),
        },
    };
    elements.push(element);
    Ok(())
}

/// A word, folded; one with an apostrophe or hyphen is split as chat text is.
fn words(lexeme: &str, elements: &mut Vec<Element>) -> Result<(), String> {
    if let Some(stem) = lexeme.strip_suffix('*') {
        let stem = fold_word(stem);
        if stem.len() < MIN_STEM || !stem.chars().all(char::is_alphanumeric) {
            return Err(format!("stem {lexeme:?} needs at least {MIN_STEM} letters and nothing else"));
        }
        elements.push(Element::Stem(stem));
        return Ok(());
    }
    for form in split_word(lexeme) {
        match form.parse::<u32>() {
            Ok(value) => elements.push(Element::Number { least: value, most: value }),
            Err(_) => elements.push(Element::Word(form)),
        }
    }
    Ok(())
}

/// A word of a pack in the forms that the normaliser gives to the same word in a chat.
pub(crate) fn split_word(word: &str) -> Vec<String> {
    if word.len() > 2 && word.starts_with(':') && word.ends_with(':') {
        return vec![word.to_owned()];
    }
    // Most words of a pack; the normaliser would leave them as they are.
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return vec![word.to_owned()];
    }
    let normal = crate::text::normalise(word, &crate::text::Lexicon::default());
    let forms: Vec<String> = normal.tokens().iter().map(|token| normal.form(token).to_owned()).collect();
    if forms.len() == 1 {
        // One word stays as its author wrote it: no evasion to undo in a pack («b4», «m8» are keys of aliases).
        return vec![fold_word(word)];
    }
    forms
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

fn number(lexeme: &str) -> Result<Element, String> {
    let range = &lexeme[1..];
    let (least, most) = range.split_once('-').unwrap_or((range, range));
    match (least.parse(), most.parse()) {
        (Ok(least), Ok(most)) if least <= most => Ok(Element::Number { least, most }),
        _ => Err(format!("{lexeme:?} is no number or range such as #8-17")),
    }
}

fn gap(lexeme: &str) -> Result<Element, String> {
    match lexeme[1..].parse() {
        Ok(longest) if (1..=MAX_GAP).contains(&longest) => Ok(Element::Gap(longest)),
        _ => Err(format!("{lexeme:?}: a gap goes from ~1 to ~{MAX_GAP}")),
    }
}

fn lex(phrase: &str) -> Result<Vec<&str>, String> {
    let mut lexemes = Vec::with_capacity(phrase.len() / 3);
    let mut start = 0;
    for (at, letter) in phrase.char_indices() {
        let is_sign = matches!(letter, '(' | ')' | '[' | ']' | '|');
        if is_sign || letter.is_whitespace() {
            lexemes.extend(Some(&phrase[start..at]).filter(|word| !word.is_empty()));
            start = at + letter.len_utf8();
            lexemes.extend(is_sign.then(|| &phrase[at..start]));
        } else if matches!(letter, '?' | '!' | ',' | ';' | '"' | '«' | '»' | '.') {
            return Err(format!("{letter:?} has no meaning in a phrase (use mood, or leave it out)"));
        }
    }
    lexemes.extend(Some(&phrase[start..]).filter(|word| !word.is_empty()));
    Ok(lexemes)
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

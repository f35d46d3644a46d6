//! Overridden reading order, undone.
//!
//! «cip a dnes» shows as «send a pic» between U+202E and U+202C. An override is reversed as Unicode's rule L2
//! says. An embedding or isolate (U+202B, U+2067) does not turn Latin letters round on a screen, though some
//! programs do: it is reversed only if the lexicon knows more of its words that way.

use super::lexicon::Lexicon;
use super::read::{Class, Unit};

/// Deeper overrides are ignored; Unicode allows 125, people use 1.
const DEEPEST: usize = 8;

/// Removes the bidi characters and puts the units into reading order.
pub(super) fn reorder(units: &mut Vec<Unit>, lexicon: &Lexicon) {
    let levels = levels(units, lexicon);
    let mut order: Vec<usize> = (0..units.len()).filter(|at| units[*at].class != Class::Bidi).collect();
    let highest = order.iter().map(|at| levels[*at]).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        for run in order.chunk_by_mut(|a, b| (levels[*a] >= level) == (levels[*b] >= level)) {
            if levels[run[0]] >= level {
                run.reverse();
            }
        }
    }
    // The letters of a ligature and the marks of a letter stay in order.
    for letter in order.chunk_by_mut(|a, b| units[*a].start == units[*b].start) {
        letter.sort_unstable();
    }
    let turn = |at: &usize| {
        let mut unit = units[*at];
        if levels[*at] % 2 == 1 {
            unit.ch = mirrored(unit.ch);
            unit.flags |= Unit::TURNED;
        }
        unit
    };
    *units = order.iter().map(turn).collect();
}

/// The level of each unit: odd ones run backwards.
fn levels(units: &[Unit], lexicon: &Lexicon) -> Vec<usize> {
    let mut levels = Vec::with_capacity(units.len());
    let mut open: Vec<usize> = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let level = open.last().copied().unwrap_or(0);
        if unit.class == Class::Newline {
            open.clear();
            levels.push(0);
            continue;
        }
        levels.push(level);
        if unit.class != Class::Bidi {
            continue;
        }
        match unit.ch {
            '\u{202E}' if level < DEEPEST => open.push((level + 1) | 1),
            '\u{202D}' if level < DEEPEST => open.push((level + 2) & !1),
            '\u{202B}' | '\u{2067}'
                if open.is_empty() && reads_better_reversed(&units[at + 1..], lexicon) =>
            {
                open.push(1);
            }
            '\u{202C}' | '\u{2069}' => {
                open.pop();
            }
            _ => open.push(level),
        }
        // What does not nest any more is closed by nothing; keep the stack bounded.
        open.truncate(64);
    }
    levels
}

/// Compares the known words of the run both ways. Looks at the first 256 units only.
fn reads_better_reversed(run: &[Unit], lexicon: &Lexicon) -> bool {
    let run = &run[..run.len().min(256)];
    let run = &run[..run.iter().position(|unit| unit.class == Class::Bidi).unwrap_or(run.len())];
    let known = |letters: &mut dyn Iterator<Item = &Unit>| {
        let text: String =
            letters.map(|unit| if unit.class == Class::Letter { unit.ch } else { ' ' }).collect();
        text.split(' ').filter(|word| word.len() > 1 && lexicon.knows(word)).map(str::len).sum::<usize>()
    };
    known(&mut run.iter().rev()) > known(&mut run.iter())
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::normalise;
    use super::*;

    fn canonical(text: &str) -> String {
        normalise(text, &Lexicon::new(["send", "me", "a", "pic", "now"])).canonical()
    }

    #[test]
    fn an_override_is_reversed() {
        assert_eq!(canonical("\u{202E}cip a em dnes\u{202C} now"), "send me a pic now");
        assert_eq!(canonical("\u{202E}cip a em dnes"), "send me a pic", "without an end");
        assert_eq!(canonical("send \u{202E}em\u{202C} now"), "send me now");
        assert_eq!(canonical("\u{202E}cip \u{202D}send\u{202C} em\u{202C}"), "me send pic", "nested");
    }

    #[test]
    fn an_isolate_is_reversed_only_if_it_reads_better() {
        assert_eq!(canonical("\u{2067}cip a em dnes\u{2069}"), "send me a pic");
        assert_eq!(canonical("\u{2067}send me a pic\u{2069} now"), "send me a pic now");
    }

    #[test]
    fn spans_point_at_the_reversed_letters() {
        let text = normalise("ok \u{202E}em dnes\u{202C}", &Lexicon::default());
        let spans: Vec<_> = text.tokens().iter().map(|t| (text.form(t), t.span.start, t.span.end)).collect();
        assert_eq!(spans, [("ok", 0, 2), ("send", 7, 11), ("me", 4, 6)]);
        assert!(text.tokens()[1].repaired && !text.tokens()[0].repaired);
    }
}

//! Letters typed apart: «s e n d  m e», «p.i.c», «s🔥e🔥n🔥d».

use smallvec::SmallVec;

use super::lexicon::Lexicon;

/// Splits `letters` into words of the lexicon.
///
/// Returns the lengths of the pieces, or `None` if that is no good reading: long words must make up nearly all of it. Words count by
/// the square of their length, so that «send» beats «s», «end».
pub(super) fn segment(letters: &[u8], lexicon: &Lexicon) -> Option<SmallVec<[usize; 16]>> {
    let longest = lexicon.longest().min(24);
    let mut best: Vec<(u32, usize)> = Vec::with_capacity(letters.len() + 1);
    best.push((0, 0));
    for end in 1..=letters.len() {
        // A single letter stands alone, known or not.
        let mut choice = (best[end - 1].0, 1);
        for length in 2..=longest.min(end) {
            let word = std::str::from_utf8(&letters[end - length..end]).unwrap_or_default();
            let score = best[end - length].0 + (length * length) as u32;
            if score > choice.0 && lexicon.knows(word) {
                choice = (score, length);
            }
        }
        best.push(choice);
    }
    let mut lengths = SmallVec::new();
    let mut end = letters.len();
    while end > 0 {
        let length = best[end].1;
        lengths.push(length);
        end -= length;
    }
    lengths.reverse();
    is_convincing(&lengths).then_some(lengths)
}

/// Three letters in four belong to words of two or more, one of them of three or more; two letters a piece on average.
fn is_convincing(lengths: &[usize]) -> bool {
    let total: usize = lengths.iter().sum();
    let inside: usize = lengths.iter().filter(|length| **length > 1).sum();
    lengths.iter().any(|length| *length > 2) && inside * 4 >= total * 3 && total >= 2 * lengths.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segmented(letters: &str) -> Option<Vec<&str>> {
        let lexicon = Lexicon::new(["send", "end", "me", "a", "pic", "i", "ya", "ta", "photo", "ton"]);
        let lengths = segment(letters.as_bytes(), &lexicon)?;
        let mut rest = letters;
        let mut words = Vec::new();
        for length in lengths {
            let (word, after) = rest.split_at(length);
            words.push(word);
            rest = after;
        }
        Some(words)
    }

    #[test]
    fn long_words_win() {
        assert_eq!(segmented("sendmeapic"), Some(vec!["send", "me", "a", "pic"]));
        assert_eq!(segmented("taphoto"), Some(vec!["ta", "photo"]));
    }

    #[test]
    fn short_words_and_unknown_letters_are_left_apart() {
        assert_eq!(segmented("yata"), None, "two short words are no evidence");
        assert_eq!(segmented("xyz"), None);
        assert_eq!(segmented("xqrtpic"), None, "too much of it is unknown");
    }
}

//! From what was typed to words: every evasion undone, every span mapped back.
//!
//! The stages, in the order of the data flow, one file each:
//!
//! 1. `read`: characters → units. NFKC, lower case, accents and invisible characters off, emoji named. `bidi`
//!    puts overridden runs back into reading order; `fold` knows what a letter looks like.
//! 2. `split`: units → pieces. Words, numbers, named tokens, sentence ends, quotation marks. Words are
//!    settled one by one: digits for letters (`spell`, `leet`), stretched letters (`stretch`).
//! 3. `repair`: what only the whole message can decide. Look-alike letters (`alphabet`), short words in
//!    digits, letters typed apart (`spaced`).
//! 4. `token`: pieces → [`NormalText`].
//!
//! The canonical form of a message is a fixed point: normalising it changes nothing.

mod alphabet;
mod bidi;
mod emoji;
mod fold;
mod leet;
mod lexicon;
mod look_alike;
mod named;
mod piece;
mod read;
mod repair;
mod segment;
mod spaced;
mod spell;
mod split;
mod stretch;
mod symbol;
mod token;
mod units;
mod word;

pub use self::fold::fold_word;
pub use self::lexicon::Lexicon;
pub(crate) use self::lexicon::Rank;
pub use self::token::{Letters, NormalText, Sentence, Span, Token, TokenKind};
pub use self::units::Utf16;

use self::read::Window;
use self::split::Splitter;

/// Reads `text` as words.
///
/// The cost is linear in the length of the text, and the text may be anything at all. At most 1,024 tokens
/// are kept: of a longer message the first 512 and the last 512, and [`NormalText::is_truncated`] says so.
/// The `lexicon` decides between the readings of an ambiguous evasion; with an empty one, few evasions are
/// undone.
///
/// ```
/// use vigie::text::{Lexicon, normalise};
///
/// let lexicon = Lexicon::new(["send", "me", "pic"]);
/// assert_eq!(normalise("S.e.n.d m\u{435} a p1c!!", &lexicon).canonical(), "send me a pic !");
/// ```
pub fn normalise(text: &str, lexicon: &Lexicon) -> NormalText {
    let window = Window::of(text);
    let mut splitter = Splitter::new(lexicon, window.head, text.len().min(window.len()));
    splitter.read(window.head, 0);
    if let Some((tail, offset)) = window.tail {
        splitter.seam();
        splitter.read(tail, offset);
    }
    let mut draft = splitter.finish();
    draft.truncated |= window.tail.is_some();
    repair::repair(&mut draft, lexicon, window.head);
    token::assemble(draft)
}

//! Signed files: what a device fetched, believed only when a pinned key vouches for it.
//!
//! A signed file is the four lines of a [minisign](https://jedisct1.github.io/minisign/) signature, then the file itself.
//! The third line, which the signature covers, says what the file is:
//!
//! ```text
//! trusted comment: vigie:1 content:pack name:game-slang serial:12 length:3456
//! ```
//!
//! Why so, and what else was weighed: `docs/adr/0003-signed-files.md`.

use std::collections::BTreeMap;
use std::fmt;

use minisign_verify::{PublicKey, Signature};

use crate::error::{Error, SignedFault};

/// What a signed file holds. A file signed as one thing is refused as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Content {
    /// A pack document: [`Pack::from_signed`](crate::Pack::from_signed).
    Pack,
    /// A message model.
    Model,
    /// Policy weights: [`Policy::from_signed`](crate::Policy::from_signed).
    Weights,
    /// Advice texts and help numbers.
    Guidance,
}

/// The public keys that an app pins, and the lowest serial number that it still takes of each name.
///
/// The host keeps the floors: it stores them when [`raise`](Self::raise) moved one, and sets them with
/// [`floor`](Self::floor) at the next start. They must be stored where no one else can write.
///
/// ```
/// let keyring = vigie::Keyring::new()
///     .key("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")?
///     .floor("game-slang", 12);
/// assert_eq!(keyring.floors().collect::<Vec<_>>(), [("game-slang", 12)]);
/// # Ok::<(), vigie::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Keyring {
    keys: Vec<PublicKey>,
    floors: BTreeMap<String, u64>,
}

/// A file whose signature was checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signed<'b> {
    content: Content,
    name: &'b str,
    serial: u64,
    payload: &'b [u8],
}

/// Under which name and serial number a signed file came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The name that the signer gave it: the same for every version.
    pub name: String,
    /// The version, counted by the signer; a later one is larger.
    pub serial: u64,
}

/// More than the four lines of any signature take up, in bytes.
const LONGEST_HEADER: usize = 1024;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;
/// What the signed line begins with; the number is the version of this format.
const FORMAT: &str = "vigie:1";

impl Content {
    /// Every kind of content.
    pub const ALL: [Content; 4] = [Self::Pack, Self::Model, Self::Weights, Self::Guidance];

    /// The name in the signed line and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Model => "model",
            Self::Weights => "weights",
            Self::Guidance => "guidance",
        }
    }

    /// The most bytes that such a file may have, without its signature.
    pub const fn most_bytes(self) -> usize {
        match self {
            Self::Pack | Self::Guidance => 1 << 20,
            // Twice the budget for all models together.
            Self::Model => 8 << 20,
            Self::Weights => 1 << 18,
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|content| content.as_str() == name)
    }
}

impl Keyring {
    /// A keyring without keys: it takes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Pins a public key of minisign: the line that begins with `RW`, or the whole `.pub` file.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn key(mut self, key: &str) -> Result<Self, Error> {
        let line = key.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        self.keys.push(PublicKey::from_base64(line).map_err(|_| Error::key())?);
        Ok(self)
    }

    /// Takes files of this name only from this serial number on.
    #[must_use]
    pub fn floor(mut self, name: &str, serial: u64) -> Self {
        self.lift(name, serial);
        self
    }

    /// Raises the floor of a file that was taken into use: no older one is taken after it.
    pub fn raise(&mut self, accepted: &Provenance) {
        self.lift(&accepted.name, accepted.serial);
    }

    /// The floors, for the host to store.
    pub fn floors(&self) -> impl Iterator<Item = (&str, u64)> {
        self.floors.iter().map(|(name, serial)| (name.as_str(), *serial))
    }

    fn lift(&mut self, name: &str, serial: u64) {
        let floor = self.floors.entry(name.to_owned()).or_default();
        *floor = serial.max(*floor);
    }
}

impl<'b> Signed<'b> {
    /// Checks a signed file and gives access to what it holds.
    ///
    /// The size is looked at before anything else, so a file that is too large costs nothing.
    ///
    /// # Errors
    /// When the file is too large, cut short, not signed, signed by a key that is not pinned, changed after signing,
    /// signed as other content, or older than the floor of its name: each has a question of its own on [`Error`].
    pub fn open(bytes: &'b [u8], content: Content, keyring: &Keyring) -> Result<Self, Error> {
        let most = content.most_bytes() + LONGEST_HEADER;
        if bytes.len() > most {
            return Err(Error::too_large(content.as_str(), "bytes", bytes.len(), most));
        }
        let (header, payload) = split(bytes)?;
        let signature = Signature::decode(header).map_err(|_| Error::signed("?", SignedFault::NotSigned))?;
        let line = header.lines().nth(2).and_then(|line| line.strip_prefix("trusted comment: "));
        let label = line.and_then(Label::parse).ok_or_else(|| Error::signed("?", SignedFault::NotSigned))?;
        let fault = |fault| Error::signed(label.name, fault);
        // Not yet proven, and only a reason to refuse.
        if payload.len() < label.length {
            return Err(fault(SignedFault::Truncated));
        }
        if payload.len() > label.length {
            return Err(fault(SignedFault::Tampered));
        }
        let mut known = false;
        let proven = keyring.keys.iter().any(|key| match key.verify(payload, &signature, false) {
            Ok(()) => true,
            Err(minisign_verify::Error::UnexpectedKeyId) => false,
            Err(_) => {
                known = true;
                false
            }
        });
        if !proven {
            return Err(fault(if known { SignedFault::Tampered } else { SignedFault::UnknownKey }));
        }
        // From here on every word of the label is the signer's.
        if label.content != content {
            return Err(fault(SignedFault::OtherContent {
                found: label.content.as_str(),
                wanted: content.as_str(),
            }));
        }
        if payload.len() > content.most_bytes() {
            return Err(Error::too_large(label.name, "bytes", payload.len(), content.most_bytes()));
        }
        let floor = keyring.floors.get(label.name).copied().unwrap_or_default();
        if label.serial < floor {
            return Err(fault(SignedFault::Older { serial: label.serial, floor }));
        }
        Ok(Self { content, name: label.name, serial: label.serial, payload })
    }

    /// What to sign beside the file: the trusted comment of its signature.
    ///
    /// # Errors
    /// When the name is not 1 to 64 of `a-z`, `0-9`, `.`, `_` and `-`, or the file is too large for its content.
    pub fn label(content: Content, name: &str, serial: u64, payload: &[u8]) -> Result<String, Error> {
        if !is_name(name) {
            return Err(Error::signed("?", SignedFault::Name));
        }
        if payload.len() > content.most_bytes() {
            return Err(Error::too_large(name, "bytes", payload.len(), content.most_bytes()));
        }
        let (content, length) = (content.as_str(), payload.len());
        Ok(format!("{FORMAT} content:{content} name:{name} serial:{serial} length:{length}"))
    }

    /// What it was signed as.
    pub fn content(&self) -> Content {
        self.content
    }

    /// The file itself.
    pub fn payload(&self) -> &'b [u8] {
        self.payload
    }

    /// Its name and serial number.
    pub fn provenance(&self) -> Provenance {
        Provenance { name: self.name.to_owned(), serial: self.serial }
    }
}

/// The signed line, read but not yet believed.
struct Label<'b> {
    content: Content,
    name: &'b str,
    serial: u64,
    length: usize,
}

impl<'b> Label<'b> {
    fn parse(line: &'b str) -> Option<Self> {
        let mut fields = line.split(' ');
        if fields.next()? != FORMAT {
            return None;
        }
        let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix(':');
        let content = Content::from_name(field("content")?)?;
        let name = field("name").filter(|name| is_name(name))?;
        let serial = field("serial")?.parse().ok()?;
        let length = field("length")?.parse().ok()?;
        fields.next().is_none().then_some(Self { content, name, serial, length })
    }
}

/// The four lines of the signature, and what follows them.
fn split(bytes: &[u8]) -> Result<(&str, &[u8]), Error> {
    const FIRST: &[u8] = b"untrusted comment: ";
    let head = &bytes[..bytes.len().min(LONGEST_HEADER)];
    let known = head.len().min(FIRST.len());
    if head[..known] != FIRST[..known] {
        return Err(Error::signed("?", SignedFault::NotSigned));
    }
    let end = head.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(3).map(|(at, _)| at + 1);
    let Some(end) = end else {
        let cut = bytes.len() < LONGEST_HEADER;
        return Err(Error::signed("?", if cut { SignedFault::Truncated } else { SignedFault::NotSigned }));
    };
    // One way to write a header: what is accepted is what was signed.
    let header = std::str::from_utf8(&head[..end]).ok().filter(|header| !header.contains('\r'));
    Ok((header.ok_or_else(|| Error::signed("?", SignedFault::NotSigned))?, &bytes[end..]))
}

fn is_name(name: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(allowed)
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("keys", &self.keys.len())
            .field("floors", &self.floors)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("content", &self.content)
            .field("name", &self.name)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

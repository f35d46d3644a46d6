//! What a device fetched: believed only when a pinned key vouches for it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::VigieError;
use crate::same::same;

/// What a signed file holds. A file signed as one thing is refused as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Content {
    /// A pack document.
    Pack,
    /// A model.
    Model,
    /// The policy weights that belong to one.
    Weights,
    /// Words to show, or help lines.
    Guidance,
}

/// Under which name and serial number a signed file came.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Provenance {
    /// The name that the signer gave it: the same for every version.
    pub name: String,
    /// The version, counted by the signer; a later one is larger.
    pub serial: u64,
}

/// A file whose signature was checked.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignedFile {
    /// Its name and serial number, for `Keyring.raise_floors` once it is in use.
    pub provenance: Provenance,
    /// The file itself, without the signature.
    pub payload: Vec<u8>,
}

/// The public keys that an app pins, and the lowest serial number that it still takes of each name.
///
/// The host keeps the floors: it stores them when `raise_floors` moved one, and hands them in at the next start. They must be
/// stored where no one else can write.
#[derive(uniffi::Object)]
pub struct Keyring {
    keyring: Mutex<vigie::Keyring>,
}

#[uniffi::export]
impl Keyring {
    /// Pins public keys of minisign (each the line that begins with `RW`, or the whole `.pub` file). Without keys it takes
    /// nothing. `floors`: the serial numbers by name, as `floors()` gave them.
    ///
    /// Fails when a text is no such key.
    #[uniffi::constructor(default(floors))]
    pub fn new(keys: &[String], floors: HashMap<String, u64>) -> Result<Self, VigieError> {
        let mut keyring = vigie::Keyring::new();
        for key in keys {
            keyring = keyring.key(key)?;
        }
        for (name, serial) in floors {
            keyring = keyring.floor(&name, serial);
        }
        Ok(Self { keyring: Mutex::new(keyring) })
    }

    /// Checks a signed file and gives what it holds: words and help lines for `Help`, for instance. Packs and models are
    /// handed to `Detector` as they came.
    ///
    /// Fails, each with a name of its own, when the file is too large, cut short, not signed, signed by a key that is not
    /// pinned, changed after signing, signed as other content, or older than the floor of its name.
    #[expect(clippy::needless_pass_by_value, reason = "a slice would be a direct ByteBuffer in Kotlin")]
    pub fn open(&self, bytes: Vec<u8>, content: Content) -> Result<SignedFile, VigieError> {
        let keyring = self.lock();
        let signed = vigie::Signed::open(&bytes, content.into(), &keyring)?;
        Ok(SignedFile { provenance: signed.provenance().into(), payload: signed.payload().to_vec() })
    }

    /// Raises the floors of files that were taken into use: no older one is taken after them.
    pub fn raise_floors(&self, accepted: Vec<Provenance>) {
        let mut keyring = self.lock();
        for Provenance { name, serial } in accepted {
            keyring.raise(&vigie::Provenance { name, serial });
        }
    }

    /// The floors by name, for the host to store.
    pub fn floors(&self) -> HashMap<String, u64> {
        self.lock().floors().map(|(name, serial)| (name.to_owned(), serial)).collect()
    }
}

impl Keyring {
    /// A thread that died while it held the lock cannot have broken what is behind it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, vigie::Keyring> {
        self.keyring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

same!(in Content: Pack Model Weights Guidance);

impl From<vigie::Provenance> for Provenance {
    fn from(vigie::Provenance { name, serial }: vigie::Provenance) -> Self {
        Self { name, serial }
    }
}

//! What a device fetched: believed only when a pinned key vouches for it.

use vigie::{Content, Provenance, Signed};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error;

/// Pinned keys, and the lowest serial number of each name.
#[wasm_bindgen]
#[derive(Default)]
pub struct Keyring(pub(crate) vigie::Keyring);

/// A file whose signature was checked.
#[wasm_bindgen]
pub struct SignedFile {
    provenance: Provenance,
    payload: Vec<u8>,
}

#[wasm_bindgen]
impl Keyring {
    /// A keyring without keys: it takes nothing.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Pins a public key of minisign.
    ///
    /// # Errors
    /// When the text is none.
    pub fn key(&mut self, key: &str) -> Result<(), JsError> {
        self.0 = self.0.clone().key(key).map_err(error::js)?;
        Ok(())
    }

    /// Takes files of this name only from this serial number on; a floor never sinks.
    pub fn raise(&mut self, name: String, serial: u64) {
        self.0.raise(&Provenance { name, serial });
    }

    /// The names that have a floor, as a JSON array.
    pub fn names(&self) -> String {
        crate::json::list(&self.0.floors().map(|(name, _)| name).collect::<Vec<_>>())
    }

    /// The floor of a name.
    pub fn floor(&self, name: &str) -> u64 {
        self.0.floors().find(|(known, _)| *known == name).map_or(0, |(_, serial)| serial)
    }

    /// Checks a signed file.
    ///
    /// # Errors
    /// When it is refused; the code says why.
    pub fn open(&self, bytes: &[u8], content: &str) -> Result<SignedFile, JsError> {
        let content = Content::ALL.into_iter().find(|known| known.as_str() == content);
        let content = content.ok_or_else(|| error::coded("other_content", &"no such content"))?;
        let signed = Signed::open(bytes, content, &self.0).map_err(error::js)?;
        Ok(SignedFile { provenance: signed.provenance(), payload: signed.payload().to_vec() })
    }
}

#[wasm_bindgen]
impl SignedFile {
    /// Its name.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.provenance.name.clone()
    }

    /// Its serial number.
    #[wasm_bindgen(getter)]
    pub fn serial(&self) -> u64 {
        self.provenance.serial
    }

    /// The file itself.
    #[wasm_bindgen(getter)]
    pub fn payload(&self) -> Vec<u8> {
        self.payload.clone()
    }
}

//! Which file was read, and by which versions.

use std::error::Error;
use std::fs::File;
use std::io;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::args::ReportArguments;

#[derive(Serialize)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) engine: &'static str,
    /// Over the names and the bytes of all embedded rule documents, in their order.
    pub(super) packs_sha256: String,
    pub(super) added_packs: Vec<Named>,
    /// Without one, rules stood alone.
    pub(super) model: Option<Named>,
    pub(super) weights: Option<Named>,
}

/// Something embedded has a version; a file of the user's own has a hash.
#[derive(Serialize)]
pub(super) struct Named {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<String>,
}

impl Source {
    pub(super) fn new(arguments: &ReportArguments) -> Result<Self, Box<dyn Error>> {
        if arguments.file == Path::new("-") {
            return Err("a report needs a file: its hash is taken, and then it is read".into());
        }
        let (sha256, bytes) = sha256_of(&arguments.file)?;
        let policy = &arguments.policy;
        let mut packs = Sha256::new();
        for document in vigie_packs::documents() {
            for part in [document.name.as_bytes(), document.bytes] {
                packs.update((part.len() as u64).to_le_bytes());
                packs.update(part);
            }
        }
        let model = match &policy.model {
            _ if policy.rules_only => None,
            Some(path) => Some(Named::file(path)?),
            None => Some(Named {
                name: "vigie".to_owned(),
                version: Some(vigie_models::VERSION),
                sha256: Some(hex(&Sha256::digest(vigie_models::MODEL))),
            }),
        };
        Ok(Self {
            name: file_name(&arguments.file),
            bytes,
            sha256,
            engine: env!("CARGO_PKG_VERSION"),
            packs_sha256: hex(&packs.finalize()),
            added_packs: policy.packs.iter().map(|path| Named::file(path)).collect::<Result<_, _>>()?,
            model,
            weights: policy.weights.as_deref().map(Named::file).transpose()?,
        })
    }
}

impl Named {
    fn file(path: &Path) -> Result<Self, Box<dyn Error>> {
        let sha256 = if path.is_dir() { None } else { Some(sha256_of(path)?.0) };
        Ok(Self { name: file_name(path), version: None, sha256 })
    }
}

/// The hash of a file in hexadecimal digits, and its length; in constant memory.
pub(super) fn sha256_of(path: &Path) -> Result<(String, u64), Box<dyn Error>> {
    let mut hasher = Sha256::new();
    let hashed = File::open(path).and_then(|mut file| {
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
        }
        io::copy(&mut file, &mut hasher)
    });
    let bytes = hashed.map_err(|fault| format!("{}: {fault}", path.display()))?;
    Ok((hex(&hasher.finalize()), bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

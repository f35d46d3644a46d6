//! `vigie pack keygen`, `sign` and `verify`: keys and signatures of minisign.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};
use vigie::{Content, Keyring, Pack, Signed};

use super::args::{KeygenArguments, SignArguments, VerifyArguments};
use super::check;
use crate::Outcome;

/// Where a password may come from, for machines that nobody types at.
const PASSWORD: &str = "VIGIE_KEY_PASSWORD";
/// More than a signature takes up, in bytes: nothing longer than this beyond the content is read.
const SIGNATURE: usize = 4096;

pub(super) fn keygen(arguments: &KeygenArguments) -> Result<Outcome, Box<dyn Error>> {
    let with = |extension: &str| {
        let mut path = arguments.name.clone().into_os_string();
        path.push(extension);
        PathBuf::from(path)
    };
    let (secret, public) = (with(".key"), with(".pub"));
    // Before any password is typed.
    for path in [&secret, &public] {
        if path.exists() {
            return Err(format!("{} exists already", path.display()).into());
        }
    }
    let pair = if arguments.no_password {
        KeyPair::generate_unencrypted_keypair()?
    } else {
        KeyPair::generate_encrypted_keypair(std::env::var(PASSWORD).ok())?
    };
    private(&secret)?.write_all(&pair.sk.to_box(None)?.to_bytes())?;
    File::create_new(&public)?.write_all(&pair.pk.to_box()?.to_bytes())?;
    let mut out = anstream::stdout().lock();
    writeln!(out, "wrote {}: keep it secret, and a copy of it elsewhere", secret.display())?;
    writeln!(out, "wrote {}: pin this key in the app:", public.display())?;
    writeln!(out, "{}", pair.pk.to_base64())?;
    Ok(Outcome::Done)
}

pub(super) fn sign(arguments: &SignArguments) -> Result<Outcome, Box<dyn Error>> {
    let file = &arguments.file;
    let payload = read(file, arguments.content)?;
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let label = Signed::label(arguments.content, &name, arguments.serial, &payload)?;
    if arguments.content == Content::Pack {
        let pack = Pack::from_trusted(&file.display().to_string(), &payload)?.into_added()?;
        if !arguments.no_check {
            let report = vigie::check_added(&vigie_embedded::packs()?, &[pack])?;
            if !report.failures.is_empty() {
                return check::write(&report);
            }
        }
    }
    let key = secret_key(&arguments.key)?;
    let public = PublicKey::from_secret_key(&key)?;
    let signature = minisign::sign(Some(&public), &key, Cursor::new(&payload), Some(&label), None)?;
    let signed = [signature.into_string().as_bytes(), &payload].concat();
    // What devices will do with it.
    Signed::open(&signed, arguments.content, &Keyring::new().key(&public.to_base64())?)?;
    let output = arguments.output.clone().unwrap_or_else(|| {
        let mut path = file.clone().into_os_string();
        path.push(".signed");
        path.into()
    });
    fs::write(&output, signed).map_err(|fault| named(&output, &fault))?;
    writeln!(anstream::stdout(), "wrote {}: {name}, serial {}", output.display(), arguments.serial)?;
    Ok(Outcome::Done)
}

pub(super) fn verify(arguments: &VerifyArguments) -> Result<Outcome, Box<dyn Error>> {
    let key = if Path::new(&arguments.key).is_file() {
        fs::read_to_string(&arguments.key)?
    } else {
        arguments.key.clone()
    };
    let bytes = read(&arguments.file, arguments.content)?;
    let keyring = Keyring::new().key(&key)?;
    // The floor is that of the file's own name, whatever it is.
    let name = Signed::open(&bytes, arguments.content, &keyring)?.provenance().name;
    let keyring = keyring.floor(&name, arguments.floor);
    let signed = Signed::open(&bytes, arguments.content, &keyring)?;
    let held = if arguments.content == Content::Pack {
        let pack = Pack::from_signed(&bytes, &keyring)?;
        format!("{} rules, language {}", pack.rules(), pack.language())
    } else {
        format!("{} bytes", signed.payload().len())
    };
    if let Some(output) = &arguments.output {
        fs::write(output, signed.payload()).map_err(|fault| named(output, &fault))?;
    }
    let (content, serial) = (arguments.content.as_str(), signed.provenance().serial);
    writeln!(anstream::stdout(), "good: {content} {name}, serial {serial}, {held}")?;
    Ok(Outcome::Done)
}

/// Reads no more than such a file may have: what is longer is refused by what comes next.
fn read(path: &Path, content: Content) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = (content.most_bytes() + SIGNATURE) as u64;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|fault| named(path, &fault))?;
    Ok(bytes)
}

fn secret_key(path: &Path) -> Result<SecretKey, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|fault| named(path, &fault))?;
    let open = SecretKeyBox::from_string(&text)?.into_unencrypted_secret_key();
    if let Ok(key) = open {
        return Ok(key);
    }
    let key = SecretKeyBox::from_string(&text)?.into_secret_key(std::env::var(PASSWORD).ok());
    Ok(key.map_err(|fault| named(path, &fault))?)
}

/// A new file that only its owner may read, where the system knows such a thing.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn named(path: &Path, fault: &dyn Error) -> String {
    format!("{}: {fault}", path.display())
}

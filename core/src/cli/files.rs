//! Files that are read and written for the commands: nothing without bound, and no result in the place of what nobody can make again.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::seal::PrivateKey;
use crate::{Code, Error, Result, ubl};

/// Reads a document, or another file: no more of it than the parser takes, whatever the name leads to.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>> {
    read_at_most(file, u64::from(ubl::Limits::default().bytes), || {
        Error::new(Code::XmlSize)
    })
}

/// Reads a file, and refuses it with an error of the caller's if it is longer.
pub(crate) fn read_at_most(file: &Path, most: u64, too_long: impl FnOnce() -> Error) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| Error::new(Code::FileRead).found(&error.to_string());
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes),
        _ => std::fs::File::open(file).and_then(|open| {
            // A pipe or a device says 0; a file that says less than it holds is still read to its end.
            let said = open.metadata().map_or(0, |about| about.len().min(most));
            bytes.reserve_exact(usize::try_from(said).unwrap_or(0) + 1);
            open.take(most + 1).read_to_end(&mut bytes)
        }),
    };
    match read.map_err(failed)? as u64 > most {
        true => Err(too_long()),
        false => Ok(bytes),
    }
}

/// Where an output goes: to the path itself, or into it under its own name if it is a folder or there are several.
pub(crate) fn place_of(to: &Path, name: &Path, several: bool) -> PathBuf {
    let folder = several || to.is_dir() || to.as_os_str().to_string_lossy().ends_with('/');
    match name.file_name() {
        Some(name) if folder => to.join(name),
        _ => to.to_owned(),
    }
}

/// Writes beside and renames, so that a reader never sees half a file. Nothing is written where no path was asked for.
pub(crate) fn deliver(to: Option<&Path>, name: &Path, several: bool, content: &[u8]) -> Result<Option<PathBuf>> {
    let Some(to) = to else { return Ok(None) };
    let fail = |error: std::io::Error| Error::new(Code::FileWrite).found(&error.to_string());
    let path = place_of(to, name, several);
    if path != to {
        std::fs::create_dir_all(to).map_err(fail)?;
    }
    // A link is followed; a device, a pipe and the like are written to, not replaced.
    let target = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    let existing = std::fs::metadata(&path).ok();
    if is_irreplaceable(&target) {
        return Err(Error::new(Code::OutputSecret));
    }
    if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        std::fs::write(&path, content).map_err(fail)?;
        return Ok(Some(path));
    }
    let mut beside = target.clone().into_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let keep_rights = || {
        existing.map_or(Ok(()), |existing| {
            std::fs::set_permissions(&beside, existing.permissions())
        })
    };
    let write = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(content)?;
        // After a power cut there is the old file or the whole new one.
        file.sync_all()
    };
    let written = write().and_then(|()| keep_rights());
    written
        .and_then(|()| std::fs::rename(&beside, &target))
        .map_err(|error| {
            let _ = std::fs::remove_file(&beside);
            fail(error)
        })?;
    Ok(Some(path))
}

/// Whether a file holds what nobody can make again: a device, a private key, the root key.
/// Whether a file is a database: a ledger is one.
fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && &start == b"SQLite format 3\0"
}

/// Whether a file holds a key, a device or a ledger: no output takes its place.
pub(crate) fn is_irreplaceable(path: &Path) -> bool {
    /// A device with a set of large compliance documents is smaller.
    const MOST: u64 = 16 << 20;
    /// No key is longer.
    const MOST_KEY: u64 = 64 << 10;
    let Some(length) = std::fs::metadata(path)
        .ok()
        .filter(|file| file.is_file())
        .map(|file| file.len())
    else {
        return false;
    };
    if is_database(path) {
        return true;
    }
    let head = |most| read_at_most(path, most, || Error::new(Code::FileRead)).map(crate::seal::key::wiped);
    if length > MOST_KEY {
        // A device's file is JSON; another large file is not read to its end for this.
        let starts = std::fs::File::open(path).and_then(|file| {
            let mut start = Vec::new();
            file.take(64).read_to_end(&mut start).map(|_| start)
        });
        let json = starts.is_ok_and(|start| start.trim_ascii_start().starts_with(b"{"));
        return json && head(MOST).is_ok_and(|bytes| crate::device::file::is_device_file(&bytes));
    }
    // A root key has the form of any 32 bytes in base64, a hash too; but it is nobody else's to read.
    head(MOST_KEY).is_ok_and(|bytes| {
        crate::device::file::is_device_file(&bytes)
            || PrivateKey::parse(&bytes).is_ok()
            || is_private(path) && crate::vault::RootKey::parse(&bytes).is_ok()
    })
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

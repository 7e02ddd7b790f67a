//! Files that are their owner's alone: written whole or not at all, refused when others can read them.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};

/// No file of ours is near that.
const MOST: u64 = 16 << 20;

/// Reads a file, if nobody but its owner can.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    read_at_most(path, MOST)
}

/// The same, of a file that may be of another size than ours are.
pub fn read_at_most(path: &Path, most: u64) -> Result<Zeroizing<Vec<u8>>> {
    let not_ours = || Error::new(Code::FileRead).found("not a file of ours");
    // Asked of the name first: opening a pipe waits for somebody to write to it.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(not_ours());
    }
    let file = File::open(path).map_err(unreadable)?;
    // Asked of the open file, so that it is that of the bytes that are read.
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() || about.len() > most {
        return Err(not_ours());
    }
    private(&about)?;
    // Room for all of it at once: a buffer that grows would leave secrets behind.
    let room = usize::try_from(about.len()).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    let read = file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match read as u64 > most {
        true => Err(not_ours()),
        false => Ok(bytes),
    }
}

#[cfg(unix)]
fn private(about: &fs::Metadata) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    match about.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(Error::new(Code::FileMode).found(&format!("{:04o}", about.permissions().mode() & 0o7777))),
    }
}

/// Elsewhere a file in a person's own folders is that person's by default.
#[cfg(not(unix))]
fn private(_: &fs::Metadata) -> Result<()> {
    Ok(())
}

/// Writes a new file. One that is there is left alone.
pub fn create(path: &Path, bytes: &[u8], exists: Code) -> Result<()> {
    // Others may come to the same thought at once, so each has a name of its own.
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let own = format!(".{}-{}.part", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let beside = named(path, ".", &own)?;
    let placed = write_beside(&beside, bytes).and_then(|()| name(&beside, path).map_err(|error| (error, true)));
    let _ = fs::remove_file(&beside);
    placed.map_err(|(error, linking)| match error.kind() {
        ErrorKind::AlreadyExists if linking => Error::new(exists),
        _ => unwritable(error),
    })?;
    sync_folder(path)
}

/// Replaces a file: who reads it, or falls over in between, has the old one or the new one. Whoever calls holds the [`Lock`].
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    // A link stays one: what it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = named(&target, ".", ".part")?;
    let placed =
        write_beside(&beside, bytes).and_then(|()| fs::rename(&beside, &target).map_err(|error| (error, true)));
    placed.map_err(|(error, _)| {
        let _ = fs::remove_file(&beside);
        unwritable(error)
    })?;
    sync_folder(&target)
}

/// Gives a file its name, if nothing bears that yet. Android lets no app make links; but there nobody else writes into an app's folder.
fn name(beside: &Path, path: &Path) -> std::io::Result<()> {
    if !cfg!(target_os = "android") {
        return fs::hard_link(beside, path);
    }
    match path.try_exists()? {
        true => Err(ErrorKind::AlreadyExists.into()),
        false => fs::rename(beside, path),
    }
}

fn write_beside(beside: &Path, bytes: &[u8]) -> Result<(), (std::io::Error, bool)> {
    let write = || {
        // What an earlier run left when it fell over: nobody else writes while the lock is held.
        match fs::remove_file(beside) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = private_options().create_new(true).open(beside)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| (error, false))
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A name next to a file's own.
fn named(path: &Path, before: &str, after: &str) -> Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| Error::new(Code::FileWrite))?;
    let mut full = OsString::from(before);
    full.push(name);
    full.push(after);
    Ok(path.with_file_name(full))
}

/// Writes the folder that a file is in: a file is safe only when its name is, too.
#[cfg(unix)]
pub fn sync_folder(path: &Path) -> Result<()> {
    File::open(folder(path))
        .and_then(|folder| folder.sync_all())
        .map_err(unwritable)
}

/// Writes the folder that a file is in: elsewhere the system does.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

/// The folder that a file is in.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes a folder that is its owner's alone, and those above it.
#[cfg(feature = "generate")]
pub(super) fn make_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder(path)).map_err(unwritable)
}

/// Holds a file for one process. Given back when dropped, and by the system when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes it, or says that another process has it.
    pub fn take(path: &Path) -> Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let lock = named(&target, ".", ".lock")?;
        loop {
            let file = private_options().create(true).open(&lock).map_err(unwritable)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Error::new(Code::FileBusy)),
                Err(TryLockError::Error(error)) => return Err(unwritable(error)),
            }
            // Who had it before may have taken the name away between opening and locking: then this lock holds nothing.
            if is_at(&file, &lock) {
                return Ok(Lock {
                    path: lock,
                    _file: file,
                });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Elsewhere the name is never taken away.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(Code::FileRead).found(&error.to_string())
}

fn unwritable(error: std::io::Error) -> Error {
    Error::new(Code::FileWrite).found(&error.to_string())
}

//! What a file lies on. SQLite's locks and its write-ahead log need a file system of this machine: over a network they fail without
//! a word, and two tills issue the same counter.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Code, Error, Result};

/// The file's own path, links followed: a journal must not lie elsewhere than its file. It need not exist yet, its folder must.
pub(super) fn resolve(path: &Path) -> Result<PathBuf> {
    let fault = |error: std::io::Error| gone(path, &error);
    if let Ok(found) = path.canonicalize() {
        return Ok(found);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().map_err(fault)?;
    let name = path.file_name().ok_or_else(|| Error::new(Code::StoreOpen))?;
    Ok(folder.join(name))
}

/// Refuses what is not on this machine.
pub(super) fn local(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    match network(folder) {
        None => Ok(()),
        Some(kind) => Err(Error::new(Code::StoreNetwork)
            .at(path.display().to_string())
            .found(&kind)),
    }
}

/// Makes the file, empty, its owner's alone: SQLite gives its journal the same rights. One that is there is left alone.
pub(super) fn make(path: &Path) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(gone(path, &error)),
    }
}

/// Closes an empty file that is there to everybody but its owner: buyers' names will be in it.
pub(super) fn close(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let rights = fs::metadata(path).map_err(|error| gone(path, &error))?.permissions();
        if rights.mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|error| gone(path, &error))?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// What tells this file from a copy of it: the number that its file system gave it, which a move keeps.
#[cfg(unix)]
pub(super) fn place(path: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::metadata(path).map_err(|error| gone(path, &error))?;
    Ok(found.ino())
}

/// What tells this file from a copy of it. Elsewhere than on Unix the standard library gives no number of a file: its path and the
/// time of its making stand for it, so that a file that was moved has to be resumed.
#[cfg(not(unix))]
pub(super) fn place(path: &Path) -> Result<u64> {
    use sha2::{Digest, Sha256};
    let found = fs::metadata(path).map_err(|error| gone(path, &error))?;
    let made = found
        .created()
        .ok()
        .and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    let mut hash = Sha256::new();
    hash.update(path.to_string_lossy().as_bytes());
    hash.update(made.unwrap_or_default().as_nanos().to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let (head, _) = digest.split_at(8);
    Ok(head.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

fn gone(path: &Path, error: &std::io::Error) -> Error {
    let code = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Code::StoreFull,
        ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            Code::StoreOpen
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::InvalidInput | ErrorKind::InvalidFilename => Code::StoreOpen,
        // The disk's own faults, which may pass.
        _ => Code::StoreFailed,
    };
    Error::new(code)
        .at(path.display().to_string())
        .found(&error.to_string())
}

/// The name of the network file system that a folder is on.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn network(folder: &Path) -> Option<String> {
    const FUSE: u32 = 0x6573_5546;
    // From the kernel's linux/magic.h and the file systems' own sources.
    const KINDS: [(u32, &str); 17] = [
        (0x0000_6969, "nfs"),
        (0x0000_517B, "smb"),
        (0xFF53_4D42, "cifs"),
        (0xFE53_4D42, "smb2"),
        (0x5346_414F, "afs"),
        (0x6B41_4653, "kafs"),
        (0x7375_7245, "coda"),
        (0x0000_564C, "ncp"),
        (0x0102_1997, "9p"),
        (0x00C3_6400, "ceph"),
        (0x0BD0_0BD0, "lustre"),
        (0x0116_1970, "gfs2"),
        (0x7461_636F, "ocfs2"),
        (0x4750_4653, "gpfs"),
        (0x786F_4256, "vboxsf"),
        (0xBACB_ACBC, "vmhgfs"),
        (FUSE, "fuse"),
    ];
    // What the kernel does not tell is left to SQLite.
    let found = rustix::fs::statfs(folder).ok()?;
    let magic = found.f_type as u32;
    let (_, name) = KINDS.iter().find(|(kind, _)| *kind == magic)?;
    if magic != FUSE {
        return Some((*name).to_owned());
    }
    // Some of FUSE's are of this machine: its mount says which.
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let kind = kind_of_mount(&mounts, folder).unwrap_or_else(|| "fuse".to_owned());
    let own = ["fuseblk", "fuse.fuse-overlayfs", "fuse.ntfs-3g", "fuse.exfat"];
    (!own.contains(&kind.as_str())).then_some(kind)
}

/// The kind of the mount that a path is in, by the kernel's table.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn kind_of_mount(mounts: &str, path: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let (mount, after) = line.split_once(" - ")?;
        let point = mount.split(' ').nth(4)?.replace("\\040", " ");
        let kind = after.split(' ').next()?;
        // The last of equal mounts lies on top.
        if path.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), kind));
        }
    }
    best.map(|(_, kind)| kind.to_owned())
}

#[cfg(target_vendor = "apple")]
fn network(folder: &Path) -> Option<String> {
    // MNT_LOCAL of sys/mount.h.
    const LOCAL: u32 = 0x0000_1000;
    let found = rustix::fs::statfs(folder).ok()?;
    (found.f_flags & LOCAL == 0).then(|| "network".to_owned())
}

/// A path that was resolved shows a share as such, mapped to a letter or not.
#[cfg(windows)]
fn network(folder: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    match folder.components().next() {
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)) => {
            Some("share".to_owned())
        }
        _ => None,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple", windows)))]
fn network(_folder: &Path) -> Option<String> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_mount_on_top_says_what_a_folder_is_on() {
        let mounts = "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n\
                      40 22 0:35 / /mnt/share\\040one rw - fuse.sshfs me@host:/ rw\n\
                      41 22 0:36 / /mnt rw - fuseblk /dev/sdb1 rw\n\
                      42 22 0:37 / /mnt rw - fuse.rclone remote rw\n";
        let kind = |path: &str| kind_of_mount(mounts, Path::new(path));
        assert_eq!(kind("/home/a").as_deref(), Some("ext4"));
        assert_eq!(kind("/mnt/share one/a").as_deref(), Some("fuse.sshfs"));
        assert_eq!(kind("/mnt/a").as_deref(), Some("fuse.rclone"));
        assert_eq!(kind("/mnta").as_deref(), Some("ext4"));
    }

    #[test]
    fn this_machines_own_folders_are_taken() {
        assert_eq!(network(&std::env::temp_dir()), None);
        assert_eq!(network(Path::new("/proc")), None);
    }
}

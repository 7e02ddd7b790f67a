//! A program that says the root key, waited for in a session: whoever ends or cancels the session ends the program, too.
//!
//! A session's process has no thread but its own, so nothing waits but a loop.

use std::ffi::OsStr;
use std::io::{ErrorKind, Read as _};
use std::os::fd::AsRawFd as _;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use khatm::error::{Code, Error, Result};
use khatm::vault::root;
use pgrx::prelude::*;
use zeroize::Zeroizing;

/// As long as everywhere else.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(2);
/// A key has 44 characters and the end of a line.
const MOST: usize = 4 << 10;

/// One that runs. However its session goes on, it is not left behind, neither running nor as a dead entry of the process table.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn failed(found: &str) -> Error {
    Error::new(Code::RootKeyCommand).found(found)
}

/// What a program prints. No shell stands between; what it says is never shown, and neither is what it says beside.
pub(crate) fn said_by(line: &OsStr) -> Result<Zeroizing<Vec<u8>>> {
    let words = root::words(line)?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed("nothing to start"))?;
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = Running(child.map_err(|error| failed(&error.kind().to_string()))?);
    let mut pipe = child.0.stdout.take().ok_or_else(|| failed("no output"))?;
    does_not_block(&pipe)?;
    let until = Instant::now() + PATIENCE;
    // Room for all of it at once: a buffer that grows would leave the key behind.
    let mut said = Zeroizing::new(vec![0; MOST + 1]);
    let (mut length, mut is_open) = (0, true);
    loop {
        check_for_interrupts!();
        if is_open {
            match pipe.read(&mut said[length..]) {
                Ok(0) if length > MOST => return Err(failed("it said too much")),
                Ok(0) => is_open = false,
                Ok(read) => {
                    length += read;
                    continue;
                }
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
                Err(error) => return Err(failed(&error.kind().to_string())),
            }
        } else if let Some(ended) = child.0.try_wait().map_err(|error| failed(&error.kind().to_string()))? {
            said.truncate(length);
            return well(ended).map(|()| said);
        }
        if Instant::now() >= until {
            return Err(failed("it took too long"));
        }
        std::thread::sleep(STEP);
    }
}

fn well(ended: ExitStatus) -> Result<()> {
    match ended.success() {
        true => Ok(()),
        false => Err(failed(&ended.to_string())),
    }
}

fn does_not_block(pipe: &ChildStdout) -> Result<()> {
    let file = pipe.as_raw_fd();
    // SAFETY: a file that is open, and stays so.
    let set = unsafe {
        let flags = libc::fcntl(file, libc::F_GETFL);
        flags != -1 && libc::fcntl(file, libc::F_SETFL, flags | libc::O_NONBLOCK) != -1
    };
    match set {
        true => Ok(()),
        false => Err(failed("no output")),
    }
}

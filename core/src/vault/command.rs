//! The root key as a program says it: a password manager, a cloud's secret store, a hardware token's tool.
//!
//! No shell stands between, so that nothing in the line has a meaning. What the program says is never shown: not in an error, and
//! not what it says beside, on standard error, either.

use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::RootKey;
use crate::error::{Code, Error, Result};

/// A program that asks a person to touch a token may take a while; one that hangs shall not stop a till for ever.
const PATIENCE: Duration = Duration::from_secs(30);
/// A key has 44 characters and the end of a line.
const MOST: usize = 4 << 10;

/// Asks a program for the key.
pub(super) fn ask(line: &OsStr) -> Result<RootKey> {
    ask_within(line, PATIENCE)
}

fn ask_within(line: &OsStr, patience: Duration) -> Result<RootKey> {
    let words = words(line)?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed("nothing to start"))?;
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| failed(&error.kind().to_string()))?;
    let said = listen(&mut child, patience);
    // Whatever became of it: it is not left behind, neither running nor as a dead entry of the process table.
    if said.is_err() {
        let _ = child.kill();
    }
    let ended = child.wait();
    let said = said?;
    match ended {
        Ok(status) if status.success() => RootKey::parse(&said).map_err(|error| error.at(COMMAND)),
        Ok(status) => Err(failed(&status.to_string())),
        Err(error) => Err(failed(&error.kind().to_string())),
    }
}

const COMMAND: &str = "KHATM_ROOT_KEY_COMMAND";

fn failed(found: &str) -> Error {
    Error::new(Code::RootKeyCommand).at(COMMAND).found(found)
}

/// What it says until it ends, within the time that it has.
fn listen(child: &mut Child, patience: Duration) -> Result<Zeroizing<Vec<u8>>> {
    let until = Instant::now() + patience;
    let late = || failed("it took too long");
    let mut pipe = child.stdout.take().ok_or_else(late)?;
    let (tell, told) = mpsc::channel();
    // In a thread of its own: reading cannot be given up, but a thread can be left behind.
    std::thread::spawn(move || {
        let mut said = Zeroizing::new(vec![0; MOST + 1]);
        let mut length = 0;
        let outcome = loop {
            match pipe.read(&mut said[length..]) {
                Ok(0) => break Ok(length),
                Ok(read) => length += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => break Err(failed(&error.kind().to_string())),
            }
            if length > MOST {
                break Err(failed("it said too much"));
            }
        };
        let _ = tell.send(outcome.map(|length| {
            said.truncate(length);
            said
        }));
    });
    let said = told.recv_timeout(patience).map_err(|_| late())??;
    // It has closed its output, and may still not end.
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(said),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => return Err(late()),
            Err(error) => return Err(failed(&error.kind().to_string())),
        }
    }
}

/// The program and its arguments: between blanks, or a JSON list where one has blanks in it.
pub fn words(line: &OsStr) -> Result<Vec<OsString>> {
    let text = line.to_str().map(str::trim).ok_or_else(|| failed("not UTF-8"))?;
    if text.starts_with('[') {
        let list: Vec<String> = serde_json::from_str(text).map_err(|_| failed("not a list of words in JSON"))?;
        return Ok(list.into_iter().map(OsString::from).collect());
    }
    // A shell would read these in its own way, and we would not: nobody shall believe that they mean something.
    if text.contains(['"', '\'', '`', '$', '|', '<', '>', ';', '&']) {
        return Err(failed(
            "it has quotes or signs of a shell: write a list of words in JSON",
        ));
    }
    Ok(text.split_ascii_whitespace().map(OsString::from).collect())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn code(line: &str) -> (Code, String) {
        let error = ask_within(OsStr::new(line), Duration::from_millis(300)).unwrap_err();
        (error.code(), error.to_string())
    }

    fn shell(script: &str) -> String {
        serde_json::to_string(&["sh", "-c", script]).unwrap()
    }

    #[test]
    fn a_program_says_the_key_on_one_line() {
        let by_words = ask(OsStr::new(&format!("printf {KEY}\\n"))).unwrap();
        let by_list = ask(OsStr::new(&shell(&format!("echo noise >&2; echo {KEY}")))).unwrap();
        let expected = RootKey::parse(KEY.as_bytes()).unwrap();
        assert_eq!((by_words.id(), by_list.id()), (expected.id(), expected.id()));
    }

    #[test]
    fn what_goes_wrong_with_it_is_told_without_a_word_of_what_it_said() {
        let cases = [
            (shell("echo SeCrEt; exit 3"), Code::RootKeyCommand),
            (shell("echo SeCrEt >&2; exit 3"), Code::RootKeyCommand),
            (shell("echo SeCrEt"), Code::RootKeyFormat),
            (shell(&format!("echo {KEY}SeCrEt")), Code::RootKeyFormat),
            (shell("yes SeCrEt"), Code::RootKeyCommand),
            (shell("echo SeCrEt; exec sleep 60"), Code::RootKeyCommand),
            (shell("echo SeCrEt; exec sleep 60 >&-"), Code::RootKeyCommand),
            (shell("true"), Code::RootKeyFormat),
            ("/no/such/program".to_owned(), Code::RootKeyCommand),
            ("".to_owned(), Code::RootKeyCommand),
            ("[]".to_owned(), Code::RootKeyCommand),
            ("[1]".to_owned(), Code::RootKeyCommand),
            (format!("echo '{KEY}'"), Code::RootKeyCommand),
            (format!("echo {KEY} | cat"), Code::RootKeyCommand),
        ];
        for (line, expected) in cases {
            let (found, text) = code(&line);
            assert_eq!(found, expected, "{line}");
            assert!(!text.contains("SeCrEt") && !text.contains(KEY), "{text}");
        }
    }
}

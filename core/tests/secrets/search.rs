//! The forms in which a secret may lie about, and the search for them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use memchr::memmem::Finder;

/// A secret and everything that is searched for because of it.
pub struct Secret {
    pub name: &'static str,
    forms: Vec<(&'static str, Finder<'static>)>,
}

/// Bytes that are searched for as a whole; longer ones are searched for by their halves, so that a copy of which a part was written
/// over counts, too.
const WHOLE: usize = 15;

impl Secret {
    pub fn of(name: &'static str, secret: &[u8]) -> Self {
        let mut out = Secret {
            name,
            forms: Vec::new(),
        };
        let halves: Vec<&[u8]> = match secret.len() > 2 * WHOLE {
            true => vec![&secret[..secret.len() / 2], &secret[secret.len() / 2..]],
            false => vec![secret],
        };
        for part in halves {
            out.add("raw", part);
            let hex = part.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            });
            out.add("hex", hex.as_bytes());
            out.add("HEX", hex.to_uppercase().as_bytes());
            for shift in 0..3 {
                // Wherever it stands in a longer text, its base64 has one of three middles, without the letters that it shares.
                let padded = [vec![0; shift], part.to_vec()].concat();
                let (from, to) = ((shift * 8).div_ceil(6), (shift + part.len()) * 8 / 6);
                let (standard, url) = (STANDARD.encode(&padded), URL_SAFE.encode(&padded));
                out.add("base64", &standard.as_bytes()[from..to]);
                if standard != url {
                    out.add("base64url", &url.as_bytes()[from..to]);
                }
            }
        }
        out
    }

    /// One that is binary, and that a processor may hold in words of its own order.
    pub fn binary(name: &'static str, secret: &[u8]) -> Self {
        let mut out = Self::of(name, secret);
        let turned: Vec<u8> = secret.iter().rev().copied().collect();
        let (front, back) = turned.split_at(turned.len() / 2);
        out.add("words", front);
        out.add("words", back);
        out
    }

    /// A form of its own: a line of PEM that breaks within the secret.
    pub fn with(mut self, form: &'static str, bytes: &[u8]) -> Self {
        self.add(form, bytes);
        self
    }

    fn add(&mut self, form: &'static str, bytes: &[u8]) {
        self.forms.push((form, Finder::new(bytes).into_owned()));
    }

    /// The forms of it that are there.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<&'static str> {
        let found = self.forms.iter().filter(|(_, finder)| finder.find(bytes).is_some());
        found.map(|(form, _)| *form).collect()
    }

    /// How often any form of it is there, and what stands around each.
    pub fn places(&self, bytes: &[u8]) -> Vec<String> {
        let mut places = Vec::new();
        for (form, finder) in &self.forms {
            for at in finder.find_iter(bytes) {
                let around = &bytes[at.saturating_sub(48)..(at + finder.needle().len() + 16).min(bytes.len())];
                places.push(format!("{} {form}: {}", self.name, around.escape_ascii()));
            }
        }
        places
    }
}

/// All that is in files of a folder, and of those below.
pub fn files(folder: &Path, except: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(files(&path, except));
        } else if !except.contains(&name.as_str()) {
            all.push((name, std::fs::read(path).unwrap()));
        }
    }
    all
}

/// What a core dump of a process would hold: everything that it may write to.
pub fn memory(process: u32) -> Vec<(String, Vec<u8>)> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let mut all = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_ascii_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        let (from, to) = (number(from), number(to));
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        memory.seek(SeekFrom::Start(from)).unwrap();
        // A page that is not there reads as an error; what was read before it counts.
        let mut length = 0;
        while length < bytes.len() {
            match memory.read(&mut bytes[length..]) {
                Ok(0) | Err(_) => break,
                Ok(read) => length += read,
            }
        }
        bytes.truncate(length);
        all.push((line.to_owned(), bytes));
    }
    assert!(
        all.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 1 << 20,
        "no memory was read"
    );
    all
}

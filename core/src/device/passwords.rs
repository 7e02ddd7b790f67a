//! One-time passwords for many devices, from one file.
//!
//! A line is a password, or a device's name and a password; `#` begins a comment. A password is struck out before it is sent, so
//! that nothing sends it twice, and its digits are gone from the file then.

use zeroize::Zeroizing;

use crate::error::{Code, Error, Place, Result};
use crate::gateway::Otp;
use crate::time::Moment;

/// The lines of such a file.
pub struct Passwords {
    lines: Vec<Line>,
}

enum Line {
    /// A comment, a blank line, a password that was struck out.
    Other(String),
    /// One that can be used, for one device or for any.
    Fresh(Option<String>, Otp),
}

/// A password that was struck out, to be put back if it certainly never left.
pub struct Struck {
    at: usize,
    note: String,
    name: Option<String>,
    password: Otp,
}

impl Struck {
    /// The password itself.
    pub fn password(&self) -> &Otp {
        &self.password
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passwords({} lines)", self.lines.len())
    }
}

impl std::fmt::Debug for Struck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Struck(…)")
    }
}

impl Passwords {
    /// Reads the file, or says every line that cannot be read. No line is repeated in an error: it may be a password.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<Error>> {
        let unreadable = || vec![Error::new(Code::DeviceOtpLine)];
        let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
        let mut faults = Vec::new();
        let mut lines = Vec::new();
        let mut offset = 0;
        for (number, raw) in text.split_inclusive('\n').enumerate() {
            let place = Place {
                line: u32::try_from(number + 1).unwrap_or(u32::MAX),
                column: 1,
                offset,
            };
            offset += raw.len() as u64;
            let line = raw.trim_start_matches('\u{feff}').trim();
            // What stands behind a password is a note on it, and goes when it goes.
            let plain = line.split('#').next().unwrap_or_default();
            let words: Vec<&str> = plain.split_whitespace().collect();
            let parsed = match words[..] {
                [] => Ok(Line::Other(line.to_owned())),
                [password] => Otp::parse(password).map(|password| Line::Fresh(None, password)),
                [name, password] => Otp::parse(password).map(|password| Line::Fresh(Some(name.to_owned()), password)),
                _ => Err(Error::new(Code::DeviceOtpLine)),
            };
            match parsed {
                Ok(line) => lines.push(line),
                Err(_) => faults.push(Error::new(Code::DeviceOtpLine).place(place)),
            }
        }
        if faults.is_empty() {
            Ok(Passwords { lines })
        } else {
            Err(faults)
        }
    }

    /// The file's text.
    pub fn text(&self) -> Zeroizing<String> {
        let length = |line: &Line| match line {
            Line::Other(text) => text.len() + 1,
            Line::Fresh(name, _) => name.as_ref().map_or(0, |name| name.len() + 1) + 7,
        };
        let mut out = Zeroizing::new(String::with_capacity(self.lines.iter().map(length).sum()));
        for line in &self.lines {
            match line {
                Line::Other(text) => out.push_str(text),
                Line::Fresh(name, password) => {
                    name.iter().for_each(|name| out.extend([name.as_str(), " "]));
                    out.push_str(password.expose());
                }
            }
            out.push('\n');
        }
        out
    }

    /// Those of these devices that would go without, if each took one.
    pub fn short<'n>(&self, names: &[&'n str]) -> Vec<&'n str> {
        let mut any = self.fresh(None);
        let mut own = std::collections::HashMap::<&str, usize>::new();
        let mut out = Vec::new();
        for name in names {
            let left = own.entry(name).or_insert_with(|| self.fresh(Some(name)));
            match (*left, any) {
                (0, 0) => out.push(*name),
                (0, _) => any -= 1,
                (_, _) => *left -= 1,
            }
        }
        out
    }

    fn fresh(&self, name: Option<&str>) -> usize {
        let of = |line: &&Line| matches!(line, Line::Fresh(for_whom, _) if for_whom.as_deref() == name);
        self.lines.iter().filter(of).count()
    }

    /// Strikes out a password for a device: one of its own, else one that is anybody's. The text is to be saved before it is
    /// sent.
    pub fn take(&mut self, device: &str, now: Moment) -> Option<Struck> {
        let find = |whose: Option<&str>| {
            let of = |line: &Line| matches!(line, Line::Fresh(name, _) if name.as_deref() == whose);
            self.lines.iter().position(of)
        };
        let at = find(Some(device)).or_else(|| find(None))?;
        let note = format!("# used {now}+03:00 for {device}");
        match std::mem::replace(self.lines.get_mut(at)?, Line::Other(note.clone())) {
            Line::Fresh(name, password) => Some(Struck {
                at,
                note,
                name,
                password,
            }),
            Line::Other(_) => None,
        }
    }

    /// Puts one back that certainly never left this machine. The file may have changed meanwhile, so its note must still stand
    /// where it was.
    pub fn restore(&mut self, struck: Struck) {
        let note = struck.note;
        let noted = |line: &Line| matches!(line, Line::Other(text) if *text == note);
        let fresh = Line::Fresh(struck.name, struck.password);
        match self.lines.get_mut(struck.at).filter(|line| noted(line)) {
            Some(line) => *line = fresh,
            None => self.lines.push(fresh),
        }
    }
}

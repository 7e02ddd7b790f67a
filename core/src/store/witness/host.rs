//! Marks that a host keeps, each as a line of text: in a phone's own store of settings, which stays behind when a folder is copied.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Mark, Witness, line, read_line};
use crate::error::{Code, Error, Result};
use crate::store::Uuid;

/// Where a host keeps the line of each ledger. It may be called from any thread, by one at a time.
pub trait Keeps: Send + Sync {
    /// The line that was kept last for this ledger; nothing if none ever was.
    fn read(&self, ledger: &str) -> Result<Option<String>>;

    /// Keeps a line in the place of the one before. It is there when this returns.
    fn keep(&self, ledger: &str, line: &str) -> Result<()>;
}

/// The witness of a host.
pub struct HostWitness {
    host: Arc<dyn Keeps>,
    turn: Mutex<()>,
}

impl HostWitness {
    /// The witness of this host. Ledgers that are open twice in a process share one.
    pub fn new(host: Arc<dyn Keeps>) -> Self {
        HostWitness {
            host,
            turn: Mutex::default(),
        }
    }

    fn known(&self, install: &str) -> Result<Option<Mark>> {
        let kept = self.host.read(install)?;
        let read = |text: String| read_line(&text).map(|(_, mark)| mark);
        match kept.map(read) {
            // Something was remembered: that is not the same as never having been here.
            Some(None) => Err(Error::new(Code::WitnessDamaged).at("witness")),
            Some(known) => Ok(known),
            None => Ok(None),
        }
    }
}

impl Witness for HostWitness {
    fn read(&self, install: &Uuid) -> Result<Option<Mark>> {
        self.known(&install.to_string())
    }

    fn advance(&self, install: &Uuid, mark: &Mark, _sure: bool) -> Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let install = install.to_string();
        let known = self.known(&install)?;
        let now = known.map_or(*mark, |known| known.with(mark));
        match known == Some(now) {
            true => Ok(()),
            false => self.host.keep(&install, &line(0, &now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::seal::InvoiceHash;

    #[derive(Default)]
    struct Settings(Mutex<HashMap<String, String>>);

    impl Keeps for Settings {
        fn read(&self, ledger: &str) -> Result<Option<String>> {
            Ok(self.0.lock().unwrap().get(ledger).cloned())
        }

        fn keep(&self, ledger: &str, line: &str) -> Result<()> {
            self.0.lock().unwrap().insert(ledger.to_owned(), line.to_owned());
            Ok(())
        }
    }

    #[test]
    fn a_mark_only_grows_and_what_cannot_be_read_is_no_absence() {
        let settings = Arc::new(Settings::default());
        let (witness, install) = (HostWitness::new(settings.clone()), Uuid::from_bytes([1; 16]));
        let mark = |generation, documents| Mark {
            generation,
            documents,
            last: (documents > 0).then(|| InvoiceHash::from_bytes([documents as u8; 32])),
            place: 7,
        };
        assert_eq!(witness.read(&install).unwrap(), None);
        witness.advance(&install, &mark(1, 3), false).unwrap();
        witness.advance(&install, &mark(1, 2), true).unwrap();
        assert_eq!(witness.read(&install).unwrap(), Some(mark(1, 3)));
        witness.advance(&install, &mark(2, 2), true).unwrap();
        assert_eq!(witness.read(&install).unwrap(), Some(mark(2, 3)));
        assert_eq!(witness.read(&Uuid::from_bytes([2; 16])).unwrap(), None);

        let kept = settings.read(&install.to_string()).unwrap().unwrap();
        for bad in ["", "x", &kept[1..], &kept.replace(" 3 ", " 2 ")] {
            settings.keep(&install.to_string(), bad).unwrap();
            assert_eq!(
                witness.read(&install).unwrap_err().code(),
                Code::WitnessDamaged,
                "{bad}"
            );
            let advanced = witness.advance(&install, &mark(9, 9), true);
            assert_eq!(advanced.unwrap_err().code(), Code::WitnessDamaged, "{bad}");
        }
    }
}

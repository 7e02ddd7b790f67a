//! The audit, hashed again from its first row, and what its lines say of documents, chains and devices that are not there any more
//! or are not what they were.

use std::collections::{BTreeMap, BTreeSet};

use super::Verified;
use crate::error::{Code, Error, Result};
use crate::ledger::trail;
use crate::store::safe::{Audited, Kept};
use crate::store::{Chain, ChainId, Place, Store, Uuid};
use crate::time::Timestamp;

/// Rows of the audit read at a time.
const PAGE: usize = 4096;

/// What is remembered on the way through the audit: a little of every chain, device and installation, nothing of a document.
#[derive(Debug, Default)]
pub struct Lines {
    /// The last line whose document must be there.
    until: u64,
    /// The last document of each chain that was passed.
    last: BTreeMap<ChainId, u64>,
    begun: BTreeMap<u32, Audited>,
    states: BTreeMap<u32, String>,
    reasons: BTreeMap<u32, String>,
    devices: BTreeMap<(String, String), Audited>,
    installs: BTreeSet<String>,
}

impl Lines {
    pub(super) fn until(head: Option<(u64, [u8; 32])>) -> Self {
        Lines {
            until: head.map_or(0, |(ordinal, _)| ordinal),
            ..Lines::default()
        }
    }

    /// A document was looked at, with the lines of its own.
    pub(super) fn passed(&mut self, place: Place) {
        self.last.insert(place.chain, place.counter);
    }

    /// The names that this installation had.
    pub(super) fn installs(&self) -> &BTreeSet<String> {
        &self.installs
    }

    /// When a chain began, and why it was set aside.
    pub fn of_chain(&self, chain: u32) -> (Option<Timestamp>, Option<&str>) {
        let begun = self.begun.get(&chain).map(|row| row.at);
        (begun, self.reasons.get(&chain).map(String::as_str))
    }

    pub(super) fn look(&mut self, store: &dyn Store, chains: &[Chain], verified: &mut Verified) -> Result<()> {
        let (mut after, mut previous) = (0, [0; 32]);
        loop {
            let page = store.audited(after, PAGE)?;
            if page.is_empty() {
                break;
            }
            for row in &page {
                if row.ordinal != after + 1 || row.previous != previous || row.digest() != row.hash {
                    verified.broken(Error::new(Code::VerifyAudit).found(&row.ordinal.to_string()));
                }
                (after, previous) = (row.ordinal, row.hash);
                self.line(row, store, verified)?;
            }
        }
        verified.audited = after;
        if after < self.until {
            verified.broken(Error::new(Code::VerifyAudit).found(&self.until.to_string()));
        }
        self.installs.insert(store.install()?.to_string());
        self.chains(chains, store, verified)?;
        self.devices(store, verified)
    }

    fn line(&mut self, row: &Audited, store: &dyn Store, verified: &mut Verified) -> Result<()> {
        if let Some(place) = row.place {
            // One in the midst of a chain is a gap there.
            let there = self.last.get(&place.chain).is_some_and(|&last| place.counter <= last);
            if !there && row.ordinal <= self.until && !store.hides(place.chain)? {
                let what = format!("{place}, {} {}", row.ordinal, row.action);
                verified.broken(Error::new(Code::VerifyMissing).found(&what));
            }
            return Ok(());
        }
        let value = |name: &str| {
            let mut parts = row.detail.split(' ');
            parts.find_map(|part| part.strip_prefix(name)).map(str::to_owned)
        };
        match row.action.as_str() {
            trail::BEGUN | trail::ASIDE => {
                let chain = value("chain=").and_then(|text| text.parse().ok());
                if let (Some(chain), Some(state)) = (chain, value("state=")) {
                    self.states.insert(chain, state);
                    if let Some((_, why)) = row.detail.split_once(" why=") {
                        self.reasons.insert(chain, why.to_owned());
                    }
                    if row.action == trail::BEGUN {
                        self.begun.entry(chain).or_insert_with(|| row.clone());
                    }
                }
            }
            "resumed" | "abandoned" => {
                // The former name and the new one; what follows is said by people.
                let names = row.detail.split(' ').take(3).filter(|name| Uuid::parse(name).is_ok());
                self.installs.extend(names.map(str::to_owned));
            }
            _ => {
                if let Some(device) = device_of(row) {
                    self.devices.insert(device, row.clone());
                }
            }
        }
        Ok(())
    }

    fn chains(&self, chains: &[Chain], store: &dyn Store, verified: &mut Verified) -> Result<()> {
        for chain in chains {
            let number = chain.id.number();
            let begun = self.begun.get(&number);
            let same = begun.is_some_and(|row| row.detail == trail::begun(chain, row.at).detail);
            let state = self.states.get(&number).map(String::as_str);
            if !same || state != Some(chain.state.as_str()) {
                verified.broken(Error::new(Code::VerifyChain).found(&format!("{number} {}", chain.made.device)));
            }
        }
        for number in self.begun.keys() {
            let there = chains.iter().any(|chain| chain.id.number() == *number);
            if !there && !store.hides(ChainId::new(*number))? {
                verified.broken(Error::new(Code::VerifyMissing).found(&format!("chain {number}")));
            }
        }
        Ok(())
    }

    fn devices(&self, store: &dyn Store, verified: &mut Verified) -> Result<()> {
        let kept = store.devices()?;
        let key = |kept: &Kept| (kept.environment.as_str().to_owned(), kept.name.clone());
        for device in &kept {
            let same = self.devices.get(&key(device)).is_some_and(|row| {
                let line = crate::store::safe::line(device, "", "");
                (row.at, &row.detail) == (line.at, &line.detail)
            });
            if !same {
                verified.broken(Error::new(Code::VerifyDevice).found(&device.name));
            }
        }
        for (environment, name) in self.devices.keys() {
            let mut known = kept.iter().map(key);
            if !known.any(|known| (environment, name) == (&known.0, &known.1))
                && !store.hides_device(environment, name)?
            {
                verified.broken(Error::new(Code::VerifyMissing).found(&format!("device {name}")));
            }
        }
        Ok(())
    }
}

/// The device that a line tells of: environment, version, digest and name, as [`line`](crate::store::safe::line) writes them.
fn device_of(row: &Audited) -> Option<(String, String)> {
    let mut parts = row.detail.splitn(4, ' ');
    let (environment, version, digest, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    crate::seal::csr::Environment::parse(environment).ok()?;
    version.parse::<u64>().ok()?;
    let hex = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| (environment.to_owned(), name.to_owned()))
}

//! The state of a ledger in one line of text, to be kept where nobody reaches who reaches the ledger: in another system, printed, in
//! a mail to the auditor.
//!
//! The chains and the audit show that nothing in the midst was changed. They cannot show that the newest rows were cut off, and not
//! that somebody who has the device's key made everything again. An anchor shows both: what it names must still be there, and be
//! the same. It holds hashes and names of devices, nothing of a document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};
use crate::seal::InvoiceHash;
use crate::seal::cert::hex;
use crate::store::{Chain, ChainId, Place, Store, Uuid};
use crate::time::Timestamp;

/// Where one chain stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    chain: u32,
    environment: String,
    device: String,
    /// SHA-256 of the certificate's text.
    certificate: String,
    /// Its last document; nothing if it had none.
    counter: Option<u64>,
    hash: Option<String>,
}

/// Where the audit stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    ordinal: u64,
    hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    khatm_anchor: u32,
    install: String,
    at_ms: i64,
    chains: Vec<Head>,
    audit: Option<Row>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    body: Body,
    digest: String,
}

/// The state of a ledger at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor(Body);

const FORM: u32 = 1;
/// A ledger of thousands of devices fits; a file that is something else is not read to its end.
const LONGEST: usize = 8 << 20;

fn certificate_of(chain: &Chain) -> String {
    hex(&Sha256::digest(chain.made.certificate.as_bytes()))
}

impl Anchor {
    /// The state of a ledger now. Whether it is as it should be is not looked at: verify it first.
    pub fn of(store: &dyn Store, now: Timestamp) -> Result<Self> {
        let mut chains = Vec::new();
        for chain in store.chains()? {
            let last = store.last(chain.id)?;
            chains.push(Head {
                chain: chain.id.number(),
                environment: chain.made.environment.as_str().to_owned(),
                certificate: certificate_of(&chain),
                device: chain.made.device,
                counter: last.map(|link| link.counter),
                hash: last.map(|link| link.hash.to_string()),
            });
        }
        Ok(Anchor(Body {
            khatm_anchor: FORM,
            install: store.install()?.to_string(),
            at_ms: now.unix_ms(),
            chains,
            audit: store.audit_head()?.map(|(ordinal, hash)| Row {
                ordinal,
                hash: hex(&hash),
            }),
        }))
    }

    /// When it was taken.
    pub fn at(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.0.at_ms)
    }

    /// Reads one line.
    pub fn parse(line: &str) -> Result<Self> {
        let fail = || Error::new(Code::AnchorForm);
        let read: Line = serde_json::from_str(line.trim()).map_err(|_| fail())?;
        let anchor = Anchor(read.body);
        let proper = |head: &Head| {
            head.counter.is_some() == head.hash.is_some()
                && head.hash.iter().all(|hash| InvoiceHash::parse(hash).is_some())
        };
        let whole = anchor.0.khatm_anchor == FORM && anchor.0.chains.iter().all(proper);
        match whole && anchor.digest() == read.digest {
            true => Ok(anchor),
            false => Err(fail()),
        }
    }

    /// Reads a file of them, one a line; empty lines are none. The error names the line.
    pub fn parse_all(text: &str) -> Result<Vec<Self>> {
        if text.len() > LONGEST {
            return Err(Error::new(Code::AnchorForm));
        }
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let anchors: Result<Vec<Self>> = lines
            .map(|(at, line)| Anchor::parse(line).map_err(|error| error.found(&(at + 1).to_string())))
            .collect();
        match anchors {
            Ok(none) if none.is_empty() => Err(Error::new(Code::AnchorForm)),
            other => other,
        }
    }

    fn digest(&self) -> String {
        // Its members in their order, without the digest itself: however the line is spaced, it is the same.
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        hex(&Sha256::digest(&body))
    }

    /// What of this anchor the ledger does not bear out. `installs` are the names that the ledger has and had.
    pub(crate) fn faults(
        &self,
        store: &dyn Store,
        chains: &[Chain],
        installs: &BTreeSet<String>,
    ) -> Result<Vec<Error>> {
        if !installs.contains(&self.0.install) {
            return Ok(vec![Error::new(Code::AnchorOther).found(&self.0.install)]);
        }
        let mut faults = Vec::new();
        for head in &self.0.chains {
            faults.extend(self.of_chain(head, store, chains)?);
        }
        if let Some(row) = &self.0.audit {
            let found = store.audited(row.ordinal.saturating_sub(1), 1)?;
            let found = found.first().filter(|found| found.ordinal == row.ordinal);
            let what = format!("audit {}", row.ordinal);
            match found {
                None => faults.push(self.named(Code::AnchorTail, &what)),
                Some(found) if hex(&found.hash) != row.hash => {
                    faults.push(self.named(Code::AnchorRewritten, &what));
                }
                Some(_) => {}
            }
        }
        Ok(faults)
    }

    fn of_chain(&self, head: &Head, store: &dyn Store, chains: &[Chain]) -> Result<Option<Error>> {
        let Some(chain) = chains.iter().find(|chain| chain.id.number() == head.chain) else {
            if store.hides(ChainId::new(head.chain))? {
                return Ok(None);
            }
            return Ok(Some(self.named(Code::AnchorTail, &head.device)));
        };
        let own = (
            chain.made.environment.as_str(),
            &chain.made.device,
            certificate_of(chain),
        );
        if own != (head.environment.as_str(), &head.device, head.certificate.clone()) {
            return Ok(Some(self.named(Code::AnchorRewritten, &head.device)));
        }
        let (Some(counter), Some(hash)) = (head.counter, &head.hash) else {
            return Ok(None);
        };
        let found = store.documents(chain.id, counter.saturating_sub(1), 1)?;
        let place = Place {
            chain: chain.id,
            counter,
        };
        let what = format!("{} {counter}", head.device);
        Ok(match found.first().filter(|document| document.place == place) {
            None => Some(self.named(Code::AnchorTail, &what)),
            Some(document) if document.hash.to_string() != *hash => Some(self.named(Code::AnchorRewritten, &what)),
            Some(_) => None,
        })
    }

    fn named(&self, code: Code, what: &str) -> Error {
        let at = self.at().moment().map(|moment| moment.to_string()).unwrap_or_default();
        Error::new(code).found(&format!("{what}, {at}"))
    }

    /// The installation that it was taken of.
    pub fn install(&self) -> Result<Uuid> {
        Uuid::parse(&self.0.install)
    }
}

/// One line of text, without its end.
impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = Line {
            digest: self.digest(),
            body: self.0.clone(),
        };
        f.write_str(&serde_json::to_string(&line).map_err(|_| std::fmt::Error)?)
    }
}

//! A device that another system onboarded, taken over: its key, its certificate for real documents, its secret, and its chain.
//!
//! The certificate stays, so the chain goes on: the first document here takes the counter after the last one there, and repeats
//! its hash. One wrong number forks the chain for good. So the old documents are looked at where they are given, what is stated of
//! the last one must be what they say, and what is broken in them is not passed over unless somebody takes it upon himself by name.
//!
//! The other system must not issue any more. That cannot be looked at from here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Device, Keyed, State, is_name};
use crate::chain::{self, Break, Link, Linked, Start};
use crate::error::{Code, Error, Result, Severity};
use crate::gateway::{Credential, Csid, Endpoint, Secret, Standing};
use crate::invoice::{self, DraftParty};
use crate::seal::csr::CsrConfig;
use crate::seal::remark::Remark;
use crate::seal::{Certificate, CheckName, Identity, InvoiceHash, PrivateKey, Profile, Verifier};
use crate::time::Moment;
use crate::ubl::{self, Invoice};

/// The issuer of certificates for the checks of onboarding, by its name.
const COMPLIANCE_ISSUER: &str = "CN=eInvoicing";

/// What is taken over.
#[derive(Debug)]
pub struct Adoption<'a> {
    /// What people call the device.
    pub name: &'a str,
    /// What tells it from all others: a fresh UUID.
    pub id: String,
    /// The environment, and where it is.
    pub endpoint: Endpoint,
    /// Its key, on secp256k1 or P-256.
    pub key: PrivateKey,
    /// Its certificate for real documents.
    pub certificate: Certificate,
    /// The secret that belongs to the certificate.
    pub secret: Secret,
    /// The registered seller. Without one, what the certificate says of it.
    pub seller: Option<DraftParty>,
    /// Now.
    pub now: Moment,
}

impl Device {
    /// A device of parts that another system has made, active at once. What does not belong together is refused: a certificate for
    /// the checks only, of another key, of another environment, or one that is not valid now.
    pub fn adopt(adoption: Adoption<'_>) -> Result<Self> {
        if !is_name(adoption.name) {
            return Err(Error::new(Code::DeviceName).at("name").found(adoption.name));
        }
        let certificate = &adoption.certificate;
        if certificate.issuer().split(", ").next() == Some(COMPLIANCE_ISSUER) {
            return Err(Error::new(Code::IssueCompliance).found(certificate.issuer()));
        }
        Identity::new(&adoption.key, certificate)?;
        let number = certificate
            .vat_number()
            .ok_or_else(|| Error::new(Code::CertificateVat))?;
        // One taxpayer, whatever else a certificate that nobody has checked says of others.
        let configuration = CsrConfig {
            organization_identifier: number.to_owned(),
            ..CsrConfig::of_certificate(certificate)
        };
        let token = STANDARD.encode(certificate.text());
        let environment = adoption.endpoint.environment();
        let production = Credential::parse(environment, Csid::Production, &token, adoption.secret, "")?;
        match (production.standing(), adoption.endpoint.standing()) {
            (Standing::Real, Standing::Rehearsal) => {
                return Err(Error::new(Code::CredentialReal).found(adoption.endpoint.host()));
            }
            (Standing::Rehearsal, Standing::Real) => {
                return Err(Error::new(Code::CredentialRehearsal).found(adoption.endpoint.host()));
            }
            _ => {}
        }
        let seller = match adoption.seller {
            Some(seller) => seller,
            None => seller_of(&configuration, number)?,
        };
        let own = seller.vat_number.as_deref().map(str::trim);
        if own.is_some_and(|own| own != number) {
            return Err(Error::new(Code::DeviceSellerVat).at("seller.vat_number"));
        }
        let device = Device {
            id: adoption.id,
            name: adoption.name.to_owned(),
            endpoint: adoption.endpoint,
            configuration,
            seller,
            created: adoption.now,
            changed: adoption.now,
            keyed: Some(Keyed {
                key: adoption.key,
                csr: None,
            }),
            state: State::Active {
                production,
                documents: Vec::new(),
            },
        };
        device.stamps_at(adoption.now)?;
        Ok(device)
    }
}

/// What a certificate says of its taxpayer. Drafts then bring the rest of the seller, and are told so where they do not.
fn seller_of(configuration: &CsrConfig, number: &str) -> Result<DraftParty> {
    let seller = serde_json::json!({ "name": configuration.organization_name, "vat_number": number });
    invoice::party(seller.to_string().as_bytes())
}

/// What is stated of the last document of the old system, from outside its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// It made none with this certificate.
    Nothing,
    /// This one.
    Document(Link),
}

impl Last {
    /// Reads `COUNTER:HASH`, or `0` where nothing was issued.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = || Error::new(Code::AdoptLast).found(text);
        let text = text.trim();
        if text == "0" {
            return Ok(Last::Nothing);
        }
        let (counter, hash) = text.split_once(':').ok_or_else(fail)?;
        let counter = counter
            .parse()
            .ok()
            .filter(|&counter: &u64| counter > 0)
            .ok_or_else(fail)?;
        let hash = InvoiceHash::parse(hash).ok_or_else(fail)?;
        Ok(Last::Document(Link { counter, hash }))
    }
}

/// The documents that the other system made with this certificate, looked at.
#[derive(Debug, Clone)]
pub struct Past {
    documents: Vec<Linked>,
    breaks: Vec<Break>,
    last: Option<u64>,
    seller: Option<DraftParty>,
}

impl Past {
    /// Looks at documents, each with what to call it. Their order does not matter. Everything that is wrong is kept: with the chain,
    /// with a stamp, and what is no document at all.
    pub fn of<'d>(documents: impl IntoIterator<Item = (String, &'d [u8])>, certificate: &Certificate) -> Self {
        let (mut linked, mut breaks) = (Vec::new(), Vec::new());
        let mut newest: Option<(u64, DraftParty)> = None;
        for (name, xml) in documents {
            let read = Linked::read(name.clone(), xml);
            let counter = read.as_ref().ok().and_then(counter);
            let looked = read.and_then(|read| {
                let whose = read.issuer.clone();
                linked.push(read);
                match (whose, certificate.vat_number()) {
                    (Some(whose), Some(own)) if whose != own => Err(Error::new(Code::AdoptTaxpayer).found(&whose)),
                    _ => stamped(xml, certificate),
                }
            });
            if let Err(error) = looked {
                breaks.push(Break {
                    error,
                    severity: Severity::Error,
                    counter,
                    document: Some(name),
                    other: None,
                });
                continue;
            }
            let later = newest.as_ref().is_none_or(|(known, _)| counter > Some(*known));
            if let (true, Some(counter), Ok(draft)) = (later, counter, ubl::draft::read(xml)) {
                // In self-billing the seller is somebody else.
                let own = |seller: &DraftParty| seller.vat_number.as_deref() == certificate.vat_number();
                newest = draft.seller.filter(own).map(|seller| (counter, seller)).or(newest);
            }
        }
        let audit = chain::audit(&linked, None);
        breaks.extend(audit.breaks);
        crate::sort::by_key(&mut breaks, |found| found.counter);
        Past {
            documents: linked,
            breaks,
            last: audit.last,
            seller: newest.map(|(_, seller)| seller),
        }
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Everything that is wrong, in the order of the counters.
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// Whether nothing is wrong with them.
    pub fn is_whole(&self) -> bool {
        self.breaks.iter().all(|found| found.severity == Severity::Warning)
    }

    /// The seller of the last one.
    pub fn seller(&self) -> Option<&DraftParty> {
        self.seller.as_ref()
    }

    /// The last documents: one, unless two took the same place.
    fn heads(&self) -> Vec<Link> {
        let at = |document: &Linked| counter(document).map(|counter| (counter, document.hash));
        let last = self.documents.iter().filter_map(at);
        let last = last.filter(|(counter, _)| Some(*counter) == self.last);
        let mut heads: Vec<Link> = last.map(|(counter, hash)| Link { counter, hash }).collect();
        heads.dedup_by_key(|link| link.hash);
        heads
    }
}

fn counter(document: &Linked) -> Option<u64> {
    document.counter.as_deref()?.parse().ok()
}

/// Where the chain goes on here. `accepted` says that somebody takes the breaks of the old documents upon himself; it does not make a
/// document that is behind the documents the last one.
pub fn start(past: Option<&Past>, stated: Option<Last>, accepted: bool) -> Result<Start> {
    let past = past.filter(|past| past.documents() > 0 || !past.breaks.is_empty());
    if let Some(past) = past
        && !past.is_whole()
        && !accepted
    {
        let worst = past.breaks.iter().filter(|found| found.severity == Severity::Error);
        return Err(Error::new(Code::AdoptBroken).found(&worst.count().to_string()));
    }
    let heads = past.map(Past::heads).unwrap_or_default();
    let differs = |link: &Link| Err(Error::new(Code::AdoptDiffers).found(&format!("{}:{}", link.counter, link.hash)));
    match (stated, heads.as_slice()) {
        (None, []) => Err(Error::new(Code::AdoptLast)),
        (None, [head]) => Start::after(head),
        // Two at the last place: only somebody who knows can say which one goes on.
        (None, [head, ..]) => differs(head),
        (Some(Last::Nothing), []) => Ok(Start::NEW),
        (Some(Last::Nothing), [head, ..]) => differs(head),
        (Some(Last::Document(link)), []) => Start::after(&link),
        (Some(Last::Document(link)), heads) => {
            let known = heads.contains(&link);
            // A later one than there are documents of: what lies between is missing, and somebody has to say that he knows it.
            let beyond = heads.iter().all(|head| link.counter > head.counter) && accepted;
            match (known || beyond, heads.first()) {
                (true, _) => Start::after(&link),
                (false, Some(head)) => differs(head),
                (false, None) => Err(Error::new(Code::AdoptLast)),
            }
        }
    }
}

/// Whether an old document has the stamp that it must have: a simplified one that of this certificate. A standard one may have none,
/// or the authority's, which it has once it is cleared.
fn stamped(xml: &[u8], own: &Certificate) -> Result<()> {
    let doc = ubl::parse(xml)?;
    let invoice = Invoice::new(&doc)?;
    let examined = Verifier::shared().examine(&doc, &InvoiceHash::of(&doc));
    let bare = examined.parts.value.is_none() && examined.parts.certificate.is_none();
    match (bare, invoice.profile()?) {
        (true, Profile::Standard) => return Ok(()),
        (true, Profile::Simplified) => return Err(Error::new(Code::AdoptUnstamped)),
        (false, Profile::Standard) => {}
        (false, Profile::Simplified) => {
            let same = |known: &Certificate| known.signed_bytes() == own.signed_bytes();
            if !examined.known.as_ref().is_some_and(|known| same(&known.certificate)) {
                return Err(Error::new(Code::AdoptCertificate));
            }
        }
    }
    let broken = |remark: &&Remark| remark.severity == Severity::Error && remark.check != CheckName::Authority;
    match examined.remarks.iter().find(broken) {
        Some(remark) => Err(Error::new(Code::AdoptStamp).found(remark.code.as_str())),
        None => Ok(()),
    }
}

#[cfg(feature = "generate")]
mod keeping {
    use super::super::kept::put;
    use super::{Code, Device, Error, Result, Start};
    use crate::store::delivery::Entry;
    use crate::store::{Chain, NewChain, Store};
    use crate::time::Timestamp;
    use crate::vault::RootKey;

    /// Who adopts, and what he takes upon himself.
    #[derive(Debug, Clone, Copy)]
    pub struct Claim<'c> {
        /// Who.
        pub by: &'c str,
        /// Why the chain goes on although the old documents are broken: kept in the audit.
        pub accepted: Option<&'c str>,
        /// When.
        pub now: Timestamp,
    }

    /// Puts an adopted device into a store and begins its chain there. Stopped anywhere, it may be called again.
    pub fn adopt(store: &dyn Store, device: &Device, start: Start, root: &RootKey, claim: &Claim<'_>) -> Result<Chain> {
        let new = NewChain::of(device.production()?, device.name(), start)?;
        let (environment, name) = (new.environment, device.name());
        if store.device(environment, name)?.is_some() {
            return Err(Error::new(Code::DeviceKnown).found(name));
        }
        for chain in store.chains()? {
            let same = (chain.made.environment, &chain.made.certificate) == (environment, &new.certificate);
            // Its own, of a call that was stopped half way, is the only one that there may be.
            if same && (chain.made.device != name || chain.made.start != start || store.last(chain.id)?.is_some()) {
                return Err(Error::new(Code::AdoptTwice).found(&chain.made.device));
            }
        }
        // Said before it is done: a chain that goes on over a break has its reason on record, whatever happens next.
        if let Some(reason) = claim.accepted {
            store.note(&Entry {
                at: claim.now,
                actor: claim.by.to_owned(),
                action: "breaks_accepted",
                place: None,
                detail: format!("{} {name}: {reason}", environment.as_str()),
            })?;
        }
        // The chain first: a device without its chain would begin one at 1.
        let chain = store.begin(&new, claim.now)?;
        if chain.made.start != start {
            return Err(Error::new(Code::AdoptTwice).found(name));
        }
        put(store, device, root, claim.by, "device_adopted", claim.now)?;
        Ok(chain)
    }
}

#[cfg(feature = "generate")]
pub use keeping::{Claim, adopt};

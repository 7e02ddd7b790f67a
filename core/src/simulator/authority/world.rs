//! What one environment knows: passwords, units and their certificates, and the documents of the last day.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::audit::Chain;
use super::canned::{Login, PRODUCTION_REQUEST};
use super::reading::fields;
use super::steps::Steps;
use crate::error::Language;
use crate::gateway::{Covers, Csid, Secret, Seen, StampPolicy};
use crate::seal::csr::CsrConfig;
use crate::seal::{Certificate, InvoiceHash, PublicKey, inspect};
use crate::time::Moment;

/// A password is good for an hour.
pub(super) const OTP_MILLIS: i64 = 3_600_000;
/// A document is remembered for a day.
pub(super) const MEMORY_MILLIS: i64 = 86_400_000;
/// Documents remembered at most: then the oldest is forgotten early, so that a long run does not eat the machine.
const MOST_REMEMBERED: usize = 2_000_000;
/// Bytes of cleared documents kept at most; those beyond are made again when they are asked for.
const MOST_CLEARED: usize = 64 << 20;
/// Used and ended passwords are remembered, to tell why they are not taken; so many at most.
const MOST_OTPS: usize = 10_000;

/// How an environment behaves at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switches {
    /// Standard documents are sent on to reporting (303).
    pub clearance_off: bool,
    /// A renewal is answered with a certificate for the checks of onboarding (428), and they are gone through again.
    pub renewal_through_compliance: bool,
    /// How a stamp is taken that is not by the certificate's key.
    pub stamps: StampPolicy,
}

#[derive(Default)]
pub(super) struct World {
    pub(super) switches: Switches,
    pub(super) otps: HashMap<String, OtpKept>,
    otp_order: VecDeque<String>,
    pub(super) devices: Vec<Device>,
    pub(super) csids: Vec<CsidKept>,
    by_token: HashMap<String, usize>,
    by_id: HashMap<u64, usize>,
    pub(super) memory: Memory,
}

pub(super) struct OtpKept {
    /// Whose request it is for; anybody's if absent.
    pub(super) vat_number: Option<String>,
    pub(super) until: i64,
    pub(super) used: bool,
}

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtpFault {
    Unknown,
    Ended,
    Used,
    OtherTaxpayer,
}

/// One unit (EGS), by the taxpayer's number and its own serial.
pub(super) struct Device {
    pub(super) id: u64,
    pub(super) fields: CsrConfig,
    pub(super) first: Moment,
    /// Places in [`World::csids`], oldest first.
    pub(super) csids: Vec<usize>,
    pub(super) accepted: u64,
    pub(super) warned: u64,
    pub(super) rejected: u64,
    pub(super) repeated: u64,
    pub(super) last: Option<Moment>,
}

/// What never changes of a certificate that was issued: shared with those who answer a call while others change the world.
pub(super) struct Holding {
    pub(super) id: u64,
    pub(super) device: u64,
    pub(super) kind: Csid,
    pub(super) token: String,
    pub(super) secret: Secret,
    pub(super) request_id: i64,
    pub(super) certificate: Certificate,
    /// The fields of the request that it was issued on.
    pub(super) fields: CsrConfig,
    pub(super) key: PublicKey,
    /// The template that the request named.
    pub(super) template: Option<String>,
    pub(super) issued: Moment,
    /// The certificate that ends when this one's successor is issued.
    pub(super) renews: Option<u64>,
}

impl Holding {
    /// The certificate that a published description names, with the fields that can be read out of it.
    pub(super) fn of_login(login: &Login, now: Moment, mut fresh: impl FnMut() -> u64) -> Self {
        let inspection = inspect(login.token.as_bytes(), Language::English);
        Holding {
            id: fresh(),
            device: fresh(),
            kind: Csid::Production,
            token: login.token.clone(),
            secret: login.secret.clone(),
            request_id: PRODUCTION_REQUEST,
            certificate: login.certificate.clone(),
            fields: fields(&inspection),
            key: login.certificate.public_key().clone(),
            template: None,
            issued: now,
            renews: None,
        }
    }

    pub(super) fn covers(&self) -> Option<Covers> {
        Covers::from_title(&self.fields.invoice_type)
    }

    /// The compliance documents that its kinds of documents ask for.
    pub(super) fn asked(&self) -> Steps {
        self.covers().map(Steps::asked).unwrap_or_default()
    }

    pub(super) fn is_valid_at(&self, now: Moment) -> bool {
        let (from, to) = self.certificate.validity();
        match (Moment::parse(from), Moment::parse(to)) {
            (Ok(from), Ok(to)) => from <= now && now <= to,
            _ => false,
        }
    }
}

/// A certificate that was issued, and what became of it.
pub(super) struct CsidKept {
    pub(super) holding: Arc<Holding>,
    pub(super) revoked: Option<Moment>,
    pub(super) passed: Steps,
    pub(super) chain: Chain,
}

impl World {
    pub(super) fn add_otp(&mut self, otp: &str, kept: OtpKept) {
        if self.otp_order.len() >= MOST_OTPS
            && let Some(oldest) = self.otp_order.pop_front()
        {
            self.otps.remove(&oldest);
        }
        self.otp_order.push_back(otp.to_owned());
        self.otps.insert(otp.to_owned(), kept);
    }

    /// Looks whether a password can be taken, as far as that can be told without knowing whose it is.
    pub(super) fn look_at_otp(&self, otp: &str, now: i64) -> Result<(), OtpFault> {
        match self.otps.get(otp) {
            None => Err(OtpFault::Unknown),
            Some(kept) if kept.used => Err(OtpFault::Used),
            Some(kept) if now > kept.until => Err(OtpFault::Ended),
            Some(_) => Ok(()),
        }
    }

    /// Takes it: once, for a request of this taxpayer's. One that is another's stays good for him.
    pub(super) fn take_otp(&mut self, otp: &str, vat_number: Option<&str>, now: i64) -> Result<(), OtpFault> {
        self.look_at_otp(otp, now)?;
        let kept = self.otps.get_mut(otp).ok_or(OtpFault::Unknown)?;
        if let (Some(bound), Some(asking)) = (kept.vat_number.as_deref(), vat_number)
            && bound != asking
        {
            return Err(OtpFault::OtherTaxpayer);
        }
        kept.used = true;
        Ok(())
    }

    pub(super) fn by_token(&self, token: &str) -> Option<&CsidKept> {
        self.csids.get(*self.by_token.get(token)?)
    }

    pub(super) fn csid(&mut self, id: u64) -> Option<&mut CsidKept> {
        self.csids.get_mut(*self.by_id.get(&id)?)
    }

    pub(super) fn device(&self, id: u64) -> Option<&Device> {
        self.devices.iter().find(|device| device.id == id)
    }

    pub(super) fn device_mut(&mut self, id: u64) -> Option<&mut Device> {
        self.devices.iter_mut().find(|device| device.id == id)
    }

    /// The unit that these fields name; `fresh` if it is new.
    pub(super) fn device_of(&mut self, fields: &CsrConfig, now: Moment, fresh: impl FnOnce() -> u64) -> u64 {
        let same = |device: &&mut Device| {
            device.fields.organization_identifier == fields.organization_identifier
                && device.fields.serial_number == fields.serial_number
        };
        if let Some(device) = self.devices.iter_mut().find(same) {
            device.fields = fields.clone();
            return device.id;
        }
        let id = fresh();
        self.devices.push(Device {
            id,
            fields: fields.clone(),
            first: now,
            csids: Vec::new(),
            accepted: 0,
            warned: 0,
            rejected: 0,
            repeated: 0,
            last: None,
        });
        id
    }

    pub(super) fn add_csid(&mut self, kept: CsidKept) {
        let at = self.csids.len();
        self.by_token.insert(kept.holding.token.clone(), at);
        self.by_id.insert(kept.holding.id, at);
        let id = kept.holding.device;
        self.csids.push(kept);
        if let Some(device) = self.device_mut(id) {
            device.csids.push(at);
        }
    }

    /// Takes in a certificate that was not issued here, and the unit that it is for.
    pub(super) fn add_foreign(&mut self, mut holding: Holding, now: Moment) {
        let fresh = holding.device;
        holding.device = self.device_of(&holding.fields, now, || fresh);
        self.add_csid(CsidKept {
            holding: Arc::new(holding),
            revoked: None,
            passed: Steps::default(),
            chain: Chain::default(),
        });
    }

    pub(super) fn revoke(&mut self, id: u64, now: Moment) {
        if let Some(kept) = self.csid(id) {
            kept.revoked.get_or_insert(now);
        }
    }

    /// The certificate of the same unit that a stamp was made with; else the one that the call came with. Documents that were
    /// stamped before a renewal belong to the chain of the certificate that stamped them.
    pub(super) fn chain_of(&mut self, caller: &Holding, stamp: Option<&Certificate>) -> Option<&mut Chain> {
        if stamp.is_none_or(|stamp| stamp.signed_bytes() == caller.certificate.signed_bytes()) {
            return self.csid(caller.id).map(|kept| &mut kept.chain);
        }
        let own = |kept: &CsidKept| kept.holding.device == caller.device && kept.holding.kind == caller.kind;
        let stamped = stamp.and_then(|stamp| {
            let same = |kept: &CsidKept| own(kept) && kept.holding.certificate.signed_bytes() == stamp.signed_bytes();
            self.csids.iter().find(|kept| same(kept)).map(|kept| kept.holding.id)
        });
        self.csid(stamped.unwrap_or(caller.id)).map(|kept| &mut kept.chain)
    }
}

/// The documents that were accepted within a day.
#[derive(Debug, Default)]
pub(super) struct Memory {
    known: HashMap<InvoiceHash, Remembered>,
    order: VecDeque<(InvoiceHash, i64)>,
    cleared_order: VecDeque<InvoiceHash>,
    cleared_bytes: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub(super) seen: Seen,
    /// When it was accepted, in milliseconds.
    pub(super) at: i64,
    /// The document as it was given back, while there is room for it. The same stamp is made again from `at` else.
    pub(super) cleared: Option<Arc<[u8]>>,
}

impl Memory {
    pub(super) fn recall(&self, hash: &InvoiceHash, now: i64) -> Option<&Remembered> {
        self.known.get(hash).filter(|known| now < known.at + MEMORY_MILLIS)
    }

    pub(super) fn seen(&self, hash: &InvoiceHash, now: i64) -> Seen {
        self.recall(hash, now).map_or(Seen::No, |known| known.seen)
    }

    pub(super) fn keep(&mut self, hash: InvoiceHash, kept: Remembered) {
        while let Some((oldest, at)) = self.order.front().copied()
            && (self.order.len() >= MOST_REMEMBERED || kept.at >= at + MEMORY_MILLIS)
        {
            self.order.pop_front();
            // It may have been accepted again since.
            if self.known.get(&oldest).is_some_and(|known| known.at == at) {
                self.forget(&oldest);
            }
        }
        self.forget(&hash);
        if let Some(cleared) = &kept.cleared {
            self.cleared_bytes += cleared.len();
            self.cleared_order.push_back(hash);
        }
        self.order.push_back((hash, kept.at));
        self.known.insert(hash, kept);
        while self.cleared_bytes > MOST_CLEARED
            && let Some(oldest) = self.cleared_order.pop_front()
        {
            let bytes = self.known.get_mut(&oldest).and_then(|known| known.cleared.take());
            self.cleared_bytes -= bytes.map_or(0, |bytes| bytes.len());
        }
    }

    /// All that is known, oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = (InvoiceHash, &Remembered)> {
        self.order.iter().filter_map(|(hash, at)| {
            let known = self.known.get(hash).filter(|known| known.at == *at)?;
            Some((*hash, known))
        })
    }

    fn forget(&mut self, hash: &InvoiceHash) {
        let bytes = self.known.remove(hash).and_then(|known| known.cleared);
        self.cleared_bytes -= bytes.map_or(0, |bytes| bytes.len());
    }
}

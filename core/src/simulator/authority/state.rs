//! What a simulator must know to go on after a restart as if nothing had happened: keys, passwords, units, chains, and the
//! documents of the last day. The records that are only for showing are not among it. Its secrets are a rehearsal's: they are kept
//! from other people's eyes, but nothing is lost with them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::audit::{Chain, Link};
use super::issuers::{IssuerKeys, Issuers};
use super::steps::Steps;
use super::world::{CsidKept, Device, Holding, OtpKept, Remembered, World};
use super::{Authority, Options, Switches};
use crate::error::{Code, Error, Result};
use crate::gateway::{Csid, Secret, Seen, StampPolicy};
use crate::seal::csr::{CsrConfig, Environment};
use crate::seal::{Certificate, InvoiceHash, PrivateKey};
use crate::time::Moment;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    clock_ahead_ms: i64,
    last_number: i64,
    next_id: u64,
    environments: [SavedWorld; 3],
}

#[derive(Serialize, Deserialize)]
struct SavedWorld {
    environment: Environment,
    keys: [String; 3],
    certificates: [String; 3],
    clearance_off: bool,
    renewal_through_compliance: bool,
    stamps_warned_about: bool,
    otps: Vec<SavedOtp>,
    devices: Vec<SavedDevice>,
    csids: Vec<SavedCsid>,
    memory: Vec<SavedDocument>,
}

#[derive(Serialize, Deserialize)]
struct SavedOtp {
    otp: String,
    vat_number: Option<String>,
    until: i64,
    used: bool,
}

#[derive(Serialize, Deserialize)]
struct SavedDevice {
    id: u64,
    fields: CsrConfig,
    first: i64,
    last: Option<i64>,
    counts: [u64; 4],
}

#[derive(Serialize, Deserialize)]
struct SavedCsid {
    id: u64,
    device: u64,
    production: bool,
    token: String,
    secret: String,
    request_id: i64,
    fields: CsrConfig,
    template: Option<String>,
    issued: i64,
    renews: Option<u64>,
    revoked: Option<i64>,
    passed: u8,
    chain: Vec<Link>,
}

#[derive(Serialize, Deserialize)]
struct SavedDocument {
    hash: String,
    cleared: bool,
    at: i64,
}

/// Somebody who keeps what [`Authority::save`] gives, at once: it is called before the answer leaves.
#[derive(Clone)]
pub struct Keeper(Arc<dyn Fn(&Authority) + Send + Sync>);

impl Keeper {
    /// Calls this after each password made, each call for a certificate, and each change by hand. Documents come too often for
    /// that: [`Authority::counts`] tells that there are new ones.
    pub fn new(keep: impl Fn(&Authority) + Send + Sync + 'static) -> Self {
        Keeper(Arc::new(keep))
    }

    pub(super) fn keep(&self, authority: &Authority) {
        (self.0)(authority);
    }
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keeper(…)")
    }
}

fn fail() -> Error {
    Error::new(Code::SimulatorState)
}

impl Authority {
    /// All that it needs to go on from, as JSON. It holds private keys and secrets: whoever writes it to a file lets nobody else
    /// read that.
    pub fn save(&self) -> Result<Zeroizing<Vec<u8>>> {
        // Calls go on meanwhile. The worlds are read before the counters, so that no number in them is given out again.
        let environments = Environment::ALL.map(|environment| self.save_world(environment));
        let saved = Saved {
            version: VERSION,
            clock_ahead_ms: self.clock.ahead(),
            last_number: self.clock.last(),
            next_id: self.next_id(),
            environments,
        };
        serde_json::to_vec(&saved).map(Zeroizing::new).map_err(|_| fail())
    }

    /// Goes on from what [`Authority::save`] wrote. The keys are those that were saved, whatever the options say.
    pub fn restore(mut options: Options, saved: &[u8]) -> Result<Self> {
        let saved: Saved = serde_json::from_slice(saved).map_err(|_| fail())?;
        if saved.version != VERSION {
            return Err(fail());
        }
        let mut certificates = [None, None, None];
        for (at, world) in saved.environments.iter().enumerate() {
            if world.environment != Environment::ALL[at] {
                return Err(fail());
            }
            let [compliance, production, stamp] = &world.keys;
            let key = |text: &String| PrivateKey::parse(text.as_bytes()).map_err(|_| fail());
            options.keys[at] = Some(IssuerKeys {
                compliance: key(compliance)?,
                production: key(production)?,
                stamp: key(stamp)?,
            });
            let [compliance, production, stamp] = &world.certificates;
            let certificate = |text: &String| Certificate::from_text(text).map_err(|_| fail());
            certificates[at] = Some([certificate(compliance)?, certificate(production)?, certificate(stamp)?]);
        }
        let authority = Self::open(options, certificates)?;
        authority.clock.restore(saved.clock_ahead_ms, saved.last_number);
        authority.go_on_from_id(saved.next_id);
        for world in saved.environments {
            let environment = world.environment;
            // While it was saved, calls were answered: a world may know numbers that were given out since.
            authority.go_on_from_id(world.next_free_id());
            authority.go_on_from_record(world.next_free_record());
            world.put_into(&mut authority.world(environment))?;
        }
        Ok(authority)
    }

    fn save_world(&self, environment: Environment) -> SavedWorld {
        let issuers: &Issuers = self.issuers(environment);
        let world = self.world(environment);
        let canned = self.canned(environment);
        let foreign = |kept: &&CsidKept| {
            canned.is_some_and(|canned| {
                [&canned.production, &canned.current]
                    .iter()
                    .any(|login| login.token == kept.holding.token)
            })
        };
        SavedWorld {
            environment,
            keys: issuers.keys().map(|key| key.to_base64().to_string()),
            certificates: issuers
                .own_certificates()
                .map(|certificate| certificate.text().to_owned()),
            clearance_off: world.switches.clearance_off,
            renewal_through_compliance: world.switches.renewal_through_compliance,
            stamps_warned_about: world.switches.stamps == StampPolicy::Warning,
            otps: world.otps.iter().map(SavedOtp::of).collect(),
            devices: world.devices.iter().map(SavedDevice::of).collect(),
            csids: world
                .csids
                .iter()
                .filter(|kept| !foreign(kept))
                .map(SavedCsid::of)
                .collect(),
            memory: world.memory.all().map(SavedDocument::of).collect(),
        }
    }
}

impl SavedWorld {
    /// The chains name calls whose records are gone: no later call may be taken for one of them.
    fn next_free_record(&self) -> u64 {
        let links = self.csids.iter().flat_map(|csid| &csid.chain);
        links.map(Link::submission).max().unwrap_or_default().saturating_add(1)
    }

    fn next_free_id(&self) -> u64 {
        let devices = self.devices.iter().map(|device| device.id);
        let known = devices.chain(self.csids.iter().map(|csid| csid.id));
        known.max().unwrap_or_default().saturating_add(1)
    }

    fn put_into(self, world: &mut World) -> Result<()> {
        world.switches = Switches {
            clearance_off: self.clearance_off,
            renewal_through_compliance: self.renewal_through_compliance,
            stamps: match self.stamps_warned_about {
                true => StampPolicy::Warning,
                false => StampPolicy::Contract,
            },
        };
        for saved in self.otps {
            let kept = OtpKept {
                vat_number: saved.vat_number,
                until: saved.until,
                used: saved.used,
            };
            world.add_otp(&saved.otp, kept);
        }
        for saved in self.devices {
            let device = saved.device()?;
            // The fixed answers' own units were put in before.
            if world.device(device.id).is_none() {
                world.devices.push(device);
            }
        }
        for saved in self.csids {
            world.add_csid(saved.csid()?);
        }
        // In the order in which they will be forgotten.
        for saved in self.memory {
            let hash = InvoiceHash::parse(&saved.hash).ok_or_else(fail)?;
            let seen = if saved.cleared { Seen::Cleared } else { Seen::Reported };
            let kept = Remembered {
                seen,
                at: saved.at,
                cleared: None,
            };
            world.memory.keep(hash, kept);
        }
        Ok(())
    }
}

impl SavedOtp {
    fn of((otp, kept): (&String, &OtpKept)) -> Self {
        SavedOtp {
            otp: otp.clone(),
            vat_number: kept.vat_number.clone(),
            until: kept.until,
            used: kept.used,
        }
    }
}

impl SavedDevice {
    fn of(device: &Device) -> Self {
        SavedDevice {
            id: device.id,
            fields: device.fields.clone(),
            first: device.first.unix(),
            last: device.last.map(Moment::unix),
            counts: [device.accepted, device.warned, device.rejected, device.repeated],
        }
    }

    fn device(self) -> Result<Device> {
        let [accepted, warned, rejected, repeated] = self.counts;
        Ok(Device {
            id: self.id,
            fields: self.fields,
            first: Moment::from_unix(self.first)?,
            csids: Vec::new(),
            accepted,
            warned,
            rejected,
            repeated,
            last: self.last.map(Moment::from_unix).transpose()?,
        })
    }
}

impl SavedCsid {
    fn of(kept: &CsidKept) -> Self {
        let holding = &kept.holding;
        SavedCsid {
            id: holding.id,
            device: holding.device,
            production: holding.kind == Csid::Production,
            token: holding.token.clone(),
            secret: holding.secret.expose().to_owned(),
            request_id: holding.request_id,
            fields: holding.fields.clone(),
            template: holding.template.clone(),
            issued: holding.issued.unix(),
            renews: holding.renews,
            revoked: kept.revoked.map(Moment::unix),
            passed: kept.passed.bits(),
            chain: kept.chain.links(),
        }
    }

    fn csid(self) -> Result<CsidKept> {
        let certificate = Certificate::parse(self.token.as_bytes()).map_err(|_| fail())?;
        Ok(CsidKept {
            holding: Arc::new(Holding {
                id: self.id,
                device: self.device,
                kind: match self.production {
                    true => Csid::Production,
                    false => Csid::Compliance,
                },
                token: self.token,
                secret: Secret::new(self.secret.as_str()),
                request_id: self.request_id,
                key: certificate.public_key().clone(),
                certificate,
                fields: self.fields,
                template: self.template,
                issued: Moment::from_unix(self.issued)?,
                renews: self.renews,
            }),
            revoked: self.revoked.map(Moment::from_unix).transpose()?,
            passed: Steps::from_bits(self.passed),
            chain: Chain::from_links(self.chain),
        })
    }
}

impl SavedDocument {
    fn of((hash, kept): (InvoiceHash, &Remembered)) -> Self {
        SavedDocument {
            hash: hash.to_string(),
            cleared: kept.seen == Seen::Cleared,
            at: kept.at,
        }
    }
}

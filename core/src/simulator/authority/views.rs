//! Units and certificates, as they are shown. Nothing in here is a secret.

use serde::Serialize;

use super::audit::ChainAudit;
use super::clock::utc;
use super::world::{CsidKept, Device, World};
use crate::error::Language;
use crate::gateway::Csid;
use crate::seal::csr::Environment;
use crate::time::Moment;

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceView {
    /// Its number here.
    pub id: u64,
    /// Where it was onboarded.
    pub environment: Environment,
    /// The taxpayer's VAT number.
    pub vat_number: String,
    /// The taxpayer.
    pub organization: String,
    /// The branch.
    pub unit: String,
    /// The unit's name (CN).
    pub common_name: String,
    /// Its serial, `1-…|2-…|3-…`.
    pub serial: String,
    /// `1000`, `0100`, `1100`.
    pub invoice_type: String,
    /// When it first asked for a certificate, in UTC.
    pub first: String,
    /// When it last sent a document.
    pub last: Option<String>,
    /// True once it has a certificate for real documents that is still good: before, the authority's portal does not show it.
    pub active: bool,
    /// Documents of it that were accepted without a warning, the compliance set's among them.
    pub accepted: u64,
    /// With warnings.
    pub warned: u64,
    /// Refused.
    pub rejected: u64,
    /// Repeated within a day.
    pub repeated: u64,
    /// Its certificates, oldest first.
    pub csids: Vec<CsidView>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CsidView {
    /// Its number here.
    pub id: u64,
    /// `compliance` or `production`.
    pub kind: &'static str,
    /// The certificate's serial number, in decimal.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// The number of the request that it was issued on.
    pub request_id: i64,
    /// When it was issued, in UTC.
    pub issued: String,
    /// Its last second.
    pub not_after: String,
    /// Whether it is good.
    pub state: CsidState,
    /// When it was revoked.
    pub revoked: Option<String>,
    /// The compliance documents that it still asks for; none for one for real documents.
    pub missing_steps: Vec<&'static str>,
    /// Different documents that were received for it.
    pub received: u64,
}

/// Whether a certificate is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CsidState {
    /// Good.
    Active,
    /// Taken back, or followed by another.
    Revoked,
    /// Not good at this time.
    Expired,
}

pub(super) const fn kind(csid: Csid) -> &'static str {
    match csid {
        Csid::Compliance => "compliance",
        Csid::Production => "production",
    }
}

impl CsidKept {
    pub(super) fn state(&self, now: Moment) -> CsidState {
        match self.revoked {
            Some(_) => CsidState::Revoked,
            None if self.holding.is_valid_at(now) => CsidState::Active,
            None => CsidState::Expired,
        }
    }

    fn view(&self, now: Moment) -> CsidView {
        let holding = &self.holding;
        let missing_steps = match holding.kind {
            Csid::Compliance => self.passed.missing(holding.asked()),
            Csid::Production => Vec::new(),
        };
        CsidView {
            id: holding.id,
            kind: kind(holding.kind),
            serial: holding.certificate.serial().to_owned(),
            issuer: holding.certificate.issuer().to_owned(),
            request_id: holding.request_id,
            issued: utc(holding.issued),
            not_after: holding.certificate.validity().1.to_owned(),
            state: self.state(now),
            revoked: self.revoked.map(utc),
            missing_steps,
            received: self.chain.received(),
        }
    }
}

impl Device {
    pub(super) fn count(&mut self, status: u16, now: Moment) {
        self.last = Some(now);
        *match status {
            200 => &mut self.accepted,
            202 => &mut self.warned,
            208 | 409 => &mut self.repeated,
            _ => &mut self.rejected,
        } += 1;
    }
}

impl World {
    pub(super) fn views(&self, environment: Environment, now: Moment) -> Vec<DeviceView> {
        self.devices
            .iter()
            .map(|device| self.view(device, environment, now))
            .collect()
    }

    pub(super) fn audit(&self, device: u64, environment: Environment, language: Language) -> Option<ChainAudit> {
        let kept = self.device(device)?.csids.iter().filter_map(|&at| self.csids.get(at));
        let chains: Vec<_> = kept
            .map(|kept| kept.chain.audit(kept.holding.id, kind(kept.holding.kind), language))
            .collect();
        let sound = chains
            .iter()
            .all(|chain| chain.sound || chain.kind == kind(Csid::Compliance));
        Some(ChainAudit {
            device,
            environment,
            sound,
            chains,
        })
    }

    fn view(&self, device: &Device, environment: Environment, now: Moment) -> DeviceView {
        let kept: Vec<_> = device.csids.iter().filter_map(|&at| self.csids.get(at)).collect();
        let fields = &device.fields;
        DeviceView {
            id: device.id,
            environment,
            vat_number: fields.organization_identifier.clone(),
            organization: fields.organization_name.clone(),
            unit: fields.organization_unit_name.clone(),
            common_name: fields.common_name.clone(),
            serial: fields.serial_number.clone(),
            invoice_type: fields.invoice_type.clone(),
            first: utc(device.first),
            last: device.last.map(utc),
            active: kept
                .iter()
                .any(|kept| kept.holding.kind == Csid::Production && kept.state(now) == CsidState::Active),
            accepted: device.accepted,
            warned: device.warned,
            rejected: device.rejected,
            repeated: device.repeated,
            csids: kept.iter().map(|kept| kept.view(now)).collect(),
        }
    }
}

//! The three operations that end in a certificate.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::audit::Chain;
use super::canned::{COMPLIANCE_REQUEST, PRODUCTION_REQUEST};
use super::clock::moment;
use super::issuers::random;
use super::reading::{Basic, Unfit, Wanted, header, object, text};
use super::records::Record;
use super::steps::Steps;
use super::wire::{self, Form};
use super::world::{CsidKept, Holding, OtpFault};
use super::{Authority, Task};
use crate::error::{Code, Error, Result};
use crate::gateway::{Csid, Secret};
use crate::seal::csr::Environment;
use crate::seal::issue::Holder;
use crate::simulator::call::{Call, Response};

/// Passwords of the developer portal that everybody knows, and what it makes of them.
const KNOWN_GOOD: [&str; 2] = ["123345", "123456"];
const KNOWN_INVALID: &str = "111111";
const KNOWN_ENDED: &str = "222222";

/// True for a password that is never given out, because it means something already.
pub(super) fn is_reserved(otp: &str) -> bool {
    KNOWN_GOOD.contains(&otp) || otp == KNOWN_INVALID || otp == KNOWN_ENDED
}

impl Authority {
    pub(super) fn compliance_csid(&self, task: &Task<'_>, record: &mut Record) -> Response {
        let wanted = match self.wanted(task, record) {
            Ok(wanted) => wanted,
            Err(response) => return response,
        };
        let form = match task.call.environment {
            Environment::Sandbox => Form::Short,
            Environment::Production | Environment::Simulation => Form::Live,
        };
        let issued = self.issue(task, wanted, Csid::Compliance, None, record);
        self.grant(issued, form, record)
    }

    pub(super) fn production_csid(&self, task: &Task<'_>, by: &Arc<Holding>, record: &mut Record) -> Response {
        let Some(body) = object(&task.call.body) else {
            return self.unreadable(task, record);
        };
        let Some(stated) = text(&body, "compliance_request_id") else {
            record.own(Error::new(Code::SimulatorRequestId));
            return wire::listed("Missing-ComplianceRequestId", "Compliance request id is required field");
        };
        if stated.trim() != by.request_id.to_string() {
            record.own(Error::new(Code::SimulatorRequestId).found(&stated));
            return wire::listed(
                "Invalid-ComplianceRequestId",
                "The provided compliance request id is invalid",
            );
        }
        if let Some(canned) = self.canned(task.call.environment) {
            let login = &canned.production;
            return wire::granted(Form::Short, PRODUCTION_REQUEST, &login.token, login.secret.expose());
        }
        let passed = self.world(task.call.environment).csid(by.id).map(|kept| kept.passed);
        let missing = passed.unwrap_or_default().missing(by.asked());
        if !missing.is_empty() {
            let names = missing.join(",");
            record.own(Error::new(Code::SimulatorSteps).found(&names));
            let message =
                format!("The compliance certificate is not done with the following compliance steps yet [{names}]");
            return wire::flat(400, "Missing-ComplianceSteps", &message);
        }
        let wanted = Wanted {
            fields: by.fields.clone(),
            key: by.key.clone(),
            template: by.template.clone(),
            template_fault: None,
        };
        if let Some(response) = self.denied(task, &wanted, record) {
            return response;
        }
        let form = match task.call.environment {
            Environment::Sandbox => Form::Short,
            Environment::Production | Environment::Simulation => Form::Live,
        };
        let issued = self.issue(task, wanted, Csid::Production, by.renews, record);
        if let (Ok(_), Some(former)) = (&issued, by.renews) {
            self.world(task.call.environment).revoke(former, task.now());
        }
        self.grant(issued, form, record)
    }

    pub(super) fn renewal(&self, task: &Task<'_>, by: &Arc<Holding>, record: &mut Record) -> Response {
        let wanted = match self.wanted(task, record) {
            Ok(wanted) => wanted,
            Err(response) => return response,
        };
        if let Some(canned) = self.canned(task.call.environment) {
            let again = self.world(task.call.environment).switches.renewal_through_compliance;
            return match again {
                true => wire::body(428, canned.again.clone()),
                false => wire::body(200, canned.renewed.clone()),
            };
        }
        if wanted.fields.organization_identifier != by.fields.organization_identifier {
            record.own(Error::new(Code::SimulatorCsrTaxpayer));
            return wire::invalid_csr(false);
        }
        let again = self.world(task.call.environment).switches.renewal_through_compliance;
        if again {
            let issued = self.issue(task, wanted, Csid::Compliance, Some(by.id), record);
            return self.grant(issued, Form::Again, record);
        }
        if let Some(response) = self.denied(task, &wanted, record) {
            return response;
        }
        let issued = self.issue(task, wanted, Csid::Production, Some(by.id), record);
        if issued.is_ok() {
            self.world(task.call.environment).revoke(by.id, task.now());
        }
        self.grant(issued, Form::Renewal, record)
    }

    /// The credential of a renewal has answers of its own before it is looked up.
    pub(super) fn current_csid(call: &Call, record: &mut Record) -> Option<Response> {
        let basic = Basic::of(call)?;
        if basic.token.is_empty() {
            record.own(Error::new(Code::SimulatorCredentialMissing));
            return Some(wire::listed("Missing-currentCSID", "currentCSID is required field"));
        }
        if !basic.is_certificate() {
            record.own(Error::new(Code::SimulatorCredentialUnknown));
            return Some(wire::listed(
                "Invalid-currentCSID",
                "The provided currentCSID is invalid",
            ));
        }
        None
    }

    /// Password and certificate request of a call. The password is used up by it, whatever is wrong with the request.
    fn wanted(&self, task: &Task<'_>, record: &mut Record) -> Result<Wanted, Response> {
        let call = task.call;
        let Some(otp) = header(call, "otp").filter(|otp| !otp.is_empty()) else {
            record.own(Error::new(Code::SimulatorOtpMissing));
            return Err(wire::listed("Missing-OTP", "OTP is required field"));
        };
        let refused = |fault: OtpFault, record: &mut Record| {
            record.own(Error::new(match fault {
                OtpFault::Unknown => Code::SimulatorOtpUnknown,
                OtpFault::Ended => Code::SimulatorOtpEnded,
                OtpFault::Used => Code::SimulatorOtpUsed,
                OtpFault::OtherTaxpayer => Code::SimulatorOtpTaxpayer,
            }));
            wire::listed("Invalid-OTP", "The provided OTP is invalid")
        };
        let sandbox = call.environment == Environment::Sandbox;
        let known = match otp {
            _ if !sandbox => false,
            KNOWN_INVALID => return Err(refused(OtpFault::Unknown, record)),
            KNOWN_ENDED => return Err(refused(OtpFault::Ended, record)),
            otp => KNOWN_GOOD.contains(&otp),
        };
        if !known {
            let looked = self.world(call.environment).look_at_otp(otp, task.millis);
            looked.map_err(|fault| refused(fault, record))?;
        }
        let Some(body) = object(&call.body) else {
            return Err(self.unreadable(task, record));
        };
        let Some(csr) = text(&body, "csr") else {
            record.own(Error::new(Code::SimulatorCsrMissing));
            return Err(wire::listed("Missing-CSR", "CSR is required field"));
        };
        let wanted = Wanted::read(&csr, call.environment);
        let taxpayer = wanted
            .as_ref()
            .ok()
            .map(|wanted| wanted.fields.organization_identifier.as_str());
        record.vat_number = taxpayer.map(str::to_owned);
        if !known {
            let taken = self.world(call.environment).take_otp(otp, taxpayer, task.millis);
            taken.map_err(|fault| refused(fault, record))?;
        }
        wanted.map_err(|unfit| Self::unfit(task, unfit, record))
    }

    fn unfit(task: &Task<'_>, unfit: Unfit, record: &mut Record) -> Response {
        unfit.findings.into_iter().for_each(|finding| record.own(finding));
        if unfit.serial_too_long {
            return wire::serial_too_long();
        }
        // The renewal's is in the contract, the other was seen live.
        let first = record.operation == Some(crate::gateway::Operation::ComplianceCsid);
        wire::invalid_csr(first && task.call.environment != Environment::Sandbox)
    }

    /// The issuing authority's policy: only the template of its own environment. The developer portal does not look.
    fn denied(&self, task: &Task<'_>, wanted: &Wanted, record: &mut Record) -> Option<Response> {
        let environment = task.call.environment;
        let template = wanted.template.as_deref().unwrap_or_default();
        if environment == Environment::Sandbox || template == environment.template() {
            return None;
        }
        let found = format!("{template} → {}", environment.template());
        let fault = || Error::new(Code::CsrTemplateEnvironment).found(&found);
        record.own(wanted.template_fault.clone().unwrap_or_else(fault));
        Some(wire::denied(template))
    }

    /// Issues a certificate and takes it into the books.
    fn issue(
        &self,
        task: &Task<'_>,
        wanted: Wanted,
        kind: Csid,
        renews: Option<u64>,
        record: &mut Record,
    ) -> Result<Arc<Holding>> {
        let environment = task.call.environment;
        let now = moment(task.millis);
        let number = self.clock.unique();
        let request_id = self.canned(environment).map_or(number, |_| COMPLIANCE_REQUEST);
        let holder = Holder {
            fields: &wanted.fields,
            key: &wanted.key,
        };
        let issuers = self.issuers(environment);
        let certificate = match kind {
            Csid::Compliance => issuers.compliance(&holder, number, now)?,
            Csid::Production => issuers.production(&holder, now)?,
        };
        let secret = Secret::new(STANDARD.encode(random::<32>()?));
        let id = self.next_id();
        let mut world = self.world(environment);
        // A renewed certificate is the same unit's, whatever serial its request names.
        let former = renews.and_then(|former| world.csid(former).map(|kept| kept.holding.device));
        let device = former.unwrap_or_else(|| world.device_of(&wanted.fields, now, || self.next_id()));
        let holding = Arc::new(Holding {
            id,
            device,
            kind,
            token: STANDARD.encode(certificate.text()),
            secret,
            request_id,
            certificate,
            fields: wanted.fields,
            key: wanted.key,
            template: wanted.template,
            issued: now,
            renews,
        });
        world.add_csid(CsidKept {
            holding: Arc::clone(&holding),
            revoked: None,
            passed: Steps::default(),
            chain: Chain::default(),
        });
        drop(world);
        record.by(&holding);
        Ok(holding)
    }

    fn grant(&self, issued: Result<Arc<Holding>>, form: Form, record: &mut Record) -> Response {
        match issued {
            Ok(holding) => wire::granted(form, holding.request_id, &holding.token, holding.secret.expose()),
            Err(error) => {
                record.own(error);
                wire::failed(true)
            }
        }
    }

    pub(super) fn unreadable(&self, task: &Task<'_>, record: &mut Record) -> Response {
        record.own(Error::new(Code::SimulatorBody));
        wire::framework(400, "Bad Request", task.millis)
    }
}

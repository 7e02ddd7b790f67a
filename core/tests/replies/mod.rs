//! One taxpayer at the six operations, and the replies that they have been seen or said to give.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs
)]

pub mod bodies;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::gateway::{
    Arrived, Credential, Csid, Endpoint, Environment, Operation, Otp, Reply, Request, Secret, Verdict,
};
use khatm::seal::{Csr, CsrConfig, CsrRequest, request};

use crate::support::{Taxpayer, sample};

/// Requests as they are sent, and what may come back for the standard one.
pub struct Desk {
    pub taxpayer: Taxpayer,
    requests: Vec<Request>,
    /// The standard document, as it was sent.
    pub sent: Vec<u8>,
    /// The same under the stamp of somebody else, as the authority gives it back.
    pub cleared: Vec<u8>,
    /// The simplified document, as it was sent.
    pub simplified: Vec<u8>,
    /// A certificate's token.
    pub token: String,
}

impl Desk {
    pub fn new() -> Self {
        let taxpayer = Taxpayer::new();
        let authority = Taxpayer::new();
        let sent = sample("standard.xml");
        let cleared = authority.seal(&sent).unwrap();
        let simplified = taxpayer.seal(&sample("simplified.xml")).unwrap();
        let token = STANDARD.encode(taxpayer.certificate.text());
        let mut desk = Desk {
            taxpayer,
            requests: Vec::new(),
            sent,
            cleared,
            simplified,
            token,
        };
        desk.requests = Operation::ALL.map(|operation| desk.request(operation)).into();
        desk
    }

    fn request(&self, operation: Operation) -> Request {
        let endpoint = Endpoint::official(Environment::Sandbox);
        let (otp, csr, language) = (Otp::parse("123345").unwrap(), self.csr(), Language::English);
        let by = |csid| {
            let secret = Secret::new("Dehvg1fc8GF6Jwt5bOxXwC6enR93VxeNEo2mlUatfgw=");
            Credential::parse(Environment::Sandbox, csid, &self.token, secret, "1234567890123").unwrap()
        };
        let (compliance, production) = (by(Csid::Compliance), by(Csid::Production));
        match operation {
            Operation::ComplianceCsid => Request::compliance_csid(&endpoint, &csr, &otp, language),
            Operation::ComplianceCheck => Request::compliance_check(&endpoint, &compliance, &self.sent, language),
            Operation::ProductionCsid => Request::production_csid(&endpoint, &compliance, language),
            Operation::Renewal => Request::renewal(&endpoint, &production, &csr, &otp, language),
            Operation::Reporting => Request::reporting(&endpoint, &production, &self.simplified, language),
            Operation::Clearance => Request::clearance(&endpoint, &production, &self.sent, language),
        }
        .unwrap()
    }

    fn csr(&self) -> Csr {
        let config = CsrConfig {
            common_name: "TST-1".into(),
            serial_number: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f".into(),
            organization_identifier: "300000000000003".into(),
            organization_unit_name: "Riyadh Branch".into(),
            organization_name: "Khatm Books".into(),
            country_name: "SA".into(),
            invoice_type: "1100".into(),
            location_address: "RRRD2929".into(),
            industry_business_category: "Trade".into(),
        };
        request(
            &CsrRequest::parse(&config).unwrap(),
            Environment::Sandbox,
            &self.taxpayer.key,
        )
        .unwrap()
    }

    pub fn at(&self, operation: Operation) -> &Request {
        let found = self.requests.iter().find(|request| request.operation() == operation);
        found.unwrap()
    }

    /// What a reply to an operation means.
    pub fn judge(&self, operation: Operation, status: u16, body: &[u8]) -> Verdict {
        Verdict::of(self.at(operation), &Arrived::Reply(reply(status, body)))
    }
}

pub fn reply(status: u16, body: &[u8]) -> Reply {
    Reply {
        status,
        content_type: Some("application/json".to_owned()),
        retry_after: None,
        date: Some("Sat, 21 Nov 2026 10:00:00 GMT".to_owned()),
        body: body.to_vec(),
    }
}

impl Desk {
    /// Another standard document, sent for clearance.
    pub fn clearance_of(&self, xml: &[u8]) -> Request {
        let secret = Secret::new("secret");
        let by = Credential::parse(Environment::Sandbox, Csid::Production, &self.token, secret, "1").unwrap();
        Request::clearance(&Endpoint::official(Environment::Sandbox), &by, xml, Language::English).unwrap()
    }
}

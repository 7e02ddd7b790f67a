//! A unit that onboards and sends by direct calls.

use std::cell::Cell;

use khatm::gateway::{Credential, Csid, Endpoint, Environment, Otp, Request, Secret};
use khatm::invoice::{self, Context};
use khatm::rules::FIRST_PREVIOUS_HASH;
use khatm::seal::{
    Certificate, Csr, CsrConfig, CsrRequest, Curve, Identity, InvoiceHash, PrivateKey, SigningTime, Verifier, request,
    seal_with,
};
use khatm::simulator::authority::Authority;
use khatm::simulator::call::{Call, Response};
use khatm::{Language, ubl};
use serde_json::Value;

use super::support::repository;

pub const VAT: &str = "300000000000003";

/// The compliance set, in the order of the steps.
pub const SET: [&str; 6] = [
    "standard-invoice",
    "standard-credit-note",
    "standard-debit-note",
    "simplified-invoice",
    "simplified-credit-note",
    "simplified-debit-note",
];

pub fn endpoint(environment: Environment) -> Endpoint {
    Endpoint::parse(environment, "http://127.0.0.1:8080").unwrap()
}

/// What a request is on the other side of the wire.
pub fn call(request: &Request) -> Call {
    Call::from(request)
}

pub fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&response.body)))
}

pub fn config(title: &str) -> CsrConfig {
    CsrConfig {
        common_name: "TST-886431145-300000000000003".to_owned(),
        serial_number: "1-Khatm|2-1|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f".to_owned(),
        organization_identifier: VAT.to_owned(),
        organization_unit_name: "Riyadh Branch".to_owned(),
        organization_name: "شركة ختم للكتب".to_owned(),
        country_name: "SA".to_owned(),
        invoice_type: title.to_owned(),
        location_address: "RRRD2929".to_owned(),
        industry_business_category: "Books".to_owned(),
    }
}

pub struct Unit {
    pub environment: Environment,
    pub key: PrivateKey,
    pub csr: Csr,
    pub config: CsrConfig,
    pub icv: Cell<u64>,
    pub previous: Cell<Option<InvoiceHash>>,
}

pub struct Sealed {
    pub xml: Vec<u8>,
    pub hash: InvoiceHash,
}

impl Unit {
    pub fn new(environment: Environment, title: &str) -> Self {
        Self::with(environment, environment, config(title))
    }

    pub fn with(environment: Environment, template: Environment, config: CsrConfig) -> Self {
        let key = PrivateKey::generate(Curve::Secp256k1).unwrap();
        let csr = request(&CsrRequest::parse(&config).unwrap(), template, &key).unwrap();
        Unit {
            environment,
            key,
            csr,
            config,
            icv: Cell::new(0),
            previous: Cell::new(None),
        }
    }

    pub fn begin(&self, authority: &Authority) -> Response {
        let otp = authority
            .new_otp(self.environment, Some(&self.config.organization_identifier))
            .unwrap();
        self.begin_with(authority, &otp)
    }

    pub fn begin_with(&self, authority: &Authority, otp: &Otp) -> Response {
        let request = Request::compliance_csid(&endpoint(self.environment), &self.csr, otp, Language::English);
        authority.answer(&call(&request.unwrap()))
    }

    pub fn credential(&self, csid: Csid, response: &Response) -> Credential {
        let body = json(response);
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Credential::parse(
            self.environment,
            csid,
            &text("binarySecurityToken"),
            Secret::new(text("secret")),
            &body["requestID"].to_string(),
        )
        .unwrap()
    }

    /// The kinds of documents that its title asks for.
    pub fn set(&self) -> Vec<&'static str> {
        let title = self.config.invoice_type.as_bytes();
        let wanted = |name: &&&str| title[usize::from(name.starts_with("simplified"))] == b'1';
        SET.iter().filter(wanted).copied().collect()
    }

    pub fn xml(&self, authority: &Authority, draft: &str) -> Vec<u8> {
        let bytes = std::fs::read(repository().join("examples/drafts").join(format!("{draft}.json"))).unwrap();
        let text = String::from_utf8(bytes)
            .unwrap()
            .replacen(VAT, &self.config.organization_identifier, 1);
        self.icv.set(self.icv.get() + 1);
        let mut context = Context::new(authority.now());
        context.uuid = Some(uuid());
        context.counter = Some(self.icv.get());
        let previous = self.previous.get().map(|hash| hash.to_string());
        context.previous_hash = Some(previous.unwrap_or_else(|| FIRST_PREVIOUS_HASH.to_owned()));
        let (invoice, _) =
            invoice::build(text.as_bytes(), &context).unwrap_or_else(|refusal| panic!("{:?}", refusal.first()));
        let xml = ubl::write::write(&invoice);
        self.previous.set(Some(InvoiceHash::of(&ubl::parse(&xml).unwrap())));
        xml
    }

    pub fn stamp(&self, authority: &Authority, certificate: &Certificate, xml: &[u8]) -> Sealed {
        let identity = Identity::new(&self.key, certificate).unwrap();
        let at = SigningTime::from_unix(u64::try_from(authority.now().unix()).unwrap());
        let sealed = seal_with(Verifier::shared(), xml, &identity, &at).unwrap();
        Sealed {
            hash: sealed.invoice_hash(),
            xml: sealed.into_xml(),
        }
    }

    pub fn seal(&self, authority: &Authority, by: &Credential, draft: &str) -> Sealed {
        self.stamp(authority, by.certificate(), &self.xml(authority, draft))
    }

    pub fn comply(&self, authority: &Authority, by: &Credential, draft: &str) -> Response {
        let sealed = self.seal(authority, by, draft);
        let request = Request::compliance_check(&endpoint(self.environment), by, &sealed.xml, Language::English);
        authority.answer(&call(&request.unwrap()))
    }

    pub fn finish(&self, authority: &Authority, by: &Credential) -> Response {
        let request = Request::production_csid(&endpoint(self.environment), by, Language::English);
        authority.answer(&call(&request.unwrap()))
    }

    pub fn report(&self, authority: &Authority, by: &Credential, xml: &[u8]) -> Response {
        let request = Request::reporting(&endpoint(self.environment), by, xml, Language::English);
        authority.answer(&call(&request.unwrap()))
    }

    pub fn clear(&self, authority: &Authority, by: &Credential, xml: &[u8]) -> Response {
        let request = Request::clearance(&endpoint(self.environment), by, xml, Language::English);
        authority.answer(&call(&request.unwrap()))
    }

    /// All of it, up to the certificate for real documents.
    pub fn onboard(&self, authority: &Authority) -> Credential {
        let begun = self.begin(authority);
        assert_eq!(begun.status, 200, "{}", String::from_utf8_lossy(&begun.body));
        let compliance = self.credential(Csid::Compliance, &begun);
        for draft in self.set() {
            let passed = self.comply(authority, &compliance, draft);
            assert_eq!(passed.status, 200, "{draft}: {}", String::from_utf8_lossy(&passed.body));
        }
        let granted = self.finish(authority, &compliance);
        assert_eq!(granted.status, 200, "{}", String::from_utf8_lossy(&granted.body));
        self.icv.set(0);
        self.previous.set(None);
        self.credential(Csid::Production, &granted)
    }
}

pub fn uuid() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).unwrap();
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

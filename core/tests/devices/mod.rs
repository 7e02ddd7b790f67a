//! Devices for tests: a configuration, a seller, certificates by any issuer, and the authority without HTTP.
#![allow(dead_code, clippy::unwrap_used, unreachable_pub, missing_docs)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::device::{Device, Plan, Step};
use khatm::gateway::{Arrived, Endpoint, Environment, Grant, Header, Otp, Reply, Request, Secret, Verdict};
use khatm::invoice::fresh_uuid;
use khatm::seal::issue::{Holder, Issuer, Term};
use khatm::seal::{CsrConfig, Curve, PrivateKey, PublicKey};
use khatm::simulator::authority::{Authority, Options};
use khatm::simulator::call::Call;
use khatm::time::Moment;
use khatm::{Error, Language};

pub const VAT_NUMBER: &str = "399999999900003";

pub const SELLER: &str = r#"{"name": "متجر الكتب | Book shop", "vat_number": "399999999900003",
    "id": {"scheme": "CRN", "value": "1010010001"}, "street": "طريق الملك فهد", "building_number": "2322",
    "district": "العليا", "city": "الرياض", "postal_code": "12214", "country": "SA"}"#;

pub const PROPERTIES: &str = "csr.common.name=TST-1\ncsr.serial.number=1-TST|2-TST|3-0001\n\
    csr.organization.identifier=399999999900003\ncsr.organization.unit.name=فرع الرياض\ncsr.organization.name=متجر الكتب\n\
    csr.country.name=SA\ncsr.invoice.type=1100\ncsr.location.address=RRRD2929\ncsr.industry.business.category=كتب\n";

pub fn configuration(title: &str) -> CsrConfig {
    CsrConfig::from_properties(&PROPERTIES.replace("=1100", &format!("={title}"))).unwrap()
}

pub fn loopback(environment: Environment) -> Endpoint {
    Endpoint::parse(environment, "http://127.0.0.1:9").unwrap()
}

pub fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub fn try_device(
    name: &str,
    title: &str,
    endpoint: Endpoint,
    seller: &str,
    now: Moment,
) -> Result<Device, Vec<Error>> {
    Device::new(Plan {
        name,
        id: fresh_uuid().unwrap(),
        endpoint,
        configuration: &configuration(title),
        seller: seller.as_bytes(),
        now,
    })
}

pub fn device(title: &str, endpoint: Endpoint, now: Moment) -> Device {
    try_device("POS-1", title, endpoint, SELLER, now).unwrap()
}

/// The same, with a key.
pub fn keyed(title: &str, endpoint: Endpoint, now: Moment) -> (Device, PublicKey) {
    let mut device = device(title, endpoint, now);
    let key = PrivateKey::generate(Curve::Secp256k1).unwrap();
    let public = khatm::seal::Signer::public_key(&key).clone();
    device.take_key(key, now).unwrap();
    (device, public)
}

/// An issuer whose name is what it is made of.
pub fn issuer(common_name: &str, domain: &[&str]) -> Issuer {
    Issuer::new(Curve::P256, common_name, domain).unwrap()
}

pub fn rehearsal() -> Issuer {
    issuer("eInvoicing", &["khatm-simulator"])
}

pub fn grant(issuer: &Issuer, key: &PublicKey, fields: &CsrConfig, from: Moment, to: Moment) -> Grant {
    let term = Term {
        serial: &[0x11, 7],
        from,
        to,
    };
    let certificate = issuer.compliance(&Holder { fields, key }, &term).unwrap();
    Grant {
        request_id: "1234567890123".to_owned(),
        token: STANDARD.encode(certificate.text()),
        secret: Secret::new("c2VjcmV0LW9mLXRoZS1jZXJ0aWZpY2F0ZQ=="),
    }
}

/// The authority without HTTP, and what it was asked.
pub struct Bench {
    pub authority: Authority,
    pub asked: Vec<Request>,
}

impl Bench {
    pub fn new() -> Self {
        Bench {
            authority: Authority::new(Options::default()).unwrap(),
            asked: Vec::new(),
        }
    }

    pub fn send(&mut self, request: &Request) -> Verdict {
        self.asked.push(request.clone());
        let headers = request.headers().iter().map(|(name, value)| {
            let value = match value {
                Header::Plain(text) => text.clone(),
                Header::Secret(secret) => secret.expose().to_owned(),
            };
            (name.to_ascii_lowercase(), value)
        });
        let response = self.authority.answer(&Call {
            environment: request.endpoint().environment(),
            method: request.operation().method().as_str().to_owned(),
            path: request.operation().path().to_owned(),
            headers: headers.collect(),
            body: request.body().to_vec(),
        });
        let reply = Reply {
            status: response.status,
            content_type: Some(response.content_type.to_owned()),
            retry_after: None,
            date: None,
            body: response.body,
        };
        Verdict::of(request, &Arrived::Reply(reply))
    }

    pub fn otp(&self, environment: Environment) -> Otp {
        self.authority.new_otp(environment, None).unwrap()
    }

    /// One step of the machine, to the end of what it asks for. False when there is none.
    pub fn step(&mut self, device: &mut Device) -> bool {
        let now = self.authority.now();
        match device.next(Language::English).unwrap() {
            Step::Key => device
                .take_key(PrivateKey::generate(Curve::Secp256k1).unwrap(), now)
                .unwrap(),
            Step::Password { .. } => {
                let otp = self.otp(device.endpoint().environment());
                let request = device.ask(&otp, Language::English, now).unwrap();
                let verdict = self.send(&request);
                device
                    .settle(khatm::device::Call::ComplianceCsid, &verdict, now)
                    .unwrap();
            }
            Step::Prepare => device.prepare(now, &mut fresh_uuid).unwrap(),
            Step::Send(call, request) => {
                let verdict = self.send(&request);
                device.settle(call, &verdict, now).unwrap();
            }
            Step::Done => return false,
        }
        true
    }
}

/// Every form in which a secret might stand in a text.
pub fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![secret.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()];
    // At each of the three alignments that base64 has, without the letters that its neighbours share.
    for shift in 0..3 {
        let padded = [vec![0; shift], secret.to_vec()].concat();
        let text = STANDARD.encode(padded);
        let (from, to) = ((shift * 8).div_ceil(6), (shift + secret.len()) * 8 / 6);
        forms.push(text.as_bytes()[from..to].to_vec());
    }
    forms
}

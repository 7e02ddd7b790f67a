//! How many documents the simulated authority answers in a second, by direct calls, on one core and on all.
//!
//! `cargo bench -p khatm --bench authority`. Each is a new one: parsed, hashed, all rules, code and stamp; a standard one also
//! stamped anew. The shares that the server's own work takes are not in it.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use khatm::Language;
use khatm::gateway::{Credential, Csid, Endpoint, Environment, Request, Secret};
use khatm::invoice::{self, Context};
use khatm::rules::FIRST_PREVIOUS_HASH;
use khatm::seal::{CsrConfig, CsrRequest, Curve, Identity, PrivateKey, SigningTime, Verifier, request, seal_with};
use khatm::simulator::authority::{Authority, Options};
use khatm::simulator::call::{Call, Response};
use khatm::ubl::write::write;
use support::calibration;

const SET: [&str; 6] = [
    include_str!("../../examples/drafts/standard-invoice.json"),
    include_str!("../../examples/drafts/standard-credit-note.json"),
    include_str!("../../examples/drafts/standard-debit-note.json"),
    include_str!("../../examples/drafts/simplified-invoice.json"),
    include_str!("../../examples/drafts/simplified-credit-note.json"),
    include_str!("../../examples/drafts/simplified-debit-note.json"),
];
const DOCUMENTS: usize = 1500;

fn call(request: &Request) -> Call {
    Call::from(request)
}

struct Unit<'a> {
    authority: &'a Authority,
    endpoint: Endpoint,
    key: PrivateKey,
}

impl Unit<'_> {
    fn sealed(&self, by: &Credential, draft: &str, counter: u64) -> Vec<u8> {
        let mut context = Context::new(self.authority.now());
        context.uuid = Some(format!("8e6000cf-1a98-4174-b3e7-{counter:012x}"));
        context.counter = Some(counter);
        context.previous_hash = Some(FIRST_PREVIOUS_HASH.to_owned());
        let (invoice, _) = invoice::build(draft.as_bytes(), &context).unwrap();
        let identity = Identity::new(&self.key, by.certificate()).unwrap();
        let at = SigningTime::from_unix(self.authority.now().unix() as u64);
        let sealed = seal_with(Verifier::shared(), &write(&invoice), &identity, &at);
        sealed.unwrap().into_xml()
    }

    fn credential(&self, csid: Csid, response: &Response) -> Credential {
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        let text = |name: &str| body[name].as_str().unwrap();
        let secret = Secret::new(text("secret"));
        let number = body["requestID"].to_string();
        let environment = self.endpoint.environment();
        Credential::parse(environment, csid, text("binarySecurityToken"), secret, &number).unwrap()
    }

    fn onboard(&self) -> Credential {
        let config = CsrConfig {
            common_name: "Bench".to_owned(),
            serial_number: "1-Khatm|2-1|3-bench".to_owned(),
            organization_identifier: "300000000000003".to_owned(),
            organization_unit_name: "Branch".to_owned(),
            organization_name: "Firm".to_owned(),
            country_name: "SA".to_owned(),
            invoice_type: "1100".to_owned(),
            location_address: "RRRD2929".to_owned(),
            industry_business_category: "Books".to_owned(),
        };
        let environment = self.endpoint.environment();
        let csr = request(&CsrRequest::parse(&config).unwrap(), environment, &self.key).unwrap();
        let otp = self.authority.new_otp(environment, None).unwrap();
        let begin = Request::compliance_csid(&self.endpoint, &csr, &otp, Language::English).unwrap();
        let compliance = self.credential(Csid::Compliance, &self.authority.answer(&call(&begin)));
        for (at, draft) in SET.iter().enumerate() {
            let xml = self.sealed(&compliance, draft, at as u64 + 1);
            let check = Request::compliance_check(&self.endpoint, &compliance, &xml, Language::English).unwrap();
            assert_eq!(self.authority.answer(&call(&check)).status, 200);
        }
        let finish = Request::production_csid(&self.endpoint, &compliance, Language::English).unwrap();
        self.credential(Csid::Production, &self.authority.answer(&call(&finish)))
    }
}

fn main() {
    calibration();
    let authority = Authority::new(Options::default()).unwrap();
    let unit = Unit {
        authority: &authority,
        endpoint: Endpoint::parse(Environment::Production, "http://127.0.0.1:8080").unwrap(),
        key: PrivateKey::generate(Curve::Secp256k1).unwrap(),
    };
    let by = unit.onboard();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut counter = 0;
    for (name, draft) in [("reported", SET[3]), ("cleared", SET[0])] {
        for threads in [1, cores] {
            let calls: Vec<_> = (0..DOCUMENTS)
                .map(|_| {
                    counter += 1;
                    let xml = unit.sealed(&by, draft, counter);
                    call(&Request::submission(&unit.endpoint, &by, &xml, Language::English).unwrap())
                })
                .collect();
            let next = AtomicUsize::new(0);
            let begun = Instant::now();
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        while let Some(call) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                            assert_eq!(authority.answer(call).status, 200);
                        }
                    });
                }
            });
            let rate = DOCUMENTS as f64 / begun.elapsed().as_secs_f64();
            println!("{name:>10} on {threads} cores: {rate:>8.0} a second");
        }
    }
}

//! Faults around a real document of a real unit.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::gateway::{Credential, Environment, Operation, Request};
use khatm::simulator::{Fault, Rule};

use crate::Running;
use crate::raw::{Reply, call, request};
use crate::unit::{self, Sealed, Unit};

const AT: Environment = Environment::Simulation;

struct Till {
    running: Running,
    unit: Unit,
    by: Credential,
}

impl Till {
    fn open() -> Self {
        let running = Running::start();
        let unit = Unit::new(AT, "1100");
        let by = unit.onboard(running.authority());
        Till { running, unit, by }
    }

    fn seal(&self, draft: &str) -> Sealed {
        self.unit.seal(self.running.authority(), &self.by, draft)
    }

    fn send(&self, asked: khatm::Result<Request>) -> Reply {
        let asked = unit::call(&asked.unwrap());
        let path = format!("/e-invoicing/{}{}", asked.environment.segment(), asked.path);
        let own = |name: &str| ["content-type", "accept-version"].contains(&name);
        let headers = asked.headers.iter().filter(|(name, _)| !own(name));
        let headers: String = headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let body = std::str::from_utf8(&asked.body).unwrap();
        call(self.running.address(), &request(&asked.method, &path, &headers, body))
    }

    fn clear(&self, document: &Sealed) -> Reply {
        let endpoint = unit::endpoint(AT);
        self.send(Request::clearance(
            &endpoint,
            &self.by,
            &document.xml,
            Language::English,
        ))
    }

    fn report(&self, document: &Sealed) -> Reply {
        let endpoint = unit::endpoint(AT);
        self.send(Request::reporting(
            &endpoint,
            &self.by,
            &document.xml,
            Language::English,
        ))
    }
}

fn cleared(reply: &Reply) -> String {
    let body = reply.json();
    let text = body["clearedInvoice"].as_str().unwrap_or_else(|| panic!("{reply:?}"));
    String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
}

fn uuid_of(xml: &str) -> &str {
    let from = xml.find("<cbc:UUID>").unwrap() + 10;
    &xml[from..from + 36]
}

#[test]
fn a_lost_reply_is_found_again_by_sending_the_same_bytes() {
    let till = Till::open();
    let document = till.seal("standard-invoice");
    till.running.faults().once(Fault::DropAfter).unwrap();
    let endpoint = unit::endpoint(AT);
    let asked = unit::call(&Request::clearance(&endpoint, &till.by, &document.xml, Language::English).unwrap());
    let text = format!(
        "POST /e-invoicing/simulation{} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n{}\r\n",
        asked.path,
        asked.body.len(),
        asked
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect::<String>()
    );
    let bytes = [text.as_bytes(), &asked.body].concat();
    let (answer, end) = crate::raw::send(till.running.address(), &bytes, crate::raw::PATIENCE);
    assert_eq!((answer.len(), end), (0, crate::raw::End::Reset));
    let again = till.clear(&document);
    assert_eq!(again.status, 208);
    assert!(cleared(&again).contains("SignatureValue"));
    till.running.faults().once(Fault::DropBefore).unwrap();
    let other = till.seal("simplified-invoice");
    let _ = crate::raw::send(till.running.address(), &bytes, crate::raw::PATIENCE);
    assert_eq!(till.report(&other).status, 200);
    till.running.stop();
}

#[test]
fn a_cleared_document_is_exchanged_for_another() {
    let till = Till::open();
    till.running.faults().once(Fault::WrongDocument).unwrap();
    let (first, second) = (till.seal("standard-invoice"), till.seal("standard-export"));
    let own = |sealed: &Sealed| uuid_of(std::str::from_utf8(&sealed.xml).unwrap()).to_owned();
    // There is no other yet: the same one under another name.
    let renamed = till.clear(&first);
    assert_eq!(
        (renamed.status, uuid_of(&cleared(&renamed))),
        (200, "00000000-0000-4000-8000-000000000208")
    );
    till.running.faults().once(Fault::WrongDocument).unwrap();
    let exchanged = till.clear(&second);
    assert_eq!(
        (exchanged.status, uuid_of(&cleared(&exchanged))),
        (200, own(&first).as_str())
    );
    // What the authority itself keeps is right.
    assert_eq!(uuid_of(&cleared(&till.clear(&second))), own(&second));
    till.running.stop();
}

#[test]
fn a_first_submission_is_called_a_duplicate() {
    let till = Till::open();
    till.running.faults().once(Fault::Spurious208).unwrap();
    let standard = till.seal("standard-invoice");
    let known = till.clear(&standard);
    assert_eq!(known.status, 208);
    assert!(cleared(&known).contains("SignatureValue"));
    till.running.faults().once(Fault::Spurious409).unwrap();
    let known = till.report(&till.seal("simplified-invoice"));
    assert_eq!(known.status, 409, "{known:?}");
    // Both were really sent twice: the authority took the first and knew the second.
    assert_eq!(till.running.authority().counts().repeated, 2);
    // And one that the authority never saw.
    let mut rule = Rule::of(Fault::Spurious208).times(1);
    rule.decided = Some(false);
    till.running.faults().add(rule).unwrap();
    let unseen = till.seal("standard-invoice");
    assert_eq!(till.clear(&unseen).status, 208);
    assert_eq!(till.clear(&unseen).status, 200);
    till.running.stop();
}

#[test]
fn a_fault_meets_one_device() {
    let till = Till::open();
    let serial = till.by.certificate().serial().to_owned();
    for device in [unit::VAT.to_owned(), serial] {
        let mut rule = Rule::of(Fault::ExpiredCertificate).on(Operation::Reporting);
        rule.when.device = Some(device);
        till.running.faults().add(rule).unwrap();
        let document = till.seal("simplified-invoice");
        assert_eq!(till.report(&document).status, 401);
        till.running.faults().clear();
        let mut rule = Rule::of(Fault::ExpiredCertificate);
        rule.when.device = Some("399999999900003".to_owned());
        till.running.faults().add(rule).unwrap();
        assert_eq!(till.report(&document).status, 200);
        till.running.faults().clear();
    }
    till.running.stop();
}

#[test]
fn what_is_kept_survives_the_process() {
    let till = Till::open();
    let document = till.seal("standard-invoice");
    assert_eq!(till.clear(&document).status, 200);
    let state = till.running.authority().save().unwrap();
    let Till { running, unit, by } = till;
    running.stop();
    let running = Running::with(khatm::simulator::Options {
        state: Some(state),
        ..Default::default()
    });
    let till = Till { running, unit, by };
    assert_eq!(till.clear(&document).status, 208);
    till.running.stop();
}

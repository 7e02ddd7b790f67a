//! Documents: accepted, refused, repeated, at the wrong door.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::{Credential, Csid, Environment, InvoiceRequest, Request, StampPolicy};
use khatm::seal::{CsrConfig, InvoiceHash, Verifier};
use khatm::simulator::authority::{Authority, Filter, Options, Outcome, Switches};
use khatm::simulator::call::{Call, Response};
use khatm::{Language, ubl};
use serde_json::{Value, json};

use super::support::{between, conformance};
use super::unit::{Sealed, Unit, call, config, endpoint, json as body};
use super::{authority, last, own};

struct Desk {
    authority: Authority,
    unit: Unit,
    by: Credential,
}

impl Desk {
    fn new(environment: Environment, title: &str) -> Self {
        let authority = authority();
        let unit = Unit::new(environment, title);
        let by = unit.onboard(&authority);
        Desk { authority, unit, by }
    }

    fn seal(&self, draft: &str) -> Sealed {
        self.unit.seal(&self.authority, &self.by, draft)
    }

    fn report(&self, xml: &[u8]) -> Response {
        self.unit.report(&self.authority, &self.by, xml)
    }

    fn clear(&self, xml: &[u8]) -> Response {
        self.unit.clear(&self.authority, &self.by, xml)
    }

    /// A request whose body is changed.
    fn raw(&self, xml: &[u8], change: impl FnOnce(&mut Value)) -> Call {
        let request = Request::submission(&endpoint(self.unit.environment), &self.by, xml, Language::English).unwrap();
        let mut call = call(&request);
        let mut value: Value = serde_json::from_slice(&call.body).unwrap();
        change(&mut value);
        call.body = value.to_string().into_bytes();
        call
    }
}

fn codes(response: &Response, list: &str) -> Vec<String> {
    let all = body(response)["validationResults"][list].as_array().unwrap().clone();
    all.iter()
        .map(|message| message["code"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn hash(xml: &[u8]) -> InvoiceHash {
    InvoiceHash::of(&ubl::parse(xml).unwrap())
}

#[test]
fn what_is_cleared_comes_back_under_the_authoritys_stamp_with_its_hash() {
    let desk = Desk::new(Environment::Production, "1000");
    for (stamped, draft) in [
        (true, "standard-invoice"),
        (false, "standard-credit-note"),
        (true, "standard-every-field"),
    ] {
        let xml = desk.unit.xml(&desk.authority, draft);
        let sent = match stamped {
            true => desk.unit.stamp(&desk.authority, desk.by.certificate(), &xml).xml,
            false => xml,
        };
        let response = desk.clear(&sent);
        assert_eq!(
            response.status,
            200,
            "{draft}: {}",
            String::from_utf8_lossy(&response.body)
        );
        let said = body(&response);
        assert_eq!(said["clearanceStatus"], "CLEARED");
        let cleared = STANDARD.decode(said["clearedInvoice"].as_str().unwrap()).unwrap();
        assert_ne!(cleared, sent);
        assert_eq!(hash(&cleared), hash(&sent));
        let text = String::from_utf8(cleared.clone()).unwrap();
        let [_, _, stamp] = desk.authority.certificates(Environment::Production);
        assert!(text.contains(stamp.text()) && !text.contains(desk.by.certificate().text()));
        let report = Verifier::shared().verify(&cleared, Language::English).unwrap();
        assert!(report.valid, "{:?}", report.findings);
        let view = last(&desk.authority);
        assert_eq!(desk.authority.cleared_of(view.id).unwrap(), Arc::from(cleared));
        assert_eq!(desk.authority.document_of(view.id).unwrap(), Arc::from(sent.clone()));
        assert_eq!(view.invoice_hash, Some(hash(&sent).to_string()));
        assert_eq!(
            (view.outcome, view.vat_number.as_deref()),
            (Outcome::Accepted, desk.by.certificate().vat_number())
        );
    }
}

#[test]
fn the_same_document_is_known_for_a_day_if_it_was_accepted() {
    let desk = Desk::new(Environment::Production, "1100");
    let simplified = desk.seal("simplified-invoice");
    let standard = desk.seal("standard-invoice");
    assert_eq!(desk.report(&simplified.xml).status, 200);
    let first = desk.clear(&standard.xml);
    assert_eq!(first.status, 200);
    for ahead in [0, 86_400 - 60] {
        desk.authority.advance(ahead);
        let again = desk.report(&simplified.xml);
        assert_eq!(
            (again.status, codes(&again, "errorMessages")),
            (409, vec!["Invoice-Errors".to_owned()])
        );
        assert_eq!(body(&again)["reportingStatus"], "NOT_REPORTED");
        let again = desk.clear(&standard.xml);
        assert_eq!(
            (again.status, codes(&again, "warningMessages")),
            (208, vec!["Invoice-Warning".to_owned()])
        );
        assert_eq!(
            body(&again)["clearedInvoice"],
            body(&first)["clearedInvoice"],
            "the very same bytes"
        );
        assert_eq!(last(&desk.authority).outcome, Outcome::Repeated);
    }
    // Re-stamped it is the same document still: its hash is.
    let restamped = desk.unit.stamp(&desk.authority, desk.by.certificate(), &standard.xml);
    assert_ne!(restamped.xml, standard.xml);
    assert_eq!(
        body(&desk.clear(&restamped.xml))["clearedInvoice"],
        body(&first)["clearedInvoice"]
    );
    let device = desk.authority.devices().remove(0);
    assert_eq!((device.repeated, device.csids[1].received), (5, 2));
    desk.authority.advance(61);
    let late = desk.report(&simplified.xml);
    assert_eq!(
        (late.status, codes(&late, "warningMessages")),
        (202, vec!["BR-KSA-98".to_owned()])
    );
    let new = desk.clear(&standard.xml);
    assert_eq!(new.status, 200);
    assert_ne!(
        body(&new)["clearedInvoice"],
        body(&first)["clearedInvoice"],
        "stamped at another time"
    );
    assert_eq!(desk.clear(&standard.xml).status, 208);
}

#[test]
fn a_refused_document_is_not_remembered() {
    let desk = Desk::new(Environment::Simulation, "0100");
    let sealed = desk.seal("simplified-invoice");
    for _ in 0..2 {
        let refused = desk.authority.answer(&desk.raw(&sealed.xml, |value| {
            value["invoiceHash"] = json!(STANDARD.encode([7; 32]));
        }));
        assert_eq!(
            (refused.status, codes(&refused, "errorMessages")),
            (400, vec!["invalid-invoice-hash".to_owned()])
        );
    }
    assert_eq!(desk.report(&sealed.xml).status, 200);
}

#[test]
fn each_environment_remembers_for_itself() {
    let authority = authority();
    let at = |environment| {
        let mut unit = Unit::new(environment, "1000");
        let by = unit.onboard(&authority);
        unit.environment = environment;
        (unit, by)
    };
    let (production, first) = at(Environment::Production);
    let (simulation, second) = at(Environment::Simulation);
    let xml = production.xml(&authority, "standard-invoice");
    assert_eq!(production.clear(&authority, &first, &xml).status, 200);
    assert_eq!(simulation.clear(&authority, &second, &xml).status, 200);
    assert_eq!(production.clear(&authority, &first, &xml).status, 208);
}

#[test]
fn of_many_that_send_the_same_at_once_one_is_the_first() {
    let desk = Desk::new(Environment::Production, "1100");
    for draft in ["simplified-invoice", "standard-invoice"] {
        let sealed = desk.seal(draft);
        let call = desk.raw(&sealed.xml, |_| {});
        let answers: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| desk.authority.answer(&call))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let accepted = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(accepted, 1, "{draft}");
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 208 | 409)));
        if draft.starts_with("standard") {
            let all: std::collections::BTreeSet<_> = answers
                .iter()
                .map(|answer| body(answer)["clearedInvoice"].to_string())
                .collect();
            assert_eq!(all.len(), 1, "whoever asks gets the same document");
        }
    }
}

#[test]
fn a_document_at_the_wrong_door_is_shown_the_other() {
    let desk = Desk::new(Environment::Production, "1100");
    let (simplified, standard) = (desk.seal("simplified-invoice"), desk.seal("standard-invoice"));
    let elsewhere = |response: &Response, code: &str| {
        assert_eq!(
            (response.status, own(&desk.authority)),
            (303, vec![format!("KHATM-SIMULATOR-{code}")])
        );
        assert_eq!(last(&desk.authority).outcome, Outcome::Elsewhere);
        String::from_utf8(response.body.clone()).unwrap()
    };
    let off =
        "{\"message\":\"Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead.\"}";
    assert!(elsewhere(&desk.report(&standard.xml), "CLEARANCE-ON").contains("/invoices/clearance/single"));
    assert!(elsewhere(&desk.clear(&simplified.xml), "NOT-CLEARED").contains("/invoices/reporting/single"));
    desk.authority.clearance_off(Environment::Production, true);
    assert_eq!(elsewhere(&desk.clear(&standard.xml), "CLEARANCE-OFF"), off);
    let reported = desk.report(&standard.xml);
    assert_eq!(
        (reported.status, &body(&reported)["reportingStatus"]),
        (200, &json!("REPORTED"))
    );
    assert!(body(&reported).get("clearedInvoice").is_none(), "no stamp comes back");
    desk.authority.clearance_off(Environment::Production, false);
    // It was reported, so it is not cleared on top.
    assert_eq!(desk.clear(&standard.xml).status, 409);
    assert_eq!(desk.report(&simplified.xml).status, 200);
}

#[test]
fn only_the_developer_portal_lets_the_caller_say_that_clearance_is_off() {
    for environment in Environment::ALL {
        let desk = Desk::new(environment, "1000");
        let sealed = desk.seal("standard-invoice");
        let mut call = desk.raw(&sealed.xml, |_| {});
        for (_, value) in call.headers.iter_mut().filter(|(name, _)| name == "clearance-status") {
            "0".clone_into(value);
        }
        let expected = if environment == Environment::Sandbox { 303 } else { 200 };
        assert_eq!(desk.authority.answer(&call).status, expected);
        call.headers.retain(|(name, _)| name != "clearance-status");
        assert!(
            matches!(desk.authority.answer(&call).status, 200 | 208),
            "it may be left out"
        );
    }
}

#[test]
fn a_certificate_allows_its_own_documents_of_its_own_taxpayer() {
    let authority = authority();
    let at = Environment::Production;
    let standard_only = Unit::new(at, "1000");
    let by = standard_only.onboard(&authority);
    let sealed = standard_only.seal(&authority, &by, "simplified-invoice");
    let refused = standard_only.report(&authority, &by, &sealed.xml);
    let message = &body(&refused)["validationResults"]["errorMessages"][0];
    assert_eq!(
        (refused.status, &message["code"]),
        (400, &json!("certificate-permissions"))
    );
    assert_eq!(
        message["message"],
        "Production CSID does not cover Simplified documents"
    );
    assert_eq!(own(&authority), ["KHATM-CALLER-DOCUMENTS"]);

    let other = CsrConfig {
        organization_identifier: "399999999900003".to_owned(),
        ..config("1100")
    };
    let other = Unit::with(at, at, other);
    let theirs = other.onboard(&authority);
    let sealed = standard_only.seal(&authority, &by, "standard-invoice");
    let refused = other.clear(&authority, &theirs, &sealed.xml);
    let message = &body(&refused)["validationResults"]["errorMessages"][0];
    assert_eq!(
        message["message"],
        "User only allowed to use the vat number that exists in the authentication certificate"
    );
    assert_eq!(own(&authority), ["KHATM-CALLER-SELLER"]);
    assert_eq!(body(&refused)["clearedInvoice"], Value::Null);

    // Another unit of the same taxpayer: warned about.
    let sibling = CsrConfig {
        serial_number: "1-Khatm|2-1|3-another".to_owned(),
        ..config("1100")
    };
    let sibling = Unit::with(at, at, sibling);
    let mine = sibling.onboard(&authority);
    let both = Unit::new(at, "1100");
    let first = both.onboard(&authority);
    let sealed = both.seal(&authority, &first, "simplified-invoice");
    let warned = sibling.report(&authority, &mine, &sealed.xml);
    assert_eq!(
        (warned.status, codes(&warned, "warningMessages")),
        (202, vec!["invalid-signing-certificate".to_owned()])
    );
}

#[test]
fn the_body_and_the_rules_are_looked_at_for_real() {
    let desk = Desk::new(Environment::Production, "1100");
    let sealed = desk.seal("simplified-invoice");
    let cases: [(&str, Value, &str); 5] = [
        ("invoiceHash", Value::Null, "InvoiceHash-Errors"),
        ("invoiceHash", json!("no base64"), "InvoiceHash-Errors"),
        ("invoice", Value::Null, "XSD_ZATCA_INVALID"),
        ("invoice", json!("<Invoice/>"), "XSD_ZATCA_INVALID"),
        ("invoice", json!(STANDARD.encode("<Invoice/>")), "XSD_ZATCA_INVALID"),
    ];
    for (field, value, code) in cases {
        let response = desk
            .authority
            .answer(&desk.raw(&sealed.xml, |body| body[field] = value));
        assert_eq!(response.status, 400);
        assert_eq!(codes(&response, "errorMessages")[0], code);
    }
    for text in ["", "null", "[]", "7", "{\"invoice\":", "\u{1}"] {
        let mut call = desk.raw(&sealed.xml, |_| {});
        call.body = text.as_bytes().to_vec();
        let response = desk.authority.answer(&call);
        assert_eq!(
            (response.status, &body(&response)["error"]),
            (400, &json!("Bad Request")),
            "{text}"
        );
        assert_eq!(own(&desk.authority), ["KHATM-SIMULATOR-BODY"]);
    }
    // A rule, in both languages.
    let xml = String::from_utf8(desk.unit.xml(&desk.authority, "simplified-invoice")).unwrap();
    let code = between(&xml, "<cbc:InvoiceTypeCode name=\"", "\"").to_owned();
    let broken = xml.replacen(&code, "0211111", 1);
    let broken = desk
        .unit
        .stamp(&desk.authority, desk.by.certificate(), broken.as_bytes());
    for (language, arabic) in [(Language::English, false), (Language::Arabic, true)] {
        let request = Request::reporting(&endpoint(Environment::Production), &desk.by, &broken.xml, language).unwrap();
        let response = desk.authority.answer(&call(&request));
        assert_eq!(response.status, 400);
        let errors = body(&response)["validationResults"]["errorMessages"].clone();
        let rule = errors
            .as_array()
            .unwrap()
            .iter()
            .find(|error| error["category"] == "KSA")
            .unwrap()
            .clone();
        let text = rule["message"].as_str().unwrap();
        assert_eq!(
            text.chars().any(|ch| ('\u{600}'..'\u{700}').contains(&ch)),
            arabic,
            "{text}"
        );
        let view = desk
            .authority
            .submission(last(&desk.authority).id, Language::Arabic)
            .unwrap();
        let told = view
            .findings
            .iter()
            .find(|finding| finding.category.as_deref() == Some("KSA"))
            .unwrap();
        assert!(told.own.as_ref().unwrap().place.is_some(), "with its place");
    }
}

#[test]
fn the_days_policy_of_stamps_can_be_chosen() {
    let desk = Desk::new(Environment::Production, "1000");
    let other = Unit::new(Environment::Production, "1000");
    let theirs = other.onboard(&desk.authority);
    // The stamp's value is by another key than the certificate beside it.
    let xml = desk.unit.xml(&desk.authority, "standard-invoice");
    let value = |xml: &[u8]| between(std::str::from_utf8(xml).unwrap(), "<ds:SignatureValue>", "<").to_owned();
    let mine = desk.unit.stamp(&desk.authority, desk.by.certificate(), &xml);
    let foreign = other.stamp(&desk.authority, theirs.certificate(), &xml);
    let text = String::from_utf8(mine.xml.clone()).unwrap();
    let forged = text.replace(&value(&mine.xml), &value(&foreign.xml));
    desk.authority.set_switches(
        Environment::Production,
        Switches {
            stamps: StampPolicy::Warning,
            ..Switches::default()
        },
    );
    let warned = desk.clear(forged.as_bytes());
    assert_eq!(
        (warned.status, codes(&warned, "warningMessages")),
        (202, vec!["invalid-digital-signature".to_owned()])
    );
}

#[test]
fn replies_recorded_from_the_developer_portal_come_out_the_same() {
    let Some(folder) = conformance("recorded replies") else {
        return;
    };
    let recorded: Value =
        serde_json::from_slice(&std::fs::read(folder.join("live/developer-portal.json")).unwrap()).unwrap();
    let authority = authority();
    let unit = Unit::new(Environment::Sandbox, "1100");
    let by = unit.credential(Csid::Compliance, &unit.begin(&authority));
    // The documents themselves were not kept: ours have the same fault, in the same form.
    type Change = dyn Fn(&mut khatm::qr::Qr);
    let qr = |xml: &[u8], change: &Change| {
        let text = String::from_utf8(xml.to_vec()).unwrap();
        let old = between(&text[text.find(">QR<").unwrap()..], "text/plain\">", "<").to_owned();
        let mut qr = khatm::qr::Qr::decode(&old).unwrap();
        change(&mut qr);
        text.replacen(&old, &qr.encode().unwrap(), 1).into_bytes()
    };
    let tag = |number: usize, value: &'static str| {
        move |qr: &mut khatm::qr::Qr| qr.tags[number - 1].value = value.as_bytes().to_vec()
    };
    let whole: &Change = &|_| {};
    let cases: [(&str, &str, &Change); 9] = [
        ("simplified-invoice", "simplified-invoice", whole),
        ("simplified-credit", "simplified-credit-note", whole),
        ("standard-credit", "standard-credit-note", whole),
        ("foreign-currency-bt110", "standard-foreign-currency", whole),
        ("tag4-wrong-value", "simplified-invoice", &tag(4, "1.05")),
        ("tag4-equivalent-scale", "simplified-invoice", &|qr| {
            qr.tags[3].value.push(b'0')
        }),
        ("tag5-equivalent-scale", "simplified-invoice", &|qr| {
            qr.tags[4].value.push(b'0')
        }),
        ("tag5-wrong-value", "simplified-invoice", &tag(5, "1.05")),
        ("simplified-missing-tag9", "simplified-invoice", &|qr| {
            drop(qr.tags.pop())
        }),
    ];
    for (name, draft, change) in cases {
        let sealed = unit.seal(&authority, &by, draft);
        let xml = qr(&sealed.xml, change);
        let request = Request::compliance_check(&endpoint(Environment::Sandbox), &by, &xml, Language::English);
        let response = authority.answer(&call(&request.unwrap()));
        let case = &recorded["cases"][name];
        assert_eq!(
            u64::from(response.status),
            case["http_status"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(body(&response), case["response"], "{name}");
    }
}

#[test]
fn records_are_bounded_and_counts_are_not() {
    let authority = Authority::new(Options {
        most_records: 12,
        most_record_bytes: 60_000,
        ..Options::default()
    })
    .unwrap();
    let unit = Unit::new(Environment::Production, "1000");
    let by = unit.onboard(&authority);
    let first = unit.seal(&authority, &by, "standard-invoice");
    let cleared = body(&unit.clear(&authority, &by, &first.xml));
    for _ in 0..20 {
        let sealed = unit.seal(&authority, &by, "standard-invoice");
        assert_eq!(unit.clear(&authority, &by, &sealed.xml).status, 200);
    }
    let all = authority.submissions(&Filter::default(), Language::English);
    assert_eq!(all.len(), 12);
    assert!(all[0].has_document && all[0].has_cleared && !all[11].has_document);
    let kept: usize = all
        .iter()
        .filter_map(|view| Some(authority.document_of(view.id)?.len() + authority.cleared_of(view.id)?.len()))
        .sum();
    assert!((1..=60_000).contains(&kept), "{kept}");
    assert_eq!((authority.counts().calls, authority.counts().accepted), (26, 26));
    assert_eq!(authority.devices()[0].accepted, 24);
    // Its memory is another matter.
    assert_eq!(
        body(&unit.clear(&authority, &by, &first.xml))["clearedInvoice"],
        cleared["clearedInvoice"]
    );
    // Filters.
    let of = |filter: Filter| authority.submissions(&filter, Language::English).len();
    let outcome = Some(Outcome::Repeated);
    assert_eq!(
        of(Filter {
            outcome,
            ..Filter::default()
        }),
        1
    );
    assert_eq!(
        of(Filter {
            limit: Some(3),
            ..Filter::default()
        }),
        3
    );
    assert_eq!(
        of(Filter {
            before: Some(all[9].id),
            ..Filter::default()
        }),
        1
    );
    assert_eq!(
        of(Filter {
            environment: Some(Environment::Sandbox),
            ..Filter::default()
        }),
        0
    );
    let device = Some(authority.devices()[0].id);
    assert_eq!(
        of(Filter {
            device,
            ..Filter::default()
        }),
        12
    );
}

#[test]
fn nothing_secret_is_shown() {
    let desk = Desk::new(Environment::Production, "1100");
    let sealed = desk.seal("simplified-invoice");
    desk.report(&sealed.xml);
    let otp = desk.authority.new_otp(Environment::Production, None).unwrap();
    let shown = format!(
        "{}{}{}{:?}",
        serde_json::to_string(&desk.authority.devices()).unwrap(),
        serde_json::to_string(&desk.authority.submissions(&Filter::default(), Language::English)).unwrap(),
        serde_json::to_string(&desk.authority.audit(desk.authority.devices()[0].id, Language::English)).unwrap(),
        desk.authority,
    );
    let request: InvoiceRequest = InvoiceRequest::new(&sealed.xml).unwrap();
    assert!(shown.contains(&request.invoice_hash), "it shows something");
    for secret in [desk.by.secret().expose(), &format!("\"{}\"", otp.expose())] {
        assert!(!shown.contains(secret));
    }
}

//! A certificate for real documents is followed by another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::gateway::{Csid, Environment, Otp, Request};
use khatm::seal::{CsrConfig, CsrRequest, Curve, PrivateKey, request};
use khatm::simulator::authority::{Authority, CsidState, Switches};
use khatm::simulator::call::Response;
use serde_json::{Value, json};

use super::onboarding::body_code;
use super::unit::{Unit, VAT, call, config, endpoint, json as body};
use super::{authority, own};

fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

fn renew(authority: &Authority, unit: &Unit, by: &khatm::gateway::Credential, otp: &Otp) -> Response {
    let request = Request::renewal(&endpoint(unit.environment), by, &unit.csr, otp, Language::English);
    authority.answer(&call(&request.unwrap()))
}

#[test]
fn a_renewal_ends_the_certificate_before() {
    let authority = authority();
    let at = Environment::Simulation;
    let mut unit = Unit::new(at, "0100");
    let old = unit.onboard(&authority);
    let queued = unit.seal(&authority, &old, "simplified-invoice");
    assert_eq!(unit.report(&authority, &old, &queued.xml).status, 200);
    let late = unit.seal(&authority, &old, "simplified-credit-note");
    // A new key, and the old certificate for the last time.
    unit.key = PrivateKey::generate(Curve::Secp256k1).unwrap();
    unit.csr = request(&CsrRequest::parse(&unit.config).unwrap(), at, &unit.key).unwrap();
    let otp = authority.new_otp(at, Some(VAT)).unwrap();
    let response = renew(&authority, &unit, &old, &otp);
    assert_eq!(response.status, 200, "{}", text(&response));
    assert!(body(&response)["tokenType"].as_str().unwrap().ends_with("#X509v3"));
    assert!(body(&response).get("errors").is_none());
    let new = unit.credential(Csid::Production, &response);
    assert_eq!(unit.report(&authority, &old, &late.xml).status, 401);
    // What the old one stamped comes in under the new one with a warning, and belongs to the old one's chain.
    assert_eq!(unit.report(&authority, &new, &late.xml).status, 202);
    assert_eq!(own(&authority), ["KHATM-SEAL-OTHER-CERTIFICATE"]);
    let device = authority.devices().remove(0);
    assert_eq!(
        device.csids.iter().map(|csid| csid.received).collect::<Vec<_>>(),
        [3, 2, 0]
    );
    assert_eq!(device.csids[1].state, CsidState::Revoked);
    assert!(authority.audit(device.id, Language::English).unwrap().sound);
    // The new chain begins at 1.
    unit.icv.set(0);
    unit.previous.set(None);
    let first = unit.seal(&authority, &new, "simplified-debit-note");
    assert_eq!(unit.report(&authority, &new, &first.xml).status, 200);
    assert!(authority.audit(device.id, Language::English).unwrap().sound);
}

#[test]
fn a_renewal_may_lead_through_the_compliance_set_again() {
    let authority = authority();
    let at = Environment::Production;
    let unit = Unit::new(at, "0100");
    let old = unit.onboard(&authority);
    authority.set_switches(
        at,
        Switches {
            renewal_through_compliance: true,
            ..Switches::default()
        },
    );
    let otp = authority.new_otp(at, Some(VAT)).unwrap();
    let response = renew(&authority, &unit, &old, &otp);
    let said = body(&response);
    assert_eq!(
        (response.status, &said["dispositionMessage"]),
        (428, &json!("NOT_COMPLIANT"))
    );
    assert_eq!((&said["tokenType"], &said["errors"]), (&Value::Null, &Value::Null));
    let compliance = unit.credential(Csid::Compliance, &response);
    assert!(compliance.certificate().issuer().starts_with("CN=eInvoicing, "));
    // Until the set has passed, the old one goes on.
    unit.icv.set(0);
    unit.previous.set(None);
    let sealed = unit.seal(&authority, &old, "simplified-invoice");
    assert_eq!(unit.report(&authority, &old, &sealed.xml).status, 200);
    assert_eq!(unit.finish(&authority, &compliance).status, 400);
    for draft in unit.set() {
        assert_eq!(unit.comply(&authority, &compliance, draft).status, 200);
    }
    let granted = unit.finish(&authority, &compliance);
    assert_eq!(granted.status, 200);
    assert_eq!(unit.report(&authority, &old, &sealed.xml).status, 401);
    assert_eq!(authority.devices().len(), 1);
}

#[test]
fn a_renewal_has_answers_of_its_own() {
    let authority = authority();
    let at = Environment::Production;
    let unit = Unit::new(at, "0100");
    let compliance = unit.credential(Csid::Compliance, &unit.begin(&authority));
    let by = unit.onboard(&authority);
    let otp = || authority.new_otp(at, None).unwrap();
    let good = || call(&Request::renewal(&endpoint(at), &by, &unit.csr, &otp(), Language::English).unwrap());
    let with = |name: &str, value: Option<String>| {
        let mut call = good();
        call.headers.retain(|(known, _)| known != name);
        call.headers.extend(value.map(|value| (name.to_owned(), value)));
        let response = authority.answer(&call);
        (
            response.status,
            body(&response)["errors"][0]["code"].as_str().map(str::to_owned),
        )
    };
    let code = |code: &str| (400, Some(code.to_owned()));
    let basic = |user: &str, password: &str| Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
    assert_eq!(with("otp", None), code("Missing-OTP"));
    assert_eq!(with("otp", Some("999999".to_owned())), code("Invalid-OTP"));
    assert_eq!(with("authorization", None), (401, None));
    assert_eq!(with("authorization", basic("", "x")), code("Missing-currentCSID"));
    assert_eq!(with("authorization", basic("abc", "x")), code("Invalid-currentCSID"));
    assert_eq!(with("authorization", basic(by.token(), "x")), (401, None));
    assert_eq!(
        with("authorization", basic(compliance.token(), compliance.secret().expose())),
        (401, None)
    );
    let body_of = |text: Value| {
        let mut call = good();
        call.body = text.to_string().into_bytes();
        body_code(&authority.answer(&call))
    };
    assert_eq!(body_of(json!({})).as_deref(), Some("Missing-CSR"));
    assert_eq!(body_of(json!({"csr": "bm9uc2Vuc2U="})).as_deref(), Some("Invalid-CSR"));
    // Another taxpayer's request.
    let other = CsrConfig {
        organization_identifier: "399999999900003".to_owned(),
        ..config("0100")
    };
    let other = Unit::with(at, at, other).csr.api_body();
    assert_eq!(body_of(json!({"csr": other})).as_deref(), Some("Invalid-CSR"));
    assert_eq!(own(&authority), ["KHATM-SIMULATOR-CSR-TAXPAYER"]);
    // Another environment's template.
    let denied = Unit::with(at, Environment::Simulation, config("0100")).csr.api_body();
    let mut call = good();
    call.body = json!({"csr": denied}).to_string().into_bytes();
    assert_eq!(body(&authority.answer(&call))["dispositionMessage"], "NOT_COMPLIANT");
    assert_eq!(authority.answer(&good()).status, 200);
}

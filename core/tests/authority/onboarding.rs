//! From the request to the certificate, and every way in which that is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::gateway::{Csid, Environment, Request};
use khatm::simulator::authority::{Authority, CsidState, Outcome};
use khatm::simulator::call::{Call, Response};
use khatm::time::Moment;
use serde_json::{Value, json};

use super::support::between;
use super::unit::{Unit, VAT, call, config, endpoint, json as body};
use super::{authority, last, own};

#[test]
fn a_unit_is_onboarded_in_each_environment_for_each_kind_of_documents() {
    for environment in Environment::ALL {
        let authority = authority();
        for title in ["1000", "0100", "1100"] {
            let unit = Unit::new(environment, title);
            let by = unit.onboard(&authority);
            assert_eq!(by.csid(), Csid::Production);
            for draft in unit.set() {
                let sealed = unit.seal(&authority, &by, draft);
                let response = match draft.starts_with("standard") {
                    true => unit.clear(&authority, &by, &sealed.xml),
                    false => unit.report(&authority, &by, &sealed.xml),
                };
                assert_eq!(
                    response.status,
                    200,
                    "{draft}: {}",
                    String::from_utf8_lossy(&response.body)
                );
            }
        }
        // The same serial again is the same unit with more certificates.
        let devices = authority.devices();
        assert_eq!((devices.len(), devices[0].csids.len()), (1, 6));
        assert!(devices[0].active && devices[0].environment == environment);
        assert!(devices[0].csids.iter().all(|csid| csid.state == CsidState::Active));
        assert!(authority.audit(devices[0].id, Language::English).unwrap().sound);
    }
}

/// A call from scratch, with the headers that every call has.
fn raw(environment: Environment, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Call {
    let mut all = vec![("accept-version".to_owned(), "V2".to_owned())];
    all.extend(
        headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    Call {
        environment,
        method: method.to_owned(),
        path: path.to_owned(),
        headers: all,
        body: body.as_bytes().to_vec(),
    }
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

#[test]
fn what_is_wrong_before_anything_is_looked_at_has_its_status() {
    let authority = authority();
    let at = Environment::Simulation;
    let ask = |method: &str, path: &str| authority.answer(&raw(at, method, path, &[], "{}")).status;
    for path in [
        "/",
        "",
        "/compliance/",
        "/Compliance",
        "/invoices/status",
        "/production/csids/1",
    ] {
        assert_eq!(ask("POST", path), 404, "{path}");
    }
    for (method, path) in [
        ("GET", "/compliance"),
        ("PATCH", "/compliance"),
        ("PUT", "/production/csids"),
        ("post", "/compliance"),
        ("DELETE", "/invoices/reporting/single"),
    ] {
        assert_eq!(ask(method, path), 405, "{method} {path}");
    }
    assert_eq!(ask("OPTIONS", "/compliance"), 403);
    // The version: in any case, and no other.
    for (version, good) in [("V2", true), ("v2", true), ("V1", false), ("V2.0", false), ("", false)] {
        let mut call = raw(at, "POST", "/invoices/reporting/single", &[], "{}");
        call.headers[0].1 = version.to_owned();
        let response = authority.answer(&call);
        assert_eq!(response.status, if good { 401 } else { 406 }, "{version}");
        if !good {
            assert_eq!(response.content_type, "text/plain;charset=UTF-8");
            assert_eq!(
                text(&response),
                "This Version is not supported or not provided in the header."
            );
            assert_eq!(own(&authority), ["KHATM-SIMULATOR-VERSION"]);
        }
    }
    let mut call = raw(at, "POST", "/compliance", &[], "{}");
    call.headers.clear();
    assert_eq!(authority.answer(&call).status, 406);
    let long = "x".repeat((16 << 20) + 1);
    assert_eq!(
        authority.answer(&raw(at, "POST", "/compliance", &[], &long)).status,
        413
    );
    assert_eq!(
        authority
            .answer(&raw(at, "POST", "/compliance", &[], &long[1..]))
            .status,
        400
    );
    assert_eq!(last(&authority).outcome, Outcome::Rejected);
}

#[test]
fn a_wrong_credential_is_answered_like_the_contract_says() {
    let authority = authority();
    let unit = Unit::new(Environment::Production, "0100");
    let compliance = unit.credential(Csid::Compliance, &unit.begin(&authority));
    let basic = |user: &str, password: &str| format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    let good = basic(compliance.token(), compliance.secret().expose());
    let check = "/compliance/invoices";
    let cases = [
        (check, None, "CREDENTIAL-MISSING"),
        (check, Some("Bearer abc".to_owned()), "CREDENTIAL-UNKNOWN"),
        (check, Some("Basic ???".to_owned()), "CREDENTIAL-UNKNOWN"),
        (check, Some(basic("nobody", "x")), "CREDENTIAL-UNKNOWN"),
        (check, Some(basic(compliance.token(), "x")), "CREDENTIAL-SECRET"),
        (check, Some(basic(compliance.token(), "")), "CREDENTIAL-SECRET"),
        // What onboards does nothing that counts.
        (
            "/invoices/reporting/single",
            Some(good.clone()),
            "KHATM-CREDENTIAL-KIND",
        ),
        (
            "/invoices/clearance/single",
            Some(good.clone()),
            "KHATM-CREDENTIAL-KIND",
        ),
    ];
    for (path, value, code) in cases {
        let headers: Vec<_> = value.iter().map(|value| ("authorization", value.as_str())).collect();
        let response = authority.answer(&raw(Environment::Production, "POST", path, &headers, "{}"));
        let said = body(&response);
        assert_eq!(response.status, 401, "{code}");
        assert_eq!(
            (&said["status"], &said["error"], &said["message"]),
            (&json!(401), &json!("Unauthorized"), &json!(""))
        );
        assert!(
            text(&response).starts_with("{\"timestamp\":"),
            "the keys in their order"
        );
        assert!(own(&authority)[0].ends_with(code), "{:?} {code}", own(&authority));
    }
    // Another environment is another world.
    let elsewhere = raw(
        Environment::Simulation,
        "POST",
        check,
        &[("authorization", &good)],
        "{}",
    );
    assert_eq!(authority.answer(&elsewhere).status, 401);
    let here = raw(
        Environment::Production,
        "POST",
        check,
        &[("Authorization", &good.replace("Basic", "bAsIc"))],
        "{}",
    );
    assert_eq!(authority.answer(&here).status, 400, "the scheme is taken in any case");
}

#[test]
fn a_certificate_that_ended_or_was_revoked_is_401() {
    let authority = authority();
    let unit = Unit::new(Environment::Simulation, "0100");
    let by = unit.onboard(&authority);
    let sealed = unit.seal(&authority, &by, "simplified-invoice");
    authority.advance(731 * 86_400 - 60);
    assert_eq!(
        unit.report(&authority, &by, &sealed.xml).status,
        202,
        "late, but good until its last minute"
    );
    authority.advance(120);
    let again = unit.seal(&authority, &by, "simplified-invoice");
    assert_eq!(unit.report(&authority, &by, &again.xml).status, 401);
    assert_eq!(own(&authority), ["KHATM-CALLER-VALIDITY"]);
    assert_eq!(authority.devices()[0].csids[1].state, CsidState::Expired);
    authority.advance(-86_400);
    assert_eq!(
        unit.report(&authority, &by, &again.xml).status,
        400,
        "issued in the future"
    );
    let device = authority.devices()[0].id;
    assert!(authority.revoke(device) && !authority.revoke(device + 1000));
    assert_eq!(unit.report(&authority, &by, &again.xml).status, 401);
    assert_eq!(own(&authority), ["KHATM-SIMULATOR-REVOKED"]);
    assert!(!authority.devices()[0].active);
}

fn ask(authority: &Authority, environment: Environment, otp: Option<&str>, csr: Option<&str>) -> Response {
    let headers: Vec<_> = otp.iter().map(|otp| ("otp", *otp)).collect();
    let body = csr.map_or_else(|| "{}".to_owned(), |csr| json!({ "csr": csr }).to_string());
    authority.answer(&raw(environment, "POST", "/compliance", &headers, &body))
}

#[test]
fn a_password_is_good_once_for_an_hour_for_its_taxpayer() {
    let authority = authority();
    let at = Environment::Production;
    let csr = Unit::new(at, "1100").csr.api_body();
    let csr = Some(csr.as_str());
    let invalid = "{\"errors\":[{\"code\":\"Invalid-OTP\",\"message\":\"The provided OTP is invalid\"}]}";
    let missing = "{\"errors\":[{\"code\":\"Missing-OTP\",\"message\":\"OTP is required field\"}]}";
    let refused = |otp: Option<&str>, said: &str, code: &str| {
        let response = ask(&authority, at, otp, csr);
        assert_eq!((response.status, text(&response).as_str()), (400, said), "{code}");
        assert_eq!(own(&authority), [format!("KHATM-SIMULATOR-OTP-{code}")]);
    };
    refused(None, missing, "MISSING");
    refused(Some(" "), missing, "MISSING");
    refused(Some("000000"), invalid, "UNKNOWN");
    // Everybody's passwords are the developer portal's alone.
    refused(Some("123345"), invalid, "UNKNOWN");
    let otp = authority.new_otp(at, None).unwrap();
    assert_eq!(ask(&authority, at, Some(otp.expose()), csr).status, 200);
    refused(Some(otp.expose()), invalid, "USED");
    let otp = authority.new_otp(Environment::Simulation, None).unwrap();
    refused(Some(otp.expose()), invalid, "UNKNOWN");
    let otp = authority.new_otp(at, Some("399999999900003")).unwrap();
    refused(Some(otp.expose()), invalid, "TAXPAYER");
    let otp = authority.new_otp(at, Some(VAT)).unwrap();
    authority.advance(3601);
    refused(Some(otp.expose()), invalid, "ENDED");
    let otp = authority.new_otp(at, Some(VAT)).unwrap();
    authority.advance(3599);
    assert_eq!(ask(&authority, at, Some(otp.expose()), csr).status, 200);
    // It is gone with a request that was refused, too.
    let otp = authority.new_otp(at, None).unwrap();
    assert_eq!(
        ask(&authority, at, Some(otp.expose()), Some("bm9uc2Vuc2U=")).status,
        400
    );
    refused(Some(otp.expose()), invalid, "USED");
    assert_eq!(authority.counts().rejected, 10);
}

#[test]
fn the_developer_portal_knows_everybodys_passwords() {
    let authority = authority();
    let at = Environment::Sandbox;
    let csr = Unit::new(at, "1100").csr.api_body();
    for (otp, status) in [
        ("123345", 200),
        ("123345", 200),
        ("123456", 200),
        ("111111", 400),
        ("222222", 400),
    ] {
        assert_eq!(ask(&authority, at, Some(otp), Some(&csr)).status, status, "{otp}");
    }
    assert_eq!(own(&authority), ["KHATM-SIMULATOR-OTP-ENDED"]);
}

#[test]
fn an_unfit_request_is_refused_in_the_gateways_words_and_explained_in_ours() {
    let authority = authority();
    let ask = |at: Environment, csr: Option<&str>| {
        let otp = authority.new_otp(at, None).unwrap();
        let response = ask(&authority, at, Some(otp.expose()), csr);
        assert_eq!(response.status, 400);
        text(&response)
    };
    let live = "{\"errorCode\":\"400\",\"errorCategory\":\"Invalid-CSR\",\"errorMessage\":\"The provided Certificate Signing Request (CSR) is invalid.\"}";
    let contract = "{\"errors\":[{\"code\":\"Invalid-CSR\",\"message\":\"The provided CSR is invalid\"}]}";
    let missing = "{\"errors\":[{\"code\":\"Missing-CSR\",\"message\":\"CSR is required field\"}]}";
    let simulation = Environment::Simulation;
    assert_eq!(ask(simulation, None), missing);
    assert_eq!(ask(simulation, Some("")), missing);
    assert_eq!(ask(simulation, Some("bm9uc2Vuc2U=")), live);
    assert_eq!(ask(Environment::Sandbox, Some("bm9uc2Vuc2U=")), contract);
    // Its clothes: only base64 over the whole PEM text.
    let unit = Unit::new(simulation, "1100");
    assert_eq!(ask(simulation, Some(&unit.csr.pem())), live);
    assert_eq!(own(&authority), ["KHATM-SIMULATOR-CSR-FORM"]);
    assert_eq!(ask(simulation, Some(&STANDARD.encode(unit.csr.der()))), live);
    // A bit of its signature.
    let mut der = unit.csr.der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    let pem = format!(
        "-----BEGIN CERTIFICATE REQUEST-----\n{}\n-----END CERTIFICATE REQUEST-----\n",
        STANDARD.encode(der)
    );
    assert_eq!(ask(simulation, Some(&STANDARD.encode(pem))), live);
    assert!(
        own(&authority).contains(&"KHATM-CSR-SIGNATURE".to_owned()),
        "{:?}",
        own(&authority)
    );
    // A field of it: openssl makes what our own writer refuses to.
    let too_long = openssl_csr(&format!("1-Khatm|2-1|3-{}", "x".repeat(60)), VAT, "1100");
    let said: Value = serde_json::from_str(&ask(simulation, Some(&too_long))).unwrap();
    assert_eq!(
        (&said["type"], &said["code"], &said["category"], &said["status"]),
        (
            &json!("ERROR"),
            &json!("EXCEED_CHARACTER_LIMIT"),
            &json!("CSR_VALIDATION"),
            &json!("ERROR")
        )
    );
    assert!(said["message"].as_str().unwrap().contains("less than or equal to 64"));
    let no_number = openssl_csr("1-a|2-b|3-c", "300000000000004", "1100");
    assert_eq!(ask(simulation, Some(&no_number)), live);
    assert!(own(&authority)[0].starts_with("KHATM-CSR-VAT"), "{:?}", own(&authority));
    let nothing = openssl_csr("1-a|2-b|3-c", VAT, "0000");
    assert_eq!(ask(simulation, Some(&nothing)), live);
}

/// A request by another program, with these values.
fn openssl_csr(serial: &str, vat_number: &str, title: &str) -> String {
    let folder = std::env::temp_dir().join(format!("khatm-csr-{}-{}", std::process::id(), super::unit::uuid()));
    std::fs::create_dir(&folder).unwrap();
    let settings = format!(
        "[req]\nprompt=no\nutf8=yes\nstring_mask=utf8only\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\nC=SA\nOU=Branch\nO=Firm\nCN=Unit\n\
         [ext]\n1.3.6.1.4.1.311.20.2=ASN1:UTF8String:PREZATCA-Code-Signing\nsubjectAltName=dirName:alt\n[alt]\nSN={serial}\nUID={vat_number}\n\
         title={title}\nregisteredAddress=RRRD2929\nbusinessCategory=Trade\n"
    );
    std::fs::write(folder.join("settings"), settings).unwrap();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new("openssl")
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", "key"]);
    run(&[
        "req", "-new", "-sha256", "-key", "key", "-config", "settings", "-out", "csr",
    ]);
    let pem = std::fs::read(folder.join("csr")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    STANDARD.encode(pem)
}

#[test]
fn another_programs_request_is_taken() {
    let authority = authority();
    let at = Environment::Simulation;
    let otp = authority.new_otp(at, Some(VAT)).unwrap();
    let csr = openssl_csr("1-a|2-b|3-c", VAT, "0100");
    assert_eq!(ask(&authority, at, Some(otp.expose()), Some(&csr)).status, 200);
    let device = &authority.devices()[0];
    assert_eq!(
        (device.serial.as_str(), device.invoice_type.as_str()),
        ("1-a|2-b|3-c", "0100")
    );
    assert_eq!(device.csids[0].missing_steps.len(), 3);
    assert!(!device.active);
}

#[test]
fn the_answers_have_the_keys_that_each_environments_have() {
    let authority = authority();
    for environment in Environment::ALL {
        let unit = Unit::new(environment, "1000");
        let begun = unit.begin(&authority);
        let keys = |response: &Response| -> Vec<String> {
            let text = text(response);
            let mut found: Vec<_> = body(response)
                .as_object()
                .unwrap()
                .keys()
                .map(|key| (text.find(&format!("\"{key}\":")).unwrap(), key.clone()))
                .collect();
            found.sort();
            found.into_iter().map(|(_, key)| key).collect()
        };
        let expected: &[&str] = match environment {
            Environment::Sandbox => &["requestID", "dispositionMessage", "binarySecurityToken", "secret"],
            _ => &[
                "requestID",
                "tokenType",
                "dispositionMessage",
                "binarySecurityToken",
                "secret",
                "errors",
            ],
        };
        assert_eq!(keys(&begun), expected);
        let said = body(&begun);
        assert_eq!(said["dispositionMessage"], "ISSUED");
        assert!(said["requestID"].is_number() && said["requestID"].to_string().len() == 13);
        assert_eq!(STANDARD.decode(said["secret"].as_str().unwrap()).unwrap().len(), 32);
        // The certificate's number is the time, as the request's is.
        let compliance = unit.credential(Csid::Compliance, &begun);
        assert_eq!(compliance.certificate().serial(), said["requestID"].to_string());
    }
}

#[test]
fn the_compliance_set_is_asked_for_by_name() {
    let authority = authority();
    let names = [
        "standard-compliant",
        "standard-credit-note-compliant",
        "standard-debit-note-compliant",
        "simplified-compliant",
        "simplified-credit-note-compliant",
        "simplified-debit-note-compliant",
    ];
    for (title, wanted) in [("1000", &names[..3]), ("0100", &names[3..]), ("1100", &names[..])] {
        let unit = Unit::new(Environment::Production, title);
        let by = unit.credential(Csid::Compliance, &unit.begin(&authority));
        let mut wanted = wanted.to_vec();
        for draft in unit.set() {
            let refused = unit.finish(&authority, &by);
            let message = format!(
                "The compliance certificate is not done with the following compliance steps yet [{}]",
                wanted.join(",")
            );
            assert_eq!(refused.status, 400);
            assert_eq!(
                text(&refused),
                json!({"code": "Missing-ComplianceSteps", "message": message}).to_string()
            );
            let csids = authority.devices().remove(0).csids;
            assert_eq!(csids.last().unwrap().missing_steps, wanted);
            assert_eq!(unit.comply(&authority, &by, draft).status, 200);
            wanted.remove(0);
        }
        assert_eq!(unit.finish(&authority, &by).status, 200);
    }
}

#[test]
fn a_document_counts_for_the_set_only_if_it_passed_under_the_units_own_stamp() {
    let authority = authority();
    let unit = Unit::new(Environment::Production, "1100");
    let by = unit.credential(Csid::Compliance, &unit.begin(&authority));
    let missing = || authority.devices()[0].csids.last().unwrap().missing_steps.len();
    let send = |xml: &[u8]| {
        let request = Request::compliance_check(&endpoint(Environment::Production), &by, xml, Language::English);
        authority.answer(&call(&request.unwrap())).status
    };
    // Refused.
    let sealed = unit.seal(&authority, &by, "simplified-invoice");
    let text = String::from_utf8(sealed.xml.clone()).unwrap();
    let number = between(&text, "<cbc:ID>", "<");
    let broken = text.replacen(&format!("<cbc:ID>{number}<"), "<cbc:ID>X-1<", 1);
    assert_eq!((send(broken.as_bytes()), missing()), (400, 6));
    // Stamped with another certificate of the same key: warned about, and not counted.
    let other = unit.credential(Csid::Compliance, &unit.begin(&authority));
    let foreign = unit.seal(&authority, &other, "simplified-invoice");
    assert_eq!((send(&foreign.xml), missing()), (202, 6));
    assert_eq!(own(&authority), ["KHATM-SEAL-OTHER-CERTIFICATE"]);
    let first = || authority.devices()[0].csids[0].missing_steps.len();
    assert_eq!(first(), 6);
    assert_eq!((send(&sealed.xml), first()), (200, 5));
    // A standard one may come without a stamp, but not under somebody else's.
    let standard = unit.xml(&authority, "standard-invoice");
    let foreign = unit.stamp(&authority, other.certificate(), &standard);
    assert_eq!((send(&foreign.xml), first()), (200, 5));
    assert_eq!((send(&standard), first()), (200, 4));
}

#[test]
fn the_request_of_the_production_certificate_names_its_own_number() {
    let authority = authority();
    let unit = Unit::new(Environment::Production, "0100");
    let by = unit.credential(Csid::Compliance, &unit.begin(&authority));
    for draft in unit.set() {
        unit.comply(&authority, &by, draft);
    }
    let good = call(&Request::production_csid(&endpoint(Environment::Production), &by, Language::English).unwrap());
    let send = |body: &str| {
        let mut call = good.clone();
        call.body = body.as_bytes().to_vec();
        let response = authority.answer(&call);
        (response.status, body_code(&response))
    };
    let invalid = (400, Some("Invalid-ComplianceRequestId".to_owned()));
    assert_eq!(send("{}"), (400, Some("Missing-ComplianceRequestId".to_owned())));
    assert_eq!(
        send("{\"compliance_request_id\":null}"),
        (400, Some("Missing-ComplianceRequestId".to_owned()))
    );
    assert_eq!(send("{\"compliance_request_id\":\"1234567890123\"}"), invalid);
    assert_eq!(send("[]").0, 400);
    assert_eq!(send("").0, 400);
    // As a number it is the same number; and it may be asked for again, by one who lost the answer.
    assert_eq!(
        send(&format!("{{\"compliance_request_id\":{}}}", by.request_id())).0,
        200
    );
    assert_eq!(authority.answer(&good).status, 200);
}

pub fn body_code(response: &Response) -> Option<String> {
    body(response)["errors"][0]["code"].as_str().map(str::to_owned)
}

#[test]
fn the_issuing_authority_denies_another_environments_template() {
    let authority = authority();
    for environment in Environment::ALL {
        for template in Environment::ALL {
            let unit = Unit::with(environment, template, config("0100"));
            let begun = unit.begin(&authority);
            assert_eq!(begun.status, 200, "the gateway itself does not look");
            let by = unit.credential(Csid::Compliance, &begun);
            for draft in unit.set() {
                unit.comply(&authority, &by, draft);
            }
            let response = unit.finish(&authority, &by);
            if template == environment || environment == Environment::Sandbox {
                assert_eq!(response.status, 200);
                continue;
            }
            let said = body(&response);
            assert_eq!(response.status, 400);
            assert_eq!(
                (
                    &said["requestID"],
                    &said["tokenType"],
                    &said["dispositionMessage"],
                    &said["binarySecurityToken"]
                ),
                (&json!(-2), &Value::Null, &json!("NOT_COMPLIANT"), &Value::Null)
            );
            let message = said["errors"][0].as_str().unwrap();
            assert!(message.contains("Denied by Policy Module 0x80094800"), "{message}");
            assert!(
                message.ends_with(&format!("policy: {}.\r\n", template.template())),
                "{message}"
            );
            assert_eq!(own(&authority), ["KHATM-CSR-TEMPLATE-ENVIRONMENT"]);
        }
    }
}

#[test]
fn a_reset_forgets_all_but_the_keys() {
    let authority = authority();
    let unit = Unit::new(Environment::Production, "0100");
    let by = unit.onboard(&authority);
    authority.set_clock(Moment::parse("2091-01-01T00:00:00").unwrap());
    assert_eq!(authority.now().date().to_string(), "2091-01-01");
    let before = authority.certificates(Environment::Production);
    authority.reset();
    assert!(authority.now() < Moment::parse("2091-01-01T00:00:00").unwrap());
    assert!(authority.devices().is_empty());
    assert_eq!(authority.counts().calls, 0);
    assert_eq!(authority.certificates(Environment::Production), before);
    let sealed = unit.seal(&authority, &by, "simplified-invoice");
    assert_eq!(unit.report(&authority, &by, &sealed.xml).status, 401);
}

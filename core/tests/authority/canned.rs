//! The developer portal's fixed answers, read out of the authority's own files.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Code;
use khatm::Language;
use khatm::gateway::{Csid, Environment, Request};
use khatm::seal::{Certificate, Identity, PrivateKey, SigningTime, Verifier, seal_with};
use khatm::simulator::authority::{Authority, Options, Switches};
use khatm::simulator::call::Call;
use serde_json::{Value, json};

use super::own;
use super::support::{conformance, sample};
use super::unit::{Unit, call, endpoint, json as body};

fn options(folder: PathBuf) -> Options {
    Options {
        canned: Some(folder),
        ..Options::default()
    }
}

fn files() -> Option<PathBuf> {
    let folder = conformance("the developer portal's fixed answers")?
        .parent()?
        .join("spec/openapi");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED the developer portal's fixed answers: ../shared/spec/openapi is absent");
    None
}

#[test]
fn without_the_files_they_are_refused() {
    let error = Authority::new(options(std::env::temp_dir().join("khatm-no-such-folder"))).unwrap_err();
    assert_eq!(error.code(), Code::SimulatorCanned);
    assert!(error.message(Language::English).contains("clearance-api_openapi.json"));
}

fn send(
    authority: &Authority,
    path: &str,
    method: &str,
    login: (&str, &str),
    more: &[(&str, &str)],
    said: &Value,
) -> (u16, Value) {
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", login.0, login.1)));
    let mut headers = vec![
        ("accept-version".to_owned(), "V2".to_owned()),
        ("authorization".to_owned(), basic),
    ];
    headers.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let response = authority.answer(&Call {
        environment: Environment::Sandbox,
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body: said.to_string().into_bytes(),
    });
    (response.status, body(&response))
}

#[test]
fn everybody_gets_the_same_and_nothing_is_remembered() {
    let Some(folder) = files() else { return };
    let authority = Authority::new(options(folder.clone())).unwrap();
    let contract =
        |file: &str| -> Value { serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap() };
    let unit = Unit::new(Environment::Sandbox, "1100");
    let begun = unit.begin(&authority);
    assert_eq!(body(&begun)["requestID"], json!(1_234_567_890_123_i64));
    let compliance = unit.credential(Csid::Compliance, &begun);
    assert_eq!(
        compliance.certificate().public_key().spki(),
        khatm::seal::Signer::public_key(&unit.key).spki()
    );
    // No compliance set, and the same certificate whatever is sent.
    let request = Request::production_csid(&endpoint(Environment::Sandbox), &compliance, Language::English).unwrap();
    let granted = body(&authority.answer(&call(&request)));
    assert_eq!(granted["requestID"], json!(1_642_424_139_872_i64));
    let (token, secret) = (
        granted["binarySecurityToken"].as_str().unwrap(),
        granted["secret"].as_str().unwrap(),
    );
    let certificate = Certificate::parse(token.as_bytes()).unwrap();
    assert_eq!(certificate.vat_number(), Some("399999999900003"));
    let other = Unit::new(Environment::Sandbox, "0100");
    let by = other.credential(Csid::Compliance, &other.begin(&authority));
    let request = Request::production_csid(&endpoint(Environment::Sandbox), &by, Language::English).unwrap();
    assert_eq!(body(&authority.answer(&call(&request))), granted);
    // The contract's own requests.
    for (file, path, example) in [
        ("reporting-api_openapi.json", "/invoices/reporting/single", "reported"),
        ("clearance-api_openapi.json", "/invoices/clearance/single", "cleared"),
    ] {
        let post = contract(file)["paths"][path]["post"].clone();
        let request = &post["requestBody"]["content"]["application/json"]["examples"][example]["value"];
        let expected = &post["responses"]["200"]["content"]["application/json"]["examples"][example]["value"];
        for _ in 0..2 {
            let (status, said) = send(
                &authority,
                path,
                "POST",
                (token, secret),
                &[("clearance-status", "1")],
                request,
            );
            // Late by now, but never a repetition.
            assert!(matches!(status, 200 | 202), "{path}: {status} {:?}", own(&authority));
            assert_eq!(said.get("clearedInvoice"), expected.get("clearedInvoice"));
        }
    }
    // A good document of the published identity's, cleared: the fixed one comes back.
    let key = conformance("published key")
        .unwrap()
        .join("credentials/private-key.der");
    let key = PrivateKey::parse(&std::fs::read(key).unwrap()).unwrap();
    let text = String::from_utf8(sample("standard.xml"))
        .unwrap()
        .replacen("300000000000003", "399999999900003", 1);
    let identity = Identity::new(&key, &certificate).unwrap();
    let at = SigningTime::parse("2026-11-01T11:30:05").unwrap();
    let sealed = seal_with(Verifier::shared(), text.as_bytes(), &identity, &at).unwrap();
    let request = serde_json::to_value(khatm::gateway::InvoiceRequest::new(sealed.xml()).unwrap()).unwrap();
    for _ in 0..2 {
        let (status, said) = send(
            &authority,
            "/invoices/clearance/single",
            "POST",
            (token, secret),
            &[],
            &request,
        );
        assert_eq!(status, 200, "{said}");
        let post = contract("clearance-api_openapi.json")["paths"]["/invoices/clearance/single"]["post"].clone();
        let fixed =
            &post["responses"]["200"]["content"]["application/json"]["examples"]["cleared"]["value"]["clearedInvoice"];
        assert_eq!(&said["clearedInvoice"], fixed);
    }
    // Only this environment is like that, and only where it was asked for.
    let strict = Unit::new(Environment::Simulation, "1000");
    let by = strict.credential(Csid::Compliance, &strict.begin(&authority));
    assert_eq!(strict.finish(&authority, &by).status, 400);
}

#[test]
fn a_renewal_is_answered_out_of_the_file() {
    let Some(folder) = files() else { return };
    let file: Value = serde_json::from_slice(&std::fs::read(folder.join("renewal-api_openapi.json")).unwrap()).unwrap();
    let patch = &file["paths"]["/production/csids"]["patch"];
    let example = |status: &str| patch["responses"][status]["content"]["application/json"]["example"].clone();
    let request = patch["requestBody"]["content"]["application/json"]["example"].clone();
    let login = file["components"]["securitySchemes"]["BasicAuth"]["description"]
        .as_str()
        .unwrap();
    let words: Vec<_> = login.split_whitespace().collect();
    let after = |name: &str| words[words.iter().position(|word| *word == name).unwrap() + 1];
    let login = (after("Usrename:"), after("Password:"));
    let authority = Authority::new(options(folder)).unwrap();
    let renew = |login, otp: &str| {
        send(
            &authority,
            "/production/csids",
            "PATCH",
            login,
            &[("otp", otp)],
            &request,
        )
    };
    assert_eq!(renew(login, "123456"), (200, example("200")));
    assert_eq!(renew(login, "111111").1["errors"][0]["code"], "Invalid-OTP");
    assert_eq!(renew(login, "222222").1["errors"][0]["code"], "Invalid-OTP");
    assert_eq!(renew((login.0, "x"), "123456").0, 401);
    authority.set_switches(
        Environment::Sandbox,
        Switches {
            renewal_through_compliance: true,
            ..Switches::default()
        },
    );
    assert_eq!(renew(login, "123456"), (428, example("428")["value"].clone()));
    authority.reset();
    assert_eq!(renew(login, "123456").0, 200);
}

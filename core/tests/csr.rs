//! Certificate requests as they are made: the authority's own bytes, every fault at once, and openssl as a witness.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::seal::{Csr, CsrConfig, CsrRequest, Curve, Environment, PrivateKey, Signer as _, request};
use khatm::{Error, Language};
use support::{conformance, repository};

/// The values of the authority's own English example.
fn config() -> CsrConfig {
    CsrConfig {
        common_name: "TST-886431145-399999999900003".into(),
        serial_number: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f".into(),
        organization_identifier: "399999999900003".into(),
        organization_unit_name: "Riyadh Branch".into(),
        organization_name: "Maximum Speed Tech Supply LTD".into(),
        country_name: "SA".into(),
        invoice_type: "1100".into(),
        location_address: "RRRD2929".into(),
        industry_business_category: "Supply activities".into(),
    }
}

fn key() -> PrivateKey {
    PrivateKey::parse(&fs::read(repository().join("core/tests/keys/sec1.pem")).unwrap()).unwrap()
}

fn make(config: &CsrConfig, environment: Environment, key: &PrivateKey) -> Csr {
    request(&CsrRequest::parse(config).unwrap(), environment, key).unwrap()
}

fn faults(config: &CsrConfig) -> Vec<(&'static str, String)> {
    pairs(CsrRequest::parse(config).unwrap_err())
}

fn pairs(errors: Vec<Error>) -> Vec<(&'static str, String)> {
    errors
        .iter()
        .map(|error| (error.code().as_str(), error.path().unwrap_or_default().to_owned()))
        .collect()
}

/// The request without its signature, whose nonce is random at the authority's: what is left must be equal.
fn unsigned(der: &[u8]) -> Vec<u8> {
    assert_eq!(der[..2], [0x30, 0x82]);
    let inner = 4 + usize::from(der[6]) * 256 + usize::from(der[7]) + 4;
    let algorithm = usize::from(der[inner + 1]) + 2;
    der[4..inner + algorithm].to_vec()
}

#[test]
fn every_recorded_request_is_made_again_byte_for_byte() {
    let Some(folder) = conformance("certificate requests") else {
        return;
    };
    let mut count = 0;
    for entry in fs::read_dir(folder.join("parity")).unwrap() {
        let case = entry.unwrap().path();
        let Ok(theirs) = fs::read(case.join("sdk.csr.der")) else {
            continue;
        };
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let environment = match name.rsplit('-').next().unwrap() {
            "production" => Environment::Production,
            "simulation" => Environment::Simulation,
            "nonproduction" => Environment::Sandbox,
            other => panic!("{other}"),
        };
        let text = fs::read_to_string(case.join("csr.properties")).unwrap();
        let config = CsrConfig::from_properties(&text).unwrap();
        let key_text = fs::read_to_string(case.join("sdk-key.pem")).unwrap();
        let key = PrivateKey::parse(key_text.as_bytes()).unwrap();
        let ours = make(&config, environment, &key);
        assert!(unsigned(ours.der()) == unsigned(&theirs), "{name}");
        // Only the signature may differ, so with theirs put in the whole file is theirs, armour and all.
        let at = 4 + unsigned(&theirs).len();
        let whole = [&theirs[..4], &unsigned(ours.der()), &theirs[at..]].concat();
        let body = fs::read_to_string(case.join("sdk.csr")).unwrap();
        assert_eq!(whole, theirs, "{name}");
        let pem = String::from_utf8(STANDARD.decode(&body).unwrap()).unwrap();
        assert_eq!(pem.lines().next(), ours.pem().lines().next());
        assert_eq!(pem.lines().last(), ours.pem().lines().last());
        assert!(pem.ends_with('\n') && ours.pem().ends_with('\n') && !pem.contains('\r'));
        assert_eq!(STANDARD.decode(ours.api_body()).unwrap(), ours.pem().as_bytes());
        assert!(ours.pem().lines().all(|line| line.len() <= 64));
        // The key file too.
        assert_eq!(*key.to_base64(), key_text.trim(), "{name}");
        assert_eq!(*key.to_pkcs8(), fs::read(case.join("sdk-key.der")).unwrap(), "{name}");
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn the_recorded_refusal_is_refused_here_too() {
    let Some(folder) = conformance("certificate request with a property missing") else {
        return;
    };
    let text = fs::read_to_string(folder.join("parity/csr-missing-property/csr.properties")).unwrap();
    let faults = pairs(CsrConfig::from_properties(&text).unwrap_err());
    assert_eq!(faults, [("KHATM-CSR-MISSING", "csr.common.name".to_owned())]);
}

#[test]
fn the_sdks_example_configurations_work_and_its_empty_template_lacks_everything() {
    let Some(folder) = conformance("configurations of certificate requests") else {
        return;
    };
    let (mut good, mut empty) = (0, 0);
    for entry in fs::read_dir(folder.join("csr-configs")).unwrap() {
        let path = entry.unwrap().path();
        let config = CsrConfig::from_properties(&fs::read_to_string(&path).unwrap()).unwrap();
        if path.to_string_lossy().contains("template") {
            let faults = faults(&config);
            assert_eq!(faults.len(), 9);
            assert!(faults.iter().all(|(code, _)| *code == "KHATM-CSR-MISSING"));
            empty += 1;
        } else {
            for environment in Environment::ALL {
                make(&config, environment, &key());
            }
            good += 1;
        }
    }
    assert_eq!((good, empty), (4, 1));
}

#[test]
fn the_alternative_name_is_the_one_in_the_authoritys_sample() {
    const VECTOR: &str = "3081A2A4819F30819C313B303906035504040C32312D5453547C322D5453547C332D65643232663164382D653661322D3131\
        31382D396235382D643961386631316534343566311F301D060A0992268993F22C6401010C0F333939393939393939393030303033310D300B06\
        0355040C0C04313130303111300F060355041A0C085252524432393239311A3018060355040F0C11537570706C792061637469766974696573";
    let csr = make(&config(), Environment::Production, &key());
    let hex: String = csr.der().iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(hex.matches(VECTOR).count(), 1);
    for (environment, template) in [
        (Environment::Production, "0C125A415443412D436F64652D5369676E696E67"),
        (
            Environment::Simulation,
            "0C155052455A415443412D436F64652D5369676E696E67",
        ),
        (Environment::Sandbox, "0C155453545A415443412D436F64652D5369676E696E67"),
    ] {
        let hex: String = make(&config(), environment, &key())
            .der()
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        assert_eq!(hex.matches(template).count(), 1, "{environment:?}");
        assert_eq!(Environment::parse(environment.as_str()).unwrap(), environment);
    }
}

#[test]
fn every_fault_is_said_at_once_in_both_languages() {
    let bad = CsrConfig {
        common_name: "unit_1".into(),
        serial_number: "TST=1".into(),
        organization_identifier: "123456789012345".into(),
        organization_unit_name: " ".into(),
        organization_name: "A\nB".into(),
        country_name: "sa".into(),
        invoice_type: "0011".into(),
        location_address: "x@y".into(),
        industry_business_category: "Ø´Ø±ÙƒØ©".into(),
    };
    let expected = [
        ("KHATM-CSR-CHARACTER", "common_name"),
        ("KHATM-CSR-SERIAL", "serial_number"),
        ("KHATM-CSR-SERIAL-CHARACTER", "serial_number"),
        ("KHATM-CSR-VAT-START", "organization_identifier"),
        ("KHATM-CSR-VAT-END", "organization_identifier"),
        ("KHATM-CSR-MISSING", "organization_unit_name"),
        ("KHATM-CSR-CONTROL", "organization_name"),
        ("KHATM-CSR-COUNTRY", "country_name"),
        ("KHATM-CSR-INVOICE-TYPE-NONE", "invoice_type"),
        ("KHATM-CSR-INVOICE-TYPE-RESERVED", "invoice_type"),
        ("KHATM-CSR-CHARACTER", "location_address"),
        ("KHATM-CSR-MOJIBAKE", "industry_business_category"),
    ];
    let errors = CsrRequest::parse(&bad).unwrap_err();
    assert_eq!(
        pairs(errors.clone()),
        expected.map(|(code, path)| (code, path.to_owned()))
    );
    for error in errors {
        assert_ne!(error.message(Language::English), error.message(Language::Arabic));
        assert_ne!(error.fix(Language::English), error.fix(Language::Arabic));
    }
}

#[test]
fn one_value_changed_is_one_fault() {
    type Change = fn(&mut CsrConfig);
    let long = |count: usize| format!("1-TST|2-TST|3-{}", "x".repeat(count - 14));
    let cases: [(&str, Change); 20] = [
        ("KHATM-CSR-SERIAL", |c| c.serial_number = "x1-a|2-b|3-c".into()),
        ("KHATM-CSR-SERIAL", |c| c.serial_number = "1-a|2-|3-c".into()),
        ("KHATM-CSR-SERIAL-CHARACTER", |c| {
            c.serial_number = "1-a|2-b|3-c=".into()
        }),
        ("KHATM-CSR-SERIAL-LENGTH", |c| {
            c.serial_number = format!("1-a|2-b|3-{}", "x".repeat(55))
        }),
        ("KHATM-CSR-VAT", |c| c.organization_identifier = "39999999990003".into()),
        ("KHATM-CSR-VAT", |c| {
            c.organization_identifier = "٣99999999900003".into()
        }),
        ("KHATM-CSR-VAT-START", |c| {
            c.organization_identifier = "199999999900003".into()
        }),
        ("KHATM-CSR-VAT-END", |c| {
            c.organization_identifier = "399999999900001".into()
        }),
        ("KHATM-CSR-GROUP", |c| {
            c.organization_identifier = "399999999910003".into()
        }),
        ("KHATM-CSR-COUNTRY", |c| c.country_name = "SAU".into()),
        ("KHATM-CSR-COUNTRY", |c| c.country_name = "US".into()),
        ("KHATM-CSR-INVOICE-TYPE", |c| c.invoice_type = "110".into()),
        ("KHATM-CSR-INVOICE-TYPE", |c| c.invoice_type = "1200".into()),
        ("KHATM-CSR-INVOICE-TYPE-NONE", |c| c.invoice_type = "0000".into()),
        ("KHATM-CSR-INVOICE-TYPE-RESERVED", |c| c.invoice_type = "1110".into()),
        ("KHATM-CSR-INVOICE-TYPE-RESERVED", |c| c.invoice_type = "1101".into()),
        ("KHATM-CSR-CHARACTER", |c| c.organization_unit_name = "A & B".into()),
        ("KHATM-CSR-CHARACTER", |c| c.industry_business_category = "Food*".into()),
        ("KHATM-CSR-CONTROL", |c| c.location_address = "A\u{fffd}".into()),
        ("KHATM-CSR-MISSING", |c| c.industry_business_category = String::new()),
    ];
    for (code, change) in cases {
        let mut changed = config();
        change(&mut changed);
        let found = faults(&changed);
        assert_eq!(found.len(), 1, "{code}: {found:?}");
        assert_eq!(found[0].0, code);
    }
    // What is allowed up to the border.
    for character in "!@#$%&*_".chars() {
        let mut changed = config();
        changed.common_name.push(character);
        assert_eq!(faults(&changed), [("KHATM-CSR-CHARACTER", "common_name".to_owned())]);
    }
    let fine: [Change; 6] = [
        |c| c.organization_name = "Books & Co".replace('&', "<").replace(" < ", " and "),
        |c| c.serial_number = "1-!@#|2-_|3-&%".into(),
        |c| c.invoice_type = "1000".into(),
        |c| c.invoice_type = "0100".into(),
        |c| c.organization_name = "شركة توريد التكنولوجيا".into(),
        |c| c.common_name = "  blanks around go  ".into(),
    ];
    for change in fine {
        let mut changed = config();
        change(&mut changed);
        CsrRequest::parse(&changed).unwrap();
    }
    let mut changed = config();
    changed.serial_number = long(64);
    CsrRequest::parse(&changed).unwrap();
    changed.serial_number = long(65);
    assert_eq!(faults(&changed)[0].0, "KHATM-CSR-SERIAL-LENGTH");
}

#[test]
fn the_unit_of_a_vat_group_is_a_members_tin() {
    let mut group = config();
    group.organization_identifier = "399999999910003".into();
    for (unit, good) in [
        ("3999999999", true),
        ("Riyadh Branch", false),
        ("399999999", false),
        ("39999999990", false),
        ("1999999999", false),
        ("399999999x", false),
    ] {
        group.organization_unit_name = unit.into();
        assert_eq!(CsrRequest::parse(&group).is_ok(), good, "{unit}");
    }
}

#[test]
fn a_properties_file_is_read_as_the_sdk_reads_it() {
    let text = "\u{feff}# a comment\r\n! another\r\n\r\n csr.common.name =  A=B \r\ncsr.serial.number=1-a|2-b|3-c\n\
        csr.organization.identifier=399999999900003\ncsr.organization.unit.name=فرع\ncsr.organization.name=شركة\n\
        csr.country.name=SA\ncsr.invoice.type=1100\ncsr.location.address=RRRD2929\ncsr.industry.business.category=Trade";
    let read = CsrConfig::from_properties(text).unwrap();
    assert_eq!(
        (read.common_name.as_str(), read.organization_name.as_str()),
        ("A=B", "شركة")
    );

    let bad = text
        .replace("csr.country.name=SA", "csr.contry.name=SA\nno equals sign")
        .replace("csr.invoice.type=1100", "csr.invoice.type=1100\ncsr.invoice.type=9");
    let errors = CsrConfig::from_properties(&bad).unwrap_err();
    let lines: Vec<_> = errors.iter().map(|e| e.position().map(|p| p.line)).collect();
    assert_eq!(
        pairs(errors.clone()),
        [
            ("KHATM-CSR-PROPERTY-LINE", ""),
            ("KHATM-CSR-PROPERTY", "csr.country.name"),
            ("KHATM-CSR-PROPERTY-TWICE", "csr.invoice.type"),
            ("KHATM-CSR-MISSING", "csr.country.name"),
        ]
        .map(|(code, path)| (code, path.to_owned()))
    );
    assert_eq!(lines, [Some(10), Some(9), Some(12), None]);
    assert!(errors[1].to_string().contains("csr.contry.name → csr.country.name"));
    // Names and values are judged together.
    let both = bad.replace("399999999900003", "1");
    let errors = pairs(CsrConfig::from_properties(&both).unwrap_err());
    assert!(
        errors.contains(&("KHATM-CSR-VAT", "organization_identifier".to_owned())),
        "{errors:?}"
    );

    let odd = CsrConfig::from_pairs([("common_name", "x"), ("contry_name", "SA"), ("common_name", "y")]).unwrap_err();
    let codes: BTreeSet<_> = odd.iter().map(|e| e.code().as_str()).collect();
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>(),
        ["KHATM-CSR-MISSING", "KHATM-CSR-PROPERTY", "KHATM-CSR-PROPERTY-TWICE"]
    );
}

#[test]
fn as_plain_data_what_is_absent_is_empty_and_the_unknown_refused() {
    let sparse: CsrConfig = serde_json::from_str(r#"{"country_name": "SA"}"#).unwrap();
    assert_eq!(faults(&sparse).len(), 8);
    assert!(serde_json::from_str::<CsrConfig>(r#"{"country": "SA"}"#).is_err());
    let whole: CsrConfig = serde_json::from_str(&serde_json::to_string(&config()).unwrap()).unwrap();
    assert_eq!(whole, config());
}

#[test]
fn a_key_on_another_curve_is_refused() {
    let key = PrivateKey::parse(&fs::read(repository().join("core/tests/keys/p256.pem")).unwrap()).unwrap();
    let proved = CsrRequest::parse(&config()).unwrap();
    let error = request(&proved, Environment::Sandbox, &key).unwrap_err();
    assert_eq!(error.code().as_str(), "KHATM-CSR-KEY-CURVE");
}

#[test]
fn every_form_of_a_key_reads_back_as_itself() {
    for name in ["sec1.pem", "p256.pem"] {
        let key = PrivateKey::parse(&fs::read(repository().join("core/tests/keys").join(name)).unwrap()).unwrap();
        let der = key.to_pkcs8();
        for form in [&der[..], key.to_base64().as_bytes(), key.to_pem().as_bytes()] {
            let again = PrivateKey::parse(form).unwrap();
            assert_eq!(again.public_key(), key.public_key());
            assert_eq!(*again.to_pkcs8(), *der, "{name}");
        }
        assert_eq!(
            der.len(),
            if key.public_key().curve() == Curve::Secp256k1 {
                144
            } else {
                150
            }
        );
        assert!(!format!("{key:?}").contains(&key.to_base64()[40..60]));
    }
}

/// The real openssl, if there is one; else a loud line and nothing.
fn openssl(test: &str, args: &[&str], input: &[u8]) -> Option<(bool, String)> {
    let spawned = Command::new("openssl")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = spawned else {
        eprintln!("SKIPPED {test}: there is no openssl on this machine");
        return None;
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

#[test]
fn openssl_reads_and_verifies_ours() {
    let mut arabic = config();
    arabic.organization_name = "شركة توريد التكنولوجيا بأقصى سرعة المحدودة".into();
    for environment in Environment::ALL {
        let csr = make(&arabic, environment, &key());
        let args = ["req", "-noout", "-text", "-verify", "-nameopt", "utf8,sep_comma_plus"];
        let Some((good, text)) = openssl("openssl req", &args, csr.pem().as_bytes()) else {
            return;
        };
        assert!(good && text.contains("verify OK"), "{text}");
        for piece in [
            "C=SA,OU=Riyadh Branch,O=شركة توريد التكنولوجيا بأقصى سرعة المحدودة,CN=TST-886431145-399999999900003",
            "ASN1 OID: secp256k1",
            "Signature Algorithm: ecdsa-with-SHA256",
            environment.template(),
            "SN = 1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
            "UID = 399999999900003",
            "title = 1100",
            "registeredAddress = RRRD2929",
            "businessCategory = Supply activities",
        ] {
            let squeezed = |text: &str| text.replace(" = ", "=");
            assert!(squeezed(&text).contains(&squeezed(piece)), "{piece}: {text}");
        }
        let (good, text) = openssl("openssl asn1parse", &["asn1parse", "-inform", "DER"], csr.der()).unwrap();
        assert!(good && text.contains("UTF8STRING"), "{text}");
        // A witness that cannot say no is none.
        let mut broken = csr.der().to_vec();
        let last = broken.len() - 1;
        broken[last] ^= 1;
        let (_, text) = openssl("openssl req", &["req", "-inform", "DER", "-noout", "-verify"], &broken).unwrap();
        assert!(text.to_lowercase().contains("fail"), "{text}");
    }
    let (good, text) = openssl("openssl pkey", &["pkey", "-noout", "-check"], key().to_pem().as_bytes()).unwrap();
    assert!(good && text.contains("Key is valid"), "{text}");
}

#[cfg(feature = "generate")]
#[test]
fn a_new_key_is_new_and_on_the_authoritys_curve() {
    let (one, two) = (
        PrivateKey::generate(Curve::Secp256k1).unwrap(),
        PrivateKey::generate(Curve::Secp256k1).unwrap(),
    );
    assert_ne!(one.public_key(), two.public_key());
    assert_eq!(one.to_pkcs8().len(), 144);
    make(&config(), Environment::Sandbox, &one);
}

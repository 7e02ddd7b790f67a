//! `inspect` on requests that the authority would refuse: each broken in one place, each with its own explanation. They are
//! built here by a writer of their own, and by openssl, never by the code that makes ours.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

#[path = "inspect/cases.rs"]
mod cases;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cases::{E, PRINTABLE, Request, UTF8, VAT, W, changed, extension, key, oid, pem, seq, set, tlv};
use khatm::Language;
use khatm::seal::inspect::{CertificateKind, InspectedForm, InspectedKind, SignatureState};
use khatm::seal::{Environment, Inspection, Severity, inspect, inspect_for};
use support::{conformance, repository};

/// (severity, code, path) of each finding.
fn said(report: &Inspection) -> Vec<(Severity, String, String)> {
    report
        .findings
        .iter()
        .map(|f| (f.severity, f.code.clone(), f.path.clone().unwrap_or_default()))
        .collect()
}

#[test]
fn each_broken_request_is_explained_by_its_own_finding() {
    let cases = [
        cases::names(),
        cases::extensions(),
        cases::keys_and_encoding(),
        cases::texts(),
    ]
    .concat();
    let mut seen = BTreeSet::new();
    for (severity, code, path, bytes) in &cases {
        let report = inspect(bytes, Language::English);
        let found = said(&report);
        assert!(
            found.contains(&(*severity, (*code).to_owned(), (*path).to_owned())),
            "{code} {path}: {found:?}"
        );
        // One thing is broken, so one thing is said: where one mistake has two names, both are about it.
        let follows = ["KHATM-CSR-SIGNATURE", "KHATM-INSPECT-BASE64", "KHATM-DER-TRUNCATED"];
        let others: Vec<_> = found
            .iter()
            .filter(|(_, other, place)| (other, place) != (&(*code).to_owned(), &(*path).to_owned()))
            .filter(|(_, other, _)| !follows.contains(&other.as_str()))
            .collect();
        assert!(others.is_empty(), "{code} {path}: also {others:?}");
        assert_eq!(report.valid, *severity == W, "{code} {path}");
        assert_eq!(report.accepted_by.is_empty(), *severity == E, "{code} {path}");
        assert!(seen.insert((*code, *path)), "{code} {path} twice");
        let arabic = inspect(bytes, Language::Arabic);
        assert_eq!(said(&arabic), found);
        assert!(
            arabic
                .findings
                .iter()
                .zip(&report.findings)
                .all(|(a, b)| a.message != b.message && a.fix != b.fix)
        );
    }
    assert!(cases.len() >= 60, "{}", cases.len());
}

#[test]
fn a_good_request_is_good_in_every_form_and_for_one_environment() {
    let der = Request::new().der();
    let text = pem("CERTIFICATE REQUEST", &der);
    let crlf = text.replace('\n', "\r\n");
    let forms: [(InspectedForm, Vec<u8>); 7] = [
        (InspectedForm::Der, der.clone()),
        (InspectedForm::Pem, text.clone().into_bytes()),
        (
            InspectedForm::Pem,
            format!("\u{feff}Certificate Request:\n{crlf}").into_bytes(),
        ),
        (InspectedForm::Base64, STANDARD.encode(&der).into_bytes()),
        (
            InspectedForm::Base64OfPem,
            format!("{}\n", STANDARD.encode(&text)).into_bytes(),
        ),
        (InspectedForm::Base64OfPem, STANDARD.encode(&crlf).into_bytes()),
        (
            InspectedForm::Base64OfBase64,
            STANDARD.encode(STANDARD.encode(&der)).into_bytes(),
        ),
    ];
    for (form, bytes) in forms {
        let report = inspect(&bytes, Language::English);
        assert_eq!(said(&report), [], "{form:?}");
        assert_eq!((report.form, report.kind), (Some(form), Some(InspectedKind::Csr)));
        assert_eq!((report.valid, report.signature), (true, SignatureState::Good));
        assert_eq!(report.accepted_by, [Environment::Production]);
        assert_eq!(report.key.as_deref(), Some("secp256k1"));
        let names: Vec<_> = report.fields.iter().map(|field| field.name.as_str()).collect();
        for name in [
            "common_name",
            "serial_number",
            "organization_identifier",
            "organization_unit_name",
            "organization_name",
            "country_name",
            "invoice_type",
            "location_address",
            "industry_business_category",
        ] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
    }
    // The other alphabet of base64 is named, and read.
    let other = STANDARD.encode(&der).replace('+', "-").replace('/', "_");
    let report = inspect(other.as_bytes(), Language::English);
    assert_eq!(said(&report), [(E, "KHATM-INSPECT-BASE64".to_owned(), String::new())]);
    assert_eq!(report.signature, SignatureState::Good);
    // PrintableString is what the portal's own recipe writes.
    let printable = changed(|r| r.template = Some(tlv(PRINTABLE, b"PREZATCA-Code-Signing")));
    assert_eq!(
        said(&inspect_for(&printable, Environment::Simulation, Language::English)),
        []
    );
    for asked in [Environment::Production, Environment::Sandbox] {
        let report = inspect_for(&printable, asked, Language::English);
        let [only] = report.findings.as_slice() else {
            panic!("{:?}", said(&report))
        };
        assert_eq!(only.code, "KHATM-CSR-TEMPLATE-ENVIRONMENT");
        assert_eq!(only.environments, [Environment::Production, Environment::Sandbox]);
        assert!(only.found.as_deref().unwrap().ends_with(asked.template()));
        assert!(!report.valid);
        assert_eq!(report.accepted_by, [Environment::Simulation]);
    }
}

#[test]
fn nothing_decoded_is_lost() {
    let value = |report: &Inspection, path: &str| {
        let field = report.fields.iter().find(|field| field.path == path);
        field.unwrap_or_else(|| panic!("{path}: {:?}", report.fields)).clone()
    };
    let arabic = "شركة توريد";
    let latin: String = arabic.bytes().map(char::from).collect();
    let odd = changed(|r| {
        r.subject[2] = set("2.5.4.10", UTF8, latin.as_bytes());
        r.more.push(extension("1.2.3.4.5", b"\x04\x02\xAB\xCD"));
        let password = seq(&[oid("1.2.840.113549.1.9.7"), tlv(0x31, &tlv(UTF8, b"hunter2"))]);
        let other = seq(&[oid("1.2.3.4"), tlv(0x31, &tlv(UTF8, b"kept"))]);
        let own = seq(&[oid("1.2.840.113549.1.9.14"), tlv(0x31, &r.extensions())]);
        r.attributes = Some(tlv(0xA0, &[own, password, other].concat()));
    });
    let report = inspect(&odd, Language::English);
    assert_eq!(value(&report, "subject.O").repaired.as_deref(), Some(arabic));
    let mojibake = report.findings.iter().find(|f| f.code == "KHATM-CSR-MOJIBAKE").unwrap();
    assert_eq!(mojibake.found.as_deref(), Some(arabic));
    assert_eq!(value(&report, "extension.1.2.3.4.5").value, "0402abcd");
    assert_eq!(value(&report, "attribute.1.2.3.4").value, "kept");
    assert!(!serde_json::to_string(&report).unwrap().contains("hunter2"));
    // What stands before a cut is there still, and where the cut is.
    let cut = inspect(&odd[..200], Language::English);
    assert_eq!(value(&cut, "subject.CN").value, "TST-1");
    let finding = cut.findings.iter().find(|f| f.code == "KHATM-DER-TRUNCATED").unwrap();
    assert!(finding.offset.unwrap() < 200);
    assert!(
        !cut.findings
            .iter()
            .any(|f| f.code.contains("MISSING") || f.code == "KHATM-CSR-EXTENSIONS")
    );
}

#[test]
fn nothing_of_a_private_key_is_ever_shown() {
    let keys = repository().join("core/tests/keys");
    let secret = key().to_pkcs8();
    let mut inputs: Vec<Vec<u8>> = [
        "sec1.pem",
        "sec1.der",
        "pkcs8.pem",
        "pkcs8.der",
        "pkcs8-bare.txt",
        "sec1-bare.txt",
        "encrypted.pem",
        "rsa.pem",
    ]
    .iter()
    .map(|name| fs::read(keys.join(name)).unwrap())
    .collect();
    inputs.push(STANDARD.encode(&*key().to_pem()).into_bytes());
    inputs.push(STANDARD.encode(&*key().to_base64()).into_bytes());
    inputs.push(
        [
            key().to_pem().as_bytes(),
            pem("CERTIFICATE REQUEST", &Request::new().der()).as_bytes(),
        ]
        .concat(),
    );
    for input in &inputs {
        let report = inspect(input, Language::English);
        assert!(
            said(&report)
                .iter()
                .any(|(_, code, _)| code == "KHATM-INSPECT-PRIVATE-KEY"),
            "{:?}",
            said(&report)
        );
        assert!(!report.valid);
    }
    // Nor of one that is cut or damaged, at any place.
    let (text, raw) = (key().to_base64(), &secret[36..68]);
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    for input in &inputs {
        for at in 0..input.len() {
            let mut damaged = input.clone();
            damaged[at] = damaged[at].wrapping_add(1);
            for bytes in [&damaged[..], &input[..at], &input[at..]] {
                let shown = serde_json::to_string(&inspect(bytes, Language::English)).unwrap();
                assert!(
                    !shown.contains(&text[48..64]) && !shown.contains(&hex[16..32]),
                    "{at}: {shown}"
                );
            }
        }
    }
}

#[test]
fn no_damage_is_taken_for_good_and_none_panics() {
    let good = Request::new().der();
    let text = pem("CERTIFICATE REQUEST", &good).into_bytes();
    for bytes in [&good, &text] {
        for at in 0..bytes.len() {
            assert!(
                !inspect(&bytes[..at], Language::English).valid
                    || at == bytes.len() - 1 && bytes.last() == Some(&b'\n'),
                "cut at {at}"
            );
        }
    }
    for at in 0..good.len() {
        for change in [1u8, 0x20, 0x80, 0xFF] {
            let mut damaged = good.clone();
            damaged[at] ^= change;
            let report = inspect(&damaged, Language::Arabic);
            assert!(
                !report.valid && !report.findings.is_empty(),
                "{at} {change}: {:?}",
                said(&report)
            );
        }
    }
}

#[test]
fn recorded_requests_are_good_for_their_environment_alone() {
    let Some(folder) = conformance("inspect recorded requests") else {
        return;
    };
    let mut count = 0;
    for entry in fs::read_dir(folder.join("parity")).unwrap() {
        let case = entry.unwrap().path();
        for (file, form) in [
            ("sdk.csr", InspectedForm::Base64OfPem),
            ("sdk.csr.der", InspectedForm::Der),
        ] {
            let Ok(bytes) = fs::read(case.join(file)) else { continue };
            let report = inspect(&bytes, Language::English);
            assert_eq!(said(&report), [], "{case:?}");
            assert_eq!((report.form, report.signature), (Some(form), SignatureState::Good));
            let name = case.to_string_lossy();
            let environment = match name.rsplit('-').next().unwrap() {
                "production" => Environment::Production,
                "simulation" => Environment::Simulation,
                _ => Environment::Sandbox,
            };
            assert_eq!(report.accepted_by, [environment]);
            count += 1;
        }
    }
    assert_eq!(count, 18);
}

#[test]
fn certificates_are_told_by_issuer_and_checked_against_known_authorities() {
    let Some(folder) = conformance("inspect the authority's certificate") else {
        return;
    };
    let der = fs::read(folder.join("credentials/certificate.der")).unwrap();
    for (form, bytes) in [
        (InspectedForm::Der, der.clone()),
        (
            InspectedForm::Base64OfBase64,
            STANDARD.encode(STANDARD.encode(&der)).into_bytes(),
        ),
    ] {
        let report = inspect(&bytes, Language::English);
        assert_eq!(said(&report), []);
        let about = report.certificate.unwrap();
        assert_eq!(
            (report.kind, report.form),
            (Some(InspectedKind::Certificate), Some(form))
        );
        assert_eq!(
            (about.known_authority, about.usage),
            (true, Some(CertificateKind::Production))
        );
        assert_eq!(
            about.serial.as_deref(),
            Some("379112742831380471835263969587287663520528387")
        );
        assert_eq!(
            about.issuer.as_deref(),
            Some("CN=PRZEINVOICESCA4-CA, DC=extgazt, DC=gov, DC=local")
        );
        assert_eq!(about.not_after.as_deref(), Some("2029-01-09T09:19:30Z"));
        assert_eq!(report.accepted_by, [Environment::Production, Environment::Sandbox]);
    }
    let wrong = inspect_for(&der, Environment::Simulation, Language::English);
    assert_eq!(
        said(&wrong),
        [(E, "KHATM-CERTIFICATE-ENVIRONMENT".to_owned(), "issuer".to_owned())]
    );
    let mut forged = der.clone();
    let at = forged.windows(15).rposition(|w| w == VAT.as_bytes()).unwrap();
    forged[at + 5] = b'8';
    let forged = inspect(&forged, Language::English);
    assert_eq!(
        said(&forged),
        [(E, "KHATM-SEAL-AUTHORITY".to_owned(), "issuer".to_owned())]
    );
    assert_eq!((forged.signature, forged.valid), (SignatureState::Bad, false));
    // A certificate in a request's armour, and the other way round.
    let label = inspect(pem("CERTIFICATE REQUEST", &der).as_bytes(), Language::English);
    assert_eq!(said(&label), [(E, "KHATM-INSPECT-LABEL".to_owned(), String::new())]);
}

#[cfg(feature = "throwaway")]
#[test]
fn a_certificate_that_is_odd_is_remarked_on_and_a_false_one_refused() {
    use khatm::seal::issue::{Holder, Issuer, Subject, Term, ThrowawayAuthority};
    use khatm::seal::{CsrConfig, Curve, Signer as _};
    use khatm::time::Moment;
    let issue = |authority: &str, organization: &str, from: &str, to: &str| {
        let subject = Subject {
            common_name: "TST-1",
            organization,
            unit: "Riyadh Branch",
            vat_number: VAT,
            serial: "1-a|2-b|3-c",
        };
        let authority = ThrowawayAuthority::new(authority).unwrap();
        let certificate = authority.issue(&subject, key().public_key(), &[7], from, to).unwrap();
        inspect(certificate.text().as_bytes(), Language::English)
    };
    let latin: String = "شركة".bytes().map(char::from).collect();
    let odd = issue("SOME-CA", &latin, "260101000000Z", "300101000000Z");
    let unknown = (W, "KHATM-SEAL-AUTHORITY-UNKNOWN".to_owned(), "issuer".to_owned());
    let mojibake = (W, "KHATM-CSR-MOJIBAKE".to_owned(), "subject.O".to_owned());
    assert_eq!(said(&odd), [unknown.clone(), mojibake]);
    assert_eq!((odd.valid, odd.signature), (true, SignatureState::NotChecked));
    let reversed = issue("SOME-CA", "Books", "300101000000Z", "260101000000Z");
    let validity = (E, "KHATM-CERTIFICATE-VALIDITY".to_owned(), "validity".to_owned());
    assert_eq!(said(&reversed), [validity, unknown]);
    // An issuer that does not name its key is known by its whole name.
    let named = |domain: &[&str]| {
        let issuer = Issuer::new(Curve::Secp256k1, "eInvoicing", domain).unwrap();
        let own = key();
        let holder = Holder {
            fields: &CsrConfig {
                common_name: "TST-1".to_owned(),
                serial_number: "1-a|2-b|3-c".to_owned(),
                organization_identifier: VAT.to_owned(),
                organization_unit_name: "Riyadh Branch".to_owned(),
                organization_name: "Books".to_owned(),
                country_name: "SA".to_owned(),
                invoice_type: "1100".to_owned(),
                location_address: "RRRD2929".to_owned(),
                industry_business_category: "Trade".to_owned(),
            },
            key: own.public_key(),
        };
        let term = Term {
            serial: &[7],
            from: Moment::parse("2026-01-01T00:00:00Z").unwrap(),
            to: Moment::parse("2030-01-01T00:00:00Z").unwrap(),
        };
        let certificate = issuer.compliance(&holder, &term).unwrap();
        inspect(certificate.text().as_bytes(), Language::English)
    };
    let unknown = (W, "KHATM-SEAL-AUTHORITY-UNKNOWN".to_owned(), "issuer".to_owned());
    assert_eq!(said(&named(&["khatm-simulator"])), [unknown]);
    let forged = named(&[]);
    assert_eq!(
        said(&forged),
        [(E, "KHATM-SEAL-AUTHORITY".to_owned(), "issuer".to_owned())]
    );
    assert_eq!(forged.certificate.unwrap().usage, Some(CertificateKind::Compliance));
    let simulation = issue("PEZEINVOICESCA1-CA", "Books", "260101000000Z", "300101000000Z");
    assert_eq!(simulation.accepted_by, [Environment::Simulation]);
}

/// A folder with openssl's files, or a loud line and nothing.
struct Openssl(PathBuf);

impl Openssl {
    fn new(test: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("SKIPPED {test}: there is no openssl on this machine");
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Some(Openssl(folder))
    }

    fn run(&self, line: &str) {
        let args: Vec<&str> = line.split(' ').collect();
        let output = Command::new("openssl")
            .args(&args)
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// A request by the usual recipe, with these lines of it replaced.
    fn request(&self, key: &str, replace: &[(&str, &str)], more: &str) -> Inspection {
        let mut config = RECIPE.to_owned();
        for (from, to) in replace {
            assert!(config.contains(from), "{from}");
            config = config.replace(from, to);
        }
        fs::write(self.0.join("c.cnf"), config).unwrap();
        let utf8 = if replace.iter().any(|(from, _)| from.starts_with("utf8")) {
            ""
        } else {
            " -utf8"
        };
        self.run(
            &format!("req -new -batch -config c.cnf -key {key} -out c.csr{utf8} {more}")
                .trim_end()
                .replace("  ", " "),
        );
        inspect(&fs::read(self.0.join("c.csr")).unwrap(), Language::English)
    }
}

const RECIPE: &str = "oid_section = oids
[oids]
templateName = 1.3.6.1.4.1.311.20.2
[req]
prompt = no
utf8 = yes
string_mask = utf8only
default_md = sha256
req_extensions = req_ext
distinguished_name = dn
[dn]
C = SA
OU = فرع الرياض
O = Books
CN = TST-1
[req_ext]
templateName = ASN1:PRINTABLESTRING:ZATCA-Code-Signing
subjectAltName = dirName:alt_names
[v3_req]
keyUsage = digitalSignature
[alt_names]
SN = 1-a|2-b|3-c
UID = 399999999900003
title = 1100
registeredAddress = RRRD2929
businessCategory = Trade
";

/// The code and the path of a finding.
type Expected = (&'static str, &'static str);
/// The key, what is replaced in the recipe, more words for openssl, and what is found.
type Row = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static [Expected],
);

const OPENSSL: [Row; 13] = [
    ("p.pem", &[], "", &[("KHATM-CSR-KEY-CURVE", "key")]),
    ("p384.pem", &[], "", &[("KHATM-CSR-KEY-CURVE", "key")]),
    (
        "r.pem",
        &[],
        "",
        &[
            ("KHATM-CSR-KEY-ALGORITHM", "key"),
            ("KHATM-CSR-SIGNATURE-ALGORITHM", "signature"),
        ],
    ),
    ("explicit.pem", &[], "", &[("KHATM-CSR-KEY-PARAMETERS", "key")]),
    ("compressed.pem", &[], "", &[("KHATM-CSR-KEY-COMPRESSED", "key")]),
    ("k.pem", &[], "-sha1", &[("KHATM-CSR-SIGNATURE-ALGORITHM", "signature")]),
    (
        "k.pem",
        &[],
        "-sha384",
        &[("KHATM-CSR-SIGNATURE-ALGORITHM", "signature")],
    ),
    (
        "k.pem",
        &[("utf8 = yes\n", "")],
        "",
        &[("KHATM-CSR-MOJIBAKE", "subject.OU")],
    ),
    (
        "k.pem",
        &[("req_extensions = req_ext\n", "")],
        "",
        &[("KHATM-CSR-EXTENSIONS", "attributes")],
    ),
    (
        "k.pem",
        &[("PRINTABLESTRING", "BMPSTRING")],
        "",
        &[("KHATM-CSR-TEMPLATE-TYPE", "extension.certificateTemplateName")],
    ),
    (
        "k.pem",
        &[("dirName:alt_names", "URI:https://example.sa")],
        "",
        &[("KHATM-CSR-SAN-FORM", "alternative_name.URI")],
    ),
    (
        "k.pem",
        &[(
            "PRINTABLESTRING:ZATCA-Code-Signing",
            "FORMAT:HEX,OCTETSTRING:0C125A415443412D436F64652D5369676E696E67",
        )],
        "",
        &[("KHATM-CSR-TEMPLATE-NESTED", "extension.certificateTemplateName")],
    ),
    (
        "k.pem",
        &[("UID = 3", "organizationIdentifier = 3")],
        "",
        &[("KHATM-CSR-VAT-PLACE", "alternative_name.organizationIdentifier")],
    ),
];

#[test]
fn what_openssl_makes_is_told_apart() {
    let Some(openssl) = Openssl::new("inspect-openssl") else {
        return;
    };
    openssl.run("ecparam -name secp256k1 -genkey -noout -out k.pem");
    openssl.run("ecparam -name prime256v1 -genkey -noout -out p.pem");
    openssl.run("ecparam -name secp384r1 -genkey -noout -out p384.pem");
    openssl.run("ecparam -name secp256k1 -genkey -noout -param_enc explicit -out explicit.pem");
    openssl.run("ec -in k.pem -conv_form compressed -out compressed.pem");
    openssl.run("genrsa -out r.pem 2048");
    assert_eq!(said(&openssl.request("k.pem", &[], "")), []);
    for (key, replace, more, expected) in OPENSSL {
        let report = openssl.request(key, replace, more);
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|f| (f.code.as_str(), f.path.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, expected, "{key} {replace:?} {more}");
        assert_eq!(
            report
                .fields
                .iter()
                .filter(|f| f.path == "subject.CN" && f.value == "TST-1")
                .count(),
            1
        );
    }
}

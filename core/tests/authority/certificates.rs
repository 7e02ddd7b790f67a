//! What is issued, read by another program.

use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::{Csid, Environment, Standing};
use khatm::seal::{Certificate, inspect_for};
use khatm::{Language, Severity};

use crate::support;

use super::authority;
use super::unit::{Unit, uuid};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("khatm-certificates-{}", uuid()));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn put(&self, name: &str, certificate: &Certificate) {
        let text = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            folded(certificate.text())
        );
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn openssl(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "{arguments:?}\n{}{}",
            text(&output.stderr),
            text(&output.stdout)
        );
        text(&output.stdout)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn folded(text: &str) -> String {
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    lines.join("\n")
}

#[test]
fn certificates_have_the_shape_of_the_authoritys() {
    let names = [
        (Environment::Production, "PRZEINVOICESCA4-CA", 1825),
        (Environment::Simulation, "PEZEINVOICESCA3-CA", 731),
        (Environment::Sandbox, "TSZEINVOICE-SubCA-1", 1825),
    ];
    let authority = authority();
    for (environment, issuer, days) in names {
        let folder = Folder::new();
        let unit = Unit::new(environment, "0100");
        let begun = unit.begin(&authority);
        let compliance = unit.credential(Csid::Compliance, &begun);
        let production = unit.onboard(&authority);
        for credential in [&compliance, &production] {
            assert_eq!(credential.standing(), Standing::Rehearsal);
            let inner = STANDARD.decode(credential.token()).unwrap();
            assert_eq!(inner, credential.certificate().text().as_bytes());
        }
        folder.put("ccsid", compliance.certificate());
        folder.put("pcsid", production.certificate());
        let [first, second, stamp] = authority.certificates(environment);
        for (name, certificate) in [("ca-compliance", &first), ("ca-production", &second), ("stamp", &stamp)] {
            folder.put(name, certificate);
        }
        folder.openssl(&["verify", "-x509_strict", "-CAfile", "ca-production", "pcsid"]);
        folder.openssl(&["verify", "-CAfile", "ca-production", "stamp"]);
        folder.openssl(&["verify", "-CAfile", "ca-compliance", "ccsid"]);

        let name = ["-nameopt", "sep_comma_plus_space,utf8,sname"];
        let show = |file: &str| folder.openssl(&["x509", "-in", file, "-noout", "-text", name[0], name[1]]);
        let text = show("ccsid");
        let has = |text: &str, parts: &[&str]| {
            let mut rest = text;
            for part in parts {
                let at = rest
                    .find(part)
                    .unwrap_or_else(|| panic!("{part} in its order in {text}"));
                rest = &rest[at + part.len()..];
            }
        };
        has(
            &text,
            &[
                "Signature Algorithm: ecdsa-with-SHA256",
                "Issuer: DC=khatm-simulator, CN=eInvoicing",
                "Subject: C=SA, OU=Riyadh Branch, O=شركة ختم للكتب, CN=TST-886431145-300000000000003",
                "secp256k1",
                "X509v3 Basic Constraints: critical",
                "CA:FALSE",
                "X509v3 Subject Alternative Name:",
                "DirName:",
                "1-Khatm|2-1|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
                "300000000000003",
                "0100",
                "RRRD2929",
                "Books",
                "Signature Algorithm",
            ],
        );
        assert!(!text.contains("Key Identifier") && !text.contains("Key Usage"));
        let text = show("pcsid");
        has(
            &text,
            &[
                &format!("Issuer: DC=local, DC=gov, DC=khatm-simulator, CN={issuer}"),
                "Subject: C=SA, O=شركة ختم للكتب, OU=Riyadh Branch, CN=TST-886431145-300000000000003",
                "secp256k1",
                "X509v3 Subject Alternative Name:",
                "300000000000003",
                "X509v3 Subject Key Identifier:",
                "X509v3 Authority Key Identifier:",
                "Authority Information Access:",
                "CA Issuers - URI:http://",
                ".invalid/",
                "X509v3 Key Usage: critical",
                "Digital Signature",
                "1.3.6.1.4.1.311.21.7:",
                "X509v3 Extended Key Usage:",
                "Code Signing, TLS Web Client Authentication",
                "1.3.6.1.4.1.311.21.10:",
                "Signature Algorithm",
            ],
        );
        assert!(show("stamp").contains("KHATM-SIMULATOR-STAMP") && show("stamp").contains("not the tax authority"));
        // Their days.
        let (from, to) = production.certificate().validity();
        let unix = |text: &str| khatm::time::Moment::parse(text).unwrap().unix();
        assert_eq!((unix(to) - unix(from)) / 86_400, days);
        let (from, to) = compliance.certificate().validity();
        assert!(to.ends_with("T21:00:00Z"), "midnight in Riyadh: {to}");
        assert!(
            (1824..=1828).contains(&((unix(to) - unix(from)) / 86_400)),
            "{from} {to}"
        );
        // Our own inspection takes it for what it is; only the issuer is not known to it.
        let inspection = inspect_for(
            production.certificate().text().as_bytes(),
            environment,
            Language::English,
        );
        let errors: Vec<_> = inspection
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty() && inspection.valid, "{errors:?}");
    }
}

/// The other common reader of certificates, if it is installed.
#[test]
fn pythons_cryptography_reads_them() {
    let Some(python) = support::python("cryptography") else {
        return;
    };
    let authority = authority();
    let folder = Folder::new();
    let unit = Unit::new(Environment::Production, "0100");
    folder.put(
        "ccsid",
        unit.credential(Csid::Compliance, &unit.begin(&authority)).certificate(),
    );
    folder.put("pcsid", unit.onboard(&authority).certificate());
    let [compliance, production, _] = authority.certificates(Environment::Production);
    folder.put("ca-ccsid", &compliance);
    folder.put("ca-pcsid", &production);
    let script = "
from cryptography import x509
for name in ('ccsid', 'pcsid'):
    own = x509.load_pem_x509_certificate(open(name, 'rb').read())
    ca = x509.load_pem_x509_certificate(open('ca-' + name, 'rb').read())
    own.verify_directly_issued_by(ca)
    for extension in own.extensions:
        print(name, extension.oid.dotted_string, extension.critical)
    alternative = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value[0].value
    print([attribute.value for attribute in alternative])
";
    let output = Command::new(python)
        .args(["-c", script])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.matches("'300000000000003', '0100', 'RRRD2929', 'Books']").count(),
        2,
        "{text}"
    );
    assert!(
        text.contains("ccsid 2.5.29.19 True") && text.contains("pcsid 2.5.29.15 True"),
        "{text}"
    );
}

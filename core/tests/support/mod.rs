//! What several test files need.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs
)]

pub mod dice;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use khatm::seal::Verification;
#[cfg(feature = "throwaway")]
pub use taxpayer::{Taxpayer, VAT_NUMBER};

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A program that does not get to know what this machine tells every `khatm`.
pub fn unaided(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name == "SDK_CONFIG" || name.to_string_lossy().starts_with("KHATM_") {
            command.env_remove(name);
        }
    }
    command
}

/// A Python that has these modules: the one that is named, which must have them, or the machine's own; else a loud line and nothing.
pub fn python(modules: &str) -> Option<PathBuf> {
    let named = std::env::var_os("KHATM_PYTHON").map(PathBuf::from);
    let python = named.clone().unwrap_or_else(|| PathBuf::from("python3"));
    let asked = Command::new(&python)
        .args(["-c", &format!("import {modules}")])
        .output();
    if asked.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert_eq!(named, None, "it lacks one of {modules}");
    eprintln!("SKIPPED: there is no Python with {modules} (KHATM_PYTHON names one)");
    None
}

/// The authority's own artefacts, if they are beside the checkout; else a loud line and nothing.
pub fn conformance(test: &str) -> Option<PathBuf> {
    let folder = repository().join("../shared/conformance");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED {test}: ../shared/conformance is absent, so nothing was compared with the authority's own artefacts"
    );
    None
}

pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(repository().join("examples/documents").join(name)).unwrap()
}

/// The codes of a report's errors, and of its warnings.
pub fn codes(report: &Verification) -> (Vec<&str>, Vec<&str>) {
    let (errors, warnings): (Vec<_>, Vec<_>) = report
        .findings
        .iter()
        .partition(|f| f.severity == khatm::seal::Severity::Error);
    (
        errors.iter().map(|f| f.code.as_str()).collect(),
        warnings.iter().map(|f| f.code.as_str()).collect(),
    )
}

/// Replaces the one place where a text stands; a test that finds none or two tests nothing.
pub fn replace_one(xml: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(xml).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1).into_bytes()
}

/// The text between two marks.
pub fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap() + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

#[cfg(feature = "throwaway")]
mod taxpayer {
    use khatm::Language;
    use khatm::seal::issue::{Subject, ThrowawayAuthority};
    use khatm::seal::{
        Certificate, Curve, Identity, PrivateKey, Signer as _, SigningTime, Verification, Verifier, seal_with,
    };

    /// A throw-away taxpayer and the issuer of its certificate.
    pub struct Taxpayer {
        pub authority: ThrowawayAuthority,
        pub key: PrivateKey,
        pub certificate: Certificate,
        pub verifier: Verifier,
    }

    pub const VAT_NUMBER: &str = "300000000000003";

    impl Taxpayer {
        pub fn new() -> Self {
            Self::on(Curve::Secp256k1, VAT_NUMBER)
        }

        pub fn on(curve: Curve, vat_number: &str) -> Self {
            let authority = ThrowawayAuthority::new("THROWAWAY-CA").unwrap();
            let key = PrivateKey::generate(curve).unwrap();
            let subject = Subject {
                common_name: "TST-1",
                organization: "Khatm Books",
                unit: "Riyadh Branch",
                vat_number,
                serial: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
            };
            let certificate = authority
                .issue(&subject, key.public_key(), &[0x11, 7], "260101000000Z", "460101000000Z")
                .unwrap();
            let verifier = Verifier::new(vec![authority.authority()]);
            Taxpayer {
                authority,
                key,
                certificate,
                verifier,
            }
        }

        pub fn seal(&self, xml: &[u8]) -> khatm::Result<Vec<u8>> {
            let at = SigningTime::parse("2026-11-01T11:30:05").unwrap();
            let identity = Identity::new(&self.key, &self.certificate)?;
            seal_with(&self.verifier, xml, &identity, &at).map(|sealed| sealed.into_xml())
        }

        pub fn verify(&self, xml: &[u8]) -> Verification {
            self.verifier.verify(xml, Language::English).unwrap()
        }
    }
}

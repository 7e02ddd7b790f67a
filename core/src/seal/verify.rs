//! The check of a stamped document: every statement of its stamp and of its QR code, each with a finding of its own.

mod qr;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::cert::{Authority, Certificate, decode_base64};
use super::hash::{InvoiceHash, signed_properties_digest};
use super::key::Signature;
use super::report::{Check, CheckName, Finding, Outcome, Severity, Verification};
use super::shape::{self, Flaw, Stamp};
use super::stamp::SigningTime;
use crate::error::{Code, Language, Result, excerpt};
use crate::ubl::Known::{self, Ds, Xades};
use crate::ubl::view::Party;
use crate::ubl::{self, Document, Invoice, NodeId};

const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const CANONICAL: &str = "http://www.w3.org/2006/12/xml-c14n11";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
const ECDSA: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

/// Checks documents. It keeps what it learnt about a certificate, because the issuer's signature is slow to check.
#[derive(Debug)]
pub struct Verifier {
    authorities: Vec<Authority>,
    certificates: Mutex<HashMap<String, Arc<Kept>>>,
}

/// A certificate that was read, and what its issuer's key says of it.
#[derive(Debug)]
struct Kept {
    certificate: Certificate,
    issued: Issued,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Issued {
    ByKnown,
    Forged,
    ByUnknown,
}

/// Certificates kept at most; then it starts afresh. A till sees one or two in years.
const KEPT: usize = 256;
/// And of texts no longer than this; the authority's have 1,300 characters.
const MOST_KEPT: usize = 8 << 10;

/// [`Verifier::verify`] by the verifier that knows the tax authority's issuers and no others.
pub fn verify(xml: &[u8], language: Language) -> Result<Verification> {
    Verifier::shared().verify(xml, language)
}

impl Verifier {
    /// The one of the whole process.
    pub fn shared() -> &'static Verifier {
        static SHARED: OnceLock<Verifier> = OnceLock::new();
        // The built-in keys are points of their curves: a test reads them all.
        SHARED.get_or_init(|| Verifier::new(Authority::known().unwrap_or_default()))
    }

    /// One that knows these issuers.
    pub fn new(authorities: Vec<Authority>) -> Self {
        Verifier {
            authorities,
            certificates: Mutex::default(),
        }
    }

    /// Checks everything that a stamped document says about itself. An error means that the file is no invoice that can
    /// be read; what is wrong with a stamp is a finding.
    pub fn verify(&self, xml: &[u8], language: Language) -> Result<Verification> {
        let doc = ubl::parse(xml)?;
        let invoice = Invoice::new(&doc)?;
        let mut job = Job {
            verifier: self,
            doc: &doc,
            invoice,
            language,
            checks: Vec::new(),
            findings: Vec::new(),
        };
        Ok(job.run())
    }

    fn certificate(&self, text: &str) -> Result<Arc<Kept>> {
        let kept = || self.certificates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(text) {
            return Ok(Arc::clone(known));
        }
        let certificate = Certificate::from_text(text)?;
        let issued = match self.authorities.iter().find(|authority| authority.claims(&certificate)) {
            None => Issued::ByUnknown,
            Some(authority) if certificate.is_signed_by(&authority.public_key) => Issued::ByKnown,
            Some(_) => Issued::Forged,
        };
        let known = Arc::new(Kept { certificate, issued });
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        // A text that is blown up with blanks is read, but not kept.
        if text.len() <= MOST_KEPT {
            kept.insert(text.to_owned(), Arc::clone(&known));
        }
        Ok(known)
    }
}

struct Job<'j, 'd, 'a> {
    verifier: &'j Verifier,
    doc: &'d Document<'a>,
    invoice: Invoice<'d, 'a>,
    language: Language,
    checks: Vec<Check>,
    findings: Vec<Finding>,
}

impl Job<'_, '_, '_> {
    fn run(&mut self) -> Verification {
        let hash = InvoiceHash::of(self.doc);
        let excepted = self.invoice.excepted();
        let profile = match self.invoice.profile() {
            Ok(profile) => Some(profile),
            Err(error) => {
                self.add(CheckName::Structure, Severity::Error, error.code(), None);
                None
            }
        };
        let qr = excepted
            .qr
            .first()
            .and_then(|&id| self.invoice.qr_text(id))
            .map(|text| text.into_owned());
        let mut signing_time = None;
        let mut signatory = None;
        match shape::stamp(&self.invoice, &excepted) {
            Err(flaw) => self.flaw(flaw),
            Ok(stamp) => {
                self.algorithms(&stamp);
                if let Some(foreign) = stamp.foreign {
                    self.add(
                        CheckName::Structure,
                        Severity::Warning,
                        Code::Unprotected,
                        Some(foreign),
                    );
                }
                self.finish(CheckName::Structure);
                self.hash(&stamp, &hash);
                self.properties(&stamp);
                let known = self.certificate_checks(&stamp);
                self.stamp(&stamp, &hash, known.as_deref());
                signing_time = self.text(
                    stamp.properties,
                    &[(Xades, "SignedSignatureProperties"), (Xades, "SigningTime")],
                );
                if let Some(known) = &known {
                    self.validity(&known.certificate, signing_time.as_deref());
                    self.authority(known.issued);
                    self.owner(&known.certificate);
                }
                signatory = known.as_ref().map(|known| known.certificate.signatory());
                self.qr(
                    excepted.qr.first().copied(),
                    qr.as_deref(),
                    profile,
                    &hash,
                    &stamp,
                    known.as_deref(),
                );
            }
        }
        self.close();
        Verification {
            valid: self
                .findings
                .iter()
                .all(|finding| finding.severity == Severity::Warning),
            profile,
            number: self.invoice.number().map(|text| text.into_owned()),
            uuid: self.invoice.uuid().map(|text| text.into_owned()),
            invoice_hash: hash.to_string(),
            signing_time,
            signatory,
            qr,
            checks: std::mem::take(&mut self.checks),
            findings: std::mem::take(&mut self.findings),
        }
    }

    fn add(&mut self, check: CheckName, severity: Severity, code: Code, node: Option<NodeId>) -> &mut Finding {
        let mut finding = Finding::new(check, severity, code, self.language);
        finding.path = node.map(|id| self.doc.path(id));
        finding.place = node.map(|id| self.doc.place(id));
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Adds an error about two texts that had to be equal.
    fn differ(&mut self, check: CheckName, code: Code, node: Option<NodeId>, expected: &str, found: &str) {
        let finding = self.add(check, Severity::Error, code, node);
        finding.expected = Some(value_excerpt(expected));
        finding.found = Some(value_excerpt(found));
    }

    /// Records how a check ended, by its findings.
    fn finish(&mut self, name: CheckName) {
        let outcome = self.outcome(name, Outcome::Passed);
        self.checks.push(Check { name, outcome });
    }

    fn outcome(&self, name: CheckName, silent: Outcome) -> Outcome {
        let own = self.findings.iter().filter(|finding| finding.check == name);
        own.fold(silent, |so_far, finding| match finding.severity {
            Severity::Error => Outcome::Failed,
            Severity::Warning if so_far == Outcome::Failed => so_far,
            Severity::Warning => Outcome::Warned,
        })
    }

    /// Every check has an outcome, in the fixed order.
    fn close(&mut self) {
        for name in CheckName::ALL {
            if !self.checks.iter().any(|check| check.name == name) {
                let outcome = self.outcome(name, Outcome::NotRun);
                self.checks.push(Check { name, outcome });
            }
        }
        self.checks.sort_by_key(|check| check.name);
    }

    fn flaw(&mut self, flaw: Flaw) {
        let finding = self.add(CheckName::Structure, Severity::Error, flaw.code, Some(flaw.node));
        finding.expected = flaw.missing.map(str::to_owned);
    }

    fn text(&self, from: NodeId, path: &[(Known, &str)]) -> Option<String> {
        let id = self.doc.descend(from, path)?;
        Some(self.doc.value(id).trim_ascii().to_owned())
    }

    /// The methods and targets that the signature names.
    fn algorithms(&mut self, stamp: &Stamp) {
        let doc = self.doc;
        let info = doc.child(stamp.signature, Ds, "SignedInfo");
        let all = |from: Option<NodeId>, local: &'static str| -> Vec<NodeId> {
            from.map(|id| doc.descendants(id).filter(|&n| doc.is(n, Ds, local)).collect())
                .unwrap_or_default()
        };
        let mut expected: Vec<(NodeId, &str, &str)> = Vec::new();
        expected.extend(
            all(info, "CanonicalizationMethod")
                .into_iter()
                .map(|id| (id, "Algorithm", CANONICAL)),
        );
        expected.extend(
            all(info, "SignatureMethod")
                .into_iter()
                .map(|id| (id, "Algorithm", ECDSA)),
        );
        expected.extend(
            all(Some(stamp.signature), "DigestMethod")
                .into_iter()
                .map(|id| (id, "Algorithm", SHA256)),
        );
        let transforms = [XPATH, XPATH, XPATH, CANONICAL];
        expected.extend(
            all(info, "Transform")
                .into_iter()
                .zip(transforms)
                .map(|(id, method)| (id, "Algorithm", method)),
        );
        for (id, attribute, method) in expected {
            let found = doc.attribute(id, attribute).unwrap_or_default();
            if found != method {
                self.differ(CheckName::Structure, Code::SealAlgorithm, Some(id), method, &found);
            }
        }
        let target = format!("#{}", doc.attribute(stamp.properties, "Id").unwrap_or_default());
        for (id, uri) in all(info, "Reference").into_iter().zip(["", target.as_str()]) {
            let found = doc.attribute(id, "URI");
            if found.as_deref() != Some(uri) || uri == "#" {
                self.differ(
                    CheckName::Structure,
                    Code::SealWrapped,
                    Some(id),
                    uri,
                    &found.unwrap_or_default(),
                );
            }
        }
        // The properties must say that they are this signature's.
        let own = format!("#{}", doc.attribute(stamp.signature, "Id").unwrap_or_default());
        if let Some(qualifying) = doc.parent(stamp.properties) {
            let found = doc.attribute(qualifying, "Target").unwrap_or_default();
            if found.trim_start_matches('#') != own.trim_start_matches('#') {
                self.differ(
                    CheckName::Structure,
                    Code::SealWrapped,
                    Some(qualifying),
                    &own[1..],
                    &found,
                );
            }
        }
    }

    fn reference(&self, stamp: &Stamp, index: usize) -> Option<(NodeId, String)> {
        let info = self.doc.child(stamp.signature, Ds, "SignedInfo")?;
        let reference = self.doc.children_named(info, Ds, "Reference").nth(index)?;
        let id = self.doc.child(reference, Ds, "DigestValue")?;
        Some((id, self.doc.value(id).trim_ascii().to_owned()))
    }

    fn hash(&mut self, stamp: &Stamp, hash: &InvoiceHash) {
        if let Some((id, stated)) = self.reference(stamp, 0) {
            let computed = hash.to_string();
            if stated != computed {
                self.differ(CheckName::Hash, Code::HashMismatch, Some(id), &stated, &computed);
            }
            self.finish(CheckName::Hash);
        }
    }

    fn properties(&mut self, stamp: &Stamp) {
        if let Some((id, stated)) = self.reference(stamp, 1) {
            let computed = signed_properties_digest(self.doc, stamp.properties);
            if stated != computed {
                self.differ(
                    CheckName::SignedProperties,
                    Code::PropertiesMismatch,
                    Some(id),
                    &stated,
                    &computed,
                );
            }
            self.finish(CheckName::SignedProperties);
        }
    }

    /// Reads the certificate and compares what the stamp says of it.
    fn certificate_checks(&mut self, stamp: &Stamp) -> Option<Arc<Kept>> {
        let path = [(Ds, "KeyInfo"), (Ds, "X509Data"), (Ds, "X509Certificate")];
        let node = self.doc.descend(stamp.signature, &path)?;
        let known = match self.verifier.certificate(&self.doc.value(node)) {
            Ok(known) => known,
            Err(error) => {
                self.add(CheckName::CertificateDigest, Severity::Error, error.code(), Some(node));
                self.finish(CheckName::CertificateDigest);
                return None;
            }
        };
        let cert = self.doc.descend(
            stamp.properties,
            &[
                (Xades, "SignedSignatureProperties"),
                (Xades, "SigningCertificate"),
                (Xades, "Cert"),
            ],
        )?;
        let certificate = &known.certificate;
        let rows = [
            (
                CheckName::CertificateDigest,
                Code::CertificateDigest,
                (Xades, "CertDigest"),
                (Ds, "DigestValue"),
                certificate.digest(),
            ),
            (
                CheckName::Issuer,
                Code::IssuerMismatch,
                (Xades, "IssuerSerial"),
                (Ds, "X509IssuerName"),
                certificate.issuer().to_owned(),
            ),
            (
                CheckName::Serial,
                Code::SerialMismatch,
                (Xades, "IssuerSerial"),
                (Ds, "X509SerialNumber"),
                certificate.serial().to_owned(),
            ),
        ];
        for (check, code, outer, inner, expected) in rows {
            let id = self.doc.descend(cert, &[outer, inner]);
            let found = id.map(|id| self.doc.value(id).into_owned()).unwrap_or_default();
            if found.trim_ascii() != expected {
                self.differ(check, code, id, &expected, &found);
            }
            self.finish(check);
        }
        Some(known)
    }

    /// The signature over the hash that the stamp states. Where the document was changed, that is the finding of its own
    /// check; this one says whether the stamp was made with this certificate's key at all.
    fn stamp(&mut self, stamp: &Stamp, computed: &InvoiceHash, known: Option<&Kept>) {
        let (Some(known), Some(node)) = (known, self.doc.child(stamp.signature, Ds, "SignatureValue")) else {
            return;
        };
        let stated = self.reference(stamp, 0).and_then(|(_, text)| InvoiceHash::parse(&text));
        let signature = decode_base64(&self.doc.value(node)).and_then(|der| Signature::from_der(&der).ok());
        let holds =
            |hash: &InvoiceHash| signature.is_some_and(|s| known.certificate.public_key().verify(hash.as_bytes(), &s));
        if !holds(&stated.unwrap_or(*computed)) {
            self.add(CheckName::Stamp, Severity::Error, Code::StampMismatch, Some(node));
        }
        self.finish(CheckName::Stamp);
    }

    fn validity(&mut self, certificate: &Certificate, signing_time: Option<&str>) {
        let Some(text) = signing_time else { return };
        // Some programs write a zone or fractions behind the seconds.
        let Some(time) = text.get(..19).and_then(|start| SigningTime::parse(start).ok()) else {
            self.add(CheckName::Validity, Severity::Warning, Code::SigningTime, None)
                .found = Some(excerpt(text));
            return self.finish(CheckName::Validity);
        };
        let (from, to) = certificate.validity();
        // The time has no zone: a day either way is not worth a word. Dates of this form compare as days do.
        let day = &time.as_str()[..10];
        if *day < from[..10] || *day > to[..10] {
            let finding = self.add(CheckName::Validity, Severity::Warning, Code::CertificateTime, None);
            finding.expected = Some(format!("{from} – {to}"));
            finding.found = Some(excerpt(text));
        }
        self.finish(CheckName::Validity);
    }

    fn authority(&mut self, issued: Issued) {
        match issued {
            Issued::ByKnown => self.finish(CheckName::Authority),
            Issued::Forged => {
                self.add(CheckName::Authority, Severity::Error, Code::AuthorityMismatch, None);
                self.finish(CheckName::Authority);
            }
            Issued::ByUnknown => {
                self.add(CheckName::Authority, Severity::Warning, Code::AuthorityUnknown, None);
            }
        }
    }

    /// The certificate is the seller's; of a self-billed document, the buyer's. The gateway refuses others, but by the
    /// credentials of the request, not by this file: hence a warning.
    fn owner(&mut self, certificate: &Certificate) {
        let Some(owner) = certificate.vat_number() else { return };
        let party = if self.invoice.is_self_billed() {
            Party::Buyer
        } else {
            Party::Seller
        };
        let Ok(vat_number) = self.invoice.vat_number(party) else {
            return;
        };
        if vat_number.trim_ascii() != owner {
            let finding = self.add(CheckName::VatNumber, Severity::Warning, Code::CertificateVat, None);
            finding.expected = Some(owner.to_owned());
            finding.found = Some(excerpt(&vat_number));
        }
        self.finish(CheckName::VatNumber);
    }
}

/// Digests and keys are shown whole; anything longer is cut.
fn value_excerpt(text: &str) -> String {
    let safe = text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic());
    if safe { text.to_owned() } else { excerpt(text) }
}

//! The comparisons, one document's worth.

use std::sync::Arc;

use super::parts::Parts;
use super::{Issued, Kept, Verifier};
use crate::error::{Code, excerpt};
use crate::seal::cert::{Certificate, decode_base64};
use crate::seal::hash::{InvoiceHash, signed_properties_digest};
use crate::seal::key::Signature;
use crate::seal::remark::Remark;
use crate::seal::report::{Check, CheckName, Outcome, Profile, Severity};
use crate::seal::shape::{self, Flaw, Stamp};
use crate::seal::stamp::SigningTime;
use crate::ubl::Known::Ds;
use crate::ubl::view::Party;
use crate::ubl::{Document, Invoice, NodeId};

const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const CANONICAL: &str = "http://www.w3.org/2006/12/xml-c14n11";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
const ECDSA: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

/// What is made of a stamp that has not the one shape it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing: where parts are doubled or moved, no comparison proves anything.
    Proved,
    /// The first of each part is taken, and each is compared.
    AsFarAsItGoes,
}

pub(super) struct Job<'j, 'd, 'a> {
    verifier: &'j Verifier,
    pub(super) doc: &'d Document<'a>,
    pub(super) invoice: Invoice<'d, 'a>,
    pub(super) reading: Reading,
    pub(super) checks: Vec<Check>,
    pub(super) remarks: Vec<Remark>,
    pub(super) parts: Parts,
    pub(super) known: Option<Arc<Kept>>,
    pub(super) signing_time: Option<String>,
    pub(super) qr_text: Option<String>,
}

impl<'j, 'd, 'a> Job<'j, 'd, 'a> {
    pub(super) fn new(verifier: &'j Verifier, invoice: Invoice<'d, 'a>, reading: Reading) -> Self {
        Job {
            verifier,
            doc: invoice.document(),
            invoice,
            reading,
            checks: Vec::new(),
            remarks: Vec::new(),
            parts: Parts::default(),
            known: None,
            signing_time: None,
            qr_text: None,
        }
    }

    pub(super) fn run(&mut self, hash: &InvoiceHash) {
        let excepted = self.invoice.excepted();
        let profile = match self.invoice.profile() {
            Ok(profile) => Some(profile),
            Err(error) => {
                self.add(Remark::new(CheckName::Structure, Severity::Error, error.code()));
                None
            }
        };
        let node = excepted.qr.first().copied();
        self.qr_text = node
            .and_then(|id| self.invoice.qr_text(id))
            .map(|text| text.into_owned());
        match shape::stamp(&self.invoice, &excepted) {
            Err(flaw) => {
                self.flaw(flaw);
                if self.reading == Reading::Proved {
                    return;
                }
                self.parts = Parts::sought(self.doc);
            }
            Ok(stamp) => {
                self.parts = Parts::proved(self.doc, &stamp);
                self.algorithms(&stamp);
                if let Some(foreign) = stamp.foreign {
                    self.add(Remark::new(CheckName::Structure, Severity::Warning, Code::Unprotected).at(Some(foreign)));
                }
                self.finish(CheckName::Structure);
            }
        }
        self.statements(hash, profile);
        self.qr(node, profile, hash);
    }

    /// What the stamp says of the document, of itself and of its certificate.
    fn statements(&mut self, hash: &InvoiceHash, profile: Option<Profile>) {
        // A standard document need not have a stamp; of another that has none, one finding says so.
        if self.parts.certificate.is_none() && self.parts.value.is_none() {
            let said = self.remarks.iter().any(|remark| remark.code == Code::SealMissing);
            if !said && profile != Some(Profile::Standard) {
                self.add(Remark::new(CheckName::Structure, Severity::Error, Code::SealMissing));
            }
            return;
        }
        self.hash(hash);
        self.properties();
        self.known = self.certificate_checks();
        let known = self.known.clone();
        self.stamp(hash, known.as_deref());
        self.signing_time = self.parts.signing_time.map(|id| self.trimmed(id));
        if let Some(known) = known {
            self.validity(&known.certificate);
            self.authority(known.issued);
            self.owner(&known.certificate);
        }
    }

    pub(super) fn add(&mut self, remark: Remark) {
        self.remarks.push(remark);
    }

    /// Adds an error about two texts that had to be equal.
    pub(super) fn differ(&mut self, check: CheckName, code: Code, node: Option<NodeId>, expected: &str, found: &str) {
        let remark = Remark::new(check, Severity::Error, code).at(node);
        self.add(remark.expected(value_excerpt(expected)).found(value_excerpt(found)));
    }

    /// Records how a check ended, by its findings.
    pub(super) fn finish(&mut self, name: CheckName) {
        let outcome = self.outcome(name, Outcome::Passed);
        self.checks.push(Check { name, outcome });
    }

    fn outcome(&self, name: CheckName, silent: Outcome) -> Outcome {
        let own = self.remarks.iter().filter(|remark| remark.check == name);
        own.fold(silent, |so_far, remark| match remark.severity {
            Severity::Error => Outcome::Failed,
            Severity::Warning if so_far == Outcome::Failed => so_far,
            Severity::Warning => Outcome::Warned,
        })
    }

    /// Every check has an outcome, in the fixed order.
    pub(super) fn close(&mut self) {
        for name in CheckName::ALL {
            if !self.checks.iter().any(|check| check.name == name) {
                let outcome = self.outcome(name, Outcome::NotRun);
                self.checks.push(Check { name, outcome });
            }
        }
        crate::sort::by_key(&mut self.checks, |check| check.name);
    }

    fn flaw(&mut self, flaw: Flaw) {
        let mut remark = Remark::new(CheckName::Structure, Severity::Error, flaw.code).at(Some(flaw.node));
        remark.expected = flaw.missing.map(str::to_owned);
        self.add(remark);
    }

    pub(super) fn trimmed(&self, id: NodeId) -> String {
        self.doc.value(id).trim_ascii().to_owned()
    }

    fn stated(&self, node: Option<NodeId>) -> String {
        node.map(|id| self.trimmed(id)).unwrap_or_default()
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

    fn hash(&mut self, hash: &InvoiceHash) {
        let node = self.parts.invoice_digest;
        let (stated, computed) = (self.stated(node), hash.to_string());
        if stated != computed {
            self.differ(CheckName::Hash, Code::HashMismatch, node, &stated, &computed);
        }
        self.finish(CheckName::Hash);
    }

    fn properties(&mut self) {
        let node = self.parts.properties_digest;
        let stated = self.stated(node);
        let computed = self
            .parts
            .properties
            .map(|id| signed_properties_digest(self.doc, id))
            .unwrap_or_default();
        if stated != computed || computed.is_empty() {
            self.differ(
                CheckName::SignedProperties,
                Code::PropertiesMismatch,
                node,
                &stated,
                &computed,
            );
        }
        self.finish(CheckName::SignedProperties);
    }

    /// Reads the certificate and compares what the stamp says of it.
    fn certificate_checks(&mut self) -> Option<Arc<Kept>> {
        let node = self.parts.certificate;
        let text = node.map(|id| self.doc.value(id)).unwrap_or_default();
        let known = match self.verifier.certificate(&text) {
            Ok(known) => known,
            Err(error) => {
                self.add(Remark::new(CheckName::CertificateDigest, Severity::Error, error.code()).at(node));
                self.finish(CheckName::CertificateDigest);
                return None;
            }
        };
        let certificate = &known.certificate;
        let rows = [
            (
                CheckName::CertificateDigest,
                Code::CertificateDigest,
                self.parts.certificate_digest,
                certificate.digest(),
            ),
            (
                CheckName::Issuer,
                Code::IssuerMismatch,
                self.parts.issuer,
                certificate.issuer().to_owned(),
            ),
            (
                CheckName::Serial,
                Code::SerialMismatch,
                self.parts.serial,
                certificate.serial().to_owned(),
            ),
        ];
        for (check, code, id, expected) in rows {
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
    fn stamp(&mut self, computed: &InvoiceHash, known: Option<&Kept>) {
        let (Some(known), node) = (known, self.parts.value) else {
            return;
        };
        let stated = InvoiceHash::parse(&self.stated(self.parts.invoice_digest));
        let signature = decode_base64(&self.stated(node)).and_then(|der| Signature::from_der(&der).ok());
        let holds =
            |hash: &InvoiceHash| signature.is_some_and(|s| known.certificate.public_key().verify(hash.as_bytes(), &s));
        if !holds(&stated.unwrap_or(*computed)) {
            self.add(Remark::new(CheckName::Stamp, Severity::Error, Code::StampMismatch).at(node));
        }
        self.finish(CheckName::Stamp);
    }

    fn validity(&mut self, certificate: &Certificate) {
        let Some(text) = self.signing_time.clone() else { return };
        let warning = |code, text: &str| Remark::new(CheckName::Validity, Severity::Warning, code).found(excerpt(text));
        // Some programs write a zone or fractions behind the seconds.
        let Some(time) = text.get(..19).and_then(|start| SigningTime::parse(start).ok()) else {
            self.add(warning(Code::SigningTime, &text));
            return self.finish(CheckName::Validity);
        };
        let (from, to) = certificate.validity();
        // The time has no zone: a day either way is not worth a word. Dates of this form compare as days do.
        let day = &time.as_str()[..10];
        if *day < from[..10] || *day > to[..10] {
            self.add(warning(Code::CertificateTime, &text).expected(format!("{from} – {to}")));
        }
        self.finish(CheckName::Validity);
    }

    fn authority(&mut self, issued: Issued) {
        match issued {
            Issued::ByKnown => self.finish(CheckName::Authority),
            Issued::Forged => {
                self.add(Remark::new(
                    CheckName::Authority,
                    Severity::Error,
                    Code::AuthorityMismatch,
                ));
                self.finish(CheckName::Authority);
            }
            Issued::ByUnknown => self.add(Remark::new(
                CheckName::Authority,
                Severity::Warning,
                Code::AuthorityUnknown,
            )),
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
            let remark = Remark::new(CheckName::VatNumber, Severity::Warning, Code::CertificateVat);
            self.add(remark.expected(owner).found(excerpt(&vat_number)));
        }
        self.finish(CheckName::VatNumber);
    }
}

/// Digests and keys are shown whole; anything longer is cut.
fn value_excerpt(text: &str) -> String {
    let safe = text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic());
    if safe { text.to_owned() } else { excerpt(text) }
}

//! The check of a stamped document: every statement of its stamp and of its QR code, each with a finding of its own.

mod job;
pub(crate) mod parts;
mod qr;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::cert::{Authority, Certificate};
use super::hash::InvoiceHash;
use super::remark::Remark;
use super::report::{Severity, Verification};
use crate::error::{Language, Result};
use crate::ubl::{self, Document, Invoice};
use job::{Job, Reading};
use parts::Parts;

/// Checks documents. It keeps what it learnt about a certificate, because the issuer's signature is slow to check.
#[derive(Debug)]
pub struct Verifier {
    authorities: Vec<Authority>,
    certificates: Mutex<HashMap<String, Arc<Kept>>>,
}

/// A certificate that was read, and what its issuer's key says of it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) certificate: Certificate,
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
        let hash = InvoiceHash::of(&doc);
        let mut job = Job::new(self, invoice, Reading::Proved);
        job.run(&hash);
        job.close();
        let findings: Vec<_> = job
            .remarks
            .into_iter()
            .map(|remark| remark.say(Some(&doc), language))
            .collect();
        let text = |text: std::borrow::Cow<'_, str>| text.into_owned();
        Ok(Verification {
            valid: findings.iter().all(|finding| finding.severity == Severity::Warning),
            profile: invoice.profile().ok(),
            number: invoice.number().map(text),
            uuid: invoice.uuid().map(text),
            invoice_hash: hash.to_string(),
            signing_time: job.signing_time,
            signatory: job.known.map(|known| known.certificate.signatory()),
            qr: job.qr_text,
            checks: job.checks,
            findings,
        })
    }

    /// What [`Verifier::verify`] finds in a document that was read already, by severity and code.
    pub(crate) fn faults(&self, invoice: Invoice<'_, '_>) -> Vec<(Severity, crate::error::Code)> {
        let mut job = Job::new(self, invoice, Reading::Proved);
        job.run(&InvoiceHash::of(invoice.document()));
        job.close();
        let remarks = job.remarks.into_iter();
        remarks.map(|remark| (remark.severity, remark.code)).collect()
    }

    /// Makes the same comparisons as [`Verifier::verify`] on a document that was read already, and goes on where the stamp has
    /// not the shape that it must have: as far as the authority's own programs would.
    pub(crate) fn examine(&self, doc: &Document<'_>, hash: &InvoiceHash) -> Examined {
        let mut job = Job::new(self, Invoice::of_any_root(doc), Reading::AsFarAsItGoes);
        job.run(hash);
        Examined {
            remarks: job.remarks,
            parts: job.parts,
            known: job.known,
        }
    }

    pub(crate) fn certificate(&self, text: &str) -> Result<Arc<Kept>> {
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

/// What [`Verifier::examine`] found.
pub(crate) struct Examined {
    pub(crate) remarks: Vec<Remark>,
    /// Where the stamp's statements stand.
    pub(crate) parts: Parts,
    /// The certificate in the stamp, if there is one that can be read.
    pub(crate) known: Option<Arc<Kept>>,
}

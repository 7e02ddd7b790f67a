//! Stamping a finished document: three insertions, no other byte touched.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cert::{Certificate, digest_of_text};
use super::hash::InvoiceHash;
use super::key::Signer;
use super::report::{CheckName, Finding, Profile, Severity};
use super::shape;
use super::template::{DS_DECLARED, EXTENSIONS, PROPERTIES, QR_AND_SIGNATURE, XADES_DECLARED, fill};
use super::verify::Verifier;
use crate::error::{Code, Error, Language, Result};
use crate::qr::Qr;
use crate::ubl::Known::{Cac, Cbc, Ext};
use crate::ubl::view::{Excepted, is_moment};
use crate::ubl::{self, Document, Invoice, Known, NodeId};

/// A signer and the certificate that was issued for it.
#[derive(Clone)]
pub struct Identity<'k> {
    signer: &'k dyn Signer,
    certificate: &'k Certificate,
}

impl<'k> Identity<'k> {
    /// Pairs the two; refuses a certificate of another key.
    pub fn new(signer: &'k dyn Signer, certificate: &'k Certificate) -> Result<Self> {
        if signer.public_key() != certificate.public_key() {
            return Err(Error::new(Code::KeyMismatch));
        }
        Ok(Identity { signer, certificate })
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        self.certificate
    }
}

/// A moment as the stamp writes it: UTC, to the second, without a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningTime(String);

impl SigningTime {
    /// Takes seconds since 1970 in UTC. The caller has the clock.
    pub fn from_unix(seconds: u64) -> Self {
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil(days);
        SigningTime(format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
            rest / 3600,
            rest / 60 % 60,
            rest % 60
        ))
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS`.
    pub fn parse(text: &str) -> Result<Self> {
        let known = text
            .split_once('T')
            .is_some_and(|(date, time)| time.len() == 8 && is_moment(date, time));
        if known {
            Ok(SigningTime(text.to_owned()))
        } else {
            Err(Error::new(Code::SigningTime).found(text))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Days since 1970 as a date of the Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // Years are counted from 1 March of year 0, so that the leap day comes last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// A stamped document. It keeps its bytes: nothing is rendered twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedInvoice {
    xml: Vec<u8>,
    invoice_hash: InvoiceHash,
    uuid: String,
    profile: Profile,
    qr: String,
    warnings: Vec<Finding>,
}

impl SealedInvoice {
    /// The bytes to store, to send and to hand over, all the same.
    pub fn xml(&self) -> &[u8] {
        &self.xml
    }

    /// The bytes, given away.
    pub fn into_xml(self) -> Vec<u8> {
        self.xml
    }

    /// The invoice hash: the next document's PIH.
    pub fn invoice_hash(&self) -> InvoiceHash {
        self.invoice_hash
    }

    /// The document's UUID.
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// Standard or simplified.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The text of the QR code.
    pub fn qr(&self) -> &str {
        &self.qr
    }

    /// What deserves a look although the stamp is good: another taxpayer's certificate, an unknown issuer.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}

/// Stamps a document, or stamps it anew, and checks the result before handing it out.
///
/// UBLExtensions go directly after the start tag of Invoice, the QR reference and cac:Signature directly before the
/// seller, without white space around them: so the hash is the same before and after. What a former stamp left is taken
/// out; every other byte stays.
pub fn seal(xml: &[u8], identity: &Identity<'_>, at: &SigningTime) -> Result<SealedInvoice> {
    seal_with(Verifier::shared(), xml, identity, at)
}

/// [`seal`], with the issuers that a verifier of your own knows.
pub fn seal_with(verifier: &Verifier, xml: &[u8], identity: &Identity<'_>, at: &SigningTime) -> Result<SealedInvoice> {
    let mut stamped = stamp(xml, identity, at)?;
    stamped.warnings = own_check(verifier, &stamped.xml)?;
    Ok(stamped)
}

/// The first half of [`seal_with`]: nothing of it leaves the crate before [`own_check`] was content with its bytes.
pub(crate) fn stamp(xml: &[u8], identity: &Identity<'_>, at: &SigningTime) -> Result<SealedInvoice> {
    let doc = ubl::parse(xml)?;
    let invoice = Invoice::new(&doc)?;
    let profile = invoice.profile()?;
    let uuid = invoice.required(&[(Cbc, "UUID")])?.trim_ascii().to_owned();
    let former = admitted(&doc, &invoice)?;

    let invoice_hash = InvoiceHash::of(&doc);
    let signature = STANDARD.encode(identity.signer.sign(invoice_hash.as_bytes())?.to_der());
    let qr = Qr::of(&invoice, profile, &invoice_hash, &signature, identity.certificate)?.encode()?;
    let edits = edits(
        &doc,
        &invoice,
        &former,
        &Parts {
            identity,
            at,
            invoice_hash,
            signature: &signature,
            qr: &qr,
        },
    )?;
    let sealed = apply(&doc, xml, edits);

    Ok(SealedInvoice {
        xml: sealed,
        invoice_hash,
        uuid,
        profile,
        qr,
        warnings: Vec::new(),
    })
}

/// What is filled into the three insertions.
struct Parts<'p> {
    identity: &'p Identity<'p>,
    at: &'p SigningTime,
    invoice_hash: InvoiceHash,
    signature: &'p str,
    qr: &'p str,
}

/// What stands in the document where a stamp goes. Refuses a document that could not be told from a forged one afterwards.
pub(crate) fn admitted(doc: &Document<'_>, invoice: &Invoice<'_, '_>) -> Result<Excepted> {
    let former = invoice.excepted();
    match shape::admissible(invoice, &former) {
        Ok(()) => Ok(former),
        Err(flaw) => Err(Error::new(flaw.code)
            .at(doc.path(flaw.node))
            .place(doc.place(flaw.node))),
    }
}

/// A stretch of a document, and what takes its place.
pub(crate) type Edit = (Range<usize>, String);

/// Takes out what a former stamp left: its extension, its QR reference, its signature. Somebody else's extensions stay.
pub(crate) fn unstamped(doc: &Document<'_>, former: &Excepted) -> Vec<Edit> {
    let mut edits: Vec<Edit> = match foreign(doc, former) {
        Some(id) => doc
            .children_named(id, Ext, "UBLExtension")
            .filter(|&e| is_stamp(doc, e))
            .map(|e| (doc.span(e), String::new()))
            .collect(),
        None => former
            .extensions
            .iter()
            .map(|&id| (doc.span(id), String::new()))
            .collect(),
    };
    let rest = former.qr.iter().chain(&former.signatures);
    edits.extend(rest.map(|&id| (doc.span(id), String::new())));
    edits
}

/// The extensions, where there are others than a stamp.
fn foreign(doc: &Document<'_>, former: &Excepted) -> Option<NodeId> {
    former.extensions.first().copied().filter(|&id| has_foreign(doc, id))
}

fn edits(doc: &Document<'_>, invoice: &Invoice<'_, '_>, former: &Excepted, parts: &Parts<'_>) -> Result<Vec<Edit>> {
    let root = doc.root();
    let seller = invoice.one(&[(Cac, "AccountingSupplierParty")])?;
    let mut edits = unstamped(doc, former);
    let block = extensions(parts, &missing(doc, root, &[Cac, Cbc, Ext]));
    match foreign(doc, former) {
        // Somebody else's extensions stay; ours goes in front of them.
        Some(id) => {
            let own = block.find("<ext:UBLExtension>").unwrap_or(0)..block.rfind("\n</").unwrap_or(block.len());
            let at = doc.start_tag(id).end;
            let declared = format!("<ext:UBLExtension{}>", missing(doc, id, &[Cac, Cbc, Ext]));
            edits.push((at..at, block[own].replacen("<ext:UBLExtension>", &declared, 1)));
        }
        None => {
            let at = doc.start_tag(root).end;
            edits.push((at..at, block));
        }
    }
    let at = doc.span(seller).start;
    let declarations = missing(doc, root, &[Cac, Cbc]);
    edits.push((
        at..at,
        fill(QR_AND_SIGNATURE, &[("declarations", &declarations), ("qr", parts.qr)]),
    ));
    Ok(edits)
}

fn extensions(parts: &Parts<'_>, declarations: &str) -> String {
    let certificate = parts.identity.certificate;
    let values = |xades, ds| {
        [
            ("xades", xades),
            ("ds", ds),
            ("signing_time", parts.at.as_str().to_owned()),
            ("certificate_digest", certificate.digest()),
            ("issuer", escape(certificate.issuer())),
            ("serial", certificate.serial().to_owned()),
        ]
    };
    let render = |xades: &str, ds: &str| {
        let values = values(xades.to_owned(), ds.to_owned());
        fill(
            PROPERTIES,
            &values.each_ref().map(|(name, value)| (*name, value.as_str())),
        )
    };
    let digest = digest_of_text(render(XADES_DECLARED, DS_DECLARED).as_bytes());
    fill(
        EXTENSIONS,
        &[
            ("declarations", declarations),
            ("invoice_hash", &parts.invoice_hash.to_string()),
            ("properties_digest", &digest),
            ("signature", parts.signature),
            ("certificate", certificate.text()),
            ("properties", &render("", "")),
        ],
    )
}

/// The declarations that the inserted elements need and the root does not have.
pub(crate) fn missing(doc: &Document<'_>, at: NodeId, needed: &[Known]) -> String {
    needed
        .iter()
        .filter(|known| doc.namespace_of_prefix(at, known.prefix()) != Some(known.uri()))
        .map(|known| format!(" xmlns:{}=\"{}\"", known.prefix(), known.uri()))
        .collect()
}

/// True for an extension that holds a stamp.
pub(super) fn is_stamp(doc: &Document<'_>, extension: NodeId) -> bool {
    doc.descend(
        extension,
        &[(Ext, "ExtensionContent"), (Known::Sig, "UBLDocumentSignatures")],
    )
    .is_some()
}

fn has_foreign(doc: &Document<'_>, extensions: NodeId) -> bool {
    doc.children_named(extensions, Ext, "UBLExtension")
        .any(|e| !is_stamp(doc, e))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn apply(doc: &Document<'_>, xml: &[u8], mut edits: Vec<Edit>) -> Vec<u8> {
    crate::sort::by_key(&mut edits, |(range, _)| (range.start, range.end));
    let room: usize = edits.iter().map(|(_, text)| text.len()).sum();
    let mut out = Vec::with_capacity(xml.len() + room);
    let mut at = 0;
    for (range, text) in edits {
        let (start, end) = (range.start + doc.mark_len(), range.end + doc.mark_len());
        out.extend_from_slice(&xml[at..start]);
        out.extend_from_slice(text.as_bytes());
        at = end;
    }
    out.extend_from_slice(&xml[at..]);
    out
}

/// Reads the stamped bytes afresh and checks all that we are answerable for.
pub(crate) fn own_check(verifier: &Verifier, xml: &[u8]) -> Result<Vec<Finding>> {
    let report = verifier.verify(xml, Language::English)?;
    let ours = |finding: &&Finding| finding.severity == Severity::Error && finding.check != CheckName::Authority;
    match report.findings.iter().find(ours) {
        Some(finding) => Err(Error::new(Code::SelfCheck)
            .at(finding.path.clone().unwrap_or_default())
            .found(&finding.code)),
        None => Ok(report.findings),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates_over_leap_years_and_centuries() {
        let cases = [
            (0, "1970-01-01T00:00:00"),
            (951_782_399, "2000-02-28T23:59:59"),
            (951_782_400, "2000-02-29T00:00:00"),
            (1_709_164_800, "2024-02-29T00:00:00"),
            (1_735_689_599, "2024-12-31T23:59:59"),
            (4_107_542_400, "2100-03-01T00:00:00"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(SigningTime::from_unix(seconds).as_str(), expected);
        }
    }
}

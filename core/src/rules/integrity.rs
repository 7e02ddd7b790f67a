//! The last three layers: the QR code, the stamp, and the link to the document before.
//!
//! Each ends here as it ends in the authority's own validator, which is lenient in places: it looks at the first of each part
//! of a stamp wherever it stands, does not compare tag 5 of the code at all, and takes a code whose tags are doubled. Where that
//! would hide a fault, a warning of ours says so, and the layer still passes. [`Verifier::verify`] is the strict reading, for
//! those who have to trust a document.

use crate::error::{Code, Error, Severity};
use crate::invoice::FIRST_PREVIOUS_HASH;
use crate::seal::cert::decode_base64;
use crate::seal::remark::Remark;
use crate::seal::report::CheckName;
use crate::seal::verify::Examined;
use crate::seal::verify::parts::{Parts, by_local_names};
use crate::seal::{InvoiceHash, Verifier};
use crate::ubl::tree::NodeKind;
use crate::ubl::{Document, NodeId};

use super::context::Context;
use super::report::{Found, LayerResult, Stage};

/// What the three layers found.
#[derive(Debug, Clone)]
pub struct Integrity {
    /// The invoice hash, computed once for all of them.
    pub invoice_hash: InvoiceHash,
    /// The QR code; `None` where the layer does not run: for all but simplified documents.
    pub qr: Option<Vec<Found>>,
    /// The stamp; `None` likewise.
    pub signature: Option<Vec<Found>>,
    /// The link to the document before.
    pub pih: Vec<Found>,
}

impl Integrity {
    /// Looks at a document that has been read, whatever the other layers say of it.
    pub fn of(doc: &Document<'_>, context: &Context) -> Self {
        Integrity::with(Verifier::shared(), doc, context)
    }

    /// [`Integrity::of`], with the issuers that a verifier of your own knows.
    pub fn with(verifier: &Verifier, doc: &Document<'_>, context: &Context) -> Self {
        let invoice_hash = InvoiceHash::of(doc);
        let (qr, signature) = if is_simplified(doc) {
            let examined = verifier.examine(doc, &invoice_hash);
            (Some(qr(doc, &examined)), Some(signature(doc, context, examined)))
        } else {
            (None, None)
        };
        Integrity {
            invoice_hash,
            qr,
            signature,
            pih: pih(doc, context),
        }
    }

    /// How the layers ended: QR code, stamp, link.
    pub fn results(&self) -> [LayerResult; 3] {
        let of = |layer: &Option<Vec<Found>>| layer.as_deref().map_or(LayerResult::NotRun, LayerResult::of);
        [of(&self.qr), of(&self.signature), LayerResult::of(&self.pih)]
    }
}

/// The validator's own test: the first type code anywhere in the document, and only the start of its name.
fn is_simplified(doc: &Document<'_>) -> bool {
    by_local_names(doc, &["Invoice", "InvoiceTypeCode"])
        .and_then(|id| doc.attribute(id, "name"))
        .is_some_and(|name| name.starts_with("02"))
}

/// The nine tags against the document, once for each code.
fn qr(doc: &Document<'_>, examined: &Examined) -> Vec<Found> {
    let own = examined.remarks.iter().filter(|remark| remark.check == CheckName::Qr);
    once_each(own.map(|remark| {
        let severity = match remark.code {
            // The first of two equal tags counts, wherever it stands; time is only warned about; tag 5 must be there, no more;
            // and the length of the whole is the business of a rule (BR-CL-KSA-14).
            Code::QrTagOrder | Code::QrTime | Code::QrTax | Code::QrTooLong => Severity::Warning,
            _ => remark.severity,
        };
        remark.clone().tell(doc, Stage::Qr, severity)
    }))
}

/// Everything that the stamp states, and what the validator does not look at.
fn signature(doc: &Document<'_>, context: &Context, examined: Examined) -> Vec<Found> {
    let mut remarks: Vec<Remark> = examined.remarks;
    remarks.retain(|remark| remark.check != CheckName::Qr && remark.code != Code::TransactionCode);
    let blank = |node: &NodeId| has_blanks(doc, *node);
    for node in compared_exactly(&examined.parts).into_iter().flatten().filter(blank) {
        remarks.push(Remark::new(CheckName::Structure, Severity::Error, Code::SealBlanks).at(Some(node)));
    }
    if let (Some(embedded), Some(given)) = (&examined.known, &context.certificate)
        && embedded.certificate.signed_bytes() != given.signed_bytes()
    {
        let node = examined.parts.certificate;
        remarks.push(Remark::new(CheckName::Structure, Severity::Warning, Code::SealOtherCertificate).at(node));
    }
    once_each(remarks.into_iter().map(|remark| {
        let severity = match (remark.check, remark.code) {
            (_, Code::SealMissing | Code::SealBlanks) => remark.severity,
            // Shape, algorithms and whose certificate it is are not looked at there. Here they are told of.
            (CheckName::Structure | CheckName::Authority, _) => Severity::Warning,
            // The serial is compared as a number.
            (CheckName::Serial, _) if same_integer(remark.expected.as_deref(), remark.found.as_deref()) => {
                Severity::Warning
            }
            _ => remark.severity,
        };
        remark.tell(doc, Stage::Signature, severity)
    }))
}

/// What the authority's programs compare or decode as it stands.
fn compared_exactly(parts: &Parts) -> [Option<NodeId>; 5] {
    [
        parts.invoice_digest,
        parts.properties_digest,
        parts.value,
        parts.certificate,
        parts.certificate_digest,
    ]
}

fn has_blanks(doc: &Document<'_>, node: NodeId) -> bool {
    doc.value(node).bytes().any(|b| b.is_ascii_whitespace())
}

fn same_integer(a: Option<&str>, b: Option<&str>) -> bool {
    fn plain(text: &str) -> Option<&str> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        number.then(|| digits.trim_start_matches('0'))
    }
    matches!((a.and_then(plain), b.and_then(plain)), (Some(a), Some(b)) if a == b)
}

/// Base64 of SHA-256 of "0", in raw bytes: what some programs write instead of the authority's constant.
const RAW_FIRST: &str = "X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k=";

/// The previous hash, compared letter by letter with what the caller knows; else it must at least be one.
fn pih(doc: &Document<'_>, context: &Context) -> Vec<Found> {
    let nodes = previous_hashes(doc);
    let text = nodes.first().map(|&id| doc.value(id)).unwrap_or_default();
    let told = |severity, code, node: Option<NodeId>| {
        // Where there is none, the document lacks it.
        let node = node.unwrap_or(doc.root());
        Found::new(
            Stage::Pih,
            severity,
            Error::new(code).at(doc.path(node)).place(doc.place(node)),
        )
    };
    let mut found = Vec::new();
    let right = match &context.previous {
        Some(previous) => text == previous.as_str(),
        None => {
            text == FIRST_PREVIOUS_HASH || decode_base64(&text).is_some_and(|hash| hash.len() == 32) && text.len() == 44
        }
    };
    if !right {
        found.push(told(Severity::Error, Code::Ksa13, nodes.first().copied()));
    }
    if text == RAW_FIRST {
        found.push(told(Severity::Warning, Code::PreviousFirst, nodes.first().copied()));
    }
    if let Some(&second) = nodes.get(1) {
        found.push(told(Severity::Warning, Code::FieldTwice, Some(second)));
    }
    found
}

/// `/Invoice/AdditionalDocumentReference[ID='PIH']/Attachment/EmbeddedDocumentBinaryObject`, in any namespace, as the validator
/// looks for it.
fn previous_hashes(doc: &Document<'_>) -> Vec<NodeId> {
    let named = |id: NodeId, local: &'static str| {
        doc.children(id)
            .filter(move |&child| doc.kind(child) == NodeKind::Element && doc.local(child) == local)
    };
    if doc.local(doc.root()) != "Invoice" {
        return Vec::new();
    }
    named(doc.root(), "AdditionalDocumentReference")
        .filter(|&reference| named(reference, "ID").any(|id| doc.value(id) == "PIH"))
        .flat_map(|reference| named(reference, "Attachment"))
        .flat_map(|attachment| named(attachment, "EmbeddedDocumentBinaryObject"))
        .collect()
}

/// A code is told once in a layer, with the first place and the worst severity.
fn once_each(all: impl Iterator<Item = Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for found in all {
        match out.iter_mut().find(|known| known.error.code() == found.error.code()) {
            Some(known) => {
                known.count += 1;
                if found.severity == Severity::Error {
                    known.severity = Severity::Error;
                }
            }
            None => out.push(found),
        }
    }
    out
}

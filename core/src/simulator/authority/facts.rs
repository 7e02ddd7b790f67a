//! What the authority notes of a document, whatever its checks say of it.

use crate::seal::{Certificate, InvoiceHash, Profile};
use crate::ubl::Known::{Cac, Cbc, Ds, Ext, Sac, Sig};
use crate::ubl::{self, Document, Invoice, Known, NodeId};

/// As it stands in the document; nothing is proved.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) hash: InvoiceHash,
    pub(super) profile: Option<Profile>,
    pub(super) type_code: Option<String>,
    pub(super) number: Option<String>,
    pub(super) uuid: Option<String>,
    /// The counter (ICV).
    pub(super) counter: Option<String>,
    /// The hash of the document before (PIH).
    pub(super) previous: Option<String>,
    /// The certificate in its stamp.
    pub(super) certificate: Option<Certificate>,
    /// True if there is a stamp, whether or not its certificate can be read.
    pub(super) stamped: bool,
}

/// Longer values are nobody's number; they are noted by their beginning.
const MOST: usize = 128;

impl Facts {
    pub(super) fn of(xml: &[u8]) -> Option<Self> {
        let doc = ubl::parse(xml).ok()?;
        let invoice = Invoice::of_any_root(&doc);
        let text = |path: &[(Known, &str)]| invoice.text(path).map(|text| short(&text));
        let certificate = certificate(&doc);
        Some(Facts {
            hash: InvoiceHash::of(&doc),
            profile: invoice.profile().ok(),
            type_code: text(&[(Cbc, "InvoiceTypeCode")]),
            number: text(&[(Cbc, "ID")]),
            uuid: text(&[(Cbc, "UUID")]).map(|uuid| uuid.to_ascii_lowercase()),
            counter: reference(&doc, "ICV")
                .and_then(|id| doc.child(id, Cbc, "UUID"))
                .map(|id| short(&doc.value(id))),
            previous: reference(&doc, "PIH")
                .and_then(|id| doc.descend(id, &[(Cac, "Attachment"), (Cbc, "EmbeddedDocumentBinaryObject")]))
                .map(|id| short(&doc.value(id))),
            stamped: certificate.is_some(),
            certificate: certificate.and_then(|id| Certificate::from_text(&doc.value(id)).ok()),
        })
    }

    /// The counter, if it is one.
    pub(super) fn icv(&self) -> Option<u64> {
        let text = self.counter.as_deref()?;
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(MOST).collect()
}

fn reference(doc: &Document<'_>, id: &str) -> Option<NodeId> {
    doc.children_named(doc.root(), Cac, "AdditionalDocumentReference")
        .find(|&reference| {
            doc.child(reference, Cbc, "ID")
                .is_some_and(|name| doc.value(name).trim() == id)
        })
}

fn certificate(doc: &Document<'_>) -> Option<NodeId> {
    let extensions = doc.child(doc.root(), Ext, "UBLExtensions")?;
    let path = [
        (Ext, "ExtensionContent"),
        (Sig, "UBLDocumentSignatures"),
        (Sac, "SignatureInformation"),
        (Ds, "Signature"),
        (Ds, "KeyInfo"),
        (Ds, "X509Data"),
        (Ds, "X509Certificate"),
    ];
    doc.children_named(extensions, Ext, "UBLExtension")
        .find_map(|extension| doc.descend(extension, &path))
}

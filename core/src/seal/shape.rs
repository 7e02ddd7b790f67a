//! The one shape a stamp may have, and the proof that a document has it once, in its place, with nothing beside it.
//!
//! A digest protects only what it covers, and the invoice hash leaves the stamp itself out. So whatever stands in the parts
//! left out is compared with this table, element by element: an element too many is an attempt to hide something.

use super::stamp::is_stamp;
use crate::error::Code;
use crate::ubl::Known::{self, Cac, Cbc, Ext, Sac, Sbc, Sig};
use crate::ubl::tree::{Document, NodeId, NodeKind};
use crate::ubl::view::{Excepted, Invoice};

/// What is wrong, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flaw {
    pub(super) code: Code,
    pub(super) node: NodeId,
    /// The name that was expected below it.
    pub(super) missing: Option<&'static str>,
}

impl Flaw {
    fn new(code: Code, node: NodeId) -> Self {
        Flaw {
            code,
            node,
            missing: None,
        }
    }
}

enum Content {
    /// Any text.
    Text,
    /// This text.
    Is(&'static str),
    /// Nothing.
    Empty,
    /// These elements in this order, once each.
    Elements(&'static [Shape]),
}

struct Shape(Known, &'static str, Content);

use Content::{Elements, Empty, Is, Text};
use Known::{Ds, Xades};

const SIGNATURE_ID: &str = "urn:oasis:names:specification:ubl:signature:Invoice";
const ENVELOPED: &str = "urn:oasis:names:specification:ubl:dsig:enveloped:xades";

const STAMP: Shape = Shape(
    Ext,
    "UBLExtension",
    Elements(&[
        Shape(Ext, "ExtensionURI", Is(ENVELOPED)),
        Shape(
            Ext,
            "ExtensionContent",
            Elements(&[Shape(Sig, "UBLDocumentSignatures", Elements(&[INFORMATION]))]),
        ),
    ]),
);

const INFORMATION: Shape = Shape(
    Sac,
    "SignatureInformation",
    Elements(&[
        Shape(Cbc, "ID", Is("urn:oasis:names:specification:ubl:signature:1")),
        Shape(Sbc, "ReferencedSignatureID", Is(SIGNATURE_ID)),
        Shape(
            Ds,
            "Signature",
            Elements(&[
                SIGNED_INFO,
                Shape(Ds, "SignatureValue", Text),
                Shape(
                    Ds,
                    "KeyInfo",
                    Elements(&[Shape(Ds, "X509Data", Elements(&[Shape(Ds, "X509Certificate", Text)]))]),
                ),
                Shape(
                    Ds,
                    "Object",
                    Elements(&[Shape(Xades, "QualifyingProperties", Elements(&[PROPERTIES]))]),
                ),
            ]),
        ),
    ]),
);

const DIGEST: [Shape; 2] = [Shape(Ds, "DigestMethod", Empty), Shape(Ds, "DigestValue", Text)];

const SIGNED_INFO: Shape = Shape(
    Ds,
    "SignedInfo",
    Elements(&[
        Shape(Ds, "CanonicalizationMethod", Empty),
        Shape(Ds, "SignatureMethod", Empty),
        Shape(
            Ds,
            "Reference",
            Elements(&[
                Shape(
                    Ds,
                    "Transforms",
                    Elements(&[
                        Shape(
                            Ds,
                            "Transform",
                            Elements(&[Shape(Ds, "XPath", Is("not(//ancestor-or-self::ext:UBLExtensions)"))]),
                        ),
                        Shape(
                            Ds,
                            "Transform",
                            Elements(&[Shape(Ds, "XPath", Is("not(//ancestor-or-self::cac:Signature)"))]),
                        ),
                        Shape(Ds, "Transform", Elements(&[Shape(Ds, "XPath", Is(NOT_QR))])),
                        Shape(Ds, "Transform", Empty),
                    ]),
                ),
                DIGEST[0].copy(),
                DIGEST[1].copy(),
            ]),
        ),
        Shape(Ds, "Reference", Elements(&DIGEST)),
    ]),
);

const NOT_QR: &str = "not(//ancestor-or-self::cac:AdditionalDocumentReference[cbc:ID='QR'])";

const PROPERTIES: Shape = Shape(
    Xades,
    "SignedProperties",
    Elements(&[Shape(
        Xades,
        "SignedSignatureProperties",
        Elements(&[
            Shape(Xades, "SigningTime", Text),
            Shape(
                Xades,
                "SigningCertificate",
                Elements(&[Shape(
                    Xades,
                    "Cert",
                    Elements(&[
                        Shape(Xades, "CertDigest", Elements(&DIGEST)),
                        Shape(
                            Xades,
                            "IssuerSerial",
                            Elements(&[Shape(Ds, "X509IssuerName", Text), Shape(Ds, "X509SerialNumber", Text)]),
                        ),
                    ]),
                )]),
            ),
        ]),
    )]),
);

const QR_REFERENCE: Shape = Shape(
    Cac,
    "AdditionalDocumentReference",
    Elements(&[
        Shape(Cbc, "ID", Is("QR")),
        Shape(
            Cac,
            "Attachment",
            Elements(&[Shape(Cbc, "EmbeddedDocumentBinaryObject", Text)]),
        ),
    ]),
);

const SIGNATURE: Shape = Shape(
    Cac,
    "Signature",
    Elements(&[
        Shape(Cbc, "ID", Is(SIGNATURE_ID)),
        Shape(Cbc, "SignatureMethod", Is(ENVELOPED)),
    ]),
);

impl Shape {
    /// For the two leaves that stand in several places.
    const fn copy(&self) -> Shape {
        match self.2 {
            Text => Shape(self.0, self.1, Text),
            _ => Shape(self.0, self.1, Empty),
        }
    }

    fn check(&self, doc: &Document<'_>, id: NodeId) -> Result<(), Flaw> {
        let elements = || doc.children(id).filter(|&child| doc.kind(child) == NodeKind::Element);
        let inner: &[Shape] = if let Elements(inner) = self.2 { inner } else { &[] };
        let mut found = elements();
        for shape in inner {
            match found.next() {
                Some(child) if doc.is(child, shape.0, shape.1) => shape.check(doc, child)?,
                Some(other) => {
                    // Something stands where this one belongs: moved if it comes later, else absent.
                    let later = elements().any(|child| doc.is(child, shape.0, shape.1));
                    let code = if later { Code::SealWrapped } else { Code::SealStructure };
                    return Err(Flaw {
                        code,
                        node: if later { other } else { id },
                        missing: Some(shape.1),
                    });
                }
                None => {
                    return Err(Flaw {
                        code: Code::SealStructure,
                        node: id,
                        missing: Some(shape.1),
                    });
                }
            }
        }
        if let Some(surplus) = found.next() {
            return Err(Flaw::new(Code::SealWrapped, surplus));
        }
        let stray_text = |child: &NodeId| {
            matches!(doc.kind(*child), NodeKind::Text | NodeKind::Cdata) && !doc.value(*child).trim_ascii().is_empty()
        };
        match self.2 {
            Text => Ok(()),
            Is(text) if doc.value(id).trim_ascii() == text => Ok(()),
            Is(_) => Err(Flaw::new(Code::SealStructure, id)),
            Empty | Elements(_) => match doc.children(id).find(stray_text) {
                Some(text) => Err(Flaw::new(Code::SealWrapped, text)),
                None => Ok(()),
            },
        }
    }
}

/// The parts of a stamp, each proved to stand once and where it belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    pub(super) signature: NodeId,
    pub(super) properties: NodeId,
    /// Other people's extensions beside it: kept, but protected by nothing.
    pub(super) foreign: Option<NodeId>,
}

/// Finds the stamp, or says what is wrong with it.
pub(super) fn stamp(invoice: &Invoice<'_, '_>, excepted: &Excepted) -> Result<Stamp, Flaw> {
    let doc = invoice.document();
    let root = doc.root();
    let foreign = placement(invoice, excepted)?;
    let Some(&extensions) = excepted.extensions.first() else {
        return Err(Flaw::new(Code::SealMissing, root));
    };
    let Some(extension) = doc
        .children_named(extensions, Ext, "UBLExtension")
        .find(|&e| is_stamp(doc, e))
    else {
        return Err(Flaw::new(Code::SealMissing, extensions));
    };
    STAMP.check(doc, extension)?;
    for &id in &excepted.qr {
        QR_REFERENCE.check(doc, id)?;
    }
    match excepted.signatures.first() {
        Some(&id) => SIGNATURE.check(doc, id)?,
        None => {
            return Err(Flaw {
                code: Code::SealStructure,
                node: root,
                missing: Some("Signature"),
            });
        }
    }
    let path = [
        (Ext, "ExtensionContent"),
        (Sig, "UBLDocumentSignatures"),
        (Sac, "SignatureInformation"),
        (Ds, "Signature"),
    ];
    let signature = doc.descend(extension, &path);
    let object = [
        (Ds, "Object"),
        (Xades, "QualifyingProperties"),
        (Xades, "SignedProperties"),
    ];
    let properties = signature.and_then(|id| doc.descend(id, &object));
    let (Some(signature), Some(properties)) = (signature, properties) else {
        return Err(Flaw::new(Code::SealStructure, extension));
    };
    Ok(Stamp {
        signature,
        properties,
        foreign,
    })
}

/// True to the caller's wish to stamp a document: what stands in it already could not be taken for part of a stamp.
pub(super) fn admissible(invoice: &Invoice<'_, '_>, excepted: &Excepted) -> Result<(), Flaw> {
    placement(invoice, excepted).map(|_| ())
}

/// What the hash leaves out stands once and in its place; no second invoice, no part of a signature outside the stamp, none
/// of its ids twice. Gives back somebody else's extension, if there is one.
fn placement(invoice: &Invoice<'_, '_>, excepted: &Excepted) -> Result<Option<NodeId>, Flaw> {
    let doc = invoice.document();
    let root = doc.root();
    if let Some(&stray) = excepted.stray.first() {
        return Err(Flaw::new(Code::Unprotected, stray));
    }
    for list in [&excepted.extensions, &excepted.qr, &excepted.signatures] {
        if let Some(&second) = list.get(1) {
            return Err(Flaw::new(Code::SealWrapped, second));
        }
    }
    let Some(&extensions) = excepted.extensions.first() else {
        nothing_outside(doc, None)?;
        return Ok(None);
    };
    let first = doc.children(root).find(|&child| doc.kind(child) == NodeKind::Element);
    if first != Some(extensions) {
        return Err(Flaw::new(Code::SealStructure, extensions));
    }
    let mut stamps = doc
        .children_named(extensions, Ext, "UBLExtension")
        .filter(|&e| is_stamp(doc, e));
    let stamp = stamps.next();
    if let Some(second) = stamps.next() {
        return Err(Flaw::new(Code::SealWrapped, second));
    }
    nothing_outside(doc, stamp)?;
    foreign(doc, extensions, stamp)
}

/// The ids that a stamp gives its parts.
const IDS: [&str; 3] = ["signature", "invoiceSignedData", "xadesSignedProperties"];

fn nothing_outside(doc: &Document<'_>, stamp: Option<NodeId>) -> Result<(), Flaw> {
    let mut ids: Vec<String> = Vec::new();
    let end = stamp.and_then(|id| doc.descendants(id).last());
    for id in stamp.into_iter().flat_map(|id| doc.descendants(id)) {
        for value in doc.id_values(id) {
            if ids.contains(&value) || ids.len() > IDS.len() {
                return Err(Flaw::new(Code::SealWrapped, id));
            }
            ids.push(value);
        }
    }
    for id in doc
        .descendants(doc.root())
        .filter(|&id| doc.kind(id) == NodeKind::Element)
    {
        let inside = stamp.is_some_and(|stamp| id >= stamp) && end.is_some_and(|end| id <= end);
        let second = id != doc.root() && doc.local(id) == "Invoice";
        let taken = |value: String| ids.contains(&value) || IDS.contains(&value.as_str());
        if second || !inside && (is_signature_part(doc, id) || doc.id_values(id).any(taken)) {
            return Err(Flaw::new(Code::SealWrapped, id));
        }
    }
    Ok(())
}

fn is_signature_part(doc: &Document<'_>, id: NodeId) -> bool {
    const PARTS: [&str; 8] = [
        "SignedInfo",
        "SignatureValue",
        "SignedProperties",
        "QualifyingProperties",
        "X509Certificate",
        "SignatureInformation",
        "UBLDocumentSignatures",
        "KeyInfo",
    ];
    match doc.known(id) {
        Some(known) => matches!(known, Sig | Sac | Sbc | Ds | Xades),
        None => PARTS.contains(&doc.local(id)),
    }
}

/// Extensions beside the stamp may say what they like, as long as none of it can be taken for the invoice.
fn foreign(doc: &Document<'_>, extensions: NodeId, stamp: Option<NodeId>) -> Result<Option<NodeId>, Flaw> {
    let mut first = None;
    for other in doc
        .children(extensions)
        .filter(|&child| doc.kind(child) == NodeKind::Element && Some(child) != stamp)
    {
        if !doc.is(other, Ext, "UBLExtension") {
            return Err(Flaw::new(Code::SealWrapped, other));
        }
        for id in doc
            .descendants(other)
            .skip(1)
            .filter(|&id| doc.kind(id) == NodeKind::Element)
        {
            let direct = doc.parent(id) == Some(other);
            let leaf = || doc.children(id).all(|child| doc.kind(child) != NodeKind::Element);
            let allowed = match doc.known(id) {
                Some(Ext) => true,
                Some(Cbc) => direct && leaf() && matches!(doc.local(id), "ID" | "Name"),
                Some(_) => false,
                None => !direct,
            };
            if !allowed {
                return Err(Flaw::new(Code::SealWrapped, id));
            }
        }
        first = first.or(Some(other));
    }
    Ok(first)
}

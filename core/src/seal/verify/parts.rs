//! Where the statements of a stamp stand.

use crate::seal::shape::Stamp;
use crate::ubl::Known::{Ds, Xades};
use crate::ubl::tree::NodeKind;
use crate::ubl::{Document, NodeId};

/// The nodes that a stamp's statements are made in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parts {
    /// ds:SignatureValue
    pub(crate) value: Option<NodeId>,
    /// ds:X509Certificate
    pub(crate) certificate: Option<NodeId>,
    /// The DigestValue of the first reference: the invoice hash.
    pub(crate) invoice_digest: Option<NodeId>,
    /// The DigestValue of the second reference.
    pub(crate) properties_digest: Option<NodeId>,
    /// xades:SignedProperties
    pub(crate) properties: Option<NodeId>,
    pub(crate) signing_time: Option<NodeId>,
    pub(crate) certificate_digest: Option<NodeId>,
    pub(crate) issuer: Option<NodeId>,
    pub(crate) serial: Option<NodeId>,
}

impl Parts {
    /// Of a stamp whose shape is proved: each statement stands once, in its place.
    pub(super) fn proved(doc: &Document<'_>, stamp: &Stamp) -> Self {
        let digest = |index: usize| {
            let info = doc.child(stamp.signature, Ds, "SignedInfo")?;
            let reference = doc.children_named(info, Ds, "Reference").nth(index)?;
            doc.child(reference, Ds, "DigestValue")
        };
        let signed = [(Xades, "SignedSignatureProperties")];
        let signed = doc.descend(stamp.properties, &signed);
        let cert = signed.and_then(|id| doc.descend(id, &[(Xades, "SigningCertificate"), (Xades, "Cert")]));
        let of_cert = |outer, inner| doc.descend(cert?, &[(Xades, outer), (Ds, inner)]);
        let certificate = [(Ds, "KeyInfo"), (Ds, "X509Data"), (Ds, "X509Certificate")];
        Parts {
            value: doc.child(stamp.signature, Ds, "SignatureValue"),
            certificate: doc.descend(stamp.signature, &certificate),
            invoice_digest: digest(0),
            properties_digest: digest(1),
            properties: Some(stamp.properties),
            signing_time: signed.and_then(|id| doc.child(id, Xades, "SigningTime")),
            certificate_digest: of_cert("CertDigest", "DigestValue"),
            issuer: of_cert("IssuerSerial", "X509IssuerName"),
            serial: of_cert("IssuerSerial", "X509SerialNumber"),
        }
    }

    /// Of a stamp of any shape, as the official SDK looks for them: by local names, at any depth, the first in the file.
    pub(super) fn sought(doc: &Document<'_>) -> Self {
        let below = |chain: &[&str]| {
            let chain: Vec<&str> = SIGNATURE.iter().chain(chain).copied().collect();
            by_local_names(doc, &chain)
        };
        let cert = |chain: &[&str]| below(&[&CERT[..], chain].concat());
        // "Reference[2]" counts among siblings; a stamp has no other references than its two.
        let second = below(&["SignedInfo", "Reference"]).and_then(|first| {
            let mut later = doc.children(doc.parent(first)?).skip_while(|&id| id <= first);
            let second = later.find(|&id| doc.kind(id) == NodeKind::Element && doc.local(id) == "Reference")?;
            doc.descendants(second).find(|&id| is_named(doc, id, "DigestValue"))
        });
        Parts {
            value: below(&["SignatureValue"]),
            certificate: below(&["KeyInfo", "X509Data", "X509Certificate"]),
            invoice_digest: below(&["SignedInfo", "Reference", "DigestValue"]),
            properties_digest: second,
            properties: below(&["Object", "QualifyingProperties", "SignedProperties"]),
            signing_time: below(&[&CERT[..4], &["SigningTime"]].concat()),
            certificate_digest: cert(&["CertDigest", "DigestValue"]),
            issuer: cert(&["IssuerSerial", "X509IssuerName"]),
            serial: cert(&["IssuerSerial", "X509SerialNumber"]),
        }
    }
}

const SIGNATURE: [&str; 7] = [
    "Invoice",
    "UBLExtensions",
    "UBLExtension",
    "ExtensionContent",
    "UBLDocumentSignatures",
    "SignatureInformation",
    "Signature",
];
const CERT: [&str; 6] = [
    "Object",
    "QualifyingProperties",
    "SignedProperties",
    "SignedSignatureProperties",
    "SigningCertificate",
    "Cert",
];

fn is_named(doc: &Document<'_>, id: NodeId, local: &str) -> bool {
    doc.kind(id) == NodeKind::Element && doc.local(id) == local
}

/// The first element whose name is the last of the chain and which has the others around it, in this order, whatever stands
/// between them: `//*[local-name()='a']//*[local-name()='b']`. One pass, however deep the file is nested.
pub(crate) fn by_local_names(doc: &Document<'_>, chain: &[&str]) -> Option<NodeId> {
    // The ends of the open elements that account for a name of the chain: taking each as soon as it comes loses nothing.
    let mut open: Vec<Option<NodeId>> = Vec::new();
    for id in doc.descendants(doc.root()) {
        while open.last().is_some_and(|end| end.is_some_and(|end| id >= end)) {
            open.pop();
        }
        if is_named(doc, id, chain.get(open.len())?) {
            if open.len() + 1 == chain.len() {
                return Some(id);
            }
            open.push(doc.after(id));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ubl;

    #[test]
    fn names_must_stand_inside_one_another_and_may_have_others_between() {
        let cases = [
            ("<a><b><c/></b></a>", true),
            ("<a><x><b><x><c/></x></b></x></a>", true),
            ("<a><b/><c/></a>", false),
            ("<a><b/><b><c/></b></a>", true),
            ("<a><c><b/></c></a>", false),
            ("<x><b><c/></b></x>", false),
            ("<a><n:b xmlns:n='urn:n'><c/></n:b></a>", true),
            ("<a><a><b><b><c/></b></b></a></a>", true),
            ("<a>c<!--c--><b>c</b></a>", false),
        ];
        for (xml, found) in cases {
            let doc = ubl::parse(xml.as_bytes()).unwrap();
            assert_eq!(by_local_names(&doc, &["a", "b", "c"]).is_some(), found, "{xml}");
        }
        let doc = ubl::parse(b"<a><b><c i='1'/></b><c i='2'/><b><c i='3'/></b></a>").unwrap();
        let first = by_local_names(&doc, &["a", "b", "c"]).unwrap();
        assert_eq!(doc.attribute(first, "i").as_deref(), Some("1"));
    }
}

//! XML in, canonical form out.
//!
//! One parse serves everything: the tree keeps spans into the source instead of copies, so hashing, stamping and checking
//! all work on the very bytes that were handed in.

pub mod canonical;
pub(crate) mod chars;
pub mod draft;
pub mod read;
pub mod tree;
pub mod view;
mod ways;
pub mod write;

pub use read::{Limits, parse, parse_within};
pub use tree::{Document, NodeId};
pub use view::{Invoice, Profile};

/// The namespaces that an invoice and its stamp use, and that of UBL's credit notes, in the order of [`Known`].
pub const NAMESPACES: [&str; 10] = [
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonSignatureComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:SignatureAggregateComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:SignatureBasicComponents-2",
    "http://www.w3.org/2000/09/xmldsig#",
    "http://uri.etsi.org/01903/v1.3.2#",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
];

/// One of the namespaces of [`NAMESPACES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Known {
    Invoice,
    Cac,
    Cbc,
    Ext,
    Sig,
    Sac,
    Sbc,
    Ds,
    Xades,
    /// UBL's other root: the authority takes none, but some of its rules look at one.
    CreditNote,
}

impl Known {
    /// All of them, in order.
    pub const ALL: [Known; 10] = [
        Known::Invoice,
        Known::Cac,
        Known::Cbc,
        Known::Ext,
        Known::Sig,
        Known::Sac,
        Known::Sbc,
        Known::Ds,
        Known::Xades,
        Known::CreditNote,
    ];

    /// The namespace's name.
    pub const fn uri(self) -> &'static str {
        NAMESPACES[self as usize]
    }

    /// The prefix under which the authority's own files use it.
    pub const fn prefix(self) -> &'static str {
        ["", "cac", "cbc", "ext", "sig", "sac", "sbc", "ds", "xades", "cn"][self as usize]
    }
}

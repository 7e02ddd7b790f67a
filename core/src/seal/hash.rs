//! The invoice hash: SHA-256 of the canonical form of what the three transforms leave.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::cert::digest_of_text;
use crate::ubl::canonical::{self, Sink};
use crate::ubl::{Document, NodeId};

/// The hash of an invoice: `invoiceHash`, the first DigestValue, tag 6 of the QR code, and the next document's PIH.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct InvoiceHash([u8; 32]);

impl InvoiceHash {
    /// Takes the hash of a parsed document.
    pub fn of(doc: &Document<'_>) -> Self {
        let mut sink = Hashing(Sha256::new());
        canonical::invoice(doc, &mut sink);
        InvoiceHash(sink.0.finalize().into())
    }

    /// The same of a document that lacks these elements, too: to compare what stays.
    pub(crate) fn without(doc: &Document<'_>, left_out: impl Fn(NodeId) -> bool) -> Self {
        let mut sink = Hashing(Sha256::new());
        canonical::invoice_without(doc, left_out, &mut sink);
        InvoiceHash(sink.0.finalize().into())
    }

    /// Reads the 44 characters of base64.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim_ascii()).ok()?;
        Some(InvoiceHash(bytes.try_into().ok()?))
    }

    /// From the 32 bytes, as a store keeps them.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        InvoiceHash(bytes)
    }

    /// The 32 bytes: what the stamp signs.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for InvoiceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for InvoiceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvoiceHash({self})")
    }
}

struct Hashing(Sha256);

impl Sink for Hashing {
    fn put(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}

/// The bytes whose digest the stamp states for the signed properties.
pub fn signed_properties_preimage(doc: &Document<'_>, properties: NodeId) -> Vec<u8> {
    let mut text = Vec::with_capacity(2048);
    canonical::alone(doc, properties, &mut text);
    // Pieces of a text that was UTF-8, cut at its marks.
    let mut text = String::from_utf8(text).expect("a canonical form is made of whole characters");
    // The authority's programs undo what canonical form does to empty elements, by replacing text.
    for (written, meant) in [("></ds:DigestMethod>", "/>"), (" />", "/>")] {
        if text.contains(written) {
            text = text.replace(written, meant);
        }
    }
    text.into_bytes()
}

/// The digest of the signed properties: base64 of hex.
pub fn signed_properties_digest(doc: &Document<'_>, properties: NodeId) -> String {
    digest_of_text(&signed_properties_preimage(doc, properties))
}

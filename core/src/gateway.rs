//! Requests to the authority and what it would answer, as data. Nothing here opens a connection.

pub mod checks;
pub mod message;
pub mod reply;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::Result;
use crate::seal::InvoiceHash;
use crate::ubl::Known::Cbc;
use crate::ubl::{self, Invoice};

pub use checks::{Answer, Body, Caller, Covers, Csid, Gateway, Operation, Said, Seen, StampPolicy};
pub use message::{Message, MessageStatus, MessageType, Wire};
pub use reply::{Reply, ValidationResults};

/// The body that compliance, reporting and clearance take, all three.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InvoiceRequest {
    /// The invoice hash, 44 characters of base64.
    #[serde(rename = "invoiceHash")]
    pub invoice_hash: String,
    /// The document's UUID, as it stands in it.
    pub uuid: String,
    /// The document's bytes in base64.
    pub invoice: String,
}

impl InvoiceRequest {
    /// The body for a finished document: its very bytes go out.
    pub fn new(xml: &[u8]) -> Result<Self> {
        let doc = ubl::parse(xml)?;
        let invoice = Invoice::new(&doc)?;
        Ok(InvoiceRequest {
            invoice_hash: InvoiceHash::of(&doc).to_string(),
            uuid: invoice.required(&[(Cbc, "UUID")])?.trim_ascii().to_owned(),
            invoice: STANDARD.encode(xml),
        })
    }
}

//! Is this document right? Every verdict of the authority's validator, and why, before the document is sent.
//!
//! Six layers, in the order of the official SDK: the structure that UBL's schema prescribes (`xsd`), the European rules in the
//! authority's copy (`en`), its own (`ksa`), and for simplified documents the QR code (`qr`) and the stamp (`signature`); last
//! the link to the document before (`pih`). The rules run also where the structure failed, as they do there.
//!
//! `validate` is for XML; a draft is `check`ed (see [`crate::invoice`]).

pub mod report;
mod shape;

pub use report::{Finding, Found, LayerResult, Layers, Report, Stage};

/// The first layer, alone: is the document an Invoice as UBL 2.1 has it?
pub fn structure(doc: &crate::ubl::Document<'_>) -> Vec<Found> {
    shape::look(doc)
}

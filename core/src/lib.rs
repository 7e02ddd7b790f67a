//! **Khatm** (ختم, the seal): e-invoicing for Saudi Arabia, ZATCA "Fatoora", Phase 2.
//!
//! What decides has no clock, no socket and no table; only [`drive`] and [`simulator`] have, and decide nothing.
//!
//! | room | what it does |
//! |---|---|
//! | [`error`] | what can go wrong: kinds, codes, texts in English and Arabic |
//! | [`money`] | exact numbers, amounts, the one rounding |
//! | [`time`] | Riyadh's clock |
//! | [`invoice`] | a draft becomes an invoice that is right to the halala, or every reason why not |
//! | [`ubl`] | XML in: one parse into a compact tree; its canonical form; the few values the seal needs |
//! | [`seal`] | keys, certificates and requests for them, the invoice hash, the stamp; `verify`, `explain`, `inspect` |
//! | [`qr`] | the nine tags of the QR code, and its picture |
//! | [`rules`] | `validate`: every verdict of the official validator; `check`: the same of a draft, field by field |
//! | [`chain`] | the counter and the previous hash of the next document; what is wrong with a chain |
//! | [`store`] | the ledger: documents, written once, and what is known of their way |
//! | [`outbox`] | the way of a document to the authority: the machine, who goes next, what is kept of an answer |
//! | [`ledger`] | what is kept and proved: the trail in the audit, anchors, figures, alerts, health |
//! | [`gateway`] | the authority's six operations as data: requests, what replies mean, and what it would answer |
//! | [`vault`] | keys and secrets, sealed at rest |
//! | [`device`] | the life of one unit: key, certificate request, one-time password, compliance set, production |
//! | [`drive`] | the only room that sends (feature `drive`) |
//! | [`facade`] | `Khatm`: all of it together, for programs that have invoices (feature `drive`) |
//! | [`host`] | what the bindings of other languages share: text and bytes in, plain data out (feature `drive`; most of it `sqlite`, `picture`) |
//! | [`cli`] | the command line (feature `cli`) |
//! | [`simulator`] | the authority's gateway on loopback, strict, with faults on demand (feature `simulator`) |
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr))]

pub mod chain;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "uniffi")]
mod crossing;
pub mod device;
#[cfg(feature = "drive")]
pub mod drive;
pub mod error;
#[cfg(feature = "drive")]
pub mod facade;
pub mod gateway;
#[cfg(feature = "drive")]
pub mod host;
pub mod invoice;
mod json;
pub mod ledger;
pub mod money;
mod nearest;
pub mod outbox;
pub mod qr;
pub mod rules;
pub mod seal;
#[cfg(feature = "simulator")]
pub mod simulator;
mod sort;
pub mod store;
pub mod time;
pub mod ubl;
pub mod vault;

pub use error::{Code, Error, ErrorValue, Kind, Language, Place, Result, Severity};
pub use seal::{Verification, verify};

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

//! Is this document right? Every verdict of the authority's validator, and why, before the document is sent.
//!
//! Six layers, in the order of the official SDK: the structure that UBL's schema prescribes (`xsd`), the European rules in the
//! authority's copy (`en`), its own (`ksa`), and for simplified documents the QR code (`qr`) and the stamp (`signature`); last
//! the link to the document before (`pih`). The rules run also where the structure failed, as they do there.
//!
//! [`validate`] is for XML, [`check`] for a draft before there is any: the same rules, field by field.
//!
//! | file | what it does |
//! |---|---|
//! | [`table`] | how a row of the tables is written |
//! | `r3_4_8` | the rules of that SDK, as data |
//! | `compile`, `xpath` | reads the tables |
//! | `program`, `kinds` | runs them over a document |
//! | `shape` | the structure: UBL 2.1 as a table of our own |
//! | `blame` | finds the node that a broken rule speaks of |
//! | `field` | the field of a draft that a node is made of |
//! | `check` | all of it for a draft, as a form is filled in |
//! | `received` | all of it for somebody else's document, before it is booked |
//! | [`integrity`] | code, stamp and link |
//! | [`report`] | what it all comes to |

mod blame;
mod check;
mod compile;
pub mod context;
mod field;
pub mod integrity;
mod kinds;
mod lists;
mod program;
mod r3_4_8;
mod received;
pub mod report;
mod shape;
pub mod table;
mod verdict;
mod xpath;

pub use crate::invoice::FIRST_PREVIOUS_HASH;
pub use check::{build, check, faults};
pub(crate) use check::{is_of_the_seal, judge};
pub use context::Context;
pub use field::Fields;
pub use integrity::Integrity;
pub use received::{Received, received};
pub use report::{Finding, Found, LayerResult, Layers, Report, Stage};
pub use verdict::{Site, VERSION, Verdict, document, macros, sites, structure, trace, validate, validate_with};

//! Khatm for Kotlin and Swift.
//!
//! The values are the core's own: their UniFFI derives stand on the core's types, so that nothing is written twice here. What is here
//! converts arguments, keeps waiting calls off the caller's thread, asks the app what only it knows, and decides nothing about an invoice.
//!
//! | module | what it does |
//! |---|---|
//! | `error` | the core's errors as something these languages can throw |
//! | `bytes` | bytes that cross as a whole |
//! | `calls` | everything that needs no ledger |
//! | `ledger` | the object `Khatm`: a ledger with everything that is done with it |
//! | `fence` | a file that is no ledger to issue with: a copy, an older state |
//! | `host` | what the app is asked: its key store, its memory of the ledger, whether there is a network |
//! | `changes` | what the app is told while documents are delivered |
//! | `waiting` | calls that wait, and what becomes of them when nobody waits any more |

mod bytes;
mod calls;
mod changes;
mod error;
mod fence;
mod host;
mod ledger;
mod waiting;

pub use bytes::Bytes;
pub use calls::*;
pub use changes::{Change, Subscription, Watcher};
pub use error::KhatmError;
pub use fence::{abandon_ledger, resume_ledger};
pub use host::{Connectivity, HostError, RestoreWitness, RootKeyWrapper};
pub use ledger::{JsonOrder, Khatm, Order};

uniffi::setup_scaffolding!();
khatm::uniffi_reexport_scaffolding!();

//! The native half of the package `khatm`: what core decides, for Node.
//!
//! It converts arguments, works on threads of its own while the event loop turns, and answers with JSON text; the other half, in
//! JavaScript, makes values and errors of that. It decides nothing about an invoice.
//!
//! | module | what it does |
//! |---|---|
//! | `answer` | core's values as JSON text with JavaScript's names, a failure as an error that carries its data |
//! | `threads` | where work is done, and how a promise comes to its end |
//! | `calls` | everything that needs no ledger |
//! | `ledger` | the class `Ledger` |
//! | `postgres` | documents of a caller's own transaction |
//! | `simulator` | the class `Simulator` |

pub mod answer;
pub mod calls;
pub mod ledger;
pub mod postgres;
pub mod simulator;
mod threads;

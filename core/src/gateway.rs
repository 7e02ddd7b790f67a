//! The authority's six operations as data: what is asked, what came back, and what that means. Nothing here opens a connection.
//!
//! | module | what it does |
//! |---|---|
//! | [`endpoint`] | which environment, and where it is: a real one at the authority, a rehearsal on loopback |
//! | [`credential`] | what a unit proves itself with, the one-time password, and their way into a header |
//! | [`request`] | one request for each operation, ready to be sent, with what its answer must fit |
//! | [`verdict`] | what a reply, or its absence, means, and what to do next |
//! | [`checks`] | what the authority would answer to a document |

pub mod body;
pub mod checks;
pub mod credential;
pub mod endpoint;
pub mod message;
pub mod request;
pub mod verdict;

pub use body::{AnswerBody, ValidationResults};
pub use checks::{Answer, Body, Caller, Covers, Csid, DocumentOperation, Gateway, Said, Seen, StampPolicy};
pub use credential::{Credential, Otp, Secret};
pub use endpoint::{Endpoint, Standing};
pub use message::{Message, MessageStatus, MessageType, Wire};
pub use request::{Expected, Header, InvoiceRequest, Method, Operation, Request};
pub use verdict::{Acceptance, Arrived, Cleared, Defect, Doubt, Grant, Loss, NotReceived, Remark, Reply, Verdict};

pub use crate::seal::csr::Environment;

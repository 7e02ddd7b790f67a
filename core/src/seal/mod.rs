//! The seal: keys, certificates and requests for them, the invoice hash, the stamp, and the check of all of them.

pub mod cert;
pub mod csr;
pub(crate) mod der;
pub mod explain;
pub mod hash;
pub mod inspect;
#[cfg(feature = "throwaway")]
pub mod issue;
pub mod key;
pub(crate) mod remark;
pub mod report;
mod shape;
pub mod stamp;
mod template;
pub mod verify;
pub(crate) mod wipe;

pub use cert::{Authority, Certificate};
pub use csr::{Csr, CsrConfig, CsrRequest, Environment, request};
pub use explain::{Explanation, explain, explain_against};
pub use hash::InvoiceHash;
pub use inspect::{Inspection, inspect, inspect_for};
pub use key::{Curve, PrivateKey, PublicKey, Signature, Signer};
pub use report::{Check, CheckName, Finding, Outcome, Profile, Severity, Signatory, Verification};
pub use stamp::{Identity, SealedInvoice, SigningTime, seal, seal_with};
pub use verify::{Verifier, verify};

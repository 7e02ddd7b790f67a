//! What goes in and out of the simulated authority, without HTTP.

use crate::seal::csr::Environment;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Call {
    /// By the path: `/e-invoicing/{core,simulation,developer-portal}/…`.
    pub environment: Environment,
    /// `POST`, `PATCH`, …
    pub method: String,
    /// What stands behind the environment's base: `/invoices/clearance/single`.
    pub path: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// The answer, before any fault is put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// `application/json`, or `text/plain;charset=UTF-8`.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

//! What goes in and out of the simulated authority, without HTTP.

use crate::gateway::{Header, Request};
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

/// What a request is on the other side of the wire, for those who ask without one.
impl From<&Request> for Call {
    fn from(request: &Request) -> Self {
        let text = |value: &Header| match value {
            Header::Plain(text) => text.clone(),
            Header::Secret(secret) => secret.expose().to_owned(),
        };
        let headers = request.headers().iter();
        Call {
            environment: request.endpoint().environment(),
            method: request.operation().method().as_str().to_owned(),
            path: request.operation().path().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), text(value)))
                .collect(),
            body: request.body().to_vec(),
        }
    }
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

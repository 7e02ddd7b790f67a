//! One request for each of the six operations, complete: who sends it needs to know nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::checks::Csid;
use super::credential::{Credential, Otp, Secret};
use super::endpoint::{Endpoint, Standing};
use crate::error::{Code, Error, Language, Result};
use crate::seal::{Csr, InvoiceHash, Profile};
use crate::ubl::Known::Cbc;
use crate::ubl::{self, Document, Invoice};

/// No body of more bytes is ever sent. A document that would need one is not issued: it could not be delivered, ever.
pub(crate) const MOST_BODY: usize = 10_000_000;
/// What a body has beside the document: names, a hash, a UUID.
const BESIDE: usize = 1_000;

/// Refuses a document of so many bytes that no body can hold it.
pub(crate) fn fits(document: usize) -> Result<()> {
    let body = document.div_ceil(3).saturating_mul(4).saturating_add(BESIDE);
    match body <= MOST_BODY {
        true => Ok(()),
        false => Err(Error::new(Code::DriveRequestTooLarge).found(&format!("{body} > {MOST_BODY}"))),
    }
}

/// The six operations. There is no other: no status query, no batch, no revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A certificate for the checks of onboarding, for a request and a one-time password.
    ComplianceCsid,
    /// The check of one document during onboarding.
    ComplianceCheck,
    /// The certificate for real documents.
    ProductionCsid,
    /// A new certificate for real documents, before the old one ends.
    Renewal,
    /// A simplified document, after it was handed over.
    Reporting,
    /// A standard document, before it is.
    Clearance,
}

impl Operation {
    /// All six, in the order in which a unit meets them.
    pub const ALL: [Operation; 6] = [
        Operation::ComplianceCsid,
        Operation::ComplianceCheck,
        Operation::ProductionCsid,
        Operation::Renewal,
        Operation::Reporting,
        Operation::Clearance,
    ];

    /// The path behind the environment's base.
    pub const fn path(self) -> &'static str {
        match self {
            Operation::ComplianceCsid => "/compliance",
            Operation::ComplianceCheck => "/compliance/invoices",
            Operation::ProductionCsid | Operation::Renewal => "/production/csids",
            Operation::Reporting => "/invoices/reporting/single",
            Operation::Clearance => "/invoices/clearance/single",
        }
    }

    /// The method.
    pub const fn method(self) -> Method {
        match self {
            Operation::Renewal => Method::Patch,
            _ => Method::Post,
        }
    }

    /// Whether a document is handed in, rather than a certificate asked for.
    pub const fn is_of_document(self) -> bool {
        matches!(
            self,
            Operation::ComplianceCheck | Operation::Reporting | Operation::Clearance
        )
    }

    /// A name for logs and counters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Operation::ComplianceCsid => "compliance_csid",
            Operation::ComplianceCheck => "compliance_check",
            Operation::ProductionCsid => "production_csid",
            Operation::Renewal => "renewal",
            Operation::Reporting => "reporting",
            Operation::Clearance => "clearance",
        }
    }
}

/// The two methods that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// POST
    Post,
    /// PATCH
    Patch,
}

impl Method {
    /// As it goes over the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Post => "POST",
            Method::Patch => "PATCH",
        }
    }
}

/// A header's value: plain, or one that nobody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// May be logged.
    Plain(String),
    /// May not.
    Secret(Secret),
}

/// A request, ready to be sent.
#[derive(Debug, Clone)]
pub struct Request {
    endpoint: Endpoint,
    operation: Operation,
    headers: Vec<(&'static str, Header)>,
    body: Body,
    expected: Option<Expected>,
}

#[derive(Clone)]
struct Body(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// What a cleared document must agree with to be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The bytes that were sent.
    pub xml: Vec<u8>,
    /// Their hash.
    pub hash: InvoiceHash,
}

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
        Self::of(&Invoice::new(&doc)?, &InvoiceHash::of(&doc), xml)
    }

    fn of(invoice: &Invoice<'_, '_>, hash: &InvoiceHash, xml: &[u8]) -> Result<Self> {
        Ok(InvoiceRequest {
            invoice_hash: hash.to_string(),
            uuid: invoice.required(&[(Cbc, "UUID")])?.trim_ascii().to_owned(),
            invoice: STANDARD.encode(xml),
        })
    }
}

impl Request {
    /// Asks for the certificate for the checks of onboarding. The password is consumed by it, whatever the answer.
    pub fn compliance_csid(endpoint: &Endpoint, csr: &Csr, otp: &Otp, language: Language) -> Result<Self> {
        let mut request = Self::new(endpoint, Operation::ComplianceCsid, language, &csr_body(csr))?;
        request.secret("OTP", Secret::new(otp.expose()));
        Ok(request)
    }

    /// Hands in one document of the compliance set.
    pub fn compliance_check(endpoint: &Endpoint, by: &Credential, xml: &[u8], language: Language) -> Result<Self> {
        of_kind(by, Csid::Compliance)?;
        Self::document(endpoint, Operation::ComplianceCheck, by, xml, language)
    }

    /// Asks for the certificate for real documents.
    pub fn production_csid(endpoint: &Endpoint, by: &Credential, language: Language) -> Result<Self> {
        of_kind(by, Csid::Compliance)?;
        let body = serde_json::json!({ "compliance_request_id": by.request_id() });
        let mut request = Self::new(endpoint, Operation::ProductionCsid, language, &body)?;
        request.secret("Authorization", by.authorization(endpoint)?);
        Ok(request)
    }

    /// Asks for a new certificate for real documents.
    pub fn renewal(endpoint: &Endpoint, by: &Credential, csr: &Csr, otp: &Otp, language: Language) -> Result<Self> {
        of_kind(by, Csid::Production)?;
        let mut request = Self::new(endpoint, Operation::Renewal, language, &csr_body(csr))?;
        request.secret("OTP", Secret::new(otp.expose()));
        request.secret("Authorization", by.authorization(endpoint)?);
        Ok(request)
    }

    /// Reports a document: a simplified one, or a standard one while clearance is switched off (303).
    pub fn reporting(endpoint: &Endpoint, by: &Credential, xml: &[u8], language: Language) -> Result<Self> {
        of_kind(by, Csid::Production)?;
        Self::document(endpoint, Operation::Reporting, by, xml, language)
    }

    /// Has a standard document cleared.
    pub fn clearance(endpoint: &Endpoint, by: &Credential, xml: &[u8], language: Language) -> Result<Self> {
        of_kind(by, Csid::Production)?;
        Self::document(endpoint, Operation::Clearance, by, xml, language)
    }

    /// Sends a document where its kind belongs: a standard one is cleared, a simplified one reported.
    pub fn submission(endpoint: &Endpoint, by: &Credential, xml: &[u8], language: Language) -> Result<Self> {
        of_kind(by, Csid::Production)?;
        let doc = ubl::parse(xml)?;
        let operation = match Invoice::new(&doc)?.profile()? {
            Profile::Standard => Operation::Clearance,
            Profile::Simplified => Operation::Reporting,
        };
        Self::of_document(endpoint, operation, by, xml, &doc, language)
    }

    fn document(
        endpoint: &Endpoint,
        operation: Operation,
        by: &Credential,
        xml: &[u8],
        language: Language,
    ) -> Result<Self> {
        Self::of_document(endpoint, operation, by, xml, &ubl::parse(xml)?, language)
    }

    /// `doc` is what `xml` was read as: it is read once.
    fn of_document(
        endpoint: &Endpoint,
        operation: Operation,
        by: &Credential,
        xml: &[u8],
        doc: &Document<'_>,
        language: Language,
    ) -> Result<Self> {
        let hash = InvoiceHash::of(doc);
        let body = InvoiceRequest::of(&Invoice::new(doc)?, &hash, xml)?;
        let mut request = Self::new(endpoint, operation, language, &body)?;
        request.secret("Authorization", by.authorization(endpoint)?);
        match operation {
            Operation::Reporting => request.plain("Clearance-Status", "0"),
            Operation::Clearance => request.plain("Clearance-Status", "1"),
            _ => {}
        }
        request.expected = Some(Expected {
            xml: xml.to_vec(),
            hash,
        });
        Ok(request)
    }

    fn new(
        endpoint: &Endpoint,
        operation: Operation,
        language: Language,
        body: &impl serde::Serialize,
    ) -> Result<Self> {
        let body = serde_json::to_vec(body).map_err(|_| Error::new(Code::RequestBody))?;
        let mut request = Request {
            endpoint: endpoint.clone(),
            operation,
            headers: Vec::new(),
            body: Body(Zeroizing::new(body)),
            expected: None,
        };
        request.plain("Accept-Version", endpoint.version());
        request.plain(
            "Accept-Language",
            match language {
                Language::English => "en",
                Language::Arabic => "ar",
            },
        );
        request.plain("Content-Type", "application/json");
        request.plain("Accept", "application/json");
        Ok(request)
    }

    fn plain(&mut self, name: &'static str, value: &str) {
        self.headers.push((name, Header::Plain(value.to_owned())));
    }

    fn secret(&mut self, name: &'static str, value: Secret) {
        self.headers.push((name, Header::Secret(value)));
    }

    /// Where it goes.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What is asked.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The whole address.
    pub fn url(&self) -> String {
        format!("{}{}", self.endpoint.base(), self.operation.path())
    }

    /// The headers, in order.
    pub fn headers(&self) -> &[(&'static str, Header)] {
        &self.headers
    }

    /// The body's bytes. They do not hold a secret, but a buyer's data.
    pub fn body(&self) -> &[u8] {
        &self.body.0
    }

    /// What a cleared document must agree with.
    pub fn expected(&self) -> Option<&Expected> {
        self.expected.as_ref()
    }

    /// Whether it is earnest.
    pub fn standing(&self) -> Standing {
        self.endpoint.standing()
    }
}

fn csr_body(csr: &Csr) -> serde_json::Value {
    serde_json::json!({ "csr": csr.api_body() })
}

/// A certificate of onboarding stamps and sends nothing that counts, and the one that counts does not onboard.
fn of_kind(credential: &Credential, csid: Csid) -> Result<()> {
    match credential.csid() == csid {
        true => Ok(()),
        false => Err(Error::new(Code::CredentialKind)),
    }
}

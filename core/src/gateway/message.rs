//! What the gateway says, word for word: types, codes, categories and texts as its contract and its recorded replies have them.
//!
//! A client reads these texts in logs and compares them; so they stay the authority's, spelling and all. What we have to say of
//! the same fault, in two languages and with the way out, is an [`Error`](crate::Error) beside each.

/// One message of a reply.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "GatewayMessage"))]
pub struct Message {
    /// How bad it is.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The gateway's code.
    pub code: Option<String>,
    /// The stage that speaks.
    pub category: Option<String>,
    /// The text.
    pub message: String,
    /// The type again, in other words.
    pub status: MessageStatus,
}

/// How bad a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageType {
    /// All is well.
    Info,
    /// Accepted all the same.
    Warning,
    /// Refused.
    Error,
}

/// The status of a message, and of all of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageStatus {
    /// Nothing to say.
    Pass,
    /// At least one warning.
    Warning,
    /// At least one error.
    Error,
}

impl Message {
    pub(super) fn new(kind: MessageType, code: Option<&str>, category: Option<&str>, text: impl Into<String>) -> Self {
        Message {
            kind,
            code: code.map(str::to_owned),
            category: category.map(str::to_owned),
            message: text.into(),
            status: match kind {
                MessageType::Info => MessageStatus::Pass,
                MessageType::Warning => MessageStatus::Warning,
                MessageType::Error => MessageStatus::Error,
            },
        }
    }
}

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident $kind:ident $code:expr, $category:expr, $text:literal;)*) => {
        /// A message that the gateway has besides those of the rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Wire { $($(#[$doc])* $name,)* }

        impl Wire {
            /// All of them.
            pub const ALL: &'static [Wire] = &[$(Wire::$name,)*];

            const fn row(self) -> (MessageType, Option<&'static str>, Option<&'static str>, &'static str) {
                match self { $(Wire::$name => (MessageType::$kind, $code, $category, $text),)* }
            }
        }
    };
}

const XSD: Option<&str> = Some("XSD validation");
const QR: Option<&str> = Some("QRCODE_VALIDATION");
const CERTIFICATE: Option<&str> = Some("CERTIFICATE_ERRORS");
const SIGNATURE: Option<&str> = Some("SIGNATURE_ERRORS");
const DUPLICATE: Option<&str> = Some("Duplicate-Invoice");

wire! {
    /// The structure is right.
    XsdValid Info Some("XSD_ZATCA_VALID"), XSD,
        "Complied with UBL 2.1 standards in line with ZATCA specifications";
    /// The structure is wrong, or the document is missing or cannot be read.
    XsdInvalid Error Some("XSD_ZATCA_INVALID"), XSD,
        "Schema validation failed; XML does not comply with UBL 2.1 standards in line with ZATCA specifications";
    /// The body has no hash.
    HashMissing Error Some("InvoiceHash-Errors"), Some("Invalid-InvoiceHash"),
        "Document hash is not present in the API body";
    /// The body's hash is not base64.
    HashFormat Error Some("InvoiceHash-Errors"), Some("Invalid-InvoiceHash"),
        "Document hash format in the API body is not valid";
    /// The body's hash is not the document's.
    HashMismatch Error Some("invalid-invoice-hash"), Some("INVOICE_HASHING_ERRORS"),
        "The invoice hash API body does not match the (calculated) Hash of the XML";
    /// The code is missing or cannot be taken apart.
    QrUnreadable Error Some("QRCODE_INVALID"), QR,
        "Invalid QR code format, Please follow the ZATCA QR code specifications";
    /// A tag is missing, or one that has no message of its own is wrong.
    QrInvalid Error Some("QRCODE_INVALID"), QR,
        "Failed to validate QR code";
    /// Tag 1.
    QrSeller Error Some("sellerName_QRCODE_INVALID"), QR,
        "seller name does not match with qr code seller name";
    /// Tag 2.
    QrVat Error Some("vatRegistrationNumber_QRCODE_INVALID"), QR,
        "vat Registration Number does not match with qr code vat Registration Number";
    /// Tag 3.
    QrTime Warning Some("invoiceTimeStamp_QRCODE_INVALID"), QR,
        "Time on QR Code does not match with Invoice Issue Time (KSA-25). If ZATCA's SDK was used to generate QR Code, kindly use the latest version of SDK";
    /// Tag 4.
    QrTotal Error Some("invoiceTotal_QRCODE_INVALID"), QR,
        "Amount due for payment (BT-115) in the Invoice does not match with QR code invoice total or Amount due for payment (BT-115) missing in the invoice";
    /// Tag 4 is the total with VAT.
    QrTotalInclusive Warning Some("invoiceTotal_QRCODE_INVALID"), QR,
        "Please provide the value in tag 4 as per Amount due payment (BT-115) in the QR code.";
    /// Tag 6.
    QrHash Error Some("invoiceHash_QRCODE_INVALID"), QR,
        "Invoice xml hash does not match with qr code invoice xml hash";
    /// Tag 8.
    QrPublicKey Error Some("publicKey_QRCODE_INVALID"), QR,
        "ECDSA Public Key does not match with qr code ECDSA public key";
    /// Tag 9.
    QrCertificateSignature Error Some("CERTIFICATE_SIGNATURE_QRCODE_INVALID"), QR,
        "certificate signature does not match with qr certificate signature value";
    /// The issuer in the stamp is not the certificate's.
    IssuerName Warning Some("certificate-issuer-name"), CERTIFICATE,
        "X509Certificate (CCSID / PCSID) used for signing is not valid certificate (CCSID / PCSID) for this VAT Registration Number.";
    /// The stamp is not made with the certificate of the request.
    SigningCertificate Warning Some("invalid-signing-certificate"), CERTIFICATE,
        "X509Certificate (CCSID / PCSID) used for signing is not valid certificate (CCSID / PCSID) for this VAT Registration Number.";
    /// The certificate's digest in the stamp.
    CertificateHash Error Some("certificate-hashing"), CERTIFICATE,
        "Invalid certificate hashing";
    /// The digest of the signed properties.
    SignedProperties Error Some("signed-properties-hashing"), CERTIFICATE,
        "Invalid signed properties hashing, SignedProperties with id='xadesSignedProperties'";
    /// The certificate of the request is not, or no longer, good.
    CertificateInvalid Error Some("invalid-certificate"), CERTIFICATE,
        "Production CSID is not valid";
    /// The certificate of the request is not for simplified documents.
    NotForSimplified Error Some("certificate-permissions"), CERTIFICATE,
        "Production CSID does not cover Simplified documents";
    /// The certificate of the request is not for standard documents.
    NotForStandard Error Some("certificate-permissions"), CERTIFICATE,
        "Production CSID does not cover Standard documents";
    /// The certificate of the request is another taxpayer's.
    OtherTaxpayer Error Some("certificate-permissions"), CERTIFICATE,
        "User only allowed to use the vat number that exists in the authentication certificate";
    /// The certificate of the request is not the buyer's, who bills himself.
    OtherBuyer Error None, Some("SELF_BILLED_VALIDATION"),
        "Buyer vat number in the provided certificate is not equal the vat number in the XML";
    /// The stamp is not by the certificate's key.
    Signature Error Some("invalid-digital-signature"), SIGNATURE,
        "Invalid digital signature";
    /// The same in other words: of standard documents, from October 2025 for a while.
    SignatureOtherKey Warning Some("invalid-digital-signature"), SIGNATURE,
        "The certificate in the invoice implies that it was signed with a private key different from the one associated with this device";
    /// The same document was cleared before (208).
    AlreadyCleared Warning Some("Invoice-Warning"), DUPLICATE,
        "Invoice Hash Previously submitted.";
    /// The same document was reported before (409).
    AlreadyReported Error Some("Invoice-Errors"), DUPLICATE,
        "Invoice was already reported successfully earlier.";
    /// The gateway's own rules engine is down: nothing is wrong with the document.
    RulesDown Error Some("GENERAL"), Some("BUSINESS_RULES"),
        "Unable to execute Business Rules validation";
}

impl Wire {
    /// The message as it goes over the wire.
    pub fn message(self) -> Message {
        let (kind, code, category, text) = self.row();
        Message::new(kind, code, category, text)
    }

    /// The same message, of another type: what the contract calls an error is a warning on some days.
    pub(super) fn as_warning(self) -> Message {
        let (_, code, category, text) = self.row();
        Message::new(MessageType::Warning, code, category, text)
    }
}

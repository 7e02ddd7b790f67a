//! The bodies of the answers that are not about a document, key by key and word for word as the contract or live replies have them.

use serde::Serialize;

use crate::simulator::call::Response;

/// What a token is, in the words of the standard that it is named after.
const TOKEN_TYPE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

pub(super) fn json(status: u16, body: &impl Serialize) -> Response {
    // Plain data with text for keys: it can always be written.
    self::body(status, serde_json::to_vec(body).unwrap_or_default())
}

pub(super) fn body(status: u16, body: Vec<u8>) -> Response {
    Response {
        status,
        content_type: "application/json",
        body,
    }
}

pub(super) fn empty(status: u16) -> Response {
    body(status, Vec::new())
}

pub(super) fn version() -> Response {
    Response {
        status: 406,
        content_type: "text/plain;charset=UTF-8",
        body: b"This Version is not supported or not provided in the header.".to_vec(),
    }
}

/// What the program behind the gateway says by itself: to a wrong path, method or credential, or a body that it cannot read.
pub(super) fn framework(status: u16, error: &'static str, millis: i64) -> Response {
    #[derive(Serialize)]
    struct Said {
        timestamp: i64,
        status: u16,
        error: &'static str,
        message: &'static str,
    }
    json(
        status,
        &Said {
            timestamp: millis,
            status,
            error,
            message: "",
        },
    )
}

#[derive(Serialize)]
struct Coded<'c> {
    code: &'c str,
    message: &'c str,
}

/// `{"errors":[{code,message}]}`
pub(super) fn listed(code: &str, message: &str) -> Response {
    #[derive(Serialize)]
    struct Errors<'c> {
        errors: [Coded<'c>; 1],
    }
    json(
        400,
        &Errors {
            errors: [Coded { code, message }],
        },
    )
}

/// `{code,message}`
pub(super) fn flat(status: u16, code: &str, message: &str) -> Response {
    json(status, &Coded { code, message })
}

/// An unfit certificate request, as the contract has it and as it is seen live.
pub(super) fn invalid_csr(live: bool) -> Response {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Said {
        error_code: &'static str,
        error_category: &'static str,
        error_message: &'static str,
    }
    match live {
        false => listed("Invalid-CSR", "The provided CSR is invalid"),
        true => json(
            400,
            &Said {
                error_code: "400",
                error_category: "Invalid-CSR",
                error_message: "The provided Certificate Signing Request (CSR) is invalid.",
            },
        ),
    }
}

pub(super) fn serial_too_long() -> Response {
    #[derive(Serialize)]
    struct Said {
        #[serde(rename = "type")]
        kind: &'static str,
        code: &'static str,
        category: &'static str,
        message: &'static str,
        status: &'static str,
    }
    json(
        400,
        &Said {
            kind: "ERROR",
            code: "EXCEED_CHARACTER_LIMIT",
            category: "CSR_VALIDATION",
            message: "Maximum number of characters for Serial Number should be less than or equal to 64.",
            status: "ERROR",
        },
    )
}

/// A document at the operation where it does not belong.
pub(super) fn elsewhere(message: &'static str) -> Response {
    #[derive(Serialize)]
    struct Said {
        message: &'static str,
    }
    json(303, &Said { message })
}

pub(super) const CLEARANCE_IS_OFF: &str =
    "Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead.";
/// Its opposite is documented as a status without its text.
pub(super) const CLEARANCE_IS_ON: &str =
    "Clearance is activated. Please use the /invoices/clearance/single endpoint instead.";
/// What becomes of a simplified document at clearance is not documented at all. The other status would oblige the sender to make
/// a new document though nothing is wrong with this one, so it is sent where it belongs.
pub(super) const SIMPLIFIED_IS_REPORTED: &str =
    "Simplified invoices are not cleared. Please use the /invoices/reporting/single endpoint instead.";

pub(super) fn failed(onboarding: bool) -> Response {
    #[derive(Serialize)]
    struct Said {
        category: &'static str,
        code: &'static str,
        message: &'static str,
    }
    match onboarding {
        true => flat(500, "Invalid-Request", "System failed to process your request"),
        false => json(
            500,
            &Said {
                category: "HTTP-Errors",
                code: "500",
                message: "Something went wrong and caused an Internal Server Error.",
            },
        ),
    }
}

/// The answers that may carry a certificate, each with the keys that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As the contract prints it.
    Short,
    /// As it is seen live.
    Live,
    /// Of a renewal.
    Renewal,
    /// Of a renewal that goes through the compliance documents again.
    Again,
}

/// A certificate with its secret.
pub(super) fn granted(form: Form, request_id: i64, token: &str, secret: &str) -> Response {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Short<'s> {
        #[serde(rename = "requestID")]
        request_id: i64,
        disposition_message: &'static str,
        binary_security_token: &'s str,
        secret: &'s str,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Long<'s> {
        #[serde(rename = "requestID")]
        request_id: i64,
        token_type: Option<&'static str>,
        disposition_message: &'static str,
        binary_security_token: &'s str,
        secret: &'s str,
    }
    #[derive(Serialize)]
    struct WithErrors<'s> {
        #[serde(flatten)]
        all: Long<'s>,
        errors: Option<()>,
    }
    let long = |token_type, disposition_message| Long {
        request_id,
        token_type,
        disposition_message,
        binary_security_token: token,
        secret,
    };
    let typed = Some(TOKEN_TYPE);
    match form {
        Form::Short => json(
            200,
            &Short {
                request_id,
                disposition_message: "ISSUED",
                binary_security_token: token,
                secret,
            },
        ),
        Form::Live => json(
            200,
            &WithErrors {
                all: long(typed, "ISSUED"),
                errors: None,
            },
        ),
        Form::Renewal => json(200, &long(typed, "ISSUED")),
        Form::Again => json(
            428,
            &WithErrors {
                all: long(None, "NOT_COMPLIANT"),
                errors: None,
            },
        ),
    }
}

/// A certificate request that the issuing authority's policy denies, as Microsoft's says it.
pub(super) fn denied(template: &str) -> Response {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Said {
        #[serde(rename = "requestID")]
        request_id: i64,
        token_type: Option<()>,
        disposition_message: &'static str,
        binary_security_token: Option<()>,
        errors: [String; 1],
    }
    json(
        400,
        &Said {
            request_id: -2,
            token_type: None,
            disposition_message: "NOT_COMPLIANT",
            binary_security_token: None,
            errors: [format!(
                "unable to submit and sign the csr in zatca side, caused : Denied by Policy Module 0x80094800, The request was for a \
                 certificate template that is not supported by the Active Directory Certificate Services policy: {template}.\r\n"
            )],
        },
    )
}

//! What a fault makes of a reply. Pure: bytes in, bytes out.

use std::io::Write as _;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::call::Response;
use super::faults::plan::next;
use super::faults::{Decision, Fault};
use crate::gateway::Operation;
use crate::time::Moment;

/// A reply before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    pub(super) manner: Manner,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// As HTTP wants it.
    Whole,
    /// Only so much of the body, then the end.
    Truncated(usize),
    /// So many bytes at a time, with so many milliseconds between.
    Drip { bytes: usize, ms: u64 },
    /// A body of so many blanks.
    Giant(u64),
    /// No head at all: the body's bytes alone.
    Naked,
    /// In chunks, one of which is none.
    BadChunks,
}

const JSON: &str = "application/json";
const HTML: &str = "text/html";

impl Reply {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Reply {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
            manner: Manner::Whole,
        }
    }

    /// The authority's answer as it is.
    pub(super) fn of(response: Response) -> Self {
        Self::new(response.status, response.content_type, response.body)
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// What is written if HTTP does not have the say.
    pub(super) fn head(&self, length: Option<u64>) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match length {
            Some(length) => head.push_str(&format!("content-length: {length}\r\n")),
            None => head.push_str("transfer-encoding: chunked\r\n"),
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

fn reason(status: u16) -> &'static str {
    let known = hyper::StatusCode::from_u16(status).ok();
    known.and_then(|status| status.canonical_reason()).unwrap_or("Unknown")
}

/// What a fault needs to know beside the authority's answer.
pub(super) struct Circumstances<'c> {
    pub(super) operation: Option<Operation>,
    /// The simulator's clock.
    pub(super) now: Moment,
    /// A cleared document of somebody else's, in base64, if there was one.
    pub(super) other: Option<String>,
    /// The request's body.
    pub(super) sent: &'c [u8],
}

/// The reply that goes out, without `Date`. `answer` is the authority's, if it decided.
pub(super) fn mangled(decision: Option<&Decision>, answer: Option<Response>, with: &Circumstances<'_>) -> Reply {
    let plain = |answer: Option<Response>| answer.map_or_else(nothing, Reply::of);
    let Some(Decision { fault, chance, .. }) = decision else {
        return plain(answer);
    };
    match fault {
        Fault::TooMany { retry_after } => {
            let reply = Reply::new(429, JSON, r#"{"code":"429","message":"Too Many Requests"}"#);
            match retry_after {
                Some(text) => reply.with("retry-after", text.clone()),
                None => reply,
            }
        }
        Fault::Status { status, html } => status_reply(*status, *html),
        Fault::Html => page(200, "Service", "The service is available."),
        Fault::SeeOther { location } => {
            let reply = Reply::new(303, JSON, other_route(with.operation));
            match location {
                Some(text) => reply.with("location", text.clone()),
                None => reply,
            }
        }
        Fault::ExpiredCertificate => unauthorized(with.now),
        Fault::Spurious208 => duplicate(208, answer, with),
        Fault::Spurious409 => duplicate(409, answer, with),
        Fault::Reject => rejected(with.operation),
        Fault::WrongDocument => other_document(plain(answer), with),
        Fault::Garbage { bytes } => naked(garbage(*bytes, *chance)),
        Fault::Truncated { keep } => {
            let mut reply = plain(answer);
            // Never the whole: then it would not be truncated.
            let most = reply.body.len().saturating_sub(1);
            reply.manner = Manner::Truncated(keep.unwrap_or(reply.body.len() / 2).min(most));
            reply
        }
        Fault::SlowDrip { ms, bytes } => {
            let mut reply = plain(answer);
            reply.manner = Manner::Drip { bytes: *bytes, ms: *ms };
            reply
        }
        Fault::BadChunks => {
            let mut reply = plain(answer);
            reply.manner = Manner::BadChunks;
            reply
        }
        Fault::Giant { bytes } => {
            let mut reply = plain(answer);
            reply.manner = Manner::Giant(*bytes);
            reply
        }
        Fault::Gzip { zeros } => compressed(plain(answer), *zeros),
        // The rest leaves the reply's bytes alone, or lets none out.
        Fault::Pass
        | Fault::Refuse
        | Fault::DropBefore
        | Fault::DropAfter
        | Fault::Delay { .. }
        | Fault::Silence
        | Fault::SkewedClock { .. } => plain(answer),
    }
}

/// What stands where the authority's answer would, if it was not asked.
fn nothing() -> Reply {
    Reply::new(200, JSON, "{}")
}

fn naked(bytes: Vec<u8>) -> Reply {
    let mut reply = Reply::new(0, JSON, bytes);
    reply.manner = Manner::Naked;
    reply
}

/// The bodies that gateways are seen to have.
fn status_reply(status: u16, html: bool) -> Reply {
    if html {
        return page(status, reason(status), "nginx");
    }
    let text = match status {
        500 => "Something went wrong and caused an Internal Server Error.",
        other => reason(other),
    };
    let body = serde_json::json!({ "category": "HTTP-Errors", "code": status.to_string(), "message": text });
    Reply::new(status, JSON, body.to_string())
}

fn page(status: u16, title: &str, foot: &str) -> Reply {
    let title = match status {
        200 => title.to_owned(),
        status => format!("{status} {title}"),
    };
    let body = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>{foot}</center>\r\n</body>\r\n</html>\r\n"
    );
    Reply::new(status, HTML, body)
}

fn other_route(operation: Option<Operation>) -> String {
    let text = match operation {
        Some(Operation::Reporting) => {
            "Clearance is active. Please use the /invoices/clearance/single endpoint instead."
        }
        // Spelt as the authority spells it.
        _ => "Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead.",
    };
    serde_json::json!({ "message": text }).to_string()
}

fn unauthorized(now: Moment) -> Reply {
    let body = serde_json::json!({
        "timestamp": now.unix().saturating_mul(1000), "status": 401, "error": "Unauthorized", "message": "",
    });
    Reply::new(401, JSON, body.to_string())
}

/// A rejection as the authority answers it, for a reason that is the simulator's own.
fn rejected(operation: Option<Operation>) -> Reply {
    let message = serde_json::json!({
        "type": "ERROR", "code": "SIMULATOR-REJECTED", "category": "SIMULATOR",
        "message": "Rejected because the simulator was asked to.", "status": "ERROR",
    });
    let mut body = serde_json::json!({ "validationResults": {
        "infoMessages": [], "warningMessages": [], "errorMessages": [message], "status": "ERROR",
    } });
    match operation {
        Some(Operation::Reporting) => body["reportingStatus"] = "NOT_REPORTED".into(),
        _ => {
            body["clearanceStatus"] = "NOT_CLEARED".into();
            body["clearedInvoice"] = serde_json::Value::Null;
        }
    }
    Reply::new(400, JSON, body.to_string())
}

/// A duplicate as the authority answers it, or as near to it as an answer that is none lets it be.
fn duplicate(status: u16, answer: Option<Response>, with: &Circumstances<'_>) -> Reply {
    if let Some(answer) = answer.as_ref().filter(|answer| answer.status == status) {
        return Reply::of(answer.clone());
    }
    let message = serde_json::json!({
        "type": if status == 208 { "WARNING" } else { "ERROR" },
        "code": if status == 208 { "Invoice-Warning" } else { "Invoice-Errors" },
        "category": "Duplicate-Invoice",
        "message": if status == 208 { "Invoice Hash Previously submitted." } else { "Invoice was already reported successfully earlier." },
        "status": if status == 208 { "WARNING" } else { "ERROR" },
    });
    let results = |warnings: Vec<&serde_json::Value>, errors: Vec<&serde_json::Value>| {
        serde_json::json!({
            "infoMessages": [], "warningMessages": warnings, "errorMessages": errors,
            "status": if errors.is_empty() { "WARNING" } else { "ERROR" },
        })
    };
    let body = match (status, with.operation) {
        (208, _) => serde_json::json!({
            "validationResults": results(vec![&message], vec![]),
            "clearanceStatus": "CLEARED",
            "clearedInvoice": cleared_of(answer.as_ref()).or_else(|| sent_document(with.sent)),
        }),
        (_, Some(Operation::Clearance)) => serde_json::json!({
            "validationResults": results(vec![], vec![&message]),
            "clearanceStatus": "NOT_CLEARED",
            "clearedInvoice": null,
        }),
        _ => serde_json::json!({
            "validationResults": results(vec![], vec![&message]),
            "reportingStatus": "NOT_REPORTED",
        }),
    };
    Reply::new(status, JSON, body.to_string())
}

fn cleared_of(answer: Option<&Response>) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&answer?.body).ok()?;
    body.get("clearedInvoice")?.as_str().map(str::to_owned)
}

fn sent_document(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    body.get("invoice")?.as_str().map(str::to_owned)
}

/// The cleared document of the reply is replaced by another; a reply without one stays as it is.
fn other_document(mut reply: Reply, with: &Circumstances<'_>) -> Reply {
    let Ok(mut body) = serde_json::from_slice::<serde_json::Value>(&reply.body) else {
        return reply;
    };
    let Some(cleared) = body
        .get("clearedInvoice")
        .and_then(|own| own.as_str())
        .map(str::to_owned)
    else {
        return reply;
    };
    let other = with.other.clone().filter(|other| *other != cleared);
    let Some(other) = other.or_else(|| renamed(&cleared)) else {
        return reply;
    };
    body["clearedInvoice"] = other.into();
    reply.body = body.to_string().into_bytes();
    reply
}

/// The same document under another number and UUID: what the first of a rehearsal is exchanged for.
fn renamed(cleared: &str) -> Option<String> {
    let xml = String::from_utf8(STANDARD.decode(cleared).ok()?).ok()?;
    let xml = replaced(xml, "<cbc:UUID>", "00000000-0000-4000-8000-000000000208");
    Some(STANDARD.encode(replaced(xml, "<cbc:ID>", "SOMEBODY-ELSES-1")))
}

/// The text of the first element that begins so.
fn replaced(xml: String, tag: &str, text: &str) -> String {
    let found = xml.find(tag).and_then(|at| {
        let from = at + tag.len();
        Some((from, from + xml[from..].find('<')?))
    });
    match found {
        Some((from, to)) => format!("{}{text}{}", &xml[..from], &xml[to..]),
        None => xml,
    }
}

fn compressed(mut reply: Reply, zeros: Option<u64>) -> Reply {
    static BLOCK: [u8; 1 << 16] = [0; 1 << 16];
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = match zeros {
        None => encoder.write_all(&reply.body),
        Some(zeros) => (0..zeros.div_ceil(BLOCK.len() as u64)).try_for_each(|block| {
            let left = zeros - block * BLOCK.len() as u64;
            encoder.write_all(&BLOCK[..usize::try_from(left).unwrap_or(usize::MAX).min(BLOCK.len())])
        }),
    };
    // A Vec takes every byte, so that there is nothing to fail; if there were, the reply would go out as it was.
    if let (Ok(()), Ok(bytes)) = (written, encoder.finish()) {
        reply.body = bytes;
        reply = reply.with("content-encoding", "gzip");
    }
    reply
}

/// Bytes by chance that no client can take for the beginning of HTTP.
fn garbage(count: usize, chance: u64) -> Vec<u8> {
    let mut state = chance;
    let mut bytes: Vec<u8> = (0..count).map(|_| next(&mut state) as u8).collect();
    if let Some(first) = bytes.first_mut() {
        *first |= 0x80;
    }
    bytes
}

/// `Date`, so many seconds off the simulator's clock.
pub(super) fn date(now: Moment, decision: Option<&Decision>) -> String {
    let off = match decision.map(|decision| &decision.fault) {
        Some(Fault::SkewedClock { seconds }) => *seconds,
        _ => 0,
    };
    // The header knows years from 1970 to 9999.
    let shown = now.unix().saturating_add(off).clamp(0, 253_402_300_799);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(shown.unsigned_abs()))
}

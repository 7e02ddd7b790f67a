//! What comes off the wire: real replies, read by the shipped verdict.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::verdict::{Arrived, Loss, Reply};
use khatm::gateway::{Request, Verdict};
use khatm::store::delivery::Route;
use khatm::{Code, Error};

use super::pool::{Paper, plain, pool};

/// What the network and the gateway can do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Said {
    /// Taken.
    Yes,
    /// Taken, with a warning (202).
    Warned,
    /// It has it already: 208 with the cleared document, 409 at reporting.
    Known,
    /// The same as 409 at clearance, without the cleared document.
    KnownBare,
    /// Refused, for this reason.
    No(&'static str),
    /// 400 and `NOT_CLEARED`, and no reason at all.
    NoWithoutReason,
    TooLarge,
    /// 303 as the gateway says it.
    Elsewhere,
    /// 303 as a login page says it.
    Login,
    Credential(u16),
    /// Seconds, or a date as far ahead.
    Throttled(Option<u64>, bool),
    Server(u16),
    /// 200, and half of a body.
    Garbage,
    /// 200, and nothing.
    Empty,
    /// The cleared document of somebody else.
    OtherDocument,
    NotFound,
    /// A page of HTML where a reply should be.
    Page,
    Lost(bool),
    NeverLeft,
}

/// The reply as it arrives.
pub(crate) fn arrived(said: Said, paper: &Paper, endpoint: Route) -> Arrived {
    let page = |status| Reply {
        content_type: Some("text/html".to_owned()),
        ..plain(status, "<html><body>One moment, please</body></html>")
    };
    Arrived::Reply(match said {
        Said::Yes => paper.reply(endpoint, false).clone(),
        Said::Warned => warned(paper.reply(endpoint, false)),
        Said::Known => paper.reply(endpoint, true).clone(),
        Said::KnownBare => plain(409, Vec::new()),
        Said::No(code) => plain(400, refused(endpoint, code)),
        Said::NoWithoutReason => plain(400, status_only(endpoint)),
        Said::TooLarge => plain(413, Vec::new()),
        Said::Elsewhere => plain(
            303,
            r#"{"message":"Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead."}"#,
        ),
        Said::Login => page(303),
        Said::Credential(status) => plain(status, Vec::new()),
        Said::Throttled(seconds, dated) => throttled(seconds, dated),
        Said::Server(status) => plain(
            status,
            r#"{"category":"HTTP-Errors","code":"500","message":"Something went wrong and caused an Internal Server Error."}"#,
        ),
        Said::Garbage => {
            let whole = paper.reply(endpoint, false);
            let half = whole.body[..whole.body.len() / 2].to_vec();
            Reply {
                body: half,
                ..whole.clone()
            }
        }
        Said::Empty => plain(200, Vec::new()),
        Said::OtherDocument => other(paper),
        Said::NotFound => plain(404, Vec::new()),
        Said::Page => page(502),
        Said::Lost(broken) => return Arrived::Lost(if broken { Loss::Broken } else { Loss::Timeout }),
        Said::NeverLeft => return Arrived::NeverLeft(Error::new(Code::GatewayDefect)),
    })
}

fn warned(yes: &Reply) -> Reply {
    let warning = r#""warningMessages":[{"type":"WARNING","code":"BR-KSA-98","category":"KSA","message":"Late.","status":"WARNING"}]"#;
    let text = String::from_utf8(yes.body.clone()).expect("JSON is text");
    assert!(text.contains(r#""warningMessages":[]"#), "{text}");
    let text = text.replacen(r#""warningMessages":[]"#, warning, 1);
    let text = text.replace(r#"],"status":"PASS""#, r#"],"status":"WARNING""#);
    Reply {
        status: 202,
        body: text.into_bytes(),
        ..yes.clone()
    }
}

fn word(endpoint: Route) -> &'static str {
    match endpoint {
        Route::Clearance => r#""clearanceStatus":"NOT_CLEARED""#,
        Route::Reporting => r#""reportingStatus":"NOT_REPORTED""#,
    }
}

fn refused(endpoint: Route, code: &str) -> String {
    format!(
        r#"{{"validationResults":{{"infoMessages":[],"warningMessages":[],"errorMessages":[{{"type":"ERROR","code":"{code}","category":"KSA","message":"It is wrong.","status":"ERROR"}}],"status":"ERROR"}},{}}}"#,
        word(endpoint)
    )
}

fn status_only(endpoint: Route) -> String {
    format!(
        r#"{{"validationResults":{{"infoMessages":[],"warningMessages":[],"errorMessages":[],"status":"PASS"}},{}}}"#,
        word(endpoint)
    )
}

/// `Retry-After` in seconds, or as a date that is as far from the server's own.
fn throttled(seconds: Option<u64>, dated: bool) -> Reply {
    let mut reply = plain(429, Vec::new());
    let Some(seconds) = seconds else { return reply };
    if dated {
        let at = |minutes: u64, seconds: u64| format!("Fri, 15 Jan 2027 08:{minutes:02}:{seconds:02} GMT");
        reply.date = Some(at(0, 0));
        reply.retry_after = Some(at(seconds / 60, seconds % 60));
    } else {
        reply.retry_after = Some(seconds.to_string());
    }
    reply
}

/// The reply to this document, with another one's cleared form.
fn other(paper: &Paper) -> Reply {
    let chains = &pool().chains;
    let mut all = chains.iter().flatten();
    let standard = |other: &&Paper| {
        other.document.uuid != paper.document.uuid && other.document.profile == khatm::seal::Profile::Standard
    };
    all.find(standard)
        .expect("more than one standard document")
        .reply(Route::Clearance, false)
        .clone()
}

/// What the shipped code says of it. It has neither clock nor memory, so that the same question is asked once in a process.
pub(crate) fn verdict(said: Said, place: (usize, usize), request: &Request, endpoint: Route) -> (Verdict, u16) {
    type Known = HashMap<(Said, (usize, usize), Route), (Verdict, u16)>;
    static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
    let paper = &pool().chains[place.0][place.1];
    let key = (said, place, endpoint);
    // Bytes that are not the document's own are judged for themselves.
    let own = std::ptr::eq(request, paper.request(endpoint));
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_with(HashMap::new);
    if let Some(known) = known.get(&key).filter(|_| own) {
        return known.clone();
    }
    let arrived = arrived(said, paper, endpoint);
    let status = match &arrived {
        Arrived::Reply(reply) => reply.status,
        _ => 0,
    };
    let found = (Verdict::of(request, &arrived), status);
    if own {
        known.insert(key, found.clone());
    }
    found
}

/// The document that a body of a request brings, read without any of our code's help but base64's.
pub(crate) fn document_of(body: &[u8]) -> Option<(String, Vec<u8>)> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let xml = STANDARD.decode(body["invoice"].as_str()?).ok()?;
    Some((body["uuid"].as_str()?.to_owned(), xml))
}

//! One device, one submission, one exchange.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;

use super::parts::{self, badge, bytes, escape, form, outcome, status_badge};
use super::{Answer, ROWS, moment, page, submission_row};
use crate::error::{Code, Error, Language};
use crate::gateway::{MessageType, Operation};
use crate::simulator::authority::{ChainAudit, CsidState, CsidView, Filter, FindingView};
use crate::simulator::control::{Problem, Shared, number, utc};
use crate::simulator::server::Inner;

pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/_simulator/view/device/{id}", get(device))
        .route("/_simulator/view/submission/{id}", get(submission))
        .route("/_simulator/view/record/{id}", get(record))
}

fn unknown() -> Problem {
    Problem(Error::new(Code::SimulatorUnknown))
}

/// A list of terms, each with what belongs to it, in HTML.
fn terms(all: &[(&str, String)]) -> String {
    let shown = all.iter().filter(|(_, value)| !value.is_empty());
    let rows: String = shown
        .map(|(term, value)| format!(r#"<dt>{term}</dt><dd dir="auto">{value}</dd>"#))
        .collect();
    format!("<dl>{rows}</dl>")
}

async fn device(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let id = number(&id)?;
    let devices = inner.authority().devices();
    let device = devices.iter().find(|device| device.id == id).ok_or_else(unknown)?;
    let revoke = form(
        &inner,
        &format!("revoke/{id}"),
        r#"<button class="danger">Revoke all its certificates</button>"#,
    );
    let about = terms(&[
        ("Taxpayer", escape(&device.organization)),
        ("Branch", escape(&device.unit)),
        ("VAT number", escape(&device.vat_number)),
        ("Serial", escape(&device.serial)),
        ("Kinds of documents", escape(&device.invoice_type)),
        ("Environment", device.environment.as_str().to_owned()),
        ("First seen", escape(&device.first)),
        ("Last document", moment(device.last.as_deref())),
    ]);
    let csids: String = device.csids.iter().rev().map(csid).collect();
    let audit = inner.authority().audit(id, Language::English);
    let filter = Filter {
        device: Some(id),
        limit: Some(ROWS),
        ..Filter::default()
    };
    let sent = inner.authority().submissions(&filter, Language::English);
    let rows: String = sent.iter().map(submission_row).collect();
    let main = format!(
        r#"<section class="half"><h2><span dir="auto">{}</span> {}</h2>{about}</section>
<section class="half"><h2>Chain audit</h2>{}{revoke}</section>
<section><h2>Certificates</h2><div class="wide"><table><tr><th>Kind</th><th>State</th><th>Serial number</th><th>Issuer</th><th>Issued</th><th>Until</th><th>Missing steps</th></tr>{csids}</table></div></section>
<section><h2>Submissions</h2>{}{rows}</table></div></section>"#,
        escape(&device.common_name),
        match device.active {
            true => badge("active", "good"),
            false => badge("not active", ""),
        },
        audit.map_or(String::new(), |audit| chains(&audit)),
        parts::SUBMISSIONS_HEAD
    );
    Ok(page(&inner, &device.common_name, &main))
}

fn csid(csid: &CsidView) -> String {
    let state = match csid.state {
        CsidState::Active => badge("good", "good"),
        CsidState::Revoked => badge("revoked", "bad"),
        CsidState::Expired => badge("expired", "bad"),
    };
    format!(
        r#"<tr><td>{}</td><td>{state}</td><td class="mono">{}</td><td>{}</td><td class="t">{}</td><td class="t">{}</td><td>{}</td></tr>"#,
        csid.kind,
        escape(&csid.serial),
        escape(&csid.issuer),
        escape(&csid.issued),
        escape(&csid.not_after),
        escape(csid.missing_steps.join(", "))
    )
}

fn chains(audit: &ChainAudit) -> String {
    let mut out = String::new();
    for chain in &audit.chains {
        let range = match (chain.first_icv, chain.last_icv) {
            (Some(first), Some(last)) => format!("counters {first} to {last}"),
            _ => "no counter yet".to_owned(),
        };
        let state = match chain.sound {
            true => badge("sound", "good"),
            false => badge("broken", "bad"),
        };
        out.push_str(&format!(
            "<p>{} certificate: {} documents, {range} {state}</p>",
            chain.kind, chain.received
        ));
        for finding in chain.findings.iter().take(50) {
            let links: String = finding.submissions.iter().take(10).map(|id| link(*id)).collect();
            out.push_str(&format!(
                r#"<div class="finding bad"><p><strong>{}</strong> {}</p><p class="soft">{}</p><p>{links}</p></div>"#,
                escape(&finding.what.code),
                escape(&finding.what.message),
                escape(&finding.what.fix)
            ));
        }
        let more = chain.more_findings + chain.findings.len().saturating_sub(50) as u64;
        if more > 0 {
            out.push_str(&format!(r#"<p class="soft">and {more} more</p>"#));
        }
    }
    match out.is_empty() {
        true => r#"<p class="soft">No document yet.</p>"#.to_owned(),
        false => out,
    }
}

fn link(submission: u64) -> String {
    format!(r#"<a href="/_simulator/view/submission/{submission}">#{submission}</a> "#)
}

async fn submission(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let id = number(&id)?;
    let authority = inner.authority();
    let one = authority.submission(id, Language::English).ok_or_else(unknown)?;
    let device = match one.device {
        Some(device) => format!(r#"<a href="/_simulator/view/device/{device}">#{device}</a>"#),
        None => String::new(),
    };
    let text = |value: &Option<String>| escape(value.as_deref().unwrap_or(""));
    let about = terms(&[
        ("Time (UTC)", escape(&one.at)),
        ("Environment", one.environment.as_str().to_owned()),
        ("Operation", one.operation.map_or("", Operation::as_str).to_owned()),
        (
            "Path",
            format!("<code>{} {}</code>", escape(&one.method), escape(&one.path)),
        ),
        ("Device", device),
        ("VAT number", text(&one.vat_number)),
        ("Number", text(&one.number)),
        ("Kind", parts::kind(one.profile).to_owned()),
        ("Type code", text(&one.type_code)),
        ("UUID", text(&one.uuid)),
        ("Counter (ICV)", text(&one.icv)),
        ("Hash", format!("<code>{}</code>", text(&one.invoice_hash))),
        (
            "Hash before (PIH)",
            format!("<code>{}</code>", text(&one.previous_hash)),
        ),
    ]);
    let findings: String = one.findings.iter().map(finding).collect();
    let findings = match findings.is_empty() {
        true => r#"<p class="soft">Nothing was said.</p>"#.to_owned(),
        false => findings,
    };
    let xml = |name: &str, title: &str, bytes_of: Option<Arc<[u8]>>| match bytes_of {
        Some(xml) => format!(
            r#"<section id="{name}"><h2>{title} <small><a href="/_simulator/submissions/{id}/{name}">Download</a></small></h2><pre dir="auto">{}</pre></section>"#,
            bytes(&xml)
        ),
        None => String::new(),
    };
    let main = format!(
        r#"<section class="half"><h2>Submission {id} {} {}</h2>{about}</section><section class="half" id="findings"><h2>Findings</h2>{findings}</section>{}{}"#,
        status_badge(Some(one.status)),
        outcome(one.outcome),
        xml("cleared", "Cleared document", authority.cleared_of(id)),
        xml("document", "Document as sent", authority.document_of(id)),
    );
    Ok(page(&inner, &format!("Submission {id}"), &main))
}

fn finding(finding: &FindingView) -> String {
    let (kind, word) = match finding.severity {
        MessageType::Info => ("", "info"),
        MessageType::Warning => ("warn", "warning"),
        MessageType::Error => ("bad", "error"),
    };
    let part = |value: &Option<String>| escape(value.as_deref().unwrap_or(""));
    let mut out = format!(
        r#"<div class="finding {kind}"><p>{} <strong>{}</strong> <span class="soft">{}</span></p>"#,
        badge(word, if kind.is_empty() { "good" } else { kind }),
        part(&finding.code),
        part(&finding.category)
    );
    if let Some(message) = &finding.message {
        out.push_str(&format!(r#"<p dir="auto">{}</p>"#, escape(message)));
    }
    if let Some(own) = &finding.own {
        out.push_str(&format!(
            r#"<p class="soft">{}: <span dir="auto">{}</span><br>→ {}</p>"#,
            escape(&own.code),
            escape(&own.message),
            escape(&own.fix)
        ));
    }
    out.push_str("</div>");
    out
}

async fn record(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let one = inner.records().find(number(&id)?).ok_or_else(unknown)?;
    let fault = one.fault.as_ref().map_or(String::new(), |(rule, fault)| {
        // A fault is plain data with text for keys: it can always be written.
        let text = serde_json::to_string(fault).unwrap_or_default();
        format!("rule {rule}: <code>{}</code>", escape(text))
    });
    let about = terms(&[
        ("Time (UTC)", utc(one.at)),
        (
            "Connection",
            format!("{}{}", one.connection, if one.tls { ", TLS" } else { "" }),
        ),
        ("Operation", one.operation.map_or("", Operation::as_str).to_owned()),
        ("Fault", fault),
        ("Decided", if one.decided { "yes" } else { "no" }.to_owned()),
        ("Bytes", format!("{} in, {} out", one.request_bytes, one.reply_bytes)),
    ]);
    let main = format!(
        r#"<section><h2>Exchange {} {}</h2>{about}</section><section class="half"><h2>Request</h2><pre>{}</pre></section><section class="half"><h2>Reply</h2><pre>{}</pre></section>"#,
        one.id,
        status_badge(one.status),
        bytes(&one.request),
        bytes(&one.reply)
    );
    Ok(page(&inner, &format!("Exchange {}", one.id), &main))
}

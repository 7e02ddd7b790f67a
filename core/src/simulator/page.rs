//! The page over the control interface: plain HTML, made here, with a style sheet and nothing else. It needs no script, and shows
//! none of what a document says as anything but text.

mod detail;
mod parts;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::header::CONTENT_TYPE;
use serde::Deserialize;

use super::authority::{Filter, SubmissionView};
use super::control::{Problem, Shared, utc};
use super::faults::InForce;
use super::record::Record;
use super::server::Inner;
use crate::error::Language;
use crate::gateway::{Environment, Operation};
use parts::{badge, escape, form, outcome, status_badge};

const STYLE: &str = include_str!("page/style.css");
/// Rows of a table on the first page.
const ROWS: usize = 25;

pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/_simulator/", get(overview))
        .route(
            "/_simulator/style.css",
            get(|| async { ([(CONTENT_TYPE, "text/css")], STYLE) }),
        )
        .merge(detail::routes())
}

type Answer = Result<Page, Problem>;

/// A whole page.
struct Page(String);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "text/html; charset=utf-8")], self.0).into_response()
    }
}

/// The frame around every page.
fn page(inner: &Inner, title: &str, main: &str) -> Page {
    let alarm = match inner.guard().is_remote() {
        true => {
            r#"<p class="alarm"><strong>Open to the network.</strong> Whoever reaches this address can use this simulator and read all of it.</p>"#
        }
        false => "",
    };
    Page(format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Khatm simulator</title>
<link rel="stylesheet" href="/_simulator/style.css">
</head>
<body>
<header>
<h1><a href="/_simulator/">Khatm simulator</a></h1>
<p>The tax authority's gateway, played on this machine. Nothing here is real.</p>
<nav><a href="/_simulator/#devices">Devices</a><a href="/_simulator/#submissions">Submissions</a><a href="/_simulator/#faults">Faults</a><a href="/_simulator/#wire">Wire</a><a href="/_simulator/openapi.json">OpenAPI</a></nav>
</header>
<main>
{alarm}
{main}
</main>
</body>
</html>
"#,
        title = escape(title),
    ))
}

/// Where the next page of submissions begins.
#[derive(Deserialize, Default)]
#[serde(default)]
struct From {
    before: Option<u64>,
}

async fn overview(State(inner): Shared, Query(from): Query<From>) -> Page {
    let main = [
        otps(&inner),
        clock(&inner),
        environments(&inner),
        devices(&inner),
        submissions(&inner, &from),
        faults(&inner),
        wire(&inner),
        end(&inner),
    ];
    page(&inner, "Overview", &main.concat())
}

fn options<'o>(names: impl IntoIterator<Item = (&'o str, &'o str)>) -> String {
    let option =
        |(value, text): (&str, &str)| format!(r#"<option value="{}">{}</option>"#, escape(value), escape(text));
    names.into_iter().map(option).collect()
}

fn environment_options() -> String {
    // The one that most people begin with comes first.
    let order = [Environment::Simulation, Environment::Sandbox, Environment::Production];
    options(order.map(|one| (one.as_str(), one.as_str())))
}

fn otps(inner: &Inner) -> String {
    let fields = format!(
        r#"<label>Environment<select name="environment">{}</select></label>
<label>For VAT number (optional)<input name="vat_number" inputmode="numeric" maxlength="15" placeholder="any" class="short"></label>
<button>Make</button>"#,
        environment_options()
    );
    let row = |made: &super::server::MadeOtp| {
        format!(
            r#"<tr><td class="otp">{}</td><td>{}</td><td>{}</td><td class="t">{}</td></tr>"#,
            escape(made.otp.expose()),
            made.environment.as_str(),
            escape(made.vat_number.as_deref().unwrap_or("any")),
            utc(made.at)
        )
    };
    let made: String = inner.otps().iter().map(row).collect();
    let table = match made.is_empty() {
        true => r#"<p class="soft">Each is good for one request within an hour.</p>"#.to_owned(),
        false => format!(
            r#"<div class="wide"><table><tr><th>Password</th><th>Environment</th><th>VAT number</th><th>Made (UTC)</th></tr>{made}</table></div>"#
        ),
    };
    format!(
        r#"<section class="half" id="otp"><h2>One-time password</h2>{}{table}</section>"#,
        form(inner, "otp", &fields)
    )
}

fn clock(inner: &Inner) -> String {
    let now = inner.authority().now();
    let advance = |text: &str, seconds: i64| {
        let fields =
            format!(r#"<input type="hidden" name="advance_s" value="{seconds}"><button class="quiet">{text}</button>"#);
        parts::inline_form(inner, "clock", &fields)
    };
    let set = r#"<label>Set (Riyadh, or with Z)<input name="set" placeholder="2026-11-21T10:00:00"></label><button>Set</button>"#;
    format!(
        r#"<section class="half" id="clock"><h2>Clock</h2>
<dl><dt>UTC</dt><dd class="mono">{}</dd><dt>Riyadh</dt><dd class="mono">{}</dd></dl>
<p>{} {} {} {}</p>{}</section>"#,
        utc(now),
        escape(now),
        advance("+1 minute", 60),
        advance("+1 hour", 3600),
        advance("+25 hours", 25 * 3600),
        advance("+1 year", 365 * 86_400),
        form(inner, "clock", set)
    )
}

fn environments(inner: &Inner) -> String {
    let addresses = inner.addresses();
    let row = |environment: Environment| {
        let off = inner.authority().switches(environment).clearance_off;
        let (state, action, value) = match off {
            true => (badge("off: 303", "warn"), "Switch on", "0"),
            false => (badge("on", "good"), "Switch off", "1"),
        };
        let fields = format!(
            r#"<input type="hidden" name="environment" value="{}"><input type="hidden" name="off" value="{value}"><button class="quiet">{action}</button>"#,
            environment.as_str()
        );
        let base = |scheme: &str, address: Option<std::net::SocketAddr>| match address {
            Some(address) => format!(
                "<code>{scheme}://{address}/e-invoicing/{}</code><br>",
                environment.segment()
            ),
            None => String::new(),
        };
        format!(
            "<tr><td>{}</td><td>{}{}</td><td>{state} {}</td></tr>",
            environment.as_str(),
            base("http", addresses.http),
            base("https", addresses.https),
            parts::inline_form(inner, "clearance", &fields)
        )
    };
    let rows: String = Environment::ALL.map(row).concat();
    let ca = match inner.ca_pem() {
        Some(_) => {
            r#"<p class="soft">HTTPS: clients have to trust <a href="/_simulator/ca.pem">this certificate</a>.</p>"#
        }
        None => "",
    };
    format!(
        r#"<section id="environments"><h2>Environments</h2><div class="wide"><table><tr><th>Environment</th><th>Base URL</th><th>Clearance</th></tr>{rows}</table></div>{ca}</section>"#
    )
}

fn devices(inner: &Inner) -> String {
    let devices = inner.authority().devices();
    let row = |device: &super::authority::DeviceView| {
        let audit = inner.authority().audit(device.id, Language::English);
        let chain = match audit {
            None => String::new(),
            Some(audit) if audit.sound => badge("sound", "good"),
            Some(audit) => {
                let findings: usize = audit.chains.iter().map(|chain| chain.findings.len()).sum();
                badge(&format!("{findings} to look at"), "bad")
            }
        };
        let state = match device.active {
            true => badge("active", "good"),
            false => badge("not active", ""),
        };
        format!(
            r#"<tr><td><a href="/_simulator/view/device/{}" dir="auto">{}</a></td><td>{}</td><td dir="auto">{}</td><td class="mono">{}</td><td>{state}</td><td>{chain}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td></tr>"#,
            device.id,
            escape(&device.common_name),
            device.environment.as_str(),
            escape(&device.organization),
            escape(&device.vat_number),
            device.accepted,
            device.warned,
            device.rejected
        )
    };
    let rows: String = devices.iter().rev().map(row).collect();
    let table = match rows.is_empty() {
        true => r#"<p class="soft">None has asked for a certificate yet.</p>"#.to_owned(),
        false => format!(
            r#"<div class="wide"><table><tr><th>Device</th><th>Environment</th><th>Taxpayer</th><th>VAT number</th><th>State</th><th>Chain</th><th class="n">Accepted</th><th class="n">Warned</th><th class="n">Rejected</th></tr>{rows}</table></div>"#
        ),
    };
    format!(
        r#"<section id="devices"><h2>Devices <small>{}</small></h2>{table}</section>"#,
        devices.len()
    )
}

fn submission_row(one: &SubmissionView) -> String {
    let kind = parts::kind(one.profile);
    format!(
        r#"<tr><td class="n"><a href="/_simulator/view/submission/{id}">{id}</a></td><td class="t">{at}</td><td>{environment}</td><td>{operation}</td><td dir="auto">{number}</td><td>{kind}</td><td class="n">{icv}</td><td class="n">{status}</td><td>{outcome}</td><td class="n">{findings}</td></tr>"#,
        id = one.id,
        at = escape(&one.at),
        environment = one.environment.as_str(),
        operation = one.operation.map_or("", Operation::as_str),
        number = escape(one.number.as_deref().unwrap_or("")),
        icv = escape(one.icv.as_deref().unwrap_or("")),
        status = one.status,
        outcome = outcome(one.outcome),
        findings = one.findings.iter().filter(|finding| parts::is_bad(finding)).count(),
    )
}

fn submissions(inner: &Inner, from: &From) -> String {
    let filter = Filter {
        before: from.before,
        limit: Some(ROWS),
        ..Filter::default()
    };
    let found = inner.authority().submissions(&filter, Language::English);
    let rows: String = found.iter().map(submission_row).collect();
    let table = match rows.is_empty() {
        true => r#"<p class="soft">None yet.</p>"#.to_owned(),
        false => format!("{}{rows}</table></div>", parts::SUBMISSIONS_HEAD),
    };
    let older = match found.last().filter(|_| found.len() == ROWS) {
        Some(last) => format!(
            r#"<p><a href="/_simulator/?before={}#submissions">Older</a></p>"#,
            last.id
        ),
        None => String::new(),
    };
    let counts = inner.authority().counts();
    format!(
        r#"<section id="submissions"><h2>Submissions <small>{} calls: {} accepted, {} with warnings, {} repeated, {} rejected, {} refused</small></h2>{table}{older}</section>"#,
        counts.calls, counts.accepted, counts.warned, counts.repeated, counts.rejected, counts.refused
    )
}

fn faults(inner: &Inner) -> String {
    let row = |one: &InForce| {
        // A rule is plain data with text for keys: it can always be written.
        let rule = serde_json::to_string(&one.rule).unwrap_or_default();
        let remove = r#"<button class="quiet">Remove</button>"#;
        format!(
            r#"<tr><td class="n">{}</td><td><code>{}</code></td><td class="n">{}</td><td class="n">{}</td><td>{} {}</td></tr>"#,
            one.id,
            escape(rule),
            one.seen,
            one.fired,
            if one.spent {
                badge("spent", "")
            } else {
                badge("in force", "warn")
            },
            parts::inline_form(inner, &format!("fault/remove/{}", one.id), remove)
        )
    };
    let in_force = inner.faults().in_force();
    let rows: String = in_force.iter().map(row).collect();
    let table = match rows.is_empty() {
        true => r#"<p class="soft">None: every request is answered as the authority would.</p>"#.to_owned(),
        false => format!(
            r#"<div class="wide"><table><tr><th class="n">Rule</th><th>What</th><th class="n">Seen</th><th class="n">Fired</th><th></th></tr>{rows}</table></div>{}"#,
            form(inner, "fault/clear", r#"<button class="danger">Remove all</button>"#)
        ),
    };
    let fields = format!(
        r#"<label>Fault<select name="kind">{}</select></label>
<label>Number<input name="number" class="short" placeholder="ms, status, s"></label>
<label>Environment<select name="environment"><option value="">all</option>{}</select></label>
<label>Operation<select name="operation"><option value="">all</option>{}</select></label>
<label>Of 1000<input name="per_mille" class="short" inputmode="numeric" placeholder="all"></label>
<label>Times<input name="times" class="short" inputmode="numeric" value="1"></label>
<button>Add</button>"#,
        options(parts::KINDS),
        environment_options(),
        options(Operation::ALL.map(|one| (one.as_str(), one.as_str())))
    );
    let example = r#"{"when": {"operation": "clearance"}, "script": ["drop_after", {"delay": {"ms": 2000}}, "pass"]}"#;
    let json = format!(
        r#"<label class="grow">Rule, or list of rules<textarea name="rule" placeholder="{}"></textarea></label><button>Add</button>"#,
        escape(example)
    );
    format!(
        r#"<section id="faults"><h2>Faults <small>chance from seed {}</small></h2>{}<details><summary>As JSON, with scripts and windows</summary>{}</details>{table}</section>"#,
        inner.faults().seed(),
        form(inner, "fault", &fields),
        form(inner, "fault", &json)
    )
}

fn wire(inner: &Inner) -> String {
    let row = |one: &Record| {
        format!(
            r#"<tr><td class="n"><a href="/_simulator/view/record/{id}">{id}</a></td><td class="t">{at}</td><td class="n">{connection}</td><td><code>{method} {target}</code></td><td>{status}</td><td>{fault}</td><td>{decided}</td><td class="n">{request}</td><td class="n">{reply}</td></tr>"#,
            id = one.id,
            at = utc(one.at),
            connection = one.connection,
            method = escape(&one.method),
            target = escape(short(&one.target)),
            status = status_badge(one.status),
            fault = one
                .fault
                .as_ref()
                .map_or(String::new(), |(_, fault)| badge(fault.as_str(), "warn")),
            decided = if one.decided { "yes" } else { "no" },
            request = one.request_bytes,
            reply = one.reply_bytes,
        )
    };
    let records = inner.records().newest(ROWS, |_| true);
    let rows: String = records.iter().map(row).collect();
    let table = match rows.is_empty() {
        true => r#"<p class="soft">Nothing has come yet.</p>"#.to_owned(),
        false => format!(
            r#"<div class="wide"><table><tr><th class="n">#</th><th>Time (UTC)</th><th class="n">Connection</th><th>Request</th><th>Status</th><th>Fault</th><th>Decided</th><th class="n">In</th><th class="n">Out</th></tr>{rows}</table></div>"#
        ),
    };
    format!(r#"<section id="wire"><h2>Wire <small>every byte of the last exchanges</small></h2>{table}</section>"#)
}

fn short(text: &str) -> &str {
    let end = text.char_indices().nth(120).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn end(inner: &Inner) -> String {
    let fields = r#"<button class="danger">Forget everything</button>"#;
    format!(
        r#"<section><h2>Reset</h2><p class="soft">Devices, submissions, passwords, records and faults go, and the clock is the machine's again. The issuers stay.</p>{}</section>"#,
        form(inner, "reset", fields)
    )
}

/// For the parts that show a moment or nothing.
fn moment(at: Option<&str>) -> String {
    escape(at.unwrap_or("never"))
}

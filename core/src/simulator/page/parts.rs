//! Pieces of pages. Whatever comes from outside goes through [`escape`].

use std::fmt::{Display, Write as _};

use crate::gateway::MessageType;
use crate::seal::Profile;
use crate::simulator::authority::{FindingView, Outcome};
use crate::simulator::forms::PREFIX;
use crate::simulator::guard::TOKEN;
use crate::simulator::server::Inner;

/// The kinds of faults as the simple form offers them.
pub(super) const KINDS: [(&str, &str); 22] = [
    ("drop_after", "drop the reply (decided)"),
    ("drop_before", "drop the request (not decided)"),
    ("refuse", "refuse the connection"),
    ("delay", "delay (ms)"),
    ("silence", "never answer"),
    ("too_many", "429, retry after (s)"),
    ("status", "status, JSON (503)"),
    ("status_html", "status, HTML (503)"),
    ("garbage", "garbage (bytes)"),
    ("truncated", "truncated body"),
    ("html", "200 with HTML"),
    ("wrong_document", "another cleared document"),
    ("spurious_208", "spurious 208"),
    ("spurious_409", "spurious 409"),
    ("reject", "reject (400)"),
    ("see_other", "303"),
    ("expired_certificate", "expired certificate (401)"),
    ("skewed_clock", "skewed clock (s)"),
    ("slow_drip", "slow drip (ms a byte)"),
    ("bad_chunks", "broken chunks"),
    ("gzip", "gzip"),
    ("giant", "giant body (bytes)"),
];

pub(super) const SUBMISSIONS_HEAD: &str = r#"<div class="wide"><table><tr><th class="n">#</th><th>Time (UTC)</th><th>Environment</th><th>Operation</th><th>Number</th><th>Kind</th><th class="n">ICV</th><th class="n">Status</th><th>Outcome</th><th class="n">Findings</th></tr>"#;

/// Text as text, wherever it stands in a page, and without what would turn the words around it.
pub(super) fn escape(text: impl Display) -> String {
    let text = text.to_string();
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(ch),
            ch if crate::error::disturbs(ch) => out.extend(ch.escape_default()),
            ch => out.push(ch),
        }
    }
    out
}

/// Bytes that are mostly text, as text.
pub(super) fn bytes(bytes: &[u8]) -> String {
    const MOST: usize = 200_000;
    let shown = &bytes[..bytes.len().min(MOST)];
    let text = String::from_utf8_lossy(shown).replace("\r\n", "\n");
    let mut out = escape(text);
    if bytes.len() > MOST {
        let _ = write!(out, "\n… {} more bytes: see the control interface", bytes.len() - MOST);
    }
    out
}

pub(super) fn badge(text: &str, kind: &str) -> String {
    format!(r#"<span class="badge {kind}">{}</span>"#, escape(text))
}

pub(super) fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Accepted => badge("accepted", "good"),
        Outcome::Warned => badge("warnings", "warn"),
        Outcome::Repeated => badge("repeated", ""),
        Outcome::Elsewhere => badge("elsewhere", "warn"),
        Outcome::Rejected => badge("rejected", "bad"),
        Outcome::Refused => badge("refused", "bad"),
        Outcome::Failed => badge("failed", "bad"),
    }
}

pub(super) fn status_badge(status: Option<u16>) -> String {
    match status {
        None => badge("none", "warn"),
        Some(status @ 200..=299) => badge(&status.to_string(), "good"),
        Some(status) => badge(&status.to_string(), "bad"),
    }
}

/// What a document is called.
pub(super) fn kind(profile: Option<Profile>) -> &'static str {
    match profile {
        Some(Profile::Standard) => "standard",
        Some(Profile::Simplified) => "simplified",
        None => "",
    }
}

pub(super) fn is_bad(finding: &FindingView) -> bool {
    finding.severity != MessageType::Info
}

fn hidden(inner: &Inner) -> String {
    format!(
        r#"<input type="hidden" name="{TOKEN}" value="{}">"#,
        inner.guard().token()
    )
}

/// A form of ours, with the token that says so.
pub(super) fn form(inner: &Inner, action: &str, fields: &str) -> String {
    format!(
        r#"<form method="post" action="{PREFIX}{}">{}{fields}</form>"#,
        escape(action),
        hidden(inner)
    )
}

/// The same within a line.
pub(super) fn inline_form(inner: &Inner, action: &str, fields: &str) -> String {
    format!(
        r#"<form class="inline" method="post" action="{PREFIX}{}">{}{fields}</form>"#,
        escape(action),
        hidden(inner)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_text() {
        assert_eq!(
            escape("<script>alert('1')</script> & \"x\" \u{202e}\u{1b}\nشركة"),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot; \\u{202e}\\u{1b}\nشركة"
        );
    }
}

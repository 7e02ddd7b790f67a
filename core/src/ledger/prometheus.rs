//! Figures as text for Prometheus (its exposition format, version 0.0.4). Names and labels are a contract: none changes its meaning.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figures::{Coded, Figures, InEnvironment, LATENCY_BOUNDS_MS};
use super::health::{Health, Light};

/// The media type of the text.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The figures, and the light where it is known.
pub fn text(figures: &Figures, health: Option<&Health>) -> String {
    let mut page = Page::default();
    documents(&mut page, figures);
    delivery(&mut page, figures);
    answers(&mut page, figures);
    open(&mut page, figures);
    devices(&mut page, figures);
    if let Some(skew) = figures.skew_ms {
        page.family(
            "khatm_clock_skew_seconds",
            "gauge",
            "How far the authority's clock is ahead of this machine's.",
        );
        page.sample("", &[], &seconds(skew));
    }
    if let Some(health) = health {
        page.family("khatm_health", "gauge", "The light: 0 green, 1 yellow, 2 red.");
        let light = match health.state {
            Light::Green => "0",
            Light::Yellow => "1",
            Light::Red => "2",
        };
        page.sample("", &[], light);
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        self.name = name;
    }

    fn sample(&mut self, suffix: &str, labels: &[(&str, &str)], value: &str) {
        let _ = write!(self.text, "{}{suffix}", self.name);
        for (at, (name, label)) in labels.iter().enumerate() {
            let label = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{}{name}=\"{label}\"", if at == 0 { '{' } else { ',' });
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }

    /// One number of each environment.
    fn each(
        &mut self,
        figures: &Figures,
        (name, kind, help): (&'static str, &str, &str),
        value: impl Fn(&InEnvironment) -> Option<String>,
    ) {
        self.family(name, kind, help);
        for one in &figures.environments {
            if let Some(value) = value(one) {
                self.sample("", &[("environment", one.environment.as_str())], &value);
            }
        }
    }
}

/// Milliseconds as seconds, to the last digit.
fn seconds(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", ms.unsigned_abs() / 1000, ms.unsigned_abs() % 1000)
}

fn seconds_of(ms: u64) -> String {
    seconds(i64::try_from(ms).unwrap_or(i64::MAX))
}

fn documents(page: &mut Page, figures: &Figures) {
    page.family("khatm_documents_total", "counter", "Documents that were issued.");
    for one in &figures.environments {
        for row in &one.documents {
            let labels = [
                ("environment", one.environment.as_str()),
                ("kind", row.kind.as_str()),
                ("route", row.route.as_str()),
            ];
            page.sample("", &labels, &row.count.to_string());
        }
    }
}

fn delivery(page: &mut Page, figures: &Figures) {
    let count = |name, help| (name, "counter", help);
    let gauge = |name, help| (name, "gauge", help);
    page.each(
        figures,
        count("khatm_attempts_total", "Tries to send a document."),
        |one| Some(one.attempts.to_string()),
    );
    page.each(
        figures,
        count("khatm_retries_total", "Tries after a document's first."),
        |one| Some(one.retries.to_string()),
    );
    page.each(
        figures,
        count("khatm_accepted_total", "Documents that the authority accepted."),
        |one| Some(one.accepted.to_string()),
    );
    page.each(
        figures,
        count("khatm_rejected_total", "Documents that the authority rejected."),
        |one| Some(one.rejected.to_string()),
    );
    page.each(
        figures,
        count("khatm_late_total", "Facts that came after the document's deadline."),
        |one| Some(one.late.to_string()),
    );
    let contrary = count(
        "khatm_contrary_total",
        "Documents that the authority said it accepted and rejected.",
    );
    page.each(figures, contrary, |one| Some(one.contrary.to_string()));
    let uncorrected = gauge(
        "khatm_uncorrected_documents",
        "Rejected documents that no correction stands for yet.",
    );
    page.each(figures, uncorrected, |one| Some(one.uncorrected.to_string()));
    let missing = gauge(
        "khatm_copy_missing_documents",
        "Cleared documents without the authority's version.",
    );
    page.each(figures, missing, |one| Some(one.copy_missing.to_string()));
    let ratio = gauge(
        "khatm_accepted_ratio",
        "Accepted documents among those that have a fact.",
    );
    page.each(figures, ratio, |one| {
        let mille = one.accepted_per_mille?;
        Some(format!("{}.{:03}", mille / 1000, mille % 1000))
    });
    let last = gauge(
        "khatm_last_success_timestamp_seconds",
        "When a document was accepted last.",
    );
    page.each(figures, last, |one| one.last_success_ms.map(seconds));
    coded(
        page,
        figures,
        (
            "khatm_rejections_total",
            "Errors of rejected documents, by the authority's code.",
        ),
        |one| &one.rejections,
    );
    coded(
        page,
        figures,
        (
            "khatm_warnings_total",
            "Warnings of accepted documents, by the authority's code.",
        ),
        |one| &one.warnings,
    );
}

fn coded(
    page: &mut Page,
    figures: &Figures,
    (name, help): (&'static str, &str),
    rows: impl Fn(&InEnvironment) -> &[Coded],
) {
    page.family(name, "counter", help);
    for one in &figures.environments {
        for row in rows(one) {
            let labels = [("environment", one.environment.as_str()), ("code", &row.code)];
            page.sample("", &labels, &row.count.to_string());
        }
    }
}

fn answers(page: &mut Page, figures: &Figures) {
    page.family(
        "khatm_answers_total",
        "counter",
        "Answers by status and verdict; status 0: none came.",
    );
    for one in &figures.environments {
        for row in &one.answers {
            let labels = [
                ("environment", one.environment.as_str()),
                ("status", &row.status.to_string()),
                ("verdict", &row.verdict),
            ];
            page.sample("", &labels, &row.count.to_string());
        }
    }
    page.family(
        "khatm_reply_seconds",
        "histogram",
        "How long the authority took to answer.",
    );
    for one in &figures.environments {
        let environment = ("environment", one.environment.as_str());
        let mut passed = 0;
        let bounds = LATENCY_BOUNDS_MS.iter().map(|bound| seconds_of(*bound));
        let bounds = bounds.chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(one.latency.classes) {
            passed += count;
            page.sample("_bucket", &[environment, ("le", &bound)], &passed.to_string());
        }
        page.sample("_sum", &[environment], &seconds_of(one.latency.sum_ms));
        page.sample("_count", &[environment], &one.latency.count.to_string());
    }
    let half = (
        "khatm_reply_p50_seconds",
        "gauge",
        "Half of the answers took no longer.",
    );
    page.each(figures, half, |one| one.latency.p50_ms.map(seconds_of));
    let most = (
        "khatm_reply_p99_seconds",
        "gauge",
        "Ninety-nine of a hundred answers took no longer.",
    );
    page.each(figures, most, |one| one.latency.p99_ms.map(seconds_of));
}

fn open(page: &mut Page, figures: &Figures) {
    page.family(
        "khatm_open_documents",
        "gauge",
        "Documents that are not finished, by state.",
    );
    for one in &figures.environments {
        for row in &one.open {
            for (state, count) in [
                ("waiting", row.waiting),
                ("again", row.again),
                ("in_flight", row.in_flight),
                ("in_doubt", row.in_doubt),
                ("held", row.held),
            ] {
                let labels = [
                    ("environment", one.environment.as_str()),
                    ("route", row.route.as_str()),
                    ("state", state),
                ];
                page.sample("", &labels, &count.to_string());
            }
        }
    }
    page.family(
        "khatm_oldest_open_seconds",
        "gauge",
        "The age of the oldest document that is not finished; 0 if there is none.",
    );
    for one in &figures.environments {
        for row in &one.open {
            let labels = [("environment", one.environment.as_str()), ("route", row.route.as_str())];
            page.sample("", &labels, &row.oldest_seconds.unwrap_or(0).to_string());
        }
    }
    let doubt = (
        "khatm_oldest_doubt_seconds",
        "gauge",
        "The age of the longest doubt; 0 if there is none.",
    );
    page.each(figures, doubt, |one| {
        Some(one.oldest_doubt_seconds.unwrap_or(0).to_string())
    });
}

fn devices(page: &mut Page, figures: &Figures) {
    page.family(
        "khatm_certificate_days",
        "gauge",
        "Whole days until a device's certificate ends.",
    );
    for one in &figures.environments {
        for row in &one.devices {
            if let Some(days) = row.certificate_days {
                let labels = [("environment", one.environment.as_str()), ("device", &row.device)];
                page.sample("", &labels, &days.to_string());
            }
        }
    }
    page.family(
        "khatm_parked_lanes",
        "gauge",
        "Lanes of a device that are parked, by reason.",
    );
    for one in &figures.environments {
        for row in &one.devices {
            // A device may have lanes of more than one chain: one sample for those that are alike.
            let mut lanes: BTreeMap<(&str, &str), u64> = BTreeMap::new();
            for parked in &row.parked {
                *lanes.entry((parked.route.as_str(), parked.why.as_str())).or_default() += 1;
            }
            for ((route, why), count) in lanes {
                let labels = [
                    ("environment", one.environment.as_str()),
                    ("device", &row.device),
                    ("route", route),
                    ("why", why),
                ];
                page.sample("", &labels, &count.to_string());
            }
        }
    }
}

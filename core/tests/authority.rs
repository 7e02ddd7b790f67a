//! The simulated authority by direct calls: every status and shape that it answers with, and what it keeps.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs, unreachable_pub, dead_code)]

#[path = "authority/canned.rs"]
mod canned;
#[path = "authority/certificates.rs"]
mod certificates;
#[path = "authority/chain.rs"]
mod chain;
#[path = "authority/documents.rs"]
mod documents;
#[path = "authority/garbage.rs"]
mod garbage;
#[path = "authority/onboarding.rs"]
mod onboarding;
#[path = "authority/renewal.rs"]
mod renewal;
#[path = "authority/state.rs"]
mod state;
mod support;
#[path = "authority/unit.rs"]
mod unit;

use khatm::Language;
use khatm::simulator::authority::{Authority, Filter, Options, SubmissionView};

fn authority() -> Authority {
    Authority::new(Options::default()).unwrap()
}

/// The call that was answered last.
fn last(authority: &Authority) -> SubmissionView {
    let filter = Filter {
        limit: Some(1),
        ..Filter::default()
    };
    authority.submissions(&filter, Language::English).remove(0)
}

/// Our own codes beside its answer.
fn own(authority: &Authority) -> Vec<String> {
    let findings = last(authority).findings.into_iter();
    findings.filter_map(|finding| finding.own).map(|own| own.code).collect()
}

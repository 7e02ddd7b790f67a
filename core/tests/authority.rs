//! The simulated authority by direct calls: every status and shape that it answers with, and what it keeps.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs, unreachable_pub, dead_code)]

mod support;
#[path = "authority/unit.rs"]
mod unit;

use khatm::gateway::{Csid, Environment};
use khatm::simulator::authority::{Authority, Options};
use unit::{Unit, json};

fn authority() -> Authority {
    Authority::new(Options::default()).unwrap()
}

#[test]
fn a_unit_is_onboarded_in_each_environment_for_each_kind_of_documents() {
    for environment in Environment::ALL {
        for title in ["1000", "0100", "1100"] {
            let authority = authority();
            let unit = Unit::new(environment, title);
            let by = unit.onboard(&authority);
            assert_eq!(by.csid(), Csid::Production);
            for draft in unit.set() {
                let sealed = unit.seal(&authority, &by, draft);
                let response = match draft.starts_with("standard") {
                    true => unit.clear(&authority, &by, &sealed.xml),
                    false => unit.report(&authority, &by, &sealed.xml),
                };
                assert_eq!(
                    response.status,
                    200,
                    "{draft}: {}",
                    String::from_utf8_lossy(&response.body)
                );
            }
        }
    }
}

//! What an answer to one document is to all others of its device: parking with one slow probe, rest, the other operation.
//!
//! The credential is the device's, so what it is refused for shuts both lanes, with one probe between them; a fault on the way to
//! one operation shuts that lane alone. Issuing goes on in every case.

use super::pace::{Policy, is_over};
use super::step::{Alert, News};
use crate::store::delivery::{Lane, Park, Route, Why};
use crate::time::Timestamp;

/// One answer, as the lanes of its chain see it.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// The document's counter.
    pub counter: u64,
    /// Its route.
    pub route: Route,
    /// The operation that was asked.
    pub endpoint: Route,
    /// What it said.
    pub news: &'a News,
    /// When.
    pub now: Timestamp,
}

impl Heard<'_> {
    fn is_probe(&self, park: &Park) -> bool {
        park.probe == Some((self.route, self.counter))
    }
}

/// Changes the lanes of one chain, both of them. Says whom to call.
pub fn hear(lanes: &mut [Lane], heard: &Heard<'_>, policy: &Policy) -> Vec<Alert> {
    match heard.news {
        News::Served => {
            open(lanes, heard, None);
            streak(lanes, heard, None, policy);
            home(lanes, heard);
            vec![]
        }
        News::Refused(code) => {
            open(lanes, heard, Some(code));
            home(lanes, heard);
            streak(lanes, heard, Some(code), policy)
        }
        News::Shut(why, code) => {
            let all = *why != Why::Defect;
            for lane in lanes.iter_mut().filter(|lane| all || lane.route == heard.route) {
                shut(lane, heard, *why, code, policy);
            }
            vec![]
        }
        News::Rest(until) => {
            // The operation rests, for whatever is sent to it: its own lane remembers.
            for lane in lanes.iter_mut().filter(|lane| lane.route == heard.endpoint) {
                let known = lane.rest_until.filter(|known| !is_over(*known, heard.now));
                lane.rest_until = known.max(Some(*until));
            }
            quiet(lanes, heard, policy);
            vec![]
        }
        News::Elsewhere => {
            open(lanes, heard, Some(""));
            let next = heard.endpoint.other();
            for lane in lanes.iter_mut().filter(|lane| lane.route == heard.route) {
                lane.endpoint = next;
                lane.back_at = (next != lane.route).then(|| heard.now.plus_ms(policy.back_ms));
            }
            vec![]
        }
        News::Silence => {
            quiet(lanes, heard, policy);
            vec![]
        }
    }
}

/// An answer about the document itself: the credential was taken and the operation was reached. A storm ends when a document is
/// taken, or refused for another reason.
fn open(lanes: &mut [Lane], heard: &Heard<'_>, refused: Option<&str>) {
    for lane in lanes {
        let Some(park) = &lane.park else { continue };
        let opened = match park.why {
            Why::Credential => true,
            Why::Defect => lane.route == heard.route,
            Why::Storm => refused.is_none_or(|code| !code.is_empty() && code != park.code),
        };
        if opened {
            lane.park = None;
        }
    }
}

/// Counts equal refusals in a row, and pauses the device when there are too many.
fn streak(lanes: &mut [Lane], heard: &Heard<'_>, refused: Option<&str>, policy: &Policy) -> Vec<Alert> {
    let Some(own) = lanes.iter_mut().find(|lane| lane.route == heard.route) else {
        return vec![];
    };
    let Some(code) = refused else {
        own.streak = 0;
        own.streak_code = None;
        return vec![];
    };
    if own.streak_code.as_deref() == Some(code) {
        own.streak = own.streak.saturating_add(1);
    } else {
        own.streak = 1;
        own.streak_code = Some(code.to_owned());
    }
    if own.streak < policy.storm {
        return vec![];
    }
    let new = own.park.is_none();
    for lane in lanes.iter_mut() {
        match &mut lane.park {
            // The refused probe is finished: the next one is chosen when its time comes.
            Some(park) if heard.is_probe(park) => {
                park.probes = park.probes.saturating_add(1);
                park.until = heard.now.plus_ms(policy.probe_ms(park.probes));
                park.probe = None;
            }
            Some(_) => {}
            None => {
                lane.park = Some(Park {
                    why: Why::Storm,
                    code: code.to_owned(),
                    until: heard.now.plus_ms(policy.probe_ms(0)),
                    probes: 0,
                    probe: None,
                });
            }
        }
    }
    if new { vec![Alert::Storm] } else { vec![] }
}

/// Parks a lane, or puts its next probe off, if this was the probe.
fn shut(lane: &mut Lane, heard: &Heard<'_>, why: Why, code: &str, policy: &Policy) {
    match &mut lane.park {
        Some(park) if heard.is_probe(park) => {
            park.probes = park.probes.saturating_add(1);
            park.until = heard.now.plus_ms(policy.probe_ms(park.probes));
            park.why = why;
            code.clone_into(&mut park.code);
        }
        // One that was on its way when the lane was parked: it says nothing new.
        Some(park) if park.why == why => {}
        park => {
            *park = Some(Park {
                why,
                code: code.to_owned(),
                until: heard.now.plus_ms(policy.probe_ms(0)),
                probes: 0,
                probe: Some((heard.route, heard.counter)),
            });
        }
    }
}

/// A probe that says nothing leaves the lane as it is: the same again after the same time.
fn quiet(lanes: &mut [Lane], heard: &Heard<'_>, policy: &Policy) {
    for lane in lanes {
        if let Some(park) = lane.park.as_mut().filter(|park| heard.is_probe(park)) {
            park.until = heard.now.plus_ms(policy.probe_ms(park.probes));
        }
    }
}

/// The route's own operation answered about a document: it is on again.
fn home(lanes: &mut [Lane], heard: &Heard<'_>) {
    for lane in lanes
        .iter_mut()
        .filter(|lane| lane.route == heard.route && lane.route == heard.endpoint)
    {
        lane.endpoint = lane.route;
        lane.back_at = None;
    }
}

impl Lane {
    /// Whether documents leave, other than a probe.
    pub fn is_open(&self) -> bool {
        self.park.is_none()
    }

    /// Whether a probe may leave.
    pub fn probes(&self, now: Timestamp) -> bool {
        self.park.as_ref().is_some_and(|park| is_over(park.until, now))
    }

    /// Whether the authority asked for rest at the operation that this lane is named for.
    pub fn rests(&self, now: Timestamp) -> bool {
        self.rest_until.is_some_and(|until| !is_over(until, now))
    }
}

//! The documents of the simulation: issued, stamped, requested and answered once for each process, by shipped code on both sides.
//!
//! A seed takes whole chains of them. Building a document takes a hundred times as long as delivering it, so that each is built once;
//! what is looked at in a seed are its bytes as they reached the gateway.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use khatm::Language;
use khatm::chain::{Linked, Start};
use khatm::gateway::verdict::Reply;
use khatm::gateway::{Credential, Environment, Request};
use khatm::seal::{PrivateKey, Profile, Verifier};
use khatm::simulator::authority::{Authority, Options};
use khatm::simulator::call::{Call, Response};
use khatm::store::delivery::Route;
use khatm::store::issue::{Issuer, Order, issue};
use khatm::store::memory::Memory;
use khatm::store::{Document, NewChain, Store as _};
use khatm::time::Moment;

use super::START;
use super::ledger;
use super::unit::{Unit, endpoint};

/// So many devices have documents.
pub(crate) const CHAINS: usize = 6;
/// And so many documents each.
pub(crate) const LENGTH: usize = 12;

/// A document, with what is sent of it and what is answered.
pub(crate) struct Paper {
    pub(crate) document: Document,
    /// As a stranger reads it out of its bytes.
    pub(crate) linked: Linked,
    /// The authority's own version of a standard one.
    pub(crate) cleared: Option<Vec<u8>>,
    requests: HashMap<Route, Arc<Request>>,
    /// The authority's own reply to the first arrival, and to a later one.
    replies: HashMap<(Route, bool), Reply>,
}

impl Paper {
    pub(crate) fn request(&self, endpoint: Route) -> &Request {
        &self.requests[&endpoint]
    }

    pub(crate) fn reply(&self, endpoint: Route, known: bool) -> &Reply {
        &self.replies[&(endpoint, known)]
    }
}

pub(crate) struct Pool {
    pub(crate) chains: Vec<Vec<Paper>>,
    credential: Credential,
    /// Which paper these bytes are the request of.
    bodies: HashMap<Vec<u8>, (usize, usize)>,
}

/// The one of this process.
pub(crate) fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(Pool::new)
}

impl Pool {
    fn new() -> Self {
        let authority = Authority::new(Options::default()).expect("an authority");
        authority.set_clock(Moment::from_unix(START.unix_ms() / 1000).expect("a time"));
        let unit = Unit::new(Environment::Simulation, "1100");
        let credential = unit.onboard(&authority);
        let verifier = Verifier::new(authority.trusted(Environment::Simulation).to_vec());
        let key = &unit.key;
        let chain = |at| chain(at, &authority, key, &credential, &verifier);
        let mut chains: Vec<(usize, Vec<Paper>)> = std::thread::scope(|scope| {
            let halves = [0, 1].map(|half| {
                let chain = &chain;
                scope.spawn(move || (half..CHAINS).step_by(2).map(|at| (at, chain(at))).collect::<Vec<_>>())
            });
            halves
                .into_iter()
                .flat_map(|half| half.join().expect("a half of the pool"))
                .collect()
        });
        chains.sort_by_key(|(at, _)| *at);
        let chains: Vec<Vec<Paper>> = chains.into_iter().map(|(_, papers)| papers).collect();
        let mut bodies = HashMap::new();
        for (chain, papers) in chains.iter().enumerate() {
            for (at, paper) in papers.iter().enumerate() {
                for request in paper.requests.values() {
                    bodies.insert(request.body().to_vec(), (chain, at));
                }
            }
        }
        Pool {
            chains,
            credential,
            bodies,
        }
    }

    /// What is sent for these bytes: prepared, if they are those that were issued; else made of what they are.
    pub(crate) fn request(&self, place: (usize, usize), xml: &[u8], to: Route) -> khatm::Result<Arc<Request>> {
        let paper = &self.chains[place.0][place.1];
        match paper.document.xml == xml {
            true => Ok(Arc::clone(&paper.requests[&to])),
            false => request(&self.credential, xml, to).map(Arc::new),
        }
    }

    /// The document that a body brings, byte for byte; most likely this one.
    pub(crate) fn paper_of(&self, likely: (usize, usize), body: &[u8]) -> Option<(usize, usize)> {
        match self.chains[likely.0][likely.1].request(Route::Reporting).body() == body {
            true => Some(likely),
            false => self.bodies.get(body).copied(),
        }
    }
}

fn request(credential: &Credential, xml: &[u8], to: Route) -> khatm::Result<Request> {
    let endpoint = endpoint(Environment::Simulation);
    match to {
        Route::Reporting => Request::reporting(&endpoint, credential, xml, Language::English),
        Route::Clearance => Request::clearance(&endpoint, credential, xml, Language::English),
    }
}

fn chain(
    at: usize,
    authority: &Authority,
    key: &PrivateKey,
    credential: &Credential,
    verifier: &Verifier,
) -> Vec<Paper> {
    let store = Memory::new();
    let new = NewChain::of(credential, &format!("till {at}"), Start::NEW).expect("a chain");
    let chain = store.begin(&new, START).expect("a chain").id;
    let issuer = Issuer::new(chain, credential, key).expect("its own key");
    let issuer = issuer.with_verifier(verifier).with_seller(ledger::seller());
    let mut papers: Vec<Paper> = (0..LENGTH)
        .map(|position| {
            // About a third is cleared, never in the same order.
            let standard = (at * 7 + position * 5 + position / 4).is_multiple_of(3);
            let number = format!("S-{at}-{position}");
            let draft = match standard {
                true => ledger::invoice(&number, "20.00"),
                false => ledger::sale(&number, "10.00"),
            };
            let order = Order {
                draft: draft.as_bytes(),
                request_key: None,
                corrects: None,
            };
            let document = issue(&store, &issuer, &order, START).expect("a document").document;
            paper(authority, credential, document)
        })
        .collect();
    // While clearance is off a standard document is reported; the replies to that name no document.
    let simplified = papers
        .iter()
        .find(|paper| paper.document.profile == Profile::Simplified);
    let reported = simplified.expect("one of three is standard").replies.clone();
    for paper in &mut papers {
        for (of, reply) in &reported {
            paper.replies.entry(*of).or_insert_with(|| reply.clone());
        }
    }
    papers
}

fn paper(authority: &Authority, credential: &Credential, document: Document) -> Paper {
    let request = |to| request(credential, &document.xml, to).expect("a request");
    let requests: HashMap<Route, Arc<Request>> = Route::ALL.into_iter().map(|to| (to, Arc::new(request(to)))).collect();
    let own = Route::of(document.profile);
    let mut replies = HashMap::new();
    for known in [false, true] {
        let response = authority.answer(&Call::from(&*requests[&own]));
        let right = match (own, known) {
            (_, false) => response.status == 200,
            (Route::Clearance, true) => response.status == 208,
            (Route::Reporting, true) => response.status == 409,
        };
        assert!(
            right,
            "{}: {}",
            response.status,
            String::from_utf8_lossy(&response.body)
        );
        replies.insert((own, known), reply(response));
    }
    let cleared = (own == Route::Clearance).then(|| {
        let body: serde_json::Value = serde_json::from_slice(&replies[&(own, false)].body).expect("JSON");
        let text = body["clearedInvoice"].as_str().expect("a cleared document");
        base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
    });
    Paper {
        cleared,
        linked: Linked::read(document.uuid.to_string(), &document.xml).expect("a document"),
        document,
        requests,
        replies,
    }
}

fn reply(response: Response) -> Reply {
    Reply {
        status: response.status,
        content_type: Some(response.content_type.to_owned()),
        retry_after: None,
        date: None,
        body: response.body,
    }
}

/// A reply of this status with this body.
pub(crate) fn plain(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    reply(Response {
        status,
        content_type: "application/json",
        body: body.into(),
    })
}

//! The outbox's way out: claims become requests, go out side by side, and come back as arrivals.
//!
//! Only as many are begun as there are hands free, some of which are kept for clearances, since somebody waits for those. One
//! breaker for each endpoint and operation, over all devices: while the authority is down, one document in half a minute tries
//! whether it is back, and the others do not even leave the ledger.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::runtime::{Builder, Runtime};

use super::post::Sending;
use super::restraint::{Admission, Outcome, Restraint, Slot};
use super::{Client, Exchange, Patience, Rates};
use crate::error::{Code, Error, Kind, Language, Result};
use crate::gateway::verdict::{Loss, NotReceived};
use crate::gateway::{Doubt, Remark, Request, Verdict};
use crate::outbox::worker::Key;
use crate::outbox::{Allowance, Arrival, Claim};
use crate::store::delivery::Route;

/// Sends claims through a [`Client`], so many at a time.
pub struct Courier {
    shared: Arc<Shared>,
    /// Where calls live. Taken when the courier goes, so that nobody's event loop is blocked by its end.
    runtime: Option<Runtime>,
    arrivals: Receiver<(Key, Route, Arrival)>,
    hands: usize,
    window: Window,
    clearing: usize,
    reporting: usize,
}

struct Shared {
    client: Client,
    patience: Patience,
    language: Language,
    arrived: Arrived,
    breakers: Arc<Breakers>,
}

/// Where answers go, and who is told that there is one.
#[derive(Clone)]
struct Arrived {
    answers: Sender<(Key, Route, Arrival)>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

/// The breakers of all endpoints and operations: shared by the couriers of a process, so that a new one knows that the authority is
/// down. The client that they send with should have none of its own ([`Rates::straight_failures`]).
pub struct Breakers {
    rates: Rates,
    began: Instant,
    all: Mutex<HashMap<(String, Route), Restraint>>,
}

impl Breakers {
    /// Breakers that open and try again as these rates say. Their limits on calls are each device's, and the client's matter.
    pub fn new(rates: Rates) -> Self {
        Breakers {
            rates: Rates {
                per_minute: 6_000_000,
                burst: 1_000_000,
                least_per_minute: 6_000_000,
                ..rates
            },
            began: Instant::now(),
            all: Mutex::default(),
        }
    }
}

impl Courier {
    /// A courier with so many hands: documents that are under way at once. `wake` is called, on another thread, when an answer is
    /// there.
    pub fn new(
        client: Client,
        breakers: Arc<Breakers>,
        patience: Patience,
        hands: usize,
        language: Language,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("khatm-courier")
            .enable_all()
            .build()
            .map_err(|_| Error::new(Code::DriveRuntime))?;
        let (answers, arrivals) = channel();
        Ok(Courier {
            shared: Arc::new(Shared {
                client,
                patience,
                language,
                arrived: Arrived { answers, wake },
                breakers,
            }),
            runtime: Some(runtime),
            arrivals,
            hands: hands.max(1),
            window: Window::default(),
            clearing: 0,
            reporting: 0,
        })
    }

    /// How many documents are under way.
    pub fn under_way(&self) -> usize {
        self.clearing + self.reporting
    }

    fn back(&mut self, route: Route) {
        let count = match route {
            Route::Clearance => &mut self.clearing,
            Route::Reporting => &mut self.reporting,
        };
        *count = count.saturating_sub(1);
    }

    /// How many more documents can go out at this moment.
    pub fn allowance(&self) -> Allowance {
        let hands = self.hands.min(self.window.0);
        let total = hands.saturating_sub(self.under_way());
        // A quarter of the hands, one at least where there are two, is never given to reports; an eighth never to clearances, or a
        // clearance that is slow for hours would make every report late.
        let kept = hands.div_ceil(4).min(hands - 1);
        let for_reports = (hands - kept).saturating_sub(self.reporting);
        let for_clearances = (hands - hands / 8).saturating_sub(self.clearing);
        Allowance {
            total,
            clearance: self
                .shared
                .breakers
                .bears(Route::Clearance)
                .min(for_clearances)
                .min(total),
            reporting: self.shared.breakers.bears(Route::Reporting).min(for_reports).min(total),
        }
    }

    /// Begins to send a claim whose time runs since `began`, without waiting for the answer. Without what it takes, the answer says
    /// so.
    pub fn send(&mut self, claim: &Claim, sending: Result<Arc<Sending>>, began: Instant) {
        match claim.endpoint {
            Route::Clearance => self.clearing += 1,
            Route::Reporting => self.reporting += 1,
        }
        let mut under_way = UnderWay {
            key: (claim.document.place, claim.epoch),
            route: claim.endpoint,
            arrived: self.shared.arrived.clone(),
            told: false,
        };
        let (shared, claim) = (self.shared.clone(), claim.clone());
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                let arrival = shared.call(&claim, sending, began).await;
                under_way.tell(arrival);
            });
        }
    }

    /// The answers that are there. Everything that was begun is answered in the end, if only by a lost reply.
    pub fn arrivals(&mut self) -> Vec<(Key, Arrival)> {
        let mut arrived = Vec::new();
        for (key, route, arrival) in self.arrivals.try_iter().collect::<Vec<_>>() {
            self.back(route);
            self.window.learn(&arrival.verdict, self.hands);
            arrived.push((key, arrival));
        }
        arrived
    }
}

/// How many documents may be under way, as far as the authority's answers bear it out: few on one that fails, or all of them would be in
/// doubt at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window(usize);

impl Default for Window {
    fn default() -> Self {
        Window(256)
    }
}

impl Window {
    const LEAST: usize = 8;

    /// Two more for each answer, half for each failure.
    fn learn(&mut self, verdict: &Verdict, hands: usize) {
        self.0 = match outcome(verdict) {
            Some(Outcome::Answered) => self.0.saturating_add(2).min(hands.max(Self::LEAST)),
            Some(Outcome::Failed) => (self.0 / 2).max(Self::LEAST),
            Some(Outcome::Throttled) | None => self.0,
        };
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A document that was begun to be sent. Whatever ends its call, a panic too, it is answered.
struct UnderWay {
    key: Key,
    route: Route,
    arrived: Arrived,
    told: bool,
}

impl UnderWay {
    fn tell(&mut self, arrival: Arrival) {
        self.told = true;
        // Nobody listens any more when the courier is gone: the claim's lease ends then.
        let _ = self.arrived.answers.send((self.key, self.route, arrival));
        (self.arrived.wake)();
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if !self.told {
            self.tell(Arrival {
                verdict: Verdict::Unsure(Doubt::Lost(Loss::Broken)),
                http: 0,
                body: None,
                ms: 0,
            });
        }
    }
}

impl Breakers {
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<(String, Route), Restraint>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many more may go to an operation: all, if its breaker is shut somewhere; one where all are open and it is time to try.
    fn bears(&self, route: Route) -> usize {
        let now_ms = self.now_ms();
        let mut breakers = self.all();
        let mut own = breakers.iter_mut().filter(|((_, of), _)| *of == route).peekable();
        if own.peek().is_none() {
            return usize::MAX;
        }
        let mut most = 0;
        for (_, breaker) in own {
            match (breaker.is_open(), breaker.held_for_ms(now_ms)) {
                (false, _) => return usize::MAX,
                (true, None) => most = 1,
                (true, Some(_)) => {}
            }
        }
        most
    }

    fn admit(&self, at: &(String, Route)) -> Result<Slot> {
        let now_ms = self.now_ms();
        let mut breakers = self.all();
        let breaker = breakers.entry(at.clone()).or_insert_with(|| Restraint::new(self.rates));
        match breaker.admit(now_ms) {
            Admission::Go(slot) => Ok(slot),
            Admission::Wait { for_ms } | Admission::Open { for_ms } => {
                let seconds = format!("{} s", for_ms.div_ceil(1_000));
                Err(Error::new(Code::DriveCircuitOpen).found(&seconds))
            }
        }
    }

    fn settle(&self, at: &(String, Route), slot: Slot, outcome: Outcome) {
        let now_ms = self.now_ms();
        if let Some(breaker) = self.all().get_mut(at) {
            breaker.settle(slot, outcome, None, now_ms);
        }
    }
}

impl Shared {
    /// A call that began when the claim was handed over: what goes by until then (a key that is asked for, a ledger that is busy)
    /// is time of the call, or it would outlive its claim.
    async fn call(&self, claim: &Claim, sending: Result<Arc<Sending>>, began: Instant) -> Arrival {
        let made = sending.and_then(|sending| Ok((request(claim, &sending, self.language)?, sending)));
        let (request, sending) = match made {
            Ok(made) => made,
            Err(error) => return unable(&error),
        };
        let at = (request.endpoint().base().to_owned(), claim.endpoint);
        let slot = match self.breakers.admit(&at) {
            Ok(slot) => slot,
            Err(error) => return never_left(error),
        };
        let exchange = self
            .client
            .send_since(began, &request, self.patience, &sending.device)
            .await;
        if let Some(outcome) = outcome(&exchange.verdict) {
            self.breakers.settle(&at, slot, outcome);
        }
        arrival(exchange)
    }
}

/// The request that sends a claim: what was stamped, or nothing.
fn request(claim: &Claim, sending: &Sending, language: Language) -> Result<Request> {
    let Sending {
        endpoint, credential, ..
    } = sending;
    let xml = &claim.document.xml;
    let request = match claim.endpoint {
        Route::Clearance => Request::clearance(endpoint, credential, xml, language),
        Route::Reporting => Request::reporting(endpoint, credential, xml, language),
    };
    let changed = || Error::new(Code::VerifyHash).found(&claim.document.uuid.to_string());
    // What cannot be read any more was changed, too: the document's own fault, not its device's.
    let request = request.map_err(|error| match error.kind() {
        Kind::Input => changed(),
        _ => error,
    })?;
    // Somebody who changed the ledger must not change what the authority gets.
    match request.expected().map(|sent| sent.hash) == Some(claim.document.hash) {
        true => Ok(request),
        false => Err(changed()),
    }
}

/// What a verdict says of the endpoint; nothing where the call was held back on this side.
fn outcome(verdict: &Verdict) -> Option<Outcome> {
    match verdict {
        Verdict::NotReceived(NotReceived::NeverLeft(error)) => match error.code() {
            Code::DriveCircuitOpen | Code::DriveRate | Code::DriveRequestTooLarge | Code::DriveRuntime => None,
            _ => Some(Outcome::Failed),
        },
        Verdict::Unsure(Doubt::Lost(_) | Doubt::Server(..)) => Some(Outcome::Failed),
        // Too many requests is said to one device, by an endpoint that is well.
        _ => Some(Outcome::Answered),
    }
}

fn arrival(exchange: Exchange) -> Arrival {
    let (http, body) = match exchange.reply {
        Some(mut reply) => (reply.status, Some(std::mem::take(&mut reply.body))),
        None => (0, None),
    };
    Arrival {
        verdict: exchange.verdict,
        http,
        body,
        ms: exchange.took_ms.saturating_sub(exchange.waited_ms),
    }
}

fn never_left(error: Error) -> Arrival {
    Arrival {
        verdict: Verdict::NotReceived(NotReceived::NeverLeft(error)),
        http: 0,
        body: None,
        ms: 0,
    }
}

/// What could not be made into a request: the device is parked where it is to blame, the document waits where the ledger is.
fn unable(error: &Error) -> Arrival {
    match (error.kind(), error.code()) {
        // The document's own fault, not its device's: verify names it.
        (_, Code::VerifyHash) => never_left(error.clone()),
        (Kind::Busy | Kind::Unsure, _) => never_left(error.clone()),
        // Of another environment than this process serves: its own worker sends it.
        _ if error.code() == Code::CredentialEnvironment => never_left(error.clone()),
        // Nothing is wrong with the device where its file cannot be asked for.
        #[cfg(not(feature = "uniffi"))]
        _ if error.code().as_str().starts_with("KHATM-POSTGRES-")
            || error.code().as_str().starts_with("KHATM-FENCE-") =>
        {
            never_left(error.clone())
        }
        _ => Arrival {
            verdict: Verdict::Credential(vec![Remark::of(error.code())]),
            http: 0,
            body: None,
            ms: 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Acceptance;

    #[test]
    fn few_are_under_way_to_an_authority_that_fails_and_more_and_more_to_one_that_answers() {
        let (good, bad) = (
            Verdict::Accepted(Acceptance::default()),
            Verdict::Unsure(Doubt::Lost(Loss::Timeout)),
        );
        let mut window = Window::default();
        (0..20).for_each(|_| window.learn(&bad, 800));
        assert_eq!(window, Window(Window::LEAST));
        (0..396).for_each(|_| window.learn(&good, 800));
        assert_eq!(window, Window(800));
        window.learn(&good, 800);
        window.learn(&unable(&Error::new(Code::DeviceUnknown)).verdict, 800);
        assert_eq!(window, Window(800));
        window.learn(&never_left(Error::new(Code::DriveCircuitOpen)).verdict, 800);
        assert_eq!(
            window,
            Window(800),
            "what was held back on this side says nothing of the authority"
        );
        window.learn(&bad, 800);
        assert_eq!(window, Window(400));
    }
}

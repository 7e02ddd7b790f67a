//! One seed: devices, documents, workers, a network, a store that fails, and time that is only a number.
//!
//! A worker does one task at a time, and may die before the next one: every line of its order is tried. What must be true is
//! looked at when bytes reach the gateway, after every settled answer, and at the end.

use std::cell::{Cell, RefCell};

use khatm::chain::PreviousHash;
use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{Allowance, HandOver, Policy, Worker, may_hand_over};
use khatm::seal::Profile;
use khatm::store::delivery::{Deliveries, Delivering, Facts, Lane, Route, State};
use khatm::store::{ChainId, Document, Fate, Store};
use khatm::time::Timestamp;
use khatm::{Code, Error, Kind, Result};

use super::delivery::{DAY, HOUR, Said, arrival, begin, issue, issue_after};
use super::gateway::{Arrived, Gateway, Span};
use super::lying::{Between, Lie};
use super::random::Random;

pub(crate) const START: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);
/// Long after every outage.
const END: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000 + 12 * 24 * 3_600_000);

/// What is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    None,
    Store(Lie),
    KnownIsRefused,
    LostIsAccepted,
    LostIsRefused,
    LostIsNeverLeft,
    ServerIsRefused,
    ThrottledIsRefused,
    ElsewhereIsRefused,
    CredentialIsUnsure,
    RetryAfterIsNotRead,
    LateIsDropped,
    GivesUpAfterFive,
    BytesChangeOnRetry,
    OtherDocumentIsSent,
    CallOutlivesLease,
    FollowsLastAccepted,
}

/// What went wrong, as the judge says it.
pub(crate) type Broken = String;

struct Request {
    key: Key,
    endpoint: Route,
    xml: Vec<u8>,
    again: bool,
    /// The worker and its life, if that still lives.
    worker: (usize, u32),
    sent_at: Timestamp,
    arrives_at: Timestamp,
    waits_until: Timestamp,
    outcome: Option<Said>,
    answer_at: Timestamp,
    given_up: bool,
}

struct Hand {
    worker: Worker,
    life: u32,
    slots: usize,
    wakes_at: Timestamp,
}

/// A rest that was asked for, known since the answer was kept.
struct Rest {
    key: Key,
    endpoint: Route,
    from: Timestamp,
    until: Timestamp,
}

pub(crate) struct World<'s> {
    store: &'s dyn Store,
    plant: Plant,
    random: RefCell<Random>,
    gateway: Gateway,
    chains: Vec<ChainId>,
    documents: Vec<Document>,
    to_issue: Vec<(Timestamp, usize, Profile, &'static str)>,
    hands: Vec<Hand>,
    requests: Vec<Request>,
    rests: Vec<Rest>,
    now: Timestamp,
    crashes: u32,
    slots: usize,
    /// What happened, for comparing two runs of one seed.
    pub(crate) trace: u64,
    pub(crate) steps: u64,
}

/// A store that is busy now and then, or does not say whether it kept something.
struct Flaky<'a> {
    inner: Between<'a>,
    random: &'a RefCell<Random>,
    calls: Cell<u32>,
}

impl Deliveries for Flaky<'_> {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        self.calls.set(self.calls.get() + 1);
        let dice = self.random.borrow_mut().below(200);
        match dice {
            0..4 => Err(Error::new(Code::StoreBusy)),
            4 => Err(Error::new(Code::StoreUnsure)),
            5 => self.inner.deliver(work).and(Err(Error::new(Code::StoreUnsure))),
            _ => self.inner.deliver(work),
        }
    }
}

impl<'s> World<'s> {
    pub(crate) fn new(store: &'s dyn Store, seed: u64, plant: Plant) -> Result<Self> {
        let mut random = Random::new(seed);
        let devices = 1 + random.below(3) as u32;
        let gateway = Gateway::new(&mut random, START, devices);
        let chains: Result<Vec<ChainId>> = (0..devices)
            .map(|device| begin(store, &format!("till {device}"), START))
            .collect();
        let chains = chains?;
        let mut to_issue: Vec<_> = (0..3 + random.below(9))
            .map(|_| {
                let at = START.plus_ms(random.below(14 * HOUR));
                let profile = if random.one_in(3) {
                    Profile::Standard
                } else {
                    Profile::Simplified
                };
                let content = *random.pick(&["", "", "", "", "", "", "", "bad", "worse", "large"]);
                (at, random.below(i64::from(devices)) as usize, profile, content)
            })
            .collect();
        to_issue.sort_by_key(|what| std::cmp::Reverse(what.0));
        let slots = 1 + random.below(3) as usize;
        let hands = (0..1 + random.below(3) as usize)
            .map(|at| Hand {
                worker: worker(at, 0),
                life: 0,
                slots,
                wakes_at: START,
            })
            .collect();
        let crashes = random.below(8) as u32;
        Ok(World {
            store,
            plant,
            random: RefCell::new(random),
            gateway,
            chains,
            documents: vec![],
            to_issue,
            hands,
            requests: vec![],
            rests: vec![],
            now: START,
            crashes,
            slots,
            trace: seed,
            steps: 0,
        })
    }

    fn below(&self, limit: i64) -> i64 {
        self.random.borrow_mut().below(limit)
    }

    fn note(&mut self, what: u64) {
        self.trace = (self.trace ^ what).wrapping_mul(0x100_0000_01B3).rotate_left(23);
    }

    fn lanes(&self) -> Result<Vec<Lane>, Broken> {
        let mut lanes = vec![];
        self.read(&mut |rows| {
            lanes = rows.lanes()?;
            Ok(())
        })?;
        Ok(lanes)
    }

    fn read(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<(), Broken> {
        self.store
            .deliver(work)
            .map_err(|error| format!("the judge cannot read: {error}"))
    }

    /// Runs until nothing can happen any more, and says whether all is as it must be.
    pub(crate) fn run(&mut self) -> Result<(), Broken> {
        while let Some(next) = self.next_time()? {
            if next > END || self.steps > 60_000 {
                break;
            }
            self.now = self.now.max(next);
            self.steps += 1;
            if self.to_issue.last().is_some_and(|what| what.0 <= self.now) {
                self.issue()?;
                continue;
            }
            if let Some(at) = self.requests.iter().position(|request| request.next() <= self.now) {
                self.network(at)?;
                continue;
            }
            if let Some(at) = (0..self.hands.len())
                .filter(|&at| self.hands[at].wakes_at <= self.now)
                .min()
            {
                self.work(at)?;
            }
        }
        self.end()
    }

    fn next_time(&self) -> Result<Option<Timestamp>, Broken> {
        let finished = self.to_issue.is_empty() && self.requests.is_empty() && self.all_finished()?;
        if finished {
            return Ok(None);
        }
        let issues = self.to_issue.last().map(|what| what.0);
        let requests = self.requests.iter().map(Request::next).min();
        let hands = self.hands.iter().map(|hand| hand.wakes_at).min();
        Ok([issues, requests, hands].into_iter().flatten().min())
    }

    fn all_finished(&self) -> Result<bool, Broken> {
        if self.hands.iter().any(|hand| hand.worker.in_hand() > 0) {
            return Ok(false);
        }
        let mut all = true;
        self.read(&mut |rows| {
            for document in &self.documents {
                all &= rows.facts(document.place)?.any() && rows.job(document.place)?.is_none();
            }
            Ok(())
        })?;
        Ok(all)
    }

    fn issue(&mut self) -> Result<(), Broken> {
        let Some((_, device, profile, content)) = self.to_issue.pop() else {
            return Ok(());
        };
        let chain = self.chains[device];
        let key = self.documents.len() as u64 + 1;
        let made = match self.plant {
            Plant::FollowsLastAccepted => self.follow_accepted(chain, profile, key, content),
            _ => issue(self.store, chain, profile, key, content, self.now),
        };
        let document = made.map_err(|error| format!("a document could not be issued: {error}"))?;
        self.note(document.place.counter);
        let handed = self.hand_over(&document)?;
        if handed.is_allowed() != (profile == Profile::Simplified) {
            return Err(format!("{}: {handed:?} right after it was issued", document.place));
        }
        self.documents.push(document);
        // Somebody looks for work at once.
        let at = self.below(self.hands.len() as i64) as usize;
        self.hands[at].wakes_at = self.hands[at].wakes_at.min(self.now.plus_ms(20));
        Ok(())
    }

    /// A link to the last document that was accepted, as some systems make it.
    fn follow_accepted(&self, chain: ChainId, profile: Profile, key: u64, content: &str) -> Result<Document> {
        let mut accepted = PreviousHash::FIRST;
        for document in self.documents.iter().filter(|document| document.place.chain == chain) {
            if self.store.fate(document.place)? == Fate::Accepted {
                accepted = document.hash.into();
            }
        }
        issue_after(self.store, chain, profile, key, content, self.now, Some(accepted))
    }

    fn hand_over(&self, document: &Document) -> Result<HandOver, Broken> {
        let mut found = HandOver::NotYet;
        self.read(&mut |rows| {
            let release = rows.release(document.place)?;
            found = may_hand_over(
                Route::of(document.profile),
                rows.facts(document.place)?,
                release.as_ref(),
            );
            Ok(())
        })?;
        Ok(found)
    }

    /// One task of one worker, or its death.
    fn work(&mut self, at: usize) -> Result<(), Broken> {
        let mut tasks = self.hands[at].worker.tasks();
        let dies = self.crashes > 0 && !tasks.is_empty() && self.below(12) == 0;
        if dies {
            self.crashes -= 1;
            self.hands[at].life += 1;
            let (life, wakes_at) = (self.hands[at].life, self.now.plus_ms(self.below(60_000)));
            self.hands[at] = Hand {
                worker: worker(at, life),
                life,
                slots: self.slots,
                wakes_at,
            };
            self.note(0xDEAD);
            return Ok(());
        }
        let free = self.hands[at].slots.saturating_sub(self.hands[at].worker.in_hand());
        if free > 0 && (tasks.is_empty() || self.below(4) == 0) {
            tasks = vec![Task::Claim];
        }
        let task = match tasks.len() {
            0 => None,
            count => Some(tasks[self.below(count as i64) as usize]),
        };
        let did = match task {
            None => false,
            Some(task) => self.task(at, task, free)?,
        };
        self.hands[at].wakes_at = if did {
            self.now.plus_ms(self.pause())
        } else {
            self.sleep_until(at)?
        };
        Ok(())
    }

    /// Mostly milliseconds; now and then a machine that stood still.
    fn pause(&self) -> i64 {
        match self.below(60) {
            0 => self.below(200_000),
            _ => 1 + self.below(40),
        }
    }

    /// Nothing to do: until something may be due.
    fn sleep_until(&self, at: usize) -> Result<Timestamp, Broken> {
        let mut next: Vec<Timestamp> = vec![self.now.plus_ms(30 * 60_000)];
        let mine = self
            .requests
            .iter()
            .filter(|request| request.worker == (at, self.hands[at].life));
        next.extend(mine.map(Request::next));
        self.read(&mut |rows| {
            next.extend(rows.unfinished(None, 1000)?.iter().map(|job| job.due_at));
            for lane in rows.lanes()? {
                next.extend(lane.rest_until);
                next.extend(lane.park.map(|park| park.until));
            }
            Ok(())
        })?;
        let soonest = next
            .into_iter()
            .filter(|next| *next > self.now)
            .min()
            .unwrap_or(self.now);
        Ok(soonest.plus_ms(1 + self.below(2_000)))
    }

    fn task(&mut self, at: usize, task: Task, free: usize) -> Result<bool, Broken> {
        let now = self.now;
        let key = match task {
            Task::Look(key) | Task::Settle(key) | Task::GiveBack(key) | Task::Send(key) => Some(key),
            Task::Claim => None,
        };
        let mut worker = self.hands[at].worker.clone();
        let chance = self.random.borrow_mut().next();
        let lie = match self.plant {
            Plant::Store(lie) => lie,
            _ => Lie::None,
        };
        let claiming = task == Task::Claim;
        let inner = Between {
            store: self.store,
            fenced: false,
            lie,
            epoch: key,
            now,
            claiming,
        };
        let flaky = Flaky {
            inner,
            random: &self.random,
            calls: Cell::new(0),
        };
        let allowance = Allowance {
            total: free,
            clearance: free,
            reporting: free,
        };
        let mut did = true;
        let mut sent = None;
        let (mut settled, mut round) = (false, khatm::outbox::Round::default());
        let result = match task {
            Task::Claim => worker.claim(&flaky, allowance, now).map(|taken| did = taken > 0),
            Task::Look(key) => worker
                .look(&flaky, &[key], now, &mut round)
                .map(|()| sent = worker.depart(key, now).cloned()),
            Task::Send(key) => {
                sent = worker.depart(key, now).cloned();
                Ok(())
            }
            Task::Settle(key) => worker
                .settle(&flaky, &[key], now, &mut || chance, &mut round)
                .map(|()| settled = true),
            Task::GiveBack(key) => worker.give_back(&flaky, &[key], now, &mut round),
        };
        self.note(match task {
            Task::Claim => 1,
            Task::Look(_) => 2,
            Task::Send(_) => 3,
            Task::Settle(_) => 4,
            Task::GiveBack(_) => 5,
        });
        self.note(now.unix_ms() as u64);
        self.hands[at].worker = worker;
        if let Some((place, error)) = round.faults.first() {
            return Err(format!("{place}: {task:?}: the store refused: {error}"));
        }
        match result {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), Kind::Busy | Kind::Unsure) => {}
            Err(error) => return Err(format!("{task:?}: the store refused: {error}")),
        }
        if let Some(claim) = sent {
            self.send(at, &claim)?;
        }
        if settled {
            self.requests_are_known(key)?;
            self.rows_hold()?;
        }
        Ok(did)
    }

    /// Rests that the answer of this claim brought count from now on.
    fn requests_are_known(&mut self, key: Option<Key>) -> Result<(), Broken> {
        let Some(key) = key else { return Ok(()) };
        let now = self.now;
        for rest in self.rests.iter_mut().filter(|rest| rest.key == key && rest.from > now) {
            rest.from = now;
        }
        Ok(())
    }

    fn send(&mut self, at: usize, claim: &khatm::outbox::Claim) -> Result<(), Broken> {
        let (now, place) = (self.now, claim.document.place);
        let key = (place, claim.epoch);
        let alive = |request: &&Request| {
            request.key.0 == place
                && !request.given_up
                && self.hands[request.worker.0].life == request.worker.1
                && request.waits_until > now
        };
        if self.requests.iter().any(|request| alive(&request)) {
            return Err(format!("{place}: two calls at a time"));
        }
        let resting = |rest: &Rest| {
            rest.key.0.chain == place.chain && rest.endpoint == claim.endpoint && rest.from <= now && now < rest.until
        };
        if self.rests.iter().any(resting) {
            return Err(format!("{place}: sent while the authority had asked for rest"));
        }
        let mut xml = claim.document.xml.clone();
        if self.plant == Plant::BytesChangeOnRetry && claim.again {
            xml.splice(0..0, *b" ");
        }
        if self.plant == Plant::OtherDocumentIsSent && self.below(8) == 0 {
            let other = self.below(self.documents.len() as i64) as usize;
            xml = self.documents[other].xml.clone();
        }
        let way = if self.below(25) == 0 {
            self.below(90_000)
        } else {
            10 + self.below(2_000)
        };
        let call = if self.plant == Plant::CallOutlivesLease {
            400_000
        } else {
            Policy::default().call_ms
        };
        self.requests.push(Request {
            key,
            endpoint: claim.endpoint,
            xml,
            again: claim.again,
            worker: (at, self.hands[at].life),
            sent_at: now,
            arrives_at: now.plus_ms(way),
            waits_until: now.plus_ms(call),
            outcome: None,
            answer_at: now,
            given_up: false,
        });
        self.note(0x5E4D);
        Ok(())
    }

    /// A request reaches the gateway, its answer reaches the worker, or time runs out.
    fn network(&mut self, at: usize) -> Result<(), Broken> {
        let now = self.now;
        let request = &self.requests[at];
        if !request.given_up && now >= request.waits_until {
            self.requests[at].given_up = true;
            self.answer(at, Said::Lost);
            if self.requests[at].outcome.is_some() {
                self.requests.swap_remove(at);
            }
            return Ok(());
        }
        let Some(said) = request.outcome else {
            // Three of ten never come back, half of them never came there.
            let dice = self.below(100);
            if dice < 15 {
                self.requests[at].outcome = Some(Said::Lost);
            } else {
                let said = self.receive(at)?;
                self.requests[at].outcome = Some(if dice < 30 { Said::Lost } else { said });
            }
            let back = if self.below(25) == 0 {
                self.below(90_000)
            } else {
                10 + self.below(2_000)
            };
            self.requests[at].answer_at = now.plus_ms(back);
            return Ok(());
        };
        if !request.given_up {
            self.answer(at, said);
        }
        self.requests.swap_remove(at);
        Ok(())
    }

    /// What must be true when bytes arrive.
    fn receive(&mut self, at: usize) -> Result<Said, Broken> {
        let request = &self.requests[at];
        let place = request.key.0;
        let document = self.documents.iter().find(|document| document.place == place);
        let Some(document) = document else {
            return Err(format!("{place}: sent, and never issued"));
        };
        if request.xml != document.xml {
            return Err(format!("{place}: I6: other bytes than were stamped"));
        }
        let mut attempt = None;
        self.read(&mut |rows| {
            let attempts = rows.history(place)?.attempts;
            attempt = attempts.into_iter().find(|attempt| attempt.epoch == request.key.1);
            Ok(())
        })?;
        match attempt {
            Some(attempt) if attempt.at <= request.sent_at && attempt.endpoint == request.endpoint => {}
            _ => return Err(format!("{place}: I5: sent without a committed attempt")),
        }
        let alive = !request.given_up && self.hands[request.worker.0].life == request.worker.1;
        let before = self.gateway.books.get(&place).map_or(0, |book| book.arrived);
        let others = self.requests.iter().filter(|other| other.key.0 == place).count();
        if alive && before > 0 && !request.again && others == 1 {
            return Err(format!("{place}: an attempt that does not know of the one before"));
        }
        let arrived = Arrived {
            place,
            endpoint: request.endpoint,
            standard: document.profile == Profile::Standard,
            xml: &request.xml,
        };
        Ok(self.gateway.take(&arrived, self.now, &mut self.random.borrow_mut()))
    }

    fn answer(&mut self, at: usize, said: Said) {
        let request = &self.requests[at];
        let (hand, life) = request.worker;
        if self.hands[hand].life != life {
            return;
        }
        let key = request.key;
        if let Said::Throttled(Some(seconds)) = said {
            self.rests.push(Rest {
                key,
                endpoint: request.endpoint,
                from: Timestamp::from_unix_ms(i64::MAX),
                until: self.now.plus_ms(seconds as i64 * 1000),
            });
        }
        let deadline = self
            .documents
            .iter()
            .find(|document| document.place == key.0)
            .map(|document| document.deadline);
        let late = deadline.is_some_and(|deadline| deadline < self.now);
        let said = match (self.plant, said) {
            (Plant::KnownIsRefused, Said::Known { .. }) => Said::No("duplicate"),
            (Plant::LostIsAccepted, Said::Lost) => Said::Yes { cleared: true },
            (Plant::LostIsRefused, Said::Lost) | (Plant::ServerIsRefused, Said::Server) => Said::No("lost"),
            (Plant::LostIsNeverLeft, Said::Lost) => Said::NeverLeft,
            (Plant::ThrottledIsRefused, Said::Throttled(_)) => Said::No("429"),
            (Plant::ElsewhereIsRefused, Said::Elsewhere) => Said::No("303"),
            (Plant::CredentialIsUnsure, Said::Credential) => Said::Server,
            (Plant::RetryAfterIsNotRead, Said::Throttled(Some(_))) => Said::Throttled(None),
            (Plant::LateIsDropped, Said::Lost | Said::Server | Said::NeverLeft) if late => Said::No("late"),
            (Plant::GivesUpAfterFive, Said::Lost | Said::Server) if key.1 >= 5 => Said::No("too many tries"),
            (_, said) => said,
        };
        self.hands[hand].worker.arrive(key, arrival(said));
        self.hands[hand].wakes_at = self.hands[hand].wakes_at.min(self.now.plus_ms(1));
        self.note(said_number(said));
    }

    /// What is true of the rows whenever an answer was kept.
    fn rows_hold(&self) -> Result<(), Broken> {
        let lanes = self.lanes()?;
        let mut broken = None;
        self.read(&mut |rows| {
            for document in &self.documents {
                let place = document.place;
                let facts = rows.facts(place)?;
                let job = rows.job(place)?;
                let lane = lanes
                    .iter()
                    .find(|lane| lane.chain == place.chain && lane.route == Route::of(document.profile));
                let waiting = lane.is_some_and(|lane| lane.next <= place.counter) && job.is_none() && !facts.any();
                if usize::from(waiting) + usize::from(job.is_some()) + usize::from(facts.any()) != 1 {
                    broken.get_or_insert(format!("{place}: I4: nowhere, or twice"));
                }
                let book = self.gateway.books.get(&place).cloned().unwrap_or_default();
                if facts.accepted.is_some() && book.taken.is_empty() || facts.rejected && !book.refused {
                    broken.get_or_insert(format!("{place}: I7: {facts:?}, which the gateway does not know"));
                }
                let travels = self
                    .requests
                    .iter()
                    .any(|request| request.key.0 == place && request.outcome.is_none());
                if job.is_some_and(|job| job.state == State::Again) && (!book.taken.is_empty() || travels) {
                    broken.get_or_insert(format!("{place}: certainly not sent, and it was"));
                }
            }
            Ok(())
        })?;
        broken.map_or(Ok(()), Err)
    }

    /// When all is over: every document is where the gateway says it is, and the chains are whole.
    fn end(&self) -> Result<(), Broken> {
        self.rows_hold()?;
        for document in &self.documents {
            let place = document.place;
            let book = self.gateway.books.get(&place).cloned().unwrap_or_default();
            let mut facts = Facts::default();
            let mut history = Default::default();
            self.read(&mut |rows| {
                facts = rows.facts(place)?;
                history = rows.history(place)?;
                Ok(())
            })?;
            let bad = ["bad", "worse", "large"]
                .iter()
                .any(|end| document.xml.ends_with(end.as_bytes()));
            if bad != facts.rejected || bad == facts.accepted.is_some() {
                return Err(format!(
                    "{place}: {facts:?} after {} steps, at {:?}",
                    self.steps, self.now
                ));
            }
            if history
                .outcomes
                .iter()
                .any(|outcome| outcome.late != (outcome.at > document.deadline))
            {
                return Err(format!("{place}: late is not what the clock says"));
            }
            let evidence = |epoch| {
                history.attempts.iter().any(|attempt| attempt.epoch == epoch)
                    && history.answers.iter().any(|answer| answer.epoch == epoch)
            };
            if !history.outcomes.iter().all(|outcome| evidence(outcome.epoch)) {
                return Err(format!("{place}: I8: a fact without its evidence"));
            }
            // The authority takes bytes twice only when it has forgotten them, and then for one.
            if book.taken.windows(2).any(|taken| taken[1].since(taken[0]) < DAY) {
                return Err(format!("{place}: taken twice in one day"));
            }
            if let [first, _, ..] = book.taken[..] {
                self.asked_in_time(document, first)?;
            }
            let handed = self.hand_over(document)?;
            let right = match (document.profile, bad, facts.accepted) {
                (Profile::Simplified, ..) => handed == HandOver::AsIssued,
                (_, true, _) => handed == HandOver::Rejected,
                (_, _, Some(Route::Clearance)) => handed == HandOver::AsCleared,
                _ => handed.is_allowed(),
            };
            if !right {
                return Err(format!("{place}: {handed:?} with {facts:?}"));
            }
        }
        self.chains_hold()?;
        self.probes_were_slow()
    }

    /// A document that was taken a second time after the authority had forgotten it was tried again before, at least once in the
    /// last hour of its memory, unless nothing of its device could be sent then.
    fn asked_in_time(&self, document: &Document, taken: Timestamp) -> Result<(), Broken> {
        let device = document.place.chain.number();
        let hour = Span {
            from: taken.plus_ms(DAY - HOUR),
            to: taken.plus_ms(DAY),
        };
        if !(0..60).all(|minute| self.gateway.is_reachable(device, hour.from.plus_ms(minute * 60_000))) {
            return Ok(());
        }
        let mut asked = false;
        self.read(&mut |rows| {
            asked = rows
                .history(document.place)?
                .attempts
                .iter()
                .any(|attempt| hour.holds(attempt.at));
            Ok(())
        })?;
        if asked {
            Ok(())
        } else {
            Err(format!("{}: taken twice, and nobody asked in time", document.place))
        }
    }

    fn chains_hold(&self) -> Result<(), Broken> {
        for chain in &self.chains {
            let mut before = (0, PreviousHash::FIRST);
            for document in self.documents.iter().filter(|document| document.place.chain == *chain) {
                if document.place.counter != before.0 + 1 {
                    return Err(format!("{}: I1: after {}", document.place, before.0));
                }
                if document.previous_hash != before.1 {
                    return Err(format!("{}: I2: it does not follow", document.place));
                }
                before = (document.place.counter, document.hash.into());
            }
        }
        Ok(())
    }

    /// A credential that is not taken is not tried more than once a minute.
    fn probes_were_slow(&self) -> Result<(), Broken> {
        let Some((_, span)) = self.gateway.revoked else {
            return Ok(());
        };
        let minutes = span.to.since(span.from) / 60_000;
        let hands = (self.slots * self.hands.len()) as i64
            * (1 + i64::from(self.hands.iter().map(|hand| hand.life).sum::<u32>()));
        let most = 4 + 2 * hands + minutes / 5;
        if i64::from(self.gateway.unauthorised) > most {
            return Err(format!(
                "{} tries with a credential that is not taken, of {most}",
                self.gateway.unauthorised
            ));
        }
        Ok(())
    }
}

impl Request {
    fn next(&self) -> Timestamp {
        let moves = if self.outcome.is_some() {
            self.answer_at
        } else {
            self.arrives_at
        };
        if self.given_up {
            moves
        } else {
            moves.min(self.waits_until)
        }
    }
}

fn worker(at: usize, life: u32) -> Worker {
    Worker::new(&format!("worker {at}.{life}"), Policy::default())
}

fn said_number(said: Said) -> u64 {
    match said {
        Said::Yes { .. } => 11,
        Said::Known { .. } => 12,
        Said::No(_) => 13,
        Said::Elsewhere => 14,
        Said::Credential => 15,
        Said::Throttled(seconds) => 16 + seconds.unwrap_or(0),
        _ => 10,
    }
}

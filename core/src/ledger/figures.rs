//! Counts and times of a ledger as data, one set for each environment: what is rehearsed is never counted with what is earnest.
//!
//! Nothing of a document, a buyer or an amount is in them: kinds, routes, statuses, the authority's codes, and the taxpayer's own names
//! of devices.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::invoice::DocumentKind;
use crate::seal::cert::Certificate;
use crate::seal::csr::Environment;
use crate::store::counting::{Counts, Undone};
use crate::store::delivery::{Fact, Route, State, Why};
use crate::store::issue::DEADLINE_MS;
use crate::store::{Chain, ChainId, ChainState, Store};
use crate::time::{Moment, Timestamp};

/// Upper ends of the classes of a latency, in milliseconds; the last class has none.
pub const LATENCY_BOUNDS_MS: [u64; 10] = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];

/// Codes told one by one; the rest are counted together.
const CODES: usize = 100;
/// The code of all others, and of one that is no code.
const OTHER: &str = "other";

/// A ledger in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// When they were taken, in milliseconds since 1970 in UTC.
    pub at_ms: i64,
    /// One set for each environment that the ledger has chains of.
    pub environments: Vec<InEnvironment>,
    /// How far the authority's clock is ahead of this machine's, in milliseconds, if whoever sends knows it.
    pub skew_ms: Option<i64>,
}

/// The figures of one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InEnvironment {
    /// Which.
    pub environment: Environment,
    /// Documents that were made, by kind and route.
    pub documents: Vec<Documents>,
    /// What is not finished, by route.
    pub open: Vec<OpenDocuments>,
    /// Tries to send.
    pub attempts: u64,
    /// Tries of a document after its first.
    pub retries: u64,
    /// What came back, by status and verdict. Status 0: nothing came.
    pub answers: Vec<Answers>,
    /// How long the authority took to answer.
    pub latency: Latency,
    /// Documents that the authority has in its books.
    pub accepted: u64,
    /// Documents that it rejected.
    pub rejected: u64,
    /// Facts that came after the document's deadline.
    pub late: u64,
    /// Accepted ones of a thousand that have a fact; nothing if none has.
    pub accepted_per_mille: Option<u64>,
    /// Documents that were said to be both.
    pub contrary: u64,
    /// Rejected documents that no correction stands for yet. Contrary ones are counted above.
    pub uncorrected: u64,
    /// Documents that were cleared without the authority's version having come: it cannot be handed over.
    pub copy_missing: u64,
    /// Errors of rejected documents, by the authority's code.
    pub rejections: Vec<Coded>,
    /// Warnings of accepted documents, by the authority's code.
    pub warnings: Vec<Coded>,
    /// When a document was accepted last, in milliseconds since 1970 in UTC.
    pub last_success_ms: Option<i64>,
    /// How old the longest doubt is, in seconds.
    pub oldest_doubt_seconds: Option<u64>,
    /// The devices, each with its newest chain.
    pub devices: Vec<InDevice>,
}

/// Documents of one kind and route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// The kind.
    pub kind: DocumentKind,
    /// The route.
    pub route: Route,
    /// How many.
    pub count: u64,
}

/// Documents of one route that are not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OpenDocuments {
    /// The route.
    pub route: Route,
    /// Nobody took them yet.
    pub waiting: u64,
    /// To be tried again.
    pub again: u64,
    /// In a worker's hands.
    pub in_flight: u64,
    /// The authority may have them.
    pub in_doubt: u64,
    /// Kept back by two people.
    pub held: u64,
    /// How old the oldest of them is, in seconds. A correction is as old as the sale that it is for.
    pub oldest_seconds: Option<u64>,
}

/// Answers that were alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// The status; 0 if nothing came.
    pub status: u16,
    /// The verdict.
    pub verdict: String,
    /// How many.
    pub count: u64,
}

/// Times of answers that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Latency {
    /// How many answers.
    pub count: u64,
    /// Their times together, in milliseconds.
    pub sum_ms: u64,
    /// Answers by class: at most [`LATENCY_BOUNDS_MS`], and the rest.
    pub classes: [u64; LATENCY_BOUNDS_MS.len() + 1],
    /// Half of them took no longer.
    pub p50_ms: Option<u64>,
    /// Of a hundred, ninety-nine took no longer.
    pub p99_ms: Option<u64>,
}

/// Messages of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coded {
    /// The code.
    pub code: String,
    /// How many.
    pub count: u64,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InDevice {
    /// The taxpayer's name of it.
    pub device: String,
    /// What its newest chain may do.
    pub state: ChainState,
    /// Whole days until its certificate ends; negative once it has. Nothing if it issues no more.
    pub certificate_days: Option<i64>,
    /// Documents of it that were said to be both accepted and rejected.
    pub contrary: u64,
    /// When the last such contradiction came, in milliseconds since 1970 in UTC.
    pub contrary_last_ms: Option<i64>,
    /// Its lanes that are parked.
    pub parked: Vec<Parked>,
}

/// A lane that is parked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parked {
    /// The route.
    pub route: Route,
    /// Why.
    pub why: Why,
    /// The authority's code, or ours.
    pub code: String,
}

/// The figures of a ledger now.
pub fn figures(store: &dyn Store, now: Timestamp) -> Result<Figures> {
    Ok(reckoned(&store.chains()?, &store.counts()?, now))
}

pub(super) fn reckoned(chains: &[Chain], counts: &Counts, now: Timestamp) -> Figures {
    let of = |environment| {
        let own: Vec<&Chain> = chains
            .iter()
            .filter(|one| one.made.environment == environment)
            .collect();
        (!own.is_empty()).then(|| Reckoning::new(own, counts, now).figures(environment))
    };
    Figures {
        at_ms: now.unix_ms(),
        environments: Environment::ALL.into_iter().filter_map(of).collect(),
        skew_ms: None,
    }
}

/// The counts of the chains of one environment.
struct Reckoning<'c> {
    chains: Vec<&'c Chain>,
    counts: &'c Counts,
    now: Timestamp,
}

impl<'c> Reckoning<'c> {
    fn new(chains: Vec<&'c Chain>, counts: &'c Counts, now: Timestamp) -> Self {
        Reckoning { chains, counts, now }
    }

    fn has(&self, id: ChainId) -> bool {
        self.chains.iter().any(|chain| chain.id == id)
    }

    fn own<'l, T>(&self, rows: &'l [T], chain: impl Fn(&T) -> ChainId) -> Vec<&'l T> {
        rows.iter().filter(|row| self.has(chain(row))).collect()
    }

    fn figures(&self, environment: Environment) -> InEnvironment {
        let tried = self.own(&self.counts.tried, |row| row.chain);
        let said = self.own(&self.counts.said, |row| row.chain);
        let open = self.own(&self.counts.open, |row| row.chain);
        let facts = |fact| {
            said.iter()
                .filter(|row| row.fact == fact)
                .map(|row| row.count)
                .sum::<u64>()
        };
        let (accepted, rejected) = (facts(Fact::Accepted), facts(Fact::Rejected));
        let attempts = tried.iter().map(|row| row.attempts).sum();
        let devices = self.devices();
        InEnvironment {
            environment,
            documents: self.documents(),
            open: Route::ALL.into_iter().map(|route| self.open(route)).collect(),
            attempts,
            retries: attempts - tried.iter().map(|row| row.documents).sum::<u64>(),
            answers: self.answers(),
            latency: self.latency(),
            accepted,
            rejected,
            late: said.iter().map(|row| row.late).sum(),
            accepted_per_mille: (accepted * 1000).checked_div(accepted + rejected),
            contrary: devices.iter().map(|device| device.contrary).sum(),
            uncorrected: self.undone(&self.counts.uncorrected),
            copy_missing: self.undone(&self.counts.uncopied),
            rejections: self.codes(Fact::Rejected, blames),
            warnings: self.codes(Fact::Accepted, |kind| kind == "WARNING"),
            last_success_ms: {
                let accepted = said.iter().filter(|row| row.fact == Fact::Accepted);
                accepted.map(|row| row.last_at.unix_ms()).max()
            },
            oldest_doubt_seconds: {
                let since = open.iter().filter_map(|row| row.doubt_since).min();
                since.map(|since| self.seconds_since(since))
            },
            devices,
        }
    }

    fn undone(&self, rows: &[Undone]) -> u64 {
        self.own(rows, |row| row.chain).iter().map(|row| row.count).sum()
    }

    fn seconds_since(&self, then: Timestamp) -> u64 {
        u64::try_from(self.now.since(then) / 1000).unwrap_or(0)
    }

    fn documents(&self) -> Vec<Documents> {
        let mut rows: BTreeMap<(Route, &str), Documents> = BTreeMap::new();
        for row in self.own(&self.counts.made, |row| row.chain) {
            let slot = rows.entry((row.route, row.kind.as_str())).or_insert(Documents {
                kind: row.kind,
                route: row.route,
                count: 0,
            });
            slot.count += row.count;
        }
        rows.into_values().collect()
    }

    fn open(&self, route: Route) -> OpenDocuments {
        let queued = self.own(&self.counts.queued, |row| row.chain);
        let queued: Vec<_> = queued.into_iter().filter(|row| row.route == route).collect();
        let open = self.own(&self.counts.open, |row| row.chain);
        let open: Vec<_> = open.into_iter().filter(|row| row.route == route).collect();
        let of = |state| open.iter().filter(|row| row.state == state).map(|row| row.count).sum();
        let deadlines = queued.iter().map(|row| row.deadline_at);
        let first = deadlines.chain(open.iter().map(|row| row.deadline_at)).min();
        OpenDocuments {
            route,
            waiting: queued.iter().map(|row| row.count).sum(),
            again: of(State::Again),
            in_flight: of(State::Inflight),
            in_doubt: of(State::InDoubt),
            held: of(State::Held),
            oldest_seconds: first.map(|deadline| self.seconds_since(deadline.plus_ms(-DEADLINE_MS))),
        }
    }

    fn answers(&self) -> Vec<Answers> {
        let mut rows: BTreeMap<(u16, &str), u64> = BTreeMap::new();
        for row in self.own(&self.counts.replied, |row| row.chain) {
            *rows.entry((row.http, &row.verdict)).or_default() += row.count;
        }
        let answers = rows.into_iter().map(|((status, verdict), count)| Answers {
            status,
            verdict: verdict.to_owned(),
            count,
        });
        answers.collect()
    }

    fn latency(&self) -> Latency {
        let mut times: BTreeMap<u64, u64> = BTreeMap::new();
        for row in self.own(&self.counts.replied, |row| row.chain) {
            if row.http != 0 {
                *times.entry(row.ms).or_default() += row.count;
            }
        }
        let mut latency = Latency::default();
        for (ms, count) in &times {
            latency.count += count;
            latency.sum_ms = latency.sum_ms.saturating_add(ms.saturating_mul(*count));
            let class = LATENCY_BOUNDS_MS.iter().position(|bound| ms <= bound);
            latency.classes[class.unwrap_or(LATENCY_BOUNDS_MS.len())] += count;
        }
        // The nearest rank: a time that was measured.
        let rank = |hundredth: u64| {
            let rank = (latency.count * hundredth).div_ceil(100);
            let mut passed = 0;
            let mut times = times.iter();
            let found = times.find(|(_, count)| {
                passed += **count;
                passed >= rank
            });
            found.map(|(ms, _)| *ms)
        };
        (latency.p50_ms, latency.p99_ms) = (rank(50), rank(99));
        latency
    }

    /// The most frequent codes first come, first told; what is no code, and what is beyond measure, is counted together.
    fn codes(&self, fact: Fact, wanted: impl Fn(&str) -> bool) -> Vec<Coded> {
        let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
        for row in self.own(&self.counts.remarked, |row| row.chain) {
            if row.fact == fact && wanted(&row.kind) {
                *rows.entry(code_of(&row.code)).or_default() += row.count;
            }
        }
        let other = rows.remove(OTHER).unwrap_or(0);
        let mut rows: Vec<(&str, u64)> = rows.into_iter().collect();
        crate::sort::by_key(&mut rows, |&(code, count)| (std::cmp::Reverse(count), code));
        let rest = rows.split_off(rows.len().min(CODES));
        let other = other + rest.iter().map(|(_, count)| count).sum::<u64>();
        if other > 0 {
            rows.push((OTHER, other));
        }
        let coded = rows.into_iter().map(|(code, count)| Coded {
            code: code.to_owned(),
            count,
        });
        coded.collect()
    }

    fn devices(&self) -> Vec<InDevice> {
        let mut devices: BTreeMap<&str, Vec<&Chain>> = BTreeMap::new();
        for chain in &self.chains {
            devices.entry(&chain.made.device).or_default().push(chain);
        }
        devices
            .into_iter()
            .filter_map(|(device, chains)| self.device(device, &chains))
            .collect()
    }

    fn device(&self, device: &str, chains: &[&Chain]) -> Option<InDevice> {
        let active = chains.iter().find(|chain| chain.state == ChainState::Active);
        let newest = active.or_else(|| chains.iter().max_by_key(|chain| chain.id))?;
        let is_of = |id: ChainId| chains.iter().any(|chain| chain.id == id);
        let contrary = || self.counts.contrary.iter().filter(|row| is_of(row.chain));
        let lanes = self.counts.lanes.iter().filter(|lane| is_of(lane.chain));
        let parked = lanes.filter_map(|lane| {
            let park = lane.park.as_ref()?;
            Some(Parked {
                route: lane.route,
                why: park.why,
                code: code_of(&park.code).to_owned(),
            })
        });
        Some(InDevice {
            device: device.to_owned(),
            state: newest.state,
            certificate_days: active.and_then(|chain| days_left(chain, self.now)),
            contrary: contrary().map(|row| row.count).sum(),
            contrary_last_ms: contrary().map(|row| row.last_at.unix_ms()).max(),
            parked: parked.collect(),
        })
    }
}

/// Whether a message of this kind is why a document was rejected. One without a kind is taken for it.
pub fn blames(kind: &str) -> bool {
    kind != "WARNING" && kind != "INFO"
}

/// A code of the authority's is short and plain. Anything else may be anything, and is told as another one.
fn code_of(code: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    match (1..=64).contains(&code.len()) && code.bytes().all(plain) {
        true => code,
        false => OTHER,
    }
}

fn days_left(chain: &Chain, now: Timestamp) -> Option<i64> {
    days_of(&Certificate::from_text(&chain.made.certificate).ok()?, now)
}

/// Whole days until a certificate ends; negative once it has.
pub fn days_of(certificate: &Certificate, now: Timestamp) -> Option<i64> {
    let end = Moment::parse(certificate.validity().1).ok()?;
    let ms = Timestamp::from(end).since(now);
    Some(ms.div_euclid(24 * 3_600_000))
}

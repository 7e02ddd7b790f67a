//! The delivery half of a store: what it keeps of a document's way, and what it must be able to do inside one transaction.
//!
//! A store decides nothing: it keeps rows, finds them, and commits all or none. Every decision is made in [`crate::outbox`], on
//! these rows, so that SQLite, PostgreSQL and a simulation cannot differ.

use super::{ChainId, Document, Fate, Place, Reference};
use crate::error::Result;
use crate::gateway::Operation;
use crate::outbox::Release;
use crate::seal::Profile;
use crate::time::Timestamp;

/// One of the two ways to the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A simplified document: handed over at once, reported within a day.
    Reporting,
    /// A standard document: cleared before it is handed over.
    Clearance,
}

impl Route {
    /// Both, in the order in which they are served: somebody waits for a clearance.
    pub const ALL: [Route; 2] = [Route::Clearance, Route::Reporting];

    /// The route of a document's kind.
    pub const fn of(profile: Profile) -> Self {
        match profile {
            Profile::Standard => Route::Clearance,
            Profile::Simplified => Route::Reporting,
        }
    }

    /// The documents whose route it is.
    pub const fn profile(self) -> Profile {
        match self {
            Route::Clearance => Profile::Standard,
            Route::Reporting => Profile::Simplified,
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Route::Reporting => Route::Clearance,
            Route::Clearance => Route::Reporting,
        }
    }

    /// The operation of the gateway.
    pub const fn operation(self) -> Operation {
        match self {
            Route::Reporting => Operation::Reporting,
            Route::Clearance => Operation::Clearance,
        }
    }

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Route::Reporting => "reporting",
            Route::Clearance => "clearance",
        }
    }

    /// The number in a table: 1 and 2.
    pub const fn number(self) -> i64 {
        match self {
            Route::Reporting => 1,
            Route::Clearance => 2,
        }
    }

    /// The route of a number in a table.
    pub const fn of_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Route::Reporting),
            2 => Some(Route::Clearance),
            _ => None,
        }
    }
}

impl Document {
    /// The route that it takes.
    pub const fn route(&self) -> Route {
        Route::of(self.profile)
    }
}

/// Where a document stands on its way. Accepted and rejected are facts ([`Fact`]), not states, and there is no dead state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be tried again: the authority certainly has none of the tries before.
    Again,
    /// In the hands of a worker until its lease ends.
    Inflight,
    /// To be tried again with the same bytes: the authority may have it.
    InDoubt,
    /// Kept back by two people.
    Held,
}

impl State {
    /// The number in a table.
    pub const fn number(self) -> i64 {
        match self {
            State::Again => 0,
            State::Inflight => 1,
            State::InDoubt => 2,
            State::Held => 4,
        }
    }

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Again => "again",
            State::Inflight => "inflight",
            State::InDoubt => "in_doubt",
            State::Held => "held",
        }
    }

    /// The state of a number in a table.
    pub const fn of_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(State::Again),
            1 => Some(State::Inflight),
            2 => Some(State::InDoubt),
            4 => Some(State::Held),
            _ => None,
        }
    }
}

/// A document that was claimed and is not finished: a row of `outbox`. One that nobody claimed yet has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Job {
    /// Whose.
    pub place: Place,
    /// The way that its kind takes. Never changes.
    pub route: Route,
    /// The operation that it is sent to: the other one after a 303.
    pub endpoint: Route,
    /// Where it stands.
    pub state: State,
    /// When it is tried again; for [`State::Inflight`] the end of the lease.
    pub due_at: Timestamp,
    /// Until when the authority wants it. Never changes.
    pub deadline_at: Timestamp,
    /// The start of the first try that may have left. The authority knows duplicates for 24 hours from here.
    pub first_sent_at: Timestamp,
    /// Tries that may have left this machine.
    pub attempts: u32,
    /// Tries in a row without a fact, whether they left or not: the exponent of the waiting time.
    pub failures: u32,
    /// Grows with every claim and every hold. Who holds an older one sends nothing.
    pub epoch: u64,
    /// Since when the authority may have it and nobody knows. Stays until there is a fact.
    pub doubt_since: Option<Timestamp>,
    /// The worker, while it is in flight.
    pub owner: Option<String>,
    /// The status of the last reply; 0 if none came.
    pub last_http: Option<u16>,
    /// What the last try came to, for people: a code, never a body.
    pub last_code: Option<String>,
}

impl Job {
    /// A document that nobody took yet.
    pub fn new(place: Place, route: Route, endpoint: Route, deadline_at: Timestamp, now: Timestamp) -> Self {
        Job {
            place,
            route,
            endpoint,
            state: State::Again,
            due_at: now,
            deadline_at,
            first_sent_at: now,
            attempts: 0,
            failures: 0,
            epoch: 0,
            doubt_since: None,
            owner: None,
            last_http: None,
            last_code: None,
        }
    }
}

/// Why a lane is parked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The credential is not taken: nothing of the device goes out.
    Credential,
    /// A fault of configuration or on the way to this operation.
    Defect,
    /// The authority refused several documents in a row for the same reason: nothing of the device goes out.
    Storm,
}

impl Why {
    /// The name in a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Why::Credential => "credential",
            Why::Defect => "defect",
            Why::Storm => "storm",
        }
    }

    /// The reason of a name in a table.
    pub fn of_name(name: &str) -> Option<Self> {
        [Why::Credential, Why::Defect, Why::Storm]
            .into_iter()
            .find(|why| why.as_str() == name)
    }
}

/// A parked lane: nothing leaves but one probe at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Park {
    /// Why.
    pub why: Why,
    /// The authority's code, or ours: for people, and to know a storm's end.
    pub code: String,
    /// When the next probe may go.
    pub until: Timestamp,
    /// How many probes failed: the exponent of the time between them.
    pub probes: u32,
    /// The document that is the probe, once one was chosen: where a whole device is parked, one probes for both lanes.
    pub probe: Option<(Route, u64)>,
}

/// The documents of one chain that take one route: a row of `lane`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lane {
    /// The chain.
    pub chain: ChainId,
    /// The route.
    pub route: Route,
    /// The first counter that was not claimed. Never falls, never passes a document that has no row and no fact.
    pub next: u64,
    /// Where documents go that are claimed from now on: elsewhere after a 303.
    pub endpoint: Route,
    /// When one document is sent to the route's own operation again, after a 303.
    pub back_at: Option<Timestamp>,
    /// Parked: see there.
    pub park: Option<Park>,
    /// The authority asked for rest (429) at the operation that this lane is named for: nothing is sent to it before.
    pub rest_until: Option<Timestamp>,
    /// When it was served last, as a number that only grows.
    pub turn: u64,
    /// How many documents in a row were refused for the same reason.
    pub streak: u32,
    /// That reason.
    pub streak_code: Option<String>,
}

impl Lane {
    /// The lane of a new chain, whose first document has the counter `first`.
    pub fn new(chain: ChainId, route: Route, first: u64) -> Self {
        Lane {
            chain,
            route,
            next: first,
            endpoint: route,
            back_at: None,
            park: None,
            rest_until: None,
            turn: 0,
            streak: 0,
            streak_code: None,
        }
    }
}

/// A document at or after its lane's cursor that has neither a row nor a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// Its counter.
    pub counter: u64,
    /// Until when the authority wants it.
    pub deadline_at: Timestamp,
}

/// The intent to send, kept before the first byte leaves: a row of `attempt`. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// Of what.
    pub place: Place,
    /// Under which epoch.
    pub epoch: u64,
    /// To which operation.
    pub endpoint: Route,
    /// When.
    pub at: Timestamp,
    /// By which worker.
    pub node: String,
    /// Whether an earlier try may have arrived.
    pub again: bool,
    /// Whether the authority may have forgotten that earlier try: more than 24 hours went by.
    pub after_window: bool,
}

/// What came back, or that nothing did: a row of `reply`. Append-only, and impossible without its attempt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answered {
    /// Of what.
    pub place: Place,
    /// Under which epoch it was sent.
    pub epoch: u64,
    /// When.
    pub at: Timestamp,
    /// How long it took.
    pub ms: u64,
    /// The status; 0 if no reply came.
    pub http: u16,
    /// The verdict's name.
    pub verdict: &'static str,
    /// The body as received.
    pub body: Option<Vec<u8>>,
}

const VERDICTS: [&str; 10] = [
    "accepted",
    "already_known",
    "rejected",
    "wrong_route",
    "credential",
    "not_received",
    "unsure",
    "issued",
    "renewal",
    "defect",
];

impl Answered {
    /// The name of a verdict, as the gateway has it.
    pub fn verdict_of(name: &str) -> Option<&'static str> {
        VERDICTS.into_iter().find(|known| *known == name)
    }
}

/// What the authority said for good. If it said both, both are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// It is in its books.
    Accepted,
    /// It will never be.
    Rejected,
}

impl Fact {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Fact::Accepted => "accepted",
            Fact::Rejected => "rejected",
        }
    }

    /// The number in a table.
    pub const fn number(self) -> i64 {
        match self {
            Fact::Accepted => 1,
            Fact::Rejected => 2,
        }
    }

    /// The fact of a number in a table.
    pub const fn of_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Fact::Accepted),
            2 => Some(Fact::Rejected),
            _ => None,
        }
    }
}

/// A fact with its circumstances: a row of `outcome`. Append-only, one of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// Of what.
    pub place: Place,
    /// What.
    pub fact: Fact,
    /// The epoch whose reply brought it.
    pub epoch: u64,
    /// The status of that reply.
    pub http: u16,
    /// When.
    pub at: Timestamp,
    /// Whether the deadline had passed: a flag, never a state.
    pub late: bool,
    /// Where it was said: a standard document that was reported bears its own stamp.
    pub endpoint: Route,
    /// The authority's messages as JSON, if there were any.
    pub messages: Option<String>,
}

/// The facts of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Facts {
    /// Accepted, and at which operation.
    pub accepted: Option<Route>,
    /// Rejected.
    pub rejected: bool,
    /// The authority's own version of it is there.
    pub cleared: bool,
}

impl Facts {
    /// Whether there is one at all.
    pub const fn any(self) -> bool {
        self.accepted.is_some() || self.rejected
    }

    /// What they come to.
    pub const fn fate(self) -> Fate {
        match (self.accepted.is_some(), self.rejected) {
            (false, false) => Fate::Open,
            (true, false) => Fate::Accepted,
            (false, true) => Fate::Rejected,
            (true, true) => Fate::Contrary,
        }
    }
}

/// All that is known of a document's way, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Every intent to send.
    pub attempts: Vec<Attempt>,
    /// Every answer.
    pub answers: Vec<Answered>,
    /// What the authority said for good.
    pub outcomes: Vec<Outcome>,
    /// The authority's version of it.
    pub cleared: Option<Vec<u8>>,
}

/// How a document stands in the ledger, besides its own columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filed {
    /// Its number through all chains, in the order in which documents were made: the first is 1.
    pub ordinal: u64,
    /// The earlier documents that it belongs to.
    pub references: Vec<Reference>,
}

/// What happened that a person must be able to look up later: a row of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who: a worker, or a person.
    pub actor: String,
    /// What, as one word.
    pub action: &'static str,
    /// Of which document, if of one.
    pub place: Option<Place>,
    /// More of it, without anything secret or personal.
    pub detail: String,
}

/// The delivery half of a store, inside one transaction. Each is about one statement.
///
/// Nothing here may be seen by anybody else before the commit, and after it everything must outlive a power cut: a worker sends
/// the first byte of a document when the transaction of its claim is committed, and not earlier.
pub trait Delivering {
    /// The lanes of all chains. A chain that issues no more, for whatever reason, still delivers what it has.
    fn lanes(&mut self) -> Result<Vec<Lane>>;
    /// One lane.
    fn lane(&mut self, chain: ChainId, route: Route) -> Result<Option<Lane>>;
    /// Writes a lane that is there. Refused if its cursor falls, or passes a document that has neither a row nor a fact.
    fn put_lane(&mut self, lane: &Lane) -> Result<()>;
    /// Documents at or after the lane's cursor without a row and without a fact, by counter, so many at most.
    fn waiting(&mut self, lane: &Lane, most: usize) -> Result<Vec<Waiting>>;
    /// Where a cursor may stand after documents up to `counter` were claimed: behind them, and behind whatever follows that has a
    /// row or a fact or takes the other route.
    fn cursor_after(&mut self, lane: &Lane, counter: u64) -> Result<u64>;
    /// Unfinished documents of this route that are due and not held, whose lane is not parked and whose operation does not rest:
    /// by deadline, so many at most. A device that has to rest must not fill the places of the others. Whether a wait is over is
    /// what [`is_over`](crate::outbox::pace::is_over) says: one that is too long to be true is.
    fn due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>>;
    /// Unfinished documents of one lane that are not held, by due time, parked or not, so many at most.
    fn jobs_of(&mut self, chain: ChainId, route: Route, most: usize) -> Result<Vec<Job>>;
    /// Unfinished documents by place, those behind one of them, so many at most.
    fn unfinished(&mut self, after: Option<Place>, most: usize) -> Result<Vec<Job>>;
    /// An unfinished document.
    fn job(&mut self, place: Place) -> Result<Option<Job>>;
    /// Writes an unfinished document, new or not. Refused if its epoch falls, its route or deadline changes, or it has a fact.
    fn put_job(&mut self, job: &Job) -> Result<()>;
    /// Takes a document out of the unfinished ones. Refused unless it has a fact.
    fn finish(&mut self, place: Place) -> Result<()>;
    /// The facts of a document.
    fn facts(&mut self, place: Place) -> Result<Facts>;
    /// A document, as it was issued.
    fn document(&mut self, place: Place) -> Result<Option<Document>>;
    /// How a document stands in the ledger.
    fn filed(&mut self, place: Place) -> Result<Filed>;
    /// All that is known of a document's way.
    fn history(&mut self, place: Place) -> Result<History>;
    /// The intent to send that was kept under an epoch.
    fn attempt(&mut self, place: Place, epoch: u64) -> Result<Option<Attempt>> {
        let attempts = self.history(place)?.attempts;
        Ok(attempts.into_iter().find(|attempt| attempt.epoch == epoch))
    }
    /// Keeps an intent to send.
    fn put_attempt(&mut self, attempt: &Attempt) -> Result<()>;
    /// Keeps an answer; false if this attempt has one already, which then stays.
    fn put_answer(&mut self, answer: &Answered) -> Result<bool>;
    /// Keeps a fact. The same fact again changes nothing.
    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()>;
    /// Keeps the authority's version of a document. A second one changes nothing.
    fn put_cleared(&mut self, place: Place, xml: &[u8]) -> Result<()>;
    /// Nothing of the chain is issued from now on.
    fn quarantine(&mut self, chain: ChainId, why: &str) -> Result<()>;
    /// The hand-over of a document that was not cleared, if one was allowed.
    fn release(&mut self, place: Place) -> Result<Option<Release>>;
    /// Keeps such a hand-over. A second one changes nothing.
    fn put_release(&mut self, place: Place, release: &Release) -> Result<()>;
    /// Keeps an entry of the audit.
    fn audit(&mut self, entry: &Entry) -> Result<()>;
}

/// A store, as deliveries see it.
pub trait Deliveries {
    /// Runs the work in one transaction that others cannot come between: all of it is kept for good when this ends well, nothing
    /// if the work fails. Whether the store may deliver at all (that it is no copy) is looked at inside. An error that leaves
    /// open whether it was kept is of the kind `Unsure`.
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()>;

    /// Runs work that only reads, on one state of the store, also of a copy. What it writes all the same is not kept. Nobody who
    /// writes has to wait for it, where the store can do that.
    fn look(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        self.deliver(work)
    }
}

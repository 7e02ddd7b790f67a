//! The way of a document to the authority: nothing lost, nothing doubled, nothing changed, nothing given up.
//!
//! Everything here is a function of rows, an event, a time and a random number. A store runs [`claim()`], [`still_mine`] and
//! [`settle()`] inside its transactions, a [`Worker`] says in which order, and whoever drives it opens the connections.
//!
//! | module | what it does |
//! |---|---|
//! | [`step`](mod@step) | one transition of one document |
//! | [`answer`] | what a verdict of the gateway is to that machine |
//! | [`pace`] | how long to wait: between tries, between probes, for a lease |
//! | [`lane`] | what an answer is to all documents of the device: parking, probes, rest, the other operation |
//! | [`claim`](mod@claim) | which documents go next: fair, the urgent ones first |
//! | [`told`] | what came of a try, as it is told to who keeps it |
//! | [`settle`](mod@settle) | what is kept of an answer, in one transaction |
//! | [`release`] | whether a document may be handed over |
//! | [`operator`] | hold, free, try now |
//! | [`way`] | where a document is, as it is told to people |
//! | [`wait`] | a buyer waits for a clearance: until when, and what he is told |
//! | [`dispatch`] | where a worker takes documents and brings back what came |
//! | [`worker`] | the documents in one worker's hands, in sets |
//! | [`round`] | the order of it all: keep what came, claim, look again, send, wait |
//!
//! ```text
//!             a document at or after its lane's cursor
//!                      |
//!                      v                 lease ends, nobody knows
//!    +-------->  waiting ----claim---> INFLIGHT ------------------------> IN DOUBT --claim--+
//!    |            AGAIN ----claim--------^  ^______________________________________________|
//!    |  lane        ^                       |  accepted, known   -> the fact, finished
//!    |  opens       |  429, 303, or         |  rejected, 413     -> the fact, finished; the chain is not touched
//!    |              |  before any byte      |  401, 403, a fault on the way -> the lane is PARKED, with one slow probe
//!   HELD by two people, and back again.     Late is a flag. There is no dead state.
//! ```

pub mod answer;
pub mod claim;
pub mod dispatch;
pub mod lane;
pub mod operator;
pub mod pace;
pub mod release;
pub mod round;
pub mod settle;
pub mod step;
pub mod told;
pub mod wait;
pub mod way;
pub mod worker;

pub use answer::Answer;
pub use claim::{Allowance, Asked, Claim, Mine, Ticket, claim, still_mine};
pub use dispatch::{Dispatch, Settling};
pub use pace::{ClearanceOff, Policy};
pub use release::{HandOver, Reason, Release, may_hand_over};
pub use round::{Next, Round, Shift, Wire, deliver_round};
pub use settle::{Arrival, settle};
pub use step::{Alert, Circumstances, Effect, Event, Standing, Step, step};
pub use told::Told;
pub use wait::{Waited, wait_cleared};
pub use way::{Progress, Way, way_of};
pub use worker::Worker;

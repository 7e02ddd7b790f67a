//! Rows as values and values as rows.

use rusqlite::Row;

use super::fault::{damaged, fault};
use crate::chain::{PreviousHash, Start};
use crate::error::Result;
use crate::invoice::DocumentKind;
use crate::money::Amount;
use crate::outbox::{Reason, Release};
use crate::seal::InvoiceHash;
use crate::seal::csr::Environment;
use crate::store::delivery::{Answered, Fact, Job, Lane, Park, Route, State, Why};
use crate::store::{Chain, ChainId, ChainState, Document, NewChain, Place, Reference, Role, Uuid};
use crate::time::Timestamp;

/// The text of a statement: all SQL stands in files.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/store/sqlite/sql/",
            $name,
            ".sql"
        ))
    };
}
pub(super) use sql;

/// A row whose columns are taken one after the other.
pub(super) struct Columns<'r> {
    row: &'r Row<'r>,
    at: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn new(row: &'r Row<'r>) -> Self {
        Columns { row, at: 0 }
    }

    pub(super) fn take<T: rusqlite::types::FromSql>(&mut self) -> Result<T> {
        let value = self.row.get(self.at).map_err(fault)?;
        self.at += 1;
        Ok(value)
    }

    pub(super) fn chain(&mut self) -> Result<ChainId> {
        self.take::<u32>().map(ChainId::new)
    }

    /// A whole number that is never negative.
    pub(super) fn count(&mut self) -> Result<u64> {
        u64::try_from(self.take::<i64>()?).map_err(|_| damaged())
    }

    pub(super) fn place(&mut self) -> Result<Place> {
        Ok(Place {
            chain: self.chain()?,
            counter: self.count()?,
        })
    }

    /// Both parts of a place, or none.
    pub(super) fn maybe_place(&mut self) -> Result<Option<Place>> {
        match (self.take::<Option<u32>>()?, self.take::<Option<i64>>()?) {
            (Some(chain), Some(counter)) => Ok(Some(Place {
                chain: ChainId::new(chain),
                counter: u64::try_from(counter).map_err(|_| damaged())?,
            })),
            (None, None) => Ok(None),
            _ => Err(damaged()),
        }
    }

    pub(super) fn time(&mut self) -> Result<Timestamp> {
        self.take().map(Timestamp::from_unix_ms)
    }

    pub(super) fn maybe_time(&mut self) -> Result<Option<Timestamp>> {
        Ok(self.take::<Option<i64>>()?.map(Timestamp::from_unix_ms))
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take::<Vec<u8>>()?.try_into().map_err(|_| damaged())
    }

    pub(super) fn route(&mut self) -> Result<Route> {
        Route::of_number(self.take()?).ok_or_else(damaged)
    }
}

pub(super) fn document(row: &Row<'_>) -> Result<Document> {
    let mut row = Columns::new(row);
    Ok(Document {
        place: row.place()?,
        uuid: Uuid::from_bytes(row.bytes()?),
        kind: DocumentKind::parse(&row.take::<String>()?).ok_or_else(damaged)?,
        profile: row.route()?.profile(),
        number: row.take()?,
        issued: row.time()?,
        deadline: row.time()?,
        previous_hash: PreviousHash::from_bytes(row.bytes()?),
        hash: InvoiceHash::from_bytes(row.bytes()?),
        request_key: row.take()?,
        content: row.bytes()?,
        currency: row.take()?,
        total: Amount::from_halalas(row.take()?)?,
        xml: row.take()?,
    })
}

pub(super) fn chain(row: &Row<'_>) -> Result<Chain> {
    let mut row = Columns::new(row);
    Ok(Chain {
        id: row.chain()?,
        made: NewChain {
            environment: Environment::parse(&row.take::<String>()?)?,
            device: row.take()?,
            vat_number: row.take()?,
            certificate: row.take()?,
            start: {
                let counter = row.count()?;
                Start::at(counter, PreviousHash::from_bytes(row.bytes()?))?
            },
        },
        state: ChainState::of_number(row.take()?).ok_or_else(damaged)?,
    })
}

pub(super) fn lane(row: &Row<'_>) -> Result<Lane> {
    let mut row = Columns::new(row);
    let (chain, route, next, endpoint, back_at) = (
        row.chain()?,
        row.route()?,
        row.count()?,
        row.route()?,
        row.maybe_time()?,
    );
    let (why, code, until, probes): (Option<String>, Option<String>, Option<i64>, Option<u32>) =
        (row.take()?, row.take()?, row.take()?, row.take()?);
    let (probe_route, probe_counter): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
    let park = match (why, code, until, probes) {
        (Some(why), Some(code), Some(until), Some(probes)) => Some(Park {
            why: Why::of_name(&why).ok_or_else(damaged)?,
            code,
            until: Timestamp::from_unix_ms(until),
            probes,
            probe: match (probe_route, probe_counter) {
                (Some(route), Some(counter)) => Some((
                    Route::of_number(route).ok_or_else(damaged)?,
                    u64::try_from(counter).map_err(|_| damaged())?,
                )),
                _ => None,
            },
        }),
        _ => None,
    };
    Ok(Lane {
        chain,
        route,
        next,
        endpoint,
        back_at,
        park,
        rest_until: row.maybe_time()?,
        turn: row.count()?,
        streak: row.take()?,
        streak_code: row.take()?,
    })
}

pub(super) fn job(row: &Row<'_>) -> Result<Job> {
    let mut row = Columns::new(row);
    Ok(Job {
        place: row.place()?,
        route: row.route()?,
        endpoint: row.route()?,
        state: State::of_number(row.take()?).ok_or_else(damaged)?,
        due_at: row.time()?,
        deadline_at: row.time()?,
        first_sent_at: row.time()?,
        attempts: row.take()?,
        failures: row.take()?,
        epoch: row.count()?,
        doubt_since: row.maybe_time()?,
        owner: row.take()?,
        last_http: row.take()?,
        last_code: row.take()?,
    })
}

/// A hash in a column of one's own choice.
pub(super) fn sum(row: &Row<'_>, at: usize) -> Result<[u8; 32]> {
    row.get(at).map_err(fault)
}

/// How a document belongs to an earlier one.
pub(super) fn reference(row: &mut Columns<'_>) -> Result<Reference> {
    Ok(Reference {
        role: Role::of_number(row.take()?).ok_or_else(damaged)?,
        to: row.maybe_place()?,
        number: row.take()?,
    })
}

pub(super) fn release(row: &mut Columns<'_>) -> Result<Release> {
    Ok(Release {
        at: row.time()?,
        by: row.take()?,
        reason: Reason::of_number(row.take()?).ok_or_else(damaged)?,
        note: row.take()?,
    })
}

pub(super) fn fact(number: i64) -> Result<Fact> {
    Fact::of_number(number).ok_or_else(damaged)
}

/// The name of a verdict, as the gateway has it.
pub(super) fn verdict(name: &str) -> Result<&'static str> {
    Answered::verdict_of(name).ok_or_else(damaged)
}

/// A count as SQLite holds it. What is greater than it can hold was no count.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

//! A ledger in a PostgreSQL that has the extension, from outside: for `khatm agent`, beside the server or far from it.
//!
//! Nothing is decided here. Every call is one statement, one of the extension's functions, and so one transaction; no transaction is
//! open while anything else goes on. A call whose answer does not come is of the kind `Unsure`, and may be made again: a claim is
//! taken over when its lease ends, and an answer is kept once.
//!
//! Times of claims are translated to this machine's clock when they come: the lease is counted from before the claim was asked for,
//! so that clocks that differ make it shorter at most.

mod dsn;
mod registry;
mod session;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

pub use dsn::Dsn;
pub use registry::Remote;
#[cfg(all(feature = "sqlite", feature = "picture"))]
pub(crate) use session::Said;

use super::{ChainId, Document, Place, Uuid};
use crate::chain::PreviousHash;
use crate::device::kept::is_refusal;
use crate::drive::clock_now;
use crate::drive::post::{Cabinet, Sending};
use crate::error::{Code, Error, Kind, Result};
use crate::gateway::Environment;
use crate::invoice::DocumentKind;
use crate::money::Amount;
use crate::outbox::{Alert, Asked, Claim, Dispatch, Mine, Policy, Settling, Ticket, Told, Way};
use crate::seal::InvoiceHash;
use crate::store::delivery::Route;
use crate::store::safe::Kept;
use crate::time::Timestamp;
use crate::vault::Vault;
use session::{Line, Manner};

/// So many documents are asked for at once at most: the extension gives no more.
const MOST: usize = 4_096;
/// So long a worker waits for an answer: longer than the server itself lets a worker's statement run (`session.sql`).
const ANSWER: Duration = Duration::from_secs(75);
/// So long it is known which chains are whose business.
const LOOKED: Duration = Duration::from_secs(2);

/// A ledger in a PostgreSQL.
pub struct Postgres {
    line: Line,
    label: String,
}

/// A chain, as a worker sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Its number.
    pub id: ChainId,
    /// Its environment.
    pub environment: Environment,
    /// Its device.
    pub device: String,
    /// The certificate that its documents are stamped with.
    pub certificate: String,
    /// The name of the root key that the device is sealed under, if it can be read.
    pub root_key: Option<String>,
}

fn other_version() -> Error {
    Error::new(Code::PostgresExtension)
}

fn cell<'r, T: FromSql<'r>>(row: &'r Row, name: &str) -> Result<T> {
    row.try_get(name).map_err(|_| other_version())
}

fn count(row: &Row, name: &str) -> Result<u64> {
    u64::try_from(cell::<i64>(row, name)?).map_err(|_| other_version())
}

fn place(row: &Row) -> Result<Place> {
    Ok(Place {
        chain: ChainId::new(u32::try_from(count(row, "chain")?).map_err(|_| other_version())?),
        counter: count(row, "icv")?,
    })
}

fn time(row: &Row, name: &str) -> Result<Timestamp> {
    cell(row, name).map(Timestamp::from_unix_ms)
}

fn route(row: &Row, name: &str) -> Result<Route> {
    let name: &str = cell(row, name)?;
    let found = Route::ALL.into_iter().find(|route| route.as_str() == name);
    found.ok_or_else(other_version)
}

fn hash(row: &Row, name: &str) -> Result<[u8; 32]> {
    cell::<&[u8]>(row, name)?.try_into().map_err(|_| other_version())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data with names for keys is always JSON")
}

/// The three columns that name claims.
#[derive(Default)]
struct Columns {
    chains: Vec<i64>,
    icvs: Vec<i64>,
    epochs: Vec<i64>,
}

impl Columns {
    fn of<'t>(tickets: impl IntoIterator<Item = &'t Ticket>) -> Self {
        let mut columns = Columns::default();
        for ticket in tickets {
            columns.chains.push(i64::from(ticket.place.chain.number()));
            columns.icvs.push(signed(ticket.place.counter));
            columns.epochs.push(signed(ticket.epoch));
        }
        columns
    }
}

impl Postgres {
    /// A ledger at a server, for a worker. Nothing is asked of it yet.
    pub fn new(dsn: Dsn) -> Result<Self> {
        Self::in_manner(
            dsn,
            Manner {
                opening: include_str!("postgres/sql/session.sql"),
                answer: Some(ANSWER),
                prepares: false,
            },
        )
    }

    /// The same for a program that has documents to issue: what it asks for may take as long as it takes.
    pub fn of_host(dsn: Dsn) -> Result<Self> {
        Self::in_manner(
            dsn,
            Manner {
                opening: include_str!("postgres/sql/session_host.sql"),
                answer: None,
                prepares: true,
            },
        )
    }

    fn in_manner(dsn: Dsn, manner: Manner) -> Result<Self> {
        let label = dsn.label();
        Ok(Postgres {
            line: Line::new(dsn, manner)?,
            label,
        })
    }

    /// Runs one of a host's statements, which is a transaction of its own; what the server said of it is read by `read`.
    #[cfg(all(feature = "sqlite", feature = "picture"))]
    pub(crate) fn ask<E: From<Error> + Send>(
        &self,
        statement: &'static str,
        values: &[session::Value<'_>],
        read: &(dyn Fn(&Said<'_>) -> Option<E> + Sync),
    ) -> Result<Vec<Row>, E> {
        self.line.ask_or(statement, values, read)
    }

    /// What may be shown of where it is.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The chains.
    pub fn chains(&self) -> Result<Vec<Served>> {
        let rows = self.line.ask(include_str!("postgres/sql/chains.sql"), &[])?;
        let chain = |row: &Row| {
            Ok(Served {
                id: ChainId::new(u32::try_from(count(row, "chain")?).map_err(|_| other_version())?),
                environment: Environment::parse(cell(row, "environment")?)?,
                device: cell(row, "device")?,
                certificate: cell(row, "certificate")?,
                root_key: cell(row, "root_key")?,
            })
        };
        rows.iter().map(chain).collect()
    }

    /// Where documents are. Those that are not there are left out.
    pub fn ways(&self, places: &[Place]) -> Result<Vec<(Place, Way)>> {
        let mut found = Vec::with_capacity(places.len());
        for places in places.chunks(MOST) {
            let chains: Vec<i64> = places.iter().map(|place| i64::from(place.chain.number())).collect();
            let icvs: Vec<i64> = places.iter().map(|place| signed(place.counter)).collect();
            for row in self
                .line
                .ask(include_str!("postgres/sql/ways.sql"), &[&chains, &icvs])?
            {
                let way = serde_json::from_str(cell(&row, "way")?).map_err(|_| other_version())?;
                found.push((place(&row)?, way));
            }
        }
        Ok(found)
    }

    /// The environment of the one device of this name: the chosen one, or the only one that has it.
    pub fn environment_of(&self, device: &str, chosen: Option<Environment>) -> Result<Environment> {
        let rows = self.line.ask(include_str!("postgres/sql/devices.sql"), &[&device])?;
        let found = rows.iter().map(|row| Environment::parse(cell(row, "environment")?));
        let mut found = found.collect::<Result<Vec<_>>>()?;
        found.retain(|one| chosen.is_none_or(|chosen| chosen == *one));
        match found.as_slice() {
            [] => Err(Error::new(Code::DeviceUnknown).found(device)),
            [one] => Ok(*one),
            _ => Err(Error::new(Code::DeviceAmbiguous).found(device)),
        }
    }

    /// How many documents have no final word.
    pub fn undelivered(&self) -> Result<u64> {
        let rows = self.line.ask(include_str!("postgres/sql/undelivered.sql"), &[])?;
        count(rows.first().ok_or_else(other_version)?, "undelivered")
    }

    /// A device as it is sealed, to use its key for this. The use is in the audit when this returns.
    pub fn sealed(&self, environment: Environment, device: &str, purpose: &str) -> Result<Kept> {
        let values: [session::Value<'_>; 3] = [&environment.as_str(), &device, &purpose];
        let rows = self.line.ask(include_str!("postgres/sql/sealed.sql"), &values)?;
        let row = rows.first().ok_or_else(other_version)?;
        Ok(Kept {
            environment: Environment::parse(cell(row, "environment")?)?,
            name: cell(row, "device")?,
            version: count(row, "version")?,
            saved_at: time(row, "saved_ms")?,
            file: cell(row, "file")?,
        })
    }

    /// Notes that a key was kept from being used, if that is what the error says.
    pub fn refused(&self, environment: Environment, device: &str, purpose: &str, error: &Error) -> Result<()> {
        if !is_refusal(error.code()) {
            return Ok(());
        }
        let values: [session::Value<'_>; 4] = [&environment.as_str(), &device, &purpose, &error.code().as_str()];
        self.line
            .ask(include_str!("postgres/sql/refused.sql"), &values)
            .map(drop)
    }
}

/// A claim as it came, its times by this machine's clock: `asked` is when it was asked for.
fn claim(row: &Row, asked: Timestamp) -> Result<Claim> {
    let of_route = route(row, "route")?;
    let lasts = time(row, "lease_ms")?.since(time(row, "claimed_ms")?);
    let uuid: &str = cell(row, "uuid")?;
    let kind: &str = cell(row, "kind")?;
    Ok(Claim {
        document: Document {
            place: place(row)?,
            uuid: Uuid::parse(uuid)?,
            kind: DocumentKind::parse(kind).ok_or_else(other_version)?,
            profile: of_route.profile(),
            number: cell(row, "number")?,
            issued: time(row, "issued_ms")?,
            deadline: time(row, "deadline_ms")?,
            previous_hash: PreviousHash::from_bytes(hash(row, "previous_hash")?),
            hash: InvoiceHash::from_bytes(hash(row, "invoice_hash")?),
            request_key: cell(row, "request_key")?,
            content: hash(row, "content")?,
            currency: cell(row, "currency")?,
            total: Amount::from_halalas(cell(row, "total_halalas")?)?,
            xml: cell(row, "xml")?,
        },
        epoch: count(row, "epoch")?,
        endpoint: route(row, "endpoint")?,
        again: cell(row, "again")?,
        at: asked,
        lease_until: asked.plus_ms(lasts),
        probe: cell(row, "probe")?,
    })
}

/// The times are the server's, whatever time it is here: many workers far from one another have one clock.
impl Dispatch for Postgres {
    fn claim(&self, asked: &Asked<'_>) -> Result<Vec<Claim>> {
        let at_most = |count: usize| i32::try_from(count.min(MOST)).unwrap_or(i32::MAX);
        let busy: BTreeMap<String, usize> = asked
            .busy
            .iter()
            .map(|(chain, count)| (chain.number().to_string(), *count))
            .collect();
        let only: Option<Vec<i64>> = asked
            .only
            .map(|only| only.iter().map(|chain| i64::from(chain.number())).collect());
        let before = clock_now();
        let rows = self.line.ask(
            include_str!("postgres/sql/claim.sql"),
            &[
                &asked.worker,
                &at_most(asked.allowance.total),
                &at_most(asked.allowance.clearance),
                &at_most(asked.allowance.reporting),
                &json(&busy),
                &only,
                &json(asked.policy),
            ],
        )?;
        rows.iter().map(|row| claim(row, before)).collect()
    }

    fn look(&self, tickets: &[Ticket], _now: Timestamp, policy: &Policy) -> Result<Vec<Mine>> {
        let Columns { chains, icvs, epochs } = Columns::of(tickets);
        let values: [session::Value<'_>; 4] = [&chains, &icvs, &epochs, &json(policy)];
        let rows = self.line.ask(include_str!("postgres/sql/look.sql"), &values)?;
        let names: Vec<String> = cell(rows.first().ok_or_else(other_version)?, "still_mine")?;
        let mine = |name: &String| match name.as_str() {
            "yes" => Ok(Mine::Yes),
            "give_back" => Ok(Mine::GiveBack),
            "lost" => Ok(Mine::Lost),
            _ => Err(other_version()),
        };
        let found = names.iter().map(mine).collect::<Result<Vec<_>>>()?;
        match found.len() == tickets.len() {
            true => Ok(found),
            false => Err(other_version()),
        }
    }

    fn settle(&self, settlings: &[Settling<'_>], _now: Timestamp, policy: &Policy) -> Result<Vec<Alert>> {
        let Columns { chains, icvs, epochs } = Columns::of(settlings.iter().map(|one| &one.ticket));
        let told: Vec<String> = settlings.iter().map(|one| json(one.told)).collect();
        let bytes = |of: fn(&Told) -> Option<&Vec<u8>>| -> Vec<Option<&[u8]>> {
            settlings.iter().map(|one| of(one.told).map(Vec::as_slice)).collect()
        };
        let (bodies, cleared) = (bytes(|told| told.body.as_ref()), bytes(|told| told.cleared.as_ref()));
        let values: [session::Value<'_>; 7] = [&chains, &icvs, &epochs, &told, &bodies, &cleared, &json(policy)];
        let rows = self.line.ask(include_str!("postgres/sql/settle.sql"), &values)?;
        let names: Vec<String> = cell(rows.first().ok_or_else(other_version)?, "settle")?;
        let alert = |name: &String| Alert::of_name(name).ok_or_else(other_version);
        names.iter().map(alert).collect()
    }

    fn give_back(&self, tickets: &[Ticket], _now: Timestamp, policy: &Policy) -> Result<()> {
        let Columns { chains, icvs, epochs } = Columns::of(tickets);
        let values: [session::Value<'_>; 4] = [&chains, &icvs, &epochs, &json(policy)];
        self.line
            .ask(include_str!("postgres/sql/give_back.sql"), &values)
            .map(drop)
    }

    fn ready(&self) -> Result<()> {
        self.line.ask(include_str!("postgres/sql/ready.sql"), &[]).map(drop)
    }
}

/// The devices of such a ledger, whose root key is here as it is there.
pub struct Drawer<'p> {
    store: &'p Postgres,
    vault: Vault,
    chosen: Option<Environment>,
    meant: Option<(Instant, Option<BTreeSet<ChainId>>)>,
}

impl<'p> Drawer<'p> {
    /// The devices of one environment, or of all.
    pub fn new(store: &'p Postgres, vault: Vault, chosen: Option<Environment>) -> Self {
        Drawer {
            store,
            vault,
            chosen,
            meant: None,
        }
    }

    /// The chains whose devices this root key opens: those of another are another process's, which may have it. All chains are none in
    /// particular.
    fn look(&self) -> Result<Option<BTreeSet<ChainId>>> {
        let mut chains = self.store.chains()?;
        let all = chains.len();
        chains.retain(|chain| self.chosen.is_none_or(|chosen| chain.environment == chosen));
        let root = self.vault.key()?;
        self.vault.rest();
        let opens = |chain: &Served| chain.root_key.as_deref().is_none_or(|name| name == root.id());
        let meant: BTreeSet<ChainId> = chains
            .iter()
            .filter(|chain| opens(chain))
            .map(|chain| chain.id)
            .collect();
        match chains.first() {
            Some(other) if meant.is_empty() => Err(Error::new(Code::SealedOtherKey).found(&other.device)),
            _ => Ok((meant.len() < all || self.chosen.is_some()).then_some(meant)),
        }
    }
}

impl Cabinet for Drawer<'_> {
    fn open(&mut self, chain: ChainId) -> Result<Sending> {
        const DELIVER: &str = crate::device::kept::Use::Deliver.as_str();
        let found = self.store.chains()?.into_iter().find(|known| known.id == chain);
        let served = found.ok_or_else(|| Error::new(Code::StoreChain))?;
        let opened = || {
            let root = self.vault.key()?;
            let kept = self.store.sealed(served.environment, &served.device, DELIVER)?;
            kept.open(&root)
        };
        let opened = opened();
        self.vault.rest();
        let device = opened.inspect_err(|error| {
            // What is to be told is the refusal, also where it cannot be noted.
            let _ = self.store.refused(served.environment, &served.device, DELIVER, error);
        })?;
        Sending::of(&device, &served.certificate)
    }

    fn meant(&mut self) -> Result<Option<BTreeSet<ChainId>>> {
        let fresh = self.meant.as_ref().filter(|(at, _)| at.elapsed() < LOOKED);
        if let Some((_, meant)) = fresh {
            return Ok(meant.clone());
        }
        let meant = match (self.look(), self.meant.take()) {
            (Ok(meant), _) => meant,
            // What is in hand goes on, and is settled: whatever is amiss is told of by what it stops.
            (Err(error), Some((_, known)))
                if error.code() != Code::SealedOtherKey && !matches!(error.kind(), Kind::Busy | Kind::Unsure) =>
            {
                known
            }
            (Err(error), _) => return Err(error),
        };
        self.meant = Some((Instant::now(), meant.clone()));
        Ok(meant)
    }
}

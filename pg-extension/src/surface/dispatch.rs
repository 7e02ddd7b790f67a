//! SQL functions for workers outside: they take documents, and bring back what the authority said.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::outbox::{Claim, Mine};
    use ::khatm::store::Store as _;
    use ::khatm::store::safe::Safe as _;
    use ::khatm::{Code, Error, Language, Result};
    use pgrx::datum::{TimestampWithTimeZone, Uuid};
    use pgrx::prelude::*;
    use pgrx::{Array, JsonB};

    use crate::dispatch::{self, Named, Wanted, route};
    use crate::json::{Given, shown, tree};
    use crate::raise::raise;
    use crate::server::Ledger;
    use crate::surface::{time, word};
    use crate::{issue, table};

    fn or_raise<T>(outcome: Result<T>) -> T {
        outcome.unwrap_or_else(|error| raise(&error, Language::English))
    }

    /// Nothing is left out that has no default: a settlement that returns nothing because something was NULL would be taken for kept.
    fn given<T>(value: Option<T>, name: &str) -> T {
        or_raise(value.ok_or_else(|| Error::new(Code::OutboxAsked).at(name)))
    }

    type Numbers<'a> = Option<Array<'a, i64>>;

    fn numbers(array: Numbers<'_>, name: &str) -> Vec<Option<i64>> {
        given(array, name).iter().collect()
    }

    fn named(chains: Numbers<'_>, icvs: Numbers<'_>, epochs: Numbers<'_>) -> Named {
        Named {
            chains: numbers(chains, "chains"),
            icvs: numbers(icvs, "icvs"),
            epochs: numbers(epochs, "epochs"),
        }
    }

    /// Takes documents for a worker.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity, clippy::too_many_arguments)]
    fn claim(
        worker: Option<&str>,
        total: Option<i32>,
        clearance: default!(Option<i32>, "NULL"),
        reporting: default!(Option<i32>, "NULL"),
        busy: default!(Option<Given>, "NULL"),
        among: default!(Option<Array<'_, i64>>, "NULL"),
        policy: default!(Option<Given>, "NULL"),
    ) -> TableIterator<
        'static,
        (
            name!(chain, i64),
            name!(icv, i64),
            name!(epoch, i64),
            name!(endpoint, String),
            name!(again, bool),
            name!(probe, bool),
            name!(claimed_at, TimestampWithTimeZone),
            name!(lease_until, TimestampWithTimeZone),
            name!(uuid, Uuid),
            name!(kind, String),
            name!(route, String),
            name!(number, String),
            name!(issued_at, TimestampWithTimeZone),
            name!(deadline_at, TimestampWithTimeZone),
            name!(previous_hash, Vec<u8>),
            name!(invoice_hash, Vec<u8>),
            name!(request_key, Option<String>),
            name!(content, Vec<u8>),
            name!(currency, String),
            name!(total_halalas, i64),
            name!(xml, Vec<u8>),
        ),
    > {
        issue::writes(c"khatm.claim()");
        let (worker, total) = (given(worker, "worker"), given(total, "total"));
        let claims = or_raise(dispatch::claim(&Wanted {
            worker,
            total,
            clearance: clearance.unwrap_or(total),
            reporting: reporting.unwrap_or(total),
            busy: tree(busy).as_ref(),
            only: among.map(|among| among.iter().collect()),
            policy: tree(policy).as_ref(),
        }));
        TableIterator::new(claims.into_iter().map(|claim| {
            let Claim {
                document,
                epoch,
                endpoint,
                again,
                at,
                lease_until,
                probe,
            } = claim;
            (
                i64::from(document.place.chain.number()),
                table::number(document.place.counter),
                table::number(epoch),
                route(endpoint).to_owned(),
                again,
                probe,
                time(at),
                time(lease_until),
                Uuid::from_bytes(*document.uuid.as_bytes()),
                document.kind.as_str().to_owned(),
                route(document.route()).to_owned(),
                document.number,
                time(document.issued),
                time(document.deadline),
                document.previous_hash.as_bytes().to_vec(),
                document.hash.as_bytes().to_vec(),
                document.request_key,
                document.content.to_vec(),
                document.currency,
                document.total.halalas(),
                document.xml,
            )
        }))
    }

    /// Whether claims still hold.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn still_mine(
        chains: Option<Array<'_, i64>>,
        icvs: Option<Array<'_, i64>>,
        epochs: Option<Array<'_, i64>>,
        policy: default!(Option<Given>, "NULL"),
    ) -> Vec<String> {
        issue::writes(c"khatm.still_mine()");
        let found = dispatch::look(&named(chains, icvs, epochs), tree(policy).as_ref());
        let name = |mine| match mine {
            Mine::Yes => "yes",
            Mine::GiveBack => "give_back",
            Mine::Lost => "lost",
        };
        or_raise(found).into_iter().map(|mine| name(mine).to_owned()).collect()
    }

    /// Keeps what came of claims.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn settle(
        chains: Option<Array<'_, i64>>,
        icvs: Option<Array<'_, i64>>,
        epochs: Option<Array<'_, i64>>,
        told: Option<Array<'_, Given>>,
        bodies: Option<Array<'_, &[u8]>>,
        cleared: Option<Array<'_, &[u8]>>,
        policy: default!(Option<Given>, "NULL"),
    ) -> Vec<String> {
        issue::writes(c"khatm.settle()");
        let (told, bodies, cleared) = (given(told, "told"), given(bodies, "bodies"), given(cleared, "cleared"));
        for (length, name) in [(bodies.len(), "bodies"), (cleared.len(), "cleared")] {
            given((length == told.len()).then_some(()), name);
        }
        let words = told.iter().map(|told| told.map(|told| told.text().to_owned()));
        let bytes = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        let said = words.zip(bodies.iter().map(bytes)).zip(cleared.iter().map(bytes));
        let said = said.map(|((words, body), cleared)| (words, body, cleared)).collect();
        let alerts = dispatch::settle(&named(chains, icvs, epochs), said, tree(policy).as_ref());
        or_raise(alerts).into_iter().map(str::to_owned).collect()
    }

    /// Gives claims back unsent.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn give_back(
        chains: Option<Array<'_, i64>>,
        icvs: Option<Array<'_, i64>>,
        epochs: Option<Array<'_, i64>>,
        policy: default!(Option<Given>, "NULL"),
    ) {
        issue::writes(c"khatm.give_back()");
        or_raise(dispatch::give_back(&named(chains, icvs, epochs), tree(policy).as_ref()));
    }

    /// Whether anything can be delivered from here.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn ready() {
        use ::khatm::outbox::Dispatch as _;
        issue::writes(c"khatm.ready()");
        or_raise(Ledger::now().ready());
    }

    /// Where documents are.
    #[pg_extern(volatile, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn ways(
        chains: Option<Array<'_, i64>>,
        icvs: Option<Array<'_, i64>>,
    ) -> TableIterator<'static, (name!(chain, i64), name!(icv, i64), name!(way, JsonB))> {
        let (chains, icvs) = (numbers(chains, "chains"), numbers(icvs, "icvs"));
        let ways = or_raise(dispatch::ways(&chains, &icvs)).into_iter();
        TableIterator::new(ways.map(|(place, way)| {
            (
                i64::from(place.chain.number()),
                table::number(place.counter),
                shown(&way),
            )
        }))
    }

    /// How many documents have no final word.
    #[pg_extern(volatile, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn undelivered() -> i64 {
        table::number(or_raise(dispatch::undelivered()))
    }

    /// The chains that there are.
    #[pg_extern(volatile, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn chains() -> TableIterator<
        'static,
        (
            name!(chain, i64),
            name!(environment, String),
            name!(device, String),
            name!(vat_number, String),
            name!(certificate, String),
            name!(state, String),
            name!(root_key, Option<String>),
        ),
    > {
        let ledger = Ledger::now();
        let chains = or_raise(ledger.chains()).into_iter();
        TableIterator::new(chains.map(move |chain| {
            let kept = or_raise(ledger.device(chain.made.environment, &chain.made.device));
            (
                i64::from(chain.id.number()),
                chain.made.environment.as_str().to_owned(),
                chain.made.device,
                chain.made.vat_number,
                chain.made.certificate,
                word(&chain.state),
                kept.and_then(|kept| kept.sealed_under().ok()),
            )
        }))
    }
}

//! SQL functions about the worker inside the server.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::ledger::health::Light;
    use pgrx::datum::TimestampWithTimeZone;
    use pgrx::prelude::*;

    use crate::raise::raise;
    use crate::surface::{language as read, time};
    use crate::table;
    use crate::worker::standing;

    /// Whether somebody delivers here.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn worker(
        language: default!(&str, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(database, String),
            name!(pid, Option<i32>),
            name!(state, String),
            name!(since, Option<TimestampWithTimeZone>),
            name!(round_at, Option<TimestampWithTimeZone>),
            name!(sent, i64),
            name!(settled, i64),
            name!(error, Option<String>),
            name!(waiting_since, Option<TimestampWithTimeZone>),
            name!(taken_at, Option<TimestampWithTimeZone>),
            name!(light, String),
            name!(code, Option<String>),
            name!(message, Option<String>),
            name!(fix, Option<String>),
        ),
    > {
        let language = read(language);
        let shown = standing::shown().unwrap_or_else(|error| raise(&error, language));
        let concern = shown.concern.as_ref();
        TableIterator::once((
            shown.database,
            shown.pid,
            shown.state.to_owned(),
            shown.since.map(time),
            shown.round_at.map(time),
            table::number(shown.sent),
            table::number(shown.settled),
            shown.error.map(str::to_owned),
            shown.standing.waiting_since.map(time),
            shown.standing.taken_at.map(time),
            concern
                .map_or(Light::Green, |concern| concern.light)
                .as_str()
                .to_owned(),
            concern.map(|concern| concern.error.code().as_str().to_owned()),
            concern.map(|concern| concern.error.message(language)),
            concern.map(|concern| crate::hints::in_sql(concern.error.fix(language))),
        ))
    }
}

//! SQL functions for the counter: whether a document may be handed over, and waiting until it may.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::outbox::wait::patience;
    use ::khatm::{Code, Error, Language};
    use pgrx::datum::{Interval, Uuid};
    use pgrx::pg_sys;
    use pgrx::prelude::*;

    use crate::raise::raise;
    use crate::show;
    use crate::surface::{identifier, language as read, language_or_english, needed};

    /// Whether a document may be handed over now.
    #[pg_extern(volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn may_hand_over(uuid: Uuid) -> bool {
        show::may_hand_over_now(&identifier(uuid)).unwrap_or_else(|error| raise(&error, Language::English))
    }

    /// Where a document is that somebody waits for.
    #[pg_extern(volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn waited(
        uuid: Uuid,
        language: default!(&str, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(is_over, bool),
            name!(may_hand_over, bool),
            name!(ground, String),
            name!(message, String),
        ),
    > {
        let language = read(language);
        let waited = show::waited(&identifier(uuid)).unwrap_or_else(|error| raise(&error, language));
        TableIterator::once((
            waited.is_over(),
            waited.is_allowed(),
            waited.as_str().to_owned(),
            waited.text(language).to_owned(),
        ))
    }

    /// How often a look is taken within a time, ten times a second.
    #[pg_extern(immutable, parallel_safe)]
    #[search_path(pg_catalog, pg_temp)]
    fn looks_within(timeout: Option<Interval>, language: default!(Option<&str>, "'en'")) -> i32 {
        let language = language_or_english(language);
        // A time that is none, or endless, is longer than anybody waits.
        let ms = timeout.map_or(i64::MAX, |timeout| {
            let days = i64::from(timeout.months()) * 30 + i64::from(timeout.days());
            days.saturating_mul(86_400_000).saturating_add(timeout.micros() / 1000)
        });
        let ms = patience(ms).unwrap_or_else(|error| raise(&error, language));
        i32::try_from(ms.div_euclid(100) + 1).unwrap_or(i32::MAX)
    }

    /// Refuses to go on inside a transaction that somebody else ends: a procedure's call says whether it is.
    #[pg_extern(sql = false)]
    fn outside_transaction(uuid: Option<Uuid>, fcinfo: pg_sys::FunctionCallInfo) {
        // SAFETY: the context of a call is a node, if it is anything; CALL gives its own.
        let inside = unsafe {
            let context = (*fcinfo).context;
            context.is_null()
                || (*context).type_ != pg_sys::NodeTag::T_CallContext
                || (*context.cast::<pg_sys::CallContext>()).atomic
        };
        if inside {
            raise(&Error::new(Code::WaitInside), Language::English);
        }
        // A look is strict, and would see nothing for ever.
        needed(uuid, "uuid");
    }
}

//! SQL functions that look at everything again.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use pgrx::prelude::*;

    use crate::raise::raise;
    use crate::surface::{language as read, word};
    use crate::{server, table};

    /// Everything that is kept, looked at again.
    #[pg_extern(volatile, strict, parallel_restricted, cost = 1000000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn verify_ledger(
        language: default!(&str, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(severity, String),
            name!(code, String),
            name!(icv, Option<i64>),
            name!(document, Option<String>),
            name!(other, Option<String>),
            name!(message, String),
            name!(fix, String),
        ),
    > {
        let language = read(language);
        let ledger = server::Ledger::of_statement();
        let one = Some(std::num::NonZeroUsize::MIN);
        let verified = ::khatm::store::verify::verify(&ledger, ::khatm::seal::Verifier::shared(), one);
        let verified = verified.unwrap_or_else(|error| raise(&error, language));
        if verified.omitted > 0 {
            warning!("khatm.verify_ledger: {} more faults are not listed", verified.omitted);
        }
        TableIterator::new(verified.breaks.into_iter().map(move |found| {
            (
                word(&found.severity),
                found.error.code().as_str().to_owned(),
                found.counter.map(table::number),
                found.document,
                found.other,
                found.error.message(language),
                found.error.fix(language).to_owned(),
            )
        }))
    }
}

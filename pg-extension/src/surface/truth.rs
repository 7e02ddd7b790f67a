//! SQL functions that look at everything again.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::Result;
    use ::khatm::seal::Verifier;
    use ::khatm::seal::csr::Environment;
    use ::khatm::store::Chain;
    use ::khatm::store::verify::{Verified, verify_some};
    use pgrx::prelude::*;

    use crate::raise::raise;
    use crate::surface::{language_or_english, word};
    use crate::{server, table, vault};

    /// Everything that is kept, looked at again.
    #[pg_extern(volatile, parallel_restricted, cost = 1000000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn verify_ledger(
        device: default!(Option<&str>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
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
        let language = language_or_english(language);
        let ledger = server::Ledger::of_statement();
        let verified = looked_at(&ledger, device, environment);
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
                crate::hints::in_sql(found.error.fix(language)),
            )
        }))
    }

    /// Everything, or of the documents those of one device.
    fn looked_at(ledger: &server::Ledger, device: Option<&str>, environment: Option<&str>) -> Result<Verified> {
        let only = device
            .map(|name| vault::sought(ledger, name, environment))
            .transpose()?;
        let named = environment.map(Environment::parse).transpose()?;
        let wanted = |chain: &Chain| match &only {
            Some(kept) => (chain.made.environment, &chain.made.device) == (kept.environment, &kept.name),
            None => named.is_none_or(|named| chain.made.environment == named),
        };
        let one = Some(std::num::NonZeroUsize::MIN);
        verify_some(ledger, Verifier::shared(), one, &[], &wanted)
    }
}

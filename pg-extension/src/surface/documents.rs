//! SQL functions that issue documents, and show them.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use std::str::FromStr as _;

    use ::khatm::store::Fate;
    use ::khatm::store::issue::{Issued, Order};
    use ::khatm::{Error, Language};
    use pgrx::datum::{TimestampWithTimeZone, Uuid};
    use pgrx::prelude::*;
    use pgrx::{AnyNumeric, Array, JsonB};

    use crate::json::Given;
    use crate::raise::{raise, refuse};
    use crate::surface::{identifier, language as read, language_or_english, needed, sealed, time, word};
    use crate::{issue, show, table};

    /// Issues a document within the caller's transaction.
    #[pg_extern(name = "issue", volatile, parallel_unsafe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn issue_one(
        device: Option<&str>,
        draft: Option<Given>,
        request_key: default!(Option<&str>, "NULL"),
        corrects: default!(Option<Uuid>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        issue::writes(c"khatm.issue()");
        let language = language_or_english(language);
        let (device, draft) = (needed(device, "device"), needed(draft, "draft"));
        let order = Order {
            draft: draft.text().as_bytes(),
            request_key,
            corrects: corrects.map(identifier),
        };
        let issued = issue::issue(device, environment, &[order]);
        made(
            issued.unwrap_or_else(|(_, refusal)| refuse(None, refusal, language)),
            language,
        )
    }

    /// Issues several, all or none.
    #[pg_extern(volatile, parallel_unsafe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn issue_many(
        device: Option<&str>,
        drafts: Option<Array<'_, Given>>,
        request_keys: default!(Option<Array<'_, &str>>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        issue::writes(c"khatm.issue_many()");
        let language = language_or_english(language);
        let (device, drafts) = (needed(device, "device"), needed(drafts, "drafts"));
        let keys: Vec<Option<String>> = match &request_keys {
            Some(keys) => keys.iter().map(|key| key.map(str::to_owned)).collect(),
            None => vec![None; drafts.len()],
        };
        if keys.len() != drafts.len() {
            raise(
                &Error::new(::khatm::Code::IssueKeys).found(&format!("{} / {}", keys.len(), drafts.len())),
                language,
            );
        }
        // A null is a draft that says nothing: core says what is missing.
        let text = |draft: Option<Given>| draft.map_or_else(|| "null".to_owned(), |draft| draft.text().to_owned());
        let issued = issue::issue_each(device, environment, drafts.iter().map(text), &keys);
        made(
            issued.unwrap_or_else(|(position, refusal)| refuse(Some(position), refusal, language)),
            language,
        )
    }

    #[allow(clippy::type_complexity)]
    fn made(
        issued: Vec<Issued>,
        language: Language,
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        TableIterator::new(issued.into_iter().map(move |issued| sealed(issued, language)))
    }

    /// A document as it was issued.
    #[pg_extern(volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn document(
        uuid: Uuid,
    ) -> TableIterator<
        'static,
        (
            name!(environment, String),
            name!(device, String),
            name!(icv, i64),
            name!(uuid, Uuid),
            name!(kind, String),
            name!(profile, String),
            name!(number, String),
            name!(issued_at, TimestampWithTimeZone),
            name!(deadline_at, TimestampWithTimeZone),
            name!(previous_hash, String),
            name!(invoice_hash, String),
            name!(request_key, Option<String>),
            name!(currency, String),
            name!(total, AnyNumeric),
            name!(fate, String),
            name!(xml, Vec<u8>),
        ),
    > {
        let found = show::document(&identifier(uuid));
        let found = found.unwrap_or_else(|error| raise(&error, Language::English));
        TableIterator::new(found.into_iter().map(move |(document, chain, fate)| {
            (
                chain.made.environment.as_str().to_owned(),
                chain.made.device,
                table::number(document.place.counter),
                uuid,
                document.kind.as_str().to_owned(),
                word(&document.profile),
                document.number,
                time(document.issued),
                time(document.deadline),
                document.previous_hash.to_string(),
                document.hash.to_string(),
                document.request_key,
                document.currency,
                AnyNumeric::from_str(&document.total.to_string()).expect("an amount is a number"),
                match fate {
                    Fate::Open => "open",
                    Fate::Accepted => "accepted",
                    Fate::Rejected => "rejected",
                    Fate::Contrary => "contrary",
                }
                .to_owned(),
                document.xml,
            )
        }))
    }

    /// What to hand over of a document that is committed.
    #[pg_extern(volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn receipt(
        uuid: Uuid,
        language: default!(&str, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(number, String),
            name!(may_hand_over, bool),
            name!(ground, String),
            name!(qr, Option<String>),
            name!(xml, Option<Vec<u8>>),
        ),
    > {
        let language = read(language);
        let receipt = show::receipt(&identifier(uuid));
        let receipt = receipt.unwrap_or_else(|error| raise(&error, language));
        TableIterator::once((
            receipt.number,
            receipt.handed.is_allowed(),
            receipt.handed.as_str().to_owned(),
            receipt.qr,
            receipt.xml,
        ))
    }
}

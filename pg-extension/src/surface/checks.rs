//! SQL functions that look at documents of anybody's, and keep nothing.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::invoice::{Context as DraftContext, DraftReport, Refusal};
    use ::khatm::rules::Context;
    use pgrx::JsonB;
    use pgrx::prelude::*;

    use crate::hints::in_sql;
    use crate::json::{Given, shown};
    use crate::raise::{raise, without_places};
    use crate::surface::{language as read, language_or_english, needed, word};
    use crate::{server, vault};

    /// The bytes as they were received.
    #[pg_extern(name = "verify", immutable, strict, parallel_safe, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    fn verify_bytes(xml: &[u8], language: default!(&str, "'en'")) -> JsonB {
        verify(xml, language)
    }

    /// A document kept as text.
    #[pg_extern(name = "verify", immutable, strict, parallel_safe, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    fn verify_text(xml: &str, language: default!(&str, "'en'")) -> JsonB {
        verify(xml.as_bytes(), language)
    }

    fn verify(xml: &[u8], language: &str) -> JsonB {
        let language = read(language);
        let verification = ::khatm::verify(xml, language).unwrap_or_else(|error| raise(&error, language));
        shown(&verification)
    }

    /// Everything there is to say of a draft.
    #[pg_extern(stable, parallel_restricted, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn check(
        draft: Option<Given>,
        device: default!(Option<&str>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(severity, String),
            name!(code, String),
            name!(path, Option<String>),
            name!(message, String),
            name!(fix, String),
        ),
    > {
        let language = language_or_english(language);
        let draft = needed(draft, "draft");
        let context = || {
            let mut context = DraftContext::new(server::now().moment()?);
            if let Some(name) = device {
                let kept = vault::sought(&server::Ledger::now(), name, environment)?;
                context.seller = Some(vault::opened(&kept)?.seller().clone());
            }
            Ok(context)
        };
        let context = context().unwrap_or_else(|error| raise(&error, language));
        let faults = ::khatm::rules::faults(draft.text().as_bytes(), &context);
        let found = without_places(Refusal { faults });
        TableIterator::new(
            DraftReport::new(&found.faults, language)
                .findings
                .into_iter()
                .map(|finding| {
                    (
                        word(&finding.severity),
                        finding.code,
                        finding.path,
                        finding.message,
                        in_sql(&finding.fix),
                    )
                }),
        )
    }

    /// Every verdict of the authority's validator, of bytes as they were received.
    #[pg_extern(name = "validate", stable, parallel_safe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn validate_bytes(
        xml: Option<&[u8]>,
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(stage, String),
            name!(severity, String),
            name!(code, String),
            name!(path, Option<String>),
            name!(line, Option<i64>),
            name!(field, Option<String>),
            name!(message, String),
            name!(fix, String),
        ),
    > {
        // No row says that all is well: nothing is said of nothing.
        validate(needed(xml, "xml"), language)
    }

    /// Of a document kept as text.
    #[pg_extern(name = "validate", stable, parallel_safe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn validate_text(
        xml: Option<&str>,
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(stage, String),
            name!(severity, String),
            name!(code, String),
            name!(path, Option<String>),
            name!(line, Option<i64>),
            name!(field, Option<String>),
            name!(message, String),
            name!(fix, String),
        ),
    > {
        validate(needed(xml, "xml").as_bytes(), language)
    }

    #[allow(clippy::type_complexity)]
    fn validate(
        xml: &[u8],
        language: Option<&str>,
    ) -> TableIterator<
        'static,
        (
            name!(stage, String),
            name!(severity, String),
            name!(code, String),
            name!(path, Option<String>),
            name!(line, Option<i64>),
            name!(field, Option<String>),
            name!(message, String),
            name!(fix, String),
        ),
    > {
        let language = language_or_english(language);
        let now = server::now().moment().unwrap_or_else(|error| raise(&error, language));
        let report = ::khatm::rules::validate(xml, &Context::new(now)).report(language);
        TableIterator::new(report.findings.into_iter().map(|finding| {
            (
                word(&finding.stage),
                word(&finding.severity),
                finding.code,
                finding.path,
                finding.place.map(|place| i64::from(place.line)),
                finding.field,
                finding.message,
                finding.fix,
            )
        }))
    }
}

//! The extension `khatm`: what core decides, as SQL functions over a ledger in this server's tables.
//!
//! It converts arguments, locks, keeps rows, calls core and raises core's errors. It decides nothing about an invoice.
//!
//! | module | what it does |
//! |---|---|
//! | [`deliver`] | lanes, unfinished documents and the evidence of what was sent, as rows |
//! | [`devices`] | devices, made and taken in |
//! | [`fence`] | whether this is the place where the ledger goes on |
//! | [`follows`] | the rule of the chain, as triggers |
//! | [`issue`] | documents, within the caller's transaction |
//! | [`lock`] | who may issue on a chain |
//! | [`people`] | what people may do to a document on its way |
//! | [`raise`] | core's errors as PostgreSQL's |
//! | [`safe`] | devices and the audit as rows |
//! | [`server`] | the ledger as rows |
//! | [`show`] | what there is to read of a document |
//! | [`table`] | rows |
//! | [`vault`] | the root key, and devices that are open |
//! | [`whole`] | the ledger as core's store: what looks at all of it |

mod deliver;
mod devices;
mod fence;
mod follows;
mod issue;
mod lock;
mod people;
mod raise;
mod safe;
mod server;
mod show;
mod table;
mod vault;
mod whole;

use pgrx::prelude::*;

::pgrx::pg_module_magic!(name, version);

extension_sql_file!("../sql/before.sql", name = "before", bootstrap);
extension_sql_file!("../sql/tables.sql", name = "tables", requires = ["before"]);
extension_sql_file!(
    "../sql/rules.sql",
    name = "rules",
    requires = ["tables", khatm::document_follows, khatm::audit_follows]
);
extension_sql_file!("../sql/views.sql", name = "views", requires = ["rules"]);
extension_sql_file!("../sql/functions.sql", name = "functions", finalize);

/// Called once for each server process that uses the extension.
#[pg_guard]
pub extern "C-unwind" fn _PG_init() {
    vault::define();
}

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use std::str::FromStr as _;

    use ::khatm::invoice::Context as DraftContext;
    use ::khatm::rules::Context;
    use ::khatm::store::issue::{Issued, Order};
    use ::khatm::store::{Fate, Uuid as Identifier};
    use ::khatm::{Error, Language};
    use pgrx::datum::{TimestampWithTimeZone, Uuid};
    use pgrx::prelude::*;
    use pgrx::{AnyNumeric, Array, JsonB};

    use crate::people::Deed;
    use crate::raise::{raise, refuse};
    use crate::{devices, issue, people, server, show, table, vault};

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
        JsonB(serde_json::to_value(verification).expect("plain data with names for keys is always JSON"))
    }

    /// Everything there is to say of a draft.
    #[pg_extern(stable, parallel_restricted, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn check(
        draft: JsonB,
        device: default!(Option<&str>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(&str, "'en'"),
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
        let language = read(language);
        let context = || {
            let mut context = DraftContext::new(server::now().moment()?);
            if let Some(name) = device {
                let kept = vault::sought(&server::Ledger::now(), name, environment)?;
                context.seller = Some(vault::opened(&kept)?.seller().clone());
            }
            Ok(context)
        };
        let context = context().unwrap_or_else(|error| raise(&error, language));
        let report = ::khatm::rules::check(draft.0.to_string().as_bytes(), &context, language);
        TableIterator::new(report.findings.into_iter().map(|finding| {
            (
                word(&finding.severity),
                finding.code,
                finding.path,
                finding.message,
                finding.fix,
            )
        }))
    }

    /// Every verdict of the authority's validator, of bytes as they were received.
    #[pg_extern(name = "validate", stable, strict, parallel_safe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn validate_bytes(
        xml: &[u8],
        language: default!(&str, "'en'"),
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
        validate(xml, language)
    }

    /// Of a document kept as text.
    #[pg_extern(name = "validate", stable, strict, parallel_safe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn validate_text(
        xml: &str,
        language: default!(&str, "'en'"),
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
        validate(xml.as_bytes(), language)
    }

    #[allow(clippy::type_complexity)]
    fn validate(
        xml: &[u8],
        language: &str,
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
        let language = read(language);
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

    /// Makes a device with its key.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_new(
        name: &str,
        environment: &str,
        configuration: JsonB,
        seller: JsonB,
        url: default!(Option<&str>, "NULL"),
        language: default!(&str, "'en'"),
    ) -> String {
        issue::writes(c"khatm.device_new()");
        let language = read(language);
        let wanted = devices::Wanted {
            name,
            environment,
            configuration: &configuration.0,
            seller: &seller.0,
            url,
        };
        let device = devices::make(&wanted).unwrap_or_else(|errors| refuse(None, devices::refusal(errors), language));
        device.csr().map(::khatm::seal::csr::Csr::pem).unwrap_or_default()
    }

    /// Takes a device's file in.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_import(file: &[u8], last: default!(Option<&str>, "NULL"), language: default!(&str, "'en'")) -> String {
        issue::writes(c"khatm.device_import()");
        let language = read(language);
        let device = devices::take_in(file, last).unwrap_or_else(|error| raise(&error, language));
        device.name().to_owned()
    }

    /// Issues a document within the caller's transaction.
    #[pg_extern(name = "issue", volatile, parallel_unsafe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn issue_one(
        device: &str,
        draft: JsonB,
        request_key: default!(Option<&str>, "NULL"),
        corrects: default!(Option<Uuid>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(&str, "'en'"),
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
        let language = read(language);
        let text = draft.0.to_string();
        let order = Order {
            draft: text.as_bytes(),
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
        device: &str,
        drafts: Array<'_, JsonB>,
        request_keys: default!(Option<Array<'_, &str>>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(&str, "'en'"),
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
        let language = read(language);
        // A null is a draft that says nothing: core says what is missing.
        let texts = drafts
            .iter()
            .map(|draft| draft.map_or_else(|| "null".to_owned(), |draft| draft.0.to_string()));
        let texts: Vec<String> = texts.collect();
        let keys: Vec<Option<String>> = match &request_keys {
            Some(keys) => keys.iter().map(|key| key.map(str::to_owned)).collect(),
            None => vec![None; texts.len()],
        };
        if keys.len() != texts.len() {
            raise(
                &Error::new(::khatm::Code::IssueKeys).found(&format!("{} / {}", keys.len(), texts.len())),
                language,
            );
        }
        let orders = texts.iter().zip(&keys).map(|(text, key)| Order {
            draft: text.as_bytes(),
            request_key: key.as_deref(),
            corrects: None,
        });
        let orders: Vec<Order<'_>> = orders.collect();
        let issued = issue::issue(device, environment, &orders);
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
        TableIterator::new(issued.into_iter().map(move |issued| {
            let warnings = ::khatm::invoice::DraftReport::new(&issued.warnings, language).findings;
            (
                Uuid::from_bytes(*issued.document.uuid.as_bytes()),
                table::number(issued.document.place.counter),
                issued.document.hash.to_string(),
                issued.qr,
                issued.provisional,
                issued.again,
                JsonB(serde_json::json!(warnings)),
            )
        }))
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

    /// Keeps a document back.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn hold(uuid: Uuid, second: &str, why: &str) {
        issue::writes(c"khatm.hold()");
        done(people::act(&identifier(uuid), Deed::Hold { second, why }));
    }

    /// Lets it go again.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn free(uuid: Uuid, why: &str) {
        issue::writes(c"khatm.free()");
        done(people::act(&identifier(uuid), Deed::Free { why }));
    }

    /// Makes it due at once.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn retry(uuid: Uuid) {
        issue::writes(c"khatm.retry()");
        done(people::act(&identifier(uuid), Deed::Retry));
    }

    /// Allows a hand-over before clearance.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn release(uuid: Uuid, reason: &str, note: &str) {
        issue::writes(c"khatm.release()");
        done(people::reason(reason).and_then(|reason| people::act(&identifier(uuid), Deed::Release { reason, note })));
    }

    /// Opens the lanes of a device.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn unpark(device: &str, environment: default!(Option<&str>, "NULL")) {
        issue::writes(c"khatm.unpark()");
        done(people::open(device, environment));
    }

    /// The ledger goes on here.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn resume(why: &str) {
        issue::writes(c"khatm.resume()");
        done(server::Ledger::now().resume(why));
    }

    fn done(outcome: ::khatm::Result<()>) {
        outcome.unwrap_or_else(|error| raise(&error, Language::English));
    }

    fn identifier(uuid: Uuid) -> Identifier {
        Identifier::from_bytes(*uuid.as_bytes())
    }

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

    /// The rule of the chain.
    #[pg_trigger]
    fn document_follows<'t>(
        trigger: &'t PgTrigger<'t>,
    ) -> Result<Option<PgHeapTuple<'t, AllocatedByPostgres>>, std::convert::Infallible> {
        crate::follows::document(trigger);
        Ok(None)
    }

    /// The rule of the audit.
    #[pg_trigger]
    fn audit_follows<'t>(
        trigger: &'t PgTrigger<'t>,
    ) -> Result<Option<PgHeapTuple<'t, AllocatedByPostgres>>, std::convert::Infallible> {
        crate::follows::audit(trigger);
        Ok(None)
    }

    fn read(language: &str) -> Language {
        Language::parse(language).unwrap_or_else(|error| raise(&error, Language::English))
    }

    /// The name that a value has in every host.
    fn word(value: &impl serde::Serialize) -> String {
        let value = serde_json::to_value(value).ok();
        value
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    fn time(at: ::khatm::time::Timestamp) -> TimestampWithTimeZone {
        TimestampWithTimeZone::try_from(table::microseconds(at)).expect("a time that was stored is one of PostgreSQL's")
    }
}

//! SQL functions for whoever watches: the light, the figures of a day, rejections, certificates, metrics.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::Result;
    use ::khatm::gateway::Remark;
    use ::khatm::ledger::daily::{Daily, Period};
    use ::khatm::ledger::figures::{blames, days_of, figures};
    use ::khatm::ledger::health::{Concern, Health, Light, health as of};
    use ::khatm::ledger::prometheus;
    use ::khatm::store::delivery::{Fact, Outcome};
    use ::khatm::store::safe::Safe as _;
    use ::khatm::store::{Document, Issuing as _, Role};
    use ::khatm::time::{Date as Day, Moment, Timestamp};
    use ::khatm::{Code, Error};
    use pgrx::JsonB;
    use pgrx::datum::{Date, Interval, TimestampWithTimeZone, Uuid};
    use pgrx::prelude::*;

    use crate::guarded;
    use crate::hints::in_sql;
    use crate::json::shown as shown_json;
    use crate::onboarding;
    use crate::raise::raise;
    use crate::server::{Ledger, now};
    use crate::surface::{language_or_english, time, word};
    use crate::worker::standing;
    use crate::{table, tenant, vault};

    /// How things are: every concern, the worst first; one row of green where there is none.
    #[pg_extern(volatile, parallel_restricted, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn health(
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(light, String),
            name!(code, Option<String>),
            name!(environment, Option<String>),
            name!(device, Option<String>),
            name!(message, String),
            name!(fix, Option<String>),
        ),
    > {
        let language = language_or_english(language);
        let health = watched(&Ledger::of_statement(), now()).unwrap_or_else(|error| raise(&error, language));
        let row = move |concern: Concern| {
            (
                concern.light.as_str().to_owned(),
                Some(concern.error.code().as_str().to_owned()),
                concern.environment.map(|environment| environment.as_str().to_owned()),
                concern.device,
                concern.error.message(language),
                Some(in_sql(concern.error.fix(language))),
            )
        };
        let well = Light::Green;
        let green = health.concerns.is_empty().then(|| {
            let text = well.text(language).to_owned();
            (well.as_str().to_owned(), None, None, None, text, None)
        });
        TableIterator::new(health.concerns.into_iter().map(row).chain(green))
    }

    /// Core's light over this ledger, over what keeps it, and over who delivers here.
    fn watched(ledger: &Ledger, now: Timestamp) -> Result<Health> {
        let health = of(ledger, now)?;
        let own = guarded::concerns(ledger)?.into_iter();
        let own = own.chain(onboarding::concerns(ledger, now)?);
        let own = own.chain(guarded::held(ledger)?);
        let own = own.chain(vault::concerns(ledger)?);
        let none = tenant::sees_none()?.then(|| guarded::yellow(Error::new(Code::TenantNone)));
        let own = own.chain(none);
        let health = own.fold(health, Health::and);
        Ok(match standing::shown()?.concern {
            Some(concern) => health.and(concern),
            None => health,
        })
    }

    /// The figures of each day and device.
    #[pg_extern(volatile, parallel_restricted, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn kpi_daily(
        since: default!(Option<Date>, "NULL"),
        until: default!(Option<Date>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(day, Date),
            name!(environment, String),
            name!(device, String),
            name!(issued, i64),
            name!(cleared, i64),
            name!(reported, i64),
            name!(rejected, i64),
            name!(open, i64),
            name!(late, i64),
            name!(median, Option<Interval>),
            name!(longest, Option<Interval>),
        ),
    > {
        let language = language_or_english(language);
        let days = || {
            let day = |date: Option<Date>| date.map(|date| Day::parse(&written(date))).transpose();
            let period = Period::of(day(since)?, day(until)?, now())?;
            Ledger::of_statement().daily(&period)
        };
        let days: Vec<Daily> = days().unwrap_or_else(|error| raise(&error, language));
        TableIterator::new(days.into_iter().map(|day| {
            (
                shown(day.day),
                day.environment.as_str().to_owned(),
                day.device,
                table::number(day.issued),
                table::number(day.cleared),
                table::number(day.reported),
                table::number(day.rejected),
                table::number(day.open),
                table::number(day.late),
                day.median_ms.map(lasting),
                day.longest_ms.map(lasting),
            )
        }))
    }

    /// A date of PostgreSQL's as core reads one. An endless one is none.
    fn written(date: Date) -> String {
        match date.is_infinity() || date.is_neg_infinity() {
            true => "infinity".to_owned(),
            false => format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        }
    }

    fn shown(day: Day) -> Date {
        let text = day.to_string();
        let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u8>().ok());
        let year = text.get(..4).and_then(|digits| digits.parse().ok());
        let (year, month, day) = (year.unwrap_or(1), part(5, 7).unwrap_or(1), part(8, 10).unwrap_or(1));
        Date::new(year, month, day).expect("a day of core's is one of PostgreSQL's")
    }

    fn lasting(ms: u64) -> Interval {
        let micros = i64::try_from(ms).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        Interval::from_micros(micros)
    }

    /// What the authority rejected, and what stands for it.
    #[pg_extern(volatile, strict, parallel_restricted, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn rejections() -> TableIterator<
        'static,
        (
            name!(rejected_at, TimestampWithTimeZone),
            name!(environment, String),
            name!(device, String),
            name!(number, String),
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(codes, Vec<String>),
            name!(messages, JsonB),
            name!(deadline_at, TimestampWithTimeZone),
            name!(contrary, bool),
            name!(corrected_by, Option<Uuid>),
        ),
    > {
        let mut ledger = Ledger::of_statement();
        let rejected = ledger.looked_at().and_then(|facts| {
            let rejected = facts.into_iter().filter(|outcome| outcome.fact == Fact::Rejected);
            let rows = rejected.map(|outcome| rejection(&mut ledger, outcome));
            rows.collect::<Result<Vec<_>>>()
        });
        let mut rejected = rejected.unwrap_or_else(|error| raise(&error, ::khatm::Language::English));
        rejected.sort_by_key(|row| std::cmp::Reverse(row.outcome.at));
        TableIterator::new(rejected.into_iter().map(|row| {
            let said = row.remarks.iter();
            let to_blame = said.filter(|remark| blames(remark.kind.as_deref().unwrap_or_default()));
            (
                time(row.outcome.at),
                row.environment,
                row.device,
                row.document.number,
                Uuid::from_bytes(*row.document.uuid.as_bytes()),
                table::number(row.document.place.counter),
                to_blame.filter_map(|remark| remark.code.clone()).collect(),
                shown_json(&row.remarks),
                time(row.document.deadline),
                row.contrary,
                row.corrected_by,
            )
        }))
    }

    struct Rejection {
        outcome: Outcome,
        document: Document,
        environment: String,
        device: String,
        remarks: Vec<Remark>,
        contrary: bool,
        corrected_by: Option<Uuid>,
    }

    fn rejection(ledger: &mut Ledger, outcome: Outcome) -> Result<Rejection> {
        let place = outcome.place;
        let document = ledger.at(place)?.ok_or_else(table::damaged)?;
        let made = ledger.chain(place.chain)?.made;
        let by = ledger.referring(Role::Corrects, place)?;
        let by = by.first().map(|&place| ledger.at(place)).transpose()?.flatten();
        let remarks = outcome.messages.as_deref().map(serde_json::from_str).transpose();
        Ok(Rejection {
            contrary: ledger.fate(place)? == ::khatm::store::Fate::Contrary,
            environment: made.environment.as_str().to_owned(),
            device: made.device,
            remarks: remarks.map_err(|_| table::damaged())?.unwrap_or_default(),
            corrected_by: by.map(|document| Uuid::from_bytes(*document.uuid.as_bytes())),
            outcome,
            document,
        })
    }

    /// The certificate of each device.
    #[pg_extern(volatile, strict, parallel_restricted, cost = 1000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn certificates() -> TableIterator<
        'static,
        (
            name!(environment, String),
            name!(device, String),
            name!(stage, String),
            name!(csid, Option<String>),
            name!(serial, Option<String>),
            name!(issuer, Option<String>),
            name!(not_before, Option<TimestampWithTimeZone>),
            name!(not_after, Option<TimestampWithTimeZone>),
            name!(days_left, Option<i64>),
        ),
    > {
        let at = now();
        let shown = Ledger::of_statement().devices().and_then(|devices| {
            let one = |kept: ::khatm::store::safe::Kept| kept.in_the_clear().map(|clear| (kept, clear));
            devices.into_iter().map(one).collect::<Result<Vec<_>>>()
        });
        let shown = shown.unwrap_or_else(|error| raise(&error, ::khatm::Language::English));
        let moment = |text: &str| Moment::parse(text).ok().map(|moment| time(Timestamp::from(moment)));
        TableIterator::new(shown.into_iter().map(move |(kept, (stage, certificate))| {
            let certificate = certificate.as_ref();
            let held = certificate.map(|(_, certificate)| certificate);
            (
                kept.environment.as_str().to_owned(),
                kept.name,
                word(&stage),
                certificate.map(|(csid, _)| csid.as_str().to_owned()),
                held.map(|held| held.serial().to_owned()),
                held.map(|held| held.issuer().to_owned()),
                held.and_then(|held| moment(held.validity().0)),
                held.and_then(|held| moment(held.validity().1)),
                held.and_then(|held| days_of(held, at)),
            )
        }))
    }

    /// Everything in numbers, as text for Prometheus.
    #[pg_extern(volatile, strict, parallel_restricted, cost = 1000000)]
    #[search_path(pg_catalog, pg_temp)]
    fn metrics() -> String {
        let (ledger, at) = (Ledger::of_statement(), now());
        let page = || {
            let text = prometheus::text(&figures(&ledger, at)?, Some(&watched(&ledger, at)?));
            let parked = guarded::parked_count(&ledger)?;
            Ok(format!(
                "{text}# HELP khatm_parked_rows Final rows of attached tables that have no document yet.\n\
                # TYPE khatm_parked_rows gauge\nkhatm_parked_rows {parked}\n"
            ))
        };
        page().unwrap_or_else(|error| raise(&error, ::khatm::Language::English))
    }
}

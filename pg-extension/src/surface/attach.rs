//! SQL functions that attach tables.

use pgrx::prelude::*;

/// The SQL schema of the same name. What takes or gives a type that pgrx has no name for is declared in `sql/attached.sql`.
#[pg_schema]
mod khatm {
    use std::str::FromStr as _;

    use ::khatm::store::Fate;
    use ::khatm::{Code, Error, Language, Result};
    use pgrx::AnyNumeric;
    use pgrx::datum::{TimestampWithTimeZone, Uuid};
    use pgrx::pg_sys::Oid;
    use pgrx::prelude::*;

    use crate::attach::Wanted;
    use crate::attachment::Attachment;
    use crate::issue::writes;
    use crate::mapping::Mapping;
    use crate::raise::raise;
    use crate::reading::tried;
    use crate::server::Ledger;
    use crate::surface::{done, time, word};
    use crate::tenant::{owner_of, sees_rows};
    use crate::{attach, attachment, hints, row, sealing, show, table};

    /// Attaches a table.
    #[pg_extern(name = "attach", sql = false)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::too_many_arguments)]
    fn attach_table(
        target: Option<Oid>,
        device: Option<&str>,
        mapping: Option<Oid>,
        becomes_final: Option<&str>,
        on_invalid: Option<&str>,
        freeze: Option<bool>,
        lines: Option<Vec<Option<String>>>,
        mutable: Option<Vec<Option<String>>>,
        revision: Option<&str>,
        corrects: Option<&str>,
        environment: Option<&str>,
    ) -> i64 {
        writes(c"khatm.attach()");
        let names = |names: Option<Vec<Option<String>>>| {
            let names = names.unwrap_or_default().into_iter();
            names.map(Option::unwrap_or_default).collect()
        };
        let attached = attach::attach(&Wanted {
            target,
            device: device.unwrap_or_default(),
            mapping,
            becomes_final: becomes_final.unwrap_or_default(),
            on_invalid: on_invalid.unwrap_or_default(),
            freeze: freeze.unwrap_or_default(),
            lines: names(lines),
            mutable: names(mutable),
            revision,
            corrects,
            environment,
        });
        attached.unwrap_or_else(|error| raise(&error, Language::English))
    }

    /// Takes a table off.
    #[pg_extern(sql = false)]
    #[search_path(pg_catalog, pg_temp)]
    fn detach(target: Option<Oid>) {
        writes(c"khatm.detach()");
        done(attach::detach(target));
    }

    /// Tries parked rows again.
    #[pg_extern(sql = false)]
    #[search_path(pg_catalog, pg_temp)]
    fn seal_parked(target: Option<Oid>) -> i64 {
        writes(c"khatm.seal_parked()");
        let seal = || {
            if let Some(target) = target {
                return sealing::seal_parked(attached(target)?.number);
            }
            let mut sealed = 0;
            for (attachment, _) in Ledger::now().attachments()? {
                let there = attachment.attached && owner_of(attachment.target).is_some();
                if there && sees_rows(attachment.target)? {
                    sealed += sealed_of(&attachment);
                }
            }
            Ok(sealed)
        };
        table::number(seal().unwrap_or_else(|error: Error| raise(&error, Language::English)))
    }

    /// Those of one table among all: one that was changed, or whose mapping fails, keeps nobody else's rows.
    fn sealed_of(attachment: &Attachment) -> u64 {
        let name = row::table_name(attachment.target);
        match tried(|| sealing::seal_parked(attachment.number)) {
            Ok(Ok(sealed)) => return sealed,
            Ok(Err(error)) => {
                let (code, message) = (error.code().as_str(), error.message(Language::English));
                pgrx::warning!(
                    "{name}: {code}: {message}. {}",
                    hints::in_sql(error.fix(Language::English))
                );
            }
            Err((state, message)) => pgrx::warning!("{name}: {message} ({state}). Its rows stay parked."),
        }
        0
    }

    /// Whether a table is the attached one, has its lines, or is a partition of such a one.
    #[pg_extern(stable, sql = false)]
    #[search_path(pg_catalog, pg_temp)]
    fn belongs(target: Oid, lines: Vec<Option<String>>, relation: Oid) -> bool {
        let lines: Vec<String> = lines.into_iter().flatten().collect();
        attachment::belongs(target, &lines, relation)
    }

    /// A function as attachments keep it.
    #[pg_extern(stable, strict, sql = false)]
    #[search_path(pg_catalog, pg_temp)]
    fn signature(function: Oid) -> Option<String> {
        Mapping::of(function).map(|mapping| mapping.signature())
    }

    /// A table's attachment, also of one that was detached: its documents are there. Of one whose rows are not
    /// the caller's to know of there is none.
    fn attached(target: Oid) -> Result<Attachment> {
        let found = match sees_rows(target)? {
            true => Ledger::now().attached_to(target)?,
            false => None,
        };
        let found = found.ok_or_else(|| Error::new(Code::AttachNone).found(&row::table_name(target)))?;
        Ok(found.0)
    }

    /// What became of a row.
    #[pg_extern(sql = false)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn status_of(
        target: Oid,
        key: Vec<Option<String>>,
    ) -> TableIterator<
        'static,
        (
            name!(revision, Option<String>),
            name!(environment, Option<String>),
            name!(device, Option<String>),
            name!(icv, Option<i64>),
            name!(uuid, Option<Uuid>),
            name!(kind, Option<String>),
            name!(profile, Option<String>),
            name!(number, Option<String>),
            name!(issued_at, Option<TimestampWithTimeZone>),
            name!(total, Option<AnyNumeric>),
            name!(fate, String),
            name!(may_hand_over, bool),
            name!(ground, String),
            name!(qr, Option<String>),
        ),
    > {
        let look = || {
            let attachment = attached(target)?;
            // A row without a key is none.
            let Some(key) = key.into_iter().collect::<Option<Vec<String>>>() else {
                return Ok((Vec::new(), None));
            };
            let row_key = row::row_key(&attachment.name, &attach::key_as_kept(&attachment, &key)?);
            let parked = Ledger::now().parked_code(attachment.number, &row_key)?;
            Ok((show::status(&row_key)?, parked))
        };
        let (found, parked) = look().unwrap_or_else(|error: Error| raise(&error, Language::English));
        let parked = parked.map(|code| {
            let none = (None, None, None, None, None, None, None, None, None, None);
            (
                none.0,
                none.1,
                none.2,
                none.3,
                none.4,
                none.5,
                none.6,
                none.7,
                none.8,
                none.9,
                "parked".to_owned(),
                false,
                code,
                None,
            )
        });
        let found = found.into_iter().map(|status| {
            let document = status.document;
            (
                status.revision,
                Some(status.chain.made.environment.as_str().to_owned()),
                Some(status.chain.made.device),
                Some(table::number(document.place.counter)),
                Some(Uuid::from_bytes(*document.uuid.as_bytes())),
                Some(document.kind.as_str().to_owned()),
                Some(word(&document.profile)),
                Some(document.number),
                Some(time(document.issued)),
                Some(AnyNumeric::from_str(&document.total.to_string()).expect("an amount is a number")),
                match status.fate {
                    Fate::Open => "open",
                    Fate::Accepted => "accepted",
                    Fate::Rejected => "rejected",
                    Fate::Contrary => "contrary",
                }
                .to_owned(),
                status.handed.is_some_and(|handed| handed.is_allowed()),
                status.handed.map_or("uncommitted", |handed| handed.as_str()).to_owned(),
                status.qr,
            )
        });
        TableIterator::new(found.chain(parked).collect::<Vec<_>>())
    }
}

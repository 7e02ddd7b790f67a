//! SQL functions that onboard devices, and those for workers that use devices' keys.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::device::queued::Queued;
    use ::khatm::seal::csr::Environment;
    use ::khatm::store::safe::Kept;
    use ::khatm::{Code, Error, Language, Result};
    use pgrx::datum::TimestampWithTimeZone;
    use pgrx::prelude::*;

    use crate::json::{Given, tree};
    use crate::onboarding::Foreign;
    use crate::raise::raise;
    use crate::surface::{done, moment, time};
    use crate::{hush, issue, onboarding, table};

    /// Nothing is left out that has no default: what returns nothing because something was NULL would be taken for done.
    fn given<T>(value: Option<T>, name: &str) -> T {
        value.unwrap_or_else(|| raise(&Error::new(Code::OutboxAsked).at(name), Language::English))
    }

    /// A device as it is sealed.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn device_sealed(
        environment: Option<&str>,
        device: Option<&str>,
        purpose: Option<&str>,
    ) -> TableIterator<
        'static,
        (
            name!(environment, String),
            name!(device, String),
            name!(version, i64),
            name!(saved_at, TimestampWithTimeZone),
            name!(file, Vec<u8>),
        ),
    > {
        issue::writes(c"khatm.device_sealed()");
        let (environment, device) = (given(environment, "environment"), given(device, "device"));
        let kept = onboarding::sealed(environment, device, given(purpose, "purpose"));
        let kept = kept.unwrap_or_else(|error| raise(&error, Language::English));
        TableIterator::once((
            kept.environment.as_str().to_owned(),
            kept.name,
            table::number(kept.version),
            time(kept.saved_at),
            kept.file,
        ))
    }

    /// A key was not used.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn key_refused(environment: Option<&str>, device: Option<&str>, purpose: Option<&str>, code: Option<&str>) {
        issue::writes(c"khatm.key_refused()");
        done(onboarding::refused(
            given(environment, "environment"),
            given(device, "device"),
            given(purpose, "purpose"),
            given(code, "code"),
        ));
    }

    /// Asks for a device to be onboarded.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_onboard(
        device: Option<&str>,
        otp: default!(Option<&str>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        restart: default!(Option<bool>, "false"),
    ) {
        hush::secret();
        issue::writes(c"khatm.device_onboard()");
        let restart = given(restart, "restart");
        done(onboarding::ask(given(device, "device"), otp, environment, restart));
    }

    /// Takes a device over.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::too_many_arguments)]
    fn device_adopt(
        name: Option<&str>,
        environment: Option<&str>,
        private_key: Option<&[u8]>,
        certificate: Option<&[u8]>,
        secret: Option<&str>,
        last: Option<&str>,
        seller: default!(Option<Given>, "NULL"),
        url: default!(Option<&str>, "NULL"),
    ) -> i64 {
        hush::secret();
        issue::writes(c"khatm.device_adopt()");
        let chain = onboarding::take_over(&Foreign {
            name: given(name, "name"),
            environment: given(environment, "environment"),
            key: given(private_key, "private_key"),
            certificate: given(certificate, "certificate"),
            secret: given(secret, "secret"),
            last: given(last, "last"),
            seller: tree(seller).as_ref(),
            url,
        });
        let chain = chain.unwrap_or_else(|error| raise(&error, Language::English));
        table::number(chain.made.start.first().counter)
    }

    /// The next request of the queue.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn onboarding_take(
        worker: Option<&str>,
        environment: default!(Option<&str>, "NULL"),
    ) -> TableIterator<
        'static,
        (
            name!(environment, String),
            name!(device, String),
            name!(asked_at, TimestampWithTimeZone),
            name!(password, Option<Vec<u8>>),
        ),
    > {
        issue::writes(c"khatm.onboarding_take()");
        let worker = given(worker, "worker");
        let chosen = environment.map(Environment::parse).transpose();
        let taken = chosen.and_then(|chosen| onboarding::take(worker, chosen));
        let taken = taken.unwrap_or_else(|error| raise(&error, Language::English));
        TableIterator::new(taken.into_iter().map(|queued| {
            (
                queued.environment.as_str().to_owned(),
                queued.device,
                time(queued.asked),
                queued.password,
            )
        }))
    }

    /// Keeps a device that a worker saved.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_keep(
        environment: Option<&str>,
        device: Option<&str>,
        version: Option<i64>,
        saved_at: Option<TimestampWithTimeZone>,
        file: Option<&[u8]>,
        action: Option<&str>,
        spends: Option<TimestampWithTimeZone>,
    ) {
        issue::writes(c"khatm.device_keep()");
        let (environment, device) = (given(environment, "environment"), given(device, "device"));
        let (version, saved_at) = (given(version, "version"), given(saved_at, "saved_at"));
        let (file, action) = (given(file, "file"), given(action, "action"));
        let keep = || {
            let kept = Kept {
                environment: Environment::parse(environment)?,
                name: device.to_owned(),
                version: u64::try_from(version).map_err(|_| Error::new(Code::StoreDeviceChanged).found(device))?,
                saved_at: moment(saved_at),
                file: file.to_vec(),
            };
            onboarding::keep(&kept, action, spends.map(moment))
        };
        done(keep());
    }

    /// Puts a password back.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn onboarding_unused(
        environment: Option<&str>,
        device: Option<&str>,
        asked_at: Option<TimestampWithTimeZone>,
        password: Option<&[u8]>,
    ) {
        issue::writes(c"khatm.onboarding_unused()");
        let password = given(password, "password").to_vec();
        let queued = queued(environment, device, asked_at, Some(password));
        done(queued.and_then(|queued| onboarding::unused(&queued)));
    }

    /// Says how far a request came.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn onboarding_ended(
        environment: Option<&str>,
        device: Option<&str>,
        asked_at: Option<TimestampWithTimeZone>,
        code: default!(Option<&str>, "NULL"),
        message: default!(Option<&str>, "NULL"),
        again_ms: default!(Option<i64>, "NULL"),
    ) {
        issue::writes(c"khatm.onboarding_ended()");
        let queued = queued(environment, device, asked_at, None);
        let failed = code.map(|code| (code, message.unwrap_or_default()));
        done(queued.and_then(|queued| onboarding::ended(&queued, failed, again_ms)));
    }

    fn queued(
        environment: Option<&str>,
        device: Option<&str>,
        asked_at: Option<TimestampWithTimeZone>,
        password: Option<Vec<u8>>,
    ) -> Result<Queued> {
        Ok(Queued {
            environment: Environment::parse(given(environment, "environment"))?,
            device: given(device, "device").to_owned(),
            asked: moment(given(asked_at, "asked_at")),
            password,
        })
    }
}

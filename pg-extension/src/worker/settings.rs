//! The settings of the server that the worker goes by. What concerns the way to the authority stands in the environment of the server, as it
//! does for every other host; a setting here beats it.

use std::ffi::CString;
use std::time::Duration;

use khatm::drive::Settings;
use khatm::drive::post::POLL;
use khatm::error::Result;
use khatm::seal::csr::Environment;
use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting};

static WORKER: GucSetting<bool> = GucSetting::<bool>::new(true);
static WORKERS: GucSetting<i32> = GucSetting::<i32>::new(4);
static DATABASES: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static MAX_DATABASES: GucSetting<i32> = GucSetting::<i32>::new(128);
static ENVIRONMENT: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static HANDS: GucSetting<i32> = GucSetting::<i32>::new(200);
static POLL_MS: GucSetting<i32> = GucSetting::<i32>::new(500);
static IDLE: GucSetting<i32> = GucSetting::<i32>::new(300);
static MEMORY: GucSetting<i32> = GucSetting::<i32>::new(256);
static PROXY: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static CA_FILE: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

/// Makes them known.
pub(crate) fn define() {
    use GucContext::Sighup;
    GucRegistry::define_bool_guc(
        c"khatm.worker",
        c"Whether the server itself delivers to the authority.",
        c"It needs khatm in shared_preload_libraries. Off where agents beside the server do it.",
        &WORKER,
        Sighup,
        GucFlags::default(),
    );
    GucRegistry::define_int_guc(
        c"khatm.workers",
        c"How many databases are delivered for at the same time.",
        c"Each takes one of max_worker_processes; more of them take turns.",
        &WORKERS,
        1,
        64,
        Sighup,
        GucFlags::default(),
    );
    GucRegistry::define_string_guc(
        c"khatm.databases",
        c"The databases that are delivered for, with commas between them.",
        c"Empty: every database that has a ledger and takes connections.",
        &DATABASES,
        Sighup,
        GucFlags::default(),
    );
    GucRegistry::define_string_guc(
        c"khatm.environment",
        c"The one environment whose documents are delivered: production, simulation or sandbox.",
        c"Empty: KHATM_ENV in the environment of the server; without it each device's own.",
        &ENVIRONMENT,
        Sighup,
        GucFlags::default(),
    );
    define_figures();
    GucRegistry::define_string_guc(
        c"khatm.proxy",
        c"The proxy on the way to the authority, or none.",
        c"Empty: KHATM_PROXY or HTTPS_PROXY in the environment of the server.",
        &PROXY,
        Sighup,
        // It may hold a password.
        GucFlags::SUPERUSER_ONLY,
    );
    GucRegistry::define_string_guc(
        c"khatm.ca_file",
        c"A file of certificates (PEM) to trust besides the system's.",
        c"Empty: KHATM_CA_FILE in the environment of the server.",
        &CA_FILE,
        Sighup,
        GucFlags::SUPERUSER_ONLY,
    );
}

/// What is fixed when the server starts; to be called while it loads its libraries.
pub(super) fn define_places() {
    GucRegistry::define_int_guc(
        c"khatm.max_databases",
        c"How many databases can be looked after at all.",
        c"Each that takes connections has a place, unless khatm.databases names others.",
        &MAX_DATABASES,
        1,
        i32::try_from(super::board::SLOTS).unwrap_or(i32::MAX),
        GucContext::Postmaster,
        GucFlags::default(),
    );
}

fn define_figures() {
    use GucContext::Sighup;
    GucRegistry::define_int_guc(
        c"khatm.hands",
        c"How many documents are under way at the same time.",
        c"Each has a connection, and a server's process has its files to keep open too.",
        &HANDS,
        1,
        10_000,
        Sighup,
        GucFlags::default(),
    );
    GucRegistry::define_int_guc(
        c"khatm.poll_ms",
        c"How often a worker looks for what nobody woke it for.",
        c"What is issued here wakes it at once.",
        &POLL_MS,
        10,
        // What is due is looked at this often in any case.
        i32::try_from(POLL.as_millis()).unwrap_or(i32::MAX),
        Sighup,
        GucFlags::UNIT_MS,
    );
    GucRegistry::define_int_guc(
        c"khatm.worker_idle",
        c"After how long without a document a worker leaves its database.",
        c"It is started again when something is issued; 0 lets it stay.",
        &IDLE,
        0,
        86_400,
        Sighup,
        GucFlags::UNIT_S,
    );
    GucRegistry::define_int_guc(
        c"khatm.worker_memory",
        c"With how much memory of its own a worker ends in order, and is started anew.",
        c"Shared memory does not count.",
        &MEMORY,
        32,
        1_048_576,
        Sighup,
        GucFlags::UNIT_MB,
    );
}

/// Whether the server delivers itself.
pub(crate) fn is_on() -> bool {
    WORKER.get()
}

pub(super) fn workers() -> usize {
    usize::try_from(WORKERS.get()).unwrap_or(1)
}

/// So many databases have a place on the board.
pub(super) fn max_databases() -> usize {
    usize::try_from(MAX_DATABASES.get()).unwrap_or(1)
}

pub(super) fn hands() -> usize {
    usize::try_from(HANDS.get()).unwrap_or(1)
}

pub(super) fn poll() -> Duration {
    Duration::from_millis(POLL_MS.get().unsigned_abs().into())
}

/// After how long without work a worker leaves; never, if nothing.
pub(super) fn idle() -> Option<Duration> {
    match IDLE.get() {
        0 => None,
        seconds => Some(Duration::from_secs(seconds.unsigned_abs().into())),
    }
}

/// In bytes.
pub(super) fn memory() -> u64 {
    u64::from(MEMORY.get().unsigned_abs()) << 20
}

/// Whether a database is one that is delivered for.
pub(crate) fn serves(database: &str) -> bool {
    match text(&DATABASES) {
        Some(names) => names.split(',').any(|name| name.trim() == database),
        None => true,
    }
}

/// The environment that is meant, if one is.
pub(super) fn environment() -> Result<Option<Environment>> {
    let named = text(&ENVIRONMENT).or_else(|| std::env::var("KHATM_ENV").ok());
    let place = match text(&ENVIRONMENT) {
        Some(_) => "khatm.environment",
        None => "KHATM_ENV",
    };
    match named.filter(|named| !named.trim().is_empty()) {
        Some(named) => Environment::chosen(Some(&named))
            .map(Some)
            .map_err(|error| error.at(place)),
        None => Ok(None),
    }
}

/// What a worker is set up by: with other words it is set up anew.
pub(super) fn words() -> [Option<String>; 4] {
    [
        text(&ENVIRONMENT),
        text(&PROXY),
        text(&CA_FILE),
        Some(HANDS.get().to_string()),
    ]
}

/// How calls are made.
pub(super) fn drive() -> Result<Settings> {
    Settings::from_variables(&|name| {
        let set = match name {
            "KHATM_PROXY" => text(&PROXY),
            "KHATM_CA_FILE" => text(&CA_FILE),
            _ => None,
        };
        set.or_else(|| std::env::var(name).ok())
    })
}

fn text(setting: &GucSetting<Option<CString>>) -> Option<String> {
    let text = setting.get()?.to_string_lossy().into_owned();
    (!text.trim().is_empty()).then_some(text)
}

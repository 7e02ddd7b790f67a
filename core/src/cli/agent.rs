//! `khatm agent`: sends what a PostgreSQL with the extension has issued, until somebody ends it.
//!
//! Any number of these may run for one database, wherever they are. What is under way when one is ended is waited for; what is under
//! way when it is killed is sent again with the same bytes by whoever delivers next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::drive::Client;
use crate::drive::enrol::{Tools, Tried, onboard_next};
use crate::drive::onboard::Persistence;
use crate::drive::post::{Bell, Host, LONGEST_PAUSE, Lookout, Means, POLL, Post};
use crate::facade::{Delivered, Setup, Teller, Watch as _};
use crate::gateway::Environment;
use crate::outbox::Dispatch as _;
use crate::outbox::round::Round;
use crate::store::Place;
use crate::store::postgres::{Drawer, Dsn, Postgres, Remote};
use crate::vault::Vault;
use crate::{Code, Error, Kind, Result};
use clap::Args;

use crate::cli::deliver::{Told, listen};
use crate::cli::device::Voice;
use crate::cli::opened::{self, Blamed};
use crate::cli::output;

/// Where the database is.
#[derive(Debug, Args)]
pub(crate) struct Server {
    /// The database: postgresql://ROLE@HOST/DATABASE or 'host=… dbname=… user=…', as for psql. Else KHATM_DSN and the PG variables.
    /// A password stands better in PGPASSFILE than here, where every process can read it.
    #[arg(long, value_name = "DSN")]
    pub(crate) dsn: Option<String>,
}

impl Server {
    /// The ledger in it.
    pub(crate) fn open(&self) -> Result<Postgres, Blamed> {
        Self::at(self.dsn.as_deref().unwrap_or_default())
    }

    /// The ledger in the database of this name; without a name, in the one that the variables say.
    pub(crate) fn at(dsn: &str) -> Result<Postgres, Blamed> {
        let variable = |name: &str| std::env::var(name).ok();
        let text = match dsn {
            "" => variable("KHATM_DSN").unwrap_or_default(),
            named => named.to_owned(),
        };
        let opened = Dsn::parse(&text, variable).and_then(Postgres::new);
        // Not repeated: it may have a password.
        opened.map_err(|error| (PathBuf::from("--dsn"), error))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Agent {
    #[command(flatten)]
    server: Server,
    /// Send what is due now, onboard who waits for it, and end. Exit code 1 if something was rejected, 3 if something is left.
    #[arg(long)]
    once: bool,
    /// Documents that are under way at once, at most: 800 unless told. A device's own rate limits it besides.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    hands: Option<u16>,
    /// No line for each document.
    #[arg(short, long)]
    quiet: bool,
}

impl Agent {
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        opened::ended(self.work(voice), voice)
    }

    fn work(&self, voice: Voice) -> Result<u8, Blamed> {
        let setup = Setup::from_env().map_err(|error| (PathBuf::from("environment"), error))?;
        let store = self.server.open()?;
        let ledger = PathBuf::from(store.label());
        let named = |error: Error| (ledger.clone(), error);
        let vault = Vault::from_environment();
        // Said now, not by the first device that cannot be opened.
        let vault = vault.and_then(|vault| vault.key().map(|_| vault));
        let vault = vault.map_err(|error| (PathBuf::from("root key"), error))?;
        vault.rest();
        let wanted = listen(voice).map_err(named)?;
        let go_on = || !wanted.is();
        match store.ready() {
            // A server that is not there yet is waited for.
            Err(error) if !self.once && matches!(error.kind(), Kind::Busy | Kind::Unsure) => {
                voice.error(&ledger, &error)
            }
            ready => ready.map_err(named)?,
        }
        // Said once: a device of this environment may be yet to come.
        if let (Some(chosen), Ok(chains)) = (setup.environment, store.chains())
            && !chains.is_empty()
            && chains.iter().all(|chain| chain.environment != chosen)
        {
            voice.error(
                &ledger,
                &Error::new(Code::WorkerEnvironment)
                    .at("KHATM_ENV")
                    .found(chosen.as_str()),
            );
        }
        let hands = self.hands.map_or(setup.hands, usize::from);
        let means = Means::new(&setup.drive, setup.policy, voice.language, hands).map_err(named)?;
        if !self.once && !voice.json {
            output::tell(voice.say("delivering; Ctrl-C ends it", "جارٍ التسليم؛ للإنهاء اضغط Ctrl-C"));
        }
        let mut told = Told::new(&ledger, self.quiet, voice);
        // On a connection of its own: an onboarding takes minutes, and a cashier waits for a clearance meanwhile.
        let onboarder = Onboarder {
            store: self.server.open()?,
            vault: vault.clone(),
            client: Client::new(setup.drive.clone()).map_err(named)?,
            chosen: setup.environment,
            over: AtomicBool::new(false),
            voice,
        };
        let ended = std::thread::scope(|scope| {
            let onboards = scope.spawn(|| match self.once {
                true => onboarder.all(&go_on),
                false => {
                    onboarder.keep_on(&go_on);
                    true
                }
            });
            let ended = self.deliver(&store, &vault, &means, &setup, &go_on, (&mut told, voice));
            // Those that wait now are all onboarded where it ends by itself.
            onboarder.over.store(!self.once || wanted.is(), Ordering::Release);
            // A panic there was told there; what was saved of a device is where it goes on.
            let onboarded = onboards.join().unwrap_or(false);
            ended.map(|()| onboarded)
        });
        let left = store
            .undelivered()
            .map(|left| usize::try_from(left).unwrap_or(usize::MAX));
        told.summary(left.as_ref().ok().copied());
        if let Some(error) = means.client.skew_warning() {
            voice.error(Path::new("-"), &error);
        }
        let onboarded = ended.map_err(named)?;
        match self.once {
            true => Ok(match told.code(left.map_err(named)?) {
                output::GOOD if !onboarded => output::AGAIN,
                code => code,
            }),
            false => Ok(output::GOOD),
        }
    }

    fn deliver(
        &self,
        store: &Postgres,
        vault: &Vault,
        means: &Means,
        setup: &Setup,
        go_on: &dyn Fn() -> bool,
        (told, voice): (&mut Told<'_>, Voice),
    ) -> Result<()> {
        let mut listening = Arc::new(Bell::default()).listen();
        let mut post = Post::new(means, "agent", &listening)?;
        let ways = |places: &[Place]| store.ways(places);
        let round = {
            let mut host = Host {
                cabinet: &mut Drawer::new(store, vault.clone(), setup.environment),
                rest: &mut listening,
                lookout: &mut Looks {
                    teller: Teller::new(&ways, told),
                    store,
                    voice,
                    failed: false,
                },
            };
            match self.once {
                false => return post.run(store, &mut host, go_on),
                true => post.round(store, &mut host, go_on)?,
            }
        };
        told.round(&Ok(Delivered::from(round)));
        Ok(())
    }
}

/// Tells of documents, and of a server that failed when it is there again.
struct Looks<'t> {
    teller: Teller<'t>,
    store: &'t Postgres,
    voice: Voice,
    failed: bool,
}

impl Lookout for Looks<'_> {
    fn so_far(&mut self, round: &Round) {
        self.teller.so_far(round);
    }

    fn came(&mut self, place: Place) {
        self.teller.came(place);
    }

    fn round(&mut self, round: &Result<Round>) {
        if std::mem::replace(&mut self.failed, round.is_err()) && round.is_ok() {
            let (label, voice) = (self.store.label(), self.voice);
            match voice.json {
                true => output::json(Path::new(label), &serde_json::json!({ "well": true })),
                false => output::tell(&format!("{label}: {}", voice.say("it goes on", "يتابع العمل"))),
            }
        }
        self.teller.round(round);
    }
}

/// Onboards the devices that wait for it.
struct Onboarder {
    store: Postgres,
    vault: Vault,
    /// Its connections live on an event loop of their own, which is not that of the deliveries.
    client: Client,
    chosen: Option<Environment>,
    over: AtomicBool,
    voice: Voice,
}

impl Onboarder {
    fn next(&self) -> Result<Option<Tried>> {
        let root = || {
            let root = self.vault.key();
            self.vault.rest();
            root
        };
        let tools = Tools {
            client: &self.client,
            root: &root,
            language: self.voice.language,
            persistence: Persistence::default(),
        };
        onboard_next(&mut Remote::new(&self.store, "agent", self.chosen), &tools)
    }

    fn goes_on(&self, go_on: &dyn Fn() -> bool) -> bool {
        go_on() && !self.over.load(Ordering::Acquire)
    }

    /// Those that wait now: while one is tried, another's time may come again, and nobody waits for that. Whether none is left.
    fn all(&self, go_on: &dyn Fn() -> bool) -> bool {
        let (mut seen, mut failed, mut again) = (BTreeSet::new(), BTreeSet::new(), 0);
        while self.goes_on(go_on) && again <= seen.len() {
            match self.next() {
                Ok(Some(tried)) => {
                    let which = (tried.environment, tried.device);
                    match &tried.failed {
                        Some(error) => {
                            if failed.insert(which.clone()) {
                                self.voice.error(Path::new(&which.1), error);
                            }
                        }
                        None => {
                            failed.remove(&which);
                        }
                    }
                    again = if seen.insert(which) { 0 } else { again + 1 };
                }
                Ok(None) => return failed.is_empty(),
                Err(error) => {
                    self.voice.error(Path::new(self.store.label()), &error);
                    return false;
                }
            }
        }
        false
    }

    /// Those that come, too.
    fn keep_on(&self, go_on: &dyn Fn() -> bool) {
        let (mut last, mut told) = (None, BTreeMap::new());
        let mut pause = POLL;
        while self.goes_on(go_on) {
            let next = self.next();
            // Who fails is not asked more often than the loop that delivers asks.
            pause = if next.is_ok() {
                POLL
            } else {
                (pause * 2).min(LONGEST_PAUSE)
            };
            match next {
                Ok(Some(Tried {
                    environment,
                    device,
                    failed,
                })) => {
                    let which = (environment, device);
                    // What is tried again for hours is told of once.
                    if let Some(error) = &failed
                        && told.get(&which) != Some(error)
                    {
                        self.voice.error(Path::new(&which.1), error);
                    }
                    match failed {
                        Some(error) => told.insert(which, error),
                        None => told.remove(&which),
                    };
                    continue;
                }
                Ok(None) => last = None,
                // The loop that delivers says it already where it is the server.
                Err(error) if error.kind() == Kind::Busy || error.kind() == Kind::Unsure => {}
                Err(error) if last.as_ref() == Some(&error) => {}
                Err(error) => {
                    self.voice.error(Path::new(self.store.label()), &error);
                    last = Some(error);
                }
            }
            let until = Instant::now() + pause;
            while self.goes_on(go_on) && Instant::now() < until {
                std::thread::sleep(POLL.min(until.saturating_duration_since(Instant::now())));
            }
        }
    }
}

//! The authority's gateway on loopback: strict, with faults on demand.
//!
//! | module | what it does |
//! |---|---|
//! | [`authority`] | decides: certificates, the compliance gate, validation, duplicates, clearance; without HTTP |
//! | [`call`] | what goes in and out of it |
//! | [`faults`] | which request meets which fault: a plan, a seed, no I/O |
//! | [`record`] | what went over the wire, to the byte |
//! | [`rehearsal`] | a seller that is nobody, and a ledger with a device onboarded (features `sqlite`, `picture`) |
//!
//! Everything lives in memory and ends with the process. It serves the three environments under the authority's own paths, a
//! control API and a page under `/_simulator/`.

pub mod authority;
pub mod call;
mod control;
pub mod faults;
mod forms;
mod guard;
mod page;
pub mod record;
#[cfg(all(feature = "sqlite", feature = "picture"))]
pub mod rehearsal;
mod reply;
mod serve;
mod server;
mod tls;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use authority::Authority;
pub use faults::{Condition, Fault, Faults, InForce, Rule};
pub use record::{End, Record, RecordLimits};

use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};
use crate::gateway::{Endpoint, Environment, Otp};
use server::{Inner, Listeners};

/// How a simulator is to be.
#[derive(Debug)]
pub struct Options {
    /// Where HTTP is listened on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where HTTPS is, if anywhere.
    pub listen_tls: Option<SocketAddr>,
    /// The deciding half.
    pub authority: authority::Options,
    /// What [`Authority::save`] gave before a restart, to go on from.
    pub state: Option<Zeroizing<Vec<u8>>>,
    /// How much is kept of what goes over the wire.
    pub records: RecordLimits,
    /// The rules of faults in force from the start.
    pub faults: Vec<Rule>,
    /// What the chance of faults comes from.
    pub seed: u64,
    /// The longest body of a request that is taken; longer ones are answered with 413.
    pub body_limit: usize,
    /// Told of every exchange with the authority's paths when its fate is known.
    pub observer: Option<Observer>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            listen_tls: None,
            authority: authority::Options::default(),
            state: None,
            records: RecordLimits::default(),
            faults: Vec::new(),
            seed: 1,
            body_limit: 10 << 20,
            observer: None,
        }
    }
}

/// Somebody who is told of exchanges, as they happen. What it is told holds nothing secret: the bytes are not among it.
#[derive(Clone)]
pub struct Observer(Arc<dyn Fn(&Record) + Send + Sync>);

impl Observer {
    /// Calls this for each exchange. The record comes without its bytes.
    pub fn new(tell: impl Fn(&Record) + Send + Sync + 'static) -> Self {
        Observer(Arc::new(tell))
    }

    fn tell(&self, record: &Record) {
        (self.0)(record);
    }
}

impl std::fmt::Debug for Observer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Observer(…)")
    }
}

/// A running simulator. It ends when it is dropped, or in good order by [`Simulator::stop`].
#[derive(Debug)]
pub struct Simulator {
    inner: Arc<Inner>,
    listeners: Listeners,
    url: String,
    tls_url: Option<String>,
}

impl Simulator {
    /// One on a free port of loopback, with HTTP only.
    pub async fn start() -> Result<Self> {
        Self::start_with(Options::default()).await
    }

    /// One as it is wanted. Call it from within a tokio runtime, on which it lives.
    pub async fn start_with(options: Options) -> Result<Self> {
        let (http, https) = (options.listen, options.listen_tls);
        let inner = Arc::new(Inner::new(options)?);
        let listeners = Listeners::open(&inner, http, https).await?;
        Ok(Simulator {
            url: format!("http://{}", listeners.address()),
            tls_url: listeners.tls_address().map(|address| format!("https://{address}")),
            inner,
            listeners,
        })
    }

    /// `http://127.0.0.1:PORT`: what stands where the authority's `https://gw-fatoora…` does.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same over TLS, if it is listened on.
    pub fn tls_url(&self) -> Option<&str> {
        self.tls_url.as_deref()
    }

    /// Where HTTP is listened on.
    pub fn address(&self) -> SocketAddr {
        self.listeners.address()
    }

    /// Where HTTPS is.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.listeners.tls_address()
    }

    /// The certificate that a client over TLS has to trust, in PEM.
    pub fn ca_pem(&self) -> Option<&str> {
        self.inner.ca_pem()
    }

    /// An environment of this simulator, for a client.
    pub fn endpoint(&self, environment: Environment) -> Result<Endpoint> {
        Endpoint::parse(environment, &self.url)
    }

    /// A new one-time password, as the portal gives it.
    pub fn otp(&self, environment: Environment) -> Result<Otp> {
        self.inner.otp(environment, None)
    }

    /// The deciding half: devices, submissions, its clock.
    pub fn authority(&self) -> &Authority {
        self.inner.authority()
    }

    /// The plan of faults.
    pub fn faults(&self) -> &Faults {
        self.inner.faults()
    }

    /// What went over the wire to the authority's paths, oldest first.
    pub fn records(&self) -> Vec<Record> {
        self.inner.records().all()
    }

    /// Takes everything off the network: whoever connects is refused by the machine itself, open connections are reset. The
    /// addresses stay this simulator's.
    pub async fn unplug(&self) {
        self.listeners.unplug().await;
    }

    /// Ends [`Simulator::unplug`].
    pub async fn plug(&self) {
        self.listeners.plug().await;
    }

    /// Ends it: nothing new is taken, what is under way has a second to finish.
    pub async fn stop(self) {
        self.listeners.stop(Duration::from_secs(1)).await;
    }
}

fn listen_failed(address: SocketAddr, error: &std::io::Error) -> Error {
    Error::new(Code::SimulatorListen)
        .at(address.to_string())
        .found(&error.to_string())
}

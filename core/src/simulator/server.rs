//! Listening: connections, and what ends them.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::authority::Authority;
use super::control;
use super::faults::Faults;
use super::guard::Guard;
use super::record::Records;
use super::serve;
use super::tls::Tls;
use super::wire::{Channel, Wire};
use super::{Observer, Options, listen_failed};
use crate::error::Result;
use crate::gateway::{Environment, Otp};
use crate::time::Moment;

/// A head must come within this time, as it must at any server that does not want to be filled with half requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// A handshake likewise.
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);

/// What all connections share.
#[derive(Debug)]
pub(super) struct Inner {
    authority: Authority,
    faults: Faults,
    records: Arc<Records>,
    observer: Option<Observer>,
    guard: Guard,
    body_limit: usize,
    connections: AtomicU64,
    started: Instant,
    addresses: Mutex<Addresses>,
    phase: watch::Sender<Phase>,
    otps: Mutex<VecDeque<MadeOtp>>,
    ca_pem: Option<String>,
    acceptor: Option<TlsAcceptorKept>,
}

/// Where is listened: known only once it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Addresses {
    pub(super) http: Option<SocketAddr>,
    pub(super) https: Option<SocketAddr>,
}

#[derive(Clone)]
struct TlsAcceptorKept(TlsAcceptor);

impl std::fmt::Debug for TlsAcceptorKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsAcceptor(…)")
    }
}

impl Inner {
    pub(super) fn new(options: Options) -> Result<Self> {
        let faults = Faults::new(options.seed);
        for rule in &options.faults {
            faults.add(rule.clone())?;
        }
        let tls = options.listen_tls.map(|address| Tls::new(address.ip())).transpose()?;
        let open = [Some(options.listen), options.listen_tls];
        Ok(Inner {
            authority: match options.state {
                Some(saved) => Authority::restore(options.authority, &saved)?,
                None => Authority::new(options.authority)?,
            },
            faults,
            records: Arc::new(Records::new(options.records)),
            observer: options.observer,
            guard: Guard::new(open.into_iter().flatten().any(|address| !address.ip().is_loopback()))?,
            body_limit: options.body_limit,
            connections: AtomicU64::new(0),
            started: Instant::now(),
            addresses: Mutex::default(),
            phase: watch::Sender::new(Phase::Plugged),
            otps: Mutex::default(),
            ca_pem: tls.as_ref().map(|tls| tls.ca_pem.clone()),
            acceptor: tls.map(|tls| TlsAcceptorKept(tls.acceptor)),
        })
    }

    pub(super) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(super) fn faults(&self) -> &Faults {
        &self.faults
    }

    pub(super) fn records(&self) -> &Arc<Records> {
        &self.records
    }

    pub(super) fn observer(&self) -> Option<&Observer> {
        self.observer.as_ref()
    }

    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    pub(super) fn body_limit(&self) -> usize {
        self.body_limit
    }

    pub(super) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    pub(super) fn addresses(&self) -> Addresses {
        *self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new one-time password, kept for the page.
    pub(super) fn otp(&self, environment: Environment, vat_number: Option<&str>) -> Result<Otp> {
        let otp = self.authority.new_otp(environment, vat_number)?;
        let mut kept = self.otps.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(MOST_OTPS - 1);
        kept.push_front(MadeOtp {
            otp: otp.clone(),
            environment,
            vat_number: vat_number.map(str::to_owned),
            at: self.authority.now(),
        });
        Ok(otp)
    }

    /// The newest that were made, newest first.
    pub(super) fn otps(&self) -> Vec<MadeOtp> {
        let kept = self.otps.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }

    /// Forgets everything but the issuers' keys and the plan's seed.
    pub(super) fn reset(&self) {
        self.authority.reset();
        self.records.clear();
        self.faults.clear();
        self.faults.reseed(self.faults.seed());
        self.otps.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Takes everything off the network for so long, once the answer to whoever asked for it is out.
    pub(super) fn unplug_for(self: &Arc<Self>, time: Duration) {
        let inner = Arc::clone(self);
        tokio::spawn(async move {
            let turn = |from: Phase, to: Phase| {
                inner.phase.send_if_modified(|phase| {
                    let turned = *phase == from;
                    if turned {
                        *phase = to;
                    }
                    turned
                });
            };
            tokio::time::sleep(Duration::from_millis(100)).await;
            turn(Phase::Plugged, Phase::Unplugged);
            tokio::time::sleep(time).await;
            turn(Phase::Unplugged, Phase::Plugged);
        });
    }
}

/// How many one-time passwords the page shows.
const MOST_OTPS: usize = 10;

/// A one-time password that was made here.
#[derive(Debug, Clone)]
pub(super) struct MadeOtp {
    pub(super) otp: Otp,
    pub(super) environment: Environment,
    pub(super) vat_number: Option<String>,
    pub(super) at: Moment,
}

/// What everything that listens looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Plugged,
    Unplugged,
    Stopped,
}

/// The listeners of a simulator, and the connections that they have taken.
#[derive(Debug)]
pub(super) struct Listeners {
    inner: Arc<Inner>,
    http: SocketAddr,
    https: Option<SocketAddr>,
    tasks: Vec<JoinHandle<()>>,
    /// Each connection holds its other half: when none is left, this one is told.
    done: mpsc::Receiver<Infallible>,
    /// Each listener says what it has done of what the phase asks for.
    settled: Vec<watch::Receiver<Phase>>,
}

impl Listeners {
    pub(super) async fn open(inner: &Arc<Inner>, http: SocketAddr, https: Option<SocketAddr>) -> Result<Self> {
        let (alive, done) = mpsc::channel(1);
        let bind = async |address: SocketAddr| -> Result<(TcpListener, SocketAddr)> {
            let failed = |error: std::io::Error| listen_failed(address, &error);
            let listener = TcpListener::bind(address).await.map_err(failed)?;
            let bound = listener.local_addr().map_err(failed)?;
            Ok((listener, bound))
        };
        let plain = bind(http).await?;
        let secure = match https {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let addresses = Addresses {
            http: Some(plain.1),
            https: secure.as_ref().map(|(_, address)| *address),
        };
        *inner.addresses.lock().unwrap_or_else(PoisonError::into_inner) = addresses;
        let own = control::routes(Arc::clone(inner));
        let (mut tasks, mut settled) = (Vec::new(), Vec::new());
        let acceptor = inner.acceptor.as_ref().map(|kept| kept.0.clone());
        let secure = secure.map(|bound| (bound, acceptor));
        for ((listener, address), acceptor) in [(plain, None)].into_iter().chain(secure) {
            let (settle, watched) = watch::channel(Phase::Plugged);
            let door = Door {
                inner: Arc::clone(inner),
                own: own.clone(),
                address,
                acceptor,
                phase: inner.phase.subscribe(),
                alive: alive.clone(),
                settle,
            };
            settled.push(watched);
            tasks.push(tokio::spawn(door.listen(listener)));
        }
        Ok(Listeners {
            inner: Arc::clone(inner),
            http: addresses.http.unwrap_or(http),
            https: addresses.https,
            tasks,
            done,
            settled,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.http
    }

    pub(super) fn tls_address(&self) -> Option<SocketAddr> {
        self.https
    }

    async fn change(&self, to: Phase) {
        self.inner.phase.send_replace(to);
        for door in &self.settled {
            // An error is a listener that has ended, which is as unplugged as can be.
            let _ = door.clone().wait_for(|done| *done == to).await;
        }
    }

    pub(super) async fn unplug(&self) {
        self.change(Phase::Unplugged).await;
    }

    pub(super) async fn plug(&self) {
        self.change(Phase::Plugged).await;
    }

    pub(super) async fn stop(mut self, patience: Duration) {
        self.inner.phase.send_replace(Phase::Stopped);
        for task in &mut self.tasks {
            let _ = task.await;
        }
        // What has not ended by then ends with the runtime, or with its client.
        let _ = tokio::time::timeout(patience, self.done.recv()).await;
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.inner.phase.send_replace(Phase::Stopped);
    }
}

/// One listener.
struct Door {
    inner: Arc<Inner>,
    own: Router,
    address: SocketAddr,
    acceptor: Option<TlsAcceptor>,
    phase: watch::Receiver<Phase>,
    alive: mpsc::Sender<Infallible>,
    settle: watch::Sender<Phase>,
}

impl Door {
    async fn listen(mut self, listener: TcpListener) {
        let mut listener = Some(listener);
        loop {
            let phase = *self.phase.borrow_and_update();
            match (phase, listener.take()) {
                (Phase::Stopped, _) => return,
                (Phase::Plugged, Some(open)) => {
                    tokio::select! {
                        accepted = open.accept() => self.accepted(accepted).await,
                        _ = self.phase.changed() => {}
                    }
                    listener = Some(open);
                }
                // What is left is a socket that is bound and does not listen: the port stays ours, and whoever connects is
                // refused by the machine.
                (_, open) => {
                    drop(open);
                    listener = self.refuse().await;
                }
            }
        }
    }

    async fn accepted(&self, accepted: std::io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((socket, _)) => {
                let connection = Connection {
                    inner: Arc::clone(&self.inner),
                    own: self.own.clone(),
                    number: self.inner.connections.fetch_add(1, Ordering::Relaxed) + 1,
                    tls: self.acceptor.is_some(),
                };
                let (acceptor, phase) = (self.acceptor.clone(), self.phase.clone());
                let alive = self.alive.clone();
                tokio::spawn(async move {
                    connection.serve(socket, acceptor, phase).await;
                    drop(alive);
                });
            }
            // Too many open files, or a client that went away at once: nothing that a pause would not mend.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }

    /// Holds the address without listening until the phase changes, then listens again.
    async fn refuse(&mut self) -> Option<TcpListener> {
        let mut holding = self.bound().await;
        self.settle.send_replace(Phase::Unplugged);
        let changed = self.phase.changed().await;
        loop {
            if changed.is_err() || *self.phase.borrow() == Phase::Stopped {
                return None;
            }
            let listening = holding.take().and_then(|socket| socket.listen(1024).ok());
            if listening.is_some() {
                self.settle.send_replace(Phase::Plugged);
                return listening;
            }
            holding = self.bound().await;
        }
    }

    async fn bound(&self) -> Option<TcpSocket> {
        // Connections that were just reset may hold the address for a moment.
        for _ in 0..50 {
            let socket = match self.address {
                SocketAddr::V4(_) => TcpSocket::new_v4(),
                SocketAddr::V6(_) => TcpSocket::new_v6(),
            };
            let bound = socket.and_then(|socket| {
                socket.set_reuseaddr(true)?;
                socket.bind(self.address)?;
                Ok(socket)
            });
            if let Ok(socket) = bound {
                return Some(socket);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

/// One connection.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) inner: Arc<Inner>,
    /// Everything that is not the authority's.
    pub(super) own: Router,
    pub(super) number: u64,
    pub(super) tls: bool,
}

impl Connection {
    async fn serve(self, socket: TcpStream, acceptor: Option<TlsAcceptor>, mut phase: watch::Receiver<Phase>) {
        // Inside of TLS nothing can be seen before it is read.
        let early = match acceptor.is_none() && self.inner.faults.may_refuse() {
            true => serve::look_first(&self, &socket).await,
            false => None,
        };
        if let Some(early) = early.as_ref().filter(|early| early.is_refused()) {
            let _ = socket.set_zero_linger();
            return serve::refused(&self, early);
        }
        let channel = match acceptor {
            None => Channel::Plain(socket),
            Some(acceptor) => match tokio::time::timeout(HANDSHAKE_PATIENCE, acceptor.accept(socket)).await {
                Ok(Ok(stream)) => Channel::Tls(Box::new(stream)),
                // A handshake that fails is the client's verdict on the certificate; there is nobody left to tell.
                Ok(Err(_)) | Err(_) => return,
            },
        };
        let most = self.inner.body_limit.saturating_add(1 << 20);
        let stray = self.clone();
        let wire = Wire::new(channel, most, move |bytes| serve::not_understood(&stray, bytes));
        let early = Mutex::new(early);
        let (serving, handled) = (self.clone(), wire.clone());
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let decided = early.lock().unwrap_or_else(PoisonError::into_inner).take();
            serve::exchange(serving.clone(), handled.clone(), request, decided)
        });
        let http = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_PATIENCE)
            .serve_connection(TokioIo::new(wire.clone()), service);
        let mut http = std::pin::pin!(http);
        loop {
            tokio::select! {
                // However it ended, there is nobody to tell: the client has seen it, and the record holds the bytes.
                _ = http.as_mut() => return,
                changed = phase.changed() => {
                    let now = if changed.is_ok() { *phase.borrow() } else { Phase::Stopped };
                    match now {
                        Phase::Plugged => {}
                        Phase::Unplugged => return wire.reset(),
                        Phase::Stopped => {
                            http.as_mut().graceful_shutdown();
                            let _ = tokio::time::timeout(Duration::from_secs(1), http.as_mut()).await;
                            return;
                        }
                    }
                }
            }
        }
    }
}

//! `khatm simulator`: starts it, says where it is, tells of each request, and ends in good order.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use khatm::gateway::{Environment, Operation};
use khatm::simulator::{Observer, Options, Record, Rule, Simulator, authority};
use khatm::{Code, Error, Language, Result};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::arguments::Simulation;
use crate::output;

pub(crate) fn run(asked: &Simulation, json: bool, language: Language) -> u8 {
    match serve(asked, json) {
        Ok(()) => output::GOOD,
        Err(error) => {
            output::error(Path::new("simulator"), &error, json, language);
            output::USAGE
        }
    }
}

fn serve(asked: &Simulation, json: bool) -> Result<()> {
    let failed = |error: std::io::Error| Error::new(Code::SimulatorListen).found(&error.to_string());
    let options = options(asked)?;
    let runtime = Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        // Whoever stops it while it starts has stopped it.
        let mut ending = Ending::new().map_err(failed)?;
        let simulator = Simulator::start_with(options).await?;
        if let (Some(file), Some(pem)) = (&asked.ca_out, simulator.ca_pem()) {
            let unwritten = |error: std::io::Error| {
                Error::new(Code::FileWrite)
                    .at(output::name(file))
                    .found(&error.to_string())
            };
            std::fs::write(file, pem).map_err(unwritten)?;
        }
        announce(&simulator, json);
        warn(&simulator);
        let saved = keep_until(&mut ending, &simulator, asked.state.as_deref()).await;
        simulator.stop().await;
        saved
    })
}

/// Waits for the end. What is to be kept is kept now and then, in case that the end comes without a word, and once more then.
async fn keep_until(ending: &mut Ending, simulator: &Simulator, state: Option<&Path>) -> Result<()> {
    let Some(file) = state else {
        ending.wait().await;
        return Ok(());
    };
    let mut known = None;
    loop {
        let over = tokio::time::timeout(KEPT_EVERY, ending.wait()).await.is_ok();
        let calls = simulator.authority().counts().calls;
        if over || known != Some(calls) {
            keep(file, &simulator.authority().save()?)?;
            known = Some(calls);
        }
        if over {
            return Ok(());
        }
    }
}

/// How much of a rehearsal a power cut may take.
const KEPT_EVERY: Duration = Duration::from_secs(10);

/// Writes a file for its owner alone: beside the old one first, then in its place.
fn keep(file: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(Code::FileWrite)
            .at(output::name(file))
            .found(&error.to_string())
    };
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let beside = Path::new(&name);
    // One that an earlier run left behind may be readable by others.
    let _ = std::fs::remove_file(beside);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(beside).map_err(failed)?;
    new.write_all(bytes).and_then(|()| new.sync_all()).map_err(failed)?;
    std::fs::rename(beside, file).map_err(failed)
}

/// What an earlier run kept, if there was one.
fn kept(file: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::new(Code::FileRead)
            .at(output::name(file))
            .found(&error.to_string())),
    }
}

fn options(asked: &Simulation) -> Result<Options> {
    let faults = match &asked.faults {
        None => Vec::new(),
        Some(file) => {
            let unread = |error: std::io::Error| {
                Error::new(Code::FileRead)
                    .at(output::name(file))
                    .found(&error.to_string())
            };
            Rule::parse_all(&std::fs::read(file).map_err(unread)?)?
        }
    };
    Ok(Options {
        listen: asked.listen,
        listen_tls: asked.listen_tls,
        state: asked.state.as_deref().map(kept).transpose()?.flatten(),
        faults,
        seed: asked.seed,
        observer: (!asked.quiet).then(|| Observer::new(tell)),
        authority: authority::Options {
            canned: asked.canned.clone(),
            ..authority::Options::default()
        },
        ..Options::default()
    })
}

fn base(url: &str, environment: Environment) -> String {
    format!("{url}/e-invoicing/{}", environment.segment())
}

fn announce(simulator: &Simulator, json: bool) {
    let url = simulator.url();
    let page = format!("{url}/_simulator/");
    if json {
        let bases = |url: &str| {
            serde_json::json!({
                "production": base(url, Environment::Production),
                "simulation": base(url, Environment::Simulation),
                "sandbox": base(url, Environment::Sandbox),
            })
        };
        let line = serde_json::json!({
            "url": url,
            "page": page,
            "environments": bases(url),
            "tls_url": simulator.tls_url(),
            "tls_environments": simulator.tls_url().map(bases),
        });
        return output::line(&line.to_string());
    }
    output::line("The authority's gateway, played on this machine. Nothing here is real.\n");
    for environment in Environment::ALL {
        output::line(&format!("  {:<11} {}", environment.as_str(), base(url, environment)));
        if let Some(url) = simulator.tls_url() {
            output::line(&format!("  {:<11} {}", "", base(url, environment)));
        }
    }
    output::line(&format!("  {:<11} {page}\n\nCtrl-C ends it.\n", "page"));
}

/// What somebody must know who opens it to others.
fn warn(simulator: &Simulator) {
    let all = [Some(simulator.address()), simulator.tls_address()];
    for address in all.into_iter().flatten().filter(|address| !address.ip().is_loopback()) {
        output::complain(&format!(
            "WARNING: {address} is open to the network. Everybody who reaches it can use this simulator, read all that is sent to it, and change its clock and faults."
        ));
        output::complain(
            "  Khatm itself sends a rehearsal to loopback only: other machines reach this one with other clients.",
        );
    }
}

/// A line for a request: nothing of its headers or its body.
fn tell(record: &Record) {
    let environment = record.environment.map_or("-", Environment::as_str);
    let operation = match record.operation {
        Some(operation) => Operation::as_str(operation).to_owned(),
        None => output::fit(
            &format!("{} {}", record.method, record.target)
                .chars()
                .take(80)
                .collect::<String>(),
        ),
    };
    let status = record.status.map_or("-".to_owned(), |status| status.to_string());
    let fault = match &record.fault {
        Some((rule, fault)) => format!("  fault {rule}: {}", fault.as_str()),
        None => String::new(),
    };
    let decided = if record.decided { "" } else { "  (not decided)" };
    let line = format!(
        "{}  {environment:<10} {operation:<16} {status}{fault}{decided}\n",
        record.at
    );
    // Lines for people: whoever reads standard output for the addresses is not disturbed.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// Ctrl-C, and what a service manager sends. Listened to from the beginning: who is told that it runs may end it at once.
struct Ending {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Ending {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Ending {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(windows)]
    fn new() -> std::io::Result<Self> {
        Ok(Ending {
            interrupt: tokio::signal::windows::ctrl_c()?,
        })
    }

    #[cfg(windows)]
    async fn wait(&mut self) {
        self.interrupt.recv().await;
    }
}

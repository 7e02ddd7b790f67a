//! `khatm simulator`: starts it, says where it is, tells of each request, and ends in good order.

mod state;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::gateway::{Environment, Operation};
use crate::simulator::{Observer, Options, Record, Rule, Simulator, authority};
use crate::{Code, Error, Language, Result};
use tokio::runtime::Runtime;

use crate::cli::arguments::Simulation;
use crate::cli::ending::Ending;
use crate::cli::output;
use state::State;

pub(crate) fn run(asked: &Simulation, json: bool, language: Language) -> u8 {
    match serve(asked, json, language) {
        Ok(()) => output::GOOD,
        Err(error) => {
            output::error(Path::new("simulator"), &error, json, language);
            output::USAGE
        }
    }
}

fn serve(asked: &Simulation, json: bool, language: Language) -> Result<()> {
    let failed = |error: std::io::Error| Error::new(Code::SimulatorListen).found(&error.to_string());
    let opened = asked.state.as_deref().map(|file| State::open(file, json, language));
    // Held until nothing writes the file any more.
    let (state, kept, _lock) = match opened.transpose()? {
        Some((state, kept, lock)) => (Some(Arc::new(state)), kept, Some(lock)),
        None => (None, None, None),
    };
    let mut options = options(asked)?;
    options.state = kept;
    options.authority.keeper = state.clone().map(State::keeper);
    let runtime = Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        // Whoever stops it while it starts has stopped it.
        let mut ending = Ending::new().map_err(failed)?;
        let simulator = Simulator::start_with(options).await?;
        if let Some(state) = &state {
            state.keep(simulator.authority())?;
        }
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
        let saved = keep_until(&mut ending, &simulator, state.as_deref()).await;
        simulator.stop().await;
        saved
    })
}

/// Waits for the end. What came of documents is kept while they come; all else is kept before its answer leaves.
async fn keep_until(ending: &mut Ending, simulator: &Simulator, state: Option<&State>) -> Result<()> {
    let Some(state) = state else {
        ending.wait().await;
        return Ok(());
    };
    loop {
        let over = tokio::time::timeout(state::DOCUMENTS_EVERY, ending.wait())
            .await
            .is_ok();
        if over {
            return state.keep(simulator.authority());
        }
        state.keep_new(simulator.authority());
    }
}

fn options(asked: &Simulation) -> Result<Options> {
    let faults = match &asked.faults {
        None => Vec::new(),
        Some(file) => {
            let read = crate::cli::files::read(file).map_err(|error| error.at(output::name(file)));
            Rule::parse_all(&read?)?
        }
    };
    Ok(Options {
        listen: asked.listen,
        listen_tls: asked.listen_tls,
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

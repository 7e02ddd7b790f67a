//! `khatm store` and `khatm verify --store`: the ledger in one file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::ledger::Anchor;
use crate::seal::Verifier;
use crate::store::sqlite::{Sqlite, Stated};
use crate::store::witness::FolderWitness;
use crate::store::{Chain, ChainState, Store as _};
use crate::time::Timestamp;
use crate::{Code, Error, ErrorValue, Language, Result};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::chain::Found;
use crate::cli::commands::Run;
use crate::cli::device::Voice;
use crate::cli::files::read;
use crate::cli::output;

/// Findings shown at most; the first is the one to begin with.
const SHOWN: usize = 20;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a new ledger: one file.
    New {
        /// Its name. A file that is there already is left alone.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show the chains of a ledger, with their last documents, and whether it may sign.
    Show {
        /// The ledger.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the state of a ledger as one line, to be kept elsewhere: khatm verify --store FILE --anchor shows by it what was cut off
    /// or made again. Verify first: an anchor of a bad ledger proves the bad one.
    Anchor {
        /// The ledger.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Let a copy or a restored ledger sign again, when the original is no longer in use.
    Resume(Resume),
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The ledger.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The last document of each device that issues, known from elsewhere: DEVICE=COUNTER:HASH, or DEVICE=0 if it made none.
    #[arg(
        long,
        value_name = "DEVICE=COUNTER:HASH",
        conflicts_with = "abandon",
        required_unless_present = "abandon"
    )]
    last: Vec<String>,
    /// Documents are lost: every chain is set aside for good and delivers what it has; new devices are onboarded in their place.
    #[arg(long)]
    abandon: bool,
    /// Who says so: kept in the audit.
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Serialize)]
struct Shown {
    chain: u32,
    environment: &'static str,
    device: String,
    state: ChainState,
    documents: u64,
    counter: Option<u64>,
    hash: Option<String>,
}

#[derive(Serialize)]
struct Ledger {
    chains: Vec<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fence: Option<ErrorValue>,
}

#[derive(Serialize)]
struct Looked {
    whole: bool,
    chains: usize,
    documents: u64,
    audited: u64,
    documents_per_second: u64,
    anchors: usize,
    findings: Vec<Found>,
    /// Faults beyond those that are shown.
    omitted: u64,
    /// What could not be looked at without an anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    unproved: Option<ErrorValue>,
}

pub(crate) fn open(file: &Path) -> Result<Sqlite> {
    Sqlite::open(file, Arc::new(FolderWitness::of_user()?))
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

pub(crate) fn run(command: &Command, voice: Voice) -> u8 {
    let (file, done) = match command {
        Command::New { file } => (file, new(file, voice)),
        Command::Show { file } => (file, show(file, voice)),
        Command::Anchor { file } => (file, anchor(file)),
        Command::Resume(resume) => (&resume.file, resume.run(voice)),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            voice.error(file, &error);
            output::USAGE
        }
    }
}

fn new(file: &Path, voice: Voice) -> Result<u8> {
    Sqlite::create(file, Arc::new(FolderWitness::of_user()?))?;
    show(file, voice)
}

fn shown(store: &Sqlite, chain: &Chain) -> Result<Shown> {
    let first = chain.made.start.first().counter;
    let head = store.last(chain.id)?;
    Ok(Shown {
        chain: chain.id.number(),
        environment: chain.made.environment.as_str(),
        device: chain.made.device.clone(),
        state: chain.state,
        documents: head.map_or(0, |head| head.counter + 1 - first),
        counter: head.map(|head| head.counter),
        hash: head.map(|head| head.hash.to_string()),
    })
}

fn show(file: &Path, voice: Voice) -> Result<u8> {
    let store = open(file)?;
    let mut chains = Vec::new();
    for chain in store.chains()? {
        chains.push(shown(&store, &chain)?);
    }
    let fence = store.fence().err();
    let code = if fence.is_some() { output::BAD } else { output::GOOD };
    if voice.json {
        let fence = fence.as_ref().map(|error| ErrorValue::new(error, voice.language));
        output::json(file, &Ledger { chains, fence });
        return Ok(code);
    }
    for chain in &chains {
        let last = chain
            .counter
            .map_or_else(|| "–".to_owned(), |counter| counter.to_string());
        output::line(&format!(
            "{:>3}  {:<12} {:<10} {}  {last}  {}",
            chain.chain,
            chain.state.as_str(),
            chain.environment,
            output::fit(&chain.device),
            chain.hash.as_deref().unwrap_or_default()
        ));
    }
    match &fence {
        Some(error) => voice.error(file, error),
        None => output::line(&format!(
            "{}: {}",
            output::name(file),
            voice.say("may sign", "يمكنه التوقيع")
        )),
    }
    Ok(code)
}

/// One line and nothing else, whatever form is asked for: it is itself JSON.
fn anchor(file: &Path) -> Result<u8> {
    let anchor = Anchor::of(&open(file)?, now())?;
    output::line(&anchor.to_string());
    Ok(output::GOOD)
}

impl Resume {
    fn run(&self, voice: Voice) -> Result<u8> {
        let store = open(&self.file)?;
        if self.abandon {
            store.abandon(&self.by, now())?;
        } else {
            let stated = self
                .last
                .iter()
                .map(|text| Stated::parse(text).map_err(|error| error.at("--last")));
            store.resume(&stated.collect::<Result<Vec<_>>>()?, &self.by, now())?;
        }
        drop(store);
        show(&self.file, voice)
    }
}

/// The anchors in a file.
fn anchors(file: &Path) -> Result<Vec<Anchor>> {
    let bytes = read(file)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(Code::AnchorForm))?;
    Anchor::parse_all(text)
}

impl Run {
    /// Looks at everything in a ledger.
    pub(crate) fn verify_store(&self, file: &Path, anchor: Option<&Path>) -> u8 {
        let anchors = match anchor.map(anchors).transpose() {
            Ok(anchors) => anchors.unwrap_or_default(),
            Err(error) => {
                let file = anchor.unwrap_or(file);
                output::error(file, &error, self.json, self.language);
                return output::USAGE;
            }
        };
        let begun = Instant::now();
        let looked = |store: Sqlite| store.verify_against(Verifier::shared(), None, &anchors);
        let verified = open(file).and_then(looked);
        let verified = match verified {
            Ok(verified) => verified,
            Err(error) => {
                output::error(file, &error, self.json, self.language);
                return output::USAGE;
            }
        };
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let speed = verified.documents.saturating_mul(1000) / ms;
        let (whole, documents) = (verified.whole(), verified.documents);
        if self.json {
            let findings = verified
                .breaks
                .iter()
                .map(|one| Found::new(one, self.language))
                .collect();
            output::json(
                file,
                &Looked {
                    whole,
                    chains: verified.chains,
                    documents,
                    audited: verified.audited,
                    documents_per_second: speed,
                    anchors: verified.anchors,
                    findings,
                    omitted: verified.omitted,
                    unproved: verified.unproved().map(|error| ErrorValue::new(&error, self.language)),
                },
            );
        } else {
            for found in verified.breaks.iter().take(SHOWN) {
                self.broken(found);
            }
            let more = (verified.breaks.len() as u64 + verified.omitted).saturating_sub(SHOWN as u64);
            if more > 0 {
                output::line(&format!("        +{more}"));
            }
            let (chains, verdict) = (verified.chains, output::verdict(whole, self.language));
            output::line(&match self.language {
                Language::Arabic => {
                    format!(
                        "{}: السلاسل {chains}، المستندات {documents} ({speed}/ث): {verdict}",
                        output::name(file)
                    )
                }
                Language::English => {
                    format!(
                        "{}: {chains} chains, {documents} documents ({speed}/s): {verdict}",
                        output::name(file)
                    )
                }
            });
            if let Some(error) = verified.unproved() {
                output::line(&format!(
                    "  {}: {}",
                    error.code().as_str(),
                    error.message(self.language)
                ));
                output::line(&format!(
                    "  {} {}",
                    output::arrow(self.language),
                    error.fix(self.language)
                ));
            }
        }
        if whole { output::GOOD } else { output::BAD }
    }
}

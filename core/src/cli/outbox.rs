//! `khatm outbox`: which documents the authority has not answered for good, what is known of one, and what people may do.

mod list;
mod show;

use std::path::{Path, PathBuf};

use crate::facade::Khatm;
use crate::store::Document;
use crate::{Code, Error, Kind, Result};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::cli::device::Voice;
use crate::cli::opened::{self, Blamed};
use crate::cli::output;

pub(crate) use list::{now_ms, progress, span};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the documents that have no final word of the authority, the nearest deadline first; or those that it rejected.
    List(list::List),
    /// Show everything that is known of one document: every try, every answer, what was done, and what can be done next.
    Show(show::Show),
    /// Make documents due at once. Their bytes are the same as ever.
    Retry(Retry),
    /// Keep documents back until they are freed. It takes two people, for what is not delivered is an offence.
    Hold(Hold),
    /// Let documents go that were kept back.
    Free(Free),
    /// Allow standard documents to be handed over before they are cleared: in an outage that the authority announced, or while it
    /// does not clear. They are delivered all the same.
    Release(Release),
    /// Open the parked lanes of a device: the cause is mended. Otherwise a probe finds out by itself.
    Unpark(Unpark),
}

/// Documents of a ledger.
#[derive(Debug, Args)]
struct Chosen {
    /// Documents: by UUID, or by number if no other has it.
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,
    /// The ledger.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Retry {
    #[command(flatten)]
    chosen: Chosen,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Hold {
    #[command(flatten)]
    chosen: Chosen,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Who agrees.
    #[arg(long, value_name = "NAME")]
    second: String,
    /// Why: kept in the audit.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Free {
    #[command(flatten)]
    chosen: Chosen,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why: kept in the audit.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Release {
    #[command(flatten)]
    chosen: Chosen,
    /// On which ground.
    #[arg(long, value_enum)]
    reason: Reason,
    /// Who takes it on himself: kept in the audit.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Where and when it was announced: kept in the audit.
    #[arg(long, value_name = "TEXT")]
    note: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Reason {
    /// The authority announced an outage.
    Outage,
    /// The authority switched clearance off.
    ClearanceOff,
}

#[derive(Debug, Args)]
pub(crate) struct Unpark {
    /// The device, by its name in the ledger.
    #[arg(value_name = "NAME")]
    device: String,
    /// The ledger.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME")]
    by: String,
}

pub(crate) fn run(command: &Command, voice: Voice) -> u8 {
    let done = match command {
        Command::List(list) => list.run(voice),
        Command::Show(show) => show.run(voice),
        Command::Retry(retry) => {
            let by = &retry.by;
            retry.chosen.each(voice, |khatm, found| khatm.retry(&found.uuid, by))
        }
        Command::Hold(hold) => {
            let (people, why) = ((hold.by.as_str(), hold.second.as_str()), &hold.why);
            hold.chosen
                .each(voice, |khatm, found| khatm.hold(&found.uuid, people, why))
        }
        Command::Free(free) => {
            let (by, why) = (&free.by, &free.why);
            free.chosen.each(voice, |khatm, found| khatm.free(&found.uuid, by, why))
        }
        Command::Release(release) => {
            let reason = match release.reason {
                Reason::Outage => crate::outbox::Reason::Outage,
                Reason::ClearanceOff => crate::outbox::Reason::ClearanceOff,
            };
            let (by, note) = (&release.by, &release.note);
            release
                .chosen
                .each(voice, |khatm, found| khatm.release(&found.uuid, reason, by, note))
        }
        Command::Unpark(unpark) => unpark.run(voice),
    };
    match done {
        Ok(code) => code,
        Err((path, error)) => {
            voice.error(&path, &error);
            output::USAGE
        }
    }
}

/// The one document that a text means. Where several are meant, they are told, to choose from.
pub(crate) fn one_of(khatm: &Khatm, text: &str, voice: Voice) -> Result<Document> {
    let mut found = khatm.find(text)?;
    match found.len() {
        0 => Err(Error::new(Code::OutboxUnknown).found(text)),
        1 => Ok(found.remove(0)),
        _ => {
            let ways = found.iter().map(|document| khatm.way(&document.uuid));
            for way in ways.collect::<Result<Vec<_>>>()? {
                match voice.json {
                    true => output::json(Path::new(text), &way),
                    false => output::tell(&format!(
                        "{}: {}  {} {}, {}",
                        output::fit(text),
                        way.uuid,
                        output::fit(&way.device),
                        way.counter,
                        progress(&way, voice)
                    )),
                }
            }
            Err(Error::new(Code::OutboxSeveral).found(text))
        }
    }
}

impl Chosen {
    /// Does something to each of the documents, and says where they are then. One that cannot be does not keep back the others.
    fn each(&self, voice: Voice, act: impl Fn(&Khatm, &Document) -> Result<()>) -> Result<u8, Blamed> {
        let khatm = opened::without_key(&self.store, voice)?;
        let mut worst = output::GOOD;
        for text in &self.documents {
            let done = one_of(&khatm, text, voice).and_then(|found| {
                act(&khatm, &found)?;
                khatm.way(&found.uuid)
            });
            match done {
                Ok(way) if voice.json => output::json(&self.store, &way),
                Ok(way) => output::line(&format!(
                    "{}: {} {}",
                    output::fit(&way.number),
                    progress(&way, voice),
                    way.uuid
                )),
                Err(error) => {
                    voice.error(Path::new(text), &error);
                    let refused = error.kind() == Kind::Refused;
                    worst = worst.max(if refused { output::BAD } else { output::USAGE });
                }
            }
        }
        Ok(worst)
    }
}

impl Unpark {
    fn run(&self, voice: Voice) -> Result<u8, Blamed> {
        let khatm = opened::with_key(&self.store, voice, |_| {})?;
        khatm
            .unpark(&self.device, &self.by)
            .map_err(|error| (PathBuf::from(&self.device), error))?;
        if voice.json {
            #[derive(Serialize)]
            struct Unparked<'u> {
                unparked: &'u str,
            }
            output::json(&self.store, &Unparked { unparked: &self.device });
        } else {
            let text = voice.say("its documents go out again", "تُرسل مستنداته من جديد");
            output::line(&format!("{}: {text}", output::fit(&self.device)));
        }
        Ok(output::GOOD)
    }
}

//! `khatm health`: how a ledger is, for people, for programs and for Prometheus.

use std::path::PathBuf;

use crate::ledger::figures::{Figures, InEnvironment, OpenDocuments};
use crate::ledger::health::health_of;
use crate::ledger::{Concern, Light, figures, prometheus};
use crate::{Language, Result};
use clap::Args;
use serde::Serialize;

use crate::cli::device::Voice;
use crate::cli::ledger::{now, open};
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct Health {
    /// The ledger.
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// As Prometheus reads it, for a scrape or its textfile collector.
    #[arg(long, conflicts_with = "json")]
    prometheus: bool,
}

#[derive(Serialize)]
struct Told<'t> {
    #[serde(flatten)]
    health: &'t crate::ledger::Health,
    figures: &'t Figures,
}

impl Health {
    /// Green is 0, anything else 1; a ledger that cannot be read is the machine's fault.
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        match self.look(voice) {
            Ok(Light::Green) => output::GOOD,
            Ok(_) => output::BAD,
            Err(error) => {
                voice.error(&self.store, &error);
                output::USAGE
            }
        }
    }

    fn look(&self, voice: Voice) -> Result<Light> {
        let store = open(&self.store)?;
        let figures = figures(&store, now())?;
        let health = health_of(&store, &figures)?;
        if self.prometheus {
            output::write(prometheus::text(&figures, Some(&health)).as_bytes());
        } else if voice.json {
            output::json(
                &self.store,
                &Told {
                    health: &health,
                    figures: &figures,
                },
            );
        } else {
            for concern in &health.concerns {
                told(concern, voice);
            }
            for one in &figures.environments {
                summary(one, voice);
            }
            output::line(&format!(
                "{}: {}",
                output::name(&self.store),
                light(health.state, voice)
            ));
        }
        Ok(health.state)
    }
}

fn light(state: Light, voice: Voice) -> String {
    let (text, colour) = match state {
        Light::Green => (voice.say("green", "أخضر"), "32"),
        Light::Yellow => (voice.say("yellow", "أصفر"), "33"),
        Light::Red => (voice.say("RED", "أحمر"), "31;1"),
    };
    output::paint(text, colour)
}

fn told(concern: &Concern, voice: Voice) {
    let environment = concern
        .environment
        .map(|one| format!(" {}", one.as_str()))
        .unwrap_or_default();
    output::line(&format!(
        "{}{environment} {}: {}",
        light(concern.light, voice),
        concern.error.code().as_str(),
        output::fit(&concern.error.message(voice.language))
    ));
    output::line(&format!(
        "  {} {}",
        output::arrow(voice.language),
        concern.error.fix(voice.language)
    ));
}

fn summary(one: &InEnvironment, voice: Voice) {
    let documents: u64 = one.documents.iter().map(|row| row.count).sum();
    let sum = |of: fn(&OpenDocuments) -> u64| one.open.iter().map(of).sum::<u64>();
    let (waiting, flight) = (sum(|row| row.waiting + row.again), sum(|row| row.in_flight));
    let (doubt, held) = (sum(|row| row.in_doubt), sum(|row| row.held));
    let oldest = one.open.iter().filter_map(|row| row.oldest_seconds).max().unwrap_or(0) / 60;
    let environment = one.environment.as_str();
    let InEnvironment {
        accepted,
        rejected,
        late,
        ..
    } = one;
    output::line(&match voice.language {
        Language::English => format!(
            "{environment}: {documents} documents, {accepted} accepted, {rejected} rejected, {late} late; {waiting} waiting, {flight} in flight, {doubt} in doubt, {held} held, the oldest {oldest} min"
        ),
        Language::Arabic => format!(
            "{environment}: المستندات {documents}، المقبول {accepted}، المرفوض {rejected}، المتأخر {late}؛ المنتظر {waiting}، قيد الإرسال {flight}، المشكوك فيه {doubt}، المحجوز {held}، الأقدم {oldest} د"
        ),
    });
}

//! `khatm outbox show`: everything that is known of one document.

use std::path::PathBuf;

use crate::facade::{Progress, Story, Tried};
use crate::gateway::Remark;
use crate::store::delivery::Route;
use crate::time::Timestamp;
use clap::Args;
use serde::Serialize;

use super::list::{now_ms, progress, span};
use super::one_of;
use crate::cli::device::Voice;
use crate::cli::files::deliver;
use crate::cli::issue::draw;
use crate::cli::opened::{self, Blamed};
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The document: its UUID, or its number if no other has it.
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// The ledger.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// Where to write what may be handed over: the document as it was issued, or as it was cleared.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Draw the QR code of what may be handed over.
    #[arg(long)]
    qr: bool,
}

#[derive(Serialize)]
struct Told<'t> {
    #[serde(flatten)]
    story: &'t Story,
    ground: &'static str,
    qr: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
}

impl Show {
    pub(crate) fn run(&self, voice: Voice) -> Result<u8, Blamed> {
        let khatm = opened::without_key(&self.store, voice)?;
        let blame = |error| (PathBuf::from(&self.document), error);
        let uuid = one_of(&khatm, &self.document, voice).map_err(blame)?.uuid;
        let story = khatm.story(&uuid).map_err(blame)?;
        let receipt = khatm.receipt(&uuid).map_err(blame)?;
        let written = match (&self.output, &receipt.xml) {
            (Some(to), Some(xml)) => {
                let name = PathBuf::from(format!("{uuid}.xml"));
                deliver(Some(to), &name, false, xml.as_bytes()).map_err(|error| (to.clone(), error))?
            }
            _ => None,
        };
        // Somebody wanted what may not be handed over.
        let code = match self.output.is_some() && written.is_none() {
            true if receipt.ground == "rejected" => output::BAD,
            true => output::AGAIN,
            false => output::GOOD,
        };
        if voice.json {
            let told = Told {
                story: &story,
                ground: receipt.ground,
                qr: receipt.qr.as_deref(),
                output: written.map(|path| path.display().to_string()),
            };
            output::json(&self.store, &told);
            return Ok(code);
        }
        tell(&story, &self.store.to_string_lossy(), voice);
        if let Some(path) = &written {
            output::line(&format!("  {} {}", output::arrow(voice.language), output::name(path)));
        }
        if let (true, Some(qr)) = (self.qr, &receipt.qr) {
            draw(qr);
        }
        Ok(code)
    }
}

fn tell(story: &Story, ledger: &str, voice: Voice) {
    let (way, now) = (&story.way, now_ms());
    let row = |english, arabic, value: &str| {
        output::line(&format!("  {:<12} {}", voice.say(english, arabic), output::fit(value)));
    };
    output::line(&format!(
        "{}: {}{}",
        output::fit(&way.number),
        progress(way, voice),
        if way.late {
            voice.say(", late", "، متأخر")
        } else {
            ""
        }
    ));
    row("UUID", "UUID", &way.uuid);
    row(
        "device",
        "الجهاز",
        &format!("{} ({}), ICV {}", way.device, way.environment.as_str(), way.counter),
    );
    row("hash", "التجزئة", &way.invoice_hash);
    row("route", "المسار", route(way.route, voice));
    row("issued", "صدر", &time(way.issued_ms));
    let deadline = match way.deadline_ms - now {
        left if way.progress.is_final() || left < 0 => time(way.deadline_ms),
        left => format!(
            "{} ({} {})",
            time(way.deadline_ms),
            voice.say("in", "خلال"),
            span(left, voice)
        ),
    };
    row("deadline", "الموعد", &deadline);
    if let Some(due) = way
        .due_ms
        .filter(|_| !way.progress.is_final() && way.progress != Progress::Held)
    {
        row("next try", "التالي", &time(due));
    }
    if let Some(since) = way.doubt_since_ms {
        let text = voice.say("the authority may have it since", "قد يكون لدى الهيئة منذ");
        row("in doubt", "غير مؤكد", &format!("{text} {}", time(since)));
    }
    if let Some(code) = &way.parked {
        row("parked", "موقوف", code);
    }
    for (ordinal, tried) in (1..).zip(&story.tries) {
        row("try", "محاولة", &format!("{ordinal}: {}", words(tried, voice)));
    }
    for noted in &story.noted {
        let mut what = format!("{}  {}: {}", time(noted.at_ms), noted.by, noted.action);
        if !noted.detail.is_empty() {
            what += &format!(", {}", noted.detail);
        }
        row("noted", "مدوّن", &what);
    }
    if let Some(released) = &story.released {
        let what = format!(
            "{}  {}: {}, {}",
            time(released.at_ms),
            released.by,
            released.reason,
            released.note
        );
        row("released", "أُذن بتسليمه", &what);
    }
    let text = |value: &serde_json::Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
    let remarks: Vec<Remark> = way
        .messages
        .iter()
        .map(|message| Remark {
            kind: text(message, "kind"),
            code: text(message, "code"),
            category: text(message, "category"),
            message: text(message, "message"),
        })
        .collect();
    output::remarks(&remarks, voice.language);
    output::line(&format!("  {}", story.text));
    for name in &story.next {
        if let Some(command) = command(name, story, ledger) {
            output::line(&format!(
                "  {} {}",
                output::arrow(voice.language),
                output::fit(&command)
            ));
        }
    }
}

/// The command that does what can be done next.
fn command(name: &str, story: &Story, ledger: &str) -> Option<String> {
    let (uuid, device) = (&story.way.uuid, &story.way.device);
    Some(match name {
        "receipt" => format!("khatm outbox show {uuid} --store {ledger} -o FILE"),
        "deliver" => format!("khatm deliver --store {ledger}"),
        "retry" => format!("khatm outbox retry {uuid} --store {ledger} --by NAME"),
        "hold" => format!("khatm outbox hold {uuid} --store {ledger} --by NAME --second NAME --why TEXT"),
        "free" => format!("khatm outbox free {uuid} --store {ledger} --by NAME --why TEXT"),
        "release" => format!("khatm outbox release {uuid} --store {ledger} --reason outage --by NAME --note TEXT"),
        "unpark" => format!("khatm outbox unpark {device} --store {ledger} --by NAME"),
        "correct" => format!("khatm issue DRAFT --store {ledger} --device {device} --corrects {uuid}"),
        _ => return None,
    })
}

fn words(tried: &Tried, voice: Voice) -> String {
    let came = match &tried.came {
        Some(came) if came.http == 0 => format!("{} ({} ms)", came.verdict, came.took_ms),
        Some(came) => format!("{} {} ({} ms)", came.http, came.verdict, came.took_ms),
        None => voice.say("no answer was kept", "لم تُحفظ إجابة").to_owned(),
    };
    format!("{}  {}: {came}", time(tried.at_ms), route(tried.endpoint, voice))
}

fn route(route: Route, voice: Voice) -> &'static str {
    match route {
        Route::Clearance => voice.say("clearance", "اعتماد"),
        Route::Reporting => voice.say("reporting", "إبلاغ"),
    }
}

/// Riyadh's clock.
fn time(ms: i64) -> String {
    let moment = Timestamp::from_unix_ms(ms).moment();
    moment.map_or_else(
        |_| ms.to_string(),
        |moment| format!("{} {}", moment.date(), moment.time()),
    )
}

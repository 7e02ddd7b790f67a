//! `khatm issue`: drafts become documents of a ledger, and what may be handed over is given out.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::facade::{Khatm, Progress, Receipt};
use crate::invoice::{DraftReport, Refusal};
use crate::outbox::{HandOver, Waited};
use crate::qr::picture::Picture;
use crate::seal::Profile;
use crate::store::issue::{Issued, Order};
use crate::store::{Document, Uuid};
use crate::{Code, Error, Result};
use clap::Args;
use serde::Serialize;

use crate::cli::commands::Run;
use crate::cli::device::Voice;
use crate::cli::files::{deliver, read};
use crate::cli::outbox::one_of;
use crate::cli::{opened, output};

/// A call takes no longer where somebody waits for it.
const WAITED_CALL_MS: u64 = 20_000;

/// What a draft looks like.
const DRAFT: &str = r#"A draft, for a buyer without a name:
  { "number": "R-1", "prices_include_vat": true,
    "lines": [ { "name": "Tea", "quantity": 3, "price": "3.33" } ] }
With a "buyer" (name, vat_number, street, building_number, district, city,
postal_code) it is a standard invoice, which is cleared before it is handed
over. khatm check says everything that is wrong with a draft.

Exit codes: 0 issued (with --wait or -o: and may be handed over), 1 the draft
is bad or the document was rejected, 2 the call or the machine, 3 issued, but
not to be handed over yet."#;

#[derive(Debug, Args)]
#[command(after_help = DRAFT)]
pub(crate) struct Issue {
    /// Drafts (JSON); `-` is standard input.
    #[arg(required = true, value_name = "DRAFT")]
    pub(crate) files: Vec<PathBuf>,
    /// The ledger: khatm store new makes one.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// The device that issues them, by its name in the ledger.
    #[arg(long, value_name = "NAME")]
    device: String,
    /// What you call this request: asked again with the same, the same document is returned.
    #[arg(long, value_name = "REQUEST-KEY")]
    key: Option<String>,
    /// The rejected document that this one stands for: its UUID, or its number if no other has it.
    #[arg(long, value_name = "DOCUMENT")]
    corrects: Option<String>,
    /// Deliver from here, and wait so long until each may be handed over. Without it they are sent by khatm deliver.
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
    /// Where to write what may be handed over: simplified documents as they were issued, standard ones as they were cleared. A file,
    /// or a folder when there are several.
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Draw the QR code of what may be handed over.
    #[arg(long)]
    qr: bool,
}

/// A document that was issued, for programs.
#[derive(Serialize)]
struct Told<'t> {
    uuid: String,
    number: &'t str,
    counter: u64,
    invoice_hash: String,
    again: bool,
    provisional: bool,
    deadline_ms: i64,
    may_hand_over: bool,
    ground: &'static str,
    text: &'static str,
    qr: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    findings: Vec<crate::invoice::DraftFinding>,
}

#[derive(Serialize)]
struct Refused {
    issued: bool,
    #[serde(flatten)]
    report: DraftReport,
}

impl Issue {
    pub(crate) fn run(&self, run: &Run) -> u8 {
        let voice = run.voice();
        let refuse = |path: &Path, error: &Error| {
            voice.error(path, error);
            output::USAGE
        };
        if self.files.len() > 1 && (self.key.is_some() || self.corrects.is_some()) {
            return refuse(Path::new("--key"), &Error::new(Code::IssueKey));
        }
        let wait_ms = self.wait.map(|seconds| seconds.saturating_mul(1_000));
        let opened = opened::with_key(&self.store, voice, |setup| {
            if let Some(wait_ms) = wait_ms {
                setup.drive.call_ms = setup.drive.call_ms.min(wait_ms.max(WAITED_CALL_MS));
            }
        });
        let khatm = match opened {
            Ok(khatm) => khatm,
            Err((path, error)) => return refuse(&path, &error),
        };
        let corrects = self.corrects.as_deref().map(|text| corrected(&khatm, text, voice));
        let corrects = match corrects.transpose() {
            Ok(corrects) => corrects,
            Err(error) => return refuse(Path::new("--corrects"), &error),
        };
        let till = match khatm.till(&self.device) {
            Ok(till) => till,
            Err(error) => return refuse(Path::new(&self.device), &error),
        };
        let delivery = wait_ms.map(|_| khatm.start());
        let mut worst = output::GOOD;
        let mut issued = Vec::new();
        for file in &self.files {
            let draft = match read(file) {
                Ok(draft) => draft,
                Err(error) => {
                    worst = worst.max(refuse(file, &error));
                    continue;
                }
            };
            let order = Order {
                draft: &draft,
                request_key: self.key.as_deref(),
                corrects,
            };
            match till.issue(&order) {
                Ok(one) => issued.push((file, one)),
                Err(refusal) => worst = worst.max(refused(file, &refusal, voice)),
            }
        }
        // All are issued before one is waited for: they are on their way together.
        let until = Instant::now() + Duration::from_millis(wait_ms.unwrap_or(0).min(u64::from(u32::MAX)));
        for (file, one) in &issued {
            let left = until.saturating_duration_since(Instant::now()).as_millis();
            let left = u64::try_from(left).unwrap_or(0);
            worst = worst.max(self.told(&khatm, file, one, left, voice));
        }
        if let Some(trouble) = delivery.and_then(crate::facade::Delivery::stop) {
            voice.error(&self.store, &trouble);
        }
        worst
    }

    /// Says what was made of a draft and what may be done with it. Whatever goes wrong here, it is issued.
    fn told(&self, khatm: &Khatm, file: &Path, issued: &Issued, wait_ms: u64, voice: Voice) -> u8 {
        let document = &issued.document;
        let known = khatm
            .wait_cleared(&document.uuid, wait_ms)
            .and_then(|waited| Ok((waited, khatm.receipt(&document.uuid)?)))
            .and_then(|(waited, receipt)| {
                let written = self.write(file, &receipt)?;
                Ok((waited, receipt, written))
            });
        let findings = DraftReport::new(&issued.warnings, voice.language).findings;
        let (waited, receipt, written) = match known {
            Ok(known) => known,
            Err(error) => {
                if !voice.json {
                    self.made(file, document, issued.again, voice);
                }
                voice.error(file, &error);
                return output::USAGE;
            }
        };
        let code = self.code(waited);
        if voice.json {
            let told = Told {
                uuid: document.uuid.to_string(),
                number: &document.number,
                counter: document.place.counter,
                invoice_hash: document.hash.to_string(),
                again: issued.again,
                provisional: issued.provisional,
                deadline_ms: document.deadline.unix_ms(),
                may_hand_over: receipt.may_hand_over,
                ground: receipt.ground,
                text: waited.text(voice.language),
                qr: receipt.qr.as_deref(),
                output: written.map(|path| path.display().to_string()),
                findings,
            };
            output::json(file, &told);
            return code;
        }
        for finding in &findings {
            output::complain(&format!(
                "{}: {}: {}",
                output::name(file),
                finding.code,
                finding.message
            ));
        }
        self.made(file, document, issued.again, voice);
        let arrow = output::arrow(voice.language);
        if self.wait.is_some() || (self.output.is_some() && !receipt.may_hand_over) {
            output::line(&format!("  {}", waited.text(voice.language)));
        }
        match (&written, self.output.is_some() && !receipt.may_hand_over) {
            (Some(path), _) => output::line(&format!("  {arrow} {}", output::name(path))),
            (None, true) => output::line(&format!(
                "  {}: khatm outbox show {} --store {} -o FILE",
                voice.say(
                    "not written yet; when it may be handed over",
                    "لم يُكتب بعد؛ وعند جواز تسليمه"
                ),
                document.uuid,
                output::name(&self.store)
            )),
            (None, false) => {}
        }
        if let (true, Some(qr)) = (self.qr, &receipt.qr) {
            draw(qr);
        }
        code
    }

    /// The line of a document that was issued.
    fn made(&self, file: &Path, document: &Document, again: bool, voice: Voice) {
        let what = match (again, document.profile) {
            (true, _) => voice.say("issued before", "صدر سابقاً"),
            (false, Profile::Simplified) => voice.say("issued", "صدر"),
            (false, Profile::Standard) => voice.say("issued, to be cleared", "صدر وينتظر الاعتماد"),
        };
        output::line(&format!(
            "{}: {what}: {} {} {}",
            output::name(file),
            document.place.counter,
            document.uuid,
            document.hash
        ));
    }

    fn write(&self, file: &Path, receipt: &Receipt) -> Result<Option<PathBuf>> {
        match (&self.output, &receipt.xml) {
            (Some(to), Some(xml)) => {
                let name = file.with_extension("xml");
                deliver(Some(to), &name, self.files.len() > 1, xml.as_bytes())
            }
            _ => Ok(None),
        }
    }

    /// 3 where somebody wanted what may not be handed over yet.
    fn code(&self, waited: Waited) -> u8 {
        match waited {
            Waited::Settled(HandOver::Rejected) => output::BAD,
            Waited::Settled(HandOver::ClearedMissing) => output::USAGE,
            waited if waited.is_allowed() => output::GOOD,
            _ if self.wait.is_some() || self.output.is_some() => output::AGAIN,
            _ => output::GOOD,
        }
    }
}

/// Draws a QR code, where it can be drawn.
pub(crate) fn draw(qr: &str) {
    match Picture::draw(qr) {
        Ok(picture) => output::line(&format!("\n{}", picture.terminal(std::io::stdout().is_terminal()))),
        Err(error) => output::complain(&error.to_string()),
    }
}

fn refused(file: &Path, refusal: &Refusal, voice: Voice) -> u8 {
    let report = DraftReport::new(&refusal.faults, voice.language);
    if voice.json {
        output::json(file, &Refused { issued: false, report });
    } else {
        for finding in &report.findings {
            output::complain(&format!(
                "{}: {}: {}",
                output::name(file),
                finding.code,
                finding.message
            ));
            output::complain(&format!("  {} {}", output::arrow(voice.language), finding.fix));
        }
    }
    match refusal.first().kind() {
        crate::Kind::Input => output::BAD,
        _ => output::USAGE,
    }
}

/// The rejected document that is meant. A correction may bear its number, so among several of one number it is the rejected one.
fn corrected(khatm: &Khatm, text: &str, voice: Voice) -> Result<Uuid> {
    let found = khatm.find(text)?;
    let is_rejected = |uuid: &Uuid| khatm.way(uuid).is_ok_and(|way| way.progress == Progress::Rejected);
    let mut rejected = found.iter().map(|document| document.uuid).filter(is_rejected);
    match (rejected.next(), rejected.next()) {
        (Some(one), None) => Ok(one),
        _ => one_of(khatm, text, voice).map(|document| document.uuid),
    }
}

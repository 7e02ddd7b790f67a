//! `khatm submit`: finished documents to the authority, each where its kind belongs.
//!
//! What is sent is what is in the file, to the byte: nothing is stamped on the way. A simplified document has been handed out with
//! its stamp before it is reported, so one without is refused; a standard one may come without, as the authority stamps it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::device::{Device, Store};
use crate::drive::{Client, Exchange, Patience, Settings};
use crate::gateway::{Acceptance, Cleared, Operation, Remark, Request, Verdict};
use crate::ubl::{self, Invoice};
use crate::{Code, Error, ErrorValue, Kind, Result};
use clap::Args;
use serde::Serialize;

use crate::cli::commands::is_ours;
use crate::cli::device::{Voice, in_chosen_environment, root_key};
use crate::cli::files::{deliver, is_irreplaceable, place_of, read, read_at_most};
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// Finished documents: simplified ones stamped by the device, standard ones with or without its stamp; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The device that sends them.
    #[arg(long, value_name = "FILE")]
    device: PathBuf,
    /// Where to write cleared documents: a file, or a folder when there are several. Without it, next to each as
    /// NAME.cleared.xml.
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
}

/// What became of a document, for programs.
#[derive(Serialize)]
struct Submitted<'s> {
    verdict: &'static str,
    operation: Operation,
    #[serde(skip_serializing_if = "Option::is_none")]
    cleared: Option<Written<'s>>,
    remarks: Vec<Explained<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait_ms: Option<u64>,
    took_ms: u64,
}

#[derive(Serialize)]
struct Written<'w> {
    /// Where it is; nothing if it could not be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    hash_fits: bool,
    stamp_faults: Vec<&'w str>,
}

/// What the authority said, and what we have to say of it.
#[derive(Serialize)]
struct Explained<'e> {
    #[serde(flatten)]
    remark: &'e Remark,
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<ErrorValue>,
}

impl Submit {
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        let refuse = |path: &Path, error: &Error| {
            voice.error(path, error);
            output::USAGE
        };
        let Some(root) = root_key(voice) else {
            return output::USAGE;
        };
        let device = Store::read(&self.device, &root).and_then(|device| {
            in_chosen_environment(&device)?;
            device.production()?;
            Ok(device)
        });
        let device = match device {
            Ok(device) => device,
            Err(error) => return refuse(&self.device, &error),
        };
        let settings = Settings::from_env();
        // What is longer is never sent, so it need not be read.
        let most = settings.as_ref().map_or(0, |settings| settings.most_request_bytes) as u64;
        let read = |file: &Path| read_at_most(file, most, || Error::new(Code::DriveRequestTooLarge));
        let client = match settings.and_then(Client::new) {
            Ok(client) => client,
            Err(error) => return refuse(Path::new("-"), &error),
        };
        let mut worst = output::GOOD;
        let mut held = false;
        for file in &self.files {
            if held {
                // What the authority does not take from this device now, it takes no other document from.
                voice.error(file, &Error::new(Code::SubmitHeld));
                continue;
            }
            let code = match read(file).and_then(|xml| self.one(file, &xml, &device, &client, voice)) {
                Ok((code, refused)) => {
                    held = refused;
                    code
                }
                Err(error) => {
                    voice.error(file, &error);
                    if is_ours(&error) || error.kind() == Kind::State && is_of_device(&error) {
                        output::USAGE
                    } else {
                        output::BAD
                    }
                }
            };
            worst = worst.max(code);
        }
        if let Some(error) = client.skew_warning() {
            voice.error(Path::new("-"), &error);
        }
        worst
    }

    fn one(&self, file: &Path, xml: &[u8], device: &Device, client: &Client, voice: Voice) -> Result<(u8, bool)> {
        let mut request = device.submission(xml, voice.language)?;
        if request.operation() == Operation::Clearance {
            self.look_at_output(file, xml)?;
        }
        let mut exchange = client.send_blocking(&request, Patience::Waiting, device.name());
        if let (Verdict::WrongRoute(_), Some(other)) = (&exchange.verdict, self.other(device, &request, xml, voice)?) {
            // The authority has said that it did not take it here. It is asked once at the other place.
            if !voice.json {
                let text = voice.say(
                    "wanted at its other operation; sent there",
                    "طُلب في العملية الأخرى؛ أُرسل إليها",
                );
                output::tell(&format!("{}: {text}", output::name(file)));
            }
            request = other;
            exchange = client.send_blocking(&request, Patience::Waiting, device.name());
        }
        let refused = matches!(exchange.verdict, Verdict::Credential(_));
        Ok((self.tell(file, &exchange, voice), refused))
    }

    /// The request to the other operation.
    fn other(&self, device: &Device, request: &Request, xml: &[u8], voice: Voice) -> Result<Option<Request>> {
        let (endpoint, by) = (device.endpoint(), device.production()?);
        Ok(match request.operation() {
            Operation::Clearance => Some(Request::reporting(endpoint, by, xml, voice.language)?),
            Operation::Reporting => Some(Request::clearance(endpoint, by, xml, voice.language)?),
            _ => None,
        })
    }

    /// What became of it comes first: a document is recorded, whether its cleared form finds room on this machine or not.
    fn tell(&self, file: &Path, exchange: &Exchange, voice: Voice) -> u8 {
        let cleared = match &exchange.verdict {
            Verdict::Accepted(Acceptance { cleared, .. }) | Verdict::AlreadyKnown(Acceptance { cleared, .. }) => {
                cleared
            }
            _ => &None,
        };
        let written = cleared.as_ref().map(|cleared| (self.write(file, cleared), cleared));
        let unwritten = written.as_ref().and_then(|(path, _)| path.as_ref().err());
        let code = match unwritten {
            Some(_) => output::USAGE,
            None => exit_code(&exchange.verdict),
        };
        let error = exchange.error().or_else(|| unwritten.cloned());
        if voice.json {
            let remarks = exchange.verdict.remarks().iter();
            let submitted = Submitted {
                verdict: exchange.verdict.as_str(),
                operation: exchange.operation,
                cleared: written.as_ref().map(|(path, cleared)| Written {
                    output: path.as_ref().ok().map(|path| path.to_string_lossy().into_owned()),
                    hash_fits: cleared.hash_fits,
                    stamp_faults: cleared.stamp_faults.iter().map(|code| code.as_str()).collect(),
                }),
                remarks: remarks
                    .map(|remark| Explained {
                        remark,
                        own: remark
                            .own()
                            .map(|own| ErrorValue::new(&Error::new(own), voice.language)),
                    })
                    .collect(),
                error: error.as_ref().map(|error| ErrorValue::new(error, voice.language)),
                wait_ms: exchange.wait_ms,
                took_ms: exchange.took_ms,
            };
            output::json(file, &submitted);
            return code;
        }
        let verdict = word(exchange, voice);
        output::line(&format!("{}: {verdict}", output::name(file)));
        if let Some((Ok(path), _)) = &written {
            output::line(&format!("  {} {}", output::arrow(voice.language), output::name(path)));
        }
        if let Some(note) = note(
            exchange,
            written.as_ref().map(|(path, cleared)| (path.is_ok(), *cleared)),
            voice,
        ) {
            output::line(&format!("  {note}"));
        }
        output::remarks(exchange.verdict.remarks(), voice.language);
        if let Some(error) = error {
            voice.error(file, &error);
        }
        code
    }

    /// The cleared document comes once, so its place is looked at before anything is sent: nothing may be lost by writing it.
    fn look_at_output(&self, file: &Path, xml: &[u8]) -> Result<()> {
        let to = self.target(file);
        if is_irreplaceable(&to) {
            return Err(Error::new(Code::OutputSecret).found(&to.to_string_lossy()));
        }
        let taken = || Error::new(Code::OutputTaken).found(&to.to_string_lossy());
        let whole = |path: &Path| std::fs::canonicalize(path).ok();
        if whole(&to).is_some_and(|to| self.files.iter().any(|file| whole(file).as_ref() == Some(&to))) {
            return Err(taken());
        }
        if !std::fs::metadata(&to).is_ok_and(|there| there.is_file()) {
            return Ok(());
        }
        // The same document, cleared before, may be written again.
        let uuid = |xml: &[u8]| {
            let doc = ubl::parse(xml).ok()?;
            Invoice::new(&doc).ok()?.uuid().map(Cow::into_owned)
        };
        let there = read(&to).ok().and_then(|there| uuid(&there));
        match there.is_some() && there == uuid(xml) {
            true => Ok(()),
            false => Err(taken()),
        }
    }

    /// The file that a cleared document goes to.
    fn target(&self, file: &Path) -> PathBuf {
        let name = cleared_name(file);
        match &self.output {
            Some(to) => place_of(to, &name, self.files.len() > 1),
            None => name,
        }
    }

    fn write(&self, file: &Path, cleared: &Cleared) -> Result<PathBuf> {
        let name = cleared_name(file);
        let to = self.output.clone().unwrap_or_else(|| name.clone());
        let several = self.output.is_some() && self.files.len() > 1;
        let written = deliver(Some(&to), &name, several, &cleared.xml)?;
        Ok(written.unwrap_or(to))
    }
}

/// What has to be known of a recorded standard document beside that; `cleared` says whether its cleared form was written.
fn note(exchange: &Exchange, cleared: Option<(bool, &Cleared)>, voice: Voice) -> Option<&'static str> {
    match (cleared, &exchange.verdict) {
        (Some((false, _)), _) => Some(voice.say(
            "it is recorded, but its cleared document could not be written here: mend that and send the same file again within a day",
            "سُجّل، لكن تعذرت كتابة المستند المعتمد هنا: أصلح ذلك وأعد إرسال الملف نفسه خلال يوم",
        )),
        (Some((true, cleared)), _) if !cleared.hash_fits => Some(voice.say(
            "its hash is not that of what was sent: keep both files",
            "تجزئته تختلف عن تجزئة المُرسل: احتفظ بالملفين",
        )),
        (None, Verdict::AlreadyKnown(_)) if exchange.operation == Operation::Clearance => Some(voice.say(
            "its cleared document did not come with this answer: hand out the one that came when it was first cleared",
            "لم يأتِ المستند المعتمد مع هذه الإجابة: سلّم المستند الذي وصل عند اعتماده أول مرة",
        )),
        _ => None,
    }
}

/// Next to the document, under its name. Only `.xml` is put aside: of `2026.1` and `2026.2` each has its own.
fn cleared_name(file: &Path) -> PathBuf {
    let is_xml = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"));
    let mut name = match is_xml {
        true => file.with_extension("").into_os_string(),
        false => file.as_os_str().to_owned(),
    };
    name.push(".cleared.xml");
    name.into()
}

/// 0 recorded, 1 refused for good, 3 the same file again later, 2 for what somebody has to look at first.
fn exit_code(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Accepted(_) | Verdict::AlreadyKnown(_) => output::GOOD,
        Verdict::Rejected(_) => output::BAD,
        Verdict::Defect(defect) if defect.final_for_these_bytes => output::BAD,
        Verdict::NotReceived(_) | Verdict::Unsure(_) => output::AGAIN,
        _ => output::USAGE,
    }
}

fn is_of_device(error: &Error) -> bool {
    !matches!(error.code(), Code::SubmitUnsealed | Code::SubmitOtherDevice)
}

/// The verdict in a word or two, in colour on a terminal.
pub(crate) fn word(exchange: &Exchange, voice: Voice) -> String {
    let reported = exchange.operation == Operation::Reporting;
    let (english, arabic, colour) = match &exchange.verdict {
        Verdict::Accepted(_) if reported => ("reported", "تم الإبلاغ", "32"),
        Verdict::Accepted(_) => ("cleared", "معتمد", "32"),
        Verdict::AlreadyKnown(_) => ("recorded before", "سبق تسجيله", "32"),
        Verdict::Rejected(_) => ("REJECTED", "مرفوض", "31;1"),
        Verdict::Defect(defect) if defect.final_for_these_bytes => ("REJECTED", "مرفوض", "31;1"),
        Verdict::NotReceived(_) => (
            "not sent: send the same file again",
            "لم يُرسل: أعد إرسال الملف نفسه",
            "33",
        ),
        Verdict::Unsure(_) => (
            "unsure: send the same file again",
            "غير مؤكد: أعد إرسال الملف نفسه",
            "33",
        ),
        _ => ("not taken", "لم يُقبل", "31;1"),
    };
    output::paint(voice.say(english, arabic), colour)
}

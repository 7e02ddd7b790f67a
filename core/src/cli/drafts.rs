//! Drafts on the command line: build, check, and UBL back to a draft.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::invoice::{self, Context, DraftReport, Fault, fresh_uuid};
use crate::rules;
use crate::seal::{self, InvoiceHash};
use crate::time::Moment;
use crate::ubl;
use crate::{Code, Error, Result};
use serde::Serialize;

use crate::cli::arguments::{self, Given};
use crate::cli::commands::{Ended, Run, signing_time};
use crate::cli::files::{deliver, read};
use crate::cli::identity::{Keys, read_identity};
use crate::cli::output;

/// What `build` was asked for.
pub(crate) struct Build<'a> {
    pub(crate) files: &'a [PathBuf],
    pub(crate) seal: bool,
    pub(crate) identity: &'a arguments::Identity,
    pub(crate) given: &'a Given,
    pub(crate) to: Option<&'a Path>,
}

#[derive(Serialize)]
struct Built<'b> {
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xml: Option<String>,
    number: &'b str,
    uuid: &'b str,
    invoice_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr: Option<String>,
    totals: &'b invoice::Totals,
    findings: Vec<invoice::DraftFinding>,
}

impl Run {
    pub(crate) fn build(&self, build: &Build<'_>) -> u8 {
        let mut context = match context(build.given) {
            Ok(context) => context,
            Err((path, error)) => return self.refuse(&path, &error),
        };
        // A device gives its seller, whether it stamps or not.
        let wanted = build.seal || build.identity.device.is_some();
        let keys = match wanted.then(|| read_identity(build.identity)).transpose() {
            Ok(keys) => keys,
            Err((path, error)) => return self.refuse(&path, &error),
        };
        let identity = match keys.as_ref().filter(|_| build.seal).map(Keys::identity).transpose() {
            Ok(identity) => identity,
            Err(error) => return self.refuse(build.identity.certificate_file(), &error),
        };
        if context.seller.is_none() {
            context.seller = keys.as_ref().and_then(Keys::seller).cloned();
        }
        self.each(build.files, |file, json| {
            context.uuid = Some(fresh_uuid()?);
            let (invoice, warnings) = match rules::build(json, &context) {
                Ok(built) => built,
                Err(refusal) => return Ok(self.refused(file, &refusal.faults)),
            };
            let plain = ubl::write::write(&invoice);
            let (xml, hash, qr) = finish(plain, identity.as_ref())?;
            let written = deliver(build.to, &file.with_extension("xml"), build.files.len() > 1, &xml)?;
            // The next one follows in the chain.
            context.counter = context.counter.and_then(|counter| counter.checked_add(1));
            if context.counter.is_some() {
                context.previous_hash = Some(hash.to_string());
            }
            if self.json {
                let built = Built {
                    output: written.as_deref().map(|path| path.display().to_string()),
                    xml: written.is_none().then(|| String::from_utf8_lossy(&xml).into_owned()),
                    number: invoice.number(),
                    uuid: invoice.uuid(),
                    invoice_hash: hash.to_string(),
                    qr,
                    totals: invoice.totals(),
                    findings: DraftReport::new(&warnings, self.language).findings,
                };
                output::json(file, &built);
                return Ok(Ended::Good);
            }
            for finding in DraftReport::new(&warnings, self.language).findings {
                output::complain(&format!(
                    "{}: {}: {}",
                    output::name(file),
                    finding.code,
                    finding.message
                ));
            }
            match &written {
                Some(path) => output::line(&format!("{} → {}", output::name(file), output::name(path))),
                None => output::write(&xml),
            }
            Ok(Ended::Good)
        })
    }

    pub(crate) fn check(&self, files: &[PathBuf], given: &Given, explain: bool, strict: bool) -> u8 {
        let mut context = match context(given) {
            Ok(context) => context,
            Err((path, error)) => return self.refuse(&path, &error),
        };
        self.each(files, |file, json| {
            context.uuid = Some(fresh_uuid()?);
            let report = rules::check(json, &context, self.language);
            let made = explain.then(|| invoice::build(json, &context).ok()).flatten();
            let trail = made.map(|(made, _)| made.explain());
            let ended = self.checked(file, &report, trail.as_ref());
            Ok(if strict && !report.findings.is_empty() {
                Ended::Bad
            } else {
                ended
            })
        })
    }

    /// Says why nothing was built. Standard output is for documents, so it goes to the other.
    fn refused(&self, file: &Path, faults: &[Fault]) -> Ended {
        let report = DraftReport::new(faults, self.language);
        if self.json {
            return self.checked(file, &report, None);
        }
        for finding in report.findings {
            output::complain(&format!(
                "{}: {}: {}",
                output::name(file),
                finding.code,
                finding.message
            ));
            output::complain(&format!("  {} {}", output::arrow(self.language), finding.fix));
        }
        Ended::Bad
    }

    /// Shows what is wrong with a draft; bad if any of it is an error.
    fn checked(&self, file: &Path, report: &DraftReport, trail: Option<&invoice::Trail>) -> Ended {
        if self.json {
            #[derive(Serialize)]
            struct Checked<'c> {
                #[serde(flatten)]
                report: &'c DraftReport,
                #[serde(skip_serializing_if = "Option::is_none")]
                trail: Option<&'c invoice::Trail>,
            }
            output::json(file, &Checked { report, trail });
        } else {
            output::draft(file, report, self.language);
            trail.iter().for_each(|trail| output::trail(trail, self.language));
        }
        if report.valid { Ended::Good } else { Ended::Bad }
    }

    pub(crate) fn draft(&self, files: &[PathBuf], to: Option<&Path>) -> u8 {
        self.each(files, |file, xml| {
            let draft = ubl::draft::read(xml)?;
            if self.json && to.is_none() {
                #[derive(Serialize)]
                struct Read<'d> {
                    draft: &'d invoice::Draft,
                }
                output::json(file, &Read { draft: &draft });
                return Ok(Ended::Good);
            }
            let mut text = serde_json::to_vec_pretty(&draft).map_err(|_| Error::new(Code::FileWrite))?;
            text.push(b'\n');
            match deliver(to, &file.with_extension("json"), files.len() > 1, &text)? {
                Some(path) => output::line(&format!("{} → {}", output::name(file), output::name(&path))),
                None => output::write(&text),
            }
            Ok(Ended::Good)
        })
    }

    fn refuse(&self, path: &Path, error: &Error) -> u8 {
        output::error(path, error, self.json, self.language);
        output::USAGE
    }
}

/// Seals a document if there is an identity to seal it with; its bytes, hash and QR code.
fn finish(plain: Vec<u8>, identity: Option<&seal::Identity<'_>>) -> Result<(Vec<u8>, InvoiceHash, Option<String>)> {
    let Some(identity) = identity else {
        let hash = InvoiceHash::of(&ubl::parse(&plain)?);
        return Ok((plain, hash, None));
    };
    let sealed = seal::seal(&plain, identity, &signing_time(None)?)?;
    let (hash, qr) = (sealed.invoice_hash(), sealed.qr().to_owned());
    Ok((sealed.into_xml(), hash, Some(qr)))
}

pub(crate) fn unix_now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

fn context(given: &Given) -> Result<Context, (PathBuf, Error)> {
    let now = match &given.now {
        Some(text) => Moment::parse(text),
        None => Moment::from_unix(unix_now()),
    };
    let mut context = Context::new(now.map_err(|error| (PathBuf::from("--now"), error))?);
    context.counter = given.counter;
    context.previous_hash.clone_from(&given.previous_hash);
    if let Some(file) = &given.seller {
        let named = |error: Error| (file.clone(), error);
        let bytes = read(file).map_err(named)?;
        context.seller = Some(invoice::party(&bytes).map_err(named)?);
    }
    Ok(context)
}

//! What each command does, file by file.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use crate::gateway::InvoiceRequest;
use crate::qr::paper::{Paper, escpos};
use crate::qr::picture::Picture;
use crate::qr::{Qr, verify_qr};
use crate::seal::{InvoiceHash, SigningTime, explain, explain_against, seal, verify};
use crate::ubl::{self, Invoice, canonical};
use crate::{Code, Error, Language, Result};
use serde::Serialize;

use crate::cli::arguments::{self, Arguments, Command, QrForm};
use crate::cli::device::{self, Voice};
use crate::cli::drafts::{Build, unix_now};
use crate::cli::files::{deliver, read};
use crate::cli::identity::read_identity;
use crate::cli::{csr, demo, ledger, outbox, output, simulator, vault};

/// How the work on a file ended.
pub(crate) enum Ended {
    Good,
    /// The document is bad.
    Bad,
}

pub(crate) fn run(arguments: &Arguments) -> u8 {
    let language = match Language::parse(&arguments.lang) {
        Ok(language) => language,
        Err(error) => {
            output::error(Path::new("--lang"), &error, arguments.json, Language::English);
            return output::USAGE;
        }
    };
    let run = Run {
        json: arguments.json,
        language,
    };
    if let Some((place, error)) = twice(&arguments.command) {
        output::error(Path::new(place), &error, run.json, language);
        return output::USAGE;
    }
    let code = match &arguments.command {
        Command::Hash(files) => run.each(&files.files, |file, xml| run.hash(file, xml)),
        Command::Canonical { files, whole } => run.each(&files.files, |file, xml| run.canonical(file, xml, *whole)),
        Command::Sign {
            files,
            identity,
            output,
            at,
        } => run.sign(&files.files, identity, output.as_deref(), at.as_deref()),
        Command::Qr {
            files,
            form,
            scale,
            output,
            identity,
        } => run.qr(files, form, *scale, output.as_deref(), identity),
        Command::Verify {
            store: Some(store),
            anchor,
            ..
        } => run.verify_store(store, anchor.as_deref()),
        Command::Verify { files, strict, .. } => run.each(files, |file, xml| run.verify(file, xml, *strict)),
        Command::Issue(issue) => issue.run(&run),
        Command::Store(command) => ledger::run(command, run.voice()),
        Command::Deliver(deliver) => deliver.run(run.voice()),
        Command::Agent(agent) => agent.run(run.voice()),
        Command::Outbox(command) => outbox::run(command, run.voice()),
        Command::Health(health) => health.run(run.voice()),
        Command::Validate {
            files,
            circumstances,
            strict,
        } => run.validate(&files.files, circumstances, *strict),
        Command::Explain { files, against } => run.explain(&files.files, against.as_deref()),
        Command::Request { files, output } => run.request(&files.files, output.as_deref()),
        Command::Build {
            files,
            seal,
            identity,
            context,
            output,
        } => run.build(&Build {
            files: &files.files,
            seal: *seal,
            identity,
            given: context,
            to: output.as_deref(),
        }),
        Command::Check {
            files,
            context,
            explain,
            strict,
        } => run.check(&files.files, context, *explain, *strict),
        Command::Draft { files, output } => run.draft(&files.files, output.as_deref()),
        Command::Chain(files) => run.chain(&files.files),
        Command::Csr(command) => csr::run(command, run.json, language),
        Command::Device(command) => device::run(command, run.voice()),
        Command::Vault(command) => vault::run(command, run.voice()),
        Command::Submit(submit) => submit.run(run.voice()),
        Command::Simulator(simulation) => simulator::run(simulation, run.json, language),
        Command::Demo => demo::run(language),
    };
    output::unless_lost(code)
}

/// The documents that a command works through.
fn files(command: &Command) -> &[PathBuf] {
    match command {
        Command::Hash(files)
        | Command::Canonical { files, .. }
        | Command::Sign { files, .. }
        | Command::Validate { files, .. }
        | Command::Explain { files, .. }
        | Command::Request { files, .. }
        | Command::Build { files, .. }
        | Command::Check { files, .. }
        | Command::Chain(files)
        | Command::Draft { files, .. } => &files.files,
        Command::Qr { files, .. } => files,
        Command::Submit(submit) => &submit.files,
        Command::Issue(issue) => &issue.files,
        Command::Verify { files, .. } => files,
        Command::Csr(_)
        | Command::Agent(_)
        | Command::Deliver(_)
        | Command::Device(_)
        | Command::Vault(_)
        | Command::Simulator(_)
        | Command::Store(_)
        | Command::Outbox(_)
        | Command::Health(_)
        | Command::Demo => &[],
    }
}

/// What is named twice though there can be only one: a result's name, standard input.
fn twice(command: &Command) -> Option<(&'static str, Error)> {
    if let Some(name) = same_name_twice(command) {
        return Some(("--output", Error::new(Code::FileTwice).found(&name.to_string_lossy())));
    }
    let inputs = files(command).iter().filter(|file| file.as_os_str() == "-").count();
    (inputs > 1).then(|| ("-", Error::new(Code::InputTwice)))
}

/// The file name under which two of the results would be written, one over the other.
fn same_name_twice(command: &Command) -> Option<std::ffi::OsString> {
    let files = match command {
        Command::Sign {
            files, output: Some(_), ..
        }
        | Command::Request { files, output: Some(_) }
        | Command::Build {
            files, output: Some(_), ..
        }
        | Command::Draft { files, output: Some(_) } => &files.files,
        Command::Qr {
            files, output: Some(_), ..
        } => files,
        Command::Submit(submit) if submit.output.is_some() => &submit.files,
        Command::Issue(issue) if issue.output.is_some() => &issue.files,
        _ => return None,
    };
    // Requests and pictures change the ending, so there the name before it must differ.
    let whole = matches!(command, Command::Sign { .. });
    let mut names: Vec<_> = files
        .iter()
        .filter_map(|file| if whole { file.file_name() } else { file.file_stem() })
        .collect();
    names.sort_unstable();
    names
        .windows(2)
        .find(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].to_owned())
}

pub(crate) struct Run {
    pub(crate) json: bool,
    pub(crate) language: Language,
}

impl Run {
    pub(crate) fn voice(&self) -> Voice {
        Voice {
            json: self.json,
            language: self.language,
        }
    }

    /// Works through files; the worst result decides the exit code.
    pub(crate) fn each(&self, files: &[PathBuf], mut work: impl FnMut(&Path, &[u8]) -> Result<Ended>) -> u8 {
        let mut worst = output::GOOD;
        for file in files {
            let code = match read(file).and_then(|xml| work(file, &xml)) {
                Ok(Ended::Good) => output::GOOD,
                Ok(Ended::Bad) => output::BAD,
                Err(error) => {
                    output::error(file, &error, self.json, self.language);
                    if is_ours(&error) { output::USAGE } else { output::BAD }
                }
            };
            worst = worst.max(code);
        }
        worst
    }

    fn hash(&self, file: &Path, xml: &[u8]) -> Result<Ended> {
        let hash = InvoiceHash::of(&ubl::parse(xml)?).to_string();
        if self.json {
            #[derive(Serialize)]
            struct Hash {
                invoice_hash: String,
            }
            output::json(file, &Hash { invoice_hash: hash });
        } else {
            output::line(&hash);
        }
        Ok(Ended::Good)
    }

    fn canonical(&self, file: &Path, xml: &[u8], whole: bool) -> Result<Ended> {
        let doc = ubl::parse(xml)?;
        let mut form = Vec::with_capacity(xml.len());
        if whole {
            canonical::document(&doc, &mut form)
        } else {
            canonical::invoice(&doc, &mut form)
        }
        if self.json {
            #[derive(Serialize)]
            struct Canonical {
                bytes: usize,
                canonical: String,
            }
            output::json(
                file,
                &Canonical {
                    bytes: form.len(),
                    canonical: String::from_utf8_lossy(&form).into_owned(),
                },
            );
        } else {
            output::write(&form);
        }
        Ok(Ended::Good)
    }

    fn verify(&self, file: &Path, xml: &[u8], strict: bool) -> Result<Ended> {
        let report = verify(xml, self.language)?;
        if self.json {
            output::json(file, &report)
        } else {
            output::verification(file, &report, self.language)
        }
        let good = report.valid && (!strict || report.findings.is_empty());
        Ok(if good { Ended::Good } else { Ended::Bad })
    }

    fn explain(&self, files: &[PathBuf], against: Option<&Path>) -> u8 {
        let readable = |path: &Path| read(path).and_then(|bytes| ubl::parse(&bytes).map(|_| ()).map(|()| bytes));
        let original = match against.map(readable).transpose() {
            Ok(original) => original,
            Err(error) => {
                output::error(against.unwrap_or(Path::new("")), &error, self.json, self.language);
                return output::USAGE;
            }
        };
        self.each(files, |file, xml| {
            let explained = match &original {
                Some(original) => explain_against(xml, original, self.language)?,
                None => explain(xml, self.language)?,
            };
            if self.json {
                output::json(file, &explained)
            } else {
                output::explanation(file, &explained, self.language)
            }
            Ok(if explained.intact { Ended::Good } else { Ended::Bad })
        })
    }

    fn sign(&self, files: &[PathBuf], identity: &arguments::Identity, to: Option<&Path>, at: Option<&str>) -> u8 {
        let fail = |blamed: &Path, error: &Error| {
            if self.json {
                // One line a file, whatever happens.
                files
                    .iter()
                    .for_each(|file| output::error(file, error, true, self.language));
            } else {
                output::error(blamed, error, false, self.language);
            }
            output::USAGE
        };
        let keys = match read_identity(identity) {
            Ok(keys) => keys,
            Err((path, error)) => return fail(&path, &error),
        };
        let paired = match keys.identity() {
            Ok(paired) => paired,
            Err(error) => return fail(identity.certificate_file(), &error),
        };
        let (identity, at) = match signing_time(at) {
            Ok(at) => (paired, at),
            Err(error) => return fail(Path::new("--at"), &error),
        };
        self.each(files, |file, xml| {
            let sealed = seal(xml, &identity, &at)?;
            let written = deliver(to, file, files.len() > 1, sealed.xml())?;
            if self.json {
                #[derive(Serialize)]
                struct Sealed<'s> {
                    output: Option<String>,
                    #[serde(skip_serializing_if = "Option::is_none")]
                    xml: Option<String>,
                    invoice_hash: String,
                    uuid: &'s str,
                    qr: &'s str,
                    warnings: &'s [crate::seal::Finding],
                }
                let value = Sealed {
                    output: written.as_deref().map(|path| path.display().to_string()),
                    xml: written
                        .is_none()
                        .then(|| String::from_utf8_lossy(sealed.xml()).into_owned()),
                    invoice_hash: sealed.invoice_hash().to_string(),
                    uuid: sealed.uuid(),
                    qr: sealed.qr(),
                    warnings: sealed.warnings(),
                };
                output::json(file, &value);
            } else {
                for warning in sealed.warnings() {
                    output::complain(&format!(
                        "{}: {}: {}",
                        output::name(file),
                        warning.code,
                        warning.message
                    ));
                }
                match &written {
                    Some(path) => output::line(&format!("{} → {}", output::name(file), output::name(path))),
                    None => output::write(sealed.xml()),
                }
            }
            Ok(Ended::Good)
        })
    }

    fn qr(
        &self,
        files: &[PathBuf],
        form: &QrForm,
        scale: u32,
        to: Option<&Path>,
        identity: &arguments::Identity,
    ) -> u8 {
        let several = files.len() > 1;
        self.each(files, |file, bytes| {
            let text = self.qr_text(bytes, identity)?;
            if form.decode {
                return self.decode(file, &text);
            }
            let picture = || Picture::draw(&text);
            let content = if form.svg {
                picture()?.svg().into_bytes()
            } else if form.png {
                picture()?.png(scale)?
            } else if let Some(width) = form.escpos {
                escpos(&text, Paper::of_mm(width)?)?
            } else if form.terminal {
                picture()?.terminal(std::io::stdout().is_terminal()).into_bytes()
            } else if self.json {
                #[derive(Serialize)]
                struct Text<'t> {
                    qr: &'t str,
                }
                output::json(file, &Text { qr: &text });
                return Ok(Ended::Good);
            } else {
                format!("{text}\n").into_bytes()
            };
            let name = file.with_extension(if form.png {
                "png"
            } else if form.svg {
                "svg"
            } else if form.escpos.is_some() {
                "bin"
            } else {
                "txt"
            });
            let written = deliver(to, &name, several, &content)?;
            match &written {
                None => output::write(&content),
                Some(path) if self.json => output::json(file, &Written::new(path)),
                Some(path) => output::line(&format!("{} → {}", output::name(file), output::name(path))),
            }
            Ok(Ended::Good)
        })
    }

    /// The code of a stamped document; of an unstamped one when there is a key to stamp it with (as the SDK does); or the
    /// bare text of a code.
    fn qr_text(&self, bytes: &[u8], identity: &arguments::Identity) -> Result<String> {
        let bare = std::str::from_utf8(bytes)
            .ok()
            .map(str::trim)
            .filter(|text| !text.is_empty() && !text.contains('<'));
        if let Some(text) = bare {
            return Qr::decode(text).map(|_| text.to_owned());
        }
        let doc = ubl::parse(bytes)?;
        let invoice = Invoice::new(&doc)?;
        let text = invoice
            .excepted()
            .qr
            .first()
            .and_then(|&id| invoice.qr_text(id))
            .map(|text| text.trim().to_owned());
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            return Ok(text);
        }
        let keys = read_identity(identity).map_err(|(_, error)| match error.code() {
            // Nobody asked for a stamp: what is wrong is that there is no code.
            Code::NothingNamed => Error::new(Code::QrMissing),
            _ => error,
        })?;
        Ok(seal(bytes, &keys.identity()?, &signing_time(None)?)?.qr().to_owned())
    }

    fn decode(&self, file: &Path, text: &str) -> Result<Ended> {
        let qr = verify_qr(text, self.language)?;
        if self.json {
            output::json(file, &qr);
        } else {
            output::line(&format!(
                "{}: {}",
                output::name(file),
                output::word(self.language, if qr.valid { "valid by itself" } else { "INVALID" })
            ));
            let rows = [
                ("1 seller", &qr.seller_name),
                ("2 VAT number", &qr.vat_number),
                ("3 time", &qr.issued_at),
                ("4 payable", &qr.total),
                ("5 VAT", &qr.vat_total),
                ("6 hash", &qr.invoice_hash),
                ("7 signature", &qr.signature),
                ("8 public key", &qr.public_key),
                ("9 certificate", &qr.certificate_signature),
            ];
            for (name, value) in rows {
                output::line(&format!(
                    "  {name:<14} {}",
                    output::fit(value.as_deref().unwrap_or("–"))
                ));
            }
            output::findings(&qr.findings, self.language);
        }
        Ok(if qr.valid { Ended::Good } else { Ended::Bad })
    }

    fn request(&self, files: &[PathBuf], to: Option<&Path>) -> u8 {
        self.each(files, |file, xml| {
            let body = InvoiceRequest::new(xml)?;
            if self.json && to.is_none() {
                output::json(file, &body);
                return Ok(Ended::Good);
            }
            let mut text = serde_json::to_vec(&body).map_err(|_| Error::new(Code::FileWrite))?;
            text.push(b'\n');
            match deliver(to, &file.with_extension("json"), files.len() > 1, &text)? {
                Some(path) if self.json => output::json(file, &Written::new(&path)),
                Some(path) => output::line(&format!("{} → {}", output::name(file), output::name(&path))),
                None => output::write(&text),
            }
            Ok(Ended::Good)
        })
    }
}

/// Where a result went.
#[derive(Serialize)]
struct Written {
    output: String,
}

impl Written {
    fn new(path: &Path) -> Self {
        Written {
            output: path.to_string_lossy().into_owned(),
        }
    }
}

/// True for what the caller's machine is to blame for, not the document.
pub(crate) fn is_ours(error: &Error) -> bool {
    let code = error.code();
    let machine = matches!(
        code,
        Code::FileRead
            | Code::FileWrite
            | Code::LanguageUnknown
            | Code::NoRandomness
            | Code::OutputSecret
            | Code::OutputTaken
    );
    let identity = matches!(
        code,
        Code::KeyMismatch | Code::KeyFormat | Code::KeyCurve | Code::CertificateFormat
    );
    machine || identity || matches!(code, Code::SignerFailed | Code::SelfCheck)
}

pub(crate) fn signing_time(at: Option<&str>) -> Result<SigningTime> {
    match at {
        Some(text) => SigningTime::parse(text),
        None => Ok(SigningTime::from_unix(u64::try_from(unix_now()).unwrap_or(0))),
    }
}

//! `khatm device adopt`: a device that another system onboarded goes on here, with its chain.

use std::path::{Path, PathBuf};

use crate::chain::Break;
use crate::device::Device;
use crate::device::adopt::{Adoption, Claim, Last, Past, adopt, start};
use crate::error::Severity;
use crate::gateway::{Endpoint, Environment, Secret};
use crate::invoice::{fresh_uuid, party};
use crate::seal::Certificate;
use crate::store::Chain;
use crate::vault::{disk, root};
use crate::{Code, Error, Result};
use clap::Args;
use serde::Serialize;

use super::{Voice, variable};
use crate::cli::chain::Found;
use crate::cli::csr::read_key;
use crate::cli::files::read;
use crate::cli::ledger;
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct Adopt {
    /// What the device is called here.
    #[arg(value_name = "NAME")]
    name: String,
    /// The ledger: khatm store new makes one.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// production, simulation or sandbox. Else KHATM_ENV.
    #[arg(long, visible_alias = "env", value_name = "ENVIRONMENT")]
    environment: Option<String>,
    /// Where the environment is, instead of at the authority.
    #[arg(long, value_name = "BASE")]
    url: Option<String>,
    /// The private key: PKCS#8 or SEC1, as PEM, base64 or DER; on secp256k1 or P-256.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The certificate for real documents: PEM, DER, base64, or the binarySecurityToken.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// A file with the secret that belongs to the certificate; nobody but its owner may read it.
    #[arg(long, value_name = "FILE")]
    secret_file: PathBuf,
    /// The registered seller (JSON, as in a draft). Else that of the last old document, else what the certificate says.
    #[arg(long, value_name = "FILE")]
    seller: Option<PathBuf>,
    /// The last document that the old system issued with this certificate; 0 if it issued none.
    #[arg(long, value_name = "COUNTER:HASH")]
    last: Option<String>,
    /// Folders with everything that the old system issued with this certificate (*.xml): the chain and the stamps are looked at.
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    documents: Vec<PathBuf>,
    /// Go on although something is wrong with the old documents; the reason is kept in the audit.
    #[arg(long, value_name = "REASON")]
    accept_breaks: Option<String>,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME", default_value = "khatm")]
    by: String,
}

/// A device that goes on here, for programs.
#[derive(Serialize)]
struct Adopted<'a> {
    device: &'a str,
    environment: &'static str,
    chain: u32,
    next_counter: u64,
    previous_hash: String,
    documents: usize,
    findings: Vec<Found>,
}

/// The file to blame, and why.
type Stopped = (PathBuf, Error);

impl Adopt {
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        match self.adopted(voice) {
            Ok(()) => output::GOOD,
            Err((path, error)) => {
                voice.error(&path, &error);
                let broken = error.code() == Code::AdoptBroken;
                if broken { output::BAD } else { output::USAGE }
            }
        }
    }

    fn adopted(&self, voice: Voice) -> Result<(), Stopped> {
        let named = |path: &Path| {
            let path = path.to_owned();
            move |error: Error| (path, error)
        };
        let last = self.last.as_deref().map(Last::parse).transpose();
        let last = last.map_err(named(Path::new("--last")))?;
        let store = ledger::open(&self.store).map_err(named(&self.store))?;
        let certificate = read(&self.certificate).and_then(|bytes| Certificate::parse(&bytes));
        let certificate = certificate.map_err(named(&self.certificate))?;
        let past = self.past(&certificate)?;
        if let Some(past) = &past {
            past.breaks().iter().for_each(|found| tell(found, voice));
        }
        let device = self.device(certificate, past.as_ref())?;
        let blamed = self.documents.first().map_or(Path::new("--last"), PathBuf::as_path);
        let begin = start(past.as_ref(), last, self.accept_breaks.is_some()).map_err(named(blamed))?;
        let (root, made) = root::find_or_make(variable).map_err(named(Path::new("root key")))?;
        if let Some(path) = made {
            output::tell(&format!("→ {}", output::name(&path)));
        }
        let claim = Claim {
            by: &self.by,
            accepted: self.accept_breaks.as_deref(),
            now: ledger::now(),
        };
        let chain = adopt(&store, &device, begin, &root, &claim).map_err(named(&self.store))?;
        self.told(&chain, past.as_ref(), voice);
        Ok(())
    }

    fn device(&self, certificate: Certificate, past: Option<&Past>) -> Result<Device, Stopped> {
        let variable = std::env::var("KHATM_ENV").ok();
        let environment = Environment::chosen(self.environment.as_deref().or(variable.as_deref()));
        let environment = environment.map_err(|error| (PathBuf::from("--environment"), error))?;
        let endpoint = match &self.url {
            Some(url) => Endpoint::parse(environment, url).map_err(|error| (PathBuf::from("--url"), error))?,
            None => Endpoint::official(environment),
        };
        let named = |path: &PathBuf| {
            let path = path.clone();
            move |error: Error| (path, error)
        };
        let seller = match &self.seller {
            Some(path) => Some(read(path).and_then(|bytes| party(&bytes)).map_err(named(path))?),
            None => past.and_then(Past::seller).cloned(),
        };
        let adoption = Adoption {
            name: &self.name,
            id: fresh_uuid().map_err(named(&self.store))?,
            endpoint,
            key: read_key(&self.key).map_err(named(&self.key))?,
            certificate,
            secret: read_secret(&self.secret_file).map_err(named(&self.secret_file))?,
            seller,
            now: super::now().map_err(named(&PathBuf::from("clock")))?,
        };
        Device::adopt(adoption).map_err(|error| {
            let blamed = match (error.code(), error.path()) {
                (Code::KeyMismatch, _) => &self.key,
                (Code::CredentialSecret, _) => &self.secret_file,
                (Code::DeviceName, _) => return (PathBuf::from(&self.name), error),
                (_, Some(path)) if path.starts_with("seller") => self.seller.as_ref().unwrap_or(&self.certificate),
                _ => &self.certificate,
            };
            (blamed.clone(), error)
        })
    }

    /// The old documents, if folders were named. One that holds none is a mistake.
    fn past(&self, certificate: &Certificate) -> Result<Option<Past>, Stopped> {
        let mut documents = Vec::new();
        for folder in &self.documents {
            let failed =
                |error: &std::io::Error| (folder.clone(), Error::new(Code::FileRead).found(&error.to_string()));
            let before = documents.len();
            let mut files = Vec::new();
            collect(folder, &mut files).map_err(|error| failed(&error))?;
            files.sort();
            for file in files {
                let bytes = read(&file).map_err(|error| (file.clone(), error))?;
                documents.push((output::name(&file), bytes));
            }
            if documents.len() == before {
                return Err((folder.clone(), Error::new(Code::FileRead).found("no *.xml")));
            }
        }
        if self.documents.is_empty() {
            return Ok(None);
        }
        let borrowed = documents.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice()));
        Ok(Some(Past::of(borrowed, certificate)))
    }

    fn told(&self, chain: &Chain, past: Option<&Past>, voice: Voice) {
        let first = chain.made.start.first();
        if voice.json {
            let adopted = Adopted {
                device: &self.name,
                environment: chain.made.environment.as_str(),
                chain: chain.id.number(),
                next_counter: first.counter,
                previous_hash: first.previous_hash.to_string(),
                documents: past.map_or(0, Past::documents),
                findings: past
                    .map(|past| {
                        past.breaks()
                            .iter()
                            .map(|found| Found::new(found, voice.language))
                            .collect()
                    })
                    .unwrap_or_default(),
            };
            return output::json(&self.store, &adopted);
        }
        let says = voice.say("goes on at", "يتابع من");
        output::line(&format!(
            "{}: {says} {} {}",
            self.name, first.counter, first.previous_hash
        ));
        output::line(voice.say(
            "  the other system must not issue with this certificate any more",
            "  يجب ألا يُصدر النظام الآخر بهذه الشهادة بعد الآن",
        ));
    }
}

fn tell(found: &Break, voice: Voice) {
    if voice.json {
        return;
    }
    let severity = match found.severity {
        Severity::Error => voice.say("error", "خطأ"),
        Severity::Warning => voice.say("warning", "تنبيه"),
    };
    let document = found.document.as_deref().unwrap_or("–");
    let place = found
        .counter
        .map_or_else(|| "–".to_owned(), |counter| counter.to_string());
    output::complain(&format!(
        "{severity} {place} {document}: {}: {}",
        found.error.code().as_str(),
        found.error.message(voice.language)
    ));
}

/// Every `*.xml` below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // A link is not followed: a folder that holds itself has no end.
        let kind = entry.file_type()?;
        let path = entry.path();
        let named = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("xml"));
        match (kind.is_dir(), named) {
            (true, _) => collect(&path, files)?,
            (false, true) => files.push(path),
            (false, false) => {}
        }
    }
    Ok(())
}

/// The secret as its file has it, without the end of its line.
fn read_secret(path: &Path) -> Result<Secret> {
    let bytes = disk::read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(Code::CredentialSecret))?;
    Ok(Secret::new(text.trim()))
}

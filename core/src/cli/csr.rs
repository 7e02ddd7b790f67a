//! `khatm csr`: make certificate requests, and say what is wrong with any.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::seal::csr::{Csr, CsrConfig, CsrRequest, Environment, request};
use crate::seal::inspect::{InspectedForm, InspectedKind, SignatureState};
use crate::seal::{Curve, Inspection, PrivateKey, Severity, Signer as _, inspect, inspect_for};
use crate::{Code, Error, ErrorValue, Language, Result};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::cli::files::{deliver, read};
use crate::cli::output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a key and a certificate request for one unit.
    New(Box<New>),
    /// Decode certificate requests and certificates, and say field by field what is wrong for which environment.
    Inspect {
        /// Requests or certificates in any form; `-` is standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// production, simulation or sandbox; all three if absent.
        #[arg(long, value_name = "ENVIRONMENT")]
        env: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The SDK's csr-config.properties, or the nine fields as a JSON object; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// production, simulation or sandbox: each has a template of its own.
    #[arg(long, value_name = "ENVIRONMENT")]
    env: Option<String>,
    /// An existing private key on secp256k1, instead of a new one.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key_out", "print_key"])]
    key: Option<PathBuf>,
    /// Where to keep the new private key: PKCS#8, readable by its owner only.
    #[arg(long, value_name = "FILE")]
    key_out: Option<PathBuf>,
    /// Where to write the request. Without it, standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// PEM, instead of the base64 that the authority's API and SDK take.
    #[arg(long)]
    pem: bool,
    /// Print the new private key.
    #[arg(long)]
    print_key: bool,
    /// Replace the key file if there is one: the old key is gone then.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    fields: Fields,
}

#[derive(Debug, Args)]
struct Fields {
    /// The unit's name (CN).
    #[arg(long, value_name = "TEXT", conflicts_with = "config")]
    common_name: Option<String>,
    /// The unit's serial, 1-vendor|2-model|3-device.
    #[arg(long, value_name = "TEXT", conflicts_with = "config")]
    serial: Option<String>,
    /// 15 digits.
    #[arg(long, value_name = "NUMBER", conflicts_with = "config")]
    vat_number: Option<String>,
    /// The branch (OU); for a VAT group the member's 10-digit TIN.
    #[arg(long, value_name = "TEXT", conflicts_with = "config")]
    branch: Option<String>,
    /// The taxpayer (O).
    #[arg(long, value_name = "TEXT", conflicts_with = "config")]
    name: Option<String>,
    /// The country.
    #[arg(long, value_name = "CODE", default_value = "SA", conflicts_with = "config")]
    country: String,
    /// 1000 standard, 0100 simplified, 1100 both.
    #[arg(long, value_name = "DIGITS", conflicts_with = "config")]
    invoice_type: Option<String>,
    /// The branch's address, best the short national one.
    #[arg(long, value_name = "TEXT", conflicts_with = "config")]
    address: Option<String>,
    /// The branch of trade.
    #[arg(long, value_name = "TEXT", conflicts_with = "config")]
    industry: Option<String>,
}

pub(crate) fn run(command: &Command, json: bool, language: Language) -> u8 {
    match command {
        Command::New(new) => new.run(json, language),
        Command::Inspect { files, env } => inspect_each(files, env.as_deref(), json, language),
    }
}

/// Why no request was made, and who is to blame.
pub(crate) enum Stopped {
    /// The configuration: everything that is wrong with it.
    Faults(Vec<Error>),
    /// The call, a file or the machine.
    Ours(PathBuf, Error),
}

impl New {
    fn run(&self, json: bool, language: Language) -> u8 {
        let blamed = self.config.as_deref().unwrap_or(Path::new("-"));
        match self.make(json) {
            Ok(()) => output::GOOD,
            Err(Stopped::Ours(path, error)) => {
                output::error(&path, &error, json, language);
                output::USAGE
            }
            Err(Stopped::Faults(faults)) => {
                if json {
                    #[derive(Serialize)]
                    struct Faults {
                        errors: Vec<ErrorValue>,
                    }
                    let errors = faults.iter().map(|fault| ErrorValue::new(fault, language)).collect();
                    output::json(blamed, &Faults { errors });
                } else {
                    for fault in &faults {
                        output::error(blamed, fault, false, language);
                    }
                }
                output::BAD
            }
        }
    }

    fn make(&self, json: bool) -> Result<(), Stopped> {
        let named = |name: &'static str| move |error: Error| Stopped::Ours(PathBuf::from(name), error);
        let environment = match &self.env {
            Some(text) => Environment::parse(text),
            None => Err(Error::new(Code::CsrEnvironment)),
        };
        let environment = environment.map_err(named("--env"))?;
        if self.key.is_none() && self.key_out.is_none() && !self.print_key {
            return Err(named("--key-out")(Error::new(Code::CsrKeyLost)));
        }
        if self.key_out.is_some() && self.key_out == self.out {
            return Err(named("--out")(Error::new(Code::FileTwice)));
        }
        let config = self.configuration()?;
        let proved = CsrRequest::parse(&config).map_err(Stopped::Faults)?;
        let key = self.private_key()?;
        let csr = request(&proved, environment, &key).map_err(named("--key"))?;
        // The key goes first: a request whose key was lost is worth nothing.
        let kept = match &self.key_out {
            Some(path) => Some(keep(path, &key, self.pem, self.force).map_err(|e| Stopped::Ours(path.clone(), e))?),
            None => None,
        };
        let written = self.write(&csr, json);
        if let (Err(_), Some(kept)) = (&written, kept) {
            kept.undo();
        }
        let written = written.map_err(|error| Stopped::Ours(self.out.clone().unwrap_or_default(), error))?;
        self.tell(&csr, &key, environment, written, json);
        Ok(())
    }

    fn configuration(&self) -> Result<CsrConfig, Stopped> {
        let Some(path) = &self.config else {
            let fields = &self.fields;
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            return Ok(CsrConfig {
                common_name: text(&fields.common_name),
                serial_number: text(&fields.serial),
                organization_identifier: text(&fields.vat_number),
                organization_unit_name: text(&fields.branch),
                organization_name: text(&fields.name),
                country_name: fields.country.clone(),
                invoice_type: text(&fields.invoice_type),
                location_address: text(&fields.address),
                industry_business_category: text(&fields.industry),
            });
        };
        read_configuration(path)
    }

    fn private_key(&self) -> Result<PrivateKey, Stopped> {
        let Some(path) = &self.key else {
            return PrivateKey::generate(Curve::Secp256k1)
                .map_err(|error| Stopped::Ours(PathBuf::from("--key-out"), error));
        };
        read_key(path).map_err(|error| Stopped::Ours(path.clone(), error))
    }

    fn write(&self, csr: &Csr, json: bool) -> Result<Option<PathBuf>> {
        let text = if self.pem { csr.pem() } else { csr.api_body() };
        if self.out.is_none() && !json {
            output::line(text.trim_end());
        }
        let name = Path::new("request.csr");
        deliver(self.out.as_deref(), name, false, text.as_bytes())
    }

    fn tell(&self, csr: &Csr, key: &PrivateKey, environment: Environment, written: Option<PathBuf>, json: bool) {
        let secret = self
            .print_key
            .then(|| if self.pem { key.to_pem() } else { key.to_base64() });
        if json {
            use base64::Engine as _;
            #[derive(Serialize)]
            struct Made<'m> {
                environment: Environment,
                template: &'m str,
                csr: String,
                public_key: String,
                output: Option<String>,
                key_output: Option<String>,
                #[serde(skip_serializing_if = "Option::is_none")]
                private_key: Option<&'m str>,
            }
            let shown = |path: &PathBuf| path.to_string_lossy().into_owned();
            let made = Made {
                environment,
                template: environment.template(),
                csr: if self.pem { csr.pem() } else { csr.api_body() },
                public_key: base64::engine::general_purpose::STANDARD.encode(key.public_key().spki()),
                output: written.as_ref().map(shown),
                key_output: self.key_out.as_ref().map(shown),
                private_key: secret.as_ref().map(|secret| secret.as_str()),
            };
            output::json(self.config.as_deref().unwrap_or(Path::new("-")), &made);
            return;
        }
        if let Some(secret) = &secret {
            output::line(secret.trim_end());
        }
        for path in written.iter().chain(&self.key_out) {
            let line = format!("→ {}", output::name(path));
            // Where the request itself goes to standard output, nothing else may.
            if written.is_some() {
                output::line(&line);
            } else {
                output::complain(&line);
            }
        }
    }
}

/// Reads the nine fields from the SDK's properties or from JSON.
pub(crate) fn read_configuration(path: &Path) -> Result<CsrConfig, Stopped> {
    let bytes = read(path).map_err(|error| Stopped::Ours(path.to_owned(), error))?;
    let unreadable = |why: &str| Stopped::Faults(vec![Error::new(Code::CsrConfigText).found(why)]);
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("not UTF-8"))?;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        return CsrConfig::from_properties(text).map_err(Stopped::Faults);
    }
    let Pairs(pairs) = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| unreadable(&format!("line {}, column {}", error.line(), error.column())))?;
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    CsrConfig::from_pairs(pairs).map_err(Stopped::Faults)
}

/// Reads a private key's file.
pub(crate) fn read_key(path: &Path) -> Result<PrivateKey> {
    read(path).and_then(|bytes| PrivateKey::parse(&crate::seal::key::wiped(bytes)))
}

/// A JSON object as its author wrote it: a name that stands twice is there twice.
struct Pairs(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// A key file that was written just now.
struct Kept(PathBuf, bool);

impl Kept {
    /// Takes it back, so that the next try finds its name free. One that replaced another stays: it is the only one left.
    fn undo(self) {
        let Kept(path, replaced) = self;
        if !replaced {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Writes the key where only its owner can read it, from the first moment on. An existing file is left alone unless forced.
fn keep(path: &Path, key: &PrivateKey, pem: bool, force: bool) -> Result<Kept> {
    let text = if pem { key.to_pem() } else { key.to_base64() };
    let replaced = force && std::fs::symlink_metadata(path).is_ok();
    let mut target = path.to_owned();
    if replaced {
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        target = PathBuf::from(beside);
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&target).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::new(Code::KeyFileExists),
        _ => Error::new(Code::FileWrite).found(&error.to_string()),
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let placed = written.and_then(|()| {
        if replaced {
            std::fs::rename(&target, path)
        } else {
            Ok(())
        }
    });
    placed.map_err(|error| {
        let _ = std::fs::remove_file(&target);
        Error::new(Code::FileWrite).found(&error.to_string())
    })?;
    Ok(Kept(path.to_owned(), replaced))
}

fn inspect_each(files: &[PathBuf], environment: Option<&str>, json: bool, language: Language) -> u8 {
    let environment = match environment.map(Environment::parse).transpose() {
        Ok(environment) => environment,
        Err(error) => {
            output::error(Path::new("--env"), &error, json, language);
            return output::USAGE;
        }
    };
    let mut worst = output::GOOD;
    for file in files {
        // It may be a private key by mistake.
        let bytes = match read(file).map(crate::seal::key::wiped) {
            Ok(bytes) => bytes,
            Err(error) => {
                output::error(file, &error, json, language);
                worst = output::USAGE;
                continue;
            }
        };
        let report = match environment {
            Some(environment) => inspect_for(&bytes, environment, language),
            None => inspect(&bytes, language),
        };
        if json {
            output::json(file, &report);
        } else {
            show(file, &report, language);
        }
        worst = worst.max(if report.valid { output::GOOD } else { output::BAD });
    }
    worst
}

fn show(file: &Path, report: &Inspection, language: Language) {
    let say = |english| word(language, english);
    let kind = match report.kind {
        Some(InspectedKind::Csr) => say("certificate request"),
        Some(InspectedKind::Certificate) => say("certificate"),
        None => say("neither request nor certificate"),
    };
    let form = match report.form {
        Some(InspectedForm::Der) => " (DER)",
        Some(InspectedForm::Pem) => " (PEM)",
        Some(InspectedForm::Base64) => " (base64)",
        Some(InspectedForm::Base64OfPem) => " (base64 of PEM)",
        Some(InspectedForm::Base64OfBase64) => " (base64 of base64)",
        None => "",
    };
    output::line(&format!("{}: {kind}{form}", output::name(file)));
    let row = |name: &str, value: &str| output::line(&format!("  {name:<36} {}", shortened(value)));
    for field in &report.fields {
        row(&output::fit(&field.path), &field.value);
        if let Some(repaired) = &field.repaired {
            row(&format!("  {}", say("meant")), repaired);
        }
    }
    if let Some(key) = &report.key {
        row(say("kind of key"), key);
    }
    if report.kind.is_some() {
        let signature = match report.signature {
            SignatureState::Good => "good",
            SignatureState::Bad => "BAD",
            SignatureState::NotChecked => "not checked",
        };
        row(say("signature"), say(signature));
    }
    if let Some(usage) = report.certificate.as_ref().and_then(|about| about.usage) {
        row(say("usage"), &format!("{usage:?}").to_lowercase());
    }
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Error => output::paint(say("error"), "31;1"),
            Severity::Warning => output::paint(say("warning"), "33"),
        };
        output::line(&format!("  {severity} {}: {}", finding.code, finding.message));
        let detail = |name: &str, value: &str| output::line(&format!("      {name:<12} {}", output::fit(value)));
        if let Some(path) = &finding.path {
            detail(say("at"), path);
        }
        if let Some(offset) = finding.offset {
            detail(say("byte"), &offset.to_string());
        }
        if let Some(found) = &finding.found {
            detail(say("found"), found);
        }
        if !finding.environments.is_empty() {
            detail(say("refused by"), &listed(&finding.environments));
        }
        detail(if language == Language::Arabic { "←" } else { "→" }, &finding.fix);
    }
    let accepted = if report.accepted_by.is_empty() {
        output::paint(say("no environment"), "31;1")
    } else {
        output::paint(&listed(&report.accepted_by), "32")
    };
    output::line(&format!("  {:<36} {accepted}", say("fit for")));
}

fn listed(environments: &[Environment]) -> String {
    let names: Vec<_> = environments.iter().map(|environment| environment.as_str()).collect();
    names.join(", ")
}

/// Keys and unknown extensions in hex are for programs; people see where they begin.
fn shortened(value: &str) -> String {
    const MOST: usize = 96;
    let mut out = output::fit(&value.chars().take(MOST).collect::<String>());
    if value.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

/// A word of the frame around results, in the language asked for.
fn word(language: Language, english: &'static str) -> &'static str {
    const WORDS: [(&str, &str); 18] = [
        ("certificate request", "طلب شهادة"),
        ("certificate", "شهادة"),
        ("neither request nor certificate", "ليس طلب شهادة ولا شهادة"),
        ("meant", "المقصود"),
        ("kind of key", "نوع المفتاح"),
        ("signature", "التوقيع"),
        ("good", "صحيح"),
        ("BAD", "غير صحيح"),
        ("not checked", "لم يُفحص"),
        ("usage", "الاستخدام"),
        ("error", "خطأ"),
        ("warning", "تنبيه"),
        ("at", "الموضع"),
        ("byte", "البايت"),
        ("found", "الموجود"),
        ("refused by", "ترفضه"),
        ("fit for", "صالح لبيئة"),
        ("no environment", "لا شيء"),
    ];
    let found = WORDS.iter().find(|(word, _)| *word == english);
    match (language, found) {
        (Language::Arabic, Some((_, arabic))) => arabic,
        _ => english,
    }
}

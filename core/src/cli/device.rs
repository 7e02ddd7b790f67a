//! `khatm device`: make a device, onboard it, and say how it is.

mod adopt;
mod import;
pub(crate) mod onboard;

use std::path::{Path, PathBuf};

use crate::device::{Device, Plan, Status, Store};
use crate::gateway::{Endpoint, Environment, Standing};
use crate::invoice::fresh_uuid;
use crate::time::Moment;
use crate::vault::{RootKey, root};
use crate::{Code, Error, ErrorValue, Kind, Language, Result};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::commands::is_ours;
use crate::cli::csr::{self, Stopped};
use crate::cli::drafts::unix_now;
use crate::cli::files::read;
use crate::cli::{opened, output};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a device of a configuration and a seller, in a ledger or as one file, its secrets sealed under the root key.
    New(New),
    /// Onboard devices: key, one-time password, compliance set, certificate for real documents. Stopped anywhere, it goes on
    /// from there when called again.
    Onboard(onboard::Onboard),
    /// Take over a device that another system onboarded: key, certificate, secret and chain go on in a ledger here.
    Adopt(Box<adopt::Adopt>),
    /// Take devices' files into a ledger.
    Import(import::Import),
    /// Say how devices are, and what comes next.
    Status {
        /// Devices: their names in the ledger, all of them if none is named; without --store, their files.
        #[arg(required_unless_present = "store", value_name = "DEVICE")]
        devices: Vec<PathBuf>,
        /// The ledger that they are in.
        #[arg(long, value_name = "LEDGER")]
        store: Option<PathBuf>,
    },
}

/// What the two files look like.
const FILES: &str = r#"A configuration (its invoice type: 1000 standard, 0100 simplified, 1100 both):
  csr.common.name=TST-886431145-399999999900003
  csr.serial.number=1-Vendor|2-Model|3-0001
  csr.organization.identifier=399999999900003
  csr.organization.unit.name=Riyadh Branch
  csr.organization.name=Book Shop
  csr.country.name=SA
  csr.invoice.type=1100
  csr.location.address=RRRD2929
  csr.industry.business.category=Books

A seller:
  { "name": "Book Shop", "vat_number": "399999999900003",
    "id": { "scheme": "CRN", "value": "1010010001" },
    "street": "King Fahd Road", "building_number": "2322",
    "district": "Olaya", "city": "Riyadh", "postal_code": "12214" }"#;

#[derive(Debug, Args)]
#[command(after_help = FILES)]
pub(crate) struct New {
    /// What the device is called. Without --store, its file is NAME.device.
    #[arg(value_name = "NAME")]
    name: String,
    /// The ledger that it is made in: from there it issues, and is delivered for.
    #[arg(long, value_name = "LEDGER", conflicts_with = "output")]
    store: Option<PathBuf>,
    /// The nine fields of its certificate request: the SDK's csr-config.properties, or a JSON object.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The registered seller (JSON, as in a draft).
    #[arg(long, value_name = "FILE")]
    seller: PathBuf,
    /// production, simulation or sandbox. Else KHATM_ENV.
    #[arg(long, value_name = "ENVIRONMENT")]
    env: Option<String>,
    /// Where the environment is, instead of at the authority: http://127.0.0.1:PORT for a simulator on this machine.
    #[arg(long, value_name = "BASE")]
    url: Option<String>,
    /// An existing private key on secp256k1, instead of a new one.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Where to write the device's file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a command says what it found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    pub(crate) json: bool,
    pub(crate) language: Language,
}

impl Voice {
    pub(crate) fn error(self, file: &Path, error: &Error) {
        output::error(file, error, self.json, self.language);
    }

    pub(crate) fn say(self, english: &'static str, arabic: &'static str) -> &'static str {
        match self.language {
            Language::English => english,
            Language::Arabic => arabic,
        }
    }
}

pub(crate) fn run(command: &Command, voice: Voice) -> u8 {
    match command {
        Command::New(new) => new.run(voice),
        Command::Onboard(onboard) => onboard.run(voice),
        Command::Status {
            devices,
            store: Some(store),
        } => status_in(store, devices, voice),
        Command::Status { devices, .. } => status(devices, voice),
        Command::Adopt(adopt) => adopt.run(voice),
        Command::Import(import) => import.run(voice),
    }
}

/// The variables of this process.
pub(crate) fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

/// The root key, which every device is sealed under.
pub(crate) fn root_key(voice: Voice) -> Option<RootKey> {
    root::find(variable)
        .map_err(|error| voice.error(Path::new("root key"), &error))
        .ok()
}

pub(crate) fn now() -> Result<Moment> {
    Moment::from_unix(unix_now())
}

/// `KHATM_ENV` chooses once: a device of another environment is not used then.
pub(crate) fn in_chosen_environment(device: &Device) -> Result<()> {
    let chosen = std::env::var("KHATM_ENV").ok().filter(|text| !text.trim().is_empty());
    let Some(chosen) = chosen else { return Ok(()) };
    match Environment::chosen(Some(&chosen))? == device.endpoint().environment() {
        true => Ok(()),
        false => Err(Error::new(Code::CredentialEnvironment).found(device.endpoint().environment().as_str())),
    }
}

/// What is wrong, and with what.
type Faults = Vec<(PathBuf, Error)>;

impl New {
    fn run(&self, voice: Voice) -> u8 {
        let device = match self.plan() {
            Ok(device) => device,
            Err(faults) => return refuse(&faults, voice),
        };
        let kept = match &self.store {
            Some(ledger) => self.keep_in(ledger, &device, voice),
            None => self.keep_as_file(&device),
        };
        let (place, made) = match kept {
            Ok(kept) => kept,
            Err((path, error)) => {
                refuse(&vec![(path, error)], voice);
                return output::USAGE;
            }
        };
        if voice.json {
            #[derive(Serialize)]
            struct Made<'m> {
                root_key_made: Option<String>,
                #[serde(flatten)]
                status: &'m Status,
            }
            if let Ok(status) = now().and_then(|now| device.status(now)) {
                let root_key_made = made.map(|path| path.to_string_lossy().into_owned());
                output::json(
                    &place,
                    &Made {
                        root_key_made,
                        status: &status,
                    },
                );
            }
            return output::GOOD;
        }
        if let Some(root) = made {
            let keep = voice.say(
                "root key made; keep a copy: without it no device of this machine can be opened",
                "أُنشئ المفتاح الجذري؛ احتفظ بنسخة منه: دونه لا يُفتح أي جهاز هنا",
            );
            output::line(&format!("→ {}  ({keep})", output::name(&root)));
        }
        match &self.store {
            Some(_) => output::line(&format!("→ {}: {}", output::name(&place), output::fit(device.name()))),
            None => output::line(&format!("→ {}", output::name(&place))),
        }
        if device.endpoint().standing() == Standing::Rehearsal {
            output::line(voice.say(
                "  for a simulator on this machine: its certificates are worth nothing elsewhere",
                "  لمحاكٍ على هذا الجهاز: شهاداته لا قيمة لها في غيره",
            ));
        }
        if let Ok(status) = now().and_then(|now| device.status(now)) {
            let next = next_of(&status, self.store.is_some(), voice);
            output::line(&format!("  {} {next}", output::arrow(voice.language)));
        }
        output::GOOD
    }

    /// Writes the device's file; where it is, and the root key if that was made for it.
    fn keep_as_file(&self, device: &Device) -> Result<(PathBuf, Option<PathBuf>), (PathBuf, Error)> {
        let path = self
            .output
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{}.device", self.name)));
        // A device that is there already is said before a root key is made for nothing.
        if std::fs::symlink_metadata(&path).is_ok() {
            return Err((path, Error::new(Code::DeviceExists)));
        }
        let (root, made) = root::find_or_make(variable).map_err(|error| (PathBuf::from("root key"), error))?;
        match Store::create(&path, &root, device) {
            Ok(_) => Ok((path, made)),
            Err(error) => Err((path, error)),
        }
    }

    /// The same in a ledger.
    fn keep_in(
        &self,
        ledger: &Path,
        device: &Device,
        voice: Voice,
    ) -> Result<(PathBuf, Option<PathBuf>), (PathBuf, Error)> {
        // A ledger that cannot be opened is said before a root key is made for nothing.
        let known = opened::without_key(ledger, voice)?;
        let named = |error| (PathBuf::from("root key"), error);
        // Where devices are sealed under a root key already, another one would leave them behind.
        let first = known
            .store()
            .devices()
            .map_err(|error| (ledger.to_owned(), error))?
            .is_empty();
        let (root, made) = match first {
            true => root::find_or_make(variable).map_err(named)?,
            false => (root::find(variable).map_err(named)?, None),
        };
        let khatm = opened::under(ledger, root, voice)?;
        match khatm.add_made(device) {
            Ok(_) => Ok((ledger.to_owned(), made)),
            Err(error) => Err((ledger.to_owned(), error)),
        }
    }

    /// The device, or everything that is wrong, so that nobody mends one thing to hear of the next.
    fn plan(&self) -> Result<Device, Faults> {
        let mut faults = Vec::new();
        let endpoint = self.endpoint(&mut faults);
        let configuration = match csr::read_configuration(&self.config) {
            Ok(configuration) => Some(configuration),
            Err(Stopped::Ours(path, error)) => {
                faults.push((path, error));
                None
            }
            Err(Stopped::Faults(found)) => {
                faults.extend(found.into_iter().map(|error| (self.config.clone(), error)));
                None
            }
        };
        let seller = read(&self.seller)
            .map_err(|error| faults.push((self.seller.clone(), error)))
            .ok();
        let key = self
            .key
            .as_ref()
            .map(|path| csr::read_key(path).map_err(|error| (path.clone(), error)));
        let key = key.transpose().map_err(|fault| faults.push(fault)).ok().flatten();
        let now = now().map_err(|error| vec![(PathBuf::from("clock"), error)])?;
        let whole = configuration.is_some();
        let plan = Plan {
            name: &self.name,
            id: fresh_uuid().map_err(|error| vec![(PathBuf::from("--"), error)])?,
            // Without one, the rest is looked at all the same.
            endpoint: endpoint
                .clone()
                .unwrap_or_else(|| Endpoint::official(Environment::Sandbox)),
            configuration: &configuration.unwrap_or_default(),
            seller: seller.as_deref().unwrap_or(b"{}"),
            now,
        };
        let device = Device::new(plan).map_err(|found| {
            for error in found {
                let path = error.path().unwrap_or_default();
                let (of_seller, of_name) = (path.starts_with("seller"), path == "name");
                // What could not be read has been said, and what is missing in it need not be.
                if (of_seller && seller.is_some()) || of_name || (!of_seller && whole) {
                    let blamed = if of_seller { &self.seller } else { &self.config };
                    let blamed = if of_name { Path::new(&self.name) } else { blamed };
                    faults.push((blamed.to_owned(), error));
                }
            }
        });
        match device {
            Ok(mut device) if faults.is_empty() => {
                let named = |error| vec![(self.key.clone().unwrap_or_default(), error)];
                key.map_or(Ok(()), |key| device.take_key(key, now)).map_err(named)?;
                Ok(device)
            }
            _ => Err(faults),
        }
    }

    fn endpoint(&self, faults: &mut Faults) -> Option<Endpoint> {
        let variable = std::env::var("KHATM_ENV").ok();
        let environment = Environment::chosen(self.env.as_deref().or(variable.as_deref()));
        let environment = environment
            .map_err(|error| faults.push((PathBuf::from("--env"), error)))
            .ok();
        let parsed = match &self.url {
            // A wrong URL is told of even where the environment is not known.
            Some(url) => Endpoint::parse(environment.unwrap_or(Environment::Sandbox), url),
            None => Ok(Endpoint::official(environment.unwrap_or(Environment::Sandbox))),
        };
        let unknown = |error: &Error| environment.is_none() && error.code() == Code::EndpointEnvironment;
        let parsed = parsed.map_err(|error| {
            if !unknown(&error) {
                faults.push((PathBuf::from("--url"), error));
            }
        });
        parsed.ok().filter(|_| environment.is_some())
    }
}

fn refuse(faults: &Faults, voice: Voice) -> u8 {
    if voice.json {
        #[derive(Serialize)]
        struct All {
            errors: Vec<Blamed>,
        }
        #[derive(Serialize)]
        struct Blamed {
            file: String,
            #[serde(flatten)]
            error: ErrorValue,
        }
        let blamed = |(path, error): &(PathBuf, Error)| Blamed {
            file: path.to_string_lossy().into_owned(),
            error: ErrorValue::new(error, voice.language),
        };
        let all = All {
            errors: faults.iter().map(blamed).collect(),
        };
        output::json(Path::new("-"), &all);
    } else {
        faults.iter().for_each(|(path, error)| voice.error(path, error));
    }
    // 1 for what stands in configuration and seller, 2 for the call and the machine.
    let content = |(path, error): &(PathBuf, Error)| {
        let option = path.to_string_lossy().starts_with("--");
        error.kind() == Kind::Input && !is_ours(error) && !option
    };
    if faults.iter().all(content) {
        output::BAD
    } else {
        output::USAGE
    }
}

fn status(files: &[PathBuf], voice: Voice) -> u8 {
    let Some(root) = root_key(voice) else {
        return output::USAGE;
    };
    let mut worst = output::GOOD;
    for file in files {
        match Store::read(file, &root).and_then(|device| device.status(now()?)) {
            Ok(status) => show(file, &status, false, voice),
            Err(error) => {
                voice.error(file, &error);
                worst = output::USAGE;
            }
        }
    }
    worst
}

/// The devices of a ledger: those that are named, or all.
fn status_in(ledger: &Path, names: &[PathBuf], voice: Voice) -> u8 {
    match statuses_in(ledger, names, voice) {
        Ok(statuses) => {
            if statuses.is_empty() && !voice.json {
                output::line(voice.say(
                    "no device yet: khatm device new NAME --store LEDGER",
                    "لا يوجد جهاز بعد: khatm device new NAME --store LEDGER",
                ));
            }
            statuses.iter().for_each(|status| show(ledger, status, true, voice));
            output::GOOD
        }
        Err((path, error)) => {
            voice.error(&path, &error);
            output::USAGE
        }
    }
}

fn statuses_in(ledger: &Path, names: &[PathBuf], voice: Voice) -> Result<Vec<Status>, (PathBuf, Error)> {
    let named = |error| (ledger.to_owned(), error);
    let look = opened::without_key(ledger, voice)?;
    // A ledger that has none needs no root key to say so.
    if names.is_empty() && look.store().devices().map_err(named)?.is_empty() {
        return Ok(vec![]);
    }
    let khatm = opened::with_key(ledger, voice, |_| {})?;
    match names {
        [] => khatm.devices().map_err(named),
        names => {
            let status = |name: &PathBuf| khatm.device(&name.to_string_lossy());
            let blamed = |name: &PathBuf| status(name).map_err(|error| (name.clone(), error));
            names.iter().map(blamed).collect()
        }
    }
}

/// What comes next, in words.
fn next_of(status: &Status, in_ledger: bool, voice: Voice) -> &'static str {
    match in_ledger {
        true => opened::next(status.next, voice),
        false => status.next.text(voice.language),
    }
}

fn show(file: &Path, status: &Status, in_ledger: bool, voice: Voice) {
    if voice.json {
        return output::json(file, status);
    }
    let row = |english, arabic, value: &str| {
        output::line(&format!("  {:<12} {}", voice.say(english, arabic), output::fit(value)));
    };
    output::line(&format!("{}: {}", output::name(file), output::fit(&status.name)));
    let rehearsal = match status.standing {
        Standing::Rehearsal => voice.say(" (rehearsal)", " (تدريب)"),
        Standing::Real => "",
    };
    row(
        "environment",
        "البيئة",
        &format!("{}{rehearsal}", status.environment.as_str()),
    );
    row("at", "العنوان", &status.base_url);
    row("VAT number", "الرقم الضريبي", &status.vat_number);
    row("state", "الحالة", status.state.as_str());
    if status.passed > 0 || status.state >= crate::device::Stage::Checking {
        row("checks", "الفحوص", &format!("{} / {}", status.passed, status.required));
    }
    if let (Some(to), Some(days)) = (&status.valid_to, status.days_left) {
        let left = voice.say("days left", "يوماً متبقياً");
        row("certificate", "الشهادة", &format!("{to} ({days} {left})"));
    }
    row("next", "التالي", next_of(status, in_ledger, voice));
}

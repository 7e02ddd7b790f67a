//! `khatm device onboard`: one device after another, each as far as it goes.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::device::kept::Use;
use crate::device::passwords::{Passwords, Struck};
use crate::device::{Device, Next, Setback, Stage, Status, Store};
use crate::drive::enrol::{Purse, Registry, Tools, enrol};
use crate::drive::onboard::{Host, News, Persistence, onboard_blocking};
use crate::drive::{Client, Settings};
use crate::facade::{Guide, Khatm, Setup};
use crate::gateway::{Environment, Otp, Remark};
use crate::store::postgres::{Postgres, Remote};
use crate::store::safe::Kept;
use crate::vault::{RootKey, Vault, disk, root};
use crate::{Code, Error, ErrorValue, Kind, Result};
use clap::Args;
use serde::Serialize;

use super::{Voice, in_chosen_environment, now, variable};
use crate::cli::agent::Server;
use crate::cli::opened::{self, Blamed};
use crate::cli::output;

/// How often somebody may mistype a password.
const TYPED: usize = 3;

#[derive(Debug, Args)]
pub(crate) struct Onboard {
    /// Devices: their names in the ledger; without --store, their files.
    #[arg(required = true, value_name = "DEVICE")]
    devices: Vec<PathBuf>,
    /// The ledger that they are in.
    #[arg(long, value_name = "LEDGER")]
    store: Option<PathBuf>,
    /// The PostgreSQL with the extension khatm that they are in, as for khatm agent; empty, the PG variables say where. The role needs
    /// khatm_admin, and this machine the root key.
    #[arg(long, value_name = "DSN", conflicts_with = "store")]
    dsn: Option<String>,
    /// A file of one-time passwords, a line each: `123456`, or `NAME 123456` for one device; `#` begins a comment. Each is
    /// struck out before it is sent. Else KHATM_OTP is taken, for one device, or it is asked for on the terminal.
    #[arg(long, value_name = "FILE")]
    otp_file: Option<PathBuf>,
    /// Begin again with a new one-time password, from the certificate request on. Key and request stay.
    #[arg(long)]
    restart: bool,
    /// Refused: what stands on the command line can be read by every process.
    #[arg(long, hide = true, value_name = "PASSWORD")]
    otp: Option<String>,
}

/// How it ended for one device.
struct Outcome {
    name: String,
    stage: Option<Stage>,
    code: Option<&'static str>,
}

impl Onboard {
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        if self.otp.is_some() || self.devices.iter().any(|device| is_password(device)) {
            // Not repeated, not even to say which.
            voice.error(Path::new("-"), &Error::new(Code::DeviceOtpArgument));
            return output::USAGE;
        }
        let home = match self.home(voice) {
            Ok(home) => home,
            Err((path, error)) => {
                voice.error(&path, &error);
                return output::USAGE;
            }
        };
        if !self.enough(&home, voice) {
            return output::USAGE;
        }
        let mut desk = Desk {
            place: Path::new(""),
            otp_file: self.otp_file.as_deref(),
            variable: std::env::var("KHATM_OTP").ok().filter(|text| !text.trim().is_empty()),
            struck: None,
            persistence: Persistence::default(),
            voice,
        };
        let mut worst = output::GOOD;
        let mut outcomes = Vec::new();
        for device in &self.devices {
            desk.place = device;
            desk.struck = None;
            let (outcome, code) = match &home {
                Home::Files(root, client) => self.file(device, root, client, &mut desk),
                Home::Ledger(khatm) => self.named(&device.to_string_lossy(), khatm, &mut desk),
                Home::Server(server) => self.at(server, &device.to_string_lossy(), &mut desk),
            };
            if code == output::AGAIN {
                // What one device has waited for in vain, a hundred others need not each wait for.
                desk.persistence.tries = 1;
            }
            outcomes.push(outcome);
            worst = worst.max(code);
        }
        if let Some(error) = home.client().skew_warning() {
            voice.error(Path::new("-"), &error);
        }
        if outcomes.len() > 1 && !voice.json {
            table(&outcomes, voice);
        }
        worst
    }

    fn home(&self, voice: Voice) -> Result<Home, Blamed> {
        if let Some(ledger) = &self.store {
            return opened::with_key(ledger, voice, |_| {}).map(Home::Ledger);
        }
        if let Some(dsn) = &self.dsn {
            return Database::open(dsn).map(Box::new).map(Home::Server);
        }
        let root = root::find(variable).map_err(|error| (PathBuf::from("root key"), error))?;
        let client = Settings::from_env().and_then(Client::new);
        Ok(Home::Files(root, client.map_err(|error| (PathBuf::from("-"), error))?))
    }

    /// Says before anything is sent for whom passwords are missing. Those who can go on without one do, all the same.
    fn enough(&self, home: &Home, voice: Voice) -> bool {
        let Some(path) = &self.otp_file else { return true };
        let passwords = match read_passwords(path) {
            Ok(passwords) => passwords,
            Err(faults) => {
                faults.iter().for_each(|error| voice.error(path, error));
                return false;
            }
        };
        let statuses = self.devices.iter().filter_map(|device| home.status(device).ok());
        let needy: Vec<String> = statuses
            .filter(|status| self.restart || matches!(status.next, Next::Onboard | Next::OnboardAnew))
            .map(|status| status.name)
            .collect();
        let names: Vec<&str> = needy.iter().map(String::as_str).collect();
        let short = passwords.short(&names);
        if !short.is_empty() {
            let found = format!("{}: {}", short.len(), short.join(", "));
            let error = Error::new(Code::DeviceOtpShort).found(&found);
            // Not the last word: the others are onboarded.
            match voice.json {
                true => voice.error(path, &error),
                false => output::complain(&format!(
                    "{}: {}: {} {} ({})",
                    output::name(path),
                    error.code().as_str(),
                    short.len(),
                    error.what(voice.language).split(": ").next().unwrap_or_default(),
                    output::fit(&short.join(", ")),
                )),
            }
        }
        true
    }

    fn file(&self, file: &Path, root: &RootKey, client: &Client, desk: &mut Desk<'_>) -> (Outcome, u8) {
        let voice = desk.voice;
        let opened = Store::open(file, root).and_then(|(store, device)| {
            in_chosen_environment(&device)?;
            Ok((store, device))
        });
        let (store, mut device) = match opened {
            Ok(opened) => opened,
            Err(error) => return desk.unopened(&error),
        };
        let persistence = desk.persistence;
        let mut host = FileHost { desk, store, root };
        let restarted = match self.restart && device.stage() > Stage::Keyed && device.stage() != Stage::Active {
            true => now()
                .and_then(|now| device.restart(now))
                .and_then(|()| host.save(&device)),
            false => Ok(()),
        };
        let walked = restarted
            .map_err(Setback::from)
            .and_then(|()| onboard_blocking(client, &mut device, &mut host, persistence, voice.language));
        let status = now().and_then(|now| device.status(now));
        desk.ended(device.name(), Some(device.stage()), walked.map(|()| status))
    }

    fn named(&self, name: &str, khatm: &Khatm, desk: &mut Desk<'_>) -> (Outcome, u8) {
        let restarted = match self.restart {
            true => khatm.restart(name),
            false => khatm.device(name),
        };
        if let Err(error) = restarted {
            return desk.unopened(&error);
        }
        let walked = khatm.onboard_blocking(name, desk);
        let stage = khatm.device(name).ok().map(|status| status.state);
        desk.ended(name, stage, walked.map(Ok))
    }

    fn at(&self, server: &Database, name: &str, desk: &mut Desk<'_>) -> (Outcome, u8) {
        let begun = match self.restart {
            true => server.restart(name),
            false => Ok(()),
        };
        let environment = begun.and_then(|()| server.store.environment_of(name, server.chosen));
        let environment = match environment {
            Ok(environment) => environment,
            Err(error) => return desk.unopened(&error),
        };
        let tools = Tools {
            client: &server.client,
            root: &|| server.key(),
            language: desk.voice.language,
            persistence: desk.persistence,
        };
        let walked = enrol(&mut server.registry(), (environment, name), desk, &tools);
        let stage = match &walked {
            Ok(device) => Some(device.stage()),
            Err(_) => None,
        };
        desk.ended(
            name,
            stage,
            walked.map(|device| now().and_then(|now| device.status(now))),
        )
    }
}

/// Devices in a PostgreSQL, their root key here.
struct Database {
    store: Postgres,
    client: Client,
    vault: Vault,
    chosen: Option<Environment>,
}

impl Database {
    fn open(dsn: &str) -> Result<Self, Blamed> {
        let named = |place: &'static str| move |error| (PathBuf::from(place), error);
        let vault = Vault::from_environment().and_then(|vault| vault.key().map(|_| vault));
        let setup = Setup::from_env().map_err(named("environment"))?;
        Ok(Database {
            store: Server::at(dsn)?,
            client: Client::new(setup.drive).map_err(named("environment"))?,
            vault: vault.map_err(named("root key"))?,
            chosen: setup.environment,
        })
    }

    fn key(&self) -> Result<Arc<RootKey>> {
        let key = self.vault.key();
        self.vault.rest();
        key
    }

    /// A device, open, and the version of its row.
    fn device(&self, name: &str) -> Result<(Device, u64)> {
        let environment = self.store.environment_of(name, self.chosen)?;
        let kept = self.registry().sealed(environment, name, Use::Onboard)?;
        Ok((kept.open(&*self.key()?)?, kept.version))
    }

    fn registry(&self) -> Remote<'_> {
        Remote::new(&self.store, "khatm device onboard", None)
    }

    /// Goes back to the certificate request, where it is under way.
    fn restart(&self, name: &str) -> Result<()> {
        let (mut device, version) = self.device(name)?;
        if matches!(device.stage(), Stage::Draft | Stage::Keyed | Stage::Active) {
            return Ok(());
        }
        device.restart(now()?)?;
        let kept = Kept::of(&device, &*self.key()?, version + 1, crate::cli::ledger::now())?;
        self.registry().keep(&kept, "device_restarted", None)
    }
}

/// Where the devices are.
enum Home {
    /// Each in a file of its own.
    Files(RootKey, Client),
    /// In a ledger.
    Ledger(Khatm),
    /// In a PostgreSQL.
    Server(Box<Database>),
}

impl Home {
    fn status(&self, device: &Path) -> Result<Status> {
        match self {
            Home::Files(root, _) => Store::read(device, root)?.status(now()?),
            Home::Ledger(khatm) => khatm.device(&device.to_string_lossy()),
            Home::Server(server) => server.device(&device.to_string_lossy())?.0.status(now()?),
        }
    }

    fn client(&self) -> &Client {
        match self {
            Home::Files(_, client) => client,
            Home::Ledger(khatm) => khatm.client(),
            Home::Server(server) => &server.client,
        }
    }
}

/// What a setback means for a script: 1 the authority said no, 3 the same call later, 2 somebody has to do something.
fn exit_code(setback: &Setback) -> u8 {
    match setback.error.kind() {
        Kind::Refused => output::BAD,
        Kind::Busy | Kind::Unsure => output::AGAIN,
        _ if !setback.remarks.is_empty() => output::BAD,
        _ => output::USAGE,
    }
}

fn is_password(argument: &Path) -> bool {
    argument.to_str().is_some_and(|text| Otp::parse(text).is_ok()) && !argument.exists()
}

/// Bytes of a file of passwords: a line for each of many thousands of devices.
const MOST_PASSWORDS: u64 = 1 << 20;

fn read_passwords(path: &Path) -> Result<Passwords, Vec<Error>> {
    let too_long = || Error::new(Code::FileRead).found("more than 1 MiB");
    let bytes = crate::cli::files::read_at_most(path, MOST_PASSWORDS, too_long).map_err(|error| vec![error])?;
    Passwords::parse(&crate::seal::key::wiped(bytes))
}

/// Whoever sits at the command line: where passwords come from, and who is told how far it is.
struct Desk<'d> {
    /// What a device is called in messages: its name or its file.
    place: &'d Path,
    otp_file: Option<&'d Path>,
    variable: Option<String>,
    struck: Option<Struck>,
    persistence: Persistence,
    voice: Voice,
}

/// The same, with a device that is in a file.
struct FileHost<'h, 'd> {
    desk: &'h mut Desk<'d>,
    store: Store,
    root: &'h RootKey,
}

impl Host for FileHost<'_, '_> {
    fn save(&mut self, device: &Device) -> Result<()> {
        self.store.save(self.root, device)
    }

    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>> {
        Guide::password(self.desk, device, spent)
    }

    fn unused(&mut self, device: &Device) -> Result<()> {
        Guide::unused(self.desk, device)
    }

    fn progress(&mut self, device: &Device, news: &News) {
        Guide::progress(self.desk, device, news);
    }
}

impl Guide for Desk<'_> {
    fn password(&mut self, device: &Device, _spent: bool) -> Result<Option<Otp>> {
        if let Some(path) = self.otp_file {
            let struck = change_passwords(path, |passwords| Ok(passwords.take(device.name(), now()?)))?;
            let password = struck.as_ref().map(|struck| struck.password().clone());
            self.struck = struck;
            return Ok(password);
        }
        if let Some(text) = self.variable.take() {
            return Otp::parse(&text).map(Some).map_err(|error| error.at("KHATM_OTP"));
        }
        match std::io::stdin().is_terminal() {
            true => self.typed(device),
            false => Ok(None),
        }
    }

    fn unused(&mut self, _: &Device) -> Result<()> {
        match (self.otp_file, self.struck.take()) {
            (Some(path), Some(struck)) => change_passwords(path, |passwords| {
                passwords.restore(struck);
                Ok(())
            }),
            _ => Ok(()),
        }
    }

    fn persistence(&self) -> Option<Persistence> {
        Some(self.persistence)
    }

    fn progress(&mut self, device: &Device, news: &News) {
        if self.voice.json {
            #[derive(Serialize)]
            struct Line<'l> {
                device: &'l str,
                #[serde(flatten)]
                news: &'l News,
            }
            let device = device.name();
            return output::json(self.place, &Line { device, news });
        }
        output::tell(&format!("{}: {}", output::fit(device.name()), words(news, self.voice)));
    }
}

impl Purse for Desk<'_> {
    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>> {
        Guide::password(self, device, spent)
    }

    fn unused(&mut self, _: &mut dyn Registry, device: &Device) -> Result<()> {
        Guide::unused(self, device)
    }

    fn progress(&mut self, device: &Device, news: &News) {
        Guide::progress(self, device, news);
    }
}

impl Desk<'_> {
    /// Asks on the terminal, without showing what is typed.
    fn typed(&self, device: &Device) -> Result<Option<Otp>> {
        let asked = self.voice.say("one-time password", "كلمة المرور لمرة واحدة");
        let prompt = format!("{}: {asked}: ", output::fit(device.name()));
        for _ in 0..TYPED {
            let typed = rpassword::prompt_password(&prompt).map(crate::gateway::Secret::new);
            let Ok(typed) = typed else { return Ok(None) };
            match Otp::parse(typed.expose()) {
                Ok(password) => return Ok(Some(password)),
                Err(error) => self.voice.error(self.place, &error),
            }
        }
        Ok(None)
    }

    /// Says that a device could not be opened.
    fn unopened(&self, error: &Error) -> (Outcome, u8) {
        self.voice.error(self.place, error);
        let outcome = Outcome {
            name: output::name(self.place),
            stage: None,
            code: Some(error.code().as_str()),
        };
        (outcome, output::USAGE)
    }

    /// Says how far a device came.
    fn ended(&self, name: &str, stage: Option<Stage>, walked: Result<Result<Status>, Setback>) -> (Outcome, u8) {
        let (failed, code) = match walked {
            Ok(status) => {
                self.active(status);
                (None, output::GOOD)
            }
            Err(setback) => {
                self.stopped(&setback);
                (Some(setback.error.code().as_str()), exit_code(&setback))
            }
        };
        let outcome = Outcome {
            name: name.to_owned(),
            stage,
            code: failed,
        };
        (outcome, code)
    }

    fn active(&self, status: Result<Status>) {
        match (status, self.voice.json) {
            (Ok(status), true) => output::json(self.place, &status),
            (Ok(status), false) => {
                let text = self.voice.say("active; days left:", "نشط؛ الأيام المتبقية:");
                let days = status.days_left.unwrap_or_default();
                output::line(&format!("{}: {text} {days}", output::name(self.place)));
            }
            (Err(error), _) => self.voice.error(self.place, &error),
        }
    }

    fn stopped(&self, setback: &Setback) {
        if self.voice.json {
            #[derive(Serialize)]
            struct Stopped<'s> {
                error: ErrorValue,
                remarks: &'s [Remark],
            }
            let error = ErrorValue::new(&setback.error, self.voice.language);
            let remarks = &setback.remarks;
            return output::json(self.place, &Stopped { error, remarks });
        }
        self.voice.error(self.place, &setback.error);
        output::remarks(&setback.remarks, self.voice.language);
    }
}

/// Changes the file of passwords while nobody else does, and is back when it is safely on disk.
fn change_passwords<T>(path: &Path, change: impl FnOnce(&mut Passwords) -> Result<T>) -> Result<T> {
    let named = |error: Error| match error.path() {
        Some(_) => error,
        None => error.at(path.display().to_string()),
    };
    let mut lock = disk::Lock::take(path);
    // Another process holds it for the time of a write.
    for _ in 0..100 {
        match &lock {
            Err(error) if error.code() == Code::FileBusy => {
                std::thread::sleep(std::time::Duration::from_millis(50));
                lock = disk::Lock::take(path);
            }
            _ => break,
        }
    }
    let _lock = lock.map_err(named)?;
    let mut passwords = read_passwords(path).map_err(|mut faults| named(faults.swap_remove(0)))?;
    let changed = change(&mut passwords)?;
    disk::replace(path, passwords.text().as_bytes()).map_err(named)?;
    Ok(changed)
}

/// What was done for a device.
pub(crate) fn words(news: &News, voice: Voice) -> String {
    let say = |english, arabic| voice.say(english, arabic);
    match news {
        News::Key => say("key and certificate request made", "أُنشئ المفتاح وطلب الشهادة").to_owned(),
        News::Password { spent: false } => say("one-time password taken", "أُخذت كلمة المرور").to_owned(),
        News::Password { spent: true } => say(
            "an earlier password was used and its answer never arrived; another one taken",
            "استُخدمت كلمة سابقة ولم تصل إجابتها؛ أُخذت كلمة أخرى",
        )
        .to_owned(),
        News::ComplianceCsid => say("certificate for the checks issued", "صدرت شهادة الفحوص").to_owned(),
        News::Made { count } => format!("{}: {count}", say("documents made and stamped", "مستندات أُنشئت وخُتمت")),
        News::Passed {
            document,
            passed,
            required,
        } => format!("{} {passed}/{required}: {}", say("passed", "اجتاز"), document.as_str()),
        News::ProductionCsid => say("certificate for real documents issued", "صدرت شهادة المستندات الفعلية").to_owned(),
        News::Waiting { milliseconds, code } => {
            let seconds = milliseconds.div_ceil(1_000);
            format!("{code}: {} {seconds} s", say("again in", "إعادة بعد"))
        }
    }
}

fn table(outcomes: &[Outcome], voice: Voice) {
    let width = outcomes
        .iter()
        .map(|outcome| outcome.name.chars().count())
        .max()
        .unwrap_or(0);
    for outcome in outcomes {
        let state = outcome.stage.map_or("–", Stage::as_str);
        let code = outcome.code.unwrap_or(voice.say("good", "سليم"));
        output::line(&format!("{:<width$}  {state:<10}  {code}", output::fit(&outcome.name)));
    }
}

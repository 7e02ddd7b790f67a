//! `khatm vault`: the root key of a ledger's devices, a new one, and a backup for the day on which the machine is gone.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use crate::device::adopt::Last;
use crate::gateway::Secret;
use crate::store::safe::Safe as _;
use crate::store::sqlite::Sqlite;
use crate::vault::backup::{self, Backup};
use crate::vault::phrase::Phrase;
use crate::vault::restore::{Terms, restore};
use crate::vault::root::{self, Place};
use crate::vault::rotate::rotate;
use crate::vault::{RootKey, Vault, disk};
use crate::{Code, Error, Result};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::device::{Voice, variable};
use crate::cli::ledger::{now, open};
use crate::cli::output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show where the root key is, and which devices of a ledger it opens.
    Show {
        /// The ledger.
        #[arg(long, value_name = "LEDGER")]
        store: PathBuf,
    },
    /// Seal all devices of ledgers under a new root key. The old one is kept until you delete it.
    Rotate(Rotate),
    /// Write the root key and all devices into one file, sealed with a pass phrase.
    Backup(Made),
    /// Put the devices of a backup back into a ledger.
    Restore(Restore),
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    /// The ledgers that are sealed under the root key: all of them.
    #[arg(long, value_name = "LEDGER", required = true)]
    store: Vec<PathBuf>,
    /// The file of the new root key; one that is not there is made. Without it, the new key takes the old one's place, which is
    /// kept beside it under its name.
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME", default_value = "khatm")]
    by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Made {
    /// The ledger.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// The file to write. One that is there is left alone.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    phrase: Given,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME", default_value = "khatm")]
    by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The ledger: the newest one there is, or a new one (khatm store new).
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// The last document of each device whose chain is not in the ledger: DEVICE=COUNTER:HASH, or DEVICE=0. Where two environments
    /// have devices of one name, ENVIRONMENT/DEVICE.
    #[arg(long, value_name = "DEVICE=COUNTER:HASH")]
    last: Vec<String>,
    /// Devices whose last document is not known issue no more: new ones are onboarded in their place.
    #[arg(long)]
    set_aside: bool,
    #[command(flatten)]
    phrase: Given,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME", default_value = "khatm")]
    by: String,
}

/// Where a pass phrase comes from, if it is not typed. It is no argument: every process of the machine could read it.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// A file with the pass phrase on one line; nobody but its owner may read it. Else KHATM_PHRASE, else it is asked for.
    #[arg(long, value_name = "FILE")]
    phrase_file: Option<PathBuf>,
}

type Stopped = (PathBuf, Error);

fn named(path: &Path) -> impl FnOnce(Error) -> Stopped + use<> {
    let path = path.to_owned();
    move |error| (path, error)
}

pub(crate) fn run(command: &Command, voice: Voice) -> u8 {
    let done = match command {
        Command::Show { store } => show(store, voice),
        Command::Rotate(rotate) => rotate.run(voice),
        Command::Backup(made) => made.run(voice),
        Command::Restore(restore) => restore.run(voice),
    };
    done.unwrap_or_else(|(path, error)| {
        voice.error(&path, &error);
        output::USAGE
    })
}

/// The root key as the environment says it.
fn root_key() -> Result<std::sync::Arc<RootKey>, Stopped> {
    let key = Vault::from_environment().and_then(|vault| vault.key());
    key.map_err(named(Path::new("root key")))
}

/// Where the root key is looked for, for people.
fn place() -> String {
    match Place::of(variable) {
        Ok(Place::Variable) => "KHATM_ROOT_KEY".to_owned(),
        Ok(Place::Command(_)) => "KHATM_ROOT_KEY_COMMAND".to_owned(),
        Ok(Place::File(path)) => path.display().to_string(),
        Err(_) => "–".to_owned(),
    }
}

fn show(file: &Path, voice: Voice) -> Result<u8, Stopped> {
    #[derive(Serialize)]
    struct Shown {
        root_key: Option<String>,
        place: String,
        devices: Vec<Row>,
    }
    #[derive(Serialize)]
    struct Row {
        environment: &'static str,
        device: String,
        version: u64,
        root_key: String,
        opens: bool,
    }
    let store = open(file).map_err(named(file))?;
    let key = root_key();
    let mut devices = Vec::new();
    for kept in store.devices().map_err(named(file))? {
        devices.push(Row {
            environment: kept.environment.as_str(),
            version: kept.version,
            root_key: kept.sealed_under().unwrap_or_else(|_| "–".to_owned()),
            opens: key.as_ref().is_ok_and(|key| kept.open(key).is_ok()),
            device: kept.name,
        });
    }
    let all = devices.iter().all(|row| row.opens);
    let shown = Shown {
        root_key: key.as_ref().ok().map(|key| key.id().to_owned()),
        place: place(),
        devices,
    };
    if voice.json {
        output::json(file, &shown);
    } else {
        let id = shown.root_key.as_deref().unwrap_or("–");
        let word = voice.say("root key", "المفتاح الجذري");
        output::line(&format!("{word}: {id}  {}", output::fit(&shown.place)));
        for row in &shown.devices {
            let opens = match row.opens {
                true => voice.say("opens", "يُفتح"),
                false => voice.say("DOES NOT OPEN", "لا يُفتح"),
            };
            output::line(&format!(
                "  {:<10} {:<24} {:>6}  {}  {opens}",
                row.environment,
                output::fit(&row.device),
                row.version,
                row.root_key
            ));
        }
    }
    if let Err((path, error)) = key {
        voice.error(&path, &error);
        return Ok(output::USAGE);
    }
    Ok(if all { output::GOOD } else { output::BAD })
}

impl Rotate {
    /// The new key is on the disk before a device is sealed under it, and the old one stays there: stopped anywhere, called again,
    /// it goes on.
    fn run(&self, voice: Voice) -> Result<u8, Stopped> {
        let place = Place::of(variable).map_err(named(Path::new("root key")))?;
        let old = root_key()?;
        let (new_file, in_place) = match (&self.new_key_file, &place) {
            (Some(file), _) => (file.clone(), None),
            (None, Place::File(current)) => (beside(current, "new"), Some(current.clone())),
            // We cannot put it where the key comes from.
            (None, _) => return Err((PathBuf::from("--new-key-file"), Error::new(Code::RotateFile))),
        };
        let new = match new_file.try_exists() {
            Ok(false) => RootKey::generate().and_then(|key| root::write(&new_file, &key).map(|()| key)),
            _ => root::read(&new_file),
        };
        let new = new.map_err(named(&new_file))?;
        let mut stores: Vec<(&PathBuf, Sqlite)> = Vec::new();
        for file in &self.store {
            // All are opened before one is changed.
            stores.push((file, open(file).map_err(named(file))?));
        }
        for (file, store) in &stores {
            let done = rotate(store, &old, &new, &self.by, now()).map_err(named(file))?;
            if voice.json {
                output::json(file, &done);
                continue;
            }
            let words = match (done.devices, done.before) {
                (0, _) => voice.say("already done", "تم سابقاً").to_owned(),
                (count, _) => format!("{}: {count}", voice.say("devices sealed anew", "أجهزة أُعيد ختمها")),
            };
            output::line(&format!("{}: {words}  {} → {}", output::name(file), done.from, done.to));
        }
        let kept = match &in_place {
            Some(current) => exchange(current, &new_file, old.id()).map_err(named(current))?,
            None => PathBuf::from(crate::cli::vault::place()),
        };
        if !voice.json {
            self.advise(&new_file, in_place.is_some(), &kept, voice);
        }
        Ok(output::GOOD)
    }

    fn advise(&self, new_file: &Path, in_place: bool, kept: &Path, voice: Voice) {
        if !in_place {
            let says = voice.say(
                "from now on set KHATM_ROOT_KEY_FILE to",
                "عيّن KHATM_ROOT_KEY_FILE من الآن إلى",
            );
            output::line(&format!("  {says} {}", output::name(new_file)));
        }
        let says = voice.say("the old key is kept:", "المفتاح القديم محفوظ:");
        output::line(&format!("  {says} {}", output::name(kept)));
        output::line(voice.say(
            "  delete it when no other ledger, device file or backup of the ledger needs it; make a new backup now: khatm vault backup",
            "  احذفه حين لا يحتاجه سجل آخر أو ملف جهاز أو نسخة احتياطية من السجل؛ وأنشئ الآن نسخة جديدة: khatm vault backup",
        ));
    }
}

/// A name beside a file's.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Puts the new key into the old one's place, which stays beside it: at every moment there is a key in the place.
fn exchange(current: &Path, new_file: &Path, old: &str) -> Result<PathBuf> {
    let kept = beside(current, old);
    let failed = |error: std::io::Error| Error::new(Code::FileWrite).found(&error.to_string());
    match std::fs::hard_link(current, &kept) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    // One that was there by that name must be that key, or it would be lost now.
    if root::read(&kept)?.id() != old {
        return Err(Error::new(Code::FileWrite).found(&kept.display().to_string()));
    }
    std::fs::rename(new_file, current).map_err(failed)?;
    disk::sync_folder(current)?;
    Ok(kept)
}

impl Made {
    fn run(&self, voice: Voice) -> Result<u8, Stopped> {
        let store = open(&self.store).map_err(named(&self.store))?;
        let root = root_key()?;
        if std::fs::symlink_metadata(&self.output).is_ok() {
            return Err((self.output.clone(), Error::new(Code::BackupExists)));
        }
        let phrase = self.phrase.read(true, voice)?;
        let made = Backup::of(&store, &root, &self.by, now()).map_err(named(&self.store))?;
        let bytes = made.seal(&phrase).map_err(named(&self.output))?;
        // What cannot be opened is not left behind as a backup.
        Backup::open(&bytes, &phrase).map_err(named(&self.output))?;
        disk::create(&self.output, &bytes, Code::BackupExists).map_err(named(&self.output))?;
        backup::note(&store, &made, &self.by).map_err(named(&self.store))?;
        if voice.json {
            let told = serde_json::json!({ "root_key": made.root().id(), "devices": made.devices().len() });
            output::json(&self.output, &told);
        } else {
            let says = voice.say("devices", "أجهزة");
            output::line(&format!(
                "→ {}  ({says}: {})",
                output::name(&self.output),
                made.devices().len()
            ));
            output::line(voice.say(
                "  keep it away from this machine, and the pass phrase away from it: without the phrase nobody opens it",
                "  احفظها بعيداً عن هذا الجهاز واحفظ العبارة بعيداً عنها: دون العبارة لا يفتحها أحد",
            ));
        }
        Ok(output::GOOD)
    }
}

impl Restore {
    fn run(&self, voice: Voice) -> Result<u8, Stopped> {
        let stated = self.last.iter().map(|text| stated(text)).collect::<Result<Vec<_>>>();
        let stated = stated.map_err(named(Path::new("--last")))?;
        let bytes = disk::read(&self.file).map_err(named(&self.file))?;
        let store = open(&self.store).map_err(named(&self.store))?;
        let phrase = self.phrase.read(false, voice)?;
        let backup = Backup::open(&bytes, &phrase).map_err(named(&self.file))?;
        let place = Place::of(variable).map_err(named(Path::new("root key")))?;
        // A machine that has a root key keeps it; one that has none gets that of the backup.
        let root = match &place {
            Place::File(path) if !path.try_exists().unwrap_or(true) => {
                root::write(path, backup.root()).map_err(named(path))?;
                output::tell(&format!("→ {}", output::name(path)));
                root::read(path).map(std::sync::Arc::new).map_err(named(path))?
            }
            _ => root_key()?,
        };
        let terms = Terms {
            stated: &stated,
            set_aside: self.set_aside,
            by: &self.by,
            now: now(),
        };
        let done = restore(&store, &backup, &root, &terms).map_err(named(&self.store))?;
        if voice.json {
            output::json(&self.store, &done);
            return Ok(output::GOOD);
        }
        for device in &done.devices {
            let aside = match done.set_aside.contains(device) {
                true => voice.say("  set aside: onboard a new device", "  أُوقف: سجّل جهازاً جديداً"),
                false => "",
            };
            output::line(&format!("→ {}{aside}", output::fit(device)));
        }
        for device in &done.there {
            let says = voice.say("was there already", "موجود سابقاً");
            output::line(&format!("  {} {says}", output::fit(device)));
        }
        Ok(output::GOOD)
    }
}

/// Reads `DEVICE=COUNTER:HASH` or `DEVICE=0`.
fn stated(text: &str) -> Result<(String, Last)> {
    // A hash may end in an equals sign; a device's name has none.
    let (device, last) = text
        .split_once('=')
        .ok_or_else(|| Error::new(Code::AdoptLast).found(text))?;
    Ok((device.to_owned(), Last::parse(last)?))
}

impl Given {
    /// The pass phrase: of the file, the variable, or typed; twice where it is a new one.
    fn read(&self, new: bool, voice: Voice) -> Result<Phrase, Stopped> {
        if let Some(path) = &self.phrase_file {
            let read = disk::read(path).and_then(|bytes| {
                let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(Code::PhraseShort))?;
                Phrase::parse(text)
            });
            return read.map_err(named(path));
        }
        let variable = std::env::var("KHATM_PHRASE").ok().filter(|text| !text.is_empty());
        if let Some(text) = variable.map(Secret::new) {
            return Phrase::parse(text.expose()).map_err(named(Path::new("KHATM_PHRASE")));
        }
        let terminal = || named(Path::new("terminal"));
        if !std::io::stdin().is_terminal() {
            return Err(terminal()(Error::new(Code::PhraseAbsent)));
        }
        let ask = |prompt: &str| {
            let typed = rpassword::prompt_password(format!("{prompt}: ")).map(Secret::new);
            let typed = typed.map_err(|_| Error::new(Code::PhraseAbsent))?;
            Phrase::parse(typed.expose())
        };
        let first = ask(voice.say("pass phrase", "عبارة المرور")).map_err(terminal())?;
        if new && ask(voice.say("once more", "مرة أخرى")).map_err(terminal())? != first {
            return Err(terminal()(Error::new(Code::PhraseTwice)));
        }
        Ok(first)
    }
}

//! The life of a device in a process of its own, which stops wherever it is to be looked at from outside.

use std::fmt::Write as _;
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use khatm::device::kept::{Use, Who, open_noted, request_noted};
use khatm::device::{Plan, Stage};
use khatm::drive::{Proxy, Settings};
use khatm::facade::{Khatm, Setup};
use khatm::gateway::{Credential, Csid, Endpoint, Environment, Otp, Secret};
use khatm::invoice::fresh_uuid;
use khatm::seal::{PrivateKey, Signer as _};
use khatm::store::Store;
use khatm::store::issue::Order;
use khatm::store::sqlite::Sqlite;
use khatm::store::witness::FolderWitness;
use khatm::time::Timestamp;
use khatm::vault::backup::Backup;
use khatm::vault::phrase::Phrase;
use khatm::vault::rotate::rotate;
use khatm::vault::{Label, Vault, disk, root};
use khatm::{Error, Language};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::devices::{SELLER, configuration};

pub const ENVIRONMENT: Environment = Environment::Simulation;

/// Writes everything that any library beneath says at its most talkative.
struct Listener(Mutex<std::fs::File>);

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Listener {
    fn line(&self, text: &str) {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(file, "{text}");
    }
}

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.line(&format!("log {} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

impl Subscriber for &'static Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut words = Words(String::new());
        span.record(&mut words);
        self.line(&format!(
            "span {} {}{}",
            span.metadata().target(),
            span.metadata().name(),
            words.0
        ));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, record: &Record<'_>) {
        let mut words = Words(String::new());
        record.record(&mut words);
        self.line(&format!("record{}", words.0));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut words = Words(String::new());
        event.record(&mut words);
        self.line(&format!(
            "event {} {}{}",
            event.metadata().target(),
            event.metadata().level(),
            words.0
        ));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Stops until whoever looks has looked.
fn pause(word: &str) {
    println!("{word}");
    std::io::stdout().flush().unwrap();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).unwrap();
}

fn now() -> Timestamp {
    Timestamp::from(khatm::time::Moment::from_unix(unix()).unwrap())
}

fn unix() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

fn who() -> Who<'static> {
    Who {
        environment: ENVIRONMENT,
        device: "POS-1",
        by: "clerk",
        now: now(),
    }
}

/// What is shown of a refusal, in both languages, and for programs.
fn shown(out: &mut String, error: &Error) {
    for language in [Language::English, Language::Arabic] {
        let _ = writeln!(out, "{} {}", error.message(language), error.fix(language));
    }
    let _ = writeln!(out, "{error} {error:?} {}", serde_json::to_string(error).unwrap());
}

/// Everything: a device, its request, onboarding, issuing, sending, a new root key, a backup. The secrets are in files, which the
/// process that looks on has made.
pub fn live(folder: &Path) {
    let log = std::fs::File::create(folder.join("life.log")).unwrap();
    let listener: &'static Listener = Box::leak(Box::new(Listener(Mutex::new(log))));
    log::set_logger(listener).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    tracing::subscriber::set_global_default(listener).unwrap();
    pause("born");

    work(folder);
    pause("worked");

    let url = std::fs::read_to_string(folder.join("url")).unwrap();
    let open = |vault: &Vault| {
        let witness = Arc::new(FolderWitness::new(folder.join("witness")));
        let path = folder.join("shop.khatm");
        let store = match path.exists() {
            true => Sqlite::open(&path, witness),
            false => Sqlite::create(&path, witness),
        };
        let setup = Setup {
            drive: Settings {
                proxy: Proxy::Direct,
                ..Settings::default()
            },
            ..Setup::default()
        };
        let store: Arc<dyn Store> = Arc::new(store.unwrap());
        Khatm::with(store, vault.clone(), setup).unwrap()
    };
    let vault = Vault::from_file(folder.join("secret-root"));
    let khatm = open(&vault);
    let mut said = String::new();
    let added = khatm.add_device(Plan {
        name: "POS-1",
        id: fresh_uuid().unwrap(),
        endpoint: Endpoint::parse(ENVIRONMENT, &url).unwrap(),
        configuration: &configuration("1100"),
        seller: SELLER.as_bytes(),
        now: now().moment().unwrap(),
    });
    let _ = writeln!(said, "{:?}", added.unwrap());
    let key = PrivateKey::parse(&disk::read(&folder.join("secret-key")).unwrap()).unwrap();
    let _ = writeln!(said, "{key:?}");
    let device = request_noted(khatm.store(), &who(), &vault.key().unwrap(), key).unwrap();
    let _ = writeln!(said, "{device:?} {vault:?} {:?}", vault.key().unwrap());
    drop(device);
    vault.rest();
    let mut password = Some({
        let text = disk::read(&folder.join("secret-otp")).unwrap();
        Otp::parse(std::str::from_utf8(&text).unwrap()).unwrap()
    });
    let _ = writeln!(said, "{password:?}");
    let status = khatm.onboard_blocking("POS-1", &mut password).unwrap();
    assert_eq!(status.state, Stage::Active);
    for (number, buyer) in [("S-1", ""), ("S-2", BUYER)] {
        let draft =
            format!(r#"{{"number":"{number}",{buyer}"lines":[{{"name":"Tea","quantity":1,"price":"10.00"}}]}}"#);
        let issued = khatm.issue("POS-1", &Order::new(draft.as_bytes())).unwrap();
        let _ = writeln!(said, "{issued:?}");
    }
    let delivered = khatm.deliver_once().unwrap();
    assert_eq!(delivered.settled, 2, "{delivered:?}");

    let new = root::read(&folder.join("secret-new-root")).unwrap();
    let rotated = rotate(khatm.store(), &vault.key().unwrap(), &new, "clerk", now()).unwrap();
    let _ = writeln!(said, "{rotated:?} {new:?} {khatm:?}");
    drop((khatm, new));
    vault.forget();
    let vault = Vault::from_file(folder.join("secret-new-root"));
    let khatm = open(&vault);
    let phrase = phrase(folder);
    let backup = Backup::of(khatm.store(), &vault.key().unwrap(), "clerk", now()).unwrap();
    let bytes = backup.seal(&phrase).unwrap();
    std::fs::write(folder.join("shop.backup"), &bytes).unwrap();
    let opened = Backup::open(&bytes, &phrase).unwrap();
    let kept = khatm.store().devices().unwrap();
    let _ = writeln!(said, "{phrase:?} {backup:?} {opened:?} {kept:?}");
    drop((backup, opened, phrase));
    refusals(folder, &khatm, &bytes, &mut said);
    vault.rest();
    std::fs::write(folder.join("said.txt"), &said).unwrap();

    // A device that is held open has its key in memory, and must.
    let till = khatm.till("POS-1").unwrap();
    pause("open");
    let _ = writeln!(said, "{till:?}");
    drop(till);
    pause("closed");
    drop((khatm, vault, kept));
    pause("gone");
    for plant in std::fs::read_to_string(folder.join("plants"))
        .unwrap_or_default()
        .lines()
    {
        let bytes: Vec<u8> = plant.split(' ').map(|byte| byte.parse().unwrap()).collect();
        Box::leak(bytes.into_boxed_slice());
    }
    pause("planted");
}

const BUYER: &str = r#""buyer":{"name":"Buyer","vat_number":"310000000000003","street":"Tahlia","building_number":"1111","district":"Olaya","city":"Riyadh","postal_code":"12211"},"#;

fn phrase(folder: &Path) -> Phrase {
    let text = disk::read(&folder.join("secret-phrase")).unwrap();
    Phrase::parse(std::str::from_utf8(&text).unwrap()).unwrap()
}

/// Computes with keys, and nothing after it that would write over what that leaves on the stack.
#[inline(never)]
fn work(folder: &Path) {
    let key = PrivateKey::parse(&disk::read(&folder.join("secret-key")).unwrap()).unwrap();
    key.sign(b"a document").unwrap();
    let root = root::read(&folder.join("secret-root")).unwrap();
    let label = Label {
        device: "POS-1",
        environment: ENVIRONMENT,
        purpose: "work",
        version: 1,
        beside: b"",
    };
    let sealed = root.seal(&label, &key.to_pkcs8()).unwrap();
    PrivateKey::parse(&root.open(&label, &sealed).unwrap()).unwrap();
}

/// Everything that is refused with a secret at hand.
fn refusals(folder: &Path, khatm: &Khatm, backup: &[u8], said: &mut String) {
    let wrong = Phrase::parse("another phrase altogether").unwrap();
    let read = |name: &str| disk::read(&folder.join(name)).unwrap();
    // In a place of its own from the start: what grows leaves a copy behind, and that would be the test's.
    let spoiled = |name: &str, times: usize, end: &str| {
        let bytes = read(name);
        let mut text = zeroize::Zeroizing::new(String::with_capacity(bytes.len() * times + end.len()));
        (0..times).for_each(|_| text.push_str(std::str::from_utf8(&bytes).unwrap()));
        text.push_str(end);
        text
    };
    let old = root::read(&folder.join("secret-root")).unwrap();
    let said_by = Vault::from_command(format!("cat {}", folder.join("secret-key").display()));
    let mut errors = vec![
        Backup::open(backup, &wrong).unwrap_err(),
        Backup::open(&read("secret-key"), &phrase(folder)).unwrap_err(),
        open_noted(khatm.store(), &who(), &old, Use::Deliver).unwrap_err(),
        khatm::vault::RootKey::parse(spoiled("secret-new-root", 1, "x").as_bytes()).unwrap_err(),
        PrivateKey::parse(&read("secret-new-root")).unwrap_err(),
        Otp::parse(&spoiled("secret-otp", 1, "7")).unwrap_err(),
        Phrase::parse(&spoiled("secret-phrase", 60, "")).unwrap_err(),
        said_by.key().unwrap_err(),
    ];
    let held = khatm.till("POS-1").unwrap();
    let _ = writeln!(said, "{held:?}");
    drop(held);
    let device = open_noted(
        khatm.store(),
        &who(),
        &root::read(&folder.join("secret-new-root")).unwrap(),
        Use::Deliver,
    )
    .unwrap();
    let production = device.production().unwrap();
    let _ = writeln!(said, "{production:?} {device:?}");
    let mut spoiled = String::with_capacity(production.secret().expose().len() + 1);
    spoiled.push_str(production.secret().expose());
    spoiled.push('\u{1}');
    let (token, secret) = (production.token(), Secret::new(spoiled));
    let other = Credential::parse(ENVIRONMENT, Csid::Production, token, secret, "1");
    errors.push(other.unwrap_err());
    errors.iter().for_each(|error| shown(said, error));
}

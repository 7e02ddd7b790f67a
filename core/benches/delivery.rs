//! How fast documents are delivered to an authority that takes a second for each answer, with what memory; and whether, after an
//! outage with a hundred thousand reports waiting, a clearance ever stands behind them.
//!
//! `cargo bench -p khatm --bench delivery`. The authority is the simulator in a process of its own, on the same cores, validating
//! every document; the ledger is a file, every claim and every answer reaches the disk. `KHATM_BENCH_FOLDER` names another disk,
//! `KHATM_BENCH_WAITING` another number of waiting reports.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use khatm::device::Plan;
use khatm::drive::{Proxy, Rates, Settings};
use khatm::facade::{Khatm, Progress, Setup};
use khatm::gateway::{Endpoint, Environment, Otp};
use khatm::invoice::fresh_uuid;
use khatm::seal::CsrConfig;
use khatm::simulator::{Fault, RecordLimits, Rule, Simulator};
use khatm::store::issue::Order;
use khatm::store::sqlite::Sqlite;
use khatm::store::witness::FolderWitness;
use khatm::time::Moment;
use khatm::vault::{RootKey, Vault};

const AT: Environment = Environment::Simulation;
const DEVICES: usize = 8;
const HANDS: usize = khatm::facade::HANDS;
const SLOW: usize = 20_000;
const WAITING: usize = 100_000;
const SELLER: &str = r#"{"name":"Khatm Books","vat_number":"399999999900003","id":{"scheme":"CRN","value":"1010010001"},
"street":"King Fahd Road","building_number":"2322","district":"Olaya","city":"Riyadh","postal_code":"12214","country":"SA"}"#;

fn main() {
    if std::env::var_os("KHATM_BENCH_AUTHORITY").is_some() {
        return authority();
    }
    let folder = std::env::var_os("KHATM_BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("khatm-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut authority = Authority::start();
    let khatm = open(&folder, &authority.url);
    let names: Vec<String> = (1..=DEVICES).map(|number| format!("TILL-{number}")).collect();
    for name in &names {
        onboard(&khatm, name, &mut authority);
    }
    println!("{DEVICES} devices, {HANDS} hands, {} cores", cores());
    slow(&khatm, &names, &mut authority);
    outage(&khatm, &names, &mut authority);
    drop(authority);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Every answer takes a second.
fn slow(khatm: &Khatm, names: &[String], authority: &mut Authority) {
    issue(khatm, names, SLOW, "A");
    authority.tell("delay 1000");
    let before = memory();
    let begun = Instant::now();
    let done = khatm.deliver_once().unwrap();
    let took = begun.elapsed().as_secs_f64();
    assert_eq!((done.settled, done.faults.len()), (SLOW, 0));
    assert_eq!(khatm.outbox(1).unwrap(), []);
    let rate = SLOW as f64 / took;
    println!(
        "{:<44} {rate:>8.0} documents a second (goal 500)",
        "delivered at a second for each answer"
    );
    println!(
        "{:<44} {:>8} MB, {before} MB before (goal 200)",
        "memory of the process, at its highest",
        memory()
    );
    authority.tell("clear");
}

/// The authority is away while reports pile up. It comes back; a cashier has a clearance every now and then.
fn outage(khatm: &Khatm, names: &[String], authority: &mut Authority) {
    let waiting = std::env::var("KHATM_BENCH_WAITING")
        .ok()
        .and_then(|text| text.parse().ok());
    let waiting = waiting.unwrap_or(WAITING);
    authority.tell("away");
    let begun = Instant::now();
    issue(khatm, names, waiting, "B");
    println!(
        "{:<44} {:>8.0} documents a second",
        "issued meanwhile, a hundred at a time",
        waiting as f64 / begun.elapsed().as_secs_f64()
    );
    khatm.deliver_once().unwrap();
    authority.tell("clear");
    let begun = Instant::now();
    let delivery = khatm.start();
    let mut waits = Vec::new();
    while khatm
        .outbox(1)
        .unwrap()
        .iter()
        .any(|way| way.route == khatm::store::delivery::Route::Reporting)
    {
        let asked = Instant::now();
        let draft = invoice(&format!("C-{}", waits.len()));
        let issued = khatm
            .issue(&names[waits.len() % names.len()], &Order::new(draft.as_bytes()))
            .unwrap();
        let waited = khatm.wait_cleared(&issued.document.uuid, 60_000).unwrap();
        assert!(waited.is_allowed(), "{waited:?}");
        let way = khatm.way(&issued.document.uuid).unwrap();
        assert!(way.progress == Progress::Cleared && !way.late);
        // While the breaker is open nothing leaves: what counts is the queue, so it begins with the first answer.
        waits.push(asked.elapsed());
        std::thread::sleep(Duration::from_millis(500));
    }
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(delivery.stop(), None);
    println!(
        "{:<44} {:>8.0} documents a second, {waiting} in {took:.0} s",
        "drained when it is back",
        waiting as f64 / took
    );
    waits.sort();
    let at = |part: usize| waits[(waits.len() - 1) * part / 100].as_millis();
    println!(
        "{:<44} {:>8} ms, the slowest but one in a hundred {} ms, the slowest {} ms, of {}",
        "a clearance meanwhile, from draft to cleared",
        at(50),
        at(99),
        at(100),
        waits.len()
    );
    println!(
        "{:<44} {:>8} MB (goal 200)",
        "memory of the process, at its highest",
        memory()
    );
}

fn open(folder: &Path, url: &str) -> Khatm {
    let witness = Arc::new(FolderWitness::new(folder.join("witness")));
    let store = Sqlite::create(&folder.join("bench.khatm"), witness).unwrap();
    let setup = Setup {
        hands: HANDS,
        drive: Settings {
            proxy: Proxy::Direct,
            // The authority's limits are not what is measured.
            rates: Rates {
                per_minute: 600_000,
                burst: 10_000,
                ..Rates::default()
            },
            ..Settings::default()
        },
        ..Setup::default()
    };
    assert!(url.starts_with("http://127.0.0.1:"));
    let vault = Vault::from_key(RootKey::generate().unwrap());
    Khatm::with(Arc::new(store), vault, setup).unwrap()
}

fn onboard(khatm: &Khatm, name: &str, authority: &mut Authority) {
    let text = |text: &str| text.to_owned();
    let configuration = CsrConfig {
        common_name: text(name),
        serial_number: format!("1-Khatm|2-Bench|3-{name}"),
        organization_identifier: text("399999999900003"),
        organization_unit_name: text("Riyadh Branch"),
        organization_name: text("Khatm Books"),
        country_name: text("SA"),
        invoice_type: text("1100"),
        location_address: text("RRRD2929"),
        industry_business_category: text("Books"),
    };
    khatm
        .add_device(Plan {
            name,
            id: fresh_uuid().unwrap(),
            endpoint: Endpoint::parse(AT, &authority.url).unwrap(),
            configuration: &configuration,
            seller: SELLER.as_bytes(),
            now: Moment::from_unix(seconds()).unwrap(),
        })
        .unwrap();
    let mut password = Some(Otp::parse(&authority.tell("otp")).unwrap());
    khatm.onboard_blocking(name, &mut password).unwrap();
}

/// So many reports, by all devices in turn.
fn issue(khatm: &Khatm, names: &[String], count: usize, series: &str) {
    const TOGETHER: usize = 100;
    let tills: Vec<_> = names.iter().map(|name| khatm.till(name).unwrap()).collect();
    for first in (0..count).step_by(TOGETHER) {
        let drafts: Vec<String> = (first..count.min(first + TOGETHER))
            .map(|number| sale(&format!("{series}-{number}")))
            .collect();
        let orders: Vec<Order<'_>> = drafts.iter().map(|draft| Order::new(draft.as_bytes())).collect();
        tills[first / TOGETHER % tills.len()].issue_all(&orders).unwrap();
    }
}

fn sale(number: &str) -> String {
    format!(
        r#"{{"number":"{number}","lines":[{{"name":"Tea","quantity":2,"price":"20.00"}},{{"name":"Coffee","quantity":1,"price":"31.50"}}]}}"#
    )
}

fn invoice(number: &str) -> String {
    format!(
        r#"{{"number":"{number}","buyer":{{"name":"Buyer","vat_number":"310000000000003","street":"Tahlia","building_number":"1111",
"district":"Olaya","city":"Riyadh","postal_code":"12211"}},"lines":[{{"name":"Tea","quantity":1,"price":"20.00"}}]}}"#
    )
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get())
}

fn seconds() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs() as i64
}

/// The most memory that this process ever had, in MB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

/// The simulator in a process of its own: told what to do line by line.
struct Authority {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    url: String,
}

impl Authority {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env("KHATM_BENCH_AUTHORITY", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut authority = Authority {
            child,
            input,
            output: BufReader::new(output),
            url: String::new(),
        };
        authority.url = authority.line();
        authority
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    fn tell(&mut self, what: &str) -> String {
        writeln!(self.input, "{what}").unwrap();
        self.line()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn authority() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let options = khatm::simulator::Options {
        records: RecordLimits {
            count: 1,
            ..RecordLimits::default()
        },
        ..khatm::simulator::Options::default()
    };
    let simulator = runtime.block_on(Simulator::start_with(options)).unwrap();
    println!("{}", simulator.endpoint(AT).unwrap().base());
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("otp", _) => println!("{}", simulator.otp(AT).unwrap().expose()),
            ("delay", ms) => {
                let fault = Fault::Delay {
                    ms: ms.parse().unwrap(),
                };
                simulator.faults().add(Rule::of(fault)).unwrap();
                println!("slow");
            }
            ("away", _) => {
                let fault = Fault::Status {
                    status: 503,
                    html: false,
                };
                simulator.faults().add(Rule::of(fault)).unwrap();
                println!("away");
            }
            _ => {
                simulator.faults().clear();
                println!("clear");
            }
        }
    }
}

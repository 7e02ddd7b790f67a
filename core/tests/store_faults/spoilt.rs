//! Runs the plan in processes of its own, each with one call spoilt, and looks at what each of them leaves.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::ledger::Till;
use crate::told::Told;

/// Longer than opening a ledger, looking at it and going on with it takes on a machine that does other things, too.
const LIMIT: Duration = Duration::from_secs(30);

/// How a call is spoilt, as the shim names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    None,
    Eio,
    Full,
    Short,
    Filled,
    Denied,
    EioForGood,
    FullForGood,
    KillBefore,
    KillAfter,
    Torn,
    Power,
    PowerUnfair,
    Gate,
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::Eio,
        Kind::KillBefore,
        Kind::Power,
        Kind::Full,
        Kind::KillAfter,
        Kind::Denied,
        Kind::PowerUnfair,
        Kind::Filled,
        Kind::Torn,
        Kind::EioForGood,
        Kind::Short,
        Kind::Gate,
        Kind::FullForGood,
    ];

    fn name(self) -> &'static str {
        match self {
            Kind::None => "none",
            Kind::Eio => "eio",
            Kind::Full => "full",
            Kind::Short => "short",
            Kind::Filled => "filled",
            Kind::Denied => "denied",
            Kind::EioForGood => "eio-for-good",
            Kind::FullForGood => "full-for-good",
            Kind::KillBefore => "kill-before",
            Kind::KillAfter => "kill-after",
            Kind::Torn => "torn",
            Kind::Power => "power",
            Kind::PowerUnfair => "power-unfair",
            Kind::Gate => "gate",
        }
    }

    /// Whether the process dies of it.
    fn kills(self) -> bool {
        matches!(
            self,
            Kind::KillBefore | Kind::KillAfter | Kind::Torn | Kind::Power | Kind::PowerUnfair | Kind::Gate
        )
    }

    /// Whether the day must go on to its end all the same.
    fn passes(self) -> bool {
        !self.kills() && !matches!(self, Kind::EioForGood | Kind::FullForGood)
    }
}

/// What came of many tries.
#[derive(Debug, Default)]
pub struct Report {
    tries: usize,
    killed: usize,
    whole_days: usize,
    failures: BTreeMap<String, usize>,
    /// What must not be.
    broken: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tries, {} killed, {} came to the end of their day; errors told:",
            self.tries, self.killed, self.whole_days
        )?;
        self.failures
            .iter()
            .try_for_each(|(what, count)| write!(f, "\n  {count:5} {what}"))
    }
}

/// A folder for the tries, and the library that spoils them.
pub struct Laboratory {
    pub folder: PathBuf,
    pub shim: PathBuf,
    till: Till,
}

impl Laboratory {
    /// Without a compiler there is none, and that is said.
    pub fn new(name: &str) -> Option<Self> {
        let memory = Path::new("/dev/shm");
        // What is looked for is not in the disk: what a power cut takes is undone by the shim.
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = base.join(format!("khatm-faults-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let shim = folder.join("shim.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store_faults/shim.c");
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let built = Command::new(&compiler)
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .args([&shim, &source])
            .args(["-ldl", "-pthread"])
            .status();
        if built.is_err() {
            eprintln!("SKIPPED {name}: there is no C compiler ({compiler}), so no call was spoilt");
            return None;
        }
        assert!(built.unwrap().success(), "the shim is built");
        let till = Till::new();
        till.write(&folder);
        Some(Laboratory { folder, shim, till })
    }

    /// The calls of a day on which nothing fails.
    pub fn calls(&self, environment: &[(&str, String)]) -> Vec<String> {
        let day = self.day("calls", 0, Kind::None, 0, environment);
        self.wrong(0, Kind::None, &day, &self.folder.join("calls")).unwrap();
        assert!(day.told.done && day.told.failures.is_empty());
        assert!(day.calls.len() > 50, "too few calls to be all: {:?}", day.calls);
        day.calls
    }

    fn day(&self, name: &str, at: usize, kind: Kind, seed: u64, environment: &[(&str, String)]) -> Day {
        let (place, list) = (self.folder.join(name), self.folder.join(format!("{name}.list")));
        fs::create_dir_all(&place).unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "another_process", "--nocapture", "--test-threads", "1"])
            .env("LD_PRELOAD", &self.shim)
            .env("KHATM_FAULT_FOLDER", &place)
            .env("KHATM_FAULT_LIST", &list)
            .env("KHATM_FAULT_AT", at.to_string())
            .env("KHATM_FAULT_KIND", kind.name())
            .env("KHATM_FAULT_SEED", seed.to_string())
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let dead = std::os::unix::process::ExitStatusExt::signal(&output.status) == Some(9);
        let calls = fs::read_to_string(&list).unwrap_or_default();
        Day {
            told: Told::read(&String::from_utf8_lossy(&output.stdout)),
            calls: calls.lines().map(str::to_owned).collect(),
            dead,
            ended_well: dead || output.status.success(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Goes through the tries on two threads.
    pub fn run(&self, tries: Vec<(usize, Kind)>, seed: u64, environment: &[(&str, String)]) -> Report {
        let (next, report) = (AtomicUsize::new(0), Mutex::new(Report::default()));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some((at, kind)) = tries.get(next.fetch_add(1, Ordering::Relaxed)) {
                        self.one(*at, *kind, seed, environment, &report);
                    }
                });
            }
        });
        let report = report.into_inner().unwrap();
        assert_eq!(report.tries, tries.len());
        let broken = &report.broken;
        let some = broken
            .iter()
            .take(12)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n");
        assert!(broken.is_empty(), "{} of {} tries:\n{some}", broken.len(), report.tries);
        self.clear();
        report
    }

    pub fn clear(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    fn one(&self, at: usize, kind: Kind, seed: u64, environment: &[(&str, String)], report: &Mutex<Report>) {
        let name = format!("{at}-{}", kind.name());
        let place = self.folder.join(&name);
        let day = self.day(&name, at, kind, seed, environment);
        let wrong = self.wrong(at, kind, &day, &place);
        let Day { told, calls, dead, .. } = day;
        let mut report = report.lock().unwrap();
        report.tries += 1;
        report.killed += usize::from(dead);
        report.whole_days += usize::from(told.done);
        if let Err(wrong) = wrong {
            let call = at
                .checked_sub(1)
                .and_then(|at| calls.get(at))
                .map_or("?", String::as_str);
            let shown = format!("KHATM_SEED={seed}, {} at call {call}", kind.name());
            report.broken.push(format!("{shown}: {wrong} {:?}", told.failures));
        }
        for failure in told.failures {
            let failure = failure.split(" (/").next().unwrap_or_default().to_owned();
            *report.failures.entry(failure).or_default() += 1;
        }
        drop(report);
        let _ = fs::remove_dir_all(&place);
        let _ = fs::remove_file(self.folder.join(format!("{name}.list")));
    }

    /// What is not as it must be after a day.
    fn wrong(&self, at: usize, kind: Kind, day: &Day, place: &Path) -> Result<(), String> {
        let Day { told, calls, dead, .. } = day;
        let must = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
        must(day.ended_well, &format!("it did not end well: {}", day.errors))?;
        let begun = Instant::now();
        told.look(place, &self.till)?;
        must(begun.elapsed() < LIMIT, "it took too long to go on")?;
        // The last calls of a day may be one more or one less: a stamp has no fixed length.
        let met = calls.len() >= at;
        must(
            *dead == kind.kills() || kind == Kind::Gate || !met,
            "it died, or did not",
        )?;
        must(
            !kind.passes() || told.done,
            "the host did what it was asked to, and did not come to the end",
        )?;
        must(!kind.passes() || told.failures.len() <= 1, "one fault, several errors")?;
        let clear = |failure: &&String| !failure.contains(" Bug ") && !failure.contains("KHATM-STORE-DAMAGED");
        must(
            told.failures.iter().all(|failure| clear(&failure)),
            "an error that blames something else",
        )
    }
}

/// What one process did.
struct Day {
    told: Told,
    calls: Vec<String>,
    dead: bool,
    ended_well: bool,
    errors: String,
}

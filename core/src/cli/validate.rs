//! `khatm validate`: many files on all cores, said in the order given.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::rules::{self, Context, Finding, LayerResult, Report, Stage, Verdict};
use crate::seal::Certificate;
use crate::time::Moment;
use crate::{Error, Language, Severity};

use crate::cli::arguments::Circumstances;
use crate::cli::commands::Run;
use crate::cli::drafts::unix_now;
use crate::cli::files::read;
use crate::cli::identity::sdk_path;
use crate::cli::output;

/// Reports that may wait for an earlier one, for each core: enough to keep all busy, too few to fill memory.
const AHEAD: usize = 256;
/// Files from which on a person at a terminal is told how far the work is.
const MANY: usize = 100;

impl Run {
    pub(crate) fn validate(&self, files: &[PathBuf], given: &Circumstances, strict: bool) -> u8 {
        let context = match context(given) {
            Ok(context) => context,
            Err((path, error)) => {
                output::error(&path, &error, self.json, self.language);
                return output::USAGE;
            }
        };
        let mut worst = output::GOOD;
        let mut progress = Progress::new(files.len());
        in_order(
            files,
            |file| self.judge(file, &context),
            |judged| {
                progress.clear();
                output::write(judged.text.as_bytes());
                progress.one_more();
                let bad = !judged.valid || strict && judged.warned;
                worst = worst.max(match (judged.unread, bad) {
                    (true, _) => output::USAGE,
                    (false, true) => output::BAD,
                    (false, false) => output::GOOD,
                });
            },
        );
        progress.clear();
        worst
    }

    fn judge(&self, file: &Path, context: &Context) -> Judged {
        let (verdict, unread) = match read(file) {
            Ok(xml) => (rules::validate(&xml, context), false),
            Err(error) => (Verdict::unreadable(error, Stage::File), true),
        };
        let report = verdict.report(self.language);
        Judged {
            text: if self.json {
                output::json_line(file, &report)
            } else {
                page(file, &report, self.language)
            },
            valid: report.valid,
            warned: !report.findings.is_empty(),
            unread,
        }
    }
}

/// What is to be said of a file.
struct Judged {
    text: String,
    valid: bool,
    warned: bool,
    unread: bool,
}

fn context(given: &Circumstances) -> Result<Context, (PathBuf, Error)> {
    let now = match &given.at {
        Some(text) => Moment::parse(text),
        None => Moment::from_unix(unix_now()),
    };
    let mut context = Context::new(now.map_err(|error| (PathBuf::from("--at"), error))?);
    if let Some(previous) = &given.pih {
        context = context.after(previous.trim());
    } else if let Some(file) = sdk_path("pihPath").filter(|_| given.sdk) {
        let bytes = read(&file).map_err(|error| (file, error))?;
        context = context.after(String::from_utf8_lossy(&bytes).trim());
    }
    if let Some(file) = &given.certificate {
        let named = |error| (file.clone(), error);
        let certificate = Certificate::parse(&read(file).map_err(named)?).map_err(named)?;
        context = context.sent_with(certificate);
    }
    Ok(context)
}

/// Works on as many items at a time as there are cores, and hands the results on in the order of the items.
fn in_order<T: Send>(items: &[PathBuf], work: impl Fn(&Path) -> T + Sync, mut take: impl FnMut(T)) {
    let cores = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len());
    if cores <= 1 {
        return items.iter().for_each(|item| take(work(item)));
    }
    let next = AtomicUsize::new(0);
    // How many were handed on: nobody runs further ahead than the reports that may wait.
    let said = AtomicUsize::new(0);
    let fallen = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (sender, results) = mpsc::sync_channel(AHEAD);
        for _ in 0..cores {
            let sender = sender.clone();
            let (next, said, fallen, work) = (&next, &said, &fallen, &work);
            scope.spawn(move || {
                let _alarm = Fallen(fallen);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { break };
                    while at > said.load(Ordering::Acquire) + AHEAD * cores {
                        if fallen.load(Ordering::Acquire) {
                            return;
                        }
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    if sender.send((at, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (at, result) in results {
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&due) {
                take(result);
                due += 1;
                said.store(due, Ordering::Release);
            }
        }
    });
}

/// Tells the others when a worker panics: its report will never come, and whoever waits for that waits for ever.
struct Fallen<'f>(&'f AtomicBool);

impl Drop for Fallen<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Release);
        }
    }
}

/// A line on standard error that says how far the work is; none where nobody looks.
struct Progress {
    of: usize,
    done: usize,
    shown: Option<Instant>,
    visible: bool,
}

impl Progress {
    fn new(of: usize) -> Self {
        Progress {
            of,
            done: 0,
            shown: None,
            visible: of >= MANY && std::io::stderr().is_terminal(),
        }
    }

    fn one_more(&mut self) {
        self.done += 1;
        let due = self
            .shown
            .is_none_or(|last| last.elapsed() > Duration::from_millis(200));
        if self.visible && due {
            let _ = write!(std::io::stderr(), "\r{} / {}", self.done, self.of);
            self.shown = Some(Instant::now());
        }
    }

    /// Makes room for a report, where both go to the same terminal.
    fn clear(&self) {
        if self.visible && self.shown.is_some() && std::io::stdout().is_terminal() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// A report for people.
fn page(file: &Path, report: &Report, language: Language) -> String {
    let say = |english| output::word(language, english);
    let mut text = format!("{}: {}\n", output::name(file), output::verdict(report.valid, language));
    let layers = &report.layers;
    for (name, result) in [
        ("xsd", layers.xsd),
        ("en", layers.en),
        ("ksa", layers.ksa),
        ("qr", layers.qr),
        ("signature", layers.signature),
        ("pih", layers.pih),
    ] {
        let result = match result {
            LayerResult::Passed => output::paint(say("passed"), "32"),
            LayerResult::Failed => output::paint(say("FAILED"), "31;1"),
            LayerResult::NotRun => say("not run").to_owned(),
        };
        text.push_str(&format!("  {name:<10} {result}\n"));
    }
    report
        .findings
        .iter()
        .for_each(|finding| entry(&mut text, finding, language));
    text
}

fn entry(text: &mut String, finding: &Finding, language: Language) {
    let severity = match finding.severity {
        Severity::Error => output::paint(output::word(language, "error"), "31;1"),
        Severity::Warning => output::paint(output::word(language, "warning"), "33"),
    };
    let times = match finding.count {
        0 | 1 => String::new(),
        count => format!(" ×{count}"),
    };
    text.push_str(&format!(
        "  {severity} {}{times}: {}\n",
        finding.code,
        output::fit(&finding.message)
    ));
    let mut row = |word, value: &str| {
        text.push_str(&format!("      {:<8} {value}\n", output::word(language, word)));
    };
    // What is no XML has lines, but no paths.
    let path = finding.path.as_deref().map(output::fit);
    let place = finding.place.map(|place| format!("({}:{})", place.line, place.column));
    let place: Vec<String> = path.into_iter().chain(place).collect();
    if !place.is_empty() {
        row("at", &place.join(" "));
    }
    if let Some(field) = &finding.field {
        row("field", &output::fit(field));
    }
    text.push_str(&format!("      {}        {}\n", output::arrow(language), finding.fix));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_panics_ends_the_call_instead_of_letting_it_wait() {
        let items = vec![PathBuf::from("a"); 40 * AHEAD];
        let seen = AtomicUsize::new(0);
        let work = |_: &Path| assert_ne!(seen.fetch_add(1, Ordering::Relaxed), 7, "meant to fail");
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| in_order(&items, work, |()| {})));
        assert!(ended.is_err());
    }
}

//! `khatm deliver`: sends what a ledger has issued, until somebody ends it.
//!
//! Any number of these may run on one ledger, on one machine. What is under way when it is ended is waited for; what is under way
//! when it is killed is sent again with the same bytes by whoever delivers next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::facade::{Delivered, Khatm, Progress, Sought, Watch, Way};
use crate::gateway::Environment;
use crate::{Code, Error, Result};
use clap::Args;
use serde::Serialize;

use crate::cli::device::Voice;
use crate::cli::ending::Wanted;
use crate::cli::opened::{self, Blamed};
use crate::cli::outbox::{progress, span};
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct Deliver {
    /// The ledger.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// Send what is due now, and end. Exit code 1 if something was rejected, 3 if something is left.
    #[arg(long)]
    once: bool,
    /// Documents that are under way at once, at most: 800 unless told. A device's own rate limits it besides.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    hands: Option<u16>,
    /// No line for each document.
    #[arg(short, long)]
    quiet: bool,
}

impl Deliver {
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        opened::ended(self.work(voice), voice)
    }

    fn work(&self, voice: Voice) -> Result<u8, Blamed> {
        let named = |error| (self.store.clone(), error);
        let khatm = opened::with_key(&self.store, voice, |setup| {
            setup.hands = self.hands.map_or(setup.hands, usize::from);
        })?;
        self.ready(&khatm, voice)?;
        let wanted = listen(voice).map_err(named)?;
        if !self.once && !voice.json {
            output::tell(voice.say("delivering; Ctrl-C ends it", "جارٍ التسليم؛ للإنهاء اضغط Ctrl-C"));
        }
        let mut told = Told::new(&self.store, self.quiet, voice);
        let go_on = || !wanted.is();
        let ended = match self.once {
            true => khatm.deliver_once_watched(&go_on, &mut told).map(|round| {
                told.round(&Ok(round));
            }),
            false => khatm.deliver_watched(&go_on, &mut told),
        };
        let left = khatm.outbox_of(&Sought::default()).map(|ways| ways.len());
        told.summary(left.as_ref().ok().copied());
        if let Some(error) = khatm.client().skew_warning() {
            voice.error(Path::new("-"), &error);
        }
        ended.map_err(named)?;
        let left = left.map_err(named)?;
        // Whoever ends a service wants it ended, not everything delivered.
        Ok(if self.once { told.code(left) } else { output::GOOD })
    }

    /// Says before anything is sent what would only come out document by document: a copy, a device that cannot be opened, another
    /// environment. Where nothing could be sent, that is an error.
    fn ready(&self, khatm: &Khatm, voice: Voice) -> Result<(), Blamed> {
        let named = |error| (self.store.clone(), error);
        // Refused on a copy, as every delivery is.
        khatm.store().deliver(&mut |_| Ok(())).map_err(named)?;
        let chains = khatm.store().chains().map_err(named)?;
        let mut devices: Vec<(Environment, &str)> = Vec::new();
        for chain in &chains {
            let device = (chain.made.environment, chain.made.device.as_str());
            if !devices.contains(&device) {
                devices.push(device);
            }
        }
        let mut faults = Vec::new();
        for (environment, name) in &devices {
            let chosen = khatm.setup().environment;
            let opened = match chosen.is_none_or(|chosen| chosen == *environment) {
                true => khatm.device(name).map(|_| ()),
                false => Err(Error::new(Code::CredentialEnvironment).found(environment.as_str())),
            };
            if let Err(error) = opened {
                faults.push((PathBuf::from(name), error));
            }
        }
        let none_can = faults.len() == devices.len();
        let last = if none_can { faults.pop() } else { None };
        for (name, error) in &faults {
            voice.error(name, error);
        }
        last.map_or(Ok(()), Err)
    }
}

/// The first signal ends it in good order, the second at once.
pub(crate) fn listen(voice: Voice) -> Result<Wanted> {
    let first = move || {
        if !voice.json {
            output::tell(voice.say(
                "ending: answers to what was sent are awaited; once more ends it at once",
                "جارٍ الإنهاء بانتظار الردود؛ أعد الإشارة للإنهاء فوراً",
            ));
        }
    };
    // What is under way is in doubt then, and sent again by whoever delivers next.
    Wanted::listen(first, || std::process::exit(i32::from(output::AGAIN)))
}

/// What was done.
#[derive(Debug, Default, Serialize)]
struct Totals {
    sent: usize,
    cleared: usize,
    reported: usize,
    rejected: usize,
    contrary: usize,
    again: usize,
    in_doubt: usize,
    alerts: BTreeMap<&'static str, usize>,
}

/// Tells a person, or a program, of each document.
pub(crate) struct Told<'t> {
    ledger: &'t Path,
    quiet: bool,
    voice: Voice,
    totals: Totals,
}

impl Watch for Told<'_> {
    fn answered(&mut self, way: &Way) {
        let totals = &mut self.totals;
        match way.progress {
            Progress::Cleared => totals.cleared += 1,
            Progress::Reported => totals.reported += 1,
            Progress::Rejected => totals.rejected += 1,
            Progress::Contrary => totals.contrary += 1,
            Progress::InDoubt => totals.in_doubt += 1,
            _ => totals.again += 1,
        }
        if self.quiet {
            return;
        }
        if self.voice.json {
            #[derive(Serialize)]
            struct Line<'l> {
                document: &'l Way,
            }
            return output::json(self.ledger, &Line { document: way });
        }
        output::line(&self.line(way));
    }

    fn alert(&mut self, name: &'static str) {
        *self.totals.alerts.entry(name).or_default() += 1;
        if self.voice.json {
            #[derive(Serialize)]
            struct Line {
                alert: &'static str,
            }
            return output::json(self.ledger, &Line { alert: name });
        }
        output::complain(&format!("{name}: {}", alert(name, self.voice)));
    }

    fn round(&mut self, round: &Result<Delivered>) {
        match round {
            Ok(done) => {
                self.totals.sent += done.sent;
                done.faults.iter().for_each(|fault| self.fault(fault));
            }
            Err(error) => self.voice.error(self.ledger, error),
        }
    }
}

impl<'t> Told<'t> {
    /// Nothing was done yet.
    pub(crate) fn new(ledger: &'t Path, quiet: bool, voice: Voice) -> Self {
        Told {
            ledger,
            quiet,
            voice,
            totals: Totals::default(),
        }
    }

    /// The exit code, where so many are left.
    pub(crate) fn code(&self, left: usize) -> u8 {
        match &self.totals {
            totals if totals.rejected + totals.contrary > 0 => output::BAD,
            _ if left > 0 => output::AGAIN,
            _ => output::GOOD,
        }
    }
}

impl Told<'_> {
    /// A document whose rows the ledger did not take. It is tried again, and keeps back no other.
    fn fault(&self, code: &'static str) {
        if self.voice.json {
            #[derive(Serialize)]
            struct Line {
                fault: &'static str,
            }
            return output::json(self.ledger, &Line { fault: code });
        }
        let text = self.voice.say(
            "what came of a document could not be kept; it is tried again. Look at khatm verify --store",
            "تعذر حفظ ما صار إليه مستند وتُعاد المحاولة. راجع khatm verify --store",
        );
        output::complain(&format!("{code}: {text}"));
    }

    fn line(&self, way: &Way) -> String {
        let voice = self.voice;
        let word = progress(way, voice);
        let word = match way.progress {
            Progress::Cleared | Progress::Reported => output::paint(&word, "32"),
            Progress::Rejected | Progress::Contrary => output::paint(&word, "31;1"),
            _ => output::paint(&word, "33"),
        };
        let mut line = format!("{} {}: {word}", output::fit(&way.device), output::fit(&way.number));
        if let Some(http) = way.last_http.filter(|http| *http > 0) {
            line += &format!(" {http}");
        }
        let first = way.messages.iter().find_map(|message| message.get("code")?.as_str());
        let code = way.parked.as_deref().or(way.last_code.as_deref()).or(first);
        if let Some(code) = code.filter(|_| !matches!(way.progress, Progress::Reported | Progress::Cleared)) {
            line += &format!(" {}", output::fit(code));
        }
        if way.parked.is_some() {
            line += voice.say(", its device is parked", "، جهازه موقوف");
        } else if let Some(due) = way.due_ms.filter(|_| !way.progress.is_final()) {
            let left = due - crate::cli::outbox::now_ms();
            line += &format!(", {} {}", voice.say("again in", "إعادة بعد"), span(left, voice));
        }
        if way.late {
            line += voice.say(", late", "، متأخر");
        }
        line
    }

    pub(crate) fn summary(&self, left: Option<usize>) {
        if self.voice.json {
            #[derive(Serialize)]
            struct Line<'l> {
                summary: &'l Totals,
                left: Option<usize>,
            }
            let summary = &self.totals;
            return output::json(self.ledger, &Line { summary, left });
        }
        let totals = &self.totals;
        let mut parts = Vec::new();
        for (number, english, arabic) in [
            (totals.cleared, "cleared", "معتمد"),
            (totals.reported, "reported", "تم الإبلاغ"),
            (totals.rejected, "REJECTED", "مرفوض"),
            (totals.contrary, "CONTRARY", "متعارض"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {}", self.voice.say(english, arabic)));
            }
        }
        if let Some(left) = left {
            parts.push(format!("{left} {}", self.voice.say("left", "متبقٍ")));
        }
        output::line(&format!("{}: {}", output::name(self.ledger), parts.join(", ")));
    }
}

/// What an alert means, and what to do.
fn alert(name: &str, voice: Voice) -> &'static str {
    match name {
        "contrary" => voice.say(
            "the authority said both yes and no of a document: its device issues no more; look at khatm outbox show",
            "قبلت الهيئة مستنداً ورفضته معاً: توقف إصدار جهازه؛ راجع khatm outbox show",
        ),
        "cleared_missing" => voice.say(
            "a document is cleared, but the authority's copy did not come: ask the authority for it",
            "اعتُمد مستند دون وصول نسخة الهيئة: اطلبها من الهيئة",
        ),
        "credential" => voice.say(
            "a device's credential is not taken: its documents wait; look at khatm device status",
            "لا تُقبل بيانات اعتماد جهاز: مستنداته تنتظر؛ راجع khatm device status",
        ),
        "defect" => voice.say(
            "something on the way to the authority is wrong (address, proxy): the device's documents wait",
            "خلل في الطريق إلى الهيئة (العنوان أو الوسيط): مستندات الجهاز تنتظر",
        ),
        "storm" => voice.say(
            "several documents in a row were rejected for the same reason: the device's others wait; mend the source",
            "رُفضت عدة مستندات متتالية للسبب نفسه: بقية مستندات الجهاز تنتظر؛ أصلح المصدر",
        ),
        "clearance_off" => voice.say(
            "the authority does not clear at present: standard documents are reported",
            "الاعتماد لدى الهيئة متوقف حالياً: يُبلّغ عن الفواتير الضريبية",
        ),
        _ => voice.say("look at khatm health", "راجع khatm health"),
    }
}

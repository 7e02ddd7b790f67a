//! Waiting for a clearance while a buyer stands at the counter, and what to tell the person who waits.

use super::operator::hand_over;
use super::release::{HandOver, Reason};
use crate::error::{Code, Error, Language, Result};
use crate::store::Place;
use crate::store::delivery::{Deliveries, Delivering, Route, State, Why};
use crate::time::Timestamp;

/// The longest that somebody may want to wait, in milliseconds.
pub const LONGEST_MS: i64 = 3_600_000;

/// How long to wait, if it is a time that somebody waits.
pub fn patience(ms: i64) -> Result<i64> {
    match (0..=LONGEST_MS).contains(&ms) {
        true => Ok(ms),
        false => Err(Error::new(Code::WaitTime).at("timeout").found(&format!("{ms} ms"))),
    }
}

/// How often it is looked.
const PAUSE_MS: i64 = 100;

/// Where a document is that somebody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Waited {
    /// There is something to hand over, or there never will be.
    Settled(HandOver),
    /// It is on its way, or about to be.
    Sending,
    /// The authority does not answer, or not clearly. It may have it already.
    NoAnswer,
    /// The authority asked for rest.
    Resting,
    /// Nothing of the device goes out.
    Parked(Why),
    /// Two people keep it back.
    Held,
}

impl Waited {
    /// Whether there is something to hand over.
    pub const fn is_allowed(self) -> bool {
        matches!(self, Waited::Settled(handed) if handed.is_allowed())
    }

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Waited::Settled(handed) => handed.as_str(),
            Waited::Sending => "sending",
            Waited::NoAnswer => "no_answer",
            Waited::Resting => "resting",
            Waited::Parked(_) => "parked",
            Waited::Held => "held",
        }
    }

    /// Whether waiting is over: there is something to hand over, or there never will be.
    pub const fn is_over(self) -> bool {
        matches!(self, Waited::Settled(_))
    }

    /// What to show at the counter: what is so, and what to do now.
    pub const fn text(self, language: Language) -> &'static str {
        let (english, arabic) = match self {
            Waited::Settled(HandOver::AsCleared) => (
                "The invoice is cleared: hand it over.",
                "اعتُمدت الفاتورة: سلّمها للمشتري.",
            ),
            Waited::Settled(HandOver::AsIssued) => ("The invoice may be handed over.", "يمكن تسليم الفاتورة."),
            Waited::Settled(HandOver::Released(Reason::Outage)) => (
                "The invoice may be handed over while the authority's outage lasts. The cleared one follows: hand that over as well.",
                "يمكن تسليم الفاتورة أثناء توقف خدمة الهيئة. وستصل النسخة المعتمدة لاحقاً: سلّمها أيضاً.",
            ),
            Waited::Settled(HandOver::Released(Reason::ClearanceOff)) => (
                "The authority does not clear at present: the invoice may be handed over as it is.",
                "الاعتماد لدى الهيئة متوقف حالياً: يمكن تسليم الفاتورة كما هي.",
            ),
            Waited::Settled(HandOver::Rejected) => (
                "The authority rejected the invoice. Do not hand it over: correct it and issue a new one.",
                "رفضت الهيئة الفاتورة. لا تسلّمها: صحّحها وأصدر فاتورة جديدة.",
            ),
            Waited::Settled(HandOver::ClearedMissing) => (
                "The invoice is cleared, but the authority's copy did not arrive. Do not hand it over yet: call your support.",
                "اعتُمدت الفاتورة لكن نسخة الهيئة لم تصل. لا تسلّمها بعد: اتصل بالدعم.",
            ),
            Waited::Settled(HandOver::NotYet) | Waited::Sending => (
                "The invoice is being cleared. Wait, or send it to the buyer later: it is sent by itself.",
                "جارٍ اعتماد الفاتورة. انتظر أو أرسلها إلى المشتري لاحقاً: يستمر الإرسال تلقائياً.",
            ),
            Waited::NoAnswer => (
                "The authority does not answer. Do not issue the invoice again: it is tried until there is an answer, and the buyer gets it then.",
                "الهيئة لا تستجيب. لا تُصدر الفاتورة مرة أخرى: تستمر المحاولة حتى وصول الرد ثم يستلمها المشتري.",
            ),
            Waited::Resting => (
                "The authority asked to wait. The invoice is sent by itself when the time is over.",
                "طلبت الهيئة الانتظار. تُرسل الفاتورة تلقائياً بعد انتهاء المدة.",
            ),
            Waited::Parked(Why::Credential) => (
                "The authority does not take this device's certificate. The invoice waits unchanged: call your support.",
                "لا تقبل الهيئة شهادة هذا الجهاز. الفاتورة تنتظر كما هي: اتصل بالدعم.",
            ),
            Waited::Parked(Why::Defect) => (
                "The way to the authority is disturbed. The invoice waits unchanged: call your support.",
                "الاتصال بالهيئة معطّل. الفاتورة تنتظر كما هي: اتصل بالدعم.",
            ),
            Waited::Parked(Why::Storm) => (
                "The authority rejected several invoices of this device in a row. This one waits: call your support.",
                "رفضت الهيئة عدة فواتير متتالية من هذا الجهاز. هذه الفاتورة تنتظر: اتصل بالدعم.",
            ),
            Waited::Held => (
                "The invoice was put on hold. Ask who did it: khatm outbox show.",
                "حُجزت الفاتورة. اسأل من حجزها: khatm outbox show.",
            ),
        };
        match language {
            Language::English => english,
            Language::Arabic => arabic,
        }
    }
}

/// Where a document is at this moment.
pub fn look(rows: &mut dyn Delivering, place: Place, now: Timestamp) -> Result<Waited> {
    let handed = hand_over(rows, place)?;
    if handed != HandOver::NotYet {
        return Ok(Waited::Settled(handed));
    }
    let document = rows.document(place)?.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
    let job = rows.job(place)?;
    if job.as_ref().is_some_and(|job| job.state == State::Held) {
        return Ok(Waited::Held);
    }
    let route = Route::of(document.profile);
    let lane = rows
        .lane(place.chain, route)?
        .ok_or_else(|| Error::new(Code::OutboxUnknown))?;
    if let Some(park) = lane.park {
        return Ok(Waited::Parked(park.why));
    }
    let endpoint = job.as_ref().map_or(lane.endpoint, |job| job.endpoint);
    if rows.lane(place.chain, endpoint)?.is_some_and(|lane| lane.rests(now)) {
        return Ok(Waited::Resting);
    }
    Ok(match job {
        Some(job) if job.failures > 0 => Waited::NoAnswer,
        _ => Waited::Sending,
    })
}

/// Waits until there is something to hand over, or never will be, or the time is over. It only looks: a worker sends. `pause` lets
/// so many milliseconds go by.
pub fn wait_cleared(
    store: &dyn Deliveries,
    place: Place,
    until: Timestamp,
    clock: &dyn Fn() -> Timestamp,
    pause: &mut dyn FnMut(i64),
) -> Result<Waited> {
    // By the clock, and by the pauses too: one that is set back must not keep a buyer waiting until it is where it was.
    let mut patience = until.since(clock());
    loop {
        let now = clock();
        let mut waited = Waited::Sending;
        store.look(&mut |rows| {
            waited = look(rows, place, now)?;
            Ok(())
        })?;
        let left = until.since(now).min(patience);
        if left <= 0 || waited.is_over() {
            return Ok(waited);
        }
        pause(left.min(PAUSE_MS));
        patience -= left.min(PAUSE_MS);
    }
}

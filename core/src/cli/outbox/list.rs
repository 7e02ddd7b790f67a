//! `khatm outbox list`: a line for each document without a final word, or for each that waits for a correction.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Language;
use crate::facade::{Progress, Sought, Way};
use clap::Args;

use crate::cli::device::Voice;
use crate::cli::opened::{self, Blamed};
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct List {
    /// The ledger.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// Those of this device only.
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Those only that missed their deadline.
    #[arg(long)]
    late: bool,
    /// Instead: those that the authority rejected and that no correction was issued for, with its first error.
    #[arg(long)]
    rejected: bool,
    /// So many at most.
    #[arg(long, value_name = "N", default_value_t = 100)]
    most: usize,
}

impl List {
    pub(crate) fn run(&self, voice: Voice) -> Result<u8, Blamed> {
        let khatm = opened::without_key(&self.store, voice)?;
        let sought = Sought {
            device: self.device.as_deref(),
            late: self.late,
            rejected: self.rejected,
            // One more, to know whether there are more.
            most: self.most.saturating_add(1),
        };
        let mut ways = khatm.outbox_of(&sought).map_err(|error| (self.store.clone(), error))?;
        let more = ways.len() > self.most;
        ways.truncate(self.most);
        if voice.json {
            ways.iter().for_each(|way| output::json(&self.store, way));
            return Ok(output::GOOD);
        }
        if ways.is_empty() {
            output::line(match self.rejected {
                true => voice.say("nothing waits for a correction", "لا شيء ينتظر تصحيحاً"),
                false => voice.say("nothing waits", "لا شيء في الانتظار"),
            });
            return Ok(output::GOOD);
        }
        match self.rejected {
            true => rejected(&ways, voice),
            false => table(&ways, voice),
        }
        if more {
            output::line(voice.say("… and more: --most", "… والمزيد: --most"));
        }
        Ok(output::GOOD)
    }
}

fn table(ways: &[Way], voice: Voice) {
    let now = now_ms();
    let head = match voice.language {
        Language::English => [
            "STATE", "DEVICE", "NUMBER", "AGE", "NEXT", "DEADLINE", "TRIES", "LAST", "UUID",
        ],
        Language::Arabic => [
            "الحالة",
            "الجهاز",
            "الرقم",
            "العمر",
            "التالي",
            "الموعد",
            "المحاولات",
            "الأخير",
            "UUID",
        ],
    };
    let mut rows = vec![head.map(str::to_owned)];
    for way in ways {
        let deadline = match way.late {
            true => format!("{} {}", voice.say("late", "متأخر"), span(now - way.deadline_ms, voice)),
            false => span(way.deadline_ms - now, voice),
        };
        rows.push([
            progress(way, voice),
            output::fit(&way.device),
            output::fit(&way.number),
            span(now - way.issued_ms, voice),
            next(way, now, voice),
            deadline,
            way.attempts.to_string(),
            last(way),
            way.uuid.clone(),
        ]);
    }
    aligned(&rows);
}

/// What is to be corrected: what the authority said first, and how much of the sale's time is left.
fn rejected(ways: &[Way], voice: Voice) {
    let now = now_ms();
    let head = match voice.language {
        Language::English => ["DEVICE", "NUMBER", "AGE", "DEADLINE", "ERROR", "UUID"],
        Language::Arabic => ["الجهاز", "الرقم", "العمر", "الموعد", "الخطأ", "UUID"],
    };
    let mut rows = vec![head.map(str::to_owned)];
    for way in ways {
        let left = way.deadline_ms - now;
        rows.push([
            output::fit(&way.device),
            output::fit(&way.number),
            span(now - way.issued_ms, voice),
            match left < 0 {
                true => format!("{} {}", voice.say("late", "متأخر"), span(-left, voice)),
                false => span(left, voice),
            },
            first_error(way),
            way.uuid.clone(),
        ]);
    }
    aligned(&rows);
}

/// The first code that the authority gave: of an error, where it told any.
fn first_error(way: &Way) -> String {
    let code = |message: &serde_json::Value| message["code"].as_str().map(output::fit);
    let is_error = |message: &&serde_json::Value| message["kind"] == "ERROR";
    let error = way.messages.iter().filter(is_error).find_map(code);
    error
        .or_else(|| way.messages.iter().find_map(code))
        .or_else(|| way.last_http.filter(|&http| http > 0).map(|http| http.to_string()))
        .unwrap_or_else(|| "–".to_owned())
}

/// Columns as wide as their longest cell, two blanks between.
fn aligned<const N: usize>(rows: &[[String; N]]) {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        output::line(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}

/// When it is tried next.
fn next(way: &Way, now: i64, voice: Voice) -> String {
    match (&way.parked, way.due_ms, way.progress) {
        (Some(_), ..) => voice.say("parked", "موقوف").to_owned(),
        (_, _, Progress::Held) => "–".to_owned(),
        (_, Some(due), _) if due > now => span(due - now, voice),
        _ => voice.say("now", "الآن").to_owned(),
    }
}

/// What the last try came to, or why nothing goes out.
fn last(way: &Way) -> String {
    let said = way.parked.as_ref().or(way.last_code.as_ref());
    match (said, way.last_http) {
        (Some(code), _) => output::fit(code),
        (None, Some(http)) if http > 0 => http.to_string(),
        _ => "–".to_owned(),
    }
}

/// Where a document is, in a word.
pub(crate) fn progress(way: &Way, voice: Voice) -> String {
    let (english, arabic) = match way.progress {
        Progress::Waiting => ("waiting", "ينتظر"),
        Progress::Sending => ("sending", "يُرسل"),
        Progress::Again => ("again", "إعادة"),
        Progress::InDoubt => ("in doubt", "غير مؤكد"),
        Progress::Held => ("held", "محجوز"),
        Progress::Cleared => ("cleared", "معتمد"),
        Progress::Reported => ("reported", "تم الإبلاغ"),
        Progress::Rejected => ("REJECTED", "مرفوض"),
        Progress::Contrary => ("CONTRARY", "متعارض"),
    };
    voice.say(english, arabic).to_owned()
}

/// A length of time, in its largest unit.
pub(crate) fn span(ms: i64, voice: Voice) -> String {
    let seconds = ms.max(0) / 1_000;
    let (number, english, arabic) = match seconds {
        0..60 => (seconds, "s", "ث"),
        60..3_600 => (seconds / 60, "min", "د"),
        3_600..172_800 => (seconds / 3_600, "h", "س"),
        _ => (seconds / 86_400, "d", "يوم"),
    };
    format!("{number} {}", voice.say(english, arabic))
}

pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

//! The table at the end of the day.

use crate::facade::{Progress, Way};

use super::drafts::Sold;
use crate::cli::device::Voice;
use crate::cli::outbox::progress;
use crate::cli::output;

/// The longest word for an outcome.
const OUTCOME: usize = 10;

/// A row for each document, as wide as a terminal.
pub(super) fn table(sold: &[Sold], ways: &[Way], voice: Voice) {
    let row = |counter: &str, number: &str, what: &str, total: &str, fate: &str, note: &str| {
        let line = format!(
            "{counter:>4}  {number:<3}  {} {total:>11}  {fate} {note}",
            padded(what, 26)
        );
        output::line(line.trim_end());
    };
    let head = |english, arabic| voice.say(english, arabic);
    row(
        "ICV",
        head("no.", "رقم"),
        head("document", "المستند"),
        head("total", "الإجمالي"),
        &padded(head("outcome", "النتيجة"), OUTCOME),
        "",
    );
    for (sold, way) in sold.iter().zip(ways) {
        row(
            &way.counter.to_string(),
            &sold.number,
            voice.say(sold.what.english(), sold.what.arabic()),
            &sold.total,
            &fate(way, voice),
            &sold.note,
        );
    }
}

/// What became of a document, in colour on a terminal.
pub(super) fn fate(way: &Way, voice: Voice) -> String {
    let word = match way.progress {
        Progress::Rejected => voice.say("rejected", "مرفوض").to_owned(),
        _ => progress(way, voice),
    };
    let word = padded(&word, OUTCOME);
    match way.progress {
        Progress::Cleared | Progress::Reported => output::paint(&word, "32"),
        _ => output::paint(&word, "31;1"),
    }
}

/// With blanks behind it, so many characters in all.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}

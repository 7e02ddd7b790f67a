//! The trail of a delivery: which lines it leaves in the audit, and whether what is kept still says the same.
//!
//! A row of the ledger can be rewritten by whoever has the file. The line that was written with it stands in a chain of hashes, so
//! the two together can only be changed by rewriting all that came after, and an [anchor](super::anchor) shows that. Lines are
//! functions of rows: writing and looking again are the same code. Bodies are in them as digests only.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::error::{Code, Error};
use crate::outbox::{Reason, Release};
use crate::seal::cert::hex;
use crate::store::delivery::{Answered, Attempt, Entry, Fact, Filed, Lane, Outcome, Route, State};
use crate::store::safe::Audited;
use crate::store::stretch::Trail;
use crate::store::{Chain, ChainId, ChainState, Document, Place};
use crate::time::Timestamp;

/// The intent to send.
pub const CLAIM: &str = "claim";
/// What came of it.
pub const ANSWER: &str = "answer";
/// A claim that was not sent after all.
pub const GIVE_BACK: &str = "give_back";
/// A document was kept back by two people.
pub const HOLD: &str = "hold";
/// It was let go again.
pub const FREE: &str = "free";
/// A chain began.
pub const BEGUN: &str = "chain_begun";
/// A chain issues no more.
pub const ASIDE: &str = "chain_aside";

/// Who settles what came back.
pub const WORKER: &str = "worker";
/// Who did what no person and no worker did.
const SELF: &str = "khatm";

/// SHA-256 over values, each with its length in front: no two rows give the same bytes.
struct Values(Sha256);

impl Values {
    fn of(kind: &str) -> Self {
        let mut values = Values(Sha256::new());
        values.text(kind);
        values
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    fn count(&mut self, count: u64) {
        self.bytes(&count.to_be_bytes());
    }

    fn maybe(&mut self, text: Option<&str>) {
        self.bytes(&[u8::from(text.is_some())]);
        self.text(text.unwrap_or_default());
    }

    fn place(&mut self, place: Place) {
        self.count(u64::from(place.chain.number()));
        self.count(place.counter);
    }

    fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// A name for a document's row as it is now: every column, and how it belongs to other documents.
pub fn digest(document: &Document, filed: &Filed) -> String {
    let mut row = Values::of("khatm document 1");
    row.count(filed.ordinal);
    row.place(document.place);
    row.bytes(document.uuid.as_bytes());
    row.text(document.kind.as_str());
    row.number(Route::of(document.profile).number());
    row.text(&document.number);
    row.number(document.issued.unix_ms());
    row.number(document.deadline.unix_ms());
    row.bytes(document.previous_hash.as_bytes());
    row.bytes(document.hash.as_bytes());
    row.maybe(document.request_key.as_deref());
    row.bytes(&document.content);
    row.text(&document.currency);
    row.number(document.total.halalas());
    row.bytes(&document.xml);
    for reference in &filed.references {
        row.number(reference.role.number());
        row.number(i64::from(reference.to.is_some()));
        if let Some(to) = reference.to {
            row.place(to);
        }
        row.text(&reference.number);
    }
    row.hex()
}

fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn sum_or_none(bytes: Option<&[u8]>) -> String {
    bytes.map_or_else(|| "-".to_owned(), sum)
}

/// The line of an intent to send: what is about to leave, in every column.
pub fn claimed(attempt: &Attempt, document: &Document, filed: &Filed) -> Entry {
    claimed_with(attempt, &digest(document, filed))
}

fn claimed_with(attempt: &Attempt, digest: &str) -> Entry {
    Entry {
        at: attempt.at,
        actor: attempt.node.clone(),
        action: CLAIM,
        place: Some(attempt.place),
        detail: format!(
            "epoch={} endpoint={} again={} after_window={} document={digest}",
            attempt.epoch,
            attempt.endpoint.as_str(),
            u8::from(attempt.again),
            u8::from(attempt.after_window),
        ),
    }
}

/// The line of an answer, with the fact and the authority's version where this answer brought them.
pub fn answered(answer: &Answered, outcome: Option<&Outcome>, cleared: Option<&[u8]>) -> Entry {
    let mut detail = told(answer);
    if let Some(outcome) = outcome {
        detail.push_str(&settled(outcome));
    }
    if let Some(cleared) = cleared {
        detail.push_str(&brought(cleared));
    }
    Entry {
        at: answer.at,
        actor: WORKER.to_owned(),
        action: ANSWER,
        place: Some(answer.place),
        detail,
    }
}

fn told(answer: &Answered) -> String {
    format!(
        "epoch={} http={} verdict={} ms={} body={}",
        answer.epoch,
        answer.http,
        answer.verdict,
        answer.ms,
        sum_or_none(answer.body.as_deref())
    )
}

const FACT: &str = " fact=";
const CLEARED: &str = " cleared=";

fn settled(outcome: &Outcome) -> String {
    let mut text = format!(
        "{FACT}{} status={} said_at={} late={} endpoint={} messages=",
        outcome.fact.as_str(),
        outcome.http,
        outcome.at.unix_ms(),
        u8::from(outcome.late),
        outcome.endpoint.as_str(),
    );
    // The messages are the authority's words: they may name a buyer.
    let _ = write!(text, "{}", sum_or_none(outcome.messages.as_deref().map(str::as_bytes)));
    text
}

fn brought(cleared: &[u8]) -> String {
    format!("{CLEARED}{}", sum(cleared))
}

/// The line of a claim that was given back unsent.
pub fn given_back(place: Place, epoch: u64, at: Timestamp) -> Entry {
    Entry {
        at,
        actor: WORKER.to_owned(),
        action: GIVE_BACK,
        place: Some(place),
        detail: format!("epoch={epoch}"),
    }
}

/// The line of a hand-over before clearance.
pub fn released(place: Place, release: &Release) -> Entry {
    Entry {
        at: release.at,
        actor: release.by.clone(),
        action: match release.reason {
            Reason::Outage => "release_outage",
            Reason::ClearanceOff => "release_clearance_off",
        },
        place: Some(place),
        detail: release.note.clone(),
    }
}

/// The line of a chain that begins: everything that never changes of it.
pub fn begun(chain: &Chain, at: Timestamp) -> Entry {
    let (made, first) = (&chain.made, chain.made.start.first());
    let mut row = Values::of("khatm chain 1");
    for text in [
        made.environment.as_str(),
        &made.device,
        &made.vat_number,
        &made.certificate,
    ] {
        row.text(text);
    }
    row.count(first.counter);
    row.bytes(first.previous_hash.as_bytes());
    Entry {
        at,
        actor: SELF.to_owned(),
        action: BEGUN,
        place: None,
        detail: format!("chain={} state=active row={}", chain.id, row.hex()),
    }
}

/// The line of a chain that is set aside.
pub fn aside(chain: ChainId, state: ChainState, why: Option<&str>, by: &str, at: Timestamp) -> Entry {
    let mut detail = format!("chain={chain} state={}", state.as_str());
    if let Some(why) = why {
        detail.push_str(" why=");
        detail.push_str(why);
    }
    Entry {
        at,
        actor: if by.is_empty() { SELF } else { by }.to_owned(),
        action: ASIDE,
        place: None,
        detail,
    }
}

/// Whether a line of the audit is this one.
fn is(line: &Audited, entry: &Entry) -> bool {
    (line.at, &line.actor, line.action.as_str(), line.place, &line.detail)
        == (entry.at, &entry.actor, entry.action, entry.place, &entry.detail)
}

/// The epoch that a line begins with.
fn epoch_of(line: &Audited) -> Option<u64> {
    let rest = line.detail.strip_prefix("epoch=")?;
    rest.split(' ').next()?.parse().ok()
}

/// Everything in which the rows of one document and the lines of the audit do not agree, both ways, and everything in which its
/// place among the waiting, the unfinished and the finished cannot be.
pub fn faults(trail: &Trail, lanes: &[Lane]) -> Vec<Error> {
    let mut look = Look {
        trail,
        digest: None,
        told: Vec::new(),
        faults: Vec::new(),
    };
    for line in &trail.audited {
        match line.action.as_str() {
            CLAIM => look.claim(line),
            ANSWER => look.answer(line),
            _ => {}
        }
    }
    look.release();
    look.untold();
    look.stands(lanes);
    look.faults
}

/// What a line told of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Attempt(u64),
    Reply(u64),
    Outcome(Fact),
    Cleared,
}

struct Look<'t> {
    trail: &'t Trail,
    digest: Option<String>,
    told: Vec<Told>,
    faults: Vec<Error>,
}

impl Look<'_> {
    fn found(&mut self, code: Code, what: &str) {
        self.faults.push(Error::new(code).found(what));
    }

    /// Each thing is told of once: a second line of the same is no line of ours.
    fn tell(&mut self, told: Told, what: &str) {
        if self.told.contains(&told) {
            self.found(Code::VerifyMissing, what);
        }
        self.told.push(told);
    }

    fn claim(&mut self, line: &Audited) {
        let attempts = &self.trail.history.attempts;
        let Some(attempt) = epoch_of(line).and_then(|epoch| attempts.iter().find(|one| one.epoch == epoch)) else {
            return self.found(Code::VerifyMissing, &format!("attempt, {}", line.ordinal));
        };
        let digest = self
            .digest
            .get_or_insert_with(|| digest(&self.trail.document, &self.trail.filed));
        let expected = claimed_with(attempt, digest);
        let what = format!("attempt {}", attempt.epoch);
        if !is(line, &expected) {
            // Which of the two was changed: what was sent, or the note of it.
            let kept = |text: &str| text.rsplit_once(" document=").map(|(own, _)| own.to_owned());
            let same = kept(&line.detail) == kept(&expected.detail) && line.at == expected.at;
            match same && line.actor == expected.actor {
                true => self.found(Code::VerifyRow, "document"),
                false => self.found(Code::VerifyRow, &what),
            }
        }
        self.tell(Told::Attempt(attempt.epoch), &what);
    }

    fn answer(&mut self, line: &Audited) {
        let history = &self.trail.history;
        let found = epoch_of(line).and_then(|epoch| history.answers.iter().find(|one| one.epoch == epoch));
        let Some(answer) = found else {
            return self.found(Code::VerifyMissing, &format!("reply, {}", line.ordinal));
        };
        let what = format!("reply {}", answer.epoch);
        let (rest, cleared) = match line.detail.find(CLEARED) {
            Some(at) => (&line.detail[..at], Some(&line.detail[at..])),
            None => (line.detail.as_str(), None),
        };
        let (own, fact) = match rest.find(FACT) {
            Some(at) => (&rest[..at], Some(&rest[at..])),
            None => (rest, None),
        };
        if (own, line.at, line.actor.as_str()) != (told(answer).as_str(), answer.at, WORKER) {
            self.found(Code::VerifyRow, &what);
        }
        self.tell(Told::Reply(answer.epoch), &what);
        if let Some(fact) = fact {
            let outcomes = &self.trail.history.outcomes;
            match outcomes.iter().find(|outcome| outcome.epoch == answer.epoch) {
                None => self.found(Code::VerifyMissing, "outcome"),
                Some(outcome) => {
                    if settled(outcome) != fact {
                        self.found(Code::VerifyRow, "outcome");
                    }
                    self.tell(Told::Outcome(outcome.fact), "outcome");
                }
            }
        }
        if let Some(told) = cleared {
            match &self.trail.history.cleared {
                None => self.found(Code::VerifyMissing, "cleared"),
                Some(xml) => {
                    if brought(xml) != told {
                        self.found(Code::VerifyRow, "cleared");
                    }
                    self.tell(Told::Cleared, "cleared");
                }
            }
        }
    }

    /// The first hand-over is the one that is kept; what people said again later stands in the audit alone.
    fn release(&mut self) {
        let trail = self.trail;
        let mut lines = trail.audited.iter();
        let line = lines.find(|line| line.action.starts_with("release_"));
        match (&trail.release, line) {
            (None, None) => {}
            (None, Some(_)) => self.found(Code::VerifyMissing, "release"),
            (Some(_), None) => self.found(Code::VerifyUntold, "release"),
            (Some(release), Some(line)) => {
                if !is(line, &released(trail.document.place, release)) {
                    self.found(Code::VerifyRow, "release");
                }
            }
        }
    }

    /// Rows that no line tells of.
    fn untold(&mut self) {
        let history = &self.trail.history;
        let mut rows: Vec<(Told, String)> = Vec::new();
        rows.extend(
            history
                .attempts
                .iter()
                .map(|one| (Told::Attempt(one.epoch), format!("attempt {}", one.epoch))),
        );
        rows.extend(
            history
                .answers
                .iter()
                .map(|one| (Told::Reply(one.epoch), format!("reply {}", one.epoch))),
        );
        rows.extend(
            history
                .outcomes
                .iter()
                .map(|one| (Told::Outcome(one.fact), "outcome".to_owned())),
        );
        rows.extend(history.cleared.iter().map(|_| (Told::Cleared, "cleared".to_owned())));
        for (told, what) in rows {
            if !self.told.contains(&told) {
                self.found(Code::VerifyUntold, &what);
            }
        }
    }

    fn lines(&self, action: &str) -> u64 {
        let lines = self.trail.audited.iter();
        lines.filter(|line| line.action == action).count() as u64
    }

    /// A document waits, is unfinished, or is finished: one of the three (I4), and its cursor says the same.
    fn stands(&mut self, lanes: &[Lane]) {
        let (document, history) = (&self.trail.document, &self.trail.history);
        let route = Route::of(document.profile);
        let finished = !history.outcomes.is_empty();
        let Some(lane) = lanes.iter().find(|lane| lane.route == route) else {
            return self.found(Code::VerifyCursor, "lane");
        };
        let behind = document.place.counter < lane.next;
        match &self.trail.job {
            None if !finished && behind => self.found(Code::VerifyCursor, "waiting"),
            // Once taken or held, it is unfinished until it is finished: what became of it would be forgotten.
            None if !finished && self.lines(CLAIM) + self.lines(HOLD) > 0 => {
                self.found(Code::VerifyCursor, "unfinished");
            }
            // It was taken from the cursor, which then stood behind it; one that was held first was not.
            _ if !behind && self.was_taken_fresh() => self.found(Code::VerifyCursor, "claimed"),
            None => {}
            Some(_) if finished => self.found(Code::VerifyCursor, "finished"),
            Some(_) => self.unfinished(),
        }
    }

    fn was_taken_fresh(&self) -> bool {
        let mut lines = self.trail.audited.iter().map(|line| line.action.as_str());
        lines.find(|action| [CLAIM, HOLD].contains(action)) == Some(CLAIM)
    }

    fn unfinished(&mut self) {
        let Some(job) = &self.trail.job else { return };
        let document = &self.trail.document;
        if job.route != Route::of(document.profile) || job.deadline_at != document.deadline {
            self.found(Code::VerifyCursor, "outbox");
        }
        if job.epoch != self.lines(CLAIM) + self.lines(HOLD) {
            self.found(Code::VerifyCursor, "epoch");
        }
        let mut lines = self.trail.audited.iter().map(|line| line.action.as_str());
        let held = lines.rfind(|action| [HOLD, FREE].contains(action)) == Some(HOLD);
        if held != (job.state == State::Held) {
            self.found(Code::VerifyCursor, "held");
        }
        // The authority may have it: nobody may say that it certainly has not.
        if job.doubt_since.is_none() && self.is_doubtful(job.epoch) {
            self.found(Code::VerifyCursor, "doubt");
        }
    }

    fn is_doubtful(&self, epoch: u64) -> bool {
        let history = &self.trail.history;
        let back = |epoch| {
            let mut lines = self.trail.audited.iter();
            lines.any(|line| line.action == GIVE_BACK && epoch_of(line) == Some(epoch))
        };
        history.attempts.iter().any(|attempt| {
            let answer = history.answers.iter().find(|answer| answer.epoch == attempt.epoch);
            match answer {
                Some(answer) => answer.verdict == "unsure" || answer.verdict == "issued",
                None => attempt.epoch < epoch && !back(attempt.epoch),
            }
        })
    }
}

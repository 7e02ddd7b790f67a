//! What went over the wire, to the byte, for assertions and for a look.
//!
//! A rehearsal's records hold a rehearsal's passwords: that is their point. They are given out by the control API of a simulator
//! on loopback, and never logged.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::faults::Fault;
use crate::gateway::{Environment, Operation};
use crate::time::Moment;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLimits {
    /// Exchanges; the oldest go first.
    pub count: usize,
    /// Bytes of all of them together.
    pub bytes: usize,
    /// Bytes of one request or one reply; what is longer is cut, and said to be.
    pub message: usize,
}

impl Default for RecordLimits {
    fn default() -> Self {
        RecordLimits {
            count: 10_000,
            bytes: 256 << 20,
            message: 16 << 20,
        }
    }
}

/// How an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It has not, or the connection stays open for the next one.
    Open,
    /// The simulator closed the connection in good order.
    Closed,
    /// The simulator reset it.
    Reset,
}

/// One request with its reply.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number, from 1.
    pub id: u64,
    /// When the request came, on the simulator's clock.
    pub at: Moment,
    /// The connection's number, from 1.
    pub connection: u64,
    /// Whether it came over TLS; its bytes are those inside.
    pub tls: bool,
    /// By the path, if it is one of the authority's.
    pub environment: Option<Environment>,
    /// By method and path.
    pub operation: Option<Operation>,
    /// As in the request.
    pub method: String,
    /// As in the request, with what stands behind it.
    pub target: String,
    /// The status that was answered; nothing if no answer was begun, or if what was answered has none.
    pub status: Option<u16>,
    /// The rule and the fault that it met.
    pub fault: Option<(u64, Fault)>,
    /// Whether the authority decided it.
    pub decided: bool,
    /// How it ended.
    pub end: End,
    /// The request's bytes, head and body.
    pub request: Vec<u8>,
    /// How many there were before the cut.
    pub request_bytes: u64,
    /// The reply's bytes, head and body.
    pub reply: Vec<u8>,
    /// How many there were before the cut.
    pub reply_bytes: u64,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("id", &self.id)
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("fault", &self.fault)
            .field("decided", &self.decided)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

impl Record {
    /// The request's body: what stands behind its head, still in chunks if it came so.
    pub fn request_body(&self) -> &[u8] {
        body(&self.request)
    }

    /// The reply's body, likewise.
    pub fn reply_body(&self) -> &[u8] {
        body(&self.reply)
    }

    /// The first value of a header of the request; the name in any case.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        header(&self.request, name)
    }

    /// The first value of a header of the reply; the name in any case.
    pub fn reply_header(&self, name: &str) -> Option<&str> {
        header(&self.reply, name)
    }
}

fn body(message: &[u8]) -> &[u8] {
    let head = message.windows(4).position(|four| four == b"\r\n\r\n");
    head.map_or(&[], |at| &message[at + 4..])
}

fn header<'m>(message: &'m [u8], name: &str) -> Option<&'m str> {
    let head = &message[..message.len() - body(message).len()];
    std::str::from_utf8(head).ok()?.split("\r\n").skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// One exchange while it grows.
#[derive(Debug)]
pub(super) struct Entry {
    record: Mutex<Record>,
    /// The bytes of all exchanges that are kept.
    total: Arc<AtomicUsize>,
    /// No longer among those that are kept. Changed and looked at under the lock of the record.
    gone: AtomicBool,
    message: usize,
}

impl Entry {
    pub(super) fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn weighs(&self, more: usize, less: usize) {
        if !self.gone.load(Ordering::Relaxed) {
            self.total.fetch_add(more, Ordering::Relaxed);
            self.total.fetch_sub(less, Ordering::Relaxed);
        }
    }

    /// Puts down bytes of the reply. The caller holds the lock while it sends them: nobody who has received a reply can find
    /// it missing here.
    pub(super) fn replied(&self, record: &mut Record, bytes: &[u8]) {
        record.reply_bytes += bytes.len() as u64;
        let kept = bytes.len().min(self.message.saturating_sub(record.reply.len()));
        record.reply.extend_from_slice(&bytes[..kept]);
        self.weighs(kept, 0);
    }

    /// Puts down the request, whole or as far as it was read.
    pub(super) fn requested(&self, bytes: &[u8], whole: u64) {
        let mut record = self.lock();
        record.request_bytes = whole;
        let kept = &bytes[..bytes.len().min(self.message)];
        self.weighs(kept.len(), record.request.len());
        record.request = kept.to_vec();
    }

    fn leaves(&self) {
        let record = self.lock();
        self.weighs(0, record.request.len() + record.reply.len());
        self.gone.store(true, Ordering::Relaxed);
    }
}

/// The exchanges that are kept.
#[derive(Debug)]
pub(super) struct Records {
    limits: RecordLimits,
    last: AtomicU64,
    total: Arc<AtomicUsize>,
    ring: Mutex<VecDeque<Arc<Entry>>>,
}

impl Records {
    pub(super) fn new(limits: RecordLimits) -> Self {
        Records {
            limits,
            last: AtomicU64::new(0),
            total: Arc::default(),
            ring: Mutex::default(),
        }
    }

    fn ring(&self) -> MutexGuard<'_, VecDeque<Arc<Entry>>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins an exchange; its number is given here.
    pub(super) fn open(&self, mut record: Record) -> Arc<Entry> {
        let mut ring = self.ring();
        record.id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        self.total
            .fetch_add(record.request.len() + record.reply.len(), Ordering::Relaxed);
        let entry = Arc::new(Entry {
            record: Mutex::new(record),
            total: Arc::clone(&self.total),
            gone: AtomicBool::new(false),
            message: self.limits.message,
        });
        ring.push_back(Arc::clone(&entry));
        let full = || self.total.load(Ordering::Relaxed) > self.limits.bytes;
        while ring.len() > self.limits.count.max(1) || (full() && ring.len() > 1) {
            let Some(oldest) = ring.pop_front() else { break };
            oldest.leaves();
        }
        entry
    }

    /// Whole copies, oldest first.
    pub(super) fn all(&self) -> Vec<Record> {
        let entries: Vec<_> = self.ring().iter().cloned().collect();
        entries.iter().map(|entry| entry.lock().clone()).collect()
    }

    /// Newest first, those that fit, without their bytes.
    pub(super) fn newest(&self, most: usize, fits: impl Fn(&Record) -> bool) -> Vec<Record> {
        let entries: Vec<_> = self.ring().iter().rev().cloned().collect();
        let records = entries.iter().map(|entry| entry.lock());
        let fitting = records.filter(|record| fits(record)).take(most);
        fitting.map(|record| record.without_bytes()).collect()
    }

    /// How many exchanges there were since the start.
    pub(super) fn begun(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    pub(super) fn find(&self, id: u64) -> Option<Record> {
        let entries: Vec<_> = self.ring().iter().cloned().collect();
        let found = entries.iter().map(|entry| entry.lock()).find(|record| record.id == id);
        found.map(|record| record.clone())
    }

    pub(super) fn clear(&self) {
        for entry in self.ring().drain(..) {
            entry.leaves();
        }
    }
}

impl Record {
    /// The same without the bytes of request and reply.
    pub(super) fn without_bytes(&self) -> Record {
        Record {
            id: self.id,
            at: self.at,
            connection: self.connection,
            tls: self.tls,
            environment: self.environment,
            operation: self.operation,
            method: self.method.clone(),
            target: self.target.clone(),
            status: self.status,
            fault: self.fault.clone(),
            decided: self.decided,
            end: self.end,
            request: Vec::new(),
            request_bytes: self.request_bytes,
            reply: Vec::new(),
            reply_bytes: self.reply_bytes,
        }
    }
}

//! The authority as the simulation has it: it records the bytes that reached it, knows duplicates for a day, and fails in every way
//! that was seen of it. Its record is the judge of everything.

use std::collections::BTreeMap;

use khatm::store::delivery::Route;
use khatm::time::Timestamp;

use super::delivery::{DAY, HOUR};
use super::random::Random;
use super::replies::Said;

/// A stretch of time in which something is so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

impl Span {
    pub(crate) fn holds(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// A document by what its bytes say: the device, and the counter there.
pub(crate) type Paperwork = (usize, u64);

/// What it knows of one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    /// The bytes that came first: all others must be the same.
    pub(crate) body: Vec<u8>,
    /// When it was taken: more than once only after it was forgotten.
    pub(crate) taken: Vec<Timestamp>,
    pub(crate) refused: bool,
    /// How often it arrived.
    pub(crate) arrived: u32,
}

pub(crate) struct Gateway {
    pub(crate) outages: Vec<Span>,
    clearance_off: Option<Span>,
    /// One device's credential is not taken.
    pub(crate) revoked: Option<(usize, Span)>,
    proxy: Option<Span>,
    /// A login page stands before it.
    login: Option<Span>,
    pub(crate) books: BTreeMap<Paperwork, Book>,
    pub(crate) unauthorised: u32,
}

/// A request as it arrives.
pub(crate) struct Arrived<'a> {
    pub(crate) paper: Paperwork,
    pub(crate) endpoint: Route,
    pub(crate) standard: bool,
    pub(crate) body: &'a [u8],
    /// What is wrong with the document, if something is.
    pub(crate) wrong: Option<&'static str>,
}

impl Gateway {
    pub(crate) fn new(random: &mut Random, start: Timestamp, devices: &[usize]) -> Self {
        let mut span = |within: i64, longest: i64| {
            let from = start.plus_ms(random.below(within));
            Span {
                from,
                to: from.plus_ms(1 + random.below(longest)),
            }
        };
        let (outage, second) = (span(20 * HOUR, 20 * HOUR), span(40 * HOUR, 2 * HOUR));
        let (long, off) = (span(6 * HOUR, 34 * HOUR), span(12 * HOUR, 12 * HOUR));
        let (revoked, proxy) = (span(12 * HOUR, 10 * HOUR), span(12 * HOUR, 3 * HOUR));
        let login = span(12 * HOUR, 2 * HOUR);
        let mut outages = vec![];
        for (span, odds) in [(outage, 8), (second, 3), (long, 24)] {
            if random.one_in(odds) {
                outages.push(span);
            }
        }
        Gateway {
            outages,
            clearance_off: random.one_in(4).then_some(off),
            revoked: random.one_in(4).then(|| (*random.pick(devices), revoked)),
            proxy: random.one_in(8).then_some(proxy),
            login: random.one_in(8).then_some(login),
            books: BTreeMap::new(),
            unauthorised: 0,
        }
    }

    fn is_out(&self, at: Timestamp) -> bool {
        self.outages.iter().any(|span| span.holds(at))
    }

    /// Whether documents of this device could be taken at this time.
    pub(crate) fn is_reachable(&self, device: usize, at: Timestamp) -> bool {
        let holds = |span: Option<Span>| span.is_some_and(|span| span.holds(at));
        let revoked = self.revoked.filter(|(whose, _)| *whose == device);
        !self.is_out(at) && !holds(revoked.map(|(_, span)| span)) && !holds(self.proxy) && !holds(self.login)
    }

    /// Takes a request and says what it will answer. Whether the answer gets back is the network's.
    pub(crate) fn take(&mut self, request: &Arrived<'_>, now: Timestamp, random: &mut Random) -> Said {
        if self.is_out(now) {
            return *random.pick(&[Said::NeverLeft, Said::Server(503), Said::Lost(true), Said::Page]);
        }
        if self.proxy.is_some_and(|span| span.holds(now)) {
            return Said::NotFound;
        }
        if self.login.is_some_and(|span| span.holds(now)) {
            return Said::Login;
        }
        let revoked = self.revoked.filter(|(whose, _)| *whose == request.paper.0);
        if revoked.is_some_and(|(_, span)| span.holds(now)) {
            self.unauthorised += 1;
            return Said::Credential(*random.pick(&[401, 403]));
        }
        if random.one_in(20) {
            let seconds = random.one_in(2).then(|| random.below(900) as u64);
            return Said::Throttled(seconds, random.one_in(2));
        }
        let clearance = request.endpoint == Route::Clearance;
        let off = self.clearance_off.is_some_and(|span| span.holds(now));
        if clearance && (off || !request.standard) || !clearance && request.standard && !off {
            return Said::Elsewhere;
        }
        // One of twenty fails before it has done anything, and one of twenty when it has.
        if random.one_in(20) {
            return Said::Server(500);
        }
        let said = self.judge(request, clearance, now, random);
        match random.below(100) {
            0..5 => Said::Server(*random.pick(&[500, 502, 503, 504])),
            5 => Said::Garbage,
            6 => Said::Empty,
            7 if clearance => Said::OtherDocument,
            8 => Said::NoWithoutReason,
            _ => said,
        }
    }

    fn judge(&mut self, request: &Arrived<'_>, clearance: bool, now: Timestamp, random: &mut Random) -> Said {
        let book = self.books.entry(request.paper).or_default();
        if book.arrived == 0 {
            request.body.clone_into(&mut book.body);
        }
        book.arrived += 1;
        if let Some(wrong) = request.wrong {
            book.refused = true;
            return match wrong {
                "large" => Said::TooLarge,
                code => Said::No(code),
            };
        }
        let known = book.taken.last().is_some_and(|last| now.since(*last) < DAY);
        let duplicate = match clearance && random.one_in(4) {
            true => Said::KnownBare,
            false => Said::Known,
        };
        if known {
            return duplicate;
        }
        book.taken.push(now);
        // Its own front door tried twice, and lost the first answer; or it was late.
        match random.below(16) {
            0 => duplicate,
            1 | 2 => Said::Warned,
            _ => Said::Yes,
        }
    }
}

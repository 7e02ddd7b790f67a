//! The authority as the simulation has it: it records what reached it, knows duplicates for a day, and fails in every way that was
//! seen of it. Its record is the judge of everything.

use std::collections::BTreeMap;

use khatm::store::Place;
use khatm::store::delivery::Route;
use khatm::time::Timestamp;

use super::delivery::{DAY, HOUR, Said, hash_of};
use super::random::Random;

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

/// What it knows of one document, by its bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    /// When it was taken: more than once only after it was forgotten.
    pub(crate) taken: Vec<Timestamp>,
    pub(crate) refused: bool,
    /// How often it arrived.
    pub(crate) arrived: u32,
}

pub(crate) struct Gateway {
    pub(crate) outages: Vec<Span>,
    pub(crate) clearance_off: Option<Span>,
    /// One device's credential is not taken.
    pub(crate) revoked: Option<(u32, Span)>,
    pub(crate) proxy: Option<Span>,
    pub(crate) books: BTreeMap<Place, Book>,
    pub(crate) unauthorised: u32,
}

/// A request as it arrives.
pub(crate) struct Arrived<'a> {
    pub(crate) place: Place,
    pub(crate) endpoint: Route,
    pub(crate) standard: bool,
    pub(crate) xml: &'a [u8],
}

impl Gateway {
    pub(crate) fn new(random: &mut Random, start: Timestamp, devices: u32) -> Self {
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
        let mut outages = vec![];
        if random.one_in(3) {
            outages.push(outage);
        }
        if random.one_in(3) {
            outages.push(second);
        }
        if random.one_in(12) {
            outages.push(long);
        }
        Gateway {
            outages,
            clearance_off: random.one_in(4).then_some(off),
            revoked: random
                .one_in(4)
                .then(|| (1 + random.below(i64::from(devices)) as u32, revoked)),
            proxy: random.one_in(8).then_some(proxy),
            books: BTreeMap::new(),
            unauthorised: 0,
        }
    }

    pub(crate) fn is_out(&self, at: Timestamp) -> bool {
        self.outages.iter().any(|span| span.holds(at))
    }

    /// Whether documents of this device could be taken at this time.
    pub(crate) fn is_reachable(&self, device: u32, at: Timestamp) -> bool {
        let revoked = self
            .revoked
            .is_some_and(|(whose, span)| whose == device && span.holds(at));
        !self.is_out(at) && !revoked && !self.proxy.is_some_and(|span| span.holds(at))
    }

    /// Takes a request and says what it will answer. Whether the answer gets back is the network's.
    pub(crate) fn take(&mut self, request: &Arrived<'_>, now: Timestamp, random: &mut Random) -> Said {
        if self.is_out(now) {
            return *random.pick(&[Said::NeverLeft, Said::Server, Said::Lost, Said::NotFoundPage]);
        }
        if self.proxy.is_some_and(|span| span.holds(now)) {
            return Said::NotFound;
        }
        let device = request.place.chain.number();
        if self
            .revoked
            .is_some_and(|(whose, span)| whose == device && span.holds(now))
        {
            self.unauthorised += 1;
            return Said::Credential;
        }
        if random.one_in(20) {
            return Said::Throttled(random.one_in(2).then(|| random.below(900) as u64));
        }
        let clearance = request.endpoint == Route::Clearance;
        let off = self.clearance_off.is_some_and(|span| span.holds(now));
        if clearance && off || !clearance && request.standard && !off {
            return Said::Elsewhere;
        }
        // One of ten fails before it has done anything, and one of ten when it has.
        if random.one_in(20) {
            return Said::Server;
        }
        let said = self.judge(request, clearance, now);
        match random.below(100) {
            0..5 => Said::Server,
            5 => Said::Garbage,
            6 if clearance => Said::OtherDocument,
            _ => said,
        }
    }

    fn judge(&mut self, request: &Arrived<'_>, clearance: bool, now: Timestamp) -> Said {
        let book = self.books.entry(request.place).or_default();
        book.arrived += 1;
        let text = String::from_utf8_lossy(request.xml);
        if text.ends_with("bad") || text.ends_with("worse") || text.ends_with("large") {
            book.refused = true;
            return match text.rsplit('|').next() {
                Some("bad") => Said::No("BR-KSA-40"),
                Some("worse") => Said::No("BR-KSA-17"),
                _ => Said::TooLarge,
            };
        }
        let known = book.taken.last().is_some_and(|last| now.since(*last) < DAY);
        if known {
            return Said::Known { cleared: clearance };
        }
        book.taken.push(now);
        // Its own front door tried twice, and lost the first answer.
        match request.xml.last().map(|last| hash_of(&[*last]).as_bytes()[0] % 16) {
            Some(0) => Said::Known { cleared: clearance },
            _ => Said::Yes { cleared: clearance },
        }
    }
}

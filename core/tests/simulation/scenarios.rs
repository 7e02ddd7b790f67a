//! What a shop lives through, larger than a seed: outages of a day and more, one refusal of five, a storm of refusals, a device with
//! a thousand documents beside one with ten. The order is the shipped one; the documents are only as large as they must be.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use khatm::outbox::worker::Key;
use khatm::outbox::{Alert, Allowance, Arrival, Claim, Policy, Round, Wire, Worker, deliver_round};
use khatm::seal::Profile;
use khatm::store::delivery::{Deliveries as _, Fact, Route};
use khatm::store::memory::{Delivered, Memory};
use khatm::store::{ChainId, Place};
use khatm::time::Timestamp;

use super::delivery::{DAY, HOUR, Said, arrival, begin, issue};
use super::random::Random;
use super::{START, setting};

const MINUTE: i64 = 60_000;

/// A shop: its documents, its worker, and what it sees of the authority.
struct Shop<'a> {
    store: Memory,
    chains: Vec<ChainId>,
    now: &'a Cell<Timestamp>,
    random: Random,
    issued: u64,
}

/// A way out with so many lines, each taking a second for a document.
struct Lines<'a> {
    now: &'a Cell<Timestamp>,
    count: usize,
    under_way: VecDeque<(Timestamp, Key, Said)>,
    judge: &'a mut dyn FnMut(&Claim, Timestamp) -> Said,
    sent: Vec<(Timestamp, Place, Route)>,
}

impl Wire for Lines<'_> {
    fn allowance(&mut self, _now: Timestamp) -> Allowance {
        let total = self.count - self.under_way.len();
        Allowance {
            total,
            clearance: total,
            reporting: total,
        }
    }

    fn send(&mut self, claim: &Claim) {
        let (now, place) = (self.now.get(), claim.document.place);
        let said = (self.judge)(claim, now);
        self.sent.push((now, place, claim.endpoint));
        self.under_way
            .push_back((now.plus_ms(1_000), (place, claim.epoch), said));
    }

    /// Time goes on only here.
    fn arrivals(&mut self, at_most: Duration) -> Vec<(Key, Arrival)> {
        let wait = at_most.as_millis() as i64;
        let next = self
            .under_way
            .front()
            .map_or(wait, |first| first.0.since(self.now.get()));
        self.now.set(self.now.get().plus_ms(next.clamp(0, wait)));
        let now = self.now.get();
        let mut arrived = vec![];
        while let Some((at, key, said)) = self.under_way.front().copied()
            && at <= now
        {
            self.under_way.pop_front();
            arrived.push((key, arrival(said)));
        }
        arrived
    }
}

impl<'a> Shop<'a> {
    fn new(devices: usize, now: &'a Cell<Timestamp>, seed: u64) -> Self {
        let store = Memory::new();
        let chains = (0..devices).map(|device| begin(&store, &format!("till {device}"), START).unwrap());
        Shop {
            chains: chains.collect(),
            store,
            now,
            random: Random::new(seed),
            issued: 0,
        }
    }

    fn issue(&mut self, device: usize, profile: Profile) -> Place {
        self.issued += 1;
        let chain = self.chains[device];
        let made = issue(&self.store, chain, profile, self.issued, "", self.now.get());
        made.unwrap().place
    }

    /// Rounds until this time, a second apart while there is nothing to do. A round that would last longer is told to stop.
    fn deliver(&mut self, worker: &mut Worker, lines: &mut Lines<'_>, until: Timestamp) -> Round {
        let (now, random) = (self.now, &mut self.random);
        let mut all = Round::default();
        while now.get() < until {
            let go_on = || now.get() < until;
            let clock = || now.get();
            let mut chance = || random.next();
            let round = deliver_round(worker, &self.store, lines, &clock, &mut chance, &go_on).unwrap();
            all.sent += round.sent;
            all.settled += round.settled;
            all.alerts.extend(round.alerts);
            // Nothing is due: a driver looks again after a second; here it looks when something can be.
            let next = next_due(&self.store, now.get()).unwrap_or(until);
            now.set(next.max(now.get().plus_ms(1_000)).min(until.max(now.get())));
        }
        all
    }
}

fn next_due(store: &Memory, now: Timestamp) -> Option<Timestamp> {
    let mut next = vec![];
    let read = store.deliver(&mut |rows| {
        next.extend(rows.unfinished(None, usize::MAX)?.into_iter().map(|job| job.due_at));
        for lane in rows.lanes()? {
            next.extend(lane.park.map(|park| park.until));
            next.extend(lane.rest_until);
        }
        Ok(())
    });
    read.unwrap();
    next.into_iter().filter(|at| *at > now).min()
}

/// An outage of so many hours in which documents go on being issued. The late ones, and how many there were.
fn outage(hours: i64, documents: i64, slots: usize) -> (BTreeSet<Place>, BTreeSet<Place>, Delivered) {
    let now = Cell::new(START);
    let mut shop = Shop::new(4, &now, 7);
    let end = START.plus_ms(hours * HOUR);
    let mut out = |_: &Claim, at: Timestamp| match at < end {
        true => Said::Server,
        false => Said::Yes { cleared: true },
    };
    let mut lines = Lines {
        now: &now,
        count: slots,
        under_way: VecDeque::new(),
        judge: &mut out,
        sent: vec![],
    };
    let mut worker = Worker::new("w", Policy::default());
    let mut deadlines = BTreeMap::new();
    for made in 0..documents {
        let at = START.plus_ms(hours * HOUR * made / documents);
        shop.deliver(&mut worker, &mut lines, at);
        now.set(at.max(now.get()));
        let profile = if made % 4 == 0 {
            Profile::Standard
        } else {
            Profile::Simplified
        };
        let place = shop.issue((made % 4) as usize, profile);
        deadlines.insert(place, now.get().plus_ms(DAY));
    }
    shop.deliver(&mut worker, &mut lines, end.plus_ms(2 * HOUR));
    let rows = shop.store.delivered();
    assert_eq!(
        (rows.jobs.len(), rows.outcomes.len()),
        (0, documents as usize),
        "none is dropped"
    );
    assert!(rows.outcomes.keys().all(|(_, fact)| *fact == Fact::Accepted));
    let flagged = rows
        .outcomes
        .values()
        .filter(|row| row.late)
        .map(|row| row.place)
        .collect();
    let late = rows.outcomes.values().filter(|row| row.at > deadlines[&row.place]);
    let late = late.map(|row| row.place).collect();
    (flagged, late, rows)
}

#[test]
fn after_an_outage_of_23_hours_nothing_is_late() {
    let documents = setting("KHATM_OUTAGE").unwrap_or(96) as i64;
    let (flagged, late, _) = outage(23, documents, 50);
    assert_eq!((flagged.len(), late.len()), (0, 0));
}

#[test]
fn after_an_outage_of_30_hours_all_is_delivered_and_what_is_late_says_so() {
    let documents = setting("KHATM_OUTAGE").unwrap_or(96) as i64;
    let (flagged, late, _) = outage(30, documents, 50);
    assert_eq!(flagged, late);
    // Those of the first six hours, and of the minutes that it takes until the last try after the outage.
    let first = documents / 5;
    assert!(
        (first..first + 2 + documents / 60).contains(&(late.len() as i64)),
        "{}",
        late.len()
    );
}

/// While nothing answers, each document is tried a few times an hour and no more.
#[test]
fn an_outage_is_no_reason_to_hammer() {
    let (_, _, rows) = outage(23, 12, 50);
    let most = rows
        .attempts
        .keys()
        .fold(BTreeMap::new(), |mut tries: BTreeMap<Place, u32>, (place, _)| {
            *tries.entry(*place).or_default() += 1;
            tries
        });
    let most = most.values().max().copied().unwrap_or(0);
    // Half the longest wait on average: eight an hour.
    assert!((50..23 * 12).contains(&most), "{most} tries in 23 hours");
}

/// D1 and R9: every answer of ten is lost, refused, doubled or broken in some way, and one document of five is refused.
#[test]
fn one_refusal_of_five_breaks_and_blocks_nothing() {
    let documents = setting("KHATM_REFUSALS").unwrap_or(20_000);
    let now = Cell::new(START);
    let mut shop = Shop::new(8, &now, 11);
    let mut fate = Random::new(23);
    let mut places = vec![];
    for _ in 0..documents {
        let profile = if shop.issued.is_multiple_of(3) {
            Profile::Standard
        } else {
            Profile::Simplified
        };
        places.push(shop.issue((shop.issued % 8) as usize, profile));
    }
    let refused: BTreeSet<Place> = places.iter().copied().filter(|_| fate.one_in(5)).collect();
    let mut books: BTreeMap<Place, (Vec<u8>, u32)> = BTreeMap::new();
    let mut judge = |claim: &Claim, _: Timestamp| {
        let place = claim.document.place;
        match fate.below(100) {
            0..15 => return Said::Lost,
            15..20 => return Said::Server,
            _ => {}
        }
        let book = books.entry(place).or_insert_with(|| (claim.document.xml.clone(), 0));
        assert_eq!(book.0, claim.document.xml, "{place}: I6");
        let said = match (refused.contains(&place), book.1) {
            (true, _) => return *fate.pick(&[Said::No("BR-KSA-40"), Said::No("BR-KSA-17"), Said::No("BR-CO-10")]),
            (false, 0) => Said::Yes { cleared: true },
            (false, _) => Said::Known { cleared: true },
        };
        book.1 += 1;
        match fate.below(100) {
            0..15 => Said::Lost,
            15..20 => Said::Server,
            20 => Said::Garbage,
            21 => Said::Known { cleared: true },
            _ => said,
        }
    };
    let mut lines = Lines {
        now: &now,
        count: 40,
        under_way: VecDeque::new(),
        judge: &mut judge,
        sent: vec![],
    };
    let mut worker = Worker::new("w", Policy::default());
    shop.deliver(&mut worker, &mut lines, START.plus_ms(20 * HOUR));
    let rows = shop.store.delivered();
    let of = |fact| -> BTreeSet<Place> {
        let outcomes = rows.outcomes.values().filter(|row| row.fact == fact);
        outcomes.map(|row| row.place).collect()
    };
    let accepted: BTreeSet<Place> = places
        .iter()
        .copied()
        .filter(|place| !refused.contains(place))
        .collect();
    assert_eq!((of(Fact::Accepted), of(Fact::Rejected)), (accepted.clone(), refused));
    assert!(accepted.iter().all(|place| books[place].1 >= 1));
    assert!(rows.outcomes.values().all(|row| !row.late));
}

#[test]
fn a_small_device_does_not_wait_behind_a_large_one() {
    let now = Cell::new(START);
    let mut shop = Shop::new(3, &now, 3);
    for _ in 0..1_500 {
        shop.issue(0, Profile::Simplified);
    }
    let small: Vec<Place> = (0..10).map(|_| shop.issue(1, Profile::Simplified)).collect();
    let mut yes = |_: &Claim, _: Timestamp| Said::Yes { cleared: true };
    let mut lines = Lines {
        now: &now,
        count: 20,
        under_way: VecDeque::new(),
        judge: &mut yes,
        sent: vec![],
    };
    let mut worker = Worker::new("w", Policy::default());
    shop.deliver(&mut worker, &mut lines, START.plus_ms(10_000));
    // Somebody waits at the counter now.
    let waiting = shop.issue(2, Profile::Standard);
    let asked = now.get();
    shop.deliver(&mut worker, &mut lines, START.plus_ms(5 * MINUTE));
    let sent: Vec<Place> = lines.sent.iter().map(|(_, place, _)| *place).collect();
    assert_eq!(sent.len(), 1_511);
    let last = sent.iter().rposition(|place| small.contains(place));
    assert!(
        last < Some(2 * small.len() + 4),
        "the last of ten went as number {last:?}"
    );
    let cleared = lines
        .sent
        .iter()
        .find(|(_, place, _)| *place == waiting)
        .map(|(at, ..)| at.since(asked));
    assert!(cleared <= Some(1_250), "a clearance waited {cleared:?} ms");
}

#[test]
fn a_storm_of_refusals_pauses_one_device_and_ends_by_itself() {
    let now = Cell::new(START);
    let mut shop = Shop::new(2, &now, 5);
    for _ in 0..200 {
        shop.issue(0, Profile::Simplified);
        shop.issue(1, Profile::Simplified);
    }
    let (sick, mended) = (shop.chains[0], START.plus_ms(2 * HOUR));
    let mut judge = |claim: &Claim, at: Timestamp| match claim.document.place.chain == sick && at < mended {
        true => Said::No("BR-KSA-40"),
        false => Said::Yes { cleared: true },
    };
    let mut lines = Lines {
        now: &now,
        count: 4,
        under_way: VecDeque::new(),
        judge: &mut judge,
        sent: vec![],
    };
    let mut worker = Worker::new("w", Policy::default());
    let round = shop.deliver(&mut worker, &mut lines, mended.plus_ms(HOUR));
    assert_eq!(round.alerts.iter().filter(|alert| **alert == Alert::Storm).count(), 1);
    let during = lines
        .sent
        .iter()
        .filter(|(at, place, _)| place.chain == sick && *at < mended);
    let during = during.count();
    // Five in a row, those that were on their way by then, and a probe after 1, 2, 4, 8 and then every 15 minutes.
    assert!(
        (8..=20).contains(&during),
        "{during} documents were thrown away in two hours"
    );
    let rows = shop.store.delivered();
    assert_eq!((rows.jobs.len(), rows.outcomes.len()), (0, 400));
    let well = lines
        .sent
        .iter()
        .filter(|(_, place, _)| place.chain != sick)
        .map(|(at, ..)| *at)
        .max();
    assert!(
        well < Some(START.plus_ms(2 * MINUTE)),
        "the other device was paused, too"
    );
}

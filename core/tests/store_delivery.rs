//! The rows of deliveries: SQLite keeps, finds and refuses what the store in memory does, statement by statement.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod ledger;
mod support;

use khatm::outbox::{Reason, Release};
use khatm::seal::csr::Environment;
use khatm::store::delivery::{
    Answered, Attempt, Deliveries as _, Delivering, Entry, Fact, Job, Lane, Outcome, Park, Route, State, Why,
};
use khatm::store::memory::Memory;
use khatm::store::safe::{Kept, Safe};
use khatm::store::{ChainState, Place, Store};
use khatm::{Code, Error, Result};
use ledger::file::create;
use ledger::{Till, folder, invoice, now, sale};

struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        (self.below(2) == 0).then_some(value)
    }

    fn time(&mut self) -> khatm::time::Timestamp {
        // Now and then far ahead, as a clock writes that runs ahead.
        let years = if self.below(8) == 0 { 5 * 365 * 86_400_000 } else { 0 };
        now().plus_ms(self.below(50) as i64 + years)
    }

    fn route(&mut self) -> Route {
        Route::ALL[self.below(2) as usize]
    }
}

/// One statement, the same for both.
#[derive(Debug, Clone)]
enum Statement {
    PutLane(Box<Lane>),
    PutJob(Box<Job>),
    Finish(Place),
    Attempt(Attempt),
    Answer(Answered),
    Outcome(Outcome),
    Cleared(Place, Vec<u8>),
    Release(Place, Release),
    Audit(Entry),
    Look(Lane, Route, khatm::time::Timestamp, u64, Place),
}

/// What it comes to, as text that both must agree on.
fn run(statement: &Statement, rows: &mut dyn Delivering) -> Result<String> {
    Ok(match statement {
        Statement::PutLane(lane) => format!("{:?}", rows.put_lane(lane)?),
        Statement::PutJob(job) => format!("{:?}", rows.put_job(job)?),
        Statement::Finish(place) => format!("{:?}", rows.finish(*place)?),
        Statement::Attempt(attempt) => format!("{:?}", rows.put_attempt(attempt)?),
        Statement::Answer(answer) => format!("{:?}", rows.put_answer(answer)?),
        Statement::Outcome(outcome) => format!("{:?}", rows.put_outcome(outcome)?),
        Statement::Cleared(place, xml) => format!("{:?}", rows.put_cleared(*place, xml)?),
        Statement::Release(place, release) => format!("{:?}", rows.put_release(*place, release)?),
        Statement::Audit(entry) => format!("{:?}", rows.audit(entry)?),
        Statement::Look(lane, route, at, most, place) => {
            let most = *most as usize;
            let (chain, own) = (place.chain, *place);
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                rows.lane(chain, *route)?,
                rows.waiting(lane, most)?,
                rows.cursor_after(lane, own.counter)?,
                rows.due(*route, *at, most)?,
                rows.jobs_of(chain, *route, most)?,
                rows.unfinished((own.counter % 2 == 0).then_some(own), most)?,
                rows.job(own)?,
                rows.facts(own)?,
                rows.history(own)?,
                rows.release(own)?,
            )
        }
    })
}

fn lane(random: &mut Random, mut lane: Lane) -> Lane {
    match random.below(6) {
        0 => lane.next = 1 + random.below(14),
        1 => {
            let why = [Why::Credential, Why::Defect, Why::Storm][random.below(3) as usize];
            lane.park = Some(Park {
                why,
                code: "Invalid".to_owned(),
                until: random.time(),
                probes: random.below(9) as u32,
                probe: random.maybe((Route::Clearance, 3)),
            });
        }
        2 => lane.park = None,
        3 => {
            let at = random.time();
            lane.rest_until = random.maybe(at);
        }
        4 => {
            lane.endpoint = random.route();
            let at = random.time();
            lane.back_at = random.maybe(at);
        }
        _ => {
            lane.turn += random.below(5);
            lane.streak = random.below(4) as u32;
            lane.streak_code = random.maybe("BR-KSA-17".to_owned());
        }
    }
    lane
}

fn job(random: &mut Random, mut job: Job) -> Job {
    job.epoch = (job.epoch + random.below(4)).saturating_sub(1);
    job.state = [State::Again, State::Inflight, State::InDoubt, State::Held][random.below(4) as usize];
    job.due_at = random.time();
    job.endpoint = random.route();
    job.attempts = random.below(4) as u32;
    job.failures = random.below(4) as u32;
    let at = random.time();
    job.doubt_since = random.maybe(at);
    job.owner = random.maybe("w".to_owned());
    job.last_http = random.maybe(503);
    job.last_code = random.maybe("KHATM-GATEWAY-UNSURE".to_owned());
    match random.below(12) {
        0 => job.first_sent_at = random.time(),
        1 => job.deadline_at = random.time(),
        _ => {}
    }
    job
}

fn statement(random: &mut Random, memory: &Memory, places: &[Place]) -> Statement {
    let place = places[random.below(places.len() as u64) as usize];
    let (route, at, epoch) = (random.route(), random.time(), 1 + random.below(3));
    let fact = if random.below(2) == 0 {
        Fact::Accepted
    } else {
        Fact::Rejected
    };
    let mut known = (None, None, None);
    memory
        .deliver(&mut |rows| {
            known = (rows.lane(place.chain, route)?, rows.job(place)?, rows.document(place)?);
            Ok(())
        })
        .unwrap();
    let (own, unfinished, document) = known;
    let own = own.unwrap();
    match random.below(14) {
        0 | 1 => Statement::PutLane(Box::new(lane(random, own))),
        2..=4 => {
            let document = document.unwrap();
            let fresh = Job::new(place, Route::of(document.profile), route, document.deadline, at);
            Statement::PutJob(Box::new(job(random, unfinished.unwrap_or(fresh))))
        }
        5 => Statement::Finish(place),
        6 => Statement::Attempt(Attempt {
            place,
            epoch,
            endpoint: route,
            at,
            node: "w".to_owned(),
            again: random.below(2) == 0,
            after_window: random.below(2) == 0,
        }),
        7 => Statement::Answer(Answered {
            place,
            epoch,
            at,
            ms: random.below(60_000),
            http: [0, 200, 202, 400, 503][random.below(5) as usize],
            verdict: ["accepted", "rejected", "unsure"][random.below(3) as usize],
            body: random.maybe(b"{\"a\":1}".to_vec()),
        }),
        8 => Statement::Outcome(Outcome {
            place,
            fact,
            epoch,
            http: 200,
            at,
            late: random.below(2) == 0,
            endpoint: route,
            messages: random.maybe("[]".to_owned()),
        }),
        9 => Statement::Cleared(place, vec![random.below(256) as u8]),
        10 => Statement::Release(
            place,
            Release {
                at,
                by: "me".to_owned(),
                reason: Reason::Outage,
                note: "announced".to_owned(),
            },
        ),
        11 => Statement::Audit(Entry {
            at,
            actor: "w".to_owned(),
            action: "claim",
            place: random.maybe(place),
            detail: "x".to_owned(),
        }),
        _ => Statement::Look(own, route, at, 1 + random.below(6), place),
    }
}

/// Two chains with documents of both routes, the same in both stores.
fn prepared(name: &str) -> (Memory, khatm::store::sqlite::Sqlite, Vec<Place>) {
    let (memory, sqlite) = (Memory::new(), create(&folder(name)));
    let till = Till::new();
    let mut places = Vec::new();
    for device in ["one", "two"] {
        let chain = till.chain(&memory, device);
        assert_eq!(till.chain(&sqlite, device), chain);
        for number in 1..=6 {
            let draft = match number % 3 {
                0 => invoice(&format!("{device}-{number}"), "10.00"),
                _ => sale(&format!("{device}-{number}"), "10.00"),
            };
            let document = till.issue(&memory, &chain, &draft).unwrap().document;
            sqlite.transact(&mut |ledger| ledger.append(&document, &[])).unwrap();
            places.push(document.place);
        }
    }
    (memory, sqlite, places)
}

#[test]
fn both_stores_say_the_same_to_every_statement() {
    let seed: u64 = std::env::var("KHATM_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_121);
    println!("seed {seed}");
    let mut random = Random(seed);
    let (mut refused, mut done) = (0, 0);
    for round in 0..6 {
        let (memory, sqlite, places) = prepared(&format!("delivery-{round}"));
        for step in 0..700 {
            let statement = statement(&mut random, &memory, &places);
            let both = [&memory as &dyn Store, &sqlite].map(|store| {
                let mut said = String::new();
                let ended = store.deliver(&mut |rows| {
                    said = run(&statement, rows)?;
                    Ok(())
                });
                ended.map(|()| said).map_err(|error| error.code())
            });
            match &both[0] {
                Ok(_) => done += 1,
                Err(_) => refused += 1,
            }
            assert_eq!(
                both[0], both[1],
                "seed {seed}, round {round}, step {step}: {statement:?}"
            );
        }
        let audited = sqlite.audited(0, 10_000).unwrap();
        assert_eq!(audited.len(), memory.delivered().audit.len());
        for place in places {
            assert_eq!(memory.fate(place).unwrap(), sqlite.fate(place).unwrap());
        }
    }
    println!("{done} done, {refused} refused");
    assert!(
        done > 1000 && refused > 300,
        "the statements try nothing: {done}, {refused}"
    );
}

#[test]
fn a_delivery_that_fails_leaves_nothing() {
    let (memory, sqlite, places) = prepared("delivery-fails");
    for store in [&memory as &dyn Store, &sqlite] {
        let place = places[0];
        let before = |store: &dyn Store| {
            let mut said = String::new();
            store
                .deliver(&mut |rows| {
                    said = format!("{:?} {:?}", rows.lanes()?, rows.unfinished(None, 100)?);
                    Ok(())
                })
                .unwrap();
            said
        };
        let was = before(store);
        let failed = store.deliver(&mut |rows| {
            let own = rows.lane(place.chain, Route::Reporting)?.unwrap();
            rows.put_lane(&Lane { turn: 9, ..own })?;
            rows.put_job(&Job::new(
                place,
                Route::Reporting,
                Route::Reporting,
                now().plus_ms(86_400_000),
                now(),
            ))?;
            rows.quarantine(place.chain, "x")?;
            Err(Error::new(Code::StoreBusy))
        });
        assert_eq!(failed.unwrap_err().code(), Code::StoreBusy);
        assert_eq!(before(store), was);
        assert_eq!(store.chains().unwrap()[0].state, ChainState::Active);
        store.deliver(&mut |rows| rows.quarantine(place.chain, "x")).unwrap();
        assert_eq!(store.chains().unwrap()[0].state, ChainState::Quarantined);
    }
}

/// Devices are kept version by version, all of a call or none, and each leaves a line in the audit. In every store.
#[test]
fn devices_are_kept_one_version_after_the_other() {
    let folder = folder("devices");
    let stores: [&dyn Safe; 2] = [&Memory::new(), &create(&folder)];
    for store in stores {
        let kept = |name: &str, version, file: &[u8]| Kept {
            environment: Environment::Simulation,
            name: name.to_owned(),
            version,
            saved_at: now(),
            file: file.to_vec(),
        };
        store
            .keep(&[kept("b", 1, b"one"), kept("a", 1, b"two")], "somebody", "device_new")
            .unwrap();
        store
            .keep(&[kept("a", 2, b"three")], "somebody", "device_saved")
            .unwrap();
        for stale in [
            kept("a", 2, b"x"),
            kept("a", 1, b"x"),
            kept("a", 4, b"x"),
            kept("c", 2, b"x"),
        ] {
            let refused = store
                .keep(&[kept("b", 2, b"x"), stale], "other", "device_saved")
                .unwrap_err();
            assert_eq!(refused.code(), Code::StoreDeviceChanged);
        }
        assert_eq!(store.devices().unwrap(), [kept("a", 2, b"three"), kept("b", 1, b"one")]);
        let one = store.device(Environment::Simulation, "b").unwrap();
        assert_eq!(one, Some(kept("b", 1, b"one")));
        assert_eq!(store.device(Environment::Production, "b").unwrap(), None);
        let audit = store.audited(0, 9).unwrap();
        let actions: Vec<&str> = audit.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["device_new", "device_new", "device_saved"]);
        assert!(audit[2].detail.contains(&kept("a", 2, b"three").digest()));
        for (at, row) in audit.iter().enumerate() {
            let before = at.checked_sub(1).map_or([0; 32], |before| audit[before].hash);
            assert_eq!((row.previous, row.digest()), (before, row.hash));
        }
        assert_eq!(store.audited(1, 1).unwrap(), [audit[1].clone()]);
    }
}

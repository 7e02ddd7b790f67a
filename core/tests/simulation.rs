//! Deterministic simulation of delivery: the shipped order, claims, settlement and verdicts, in virtual time, against a gateway that
//! loses three answers of ten and a store that fails, with workers that die between any two lines and files that are set back.
//!
//! `KHATM_SEEDS=1000000 cargo test --release --test simulation nothing_is_lost` walks more seeds on all cores and says how far it is;
//! `KHATM_FROM=n` begins elsewhere, `KHATM_SEED=n` walks one of them again.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod delivery;
#[path = "simulation/gateway.rs"]
mod gateway;
#[path = "simulation/hands.rs"]
mod hands;
#[path = "simulation/judge.rs"]
mod judge;
mod ledger;
#[path = "delivery/lying.rs"]
mod lying;
#[path = "simulation/network.rs"]
mod network;
#[path = "simulation/plants.rs"]
mod plants;
#[path = "simulation/pool.rs"]
mod pool;
#[path = "simulation/random.rs"]
mod random;
#[path = "simulation/replies.rs"]
mod replies;
#[path = "simulation/scenarios.rs"]
mod scenarios;
#[path = "simulation/stores.rs"]
mod stores;
mod support;
#[path = "authority/unit.rs"]
#[allow(dead_code, unreachable_pub)]
mod unit;
#[path = "simulation/world.rs"]
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use khatm::store::memory::Memory;
use khatm::time::Timestamp;
use plants::Plant;
use stores::{Kept, Ledger};
use world::{Broken, World};

pub(crate) const START: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);
const SEEDS: u64 = 2_000;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs one seed on the store that forgets. Its trace, to compare runs by, and its steps.
fn run(seed: u64, plant: Plant) -> Result<(u64, u64), Broken> {
    run_on(Kept::Memory(Memory::new()), seed, plant, false)
}

fn run_on(kept: Kept, seed: u64, plant: Plant, outside: bool) -> Result<(u64, u64), Broken> {
    let mut world = World::new(kept, seed, plant, outside).map_err(|error| error.to_string())?;
    world.run()?;
    Ok((world.trace, world.steps))
}

/// The same seed on the shipped file; `outside`, somebody copies it, or sets it back.
fn run_on_file(seed: u64, plant: Plant, outside: bool) -> Result<(u64, u64), Broken> {
    let name = format!("{seed}-{outside}-{plant:?}");
    let ledger = Ledger::new(&name, plant == Plant::NoFence).map_err(|error| error.to_string())?;
    run_on(Kept::File(ledger), seed, plant, outside)
}

/// The seeds to walk, one of `CI`'s figure or what the environment asks for.
fn seeds(usual: u64, part: u64) -> std::ops::Range<u64> {
    let from = setting("KHATM_SEED").or_else(|| setting("KHATM_FROM")).unwrap_or(1);
    let count = match setting("KHATM_SEED") {
        Some(_) => 1,
        None => setting("KHATM_SEEDS").unwrap_or(usual) / part,
    };
    from..from + count
}

/// Walks them on all cores. The first that fails stops the others.
fn walk(name: &str, seeds: std::ops::Range<u64>, run: impl Fn(u64) -> Result<u64, Broken> + Sync) {
    pool::pool();
    let (next, steps, begun) = (AtomicU64::new(seeds.start), AtomicU64::new(0), Instant::now());
    let count = seeds.end - seeds.start;
    let failed = std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= seeds.end {
                            return None;
                        }
                        match run(seed) {
                            Ok(more) => steps.fetch_add(more, Ordering::Relaxed),
                            Err(broken) => {
                                next.store(seeds.end, Ordering::Relaxed);
                                return Some((seed, broken));
                            }
                        };
                        let done = seed - seeds.start + 1;
                        if done.is_multiple_of(10_000) {
                            let rate = u128::from(done) * 1000 / begun.elapsed().as_millis().max(1);
                            println!("{name}: {done} of {count} seeds, {rate} each second");
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().unwrap()).min()
    });
    if let Some((seed, broken)) = failed {
        panic!("{name}: KHATM_SEED={seed}: {broken}");
    }
    println!(
        "{name}: {count} seeds from {}, {} steps, {:.1} s",
        seeds.start,
        steps.load(Ordering::Relaxed),
        begun.elapsed().as_secs_f64()
    );
}

#[test]
fn nothing_is_lost_doubled_or_changed() {
    walk("memory", seeds(SEEDS, 1), |seed| {
        run(seed, Plant::None).map(|(_, steps)| steps)
    });
}

/// One of ten seeds runs on the shipped file too, and nothing of what happens may differ.
#[test]
fn the_file_does_as_the_memory_does() {
    walk("file", seeds(SEEDS, 10), |seed| {
        let (file, memory) = (run_on_file(seed, Plant::None, false), run(seed, Plant::None));
        match file == memory {
            true => file.map(|(_, steps)| steps),
            false => Err(format!("{file:?} on the file, {memory:?} in memory")),
        }
    });
}

/// One of ten: the file is copied and used twice, or set back to an older state.
#[test]
fn a_copied_or_older_file_forks_nothing() {
    walk("set back", seeds(SEEDS, 10), |seed| {
        run_on_file(seed, Plant::None, true).map(|(_, steps)| steps)
    });
}

#[test]
fn a_seed_is_the_same_every_time() {
    let mut traces = std::collections::BTreeSet::new();
    for seed in 1..=40 {
        let (first, second) = (run(seed, Plant::None), run(seed, Plant::None));
        assert_eq!(first, second, "seed {seed}");
        traces.insert(first.map(|(trace, _)| trace));
    }
    assert_eq!(traces.len(), 40, "seeds that are not different");
}

#[test]
fn every_planted_fault_is_found() {
    let mut missed = vec![];
    for plant in plants::ALL {
        let on_file = *plant == Plant::NoFence;
        let find = |seed| match on_file {
            true => run_on_file(seed, *plant, true),
            false => run(seed, *plant),
        };
        let found = (1..=1_000).find_map(|seed| find(seed).err().map(|broken| (seed, broken)));
        match found {
            Some((seed, broken)) => println!("{plant:?}: seed {seed}: {broken}"),
            None => missed.push(plant),
        }
    }
    assert!(missed.is_empty(), "not found in 1,000 seeds: {missed:?}");
}

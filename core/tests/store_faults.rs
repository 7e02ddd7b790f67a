//! Every call with which the ledger changes a file is spoilt, one after the other, and the process dies before and after each of
//! them, and the power fails at each: nothing that was told to be kept is lost, there is no gap and no fork, and it goes on.
//!
//! A small library stands between a process and the C library (`store_faults/shim.c`, Linux only, built with `cc`). Each call is
//! spoilt in one way here, another one with each seed (`KHATM_SEED`); `KHATM_LONG=1` tries every way at every call.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub
)]
#![cfg(target_os = "linux")]

mod delivery;
mod ledger;
#[path = "store_faults/plan.rs"]
mod plan;
#[path = "store_faults/room.rs"]
mod room;
#[path = "store_faults/spoilt.rs"]
mod spoilt;
mod support;
#[path = "store_faults/told.rs"]
mod told;

use std::path::PathBuf;

use spoilt::{Kind, Laboratory};

/// The other process.
#[test]
fn another_process() {
    if let Some(folder) = std::env::var_os("KHATM_TEST_FILL") {
        room::run(&PathBuf::from(folder));
    } else if let Some(folder) = std::env::var_os("KHATM_FAULT_FOLDER") {
        plan::run(&PathBuf::from(folder));
    }
}

fn long() -> bool {
    std::env::var_os("KHATM_LONG").is_some()
}

fn seed() -> u64 {
    let seed = std::env::var("KHATM_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or(20_261_121);
    println!("KHATM_SEED={seed}");
    seed
}

#[test]
fn every_change_of_a_file_fails_once_and_nothing_that_was_told_is_lost() {
    let Some(laboratory) = Laboratory::new("changes") else {
        return;
    };
    let seed = seed();
    let calls = laboratory.calls(&[]);
    let kinds = Kind::ALL;
    let tries = (1..=calls.len()).flat_map(|at| {
        let of_call = kinds.into_iter().filter(move |_| long());
        let turn = kinds[(at + seed as usize) % kinds.len()];
        of_call.chain((!long()).then_some(turn)).map(move |kind| (at, kind))
    });
    let report = laboratory.run(tries.collect(), seed, &[]);
    println!("{} calls that change a file; {report}", calls.len());
}

/// A sync that fails is the last that is heard of what it was for: whoever goes on has to write it again.
#[test]
fn every_sync_fails_for_good_and_the_power_fails_in_the_end() {
    let Some(laboratory) = Laboratory::new("syncs") else {
        return;
    };
    let seed = seed();
    let calls = laboratory.calls(&[]);
    let is_sync = |call: &String| call.contains(" fsync ") || call.contains(" fdatasync ");
    let syncs = (1..=calls.len()).filter(|at| is_sync(&calls[at - 1]));
    let report = laboratory.run(syncs.map(|at| (at, Kind::Gate)).collect(), seed, &[]);
    println!("of {} calls that change a file; {report}", calls.len());
}

#[test]
fn every_read_of_a_file_fails_once_and_nothing_that_was_told_is_lost() {
    let Some(laboratory) = Laboratory::new("reads") else {
        return;
    };
    let seed = seed();
    let reads = [("KHATM_FAULT_READS", "1".to_owned())];
    let calls = laboratory.calls(&reads);
    let step = if long() { 1 } else { 4 };
    let tries = (1..=calls.len()).skip(seed as usize % step).step_by(step);
    let report = laboratory.run(tries.map(|at| (at, Kind::Eio)).collect(), seed, &reads);
    println!("{} calls that read a file; {report}", calls.len());
}

#[test]
fn a_full_disk_issues_nothing_and_leaves_no_gap_when_there_is_room_again() {
    let Some(laboratory) = Laboratory::new("room") else {
        return;
    };
    // From one that cannot even hold an empty ledger to one whose log was written back once.
    for bytes in [0, 30_000, 300_000, 1_000_000, 9_000_000] {
        room::with_shim(&laboratory.shim, &laboratory.folder, bytes);
    }
    for kilobytes in [1_500, 9_000] {
        if !room::on_small_disk(&laboratory.folder, kilobytes) {
            println!("SKIPPED a disk of {kilobytes} kB: this system mounts none for a test");
        }
    }
    laboratory.clear();
}

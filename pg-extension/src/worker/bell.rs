//! Wakes who delivers when a transaction has committed something for him: by a latch, which costs the transaction next to nothing. A
//! transaction that is prepared rings when it is committed ([`statements`](super::statements)); what comes past our functions is found by
//! looking now and then.

use std::cell::Cell;

use pgrx::pg_sys;
use pgrx::prelude::*;

use super::board::board;
use super::statements;

thread_local! {
    /// Whether this session hears how its transactions end.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
    /// Whether the transaction that is open has something for the worker.
    static RINGS: Cell<bool> = const { Cell::new(false) };
    /// Whether this process is the worker itself.
    static MUTE: Cell<bool> = const { Cell::new(false) };
}

/// This transaction has something for the worker. Nothing rings before it is committed, nor if it is not.
pub(crate) fn at_commit() {
    if MUTE.get() || board().is_none() {
        return;
    }
    listen();
    RINGS.set(true);
}

/// From now on this session hears how its transactions end.
pub(super) fn listen() {
    if !LISTENS.replace(true) {
        // SAFETY: the function is there as long as the process.
        unsafe { pg_sys::RegisterXactCallback(Some(ended), std::ptr::null_mut()) };
    }
}

/// The worker does not wake himself.
pub(super) fn mute() {
    MUTE.set(true);
}

/// Rings at once, for what is committed already.
pub(super) fn ring() {
    // SAFETY: a session's database never changes.
    let database = unsafe { pg_sys::MyDatabaseId };
    if let Some(slot) = board().and_then(|board| board.slot_for(database)) {
        slot.ring();
    }
}

/// A transaction has ended. Nothing here can fail: after a commit, that would bring the server down.
#[pg_guard]
unsafe extern "C-unwind" fn ended(event: pg_sys::XactEvent::Type, _none: *mut std::ffi::c_void) {
    use pg_sys::XactEvent::{XACT_EVENT_ABORT, XACT_EVENT_COMMIT, XACT_EVENT_PREPARE};
    let rings = match event {
        XACT_EVENT_COMMIT => RINGS.replace(false),
        XACT_EVENT_ABORT | XACT_EVENT_PREPARE => {
            RINGS.set(false);
            false
        }
        _ => return,
    };
    statements::let_in();
    if rings {
        ring();
    }
}

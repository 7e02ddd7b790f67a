//! A new root key: every device of a store sealed anew, all of them at once or none.
//!
//! Both keys are needed until it is done, and the new one must be safe on its own disk before it begins: a store that was sealed
//! under a key that nobody has is lost. Whoever was stopped calls it again with the same two keys.

use super::RootKey;
use crate::error::{Code, Error, Result};
use crate::store::delivery::Entry;
use crate::store::safe::{Kept, Safe};
use crate::time::Timestamp;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rotated {
    /// The name of the key before.
    pub from: String,
    /// The name of the key from now on.
    pub to: String,
    /// Devices that were sealed anew.
    pub devices: usize,
    /// Devices that were sealed under the new key already: all of them, when it was done before.
    pub before: usize,
}

/// Seals every device under the new key. What is sealed under neither of the two stops it before anything is changed.
pub fn rotate(store: &(impl Safe + ?Sized), old: &RootKey, new: &RootKey, by: &str, now: Timestamp) -> Result<Rotated> {
    if by.trim().is_empty() {
        return Err(Error::new(Code::OutboxReason).at("by"));
    }
    if old.id() == new.id() {
        return Err(Error::new(Code::RotateSame).found(new.id()));
    }
    let (mut anew, mut before) = (Vec::new(), 0);
    for kept in store.devices()? {
        if kept.sealed_under()? == new.id() {
            // A row that says so and does not open would be lost with the old key.
            kept.open(new)?;
            before += 1;
            continue;
        }
        let device = kept.open(old).map_err(|error| match error.code() {
            Code::SealedOtherKey => error.found(&kept.name),
            _ => error,
        })?;
        let next = Kept::of(&device, new, kept.version + 1, now)?;
        next.open(new)?;
        anew.push(next);
    }
    let rotated = Rotated {
        from: old.id().to_owned(),
        to: new.id().to_owned(),
        devices: anew.len(),
        before,
    };
    if !anew.is_empty() {
        store.note(&Entry {
            at: now,
            actor: by.to_owned(),
            action: "root_key_rotating",
            place: None,
            detail: format!("{} -> {} {}", rotated.from, rotated.to, anew.len()),
        })?;
        store.keep(&anew, by, "root_key_rotated")?;
    }
    Ok(rotated)
}

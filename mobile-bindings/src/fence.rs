//! What is done with a file that is no ledger to issue with: a copy, an older state, one that this phone does not remember.

use std::path::PathBuf;
use std::sync::Arc;

use khatm::Language;
use khatm::host::opening::Opening;
use khatm::store::witness::HostWitness;

use crate::error::KhatmError;
use crate::host::{Memory, RestoreWitness};
use crate::waiting::aside;

/// Makes a copy of a ledger, or one that this phone does not remember, the one that signs. The last document of every device that issues
/// is stated from outside of it, `DEVICE=COUNTER:HASH` or `DEVICE=0`; the original must not be used any more, and nobody may have it open.
#[uniffi::export(default(witness = None, witness_folder = None, language = None))]
pub async fn resume_ledger(
    url: String,
    last: Vec<String>,
    person: String,
    witness: Option<Arc<dyn RestoreWitness>>,
    witness_folder: Option<String>,
    language: Option<Language>,
) -> Result<(), KhatmError> {
    let opening = opening(url, witness, witness_folder);
    aside(move || opening.resume(&last, &person))
        .await
        .map_err(|error| KhatmError::new(error, language.unwrap_or(Language::English)))
}

/// Gives up issuing with a file that lost documents: it delivers what it has, and each device is onboarded again.
#[uniffi::export(default(witness = None, witness_folder = None, language = None))]
pub async fn abandon_ledger(
    url: String,
    person: String,
    witness: Option<Arc<dyn RestoreWitness>>,
    witness_folder: Option<String>,
    language: Option<Language>,
) -> Result<(), KhatmError> {
    let opening = opening(url, witness, witness_folder);
    aside(move || opening.abandon(&person))
        .await
        .map_err(|error| KhatmError::new(error, language.unwrap_or(Language::English)))
}

fn opening(url: String, witness: Option<Arc<dyn RestoreWitness>>, folder: Option<String>) -> Opening {
    Opening {
        url,
        witness: folder.map(PathBuf::from),
        host_witness: witness.map(|host| Arc::new(HostWitness::new(Arc::new(Memory(host)))) as Arc<_>),
        ..Opening::default()
    }
}

//! What SQLite's errors mean to a caller.

use rusqlite::ffi::{self, ErrorCode};

use crate::error::{Code, Error};

/// A value in the file that no version of ours wrote.
pub(super) fn damaged() -> Error {
    Error::new(Code::StoreDamaged)
}

pub(super) fn fault(error: rusqlite::Error) -> Error {
    let told = |code: Code| Error::new(code).found(&error.to_string());
    match &error {
        rusqlite::Error::SqliteFailure(failure, text) => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::new(Code::StoreBusy),
            ErrorCode::DiskFull => Error::new(Code::StoreFull),
            // The log's index cannot grow.
            ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => told(Code::StoreFull),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => told(Code::StoreDamaged),
            ErrorCode::OutOfMemory => told(Code::StoreFailed),
            ErrorCode::ConstraintViolation => refused(text.as_deref().unwrap_or_default()),
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed => told(Code::StoreFailed),
            _ => told(Code::StoreStatement),
        },
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..) => told(Code::StoreDamaged),
        _ => told(Code::StoreStatement),
    }
}

/// A rule that the tables keep themselves.
fn refused(text: &str) -> Error {
    let rule = text.strip_prefix("KHATM-").and_then(|text| text.split(':').next());
    Error::new(match rule {
        Some("LINK") => Code::StoreLink,
        Some("CURSOR") => Code::StoreCursor,
        Some("OUTBOX") => Code::StoreJob,
        Some("STATE") => Code::StoreRevive,
        _ => Code::StoreTaken,
    })
    .found(text)
}

/// A constraint without a name of ours, among the rows of a delivery.
pub(super) fn of_delivery(error: rusqlite::Error) -> Error {
    let error = fault(error);
    match error.code() {
        Code::StoreTaken => Error::new(Code::StoreJob),
        _ => error,
    }
}

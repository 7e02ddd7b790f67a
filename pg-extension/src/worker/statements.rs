//! Statements that want a database to themselves: `DROP DATABASE`, `CREATE DATABASE … TEMPLATE`, `ALTER DATABASE … RENAME` and
//! `… SET TABLESPACE` wait five seconds for whoever is connected, and fail then. Our worker leaves before that, and comes back after.
//!
//! And a transaction that was prepared earlier: the session that commits it did not issue, so this is where it rings.

use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::time::{Duration, Instant};

use pgrx::pg_sys;
use pgrx::prelude::*;
use pgrx::{PgList, is_a};

use super::bell;
use super::board::{Slot, board};

/// Whoever watched before us.
static mut BEFORE: pg_sys::ProcessUtility_hook_type = None;

/// So long a statement waits for a worker to leave. In case of need PostgreSQL itself waits after that, and says what is wrong.
const PATIENCE: Duration = Duration::from_secs(10);

thread_local! {
    /// Whose worker stays out until this transaction ends.
    static KEPT_OUT: Cell<Option<&'static Slot>> = const { Cell::new(None) };
}

/// Begins to watch. To be called while the server loads its libraries.
pub(super) fn watch() {
    // SAFETY: one thread loads libraries, and processes are made of this one.
    unsafe {
        BEFORE = pg_sys::ProcessUtility_hook;
        pg_sys::ProcessUtility_hook = Some(utility);
    }
}

#[cfg(not(feature = "pg13"))]
mod passed {
    use pgrx::pg_sys;

    unsafe extern "C-unwind" {
        /// PostgreSQL's own, past the guard that pgrx puts around it: an error passes through as it is, with all that it says.
        pub(super) fn standard_ProcessUtility(
            statement: *mut pg_sys::PlannedStmt,
            query: *const std::ffi::c_char,
            read_only: bool,
            context: pg_sys::ProcessUtilityContext::Type,
            parameters: pg_sys::ParamListInfo,
            environment: *mut pg_sys::QueryEnvironment,
            receiver: *mut pg_sys::DestReceiver,
            completion: *mut pg_sys::QueryCompletion,
        );
    }
}

#[cfg(feature = "pg13")]
mod passed {
    use pgrx::pg_sys;

    unsafe extern "C-unwind" {
        /// PostgreSQL's own, past the guard that pgrx puts around it: an error passes through as it is, with all that it says.
        pub(super) fn standard_ProcessUtility(
            statement: *mut pg_sys::PlannedStmt,
            query: *const std::ffi::c_char,
            context: pg_sys::ProcessUtilityContext::Type,
            parameters: pg_sys::ParamListInfo,
            environment: *mut pg_sys::QueryEnvironment,
            receiver: *mut pg_sys::DestReceiver,
            completion: *mut pg_sys::QueryCompletion,
        );
    }
}

/// Every statement that is no query passes here. Nothing of this function has to be undone, so an error may jump over it.
#[cfg(not(feature = "pg13"))]
#[allow(clippy::too_many_arguments)]
unsafe extern "C-unwind" fn utility(
    statement: *mut pg_sys::PlannedStmt,
    query: *const std::ffi::c_char,
    read_only: bool,
    context: pg_sys::ProcessUtilityContext::Type,
    parameters: pg_sys::ParamListInfo,
    environment: *mut pg_sys::QueryEnvironment,
    receiver: *mut pg_sys::DestReceiver,
    completion: *mut pg_sys::QueryCompletion,
) {
    // SAFETY: what came is passed on as it is.
    unsafe {
        let prepared = concerns((*statement).utilityStmt) && make_room((*statement).utilityStmt);
        let next = BEFORE.unwrap_or(passed::standard_ProcessUtility);
        next(
            statement,
            query,
            read_only,
            context,
            parameters,
            environment,
            receiver,
            completion,
        );
        if prepared {
            ring();
        }
    }
}

/// Every statement that is no query passes here. Nothing of this function has to be undone, so an error may jump over it.
#[cfg(feature = "pg13")]
unsafe extern "C-unwind" fn utility(
    statement: *mut pg_sys::PlannedStmt,
    query: *const std::ffi::c_char,
    context: pg_sys::ProcessUtilityContext::Type,
    parameters: pg_sys::ParamListInfo,
    environment: *mut pg_sys::QueryEnvironment,
    receiver: *mut pg_sys::DestReceiver,
    completion: *mut pg_sys::QueryCompletion,
) {
    // SAFETY: what came is passed on as it is.
    unsafe {
        let prepared = concerns((*statement).utilityStmt) && make_room((*statement).utilityStmt);
        let next = BEFORE.unwrap_or(passed::standard_ProcessUtility);
        next(statement, query, context, parameters, environment, receiver, completion);
        if prepared {
            ring();
        }
    }
}

/// Whether a statement is of a kind that we look at.
///
/// # Safety
/// The node is a whole one, or null.
unsafe fn concerns(statement: *mut pg_sys::Node) -> bool {
    use pg_sys::NodeTag::{
        T_AlterDatabaseStmt, T_CreateExtensionStmt, T_CreatedbStmt, T_DropdbStmt, T_RenameStmt, T_TransactionStmt,
    };
    // SAFETY: as promised.
    !statement.is_null()
        && matches!(
            unsafe { (*statement).type_ },
            T_DropdbStmt
                | T_CreatedbStmt
                | T_RenameStmt
                | T_AlterDatabaseStmt
                | T_TransactionStmt
                | T_CreateExtensionStmt
        )
}

/// What is to be done before a statement. Says whether it commits what was prepared.
///
/// # Safety
/// The node is a whole one.
#[pg_guard]
unsafe extern "C-unwind" fn make_room(statement: *mut pg_sys::Node) -> bool {
    // SAFETY: as promised.
    match unsafe { meant(statement) } {
        Meant::Alone(database) => keep_out(&database),
        // Nothing rings if it fails.
        Meant::Made => bell::at_commit(),
        Meant::Prepared => return true,
        Meant::Nothing => {}
    }
    false
}

#[pg_guard]
unsafe extern "C-unwind" fn ring() {
    bell::ring();
}

/// What a statement means to us.
enum Meant {
    Nothing,
    /// It wants this database to itself.
    Alone(CString),
    /// It commits what was prepared.
    Prepared,
    /// It makes the extension, and there may be something to deliver.
    Made,
}

/// # Safety
/// The node is a whole one.
unsafe fn meant(statement: *mut pg_sys::Node) -> Meant {
    let alone = |name: *const std::ffi::c_char| match name.is_null() {
        true => Meant::Nothing,
        // SAFETY: the parser's names end.
        false => Meant::Alone(unsafe { CStr::from_ptr(name) }.to_owned()),
    };
    // SAFETY: the tag says which struct it is, and what its lists hold.
    unsafe {
        match (*statement).type_ {
            pg_sys::NodeTag::T_DropdbStmt => alone((*statement.cast::<pg_sys::DropdbStmt>()).dbname),
            pg_sys::NodeTag::T_CreatedbStmt => {
                let options = (*statement.cast::<pg_sys::CreatedbStmt>()).options;
                match option(options, c"template") {
                    Some(option) if !(*option).arg.is_null() => alone(pg_sys::defGetString(option)),
                    _ => alone(c"template1".as_ptr()),
                }
            }
            pg_sys::NodeTag::T_RenameStmt => {
                let rename = statement.cast::<pg_sys::RenameStmt>();
                match (*rename).renameType == pg_sys::ObjectType::OBJECT_DATABASE {
                    true => alone((*rename).subname),
                    false => Meant::Nothing,
                }
            }
            pg_sys::NodeTag::T_AlterDatabaseStmt => {
                let alter = statement.cast::<pg_sys::AlterDatabaseStmt>();
                match option((*alter).options, c"tablespace").is_some() {
                    true => alone((*alter).dbname),
                    false => Meant::Nothing,
                }
            }
            pg_sys::NodeTag::T_TransactionStmt => {
                let kind = (*statement.cast::<pg_sys::TransactionStmt>()).kind;
                match kind == pg_sys::TransactionStmtKind::TRANS_STMT_COMMIT_PREPARED {
                    true => Meant::Prepared,
                    false => Meant::Nothing,
                }
            }
            pg_sys::NodeTag::T_CreateExtensionStmt => {
                let name = (*statement.cast::<pg_sys::CreateExtensionStmt>()).extname;
                match !name.is_null() && CStr::from_ptr(name) == c"khatm" {
                    true => Meant::Made,
                    false => Meant::Nothing,
                }
            }
            _ => Meant::Nothing,
        }
    }
}

/// An option of a statement.
///
/// # Safety
/// The list is one of options, or null.
unsafe fn option(options: *mut pg_sys::List, name: &CStr) -> Option<*mut pg_sys::DefElem> {
    // SAFETY: as promised.
    unsafe {
        let options = PgList::<pg_sys::DefElem>::from_pg(options);
        let mut options = options
            .iter_ptr()
            .filter(|&option| is_a(option.cast(), pg_sys::NodeTag::T_DefElem));
        options.find(|&option| CStr::from_ptr((*option).defname) == name)
    }
}

/// Makes the worker of a database leave, and stay out until this transaction ends.
fn keep_out(database: &CStr) {
    // SAFETY: a look-up by a name that ends.
    let oid = unsafe { pg_sys::get_database_oid(database.as_ptr(), true) };
    let Some(slot) = board().and_then(|board| board.slot(oid)) else {
        return;
    };
    if oid == pg_sys::InvalidOid || !may(oid) {
        return;
    }
    bell::listen();
    if let Some(other) = KEPT_OUT.replace(Some(slot)) {
        other.unbar();
    }
    slot.bar();
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let pid = slot.worker.pid();
        if pid == 0 {
            break;
        }
        // SAFETY: a process of this server's, of the same user: its number stands on the board until it is out of the database.
        unsafe {
            libc::kill(pid, libc::SIGTERM);
            pg_sys::pg_usleep(5_000);
        }
        check_for_interrupts!();
    }
}

/// The transaction has ended: the worker may come back, if there is still something to come back to.
pub(super) fn let_in() {
    if let Some(slot) = KEPT_OUT.take() {
        slot.unbar();
    }
}

/// Whether the caller could have the database to himself at all: nobody else makes our worker leave.
fn may(database: pg_sys::Oid) -> bool {
    // SAFETY: look-ups for the role that calls, within its transaction.
    unsafe {
        if pg_sys::superuser() {
            return true;
        }
        let role = pg_sys::GetUserId();
        #[cfg(any(feature = "pg13", feature = "pg14", feature = "pg15"))]
        let owns = pg_sys::pg_database_ownercheck(database, role);
        #[cfg(not(any(feature = "pg13", feature = "pg14", feature = "pg15")))]
        let owns = pg_sys::object_ownercheck(pg_sys::DatabaseRelationId, database, role);
        owns
    }
}

//! Statements that want a database to themselves: `DROP DATABASE`, `CREATE DATABASE … TEMPLATE`, `ALTER DATABASE … RENAME` and
//! `… SET TABLESPACE` wait five seconds for whoever is connected, and fail then. Our worker leaves before that, and comes back after.
//!
//! And a transaction that was prepared earlier: the session that commits it did not issue, so this is where it rings.

use std::ffi::{CStr, CString};
use std::time::{Duration, Instant};

use pgrx::pg_sys;
use pgrx::prelude::*;
use pgrx::{PgList, is_a};

use super::bell;
use super::board::{Slot, board};

/// Whoever watched before us.
static mut BEFORE: pg_sys::ProcessUtility_hook_type = None;

/// So long a statement waits for a worker to leave. It leaves at once, and in case of need PostgreSQL itself waits and says so.
const PATIENCE: Duration = Duration::from_secs(10);

/// Begins to watch. To be called while the server loads its libraries.
pub(super) fn watch() {
    // SAFETY: one thread loads libraries, and processes are made of this one.
    unsafe {
        BEFORE = pg_sys::ProcessUtility_hook;
        pg_sys::ProcessUtility_hook = Some(utility);
    }
}

#[cfg(not(feature = "pg13"))]
#[pg_guard]
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
    around(unsafe { (*statement).utilityStmt }, || unsafe {
        match BEFORE {
            Some(before) => pg_sys::ffi::pg_guard_ffi_boundary(|| {
                before(
                    statement,
                    query,
                    read_only,
                    context,
                    parameters,
                    environment,
                    receiver,
                    completion,
                );
            }),
            None => pg_sys::standard_ProcessUtility(
                statement,
                query,
                read_only,
                context,
                parameters,
                environment,
                receiver,
                completion,
            ),
        }
    });
}

#[cfg(feature = "pg13")]
#[pg_guard]
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
    around(unsafe { (*statement).utilityStmt }, || unsafe {
        match BEFORE {
            Some(before) => pg_sys::ffi::pg_guard_ffi_boundary(|| {
                before(statement, query, context, parameters, environment, receiver, completion);
            }),
            None => pg_sys::standard_ProcessUtility(
                statement,
                query,
                context,
                parameters,
                environment,
                receiver,
                completion,
            ),
        }
    });
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

fn around(statement: *mut pg_sys::Node, run: impl FnOnce()) {
    // SAFETY: a statement is a node, or nothing.
    let meant = unsafe { meant(statement) };
    let kept_out = match &meant {
        Meant::Alone(database) => KeptOut::of(database),
        _ => None,
    };
    run();
    drop(kept_out);
    match meant {
        Meant::Prepared => bell::ring(),
        Meant::Made => bell::at_commit(),
        Meant::Alone(_) | Meant::Nothing => {}
    }
}

/// # Safety
/// The node is a whole one, or null.
unsafe fn meant(statement: *mut pg_sys::Node) -> Meant {
    if statement.is_null() {
        return Meant::Nothing;
    }
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

/// A database that its worker stays out of as long as this lives.
struct KeptOut(&'static Slot);

impl KeptOut {
    fn of(database: &CStr) -> Option<Self> {
        // SAFETY: a look-up by a name that ends.
        let oid = unsafe { pg_sys::get_database_oid(database.as_ptr(), true) };
        let slot = board()?.slot(oid)?;
        if oid == pg_sys::InvalidOid || !may(oid) {
            return None;
        }
        slot.bar();
        let kept_out = KeptOut(slot);
        kept_out.wait();
        Some(kept_out)
    }

    /// Waits until the worker has gone.
    fn wait(&self) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let pid = self.0.worker.pid();
            if pid == 0 {
                break;
            }
            // SAFETY: a process of this server's, of the same user. One that is ending has its number until it is out of the board.
            unsafe {
                libc::kill(pid, libc::SIGTERM);
                pg_sys::pg_usleep(5_000);
            }
            check_for_interrupts!();
        }
    }
}

impl Drop for KeptOut {
    fn drop(&mut self) {
        self.0.unbar();
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

//! Functions that PostgreSQL's trigger manager calls, and nobody else: called in a query, or made the trigger of another table or of
//! another event, they refuse before they look at a row. A row that is not there, or has other columns, is memory that is not theirs.

use std::ffi::CStr;

use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::pg_sys::{self, Datum};
use pgrx::{PgLogLevel, PgTrigger};

use crate::table::oid;

/// Makes the C function of a trigger: its symbol, that of its description, the table that it belongs to, and what it does after each row
/// that is added there. Its SQL declaration stands in `sql/rules.sql`.
macro_rules! native_trigger {
    ($symbol:ident, $description:ident, $table:literal, $does:path) => {
        /// Called by the trigger manager.
        ///
        /// # Safety
        /// PostgreSQL calls it with the call's own description.
        #[unsafe(no_mangle)]
        unsafe extern "C-unwind" fn $symbol(call: ::pgrx::pg_sys::FunctionCallInfo) -> ::pgrx::pg_sys::Datum {
            // SAFETY: as PostgreSQL calls it; an error on the way becomes one of PostgreSQL's at this border.
            unsafe {
                ::pgrx::pg_sys::submodules::panic::pgrx_extern_c_guard(move || {
                    $crate::native::called(call, $table, $does)
                })
            }
        }

        /// Says that the function is called as every other one is.
        #[unsafe(no_mangle)]
        extern "C" fn $description() -> &'static ::pgrx::pg_sys::Pg_finfo_record {
            const DESCRIPTION: ::pgrx::pg_sys::Pg_finfo_record = ::pgrx::pg_sys::Pg_finfo_record { api_version: 1 };
            &DESCRIPTION
        }
    };
}
pub(crate) use native_trigger;

/// The same for a trigger of other people's tables, which looks itself at what it was called for. Its SQL declaration stands in
/// `sql/attached.sql`.
macro_rules! attached_trigger {
    ($symbol:ident, $description:ident, $does:path) => {
        /// Called by the trigger manager.
        ///
        /// # Safety
        /// PostgreSQL calls it with the call's own description.
        #[unsafe(no_mangle)]
        unsafe extern "C-unwind" fn $symbol(call: ::pgrx::pg_sys::FunctionCallInfo) -> ::pgrx::pg_sys::Datum {
            // SAFETY: as PostgreSQL calls it; an error on the way becomes one of PostgreSQL's at this border.
            unsafe { $crate::blame::border(|| $crate::native::called_by_attached(call, $does)) }
        }

        /// Says that the function is called as every other one is.
        #[unsafe(no_mangle)]
        extern "C" fn $description() -> &'static ::pgrx::pg_sys::Pg_finfo_record {
            const DESCRIPTION: ::pgrx::pg_sys::Pg_finfo_record = ::pgrx::pg_sys::Pg_finfo_record { api_version: 1 };
            &DESCRIPTION
        }
    };
}
pub(crate) use attached_trigger;

/// Does what a trigger of an attached table does. The row that is to be written stays as it is.
///
/// # Safety
/// `call` is that of a function that PostgreSQL called.
pub(crate) unsafe fn called_by_attached(call: pg_sys::FunctionCallInfo, does: fn(&PgTrigger<'_>)) -> Datum {
    // SAFETY: the call is there as long as the function runs, and what it was called with is looked at before it is used.
    let trigger = unsafe { call.as_ref().and_then(|call| PgTrigger::from_fcinfo(call).ok()) };
    let Some(trigger) = trigger else {
        refuse_call(
            "triggers that khatm.attach makes call",
            "Attach the table: khatm.attach.",
        );
        return Datum::from(0);
    };
    does(&trigger);
    let data = trigger.trigger_data();
    match data.tg_event & pg_sys::TRIGGER_EVENT_OPMASK {
        pg_sys::TRIGGER_EVENT_UPDATE => Datum::from(data.tg_newtuple),
        _ => Datum::from(data.tg_trigtuple),
    }
}

/// Does what the trigger of a table does after a row was added.
///
/// # Safety
/// `call` is that of a function that PostgreSQL called.
pub(crate) unsafe fn called(call: pg_sys::FunctionCallInfo, table: &'static CStr, does: fn(&PgTrigger<'_>)) -> Datum {
    // SAFETY: the call is there as long as the function runs, and what it was called with is looked at before it is used.
    let trigger = unsafe { call.as_ref().and_then(|call| PgTrigger::from_fcinfo(call).ok()) };
    match trigger {
        Some(trigger) if is_own(&trigger, table) => does(&trigger),
        _ => refuse(table),
    }
    // What an AFTER trigger returns is not looked at, but may not be marked as null.
    Datum::from(0)
}

fn is_own(trigger: &PgTrigger<'_>, table: &'static CStr) -> bool {
    let data = trigger.trigger_data();
    let wanted = pg_sys::TRIGGER_EVENT_INSERT | pg_sys::TRIGGER_EVENT_ROW | pg_sys::TRIGGER_EVENT_AFTER;
    let which = pg_sys::TRIGGER_EVENT_OPMASK | pg_sys::TRIGGER_EVENT_ROW | pg_sys::TRIGGER_EVENT_TIMINGMASK;
    // SAFETY: a trigger that was called has its relation open.
    data.tg_event & which == wanted && unsafe { (*data.tg_relation).rd_id } == oid(table)
}

fn refuse(table: &CStr) {
    let who = format!("the trigger of khatm.{} calls", table.to_string_lossy());
    refuse_call(&who, "It runs by itself after each row that is inserted there.");
}

fn refuse_call(who: &str, hint: &str) {
    let state = PgSqlErrorCode::ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED;
    ErrorReport::new(state, format!("only {who} this function"), "khatm")
        .set_hint(hint)
        .report(PgLogLevel::ERROR);
}

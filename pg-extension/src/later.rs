//! Partitions that come after their table was attached: of the triggers that keep rows as they are PostgreSQL copies those for rows itself,
//! and not the one for TRUNCATE.
//!
//! Whoever makes a partition of such a table makes its trigger with it, with his own rights, as he does with the copies. Where he may not,
//! nothing is made: no statement of anybody's fails for it.

use pgrx::PgLogLevel;
use pgrx::Spi;
use pgrx::pg_guard;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::pg_sys::{self, NodeTag, Oid};

use crate::attach::run;
use crate::guard::members;
use crate::row::{quoted, table_name};

/// How PostgreSQL learns how the function of the event trigger is called.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn pg_finfo_khatm_later() -> &'static pg_sys::Pg_finfo_record {
    const V1: pg_sys::Pg_finfo_record = pg_sys::Pg_finfo_record { api_version: 1 };
    &V1
}

/// The event trigger.
///
/// # Safety
/// PostgreSQL calls it.
#[pg_guard]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C-unwind" fn khatm_later(call: pg_sys::FunctionCallInfo) -> pg_sys::Datum {
    // SAFETY: the context is looked at only where it says that it is that of an event trigger.
    let is_event = unsafe {
        let context = (*call).context;
        !context.is_null() && (*context).type_ == NodeTag::T_EventTriggerData
    };
    if !is_event {
        let state = PgSqlErrorCode::ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED;
        ErrorReport::new(state, "khatm.later is an event trigger's function", "khatm").report(PgLogLevel::ERROR);
    }
    // SAFETY: it is an event trigger's call.
    if !unsafe { joins((*(*call).context.cast::<pg_sys::EventTriggerData>()).parsetree) } {
        return pg_sys::Datum::from(0);
    }
    let mut before = None;
    while let Some((partition, trigger)) = missing() {
        // What was made and is not there would be made for ever.
        if before == Some(partition) {
            break;
        }
        before = Some(partition);
        let holes = [("target", table_name(partition)), ("freeze", quoted(&trigger))];
        run(include_str!("../sql/attach/truncate.sql"), &holes);
    }
    pg_sys::Datum::from(0)
}

/// Whether a statement may have made a partition. Others leave them as they are: a dump that is loaded brings the trigger of each itself,
/// behind all partitions.
///
/// # Safety
/// The statement is there.
unsafe fn joins(node: *mut pg_sys::Node) -> bool {
    // SAFETY: the caller's; a node says of what kind it is, and is of that kind.
    unsafe {
        match (*node).type_ {
            NodeTag::T_CreateStmt => !(*node.cast::<pg_sys::CreateStmt>()).partbound.is_null(),
            NodeTag::T_AlterTableStmt => members((*node.cast::<pg_sys::AlterTableStmt>()).cmds).any(|command| {
                let command = command.cast::<pg_sys::AlterTableCmd>();
                (*command).subtype == pg_sys::AlterTableType::AT_AttachPartition
            }),
            NodeTag::T_CreateSchemaStmt => true,
            _ => false,
        }
    }
}

/// A partition that has no such trigger, and what it is called.
fn missing() -> Option<(Oid, String)> {
    let found = Spi::connect(|client| {
        let found = client
            .select(include_str!("../sql/attach/later.sql"), Some(1), &[])?
            .first();
        found.get_two::<Oid, String>()
    });
    let (partition, trigger) = found.ok()?;
    partition.zip(trigger)
}

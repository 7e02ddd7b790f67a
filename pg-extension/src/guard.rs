//! What keeps documents is neither dropped nor changed while there are any, unless a superuser has said that it is meant
//! (`khatm.allow_drop`): not by DROP EXTENSION, SCHEMA, TABLE or OWNED, not by a CASCADE from elsewhere, and not column by column.
//!
//! Three ways to see a statement, one judgement:
//!
//! | seen by | sees | does not see |
//! |---|---|---|
//! | the event trigger | every statement of DDL before it does anything, in every session | what concerns event triggers themselves |
//! | the hook of objects | every single object that is dropped or changed, however | how a table is changed |
//! | the hook of utility statements | everything, once the library is in the session: from its start if it is preloaded | |
//!
//! It is made against accidents, and against everybody who is no superuser. A superuser who means it has his setting; one who goes past
//! it (the server without the library, the files) is found by `khatm.verify_ledger` and by what was kept elsewhere.

use std::ffi::{CStr, c_char, c_int, c_void};

use khatm::Language;
use khatm::error::{Code, Error};
use pgrx::PgLogLevel;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::pg_sys::{self, NodeTag, Oid};
use pgrx::{FromDatum, GucContext, GucFlags, GucRegistry, GucSetting, IntoDatum, pg_guard};

use crate::known;
use crate::raise::raise;

static ALLOW_DROP: GucSetting<bool> = GucSetting::<bool>::new(false);

/// The catalogues whose numbers pgrx has no names for, and the index of `pg_depend` by what depends.
const PROCEDURES: Oid = Oid::from_u32(1255);
const RELATIONS: Oid = Oid::from_u32(1259);
const CONSTRAINTS: Oid = Oid::from_u32(2606);
const DEPENDENCIES: Oid = Oid::from_u32(2608);
const DEPENDENCIES_BY_DEPENDENT: Oid = Oid::from_u32(2673);

/// Makes the setting known.
pub(crate) fn define() {
    GucRegistry::define_bool_guc(
        c"khatm.allow_drop",
        c"Lets a superuser drop or change what keeps documents.",
        c"Off, DROP EXTENSION, SCHEMA, TABLE, OWNED and changes to the tables are refused while there are documents.",
        &ALLOW_DROP,
        GucContext::Suset,
        GucFlags::default(),
    );
}

/// Puts the hooks in.
pub(crate) fn watch() {
    // SAFETY: this runs once in a process, before anything else looks at them.
    unsafe {
        BEFORE_OBJECTS = pg_sys::object_access_hook;
        pg_sys::object_access_hook = Some(object);
        BEFORE_UTILITY = pg_sys::ProcessUtility_hook;
        pg_sys::ProcessUtility_hook = Some(utility);
    }
}

static mut BEFORE_OBJECTS: pg_sys::object_access_hook_type = None;
static mut BEFORE_UTILITY: pg_sys::ProcessUtility_hook_type = None;

/// How PostgreSQL learns how the function of the event trigger is called.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn pg_finfo_khatm_guard() -> &'static pg_sys::Pg_finfo_record {
    const V1: pg_sys::Pg_finfo_record = pg_sys::Pg_finfo_record { api_version: 1 };
    &V1
}

/// The event trigger.
///
/// # Safety
/// PostgreSQL calls it.
#[pg_guard]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C-unwind" fn khatm_guard(call: pg_sys::FunctionCallInfo) -> pg_sys::Datum {
    // SAFETY: the context is looked at only where it says that it is that of an event trigger.
    unsafe {
        let context = (*call).context;
        if context.is_null() || (*context).type_ != NodeTag::T_EventTriggerData {
            let state = PgSqlErrorCode::ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED;
            ErrorReport::new(state, "khatm.guard is an event trigger's function", "khatm").report(PgLogLevel::ERROR);
        }
        let data = context.cast::<pg_sys::EventTriggerData>();
        statement((*data).parsetree);
    }
    pg_sys::Datum::from(0)
}

#[pg_guard]
unsafe extern "C-unwind" fn object(
    access: pg_sys::ObjectAccessType::Type,
    class: Oid,
    object: Oid,
    part: c_int,
    more: *mut c_void,
) {
    // SAFETY: PostgreSQL says what it does to which object; `more` is what belongs to the kind of access.
    unsafe {
        if let Some(before) = BEFORE_OBJECTS {
            before(access, class, object, part, more);
        }
        let meant = match access {
            pg_sys::ObjectAccessType::OAT_DROP => {
                let flags = (*more.cast::<pg_sys::ObjectAccessDrop>()).dropflags;
                // What the server makes and drops on its own way: VACUUM FULL, REINDEX, the end of a session.
                flags & pg_sys::PERFORM_DELETION_INTERNAL as c_int == 0
            }
            pg_sys::ObjectAccessType::OAT_POST_CREATE => {
                more.is_null() || !(*more.cast::<pg_sys::ObjectAccessPostCreate>()).is_internal
            }
            // How a table is changed is told by the statement; an extension is changed by its next version, too.
            pg_sys::ObjectAccessType::OAT_POST_ALTER => {
                class != RELATIONS
                    && class != pg_sys::ExtensionRelationId
                    && (more.is_null() || !(*more.cast::<pg_sys::ObjectAccessPostAlter>()).is_internal)
            }
            _ => false,
        };
        if !meant || is_allowed() {
            return;
        }
        let Some(khatm) = Khatm::found() else { return };
        let new_table = access == pg_sys::ObjectAccessType::OAT_POST_CREATE && class == RELATIONS;
        // A new index of a table is the administrator's business.
        let new_constraint = access == pg_sys::ObjectAccessType::OAT_POST_CREATE && class == CONSTRAINTS;
        if !new_table && !new_constraint && khatm.owns(class, object) {
            khatm.keeps("");
        }
    }
}

unsafe extern "C-unwind" {
    // pgrx's own declaration of it would turn every error of every statement of anybody's into a panic and back.
    #[allow(clippy::too_many_arguments)]
    fn standard_ProcessUtility(
        planned: *mut pg_sys::PlannedStmt,
        query: *const c_char,
        #[cfg(not(feature = "pg13"))] read_only_tree: bool,
        context: pg_sys::ProcessUtilityContext::Type,
        params: pg_sys::ParamListInfo,
        environment: *mut pg_sys::QueryEnvironment,
        receiver: *mut pg_sys::DestReceiver,
        completion: *mut pg_sys::QueryCompletion,
    );
}

/// Hands every statement on after a look at it. Nothing here has to be dropped: an error of the statement jumps over this frame.
#[allow(clippy::too_many_arguments)]
unsafe extern "C-unwind" fn utility(
    planned: *mut pg_sys::PlannedStmt,
    query: *const c_char,
    #[cfg(not(feature = "pg13"))] read_only_tree: bool,
    context: pg_sys::ProcessUtilityContext::Type,
    params: pg_sys::ParamListInfo,
    environment: *mut pg_sys::QueryEnvironment,
    receiver: *mut pg_sys::DestReceiver,
    completion: *mut pg_sys::QueryCompletion,
) {
    // SAFETY: everything is handed on as it came; the statement is there as long as it runs.
    unsafe {
        look((*planned).utilityStmt);
        let next = match BEFORE_UTILITY {
            Some(before) => before,
            None => standard_ProcessUtility,
        };
        next(
            planned,
            query,
            #[cfg(not(feature = "pg13"))]
            read_only_tree,
            context,
            params,
            environment,
            receiver,
            completion,
        );
    }
}

#[pg_guard]
unsafe extern "C-unwind" fn look(node: *mut pg_sys::Node) {
    // SAFETY: the statement is there; outside of a transaction nothing can be looked up, and nothing changed.
    unsafe {
        if pg_sys::IsTransactionState() {
            statement(node);
            event_trigger(node);
        }
    }
}

/// Whether somebody said that it is meant, or the server itself is at work: an upgrade of it, or of the extension.
fn is_allowed() -> bool {
    known::settings();
    if ALLOW_DROP.get() {
        return true;
    }
    // SAFETY: they are this process's own.
    unsafe {
        pg_sys::IsBinaryUpgrade
            || (pg_sys::creating_extension
                && pg_sys::CurrentExtensionObject == pg_sys::get_extension_oid(c"khatm".as_ptr(), true))
    }
}

/// The extension, in a database that has it.
struct Khatm {
    schema: Oid,
    extension: Oid,
}

impl Khatm {
    fn found() -> Option<Self> {
        // SAFETY: look-ups by names that end.
        let (schema, extension) = unsafe {
            (
                pg_sys::get_namespace_oid(c"khatm".as_ptr(), true),
                pg_sys::get_extension_oid(c"khatm".as_ptr(), true),
            )
        };
        (schema != pg_sys::InvalidOid && extension != pg_sys::InvalidOid).then_some(Khatm { schema, extension })
    }

    /// Whether an object is the extension, its schema, a member of it, or a part of one of its tables.
    unsafe fn owns(&self, class: Oid, object: Oid) -> bool {
        // SAFETY: look-ups in the catalogue, of objects that are there.
        unsafe {
            if class == pg_sys::ExtensionRelationId {
                return object == self.extension;
            }
            if class == pg_sys::NamespaceRelationId {
                return object == self.schema;
            }
            if class == RELATIONS {
                return self.has(object);
            }
            if class == PROCEDURES || class == pg_sys::EventTriggerRelationId {
                return pg_sys::getExtensionOfObject(class, object) == self.extension;
            }
            self.has_part(class, object)
        }
    }

    /// Whether a table, view or index is the extension's.
    unsafe fn has(&self, relation: Oid) -> bool {
        // SAFETY: of an object that is not there it says that it has no schema.
        unsafe { pg_sys::get_rel_namespace(relation) == self.schema }
    }

    /// Whether something stands or falls with a table of the extension: a trigger, a constraint, a policy, a rule, a default. It may be so
    /// new that only this command sees it.
    unsafe fn has_part(&self, class: Oid, object: Oid) -> bool {
        // SAFETY: the catalogue and its index are those of pg_depend, whose first columns are compared; the scan is ended.
        unsafe {
            let equal = pg_sys::BTEqualStrategyNumber as pg_sys::StrategyNumber;
            let mut keys = [pg_sys::ScanKeyData::default(); 2];
            for (number, value) in [(1_i16, class), (2, object)] {
                let key = &raw mut keys[number as usize - 1];
                let value = value.into_datum().unwrap_or(pg_sys::Datum::from(0));
                pg_sys::ScanKeyInit(key, number, equal, pg_sys::F_OIDEQ.into(), value);
            }
            let shared = pg_sys::AccessShareLock as pg_sys::LOCKMODE;
            let table = pg_sys::table_open(DEPENDENCIES, shared);
            let now = &raw mut pg_sys::SnapshotSelfData;
            let scan = pg_sys::systable_beginscan(table, DEPENDENCIES_BY_DEPENDENT, true, now, 2, keys.as_mut_ptr());
            let mut found = false;
            loop {
                let row = pg_sys::systable_getnext(scan);
                if row.is_null() || found {
                    break;
                }
                let column = |number: i32| {
                    let mut null = false;
                    let value = pg_sys::heap_getattr(row, number, (*table).rd_att, &mut null);
                    (value, null)
                };
                let number = |at: i32| {
                    let (value, null) = column(at);
                    Oid::from_datum(value, null).unwrap_or(pg_sys::InvalidOid)
                };
                let (kind, _) = column(7);
                let kind = kind.value() as u8;
                found = number(4) == RELATIONS && (kind == b'a' || kind == b'i') && self.has(number(5));
            }
            pg_sys::systable_endscan(scan);
            pg_sys::table_close(table, shared);
            found
        }
    }

    /// Refuses if there is a document.
    fn keeps(&self, what: &str) {
        if self.has_documents() {
            let error = Error::new(Code::LedgerKept);
            raise(
                &if what.is_empty() { error } else { error.found(what) },
                Language::English,
            );
        }
    }

    /// Looks at the table alone: its indexes may be gone already where all of it is being dropped.
    fn has_documents(&self) -> bool {
        // SAFETY: the table is opened if it is there, and closed; whoever drops it holds a stronger lock himself.
        unsafe {
            let shared = pg_sys::AccessShareLock as pg_sys::LOCKMODE;
            let documents = pg_sys::get_relname_relid(c"document".as_ptr(), self.schema);
            if documents == pg_sys::InvalidOid {
                return false;
            }
            let table = pg_sys::try_relation_open(documents, shared);
            if table.is_null() {
                return false;
            }
            let now = &raw mut pg_sys::SnapshotSelfData;
            let scan = pg_sys::systable_beginscan(table, pg_sys::InvalidOid, false, now, 0, std::ptr::null_mut());
            let found = !pg_sys::systable_getnext(scan).is_null();
            pg_sys::systable_endscan(scan);
            pg_sys::relation_close(table, shared);
            found
        }
    }

    /// Whether a name in a statement means a table of the extension, and whoever says it may change it: to others PostgreSQL says no, and
    /// nothing of what is in it.
    unsafe fn means(&self, name: *const pg_sys::RangeVar) -> bool {
        if name.is_null() {
            return false;
        }
        let flags = pg_sys::RVROption::RVR_MISSING_OK;
        let none = pg_sys::NoLock as pg_sys::LOCKMODE;
        // SAFETY: the name is one of the statement's; a name that means nothing gives no oid.
        unsafe {
            let relation = pg_sys::RangeVarGetRelidExtended(name, none, flags, None, std::ptr::null_mut());
            self.has(relation) && is_owner(RELATIONS, relation)
        }
    }
}

/// Refuses a statement that would change how documents are kept.
unsafe fn statement(node: *mut pg_sys::Node) {
    // SAFETY: a node says of what kind it is, and is of that kind; lists of a statement have what the grammar puts there.
    unsafe {
        if node.is_null() || !changes((*node).type_) || is_allowed() {
            return;
        }
        let Some(khatm) = Khatm::found() else { return };
        let meant = match (*node).type_ {
            NodeTag::T_AlterTableStmt => {
                let alter = node.cast::<pg_sys::AlterTableStmt>();
                let ours = khatm.means((*alter).relation);
                members((*alter).cmds).any(|command| {
                    let command = command.cast::<pg_sys::AlterTableCmd>();
                    (ours && (is_view((*alter).relation) || !is_harmless((*command).subtype)))
                        || khatm.means(joined(command))
                })
            }
            // A foreign table's statement begins with a table's.
            NodeTag::T_CreateStmt | NodeTag::T_CreateForeignTableStmt => {
                let parents = (*node.cast::<pg_sys::CreateStmt>()).inhRelations;
                members(parents).any(|parent| khatm.means(parent.cast()))
            }
            NodeTag::T_RenameStmt => khatm.means((*node.cast::<pg_sys::RenameStmt>()).relation),
            NodeTag::T_AlterObjectSchemaStmt => khatm.means((*node.cast::<pg_sys::AlterObjectSchemaStmt>()).relation),
            NodeTag::T_AlterExtensionContentsStmt => {
                let name = (*node.cast::<pg_sys::AlterExtensionContentsStmt>()).extname;
                CStr::from_ptr(name) == c"khatm" && is_owner(pg_sys::ExtensionRelationId, khatm.extension)
            }
            _ => false,
        };
        if meant {
            khatm.keeps("");
        }
    }
}

/// Whether the caller may change a table, or the extension.
unsafe fn is_owner(class: Oid, object: Oid) -> bool {
    // SAFETY: look-ups in the catalogue.
    unsafe {
        #[cfg(any(feature = "pg13", feature = "pg14", feature = "pg15"))]
        return match class == RELATIONS {
            true => pg_sys::pg_class_ownercheck(object, pg_sys::GetUserId()),
            false => pg_sys::pg_extension_ownercheck(object, pg_sys::GetUserId()),
        };
        #[cfg(not(any(feature = "pg13", feature = "pg14", feature = "pg15")))]
        return pg_sys::object_ownercheck(class, object, pg_sys::GetUserId());
    }
}

/// The kinds of statements that are looked at.
fn changes(kind: NodeTag) -> bool {
    matches!(
        kind,
        NodeTag::T_AlterTableStmt
            | NodeTag::T_CreateStmt
            | NodeTag::T_CreateForeignTableStmt
            | NodeTag::T_RenameStmt
            | NodeTag::T_AlterObjectSchemaStmt
            | NodeTag::T_AlterExtensionContentsStmt
    )
}

/// No event trigger sees what is done to event triggers: ours are neither switched off nor dropped.
unsafe fn event_trigger(node: *mut pg_sys::Node) {
    // SAFETY: as above.
    unsafe {
        if node.is_null() || (*node).type_ != NodeTag::T_AlterEventTrigStmt || is_allowed() {
            return;
        }
        let name = (*node.cast::<pg_sys::AlterEventTrigStmt>()).trigname;
        if [c"khatm_guard", c"khatm_later"].contains(&CStr::from_ptr(name))
            && pg_sys::superuser()
            && let Some(khatm) = Khatm::found()
        {
            khatm.keeps("");
        }
    }
}

/// Where rows lie and how they are counted and stored may change.
fn is_harmless(command: pg_sys::AlterTableType::Type) -> bool {
    use pg_sys::AlterTableType as Kind;
    [
        Kind::AT_SetStatistics,
        Kind::AT_SetOptions,
        Kind::AT_ResetOptions,
        Kind::AT_SetStorage,
        Kind::AT_ValidateConstraint,
        Kind::AT_ClusterOn,
        Kind::AT_DropCluster,
        Kind::AT_SetTableSpace,
        Kind::AT_SetRelOptions,
        Kind::AT_ResetRelOptions,
        Kind::AT_EnableAlwaysTrig,
        Kind::AT_EnableRowSecurity,
        Kind::AT_ForceRowSecurity,
        Kind::AT_ReplicaIdentity,
        #[cfg(not(feature = "pg13"))]
        Kind::AT_SetCompression,
    ]
    .contains(&command)
}

/// Whether a name means a view: its options say with whose eyes it looks, and what of a reader's it lets see rows.
unsafe fn is_view(name: *const pg_sys::RangeVar) -> bool {
    let flags = pg_sys::RVROption::RVR_MISSING_OK;
    let none = pg_sys::NoLock as pg_sys::LOCKMODE;
    // SAFETY: the name is one of the statement's; of what is not there there is no kind.
    unsafe {
        let relation = pg_sys::RangeVarGetRelidExtended(name, none, flags, None, std::ptr::null_mut());
        pg_sys::get_rel_relkind(relation) as u8 == pg_sys::RELKIND_VIEW
    }
}

/// The table that a command makes a parent or a part of the altered one.
unsafe fn joined(command: *mut pg_sys::AlterTableCmd) -> *const pg_sys::RangeVar {
    use pg_sys::AlterTableType as Kind;
    // SAFETY: the grammar puts this kind of node behind these kinds of commands.
    unsafe {
        match (*command).subtype {
            Kind::AT_AddInherit => (*command).def.cast(),
            Kind::AT_AttachPartition => (*(*command).def.cast::<pg_sys::PartitionCmd>()).name,
            _ => std::ptr::null(),
        }
    }
}

/// The nodes of a list.
pub(crate) unsafe fn members(list: *mut pg_sys::List) -> impl Iterator<Item = *mut pg_sys::Node> {
    let length = if list.is_null() {
        0
    } else {
        // SAFETY: the list is one of the statement's.
        unsafe { (*list).length }
    };
    // SAFETY: the number is below the length.
    (0..length).map(move |at| unsafe { (*(*list).elements.add(at as usize)).ptr_value.cast() })
}

//! Expressions over a row that users write.
//!
//! One is read by PostgreSQL's own parser and written again from what that understood: every column under the name of the row it is
//! of, everything else under its full name. Nothing of the text that was given gets into a statement.

use std::ffi::{CStr, CString, c_void};

use khatm::error::{Code, Error, Result};
use pgrx::pg_guard;
use pgrx::pg_sys::{self, Node, Oid, ParseExprKind};

use crate::context::Settings;
use crate::reading::tried;

/// An expression over a table's rows, written for the row `new` and for the row `old`.
pub(crate) struct Expression {
    pub(crate) of_new: String,
    pub(crate) of_old: String,
}

/// What an expression is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The condition of a trigger.
    Condition,
    /// A value.
    Value,
}

impl Expression {
    /// Reads an expression that a caller calls `name`.
    pub(crate) fn parse(text: &str, table: Oid, name: &str, purpose: Use) -> Result<Self> {
        let fail = |why: &str| Error::new(Code::AttachExpression).at(name).found(why);
        let select = CString::new(format!("select {text}")).map_err(|_| fail("\\0"))?;
        // SAFETY: the text ends; what the parser makes lives as long as the current memory context.
        let parsed = tried(|| unsafe { read(&select, table, purpose) });
        let parsed = parsed.map_err(|(_, why)| fail(&why))?;
        parsed.map_err(|moody| fail(moody.as_deref().unwrap_or(text)))
    }
}

/// Reads one expression. A condition that is another one by and by, or for another session, is none: rows would come to fulfil it while
/// nobody writes them, and no trigger is called then. What it asks for is the error; nothing, if it is more or less than one expression.
///
/// # Safety
/// The text is one for the parser.
unsafe fn read(select: &CStr, table: Oid, purpose: Use) -> Result<Expression, Option<String>> {
    // SAFETY: nodes are what their tags say; the relation is open while names are looked up in it.
    unsafe {
        let node = alone(select).ok_or(None)?;
        let lock = pg_sys::AccessShareLock as pg_sys::LOCKMODE;
        let relation = pg_sys::table_open(table, lock);
        let state = pg_sys::make_parsestate(std::ptr::null_mut());
        (*state).p_sourcetext = select.as_ptr();
        let item =
            pg_sys::addRangeTableEntryForRelation(state, relation, lock as i32, std::ptr::null_mut(), false, true);
        pg_sys::addNSItemToQuery(state, item, false, true, true);
        let kind = match purpose {
            Use::Condition => ParseExprKind::EXPR_KIND_TRIGGER_WHEN,
            Use::Value => ParseExprKind::EXPR_KIND_SELECT_TARGET,
        };
        let mut moody = None;
        let mut expression = pg_sys::transformExpr(state, node, kind);
        if purpose == Use::Condition {
            expression = pg_sys::coerce_to_boolean(state, expression, c"becomes_final".as_ptr());
            looks(expression, (&raw mut moody).cast());
        }
        pg_sys::assign_expr_collations(state, expression);
        // Over one row there is nothing to add up, and one value is wanted.
        let is_one = !(*state).p_hasAggs && !(*state).p_hasWindowFuncs && !(*state).p_hasTargetSRFs;
        let written = is_one.then(|| Expression {
            of_new: written(expression, table, c"new"),
            of_old: written(expression, table, c"old"),
        });
        pg_sys::free_parsestate(state);
        pg_sys::table_close(relation, pg_sys::NoLock as pg_sys::LOCKMODE);
        match moody {
            None => written.ok_or(None),
            moody => Err(moody),
        }
    }
}

/// Whether there is something in an expression that asks for the time, the session or chance, and what that is.
#[pg_guard]
unsafe extern "C-unwind" fn looks(node: *mut Node, moody: *mut c_void) -> bool {
    if node.is_null() {
        return false;
    }
    // SAFETY: nodes are what their tags say, and `moody` is what `read` has given.
    unsafe {
        if (*node).type_ == pg_sys::NodeTag::T_SQLValueFunction {
            *moody.cast() = Some(crate::row::text(pg_sys::deparse_expression(
                node,
                std::ptr::null_mut(),
                false,
                false,
            )));
            return true;
        }
        let (function, given) = match (*node).type_ {
            pg_sys::NodeTag::T_FuncExpr => {
                let call = node.cast::<pg_sys::FuncExpr>();
                ((*call).funcid, (*call).args)
            }
            pg_sys::NodeTag::T_OpExpr => {
                let call = node.cast::<pg_sys::OpExpr>();
                ((*call).opfuncid, (*call).args)
            }
            _ => (pg_sys::InvalidOid, std::ptr::null_mut()),
        };
        // What takes anything may be given a day, to be written as the session writes days.
        let count = if given.is_null() {
            0
        } else {
            usize::try_from((*given).length).unwrap_or(0)
        };
        let mut given = (0..count).map(|at| pg_sys::exprType((*(*given).elements.add(at)).ptr_value.cast()));
        if given.any(|given| is_of_settings(given)) && is_stable(function) {
            *moody.cast() = Some(asked(function));
            return true;
        }
        pg_sys::check_functions_in_node(node, Some(is_moody), moody)
            || pg_sys::expression_tree_walker(node, Some(looks), moody)
    }
}

/// Whether values of a type are read, written or compared by settings of the session: who looks at the row again may have others.
unsafe fn is_of_settings(type_id: Oid) -> bool {
    const TYPES: [Oid; 6] = [
        pg_sys::DATEOID,
        pg_sys::TIMESTAMPOID,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::TIMETZOID,
        pg_sys::INTERVALOID,
        pg_sys::MONEYOID,
    ];
    // SAFETY: look-ups; a type without elements has none.
    unsafe {
        let base = pg_sys::getBaseType(type_id);
        let element = pg_sys::get_element_type(base);
        TYPES.contains(&base) || element != pg_sys::InvalidOid && TYPES.contains(&pg_sys::getBaseType(element))
    }
}

/// Whether a function is PostgreSQL's own, and says the same within a statement only.
unsafe fn is_stable(function: Oid) -> bool {
    // SAFETY: look-ups.
    unsafe {
        function != pg_sys::InvalidOid
            && pg_sys::get_func_namespace(function) == Oid::from(pg_sys::PG_CATALOG_NAMESPACE)
            && pg_sys::func_volatile(function) as u8 == pg_sys::PROVOLATILE_STABLE
    }
}

unsafe fn asked(function: Oid) -> String {
    // SAFETY: a look-up of a function that is there.
    format!("{}()", crate::row::text(unsafe { pg_sys::get_func_name(function) }))
}

/// Whether a function takes or gives what is read, written or compared by settings of the session.
unsafe fn speaks_by_settings(function: Oid) -> bool {
    let (mut types, mut count) = (std::ptr::null_mut(), 0);
    // SAFETY: look-ups; as many types as are said.
    unsafe {
        let gives = pg_sys::get_func_signature(function, &mut types, &mut count);
        let takes = (0..usize::try_from(count).unwrap_or(0)).map(|at| *types.add(at));
        std::iter::once(gives).chain(takes).any(|one| is_of_settings(one))
    }
}

/// Whether a function of PostgreSQL's own says something else now and then, or to another session, though it is asked the same. What others
/// say is their affair.
#[pg_guard]
unsafe extern "C-unwind" fn is_moody(function: Oid, moody: *mut c_void) -> bool {
    const ASK: [&str; 4] = ["current_setting", "pg_has_role", "row_security_active", "age"];
    // SAFETY: look-ups; `moody` is what `read` has given.
    unsafe {
        if pg_sys::get_func_namespace(function) != Oid::from(pg_sys::PG_CATALOG_NAMESPACE) {
            return false;
        }
        let name = crate::row::text(pg_sys::get_func_name(function));
        let kind = pg_sys::func_volatile(function) as u8;
        let asks = kind == pg_sys::PROVOLATILE_STABLE
            && (pg_sys::get_func_nargs(function) == 0
                || ASK.contains(&name.as_str())
                || speaks_by_settings(function)
                || name.starts_with("has_") && name.ends_with("_privilege"));
        if kind != pg_sys::PROVOLATILE_VOLATILE && !asks {
            return false;
        }
        *moody.cast() = Some(format!("{name}()"));
        true
    }
}

/// The one value of a SELECT that has nothing else.
unsafe fn alone(select: &CStr) -> Option<*mut Node> {
    // SAFETY: as above.
    unsafe {
        #[cfg(feature = "pg13")]
        let statements = pg_sys::raw_parser(select.as_ptr());
        #[cfg(not(feature = "pg13"))]
        let statements = pg_sys::raw_parser(select.as_ptr(), pg_sys::RawParseMode::RAW_PARSE_DEFAULT);
        let raw: *mut pg_sys::RawStmt = only(statements)?;
        let statement = (*raw).stmt;
        if (*statement).type_ != pg_sys::NodeTag::T_SelectStmt {
            return None;
        }
        let statement = statement.cast::<pg_sys::SelectStmt>();
        let lists = [
            (*statement).distinctClause,
            (*statement).fromClause,
            (*statement).groupClause,
            (*statement).windowClause,
            (*statement).valuesLists,
            (*statement).sortClause,
            (*statement).lockingClause,
        ];
        let nodes = [
            (*statement).whereClause,
            (*statement).havingClause,
            (*statement).limitOffset,
            (*statement).limitCount,
            (*statement).intoClause.cast::<Node>(),
            (*statement).withClause.cast::<Node>(),
            (*statement).larg.cast::<Node>(),
        ];
        if lists.iter().any(|list| !list.is_null()) || nodes.iter().any(|node| !node.is_null()) {
            return None;
        }
        let target: *mut pg_sys::ResTarget = only((*statement).targetList)?;
        let is_plain = (*target).name.is_null() && (*target).indirection.is_null() && !(*target).val.is_null();
        is_plain.then_some((*target).val)
    }
}

/// The only element of a list.
unsafe fn only<T>(list: *mut pg_sys::List) -> Option<*mut T> {
    // SAFETY: a list that is not null has as many elements as it says.
    unsafe { (!list.is_null() && (*list).length == 1).then(|| (*(*list).elements).ptr_value.cast()) }
}

/// The expression as SQL over a row of this name.
unsafe fn written(expression: *mut Node, table: Oid, row: &CStr) -> String {
    // A constant is written so that every session reads it as what it is.
    let settings = Settings::of_texts();
    // SAFETY: as above.
    let text = unsafe {
        let context = pg_sys::deparse_context_for(row.as_ptr(), table);
        crate::row::text(pg_sys::deparse_expression(expression, context, true, false))
    };
    drop(settings);
    text
}

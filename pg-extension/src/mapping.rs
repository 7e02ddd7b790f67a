//! The function that makes a draft of a row.

use std::ffi::{CStr, CString};

use khatm::error::{Code, Error, Result};
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::CaughtError;
use pgrx::pg_sys::{self, Datum, Oid};
use pgrx::{FromDatum, IntoDatum, PgTryBuilder, direct_function_call};

use crate::row::{Column, plainly, quoted, text};
use crate::table::scratch;

/// A function, as the catalogue has it.
pub(crate) struct Mapping {
    pub(crate) oid: Oid,
    name: String,
    arguments: Vec<Oid>,
    returns: Oid,
    owner: Oid,
    is_plain: bool,
    is_definer: bool,
}

impl Mapping {
    /// The function of this oid.
    pub(crate) fn of(oid: Oid) -> Option<Self> {
        // SAFETY: the row of the catalogue is held as long as it is read.
        unsafe {
            let cache = pg_sys::SysCacheIdentifier::PROCOID as _;
            let tuple = pg_sys::SearchSysCache1(cache, Datum::from(oid));
            if tuple.is_null() {
                return None;
            }
            let form = pg_sys::GETSTRUCT(tuple).cast::<pg_sys::FormData_pg_proc>();
            let schema = quoted(&text(pg_sys::get_namespace_name((*form).pronamespace)));
            let name = CStr::from_ptr((*form).proname.data.as_ptr()).to_string_lossy();
            let count = usize::from((*form).pronargs.unsigned_abs());
            let arguments = (*form).proargtypes.values.as_ptr();
            let found = Mapping {
                oid,
                name: format!("{schema}.{}", quoted(&name)),
                arguments: (0..count).map(|at| *arguments.add(at)).collect(),
                returns: (*form).prorettype,
                owner: (*form).proowner,
                is_plain: (*form).prokind == b'f' as std::ffi::c_char && !(*form).proretset,
                is_definer: (*form).prosecdef,
            };
            pg_sys::ReleaseSysCache(tuple);
            Some(found)
        }
    }

    /// The function that is called this, with its arguments' types. Before 16 it is an error of PostgreSQL's own if one of these is gone.
    pub(crate) fn named(signature: &str) -> Option<Self> {
        // SAFETY: a look-up that gives null for what is not there.
        let look = || unsafe {
            let signature = signature.into_datum();
            direct_function_call::<Oid>(pg_sys::to_regprocedure, &[signature])
        };
        let gone = |_: CaughtError| None;
        let oid = scratch(|| {
            PgTryBuilder::new(look)
                .catch_when(PgSqlErrorCode::ERRCODE_UNDEFINED_OBJECT, gone)
                .catch_when(PgSqlErrorCode::ERRCODE_INVALID_SCHEMA_NAME, gone)
                .execute()
        });
        Self::of(oid?)
    }

    /// Its name with its arguments' types.
    pub(crate) fn signature(&self) -> String {
        // SAFETY: the function is there.
        plainly(|| unsafe { text(pg_sys::format_procedure_qualified(self.oid)) })
    }

    /// How it is called for the row `new`: with the columns of the key, or with the row itself.
    pub(crate) fn call(&self, columns: &[Column], row_type: Oid) -> Result<String> {
        let fail = |code| Err(Error::new(code).at("mapping").found(&self.signature()));
        if !self.is_plain || self.returns != pg_sys::JSONBOID {
            return fail(Code::AttachMapping);
        }
        if self.arguments == [row_type] {
            return Ok(format!("{}(new)", self.name));
        }
        if self.arguments.len() != columns.len() {
            return fail(Code::AttachMapping);
        }
        let mut given = Vec::new();
        for (column, &argument) in columns.iter().zip(&self.arguments) {
            // SAFETY: look-ups. What is taken is what a call would take without being asked to.
            let fits = unsafe {
                let (from, context) = ([column.type_id], pg_sys::CoercionContext::COERCION_IMPLICIT);
                pg_sys::can_coerce_type(1, from.as_ptr(), [argument].as_ptr(), context)
            };
            if !fits {
                return fail(Code::AttachMapping);
            }
            // SAFETY: a look-up.
            let argument = unsafe { text(pg_sys::format_type_be_qualified(argument)) };
            given.push(format!("new.{}::{argument}", quoted(&column.name)));
        }
        Ok(format!("{}({})", self.name, given.join(", ")))
    }

    /// Refuses a function whose text somebody else could change than whose rights it runs with, and one that he may not call.
    pub(crate) fn is_for(&self, owner: Oid) -> Result<()> {
        let fail = |code| Err(Error::new(code).at("mapping").found(&self.signature()));
        // SAFETY: look-ups.
        let trusted = unsafe { self.is_definer || self.owner == owner || pg_sys::superuser_arg(self.owner) };
        if !trusted {
            return fail(Code::AttachMappingOwner);
        }
        let privilege = CString::new("execute").unwrap_or_default();
        // SAFETY: a look-up; its arguments are of its types.
        let may = scratch(|| unsafe {
            let arguments = [
                owner.into_datum(),
                self.oid.into_datum(),
                privilege.to_str().unwrap_or_default().into_datum(),
            ];
            direct_function_call::<bool>(pg_sys::has_function_privilege_id_id, &arguments)
        });
        match may {
            Some(true) => Ok(()),
            _ => fail(Code::AttachMappingRight),
        }
    }
}

/// A text that came out of a query.
pub(crate) fn text_of(value: Datum, null: bool) -> Option<String> {
    // SAFETY: the query casts to text.
    unsafe { String::from_datum(value, null) }
}

//! `jsonb` from SQL, as text for core's own reader, and `jsonb` for SQL.
//!
//! pgrx reads it into a tree itself, and a value that nests deeper than its reader goes ends there, as an internal error: core's reader
//! says what is wrong with it, and where.

use khatm::Language;
use khatm::error::{Code, Error, Result};
use pgrx::callconv::{Arg, ArgAbi};
use pgrx::datum::{Datum, UnboxDatum};
use pgrx::pgrx_sql_entity_graph::impl_sql_translatable;
use pgrx::{FromDatum, JsonB, direct_function_call, pg_sys};
use serde::Serialize;
use serde_json::Value;

use crate::raise::raise;

/// A `jsonb` that somebody handed in, written as text.
pub(crate) struct Given(String);

impl Given {
    /// Its text, with every digit of its numbers.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// As a tree. It is JSON, so that nothing but its depth can be wrong with it.
    pub(crate) fn value(&self) -> Result<Value> {
        serde_json::from_str(&self.0).map_err(|_| Error::new(Code::JsonDepth))
    }
}

/// A `jsonb` that may be missing, as a tree, or the error of one that nests deeper than anything of ours.
pub(crate) fn tree(given: Option<Given>) -> Option<Value> {
    given.map(|given| given.value().unwrap_or_else(|error| raise(&error, Language::English)))
}

impl FromDatum for Given {
    unsafe fn from_polymorphic_datum(datum: pg_sys::Datum, is_null: bool, _: pg_sys::Oid) -> Option<Self> {
        if is_null {
            return None;
        }
        // SAFETY: the caller says that it is a jsonb. What jsonb_out makes of it ends, is in the database's encoding, which is UTF-8, and
        // is ours to free.
        unsafe {
            let text: &std::ffi::CStr = direct_function_call(pg_sys::jsonb_out, &[Some(datum)])?;
            let given = Given(text.to_string_lossy().into_owned());
            pg_sys::pfree(text.as_ptr().cast_mut().cast());
            Some(given)
        }
    }
}

// SAFETY: it owns what it holds.
unsafe impl UnboxDatum for Given {
    type As<'src> = Given;

    unsafe fn unbox<'src>(datum: Datum<'src>) -> Given
    where
        Self: 'src,
    {
        // SAFETY: the caller says that it is a jsonb, and there.
        unsafe { Given::from_datum(datum.sans_lifetime(), false) }.expect("only a null is none")
    }
}

// SAFETY: its arguments are declared as jsonb below.
unsafe impl<'fcx> ArgAbi<'fcx> for Given {
    unsafe fn unbox_arg_unchecked(arg: Arg<'_, 'fcx>) -> Self {
        // SAFETY: the caller says that the argument is a jsonb, and not null.
        unsafe { arg.unbox_arg_using_from_datum() }.expect("an argument that may be null is an Option")
    }
}

impl_sql_translatable!(Given, "jsonb");

/// Plain data as `jsonb`. Text of PostgreSQL's has no character zero, and who sent one in a QR code must not be able to make an error of
/// what is to be said about it: the sign for what cannot be shown stands there.
pub(crate) fn shown(data: &impl Serialize) -> JsonB {
    let mut value = serde_json::to_value(data).expect("plain data with names for keys is always JSON");
    without_zero(&mut value);
    JsonB(value)
}

fn without_zero(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', "\u{FFFD}"),
        Value::Array(items) => items.iter_mut().for_each(without_zero),
        Value::Object(members) => members.values_mut().for_each(without_zero),
        _ => {}
    }
}

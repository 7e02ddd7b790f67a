//! A row of somebody else's table, by its primary key.

use std::ffi::{CStr, CString};

use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::context::{Settings, as_owner};
use crate::keyed::key_index;
use crate::own;
use crate::table::scratch;

/// A value of a column, kept beyond the row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Image {
    Null,
    /// What fits into a word.
    Word(usize),
    /// What is pointed at: all of its bytes, the length in front included.
    Bytes(Box<[u8]>),
}

impl Image {
    /// # Safety
    /// The value is one of the type.
    pub(crate) unsafe fn of(value: Datum, null: bool, type_id: Oid) -> Self {
        if null {
            return Image::Null;
        }
        let (mut length, mut by_value) = (0, false);
        // SAFETY: the caller's; what has been compressed or moved out of the row is made whole first.
        unsafe {
            pg_sys::get_typlenbyval(type_id, &mut length, &mut by_value);
            if by_value {
                return Image::Word(value.value());
            }
            let (start, size) = match length {
                -1 => {
                    let whole = pg_sys::pg_detoast_datum(value.cast_mut_ptr());
                    (whole.cast::<u8>(), pgrx::varsize(whole))
                }
                -2 => {
                    let text: *mut std::ffi::c_char = value.cast_mut_ptr();
                    (text.cast::<u8>(), CStr::from_ptr(text).count_bytes() + 1)
                }
                length => (value.cast_mut_ptr::<u8>(), usize::try_from(length).unwrap_or(0)),
            };
            Image::Bytes(std::slice::from_raw_parts(start, size).into())
        }
    }

    /// As PostgreSQL takes it, in the current memory context.
    pub(crate) fn datum(&self) -> Datum {
        match self {
            Image::Null => Datum::from(0),
            Image::Word(word) => Datum::from(*word),
            // SAFETY: the place is as long as the bytes, and aligned for whatever type they are of.
            Image::Bytes(bytes) => unsafe {
                let place = pg_sys::palloc(bytes.len().max(1)).cast::<u8>();
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len());
                Datum::from(place)
            },
        }
    }
}

/// A column of a primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its number in the table.
    pub(crate) number: i16,
    pub(crate) name: String,
    pub(crate) type_id: Oid,
    /// How the key's index tells that two are equal, to be written between them.
    pub(crate) equal: String,
    /// Whether what is equal is the same text.
    pub(crate) is_exact: bool,
}

/// The numbers of the columns of an attached table's primary key, in it or in a partition, in the key's order; none if there is no key that
/// holds at any time.
///
/// # Safety
/// The relation is open.
pub(crate) unsafe fn key_numbers(relation: pg_sys::Relation, target: Oid) -> Vec<i16> {
    // SAFETY: the caller's.
    unsafe {
        with_key_index(relation, target, |index| {
            let form = (*index).rd_index;
            match (*form).indimmediate {
                true => (0..usize::from((*form).indnkeyatts.unsigned_abs()))
                    .map(|at| *(*form).indkey.values.as_ptr().add(at))
                    .collect(),
                false => Vec::new(),
            }
        })
        .unwrap_or_default()
    }
}

/// The columns of an attached table's primary key, in it or in a partition; none if there is no key that holds at any time.
///
/// # Safety
/// The relation is open.
pub(crate) unsafe fn key_columns(relation: pg_sys::Relation, target: Oid) -> Vec<Column> {
    // SAFETY: the caller's; an index of a key is a btree, whose operator families have an equality.
    unsafe {
        let numbers = key_numbers(relation, target);
        let columns = with_key_index(relation, target, |index| {
            let column = |(at, &number): (usize, &i16)| {
                let (family, class) = (*(*index).rd_opfamily.add(at), *(*index).rd_opcintype.add(at));
                let equal = pg_sys::BTEqualStrategyNumber as i16;
                let operator = pg_sys::get_opfamily_member(family, class, class, equal);
                let type_id = pg_sys::get_atttype((*relation).rd_id, number);
                Column {
                    number,
                    name: text(pg_sys::get_attname((*relation).rd_id, number, false)),
                    type_id,
                    equal: operator_name(operator),
                    is_exact: is_exact(type_id, *(*index).rd_indcollation.add(at)),
                }
            };
            numbers.iter().enumerate().map(column).collect()
        });
        columns.unwrap_or_default()
    }
}

/// Whether two values of a type that are equal have one text.
fn is_exact(type_id: Oid, collation: Oid) -> bool {
    const WHOLE: [Oid; 9] = [
        pg_sys::BOOLOID,
        pg_sys::INT2OID,
        pg_sys::INT4OID,
        pg_sys::INT8OID,
        pg_sys::OIDOID,
        pg_sys::UUIDOID,
        pg_sys::DATEOID,
        pg_sys::TIMESTAMPOID,
        pg_sys::TIMESTAMPTZOID,
    ];
    const LETTERS: [Oid; 3] = [pg_sys::TEXTOID, pg_sys::VARCHAROID, pg_sys::BPCHAROID];
    // SAFETY: a look-up.
    let is_exact =
        |collation| collation == pg_sys::InvalidOid || unsafe { pg_sys::get_collation_isdeterministic(collation) };
    WHOLE.contains(&type_id) || LETTERS.contains(&type_id) && is_exact(collation)
}

/// What is to be seen of the index of an attached table's primary key, in it or in a partition.
///
/// # Safety
/// The relation is open.
pub(crate) unsafe fn with_key_index<T>(
    relation: pg_sys::Relation,
    target: Oid,
    look: impl FnOnce(pg_sys::Relation) -> T,
) -> Option<T> {
    // SAFETY: the caller's.
    unsafe {
        let index = key_index(relation, target)?;
        let lock = pg_sys::AccessShareLock as pg_sys::LOCKMODE;
        let index = pg_sys::index_open(index, lock);
        let found = look(index);
        pg_sys::index_close(index, lock);
        Some(found)
    }
}

/// An operator under its full name.
unsafe fn operator_name(operator: Oid) -> String {
    // SAFETY: the row of the catalogue is held as long as it is read.
    unsafe {
        let cache = pg_sys::SysCacheIdentifier::OPEROID as _;
        let tuple = pg_sys::SearchSysCache1(cache, Datum::from(operator));
        if tuple.is_null() {
            return String::new();
        }
        let form = pg_sys::GETSTRUCT(tuple).cast::<pg_sys::FormData_pg_operator>();
        let name = CStr::from_ptr((*form).oprname.data.as_ptr())
            .to_string_lossy()
            .into_owned();
        let schema = quoted(&text(pg_sys::get_namespace_name((*form).oprnamespace)));
        pg_sys::ReleaseSysCache(tuple);
        format!("operator({schema}.{name})")
    }
}

/// A name as SQL has it.
pub(crate) fn quoted(name: &str) -> String {
    let name = CString::new(name).unwrap_or_default();
    // SAFETY: the name ends; what comes back is it, or a copy in the current memory context.
    plainly(|| unsafe {
        CStr::from_ptr(pg_sys::quote_identifier(name.as_ptr()))
            .to_string_lossy()
            .into_owned()
    })
}

/// Shows names as every session does, whatever this one wants to have quoted.
pub(crate) fn plainly<T>(show: impl FnOnce() -> T) -> T {
    struct Quotes(bool);
    impl Drop for Quotes {
        fn drop(&mut self) {
            // SAFETY: a setting that is looked at by what shows names, and by nothing else that is called meanwhile.
            unsafe { pg_sys::quote_all_identifiers = self.0 };
        }
    }
    // SAFETY: as above.
    let _quotes = Quotes(unsafe { pg_sys::quote_all_identifiers });
    // SAFETY: as above.
    unsafe { pg_sys::quote_all_identifiers = false };
    show()
}

/// A text as SQL has it.
pub(crate) fn literal(text: &str) -> String {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: the text ends.
    unsafe {
        CStr::from_ptr(pg_sys::quote_literal_cstr(text.as_ptr()))
            .to_string_lossy()
            .into_owned()
    }
}

/// A text of PostgreSQL's; none is empty.
pub(crate) fn text(text: *const std::ffi::c_char) -> String {
    match text.is_null() {
        true => String::new(),
        // SAFETY: what is not null ends.
        false => unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned(),
    }
}

/// A table's name with its schema's, as SQL has it.
pub(crate) fn table_name(table: Oid) -> String {
    // SAFETY: look-ups; of what is not there there is no name.
    let (schema, name) = unsafe {
        (
            text(pg_sys::get_namespace_name(pg_sys::get_rel_namespace(table))),
            text(pg_sys::get_rel_name(table)),
        )
    };
    format!("{}.{}", quoted(&schema), quoted(&name))
}

/// Types whose text is the same under all settings of a session.
const PLAIN: [Oid; 9] = [
    pg_sys::BOOLOID,
    pg_sys::INT2OID,
    pg_sys::INT4OID,
    pg_sys::INT8OID,
    pg_sys::NUMERICOID,
    pg_sys::TEXTOID,
    pg_sys::VARCHAROID,
    pg_sys::BPCHAROID,
    pg_sys::UUIDOID,
];

/// The values of a key as text: the same in every session, whatever it has set.
pub(crate) fn texts(key: &[Image], columns: &[Column]) -> Vec<String> {
    let plain = columns.iter().all(|column| PLAIN.contains(&column.type_id));
    let settings = (!plain).then(Settings::of_texts);
    let values = key.iter().zip(columns).map(|(image, column)| {
        // SAFETY: the value is of the column's type.
        scratch(|| unsafe { output(image.datum(), column.type_id) })
    });
    let values = values.collect();
    drop(settings);
    values
}

/// A value as text: the same in every session.
///
/// # Safety
/// The value is one of the type.
pub(crate) unsafe fn shown(value: Datum, type_id: Oid) -> String {
    let settings = (!PLAIN.contains(&type_id)).then(Settings::of_texts);
    // SAFETY: the caller's.
    let shown = unsafe { output(value, type_id) };
    drop(settings);
    shown
}

unsafe fn output(value: Datum, type_id: Oid) -> String {
    let (mut function, mut variable) = (pg_sys::InvalidOid, false);
    // SAFETY: the caller's; it is the output function of the type.
    let shown = unsafe {
        pg_sys::getTypeOutputInfo(type_id, &mut function, &mut variable);
        text(pg_sys::OidOutputFunctionCall(function, value))
    };
    match type_id {
        pg_sys::BPCHAROID => shown.trim_end_matches(' ').to_owned(),
        _ => shown,
    }
}

/// The other way round, with the rights of the table's owner: a type's input may run what he wrote, the condition of a domain.
pub(crate) fn key_of(texts: &[String], columns: &[Column], owner: Oid) -> Vec<Image> {
    as_owner(owner, || values_of(texts, columns))
}

fn values_of(texts: &[String], columns: &[Column]) -> Vec<Image> {
    let settings = Settings::of_texts();
    let values = input(texts, columns);
    drop(settings);
    values
}

fn input(texts: &[String], columns: &[Column]) -> Vec<Image> {
    let values = texts.iter().zip(columns).map(|(text, column)| {
        let text = CString::new(text.as_str()).unwrap_or_default();
        scratch(|| {
            let (mut function, mut parameter) = (pg_sys::InvalidOid, pg_sys::InvalidOid);
            // SAFETY: the input function is that of the type, and no type modifier is asked of it.
            unsafe {
                pg_sys::getTypeInputInfo(column.type_id, &mut function, &mut parameter);
                let value = pg_sys::OidInputFunctionCall(function, text.as_ptr().cast_mut(), parameter, -1);
                Image::of(value, false, column.type_id)
            }
        })
    });
    values.collect()
}

/// The texts of a key as they stand in its row's request key, given as a session has them: also where the row writes what is equal to
/// them otherwise.
pub(crate) fn canonical(table: Oid, given: &[String], columns: &[Column], owner: Oid) -> Vec<String> {
    let own = |column: &Column| column.type_id.to_u32() < pg_sys::FirstNormalObjectId;
    let key = match columns.iter().all(own) {
        true => input(given, columns),
        // The type's input may run what the owner wrote.
        false => as_owner(owner, || input(given, columns)),
    };
    let stands = own::stands((table, table), &key, columns, owner);
    texts(stands.as_ref().unwrap_or(&key), columns)
}

/// So many characters of a request key are the table's name and the row's key, and so many its revision: more is told by a digest.
const ROW: usize = 180;
const REVISION: usize = 70;

/// What the request keys of a row open with. No two rows have the same, and no one's is the beginning of another's.
pub(crate) fn row_key(name: &str, key: &[String]) -> String {
    let text = format!("{name}{}", json!(key));
    match text.chars().count() {
        0..=ROW => text,
        _ => digest(&text),
    }
}

/// Whether a request key is such as rows of attached tables have, or opens like one.
pub(crate) fn is_row_key(key: &str) -> bool {
    let is_digest = |text: &str| text.len() >= 64 && text.bytes().take(64).all(|byte| byte.is_ascii_hexdigit());
    if key.strip_prefix('#').is_some_and(is_digest) {
        return true;
    }
    let table = after_name(key).and_then(|rest| after_name(rest.strip_prefix('.')?));
    // Another table has had the name before.
    let again = table.map(|rest| match rest.strip_prefix('~') {
        Some(rest) => rest.trim_start_matches(|ch: char| ch.is_ascii_digit()),
        None => rest,
    });
    again.is_some_and(|rest| rest.starts_with("[\""))
}

/// What comes after a name as SQL has it.
fn after_name(text: &str) -> Option<&str> {
    match text.strip_prefix('"') {
        Some(quoted) => {
            let mut rest = quoted;
            loop {
                rest = rest.split_once('"')?.1;
                match rest.strip_prefix('"') {
                    Some(more) => rest = more,
                    None => return Some(rest),
                }
            }
        }
        None => {
            let rest = text.trim_start_matches(|ch: char| ch == '_' || ch.is_ascii_lowercase() || ch.is_ascii_digit());
            (rest.len() < text.len()).then_some(rest)
        }
    }
}

/// The request key of a row in one of its revisions.
pub(crate) fn request_key(row_key: &str, revision: Option<&str>) -> String {
    let revision = revision.unwrap_or_default();
    match revision.chars().count() {
        0..=REVISION => format!("{row_key}{revision}"),
        _ => format!("{row_key}{}", digest(revision)),
    }
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold("#".to_owned(), |mut shown, byte| {
        use std::fmt::Write as _;
        let _ = write!(shown, "{byte:02x}");
        shown
    })
}

//! How an error of core becomes an error of PostgreSQL: SQLSTATE says the kind (but for one code), MESSAGE opens with the code, DETAIL is
//! JSON for programs, HINT is the fix.

use ::khatm::error::Code;
use ::khatm::invoice::{DraftReport, Fault, Refusal};
use ::khatm::{Error, ErrorValue, Kind, Language};
use pgrx::PgLogLevel;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::ErrorReport;

use crate::hints::in_sql;
use crate::spelled::for_client;

/// Where a server was started with `RUST_BACKTRACE`, pgrx would write the path of every call into the DETAIL of every error of PostgreSQL's
/// own that passes through us, a cancelled statement's too. Who wants that sets `RUST_LIB_BACKTRACE` as well.
pub(crate) fn keep_backtraces_out() {
    const SETTING: &str = "RUST_LIB_BACKTRACE";
    if std::env::var_os(SETTING).is_none() {
        // SAFETY: a server's process has one thread, and this is its beginning.
        unsafe { std::env::set_var(SETTING, "0") };
    }
}

/// Raises `error` with its texts in `language`.
pub(crate) fn raise(error: &Error, language: Language) -> ! {
    report(error, language, serde_json::Map::new(), None)
}

/// The same, where there is another way out.
pub(crate) fn raise_with_way(error: &Error, way: &str) -> ! {
    report(error, Language::English, serde_json::Map::new(), Some(way))
}

/// Raises the first error of a refusal; all of them are in the detail, with the position of the draft where there were several.
pub(crate) fn refuse(position: Option<usize>, refusal: Refusal, language: Language) -> ! {
    let mut more = serde_json::Map::new();
    if let Some(position) = position {
        more.insert("position".to_owned(), serde_json::json!(position + 1));
    }
    refuse_with(refusal, language, more)
}

/// The same with more for programs.
pub(crate) fn refuse_with(
    refusal: Refusal,
    language: Language,
    mut more: serde_json::Map<String, serde_json::Value>,
) -> ! {
    let refusal = without_places(refusal);
    more.insert("findings".to_owned(), findings(&refusal, language));
    report(&refusal.first(), language, more, None)
}

/// What is wrong with a draft, for programs, with ways out that are those of a database.
pub(crate) fn findings(refusal: &Refusal, language: Language) -> serde_json::Value {
    let mut findings = DraftReport::new(&refusal.faults, language).findings;
    for finding in &mut findings {
        finding.fix = in_sql(&finding.fix);
    }
    serde_json::json!(findings)
}

/// The text of a draft was written by the server: a place in it would tell nobody anything.
pub(crate) fn without_places(refusal: Refusal) -> Refusal {
    let faults = refusal.faults.into_iter().map(|fault| Fault {
        error: fault.error.without_place(),
        ..fault
    });
    Refusal {
        faults: faults.collect(),
    }
}

fn report(error: &Error, language: Language, more: serde_json::Map<String, serde_json::Value>, way: Option<&str>) -> ! {
    let ErrorValue {
        kind,
        code,
        path,
        place,
        message,
        fix,
    } = ErrorValue::new(error, language);
    let mut detail = serde_json::json!({ "kind": kind, "code": code, "path": path, "place": place });
    if let Some(detail) = detail.as_object_mut() {
        detail.extend(more);
    }
    let sqlstate = PgSqlErrorCode::from(packed(error.code().sqlstate()));
    let hint = way.map_or_else(|| in_sql(&fix), str::to_owned);
    ErrorReport::new(sqlstate, for_client(format!("{code}: {message}")), "khatm")
        .set_detail(for_client(detail.to_string()))
        .set_hint(for_client(hint))
        .report(PgLogLevel::ERROR);
    unreachable!("a report at the level ERROR does not return")
}

/// An SQLSTATE as PostgreSQL keeps it: six bits a character, the first one lowest.
const fn packed(sqlstate: &str) -> isize {
    let characters = sqlstate.as_bytes();
    assert!(characters.len() == 5);
    let mut sum = 0;
    let mut index = 5;
    while index > 0 {
        index -= 1;
        sum = (sum << 6) + ((characters[index] - b'0') & 0x3F) as isize;
    }
    sum
}

/// pgrx cannot raise an SQLSTATE that PostgreSQL does not know (it would come out as XX000), so every one is looked
/// up here while compiling.
const _: () = {
    assert!(packed(Kind::Input.sqlstate()) == PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE as isize);
    assert!(packed(Kind::State.sqlstate()) == PgSqlErrorCode::ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE as isize);
    assert!(packed(Kind::Refused.sqlstate()) == PgSqlErrorCode::ERRCODE_EXTERNAL_ROUTINE_EXCEPTION as isize);
    assert!(packed(Kind::Busy.sqlstate()) == PgSqlErrorCode::ERRCODE_IO_ERROR as isize);
    assert!(packed(Kind::Unsure.sqlstate()) == PgSqlErrorCode::ERRCODE_SYSTEM_ERROR as isize);
    assert!(packed(Code::AttachOvertaken.sqlstate()) == PgSqlErrorCode::ERRCODE_T_R_SERIALIZATION_FAILURE as isize);
    assert!(packed(Kind::Bug.sqlstate()) == PgSqlErrorCode::ERRCODE_INTERNAL_ERROR as isize);
};

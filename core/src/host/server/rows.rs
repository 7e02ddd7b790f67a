//! What a server's rows say, as the values that every ledger gives.

use serde::Deserialize;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::super::failure::{Finding, faults_of};
use super::super::values::{ConcernValue, DocumentValue, HealthValue, IssuedValue};
use crate::error::{Code, Error, Language, Result};
use crate::facade::Receipt;
use crate::gateway::Environment;
use crate::invoice::{DocumentKind, DraftReport, Fault};
use crate::ledger::health::Light;
use crate::outbox::{HandOver, Waited};
use crate::seal::Profile;
use crate::store::Uuid;

pub(super) fn other_version() -> Error {
    Error::new(Code::PostgresExtension)
}

pub(super) fn cell<'r, T: FromSql<'r>>(row: &'r Row, name: &str) -> Result<T> {
    row.try_get(name).map_err(|_| other_version())
}

pub(super) fn value<'r, T: FromSql<'r>>(row: &'r Row) -> Result<T> {
    cell(row, "value")
}

fn count(row: &Row, name: &str) -> Result<u64> {
    u64::try_from(cell::<i64>(row, name)?).map_err(|_| other_version())
}

fn profile(name: &str) -> Result<Profile> {
    match name {
        "standard" => Ok(Profile::Standard),
        "simplified" => Ok(Profile::Simplified),
        _ => Err(other_version()),
    }
}

/// A document as `issue.sql` and `issue_all.sql` tell of it.
#[derive(Deserialize)]
struct Made {
    uuid: String,
    icv: u64,
    invoice_hash: String,
    qr: String,
    provisional: bool,
    again: bool,
    warnings: Vec<Finding>,
    number: String,
    profile: String,
    deadline_ms: i64,
}

impl Made {
    fn value(self, language: Language) -> Result<IssuedValue> {
        Ok(IssuedValue {
            uuid: self.uuid,
            number: self.number,
            profile: profile(&self.profile)?,
            counter: self.icv,
            invoice_hash: self.invoice_hash,
            qr: self.qr,
            again: self.again,
            provisional: self.provisional,
            deadline_ms: self.deadline_ms,
            warnings: DraftReport::new(&faults_of(&self.warnings), language).findings,
        })
    }
}

/// The document that [`ISSUE`](super::ISSUE) made, out of its value.
pub fn issued(value: &str, language: Language) -> Result<IssuedValue> {
    let made: Made = serde_json::from_str(value).map_err(|_| other_version())?;
    made.value(language)
}

/// The documents that [`ISSUE_ALL`](super::ISSUE_ALL) made, out of its value.
pub fn issued_all(value: &str, language: Language) -> Result<Vec<IssuedValue>> {
    let made: Vec<Made> = serde_json::from_str(value).map_err(|_| other_version())?;
    made.into_iter().map(|made| made.value(language)).collect()
}

pub(super) fn document(row: &Row) -> Result<DocumentValue> {
    Ok(DocumentValue {
        uuid: cell(row, "uuid")?,
        kind: DocumentKind::parse(cell(row, "kind")?).ok_or_else(other_version)?,
        profile: profile(cell(row, "profile")?)?,
        number: cell(row, "number")?,
        counter: count(row, "icv")?,
        issued_ms: cell(row, "issued_ms")?,
        deadline_ms: cell(row, "deadline_ms")?,
        previous_hash: cell(row, "previous_hash")?,
        invoice_hash: cell(row, "invoice_hash")?,
        request_key: cell(row, "request_key")?,
        currency: cell(row, "currency")?,
        total: cell(row, "total")?,
        xml: text(cell(row, "xml")?)?,
    })
}

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| Error::new(Code::VerifyColumn).found("xml"))
}

pub(super) fn receipt(row: &Row, uuid: &Uuid, language: Language) -> Result<Receipt> {
    let handed = HandOver::of_name(cell(row, "ground")?).ok_or_else(other_version)?;
    let xml: Option<Vec<u8>> = cell(row, "xml")?;
    Ok(Receipt {
        uuid: uuid.to_string(),
        number: cell(row, "number")?,
        may_hand_over: handed.is_allowed(),
        ground: handed.as_str(),
        text: Waited::Settled(handed).text(language),
        qr: cell(row, "qr")?,
        xml: xml.map(text).transpose()?,
    })
}

/// The findings of `check.sql`.
pub(super) fn faults(rows: &[Row]) -> Result<Vec<Fault>> {
    let finding = |row: &Row| {
        Ok(Finding {
            severity: cell(row, "severity")?,
            code: cell(row, "code")?,
            path: cell(row, "path")?,
            message: cell(row, "message")?,
        })
    };
    let findings = rows.iter().map(finding).collect::<Result<Vec<_>>>()?;
    Ok(faults_of(&findings))
}

/// The light of `health.sql`, with what only who sends has seen.
pub(super) fn health(rows: &[Row], warning: Option<&Error>, language: Language) -> Result<HealthValue> {
    let mut health = HealthValue {
        state: Light::Green,
        at_ms: rows.first().map_or(Ok(0), |row| cell(row, "at_ms"))?,
        concerns: Vec::new(),
    };
    for row in rows {
        let code: Option<String> = cell(row, "code")?;
        let state = Light::of_name(cell(row, "light")?).ok_or_else(other_version)?;
        health.state = health.state.max(state);
        // A row without a code says that there is nothing to say.
        let Some(code) = code else { continue };
        let environment: Option<&str> = cell(row, "environment")?;
        health.concerns.push(ConcernValue {
            code,
            state,
            environment: environment.map(Environment::parse).transpose()?,
            device: cell(row, "device")?,
            message: cell(row, "message")?,
            fix: cell::<Option<String>>(row, "fix")?.unwrap_or_default(),
        });
    }
    if let Some(error) = warning {
        health.state = health.state.max(Light::Yellow);
        health.concerns.push(ConcernValue {
            code: error.code().as_str().to_owned(),
            state: Light::Yellow,
            environment: None,
            device: None,
            message: error.message(language),
            fix: error.fix(language).to_owned(),
        });
    }
    Ok(health)
}

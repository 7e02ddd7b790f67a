//! A document that somebody else made, before it is booked: what it says, whether its stamp and its code can be believed, and what the
//! authority's rules have against it.

use serde::Serialize;

use super::{Context, Report, validate_with};
use crate::error::{Language, Result};
use crate::invoice::Draft;
use crate::qr::{QrVerification, verify_qr};
use crate::seal::explain::{Explanation, explain};
use crate::seal::{Verification, Verifier};
use crate::time::Moment;
use crate::ubl;

/// Everything there is to say of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Received {
    /// Nothing is wrong: the stamp is good, the code says what the document says, and the rules have no error.
    pub valid: bool,
    /// The stamp, the certificate and the code against the document.
    pub verification: Verification,
    /// The rules of the authority's validator.
    pub report: Report,
    /// The code by itself, if there is one that can be read.
    pub qr: Option<QrVerification>,
    /// What was done to the file after it was stamped, where the stamp does not hold.
    pub explanation: Option<Explanation>,
    /// What it says, as a draft has it.
    pub draft: Draft,
}

/// Looks at somebody's document, as it was received.
pub fn received(xml: &[u8], now: Moment, language: Language) -> Result<Received> {
    let verifier = Verifier::shared();
    let verification = verifier.verify(xml, language)?;
    let report = validate_with(verifier, xml, &Context::new(now)).report(language);
    let qr = verification
        .qr
        .as_deref()
        .and_then(|text| verify_qr(text, language).ok());
    let explanation = match verification.valid {
        true => None,
        false => Some(explain(xml, language)?),
    };
    Ok(Received {
        valid: verification.valid && report.valid,
        verification,
        report,
        qr,
        explanation,
        draft: ubl::draft::read(xml)?,
    })
}

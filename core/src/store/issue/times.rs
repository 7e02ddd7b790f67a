//! What the time must be for a document to be stamped.

use super::CLOCK_STEP_MS;
use crate::error::{Code, Error, Result};
use crate::seal::cert::Certificate;
use crate::time::{Moment, Timestamp};

/// The time that the next document is stamped at: a clock that was set back is not followed.
pub(super) fn on_time(last: Option<Timestamp>, now: Timestamp) -> Result<Timestamp> {
    match last {
        Some(last) if last.since(now) > CLOCK_STEP_MS => {
            let shown = last.moment().map(|moment| moment.to_string()).unwrap_or_default();
            Err(Error::new(Code::IssueClock).found(&shown))
        }
        Some(last) => Ok(last.max(now)),
        None => Ok(now),
    }
}

/// Whether a certificate is valid now.
pub(super) fn valid(certificate: &Certificate, now: Timestamp) -> Result<()> {
    let (from, to) = certificate.validity();
    let (begin, end) = (Moment::parse(from)?, Moment::parse(to)?);
    let now = now.moment()?;
    if now < begin {
        return Err(Error::new(Code::CertificateEarly).found(from));
    }
    if now > end {
        return Err(Error::new(Code::CertificateEnded).found(to));
    }
    Ok(())
}

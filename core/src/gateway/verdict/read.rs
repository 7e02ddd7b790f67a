//! Judging a whole reply: by its status first, then by what its body says.
//!
//! Two mistakes would cost the user dearly: to take a document for recorded that is not, and to take one for refused that is
//! recorded. So both verdicts need a body that says so in one way only; everything else is [`Verdict::Unsure`], and the same
//! bytes are sent again, which is harmless: the authority knows a document that it has by its hash.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::body::{Said, Word};
use super::cleared::{self, Belief};
use super::echo::Echo;
use super::{Acceptance, Defect, Doubt, Grant, NotReceived, Remark, Reply, Verdict, wait};
use crate::gateway::request::{Operation, Request};

/// What a whole reply says.
pub(super) fn reply(request: &Request, reply: &Reply) -> Verdict {
    let operation = request.operation();
    let status = reply.status;
    let grants = !operation.is_of_document();
    // A certificate's secret comes with 200 or 428.
    let quotes = !grants || (status > 299 && status != 428);
    let said = Said::read(&reply.body, quotes, Echo::of(request));
    let read = Read { request, status, said };
    match status {
        200 | 202 => match operation {
            Operation::Reporting => read.reported(),
            Operation::Clearance => read.cleared(),
            Operation::ComplianceCheck => read.checked(),
            _ => read.issued(),
        },
        208 | 409 if !grants => read.known(),
        // A page with this status is a proxy's or a login's: a document does not change its way for it.
        303 if matches!(operation, Operation::Reporting | Operation::Clearance) && !read.said.page => {
            Verdict::WrongRoute(read.said.remarks())
        }
        400 => read.refused(),
        401 | 403 => Verdict::Credential(read.said.remarks()),
        428 => read.precondition(),
        429 => Verdict::NotReceived(NotReceived::Throttled(wait::seconds(
            reply.retry_after.as_deref(),
            reply.date.as_deref(),
        ))),
        300..=499 => read.defect(),
        500..=599 => Verdict::Unsure(Doubt::Server(status, read.said.remarks())),
        _ => read.unclear(),
    }
}

/// A reply with its body read.
struct Read<'r> {
    request: &'r Request,
    status: u16,
    said: Said,
}

impl Read<'_> {
    fn unclear(&self) -> Verdict {
        Verdict::Unsure(Doubt::Unclear(self.status, self.said.remarks()))
    }

    fn defect(&self) -> Verdict {
        Verdict::Defect(Defect {
            status: self.status,
            final_for_these_bytes: self.status == 413,
            remarks: self.said.remarks(),
        })
    }

    fn acceptance(&self) -> Acceptance {
        Acceptance {
            warnings: self.said.warnings(),
            cleared: None,
        }
    }

    fn belief(&self) -> Belief {
        match (&self.said.cleared, self.request.expected()) {
            (Word::Absent, _) => Belief::Absent,
            // With 409 a broken body is enough to know; not to take a document from.
            (Word::Is(text), Some(expected)) if self.said.whole => cleared::believe(text, expected),
            _ => Belief::Unreadable,
        }
    }

    /// Nothing stands against it, and it answers a document.
    fn is_clean(&self) -> bool {
        self.said.whole && !self.said.objects() && !self.said.is_of_certificate()
    }

    fn passed(&self) -> bool {
        self.said.status.is("PASS") || self.said.status.is("WARNING")
    }

    fn reported(&self) -> Verdict {
        // A word about clearance is about another document, or another operation.
        let passed = self.passed() || self.said.status.is_absent();
        if !self.is_clean() || !passed || !self.said.clearance.is_absent() || !self.said.cleared.is_absent() {
            return self.unclear();
        }
        match &self.said.reporting {
            Word::Is(text) if text == "REPORTED" => Verdict::Accepted(self.acceptance()),
            Word::Is(text) if text == "REPORTED_SUCCESSFULLY_EARLIER" => Verdict::AlreadyKnown(self.acceptance()),
            _ => self.unclear(),
        }
    }

    fn cleared(&self) -> Verdict {
        let passed = self.passed() || self.said.status.is_absent();
        if !self.is_clean() || !passed || !self.said.clearance.is("CLEARED") || !self.said.reporting.is_absent() {
            return self.unclear();
        }
        match self.belief() {
            Belief::Believed(cleared) => Verdict::Accepted(Acceptance {
                cleared: Some(*cleared),
                ..self.acceptance()
            }),
            Belief::Other => Verdict::Unsure(Doubt::OtherDocument(self.status)),
            // It is recorded, but the document to hand out is not here: sent again, it comes with 208.
            Belief::Absent | Belief::Unreadable => self.unclear(),
        }
    }

    /// During onboarding only the findings count: good documents have been answered with `NOT_CLEARED`.
    fn checked(&self) -> Verdict {
        match self.is_clean() && self.passed() {
            true => Verdict::Accepted(self.acceptance()),
            false => self.unclear(),
        }
    }

    fn known(&self) -> Verdict {
        let cleared = match self.request.operation() {
            Operation::ComplianceCheck => Belief::Absent,
            _ => self.belief(),
        };
        let known = |cleared| {
            Verdict::AlreadyKnown(Acceptance {
                cleared,
                ..self.acceptance()
            })
        };
        match cleared {
            Belief::Believed(cleared) if self.status == 409 || self.is_consistent_duplicate() => known(Some(*cleared)),
            // The status alone says it: there is no other use of 409 at these operations.
            _ if self.status == 409 => known(None),
            Belief::Absent if self.is_consistent_duplicate() => known(None),
            Belief::Other => Verdict::Unsure(Doubt::OtherDocument(self.status)),
            _ => self.unclear(),
        }
    }

    /// The body of a 208 does not deny what its status says.
    fn is_consistent_duplicate(&self) -> bool {
        let said = &self.said;
        let passes = |word: &Word, good: &[&str], bad: &str| match word {
            Word::Absent => true,
            Word::Is(text) => good.contains(&text.as_str()) || (text == bad && said.is_duplicate()),
            Word::Unreadable => false,
        };
        said.whole
            && !said.objects_beyond_duplicate()
            && !said.is_of_certificate()
            && passes(&said.status, &["PASS", "WARNING"], "ERROR")
            && passes(
                &said.reporting,
                &["REPORTED", "REPORTED_SUCCESSFULLY_EARLIER"],
                "NOT_REPORTED",
            )
            && passes(&said.clearance, &["CLEARED"], "NOT_CLEARED")
    }

    /// Whether the body speaks of a success, whatever the status.
    fn praises(&self) -> bool {
        let said = &self.said;
        let praised = |word: &Word, bad: &[&str]| match word {
            Word::Absent => false,
            Word::Is(text) => !bad.contains(&text.as_str()),
            Word::Unreadable => true,
        };
        praised(&said.reporting, &["NOT_REPORTED"])
            || praised(&said.clearance, &["NOT_CLEARED"])
            || praised(&said.disposition, &["NOT_COMPLIANT"])
            || praised(&said.status, &["ERROR", &self.status.to_string()])
            || !said.cleared.is_absent()
            || !said.token.is_absent()
            || said.is_duplicate()
    }

    fn refused(&self) -> Verdict {
        let operation = self.request.operation();
        let accusations = self.said.accusations();
        // Nothing hangs on a document of the compliance set that was looked at before: the next step counts them.
        if operation == Operation::ComplianceCheck && self.said.whole && self.said.is_completed() {
            return Verdict::AlreadyKnown(self.acceptance());
        }
        if !self.said.whole || self.praises() {
            return self.unclear();
        }
        match accusations.is_empty() {
            false => Verdict::Rejected(accusations),
            true if !operation.is_of_document() => self.not_compliant(),
            true => self.unclear(),
        }
    }

    fn issued(&self) -> Verdict {
        // A word about a document answers another request.
        if !self.said.whole || !self.said.reporting.is_absent() || !self.said.clearance.is_absent() {
            return self.unclear();
        }
        let renewal = self.request.operation() == Operation::Renewal;
        match (self.grant(), &self.said.disposition) {
            (Some(grant), Word::Is(text)) if text == "ISSUED" && !self.said.objects() => Verdict::Issued(grant),
            (Some(grant), Word::Is(text)) if text == "NOT_COMPLIANT" && renewal && !self.said.objects() => {
                Verdict::Renewal(grant)
            }
            (None, _) => self.not_compliant(),
            _ => self.unclear(),
        }
    }

    /// A certificate was refused in so many words.
    fn not_compliant(&self) -> Verdict {
        let said = &self.said;
        if !said.whole || !said.disposition.is("NOT_COMPLIANT") || !said.token.is_absent() {
            return self.unclear();
        }
        let mut remarks = said.accusations();
        if remarks.is_empty() {
            remarks.push(Remark {
                code: Some("NOT_COMPLIANT".to_owned()),
                ..Remark::default()
            });
        }
        Verdict::Rejected(remarks)
    }

    /// 428: a certificate, but one for the checks of onboarding.
    fn precondition(&self) -> Verdict {
        match self.request.operation() {
            Operation::Renewal | Operation::ProductionCsid => {}
            Operation::ComplianceCsid => return self.defect(),
            // The unit's certificate is not good for this any more.
            _ => return Verdict::Credential(self.said.remarks()),
        }
        let said = &self.said;
        let named = said.disposition.is_absent() || said.disposition.is("NOT_COMPLIANT");
        match self.grant() {
            Some(grant) if said.whole && named && !said.objects() => Verdict::Renewal(grant),
            Some(_) => self.unclear(),
            None => self.not_compliant(),
        }
    }

    /// The certificate in the reply, if all its parts are there.
    fn grant(&self) -> Option<Grant> {
        let (Word::Is(token), Word::Is(request_id)) = (&self.said.token, &self.said.request_id) else {
            return None;
        };
        let visible = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let secret = self.said.secret.as_ref().filter(|secret| visible(secret.expose()))?;
        if STANDARD.decode(token).is_err() {
            return None;
        }
        Some(Grant {
            request_id: request_id.clone(),
            token: token.clone(),
            secret: secret.clone(),
        })
    }
}

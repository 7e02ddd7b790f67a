//! The QR code against its document, tag by tag.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::job::{Job, Reading};
use crate::error::{Code, excerpt};
use crate::qr::{MOST_CHARACTERS, Qr};
use crate::seal::hash::InvoiceHash;
use crate::seal::remark::Remark;
use crate::seal::report::{CheckName, Profile, Severity};
use crate::ubl::Known::{Cac, Cbc};
use crate::ubl::NodeId;
use crate::ubl::view::{PAYABLE, Party, SELLER_NAME, SELLER_VAT};

impl Job<'_, '_, '_> {
    pub(super) fn qr(&mut self, node: Option<NodeId>, profile: Option<Profile>, hash: &InvoiceHash) {
        let (Some(node), Some(text)) = (node, self.qr_text.clone()) else {
            // The authority adds the code of a standard document.
            if profile != Some(Profile::Standard) {
                self.add(Remark::new(CheckName::Qr, Severity::Error, Code::QrMissing));
            }
            return;
        };
        let read = match self.reading {
            Reading::Proved => Qr::decode(&text),
            Reading::AsFarAsItGoes => Qr::decode_as_the_authority(&text),
        };
        let qr = match read {
            Ok(qr) => qr,
            Err(error) => {
                let mut remark = Remark::new(CheckName::Qr, Severity::Error, error.code()).at(Some(node));
                remark.found = error.excerpt().map(str::to_owned);
                self.add(remark);
                return self.finish(CheckName::Qr);
            }
        };
        if text.trim_ascii().len() > MOST_CHARACTERS {
            self.add(Remark::new(CheckName::Qr, Severity::Error, Code::QrTooLong).at(Some(node)));
        }
        let fewest = if profile == Some(Profile::Standard) { 8 } else { 9 };
        self.remarks.extend(qr.form(fewest));
        self.qr_texts(&qr, node);
        self.qr_amounts(&qr, node);
        let signature = self.parts.value.map(|id| self.trimmed(id)).unwrap_or_default();
        self.qr_tag(&qr, node, 6, Code::QrHash, Some(&hash.to_string()));
        self.qr_tag(&qr, node, 7, Code::QrStamp, Some(&signature));
        self.qr_certificate(&qr, node);
        self.finish(CheckName::Qr);
    }

    fn qr_certificate(&mut self, qr: &Qr, node: NodeId) {
        let Some(known) = self.known.clone() else {
            if self.reading == Reading::AsFarAsItGoes {
                self.add(Remark::new(CheckName::Qr, Severity::Error, Code::QrUnproved).at(Some(node)));
            }
            return;
        };
        let binary = [
            (8, Code::QrPublicKey, known.certificate.public_key().spki()),
            (9, Code::QrCertificateSignature, known.certificate.signature()),
        ];
        for (number, code, expected) in binary {
            if let Some(found) = qr.value(number).filter(|&found| found != expected) {
                self.differ(
                    CheckName::Qr,
                    code,
                    Some(node),
                    &STANDARD.encode(expected),
                    &STANDARD.encode(found),
                );
            }
        }
    }

    /// Compares a tag with a text. A tag that is missing has been reported; so has a field.
    fn qr_tag(&mut self, qr: &Qr, node: NodeId, number: u8, code: Code, expected: Option<&str>) {
        let Some(value) = qr.value(number) else { return };
        let expected = expected.unwrap_or_default();
        if value.trim_ascii() != expected.trim_ascii().as_bytes() {
            self.differ(
                CheckName::Qr,
                code,
                Some(node),
                expected,
                &String::from_utf8_lossy(value),
            );
        }
    }

    fn qr_texts(&mut self, qr: &Qr, node: NodeId) {
        let (seller, vat_number) = match self.reading {
            Reading::Proved => (
                self.invoice.seller_name().ok(),
                self.invoice.vat_number(Party::Seller).ok(),
            ),
            Reading::AsFarAsItGoes => (self.invoice.text(&SELLER_NAME), self.invoice.text(&SELLER_VAT)),
        };
        self.qr_tag(qr, node, 1, Code::QrSeller, seller.as_deref());
        self.qr_tag(qr, node, 2, Code::QrVat, vat_number.as_deref());
        let issued = self.invoice.issued_in_riyadh().ok();
        let raw = || {
            let part = |name| {
                self.invoice
                    .text(&[(Cbc, name)])
                    .unwrap_or_default()
                    .trim_ascii()
                    .to_owned()
            };
            format!("{}T{}", part("IssueDate"), part("IssueTime"))
        };
        // With a Z at its end the authority only warns, as long as the rest is the document's own time.
        match qr.text(3) {
            Some(found)
                if Some(found) != issued.as_deref() && found.trim_end_matches('Z') == raw().trim_end_matches('Z') =>
            {
                let mut remark = Remark::new(CheckName::Qr, Severity::Warning, Code::QrTime).at(Some(node));
                remark.expected = issued;
                self.add(remark.found(excerpt(found)));
            }
            _ => self.qr_tag(qr, node, 3, Code::QrTime, issued.as_deref()),
        }
    }

    fn qr_amounts(&mut self, qr: &Qr, node: NodeId) {
        let payable = match self.reading {
            Reading::Proved => self.invoice.payable().ok(),
            Reading::AsFarAsItGoes => self.invoice.text(&PAYABLE),
        };
        let inclusive = self.invoice.inclusive();
        match qr.text(4) {
            // Equal to the total with VAT and not to the payable amount: what older documents ask for.
            Some(found) if Some(found) != payable.as_deref() && Some(found) == inclusive.as_deref() => {
                let mut remark = Remark::new(CheckName::Qr, Severity::Warning, Code::QrTotalInclusive).at(Some(node));
                remark.expected = payable.as_deref().map(excerpt);
                self.add(remark.found(excerpt(found)));
            }
            _ => self.qr_tag(qr, node, 4, Code::QrTotal, payable.as_deref()),
        }
        // The authority only looks whether the VAT is there; in a foreign currency either of the two totals is the truth.
        let totals: Vec<String> = self
            .doc
            .children_named(self.doc.root(), Cac, "TaxTotal")
            .filter_map(|id| self.doc.child(id, Cbc, "TaxAmount"))
            .map(|id| self.doc.value(id).trim_ascii().to_owned())
            .collect();
        match qr.text(5) {
            Some(found)
                if totals.first().map(String::as_str) != Some(found)
                    && totals.iter().any(|total| same_number(total, found)) =>
            {
                let mut remark = Remark::new(CheckName::Qr, Severity::Warning, Code::QrTax).at(Some(node));
                remark.expected = totals.first().map(|total| excerpt(total));
                self.add(remark.found(excerpt(found)));
            }
            _ => self.qr_tag(qr, node, 5, Code::QrTax, totals.first().map(String::as_str)),
        }
    }
}

/// Two decimal numbers that differ at most in zeros at the end.
fn same_number(a: &str, b: &str) -> bool {
    fn plain(text: &str) -> &str {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            text
        }
    }
    plain(a) == plain(b)
}

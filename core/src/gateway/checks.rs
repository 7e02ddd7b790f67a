//! What the gateway would answer: its own checks beside the rules, as data.
//!
//! They stand here and not among the rules because they look at a request: at the credentials it comes with, at the operation
//! it asks for, at what came before it. A simulator answers with them, and a look before sending says the same. Nothing here
//! opens a connection or keeps a list: the caller brings the time, the rules' findings and the memory of earlier documents.
//!
//! Sources: the gateway's published contract, replies recorded from its developer portal, and replies that others published.
//! Stage after stage is run even where an early one failed, as recorded replies show. Of a standard document neither code nor
//! stamp is looked at: the authority replaces both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::InvoiceRequest;
use super::body::AnswerBody;
use super::message::{Message, MessageStatus, MessageType, Wire};
use crate::error::{Code, Error, Language, Severity};
use crate::rules::{Found, Stage};
use crate::seal::report::CheckName;
use crate::seal::verify::Examined;
use crate::seal::{Certificate, InvoiceHash, Profile, Verifier};
use crate::time::Moment;
use crate::ubl::view::{BUYER_VAT, SELLER_VAT};
use crate::ubl::{self, Document, Invoice};

/// The three operations that take a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentOperation {
    /// The check during onboarding.
    Compliance,
    /// Of simplified documents, after they were handed over.
    Reporting,
    /// Of standard documents, before they are.
    Clearance,
}

/// A request's body as it came: any part of it may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Body<'b> {
    /// `invoiceHash`
    pub invoice_hash: Option<&'b str>,
    /// `uuid`. The gateway is not known to compare it with the document's.
    pub uuid: Option<&'b str>,
    /// `invoice`, the document in base64.
    pub invoice: Option<&'b str>,
}

impl<'b> From<&'b InvoiceRequest> for Body<'b> {
    fn from(request: &'b InvoiceRequest) -> Self {
        Body {
            invoice_hash: Some(&request.invoice_hash),
            uuid: Some(&request.uuid),
            invoice: Some(&request.invoice),
        }
    }
}

/// Who sends the request.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'c> {
    /// The certificate that the request is authenticated with.
    pub certificate: &'c Certificate,
    /// Whether it is the one for the checks of onboarding, or the one for real documents.
    pub csid: Csid,
    /// The documents that it was requested for, if known.
    pub covers: Option<Covers>,
}

/// The two certificates of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Csid {
    /// CCSID: for the checks of onboarding.
    Compliance,
    /// PCSID: for real documents.
    Production,
}

impl Csid {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Csid::Compliance => "compliance",
            Csid::Production => "production",
        }
    }
}

/// The kinds of documents that a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covers {
    /// Standard ones.
    pub standard: bool,
    /// Simplified ones.
    pub simplified: bool,
}

impl Covers {
    /// Reads the title of the certificate request: `1000`, `0100` or `1100`.
    pub fn from_title(title: &str) -> Option<Self> {
        match title.as_bytes() {
            [standard @ (b'0' | b'1'), simplified @ (b'0' | b'1'), _, _] => Some(Covers {
                standard: *standard == b'1',
                simplified: *simplified == b'1',
            }),
            _ => None,
        }
    }
}

/// What became of an earlier document with the same hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seen {
    /// There was none, or it was refused, or it is more than a day ago.
    #[default]
    No,
    /// It was reported.
    Reported,
    /// It was cleared.
    Cleared,
}

/// How the gateway takes a stamp that is not by the certificate's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StampPolicy {
    /// As its contract says: a simplified document is refused, a standard one is not looked at.
    #[default]
    Contract,
    /// As seen on live documents in autumn 2025: a warning, for standard documents too.
    Warning,
}

/// A gateway, with all that it knows when a request comes in.
#[derive(Clone, Copy)]
pub struct Gateway<'g> {
    /// What is asked of it.
    pub operation: DocumentOperation,
    /// By whom.
    pub caller: Caller<'g>,
    /// When.
    pub now: Moment,
    /// In which language the rules' findings are told.
    pub language: Language,
    /// How it takes a wrong stamp.
    pub stamps: StampPolicy,
    /// The issuers that it knows.
    pub verifier: &'g Verifier,
    /// What it remembers of a hash.
    pub seen: &'g dyn Fn(&InvoiceHash) -> Seen,
    /// What the layers `xsd`, `en` and `ksa` find in a document.
    pub rules: &'g dyn Fn(&Document<'_>) -> Vec<Found>,
}

/// A message, and what we have to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// As it goes over the wire.
    pub message: Message,
    /// The cause under a code of ours, with place, both languages and the way out; nothing where all is well.
    pub own: Option<Error>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was asked.
    pub operation: DocumentOperation,
    /// What kind of document it was, if it could be told.
    pub profile: Option<Profile>,
    /// What an earlier document with this hash makes of it.
    pub seen: Seen,
    /// All that is said, stage by stage.
    pub said: Vec<Said>,
}

impl Answer {
    /// The worst of all messages.
    pub fn status(&self) -> MessageStatus {
        let all = self.said.iter().map(|said| said.message.status);
        all.max().unwrap_or(MessageStatus::Pass)
    }

    /// The status of the reply.
    pub fn http_status(&self) -> u16 {
        match (self.seen, self.status()) {
            (Seen::Cleared, _) if self.operation == DocumentOperation::Clearance => 208,
            (Seen::Cleared | Seen::Reported, _) => 409,
            (Seen::No, MessageStatus::Pass) => 200,
            (Seen::No, MessageStatus::Warning) => 202,
            (Seen::No, MessageStatus::Error) => 400,
        }
    }

    /// The body of the reply; `cleared` is the document as the authority gives it back.
    pub fn reply(&self, cleared: Option<&[u8]>) -> AnswerBody {
        let of = |kind: MessageType| {
            let all = self.said.iter().map(|said| &said.message);
            all.filter(|message| message.kind == kind).cloned().collect()
        };
        AnswerBody::new(
            self.operation,
            self.profile,
            [of(MessageType::Info), of(MessageType::Warning), of(MessageType::Error)],
            self.status(),
            cleared.map(|xml| STANDARD.encode(xml)),
        )
    }
}

impl Gateway<'_> {
    /// Answers a request.
    pub fn check(&self, body: &Body<'_>) -> Answer {
        let mut answer = Answer {
            operation: self.operation,
            profile: None,
            seen: Seen::No,
            said: Vec::new(),
        };
        if let Err(said) = self.read(body, &mut answer) {
            answer.said = vec![said];
        }
        answer
    }

    /// An error is a body that nothing more can be said of.
    fn read(&self, body: &Body<'_>, answer: &mut Answer) -> Result<(), Said> {
        let stated = body.invoice_hash.filter(|text| !text.is_empty());
        let stated = stated.ok_or_else(|| said(Wire::HashMissing, Error::new(Code::BodyHashMissing)))?;
        if STANDARD.decode(stated).is_err() {
            return Err(said(Wire::HashFormat, Error::new(Code::BodyHashFormat)));
        }
        let unreadable = |error: Error| said(Wire::XsdInvalid, error);
        let xml = body
            .invoice
            .filter(|text| !text.is_empty())
            .and_then(|text| STANDARD.decode(text).ok())
            .ok_or_else(|| unreadable(Error::new(Code::BodyInvoice)))?;
        let doc = ubl::parse(&xml).map_err(|error| schema_failed(Some(error)))?;
        let invoice = Invoice::of_any_root(&doc);
        answer.profile = invoice.profile().ok();
        let hash = InvoiceHash::of(&doc);
        let same = stated == hash.to_string();
        if same && self.operation != DocumentOperation::Compliance {
            answer.seen = (self.seen)(&hash);
        }
        match (self.operation, answer.seen) {
            (_, Seen::No) => {}
            (DocumentOperation::Clearance, Seen::Cleared) => {
                answer.said = vec![well(), said(Wire::AlreadyCleared, Error::new(Code::AlreadyCleared))];
                return Ok(());
            }
            _ => return Err(said(Wire::AlreadyReported, Error::new(Code::AlreadyReported))),
        }
        self.document(&invoice, &hash, same, answer);
        Ok(())
    }

    fn document(&self, invoice: &Invoice<'_, '_>, hash: &InvoiceHash, same: bool, answer: &mut Answer) {
        let doc = invoice.document();
        let found = (self.rules)(doc);
        let out = &mut answer.said;
        let schema = found.iter().find(|found| is_schema_error(found));
        out.push(schema.map_or_else(well, |found| schema_failed(Some(found.error.clone()))));
        if !same {
            let error = Error::new(Code::BodyHash).found(&hash.to_string());
            out.push(said(Wire::HashMismatch, error));
        }
        out.extend(found.iter().filter_map(|found| self.of_rule(found)));
        let simplified = answer.profile == Some(Profile::Simplified);
        let standard = answer.profile == Some(Profile::Standard);
        let looked_at = simplified || standard && self.stamps == StampPolicy::Warning;
        let examined = looked_at.then(|| self.verifier.examine(doc, hash));
        if let Some(examined) = examined.as_ref().filter(|_| simplified) {
            self.code_and_certificate(doc, examined, out);
            self.signing_certificate(invoice, examined, out);
        }
        self.permissions(invoice, answer.profile, out);
        if let Some(examined) = &examined {
            self.stamp(doc, examined, simplified, same, out);
        }
    }

    /// A finding of the rules; those of the structure have one message together.
    fn of_rule(&self, found: &Found) -> Option<Said> {
        let category = match found.stage {
            Stage::En => "EN_16931",
            Stage::Ksa => "KSA",
            _ => return None,
        };
        let kind = match found.severity {
            Severity::Error => MessageType::Error,
            Severity::Warning => MessageType::Warning,
        };
        let text = found.error.code().text(self.language);
        Some(Said {
            message: Message::new(kind, Some(found.error.code().as_str()), Some(category), text),
            own: Some(found.error.clone()),
        })
    }

    fn code_and_certificate(&self, doc: &Document<'_>, examined: &Examined, out: &mut Vec<Said>) {
        let mut told: Vec<_> = examined
            .remarks
            .iter()
            .filter_map(|remark| Some((wire_of(remark.code)?, remark)))
            .collect();
        // As recorded: the code, then the certificate's digest, then that of the properties.
        crate::sort::by_key(&mut told, |(wire, remark)| {
            (remark.check != CheckName::Qr, *wire == Wire::SignedProperties)
        });
        for (wire, remark) in told {
            let told = said(wire, remark.clone().error(doc));
            // The gateway has one message for all tags that are missing.
            if !out.iter().any(|known| known.message == told.message) {
                out.push(told);
            }
        }
    }

    /// The stamp must be made with the very certificate that the request comes with, of the right kind.
    fn signing_certificate(&self, invoice: &Invoice<'_, '_>, examined: &Examined, out: &mut Vec<Said>) {
        let Some(known) = &examined.known else { return };
        let at = |code: Code| {
            let doc = invoice.document();
            let error = Error::new(code);
            match examined.parts.certificate {
                Some(node) => error.at(doc.path(node)).place(doc.place(node)),
                None => error,
            }
        };
        let embedded = &known.certificate;
        let seller = invoice.text(&SELLER_VAT);
        let other_taxpayer =
            embedded.vat_number().is_some() && embedded.vat_number() != seller.as_deref().map(str::trim);
        let error = if embedded.signed_bytes() != self.caller.certificate.signed_bytes() {
            at(Code::SealOtherCertificate)
        } else if other_taxpayer {
            at(Code::CertificateVat)
        } else if self.caller.csid == Csid::Compliance && self.operation != DocumentOperation::Compliance {
            at(Code::CallerCompliance)
        } else {
            return;
        };
        out.push(said(Wire::SigningCertificate, error));
    }

    /// What the caller's certificate allows.
    fn permissions(&self, invoice: &Invoice<'_, '_>, profile: Option<Profile>, out: &mut Vec<Said>) {
        let (from, to) = self.caller.certificate.validity();
        let outside = |from: Moment, to: Moment| self.now < from || self.now > to;
        if let (Ok(from), Ok(to)) = (Moment::parse(from), Moment::parse(to))
            && outside(from, to)
        {
            out.push(said(Wire::CertificateInvalid, Error::new(Code::CallerValidity)));
        }
        let not_covered = match (self.caller.covers, profile) {
            (Some(covers), Some(Profile::Simplified)) if !covers.simplified => Some(Wire::NotForSimplified),
            (Some(covers), Some(Profile::Standard)) if !covers.standard => Some(Wire::NotForStandard),
            _ => None,
        };
        out.extend(not_covered.map(|wire| said(wire, Error::new(Code::CallerDocuments))));
        let Some(owner) = self.caller.certificate.vat_number() else {
            return;
        };
        let (path, wire, code) = match invoice.is_self_billed() {
            true => (&BUYER_VAT, Wire::OtherBuyer, Code::CallerBuyer),
            false => (&SELLER_VAT, Wire::OtherTaxpayer, Code::CallerSeller),
        };
        let stated = invoice.text(path);
        if stated.as_deref().map(str::trim) != Some(owner) {
            out.push(said(wire, Error::new(code)));
        }
    }

    fn stamp(&self, doc: &Document<'_>, examined: &Examined, simplified: bool, same: bool, out: &mut Vec<Said>) {
        let codes = |wanted: &[Code]| {
            examined
                .remarks
                .iter()
                .find(|remark| wanted.contains(&remark.code))
                .cloned()
        };
        let mut wrong = codes(&[Code::StampMismatch]);
        if simplified {
            wrong = wrong.or_else(|| codes(&[Code::SealMissing, Code::CertificateFormat]));
            // A changed document is told of by its hashes; only where both were made anew is the stamp all that shows it.
            if same && codes(&[Code::QrHash]).is_none() {
                wrong = wrong.or_else(|| codes(&[Code::HashMismatch]));
            }
        }
        let Some(remark) = wrong else { return };
        let message = match (self.stamps, simplified) {
            (StampPolicy::Contract, _) => Wire::Signature.message(),
            (StampPolicy::Warning, true) => Wire::Signature.as_warning(),
            (StampPolicy::Warning, false) => Wire::SignatureOtherKey.message(),
        };
        out.push(Said {
            message,
            own: Some(remark.error(doc)),
        });
    }
}

fn said(wire: Wire, own: Error) -> Said {
    Said {
        message: wire.message(),
        own: Some(own),
    }
}

fn well() -> Said {
    Said {
        message: Wire::XsdValid.message(),
        own: None,
    }
}

fn is_schema_error(found: &Found) -> bool {
    matches!(found.stage, Stage::File | Stage::Xsd) && found.severity == Severity::Error
}

/// The gateway adds what its parser said, with the place.
fn schema_failed(error: Option<Error>) -> Said {
    let mut message = Wire::XsdInvalid.message();
    if let Some(error) = &error
        && let Some(place) = error.position()
    {
        message.message.push_str(&format!(
            ". ERROR: org.xml.sax.SAXParseException; lineNumber: {}; columnNumber: {}; {}.",
            place.line,
            place.column,
            error.what(Language::English)
        ));
    }
    Said { message, own: error }
}

/// The gateway's message for a finding of ours, where it looks at the same thing.
fn wire_of(code: Code) -> Option<Wire> {
    Some(match code {
        Code::QrMissing | Code::QrFormat | Code::QrLengthForm => Wire::QrUnreadable,
        Code::QrTagMissing | Code::QrUnproved | Code::QrStamp => Wire::QrInvalid,
        Code::QrSeller => Wire::QrSeller,
        Code::QrVat => Wire::QrVat,
        Code::QrTime => Wire::QrTime,
        Code::QrTotal => Wire::QrTotal,
        Code::QrTotalInclusive => Wire::QrTotalInclusive,
        Code::QrHash => Wire::QrHash,
        Code::QrPublicKey => Wire::QrPublicKey,
        Code::QrCertificateSignature => Wire::QrCertificateSignature,
        Code::IssuerMismatch => Wire::IssuerName,
        Code::CertificateDigest | Code::CertificateFormat => Wire::CertificateHash,
        Code::PropertiesMismatch => Wire::SignedProperties,
        _ => return None,
    })
}

//! The compliance set: the documents that the authority wants to see before it issues a certificate for real ones.
//!
//! Which ones follows from the certificate request itself: an invoice, a credit note and a debit note for each kind that it asks
//! for. They are real documents of the registered seller, stamped and linked, looked at by our own rules before they are sent.

use crate::error::{Code, Error, Result};
use crate::gateway::{Covers, Credential};
use crate::invoice::draft::{DraftLine, DraftOriginal, DraftPayment};
use crate::invoice::{self, DocumentKind, DocumentProfile, Draft, DraftParty, FIRST_PREVIOUS_HASH};
use crate::money::Exact;
use crate::rules;
use crate::seal::{Identity, PrivateKey, SigningTime, seal};
use crate::time::Moment;
use crate::ubl;

/// One of the six documents that there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// A standard invoice.
    StandardInvoice,
    /// A credit note to it.
    StandardCreditNote,
    /// A debit note to it.
    StandardDebitNote,
    /// A simplified invoice.
    SimplifiedInvoice,
    /// A credit note to it.
    SimplifiedCreditNote,
    /// A debit note to it.
    SimplifiedDebitNote,
}

impl Required {
    /// All six, in the order in which they are sent.
    pub const ALL: [Required; 6] = [
        Required::StandardInvoice,
        Required::StandardCreditNote,
        Required::StandardDebitNote,
        Required::SimplifiedInvoice,
        Required::SimplifiedCreditNote,
        Required::SimplifiedDebitNote,
    ];

    /// Those that a certificate request of this title has to send: `1000`, `0100` or `1100`.
    pub fn of_title(title: &str) -> Vec<Required> {
        let covers = Covers::from_title(title);
        let wanted = |document: &Required| match document.profile() {
            DocumentProfile::Standard => covers.is_some_and(|covers| covers.standard),
            DocumentProfile::Simplified => covers.is_some_and(|covers| covers.simplified),
        };
        Required::ALL.into_iter().filter(wanted).collect()
    }

    /// The authority's name for the step, as it lists those that are missing.
    pub const fn step(self) -> &'static str {
        match self {
            Required::StandardInvoice => "standard-compliant",
            Required::StandardCreditNote => "standard-credit-note-compliant",
            Required::StandardDebitNote => "standard-debit-note-compliant",
            Required::SimplifiedInvoice => "simplified-compliant",
            Required::SimplifiedCreditNote => "simplified-credit-note-compliant",
            Required::SimplifiedDebitNote => "simplified-debit-note-compliant",
        }
    }

    /// The name as it is written in the device's file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Required::StandardInvoice => "standard_invoice",
            Required::StandardCreditNote => "standard_credit_note",
            Required::StandardDebitNote => "standard_debit_note",
            Required::SimplifiedInvoice => "simplified_invoice",
            Required::SimplifiedCreditNote => "simplified_credit_note",
            Required::SimplifiedDebitNote => "simplified_debit_note",
        }
    }

    /// Standard or simplified.
    pub const fn profile(self) -> DocumentProfile {
        match self {
            Required::StandardInvoice | Required::StandardCreditNote | Required::StandardDebitNote => {
                DocumentProfile::Standard
            }
            _ => DocumentProfile::Simplified,
        }
    }

    const fn kind(self) -> DocumentKind {
        match self {
            Required::StandardInvoice | Required::SimplifiedInvoice => DocumentKind::Invoice,
            Required::StandardCreditNote | Required::SimplifiedCreditNote => DocumentKind::CreditNote,
            Required::StandardDebitNote | Required::SimplifiedDebitNote => DocumentKind::DebitNote,
        }
    }

    /// The draft of the document, as the one with this place in the chain.
    fn draft(self, seller: &DraftParty, counter: u64) -> Draft {
        let kind = self.kind();
        let note = kind != DocumentKind::Invoice;
        let line = DraftLine {
            name: Some("فحص الامتثال | Compliance check".to_owned()),
            quantity: Exact::parse("1").ok(),
            price: Exact::parse("100.00").ok(),
            ..DraftLine::default()
        };
        let means = Some("10".to_owned());
        Draft {
            kind: Some(kind),
            profile: Some(self.profile()),
            number: Some(format!("COMPLIANCE-{counter}")),
            seller: Some(seller.clone()),
            buyer: (self.profile() == DocumentProfile::Standard).then(|| buyer(seller)),
            originals: match note {
                // Any number will do: the authority looks up no earlier document here.
                true => vec![DraftOriginal {
                    number: Some("COMPLIANCE-0".to_owned()),
                    ..DraftOriginal::default()
                }],
                false => Vec::new(),
            },
            reason: note.then(|| "فحص الامتثال | Compliance check".to_owned()),
            payment: vec![DraftPayment {
                means,
                ..DraftPayment::default()
            }],
            lines: vec![line],
            ..Draft::default()
        }
    }
}

/// A business that is nobody's: the number is one of the authority's own samples.
fn buyer(seller: &DraftParty) -> DraftParty {
    let [number, other] = ["399999999800003", "399999999900003"];
    let number = match seller.vat_number.as_deref() == Some(number) {
        true => other,
        false => number,
    };
    let text = |text: &str| Some(text.to_owned());
    DraftParty {
        name: text("مشترٍ للفحص | Buyer for the check"),
        vat_number: text(number),
        street: text("طريق صلاح الدين | Salah Al-Din"),
        building_number: text("1111"),
        district: text("المروج | Al-Murooj"),
        city: text("الرياض | Riyadh"),
        postal_code: text("12222"),
        country: text("SA"),
        ..DraftParty::default()
    }
}

/// The last document of a chain: the next one follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its counter (ICV); 0 before the first.
    pub counter: u64,
    /// Its hash, which the next one repeats (PIH).
    pub hash: String,
}

impl Head {
    /// Before the first document.
    pub fn first() -> Self {
        Head {
            counter: 0,
            hash: FIRST_PREVIOUS_HASH.to_owned(),
        }
    }
}

/// A document of the set, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The bytes.
    pub xml: Vec<u8>,
    /// The place in the chain, and the hash.
    pub head: Head,
    /// The UUID.
    pub uuid: String,
}

/// What is wrong with a seller, by the documents that would have to be made in its name.
pub fn faults(seller: &DraftParty, wanted: &[Required], now: Moment) -> Vec<Error> {
    let mut out: Vec<Error> = Vec::new();
    for required in wanted {
        let Ok(json) = serde_json::to_vec(&required.draft(seller, 1)) else {
            continue;
        };
        for fault in rules::faults(&json, &invoice::Context::new(now)) {
            // The place is one in a text that nobody has seen.
            let mut error = Error::new(fault.error.code());
            if let Some(path) = fault.error.path() {
                error = error.at(path);
            }
            if let Some(found) = fault.error.excerpt() {
                error = error.found(found);
            }
            if !out.contains(&error) {
                out.push(error);
            }
        }
    }
    out
}

/// Makes a document of the set, stamps it and looks at it with our own rules.
pub fn make(
    required: Required,
    seller: &DraftParty,
    key: &PrivateKey,
    by: &Credential,
    after: &Head,
    now: Moment,
    uuid: String,
) -> Result<Made> {
    let named = |error: Error| {
        Error::new(Code::DeviceSet)
            .at(required.as_str())
            .found(error.code().as_str())
    };
    let counter = after
        .counter
        .checked_add(1)
        .ok_or_else(|| Error::new(Code::DeviceSet))?;
    let mut context = invoice::Context::new(now);
    context.uuid = Some(uuid.clone());
    context.counter = Some(counter);
    context.previous_hash = Some(after.hash.clone());
    let (invoice, faults) = invoice::prove(&required.draft(seller, counter), &context);
    let invoice = match (invoice, faults.into_iter().next()) {
        (Some(invoice), None) => invoice,
        (_, Some(fault)) => return Err(named(fault.error)),
        (None, None) => return Err(Error::new(Code::DeviceSet).at(required.as_str())),
    };
    let at = SigningTime::from_unix(u64::try_from(now.unix()).unwrap_or(0));
    let identity = Identity::new(key, by.certificate())?;
    let sealed = seal(&ubl::write::write(&invoice), &identity, &at)?;
    let circumstances = rules::Context::new(now)
        .after(after.hash.clone())
        .sent_with(by.certificate().clone());
    // That we do not know the issuer says nothing about the document: the credential came from where it is sent to.
    let found = rules::validate(sealed.xml(), &circumstances).found.into_iter();
    let mut found = found.filter(|found| found.error.code() != Code::AuthorityUnknown);
    match found.next() {
        Some(found) => Err(named(found.error)),
        None => Ok(Made {
            head: Head {
                counter,
                hash: sealed.invoice_hash().to_string(),
            },
            uuid,
            xml: sealed.into_xml(),
        }),
    }
}

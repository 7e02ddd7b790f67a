//! Whether a cleared document is the one that was sent.
//!
//! The authority puts its own stamp and code into a standard document and answers with that. It is believed if UUID, number,
//! kind, currencies, seller, buyer and every amount are those that were sent, each at its place. Hash and stamp are looked at and reported, not demanded: the
//! authority may write the same content in other bytes, and its stamp is by a certificate that we need not know.

use std::borrow::Cow;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Cleared;
use crate::error::{Code, Severity};
use crate::gateway::request::Expected;
use crate::seal::{InvoiceHash, Verifier};
use crate::ubl::canonical::Excluded;
use crate::ubl::tree::NodeKind;
use crate::ubl::{self, Document, Invoice, Known, Limits, NodeId};

/// What a stamp, a code and an indentation may add to a document.
const MOST_ADDED: usize = 1 << 20;
/// Indentation makes a document larger by less than this.
const MOST_TIMES: usize = 4;

/// What is to be thought of it.
pub(super) enum Belief {
    /// There is none.
    Absent,
    /// There is something that is no document.
    Unreadable,
    /// It is another document.
    Other,
    /// It is the one that was sent.
    Believed(Box<Cleared>),
}

/// Reads what came in base64, and compares it with what was sent.
pub(super) fn believe(text: &str, expected: &Expected) -> Belief {
    let most = expected.xml.len().saturating_mul(MOST_TIMES).saturating_add(MOST_ADDED);
    // Lines may be broken; base64 makes four of three.
    if text.len() > most.saturating_mul(2) {
        return Belief::Other;
    }
    let plain: String = text.chars().filter(|ch| !ch.is_ascii_whitespace()).collect();
    let Ok(xml) = STANDARD.decode(plain) else {
        return Belief::Unreadable;
    };
    let limits = Limits {
        bytes: u32::try_from(most).unwrap_or(u32::MAX),
        ..Limits::default()
    };
    let (Ok(sent), Ok(came)) = (ubl::parse(&expected.xml), ubl::parse_within(&xml, limits)) else {
        return Belief::Unreadable;
    };
    if Invoice::new(&came).is_err() || !agree(&sent, &came) {
        return Belief::Other;
    }
    let hash_fits = InvoiceHash::of(&came) == expected.hash;
    let mut stamp_faults = stamp_faults(&came);
    if !has_own_stamp(&sent, &came) {
        stamp_faults.push(Code::ClearedStamp);
    }
    drop(came);
    Belief::Believed(Box::new(Cleared {
        xml,
        hash_fits,
        stamp_faults,
    }))
}

/// What `verify` would call an error, by its codes.
fn stamp_faults(doc: &Document<'_>) -> Vec<Code> {
    let Ok(invoice) = Invoice::new(doc) else {
        return vec![Code::NotInvoice];
    };
    let mut faults: Vec<Code> = Verifier::shared()
        .faults(invoice)
        .into_iter()
        .filter(|(severity, _)| *severity == Severity::Error)
        .map(|(_, code)| code)
        .collect();
    faults.dedup();
    faults
}

/// Whether a stamp is in what came that was not in what was sent: another signature, by another certificate.
fn has_own_stamp(sent: &Document<'_>, came: &Document<'_>) -> bool {
    let old = stamps(sent);
    stamps(came).iter().any(|(value, certificate)| {
        let is_new = old.iter().all(|(own, by)| own != value && by != certificate);
        is_new && !value.is_empty() && !certificate.is_empty()
    })
}

/// Signature and certificate of each stamp, without blanks.
fn stamps(doc: &Document<'_>) -> Vec<(String, String)> {
    let certificate = [
        (Known::Ds, "KeyInfo"),
        (Known::Ds, "X509Data"),
        (Known::Ds, "X509Certificate"),
    ];
    let text = |id: Option<NodeId>| {
        let text = id.map(|id| doc.value(id)).unwrap_or_default();
        text.split_ascii_whitespace().collect::<String>()
    };
    below(doc, &[(Known::Ext, "UBLExtensions")])
        .into_iter()
        .flat_map(|id| doc.descendants(id))
        .filter(|&id| doc.is(id, Known::Ds, "Signature"))
        .map(|id| {
            (
                text(doc.child(id, Known::Ds, "SignatureValue")),
                text(doc.descend(id, &certificate)),
            )
        })
        .collect()
}

/// Whether two documents have the same identity and the same amounts at the same places.
fn agree(sent: &Document<'_>, came: &Document<'_>) -> bool {
    let mut places = Places::default();
    // A buyer's number that was not sent is not asked for.
    let buyer = below(sent, &ubl::view::BUYER_VAT)
        .iter()
        .any(|&id| !sent.value(id).trim().is_empty());
    let (Some(sent), Some(came)) = (facts(sent, buyer, &mut places), facts(came, buyer, &mut places)) else {
        return false;
    };
    sent == came
}

/// A value that counts, at its place.
#[derive(Debug, PartialEq, Eq)]
struct Fact {
    place: u32,
    value: String,
    /// What an attribute says of it: an amount's currency, the name of a kind (KSA-2).
    attribute: Option<String>,
}

/// Places of elements, told apart by the names on the way and the count among those of one name. Other elements that come or go between
/// them do not matter.
#[derive(Default)]
struct Places(HashMap<(u32, Known, String, u32), u32>);

impl Places {
    fn of(&mut self, parent: u32, known: Known, local: &str, count: u32) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX - 1) + 1;
        *self.0.entry((parent, known, local.to_owned(), count)).or_insert(next)
    }
}

/// An element that is open on the way down.
struct Open<'d> {
    id: NodeId,
    place: u32,
    counts: HashMap<(Known, &'d str), u32>,
}

/// The facts of a document in their order; nothing if an amount is none.
fn facts(doc: &Document<'_>, buyer: bool, places: &mut Places) -> Option<Vec<Fact>> {
    let identity = Identity::of(doc, buyer);
    let mut excluded = Excluded::default();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut facts = Vec::new();
    let mut skip_to = None;
    for id in doc.descendants(doc.root()) {
        if doc.kind(id) != NodeKind::Element || skip_to.is_some_and(|end| id.index() < end) {
            continue;
        }
        // What is in no namespace of an invoice is none of it, with all that it holds.
        let known = doc.known(id).filter(|_| !excluded.excludes(doc, id));
        let Some(known) = known else {
            skip_to = Some(doc.subtree(id).end);
            continue;
        };
        while open.last().is_some_and(|last| id.index() >= doc.subtree(last.id).end) {
            open.pop();
        }
        let local = doc.local(id);
        let (parent, count) = match open.last_mut() {
            None => (0, 0),
            Some(last) => {
                let count = last.counts.entry((known, local)).or_insert(0);
                *count += 1;
                (last.place, *count)
            }
        };
        let place = places.of(parent, known, local, count);
        open.push(Open {
            id,
            place,
            counts: HashMap::new(),
        });
        if known != Known::Cbc {
            continue;
        }
        if local.ends_with("Amount") {
            facts.push(Fact {
                place,
                value: decimal(&doc.value(id))?,
                attribute: doc.attribute(id, "currencyID").map(Cow::into_owned),
            });
        } else if identity.has(id) {
            let text = doc.value(id);
            let text = text.trim();
            let uuid = local == "UUID";
            facts.push(Fact {
                place,
                value: if uuid {
                    text.to_ascii_lowercase()
                } else {
                    text.to_owned()
                },
                attribute: match local {
                    "InvoiceTypeCode" => doc.attribute(id, "name").map(Cow::into_owned),
                    _ => None,
                },
            });
        }
    }
    Some(facts)
}

/// The elements at a path, each as often as it stands there.
fn below(doc: &Document<'_>, path: &[(Known, &str)]) -> Vec<NodeId> {
    let mut at = vec![doc.root()];
    for &(known, local) in path {
        at = at.iter().flat_map(|&id| doc.children_named(id, known, local)).collect();
    }
    at
}

/// The elements that say which document it is: number, UUID, kind, currencies, the VAT numbers of seller and buyer.
struct Identity(Vec<NodeId>);

impl Identity {
    fn of(doc: &Document<'_>, buyer: bool) -> Self {
        let own = [
            "ID",
            "UUID",
            "InvoiceTypeCode",
            "DocumentCurrencyCode",
            "TaxCurrencyCode",
        ];
        let mut all: Vec<NodeId> = own
            .iter()
            .flat_map(|local| below(doc, &[(Known::Cbc, local)]))
            .collect();
        all.extend(below(doc, &ubl::view::SELLER_VAT));
        if buyer {
            all.extend(below(doc, &ubl::view::BUYER_VAT));
        }
        crate::sort::by_key(&mut all, |id| id.index());
        Identity(all)
    }

    fn has(&self, id: NodeId) -> bool {
        self.0.binary_search_by_key(&id.index(), |own| own.index()).is_ok()
    }
}

/// A decimal number in its shortest form: 1.50 and 01.5 are one value.
fn decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if whole.is_empty() && fraction.is_empty() {
        return Some("0".to_owned());
    }
    let sign = if negative { "-" } else { "" };
    Some(format!("{sign}{whole}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn a_decimal_has_one_form() {
        let cases = [
            ("1.50", Some("1.5")),
            ("01.5", Some("1.5")),
            ("+1.5", Some("1.5")),
            (" 1.5\n", Some("1.5")),
            ("-1.5", Some("-1.5")),
            ("15", Some("15.")),
            ("15.00", Some("15.")),
            (".5", Some(".5")),
            ("0.50", Some(".5")),
            ("0", Some("0")),
            ("-0.00", Some("0")),
            ("", None),
            (".", None),
            ("-", None),
            ("1e2", None),
            ("1,5", None),
            ("--1", None),
            ("1.5.0", None),
            ("NaN", None),
            ("١", None),
        ];
        for (text, expected) in cases {
            assert_eq!(decimal(text).as_deref(), expected, "{text:?}");
        }
    }
}

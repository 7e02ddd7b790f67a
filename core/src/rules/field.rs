//! Which field of a draft a node of a document is made of: what somebody who never sees XML has to mend.
//!
//! The tables below say it, a row for each element or attribute; they are [`crate::ubl::draft`] read backwards. The field is
//! the one that [`crate::ubl::draft::read`] would put the node into, also of another system's document. What the draft has
//! no place for has no field.

mod rows;

use std::cell::OnceCell;

use self::rows::To::{self, Bearer, Booked, Draft, Own};
use self::rows::{
    ADJUSTMENT, COUNTER, DOCUMENT, LINE, Many, NOTE, ORIGINAL, PAYMENT, PREPAID, PREPAYMENT, PREVIOUS_HASH, REFERENCE,
    Reckoned, Row, SUBTOTAL, VAT, VAT_SAR,
};
use super::report::{Found, Stage};
use crate::error::Code;
use crate::invoice::draft::{Mode, VatCategory};
use crate::money::Exact;
use crate::ubl::Known::{self, Cac, Cbc};
use crate::ubl::{Document, NodeId, draft};

/// The fields behind the nodes of one document.
///
/// ```
/// use khatm::rules::Fields;
/// use khatm::ubl;
///
/// let xml = br#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
///     xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>1</cbc:ID></Invoice>"#;
/// let doc = ubl::parse(xml)?;
/// let fields = Fields::new(&doc);
/// let number = doc.child(doc.root(), ubl::Known::Cbc, "ID").expect("it is there");
/// assert_eq!(fields.of(number, None).as_deref(), Some("number"));
/// assert_eq!(fields.of(doc.root(), Some("cbc:UUID")).as_deref(), Some("uuid"));
/// # Ok::<(), khatm::Error>(())
/// ```
#[derive(Debug)]
pub struct Fields<'d, 'a> {
    doc: &'d Document<'a>,
    /// Its amounts are not those that we would reckon, so they stand under `booked`. Found out when it first matters.
    booked: OnceCell<bool>,
}

/// The record that the way has come to.
struct Record {
    node: NodeId,
    /// The path to it, empty for the draft itself.
    path: String,
    rows: &'static [Row],
}

impl<'d, 'a> Fields<'d, 'a> {
    /// Of a document that was read.
    pub fn new(doc: &'d Document<'a>) -> Self {
        Fields {
            doc,
            booked: OnceCell::new(),
        }
    }

    /// Of a document that was made of a draft, where it is known whether its amounts were booked.
    pub(super) fn made(doc: &'d Document<'a>, booked: bool) -> Self {
        Fields {
            doc,
            booked: OnceCell::from(booked),
        }
    }

    /// The field that a node is made of; with `below` the field of a child or attribute of it, there or missing: `cbc:CityName`,
    /// `@unitCode`. Where that alone has no field, it is the node's own.
    pub fn of(&self, node: NodeId, below: Option<&str>) -> Option<String> {
        let doc = self.doc;
        if !doc.is(doc.root(), Known::Invoice, "Invoice") {
            return None;
        }
        let mut chain = Vec::new();
        let mut at = Some(node)
            .filter(|&node| doc.is_element(node))
            .or_else(|| doc.parent(node));
        while let Some(element) = at {
            chain.push(element);
            at = doc.parent(element);
        }
        let root = chain.pop()?;
        let mut record = Record {
            node: root,
            path: String::new(),
            rows: DOCUMENT,
        };
        let mut way = String::new();
        for &element in chain.iter().rev() {
            way = self.step(&mut record, &way, element)?;
        }
        let below = below.and_then(|below| match below {
            "@currencyID" => Some("currency".to_owned()),
            _ => self.told(&record, find(record.rows, &join('/', &way, below))?),
        });
        below.or_else(|| match find(record.rows, &way) {
            Some(to) => self.told(&record, to),
            None => Some(record.path).filter(|path| !path.is_empty()),
        })
    }

    /// Goes on to an element below: the way to it from the record it belongs to. None: a draft has no place for it.
    fn step(&self, record: &mut Record, way: &str, element: NodeId) -> Option<String> {
        let doc = self.doc;
        let known = doc.known(element).filter(|known| matches!(known, Cac | Cbc))?;
        let way = join('/', way, &format!("{}:{}", known.prefix(), doc.local(element)));
        match find(record.rows, &way) {
            Some(To::Many(many)) => {
                let (path, rows) = self.record(many, element)?;
                let path = if path.is_empty() {
                    path
                } else {
                    join('.', &record.path, &path)
                };
                *record = Record {
                    node: element,
                    path,
                    rows,
                };
                return Some(String::new());
            }
            Some(To::One(name, rows)) => {
                *record = Record {
                    node: element,
                    path: join('.', &record.path, name),
                    rows,
                };
            }
            Some(_) => {}
            None if leads(record.rows, &way) => {}
            None => return None,
        }
        // A draft has one; a second of the name is kept beside it.
        let first = doc
            .parent(element)
            .and_then(|parent| doc.child(parent, known, doc.local(element)));
        (first == Some(element)).then(|| match record.node == element {
            true => String::new(),
            false => way,
        })
    }

    /// The path that a row gives at a record.
    fn told(&self, record: &Record, to: To) -> Option<String> {
        let some = |path: String| Some(path).filter(|path| !path.is_empty());
        let own = |name: &str| some(join('.', &record.path, name));
        match to {
            To::Nature => Some(self.nature().to_owned()),
            Own(name) => own(name),
            Draft(name) => Some(name.to_owned()),
            To::One(name, _) => own(name),
            Bearer(name) => self.bearer(record.node, name),
            Booked(name, _) if self.is_booked() => own(name),
            Booked(_, Reckoned::Record) => some(record.path.clone()),
            Booked(_, Reckoned::Draft("exchange")) => Some(self.riyals().to_owned()),
            Booked(_, Reckoned::Draft(name)) => Some(name.to_owned()),
            Booked(_, Reckoned::Bearer(name)) => self.bearer(record.node, name),
            To::Many(many) => own(match many {
                Many::Note => "notes",
                Many::Original => "originals",
                Many::Payment => "payment",
                Many::Line | Many::TaxTotal | Many::Subtotal => "lines",
                Many::Prepaid => "documents",
                // Of a discount and a charge, of a reference and the chain, only what is there tells which it is.
                Many::Adjustment | Many::Reference => return None,
            }),
        }
    }

    fn is_booked(&self) -> bool {
        let read = || draft::of(self.doc).mode == Some(Mode::AsBooked);
        *self.booked.get_or_init(read)
    }

    /// Where the transaction code comes from: its first two digits are the profile, the others flags.
    fn nature(&self) -> &'static str {
        let code = self.doc.child(self.doc.root(), Cbc, "InvoiceTypeCode");
        let name = code.and_then(|id| self.doc.attribute(id, "name")).unwrap_or_default();
        match name.len() > 7 || name.bytes().skip(2).any(|b| b == b'1') {
            true => "flags",
            false => "profile",
        }
    }

    /// What the VAT in riyals depends on.
    fn riyals(&self) -> &'static str {
        match self.doc.child(self.doc.root(), Cac, "TaxExchangeRate") {
            Some(_) => "exchange.rate",
            None => "lines",
        }
    }

    /// The record that an element stands for, by the list it is in, and its rows.
    fn record(&self, many: Many, element: NodeId) -> Option<(String, &'static [Row])> {
        let doc = self.doc;
        let has = |id: NodeId, way: &[(Known, &str)]| doc.descend(id, way).is_some();
        let count = |name: &str, rows, like: &dyn Fn(NodeId) -> bool| {
            let before = self.before(element, like);
            Some((format!("{name}[{before}]"), rows))
        };
        let charge = |id: NodeId| {
            let indicator = doc.child(id, Cbc, "ChargeIndicator").map(|id| self.value(id));
            matches!(indicator.as_deref(), Some("true" | "1"))
        };
        let named = |id: NodeId| doc.child(id, Cbc, "ID").map(|id| self.value(id)).unwrap_or_default();
        let prepayment = |id: NodeId| self.is_prepayment(id);
        match many {
            Many::Note => {
                let says = |id: NodeId| !self.value(id).is_empty();
                says(element).then(|| count("notes", NOTE, &says))?
            }
            Many::Original => {
                let refers = |id: NodeId| has(id, &[(Cac, "InvoiceDocumentReference")]);
                refers(element).then(|| count("originals", ORIGINAL, &refers))?
            }
            Many::Reference => {
                let name = named(element);
                let first = self.before(element, &|id| named(id) == name) == 0;
                match name.as_str() {
                    "ICV" => first.then(|| ("counter".to_owned(), COUNTER)),
                    "PIH" => first.then(|| ("previous_hash".to_owned(), PREVIOUS_HASH)),
                    "QR" => None,
                    _ => count("references", REFERENCE, &|id| {
                        !["ICV", "PIH", "QR"].contains(&named(id).as_str())
                    }),
                }
            }
            Many::Payment => count("payment", PAYMENT, &|_| true),
            Many::Adjustment => match charge(element) {
                true => count("charges", ADJUSTMENT, &charge),
                false => count("discounts", ADJUSTMENT, &|id| !charge(id)),
            },
            Many::TaxTotal => {
                let broken_down = |id: NodeId| has(id, &[(Cac, "TaxSubtotal")]);
                let mine = broken_down(element);
                let first = self.before(element, &|id| broken_down(id) == mine) == 0;
                first.then(|| (String::new(), if mine { VAT } else { VAT_SAR }))
            }
            Many::Subtotal => {
                let known = |id: NodeId| self.tax(id, &[(Cac, "TaxCategory")]).is_some();
                known(element).then(|| count("booked.vat_breakdown", SUBTOTAL, &known))?
            }
            Many::Line => match prepayment(element) {
                true => count("prepayments", PREPAYMENT, &prepayment),
                false => count("lines", LINE, &|id| !prepayment(id)),
            },
            Many::Prepaid => count("documents", PREPAID, &|_| true),
        }
    }

    /// Advances that are taken off stand among the lines, and name their documents.
    fn is_prepayment(&self, line: NodeId) -> bool {
        self.doc.child(line, Cac, "DocumentReference").is_some()
    }

    /// How many siblings of the same name stand before an element, of those that are counted.
    fn before(&self, element: NodeId, counted: &dyn Fn(NodeId) -> bool) -> usize {
        let doc = self.doc;
        let (Some(parent), Some(known)) = (doc.parent(element), doc.known(element)) else {
            return 0;
        };
        doc.children(parent)
            .take_while(|&id| id < element)
            .filter(|&id| doc.is(id, known, doc.local(element)) && counted(id))
            .count()
    }

    fn value(&self, id: NodeId) -> String {
        self.doc.value(id).trim_matches([' ', '\t', '\r', '\n']).to_owned()
    }

    /// Category and rate, at the end of a way.
    fn tax(&self, id: NodeId, way: &[(Known, &str)]) -> Option<(VatCategory, Exact)> {
        let category = self.doc.descend(id, way)?;
        let text = |local| self.doc.child(category, Cbc, local).map(|id| self.value(id));
        let rate = text("Percent").and_then(|text| Exact::parse(&text).ok());
        Some((VatCategory::parse(&text("ID")?)?, rate.unwrap_or(Exact::ZERO)))
    }

    /// A field of what first has the category and rate of a subtotal: a line, a discount or charge, an advance.
    fn bearer(&self, subtotal: NodeId, name: &str) -> Option<String> {
        let doc = self.doc;
        let tax = self.tax(subtotal, &[(Cac, "TaxCategory")])?;
        let bears = |id: NodeId| {
            let way: &[(Known, &str)] = match doc.local(id) {
                "InvoiceLine" => &[(Cac, "Item"), (Cac, "ClassifiedTaxCategory")],
                _ => &[(Cac, "TaxCategory")],
            };
            self.tax(id, way) == Some(tax)
        };
        // Which list it is in is told by the element alone: only what was chosen is counted.
        let find = |local, many, listed: &dyn Fn(NodeId) -> bool| {
            let mut bearing = doc.children_named(doc.root(), Cac, local);
            let chosen = bearing.find(|&id| listed(id) && bears(id))?;
            self.record(many, chosen)
        };
        let (path, _) = find("InvoiceLine", Many::Line, &|id| !self.is_prepayment(id))
            .or_else(|| find("AllowanceCharge", Many::Adjustment, &|_| true))
            .or_else(|| find("InvoiceLine", Many::Line, &|id| self.is_prepayment(id)))?;
        Some(join('.', &path, name))
    }

    /// Gives a finding its field, by the place it was found at.
    pub(super) fn fill(&self, found: &mut Found) {
        let Some(node) = found.error.position().and_then(|place| self.at(place.offset)) else {
            return;
        };
        let attribute = found
            .error
            .path()
            .and_then(|path| path.rsplit_once('/'))
            .map(|(_, last)| last);
        let attribute = attribute.filter(|last| last.starts_with('@')).map(str::to_owned);
        let missing = match (found.stage, found.error.code()) {
            (Stage::Xsd, Code::XsdMissing) => found.error.excerpt().map(str::to_owned),
            (Stage::Xsd, Code::XsdAttributeMissing) => found.error.excerpt().map(|name| format!("@{name}")),
            (Stage::En | Stage::Ksa, _) => found.error.excerpt().map(str::to_owned),
            _ => None,
        };
        found.field = self.of(node, attribute.or(missing).as_deref());
    }

    /// The element that starts at an offset of the file.
    fn at(&self, offset: u64) -> Option<NodeId> {
        let doc = self.doc;
        let offset = usize::try_from(offset).ok()?.checked_sub(doc.mark_len())?;
        let (mut low, mut high) = (0, doc.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = doc.span(NodeId::from_index(u32::try_from(middle).ok()?)).start;
            if start < offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let node = NodeId::from_index(u32::try_from(low).ok()?);
        (low < doc.len() && doc.span(node).start == offset).then_some(node)
    }
}

fn find(rows: &[Row], way: &str) -> Option<To> {
    rows.iter().find(|(path, _)| *path == way).map(|(_, to)| *to)
}

/// True if some row lies beyond.
fn leads(rows: &[Row], way: &str) -> bool {
    let beyond = |path: &&str| path.strip_prefix(way).is_some_and(|rest| rest.starts_with('/'));
    rows.iter().any(|(path, _)| beyond(path))
}

fn join(by: char, left: &str, right: &str) -> String {
    match (left, right) {
        ("", only) | (only, "") => only.to_owned(),
        _ => format!("{left}{by}{right}"),
    }
}

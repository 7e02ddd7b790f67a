//! What a document has beyond the draft's model.

use super::Reader;
use crate::invoice::draft::Unmodelled;
use crate::ubl::Known::Ext;
use crate::ubl::canonical::Excluded;
use crate::ubl::tree::{NodeId, NodeKind};
use crate::ubl::ways::Ways;

impl Reader<'_, '_> {
    /// Everything that was not taken: elements, attributes and instructions, each with the way to it.
    pub(super) fn left(&self) -> Vec<Unmodelled> {
        let doc = self.doc;
        let mut out = Vec::new();
        let mut ways = Ways::new(doc);
        let mut excluded = Excluded::default();
        let mut skip = NodeId(0);
        for id in doc.descendants(doc.root()) {
            if id < skip {
                continue;
            }
            let whole = doc.node(id).subtree_end;
            match doc.kind(id) {
                NodeKind::Element if excluded.excludes(doc, id) => skip = NodeId(whole),
                NodeKind::Element if doc.is(id, Ext, "UBLExtensions") => skip = NodeId(whole),
                NodeKind::Element if !self.taken[id.0 as usize] || self.odd.contains(&id) => {
                    // An empty element says nothing.
                    if !doc.value(id).trim().is_empty() || !doc.attributes_of(id).is_empty() {
                        out.push(self.keep(ways.path(id), &doc.source()[doc.span(id)]));
                    }
                    skip = NodeId(whole);
                }
                NodeKind::Element => self.attributes(id, &mut ways, &mut out),
                NodeKind::Instruction => out.push(self.keep(ways.path(id), &doc.source()[doc.span(id)])),
                _ => {}
            }
        }
        out
    }

    fn keep(&self, path: String, xml: &str) -> Unmodelled {
        Unmodelled {
            path: Some(path),
            xml: Some(xml.to_owned()),
        }
    }

    fn attributes(&self, id: NodeId, ways: &mut Ways<'_, '_>, out: &mut Vec<Unmodelled>) {
        let doc = self.doc;
        let local = doc.local(id);
        let parent = doc.parent(id).map_or("", |parent| doc.local(parent));
        for attribute in doc.attributes_of(id) {
            let name = doc.attribute_name(attribute);
            let value = doc.attribute_value(attribute);
            let known = match (parent, local, name) {
                ("TaxTotal", "TaxAmount", "currencyID") => value == "SAR" || value == self.currency.as_str(),
                (_, _, "currencyID") => value == self.currency.as_str(),
                (_, "InvoicedQuantity" | "BaseQuantity", "unitCode") | ("PartyIdentification", "ID", "schemeID") => {
                    true
                }
                (_, "InvoiceTypeCode", "name") | (_, "Note", "languageID") => true,
                ("Attachment", _, "mimeCode") => value == "text/plain",
                // Which list a VAT code is of: the samples say it, and it is always the same.
                ("TaxScheme" | "TaxCategory" | "ClassifiedTaxCategory", "ID", "schemeID" | "schemeAgencyID") => true,
                _ => false,
            };
            if !known {
                out.push(self.keep(format!("{}/@{name}", ways.path(id)), &value));
            }
        }
    }
}

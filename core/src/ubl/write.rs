//! An invoice as UBL, in the order and layout of the authority's own samples. Nothing empty is written, and nothing is
//! decided here: every value comes out of [`Invoice`] as it stands.

use crate::invoice::{Adjustment, DocumentKind, Invoice, Line, Party, Prepayment, Subtotal, Tax};
use crate::money::Amount;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\" \
xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\">";

/// Writes the document, ready to be sealed.
pub fn write(invoice: &Invoice) -> Vec<u8> {
    let mut out = Writer {
        text: String::with_capacity(4096 + invoice.lines.len() * 1100),
        depth: 1,
        currency: &invoice.currency,
    };
    out.text.push_str(HEAD);
    head(&mut out, invoice);
    references(&mut out, invoice);
    out.group("cac:AccountingSupplierParty", |out| party(out, &invoice.seller));
    match &invoice.buyer {
        Some(buyer) => out.group("cac:AccountingCustomerParty", |out| party(out, buyer)),
        // UBL wants the element even where nobody is named.
        None => out.line("<cac:AccountingCustomerParty/>"),
    }
    if invoice.supply.is_some() || invoice.supply_end.is_some() {
        out.group("cac:Delivery", |out| {
            out.optional(
                "cbc:ActualDeliveryDate",
                invoice.supply.map(|date| date.to_string()).as_deref(),
            );
            out.optional(
                "cbc:LatestDeliveryDate",
                invoice.supply_end.map(|date| date.to_string()).as_deref(),
            );
        });
    }
    payments(&mut out, invoice);
    for part in &invoice.adjustments {
        adjustment(&mut out, part);
    }
    exchange(&mut out, invoice);
    totals(&mut out, invoice);
    for part in &invoice.lines {
        line(&mut out, part);
    }
    for part in &invoice.prepayments {
        prepayment(&mut out, part);
    }
    out.text.push_str("\n</Invoice>\n");
    out.text.into_bytes()
}

struct Writer<'i> {
    text: String,
    depth: usize,
    currency: &'i str,
}

impl Writer<'_> {
    fn start(&mut self) {
        const BLANKS: &str = "\n                                        ";
        self.text.push_str(&BLANKS[..1 + self.depth * 4]);
    }

    fn line(&mut self, markup: &str) {
        self.start();
        self.text.push_str(markup);
    }

    fn group(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.start();
        self.text.push('<');
        self.text.push_str(name);
        self.text.push('>');
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.start();
        self.close(name);
    }

    fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    fn leaf(&mut self, name: &str, value: &str) {
        self.with(name, None, value);
    }

    fn with(&mut self, name: &str, attribute: Option<(&str, &str)>, value: &str) {
        self.start();
        self.text.push('<');
        self.text.push_str(name);
        if let Some((key, value)) = attribute {
            self.text.push(' ');
            self.text.push_str(key);
            self.text.push_str("=\"");
            self.escaped(value);
            self.text.push('"');
        }
        self.text.push('>');
        self.escaped(value);
        self.close(name);
    }

    fn escaped(&mut self, value: &str) {
        let mut from = 0;
        for (at, byte) in value.bytes().enumerate() {
            let escape = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => continue,
            };
            self.text.push_str(&value[from..at]);
            self.text.push_str(escape);
            from = at + 1;
        }
        self.text.push_str(&value[from..]);
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.leaf(name, value);
        }
    }

    fn money(&mut self, name: &str, amount: Amount) {
        self.number(name, &amount.to_string());
    }

    fn number(&mut self, name: &str, number: &str) {
        let currency = self.currency;
        self.with(name, Some(("currencyID", currency)), number);
    }

    /// A tax category: its id, rate and, where there is one, the exemption.
    fn tax(&mut self, name: &str, tax: Tax, code: Option<&str>, reason: Option<&str>) {
        self.group(name, |out| {
            out.leaf("cbc:ID", tax.category.as_str());
            out.leaf("cbc:Percent", &tax.rate.to_string());
            out.optional("cbc:TaxExemptionReasonCode", code);
            out.optional("cbc:TaxExemptionReason", reason);
            out.scheme();
        });
    }

    fn scheme(&mut self) {
        self.group("cac:TaxScheme", |out| out.leaf("cbc:ID", "VAT"));
    }
}

fn head(out: &mut Writer<'_>, invoice: &Invoice) {
    let kind = match invoice.kind {
        DocumentKind::Invoice => "388",
        DocumentKind::Prepayment => "386",
        DocumentKind::CreditNote => "381",
        DocumentKind::DebitNote => "383",
    };
    out.leaf("cbc:ProfileID", "reporting:1.0");
    out.leaf("cbc:ID", &invoice.number);
    out.leaf("cbc:UUID", &invoice.uuid);
    out.leaf("cbc:IssueDate", &invoice.issued.date().to_string());
    out.leaf("cbc:IssueTime", &invoice.issued.time());
    out.with("cbc:InvoiceTypeCode", Some(("name", &invoice.transaction)), kind);
    for (note, language) in &invoice.notes {
        out.with("cbc:Note", language.as_deref().map(|tag| ("languageID", tag)), note);
    }
    out.optional(
        "cbc:TaxPointDate",
        invoice.tax_point.map(|date| date.to_string()).as_deref(),
    );
    out.leaf("cbc:DocumentCurrencyCode", &invoice.currency);
    out.leaf("cbc:TaxCurrencyCode", "SAR");
}

fn references(out: &mut Writer<'_>, invoice: &Invoice) {
    if let Some(order) = &invoice.order {
        out.group("cac:OrderReference", |out| out.leaf("cbc:ID", order));
    }
    for original in &invoice.originals {
        out.group("cac:BillingReference", |out| {
            out.group("cac:InvoiceDocumentReference", |out| {
                out.leaf("cbc:ID", &original.number);
                out.optional("cbc:UUID", original.uuid.as_deref());
                out.optional("cbc:IssueDate", original.date.map(|date| date.to_string()).as_deref());
            });
        });
    }
    if let Some(contract) = &invoice.contract {
        out.group("cac:ContractDocumentReference", |out| out.leaf("cbc:ID", contract));
    }
    for reference in &invoice.references {
        out.group("cac:AdditionalDocumentReference", |out| {
            out.leaf("cbc:ID", &reference.id);
            out.optional("cbc:IssueDate", reference.date.map(|date| date.to_string()).as_deref());
            out.optional("cbc:DocumentType", reference.kind.as_deref());
        });
    }
    out.group("cac:AdditionalDocumentReference", |out| {
        out.leaf("cbc:ID", "ICV");
        out.leaf("cbc:UUID", &invoice.counter);
    });
    out.group("cac:AdditionalDocumentReference", |out| {
        out.leaf("cbc:ID", "PIH");
        out.group("cac:Attachment", |out| {
            let mime = Some(("mimeCode", "text/plain"));
            out.with("cbc:EmbeddedDocumentBinaryObject", mime, &invoice.previous_hash);
        });
    });
}

fn party(out: &mut Writer<'_>, party: &Party) {
    out.group("cac:Party", |out| {
        if let Some((scheme, value)) = &party.id {
            out.group("cac:PartyIdentification", |out| {
                out.with("cbc:ID", Some(("schemeID", scheme)), value)
            });
        }
        let address = [
            ("cbc:StreetName", &party.street),
            ("cbc:AdditionalStreetName", &party.additional_street),
            ("cbc:BuildingNumber", &party.building_number),
            ("cbc:PlotIdentification", &party.additional_number),
            ("cbc:CitySubdivisionName", &party.district),
            ("cbc:CityName", &party.city),
            ("cbc:PostalZone", &party.postal_code),
            ("cbc:CountrySubentity", &party.region),
        ];
        if party.country.is_some() || address.iter().any(|(_, value)| value.is_some()) {
            out.group("cac:PostalAddress", |out| {
                address
                    .iter()
                    .for_each(|(name, value)| out.optional(name, value.as_deref()));
                if let Some(country) = &party.country {
                    out.group("cac:Country", |out| out.leaf("cbc:IdentificationCode", country));
                }
            });
        }
        if let Some(number) = &party.vat_number {
            out.group("cac:PartyTaxScheme", |out| {
                out.leaf("cbc:CompanyID", number);
                out.scheme();
            });
        }
        if party.name.is_some() || party.legal_form.is_some() {
            out.group("cac:PartyLegalEntity", |out| {
                out.optional("cbc:RegistrationName", party.name.as_deref());
                out.optional("cbc:CompanyLegalForm", party.legal_form.as_deref());
            });
        }
        let contact = [&party.contact_name, &party.contact_telephone, &party.contact_note];
        if contact.iter().any(|value| value.is_some()) {
            out.group("cac:Contact", |out| {
                out.optional("cbc:Name", party.contact_name.as_deref());
                out.optional("cbc:Telephone", party.contact_telephone.as_deref());
                out.optional("cbc:Note", party.contact_note.as_deref());
            });
        }
    });
}

fn payments(out: &mut Writer<'_>, invoice: &Invoice) {
    for (at, payment) in invoice.payments.iter().enumerate() {
        out.group("cac:PaymentMeans", |out| {
            out.leaf("cbc:PaymentMeansCode", &payment.means);
            // Why a note is issued stands under each of its means of payment (KSA-10, BR-KSA-17).
            let note = matches!(invoice.kind, DocumentKind::CreditNote | DocumentKind::DebitNote);
            out.optional(
                "cbc:InstructionNote",
                invoice.reason.as_deref().filter(|_| note || at == 0),
            );
            if payment.terms.is_some() || payment.account.is_some() {
                out.group("cac:PayeeFinancialAccount", |out| {
                    out.optional("cbc:ID", payment.account.as_deref());
                    out.optional("cbc:PaymentNote", payment.terms.as_deref());
                });
            }
        });
    }
}

fn adjustment(out: &mut Writer<'_>, part: &Adjustment) {
    out.group("cac:AllowanceCharge", |out| {
        out.leaf("cbc:ChargeIndicator", if part.charge { "true" } else { "false" });
        out.optional("cbc:AllowanceChargeReasonCode", part.code.as_deref());
        out.optional("cbc:AllowanceChargeReason", part.reason.as_deref());
        if let Some((percent, _)) = part.of {
            out.leaf("cbc:MultiplierFactorNumeric", &percent.to_string());
        }
        out.money("cbc:Amount", part.amount);
        if let Some((_, base)) = part.of {
            out.money("cbc:BaseAmount", base);
        }
        if let Some(tax) = part.tax {
            out.tax("cac:TaxCategory", tax, None, None);
        }
    });
}

fn exchange(out: &mut Writer<'_>, invoice: &Invoice) {
    if let Some(exchange) = &invoice.exchange {
        out.group("cac:TaxExchangeRate", |out| {
            out.leaf("cbc:SourceCurrencyCode", &invoice.currency);
            out.leaf("cbc:TargetCurrencyCode", "SAR");
            out.optional("cbc:ExchangeMarketID", exchange.source.as_deref());
            out.leaf("cbc:CalculationRate", &exchange.rate.to_string());
            out.optional("cbc:Date", exchange.date.map(|date| date.to_string()).as_deref());
        });
    }
}

fn totals(out: &mut Writer<'_>, invoice: &Invoice) {
    let totals = &invoice.totals;
    out.group("cac:TaxTotal", |out| {
        out.with(
            "cbc:TaxAmount",
            Some(("currencyID", "SAR")),
            &totals.vat_sar.to_string(),
        );
    });
    out.group("cac:TaxTotal", |out| {
        out.money("cbc:TaxAmount", totals.vat);
        for subtotal in &invoice.breakdown {
            tax_subtotal(out, subtotal);
        }
    });
    let has = |charge: bool| invoice.adjustments.iter().any(|part| part.charge == charge);
    out.group("cac:LegalMonetaryTotal", |out| {
        out.money("cbc:LineExtensionAmount", totals.lines);
        out.money("cbc:TaxExclusiveAmount", totals.net);
        out.money("cbc:TaxInclusiveAmount", totals.total);
        if has(false) || !totals.discounts.is_zero() {
            out.money("cbc:AllowanceTotalAmount", totals.discounts);
        }
        if has(true) || !totals.charges.is_zero() {
            out.money("cbc:ChargeTotalAmount", totals.charges);
        }
        if !totals.prepaid.is_zero() {
            out.money("cbc:PrepaidAmount", totals.prepaid);
        }
        if !totals.rounding.is_zero() {
            out.money("cbc:PayableRoundingAmount", totals.rounding);
        }
        out.money("cbc:PayableAmount", totals.payable);
    });
}

fn tax_subtotal(out: &mut Writer<'_>, subtotal: &Subtotal) {
    out.group("cac:TaxSubtotal", |out| {
        out.money("cbc:TaxableAmount", subtotal.taxable);
        out.money("cbc:TaxAmount", subtotal.vat);
        let (code, reason) = (subtotal.exemption_code.as_deref(), subtotal.exemption_reason.as_deref());
        out.tax("cac:TaxCategory", subtotal.tax, code, reason);
    });
}

fn line(out: &mut Writer<'_>, line: &Line) {
    out.group("cac:InvoiceLine", |out| {
        out.leaf("cbc:ID", &line.id);
        out.optional("cbc:Note", line.note.as_deref());
        out.with(
            "cbc:InvoicedQuantity",
            Some(("unitCode", &line.unit)),
            &line.quantity.to_string(),
        );
        out.money("cbc:LineExtensionAmount", line.net);
        for part in &line.adjustments {
            adjustment(out, part);
        }
        out.group("cac:TaxTotal", |out| {
            out.money("cbc:TaxAmount", line.vat);
            out.money("cbc:RoundingAmount", line.total);
        });
        out.group("cac:Item", |out| {
            out.leaf("cbc:Name", &line.name);
            for (name, id) in [
                ("cac:BuyersItemIdentification", &line.buyer_item_id),
                ("cac:SellersItemIdentification", &line.seller_item_id),
                ("cac:StandardItemIdentification", &line.standard_item_id),
            ] {
                if let Some(id) = id {
                    out.group(name, |out| out.leaf("cbc:ID", id));
                }
            }
            out.tax("cac:ClassifiedTaxCategory", line.tax, None, None);
        });
        price(out, line);
    });
}

fn price(out: &mut Writer<'_>, line: &Line) {
    out.group("cac:Price", |out| {
        out.number("cbc:PriceAmount", &line.price.text(2));
        if let Some((base, unit)) = &line.base {
            let unit = unit.as_deref().unwrap_or(&line.unit);
            out.with("cbc:BaseQuantity", Some(("unitCode", unit)), &base.to_string());
        }
        if let Some((gross, discount)) = line.gross_price {
            out.group("cac:AllowanceCharge", |out| {
                out.leaf("cbc:ChargeIndicator", "false");
                out.number("cbc:Amount", &discount.text(2));
                out.number("cbc:BaseAmount", &gross.text(2));
            });
        }
    });
}

fn prepayment(out: &mut Writer<'_>, part: &Prepayment) {
    out.group("cac:InvoiceLine", |out| {
        out.leaf("cbc:ID", &part.id);
        out.with("cbc:InvoicedQuantity", Some(("unitCode", &part.unit)), "0.00");
        out.money("cbc:LineExtensionAmount", Amount::ZERO);
        for document in &part.documents {
            out.group("cac:DocumentReference", |out| {
                out.leaf("cbc:ID", &document.number);
                out.optional("cbc:UUID", document.uuid.as_deref());
                out.leaf("cbc:IssueDate", &document.issued.date().to_string());
                out.leaf("cbc:IssueTime", &document.issued.time());
                out.leaf("cbc:DocumentTypeCode", "386");
            });
        }
        out.group("cac:TaxTotal", |out| {
            out.money("cbc:TaxAmount", Amount::ZERO);
            out.money("cbc:RoundingAmount", Amount::ZERO);
            out.group("cac:TaxSubtotal", |out| {
                out.money("cbc:TaxableAmount", part.taxable);
                out.money("cbc:TaxAmount", part.vat);
                let (code, reason) = (part.exemption_code.as_deref(), part.exemption_reason.as_deref());
                out.tax("cac:TaxCategory", part.tax, code, reason);
            });
        });
        out.group("cac:Item", |out| {
            out.leaf("cbc:Name", &part.name);
            out.tax("cac:ClassifiedTaxCategory", part.tax, None, None);
        });
        out.group("cac:Price", |out| out.money("cbc:PriceAmount", Amount::ZERO));
    });
}

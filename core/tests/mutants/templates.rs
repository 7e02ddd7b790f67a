//! Documents of our own to aim with: small, and clean under every rule, so that what fires is what was broken. Written out
//! here, not made by the library, so that its changes do not move them.

/// The name and the text of each.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("one", one()),
        ("full", full()),
        ("simple", simple()),
        ("mixed", mixed()),
        ("prepaid", prepaid()),
        ("foreign", foreign()),
        ("credit", note("381")),
        ("debit", note("383")),
    ]
}

/// Documents whose root is a credit note, with the lines of an invoice and with its own: both are in the reach of some rules.
pub fn credit_notes() -> [(&'static str, String); 2] {
    let root = full()
        .replace("<Invoice ", "<CreditNote ")
        .replace("</Invoice>", "</CreditNote>")
        .replace("xsd:Invoice-2", "xsd:CreditNote-2");
    let own = root
        .replace("InvoiceLine>", "CreditNoteLine>")
        .replace("InvoiceTypeCode name=\"0100000\">388<", "CreditNoteTypeCode>81<")
        .replace("InvoiceTypeCode>", "CreditNoteTypeCode>")
        .replace("InvoicedQuantity", "CreditedQuantity");
    [("note-root", root), ("note-whole", own)]
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invoice \
    xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
    xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\" \
    xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\">";

/// The parts of a document, in the order of the schema.
struct Parts<'p> {
    extensions: &'p str,
    flags: &'p str,
    code: &'p str,
    note: &'p str,
    currency: &'p str,
    references: &'p str,
    signature: &'p str,
    buyer: &'p str,
    delivery: &'p str,
    payment: &'p str,
    adjustments: &'p str,
    rate: &'p str,
    taxes: &'p str,
    totals: &'p str,
    lines: &'p str,
}

impl Default for Parts<'_> {
    fn default() -> Self {
        Parts {
            extensions: "",
            flags: "0100000",
            code: "388",
            note: "",
            currency: "SAR",
            references: "",
            signature: "",
            buyer: "",
            delivery: "<cac:Delivery><cbc:ActualDeliveryDate>2026-11-21</cbc:ActualDeliveryDate></cac:Delivery>",
            payment: "<cac:PaymentMeans><cbc:PaymentMeansCode>10</cbc:PaymentMeansCode></cac:PaymentMeans>",
            adjustments: "",
            rate: "",
            taxes: "",
            totals: "",
            lines: "",
        }
    }
}

fn document(parts: &Parts<'_>) -> String {
    let Parts {
        extensions,
        flags,
        code,
        note,
        currency,
        references,
        signature,
        buyer,
        delivery,
        payment,
        adjustments,
        rate,
        taxes,
        totals,
        lines,
    } = parts;
    let seller = party(
        "AccountingSupplierParty",
        "<cbc:ID schemeID=\"CRN\">1010010159</cbc:ID>",
        "300000000000003",
        "متجر الاختبار | Test Store",
        "",
    );
    let buyer = match *buyer {
        "" => party(
            "AccountingCustomerParty",
            "<cbc:ID schemeID=\"NAT\">1082937465</cbc:ID>",
            "310122393500003",
            "مشتر | Buyer",
            "",
        ),
        other => other.to_owned(),
    };
    format!(
        "{HEAD}{extensions}<cbc:ProfileID>reporting:1.0</cbc:ProfileID><cbc:ID>M-1</cbc:ID>\
         <cbc:UUID>8e6000cf-1a98-4174-b3e7-b5d5954bc10d</cbc:UUID><cbc:IssueDate>2026-11-21</cbc:IssueDate>\
         <cbc:IssueTime>10:00:00</cbc:IssueTime><cbc:InvoiceTypeCode name=\"{flags}\">{code}</cbc:InvoiceTypeCode>{note}\
         <cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>\
         {references}\
         <cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>7</cbc:UUID></cac:AdditionalDocumentReference>\
         <cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment>\
         <cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">\
         NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==\
         </cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>{signature}\
         {seller}{buyer}{delivery}{payment}{adjustments}{rate}{taxes}\
         <cac:LegalMonetaryTotal>{totals}</cac:LegalMonetaryTotal>{lines}</Invoice>"
    )
}

fn party(role: &str, id: &str, vat: &str, name: &str, more: &str) -> String {
    format!(
        "<cac:{role}><cac:Party><cac:PartyIdentification>{id}</cac:PartyIdentification><cac:PostalAddress>\
         <cbc:StreetName>King Street</cbc:StreetName><cbc:AdditionalStreetName>Tower</cbc:AdditionalStreetName>\
         <cbc:BuildingNumber>2322</cbc:BuildingNumber><cbc:CitySubdivisionName>العليا</cbc:CitySubdivisionName>\
         <cbc:CityName>Riyadh</cbc:CityName><cbc:PostalZone>12214</cbc:PostalZone>\
         <cbc:CountrySubentity>Riyadh Region</cbc:CountrySubentity>\
         <cac:Country><cbc:IdentificationCode>SA</cbc:IdentificationCode></cac:Country></cac:PostalAddress>\
         <cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>\
         </cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName>\
         </cac:PartyLegalEntity>{more}</cac:Party></cac:{role}>"
    )
}

/// A tax category under any element name.
pub fn category(element: &str, id: &str, rate: &str) -> String {
    let reason = match (element, id) {
        ("TaxCategory", "Z") => ("VATEX-SA-35", "Medicines"),
        ("TaxCategory", "E") => ("VATEX-SA-30", "Real estate"),
        ("TaxCategory", "O") => ("VATEX-SA-OOS", "Out of scope"),
        _ => ("", ""),
    };
    let reason = match reason {
        ("", _) => String::new(),
        (code, text) => format!(
            "<cbc:TaxExemptionReasonCode>{code}</cbc:TaxExemptionReasonCode>\
             <cbc:TaxExemptionReason>{text}</cbc:TaxExemptionReason>"
        ),
    };
    format!(
        "<cac:{element}><cbc:ID>{id}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{reason}\
         <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:{element}>"
    )
}

fn amount(name: &str, value: &str, currency: &str) -> String {
    format!("<cbc:{name} currencyID=\"{currency}\">{value}</cbc:{name}>")
}

/// A share of the tax: category, rate, taxable amount, tax.
fn subtotal(id: &str, rate: &str, taxable: &str, tax: &str, currency: &str) -> String {
    format!(
        "<cac:TaxSubtotal>{}{}{}</cac:TaxSubtotal>",
        amount("TaxableAmount", taxable, currency),
        amount("TaxAmount", tax, currency),
        category("TaxCategory", id, rate)
    )
}

/// Both totals of tax: the one with its shares, and the one in riyals.
fn taxes(total: &str, in_riyals: &str, currency: &str, shares: &[(&str, &str, &str, &str)]) -> String {
    let shares: String = shares
        .iter()
        .map(|(id, rate, taxable, tax)| subtotal(id, rate, taxable, tax, currency))
        .collect();
    format!(
        "<cac:TaxTotal>{}{shares}</cac:TaxTotal><cac:TaxTotal>{}</cac:TaxTotal>",
        amount("TaxAmount", total, currency),
        amount("TaxAmount", in_riyals, "SAR")
    )
}

fn totals(currency: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .map(|(name, value)| amount(name, value, currency))
        .collect()
}

/// A line; `more` stands before its tax, `shares` in it, `price` after the price.
struct Line<'l> {
    id: &'l str,
    quantity: &'l str,
    net: &'l str,
    tax: &'l str,
    gross: &'l str,
    category: (&'l str, &'l str),
    price: &'l str,
    more: &'l str,
    shares: &'l str,
    after_price: &'l str,
    item: &'l str,
}

impl Default for Line<'_> {
    fn default() -> Self {
        Line {
            id: "1",
            quantity: "2",
            net: "100.00",
            tax: "15.00",
            gross: "115.00",
            category: ("S", "15.00"),
            price: "50.00",
            more: "",
            shares: "",
            after_price: "",
            item: "",
        }
    }
}

impl Line<'_> {
    fn write(&self, currency: &str) -> String {
        format!(
            "<cac:InvoiceLine><cbc:ID>{}</cbc:ID><cbc:InvoicedQuantity unitCode=\"PCE\">{}</cbc:InvoicedQuantity>{}{}\
             <cac:TaxTotal>{}{}{}</cac:TaxTotal><cac:Item><cbc:Name>Book</cbc:Name>{}{}</cac:Item>\
             <cac:Price>{}{}</cac:Price></cac:InvoiceLine>",
            self.id,
            self.quantity,
            amount("LineExtensionAmount", self.net, currency),
            self.more,
            amount("TaxAmount", self.tax, currency),
            amount("RoundingAmount", self.gross, currency),
            self.shares,
            self.item,
            category("ClassifiedTaxCategory", self.category.0, self.category.1),
            amount("PriceAmount", self.price, currency),
            self.after_price,
        )
    }
}

/// A discount (`false`) or a charge (`true`).
pub fn adjustment(indicator: &str, code: &str, numbers: (&str, &str, &str), category: &str) -> String {
    let (rate, value, base) = numbers;
    let part = |name: &str, value: &str| match value {
        "" => String::new(),
        _ => format!("<cbc:{name}>{value}</cbc:{name}>"),
    };
    let base = match base {
        "" => String::new(),
        _ => amount("BaseAmount", base, "SAR"),
    };
    format!(
        "<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>\
         <cbc:AllowanceChargeReasonCode>{code}</cbc:AllowanceChargeReasonCode>\
         <cbc:AllowanceChargeReason>Why</cbc:AllowanceChargeReason>{}{}{base}{category}</cac:AllowanceCharge>",
        part("MultiplierFactorNumeric", rate),
        amount("Amount", value, "SAR"),
    )
}

/// One line at the standard rate, and nothing more: for arithmetic.
fn one() -> String {
    document(&Parts {
        taxes: &taxes("15.00", "15.00", "SAR", &[("S", "15.00", "100.00", "15.00")]),
        totals: &totals(
            "SAR",
            &[
                ("LineExtensionAmount", "100.00"),
                ("TaxExclusiveAmount", "100.00"),
                ("TaxInclusiveAmount", "115.00"),
                ("PayableAmount", "115.00"),
            ],
        ),
        lines: &Line::default().write("SAR"),
        ..Parts::default()
    })
}

/// Everything that a standard invoice may carry, prepayments and foreign money aside.
fn full() -> String {
    let contact = "<cac:Contact><cbc:Name>Noura</cbc:Name><cbc:Telephone>+966500000000</cbc:Telephone>\
                   <cbc:Note>Ring first</cbc:Note></cac:Contact>";
    let buyer = party(
        "AccountingCustomerParty",
        "<cbc:ID schemeID=\"TIN\">3108264957</cbc:ID>",
        "310122393500003",
        "Reader Est.",
        contact,
    );
    let references = "<cac:OrderReference><cbc:ID>PO-1</cbc:ID></cac:OrderReference>\
        <cac:ContractDocumentReference><cbc:ID>C-1</cbc:ID></cac:ContractDocumentReference>\
        <cac:AdditionalDocumentReference><cbc:ID>Manual</cbc:ID><cac:Attachment>\
        <cbc:EmbeddedDocumentBinaryObject mimeCode=\"application/pdf\">QUJD</cbc:EmbeddedDocumentBinaryObject>\
        </cac:Attachment></cac:AdditionalDocumentReference>";
    let discount = adjustment(
        "false",
        "95",
        ("10.00", "10.00", "100.00"),
        &category("TaxCategory", "S", "15.00"),
    );
    let charge = adjustment(
        "true",
        "AA",
        ("10", "10.00", "100.00"),
        &category("TaxCategory", "S", "15.00"),
    );
    let line_adjustments = format!(
        "{}{}",
        adjustment("false", "95", ("5", "5.00", "100.00"), ""),
        adjustment("true", "FC", ("5", "5.00", "100.00"), "")
    );
    let item = "<cac:BuyersItemIdentification><cbc:ID>B-1</cbc:ID></cac:BuyersItemIdentification>\
        <cac:SellersItemIdentification><cbc:ID>S-1</cbc:ID></cac:SellersItemIdentification>\
        <cac:StandardItemIdentification><cbc:ID>9780131103627</cbc:ID></cac:StandardItemIdentification>\
        <cac:AdditionalItemProperty><cbc:Name>Colour</cbc:Name><cbc:Value>Blue</cbc:Value></cac:AdditionalItemProperty>";
    let price = "<cbc:BaseQuantity unitCode=\"PCE\">1</cbc:BaseQuantity><cac:AllowanceCharge>\
        <cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID=\"SAR\">10.00</cbc:Amount>\
        <cbc:BaseAmount currencyID=\"SAR\">60.00</cbc:BaseAmount></cac:AllowanceCharge>";
    let first = Line {
        more: &line_adjustments,
        item,
        after_price: price,
        ..Line::default()
    };
    let second = Line {
        id: "2",
        ..Line::default()
    };
    document(&Parts {
        note: "<cbc:Note>Thank you</cbc:Note>",
        references,
        buyer: &buyer,
        delivery: "<cac:Delivery><cbc:ActualDeliveryDate>2026-11-01</cbc:ActualDeliveryDate>\
                   <cbc:LatestDeliveryDate>2026-11-20</cbc:LatestDeliveryDate></cac:Delivery>",
        payment: "<cac:PaymentMeans><cbc:PaymentMeansCode>42</cbc:PaymentMeansCode>\
                  <cbc:InstructionNote>Transfer</cbc:InstructionNote><cac:PayeeFinancialAccount>\
                  <cbc:ID>SA0380000000608010167519</cbc:ID><cbc:PaymentNote>30 days</cbc:PaymentNote>\
                  </cac:PayeeFinancialAccount></cac:PaymentMeans>",
        adjustments: &format!("{discount}{charge}"),
        taxes: &taxes("30.00", "30.00", "SAR", &[("S", "15.00", "200.00", "30.00")]),
        totals: &totals(
            "SAR",
            &[
                ("LineExtensionAmount", "200.00"),
                ("TaxExclusiveAmount", "200.00"),
                ("TaxInclusiveAmount", "230.00"),
                ("AllowanceTotalAmount", "10.00"),
                ("ChargeTotalAmount", "10.00"),
                ("PayableRoundingAmount", "0.00"),
                ("PayableAmount", "230.00"),
            ],
        ),
        lines: &format!("{}{}", first.write("SAR"), second.write("SAR")),
        ..Parts::default()
    })
}

/// A simplified invoice with the places of stamp and QR, filled with something.
fn simple() -> String {
    let extensions = "<ext:UBLExtensions><ext:UBLExtension>\
        <ext:ExtensionURI>urn:oasis:names:specification:ubl:dsig:enveloped:xades</ext:ExtensionURI><ext:ExtensionContent>\
        <sig:UBLDocumentSignatures xmlns:sig=\"urn:oasis:names:specification:ubl:schema:xsd:CommonSignatureComponents-2\" \
        xmlns:sac=\"urn:oasis:names:specification:ubl:schema:xsd:SignatureAggregateComponents-2\" \
        xmlns:sbc=\"urn:oasis:names:specification:ubl:schema:xsd:SignatureBasicComponents-2\"><sac:SignatureInformation>\
        <cbc:ID>urn:oasis:names:specification:ubl:signature:1</cbc:ID>\
        <sbc:ReferencedSignatureID>urn:oasis:names:specification:ubl:signature:Invoice</sbc:ReferencedSignatureID>\
        </sac:SignatureInformation></sig:UBLDocumentSignatures></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>";
    let signature = "<cac:AdditionalDocumentReference><cbc:ID>QR</cbc:ID><cac:Attachment>\
        <cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">AQFBAgFCAwFD</cbc:EmbeddedDocumentBinaryObject>\
        </cac:Attachment></cac:AdditionalDocumentReference><cac:Signature>\
        <cbc:ID>urn:oasis:names:specification:ubl:signature:Invoice</cbc:ID>\
        <cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod></cac:Signature>";
    document(&Parts {
        extensions,
        flags: "0200000",
        signature,
        taxes: &taxes("15.00", "15.00", "SAR", &[("S", "15.00", "100.00", "15.00")]),
        totals: &totals(
            "SAR",
            &[
                ("LineExtensionAmount", "100.00"),
                ("TaxExclusiveAmount", "100.00"),
                ("TaxInclusiveAmount", "115.00"),
                ("PayableAmount", "115.00"),
            ],
        ),
        lines: &Line::default().write("SAR"),
        ..Parts::default()
    })
}

/// All four categories, each with a line, a discount and a charge.
fn mixed() -> String {
    let mut adjustments = String::new();
    let mut lines = String::new();
    for (index, (id, rate, tax, gross)) in [
        ("S", "15.00", "15.00", "115.00"),
        ("Z", "0.00", "0.00", "100.00"),
        ("E", "0.00", "0.00", "100.00"),
        ("O", "0.00", "0.00", "100.00"),
    ]
    .into_iter()
    .enumerate()
    {
        // A document's discount has a category without reasons.
        let category = category("TaxCategory", id, rate);
        let start = category.find("<cbc:TaxExemptionReasonCode>");
        let category = match start {
            Some(start) => format!(
                "{}{}",
                &category[..start],
                &category[category.find("<cac:TaxScheme>").expect("a scheme")..]
            ),
            None => category,
        };
        adjustments.push_str(&adjustment("false", "95", ("", "4.00", ""), &category));
        adjustments.push_str(&adjustment("true", "AA", ("", "4.00", ""), &category));
        let number = (index + 1).to_string();
        let line = Line {
            id: &number,
            tax,
            gross,
            category: (id, rate),
            ..Line::default()
        };
        lines.push_str(&line.write("SAR"));
    }
    document(&Parts {
        adjustments: &adjustments,
        taxes: &taxes(
            "15.00",
            "15.00",
            "SAR",
            &[
                ("S", "15.00", "100.00", "15.00"),
                ("Z", "0.00", "100.00", "0.00"),
                ("E", "0.00", "100.00", "0.00"),
                ("O", "0.00", "100.00", "0.00"),
            ],
        ),
        totals: &totals(
            "SAR",
            &[
                ("LineExtensionAmount", "400.00"),
                ("TaxExclusiveAmount", "400.00"),
                ("TaxInclusiveAmount", "415.00"),
                ("AllowanceTotalAmount", "16.00"),
                ("ChargeTotalAmount", "16.00"),
                ("PayableAmount", "415.00"),
            ],
        ),
        lines: &lines,
        ..Parts::default()
    })
}

/// An invoice that takes off four advances, one of each category.
fn prepaid() -> String {
    let mut lines = Line::default().write("SAR");
    for (index, (id, rate, taxable, tax)) in [
        ("S", "15.00", "20.00", "3.00"),
        ("Z", "0.00", "10.00", "0.00"),
        ("E", "0.00", "10.00", "0.00"),
        ("O", "0.00", "10.00", "0.00"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = (index + 2).to_string();
        let reference = format!(
            "<cac:DocumentReference><cbc:ID>A-{number}</cbc:ID><cbc:IssueDate>2026-10-01</cbc:IssueDate>\
             <cbc:IssueTime>09:00:00</cbc:IssueTime><cbc:DocumentTypeCode>386</cbc:DocumentTypeCode>\
             </cac:DocumentReference>"
        );
        let line = Line {
            id: &number,
            quantity: "1",
            net: "0.00",
            tax: "0.00",
            gross: "0.00",
            // The standard rate for all: the advance's own category is in its share of the tax.
            category: ("S", "15.00"),
            price: "0.00",
            more: &reference,
            shares: &subtotal(id, rate, taxable, tax, "SAR"),
            ..Line::default()
        };
        lines.push_str(&line.write("SAR"));
    }
    document(&Parts {
        taxes: &taxes("15.00", "15.00", "SAR", &[("S", "15.00", "100.00", "15.00")]),
        totals: &totals(
            "SAR",
            &[
                ("LineExtensionAmount", "100.00"),
                ("TaxExclusiveAmount", "100.00"),
                ("TaxInclusiveAmount", "115.00"),
                ("PrepaidAmount", "53.00"),
                ("PayableAmount", "62.00"),
            ],
        ),
        lines: &lines,
        ..Parts::default()
    })
}

/// An invoice in dollars, with the rate.
fn foreign() -> String {
    document(&Parts {
        currency: "USD",
        rate: "<cac:TaxExchangeRate><cbc:SourceCurrencyCode>USD</cbc:SourceCurrencyCode>\
               <cbc:TargetCurrencyCode>SAR</cbc:TargetCurrencyCode><cbc:CalculationRate>3.75</cbc:CalculationRate>\
               </cac:TaxExchangeRate>",
        taxes: &taxes("15.00", "56.25", "USD", &[("S", "15.00", "100.00", "15.00")]),
        totals: &totals(
            "USD",
            &[
                ("LineExtensionAmount", "100.00"),
                ("TaxExclusiveAmount", "100.00"),
                ("TaxInclusiveAmount", "115.00"),
                ("PayableRoundingAmount", "0.00"),
                ("PayableAmount", "115.00"),
            ],
        ),
        lines: &Line::default().write("USD"),
        ..Parts::default()
    })
}

/// A credit or debit note.
fn note(code: &str) -> String {
    document(&Parts {
        code,
        references: "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>M-0</cbc:ID>\
                     </cac:InvoiceDocumentReference></cac:BillingReference>",
        payment: "<cac:PaymentMeans><cbc:PaymentMeansCode>10</cbc:PaymentMeansCode>\
                  <cbc:InstructionNote>Returned</cbc:InstructionNote></cac:PaymentMeans>",
        taxes: &taxes("15.00", "15.00", "SAR", &[("S", "15.00", "100.00", "15.00")]),
        totals: &totals(
            "SAR",
            &[
                ("LineExtensionAmount", "100.00"),
                ("TaxExclusiveAmount", "100.00"),
                ("TaxInclusiveAmount", "115.00"),
                ("PayableAmount", "115.00"),
            ],
        ),
        lines: &Line::default().write("SAR"),
        ..Parts::default()
    })
}

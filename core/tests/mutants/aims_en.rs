//! Where the European rules have their borders: for each site edits that cross it and edits that stop just short of it.
//! Where an id has several sites, the rows of one (`BR-CO-12#2`) are built so that no other can fire.

use super::aim::{Aim, FREE, LONG_127, LONG_1000, PLACES, aim};

#[rustfmt::skip]
const CATEGORY: &[&str] = &["S", "Z", "E", "O", " S ", "", "AE"];
#[rustfmt::skip]
const SCHEME: &[&str] = &["VAT", "vat", " Vat ", "GST", "", "V AT", "\u{a0}VAT", "VATI"];
#[rustfmt::skip]
const RATES: &[&str] = &[
    "0", "0.00", "-0", "15", "15.00", "5", "0.001", "-1", "1", "+0", " 0 ", "0.0000000000000000001", "-0.00", "00",
];
#[rustfmt::skip]
const NOT_DECIMAL: &[&str] = &["", "abc", "1e1", "NaN", "INF", "0e0", ".", "-", "+", "1 5", "0,0"];
#[rustfmt::skip]
const CURRENCY: &[&str] = &[
    "SAR", "USD", "MRO", "STD", "VEF", "HRK", "MRU", "STN", "VES", "SLE", "XCG", "sar", "SA", "SARS", " SAR ",
    "SAR USD", "SAR\n", "\u{a0}SAR", "XXX", "ZWL", "AED", "ANG", "AFN", "ED",
];
/// Around a sum of 100.00.
#[rustfmt::skip]
const AROUND: &[&str] = &[
    "100", "100.0", "+100.00", " 100.00 ", "100.004", "100.005", "99.995", "99.99", "100.01", "0100.00", "100.",
    "100.000", "1e2", "", "abc", "-100.00", "0", "100.000000000000000000000001",
];

/// The rows.
#[rustfmt::skip]
pub const AIMS: &[Aim] = &[
    aim("BR-52", "one full simple", &[], "AdditionalDocumentReference/ID", FREE),
    aim("BR-52", "one full simple", &[], "-AdditionalDocumentReference/ID", &[]),
    aim("BR-52", "full", &["-AdditionalDocumentReference[3]/ID"], "%AdditionalDocumentReference[2]/ID", &["", "x"]),
    // Discounts of a document.
    aim("BR-31", "full mixed", &[], "-AllowanceCharge/Amount", &[]),
    aim("BR-31", "full", &["-AllowanceCharge/BaseAmount", "-AllowanceCharge/MultiplierFactorNumeric"], "-AllowanceCharge/Amount", &[]),
    aim("BR-31", "full", &[], "AllowanceCharge/Amount", &["", "0", "10.00", "abc"]),
    aim("BR-31", "full", &["-AllowanceCharge/Amount"], "AllowanceCharge/ChargeIndicator", &[
        "true", "false", "0", " 0 ", "x",
    ]),
    aim("BR-32", "full mixed", &[], "AllowanceCharge/TaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-32", "full mixed", &[], "AllowanceCharge/TaxCategory/ID", CATEGORY),
    aim("BR-32", "full mixed", &[], "-AllowanceCharge/TaxCategory", &[]),
    aim("BR-32", "full", &[], "-AllowanceCharge/TaxCategory/TaxScheme", &[]),
    aim("BR-DEC-01", "full mixed", &[], "AllowanceCharge/Amount", PLACES),
    aim("BR-DEC-02", "full", &[], "AllowanceCharge/BaseAmount", PLACES),
    aim("BR-36", "full", &[], "-AllowanceCharge[2]/Amount", &[]),
    aim("BR-36", "mixed", &[], "-AllowanceCharge[2]/Amount", &[]),
    aim("BR-36", "full", &["-AllowanceCharge[2]/BaseAmount"], "-AllowanceCharge[2]/Amount", &[]),
    aim("BR-36", "full mixed", &[], "AllowanceCharge[2]/Amount", &["", "0", "10.000"]),
    aim("BR-37", "full mixed", &[], "-AllowanceCharge[2]/TaxCategory", &[]),
    aim("BR-37", "full mixed", &[], "-AllowanceCharge[2]/TaxCategory/ID", &[]),
    aim("BR-37", "full mixed", &[], "AllowanceCharge[2]/TaxCategory/ID", CATEGORY),
    aim("BR-37", "full", &[], "AllowanceCharge[2]/TaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-DEC-06", "full", &[], "AllowanceCharge[2]/BaseAmount", PLACES),
    aim("BR-DEC-05", "full mixed", &[], "AllowanceCharge[2]/Amount", PLACES),
    // Adjustments of a line.
    aim("BR-43", "full", &[], "-line/AllowanceCharge[2]/Amount", &[]),
    aim("BR-43", "full", &["-line/AllowanceCharge[2]/BaseAmount"], "-line/AllowanceCharge[2]/Amount", &[]),
    aim("BR-43", "full", &["-line/AllowanceCharge[2]/Amount"], "line/AllowanceCharge[2]/ChargeIndicator", &[
        "1", " true", "false", "0", "x",
    ]),
    aim("BR-43", "full", &[], "line/AllowanceCharge[2]/Amount", &["", "0", "5.00", "abc"]),
    aim("BR-DEC-27", "full", &[], "line/AllowanceCharge[2]/Amount", PLACES),
    aim("BR-DEC-28", "full", &[], "line/AllowanceCharge[2]/BaseAmount", PLACES),
    aim("BR-DEC-28", "full", &[], "%line/AllowanceCharge[2]/BaseAmount", &["100.000"]),
    // A silent template takes the discounts of an invoice's own lines: only those of other lines are looked at.
    aim("BR-41", "full", &[], "-line/AllowanceCharge/Amount", &[]),
    aim("BR-41", "full", &["-line/AllowanceCharge/Amount"], "line/AllowanceCharge/ChargeIndicator", &[
        "0", " false ",
    ]),
    aim("BR-41", "full", &["~line=cac:CreditNoteLine"], "-CreditNoteLine/AllowanceCharge/Amount", &[]),
    aim("BR-41", "full", &["~line=cac:CreditNoteLine"], "CreditNoteLine/AllowanceCharge/Amount", FREE),
    aim("BR-41", "full", &["~line=cac:CreditNoteLine", "-CreditNoteLine/AllowanceCharge/Amount"], "CreditNoteLine/AllowanceCharge/ChargeIndicator", &[
        "0", " false ", "true", "1", "x",
    ]),
    aim("BR-41", "full", &["-line/AllowanceCharge/Amount"], "+line", &[
        "<cac:InvoiceLine><cac:AllowanceCharge><cbc:ChargeIndicator>0</cbc:ChargeIndicator></cac:AllowanceCharge></cac:InvoiceLine>",
        "<cac:InvoiceLine/>",
    ]),
    aim("BR-DEC-24", "full", &[], "line/AllowanceCharge/Amount", PLACES),
    aim("BR-DEC-24", "full", &["~line=cac:CreditNoteLine"], "CreditNoteLine/AllowanceCharge/Amount", PLACES),
    aim("BR-DEC-25", "full", &[], "line/AllowanceCharge/BaseAmount", PLACES),
    aim("BR-DEC-25", "full", &["~line=cac:CreditNoteLine"], "CreditNoteLine/AllowanceCharge/BaseAmount", PLACES),
    // Totals.
    aim("BR-13", "one simple full foreign", &[], "-totals/TaxExclusiveAmount", &[]),
    aim("BR-13", "one", &[], "totals/TaxExclusiveAmount", AROUND),
    aim("BR-14", "one simple full foreign", &[], "-totals/TaxInclusiveAmount", &[]),
    aim("BR-14", "one simple full", &[], "totals/TaxInclusiveAmount", &["", "115", "0"]),
    aim("BR-15", "one simple full foreign", &[], "-totals/PayableAmount", &[]),
    aim("BR-15", "one simple full", &[], "totals/PayableAmount", &["", "115", "0"]),
    aim("BR-CO-10", "one simple", &[], "totals/LineExtensionAmount", AROUND),
    aim("BR-CO-10", "one", &[], "-totals/LineExtensionAmount", &[]),
    aim("BR-CO-10", "one", &[], "line/LineExtensionAmount", AROUND),
    aim("BR-CO-10", "full", &["totals/LineExtensionAmount=200.00"], "line/LineExtensionAmount", &[
        "100.004", "100.005", "99.995", "99.9949", "100.0049999999999999999",
    ]),
    aim("BR-CO-11", "full", &[], "totals/AllowanceTotalAmount", &[
        "10", "10.004", "10.005", "9.99", "10.01", "0", "-10.00", "", " 10.0 ",
    ]),
    aim("BR-CO-11", "full", &[], "-totals/AllowanceTotalAmount", &[]),
    aim("BR-CO-11", "one", &[], "&totals/TaxInclusiveAmount", &[
        "<cbc:AllowanceTotalAmount currencyID=\"SAR\">0.00</cbc:AllowanceTotalAmount>",
        "<cbc:AllowanceTotalAmount currencyID=\"SAR\">0.01</cbc:AllowanceTotalAmount>",
        "<cbc:AllowanceTotalAmount currencyID=\"SAR\">0.001</cbc:AllowanceTotalAmount>",
        "<cbc:AllowanceTotalAmount currencyID=\"SAR\"/>",
    ]),
    aim("BR-CO-11", "full", &[], "AllowanceCharge/Amount", &[
        "10.004", "10.005", "9.995", "9.9949", "1e1", "", "-10",
    ]),
    aim("BR-CO-12#1", "full mixed", &[], "totals/ChargeTotalAmount", &["", " ", "\n\t", "\u{a0}", "10", "16", "0"]),
    aim("BR-CO-12#1", "one", &[], "&totals/TaxInclusiveAmount", &[
        "<cbc:ChargeTotalAmount currencyID=\"SAR\"/>",
        "<cbc:ChargeTotalAmount currencyID=\"SAR\"> </cbc:ChargeTotalAmount>",
        "<cbc:ChargeTotalAmount currencyID=\"SAR\"><!--0--></cbc:ChargeTotalAmount>",
        "<cbc:ChargeTotalAmount currencyID=\"SAR\">0</cbc:ChargeTotalAmount>",
    ]),
    aim("BR-CO-12#2", "full", &[], "totals/ChargeTotalAmount", &[
        "10", "10.004", "10.005", "9.99", "10.01", "0.00", "-10.00", " 10.0 ", "1e1",
    ]),
    aim("BR-CO-12#2", "full mixed", &[], "-totals/ChargeTotalAmount", &[]),
    aim("BR-CO-12#2", "one", &[], "&totals/TaxInclusiveAmount", &[
        "<cbc:ChargeTotalAmount currencyID=\"SAR\">0.00</cbc:ChargeTotalAmount>",
        "<cbc:ChargeTotalAmount currencyID=\"SAR\">0.01</cbc:ChargeTotalAmount>",
    ]),
    aim("BR-CO-12#2", "full", &[], "AllowanceCharge[2]/Amount", &[
        "10.004", "10.005", "9.995", "9.9949", "0.125", "-10",
    ]),
    aim("BR-CO-13#1", "full mixed", &[], "totals/ChargeTotalAmount", &[
        "", " ", "\r\n", "\u{3000}", "10.00", "16.00", " 10 ", "\n16", "+10.0", "+16",
    ]),
    aim("BR-CO-13#2", "full", &[], "totals/TaxExclusiveAmount", &[
        "200", "200.004", "199.99", "200.01", "0", "-200.00", " 200.0 ", "2e2",
    ]),
    aim("BR-CO-13#2", "one simple", &[], "totals/TaxExclusiveAmount", &[
        "100", "100.001", "99.99", "100.01", "100.0000000000000000001",
    ]),
    aim("BR-CO-13#2", "full", &["-totals/ChargeTotalAmount"], "totals/TaxExclusiveAmount", &[
        "190.00", "200.00", "190.01", "190",
    ]),
    aim("BR-CO-13#2", "full", &["-totals/AllowanceTotalAmount"], "totals/TaxExclusiveAmount", &[
        "210.00", "200.00", "210.01", "210.005",
    ]),
    aim("BR-CO-13#2", "full", &["-totals/AllowanceTotalAmount", "-totals/ChargeTotalAmount"], "totals/TaxExclusiveAmount", &[
        "200.00", "200.001", "210.00",
    ]),
    aim("BR-CO-13#2", "one", &["-totals/LineExtensionAmount"], "totals/TaxExclusiveAmount", &[
        "100.00", "0", "abc", "",
    ]),
    aim("BR-CO-13#2", "full", &[], "line/LineExtensionAmount", &[
        "100.004", "100.005", "1e2", "99.995", "100.0049999999", "", "NaN",
    ]),
    aim("BR-CO-13#2", "full", &["-totals/ChargeTotalAmount"], "line/LineExtensionAmount", &[
        "110.00", "110.004", "110.005", "109.995", "1.1e2",
    ]),
    aim("BR-CO-16", "one simple full foreign", &[], "totals/PayableAmount", &[
        "115", "230.00", "115.004", "114.99", "115.01", "0", " 115.0 ", "115.000",
    ]),
    aim("BR-CO-16", "full", &[], "totals/PayableRoundingAmount", &[
        "0", "0.01", "-0.01", "0.004", "0.005", "-0", "0.10", "1e0", "",
    ]),
    aim("BR-CO-16", "full", &["totals/PayableRoundingAmount=-0.30"], "totals/PayableAmount", &[
        "229.70", "229.69", "230.00", "229.704", "229.695",
    ]),
    aim("BR-CO-16", "prepaid", &[], "totals/PayableAmount", &["62", "62.004", "62.005", "61.99", "115.00", "-62"]),
    aim("BR-CO-16", "prepaid", &["&totals/PrepaidAmount=<cbc:PayableRoundingAmount currencyID=\"SAR\">0.50</cbc:PayableRoundingAmount>"], "totals/PayableAmount", &[
        "62.50", "62.00", "62.504", "62.505", "61.50",
    ]),
    aim("BR-CO-16", "prepaid", &[], "totals/PrepaidAmount", &[
        "53", "53.004", "53.005", "52.99", "0", "", "5.3e1", "-53",
    ]),
    aim("BR-DEC-09", "one simple", &[], "totals/LineExtensionAmount", PLACES),
    aim("BR-DEC-10", "full mixed", &[], "totals/AllowanceTotalAmount", PLACES),
    aim("BR-DEC-11", "full mixed", &[], "totals/ChargeTotalAmount", PLACES),
    aim("BR-DEC-12", "one simple", &[], "totals/TaxExclusiveAmount", PLACES),
    aim("BR-DEC-14", "one simple", &[], "totals/TaxInclusiveAmount", PLACES),
    aim("BR-DEC-16", "prepaid", &[], "totals/PrepaidAmount", PLACES),
    aim("BR-DEC-17", "full foreign", &[], "totals/PayableRoundingAmount", PLACES),
    aim("BR-DEC-18", "one simple", &[], "totals/PayableAmount", PLACES),
    // The document.
    aim("BR-02", "one simple foreign credit", &[], "-ID", &[]),
    aim("BR-02", "one simple", &[], "ID", FREE),
    aim("BR-02", "one", &["ID="], "%ID", &["", "x"]),
    aim("BR-KSA-F-06-C1", "one simple", &[], "ID", LONG_127),
    aim("BR-KSA-F-06-C2", "full", &[], "Note", LONG_1000),
    aim("BR-KSA-F-06-C2", "full", &["Note=#1000"], "!Note", &[
        "<!--x-->a", "a<!--x-->b", "<![CDATA[x]]>", "&#97;&amp;", "a<?p?>",
    ]),
    aim("BR-KSA-F-06-C2", "full", &["Note=#600", "+Note=<!--x-->"], "+Note", &["<cbc:ID/>", "a"]),
    aim("BR-KSA-F-06-C2", "full", &["Note=#1001"], "%Note", &["short", "#1001", "#1000"]),
    aim("BR-KSA-F-06-C2", "one full", &[], "+line", &["<cbc:Note>Not of the document</cbc:Note>"]),
    aim("BR-03", "one simple foreign credit", &[], "-IssueDate", &[]),
    aim("BR-03", "one simple", &[], "IssueDate", &["", " ", "\n", "x", "\u{a0}"]),
    aim("BR-04", "one simple foreign credit", &[], "-InvoiceTypeCode", &[]),
    aim("BR-04", "one simple", &[], "InvoiceTypeCode", &["", " ", "388", "x"]),
    aim("BR-04", "one", &["-InvoiceTypeCode"], "&IssueTime", &[
        "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>", "<cbc:CreditNoteTypeCode/>",
        "<cbc:CreditNoteTypeCode>81</cbc:CreditNoteTypeCode>",
    ]),
    aim("BR-05", "one simple foreign credit", &[], "-DocumentCurrencyCode", &[]),
    aim("BR-05", "one simple", &[], "DocumentCurrencyCode", &["", " ", "SAR", "\t"]),
    aim("BR-06", "one simple foreign credit", &[], "-seller/PartyLegalEntity/RegistrationName", &[]),
    aim("BR-06", "one simple", &[], "seller/PartyLegalEntity/RegistrationName", FREE),
    aim("BR-KSA-F-06-C10", "one simple", &[], "seller/PartyLegalEntity/RegistrationName", LONG_1000),
    aim("BR-KSA-F-06-C8", "one simple", &[], "seller/PostalAddress/CountrySubentity", LONG_127),
    aim("BR-KSA-F-06-C27", "one simple", &[], "buyer/PostalAddress/CountrySubentity", LONG_127),
    aim("BR-08", "one simple foreign credit", &[], "-seller/PostalAddress", &[]),
    aim("BR-08", "one simple", &[], "!seller/PostalAddress", &["", "<cbc:CityName>x</cbc:CityName>", " "]),
    aim("BR-16", "one simple foreign credit", &[], "-InvoiceLine", &[]),
    aim("BR-16", "one simple full", &[], "~InvoiceLine", &[
        "cac:CreditNoteLine", "cac:DebitNoteLine", "cbc:InvoiceLine",
    ]),
    aim("BR-53", "one simple foreign", &[], "TaxTotal[2]/TaxAmount@currencyID", &["USD", "SAR", "", "sar", " SAR"]),
    aim("BR-53", "one foreign", &[], "-TaxTotal[2]/TaxAmount", &[]),
    aim("BR-53", "one foreign", &[], "-TaxTotal[2]", &[]),
    aim("BR-53", "one foreign", &[], "-TaxTotal[2]/TaxAmount@currencyID", &[]),
    aim("BR-53", "foreign", &["-TaxTotal[2]"], "-TaxCurrencyCode", &[]),
    aim("BR-53", "foreign", &["-TaxTotal[2]/TaxAmount"], "-TaxCurrencyCode", &[]),
    aim("BR-53", "one foreign", &[], "TaxCurrencyCode", &["USD", "SAR", "", "sar"]),
    aim("BR-53", "foreign", &[], "%TaxCurrencyCode", &["USD", "SAR", "EUR"]),
    aim("BR-KSA-F-06-C17", "one simple full", &[], "line/ID", &[
        "#6", "#7", "#6:ب", "#7:ب", "#6:𝄞", "#7:𝄞", "", " ", "#5",
    ]),
    aim("BR-KSA-F-06-C17", "full", &["line/ID="], "%line/ID", &["x"]),
    aim("BR-KSA-F-06-C17", "full", &[], "InvoiceLine[*]/ID", &["#6", "#7", ""]),
    aim("BR-KSA-F-06-C30", "full", &[], "line/Item/BuyersItemIdentification/ID", LONG_127),
    aim("BR-KSA-F-06-C31", "full", &[], "line/Item/SellersItemIdentification/ID", LONG_127),
    aim("BR-KSA-F-06-C20", "full", &[], "line/Item/StandardItemIdentification/ID", LONG_127),
    aim("BR-CO-15", "one simple foreign", &[], "totals/TaxInclusiveAmount", &[
        "115", "115.00", "114.99", "115.01", "115.004", "115.005", " 115.0 ", "-115", "1.15e2", "",
    ]),
    aim("BR-CO-15", "one", &[], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "15", "15.004", "15.005", "14.995", "14.99", "15.01", "1.5e1", "", "-15",
    ]),
    aim("BR-CO-15", "one", &[], "DocumentCurrencyCode", &["USD", "SAR", "", "sar"]),
    aim("BR-CO-15", "one", &[], "%DocumentCurrencyCode", &["USD", "SAR"]),
    aim("BR-CO-15", "foreign", &[], "TaxTotal/TaxAmount@currencyID", &["SAR", "EUR", "USD"]),
    aim("BR-CO-15", "one", &[], "-DocumentCurrencyCode", &[]),
    // Which operand is asked first shows where the other aborts.
    aim("BR-CO-15", "one foreign", &[], "TaxTotal/TaxAmount", NOT_DECIMAL),
    aim("BR-CO-15", "one foreign", &[], "TaxTotal[2]/TaxAmount", NOT_DECIMAL),
    aim("BR-CO-15", "one foreign", &["totals/TaxInclusiveAmount=1"], "TaxTotal/TaxAmount", NOT_DECIMAL),
    aim("BR-CO-15", "one foreign", &["totals/TaxInclusiveAmount=1"], "TaxTotal[2]/TaxAmount", NOT_DECIMAL),
    aim("BR-CO-15", "one foreign", &["-totals/TaxInclusiveAmount"], "TaxTotal[2]/TaxAmount", NOT_DECIMAL),
    aim("BR-CO-15", "one", &["TaxTotal[*]/TaxAmount@currencyID=USD"], "totals/TaxInclusiveAmount", NOT_DECIMAL),
    aim("BR-CO-15", "one", &["%DocumentCurrencyCode=USD"], "totals/TaxInclusiveAmount", NOT_DECIMAL),
    aim("BR-CO-18", "one simple foreign credit", &[], "-TaxTotal/TaxSubtotal", &[]),
    aim("BR-CO-18", "one simple", &[], "!TaxTotal/TaxSubtotal", &[
        "", "<cbc:TaxAmount currencyID=\"SAR\">15.00</cbc:TaxAmount>",
    ]),
    aim("BR-CO-18", "mixed", &[], "-TaxTotal/TaxSubtotal[*]", &[]),
    aim("BR-CO-18", "mixed", &[], "-TaxTotal/TaxSubtotal", &[]),
    // Categories: used here, but not there.
    aim("BR-E-01", "one mixed", &[], "line/Item/ClassifiedTaxCategory/ID", &[
        "E", " E ", "e", "E\n", "\u{a0}E", "EE",
    ]),
    aim("BR-E-01", "mixed", &[], "TaxTotal/TaxSubtotal[3]/TaxCategory/ID", CATEGORY),
    aim("BR-E-01", "full", &[], "AllowanceCharge[*]/TaxCategory/ID", &["E", " E", "S"]),
    aim("BR-O-01", "one mixed", &[], "line/Item/ClassifiedTaxCategory/ID", &["O", " O ", "o", "0", "\tO"]),
    aim("BR-O-01", "mixed", &[], "TaxTotal/TaxSubtotal[4]/TaxCategory/ID", CATEGORY),
    aim("BR-O-01", "full", &[], "AllowanceCharge[*]/TaxCategory/ID", &["O", " O", "S"]),
    aim("BR-S-01", "one simple", &[], "line/Item/ClassifiedTaxCategory/ID", &["S", " S ", "s", "Z", "E"]),
    aim("BR-S-01", "one mixed", &[], "TaxTotal/TaxSubtotal/TaxCategory/ID", CATEGORY),
    aim("BR-S-01", "full", &[], "AllowanceCharge[*]/TaxCategory/ID", &["S", " S", "Z"]),
    aim("BR-Z-01", "one mixed", &[], "line/Item/ClassifiedTaxCategory/ID", &["Z", " Z ", "z", "ZZ", "\rZ"]),
    aim("BR-Z-01", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxCategory/ID", CATEGORY),
    aim("BR-Z-01", "full", &[], "AllowanceCharge[*]/TaxCategory/ID", &["Z", " Z", "S"]),
    aim("BR-S-01", "one mixed", &[], "line/Item/ClassifiedTaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-S-01", "one mixed", &[], "TaxTotal/TaxSubtotal/TaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-Z-07", "mixed", &["AllowanceCharge[*]/TaxCategory/Percent=15"], "AllowanceCharge[4]/TaxCategory/Percent", RATES),
    aim("BR-Z-07", "mixed", &["-AllowanceCharge[7]", "-AllowanceCharge[6]", "-AllowanceCharge[5]", "-AllowanceCharge[3]"], "AllowanceCharge[3]/TaxCategory/Percent", RATES),
    aim("BR-Z-07", "mixed", &["AllowanceCharge[*]/TaxCategory/Percent=1"], "AllowanceCharge[4]/TaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-Z-07", "mixed", &["AllowanceCharge[*]/TaxCategory/Percent=1"], "AllowanceCharge[4]/TaxCategory/Percent", NOT_DECIMAL),
    aim("BR-E-07", "mixed", &["AllowanceCharge[*]/TaxCategory/Percent=15"], "AllowanceCharge[6]/TaxCategory/Percent", RATES),
    aim("BR-E-07", "mixed", &["AllowanceCharge[*]/TaxCategory/Percent=2"], "AllowanceCharge[1]/TaxCategory/Percent", RATES),
    aim("BR-E-07", "mixed", &["-AllowanceCharge[*]/TaxCategory/Percent"], "AllowanceCharge[6]/TaxCategory/ID", CATEGORY),
    // Lines.
    aim("BR-KSA-F-06-C18", "one simple", &[], "line/InvoicedQuantity@unitCode", LONG_127),
    aim("BR-KSA-F-06-C19", "one simple", &[], "line/Item/Name", &[
        "#1000", "#1001", "#1000:ب", "#1001:ب", "#1001:𝄞", "ab", "abc", "", " ", "   ", "ب", "ببب", "𝄞𝄞", "𝄞𝄞𝄞",
        "e\u{301}",
    ]),
    aim("BR-KSA-F-C-01", "one simple", &[], "line/Item/Name", &[
        "123", "111", "135", "90210", "123a", "a123", "12 34", " 123", "123 ", "123\n", "١٢٣", "१३५", "１２３", "𝟏𝟑𝟓",
        "1357", "1.35", "-135", "²²²", "½½½", "ⅷⅷⅷ",
    ]),
    aim("BR-21", "one simple foreign credit", &[], "-line/ID", &[]),
    aim("BR-21", "one simple", &[], "line/ID", FREE),
    aim("BR-21", "full", &["-InvoiceLine[2]/ID"], "line/ID", &["", "1"]),
    aim("BR-22", "one simple full", &[], "-line/InvoicedQuantity", &[]),
    aim("BR-22", "one simple", &[], "line/InvoicedQuantity", &[
        "0", "0.0", "00", " 0", "0 ", "-0", "+0", "", "٠", "0\n", "1",
    ]),
    aim("BR-22", "one simple", &[], "!line/InvoicedQuantity", &[
        "0<!--x-->", "<!--x-->0", "0<!--x-->0", "<![CDATA[0]]>", "&#48;", "&#x30;", "<!--0-->1", "0<?p?>5",
        "1<!--x-->0", "<![CDATA[0]]>0",
    ]),
    aim("BR-22", "one", &[], "%line/InvoicedQuantity", &["0", "1", "2"]),
    aim("BR-24", "one simple full", &[], "-line/LineExtensionAmount", &[]),
    aim("BR-24", "one simple", &[], "line/LineExtensionAmount", &["", "0", "100", "abc"]),
    aim("BR-25", "one simple foreign credit", &[], "-line/Item/Name", &[]),
    aim("BR-25", "one simple", &[], "line/Item/Name", FREE),
    aim("BR-25", "one", &["line/Item/Name="], "%line/Item/Name", &["", "Pen"]),
    aim("BR-26", "one simple full", &[], "-line/Price/PriceAmount", &[]),
    aim("BR-26", "one simple", &[], "-line/Price", &[]),
    aim("BR-26", "one simple", &[], "line/Price/PriceAmount", &["", "0", "50", "abc"]),
    aim("BR-CO-04", "one simple", &[], "-line/Item/ClassifiedTaxCategory", &[]),
    aim("BR-CO-04", "one simple", &[], "-line/Item/ClassifiedTaxCategory/ID", &[]),
    aim("BR-CO-04", "one simple", &[], "line/Item/ClassifiedTaxCategory/ID", CATEGORY),
    aim("BR-CO-04", "one simple", &[], "line/Item/ClassifiedTaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-CO-04", "one", &["+line/Item/ClassifiedTaxCategory=<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"], "line/Item/ClassifiedTaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-DEC-23", "one simple full", &[], "line/LineExtensionAmount", PLACES),
    // Others.
    aim("BR-54", "full", &[], "-line/Item/AdditionalItemProperty/Name", &[]),
    aim("BR-54", "full", &[], "-line/Item/AdditionalItemProperty/Value", &[]),
    aim("BR-54", "full", &[], "!line/Item/AdditionalItemProperty", &[
        "", "<cbc:Name/><cbc:Value/>", "<cbc:Name>x</cbc:Name>", "<cbc:Value>x</cbc:Value><cbc:Name>y</cbc:Name>",
    ]),
    aim("BR-54", "one", &[], "+line/Item", &[
        "<cac:AdditionalItemProperty/>",
        "<cac:AdditionalItemProperty><cbc:Name>x</cbc:Name><cbc:Value>x</cbc:Value></cac:AdditionalItemProperty>",
    ]),
    aim("BR-49", "one full simple credit", &[], "-PaymentMeans/PaymentMeansCode", &[]),
    aim("BR-49", "one simple credit", &[], "PaymentMeans/PaymentMeansCode", &["", " ", "10"]),
    aim("BR-49", "one", &["-PaymentMeans/PaymentMeansCode"], "InvoiceTypeCode@name", &[
        "0200000", "0201000", "020100000", "010000", "0110000", "01٠٠٠٠٠",
    ]),
    aim("BR-55", "credit debit", &[], "-BillingReference/InvoiceDocumentReference/ID", &[]),
    aim("BR-55", "credit debit", &[], "BillingReference/InvoiceDocumentReference/ID", FREE),
    aim("BR-55", "one", &[], "^AdditionalDocumentReference", &[
        "<cac:BillingReference/>",
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID/></cac:InvoiceDocumentReference></cac:BillingReference>",
    ]),
    aim("BR-09", "one simple", &[], "-seller/PostalAddress/Country", &[]),
    aim("BR-09", "one simple", &[], "-seller/PostalAddress/Country/IdentificationCode", &[]),
    aim("BR-09", "one simple", &[], "seller/PostalAddress/Country/IdentificationCode", &["", " ", "SA", "x"]),
    aim("BR-CO-14", "one simple foreign", &[], "TaxTotal/TaxAmount", &[
        "15", "15.00", "14.99", "15.01", "15.004", "15.005", " 15.0 ", "-15", "1.5e1", "", "0",
    ]),
    aim("BR-CO-14", "one simple", &[], "-TaxTotal/TaxAmount", &[]),
    aim("BR-CO-14", "one simple", &[], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "15.004", "15.005", "14.995", "14.9949", "", "abc",
    ]),
    aim("BR-CO-14", "one", &["TaxTotal[2]/TaxAmount=abc"], "TaxTotal/TaxAmount", &["15.00", "16.00"]),
    aim("BR-CO-14", "one", &["-TaxTotal[2]/TaxAmount"], "TaxTotal/TaxAmount", &["15.00", "16.00"]),
    aim("BR-45", "one simple", &[], "-TaxTotal/TaxSubtotal/TaxableAmount", &[]),
    aim("BR-45", "mixed", &[], "-TaxTotal/TaxSubtotal[3]/TaxableAmount", &[]),
    aim("BR-45", "one simple", &[], "TaxTotal/TaxSubtotal/TaxableAmount", AROUND),
    aim("BR-46", "one simple", &[], "-TaxTotal/TaxSubtotal/TaxAmount", &[]),
    aim("BR-46", "mixed", &[], "-TaxTotal/TaxSubtotal[3]/TaxAmount", &[]),
    aim("BR-46", "one simple", &[], "TaxTotal/TaxSubtotal/TaxAmount", &["", "15", "0", "x"]),
    aim("BR-47", "one simple mixed", &[], "-TaxTotal/TaxSubtotal/TaxCategory/ID", &[]),
    aim("BR-47", "one simple mixed", &[], "TaxTotal/TaxSubtotal/TaxCategory/ID", CATEGORY),
    aim("BR-47", "one simple mixed", &[], "TaxTotal/TaxSubtotal/TaxCategory/TaxScheme/ID", SCHEME),
    aim("BR-47", "one", &[], "-TaxTotal/TaxSubtotal/TaxCategory", &[]),
    aim("BR-48", "one simple mixed", &[], "-TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-48", "mixed", &[], "-TaxTotal/TaxSubtotal[3]/TaxCategory/Percent", &[]),
    aim("BR-48", "mixed", &[], "-TaxTotal/TaxSubtotal[4]/TaxCategory/Percent", &[]),
    aim("BR-48", "mixed", &["-TaxTotal/TaxSubtotal[4]/TaxCategory/Percent"], "TaxTotal/TaxSubtotal[4]/TaxCategory/ID", &[
        " O ", "o", "S", "", "O O",
    ]),
    aim("BR-48", "one", &[], "TaxTotal/TaxSubtotal/TaxCategory/Percent", &["", "0", "abc"]),
    aim("BR-CO-17", "one simple", &[], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "14.98", "14.99", "15.00", "15.01", "15.02", "14.985", "15.014", "15.0100000000000001", "14.9899999", "1.5e1",
        "NaN", "INF", "",
    ]),
    aim("BR-CO-17", "full mixed prepaid", &[], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "29.97", "29.98", "30.02", "30.03", "14.95", "14.96", "15.04", "15.05", "15.06", "14.94",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxCategory/Percent=5"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "5.00", "5.01", "5.02", "4.98", "4.99",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxAmount=0.13"], "TaxTotal/TaxSubtotal/TaxableAmount", &[
        "0.8333", "0.90", "0.97", "0.9666666666666667", "1.00", "0.7", "0.766",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxableAmount=100.50", "TaxTotal/TaxSubtotal/TaxCategory/Percent=1"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "0.98", "0.99", "1.00", "1.01", "1.02",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxableAmount=2.675", "TaxTotal/TaxSubtotal/TaxCategory/Percent=100"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "2.66", "2.67", "2.68", "2.69", "2.70",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxableAmount=0.125", "TaxTotal/TaxSubtotal/TaxCategory/Percent=100"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "0.10", "0.11", "0.12", "0.13", "0.14",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxableAmount=-1.005", "TaxTotal/TaxSubtotal/TaxCategory/Percent=100"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "-1.02", "-1.01", "-1.00", "-0.99", "-0.98",
    ]),
    aim("BR-CO-17", "one", &["TaxTotal/TaxSubtotal/TaxableAmount=1e20"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "15000000000000000000", "1.5e19", "15000000000000000000.01", "1.4e19",
    ]),
    aim("BR-CO-17", "one", &["-TaxTotal/TaxSubtotal/TaxCategory/Percent"], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "15.00", "0",
    ]),
    aim("BR-DEC-19", "one simple", &[], "TaxTotal/TaxSubtotal/TaxableAmount", PLACES),
    aim("BR-DEC-20", "one simple", &[], "TaxTotal/TaxSubtotal/TaxAmount", PLACES),
    // Sums of a category.
    aim("BR-E-08", "mixed", &[], "TaxTotal/TaxSubtotal[3]/TaxableAmount", AROUND),
    aim("BR-E-08", "mixed", &[], "InvoiceLine[3]/LineExtensionAmount", AROUND),
    aim("BR-E-08", "mixed", &["AllowanceCharge[5]/Amount=5.00"], "AllowanceCharge[6]/Amount", &[
        "4.00", "5.00", "5.001",
    ]),
    aim("BR-E-09", "mixed", &[], "TaxTotal/TaxSubtotal[3]/TaxAmount", RATES),
    aim("BR-E-06", "mixed", &[], "AllowanceCharge[5]/TaxCategory/Percent", RATES),
    aim("BR-E-06", "mixed", &[], "-AllowanceCharge[5]/TaxCategory/Percent", &[]),
    aim("BR-E-06", "mixed", &[], "AllowanceCharge[5]/TaxCategory/Percent", NOT_DECIMAL),
    aim("BR-E-05", "mixed", &[], "InvoiceLine[3]/Item/ClassifiedTaxCategory/Percent", RATES),
    aim("BR-E-05", "mixed", &[], "-InvoiceLine[3]/Item/ClassifiedTaxCategory/Percent", &[]),
    aim("BR-E-05", "mixed", &[], "InvoiceLine[3]/Item/ClassifiedTaxCategory/Percent", NOT_DECIMAL),
    aim("BR-O-08", "mixed", &[], "TaxTotal/TaxSubtotal[4]/TaxableAmount", AROUND),
    aim("BR-O-08", "mixed", &[], "AllowanceCharge[7]/Amount", &["4", "4.01", "3.99", "4.000", "4e0"]),
    aim("BR-O-09", "mixed", &[], "TaxTotal/TaxSubtotal[4]/TaxAmount", RATES),
    aim("BR-S-08", "one mixed", &[], "TaxTotal/TaxSubtotal/TaxableAmount", AROUND),
    aim("BR-S-08", "one", &[], "%TaxTotal/TaxSubtotal", &[]),
    aim("BR-S-08", "one", &["TaxTotal/TaxSubtotal/TaxableAmount=50.00"], "%TaxTotal/TaxSubtotal", &[]),
    aim("BR-S-09", "one simple", &[], "TaxTotal/TaxSubtotal/TaxAmount", &[
        "14.98", "14.99", "15.00", "15.01", "15.02", "14.985", "15.0100000001", "NaN", "-INF",
    ]),
    aim("BR-S-09", "one simple", &[], "TaxTotal/TaxSubtotal/TaxCategory/Percent", &[
        "", " ", "15", "15.1", "14.99", "15.01", "1.5e1",
    ]),
    aim("BR-S-10", "one simple", &[], "+TaxTotal/TaxSubtotal/TaxCategory", &[
        "<cbc:TaxExemptionReason>x</cbc:TaxExemptionReason>",
        "<cbc:TaxExemptionReasonCode>x</cbc:TaxExemptionReasonCode>", "<cbc:TaxExemptionReason/>",
        "<cbc:Name>x</cbc:Name>",
    ]),
    aim("BR-S-10", "one", &["+TaxTotal/TaxSubtotal/TaxCategory=<cbc:TaxExemptionReason/>"], "TaxTotal/TaxSubtotal/TaxCategory/ID", &[
        "S", " S", "S ", "s", "Z",
    ]),
    aim("BR-S-10", "one", &["+TaxTotal/TaxSubtotal/TaxCategory=<cbc:TaxExemptionReasonCode>VATEX-SA-35</cbc:TaxExemptionReasonCode>"], "!TaxTotal/TaxSubtotal/TaxCategory/ID", &[
        "S<!--x-->", "<!--x-->S", " <!--x-->S", "S<!--x--> ", "<![CDATA[S]]>", "&#83;", "<?p?>S",
    ]),
    aim("BR-S-06", "mixed full", &[], "AllowanceCharge/TaxCategory/Percent", RATES),
    aim("BR-S-06", "mixed", &[], "-AllowanceCharge/TaxCategory/Percent", &[]),
    aim("BR-S-06", "mixed", &[], "AllowanceCharge/TaxCategory/Percent", NOT_DECIMAL),
    aim("BR-S-07", "mixed full", &[], "AllowanceCharge[2]/TaxCategory/Percent", RATES),
    aim("BR-S-07", "mixed", &[], "-AllowanceCharge[2]/TaxCategory/Percent", &[]),
    aim("BR-Z-08", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxableAmount", AROUND),
    aim("BR-Z-08", "mixed", &[], "-InvoiceLine[2]", &[]),
    aim("BR-Z-09", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxAmount", RATES),
    aim("BR-Z-06", "mixed", &[], "AllowanceCharge[3]/TaxCategory/Percent", RATES),
    aim("BR-Z-06", "mixed", &[], "-AllowanceCharge[3]/TaxCategory/Percent", &[]),
    aim("BR-Z-05", "mixed", &[], "InvoiceLine[2]/Item/ClassifiedTaxCategory/Percent", RATES),
    aim("BR-Z-05", "mixed", &[], "InvoiceLine[2]/Item/ClassifiedTaxCategory/Percent", NOT_DECIMAL),
    aim("BR-Z-05", "mixed", &[], "-InvoiceLine[2]/Item/ClassifiedTaxCategory/Percent", &[]),
    aim("BR-S-05", "one simple", &[], "line/Item/ClassifiedTaxCategory/Percent", RATES),
    aim("BR-S-05", "one", &[], "-line/Item/ClassifiedTaxCategory/Percent", &[]),
    aim("BR-S-05", "one", &[], "line/Item/ClassifiedTaxCategory/Percent", NOT_DECIMAL),
    // Decimals of the tax, and lists of codes.
    aim("BR-DEC-13", "one foreign", &[], "TaxTotal/TaxAmount", PLACES),
    aim("BR-DEC-13", "foreign", &["TaxTotal/TaxAmount=15.000"], "TaxTotal/TaxAmount@currencyID", &[
        "USD", "EUR", "SAR",
    ]),
    aim("BR-DEC-15", "one foreign", &[], "TaxTotal[2]/TaxAmount", PLACES),
    aim("BR-DEC-15", "foreign", &["TaxTotal[2]/TaxAmount=56.250"], "TaxTotal[2]/TaxAmount@currencyID", &[
        "USD", "EUR", "SAR",
    ]),
    aim("BR-CL-01", "one simple", &[], "InvoiceTypeCode", &[
        "388", "380", "81", "38", "388 380", " 388 ", "", "3 88", "935", "82", "80", "389", "999", "381\n",
        "\u{a0}388", "٣٨٨",
    ]),
    aim("BR-CL-01", "one", &[], "&InvoiceTypeCode", &[
        "<cbc:CreditNoteTypeCode>81</cbc:CreditNoteTypeCode>", "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>",
        "<cbc:CreditNoteTypeCode>532</cbc:CreditNoteTypeCode>", "<cbc:CreditNoteTypeCode/>",
    ]),
    aim("BR-CL-03", "one", &[], "totals/PayableAmount@currencyID", CURRENCY),
    aim("BR-CL-03", "full", &[], "AllowanceCharge/BaseAmount@currencyID", &["", "XXY", "SAR", " SAR"]),
    aim("BR-CL-03", "one", &[], "line/TaxTotal/RoundingAmount@currencyID", &["", "XXY", "SAR", "BAD"]),
    aim("BR-CL-04", "one foreign", &[], "DocumentCurrencyCode", CURRENCY),
    aim("BR-CL-05", "one foreign", &[], "TaxCurrencyCode", CURRENCY),
    aim("BR-CL-14", "one simple", &[], "seller/PostalAddress/Country/IdentificationCode", &[
        "SA", "1A", "XI", "XK", "sa", "S", "A", "SA AE", " SA ", "", "EU", "AN", "UK", "\u{a0}SA", "SA\n",
    ]),
    aim("BR-CL-14", "one", &[], "buyer/PostalAddress/Country/IdentificationCode", &[
        "AE", "ZZ", "GB", "EL", "ZW", "AD",
    ]),
    aim("BR-CL-14", "one", &[], "+line/Item", &[
        "<cac:OriginCountry><cbc:IdentificationCode>ZZ</cbc:IdentificationCode></cac:OriginCountry>",
        "<cac:Country><cbc:IdentificationCode>ZZ</cbc:IdentificationCode></cac:Country>",
    ]),
    aim("BR-CL-16", "one simple", &[], "PaymentMeans/PaymentMeansCode", super::values::MEANS),
    aim("BR-CL-18", "one mixed", &[], "line/Item/ClassifiedTaxCategory/ID", super::values::CATEGORIES),
    aim("BR-CL-18", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/ID", super::values::CATEGORIES),
    aim("BR-CL-18", "mixed", &[], "AllowanceCharge/TaxCategory/ID", super::values::CATEGORIES),
];

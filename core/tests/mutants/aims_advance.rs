//! The borders of the rules for advances that are taken off, and for shares of tax at a line.

use super::aim::{Aim, FREE, LONG_1000, PLACES, aim};
use super::values::{EXEMPTIONS, TIMES};

const SHARE: &str = "<cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"SAR\">100.00</cbc:TaxableAmount>\
    <cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent>\
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>";
const WITH_SHARE: &str = "+line/TaxTotal=<cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"SAR\">100.00</cbc:TaxableAmount>\
    <cbc:TaxAmount currencyID=\"SAR\">15.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent>\
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>";
#[rustfmt::skip]
const ZERO: &[&str] = &["0", "0.00", "-0", "-0.00", "0.01", "-1", "1", "0.004", "NaN", "", "abc", "0e0"];
#[rustfmt::skip]
const RATES: &[&str] = &["0", "0.00", "-0", "15", "0.001", "-1", "", "abc", "0e0", "+0", " 0 "];
/// The tax of 20.00 at 15 percent is 3.00.
#[rustfmt::skip]
const AROUND_3: &[&str] = &[
    "3", "2.98", "2.99", "3.00", "3.01", "3.02", "2.985", "3.015", "2.984", "3.0149", "3e0", "NaN",
];
#[rustfmt::skip]
const AROUND_0: &[&str] = &["0", "0.00", "0.004", "0.005", "0.006", "0.01", "-0.01", "-0", "-0.004", "NaN"];

/// The rows.
#[rustfmt::skip]
pub const AIMS: &[Aim] = &[
    aim("BR-KSA-80", "prepaid", &[], "totals/PrepaidAmount", &[
        "53", "53.004", "53.005", "52.99", "53.01", "0", "-53", "5.3e1", "", "NaN",
    ]),
    aim("BR-KSA-80", "prepaid", &[], "-totals/PrepaidAmount", &[]),
    aim("BR-KSA-80", "one", &[WITH_SHARE], "totals/PayableAmount", &["115.00"]),
    aim("BR-KSA-80", "one", &[], "&totals/TaxInclusiveAmount", &[
        "<cbc:PrepaidAmount currencyID=\"SAR\">0.00</cbc:PrepaidAmount>",
        "<cbc:PrepaidAmount currencyID=\"SAR\">0</cbc:PrepaidAmount>",
        "<cbc:PrepaidAmount currencyID=\"SAR\">-0</cbc:PrepaidAmount>",
        "<cbc:PrepaidAmount currencyID=\"SAR\">0.004</cbc:PrepaidAmount>",
        "<cbc:PrepaidAmount currencyID=\"SAR\">0.01</cbc:PrepaidAmount>",
        "<cbc:PrepaidAmount currencyID=\"SAR\">10</cbc:PrepaidAmount>",
    ]),
    aim("BR-KSA-80", "prepaid", &[], "InvoiceLine[2]/DocumentReference/DocumentTypeCode", &[
        "388", "386", " 386", "",
    ]),
    aim("BR-KSA-80", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxableAmount", &[
        "20", "20.004", "20.005", "2e1", "19.99", "", "NaN",
    ]),
    aim("BR-KSA-80", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxableAmount", &[]),
    aim("BR-KSA-80", "prepaid", &["totals/PrepaidAmount=0.125"], "InvoiceLine[*]/TaxTotal/TaxSubtotal/TaxableAmount", &[
        "-0.71875", "0.0", "1",
    ]),
    // Without an advance.
    aim("BR-KSA-79#1", "one", &[], "+line/TaxTotal", &[SHARE]),
    aim("BR-KSA-79#1", "prepaid", &["-totals/PrepaidAmount"], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_0),
    aim("BR-KSA-79#1", "prepaid", &["-totals/PrepaidAmount"], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_0),
    aim("BR-KSA-79#1", "prepaid", &["-totals/PrepaidAmount"], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/Percent", RATES),
    aim("BR-KSA-79#1", "prepaid", &["-totals/PrepaidAmount"], "-InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-79#1", "prepaid", &["-totals/PrepaidAmount"], "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxableAmount", &[]),
    aim("BR-KSA-79#2", "one", &[WITH_SHARE], "line/TaxTotal/TaxSubtotal/TaxAmount", &[
        "15", "14.98", "14.99", "15.01", "15.02", "15.014", "15.015", "14.985", "14.984", "NaN", "",
    ]),
    aim("BR-KSA-79#2", "prepaid", &["totals/PrepaidAmount=0"], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_3),
    aim("BR-KSA-79#2", "one", &[WITH_SHARE], "line/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[
        "", " ", "15", "15.01", "15.1", "14.9", "1.5e1",
    ]),
    aim("BR-KSA-79#2", "one", &[WITH_SHARE], "line/TaxTotal/TaxSubtotal/TaxCategory/TaxScheme/ID", &[
        "VAT", "vat", "GST", "",
    ]),
    aim("BR-KSA-79#2", "one", &[WITH_SHARE, "line/TaxTotal/TaxSubtotal/TaxableAmount=0.7"], "line/TaxTotal/TaxSubtotal/TaxAmount", &[
        "0.09", "0.10", "0.11", "0.12", "0.105", "0.13",
    ]),
    aim("BR-KSA-79#2", "prepaid", &["-totals/PrepaidAmount"], "InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_0),
    // With one.
    aim("BR-KSA-79#3", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_0),
    aim("BR-KSA-79#3", "prepaid", &[], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_0),
    aim("BR-KSA-79#3", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/Percent", RATES),
    aim("BR-KSA-79#3", "prepaid", &[], "-InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-79#3", "prepaid", &[], "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-79#4", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxAmount", AROUND_3),
    aim("BR-KSA-79#4", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[
        "", " ", "15", "15.05", "15.1", "14.9", "1.5e1",
    ]),
    aim("BR-KSA-79#4", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-79#4", "prepaid", &["InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxableAmount=1.10"], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxAmount", &[
        "0.15", "0.16", "0.17", "0.18", "0.14", "0.165",
    ]),
    aim("BR-KSA-79#4", "prepaid", &["InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/Percent=5"], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxAmount", &[
        "1.00", "1.01", "0.99", "1.02", "0.98",
    ]),
    aim("BR-KSA-74", "prepaid", &[], "InvoiceLine[2]/DocumentReference/DocumentTypeCode", &[
        "386", "388", " 386", "386 ", "", "0386", "386\n", "\u{a0}386",
    ]),
    aim("BR-KSA-74", "prepaid", &["totals/PrepaidAmount=0"], "InvoiceLine[2]/DocumentReference/DocumentTypeCode", &[
        "388", "386",
    ]),
    aim("BR-KSA-74", "prepaid", &[], "-InvoiceLine[2]/DocumentReference/DocumentTypeCode", &[]),
    aim("BR-KSA-74", "prepaid", &[], "%InvoiceLine[2]/DocumentReference/DocumentTypeCode", &["388", "386"]),
    aim("BR-KSA-82#1", "prepaid", &[], "InvoiceLine[2]/LineExtensionAmount", ZERO),
    aim("BR-KSA-82#1", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxAmount", ZERO),
    aim("BR-KSA-82#1", "prepaid", &[], "InvoiceLine[2]/TaxTotal/RoundingAmount", ZERO),
    aim("BR-KSA-82#1", "prepaid", &[], "InvoiceLine[2]/Price/PriceAmount", ZERO),
    aim("BR-KSA-82#1", "prepaid", &["InvoiceLine[2]/Price/PriceAmount=1"], "InvoiceLine[2]/DocumentReference/DocumentTypeCode", &[
        "388", "386", " 386", "",
    ]),
    aim("BR-KSA-82#1", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/RoundingAmount", &[]),
    aim("BR-KSA-82#2", "prepaid", &["^InvoiceLine[2]/TaxTotal=<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID=\"SAR\">0</cbc:Amount></cac:AllowanceCharge>"], "InvoiceLine[2]/AllowanceCharge/Amount", &["0.000", "+0", "00", "0.0000001"]),
    aim("BR-KSA-82#2", "prepaid", &["^InvoiceLine[2]/TaxTotal=<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID=\"SAR\">0</cbc:Amount></cac:AllowanceCharge>"], "InvoiceLine[2]/AllowanceCharge/Amount", ZERO),
    aim("BR-KSA-82#2", "prepaid", &["^InvoiceLine[2]/TaxTotal=<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:Amount currencyID=\"SAR\">1</cbc:Amount></cac:AllowanceCharge>"], "%InvoiceLine[2]/AllowanceCharge/Amount", &[
        "0", "1", "0.00",
    ]),
    aim("BR-KSA-73#1", "prepaid", &[], "-InvoiceLine[2]/DocumentReference/ID", &[]),
    aim("BR-KSA-73#1", "prepaid", &[], "-InvoiceLine[3]/DocumentReference/IssueDate", &[]),
    aim("BR-KSA-73#1", "prepaid", &[], "-InvoiceLine[2]/DocumentReference/IssueTime", &[]),
    aim("BR-KSA-73#1", "prepaid", &[], "-InvoiceLine[5]/DocumentReference/DocumentTypeCode", &[]),
    aim("BR-KSA-73#1", "prepaid", &[], "InvoiceLine[2]/DocumentReference/ID", FREE),
    aim("BR-KSA-73#1", "prepaid", &[], "-InvoiceLine[2]/DocumentReference", &[]),
    aim("BR-KSA-73#1", "prepaid", &["-InvoiceLine[2]/DocumentReference/ID"], "totals/PrepaidAmount", &[
        "0", "53", "NaN",
    ]),
    aim("BR-KSA-73#2", "prepaid", &[], "-InvoiceLine[*]/DocumentReference", &[]),
    aim("BR-KSA-73#2", "prepaid", &["-InvoiceLine[*]/DocumentReference"], "totals/PrepaidAmount", &[
        "0", "53", "-1", "0.01", "INF",
    ]),
    aim("BR-KSA-73#2", "one simple full", &[], "&totals/TaxInclusiveAmount", &[
        "<cbc:PrepaidAmount currencyID=\"SAR\">10</cbc:PrepaidAmount>",
        "<cbc:PrepaidAmount currencyID=\"SAR\">0</cbc:PrepaidAmount>",
    ]),
    aim("BR-KSA-75", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxAmount", &[]),
    aim("BR-KSA-75", "prepaid", &[], "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-75", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxableAmount", &[]),
    aim("BR-KSA-75", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/ID", &[]),
    aim("BR-KSA-75", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxSubtotal", &[]),
    aim("BR-KSA-75", "prepaid", &[], "-InvoiceLine[2]/TaxTotal/TaxAmount", &[]),
    aim("BR-KSA-75", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/ID", &["", "Z", "x"]),
    aim("BR-KSA-75", "prepaid", &["-InvoiceLine[2]/TaxTotal"], "InvoiceLine[2]/DocumentReference/ID", &["x", ""]),
    aim("BR-KSA-75", "prepaid", &["-InvoiceLine[2]/TaxTotal/TaxSubtotal"], "-InvoiceLine[2]/DocumentReference", &[]),
    aim("BR-KSA-75", "prepaid", &["-InvoiceLine[2]/TaxTotal/TaxSubtotal"], "totals/PrepaidAmount", &["0", "30"]),
    aim("BR-KSA-DEC-06", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxableAmount", PLACES),
    aim("BR-KSA-DEC-06", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxAmount", PLACES),
    aim("BR-KSA-DEC-06", "one", &[WITH_SHARE], "line/TaxTotal/TaxSubtotal/TaxAmount", PLACES),
    aim("BR-KSA-76", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/Percent", RATES),
    aim("BR-KSA-76", "prepaid", &["InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/Percent=15"], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxScheme/ID", &[
        "VAT", "vat", "x",
    ]),
    aim("BR-KSA-77", "prepaid", &[], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/Percent", RATES),
    aim("BR-KSA-77", "prepaid", &[], "-InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-78", "prepaid", &[], "InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/Percent", RATES),
    aim("BR-KSA-78", "prepaid", &[], "-InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-F-05", "prepaid", &[], "InvoiceLine[2]/DocumentReference/IssueTime", TIMES),
    aim("BR-KSA-F-01", "prepaid", &[], "InvoiceLine[2]/DocumentReference/IssueDate", super::values::DATES),
    aim("BR-KSA-84#1", "mixed", &[], "AllowanceCharge/TaxCategory/Percent", &[
        "15", "15.99", "16", "14.99", "5", "5.00", "5.01", "4.99", "5.99", "NaN", "abc", "1.5e1", "", "-15", "INF",
    ]),
    aim("BR-KSA-84#1", "mixed", &["AllowanceCharge/TaxCategory/Percent=10"], "AllowanceCharge/TaxCategory/TaxScheme/ID", &[
        "VAT", "vat", "GST",
    ]),
    aim("BR-KSA-84#2", "one", &[], "TaxTotal/TaxSubtotal/TaxCategory/Percent", &[
        "15", "15.99", "16", "14.99", "5", "5.00", "5.01", "4.99", "NaN", "abc", "", "1.5e1",
    ]),
    aim("BR-KSA-84#2", "one", &[], "-TaxTotal/TaxSubtotal/TaxCategory/Percent", &[]),
    aim("BR-KSA-84#2", "one", &["TaxTotal/TaxSubtotal/TaxCategory/Percent=10"], "TaxTotal/TaxSubtotal/TaxCategory/ID", &[
        "S", " S", "Z", "s",
    ]),
    aim("BR-KSA-84#3", "one simple", &[], "line/Item/ClassifiedTaxCategory/Percent", &[
        "15", "15.999", "16", "14.99", "5", "5e0", "5.01", "4.99", "NaN", "abc", "", "0",
    ]),
    aim("BR-KSA-84#3", "one", &["line/Item/ClassifiedTaxCategory/Percent=10"], "TaxTotal/TaxSubtotal/TaxCategory/ID", &[
        "S", "Z",
    ]),
    aim("BR-KSA-84#4", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[
        "15", "15.99", "16", "14.99", "5", "5.00", "5.01", "NaN", "abc", "", "0",
    ]),
    aim("BR-KSA-84#4", "one", &[WITH_SHARE], "line/TaxTotal/TaxSubtotal/TaxCategory/Percent", &[
        "15", "10", "5", "20",
    ]),
    aim("BR-KSA-93", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-93", "prepaid", &[], "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", &[]),
    aim("BR-KSA-93", "prepaid", &["-InvoiceLine[2]", "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", "InvoiceLine[*]/Item/ClassifiedTaxCategory/ID=Z"], "TaxTotal/TaxSubtotal/TaxCategory/ID", &[
        "Z", "S",
    ]),
    aim("BR-KSA-93", "prepaid", &["-InvoiceLine[2]", "InvoiceLine[*]/Item/ClassifiedTaxCategory/ID=Z", "TaxTotal/TaxSubtotal/TaxCategory/ID=Z", "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode="], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/ID", &[
        "Z", "S", "E",
    ]),
    aim("BR-KSA-94", "prepaid", &[], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-94", "prepaid", &[], "-InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", &[]),
    aim("BR-KSA-95", "prepaid", &[], "InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-95", "prepaid", &[], "-InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", &[]),
    aim("BR-KSA-96", "prepaid", &[], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason", FREE),
    aim("BR-KSA-96", "prepaid", &[], "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason", &[]),
    aim("BR-KSA-96", "prepaid", &["-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason"], "-InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", &[]),
    aim("BR-KSA-CL-07", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-CL-07", "prepaid", &[], "InvoiceLine[4]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-CL-07", "prepaid", &[], "InvoiceLine[5]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-F-06-C39", "prepaid", &[], "InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason", LONG_1000),
    aim("BR-KSA-F-06-C39", "prepaid", &[], "%InvoiceLine[3]/TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason", &[
        "x",
    ]),
];

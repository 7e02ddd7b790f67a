//! Where the authority's own rules have their borders. As in `aims_en.rs`; the rows of advances are in `aims_advance.rs`.

use super::aim::{Aim, FREE, LONG_127, LONG_1000, PLACES, aim};
use super::values::{
    CATEGORIES, CHARGES, CURRENCIES, EXEMPTIONS, FLAGS, IDENTIFIERS, MEANS, MIMES, PHONES, SCHEMES, TIMES, VATS,
};

#[rustfmt::skip]
const TEXT_PLAIN: &[&str] = &[
    "text/plain", " text/plain ", "text/csv", "Text/Plain", "", "text/plain\n", "\u{a0}text/plain",
];
#[rustfmt::skip]
const OUT_OF_SCOPE: &[&str] = &[
    "0", "0.00", "-0", "-0.00", "15", "-1", "0.001", "1e-9", "NaN", "INF", "", "abc", "0e0", " 0 ",
];
#[rustfmt::skip]
const PERCENT: &[&str] = &[
    "0", "100", "100.00", "100.01", "-0.01", "101", "15.00", "15.000", "15.1", "0.001", "+5", ".5", "5.", "-0",
    "15.00 ", " 15 ", "", " ", "\n", "1.5e1", "1e1", "NaN", "INF", "abc", "15%", "%", "100.", "0.00\u{a0}", "99.999",
    "1 5",
];
#[rustfmt::skip]
const BUILDING: &[&str] = &["2322", "232", "23222", "232a", "", " 2322", "2322\n", "٢٣٢٢", "0000", "+232", "2322 "];
#[rustfmt::skip]
const ZONE: &[&str] = &[
    "12214", "1221", "122145", "1221a", "", " 12214", "12214 ", "12214\n", "١٢٢١٤", "00000", "12-14",
];
#[rustfmt::skip]
const AMOUNTS: &[&str] = &[
    "0", "-0", "-0.00", "0.00", "-0.01", "1", "-1", "NaN", "INF", "-INF", "1e2", "-1e-400", "", " ", "abc", "+5",
    "0e0", "-0e0",
];

/// The rows.
#[rustfmt::skip]
pub const AIMS: &[Aim] = &[
    aim("BR-KSA-F-06-C3", "full", &[], "OrderReference/ID", LONG_127),
    aim("BR-KSA-98", "simple", &["IssueDate=2026-11-20"], "IssueTime", TIMES),
    aim("BR-KSA-98", "simple", &["IssueDate=2026-11-19"], "IssueTime", &[
        "24:00:00", "23:59:59", "24:00:00Z", "22:00:00-14:00", "23:00:00-11:00", "22:59:59-11:00",
        "23:59:59.999999999-10:00",
    ]),
    aim("BR-KSA-98", "simple", &[], "IssueDate", super::values::DATES),
    aim("BR-KSA-98", "one", &[], "IssueDate", &["2026-11-19", "abc", "2026-02-29", ""]),
    aim("BR-KSA-98", "simple", &["IssueDate=2026-11-01"], "-IssueTime", &[]),
    aim("BR-KSA-98", "simple", &["IssueDate=2026-11-01"], "InvoiceTypeCode@name", &[
        "0100000", "0200000", "02", "020", "12", "0x02",
    ]),
    aim("BR-KSA-98", "simple", &["IssueDate=2026-11-01"], "%IssueTime", &["10:00:00"]),
    aim("BR-KSA-98", "simple", &[], "%IssueDate", &["2026-11-01"]),
    aim("BR-KSA-F-06-C5", "full", &[], "ContractDocumentReference/ID", LONG_127),
    aim("BR-KSA-03", "one simple", &[], "UUID", &[
        "", " ", "a", "-", ".", "_", "/", "#", "@", "+", "$", "€", "~", "ب", "٣", "é", "-a b", " a", "\u{a0}a",
        "\u{301}", "(x)", "{8e}", "𝄞", "²", "½", "<", "|", "^", "\u{200f}a", "\u{ad}a",
    ]),
    aim("BR-KSA-03", "one simple", &[], "-UUID", &[]),
    aim("BR-KSA-27", "simple", &[], "-AdditionalDocumentReference[3]/Attachment", &[]),
    aim("BR-KSA-27", "simple", &[], "-AdditionalDocumentReference[3]", &[]),
    aim("BR-KSA-27", "simple", &[], "AdditionalDocumentReference[3]/ID", &["QR", " QR", "QR ", "qr", "Q", ""]),
    aim("BR-KSA-27", "simple", &[], "AdditionalDocumentReference[3]/Attachment/EmbeddedDocumentBinaryObject", &[
        "", " ", "\u{a0}", "x", "\n\t",
    ]),
    aim("BR-KSA-27", "simple", &[], "AdditionalDocumentReference[3]/Attachment/EmbeddedDocumentBinaryObject@mimeCode", TEXT_PLAIN),
    aim("BR-KSA-27", "one", &[], "InvoiceTypeCode@name", &["0200000", "0100000", "x0200000x", "020000"]),
    aim("BR-CL-KSA-14", "simple", &[], "AdditionalDocumentReference[3]/Attachment/EmbeddedDocumentBinaryObject", LONG_1000),
    aim("BR-CL-KSA-14", "one", &["AdditionalDocumentReference[2]/ID= QR "], "AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject", LONG_1000),
    aim("BR-KSA-33", "one simple", &[], "-AdditionalDocumentReference", &[]),
    aim("BR-KSA-33", "one simple", &[], "AdditionalDocumentReference/ID", &[
        "ICV", " ICV\n", "icv", "", "I CV", "\u{a0}ICV",
    ]),
    aim("BR-KSA-33", "one simple", &[], "AdditionalDocumentReference/UUID", &["", " ", "7", "x"]),
    aim("BR-KSA-33", "one", &["-AdditionalDocumentReference/UUID"], "+AdditionalDocumentReference[2]", &[
        "<cbc:UUID>7</cbc:UUID>", "<cbc:UUID/>", "<cbc:UUID>x</cbc:UUID>",
    ]),
    aim("BR-KSA-34", "one simple", &[], "AdditionalDocumentReference/UUID", &[
        "", " ", "7", "007", "-7", "7a", "٧", "7 ", " 7", "7\n", "7.0", "99999999999999999999999999",
    ]),
    aim("BR-KSA-34", "one simple", &[], "-AdditionalDocumentReference/UUID", &[]),
    aim("BR-KSA-34", "one", &[], "+AdditionalDocumentReference[2]", &["<cbc:UUID>7</cbc:UUID>", "<cbc:UUID/>"]),
    aim("BR-KSA-92", "full", &["-ContractDocumentReference"], "InvoiceTypeCode@name", &[
        "010000001", "020000001", "010000011", "010000000", "0100000", "0100001", "0000000001", "030000001",
        "010000002", "x10000001", "ب10000001",
    ]),
    aim("BR-KSA-92", "full", &["InvoiceTypeCode@name=010000001"], "ContractDocumentReference/ID", FREE),
    aim("BR-KSA-92", "full", &["InvoiceTypeCode@name=010000001"], "%ContractDocumentReference/ID", &["x"]),
    aim("BR-CUSTOM-VALIDATION-01", "one simple", &[], "buyer/PartyTaxScheme/CompanyID", &[
        "300000000000003", "300000000000003 ", "", "310122393500003", "\n300000000000003",
    ]),
    aim("BR-CUSTOM-VALIDATION-01", "one", &["seller/PartyTaxScheme/CompanyID="], "buyer/PartyTaxScheme/CompanyID", &[
        "", " ", "3",
    ]),
    aim("BR-CUSTOM-VALIDATION-01", "one", &["seller/PartyTaxScheme/CompanyID=x"], "buyer/PartyTaxScheme/CompanyID", &[
        "x", "X", "x ",
    ]),
    aim("BR-KSA-39", "one simple", &[], "-seller/PartyTaxScheme/CompanyID", &[]),
    aim("BR-KSA-39", "one simple", &[], "-seller/PartyTaxScheme", &[]),
    aim("BR-KSA-39", "one simple", &[], "seller/PartyTaxScheme/CompanyID", &["", " ", "3"]),
    aim("BR-KSA-39", "one simple", &[], "seller/PartyTaxScheme/TaxScheme/ID", &[
        "VAT", " VAT ", "vat", "", "GST", "\u{a0}VAT",
    ]),
    aim("BR-KSA-08", "one simple", &[], "seller/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-08", "one simple", &[], "-seller/PartyIdentification", &[]),
    aim("BR-KSA-08", "one", &[], "-seller/PartyIdentification/ID@schemeID", &[]),
    aim("BR-KSA-08", "one simple", &[], "%seller/PartyIdentification", &[]),
    aim("BR-KSA-08", "one", &[], "%seller/PartyIdentification/ID", &["x"]),
    aim("BR-KSA-61", "one simple", &[], "-AdditionalDocumentReference[2]", &[]),
    aim("BR-KSA-61", "one simple", &[], "-AdditionalDocumentReference[2]/Attachment", &[]),
    aim("BR-KSA-61", "one simple", &[], "AdditionalDocumentReference[2]/ID", &["PIH", " PIH ", "pih", ""]),
    aim("BR-KSA-61", "one simple", &[], "AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject", FREE),
    aim("BR-KSA-61", "one simple", &[], "AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject@mimeCode", TEXT_PLAIN),
    aim("BR-KSA-68", "one simple foreign credit", &[], "-TaxCurrencyCode", &[]),
    aim("BR-KSA-68", "one simple", &[], "TaxCurrencyCode", &["", " ", "SAR"]),
    aim("BR-KSA-CL-06", "full", &[], "AllowanceCharge[2]/AllowanceChargeReasonCode", CHARGES),
    aim("BR-KSA-CL-06", "full", &[], "line/AllowanceCharge[2]/AllowanceChargeReasonCode", &[
        "", "A", "BAD", "CAPCAQ", "IAA AB", "AA",
    ]),
    aim("BR-KSA-CL-06", "full", &["AllowanceCharge/AllowanceChargeReasonCode=BAD"], "AllowanceCharge/ChargeIndicator", &[
        "true", "false", "1",
    ]),
    aim("BR-KSA-CL-06", "full", &["+line/Price/AllowanceCharge=<cbc:AllowanceChargeReasonCode>BAD</cbc:AllowanceChargeReasonCode>"], "line/Price/AllowanceCharge/ChargeIndicator", &[
        "true", "false",
    ]),
    aim("BR-KSA-70", "one", &[], "IssueTime", TIMES),
    aim("BR-KSA-70", "one simple", &[], "-IssueTime", &[]),
    // One party or the other.
    aim("BR-KSA-49", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-49", "mixed", &["TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode=VATEX-SA-EDU"], "buyer/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-49", "mixed", &["TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode=VATEX-SA-HEA"], "-buyer/PartyIdentification", &[]),
    aim("BR-KSA-04", "one simple", &[], "IssueDate", super::values::DATES),
    aim("BR-KSA-04", "credit", &[], "+BillingReference/InvoiceDocumentReference", &[
        "<cbc:IssueDate>2027-01-01</cbc:IssueDate>", "<cbc:IssueDate>2026-11-21</cbc:IssueDate>", "<cbc:IssueDate/>",
        "<cbc:IssueDate>2026-11-22</cbc:IssueDate>",
    ]),
    aim("BR-KSA-05", "one simple", &[], "InvoiceTypeCode", super::values::TYPES),
    aim("BR-KSA-06", "one simple", &[], "InvoiceTypeCode@name", FLAGS),
    aim("BR-KSA-06", "one simple", &[], "-InvoiceTypeCode@name", &[]),
    aim("BR-KSA-F-06-C40", "one", &[], "InvoiceTypeCode@name", &[
        "010000", "0100000", "010000000", "0100000000", "", "#6", "#7:ب", "#9:𝄞", "#10:𝄞", "#7: ",
    ]),
    aim("BR-KSA-F-08", "one", &[], "seller/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-08", "full", &["buyer/PartyIdentification/ID@schemeID=CRN"], "buyer/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-08", "one", &["seller/PartyIdentification/ID=x"], "seller/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-F-09", "one", &["seller/PartyIdentification/ID@schemeID=700"], "seller/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-09", "one", &["buyer/PartyIdentification/ID@schemeID= 700"], "buyer/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-12", "one", &[], "seller/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-F-12", "one", &[], "buyer/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-F-13", "one", &[], "buyer/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-13", "one", &["buyer/PartyIdentification/ID@schemeID=PAS"], "buyer/PartyIdentification/ID", &[
        "12345678", " 98765432 ", "1234567", "A12345678", "00000000", "01234567", "90123456", "90123457", "1 2345678",
        "１２３４５６７８", "89098765",
    ]),
    aim("BR-KSA-F-13", "one", &["seller/PartyIdentification/ID=12345678"], "seller/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-F-13", "one", &["buyer/PartyIdentification/ID=5555555555"], "buyer/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-14", "one simple", &[], "buyer/PartyIdentification/ID@schemeID", SCHEMES),
    aim("BR-KSA-14", "one", &[], "-buyer/PartyIdentification/ID@schemeID", &[]),
    aim("BR-KSA-14", "one", &[], "%buyer/PartyIdentification/ID", &["1"]),
    aim("BR-KSA-F-07", "full", &[], "buyer/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-07", "full", &["buyer/PartyIdentification/ID=x"], "buyer/PartyIdentification/ID@schemeID", &[
        "TIN", " TIN", "tin", "OTH",
    ]),
    aim("BR-KSA-F-10", "one", &[], "buyer/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-11", "one", &["buyer/PartyIdentification/ID@schemeID=IQA"], "buyer/PartyIdentification/ID", IDENTIFIERS),
    aim("BR-KSA-F-11", "one", &["buyer/PartyIdentification/ID=x"], "buyer/PartyIdentification/ID@schemeID", &[
        "IQA", "\tIQA", "iqa", "GCC",
    ]),
    aim("BR-KSA-F-06-C4", "one simple", &[], "seller/PostalAddress/StreetName", LONG_1000),
    aim("BR-KSA-09", "one simple", &[], "-seller/PostalAddress/StreetName", &[]),
    aim("BR-KSA-09", "one simple", &[], "-seller/PostalAddress/BuildingNumber", &[]),
    aim("BR-KSA-09", "one", &[], "-seller/PostalAddress/CityName", &[]),
    aim("BR-KSA-09", "one", &[], "-seller/PostalAddress/PostalZone", &[]),
    aim("BR-KSA-09", "one", &[], "-seller/PostalAddress/CitySubdivisionName", &[]),
    aim("BR-KSA-09", "one", &[], "-seller/PostalAddress/Country/IdentificationCode", &[]),
    aim("BR-KSA-09", "one", &[], "-seller/PostalAddress/CountrySubentity", &[]),
    aim("BR-KSA-09", "one", &[], "seller/PostalAddress/StreetName", FREE),
    aim("BR-KSA-F-06-C11", "one simple", &[], "buyer/PostalAddress/AdditionalStreetName", LONG_127),
    aim("BR-KSA-F-06-C11", "one", &["buyer/PostalAddress/AdditionalStreetName=#128"], "-seller/PostalAddress", &[]),
    aim("BR-KSA-F-06-C7", "one simple", &[], "seller/PostalAddress/CityName", LONG_127),
    aim("BR-KSA-F-06-C6", "one simple", &[], "seller/PostalAddress/AdditionalStreetName", LONG_127),
    aim("BR-KSA-66", "one simple", &[], "seller/PostalAddress/PostalZone", ZONE),
    aim("BR-KSA-66", "one simple", &[], "-seller/PostalAddress/PostalZone", &[]),
    aim("BR-KSA-26", "one simple", &[], "AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject", FREE),
    aim("BR-KSA-26", "one simple", &[], "AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject@mimeCode", TEXT_PLAIN),
    aim("BR-KSA-26", "one simple", &[], "-AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject", &[]),
    aim("BR-KSA-28", "simple", &[], "UBLExtensions/UBLExtension/ExtensionContent/UBLDocumentSignatures/SignatureInformation/ID", &[
        "", "urn:oasis:names:specification:ubl:signature:2", "urn:oasis:names:specification:ubl:signature:1 ",
        "urn:oasis:names:specification:ubl:signature:1",
    ]),
    aim("BR-KSA-28", "simple", &[], "-UBLExtensions", &[]),
    aim("BR-KSA-28", "simple", &["-UBLExtensions"], "-AdditionalDocumentReference[3]/Attachment", &[]),
    aim("BR-KSA-28", "simple", &["-UBLExtensions"], "AdditionalDocumentReference[3]/ID", &["PIH", "QR", "x"]),
    aim("BR-KSA-28", "simple", &["-UBLExtensions"], "InvoiceTypeCode@name", &["0100000", "0200000", "0201000"]),
    aim("BR-KSA-28", "simple", &[], "AdditionalDocumentReference[3]/Attachment/EmbeddedDocumentBinaryObject", &[
        "", " ", "x",
    ]),
    aim("BR-KSA-29", "simple", &[], "Signature/ID", &[
        "", "urn:oasis:names:specification:ubl:signature:invoice",
        " urn:oasis:names:specification:ubl:signature:Invoice", "urn:oasis:names:specification:ubl:signature:Invoice",
    ]),
    aim("BR-KSA-29", "simple", &[], "UBLExtensions/UBLExtension/ExtensionContent/UBLDocumentSignatures/SignatureInformation/ReferencedSignatureID", &[
        "", " urn:oasis:names:specification:ubl:signature:Invoice ", "x",
    ]),
    aim("BR-KSA-29", "simple", &[], "%UBLExtensions/UBLExtension/ExtensionContent/UBLDocumentSignatures/SignatureInformation/ReferencedSignatureID", &[
        "x",
    ]),
    aim("BR-KSA-29", "simple", &[], "%Signature", &[]),
    aim("BR-KSA-30", "simple", &[], "Signature/SignatureMethod", &[
        "", "urn:oasis:names:specification:ubl:dsig:enveloped:xades",
        "urn:oasis:names:specification:ubl:dsig:enveloped:xades ", "x",
    ]),
    aim("BR-KSA-30", "simple", &[], "-Signature/SignatureMethod", &[]),
    aim("BR-KSA-30", "simple", &[], "%Signature/SignatureMethod", &["x", ""]),
    aim("BR-KSA-30", "simple", &["-Signature/SignatureMethod"], "InvoiceTypeCode@name", &["0100000", "0200000", "020000"]),
    aim("BR-KSA-60", "simple", &[], "-Signature", &[]),
    aim("BR-KSA-60", "simple", &[], "!Signature", &["", " ", "x", "<cbc:ID/>", "<!--x-->"]),
    aim("BR-KSA-60", "one", &[], "InvoiceTypeCode@name", &["0200000", "0100000", "02"]),
    // Dates.
    aim("BR-KSA-35", "full", &[], "-Delivery/ActualDeliveryDate", &[]),
    aim("BR-KSA-35", "full", &[], "Delivery/ActualDeliveryDate", &["", " ", "\n", "x", "2026-11-01", "\u{a0}"]),
    aim("BR-KSA-36", "full", &[], "Delivery/LatestDeliveryDate", &[
        "2026-11-01", "2026-10-31", "2026-11-02", "2026-10-31Z", "2100-02-29", "2096-02-29", "1996-02-29",
        "1700-01-01", "2026-02-29", "2026-02-30", "2000-02-29", "1900-02-29", "1800-02-29", "",
    ]),
    aim("BR-KSA-36", "full", &[], "Delivery/ActualDeliveryDate", &[
        "2026-11-20", "2026-11-21", "2026-11-19", "2026-11-21Z", " 2026-11-21", "2096-02-29", "2099-12-31",
        "2100-01-01", "2026-11-31", "1904-02-29", "2000-02-29", "1900-02-29", "1800-02-29",
    ]),
    aim("BR-KSA-36", "full", &["+Delivery=<cbc:LatestDeliveryDate>2026-10-01</cbc:LatestDeliveryDate>"], "%Delivery/ActualDeliveryDate", &[
        "2026-11-01",
    ]),
    aim("BR-KSA-37", "one simple", &[], "seller/PostalAddress/BuildingNumber", BUILDING),
    aim("BR-KSA-37", "one simple", &[], "-seller/PostalAddress/BuildingNumber", &[]),
    aim("BR-KSA-37", "one", &[], "%seller/PostalAddress/BuildingNumber", &["1"]),
    aim("BR-KSA-40", "one simple", &[], "seller/PartyTaxScheme/CompanyID", VATS),
    aim("BR-KSA-40", "one", &["seller/PartyTaxScheme/CompanyID=3"], "seller/PartyTaxScheme/TaxScheme/ID", &[
        "VAT", "vat", " VAT", "",
    ]),
    aim("BR-KSA-40", "one", &[], "%seller/PartyTaxScheme", &[]),
    aim("BR-KSA-42", "one full credit", &[], "-buyer/PartyLegalEntity", &[]),
    aim("BR-KSA-42", "one simple", &[], "buyer/PartyLegalEntity/RegistrationName", FREE),
    aim("BR-KSA-51", "one simple", &[], "line/TaxTotal/RoundingAmount", &[
        "115", "115.004", "115.005", "115.006", "114.995", "114.996", "115.01", "1.15e2", "115.015", "", "abc", "NaN",
        "-115.00", "115.00499999999999999",
    ]),
    aim("BR-KSA-51", "one", &[], "-line/TaxTotal/RoundingAmount", &[]),
    aim("BR-KSA-51", "one", &[], "line/TaxTotal/TaxAmount", &[
        "15", "15.004", "15.005", "14.995", "14.994", "1.5e1", "", "NaN",
    ]),
    aim("BR-KSA-51", "one", &["line/LineExtensionAmount=0", "line/TaxTotal/TaxAmount=0"], "line/TaxTotal/RoundingAmount", &[
        "0", "-0", "-0.00", "0.005", "0.0049", "-0.001", "0.004",
    ]),
    aim("BR-KSA-51", "one", &["line/LineExtensionAmount=-0.004", "line/TaxTotal/TaxAmount=0"], "line/TaxTotal/RoundingAmount", &[
        "0", "-0", "-0.00", "-0.004",
    ]),
    aim("BR-KSA-51", "one", &["-line/TaxTotal/TaxAmount", "-line/TaxTotal/RoundingAmount"], "line/LineExtensionAmount", &[
        "100", "NaN",
    ]),
    aim("BR-KSA-51", "one", &["line/TaxTotal/RoundingAmount=NaN"], "-line/TaxTotal/TaxAmount", &[]),
    aim("BR-KSA-51", "one", &["line/LineExtensionAmount=99999999999999.99"], "line/TaxTotal/RoundingAmount", &[
        "100000000000014.99", "100000000000015.00", "100000000000014.98",
    ]),
    aim("BR-KSA-18", "one mixed", &[], "line/Item/ClassifiedTaxCategory/ID", CATEGORIES),
    aim("BR-KSA-18", "mixed", &[], "AllowanceCharge[2]/TaxCategory/ID", CATEGORIES),
    aim("BR-KSA-F-06-C16", "mixed", &[], "TaxTotal/TaxSubtotal[3]/TaxCategory/TaxExemptionReason", LONG_1000),
    aim("BR-KSA-F-06-C16", "mixed", &["TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode=VATEX-SA-EDU"], "TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReason", LONG_1000),
    aim("BR-KSA-F-06-C16", "mixed", &["TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReason="], "TaxTotal/TaxSubtotal[2]/TaxCategory/ID", CATEGORIES),
    // The buyer's address.
    aim("BR-KSA-63", "one", &[], "-buyer/PostalAddress/StreetName", &[]),
    aim("BR-KSA-63", "one", &[], "-buyer/PostalAddress/BuildingNumber", &[]),
    aim("BR-KSA-63", "one", &[], "-buyer/PostalAddress/PostalZone", &[]),
    aim("BR-KSA-63", "one", &[], "-buyer/PostalAddress/CityName", &[]),
    aim("BR-KSA-63", "one", &[], "-buyer/PostalAddress/CitySubdivisionName", &[]),
    aim("BR-KSA-63", "one simple", &[], "buyer/PostalAddress/BuildingNumber", &["", " ", "x", "\u{a0}"]),
    aim("BR-KSA-63", "one simple", &["-buyer/PostalAddress/BuildingNumber"], "buyer/PostalAddress/Country/IdentificationCode", &[
        "SA", "sa", " SA", "AE", "",
    ]),
    aim("BR-KSA-63", "one", &[], "%buyer/PostalAddress/StreetName", &["x"]),
    aim("BR-KSA-F-06-C28", "one", &[], "buyer/PostalAddress/CitySubdivisionName", &["", " ", "x", "\u{a0}"]),
    aim("BR-KSA-F-06-C28", "one full credit", &[], "-buyer/PostalAddress/CitySubdivisionName", &[]),
    aim("BR-KSA-F-06-C28", "one", &["-buyer/PostalAddress/CitySubdivisionName"], "buyer/PostalAddress/Country/IdentificationCode", &[
        "AE", "SA", "",
    ]),
    aim("BR-KSA-F-06-C29", "one simple", &[], "buyer/PostalAddress/CitySubdivisionName", LONG_127),
    aim("BR-KSA-F-06-C9", "one simple", &[], "seller/PostalAddress/CitySubdivisionName", LONG_127),
    aim("BR-KSA-F-06-C9", "one", &["seller/PostalAddress/CitySubdivisionName="], "buyer/PostalAddress/Country/IdentificationCode", &[
        "SA", "AE",
    ]),
    aim("BR-KSA-67", "one simple", &[], "buyer/PostalAddress/PostalZone", ZONE),
    aim("BR-KSA-67", "one", &["buyer/PostalAddress/PostalZone=1"], "buyer/PostalAddress/Country/IdentificationCode", &[
        "SA", "AE", "SA ",
    ]),
    aim("BR-KSA-72", "simple", &["+Delivery=<cbc:LatestDeliveryDate>2026-11-22</cbc:LatestDeliveryDate>"], "InvoiceTypeCode@name", &[
        "0200010", "0200000", "0200011", "0201110",
    ]),
    aim("BR-KSA-72", "simple", &[], "InvoiceTypeCode@name", &[
        "0200010", "0200000", "0201110", "02000100", "020001000", "0200001", "020010",
    ]),
    aim("BR-KSA-72", "simple", &["InvoiceTypeCode@name=0200010"], "-Delivery", &[]),
    aim("BR-KSA-72", "simple", &["InvoiceTypeCode@name=0200010"], "buyer/PostalAddress/Country/IdentificationCode", &[
        "AE", "SA",
    ]),
    aim("BR-KSA-52", "one", &[], "-line/TaxTotal/TaxAmount", &[]),
    aim("BR-KSA-52", "one full", &[], "-line/TaxTotal", &[]),
    aim("BR-KSA-52", "one simple", &[], "line/TaxTotal/TaxAmount", &["", " ", "15"]),
    aim("BR-KSA-52", "one", &["-line/TaxTotal"], "InvoiceTypeCode@name", &[
        "0200000", "020100000", "0201000", "0100000", "0300000",
    ]),
    aim("BR-KSA-F-06-C23", "one simple", &[], "buyer/PostalAddress/StreetName", LONG_1000),
    aim("BR-KSA-F-06-C23", "one simple", &[], "-buyer/PostalAddress/StreetName", &[]),
    aim("BR-KSA-F-06-C25", "one simple", &[], "buyer/PostalAddress/CityName", FREE),
    aim("BR-KSA-F-06-C25", "one simple full", &[], "-buyer/PostalAddress/CityName", &[]),
    aim("BR-KSA-F-06-C25", "simple", &["-buyer/PostalAddress/CityName"], "InvoiceTypeCode@name", &[
        "020100000", "0201000", "02010000",
    ]),
    aim("BR-KSA-F-06-C32", "simple one", &[], "buyer/PartyLegalEntity/RegistrationName", LONG_1000),
    aim("BR-KSA-F-06-C12", "one simple", &[], "buyer/PartyLegalEntity/RegistrationName", LONG_1000),
    aim("BR-KSA-53", "one simple", &[], "line/TaxTotal/RoundingAmount", &["", "115", " "]),
    aim("BR-KSA-53", "one full credit", &[], "-line/TaxTotal/RoundingAmount", &[]),
    aim("BR-KSA-53", "one", &["-line/TaxTotal/RoundingAmount"], "InvoiceTypeCode@name", &[
        "0200000", "020100000", "0100000",
    ]),
    aim("BR-KSA-F-06-C14", "full", &[], "PaymentMeans/PayeeFinancialAccount/PaymentNote", LONG_1000),
    aim("BR-KSA-F-06-C14", "full", &["PaymentMeans/PayeeFinancialAccount/PaymentNote="], "%PaymentMeans", &[]),
    aim("BR-KSA-F-06-C24", "simple one", &[], "buyer/PostalAddress/StreetName", LONG_1000),
    aim("BR-KSA-F-06-C26", "one simple", &[], "buyer/PostalAddress/CityName", LONG_127),
    aim("BR-KSA-16", "one simple", &[], "PaymentMeans/PaymentMeansCode", MEANS),
    aim("BR-KSA-16", "one", &["%PaymentMeans"], "PaymentMeans[2]/PaymentMeansCode", &["10", "69", "x", ""]),
    aim("BR-KSA-10", "one simple full", &[], "-buyer/PostalAddress", &[]),
    aim("BR-KSA-10", "one", &[], "buyer/PostalAddress/StreetName", FREE),
    aim("BR-KSA-10", "one", &[], "buyer/PostalAddress/CityName", FREE),
    aim("BR-KSA-10", "one", &[], "buyer/PostalAddress/Country/IdentificationCode", FREE),
    aim("BR-KSA-F-06-C15", "full", &[], "PaymentMeans/PayeeFinancialAccount/ID", LONG_127),
    aim("BR-KSA-15", "one full foreign", &[], "-Delivery", &[]),
    aim("BR-KSA-15", "one simple", &[], "Delivery/ActualDeliveryDate", FREE),
    aim("BR-KSA-15", "one", &["-Delivery"], "InvoiceTypeCode", &["388", " 388", "381", "386", "383", ""]),
    aim("BR-KSA-15", "one", &["-Delivery"], "InvoiceTypeCode@name", &[
        "0100000", "0200000", "01", "011", "0300000", "",
    ]),
    aim("BR-KSA-15", "one", &["-Delivery"], "%InvoiceTypeCode", &["383", "388"]),
    // Notes.
    aim("BR-KSA-17#1", "credit debit", &[], "-PaymentMeans/InstructionNote", &[]),
    aim("BR-KSA-17#1", "credit debit", &["%PaymentMeans"], "-PaymentMeans[2]/InstructionNote", &[]),
    aim("BR-KSA-17#1", "credit debit", &[], "PaymentMeans/InstructionNote", &["", " ", "x"]),
    aim("BR-KSA-17#1", "credit", &["-PaymentMeans/InstructionNote"], "InvoiceTypeCode", &[
        "381", "383", "388", "386", " 381", "381 ",
    ]),
    aim("BR-KSA-17#2", "credit debit", &[], "-PaymentMeans", &[]),
    aim("BR-KSA-17#2", "credit debit", &["-PaymentMeans"], "InvoiceTypeCode@name", &["0200000", "0101000"]),
    aim("BR-KSA-17#2", "credit one", &["-PaymentMeans"], "InvoiceTypeCode", &[
        "381", "383", "388", "386", " 381", "383\n",
    ]),
    aim("BR-KSA-F-06-C13", "credit debit", &[], "PaymentMeans/InstructionNote", LONG_1000),
    aim("BR-KSA-F-06-C13", "credit", &[], "%PaymentMeans/InstructionNote", &["", "x", "#1001"]),
    aim("BR-KSA-56#1", "credit debit", &[], "BillingReference/InvoiceDocumentReference/ID", FREE),
    aim("BR-KSA-56#1", "credit debit", &[], "-BillingReference/InvoiceDocumentReference/ID", &[]),
    aim("BR-KSA-56#1", "credit", &["-BillingReference/InvoiceDocumentReference"], "InvoiceTypeCode", &[
        "381", "383", "388", "381 ",
    ]),
    aim("BR-KSA-56#2", "credit debit", &[], "-BillingReference", &[]),
    aim("BR-KSA-56#2", "credit debit", &["-BillingReference"], "InvoiceTypeCode", &[
        "381", "383", "388", "386", "381 ",
    ]),
    aim("BR-KSA-F-06-C22", "credit debit", &[], "BillingReference/InvoiceDocumentReference/ID", &[
        "#4999", "#5000", "#5001", "#5000:ب", "#5001:ب", "#5000:𝄞", "#5001:𝄞", "#5001: ", "", " ",
    ]),
    aim("BR-KSA-F-06-C22", "credit", &["%BillingReference"], "BillingReference[2]/InvoiceDocumentReference/ID", &[
        "", "x", "#5001",
    ]),
    aim("BR-KSA-F-06-C22", "credit", &["BillingReference/InvoiceDocumentReference/ID="], "%BillingReference/InvoiceDocumentReference", &[]),
    aim("BR-KSA-F-06-C22", "credit", &["BillingReference/InvoiceDocumentReference/ID=#5001"], "InvoiceTypeCode", &[
        "388", "381", "383",
    ]),
    // Simplified documents.
    aim("BR-KSA-25", "simple", &["-buyer/PartyLegalEntity"], "+TaxTotal/TaxSubtotal/TaxCategory", &[
        "<cbc:TaxExemptionReasonCode>VATEX-SA-EDU</cbc:TaxExemptionReasonCode>",
        "<cbc:TaxExemptionReasonCode>VATEX-SA-HEA</cbc:TaxExemptionReasonCode>",
        "<cbc:TaxExemptionReasonCode>VATEX-SA-35</cbc:TaxExemptionReasonCode>", "<cbc:TaxExemptionReasonCode/>",
        "<cbc:TaxExemptionReasonCode>SA</cbc:TaxExemptionReasonCode>",
        "<cbc:TaxExemptionReasonCode>HEA VATEX</cbc:TaxExemptionReasonCode>",
        "<cbc:TaxExemptionReasonCode>VATEX-SA-HEA VATEX-SA-EDU</cbc:TaxExemptionReasonCode>",
    ]),
    aim("BR-KSA-25", "simple", &["+TaxTotal/TaxSubtotal/TaxCategory=<cbc:TaxExemptionReasonCode>VATEX-SA-EDU</cbc:TaxExemptionReasonCode>"], "buyer/PartyLegalEntity/RegistrationName", FREE),
    aim("BR-KSA-25", "simple", &[], "buyer/PartyLegalEntity/RegistrationName", FREE),
    aim("BR-KSA-25", "mixed", &["InvoiceTypeCode@name=0200000", "-buyer/PartyLegalEntity"], "TaxTotal/TaxSubtotal[*]/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-31", "simple", &[], "InvoiceTypeCode@name", FLAGS),
    aim("BR-KSA-71", "simple", &["-buyer/PartyLegalEntity"], "InvoiceTypeCode@name", &[
        "0200010", "0200000", "0201110", "02000100", "020001000", "0100010", "0200020",
    ]),
    aim("BR-KSA-71", "simple", &["InvoiceTypeCode@name=0200010"], "buyer/PartyLegalEntity/RegistrationName", FREE),
    aim("BR-KSA-07", "one simple", &[], "InvoiceTypeCode@name", &[
        "0100101", "0200101", "0100100", "0100001", "0110101", "010010100", "00001x1", "0100102", "01001",
    ]),
    aim("BR-KSA-99", "one simple", &[], "buyer/PartyTaxScheme/CompanyID", &[
        "", " ", "\n", "\u{a0}", "310122393500003",
    ]),
    aim("BR-KSA-99", "full credit", &[], "buyer/PartyTaxScheme/CompanyID", &["", " "]),
    aim("BR-KSA-99", "one", &[], "%buyer/PartyTaxScheme/CompanyID", &[""]),
    aim("BR-KSA-44", "one simple", &[], "buyer/PartyTaxScheme/CompanyID", VATS),
    // Discounts and charges.
    aim("BR-KSA-DEC-01", "full", &["-AllowanceCharge/BaseAmount"], "AllowanceCharge/MultiplierFactorNumeric", PERCENT),
    aim("BR-KSA-DEC-01", "full", &[], "line/AllowanceCharge/MultiplierFactorNumeric", PERCENT),
    aim("BR-KSA-DEC-01", "full", &[], "AllowanceCharge[2]/MultiplierFactorNumeric", &["101", "10.000"]),
    aim("BR-KSA-19", "full mixed", &[], "AllowanceCharge[2]/AllowanceChargeReasonCode", FREE),
    aim("BR-KSA-19", "full mixed", &[], "-AllowanceCharge[2]/AllowanceChargeReasonCode", &[]),
    aim("BR-KSA-19", "full", &["-AllowanceCharge/AllowanceChargeReasonCode"], "AllowanceCharge/ChargeIndicator", &[
        "true", "false", "1", "0",
    ]),
    aim("BR-KSA-21", "full mixed", &[], "AllowanceCharge[2]/AllowanceChargeReason", FREE),
    aim("BR-KSA-21", "full mixed", &[], "-AllowanceCharge[2]/AllowanceChargeReason", &[]),
    aim("BR-KSA-21", "full", &[], "%AllowanceCharge[2]/AllowanceChargeReason", &["x"]),
    aim("BR-KSA-F-06-C33", "full mixed", &[], "AllowanceCharge[2]/AllowanceChargeReason", LONG_1000),
    aim("BR-KSA-20", "full", &[], "line/AllowanceCharge[2]/AllowanceChargeReasonCode", FREE),
    aim("BR-KSA-20", "full", &[], "-line/AllowanceCharge[2]/AllowanceChargeReasonCode", &[]),
    aim("BR-KSA-22", "full", &[], "line/AllowanceCharge[2]/AllowanceChargeReason", FREE),
    aim("BR-KSA-22", "full", &[], "-line/AllowanceCharge[2]/AllowanceChargeReason", &[]),
    aim("BR-KSA-F-06-C34", "full", &[], "line/AllowanceCharge[2]/AllowanceChargeReason", LONG_1000),
    aim("BR-KSA-F-06-C35", "full mixed", &[], "AllowanceCharge/AllowanceChargeReason", LONG_1000),
    aim("BR-KSA-F-06-C36", "full", &[], "line/AllowanceCharge/AllowanceChargeReason", LONG_1000),
    aim("BR-KSA-11", "mixed", &[], "InvoiceLine[4]/Item/ClassifiedTaxCategory/Percent", OUT_OF_SCOPE),
    aim("BR-KSA-11", "mixed", &[], "%InvoiceLine[4]/Item/ClassifiedTaxCategory/Percent", &["15", "0"]),
    aim("BR-KSA-12", "mixed", &[], "AllowanceCharge[7]/TaxCategory/Percent", OUT_OF_SCOPE),
    aim("BR-KSA-13", "mixed", &[], "AllowanceCharge[8]/TaxCategory/Percent", OUT_OF_SCOPE),
    aim("BR-KSA-81", "one full credit", &["-buyer/PartyTaxScheme"], "-buyer/PartyIdentification", &[]),
    aim("BR-KSA-81", "one", &["-buyer/PartyTaxScheme/CompanyID"], "buyer/PartyIdentification/ID", FREE),
    aim("BR-KSA-81", "one", &["-buyer/PartyTaxScheme", "-buyer/PartyIdentification"], "InvoiceTypeCode@name", &[
        "0200000", "020100000", "0100000",
    ]),
    aim("BR-KSA-DEC-02", "one simple", &[], "TaxTotal/TaxSubtotal/TaxCategory/Percent", PERCENT),
    aim("BR-KSA-DEC-02", "one", &[], "line/Item/ClassifiedTaxCategory/Percent", PERCENT),
    aim("BR-KSA-DEC-02", "mixed", &[], "AllowanceCharge[3]/TaxCategory/Percent", PERCENT),
    aim("BR-KSA-DEC-03", "one simple", &[], "line/TaxTotal/TaxAmount", PLACES),
    aim("BR-KSA-DEC-04", "one simple", &[], "line/TaxTotal/RoundingAmount", PLACES),
    aim("BR-KSA-CL-01", "one foreign", &[], "DocumentCurrencyCode", CURRENCIES),
    aim("BR-KSA-CL-01", "prepaid", &[], "InvoiceLine[2]/TaxTotal/TaxSubtotal/TaxAmount@currencyID", &[
        "XXY", "MRO", "", "SAR ", ".",
    ]),
    aim("BR-KSA-CL-01", "foreign full", &[], "totals/PayableRoundingAmount@currencyID", &[
        "XXY", "USD", "SAR", "", "U.D",
    ]),
    aim("BR-KSA-CL-01", "one", &[], "totals/PayableAmount@currencyID", &["XXY"]),
    aim("BR-KSA-CL-02", "one", &[], "line/LineExtensionAmount@currencyID", CURRENCIES),
    aim("BR-KSA-CL-02", "foreign", &[], "totals/PayableAmount@currencyID", CURRENCIES),
    aim("BR-KSA-CL-02", "one", &[], "-line/Price/PriceAmount@currencyID", &[]),
    aim("BR-KSA-CL-02", "foreign", &[], "TaxTotal/TaxAmount@currencyID", &["SAR", "(", "EUR"]),
    aim("BR-KSA-CL-02", "one", &[], "TaxTotal/TaxSubtotal/TaxableAmount@currencyID", &["USD", "S", "", "["]),
    aim("BR-KSA-CL-03", "one simple", &[], "AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject@mimeCode", MIMES),
    aim("BR-KSA-CL-03", "full", &[], "AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject@mimeCode", MIMES),
    aim("BR-KSA-83", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReason", FREE),
    aim("BR-KSA-83", "mixed", &[], "-TaxTotal/TaxSubtotal[4]/TaxCategory/TaxExemptionReason", &[]),
    aim("BR-KSA-83", "mixed", &["-TaxTotal/TaxSubtotal[3]/TaxCategory/TaxExemptionReason"], "TaxTotal/TaxSubtotal[3]/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-CL-04", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-CL-04", "mixed", &[], "TaxTotal/TaxSubtotal[3]/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-CL-04", "mixed", &[], "TaxTotal/TaxSubtotal[4]/TaxCategory/TaxExemptionReasonCode", EXEMPTIONS),
    aim("BR-KSA-24", "mixed", &[], "TaxTotal/TaxSubtotal[4]/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-24", "mixed", &[], "-TaxTotal/TaxSubtotal[4]/TaxCategory/TaxExemptionReasonCode", &[]),
    aim("BR-KSA-23", "mixed", &[], "TaxTotal/TaxSubtotal[3]/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-23", "mixed", &[], "-TaxTotal/TaxSubtotal[3]/TaxCategory/TaxExemptionReasonCode", &[]),
    aim("BR-KSA-69", "mixed", &[], "TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode", FREE),
    aim("BR-KSA-69", "mixed", &[], "-TaxTotal/TaxSubtotal[2]/TaxCategory/TaxExemptionReasonCode", &[]),
    // Formats.
    aim("BR-KSA-F-01", "one", &[], "IssueDate", super::values::DATES),
    aim("BR-KSA-F-01", "full", &[], "Delivery/LatestDeliveryDate", super::values::DATES),
    aim("BR-KSA-F-01", "full", &[], "Delivery/ActualDeliveryDate", super::values::DATES),
    aim("BR-KSA-F-01", "one", &[], "&InvoiceTypeCode", &[
        "<cbc:TaxPointDate>2026-02-29</cbc:TaxPointDate>", "<cbc:TaxPointDate>2100-02-29</cbc:TaxPointDate>",
        "<cbc:DueDate/>", "<cbc:DueDate>2026-04-31</cbc:DueDate>",
    ]),
    aim("BR-KSA-F-02", "full", &[], "AllowanceCharge/ChargeIndicator", super::values::INDICATORS),
    aim("BR-KSA-F-02", "full", &[], "line/AllowanceCharge/ChargeIndicator", super::values::INDICATORS),
    aim("BR-KSA-F-02", "full", &[], "%AllowanceCharge/ChargeIndicator", &["true", "false", "x"]),
    aim("BR-KSA-F-04", "full", &[], "line/InvoicedQuantity", AMOUNTS),
    aim("BR-KSA-F-04", "one", &[], "line/Price/PriceAmount", AMOUNTS),
    aim("BR-KSA-F-04", "one", &[], "TaxTotal/TaxAmount", AMOUNTS),
    aim("BR-KSA-F-04", "full", &[], "AllowanceCharge/BaseAmount", AMOUNTS),
    aim("BR-KSA-F-04", "mixed", &[], "TaxTotal/TaxSubtotal[4]/TaxableAmount", &["-1", "0", "-0.00"]),
    aim("BR-KSA-F-04", "one", &[], "line/LineExtensionAmount", &["-1", "-0.00"]),
    aim("BR-KSA-F-04", "one", &[], "totals/PayableAmount", &["-1", "-0.00"]),
    aim("BR-KSA-F-04", "foreign", &[], "TaxExchangeRate/CalculationRate", AMOUNTS),
    aim("BR-KSA-EN16931-01", "one simple", &[], "ProfileID", &[
        "reporting:1.0", " reporting:1.0\n", "reporting:1.00", "Reporting:1.0", "", "clearance:1.0",
    ]),
    aim("BR-KSA-EN16931-01", "one simple", &[], "-ProfileID", &[]),
    aim("BR-KSA-EN16931-08", "one simple", &[], "-TaxTotal/TaxSubtotal", &[]),
    aim("BR-KSA-EN16931-08", "one simple foreign", &[], "%TaxTotal", &[]),
    aim("BR-KSA-EN16931-08", "one simple foreign", &[], "-TaxTotal[2]", &[]),
    aim("BR-KSA-EN16931-08", "one", &[], "+TaxTotal[2]", &["<cac:TaxSubtotal/>", "<cac:Other/>"]),
    aim("BR-KSA-97", "foreign", &[], "TaxTotal[2]/TaxAmount", &[
        "15", "15.00", "15.004", "15.005", "14.995", "56.25", "0", "-15", "NaN", "1.5e1", "15.01",
    ]),
    aim("BR-KSA-97", "foreign", &["TaxTotal[2]/TaxAmount=15.00"], "DocumentCurrencyCode", &["USD", "SAR", "", "sar"]),
    aim("BR-KSA-97", "foreign", &["TaxTotal[2]/TaxAmount=0"], "TaxTotal/TaxAmount", &["0", "15", "0.00"]),
    aim("BR-KSA-97", "foreign", &["TaxTotal[2]/TaxAmount=0"], "TaxTotal/TaxAmount", &["", "abc", "NaN", "15"]),
    aim("BR-KSA-97", "foreign", &["TaxTotal/TaxAmount=0"], "TaxTotal[2]/TaxAmount", &["", "abc", "NaN", "15"]),
    aim("BR-KSA-97", "foreign", &["TaxTotal[2]/TaxAmount=15"], "TaxTotal/TaxAmount", &["", "abc", "NaN", "1.5e1"]),
    aim("BR-KSA-97", "foreign", &["%TaxTotal[2]"], "TaxTotal[3]/TaxAmount", &["0", "15", "abc"]),
    aim("BR-KSA-97", "foreign", &["TaxTotal/TaxAmount="], "DocumentCurrencyCode", &["", "SAR", "USD"]),
    aim("BR-KSA-EN16931-02", "one simple", &[], "TaxCurrencyCode", &[
        "SAR", "sar", " Sar ", "USD", "", "SARS", "\u{a0}SAR",
    ]),
    aim("BR-KSA-EN16931-09", "one simple foreign", &[], "-TaxTotal[2]", &[]),
    aim("BR-KSA-EN16931-09", "one simple", &[], "%TaxTotal[2]", &[]),
    aim("BR-KSA-EN16931-09", "one simple foreign", &[], "-TaxTotal", &[]),
    aim("BR-KSA-EN16931-09", "one", &[], "-TaxTotal/TaxSubtotal", &[]),
    aim("BR-KSA-EN16931-09", "one", &["-TaxTotal[2]"], "-TaxCurrencyCode", &[]),
    // Computed adjustments and prices.
    aim("BR-KSA-EN16931-03", "full", &[], "AllowanceCharge/Amount", &[
        "10", "10.004", "10.005", "10.006", "9.99", "10.01", "9.995", "9.996", "1e1", "", "NaN", "0.0049",
    ]),
    aim("BR-KSA-EN16931-03", "full", &["AllowanceCharge/MultiplierFactorNumeric=1"], "AllowanceCharge/BaseAmount", &[
        "1000", "1000.50", "1000.49", "1005", "1e3", "", "999.5",
    ]),
    aim("BR-KSA-EN16931-03", "full", &["AllowanceCharge/MultiplierFactorNumeric=100", "AllowanceCharge/BaseAmount=1.005"], "AllowanceCharge/Amount", &[
        "1.00", "1.01", "1.005",
    ]),
    aim("BR-KSA-EN16931-03", "full", &["line/AllowanceCharge/MultiplierFactorNumeric=100", "line/AllowanceCharge/BaseAmount=2.675"], "line/AllowanceCharge/Amount", &[
        "2.67", "2.68", "2.675", "2.665",
    ]),
    aim("BR-KSA-EN16931-03", "full", &["-AllowanceCharge/MultiplierFactorNumeric"], "AllowanceCharge/Amount", &[
        "10.00", "NaN",
    ]),
    aim("BR-KSA-EN16931-03", "full", &["line/AllowanceCharge[2]/BaseAmount=33.33"], "line/AllowanceCharge[2]/MultiplierFactorNumeric", &[
        "15", "15.0", "15.01", "14.99", "15.02", "1.5e1",
    ]),
    aim("BR-KSA-EN16931-05", "full", &[], "-AllowanceCharge/MultiplierFactorNumeric", &[]),
    aim("BR-KSA-EN16931-05", "full", &[], "-line/AllowanceCharge/MultiplierFactorNumeric", &[]),
    aim("BR-KSA-EN16931-05", "full", &[], "-line/AllowanceCharge[2]/MultiplierFactorNumeric", &[]),
    aim("BR-KSA-EN16931-05", "full", &["-AllowanceCharge/MultiplierFactorNumeric"], "-AllowanceCharge/BaseAmount", &[]),
    aim("BR-KSA-EN16931-05", "full", &[], "AllowanceCharge/MultiplierFactorNumeric", &["", "10"]),
    aim("BR-KSA-EN16931-05", "full", &[], "line/AllowanceCharge/MultiplierFactorNumeric", &["5", "5.0", "15"]),
    aim("BR-KSA-EN16931-04", "full", &[], "-AllowanceCharge/BaseAmount", &[]),
    aim("BR-KSA-EN16931-04", "full", &[], "-line/AllowanceCharge/BaseAmount", &[]),
    aim("BR-KSA-EN16931-04", "full", &[], "-AllowanceCharge[2]/BaseAmount", &[]),
    aim("BR-KSA-EN16931-04", "full", &[], "AllowanceCharge/BaseAmount", &["0", "100", "", "50"]),
    aim("BR-KSA-EN16931-04", "full", &[], "+line/Price/AllowanceCharge", &[
        "<cbc:MultiplierFactorNumeric>1</cbc:MultiplierFactorNumeric>",
    ]),
    aim("BR-KSA-EN16931-04", "full", &["-line/Price/AllowanceCharge/BaseAmount"], "+line/Price/AllowanceCharge", &[
        "<cbc:MultiplierFactorNumeric>1</cbc:MultiplierFactorNumeric>", "<cbc:MultiplierFactorNumeric/>",
    ]),
    aim("BR-KSA-EN16931-06", "full", &[], "line/Price/AllowanceCharge/ChargeIndicator", &[
        "true", "1", " true ", "false", "0", "\ttrue", "x", "",
    ]),
    aim("BR-KSA-EN16931-06", "full", &[], "-line/Price/AllowanceCharge/ChargeIndicator", &[]),
    aim("BR-KSA-EN16931-11", "one simple", &[], "line/LineExtensionAmount", &[
        "100.00", "99.99", "100.01", "100.009", "99.98", "100.02", "99.991", "100", "100.0100000000000000001", "-100",
        "0",
    ]),
    aim("BR-KSA-EN16931-11", "one", &["line/InvoicedQuantity=3"], "line/Price/PriceAmount", &[
        "33.333", "33.3333", "33.335", "33.3366", "33.3367", "33.33", "33.34", "33.328", "33.3283333333",
    ]),
    aim("BR-KSA-EN16931-11", "one", &["line/InvoicedQuantity=1", "line/LineExtensionAmount=1.00"], "line/Price/PriceAmount", &[
        "1.005", "1.0049", "1.0149", "1.015", "0.995", "0.9949", "0.985", "0.9849", "1.0049999999", "1.0050000001",
    ]),
    aim("BR-KSA-EN16931-11", "full", &[], "line/Price/BaseQuantity", &[
        "1", "2", "0.5", "3", "0", "-1", "1.0000000000000000001", "", "abc", "1e0", "0.0000000001",
    ]),
    aim("BR-KSA-EN16931-11", "full", &["line/Price/BaseQuantity=3", "line/InvoicedQuantity=6"], "line/Price/PriceAmount", &[
        "50.00", "50.005", "50.004", "49.995", "49.9949", "50.01", "50.0099",
    ]),
    aim("BR-KSA-EN16931-11", "full", &["line/Price/BaseQuantity=0"], "-line/Price/PriceAmount", &[]),
    aim("BR-KSA-EN16931-11", "full", &["line/Price/BaseQuantity=0"], "-line/LineExtensionAmount", &[]),
    aim("BR-KSA-EN16931-11", "full", &["line/Price/PriceAmount=abc"], "-line/InvoicedQuantity", &[]),
    aim("BR-KSA-EN16931-11", "full", &[], "line/AllowanceCharge/Amount", &[
        "5", "5.01", "5.011", "4.99", "4.985", "5.02", "", "5e0",
    ]),
    aim("BR-KSA-EN16931-11", "one", &["line/InvoicedQuantity=-1", "line/LineExtensionAmount=-1.00"], "line/Price/PriceAmount", &[
        "1.005", "1.004", "1.006", "1.015", "0.995", "1.00000000001",
    ]),
    aim("BR-KSA-EN16931-11", "full", &["line/InvoicedQuantity=123456789012345678901234567890"], "line/Price/BaseQuantity", &[
        "123456789012345678901234567890", "0.000000000000000001",
    ]),
    aim("BR-KSA-F-06-C21", "full", &[], "line/Price/BaseQuantity@unitCode", LONG_127),
    aim("BR-KSA-EN16931-12", "full", &[], "line/Price/BaseQuantity", &[
        "0", "-1", "1", "abc", "", " ", "NaN", "INF", "-0", "1e-5", "0.00", "+1",
    ]),
    aim("BR-KSA-EN16931-12", "full", &["-line/Price/PriceAmount"], "line/Price/BaseQuantity", &[
        "0", "-1", "1", "abc", "", " ", "NaN", "INF", "-0", "0.00", "-INF", "1e-5",
    ]),
    aim("BR-KSA-EN16931-07", "full", &[], "line/Price/AllowanceCharge/BaseAmount", &[
        "60", "60.00", "60.01", "59.99", "60.000", "60.0000000000000001", "6e1", "", "50",
    ]),
    aim("BR-KSA-EN16931-07", "full", &[], "-line/Price/AllowanceCharge/Amount", &[]),
    aim("BR-KSA-EN16931-07", "full", &["-line/Price/PriceAmount"], "line/Price/AllowanceCharge/BaseAmount", &[
        "60", "abc", "",
    ]),
    aim("BR-KSA-85", "full", &[], "buyer/Contact/Telephone", PHONES),
    aim("BR-KSA-F-06-C37", "full", &[], "buyer/Contact/Name", LONG_1000),
    aim("BR-KSA-F-06-C38", "full", &[], "buyer/Contact/Note", LONG_1000),
    // The rate of exchange.
    aim("BR-KSA-87", "foreign", &[], "-TaxExchangeRate/SourceCurrencyCode", &[]),
    aim("BR-KSA-87", "foreign", &[], "-TaxExchangeRate/TargetCurrencyCode", &[]),
    aim("BR-KSA-87", "foreign", &[], "-TaxExchangeRate/CalculationRate", &[]),
    aim("BR-KSA-87", "foreign", &[], "TaxExchangeRate/CalculationRate", FREE),
    aim("BR-KSA-87", "foreign", &[], "TaxExchangeRate/TargetCurrencyCode", &["SAR", "S", "", "x"]),
    aim("BR-KSA-87", "foreign", &[], "-TaxExchangeRate", &[]),
    aim("BR-KSA-87", "one", &[], "^TaxTotal", &["<cac:TaxExchangeRate/>"]),
    aim("BR-KSA-88", "foreign", &[], "TaxExchangeRate/SourceCurrencyCode", CURRENCIES),
    aim("BR-KSA-88", "foreign", &["%TaxExchangeRate"], "TaxExchangeRate[2]/SourceCurrencyCode", &["USD", "EUR"]),
    aim("BR-KSA-89", "foreign", &[], "TaxExchangeRate/TargetCurrencyCode", CURRENCIES),
    aim("BR-KSA-90", "foreign", &[], "TaxExchangeRate/CalculationRate", &[
        "3.75", "1.234567890123", "1.2345678901234", "1.23456789012345", " 1.234567890123 ", "#14:3", "#15:3",
        "0.0000000000000", "", "3.7500000000000", "\u{a0}3.75",
    ]),
];

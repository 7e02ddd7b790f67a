//! The rules of SDK R3.4.8.

mod en16931;
mod ksa;

use super::table::RuleSet;

/// What the rows of this version speak of again and again: `$name` stands for the text.
const MACROS: &[(&str, &str)] = &[
    ("standard", r"any-name('01\d{5}')"),
    ("simplified", r"any-name('02\d{5}')"),
    ("summary", r"any-name('02\d{3}1\d')"),
    ("seller", "//cac:AccountingSupplierParty/cac:Party"),
    ("buyer", "//cac:AccountingCustomerParty/cac:Party"),
    (
        "has-prepaid",
        "/ubl:Invoice/cac:LegalMonetaryTotal/cbc:PrepaidAmount > 0",
    ),
    (
        "seller-id",
        "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID",
    ),
    (
        "qr",
        "cac:AdditionalDocumentReference[normalize-space(cbc:ID) = 'QR']/cac:Attachment/cbc:EmbeddedDocumentBinaryObject",
    ),
    (
        "pih",
        "cac:AdditionalDocumentReference[normalize-space(cbc:ID) = 'PIH']/cac:Attachment/cbc:EmbeddedDocumentBinaryObject",
    ),
    ("scheme", "string(cac:Party/cac:PartyIdentification/cbc:ID/@schemeID)"),
    (
        "schemes-here",
        "if (self::cac:AccountingSupplierParty) then ('CRN','MOM','MLS','700','SAG','OTH') else ('TIN','CRN','MOM','MLS','700','SAG','NAT','GCC','IQA','OTH','PAS')",
    ),
    (
        "day",
        r"'((18|19|20)[0-9]{2}[\-](0[13578]|1[02])[\-](0[1-9]|[12][0-9]|3[01]))|(18|19|20)[0-9]{2}[\-](0[469]|11)[\-](0[1-9]|[12][0-9]|30)|(18|19|20)[0-9]{2}[\-](02)[\-](0[1-9]|1[0-9]|2[0-8])|(((18|19|20)(04|08|[2468][048]|[13579][26]))|2000)[\-](02)[\-]29'",
    ),
    (
        "untaxed",
        "not(cac:TaxCategory/normalize-space(cbc:ID) = 'S') and (cac:TaxCategory/normalize-space(cbc:ID) = 'O' and not(exists(cac:TaxCategory/cbc:Percent)) or cac:TaxCategory/normalize-space(cbc:ID) = 'E' or cac:TaxCategory/normalize-space(cbc:ID) = 'Z' or normalize-space(cac:TaxCategory/cbc:Percent) = '')",
    ),
    (
        "vat-of-advance",
        "round(cbc:TaxableAmount * cac:TaxCategory[vat()]/xs:decimal(cbc:Percent) div 100 * 100 + 0.01) div 100",
    ),
];

/// SDK R3.4.8, of 2025.
pub(super) const R3_4_8: RuleSet = RuleSet {
    version: "R3.4.8",
    macros: MACROS,
    tables: &[en16931::EN16931, ksa::KSA],
};

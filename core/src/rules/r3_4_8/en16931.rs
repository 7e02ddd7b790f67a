//! The European rules (EN 16931) in the authority's copy, SDK R3.4.8: what executes, in our own words.
//!
//! Rows stand in the order of the authority's stylesheet, because the later of two equal templates wins. How a row is
//! read: `table.rs`.

use super::super::table::Step::{Each, If, Let, Unless};
use super::super::table::{Template, error, warning};
use crate::error::Code;
use crate::rules::Stage;

#[rustfmt::skip]
pub(super) const EN16931: &[Template] = &[
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 32,
        matches: "cac:AdditionalDocumentReference",
        rules: &[
            warning(Code::Br52, "3.2.0", &[If("not(cbc:ID != '')")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 31,
        matches: "/ubl:Invoice/cac:AllowanceCharge[cbc:ChargeIndicator = false()] | /cn:CreditNote/cac:AllowanceCharge[cbc:ChargeIndicator = false()]",
        rules: &[
            error(Code::Br31, "3.2.0", &[If("not(exists(cbc:Amount))")]),
            error(Code::Br32, "3.2.0", &[If("not(exists(cac:TaxCategory[vat()]/cbc:ID) and (cac:TaxCategory[vat()]/cbc:ID) != '')")]),
            warning(Code::BrDec01, "3.2.0", &[If("not(places(cbc:Amount) <= 2)")]),
            warning(Code::BrDec02, "3.2.0", &[If("not(places(cbc:BaseAmount) <= 2)")]),
        ],
    },
    // Says nothing, and so keeps BR-41, BR-DEC-24 and BR-DEC-25 below from ever seeing a line of the document.
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 31,
        matches: "/ubl:Invoice/cac:InvoiceLine/cac:AllowanceCharge[cbc:ChargeIndicator = false()] | /cn:CreditNote/cac:InvoiceLine/cac:AllowanceCharge[cbc:ChargeIndicator = false()]",
        rules: &[],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 31,
        matches: "/ubl:Invoice/cac:AllowanceCharge[cbc:ChargeIndicator = true()] | /cn:CreditNote/cac:AllowanceCharge[cbc:ChargeIndicator = true()]",
        rules: &[
            warning(Code::Br36, "3.2.0", &[If("not(exists(cbc:Amount))")]),
            warning(Code::Br37, "3.2.0", &[If("not(exists(cac:TaxCategory/cbc:ID))")]),
            warning(Code::BrDec06, "3.2.0", &[If("not(places(cbc:BaseAmount) <= 2)")]),
            warning(Code::BrDec05, "3.2.0", &[If("not(places(cbc:Amount) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 31,
        matches: "//cac:InvoiceLine/cac:AllowanceCharge[cbc:ChargeIndicator = true()]",
        rules: &[
            warning(Code::Br43, "3.2.0", &[If("not(exists(cbc:Amount))")]),
            warning(Code::BrDec27, "3.2.0", &[If("not(places(cbc:Amount) <= 2)")]),
            warning(Code::BrDec28, "3.2.0", &[If("not(places(cbc:BaseAmount) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 30,
        matches: "cac:LegalMonetaryTotal",
        rules: &[
            warning(Code::Br13, "3.2.0", &[If("not(exists(cbc:TaxExclusiveAmount))")]),
            error(Code::Br14, "3.2.0", &[If("not(exists(cbc:TaxInclusiveAmount))")]),
            error(Code::Br15, "3.2.0", &[If("not(exists(cbc:PayableAmount))")]),
            warning(Code::BrCo10, "3.2.0", &[If("not(xs:decimal(cbc:LineExtensionAmount) = xs:decimal(round(sum((//cac:InvoiceLine | //cac:CreditNoteLine)/xs:decimal(cbc:LineExtensionAmount)) * 10 * 10) div 100))")]),
            error(Code::BrCo11, "3.2.0", &[If("not(xs:decimal(cbc:AllowanceTotalAmount) = (round(sum(../cac:AllowanceCharge[cbc:ChargeIndicator = false()]/xs:decimal(cbc:Amount)) * 10 * 10) div 100) or (not(cbc:AllowanceTotalAmount) and not(../cac:AllowanceCharge[cbc:ChargeIndicator = false()])))")]),
            error(Code::BrCo12, "3.2.0", &[If("exists(cbc:ChargeTotalAmount) and normalize-space(cbc:ChargeTotalAmount) = ''")]),
            error(Code::BrCo12, "3.2.0", &[Unless("exists(cbc:ChargeTotalAmount) and normalize-space(cbc:ChargeTotalAmount) = ''"), If("not(xs:decimal(cbc:ChargeTotalAmount) = (round(sum(../cac:AllowanceCharge[cbc:ChargeIndicator = true()]/xs:decimal(cbc:Amount)) * 10 * 10)div 100) or (not(cbc:ChargeTotalAmount) and not(../cac:AllowanceCharge[cbc:ChargeIndicator = true()])))")]),
            warning(Code::BrCo13, "3.2.0", &[If("exists(cbc:ChargeTotalAmount) and normalize-space(cbc:ChargeTotalAmount) = ''")]),
            warning(Code::BrCo13, "3.2.0", &[Unless("exists(cbc:ChargeTotalAmount) and normalize-space(cbc:ChargeTotalAmount) = ''"), If("not((cbc:ChargeTotalAmount and cbc:AllowanceTotalAmount and (xs:decimal(cbc:TaxExclusiveAmount) = round((xs:decimal(sum(/ubl:Invoice/cac:InvoiceLine/cbc:LineExtensionAmount)) + xs:decimal(cbc:ChargeTotalAmount) - xs:decimal(cbc:AllowanceTotalAmount)) * 10 * 10) div 100))or(not(cbc:ChargeTotalAmount) and cbc:AllowanceTotalAmount and (xs:decimal(cbc:TaxExclusiveAmount) = round((xs:decimal(sum(/ubl:Invoice/cac:InvoiceLine/cbc:LineExtensionAmount)) - xs:decimal(cbc:AllowanceTotalAmount)) * 10 * 10) div 100))or(cbc:ChargeTotalAmount and not(cbc:AllowanceTotalAmount) and (xs:decimal(cbc:TaxExclusiveAmount) = round((xs:decimal(sum(/ubl:Invoice/cac:InvoiceLine/cbc:LineExtensionAmount)) + xs:decimal(cbc:ChargeTotalAmount)) * 10 * 10) div 100))or (not(cbc:ChargeTotalAmount) and not(cbc:AllowanceTotalAmount) and (xs:decimal(cbc:TaxExclusiveAmount) = xs:decimal(cbc:LineExtensionAmount))))")]),
            warning(Code::BrCo16, "3.2.0", &[If("not((not(exists(cbc:PayableRoundingAmount)) and (xs:decimal(cbc:PayableAmount) = (round((xs:decimal(cbc:TaxInclusiveAmount) - xs:decimal(cbc:PrepaidAmount)) * 10 * 10) div 100))) or (not(exists(cbc:PrepaidAmount)) and not(exists(cbc:PayableRoundingAmount)) and xs:decimal(cbc:PayableAmount) = xs:decimal(cbc:TaxInclusiveAmount)) or (exists(cbc:PrepaidAmount) and exists(cbc:PayableRoundingAmount) and ((round((xs:decimal(cbc:PayableAmount) - xs:decimal(cbc:PayableRoundingAmount)) * 10 * 10) div 100) = (round((xs:decimal(cbc:TaxInclusiveAmount) - xs:decimal(cbc:PrepaidAmount)) * 10 * 10) div 100))) or (not(exists(cbc:PrepaidAmount)) and exists(cbc:PayableRoundingAmount) and ((round((xs:decimal(cbc:PayableAmount) - xs:decimal(cbc:PayableRoundingAmount)) * 10 * 10) div 100) = xs:decimal(cbc:TaxInclusiveAmount))))")]),
            warning(Code::BrDec09, "3.2.0", &[If("places(cbc:LineExtensionAmount) > 2")]),
            warning(Code::BrDec10, "3.2.0", &[If("not(places(cbc:AllowanceTotalAmount) <= 2)")]),
            warning(Code::BrDec11, "3.2.0", &[If("not(places(cbc:ChargeTotalAmount) <= 2)")]),
            warning(Code::BrDec12, "3.2.0", &[If("not(places(cbc:TaxExclusiveAmount) <= 2)")]),
            warning(Code::BrDec14, "3.2.0", &[If("not(places(cbc:TaxInclusiveAmount) <= 2)")]),
            warning(Code::BrDec16, "3.2.0", &[If("not(places(cbc:PrepaidAmount) <= 2)")]),
            warning(Code::BrDec17, "3.2.0", &[If("not(places(cbc:PayableRoundingAmount) <= 2)")]),
            warning(Code::BrDec18, "3.2.0", &[If("not(places(cbc:PayableAmount) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 28,
        matches: "/ubl:Invoice | /cn:CreditNote",
        rules: &[
            warning(Code::Br02, "3.2.0", &[If("not(cbc:ID != '')")]),
            warning(Code::BrKsaF06C1, "3.2.0", &[If("string-length(cbc:ID) > 127")]),
            warning(Code::BrKsaF06C2, "3.2.0", &[If("exists(/ubl:Invoice/cbc:Note/text()[string-length(.) > 1000])")]),
            error(Code::Br03, "3.2.0", &[If("not(cbc:IssueDate != '')")]),
            error(Code::Br04, "3.2.0", &[If("not((cbc:InvoiceTypeCode != '') or (cbc:CreditNoteTypeCode != ''))")]),
            error(Code::Br05, "3.2.0", &[If("not(cbc:DocumentCurrencyCode != '')")]),
            warning(Code::Br06, "3.2.0", &[If("not(cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName != '')")]),
            warning(Code::BrKsaF06C10, "3.2.0", &[If("exists(cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName)"), If("string-length(cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName) > 1000 or string-length(cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName) < 1")]),
            warning(Code::BrKsaF06C8, "3.2.0", &[If("string-length(cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:CountrySubentity) > 127")]),
            warning(Code::Br08, "3.2.0", &[If("not(exists(cac:AccountingSupplierParty/cac:Party/cac:PostalAddress) and count(cac:AccountingSupplierParty/cac:Party/cac:PostalAddress) > 0)")]),
            warning(Code::BrKsaF06C27, "3.2.0", &[If("string-length(cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cbc:CountrySubentity) > 127")]),
            error(Code::Br16, "3.2.0", &[If("not(exists(cac:InvoiceLine) or exists(cac:CreditNoteLine))")]),
            warning(Code::Br53, "3.2.0", &[If("(exists(cbc:TaxCurrencyCode) and not(every $taxcurrency in cac:TaxTotal[not(cac:TaxSubtotal)]/cbc:TaxAmount/@currencyID satisfies $taxcurrency = cbc:TaxCurrencyCode)) or (exists(cbc:TaxCurrencyCode) and not(every $taxamount in cac:TaxTotal[not(cac:TaxSubtotal)] satisfies exists($taxamount/cbc:TaxAmount)))")]),
            error(Code::BrKsaF06C17, "3.2.0", &[Each("//cac:InvoiceLine"), If("exists(cbc:ID) and (string-length(cbc:ID) > 6 or string-length(cbc:ID) < 1)")]),
            warning(Code::BrKsaF06C30, "3.2.0", &[Each("//cac:InvoiceLine"), If("string-length(cac:Item/cac:BuyersItemIdentification/cbc:ID) > 127")]),
            warning(Code::BrKsaF06C31, "3.2.0", &[Each("//cac:InvoiceLine"), If("string-length(cac:Item/cac:SellersItemIdentification/cbc:ID) > 127")]),
            warning(Code::BrKsaF06C20, "3.2.0", &[Each("//cac:InvoiceLine"), If("string-length(cac:Item/cac:StandardItemIdentification/cbc:ID) > 127")]),
            error(Code::BrCo15, "3.2.0", &[If("not(every $Currency in cbc:DocumentCurrencyCode satisfies (count(cac:TaxTotal/xs:decimal(cbc:TaxAmount[@currencyID = $Currency])) >= 1) and (cac:LegalMonetaryTotal/xs:decimal(cbc:TaxInclusiveAmount) = round((cac:LegalMonetaryTotal/xs:decimal(cbc:TaxExclusiveAmount) + sum(cac:TaxTotal/cac:TaxSubtotal/xs:decimal(cbc:TaxAmount))) * 10 * 10) div 100))")]),
            error(Code::BrCo18, "3.2.0", &[If("not(exists(cac:TaxTotal/cac:TaxSubtotal))")]),
            warning(Code::BrE01, "3.2.0", &[If("(//cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'E'] or //cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'E']) and not(cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'E'])")]),
            warning(Code::BrO01, "3.2.0", &[If("(//cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'O'] or //cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'O']) and not(cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'O'])")]),
            warning(Code::BrS01, "3.3.7", &[If("(//cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'S'] or //cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'S']) and not(cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'S'])")]),
            error(Code::BrZ07, "3.2.0", &[If("cac:AllowanceCharge[cbc:ChargeIndicator = true()]/cac:TaxCategory[normalize-space(cbc:ID) = 'Z'][vat()] and not(((/ubl:Invoice/cac:AllowanceCharge/cac:TaxCategory /cbc:Percent) = 0))")]),
            error(Code::BrE07, "3.2.0", &[If("cac:AllowanceCharge[cbc:ChargeIndicator = true()]/cac:TaxCategory[normalize-space(cbc:ID) = 'E'][vat()] and not(((/ubl:Invoice/cac:AllowanceCharge/cac:TaxCategory /cbc:Percent) = 0))")]),
            warning(Code::BrZ01, "3.2.0", &[If("(//cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'Z'] or //cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'Z']) and not(cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'Z'])")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 27,
        matches: "cac:InvoiceLine | cac:CreditNoteLine",
        rules: &[
            warning(Code::BrKsaF06C18, "3.2.0", &[If("string-length(cbc:InvoicedQuantity/@unitCode) > 127")]),
            warning(Code::BrKsaF06C19, "3.2.0", &[If("exists(cac:Item/cbc:Name) and (string-length(cac:Item/cbc:Name) > 1000 or string-length(cac:Item/cbc:Name) < 3)")]),
            warning(Code::BrKsaFC01, "3.4.2", &[If(r"matches(cac:Item/cbc:Name, '^\d+$')")]),
            warning(Code::Br21, "3.2.0", &[If("not(cbc:ID != '')")]),
            error(Code::Br22, "3.2.0", &[If("not(exists(cbc:InvoicedQuantity)) or cbc:InvoicedQuantity/text() = '0'")]),
            error(Code::Br24, "3.2.0", &[If("not(exists(cbc:LineExtensionAmount))")]),
            warning(Code::Br25, "3.2.0", &[If("not(cac:Item/cbc:Name != '')")]),
            error(Code::Br26, "3.2.0", &[If("not(exists(cac:Price/cbc:PriceAmount))")]),
            error(Code::BrCo04, "3.2.0", &[If("not(cac:Item/cac:ClassifiedTaxCategory[cac:TaxScheme/(normalize-space(upper-case(cbc:ID)) = 'VAT')]/cbc:ID)")]),
            warning(Code::BrDec23, "3.2.0", &[If("not(places(cbc:LineExtensionAmount) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 26,
        matches: "//cac:InvoiceLine/cac:AllowanceCharge[cbc:ChargeIndicator = false()] | //cac:CreditNoteLine/cac:AllowanceCharge[cbc:ChargeIndicator = false()]",
        rules: &[
            error(Code::Br41, "3.2.0", &[If("not(exists(cbc:Amount))")]),
            warning(Code::BrDec24, "3.2.0", &[If("not(places(cbc:Amount) <= 2)")]),
            warning(Code::BrDec25, "3.2.0", &[If("not(places(cbc:BaseAmount) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 25,
        matches: "//cac:AdditionalItemProperty",
        rules: &[
            error(Code::Br54, "3.2.0", &[If("not(exists(cbc:Name) and exists(cbc:Value))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 24,
        matches: "cac:PaymentMeans",
        rules: &[
            warning(Code::Br49, "3.2.0", &[If("$standard and not(exists(cbc:PaymentMeansCode))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 23,
        matches: "cac:BillingReference",
        rules: &[
            error(Code::Br55, "3.2.0", &[If("not(cac:InvoiceDocumentReference/cbc:ID != '')")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 22,
        matches: "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress",
        rules: &[
            warning(Code::Br09, "3.2.0", &[If("not(cac:Country/cbc:IdentificationCode != '')")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 21,
        matches: "/ubl:Invoice/cac:TaxTotal | /cn:CreditNote/cac:TaxTotal",
        rules: &[
            error(Code::BrCo14, "3.2.0", &[If("not(not(cac:TaxSubtotal) or xs:decimal(cbc:TaxAmount) = round(sum(cac:TaxSubtotal/xs:decimal(cbc:TaxAmount)) * 10 * 10) div 100)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 20,
        matches: "/ubl:Invoice/cac:TaxTotal/cac:TaxSubtotal",
        rules: &[
            error(Code::Br45, "3.2.0", &[If("not(exists(cbc:TaxableAmount))")]),
            error(Code::Br46, "3.2.0", &[If("not(exists(cbc:TaxAmount))")]),
            error(Code::Br47, "3.2.0", &[If("not(exists(cac:TaxCategory[vat()]/cbc:ID))")]),
            error(Code::Br48, "3.2.0", &[If("not(exists(cac:TaxCategory[vat()]/cbc:Percent) or (cac:TaxCategory[vat()]/normalize-space(cbc:ID) = 'O'))")]),
            warning(Code::BrCo17, "3.2.0", &[Let("vat", "xs:double(cbc:TaxAmount)"), Let("should", "round(xs:double(format-number(xs:double(cbc:TaxableAmount) * (xs:double(cac:TaxCategory[vat()]/cbc:Percent) div 100), '0.00')) * 100) div 100"), Let("free", "count(//cac:InvoiceLine) * 0.01"), If("not($vat <= round(($should + $free) * 100) div 100 and $vat >= round(($should - $free) * 100) div 100 or $vat = $should)")]),
            warning(Code::BrDec19, "3.2.0", &[If("not(places(cbc:TaxableAmount) <= 2)")]),
            warning(Code::BrDec20, "3.2.0", &[If("not(places(cbc:TaxAmount) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 19,
        matches: "/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'E'][vat()]",
        rules: &[
            warning(Code::BrE08, "3.2.0", &[If("exists(/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'E'][vat()]) and not(/*/cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'E'] or /*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'E']]) or not(xs:decimal(../cbc:TaxableAmount) = sum(/*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory/normalize-space(cbc:ID) = 'E']/xs:decimal(cbc:LineExtensionAmount)) + sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = true()][cac:TaxCategory/normalize-space(cbc:ID) = 'E']/xs:decimal(cbc:Amount)) - sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = false()][cac:TaxCategory/normalize-space(cbc:ID) = 'E']/xs:decimal(cbc:Amount)))")]),
            error(Code::BrE09, "3.2.0", &[If("not(xs:decimal(../cbc:TaxAmount) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 18,
        matches: "cac:AllowanceCharge[cbc:ChargeIndicator = false()]/cac:TaxCategory[normalize-space(cbc:ID) = 'E'][vat()]",
        rules: &[
            error(Code::BrE06, "3.2.0", &[If("not(xs:decimal(cbc:Percent) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 17,
        matches: "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory[normalize-space(cbc:ID) = 'E'][vat()] | cac:CreditNoteLine/cac:Item/cac:ClassifiedTaxCategory[normalize-space(cbc:ID) = 'E'][vat()]",
        rules: &[
            error(Code::BrE05, "3.2.0", &[If("not(xs:decimal(cbc:Percent) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 16,
        matches: "/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'O'][vat()]",
        rules: &[
            warning(Code::BrO08, "3.2.0", &[If("exists(/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'O'][vat()]) and not(/*/cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'O'] or /*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'O']]) or not(xs:decimal(../cbc:TaxableAmount) = sum(/*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory/normalize-space(cbc:ID) = 'O']/xs:decimal(cbc:LineExtensionAmount)) + sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = true()][cac:TaxCategory/normalize-space(cbc:ID) = 'O']/xs:decimal(cbc:Amount)) - sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = false()][cac:TaxCategory/normalize-space(cbc:ID) = 'O']/xs:decimal(cbc:Amount)))")]),
            error(Code::BrO09, "3.2.0", &[If("not(xs:decimal(../cbc:TaxAmount) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 13,
        matches: "/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'S'][vat()]",
        rules: &[
            warning(Code::BrS08, "3.2.0", &[If("exists(/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'S'][vat()]) and not(/*/cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'S'] or /*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'S']]) or not(sum(../../cac:TaxSubtotal[cac:TaxCategory/normalize-space(cbc:ID) = 'S']/xs:decimal(cbc:TaxableAmount)) = sum(/*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory/normalize-space(cbc:ID) = 'S']/xs:decimal(cbc:LineExtensionAmount)) + sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = true()][cac:TaxCategory/normalize-space(cbc:ID) = 'S']/xs:decimal(cbc:Amount)) - sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = false()][cac:TaxCategory/normalize-space(cbc:ID) = 'S']/xs:decimal(cbc:Amount)))")]),
            // The first condition always holds, unless the rate stands twice: that stops the stage whatever the rest says.
            warning(Code::BrS09, "3.2.0", &[Let("vat", "xs:double(../cbc:TaxAmount)"), Let("should", "round(xs:double(format-number(xs:double(../cbc:TaxableAmount) * (xs:double(../cac:TaxCategory[vat()]/cbc:Percent) div 100), '0.00')) * 100) div 100"), Let("free", "count(//cac:InvoiceLine) * 0.01"), If("string-length(normalize-space(cbc:Percent)) >= 0"), If("normalize-space(cbc:Percent) = '' or not($vat <= round(($should + $free) * 100) div 100 and $vat >= round(($should - $free) * 100) div 100 or $vat = $should)")]),
            warning(Code::BrS10, "3.2.0", &[If("(/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID/text() = 'S') and (exists(cbc:TaxExemptionReason) or exists(cbc:TaxExemptionReasonCode))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 12,
        matches: "cac:AllowanceCharge[cbc:ChargeIndicator = false()]/cac:TaxCategory[normalize-space(cbc:ID) = 'S'][vat()]",
        rules: &[
            error(Code::BrS06, "3.2.0", &[If("not(cbc:Percent > 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 12,
        matches: "cac:AllowanceCharge[cbc:ChargeIndicator = true()]/cac:TaxCategory[normalize-space(cbc:ID) = 'S'][vat()]",
        rules: &[
            warning(Code::BrS07, "3.2.0", &[If("not(cbc:Percent > 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 11,
        matches: "/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'Z'][vat()]",
        rules: &[
            warning(Code::BrZ08, "3.2.0", &[If("exists(/*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[normalize-space(cbc:ID) = 'Z'][vat()]) and not(/*/cac:AllowanceCharge/cac:TaxCategory[vat()]/cbc:ID[normalize-space(.) = 'Z'] or /*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory[vat()]/cbc:ID[normalize-space(.) = 'Z']]) or not(xs:decimal(../cbc:TaxableAmount) = sum(/*/cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory/normalize-space(cbc:ID) = 'Z']/xs:decimal(cbc:LineExtensionAmount)) + sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = true()][cac:TaxCategory/normalize-space(cbc:ID) = 'Z']/xs:decimal(cbc:Amount)) - sum(/*/cac:AllowanceCharge[cbc:ChargeIndicator = false()][cac:TaxCategory/normalize-space(cbc:ID) = 'Z']/xs:decimal(cbc:Amount)))")]),
            error(Code::BrZ09, "3.2.0", &[If("not(xs:decimal(../cbc:TaxAmount) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 10,
        matches: "cac:AllowanceCharge[cbc:ChargeIndicator = false()]/cac:TaxCategory[normalize-space(cbc:ID) = 'Z'][vat()]",
        rules: &[
            error(Code::BrZ06, "3.2.0", &[If("not(xs:decimal(cbc:Percent) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 9,
        matches: "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory[normalize-space(cbc:ID) = 'Z'][vat()] | cac:CreditNoteLine/cac:Item/cac:ClassifiedTaxCategory[normalize-space(cbc:ID) = 'Z'][vat()]",
        rules: &[
            error(Code::BrZ05, "3.2.0", &[If("not(xs:decimal(cbc:Percent) = 0)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 2,
        priority: 8,
        matches: "ubl:Invoice/cac:TaxTotal/cbc:TaxAmount[@currencyID = //cbc:DocumentCurrencyCode]",
        rules: &[
            warning(Code::BrDec13, "3.2.0", &[If("not(places(.) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 3,
        priority: 7,
        matches: "ubl:Invoice/cac:TaxTotal/cbc:TaxAmount[@currencyID = //cbc:TaxCurrencyCode]",
        rules: &[
            warning(Code::BrDec15, "3.2.0", &[If("not(places(.) <= 2)")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 6,
        matches: "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode",
        rules: &[
            error(Code::BrCl01, "3.2.0", &[If("not(self::cbc:InvoiceTypeCode and listed(., 'documents') or self::cbc:CreditNoteTypeCode and listed(., 'credit-notes'))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 5,
        matches: "cbc:Amount | cbc:BaseAmount | cbc:PriceAmount | cbc:TaxAmount | cbc:TaxableAmount | cbc:LineExtensionAmount | cbc:TaxExclusiveAmount | cbc:TaxInclusiveAmount | cbc:AllowanceTotalAmount | cbc:ChargeTotalAmount | cbc:PrepaidAmount | cbc:PayableRoundingAmount | cbc:PayableAmount",
        rules: &[
            error(Code::BrCl03, "3.2.0", &[If("string-length(@currencyID) > 0 and not(((listed(@currencyID, 'currencies'))))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 4,
        matches: "cbc:DocumentCurrencyCode",
        rules: &[
            error(Code::BrCl04, "3.2.0", &[If("not(listed(., 'currencies'))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 3,
        matches: "cbc:TaxCurrencyCode",
        rules: &[
            error(Code::BrCl05, "3.2.0", &[If("not(listed(., 'currencies'))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 2,
        matches: "cac:Country/cbc:IdentificationCode",
        rules: &[
            warning(Code::BrCl14, "3.2.0", &[If("not(listed(., 'countries'))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 1,
        matches: "cac:PaymentMeans/cbc:PaymentMeansCode",
        rules: &[
            warning(Code::BrCl16, "3.2.0", &[If("not(listed(., 'payment-means-69'))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 4,
        priority: 0,
        matches: "/ubl:Invoice/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID | /ubl:Invoice/cac:InvoiceLine/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID | /ubl:Invoice/cac:AllowanceCharge/cac:TaxCategory/cbc:ID | /ubl:Invoice/cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
        rules: &[
            error(Code::BrCl18, "3.2.0", &[If("not(listed(., 'tax-categories'))")]),
        ],
    },
    Template {
        stage: Stage::En,
        pattern: 1,
        priority: 12,
        matches: "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory[normalize-space(cbc:ID) = 'S'][vat()]",
        rules: &[
            warning(Code::BrS05, "3.3.3", &[If("not(cbc:Percent > 0)")]),
        ],
    },
];

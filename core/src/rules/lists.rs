//! The lists of codes that rules look into, by the names under which the tables speak of them.

use std::sync::LazyLock;

use crate::invoice::lists::{CHARGE_CODES, COUNTRIES, CURRENCIES, EXEMPTIONS, PAYMENT_MEANS};

/// UNTDID 1001, the part that EN 16931 takes.
const DOCUMENTS: &str = "80 82 84 130 202 203 204 211 295 325 326 380 381 383 384 385 386 387 388 389 390 393 394 395 \
    456 457 527 575 623 633 751 780 935";
/// The same for credit notes in a document of their own, which the authority never takes.
const CREDIT_NOTES: &str = "81 83 261 262 296 308 396 420 458 532";
const TAX_CATEGORIES: &str = "AE L M E S Z G O K B";
const MEDIA_TYPES: &str = "text/csv text/plain application/pdf image/png image/jpeg image/tiff application/acad \
    application/dwg drawing/dwg application/vnd.openxmlformats-officedocument.spreadsheetml.sheet \
    application/vnd.oasis.opendocument.spreadsheet";

/// BR-CL-16 has one code more than BR-KSA-16.
static PAYMENT_MEANS_AND_69: LazyLock<String> = LazyLock::new(|| format!("{PAYMENT_MEANS} 69"));
/// As BR-KSA-CL-06 spells it: two codes run into one, and blanks at both ends of a text that pieces are looked for in.
static CHARGES: LazyLock<String> = LazyLock::new(|| format!(" {} ", CHARGE_CODES.replace("CAP CAQ", "CAPCAQ")));
static ZERO: LazyLock<String> = LazyLock::new(|| reasons('Z', |_| true));
static EXEMPT: LazyLock<String> = LazyLock::new(|| reasons('E', |_| true));
static OUT_OF_SCOPE: LazyLock<String> = LazyLock::new(|| reasons('O', |_| true));
/// BR-KSA-CL-07 never heard of the two that came last.
static ZERO_PREPAID: LazyLock<String> = LazyLock::new(|| {
    reasons('Z', |code| {
        !["VATEX-SA-ROYALDECREE", "VATEX-SA-32(bis)"].contains(&code)
    })
});

fn reasons(category: char, keep: impl Fn(&str) -> bool) -> String {
    let codes: Vec<&str> = EXEMPTIONS
        .iter()
        .filter(|reason| reason.category == category && keep(reason.code))
        .map(|reason| reason.code)
        .collect();
    codes.join(" ")
}

/// How many there are.
pub(super) const COUNT: usize = 13;

/// The names, in the order of [`text`].
const NAMES: [&str; COUNT] = [
    "currencies",
    "countries",
    "payment-means",
    "payment-means-69",
    "documents",
    "credit-notes",
    "tax-categories",
    "media-types",
    "charges",
    "zero",
    "exempt",
    "out-of-scope",
    "zero-prepaid",
];

/// The number of a list.
pub(super) fn number(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// The codes of a list, blanks between them.
pub(super) fn text(number: usize) -> &'static str {
    match number {
        0 => CURRENCIES,
        1 => COUNTRIES,
        2 => PAYMENT_MEANS,
        3 => &PAYMENT_MEANS_AND_69,
        4 => DOCUMENTS,
        5 => CREDIT_NOTES,
        6 => TAX_CATEGORIES,
        7 => MEDIA_TYPES,
        8 => &CHARGES,
        9 => &ZERO,
        10 => &EXEMPT,
        11 => &OUT_OF_SCOPE,
        _ => &ZERO_PREPAID,
    }
}

//! A row of aims: which site, on which of our own documents, which change, with which values.

/// One change with several values, each a document.
#[derive(Debug, Clone, Copy)]
pub struct Aim {
    /// The site: its id, and `#n` where the id has several sites.
    pub site: &'static str,
    /// The documents to change, by name.
    pub bases: &'static str,
    /// What is changed beforehand, the same for every value.
    pub before: &'static [&'static str],
    /// The change, without its value.
    pub edit: &'static str,
    /// The values; none for a change that takes none.
    pub values: &'static [&'static str],
}

/// A row.
pub const fn aim(
    site: &'static str,
    bases: &'static str,
    before: &'static [&'static str],
    edit: &'static str,
    values: &'static [&'static str],
) -> Aim {
    Aim {
        site,
        bases,
        before,
        edit,
        values,
    }
}

/// Around a limit of 127 characters.
#[rustfmt::skip]
pub const LONG_127: &[&str] = &[
    "#126", "#127", "#128", "#127:ب", "#128:ب", "#127:𝄞", "#128:𝄞", "#128: ", "#127:\n", "", " ",
];

/// Around a limit of 1000 characters and none at all.
#[rustfmt::skip]
pub const LONG_1000: &[&str] = &[
    "#999", "#1000", "#1001", "#1000:ب", "#1001:ب", "#1000:𝄞", "#1001:𝄞", "#1001: ", "", " ", "\u{a0}", "x",
];

/// There or not.
#[rustfmt::skip]
pub const FREE: &[&str] = &["", " ", "\n", "x", "0", "\u{a0}"];

/// Two decimals and more, as a string sees them.
#[rustfmt::skip]
pub const PLACES: &[&str] = &[
    "100.00", "100.000", "100.0", "100", "100.", "100.001", "100.00 ", " 100.00", "100.0 ", "100.1e2", "1.0e2",
    "1.00e2", ".5", ".555", "100.00\n", "100.00\u{a0}", "1e2", "NaN", "0.00", "0.000", "-0.00", "15.00", "15.000",
];

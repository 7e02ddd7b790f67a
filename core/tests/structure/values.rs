//! Values for mutants: right ones first, then those on the border of every type and beyond.

use crate::support::dice::Dice;

/// So many of each list's values are right.
pub const GOOD: usize = 4;

/// The values to try on an element, by its name.
pub fn pool(name: &str) -> &'static [&'static str] {
    let local = name.split(':').next_back().unwrap_or(name);
    let ends = |endings: &[&str]| endings.iter().any(|ending| local.ends_with(ending));
    let moments = ["SigningTime", "ProducedAt"];
    let bytes = [
        "DigestValue",
        "SignatureValue",
        "X509Certificate",
        "X509SKI",
        "X509CRL",
        "Modulus",
        "Exponent",
        "PGPKeyID",
        "ByKey",
        "P",
        "Q",
        "G",
        "Y",
        "J",
        "Seed",
        "EncapsulatedPKIData",
        "EncapsulatedTimeStamp",
        "EmbeddedDocumentBinaryObject",
    ];
    match local {
        _ if moments.contains(&local) || name == "xades:IssueTime" => &MOMENTS,
        _ if bytes.contains(&local) => &BYTES,
        "X509SerialNumber" | "int" | "Number" | "HMACOutputLength" => &INTEGERS,
        "Identifier" | "DocumentationReference" | "SPURI" | "ObjectReference" => &URIS,
        _ if ends(&["Date"]) => &DATES,
        _ if ends(&["Time"]) => &TIMES,
        _ if ends(&["Indicator"]) => &BOOLEANS,
        _ if ends(&["Amount", "Quantity", "Percent", "Rate", "Numeric", "Measure"]) => &DECIMALS,
        _ => &TEXTS,
    }
}

static DECIMALS: [&str; 22] = [
    "0",
    "-1.5",
    "+.5",
    "12345678901234567890.123",
    "",
    " ",
    "1.",
    ".",
    "+",
    "1,5",
    "1e3",
    "1.2.3",
    "--1",
    "NaN",
    "INF",
    "١",
    "&#160;1",
    "1 2",
    "0x1",
    "1.0 ",
    "-",
    "00012.500",
];
static INTEGERS: [&str; 10] = [
    "1",
    "-5",
    "+7",
    "123456789012345678901234567890",
    "",
    "1.0",
    "a",
    "+",
    "- 1",
    "1 2",
];
static BOOLEANS: [&str; 9] = ["true", "false", "1", "0", "", "TRUE", "yes", "01", "tru e"];
static DATES: [&str; 24] = [
    "2026-11-01",
    "2024-02-29",
    "2026-11-01Z",
    "9999-12-31-14:00",
    "",
    "2026-02-29",
    "1900-02-29",
    "0000-01-01",
    "02026-01-01",
    "12026-01-01",
    "-0004-02-29",
    "-0001-02-29",
    "2026-13-01",
    "2026-1-1",
    "2026-11-31",
    "2026-11-01+14:01",
    "2026-11-01+14:00",
    "2026-11-01T00:00:00",
    "01-11-2026",
    "2026/11/01",
    "2026-11-01+3:00",
    "2026-11-00",
    "26-11-01",
    "2026-11-01 Z",
];
static TIMES: [&str; 20] = [
    "11:30:05",
    "00:00:00Z",
    "23:59:59.999",
    "24:00:00",
    "",
    "24:00:01",
    "25:00:00",
    "11:60:00",
    "11:30:60",
    "11:30",
    "1:30:05",
    "11:30:05.",
    "11:30:05,5",
    "11:30:05+03:00",
    "11:30:05+15:00",
    "11:30:05z",
    "11:30:05-14:01",
    "11.30.05",
    "T11:30:05",
    "24:00:00.000",
];
static MOMENTS: [&str; 12] = [
    "2026-11-01T11:30:05",
    "2026-11-01T24:00:00Z",
    "-0001-01-01T00:00:00.1",
    "2026-11-01T11:30:05+14:00",
    "",
    "2026-11-01",
    "2026-11-01 11:30:05",
    "2026-11-01T",
    "2026-11-01t11:30:05",
    "2026-02-30T11:30:05",
    "2026-11-01T11:30:61",
    "T11:30:05",
];
static BYTES: [&str; 14] = [
    "QUI=", "QUJD", "QQ==", "Q U\nJ D", "", "QQ=", "QR==", "QUJ=", "Q", "QUJD=", "Q=Q=", "QU-_", "====", "QUJDé",
];
static URIS: [&str; 24] = [
    "urn:a",
    "http://example.org/a?b#c",
    "#x",
    "a b",
    "",
    "http://a.b:80/",
    "http://",
    "%",
    "%zz",
    "%20",
    ":",
    ":a",
    "a:",
    "1a:b",
    "a#b#c",
    "a[b]",
    "//",
    "//a",
    "http://[::1]/",
    "http://[::1/",
    "é",
    "a|b",
    "?q[",
    "urn:a[b]",
];
static LANGUAGES: [&str; 10] = [
    "ar",
    "en-GB",
    "x-a1",
    "abcdefgh",
    "",
    "abcdefghi",
    "en_GB",
    "e1",
    "-en",
    "ع",
];
static IDS: [&str; 10] = ["new-id", "_x", " y ", "z.1", "", "1a", "a:b", "a b", "نص", "Ĳ"];
pub static TEXTS: [&str; 8] = ["text", "نص", "", " a  b ", "&#10;", "&lt;", "1", "é"];
static TYPES: [&str; 20] = [
    "xs:string",
    "xs:token",
    "xs:int",
    "xs:date",
    "xs:anyType",
    "xs:anySimpleType",
    "udt:TextType",
    "udt:IdentifierType",
    "cbc:IDType",
    "cac:PartyType",
    "xades:AnyType",
    "xades:XAdESTimeStampType",
    "xades:GenericTimeStampType",
    "InvoiceType",
    "nosuch",
    "zz:a",
    "",
    "xs:nosuch",
    "a b",
    "ds:CryptoBinary",
];

/// A value to try on an attribute, by its name.
pub fn attribute_value(name: &str, dice: &mut Dice) -> String {
    let list: &[&str] = match name {
        "languageID" => &LANGUAGES,
        "Id" => &IDS,
        "Qualifier" => &["OIDAsURI", "OIDAsURN", " OIDAsURI", ""],
        "referencedData" | "xsi:nil" => &BOOLEANS,
        "xsi:type" => &TYPES,
        "xsi:schemaLocation" => &["urn:a b.xsd", "urn:a", "%zz b", "", " a  b "],
        "URI" | "Algorithm" | "Target" | "Type" | "uri" | "Encoding" | "ObjectReference" => &URIS,
        name if name.ends_with("URI") => &URIS,
        _ => &["", "x", " a  b ", "&#10;", "SAR"],
    };
    (*dice.pick(list)).to_owned()
}

//! Bodies of replies, by name: one of each shape, good and bad.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Desk;

const XSD: &str = r#"{"type":"INFO","code":"XSD_ZATCA_VALID","category":"XSD validation","message":"Complied with UBL 2.1 standards in line with ZATCA specifications","status":"PASS"}"#;
const WARNING: &str = r#"{"type":"WARNING","code":"BR-KSA-98","category":"KSA","message":"The simplified invoice should be submitted within 24 hours of issuing the invoice.","status":"WARNING"}"#;
const ERROR: &str = r#"{"type":"ERROR","code":"BR-KSA-06","category":"KSA","message":"The invoice transaction code is wrong.","status":"ERROR"}"#;

/// A reply to a document: the lists of messages, and what follows the results.
pub fn results(warnings: &str, errors: &str, status: &str, rest: &str) -> String {
    format!(
        r#"{{"validationResults":{{"infoMessages":[{XSD}],"warningMessages":[{warnings}],"errorMessages":[{errors}],"status":"{status}"}},{rest}}}"#
    )
}

/// `clearanceStatus` and the document with it.
pub fn clearance(xml: &[u8]) -> String {
    format!(
        r#""clearanceStatus":"CLEARED","clearedInvoice":"{}""#,
        STANDARD.encode(xml)
    )
}

/// A reply with a certificate.
pub fn grant(disposition: &str, id: &str, token: Option<&str>, secret: Option<&str>, errors: &str) -> String {
    let text = |value: Option<&str>| value.map_or("null".to_owned(), |value| format!("\"{value}\""));
    format!(
        r#"{{"requestID":{id},"tokenType":null,"dispositionMessage":"{disposition}","binarySecurityToken":{},"secret":{},"errors":{errors}}}"#,
        text(token),
        text(secret),
    )
}

/// Every body, by its name.
pub fn all(desk: &Desk) -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&'static str, Vec<u8>)> = Vec::new();
    all.extend(broken());
    all.extend(
        of_documents(desk)
            .into_iter()
            .map(|(name, text)| (name, text.into_bytes())),
    );
    all.extend(
        of_errors(desk)
            .into_iter()
            .map(|(name, text)| (name, text.into_bytes())),
    );
    all.extend(
        of_certificates(desk)
            .into_iter()
            .map(|(name, text)| (name, text.into_bytes())),
    );
    let reported = results("", "", "PASS", r#""reportingStatus":"REPORTED""#);
    all.push(("reported, byte order mark", format!("\u{feff}{reported}").into_bytes()));
    all.push(("reported, cut", reported.as_bytes()[..reported.len() - 1].to_vec()));
    all.push(("reported, more behind", format!("{reported}{reported}").into_bytes()));
    let mut wrong = reported.clone().into_bytes();
    let at = wrong.iter().position(|&byte| byte == b'U').unwrap();
    wrong[at] = 0xFF;
    all.push(("reported, not UTF-8", wrong));
    let wide: Vec<u8> = reported.encode_utf16().flat_map(u16::to_le_bytes).collect();
    all.push(("reported, UTF-16", wide));
    all
}

fn broken() -> Vec<(&'static str, Vec<u8>)> {
    let page = "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>nginx</body>\r\n</html>";
    let deep = |open: u8, close: u8| [vec![open; 2_000], vec![close; 2_000]].concat();
    vec![
        ("empty", Vec::new()),
        ("blank", b" \r\n".to_vec()),
        ("null", b"null".to_vec()),
        ("number", b"1".to_vec()),
        ("text in JSON", b"\"REPORTED\"".to_vec()),
        ("object", b"{}".to_vec()),
        ("list", b"[]".to_vec()),
        ("page", page.as_bytes().to_vec()),
        (
            "text",
            b"This Version is not supported or not provided in the header.".to_vec(),
        ),
        ("bytes", (0..=255).collect()),
        ("zeros", vec![0; 4096]),
        ("deep lists", deep(b'[', b']')),
        ("deep objects", b"{\"validationResults\":".repeat(1_000)),
    ]
}

fn of_documents(desk: &Desk) -> Vec<(&'static str, String)> {
    let reported = r#""reportingStatus":"REPORTED""#;
    let good = results("", "", "PASS", reported);
    let cleared = clearance(&desk.cleared);
    let other = String::from_utf8(desk.simplified.clone())
        .unwrap()
        .replace("<cbc:UUID>", "<cbc:UUID>0");
    vec![
        ("reported", good.clone()),
        ("reported, warnings", results(WARNING, "", "WARNING", reported)),
        (
            "reported, lists outside",
            format!(
                r#"{{"validationResults":{{"infoMessages":{XSD}}},"warningMessages":[],"errorMessages":[],"status":"PASS",{reported},"clearanceStatus":null,"qrSellertStatus":null,"qrBuyertStatus":null}}"#
            ),
        ),
        ("reported, in a string", serde_json::to_string(&good).unwrap()),
        (
            "reported, results in a string",
            format!(r#"{{"validationResults":"{{\"status\":\"PASS\",\"errorMessages\":[]}}",{reported}}}"#),
        ),
        (
            "reported, unknown fields",
            good.replacen('{', r#"{"new":{"a":[1,{"b":null}]},"#, 1),
        ),
        (
            "reported, nulls",
            format!(
                r#"{{"validationResults":{{"infoMessages":null,"warningMessages":null,"errorMessages":null,"status":"PASS"}},{reported}}}"#
            ),
        ),
        ("reported, no validation", format!("{{{reported}}}")),
        ("reported, status ERROR", results("", "", "ERROR", reported)),
        ("reported, status unknown", results("", "", "MAYBE", reported)),
        (
            "reported, status a number",
            results("", "", "PASS", &format!(r#"{reported},"status":200"#)),
        ),
        (
            "reported, two statuses",
            results("", "", "PASS", &format!(r#"{reported},"status":"ERROR""#)),
        ),
        ("reported, an error", results("", ERROR, "PASS", reported)),
        (
            "reported, an error of nulls",
            results("", r#"{"type":null,"code":null,"message":null}"#, "PASS", reported),
        ),
        (
            "reported, an error among the warnings",
            results(ERROR, "", "WARNING", reported),
        ),
        (
            "reported, an error beside",
            results("", "", "PASS", &format!(r#"{reported},"erros":["no"]"#)),
        ),
        (
            "reported, a list twice",
            format!(
                r#"{{"validationResults":{{"errorMessages":[{ERROR}],"errorMessages":[],"status":"PASS"}},{reported}}}"#
            ),
        ),
        (
            "reported, a code",
            results("", "", "PASS", &format!(r#"{reported},"code":"X-1""#)),
        ),
        (
            "not reported",
            results("", "", "PASS", r#""reportingStatus":"NOT_REPORTED""#),
        ),
        ("nothing reported", results("", "", "PASS", r#""reportingStatus":null"#)),
        (
            "reported in other words",
            results("", "", "PASS", r#""reportingStatus":"Reported""#),
        ),
        (
            "reported and cleared",
            results(
                "",
                "",
                "PASS",
                r#""reportingStatus":"REPORTED","clearanceStatus":"CLEARED""#,
            ),
        ),
        (
            "reported and not cleared",
            results(
                "",
                "",
                "PASS",
                r#""reportingStatus":"REPORTED","clearanceStatus":"NOT_CLEARED""#,
            ),
        ),
        (
            "reported earlier",
            r#"{"message":"Invoice Hash Previously Submitted","reportingStatus":"REPORTED_SUCCESSFULLY_EARLIER"}"#
                .to_owned(),
        ),
        ("cleared", results("", "", "PASS", &cleared)),
        ("cleared, warnings", results(WARNING, "", "WARNING", &cleared)),
        ("cleared, no validation", format!("{{{cleared}}}")),
        ("cleared, an error", results("", ERROR, "PASS", &cleared)),
        (
            "cleared, no document",
            results("", "", "PASS", r#""clearanceStatus":"CLEARED","clearedInvoice":null"#),
        ),
        (
            "cleared, another document",
            results("", "", "PASS", &clearance(other.as_bytes())),
        ),
        (
            "cleared, no base64",
            results(
                "",
                "",
                "PASS",
                r#""clearanceStatus":"CLEARED","clearedInvoice":"<Invoice/>""#,
            ),
        ),
        ("cleared, no XML", results("", "", "PASS", &clearance(b"this is none"))),
        (
            "cleared, a list",
            results(
                "",
                "",
                "PASS",
                r#""clearanceStatus":"CLEARED","clearedInvoice":["UEs="]"#,
            ),
        ),
        (
            "not cleared, no error",
            results(
                "",
                "",
                "PASS",
                r#""reportingStatus":null,"clearanceStatus":"NOT_CLEARED""#,
            ),
        ),
        (
            "not cleared, but a document",
            results("", "", "PASS", &cleared.replace("CLEARED", "NOT_CLEARED")),
        ),
    ]
}

fn of_errors(desk: &Desk) -> Vec<(&'static str, String)> {
    let not_reported = r#""reportingStatus":"NOT_REPORTED""#;
    let nulls = r#"{"type":"ERROR","code":null,"category":null,"message":null,"status":"ERROR"}"#;
    let down = r#"{"type":"ERROR","code":"GENERAL","category":"BUSINESS_RULES","message":"Unable to execute Business Rules validation"}"#;
    let known = r#"{"type":"ERROR","code":null,"category":null,"message":"Invoice was already Reported successfully earlier.","status":"ERROR"}"#;
    let cleared_before = r#"{"type":"WARNING","code":"Invoice-Warning","category":"Duplicate-Invoice","message":"Invoice Hash Previously submitted."}"#;
    vec![
        ("refused, reporting", results("", ERROR, "ERROR", not_reported)),
        ("refused, clearance", results("", ERROR, "ERROR", r#""clearanceStatus":"NOT_CLEARED","clearedInvoice":null"#)),
        ("refused, misspelt", format!(r#"{{"validationResults":{{"erroMessages":[{ERROR}],"status":"ERROR"}}}}"#)),
        ("refused, one not in a list", format!(r#"{{"errorMessages":{ERROR}}}"#)),
        ("refused, and down", results("", &format!("{down},{ERROR}"), "ERROR", not_reported)),
        ("refused, of an unknown code", r#"{"errorMessages":[{"code":"NEW-77","message":"?"}]}"#.to_owned()),
        ("texts", r#"{"errors":["the document is not good",null,""]}"#.to_owned()),
        ("coded errors", r#"{"errors":[{"code":"Invalid-OTP","message":"The provided OTP is invalid"}]}"#.to_owned()),
        (
            "category",
            r#"{"errorCode":"400","errorCategory":"Invalid-CSR","errorMessage":"The provided Certificate Signing Request (CSR) is invalid."}"#.to_owned(),
        ),
        (
            "flat",
            r#"{"type":"ERROR","code":"EXCEED_CHARACTER_LIMIT","category":"CSR_VALIDATION","message":"Maximum number of characters for Serial Number should be less than or equal to 64.","status":"ERROR"}"#.to_owned(),
        ),
        (
            "code and message",
            r#"{"code":"Missing-ComplianceSteps","message":"standard-compliant, simplified-debit-note-compliant"}"#.to_owned(),
        ),
        ("of the frame", r#"{"timestamp":1654514661409,"status":401,"error":"Unauthorized","message":""}"#.to_owned()),
        (
            "of HTTP",
            r#"{"category":"HTTP-Errors","code":"500","message":"Something went wrong and caused an Internal Server Error."}"#.to_owned(),
        ),
        ("message alone", r#"{"message":"Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead."}"#.to_owned()),
        ("down", results("", down, "ERROR", not_reported)),
        ("down, of the system", r#"{"code":"Invalid-Request","message":"System failed to process your request"}"#.to_owned()),
        ("all null", results("", nulls, "ERROR", not_reported)),
        ("all null, twice", results("", &format!("{nulls},null,{{}}"), "ERROR", not_reported)),
        ("no errors", r#"{"errors":["",null]}"#.to_owned()),
        ("errors are no error", r#"{"errorMessages":[{"type":"WARNING","code":"BR-KSA-98","message":"late"}]}"#.to_owned()),
        ("known before", results("", known, "ERROR", not_reported)),
        (
            "cleared before",
            results(cleared_before, "", "WARNING", &clearance(&desk.cleared)),
        ),
        ("refused, but reported", results("", ERROR, "ERROR", r#""reportingStatus":"REPORTED""#)),
        ("refused, but passed", results("", ERROR, "PASS", not_reported)),
        ("refused, twice named", format!(r#"{{"errorMessages":[],"errorMessages":[{ERROR}]}}"#)),
        ("refused, wrapped", format!(r#"{{"value":{}}}"#, results("", ERROR, "ERROR", not_reported))),
    ]
}

fn of_certificates(desk: &Desk) -> Vec<(&'static str, String)> {
    let (token, secret) = (Some(desk.token.as_str()), Some("1npmzeTq4=="));
    let template = r#"["unable to submit and sign the csr in zatca side, caused : Denied by Policy Module 0x80094800, The request was for a certificate template that is not supported: PREZATCA-Code-Signing.\r\n"]"#;
    let onboarding = grant("NOT_COMPLIANT", "1234567890123", token, secret, "null");
    vec![
        ("issued", grant("ISSUED", "1234567890123", token, secret, "null")),
        (
            "issued, number as text",
            grant("ISSUED", r#""00347""#, token, secret, "[]"),
        ),
        ("issued, no token", grant("ISSUED", "347", None, secret, "null")),
        ("issued, no secret", grant("ISSUED", "347", token, None, "null")),
        ("issued, no number", grant("ISSUED", "null", token, secret, "null")),
        (
            "issued, number below zero",
            grant("ISSUED", "-2", token, secret, "null"),
        ),
        (
            "issued, number rounded",
            grant("ISSUED", "1.23e12", token, secret, "null"),
        ),
        (
            "issued, token not base64",
            grant("ISSUED", "347", Some("no base64!"), secret, "null"),
        ),
        ("issued, an error", grant("ISSUED", "347", token, secret, r#"["but"]"#)),
        ("issued in other words", grant("Issued", "347", token, secret, "null")),
        (
            "issued, secret twice",
            grant("ISSUED", "347", token, secret, "null").replace("\"secret\"", r#""secret":"a","secret""#),
        ),
        ("for onboarding", onboarding.clone()),
        ("for onboarding, wrapped", format!(r#"{{"value":{onboarding}}}"#)),
        ("template", grant("NOT_COMPLIANT", "-2", None, None, template)),
        ("not compliant", grant("NOT_COMPLIANT", "-2", None, None, "null")),
        (
            "certificate and report",
            grant("ISSUED", "347", token, secret, "null").replacen(
                '{',
                r#"{"reportingStatus":"REPORTED","status":"PASS","#,
                1,
            ),
        ),
    ]
}

//! Replies as they were recorded, and as the contract prints them.

use serde_json::{Value, json};

use super::support::conformance;
use super::*;

#[test]
fn a_reply_is_the_gateways_key_by_key() {
    let desk = Desk::new();
    let info = "{\"type\":\"INFO\",\"code\":\"XSD_ZATCA_VALID\",\"category\":\"XSD validation\",\"message\":\"Complied with UBL 2.1 \
                standards in line with ZATCA specifications\",\"status\":\"PASS\"}";
    let good = format!(
        "\"validationResults\":{{\"infoMessages\":[{info}],\"warningMessages\":[],\"errorMessages\":[],\"status\":\"PASS\"}}"
    );
    let text = |operation, xml: &str| {
        let answer = send(&desk.at(operation), xml);
        serde_json::to_string(&answer.reply(Some(b"<Invoice/>"))).unwrap()
    };
    use DocumentOperation::*;
    assert_eq!(
        text(Reporting, &desk.simplified),
        format!("{{{good},\"reportingStatus\":\"REPORTED\"}}")
    );
    assert_eq!(
        text(Clearance, &desk.standard),
        format!("{{{good},\"clearanceStatus\":\"CLEARED\",\"clearedInvoice\":\"PEludm9pY2UvPg==\"}}")
    );
    let ends = "\"qrSellertStatus\":null,\"qrBuyertStatus\":null";
    assert_eq!(
        text(Compliance, &desk.simplified),
        format!("{{{good},\"reportingStatus\":\"REPORTED\",\"clearanceStatus\":null,{ends}}}")
    );
    assert_eq!(
        text(Compliance, &desk.standard),
        format!("{{{good},\"reportingStatus\":null,\"clearanceStatus\":\"CLEARED\",{ends}}}")
    );
    // What is refused is not handed back.
    let body = Body {
        invoice: Some(""),
        invoice_hash: Some("AAAA"),
        uuid: None,
    };
    let refused = desk.at(Clearance).check(&body).reply(Some(b"<Invoice/>"));
    let refused = serde_json::to_value(&refused).unwrap();
    assert_eq!(
        (&refused["clearanceStatus"], &refused["clearedInvoice"]),
        (&json!("NOT_CLEARED"), &Value::Null)
    );
}

#[test]
fn replies_recorded_from_the_developer_portal_come_out_the_same() {
    let Some(folder) = conformance("recorded replies") else {
        return;
    };
    let recorded: Value =
        serde_json::from_slice(&std::fs::read(folder.join("live/developer-portal.json")).unwrap()).unwrap();
    let desk = Desk::new();
    let (simplified, standard) = (&desk.simplified, &desk.standard);
    // The documents themselves were not kept: ours have the same fault, in the same form.
    let cases = [
        ("simplified-invoice", simplified.clone()),
        ("simplified-credit", simplified.clone()),
        ("standard-credit", standard.clone()),
        ("tag4-equivalent-scale", with_tag(simplified, 4, b"123.050")),
        ("tag4-equivalent-integer", with_tag(simplified, 4, b"123")),
        ("tag4-wrong-value", with_tag(simplified, 4, b"124.05")),
        ("tag5-equivalent-scale", with_tag(simplified, 5, b"16.050")),
        ("tag5-wrong-value", with_tag(simplified, 5, b"17.05")),
        ("simplified-missing-tag9", with_qr(simplified, |qr| drop(qr.tags.pop()))),
        ("foreign-currency-bt110", standard.clone()),
    ];
    for (name, xml) in cases {
        let case = &recorded["cases"][name];
        let answer = send(&desk.at(DocumentOperation::Compliance), &xml);
        assert_eq!(
            u64::from(answer.http_status()),
            case["http_status"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            serde_json::to_value(answer.reply(None)).unwrap(),
            case["response"],
            "{name}"
        );
    }
    // With a warning of the rules: everything but its sentence, which is ours.
    let rules = |_: &Document<'_>| vec![Found::new(Stage::Ksa, Severity::Warning, Error::new(Code::BrKsa19))];
    let gateway = Gateway {
        rules: &rules,
        ..desk.at(DocumentOperation::Compliance)
    };
    let answer = send(&gateway, simplified);
    let mut expected = recorded["cases"]["simplified-debit"]["response"].clone();
    let mut reply = serde_json::to_value(answer.reply(None)).unwrap();
    for value in [&mut expected, &mut reply] {
        value["validationResults"]["warningMessages"][0]["message"].take();
    }
    assert_eq!((answer.http_status(), reply), (202, expected));
}

#[test]
fn the_contracts_own_examples_are_answered_as_it_says() {
    let Some(folder) = conformance("examples of the contract") else {
        return;
    };
    let folder = folder.parent().unwrap().join("spec/openapi");
    if !folder.is_dir() {
        eprintln!("SKIPPED examples of the contract: ../shared/spec/openapi is absent");
        return;
    }
    let read = |file: &str, path: &str| -> Value {
        let whole: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        whole["paths"][path]["post"].clone()
    };
    let cases = [
        (
            "reporting-api_openapi.json",
            "/invoices/reporting/single",
            "reported",
            DocumentOperation::Reporting,
        ),
        (
            "clearance-api_openapi.json",
            "/invoices/clearance/single",
            "cleared",
            DocumentOperation::Clearance,
        ),
    ];
    for (file, path, name, operation) in cases {
        let contract = read(file, path);
        let request = &contract["requestBody"]["content"]["application/json"]["examples"][name]["value"];
        let field = |name: &str| request[name].as_str();
        let body = Body {
            invoice_hash: field("invoiceHash"),
            uuid: field("uuid"),
            invoice: field("invoice"),
        };
        let xml = String::from_utf8(STANDARD.decode(body.invoice.unwrap()).unwrap()).unwrap();
        let certificate = Certificate::from_text(between(&xml, "<ds:X509Certificate>", "<")).unwrap();
        let mut gateway = gateway(&certificate, Verifier::shared(), operation);
        gateway.now = moment(certificate.validity().0);
        let answer = gateway.check(&body);
        eprintln!("{name}: {:?}", answer.said);
        let example = |status: &str, name: &str| {
            contract["responses"][status]["content"]["application/json"]["examples"][name]["value"].clone()
        };
        let mut expected = example("200", name);
        if operation == DocumentOperation::Clearance {
            expected["clearedInvoice"].take();
        }
        assert_eq!(serde_json::to_value(answer.reply(None)).unwrap(), expected, "{name}");
        // The same with one thing missing.
        for (example_name, body) in [
            (
                "Missing Invoice Hash",
                Body {
                    invoice_hash: None,
                    ..body
                },
            ),
            ("Missing Invoice", Body { invoice: None, ..body }),
        ] {
            let answer = gateway.check(&body);
            assert_eq!(answer.http_status(), 400);
            assert_eq!(
                serde_json::to_value(answer.reply(None)).unwrap(),
                example("400", example_name),
                "{example_name}"
            );
        }
    }
}

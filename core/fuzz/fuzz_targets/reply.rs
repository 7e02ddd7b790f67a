//! Any bytes as a reply to each operation: a verdict, never a panic; and the good verdicts only where the words for them stand in the
//! bytes. The first two bytes are the status and the operation.
#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::gateway::{Arrived, Credential, Csid, Endpoint, Environment, Operation, Otp, Reply, Request, Secret, Verdict};
use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{CsrConfig, CsrRequest, Curve, PrivateKey, Signer as _, request};
use libfuzzer_sys::fuzz_target;

const STATUSES: [u16; 16] = [200, 202, 208, 303, 400, 401, 403, 406, 408, 409, 413, 428, 429, 500, 503, 204];

static REQUESTS: LazyLock<Vec<Request>> = LazyLock::new(|| requests().expect("the throw-away taxpayer can ask for all six"));

fn requests() -> khatm::Result<Vec<Request>> {
    let endpoint = Endpoint::official(Environment::Sandbox);
    let key = PrivateKey::generate(Curve::Secp256k1)?;
    let subject = Subject {
        common_name: "TST-1",
        organization: "Khatm Books",
        unit: "Riyadh Branch",
        vat_number: "300000000000003",
        serial: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
    };
    let authority = ThrowawayAuthority::new("THROWAWAY-CA")?;
    let certificate = authority.issue(&subject, key.public_key(), &[1], "260101000000Z", "460101000000Z")?;
    let token = STANDARD.encode(certificate.text());
    let by = |csid| Credential::parse(Environment::Sandbox, csid, &token, Secret::new("s"), "1");
    let (compliance, production) = (by(Csid::Compliance)?, by(Csid::Production)?);
    let config = CsrConfig {
        common_name: "TST-1".into(),
        serial_number: subject.serial.into(),
        organization_identifier: subject.vat_number.into(),
        organization_unit_name: subject.unit.into(),
        organization_name: subject.organization.into(),
        country_name: "SA".into(),
        invoice_type: "1100".into(),
        location_address: "RRRD2929".into(),
        industry_business_category: "Trade".into(),
    };
    let config = CsrRequest::parse(&config).map_err(|mut faults| faults.remove(0))?;
    let csr = request(&config, Environment::Sandbox, &key)?;
    let otp = Otp::parse("123345")?;
    let standard = include_bytes!("../../../examples/documents/standard.xml");
    let simplified = include_bytes!("../../../examples/documents/simplified-sealed.xml");
    let language = Language::English;
    Ok(vec![
        Request::compliance_csid(&endpoint, &csr, &otp, language)?,
        Request::compliance_check(&endpoint, &compliance, standard, language)?,
        Request::production_csid(&endpoint, &compliance, language)?,
        Request::renewal(&endpoint, &production, &csr, &otp, language)?,
        Request::reporting(&endpoint, &production, simplified, language)?,
        Request::clearance(&endpoint, &production, standard, language)?,
    ])
}

/// Whether a word stands in the bytes, plainly or with some of its letters escaped.
fn has(body: &[u8], word: &str) -> bool {
    String::from_utf8_lossy(body).contains(word) || body.windows(2).any(|two| two == b"\\u")
}

fuzz_target!(|bytes: &[u8]| {
    let [status, operation, body @ ..] = bytes else { return };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let request = &REQUESTS[usize::from(*operation) % REQUESTS.len()];
    let operation = request.operation();
    let arrived = Arrived::Reply(Reply {
        status,
        content_type: None,
        retry_after: Some(String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned()),
        date: Some("Sat, 21 Nov 2026 10:00:00 GMT".to_owned()),
        body: body.to_vec(),
    });
    let verdict = Verdict::of(request, &arrived);
    let _ = (verdict.error(operation), verdict.missing_steps(), format!("{verdict:?}"));
    for remark in verdict.remarks() {
        let _ = remark.own();
    }
    let ok = matches!(status, 200 | 202);
    match &verdict {
        Verdict::Accepted(acceptance) => {
            assert!(ok && operation.is_of_document());
            assert!((operation == Operation::Clearance) == acceptance.cleared.is_some());
            let word = match operation {
                Operation::Reporting => "REPORTED",
                Operation::Clearance => "CLEARED",
                _ => "S",
            };
            assert!(has(body, word));
        }
        Verdict::AlreadyKnown(_) => {
            assert!(operation.is_of_document());
            let earlier = ok && operation == Operation::Reporting && has(body, "REPORTED_SUCCESSFULLY_EARLIER");
            assert!(matches!(status, 208 | 409) || earlier || (status == 400 && operation == Operation::ComplianceCheck));
        }
        Verdict::Issued(grant) => assert!(ok && !operation.is_of_document() && has(body, "ISSUED") && has(body, &grant.request_id)),
        Verdict::Renewal(grant) => assert!((ok || status == 428) && has(body, &grant.request_id)),
        Verdict::Rejected(remarks) => {
            assert!(!remarks.is_empty());
            assert!(status == 400 || has(body, "NOT_COMPLIANT"));
        }
        Verdict::Unsure(_) => assert!(!matches!(status, 401 | 403 | 413 | 429)),
        _ => assert!(!ok),
    }
});

//! A device as a machine, without any network: every state with every event, clocks, certificates that are not to be believed.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;
#[path = "devices/row.rs"]
mod row;

use devices::{
    Bench, PROPERTIES, SELLER, configuration, device, grant, issuer, keyed, loopback, moment, rehearsal, try_device,
};
use khatm::device::set::Required;
use khatm::device::{Again, Call, Device, Fate, Stage, Step};
use khatm::gateway::{
    Acceptance, Defect, Doubt, Endpoint, Environment, Grant, Loss, NotReceived, Operation, Otp, Verdict,
};
use khatm::invoice::fresh_uuid;
use khatm::seal::CsrConfig;
use khatm::time::Moment;
use khatm::vault::RootKey;
use khatm::{Code, Error, Kind, Language, rules};
use row::{Row, accepted, noon, said};

const ENGLISH: Language = Language::English;

fn reloaded(device: &Device, root: &RootKey) -> Device {
    Device::from_file(&device.to_file(root).unwrap(), root).unwrap()
}

#[test]
fn each_title_has_its_own_set_and_leads_to_an_active_device_through_a_file_at_every_step() {
    let root = RootKey::generate().unwrap();
    for (title, documents) in [("1000", 3), ("0100", 3), ("1100", 6)] {
        let mut bench = Bench::new();
        let mut unit = device(title, loopback(Environment::Simulation), bench.authority.now());
        let mut stages = vec![unit.stage()];
        while bench.step(&mut unit) {
            unit = reloaded(&unit, &root);
            if *stages.last().unwrap() != unit.stage() {
                stages.push(unit.stage());
            }
        }
        assert_eq!(
            stages,
            [
                Stage::Draft,
                Stage::Keyed,
                Stage::Checking,
                Stage::Certifying,
                Stage::Active
            ]
        );
        let asked: Vec<Operation> = bench.asked.iter().map(|request| request.operation()).collect();
        let mut expected = vec![Operation::ComplianceCsid];
        expected.extend(vec![Operation::ComplianceCheck; documents]);
        expected.push(Operation::ProductionCsid);
        assert_eq!(asked, expected, "{title}");
        check_set(&bench, title);
        assert!(unit.production().is_ok() && unit.identity().is_ok());
        assert_eq!(unit.documents().len(), documents);
        assert!(unit.documents().iter().all(|document| document.fate == Fate::Passed));
        // What was needed for the checks is gone.
        let file = String::from_utf8(unit.to_file(&root).unwrap()).unwrap();
        assert!(!file.contains("\"xml\"") && file.contains("\"csid\": \"production\""));
    }
}

/// The documents went out in order, linked, each by our own rules without any finding.
fn check_set(bench: &Bench, title: &str) {
    let mut previous = rules::FIRST_PREVIOUS_HASH.to_owned();
    let sent = bench.asked.iter().filter_map(|request| request.expected());
    for (expected, required) in sent.zip(Required::of_title(title)) {
        let context = rules::Context::new(bench.authority.now()).after(previous.clone());
        let found = rules::validate(&expected.xml, &context).found;
        let codes: Vec<Code> = found.iter().map(|found| found.error.code()).collect();
        assert!(
            codes.iter().all(|code| *code == Code::AuthorityUnknown),
            "{required:?}: {codes:?}"
        );
        previous = expected.hash.to_string();
        let text = String::from_utf8(expected.xml.clone()).unwrap();
        let standard = required.as_str().starts_with("standard");
        assert!(text.contains(if standard { "name=\"01" } else { "name=\"02" }));
        let kind = match required.as_str() {
            name if name.ends_with("credit_note") => ">381<",
            name if name.ends_with("debit_note") => ">383<",
            _ => ">388<",
        };
        assert!(text.contains(kind) && text.contains("SignatureValue"), "{required:?}");
    }
    // Nor had the authority anything to say of them.
    let seen = bench.authority.submissions(&Default::default(), ENGLISH);
    let mut findings = seen.iter().flat_map(|seen| &seen.findings);
    assert!(
        findings.all(|finding| finding.code.as_deref() == Some("XSD_ZATCA_VALID")),
        "{seen:?}"
    );
}

#[test]
fn everything_that_is_wrong_with_a_plan_is_said_at_once() {
    let seller = SELLER
        .replace("\"city\": \"الرياض\", ", "")
        .replace("399999999900003", "300000000000003")
        .replace("\"postal_code\"", "\"post_code\"");
    let faults = try_device("123456", "1100", loopback(Environment::Sandbox), &seller, noon()).unwrap_err();
    let said: Vec<(&str, Option<&str>)> = faults
        .iter()
        .map(|fault| (fault.code().as_str(), fault.path()))
        .collect();
    assert!(said.contains(&("KHATM-DEVICE-NAME", Some("name"))), "{said:?}");
    assert!(
        said.iter().any(|(_, path)| *path == Some("seller.post_code")),
        "{said:?}"
    );

    let seller = SELLER
        .replace("\"city\": \"الرياض\", ", "")
        .replace("399999999900003", "300000000000003");
    let mut bad = configuration("1100");
    bad.serial_number = format!("1-TST|2-TST|3-{}", "9".repeat(60));
    let plan = khatm::device::Plan {
        name: "POS-1",
        id: fresh_uuid().unwrap(),
        endpoint: loopback(Environment::Sandbox),
        configuration: &bad,
        seller: seller.as_bytes(),
        now: noon(),
    };
    let faults = Device::new(plan).unwrap_err();
    let codes: Vec<Code> = faults.iter().map(Error::code).collect();
    assert!(codes.contains(&Code::CsrSerialLong), "{faults:?}");
    assert!(
        faults.iter().any(|fault| fault.path() == Some("seller.city")),
        "{faults:?}"
    );
    // Once the configuration is good, the two numbers are compared.
    let seller = SELLER.replace("399999999900003", "300000000000003");
    let faults = try_device("POS-1", "1100", loopback(Environment::Sandbox), &seller, noon()).unwrap_err();
    assert_eq!(
        faults.iter().map(Error::code).collect::<Vec<_>>(),
        [Code::DeviceSellerVat]
    );
    for name in ["", ".hidden", "-x", "a b", "a/b", "123456", &"x".repeat(65)] {
        let faults = try_device(name, "1000", loopback(Environment::Sandbox), SELLER, noon()).unwrap_err();
        assert_eq!(faults[0].code(), Code::DeviceName, "{name}");
    }
    for name in ["POS-1", "كاشير-1", "1", "a.b_c", "1234567"] {
        assert!(
            try_device(name, "1000", loopback(Environment::Sandbox), SELLER, noon()).is_ok(),
            "{name}"
        );
    }
    assert!(PROPERTIES.contains("=1100"));
}

fn verdicts(row: &Row) -> Vec<Verdict> {
    vec![
        accepted(),
        Verdict::AlreadyKnown(Acceptance::default()),
        Verdict::Rejected(said("BR-KSA-09", "wrong")),
        Verdict::WrongRoute(Vec::new()),
        Verdict::Credential(Vec::new()),
        Verdict::NotReceived(NotReceived::Throttled(Some(7))),
        Verdict::NotReceived(NotReceived::NeverLeft(Error::new(Code::DriveConnect))),
        Verdict::Unsure(Doubt::Lost(Loss::Timeout)),
        Verdict::Unsure(Doubt::Server(503, Vec::new())),
        Verdict::Issued(row.grant()),
        Verdict::Renewal(row.grant()),
        Verdict::Defect(Defect {
            status: 406,
            final_for_these_bytes: false,
            remarks: Vec::new(),
        }),
    ]
}

#[test]
fn every_state_meets_every_event() {
    let row = Row::new();
    let first = Required::SimplifiedInvoice;
    let calls = [
        (Stage::Asking, Call::ComplianceCsid),
        (Stage::Checking, Call::Document(first)),
        (Stage::Certifying, Call::ProductionCsid),
    ];
    for stage in Stage::ALL {
        for (at, call) in calls {
            for verdict in verdicts(&row) {
                let mut unit = row.device(stage);
                let before = unit.status(noon()).unwrap();
                let outcome = unit.settle(call, &verdict, noon());
                let told = format!("{stage:?} {call:?} {verdict:?}: {outcome:?} {:?}", unit.stage());
                // What is written is read back, whatever happened.
                assert_eq!(reloaded(&unit, &row.root).stage(), unit.stage(), "{told}");
                if stage != at {
                    assert_eq!(outcome.unwrap_err().error.code(), Code::DeviceStep, "{told}");
                    assert_eq!(unit.status(noon()).unwrap(), before, "{told}");
                    continue;
                }
                let (after, ends) = expected(call, &verdict);
                assert_eq!(unit.stage(), after, "{told}");
                match (outcome, ends) {
                    (Ok(()), None) => {}
                    (Err(setback), Some((code, again))) => {
                        assert_eq!((setback.error.code(), setback.again), (code, again), "{told}");
                    }
                    _ => panic!("{told}"),
                }
            }
        }
    }
}

/// The state afterwards, and the setback if there is one. Written without looking at the machine.
fn expected(call: Call, verdict: &Verdict) -> (Stage, Option<(Code, Again)>) {
    use Verdict as V;
    let mended = |stage, code| (stage, Some((code, Again::Mended)));
    let later = |stage, code| (stage, Some((code, Again::Later(None))));
    match (call, verdict) {
        (Call::ComplianceCsid, V::Issued(_)) => (Stage::Checking, None),
        (Call::ComplianceCsid, V::Unsure(_)) => mended(Stage::Asking, Code::DeviceOtpSpent),
        (Call::ComplianceCsid, V::NotReceived(NotReceived::NeverLeft(_))) => later(Stage::Keyed, Code::DriveConnect),
        (Call::ComplianceCsid, V::NotReceived(_)) => {
            (Stage::Keyed, Some((Code::GatewayThrottled, Again::Later(Some(7)))))
        }
        (Call::ComplianceCsid, V::Rejected(_)) => mended(Stage::Keyed, Code::BrKsa09),
        (Call::ComplianceCsid, V::Credential(_)) => mended(Stage::Keyed, Code::OnboardingDenied),
        (Call::ComplianceCsid, V::Accepted(_) | V::AlreadyKnown(_)) => mended(Stage::Keyed, Code::GatewayUnsure),
        (Call::Document(_), V::Accepted(_) | V::AlreadyKnown(_)) => (Stage::Checking, None),
        (Call::Document(_), V::Rejected(_)) => mended(Stage::Checking, Code::DeviceDocument),
        (Call::Document(_), V::Issued(_)) => mended(Stage::Checking, Code::GatewayUnsure),
        (Call::ProductionCsid, V::Issued(_)) => (Stage::Active, None),
        (Call::ProductionCsid, V::Rejected(_)) => mended(Stage::Certifying, Code::BrKsa09),
        (Call::ProductionCsid, V::Accepted(_) | V::AlreadyKnown(_)) => mended(Stage::Certifying, Code::GatewayUnsure),
        (call, verdict) => {
            let stays = match call {
                Call::ComplianceCsid => Stage::Keyed,
                Call::Document(_) => Stage::Checking,
                Call::ProductionCsid => Stage::Certifying,
            };
            let unsure = match call {
                Call::Document(_) => Code::GatewayUnsure,
                _ => Code::CertificateUnsure,
            };
            match verdict {
                V::WrongRoute(_) => mended(stays, Code::GatewayRoute),
                V::Credential(_) => mended(stays, Code::GatewayCredential),
                V::NotReceived(NotReceived::Throttled(_)) => {
                    (stays, Some((Code::GatewayThrottled, Again::Later(Some(7)))))
                }
                V::NotReceived(_) => later(stays, Code::DriveConnect),
                V::Unsure(_) => later(stays, unsure),
                V::Renewal(_) => mended(stays, Code::GatewayRenewal),
                _ => mended(stays, Code::GatewayDefect),
            }
        }
    }
}

#[test]
fn steps_out_of_order_change_nothing() {
    let row = Row::new();
    for stage in Stage::ALL {
        let refused = |change: &dyn Fn(&mut Device) -> khatm::Result<()>| {
            let mut unit = row.device(stage);
            let code = change(&mut unit).map_err(|error| error.code());
            if code.is_err() {
                assert_eq!(unit.stage(), stage);
            }
            code.err()
        };
        let key = || khatm::seal::PrivateKey::generate(khatm::seal::Curve::Secp256k1).unwrap();
        let out = Some(Code::DeviceStep);
        let when = |good: bool| if good { None } else { out };
        assert_eq!(
            refused(&|unit| unit.take_key(key(), noon())),
            when(stage == Stage::Draft)
        );
        let ask = |unit: &mut Device| unit.ask(&Otp::parse("123456").unwrap(), ENGLISH, noon()).map(|_| ());
        assert_eq!(refused(&ask), when(matches!(stage, Stage::Keyed | Stage::Asking)));
        assert_eq!(
            refused(&|unit| unit.prepare(noon(), &mut fresh_uuid)),
            when(stage == Stage::Checking)
        );
        let restarts = !matches!(stage, Stage::Draft | Stage::Active);
        assert_eq!(refused(&|unit| unit.restart(noon())), when(restarts));
        let active = stage == Stage::Active;
        assert_eq!(row.device(stage).production().is_ok(), active);
        assert_eq!(row.device(stage).identity().is_ok(), active);
        // A restart keeps key and request.
        if restarts {
            let mut unit = row.device(stage);
            let csr = unit.csr().unwrap().clone();
            unit.restart(noon()).unwrap();
            assert_eq!((unit.stage(), unit.csr()), (Stage::Keyed, Some(&csr)));
            assert!(unit.credential().is_none() && unit.documents().is_empty());
        }
    }
    // Resumed with the password out and no answer: it says so, and takes another one for the same request.
    let mut unit = row.device(Stage::Asking);
    assert!(matches!(unit.next(ENGLISH).unwrap(), Step::Password { spent: true }));
    let again = unit.ask(&Otp::parse("654321").unwrap(), ENGLISH, noon()).unwrap();
    let first = row
        .device(Stage::Keyed)
        .ask(&Otp::parse("123456").unwrap(), ENGLISH, noon())
        .unwrap();
    assert_eq!(again.body(), first.body());
}

#[test]
fn a_certificate_is_looked_at_before_it_is_believed() {
    let (from, to) = (moment("2026-11-21T11:59:00"), moment("2031-11-20T00:00:00"));
    let fields = configuration("0100");
    let mut foreign = fields.clone();
    foreign.organization_identifier = "300000000000003".to_owned();
    let (_, stranger) = keyed("0100", loopback(Environment::Simulation), noon());
    let gov = ["local", "gov", "extgazt"];
    // The issuer's name and domain, whether the key is the device's, the fields, whether it comes from loopback, the environment, and what is said.
    type Case<'c> = (&'c str, &'c [&'c str], bool, &'c CsrConfig, bool, Environment, Code);
    let cases: [Case<'_>; 7] = [
        (
            "eInvoicing",
            &["khatm-simulator"],
            false,
            &fields,
            true,
            Environment::Simulation,
            Code::DeviceOtherKey,
        ),
        (
            "eInvoicing",
            &["khatm-simulator"],
            true,
            &foreign,
            true,
            Environment::Simulation,
            Code::DeviceOtherTaxpayer,
        ),
        (
            "eInvoicing",
            &gov,
            true,
            &fields,
            true,
            Environment::Simulation,
            Code::DeviceRealFromLoopback,
        ),
        (
            "eInvoicing",
            &["khatm-simulator"],
            true,
            &fields,
            false,
            Environment::Simulation,
            Code::DeviceRehearsalFromAuthority,
        ),
        (
            "PRZEINVOICESCA4-CA",
            &["khatm-simulator"],
            true,
            &fields,
            true,
            Environment::Simulation,
            Code::CredentialEnvironment,
        ),
        (
            "PEZEINVOICESCA1-CA",
            &gov,
            true,
            &fields,
            false,
            Environment::Production,
            Code::CredentialEnvironment,
        ),
        (
            "TSZEINVOICE-SubCA-1",
            &gov,
            true,
            &fields,
            false,
            Environment::Production,
            Code::CredentialEnvironment,
        ),
    ];
    for (name, domain, own_key, certified, near, environment, code) in cases {
        let endpoint = match near {
            true => loopback(environment),
            false => Endpoint::official(environment),
        };
        let (mut unit, key) = keyed("0100", endpoint.clone(), noon());
        let key = if own_key { key } else { stranger.clone() };
        let bad = Verdict::Issued(grant(&issuer(name, domain), &key, certified, from, to));
        unit.ask(&Otp::parse("123456").unwrap(), ENGLISH, noon()).unwrap();
        let setback = unit.settle(Call::ComplianceCsid, &bad, noon()).unwrap_err();
        assert_eq!((setback.error.code(), setback.again), (code, Again::Mended), "{name}");
        // The password is gone, key and request are not; and the certificate is nowhere.
        assert_eq!(unit.stage(), Stage::Keyed);
        assert!(unit.credential().is_none());
    }
    // The same for the certificate for real documents: the one for the checks stays, to ask again with.
    let row = Row::new();
    for (bad, code) in [
        (grant(&rehearsal(), &stranger, &fields, from, to), Code::DeviceOtherKey),
        (
            grant(&issuer("eInvoicing", &gov), &row.key, &fields, from, to),
            Code::DeviceRealFromLoopback,
        ),
        (
            Grant {
                token: "bm90IGEgY2VydGlmaWNhdGU=".to_owned(),
                ..row.grant()
            },
            Code::CertificateFormat,
        ),
    ] {
        let mut unit = row.device(Stage::Certifying);
        let setback = unit
            .settle(Call::ProductionCsid, &Verdict::Issued(bad), noon())
            .unwrap_err();
        assert_eq!(setback.error.code(), code);
        assert_eq!(unit.stage(), Stage::Certifying);
    }
}

#[test]
fn a_clock_that_is_a_little_behind_is_borne_and_a_wrong_one_is_told_of() {
    let row = Row::new();
    let begins = moment("2026-11-21T11:59:00");
    let at = |seconds: i64| Moment::from_unix(begins.unix() + seconds).unwrap();
    for (seconds, good) in [
        (-300, true),
        (-1, true),
        (0, true),
        (86_400, true),
        (-301, false),
        (-86_400, false),
    ] {
        let mut unit = row.device(Stage::Asking);
        unit.settle(Call::ComplianceCsid, &Verdict::Issued(row.grant()), at(seconds))
            .unwrap();
        let made = unit.prepare(at(seconds), &mut fresh_uuid);
        assert_eq!(made.is_ok(), good, "{seconds}");
        if let Err(error) = made {
            assert_eq!((error.code(), error.kind()), (Code::DeviceClock, Kind::State));
            // Nothing is lost: with the clock set, it goes on.
            assert!(unit.documents().is_empty());
            unit.prepare(at(60), &mut fresh_uuid).unwrap();
        }
        assert_eq!(unit.documents().len(), 3);
    }
    let mut unit = row.device(Stage::Asking);
    unit.settle(Call::ComplianceCsid, &Verdict::Issued(row.grant()), noon())
        .unwrap();
    let ended = unit
        .prepare(moment("2040-01-01T00:00:00"), &mut fresh_uuid)
        .unwrap_err();
    assert_eq!(ended.code(), Code::DeviceClock);
}

#[test]
fn a_refused_document_is_named_with_its_findings_and_another_takes_its_place_in_the_chain() {
    let row = Row::new();
    let mut unit = row.device(Stage::Checking);
    unit.settle(Call::Document(Required::SimplifiedInvoice), &accepted(), noon())
        .unwrap();
    let findings = said("BR-KSA-17", "reason");
    let refused = Verdict::Rejected(findings.clone());
    let note = Call::Document(Required::SimplifiedCreditNote);
    let setback = unit.settle(note, &refused, noon()).unwrap_err();
    assert_eq!(setback.error.path(), Some("simplified_credit_note"));
    assert_eq!(setback.remarks, findings);
    assert!(matches!(unit.next(ENGLISH).unwrap(), Step::Prepare));
    let before: Vec<_> = unit.documents().to_vec();
    unit.prepare(noon(), &mut fresh_uuid).unwrap();
    let after = unit.documents();
    assert_eq!(after.len(), 3);
    assert_eq!((&after[0], &after[2]), (&before[0], &before[2]));
    assert_eq!((after[1].counter, after[1].fate), (4, Fate::Waiting));
    assert_ne!(after[1].uuid, before[1].uuid);
    // It follows the last document that was made, the refused one's successor included.
    let Step::Send(Call::Document(Required::SimplifiedCreditNote), request) = unit.next(ENGLISH).unwrap() else {
        panic!("another step");
    };
    let xml = String::from_utf8(request.expected().unwrap().xml.clone()).unwrap();
    assert!(xml.contains(&before[2].hash) && xml.contains(">4<"));
}

#[test]
fn documents_that_the_authority_misses_are_made_and_sent_anew() {
    let row = Row::new();
    let cases = [
        ("simplified-credit-note-compliant,simplified-debit-note-compliant", 2),
        ("simplified-compliant", 1),
        ("Compliance steps for this CSID are not yet complete", 3),
    ];
    for (names, count) in cases {
        let mut unit = row.device(Stage::Certifying);
        let verdict = Verdict::Rejected(said("Missing-ComplianceSteps", names));
        let setback = unit.settle(Call::ProductionCsid, &verdict, noon()).unwrap_err();
        assert_eq!(setback.error.code(), Code::ComplianceSteps, "{names}");
        assert_eq!(unit.stage(), Stage::Checking);
        unit.prepare(noon(), &mut fresh_uuid).unwrap();
        let waiting: Vec<_> = unit
            .documents()
            .iter()
            .filter(|document| document.fate == Fate::Waiting)
            .collect();
        assert_eq!(waiting.len(), count, "{names}");
        assert_eq!(waiting[0].counter, 4);
    }
}

#[test]
fn the_way_out_of_a_refused_request_is_named() {
    let row = Row::new();
    let denied = "Denied by Policy Module 0x80094800, The request was for a certificate template that is not supported: PREZATCA";
    for (code, message, expected) in [
        ("Invalid-OTP", "The provided OTP is invalid", Code::OtpRefused),
        (
            "EXCEED_CHARACTER_LIMIT",
            "Serial Number should be less than or equal to 64.",
            Code::CsrTooLong,
        ),
        ("NOT_COMPLIANT", denied, Code::CsrTemplateRefused),
        ("Invalid-CSR", "The provided CSR is invalid", Code::CsrRefused),
    ] {
        let mut unit = row.device(Stage::Asking);
        let verdict = Verdict::Rejected(said(code, message));
        let setback = unit.settle(Call::ComplianceCsid, &verdict, noon()).unwrap_err();
        assert_eq!(setback.error.code(), expected);
        assert_eq!(unit.stage(), Stage::Keyed);
        assert!(setback.error.fix(Language::Arabic).chars().count() > 20);
    }
}

#[test]
fn only_documents_that_this_device_may_send_are_sent() {
    let mut bench = Bench::new();
    let mut units = [0, 1].map(|_| device("1100", loopback(Environment::Simulation), bench.authority.now()));
    units.iter_mut().for_each(|unit| while bench.step(unit) {});
    let [unit, other] = units;
    let draft = |profile: &str| {
        format!(
            r#"{{"number": "S-1", "profile": "{profile}", "lines": [{{"name": "كتاب | Book", "quantity": 1, "price": "10.00"}}],
            "buyer": {{"name": "Reader", "vat_number": "310122393500003", "street": "s", "building_number": "1111",
            "district": "d", "city": "c", "postal_code": "12222"}}, "issue_date": "2026-11-20", "issue_time": "10:00:00"}}"#
        )
    };
    let mut context = khatm::invoice::Context::new(noon());
    context.seller = Some(unit.seller().clone());
    let mut plain = |profile: &str| {
        context.uuid = Some(fresh_uuid().unwrap());
        let built = khatm::invoice::build(draft(profile).as_bytes(), &context);
        khatm::ubl::write::write(&built.unwrap_or_else(|refusal| panic!("{:?}", refusal.faults)).0)
    };
    let (standard, simplified) = (plain("standard"), plain("simplified"));
    let at = khatm::seal::SigningTime::parse("2026-11-20T10:00:00").unwrap();
    // A certificate that has ended, or not begun, stamps nothing.
    let (begins, _) = unit.production().unwrap().certificate().validity();
    assert_eq!(unit.stamps_at(moment(begins)), Ok(()));
    for other_time in ["2046-11-21T12:00:00", "2006-11-21T12:00:00"] {
        let refused = unit.stamps_at(moment(other_time)).unwrap_err();
        assert_eq!(refused.code(), Code::DeviceEnded);
    }
    let seal = |by: &Device, xml: &[u8]| khatm::seal::seal(xml, &by.identity().unwrap(), &at).unwrap().into_xml();
    let code = |xml: &[u8]| {
        unit.submission(xml, ENGLISH)
            .map(|request| request.operation())
            .map_err(|e| e.code())
    };
    assert_eq!(code(&standard), Ok(Operation::Clearance));
    assert_eq!(code(&seal(&unit, &standard)), Ok(Operation::Clearance));
    assert_eq!(code(&seal(&unit, &simplified)), Ok(Operation::Reporting));
    assert_eq!(code(&simplified), Err(Code::SubmitUnsealed));
    assert_eq!(code(&seal(&other, &simplified)), Err(Code::SubmitOtherDevice));
    assert_eq!(code(&seal(&other, &standard)), Err(Code::SubmitOtherDevice));
    let changed = String::from_utf8(seal(&unit, &simplified))
        .unwrap()
        .replace("Book<", "Bock<");
    assert_eq!(code(changed.as_bytes()), Err(Code::SubmitDamaged));
    assert_eq!(code(b"{}"), Err(Code::XmlMarkup));
    // And the authority takes what is let through.
    for xml in [standard, seal(&unit, &simplified)] {
        let request = unit.submission(&xml, ENGLISH).unwrap();
        assert!(matches!(bench.send(&request), Verdict::Accepted(_)));
    }
}

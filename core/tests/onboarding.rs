//! Onboarding over the wire: killed at every save, replies lost, passwords refused; and each time it goes on from where it stood.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;

use std::fs;
use std::future::Future;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use devices::{device, moment};
use khatm::device::set::Required;
use khatm::device::{Again, Device, Setback, Stage, Store};
use khatm::drive::onboard::{Host, News, Persistence, onboard};
use khatm::drive::{Client, Proxy, Settings};
use khatm::gateway::{Endpoint, Environment, Operation, Otp};
use khatm::simulator::{Fault, Rule, Simulator};
use khatm::time::Moment;
use khatm::vault::RootKey;
use khatm::{Code, Error, Language, Result};

const ENVIRONMENT: Environment = Environment::Simulation;

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let limit = std::time::Duration::from_secs(240);
    runtime.unwrap().block_on(async {
        tokio::time::timeout(limit, test).await.expect("it hangs");
    });
}

fn now() -> Moment {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Moment::from_unix(since.as_secs() as i64).unwrap()
}

/// Where the process is killed: at this save, and whether its bytes were on disk then.
type Kill = (usize, bool);

/// A place for one device, and what it is onboarded with.
struct Place {
    path: PathBuf,
    root: RootKey,
    client: Client,
    passwords: Vec<Otp>,
    persistence: Persistence,
}

/// What a run did, and how it ended.
#[derive(Debug, Default)]
struct Run {
    saves: usize,
    /// For each password that was asked for, whether one was spent before.
    asked: Vec<bool>,
    unused: usize,
    news: Vec<News>,
}

struct Desk<'d> {
    store: Store,
    root: &'d RootKey,
    passwords: &'d mut Vec<Otp>,
    kill: Option<Kill>,
    run: Run,
}

impl Host for Desk<'_> {
    fn save(&mut self, device: &Device) -> Result<()> {
        self.run.saves += 1;
        match self.kill {
            Some((at, written)) if at == self.run.saves => {
                if written {
                    self.store.save(self.root, device)?;
                }
                // Nothing of this process is heard of after this.
                Err(Error::new(Code::FileWrite).found("killed"))
            }
            _ => self.store.save(self.root, device),
        }
    }

    fn password(&mut self, _: &Device, spent: bool) -> Result<Option<Otp>> {
        self.run.asked.push(spent);
        Ok(self.passwords.pop())
    }

    fn unused(&mut self, _: &Device) -> Result<()> {
        self.run.unused += 1;
        Ok(())
    }

    fn progress(&mut self, _: &Device, news: &News) {
        self.run.news.push(news.clone());
    }
}

impl Place {
    fn new(name: &str, endpoint: Endpoint, title: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("onboarding-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let root = RootKey::generate().unwrap();
        let path = folder.join("POS-1.device");
        Store::create(&path, &root, &device(title, endpoint, now())).unwrap();
        let settings = Settings {
            proxy: Proxy::Direct,
            ..Settings::default()
        };
        Place {
            path,
            root,
            client: Client::new(settings).unwrap(),
            passwords: Vec::new(),
            persistence: Persistence {
                tries: 3,
                first_wait_ms: 10,
                most_wait_ms: 2_500,
            },
        }
    }

    fn at(name: &str, simulator: &Simulator) -> Self {
        Self::new(name, simulator.endpoint(ENVIRONMENT).unwrap(), "1100")
    }

    /// One process: it reads the device, and goes as far as it gets.
    async fn go(&mut self, kill: Option<Kill>) -> (Run, Result<(), Setback>) {
        let (store, mut device) = Store::open(&self.path, &self.root).unwrap();
        let mut desk = Desk {
            store,
            root: &self.root,
            passwords: &mut self.passwords,
            kill,
            run: Run::default(),
        };
        let ended = onboard(
            &self.client,
            &mut device,
            &mut desk,
            self.persistence,
            Language::English,
        )
        .await;
        (desk.run, ended)
    }

    fn device(&self) -> Device {
        Store::read(&self.path, &self.root).unwrap()
    }
}

fn code(ended: &Result<(), Setback>) -> Option<Code> {
    ended.as_ref().err().map(|setback| setback.error.code())
}

/// The bodies of an operation's requests, as they came.
fn bodies(simulator: &Simulator, operation: Operation) -> Vec<Vec<u8>> {
    let records = simulator.records().into_iter();
    let of = records.filter(|record| record.operation == Some(operation));
    of.map(|record| record.request_body().to_vec()).collect()
}

#[test]
fn killed_at_every_save_it_goes_on_to_the_end_with_the_same_key() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut kills = 0;
        'places: for number in 1.. {
            for written in [false, true] {
                let mut place = Place::at(&format!("kill-{number}-{written}"), &simulator);
                place.passwords = (0..2).map(|_| simulator.otp(ENVIRONMENT).unwrap()).collect();
                let (first, ended) = place.go(Some((number, written))).await;
                if ended.is_ok() {
                    assert!(first.saves < number);
                    break 'places;
                }
                kills += 1;
                let killed = place.device();
                let csr = killed.csr().cloned();
                let asked_before = killed.stage() == Stage::Asking;
                let (second, ended) = place.go(None).await;
                assert_eq!(
                    code(&ended),
                    None,
                    "killed at save {number}, written {written}: {second:?}"
                );
                let device = place.device();
                assert_eq!(device.stage(), Stage::Active);
                assert!(csr.is_none() || device.has_request(&csr), "another request");
                // The password is asked for again only if its answer may be lost, or it never went out.
                match killed.stage() {
                    Stage::Draft | Stage::Keyed => assert_eq!(second.asked, [false]),
                    Stage::Asking => assert_eq!(second.asked, [true]),
                    _ => assert!(second.asked.is_empty()),
                }
                assert_eq!(second.news.contains(&News::Password { spent: true }), asked_before);
            }
        }
        // Key, intent, answer, set, six documents, certificate: each before and after its bytes were safe.
        assert_eq!(kills, 22);
        simulator.stop().await;
    });
}

trait SameRequest {
    fn has_request(&self, csr: &Option<khatm::seal::Csr>) -> bool;
}

impl SameRequest for Device {
    fn has_request(&self, csr: &Option<khatm::seal::Csr>) -> bool {
        self.csr() == csr.as_ref()
    }
}

#[test]
fn a_lost_answer_to_the_password_is_told_of_and_all_others_are_asked_for_again_with_the_same_bytes() {
    run(async {
        for fault in [
            Fault::DropAfter,
            Fault::DropBefore,
            Fault::Truncated { keep: None },
            Fault::Html,
            Fault::Garbage { bytes: 64 },
        ] {
            let simulator = Simulator::start().await.unwrap();
            let mut place = Place::at(&format!("lost-{}", fault.as_str()), &simulator);
            place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
            let onboarding = [
                Operation::ComplianceCsid,
                Operation::ComplianceCheck,
                Operation::ProductionCsid,
            ];
            for operation in onboarding {
                simulator
                    .faults()
                    .add(Rule::of(fault.clone()).on(operation).times(1))
                    .unwrap();
            }
            let (first, ended) = place.go(None).await;
            assert_eq!(code(&ended), Some(Code::DeviceOtpSpent), "{fault:?} {first:?}");
            assert_eq!(place.device().stage(), Stage::Asking);
            // Without another password it says the same again.
            let (_, ended) = place.go(None).await;
            assert_eq!(code(&ended), Some(Code::DeviceOtpSpent), "{fault:?}");
            place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
            let (second, ended) = place.go(None).await;
            assert_eq!(code(&ended), None, "{fault:?} {second:?}");
            assert_eq!(second.asked, [true]);
            let waited = second
                .news
                .iter()
                .filter(|news| matches!(news, News::Waiting { .. }))
                .count();
            assert_eq!(waited, 2, "{fault:?}");
            let requests = bodies(&simulator, Operation::ComplianceCsid);
            assert_eq!((requests.len(), &requests[0]), (2, &requests[1]));
            let documents = bodies(&simulator, Operation::ComplianceCheck);
            assert_eq!((documents.len(), &documents[0]), (7, &documents[1]), "{fault:?}");
            let certificates = bodies(&simulator, Operation::ProductionCsid);
            assert_eq!((certificates.len(), &certificates[0]), (2, &certificates[1]));
            simulator.stop().await;
        }
    });
}

#[test]
fn a_password_that_is_wrong_or_ended_is_told_of_and_key_and_request_stay() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut place = Place::at("otp", &simulator);
        let (run, ended) = place.go(None).await;
        assert_eq!((code(&ended), run.asked), (Some(Code::DeviceOtpNeeded), vec![false]));
        let csr = place.device().csr().cloned();
        place.passwords = vec![Otp::parse("000000").unwrap()];
        let (_, ended) = place.go(None).await;
        assert_eq!(code(&ended), Some(Code::OtpRefused));
        let ended_password = simulator.otp(ENVIRONMENT).unwrap();
        simulator.authority().advance(3_601);
        place.passwords = vec![ended_password];
        let (_, ended) = place.go(None).await;
        let setback = ended.unwrap_err();
        assert_eq!((setback.error.code(), setback.again), (Code::OtpRefused, Again::Mended));
        assert_eq!(setback.remarks[0].code.as_deref(), Some("Invalid-OTP"));
        // Used, of another environment: the same.
        simulator.authority().advance(-3_601);
        place.passwords = vec![simulator.otp(Environment::Production).unwrap()];
        let (_, ended) = place.go(None).await;
        assert_eq!(code(&ended), Some(Code::OtpRefused));
        assert_eq!(place.device().stage(), Stage::Keyed);
        place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
        let (_, ended) = place.go(None).await;
        assert_eq!(code(&ended), None);
        assert!(place.device().has_request(&csr));
        simulator.stop().await;
    });
}

#[test]
fn a_password_that_never_left_or_was_not_taken_is_as_good_as_new() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut place = Place::at("unused", &simulator);
        let password = simulator.otp(ENVIRONMENT).unwrap();
        simulator.unplug().await;
        place.passwords = vec![password.clone()];
        let (run, ended) = place.go(None).await;
        assert_eq!(code(&ended), Some(Code::DriveConnect));
        assert_eq!((run.unused, place.device().stage()), (1, Stage::Keyed));
        simulator.plug().await;
        let throttled = |retry_after: &str| Fault::TooMany {
            retry_after: Some(retry_after.to_owned()),
        };
        // Longer than anybody waits: it is said how long.
        simulator.faults().add(Rule::of(throttled("3600")).times(1)).unwrap();
        place.passwords = vec![password.clone()];
        // The driver remembers to hold back, so this is another process.
        place.client = Client::new(place.client.settings().clone()).unwrap();
        let (run, ended) = place.go(None).await;
        assert_eq!(code(&ended), Some(Code::GatewayThrottled));
        assert_eq!(ended.unwrap_err().again, Again::Later(Some(3600)));
        assert_eq!((run.unused, place.device().stage()), (1, Stage::Keyed));
        // A short while is waited for, with the same password.
        simulator.faults().add(Rule::of(throttled("1")).times(1)).unwrap();
        place.passwords = vec![password];
        place.client = Client::new(place.client.settings().clone()).unwrap();
        let (run, ended) = place.go(None).await;
        assert_eq!(code(&ended), None, "{run:?}");
        assert!(run.news.iter().any(|news| matches!(
            news,
            News::Waiting {
                code: "KHATM-GATEWAY-THROTTLED",
                ..
            }
        )));
        assert_eq!((run.unused, run.asked.len()), (0, 1));
        simulator.stop().await;
    });
}

#[test]
fn a_refused_document_stops_it_and_is_made_anew_the_next_time() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut place = Place::at("refused", &simulator);
        // By the authority's clock the documents are of a day that has not come.
        simulator.authority().advance(-3 * 86_400);
        place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
        let (_, ended) = place.go(None).await;
        let setback = ended.unwrap_err();
        assert_eq!(setback.error.code(), Code::DeviceDocument, "{setback:?}");
        assert_eq!(setback.error.path(), Some(Required::StandardInvoice.as_str()));
        let codes: Vec<_> = setback
            .remarks
            .iter()
            .filter_map(|remark| remark.code.as_deref())
            .collect();
        assert!(codes.contains(&"BR-KSA-04"), "{codes:?}");
        assert_eq!(place.device().stage(), Stage::Checking);
        simulator.authority().advance(3 * 86_400);
        let (run, ended) = place.go(None).await;
        assert_eq!(code(&ended), None, "{run:?}");
        // The password is not asked for again, and the new document takes the next place in the chain.
        assert!(run.asked.is_empty());
        let counters: Vec<u64> = place
            .device()
            .documents()
            .iter()
            .map(|document| document.counter)
            .collect();
        assert_eq!(counters, [7, 2, 3, 4, 5, 6]);
        simulator.stop().await;
    });
}

#[test]
fn documents_that_the_authority_misses_are_sent_again() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut place = Place::at("missing", &simulator);
        // Twice a gateway says that it has a document, and has it not.
        let mut rule = Rule::of(Fault::Spurious409).on(Operation::ComplianceCheck).times(2);
        rule.decided = Some(false);
        simulator.faults().add(rule).unwrap();
        place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
        let (_, ended) = place.go(None).await;
        let setback = ended.unwrap_err();
        assert_eq!(setback.error.code(), Code::ComplianceSteps);
        assert_eq!(
            setback.error.path(),
            Some("standard-compliant, standard-credit-note-compliant")
        );
        assert_eq!(place.device().stage(), Stage::Checking);
        let (run, ended) = place.go(None).await;
        assert_eq!(code(&ended), None, "{run:?}");
        assert_eq!(bodies(&simulator, Operation::ComplianceCheck).len(), 8);
        simulator.stop().await;
    });
}

#[test]
fn a_revoked_certificate_for_the_checks_needs_a_restart_and_no_new_key() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut place = Place::at("restart", &simulator);
        let rule = Rule::of(Fault::ExpiredCertificate)
            .on(Operation::ComplianceCheck)
            .times(1);
        simulator.faults().add(rule).unwrap();
        place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
        let (_, ended) = place.go(None).await;
        assert_eq!(code(&ended), Some(Code::GatewayCredential));
        assert_eq!(place.device().stage(), Stage::Checking);
        let csr = place.device().csr().cloned();
        {
            let (store, mut device) = Store::open(&place.path, &place.root).unwrap();
            device.restart(now()).unwrap();
            store.save(&place.root, &device).unwrap();
        }
        place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
        let (run, ended) = place.go(None).await;
        assert_eq!((code(&ended), run.asked), (None, vec![false]));
        assert!(place.device().has_request(&csr));
        simulator.stop().await;
    });
}

#[test]
fn a_clock_that_is_wrong_is_told_of_and_loses_nothing() {
    run(async {
        let simulator = Simulator::start().await.unwrap();
        let mut place = Place::at("clock", &simulator);
        simulator.authority().advance(7_200);
        place.passwords = vec![simulator.otp(ENVIRONMENT).unwrap()];
        let (_, ended) = place.go(None).await;
        assert_eq!(code(&ended), Some(Code::DeviceClock));
        assert!(place.client.skew().unwrap() > 7_000_000);
        let device = place.device();
        assert_eq!(device.stage(), Stage::Checking);
        let later = Moment::from_unix(device.changed().unix() + 7_200).unwrap();
        let (store, mut device) = Store::open(&place.path, &place.root).unwrap();
        device.prepare(later, &mut khatm::invoice::fresh_uuid).unwrap();
        store.save(&place.root, &device).unwrap();
        drop(store);
        let (_, ended) = place.go(None).await;
        assert_eq!(code(&ended), None);
        assert!(moment("2026-01-01T00:00:00") < place.device().changed());
        simulator.stop().await;
    });
}

/// A program on loopback that answers every request alike.
fn canned(status: &'static str, body: &'static str) -> Endpoint {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            // A request of ours ends with the end of its JSON.
            while !request.ends_with(b"}") {
                let count = stream.read(&mut piece).unwrap_or(0);
                if count == 0 {
                    break;
                }
                request.extend_from_slice(&piece[..count]);
            }
            let reply = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(reply.as_bytes());
        }
    });
    Endpoint::parse(ENVIRONMENT, &format!("http://{address}")).unwrap()
}

#[test]
fn a_wrong_template_and_a_long_serial_are_told_by_name() {
    run(async {
        let template = r#"{"requestID":-2,"tokenType":null,"dispositionMessage":"NOT_COMPLIANT","binarySecurityToken":null,"errors":["unable to submit and sign the csr in zatca side, caused : Denied by Policy Module 0x80094800, The request was for a certificate template that is not supported by the Active Directory Certificate Services policy: PREZATCA-Code-Signing.\r\n"]}"#;
        let serial = r#"{"type":"ERROR","code":"EXCEED_CHARACTER_LIMIT","category":"CSR_VALIDATION","message":"Maximum number of characters for Serial Number should be less than or equal to 64.","status":"ERROR"}"#;
        for (at, (status, body, expected)) in [
            ("400 Bad Request", template, Code::CsrTemplateRefused),
            ("200 OK", template, Code::CsrTemplateRefused),
            ("400 Bad Request", serial, Code::CsrTooLong),
        ]
        .into_iter()
        .enumerate()
        {
            let mut place = Place::new(&format!("canned-{at}"), canned(status, body), "1000");
            place.passwords = vec![Otp::parse("123456").unwrap()];
            let (_, ended) = place.go(None).await;
            assert_eq!(code(&ended), Some(expected), "{status}");
            assert_eq!(place.device().stage(), Stage::Keyed);
        }
    });
}

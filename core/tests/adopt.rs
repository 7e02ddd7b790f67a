//! A device of another system goes on here: at the next counter, with the right hash, and on no other terms.
#![allow(clippy::unwrap_used, missing_docs)]

mod devices;
mod ledger;
mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::chain::{Linked, audit};
use khatm::device::adopt::{Adoption, Claim, Last, Past, adopt, start};
use khatm::device::kept::{Use, Who, open_noted};
use khatm::device::{Device, Stage};
use khatm::gateway::{Endpoint, Environment, Secret};
use khatm::invoice::fresh_uuid;
use khatm::seal::issue::{Holder, Term};
use khatm::seal::{Certificate, Curve, InvoiceHash, PrivateKey, Signer as _};
use khatm::store::issue::{Issuer, Order, issue};
use khatm::store::memory::Memory;
use khatm::store::safe::Safe as _;
use khatm::store::{Document, Store};
use khatm::time::Moment;
use khatm::vault::RootKey;
use khatm::{Code, Result};
use ledger::{Till, file, folder, invoice, now, sale};
use support::{Taxpayer, VAT_NUMBER};

fn at() -> Moment {
    now().moment().unwrap()
}

/// The documents that another system made with a certificate.
fn past(till: &Till, documents: usize) -> Vec<Document> {
    let store = Memory::new();
    let chain = till.chain(&store, "OLD");
    for number in 0..documents {
        let name = format!("OLD-{number}");
        let draft = match number % 3 {
            2 => invoice(&name, "20.00"),
            _ => sale(&name, "10.00"),
        };
        till.issue(&store, &chain, &draft).unwrap();
    }
    store.documents(chain.id, 0, documents).unwrap()
}

fn read(documents: &[Document], certificate: &Certificate) -> Past {
    let named = documents
        .iter()
        .map(|document| (document.number.clone(), document.xml.as_slice()));
    Past::of(named, certificate)
}

fn adoption(till: &Till) -> Adoption<'static> {
    Adoption {
        name: "POS-1",
        id: fresh_uuid().unwrap(),
        endpoint: Endpoint::official(Environment::Production),
        key: PrivateKey::parse(&till.key().to_pkcs8()).unwrap(),
        certificate: till.taxpayer.certificate.clone(),
        secret: Secret::new("c2VjcmV0"),
        seller: None,
        now: at(),
    }
}

fn claim<'c>(accepted: Option<&'c str>) -> Claim<'c> {
    Claim {
        by: "clerk",
        accepted,
        now: now(),
    }
}

fn code<T>(result: Result<T>) -> Code {
    result.err().expect("refused").code()
}

#[test]
fn the_chain_goes_on_at_the_next_counter_with_a_key_on_either_curve() {
    for curve in [Curve::Secp256k1, Curve::P256] {
        let till = Till::of(Taxpayer::on(curve, VAT_NUMBER));
        let old = past(&till, 7);
        let looked = read(&old, &till.taxpayer.certificate);
        assert!(looked.is_whole(), "{:?}", looked.breaks());
        assert_eq!(looked.seller().unwrap().city.as_deref(), Some("Riyadh"));
        let begin = start(Some(&looked), None, false).unwrap();
        let stated = Last::parse(&format!("7:{}", old[6].hash)).unwrap();
        assert_eq!(start(Some(&looked), Some(stated), false).unwrap(), begin);
        assert_eq!(start(None, Some(stated), false).unwrap(), begin);

        let root = RootKey::generate().unwrap();
        let folder = folder(&format!("adopt-{}", curve.as_str()));
        let store = file::create(&folder);
        let device = Device::adopt(Adoption {
            seller: looked.seller().cloned(),
            ..adoption(&till)
        })
        .unwrap();
        assert_eq!((device.stage(), device.is_adopted()), (Stage::Active, true));
        let status = device.status(at()).unwrap();
        assert_eq!((status.vat_number.as_str(), status.required), (VAT_NUMBER, 0));
        let chain = adopt(&store, &device, begin, &root, &claim(None)).unwrap();
        drop(store);

        // As another process finds it.
        let store = file::open(&folder).unwrap();
        let who = Who {
            environment: Environment::Production,
            device: "POS-1",
            by: "till",
            now: now(),
        };
        let device = open_noted(&store, &who, &root, Use::Issue).unwrap();
        let issuer = Issuer::of(chain.id, &device)
            .unwrap()
            .with_verifier(&till.taxpayer.verifier);
        let mut all = old.clone();
        for number in 0..3 {
            let draft = sale(&format!("NEW-{number}"), "5.00");
            let issued = issue(&store, &issuer, &Order::new(draft.as_bytes()), now()).unwrap();
            assert!(till.taxpayer.verify(&issued.document.xml).valid);
            all.push(issued.document);
        }
        assert_eq!((all[7].place.counter, all[7].previous_hash), (8, old[6].hash.into()));
        let linked: Vec<Linked> = all
            .iter()
            .map(|document| Linked::read(document.number.clone(), &document.xml).unwrap())
            .collect();
        let audited = audit(&linked, None);
        assert!(audited.whole() && audited.last == Some(10), "{:?}", audited.breaks);
        let lines = store.audited(0, 100).unwrap();
        assert!(lines.iter().any(|line| line.action == "device_adopted"));
        assert_eq!(
            code(adopt(&store, &device, begin, &root, &claim(None))),
            Code::DeviceKnown
        );
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let till = Till::new();
    let adopted = |change: &dyn Fn(&mut Adoption<'static>)| {
        let mut adoption = adoption(&till);
        change(&mut adoption);
        Device::adopt(adoption).err().map(|error| error.code())
    };
    assert_eq!(adopted(&|_| {}), None);
    let other = Taxpayer::new();
    let stranger = |curve| PrivateKey::generate(curve).unwrap();
    assert_eq!(
        adopted(&|one| one.key = stranger(Curve::Secp256k1)),
        Some(Code::KeyMismatch)
    );
    assert_eq!(adopted(&|one| one.key = stranger(Curve::P256)), Some(Code::KeyMismatch));
    assert_eq!(
        adopted(&|one| one.certificate = other.certificate.clone()),
        Some(Code::KeyMismatch)
    );
    assert_eq!(adopted(&|one| one.name = "123456"), Some(Code::DeviceName));
    assert_eq!(
        adopted(&|one| one.secret = Secret::new("")),
        Some(Code::CredentialSecret)
    );
    let loopback = Endpoint::parse(Environment::Production, "http://127.0.0.1:9").unwrap();
    assert_eq!(
        adopted(&|one| one.endpoint = loopback.clone()),
        Some(Code::CredentialReal)
    );
    for (from, to) in [
        ("2020-01-01T00:00:00", "2026-11-20T00:00:00"),
        ("2027-01-01T00:00:00", "2031-01-01T00:00:00"),
    ] {
        let dated = certificate("PRZEINVOICESCA4-CA", &["local", "throwaway"], &till, from, to);
        assert_eq!(
            adopted(&|one| one.certificate = dated.clone()),
            Some(Code::DeviceEnded),
            "{from}"
        );
    }
    let (from, to) = ("2026-01-01T00:00:00", "2031-01-01T00:00:00");
    // Whose certificate it is, its issuer says.
    for (name, domain, expected) in [
        ("eInvoicing", &[][..], Some(Code::IssueCompliance)),
        ("eInvoicing", &["khatm-simulator"], Some(Code::IssueCompliance)),
        ("PEZEINVOICESCA3-CA", &["local"], Some(Code::CredentialEnvironment)),
        ("TSZEINVOICE-SubCA-1", &["local"], Some(Code::CredentialEnvironment)),
        (
            "PRZEINVOICESCA4-CA",
            &["local", "khatm-simulator"],
            Some(Code::CredentialRehearsal),
        ),
        ("PRZEINVOICESCA4-CA", &["local", "gov"], None),
    ] {
        let issued = certificate(name, domain, &till, from, to);
        assert_eq!(
            adopted(&|one| one.certificate = issued.clone()),
            expected,
            "{name} {domain:?}"
        );
    }
    let seller = khatm::invoice::party(br#"{"name":"Other","vat_number":"310000000000003"}"#).unwrap();
    assert_eq!(
        adopted(&|one| one.seller = Some(seller.clone())),
        Some(Code::DeviceSellerVat)
    );
}

fn certificate(name: &str, domain: &[&str], till: &Till, from: &str, to: &str) -> Certificate {
    let mut fields = devices::configuration("1100");
    fields.organization_identifier = VAT_NUMBER.to_owned();
    let (from, to) = (Moment::parse(from).unwrap(), Moment::parse(to).unwrap());
    let term = Term {
        serial: &[0x11, 7],
        from,
        to,
    };
    let holder = Holder {
        fields: &fields,
        key: till.key().public_key(),
    };
    let issuer = devices::issuer(name, domain);
    let issued = issuer.production(&holder, &term).unwrap();
    Certificate::parse(STANDARD.encode(issued.text()).as_bytes()).unwrap()
}

#[test]
fn a_broken_past_is_told_of_and_taken_over_only_by_name() {
    let till = Till::new();
    let own = &till.taxpayer.certificate;
    let old = past(&till, 6);
    let found = |documents: &[Document]| -> Vec<Code> {
        let looked = read(documents, own);
        assert!(!looked.is_whole());
        assert_eq!(code(start(Some(&looked), None, false)), Code::AdoptBroken);
        looked.breaks().iter().map(|found| found.error.code()).collect()
    };
    let last = |counter: u64, hash: &InvoiceHash| Some(Last::parse(&format!("{counter}:{hash}")).unwrap());
    // One is missing.
    let gap = [&old[..2], &old[3..]].concat();
    assert_eq!(found(&gap), [Code::ChainGap]);
    // One was changed after it was stamped: the next one does not link to it any more.
    let mut changed = old.clone();
    changed[1].xml = support::replace_one(&old[1].xml, "OLD-1", "OLD-9");
    let codes = found(&changed);
    assert!(
        codes.contains(&Code::AdoptStamp) && codes.contains(&Code::ChainLink),
        "{codes:?}"
    );
    // One without its stamp: a simplified one has to have it, a standard one need not.
    let bare = |xml: &[u8]| {
        let text = String::from_utf8(xml.to_vec()).unwrap();
        let (front, rest) = text.split_once("<ext:UBLExtensions>").unwrap();
        let (_, rest) = rest.split_once("</ext:UBLExtensions>").unwrap();
        format!("{front}{rest}").into_bytes()
    };
    let mut unstamped = old.clone();
    unstamped[2].xml = bare(&old[2].xml);
    assert!(read(&unstamped, own).is_whole(), "{:?}", read(&unstamped, own).breaks());
    unstamped[1].xml = bare(&old[1].xml);
    assert_eq!(found(&unstamped), [Code::AdoptUnstamped]);
    // Another certificate's, of the same taxpayer: another chain.
    let other = past(&Till::new(), 1);
    assert!(found(&[&other[..], &old[1..]].concat()).contains(&Code::AdoptCertificate));
    // Another taxpayer's.
    let foreign = Till::of(Taxpayer::on(Curve::Secp256k1, "310000000000003"));
    let looked = read(&old, &foreign.taxpayer.certificate);
    assert!(
        looked
            .breaks()
            .iter()
            .any(|found| found.error.code() == Code::AdoptTaxpayer)
    );
    // No document at all.
    let looked = Past::of([("note.xml".to_owned(), &b"<a/>"[..])], own);
    assert_eq!(
        code(start(Some(&looked), last(6, &old[5].hash), false)),
        Code::AdoptBroken
    );

    // What is stated is the last one, or it is refused.
    let whole = read(&old, own);
    assert_eq!(
        code(start(Some(&whole), last(6, &old[4].hash), false)),
        Code::AdoptDiffers
    );
    assert_eq!(
        code(start(Some(&whole), last(5, &old[4].hash), false)),
        Code::AdoptDiffers
    );
    assert_eq!(
        code(start(Some(&whole), Some(Last::Nothing), false)),
        Code::AdoptDiffers
    );
    assert_eq!(
        code(start(Some(&whole), last(9, &old[4].hash), false)),
        Code::AdoptDiffers
    );
    // Somebody knows of later ones: taken by name. An earlier one is never the last.
    assert_eq!(
        start(Some(&whole), last(9, &old[4].hash), true)
            .unwrap()
            .first()
            .counter,
        10
    );
    assert_eq!(
        code(start(Some(&whole), last(5, &old[4].hash), true)),
        Code::AdoptDiffers
    );
    assert_eq!(code(start(None, None, true)), Code::AdoptLast);
    assert_eq!(start(None, Some(Last::Nothing), false).unwrap().first().counter, 1);
    for bad in ["", "7", "7:", "0:x", "-1:x", "7:AAAA", "x=7"] {
        assert_eq!(code(Last::parse(bad)), Code::AdoptLast, "{bad}");
    }
    // Two at the last place: only who knows can say which one goes on.
    let fork = {
        let store = Memory::new();
        let chain = till.chain(&store, "FORK");
        (0..5).for_each(|number| {
            till.issue(&store, &chain, &sale(&format!("FORK-{number}"), "1.00"))
                .unwrap();
        });
        store.documents(chain.id, 0, 5).unwrap()
    };
    let mut twice = fork.clone();
    twice.push(old[4].clone());
    let looked = read(&twice, own);
    assert_eq!(code(start(Some(&looked), None, true)), Code::AdoptDiffers);
    assert_eq!(
        start(Some(&looked), last(5, &fork[4].hash), true)
            .unwrap()
            .first()
            .counter,
        6
    );

    // With the breaks accepted, the reason is on record.
    let looked = read(&gap, own);
    let begin = start(Some(&looked), None, true).unwrap();
    let root = RootKey::generate().unwrap();
    let store = Memory::new();
    let device = Device::adopt(adoption(&till)).unwrap();
    adopt(&store, &device, begin, &root, &claim(Some("OLD-2 was lost in a fire"))).unwrap();
    let lines = store.audited(0, 10).unwrap();
    assert_eq!(
        (lines[0].action.as_str(), lines[0].detail.as_str()),
        ("breaks_accepted", "production POS-1: OLD-2 was lost in a fire")
    );
}

#[test]
fn an_adoption_that_was_stopped_half_way_is_ended_by_the_same_call_and_by_no_other() {
    let till = Till::new();
    let old = past(&till, 3);
    let looked = read(&old, &till.taxpayer.certificate);
    let begin = start(Some(&looked), None, false).unwrap();
    let device = Device::adopt(adoption(&till)).unwrap();
    let root = RootKey::generate().unwrap();
    let store = Memory::new();
    let new = khatm::store::NewChain::of(device.production().unwrap(), "POS-1", begin).unwrap();
    // Stopped after the chain was begun.
    store.begin(&new, now()).unwrap();
    let elsewhere = start(None, Some(Last::Nothing), false).unwrap();
    assert_eq!(
        code(adopt(&store, &device, elsewhere, &root, &claim(None))),
        Code::AdoptTwice
    );
    let other = Device::adopt(Adoption {
        name: "POS-2",
        ..adoption(&till)
    })
    .unwrap();
    assert_eq!(
        code(adopt(&store, &other, begin, &root, &claim(None))),
        Code::AdoptTwice
    );
    let chain = adopt(&store, &device, begin, &root, &claim(None)).unwrap();
    assert_eq!((chain.made.start, store.chains().unwrap().len()), (begin, 1));
}

#[test]
fn keys_and_certificates_come_in_every_form_that_others_write() {
    let till = Till::of(Taxpayer::on(Curve::P256, VAT_NUMBER));
    let (key, certificate) = (till.key(), &till.taxpayer.certificate);
    let keys: [Vec<u8>; 3] = [
        key.to_pem().as_bytes().to_vec(),
        key.to_base64().as_bytes().to_vec(),
        key.to_pkcs8().to_vec(),
    ];
    let text = certificate.text();
    let certificates = [
        text.to_owned(),
        STANDARD.encode(text),
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"),
    ];
    for key in &keys {
        for certificate in &certificates {
            let one = Adoption {
                key: PrivateKey::parse(key).unwrap(),
                certificate: Certificate::parse(certificate.as_bytes()).unwrap(),
                ..adoption(&till)
            };
            Device::adopt(one).unwrap();
        }
    }
    // The SDK's own public key and certificate, and its samples: no chain, and each is said to be broken where it is.
    let Some(folder) = support::conformance("adopt") else {
        return;
    };
    let der = |name: &str| std::fs::read(folder.join("credentials").join(name)).unwrap();
    let own = Certificate::parse(&der("certificate.der")).unwrap();
    let samples = std::fs::read_dir(folder.join("samples")).unwrap();
    let samples: Vec<(String, Vec<u8>)> = samples
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            )
        })
        .collect();
    let looked = Past::of(samples.iter().map(|(name, xml)| (name.clone(), xml.as_slice())), &own);
    assert_eq!(looked.documents(), samples.len());
    let codes: Vec<Code> = looked.breaks().iter().map(|found| found.error.code()).collect();
    assert!(!looked.is_whole() && !codes.contains(&Code::AdoptStamp), "{codes:?}");
    assert!(
        !codes.contains(&Code::AdoptCertificate),
        "the samples are stamped with it: {codes:?}"
    );
}

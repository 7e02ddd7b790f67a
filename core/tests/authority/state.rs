//! A simulator that is stopped and started again goes on as if nothing had happened.

use khatm::gateway::{Csid, Environment};
use khatm::simulator::authority::{Authority, Options, Switches};
use khatm::{Code, Language};

use super::authority;
use super::unit::{Unit, json};

#[test]
fn a_restarted_authority_goes_on() {
    let first = authority();
    let at = Environment::Simulation;
    let unit = Unit::new(at, "1100");
    let by = unit.onboard(&first);
    let half = Unit::new(Environment::Sandbox, "0100");
    let compliance = half.credential(Csid::Compliance, &half.begin(&first));
    assert_eq!(half.comply(&first, &compliance, "simplified-invoice").status, 200);
    first.advance(5_000_000);
    let simplified = unit.seal(&first, &by, "simplified-invoice");
    let standard = unit.seal(&first, &by, "standard-invoice");
    assert_eq!(unit.report(&first, &by, &simplified.xml).status, 200);
    let cleared = json(&unit.clear(&first, &by, &standard.xml));
    let otp = first.new_otp(at, None).unwrap();
    first.set_switches(
        at,
        Switches {
            renewal_through_compliance: true,
            ..Switches::default()
        },
    );

    let saved = first.save().unwrap();
    let second = Authority::restore(Options::default(), &saved).unwrap();
    assert_eq!(second.devices(), first.devices());
    assert_eq!(second.certificates(at), first.certificates(at));
    assert_eq!(second.switches(at), first.switches(at));
    assert!((second.now().unix() - first.now().unix()).abs() < 120);
    let device = first.devices()[0].id;
    assert_eq!(
        second.audit(device, Language::English),
        first.audit(device, Language::English)
    );
    // The same documents are known, and come back under the same stamp.
    assert_eq!(unit.report(&second, &by, &simplified.xml).status, 409);
    let again = unit.clear(&second, &by, &standard.xml);
    assert_eq!(
        (again.status, &json(&again)["clearedInvoice"]),
        (208, &cleared["clearedInvoice"])
    );
    // Passwords, the compliance set and new numbers go on.
    let third = Unit::new(at, "0100");
    assert_eq!(third.begin_with(&second, &otp).status, 200);
    assert_eq!(third.begin_with(&second, &otp).status, 400);
    let mut names: Vec<_> = half.set();
    names.remove(0);
    for draft in names {
        assert_eq!(half.comply(&second, &compliance, draft).status, 200);
    }
    assert_eq!(half.finish(&second, &compliance).status, 200);
    let ids: Vec<_> = second
        .devices()
        .iter()
        .flat_map(|device| device.csids.clone())
        .map(|csid| csid.id)
        .collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    assert_eq!(
        unit.report(&authority(), &by, &simplified.xml).status,
        401,
        "another simulator knows nothing of it"
    );
}

#[test]
fn a_state_that_is_none_is_refused() {
    let saved = authority().save().unwrap();
    let text = String::from_utf8(saved.to_vec()).unwrap();
    let cut = &text[..text.len() / 2];
    let other = text.replacen("\"version\":1", "\"version\":2", 1);
    let key = text.replacen("\"keys\":[\"M", "\"keys\":[\"X", 1);
    assert!(other != text && key != text);
    for bad in ["", "{}", "null", cut, &other, &key] {
        let error = Authority::restore(Options::default(), bad.as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::SimulatorState);
    }
    assert!(Authority::restore(Options::default(), &saved).is_ok());
}

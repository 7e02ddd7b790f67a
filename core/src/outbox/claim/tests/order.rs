//! In which order documents are handed over, however they are looked for and written.

use super::*;

#[test]
fn they_are_handed_over_in_the_order_of_their_turns_whatever_order_they_are_written_in() {
    let mut shop = Shop::new(3);
    for device in [2, 0, 1] {
        shop.issue(device, Profile::Simplified, 24, 3);
    }
    shop.issue(1, Profile::Standard, 24, 1);
    let turns = [
        (2, 4),
        (1, 1),
        (3, 1),
        (2, 1),
        (1, 2),
        (3, 2),
        (2, 2),
        (1, 3),
        (3, 3),
        (2, 3),
    ];
    assert_eq!(of(&shop.claim(all(10), NOW)), turns);
}

#[test]
fn a_try_at_home_that_takes_the_last_hand_there_keeps_no_other_document() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Standard, 24, 8);
    let first = shop.claim(all(1), NOW).remove(0);
    shop.settle(&first, Verdict::WrongRoute(vec![]), NOW);
    let two = shop.claim(all(2), NOW);
    for claim in &two {
        shop.settle(claim, Verdict::Accepted(Acceptance::default()), NOW);
    }
    let allowance = Allowance {
        total: 4,
        clearance: 1,
        reporting: 4,
    };
    let claims = shop.claim(allowance, NOW.plus_ms(15 * 60_000));
    let endpoints: Vec<Route> = claims.iter().map(|claim| claim.endpoint).collect();
    assert_eq!(
        endpoints,
        [Route::Clearance, Route::Reporting, Route::Reporting, Route::Reporting]
    );
}

#[test]
fn while_home_takes_nothing_documents_go_where_they_went() {
    let quarter = 15 * 60_000;
    let redirected = || {
        let mut shop = Shop::new(1);
        shop.issue(0, Profile::Standard, 24, 8);
        let first = shop.claim(all(1), NOW).remove(0);
        shop.settle(&first, Verdict::WrongRoute(vec![]), NOW);
        for claim in &shop.claim(all(2), NOW) {
            shop.settle(claim, Verdict::Accepted(Acceptance::default()), NOW);
        }
        shop
    };
    let endpoints = |claims: &[Claim]| claims.iter().map(|claim| claim.endpoint).collect::<Vec<_>>();
    let later = NOW.plus_ms(quarter);
    // Its breaker is open.
    let shop = redirected();
    let shut = Allowance { clearance: 0, ..all(2) };
    assert_eq!(endpoints(&shop.claim(shut, later)), [Route::Reporting; 2]);
    // And when it has closed, home is tried: it has not been since.
    assert_eq!(
        endpoints(&shop.claim(all(2), later)),
        [Route::Clearance, Route::Reporting]
    );
    // The authority asked the device for rest there.
    let shop = redirected();
    let home = shop.claim(all(1), later).remove(0);
    assert_eq!(home.endpoint, Route::Clearance);
    let busy = Verdict::NotReceived(NotReceived::Throttled(Some(3600)));
    shop.settle(&home, busy, later);
    let even_later = later.plus_ms(quarter + 1);
    assert_eq!(endpoints(&shop.claim(all(2), even_later)), [Route::Reporting; 2]);
}

#[test]
fn what_cannot_go_now_takes_no_place_of_what_can() {
    let mut shop = Shop::new(2);
    shop.issue(0, Profile::Standard, 24, 8);
    shop.issue(1, Profile::Standard, 25, 2);
    // The second device's documents go to the other operation, and one of them is due again.
    let only = |device: usize| BTreeSet::from([shop.chains[device]]);
    let sent = shop.claim_of(Some(&only(1)), all(1), NOW).remove(0);
    shop.settle(&sent, Verdict::WrongRoute(vec![]), NOW);
    let again = shop.claim_of(Some(&only(1)), all(1), NOW).remove(0);
    shop.settle(
        &again,
        Verdict::NotReceived(NotReceived::NeverLeft(Error::new(Code::DriveRuntime))),
        NOW,
    );
    for claim in shop.claim_of(Some(&only(0)), all(8), NOW) {
        shop.settle(
            &claim,
            Verdict::NotReceived(NotReceived::NeverLeft(Error::new(Code::DriveRuntime))),
            NOW,
        );
    }
    let later = NOW.plus_ms(HOUR);
    let allowance = Allowance {
        total: 4,
        clearance: 0,
        reporting: 4,
    };
    let claims = shop.claim(allowance, later);
    assert_eq!(claims[0].document.place, again.document.place);
    assert!(claims.iter().all(|claim| claim.document.place.chain == shop.chains[1]));
}

use super::*;

#[test]
fn waiting_doubles_to_a_quarter_of_an_hour_and_is_anything_below() {
    let policy = Policy::default();
    for (failures, ceiling) in [
        (0, 2_000),
        (1, 2_000),
        (2, 4_000),
        (3, 8_000),
        (9, 512_000),
        (10, 900_000),
        (u32::MAX, 900_000),
    ] {
        assert_eq!(policy.backoff_ms(failures, ceiling as u64), ceiling, "{failures}");
        assert_eq!(policy.backoff_ms(failures, 0), 0);
        assert!((0..1000).all(|i: u64| {
            let wait = policy.backoff_ms(failures, i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            (0..=ceiling).contains(&wait)
        }));
    }
    // Spread over the whole of it, not about its end.
    let waits: Vec<i64> = (0..1000u64)
        .map(|i| policy.backoff_ms(5, i.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    let early = waits.iter().filter(|wait| **wait < 16_000).count();
    assert!((400..600).contains(&early), "{early}");
}

#[test]
fn a_rest_is_believed_for_an_hour_at_most() {
    let policy = Policy::default();
    assert_eq!(policy.rest_ms(120), 120_000);
    // A day of it would take all the time that the authority gives a document.
    assert_eq!(policy.rest_ms(86_400), 3_600_000);
    assert_eq!(policy.rest_ms(u64::MAX), policy.rest_cap_ms);
}

#[test]
fn a_claim_outlives_a_call_by_half_a_minute() {
    let policy = Policy::default();
    assert!(policy.lease_ms() >= policy.call_ms + 30_000);
    assert!(policy.forced_ms + policy.lease_ms() < policy.window_ms);
}

//! Google's Wycheproof sets for ECDSA with SHA-256, whole: secp256k1 and P-256, DER and nothing looser.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use khatm::seal::{Curve, PublicKey, Signature};
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

fn run(name: TestName, curve: Curve) {
    let set = TestSet::load(name).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in &set.test_groups {
        let key = PublicKey::from_point(curve, &group.key.key).unwrap();
        assert_eq!(PublicKey::from_spki(&group.der).unwrap().spki(), &*group.der);
        for test in &group.tests {
            let verified = Signature::from_der(&test.sig).is_ok_and(|signature| key.verify(&test.msg, &signature));
            match test.result {
                TestResult::Valid => {
                    assert!(verified, "{name:?} {}: {}", test.tc_id, test.comment);
                    valid += 1;
                }
                TestResult::Invalid => {
                    assert!(!verified, "{name:?} {}: {}", test.tc_id, test.comment);
                    invalid += 1;
                }
                // None in these sets at present; a new one should be looked at.
                TestResult::Acceptable => panic!("{name:?} {}: {}", test.tc_id, test.comment),
            }
        }
    }
    println!("{name:?}: {valid} valid, {invalid} invalid");
    assert!(valid > 50 && invalid > 200);
}

#[test]
fn secp256k1() {
    run(TestName::EcdsaSecp256k1Sha256, Curve::Secp256k1);
}

#[test]
fn p256() {
    run(TestName::EcdsaSecp256r1Sha256, Curve::P256);
}

/// The other set for secp256k1 demands a low S, as Bitcoin does; the authority's signatures often have a high one. So its
/// signatures that are refused only for that must be taken here.
#[test]
fn a_high_s_is_taken() {
    let set = TestSet::load(TestName::EcdsaSecp256k1Sha256Bitcoin).unwrap();
    let mut high = 0;
    for group in &set.test_groups {
        let key = PublicKey::from_point(Curve::Secp256k1, &group.key.key).unwrap();
        for test in &group.tests {
            let verified = Signature::from_der(&test.sig).is_ok_and(|signature| key.verify(&test.msg, &signature));
            if verified && test.result == TestResult::Invalid {
                assert!(has_high_s(&test.sig), "{}: {}", test.tc_id, test.comment);
                high += 1;
            } else {
                assert_eq!(
                    verified,
                    test.result == TestResult::Valid,
                    "{}: {}",
                    test.tc_id,
                    test.comment
                );
            }
        }
    }
    assert!(high >= 1, "no signature with a high S in the set");
}

/// True if S, the last number of a DER signature, is above half the order of the group.
fn has_high_s(der: &[u8]) -> bool {
    const HALF: [u8; 16] = [
        0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ];
    let s = &der[4 + der[3] as usize + 2..];
    let s = &s[s.iter().take_while(|&&b| b == 0).count()..];
    // The lower half of the order matters only for numbers that begin with just these bytes.
    s.len() == 32 && (s[..16] > HALF[..] || s[..16] == HALF[..] && s[16] >= 0x5D)
}

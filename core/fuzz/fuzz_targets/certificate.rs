//! Certificates, keys and signatures from anywhere: read or refused, and a signature has one form.
#![no_main]

use khatm::seal::{Certificate, PrivateKey, PublicKey, Signature};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::parse(bytes) {
        let again = Certificate::from_text(certificate.text()).expect("its own text");
        assert!(again == certificate);
        let _ = certificate.is_signed_by(certificate.public_key());
    }
    let _ = PrivateKey::parse(bytes);
    if let Ok(key) = PublicKey::from_spki(bytes) {
        assert!(key.spki() == bytes);
    }
    if let Ok(signature) = Signature::from_der(bytes) {
        assert!(signature.to_der() == bytes, "DER has one form");
    }
});

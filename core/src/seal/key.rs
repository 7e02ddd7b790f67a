//! Keys and signatures: ECDSA with SHA-256 over secp256k1 (every taxpayer's) and P-256 (the issuing authorities', and keys
//! that other systems made). Deterministic nonces (RFC 6979); signatures with a high S are taken, because the authority's
//! own often have one.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::der::{self, Reader, oid};
use super::wipe;
use crate::error::{Code, Error, Result};

/// The curve of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// Every taxpayer's, and the compliance issuer's.
    Secp256k1,
    /// The production and simulation authorities'.
    P256,
}

impl Curve {
    /// The name people know it by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Curve::Secp256k1 => "secp256k1",
            Curve::P256 => "P-256",
        }
    }

    fn oid(self) -> &'static [u8] {
        match self {
            Curve::Secp256k1 => oid::SECP256K1,
            Curve::P256 => oid::P256,
        }
    }

    fn from_oid(content: &[u8]) -> Result<Self> {
        match content {
            oid::SECP256K1 => Ok(Curve::Secp256k1),
            oid::P256 => Ok(Curve::P256),
            _ => Err(Error::new(Code::KeyCurve)),
        }
    }
}

/// An ECDSA signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    r: [u8; 32],
    s: [u8; 32],
}

impl Signature {
    /// Reads the DER form, and no other.
    pub fn from_der(bytes: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(bytes, Code::StampMismatch);
        let mut inner = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        let signature = Signature {
            r: inner.scalar()?,
            s: inner.scalar()?,
        };
        inner.end()?;
        Ok(signature)
    }

    /// The DER form.
    pub fn to_der(&self) -> Vec<u8> {
        der::wrap(der::SEQUENCE, &[der::integer(&self.r), der::integer(&self.s)])
    }

    fn from_compact(bytes: &[u8]) -> Option<Self> {
        let (r, s) = bytes.split_at_checked(32)?;
        Some(Signature {
            r: r.try_into().ok()?,
            s: s.try_into().ok()?,
        })
    }

    fn compact(&self) -> [u8; 64] {
        let mut out = [0; 64];
        out[..32].copy_from_slice(&self.r);
        out[32..].copy_from_slice(&self.s);
        out
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", STANDARD.encode(self.to_der()))
    }
}

/// A public key, known to be a point of its curve.
#[derive(Clone)]
pub struct PublicKey {
    curve: Curve,
    spki: Vec<u8>,
    point: Point,
}

/// Two are equal if the points are: a certificate may hold one compressed.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.curve == other.curve && self.point == other.point
    }
}

impl Eq for PublicKey {}

#[derive(Clone, PartialEq, Eq)]
enum Point {
    #[cfg(feature = "libsecp256k1")]
    Secp256k1(secp256k1::PublicKey),
    #[cfg(not(feature = "libsecp256k1"))]
    Secp256k1(Box<k256::ecdsa::VerifyingKey>),
    P256(Box<p256::ecdsa::VerifyingKey>),
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo.
    pub fn from_spki(bytes: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(bytes, Code::KeyFormat);
        let mut info = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        let mut algorithm = info.inside(der::SEQUENCE)?;
        if algorithm.tagged(der::OID)?.value != oid::EC_PUBLIC_KEY {
            return Err(Error::new(Code::KeyCurve));
        }
        let curve = Curve::from_oid(algorithm.tagged(der::OID)?.value)?;
        algorithm.end()?;
        let point = info.bits()?;
        info.end()?;
        Ok(PublicKey {
            curve,
            spki: bytes.to_vec(),
            point: Point::read(curve, point)?,
        })
    }

    /// Takes an uncompressed or compressed point.
    pub fn from_point(curve: Curve, bytes: &[u8]) -> Result<Self> {
        let point = Point::read(curve, bytes)?;
        let mut bits = vec![0];
        bits.extend_from_slice(bytes);
        let algorithm = der::wrap(
            der::SEQUENCE,
            &[
                der::write(der::OID, oid::EC_PUBLIC_KEY),
                der::write(der::OID, curve.oid()),
            ],
        );
        let spki = der::wrap(der::SEQUENCE, &[algorithm, der::write(der::BIT_STRING, &bits)]);
        Ok(PublicKey { curve, spki, point })
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The SubjectPublicKeyInfo in DER: tag 8 of the QR code.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The point as it stands in the SubjectPublicKeyInfo, uncompressed or compressed.
    #[cfg(feature = "throwaway")]
    pub(crate) fn bits(&self) -> &[u8] {
        let read = || {
            let mut info = Reader::new(&self.spki, Code::KeyFormat).inside(der::SEQUENCE)?;
            info.any()?;
            info.bits()
        };
        // It was read once already, or written by ourselves.
        read().unwrap_or(&self.spki)
    }

    /// True if the signature over the message is this key's. The message is hashed here.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        let digest: [u8; 32] = Sha256::digest(message).into();
        self.point.verify(&digest, signature)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.curve.as_str(), STANDARD.encode(&self.spki))
    }
}

impl Point {
    fn read(curve: Curve, bytes: &[u8]) -> Result<Self> {
        // Neither the point at infinity nor the hybrid forms.
        if !matches!((bytes.len(), bytes.first()), (65, Some(4)) | (33, Some(2 | 3))) {
            return Err(Error::new(Code::KeyFormat));
        }
        let bad = |_| Error::new(Code::KeyFormat);
        Ok(match curve {
            #[cfg(feature = "libsecp256k1")]
            Curve::Secp256k1 => {
                Point::Secp256k1(secp256k1::PublicKey::from_slice(bytes).map_err(|_| Error::new(Code::KeyFormat))?)
            }
            #[cfg(not(feature = "libsecp256k1"))]
            Curve::Secp256k1 => Point::Secp256k1(Box::new(
                k256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map_err(bad)?,
            )),
            Curve::P256 => Point::P256(Box::new(
                p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map_err(bad)?,
            )),
        })
    }

    #[cfg(feature = "libsecp256k1")]
    fn verify_secp256k1(key: &secp256k1::PublicKey, digest: &[u8; 32], signature: &Signature) -> bool {
        let Ok(mut signature) = secp256k1::ecdsa::Signature::from_compact(&signature.compact()) else {
            return false;
        };
        signature.normalize_s();
        secp256k1::ecdsa::verify(&signature, secp256k1::Message::from_digest(*digest), key).is_ok()
    }

    #[cfg(not(feature = "libsecp256k1"))]
    fn verify_secp256k1(key: &k256::ecdsa::VerifyingKey, digest: &[u8; 32], signature: &Signature) -> bool {
        use k256::ecdsa::signature::hazmat::PrehashVerifier as _;
        let signature = k256::ecdsa::Signature::from_slice(&signature.compact());
        signature.is_ok_and(|signature| key.verify_prehash(digest, &signature.normalize_s()).is_ok())
    }

    fn verify(&self, digest: &[u8; 32], signature: &Signature) -> bool {
        use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
        match self {
            Point::Secp256k1(key) => Self::verify_secp256k1(key, digest, signature),
            Point::P256(key) => p256::ecdsa::Signature::from_slice(&signature.compact())
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
        }
    }
}

/// Whatever can make a stamp: a key in memory, in a vault, or in a device.
pub trait Signer {
    /// The public key that belongs to it.
    fn public_key(&self) -> &PublicKey;

    /// Signs a message with ECDSA and SHA-256 (the message is hashed by the signer).
    fn sign(&self, message: &[u8]) -> Result<Signature>;
}

/// A private key in memory; wiped when dropped, never shown. Its bytes have one place: who moves it moves a pointer.
pub struct PrivateKey {
    secret: Box<Zeroizing<[u8; 32]>>,
    public: PublicKey,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, redacted)", self.public.curve.as_str())
    }
}

impl PrivateKey {
    /// Reads SEC1 or PKCS#8 as DER, PEM, or base64 of either without armour.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let der = unarmour(bytes, &["EC PRIVATE KEY", "PRIVATE KEY"], Code::KeyFormat)?;
        wipe::after(|| Self::from_der(&der))
    }

    fn from_der(bytes: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(bytes, Code::KeyFormat);
        let mut key = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        match key.tagged(der::INTEGER)?.value {
            [1] => Self::sec1(key, None),
            [0] => {
                let mut algorithm = key.inside(der::SEQUENCE)?;
                if algorithm.tagged(der::OID)?.value != oid::EC_PUBLIC_KEY {
                    return Err(Error::new(Code::KeyCurve));
                }
                let curve = Curve::from_oid(algorithm.tagged(der::OID)?.value)?;
                let mut wrapped = key.inside(der::OCTET_STRING)?;
                let mut inner = wrapped.inside(der::SEQUENCE)?;
                if inner.tagged(der::INTEGER)?.value != [1] {
                    return Err(inner.fail());
                }
                Self::sec1(inner, Some(curve))
            }
            _ => Err(key.fail()),
        }
    }

    /// The rest of an ECPrivateKey after its version.
    fn sec1(mut key: Reader<'_>, outside: Option<Curve>) -> Result<Self> {
        let secret = key.tagged(der::OCTET_STRING)?.value;
        let inside = match key.optional(0xA0)? {
            Some(parameters) => Some(Curve::from_oid(
                Reader::new(parameters.value, Code::KeyFormat).tagged(der::OID)?.value,
            )?),
            None => None,
        };
        let curve = match (outside, inside) {
            (Some(a), Some(b)) if a != b => return Err(key.fail()),
            (a, b) => a.or(b).ok_or_else(|| Error::new(Code::KeyCurve))?,
        };
        Self::from_secret(curve, secret)
    }

    /// Takes the number itself, big-endian.
    pub fn from_secret(curve: Curve, secret: &[u8]) -> Result<Self> {
        if secret.len() != 32 {
            return Err(Error::new(Code::KeyFormat));
        }
        let mut own = Box::new(Zeroizing::new([0; 32]));
        own.copy_from_slice(secret);
        let secret = own;
        let point = wipe::after(|| Self::point(curve, &secret))?;
        Ok(PrivateKey {
            public: PublicKey::from_point(curve, &point)?,
            secret,
        })
    }

    /// The public point of a secret number.
    fn point(curve: Curve, secret: &[u8; 32]) -> Result<Vec<u8>> {
        Ok(match curve {
            Curve::Secp256k1 => {
                let key =
                    k256::ecdsa::SigningKey::from_slice(secret.as_slice()).map_err(|_| Error::new(Code::KeyFormat))?;
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }
            Curve::P256 => {
                let key =
                    p256::ecdsa::SigningKey::from_slice(secret.as_slice()).map_err(|_| Error::new(Code::KeyFormat))?;
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }
        })
    }

    /// Makes a new key from the system's randomness.
    #[cfg(feature = "generate")]
    pub fn generate(curve: Curve) -> Result<Self> {
        loop {
            let mut secret = Box::new(Zeroizing::new([0u8; 32]));
            getrandom::fill(secret.as_mut_slice()).map_err(|_| Error::new(Code::NoRandomness))?;
            // All but one in 2^128 random numbers are keys.
            if let Ok(key) = Self::from_secret(curve, secret.as_slice()) {
                return Ok(key);
            }
        }
    }

    /// PKCS#8 in DER, with the public key inside, as the authority's SDK writes it: 144 bytes on secp256k1.
    pub fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let curve = der::write(der::OID, self.public.curve.oid());
        let point = &self.public.spki[self.public.spki.len() - 65..];
        let bits = der::write(der::BIT_STRING, &[&[0], point].concat());
        let tail = [der::write(0xA0, &curve), der::write(0xA1, &bits)].concat();
        // The secret is put in last, into a buffer of its final size: the pieces before that hold zeros in its place, and
        // no copy is left behind.
        let inner = wrap_sec1(&tail);
        let algorithm = der::wrap(der::SEQUENCE, &[der::write(der::OID, oid::EC_PUBLIC_KEY), curve]);
        let parts = [der::integer(&[]), algorithm, der::write(der::OCTET_STRING, &inner)];
        let mut out = Zeroizing::new(der::wrap(der::SEQUENCE, &parts));
        let at = out.len() - tail.len() - 32;
        out[at..at + 32].copy_from_slice(self.secret.as_slice());
        out
    }

    /// One line of base64 of [`PrivateKey::to_pkcs8`]: the SDK's own form of a key file.
    pub fn to_base64(&self) -> Zeroizing<String> {
        let der = self.to_pkcs8();
        let mut text = Zeroizing::new(vec![0; der.len().div_ceil(3) * 4]);
        let written = STANDARD.encode_slice(&*der, &mut text);
        debug_assert_eq!(written.ok(), Some(text.len()));
        // Base64 is ASCII, so nothing is lost in the step to a string.
        let mut out = Zeroizing::new(String::with_capacity(text.len()));
        out.extend(text.iter().map(|&byte| byte as char));
        out
    }

    /// [`PrivateKey::to_pkcs8`] as PEM.
    pub fn to_pem(&self) -> Zeroizing<String> {
        let body = self.to_base64();
        let mut out = Zeroizing::new(String::with_capacity(body.len() + body.len() / 64 + 64));
        pem(&mut out, "PRIVATE KEY", &body);
        out
    }

    #[cfg(feature = "libsecp256k1")]
    fn sign_secp256k1(&self, digest: [u8; 32]) -> Option<Signature> {
        let mut key = secp256k1::SecretKey::from_secret_bytes(**self.secret).ok()?;
        let signature = secp256k1::ecdsa::sign(secp256k1::Message::from_digest(digest), &key);
        key.non_secure_erase();
        Signature::from_compact(&signature.serialize_compact())
    }

    #[cfg(not(feature = "libsecp256k1"))]
    fn sign_secp256k1(&self, digest: [u8; 32]) -> Option<Signature> {
        use k256::ecdsa::signature::hazmat::PrehashSigner as _;
        let key = k256::ecdsa::SigningKey::from_slice(self.secret.as_slice()).ok()?;
        let signature: k256::ecdsa::Signature = key.sign_prehash(&digest).ok()?;
        Signature::from_compact(&signature.to_bytes())
    }

    fn sign_p256(&self, digest: [u8; 32]) -> Option<Signature> {
        use p256::ecdsa::signature::hazmat::PrehashSigner as _;
        let key = p256::ecdsa::SigningKey::from_slice(self.secret.as_slice()).ok()?;
        let signature: p256::ecdsa::Signature = key.sign_prehash(&digest).ok()?;
        Signature::from_compact(&signature.to_bytes())
    }
}

impl Signer for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature> {
        let digest = Sha256::digest(message).into();
        let signature = wipe::after(|| match self.public.curve {
            Curve::Secp256k1 => self.sign_secp256k1(digest),
            Curve::P256 => self.sign_p256(digest),
        });
        signature.ok_or_else(|| Error::new(Code::SignerFailed))
    }
}

/// An ECPrivateKey without its secret.
fn wrap_sec1(tail: &[u8]) -> Vec<u8> {
    let secret = der::write(der::OCTET_STRING, &[0; 32]);
    der::wrap(der::SEQUENCE, &[der::integer(&[1]), secret, tail.to_vec()])
}

/// Adds a PEM block around base64.
pub(crate) fn pem(out: &mut String, label: &str, base64: &str) {
    let mut rest = base64;
    out.extend(["-----BEGIN ", label, "-----\n"]);
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.extend([line, "\n"]);
        rest = after;
    }
    out.extend(["-----END ", label, "-----\n"]);
}

/// The DER inside PEM, inside base64, or as it is. The copy is wiped when dropped: it may be a key.
pub(crate) fn unarmour(bytes: &[u8], labels: &[&str], code: Code) -> Result<Zeroizing<Vec<u8>>> {
    let fail = || Error::new(code);
    if bytes.first() == Some(&der::SEQUENCE) && Reader::new(bytes, code).any().is_ok() {
        return Ok(Zeroizing::new(bytes.to_vec()));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| fail())?
        .trim_start_matches('\u{feff}')
        .trim();
    let armoured = labels.iter().find_map(|label| {
        let (_, after) = text.split_once(&format!("-----BEGIN {label}-----"))?;
        Some(after.split_once(&format!("-----END {label}-----"))?.0)
    });
    let body = match armoured {
        Some(body) => body,
        None if text.contains("-----") => return Err(fail()),
        None => text,
    };
    // Room taken at once: a string that grows leaves pieces of the key behind.
    let mut compact = String::with_capacity(body.len());
    compact.extend(body.chars().filter(|c| !c.is_ascii_whitespace()));
    let decoded = STANDARD.decode(&compact).map(Zeroizing::new);
    compact.zeroize();
    decoded.map_err(|_| fail())
}

/// Bytes that are wiped when they are dropped: for whoever reads a key from a file.
pub fn wiped(bytes: Vec<u8>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes)
}

//! What an error of the libraries beneath means, in our words. Nothing of their texts is passed on: they may hold addresses with
//! passwords in them.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError as Bad;

use crate::error::{Code, Error};
use crate::gateway::Loss;

/// Why no connection came about. Only for a request of which not one byte left.
pub(super) fn never_left(fault: &reqwest::Error, host: &str, secure_line: bool, proxied: bool) -> Error {
    let mut timed_out = false;
    for cause in causes(fault) {
        if let Some(own) = cause.downcast_ref::<Error>() {
            // Of our own resolver.
            return own.clone();
        }
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return secure(tls, host);
        }
        // The type is not public: its name at the front of its text is all there is.
        if proxied && cause.to_string().starts_with("tunnel error") {
            return Error::new(Code::DriveProxy).found(tunnel(cause));
        }
        timed_out |= cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::TimedOut);
    }
    if timed_out || fault.is_timeout() {
        return late(host, proxied);
    }
    // Who takes a connection and then breaks it off does so in the handshake: nothing else is said before the request.
    match words(fault) {
        why @ "broken off" if secure_line => Error::new(Code::DriveTls).found(&format!("{host}, {why}")),
        why => unreached(host, why),
    }
}

/// No connection in time.
pub(super) fn late(host: &str, proxied: bool) -> Error {
    match proxied {
        true => unreached(host, "no answer in time by the proxy"),
        false => unreached(host, "no answer in time"),
    }
}

fn unreached(host: &str, why: &str) -> Error {
    Error::new(Code::DriveConnect).found(&format!("{host}, {why}"))
}

/// How a reply was lost. Only for a request that left, or may have.
pub(super) fn lost(fault: &reqwest::Error, in_body: bool) -> Loss {
    if fault.is_timeout() {
        return Loss::Timeout;
    }
    let mut unpacking = fault.is_decode();
    for cause in causes(fault) {
        if let Some(wire) = cause.downcast_ref::<hyper::Error>() {
            unpacking = false;
            match wire {
                // Its own name for this is for servers only; the text is held by a test.
                wire if wire.is_parse() && wire.to_string().contains("too large") => return Loss::TooLarge,
                wire if wire.is_incomplete_message() && in_body => return Loss::Truncated,
                _ => {}
            }
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            match io.kind() {
                // Over TLS: closed without saying so, which anybody on the way can do.
                io::ErrorKind::UnexpectedEof if in_body => return Loss::Truncated,
                io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
                    return Loss::Broken;
                }
                _ => {}
            }
        }
    }
    match unpacking {
        true => Loss::Encoding,
        false => Loss::Broken,
    }
}

/// What a lost reply is called.
pub(super) fn code_of(loss: Loss) -> Code {
    match loss {
        Loss::Timeout => Code::DriveReplyTimeout,
        Loss::Broken => Code::DriveReplyBroken,
        Loss::Truncated => Code::DriveReplyTruncated,
        Loss::TooLarge => Code::DriveReplyTooLarge,
        Loss::Encoding => Code::DriveReplyEncoding,
    }
}

fn secure(fault: &rustls::Error, host: &str) -> Error {
    let of = |code: Code, why: &str| Error::new(code).found(&format!("{host}, {why}"));
    let rustls::Error::InvalidCertificate(bad) = fault else {
        return of(Code::DriveTls, handshake(fault));
    };
    match bad {
        Bad::Expired | Bad::ExpiredContext { .. } => Error::new(Code::DriveTlsExpired).found(host),
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => Error::new(Code::DriveTlsNotYet).found(host),
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => Error::new(Code::DriveTlsHost).found(host),
        Bad::UnknownIssuer => Error::new(Code::DriveTlsIssuer).found(host),
        Bad::Revoked => of(Code::DriveTlsCertificate, "revoked"),
        Bad::BadSignature => of(Code::DriveTlsCertificate, "its signature is wrong"),
        Bad::BadEncoding => of(Code::DriveTlsCertificate, "it cannot be read"),
        Bad::InvalidPurpose | Bad::InvalidPurposeContext { .. } => of(Code::DriveTlsCertificate, "not for servers"),
        Bad::UnhandledCriticalExtension => of(Code::DriveTlsCertificate, "it demands the unknown"),
        Bad::UnsupportedSignatureAlgorithmContext { .. }
        | Bad::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            of(Code::DriveTlsCertificate, "a weak or unknown signature")
        }
        // Issuers that may not issue, names beyond what an issuer may name, keys that are too short.
        _ => of(Code::DriveTlsCertificate, "its chain breaks the rules"),
    }
}

fn handshake(fault: &rustls::Error) -> &'static str {
    match fault {
        rustls::Error::PeerIncompatible(_) => "it speaks no TLS 1.2 or 1.3",
        rustls::Error::AlertReceived(rustls::AlertDescription::ProtocolVersion) => "it speaks no TLS 1.2 or 1.3",
        rustls::Error::AlertReceived(_) => "it broke the handshake off",
        rustls::Error::InvalidMessage(_) => "it speaks something else than TLS",
        _ => "the handshake failed",
    }
}

fn tunnel(cause: &(dyn StdError + 'static)) -> &'static str {
    let text = cause.to_string();
    match text.strip_prefix("tunnel error: ").unwrap_or_default() {
        "proxy authorization required" => "it asks for user name and password",
        "unsuccessful" => "it refused",
        "failed to create underlying connection" => "it cannot be reached",
        _ => "it broke off",
    }
}

fn words(fault: &reqwest::Error) -> &'static str {
    // The innermost: what wraps it has no kind of its own.
    let kind = causes(fault)
        .filter_map(|cause| cause.downcast_ref::<io::Error>().map(io::Error::kind))
        .last();
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => "refused",
        Some(
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidData,
        ) => "broken off",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => "unreachable",
        _ => "failed",
    }
}

/// An error and all that caused it. What is wrapped in an [`io::Error`] is a cause too, which its `source` leaves out.
fn causes(fault: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(Some(fault as &(dyn StdError + 'static)), |cause| below(*cause))
}

fn below<'e>(cause: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match wrapped {
        Some(inner) => Some(inner),
        None => cause.source(),
    }
}

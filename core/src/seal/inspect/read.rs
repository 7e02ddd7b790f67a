//! What the DER is, and the walk through a request and through a certificate.

use super::super::cert::{Authority, Certificate, decimal, dotted, hex, time};
use super::super::csr::Environment;
use super::super::der::{self, Reader, oid};
use super::super::key::{PublicKey, Signature};
use super::judge::judge;
use super::parts::{Parts, is_extensions};
use super::tree::{self, Node};
use super::{CertificateKind, InspectedCertificate, InspectedKind, Report, SignatureState, names};
use crate::error::Code;
use crate::seal::Severity;

const ATTRIBUTES: u8 = 0xA0;
const EXTENSIONS: u8 = 0xA3;

enum What {
    Csr,
    Certificate,
    /// Any form of private key; nothing of it is looked at any further.
    PrivateKey,
    Other(&'static str),
    Unknown,
}

pub(super) fn read(report: &mut Report, bytes: &[u8]) {
    let forest = tree::read_one(bytes, 0);
    let Some(root) = forest.trees.first() else {
        forest
            .faults
            .iter()
            .for_each(|fault| report.encoding(fault.code, "", fault.at));
        return;
    };
    match what(root) {
        What::PrivateKey => {
            let finding = report.finding(Severity::Error, Code::InspectPrivateKey);
            report.push(finding);
            return;
        }
        What::Other(name) => report.error(Code::InspectOther, "", name),
        What::Unknown => report.error(Code::InspectOther, "", ""),
        What::Csr | What::Certificate => {}
    }
    for fault in &forest.faults {
        report.encoding(fault.code, "", fault.at);
    }
    match what(root) {
        What::Csr => csr(report, root),
        What::Certificate => certificate(report, root, bytes),
        _ => {}
    }
}

/// Told by the first elements, so that a cut or damaged file is still known for what it was.
fn what(root: &Node<'_>) -> What {
    let tags: Vec<u8> = root.children.iter().map(|child| child.tag).collect();
    match tags.as_slice() {
        [der::INTEGER, der::INTEGER] => What::Other("RSA PUBLIC KEY"),
        // SEC1, PKCS#8, PKCS#1, PKCS#12: all begin with a version.
        [der::INTEGER, ..] => What::PrivateKey,
        [der::OID, ..] => What::Other("PKCS#7"),
        [der::SEQUENCE, rest @ ..] => {
            let first = &root.children[0];
            match (first.children.first().map(|child| child.tag), rest) {
                (Some(der::OID), [der::OCTET_STRING, ..]) => What::PrivateKey,
                (Some(der::OID), [der::BIT_STRING, ..]) => What::Other("PUBLIC KEY"),
                (Some(0xA0), _) => What::Certificate,
                (Some(der::INTEGER), _) => signed(first, 1),
                (Some(der::SEQUENCE), _) => signed(first, 0),
                _ => What::Unknown,
            }
        }
        _ => What::Unknown,
    }
}

/// A request has its subject where certificates and revocation lists have their algorithm.
fn signed(info: &Node<'_>, at: usize) -> What {
    let Some(next) = info.child(at, der::SEQUENCE) else {
        return What::Unknown;
    };
    let time = |index: usize| {
        let child = info.children.get(index);
        child.is_some_and(|child| matches!(child.tag, der::UTC_TIME | der::GENERALIZED_TIME))
    };
    match next.children.first().map(|child| child.tag) {
        Some(der::OID) if time(at + 2) => What::Other("X509 CRL"),
        Some(der::OID) if at == 1 => What::Certificate,
        Some(der::SET) | None => What::Csr,
        _ => What::Unknown,
    }
}

fn csr(report: &mut Report, root: &Node<'_>) {
    report.out.kind = Some(InspectedKind::Csr);
    let info = &root.children[0];
    let mut rest = info.children.iter();
    if let Some(version) = info.child(0, der::INTEGER) {
        rest.next();
        report.field("version", "version", None, decimal(version.value), Some("INTEGER"));
        if version.value != [0] {
            report.error(Code::CsrVersion, "version", &decimal(version.value));
        }
    } else {
        report.error(Code::CsrVersion, "version", "");
    }
    let mut parts = Parts::default();
    if let Some(subject) = expect(report, rest.next(), der::SEQUENCE, "subject", info) {
        parts.subject = report.name(subject, "subject");
    }
    let spki = expect(report, rest.next(), der::SEQUENCE, "key", info);
    let key = spki.and_then(|spki| report.key(spki, Severity::Error));
    for more in rest {
        if more.tag == ATTRIBUTES {
            report.attributes(more, &mut parts);
        } else if let Some(list) = extensions_in(more) {
            report.error(Code::CsrExtensionsPlace, "extension", "");
            report.extensions(list, &mut parts);
        } else {
            report.encoding(Code::DerShape, "attributes", more.at);
        }
    }
    let (algorithm, signature) = signature(report, root, None);
    if let (Some(key), true) = (key, algorithm) {
        let good = signature.is_some_and(|signature| key.verify(info.whole, &signature));
        report.out.signature = if good {
            SignatureState::Good
        } else {
            SignatureState::Bad
        };
        if !good && !report.cut {
            report.error(Code::CsrSignature, "signature", "");
        }
    }
    judge(report, &parts);
}

/// The list of extensions in a wrapper of a certificate's kind.
fn extensions_in<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
    let inner = node.children.first().filter(|inner| is_extensions(inner));
    inner.or_else(|| is_extensions(node).then_some(node))
}

/// The next element, which must have this tag; its absence is said, unless the file is cut anyway.
fn expect<'n, 'a>(
    report: &mut Report,
    next: Option<&'n Node<'a>>,
    tag: u8,
    path: &str,
    around: &Node<'a>,
) -> Option<&'n Node<'a>> {
    let good = next.filter(|node| node.tag == tag);
    if good.is_none() && !report.cut {
        let at = next.map_or(around.at + around.whole.len(), |node| node.at);
        report.encoding(Code::DerShape, path, at);
    }
    good
}

/// The algorithm and signature after the signed part: whether it is the authority's algorithm, and the signature's two
/// numbers. `inner` is the algorithm that a certificate names within its signed part.
fn signature(report: &mut Report, root: &Node<'_>, inner: Option<&Node<'_>>) -> (bool, Option<Signature>) {
    let algorithm = expect(report, root.children.get(1), der::SEQUENCE, "signature", root);
    let bits = expect(report, root.children.get(2), der::BIT_STRING, "signature", root);
    if let Some(more) = root.children.get(3) {
        report.encoding(Code::DerShape, "signature", more.at);
    }
    let mut ours = false;
    if let Some(id) = algorithm.and_then(Node::first_oid) {
        let name = names::name(id);
        ours = id == oid::ECDSA_SHA256;
        if !ours {
            report.error(Code::CsrSignatureAlgorithm, "signature", &name);
        } else if algorithm.is_some_and(|algorithm| algorithm.children.len() > 1) {
            report.warning(Code::CsrSignatureAlgorithm, "signature", &format!("{name} NULL"));
        }
        if let (Some(algorithm), Some(inner)) = (algorithm, inner)
            && algorithm.value != inner.value
        {
            report.error(Code::CsrSignatureAlgorithm, "signature", "");
        }
        let value = bits.map_or(String::new(), names::bits);
        report.field("signature", &name, Some(dotted(id)), value, Some("hex"));
    } else if let Some(algorithm) = algorithm {
        report.encoding(Code::DerShape, "signature", algorithm.at);
    }
    let inside = bits.and_then(|bits| Some((bits.value.split_first()?, bits.inside_at + 1)));
    let Some(((0, der), at)) = inside else {
        return (ours, None);
    };
    if ours {
        let numbers = tree::read_one(der, at);
        for number in numbers.trees.first().map_or(&[][..], |pair| &pair.children) {
            report.integer(number, "signature", Severity::Error);
        }
    }
    (ours, Signature::from_der(der).ok())
}

fn certificate(report: &mut Report, root: &Node<'_>, bytes: &[u8]) {
    report.out.kind = Some(InspectedKind::Certificate);
    let info = &root.children[0];
    let mut about = InspectedCertificate {
        issuer: None,
        serial: None,
        not_before: None,
        not_after: None,
        known_authority: false,
        usage: None,
    };
    let mut rest = info.children.iter().filter(|child| child.tag != 0xA0).peekable();
    if let Some(serial) = expect(report, rest.next(), der::INTEGER, "serial", info) {
        // Turning a number into decimal is work that grows with its square; X.509 allows twenty bytes.
        let text = if serial.value.len() > 21 {
            hex(serial.value)
        } else {
            decimal(serial.value)
        };
        report.integer(serial, "serial", Severity::Warning);
        report.field("serial", "serial", None, text.clone(), Some("INTEGER"));
        about.serial = Some(text);
    }
    let inner = expect(report, rest.next(), der::SEQUENCE, "signature", info);
    if let Some(issuer) = expect(report, rest.next(), der::SEQUENCE, "issuer", info) {
        let names = report.name(issuer, "issuer");
        let common = names.iter().find(|attribute| attribute.id == oid::COMMON_NAME);
        about.usage = common.and_then(|attribute| kind(&attribute.value));
    }
    if let Some(validity) = expect(report, rest.next(), der::SEQUENCE, "validity", info) {
        let mut reader = Reader::new(validity.value, Code::CertificateValidity);
        about.not_before = time(&mut reader).ok();
        about.not_after = time(&mut reader).ok();
        for (path, value) in [("not_before", &about.not_before), ("not_after", &about.not_after)] {
            if let Some(value) = value {
                report.field(path, path, None, value.clone(), None);
            }
        }
        // Text of this form sorts as time does; an absent one sorts first.
        if about.not_before.is_none() || about.not_before > about.not_after {
            report.error(Code::CertificateValidity, "validity", "");
        }
    }
    let mut parts = Parts::default();
    if let Some(subject) = expect(report, rest.next(), der::SEQUENCE, "subject", info) {
        parts.subject = report.name(subject, "subject");
    }
    let spki = expect(report, rest.next(), der::SEQUENCE, "key", info);
    let key = spki.and_then(|spki| report.key(spki, Severity::Warning));
    for more in rest {
        match extensions_in(more) {
            Some(list) if more.tag == EXTENSIONS => report.extensions(list, &mut parts),
            _ if matches!(more.tag, 0x81 | 0x82) => {
                report.field("unique_id", "unique_id", None, hex(more.value), Some("hex"));
            }
            _ => report.encoding(Code::DerShape, "extension", more.at),
        }
    }
    let _ = signature(report, root, inner);
    if let Ok(parsed) = Certificate::parse(bytes) {
        about.issuer = Some(parsed.issuer().to_owned());
        authority(report, &parsed, key.as_ref(), &mut about);
    }
    environment(report, about.usage);
    report.out.certificate = Some(about);
    judge(report, &parts);
}

fn kind(issuer: &str) -> Option<CertificateKind> {
    let starts = |prefix: &str| issuer.starts_with(prefix);
    match issuer {
        "eInvoicing" => Some(CertificateKind::Compliance),
        _ if starts("PRZEINVOICESCA") => Some(CertificateKind::Production),
        _ if starts("PEZEINVOICESCA") => Some(CertificateKind::Simulation),
        _ if starts("TSZEINVOICE") => Some(CertificateKind::Sandbox),
        _ => None,
    }
}

/// Who signed it, as far as that can be known here.
fn authority(report: &mut Report, parsed: &Certificate, key: Option<&PublicKey>, about: &mut InspectedCertificate) {
    let claimed: Vec<Authority> = Authority::known()
        .unwrap_or_default()
        .into_iter()
        .filter(|authority| authority.claims(parsed))
        .collect();
    if claimed
        .iter()
        .any(|authority| parsed.is_signed_by(&authority.public_key))
    {
        about.known_authority = true;
        report.out.signature = SignatureState::Good;
    } else if !claimed.is_empty() {
        report.out.signature = SignatureState::Bad;
        report.error(Code::AuthorityMismatch, "issuer", parsed.issuer());
    } else {
        report.warning(Code::AuthorityUnknown, "issuer", parsed.issuer());
        if key.is_some_and(|key| parsed.is_signed_by(key)) {
            report.out.signature = SignatureState::Good;
        }
    }
}

fn environment(report: &mut Report, usage: Option<CertificateKind>) {
    let own = match usage {
        Some(CertificateKind::Production) => Environment::Production,
        Some(CertificateKind::Simulation) => Environment::Simulation,
        Some(CertificateKind::Sandbox) => Environment::Sandbox,
        Some(CertificateKind::Compliance) | None => return,
    };
    report.out.environment = Some(own);
    // The developer portal hands out a certificate of the production issuer.
    let shared = own == Environment::Production && report.asked == Some(Environment::Sandbox);
    if report.asked.is_some_and(|asked| asked != own) && !shared {
        let mut finding = report.finding(Severity::Error, Code::CertificateEnvironment);
        finding.path = Some("issuer".to_owned());
        finding.found = Some(own.as_str().to_owned());
        finding.environments.retain(|environment| *environment != own);
        report.push(finding);
    }
}

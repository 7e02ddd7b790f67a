//! The parts that requests and certificates are made of: names, keys, extensions, attributes.

use super::super::cert::{dotted, hex};
use super::super::der::{self, oid};
use super::super::key::PublicKey;
use super::tree::{self, Node};
use super::{Report, names};
use crate::error::Code;
use crate::seal::{Environment, Severity};

const DIRECTORY_NAME: u8 = 0xA4;

/// One attribute of a name.
pub(super) struct Attribute {
    pub(super) id: Vec<u8>,
    pub(super) value: String,
    pub(super) path: String,
    /// Which set of the name it stands in.
    pub(super) set: usize,
    /// Where its field is in the inspection.
    pub(super) field: usize,
}

/// Everything that the judgement needs to know.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) subject: Vec<Attribute>,
    pub(super) alternative: Vec<Attribute>,
    /// True if there is a subject alternative name at all.
    pub(super) has_alternative: bool,
    /// True if it has a directory name.
    pub(super) has_directory: bool,
    pub(super) has_extensions: bool,
    pub(super) template: Option<String>,
    pub(super) other_template: bool,
}

impl Report {
    /// A name; its fields are listed as `part.CN` and so on.
    pub(super) fn name(&mut self, node: &Node<'_>, part: &str) -> Vec<Attribute> {
        let mut out: Vec<Attribute> = Vec::new();
        for (set, relative) in node.children.iter().enumerate() {
            if relative.tag != der::SET {
                self.encoding(Code::DerShape, part, relative.at);
            }
            for pair in &relative.children {
                let (Some(id), Some(value)) = (pair.first_oid(), pair.children.get(1)) else {
                    self.encoding(Code::DerShape, part, pair.at);
                    continue;
                };
                if !names::is_identifier(id) {
                    self.encoding(Code::DerOid, part, pair.at);
                }
                let path = format!("{part}.{}", names::name(id));
                let text = names::text(value);
                if let Some((code, unreadable)) = text.fault {
                    let severity = if unreadable { Severity::Error } else { Severity::Warning };
                    self.say(severity, code, &path, text.encoding);
                }
                out.push(Attribute {
                    id: id.to_vec(),
                    value: text.value.clone(),
                    path: path.clone(),
                    set,
                    field: self.out.fields.len(),
                });
                self.field(
                    &path,
                    &names::name(id),
                    Some(dotted(id)),
                    text.value,
                    Some(text.encoding),
                );
            }
        }
        out
    }

    /// A SubjectPublicKeyInfo. The key, if it is one that can be checked with.
    pub(super) fn key(&mut self, node: &Node<'_>, severity: Severity) -> Option<PublicKey> {
        let algorithm = node.child(0, der::SEQUENCE);
        let (Some(id), Some(bits)) = (algorithm.and_then(Node::first_oid), node.child(1, der::BIT_STRING)) else {
            self.encoding(Code::DerShape, "key", node.at);
            return None;
        };
        self.field(
            "key",
            &names::name(id),
            Some(dotted(id)),
            names::bits(bits),
            Some("hex"),
        );
        if id != oid::EC_PUBLIC_KEY {
            let kind = self.other_key(id, bits);
            self.say(severity, Code::CsrKeyAlgorithm, "key", &kind);
            self.out.key = Some(kind);
            return None;
        }
        let parameters = algorithm.and_then(|algorithm| algorithm.children.get(1));
        let Some(curve) = parameters.filter(|parameters| parameters.tag == der::OID) else {
            self.out.key = Some("EC".to_owned());
            self.error(Code::CsrKeyParameters, "key", "");
            return None;
        };
        let kind = names::curve(curve.value);
        if curve.value != oid::SECP256K1 {
            self.say(severity, Code::CsrKeyCurve, "key", &kind);
        }
        self.out.key = Some(kind);
        if matches!(bits.value, [0, 2 | 3, ..]) {
            self.say(severity, Code::CsrKeyCompressed, "key", "");
        }
        let known = matches!(curve.value, oid::SECP256K1 | oid::P256);
        let key = PublicKey::from_spki(node.whole).ok();
        if known && key.is_none() && !self.cut {
            self.error(Code::CsrKeyPoint, "key", "");
        }
        key
    }

    fn other_key(&mut self, id: &[u8], bits: &Node<'_>) -> String {
        match dotted(id).as_str() {
            "1.2.840.113549.1.1.1" => {
                let inner = tree::read_one(bits.value.get(1..).unwrap_or_default(), bits.inside_at + 1);
                let modulus = inner.trees.first().and_then(|key| key.child(0, der::INTEGER));
                let Some(modulus) = modulus else {
                    return "RSA".to_owned();
                };
                self.integer(modulus, "key", Severity::Error);
                let size = modulus.value.strip_prefix(&[0]).unwrap_or(modulus.value).len() * 8;
                format!("RSA {size}")
            }
            "1.3.101.112" => "Ed25519".to_owned(),
            "1.2.840.10040.4.1" => "DSA".to_owned(),
            other => other.to_owned(),
        }
    }

    /// A number that must not be negative.
    pub(super) fn integer(&mut self, node: &Node<'_>, path: &str, severity: Severity) {
        let bad = match node.value {
            [] => true,
            [0, second, ..] => second & 0x80 == 0,
            [first, ..] => first & 0x80 != 0,
        };
        if bad {
            let mut finding = self.finding(severity, Code::DerInteger);
            finding.path = Some(path.to_owned());
            finding.offset = Some(node.at as u64);
            self.push(finding);
        }
    }

    /// The attributes of a request: extensions, and whatever tools add.
    pub(super) fn attributes(&mut self, list: &Node<'_>, parts: &mut Parts) {
        for attribute in &list.children {
            let Some(id) = attribute.first_oid() else {
                if is_extensions(attribute) {
                    self.error(Code::CsrExtensionsPlace, "attributes", "");
                    self.extensions(attribute, parts);
                } else {
                    self.encoding(Code::DerShape, "attributes", attribute.at);
                }
                continue;
            };
            let name = names::name(id);
            let path = format!("attribute.{name}");
            let value = attribute.children.get(1);
            let inner = value.and_then(|set| {
                if is_extensions(set) {
                    Some(set)
                } else {
                    set.children.first()
                }
            });
            if id == oid::EXTENSION_REQUEST {
                match inner {
                    Some(inner) => self.extensions(inner, parts),
                    None => self.encoding(Code::DerShape, &path, attribute.at),
                }
                continue;
            }
            if let Some(inner) = inner.filter(|inner| is_extensions(inner)) {
                self.error(Code::CsrExtensionsPlace, &path, &dotted(id));
                self.extensions(inner, parts);
                continue;
            }
            let (text, encoding) = value.map_or((String::new(), "hex"), names::free);
            // A password is in the request for everybody to read; it need not be on every screen as well.
            let shown = if name == "challengePassword" {
                format!("({})", text.chars().count())
            } else {
                text
            };
            self.field(&path, &name, Some(dotted(id)), shown, Some(encoding));
            self.warning(Code::CsrExtra, &path, "");
        }
    }

    /// A list of extensions.
    pub(super) fn extensions(&mut self, list: &Node<'_>, parts: &mut Parts) {
        parts.has_extensions = true;
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in &list.children {
            let value = extension.children.last().filter(|value| value.tag == der::OCTET_STRING);
            let (Some(id), Some(value)) = (extension.first_oid(), value) else {
                self.encoding(Code::DerShape, "extension", extension.at);
                continue;
            };
            let path = format!("extension.{}", names::name(id));
            if !names::is_identifier(id) {
                self.encoding(Code::DerOid, &path, extension.at);
            }
            if seen.contains(&id) {
                self.error(Code::CsrTwice, &path, "");
            }
            seen.push(id);
            let critical = extension.child(1, der::BOOLEAN).is_some_and(|mark| mark.value != [0]);
            if critical && matches!(id, oid::TEMPLATE_NAME | oid::SUBJECT_ALT_NAME) {
                self.warning(Code::CsrCritical, &path, "");
            }
            match id {
                oid::TEMPLATE_NAME => self.template(value, &path, parts),
                oid::SUBJECT_ALT_NAME => self.alternative_name(value, &path, parts),
                _ => {
                    parts.other_template |= names::name(id) == "certificateTemplate";
                    self.field(&path, &names::name(id), Some(dotted(id)), hex(value.value), Some("hex"));
                }
            }
        }
    }

    fn template(&mut self, value: &Node<'_>, path: &str, parts: &mut Parts) {
        let id = Some(dotted(oid::TEMPLATE_NAME));
        let forest = tree::read_one(value.value, value.inside_at);
        // The name's letters may stand where its DER should, at once or inside one more wrapper.
        let bare =
            |bytes| Some(std::str::from_utf8(bytes).ok()?).filter(|name| Environment::of_template(name).is_some());
        let wrapped = forest.trees.first().filter(|node| node.tag == der::OCTET_STRING);
        let letters = bare(value.value).map(|name| (name, Code::CsrTemplateType));
        let wrapped = || wrapped.and_then(|node| Some((bare(node.value)?, Code::CsrTemplateNested)));
        if let Some((name, code)) = letters.or_else(wrapped) {
            self.error(code, path, "");
            self.field(path, "certificateTemplateName", id, name.to_owned(), None);
            parts.template = Some(name.to_owned());
            return;
        }
        for fault in &forest.faults {
            self.encoding(fault.code, path, fault.at);
        }
        let Some(mut node) = forest.trees.first() else {
            self.error(Code::CsrTemplateType, path, "");
            return;
        };
        if node.tag == der::OCTET_STRING {
            self.error(Code::CsrTemplateNested, path, "OCTET STRING");
        }
        let nested = (node.tag == der::OCTET_STRING).then(|| tree::read_one(node.value, node.inside_at));
        if let Some(inner) = nested.as_ref() {
            node = inner.trees.first().unwrap_or(node);
        }
        let text = names::text(node);
        if !matches!(node.tag, der::UTF8_STRING | der::PRINTABLE_STRING | der::OCTET_STRING) {
            self.error(Code::CsrTemplateType, path, text.encoding);
        }
        self.field(
            path,
            "certificateTemplateName",
            id,
            text.value.clone(),
            Some(text.encoding),
        );
        parts.template = Some(text.value);
    }

    fn alternative_name(&mut self, value: &Node<'_>, path: &str, parts: &mut Parts) {
        const KINDS: [&str; 9] = [
            "otherName",
            "rfc822Name",
            "dNSName",
            "x400Address",
            "directoryName",
            "ediPartyName",
            "URI",
            "iPAddress",
            "registeredID",
        ];
        parts.has_alternative = true;
        let forest = tree::read_one(value.value, value.inside_at);
        for fault in &forest.faults {
            self.encoding(fault.code, path, fault.at);
        }
        let Some(list) = forest.trees.first().filter(|list| list.tag == der::SEQUENCE) else {
            self.encoding(Code::DerShape, path, value.inside_at);
            return;
        };
        // Other names beside the one that is asked for are odd; instead of it they say nothing to the authority.
        let severity = if list.children.iter().any(|name| name.tag == DIRECTORY_NAME) {
            Severity::Warning
        } else {
            Severity::Error
        };
        for name in &list.children {
            let kind = KINDS
                .get(usize::from(name.tag & 0x1F))
                .filter(|_| name.tag & 0xC0 == 0x80);
            if name.tag != DIRECTORY_NAME {
                let kind = kind.copied().unwrap_or("unknown");
                let (text, encoding) = names::free(name);
                let own = format!("alternative_name.{kind}");
                self.field(&own, kind, None, text, Some(encoding));
                self.say(severity, Code::CsrSanForm, &own, kind);
                continue;
            }
            if parts.has_directory {
                self.error(Code::CsrSanForm, path, "directoryName, directoryName");
            }
            parts.has_directory = true;
            let directory = name.child(0, der::SEQUENCE).unwrap_or_else(|| {
                self.encoding(Code::DerShape, path, name.at);
                name
            });
            parts.alternative.extend(self.name(directory, "alternative_name"));
        }
        if list.children.is_empty() {
            self.error(Code::CsrSanForm, path, "");
        }
    }
}

/// True for what can only be a list of extensions: each an identifier and, last, an octet string.
pub(super) fn is_extensions(node: &Node<'_>) -> bool {
    let extension = |child: &Node<'_>| {
        child.tag == der::SEQUENCE
            && child.first_oid().is_some()
            && child.children.len() > 1
            && child.children.last().is_some_and(|last| last.tag == der::OCTET_STRING)
    };
    !node.children.is_empty() && node.children.iter().all(extension)
}

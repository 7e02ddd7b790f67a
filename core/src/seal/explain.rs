//! Why a stamped file no longer verifies: which known way of re-saving it gives back the hash that was signed, and the
//! first node that differs.
//!
//! A hash cannot be turned back. But what breaks files in practice is a short list: indentation, encodings, line ends,
//! namespace declarations. Each is undone here on a copy, alone and together, until the stated hash comes out; then the
//! cause is proved. Where none fits, that is said, and the stamped original is asked for.

mod candidate;

use serde::Serialize;

use self::candidate::{Change, Layout, Piece, pieces};
use super::cert::digest_of_text;
use super::hash::{InvoiceHash, signed_properties_digest, signed_properties_preimage};
use super::report::{CheckName, Finding, Severity};
use super::template::{self, DS_DECLARED, PROPERTIES, XADES_DECLARED};
use crate::error::{Code, Language, Result, excerpt};
use crate::ubl::Known::{Ds, Xades};
use crate::ubl::tree::{Document, NodeId};
use crate::ubl::{self, Invoice};

/// What became of a file after it was stamped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Explanation {
    /// Nothing was changed that a digest covers.
    pub intact: bool,
    /// Undoing the causes gives back what was signed: they are proved, not guessed.
    pub proved: bool,
    /// The hash of the file as it is.
    pub invoice_hash: String,
    /// The hash that was signed, if the file still says.
    pub signed_hash: Option<String>,
    /// What was done to the file, each with the first node that differs.
    pub causes: Vec<Finding>,
}

/// Looks for what changed a stamped file, from the file alone.
pub fn explain(xml: &[u8], language: Language) -> Result<Explanation> {
    let doc = ubl::parse(xml)?;
    Invoice::new(&doc)?;
    let hash = InvoiceHash::of(&doc).to_string();
    let stated = stated_digests(&doc);
    let mut causes = Vec::new();
    let mut proved = true;
    if let Some(properties) = stated.properties {
        let intact = stated.properties_digest.as_deref() == Some(&*signed_properties_digest(&doc, properties));
        if !intact {
            match indented_properties(&doc, properties, stated.properties_digest.as_deref(), language) {
                Some(cause) => causes.push(cause),
                None => {
                    proved = false;
                    causes.push(at(
                        &doc,
                        CheckName::SignedProperties,
                        Code::PropertiesMismatch,
                        properties,
                        language,
                    ));
                }
            }
        }
    }
    match &stated.hash {
        None => {
            proved = false;
            causes.push(Finding::new(
                CheckName::Structure,
                Severity::Error,
                Code::SealMissing,
                language,
            ));
        }
        Some(stated) if *stated == hash => {}
        Some(stated) => match candidate::search(&doc, stated) {
            Some(changes) => causes.extend(changes.iter().map(|change| change_finding(&doc, change, language))),
            None => {
                proved = false;
                causes.extend(suspicion(&doc, language));
                causes.push(Finding::new(
                    CheckName::Hash,
                    Severity::Error,
                    Code::CauseUnknown,
                    language,
                ));
            }
        },
    }
    if causes.is_empty() {
        // Both digests hold; the signature, the certificate's own statements and the QR code may not.
        let report = super::verify(xml, language)?;
        causes.extend(
            report
                .findings
                .into_iter()
                .filter(|finding| finding.severity == Severity::Error),
        );
        proved = false;
    }
    Ok(Explanation {
        intact: causes.is_empty(),
        proved: proved && !causes.is_empty(),
        invoice_hash: hash,
        signed_hash: stated.hash,
        causes,
    })
}

/// Names the first node in which a file differs from another, by what the hash covers; then by the rest.
pub fn explain_against(xml: &[u8], original: &[u8], language: Language) -> Result<Explanation> {
    let doc = ubl::parse(xml)?;
    let other = ubl::parse(original)?;
    Invoice::new(&doc)?;
    Invoice::new(&other)?;
    let (hash, signed) = (InvoiceHash::of(&doc).to_string(), InvoiceHash::of(&other).to_string());
    let cause = [false, true]
        .into_iter()
        .find_map(|whole| first_difference(&doc, &other, whole, language));
    Ok(Explanation {
        intact: cause.is_none(),
        proved: cause.is_some(),
        invoice_hash: hash,
        signed_hash: Some(signed),
        causes: cause.into_iter().collect(),
    })
}

fn at(doc: &Document<'_>, check: CheckName, code: Code, node: NodeId, language: Language) -> Finding {
    let mut finding = Finding::new(check, Severity::Error, code, language);
    finding.path = Some(doc.path(node));
    finding.place = Some(doc.place(node));
    finding
}

fn change_finding(doc: &Document<'_>, change: &Change, language: Language) -> Finding {
    let code = match change.layout {
        Layout::White => Code::Reindented,
        Layout::Encoding => Code::Recoded,
        Layout::LineEnds => Code::LineEnds,
        Layout::Namespaces => Code::NamespacesChanged,
    };
    let mut finding = at(doc, CheckName::Hash, code, change.node, language);
    finding.expected = Some(shown(&change.expected));
    finding.found = Some(shown(&change.found));
    finding
}

fn shown(text: &str) -> String {
    excerpt(&text.replace('\t', "→"))
}

struct Stated {
    hash: Option<String>,
    properties: Option<NodeId>,
    properties_digest: Option<String>,
}

/// The digests wherever they stand: a file that was moved about still tells.
fn stated_digests(doc: &Document<'_>) -> Stated {
    let root = doc.root();
    let digests: Vec<String> = doc
        .descendants(root)
        .filter(|&id| doc.is(id, Ds, "Reference"))
        .filter_map(|id| doc.child(id, Ds, "DigestValue"))
        .map(|id| doc.value(id).trim_ascii().to_owned())
        .collect();
    Stated {
        hash: digests.first().cloned(),
        // Real ones have forty nodes; something much larger is no stamp.
        properties: doc
            .descendants(root)
            .find(|&id| doc.is(id, Xades, "SignedProperties"))
            .filter(|&id| doc.descendants(id).count() < 400),
        properties_digest: digests.get(1).cloned(),
    }
}

/// The properties as the usual template lays them out, with this file's values: if their digest is the stated one, only the
/// layout was changed.
fn indented_properties(doc: &Document<'_>, id: NodeId, stated: Option<&str>, language: Language) -> Option<Finding> {
    let value = |known, local| {
        let node = doc.descendants(id).find(|&n| doc.is(n, known, local))?;
        Some(
            doc.value(node)
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;"),
        )
    };
    let (time, digest) = (value(Xades, "SigningTime")?, value(Ds, "DigestValue")?);
    let (issuer, serial) = (value(Ds, "X509IssuerName")?, value(Ds, "X509SerialNumber")?);
    let text = template::fill(
        PROPERTIES,
        &[
            ("xades", XADES_DECLARED),
            ("ds", DS_DECLARED),
            ("signing_time", time.trim()),
            ("certificate_digest", digest.trim()),
            ("issuer", issuer.trim()),
            ("serial", serial.trim()),
        ],
    );
    if stated != Some(&*digest_of_text(text.as_bytes())) {
        return None;
    }
    let ours = signed_properties_preimage(doc, id);
    let same = ours.iter().zip(text.as_bytes()).take_while(|(a, b)| a == b).count();
    // The first node whose text is not the template's: the one that holds the first byte that differs.
    let before = ours[..same]
        .windows(2)
        .filter(|pair| pair[0] == b'<' && pair[1] != b'/')
        .count();
    let tags = doc
        .descendants(id)
        .filter(|&n| doc.kind(n) == ubl::tree::NodeKind::Element);
    let node = tags.take(before.max(1)).last().unwrap_or(id);
    let solid = |bytes: &[u8]| {
        bytes
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .collect::<Vec<u8>>()
    };
    let only_white = solid(&ours) == solid(text.as_bytes());
    let code = if only_white {
        Code::Reindented
    } else {
        Code::NamespacesChanged
    };
    let mut finding = at(doc, CheckName::SignedProperties, code, node, language);
    let around = |bytes: &[u8]| {
        shown(&String::from_utf8_lossy(
            &bytes[same.saturating_sub(8).min(bytes.len())..(same + 40).min(bytes.len())],
        ))
    };
    finding.expected = Some(around(text.as_bytes()));
    finding.found = Some(around(&ours));
    Some(finding)
}

/// What points to a cause without proving it: characters that a wrong encoding leaves behind.
fn suspicion(doc: &Document<'_>, language: Language) -> Option<Finding> {
    let lost = pieces(doc, false)
        .into_iter()
        .find(|piece| piece.text.contains('\u{FFFD}') || piece.text.contains("????"))?;
    let mut finding = at(doc, CheckName::Hash, Code::Recoded, lost.node, language);
    finding.severity = Severity::Warning;
    finding.found = Some(shown(&lost.text));
    Some(finding)
}

fn first_difference(doc: &Document<'_>, other: &Document<'_>, whole: bool, language: Language) -> Option<Finding> {
    let (mine, theirs) = (pieces(doc, whole), pieces(other, whole));
    let same = mine.iter().zip(&theirs).take_while(|(a, b)| a.text == b.text).count();
    let (a, b) = (mine.get(same), theirs.get(same));
    let node = match (a, b) {
        (None, None) => return None,
        (Some(piece), _) => piece.node,
        (None, Some(_)) => doc.root(),
    };
    let code = kind_of_difference(&mine, &theirs, a, b);
    let check = if whole { CheckName::Structure } else { CheckName::Hash };
    let mut finding = at(doc, check, code, node, language);
    finding.expected = Some(b.map_or_else(String::new, |piece| shown(&piece.text)));
    finding.found = Some(a.map_or_else(String::new, |piece| shown(&piece.text)));
    Some(finding)
}

/// What tells two files apart, looking at all of both: several kinds may have met.
fn kind_of_difference(mine: &[Piece], theirs: &[Piece], a: Option<&Piece>, b: Option<&Piece>) -> Code {
    let solid = |pieces: &[Piece]| -> Vec<String> {
        let texts = pieces.iter().map(|piece| piece.text.trim_ascii().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    };
    let (mine, theirs) = (solid(mine), solid(theirs));
    let alike = |same: &dyn Fn(&str, &str) -> bool| {
        mine.len() == theirs.len() && mine.iter().zip(&theirs).all(|(a, b)| a == b || same(a, b))
    };
    let returns = |text: &str| text.replace("&#xD;", "");
    let white_at_first = |piece: Option<&Piece>| piece.is_some_and(|piece| piece.text.trim_ascii().is_empty());
    if alike(&|_, _| false) {
        Code::Reindented
    } else if alike(&|a, b| returns(a) == returns(b)) {
        Code::LineEnds
    } else if alike(&candidate::recoded) || alike(&candidate::same_names) {
        match white_at_first(a) || white_at_first(b) {
            true => Code::Reindented,
            false if alike(&candidate::recoded) => Code::Recoded,
            false => Code::NamespacesChanged,
        }
    } else {
        Code::ContentChanged
    }
}

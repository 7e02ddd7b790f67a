//! Copies of a document with one kind of damage undone, and the search through them.

use sha2::{Digest, Sha256};

use crate::seal::InvoiceHash;
use crate::ubl::Known;
use crate::ubl::canonical::{self, Excluded, Sink};
use crate::ubl::tree::{Document, NodeId, NodeKind};

/// A node's canonical text: a start tag, an end tag, or characters.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) node: NodeId,
    pub(super) text: String,
}

/// The kinds of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    White,
    Encoding,
    LineEnds,
    Namespaces,
}

/// A kind of damage that was proved, and the first node it changed.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) layout: Layout,
    pub(super) node: NodeId,
    pub(super) expected: String,
    pub(super) found: String,
}

struct Collect<'c> {
    out: &'c mut Vec<Piece>,
}

impl Sink for Collect<'_> {
    const MARKED: bool = true;

    fn put(&mut self, bytes: &[u8]) {
        if let (Some(piece), Ok(text)) = (self.out.last_mut(), std::str::from_utf8(bytes)) {
            piece.text.push_str(text);
        }
    }

    fn mark(&mut self, node: NodeId, _end: bool) {
        self.out.push(Piece {
            node,
            text: String::new(),
        });
    }
}

/// The canonical form node by node: of what the hash covers, or of the whole document.
pub(super) fn pieces(doc: &Document<'_>, whole: bool) -> Vec<Piece> {
    let mut out = Vec::with_capacity(doc.len());
    let mut sink = Collect { out: &mut out };
    if whole {
        canonical::document(doc, &mut sink)
    } else {
        canonical::invoice(doc, &mut sink)
    }
    out.retain(|piece| !piece.text.is_empty());
    out
}

/// How many pieces may be hashed in all: the search ends within a few seconds, whatever the size.
const BUDGET: usize = 20_000_000;

/// Undoes damage until the stated hash comes out. What was undone, or nothing.
pub(super) fn search(doc: &Document<'_>, stated: &str) -> Option<Vec<Change>> {
    let target = *InvoiceHash::parse(stated)?.as_bytes();
    let as_is = pieces(doc, false);
    let gaps = gaps(doc);
    let mut left = BUDGET;
    for names in alternatives(
        &as_is,
        &[&|p| standard_names(doc, p, true), &|p| standard_names(doc, p, false)],
    ) {
        for letters in alternatives(
            &names,
            &[&|p| decoded(p, Page::Latin1), &|p| decoded(p, Page::Western), &|p| {
                decoded(p, Page::Arabic)
            }],
        ) {
            for ends in alternatives(&letters, &[&without_returns]) {
                let steps = [
                    (&names, Layout::Namespaces),
                    (&letters, Layout::Encoding),
                    (&ends, Layout::LineEnds),
                ];
                if digest(|emit| ends.iter().for_each(|piece| emit(piece.node, &piece.text))) == target {
                    return Some(changes(&as_is, &steps, &ends));
                }
                let padded = ends
                    .iter()
                    .any(|p| !is_layout(&p.text) && p.text != p.text.trim_matches(WHITE));
                for style in styles().filter(|style| padded || !style.trims) {
                    left = left.checked_sub(ends.len())?;
                    if digest(|emit| indented(doc, &ends, &gaps, &style, emit)) == target {
                        let mut restored = Vec::with_capacity(ends.len());
                        indented(doc, &ends, &gaps, &style, &mut |node, text| {
                            restored.push(Piece {
                                node,
                                text: text.to_owned(),
                            });
                        });
                        return Some(changes(&as_is, &steps, &restored));
                    }
                }
            }
        }
    }
    None
}

/// Undoes one kind of damage on a copy.
type Repair<'r> = &'r dyn Fn(&[Piece]) -> Vec<Piece>;

/// The pieces as they are, then those of the given repairs that change anything.
fn alternatives(pieces: &[Piece], repairs: &[Repair<'_>]) -> Vec<Vec<Piece>> {
    let same =
        |other: &Vec<Piece>| other.len() == pieces.len() && other.iter().zip(pieces).all(|(a, b)| a.text == b.text);
    let mut out = vec![pieces.to_vec()];
    out.extend(
        repairs
            .iter()
            .map(|repair| repair(pieces))
            .filter(|repaired| !same(repaired)),
    );
    out
}

type Emit<'e> = &'e mut dyn FnMut(NodeId, &str);

fn digest(write: impl FnOnce(Emit<'_>)) -> [u8; 32] {
    let mut hash = Sha256::new();
    write(&mut |_, text| hash.update(text.as_bytes()));
    hash.finalize().into()
}

/// For each step of the restoration that changed something, the first node that it changed.
fn changes(as_is: &[Piece], steps: &[(&Vec<Piece>, Layout)], restored: &[Piece]) -> Vec<Change> {
    let mut out = Vec::new();
    let mut before = as_is;
    for (after, layout) in steps
        .iter()
        .map(|(v, l)| (v.as_slice(), *l))
        .chain([(restored, Layout::White)])
    {
        let same = before.iter().zip(after).take_while(|(a, b)| a.text == b.text).count();
        if let Some(piece) = before.get(same).or(after.get(same)) {
            let text = |pieces: &[Piece]| pieces.get(same).map(|p| p.text.clone()).unwrap_or_default();
            out.push(Change {
                layout,
                node: piece.node,
                expected: text(after),
                found: text(before),
            });
        }
        before = after;
    }
    out
}

// ---- white space ----

const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// A way to lay out a document.
#[derive(Debug, Clone)]
struct Style {
    /// Between elements: nothing at all, or a line end and this many times `unit`.
    unit: Option<&'static str>,
    /// What each element that the hash leaves out has left behind: nothing, a line end, or a whole indent.
    left_behind: [u8; 3],
    /// A line end before the last end tag or none.
    last_line: bool,
    /// The texts of elements had no blanks around them.
    trims: bool,
}

fn styles() -> impl Iterator<Item = Style> {
    let units = [
        None,
        Some("    "),
        Some("  "),
        Some("\t"),
        Some("   "),
        Some(" "),
        Some(""),
    ];
    units.into_iter().flat_map(|unit| {
        let ways = if unit.is_none() { 1 } else { 27u8 };
        (0..ways).flat_map(move |way| {
            let left_behind = [way % 3, way / 3 % 3, way / 9];
            let flags = [(true, false), (false, false), (true, true), (false, true)];
            flags.map(move |(last_line, trims)| Style {
                unit,
                left_behind,
                last_line,
                trims,
            })
        })
    })
}

/// The elements that the hash leaves out, by the child of the root that they stand directly before, in document order.
/// Kinds: 0 UBLExtensions, 1 QR reference, 2 Signature.
type Gaps = Vec<(NodeId, Vec<usize>)>;

fn gaps(doc: &Document<'_>) -> Gaps {
    let root = doc.root();
    let mut excluded = Excluded::default();
    excluded.excludes(doc, root);
    let mut before = Vec::new();
    let mut kinds = Vec::new();
    for child in doc.children(root).filter(|&id| doc.kind(id) == NodeKind::Element) {
        if excluded.excludes(doc, child) {
            kinds.push(match doc.local(child) {
                "UBLExtensions" => 0,
                "Signature" => 2,
                _ => 1,
            });
        } else if !kinds.is_empty() {
            before.push((child, std::mem::take(&mut kinds)));
        }
    }
    before
}

/// True for a text that may be there for the eye alone.
fn is_layout(text: &str) -> bool {
    !text.starts_with('<') && text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')) || text == "&#xD;"
}

fn is_start(text: &str) -> bool {
    text.starts_with('<') && !text.starts_with("</") && !text.starts_with("<?")
}

/// The pieces that say something: white space between a start tag and its own end tag is content.
fn solid(pieces: &[Piece]) -> Vec<&Piece> {
    let content = |at: usize| {
        let around = at.checked_sub(1).map(|before| &pieces[before]).zip(pieces.get(at + 1));
        around.is_some_and(|(start, end)| is_start(&start.text) && end.node == start.node)
    };
    let kept = pieces
        .iter()
        .enumerate()
        .filter(|(at, piece)| !is_layout(&piece.text) || content(*at));
    kept.map(|(_, piece)| piece).collect()
}

/// Writes the pieces with the white space of a style instead of their own.
fn indented(doc: &Document<'_>, pieces: &[Piece], gaps: &Gaps, style: &Style, emit: Emit<'_>) {
    let tags = solid(pieces);
    let mut depth = 0usize;
    let mut after_end = false;
    let mut white = String::new();
    for (at, piece) in tags.iter().enumerate() {
        let start = is_start(&piece.text);
        let end = piece.text.starts_with("</");
        let inside_root = piece.node != doc.root();
        if end {
            depth = depth.saturating_sub(1);
        }
        let breaks = if start {
            inside_root
        } else {
            end && after_end && (inside_root || style.last_line)
        };
        if let (true, Some(unit)) = (breaks, style.unit) {
            white.clear();
            let gap = gaps.binary_search_by_key(&piece.node, |(id, _)| *id);
            if let (true, Ok(gap)) = (start, gap) {
                for &kind in &gaps[gap].1 {
                    match style.left_behind[kind] {
                        0 => {}
                        1 => white.push('\n'),
                        _ => push_indent(&mut white, unit, depth),
                    }
                }
            }
            push_indent(&mut white, unit, depth);
            emit(piece.node, &white);
        }
        let text = start || end || piece.text.starts_with("<?");
        emit(
            piece.node,
            if text || !style.trims {
                &piece.text
            } else {
                piece.text.trim_matches(WHITE)
            },
        );
        if start {
            depth += 1;
        }
        let next_opens = || {
            tags.get(at + 1)
                .is_some_and(|next| next.text.starts_with('<') && !next.text.starts_with("</"))
        };
        after_end = end || start && next_opens();
    }
}

fn push_indent(text: &mut String, unit: &str, depth: usize) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str(unit);
    }
}

// ---- line ends ----

fn without_returns(pieces: &[Piece]) -> Vec<Piece> {
    let fix = |text: &str| text.replace("&#xD;", "");
    pieces
        .iter()
        .map(|p| Piece {
            node: p.node,
            text: fix(&p.text),
        })
        .filter(|p| !p.text.is_empty())
        .collect()
}

// ---- encodings ----

#[derive(Debug, Clone, Copy)]
enum Page {
    Latin1,
    Western,
    Arabic,
}

/// Windows-1252 above 0x7F, where it differs from Latin 1.
const WESTERN: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
];

/// Windows-1256 above 0x7F.
const ARABIC: [u16; 128] = [
    0x20AC, 0x067E, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0679, 0x2039, 0x0152, 0x0686,
    0x0698, 0x0688, 0x06AF, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x06A9, 0x2122, 0x0691, 0x203A,
    0x0153, 0x200C, 0x200D, 0x06BA, 0x00A0, 0x060C, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9,
    0x06BE, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7,
    0x00B8, 0x00B9, 0x061B, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x061F, 0x06C1, 0x0621, 0x0622, 0x0623, 0x0624, 0x0625,
    0x0626, 0x0627, 0x0628, 0x0629, 0x062A, 0x062B, 0x062C, 0x062D, 0x062E, 0x062F, 0x0630, 0x0631, 0x0632, 0x0633,
    0x0634, 0x0635, 0x0636, 0x00D7, 0x0637, 0x0638, 0x0639, 0x063A, 0x0640, 0x0641, 0x0642, 0x0643, 0x00E0, 0x0644,
    0x00E2, 0x0645, 0x0646, 0x0647, 0x0648, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x0649, 0x064A, 0x00EE, 0x00EF,
    0x064B, 0x064C, 0x064D, 0x064E, 0x00F4, 0x064F, 0x0650, 0x00F7, 0x0651, 0x00F9, 0x0652, 0x00FB, 0x00FC, 0x200E,
    0x200F, 0x06D2,
];

/// The text whose UTF-8 bytes, read as this code page, give the text at hand.
fn undo_page(text: &str, page: Page) -> Option<String> {
    let byte = |ch: char| -> Option<u8> {
        let code = u32::from(ch);
        if code < 0x80 {
            return Some(code as u8);
        }
        let table: &[u16] = match page {
            Page::Latin1 => &[],
            Page::Western => &WESTERN,
            Page::Arabic => &ARABIC,
        };
        match table.iter().position(|&entry| u32::from(entry) == code) {
            Some(at) => Some(0x80 + at as u8),
            None if table.len() < 128 && code <= 0xFF && code >= 0x80 + table.len() as u32 => Some(code as u8),
            None => None,
        }
    };
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    String::from_utf8(bytes?).ok()
}

fn decoded(pieces: &[Piece], page: Page) -> Vec<Piece> {
    pieces
        .iter()
        .map(|p| Piece {
            node: p.node,
            text: undo_page(&p.text, page).unwrap_or_else(|| p.text.clone()),
        })
        .collect()
}

/// True if one text is the other read in a wrong encoding.
pub(super) fn recoded(found: &str, original: &str) -> bool {
    let pages = [Page::Latin1, Page::Western, Page::Arabic];
    found != original
        && pages
            .into_iter()
            .any(|page| undo_page(found, page).as_deref() == Some(original))
        || found.contains('\u{FFFD}') && !original.contains('\u{FFFD}')
}

// ---- namespaces ----

/// The pieces with the usual prefixes, declared on the root and nowhere else.
fn standard_names(doc: &Document<'_>, pieces: &[Piece], with_extensions: bool) -> Vec<Piece> {
    let declared = [Known::Invoice, Known::Cac, Known::Cbc, Known::Ext];
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let text = match (doc.kind(piece.node), doc.known(piece.node)) {
            (NodeKind::Element, Some(known)) => {
                let prefix = if known.prefix().is_empty() {
                    String::new()
                } else {
                    format!("{}:", known.prefix())
                };
                let name = format!("{prefix}{}", doc.local(piece.node));
                if piece.text.starts_with("</") {
                    format!("</{name}>")
                } else {
                    let mut tag = format!("<{name}");
                    if piece.node == doc.root() {
                        for known in declared.iter().filter(|k| with_extensions || **k != Known::Ext) {
                            let mark = if known.prefix().is_empty() { "" } else { ":" };
                            tag.push_str(&format!(" xmlns{mark}{}=\"{}\"", known.prefix(), known.uri()));
                        }
                    }
                    tag.push_str(&attributes_of_tag(&piece.text));
                    tag.push('>');
                    tag
                }
            }
            _ => piece.text.clone(),
        };
        out.push(Piece { node: piece.node, text });
    }
    out
}

/// The attributes of a canonical start tag, without its declarations.
fn attributes_of_tag(tag: &str) -> String {
    let mut out = String::new();
    let mut rest = tag.trim_end_matches('>');
    rest = rest.find(' ').map_or("", |at| &rest[at..]);
    // Canonical form: ` name="value"` again and again, without a quote inside.
    while let Some(open) = rest.find('"') {
        let Some(close) = rest[open + 1..].find('"') else { break };
        let (one, after) = rest.split_at(open + close + 2);
        if !one.starts_with(" xmlns=") && !one.starts_with(" xmlns:") {
            out.push_str(one);
        }
        rest = after;
    }
    out
}

/// True for two tags that differ only in prefixes and declarations.
pub(super) fn same_names(a: &str, b: &str) -> bool {
    let bare = |tag: &str| -> Option<(String, String)> {
        let inner = tag.strip_prefix('<')?.trim_end_matches('>');
        let name = inner.split(' ').next()?;
        Some((name.rsplit([':', '/']).next()?.to_owned(), attributes_of_tag(tag)))
    };
    matches!((bare(a), bare(b)), (Some(a), Some(b)) if a == b)
}

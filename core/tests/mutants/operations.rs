//! Changes drawn by lot: one element or attribute is removed, emptied, padded, repeated, swapped, reformatted, rounded,
//! given another sign, another value, another name or another place.

use super::random::Random;
use super::tree::{Element, Node, Place, Tree, escape, fragment};
use super::values;

#[rustfmt::skip]
const PADS: &[&str] = &[" ", "\n", "\t", "  ", "\u{a0}", "\u{3000}", "\u{2003}", "\r", "\n        "];
/// Elements that rules look for, under any parent.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "cbc:ID", "cbc:Amount", "cbc:TaxAmount", "cbc:Percent", "cbc:IssueDate", "cbc:IssueTime", "cbc:Name", "cbc:Note",
    "cac:TaxTotal", "cac:TaxSubtotal", "cac:TaxCategory", "cac:AllowanceCharge", "cac:InvoiceLine",
    "cac:CreditNoteLine", "cac:PaymentMeans", "cac:Party", "cac:BillingReference", "cbc:InvoiceTypeCode",
    "cbc:CreditNoteTypeCode", "cbc:ChargeIndicator", "cbc:UUID", "cac:LegalMonetaryTotal", "cbc:BaseAmount", "ext:ID",
    "cac:ID", "cbc:TaxTotal", "cac:Country", "cac:Signature", "cac:Delivery", "cac:Contact", "ID",
];
#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "name", "currencyID", "schemeID", "mimeCode", "unitCode", "listID", "cbc:name", "cbc:currencyID",
];

/// Changes one element, and says how.
pub fn element(tree: &mut Tree, place: &[usize], random: &mut Random) -> String {
    let path = tree.root.path(place);
    let leaf = tree.root.at(place).text().is_some();
    // A leaf's text is where most rules look.
    let what = match leaf && !random.one_in(4) {
        true => text(tree, place, random),
        false => structure(tree, place, random),
    };
    format!("{path}: {what}")
}

/// Changes one of the numbers of a document: to what is none, or to another.
pub fn amount(tree: &mut Tree, bad: bool, random: &mut Random) -> String {
    let numbers: Vec<Place> = tree
        .root
        .places()
        .into_iter()
        .filter(|place| {
            let element = tree.root.at(place);
            element.text().is_some() && values::is_number(element.local())
        })
        .collect();
    let place = random.pick(&numbers);
    let path = tree.root.path(&place);
    let (&index, above) = place.split_last().expect("never the root");
    let bads = ["", "abc", "1e1", "1.5e0", "NaN", "INF", " ", "-INF", "1,0"];
    match random.below(if bad { 8 } else { 12 }) {
        0 => {
            let parent = tree.root.at_mut(above);
            let copy = parent.children[index].clone();
            parent.children.insert(index, copy);
            format!("{path}: repeated")
        }
        1..=7 if bad => {
            let value = random.pick(&bads);
            tree.root.at_mut(&place).set_text(value);
            format!("{path}: {value:?}")
        }
        1..=3 => {
            tree.root.at_mut(above).children.remove(index);
            format!("{path}: removed")
        }
        4..=6 => {
            let value = random.pick(&["0", "0.00", "-0", "1", "15", "100.00", "-1", "0.001"]);
            tree.root.at_mut(&place).set_text(value);
            format!("{path}: {value:?}")
        }
        7 => {
            let value = random.pick(&bads);
            tree.root.at_mut(&place).set_text(value);
            format!("{path}: {value:?}")
        }
        _ => {
            let old = tree.root.at(&place).text().unwrap_or_default().to_owned();
            let value = nudge(&old, random);
            tree.root.at_mut(&place).set_text(&value);
            format!("{path}: {value:?}")
        }
    }
}

fn parent_name(tree: &Tree, place: &[usize]) -> String {
    tree.root.at(&place[..place.len() - 1]).local().to_owned()
}

/// A value from the list of the element's kind.
fn kind(tree: &Tree, place: &[usize]) -> &'static [&'static str] {
    let name = tree.root.at(place).local().to_owned();
    match name.as_str() {
        "ID" => values::of_id(&parent_name(tree, place)),
        name => values::of_element(name),
    }
}

fn text(tree: &mut Tree, place: &[usize], random: &mut Random) -> String {
    let kinds = kind(tree, place);
    let places = tree.root.places();
    let old = tree.root.at(place).text().expect("a leaf").to_owned();
    let other = random.pick(&places);
    let from_elsewhere = tree.root.at(&other).text().map(str::to_owned);
    let element = tree.root.at_mut(place);
    let new = match random.below(16) {
        0 => String::new(),
        1 => format!("{}{old}", random.pick(PADS)),
        2 => format!("{old}{}", random.pick(PADS)),
        3 => reformat(&old, random),
        4 | 5 => nudge(&old, random),
        6 => match old.strip_prefix('-') {
            Some(positive) => positive.to_owned(),
            None => format!("-{old}"),
        },
        7..=10 => (random.pick(kinds)).to_owned(),
        11 => (random.pick(values::TEXTS)).to_owned(),
        12 => long(random.pick(values::LONG)),
        13 => match from_elsewhere {
            Some(other) => other,
            None => random.pick(values::NUMBERS).to_string(),
        },
        14 => random.pick(values::NUMBERS).to_string(),
        _ => {
            let raw = lexical(&old, random);
            element.children = fragment(&raw);
            return format!("written {}", short(&raw));
        }
    };
    // What was in the document is escaped already, unless it comes from a list.
    element.children = match new.contains('&') && !new.contains(' ') && new.contains(';') {
        true => vec![Node::Text(new.clone())],
        false => vec![Node::Text(escape(&new))],
    };
    format!("text {}", short(&new))
}

fn long(value: &str) -> String {
    let (count, character) = value[1..].split_once(':').unwrap_or((&value[1..], "a"));
    character.repeat(count.parse().expect("a number"))
}

fn short(text: &str) -> String {
    let shown: String = text.chars().take(40).collect();
    format!("{shown:?} ({})", text.chars().count())
}

/// The same value for one reader, another for the next.
fn reformat(old: &str, random: &mut Random) -> String {
    match random.below(14) {
        0 => format!("+{old}"),
        1 => format!("0{old}"),
        2 => format!("{old}0"),
        3 => format!("{old}.0"),
        4 => format!("{old}e0"),
        5 => old.replace('.', ","),
        6 => old.trim_end_matches('0').to_owned(),
        7 => format!("{old}Z"),
        8 => format!("{old}+03:00"),
        9 => old.to_lowercase(),
        10 => old.to_uppercase(),
        11 => old.replace('-', "/"),
        12 => old.split('.').next().unwrap_or(old).to_owned(),
        _ => old.chars().rev().collect(),
    }
}

/// A number a little beside the old one; another text is cut.
fn nudge(old: &str, random: &mut Random) -> String {
    let Some((value, places)) = decimal(old) else {
        return old.chars().skip(1).collect();
    };
    let (value, places) = (value * 1000, places + 3);
    let unit = 10_i128.pow(places);
    let step = match random.below(12) {
        0 => unit / 100,
        1 => -unit / 100,
        2 => unit / 200,
        3 => -unit / 200,
        4 => unit / 50,
        5 => -unit / 50,
        6 => unit,
        7 => 1,
        8 => -1,
        9 => unit / 1000 * 4,
        10 => unit * 100,
        _ => -value / 3,
    };
    let mut new = show(value + step, places);
    while new.contains('.') && new.ends_with('0') && !random.one_in(3) {
        new.pop();
    }
    new.trim_end_matches('.').to_owned()
}

/// The digits of a plain decimal and how many of them stand after the point.
pub fn decimal(text: &str) -> Option<(i128, u32)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{part}");
    let fits = digits.len() < 24 && part.len() < 9;
    fits.then(|| digits.parse().ok())
        .flatten()
        .map(|value| (value, part.len() as u32))
}

/// A decimal as text, with so many places.
pub fn show(value: i128, places: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let unit = 10_u128.pow(places);
    let value = value.unsigned_abs();
    match places {
        0 => format!("{sign}{value}"),
        _ => format!(
            "{sign}{}.{:0width$}",
            value / unit,
            value % unit,
            width = places as usize
        ),
    }
}

/// The same text for a parser, or nearly: in CDATA, with references, cut by a comment, an instruction or an element.
pub fn lexical(old: &str, random: &mut Random) -> String {
    let plain = !old.contains('&');
    let middle = old.char_indices().nth(old.chars().count() / 2).map_or(0, |(at, _)| at);
    let (left, right) = match plain {
        true => old.split_at(middle),
        false => (old, ""),
    };
    let references = |old: &str| -> String { old.chars().map(|c| format!("&#{};", c as u32)).collect() };
    match random.below(9) {
        0 if plain => format!("<![CDATA[{old}]]>"),
        1 if plain => references(old),
        2 => format!("{left}<!-- here -->{right}"),
        3 => format!("<!-- here -->{old}"),
        4 => format!("{old}<!-- here -->"),
        5 => format!("{left}<?here it is?>{right}"),
        6 if plain => format!("{left}<![CDATA[{right}]]>"),
        7 if plain => format!("{}{right}", references(left)),
        _ => format!("{left}<cbc:Name>{right}</cbc:Name>"),
    }
}

fn structure(tree: &mut Tree, place: &[usize], random: &mut Random) -> String {
    let (&index, above) = place.split_last().expect("never the root");
    match random.below(14) {
        0..=2 => {
            tree.root.at_mut(above).children.remove(index);
            "removed".to_owned()
        }
        3 => {
            tree.root.at_mut(place).children.clear();
            "emptied".to_owned()
        }
        4 => {
            let parent = tree.root.at_mut(above);
            let copy = parent.children[index].clone();
            parent.children.insert(index + 1, copy);
            "repeated".to_owned()
        }
        5 => {
            let mut copy = tree.root.at(place).clone();
            let value = random.pick(kind(tree, place));
            if copy.text().is_some() {
                copy.set_text(value);
            } else {
                copy.children.clear();
            }
            let at = index + random.below(2);
            tree.root.at_mut(above).children.insert(at, Node::Element(copy));
            format!("repeated as {}", short(value))
        }
        6 => swap(tree.root.at_mut(above), index),
        7 | 8 => {
            let name = random.pick(NAMES);
            // A prefix that the document does not declare would not be XML.
            let name = if name.starts_with("ext:") && tree.root.attribute("xmlns:ext").is_none() {
                "cbc:ID"
            } else {
                name
            };
            tree.root.at_mut(place).name = name.to_owned();
            format!("renamed {name}")
        }
        9 => {
            let moved = tree.root.at_mut(above).children.remove(index);
            let places = tree.root.places();
            let target: Place = random.pick(&places);
            let path = tree.root.path(&target);
            tree.root.at_mut(&target).children.push(moved);
            format!("moved into {path}")
        }
        10 => {
            let copy = tree.root.at(place).clone();
            tree.root.at_mut(place).children.push(Node::Element(copy));
            "put into itself".to_owned()
        }
        11 => {
            let element = tree.root.at_mut(place);
            let namespace = random.pick(&[
                "urn:other",
                "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
            ]);
            let prefix = element
                .name
                .split_once(':')
                .map(|(prefix, _)| format!("xmlns:{prefix}"));
            element.set_attribute(&prefix.unwrap_or_else(|| "xmlns".to_owned()), namespace);
            format!("in namespace {namespace}")
        }
        _ => {
            let name = random.pick(ATTRIBUTES);
            let value = random.pick(values::of_attribute(name));
            tree.root.at_mut(place).set_attribute(name, value);
            format!("given {name}={}", short(value))
        }
    }
}

fn swap(parent: &mut Element, index: usize) -> String {
    let next = parent.elements().map(|(at, _)| at).find(|&at| at > index);
    match next {
        Some(next) => parent.children.swap(index, next),
        None => {
            let last = parent.children.remove(index);
            parent.children.insert(0, last);
        }
    }
    "swapped with the next".to_owned()
}

/// Changes one attribute, and says how.
pub fn attribute(tree: &mut Tree, place: &[usize], number: usize, random: &mut Random) -> String {
    let path = tree.root.path(place);
    let element = tree.root.at_mut(place);
    let (name, old) = element.attributes[number].clone();
    let value = match random.below(10) {
        0 => {
            element.attributes.remove(number);
            return format!("{path}/@{name}: removed");
        }
        1 => String::new(),
        2 => format!("{}{old}", random.pick(PADS)),
        3 => format!("{old}{}", random.pick(PADS)),
        4 => reformat(&old, random),
        5 => random.pick(values::TEXTS).to_string(),
        _ => random.pick(values::of_attribute(&name)).to_string(),
    };
    element.set_attribute(&name, &value);
    format!("{path}/@{name}: {}", short(&value))
}

//! Documents with small faults, and with changes that are none, made from good ones by a generator that any machine
//! repeats. It knows nothing of the schema beyond what names look like.

use std::fmt::Write as _;

use crate::support::dice::Dice;

use super::values::{GOOD, TEXTS, attribute_value, pool};

#[derive(Clone)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    items: Vec<Item>,
}

#[derive(Clone)]
enum Item {
    Element(Element),
    /// Text, a comment, an instruction: already in XML.
    Raw(String),
}

/// Prefixes by namespace. All are declared on the root, so that an element can be moved.
const PREFIXES: [(&str, &str); 15] = [
    ("", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"),
    (
        "cac",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    ),
    (
        "cbc",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    ),
    (
        "ext",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    ),
    (
        "sig",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonSignatureComponents-2",
    ),
    (
        "sac",
        "urn:oasis:names:specification:ubl:schema:xsd:SignatureAggregateComponents-2",
    ),
    (
        "sbc",
        "urn:oasis:names:specification:ubl:schema:xsd:SignatureBasicComponents-2",
    ),
    ("ds", "http://www.w3.org/2000/09/xmldsig#"),
    ("xades", "http://uri.etsi.org/01903/v1.3.2#"),
    ("y", "http://uri.etsi.org/01903/v1.4.1#"),
    (
        "udt",
        "urn:oasis:names:specification:ubl:schema:xsd:UnqualifiedDataTypes-2",
    ),
    ("xs", "http://www.w3.org/2001/XMLSchema"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("f", "urn:f"),
    ("xml", "http://www.w3.org/XML/1998/namespace"),
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Reads a document with a reader that is not ours.
pub fn tree(xml: &str) -> Element {
    convert(roxmltree::Document::parse(xml).unwrap().root_element())
}

fn convert(node: roxmltree::Node<'_, '_>) -> Element {
    let spelt = |namespace: Option<&str>, local: &str| {
        let uri = namespace.unwrap_or_default();
        let prefix = PREFIXES.iter().find(|(_, known)| *known == uri).unwrap().0;
        if prefix.is_empty() {
            local.to_owned()
        } else {
            format!("{prefix}:{local}")
        }
    };
    Element {
        name: spelt(node.tag_name().namespace(), node.tag_name().name()),
        attributes: node
            .attributes()
            .map(|a| {
                let name = a
                    .namespace()
                    .map_or_else(|| a.name().to_owned(), |uri| spelt(Some(uri), a.name()));
                (name, escaped(a.value()))
            })
            .collect(),
        items: node
            .children()
            .filter_map(|child| match child.is_element() {
                true => Some(Item::Element(convert(child))),
                false => child
                    .text()
                    .filter(|_| child.is_text())
                    .map(|text| Item::Raw(escaped(text))),
            })
            .collect(),
    }
}

impl Element {
    pub fn xml(&self) -> String {
        let mut out = String::new();
        let mut root = self.clone();
        for (prefix, uri) in PREFIXES.iter().filter(|(prefix, _)| *prefix != "xml") {
            let name = if prefix.is_empty() {
                "xmlns".to_owned()
            } else {
                format!("xmlns:{prefix}")
            };
            root.attributes.push((name, (*uri).to_owned()));
        }
        root.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        write!(out, "<{}", self.name).unwrap();
        for (name, value) in &self.attributes {
            write!(out, " {name}=\"{value}\"").unwrap();
        }
        out.push('>');
        for item in &self.items {
            match item {
                Item::Element(element) => element.write(out),
                Item::Raw(raw) => out.push_str(raw),
            }
        }
        write!(out, "</{}>", self.name).unwrap();
    }

    fn elements(&self) -> Vec<&Element> {
        let mut all = vec![self];
        let mut at = 0;
        while at < all.len() {
            all.extend(all[at].items.iter().filter_map(|item| match item {
                Item::Element(element) => Some(element),
                Item::Raw(_) => None,
            }));
            at += 1;
        }
        all
    }

    /// Calls `change` on an element that `wanted` takes, drawn among all of them.
    fn change(
        &mut self,
        dice: &mut Dice,
        wanted: impl Fn(&Element) -> bool,
        change: impl FnOnce(&mut Element, &mut Dice),
    ) {
        let count = self.elements().iter().filter(|element| wanted(element)).count();
        let mut left = dice.below(count);
        if count > 0 {
            let found = self.find(&mut left, &wanted).unwrap();
            change(found, dice);
        }
    }

    fn find(&mut self, left: &mut usize, wanted: &impl Fn(&Element) -> bool) -> Option<&mut Element> {
        if wanted(self) {
            if *left == 0 {
                return Some(self);
            }
            *left -= 1;
        }
        self.items.iter_mut().find_map(|item| match item {
            Item::Element(element) => element.find(left, wanted),
            Item::Raw(_) => None,
        })
    }

    /// The places of the elements among the items.
    fn children(&self) -> Vec<usize> {
        let is_element = |at: &usize| matches!(self.items[*at], Item::Element(_));
        (0..self.items.len()).filter(is_element).collect()
    }

    fn is_parent(&self) -> bool {
        self.items.iter().any(|item| matches!(item, Item::Element(_)))
    }

    fn holds_value(&self) -> bool {
        !self.is_parent()
    }
}

/// One to three changes, drawn by the dice.
pub fn mutant(base: &Element, donor: &Element, dice: &mut Dice) -> String {
    let mut root = base.clone();
    // Three in ten stay right as a whole.
    let harmless = dice.below(10) < 3;
    for _ in 0..=dice.below(8) / 4 {
        match (harmless, dice.below(20)) {
            (true, 0..=9) => surround(&mut root, dice),
            (true, 10..=14) => set_value(&mut root, dice, true),
            (true, _) => extend(&mut root, dice, true),
            (false, 0..=6) => rearrange(&mut root, donor, dice),
            (false, 7..=9) => rename(&mut root, donor, dice),
            (false, 10..=12) => attribute(&mut root, dice),
            (false, 13..=16) => set_value(&mut root, dice, false),
            (false, 17) => surround(&mut root, dice),
            (false, 18) => extend(&mut root, dice, false),
            (false, _) => intrude(&mut root, dice),
        }
    }
    root.xml()
}

/// Takes out, doubles, swaps and moves elements.
fn rearrange(root: &mut Element, donor: &Element, dice: &mut Dice) {
    let kind = dice.below(6);
    let foreign = {
        let all = donor.elements();
        all[1 + dice.below(all.len() - 1)].clone()
    };
    root.change(dice, Element::is_parent, |parent, dice| {
        let children = parent.children();
        let at = children[dice.below(children.len())];
        match kind {
            0 | 1 => drop(parent.items.remove(at)),
            2 => {
                let copy = parent.items[at].clone();
                parent.items.insert(at, copy);
            }
            3 => {
                let other = children[dice.below(children.len())];
                parent.items.swap(at, other);
            }
            4 => {
                let moved = parent.items.remove(at);
                let place = dice.below(parent.items.len() + 1);
                parent.items.insert(place, moved);
            }
            _ => parent.items.insert(at, Item::Element(foreign)),
        }
    });
}

/// Gives an element another name, or another namespace.
fn rename(root: &mut Element, donor: &Element, dice: &mut Dice) {
    let names: Vec<String> = donor
        .elements()
        .iter()
        .skip(1)
        .map(|element| element.name.clone())
        .collect();
    let other = names[dice.below(names.len())].clone();
    // Any element of UBL may be the outermost one for the schema, but not here: the root keeps its name.
    root.change(
        dice,
        |element| element.name != "Invoice",
        |element, dice| {
            let local = element.name.split(':').next_back().unwrap().to_owned();
            element.name = match dice.below(5) {
                0 => other,
                1 => format!(
                    "{}:{local}",
                    *dice.pick(&["cac", "cbc", "ext", "ds", "xades", "f", "y"])
                ),
                2 => local,
                3 => format!("{}x", element.name),
                _ => element.name.to_lowercase(),
            };
        },
    );
}

/// Adds, removes and renames attributes, and gives them other values.
fn attribute(root: &mut Element, dice: &mut Dice) {
    const NAMES: [&str; 28] = [
        "currencyID",
        "unitCode",
        "schemeID",
        "schemeURI",
        "schemeDataURI",
        "listID",
        "listURI",
        "listSchemeURI",
        "name",
        "languageID",
        "languageLocaleID",
        "mimeCode",
        "format",
        "uri",
        "filename",
        "Id",
        "URI",
        "Algorithm",
        "Target",
        "Qualifier",
        "referencedData",
        "nosuch",
        "xml:lang",
        "f:x",
        "xsi:type",
        "xsi:nil",
        "xsi:schemaLocation",
        "xsi:other",
    ];
    if dice.below(2) == 0 {
        root.change(
            dice,
            |element| !element.attributes.is_empty(),
            |element, dice| {
                let at = dice.below(element.attributes.len());
                match dice.below(3) {
                    0 => drop(element.attributes.remove(at)),
                    1 => element.attributes[at].0.push('x'),
                    _ => element.attributes[at].1 = attribute_value(&element.attributes[at].0, dice),
                }
            },
        );
        return;
    }
    root.change(
        dice,
        |_| true,
        |element, dice| {
            let name = *dice.pick(&NAMES);
            if element.attributes.iter().all(|(known, _)| known != name) {
                let own = format!("{}Type", element.name);
                let value = match dice.below(4) {
                    0 if name == "xsi:type" => own,
                    _ => attribute_value(name, dice),
                };
                element.attributes.push((name.to_owned(), value));
            }
        },
    );
}

/// Gives a value that is of the type, just not, or far from it.
fn set_value(root: &mut Element, dice: &mut Dice, right: bool) {
    let typed = |element: &Element| element.holds_value() && (right || *pool(&element.name) != TEXTS);
    root.change(dice, typed, |element, dice| {
        let list = pool(&element.name);
        let list = if right { &list[..GOOD.min(list.len())] } else { list };
        let mut value = (*dice.pick(list)).to_owned();
        match dice.below(12) {
            0 => value = format!(" {value}\n"),
            1 => value = format!("{value}<!-- x -->"),
            2 if !value.contains('&') => value = format!("<![CDATA[{value}]]>"),
            _ => {}
        }
        element.items = vec![Item::Raw(value)];
    });
}

/// Comments, instructions and white space, where they may stand.
fn surround(root: &mut Element, dice: &mut Dice) {
    let what = *dice.pick(&["<!-- c -->", "<?p i?>", " \n\t", "&#32;", "<!---->"]);
    root.change(
        dice,
        |element| element.is_parent() || *pool(&element.name) == TEXTS,
        |element, dice| {
            if element.is_parent() {
                let at = dice.below(element.items.len() + 1);
                element.items.insert(at, Item::Raw(what.to_owned()));
            } else if !element.items.is_empty() && !what.starts_with(['<']) {
                element.items.push(Item::Raw(what.to_owned()));
            }
        },
    );
}

/// Text or an element where none belongs.
fn intrude(root: &mut Element, dice: &mut Dice) {
    root.change(
        dice,
        |_| true,
        |element, dice| {
            let at = dice.below(element.items.len() + 1);
            let what = *dice.pick(&[
                "x",
                "&#160;",
                "<![CDATA[x]]>",
                "<f:a/>",
                "<cbc:ID>1</cbc:ID>",
                "<a/>",
                "<![CDATA[ ]]>",
            ]);
            element.items.insert(at, Item::Raw(what.to_owned()));
        },
    );
}

/// Content of an extension: what a schema does not know it does not judge, what it knows it does.
fn extend(root: &mut Element, dice: &mut Dice, right: bool) {
    const RIGHT: [&str; 8] = [
        "<f:a b='1'>t<f:c/>u</f:a>",
        "<f:a><cbc:IssueDate>2026-11-01</cbc:IssueDate></f:a>",
        "<cbc:ID>1</cbc:ID>",
        "<f:a xsi:type='xs:date'>2026-11-01</f:a>",
        "<f:a xsi:nil='true'>x</f:a>",
        "<cac:NoSuch><f:a/></cac:NoSuch>",
        "<f:a xml:lang='ar' f:b='' xsi:other=''/>",
        "<xades:Any>x<f:a/><ds:KeyName> </ds:KeyName></xades:Any>",
    ];
    const WRONG: [&str; 18] = [
        "",
        "x",
        "<f:a/><f:a/>",
        "<a xmlns=''/>",
        "<ext:a/>",
        "<f:a><cbc:IssueDate>x</cbc:IssueDate></f:a>",
        "<f:a xsi:type='xs:date'>x</f:a>",
        "<f:a xsi:type='xs:nosuch'/>",
        "<f:a xsi:nil='x'/>",
        "<cbc:ID><f:a/></cbc:ID>",
        "<xades:Any a='1'/>",
        "<ds:CanonicalizationMethod Algorithm='a'><f:a/></ds:CanonicalizationMethod>",
        "<xades:UnsignedSignatureProperties><f:a/></xades:UnsignedSignatureProperties>",
        "<xades:Include URI='a'> </xades:Include>",
        "<f:a xsi:type='xs:int' b=''>1</f:a>",
        "<f:a xsi:type='xs:IDREF'>nowhere</f:a>",
        "<f:a xsi:type='xs:unsignedByte'>256</f:a>",
        "<f:a xsi:type='xades:GenericTimeStampType'/>",
    ];
    let content = *dice.pick(if right { &RIGHT } else { &WRONG });
    let extension =
        format!("<ext:UBLExtension><ext:ExtensionContent>{content}</ext:ExtensionContent></ext:UBLExtension>");
    match root.children().first().copied() {
        Some(first) => {
            let Item::Element(element) = &mut root.items[first] else {
                return;
            };
            if element.name == "ext:UBLExtensions" {
                element.items.push(Item::Raw(extension));
            } else {
                let all = format!("<ext:UBLExtensions>{extension}</ext:UBLExtensions>");
                root.items.insert(first, Item::Raw(all));
            }
        }
        None => root.items.push(Item::Raw(extension)),
    }
}

//! One change to a document, written as a short text that also says in a report what was done.
//!
//! `path=text` sets a text, `path@name=text` an attribute; `-path` removes, `%path=text` repeats with another text (or
//! `%path` with its own), `!path=xml` replaces what is inside, `+path=xml` appends, `^path=xml` and `&path=xml` put beside,
//! `~path=name` renames. A text of the form `#128` or `#128:ب` stands for that many characters.

use super::tree::{Element, Node, Tree, fragment};

/// A path with its short beginnings written out.
pub fn shortened(path: &str) -> String {
    for (short, long) in [
        ("seller", "AccountingSupplierParty/Party"),
        ("buyer", "AccountingCustomerParty/Party"),
        ("line", "InvoiceLine"),
        ("totals", "LegalMonetaryTotal"),
    ] {
        match path.strip_prefix(short) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => return format!("{long}{rest}"),
            _ => {}
        }
    }
    path.to_owned()
}

/// Applies an edit to each place that its path names. False if there is no such place.
pub fn apply(tree: &mut Tree, edit: &str) -> bool {
    let (operation, rest) = match edit.chars().next() {
        Some(sign) if "-%!+^&~".contains(sign) => (sign, &edit[1..]),
        _ => ('=', edit),
    };
    let (path, value) = match rest.split_once('=') {
        Some((path, value)) => (path, Some(expand(value))),
        None => (rest, None),
    };
    let (path, attribute) = match path.split_once('@') {
        Some((path, attribute)) => (path, Some(attribute)),
        None => (path, None),
    };
    let mut places = tree.root.select(&shortened(path));
    // From the end, so that the places before stay where they are.
    places.reverse();
    let found = !places.is_empty();
    for place in places {
        match attribute {
            Some(name) => change_attribute(tree.root.at_mut(&place), operation, name, value.as_deref()),
            None => change_element(tree, &place, operation, value.as_deref()),
        }
    }
    found
}

fn change_attribute(element: &mut Element, operation: char, name: &str, value: Option<&str>) {
    match (operation, value) {
        ('=', Some(value)) => element.set_attribute(name, value),
        ('-', None) => element.attributes.retain(|(known, _)| known != name),
        ('~', Some(new)) => {
            let renamed = element.attributes.iter_mut().find(|(known, _)| known == name);
            renamed.expect("the attribute is there").0 = new.to_owned();
        }
        other => panic!("{other:?} is nothing to do to an attribute"),
    }
}

fn change_element(tree: &mut Tree, place: &[usize], operation: char, value: Option<&str>) {
    let text = value.unwrap_or("");
    if matches!(operation, '=' | '!' | '+' | '~') {
        let element = tree.root.at_mut(place);
        match operation {
            '=' => element.set_text(text),
            '!' => element.children = fragment(text),
            '+' => element.children.extend(fragment(text)),
            _ => element.name = text.to_owned(),
        }
        return;
    }
    let (&index, parent) = place.split_last().expect("the root stays where it is");
    let parent = tree.root.at_mut(parent);
    let at = match operation {
        '-' => {
            parent.children.remove(index);
            return;
        }
        '^' => index,
        _ => index + 1,
    };
    let more = match operation {
        '%' => {
            let mut copy = parent.children[index].clone();
            if let (Some(text), Node::Element(element)) = (value, &mut copy) {
                element.set_text(text);
            }
            vec![copy]
        }
        _ => fragment(text),
    };
    parent.children.splice(at..at, more);
}

/// `#128` and `#128:ب` written out.
fn expand(value: &str) -> String {
    let Some(count) = value.strip_prefix('#') else {
        return value.to_owned();
    };
    let (count, character) = count.split_once(':').unwrap_or((count, "a"));
    match count.parse() {
        Ok(count) => character.repeat(count),
        Err(_) => value.to_owned(),
    }
}

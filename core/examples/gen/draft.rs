//! The JSON Schema of a draft: the core's types, with a title for each field and examples out of `examples/drafts`, which
//! the tests build. An example can therefore not be wrong.

use std::path::Path;

use khatm::invoice::Draft;
use serde_json::{Map, Value, json};

/// How many examples of a field are shown.
const MOST: usize = 3;

pub(crate) fn schema(drafts: &Path) -> Value {
    let mut schema = crate::schema::<Draft>().to_value();
    let mut files: Vec<_> = std::fs::read_dir(drafts)
        .expect("the examples stand in the checkout")
        .map(|entry| entry.expect("a folder can be read").path())
        .collect();
    files.sort();
    let mut examples = Map::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("an example can be read");
        let draft: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        collect(&schema, &schema, "", &draft, &mut examples);
    }
    schema["$comment"] = json!("Written by .ci/gen from the core's types. Unknown fields are refused.");
    dress("", &mut schema, &examples);
    schema["properties"]["$schema"] =
        json!({ "title": "Schema", "type": "string", "description": "Where this schema is, for editors." });
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, definition) in definitions.iter_mut() {
            dress(name, definition, &examples);
        }
    }
    schema
}

/// Follows references, and the choice between a type and null.
fn resolve<'s>(root: &'s Value, schema: &'s Value) -> (&'s Value, String) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.trim_start_matches("#/$defs/").to_owned();
        return (&root["$defs"][&name], name);
    }
    let choices = schema.get("anyOf").and_then(Value::as_array);
    match choices
        .into_iter()
        .flatten()
        .find(|choice| choice.get("$ref").is_some())
    {
        Some(choice) => resolve(root, choice),
        None => (schema, String::new()),
    }
}

/// Gathers what the drafts hold, by type and field.
fn collect(root: &Value, schema: &Value, name: &str, value: &Value, examples: &mut Map<String, Value>) {
    let Some(members) = value.as_object() else { return };
    for (field, value) in members {
        let property = &schema["properties"][field];
        let items = if value.is_array() { &property["items"] } else { property };
        let (below, below_name) = resolve(root, items);
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        let plain = values.iter().filter(|value| !value.is_object());
        let known = examples.entry(format!("{name}.{field}")).or_insert_with(|| json!([]));
        let list = known.as_array_mut().expect("examples are a list");
        for value in plain {
            if list.len() < MOST && !list.contains(value) {
                list.push(value.clone());
            }
        }
        for value in &values {
            collect(root, below, &below_name, value, examples);
        }
    }
}

/// Gives each field of a type its title and examples.
fn dress(name: &str, definition: &mut Value, examples: &Map<String, Value>) {
    let Some(properties) = definition.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (field, property) in properties.iter_mut() {
        let words = field
            .replace('_', " ")
            .replace("vat", "VAT")
            .replace("uuid", "UUID")
            .replace("sar", "SAR");
        let mut letters = words.chars();
        let title: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect();
        property["title"] = json!(title);
        let known = examples.get(&format!("{name}.{field}")).and_then(Value::as_array);
        if let Some(list) = known.filter(|list| !list.is_empty()) {
            let listed = property["type"] == "array";
            property["examples"] = if listed { json!([list]) } else { json!(list) };
        }
    }
}

//! Writes what other languages know of the core: JSON Schemas, the types of Python and Node, the list of codes.
//!
//! Everything here follows from the core's own types and from its catalogue of errors; nothing is known twice. Started by
//! `.ci/gen`, which must leave no diff. A shape that is not understood stops the generator: it never guesses.
#![forbid(unsafe_code)]

#[path = "gen/draft.rs"]
mod draft;
#[path = "gen/rules.rs"]
mod rules;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use khatm::{Code, Language};
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::Value;

/// A file's name in docs/schema, and the schema in it.
type Root = (&'static str, fn() -> Schema);

/// The values that cross every border, each with the name of its schema's file. What they are made of comes along.
const ROOTS: &[Root] = &[
    ("verification", schema::<khatm::Verification>),
    ("error", schema::<khatm::ErrorValue>),
    ("csr_config", schema::<khatm::seal::CsrConfig>),
    ("draft_report", schema::<khatm::invoice::DraftReport>),
    ("inspection", schema::<khatm::seal::Inspection>),
    ("validation_report", schema::<khatm::rules::Report>),
    ("failure", schema::<khatm::host::FailureValue>),
    ("built", schema::<khatm::host::calls::Built>),
    ("sealed", schema::<khatm::host::calls::Sealed>),
    ("explanation", schema::<khatm::seal::Explanation>),
    ("qr_verification", schema::<khatm::qr::QrVerification>),
    ("certificate_request", schema::<khatm::host::calls::CertificateRequest>),
    ("device_status", schema::<khatm::device::Status>),
    ("issued", schema::<khatm::host::values::IssuedValue>),
    ("document", schema::<khatm::host::values::DocumentValue>),
    ("receipt", schema::<khatm::facade::Receipt>),
    ("way", schema::<khatm::facade::Way>),
    ("story", schema::<khatm::facade::Story>),
    ("delivered", schema::<khatm::facade::Delivered>),
    ("waited", schema::<khatm::host::values::WaitedValue>),
    ("health", schema::<khatm::host::values::HealthValue>),
    ("ledger_verification", schema::<khatm::host::values::LedgerVerification>),
];

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("core stands in the root of the checkout");
    let mut types = Types::default();
    for (name, schema) in ROOTS {
        let schema = schema().to_value();
        types.add_root(&schema);
        let text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n";
        write(&root.join(format!("docs/schema/{name}.json")), &text);
    }
    let mut given = Types::default();
    given.add_root(&schema::<khatm::invoice::Draft>().to_value());
    let draft = draft::schema(&root.join("examples/drafts"));
    let text = serde_json::to_string_pretty(&draft).expect("a schema is plain JSON") + "\n";
    write(&root.join("docs/schema/draft.json"), &text);
    write(&root.join("docs/codes.md"), &types.codes());
    write(&root.join("docs/rules.md"), &rules::page());
    write(
        &root.join("python-bindings/python/khatm/_values.py"),
        &types.python(&given),
    );
    write(&root.join("node-bindings/values.d.ts"), &types.typescript(&given));
}

fn write(path: &Path, text: &str) {
    for line in text.lines() {
        assert!(
            line.trim_end() == line,
            "{}: a line ends with a blank: {line}",
            path.display()
        );
    }
    let folder = path.parent().expect("every file stands in a folder");
    std::fs::create_dir_all(folder).expect("the checkout can be written to");
    std::fs::write(path, text).expect("the checkout can be written to");
}

/// A type as every language has it.
#[derive(PartialEq)]
enum Shape {
    Record(Vec<Field>),
    /// Text or a number, by its text.
    Decimal,
    /// One of these words, each with what it means.
    Words(Vec<(String, String)>),
}

#[derive(PartialEq)]
struct Field {
    name: String,
    doc: String,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    Text,
    Flag,
    Integer,
    /// Whatever JSON holds.
    Any,
    /// Text, or a record of texts.
    Note,
    Named(String),
    List(Box<Kind>),
    Maybe(Box<Kind>),
}

struct Type {
    name: String,
    doc: String,
    shape: Shape,
}

/// Every type, after those that it is made of.
#[derive(Default)]
struct Types(Vec<Type>);

impl Types {
    fn add_root(&mut self, schema: &Value) {
        let definitions: BTreeMap<&str, &Value> = schema
            .get("$defs")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        self.add(text(schema, "title"), schema, &definitions);
    }

    fn add(&mut self, name: &str, schema: &Value, definitions: &BTreeMap<&str, &Value>) {
        let shape = if schema.get("properties").is_some() {
            record(name, schema)
        } else if name == "Decimal" {
            Shape::Decimal
        } else {
            words(name, schema)
        };
        if let Some(known) = self.0.iter().find(|known| known.name == name) {
            assert!(known.shape == shape, "two types are called {name}");
            return;
        }
        if let Shape::Record(fields) = &shape {
            for field in fields {
                if let Some(inner) = field.kind.named() {
                    let definition = definitions
                        .get(inner)
                        .unwrap_or_else(|| panic!("{name} speaks of {inner}, which is not defined"));
                    self.add(inner, definition, definitions);
                }
            }
        }
        self.0.push(Type {
            name: name.to_owned(),
            doc: doc(name, schema),
            shape,
        });
    }
}

impl Kind {
    fn named(&self) -> Option<&str> {
        match self {
            Kind::Named(name) => Some(name),
            Kind::List(inner) | Kind::Maybe(inner) => inner.named(),
            Kind::Text | Kind::Flag | Kind::Integer | Kind::Any | Kind::Note => None,
        }
    }
}

fn text<'a>(schema: &'a Value, key: &str) -> &'a str {
    schema
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no {key} in {schema}"))
}

/// The doc comment. The core has one on every public item, so a missing one means that schemars lost it.
fn doc(name: &str, schema: &Value) -> String {
    let doc = schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{name} has no doc comment"));
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn record(name: &str, schema: &Value) -> Shape {
    let properties = schema["properties"].as_object().expect("properties are an object");
    let named: Vec<Value> = properties.keys().map(|field| Value::from(field.as_str())).collect();
    // A record of which every field may be left out is one that is handed in.
    let required = schema.get("required").and_then(Value::as_array).unwrap_or(&named);
    // The order of the fields is theirs in `required`: an object of JSON has none. A field that may be left out would not
    // stand there, and would need a mark of its own in every language.
    assert_eq!(
        required.len(),
        properties.len(),
        "{name} has a field that may be left out"
    );
    let fields = required.iter().map(|field| {
        let field = field.as_str().expect("a field's name is a string");
        let schema = &properties[field];
        let place = format!("{name}.{field}");
        Field {
            name: field.to_owned(),
            doc: doc(&place, schema),
            kind: kind(&place, schema),
        }
    });
    Shape::Record(fields.collect())
}

fn words(name: &str, schema: &Value) -> Shape {
    let words = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .unwrap_or_else(|| panic!("{name} is neither a record nor a choice of words"));
    Shape::Words(
        words
            .iter()
            .map(|word| (text(word, "const").to_owned(), doc(name, word)))
            .collect(),
    )
}

fn kind(place: &str, schema: &Value) -> Kind {
    if *schema == Value::Bool(true) {
        return Kind::Any;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return match reference.trim_start_matches("#/$defs/") {
            "DraftNote" => Kind::Note,
            name => Kind::Named(name.to_owned()),
        };
    }
    if let Some(choice) = schema.get("anyOf").and_then(Value::as_array) {
        return match choice.as_slice() {
            [some, none] if none["type"] == "null" => Kind::Maybe(Box::new(kind(place, some))),
            _ => panic!("{place} is a choice that the generator does not know: {schema}"),
        };
    }
    match &schema["type"] {
        Value::String(one) => plain(place, one, schema),
        Value::Array(both) if both.len() == 2 && both[1] == "null" => {
            let one = both[0].as_str().expect("a type's name is a string");
            Kind::Maybe(Box::new(plain(place, one, schema)))
        }
        _ => panic!("{place} has a shape that the generator does not know: {schema}"),
    }
}

fn plain(place: &str, name: &str, schema: &Value) -> Kind {
    match name {
        "string" => Kind::Text,
        "boolean" => Kind::Flag,
        "integer" => Kind::Integer,
        "array" => Kind::List(Box::new(kind(place, &schema["items"]))),
        // "number" above all: money crosses as text.
        _ => panic!("{place} is of type {name}, which does not cross"),
    }
}

impl Types {
    /// Those that are handed in alone.
    fn fresh<'g>(&self, given: &'g Types) -> Vec<&'g Type> {
        let known = |each: &&Type| self.0.iter().all(|known| known.name != each.name);
        given.0.iter().filter(known).collect()
    }
}

// Python.

impl Types {
    fn python(&self, given: &Types) -> String {
        let mut out = String::from(
            "\"\"\"The values that cross from the core and to it, as plain dictionaries. Generated by .ci/gen: do not edit.\"\"\"\n\n\
             from __future__ import annotations\n\nimport datetime\nimport decimal\nimport uuid as _uuid\n\
             from collections.abc import Mapping, Sequence\nfrom typing import Any, Literal, TypedDict, Union\n\n__all__ = [\n",
        );
        let fresh = self.fresh(given);
        for each in self.0.iter().chain(fresh.iter().copied()) {
            line(&mut out, &format!("    \"{}\",", each.name));
        }
        out.push_str("]\n");
        self.python_results(&mut out);
        for Type { name, doc, shape } in fresh {
            match shape {
                Shape::Record(fields) => {
                    line(
                        &mut out,
                        &format!(
                            "\n\nclass {name}(TypedDict, total=False):\n    \"\"\"{}\"\"\"",
                            python_text(doc)
                        ),
                    );
                    for field in fields {
                        let (kind, doc) = (field.kind.python_given(&field.name), python_text(&field.doc));
                        line(
                            &mut out,
                            &format!("\n    {}: {kind}\n    \"\"\"{doc}\"\"\"", field.name),
                        );
                    }
                }
                Shape::Decimal => line(
                    &mut out,
                    &format!(
                        "\n\n{name} = Union[decimal.Decimal, int, str]\n\"\"\"{}\"\"\"",
                        python_text(doc)
                    ),
                ),
                Shape::Words(words) => python_words(&mut out, name, doc, words),
            }
        }
        out
    }

    fn python_results(&self, out: &mut String) {
        for each in &self.0 {
            let Type { name, doc, shape } = each;
            match shape {
                Shape::Decimal => panic!("{name} does not cross"),
                Shape::Record(fields) => {
                    line(
                        out,
                        &format!("\n\nclass {name}(TypedDict):\n    \"\"\"{}\"\"\"", python_text(doc)),
                    );
                    for field in fields {
                        let kind = field.kind.python();
                        line(
                            out,
                            &format!(
                                "\n    {}: {kind}\n    \"\"\"{}\"\"\"",
                                field.name,
                                python_text(&field.doc)
                            ),
                        );
                    }
                }
                Shape::Words(words) => python_words(out, name, doc, words),
            }
        }
    }
}

fn python_words(out: &mut String, name: &str, doc: &str, words: &[(String, String)]) {
    line(out, &format!("\n\n{name} = Literal["));
    for (word, _) in words {
        line(out, &format!("    \"{word}\","));
    }
    line(out, &format!("]\n\"\"\"{}\n", python_text(doc)));
    for (word, doc) in words {
        line(out, &format!("* ``{word}``: {}", python_text(doc)));
    }
    out.push_str("\"\"\"\n");
}

/// Text as it may stand in a docstring.
fn python_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "'").replace('`', "``")
}

impl Kind {
    fn python(&self) -> String {
        match self {
            Kind::Text => "str".to_owned(),
            Kind::Flag => "bool".to_owned(),
            Kind::Integer => "int".to_owned(),
            Kind::Any => "Any".to_owned(),
            Kind::Note => "str | Mapping[str, str]".to_owned(),
            Kind::Named(name) => name.clone(),
            Kind::List(inner) => format!("list[{}]", inner.python()),
            Kind::Maybe(inner) => format!("{} | None", inner.python()),
        }
    }

    /// What may be handed in for it: where the text is of a time, Python's own values too.
    fn python_given(&self, field: &str) -> String {
        match self {
            Kind::Text if field.ends_with("date") => "str | datetime.date".to_owned(),
            Kind::Text if field.ends_with("_at") => "str | datetime.datetime".to_owned(),
            Kind::Text if field.ends_with("_time") => "str | datetime.time".to_owned(),
            Kind::Text if field == "uuid" => "str | _uuid.UUID".to_owned(),
            Kind::List(inner) => format!("Sequence[{}]", inner.python_given("")),
            Kind::Maybe(inner) => format!("{} | None", inner.python_given(field)),
            kind => kind.python(),
        }
    }
}

// Node.

impl Types {
    fn typescript(&self, given: &Types) -> String {
        let mut out = String::from(
            "// The values that cross from the core and to it, as plain objects. Generated by .ci/gen: do not edit.\n",
        );
        for Type { name, doc, shape } in &self.0 {
            match shape {
                Shape::Record(fields) => typescript_record(&mut out, name, doc, fields, |field| {
                    (camel(&field.name), field.kind.typescript())
                }),
                Shape::Decimal => panic!("{name} does not cross"),
                Shape::Words(words) => typescript_words(&mut out, name, doc, words),
            }
        }
        for Type { name, doc, shape } in self.fresh(given) {
            match shape {
                Shape::Record(fields) => typescript_record(&mut out, name, doc, fields, |field| {
                    let kind = field.kind.typescript_given(&field.name);
                    (format!("{}?", camel(&field.name)), kind)
                }),
                Shape::Decimal => line(
                    &mut out,
                    &format!(
                        "\n/**\n * {}\n * A `number` has to be whole and safe; the decimals of libraries say themselves how they are written.\n \
                         */\nexport type {name} = string | number | bigint | {{ toJSON(): string }}",
                        typescript_text(doc)
                    ),
                ),
                Shape::Words(words) => typescript_words(&mut out, name, doc, words),
            }
        }
        out
    }
}

fn typescript_record(
    out: &mut String,
    name: &str,
    doc: &str,
    fields: &[Field],
    spelt: impl Fn(&Field) -> (String, String),
) {
    line(
        out,
        &format!("\n/** {} */\nexport interface {name} {{", typescript_text(doc)),
    );
    for field in fields {
        let (name, kind) = spelt(field);
        line(
            out,
            &format!("  /** {} */\n  {name}: {kind}", typescript_text(&field.doc)),
        );
    }
    out.push_str("}\n");
}

fn typescript_words(out: &mut String, name: &str, doc: &str, words: &[(String, String)]) {
    line(out, &format!("\n/**\n * {}", typescript_text(doc)));
    for (word, doc) in words {
        line(out, &format!(" * - `{word}`: {}", typescript_text(doc)));
    }
    line(out, &format!(" */\nexport type {name} ="));
    for (word, _) in words {
        line(out, &format!("  | '{word}'"));
    }
}

/// Text as it may stand in a comment.
fn typescript_text(text: &str) -> String {
    text.replace("*/", "* /")
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (first, rest) = part.split_at(1);
        out.push_str(&first.to_ascii_uppercase());
        out.push_str(rest);
    }
    out
}

impl Kind {
    fn typescript(&self) -> String {
        match self {
            Kind::Text => "string".to_owned(),
            Kind::Flag => "boolean".to_owned(),
            Kind::Integer => "number".to_owned(),
            Kind::Any => "unknown".to_owned(),
            Kind::Note => "string | Record<string, string>".to_owned(),
            Kind::Named(name) => name.clone(),
            Kind::List(inner) => match **inner {
                Kind::Maybe(_) => format!("({})[]", inner.typescript()),
                _ => format!("{}[]", inner.typescript()),
            },
            Kind::Maybe(inner) => format!("{} | null", inner.typescript()),
        }
    }

    /// What may be handed in for it: a moment as JavaScript's own value too. A `Date` is no day, which has no zone.
    fn typescript_given(&self, field: &str) -> String {
        match self {
            Kind::Text if field.ends_with("_at") => "string | Date".to_owned(),
            Kind::List(inner) => match **inner {
                Kind::Note => format!("readonly ({})[]", inner.typescript()),
                _ => format!("readonly {}[]", inner.typescript_given("")),
            },
            Kind::Maybe(inner) => format!("{} | null", inner.typescript_given(field)),
            kind => kind.typescript(),
        }
    }
}

// The list of codes.

impl Types {
    fn codes(&self) -> String {
        let mut out = String::from(
            "<!-- Generated by .ci/gen: do not edit. -->\n# Codes\n\n\
             Every error and finding of Khatm has one of these codes, the same in every host. The code is the contract: it\n\
             never changes its meaning and never goes away. The texts may get better from one version to the next.\n\n\
             The kind says what to do:\n\n",
        );
        let kind = self
            .0
            .iter()
            .find(|known| known.name == "Kind")
            .expect("an error has a kind");
        let Shape::Words(words) = &kind.shape else {
            panic!("the kind of an error is a word")
        };
        for (word, doc) in words {
            line(&mut out, &format!("- `{word}`: {}", cell(doc)));
        }
        out.push_str("\n| code | kind | SQLSTATE | what happened | the way out | ما حدث | الحل |\n|---|---|---|---|---|---|---|\n");
        for &code in Code::ALL {
            let (name, kind) = (code.as_str(), code.kind());
            let [english, arabic] = [Language::English, Language::Arabic]
                .map(|language| format!("{} | {}", cell(code.text(language)), cell(code.fix(language))));
            line(
                &mut out,
                &format!(
                    "| `{name}` | {} | {} | {english} | {arabic} |",
                    kind.as_str(),
                    code.sqlstate()
                ),
            );
        }
        out
    }
}

/// Text as it may stand in a table of Markdown.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if matches!(letter, '|' | '<' | '*' | '_' | '`' | '\\' | '[' | '&') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes all that is written");
}

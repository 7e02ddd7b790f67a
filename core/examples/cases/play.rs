//! Plays `examples/cases/calls.json` in Rust, as `examples/cases/README.md` says. What a call answers is a value like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::host::Failure;
use khatm::host::calls::{self, Circumstances, Drawing, Given};
use khatm::seal::PrivateKey;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Where the authority's own answers are, seen from the root of the checkout.
const CONFORMANCE: &str = "../shared/conformance/";
/// A text of more bytes is kept as its digest.
const LONG: usize = 200;

pub(crate) type Case = serde_json::Map<String, Value>;
pub(crate) type Answers = BTreeMap<String, Value>;

/// What an argument or an expectation comes to.
enum Thing {
    Bytes(Vec<u8>),
    Value(Value),
}

/// The folder of the authority's own answers is not beside the checkout.
pub(crate) struct Absent;

/// The checkout, and what the calls before have answered.
pub(crate) struct Player {
    root: PathBuf,
    pub(crate) answers: Answers,
}

pub(crate) fn read(root: &Path, name: &str) -> Vec<Case> {
    let text = std::fs::read(root.join("examples/cases").join(name)).expect("the corpus is in the checkout");
    serde_json::from_slice(&text).expect("the corpus is a list of records")
}

fn word<'c>(case: &'c Case, name: &str) -> &'c str {
    case.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A value without its long texts.
pub(crate) fn folded(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() > LONG => {
            let digest = Sha256::digest(text);
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            json!(format!("sha256:{hex}"))
        }
        Value::Array(all) => all.iter().map(folded).collect(),
        Value::Object(all) => Value::Object(all.iter().map(|(name, value)| (name.clone(), folded(value))).collect()),
        other => other.clone(),
    }
}

impl Player {
    pub(crate) fn new(root: &Path) -> Self {
        Player {
            root: root.to_owned(),
            answers: Answers::new(),
        }
    }

    /// Follows a reference, and every reference in a value.
    fn thing(&self, given: &Value) -> Result<Thing, Absent> {
        let Value::Object(record) = given else {
            return Ok(Thing::Value(match given {
                Value::Array(all) => all.iter().map(|one| self.value(one)).collect::<Result<_, _>>()?,
                other => other.clone(),
            }));
        };
        let pointer = record.get("at").and_then(Value::as_str);
        let bytes = if let Some(file) = record.get("file") {
            self.file(file.as_str().expect("a file is named by text"))?
        } else if let Some(text) = record.get("base64") {
            STANDARD.decode(text.as_str().expect("base64 is text")).expect("base64")
        } else if let Some(name) = record.get("answer") {
            let answer = self.answers.get(name.as_str().expect("a case is named by text"));
            let answer = answer.ok_or(Absent)?;
            let at = pointer.unwrap_or_default();
            let found = answer.pointer(at);
            return Ok(Thing::Value(
                found.unwrap_or_else(|| panic!("{name}: nothing at {at}")).clone(),
            ));
        } else {
            let values = record
                .iter()
                .map(|(name, value)| Ok((name.clone(), self.value(value)?)));
            return Ok(Thing::Value(Value::Object(values.collect::<Result<_, _>>()?)));
        };
        if let Some(at) = pointer {
            let value: Value = serde_json::from_slice(&bytes).expect("what is pointed into is JSON");
            let found = value.pointer(at).unwrap_or_else(|| panic!("{given}: nothing there"));
            return Ok(Thing::Value(found.clone()));
        }
        let Some(lines) = record.get("lines").and_then(Value::as_array) else {
            return Ok(Thing::Bytes(bytes));
        };
        // Some lines of a PEM file that is kept in base64.
        let text = STANDARD.decode(bytes.trim_ascii()).expect("base64 of PEM");
        let text = String::from_utf8(text).expect("PEM is text");
        let [first, last] = [0, 1].map(|at| lines[at].as_u64().expect("a line has a number") as usize);
        let some: Vec<&str> = text.lines().take(last).skip(first - 1).collect();
        Ok(Thing::Value(json!(some.join("\n"))))
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, Absent> {
        let path = match name.strip_prefix("conformance/") {
            Some(rest) => {
                let folder = self.root.join(CONFORMANCE);
                if !folder.is_dir() {
                    return Err(Absent);
                }
                folder.join(rest)
            }
            None => self.root.join(name),
        };
        Ok(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// An expectation, or a part of a value: always a value.
    pub(crate) fn value(&self, given: &Value) -> Result<Value, Absent> {
        Ok(match self.thing(given)? {
            Thing::Value(value) => value,
            Thing::Bytes(bytes) => json!(String::from_utf8(bytes).expect("a value is text")),
        })
    }

    /// An argument in bytes, and whether it was a value of the host's that had to be written first.
    fn bytes(&self, with: &Case, name: &str) -> Result<Option<(Vec<u8>, bool)>, Absent> {
        let Some(given) = with.get(name) else { return Ok(None) };
        Ok(Some(match self.thing(given)? {
            Thing::Bytes(bytes) => (bytes, false),
            Thing::Value(Value::String(text)) => (text.into_bytes(), false),
            Thing::Value(value) => (value.to_string().into_bytes(), true),
        }))
    }

    fn text(&self, with: &Case, name: &str) -> Result<Option<String>, Absent> {
        let bytes = self.bytes(with, name)?;
        Ok(bytes.map(|(bytes, _)| String::from_utf8(bytes).expect("text")))
    }

    /// Makes a call, and keeps its answer.
    pub(crate) fn play(&mut self, case: &Case) -> Result<Value, Absent> {
        let none = Case::new();
        let with = case.get("with").and_then(Value::as_object).unwrap_or(&none);
        let language = self.text(with, "language")?.unwrap_or_else(|| "en".to_owned());
        let answer = match Language::parse(&language) {
            Ok(language) => self
                .call(word(case, "call"), with, language)?
                .unwrap_or_else(|failure| json!({ "error": failure.value(language) })),
            Err(error) => json!({ "error": Failure::from(error).value(Language::English) }),
        };
        self.answers.insert(word(case, "name").to_owned(), answer.clone());
        Ok(answer)
    }

    fn call(&self, call: &str, with: &Case, language: Language) -> Result<Result<Value, Failure>, Absent> {
        let bytes = |name: &str| Ok(self.bytes(with, name)?.map(|(bytes, _)| bytes));
        let needed = |name: &str| Ok(bytes(name)?.unwrap_or_else(|| panic!("{call} needs {name}")));
        Ok(match call {
            "verify" => told(khatm::verify(&needed("xml")?, language)),
            "verify_qr" => {
                let text = calls::qr_text(&needed("qr")?);
                told(text.and_then(|text| khatm::qr::verify_qr(&text, language)))
            }
            "check" | "build" => {
                let (draft, written) = self.bytes(with, "draft")?.expect("a draft");
                let (seller, now) = (bytes("seller")?, self.text(with, "now")?);
                let previous_hash = self.text(with, "previous_hash")?;
                let given = Given {
                    seller: seller.as_deref(),
                    counter: with.get("counter").and_then(Value::as_u64),
                    previous_hash: previous_hash.as_deref(),
                    now: now.as_deref(),
                    written,
                };
                match call {
                    "check" => told(calls::check(&draft, &given, language)),
                    _ => told(calls::build(&draft, &given, language)),
                }
            }
            "validate" => {
                let (now, certificate) = (self.text(with, "now")?, bytes("certificate")?);
                let previous_hash = self.text(with, "previous_hash")?;
                let circumstances = Circumstances {
                    now: now.as_deref(),
                    previous_hash: previous_hash.as_deref(),
                    certificate: certificate.as_deref(),
                };
                told(calls::validate(&needed("xml")?, &circumstances, language))
            }
            "seal" => {
                let (xml, certificate, at) = (needed("xml")?, needed("certificate")?, self.text(with, "at")?);
                match PrivateKey::parse(&needed("key")?) {
                    Ok(key) => told(calls::seal(&xml, &key, &certificate, at.as_deref())),
                    Err(error) => Err(error.into()),
                }
            }
            "explain" => told(calls::explain(&needed("xml")?, bytes("against")?.as_deref(), language)),
            "inspect" => {
                let environment = self.text(with, "environment")?;
                told(calls::inspect(&needed("data")?, environment.as_deref(), language))
            }
            "csr" => {
                let environment = self.text(with, "environment")?.expect("an environment");
                match PrivateKey::parse(&needed("key")?) {
                    Ok(key) => told(calls::csr(&needed("configuration")?, &environment, &key)),
                    Err(error) => Err(error.into()),
                }
            }
            "qr" => told(calls::qr_text(&needed("data")?)),
            "qr_png" => {
                let scale = with
                    .get("scale")
                    .map_or(8, |scale| scale.as_u64().expect("a scale") as u32);
                let drawn = calls::qr_picture(&needed("data")?, Drawing::Png(scale));
                told(drawn.map(|png| STANDARD.encode(png)))
            }
            "qr_escpos" => {
                let paper = with["paper"].as_i64().expect("a paper has a width");
                let drawn = calls::qr_picture(&needed("data")?, Drawing::Escpos(paper));
                told(drawn.map(|commands| STANDARD.encode(commands)))
            }
            "qr_svg" => {
                let drawn = calls::qr_picture(&needed("data")?, Drawing::Svg);
                told(drawn.map(|svg| String::from_utf8(svg).expect("SVG is text")))
            }
            other => panic!("no call is named {other}"),
        })
    }

    /// What of a case's expectations does not hold for its answer.
    pub(crate) fn wrong(&self, case: &Case, answer: &Value) -> Result<Vec<String>, Absent> {
        let mut wrong = Vec::new();
        for expected in case.get("expect").and_then(Value::as_array).into_iter().flatten() {
            let at = expected["at"].as_str().expect("an expectation names its place");
            let Some(found) = answer.pointer(at) else {
                wrong.push(format!("nothing at {at} of {answer}"));
                continue;
            };
            let each = expected.get("each").and_then(Value::as_array);
            let holds = if let (Some(is), Some(each)) = (expected.get("is"), each) {
                row(found, each) == row(&self.value(is)?, each)
            } else if let Some(is) = expected.get("is") {
                *found == self.value(is)?
            } else if let (Some(set), Some(each)) = (expected.get("set"), each) {
                rows(found, each) == rows(&self.value(set)?, each)
            } else if let Some(part) = expected.get("has") {
                found
                    .as_str()
                    .expect("text")
                    .contains(self.value(part)?.as_str().expect("text"))
            } else if let Some(part) = expected.get("lacks") {
                !found
                    .as_str()
                    .expect("text")
                    .contains(self.value(part)?.as_str().expect("text"))
            } else {
                panic!("{expected} expects nothing");
            };
            if !holds {
                wrong.push(format!("{expected}, found {}", folded(found)));
            }
        }
        Ok(wrong)
    }
}

/// Some fields of a record.
fn row(record: &Value, each: &[Value]) -> Vec<Value> {
    let field = |name: &Value| record[name.as_str().expect("a name")].clone();
    each.iter().map(field).collect()
}

/// Records as a set of rows.
fn rows(list: &Value, each: &[Value]) -> BTreeSet<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| json!(row(one, each)).to_string()).collect()
}

fn told<T: Serialize, E: Into<Failure>>(made: Result<T, E>) -> Result<Value, Failure> {
    made.map(|value| json!({ "result": value })).map_err(Into::into)
}

//! Python's values as JSON, and core's as dictionaries.
//!
//! A number crosses by its text. A float has none that anybody wrote, so it is refused.

use std::borrow::Cow;

use khatm::host::calls::WithDocument;
use khatm::host::ledger::Plain;
use khatm::{Code, Error, Language};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple, PyType};
use serde::Serialize;

use crate::gate::Talking;
use crate::raise::raise;

/// Deeper than anything that core reads; keeps a value that holds itself off the stack.
const MOST_DEPTH: usize = 40;

/// A value of core's as dictionaries and lists.
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    loads(py, Plain::of(value).text())
}

/// The same of a value that has a document: that one is not written as JSON and read again, which costs more than all the rest.
pub(crate) fn plain_with_document<'py>(py: Python<'py>, mut value: impl WithDocument) -> PyResult<Bound<'py, PyAny>> {
    let xml = value.take_xml();
    let told = plain(py, &value)?;
    told.set_item("xml", xml)?;
    Ok(told)
}

/// The same of JSON.
pub(crate) fn loads<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let _talking = Talking::now();
    let loads = LOADS.get_or_try_init(py, || py.import("json")?.getattr("loads").map(Bound::unbind))?;
    loads.bind(py).call1((text,))
}

/// The bytes of a document: `bytes` as they are, `str` in UTF-8. Both are immutable, so they may be borrowed.
pub(crate) fn document<'p>(name: &str, value: &'p Bound<'_, PyAny>) -> PyResult<Cow<'p, [u8]>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    match value.cast::<PyString>() {
        Ok(text) => utf8(text, Language::English, &Path::Root),
        Err(_) => Err(PyTypeError::new_err(format!(
            "{name} must be bytes or str, not {}",
            value.get_type().name()?
        ))),
    }
}

/// A draft, a party or a configuration as JSON: text as it is, anything else written.
pub(crate) fn json<'p>(value: &'p Bound<'_, PyAny>, language: Language) -> PyResult<Cow<'p, [u8]>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return utf8(text, language, &Path::Root);
    }
    let _talking = Talking::now();
    let mut writer = Writer {
        out: Vec::with_capacity(1024),
        types: Types::of(value.py())?,
        language,
    };
    writer.write(value, &Path::Root, 0)?;
    Ok(Cow::Owned(writer.out))
}

/// Whether a JSON was written here, out of values.
#[expect(clippy::ptr_arg, reason = "what it is asked is whether it is borrowed")]
pub(crate) fn written(json: &Cow<'_, [u8]>) -> bool {
    matches!(json, Cow::Owned(_))
}

/// A time as core reads it: text, or a `datetime`, `date` or `time`.
pub(crate) fn time(value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    let Some(value) = value else { return Ok(None) };
    match value.cast::<PyString>() {
        Ok(text) => Ok(Some(text.to_cow()?.into_owned())),
        Err(_) if value.hasattr("isoformat")? => Ok(Some(value.call_method0("isoformat")?.extract()?)),
        Err(_) => Err(PyTypeError::new_err(format!(
            "a time must be str, datetime or date, not {}",
            value.get_type().name()?
        ))),
    }
}

fn utf8<'p>(text: &'p Bound<'_, PyString>, language: Language, path: &Path<'_>) -> PyResult<Cow<'p, [u8]>> {
    match text.to_cow() {
        Ok(Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.as_bytes())),
        Ok(Cow::Owned(text)) => Ok(Cow::Owned(text.into_bytes())),
        // The only text of Python's that has no UTF-8.
        Err(_) => Err(refuse(text.py(), Error::new(Code::ValueText), path, language)),
    }
}

fn refuse(py: Python<'_>, error: Error, path: &Path<'_>, language: Language) -> PyErr {
    let error = match path {
        Path::Root => error,
        path => error.at(path.text()),
    };
    raise(py, error, language)
}

/// The way to a value, written only when something is wrong with it.
enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn text(&self) -> String {
        match self {
            Path::Root => String::new(),
            Path::Field(Path::Root, name) => (*name).to_owned(),
            Path::Field(parent, name) => format!("{}.{name}", parent.text()),
            Path::Index(parent, at) => format!("{}[{at}]", parent.text()),
        }
    }
}

/// The types of the standard library that say what a draft may hold.
struct Types<'py> {
    decimal: Bound<'py, PyType>,
    moments: [Bound<'py, PyType>; 2],
    uuid: Bound<'py, PyType>,
    named: Bound<'py, PyType>,
}

impl<'py> Types<'py> {
    fn of(py: Python<'py>) -> PyResult<Self> {
        static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static TIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static ENUM: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        Ok(Types {
            decimal: DECIMAL.import(py, "decimal", "Decimal")?.clone(),
            // A datetime is a date.
            moments: [
                DATE.import(py, "datetime", "date")?.clone(),
                TIME.import(py, "datetime", "time")?.clone(),
            ],
            uuid: UUID.import(py, "uuid", "UUID")?.clone(),
            named: ENUM.import(py, "enum", "Enum")?.clone(),
        })
    }
}

struct Writer<'py> {
    out: Vec<u8>,
    types: Types<'py>,
    language: Language,
}

impl<'py> Writer<'py> {
    fn write(&mut self, value: &Bound<'py, PyAny>, path: &Path<'_>, depth: usize) -> PyResult<()> {
        let py = value.py();
        let language = self.language;
        let fail = |code| refuse(py, Error::new(code), path, language);
        if depth > MOST_DEPTH {
            return Err(fail(Code::JsonDepth));
        }
        if let Ok(text) = value.cast::<PyString>() {
            return self.text(text, path);
        }
        if value.is_none() {
            self.out.extend_from_slice(b"null");
        } else if let Ok(flag) = value.cast::<PyBool>() {
            self.out
                .extend_from_slice(if flag.is_true() { b"true" } else { b"false" });
        } else if value.is_instance_of::<PyFloat>() {
            return Err(fail(Code::ValueFloat));
        } else if let Ok(dict) = value.cast::<PyDict>() {
            // A list of them, which nobody changes meanwhile.
            self.members(dict.items().iter().map(|item| item.extract()), path, depth)?;
        } else if let Ok(list) = value.cast::<PyList>() {
            self.items(list.iter(), path, depth)?;
        } else if let Ok(tuple) = value.cast::<PyTuple>() {
            self.items(tuple.iter(), path, depth)?;
        } else if value.is_instance(&self.types.named)? {
            return self.write(&value.getattr("value")?, path, depth + 1);
        } else if value.is_instance_of::<PyInt>() {
            // A subclass may show itself as it likes; one of more digits than Python writes is none of an invoice's.
            let number = value.call_method0("__index__")?;
            let text = number.str().map_err(|_| fail(Code::ValueKind))?;
            self.out.extend_from_slice(text.to_cow()?.as_bytes());
        } else if value.is_instance(&self.types.decimal)? || value.is_instance(&self.types.uuid)? {
            self.text(&value.str()?, path)?;
        } else if self.is_moment(value)? {
            self.text(&value.call_method0("isoformat")?.str()?, path)?;
        } else if let Some(fields) = record(value)? {
            self.members(fields.into_iter().map(Ok), path, depth)?;
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            let items = mapping.items()?;
            self.members(items.iter().map(|item| item.extract()), path, depth)?;
        } else {
            let found = value.get_type().name()?;
            let error = Error::new(Code::ValueKind).found(&found.to_cow()?);
            return Err(refuse(py, error, path, language));
        }
        Ok(())
    }

    fn is_moment(&self, value: &Bound<'py, PyAny>) -> PyResult<bool> {
        Ok(value.is_instance(&self.types.moments[0])? || value.is_instance(&self.types.moments[1])?)
    }

    fn text(&mut self, text: &Bound<'py, PyString>, path: &Path<'_>) -> PyResult<()> {
        let bytes = utf8(text, self.language, path)?;
        let text = std::str::from_utf8(&bytes).expect("the text of a str is UTF-8");
        serde_json::to_writer(&mut self.out, text).expect("a vector takes all that is written");
        Ok(())
    }

    fn items(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>, path: &Path<'_>, depth: usize) -> PyResult<()> {
        self.out.push(b'[');
        for (at, item) in items.enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.write(&item, &Path::Index(path, at), depth + 1)?;
        }
        self.out.push(b']');
        Ok(())
    }

    fn members(
        &mut self,
        members: impl Iterator<Item = PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)>>,
        path: &Path<'_>,
        depth: usize,
    ) -> PyResult<()> {
        self.out.push(b'{');
        for (at, member) in members.enumerate() {
            let (name, value) = member?;
            if at > 0 {
                self.out.push(b',');
            }
            let Ok(name) = name.cast::<PyString>() else {
                let error = Error::new(Code::ValueKind).found(&name.get_type().name()?.to_cow()?);
                return Err(refuse(value.py(), error, path, self.language));
            };
            self.text(name, path)?;
            self.out.push(b':');
            self.write(&value, &Path::Field(path, &name.to_cow()?), depth + 1)?;
        }
        self.out.push(b'}');
        Ok(())
    }
}

/// The fields of a dataclass's instance; one that is None was not given.
#[expect(clippy::type_complexity, reason = "names and values, as a dictionary has them")]
fn record<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>>> {
    let declared = value.get_type().getattr_opt("__dataclass_fields__")?;
    let Some(declared) = declared.filter(|_| !value.is_instance_of::<PyType>()) else {
        return Ok(None);
    };
    let mut fields = Vec::new();
    for name in declared.try_iter()? {
        let name = name?;
        let held = value.getattr(name.cast::<PyString>()?)?;
        if !held.is_none() {
            fields.push((name, held));
        }
    }
    Ok(Some(fields))
}

//! Khatm for Node: the native half of the package `khatm`.
//!
//! A call answers with JSON text, `{"Ok": …}` or `{"Err": …}`, written on the thread that computed it; `index.js` turns the
//! first into a value and throws the second. So an error crosses whole, where a native rejection would keep its message alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use khatm::{ErrorValue, Language, Verification};
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi::{Env, Error, Result, Task};
use napi_derive::napi;

/// One call of `verify`. The bytes are a copy that JavaScript cannot reach, so no script changes them under the thread.
pub struct Verify {
    xml: Buffer,
    language: Option<String>,
}

impl Verify {
    fn outcome(&self) -> std::result::Result<Verification, Box<ErrorValue>> {
        let language = match self.language.as_deref().map(Language::parse).transpose() {
            Ok(language) => language.unwrap_or_default(),
            Err(error) => return Err(Box::new(ErrorValue::new(&error, Language::default()))),
        };
        khatm::verify(&self.xml, language).map_err(|error| Box::new(ErrorValue::new(&error, language)))
    }

    fn answer(&self) -> Result<String> {
        // A panic that leaves a thread of Node's pool ends the whole process.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.outcome()))
            .map_err(|_| Error::from_reason("khatm panicked: please report it"))?;
        serde_json::to_string(&outcome).map_err(|error| Error::from_reason(error.to_string()))
    }
}

impl Task for Verify {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        self.answer()
    }

    fn resolve(&mut self, _: Env, answer: String) -> Result<String> {
        Ok(answer)
    }
}

/// Verifies on a thread of Node's pool.
#[napi]
pub fn verify(xml: Buffer, language: Option<String>) -> AsyncTask<Verify> {
    AsyncTask::new(Verify { xml, language })
}

/// Verifies on the caller's thread.
#[napi]
pub fn verify_sync(xml: Buffer, language: Option<String>) -> Result<String> {
    Verify { xml, language }.answer()
}

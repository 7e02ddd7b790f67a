//! Everything that needs no ledger. Each call is made on the caller's thread or promised, as its `Form` says.

use std::sync::Arc;

use khatm::Language;
use khatm::host::Failure;
use khatm::host::calls::{self, Circumstances, Drawing};
use khatm::host::ledger::Drafted;
use khatm::seal::key::wiped;
use khatm::seal::{Curve, Signer as _};
use napi::Env;
use napi::bindgen_prelude::{Buffer, Either, Object, ToNapiValue};
use napi_derive::napi;
use serde::Serialize;

use crate::answer::{DraftGiven, Given, Outcome, bytes, told, told_with_document, untold};
use crate::threads::{Takes, at_once, later};

/// How a call is made.
#[napi(object)]
pub struct Form {
    /// The language of its texts.
    pub language: Option<String>,
    /// On the caller's thread; otherwise its result is promised.
    pub at_once: bool,
}

/// A result, or the promise of one.
type Made<'e, T> = Either<T, Object<'e>>;

/// Makes a call; what it comes to is turned into an answer on the thread that came to it.
fn call<'e, T, A: ToNapiValue + Send + 'static>(
    env: &'e Env,
    form: Form,
    work: impl FnOnce(Language) -> Result<T, Failure> + Send + 'static,
    answer: impl FnOnce(T) -> A + Send + 'static,
) -> napi::Result<Made<'e, A>> {
    let work = move || -> Outcome<A> {
        let language = form.language.as_deref().map(Language::parse).transpose();
        let language = language
            .map_err(|error| untold(error, Language::English))?
            .unwrap_or_default();
        work(language).map(answer).map_err(|failure| untold(failure, language))
    };
    match form.at_once {
        true => at_once(work).map(Either::A),
        false => later(env, Takes::Moments, work).map(Either::B),
    }
}

fn tell<'e, T: Serialize>(
    env: &'e Env,
    form: Form,
    work: impl FnOnce(Language) -> Result<T, Failure> + Send + 'static,
) -> napi::Result<Made<'e, String>> {
    call(env, form, work, |value| told(&value))
}

/// Checks everything that a stamped invoice says about itself.
#[napi]
pub fn verify<'e>(env: &'e Env, form: Form, xml: Given<'_>) -> napi::Result<Made<'e, String>> {
    let xml = bytes(xml);
    tell(env, form, move |language| Ok(khatm::verify(&xml, language)?))
}

/// Checks a QR code by itself: its text, or a sealed document that has one.
#[napi]
pub fn verify_qr<'e>(env: &'e Env, form: Form, qr: Given<'_>) -> napi::Result<Made<'e, String>> {
    let qr = bytes(qr);
    tell(env, form, move |language| {
        Ok(khatm::qr::verify_qr(&calls::qr_text(&qr)?, language)?)
    })
}

/// What a draft may leave to who issues it.
#[napi(object)]
pub struct Context<'g> {
    /// The registered seller, in JSON.
    pub seller: Option<Given<'g>>,
    /// The counter, by its digits.
    pub counter: Option<String>,
    /// The hash of the document before.
    pub previous_hash: Option<String>,
    /// The time to take for now.
    pub now: Option<String>,
}

/// The same, no script's any more.
struct Owned {
    seller: Option<Vec<u8>>,
    counter: Option<u64>,
    previous_hash: Option<String>,
    now: Option<String>,
}

impl From<Context<'_>> for Owned {
    fn from(context: Context<'_>) -> Self {
        Owned {
            seller: context.seller.map(bytes),
            counter: context.counter.and_then(|digits| digits.parse().ok()),
            previous_hash: context.previous_hash,
            now: context.now,
        }
    }
}

impl Owned {
    fn given(&self, drafted: &Drafted) -> calls::Given<'_> {
        calls::Given {
            seller: self.seller.as_deref(),
            counter: self.counter,
            previous_hash: self.previous_hash.as_deref(),
            now: self.now.as_deref(),
            written: drafted.written,
        }
    }
}

/// Says everything that is wrong with a draft, field by field.
#[napi]
pub fn check<'e>(
    env: &'e Env,
    form: Form,
    draft: DraftGiven<'_>,
    context: Context<'_>,
) -> napi::Result<Made<'e, String>> {
    let (drafted, context) = (Drafted::from(draft), Owned::from(context));
    tell(env, form, move |language| {
        Ok(calls::check(&drafted.draft, &context.given(&drafted), language)?)
    })
}

/// Makes a document of a draft: UBL, not sealed.
#[napi]
pub fn build<'e>(
    env: &'e Env,
    form: Form,
    draft: DraftGiven<'_>,
    context: Context<'_>,
) -> napi::Result<Made<'e, String>> {
    let (drafted, context) = (Drafted::from(draft), Owned::from(context));
    let work = move |language| calls::build(&drafted.draft, &context.given(&drafted), language);
    call(env, form, work, told_with_document)
}

/// Says everything that the authority's validator will say of a document.
#[napi]
pub fn validate<'e>(
    env: &'e Env,
    form: Form,
    xml: Given<'_>,
    now: Option<String>,
    previous_hash: Option<String>,
    certificate: Option<Given<'_>>,
) -> napi::Result<Made<'e, String>> {
    let (xml, certificate) = (bytes(xml), certificate.map(bytes));
    tell(env, form, move |language| {
        let circumstances = Circumstances {
            now: now.as_deref(),
            previous_hash: previous_hash.as_deref(),
            certificate: certificate.as_deref(),
        };
        Ok(calls::validate(&xml, &circumstances, language)?)
    })
}

/// Seals a document: certificate, signature and QR code go in, no other byte is touched.
#[napi]
pub fn seal<'e>(
    env: &'e Env,
    form: Form,
    xml: Given<'_>,
    key: &PrivateKey,
    certificate: Given<'_>,
    at: Option<String>,
) -> napi::Result<Made<'e, String>> {
    let (xml, key, certificate) = (bytes(xml), key.0.clone(), bytes(certificate));
    let work = move |_| Ok(calls::seal(&xml, &key, &certificate, at.as_deref())?);
    call(env, form, work, told_with_document)
}

/// Says what changed a document after it was sealed; with the sealed one beside it, names the first node that differs.
#[napi]
pub fn explain<'e>(
    env: &'e Env,
    form: Form,
    xml: Given<'_>,
    against: Option<Given<'_>>,
) -> napi::Result<Made<'e, String>> {
    let (xml, against) = (bytes(xml), against.map(bytes));
    tell(env, form, move |language| {
        Ok(calls::explain(&xml, against.as_deref(), language)?)
    })
}

/// Takes a certificate request or a certificate apart and says what is wrong with it.
#[napi]
pub fn inspect<'e>(
    env: &'e Env,
    form: Form,
    data: Given<'_>,
    environment: Option<String>,
) -> napi::Result<Made<'e, String>> {
    let data = bytes(data);
    tell(env, form, move |language| {
        Ok(calls::inspect(&data, environment.as_deref(), language)?)
    })
}

/// Makes a certificate request.
#[napi]
pub fn csr<'e>(
    env: &'e Env,
    form: Form,
    configuration: Given<'_>,
    key: &PrivateKey,
    environment: String,
) -> napi::Result<Made<'e, String>> {
    let (configuration, key) = (bytes(configuration), key.0.clone());
    tell(env, form, move |_| calls::csr(&configuration, &environment, &key))
}

/// The text of a QR code: of a sealed document's, or as it was scanned.
#[napi]
pub fn qr<'e>(env: &'e Env, form: Form, data: Given<'_>) -> napi::Result<Made<'e, String>> {
    let data = bytes(data);
    tell(env, form, move |_| Ok(calls::qr_text(&data)?))
}

/// The picture of a QR code, of what `qr` takes: as PNG where there is a scale, otherwise as SVG.
#[napi]
pub fn qr_picture<'e>(env: &'e Env, form: Form, data: Given<'_>, scale: Option<u32>) -> napi::Result<Made<'e, Buffer>> {
    let data = bytes(data);
    let drawing = scale.map_or(Drawing::Svg, Drawing::Png);
    call(env, form, move |_| Ok(calls::qr_picture(&data, drawing)?), Buffer::from)
}

/// The same as commands of a receipt printer, for paper so many millimetres wide.
#[napi]
pub fn qr_escpos<'e>(env: &'e Env, form: Form, data: Given<'_>, paper: i64) -> napi::Result<Made<'e, Buffer>> {
    let data = bytes(data);
    let drawn = move |_| Ok(calls::qr_picture(&data, Drawing::Escpos(paper))?);
    call(env, form, drawn, Buffer::from)
}

/// A private key. It is never shown but by `toPem`.
#[napi]
pub struct PrivateKey(Arc<khatm::seal::PrivateKey>);

#[napi]
impl PrivateKey {
    /// Reads SEC1 or PKCS#8: DER, PEM, or base64 of either.
    #[napi(factory)]
    pub fn parse(data: Given<'_>) -> napi::Result<Self> {
        let data = wiped(bytes(data));
        PrivateKey::made(|| khatm::seal::PrivateKey::parse(&data))
    }

    /// A new key on secp256k1.
    #[napi(factory)]
    pub fn generate() -> napi::Result<Self> {
        PrivateKey::made(|| khatm::seal::PrivateKey::generate(Curve::Secp256k1))
    }

    fn made(make: impl FnOnce() -> khatm::Result<khatm::seal::PrivateKey>) -> napi::Result<Self> {
        at_once(|| {
            let key = make().map_err(|error| untold(error, Language::English))?;
            Ok(PrivateKey(Arc::new(key)))
        })
    }

    /// The curve.
    #[napi(getter)]
    pub fn curve(&self) -> &'static str {
        self.0.public_key().curve().as_str()
    }

    /// The key itself, PKCS#8 in PEM: to be kept where nobody else reads it.
    #[napi]
    pub fn to_pem(&self) -> String {
        self.0.to_pem().to_string()
    }
}

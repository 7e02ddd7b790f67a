//! What there is to say of a device: plain data, the same in every host.

use super::{Device, Fate, Stage, Step};
use crate::error::{Language, Result};
use crate::gateway::{Environment, Standing};
use crate::time::Moment;

const DAY: i64 = 86_400;

/// How a device is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DeviceStatus"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "DeviceStatus"))]
pub struct Status {
    /// What people call it.
    pub name: String,
    /// What tells it from all others.
    pub id: String,
    /// The environment.
    pub environment: Environment,
    /// Whether it is earnest.
    pub standing: Standing,
    /// Where it sends.
    pub base_url: String,
    /// The taxpayer.
    pub vat_number: String,
    /// Where it stands.
    pub state: Stage,
    /// When it last moved.
    pub changed_at: String,
    /// Documents of the compliance set that passed.
    pub passed: usize,
    /// Documents that the compliance set has.
    pub required: usize,
    /// The issuer of its certificate, if it has one.
    pub issuer: Option<String>,
    /// The first second at which the certificate is valid.
    pub valid_from: Option<String>,
    /// The last.
    pub valid_to: Option<String>,
    /// Whole days that the certificate is still valid; negative once it has ended.
    pub days_left: Option<i64>,
    /// What comes next.
    pub next: Next,
}

/// What comes next, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DeviceNext"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "uniffi", uniffi(name = "DeviceNext"))]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Onboard it, with a one-time password.
    Onboard,
    /// Onboard it with a new password: the last one was used, and its answer never arrived.
    OnboardAnew,
    /// Go on with its onboarding; no password is needed.
    GoOn,
    /// Submit documents.
    Submit,
    /// Its certificate has ended: make a new device and onboard that.
    Replace,
}

impl Next {
    /// What to do, in words.
    pub const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Next::Onboard, Language::English) => "onboard it: khatm device onboard FILE (needs a one-time password)",
            (Next::Onboard, Language::Arabic) => "سجّله: khatm device onboard FILE (تلزم كلمة مرور لمرة واحدة)",
            (Next::OnboardAnew, Language::English) => {
                "onboard it with a new one-time password: the last one was used, its answer never arrived"
            }
            (Next::OnboardAnew, Language::Arabic) => "سجّله بكلمة مرور جديدة: استُخدمت الأخيرة ولم تصل الإجابة",
            (Next::GoOn, Language::English) => "go on: khatm device onboard FILE (no password is needed)",
            (Next::GoOn, Language::Arabic) => "أكمل: khatm device onboard FILE (لا تلزم كلمة مرور)",
            (Next::Submit, Language::English) => "submit documents: khatm submit FILE --device DEVICE",
            (Next::Submit, Language::Arabic) => "أرسل المستندات: khatm submit FILE --device DEVICE",
            (Next::Replace, Language::English) => "its certificate has ended: make a new device and onboard it",
            (Next::Replace, Language::Arabic) => "انتهت شهادته: أنشئ جهازاً جديداً وسجّله",
        }
    }
}

impl Device {
    /// How it is now.
    pub fn status(&self, now: Moment) -> Result<Status> {
        let certificate = self.credential().map(|credential| credential.certificate());
        let ends = certificate
            .map(|certificate| Moment::parse(certificate.validity().1))
            .transpose()?;
        let days_left = ends.map(|ends| (ends.unix() - now.unix()).div_euclid(DAY));
        let ended = days_left.is_some_and(|days| days < 0);
        let documents = self.documents();
        Ok(Status {
            name: self.name.clone(),
            id: self.id.clone(),
            environment: self.endpoint.environment(),
            standing: self.endpoint.standing(),
            base_url: self.endpoint.base().to_owned(),
            vat_number: self.configuration().organization_identifier.clone(),
            state: self.stage(),
            changed_at: format!("{}+03:00", self.changed),
            passed: documents
                .iter()
                .filter(|document| document.fate == Fate::Passed)
                .count(),
            required: self.required().len(),
            issuer: certificate.map(|certificate| certificate.issuer().to_owned()),
            valid_from: certificate.map(|certificate| certificate.validity().0.to_owned()),
            valid_to: certificate.map(|certificate| certificate.validity().1.to_owned()),
            days_left,
            next: match self.next(Language::English)? {
                Step::Done if ended => Next::Replace,
                Step::Done => Next::Submit,
                Step::Key | Step::Password { spent: false } => Next::Onboard,
                Step::Password { spent: true } => Next::OnboardAnew,
                Step::Prepare | Step::Send(..) => Next::GoOn,
            },
        })
    }
}

//! What a call asks for, read as the gateway reads it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::error::{Code, Error, Language};
use crate::gateway::Operation;
use crate::gateway::endpoint::VERSION;
use crate::seal::csr::{CsrConfig, Environment};
use crate::seal::inspect::{InspectedForm, InspectedKind, InspectionFinding};
use crate::seal::{Certificate, Curve, Inspection, PublicKey, Severity, inspect_for};

use crate::simulator::call::Call;

/// A header, by its name in small letters; the first of several.
pub(super) fn header<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    let own = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
    call.headers.iter().find(own).map(|(_, value)| value.trim())
}

/// The operation at a path, if there is one; the path alone does not tell the two that share theirs.
pub(super) fn operations(path: &str) -> Vec<Operation> {
    Operation::ALL
        .into_iter()
        .filter(|operation| operation.path() == path)
        .collect()
}

pub(super) fn is_version(call: &Call) -> bool {
    header(call, "accept-version").is_some_and(|version| version.eq_ignore_ascii_case(VERSION))
}

/// The language of the texts: the first that is named, else English.
pub(super) fn language(call: &Call) -> Language {
    let named = header(call, "accept-language").unwrap_or_default();
    let first = named.split([',', ';']).next().unwrap_or_default().trim();
    Language::parse(first).unwrap_or_default()
}

pub(super) fn object(body: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// A text of an object; a number counts as one, as the gateway's own reader has it.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// User name and password.
pub(super) struct Basic {
    pub(super) token: String,
    pub(super) secret: String,
}

impl Basic {
    pub(super) fn of(call: &Call) -> Option<Self> {
        let value = header(call, "authorization")?;
        let (scheme, encoded) = value.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (token, secret) = pair.split_once(':')?;
        Some(Basic {
            token: token.to_owned(),
            secret: secret.to_owned(),
        })
    }

    /// True if the user name is a certificate at all.
    pub(super) fn is_certificate(&self) -> bool {
        let text = STANDARD
            .decode(&self.token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        text.is_some_and(|text| Certificate::from_text(&text).is_ok())
    }
}

/// A certificate request, as far as it can be taken.
pub(super) struct Wanted {
    pub(super) fields: CsrConfig,
    pub(super) key: PublicKey,
    pub(super) template: Option<String>,
    /// Why the issuing authority's policy would deny it; the gateway itself does not look.
    pub(super) template_fault: Option<Error>,
}

/// Why a certificate request is not taken.
pub(super) struct Unfit {
    pub(super) findings: Vec<Error>,
    pub(super) serial_too_long: bool,
}

impl Wanted {
    /// Reads the `csr` of a body: base64 over the whole PEM text, and nothing else.
    pub(super) fn read(text: &str, environment: Environment) -> Result<Self, Unfit> {
        let inspection = inspect_for(text.trim().as_bytes(), environment, Language::English);
        let bad = |finding: &&InspectionFinding| {
            finding.severity == Severity::Error && finding.environments.contains(&environment)
        };
        let errors = inspection.findings.iter().filter(bad).filter_map(own);
        let of_template = |error: &Error| matches!(error.code(), Code::CsrTemplateEnvironment | Code::CsrTemplateName);
        let (templates, mut findings): (Vec<_>, Vec<_>) = errors.partition(of_template);
        if inspection.form != Some(InspectedForm::Base64OfPem) {
            findings.insert(0, Error::new(Code::SimulatorCsrForm));
        } else if inspection.kind != Some(InspectedKind::Csr) {
            findings.insert(0, Error::new(Code::SimulatorCsrKind));
        }
        let point = inspection.fields.iter().find(|field| field.path == "key");
        let key = point.and_then(|point| PublicKey::from_point(Curve::Secp256k1, &unhex(&point.value)?).ok());
        let (Some(key), true) = (key, findings.is_empty()) else {
            return Err(Unfit {
                serial_too_long: findings.iter().any(|error| error.code() == Code::CsrSerialLong),
                findings,
            });
        };
        let template = inspection
            .fields
            .iter()
            .find(|field| field.name == "certificateTemplateName");
        Ok(Wanted {
            fields: fields(&inspection),
            key,
            template: template.map(|field| field.value.clone()),
            template_fault: templates.into_iter().next(),
        })
    }
}

/// The nine fields, as they can be read out of a request or a certificate.
pub(super) fn fields(inspection: &Inspection) -> CsrConfig {
    let value = |name: &str| {
        let field = inspection.fields.iter().find(|field| field.name == name);
        field.map(|field| field.value.trim().to_owned()).unwrap_or_default()
    };
    CsrConfig {
        common_name: value("common_name"),
        serial_number: value("serial_number"),
        organization_identifier: value("organization_identifier"),
        organization_unit_name: value("organization_unit_name"),
        organization_name: value("organization_name"),
        country_name: value("country_name"),
        invoice_type: value("invoice_type"),
        location_address: value("location_address"),
        industry_business_category: value("industry_business_category"),
    }
}

/// A finding as an error of ours, so that it has its texts in both languages.
fn own(finding: &InspectionFinding) -> Option<Error> {
    let code = Code::ALL.iter().find(|code| code.as_str() == finding.code)?;
    let mut error = Error::new(*code);
    if let Some(path) = &finding.path {
        error = error.at(path.as_str());
    }
    if let Some(found) = &finding.found {
        error = error.found(found);
    }
    Some(error)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| Some((b as char).to_digit(16)? as u8);
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?))
        .collect()
}

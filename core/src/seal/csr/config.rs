//! The nine fields as a stranger writes them: the SDK's properties file, or plain data.

use super::super::cert::{Certificate, dotted};
use super::super::der::oid;
use super::super::inspect::inspect;
use super::CsrRequest;
use crate::error::{Code, Error, Language, Place, Result};
use crate::nearest::distance;

/// The fields of a certificate request, as the SDK's `csr-config.properties` has them. Nothing is proved yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
// What is absent is empty, so that the rules say it with everything else.
#[serde(default, deny_unknown_fields)]
pub struct CsrConfig {
    /// A name for the unit (CN), free.
    pub common_name: String,
    /// The unit's serial: `1-vendor|2-model|3-device`, at most 64 characters.
    pub serial_number: String,
    /// The VAT number: 15 digits, the first and the last are 3.
    pub organization_identifier: String,
    /// The branch (OU); for a VAT group the 10-digit TIN of the member.
    pub organization_unit_name: String,
    /// The taxpayer's name (O).
    pub organization_name: String,
    /// `SA`.
    pub country_name: String,
    /// `1000` standard, `0100` simplified, `1100` both.
    pub invoice_type: String,
    /// The branch's address, best the short national one (`RRRD2929`).
    pub location_address: String,
    /// The branch of trade.
    pub industry_business_category: String,
}

/// One of the nine fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    CommonName,
    SerialNumber,
    OrganizationIdentifier,
    OrganizationUnitName,
    OrganizationName,
    CountryName,
    InvoiceType,
    LocationAddress,
    IndustryBusinessCategory,
}

impl Field {
    pub(crate) const ALL: [Field; 9] = [
        Field::CommonName,
        Field::SerialNumber,
        Field::OrganizationIdentifier,
        Field::OrganizationUnitName,
        Field::OrganizationName,
        Field::CountryName,
        Field::InvoiceType,
        Field::LocationAddress,
        Field::IndustryBusinessCategory,
    ];

    /// Those of the subject, in the order of the SDK's requests.
    pub(crate) const SUBJECT: [Field; 4] = [
        Field::CountryName,
        Field::OrganizationUnitName,
        Field::OrganizationName,
        Field::CommonName,
    ];

    /// Those of the alternative name, likewise.
    pub(crate) const ALTERNATIVE_NAME: [Field; 5] = [
        Field::SerialNumber,
        Field::OrganizationIdentifier,
        Field::InvoiceType,
        Field::LocationAddress,
        Field::IndustryBusinessCategory,
    ];

    /// The name in [`CsrConfig`].
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Field::CommonName => "common_name",
            Field::SerialNumber => "serial_number",
            Field::OrganizationIdentifier => "organization_identifier",
            Field::OrganizationUnitName => "organization_unit_name",
            Field::OrganizationName => "organization_name",
            Field::CountryName => "country_name",
            Field::InvoiceType => "invoice_type",
            Field::LocationAddress => "location_address",
            Field::IndustryBusinessCategory => "industry_business_category",
        }
    }

    /// The SDK's name: `csr.` and the words with dots between.
    fn property(self) -> String {
        format!("csr.{}", self.name().replace('_', "."))
    }

    /// Where it stands in the request.
    pub(crate) const fn oid(self) -> &'static [u8] {
        match self {
            Field::CommonName => oid::COMMON_NAME,
            Field::SerialNumber => oid::SURNAME,
            Field::OrganizationIdentifier => oid::UID,
            Field::OrganizationUnitName => oid::UNIT,
            Field::OrganizationName => oid::ORGANIZATION,
            Field::CountryName => oid::COUNTRY,
            Field::InvoiceType => oid::TITLE,
            Field::LocationAddress => oid::REGISTERED_ADDRESS,
            Field::IndustryBusinessCategory => oid::BUSINESS_CATEGORY,
        }
    }
}

impl CsrConfig {
    /// Its text in JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("nine texts are always JSON")
    }

    /// Reads the SDK's properties file: the first `=` splits, blanks around both sides are dropped, `#` and `!` begin a
    /// comment. Every unknown, doubled or missing name is a fault of its own.
    pub fn from_properties(text: &str) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let mut pairs = Vec::new();
        let mut offset = 0;
        for (number, raw) in text.split_inclusive('\n').enumerate() {
            let place = Place {
                line: u32::try_from(number + 1).unwrap_or(u32::MAX),
                column: 1,
                offset,
            };
            offset += raw.len() as u64;
            let line = raw.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with(['#', '!']) {
                continue;
            }
            match line.split_once('=') {
                Some((name, value)) => pairs.push((name.trim(), value.trim(), Some(place))),
                // The line is not shown: somebody may have handed in the key instead.
                None => faults.push(Error::new(Code::CsrPropertyLine).place(place)),
            }
        }
        let config = Self::collect(pairs, Field::property, &mut faults);
        if faults.is_empty() { Ok(config) } else { Err(faults) }
    }

    /// Takes pairs of a field's name (as the fields of this type are called) and its value.
    pub fn from_pairs<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let pairs = pairs.into_iter().map(|(name, value)| (name, value, None));
        let config = Self::collect(pairs.collect(), |field| field.name().to_owned(), &mut faults);
        if faults.is_empty() { Ok(config) } else { Err(faults) }
    }

    fn collect(
        pairs: Vec<(&str, &str, Option<Place>)>,
        spelling: impl Fn(Field) -> String,
        faults: &mut Vec<Error>,
    ) -> Self {
        let mut config = CsrConfig::default();
        let mut seen = Vec::new();
        for (name, value, place) in pairs {
            let here = |fault: Error| place.map_or(fault.clone(), |place| fault.place(place));
            match Field::ALL.into_iter().find(|&field| spelling(field) == name) {
                Some(field) if seen.contains(&field) => {
                    faults.push(here(Error::new(Code::CsrPropertyTwice).at(name)));
                }
                Some(field) => {
                    seen.push(field);
                    value.clone_into(config.field_mut(field));
                }
                None => {
                    let nearest = nearest(name, Field::ALL.map(&spelling));
                    let found = if is_name(name) {
                        format!("{name} → {nearest}")
                    } else {
                        format!("→ {nearest}")
                    };
                    faults.push(here(Error::new(Code::CsrPropertyUnknown).at(nearest).found(&found)));
                }
            }
        }
        let absent = Field::ALL.into_iter().filter(|field| !seen.contains(field));
        faults.extend(absent.map(|field| Error::new(Code::CsrMissing).at(spelling(field))));
        if !faults.is_empty() {
            // Nobody shall mend the names only to learn that the values are bad too.
            let known = |fault: &Error| seen.iter().any(|field| fault.path() == Some(field.name()));
            let values = CsrRequest::parse(&config).err().unwrap_or_default();
            faults.extend(values.into_iter().filter(known));
        }
        config
    }

    /// What a certificate has of the nine fields, as it stands there; what it does not have is empty.
    pub(crate) fn of_certificate(certificate: &Certificate) -> Self {
        let shown = inspect(certificate.text().as_bytes(), Language::English);
        let mut config = CsrConfig::default();
        for field in Field::ALL {
            let id = dotted(field.oid());
            let own = |path: &str| !path.starts_with("issuer");
            let found = shown
                .fields
                .iter()
                .find(|shown| shown.oid.as_ref() == Some(&id) && own(&shown.path));
            if let Some(found) = found {
                found.value.clone_into(config.field_mut(field));
            }
        }
        config
    }

    pub(crate) fn field(&self, field: Field) -> &str {
        match field {
            Field::CommonName => &self.common_name,
            Field::SerialNumber => &self.serial_number,
            Field::OrganizationIdentifier => &self.organization_identifier,
            Field::OrganizationUnitName => &self.organization_unit_name,
            Field::OrganizationName => &self.organization_name,
            Field::CountryName => &self.country_name,
            Field::InvoiceType => &self.invoice_type,
            Field::LocationAddress => &self.location_address,
            Field::IndustryBusinessCategory => &self.industry_business_category,
        }
    }

    fn field_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::CommonName => &mut self.common_name,
            Field::SerialNumber => &mut self.serial_number,
            Field::OrganizationIdentifier => &mut self.organization_identifier,
            Field::OrganizationUnitName => &mut self.organization_unit_name,
            Field::OrganizationName => &mut self.organization_name,
            Field::CountryName => &mut self.country_name,
            Field::InvoiceType => &mut self.invoice_type,
            Field::LocationAddress => &mut self.location_address,
            Field::IndustryBusinessCategory => &mut self.industry_business_category,
        }
    }

    pub(crate) fn trimmed(&self) -> Self {
        let mut out = CsrConfig::default();
        for field in Field::ALL {
            self.field(field).trim().clone_into(out.field_mut(field));
        }
        out
    }
}

/// True for what somebody meant as a name, and false for a piece of a key or any other text, which is not shown.
fn is_name(text: &str) -> bool {
    let joined = text.contains(['.', '_']);
    let fits = |ch: char| ch.is_ascii_lowercase() || ch == '.' || ch == '_' || joined && ch.is_ascii_alphanumeric();
    text.len() <= 60 && text.chars().all(fits)
}

/// The known name that takes the fewest changes to reach. Long names are cut: the work grows with the length.
fn nearest(name: &str, known: [String; 9]) -> String {
    let name: Vec<char> = name.chars().take(60).flat_map(char::to_lowercase).collect();
    known
        .into_iter()
        .min_by_key(|known| distance(&name, &known.chars().collect::<Vec<_>>()))
        .unwrap_or_default()
}

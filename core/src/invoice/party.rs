//! The seller and the buyer.

use super::Party;
use super::decode::{Faults, Path};
use super::draft::DraftParty;
use super::identifiers::{self, BUYER_SCHEMES, SELLER_SCHEMES};
use super::lists::{self, COUNTRIES};
use crate::error::Code;

/// The codes of the rules about lengths, which differ between the two.
struct Lengths {
    name: Code,
    street: Code,
    additional_street: Code,
    district: Code,
    city: Code,
    region: Code,
}

/// Every field's text, without any rule of what must be there.
fn texts(draft: &DraftParty, lengths: &Lengths, path: &Path<'_>, faults: &mut Faults) -> Party {
    let mut take = |given: &Option<String>, name: &str, most: usize, code: Code| {
        identifiers::limited(given.as_deref(), most, code, &path.field(name), faults)
    };
    let plain = Code::TextLong;
    Party {
        name: take(&draft.name, "name", 1000, lengths.name),
        vat_number: take(&draft.vat_number, "vat_number", 15, plain),
        id: None,
        street: take(&draft.street, "street", 1000, lengths.street),
        additional_street: take(
            &draft.additional_street,
            "additional_street",
            127,
            lengths.additional_street,
        ),
        building_number: take(&draft.building_number, "building_number", 127, plain),
        additional_number: take(&draft.additional_number, "additional_number", 127, plain),
        district: take(&draft.district, "district", 127, lengths.district),
        city: take(&draft.city, "city", 127, lengths.city),
        postal_code: take(&draft.postal_code, "postal_code", 127, plain),
        region: take(&draft.region, "region", 127, lengths.region),
        country: take(&draft.country, "country", 127, plain),
        contact_name: take(&draft.contact_name, "contact_name", 1000, Code::BrKsaF06C37),
        contact_telephone: take(&draft.contact_telephone, "contact_telephone", 127, plain),
        contact_note: take(&draft.contact_note, "contact_note", 1000, Code::BrKsaF06C38),
        legal_form: take(&draft.legal_form, "legal_form", 127, plain),
    }
}

/// Scheme and value of the other identifier.
fn identifier(
    draft: &DraftParty,
    schemes: &'static [&'static str],
    wrong_scheme: Code,
    path: &Path<'_>,
    faults: &mut Faults,
) -> Option<(String, String)> {
    let id = draft.id.as_ref()?;
    let path = path.field("id");
    let value = identifiers::limited(id.value.as_deref(), 127, Code::TextLong, &path.field("value"), faults);
    let scheme = identifiers::text(id.scheme.as_deref(), &path.field("scheme"), faults).map(identifiers::one_line);
    let (scheme, value) = match (scheme, value) {
        (None, None) => return None,
        (Some(scheme), Some(value)) => (scheme.to_ascii_uppercase(), value),
        (None, Some(_)) => {
            faults.error_found(Code::DraftMissing, &path.field("scheme"), &schemes.join(", "));
            return None;
        }
        (Some(_), None) => {
            faults.error(Code::DraftMissing, &path.field("value"));
            return None;
        }
    };
    if !schemes.contains(&scheme.as_str()) {
        let found = format!("{scheme} → {}", schemes.join(", "));
        // For the seller the authority only warns (BR-KSA-08), for the buyer it refuses (BR-KSA-14).
        match wrong_scheme {
            Code::BrKsa08 => faults.warn_found(wrong_scheme, &path.field("scheme"), &found),
            _ => faults.error_found(wrong_scheme, &path.field("scheme"), &found),
        }
    }
    let known = schemes.contains(&scheme.as_str());
    for code in identifiers::identifier(if known { &scheme } else { "" }, &value) {
        faults.warn_found(code, &path.field("value"), &value);
    }
    if !value.chars().all(char::is_alphanumeric) {
        faults.warn_found(Code::IdentityCharacters, &path.field("value"), &value);
    }
    Some((scheme, value))
}

fn country(party: &Party, path: &Path<'_>, faults: &mut Faults) {
    let Some(country) = &party.country else { return };
    if !lists::has(COUNTRIES, country) {
        faults.warn_found(Code::BrCl14, &path.field("country"), country);
    }
}

/// The seller: everything the authority asks of one.
pub(super) fn seller(draft: &DraftParty, path: &Path<'_>, faults: &mut Faults) -> Party {
    let lengths = Lengths {
        name: Code::BrKsaF06C10,
        street: Code::BrKsaF06C4,
        additional_street: Code::BrKsaF06C6,
        district: Code::BrKsaF06C9,
        city: Code::BrKsaF06C7,
        region: Code::BrKsaF06C8,
    };
    let mut party = texts(draft, &lengths, path, faults);
    party.id = identifier(draft, &SELLER_SCHEMES, Code::BrKsa08, path, faults);
    party.country.get_or_insert_with(|| "SA".to_owned());
    country(&party, path, faults);
    match &party.vat_number {
        None => faults.error(Code::BrKsa39, &path.field("vat_number")),
        Some(number) if !identifiers::is_vat_number(number) => {
            faults.error_found(Code::BrKsa40, &path.field("vat_number"), number);
        }
        Some(_) => {}
    }
    // The QR code cannot be made without it.
    if party.name.is_none() {
        faults.error(Code::DraftMissing, &path.field("name"));
    }
    if draft.id.is_none() {
        faults.warn(Code::BrKsa08, &path.field("id"));
    }
    for (field, value) in [
        ("street", &party.street),
        ("building_number", &party.building_number),
        ("postal_code", &party.postal_code),
        ("city", &party.city),
        ("district", &party.district),
    ] {
        if value.is_none() {
            faults.warn(Code::BrKsa09, &path.field(field));
        }
    }
    if let Some(number) = party
        .building_number
        .as_ref()
        .filter(|text| !identifiers::is_building(text))
    {
        faults.warn_found(Code::BrKsa37, &path.field("building_number"), number);
    }
    if let Some(code) = party
        .postal_code
        .as_ref()
        .filter(|text| !identifiers::is_postal_code(text))
    {
        faults.warn_found(Code::BrKsa66, &path.field("postal_code"), code);
    }
    party
}

/// What the document asks of its buyer.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) standard: bool,
    pub(super) summary: bool,
    pub(super) export: bool,
    /// Private education or healthcare, on which the government bears the VAT of citizens.
    pub(super) citizens: bool,
}

/// The buyer; none is needed where the document asks for nothing.
pub(super) fn buyer(
    draft: Option<&DraftParty>,
    seller: &Party,
    asked: Asked,
    path: &Path<'_>,
    faults: &mut Faults,
) -> Option<Party> {
    let standard = asked.standard;
    let lengths = Lengths {
        name: if standard { Code::BrKsaF06C12 } else { Code::BrKsaF06C32 },
        street: if standard { Code::BrKsaF06C23 } else { Code::BrKsaF06C24 },
        additional_street: Code::BrKsaF06C11,
        district: Code::BrKsaF06C29,
        city: Code::BrKsaF06C26,
        region: Code::BrKsaF06C27,
    };
    let empty = DraftParty::default();
    let draft = draft.unwrap_or(&empty);
    let mut party = texts(draft, &lengths, path, faults);
    party.id = identifier(draft, &BUYER_SCHEMES, Code::BrKsa14, path, faults);
    numbers(&mut party, seller, asked, path, faults);
    let has_address = party.street.is_some() || party.city.is_some() || party.postal_code.is_some();
    // A Saudi VAT number, or an address at all: who sells abroad names the country.
    if party.country.is_none() && (party.vat_number.is_some() || has_address && !asked.export) {
        party.country = Some("SA".to_owned());
    }
    country(&party, path, faults);
    if party.name.is_none() {
        let code = match asked {
            Asked { standard: true, .. } => Some(Code::BrKsa42),
            Asked { summary: true, .. } => Some(Code::BrKsa71),
            Asked { citizens: true, .. } => Some(Code::BrKsa25),
            _ => None,
        };
        code.into_iter().for_each(|code| faults.warn(code, &path.field("name")));
    }
    if standard {
        standard_address(&party, path, faults);
    }
    let phone = |text: &String| {
        let rest = text.strip_prefix(['0', '+']).unwrap_or("");
        (4..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
    };
    if let Some(number) = party.contact_telephone.as_ref().filter(|text| !phone(text)) {
        faults.warn_found(Code::BrKsa85, &path.field("contact_telephone"), number);
    }
    (party != Party::default()).then_some(party)
}

fn numbers(party: &mut Party, seller: &Party, asked: Asked, path: &Path<'_>, faults: &mut Faults) {
    let vat = path.field("vat_number");
    match &party.vat_number {
        Some(number) if !identifiers::is_vat_number(number) => faults.error_found(Code::BrKsa44, &vat, number),
        Some(number) if seller.vat_number.as_ref() == Some(number) => {
            faults.error_found(Code::BrCustomValidation01, &vat, number);
        }
        Some(number) if asked.export => faults.warn_found(Code::BrKsa46, &vat, number),
        None if asked.standard && party.id.is_none() => faults.warn(Code::BrKsa81, &path.field("id")),
        _ => {}
    }
    let citizen = party.id.as_ref().is_some_and(|(scheme, _)| scheme == "NAT");
    if asked.citizens && !citizen {
        faults.error(Code::BrKsa49, &path.field("id"));
    }
}

fn standard_address(party: &Party, path: &Path<'_>, faults: &mut Faults) {
    let at_home = party.country.as_deref() == Some("SA");
    let everywhere = [
        ("street", &party.street),
        ("city", &party.city),
        ("country", &party.country),
    ];
    let here = [
        ("building_number", &party.building_number),
        ("postal_code", &party.postal_code),
        ("district", &party.district),
    ];
    for (field, _) in everywhere.into_iter().filter(|(_, value)| value.is_none()) {
        faults.warn(Code::BrKsa10, &path.field(field));
    }
    for (field, _) in here.into_iter().filter(|(_, value)| at_home && value.is_none()) {
        faults.warn(Code::BrKsa63, &path.field(field));
    }
    if let Some(code) = party
        .postal_code
        .as_ref()
        .filter(|text| at_home && !identifiers::is_postal_code(text))
    {
        faults.warn_found(Code::BrKsa67, &path.field("postal_code"), code);
    }
}

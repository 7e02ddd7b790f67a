//! What the decoded parts amount to: each field in its place, the rules of the nine fields, the template.

use super::super::csr::{Environment, Field, rules};
use super::super::der::oid;
use super::parts::{Attribute, Parts};
use super::{InspectedKind, InspectionFinding, Report, names};
use crate::error::Code;
use crate::seal::Severity;

/// serialNumber, where openssl's `serialNumber` puts what belongs into `SN`.
const SERIAL_NUMBER: &[u8] = &[0x55, 0x04, 5];
/// organizationIdentifier, where the table of the security standard puts the VAT number.
const ORGANIZATION_IDENTIFIER: &[u8] = &[0x55, 0x04, 97];

/// Where a field was found.
struct Found<'p> {
    field: Field,
    attribute: &'p Attribute,
}

pub(super) fn judge(report: &mut Report, parts: &Parts) {
    let request = report.out.kind == Some(InspectedKind::Csr);
    // What is wrong in a certificate was let through: it is worth a remark, but nobody refuses it now.
    let severity = if request { Severity::Error } else { Severity::Warning };
    let found = find(report, parts, severity);
    for one in &found {
        if let Some(shown) = report.out.fields.get_mut(one.attribute.field) {
            one.field.name().clone_into(&mut shown.name);
        }
    }
    let value = |field: Field| {
        let one = found.iter().find(|one| one.field == field)?;
        Some(one.attribute.value.as_str())
    };
    for (own, fault) in rules::check(value) {
        let name = fault.path().unwrap_or_default();
        let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name) else {
            continue;
        };
        // Without the whole there is no use in naming its five parts.
        if fault.code() == Code::CsrMissing && Field::ALTERNATIVE_NAME.contains(&field) && !parts.has_directory {
            continue;
        }
        let place = found.iter().find(|one| one.field == field);
        let path = place.map_or_else(|| names::home(field), |one| one.attribute.path.clone());
        // A letter is lost because the bytes do not fit their type, which was said.
        let unreadable =
            |said: &InspectionFinding| said.code == Code::CsrStringBytes.as_str() && said.path.as_ref() == Some(&path);
        if fault.code() == Code::CsrControl && report.out.findings.iter().any(unreadable) {
            continue;
        }
        let severity = if severity == Severity::Warning { severity } else { own };
        report.say(severity, fault.code(), &path, fault.excerpt().unwrap_or_default());
    }
    repeated(report, &parts.subject, &found, severity);
    repeated(report, &parts.alternative, &found, severity);
    extras(report, parts, &found);
    order(report, parts);
    if request {
        extensions(report, parts);
    }
}

/// Each of the nine fields: where it belongs, or else where people put it by mistake.
fn find<'p>(report: &mut Report, parts: &'p Parts, severity: Severity) -> Vec<Found<'p>> {
    let mut out: Vec<Found<'p>> = Vec::new();
    for field in Field::ALL {
        let (home, away) = if Field::SUBJECT.contains(&field) {
            (&parts.subject, &parts.alternative)
        } else {
            (&parts.alternative, &parts.subject)
        };
        let taken = |attribute: &Attribute| out.iter().any(|one| std::ptr::eq(one.attribute, attribute));
        let with =
            |list: &'p [Attribute], id: &[u8]| list.iter().find(|attribute| attribute.id == id && !taken(attribute));
        let either = |id: &[u8]| with(home, id).or_else(|| with(away, id));
        let misplaced = || match field {
            Field::SerialNumber => Some((either(SERIAL_NUMBER)?, Code::CsrSerialPlace)),
            Field::OrganizationIdentifier => Some((either(ORGANIZATION_IDENTIFIER)?, Code::CsrVatPlace)),
            Field::InvoiceType => {
                let category = either(oid::BUSINESS_CATEGORY)?;
                rules::is_invoice_type(&category.value).then_some((category, Code::CsrInvoiceTypePlace))
            }
            _ => None,
        };
        let attribute = if let Some(attribute) = with(home, field.oid()) {
            attribute
        } else if let Some((attribute, code)) = misplaced() {
            report.say(severity, code, &attribute.path, &attribute.value);
            attribute
        } else if let Some(attribute) = with(away, field.oid()) {
            report.say(severity, Code::CsrPlace, &attribute.path, &names::home(field));
            attribute
        } else {
            continue;
        };
        out.push(Found { field, attribute });
    }
    out
}

fn repeated(report: &mut Report, name: &[Attribute], found: &[Found<'_>], severity: Severity) {
    // One that is there in another's place was blamed for that already.
    let stands_in = |attribute: &Attribute| {
        let mut uses = found.iter().filter(|one| std::ptr::eq(one.attribute, attribute));
        uses.any(|one| one.field.oid() != attribute.id)
    };
    for (at, attribute) in name.iter().enumerate() {
        let before = name[..at].iter().find(|before| before.id == attribute.id);
        if before.is_some_and(|before| !stands_in(before) && !stands_in(attribute)) {
            report.say(severity, Code::CsrTwice, &attribute.path, &attribute.value);
        }
    }
}

/// Attributes that are none of the nine fields.
fn extras(report: &mut Report, parts: &Parts, found: &[Found<'_>]) {
    for attribute in parts.subject.iter().chain(&parts.alternative) {
        let used = found.iter().any(|one| one.attribute.id == attribute.id);
        if !used && names::is_identifier(&attribute.id) {
            report.warning(Code::CsrExtra, &attribute.path, &attribute.value);
        }
    }
}

/// The five fields of the alternative name, each in its own set, in the order of the authority's sample.
fn order(report: &mut Report, parts: &Parts) {
    let at = |field: &Field| {
        let place = parts.alternative.iter().find(|attribute| attribute.id == field.oid())?;
        Some(place.set)
    };
    let sets: Option<Vec<usize>> = Field::ALTERNATIVE_NAME.iter().map(at).collect();
    if sets.is_some_and(|sets| !sets.is_sorted_by(|a, b| a < b)) {
        report.warning(Code::CsrSanOrder, "alternative_name", "");
    }
}

fn extensions(report: &mut Report, parts: &Parts) {
    let path = "extension.certificateTemplateName";
    if !parts.has_extensions {
        report.error(Code::CsrExtensionsMissing, "attributes", "");
        return;
    }
    if !parts.has_alternative {
        report.error(Code::CsrSanMissing, "extension.subjectAltName", "");
    }
    let Some(template) = &parts.template else {
        let (code, path) = if parts.other_template {
            (Code::CsrTemplateOid, "extension.certificateTemplate")
        } else {
            (Code::CsrTemplateMissing, path)
        };
        report.error(code, path, "");
        return;
    };
    match (Environment::of_template(template), report.asked) {
        (None, _) => report.error(Code::CsrTemplateName, path, template),
        (Some(own), Some(asked)) if own != asked => {
            report.out.environment = Some(own);
            let mut finding = report.finding(Severity::Error, Code::CsrTemplateEnvironment);
            finding.path = Some(path.to_owned());
            finding.found = Some(format!("{template} → {}", asked.template()));
            finding.environments.retain(|environment| *environment != own);
            report.push(finding);
        }
        (Some(own), _) => report.out.environment = Some(own),
    }
}

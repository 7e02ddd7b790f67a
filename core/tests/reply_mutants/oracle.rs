//! A second opinion on a reply: which good or bad verdicts its bytes justify. It shares no code with the one that judges: another JSON
//! reader, another XML reader, its own small rules. It says what must hold of a verdict, not which verdict it must be.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::{Cleared, Grant, NotReceived, Operation, Verdict};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Why a verdict is not justified.
pub(crate) type Objection = Result<(), String>;

pub(crate) fn object(operation: Operation, status: u16, body: &[u8], sent: &[u8], verdict: &Verdict) -> Objection {
    let document = is_document(operation);
    match verdict {
        Verdict::Accepted(acceptance) => {
            at(document && is_ok(status), "accepted by another status or operation")?;
            accepted(operation, &Layers::read(body)?, sent, acceptance.cleared.as_ref())
        }
        Verdict::AlreadyKnown(acceptance) => {
            at(document, "no document")?;
            if let Some(cleared) = &acceptance.cleared {
                Layers::read(body)?.carries(cleared)?;
                fits(&cleared.xml, sent)?;
            }
            known(operation, status, body)
        }
        Verdict::Issued(grant) => {
            at(!document && is_ok(status), "issued by another status or operation")?;
            let said = Layers::read(body)?;
            said.is_free_of_errors()?;
            said.is_exactly("dispositionMessage", "ISSUED")?;
            said.grants(grant)
        }
        Verdict::Renewal(grant) => {
            let place = match operation {
                Operation::Renewal => is_ok(status) || status == 428,
                Operation::ProductionCsid => status == 428,
                _ => false,
            };
            at(place, "renewed by another status or operation")?;
            let said = Layers::read(body)?;
            said.is_free_of_errors()?;
            said.statuses_among("dispositionMessage", &["NOT_COMPLIANT"])?;
            said.grants(grant)
        }
        Verdict::Rejected(remarks) => {
            at(!remarks.is_empty(), "rejected without a finding")?;
            rejected(operation, status, &Layers::read(body)?)
        }
        Verdict::WrongRoute(_) => at(
            status == 303 && matches!(operation, Operation::Reporting | Operation::Clearance),
            "another way for another reason",
        ),
        Verdict::Credential(_) => at(
            matches!(status, 401 | 403) || (status == 428 && document),
            "no word of a credential",
        ),
        Verdict::NotReceived(NotReceived::Throttled(wait)) => at(
            status == 429 && wait.is_none_or(|seconds| seconds <= 86_400),
            "no throttling",
        ),
        Verdict::NotReceived(NotReceived::NeverLeft(_)) => Err("a reply came".to_owned()),
        Verdict::Defect(defect) => at(
            (300..500).contains(&status)
                && (status == 413) == defect.final_for_these_bytes
                && !matches!(status, 400 | 401 | 403 | 429),
            "no defect",
        ),
        Verdict::Unsure(_) => at(
            !(300..500).contains(&status) || matches!(status, 400 | 428),
            "the status is sure",
        ),
    }
}

fn at(ok: bool, why: &str) -> Objection {
    if ok { Ok(()) } else { Err(why.to_owned()) }
}

fn is_document(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::ComplianceCheck | Operation::Reporting | Operation::Clearance
    )
}

fn is_ok(status: u16) -> bool {
    matches!(status, 200 | 202)
}

fn accepted(operation: Operation, said: &Layers, sent: &[u8], cleared: Option<&Cleared>) -> Objection {
    said.is_free_of_errors()?;
    said.statuses_among("status", &["PASS", "WARNING"])?;
    at(
        said.words("dispositionMessage")?.is_empty(),
        "it is about a certificate",
    )?;
    match operation {
        Operation::ComplianceCheck => at(!said.words("status")?.is_empty(), "no status at all"),
        Operation::Reporting => {
            said.is_exactly("reportingStatus", "REPORTED")?;
            at(said.words("clearanceStatus")?.is_empty(), "clearance of a report")
        }
        _ => {
            said.is_exactly("clearanceStatus", "CLEARED")?;
            at(said.words("reportingStatus")?.is_empty(), "a report of a clearance")?;
            let cleared = cleared.ok_or("cleared without a document")?;
            said.carries(cleared)?;
            fits(&cleared.xml, sent)
        }
    }
}

fn known(operation: Operation, status: u16, body: &[u8]) -> Objection {
    match (status, operation) {
        (409, _) => Ok(()),
        (208, _) => {
            let said = Layers::read(body)?;
            said.errors_are_of_a_duplicate(false)?;
            let reported = ["REPORTED", "REPORTED_SUCCESSFULLY_EARLIER", "NOT_REPORTED"];
            said.statuses_among("reportingStatus", &reported)?;
            said.statuses_among("clearanceStatus", &["CLEARED", "NOT_CLEARED"])?;
            said.statuses_among("status", &["PASS", "WARNING", "ERROR"])?;
            let denies = said.words("reportingStatus")?.contains("NOT_REPORTED")
                || said.words("clearanceStatus")?.contains("NOT_CLEARED");
            at(!denies || said.speaks_of_a_duplicate(), "it denies it")
        }
        (200 | 202, Operation::Reporting) => {
            let said = Layers::read(body)?;
            said.is_free_of_errors()?;
            said.statuses_among("status", &["PASS", "WARNING"])?;
            said.is_exactly("reportingStatus", "REPORTED_SUCCESSFULLY_EARLIER")
        }
        (400, Operation::ComplianceCheck) => Layers::read(body)?.errors_are_of_a_duplicate(true),
        _ => Err("known by another status".to_owned()),
    }
}

fn rejected(operation: Operation, status: u16, said: &Layers) -> Objection {
    let not_compliant = !is_document(operation) && said.is_exactly("dispositionMessage", "NOT_COMPLIANT").is_ok();
    at(
        said.words("binarySecurityToken")?.is_empty(),
        "rejected with a certificate",
    )?;
    if not_compliant && matches!(status, 200 | 202 | 400 | 428) {
        return Ok(());
    }
    at(status == 400, "rejected by another status")?;
    for (name, good) in [
        ("reportingStatus", "REPORTED"),
        ("clearanceStatus", "CLEARED"),
        ("status", "PASS"),
    ] {
        at(
            !said.words_or_numbers(name).contains(good),
            "rejected while it is praised",
        )?;
    }
    at(said.accuses(), "rejected without an error in the reply")
}

fn words(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// Any JSON in which no object has a name twice.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Value;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
                let mut all = Vec::new();
                while let Some(Once(value)) = list.next_element()? {
                    all.push(value);
                }
                Ok(all.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let mut all = Map::new();
                while let Some((name, Once(value))) = map.next_entry::<String, Once>()? {
                    // Numbers of any size come as a map of one, by a name of the reader's own.
                    if name.starts_with("$serde_json") {
                        return Ok(Value::String(format!("#{}", value.as_str().unwrap_or_default())));
                    }
                    if all.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom("a name twice"));
                    }
                }
                Ok(all.into())
            }
        }
        deserializer.deserialize_any(Each).map(Once)
    }
}

/// The objects in which a reply's words may stand: the reply, its results, what either is wrapped in.
struct Layers(Vec<Map<String, Value>>);

const LISTS: [&str; 4] = ["errorMessages", "erroMessages", "erros", "errors"];

impl Layers {
    fn read(body: &[u8]) -> Result<Layers, String> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let Once(value) = serde_json::from_slice(body).map_err(|error| format!("not to be read: {error}"))?;
        let mut layers = Vec::new();
        open(value, 0, &mut layers)?;
        Ok(Layers(layers))
    }

    fn of<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l Value> {
        self.0
            .iter()
            .filter_map(move |layer| layer.get(name))
            .filter(|value| !value.is_null())
    }

    /// The texts under a name; anything else there is an objection.
    fn words(&self, name: &str) -> Result<BTreeSet<String>, String> {
        let mut all = BTreeSet::new();
        for value in self.of(name) {
            let text = value
                .as_str()
                .filter(|text| !text.starts_with('#'))
                .ok_or(format!("{name} is no text"))?;
            if !text.trim().is_empty() {
                all.insert(text.trim().to_owned());
            }
        }
        Ok(all)
    }

    fn words_or_numbers(&self, name: &str) -> BTreeSet<String> {
        let text = |value: &Value| match value {
            Value::Number(number) => Some(number.to_string()),
            other => other.as_str().map(str::to_owned),
        };
        self.of(name).filter_map(text).collect()
    }

    fn is_exactly(&self, name: &str, word: &str) -> Objection {
        let found = self.words(name)?;
        match found == words(&[word]) {
            true => Ok(()),
            false => Err(format!("{name} is {found:?}")),
        }
    }

    fn statuses_among(&self, name: &str, good: &[&str]) -> Objection {
        let found = self.words(name)?;
        match found.is_subset(&words(good)) && found.len() < 2 {
            true => Ok(()),
            false => Err(format!("{name} is {found:?}")),
        }
    }

    /// What stands in the lists of errors.
    fn errors(&self) -> Vec<&Value> {
        let values = LISTS.iter().flat_map(|name| self.of(name));
        let items = values.flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        });
        items
            .filter(|item| !item.is_null() && item.as_str().is_none_or(|text| !text.trim().is_empty()))
            .collect()
    }

    /// Objects that call themselves errors, wherever messages stand.
    fn labelled(&self) -> Vec<&Map<String, Value>> {
        let lists = ["infoMessages", "warningMessages"].iter().chain(&LISTS);
        let items = lists.flat_map(|name| self.of(name)).flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        });
        let objects = items.filter_map(Value::as_object);
        let is = |object: &Map<String, Value>| {
            ["type", "status"].iter().any(|name| {
                object
                    .get(*name)
                    .and_then(Value::as_str)
                    .is_some_and(|text| text.eq_ignore_ascii_case("ERROR"))
            })
        };
        objects.filter(|object| is(object)).collect()
    }

    fn is_free_of_errors(&self) -> Objection {
        match (self.errors().is_empty(), self.labelled().is_empty()) {
            (true, true) => Ok(()),
            _ => Err("errors stand in it".to_owned()),
        }
    }

    fn errors_are_of_a_duplicate(&self, completed: bool) -> Objection {
        let all = self.errors();
        let labelled = self.labelled();
        let items = all
            .iter()
            .map(|item| item.to_string())
            .chain(labelled.iter().map(|item| Value::Object((*item).clone()).to_string()));
        let mut count = 0;
        for item in items {
            count += 1;
            if !is_of_a_duplicate(&item, completed) {
                return Err(format!("another error: {item}"));
            }
        }
        let flat = self
            .0
            .iter()
            .any(|layer| is_of_a_duplicate(&Value::Object(layer.clone()).to_string(), completed));
        match completed && count == 0 && !flat {
            true => Err("no error at all".to_owned()),
            false => Ok(()),
        }
    }

    fn speaks_of_a_duplicate(&self) -> bool {
        self.0
            .iter()
            .any(|layer| is_of_a_duplicate(&Value::Object(layer.clone()).to_string(), false))
    }

    fn carries(&self, cleared: &Cleared) -> Objection {
        let found = self.words("clearedInvoice")?;
        let bytes = found.iter().next().map(|text| {
            let text: String = text.split_ascii_whitespace().collect();
            STANDARD.decode(text).unwrap_or_default()
        });
        match found.len() == 1 && bytes.as_deref() == Some(cleared.xml.as_slice()) {
            true => Ok(()),
            false => Err("the document is not the one in the reply".to_owned()),
        }
    }

    fn grants(&self, grant: &Grant) -> Objection {
        self.is_exactly("binarySecurityToken", &grant.token)?;
        let secrets = self.words_or_numbers("secret");
        let numbers: BTreeSet<String> = self
            .words_or_numbers("requestID")
            .iter()
            .map(|text| text.trim_start_matches('#').trim().to_owned())
            .collect();
        let digits = !grant.request_id.is_empty() && grant.request_id.bytes().all(|byte| byte.is_ascii_digit());
        let whole = !grant.token.is_empty() && !grant.secret.expose().is_empty();
        let same = secrets == words(&[grant.secret.expose()]) && numbers == words(&[&grant.request_id]);
        match digits && whole && same {
            true => Ok(()),
            false => Err("a certificate that is not all there".to_owned()),
        }
    }

    /// Whether anything says what is wrong.
    fn accuses(&self) -> bool {
        let speaks = |object: &Map<String, Value>, names: &[&str]| {
            let texts = names
                .iter()
                .filter_map(|name| object.get(*name))
                .filter_map(Value::as_str);
            let text: Vec<&str> = texts.collect();
            let outage = text.contains(&"BUSINESS_RULES") && text.contains(&"GENERAL") || text.contains(&"HTTP-Errors");
            !outage && text.iter().any(|text| text.chars().any(char::is_alphabetic))
        };
        let all = [
            "code",
            "errorCode",
            "category",
            "errorCategory",
            "message",
            "errorMessage",
            "error",
        ];
        let listed = self.errors().into_iter().any(|item| match item {
            Value::String(text) => text.chars().any(char::is_alphabetic),
            Value::Object(object) => speaks(object, &all),
            _ => false,
        });
        listed
            || self.labelled().into_iter().any(|object| speaks(object, &all))
            || self.0.iter().any(|layer| speaks(layer, &all[..4]))
    }
}

fn is_of_a_duplicate(item: &str, completed: bool) -> bool {
    let text = item.to_lowercase();
    let known = [
        "reported successfully earlier",
        "previously submitted",
        "duplicate-invoice",
    ];
    known.iter().any(|words| text.contains(words)) || (completed && text.contains("already completed"))
}

fn open(value: Value, depth: usize, layers: &mut Vec<Map<String, Value>>) -> Result<(), String> {
    if depth > 6 {
        return Err("too deep".to_owned());
    }
    match value {
        Value::Object(object) => {
            for name in ["validationResults", "value"] {
                if let Some(inner) = object.get(name).filter(|inner| !inner.is_null())
                    && (name == "validationResults" || object.len() == 1)
                {
                    open(inner.clone(), depth + 1, layers)?;
                }
            }
            layers.push(object);
            Ok(())
        }
        Value::String(text) if !text.starts_with('#') => {
            let Once(value) =
                serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
            open(value, depth + 1, layers)
        }
        _ => Err("no object".to_owned()),
    }
}

/// Whether a document has the identity and the amounts of another, read by another XML library.
fn fits(xml: &[u8], sent: &[u8]) -> Objection {
    match (facts(xml)?, facts(sent)?) {
        (ours, theirs) if ours == theirs => Ok(()),
        _ => Err("another document".to_owned()),
    }
}

fn facts(xml: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = std::str::from_utf8(xml).map_err(|error| error.to_string())?;
    let doc = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
    let basic = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    let mut facts = Vec::new();
    for node in doc
        .descendants()
        .filter(|node| node.tag_name().namespace() == Some(basic))
    {
        let names: Vec<&str> = node.ancestors().map(|above| above.tag_name().name()).collect();
        if names.iter().any(|name| matches!(*name, "UBLExtensions" | "Signature")) {
            continue;
        }
        // Nor what stands in the reference of the code, which is the authority's to write.
        let of_code = node.ancestors().any(|above| {
            above.tag_name().name() == "AdditionalDocumentReference"
                && above
                    .children()
                    .any(|child| child.tag_name().name() == "ID" && child.text() == Some("QR"))
        });
        if of_code {
            continue;
        }
        let name = node.tag_name().name();
        let value = node.text().unwrap_or_default().trim().to_owned();
        let top = names.len() == 3 && matches!(name, "ID" | "UUID");
        let seller =
            name == "CompanyID" && names.contains(&"AccountingSupplierParty") && names.contains(&"PartyTaxScheme");
        if name.ends_with("Amount") {
            let line = node.ancestors().find(|above| above.tag_name().name() == "InvoiceLine");
            let count = line.map_or(0, |line| {
                line.prev_siblings()
                    .filter(|other| other.has_tag_name(line.tag_name()))
                    .count()
            });
            let number = scaled(&value).ok_or("no number")?;
            facts.push((
                format!("{names:?}{count}"),
                format!("{number} {:?}", node.attribute("currencyID")),
            ));
        } else if top || seller {
            facts.push((name.to_owned(), value.to_lowercase()));
        }
    }
    Ok(facts)
}

/// An amount in billionths.
fn scaled(text: &str) -> Option<i128> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 20 || fraction.len() > 9 || text.is_empty() || text == "." {
        return None;
    }
    format!("{whole}{fraction:0<9}")
        .parse::<i128>()
        .ok()
        .map(|number| sign * number)
}

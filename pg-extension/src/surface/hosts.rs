//! SQL functions for programs of other languages: values as core has them, as one JSON each.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::facade::Story;
    use ::khatm::host::values::LedgerVerification;
    use ::khatm::ledger::Anchor;
    use ::khatm::outbox::way_of;
    use ::khatm::seal::Verifier;
    use ::khatm::seal::csr::Environment;
    use ::khatm::store::safe::Safe as _;
    use ::khatm::store::verify::verify_some;
    use ::khatm::store::{Document, Issuing as _, Uuid as Identifier};
    use ::khatm::{Code, Error, Language, Result};
    use pgrx::JsonB;
    use pgrx::datum::Uuid;
    use pgrx::prelude::*;

    use crate::json::shown;
    use crate::raise::raise;
    use crate::server::{Ledger, now};
    use crate::surface::{identifier, language as read, language_or_english};
    use crate::vault;

    /// Where a document is.
    #[pg_extern(volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn way(uuid: Uuid) -> JsonB {
        let found = || {
            let document = committed(&identifier(uuid))?;
            let mut ledger = Ledger::of_caller();
            let made = ledger.chain(document.place.chain)?.made;
            way_of(&mut ledger, &document, &made, now())
        };
        shown(&found().unwrap_or_else(|error: Error| raise(&error, Language::English)))
    }

    /// Everything that is known of one.
    #[pg_extern(volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn story(uuid: Uuid, language: default!(&str, "'en'")) -> JsonB {
        let language = read(language);
        let told = || {
            let place = committed(&identifier(uuid))?.place;
            Story::of(&Ledger::of_caller(), place, language, now())
        };
        shown(&told().unwrap_or_else(|error: Error| raise(&error, language)))
    }

    /// How devices are: one, or all.
    #[pg_extern(volatile, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_status(
        device: default!(Option<&str>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
    ) -> SetOfIterator<'static, JsonB> {
        let found = statuses(device, environment).unwrap_or_else(|error| raise(&error, Language::English));
        SetOfIterator::new(found.into_iter().map(JsonB))
    }

    fn statuses(device: Option<&str>, environment: Option<&str>) -> Result<Vec<serde_json::Value>> {
        let ledger = Ledger::of_caller();
        let named = environment.map(Environment::parse).transpose()?;
        let mut devices = match device {
            Some(name) => vec![vault::sought(&ledger, name, environment)?],
            None => ledger.devices()?,
        };
        devices.retain(|kept| named.is_none_or(|named| named == kept.environment));
        if devices.is_empty() {
            return Ok(Vec::new());
        }
        let (root, moment) = (vault::root_key()?, now().moment()?);
        let status = |kept: &::khatm::store::safe::Kept| Ok(serde_json::json!(kept.open(&root)?.status(moment)?));
        devices.iter().map(status).collect()
    }

    /// The state of the ledger as one line.
    #[pg_extern(volatile, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn anchor() -> String {
        let anchor = Anchor::of(&Ledger::of_statement(), now());
        anchor
            .unwrap_or_else(|error| raise(&error, Language::English))
            .to_string()
    }

    /// Everything that is kept, looked at again, and whether each anchor still lies on it.
    #[pg_extern(volatile, parallel_restricted, cost = 1000000)]
    #[search_path(pg_catalog, pg_temp)]
    fn verification(anchors: default!(Option<&str>, "NULL"), language: default!(Option<&str>, "'en'")) -> JsonB {
        let language = language_or_english(language);
        let looked_at = || {
            let anchors = match anchors.map(str::trim).filter(|text| !text.is_empty()) {
                Some(text) => Anchor::parse_all(text)?,
                None => Vec::new(),
            };
            let one = Some(std::num::NonZeroUsize::MIN);
            verify_some(&Ledger::of_statement(), Verifier::shared(), one, &anchors, &|_| true)
        };
        let verified = looked_at().unwrap_or_else(|error: Error| raise(&error, language));
        JsonB(serde_json::json!(LedgerVerification::new(&verified, language)))
    }

    /// A document that is committed: of one that may still go, nothing is told.
    fn committed(uuid: &Identifier) -> Result<Document> {
        let found = Ledger::now().named(uuid)?;
        let (document, own) = found.ok_or_else(|| Error::new(Code::OutboxUnknown).found(&uuid.to_string()))?;
        match own {
            true => Err(Error::new(Code::ReceiptEarly).found(&uuid.to_string())),
            false => Ok(document),
        }
    }
}

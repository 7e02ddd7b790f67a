//! SQL functions for UBL: a draft as the document that it would be, and documents that somebody else made, sealed at their place.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::invoice::Context;
    use ::khatm::store::issue::Ready;
    use ::khatm::{Code, Error, Language};
    use pgrx::datum::Uuid;
    use pgrx::prelude::*;
    use pgrx::{Array, JsonB};

    use crate::json::Given;
    use crate::raise::{raise, refuse};
    use crate::surface::{identifier, language_or_english, needed, sealed};
    use crate::{issue, server, vault};

    /// The document of a draft, as it would be issued, but for its place and its stamp.
    #[pg_extern(volatile, parallel_restricted, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    fn build(
        draft: Option<Given>,
        device: default!(Option<&str>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> String {
        let language = language_or_english(language);
        let draft = needed(draft, "draft");
        let context = || {
            let mut context = Context::new(server::now().moment()?);
            context.uuid = Some(::khatm::invoice::fresh_uuid()?);
            if let Some(name) = device {
                let kept = vault::sought(&server::Ledger::now(), name, environment)?;
                context.seller = Some(vault::opened(&kept)?.seller().clone());
            }
            Ok(context)
        };
        let context = context().unwrap_or_else(|error| raise(&error, language));
        let built = ::khatm::rules::build(draft.text().as_bytes(), &context);
        let (invoice, _) = built.unwrap_or_else(|refusal| refuse(None, refusal, language));
        let xml = ::khatm::ubl::write::write(&invoice);
        String::from_utf8(xml).expect("what is written is text")
    }

    /// Seals a document as bytes.
    #[pg_extern(name = "seal", volatile, parallel_unsafe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn seal_bytes(
        device: Option<&str>,
        xml: Option<&[u8]>,
        request_key: default!(Option<&str>, "NULL"),
        corrects: default!(Option<Uuid>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        let language = language_or_english(language);
        seal(device, xml, request_key, corrects, environment, language)
    }

    /// A document that is kept as text.
    #[pg_extern(name = "seal", volatile, parallel_unsafe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn seal_text(
        device: Option<&str>,
        xml: Option<&str>,
        request_key: default!(Option<&str>, "NULL"),
        corrects: default!(Option<Uuid>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        let language = language_or_english(language);
        seal(
            device,
            xml.map(str::as_bytes),
            request_key,
            corrects,
            environment,
            language,
        )
    }

    #[allow(clippy::type_complexity)]
    fn seal(
        device: Option<&str>,
        xml: Option<&[u8]>,
        request_key: Option<&str>,
        corrects: Option<Uuid>,
        environment: Option<&str>,
        language: Language,
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        issue::writes(c"khatm.seal()");
        let (device, xml) = (needed(device, "device"), needed(xml, "xml"));
        let order = Ready {
            xml,
            request_key,
            corrects: corrects.map(identifier),
        };
        let issued = issue::seal(device, environment, &[order]);
        let issued = issued.unwrap_or_else(|(_, refusal)| refuse(None, refusal, language));
        TableIterator::new(issued.into_iter().map(move |issued| sealed(issued, language)))
    }

    /// Seals several, all or none.
    #[pg_extern(volatile, parallel_unsafe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn seal_many(
        device: Option<&str>,
        documents: Option<Array<'_, &[u8]>>,
        request_keys: default!(Option<Array<'_, &str>>, "NULL"),
        environment: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(uuid, Uuid),
            name!(icv, i64),
            name!(invoice_hash, String),
            name!(qr, String),
            name!(provisional, bool),
            name!(again, bool),
            name!(warnings, JsonB),
        ),
    > {
        issue::writes(c"khatm.seal_many()");
        let language = language_or_english(language);
        let (device, documents) = (needed(device, "device"), needed(documents, "documents"));
        // A null is an empty document: core says so.
        let documents: Vec<&[u8]> = documents.iter().map(Option::unwrap_or_default).collect();
        let keys: Vec<Option<&str>> = match &request_keys {
            Some(keys) => keys.iter().collect(),
            None => vec![None; documents.len()],
        };
        if keys.len() != documents.len() {
            let found = format!("{} / {}", keys.len(), documents.len());
            raise(&Error::new(Code::IssueKeys).found(&found), language);
        }
        let orders = documents.iter().zip(&keys).map(|(xml, key)| Ready {
            xml,
            request_key: *key,
            corrects: None,
        });
        let orders: Vec<Ready<'_>> = orders.collect();
        let issued = issue::seal(device, environment, &orders);
        let issued = issued.unwrap_or_else(|(position, refusal)| refuse(Some(position), refusal, language));
        TableIterator::new(issued.into_iter().map(move |issued| sealed(issued, language)))
    }
}

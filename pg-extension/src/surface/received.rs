//! SQL functions for what comes from others, and for people: somebody's invoice before it is booked, codes and their pictures, and
//! what an error means.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::qr::paper::{Paper, escpos};
    use ::khatm::qr::picture::Picture;
    use ::khatm::store::Uuid as Identifier;
    use ::khatm::{Code, Language, Result};
    use pgrx::JsonB;
    use pgrx::datum::Uuid;
    use pgrx::prelude::*;

    use crate::hints::in_sql;
    use crate::json::shown;
    use crate::raise::raise;
    use crate::surface::{identifier, language as read};
    use crate::{server, show};

    /// Of bytes as they were received.
    #[pg_extern(name = "inspect", stable, strict, parallel_safe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    fn inspect_bytes(xml: &[u8], language: default!(&str, "'en'")) -> JsonB {
        inspect(xml, language)
    }

    /// Of a document kept as text.
    #[pg_extern(name = "inspect", stable, strict, parallel_safe, cost = 100000)]
    #[search_path(pg_catalog, pg_temp)]
    fn inspect_text(xml: &str, language: default!(&str, "'en'")) -> JsonB {
        inspect(xml.as_bytes(), language)
    }

    fn inspect(xml: &[u8], language: &str) -> JsonB {
        let language = read(language);
        let received = || ::khatm::rules::received(xml, server::now().moment()?, language);
        let received = received().unwrap_or_else(|error| raise(&error, language));
        shown(&received)
    }

    /// A code by itself.
    #[pg_extern(immutable, strict, parallel_safe, cost = 1000)]
    #[search_path(pg_catalog, pg_temp)]
    fn verify_qr(qr: &str, language: default!(&str, "'en'")) -> JsonB {
        let language = read(language);
        let verified = ::khatm::qr::verify_qr(qr, language).unwrap_or_else(|error| raise(&error, language));
        shown(&verified)
    }

    /// The picture that is handed over with a document.
    #[pg_extern(name = "qr_svg", volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn qr_svg_of(uuid: Uuid, language: default!(&str, "'en'")) -> Option<String> {
        let language = read(language);
        handed_over(&identifier(uuid), svg).unwrap_or_else(|error| raise(&error, language))
    }

    /// The picture of a code's text. A UUID written as text is a document's, and never drawn as such.
    #[pg_extern(name = "qr_svg", volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn qr_svg_text(qr: &str, language: default!(&str, "'en'")) -> Option<String> {
        let language: Language = read(language);
        either(qr, svg).unwrap_or_else(|error| raise(&error, language))
    }

    /// The same for a receipt printer.
    #[pg_extern(name = "qr_escpos", volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn qr_escpos_of(uuid: Uuid, paper: i32, language: default!(&str, "'en'")) -> Option<Vec<u8>> {
        let language = read(language);
        handed_over(&identifier(uuid), printed(paper)).unwrap_or_else(|error| raise(&error, language))
    }

    /// The same of a code's text.
    #[pg_extern(name = "qr_escpos", volatile, strict, parallel_restricted)]
    #[search_path(pg_catalog, pg_temp)]
    fn qr_escpos_text(qr: &str, paper: i32, language: default!(&str, "'en'")) -> Option<Vec<u8>> {
        let language: Language = read(language);
        either(qr, printed(paper)).unwrap_or_else(|error| raise(&error, language))
    }

    fn either<P>(qr: &str, draw: impl Fn(&str) -> Result<P>) -> Result<Option<P>> {
        match Identifier::parse(qr) {
            Ok(uuid) => handed_over(&uuid, draw),
            Err(_) => drawn(qr, draw).map(Some),
        }
    }

    fn handed_over<P>(uuid: &Identifier, draw: impl Fn(&str) -> Result<P>) -> Result<Option<P>> {
        show::qr(uuid)?.map(|qr| drawn(&qr, draw)).transpose()
    }

    /// Nothing is drawn but codes of invoices.
    fn drawn<P>(qr: &str, draw: impl Fn(&str) -> Result<P>) -> Result<P> {
        ::khatm::qr::Qr::decode(qr)?;
        draw(qr.trim())
    }

    fn svg(qr: &str) -> Result<String> {
        Ok(Picture::draw(qr)?.svg())
    }

    fn printed(paper: i32) -> impl Fn(&str) -> Result<Vec<u8>> {
        move |qr| escpos(qr, Paper::of_mm(paper.into())?)
    }

    /// What a code means, and the way out.
    #[pg_extern(immutable, strict, parallel_safe)]
    #[search_path(pg_catalog, pg_temp)]
    #[allow(clippy::type_complexity)]
    fn explain(
        code: &str,
        language: default!(&str, "'en'"),
    ) -> TableIterator<
        'static,
        (
            name!(code, String),
            name!(kind, Option<String>),
            name!(sqlstate, Option<String>),
            name!(message, Option<String>),
            name!(fix, Option<String>),
        ),
    > {
        let language = read(language);
        // The authority may have one that is not known here, and whoever joins its answers loses none of them for it.
        let known = Code::parse(code).ok();
        TableIterator::once((
            known.map_or_else(|| code.to_owned(), |known| known.as_str().to_owned()),
            known.map(|known| known.kind().as_str().to_owned()),
            known.map(|known| known.sqlstate().to_owned()),
            known.map(|known| known.text(language).to_owned()),
            known.map(|known| in_sql(known.fix(language))),
        ))
    }
}

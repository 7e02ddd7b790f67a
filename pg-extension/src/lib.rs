//! The extension `khatm`: what core decides, as SQL functions.
//!
//! It converts arguments, calls core and raises core's errors. It decides nothing about an invoice.

mod raise;

use pgrx::prelude::*;

::pgrx::pg_module_magic!(name, version);

extension_sql_file!("../sql/before.sql", name = "before", bootstrap);
extension_sql_file!("../sql/functions.sql", name = "functions", finalize);

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::Language;
    use pgrx::JsonB;
    use pgrx::prelude::*;

    use crate::raise::raise;

    /// The bytes as they were received.
    #[pg_extern(name = "verify", immutable, strict, parallel_safe, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    fn verify_bytes(xml: &[u8], language: default!(&str, "'en'")) -> JsonB {
        verify(xml, language)
    }

    /// A document kept as text.
    #[pg_extern(name = "verify", immutable, strict, parallel_safe, cost = 10000)]
    #[search_path(pg_catalog, pg_temp)]
    fn verify_text(xml: &str, language: default!(&str, "'en'")) -> JsonB {
        verify(xml.as_bytes(), language)
    }

    fn verify(xml: &[u8], language: &str) -> JsonB {
        let language = Language::parse(language).unwrap_or_else(|error| raise(&error, Language::English));
        let verification = ::khatm::verify(xml, language).unwrap_or_else(|error| raise(&error, language));
        JsonB(serde_json::to_value(verification).expect("plain data with names for keys is always JSON"))
    }
}

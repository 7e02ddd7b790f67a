//! SQL functions of devices.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use pgrx::prelude::*;

    use crate::json::Given;
    use crate::raise::{raise, refuse};
    use crate::surface::{language_or_english, needed};
    use crate::{devices, issue};

    /// Makes a device with its key.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_new(
        name: Option<&str>,
        environment: Option<&str>,
        configuration: Option<Given>,
        seller: Option<Given>,
        url: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> String {
        issue::writes(c"khatm.device_new()");
        let language = language_or_english(language);
        let wanted = devices::Wanted {
            name: needed(name, "name"),
            environment: needed(environment, "environment"),
            configuration: &needed(configuration, "configuration"),
            seller: &needed(seller, "seller"),
            url,
        };
        let device = devices::make(&wanted).unwrap_or_else(|errors| refuse(None, devices::refusal(errors), language));
        device.csr().map(::khatm::seal::csr::Csr::pem).unwrap_or_default()
    }

    /// Takes a device's file in.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_import(
        file: Option<&[u8]>,
        last: default!(Option<&str>, "NULL"),
        language: default!(Option<&str>, "'en'"),
    ) -> String {
        issue::writes(c"khatm.device_import()");
        let language = language_or_english(language);
        let device = devices::take_in(needed(file, "file"), last).unwrap_or_else(|error| raise(&error, language));
        device.name().to_owned()
    }
}

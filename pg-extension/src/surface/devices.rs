//! SQL functions of devices.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use pgrx::JsonB;
    use pgrx::prelude::*;

    use crate::raise::{raise, refuse};
    use crate::surface::language as read;
    use crate::{devices, issue};

    /// Makes a device with its key.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_new(
        name: &str,
        environment: &str,
        configuration: JsonB,
        seller: JsonB,
        url: default!(Option<&str>, "NULL"),
        language: default!(&str, "'en'"),
    ) -> String {
        issue::writes(c"khatm.device_new()");
        let language = read(language);
        let wanted = devices::Wanted {
            name,
            environment,
            configuration: &configuration.0,
            seller: &seller.0,
            url,
        };
        let device = devices::make(&wanted).unwrap_or_else(|errors| refuse(None, devices::refusal(errors), language));
        device.csr().map(::khatm::seal::csr::Csr::pem).unwrap_or_default()
    }

    /// Takes a device's file in.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn device_import(file: &[u8], last: default!(Option<&str>, "NULL"), language: default!(&str, "'en'")) -> String {
        issue::writes(c"khatm.device_import()");
        let language = read(language);
        let device = devices::take_in(file, last).unwrap_or_else(|error| raise(&error, language));
        device.name().to_owned()
    }
}

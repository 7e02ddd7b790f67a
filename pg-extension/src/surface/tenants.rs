//! SQL functions of taxpayers and the roles whose members see what is theirs.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
pub(crate) mod khatm {
    use ::khatm::Language;
    use pgrx::prelude::*;

    use crate::raise::raise;
    use crate::surface::{language_or_english, needed};
    use crate::{issue, tenant};

    /// Gives a taxpayer a role.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn tenant_new(vat_number: Option<&str>, role: Option<&str>, language: default!(Option<&str>, "'en'")) {
        issue::writes(c"khatm.tenant_new()");
        let language = language_or_english(language);
        let (vat_number, role) = (needed(vat_number, "vat_number"), needed(role, "role"));
        tenant::make(vat_number, role).unwrap_or_else(|error| raise(&error, language));
        let outside = tenant::outside(role).unwrap_or_else(|error| raise(&error, language));
        if !outside.is_empty() {
            let outside = outside.join(", ");
            match language {
                Language::English => notice!(
                    "attached tables whose owners are not members of {role}, and issue on none of its devices: {outside}"
                ),
                Language::Arabic => notice!("جداول مرتبطة ليس مالكوها أعضاء في {role} فلا تُصدر على أجهزته: {outside}"),
            }
        }
    }

    /// The chains that the caller may see.
    #[pg_extern(stable, parallel_restricted, cost = 1000)]
    #[search_path(pg_catalog, pg_temp)]
    fn seen_chains() -> SetOfIterator<'static, i64> {
        let chains = tenant::seen_chains().unwrap_or_else(|error| raise(&error, Language::English));
        SetOfIterator::new(chains.into_iter().map(|chain| i64::from(chain.number())))
    }

    /// Whether the caller may see everybody's.
    #[pg_extern(stable, parallel_restricted, cost = 100)]
    #[search_path(pg_catalog, pg_temp)]
    fn sees_all() -> bool {
        tenant::Sight::here()
            .unwrap_or_else(|error| raise(&error, Language::English))
            .is_whole()
    }

    /// Whether the caller may see a device.
    #[pg_extern(stable, strict, parallel_restricted, cost = 100)]
    #[search_path(pg_catalog, pg_temp)]
    fn sees_device(environment: &str, name: &str) -> bool {
        tenant::sees_device(environment, name).unwrap_or_else(|error| raise(&error, Language::English))
    }
}

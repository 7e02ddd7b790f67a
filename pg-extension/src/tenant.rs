//! Who may see which taxpayer's devices and documents: the one place where that is decided.
//!
//! A taxpayer (his VAT number) may have a role. Then his devices and documents are for its members, and for nobody else: to others every
//! function answers as if there were none. A taxpayer without a role is seen by everybody who may call at all. A superuser and a member
//! of `khatm_worker` see all: who delivers, delivers everybody's.
//!
//! Membership is that of the role whose rights are in force (`current_user`), the same whose EXECUTE and SELECT are looked at. The
//! session's own role would be wrong here: what a taxpayer plants on a table of his (the expression of an index, a trigger) runs with his
//! rights while a superuser's session touches the table, and would see with the superuser's eyes. The audit names the session's role.
//!
//! A setting would be the caller's to change, so there is none.

use std::collections::BTreeSet;
use std::ffi::CString;

use khatm::error::{Code, Error, Result};
use khatm::seal::csr::Environment;
use khatm::store::delivery::Entry;
use khatm::store::safe::{Kept, Safe as _};
use khatm::store::{Chain, ChainId, Issuing as _};
use pgrx::IntoDatum;
use pgrx::pg_sys;

use crate::lock;
use crate::row::{table_name, text};
use crate::server::{Ledger, now};
use crate::table::{Order, Seen, Table, caller, scratch};

/// What the role whose rights are in force may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The taxpayers that are not his.
    hidden: BTreeSet<String>,
    /// Those that are.
    own: BTreeSet<String>,
}

impl Sight {
    /// That of who calls.
    pub(crate) fn here() -> Result<Self> {
        // SAFETY: a look at the session.
        Self::of(unsafe { pg_sys::GetUserId() })
    }

    /// That of a role.
    pub(crate) fn of(user: pg_sys::Oid) -> Result<Self> {
        let mut sight = Sight {
            hidden: BTreeSet::new(),
            own: BTreeSet::new(),
        };
        // SAFETY: a look at the catalogue.
        if unsafe { pg_sys::superuser_arg(user) } || has(user, "khatm_worker") {
            return Ok(sight);
        }
        for (vat_number, role) in tenants()? {
            match has(user, &role) {
                true => sight.own.insert(vat_number),
                false => sight.hidden.insert(vat_number),
            };
        }
        Ok(sight)
    }

    /// True if nothing is hidden.
    pub(crate) fn is_whole(&self) -> bool {
        self.hidden.is_empty()
    }

    /// Whether a taxpayer's are shown.
    pub(crate) fn shows(&self, vat_number: &str) -> bool {
        !self.hidden.contains(vat_number)
    }

    /// Whether a device is shown. One whose file cannot be read is nobody's.
    pub(crate) fn shows_device(&self, kept: &Kept) -> bool {
        self.is_whole() || taxpayer(&kept.file).is_some_and(|vat_number| self.shows(&vat_number))
    }

    /// The chains among these that are shown.
    pub(crate) fn among(&self, chains: Vec<Chain>) -> Vec<Chain> {
        let shown = chains.into_iter().filter(|chain| self.shows(&chain.made.vat_number));
        shown.collect()
    }
}

/// Refuses who may not bring devices of this taxpayer. A member of a taxpayer's role brings only that one's: whether another is a tenant
/// here is not told to him.
pub(crate) fn brings(vat_number: &str) -> Result<()> {
    let sight = Sight::here()?;
    let his = match sight.own.is_empty() {
        true => sight.shows(vat_number),
        false => sight.own.contains(vat_number),
    };
    match sight.is_whole() || his {
        true => Ok(()),
        false => Err(Error::new(Code::TenantOther).found(vat_number)),
    }
}

/// Whether there are taxpayers, and the caller sees none of them.
pub(crate) fn sees_none() -> Result<bool> {
    let of = |ledger: &Ledger| khatm::store::Store::chains(ledger).map(|chains| chains.is_empty());
    Ok(!Sight::here()?.is_whole() && of(&Ledger::of_caller())? && !of(&Ledger::now())?)
}

/// The owners of attached tables who may not use what is from now on for a role's members alone.
pub(crate) fn outside(role: &str) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for (attachment, _) in Ledger::now().attachments()? {
        let owner = owner_of(attachment.target).filter(|_| attachment.attached);
        if let Some(owner) =
            owner.filter(|&owner| !Sight::of(owner).is_ok_and(|sight| sight.is_whole()) && !has(owner, role))
        {
            // SAFETY: a look-up of a role that owns something.
            let name = text(unsafe { pg_sys::GetUserNameFromId(owner, true) });
            found.insert(format!("{} ({name})", table_name(attachment.target)));
        }
    }
    Ok(found.into_iter().collect())
}

/// Refuses what concerns all taxpayers to who sees only some of them.
pub(crate) fn of_all() -> Result<()> {
    match Sight::here()?.is_whole() {
        true => Ok(()),
        false => Err(Error::new(Code::TenantOther)),
    }
}

/// Gives a taxpayer a role. Who is himself a member of a taxpayer's role gives none, not even his own: else he could take one whose
/// devices are yet to come.
pub(crate) fn make(vat_number: &str, role: &str) -> Result<()> {
    let sight = Sight::here()?;
    if !sight.own.is_empty() {
        return Err(Error::new(Code::TenantOther).found(vat_number));
    }
    let digits = vat_number.len() == 15 && vat_number.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !vat_number.starts_with('3') || !vat_number.ends_with('3') {
        return Err(Error::new(Code::CsrVatDigits).at("vat_number").found(vat_number));
    }
    if oid_of(role) == pg_sys::InvalidOid {
        return Err(Error::new(Code::TenantRole).at("role").found(role));
    }
    lock::devices();
    let ledger = Ledger::now();
    ledger.settle_down()?;
    if tenants()?.iter().any(|(known, _)| known == vat_number) {
        return Err(Error::new(Code::TenantKnown).found(vat_number));
    }
    scratch(|| Table::write(c"tenant").insert(&[vat_number.into_datum(), role.into_datum()]));
    ledger.note(&Entry {
        at: now(),
        actor: caller(),
        action: "tenant_new",
        place: None,
        detail: format!("vat_number={vat_number} role={role}"),
    })
}

/// The chains that the caller may see, for the policies of the tables: it tells nothing of any other.
pub(crate) fn seen_chains() -> Result<Vec<ChainId>> {
    let chains = khatm::store::Store::chains(&Ledger::of_caller())?;
    Ok(chains.iter().map(|chain| chain.id).collect())
}

/// Whether the caller may know what becomes of a table's rows: who sees all, who has its owner's rights, and who may read it.
pub(crate) fn sees_rows(table: pg_sys::Oid) -> Result<bool> {
    if Sight::here()?.is_whole() {
        return Ok(true);
    }
    // SAFETY: looks at the session and the catalogue; a table that is not there has no owner, and nobody asks who may read it.
    Ok(owner_of(table).is_some_and(|owner| unsafe {
        let (user, read) = (pg_sys::GetUserId(), pg_sys::AclMode::from(pg_sys::ACL_SELECT));
        let allowed = pg_sys::AclResult::ACLCHECK_OK;
        pg_sys::has_privs_of_role(user, owner) || pg_sys::pg_class_aclcheck(table, user, read) == allowed
    }))
}

/// Whose a table is.
pub(crate) fn owner_of(table: pg_sys::Oid) -> Option<pg_sys::Oid> {
    // SAFETY: the row of the catalogue is held as long as it is read.
    unsafe {
        let cache = pg_sys::SysCacheIdentifier::RELOID as _;
        let tuple = pg_sys::SearchSysCache1(cache, pg_sys::Datum::from(table));
        (!tuple.is_null()).then(|| {
            let owner = (*pg_sys::GETSTRUCT(tuple).cast::<pg_sys::FormData_pg_class>()).relowner;
            pg_sys::ReleaseSysCache(tuple);
            owner
        })
    }
}

/// Whether the caller may see a device; one that is not there is not seen.
pub(crate) fn sees_device(environment: &str, name: &str) -> Result<bool> {
    let Ok(environment) = Environment::parse(environment) else {
        return Ok(false);
    };
    let kept = Ledger::now().device(environment, name)?;
    let sight = Sight::here()?;
    Ok(kept.is_some_and(|kept| sight.shows_device(&kept)))
}

impl Ledger {
    /// Whether the caller may see a chain.
    pub(crate) fn shows(&self, chain: ChainId) -> Result<bool> {
        let sight = Sight::here()?;
        if sight.is_whole() {
            return Ok(true);
        }
        let mut ledger = self.clone();
        Ok(sight.shows(&ledger.chain(chain)?.made.vat_number))
    }
}

/// Every taxpayer that has a role, and its name.
fn tenants() -> Result<Vec<(String, String)>> {
    scratch(|| {
        let table = Table::read(c"tenant");
        let mut scan = table.scan(c"tenant_pkey", &[], Seen::Now, Order::Forward);
        let mut found = Vec::new();
        while let Some(mut row) = scan.next() {
            found.push((row.take()?, row.take()?));
        }
        Ok(found)
    })
}

/// Whether a user has the rights of a role. A role that is not there has no members.
fn has(user: pg_sys::Oid, role: &str) -> bool {
    let role = oid_of(role);
    // SAFETY: a look at the catalogue.
    role != pg_sys::InvalidOid && unsafe { pg_sys::has_privs_of_role(user, role) }
}

fn oid_of(role: &str) -> pg_sys::Oid {
    let Ok(name) = CString::new(role) else {
        return pg_sys::InvalidOid;
    };
    // SAFETY: the name ends, and a role that is not there is none.
    unsafe { pg_sys::get_role_oid(name.as_ptr(), true) }
}

/// The taxpayer that a device's file names in the clear.
fn taxpayer(file: &[u8]) -> Option<String> {
    let file: serde_json::Value = serde_json::from_slice(file).ok()?;
    let number = file.pointer("/device/configuration/organization_identifier")?;
    number.as_str().map(str::to_owned)
}

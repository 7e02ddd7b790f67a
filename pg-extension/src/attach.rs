//! Attaching a table, and taking it off again.
//!
//! Everything that can be wrong is found here, where a person reads it, and not when a till sells. What is made are triggers of the
//! caller's own on his own tables, and a row that says how their rows become documents.

use std::collections::BTreeSet;
use std::ffi::CString;

use khatm::error::{Code, Error, Result};
use khatm::seal::csr::Environment;
use khatm::store::delivery::Entry;
use khatm::store::safe::Safe as _;
use pgrx::datum::DatumWithOid;
use pgrx::pg_sys::{self, Oid};
use pgrx::{IntoDatum as _, Spi, direct_function_call};

use crate::attachment::Attachment;
use crate::context::as_superuser;
use crate::expression::{Expression, Use};
use crate::lock;
use crate::mapping::Mapping;
use crate::reading::{Reader, fill};
use crate::row::{Column, canonical, key_columns, literal, quoted, table_name, text};
use crate::server::{Ledger, now};
use crate::table::{caller, scratch};
use crate::tenant::owner_of;

/// What a caller says of a table.
pub(crate) struct Wanted<'w> {
    pub(crate) target: Option<Oid>,
    pub(crate) device: &'w str,
    pub(crate) mapping: Option<Oid>,
    pub(crate) becomes_final: &'w str,
    pub(crate) on_invalid: &'w str,
    pub(crate) freeze: bool,
    pub(crate) lines: Vec<String>,
    pub(crate) mutable: Vec<String>,
    pub(crate) revision: Option<&'w str>,
    pub(crate) corrects: Option<&'w str>,
    pub(crate) environment: Option<&'w str>,
}

/// So many tables of lines an attached one has at most.
const MOST_LINES: usize = 100;

/// The triggers of a table that is attached.
const OWN: [&str; 9] = [
    "khatm_note_insert",
    "khatm_note_update",
    "khatm_note_rename",
    "~khatm_note_move",
    "khatm_note_touch",
    "~khatm_seal_insert",
    "~khatm_seal_update",
    "~khatm_seal_delete",
    "khatm_freeze",
];

/// Attaches a table; its number.
pub(crate) fn attach(wanted: &Wanted<'_>) -> Result<i64> {
    let target = wanted.target.ok_or_else(|| Error::new(Code::AttachKind).at("target"))?;
    own(target)?;
    // SAFETY: only its owner comes here. Nobody else attaches it meanwhile, and it stays as it is.
    unsafe { pg_sys::LockRelationOid(target, pg_sys::ShareRowExclusiveLock as pg_sys::LOCKMODE) };
    let is_partitioned = fit(target)?;
    lock::devices();
    let ledger = Ledger::now();
    let columns = columns_of(target);
    let (number, name, former) = place(&ledger, target, &columns)?;

    let condition = Expression::parse(wanted.becomes_final, target, "becomes_final", Use::Condition)?;
    let value = |text: &str, name| Expression::parse(text, target, name, Use::Value).map(|value| value.of_new);
    let maybe = |text: Option<&str>, name| text.map(|text| value(text, name)).transpose();
    let mapping = wanted.mapping.and_then(Mapping::of);
    let mapping = mapping.ok_or_else(|| Error::new(Code::AttachMapping).at("mapping"))?;
    let lines = lines_of(wanted, target, &columns)?;
    let attachment = Attachment {
        number,
        target,
        name,
        attached: true,
        device: value(wanted.device, "device")?,
        mapping: mapping.signature(),
        becomes_final: condition.of_new.clone(),
        parks: match wanted.on_invalid {
            "refuse" => false,
            "park" => true,
            other => return Err(Error::new(Code::AttachInvalid).at("on_invalid").found(other)),
        },
        freezes: wanted.freeze,
        lines: lines.iter().map(Line::shown).collect(),
        mutable: mutable(wanted, target, &columns)?,
        revision: maybe(wanted.revision, "revision")?,
        corrects: maybe(wanted.corrects, "corrects")?,
        environment: wanted
            .environment
            .map(|name| Environment::parse(name).map(|environment| environment.as_str().to_owned()))
            .transpose()?,
        changed_at: now(),
        changed_by: caller(),
        key: columns.iter().map(|column| column.name.clone()).collect(),
        watched: String::new(),
    };
    let reader = Reader::new(attachment.clone())?;
    reader.try_out()?;

    // A dump without data brings triggers without their attachment.
    drop_triggers(&attachment);
    triggers(&attachment, &condition, &columns, is_partitioned);
    if attachment.freezes {
        freeze(&attachment, &lines);
    }
    let tables = std::iter::once(target).chain(lines.iter().map(|line| line.table));
    let owners: BTreeSet<u32> = tables.filter_map(owner_of).map(Oid::to_u32).collect();
    owners.into_iter().for_each(|owner| lets_call(owner.into()));
    let attachment = Attachment {
        watched: watched(target)?,
        ..attachment
    };
    ledger.keep_attachment(&attachment, former);
    told(&ledger, "attached", &attachment)?;
    Ok(number)
}

/// Takes a table off.
pub(crate) fn detach(target: Option<Oid>) -> Result<()> {
    let target = target.ok_or_else(|| Error::new(Code::AttachNone).at("target"))?;
    own(target)?;
    // SAFETY: only its owner comes here.
    unsafe { pg_sys::LockRelationOid(target, pg_sys::AccessExclusiveLock as pg_sys::LOCKMODE) };
    let ledger = Ledger::now();
    let found = ledger.attached_to(target)?.filter(|(found, _)| found.attached);
    let none = || Error::new(Code::AttachNone).found(&table_name(target));
    let (mut attachment, lies) = found.ok_or_else(none)?;
    // A column of the key that has another name is the same one: its rows stay who they were.
    if let Some(renamed) = renamed_key(target, &attachment.key) {
        attachment.key = renamed;
    }
    drop_triggers(&attachment);
    attachment.attached = false;
    attachment.changed_at = now();
    attachment.changed_by = caller();
    ledger.keep_attachment(&attachment, Some(lies));
    told(&ledger, "detached", &attachment)
}

/// Whether the key of a table is still the one that its rows' documents go by, whatever its columns are called by now.
pub(crate) fn keeps_key(attachment: &Attachment) -> bool {
    let columns = columns_of(attachment.target);
    let names = columns.iter().map(|column| &column.name);
    names.eq(&attachment.key) || renamed_key(attachment.target, &attachment.key).is_some()
}

/// The names that the columns of a key have by now, if it still consists of those that the triggers were made for.
fn renamed_key(target: Oid, key: &[String]) -> Option<Vec<String>> {
    let columns = columns_of(target);
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let numbers: Vec<i16> = columns.iter().map(|column| column.number).collect();
    let arguments: [DatumWithOid<'_>; 2] = [target.into(), numbers.into()];
    let same = Spi::get_one_with_args::<bool>(include_str!("../sql/attach/renamed.sql"), &arguments);
    let is_renamed = |(name, before): (&String, &String)| name == before || number_of(target, before).is_none();
    let all = names.len() == key.len() && names.iter().zip(key).all(is_renamed);
    (all && names != key && same == Ok(Some(true))).then_some(names)
}

/// What the triggers of a table look at.
fn watched(target: Oid) -> Result<String> {
    let found = Spi::get_one_with_args::<String>("select khatm.watched($1)", &[target.into()]);
    let none = || Error::new(Code::AttachTrigger).at(table_name(target));
    found.ok().flatten().ok_or_else(none)
}

fn drop_triggers(attachment: &Attachment) {
    for (table, trigger) in triggers_of(attachment) {
        let holes = [("trigger", quoted(&trigger)), ("target", table_name(table))];
        run(include_str!("../sql/attach/drop.sql"), &holes);
    }
}

/// Lets a table's owner have partitions of it: who may not call the functions of the triggers makes none.
fn lets_call(owner: Oid) {
    // SAFETY: look-ups; a superuser may anything.
    let (is_superuser, name) = unsafe {
        (
            pg_sys::superuser_arg(owner),
            text(pg_sys::GetUserNameFromId(owner, false)),
        )
    };
    if !is_superuser {
        let holes = [("owner", quoted(&name))];
        as_superuser(|| run(include_str!("../sql/attach/owner.sql"), &holes));
    }
}

fn told(ledger: &Ledger, action: &'static str, attachment: &Attachment) -> Result<()> {
    ledger.note(&Entry {
        at: now(),
        actor: caller(),
        action,
        place: None,
        detail: format!("attachment={} table={}", attachment.number, attachment.name),
    })
}

/// Refuses whoever does not own a table.
fn own(table: Oid) -> Result<()> {
    let owner = owner_of(table).ok_or_else(|| Error::new(Code::AttachKind).found(&table.to_u32().to_string()))?;
    // SAFETY: a look-up.
    match unsafe { pg_sys::has_privs_of_role(pg_sys::GetUserId(), owner) } {
        true => Ok(()),
        false => Err(Error::new(Code::AttachOwner).found(&table_name(table))),
    }
}

/// Refuses a table that cannot be attached; whether it is partitioned.
fn fit(target: Oid) -> Result<bool> {
    let name = table_name(target);
    let fail = |code: Code| Err(Error::new(code).at("target").found(&name));
    let look = Spi::connect(|client| {
        let table = client
            .select(include_str!("../sql/attach/look.sql"), Some(1), &[target.into()])?
            .first();
        Ok::<_, pgrx::spi::SpiError>((
            table.get::<String>(1)?.unwrap_or_default(),
            table.get::<String>(2)?.unwrap_or_default(),
            [3, 5, 6, 7, 8, 9].map(|column| table.get::<bool>(column).ok().flatten().unwrap_or(true)),
        ))
    });
    let (kind, persistence, [partition, forced, system, inherits, inherited, foreign]) =
        look.map_err(|_| Error::new(Code::AttachKind).found(&name))?;
    if !matches!(kind.as_str(), "r" | "p") || persistence != "p" || system || foreign {
        return fail(Code::AttachKind);
    }
    if partition {
        return fail(Code::AttachPartition);
    }
    if inherits || inherited {
        return fail(Code::AttachInherits);
    }
    if forced {
        return fail(Code::AttachForced);
    }
    match columns_of(target).is_empty() {
        true => fail(Code::AttachKey),
        false => Ok(kind == "p"),
    }
}

/// A key as it stands in the request keys of an attachment's rows, given as a session has it. Where the table has another key by now, what is
/// given is taken as it is.
pub(crate) fn key_as_kept(attachment: &Attachment, given: &[String]) -> Result<Vec<String>> {
    if given.len() != attachment.key.len() {
        return Err(Error::new(Code::AttachValues)
            .at("key")
            .found(&attachment.key.join(", ")));
    }
    let Some(owner) = owner_of(attachment.target) else {
        return Ok(given.to_vec());
    };
    let columns = columns_of(attachment.target);
    match columns.len() == given.len() && columns.iter().map(|column| &column.name).eq(&attachment.key) {
        true => Ok(canonical(attachment.target, given, &columns, owner)),
        false => Ok(given.to_vec()),
    }
}

/// The columns of a table's key.
fn columns_of(table: Oid) -> Vec<Column> {
    // SAFETY: the table is there, and open while it is looked at.
    unsafe {
        let lock = pg_sys::AccessShareLock as pg_sys::LOCKMODE;
        let relation = pg_sys::relation_open(table, lock);
        let columns = key_columns(relation, table);
        pg_sys::relation_close(relation, pg_sys::NoLock as pg_sys::LOCKMODE);
        columns
    }
}

/// The number and the name of an attachment, and its former self if it had one: of this table, or of one that is gone and had its name.
/// No two tables have one name, not even one after the other: their rows' request keys would be the same.
/// Nor do the keys of its rows become values of other columns.
fn place(ledger: &Ledger, target: Oid, key: &[Column]) -> Result<(i64, String, Option<pg_sys::ItemPointerData>)> {
    let is_keyed = |former: &Attachment| former.key.iter().eq(key.iter().map(|column| &column.name));
    if let Some((mut former, lies)) = ledger.attached_to(target)? {
        if former.attached {
            return Err(Error::new(Code::AttachTwice).found(&former.name));
        }
        if is_keyed(&former) {
            return Ok((former.number, former.name, Some(lies)));
        }
        let parked = ledger.parked(former.number, None)?.len();
        if parked > 0 {
            let found = format!("({}), {parked} parked", former.key.join(", "));
            return Err(Error::new(Code::AttachKey).at("target").found(&found));
        }
        // What was issued by the old key stays what it is, under the number and the name that it had.
        former.target = pg_sys::InvalidOid;
        ledger.keep_attachment(&former, Some(lies));
    }
    let known = ledger.attachments()?;
    let plain = table_name(target);
    let mut name = plain.clone();
    let mut again = 1;
    while let Some((former, lies)) = known.iter().find(|(known, _)| known.name == name) {
        // SAFETY: a look-up.
        let is_gone = unsafe { pg_sys::get_rel_relkind(former.target) } == 0;
        if is_gone && is_keyed(former) {
            return Ok((former.number, name, Some(*lies)));
        }
        again += 1;
        name = format!("{plain}~{again}");
    }
    Ok((ledger.last_attachment()? + 1, name, None))
}

/// The columns that may change on a frozen row.
fn mutable(wanted: &Wanted<'_>, target: Oid, key: &[Column]) -> Result<Vec<String>> {
    let fail = |found: &str| Err(Error::new(Code::AttachColumns).found(found));
    if !wanted.freeze
        && let Some(one) = wanted.mutable.first().or(wanted.lines.first())
    {
        return fail(one);
    }
    for name in &wanted.mutable {
        if number_of(target, name).is_none() || key.iter().any(|column| column.name == *name) {
            return fail(name);
        }
    }
    Ok(wanted.mutable.clone())
}

/// The number of a column.
fn number_of(table: Oid, column: &str) -> Option<i16> {
    let column = CString::new(column).ok()?;
    // SAFETY: a look-up by a name that ends.
    let number = unsafe { pg_sys::get_attnum(table, column.as_ptr()) };
    (number > 0).then_some(number)
}

/// The tables whose rows belong to those of the attached one: each once, and no more than anybody has.
fn lines_of(wanted: &Wanted<'_>, target: Oid, key: &[Column]) -> Result<Vec<Line>> {
    let fail = |found: &str| Error::new(Code::AttachLines).at("lines").found(found);
    if wanted.lines.len() > MOST_LINES {
        return Err(fail(&wanted.lines.len().to_string()));
    }
    let mut lines: Vec<Line> = Vec::new();
    for text in &wanted.lines {
        let line = Line::parse(text, target, key)?;
        if lines.iter().any(|known| known.table == line.table) {
            return Err(fail(text));
        }
        lines.push(line);
    }
    Ok(lines)
}

/// A table whose rows belong to rows of the attached one.
struct Line {
    table: Oid,
    /// Its columns, in the order of the primary key that they point at.
    columns: Vec<String>,
}

impl Line {
    /// Reads a table's name, with its columns in parentheses where it has not just one foreign key.
    fn parse(text: &str, target: Oid, key: &[Column]) -> Result<Self> {
        let fail = || Error::new(Code::AttachLines).at("lines").found(text);
        let (name, named) = match text.trim().strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
            Some((name, columns)) => (name, Some(identifiers(columns).ok_or_else(fail)?)),
            None => (text, None),
        };
        // SAFETY: a look-up that gives null for what is not there.
        let table =
            scratch(|| unsafe { direct_function_call::<Oid>(pg_sys::to_regclass, &[name.trim().into_datum()]) });
        let table = table.ok_or_else(fail)?;
        own(table)?;
        // SAFETY: a look-up.
        let kind = u8::try_from(unsafe { pg_sys::get_rel_relkind(table) }).unwrap_or_default();
        if !matches!(kind, b'r' | b'p') || table == target {
            return Err(fail());
        }
        let columns = match named {
            Some(columns) => columns,
            None => Self::referring(table, target, key).ok_or_else(fail)?,
        };
        let known = columns.iter().all(|column| number_of(table, column).is_some());
        if !known || columns.len() != key.len() {
            return Err(fail());
        }
        // Its heirs have rows of their own that would show in it, and none of its triggers.
        let arguments: [DatumWithOid<'_>; 1] = [table.into()];
        let inherits = Spi::get_one_with_args::<bool>(include_str!("../sql/attach/heirs.sql"), &arguments);
        if inherits != Ok(Some(false)) {
            return Err(Error::new(Code::AttachInherits).at("lines").found(text));
        }
        Ok(Line { table, columns })
    }

    /// The columns of the only foreign key to the primary key.
    fn referring(table: Oid, target: Oid, key: &[Column]) -> Option<Vec<String>> {
        let numbers: Vec<i16> = key.iter().map(|column| column.number).collect();
        let arguments: [DatumWithOid<'_>; 3] = [table.into(), target.into(), numbers.into()];
        let keys = Spi::connect(|client| {
            let found = client.select(include_str!("../sql/attach/lines.sql"), None, &arguments)?;
            found
                .map(|row| row.get::<Vec<String>>(1))
                .collect::<pgrx::spi::Result<Vec<_>>>()
        });
        match keys.ok()?.as_mut_slice() {
            [only] => only.take(),
            _ => None,
        }
    }

    fn shown(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| quoted(column)).collect();
        format!("{} ({})", table_name(self.table), columns.join(", "))
    }
}

/// Names with commas between them.
fn identifiers(text: &str) -> Option<Vec<String>> {
    let text = CString::new(text).ok()?;
    let mut list = std::ptr::null_mut();
    // SAFETY: the callee cuts up a copy; its list points into it.
    unsafe {
        let copy = pg_sys::pstrdup(text.as_ptr());
        let separator = b',' as std::ffi::c_char;
        if !pg_sys::SplitIdentifierString(copy, separator, &mut list) || list.is_null() {
            return None;
        }
        let count = usize::try_from((*list).length).unwrap_or(0);
        let name = |at| crate::row::text((*(*list).elements.add(at)).ptr_value.cast());
        Some((0..count).map(name).collect())
    }
}

/// Makes the triggers that note and seal.
fn triggers(attachment: &Attachment, condition: &Expression, key: &[Column], is_partitioned: bool) {
    let renamed = key.iter().map(|column| {
        let name = quoted(&column.name);
        let other = format!("not (new.{name} {} old.{name})", column.equal);
        let text = |row| format!("(({row}.{name})::pg_catalog.text collate pg_catalog.\"C\")");
        match column.is_exact {
            true => other,
            // What is equal may be written otherwise, and is noted as it is written.
            false => format!("{other} or {} operator(pg_catalog.<>) {}", text("new"), text("old")),
        }
    });
    let renamed: Vec<String> = renamed.collect();
    let (new, old) = (&condition.of_new, &condition.of_old);
    let touched = match attachment.parks {
        true => format!("coalesce({new}, false) or coalesce({old}, false)"),
        false => format!("({new}) and not coalesce({old}, false)"),
    };
    let holes = [
        ("target", table_name(attachment.target)),
        ("number", literal(&attachment.number.to_string())),
        ("new", new.clone()),
        ("old", old.clone()),
        ("renamed", renamed.join(" or ")),
        ("touched", touched),
    ];
    run(include_str!("../sql/attach/note.sql"), &holes);
    if is_partitioned {
        run(include_str!("../sql/attach/move.sql"), &holes);
    }
    if attachment.parks {
        run(include_str!("../sql/attach/park.sql"), &holes);
    }
}

/// Makes the triggers that keep rows as they are.
fn freeze(attachment: &Attachment, lines: &[Line]) {
    let arguments = |more: &[String]| {
        let more = more.iter().map(|one| literal(one));
        let all: Vec<String> = std::iter::once(literal(&attachment.number.to_string()))
            .chain(more)
            .collect();
        all.join(", ")
    };
    let holes = [
        ("target", table_name(attachment.target)),
        ("freeze", "khatm_freeze".to_owned()),
        ("arguments", arguments(&attachment.mutable)),
    ];
    run(include_str!("../sql/attach/freeze.sql"), &holes);
    always(&holes);
    whole(attachment.number, attachment.target);
    for line in lines {
        let holes = [
            ("target", table_name(line.table)),
            ("freeze", format!("khatm_freeze_line_{}", attachment.number)),
            ("arguments", arguments(&line.columns)),
        ];
        run(include_str!("../sql/attach/line.sql"), &holes);
        always(&holes);
        whole(attachment.number, line.table);
    }
}

/// Makes the triggers that keep a table and its partitions from being emptied: a partition has no copy of such a one.
fn whole(number: i64, table: Oid) {
    let tables = Spi::connect(|client| {
        let found = client.select(include_str!("../sql/attach/partitions.sql"), None, &[table.into()])?;
        found
            .map(|row| row.get::<Oid>(1))
            .collect::<pgrx::spi::Result<Vec<_>>>()
    });
    for table in tables.unwrap_or_default().into_iter().flatten() {
        let holes = [
            ("target", table_name(table)),
            ("freeze", format!("khatm_freeze_all_{number}")),
        ];
        run(include_str!("../sql/attach/truncate.sql"), &holes);
    }
}

/// The triggers of an attachment, and what they are on.
fn triggers_of(attachment: &Attachment) -> Vec<(Oid, String)> {
    let own: Vec<String> = OWN.iter().map(|name| (*name).to_owned()).collect();
    let number = attachment.number;
    let elsewhere = vec![
        format!("khatm_freeze_line_{number}"),
        format!("khatm_freeze_all_{number}"),
    ];
    let lines = attachment.lines.clone();
    let arguments: [DatumWithOid<'_>; 4] = [attachment.target.into(), own.into(), elsewhere.into(), lines.into()];
    let found = Spi::connect(|client| {
        let found = client.select(include_str!("../sql/attach/triggers.sql"), None, &arguments)?;
        let rows = found.map(|row| Ok(row.get::<Oid>(1)?.zip(row.get::<String>(2)?)));
        rows.collect::<pgrx::spi::Result<Vec<_>>>()
    });
    found.unwrap_or_default().into_iter().flatten().collect()
}

/// Makes a trigger of rows fire whoever writes. Before 15 its copies on partitions are the server's own, which only a superuser switches: there it
/// is done with his rights. The table is the caller's, and the names are those under which it was just found.
fn always(holes: &[(&str, String)]) {
    let switch = || run(include_str!("../sql/attach/always.sql"), holes);
    #[cfg(any(feature = "pg13", feature = "pg14"))]
    as_superuser(switch);
    #[cfg(not(any(feature = "pg13", feature = "pg14")))]
    switch();
}

/// Runs a template, with the caller's own rights.
pub(crate) fn run(template: &str, holes: &[(&str, String)]) {
    let holes: Vec<(&str, &str)> = holes.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let sql = fill(template, &holes);
    let done = Spi::connect_mut(|client| client.update(sql.as_str(), None, &[]).map(drop));
    if let Err(error) = done {
        pgrx::error!("{error}");
    }
}

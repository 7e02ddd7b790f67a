//! The trigger that notes which rows became final.

use khatm::error::{Code, Error};
use khatm::{Language, Result};
use pgrx::PgTrigger;
use pgrx::pg_sys::{self, HeapTuple, Oid};

use crate::attachment::Attachment;
use crate::keyed::target_of;
use crate::native::attached_trigger;
use crate::noted::{self, Lies, Slot};
use crate::raise::raise;
use crate::row::{Image, key_columns, key_numbers, row_key, texts};
use crate::server::Ledger;

attached_trigger!(khatm_note, pg_finfo_khatm_note, note);

/// A row that a trigger of Khatm's was called for.
pub(crate) struct Event<'t> {
    pub(crate) relation: pg_sys::Relation,
    pub(crate) table: Oid,
    pub(crate) attachment: i64,
    /// What else it was made with.
    pub(crate) arguments: &'t [String],
    pub(crate) old: Option<HeapTuple>,
    pub(crate) new: Option<HeapTuple>,
}

impl<'t> Event<'t> {
    /// Refuses a trigger that khatm.attach did not make.
    pub(crate) fn of(trigger: &PgTrigger<'_>, arguments: &'t [String]) -> Self {
        let number = arguments.first().and_then(|number| number.parse().ok());
        let data = trigger.trigger_data();
        let row = data.tg_event & pg_sys::TRIGGER_EVENT_ROW == pg_sys::TRIGGER_EVENT_ROW;
        let (Some(attachment), true) = (number, row) else {
            raise(&Error::new(Code::AttachTrigger), Language::English);
        };
        let (old, new) = match data.tg_event & pg_sys::TRIGGER_EVENT_OPMASK {
            pg_sys::TRIGGER_EVENT_INSERT => (None, Some(data.tg_trigtuple)),
            pg_sys::TRIGGER_EVENT_DELETE => (Some(data.tg_trigtuple), None),
            _ => (Some(data.tg_trigtuple), Some(data.tg_newtuple)),
        };
        Event {
            relation: data.tg_relation,
            // SAFETY: the relation is open as long as the trigger runs.
            table: unsafe { (*data.tg_relation).rd_id },
            attachment,
            arguments: arguments.get(1..).unwrap_or_default(),
            old,
            new,
        }
    }

    /// The values of columns in one of its rows.
    pub(crate) fn values(&self, row: HeapTuple, columns: &[i16]) -> Vec<Image> {
        let value = |&number: &i16| {
            let mut null = false;
            // SAFETY: the row is one of the relation, and both are there as long as the trigger runs.
            unsafe {
                let value = pg_sys::heap_getattr(row, i32::from(number), (*self.relation).rd_att, &mut null);
                Image::of(value, null, pg_sys::get_atttype(self.table, number))
            }
        };
        columns.iter().map(value).collect()
    }

    /// The key of one of its rows.
    fn slot(&self, row: HeapTuple) -> Slot {
        // SAFETY: the relation is open as long as the trigger runs.
        let numbers = unsafe { key_numbers(self.relation, self.target()) };
        if numbers.is_empty() {
            raise(
                &Error::new(Code::AttachStale).at(crate::row::table_name(self.table)),
                Language::English,
            );
        }
        Slot {
            attachment: self.attachment,
            key: self.values(row, &numbers),
            table: self.table,
        }
    }

    /// The attached table, whose partition this one may be. One that nobody knows of is found out when rows are sealed.
    fn target(&self) -> Oid {
        // SAFETY: the relation is open as long as the trigger runs.
        if !unsafe { (*(*self.relation).rd_rel).relispartition } {
            return self.table;
        }
        let found = || Some(Ledger::now().attachment(self.attachment).ok().flatten()?.target);
        target_of(self.attachment, found).unwrap_or(self.table)
    }

    /// Where one of its rows lies.
    fn lies(&self, row: HeapTuple) -> Lies {
        lies(self.relation, row)
    }

    /// The attachment that the trigger belongs to. A trigger on a table that is no part of what was attached is somebody else's.
    pub(crate) fn attached(&self) -> Result<Attachment> {
        let found = Ledger::now().attachment(self.attachment)?;
        let its = found.filter(|attachment| attachment.covers(self.table));
        its.ok_or_else(|| Error::new(Code::AttachTrigger).at(crate::row::table_name(self.table)))
    }

    /// What the request keys of one of its rows open with.
    pub(crate) fn row_key(&self, row: HeapTuple, attachment: &Attachment) -> String {
        row_key(&attachment.name, &self.key(row))
    }

    /// The key of one of its rows as text.
    pub(crate) fn key(&self, row: HeapTuple) -> Vec<String> {
        // SAFETY: the relation is open as long as the trigger runs.
        let columns = unsafe { key_columns(self.relation, self.target()) };
        let numbers: Vec<i16> = columns.iter().map(|column| column.number).collect();
        texts(&self.values(row, &numbers), &columns)
    }
}

/// Where a row of a trigger's relation lies.
fn lies(relation: pg_sys::Relation, row: HeapTuple) -> Lies {
    // SAFETY: both are there as long as the trigger runs.
    let (table, file, place) = unsafe { ((*relation).rd_id, (*(*relation).rd_rel).relfilenode, (*row).t_self) };
    let block = u32::from(place.ip_blkid.bi_hi) << 16 | u32::from(place.ip_blkid.bi_lo);
    (table, file, block, place.ip_posid)
}

/// Where the row lies that a trigger was called for: as it is after what was done, if it is there.
pub(crate) fn called_for(trigger: &PgTrigger<'_>) -> Lies {
    let data = trigger.trigger_data();
    let row = match data.tg_event & pg_sys::TRIGGER_EVENT_OPMASK {
        pg_sys::TRIGGER_EVENT_UPDATE => data.tg_newtuple,
        _ => data.tg_trigtuple,
    };
    lies(data.tg_relation, row)
}

/// Which of the transaction's commands has inserted a row.
fn inserted_by(row: HeapTuple) -> pg_sys::CommandId {
    // SAFETY: the row is there as long as the trigger runs, and this transaction has written it.
    unsafe { pg_sys::HeapTupleHeaderGetCmin((*row).t_data) }
}

/// Which of the transaction's commands has deleted a row.
fn deleted_by(row: HeapTuple) -> pg_sys::CommandId {
    // SAFETY: the row is there as long as the trigger runs, and this transaction has deleted it.
    unsafe { pg_sys::HeapTupleHeaderGetCmax((*row).t_data) }
}

/// Notes a row, as the trigger says why it was called.
pub(crate) fn note(trigger: &PgTrigger<'_>) {
    // SAFETY: a setting of the session. What another server signed is not signed here, even where somebody made the trigger fire always.
    if unsafe { pg_sys::SessionReplicationRole } == pg_sys::SESSION_REPLICATION_ROLE_REPLICA as i32 {
        return;
    }
    let arguments = trigger.extra_args().unwrap_or_default();
    let event = Event::of(trigger, &arguments);
    noted::on(event.attachment, event.table);
    let why = event.arguments.first().map(String::as_str);
    if matches!(why, Some("inserted" | "updated" | "touched")) {
        noted::expect(called_for(trigger));
    }
    match (why, event.old, event.new) {
        (Some("inserted"), None, Some(new)) => {
            noted::inserted(event.slot(new), event.lies(new), inserted_by(new));
        }
        (Some("updated"), Some(_), Some(new)) => noted::updated(event.slot(new), event.lies(new)),
        (Some("renamed"), Some(old), Some(new)) => {
            noted::renamed((&event.slot(old), event.lies(old)), (event.slot(new), event.lies(new)))
        }
        (Some("moves"), Some(old), Some(new)) => noted::moves(event.slot(old), event.lies(old), event.slot(new)),
        (Some("touched"), Some(old), new) => touched(&event, old, new),
        _ => raise(&Error::new(Code::AttachTrigger), Language::English),
    }
}

/// Notes a parked row, and where it is now.
fn touched(event: &Event<'_>, old: HeapTuple, new: Option<HeapTuple>) {
    let parked = || {
        let attachment = event.attached()?;
        Ledger::now().parked(attachment.number, Some(&event.row_key(old, &attachment)))
    };
    let parked = parked().unwrap_or_else(|error| raise(&error, Language::English));
    if parked.is_empty() {
        return;
    }
    noted::note(event.slot(old));
    match new {
        Some(new) => noted::note(event.slot(new)),
        None => noted::parted(event.slot(old), deleted_by(old)),
    }
}

//! A row of a table, as what its columns hold.

use std::marker::PhantomData;

use khatm::error::Result;
use khatm::store::delivery::Route;
use khatm::store::{ChainId, Place};
use khatm::time::Timestamp;
use pgrx::FromDatum;
use pgrx::pg_sys;

use super::{damaged, from_microseconds};

/// A row whose columns are taken one after the other.
pub(crate) struct Row<'s> {
    tuple: pg_sys::HeapTuple,
    columns: pg_sys::TupleDesc,
    at: i32,
    scan: PhantomData<&'s ()>,
}

impl Row<'_> {
    /// A row of a trigger.
    ///
    /// # Safety
    /// Both pointers stay good as long as the row is used.
    pub(crate) unsafe fn of(tuple: pg_sys::HeapTuple, columns: pg_sys::TupleDesc) -> Self {
        Row {
            tuple,
            columns,
            at: 0,
            scan: PhantomData,
        }
    }

    /// Where it lies, to change it.
    pub(crate) fn place(&self) -> pg_sys::ItemPointerData {
        // SAFETY: the tuple is there until the scan goes on.
        unsafe { (*self.tuple).t_self }
    }

    /// As PostgreSQL has it.
    pub(crate) fn tuple(&self) -> pg_sys::HeapTuple {
        self.tuple
    }

    /// True if this transaction wrote it: nobody knows yet whether it stays.
    pub(crate) fn is_own(&self) -> bool {
        // SAFETY: it looks at the state of the transaction.
        unsafe { pg_sys::TransactionIdIsCurrentTransactionId(self.writer()) }
    }

    /// True if the caller's statement sees what wrote it: at REPEATABLE READ what was written since it began is not there for its SQL.
    pub(crate) fn is_of_statement(&self) -> bool {
        // SAFETY: a snapshot is active as long as a function runs.
        self.is_own() || unsafe { !pg_sys::XidInMVCCSnapshot(self.writer(), pg_sys::GetActiveSnapshot()) }
    }

    fn writer(&self) -> pg_sys::TransactionId {
        let mut null = false;
        // SAFETY: the tuple is there until the scan goes on; xmin is a column of every row.
        unsafe {
            let number = pg_sys::MinTransactionIdAttributeNumber;
            let xmin = pg_sys::heap_getattr(self.tuple, number, self.columns, &mut null);
            pg_sys::TransactionId::from(xmin.value() as u32)
        }
    }

    /// A whole number in one of the columns, wherever the row is being read; 0 where there is none.
    pub(crate) fn counter_at(&self, column: i16) -> u64 {
        let mut null = false;
        // SAFETY: as in `maybe`.
        let value = unsafe {
            let value = pg_sys::heap_getattr(self.tuple, i32::from(column), self.columns, &mut null);
            i64::from_datum(value, null)
        };
        value.and_then(|value| u64::try_from(value).ok()).unwrap_or(0)
    }

    /// A text in one of the columns, wherever the row is being read.
    pub(crate) fn text_at(&self, column: i16) -> Option<String> {
        let mut null = false;
        // SAFETY: as in `maybe`.
        unsafe {
            let value = pg_sys::heap_getattr(self.tuple, i32::from(column), self.columns, &mut null);
            String::from_datum(value, null)
        }
    }

    /// Passes columns by.
    pub(crate) fn skip(&mut self, columns: i32) {
        self.at += columns;
    }

    pub(crate) fn maybe<T: FromDatum>(&mut self) -> Option<T> {
        self.at += 1;
        let mut null = false;
        // SAFETY: the tuple is there until the scan goes on, and the description is its table's; the type is the column's.
        unsafe {
            let value = pg_sys::heap_getattr(self.tuple, self.at, self.columns, &mut null);
            T::from_datum(value, null)
        }
    }

    pub(crate) fn take<T: FromDatum>(&mut self) -> Result<T> {
        self.maybe().ok_or_else(damaged)
    }

    pub(crate) fn maybe_time(&mut self) -> Option<Timestamp> {
        self.maybe::<i64>().map(from_microseconds)
    }

    /// A place of a document.
    pub(crate) fn document(&mut self) -> Result<Place> {
        Ok(Place {
            chain: ChainId::new(u32::try_from(self.count()?).map_err(|_| damaged())?),
            counter: self.count()?,
        })
    }

    /// Both parts of a place, or none.
    pub(crate) fn maybe_document(&mut self) -> Result<Option<Place>> {
        let number = |number: i64| u64::try_from(number).map_err(|_| damaged());
        match (self.maybe::<i64>(), self.maybe::<i64>()) {
            (Some(chain), Some(counter)) => Ok(Some(Place {
                chain: ChainId::new(u32::try_from(chain).map_err(|_| damaged())?),
                counter: number(counter)?,
            })),
            (None, None) => Ok(None),
            _ => Err(damaged()),
        }
    }

    pub(crate) fn route(&mut self) -> Result<Route> {
        Route::of_number(i64::from(self.take::<i16>()?)).ok_or_else(damaged)
    }

    /// A whole number that is never negative.
    pub(crate) fn count(&mut self) -> Result<u64> {
        u64::try_from(self.take::<i64>()?).map_err(|_| damaged())
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take::<Vec<u8>>()?.try_into().map_err(|_| damaged())
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp> {
        self.take::<i64>().map(from_microseconds)
    }
}

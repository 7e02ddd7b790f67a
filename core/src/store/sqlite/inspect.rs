//! What there is to verify in the file besides its documents and its audit: its pages, its tables and their rules, its orphans, the
//! columns that only the file has.

use std::num::NonZeroUsize;

use rusqlite::Connection;

use super::fault::fault;
use super::rows::{Columns, sql};
use super::{Rows, Sqlite};
use crate::chain::Break;
use crate::error::{Code, Error, Result, Severity};
use crate::ledger::Anchor;
use crate::seal::Verifier;
use crate::store::verify::{Lines, Verified, verify_against};

impl Sqlite {
    /// Looks at everything that is kept: documents, deliveries and the audit, then the file itself.
    pub fn verify(&self, verifier: &Verifier, threads: Option<NonZeroUsize>) -> Result<Verified> {
        self.verify_against(verifier, threads, &[])
    }

    /// The same, and whether every anchor still lies on the chains and on the audit.
    pub fn verify_against(
        &self,
        verifier: &Verifier,
        threads: Option<NonZeroUsize>,
        anchors: &[Anchor],
    ) -> Result<Verified> {
        verify_against(self, verifier, threads, anchors)
    }

    /// The file itself.
    pub(super) fn inspect(&self, lines: &Lines, verified: &mut Verified) -> Result<()> {
        {
            let reading = self.reading()?;
            let rows = Rows(&reading.0);
            let text = |row: &rusqlite::Row<'_>| Columns::new(row).take::<String>();
            let pages = rows.all(sql!("check_pages"), [], text)?;
            for page in pages.iter().filter(|page| page.as_str() != "ok") {
                verified.broken(Error::new(Code::StoreDamaged).found(page));
            }
            for table in rows.all(sql!("check_orphans"), [], text)? {
                verified.broken(Error::new(Code::VerifyOrphan).found(&table));
            }
            for document in rows.all(sql!("check_order"), [], text)? {
                verified.broken(Error::new(Code::VerifyOrder).found(&document));
            }
            let fresh = Connection::open_in_memory().map_err(fault)?;
            fresh.execute_batch(include_str!("schema.sql")).map_err(fault)?;
            let rules = |rows: &Rows<'_>| rows.all(sql!("check_rules"), [], text);
            let (own, should) = (rules(&rows)?, rules(&Rows(&fresh))?);
            let odd = own.iter().filter(|rule| !should.contains(rule));
            for rule in should.iter().filter(|rule| !own.contains(rule)).chain(odd) {
                verified.broken(Error::new(Code::VerifyRules).found(rule));
            }
        }
        self.chain_columns(lines, verified)?;
        if let Err(error) = self.fence() {
            // A copy may be whole; what is behind its witness has lost its tail.
            let lost = error.code() == Code::FenceOlder;
            verified.add(Break {
                severity: if lost { Severity::Error } else { Severity::Warning },
                error,
                counter: None,
                document: None,
                other: None,
            });
        }
        Ok(())
    }

    /// When each chain began, and why it was set aside.
    fn chain_columns(&self, lines: &Lines, verified: &mut Verified) -> Result<()> {
        let chains = Rows(&self.reading()?.0).all(sql!("check_chain"), [], |row| {
            let mut row = Columns::new(row);
            Ok((row.take::<u32>()?, row.time()?, row.take::<Option<String>>()?))
        })?;
        for (number, begun_at, why) in chains {
            if lines.of_chain(number) != (Some(begun_at), why.as_deref()) {
                verified.broken(Error::new(Code::VerifyChain).found(&number.to_string()));
            }
        }
        Ok(())
    }
}

//! What there is to verify in the file besides the documents: its pages, its tables and their rules, its orphans, its audit.

use std::num::NonZeroUsize;

use rusqlite::Connection;

use super::fault::fault;
use super::rows::{Columns, sql};
use super::{Rows, Sqlite};
use crate::chain::Break;
use crate::error::{Code, Error, Result, Severity};
use crate::seal::Verifier;
use crate::store::safe::Safe as _;
use crate::store::verify::{Verified, verify};

/// Rows of the audit read at a time.
const PAGE: usize = 4096;

impl Sqlite {
    /// Looks at everything that is kept: the documents ([`verify`]), then the file itself.
    pub fn verify(&self, verifier: &Verifier, threads: Option<NonZeroUsize>) -> Result<Verified> {
        let mut verified = verify(self, verifier, threads)?;
        let mut broken = |code: Code, found: &str| {
            verified.breaks.push(Break {
                error: Error::new(code).found(found),
                severity: Severity::Error,
                counter: None,
                document: None,
                other: None,
            });
        };
        {
            let reading = self.reading()?;
            let rows = Rows(&reading.0);
            let text = |row: &rusqlite::Row<'_>| Columns::new(row).take::<String>();
            let pages = rows.all(sql!("check_pages"), [], text)?;
            for page in pages.iter().filter(|page| page.as_str() != "ok") {
                broken(Code::StoreDamaged, page);
            }
            for table in rows.all(sql!("check_orphans"), [], text)? {
                broken(Code::VerifyOrphan, &table);
            }
            let fresh = Connection::open_in_memory().map_err(fault)?;
            fresh.execute_batch(include_str!("schema.sql")).map_err(fault)?;
            let rules = |rows: &Rows<'_>| rows.all(sql!("check_rules"), [], text);
            let (own, should) = (rules(&rows)?, rules(&Rows(&fresh))?);
            let odd = own.iter().filter(|rule| !should.contains(rule));
            for rule in should.iter().filter(|rule| !own.contains(rule)).chain(odd) {
                broken(Code::VerifyRules, rule);
            }
        }
        let (mut after, mut previous) = (0, [0; 32]);
        loop {
            let page = self.audited(after, PAGE)?;
            if page.is_empty() {
                break;
            }
            for row in &page {
                if row.ordinal != after + 1 || row.previous != previous || row.digest() != row.hash {
                    broken(Code::VerifyAudit, &row.ordinal.to_string());
                }
                (after, previous) = (row.ordinal, row.hash);
            }
        }
        verified.audited = after;
        if let Err(error) = self.fence() {
            // A copy may be whole; what is behind its witness has lost its tail.
            let lost = error.code() == Code::FenceOlder;
            verified.breaks.push(Break {
                severity: if lost { Severity::Error } else { Severity::Warning },
                error,
                counter: None,
                document: None,
                other: None,
            });
        }
        Ok(verified)
    }
}

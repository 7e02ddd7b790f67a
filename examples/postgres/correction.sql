-- The authority rejects an invoice. It keeps its place in the chain; the ERP posts another one that stands for it.
\set QUIET on
\pset footer off
set role books_erp;
with made as (insert into books.invoice (number, till, customer_id, state, posted_at) values ('T-3', 'till-1', 1, 'posted', now()) returning id)
insert into books.invoice_line select id, 1, 1, 12, null from made;
reset role;

-- The clerk waits for the clearance, as he would with the customer before him.
select s.uuid as rejected from books.invoice as i, khatm.status_of('books.invoice', i.id::text) as s where i.number = 'T-3' \gset
call khatm.wait(:'rejected', '30 s');

set role books_erp;
with made as (
    insert into books.invoice (number, till, customer_id, state, posted_at, corrects_id)
    select 'T-4', 'till-1', 1, 'posted', now(), id from books.invoice where number = 'T-3' returning id)
insert into books.invoice_line select id, 1, 1, 12, null from made;
reset role;
select s.uuid as corrected from books.invoice as i, khatm.status_of('books.invoice', i.id::text) as s where i.number = 'T-4' \gset
call khatm.wait(:'corrected', '30 s');

\echo What was posted does not change any more:
\set ON_ERROR_STOP off
update books.invoice_line set quantity = 1 where invoice_id = (select id from books.invoice where number = 'T-4');
\set ON_ERROR_STOP on

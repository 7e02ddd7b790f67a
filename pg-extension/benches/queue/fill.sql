-- A queue that issuing would take an hour to make: rows as it makes them, but for hashes that are nobody's. Nothing here is sent.
\set ON_ERROR_STOP on
select count(*) from (select khatm.issue('TILL-1', '{"number": "FIRST", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}')) as first;
set khatm.allow_drop = on;
alter table khatm.document disable trigger user;
insert into khatm.document
select 1 + n % :chains, 2 + n / :chains, gen_random_uuid(), d.kind, 1, 'N-' || n, d.issued_at, d.deadline_at + n * interval '1 ms',
    sha256(int8send(n)), sha256(int8send(n + 1)), null, d.content, d.currency, d.total, substr(d.xml, 1, 1500)
from khatm.document as d, generate_series(0, :documents - 1) as n where d.number = 'FIRST';
alter table khatm.document enable trigger user;
alter table khatm.document enable always trigger follows;
alter table khatm.document enable always trigger deny;
alter table khatm.document enable always trigger deny_all;
vacuum analyze khatm.document;
checkpoint;

-- Tables of an ERP, attached: which rows become documents, when, once, as what, and with whose rights.
-- Expects the devices of the example `devices`: TILL-1 to TILL-4, in a database where nothing is attached yet.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(197);
create extension if not exists khatm;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || format('/TILL-%s.json', n)), '0')
from generate_series(1, 4) as n where not exists (select from khatm.device where device = 'TILL-' || n);

create role erp_owner;
create role erp_clerk;
grant khatm_admin to erp_owner;
create schema erp authorization erp_owner;
grant usage on schema erp to erp_clerk;
set role erp_owner;
create table erp.invoice (id bigint primary key, till int not null default 1, status text not null default 'draft', price numeric not null default 10, paid bool);
create table erp.line (invoice_id bigint not null references erp.invoice, at int not null, name text not null default 'Tea', primary key (invoice_id, at));
grant select, insert, update, delete on erp.invoice, erp.line to erp_clerk;
create function erp.draft(id bigint) returns jsonb language sql stable as $$
    select jsonb_build_object('number', 'T-' || i.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', i.price::text)))
    from erp.invoice as i where i.id = $1
$$;
revoke all on function erp.draft(bigint) from public;
reset role;

-- What cannot be attached, and why.
create function pg_temp.attach(target text, device text default '''TILL-1''', mapping text default 'erp.draft(bigint)',
    becomes_final text default 'status = ''posted''', on_invalid text default 'refuse', more text default '') returns text language sql as $$
    select format('select khatm.attach(%L, %L, %L, %L, %L%s)', target, device, mapping, becomes_final, on_invalid, more)
$$;
set role erp_owner;
create view erp.invoices as select * from erp.invoice;
create temporary table passing (id bigint primary key, status text);
create unlogged table erp.unlogged (id bigint primary key, status text);
create table erp.keyless (id bigint, status text);
create table erp.late (id bigint primary key deferrable, status text);
create table erp.parent (id bigint primary key, status text);
create table erp.child (primary key (id)) inherits (erp.parent);
create table erp.parts (id bigint primary key, status text) partition by range (id);
create table erp.part partition of erp.parts for values from (0) to (100);
create table erp.forced (id bigint primary key, status text);
alter table erp.forced enable row level security, force row level security;
create function erp.two(a bigint, b bigint) returns jsonb language sql as 'select ''{}''::jsonb';
create function erp.word(a bigint) returns text language sql as 'select ''''';
select throws_like(pg_temp.attach('erp.invoices'), 'KHATM-ATTACH-KIND: %', 'a view is not attached');
select throws_like(pg_temp.attach('pg_temp.passing'), 'KHATM-ATTACH-KIND: %', 'nor a temporary table');
select throws_like(pg_temp.attach('erp.unlogged'), 'KHATM-ATTACH-KIND: %', 'nor an unlogged one');
select throws_like(pg_temp.attach('erp.keyless'), 'KHATM-ATTACH-KEY: %', 'nor one without a key');
select throws_like(pg_temp.attach('erp.late'), 'KHATM-ATTACH-KEY: %', 'nor one whose key holds later');
select throws_like(pg_temp.attach('erp.parent'), 'KHATM-ATTACH-INHERITS: %', 'nor one that another inherits from');
select throws_like(pg_temp.attach('erp.child'), 'KHATM-ATTACH-INHERITS: %', 'nor that other');
select throws_like(pg_temp.attach('erp.part'), 'KHATM-ATTACH-PARTITION: %', 'nor a partition');
select throws_like(pg_temp.attach('erp.forced'), 'KHATM-ATTACH-FORCED: %', 'nor one whose rows its owner may not see');
select throws_like(pg_temp.attach('erp.invoice', device => 'tills'), 'KHATM-ATTACH-EXPRESSION: %', 'an unknown column is told');
select throws_like(pg_temp.attach('erp.invoice', device => '''a'' from erp.line where (true'), 'KHATM-ATTACH-EXPRESSION: %', 'an expression is no query');
select throws_like(pg_temp.attach('erp.invoice', device => '''a'', ''b'''), 'KHATM-ATTACH-EXPRESSION: %', 'nor two');
select throws_like(pg_temp.attach('erp.invoice', device => '''a''; drop table erp.line'), 'KHATM-ATTACH-EXPRESSION: %', 'nor two statements');
select throws_like(pg_temp.attach('erp.invoice', device => ''), 'KHATM-ATTACH-EXPRESSION: %', 'nor nothing');
select throws_like(pg_temp.attach('erp.invoice', device => 'max(till)::text'), 'KHATM-ATTACH-EXPRESSION: %', 'nor a sum');
select throws_like(pg_temp.attach('erp.invoice', becomes_final => 'price'), 'KHATM-ATTACH-EXPRESSION: %', 'a predicate is true or false');
select throws_like(pg_temp.attach('erp.invoice', becomes_final => 'exists (select from erp.line)'), 'KHATM-ATTACH-EXPRESSION: %', 'and has no query');
select throws_like(pg_temp.attach('erp.invoice', mapping => 'erp.two(bigint, bigint)'), 'KHATM-ATTACH-MAPPING: %', 'a mapping takes the key');
select throws_like(pg_temp.attach('erp.invoice', mapping => 'erp.word(bigint)'), 'KHATM-ATTACH-MAPPING: %', 'and gives a draft');
select throws_like(pg_temp.attach('erp.invoice', on_invalid => 'ignore'), 'KHATM-ATTACH-INVALID: %', 'an invalid row is not ignored');
select throws_like(pg_temp.attach('erp.invoice', more => ', mutable => ''{paid}'''), 'KHATM-ATTACH-COLUMNS: %', 'columns stay changeable where others are frozen');
select throws_like(pg_temp.attach('erp.invoice', more => ', freeze => true, mutable => ''{id}'''), 'KHATM-ATTACH-COLUMNS: %', 'the key does not');
select throws_like(pg_temp.attach('erp.invoice', more => ', freeze => true, lines => ''{erp.parent}'''), 'KHATM-ATTACH-LINES: %', 'lines refer to the row');
select throws_like(pg_temp.attach('erp.invoice', more => ', environment => ''moon'''), 'KHATM-%', 'an environment is one of three');
select throws_like($$select khatm.attach(null, 'a', null, 'b')$$, 'KHATM-ATTACH-KIND: %', 'nothing is not attached');
select throws_like($$select khatm.detach('erp.invoice')$$, 'KHATM-ATTACH-NONE: %', 'what is not attached is not detached');
reset role;
create table erp.others (id bigint primary key, status text);
create function erp.hers(id bigint) returns jsonb language sql as 'select ''{}''::jsonb';
alter function erp.hers(bigint) owner to erp_clerk;
create function erp.shut(id bigint) returns jsonb language sql as 'select ''{}''::jsonb';
revoke all on function erp.shut(bigint) from public;
set role erp_owner;
select throws_like(pg_temp.attach('erp.others'), 'KHATM-ATTACH-OWNER: %', 'only its owner attaches a table');
select throws_like(pg_temp.attach('erp.invoice', mapping => 'erp.hers(bigint)'), 'KHATM-ATTACH-MAPPING-OWNER: %', 'not with a mapping that another could change');
select throws_like(pg_temp.attach('erp.invoice', mapping => 'erp.shut(bigint)'), 'KHATM-ATTACH-MAPPING-RIGHT: %', 'nor one that he may not call');
set role erp_clerk;
select throws_ok(pg_temp.attach('erp.invoice'), '42501', null, 'and only with the right to');
reset role;
select is((select count(*) from pg_trigger where tgname like 'khatm\_%' and tgrelid::regclass::text like 'erp.%'), 0::bigint, 'nothing of that left a trigger');

-- The truth table. A clerk writes, who may do nothing with Khatm.
set role erp_owner;
insert into erp.invoice (id, status) values (1, 'posted');
select is(khatm.attach('erp.invoice', $$'TILL-' || till$$, 'erp.draft(bigint)', $$status = 'posted'$$) > 0, true, 'a table is attached');
select throws_like(pg_temp.attach('erp.invoice'), 'KHATM-ATTACH-TWICE: %', 'once');
select is((select state from khatm.attachments where target = 'erp.invoice'::regclass), 'attached', 'and says so');
reset role;
create function pg_temp.issued(id bigint) returns bigint language sql as $$
    select count(*) from khatm.document where request_key = format('erp.invoice["%s"]', id)
$$;
create function pg_temp.total(id bigint) returns bigint language sql as $$
    select max(total) from khatm.document where request_key = format('erp.invoice["%s"]', id)
$$;
grant execute on all functions in schema pg_temp to public;
\set clerk 'set role erp_clerk'
:clerk;
update erp.invoice set price = 11 where id = 1;
reset role;
select is(pg_temp.issued(1), 0::bigint, 'a row that was final already is none');
:clerk;
insert into erp.invoice (id, status) values (2, 'posted');
insert into erp.invoice (id) values (3);
reset role;
select is(pg_temp.issued(2), 1::bigint, 'inserted final: one');
select is(pg_temp.issued(3), 0::bigint, 'a draft: none');
:clerk;
update erp.invoice set status = 'posted' where id = 3;
update erp.invoice set paid = true where id = 3;
reset role;
select is(pg_temp.issued(3), 1::bigint, 'draft, then final: one, and final, then something else: no other');
:clerk;
begin;
insert into erp.invoice (id) values (4);
update erp.invoice set status = 'posted' where id = 4;
update erp.invoice set price = 20 where id = 4;
commit;
begin;
insert into erp.invoice (id, status) values (5, 'posted');
delete from erp.invoice where id = 5;
commit;
begin;
insert into erp.invoice (id, status) values (6, 'posted');
update erp.invoice set status = 'draft' where id = 6;
commit;
begin;
insert into erp.invoice (id, status) values (7, 'posted');
update erp.invoice set status = 'draft' where id = 7;
update erp.invoice set status = 'posted', price = 30 where id = 7;
commit;
begin;
insert into erp.invoice (id, status) values (8, 'posted');
update erp.invoice set id = 9 where id = 8;
commit;
begin;
insert into erp.invoice (id, status) values (10, 'posted');
delete from erp.invoice where id = 10;
insert into erp.invoice (id, status, price) values (10, 'posted', 40);
commit;
reset role;
select is(pg_temp.total(4), 2300::bigint, 'changed after it became final: the last state');
select is(pg_temp.issued(4), 1::bigint, 'once');
select is(pg_temp.issued(5), 0::bigint, 'final, then deleted: none');
select is(pg_temp.issued(6), 0::bigint, 'final, then a draft again: none');
select is(pg_temp.total(7), 3450::bigint, 'final again: one');
select is((pg_temp.issued(8), pg_temp.issued(9)), (0::bigint, 1::bigint), 'with another key: under that');
select is((pg_temp.issued(10), pg_temp.total(10)), (1::bigint, 4600::bigint), 'deleted and inserted again: one, of the second');
-- In two transactions.
:clerk;
update erp.invoice set status = 'draft' where id = 2;
update erp.invoice set status = 'posted' where id = 2;
reset role;
select is(pg_temp.issued(2), 1::bigint, 'back to draft and final as it was: the same document');
:clerk;
update erp.invoice set status = 'draft' where id = 2;
select throws_like($$update erp.invoice set status = 'posted', price = 99 where id = 2; set constraints all immediate$$, 'KHATM-ISSUE-OTHER: %', 'final as another: refused');
delete from erp.invoice where id = 4;
reset role;
select is(pg_temp.issued(4), 1::bigint, 'deleted after it was issued: the document stays');
-- Many rows, statements of every kind.
:clerk;
insert into erp.invoice (id, status) select n, case when n % 2 = 0 then 'posted' else 'draft' end from generate_series(20, 29) as n;
update erp.invoice set status = 'posted' where id between 20 and 29;
insert into erp.invoice (id, status) values (29, 'posted'), (30, 'draft') on conflict (id) do update set status = excluded.status;
insert into erp.invoice (id, status) values (30, 'posted') on conflict (id) do update set status = excluded.status;
with moved as (insert into erp.invoice (id) values (31) returning id) insert into erp.invoice (id, status) select id + 1, 'posted' from moved;
copy erp.invoice (id, status) from stdin;
33	posted
34	draft
35	posted
\.
reset role;
select is((select sum(pg_temp.issued(n)) from generate_series(20, 29) as n), 10::numeric, 'each row of a statement');
select is(pg_temp.issued(30), 1::bigint, 'on conflict');
select is((pg_temp.issued(31), pg_temp.issued(32)), (0::bigint, 1::bigint), 'with');
select is((pg_temp.issued(33), pg_temp.issued(34), pg_temp.issued(35)), (1::bigint, 0::bigint, 1::bigint), 'copy');
-- Savepoints.
:clerk;
begin;
insert into erp.invoice (id, status) values (40, 'posted');
savepoint a;
insert into erp.invoice (id, status) values (41, 'posted');
rollback to a;
insert into erp.invoice (id, status) values (42, 'posted');
savepoint b;
update erp.invoice set status = 'draft' where id = 40;
rollback to b;
savepoint c;
insert into erp.invoice (id, status) values (43, 'posted');
savepoint d;
insert into erp.invoice (id, status) values (44, 'posted');
release d;
rollback to c;
savepoint e;
savepoint f;
insert into erp.invoice (id, status) values (45, 'posted');
release f;
release e;
do $$ begin
    insert into erp.invoice (id, status) values (46, 'posted');
    raise exception 'no';
exception when others then
    insert into erp.invoice (id, status) values (47, 'posted');
end $$;
commit;
reset role;
select is((select array_agg(pg_temp.issued(n) order by n) from generate_series(40, 47) as n), '{1,0,1,0,0,1,0,1}', 'what a savepoint took back was never final');
-- At once.
:clerk;
begin;
insert into erp.invoice (id, status) values (50, 'posted');
savepoint a;
set constraints all immediate;
reset role;
select is(pg_temp.issued(50), 1::bigint, 'set constraints immediate seals');
rollback to a;
reset role;
select is(pg_temp.issued(50), 0::bigint, 'a savepoint takes that back');
:clerk;
set constraints all immediate;
insert into erp.invoice (id, status) values (51, 'posted'), (52, 'posted');
reset role;
select is(pg_temp.issued(50) + pg_temp.issued(51) + pg_temp.issued(52), 3::bigint, 'and it is sealed all the same, with what comes then');
select is((select ground from khatm.status_of('erp.invoice', '51')), 'uncommitted', 'but not to be printed');
select is((select qr from khatm.status_of('erp.invoice', '51')), null, 'nor its QR code');
commit;
select is((select ground from khatm.status_of('erp.invoice', '51')), 'as_issued', 'before it is committed');
-- Whoever is current at COMMIT.
:clerk;
begin;
insert into erp.invoice (id, status) values (55, 'posted');
reset role;
create role erp_nobody;
set role erp_nobody;
commit;
reset role;
drop role erp_nobody;
select is(pg_temp.issued(55), 1::bigint, 'who commits does not matter');
-- A device for each row.
:clerk;
begin;
insert into erp.invoice (id, status, till) values (60, 'posted', 3), (61, 'posted', 2), (62, 'posted', 3);
commit;
reset role;
select is((select string_agg(device || ':' || icv, ' ' order by id) from generate_series(60, 62) as id, khatm.status_of('erp.invoice', id::text)), 'TILL-3:1 TILL-2:1 TILL-3:2', 'each row on its device');
-- Subscriptions.
set session_replication_role = replica;
insert into erp.invoice (id, status) values (65, 'posted');
reset session_replication_role;
select is(pg_temp.issued(65), 0::bigint, 'a subscription signs nothing');
alter table erp.invoice enable always trigger khatm_note_insert, enable always trigger "~khatm_seal_insert";
set session_replication_role = replica;
insert into erp.invoice (id, status) values (66, 'posted');
reset session_replication_role;
select is(pg_temp.issued(66), 0::bigint, 'not even where somebody wants it to');
alter table erp.invoice enable trigger khatm_note_insert, enable trigger "~khatm_seal_insert";
-- Refused: the row is not there either, and the detail says which it was.
create temporary table refused (detail jsonb);
do $$
declare said text;
begin
    begin
        insert into erp.invoice (id, status, price) values (70, 'posted', 10), (71, 'posted', -1);
        set constraints all immediate;
    exception when others then
        get stacked diagnostics said = pg_exception_detail;
        insert into refused values (said::jsonb);
    end;
end $$;
select is((select detail -> 'key' ->> 'id' || ' ' || (detail ->> 'table') from refused), '71 erp.invoice', 'a refusal names the row');
select is((select count(*) from erp.invoice where id in (70, 71)), 0::bigint, 'and nothing is there');
select throws_like($$insert into erp.invoice (id, status, till) values (72, 'posted', 99); set constraints all immediate$$, 'KHATM-DEVICE-UNKNOWN: %', 'an unknown device is refused');
-- Triggers that somebody turned off or made himself.
alter table erp.invoice disable trigger "~khatm_seal_insert";
select is((select state from khatm.attachments where target = 'erp.invoice'::regclass), 'disabled', 'a trigger that is off is told');
select is((select light || ' ' || (message like '%erp.invoice (disabled)') from khatm.health where code = 'KHATM-ATTACH-OFF'), 'red true', 'and makes the light red');
alter table erp.invoice enable trigger "~khatm_seal_insert";
create table erp.fake (id bigint primary key);
create trigger fake after insert on erp.fake for each row execute function khatm.note('1', 'inserted');
create constraint trigger sealed after insert on erp.fake initially deferred for each row execute function khatm.seal_noted();
select throws_like($$insert into erp.fake values (1); set constraints all immediate$$, 'KHATM-ATTACH-TRIGGER: %', 'a trigger on another table signs nothing');
drop trigger fake on erp.fake;
create trigger fake after insert on erp.fake for each row execute function khatm.note();
select throws_like($$insert into erp.fake values (1)$$, 'KHATM-ATTACH-TRIGGER: %', 'nor one without a number');
drop trigger fake on erp.fake;
create trigger fake after insert on erp.fake for each row execute function khatm.note('1', 'nonsense');
select throws_like($$insert into erp.fake values (1)$$, 'KHATM-ATTACH-TRIGGER: %', 'nor one that says nothing');
drop table erp.fake;
select throws_ok($$select khatm.note()$$, '39P01', null, 'nor a call');

-- Keys of every kind, names of every kind, a revision, a correction, and the row itself as what is mapped.
set role erp_owner;
create table erp."Sales ""2026""" ("Number " text, "{day}" date, till uuid, "STATE" text, rev int not null default 1, was uuid, primary key ("{day}", "Number ", till));
create function erp."a draft"(erp."Sales ""2026""") returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'Q-' || $1."Number " || '-' || $1.rev, 'lines', jsonb_build_array(jsonb_build_object('name', 'Dates', 'quantity', 2, 'price', '5.00')))
$$;
select ok(khatm.attach('erp."Sales ""2026"""', $$'TILL-4'$$, 'erp."a draft"(erp."Sales ""2026""")', $$"STATE" in ('done', 'sent')$$, revision => 'rev', corrects => 'was') > 0, 'odd names are taken');
set datestyle = 'German';
set timezone = 'Asia/Riyadh';
insert into erp."Sales ""2026""" values (E'1\'2\\"3', '2026-11-21', '00000000-0000-4000-8000-000000000001', 'done');
reset datestyle;
reset timezone;
reset role;
select is((select request_key from khatm.document where number like 'Q-%'), $$erp."Sales ""2026"""["2026-11-21","1'2\\\"3","00000000-0000-4000-8000-000000000001"]1$$, 'a key is the same in every session');
select is((select revision || ' ' || number from khatm.status_of('erp."Sales ""2026"""', '2026-11-21', E'1\'2\\"3', '00000000-0000-4000-8000-000000000001')), $$1 Q-1'2\"3-1$$, 'and finds it');
update erp."Sales ""2026""" set "STATE" = 'draft';
update erp."Sales ""2026""" set "STATE" = 'sent', rev = 2;
select is((select string_agg(revision, ' ') from khatm.status_of('erp."Sales ""2026"""', '2026-11-21', E'1\'2\\"3', '00000000-0000-4000-8000-000000000001')), '1 2', 'a revision is another document');
insert into erp."Sales ""2026""" (till, "{day}", "Number ", "STATE") values ('00000000-0000-4000-8000-000000000002', '2026-11-21', repeat('long', 50), 'done');
select is((select count(*) from khatm.document where length(request_key) = 66 and request_key like '#%'), 1::bigint, 'a long key has a short one');
select is((select count(*) from khatm.status_of('erp."Sales ""2026"""', '2026-11-21', repeat('long', 50), '00000000-0000-4000-8000-000000000002')), 1::bigint, 'that finds it');
update erp."Sales ""2026""" set "STATE" = 'draft', rev = 3 where "Number " like '1%';
select throws_like(
    format($$update erp."Sales ""2026""" set "STATE" = 'done', was = %L where rev = 3; set constraints all immediate$$,
        (select uuid from khatm.document where number like 'Q-%' and number like '%-2')),
    'KHATM-CORRECTS-OPEN: %', 'a correction stands for a rejected document');

-- A revision is the same in every session.
set role erp_owner;
create table erp.timed (id int primary key, posted timestamptz, note text);
create function erp.draft_timed(id int) returns jsonb language sql stable as $$
    select jsonb_build_object('number', 'W-' || t.id || '-' || coalesce(t.note, ''), 'lines', '[{"name": "Dates", "quantity": 1, "price": "5.00"}]'::jsonb) from erp.timed as t where t.id = $1
$$;
select ok(khatm.attach('erp.timed', $$'TILL-4'$$, 'erp.draft_timed(int)', 'posted is not null', revision => 'posted') > 0, 'a revision is of any type');
set timezone = 'Asia/Riyadh';
insert into erp.timed values (1, '2026-11-23 01:00+03');
update erp.timed set posted = null;
set timezone = 'America/New_York';
set datestyle = 'German';
update erp.timed set posted = '2026-11-22 22:00+00';
reset datestyle;
reset timezone;
reset role;
select is((select array_agg(revision) from khatm.status_of('erp.timed', '1')), array['2026-11-22 22:00:00+00'], 'one moment is one revision, whatever the time zone of who says it');

-- Partitions.
set role erp_owner;
create table erp.p (id int, state text, price numeric default 10, primary key (id, state)) partition by list (state);
create table erp.p_draft partition of erp.p for values in ('draft');
create table erp.p_posted (price numeric default 10, state text not null, junk int, id int not null);
alter table erp.p_posted drop junk;
alter table erp.p attach partition erp.p_posted for values in ('posted');
create table erp.p_old partition of erp.p for values in ('old');
create function erp.draft_p(id int, state text) returns jsonb language plpgsql as $$
begin
    return jsonb_build_object('number', 'P-' || id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', (select price from erp.p where (p.id, p.state) = ($1, $2)))));
end $$;
select ok(khatm.attach('erp.p', $$'TILL-4'$$, 'erp.draft_p(int, text)', $$state in ('posted', 'old')$$) > 0, 'a partitioned table is attached');
insert into erp.p values (1, 'draft'), (2, 'posted'), (3, 'draft');
update erp.p set state = 'posted' where id = 1;
update erp.p set state = 'old' where id in (1, 2);
begin;
update erp.p set state = 'posted', price = 7 where id = 3;
update erp.p set state = 'old', price = 8 where id = 3;
commit;
begin;
insert into erp.p values (4, 'posted');
savepoint a;
update erp.p set state = 'old' where id = 4;
rollback to a;
commit;
begin;
insert into erp.p values (5, 'posted');
update erp.p set state = 'old' where id = 5;
update erp.p set state = 'posted' where id = 5;
commit;
create table erp.p_new partition of erp.p for values in ('new');
insert into erp.p values (6, 'draft');
reset role;
select is(
    (select string_agg(request_key || ' ' || total, ', ' order by number) from khatm.document where number like 'P-%'),
    'erp.p["1","posted"] 1150, erp.p["2","posted"] 1150, erp.p["3","old"] 920, erp.p["4","posted"] 1150, erp.p["5","posted"] 1150',
    'a row that goes from partition to partition is one document, under the key with which it came to be');
alter table erp.p detach partition erp.p_old;
insert into erp.p_old (id, state) values (9, 'old');
select is((select count(*) from khatm.document where number = 'P-9'), 0::bigint, 'what is no partition any more is not attached');

-- At SERIALIZABLE PostgreSQL notes what of a table was read, and fails who writes there. Khatm leaves no such note on rows that the
-- transaction wrote itself: whatever their key is of, in a partition too, and whatever the session makes of its plans.
set role erp_owner;
create type erp.place as enum ('hall', 'garden');
create table erp.alone (at erp.place, seats int[], name varchar(9), code char(4), price numeric default 10, final bool, primary key (name, seats, at, code));
create function erp.draft_alone(sale erp.alone) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'A-' || sale.name || sale.code, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', sale.price)))
$$;
create table erp.apart (id int, month int, price numeric default 10, final bool, primary key (id, month)) partition by list (month);
create table erp.apart_1 partition of erp.apart for values in (1) partition by range (id);
create table erp.apart_1_1 (price numeric default 10, month int not null, final bool, id int not null);
alter table erp.apart_1 attach partition erp.apart_1_1 for values from (0) to (100);
create table erp.apart_2 partition of erp.apart default;
create function erp.draft_apart(sale erp.apart) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'A-' || sale.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', sale.price)))
$$;
select ok(khatm.attach('erp.alone', $$'TILL-4'$$, 'erp.draft_alone(erp.alone)', 'final') > 0, 'attached, with a key of many types');
select ok(khatm.attach('erp.apart', $$'TILL-4'$$, 'erp.draft_apart(erp.apart)', 'final') > 0, 'attached, in parts of parts');
create function pg_temp.noted() returns text language sql as $$
    select coalesce(string_agg(distinct relation::regclass::text, ' '), '') from pg_locks where mode = 'SIReadLock' and pid = pg_backend_pid()
$$;
begin isolation level serializable;
insert into erp.alone values ('hall', '{1,2}', 'Ali', 'x', 10, true), ('garden', '{3}', 'Bo', 'y', 10, false), ('garden', '{}', 'Bo', 'z', 10, true);
update erp.alone set price = 20, final = true where ctid = '(0,2)';
insert into erp.apart values (1, 1, 10, true), (2, 1, 10, false), (3, 2, 10, true);
savepoint a;
insert into erp.apart values (4, 2, 10, true);
update erp.apart_1_1 set price = 30, final = true where ctid = '(0,2)';
release a;
select set_config(name, 'off', true) from unnest('{enable_tidscan,enable_partition_pruning}'::text[]) as name;
set constraints all immediate;
select is(pg_temp.noted(), '', 'rows that become documents are read without a trace');
select count(*) from erp.alone where name = 'Ali';
select isnt(pg_temp.noted(), '', 'which others leave');
commit;
reset role;
select is((select string_agg(number || ' ' || total, ', ' order by number) from khatm.document where number like 'A-%'),
    'A-1 1150, A-2 3450, A-3 1150, A-4 1150, A-Alix 1150, A-Boy 2300, A-Boz 1150', 'all of them, as they are in the end');

-- Whose rights. The table's owner is nobody special, and what he maps runs as him, without power over anything else.
create role erp_mapper;
grant khatm_admin to erp_mapper;
create role erp_other;
grant erp_other to erp_mapper;
create schema hostile authorization erp_mapper;
set role erp_mapper;
create table hostile.seen (who text, path text);
create table hostile.sale (id int primary key, done bool, what text);
create function hostile.draft(id int) returns jsonb language plpgsql as $$
declare
    what text := (select sale.what from hostile.sale where sale.id = $1);
begin
    insert into hostile.seen values (current_user, current_setting('search_path'));
    execute what;
    return jsonb_build_object('number', 'H-' || id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10)));
end $$;
select ok(khatm.attach('hostile.sale', $$'TILL-4'$$, 'hostile.draft(int)', 'done') > 0, 'attached');
reset role;
create function pg_temp.tried(what text) returns text language sql as $$
    select format('insert into hostile.sale values (1, true, %L); set constraints all immediate', what) $$;
select throws_ok(pg_temp.tried(what), state::char(5), null, what || ' is refused') from (values
    ('create role erp_hacker superuser', '42501'),
    ('alter role erp_mapper superuser', '42501'),
    ('set role erp_other', '42501'),
    ('reset role', '42501'),
    ('set session authorization postgres', '42501'),
    ('select set_config(''role'', ''postgres'', true)', '42501'),
    ('update khatm.chain set state = 3', '42501'),
    ('insert into khatm.audit select * from khatm.audit', '42501'),
    ('select file from khatm.safe', '42501'),
    ('copy khatm.safe to ''/tmp/khatm_safe''', '42501'),
    ('select pg_read_file(''postgresql.conf'')', '42501'),
    ('create temporary table t (a int)', '42501'),
    ('listen x', '42501'),
    ('set session_replication_role = replica', '42501')) as tried (what, state);
select is((select count(*) from pg_roles where rolname = 'erp_hacker' or (rolname = 'erp_mapper' and rolsuper)), 0::bigint, 'nobody became somebody else');
insert into hostile.sale values (3, true, $$set search_path = hostile; set work_mem = '77MB'; set local timezone = 'UTC'$$);
select is((select distinct who || ' ' || path from hostile.seen), 'erp_mapper pg_catalog, pg_temp', 'a mapping runs as the table''s owner');
select is(current_setting('search_path') || current_setting('work_mem'), '"$user", public4MB', 'and leaves no setting changed');
select is(current_user || session_user, 'postgrespostgres', 'nor anybody else than before');
select is((select count(*) from khatm.document where number = 'H-3'), 1::bigint, 'and its draft was issued');
begin;
set constraints all immediate;
insert into hostile.sale values (10, true, 'insert into hostile.sale select 11, true, ''select 1'' where not exists (select from hostile.sale where id = 11)');
commit;
select is((select count(*) from khatm.document where number in ('H-10', 'H-11')), 2::bigint, 'a row that becomes final while another is sealed is sealed, too');
-- What is named otherwise in somebody's own search path.
create schema trap;
create function trap.traps(int, int) returns bool language sql as 'select false';
create operator trap.= (function = trap.traps, leftarg = int, rightarg = int);
create table trap.sale (id int, done bool, what text);
set search_path = trap, pg_catalog;
insert into hostile.sale values (4, true, 'select 1');
reset search_path;
select is((select count(*) from khatm.document where number = 'H-4'), 1::bigint, 'a search path changes nothing');
alter function hostile.draft(int) rename to gone;
select throws_like($$insert into hostile.sale values (5, true, 'select 1'); set constraints all immediate$$, 'KHATM-ATTACH-STALE: %', 'a mapping that is gone is told');
alter function hostile.gone(int) rename to draft;
grant create on schema hostile to erp_clerk;
alter function hostile.draft(int) owner to erp_clerk;
select throws_like($$insert into hostile.sale values (5, true, 'select 1'); set constraints all immediate$$, 'KHATM-ATTACH-MAPPING-OWNER: %', 'and one that became another''s');
alter function hostile.draft(int) owner to erp_mapper;
alter table hostile.sale rename done to finished;
select throws_like($$insert into hostile.sale values (5, true, 'select 1'); set constraints all immediate$$, '%done%', 'a column that is called otherwise is told');
alter table hostile.sale rename finished to done;
drop table hostile.sale;
select is((select state from khatm.attachments where request_keys = 'hostile.sale'), 'gone', 'a table that was dropped is told');
insert into erp.invoice (id, status) values (90, 'posted');
select is(pg_temp.issued(90), 1::bigint, 'and stops nobody else');

-- Parked.
set role erp_owner;
create table erp.retail (id int primary key, status text, price numeric, till int default 4);
create function erp.draft_r(id int) returns jsonb language sql as $$
    select case when i.price <> 7 then jsonb_build_object('number', 'R-' || i.id, 'lines', jsonb_build_array(jsonb_build_object(
        'name', 'Tea', 'quantity', 1, 'price', (i.price + 0 / (i.price - 8))::numeric(10, 2)))) end from erp.retail as i where i.id = $1
$$;
select ok(khatm.attach('erp.retail', $$'TILL-' || till$$, 'erp.draft_r(int)', $$status = 'posted'$$, 'park') > 0, 'attached to park');
insert into erp.retail values (1, 'posted', 10, 4), (2, 'posted', -2, 4), (3, 'posted', 8, 4), (4, 'posted', 10, 99), (5, 'posted', 12, 4), (6, 'posted', 7, 4);
reset role;
select is((select string_agg(number, ' ' order by chain, counter) from khatm.document where number like 'R-%'), 'R-1 R-5', 'the good rows are documents');
select is((select string_agg(key[1] || ' ' || code, ', ' order by key[1]) from khatm.parked where target = 'erp.retail'::regclass and key[1] <> '6'),
    '2 BR-KSA-F-04, 3 KHATM-ATTACH-FAILED, 4 KHATM-DEVICE-UNKNOWN', 'the others are parked, with why');
select is((select fate || ' ' || ground from khatm.status_of('erp.retail', '3')), 'parked KHATM-ATTACH-FAILED', 'and their status says so');
select is((select parked from khatm.attachments where target = 'erp.retail'::regclass), 4::bigint, 'so does the attachment');
update erp.retail set price = 9 where id = 2;
update erp.retail set status = 'draft' where id = 3;
update erp.retail set price = 10 where id = 1;
select is((select count(*) from khatm.document where number like 'R-%'), 3::bigint, 'touched: tried again');
select is((select string_agg(key[1], ' ' order by key[1]) from khatm.parked), '4 6', 'what became a document, or is none, is parked no more');
alter table erp.retail disable trigger user;
update erp.retail set till = 1 where id = 4;
alter table erp.retail enable trigger user;
select is(khatm.seal_parked(), 1::bigint, 'one more can be sealed');
select is(khatm.seal_parked('erp.retail'), 0::bigint, 'the other can not');
select is((select tries || ' ' || (tried_at > since) from khatm.parked), '3 true', 'it was tried');
delete from erp.retail where id = 6;
select is((select count(*) from khatm.parked), 0::bigint, 'and is gone with its row');

-- Frozen.
set role erp_owner;
create table erp.bill (id int primary key, status text default 'draft', price numeric default 10, paid bool default false);
create table erp.bill_line (bill int not null references erp.bill, at int, name text default 'Tea', primary key (bill, at));
create table erp.bill_link (id int primary key, bill int references erp.bill, other int references erp.bill);
create function erp.draft_b(id int) returns jsonb language sql stable as $$
    select jsonb_build_object('number', 'B-' || i.id, 'lines', (
        select jsonb_agg(jsonb_build_object('name', l.name, 'quantity', 1, 'price', i.price)) from erp.bill_line as l where l.bill = i.id)) from erp.bill as i where i.id = $1
$$;
select throws_like(pg_temp.attach('erp.bill', mapping => 'erp.draft_b(int)', more => ', freeze => true, lines => ''{erp.bill_link}'''), 'KHATM-ATTACH-LINES: %', 'which of two references is meant is said');
select ok(khatm.attach('erp.bill', $$'TILL-4'$$, 'erp.draft_b(int)', $$status = 'posted'$$, freeze => true,
    lines => array['erp.bill_line', 'erp.bill_link (other)'], mutable => array['paid']) > 0, 'attached to freeze');
select is((select array_to_string(lines, ', ') from khatm.attachments where target = 'erp.bill'::regclass), 'erp.bill_line (bill), erp.bill_link (other)', 'with its lines');
create function pg_temp.without(statement text) returns text language plpgsql as $$
declare
    seen text;
begin
    begin
        execute statement;
        select string_agg(target || ' ' || state, ', ') into seen from khatm.attachments where state in ('disabled', 'broken');
        raise exception using errcode = 'P0099';
    exception when sqlstate 'P0099' then null;
    end;
    return seen;
end $$;
select is((select string_agg(target || ' ' || state, ', ') from khatm.attachments where state in ('disabled', 'broken')), null, 'all are as they should be');
select is((select string_agg(distinct pg_temp.without(format('drop trigger %I on %s', tgname, tgrelid::regclass)), '; ') from pg_trigger
    where tgrelid in ('erp.bill'::regclass, 'erp.bill_line'::regclass, 'erp.bill_link'::regclass) and tgname ~ '^khatm_(seal_(in|up)|note_(in|up)|freeze(_line_\d+)?$)'),
    'erp.bill broken', 'each of its triggers is missed, and those of its lines');
select is((select string_agg(distinct pg_temp.without(format('alter table %s disable trigger %I', tgrelid::regclass, tgname)), '; ') from pg_trigger
    where tgrelid in ('erp.bill'::regclass, 'erp.bill_line'::regclass, 'erp.bill_link'::regclass) and tgname ~ '^khatm_'),
    'erp.bill disabled', 'and each that is off');
insert into erp.bill values (1), (2);
insert into erp.bill_line values (1, 1), (1, 2), (2, 1);
insert into erp.bill_link values (1, 1, 2);
update erp.bill_line set name = 'Dates' where at = 2;
delete from erp.bill_line where at = 2;
update erp.bill set status = 'posted' where id = 1;
select throws_like($$update erp.bill set price = 11 where id = 1$$, 'KHATM-FROZEN: %', 'a row that became a document does not change');
select throws_like($$update erp.bill set status = 'draft' where id = 1$$, 'KHATM-FROZEN: %', 'nor go back');
select throws_like($$delete from erp.bill_line where bill = 1; delete from erp.bill where id = 1$$, 'KHATM-FROZEN: %', 'nor leave');
select throws_like($$truncate erp.bill cascade$$, 'KHATM-FROZEN: %', 'nor with all others');
select lives_ok($$update erp.bill set paid = true where id = 1$$, 'what may change does');
select throws_like($$update erp.bill set paid = false, price = 1 where id = 1$$, 'KHATM-FROZEN: %', 'and takes nothing with it');
select throws_like($$update erp.bill_line set name = 'Coffee' where bill = 1$$, 'KHATM-FROZEN: %', 'nor do its lines');
select throws_like($$insert into erp.bill_line values (1, 9)$$, 'KHATM-FROZEN: %', 'none comes');
select throws_like($$delete from erp.bill_line where bill = 1$$, 'KHATM-FROZEN: %', 'none goes');
select throws_like($$update erp.bill_line set bill = 2, at = 5 where bill = 1$$, 'KHATM-FROZEN: %', 'not to another');
select throws_like($$update erp.bill_line set bill = 1, at = 5 where bill = 2$$, 'KHATM-FROZEN: %', 'nor from one');
select throws_like($$truncate erp.bill_line$$, 'KHATM-FROZEN: %', 'nor all');
select lives_ok($$update erp.bill_line set name = name where bill = 1$$, 'what changes nothing is none');
select lives_ok($$update erp.bill_link set bill = 2$$, 'a draft''s own stay free');
select throws_like($$update erp.bill_link set other = 1$$, 'KHATM-FROZEN: %', 'but do not become another''s');
select lives_ok($$update erp.bill set price = 3 where id = 2; delete from erp.bill_line where bill = 2$$, 'drafts are free');
create table erp.f (id int not null, at int not null, status text, primary key (id, at)) partition by range (at);
create table erp.f_line (id int not null, at int not null, primary key (id, at)) partition by range (at);
create table erp.f_1 partition of erp.f for values from (0) to (10);
create function erp.draft_f(id int, at int) returns jsonb language sql stable as $$select '{}'::jsonb$$;
select ok(khatm.attach('erp.f', $$'TILL-4'$$, 'erp.draft_f(int, int)', $$status = 'posted'$$, freeze => true, lines => array['erp.f_line (id, at)']) > 0, 'one with partitions');
create table erp.f_2 partition of erp.f for values from (10) to (20) partition by range (id);
create table erp.f_2_1 partition of erp.f_2 for values from (0) to (10);
create table erp.f_3 (id int not null, at int not null, status text, primary key (id, at));
create table erp.f_line_1 partition of erp.f_line for values from (0) to (10);
select lives_ok('truncate erp.f_3', 'a table that is no partition yet is emptied');
alter table erp.f attach partition erp.f_3 for values from (20) to (30);
create table erp.f_4 (like erp.f including all);
select throws_like(format('truncate %s', part), 'KHATM-FROZEN: %', part || ' is not emptied')
from unnest(array['erp.f', 'erp.f_1', 'erp.f_2', 'erp.f_2_1', 'erp.f_3', 'erp.f_line_1']) as part;
select lives_ok('truncate erp.f_4', 'and what is none is');
select is((select count(*) from pg_trigger where tgname ~ '^khatm_freeze_all_' and tgrelid::regclass::text ~ '^erp.f_' and tgenabled <> 'A'), 0::bigint, 'in a subscription neither');
select lives_ok($$select khatm.detach('erp.f')$$, 'it is taken off');
select is((select count(*) from pg_trigger where tgname ~ '^khatm_' and tgrelid::regclass::text ~ '^erp.f'), 0::bigint, 'with all its partitions');
reset role;
set session_replication_role = replica;
select throws_like($$update erp.bill set price = 11 where id = 1$$, 'KHATM-FROZEN: %', 'nor in a subscription');
select throws_like($$truncate erp.bill_line$$, 'KHATM-FROZEN: %', 'nor all of it');
reset session_replication_role;

-- Taken off.
set role erp_owner;
select lives_ok($$select khatm.detach('erp.bill')$$, 'a table is taken off');
select is((select count(*) from pg_trigger where not tgisinternal and tgrelid in ('erp.bill'::regclass, 'erp.bill_line'::regclass)), 0::bigint, 'no trigger is left');
select lives_ok($$select khatm.detach('erp.p')$$, 'a partitioned one, too');
select is((select count(*) from pg_trigger where not tgisinternal and tgrelid::regclass::text like 'erp.p%'), 0::bigint, 'on no partition either');
select throws_like($$select khatm.detach('erp.p')$$, 'KHATM-ATTACH-NONE: %', 'once');
select is((select state from khatm.attachments where target = 'erp.p'::regclass), 'detached', 'and says so');
update erp.bill set price = 12 where id = 1;
select khatm.attach('erp.bill', $$'TILL-4'$$, 'erp.draft_b(int)', $$status = 'posted'$$);
update erp.bill set status = 'draft', price = 10 where id = 1;
update erp.bill set status = 'posted' where id = 1;
reset role;
select is((select count(*) from khatm.attachment where name = 'erp.bill'), 1::bigint, 'attached anew it is the same');
select is((select count(*) from khatm.document where number = 'B-1'), 1::bigint, 'and nothing is issued twice');
alter table erp.bill rename to bills;
select khatm.detach('erp.bills');
create function erp.draft_c(id int) returns jsonb language sql stable as 'select ''{}''::jsonb';
alter function erp.draft_c(int) owner to erp_owner;
select ok(khatm.attach('erp.bills', $$'TILL-4'$$, 'erp.draft_c(int)', $$status = 'posted'$$) > 0, 'a table by another name');
select is((select request_keys from khatm.attachments where target = 'erp.bills'::regclass), 'erp.bill', 'keeps that of its request keys');
set role erp_owner;
create table erp.bill (id int primary key, status text);
select ok(khatm.attach('erp.bill', $$'TILL-4'$$, 'erp.draft_c(int)', $$status = 'posted'$$) > 0, 'and another that has its name now');
reset role;
select is((select request_keys from khatm.attachments where target = 'erp.bill'::regclass), 'erp.bill~2', 'has another');
drop table erp.bill;
select is((select string_agg(action, ' ' order by ordinal) from khatm.audit where detail like '%table=erp.bill'), 'attached detached attached detached attached', 'the audit tells of it');

-- A table that is another than it was: its key, its columns.
set role erp_owner;
create function erp.draft_of(number text, price numeric) returns jsonb language sql immutable as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price))) $$;
create table erp.keyed (id int primary key, no int not null unique, branch text not null default 'a', status text, price numeric default 10);
create function erp.draft_k(id int) returns jsonb language sql stable as $$ select erp.draft_of('K-' || k.no, k.price) from erp.keyed as k where k.id = $1 $$;
select khatm.attach('erp.keyed', $$'TILL-4'$$, 'erp.draft_k(int)', $$status = 'posted'$$, 'park') \g /dev/null
insert into erp.keyed values (1, 7, 'a', 'posted', 10), (2, 8, 'a', 'posted', -2);
select is((select parked from khatm.attachments where request_keys = 'erp.keyed'), 1::bigint, 'one row of two is parked');
alter table erp.keyed drop constraint keyed_pkey, add primary key (id, branch);
select is((select state from khatm.attachments where request_keys = 'erp.keyed'), 'broken', 'a table that has another key is told');
select throws_like($$select khatm.seal_parked('erp.keyed')$$, 'KHATM-ATTACH-STALE: %', 'no row is looked for by less than its key');
select is(khatm.seal_parked(), 0::bigint, 'and no other table waits for it');
select throws_like($$insert into erp.keyed values (3, 9, 'a', 'posted'); set constraints all immediate$$, 'KHATM-ATTACH-STALE: %', 'nor is one sealed');
select khatm.detach('erp.keyed') \g /dev/null
select throws_like($$select khatm.attach('erp.keyed', $a$'TILL-4'$a$, 'erp.draft_of(text, numeric)', 'true')$$, 'KHATM-ATTACH-%', 'nor is it attached with rows parked by the old one');
alter table erp.keyed drop constraint keyed_pkey, add primary key (id);
select khatm.attach('erp.keyed', $$'TILL-4'$$, 'erp.draft_k(int)', $$status = 'posted'$$) \g /dev/null
alter table erp.keyed disable trigger user;
update erp.keyed set price = 10 where id = 2;
alter table erp.keyed enable trigger user;
select is(khatm.seal_parked('erp.keyed'), 1::bigint, 'parked rows are sealed where none is parked any more');
select is((select parked from khatm.attachments where request_keys = 'erp.keyed'), 0::bigint, 'and leave');
alter table erp.keyed drop constraint keyed_pkey, add primary key (no);
select throws_like($$insert into erp.keyed values (7, 1, 'a', 'posted'); set constraints all immediate$$, 'KHATM-ATTACH-STALE: %', 'no mapping gets a number that is another column''s');
select khatm.detach('erp.keyed') \g /dev/null
create function erp.draft_n(no int) returns jsonb language sql stable as $$ select erp.draft_of('K-' || k.no, k.price) from erp.keyed as k where k.no = $1 $$;
select khatm.attach('erp.keyed', $$'TILL-4'$$, 'erp.draft_n(int)', $$status = 'posted'$$) \g /dev/null
insert into erp.keyed values (7, 1, 'a', 'posted');
reset role;
select is((select request_key from khatm.document where number = 'K-1'), 'erp.keyed~2["1"]', 'attached by another key it has other request keys');
set role erp_owner;
create table erp.column (id int primary key, status text, price numeric default 10);
select khatm.attach('erp.column', $$'TILL-4'$$, 'erp.draft_k(int)', $$status = 'posted'$$) \g /dev/null
select is((select state from khatm.attachments where request_keys = 'erp."column"'), 'attached', 'a table as it was');
alter table erp.column rename status to status_old;
alter table erp.column add status text not null default 'draft';
select is((select state from khatm.attachments where request_keys = 'erp."column"'), 'broken', 'and one whose column is another');
reset role;
select ok((select light = 'red' and message like '%erp."column"%' from khatm.health where code = 'KHATM-ATTACH-OFF'), 'that is red');
drop table erp.column;

-- Triggers of the table's own, before Khatm's.
set role erp_owner;
create table erp.early (id int primary key, status text, price numeric default 10);
create function erp.draft_e(id int) returns jsonb language sql stable as $$ select erp.draft_of('E-' || e.id, e.price) from erp.early as e where e.id = $1 $$;
select khatm.attach('erp.early', $$'TILL-4'$$, 'erp.draft_e(int)', $$status = 'posted'$$) \g /dev/null
create function erp.assign() returns trigger language plpgsql as $$begin update erp.early set id = 1000 - new.id where id = new.id; return null; end$$;
create trigger assign_insert after insert on erp.early for each row when (new.id < 0) execute function erp.assign();
create trigger assign_update after update on erp.early for each row when (new.id < 0 and new.status = 'posted') execute function erp.assign();
insert into erp.early values (-1, 'posted');
alter table erp.early disable trigger assign_insert;
insert into erp.early values (-2, 'draft');
update erp.early set status = 'posted' where id = -2;
-- A row that was final goes, and another has its key.
select throws_like($$update erp.early set id = 2001 where id = 1001; insert into erp.early values (1001, 'posted', 11); set constraints all immediate$$,
    'KHATM-ISSUE-OTHER: %', 'which is not the first one');
reset role;
select is((select string_agg(request_key, ' ' order by counter) from khatm.document where number like 'E-%'), 'erp.early["1001"] erp.early["1002"]', 'a row that gets its key in between is sealed by that key');
set role erp_owner;
create table erp.monthly (id int, month int, posted_on date, final bool, primary key (id, month)) partition by list (month);
create table erp.monthly_1 partition of erp.monthly for values in (1);
create table erp.monthly_2 partition of erp.monthly for values in (2);
create function erp.draft_m(id int, month int) returns jsonb language sql stable as $$ select erp.draft_of('M-' || $1 || '-' || $2, 10) $$;
select khatm.attach('erp.monthly', $$'TILL-4'$$, 'erp.draft_m(int, int)', 'final') \g /dev/null
create function erp.set_month() returns trigger language plpgsql as $$begin new.month := extract(month from new.posted_on); return new; end$$;
create trigger set_month before insert or update on erp.monthly for each row execute function erp.set_month();
insert into erp.monthly values (1, 1, '2026-01-15', true);
update erp.monthly set posted_on = '2026-02-15' where id = 1;
begin;
update erp.monthly set id = 50 where id = 1;
delete from erp.monthly where id = 50;
insert into erp.monthly values (50, 2, '2026-02-16', true);
commit;
reset role;
select is((select string_agg(number, ' ' order by counter) from khatm.document where number like 'M-%'), 'M-1-1 M-50-2', 'a row that is sent elsewhere is not new, and one that takes its key is');

-- Constants are what they were, whatever a session has set.
set role erp_owner;
create table erp.dated (id int primary key, posted_on date);
create function erp.draft_d(id int) returns jsonb language sql stable as $$ select erp.draft_of('D-' || $1, 10) $$;
set datestyle = 'SQL, DMY';
select khatm.attach('erp.dated', $$'TILL-4'$$, 'erp.draft_d(int)', $$posted_on >= date '12/01/2026'$$) \g /dev/null
reset datestyle;
insert into erp.dated values (1, '2026-03-01'), (2, '2026-01-11');
reset role;
select is((select string_agg(number, ' ') from khatm.document where number like 'D-%'), 'D-1', 'the twelfth of January is no first of December');

-- A mapping that runs as another stays one.
create role erp_guest;
grant usage, create on schema hostile to erp_guest;
set role erp_guest;
create function hostile.turning(id int) returns jsonb language plpgsql security definer as $$
begin
    if current_user = 'erp_guest' then execute 'alter function hostile.turning(int) security invoker'; end if;
    return jsonb_build_object('number', 'G-' || id || current_user, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10)));
end $$;
set role erp_owner;
create table erp.turned (id int primary key);
reset role;
grant usage on schema hostile to erp_owner;
set role erp_owner;
select khatm.attach('erp.turned', $$'TILL-4'$$, 'hostile.turning(int)', 'true') \g /dev/null
select throws_like($$insert into erp.turned values (1), (2); set constraints all immediate$$, 'KHATM-ATTACH-MAPPING-OWNER: %', 'it does not become its owner''s between two rows');
reset role;

-- Lines point at their row by what is equal, however it is written; and nobody else's trigger is taken for one of Khatm's.
set role erp_owner;
create table erp.scaled (id numeric primary key, status text, price numeric default 10);
create table erp.scaled_line (scaled numeric references erp.scaled, at int, primary key (scaled, at));
create function erp.draft_s(id numeric) returns jsonb language sql stable as $$ select erp.draft_of('S-' || $1, 10) $$;
select khatm.attach('erp.scaled', $$'TILL-4'$$, 'erp.draft_s(numeric)', $$status = 'posted'$$, freeze => true, lines => '{erp.scaled_line}') as scaled \gset
insert into erp.scaled values (1, 'draft'), (2, 'draft');
insert into erp.scaled_line values (1.0, 1), (2.0, 1);
update erp.scaled set status = 'posted' where id = 1;
select throws_like('delete from erp.scaled_line where scaled = 1', 'KHATM-FROZEN: %', 'a line is frozen with the row that it is equal to');
delete from erp.scaled_line where scaled = 2;
reset role;
create schema guest authorization erp_guest;
set role erp_guest;
create table guest.own (scaled numeric);
create function guest.nothing() returns trigger language plpgsql as 'begin return null; end';
select format('create trigger khatm_freeze_line_%s after insert on guest.own for each row execute function guest.nothing(%L, %L)', :scaled, :scaled, 'scaled') \gexec
reset role;
select exists (select from pg_available_extensions where name = 'dblink') as has_dblink \gset
\if :has_dblink
create extension dblink;
select dblink_connect('guest', format('host=%s port=%s dbname=%s user=postgres', current_setting('unix_socket_directories'), current_setting('port'), current_database())),
    dblink_exec('guest', 'begin'), dblink_exec('guest', 'lock table guest.own in access exclusive mode') \g /dev/null
set lock_timeout = '5s';
begin isolation level repeatable read;
update erp.scaled set status = 'posted' where id = 2;
commit;
reset lock_timeout;
select is((select count(*) from khatm.document where number = 'S-2'), 1::bigint, 'whoever calls a trigger as Khatm does keeps nobody waiting');
select dblink_exec('guest', 'rollback') \g /dev/null
\else
select skip('this server has no dblink', 1);
\endif
select is((select count(*) from khatm.verify_ledger() where severity = 'error'), 0::bigint, 'everything that is kept is whole');
select * from finish();

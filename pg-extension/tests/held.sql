-- What holds of attached tables whoever owns them, whatever a session has set, and whatever was taken back.
-- Expects the devices TILL-1 and TILL-2 of one taxpayer and SHOP-1 of another, in a database where nothing is attached.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(75);
create extension if not exists khatm;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || format('/%s.json', name)), '0')
from unnest(array['TILL-1', 'TILL-2', 'SHOP-1']) as name;

create schema held;
create function held.draft(number text, price numeric) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price)))
$$;
create function pg_temp.state(of_table text) returns text language sql as
$$ select state from khatm.attachments where target = coalesce(pg_partition_root(of_table::regclass), of_table::regclass) $$;

-- One row, one document, where each taxpayer has people of his own, and the table is of somebody who sees all.
create role held_books;
create role held_shop;
select khatm.tenant_new('300000000000003', 'held_books'), khatm.tenant_new('310000000000003', 'held_shop') \g /dev/null
create table held.moving (id int primary key, till text, number text, status text);
create function held.draft_moving(moving held.moving) returns jsonb language sql stable as $$ select held.draft($1.number, 10) $$;
select ok(khatm.attach('held.moving', 'till', 'held.draft_moving(held.moving)', 'status = ''final''') > 0, 'a table whose rows name their devices');
insert into held.moving values (1, 'TILL-1', 'V-1', 'final');
update held.moving set status = 'draft';
select throws_like($$update held.moving set till = 'SHOP-1', number = 'V-2', status = 'final'; set constraints all immediate$$, 'KHATM-ATTACH-ELSEWHERE: %',
    'a row becomes no second document of another taxpayer''s');

-- A frozen row stays frozen, whatever its table's owner may see by now.
create role held_owner;
grant all on schema held to held_owner;
grant held_books to held_owner;
create table held.kept (id int primary key, price numeric, status text);
alter table held.kept owner to held_owner;
create function held.draft_kept(kept held.kept) returns jsonb language sql stable as $$ select held.draft('K-' || $1.id, $1.price) $$;
select ok(khatm.attach('held.kept', '''TILL-1''', 'held.draft_kept(held.kept)', 'status = ''final''', freeze => true) > 0, 'a table of one of a taxpayer''s people');
insert into held.kept values (1, 10, 'final');
revoke held_books from held_owner;
select throws_like('update held.kept set price = 1', 'KHATM-FROZEN: %', 'keeps its rows when he is none any more');
-- Which nobody can bring about for a row of another's.
select throws_like(format('select khatm.issue(''SHOP-1'', held.draft(''F-1'', 10), %L)', key), 'KHATM-ISSUE-KEY: %', 'nobody takes a row''s key: ' || left(key, 30))
from unnest(array['held.kept["2"]', 'held.kept["2"]rev', '"Held"."a""b"["2"]', 'held.kept~2["1", "2"]', '#' || repeat('a', 64)]) as key;
select throws_like($$select khatm.issue_many('SHOP-1', array[held.draft('F-1', 10)], array['held.kept["2"]'])$$, 'KHATM-ISSUE-KEY: %', 'nor among several');
select throws_like($$select khatm.seal('SHOP-1', '<Invoice/>', 'held.kept["2"]')$$, 'KHATM-ISSUE-KEY: %', 'nor for a ready document');
select throws_like($$select khatm.seal_many('SHOP-1', array['<Invoice/>'::bytea], array['held.kept["2"]'])$$, 'KHATM-ISSUE-KEY: %', 'nor for several');
select is((select count(*) from khatm.issue_many('TILL-1', array[held.draft('F-2', 10), held.draft('F-3', 10), held.draft('F-4', 10)], array['held.kept', 'sale[2]', '#12'])), 3::bigint,
    'what looks alike is free');

-- What a savepoint took back has made no partition.
create table held.parted (id int primary key, price numeric, status text) partition by range (id);
create table held.parted_1 partition of held.parted for values from (0) to (100);
create function held.draft_parted(parted held.parted) returns jsonb language sql stable as $$ select held.draft('Q-' || $1.id, $1.price) $$;
select ok(khatm.attach('held.parted', '''TILL-1''', 'held.draft_parted(held.parted)', 'status = ''final''', freeze => true) > 0, 'a partitioned table');
begin;
savepoint a;
create table held.parted_2 partition of held.parted for values from (100) to (200);
insert into held.parted values (101, 10, 'final');
rollback to a;
insert into held.parted values (1, 10, 'final');
select lives_ok('set constraints all immediate', 'what is left is issued');
-- Nor has what was sealed before a partition went.
create table held.parted_2 partition of held.parted for values from (100) to (200);
insert into held.parted values (102, 10, 'final');
set constraints all immediate;
set constraints all deferred;
alter table held.parted detach partition held.parted_2;
insert into held.parted values (2, 10, 'final');
select lives_ok('set constraints all immediate', 'and so is what comes after a partition has left');
commit;
select is((select count(*) from khatm.status_of('held.parted', '1')), 1::bigint, 'once');
drop table held.parted_2;

-- A trigger that is not there any more is missed.
create function pg_temp.without(trigger_name text, of_table text) returns text language plpgsql as $$
declare said text;
begin
    begin
        execute format('drop trigger %I on %s', trigger_name, of_table);
        said := pg_temp.state(of_table);
        raise exception using errcode = 'KH000';
    exception when sqlstate 'KH000' then null;
    end;
    return said;
end $$;
create table held.parking (id int primary key, status text);
create function held.draft_parking(parking held.parking) returns jsonb language sql stable as $$ select held.draft('P-' || $1.id, 10) $$;
select ok(khatm.attach('held.parking', '''TILL-1''', 'held.draft_parking(held.parking)', 'status = ''final''', on_invalid => 'park') > 0, 'a table that parks');
select attachment as number from khatm.attachment where target = 'held.parted'::regclass \gset
select is(pg_temp.without(name, of_table), 'broken', 'without ' || name || ' on ' || of_table)
from (values ('~khatm_note_move', 'held.parted'), ('khatm_note_rename', 'held.parted'), ('~khatm_seal_update', 'held.parted'), ('khatm_freeze_all_' || :number, 'held.parted_1'),
    ('khatm_note_touch', 'held.parking'), ('~khatm_seal_delete', 'held.parking')) as t (name, of_table);
select is(pg_temp.state('held.parted') || ' ' || pg_temp.state('held.parking'), 'attached attached', 'and well when all are there');

-- A partition has its triggers from whoever makes it, and another one none by that.
create table held.apart (id int primary key, status text) partition by range (id);
create table held.apart_1 partition of held.apart for values from (0) to (100);
create function held.draft_apart(apart held.apart) returns jsonb language sql stable as $$ select held.draft('R-' || $1.id, 10) $$;
select khatm.attach('held.apart', '''TILL-1''', 'held.draft_apart(held.apart)', 'status = ''final''', freeze => true) as number \gset
drop trigger khatm_freeze_all_:number on held.apart_1;
create function pg_temp.wholes(of_table regclass) returns bigint language sql as
$$ select count(*) from pg_trigger where tgrelid = of_table and tgname ~ '^khatm_freeze_all_' $$;
create table held.parted_3 partition of held.parted for values from (200) to (300);
select is(pg_temp.wholes('held.parted_3'), 1::bigint, 'a partition has its own');
select is(pg_temp.wholes('held.apart_1'), 0::bigint, 'one of another table is left as it is');
create table held.apart_2 (id int primary key, status text) partition by range (id);
create table held.apart_2_1 partition of held.apart_2 for values from (100) to (150);
alter table held.apart attach partition held.apart_2 for values from (100) to (200);
select is(pg_temp.wholes('held.apart_2') + pg_temp.wholes('held.apart_2_1'), 2::bigint, 'what comes with partitions has them on all');
drop table held.apart cascade;

-- Names and keys are the same in every session.
set quote_all_identifiers = on;
select is(pg_temp.state('held.parted') || ' ' || pg_temp.state('held.kept'), 'attached attached', 'whatever it has quoted');
create table held.cash (what money, whose regclass, price numeric, status text, primary key (what, whose));
create function held.draft_cash(cash held.cash) returns jsonb language sql stable as $$ select held.draft('C-' || $1.whose::oid, $1.price) $$;
select ok(khatm.attach('held.cash', '''TILL-1''', 'held.draft_cash(held.cash)', 'status = ''final''', freeze => true) > 0, 'one is attached so');
reset quote_all_identifiers;
select is((select state || ' ' || request_keys from khatm.attachments where target = 'held.cash'::regclass), 'attached held.cash', 'and is it for all');
insert into held.cash values (10, 'held.cash', 10, 'final');
set search_path = held, public;
select throws_like('update cash set price = 11', 'KHATM-FROZEN: %', 'a row is known by a name that the session shortens');
select is((select count(*) from khatm.status_of('cash', '10', 'held.cash')), 1::bigint, 'and found by its own');
reset search_path;
set quote_all_identifiers = on;
select throws_like('update held.cash set price = 12', 'KHATM-FROZEN: %', 'by one that it quotes');
select is((select count(*) from khatm.status_of('held.cash', '10', 'held.cash')), 1::bigint, 'and found by it');
reset quote_all_identifiers;
insert into held.cash values (11, 'pg_catalog.pg_class', 10, 'final');
create temporary table pg_class ();
select throws_like('update held.cash set price = 12 where price = 10 and what = 11::money', 'KHATM-FROZEN: %', 'and by one that a temporary table has, too');
drop table pg_temp.pg_class;

-- A key that was replaced is not one by which nothing was issued.
alter table held.kept drop constraint kept_pkey;
select throws_like('update held.kept set price = 1', 'KHATM-ATTACH-STALE: %', 'a frozen row whose key is gone does not change');
alter table held.kept add column code text default 'x';
alter table held.kept add primary key (code);
select throws_like('update held.kept set price = 1', 'KHATM-ATTACH-STALE: %', 'nor under another');
alter table held.kept drop constraint kept_pkey, add primary key (id);
select throws_like('update held.kept set price = 1', 'KHATM-FROZEN: %', 'under its own it is known');
alter table held.kept rename id to number;
select throws_like('update held.kept set price = 1', 'KHATM-FROZEN: %', 'also by another name');

-- Lines: what is equal is the same, in partitions too; and what has heirs keeps nothing.
create table held.sale (id int, day date, status text, primary key (id, day)) partition by range (day);
create table held.sale_1 partition of held.sale for values from ('2026-01-01') to ('2027-01-01');
create table held.item (id int, day timestamp, price numeric);
create function held.draft_sale(sale held.sale) returns jsonb language sql stable as $$ select held.draft('S-' || $1.id, 10) $$;
create table held.heir () inherits (held.item);
select throws_like($$select khatm.attach('held.sale', '''TILL-1''', 'held.draft_sale(held.sale)', 'status = ''final''', freeze => true, lines => array['held.item (id, day)'])$$,
    'KHATM-ATTACH-INHERITS: %', 'lines with heirs are not taken');
drop table held.heir;
create table held.stamped (changed timestamptz default now());
create table held.part (id int, day timestamp) inherits (held.stamped);
select ok(khatm.attach('held.sale', '''TILL-1''', 'held.draft_sale(held.sale)', 'status = ''final''', freeze => true, lines => array['held.item (id, day)', 'held.part (id, day)']) > 0, 'those that are heirs are');
select khatm.detach('held.sale') \g /dev/null
select ok(khatm.attach('held.sale', '''TILL-1''', 'held.draft_sale(held.sale)', 'status = ''final''', freeze => true, lines => array['held.item (id, day)']) > 0, 'without they are');
insert into held.item values (1, '2026-08-01', 10), (2, '2026-08-01', 10);
insert into held.sale values (1, '2026-08-01', 'final'), (2, '2026-08-01', 'draft');
select throws_like('update held.item set price = 1 where id = 1', 'KHATM-FROZEN: %', 'a line that writes its day otherwise is frozen');
select throws_like('delete from held.item where id = 1', 'KHATM-FROZEN: %', 'and stays');
select lives_ok('update held.item set price = 1 where id = 2', 'that of a draft is free');
create table held.heir () inherits (held.item);
select is(pg_temp.state('held.sale'), 'broken', 'heirs that come later are told');
drop table held.heir;

-- A key that is equal and written otherwise when the row is issued. A server that was built without ICU has no such texts.
do $$ begin
    create collation held.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
exception when feature_not_supported then null;
end $$;
select exists (select from pg_collation where collname = 'loose') as icu \gset
\if :icu
create table held.code (code text collate held.loose primary key, amount numeric, status text);
create function held.draft_code(code held.code) returns jsonb language sql stable as $$ select held.draft('L-' || $1.code, 10) $$;
select ok(khatm.attach('held.code', '''TILL-1''', 'held.draft_code(held.code)', 'status = ''final''', freeze => true) > 0, 'a table whose keys are equal in small and in large letters');
begin;
insert into held.code values ('a', 1, 'final');
update held.code set code = 'A';
commit;
select is((select count(*) from khatm.status_of('held.code', 'A')), 1::bigint, 'has its document under the key that the row has in the end');
select throws_like('update held.code set amount = 2', 'KHATM-FROZEN: %', 'and keeps it');
create table held.wait (code text collate held.loose primary key, amount numeric, status text);
create function held.draft_wait(wait held.wait) returns jsonb language sql stable as $$ select held.draft('W-' || upper($1.code), $1.amount) $$;
select ok(khatm.attach('held.wait', '''TILL-1''', 'held.draft_wait(held.wait)', 'status = ''final''', on_invalid => 'park') > 0, 'one that parks');
insert into held.wait values ('a', -1, 'final'), ('b', -1, 'final');
select is((select count(*) from khatm.parked where target = 'held.wait'::regclass), 2::bigint, 'has rows that wait');
update held.wait set code = 'A', amount = 1 where code = 'a';
update held.wait set code = 'B' where code = 'b';
select is((select string_agg(key::text, ' ') from khatm.parked where target = 'held.wait'::regclass), '{B}', 'each under the key that it has, as long as it does');
\else
select skip('this server was built without ICU', 6);
\endif
create table held.year (id numeric primary key, status text) partition by range (id);
create table held.year_1 partition of held.year for values from (0) to (1000) partition by list (id);
create table held.year_2 partition of held.year_1 default;
create table held.month (id numeric, price numeric);
create function held.draft_year(year held.year) returns jsonb language sql stable as $$ select held.draft('Y-' || $1.id, 10) $$;
select ok(khatm.attach('held.year', '''TILL-1''', 'held.draft_year(held.year)', 'status = ''final''', freeze => true, lines => array['held.month (id)']) > 0, 'one with partitions, whose numbers are written as one likes');
insert into held.month values (1.0, 10), (2.0, 10);
insert into held.year values (1.00, 'final'), (2.00, 'draft');
select throws_like('update held.month set price = 1 where id = 1', 'KHATM-FROZEN: %', 'keeps the lines of a document');
select throws_like('delete from held.month where id = 1', 'KHATM-FROZEN: %', 'all of them');
select is((select number from khatm.status_of('held.year', '1')), 'Y-1.00', 'and its document is found by a number that is equal');
select lives_ok('update held.month set price = 1 where id = 2', 'and those of a draft are free');

-- Credit: what notes tie together is kept together, and thousands of them need no more locks than a few.
select uuid as first from khatm.issue('TILL-1', held.draft('O-0', 100)) \gset
select count(*) from khatm.issue_many('TILL-1', (select array_agg(held.draft('O-' || n, 1) order by n) from generate_series(1, 2000) as n)) \g /dev/null
create function held.note(number text, price numeric, variadic originals text[]) returns jsonb language sql immutable as $$
    select held.draft(number, price) || jsonb_build_object('kind', 'credit_note', 'reason', 'returned',
        'originals', (select jsonb_agg(jsonb_build_object('number', o)) from unnest(originals) as o)) $$;
begin;
select count(*) from khatm.issue('TILL-2', held.note('N-0', 1, 'O-0', 'O-1')) \g /dev/null
commit;
begin;
select count(*) from khatm.issue('TILL-2', held.note('N-1', 1, 'O-1')) \g /dev/null
select is((select array_agg(number order by number) from khatm.document where xmax = pg_current_xact_id()::xid), array['O-0', 'O-1'], 'a note keeps what others tie its original to');
rollback;
begin;
select is((select count(*) from khatm.issue_many('TILL-2', (select array_agg(held.note('M-' || n, 1, 'O-' || n) order by n) from generate_series(2, 2000) as n))), 1999::bigint, 'a lot of notes');
select cmp_ok((select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'object'), '<', 20::bigint, 'with few locks');
commit;
select throws_like($$select khatm.issue('TILL-1', held.note('M-x', 1, 'O-2'))$$, 'KHATM-NOTE-EXCEEDS: %', 'and nothing is credited twice');
-- Rows that a crash empties, or that their owner does not see, are told; and who sees no taxpayer is told that, not that all is well.
create unlogged table held.year_3 partition of held.year for values from (1000) to (2000);
select is(pg_temp.state('held.year'), 'broken', 'a partition that a crash empties');
drop table held.year_3;
alter table held.moving owner to held_owner;
alter table held.moving enable row level security, force row level security;
select is(pg_temp.state('held.moving'), 'broken', 'rows that their owner may not see');
alter table held.moving no force row level security, owner to postgres;
-- An owner who may not call the mapping, or not reach its schema.
create schema held_maps;
create function held_maps.draft(row_ held.moving) returns jsonb language sql security definer as $$ select held.draft('V-1', 1) $$;
revoke execute on function held_maps.draft(held.moving) from public;
select khatm.detach('held.moving');
select khatm.attach('held.moving', 'till', 'held_maps.draft(held.moving)', 'status = ''final''') \g /dev/null
alter table held.moving owner to held_owner;
select is(pg_temp.state('held.moving'), 'broken', 'an owner who may not call the mapping');
grant execute on function held_maps.draft(held.moving) to held_owner;
select is(pg_temp.state('held.moving'), 'broken', 'nor reach it');
grant usage on schema held_maps to held_owner;
select is(pg_temp.state('held.moving'), 'attached', 'he may');
alter table held.moving owner to postgres;
-- What fails says for which row, also where thousands are sealed at once.
create table held.failing (id int primary key, price numeric);
create function held.draft_failing(row_ held.failing) returns jsonb language plpgsql as $$
begin
    if row_.price = 0 then raise 'no price' using errcode = 'SHOP7', column = 'price', hint = 'ask the buyer'; end if;
    return held.draft('ROW-' || row_.id, row_.price);
end $$;
select khatm.attach('held.failing', '''TILL-1''', 'held.draft_failing(held.failing)', 'true') \g /dev/null
create function pg_temp.told(price numeric) returns text language plpgsql as $$
declare told text; col text; hint text;
begin
    insert into held.failing select n, case n when 37 then price else 1 end from generate_series(1, 50) as n;
    set constraints all immediate;
    return 'sealed';
exception when others then
    get stacked diagnostics told = pg_exception_context, col = column_name, hint = pg_exception_hint;
    return concat_ws(', ', sqlstate, sqlerrm, col, hint) || ': ' || told;
end $$;
select matches(pg_temp.told(0), '^SHOP7, no price, price, ask the buyer: PL/pgSQL function held.draft_failing.* line 3 at RAISE\n(.*\n)*row of table held.failing with the key \(37\)',
    'an error of the mapping is what it raised, and says for which row');
select is(pg_temp.told(2), 'sealed', 'and nothing is left of it');
select khatm.detach('held.failing');
select khatm.attach('held.failing', '''TILL-1''', 'held.draft_failing(held.failing)', 'true', on_invalid => 'park') \g /dev/null
begin;
insert into held.failing values (99, 1), (100, 0), (101, 1);
select lives_ok('set constraints all immediate', 'a state of the mapping''s own is the row''s fault');
select is((select string_agg(key::text || ' ' || code || ' ' || (findings->0->>'message'), ', ') from khatm.parked where target = 'held.failing'::regclass),
    '{100} KHATM-ATTACH-FAILED The table''s own mapping or expression failed for this row: SHOP7', 'and told');
commit;
-- What a mapping catches and raises again is the first one.
create function held.draft_again(row_ held.failing) returns jsonb language plpgsql as $$
begin
    raise 'the first' using errcode = 'SHOP1';
exception when others then
    begin
        raise 'the second' using errcode = 'SHOP2';
    exception when others then null;
    end;
    raise;
end $$;
select khatm.detach('held.failing');
select khatm.attach('held.failing', '''TILL-1''', 'held.draft_again(held.failing)', 'true') \g /dev/null
select throws_ok('insert into held.failing values (200, 1); set constraints all immediate', 'SHOP1', 'the first', 'the first of two');
select khatm.detach('held.failing');
create role held_monitor;
grant khatm_reader to held_monitor;
set role held_monitor;
select light || ' ' || code as told from khatm.health where code !~ 'WORKER' limit 1 \gset
reset role;
select is(:'told'::text, 'yellow KHATM-TENANT-NONE', 'who sees no taxpayer knows');
begin;
select count(*) as breaks from khatm.verify_ledger() \gset
select count(*) from khatm.status_of('held.year', '1'), khatm.health, khatm.attachments, khatm.parked, khatm.onboarding \g /dev/null
select pg_current_xact_id_if_assigned() is null as nothing \gset
commit;
select is(:breaks::int, 0, 'all is whole');
select ok(:'nothing', 'and who only looks writes nothing');
select * from finish();

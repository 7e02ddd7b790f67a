-- What becomes of attached tables later: partitions that come, names that change, what is dropped, and what somebody is told of it.
-- Expects the devices TILL-1 and TILL-2 of one taxpayer and SHOP-1 of another, in a database where nothing is attached.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(46);
create extension if not exists khatm;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || format('/%s.json', name)), '0')
from unnest(array['TILL-1', 'TILL-2', 'SHOP-1']) as name;

create role later_owner;
create schema later authorization later_owner;
set role later_owner;
create function later.draft(number text, price numeric) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price)))
$$;
reset role;
-- A light that tells more than is wrong here says so, too.
create function pg_temp.red() returns text language sql as $$
    select coalesce(string_agg(code || ' ' || substring(message from ': ([^:]*)$'), ', ' order by code, message), '') from khatm.health where code like 'KHATM-ATTACH-%'
$$;

-- An owner who is nobody else's goes on making partitions.
set role later_owner;
create table later.sale (id int, at date, number text, price numeric, status text, primary key (id, at)) partition by range (at);
create table later.sale_1 partition of later.sale for values from ('2026-01-01') to ('2026-07-01');
create function later.draft_of(sale later.sale) returns jsonb language sql stable as $$ select later.draft($1.number, $1.price) $$;
reset role;
select ok(khatm.attach('later.sale', '''TILL-1''', 'later.draft_of(later.sale)', 'status = ''final''', freeze => true) > 0, 'a table of an owner without roles of ours is attached');
set role later_owner;
select lives_ok($$create table later.sale_2 partition of later.sale for values from ('2026-07-01') to ('2027-01-01')$$, 'its owner makes a partition of it');
create table later.sale_3 (id int not null, at date not null, number text, price numeric, status text);
select lives_ok($$alter table later.sale attach partition later.sale_3 for values from ('2027-01-01') to ('2028-01-01')$$, 'and takes one in');
insert into later.sale values (1, '2026-08-01', 'S-1', 10, 'final'), (2, '2027-08-01', 'S-2', 10, 'final');
reset role;
select is((select string_agg(number, ' ' order by number) from khatm.document), 'S-1 S-2', 'rows of both are issued');
set role later_owner;
select throws_like($$update later.sale set price = 1 where id = 1$$, 'KHATM-FROZEN: %later.sale_2 (1, 2026-08-01)%', 'and frozen, and it is said which');
select throws_like($$delete from later.sale where id = 2$$, 'KHATM-FROZEN: %later.sale_3 (2, 2027-08-01)%', 'in either');
reset role;
select is(pg_temp.red(), '', 'and nobody is called');

-- A row is found by its key as the session writes it.
set timezone = 'Asia/Riyadh';
set datestyle = 'SQL, DMY';
create table later.keys (id int, at timestamptz, day date, refund bool, note text, primary key (id, at, day, refund));
create function later.draft_keys(keys later.keys) returns jsonb language sql stable as $$ select later.draft('K-' || $1.id, 10) $$;
select ok(khatm.attach('later.keys', '''TILL-1''', 'later.draft_keys(later.keys)', 'note = ''final''') > 0, 'a key of many types');
insert into later.keys values (1, '2026-02-01 10:00+03', '2026-02-03', true, 'final');
select is((select s.number from later.keys as k left join lateral khatm.status_of('later.keys', k.id::text, k.at::text, k.day::text, k.refund::text) as s on true),
    'K-1', 'in Riyadh, day first');
set timezone = 'America/New_York';
set datestyle = 'German';
select is((select s.number from later.keys as k left join lateral khatm.status_of('later.keys', k.id::text, k.at::text, k.day::text, k.refund::text) as s on true),
    'K-1', 'and elsewhere');
reset timezone;
reset datestyle;
select is((select count(*) from khatm.status_of('later.keys', '1', null, '2026-02-03', 't')), 0::bigint, 'a row without a key is none');
select throws_like($$select * from khatm.status_of('later.keys', '1')$$, 'KHATM-ATTACH-VALUES: %id, at, day, refund%', 'too few parts are told');

-- A key whose column has another name is the same key.
create table later.named (id int primary key, number text, price numeric default 10, status text);
create function later.draft_named(named later.named) returns jsonb language sql stable as $$ select later.draft($1.number, $1.price) $$;
select ok(khatm.attach('later.named', '''TILL-1''', 'later.draft_named(later.named)', 'status = ''final''', freeze => true) > 0, 'a table');
insert into later.named values (1, 'N-1', 10, 'final'), (2, 'N-2', 10, 'draft');
alter table later.named rename column id to sale_id;
select is(pg_temp.red(), 'KHATM-ATTACH-OFF later.named (broken)', 'whose key has another name now is red');
select throws_like($$insert into later.named values (3, 'N-3', 10, 'final'); set constraints all immediate$$, 'KHATM-ATTACH-STALE: %', 'and refused');
begin;
select khatm.detach('later.named');
select khatm.attach('later.named', '''TILL-1''', 'later.draft_named(later.named)', 'status = ''final''', freeze => true);
commit;
select is((select request_keys from khatm.attachments where target = 'later.named'::regclass), 'later.named', 'attached anew it has the same request keys');
select throws_like($$update later.named set price = 99 where sale_id = 1$$, 'KHATM-FROZEN: %later.named (1)%', 'what was issued stays frozen');
select is((select number from khatm.status_of('later.named', '1')), 'N-1', 'and is found');
-- Another column is another key, whatever it is called.
select khatm.detach('later.named');
alter table later.named drop constraint named_pkey, drop column status cascade;
alter table later.named add column id int generated always as identity primary key, add column status text;
select ok(khatm.attach('later.named', '''TILL-1''', 'later.draft_named(later.named)', 'status = ''final''') > 0, 'by another key');
select is((select request_keys from khatm.attachments where target = 'later.named'::regclass), 'later.named~2', 'its rows are others');

-- What the mapping was.
create table later.mapped (id int primary key, number text, price numeric default 10, status text);
create function later.draft_mapped(id int, number text) returns jsonb language sql stable as $$ select later.draft($2, 10) $$;
select throws_like($$select khatm.attach('later.mapped', '''TILL-1''', 'later.draft_mapped(int, text)', 'status = ''final''')$$, 'KHATM-ATTACH-MAPPING: %', 'not of the key');
alter table later.mapped drop constraint mapped_pkey, add primary key (id, number);
select ok(khatm.attach('later.mapped', '''TILL-1''', 'later.draft_mapped(int, text)', 'status = ''final''') > 0, 'a key of a number and a text');
select is(pg_temp.red(), '', 'all is well');
alter function later.draft_mapped(int, text) rename to draft_elsewhere;
select is(pg_temp.red(), 'KHATM-ATTACH-OFF later.mapped (broken)', 'a mapping with another name is red');
select throws_like($$insert into later.mapped values (1, 'M-1', 10, 'final'); set constraints all immediate$$, 'KHATM-ATTACH-STALE: %', 'and refused');
alter function later.draft_elsewhere(int, text) rename to draft_mapped;
select is(pg_temp.red(), '', 'until it has its own again');
alter table later.keys rename to moved;
select is(pg_temp.red(), 'KHATM-ATTACH-OFF later.moved (broken)', 'so is one that takes rows of a table with another name');
select throws_like($$insert into later.moved values (2, now(), now(), true, 'final'); set constraints all immediate$$, 'KHATM-ATTACH-STALE: %', 'which is told with a way out');
alter table later.moved rename to keys;

-- What shows others' rows, or forgets its own.
create table later.child () inherits (later.mapped);
select is(pg_temp.red(), 'KHATM-ATTACH-OFF later.mapped (broken)', 'a table that another inherits from is red');
drop table later.child;
alter table later.mapped set unlogged;
select is(pg_temp.red(), 'KHATM-ATTACH-OFF later.mapped (broken)', 'so is one that a crash empties');
alter table later.mapped set logged;
select is(pg_temp.red(), '', 'and neither is any more');

-- Triggers without an attachment, as a dump without data brings them.
create table later.stray (id int primary key);
create trigger khatm_note_insert after insert on later.stray for each row execute function khatm.note('77', 'inserted');
select is(pg_temp.red(), 'KHATM-ATTACH-TRIGGER later.stray', 'a table with triggers that is not attached is told');
drop table later.stray;

-- A row becomes one document, whichever device it goes to.
create table later.moving (id int primary key, till text, number text, status text);
create function later.draft_moving(moving later.moving) returns jsonb language sql stable as $$ select later.draft($1.number, 10) $$;
select ok(khatm.attach('later.moving', 'till', 'later.draft_moving(later.moving)', 'status = ''final''') > 0, 'a table whose rows name their devices');
insert into later.moving values (1, 'TILL-1', 'V-1', 'final');
update later.moving set status = 'draft';
select throws_like($$update later.moving set till = 'TILL-2', number = 'V-2', status = 'final'; set constraints all immediate$$, 'KHATM-ATTACH-ELSEWHERE: %', 'not by another device');
select throws_like($$update later.moving set till = 'SHOP-1', number = 'V-3', status = 'final'; set constraints all immediate$$, 'KHATM-ATTACH-ELSEWHERE: %', 'nor by another taxpayer''s');

-- Sales that wait are told.
create table later.waiting (id int primary key, price numeric, status text);
create function later.draft_waiting(waiting later.waiting) returns jsonb language sql stable as $$ select later.draft('W-' || $1.id, $1.price) $$;
select ok(khatm.attach('later.waiting', '''TILL-1''', 'later.draft_waiting(later.waiting)', 'status = ''final''', on_invalid => 'park') > 0, 'a table that parks');
insert into later.waiting values (1, -1, 'final'), (2, -1, 'final'), (3, 10, 'final');
select is((select light || ' ' || substring(message from ': ([^:]*)$') || ' ' || fix from khatm.health where code = 'KHATM-ATTACH-PARKED'),
    'yellow 2 See which and why: khatm.parked. Mend them, then khatm.seal_parked().', 'says how many wait, and what to do');
select ok(khatm.metrics() like '%' || e'\nkhatm_parked_rows 2\n' || '%', 'in figures, too');
update later.waiting set price = 5;
select is(pg_temp.red(), '', 'until they are issued');
select ok(khatm.metrics() like '%' || e'\nkhatm_parked_rows 0\n' || '%', 'in figures, too');

-- Lines that no table has.
create table later.item (sale int references later.waiting, at int, primary key (sale, at));
select khatm.detach('later.waiting');
select throws_like($$select khatm.attach('later.waiting', '''TILL-1''', 'later.draft_waiting(later.waiting)', 'status = ''final''', freeze => true,
    lines => array_fill('later.item'::text, array[100000]))$$, 'KHATM-ATTACH-LINES: %', 'nobody has so many lines');
select throws_like($$select khatm.attach('later.waiting', '''TILL-1''', 'later.draft_waiting(later.waiting)', 'status = ''final''', freeze => true,
    lines => array['later.item', 'later.item'])$$, 'KHATM-ATTACH-LINES: %', 'nor the same twice');

-- Ways out are those of a database.
create function pg_temp.hint(statement text) returns text language plpgsql as $$
declare way_out text;
begin
    execute statement;
    return null;
exception when others then
    get stacked diagnostics way_out = pg_exception_hint;
    return way_out;
end $$;
select is(pg_temp.hint($$select khatm.issue('nobody', '{}')$$), 'See which there are: khatm.device. Or add one: khatm.device_new.', 'devices are seen in a view');
select is(pg_temp.hint($$select khatm.hold(gen_random_uuid(), 'me', 'why')$$), 'See which there are: khatm.deliveries.', 'and so are documents');
select is((select count(*) from khatm.chains() where root_key is null), 0::bigint, 'every chain says under which root key it is');
select is((select count(*) from khatm.verify_ledger()), 0::bigint, 'and all is whole');
select * from finish();

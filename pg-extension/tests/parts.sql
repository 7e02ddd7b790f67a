-- Rows whose place, key or wording is another than it seems: each became no document, or a second one, or ended the server.
create extension if not exists khatm;
create extension if not exists pgtap;
\set QUIET 1
select plan(29);
create schema parts;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || '/TILL-1.json'), '0') \g /dev/null
create function parts.draft(number text) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10))) $$;
create function pg_temp.made(opens text) returns text language sql as $$ select string_agg(number, ' ' order by number collate "C") from khatm.document where number like opens || '%' $$;

-- A partition that has a primary key of its own.
create table parts.swapped (id int not null, branch text not null, status text, primary key (id, branch)) partition by range (id);
create table parts.swapped_a partition of parts.swapped for values from (0) to (100);
create function parts.swaps(sale parts.swapped) returns jsonb language sql immutable as $$ select parts.draft('A-' || $1.branch || $1.id) $$;
select khatm.attach('parts.swapped', '''TILL-1''', 'parts.swaps(parts.swapped)', 'status = ''posted''', freeze => true) \g /dev/null
create table parts.swapped_b (status text, id int not null, branch text not null, primary key (branch, id), unique (id, branch));
alter table parts.swapped attach partition parts.swapped_b for values from (100) to (200);
insert into parts.swapped values (1, 'R', 'posted'), (150, 'R', 'posted'), (151, 'R', 'draft');
select is(pg_temp.made('A-'), 'A-R1 A-R150', 'another order of columns');
update parts.swapped set status = 'posted' where id = 151;
select is(pg_temp.made('A-'), 'A-R1 A-R150 A-R151', 'later, too');
select throws_like('update parts.swapped set branch = ''S'' where id = 150', 'KHATM-FROZEN: %', 'it is frozen');
select is((select icv from khatm.status_of('parts.swapped', '150', 'R')), (select counter from khatm.document where number = 'A-R150'), 'and known by its key');

create table parts.other (id int primary key, no int not null, status text) partition by range (id);
create function parts.others(sale parts.other) returns jsonb language sql immutable as $$ select parts.draft('B-' || $1.id) $$;
create table parts.other_a (id int not null unique, no int primary key, status text);
alter table parts.other attach partition parts.other_a for values from (0) to (100);
create table parts.other_b (id int not null unique, no int not null, status text);
alter table parts.other attach partition parts.other_b for values from (100) to (200);
select khatm.attach('parts.other', '''TILL-1''', 'parts.others(parts.other)', 'status = ''posted''', freeze => true) \g /dev/null
insert into parts.other values (1, 2, 'posted'), (2, 3, 'draft'), (101, 1, 'posted');
select is(pg_temp.made('B-'), 'B-1 B-101', 'another column, or no key at all');
select lives_ok('update parts.other set no = 7 where id = 2', 'whose rows are not each other''s');
begin; update parts.other set status = 'posted' where id = 2; update parts.other set id = 50 where id = 2; commit;
select is(pg_temp.made('B-'), 'B-1 B-101 B-50', 'by the last key of the transaction');

create table parts.month (id int, month int, status text, primary key (id, month)) partition by list (month);
create table parts.month_9 (id int not null, month int not null, status text, primary key (month, id), unique (id, month));
alter table parts.month attach partition parts.month_9 for values in (9);
create function parts.months(sale parts.month) returns jsonb language sql immutable as $$ select parts.draft('C-' || $1.id || '-' || $1.month) $$;
select khatm.attach('parts.month', '''TILL-1''', 'parts.months(parts.month)', 'status = ''posted''') \g /dev/null
insert into parts.month values (3, 9, 'posted');
select is(pg_temp.made('C-'), 'C-3-9', 'the same types in another order');

-- What is kept as text is read as it was written, whatever the session says of backslashes.
create table parts.slash (id int primary key, kind text);
create function parts.slashes(sale parts.slash) returns jsonb language sql immutable as $$ select parts.draft('D-' || $1.id) $$;
select khatm.attach('parts.slash', '''TILL-1''', 'parts.slashes(parts.slash)', $$kind = 'sale\posted' or kind ~ '^fin\d'$$) \g /dev/null
set standard_conforming_strings = off;
set escape_string_warning = off;
insert into parts.slash values (1, E'sale\\posted'), (2, 'fin7');
select is((select state from khatm.attachments where target = 'parts.slash'::regclass), 'attached', 'nothing is broken');
select khatm.detach('parts.slash') \g /dev/null
select khatm.attach('parts.slash', '''TILL-1''', 'parts.slashes(parts.slash)', $$kind like E'INV\\_%'$$) \g /dev/null
reset standard_conforming_strings;
insert into parts.slash values (3, 'INV_3'), (4, 'INVX4');
select is(pg_temp.made('D-'), 'D-1 D-2 D-3', 'backslashes are backslashes');
select is((select state from khatm.attachments where target = 'parts.slash'::regclass), 'attached', 'in every session');

-- A parked row that goes to another partition is parked there.
create table parts.park (id int, k int, ok boolean, primary key (id, k)) partition by list (k);
create table parts.park_0 partition of parts.park for values in (0);
create table parts.park_1 partition of parts.park for values in (1);
create function parts.parks(sale parts.park) returns jsonb language sql immutable as $$ select case when $1.ok then parts.draft('E-' || $1.id) else '{"foo": 1}' end $$;
select khatm.attach('parts.park', '''TILL-1''', 'parts.parks(parts.park)', 'true', on_invalid => 'park') \g /dev/null
insert into parts.park values (1, 1, false), (2, 1, false), (3, 1, true);
begin; set constraints all immediate; update parts.park set k = 0 where id = 1; commit;
select is((select string_agg(key::text, ' ' order by key) from khatm.parked where target = 'parts.park'::regclass), '{1,0} {2,1}', 'at once');
begin; set constraints all immediate; update parts.park set k = 0, ok = true where id = 2; commit;
begin; set constraints all immediate; update parts.park set k = 0 where id = 3; commit;
select is(pg_temp.made('E-'), 'E-2 E-3', 'one that is mended on the way is issued, one that was issued is not issued again');
begin; set constraints all immediate; delete from parts.park where id = 1; insert into parts.park values (1, 0, true); update parts.park set k = 1 where id = 1; commit;
select is(pg_temp.made('E-'), 'E-1 E-2 E-3', 'one that comes back is another, once');
begin; savepoint a; set constraints all immediate; rollback to a; update parts.park set k = 0 where id = 1; commit;
select is((select count(*) from khatm.parked where target = 'parts.park'::regclass), 0::bigint, 'nothing waits');

-- A key that is written otherwise before it is another one.
create table parts.number (id numeric primary key, status text);
create function parts.numbers(sale parts.number) returns jsonb language sql immutable as $$ select parts.draft('F-' || $1.id) $$;
select khatm.attach('parts.number', '''TILL-1''', 'parts.numbers(parts.number)', 'status = ''posted''', freeze => true) \g /dev/null
begin; insert into parts.number values (5.0, 'posted'); update parts.number set id = 5 where id = 5; update parts.number set id = 7 where id = 5; commit;
begin; insert into parts.number values (8.0, 'posted'); update parts.number set id = 8 where id = 8; commit;
begin; insert into parts.number values (9.0, 'posted'); update parts.number set id = 9 where id = 9; update parts.number set id = 9.00 where id = 9; commit;
select is(pg_temp.made('F-'), 'F-7 F-8 F-9.00', 'is that one''s, once');
select is((select count(*) from khatm.document where number like 'F-%'), 3::bigint, 'each');

-- A row that was final before takes the key of one that has gone.
create table parts.taken (id int primary key, no int, fin boolean);
create function parts.takes(sale parts.taken) returns jsonb language sql immutable as $$ select parts.draft('G-' || $1.no || '-' || $1.id) $$;
select khatm.attach('parts.taken', '''TILL-1''', 'parts.takes(parts.taken)', 'fin') \g /dev/null
insert into parts.taken values (-1, 1, true);
begin; insert into parts.taken values (-5, 2, true); delete from parts.taken where id = -5; update parts.taken set id = -5 where id = -1; commit;
select is(pg_temp.made('G-'), 'G-1--1', 'it was issued before');
begin; insert into parts.taken values (-6, 3, true); update parts.taken set id = -7 where id = -6; update parts.taken set id = -6 where id = -5; commit;
select is(pg_temp.made('G-'), 'G-1--1 G-3--7', 'and who left it is issued by his own');
begin; insert into parts.taken values (-8, 4, true); savepoint a; delete from parts.taken where id = -8; update parts.taken set id = -8 where id = -6; rollback to a; commit;
select is(pg_temp.made('G-'), 'G-1--1 G-3--7 G-4--8', 'what a savepoint takes back has not happened');
begin; insert into parts.taken values (-9, 5, true); delete from parts.taken where id = -9; update parts.taken set id = -9 where id = -6; update parts.taken set id = -10 where id = -9;
insert into parts.taken values (-9, 6, true); commit;
select is(pg_temp.made('G-'), 'G-1--1 G-3--7 G-4--8 G-6--9', 'and a third one is');

-- What a day is written as is for the session to say.
create table parts.day (id int primary key, day date, at timestamptz, status text);
create type parts.state as enum ('draft', 'posted');
create table parts.kind (id int primary key, status parts.state);
create function parts.days(sale parts.day) returns jsonb language sql immutable as $$ select parts.draft('H-' || $1.id) $$;
create function parts.kinds(sale parts.kind) returns jsonb language sql immutable as $$ select parts.draft('I-' || $1.id) $$;
select throws_like(format('select khatm.attach(''parts.day'', ''''''TILL-1'''''', ''parts.days(parts.day)'', %L)', condition), 'KHATM-ATTACH-EXPRESSION: %', condition)
from unnest(array['day::text >= ''2026-01-01''', 'at::date >= ''2026-01-01''', 'status::date >= ''2026-01-01''', 'concat(status, day) <> ''''', 'day < at']) as condition;
select ok(khatm.attach('parts.day', '''TILL-1''', 'parts.days(parts.day)', 'status = ''posted'' and day >= ''2026-01-01'' and at is not null') > 0, 'days are compared with days');
select ok(khatm.attach('parts.kind', '''TILL-1''', 'parts.kinds(parts.kind)', 'status::text = ''posted''') > 0, 'a word of an enum is the same in every session');
select is((select string_agg(code || ' ' || message, ', ') from khatm.verify_ledger()), null, 'all is whole');
select * from finish();

-- What a transaction does before it ends: triggers of others that write at the COMMIT, rows that take other rows' places, moves that do not happen.
-- Expects the devices TILL-1 and TILL-2, in a database where nothing is attached.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(32);
create extension if not exists khatm;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || format('/TILL-%s.json', till)), '0') from generate_series(1, 2) as till;

-- What became of the rows of a table: their keys, each with what its document comes to, without VAT.
create function pg_temp.seen(target regclass, keys text[]) returns text language sql as $$
    select string_agg(key || ':' || coalesce((select round(s.total / 1.15)::text from khatm.status_of(target, variadic string_to_array(key, '/')) as s), 'none'), ' ' order by at)
    from unnest(keys) with ordinality as k (key, at)
$$;

create role ends_owner;
create schema ends authorization ends_owner;
set role ends_owner;
create function ends.draft(number text, price numeric) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price)))
$$;
-- Triggers of the ERP's own that wait for the COMMIT, too, whatever their names are: each row is signed as they leave it.
create table ends.sale (id int primary key, total numeric, status text not null default 'posted');
create table ends.line (sale int not null, price numeric not null);
create function ends.draft_of(sale ends.sale) returns jsonb language sql immutable as $$ select ends.draft('S-' || $1.id, coalesce($1.total, 1)) $$;
create function ends.sum_up() returns trigger language plpgsql as $$
begin
    update ends.sale set total = (select sum(price) from ends.line where sale = new.id) where id = new.id;
    return null;
end $$;
reset role;
select ok(khatm.attach('ends.sale', '''TILL-1''', 'ends.draft_of(ends.sale)', 'status = ''posted''') > 0, 'a table is attached');
set role ends_owner;
create constraint trigger a_total after insert on ends.sale deferrable initially deferred for each row execute function ends.sum_up();
begin;
insert into ends.sale values (1);
insert into ends.line values (1, 100);
insert into ends.sale values (2);
insert into ends.line values (2, 200);
commit;
reset role;
select is(pg_temp.seen('ends.sale', '{1,2}'), '1:100 2:200', 'a trigger whose name comes before');
alter trigger a_total on ends.sale rename to zz_total;
begin;
insert into ends.line values (3, 300), (4, 400);
insert into ends.sale values (3), (4);
commit;
select is(pg_temp.seen('ends.sale', '{3,4}'), '3:300 4:400', 'and one whose name comes after');
begin;
insert into ends.line values (5, 500);
insert into ends.sale values (5);
savepoint before;
insert into ends.sale values (6);
rollback to before;
commit;
select is(pg_temp.seen('ends.sale', '{5,6}'), '5:500 6:none', 'nor is what a savepoint took back waited for');
begin;
insert into ends.line values (7, 700), (8, 800);
insert into ends.sale values (7);
savepoint before;
insert into ends.sale values (8);
set constraints all immediate;
rollback to before;
commit;
select is(pg_temp.seen('ends.sale', '{7,8}'), '7:700 8:none', 'not even one that was sealed');
-- What is deleted at the COMMIT was no sale.
create function ends.refuse() returns trigger language plpgsql as $$ begin delete from ends.sale where id = new.id and new.total < 0; return null; end $$;
create constraint trigger b_refuse after insert on ends.sale deferrable initially deferred for each row execute function ends.refuse();
begin;
insert into ends.line values (9, 900);
insert into ends.sale values (9, null), (10, -1);
commit;
select is(pg_temp.seen('ends.sale', '{9,10}'), '9:900 10:none', 'what goes at the COMMIT is not signed');
-- One that posts elsewhere: both are issued, by whichever device.
create table ends.mirror (like ends.sale including all);
create function ends.mirrored(sale ends.mirror) returns jsonb language sql immutable as $$ select ends.draft('M-' || $1.id, coalesce($1.total, 1)) $$;
select ok(khatm.attach('ends.mirror', '''TILL-2''', 'ends.mirrored(ends.mirror)', 'status = ''posted''') > 0, 'another is attached');
create function ends.mirror_it() returns trigger language plpgsql as $$ begin insert into ends.mirror values (new.id, 77); return null; end $$;
create constraint trigger zz_mirror after insert on ends.sale deferrable initially deferred for each row execute function ends.mirror_it();
begin;
insert into ends.line values (11, 11), (12, 12);
insert into ends.sale values (11), (12);
commit;
select is(pg_temp.seen('ends.sale', '{11,12}') || ' ' || pg_temp.seen('ends.mirror', '{11,12}'), '11:11 12:12 11:77 12:77', 'what is posted at the COMMIT comes with it');
select is((select count(*) from khatm.verify_ledger()), 0::bigint, 'and all is whole');

-- A version's place in its table's file is another one's once the file is.
create table ends.place (id int primary key, status text not null default 'posted');
create function ends.placed(place ends.place) returns jsonb language sql immutable as $$ select ends.draft('P-' || $1.id, 1) $$;
select ok(khatm.attach('ends.place', '''TILL-1''', 'ends.placed(ends.place)', 'status = ''posted''') > 0, 'one more');
insert into ends.place values (1);
begin;
update ends.place set id = 1001 where id = 1;
truncate ends.place;
insert into ends.place values (2);
commit;
select is(pg_temp.seen('ends.place', '{2}'), '2:1', 'a row in the place of another, in a table that was emptied');
insert into ends.place select generate_series(3, 5);
begin;
update ends.place set id = id + 100 where id between 3 and 5;
alter table ends.place add column guid uuid default gen_random_uuid();
insert into ends.place select generate_series(6, 30);
commit;
select is((select count(*) from ends.place as p, khatm.status_of('ends.place', p.id::text) where p.id between 6 and 30), 25::bigint, 'and in one that was written anew');
select is((select count(*) from ends.place as p, khatm.status_of('ends.place', p.id::text) where p.id > 100), 0::bigint, 'what was signed under another key is not signed again');

-- A move that somebody's trigger does not let happen.
create table ends.part (id int, period int, status text not null default 'posted', primary key (id, period)) partition by list (period);
create table ends.part_1 partition of ends.part for values in (1);
create table ends.part_2 partition of ends.part for values in (2);
create table ends.part_3 partition of ends.part for values in (3);
create function ends.parted(part ends.part) returns jsonb language sql immutable as $$ select ends.draft('Q-' || $1.id || '-' || $1.period, 1) $$;
select ok(khatm.attach('ends.part', '''TILL-1''', 'ends.parted(ends.part)', 'status = ''posted''') > 0, 'and one of parts');
create function ends.no() returns trigger language plpgsql as $$ begin return null; end $$;
insert into ends.part values (1, 1), (2, 1), (3, 1);
begin;
update ends.part set period = 2 where id = 3;
commit;
select is(pg_temp.seen('ends.part', '{1/1,2/1,3/1,3/2}'), '1/1:1 2/1:1 3/1:1 3/2:none', 'one that moves is signed once');
create trigger no_delete before delete on ends.part_1 for each row execute function ends.no();
begin;
update ends.part set period = 2 where id = 1;
insert into ends.part values (1, 2);
commit;
select is(pg_temp.seen('ends.part', '{1/1,1/2}'), '1/1:1 1/2:1', 'one that stays where it was, and another comes');
drop trigger no_delete on ends.part_1;
create trigger no_insert before insert on ends.part_3 for each row execute function ends.no();
begin;
update ends.part set period = 3 where id = 2;
drop trigger no_insert on ends.part_3;
insert into ends.part values (2, 3);
commit;
select is(pg_temp.seen('ends.part', '{2/3}'), '2/3:1', 'one that is let in nowhere, and another comes');

-- What is made of columns that may change changes with them.
create table ends.noted (id int primary key, price numeric, note text, loud text generated always as (upper(note)) stored);
create function ends.of_noted(noted ends.noted) returns jsonb language sql immutable as $$ select ends.draft('N-' || $1.id, $1.price) $$;
select ok(khatm.attach('ends.noted', '''TILL-1''', 'ends.of_noted(ends.noted)', 'true', freeze => true, mutable => '{note}') > 0, 'a frozen table');
insert into ends.noted values (1, 10, 'a');
select lives_ok($$update ends.noted set note = 'b'$$, 'a note that may change, and what is made of it');
select throws_like($$update ends.noted set price = 11, note = 'c'$$, 'KHATM-FROZEN: %', 'but nothing else');

-- What becomes final by the time, or by who asks, is never told of: nothing is written then.
create table ends.wish (id int primary key, due timestamptz, by text, status text);
create function ends.wished(wish ends.wish) returns jsonb language sql immutable as $$ select ends.draft('W-' || $1.id, 1) $$;
create function ends.is_done(status text) returns boolean language plpgsql as $$ begin return status = 'done'; end $$;
create type ends.state as enum ('draft', 'done');
create function pg_temp.takes(condition text) returns text language plpgsql as $$
begin
    perform khatm.attach('ends.wish', '''TILL-1''', 'ends.wished(ends.wish)', condition);
    perform khatm.detach('ends.wish');
    return 'taken';
exception when others then
    return split_part(sqlerrm, ':', 1) || ' ' || (nullif(current_setting('khatm_test.none', true), '') is null)::text;
end $$;
select is(pg_temp.takes(condition), 'KHATM-ATTACH-EXPRESSION true', 'not by ' || condition)
from unnest(array['due <= now()', 'due <= current_timestamp', 'due::date <= current_date', 'by = current_user', 'by = session_user', 'due <= clock_timestamp()',
    'random() > 0.5', 'by = current_setting(''app.user'')', 'pg_has_role(by, ''ends_owner'', ''member'')']) as condition;
select is(pg_temp.takes(condition), 'taken', 'but by ' || condition)
from unnest(array['status::ends.state = ''done''', 'ends.is_done(status)', 'due is not null and due > ''2026-01-01''']) as condition;
select * from finish();

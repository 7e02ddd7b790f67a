-- Errors of users' own SQL come out as they were raised, whatever was caught and raised again on the way, and parked rows are lost to nobody.
-- Expects the devices TILL-1 and TILL-2, in a database where nothing is attached.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(24);
create extension if not exists khatm;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || format('/TILL-%s.json', till)), '0') from generate_series(1, 2) as till;
create schema blame;
create function blame.draft(number text, price numeric) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price)))
$$;
-- What a statement, and the sealing of what it made final, fails with.
create function pg_temp.said(statement text, out state text, out message text, out hint text, out "column" text, out context text) language plpgsql as $$
begin
    execute statement;
    set constraints all immediate;
    state := '00000';
exception when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text, hint = pg_exception_hint, "column" = column_name, context = pg_exception_context;
end $$;

create table blame.line (id int primary key, sale int, x int not null default 0);
create table blame.sale (id int primary key, status text not null default 'posted');
create function blame.sold(sale blame.sale) returns jsonb language sql immutable as $$ select blame.draft('S-' || $1.id, 1) $$;
select ok(khatm.attach('blame.sale', '''TILL-1''', 'blame.sold(blame.sale)', 'status = ''posted''', freeze => true, lines => array['blame.line (sale)']) > 0, 'a frozen one');
insert into blame.sale values (1, 'draft');
insert into blame.line values (1, 1);

create table blame.bad (id int primary key, price numeric);
-- What its mapping does is in its price.
create function blame.bads(bad blame.bad) returns jsonb language plpgsql as $$
begin
    case bad.price
        when -1 then raise 'not the row''s' using errcode = '40X01', column = 'c', hint = 'h';
        when -2 then
            begin
                raise 'bad' using errcode = 'SHOP1';
            exception when others then
                update blame.line set x = x + 1 where id = 1;
                raise;
            end;
        when -3 then
            begin
                raise 'the first' using errcode = 'SHOP1';
            exception when others then
                for n in 1 .. 20 loop
                    begin
                        raise 'number %', n;
                    exception when others then null;
                    end;
                end loop;
                raise;
            end;
        when -4 then
            begin
                raise 'no price' using errcode = 'SHOP1', hint = 'first', column = 'c1';
            exception when others then
                begin
                    raise 'no price' using errcode = 'SHOP2', hint = 'second', column = 'c2';
                exception when others then null;
                end;
                raise;
            end;
        when -6 then update blame.line set sale = 2 where id = 1;
        else null;
    end case;
    return blame.draft('B-' || bad.id, bad.price);
end $$;
select ok(khatm.attach('blame.bad', '''TILL-1''', 'blame.bads(blame.bad)', 'true') > 0, 'one that refuses');
select is((said.state, said."column", said.hint)::text, '(40X01,c,h)', 'an SQLSTATE of its own') from pg_temp.said('insert into blame.bad values (1, -1)') as said;
select is((said.state, said.message)::text, '(SHOP1,bad)', 'one that is raised again after a frozen line was written') from pg_temp.said('insert into blame.bad values (2, -2)') as said;
select is((said.state, said.message)::text, '(SHOP1,"the first")', 'after many others') from pg_temp.said('insert into blame.bad values (3, -3)') as said;
select is((said.state, said.hint, said."column")::text, '(SHOP1,first,c1)', 'after one that says the same') from pg_temp.said('insert into blame.bad values (4, -4)') as said;
create function pg_temp.times(part text, whole text) returns int language sql as $$ select (length($2) - length(replace($2, $1, ''))) / length($1) $$;
-- A line of a document is frozen: the trigger that says so is within the mapping.
insert into blame.sale values (2);
select is((split_part(said.message, ':', 1), pg_temp.times('row of table blame.bad with the key (6)', said.context), pg_temp.times('PL/pgSQL function blame.bads', said.context))::text,
    '(KHATM-FROZEN,1,1)', 'a trigger of ours within a mapping is in its CONTEXT once') from pg_temp.said('insert into blame.bad values (6, -6)') as said;
select khatm.detach('blame.bad') \g /dev/null
select ok(khatm.attach('blame.bad', '''TILL-1''', 'blame.bads(blame.bad)', 'true', on_invalid => 'park') > 0, 'and parks');
select is((said.state, said."column", pg_temp.times('row of table blame.bad with the key (11)', said.context))::text, '(40X01,c,1)', 'what is not the row''s fault comes as it was raised, with its row')
from pg_temp.said('insert into blame.bad values (11, -1)') as said;
select lives_ok('insert into blame.bad values (12, -2), (13, -3), (14, -4); set constraints all immediate', 'what is, parks');
select is((select string_agg(key[1] || ' ' || substring(findings::text from 'SHOP[0-9]'), ', ' order by key[1]) from khatm.parked where target = 'blame.bad'::regclass), '12 SHOP1, 13 SHOP1, 14 SHOP1', 'by what it was raised with');

-- A parked row whose key is written otherwise by now, unseen: it stays parked while it is refused.
create table blame.number (id numeric primary key, price numeric);
create function blame.numbered(number blame.number) returns jsonb language sql stable as $$
    select case when $1.price = 0 then '{"foo": 1}' else blame.draft('N-' || $1.id, $1.price) end $$;
select khatm.attach('blame.number', '''TILL-1''', 'blame.numbered(blame.number)', 'true', on_invalid => 'park') \g /dev/null
insert into blame.number values (2.0, 0), (3.0, 0);
select khatm.detach('blame.number') \g /dev/null
update blame.number set id = 2.00 where id = 2;
update blame.number set id = 3.00, price = 5 where id = 3;
select khatm.attach('blame.number', '''TILL-1''', 'blame.numbered(blame.number)', 'true', on_invalid => 'park') \g /dev/null
select is(khatm.seal_parked('blame.number'), 1::bigint, 'one of two is mended');
select is((select string_agg(key[1] || ' ' || tries, ', ') from khatm.parked where target = 'blame.number'::regclass), '2.00 2', 'the other one still waits, under the key that it has');
update blame.number set price = 7 where id = 2;
select is((select count(*) from khatm.parked where target = 'blame.number'::regclass), 0::bigint, 'until it is mended, too');

-- A mapping that became another is seen before a sale fails by it.
create function pg_temp.state() returns text language sql as $$ select state from khatm.attachments where target = 'blame.number'::regclass $$;
create role blame_other;
alter table blame.number owner to blame_other;
select is(pg_temp.state(), 'broken', 'an owner who has no right to the schema');
alter table blame.number owner to current_user;
select is(pg_temp.state(), 'attached', 'and one who has');
alter function blame.numbered(blame.number) owner to blame_other;
select is(pg_temp.state(), 'broken', 'a mapping of somebody else''s');
alter function blame.numbered(blame.number) owner to current_user;
drop function blame.numbered(blame.number);
create function blame.numbered(number blame.number) returns json language sql stable as $$ select null::json $$;
select is(pg_temp.state(), 'broken', 'one that returns something else');

-- A note that says of nothing what it is of is whole.
select lives_ok($$select khatm.issue('TILL-2', blame.draft('C-1', 5) || '{"kind": "credit_note", "reason": "returned", "originals": []}')$$, 'a note without originals');
select is((select string_agg(code || ' ' || message, ', ') from khatm.verify_ledger()), null, 'is no gap');
select lives_ok($$select khatm.issue('TILL-2', blame.draft('C-2', 0.5) || '{"kind": "credit_note", "reason": "returned", "originals": [{"number": "S-2"}]}')$$, 'nor is one with them');

-- Who tries all tables' rows again is not kept from others' by one of them: neither by a mapping, nor by a row that may not be parked any more.
create table blame.once (id int primary key, price numeric);
create table blame.well (id int primary key, price numeric);
create function blame.onces(once blame.once) returns jsonb language plpgsql stable as $$
begin
    if once.price = 0 and current_setting('blame.fails', true) = 'on' then raise 'not today'; end if;
    return case when once.price = 0 then '{"foo": 1}' else blame.draft('O-' || once.id, once.price) end;
end $$;
create function blame.wells(well blame.well) returns jsonb language sql stable as $$
    select case when $1.price = 0 then '{"foo": 1}' else blame.draft('W-' || $1.id, $1.price) end $$;
select khatm.attach('blame.once', '''TILL-1''', 'blame.onces(blame.once)', 'true', on_invalid => 'park') \g /dev/null
select khatm.attach('blame.well', '''TILL-1''', 'blame.wells(blame.well)', 'true', on_invalid => 'park') \g /dev/null
insert into blame.once values (1, 0);
insert into blame.well values (1, 0), (2, 0);
alter table blame.once disable trigger user;
alter table blame.well disable trigger user;
update blame.well set price = 5 where id = 1;
alter table blame.once enable trigger user;
alter table blame.well enable trigger user;
select khatm.detach('blame.once') \g /dev/null
select khatm.attach('blame.once', '''TILL-1''', 'blame.onces(blame.once)', 'true', on_invalid => 'refuse') \g /dev/null
set blame.fails = on;
select throws_like($$select khatm.seal_parked('blame.once')$$, '%not today%', 'a table by itself says what is wrong with it');
select is(khatm.seal_parked(), 1::bigint, 'among all it keeps nobody else''s rows');
select is((select string_agg(target || ' ' || key[1], ', ' order by target::text, key[1]) from khatm.parked where target in ('blame.once'::regclass, 'blame.well'::regclass)),
    'blame.once 1, blame.well 2', 'and its own stay where they are');
select * from finish();

-- A table of an ERP whose rows become documents; another that parks; and the same rows for khatm.issue_many.
\set ON_ERROR_STOP on
create schema shop;
create sequence shop.number;
create function shop.made(id bigint) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'R-' || id, 'lines', (
        select jsonb_agg(jsonb_build_object('name', 'Ceylon tea in a tin, ' || line || '00 g', 'quantity', line, 'price', '10.00')) from generate_series(1, 4) as line))
$$;
create table shop.strict (id bigint primary key, status text not null);
create table shop.parked (id bigint primary key, status text not null);
create table shop.plain (id bigint primary key, status text not null);
select khatm.attach('shop.strict', $$'TILL-1'$$, 'shop.made(bigint)', $$status = 'posted'$$);
select khatm.attach('shop.parked', $$'TILL-1'$$, 'shop.made(bigint)', $$status = 'posted'$$, 'park');

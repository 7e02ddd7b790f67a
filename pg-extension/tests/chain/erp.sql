-- An ERP's own tables, in a schema of its own.
\set ON_ERROR_STOP on
create schema erp;
create sequence erp.number;
create table erp.sale (device text not null, number text primary key, level int not null, uuid uuid not null, icv bigint not null);
create table erp.asked (number text not null, same boolean not null);
create function erp.draft(number text) returns jsonb language sql as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(
        jsonb_build_object('name', 'Tea', 'quantity', 2, 'price', '10.00'), jsonb_build_object('name', 'Dates', 'quantity', '0.5', 'price', '30.00')))
$$;

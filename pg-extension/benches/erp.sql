-- What an ERP keeps of a sale, the same on both sides, and what is compared: its own archive of a 15 kB document, or Khatm's.
\set ON_ERROR_STOP on
create schema erp;
create sequence erp.number;
create table erp.invoice (number text primary key, device text not null, customer text not null, total numeric not null, draft jsonb not null);
create table erp.archive (number text primary key references erp.invoice, xml bytea not null);
do $$
begin
    -- As the ledger keeps it.
    alter table erp.archive alter xml set compression lz4;
exception
    when syntax_error or feature_not_supported or invalid_parameter_value then null;
end
$$;
create table erp.counter (one int primary key, value bigint not null);
insert into erp.counter values (1, 0);
create table erp.ready (xml text not null, number text not null, uuid text not null);

create function erp.draft(number text) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', number, 'lines', (
        select jsonb_agg(jsonb_build_object('name', 'Ceylon tea in a tin, ' || line || '00 g', 'quantity', line, 'price', '10.00')) from generate_series(1, 4) as line))
$$;

-- The same row in a table that is attached: the trigger signs it at the commit.
create table erp.bill (number text primary key, device text not null, customer text not null, total numeric not null, draft jsonb not null);
create function erp.bill_draft(number text) returns jsonb language sql stable as $$ select b.draft from erp.bill as b where b.number = bill_draft.number $$;
select khatm.attach('erp.bill', device => 'device', mapping => 'erp.bill_draft(text)', becomes_final => 'true');

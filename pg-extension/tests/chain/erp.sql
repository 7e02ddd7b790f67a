-- An ERP's own tables, in a schema of its own.
\set ON_ERROR_STOP on
create schema erp;
create sequence erp.number;
create table erp.sale (device text not null, number text primary key, level int not null, uuid uuid not null, icv bigint not null);
create index sale_uuid on erp.sale (uuid);
create function erp.draft(number text) returns jsonb language sql as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(
        jsonb_build_object('name', 'Tea', 'quantity', 2, 'price', '10.00'), jsonb_build_object('name', 'Dates', 'quantity', '0.5', 'price', '30.00')))
$$;
-- A cent of what was sold comes back.
create function erp.note(number text, variadic of text[]) returns jsonb language sql as $$
    select erp.draft(number) || jsonb_build_object('kind', 'credit_note', 'reason', 'Return', 'originals', jsonb_agg(jsonb_build_object('number', o)),
        'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', '0.01'))) from unnest(of) as o
$$;
create function erp.issued(till text, drafts jsonb[]) returns void language sql as $$
    insert into erp.sale
    select till, d.draft->>'number', 0, i.uuid, i.icv
    from khatm.issue_many(till, drafts) with ordinality as i (uuid, icv, invoice_hash, qr, provisional, again, warnings, at)
    join unnest(drafts) with ordinality as d (draft, at) using (at)
$$;
-- A table whose rows become documents by themselves.
create table erp.ticket (number text primary key, device text not null, level int not null, final boolean not null);
create function erp.ticket_draft(number text) returns jsonb language sql as 'select erp.draft(number)';
select khatm.attach('erp.ticket', device => 'device', mapping => 'erp.ticket_draft(text)', becomes_final => 'final');
create view erp.sold as
    select device, number, level, uuid, icv from erp.sale
    union all select t.device, t.number, t.level, d.uuid, d.counter from erp.ticket as t left join khatm.document as d on d.number = t.number where t.final;
-- What Khatm is not: a chain whose head is a row. Its sessions fail where the ledger's must not.
create schema control;
create table control.head (device text primary key, icv bigint not null, hash bytea not null);
create table control.document (device text not null, icv bigint not null, hash bytea not null, draft jsonb not null, primary key (device, icv));
insert into control.head select 'TILL-' || number, 0, '\x30' from generate_series(1, 64) as number;
create table control.sale (like erp.sale including all);

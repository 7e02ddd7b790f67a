-- An ERP's tables, attached: invoices with lines, frozen, on the devices TILL-1 to TILL-4. Its owner is nobody special.
create role shop_owner;
grant khatm_admin to shop_owner;
create schema shop authorization shop_owner;
set role shop_owner;
create table shop.invoice (id bigint primary key, till int not null, status text not null, price numeric not null default 10);
create table shop.line (invoice bigint not null references shop.invoice, at int not null, primary key (invoice, at));
-- The same in parts, without an index, and pointed at by a column of another type.
create table shop.part (invoice bigint not null references shop.invoice, at int not null, primary key (at, invoice)) partition by range (at);
create table shop.part_low partition of shop.part for values from (0) to (10);
create table shop.short (invoice int not null references shop.invoice, at int not null);
create table shop.tag (invoice text not null, at int not null);
create function shop.draft(id bigint) returns jsonb language sql stable as $$
    select jsonb_build_object('number', 'I-' || i.id, 'lines', jsonb_build_array(
        jsonb_build_object('name', 'Tea', 'quantity', 1 + (select count(*) from shop.line as l where l.invoice = i.id), 'price', i.price::text)))
    from shop.invoice as i where i.id = $1
$$;
select khatm.attach('shop.invoice', $$'TILL-' || till$$, 'shop.draft(bigint)', $$status = 'posted'$$,
    freeze => true, lines => array['shop.line', 'shop.part', 'shop.short', 'shop.tag (invoice)']);
create table shop.part_high partition of shop.part for values from (10) to (1000);
-- The same without lines, and nothing read but the row itself: what an ERP's own reads come to at SERIALIZABLE is its own.
create table shop.plain (id bigint primary key, till int not null, status text not null);
create function shop.plainly(sale shop.plain) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'J-' || sale.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10)))
$$;
select khatm.attach('shop.plain', $$'TILL-' || till$$, 'shop.plainly(shop.plain)', $$status = 'posted'$$);
-- Small ones.
create table shop.few (id bigint primary key, till int not null, status text not null);
create function shop.of_few(sale shop.few) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'F-' || sale.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10)))
$$;
select khatm.attach('shop.few', $$'TILL-' || till$$, 'shop.of_few(shop.few)', $$status = 'posted'$$);
create table shop.few_parts (id bigint primary key, till int not null, status text not null) partition by range (id);
create table shop.few_part partition of shop.few_parts for values from (minvalue) to (maxvalue);
create function shop.of_few_parts(sale shop.few_parts) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'P-' || sale.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10)))
$$;
select khatm.attach('shop.few_parts', $$'TILL-' || till$$, 'shop.of_few_parts(shop.few_parts)', $$status = 'posted'$$);
-- Sales and what is given back of them.
create table shop.back (id bigint primary key, till int not null, status text not null, original bigint);
create function shop.of_back(sale shop.back) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'B-' || sale.id, 'lines', jsonb_build_array(
            jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', case when sale.original is null then 1000 else 1 end)))
        || case when sale.original is null then '{}' else jsonb_build_object('kind', 'credit_note', 'reason', 'returned',
            'originals', jsonb_build_array(jsonb_build_object('number', 'B-' || sale.original))) end
$$;
select khatm.attach('shop.back', $$'TILL-' || till$$, 'shop.of_back(shop.back)', $$status = 'posted'$$);
-- A sale that posts another one on another till, at the COMMIT.
create table shop.twin (id bigint primary key, till int not null, status text not null, other int);
create function shop.of_twin(sale shop.twin) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'T-' || sale.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', 10)))
$$;
select khatm.attach('shop.twin', $$'TILL-' || till$$, 'shop.of_twin(shop.twin)', $$status = 'posted'$$);
create function shop.other() returns trigger language plpgsql as $$
begin
    insert into shop.twin values (-new.id, new.other, 'posted');
    return null;
end $$;
create constraint trigger zz_other after insert on shop.twin deferrable initially deferred for each row when (new.other is not null) execute function shop.other();
-- And where what is invalid waits.
create table shop.waiting (id bigint primary key, till int not null, status text not null, price numeric not null default -1);
create table shop.waiting_line (sale bigint not null references shop.waiting, at int not null, primary key (sale, at));
create function shop.waits(id bigint) returns jsonb language sql stable as $$
    select jsonb_build_object('number', 'W-' || w.id, 'lines', jsonb_build_array(
        jsonb_build_object('name', 'Tea', 'quantity', 1 + (select count(*) from shop.waiting_line as l where l.sale = w.id), 'price', w.price)))
    from shop.waiting as w where w.id = $1
$$;
select khatm.attach('shop.waiting', $$'TILL-' || till$$, 'shop.waits(bigint)', $$status = 'posted'$$, on_invalid => 'park',
    freeze => true, lines => array['shop.waiting_line']);
reset role;

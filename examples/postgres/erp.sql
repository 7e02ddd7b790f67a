-- A bookshop's own tables, as an ERP has them. Nothing here knows of Khatm.

create schema books authorization books_erp;
set role books_erp;

create table books.customer (
    id bigint generated always as identity primary key,
    name text not null,
    vat_number text,
    street text, building_number text, district text, city text, postal_code text
);
create table books.product (
    id bigint generated always as identity primary key,
    name text not null,
    unit text not null default 'PCE',
    -- Without VAT, for businesses; with VAT, as it stands on the shelf.
    net_price numeric(12, 2) not null,
    shelf_price numeric(12, 2) not null
);
create table books.invoice (
    id bigint generated always as identity primary key,
    number text not null unique,
    till text not null,
    -- None: somebody at the counter.
    customer_id bigint references books.customer,
    state text not null default 'draft' check (state in ('draft', 'posted', 'void')),
    -- The invoice that the authority rejected, where this one stands for it.
    corrects_id bigint references books.invoice,
    posted_at timestamptz
);
create table books.invoice_line (
    invoice_id bigint not null references books.invoice on delete cascade,
    position int not null,
    product_id bigint not null references books.product,
    quantity numeric(12, 3) not null,
    discount_percent numeric(5, 2),
    primary key (invoice_id, position)
);
create table books.goods_return (
    id bigint generated always as identity primary key,
    number text not null unique,
    till text not null,
    invoice_id bigint not null references books.invoice,
    reason text not null,
    state text not null default 'draft' check (state in ('draft', 'posted', 'void'))
);
create table books.goods_return_line (
    return_id bigint not null references books.goods_return on delete cascade,
    position int not null,
    product_id bigint not null references books.product,
    quantity numeric(12, 3) not null,
    primary key (return_id, position)
);

insert into books.customer (name, vat_number, street, building_number, district, city, postal_code) values
    ('مؤسسة القارئ | Reader Est.', '310122393500003', 'شارع التحلية', '1111', 'المروج', 'الرياض', '12222'),
    ('مدرسة الأفق | Horizon School', '311111111100003', 'شارع العليا', '2222', 'العليا', 'الرياض', '12213');
insert into books.product (name, unit, net_price, shelf_price) values
    ('كتاب | Book', 'PCE', 35.50, 40.83),
    ('قلم | Pen', 'PCE', 1.25, 1.44),
    ('تمر | Dates', 'KGM', 28.65, 32.95),
    ('شاي | Tea', 'PCE', 8.70, 10.00);

reset role;

-- What stands between the ERP's rows and an invoice: for each table a function from a row's key to a draft. It belongs to the ERP and
-- runs with the rights of the table's owner. Everything that can be derived of a draft (VAT, totals, dates, UBL) is not its business.

set role books_erp;

create function books.party(wanted bigint) returns jsonb language sql stable as $$
    select jsonb_build_object(
        'name', name, 'vat_number', vat_number, 'street', street, 'building_number', building_number,
        'district', district, 'city', city, 'postal_code', postal_code)
    from books.customer where id = wanted
$$;

create function books.invoice_draft(wanted bigint) returns jsonb language sql stable as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'number', i.number,
        'buyer', books.party(i.customer_id),
        -- At the counter the shelf's prices hold, to the halala.
        'prices_include_vat', case when i.customer_id is null then true end,
        'lines', (
            select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'name', p.name,
                'quantity', l.quantity,
                'unit', p.unit,
                'price', case when i.customer_id is null then p.shelf_price else p.net_price end,
                'discounts', case when l.discount_percent > 0 then
                    jsonb_build_array(jsonb_build_object('percent', l.discount_percent, 'reason', 'خصم | Discount')) end
            )) order by l.position)
            from books.invoice_line as l join books.product as p on p.id = l.product_id
            where l.invoice_id = i.id)))
    from books.invoice as i where i.id = wanted
$$;

create function books.return_draft(wanted bigint) returns jsonb language sql stable as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'number', r.number,
        'kind', 'credit_note',
        'originals', jsonb_build_array(jsonb_build_object('number', i.number)),
        'reason', r.reason,
        'buyer', books.party(i.customer_id),
        'prices_include_vat', case when i.customer_id is null then true end,
        'lines', (
            select jsonb_agg(jsonb_build_object(
                'name', p.name,
                'quantity', l.quantity,
                'unit', p.unit,
                'price', case when i.customer_id is null then p.shelf_price else p.net_price end
            ) order by l.position)
            from books.goods_return_line as l join books.product as p on p.id = l.product_id
            where l.return_id = r.id)))
    from books.goods_return as r join books.invoice as i on i.id = r.invoice_id
    where r.id = wanted
$$;

reset role;

\set ON_ERROR_STOP on
\o /dev/null
select khatm.issue('TILL-64', jsonb_build_object('number', 'FRESH-' || :'round', 'lines', '[{"name": "Tea", "quantity": 1, "price": "10.00"}]'::jsonb,
    'buyer', '{"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia", "building_number": "1111", "district": "Olaya",
        "city": "Riyadh", "postal_code": "12211"}'::jsonb));
\o
select clock_timestamp() as began \gset
select number as number from khatm.claim('cashier', 1) \gset
select format('a fresh clearance is taken after %s ms: %s', round(extract(epoch from clock_timestamp() - :'began'::timestamptz) * 1000),
    :'number' = 'FRESH-' || :'round');

-- What a DBA does once: a device, its certificate, and one line for each table. The ERP is left as it is.
\set QUIET on
\pset footer off

-- 1. A device. Its key is born in the server and stays there, sealed under the root key.
select khatm.device_new('till-1', 'simulation',
    configuration => '{"common_name": "TILL-1", "serial_number": "1-Khatm|2-Books|3-0001", "organization_identifier": "300000000000003",
        "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA",
        "invoice_type": "1100", "location_address": "RRRD2929", "industry_business_category": "Books"}',
    seller => '{"name": "ختم للكتب | Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"},
        "street": "King Fahd Road", "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}',
    url => :'url') is not null as "the device has a key and a certificate request";

-- 2. Its certificate, with the one-time password of the authority's portal. The worker makes the calls; nothing is sent in here.
select khatm.device_onboard('till-1', :'otp');
create procedure pg_temp.onboarded() language plpgsql as $$
begin
    for look in 1 .. 600 loop
        exit when exists (select from khatm.onboarding where device = 'till-1' and state in ('done', 'failed'));
        commit;
        perform pg_sleep(0.1);
    end loop;
end
$$;
call pg_temp.onboarded();
table khatm.onboarding;

-- The ERP may look at its own documents, and issue with this device.
grant khatm_issuer to books_erp;

-- 3. From now on every invoice and every return that is posted becomes a document, in the transaction that posts it, or is not posted.
select khatm.attach('books.invoice',
    device => 'till', mapping => 'books.invoice_draft(bigint)', becomes_final => 'state = ''posted''',
    corrects => '(select s.uuid from khatm.status_of(''books.invoice'', corrects_id::text) as s)',
    freeze => true, lines => '{books.invoice_line}') as "attached: books.invoice";
select khatm.attach('books.goods_return',
    device => 'till', mapping => 'books.return_draft(bigint)', becomes_final => 'state = ''posted''',
    freeze => true, lines => '{books.goods_return_line}') as "attached: books.goods_return";

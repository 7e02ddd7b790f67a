-- Something in every table of the extension: what a dump has to bring back. Expects the folder of the devices as `devices`.
\set ON_ERROR_STOP on
create extension khatm;
create function pg_temp.draft(number text) returns jsonb language sql as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', '10.00')))
    || case when number like 'B%' then '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia", "building_number": "1111",
        "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}' else '{}'::jsonb end $$;
select khatm.device_import(pg_read_binary_file(:'devices' || '/TILL-1.json'), '0');
-- One that waits for a worker.
select khatm.device_new('TILL-9', 'simulation', '{"common_name": "TILL-9", "serial_number": "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
        "organization_identifier": "300000000000003", "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA",
        "invoice_type": "1100", "location_address": "RRRD2929", "industry_business_category": "Trade"}',
        '{"name": "Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
        "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}');
select khatm.device_onboard('TILL-9', '123456');
select khatm.tenant_new('399999999900003', 'khatm_reader');
-- A rejection with its correction, a clearance, one that may be handed over without, one in hand.
select count(*) from khatm.issue_many('TILL-1', array[pg_temp.draft('S-1'), pg_temp.draft('B-2'), pg_temp.draft('B-3'), pg_temp.draft('S-4')]);
create temporary table hand as select * from khatm.claim('w1', 4);
select khatm.settle(array_agg(chain order by icv), array_agg(icv order by icv), array_agg(epoch order by icv), array[
    '{"verdict": "rejected", "http": 400, "ms": 12, "answer": {"refused": {"code": "BR-KSA-17"}}, "messages": null}',
    '{"verdict": "accepted", "http": 200, "ms": 12, "answer": {"recorded": {"cleared": true}}, "messages": null}']::jsonb[],
    array['{}', '{}']::bytea[], array[null, '<Invoice/>']::bytea[]) from hand where icv < 3;
select khatm.release((select uuid from khatm.document where number = 'B-3'), 'outage', 'the authority does not answer');
select icv from khatm.issue('TILL-1', pg_temp.draft('S-5'), corrects => (select uuid from khatm.document where number = 'S-1'));
-- A note.
select icv from khatm.issue('TILL-1', pg_temp.draft('N-6') || '{"kind": "credit_note", "reason": "returned", "originals": [{"number": "S-4"}]}');
-- A row that became a document, and one that could not.
create table bill (id bigint primary key, price numeric not null);
create function of_bill(sale bill) returns jsonb language sql immutable as $$
    select jsonb_build_object('number', 'R-' || sale.id, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', sale.price))) $$;
select khatm.attach('bill', $$'TILL-1'$$, 'of_bill(bill)', 'true', on_invalid => 'park');
insert into bill values (1, 10), (2, -10);

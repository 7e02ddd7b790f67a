-- A day of use, with everything that goes wrong on one. psql goes on after an error.
\set ON_ERROR_STOP off
set role khatm_admin;
select length(khatm.device_new('TILL-9', 'simulation', '{"common_name": "TILL-9", "serial_number": "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
    "organization_identifier": "300000000000003", "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA",
    "invoice_type": "1100", "location_address": "RRRD2929", "industry_business_category": "Trade"}',
    '{"name": "Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
    "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}'));
reset role;
select khatm.device_import(pg_read_binary_file(:'devices' || '/TILL-1.json'), '0');
select khatm.device_import(pg_read_binary_file(:'devices' || '/TILL-1.json'), '0');
select khatm.device_import(convert_to(replace(convert_from(pg_read_binary_file(:'devices' || '/TILL-2.json'), 'UTF8'), 'TILL-2', 'TILL-3'), 'UTF8'), '0');
select khatm.device_import(substr(pg_read_binary_file(:'devices' || '/TILL-2.json'), 1, 900), '0');
-- As a client writes it into the statement.
select pg_read_binary_file(:'devices' || '/TILL-2.json') as file \gset
select khatm.device_import(:'file'::bytea, '0');
select khatm.device_import(:'file'::bytea, 'nonsense');
prepare import (bytea, text) as select khatm.device_import($1, $2);
execute import (:'file', '0');
set role khatm_issuer;
select icv from khatm.issue('TILL-1', '{"number": "D-1", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}', 'd-1');
select icv from khatm.issue('TILL-1', '{"number": "D-1", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}', 'd-1');
select icv from khatm.issue('TILL-1', '{"number": "D-1", "lines": [{"name": "Tea", "quantity": 1, "price": "11.00"}]}', 'd-1');
select icv from khatm.issue('TILL-9', '{"number": "D-2", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}');
select icv from khatm.issue('TILL-1', '{"number": "D-2"}');
select icv from khatm.issue('TILL-1', null);
select icv from khatm.issue_many('TILL-2', array['{"number": "E-1", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}',
    '{"number": "E-2", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}']::jsonb[]);
begin;
savepoint s;
select icv from khatm.issue('TILL-2', '{"number": "E-3", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}');
rollback to s;
select 1 / 0;
rollback;
explain (analyze, verbose, buffers) select * from khatm.issue('TILL-2', '{"number": "E-4", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}');
reset role;
select count(*) from khatm.check('{"number": "D-9"}', 'TILL-1');
select count(*), sum(length((khatm.verify(xml))::text)) from khatm.document;
select d.number, r.may_hand_over from khatm.document as d, khatm.receipt(d.uuid) as r;
select khatm.hold(uuid, 'somebody', 'asked'), khatm.free(uuid, 'enough'), khatm.retry(uuid) from khatm.document where number = 'D-1';
select khatm.release(uuid, 'outage', 'by telephone') from khatm.document where number = 'D-1';
select khatm.unpark('TILL-1');
select khatm.resume('a rehearsal');
select * from khatm.device;
select * from khatm.verify_ledger();
-- What sorts on disk.
set work_mem = '64kB';
select count(*) from (select encode(s.file, 'hex') || d.number || i::text as long from khatm.safe as s, khatm.document as d, generate_series(1, 60) as i order by 1) as t;
-- The most talkative level, and everything that the planner can print.
set log_min_messages = debug5;
set client_min_messages = debug5;
set debug_print_parse = on;
set debug_print_plan = on;
select icv from khatm.issue('TILL-1', '{"number": "D-5", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}');
select khatm.device_import(pg_read_binary_file(:'devices' || '/TILL-1.json'), '0');

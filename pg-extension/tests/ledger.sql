-- The ledger by SQL: what is issued is there with the caller's rows or not at all, and what is there stays as it is.
-- Expects the devices of the example `devices` in the folder devices/ beside it: TILL-1 and TILL-2.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(93);

create function pg_temp.tea(number text, price text = '10.00', more jsonb = '{}') returns jsonb language sql as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price))) || more $$;
create function pg_temp.file(name text) returns bytea language sql as
$$ select pg_read_binary_file(current_setting('khatm_test.devices') || '/' || name || '.json') $$;

-- Devices.
select throws_like($$select khatm.issue('TILL-1', pg_temp.tea('A-1'))$$, 'KHATM-DEVICE-UNKNOWN: %', 'without a device nothing is issued');
select throws_like($$select khatm.device_import(pg_temp.file('TILL-1'))$$, 'KHATM-IMPORT-LAST: %', 'an active one says what it issued last');
select is(khatm.device_import(pg_temp.file('TILL-1'), '0'), 'TILL-1', 'a device is taken in');
select is(khatm.device_import(pg_temp.file('TILL-2'), last => '0'), 'TILL-2', 'and another');
select throws_like($$select khatm.device_import(pg_temp.file('TILL-1'), '0')$$, 'KHATM-DEVICE-KNOWN: %', 'but not twice');
select throws_like(
    $$select khatm.device_import(convert_to(replace(convert_from(pg_temp.file('TILL-2'), 'UTF8'), 'TILL-2', 'TILL-3'), 'UTF8'), '0')$$,
    'KHATM-DEVICE-FILE-CHANGED: %', 'nor one that somebody changed');
select is(
    (select string_agg(concat_ws(' ', environment, device, stage, chain_state, version, vat_number, coalesce(icv, 0)), ', ' order by device) from khatm.device),
    'simulation TILL-1 active active 1 300000000000003 0, simulation TILL-2 active active 1 300000000000003 0', 'both are there');
select is((select count(*) from khatm.safe where convert_from(file, 'UTF8') ~ 'PRIVATE|nobody''s secret'), 0::bigint, 'nothing secret is in the clear');
select ok(
    khatm.device_new('TILL-9', 'simulation', '{"common_name": "TILL-9", "serial_number": "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
        "organization_identifier": "300000000000003", "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA",
        "invoice_type": "1100", "location_address": "RRRD2929", "industry_business_category": "Trade"}',
        '{"name": "Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
        "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}') like '-----BEGIN CERTIFICATE REQUEST-----%',
    'a new device has a certificate request');
select is((select stage from khatm.device where device = 'TILL-9'), 'keyed', 'and a key');
select throws_like($$select khatm.issue('TILL-9', pg_temp.tea('A-1'))$$, 'KHATM-DEVICE-NOT-ACTIVE: %', 'but issues nothing yet');
select throws_like($$select khatm.device_new('TILL-8', 'simulation', '{"common_nam": "x"}', '{}')$$, 'KHATM-%', 'a bad plan is refused');

-- Drafts and documents that are nobody's yet.
select is((select count(*) from khatm.check(pg_temp.tea('A-1'), 'TILL-1')), 0::bigint, 'a good draft has no findings');
select results_eq(
    $$select path from khatm.check('{"lines": [{"name": "Tea", "quantity": 3}]}') order by path$$,
    $$values ('lines[0].price'), ('number'), ('seller')$$, 'a bad one has one for each field');
select is((select count(*) from khatm.document), 0::bigint, 'and nothing was issued');
select ok((select count(*) > 0 from khatm.validate('<Invoice/>'::text)), 'a bad document has findings');

-- One document.
select ok((select icv = 1 and not again and not provisional and length(qr) > 300 from khatm.issue('TILL-1', pg_temp.tea('A-1'), 'sale-1')), 'the first has counter 1');
select ok((select icv = 1 and again from khatm.issue('TILL-1', pg_temp.tea('A-1'), 'sale-1')), 'the same request gives the same document');
select throws_like($$select khatm.issue('TILL-1', pg_temp.tea('A-1', '11.00'), 'sale-1')$$, 'KHATM-ISSUE-%', 'another draft with its key is refused');
select throws_like($$select khatm.issue('TILL-1', pg_temp.tea('A-1'), 'sale-2')$$, 'KHATM-ISSUE-NUMBER: %', 'and its number with another key');
select throws_ok($$select khatm.issue('TILL-1', '{"number": "A-2"}')$$, '22023', null, 'a bad draft is the caller''s to mend');
select is((select max(counter) from khatm.document where chain = 1), 1::bigint, 'none of them took a place');
select is((select total from khatm.document(uuid)), 11.50, 'the document says its total') from khatm.document where counter = 1;
select ok((select count(*) = 0 from khatm.validate(xml) where severity = 'error' and stage not in ('signature', 'qr')), 'the official rules have nothing against it')
    from khatm.document where counter = 1;
select is((select count(*) from khatm.document('00000000-0000-4000-8000-000000000000')), 0::bigint, 'an unknown UUID has no document');
select ok((select may_hand_over and ground = 'as_issued' and length(qr) > 300 from khatm.receipt(uuid)), 'a committed one may be handed over') from khatm.document;

-- The caller's transaction.
begin;
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-2'), 'sale-2')), 2::bigint, 'issued');
select throws_like($$select khatm.receipt(uuid) from khatm.document where counter = 2$$, 'KHATM-RECEIPT-EARLY: %', 'but not to be printed yet');
savepoint s;
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-3'), 'sale-3')), 3::bigint, 'issued behind a savepoint');
rollback to s;
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-4'), 'sale-4')), 3::bigint, 'what the savepoint took back took no place');
rollback;
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-5'), 'sale-5')), 2::bigint, 'nor what the transaction took back');
begin;
select throws_ok($$select khatm.issue('TILL-1', pg_temp.tea('A-6', more => '{"uuid": "not one"}'), 'sale-6')$$, '22023', null, 'refused inside');
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-6'), 'sale-6')), 3::bigint, 'and goes on');
commit;
begin read only;
select throws_ok($$select khatm.issue('TILL-1', pg_temp.tea('A-7'))$$, '25006', null, 'a read-only transaction issues nothing');
commit;

-- Several.
select results_eq(
    $$select icv from khatm.issue_many('TILL-2', array[pg_temp.tea('B-1'), pg_temp.tea('B-2'), pg_temp.tea('B-3')], array['b-1', null, 'b-3'])$$,
    $$values (1::bigint), (2), (3)$$, 'several are issued in their order');
select throws_like($$select khatm.issue_many('TILL-2', array[pg_temp.tea('B-4'), '{}'::jsonb])$$, 'KHATM-%', 'all or none');
select throws_like($$select khatm.issue_many('TILL-2', array[pg_temp.tea('B-4')], array['a', 'b'])$$, 'KHATM-ISSUE-KEYS: %', 'a key for each');
select is((select max(counter) from khatm.document where chain = 2), 3::bigint, 'none');
create temporary table refused (detail jsonb);
do $$
declare
    text text;
begin
    perform khatm.issue_many('TILL-2', array['{"number": "B-4", "lines": [{"name": "Tea", "quantity": 1, "price": "1"}]}', '{"number": "B-5"}']::jsonb[]);
exception when others then
    get stacked diagnostics text = pg_exception_detail;
    insert into refused values (text::jsonb);
end
$$;
select ok((select (detail ->> 'position')::int = 2 and detail ->> 'kind' = 'input' and jsonb_array_length(detail -> 'findings') > 0 from refused),
    'a refusal says which draft, and everything that is wrong with it');
truncate refused;
do $$
declare
    text text;
begin
    perform khatm.issue_many('TILL-2', array_agg(case n when 299 then '{}' else pg_temp.tea('L-' || n) end order by n)) from generate_series(1, 300) as n;
exception when others then
    get stacked diagnostics text = pg_exception_detail;
    insert into refused values (text::jsonb);
end
$$;
select ok((select (detail ->> 'position')::int = 299 from refused), 'among many, too');
-- As texts these would take 13 GB.
select throws_like($$select khatm.issue_many('TILL-2', array_fill('{"number": 1e131000}'::jsonb, array[100000]))$$, 'KHATM-ISSUE-MANY: %', 'too many are refused before they are read');

-- A note, and its original.
select is((select icv from khatm.issue('TILL-2', pg_temp.tea('N-1', '3.00', '{"kind": "credit_note", "reason": "broken", "originals": [{"number": "B-1"}]}'))), 4::bigint, 'a note');
select is((select count(*) from khatm.reference where role = 2 and (to_chain, to_counter) = (2, 1)), 1::bigint, 'knows its original');

-- Nothing of it changes, whoever wants it to.
select throws_like($$update khatm.document set xml = ''$$, 'KHATM-APPEND-ONLY: %', 'no document changes');
select throws_like($$delete from khatm.document$$, 'KHATM-APPEND-ONLY: %', 'none leaves');
select throws_like($$truncate khatm.document cascade$$, 'KHATM-APPEND-ONLY: %', 'nor all at once');
select throws_like($$update khatm.chain set first_counter = 2$$, 'KHATM-APPEND-ONLY: %', 'no chain begins elsewhere');
select throws_like($$delete from khatm.chain$$, 'KHATM-APPEND-ONLY: %', 'none leaves');
select throws_like($$delete from khatm.safe$$, 'KHATM-APPEND-ONLY: %', 'no device leaves');
select throws_like($$update khatm.safe set file = file$$, 'KHATM-APPEND-ONLY: %', 'none is saved under its old version');
select throws_like($$update khatm.audit set actor = 'nobody'$$, 'KHATM-APPEND-ONLY: %', 'no line of the audit changes');
select throws_like($$update khatm.lane set next = 9 where chain = 1 and route = 1$$, 'KHATM-CURSOR: %', 'no cursor passes a document');
set session_replication_role = replica;
select throws_like($$delete from khatm.document$$, 'KHATM-APPEND-ONLY: %', 'also in a subscription');
reset session_replication_role;

create function pg_temp.forged(counter bigint, previous bytea) returns text language sql as $$
    select format('insert into khatm.document select chain, %s, gen_random_uuid(), kind, route, number, issued_at, deadline_at, %L, hash, null, content, currency, total, xml
        from khatm.document where (chain, counter) = (1, 1)', counter, previous) $$;
select throws_like(pg_temp.forged(5, (select hash from khatm.document where (chain, counter) = (1, 3))), 'KHATM-LINK: %', 'no gap');
select throws_like(pg_temp.forged(4, (select hash from khatm.document where (chain, counter) = (1, 2))), 'KHATM-LINK: %', 'no other hash before');
select throws_ok(pg_temp.forged(3, (select hash from khatm.document where (chain, counter) = (1, 2))), '23505', null, 'no fork');
set session_replication_role = replica;
select throws_like(pg_temp.forged(5, (select hash from khatm.document where (chain, counter) = (1, 3))), 'KHATM-LINK: %', 'no gap in a subscription');
reset session_replication_role;
select throws_like(
    $$insert into khatm.audit select ordinal + 1, at, 'nobody', action, chain, counter, detail, hash, hash from khatm.audit order by ordinal desc limit 1$$,
    'KHATM-LINK: %', 'no line of the audit that is not what its hash says');
begin isolation level repeatable read;
select lives_ok(pg_temp.forged(4, (select hash from khatm.document where (chain, counter) = (1, 3))), 'a good successor is taken at repeatable read');
rollback;

-- The audit tells what was done with devices and chains, by whom, and is whole.
select is(
    (select string_agg(concat_ws(' by ', action, actor), ', ' order by ordinal) from khatm.audit),
    'chain_begun by khatm, device_imported by postgres, chain_begun by khatm, device_imported by postgres, device_new by postgres', 'the audit says so');

-- On its way: what people may do, and what the authority says.
create function pg_temp.uuid(chain bigint, counter bigint) returns uuid language sql as
$$ select d.uuid from khatm.document as d where (d.chain, d.counter) = ($1, $2) $$;
select throws_like($$select khatm.hold(pg_temp.uuid(1, 1), 'Postgres', 'wrong price')$$, 'KHATM-%', 'nobody keeps a document back alone');
select lives_ok($$select khatm.hold(pg_temp.uuid(1, 1), 'Huda', 'wrong price')$$, 'two may');
select is((select state from khatm.outbox where (chain, counter) = (1, 1)), 4::smallint, 'it is held');
select throws_like($$select khatm.free(pg_temp.uuid(1, 1), ' ')$$, 'KHATM-%', 'nobody lets it go without a word');
select lives_ok($$select khatm.free(pg_temp.uuid(1, 1), 'it was right')$$, 'with one he may');
select lives_ok($$select khatm.retry(pg_temp.uuid(1, 1))$$, 'and hurry it');
select is((select state from khatm.outbox where (chain, counter) = (1, 1)), 0::smallint, 'it goes again');
select lives_ok($$select khatm.unpark('TILL-1')$$, 'lanes are opened');
select throws_like($$update khatm.outbox set epoch = epoch - 1$$, 'KHATM-OUTBOX: %', 'no token falls');
select throws_like($$delete from khatm.outbox$$, 'KHATM-OUTBOX: %', 'nothing unfinished leaves');
select ok((select provisional from khatm.issue('TILL-2', pg_temp.tea('C-1', more => '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia",
    "building_number": "1111", "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}'))), 'a standard document is the authority''s to clear');
select ok((select not may_hand_over and ground = 'not_yet' and qr is null and xml is null from khatm.receipt(pg_temp.uuid(2, 5))), 'and is not handed over before');
select throws_like($$select khatm.release(pg_temp.uuid(2, 5), 'holiday', 'x')$$, 'KHATM-%', 'not for any reason');
select lives_ok($$select khatm.release(pg_temp.uuid(2, 5), 'outage', 'announced on the portal')$$, 'in an outage it may be');
select ok((select may_hand_over and ground = 'outage' and length(qr) > 300 from khatm.receipt(pg_temp.uuid(2, 5))), 'with its own stamp');
-- What a worker keeps: the intent, the answer, the fact.
insert into khatm.attempt values (2, 5, 1, 2, now(), 'w', false, false);
begin;
insert into khatm.reply values (2, 5, 2, now(), 1, 400, 'rejected', null);
select is((select count(*) from khatm.verify_ledger() where code = 'KHATM-VERIFY-ORPHAN'), 1::bigint, 'an answer without an intent is found');
rollback;
insert into khatm.reply values (2, 5, 1, now(), 1, 400, 'rejected', null);
insert into khatm.outcome values (2, 5, 2, 1, 400, now(), false, 2, null);
select is((select fate from khatm.document(pg_temp.uuid(2, 5))), 'rejected', 'rejected');
select throws_like($$insert into khatm.outbox values (2, 5, 2, 2, 0, now(), now(), now(), 0, 0, 1)$$, 'KHATM-OUTBOX: %', 'what is finished does not begin again');
select is((select icv from khatm.issue('TILL-2', pg_temp.tea('C-1', more => '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia",
    "building_number": "1112", "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}'), corrects => pg_temp.uuid(2, 5))), 6::bigint, 'another stands for it, with its number');
select throws_like($$select khatm.issue('TILL-2', pg_temp.tea('C-2'), corrects => pg_temp.uuid(2, 5))$$, 'KHATM-%', 'once');
select throws_like($$select khatm.issue('TILL-2', pg_temp.tea('C-2'), corrects => pg_temp.uuid(1, 2))$$, 'KHATM-%', 'and only for a rejected one');
select ok((select count(*) > 0 from khatm.verify_ledger() where severity = 'error' and icv = 5), 'what no line of the audit tells of is found');

select is((select string_agg(concat_ws(' ', code, icv, message), '; ') from khatm.verify_ledger() where severity = 'error' and icv <> 5), null, 'everything else that is kept is whole');
-- Whoever has the server can turn the rules off, and is found out.
begin;
set local khatm.allow_drop = on;
alter table khatm.document disable trigger deny;
update khatm.document set xml = convert_to(replace(convert_from(xml, 'UTF8'), '>10.00<', '>10.01<'), 'UTF8') where (chain, counter) = (1, 2);
update khatm.document set total = 1 where (chain, counter) = (1, 3);
select ok((select array_agg(distinct icv order by icv) @> array[2, 3]::bigint[] from khatm.verify_ledger() where severity = 'error'), 'a document that was changed is found, and a column of it');
rollback;
begin;
set local khatm.allow_drop = on;
alter table khatm.audit disable trigger deny;
update khatm.audit set actor = 'somebody' where ordinal = 2;
select isnt((select count(*) from khatm.verify_ledger() where severity = 'error'), 0::bigint, 'so is a line of the audit');
rollback;

-- An anchor that was taken before the ledger went on elsewhere is one of this ledger, and is held against it.
begin;
select khatm.anchor() as anchor \gset
select khatm.resume('a rehearsal');
select ok((khatm.verification(:'anchor') -> 'findings')::text !~ 'KHATM-ANCHOR', 'an anchor outlives the move of a ledger');
set khatm.allow_drop = on;
alter table khatm.audit disable trigger user;
delete from khatm.audit where ordinal = (:'anchor'::jsonb #>> '{audit,ordinal}')::bigint;
select ok((khatm.verification(:'anchor') -> 'findings')::text ~ 'KHATM-ANCHOR-TAIL', 'and what it does not bear out is found');
rollback;

-- What could never be sent is not issued.
begin;
select icv as last from khatm.issue('TILL-1', pg_temp.tea('BEFORE-BIG')) \gset
select throws_like($$select khatm.issue('TILL-1', jsonb_build_object('number', 'BIG', 'lines',
    (select jsonb_agg(jsonb_build_object('name', 'Tea ' || n, 'quantity', 1, 'price', '1.00')) from generate_series(1, 12000) as n)))$$,
    'KHATM-REQUEST-TOO-LARGE: %', 'a document that no request could hold');
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('BIG'))), :last + 1::bigint, 'and takes no place');
rollback;

-- Roles.
create role clerk;
grant khatm_issuer to clerk;
set role clerk;
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-9'), 'sale-9')), 4::bigint, 'an issuer issues');
select throws_ok($$select * from khatm.document$$, '42501', null, 'and reads no table');
select throws_ok($$select * from khatm.safe$$, '42501', null, 'least of all the sealed devices');
select throws_ok($$select khatm.device_import('x')$$, '42501', null, 'and makes no devices');
reset role;
drop role clerk;
select * from finish();

-- UBL by SQL: what a draft would become, documents that another program made, what comes from others, and waiting at the counter. In a
-- database of its own. Expects TILL-1 and TILL-2 in the folder devices/, and the repository's examples.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(80);

create function pg_temp.tea(number text, price text = '10.00', more jsonb = '{}') returns jsonb language sql as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price))) || more $$;
create function pg_temp.file(name text) returns bytea language sql as
$$ select pg_read_binary_file(current_setting('khatm_test.root') || '/examples/' || name) $$;
-- A document as bytes, and as text.
create function pg_temp.ubl(number text, more jsonb = '{}') returns text language sql as $$ select khatm.build(pg_temp.tea(number, more => more), 'TILL-1') $$;
create function pg_temp.stored(wanted bigint) returns text language sql as
$$ select convert_from(xml, 'UTF8') from khatm.document where (chain, counter) = (1, wanted) $$;
-- The DETAIL of the error that a statement ends in.
create function pg_temp.detail(statement text) returns jsonb language plpgsql as $$
declare
    detail text;
begin
    execute statement;
    return null;
exception when others then
    get stacked diagnostics detail = pg_exception_detail;
    return detail::jsonb;
end $$;
create function pg_temp.hint(statement text) returns text language plpgsql as $$
declare
    hint text;
begin
    execute statement;
    return null;
exception when others then
    get stacked diagnostics hint = pg_exception_hint;
    return hint;
end $$;
set client_min_messages = warning;
create temporary table buyer as select '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia",
    "building_number": "1111", "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}'::jsonb as buyer;

select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || '/' || till || '.json'), '0')
from unnest(array['TILL-1', 'TILL-2']) as till \g /dev/null

-- What a draft would become.
select ok(pg_temp.ubl('B-1') like '<?xml%<cbc:ID>B-1</cbc:ID>%', 'a draft is shown as its document');
select ok(pg_temp.ubl('B-1') !~ 'UBLExtensions>|>QR<', 'without a stamp and without a code');
select is((select count(*) from khatm.document), 0::bigint, 'and nothing was issued');
select is(
    (select array_agg(finding ->> 'path' order by finding ->> 'path') from jsonb_array_elements(
        pg_temp.detail($$select khatm.build('{"lines": [{"name": "Tea", "quantity": 3}]}')$$) -> 'findings') as finding),
    array['lines[0].price', 'number', 'seller'], 'a bad one is refused with everything that is wrong with it');
select throws_like($$select khatm.build('{"number": "B-1"}', 'TILL-9')$$, 'KHATM-DEVICE-UNKNOWN: %', 'an unknown device has no seller');
select throws_like($$select khatm.build(null)$$, 'KHATM-NULL: %', 'no draft is no document');
select ok(pg_temp.hint($$select khatm.build('{}', language => 'ar')$$) ~ '[ء-ي]', 'the way out in Arabic');

-- One that is ready, in the same chain as drafts.
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-1'))), 1::bigint, 'a draft');
select ok((select icv = 2 and not again and not provisional and length(qr) > 300 from khatm.seal('TILL-1', pg_temp.ubl('A-2'), 'sale-2')), 'a document as text follows');
select ok((select icv = 3 from khatm.seal('TILL-1', convert_to(pg_temp.ubl('A-3'), 'UTF8'))), 'one as bytes, too');
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('A-4'))), 4::bigint, 'and a draft again');
select is((select string_agg(concat_ws(' ', code, icv, message), '; ') from khatm.verify_ledger()), null, 'the chain is whole');
select is(
    regexp_replace(pg_temp.stored(2), '^.*<cac:AccountingSupplierParty>', ''), regexp_replace(pg_temp.ubl('A-2'), '^.*<cac:AccountingSupplierParty>', ''),
    'behind what is filled in every byte stays');
select ok(pg_temp.stored(2) ~ '<cbc:ID>ICV</cbc:ID>\s*<cbc:UUID>2</cbc:UUID>', 'its place is filled in');
select is((select encode(previous_hash, 'base64') from khatm.document where (chain, counter) = (1, 2)), substring(pg_temp.stored(2) from '<cbc:ID>PIH</cbc:ID>.*?"text/plain">(.*?)<'),
    'and the hash of the one before');
select is((select count(*) from khatm.validate(pg_temp.stored(2)) where severity = 'error' and stage not in ('signature', 'qr')), 0::bigint, 'the official rules have nothing against it');
select is((select (d.number, d.currency, d.total, d.kind, d.profile, d.request_key)::text from khatm.document(uuid) as d), '(A-2,SAR,11.50,invoice,simplified,sale-2)', 'its columns are what it says')
    from khatm.document where (chain, counter) = (1, 2);
select ok((select icv = 2 and again from khatm.seal('TILL-1', pg_temp.ubl('A-2'), 'sale-2')), 'the same request gives the same document');
select throws_like($$select khatm.seal('TILL-1', replace(pg_temp.ubl('A-2'), 'Tea', 'Tee'), 'sale-2')$$, 'KHATM-ISSUE-OTHER: %', 'another content with its key is refused');
select throws_like($$select khatm.seal('TILL-1', pg_temp.ubl('A-2'))$$, 'KHATM-ISSUE-NUMBER: %', 'and its number without one');
select throws_like($$select khatm.seal('TILL-1', regexp_replace(pg_temp.ubl('A-5'), '<cbc:UUID>[^<]{36}', '<cbc:UUID>' || uuid)) from khatm.document where counter = 2$$,
    'KHATM-STORE-TAKEN: %', 'and its UUID');
select ok((select icv = 5 from khatm.seal('TILL-1', regexp_replace(pg_temp.ubl('A-5'), '<cbc:UUID>[^<]{36}</cbc:UUID>|<cac:AdditionalDocumentReference>.*?</cac:AdditionalDocumentReference>', '', 'g'))),
    'what is missing of UUID, counter and hash is filled in');
select is(pg_temp.stored(5) ~ ('<cbc:UUID>' || uuid || '</cbc:UUID>'), true, 'the UUID is in the document') from khatm.document where (chain, counter) = (1, 5);
-- What is refused takes no place.
select ok((select jsonb_array_length(detail -> 'findings') >= 2 and detail ->> 'kind' = 'input' and detail -> 'findings' -> 0 ->> 'path' like '/Invoice/%'
    from pg_temp.detail($$select khatm.seal('TILL-1', replace(replace(pg_temp.ubl('A-6'), '>11.50<', '>12.50<'), '<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>', ''))$$) as detail),
    'what the rules refuse is refused, with everything and where');
select throws_ok($$select khatm.seal('TILL-1', '<Invoice/>'::text)$$, '22023', null, 'no invoice');
select throws_like($$select khatm.seal('TILL-1', ''::bytea)$$, 'KHATM-XML-EMPTY: %', 'nothing');
select throws_like($$select khatm.seal('TILL-1', replace(pg_temp.ubl('A-6'), '300000000000003', '310000000000003'))$$, 'KHATM-ISSUE-SELLER: %', 'another seller''s');
select throws_like($$select khatm.seal('TILL-1', null::text)$$, 'KHATM-NULL: %', 'no document');
select throws_like($$select khatm.seal(null, ''::text)$$, 'KHATM-NULL: %', 'no device');
select ok(pg_temp.hint($$select khatm.seal('TILL-1', '<Invoice/>'::text, language => 'ar')$$) ~ '[ء-ي]', 'in Arabic');
begin;
select is((select icv from khatm.seal('TILL-1', pg_temp.ubl('A-6'))), 6::bigint, 'sealed');
rollback;
select is((select icv from khatm.seal('TILL-1', pg_temp.ubl('A-7'))), 6::bigint, 'what was rolled back took no place');
begin read only;
select throws_ok($$select khatm.seal('TILL-1', '<Invoice/>'::text)$$, '25006', null, 'a read-only transaction seals nothing');
rollback;
-- Several.
select results_eq(
    $$select icv from khatm.seal_many('TILL-2', array[convert_to(pg_temp.ubl('M-1'), 'UTF8'), convert_to(pg_temp.ubl('M-2'), 'UTF8')], array['m-1', null])$$,
    $$values (1::bigint), (2)$$, 'several are sealed in their order');
select is((pg_temp.detail($$select khatm.seal_many('TILL-2', array[convert_to(pg_temp.ubl('M-3'), 'UTF8'), null])$$) ->> 'position')::int, 2, 'all or none: a refusal says which');
select throws_like($$select khatm.seal_many('TILL-2', array[''::bytea], array['a', 'b'])$$, 'KHATM-ISSUE-KEYS: %', 'a key for each');
select throws_like($$select khatm.seal_many('TILL-2', null)$$, 'KHATM-NULL: %', 'no documents');
select is((select max(counter) from khatm.document where chain = 2), 2::bigint, 'none of them took a place');
-- A note that is ready finds its original.
select is((select icv from khatm.seal('TILL-2', pg_temp.ubl('N-1', '{"kind": "credit_note", "reason": "broken", "originals": [{"number": "M-1"}]}'))), 3::bigint, 'a note');
select is((select to_counter from khatm.reference where (chain, counter) = (2, 3)), 1::bigint, 'knows its original');
select throws_like($$select khatm.seal('TILL-2', pg_temp.ubl('N-2', '{"kind": "credit_note", "reason": "broken", "originals": [{"number": "M-1"}]}'))$$, 'KHATM-NOTE-%', 'and takes nothing back twice');

-- What comes from others.
select ok((select (i ->> 'valid')::boolean is not null and i -> 'verification' = khatm.verify(pg_temp.file('documents/simplified-sealed.xml'))
    and jsonb_array_length(i -> 'report' -> 'findings') = (select count(*) from khatm.validate(pg_temp.file('documents/simplified-sealed.xml')))
    and i -> 'qr' = khatm.verify_qr(i -> 'verification' ->> 'qr') and i -> 'draft' ->> 'number' = i -> 'verification' ->> 'number' and i -> 'explanation' = 'null'
    from khatm.inspect(pg_temp.file('documents/simplified-sealed.xml')) as i), 'an invoice of somebody''s, with all that verify, validate and verify_qr say');
select is(khatm.inspect(convert_from(pg_temp.file('documents/simplified-sealed.xml'), 'UTF8')) - 'report', khatm.inspect(pg_temp.file('documents/simplified-sealed.xml')) - 'report', 'as text, too');
select ok((select not (i ->> 'valid')::boolean and i -> 'explanation' ->> 'proved' = 'true' from khatm.inspect(pg_temp.file('documents/reindented.xml'), 'ar') as i), 'one that was saved anew, and how');
select ok((select not (i ->> 'valid')::boolean and i -> 'verification' -> 'findings' -> 0 ->> 'message' ~ '[ء-ي]' from khatm.inspect(pg_temp.file('documents/changed-amount.xml'), 'ar') as i),
    'one that was changed, in Arabic');
select throws_like($$select khatm.inspect('{}'::text)$$, 'KHATM-XML-%', 'what is no document is an error');
select is((select (v ->> 'valid') || ' ' || (v ->> 'total') || ' ' || (v ->> 'vat_number') from khatm.verify_qr(qr) as v), 'true 11.50 300000000000003', 'a code says its total')
    from khatm.receipt((select uuid from khatm.document where (chain, counter) = (1, 2)));
select is((select v ->> 'valid' from khatm.verify_qr(encode(overlay(decode(qr, 'base64') placing 'k' from 3 for 1), 'base64')) as v), 'true', 'the name is not under its signature')
    from khatm.receipt((select uuid from khatm.document where (chain, counter) = (1, 2)));
-- The hash of one document in the code of another.
select is(
    (select v -> 'findings' -> 0 ->> 'code' from khatm.verify_qr(replace(encode(decode(replace(encode(decode(r.qr, 'base64'), 'hex'),
        encode(convert_to(encode(one.hash, 'base64'), 'UTF8'), 'hex'), encode(convert_to(encode(other.hash, 'base64'), 'UTF8'), 'hex')), 'hex'), 'base64'), E'\n', '')) as v),
    'KHATM-QR-SIGNATURE', 'a code with another hash is found out')
    from khatm.document as one, khatm.receipt(one.uuid) as r, khatm.document as other where (one.chain, one.counter) = (1, 2) and (other.chain, other.counter) = (1, 3);
select throws_like($$select khatm.verify_qr('hello')$$, 'KHATM-QR-FORMAT: %', 'what is no code is an error');
select ok(pg_temp.hint($$select khatm.verify_qr('hello', 'ar')$$) ~ '[ء-ي]', 'in Arabic');

-- Its picture.
select uuid from khatm.document where (chain, counter) = (1, 2) \gset
select ok(khatm.qr_svg(:'uuid'::uuid) like '<svg %</svg>%' and khatm.qr_svg(:'uuid'::uuid) = khatm.qr_svg(qr), 'a document''s picture is that of its code') from khatm.receipt(:'uuid'::uuid);
select is(khatm.qr_svg(:'uuid'), khatm.qr_svg(:'uuid'::uuid), 'a UUID that was written as text is a document''s all the same');
select throws_like($$select khatm.qr_svg('hello')$$, 'KHATM-QR-FORMAT: %', 'nothing is drawn but codes of invoices');
select ok(encode(khatm.qr_escpos(:'uuid'::uuid, 58), 'hex') like '1d7630003000%' and khatm.qr_escpos(:'uuid'::uuid, 58) = khatm.qr_escpos(qr, 58), 'for a receipt printer too, 48 bytes a line') from khatm.receipt(:'uuid'::uuid);
select is(khatm.qr_escpos(:'uuid', 80), khatm.qr_escpos(:'uuid'::uuid, 80), 'of a UUID as text, and on wide paper');
select throws_like($$select khatm.qr_escpos('hello', 80)$$, 'KHATM-QR-FORMAT: %', 'nothing but codes of invoices there either');
select throws_like(format('select khatm.qr_escpos(%L::uuid, 57)', :'uuid'), 'KHATM-QR-PAPER: %(paper)%', 'on paper that there is not, nothing');
select throws_like($$select khatm.qr_svg('00000000-0000-4000-8000-000000000000')$$, 'KHATM-OUTBOX-UNKNOWN: %', 'nor a document that is not there');

-- What a code means.
select results_eq($$select code, kind, sqlstate from khatm.explain('khatm-issue-number')$$, $$values ('KHATM-ISSUE-NUMBER', 'input', '22023')$$, 'a code is explained');
select ok((select message ~ '[ء-ي]' and fix ~ '[ء-ي]' from khatm.explain('BR-KSA-17', 'ar')), 'the authority''s, too, in Arabic');
select is((select e::text from khatm.explain('KHATM-NONE') as e), '(KHATM-NONE,,,,)', 'one that is none has no texts, and keeps nobody else''s');

-- At the counter.
select uuid as standard from khatm.issue('TILL-1', pg_temp.tea('C-1', more => (select buyer from buyer))) \gset
select ok(khatm.may_hand_over(:'uuid') and not khatm.may_hand_over(:'standard'), 'a simplified document may be handed over, a standard one not yet');
select is(khatm.qr_svg(:'standard'::uuid), null, 'it has no picture either');
select throws_like($$select khatm.may_hand_over('00000000-0000-4000-8000-000000000000')$$, 'KHATM-OUTBOX-UNKNOWN: %', 'an unknown one is an error');
begin;
select uuid as own from khatm.issue('TILL-1', pg_temp.tea('C-2')) \gset
select ok(not khatm.may_hand_over(:'own'), 'one that is not committed may not');
select throws_like(format('select khatm.waited(%L)', :'own'), 'KHATM-RECEIPT-EARLY: %', 'nor is it waited for');
rollback;
call khatm.wait(:'uuid') \gset told_
select is((:'told_may_hand_over' || ' ' || :'told_ground' || ' ' || :'told_message')::text, 't as_issued The invoice may be handed over.', 'nobody waits for a simplified document');
call khatm.wait(:'standard', '0 s', 'ar') \gset told_
select ok(:'told_may_hand_over' = 'f' and :'told_ground' = 'sending' and :'told_message' ~ '[ء-ي]', 'a standard one is on its way when the time is over');
call khatm.wait(:'uuid', language => null) \gset told_
select is((:'told_ground')::text, 'as_issued', 'no language is English');
select throws_like(format('call khatm.wait(%L)', :'standard'), 'KHATM-WAIT-TRANSACTION: %', 'nobody waits inside a function');
select throws_like($$call khatm.wait(null)$$, 'KHATM-%', 'nor for nothing');
select throws_like($$select khatm.looks_within('2 hours')$$, 'KHATM-WAIT-TIME: %', 'nor for hours');
select throws_like($$select khatm.looks_within('-1 s')$$, 'KHATM-WAIT-TIME: %', 'nor back in time');
select throws_like($$select khatm.looks_within(null)$$, 'KHATM-WAIT-TIME: %', 'nor for ever');
-- Another session brings the authority's version while this one waits, and looks whether this one's transaction is old.
create table public.seen (age interval, held boolean);
insert into khatm.attempt select chain, counter, 1, 2, now(), 'w', false, false from khatm.document where uuid = :'standard';
insert into khatm.reply select chain, counter, 1, now(), 1, 200, 'accepted', null from khatm.document where uuid = :'standard';
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGDATABASE :DBNAME
\setenv STANDARD :standard
\! (sleep 4; psql -X -q -1 -c "insert into public.seen select clock_timestamp() - xact_start, exists (select from pg_locks l where l.pid = a.pid and l.mode = 'ExclusiveLock' and l.locktype = 'object') from pg_stat_activity a where query like 'call khatm.wait%'" -c "insert into khatm.outcome select chain, counter, 1, 1, 200, now(), false, 2, null from khatm.document where uuid = '$STANDARD'" -c "insert into khatm.cleared select chain, counter, xml from khatm.document where uuid = '$STANDARD'") > /dev/null 2>&1 &
call khatm.wait(:'standard', '120 s') \gset told_
select is((:'told_may_hand_over' || ' ' || :'told_ground')::text, 't as_cleared', 'it is told when it comes');
select ok((select count(*) = 1 and max(age) < '3 s' and not bool_or(held) from public.seen), 'and meanwhile no transaction stayed open, and no device was held');
select ok(khatm.may_hand_over(:'standard') and khatm.qr_svg(:'standard'::uuid) like '<svg %', 'then it may be handed over');
drop table public.seen;
-- On a path where everything means something else.
create schema evil;
create function evil.boom() returns boolean language plpgsql as $$ begin raise exception 'captured'; end $$;
create function evil.boom(int, int) returns boolean language sql as $$ select evil.boom() $$;
create function evil.boom(timestamptz, timestamptz) returns boolean language sql as $$ select evil.boom() $$;
create function evil.boom(timestamptz, interval) returns timestamptz language sql as $$ select now() from evil.boom() $$;
create function evil.clock_timestamp() returns timestamptz language sql as $$ select now() from evil.boom() $$;
create function evil.pg_sleep(double precision) returns void language sql as $$ select evil.boom() $$;
create operator evil.= (leftarg = int, rightarg = int, procedure = evil.boom);
create operator evil.<= (leftarg = int, rightarg = int, procedure = evil.boom);
create operator evil.>= (leftarg = timestamptz, rightarg = timestamptz, procedure = evil.boom);
create operator evil.+ (leftarg = timestamptz, rightarg = interval, procedure = evil.boom);
select uuid as another from khatm.issue('TILL-1', pg_temp.tea('C-9', more => (select buyer from buyer))) \gset
set search_path = evil, pg_catalog;
call khatm.wait(:'another', '200 ms') \gset told_
reset search_path;
select is((:'told_ground')::text, 'sending', 'nobody gets in its way');
drop schema evil cascade;
-- As a cashier's program does it.
create role cashier;
grant khatm_issuer to cashier;
set role cashier;
call khatm.wait(:'standard') \gset told_
select is((:'told_ground')::text, 'as_cleared', 'an issuer may wait');
reset role;
drop role cashier;
select * from finish();

-- A copy of the database that ledger.sql was run in, however it was made: it is read and verified, and does nothing else until somebody
-- says that the ledger goes on there.
\set ON_ERROR_STOP on
select plan(15);
create function pg_temp.tea(number text) returns jsonb language sql as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', '10.00'))) $$;

select isnt((select count(*) from khatm.document), 0::bigint, 'the documents are there');
select is((select count(*) from khatm.safe), 3::bigint, 'and the devices');
select is((select string_agg(concat_ws(' ', code, icv, message), '; ') from khatm.verify_ledger() where severity = 'error' and icv is distinct from 5),
    null, 'everything is whole');
select is((select count(*) from khatm.document(uuid)), 1::bigint, 'a document is read') from khatm.document where (chain, counter) = (1, 1);
select throws_like($$select khatm.issue('TILL-1', pg_temp.tea('Z-1'))$$, 'KHATM-FENCE-ELSEWHERE: %', 'nothing is issued');
select throws_like($$select khatm.issue_many('TILL-2', array[pg_temp.tea('Z-1')])$$, 'KHATM-FENCE-ELSEWHERE: %', 'not at once either');
select throws_like(
    $$select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || '/TILL-3.json'), '0')$$,
    'KHATM-FENCE-ELSEWHERE: %', 'no device is taken in');
select throws_like($$select khatm.retry(uuid) from khatm.document where (chain, counter) = (1, 1)$$, 'KHATM-FENCE-ELSEWHERE: %', 'nothing is delivered');
select throws_ok($$update khatm.store set database = 0$$, '42501', null, 'nobody says in SQL that it is elsewhere');
select throws_like($$select khatm.resume(' ')$$, 'KHATM-%', 'it goes on for a reason');
select throws_like($$select khatm.resume('the original was switched off')$$, 'KHATM-VERIFY-%', 'not where something is wrong');
select throws_like($$select khatm.issue('TILL-1', pg_temp.tea('Z-1'))$$, 'KHATM-FENCE-ELSEWHERE: %', 'and nothing goes on then');
select lives_ok($$select khatm.resume('the original was switched off', verify => false)$$, 'but for who has looked himself');
select is((select icv from khatm.issue('TILL-1', pg_temp.tea('Z-1'))), (select max(counter) + 1 from khatm.document where chain = 1), 'and issues behind the last document');
select is((select action || ' by ' || actor from khatm.audit order by ordinal desc limit 1), 'resumed by postgres', 'the audit says so');
select * from finish();

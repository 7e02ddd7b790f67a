-- Delivery from outside, call by call: what khatm agent asks for, what it brings back, and what nobody may.
-- Expects the devices of the example `devices` in the folder devices/ beside it: TILL-3, TILL-4, and the parts of OLD-1.
\set ON_ERROR_STOP on
create extension if not exists khatm;
create extension if not exists pgtap;
select plan(116);

create function pg_temp.file(name text) returns bytea language sql as
$$ select pg_read_binary_file(current_setting('khatm_test.devices') || '/' || name) $$;
create function pg_temp.draft(number text) returns jsonb language sql as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', '10.00')))
    || case when number like 'B%' then '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia", "building_number": "1111",
        "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}' else '{}'::jsonb end $$;
create function pg_temp.told(verdict text, http int, answer jsonb, messages text = null) returns jsonb language sql as
$$ select jsonb_build_object('verdict', verdict, 'http', http, 'ms', 12, 'answer', answer, 'messages', messages) $$;
create temporary table hand as select * from khatm.claim('nobody', 0);
-- Settles one document of those that are in hand.
create function pg_temp.settle(icv bigint, told jsonb, body bytea = null, cleared bytea = null) returns text[] language sql as
$$ select khatm.settle(array[1::bigint], array[$1], array[(select max(h.epoch) from hand as h where h.icv = $1)], array[$2], array[$3], array[$4]) $$;

select khatm.device_import(pg_temp.file('TILL-3.json'), '0');
select count(*) from khatm.issue_many('TILL-3', array[pg_temp.draft('S-1'), pg_temp.draft('B-2'), pg_temp.draft('S-3'), pg_temp.draft('B-4'),
    pg_temp.draft('S-5'), pg_temp.draft('B-6'), pg_temp.draft('S-7'), pg_temp.draft('S-8')]);

-- Taking.
insert into hand select * from khatm.claim('w1', 4);
select is((select string_agg(icv || ' ' || endpoint, ', ') from hand), '2 clearance, 4 clearance, 6 clearance, 1 reporting', 'clearances go first');
select ok((select bool_and(h.xml = d.xml and h.invoice_hash = d.hash and h.uuid = d.uuid and h.total_halalas = d.total and not h.again and not h.probe)
    from hand as h join khatm.document as d on (d.chain, d.counter) = (h.chain, h.icv)), 'a claim is the document as it stands in the ledger');
select is((select lease_until - claimed_at from hand limit 1), interval '90 seconds', 'it lasts longer than a call');
select is((select string_agg(icv::text, ' ') from khatm.claim('w2', 2, among => '{1}')), '3 5', 'another worker takes what is left');
select is((select count(*) from khatm.claim('w2', 5, among => '{2}')), 0::bigint, 'nobody takes what is not his business');
select is((select count(*) from khatm.claim('w2', 5, reporting => 0)), 0::bigint, 'nor what an operation does not bear');
select is((select count(*) from khatm.claim('w2', 5, busy => '{"1": 100}')), 0::bigint, 'nor what his hands do not');
select is((select count(*) from khatm.claim('w2', 5, policy => '{"call_ms": 20000, "spare_ms": 10000}')), 2::bigint, 'the figures are the worker''s');
select is((select max(lease_until - claimed_at) from khatm.claim('w3', 5)), null, 'all are in hand');
select is((select string_agg(distinct owner, ', ' order by owner) from khatm.outbox), 'postgres w1, postgres w2', 'in the name of the role that called');
select is((select count(*) from khatm.audit where action = 'claim' and actor like 'postgres w_'), 8::bigint, 'each is in the audit');
select is((select count(*) from khatm.attempt), 8::bigint, 'each intent is kept');

-- Looking again.
select is((select khatm.still_mine(array_agg(chain), array_agg(icv), array_agg(epoch)) from hand), '{yes,yes,yes,yes}', 'they hold');
select is(khatm.still_mine('{1,1,7}', '{2,9,2}', '{9,1,1}'), '{lost,lost,lost}', 'others do not');
select is(khatm.still_mine('{}', '{}', '{}'), '{}', 'of none there is nothing to say');

-- What came back.
select is(pg_temp.settle(2, pg_temp.told('accepted', 200, '{"recorded": {"cleared": true}}', '[{"kind": "WARNING", "code": "BR-KSA-98"}]'), '{}', '<Invoice/>'),
    '{}', 'cleared');
select is((select fact::text || http || messages from khatm.outcome where counter = 2), '1200[{"kind": "WARNING", "code": "BR-KSA-98"}]', 'the fact is kept with its warnings');
select is((select xml from khatm.cleared where counter = 2), '<Invoice/>'::bytea, 'and the authority''s version');
select is((select count(*) from khatm.outbox where counter = 2), 0::bigint, 'it is finished');
select is(pg_temp.settle(2, pg_temp.told('accepted', 200, '{"recorded": {"cleared": true}}'), '{}', '<Other/>'), '{}', 'told again');
select is((select count(*) || max(convert_from(xml, 'UTF8')) from khatm.cleared), '1<Invoice/>', 'nothing is kept twice');
select is(pg_temp.settle(4, pg_temp.told('rejected', 400, '{"refused": {"code": "BR-KSA-17"}}'), '{"a": 1}'), '{}', 'rejected');
select is((select fact || ' ' || convert_from(body, 'UTF8') from khatm.outcome join khatm.reply using (chain, counter) where counter = 4), '2 {"a": 1}', 'with what was said');
select is(pg_temp.settle(6, pg_temp.told('accepted', 200, '{"recorded": {"cleared": false}}')), '{cleared_missing}', 'a clearance without the authority''s version calls somebody');
select is(pg_temp.settle(1, pg_temp.told('unsure', 0, '"unsure"')), '{}', 'nobody knows');
select is((select state::text || attempts || (doubt_since is not null) from khatm.outbox where counter = 1), '21true', 'it is in doubt');
insert into hand select * from khatm.claim('w1', 0);
select is((select string_agg(state::text, ' ' order by counter) from khatm.outbox where counter in (3, 5)), '1 1', 'others are in flight');
select is(khatm.give_back('{1}', '{3}', '{1}')::text, '', 'given back');
select is((select state::text || attempts from khatm.outbox where counter = 3), '00', 'that was no try');
select is((select string_agg(icv || ' ' || epoch, ', ') from khatm.claim('w4', 1)), '3 2', 'somebody else takes it');
select is(khatm.still_mine('{1}', '{3}', '{1}'), '{lost}', 'and it is his');
insert into hand (icv, epoch) values (5, 1), (7, 1), (8, 1);
select is(pg_temp.settle(5, pg_temp.told('not_received', 429, '{"throttled": 120}')), '{}', 'too many');
select ok((select rest_until > now() + interval '110 seconds' from khatm.lane where route = 1), 'the lane rests as long as the authority asked for');
select is(khatm.still_mine('{1}', '{7}', '{1}'), '{give_back}', 'what was allowed before is given back');
select is(pg_temp.settle(7, pg_temp.told('credential', 401, '"credential"')), '{credential}', 'a credential that is not taken calls somebody');
select is((select count(*) from khatm.lane where park_why = 'credential'), 2::bigint, 'and parks the device');

-- All or none.
select throws_ok($$select khatm.settle('{1,1}', '{8,99}', '{1,1}', array[pg_temp.told('unsure', 0, '"unsure"'), pg_temp.told('unsure', 0, '"unsure"')], '{null,null}', '{null,null}')$$,
    '22023', null, 'one that there is not');
select is((select count(*) from khatm.reply where counter = 8), 0::bigint, 'keeps back the others of its set');
select throws_like($$select pg_temp.settle(8, pg_temp.told('rejected', 400, '{"recorded": {"cleared": false}}'))$$, 'KHATM-OUTBOX-TOLD: %answer', 'what contradicts itself');
select throws_like($$select pg_temp.settle(8, pg_temp.told('accepted', 200, '{"recorded": {"cleared": true}}'))$$, 'KHATM-OUTBOX-TOLD: %cleared', 'what is not there');
select throws_like($$select pg_temp.settle(8, pg_temp.told('fine', 200, '"unsure"'))$$, 'KHATM-OUTBOX-TOLD: %', 'what nobody says');
select throws_like($$select pg_temp.settle(8, pg_temp.told('unsure', 70000, '"unsure"'))$$, 'KHATM-OUTBOX-TOLD: %', 'what is no status');
select throws_like($$select pg_temp.settle(8, '[]')$$, 'KHATM-OUTBOX-TOLD: %', 'what is nothing');
select throws_like($$select pg_temp.settle(8, null)$$, 'KHATM-OUTBOX-TOLD: %', 'nor nothing at all');

-- What cannot be asked for.
create temporary table wrong (call text, path text);
insert into wrong values
    ($$select khatm.claim(null, 1)$$, 'worker'), ($$select khatm.claim('', 1)$$, 'worker'), ($$select khatm.claim(E'a\nb', 1)$$, 'worker'),
    ($$select khatm.claim(repeat('w', 201), 1)$$, 'worker'), ($$select khatm.claim('w', null)$$, 'total'), ($$select khatm.claim('w', -1)$$, 'total'),
    ($$select khatm.claim('w', 2147483647)$$, 'total'), ($$select khatm.claim('w', 1, -1)$$, 'clearance'), ($$select khatm.claim('w', 1, 1, -5)$$, 'reporting'),
    ($$select khatm.claim('w', 1, busy => '[1]')$$, 'busy'), ($$select khatm.claim('w', 1, busy => '{"x": 1}')$$, 'busy'),
    ($$select khatm.claim('w', 1, busy => '{"1": -1}')$$, 'busy'), ($$select khatm.claim('w', 1, busy => '{"1": 1.5}')$$, 'busy'),
    ($$select khatm.claim('w', 1, among => '{0}')$$, 'among'), ($$select khatm.claim('w', 1, among => '{null}')$$, 'among'),
    ($$select khatm.claim('w', 1, among => '{4294967296}')$$, 'among'), ($$select khatm.claim('w', 1, policy => '1')$$, 'policy'),
    ($$select khatm.claim('w', 1, policy => '{"call_ms": 1e300}')$$, 'policy'), ($$select khatm.claim('w', 1, policy => '{"call_ms": 0}')$$, 'policy'),
    ($$select khatm.claim('w', 1, policy => '{"spare_ms": 90000001}')$$, 'policy'), ($$select khatm.claim('w', 1, policy => '{"hurry": 1}')$$, 'policy'),
    ($$select khatm.still_mine(null, '{1}', '{1}')$$, 'chains'), ($$select khatm.still_mine('{1}', '{1,2}', '{1}')$$, 'icvs'),
    ($$select khatm.still_mine('{1}', '{1}', '{}')$$, 'epochs'), ($$select khatm.still_mine('{-1}', '{1}', '{1}')$$, 'chains'),
    ($$select khatm.still_mine('{1}', '{0}', '{1}')$$, 'icvs'), ($$select khatm.still_mine('{1}', '{1}', '{null}')$$, 'epochs'),
    ($$select khatm.settle('{1}', '{8}', '{1}', '{}', '{}', '{}')$$, 'told'), ($$select khatm.settle('{1}', '{8}', '{1}', '{"1"}', '{}', '{null}')$$, 'bodies'),
    ($$select khatm.settle('{1}', '{8}', '{1}', '{"1"}', '{null}', null)$$, 'cleared'), ($$select khatm.give_back('{1}', null, '{1}')$$, 'icvs'),
    ($$select khatm.give_back(array_fill(1::bigint, array[4097]), array_fill(1::bigint, array[4097]), array_fill(1::bigint, array[4097]))$$, 'chains'),
    ($$select khatm.ways(null, '{}')$$, 'chains'), ($$select khatm.device_sealed('simulation', 'TILL-3', 'play')$$, 'purpose'),
    ($$select khatm.device_sealed('simulation', null, 'deliver')$$, 'device'), ($$select khatm.key_refused('simulation', 'TILL-3', 'deliver', 'KHATM-XML-EMPTY')$$, 'code'),
    ($$select khatm.onboarding_take(null)$$, 'worker'), ($$select khatm.device_onboard(null)$$, 'device'),
    ($$select khatm.device_keep('simulation', 'TILL-3', 2, now(), '', 'stolen', null)$$, 'action'),
    ($$select khatm.device_keep('simulation', 'TILL-3', 2, now(), null, 'device_saved', null)$$, 'file'),
    ($$select khatm.onboarding_ended('simulation', 'TILL-9', now(), 'NO-CODE', 'x')$$, 'code'),
    ($$select khatm.onboarding_ended('simulation', 'TILL-9', now(), 'KHATM-BUSY', 'x', -1)$$, 'again_ms');
create function pg_temp.outcome(call text) returns text language plpgsql as $$
begin
    execute call;
    return 'nothing was wrong';
exception when others then
    return sqlstate || ' ' || sqlerrm;
end $$;
select is((select string_agg(call || ' → ' || pg_temp.outcome(call), E'\n') from wrong
    where pg_temp.outcome(call) not like '22023 KHATM-OUTBOX-ASKED: %(' || path || ')'), null, 'every argument that cannot be is named');
begin read only;
select throws_ok($$select khatm.claim('w', 1)$$, '25006', null, 'a read-only transaction takes nothing');
select throws_ok($$select khatm.settle('{}', '{}', '{}', '{}', '{}', '{}')$$, '25006', null, 'and keeps nothing');
commit;

-- A claim's commit waits for the disk.
set synchronous_commit = off;
begin;
select is((select count(*) from khatm.claim('w', 0)), 0::bigint, 'a session that does not wait');
select is(current_setting('synchronous_commit'), 'on', 'waits for the commit of a claim');
commit;
select is(current_setting('synchronous_commit'), 'off', 'and for no other');
set synchronous_commit = remote_apply;
begin;
select is((select count(*) from khatm.claim('w', 0)), 0::bigint, 'one that waits for more');
select is(current_setting('synchronous_commit'), 'remote_apply', 'goes on to');
rollback;
reset synchronous_commit;
-- What another one settles meanwhile is seen at every level.
begin isolation level serializable;
select is((select count(*) from khatm.document), 8::bigint, 'an old snapshot');
select is(pg_temp.settle(8, pg_temp.told('accepted', 200, '{"recorded": {"cleared": false}}')), '{}', 'keeps an answer all the same');
commit;
select is(khatm.undelivered(), 4::bigint, 'four have no final word');
select is((select string_agg(way ->> 'progress', ' ' order by icv) from khatm.ways('{1,1,1,1}', '{2,4,1,99}')), 'in_doubt cleared rejected', 'where they are');
select is((select string_agg(environment || ' ' || device || ' ' || state, ', ') from khatm.chains()), 'simulation TILL-3 active', 'the chains');

-- Keys, for who has the root key.
select is((select version || ' ' || (file = (select s.file from khatm.safe as s)) from khatm.device_sealed('simulation', 'TILL-3', 'deliver')), '1 true', 'a sealed device');
select is((select actor || ' ' || detail from khatm.audit where action = 'key_used'), 'postgres simulation deliver TILL-3', 'its use is in the audit');
select throws_like($$select khatm.device_sealed('simulation', 'TILL-9', 'deliver')$$, 'KHATM-DEVICE-UNKNOWN: %', 'of one that there is not');
select is(khatm.key_refused('simulation', 'TILL-3', 'deliver', 'KHATM-VAULT-OTHER-KEY')::text, '', 'one that was kept from it');
select is((select detail from khatm.audit where action = 'key_refused'), 'simulation deliver KHATM-VAULT-OTHER-KEY TILL-3', 'is in the audit, too');
select throws_like($$select khatm.device_keep('simulation', 'TILL-3', 2, now(), 'garbage', 'device_saved', null)$$, 'KHATM-%', 'what the root key does not open is not kept');
select throws_like($$select khatm.device_keep('simulation', 'TILL-3', 3, saved_at, file, 'device_saved', null) from khatm.safe$$,
    'KHATM-STORE-DEVICE-CHANGED: %', 'nor a version out of turn');
select throws_like($$select khatm.device_keep('simulation', 'TILL-3', 2, saved_at, file, 'device_saved', null) from khatm.safe$$,
    'KHATM-%', 'nor an old file under a new version');

-- Onboarding, as far as it goes without the authority.
select throws_like($$select khatm.device_onboard('TILL-3', '123456')$$, 'KHATM-DEVICE-STEP: %', 'an active device is not onboarded');
select ok(khatm.device_new('TILL-9', 'simulation', '{"common_name": "TILL-9", "serial_number": "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
        "organization_identifier": "300000000000003", "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA",
        "invoice_type": "1100", "location_address": "RRRD2929", "industry_business_category": "Trade"}',
        '{"name": "Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
        "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}') is not null, 'a new one');
select throws_like($$select khatm.device_onboard('TILL-9')$$, 'KHATM-DEVICE-OTP-NEEDED: %', 'needs a password');
select throws_ok($$select khatm.device_onboard('TILL-9', '12345')$$, '22023', null, 'of six digits');
select is(khatm.device_onboard('TILL-9', '123456')::text, '', 'waits');
select ok((select convert_from(password, 'UTF8') not like '%123456%' from khatm.enrolment), 'its password is sealed');
create temporary table taken as select * from khatm.onboarding_take('w1');
select is((select device from taken), 'TILL-9', 'a worker takes it');
select is((select count(*) from khatm.onboarding_take('w2')), 0::bigint, 'and nobody else');
select is((select khatm.onboarding_ended(environment, device, asked_at, 'KHATM-RUNTIME', 'later', 60000)::text from taken), '', 'it waits for another try');
select is((select state || ' ' || code || ' ' || has_password || ' ' || (until > now()) from khatm.onboarding), 'waiting KHATM-RUNTIME true true', 'with its password');
select is((select count(*) from khatm.health where device = 'TILL-9'), 0::bigint, 'which is nobody''s concern as long as it is young');
begin;
update khatm.enrolment set asked_at = asked_at - interval '6 minutes';
select is((select concat_ws(' ', light, code, device) from khatm.health where device = 'TILL-9'), 'yellow KHATM-RUNTIME TILL-9', 'one that is tried for long is somebody''s');
rollback;
select is((select khatm.onboarding_ended(environment, device, asked_at, 'KHATM-DEVICE-OTP-SPENT', 'gone')::text from taken), '', 'it failed');
select is((select state || ' ' || code || ' ' || has_password from khatm.onboarding), 'failed KHATM-DEVICE-OTP-SPENT false', 'and the password is gone');
select throws_like($$select khatm.onboarding_unused(environment, device, asked_at, '123456') from taken$$, 'KHATM-VAULT-CHANGED: %', 'only its own password comes back');

select is((select concat_ws(' ', light, code, device) from khatm.health where device = 'TILL-9'), 'yellow KHATM-DEVICE-OTP-SPENT TILL-9', 'and the light says so');

-- Somebody asks again, and a worker of the right environment takes it.
select is(khatm.device_onboard('TILL-9', '123456')::text, '', 'it is asked for again');
select is((select count(*) from khatm.onboarding_take('w3', 'production')), 0::bigint, 'not by a worker of another environment');
select is((select device from khatm.onboarding_take('w3', 'simulation')), 'TILL-9', 'but by one of its own');
select throws_like($$select khatm.onboarding_take('w3', 'elsewhere')$$, 'KHATM-%', 'there are three');

-- One that another system onboarded.
select is(khatm.device_adopt('OLD-1', 'simulation', pg_temp.file('OLD-1.key'), pg_temp.file('OLD-1.crt'), convert_from(pg_temp.file('OLD-1.secret'), 'UTF8'),
    '41:1YqE9GNw2Xp1MkGZs8QxU7hJ3cVb0aLrTn5iKoPdWfE='), 42::bigint, 'goes on where it was');
select is((select icv from khatm.issue('OLD-1', pg_temp.draft('O-1') || '{"seller": {"name": "Khatm Books", "vat_number": "300000000000003",
    "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road", "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}}')),
    42::bigint, 'and issues from there');
select throws_like($$select khatm.device_adopt('OLD-2', 'simulation', 'no key', pg_temp.file('OLD-1.crt'), 'x', '0')$$, 'KHATM-%', 'parts that are none are refused');
-- A session remembers where it saw a lane last, and until when nothing waits: neither is believed where it is not so.
select khatm.device_import(pg_temp.file('TILL-4.json'), '0');
select count(*) from khatm.issue_many('TILL-4', (select array_agg(pg_temp.draft('T-' || n)) from generate_series(1, 60) as n));
create function pg_temp.take(worker text, most int) returns text language sql as
$$ select string_agg(c.icv::text, ' ' order by c.icv) from khatm.claim(worker, most, among => array[(select n.chain from khatm.chain as n where n.device = 'TILL-4')]) as c join khatm.document as d on (d.chain, d.counter) = (c.chain, c.icv) where d.number like 'T-%' $$;
begin;
savepoint before;
select pg_temp.take('w1', 2), pg_temp.take('w1', 2);
rollback to before;
select is(pg_temp.take('w1', 2), '1 2', 'what was taken and undone is there again');
commit;
-- Each of these is another version of the lane.
select is((select string_agg(pg_temp.take('w' || n, 1), ' ') from generate_series(3, 42) as n), (select string_agg(n::text, ' ') from generate_series(3, 42) as n), 'and each is taken once');
vacuum khatm.lane;
select is(pg_temp.take('w1', 1000), (select string_agg(n::text, ' ') from generate_series(43, 60) as n), 'nor more often by who asks for more than there are');
begin;
savepoint before;
select khatm.give_back(array[o.chain], array[o.counter], array[o.epoch])
    from khatm.outbox as o join khatm.document as d using (chain, counter) where d.number = 'T-7';
select is((select o.state from khatm.outbox as o join khatm.document as d using (chain, counter) where d.number = 'T-7'), 0::smallint, 'one that did not leave is tried again');
rollback to before;
commit;
select is(pg_temp.take('w1', 1000), null, 'all are in hand');
select khatm.give_back(array[o.chain], array[o.counter], array[o.epoch])
    from khatm.outbox as o join khatm.document as d using (chain, counter) where d.number = 'T-7';
select is(pg_temp.take('w1', 1000), '7', 'one that is given back is taken, though it was looked there a moment ago');
-- What is passed because its lane rests is still there when the lane is open again, also for who has just looked beyond it.
select khatm.give_back(array[o.chain], array[o.counter], array[o.epoch])
    from khatm.outbox as o join khatm.document as d using (chain, counter) where d.number = 'T-9';
select chain as till from khatm.chain where device = 'TILL-4' \gset
update khatm.lane set rest_until = now() + interval '1 hour' where chain = :till and route = 1;
select is(pg_temp.take('w1', 1000), null, 'nobody takes from a lane that rests');
update khatm.lane set rest_until = null where chain = :till and route = 1;
select is(pg_temp.take('w1', 1000), '9', 'and nothing that was passed is forgotten');

-- What a call has written it knows, and does not believe what it read before.
create function pg_temp.both(number text, epochs bigint[], told jsonb[]) returns text[] language sql as
$$ select khatm.settle(array[d.chain, d.chain], array[d.counter, d.counter], epochs, told, array[null, null]::bytea[], array[null, null]::bytea[])
    from khatm.document as d where d.number = $1 $$;
create function pg_temp.kept(number text) returns text language sql as
$$ select concat_ws(' ', (select string_agg(r.epoch || r.verdict, ' ' order by r.epoch) from khatm.reply as r where (r.chain, r.counter) = (d.chain, d.counter)),
        (select string_agg('fact ' || o.fact || ' of ' || o.epoch, ' ') from khatm.outcome as o where (o.chain, o.counter) = (d.chain, d.counter)),
        (select 'open' from khatm.outbox as b where (b.chain, b.counter) = (d.chain, d.counter))) from khatm.document as d where d.number = $1 $$;
select is(pg_temp.both('T-9', '{2,1}', array[pg_temp.told('unsure', 0, '"unsure"'), pg_temp.told('accepted', 200, '{"recorded": {"cleared": false}}')]), '{}',
    'a try in doubt, and the late answer to the one before it');
select is(pg_temp.kept('T-9'), '1accepted 2unsure fact 1 of 1', 'are two answers, and one fact that ends it');
select is(pg_temp.both('T-11', '{1,1}', array[pg_temp.told('accepted', 200, '{"recorded": {"cleared": false}}'), pg_temp.told('rejected', 400, '{"refused": {"code": "X"}}')]), '{}',
    'two answers to one try');
select is(pg_temp.kept('T-11'), '1accepted fact 1 of 1', 'are the first one');
select is(pg_temp.kept('T-12'), 'open', 'and nobody else is touched');

-- Where the session saw the lane, another lane lies by now.
create function pg_temp.moved(wanted_chain bigint, wanted_route int, onto tid) returns boolean language plpgsql as $$
declare
    lies tid;
begin
    for attempt in 1..300 loop
        update khatm.lane set turn = turn where chain = wanted_chain and route = wanted_route returning ctid into lies;
        if lies = onto then return true; end if;
    end loop;
    return false;
end $$;
select count(*) from khatm.issue_many('TILL-4', (select array_agg(pg_temp.draft('T-' || n)) from generate_series(61, 63) as n)) \g /dev/null
select is(pg_temp.take('w1', 1), '61', 'a lane is seen');
select ctid as saw from khatm.lane where chain = :till and route = 1 \gset
-- The versions that follow it lie elsewhere, and what it was is swept away.
update khatm.lane set turn = turn where chain = :till and route = 1;
update khatm.lane set turn = turn where chain = :till and route = 1;
vacuum khatm.lane;
select ok(pg_temp.moved((select chain from khatm.chain where device = 'TILL-3'), 1, :'saw'), 'its place is taken');
select is(pg_temp.take('w1', 1), '62', 'it is found all the same, and is no other');
select is((select next from khatm.lane where chain = :till and route = 1), 63::bigint, 'and goes on where it was');
select is((select string_agg(code, ' ') from khatm.verify_ledger() where severity = 'error'), null, 'and everything that is kept is whole');

-- Who only tries again is somebody too.
select is(pg_temp.both('T-61', '{1,1}', array[pg_temp.told('unsure', 0, '"unsure"'), pg_temp.told('unsure', 0, '"unsure"')]), '{}', 'nobody knows of one');
select khatm.retry(uuid) from khatm.document where number = 'T-61' \g /dev/null
select is(pg_temp.take('w1', 1), '61', 'it is tried again');
select is((select taken_at from khatm.worker()), (select max(at) from khatm.attempt), 'and that is when something was taken last');
-- A reason of ours is told as such, by its own name.
select is(pg_temp.both('T-61', '{2,2}', array_fill(pg_temp.told('credential', 0, '"credential"', '[{"code": "KHATM-VAULT-KEY-ABSENT"}]'), array[2])), '{credential}', 'a worker that cannot open the device');
select is((select concat_ws(' ', last_code, parked, parked_code) from khatm.deliveries where number = 'T-61'), 'KHATM-VAULT-KEY-ABSENT credential KHATM-VAULT-KEY-ABSENT', 'says why');
select is((select string_agg(concat_ws(' ', light, device), ', ') from khatm.health where code = 'KHATM-VAULT-KEY-ABSENT'), 'red TILL-4', 'so that the right thing is mended');
select khatm.unpark('TILL-4') \g /dev/null

-- Who delivers waits for nobody who issues, not even to stop his device.
select is(pg_temp.take('w1', 2), '61 63', 'a document');
select khatm.give_back(array[chain], array[counter], '{1}') from khatm.document where number = 'T-63' \g /dev/null
select khatm.retry(uuid) from khatm.document where number = 'T-63' \g /dev/null
select is(pg_temp.take('w1', 1), '63', 'that two have had in hand');
select exists (select from pg_available_extensions where name = 'dblink') as has_dblink \gset
\if :has_dblink
create extension dblink;
select dblink_connect('till', format('host=%s port=%s dbname=%s user=postgres', current_setting('unix_socket_directories'), current_setting('port'), current_database())),
    dblink_exec('till', 'begin'), dblink_exec('till', format('do $$begin perform khatm.issue(%L, %L); end$$', 'TILL-4', pg_temp.draft('T-64'))) \g /dev/null
set lock_timeout = '5s';
select is(pg_temp.both('T-63', '{1,2}', array[pg_temp.told('rejected', 400, '{"refused": {"code": "X"}}'), pg_temp.told('accepted', 200, '{"recorded": {"cleared": false}}')]), '{contrary}',
    'of which the authority said both, while a session issues there');
reset lock_timeout;
select dblink_exec('till', 'commit') \g /dev/null
select is((select chain_state from khatm.device where device = 'TILL-4'), 'quarantined', 'stops it');
\else
select skip('this server has no dblink', 2);
\endif
select * from finish();

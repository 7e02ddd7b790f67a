-- What people and monitors look at: the light, the figures of a day, what waits, what was rejected, certificates, metrics. In a database of
-- its own. Expects TILL-1 and TILL-2 in the folder devices/. What the authority said is written into the tables by hand.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(75);

create function pg_temp.tea(number text, more jsonb = '{}') returns jsonb language sql as
$$ select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', '10.00'))) || more $$;
create temporary table buyer as select '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia",
    "building_number": "1111", "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}'::jsonb as buyer;
-- What the authority said of a document, some time after its stamp.
create function pg_temp.said(wanted_chain bigint, wanted bigint, fact int, http int, took interval, messages text = null) returns void language sql as $$
    insert into khatm.attempt values (wanted_chain, wanted, fact, (select route from khatm.document where (chain, counter) = (wanted_chain, wanted)), now(), 'w', false, false);
    insert into khatm.reply values (wanted_chain, wanted, fact, now(), 1, http, case fact when 1 then 'accepted' else 'rejected' end, null);
    insert into khatm.outcome select chain, counter, fact, fact, http, issued_at + took, issued_at + took > deadline_at, route, messages
    from khatm.document where (chain, counter) = (wanted_chain, wanted) $$;
create function pg_temp.uuid(chain bigint, counter bigint) returns uuid language sql as
$$ select d.uuid from khatm.document as d where (d.chain, d.counter) = ($1, $2) $$;
create function pg_temp.lights() returns text language sql as
$$ select coalesce(string_agg(concat_ws(' ', light, code), ', ' order by code), 'nothing else') from khatm.health where coalesce(code, '') not like 'KHATM-WORKER-%' $$;

-- Documents that were read in this session.
create function pg_temp.read() returns bigint language sql as
$$ select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables where relid = 'khatm.document'::regclass $$;

-- An empty ledger.
select is((select (light, code, message, fix)::text from khatm.health), '(green,,"All is well",)', 'all is well where nothing is');
select is((select message from khatm.health('ar')), 'كل شيء على ما يرام', 'in Arabic');
select throws_like($$select khatm.health('fr')$$, 'KHATM-LANGUAGE: %', 'in no other language');
select is((select count(*) from khatm.kpi_daily), 0::bigint, 'no figures');
select is((select count(*) from khatm.deliveries), 0::bigint, 'nothing waits');
select is((select count(*) from khatm.rejections), 0::bigint, 'nothing was rejected');
select is((select count(*) from khatm.certificates), 0::bigint, 'no certificates');
select alike(khatm.metrics(), '# HELP khatm_documents_total%khatm_health 0%', 'metrics have their headings all the same');

select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || '/' || till || '.json'), '0')
from unnest(array['TILL-1', 'TILL-2']) as till \g /dev/null
select is((select string_agg(concat_ws(' ', environment, device, stage, csid), ', ' order by device) from khatm.certificates where days_left > 365 and not_before < now() and serial ~ '^\d+$' and issuer like 'CN=%'),
    'simulation TILL-1 active production, simulation TILL-2 active production', 'each device has a certificate');
select is((select days_left from khatm.certificates where device = 'TILL-1'), (select floor(extract(epoch from not_after - now()) / 86400)::bigint from khatm.certificates where device = 'TILL-1'), 'with whole days left');

-- A device that waits to be onboarded waits for the same worker.
begin;
select khatm.device_new('TILL-9', 'simulation', '{"common_name": "TILL-9", "serial_number": "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
        "organization_identifier": "300000000000003", "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA",
        "invoice_type": "1100", "location_address": "RRRD2929", "industry_business_category": "Trade"}',
        '{"name": "Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
        "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}') \g /dev/null
select is((select count(*) from khatm.health where light <> 'green'), 0::bigint, 'a device that nobody onboards is no concern');
select khatm.device_onboard('TILL-9', '123456') \g /dev/null
select is((select light || ' ' || code from khatm.health), 'red KHATM-WORKER-UNLOADED', 'one that waits for a worker that is not there is');
select device from khatm.onboarding_take('w1') \g /dev/null
select is((select light from khatm.health), 'green', 'and none once one has it in hand');
select count(*) from khatm.issue('TILL-2', pg_temp.tea('B-0')) \g /dev/null
select ok((select light = 'red' from khatm.health where code = 'KHATM-WORKER-UNLOADED'), 'who onboards delivers nothing by that');
rollback;

-- Forty documents, most of them finished and well.
select count(*) from khatm.issue_many('TILL-2', (select array_agg(pg_temp.tea('B-' || n) order by n) from generate_series(1, 40) as n)) \g /dev/null
select is(pg_temp.lights(), 'nothing else', 'documents that have just been issued are no concern');
select ok((select light = 'red' and fix like '%khatm agent%' from khatm.health where code = 'KHATM-WORKER-UNLOADED'), 'but that nobody delivers them is');
select ok((select message ~ '[ء-ي]' and fix ~ '[ء-ي]' from khatm.health('ar') where code = 'KHATM-WORKER-UNLOADED'), 'in Arabic');
select is((select string_agg(distinct concat_ws(' ', device, route, endpoint, state, late, attempts), ', ') from khatm.deliveries), 'TILL-2 reporting reporting waiting f 0', 'they wait');
select is((select count(*) from khatm.deliveries where icv between 1 and 40), 40::bigint, 'all of them');
select pg_temp.said(2, n, 1, 200, n * interval '1 s') from generate_series(1, 36) as n \g /dev/null
update khatm.lane set next = 37 where (chain, route) = (2, 1);
select is((select string_agg(number, ' ' order by icv) from khatm.deliveries), 'B-37 B-38 B-39 B-40', 'what is finished waits no more');
select is((select (light, code)::text from khatm.health), '(green,)', 'and somebody has just taken some');
begin;
select pg_temp.read() as before \gset
select count(*) from khatm.health \g /dev/null
select cmp_ok(pg_temp.read() - :before, '<=', 20::bigint, 'for the light only those are read that wait');
commit;
select khatm.hold(pg_temp.uuid(2, 37), 'Huda', 'wrong price') \g /dev/null
select is((select state from khatm.deliveries where icv = 37), 'held', 'one is kept back');
select is(pg_temp.lights(), 'yellow KHATM-HEALTH-HELD', 'and somebody should know');
select is((select string_agg(concat_ws(' ', action, device, icv, number, uuid = pg_temp.uuid(2, 37)), ', ') from khatm.history where action = 'hold'), 'hold TILL-2 37 B-37 t', 'the history names it');
select khatm.free(pg_temp.uuid(2, 37), 'it was right') \g /dev/null
select is((select state from khatm.deliveries where icv = 37), 'again', 'it goes again');

-- Rejected, and corrected.
select pg_temp.said(2, 38, 2, 400, '2 s', '[{"kind": "ERROR", "code": "BR-KSA-17", "category": "KSA", "message": "reason"}, {"kind": "WARNING", "code": "BR-KSA-98", "category": "KSA", "message": "late"}, {"kind": null, "code": "X", "category": null, "message": null}]') \g /dev/null
select is((select (device, number, icv, codes, contrary, corrected_by, jsonb_array_length(messages))::text from khatm.rejections), '(TILL-2,B-38,38,"{BR-KSA-17,X}",f,,3)', 'a rejection says why: its errors, and all that was said');
select is(pg_temp.lights(), 'yellow KHATM-HEALTH-REJECTED', 'it waits for its correction');
select uuid as correction from khatm.issue('TILL-2', pg_temp.tea('B-38'), corrects => pg_temp.uuid(2, 38)) \gset
select is((select corrected_by from khatm.rejections), :'correction'::uuid, 'the correction stands for it');
select is(pg_temp.lights(), 'green', 'and nothing is to be done');
select is((select deadline_at from khatm.deliveries where uuid = :'correction'), (select deadline_at from khatm.rejections), 'it has the deadline of the sale');
select pg_temp.said(2, 38, 1, 200, '3 s') \g /dev/null
select ok((select contrary from khatm.rejections), 'what is accepted as well is contrary');
select is(pg_temp.lights(), 'red KHATM-HEALTH-CONTRARY', 'and somebody must act');

-- Cleared, without the authority's version.
select uuid as standard from khatm.issue('TILL-1', pg_temp.tea('C-1', (select buyer from buyer))) \gset
select is((select concat_ws(' ', route, endpoint) from khatm.deliveries where uuid = :'standard'), 'clearance clearance', 'a standard document is cleared');
select pg_temp.said(1, 1, 1, 409, '1 s') \g /dev/null
select is(pg_temp.lights(), 'red KHATM-HEALTH-CONTRARY, yellow KHATM-HEALTH-COPY-MISSING', 'a cleared one without its copy is told');
insert into khatm.cleared select chain, counter, xml from khatm.document where uuid = :'standard';
select is(pg_temp.lights(), 'red KHATM-HEALTH-CONTRARY', 'until it is there');

select is((select light from khatm.health limit 1), 'red', 'the worst comes first');
select uuid as old from khatm.issue('TILL-1', pg_temp.tea('A-1', jsonb_build_object('issued_at', to_char(now() at time zone 'Asia/Riyadh' - interval '10 min', 'YYYY-MM-DD"T"HH24:MI:SS')))) \gset

-- The figures of a day, against the tables themselves. Some documents are as old as drafts may be: they count by their stamp.
select results_eq(
    $$select day, environment, device, issued, cleared, reported, rejected, open, late, median, longest from khatm.kpi_daily order by device, day$$,
    $$select (d.issued_at at time zone 'Asia/Riyadh')::date, c.environment collate "default", c.device collate "default", count(*), count(*) filter (where a.endpoint = 2), count(*) filter (where a.endpoint = 1),
        count(r.fact), count(*) filter (where a.fact is null and r.fact is null), count(*) filter (where coalesce(a.at, r.at, now()) > d.deadline_at),
        percentile_disc(0.5) within group (order by a.at - d.issued_at), max(a.at - d.issued_at)
      from khatm.document as d join khatm.chain as c using (chain)
      left join khatm.outcome as a on (a.chain, a.counter, a.fact) = (d.chain, d.counter, 1)
      left join khatm.outcome as r on (r.chain, r.counter, r.fact) = (d.chain, d.counter, 2)
      group by 1, 2, 3 order by 3, 1$$,
    'the figures are those of the tables');
select is((select sum(issued) from khatm.kpi_daily), (select count(*) from khatm.document)::numeric, 'every document is in them');
select is((select count(*) from khatm.kpi_daily(since => '2026-01-01', until => '2026-01-31')), 0::bigint, 'and in no other days');
select is((select sum(issued) from khatm.kpi_daily(until => (now() at time zone 'Asia/Riyadh')::date)), (select sum(issued) from khatm.kpi_daily), 'up to today');
begin;
select pg_temp.read() as before \gset
select count(*) from khatm.kpi_daily('2026-01-01', '2026-01-31') \g /dev/null
select cmp_ok(pg_temp.read() - :before, '<', 30::bigint, 'documents of other days are not read');
commit;
select throws_like($$select khatm.kpi_daily('2026-02-01', '2026-01-31')$$, 'KHATM-PERIOD: %', 'no days before their first');
select throws_like($$select khatm.kpi_daily('infinity')$$, 'KHATM-DATE: %', 'no endless ones');
select throws_like($$select khatm.kpi_daily('2001-01-01')$$, 'KHATM-PERIOD: %', 'nor a lifetime');

-- Metrics.
select ok((select m like '%khatm_accepted_total{environment="simulation"} 38' || E'\n%' and m like '%khatm_rejected_total{environment="simulation"} 1' || E'\n%'
    and m like '%khatm_documents_total{environment="simulation",kind="invoice",route="clearance"} 1' || E'\n%' and m like '%khatm_health 2' || E'\n%' from khatm.metrics() as m),
    'the counts are those of the tables');

-- One device.
begin;
set local khatm.allow_drop = on;
alter table khatm.document disable trigger deny;
update khatm.document set total = 1 where (chain, counter) = (2, 3);
select is((select count(*) from khatm.verify_ledger('TILL-1') where icv is not null and document like 'TILL-2%'), 0::bigint, 'of the other device nothing is told');
select is((select count(*) from khatm.verify_ledger(device => 'TILL-2') where icv = 3 and code = 'KHATM-VERIFY-COLUMN'), 1::bigint, 'of this one it is');
select is((select count(*) from khatm.verify_ledger(environment => 'simulation') where icv = 3 and code = 'KHATM-VERIFY-COLUMN'), 1::bigint, 'so it is of its environment');
select is((select count(*) from khatm.verify_ledger() where icv = 3 and code = 'KHATM-VERIFY-COLUMN'), 1::bigint, 'and of all');
rollback;
select throws_like($$select khatm.verify_ledger('TILL-9')$$, 'KHATM-DEVICE-UNKNOWN: %', 'a device that is not there is not whole');
select throws_like($$select khatm.verify_ledger(environment => 'mars')$$, 'KHATM-%', 'nor is an environment');
select ok((select bool_and(message ~ '[ء-ي]') from khatm.verify_ledger('TILL-1', language => 'ar')), 'in Arabic');

-- Whoever switches off what keeps the ledger is seen: each trigger by itself, by its name.
create function pg_temp.unseen() returns text language plpgsql as $$
declare
    rule record;
    missed text := '';
    looked int := 0;
begin
    for rule in
        select format('alter table khatm.%I %%s trigger %I', c.relname, t.tgname) as statement, 'enable always' as on,
            format('trigger %I on khatm.%I', t.tgname, c.relname) as named
        from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
        where c.relnamespace = 'khatm'::regnamespace and not t.tgisinternal
        union all
        select format('alter event trigger %I %%s', evtname), 'enable always', format('event trigger %I', evtname)
        from pg_event_trigger where evtname ~ '^khatm'
    loop
        execute format(rule.statement, 'disable');
        if not exists (select from khatm.health where light = 'red' and code = 'KHATM-GUARD-OFF' and position(rule.named in message) > 0) then
            missed := missed || ' ' || rule.named;
        end if;
        -- Merely enabled, it does not fire in a subscription.
        execute format(rule.statement, 'enable');
        if not exists (select from khatm.health where code = 'KHATM-GUARD-OFF') then
            missed := missed || ' enabled ' || rule.named;
        end if;
        execute format(rule.statement, rule.on);
        looked := looked + 1;
    end loop;
    return looked || missed;
end $$;
begin;
select is((select count(*) from khatm.health where code = 'KHATM-GUARD-OFF'), 0::bigint, 'what keeps the ledger is there');
set local khatm.allow_drop = on;
select is(pg_temp.unseen(), (select count(*)::text from (
    select from pg_trigger as t join pg_class as c on c.oid = t.tgrelid where c.relnamespace = 'khatm'::regnamespace and not t.tgisinternal
    union all select from pg_event_trigger where evtname ~ '^khatm') as rules), 'each of them that is switched off makes the light red');
select is((select count(*) from khatm.health where code = 'KHATM-GUARD-OFF'), 0::bigint, 'and no more once it is on again');
drop trigger deny on khatm.audit;
alter event trigger khatm_later rename to sooner;
select ok((select message ~ 'trigger deny on khatm.audit, event trigger khatm_later$' from khatm.health where code = 'KHATM-GUARD-OFF'), 'so does one that is gone');
create trigger deny before update or delete on khatm.audit for each row execute function suppress_redundant_updates_trigger();
alter table khatm.audit enable always trigger deny;
select ok((select message ~ 'trigger deny on khatm.audit, ' from khatm.health where code = 'KHATM-GUARD-OFF'), 'and one of its name that does something else');
rollback;

-- Who may look.
create role guest;
grant khatm_reader to guest;
set role guest;
select is((select light from khatm.health limit 1), 'red', 'a reader sees the light');
select is((select count(*) from khatm.deliveries), 5::bigint, 'what waits');
select is((select sum(issued) from khatm.kpi_daily), 43::numeric, 'the figures');
select is((select count(*) from khatm.rejections), 1::bigint, 'what was rejected');
select is((select count(*) from khatm.certificates), 2::bigint, 'the certificates');
select throws_ok($$select * from khatm.history$$, '42501', null, 'but not who did what');
select throws_ok($$select * from khatm.document$$, '42501', null, 'and no table');
reset role;
drop role guest;

-- What does nothing because something is missing is not taken for done.
select throws_like(deed, 'KHATM-NULL: %', deed) from unnest(array[
    $$select khatm.hold(null, 'Huda', 'wrong')$$, $$select khatm.hold(gen_random_uuid(), null, 'wrong')$$, $$select khatm.free(null, 'right')$$,
    $$select khatm.retry(null)$$, $$select khatm.release(gen_random_uuid(), 'outage', null)$$, $$select khatm.resume(null)$$,
    $$select khatm.tenant_new(null, 'postgres')$$]) as deed;
-- The authority's text may have a character that PostgreSQL's has not.
select counter as zero from khatm.document where uuid = :'correction' \gset
select pg_temp.said(2, :zero, 2, 400, '2 s', '[{"kind": "ERROR", "code": "X", "category": null, "message": "a\u0000b"}]') \g /dev/null
select ok(khatm.way(:'correction')::text like '%a' || chr(65533) || 'b%', 'where a document is');
select ok(khatm.story(:'correction')::text like '%a' || chr(65533) || 'b%', 'and all that is known of it');
select ok((select way::text from khatm.ways('{2}', array[:zero])) like '%a' || chr(65533) || 'b%', 'is told all the same');
select * from finish();

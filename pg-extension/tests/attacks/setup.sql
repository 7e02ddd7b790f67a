-- A ledger with two taxpayers, and people who would like to do more than they may. Run as a superuser who is not the server's first:
-- what belongs to him can be dropped.
\set ON_ERROR_STOP on
create extension khatm;
create role taxpayer_a;
create role taxpayer_b;
create role stranger;
create role reader;
create role clerk login;
create role auditor login;
create role admin login;
create role house;
create role worker;
create role erp;
grant taxpayer_b to reader, clerk, auditor, admin, erp;
grant khatm_reader to reader;
grant khatm_issuer to clerk, erp;
grant khatm_auditor to auditor;
grant khatm_admin to admin, house, erp;
grant khatm_worker to worker;
create schema erp authorization erp;
create schema evil authorization clerk;
create schema t;
grant usage on schema t, evil to public;
create function t.tea(number text, price text = '10.00', more jsonb = '{}') returns jsonb language sql as
$$ select pg_catalog.jsonb_build_object('number', number, 'lines', pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object('name', 'Tea', 'quantity', 1, 'price', price))) operator(pg_catalog.||) more $$;
create function t.buyer() returns jsonb language sql as
$$ select '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia", "building_number": "1111", "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}'::jsonb $$;
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || '/' || name || '.json'), '0')
    from unnest(array['TILL-1', 'TILL-2', 'SHOP-1']) with ordinality as d (name, at) order by at \g /dev/null
select icv from generate_series(1, 6) as i, khatm.issue('TILL-1', t.tea('A-' || i), 'sale-' || i) \g /dev/null
select icv from khatm.issue('TILL-2', t.tea('B-1')) \g /dev/null
select icv from khatm.issue('TILL-2', t.tea('B-2', '10.00', t.buyer())) \g /dev/null
select icv from generate_series(1, 3) as i, khatm.issue('SHOP-1', t.tea('A-' || i), 'sale-' || i) \g /dev/null
create view t.doc as select chain, counter, uuid from khatm.document;
grant select on t.doc to public;
-- The last document of the first chain has lines in the audit, as each has from the moment that it is claimed.
select khatm.hold(uuid, 'Huda', 'wrong price') from t.doc where (chain, counter) in ((1, 2), (1, 6), (3, 1)) \g /dev/null
select khatm.free(uuid, 'it was right') from t.doc where (chain, counter) in ((1, 2), (3, 1)) \g /dev/null
select khatm.release(uuid, 'outage', 'announced') from t.doc where (chain, counter) = (2, 2) \g /dev/null
select khatm.tenant_new('300000000000003', 'taxpayer_a'), khatm.tenant_new('310000000000003', 'taxpayer_b') \g /dev/null

-- What a hostile object leaves behind when it was run by somebody else.
create table t.canary (what text);
grant select, insert on t.canary to public;
create table t.result (at int generated always as identity, name text, outcome text, how text);
grant insert on t.result to public;

-- What several processes read at once.
create table t.many with (parallel_workers = 2) as select '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'::text as xml from generate_series(1, 5000);
grant select on t.many to public;
analyze t.many;

-- One attack, by a role, in a transaction that is taken back. refused: an error like the pattern. found: nobody stops it, and
-- verify_ledger says so. nothing: its query says true: there was nothing to be had. legal: it goes through, and all is whole.
create function t.attack(want text, name text, role text, attack text, pattern text default '%') returns void
language plpgsql set client_min_messages = error as $$
declare
    said text;
    how text;
    good boolean := true;
begin
    begin
        if role is not null then
            execute format('set local role %I', role);
        end if;
        if want = 'nothing' then
            execute attack into strict good;
        else
            execute attack;
            set constraints all immediate;
        end if;
        reset role;
        set local search_path = public;
        if (select count(*) from t.canary) > 0 then
            raise exception using errcode = 'ZZ999', message = 'CAPTURED ' || (select string_agg(distinct what, ', ') from t.canary);
        end if;
        if want in ('found', 'legal') then
            select string_agg(distinct code, ' ' order by code) into how from khatm.verify_ledger() where severity = 'error';
        end if;
        raise exception using errcode = 'ZZ999', message = case
            when want = 'found' and how is not null then 'found ' || how
            when want = 'nothing' and good then 'nothing'
            when want = 'legal' and how is null then 'legal'
            when want = 'legal' then 'HINDERED: ' || how
            else 'LET THROUGH' end;
    exception
        when sqlstate 'ZZ999' then said := sqlerrm;
        when others then said := case when want = 'legal' then 'HINDERED: ' else 'refused ' end || sqlstate || ' ' || sqlerrm;
    end;
    insert into t.result (name, outcome, how)
    values (name, case
        when want = 'refused' and said like 'refused %' and said like pattern then 'refused'
        when want = 'found' and said like 'found %' and said like pattern then 'found'
        when want = 'nothing' and said = 'nothing' then 'nothing'
        when want = 'legal' and said = 'legal' then 'legal'
        else 'FAILED' end, left(replace(said, E'\n', ' '), 110));
end
$$;

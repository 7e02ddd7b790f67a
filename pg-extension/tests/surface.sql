-- What only this host has: rights, comments, settings, and the errors of a wrong call.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(31);

select ok(not has_schema_privilege('public', 'khatm', 'usage'), 'the schema is closed to the public');
select is(
    (select count(*)::int from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     where p.pronamespace = 'khatm'::regnamespace and a.grantee = 0),
    0, 'no function is open to the public');
select is(
    (select count(*)::int from pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
     where c.relnamespace = 'khatm'::regnamespace and c.relkind in ('r', 'v') and a.grantee = 0),
    0, 'no table is open to the public');

-- Every right that a role has, and nothing else. A new object stands here too, or this fails.
create temporary view held as
    select r.rolname || ' ' || lower(a.privilege_type) || ' ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as held
    from pg_proc p, aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
    where p.pronamespace = 'khatm'::regnamespace and r.oid <> p.proowner
    union all
    select r.rolname || ' ' || lower(a.privilege_type) || ' ' || c.relname
    from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.relnamespace = 'khatm'::regnamespace and r.oid <> c.relowner;
create temporary table granted (held text);
\copy granted from 'rights.txt'
select results_eq(
    $$select held collate "C" from held except select held collate "C" from granted order by 1$$,
    $$select held collate "C" from granted where false$$,
    'no role has a right that rights.txt does not name');
select results_eq(
    $$select held collate "C" from granted except select held collate "C" from held order by 1$$,
    $$select held collate "C" from granted where false$$,
    'every right of rights.txt is there');
select is(
    (select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname like 'khatm\_%' and rolcanlogin),
    null, 'no role of ours can log in');
select is(
    (select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname like 'khatm\_%'
        and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)),
    null, 'and none has power over anything else');

select is(
    (select string_agg(p.proname, ' ') from pg_proc p where p.pronamespace = 'khatm'::regnamespace and obj_description(p.oid, 'pg_proc') is null),
    null, 'every function has a comment');
select is(
    (select string_agg(c.relname, ' ') from pg_class c where c.relnamespace = 'khatm'::regnamespace and c.relkind in ('r', 'v')
        and obj_description(c.oid, 'pg_class') is null),
    null, 'every table and view has a comment');
select is(
    (select string_agg(c.relname || '.' || a.attname, ' ') from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'khatm'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
        and col_description(c.oid, a.attnum) is null),
    null, 'every column has a comment');
select is(
    (select count(*)::int from pg_proc p where p.pronamespace = 'khatm'::regnamespace and p.prokind <> 'p'
     and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)),
    0, 'every function fixes its search path');
-- With a setting of its own a procedure could not end its transaction: tests/ready.sql calls it on a hostile path.
select is(
    (select string_agg(p.proname, ' ' order by p.proname) from pg_proc p where p.pronamespace = 'khatm'::regnamespace and p.prokind = 'p' and p.proconfig is null),
    'outside_transaction wait', 'but procedures that end their transaction, which name everything with its schema');
select is(
    (select count(*)::int from pg_proc p where p.pronamespace = 'khatm'::regnamespace and p.prosecdef),
    0, 'no function runs with other rights than the caller''s');
select is(
    (select count(*)::int from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'khatm'::regnamespace and not t.tgisinternal and t.tgenabled <> 'A'),
    0, 'every rule holds in a subscription, too');
select is(
    (select string_agg(c.relname, ' ') from pg_class c where c.relnamespace = 'khatm'::regnamespace and c.relkind = 'r' and not exists (
        select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'deny_all')),
    null, 'no table can be truncated');
select is(
    (select string_agg(distinct p.provolatile::text || p.proparallel::text || p.proisstrict::text, ',') from pg_proc p
     where p.pronamespace = 'khatm'::regnamespace and p.proname = 'verify'),
    'istrue', 'verify is immutable, safe in parallel, and strict');
select is(khatm.verify(null::bytea), null, 'nothing in, nothing out');
select throws_ok($$select khatm.verify('<a/>'::text, 'fr')$$, '22023', null, 'an unknown language is refused');
select throws_like($$select khatm.verify('<a/>'::text, 'fr')$$, 'KHATM-LANGUAGE: %', 'and says its code');
select throws_like($$select khatm.verify(''::bytea)$$, 'KHATM-XML-EMPTY: %', 'an empty value is an error with a code');

create role khatm_stranger;
set role khatm_stranger;
select throws_ok($$select khatm.verify('<a/>'::text)$$, '42501', null, 'a stranger may not call it');
reset role;
grant khatm_reader to khatm_stranger;
set role khatm_stranger;
select throws_ok($$select khatm.verify('<a/>'::text)$$, '22023', null, 'a reader may, and gets the core''s error');
select throws_ok($$set khatm.root_key_file = '/tmp/mine'$$, '55P02', null, 'nobody names another root key in SQL');
reset role;
drop role khatm_stranger;

-- No row says that all is well: nothing is said of nothing.
select throws_like($$select * from khatm.validate(null::text)$$, 'KHATM-NULL: %', 'no document is not one without findings');
select isnt((select count(*) from khatm.validate('garbage', language => null)), 0::bigint, 'whatever the language');
select isnt((select count(*) from khatm.health(null)), 0::bigint, 'and the light always says something');
-- Ways out are those of somebody who is in a database: no options and variables of a command line.
create function pg_temp.way_out(statement text) returns text language plpgsql as $$
declare
    code text;
    hint text;
begin
    execute statement;
    return 'nothing';
exception when others then
    get stacked diagnostics code = message_text, hint = pg_exception_hint;
    return concat_ws(': ', split_part(code, ':', 1), hint);
end $$;
select ok(way ~ '^KHATM-DEVICE-OTP-NEEDED: .*khatm.device_onboard' and way !~ 'KHATM_|--otp', 'a password is given to a function')
    from pg_temp.way_out($$do $do$ begin
        perform khatm.device_new('TILL-W', 'simulation', '{"common_name": "TST-W-399999999900003", "serial_number": "1-V|2-M|3-W", "organization_identifier": "399999999900003",
            "organization_unit_name": "Riyadh Branch", "organization_name": "Shop", "country_name": "SA", "invoice_type": "1100", "location_address": "RRRD2929",
            "industry_business_category": "Books"}', '{"name": "Shop", "vat_number": "399999999900003", "id": {"scheme": "CRN", "value": "1010010001"},
            "street": "King Fahd Road", "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}');
        perform khatm.device_onboard('TILL-W', null);
    end $do$ $$) as way;
select ok(way ~ '^KHATM-CSR-ENVIRONMENT: ' and way !~ '--env', 'an environment is an argument') from pg_temp.way_out($$select khatm.device_new('X', 'nowhere', '{}', '{}')$$) as way;
select ok(way ~ '^KHATM-DEVICE-UNKNOWN: .*khatm.device' and way !~ '--store', 'devices are looked up in a view')
    from pg_temp.way_out($$select khatm.issue('NOBODY', '{}')$$) as way;
-- A client whose encoding has not all letters is told what is wrong, and not which letter it has not.
create function pg_temp.told(statement text) returns text language plpgsql as $$
declare
    message text;
    detail text;
    hint text;
begin
    execute statement;
    return 'nothing';
exception when others then
    get stacked diagnostics message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    return concat_ws(' ', message, (detail::jsonb ->> 'code'), hint);
end $$;
create temp table told (encoding text, said text);
set client_encoding = 'LATIN1';
insert into told select 'LATIN1', pg_temp.told($$select khatm.issue(U&'\0645\062A\062C\0631', '{}')$$);
set client_encoding = 'WIN1256';
insert into told select 'WIN1256', pg_temp.told($$select khatm.issue(U&'\0645\062A\062C\0631', '{}')$$);
set client_encoding = 'UTF8';
select is((select split_part(said, '.', 1) from told where encoding = 'LATIN1'),
    'KHATM-DEVICE-UNKNOWN: There is no device of this name in the ledger: ???? KHATM-DEVICE-UNKNOWN See which there are: khatm', 'letters that are not there are question marks');
select is((select split_part(said, '.', 1) from told where encoding = 'WIN1256'),
    U&'KHATM-DEVICE-UNKNOWN: There is no device of this name in the ledger: \0645\062A\062C\0631 KHATM-DEVICE-UNKNOWN See which there are: khatm', 'and those that are, are told');
select * from finish();

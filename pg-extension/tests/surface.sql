-- What only this host has: rights, comments, settings, and the errors of a wrong call.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(13);

select ok(not has_schema_privilege('public', 'khatm', 'usage'), 'the schema is closed to the public');
select is(
    (select count(*)::int from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     where p.pronamespace = 'khatm'::regnamespace and a.grantee = 0),
    0, 'no function is open to the public');
select ok(has_function_privilege('khatm_reader', 'khatm.verify(bytea, text)', 'execute'), 'a reader may verify bytes');
select ok(has_function_privilege('khatm_reader', 'khatm.verify(text, text)', 'execute'), 'a reader may verify text');
select is(
    (select count(*)::int from pg_proc p where p.pronamespace = 'khatm'::regnamespace and obj_description(p.oid, 'pg_proc') is null),
    0, 'every function has a comment');
select is(
    (select count(*)::int from pg_proc p where p.pronamespace = 'khatm'::regnamespace
     and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)),
    0, 'every function fixes its search path');
select is(
    (select string_agg(distinct p.provolatile::text || p.proparallel::text || p.proisstrict::text, ',') from pg_proc p
     where p.pronamespace = 'khatm'::regnamespace),
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
reset role;
select * from finish();

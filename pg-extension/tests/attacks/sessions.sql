-- What a session says before the library is in it. Each \connect is a new session.
\set VERBOSITY terse
\connect - admin
set khatm.allow_drop = on;
select khatm.sees_all();
insert into t.result (name, outcome, how)
    select 'allowed to drop, before the library is there', case when current_setting('khatm.allow_drop') = 'off' then 'refused' else 'FAILED' end, current_setting('khatm.allow_drop');
\connect - clerk
set khatm.root_key_file = '/dev/null';
insert into t.result (name, outcome, how)
    select 'a root key named, before the library is there', 'refused', 'issued ' || icv || ' with the server''s' from khatm.issue('SHOP-1', t.tea('S-1'));
\connect - dba
-- The guard is what loads the library here: nothing else of this session has.
drop extension khatm cascade;
insert into t.result (name, outcome, how)
    select 'drop extension, first thing in a session', case when count(*) = 1 then 'refused' else 'FAILED' end, count(*) || ' left' from pg_extension where extname = 'khatm';

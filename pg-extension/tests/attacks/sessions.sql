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
\connect - clerk
set khatm.root_key_command = 'touch /tmp/khatm-was-here';
insert into t.result (name, outcome, how)
    select 'a program named for the root key, before the library is there', 'refused', 'issued ' || icv || ' with the server''s' from khatm.issue('SHOP-1', t.tea('S-0'));
-- PostgreSQL warns of such a setting while it loads the library, and looks then whether the session is cancelled: here it is.
\connect - clerk
set khatm.root_key_file = '/dev/null';
set statement_timeout = '1ms';
select khatm.verify('<Invoice/>');
set statement_timeout = 0;
insert into t.result (name, outcome, how) select 'cancelled while the library is loaded', 'legal', 'legal' from khatm.issue('SHOP-1', t.tea('S-2'));
-- While a query runs in parallel no setting has a value that is not its default.
\connect - clerk
set parallel_setup_cost = 0;
set parallel_tuple_cost = 0;
select count(*) from t.many where khatm.verify(xml) ->> 'valid' = 'true';
insert into t.result (name, outcome, how) select 'called first while a query runs in parallel', 'legal', 'legal' from khatm.issue('SHOP-1', t.tea('S-3'));
\connect - dba
-- The guard is what loads the library here: nothing else of this session has.
drop extension khatm cascade;
insert into t.result (name, outcome, how)
    select 'drop extension, first thing in a session', case when count(*) = 1 then 'refused' else 'FAILED' end, count(*) || ' left' from pg_extension where extname = 'khatm';

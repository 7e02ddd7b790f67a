-- t.attack(what is wanted, its name, by whom, the attack, what must be said).
\set ON_ERROR_STOP on

-- Legal uses, which nothing of the rest may hinder.
select t.attack('legal', 'a clerk issues', 'clerk', $$select khatm.issue('SHOP-1', t.tea('L-1'), 'legal-1')$$);
select t.attack('legal', 'a clerk issues several', 'clerk', $$select khatm.issue_many('SHOP-1', array[t.tea('L-1'), t.tea('L-2')])$$);
select t.attack('legal', 'a clerk asks again with his key', 'clerk', $$select khatm.issue('SHOP-1', t.tea('A-1'), 'sale-1')$$);
select t.attack('legal', 'a clerk prints a receipt', 'clerk', $$select khatm.receipt(uuid) from t.doc where (chain, counter) = (3, 1)$$);
select t.attack('legal', 'an auditor reads and verifies', 'auditor', $$select * from khatm.document, khatm.audit; select khatm.verify_ledger()$$);
select t.attack('legal', 'an admin keeps a document back, with another', 'admin', $$select khatm.hold(uuid, 'Huda', 'price') from t.doc where (chain, counter) = (3, 2)$$);
select t.attack('legal', 'a reader checks a draft', 'reader', $$select * from khatm.check(t.tea('L-1'), 'SHOP-1')$$);
select t.attack('legal', 'a superuser issues for both taxpayers', null, $$select khatm.issue('TILL-1', t.tea('L-1')), khatm.issue('SHOP-1', t.tea('L-1'))$$);
select t.attack('legal', 'the administrator tunes a table', null, $$alter table khatm.document alter number set statistics 200; alter table khatm.outbox set (fillfactor = 60)$$);
select t.attack('legal', 'and adds an index', null, $$create index mine on khatm.document (total)$$);
select t.attack('legal', 'an ERP''s table refers to a document, and goes', null, $$create table erp.sale (uuid uuid references khatm.document (uuid)); drop table erp.sale$$);
select t.attack('legal', 'temporary tables come and go', 'clerk', $$create temporary table own (i int); alter table own add j int; drop table own$$);
select t.attack('legal', 'a taxpayer''s role is changed by the owner', null, $$update khatm.tenant set role = 'house' where vat_number = '310000000000003'$$);
select t.attack('legal', 'a superuser who means it drops everything', null, $$set local khatm.allow_drop = on; drop extension khatm cascade; create extension khatm$$, '%');

-- Without any right.
select t.attack('refused', 'a stranger issues', 'stranger', $$select khatm.issue('TILL-1', t.tea('X'))$$, '%42501%');
select t.attack('refused', 'a stranger looks at devices', 'stranger', $$select * from khatm.device$$, '%42501%');
select t.attack('refused', 'a stranger reads documents', 'stranger', $$select * from khatm.document$$, '%42501%');
select t.attack('refused', 'somebody names a root key of his', 'clerk', $$set khatm.root_key_file = '/tmp/mine'$$, '%55P02%');
select t.attack('refused', 'somebody names a program for the root key', 'clerk', $$set khatm.root_key_command = 'true'$$, '%55P02%');
select t.attack('refused', 'somebody allows himself to drop', 'admin', $$set khatm.allow_drop = on$$, '%42501%');
select t.attack('refused', 'a function put into the schema', 'admin', $$create function khatm.issue(text) returns int language sql as 'select 1'$$, '%42501%');
select t.attack('refused', 'a table put into the schema', 'admin', $$create table khatm.document2 (i int)$$, '%42501%');

-- Rows, by who may call but not write.
select t.attack('refused', 'a clerk reads the ledger', 'clerk', $$select * from khatm.document$$, '%42501%');
select t.attack('refused', 'an auditor reads the sealed devices', 'auditor', $$select * from khatm.safe$$, '%42501%');
select t.attack('refused', 'an auditor copies the sealed devices', 'auditor', $$copy khatm.safe to program 'cat'$$, '%42501%');
select t.attack('nothing', 'the statistics of the sealed devices', 'auditor', $$select count(*) = 0 from pg_stats where schemaname = 'khatm' and tablename = 'safe'$$);
select t.attack('refused', 'the statistics themselves', 'auditor', $$select * from pg_statistic$$, '%42501%');
select t.attack('refused', 'the root key''s file', 'admin', $$select pg_read_file(current_setting('khatm_test.devices') || '/root.key')$$, '%42501%');
select t.attack('refused', 'copied in by name', 'admin', format($$create temporary table k (l text); copy k from %L$$, current_setting('khatm_test.devices') || '/root.key'), '%42501%');
select t.attack('refused', 'or as a large object', 'admin', format($$select lo_import(%L)$$, current_setting('khatm_test.devices') || '/root.key'), '%42501%');
select t.attack('refused', 'an admin writes a document himself', 'admin', $$insert into khatm.document select * from khatm.document$$, '%42501%');
select t.attack('refused', 'an auditor changes one', 'auditor', $$update khatm.document set total = 0$$, '%42501%');
select t.attack('refused', 'an auditor deletes', 'auditor', $$delete from khatm.audit$$, '%42501%');
select t.attack('refused', 'an admin empties the outbox', 'admin', $$truncate khatm.outbox$$, '%42501%');
select t.attack('refused', 'through a view', 'admin', $$update khatm.device set stage = 'active'$$, '%');
select t.attack('refused', 'an auditor copies rows in', 'auditor', $$copy khatm.document from '/dev/null'$$, '%42501%');
select t.attack('refused', 'a clerk verifies the ledger', 'clerk', $$select * from khatm.verify_ledger()$$, '%42501%');
select t.attack('refused', 'a clerk keeps documents back', 'clerk', $$select khatm.hold(uuid, 'x', 'y') from t.doc limit 1$$, '%42501%');
select t.attack('refused', 'a clerk brings devices', 'clerk', $$select khatm.device_import('x')$$, '%42501%');
select t.attack('refused', 'an admin issues', 'admin', $$select khatm.issue('SHOP-1', t.tea('X'))$$, '%42501%');
select t.attack('refused', 'a worker issues', 'worker', $$select khatm.issue('SHOP-1', t.tea('X'))$$, '%42501%');
select t.attack('refused', 'a clerk moves the ledger', 'clerk', $$select khatm.resume('mine')$$, '%42501%');

-- Becoming somebody else.
select t.attack('refused', 'set role', 'clerk', $$set role none; set session authorization clerk; set role khatm_admin$$, '%42501%');
select t.attack('refused', 'grant oneself a role', 'clerk', $$grant khatm_admin to clerk$$, '%');
select t.attack('refused', 'grant a table on', 'auditor', $$grant select on khatm.document to stranger; select 1 / (select case when has_table_privilege('stranger', 'khatm.document', 'select') then 1 else 0 end)$$, '%');
select t.attack('refused', 'a security label', 'auditor', $$security label on table khatm.document is 'mine'$$, '%');
select t.attack('refused', 'replica role', 'admin', $$set session_replication_role = replica$$, '%42501%');
select t.attack('refused', 'row security off', 'auditor', $$set row_security = off; select * from khatm.document$$, '%42501%');
select t.attack('refused', 'a trigger function called as a function', null, $$select khatm.document_follows()$$);
select t.attack('refused', 'the guard called as a function', null, $$select khatm.guard()$$, '%39P03%');
select t.attack('refused', 'what follows partitions called as a function', null, $$select khatm.later()$$, '%39P03%');
select t.attack('refused', 'the guard''s code under another name', 'admin', $$create function evil.mine() returns event_trigger language c as '$libdir/khatm', 'khatm_guard'$$, '%42501%');

-- Locks.
select t.attack('refused', 'a table of ours locked by a clerk', 'clerk', $$lock table khatm.chain in access exclusive mode$$, '%42501%');
select t.attack('refused', 'by an auditor, who may read it', 'auditor', $$lock table khatm.document in exclusive mode$$, '%42501%');
select t.attack('refused', 'rows locked by an auditor', 'auditor', $$select * from khatm.chain for update$$, '%42501%');

-- What hangs on our tables.
select t.attack('refused', 'a trigger of an admin''s on the ledger', 'admin', $$create trigger x before insert on khatm.document for each row execute function suppress_redundant_updates_trigger()$$, '%42501%');
select t.attack('refused', 'a rule', 'admin', $$create rule x as on insert to khatm.document do also notify x$$, '%42501%');
select t.attack('refused', 'a policy', 'admin', $$create policy x on khatm.document using (true)$$, '%42501%');
select t.attack('refused', 'a child by INHERITS', 'auditor', $$create temporary table x () inherits (khatm.document)$$, '%42501%');
select t.attack('refused', 'a foreign key that keeps rows of ours', 'auditor', $$create temporary table x (uuid uuid references khatm.document (uuid))$$, '%42%');
select t.attack('refused', 'a publication of ours', 'auditor', $$create publication x for table khatm.document$$, '%42501%');
select t.attack('refused', 'statistics that sample others'' rows', 'auditor', $$create statistics evil.x on number, total from khatm.document$$, '%42501%');
select t.attack('refused', 'an operator class that an index of ours would take', 'clerk', $$create operator class evil.x default for type bigint using btree as operator 1 <$$, '%42501%');

-- Somebody else's code in the way: a search path of functions, operators, types and tables named like those that are used.
create function evil.caught(what text) returns text language sql as $$insert into t.canary values (what) returning what$$;
create function evil.format(text, variadic text[]) returns text language sql as $$select evil.caught('format')$$;
create function evil.lower(text) returns text language sql as $$select evil.caught('lower')$$;
create function evil.length(text) returns int language sql as $$select evil.caught('length')::int$$;
create function evil.to_jsonb(anyelement) returns jsonb language sql as $$select to_jsonb(evil.caught('to_jsonb'))$$;
create function evil.array_to_string(text[], text) returns text language sql as $$select evil.caught('array_to_string')$$;
create function evil.convert_from(bytea, name) returns text language sql as $$select evil.caught('convert_from')$$;
create function evil.octet_length(bytea) returns int language sql as $$select length(evil.caught('octet_length'))$$;
create function evil.current_database() returns name language sql as $$select evil.caught('current_database')::name$$;
create function evil.clock_timestamp() returns timestamptz language sql as $$select now() from evil.caught('clock_timestamp')$$;
create function evil.md5(text) returns text language sql as $$select evil.caught('md5')$$;
create function evil.same(bigint, bigint) returns boolean language sql as $$select evil.caught('=') is null$$;
create function evil.same(text, text) returns boolean language sql as $$select evil.caught('= text') is null$$;
create function evil.same(oid, oid) returns boolean language sql as $$select evil.caught('= oid') is null$$;
create function evil.less(bigint, bigint) returns boolean language sql as $$select evil.caught('<') is null$$;
create function evil.arrow(jsonb, text) returns text language sql as $$select evil.caught('->>')$$;
create function evil.minus(jsonb, text[]) returns jsonb language sql as $$select to_jsonb(evil.caught('-'))$$;
create operator evil.= (leftarg = bigint, rightarg = bigint, function = evil.same);
create operator evil.= (leftarg = text, rightarg = text, function = evil.same);
create operator evil.= (leftarg = oid, rightarg = oid, function = evil.same);
create operator evil.<> (leftarg = bigint, rightarg = bigint, function = evil.same);
create operator evil.< (leftarg = bigint, rightarg = bigint, function = evil.less);
create operator evil.->> (leftarg = jsonb, rightarg = text, function = evil.arrow);
create operator evil.- (leftarg = jsonb, rightarg = text[], function = evil.minus);
create domain evil.jsonb as pg_catalog.text check (evil.caught('jsonb') is null);
create domain evil.bytea as pg_catalog.text check (evil.caught('bytea') is null);
create type evil.timestamptz as enum ('now');
grant execute on all functions in schema evil to public;
create function t.hostile(more text) returns text language sql as $$select 'set local search_path = evil, pg_temp, khatm, pg_catalog, public; ' || more$$;
select t.attack('legal', 'a hostile path: issue', 'clerk', t.hostile($$select khatm.issue('SHOP-1', t.tea('L-1'), 'k')$$));
select t.attack('legal', 'a hostile path: issue_many', 'clerk', t.hostile($$select khatm.issue_many('SHOP-1', array[t.tea('L-1')])$$));
select t.attack('legal', 'a hostile path: check, document, receipt', 'clerk', t.hostile(
    $$select khatm.check(t.tea('L-1'), 'SHOP-1'), khatm.document('00000000-0000-4000-8000-000000000000'); select khatm.receipt(uuid) from t.doc where chain operator(pg_catalog.=) 3 and counter operator(pg_catalog.=) 1$$));
select t.attack('legal', 'a hostile path: the views', 'admin', t.hostile($$select count(d), count(b) from khatm.device as d, khatm.blockers as b$$));
select t.attack('legal', 'a hostile path: the tables and their policies', 'auditor', t.hostile($$select count(d), count(a), count(c) from khatm.document as d, khatm.audit as a, khatm.tenant as c$$));
select t.attack('legal', 'a hostile path: verify_ledger', 'auditor', t.hostile($$select khatm.verify_ledger()$$));
select t.attack('legal', 'a hostile path: people', 'admin', t.hostile(
    $$select khatm.hold(uuid, 'Huda', 'price') from t.doc where chain operator(pg_catalog.=) 3 and counter operator(pg_catalog.=) 2; select khatm.unpark('SHOP-1')$$));
select t.attack('legal', 'a hostile path: a superuser writes a row', null, t.hostile(
    $$update khatm.lane set next = next where chain operator(pg_catalog.=) 3; update khatm.chain set why = null; update khatm.outbox set due_at = due_at where chain operator(pg_catalog.=) 3$$));
select t.attack('refused', 'a hostile path: a superuser changes one', null, t.hostile($$update khatm.document set total = 1$$), '%KHATM-APPEND-ONLY%');
select t.attack('legal', 'temporary tables named like ours', 'clerk', $$
    create temporary table document (like t.canary); create temporary table chain (like t.canary); create temporary table safe (like t.canary);
    create temporary table store (like t.canary); create temporary table tenant (like t.canary); create temporary table audit (like t.canary);
    set local search_path = pg_temp, khatm, pg_catalog; select khatm.issue('SHOP-1', t.tea('L-1')); select khatm.check(t.tea('L-1'), 'SHOP-1')$$);
create function t.sown() returns text language sql as $$select 'insert into t.canary values (''trigger on a temporary table'')'$$;
select t.attack('legal', 'a trigger planted on a temporary table', 'clerk', $$
    create temporary table document (like t.canary);
    create function pg_temp.plant() returns trigger language plpgsql as 'begin insert into t.canary values (''planted''); return new; end';
    create trigger plant before insert on document for each row execute function pg_temp.plant();
    set local search_path = pg_temp, khatm, pg_catalog; select khatm.issue('SHOP-1', t.tea('L-1'))$$);

-- Rows of another taxpayer.
select t.attack('nothing', 'no document of another taxpayer', 'auditor', $$select count(*) > 0 and bool_and(chain = 3) from khatm.document$$);
select t.attack('nothing', 'no device', 'admin', $$select string_agg(device, ' ') = 'SHOP-1' from khatm.device$$);
select t.attack('nothing', 'no line of the audit', 'auditor', $$select bool_and(chain = 3) from khatm.audit$$);
select t.attack('nothing', 'no other taxpayer', 'auditor', $$select string_agg(vat_number, ' ') = '310000000000003' from khatm.tenant$$);
create function evil.leak(text) returns boolean language plpgsql cost 0.0000001 as $$begin if $1 like 'B-%' then perform evil.caught('leak'); end if; return true; end$$;
create function evil.leak(bytea) returns boolean language plpgsql cost 0.0000001 as $$begin perform evil.caught('leak'); return true; end$$;
select t.attack('nothing', 'a function that leaks, as a condition on the ledger', 'auditor', $$select count(*) = 3 from khatm.document where evil.leak(number)$$);
select t.attack('nothing', 'on a view', 'clerk', $$select bool_and(evil.leak(replace(device, 'TILL', 'B'))) from khatm.device where evil.leak(replace(device, 'TILL', 'B'))$$);
select t.attack('nothing', 'a division by zero that only others'' rows cause', 'auditor', $$select count(*) = 3 from khatm.document where 1 / (case when chain = 3 then 1 else 0 end) = 1$$);
select t.attack('nothing', 'a trap in an index that a superuser builds anew', null, $$
    create table evil.trap (i int); alter table evil.trap owner to clerk; insert into evil.trap values (1);
    create function evil.peek(int) returns int language plpgsql immutable as
        'begin if exists (select from khatm.document((select uuid from t.doc where (chain, counter) = (1, 1)))) then perform evil.caught(''peek''); end if; return 1; end';
    create index on evil.trap (evil.peek(i)); reindex table evil.trap; select true$$);
select t.attack('refused', 'issue on another''s device', 'clerk', $$select khatm.issue('TILL-1', t.tea('X'))$$, '%KHATM-DEVICE-UNKNOWN%');
select t.attack('refused', 'correct another''s document', 'clerk', $$select khatm.issue('SHOP-1', t.tea('X'), corrects => uuid) from t.doc where (chain, counter) = (1, 1)$$, '%KHATM-CORRECTS-UNKNOWN%');
select t.attack('refused', 'free another''s document', 'admin', $$select khatm.free(uuid, 'x') from t.doc where (chain, counter) = (1, 6)$$, '%KHATM-OUTBOX-UNKNOWN%');
select t.attack('refused', 'open another''s lanes', 'admin', $$select khatm.unpark('TILL-1')$$, '%KHATM-DEVICE-UNKNOWN%');
select t.attack('refused', 'one taxpayer''s admin moves the ledger of all', 'admin', $$select khatm.resume('mine')$$, '%KHATM-TENANT-OTHER%');
select t.attack('refused', 'or takes a taxpayer who is yet to come', 'admin', $$select khatm.tenant_new('320000000000003', 'taxpayer_b')$$, '%KHATM-TENANT-OTHER%');
select t.attack('refused', 'or brings another''s device', 'admin', format($$select khatm.device_import(%L, '0')$$,
    pg_read_binary_file(current_setting('khatm_test.devices') || '/TILL-3.json')), '%KHATM-TENANT-OTHER%');
select t.attack('refused', 'a taxpayer''s row is deleted, to open him to all', null, $$delete from khatm.tenant$$, '%KHATM-APPEND-ONLY%');

-- What a table's owner has run while somebody mightier writes into his table: a superuser, here.
create function t.mapped(mapping text, device text default '''SHOP-1''') returns text language sql as $$
    select format('set local role erp; create table erp.sale (id int primary key, final boolean); create table erp.loot (what text);
        create function erp.draft(id int) returns jsonb language plpgsql as %L;
        select khatm.attach(''erp.sale'', device => %L, mapping => ''erp.draft(int)'', becomes_final => ''final''); reset role;
        insert into erp.sale values (1, true); set constraints all immediate', 'begin ' || mapping || '; return t.tea(''M-1''); end', device) $$;
select t.attack('legal', 'a mapping that maps', null, t.mapped('perform 1'));
select t.attack('refused', 'a mapping that makes its owner a superuser', null, t.mapped('alter role erp superuser'), '%42501%');
select t.attack('refused', 'a mapping that becomes somebody', null, t.mapped('set role dba'), '%42501%');
select t.attack('refused', 'or nobody', null, t.mapped('reset session authorization'), '%42501%');
select t.attack('refused', 'a mapping that writes into the ledger', null, t.mapped('delete from khatm.document'), '%42501%');
select t.attack('refused', 'a mapping that reads the sealed devices', null, t.mapped('insert into erp.loot select file from khatm.safe'), '%42501%');
select t.attack('refused', 'a mapping that reads the root key', null, t.mapped('insert into erp.loot select pg_read_file(current_setting(''khatm_test.devices'') || ''/root.key'')'), '%42501%');
select t.attack('refused', 'a mapping that leaves a temporary table with a trigger', null, t.mapped('create temporary table trap (i int)'), '%42501%');
select t.attack('refused', 'a mapping that allows dropping', null, t.mapped('set khatm.allow_drop = on'), '%42501%');
select t.attack('refused', 'a device of another taxpayer''s for one''s own rows', null, t.mapped('perform 1', '''TILL-1'''), '%KHATM-DEVICE-UNKNOWN%');
select t.attack('refused', 'a device expression that does something', null, t.mapped('perform 1', '(select ''x'' from khatm.safe)'), '%');
select t.attack('legal', 'a parked row whose key''s type has a condition', null, $$
    set local role erp;
    create function erp.trap(bigint) returns boolean language plpgsql as 'begin if (select rolsuper from pg_roles where rolname = current_user) then
        insert into t.canary values (''a condition of a domain''); end if; return true; end';
    create domain erp.key as bigint check (erp.trap(value));
    create table erp.parked (id erp.key primary key);
    create function erp.of_parked(p erp.parked) returns jsonb language sql as 'select ''{}''::jsonb';
    select khatm.attach('erp.parked', '''SHOP-1''', 'erp.of_parked(erp.parked)', 'true', on_invalid => 'park');
    insert into erp.parked values (1); set constraints all immediate; reset role;
    select 1 / (count(*) = 1)::int from khatm.parked;
    select khatm.seal_parked()$$);
-- A table of the other taxpayer's, attached.
create function t.theirs(then_do text) returns text language sql as $$
    select 'create table t.theirs (id bigint primary key, price numeric default 10);
        create function t.of_theirs(s t.theirs) returns jsonb language sql as ''select t.tea(''''Q-'''' || $1.id)'';
        select khatm.attach(''t.theirs'', ''''''TILL-1'''''', ''t.of_theirs(t.theirs)'', ''true'', freeze => true); ' || then_do $$;
select t.attack('refused', 'what became of another''s rows', null, t.theirs($$insert into t.theirs values (51); set constraints all immediate; set local role reader;
    select khatm.status_of((select oid from pg_class where relname = 'theirs')::regclass, '51')$$), '%KHATM-ATTACH-NONE%');
select t.attack('refused', 'another''s parked rows', null, t.theirs($$set local role clerk; select khatm.seal_parked((select oid from pg_class where relname = 'theirs')::regclass)$$), '%KHATM-ATTACH-NONE%');
select t.attack('refused', 'a request key that is another''s row', null, t.theirs($$set local role clerk; select khatm.issue('SHOP-1', t.tea('B-9'), 't.theirs["51"]')$$),
    '%KHATM-ISSUE-KEY%');
select t.attack('refused', 'a trigger of ours on a table that nobody attached', null, t.theirs($$create table erp.own (id bigint); alter table erp.own owner to erp;
    do 'begin execute format(''create trigger own after insert on erp.own for each row execute function khatm.frozen_line(%L, ''''id'''')'', (select max(attachment) from khatm.attachment)); end';
    set local role erp; insert into erp.own values (51)$$), '%KHATM-ATTACH-TRIGGER%');
select t.attack('legal', 'and one that is called as those of another''s table are', null, t.theirs($$create table erp.own (id bigint); alter table erp.own owner to erp;
    do 'begin execute format(''create trigger khatm_freeze_all_%s before truncate on erp.own for each statement execute function khatm.frozen_whole()'', (select max(attachment) from khatm.attachment)); end';
    alter table erp.own disable trigger user; select 1 / (state = 'attached')::int from khatm.attachments where target = 't.theirs'::regclass;
    select khatm.detach('t.theirs'); select 1 / (count(*) = 1)::int from pg_trigger where tgname like 'khatm_freeze_all%' and tgrelid = 'erp.own'::regclass$$));
select t.attack('refused', 'another''s device, as it is sealed', 'admin', $$select khatm.device_sealed('simulation', 'TILL-1', 'deliver')$$, '%KHATM-DEVICE-UNKNOWN%');
select t.attack('refused', 'or a line about it in the audit', 'admin', $$select khatm.key_refused('simulation', 'TILL-1', 'deliver', 'KHATM-DEVICE-FILE')$$, '%KHATM-DEVICE-UNKNOWN%');
select t.attack('refused', 'somebody else''s table attached', 'admin', $$create temporary table own (i int); select khatm.attach('t.canary', device => '''SHOP-1''', mapping => 'pg_catalog.to_jsonb(anyelement)', becomes_final => 'true')$$);

-- The chain, by a superuser for whom every rule holds.
create function t.forged(counter bigint, previous bytea, more text default '') returns text language sql as $$
    select format('insert into khatm.document select chain, %s, gen_random_uuid(), kind, route, number, issued_at, deadline_at, %L, hash, null, content, currency, total, xml
        from khatm.document where (chain, counter) = (1, 1)%s', counter, previous, more) $$;
create function t.hash(counter bigint) returns bytea language sql as $$select hash from khatm.document where (chain, counter) = (1, $1)$$;
select t.attack('refused', 'a gap', null, t.forged(8, t.hash(6)), '%KHATM-LINK%');
select t.attack('refused', 'a wrong hash before', null, t.forged(7, t.hash(5)), '%KHATM-LINK%');
select t.attack('refused', 'a fork', null, t.forged(3, t.hash(2)), '%23505%');
select t.attack('refused', 'a counter below the first', null, t.forged(0, t.hash(1)), '%');
select t.attack('refused', 'a document of no chain', null, replace(t.forged(7, t.hash(6)), 'select chain', 'select 77'), '%');
select t.attack('refused', 'a gap as a subscriber', null, 'set local session_replication_role = replica; ' || t.forged(8, t.hash(6)), '%KHATM-LINK%');
select t.attack('refused', 'a body changed as a subscriber', null, $$set local session_replication_role = replica; update khatm.document set xml = 'x'$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'a document deleted', null, $$delete from khatm.document where (chain, counter) = (1, 6)$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'truncated, with all that hangs on it', null, $$truncate khatm.document cascade$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'the safe truncated', null, $$truncate khatm.safe cascade$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'a cursor over what was not sent', null, $$update khatm.lane set next = 99 where chain = 1$$, '%KHATM-CURSOR%');
select t.attack('refused', 'a cursor back', null, $$update khatm.lane set next = next - 1 where chain = 1 and next > 1; update khatm.lane set next = 5 where chain = 1; update khatm.lane set next = 1 where chain = 1$$, '%KHATM-CURSOR%');
select t.attack('refused', 'an unfinished document forgotten', null, $$delete from khatm.outbox$$, '%KHATM-OUTBOX%');
select t.attack('refused', 'a token back', null, $$update khatm.outbox set epoch = epoch - 1$$, '%KHATM-OUTBOX%');
select t.attack('found', 'accepted, without an answer', null, $$insert into khatm.outcome values (1, 2, 1, 1, 200, now(), false, 1, null)$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('found', 'an answer, without a question', null, $$insert into khatm.reply values (1, 2, 1, now(), 1, 200, 'accepted', null)$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('found', 'a note on nothing', null, $$insert into khatm.reference values (1, 2, 1, 9, 9, 99, 'A-99')$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('found', 'a note that is nothing', null, $$insert into khatm.reference values (1, 99, 1, 1, 1, 2, 'A-2')$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('found', 'a try of nothing', null, $$insert into khatm.attempt values (1, 99, 1, 1, now(), 'w', false, false)$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('found', 'another version of nothing', null, $$insert into khatm.cleared values (1, 99, '')$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('found', 'a lane of nothing', null, $$insert into khatm.lane (chain, route, endpoint, next) values (99, 1, 1, 1)$$, '%KHATM-VERIFY-ORPHAN%');
select t.attack('refused', 'a chain set back to life', null, $$update khatm.chain set state = 2 where chain = 2; update khatm.chain set state = 1 where chain = 2$$, '%KHATM-STATE%');
select t.attack('refused', 'a chain that begins elsewhere', null, $$update khatm.chain set first_counter = 2, first_hash = t.hash(1) where chain = 1$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'a chain of another taxpayer', null, $$update khatm.chain set vat_number = '310000000000003' where chain = 1$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'two active chains of a device', null, $$insert into khatm.chain select 9, environment, device, vat_number, certificate || 'x', first_counter, first_hash, 1, null, now() from khatm.chain where chain = 1$$, '%23505%');
select t.attack('refused', 'a number that the lock cannot have', null, $$insert into khatm.chain select 4294967296, environment, 'x', vat_number, certificate, first_counter, first_hash, 1, null, now() from khatm.chain where chain = 1$$, '%23514%');
select t.attack('refused', 'an old version of a device brought back', null, $$update khatm.safe set version = version, file = file$$, '%KHATM-APPEND-ONLY%');
select t.attack('refused', 'a line of the audit that does not follow', null, $$insert into khatm.audit select ordinal + 1, at, 'nobody', action, chain, counter, detail, hash, hash from khatm.audit order by ordinal desc limit 1$$, '%KHATM-LINK%');
select t.attack('refused', 'the ledger said to be at home', null, $$update khatm.store set folder = 0$$, '%KHATM-APPEND-ONLY%');

-- What verify_ledger finds: by a superuser with every right, and the rules switched off.
create function t.off(more text) returns text language sql as $$select 'set local khatm.allow_drop = on; alter table khatm.document disable trigger all; alter table khatm.chain disable trigger all;
    alter table khatm.audit disable trigger all; alter table khatm.safe disable trigger all; alter table khatm.outbox disable trigger all; alter table khatm.lane disable trigger all;
    alter table khatm.outcome disable trigger all; alter table khatm.reference disable trigger all; alter table khatm.release disable trigger all; alter table khatm.cleared disable trigger all; ' || more$$;
select t.attack('found', 'a second body under the next place, with every rule kept', null, t.forged(7, t.hash(6)));
select t.attack('found', 'another''s body under the next place', null, $$insert into khatm.document select 1, 7, gen_random_uuid(), kind, route, number, issued_at, deadline_at, t.hash(6), hash, null, content, currency, total, xml
    from khatm.document where (chain, counter) = (3, 2)$$);
select t.attack('found', 'a byte of a body', null, t.off($$update khatm.document set xml = convert_to(replace(convert_from(xml, 'UTF8'), '>10.00<', '>10.01<'), 'UTF8') where (chain, counter) = (1, 3)$$));
select t.attack('found', 'a body and its hash', null, t.off($$update khatm.document set xml = convert_to(replace(convert_from(xml, 'UTF8'), '>10.00<', '>10.01<'), 'UTF8'), hash = sha256(xml) where (chain, counter) = (1, 3)$$));
select t.attack('found', 'two bodies change their places', null, t.off($$update khatm.document as d set xml = o.xml, hash = o.hash from khatm.document as o
    where (d.chain, o.chain) = (1, 1) and (d.counter, o.counter) in ((3, 4), (4, 3))$$));
select t.attack('found', 'a document in the midst deleted', null, t.off($$delete from khatm.document where (chain, counter) = (1, 4)$$), '%KHATM-%');
select t.attack('found', 'the first deleted', null, t.off($$delete from khatm.document where (chain, counter) = (1, 1)$$), '%KHATM-%');
select t.attack('found', 'the last deleted, with its delivery', null, t.off($$delete from khatm.outbox where (chain, counter) = (1, 6); delete from khatm.document where (chain, counter) = (1, 6)$$), '%KHATM-VERIFY-MISSING%');
select t.attack('found', 'all of a chain deleted', null, t.off($$delete from khatm.outbox where chain = 1; delete from khatm.document where chain = 1$$), '%KHATM-VERIFY-MISSING%');
select t.attack('found', 'a chain and everything of it deleted', null, t.off($$delete from khatm.outbox where chain = 1; delete from khatm.document where chain = 1; delete from khatm.lane where chain = 1; delete from khatm.chain where chain = 1$$), '%KHATM-VERIFY-MISSING%');
select t.attack('found', 'a total', null, t.off($$update khatm.document set total = total + 1 where (chain, counter) = (1, 3)$$), '%KHATM-VERIFY-COLUMN%');
select t.attack('found', 'a number', null, t.off($$update khatm.document set number = 'Z' where (chain, counter) = (1, 3)$$), '%KHATM-VERIFY-COLUMN%');
select t.attack('found', 'a UUID', null, t.off($$update khatm.document set uuid = gen_random_uuid() where (chain, counter) = (1, 3)$$), '%KHATM-VERIFY-COLUMN%');
select t.attack('found', 'a kind', null, t.off($$update khatm.document set kind = 'credit_note' where (chain, counter) = (1, 3)$$), '%KHATM-VERIFY-COLUMN%');
select t.attack('found', 'a route', null, t.off($$update khatm.document set route = 2 where (chain, counter) = (1, 3)$$), '%KHATM-VERIFY-COLUMN%');
select t.attack('found', 'a currency', null, t.off($$update khatm.document set currency = 'USD' where (chain, counter) = (1, 3)$$), '%KHATM-VERIFY-COLUMN%');
select t.attack('found', 'the hash before', null, t.off($$update khatm.document set previous_hash = t.hash(1) where (chain, counter) = (1, 4)$$));
select t.attack('found', 'the taxpayer of a chain', null, t.off($$update khatm.chain set vat_number = '310000000000003' where chain = 1$$), '%KHATM-VERIFY-CHAIN%');
select t.attack('found', 'the certificate of a chain', null, t.off($$update khatm.chain set certificate = (select certificate from khatm.chain where chain = 2) where chain = 1$$));
select t.attack('found', 'a chain switched off', null, $$update khatm.chain set state = 3 where chain = 1$$, '%KHATM-VERIFY-CHAIN%');
select t.attack('found', 'a chain of nobody''s', null, $$insert into khatm.chain select 9, environment, 'GHOST', vat_number, certificate, first_counter, first_hash, 1, null, now() from khatm.chain where chain = 1$$, '%KHATM-VERIFY-C%');
select t.attack('found', 'a lane deleted', null, t.off($$delete from khatm.lane where chain = 2$$), '%KHATM-VERIFY-CURSOR%');
select t.attack('found', 'a cursor over what was not sent, past the rule', null, t.off($$update khatm.lane set next = 7 where chain = 1 and route = 1$$), '%KHATM-VERIFY%');
select t.attack('found', 'a document that is kept back, let go past the rule', null, t.off($$delete from khatm.outbox where (chain, counter) = (1, 6)$$), '%KHATM-VERIFY%');
select t.attack('found', 'a delivery made up', null, $$insert into khatm.outbox values (1, 3, 1, 1, 0, now(), now(), now(), 1, 0, 1)$$, '%KHATM-VERIFY%');
select t.attack('found', 'an acceptance made up', null, t.off($$set local session_replication_role = replica; insert into khatm.outcome values (1, 3, 1, 1, 200, now(), false, 1, null)$$), '%KHATM-VERIFY%');
select t.attack('found', 'an acceptance with all its evidence made up', null, $$insert into khatm.attempt values (1, 3, 1, 1, now(), 'x', false, false);
    insert into khatm.reply values (1, 3, 1, now(), 1, 200, 'accepted', null); insert into khatm.outcome values (1, 3, 1, 1, 200, now(), false, 1, null)$$, '%KHATM-VERIFY%');
select t.attack('found', 'a cleared version made up', null, $$insert into khatm.cleared select chain, counter, xml from khatm.document where (chain, counter) = (2, 2)$$, '%KHATM-VERIFY%');
select t.attack('found', 'a release made up', null, $$insert into khatm.release values (1, 3, now(), 'nobody', 1, 'x')$$, '%KHATM-VERIFY%');
select t.attack('found', 'a release deleted', null, t.off($$delete from khatm.release$$), '%KHATM-VERIFY%');
select t.attack('found', 'who did it, in the audit', null, t.off($$update khatm.audit set actor = 'nobody' where ordinal = 3$$), '%KHATM-VERIFY-AUDIT%');
select t.attack('found', 'a line of the audit deleted', null, t.off($$delete from khatm.audit where ordinal = 3$$), '%KHATM-VERIFY-AUDIT%');
select t.attack('found', 'a device''s file', null, t.off($$update khatm.safe set file = convert_to(replace(convert_from(file, 'UTF8'), 'Riyadh', 'Jeddah'), 'UTF8') where name = 'TILL-1'$$), '%KHATM-VERIFY-DEVICE%');
select t.attack('found', 'a device saved past Khatm', null, $$update khatm.safe set version = version + 1 where name = 'TILL-1'$$, '%KHATM-VERIFY-DEVICE%');
select t.attack('found', 'a device deleted', null, t.off($$delete from khatm.safe where name = 'TILL-2'$$), '%KHATM-VERIFY-MISSING%');
select t.attack('refused', 'a device''s file under another''s name', null, t.off($$update khatm.safe set file = (select file from khatm.safe where name = 'TILL-2') where name = 'TILL-1'; select khatm.issue('TILL-1', t.tea('X'))$$), '%KHATM-%');

-- The house itself: a superuser by accident, or before he has said that he means it.
create function t.kept() returns text language sql as $$select '%KHATM-LEDGER-KEPT%'$$;
select t.attack('refused', 'drop extension', null, $$drop view t.doc; drop extension khatm$$, t.kept());
select t.attack('refused', 'drop extension cascade', null, $$drop extension if exists khatm cascade$$, t.kept());
select t.attack('refused', 'drop schema', null, $$drop schema khatm cascade$$, '%2BP01%');
select t.attack('refused', 'drop owned', null, $$drop owned by dba cascade$$, t.kept());
select t.attack('refused', 'a language, and all that is written in it', null, $$drop extension plpgsql cascade$$, t.kept());
select t.attack('refused', 'drop table', null, $$drop table khatm.document cascade$$, '%2BP01%');
select t.attack('refused', 'drop index', null, $$drop index khatm.outbox_due$$, t.kept());
select t.attack('refused', 'drop trigger', null, $$drop trigger deny on khatm.document$$, t.kept());
select t.attack('refused', 'drop trigger, by a function of somebody''s', null, $$do 'begin execute ''drop trigger deny on khatm.document''; end'$$, t.kept());
select t.attack('refused', 'drop policy', null, $$drop policy seen on khatm.document$$, t.kept());
select t.attack('refused', 'drop column', null, $$alter table khatm.document drop column content$$, t.kept());
select t.attack('refused', 'drop constraint', null, $$alter table khatm.document drop constraint document_uuid$$, t.kept());
select t.attack('refused', 'add a column', null, $$alter table khatm.document add x int generated always as (1) stored$$, t.kept());
select t.attack('refused', 'add a check that refuses all', null, $$alter table khatm.document add constraint x check (false) not valid$$, t.kept());
select t.attack('refused', 'alter type', null, $$alter table khatm.document alter total type numeric$$, t.kept());
select t.attack('refused', 'a default', null, $$alter table khatm.document alter uuid set default gen_random_uuid()$$, t.kept());
select t.attack('refused', 'triggers switched off', null, $$alter table khatm.document disable trigger all$$, t.kept());
select t.attack('refused', 'a trigger that does not hold for subscribers', null, $$alter table khatm.document enable trigger deny$$, t.kept());
select t.attack('refused', 'row security switched off', null, $$alter table khatm.document disable row level security$$, t.kept());
select t.attack('refused', 'a policy for all', null, $$create policy x on khatm.document using (true)$$, t.kept());
select t.attack('refused', 'a policy made wider', null, $$alter policy seen on khatm.document using (true)$$, t.kept());
select t.attack('refused', 'unlogged', null, $$alter table khatm.outbox set unlogged$$, t.kept());
select t.attack('refused', 'a child by INHERITS, of a superuser', null, $$create table erp.x () inherits (khatm.document)$$, t.kept());
select t.attack('refused', 'a child that is there already', null, $$create table erp.x (like khatm.document); alter table erp.x inherit khatm.document$$, t.kept());
select t.attack('refused', 'a parent', null, $$create table erp.x (chain bigint); alter table khatm.lane inherit erp.x$$, t.kept());
select t.attack('refused', 'a foreign table that inherits', null, $$create foreign data wrapper far; create server far foreign data wrapper far;
    create foreign table erp.far () inherits (khatm.document) server far$$, t.kept());
select t.attack('refused', 'a view that lets see what it hides', null, $$alter view khatm.deliveries reset (security_barrier)$$, t.kept());
select t.attack('refused', 'a part taken out of the extension by an owner who is a superuser no more', null, $$alter role dba nosuperuser; alter extension khatm drop function khatm.deny()$$, t.kept());
select t.attack('refused', 'a partition forged', null, $$create table erp.x (like khatm.document) partition by list (chain); alter table erp.x attach partition khatm.document default$$, t.kept());
select t.attack('refused', 'a rule, of a superuser', null, $$create rule x as on insert to khatm.document do instead nothing$$, t.kept());
select t.attack('refused', 'a trigger, of a superuser', null, $$create trigger x before insert on khatm.document for each row execute function suppress_redundant_updates_trigger()$$, t.kept());
select t.attack('refused', 'a trigger function replaced', null, $$create or replace function khatm.deny() returns trigger language plpgsql as 'begin return new; end'$$, t.kept());
select t.attack('refused', 'its search path opened', null, $$alter function khatm.deny() reset search_path$$, t.kept());
select t.attack('refused', 'a function made to run as its owner', null, $$alter function khatm.document(uuid) security definer$$, t.kept());
select t.attack('refused', 'a view replaced', null, $$create or replace view khatm.blockers as select null::text collate "C" as environment, null::text collate "C" as device, null::int as pid, null::name as role, null::text as application_name,
    null::text as state, null::interval as held_for, null::bigint as waiting, null::text as holds$$, t.kept());
select t.attack('refused', 'a table renamed', null, $$alter table khatm.document rename to x$$, t.kept());
select t.attack('refused', 'a column renamed', null, $$alter table khatm.document rename column total to x$$, t.kept());
select t.attack('refused', 'a trigger renamed', null, $$alter trigger deny on khatm.document rename to x$$, t.kept());
select t.attack('refused', 'the schema renamed', null, $$alter schema khatm rename to x$$, t.kept());
select t.attack('refused', 'a table moved away', null, $$alter table khatm.document set schema erp$$, '%');
select t.attack('refused', 'a table given away', null, $$alter table khatm.document owner to erp$$, t.kept());
select t.attack('refused', 'the schema given away', null, $$alter schema khatm owner to erp$$, t.kept());
select t.attack('refused', 'a member of the extension set free', null, $$alter extension khatm drop function khatm.deny()$$, t.kept());
select t.attack('refused', 'the guard switched off', null, $$alter event trigger khatm_guard disable$$, t.kept());
select t.attack('refused', 'what follows partitions switched off', null, $$alter event trigger khatm_later disable$$, t.kept());
select t.attack('refused', 'the guard dropped', null, $$drop event trigger khatm_guard$$, '%2BP01%');
select t.attack('refused', 'the schema made by somebody before the extension', null, $$set local khatm.allow_drop = on; drop extension khatm cascade; create schema khatm;
    create function khatm.deny() returns trigger language plpgsql as 'begin return new; end'; create extension khatm$$, '%42P06%');
select t.attack('refused', 'an upgrade to a version that is not ours', null, $$alter extension khatm update to '666'$$, '%22023%');
select t.attack('refused', 'a role of ours dropped', null, $$drop role khatm_auditor$$, '%2BP01%');

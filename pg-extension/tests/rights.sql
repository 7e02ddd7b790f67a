-- The catalogue of rights: every object of the schema, every privilege on it, every role. rights.txt names what roles may call and read;
-- objects.txt everything else that is there, and what nobody may. A new object has a line in one of them, or this fails.
\set ON_ERROR_STOP on
create extension if not exists pgtap;
select plan(13);

create temporary table line (line text);
\copy line from 'rights.txt'
\copy line from 'objects.txt'
create temporary view relation as
    select c.*, case c.relkind when 'r' then 'table' when 'v' then 'view' when 'i' then 'index' when 'S' then 'sequence' else 'relation ' || c.relkind::text end as word
    from pg_class c where c.relnamespace = 'khatm'::regnamespace;
create temporary view routine as
    select p.*, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as signature
    from pg_proc p where p.pronamespace = 'khatm'::regnamespace;
create temporary view grantee as select oid, rolname from pg_roles union all select 0, 'PUBLIC';
create temporary view there as
    -- Functions: who may call them.
    select g.rolname || ' ' || lower(a.privilege_type) || ' ' || p.signature as line
    from routine p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a join grantee g on g.oid = a.grantee where a.grantee <> p.proowner
    union all
    select 'nobody execute ' || signature from routine p
    where not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner)
    -- Tables, views, sequences: who may do what; each privilege, with the right to pass it on if there is one.
    union all
    select g.rolname || ' ' || lower(a.privilege_type) || case when a.is_grantable then ' to pass on' else '' end || ' ' || c.relname
    from relation c, aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner))) a
        join grantee g on g.oid = a.grantee
    where a.grantee <> c.relowner and c.relkind <> 'i'
    union all
    select 'nobody reads ' || word || ' ' || relname from relation c
    where c.relkind <> 'i' and not exists (
        select from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a where a.grantee <> c.relowner)
    union all
    select word || ' ' || relname from relation where relkind not in ('v', 'c')
    union all
    select 'view ' || c.relname || ' ' || coalesce(array_to_string(c.reloptions, ' '), '') from relation c where c.relkind = 'v'
    -- Single columns.
    union all
    select g.rolname || ' ' || lower(x.privilege_type) || ' ' || c.relname || '.' || a.attname
    from relation c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x join grantee g on g.oid = x.grantee
    -- The schema, types of their own, and what future objects would be given.
    union all
    select g.rolname || ' ' || lower(a.privilege_type) || ' schema khatm'
    from pg_namespace n, aclexplode(n.nspacl) a join grantee g on g.oid = a.grantee where n.nspname = 'khatm' and a.grantee <> n.nspowner
    union all
    select 'type ' || typname from pg_type t
    where t.typnamespace = 'khatm'::regnamespace and t.typelem = 0 and (t.typrelid = 0 or (select relkind = 'c' from pg_class c where c.oid = t.typrelid))
    union all
    select 'default privileges ' || d.defaclobjtype::text || ' ' || d.defaclacl::text from pg_default_acl d where d.defaclnamespace in (0, 'khatm'::regnamespace)
    -- What acts by itself.
    union all
    select 'trigger ' || t.tgname || ' on ' || c.relname || ' ' || t.tgenabled::text || ' ' || p.proname
    from pg_trigger t join relation c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal
    union all
    select 'event trigger ' || evtname || ' ' || evtevent || ' ' || evtenabled::text || ' ' || p.proname
    from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid where p.pronamespace = 'khatm'::regnamespace
    union all
    select 'policy ' || p.polname || ' on ' || c.relname || ' ' || p.polcmd::text || ' ' || case when p.polpermissive then 'permissive' else 'restrictive' end
    from pg_policy p join relation c on c.oid = p.polrelid
    union all
    select 'rule ' || r.rulename || ' on ' || c.relname from pg_rewrite r join relation c on c.oid = r.ev_class where r.rulename <> '_RETURN'
    union all
    select 'operator ' || o.oprname from pg_operator o where o.oprnamespace = 'khatm'::regnamespace
    union all
    select 'cast ' || c.castfunc::regproc from pg_cast c join routine p on p.oid = c.castfunc
    -- What runs with other rights than the caller's.
    union all
    select 'definer ' || signature from routine where prosecdef;
create temporary table found as select line collate "C" as line from there;

select is((select string_agg(line, E'\n' order by line) from (select line from found except select line from line) as x), null,
    'nothing is there that rights.txt and objects.txt do not name');
select is((select string_agg(line, E'\n' order by line) from (select line collate "C" as line from line except select line from found) as x), null,
    'and everything that they name is there');
select is((select string_agg(line, E'\n') from (select line from line group by 1 having count(*) > 1) as x), null, 'each once');
select is((select count(*)::int from found where line ~ '^PUBLIC '), 0, 'PUBLIC has nothing');

select is((select string_agg(relname, ' ' order by relname) from relation where relkind = 'r' and not relrowsecurity), null, 'every table has row-level security');
select is((select string_agg(c.relname, ' ' order by c.relname) from relation c where c.relkind = 'r' and not exists (select from pg_policy p where p.polrelid = c.oid)
        and exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner)),
    null, 'one that somebody may read has a policy');
-- A view passes the policies: it has their predicate itself.
select is((select string_agg(c.relname, ' ' order by c.relname) from relation c where c.relkind = 'v'
        and exists (select from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid join relation t on t.oid = d.refobjid
            and d.refclassid = 'pg_class'::regclass and t.relkind = 'r' where r.ev_class = c.oid)
        and not exists (select from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
            join routine p on p.oid = d.refobjid and d.refclassid = 'pg_proc'::regclass and p.proname in ('seen_chains', 'sees_device', 'sees_all') where r.ev_class = c.oid)),
    null, 'every view over tables has the predicate of who may see');
select is((select string_agg(relname, ' ' order by relname) from relation where relkind = 'v' and not coalesce('security_barrier=true' = any (reloptions), false)),
    null, 'and is a barrier for functions that leak');

select is((select string_agg(signature, ' ' order by signature) from routine where prokind <> 'p' and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)),
    null, 'every function fixes its search path');
select is((select string_agg(distinct rolname, ' ') from (
        select r.rolname from routine p join pg_roles r on r.oid = p.proowner union select r.rolname from relation c join pg_roles r on r.oid = c.relowner
        union select r.rolname from pg_namespace n join pg_roles r on r.oid = n.nspowner where n.nspname = 'khatm') as o),
    (select r.rolname::text from pg_extension e join pg_roles r on r.oid = e.extowner where e.extname = 'khatm'), 'everything belongs to who made the extension');
select is((select string_agg(signature, ' ') from routine p where not exists (
        select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')), null, 'every function is the extension''s');
select is((select string_agg(format('%s: %s', rolname, m.roleid), ' ') from pg_roles r left join pg_auth_members m on m.member = r.oid
        where r.rolname ~ '^khatm_' and (r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls or m.roleid is not null)),
    null, 'no role of ours logs in, has power, or is a member of another');
select is((select string_agg(proname, ' ') from routine where proleakproof), null, 'no function says that it leaks nothing');
select * from finish();

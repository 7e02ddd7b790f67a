-- A partition that this statement made, of a table that was attached before, and nothing keeps it from being emptied: one that the caller
-- may change. Others that lack the trigger are nothing of his.
select p.relid::pg_catalog.oid, t.tgname::pg_catalog.text
from pg_catalog.pg_trigger as t
join pg_catalog.pg_class as c on c.oid = t.tgrelid and c.relkind = 'p'
join pg_catalog.pg_proc as f on f.oid = t.tgfoid
    and f.pronamespace = 'khatm'::pg_catalog.regnamespace and f.proname = 'frozen_whole'
cross join lateral pg_catalog.pg_partition_tree(c.oid) as p
join pg_catalog.pg_class as o on o.oid = p.relid and o.relkind in ('r', 'p')
-- Who may not ask for it is not kept from making partitions.
where pg_catalog.has_function_privilege('pg_catalog.pg_event_trigger_ddl_commands()', 'execute') and exists (
    select from pg_catalog.pg_event_trigger_ddl_commands() as made
    where made.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and made.objid in (select a.relid from pg_catalog.pg_partition_ancestors(p.relid) as a))
    and not exists (select from pg_catalog.pg_trigger as own where own.tgrelid = o.oid and own.tgname = t.tgname)
    and pg_catalog.pg_has_role(o.relowner, 'usage') and pg_catalog.has_function_privilege(f.oid, 'execute')
    and pg_catalog.has_schema_privilege(f.pronamespace, 'usage')
limit 1

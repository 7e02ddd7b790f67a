-- What a table is, as far as it matters to whether it can be attached.
select
    c.relkind::pg_catalog.text,
    c.relpersistence::pg_catalog.text,
    c.relispartition,
    c.relowner,
    c.relrowsecurity and c.relforcerowsecurity and not r.rolbypassrls and not r.rolsuper,
    n.nspname in ('pg_catalog', 'information_schema', 'khatm') or n.nspname ~ '^pg_',
    not c.relispartition and exists (select from pg_catalog.pg_inherits as i where i.inhrelid = c.oid),
    c.relkind <> 'p' and exists (select from pg_catalog.pg_inherits as i where i.inhparent = c.oid),
    exists (
        select from pg_catalog.pg_partition_tree(c.oid) as p join pg_catalog.pg_class as f on f.oid = p.relid where f.relkind = 'f'
    )
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_roles as r on r.oid = c.relowner
where c.oid = $1

-- A table, and its partitions at all levels.
select c.oid from pg_catalog.pg_class as c where c.oid = $1
union
select p.relid::pg_catalog.oid from pg_catalog.pg_partition_tree($1) as p

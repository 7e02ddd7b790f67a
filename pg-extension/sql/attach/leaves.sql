-- The partitions that have rows of their own.
select pg_catalog.array_agg(t.relid::pg_catalog.oid) from pg_catalog.pg_partition_tree($1) as t where t.isleaf

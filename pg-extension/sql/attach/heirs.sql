-- Whether a table that has no partitions has heirs, or is one.
select not c.relispartition and exists (select from pg_catalog.pg_inherits as i where i.inhrelid = c.oid)
    or c.relkind <> 'p' and exists (select from pg_catalog.pg_inherits as i where i.inhparent = c.oid)
from pg_catalog.pg_class as c where c.oid = $1

-- Whether a table that has no partitions has heirs. One that is an heir itself fires its triggers for whoever writes through its parent.
select c.relkind <> 'p' and exists (select from pg_catalog.pg_inherits as i where i.inhparent = c.oid)
from pg_catalog.pg_class as c where c.oid = $1

-- Tables whose rows triggers of Khatm's look at, and that are not attached: partitions follow the table that they are of.
select distinct t.tgrelid
from pg_catalog.pg_trigger as t join pg_catalog.pg_proc as p on p.oid = t.tgfoid
where p.pronamespace = 'khatm'::pg_catalog.regnamespace and p.proname = 'note' and t.tgparentid = 0 and t.tgrelid <> all ($1)

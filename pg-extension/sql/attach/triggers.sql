-- Khatm's triggers of an attachment: those of its table by their names, and those that have its number in theirs on tables that
-- belong to it. The copies on partitions go with the original.
select t.tgrelid, t.tgname::pg_catalog.text
from pg_catalog.pg_trigger as t
join pg_catalog.pg_proc as p on p.oid = t.tgfoid
where p.pronamespace = 'khatm'::pg_catalog.regnamespace and not t.tgisinternal
    and ((t.tgrelid = $1 and t.tgname = any ($2)) or (t.tgname = any ($3) and khatm.belongs($1, $4, t.tgrelid)))
    and not exists (select from pg_catalog.pg_depend as d where d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and d.objid = t.oid and d.deptype in ('P', 'S'))
order by t.tgrelid, t.tgname

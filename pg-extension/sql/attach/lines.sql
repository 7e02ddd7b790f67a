-- The foreign keys of a table to the whole primary key of another: their columns, in the order of that key.
select pg_catalog.array_agg(a.attname::pg_catalog.text order by pg_catalog.array_position($3, f.referred))
from pg_catalog.pg_constraint as k
cross join lateral unnest(k.conkey, k.confkey) as f (own, referred)
join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid and a.attnum = f.own
where k.contype = 'f' and k.conrelid = $1 and k.confrelid = $2 and k.conparentid = 0
group by k.oid
having pg_catalog.count(*) = pg_catalog.cardinality($3) and pg_catalog.bool_and(f.referred = any ($3))

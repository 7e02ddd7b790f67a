-- Chains that one transaction has held for a minute, while others wait for them.
select distinct l.objid::pg_catalog.int8
from pg_catalog.pg_locks as l
left join pg_catalog.pg_stat_activity as a on a.pid operator(pg_catalog.=) l.pid
left join pg_catalog.pg_prepared_xacts as p
    on l.pid is null and pg_catalog.split_part(l.virtualtransaction, '/', 2) operator(pg_catalog.=) p.transaction::pg_catalog.text
where l.locktype operator(pg_catalog.=) 'object' and l.granted and l.objid operator(pg_catalog.<>) 0::pg_catalog.oid
    and l.classid operator(pg_catalog.=) 'khatm.chain'::pg_catalog.regclass
    and l.database operator(pg_catalog.=) (
        select d.oid from pg_catalog.pg_database as d where d.datname operator(pg_catalog.=) pg_catalog.current_database())
    and coalesce(a.xact_start, p.prepared) operator(pg_catalog.<) (pg_catalog.clock_timestamp() operator(pg_catalog.-) '1 minute'::pg_catalog.interval)
    and exists (
        select from pg_catalog.pg_locks as w
        where not w.granted and w.locktype operator(pg_catalog.=) l.locktype and w.database operator(pg_catalog.=) l.database
            and w.classid operator(pg_catalog.=) l.classid and w.objid operator(pg_catalog.=) l.objid)

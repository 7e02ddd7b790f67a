-- Devices that one transaction has held for a minute, while others wait for them.
select b.environment, b.device from khatm.blockers as b
where b.holds operator(pg_catalog.=) 'device' and b.waiting operator(pg_catalog.>) 0
    and b.held_for operator(pg_catalog.>) '1 minute'::pg_catalog.interval

-- What people look at. A view runs with its owner's rights, past the policies of the tables: each has the same predicate, so that nobody
-- sees another taxpayer's rows. ONLY: a table that somebody makes a child of ours adds none.

-- API: public
create view khatm.device with (security_barrier) as
    select
        s.environment,
        s.name as device,
        s.file_json ->> 'state' as stage,
        s.file_json -> 'configuration' ->> 'organization_identifier' as vat_number,
        s.file_json ->> 'base_url' as base_url,
        s.version,
        s.saved_at,
        c.chain,
        case c.state when 1 then 'active' when 2 then 'draining' when 3 then 'quarantined' end as chain_state,
        c.why as chain_why,
        c.begun_at,
        (select d.counter from only khatm.document as d where d.chain = c.chain order by d.counter desc limit 1) as icv
    from (
        select environment, name, version, saved_at, pg_catalog.convert_from(file, 'UTF8')::pg_catalog.jsonb -> 'device' as file_json
        from only khatm.safe
        where khatm.sees_device(environment, name)
    ) as s
    left join lateral (
        select k.chain, k.state, k.why, k.begun_at from only khatm.chain as k
        where k.environment = s.environment and k.device = s.name order by k.chain desc limit 1
    ) as c on true;
comment on view khatm.device is 'Devices: how far their onboarding is, and the chain that they issue on. Nothing of it is secret';
comment on column khatm.device.environment is 'sandbox, simulation or production';
comment on column khatm.device.device is 'Its name';
comment on column khatm.device.stage is 'draft, keyed, asking, checking, certifying or active';
comment on column khatm.device.vat_number is 'The taxpayer, as its certificate request has him';
comment on column khatm.device.base_url is 'Where its documents are sent';
comment on column khatm.device.version is 'How often it was saved';
comment on column khatm.device.saved_at is 'When it was saved last';
comment on column khatm.device.chain is 'Its last chain';
comment on column khatm.device.chain_state is 'active, draining or quarantined';
comment on column khatm.device.chain_why is 'Why it issues no more';
comment on column khatm.device.begun_at is 'When its chain began';
comment on column khatm.device.icv is 'The counter of its last document (ICV)';

-- API: public
create view khatm.blockers with (security_barrier) as
    select
        c.environment,
        c.device,
        l.pid,
        a.usename as role,
        a.application_name,
        case when l.pid is null then 'prepared' else a.state end as state,
        pg_catalog.clock_timestamp() - coalesce(a.xact_start, (
            select p.prepared from pg_catalog.pg_prepared_xacts as p
            where l.pid is null and p.transaction::pg_catalog.text = pg_catalog.split_part(l.virtualtransaction, '/', 2))) as held_for,
        (
            select pg_catalog.count(*) from pg_catalog.pg_locks as w
            where (w.locktype, w.database, w.classid, w.objid) = (l.locktype, l.database, l.classid, l.objid) and not w.granted
        ) as waiting,
        case
            when l.objid <> 0 then 'device'
            when l.classid = 'khatm.chain'::pg_catalog.regclass then 'devices'
            when l.classid = 'khatm.outbox'::pg_catalog.regclass then 'deliveries'
            else 'audit'
        end as holds
    from pg_catalog.pg_locks as l
    left join only khatm.chain as c on c.chain = l.objid::bigint and l.classid = 'khatm.chain'::pg_catalog.regclass
    left join pg_catalog.pg_stat_activity as a on a.pid = l.pid
    where l.locktype = 'object' and l.granted
        and l.database = (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database())
        and case
            when l.objid <> 0 then c.chain = any (array(select khatm.seen_chains()))
            when l.classid in ('khatm.chain'::pg_catalog.regclass, 'khatm.outbox'::pg_catalog.regclass, 'khatm.audit'::pg_catalog.regclass)
            then khatm.sees_all() and coalesce(a.xact_start < pg_catalog.clock_timestamp() - interval '1 second', true)
            else false
        end;
comment on view khatm.blockers is
    'Who holds a device: it issues for nobody else until that transaction ends; and who has held for a second what deliveries, devices or the audit of all need. Without a pid it is a prepared transaction';
comment on column khatm.blockers.environment is 'The device''s environment; none for what all share';
comment on column khatm.blockers.device is 'The device; none for what all share';
comment on column khatm.blockers.pid is 'The session; none for a prepared transaction';
comment on column khatm.blockers.role is 'Whose';
comment on column khatm.blockers.application_name is 'What the session calls itself';
comment on column khatm.blockers.state is
    'What it does: "idle in transaction" is what to look for; none for who may not see it (pg_read_all_stats)';
comment on column khatm.blockers.held_for is 'How long its transaction has been open; none for who may not see it';
comment on column khatm.blockers.waiting is 'How many sessions wait for it';
comment on column khatm.blockers.holds is
    'device: nobody else issues on it; deliveries: nothing is sent; devices: none begins or changes; audit: nothing that leaves a line is done, and nothing is sent';

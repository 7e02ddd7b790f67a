-- What no longer keeps the ledger as it was made: Khatm's own triggers that are gone, do not fire always, or call something else.
with
    kept (relation, name, called) as (values
        ('attachment', 'deny_all', 'deny'), ('attempt', 'deny', 'deny'), ('attempt', 'deny_all', 'deny'), ('audit', 'deny', 'deny'),
        ('audit', 'deny_all', 'deny'), ('audit', 'follows', 'audit_follows'), ('chain', 'deny', 'deny'), ('chain', 'deny_all', 'deny'),
        ('chain', 'keep_chain', 'keep_chain'), ('chain', 'keep_columns', 'deny_other'), ('cleared', 'deny', 'deny'),
        ('cleared', 'deny_all', 'deny'), ('document', 'deny', 'deny'), ('document', 'deny_all', 'deny'),
        ('document', 'follows', 'document_follows'), ('enrolment', 'deny_all', 'deny'), ('lane', 'deny', 'deny'),
        ('lane', 'deny_all', 'deny'), ('lane', 'keep_lane', 'keep_lane'), ('outbox', 'deny_all', 'deny'),
        ('outbox', 'keep_outbox', 'keep_outbox'), ('outcome', 'deny', 'deny'), ('outcome', 'deny_all', 'deny'), ('park', 'deny_all', 'deny'),
        ('reference', 'deny', 'deny'), ('reference', 'deny_all', 'deny'), ('release', 'deny', 'deny'), ('release', 'deny_all', 'deny'),
        ('reply', 'deny', 'deny'), ('reply', 'deny_all', 'deny'), ('safe', 'deny', 'deny'), ('safe', 'deny_all', 'deny'),
        ('safe', 'keep_safe', 'keep_safe'), ('store', 'deny', 'deny'), ('store', 'deny_all', 'deny'), ('tenant', 'deny', 'deny'),
        ('tenant', 'deny_all', 'deny'), ('tenant', 'keep_columns', 'deny_other')
    ),
    events (name, called) as (values ('khatm_guard', 'guard'), ('khatm_later', 'later'))
select pg_catalog.format('trigger %I on khatm.%I', k.name, k.relation)
from kept as k
where not exists (
    select from pg_catalog.pg_trigger as t join pg_catalog.pg_proc as p on p.oid = t.tgfoid
    where t.tgrelid = pg_catalog.to_regclass(pg_catalog.format('khatm.%I', k.relation)) and t.tgname = k.name and t.tgenabled = 'A'
        and p.proname = k.called and p.pronamespace = 'khatm'::pg_catalog.regnamespace)
union all
select pg_catalog.format('event trigger %I', e.name)
from events as e
where not exists (
    select from pg_catalog.pg_event_trigger as t join pg_catalog.pg_proc as p on p.oid = t.evtfoid
    where t.evtname = e.name and t.evtenabled = 'A' and p.proname = e.called and p.pronamespace = 'khatm'::pg_catalog.regnamespace)

-- Tables with rows that belong to others which are not there, and those in which such are wanting. No foreign key says so: see tables.sql.
select pg_catalog.array_agg(distinct o.name::pg_catalog.text) from (
    select 'document' as name, exists (select from khatm.document as r where not exists (
        select from khatm.chain as t where t.chain operator(pg_catalog.=) r.chain)) as found
    union all select 'reference', exists (select from khatm.reference as r where not exists (
        select from khatm.document as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter))
    union all select 'reference', exists (select from khatm.reference as r where r.to_chain is not null and not exists (
        select from khatm.document as t where t.chain operator(pg_catalog.=) r.to_chain and t.counter operator(pg_catalog.=) r.to_counter))
    -- A note says of what, if its document does.
    union all select 'reference', exists (select from khatm.document as r
        where r.kind operator(pg_catalog.=) any (array['credit_note', 'debit_note']) and not exists (
            select from khatm.reference as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter
                and t.role operator(pg_catalog.=) 2)
            and pg_catalog.position(r.xml, 'BillingReference'::pg_catalog.bytea) operator(pg_catalog.>) 0)
    union all select 'tenant', exists (select from khatm.audit as r where r.action operator(pg_catalog.=) 'tenant_new' and not exists (
        select from khatm.tenant as t
        where pg_catalog.split_part(r.detail, ' ', 1) operator(pg_catalog.=) ('vat_number=' operator(pg_catalog.||) t.vat_number)))
    union all select 'lane', exists (select from khatm.lane as r where not exists (
        select from khatm.chain as t where t.chain operator(pg_catalog.=) r.chain))
    union all select 'outbox', exists (select from khatm.outbox as r where not exists (
        select from khatm.document as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter))
    union all select 'outbox', exists (select from khatm.outbox as r where not exists (
        select from khatm.lane as t where t.chain operator(pg_catalog.=) r.chain and t.route operator(pg_catalog.=) r.route))
    union all select 'attempt', exists (select from khatm.attempt as r where not exists (
        select from khatm.document as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter))
    union all select 'reply', exists (select from khatm.reply as r where not exists (
        select from khatm.attempt as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter
            and t.epoch operator(pg_catalog.=) r.epoch))
    union all select 'outcome', exists (select from khatm.outcome as r where not exists (
        select from khatm.reply as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter
            and t.epoch operator(pg_catalog.=) r.epoch))
    union all select 'cleared', exists (select from khatm.cleared as r where not exists (
        select from khatm.document as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter))
    union all select 'release', exists (select from khatm.release as r where not exists (
        select from khatm.document as t where t.chain operator(pg_catalog.=) r.chain and t.counter operator(pg_catalog.=) r.counter))
    union all select 'park', exists (select from khatm.park as r where not exists (
        select from khatm.attachment as t where t.attachment operator(pg_catalog.=) r.attachment))
    union all select 'enrolment', exists (select from khatm.enrolment as r where not exists (
        select from khatm.safe as t where t.environment operator(pg_catalog.=) r.environment and t.name operator(pg_catalog.=) r.device))
) as o where o.found

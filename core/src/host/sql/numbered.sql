select
    d.uuid::text as uuid, d.kind, d.profile, d.number, d.icv,
    (extract(epoch from d.issued_at) * 1000)::bigint as issued_ms, (extract(epoch from d.deadline_at) * 1000)::bigint as deadline_ms,
    d.previous_hash, d.invoice_hash, d.request_key, d.currency, d.total::text as total, d.xml
from khatm.document as n cross join lateral khatm.document(n.uuid) as d
where n.number = $1::text
order by n.chain, n.counter

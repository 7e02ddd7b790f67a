select
    chain, icv, epoch, endpoint, again, probe,
    (extract(epoch from claimed_at) * 1000)::bigint as claimed_ms,
    (extract(epoch from lease_until) * 1000)::bigint as lease_ms,
    uuid::text as uuid, kind, route, number,
    (extract(epoch from issued_at) * 1000)::bigint as issued_ms,
    (extract(epoch from deadline_at) * 1000)::bigint as deadline_ms,
    previous_hash, invoice_hash, request_key, content, currency, total_halalas, xml
from khatm.claim($1::text, $2::integer, $3::integer, $4::integer, $5::text::jsonb, $6::bigint[], $7::text::jsonb)

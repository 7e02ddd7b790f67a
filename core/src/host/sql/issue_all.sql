-- One statement, within whatever transaction it is run in.
select coalesce(json_agg(to_json(made) order by made.n), '[]')::text as made from (
    select i.n, i.uuid, i.icv, i.invoice_hash, i.qr, i.provisional, i.again, i.warnings, d.number, d.profile,
        (extract(epoch from d.deadline_at) * 1000)::bigint as deadline_ms
    from khatm.issue_many($1::text, $2::text[]::jsonb[], $3::text[], $4::text)
        with ordinality as i (uuid, icv, invoice_hash, qr, provisional, again, warnings, n)
    cross join lateral khatm.document(i.uuid) as d
) as made

-- One statement, within whatever transaction it is run in.
select to_json(made)::text as made from (
    select i.uuid, i.icv, i.invoice_hash, i.qr, i.provisional, i.again, i.warnings, d.number, d.profile,
        (extract(epoch from d.deadline_at) * 1000)::bigint as deadline_ms
    from khatm.issue($1::text, $2::text::jsonb, $3::text, $4::text::uuid, $5::text) as i
    cross join lateral khatm.document(i.uuid) as d
) as made

select coalesce(json_agg(o.way order by o.deadline_at), '[]')::text as value from (
    select r.deadline_at, khatm.way(r.uuid) as way
    from khatm.rejections as r
    where r.corrected_by is null and not r.contrary
        and ($1::text is null or r.device = $1) and ($2::text is null or r.environment = $2)
        and (not $3::boolean or r.deadline_at < now())
    order by r.deadline_at, r.rejected_at
    limit $4::bigint
) as o

-- Whoever got its final word meanwhile is left out.
select coalesce(json_agg(o.way order by o.deadline_at), '[]')::text as value from (
    select d.deadline_at, khatm.way(d.uuid) as way
    from khatm.deliveries as d
    where ($1::text is null or d.device = $1) and ($2::text is null or d.environment = $2) and (not $3::boolean or d.late)
    order by d.deadline_at, d.issued_at
    limit $4::bigint
) as o
where o.way ->> 'progress' not in ('cleared', 'reported', 'rejected', 'contrary')

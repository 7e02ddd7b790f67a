-- The attachments that make rows into documents no more, or keep them no more, and how they stand. One query for all, planned once.
select a.target, khatm.attached_state(a.number, a.target, a.attached, a.frozen, l.lines, a.watched, a.mapping) as state
from unnest($1, $2, $3, $4, $5, $6, $7) as a (number, target, attached, frozen, lines, watched, mapping)
cross join lateral (select array(select pg_catalog.jsonb_array_elements_text(a.lines)) as lines) as l

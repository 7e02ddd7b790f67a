-- The attachments that make rows into documents no more, or keep them no more, and how they stand. One query for all, planned once.
select a.target, khatm.attached_state(a.number, a.target, a.attached, a.frozen, a.line_tables, a.watched) as state
from unnest($1, $2, $3, $4, $5, $6) as a (number, target, attached, frozen, line_tables, watched)
